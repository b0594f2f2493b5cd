# The Approve dialog of the window.

command-approve = Approve…
command-approve-tip = Sign your decision about the files: approved, rejected or reviewed
dialog-approve = Decision

decisions-title = Decisions

approve-title = { $files ->
    [one] Decide about a file
   *[other] Decide about { $files } files
}
approve-decision = Decision
approve-decision-approved = Approved
approve-decision-rejected = Rejected
approve-decision-reviewed = Reviewed, without a decision
approve-role = Your role
approve-role-hint = Picture editor, legal, client …
approve-note = Note
approve-note-hint = For whoever reads the history
approve-public = Role and note are public: everyone who gets the file can read them.
approve-where = Where the files with the decision go
approve-beside = Copies beside the files
approve-themselves = Into the files themselves
approve-themselves-text = Each file is replaced by its copy once that is signed and checked.

approve-updated = { $files ->
    [one] 1 file gets an update of its credentials. The picture and everything signed before stay as they are.
   *[other] { $files } files get an update of their credentials. The pictures and everything signed before stay as they are.
}
approve-continued = { $files ->
    [one] 1 file takes no update. It is signed once more, with the decision, over what it has.
   *[other] { $files } files take no update. They are signed once more, with the decision, over what they have.
}
approve-first = { $files ->
    [one] 1 file is signed for the first time, with the decision. Who made it stays open.
   *[other] { $files } files are signed for the first time, with the decision. Who made them stays open.
}
approve-before = { $count ->
    [one] A decision stands in them already; it stays.
   *[other] { $count } decisions stand in them already; they stay.
}
approve-broken = { $files ->
    [one] The credentials of 1 file do not hold. It gets no decision:
   *[other] The credentials of { $files } files do not hold. They get no decision:
}
approve-becomes = { $from } becomes { $to }.
approve-replaced = { $from } is replaced.
approve-stays = What was decided before stays in the history, and a later change of the picture shows that the decision was for the earlier version.
approve-do-approved = { $files ->
    [one] Approve 1 file
   *[other] Approve { $files } files
}
approve-do-rejected = { $files ->
    [one] Reject 1 file
   *[other] Reject { $files } files
}
approve-do-reviewed = { $files ->
    [one] Sign 1 review
   *[other] Sign { $files } reviews
}
approve-running = { $files ->
    [one] Signing a decision
   *[other] Signing { $files } decisions
}
approve-progress = { $done } of { $all } signed
approve-finished = { $files ->
    [one] The decision is signed and verified
   *[other] { $files } decisions are signed and verified
}
approve-finished-some = { $signed } of { $all } decisions are signed and verified
approve-show-all = Show in the list
