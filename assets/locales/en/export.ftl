# Editing, exporting, recipes.

problem-export-out-of-range = The edit has a value that is out of its range: { $field }.
    .why = Exposure goes from -5 to 5, straightening from -45 to 45 degrees, sharpening from 0 to 100, the others from -100 to 100; sizes and parts are not empty.
    .remedy = Choose a value inside its range and export again.

problem-recipe-missing = The recipe { $file } is not there.
    .why = No file has that name.
    .remedy = Check the name, or export without a recipe.

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
export-cli-format = choose jpeg, png, tiff or webp
