### Lightmark, English: media
