# Editing, exporting, recipes.

problem-export-out-of-range = The edit has a value that is out of its range: { $field }.
    .why = Exposure goes from -5 to 5, straightening from -45 to 45 degrees, sharpening from 0 to 100, the others from -100 to 100; sizes and parts are not empty.
    .remedy = Choose a value inside its range and export again.

problem-recipe-missing = The recipe { $file } is not there.
    .why = No file has that name.
    .remedy = Check the name. “lightmark recipe list” names the recipes that come with Lightmark.

problem-recipe-unreadable = The recipe { $file } cannot be read.
    .why = The system gave an error, or the file is larger than a recipe can be.
    .remedy = Check the file and whether you may read it.

problem-recipe-wrong = { $file } is not a recipe that Lightmark can follow: { $reason }.
    .why = A recipe is a TOML file; a word that is not known is refused, so that nothing is left out unnoticed.
    .remedy = Mend the file, or save the recipe again.

problem-recipe-unwritable = The recipe { $file } could not be saved.
    .why = The folder cannot be written to, or the disk is full.
    .remedy = Choose another folder.

export-note-hidden = Parts were cropped away or covered, so no thumbnail of the original was put into the copy, and those in its earlier Content Credentials were taken out. That they were taken out is recorded.

export-cli-rect = give four whole numbers in pixels: X,Y,W,H
export-cli-crop = give X,Y,W,H in pixels, or a ratio such as 4:5
export-cli-resize = give WxH in pixels, or the longest side alone
export-cli-format = choose jpeg, png, tiff, webp or avif

## The editor

problem-editor-no-pixels = This picture cannot be edited.
    .why = Lightmark can show an embedded preview of this format but does not decode the picture itself.
    .remedy = Export it as JPEG, PNG or TIFF in the program that made it, then sign and edit that copy.

editor-close = Back
editor-before = Before
editor-export = { $files ->
    [one] Export…
   *[other] Export { $files } files…
}
editor-reset = Reset
editor-shape = Shape
editor-crop = Crop
editor-crop-label = Crop
editor-crop-none = Nothing cropped
editor-crop-size = { $width } × { $height } px
editor-crop-ratio = { $across }:{ $down }
editor-turn-left = Turn left
editor-turn-right = Turn right
editor-mirror = Mirror
editor-straighten = Straighten °
editor-resize = Make smaller
editor-resize-side = Longest side in pixels
editor-covers = Cover
editor-blur = Blur
editor-pixelate = Pixelate
editor-black-out = Black out
editor-covers-text = For faces, plates, screens. What is covered cannot be brought back from the copy.
editor-draw-crop = Draw what is to stay, or pull its edges. Shift keeps the ratio.
editor-draw-cover = Draw on the picture what is to be covered.
editor-region = { $method }, { $width } × { $height } px
editor-remove-region = Remove covered part { $number }
editor-look = Brightness and colour
editor-exposure = Exposure EV
editor-contrast = Contrast
editor-highlights = Highlights
editor-shadows = Shadows
editor-temperature = Temperature
editor-tint = Tint
editor-saturation = Saturation
editor-black-and-white = Black and white
editor-sharpen = Sharpen
editor-number = { $name } as a number
editor-zero = Set { $name } back
editor-format = Format
editor-format-label = Written as
editor-format-same = As the original
editor-format-webp = WebP, lossless
editor-quality = Quality
editor-sign-title = { $files ->
    [one] Export and sign an edited copy
   *[other] Export and sign edited copies of { $files } files
}
editor-sign-do = { $files ->
    [one] Export and sign
   *[other] Export and sign { $files } files
}
editor-sign-text = { $files ->
    [one] An edited copy is made. Its record names each step, and the original becomes its parent.
   *[other] The same edit is made to each of { $files } files. The record of each copy names each step, and its original becomes its parent. Where a drawn part does not fit a picture, that one is left out and said.
}
editor-nothing-done = no change
editor-recorded = Recorded: { $steps }
editor-hides = No thumbnail of the original goes into the copy, because it would show what was cropped away or covered.
