# What no copy may do, whoever makes it.

problem-copy-over-input = “{ $name }” would be overwritten, and it is one of the files that are read here.
    .why = A file that goes into a copy is never overwritten by that copy or by another of the same batch.
    .remedy = Choose another folder or name for the copies.
problem-copy-same-target = Another file of this batch has the name that the copy of “{ $name }” would get.
    .why = Two files would both become “{ $target }”, and one of the copies would be lost.
    .remedy = Write them one after the other into different folders.
problem-source-changed = “{ $name }” changed while a copy of it was being made.
    .why = Another program wrote to the file, so that the copy would not be of what is there now. No copy was kept.
    .remedy = Wait until the other program is done, then try again.

note-sidecar-of-another = The Content Credentials that lie beside it are for another file of this name, { $owner }. They say nothing about this one.
redact-note-svg-names = Parts of the drawing have names that others refer to. These names stay, because the drawing may need them.
