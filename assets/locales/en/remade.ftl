# What a redacted copy has that is neither the original's nor an item's, and what it shows.

redact-note-svg-text = Words that the drawing shows are part of the picture, so they stay. Read them before you publish the copy.
redact-check-remade = { $written ->
        [one] 1 byte
       *[other] { $written } bytes
    } of the redacted copy { $written ->
        [one] was
       *[other] were
    } written anew and { $zeros } set to zero; { $beside ->
        [0] all of them stand where a listed item was.
        [one] 1 byte of the original that is part of no listed item changed along with them, such as a length or a checksum.
       *[other] { $beside } bytes of the original that are part of no listed item changed along with them, such as tables, lengths and checksums.
    }
