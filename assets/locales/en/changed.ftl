# What changed: a signed thumbnail against the present picture, in the window and with `lightmark compare`.

changed-with = Compared with the thumbnail of step { $step }
changed-with-signed = Compared with the thumbnail of step { $step }, signed by { $signer }
changed-none = No difference that a small picture can show
changed-other-picture = They do not seem to show the same picture
changed-turned = Turned by { $degrees }° clockwise
changed-mirrored = Mirrored
changed-cropped = Cropped: about { $percent } % of the area is still shown
changed-stretched = Stretched: the ratio of the sides is another one
changed-brighter = Brighter by { $levels } of 255 levels
changed-darker = Darker by { $levels } of 255 levels
changed-contrast-more = { $percent } % more contrast
changed-contrast-less = { $percent } % less contrast
changed-colour-more = { $percent } % more colour
changed-colour-less = { $percent } % less colour
changed-black-and-white = Made black and white
changed-regions = { $count ->
    [one] One part differs, { $percent } % of the picture at most
   *[other] { $count } parts differ, { $percent } % of the picture at most
}
changed-measured = Measured in blocks of { $block } pixels of a thumbnail of { $width } × { $height }; a block counts as different from { $levels } of 255 levels on, later amid fine detail
changed-small = A small picture cannot show small changes: no difference here does not mean that there is none.
changed-of-preview = The file’s own pixels cannot be decoded, so an embedded preview was compared.

changed-thumbnail-removed = The thumbnail of this step was removed by a later signer, so there is nothing to compare with.
changed-thumbnail-changed = The thumbnail of this step is not the one that was signed, so it is not compared.
changed-thumbnail-not-signed = The signature of this step does not hold, so nobody vouches for its thumbnail.
changed-thumbnail-none = This step carries no thumbnail.

problem-thumbnail-removed = The thumbnail of this step was removed.
    .why = A later signer took it out, and the Content Credentials say so.
    .remedy = Compare with another step.
problem-thumbnail-changed = The thumbnail of this step is not the one that was signed.
    .why = It does not match the digest in the signed claim.
    .remedy = Compare with another step, and do not rely on this one.
problem-thumbnail-not-signed = Nobody vouches for the thumbnail of this step.
    .why = The signature of the claim that lists it does not hold.
    .remedy = Compare with another step, and do not rely on this one.
problem-compare-no-step = There is no such step.
    .why = The history of this file has { $count } steps, counted from 1, oldest first.
    .remedy = Leave out --step, or give a number of the history that “lightmark verify” prints.
problem-compare-nothing = There is no signed thumbnail to compare with.
    .why = No step of this file carries a small picture that a signature stands for.
    .remedy = Ask whoever signed the file for the original, and compare the two by eye.
problem-compare-failed = The picture could not be compared.
    .why = What was measured does not add up.
    .remedy = Check the file again. If it happens again, send the log to the makers of Lightmark.

compare-step = Compare with the picture
compare-step-number = Compare step { $step } with the picture
compare-altered = See what changed
compare-close = Close the comparison
compare-measuring = Measuring what changed…
compare-swipe = Swipe
compare-overlay = Overlay
compare-whole = Whole thumbnail
compare-outlines = Outline what differs
compare-handle = How far the thumbnail reaches
compare-opacity = Strength of the thumbnail
compare-then = Then
compare-now = Now
compare-title = Thumbnail of step { $step } and the picture now
compare-title-signed = Thumbnail of step { $step }, signed by { $signer }, and the picture now
compare-altered-since = This file is not what was signed. This is how it differs from the small picture that was.

history-timeline = Timeline
history-graph = Graph
graph-title = What this file was made from
graph-close = Back to the picture
graph-tree = History as a tree, this file first
graph-more = { $count ->
    [one] One more file is not drawn
   *[other] { $count } more files are not drawn
}
graph-hint = Arrow keys follow the lines; what a file is and who signed it stands beside it
graph-signed-by = Signed by { $signer }
graph-nobody = Signed by nobody who is named
graph-without = No Content Credentials
graph-not-told = Only listed
graph-relation-parent = original of
graph-relation-component = part of
graph-relation-input = input to
graph-relation-other = used in
graph-relation = { $relation } { $title }
graph-made-from = { $count ->
    [0] made from nothing that is recorded
    [one] made from one file
   *[other] made from { $count } files
}
graph-failures = Recorded against it: { $codes }
graph-state-signed = Signed
graph-state-unsigned = Not signed
graph-state-broken = Broken
