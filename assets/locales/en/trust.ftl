### Lightmark, English: trust
