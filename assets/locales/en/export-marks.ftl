### Watermarks, metadata carried along, and recipes that come with Lightmark.

problem-watermark-font = The watermark has characters that Lightmark's font does not have: { $signs }.
    .why = Words are set in Inter, which comes with Lightmark, so that a recipe gives the same on every computer. It has Latin, Greek and Cyrillic letters.
    .remedy = Write it in other characters, or make a picture of the words and use that as the watermark.

problem-watermark-picture = The watermark { $file } cannot be used: { $reason }
    .why = The picture of a watermark is read again for each export. A path in a recipe is taken from the recipe's folder.
    .remedy = Check that the file is there and is a picture, such as PNG or SVG, then export again.
