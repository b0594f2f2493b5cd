### Lightmark, English: window
