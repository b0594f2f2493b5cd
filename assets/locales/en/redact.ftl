### Lightmark, English: redact

redact-note-iso-clap = The picture is shown cropped. What the crop hides is still in the coded picture, and cannot be removed without coding the picture anew.
redact-note-iso-gain-map = The map that brightens the picture on HDR screens was taken out, because it is a second picture. The picture is shown in its standard range.
redact-note-iso-gaps = Some of the media data is addressed in a way that Lightmark does not follow. Unused bytes between the samples were left as they are.
redact-note-iso-encoder = The program that coded the streams may have written its name and settings into them. That cannot be removed without coding them anew.
redact-note-iso-bare-codestream = The file is a bare JPEG XL codestream. Lightmark does not look behind its end, nor for names inside it.
redact-note-audio-encoder = The program that coded the sound may have written its name into the frames of sound. That cannot be removed without coding the sound anew.
redact-note-audio-gaps = Between the frames of sound there are bytes that no player plays, or frames that Lightmark does not follow. They were left as they are.
redact-note-tiff-iptc = IPTC or Photoshop data in this TIFF could not be followed, so it goes whole, rights fields among it.
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
redact-note-credentials = The Content Credentials do not go along, because they hold for the original only. Who signs the copy says who redacted it.

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


redact-note-history = The copy is signed as an edit: the original is its parent, and its history goes along without what the policy drops. A later reader can see that something was removed, of which kind, by whom and why, and how large the signed original was where an earlier step says so. The names of earlier signers, their programs and their dates of signing stay, because they are part of the signatures.
redact-note-signer = The copy is signed. It has no history and says nothing of the original, but the signature says who signed.
redact-note-neutral = The copy’s name and its time of change (1 January 1980) say nothing of the original.
redact-cli-history = { $count ->
    [one] 1 recorded detail was taken out of the signed history.
   *[other] { $count } recorded details were taken out of the signed history.
}
redact-cli-record = Record: { $public }. Private half, keep it apart: { $private }

problem-redact-history-tells = { $name } could not be signed without telling again what was taken out, so no copy was made.
    .why = A value that was taken out of the metadata stands in the signed history as well, in a part that may not be redacted (a claim, a certificate, an action), or it is the signer’s own name.
    .remedy = Use the preset “source-protection”, which leaves the history behind, sign as another identity, or keep the group that the details name.
problem-redact-evidence-unsigned = The preset “evidence” needs an identity.
    .why = Its record is worth something only if somebody signs it.
    .remedy = Add “--identity ID”; “lightmark identity list” shows yours.
problem-redact-signing-identifies = A copy that protects a source is not signed without a second word from you.
    .why = The signature says who signed, and that can lead to the source.
    .remedy = Leave “--identity” away, or add “--sign-anyway” if the signer may be known.
problem-redact-original-unused = “--original” only plays a part when a copy is checked.
    .why = Each file that is redacted is its own original.
    .remedy = Leave it away, or check a copy with “--check COPY --original FILE”.
problem-redact-record-one-file = One record file cannot take the records of several copies.
    .why = Each copy has a record of its own.
    .remedy = Name a folder.
problem-redact-record-not-made = The record of the redaction could not be made, so no copy was left.
    .why = Lightmark could not sign it or put it in words; the details say more.
    .remedy = Check that the identity is still valid, and try again.
problem-redact-record-exists = There is a file at { $path } already, so the record was not written and no copy was left.
    .why = A record never takes the place of another file.
    .remedy = Name another place for the record, or move the file away.
problem-redact-record-not-written = The record could not be written to { $path }, so no copy was left.
    .why = The system gave an error.
    .remedy = Check the folder and whether there is room and leave to write.
problem-redact-check-unreadable = { $path } could not be read.
    .why = The system gave an error, or the file is larger than such a file can be.
    .remedy = Check the name and whether you may read it.
problem-redact-check-no-record = { $path } is not the record of a redaction.
    .why = It is not JSON of the form “lightmark.redaction-record/1”.
    .remedy = Name the file whose name ends in “.redaction.json” with “--record”.
problem-redact-check-no-private = { $path } is not the private half of a record.
    .why = It is not JSON of the form “lightmark.redaction-private/1”.
    .remedy = Name the file whose name ends in “.redaction.private.json” with “--private”.

redact-check-signature-yes = The record is as it was signed.
redact-check-signature-no = The record is not as it was signed.
redact-check-original-yes = The original is the one in the record.
redact-check-original-no = The original is not the one in the record.
redact-check-copy-yes = The copy is the one in the record.
redact-check-copy-no = The copy is not the one in the record.
redact-check-rebuilt-yes = The original and the record give the redacted copy, byte by byte.
redact-check-rebuilt-no = The original and the record do not give the redacted copy.
redact-check-listed-yes = No listed item was carried over.
redact-check-listed-no = A listed item was carried over.
redact-check-signed-copy-yes = The signed copy shows the same picture and holds none of the values that were taken out.
redact-check-signed-copy-no = The signed copy shows something else or holds a value that was taken out.
redact-check-private-keys-yes = The private half fits the record and the original.
redact-check-private-keys-no = The private half does not fit the record and the original.
redact-check-values-yes = The values in the private half are those that were taken out.
redact-check-values-no = A value in the private half is not the one that was taken out.
redact-check-signer = The record is signed by { $name }, certificate { $fingerprint }. Nobody on your lists vouches for this certificate.
redact-check-signer-listed = The record is signed by { $name }, certificate { $fingerprint }, recognised by { $list }.
redact-check-unsigned = No good signature says who made the record.
redact-check-without-original = The original was not given, so nothing was compared with it.

removed-by-nobody = somebody without a name
removed-thumbnail = Thumbnail of an earlier step
removed-metadata = Signed metadata of an earlier step
removed-identity = Signed identity of an earlier step
removed-detail = Recorded detail of an earlier step ({ $label })
removed-by = { $what }: removed by { $signer }
removed-because = { $what }: removed by { $signer }, { $reason }
metadata-removed = Metadata removed by { $signer }: { $kinds }
metadata-removed-because = Metadata removed by { $signer }: { $kinds }. Reason given: { $reason }
reason-c2pa-PII-present = because it named or showed persons
reason-c2pa-invalid-data = because it was wrong
reason-c2pa-trade-secret-present = because it held a trade secret
reason-c2pa-government-confidential = because it was confidential
redact-note-inside = A second picture or other data inside the file could not be looked through or mended in its place, so it went whole.
redact-note-broken-packet = A packet of XMP or IPTC could not be followed, so it went whole, with everything in it. Rights that stood there can be written anew into the copy.
