# The Redact page of the window.

command-redact = Redact…
command-redact-tip = Make copies without position, serial numbers and other sensitive metadata, each proved
choose-preset = Open a redaction preset
choose-presets = Redaction presets

problem-redact-preset-unwritable = The preset { $name } could not be saved.
    .why = The folder cannot be written to, or the disk is full.
    .remedy = Choose another folder.

notice-redacted = { $files ->
    [one] 1 redacted copy was made and proved.
   *[other] { $files } redacted copies were made and proved.
}
notice-redacted-some = { $files } redacted copies were made and proved, { $failed } files got no copy.

redact-back = Back
redact-title = { $files ->
    [one] Redact a copy
   *[other] Redact copies of { $files } files
}
redact-preset = Preset
redact-preset-public = For publishing
redact-preset-public-text = Takes out position, serial numbers, contact details, thumbnails, names of people, editing history and unknown parts. Creator, rights, camera model, settings and dates stay.
redact-preset-source-protection = Source protection
redact-preset-source-protection-text = Takes out everything that the picture does not need, with the Content Credentials, dates and the file name. Nothing can be kept by hand.
redact-preset-marketing = For a campaign
redact-preset-marketing-text = Takes out position, serial numbers, thumbnails, programs, unknown parts and names of people. Creator, contact, credit line, description and keywords stay.
redact-preset-evidence = Chosen by hand
redact-preset-evidence-text = Takes out nothing until you choose. The original stays as it is.
redact-preset-own = Takes out: { $groups }
redact-preset-own-nothing = Takes out single fields only.
redact-preset-changed = Changed by hand
redact-preset-load = Open preset…
redact-preset-save = Save preset…
redact-where = Where the copies go
redact-name-kept = Copies are named after the original, with “-redacted”. A name that is taken gets a number.
redact-name-neutral = Copies get a new name that says nothing. The folder may still tell where they came from.
redact-warn-title = Before you pass a copy on
redact-warn-signing = Signing the copy names the signer. To protect a source, pass it on unsigned.
redact-warn-cannot = Sensor noise can identify a camera. Faces, signs and text in the picture stay. Neither can be taken out of the metadata.
redact-sign = Signature and record
redact-sign-as = Sign the copies as
redact-sign-nobody = Nobody (unsigned)
redact-sign-none-there = You have no identity yet. Make one on the page “Identities”.
redact-sign-text = Each copy is signed as an edit of its original, with your name in it.
redact-sign-evidence = This preset always signs the copies and writes a record.
redact-sign-warn = The signature says who signed, and that can lead to the source.
redact-sign-anyway = Sign anyway: the signer may be known
redact-record = Write a record
redact-record-text = With the record anybody can check later what kinds of metadata were taken out. It holds none of the values.
redact-record-beside = The record is written beside each copy, as { $ending }.
redact-record-folder = The record goes to { $folder }.
redact-record-choose = Folder for the record…
redact-private-text = Its private half, { $ending }, holds secret numbers. Whoever has it can check a guess at what was taken out. Keep it apart and never pass it on with the copy.
redact-private-beside = The private half is written beside each copy.
redact-private-folder = The private half goes to { $folder }.
redact-private-choose = Folder for the private half…
redact-why-evidence = Choose who signs: this preset needs a signature and a record.
redact-why-consent = Say that the signer may be known, or sign as nobody.
redact-result-signed = The copy is signed.
redact-result-record = Record: { $path }
redact-result-private = Private half, keep it apart: { $path }
redact-do = { $files ->
    [one] Make a redacted copy
   *[other] Make { $files } redacted copies
}
redact-why-nothing = Choose at least one group or field that is to go.
redact-why-folder = Choose the folder for the copies.
redact-why-no-file = None of these files can be redacted.
redact-looking = Looking into the files…
redact-sum = In { $files ->
    [one] 1 file
   *[other] { $files } files
}: { $counts }
redact-cannot-count = { $files ->
    [one] 1 file cannot be redacted.
   *[other] { $files } files cannot be redacted.
}
redact-file = File
redact-file-number = { $number } of { $all }
redact-file-next = Next file
redact-file-before = Previous file
redact-nothing-found = No metadata was found in this file.
redact-count-goes = { $count ->
    [one] 1 goes
   *[other] { $count } go
}
redact-count-stays = { $count ->
    [one] 1 stays
   *[other] { $count } stay
}
redact-count-must-stay = { $count } cannot go
redact-fate-goes = Goes
redact-fate-stays = Stays
redact-fate-must-stay = Cannot go
redact-take-group = Take out: { $group }
redact-take-field = Take out { $name }, { $place }
redact-fold-open = Show the fields of { $group }
redact-fold-close = Hide the fields of { $group }
redact-notes = What else to know
redact-packet-stays = { $store } stays whole
redact-position = Read together: { $latitude }° { $north }, { $longitude }° { $east }. A camera’s position is often precise to a few metres.
redact-north = north
redact-south = south
redact-east = east
redact-west = west
redact-bytes = { $bytes ->
    [one] 1 byte
   *[other] { $bytes } bytes
}
redact-kilobytes = { $size } KB

redact-says-location = Tells where the picture was taken or what place it shows.
redact-says-device = Identifies this one camera or lens, and so its owner.
redact-says-camera-model = Tells the kind of camera and lens, which many people own.
redact-says-capture = Exposure, focal length and the like. Tells little about a person.
redact-says-creator = Names who made the picture.
redact-says-contact = Tells how to reach a person, or who owns the camera.
redact-says-time = Tells when the picture was taken and changed.
redact-says-embedded-pictures = Small or second pictures. They can show what was cropped away or covered later.
redact-says-software = Tells which programs were used and what they did.
redact-says-people = Names persons in the picture or marks their faces.
redact-says-text = Words that somebody wrote about the picture. They can name people and places.
redact-says-rights = Says who owns the picture and what may be done with it. Without it others cannot know.
redact-says-unknown = Nobody has published what these parts hold. Most serial numbers stand here.
redact-says-credentials = The signed history of the file. It names signers and holds for the original only.
redact-says-rendering = Orientation, colour and size. Without it the picture would look different, so it always stays.

redact-item-BodySerialNumber = Camera serial number, identifies the owner
redact-item-CameraSerialNumber = Camera serial number, identifies the owner
redact-item-LensSerialNumber = Lens serial number, identifies the owner
redact-item-CameraOwnerName = Name of the camera’s owner
redact-item-ImageUniqueID = Number of this one picture
redact-item-MakerNote = Maker’s own notes, often with serial numbers
redact-item-GPSLatitude = Latitude
redact-item-GPSLatitudeRef = North or south
redact-item-GPSLongitude = Longitude
redact-item-GPSLongitudeRef = East or west
redact-item-GPSAltitude = Height in metres
redact-item-GPSImgDirection = Direction of view
redact-item-GPSDateStamp = Date by satellite (UTC)
redact-item-GPSTimeStamp = Time by satellite (UTC)
redact-item-DateTime = Changed on
redact-item-DateTimeOriginal = Taken on
redact-item-DateTimeDigitized = Digitised on
redact-item-Make = Maker of the camera
redact-item-Model = Camera model
redact-item-LensModel = Lens model
redact-item-Artist = Creator
redact-item-Copyright = Copyright notice
redact-item-Software = Program used
redact-item-UserComment = Comment
redact-item-ImageDescription = Description
redact-item-Thumbnail = Thumbnail, may show what was cropped away
redact-item-XMP = XMP packet, whole

## Running and results

redact-running = { $files ->
    [one] Making a redacted copy
   *[other] Making { $files } redacted copies
}
redact-progress = { $done } of { $all } done
redact-stop = Stop
redact-stopping = Stopping. Copies on their way are finished or thrown away.
redact-finished = { $files ->
    [one] The copy was made and proved
   *[other] { $files } copies were made and proved
}
redact-finished-some = { $copies } of { $all } copies were made and proved
redact-finished-none = No copy was made
redact-again = Back to the choices
redact-show-copies = Show copies
redact-waiting = Waiting
redact-done-word = Proved
redact-failed-word = No copy
redact-cancelled-word = Not begun
redact-gone = { $count ->
    [0] Nothing had to be taken out.
    [one] 1 item was taken out.
   *[other] { $count } items were taken out.
}
redact-proved = What was proved
redact-proof-values = None of the values taken out is left: not as text, UTF-16, base64 or hexadecimal, not packed, and no date or place as another store writes it.
redact-proof-carving = No hidden picture or packet of metadata is left where there should be none.
redact-proof-again = A second redaction of the copy found nothing more to take out.
redact-proof-picture = The picture is the same, pixel for pixel or in its coded data.
redact-not-compared = The picture was not compared, because Lightmark does not decode this format. Its coded data was copied, not coded anew.
