### Lightmark, English: media

media-bytes = { $count ->
    [one] 1 byte
   *[other] { $count } bytes
}

# Notes about metadata that is broken or cut short. Whole sentences.
media-note-exif-broken = The EXIF data is damaged, so some of its fields may be missing or wrong.
media-note-xmp-broken = The XMP data is damaged, so some of its fields may be missing or wrong.
media-note-xmp-large = The XMP data is larger than Lightmark reads, so its fields are not shown.
media-note-iptc-broken = The IPTC data is damaged, so some of its fields may be missing or wrong.
media-note-text-broken = A text in this file is damaged and is not shown.
media-note-cut-short = The file ends too early or has more parts than Lightmark reads, so some of its metadata may be missing.
media-note-many-fields = This file has more metadata fields than Lightmark shows, so some are left out.

problem-media-unreadable = The file could not be read.
    .why = The disk, the network drive or the card reported an error.
    .remedy = Check that the drive is connected, copy the file to another place and try again.
problem-media-not-allowed = The file may not be read.
    .why = Your account has no right to read it.
    .remedy = Change the file's permissions, or copy it to a folder of your own.
problem-media-vanished = The file is no longer there.
    .why = It was moved, renamed or deleted, or the link to it leads nowhere.
    .remedy = Find the file and open it again.
problem-media-not-a-file = This is not a file.
    .why = It is a folder or a device, which holds no picture of its own.
    .remedy = Choose a file.
problem-media-empty = The file is empty.
    .why = It has no content at all, often because a copy or download was interrupted.
    .remedy = Copy or download the file again.
problem-media-unknown-format = This is not a picture format that Lightmark knows.
    .why = The content of the file matches none of the known formats, whatever its name says.
    .remedy = Open the file in the program that made it and save it as JPEG, PNG or TIFF.
problem-media-truncated = The picture is cut off.
    .why = The file ends before the picture does, often because a copy or download was interrupted.
    .remedy = Copy or download the file again.
problem-media-broken = The picture could not be decoded.
    .why = The file is damaged, or it uses a variant of its format that Lightmark does not read.
    .remedy = Get a fresh copy of the file, or save it again in the program that made it.
problem-media-too-large = The picture is too large to show.
    .why = One side is longer than 16,384 pixels, or showing it would need more than 512 MB of memory.
    .remedy = The file can still be verified and signed. To see it here, save a smaller copy.
problem-media-outside-picture = What was drawn does not lie inside the picture.
    .why = The upright picture is { $width } by { $height } pixels; a crop or a covered part reaches beyond that or is empty.
    .remedy = Choose a part that lies inside. A crop is counted after turning and straightening.
problem-media-no-picture = There is no picture to show.
    .why = Lightmark does not decode this format, and the file holds no preview.
    .remedy = The file can still be verified and signed. To see it, open it in the program that made it.

## What an export tells, once each

edit-note-converted-8-bit = This format is decoded to 8 bits a channel in sRGB; the copy has no more than that.
edit-note-8-bit-format = The original has 16 bits a channel. This format holds 8; PNG and TIFF keep 16.
edit-note-avif-srgb = The colours were converted to sRGB; AVIF is written without a colour profile.
edit-note-over-white = JPEG has no transparency; what was transparent is white in the copy.
