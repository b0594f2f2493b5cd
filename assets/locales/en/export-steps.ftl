### What an export recorded of an edit, as in “Colours adjusted: exposure +0.4 EV, contrast +12”.

export-step-by = { $what } by { $amount }
export-step-blur = blurred
export-step-pixelate = pixelated
export-step-blackOut = painted over
export-step-sharpen = sharpened
export-step-straighten = straightened by { $amount }°
export-step-exposure = exposure { $amount } EV
export-step-contrast = contrast { $amount }
export-step-highlights = highlights { $amount }
export-step-shadows = shadows { $amount }
export-step-temperature = temperature { $amount }
export-step-tint = tint { $amount }
export-step-saturation = saturation { $amount }
export-step-kept-none = none of the original's was kept
export-step-kept-public = what may be published was kept
export-step-kept-marketing = what marketing needs was kept
export-step-kept-all = all of the original's was kept
export-step-rights-written = the stated rights were written into it
export-step-words = “{ $words }”
export-step-position = { $place }
export-step-tiled = over the whole picture
