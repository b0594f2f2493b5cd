### Lightmark, English: cli
