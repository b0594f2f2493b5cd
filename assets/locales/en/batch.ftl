# Batches and long lists in the window.

batch-failed = { $files ->
    [1] 1 file could not be done
   *[other] { $files } files could not be done
}
batch-folder = The copies are in { $folder }
batch-folder-copy = path of the folder
certificates-find = Filter by name, organisation or fingerprint
certificates-found = { $found } of { $all }
certificates-none = No certificate matches
certificate-withdrawn = no longer in force
