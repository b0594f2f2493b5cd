### Lightmark, English: worker

problem-check-timeout = This file took too long to read.
    .why = Reading it was stopped when it passed the time that a file of its size may take. Damaged files and files made to do harm can do this.
    .remedy = If the file is on a slow drive, copy it to this computer and try again. Otherwise ask whoever sent it for another copy.

problem-check-out-of-memory = This file needs more memory than a file may.
    .why = Reading it was stopped when it passed the limit. Damaged files and files made to do harm can do this.
    .remedy = Close other programs and try again. If that does not help, ask whoever sent it for another copy.

problem-check-crashed = Reading this file failed.
    .why = The part of Lightmark that reads files stopped over it. Nothing else was affected.
    .remedy = Ask whoever sent it for another copy. If you can share the file, report it to us, because no file should do this.

problem-check-cancelled = Reading this file was cancelled.
    .why = You stopped the work before it was finished.
    .remedy = Start again when you are ready.

problem-check-too-large = This file holds more recorded detail than can be shown.
    .why = What was read from it is larger than the limit for one file.
    .remedy = Ask whoever sent it for a copy with a shorter history.

problem-check-no-picture = This step has no picture.
    .why = The recorded step does not carry a thumbnail.
    .remedy = Look at the steps before and after it.

problem-check-time = This is not a time.
    .why = A date with time and zone was expected.
    .remedy = Write it like 2026-01-31T12:00:00Z.

problem-folder-unreadable = This folder could not be read.
    .why = Your account does not have permission to open it, or the drive gave an error.
    .remedy = Change its permissions, or check the drive, and try again.

problem-link-leads-out = This link leads out of the folder.
    .why = Links in a folder are followed only to files in the same folder, so that a folder from a stranger cannot point at your other files.
    .remedy = If you want to check the file that it leads to, name that file itself.

problem-worker-not-started = Lightmark could not start the part that reads files.
    .why = The system did not let it start another process, or the program was moved or removed while it was running.
    .remedy = Close other programs, then start Lightmark again.
