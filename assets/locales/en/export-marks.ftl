### Watermarks, metadata carried along, and recipes that come with Lightmark.

problem-watermark-font = The watermark has characters that Lightmark's font does not have: { $signs }.
    .why = Words are set in Inter, which comes with Lightmark, so that a recipe gives the same on every computer. It has Latin, Greek and Cyrillic letters.
    .remedy = Write it in other characters, or make a picture of the words and use that as the watermark.

problem-watermark-picture = The watermark { $file } cannot be used: { $reason }
    .why = The picture of a watermark is read again for each export. A path in a recipe is taken from the recipe's folder.
    .remedy = Check that the file is there and is a picture, such as PNG or SVG, then export again.

problem-recipe-mark-outside = The recipe { $file } names a watermark outside of its own folder: { $mark }.
    .why = A recipe may come from anybody, so its pictures are taken from its own folder and from nowhere else.
    .remedy = Put the picture beside the recipe and name it by its file name alone, or give it with --watermark-image.

problem-export-mark-name = The watermark's file name cannot be used.
    .why = It has characters that are not Unicode, and recipes and records are written in Unicode.
    .remedy = Rename the file and export again.

problem-export-mark-nothing = There is no watermark to place.
    .why = A place, size, opacity, colour or repetition was given, but neither words nor a picture for it.
    .remedy = Add --watermark-text or --watermark-image; colour and repetition are for words.

export-cli-place = give top-left, top, top-right, left, center, right, bottom-left, bottom, bottom-right, or X%,Y%
export-cli-color = give #rrggbb, white or black
export-cli-metadata = choose none, public, marketing or all

recipe-web = For the web: 2048 px at most, JPEG quality 82, sRGB, no position
recipe-print = For print: full size TIFF with its colours and depth kept, no position
recipe-social-square = Social square: the middle, 1080 px, JPEG quality 85, sRGB, no position

# Told once each after an export.
edit-note-metadata-texts = Parts of the picture are covered, so the original's title, caption, keywords and comments stayed behind: they may tell what is no longer seen.
edit-note-metadata-left = Some of the original's metadata is damaged, too large or in a form that Lightmark does not carry, and stayed behind.
edit-note-metadata-iptc = The original's IPTC fields stayed behind, because this format has no place for them; JPEG, PNG and TIFF have. What its XMP says went along as chosen.

problem-export-parent-expired = The certificate behind “{ $name }” was not valid when it was signed, as far as can be proved.
    .why = It had expired or was not yet valid, and no trusted time stamp shows an earlier time. That is no sign of tampering, but the copy's history rests on it.
    .remedy = Ask the sender for a file with a time stamp, or export all the same and let the history show it.

problem-part-unusable = The file { $file }, which was put into the picture as a watermark or a layer, cannot be used: { $reason }
    .why = Each file that went into a picture is looked at and listed in its history.
    .remedy = Check that the file is there and is a picture, such as PNG or SVG, then try again.
