# What is remembered of files: the library.

problem-library-unusable = The library cannot be used.
    .why = The file { $path }, in which Lightmark remembers what it checked, cannot be opened or written. Checks and signatures do not need it.
    .remedy = See whether the disk is full and whether you may write there, or switch remembering off in the settings.
problem-library-newer = The library is from a newer Lightmark.
    .why = { $path } was written by a newer version, and this one might damage it. Nothing is remembered meanwhile.
    .remedy = Use the newer version, or move the file away to begin a new library.
problem-library-not-set-aside = The library is damaged.
    .why = { $path } cannot be read any more, and it could not be moved out of the way either. Your photos are not concerned.
    .remedy = Move the file away yourself; Lightmark then begins a new one.
problem-library-set-aside = The library was damaged, and a new one was begun.
    .why = What was remembered of earlier checks could not be read any more. The damaged file was kept as { $path }. Your photos are not concerned.
    .remedy = Verify the files again that you want in the library, or put a backup of the library in its place.
problem-library-not-there = The library knows nothing of this file.
    .why = { $path } was never verified or signed here while remembering was on, or it was forgotten.
    .remedy = See whether the path is the right one, or verify the file.
problem-library-nothing-named = Nothing was named that should be forgotten.
    .why = Without a path it is not clear what to forget.
    .remedy = Name files or folders, or say --all.

library-rechecked = { $count ->
    [one] 1 remembered file could be touched: { $parts }.
   *[other] { $count } remembered files could be touched: { $parts }.
}
library-now-recognised = { $count } now recognised
library-now-unrecognised = { $count } now not recognised
library-now-revoked = { $count } now revoked
library-now-altered = { $count } now altered
library-now-otherwise = { $count } with other details now
library-gone = { $count ->
    [one] 1 is gone
   *[other] { $count } are gone
}
library-rewritten = { $count ->
    [one] 1 was written to since and was not looked at
   *[other] { $count } were written to since and were not looked at
}
library-not-checked = { $count } could not be checked
library-left = { $count } not looked at, because you stopped
library-nothing-changed = nothing changed
library-change = { $path }: { $before } → { $now }
library-unknown = The library is empty
library-no-changes = Nothing changed
library-forgotten = { $count ->
    [one] 1 file was forgotten.
   *[other] { $count } files were forgotten.
}
library-facts = { $headline }, { $at }
library-is-gone = gone
library-before = before: { $headline }
library-by = by { $name }
library-switched-off = Remembering is switched off in the settings; what is listed is from before.
library-cause-check = verified
library-cause-signing = signed
library-cause-trust = looked at again after a change of trust

# The window.
command-show-library = Library
command-show-library-tip = Every file that was checked before
library-title = Library
library-text = What was verified or signed here. Lightmark keeps the answers, the paths and a short code of what each picture looks like, never pictures or metadata of the files.
library-find = Find in paths
library-headline = Headline
library-any = Every headline
library-sort = Order
library-sort-newest = Newest first
library-sort-path = By path
library-sort-headline = By headline
library-changed-only = Changed only
library-refresh = Read again
library-count = { $count ->
    [one] 1 file
   *[other] { $count } files
}
library-none = No remembered file matches.
library-empty = No file is remembered yet
library-empty-text = Each file that you check or sign is listed here, with what was said of it.
library-open = Open { $name }
library-show-which = Show which
settings-library = Library
settings-remember = Remember checked files
settings-remember-text = Paths, answers, signers’ names and a short code of what each picture looks like are kept on this computer, so that Lightmark can tell which files a change of trust changes and which look alike. When this is switched off, nothing new is listed; what is listed stays.
library-forget = Forget { $name }
library-forget-all = Forget all…
library-forget-title = Forget remembered files?
library-forget-file-text = What was checked of { $path } is forgotten.
library-forget-all-text = Everything that was remembered of any file is forgotten.
library-forget-text = The files themselves stay as they are. A later change of trust will not tell what it changes about them until they are checked again.
library-forget-do = Forget
library-rechecking = Remembered files that this change could touch are being looked at again.
library-recheck-stop = Stop
library-recheck-stopping = Stopping after the files that are being looked at now.
