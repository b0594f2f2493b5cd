# What an edited copy is written as, in the editor.

editor-progressive = Progressive
editor-progressive-text = The picture comes into sight step by step while it loads. The file is mostly a little smaller.
editor-subsample = Colour at half the resolution (4:2:0)
editor-subsample-text = The file is smaller, and fine edges between colours get softer. Otherwise colour is written in full (4:4:4).
editor-lossless-text = Only the shape changes: where the edges fall on the grid of blocks that a JPEG is made of, nothing is encoded anew and no quality is lost.
editor-trim = Trim to the grid
editor-trim-text = Cuts off a few pixels more where an edge does not fall on the grid (up to 15 at each edge, mostly), so that nothing is encoded anew.
editor-color = Colours
editor-color-keep = As in the original
editor-color-keep-text = The copy keeps the original’s colour profile.
editor-color-srgb = sRGB
editor-color-srgb-text = Every program shows these colours as they are meant. For the web.
editor-color-display-p3 = Display P3
editor-color-display-p3-text = Holds more colours than sRGB. Programs and screens without colour management show them paler than meant.
editor-color-only-srgb = AVIF is written in sRGB.
editor-exported-size = Size of the exported copy. At 100 % the picture shows its pixels.
recipe-progressive = progressive
recipe-subsampled = 4:2:0
recipe-trimmed = trimmed to the grid
