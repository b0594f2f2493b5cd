### Lightmark, English: what redaction found in a file, where it has no name in any standard

## Where it stands

found-behind-picture = after the picture
found-behind-file = after the file
found-between-parts = between the parts
found-before-sound = before the sound
found-behind-sound = behind the sound

## What it is

found-trailer = Data after the picture
found-strange = Data of no known kind
found-unreferenced = Bytes that nothing points to
found-gap = Gap
found-unknown-part = Unknown part
found-further-pictures = Further pictures
found-gain-map = Gain map
found-comment = Comment
found-jfif-thumbnail = JFIF thumbnail
found-jfxx-thumbnail = JFXX thumbnail
found-credentials = Content Credentials
found-photoshop = IPTC and Photoshop data
found-unused-tables = Tables that no part of the picture uses
found-behind-own-data = Data behind the picture’s own
found-brand = Brand

## What cannot be taken out

found-before-further-pictures = parts before further pictures that stay
found-old-jpeg = what stands beside tables of old-style JPEG in a TIFF
found-inner-jpeg = what a JPEG in the file says
found-broken-profile = a colour profile that cannot be followed
found-compressed-movie = compressed movie header (cmov)
found-doctype = document type with declarations
found-svg-picture = picture inside the SVG ({ $element })
found-svg-file-link = link to a file of a machine ({ $element })
found-avi-stream = AVI stream { $kind }
found-encrypted-picture = how an encrypted picture is protected
found-encrypted-stream = how an encrypted stream is protected
found-second-sound = a second run of sound
found-sound-in-runs = sound in runs with silences (wavl)
found-behind-last-line = data behind the last line of the picture

## Checking a record of redaction

found-items = { $count ->
    [one] { $count } item
   *[other] { $count } items
}
found-items-listed = { $count ->
    [one] { $count } item { $numbers }
   *[other] { $count } items { $numbers }
}
found-items-wrong = { $count ->
    [one] { $count } item, not: { $numbers }
   *[other] { $count } items, not: { $numbers }
}
