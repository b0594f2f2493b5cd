# Edits that were made in another program: measured and recorded with `lightmark record`.

record-similarity = Same picture by { $percent } percent
record-software = The edited file names { $name } as the program; anyone can write that there
record-claims = That program’s own history says
record-removed = Metadata that is gone: { $names }
record-added = Metadata that came in: { $names }
record-carried-along = The edited file still carries the Content Credentials of the original, which do not fit it. The signed copy gets its own instead
record-previews = Only an embedded preview could be measured
record-cli-action = name an action as c2pa.cropped or org.example.something; c2pa.created and c2pa.opened are recorded by themselves

problem-record-signed = The edited file has Content Credentials of its own.
    .why = What was done to it is already on record there.
    .remedy = Sign it as it is, which keeps that record.
problem-record-nothing = The two files are the same.
    .why = There is no edit to record.
    .remedy = Choose the file that came out of the other program as the edited one.
problem-record-other-picture = The two files do not seem to show the same picture.
    .why = Nowhere in the first does what is in the second fit, in any size or turn.
    .remedy = Check that the pair belongs together. If it does, as after heavy retouching, say that it is the same picture (--same-picture on the command line).
problem-record-unreadable = What changed between the two files could not be measured.
    .why = One of them shows no picture that Lightmark can decode.
    .remedy = Save the edited file as JPEG, PNG, TIFF or WebP and try again.
problem-record-changed = { $name } was changed after it was measured, so nothing was signed.
    .why = The record would have told of another file.
    .remedy = Wait until the other program has saved it, then measure again.

# Actions and what is known of them, as in “Cropped: 300 × 240 pixels, from 150, 90”.

action-known-by = Known by
action-measured = Measuring both pictures; the program that did it may have done more
step-line = { $action }: { $details }
step-rotated = by { $degrees }° clockwise
step-mirrored = left and right changed places
step-size = { $width } × { $height } pixels
step-place = at { $x }, { $y }
step-brighter = brighter by { $levels } of 255 levels
step-darker = darker by { $levels } of 255 levels
step-contrast = contrast at { $percent } percent
step-saturation = colour at { $percent } percent
step-black-and-white = black and white
step-detail = fine detail at { $percent } percent
step-from-to = from { $from } to { $to }
step-other = { $name } { $value }

# The watch on a folder.

watch-begun = Watching { $folder }. Edits that appear there are recorded into { $out }. Ctrl-C ends it.
watch-recorded = { $edited } is recorded as made from { $source }:
watch-left = { $edited } was left as it is:
watch-over =
    { $recorded ->
        [0] No edit was recorded
        [one] One edit was recorded
       *[other] { $recorded } edits were recorded
    }{ $left ->
        [0] .
        [one] ; one file was left.
       *[other] ; { $left } files were left.
    }
problem-watch-no-source = No original is named like { $name }.
    .why = An edit is recorded only where its original is known; a likely one is never guessed.
    .remedy = Put the original into the folder of sources, or name the edited file after it, as in DSC_0412-web.jpg. It is looked at again then.
problem-watch-none-fits = { $count } originals are named like { $name }, and none of them fits.
    .why = None of them seems to show the same picture.
    .remedy = Check the names, or record the pair by itself with “lightmark record”.
problem-watch-no-folder = { $folder } is not a folder that can be read.
    .why = Watching needs the folder of edits and the folder of sources from the beginning.
    .remedy = Make the folder or correct its name.
problem-watch-same-folder = The folder of edits is the folder of sources.
    .why = Each original would be taken for an edit.
    .remedy = Have the other program export into a folder of its own.
problem-watch-out-inside = The folder for the signed copies is inside the watched folder.
    .why = Nothing is ever written into a watched folder, since the other program goes on writing there.
    .remedy = Choose another folder with --out.
problem-watch-out-unmade = The folder for the signed copies cannot be made: { $folder }.
    .why = The system refused it.
    .remedy = Choose another folder, or see to its permissions.
problem-watch-gone = The watched folder cannot be read at the moment.
    .why = It was removed, or the drive or network that it is on went away.
    .remedy = Bring it back; the watch goes on by itself.
problem-watch-memory = What was done so far cannot be written down.
    .why = The file in Lightmark’s own folder cannot be written.
    .remedy = Free some space. After a restart, the copies that are there already are not made again.
