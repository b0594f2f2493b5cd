# The editor: looking at the picture, histogram, copied edits, recipes, watermarks.

command-copy-edits = Copy edits
command-copy-edits-tip = Keep what was done to this picture, for other files
command-paste-edits = Paste edits
command-paste-edits-tip = Do the copied edits to the chosen files
command-split-view = Before and after
command-split-view-tip = Show the original and the edit side by side
command-show-clipping = Show lost detail
command-show-clipping-tip = Paint over what is fully bright or fully dark
command-zoom-double = Double size
command-zoom-double-tip = Two screen pixels for each picture pixel

editor-before-tip = Show the original (hold B)
editor-after = After
editor-split = Share of the picture shown as it was
editor-previous-file = Previous file
editor-next-file = Next file
editor-file-of = { $number } of { $files }

histogram-words = Histogram. { $dark } % of the picture has lost detail in the dark, { $bright } % in the bright.
histogram-dark = Lost in the dark: { $percent } %
histogram-bright = Lost in the bright: { $percent } %

notice-edits-copied = Edits copied
notice-edits-pasted = { $files ->
    [one] Edits pasted
   *[other] Edits pasted, for { $files } files
}
notice-nothing-to-paste = No edits have been copied yet

editor-written = Written: { $how }
editor-metadata = Metadata in the copy
editor-metadata-none = None
editor-metadata-public = Without position and names
editor-metadata-marketing = For marketing
editor-metadata-all = All, with position

recipes = Recipes
recipes-none = No recipes yet
recipes-manage = Manage recipes…
recipes-done = Done
recipe-save-as = Save as recipe…
recipe-save = Save recipe
recipe-name = Name
recipe-name-hint = Web, without position
recipe-replaces = The recipe of this name is replaced.
recipe-what = What it holds
recipe-always = Always the format, quality and colour space. And of this picture:
recipe-part-shape = Crop, turn and straighten
recipe-part-covers = Covered parts, where they are
recipe-part-size = Size
recipe-part-look = Brightness, colour and sharpness
recipe-part-marks = Watermark
recipe-part-metadata = Which metadata goes along
recipe-part-rights = Creator, rights and licence, as stated last
recipe-import = Import…
recipe-share = Save { $name } to a file…
recipe-delete = Delete { $name }
recipe-delete-sure = Delete it
recipe-use = Use
recipe-use-named = Use { $name }
recipe-as-edited = As set in the editor
recipe-export = Recipe
recipe-within = at most { $side } px
recipe-full-size = full size
recipe-same-format = format as the original
recipe-jpeg = JPEG { $quality }
recipe-avif = AVIF { $quality }
recipe-has-sharpen = sharpened
recipe-has-look = brightness and colour
recipe-has-covers = covered parts
recipe-has-marks = watermark
recipe-has-rights = rights
recipe-metadata-none = no metadata
recipe-metadata-public = no position
recipe-metadata-marketing = metadata for marketing
recipe-metadata-all = all metadata
recipe-web-name = Web
recipe-print-name = Print
recipe-social-square-name = Social square
dialog-recipe-save = Save a recipe
dialog-recipes = Recipes
choose-recipe = Choose a recipe
choose-recipes = Recipes
choose-mark = Choose a picture for the watermark
choose-pictures = Pictures
notice-recipe-saved = Recipe saved: { $name }
notice-recipe-used = Recipe used: { $name }
notice-recipe-deleted = Recipe deleted

editor-result-size = { $width } × { $height } px
editor-draw-middle = Put it in the middle
editor-draw-done = Done
editor-region-number = covered part { $number }
editor-rect-x = x
editor-rect-y = y
editor-rect-width = w
editor-rect-height = h
editor-rect-x-of = { $what }: left edge in pixels
editor-rect-y-of = { $what }: upper edge in pixels
editor-rect-width-of = { $what }: width in pixels
editor-rect-height-of = { $what }: height in pixels

mark-section = Watermark
mark-text = Words
mark-words = Words of the watermark
mark-words-hint = © and your name
mark-text-place = Place of the words
mark-size = Size %
mark-opacity = Opacity %
mark-color-label = Colour
mark-color = Colour of the words
mark-white = White
mark-black = Black
mark-tile = Repeat all over the picture
mark-image = Picture
mark-image-place = Place of the picture
mark-choose = Choose another picture…
mark-image-recorded = The picture is recorded as something placed into the copy, with its own Content Credentials if it has any.
mark-at-top-left = Top left
mark-at-top = Top
mark-at-top-right = Top right
mark-at-left = Left
mark-at-center = Middle
mark-at-right = Right
mark-at-bottom-left = Bottom left
mark-at-bottom = Bottom
mark-at-bottom-right = Bottom right

shortcut-before = Show the original in the editor
shortcut-before-keys = Hold B
shortcut-move = Move the picture in the editor
shortcut-move-keys = Space and drag, arrows
