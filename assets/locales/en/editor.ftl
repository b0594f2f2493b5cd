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
