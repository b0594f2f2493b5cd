### Lightmark, English: keys
