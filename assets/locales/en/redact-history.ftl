# Redaction of the signed history alone: lightmark redact --history-only.

problem-redact-history-unsigned = Nothing goes out of a signed history without a signature.
    .why = The redaction is a new entry in the history, which says what was removed, by whom and why. Without it the history would look tampered with.
    .remedy = Add “--identity ID”; “lightmark identity list” shows yours.
problem-redact-history-no-choice = Nothing was named that is to go.
    .why = With “--history-only” there is no preset unless you name one.
    .remedy = Add “--preset NAME”, “--drop GROUP” or “--drop-field LABEL”; “--dry-run” shows what is there.
problem-redact-history-rebuild = Source protection leaves no history that could be redacted.
    .why = This preset takes the Content Credentials out whole, because what is left of a history leads to the source.
    .remedy = Choose another preset, or redact the whole file (without “--history-only”).
problem-redact-history-none = { $name } has no Content Credentials.
    .why = There is no signed history to take anything out of.
    .remedy = Redact its metadata instead (without “--history-only”).
problem-redact-history-sidecar = The Content Credentials of { $name } stand in a file beside it.
    .why = Lightmark redacts histories that stand in the file itself, so that no unredacted sidecar is left beside a copy by mistake.
    .remedy = Redact the file where its Content Credentials are inside, or hand it on without the sidecar.
problem-redact-history-nothing = The signed history of { $name } holds nothing that is to go.
    .why = No recorded detail of an earlier step belongs to the groups that were named, or only details that may not be removed, such as the list of actions and the hash that binds the file.
    .remedy = See what is there (with “--dry-run”), or choose other groups.
problem-redact-history-left = { $name } still tells what was to go, so no copy was made.
    .why = After the details were removed, a second look found a value of theirs again: in the file’s own metadata, in a part of the history that may not be removed (an action, a certificate), in the reason or in the file’s name.
    .remedy = Redact the whole file (without “--history-only”), so that its own metadata goes through the choice too, or use the preset “source-protection”.

redact-history-note-learned = A later reader can see that these details were removed: what kind each was, in which step it stood, by whom and why it was removed. The hash of each stays in its step, and where an earlier step says how large its Content Credentials were, about how large the removed part was can be worked out.
redact-history-note-file = The file’s own metadata was not touched.
redact-history-note-stays = These recorded details say something of what was named, too, and stay, because a history without them would not hold: { $labels }
redact-history-note-edit = In this format the removed details would stay in the file behind an update, so the copy is signed as an edit: the new signature binds the picture, and the earlier signer is shown in its history.
redact-history-note-unsalted = { $count ->
    [one] 1 removed detail was signed without a random value beside it. Who guesses what it said can see in its hash that the guess is right.
   *[other] { $count } removed details were signed without a random value beside them. Who guesses what one said can see in its hash that the guess is right.
}
redact-history-goes = Would go from the signed history
redact-history-must-stay = Cannot go, because the history would no longer hold
redact-history-stays = Would stay in the signed history
redact-history-went = Taken out of the signed history
redact-history-item = { $label }, { $size } bytes, in a step signed by { $signer }
redact-history-nobody = somebody without a name
redact-history-done = { $details ->
    [one] 1 recorded detail was taken out of the signed history
   *[other] { $details } recorded details were taken out of the signed history
}; { $checks ->
    [one] 1 check passed
   *[other] { $checks } checks passed
}.
