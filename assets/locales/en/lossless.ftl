# JPEGs that are turned, mirrored and cropped without being encoded anew.

edit-note-lossless = Done without re-encoding: the copy has the original's own values.
edit-note-trimmed = A few more pixels were cut off at the edges, because a JPEG can be cut without re-encoding on its grid of blocks only.
edit-note-anew-grid = The picture was encoded anew, because an edge does not fall on the JPEG's grid of blocks. With “trim” (--trim) a few pixels more are cut off there instead, and nothing is encoded anew.
edit-note-anew-kind = The picture was encoded anew, because this kind of JPEG cannot be turned or cropped in any other way.
export-cli-icc = choose keep, srgb or display-p3
step-lossless = without re-encoding
