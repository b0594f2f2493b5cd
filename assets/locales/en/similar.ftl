# Files seen before that look like one in hand.

problem-similar-switched-off = Nothing is compared, because remembering is switched off.
    .why = Look-alikes are searched for among the files that the library remembers. Without it nothing is stored and nothing is searched.
    .remedy = Switch on “Remember checked files” in the settings, and check the files that you want to find again.

similar-closeness-nearly-same = Nearly the same picture
similar-closeness-similar = Similar picture
similar-distance = { $closeness } ({ $distance } of the 256 features compared differ)
similar-none = No file that was seen before looks like it.
similar-found = { $count ->
    [one] 1 file that was seen before looks like it. That is a comparison by this program; nobody signed it, and it proves nothing.
   *[other] { $count } files that were seen before look like it. That is a comparison by this program; nobody signed it, and it proves nothing.
}
similar-plain = Files that look like it are not searched for: there is too little in this picture, such as one colour or a soft gradient.
similar-no-picture = Files that look like it are not searched for: there is no picture in this file that can be compared.
similar-unlooked = { $count ->
    [one] 1 other remembered file could not be compared, because it was gone or written to before it was looked at.
   *[other] { $count } other remembered files could not be compared, because they were gone or written to before they were looked at.
}
similar-catching-up = { $count ->
    [one] Looking at 1 remembered file for the first time (Ctrl+C: go on without it)
   *[other] Looking at { $count } remembered files for the first time (Ctrl+C: go on without the rest)
}
similar-same-bytes = Both files are the same, byte for byte.
similar-lacks = That file was signed by { $signer }; this one has no Content Credentials.
similar-lacks-unnamed = That file had Content Credentials; this one has none.
similar-has = That file had no Content Credentials; this one was signed by { $signer }.
similar-has-unnamed = That file had no Content Credentials; this one has.
similar-other-signer = That file was signed by { $then }; this one by { $now }.
similar-other-certificate = Another certificate signed that file than this one.
similar-other-headline = What was said then: { $then }. What is said of this file: { $now }.
similar-agree = Nothing else was said of that file than of this one.

# The window.
similar-count = { $count ->
    [one] Looks like 1 file seen before
   *[other] Looks like { $count } files seen before
}
similar-show = Show
similar-show-named = Show files that look like this one
similar-page = Files that look like { $name }
similar-page-said = What is said of it now: { $headline }
similar-page-worth = Lightmark compared small versions of the pictures. Nobody signed that they look alike, and it proves nothing about where either comes from.
similar-show-all = Show all files
