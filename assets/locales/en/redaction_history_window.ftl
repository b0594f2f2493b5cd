# The Redact page of the window, where only details of the signed history go.

redact-scope = What the copies lose
redact-scope-file = Metadata of the file
redact-scope-file-text = A signed copy loses the same from its signed history.
redact-scope-history = Only details of the signed history
redact-scope-history-text = The picture and the file’s own metadata stay as they are. Your signature says in the history what was removed, by whom and why.
redact-sign-only = Signature
redact-reason = Reason (optional)
redact-reason-hint = For example: protects a witness
redact-reason-text = Everybody who reads the history or the record sees it.
redact-why-history-signer = Choose who signs: without a signature nothing goes out of a signed history.
redact-why-history-nothing = None of these histories holds anything that is to go.
redact-why-history-choice = Choose at least one subject or detail that is to go.

redact-history-learned = What a reader can still learn
redact-history-subjects = Subjects
redact-history-subjects-text = A detail goes whole if anything in it belongs to a chosen subject. Single details can be chosen below; one of the same name goes in every step.
redact-history-step = Step { $number }, signed by { $signer }
redact-history-guess = It was signed without a random value: who guesses what it said can see that the guess is right.
redact-history-thumbnail = Thumbnail
redact-history-picture = Picture inside
redact-history-identity = Named person or organisation
redact-history-actions = List of what was done
redact-history-ingredient = What it was made from
redact-history-hash = What binds the file
redact-history-soft-binding = Look-alike match
redact-history-stamp = Time stamp
redact-history-revocation = Answer about revocation
redact-history-camera = Camera and place
redact-history-work = Creator and rights
redact-history-rights = Rights and description
redact-history-decision = Decision
redact-history-training = Permissions for AI
redact-history-metadata = Metadata
redact-history-other = Recorded detail

redact-proof-assertions = The details are gone from every earlier step, and every other detail is as it was signed.
redact-proof-binding = The copy was read back: its Content Credentials fit it.
redact-proof-history-values = None of the values taken out is left, neither in the file nor in its Content Credentials put together.
