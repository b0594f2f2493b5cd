### Lightmark, English: app
