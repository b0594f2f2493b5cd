### Lightmark, English: verdict
