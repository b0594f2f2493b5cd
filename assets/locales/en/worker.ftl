### Lightmark, English: worker
