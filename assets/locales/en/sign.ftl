### Lightmark, English: sign

## Said with a signed file

sign-note-source-type-as-metadata = The file already has Content Credentials, so it was recorded as opened, not as created. The source type that you stated stands in the signed metadata.
sign-note-rights-not-written = The rights stand in the Content Credentials alone, not in the file’s own metadata. { $reason }
sign-note-rights-large = The rights stand in the Content Credentials alone: the file is too large for its own metadata to be rewritten.

## One file could not be signed

problem-sign-cancelled = “{ $name }” was not signed.
    .why = Signing was cancelled.
    .remedy = Sign it again when you are ready. Nothing was left behind.
problem-sign-source-vanished = “{ $name }” is no longer there.
    .why = The file was moved, renamed or deleted, or it is a link that leads nowhere.
    .remedy = Find the file and add it again.
problem-sign-source-forbidden = “{ $name }” may not be read.
    .why = Your account has no right to read this file.
    .remedy = Ask for the right to read it, or copy it to a folder of your own.
problem-sign-source-unreadable = “{ $name }” could not be read to its end.
    .why = The disk, card or network folder gave an error.
    .remedy = Copy the file to another disk and sign the copy.
problem-sign-not-a-file = “{ $name }” is not a file that can be signed.
    .why = It is a folder or a device.
    .remedy = Choose a photo, video or sound file.
problem-sign-empty = “{ $name }” is empty.
    .why = A file of zero bytes holds nothing to sign.
    .remedy = Copy the file again from where it came from.
problem-sign-is-manifest-store = “{ $name }” is not a photo but the Content Credentials of one.
    .why = A .c2pa file belongs to the photo of the same name beside it.
    .remedy = Sign the photo itself.
problem-sign-malformed = “{ $name }” is damaged or not a complete { $format } file.
    .why = Its inner structure does not follow its format, so Content Credentials cannot be put inside.
    .remedy = Open it in the program that made it and save it again, or sign it with a sidecar file.
problem-sign-not-embeddable = “{ $name }” cannot carry Content Credentials inside.
    .why = There is no rule for putting them into this kind of file ({ $format }).
    .remedy = Choose a sidecar file. It stands beside the original, which is not changed.
problem-sign-unknown-kind = “{ $name }” is not a photo or media file that Lightmark knows.
    .why = What is in the file matches no known format, whatever its name says, so Content Credentials cannot be put inside.
    .remedy = Check that the file is complete. A sidecar file can sign any file as it is; it stands beside the original.
problem-sign-unmovable = Content Credentials cannot be put into “{ $name }” safely.
    .why = The parts of this { $format } file are listed in a way that the signing engine would damage.
    .remedy = Choose a sidecar file, or save the photo again in another program.
problem-sign-sidecar-over-embedded = “{ $name }” already carries Content Credentials inside.
    .why = Programs read those first and would never look into a sidecar file.
    .remedy = Sign a copy with Content Credentials inside. The present ones are kept as its history.
problem-sign-sidecar-unreadable = The sidecar file beside “{ $name }” could not be read.
    .why = Its Content Credentials are damaged, so they cannot be kept as the history.
    .remedy = Restore the .c2pa file from a backup, or move it away if the history may be lost.
problem-sign-certificate-refused = Your identity may not sign “{ $name }”.
    .why = The certificate has run out or is not meant for Content Credentials.
    .remedy = Look at the identity's dates, and choose another identity or make a new one.
problem-sign-engine = “{ $name }” could not be signed.
    .why = The signing engine refused the file for a reason that Lightmark does not know.
    .remedy = Send us the details. The original was not changed.
problem-sign-panicked = Signing “{ $name }” failed inside Lightmark.
    .why = This is a mistake of ours that the file brought to light.
    .remedy = Send us the details. The original was not changed, and the other files were signed.
problem-sign-worker-answer = “{ $name }” could not be checked.
    .why = A part of Lightmark gave an answer that was not asked for.
    .remedy = Try again, and send us the details if it stays so.
problem-sign-read-back = The signed copy of “{ $name }” did not pass its check.
    .why = Lightmark reads every signed file back before it gives it a name, and this one was not as it should be.
    .remedy = Send us the details. The copy was deleted, and the original was not changed.

problem-sign-own-revoked = “{ $name }” was not signed: the certificate of this identity is revoked.
    .why = A revocation list in force here says so, and whoever has that list would see “Signer revoked”.
    .remedy = Sign as another identity. If the list is wrong, take it out of force on the page Trust or with “lightmark trust remove”.

## The file's own Content Credentials

problem-sign-parent-altered = “{ $name }” was altered after it was signed.
    .why = Its present Content Credentials do not fit the file. An edit signed over it would carry that broken step.
    .remedy = Ask for the unaltered file, or sign it all the same and let the history show the broken step.
problem-sign-parent-revoked = The present signature of “{ $name }” is revoked.
    .why = Whoever issued the signer's certificate has withdrawn it.
    .remedy = Ask the sender for a file with a valid signature, or sign it all the same and let the history show it.
problem-sign-parent-broken-step = The history of “{ $name }” has a broken step.
    .why = An earlier step did not pass its checks.
    .remedy = Ask for the file with a complete history, or sign it all the same and let the history show the step.
problem-sign-parent-not-checked = “{ $name }” could not be checked, so it was not signed.
    .why = The file took too long, too much memory, or could not be read safely.
    .remedy = See the details for the reason. Saving it again in the program that made it often helps.

## Where the copy goes

problem-sign-target-exists = “{ $name }” is already there.
    .why = An existing file is never overwritten unless you say so.
    .remedy = Choose another folder or name, or allow it to be overwritten.
problem-sign-target-is-source = The signed copy would take the place of “{ $name }” itself.
    .why = Its name and folder are those of the original.
    .remedy = Choose another name, or choose to replace the originals.
problem-sign-no-free-name = No free name was found for the copy of “{ $name }”.
    .why = Thousands of files with this name are there already.
    .remedy = Choose another folder or another name.
problem-sign-name-pattern = “{ $pattern }” cannot be a file name.
    .why = A name must not be empty and must not lead to another folder.
    .remedy = Use a pattern such as {"{name}"}-signed.
problem-sign-one-file-only = “{ $name }” was not signed.
    .why = Several files cannot all be written to one and the same file.
    .remedy = Choose a folder for the signed copies.
problem-sign-disk-full = There was no room for “{ $name }”.
    .why = The disk is full: { $folder }
    .remedy = Make room or choose a folder on another disk. Nothing was left behind.
problem-sign-folder-read-only = “{ $name }” could not be written.
    .why = Your account may not write to this folder: { $folder }
    .remedy = Choose another folder for the signed copies.
problem-sign-folder-missing = “{ $name }” could not be written.
    .why = The folder is not there: { $folder }
    .remedy = Make the folder or choose another one.
problem-sign-name-refused = “{ $name }” could not be written.
    .why = The system does not take this name: it is too long, or it has signs that are not allowed there.
    .remedy = Choose a shorter name for the copy, or rename the original.
problem-sign-file-too-large = “{ $name }” is too large for this disk.
    .why = The disk's file system does not hold files of this size: { $folder }
    .remedy = Choose a folder on another disk.
problem-sign-write-failed = “{ $name }” could not be written.
    .why = The system gave an error for this folder: { $folder }
    .remedy = Choose another folder, or look at the details.

## The command line

sign-cli-source-types = not a source type; choose one of { $codes }
sign-cli-ai-uses = choose allowed, notAllowed, constrained or constrained=TEXT
sign-cli-web-address = not a whole web address; it begins with https:// or http://
problem-sign-no-home = Lightmark has no folder for its own files.
    .why = The system names no home folder for this account.
    .remedy = Set LIGHTMARK_HOME to a folder of yours.
problem-sign-output-for-one = Several files cannot all be written to one and the same file.
    .why = --output names one file, but more than one is to be signed.
    .remedy = Use --out with a folder instead.
