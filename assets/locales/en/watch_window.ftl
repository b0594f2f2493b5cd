# The dialog that watches a folder of exports.

dialog-watch = Watch a folder
watch-open = Watch a folder…
watch-title = Record every edit in a folder
watch-text = Each picture that another program exports into the folder is measured against its original, recorded and signed. Its original is found by its name and by what both show.
watch-folder-watched = Folder that the other program exports to
watch-folder-sources = Folder with the originals
watch-folder-out = Folder for the signed copies
watch-folder-none = No folder chosen
watch-folder-choose = Choose…
watch-folder-choose-named = Choose: { $name }
watch-never-writes = Nothing is ever written into the folder of exports. What was recorded once is not recorded again.
watch-start = Start to watch
watch-stop = Stop
watch-stopping = Stopping after this file…
watch-missing = Choose all three folders.
watch-running = Watching { $folder }
watch-running-text = You can close this and go on; the watch goes on until you stop it or close Lightmark.
watch-ended = The watch has ended
watch-again = Watch again
watch-tally = { $recorded } recorded, { $left } left as they are
watch-empty = Nothing has come yet.
watch-row-recorded = Recorded from { $source }
watch-row-left = Left as it is
watch-show = Show the signed copies
watch-status = Watching a folder: { $recorded } recorded
notice-watch-recorded = { $name } was recorded and signed.
