# Batches, long lists and paths in the window.

batch-failed = { $files ->
    [1] 1 file could not be done
   *[other] { $files } files could not be done
}
batch-not-begun = { $files ->
    [1] 1 file was not begun
   *[other] { $files } files were not begun
}
sign-rest = { $files ->
    [1] Sign the other file…
   *[other] Sign the other { $files }…
}
batch-folder = Written to { $folder }
batch-folder-copy = path of the folder
certificates-find = Filter by name, organisation or fingerprint
certificates-found = { $found } of { $all }
certificates-none = No certificate matches
certificate-withdrawn = no longer in force
close-tip = Close (Esc)
type-path-files-hint = /home/you/Pictures/photo.jpg
type-path-file-hint = /home/you/Documents/file
type-path-folder-hint = /home/you/Pictures/signed
type-path-save-hint = /home/you/Documents/new-file
campaign-needs-folder = Choose the folder for the copies.
shortcut-go = Do what a dialog is for
shortcut-go-keys = Ctrl+Enter
