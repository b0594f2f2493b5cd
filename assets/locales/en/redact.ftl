### Lightmark, English: redact

redact-note-iso-clap = The picture is shown cropped. What the crop hides is still in the coded picture, and cannot be removed without coding the picture anew.
redact-note-iso-gain-map = The map that brightens the picture on HDR screens was taken out, because it is a second picture. The picture is shown in its standard range.
redact-note-iso-gaps = Some of the media data is addressed in a way that Lightmark does not follow. Unused bytes between the samples were left as they are.
redact-note-iso-encoder = The program that coded the streams may have written its name and settings into them. That cannot be removed without coding them anew.
redact-note-iso-bare-codestream = The file is a bare JPEG XL codestream. Lightmark does not look behind its end, nor for names inside it.
redact-note-audio-encoder = The program that coded the sound may have written its name into the frames of sound. That cannot be removed without coding the sound anew.
redact-note-audio-gaps = Between the frames of sound there are bytes that no player plays, or frames that Lightmark does not follow. They were left as they are.
redact-note-svg-links = The drawing links to other files or places. The links stay, because the drawing may need them.

problem-redact-unreadable = The file could not be read.
    .why = The disk, the network drive or the card reported an error, or the file is not there.
    .remedy = Check that the drive is connected and that you may read the file, then try again.
problem-redact-pdf = Lightmark does not redact PDF files.
    .why = A PDF keeps old versions, hidden layers and metadata of every embedded picture, so a copy could not honestly be called clean.
    .remedy = Export the pages as pictures and redact those, or use a program made for PDF.
problem-redact-raw = Lightmark does not redact RAW files.
    .why = Camera makers keep data that is needed to develop the picture and data that identifies the camera in the same unpublished parts.
    .remedy = Develop the picture to JPEG, PNG or TIFF and redact that.
problem-redact-unsupported = Lightmark does not redact files of this kind.
    .why = It does not know every place of this format in which something could hide.
    .remedy = Save the file in another format, such as JPEG, PNG or MP4, and redact that.
problem-redact-cannot-remove = A part of the file cannot be removed.
    .why = This part must go, but cannot be taken out without damage: { $part }.
    .remedy = Keep the group that it belongs to, or save the file anew in another program without this part.
problem-redact-malformed = The file is damaged or not built as its format asks.
    .why = Where the structure cannot be followed, something could stay behind unseen. So no copy was made.
    .remedy = Open the file in another program, save it anew and redact the result.
problem-redact-too-large = The file has more parts than Lightmark looks through.
    .why = Every file is read within limits on memory and time, and this one goes beyond them.
    .remedy = Save the file anew in another program, or split it.

## The command

redact-group-location = Location
redact-group-device = Numbers that identify the device
redact-group-camera-model = Make, model and lens
redact-group-capture = Settings of the shot
redact-group-creator = Creator and credit line
redact-group-contact = Contact details and owner
redact-group-time = Dates and times
redact-group-embedded-pictures = Thumbnails and other pictures inside
redact-group-software = Programs and editing history
redact-group-people = People in the picture
redact-group-text = Title, description, keywords
redact-group-rights = Rights and licence
redact-group-unknown = Parts that nobody has published
redact-group-credentials = Content Credentials
redact-group-rendering = What the picture needs to look the same

redact-cli-groups = choose one of: { $groups }
redact-cli-nothing = nothing, until you choose groups
redact-cli-drops = drops: { $groups }
redact-cli-goes = Would go
redact-cli-stays = Would stay
redact-cli-must-stay = Cannot go
redact-cli-done = { $dropped ->
    [one] 1 part taken out
   *[other] { $dropped } parts taken out
}; { $checks ->
    [one] 1 check passed
   *[other] { $checks } checks passed
}.
redact-note-credentials = The Content Credentials were taken out, because they hold for the original only. Who signs the copy says who redacted it.

problem-redact-no-preset = There is no preset “{ $name }”.
    .why = The presets are public, marketing, source-protection and evidence; anything else is the name of a TOML file, and no such file is there.
    .remedy = See the presets with “lightmark redact --list-presets”.
problem-redact-preset-unreadable = The preset { $name } cannot be read.
    .why = The system gave an error, or the file is larger than a preset can be.
    .remedy = Check the file and whether you may read it.
problem-redact-preset-wrong = { $name } is not a preset that Lightmark can follow: { $reason }.
    .why = A preset is a TOML file; a word that is not known is refused, so that nothing stays that was meant to go.
    .remedy = Mend the file and try again.
problem-redact-not-proved = { $name } could not be redacted with proof, so no copy was made.
    .why = After the copy was made, a second look with other means found something that was to go, or a changed picture.
    .remedy = Keep the original to yourself, try the preset “source-protection”, and report this with the details.
problem-redact-no-name = No name could be made for the copy.
    .why = The system gave no random numbers.
    .remedy = Try again; if it stays so, restart the computer.

redact-note-broken-packet = A packet of XMP or IPTC could not be followed, so it went whole, with everything in it. Rights that stood there can be written anew with “lightmark rights set”.
