### Lightmark, English: verdict

## Short forms for one line each; keyed by the states of `lightmark.report/1`.

headline-verified = Verified
headline-intact-unrecognised = Intact, signer not recognised
headline-altered = Altered
headline-revoked = Signer revoked
headline-no-credentials = No credentials
headline-not-checked = Could not be checked

content-intact = the bytes that were signed
content-partly-covered = what was signed is unchanged, but not everything was
content-altered = changed after it was signed
content-not-checked = not checked

signer-official = on the official C2PA list
signer-interim = on the interim list
signer-house = recognised by { $list }
signer-contact = in your address book
signer-unrecognised = not recognised
signer-revoked = revoked
signer-invalid-at-signing = certificate not valid when it signed
signer-none = nobody

identity-recognised = recognised
identity-unrecognised = not recognised
identity-broken = does not hold
identity-not-checked = not checked

time-trusted = time stamp by { $authority }
time-claimed = the signer’s word only
time-unrecognised = time stamp by an authority that is not recognised
time-broken = time stamp does not hold
time-none = not stated

history-complete = all recorded and signed
history-unrecorded = steps may be unrecorded
history-unsigned-step = one is unsigned
history-broken-step = one is broken
history-none = none recorded

rights-signed = stated and signed
rights-unsigned = stated, not signed: anyone can change this
rights-conflict = signed and unsigned statements disagree
rights-none = none stated

rights-name-creator = Creator
rights-name-credit = Credit
rights-name-copyright = Copyright
rights-name-usage-terms = Usage terms
rights-name-license = Licence
rights-name-licensor = Licensor
rights-name-licensor-url = Licensor’s page
rights-name-copyright-owner = Copyright owner
rights-name-marked = Marked as copyrighted
rights-name-digital-source-type = Source type
rights-name-data-mining = Data mining
rights-name-ai-training = AI training
rights-name-ai-generative-training = Generative AI training
rights-name-ai-inference = AI inference
rights-name-ai-data-mining = AI data mining
