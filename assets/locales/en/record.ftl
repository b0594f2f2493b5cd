# Edits that were made in another program: measured and recorded with `lightmark record`.

record-similarity = Same picture by { $percent } percent
record-step = { $action } ({ $parameters })
record-software = The edited file names { $name } as the program; anyone can write that there
record-claims = That program’s own history says
record-removed = Metadata that is gone: { $names }
record-added = Metadata that came in: { $names }
record-previews = Only an embedded preview could be measured
record-cli-action = name an action as c2pa.cropped or org.example.something; c2pa.created and c2pa.opened are recorded by themselves

problem-record-signed = The edited file has Content Credentials of its own.
    .why = What was done to it is already on record there.
    .remedy = Sign it with “lightmark sign”, which keeps that record.
problem-record-nothing = The two files are the same.
    .why = There is no edit to record.
    .remedy = Give the file that came out of the other program second.
problem-record-other-picture = The two files do not seem to show the same picture.
    .why = Nowhere in the first does what is in the second fit, in any size or turn.
    .remedy = Check that the pair belongs together. If it does, as after heavy retouching, say so with --same-picture.
problem-record-unreadable = What changed between the two files could not be measured.
    .why = One of them shows no picture that Lightmark can decode.
    .remedy = Save the edited file as JPEG, PNG, TIFF or WebP and try again.
