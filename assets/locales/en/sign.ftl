### Lightmark, English: sign
