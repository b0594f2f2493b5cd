### Lightmark, English: verdict

problem-picture-not-covered = Part of the file is not covered by the signature.
    .why = The signer left out bytes that are not metadata, so the picture or sound itself could have been changed without a trace.
    .remedy = Ask the sender for the original file, or for a copy signed as a whole.
problem-checks-incomplete = Not every check could be made.
    .why = The Content Credentials need something that could not be had here, such as a part kept elsewhere or an algorithm that is not supported.
    .remedy = Look at Details for the check that is missing, and ask the sender for a file with complete Content Credentials.

note-sidecar-unused = The Content Credentials inside the file were checked. A second set lies beside it and was not.
note-report-cut = These Content Credentials hold more, or longer texts, than Lightmark shows, so some are left out or cut. Every check was made.

problem-examine-cancelled = The check was cancelled.
    .why = It was stopped before it was finished.
    .remedy = Check the file again.
problem-file-vanished = There is no such file.
    .why = It was moved, renamed or deleted, it is a link that leads nowhere, or the drive is not connected.
    .remedy = Check the name and whether the drive is connected, then try again.
problem-file-no-permission = This file may not be read.
    .why = Your account does not have permission to open it.
    .remedy = Change its permissions, or ask its owner to.
problem-file-unreadable = This file could not be read.
    .why = The system gave an error while opening it.
    .remedy = Check the drive, or copy the file to this computer and try again.
problem-file-too-large = The file is too large to be checked.
    .why = It needs more memory than a check may use.
    .remedy = Close other programs or use a computer with more memory, and check the file on its own.
problem-file-damaged = The file is damaged.
    .why = Its structure is broken or it ends too early, and no Content Credentials could be found in it.
    .remedy = Ask the sender for the file again, or copy it again from its source.
problem-file-empty = The file is empty.
    .why = It has a name but holds no data; a copy or download was probably cut short.
    .remedy = Copy or download the file again.
problem-file-not-regular = This is not an ordinary file.
    .why = It is a device, a pipe or a socket, which has no fixed content that could have been signed.
    .remedy = Save what it gives to a file, and check that file.
problem-file-folder = This is a folder.
    .why = A single file was expected here.
    .remedy = Open the folder itself, or choose a file in it.
problem-file-not-media = This is not a photo or media file that Lightmark knows.
    .why = What is in the file does not match any known format, whatever its name says.
    .remedy = Check that the file is complete, and open it in the program that made it.
problem-file-is-sidecar = These are Content Credentials without their photo.
    .why = A file ending in .c2pa belongs to a photo of the same name and says nothing on its own.
    .remedy = Put it beside its photo, with the same name, and open the photo.
problem-manifest-version = The Content Credentials are of an unsupported version.
    .why = They were written for a version of the standard that Lightmark does not read.
    .remedy = Ask the sender for a file signed with a current program.
problem-manifest-unreadable = The Content Credentials could not be read.
    .why = Their structure is broken.
    .remedy = Look at the checks of the file, and ask the sender for the original.
problem-no-manifest = The file has no Content Credentials.
    .why = Nothing is embedded in it, and there is no sidecar beside it.
    .remedy = Ask the sender whether a version with Content Credentials exists.
problem-engine-settings = The trust lists could not be used.
    .why = The verification engine did not accept them.
    .remedy = Remove the list that was added last under Settings, and check the file again.

## The headline: a short line and a sentence

headline-verified = Verified
headline-intact-unrecognised = Intact, signer not recognised
headline-altered = Altered
headline-revoked = Signer revoked
headline-no-credentials = No credentials
headline-not-checked = Could not be checked

headline-verified-sentence = Unchanged since { $signer } signed it, and { $list } vouches for the signer.
headline-verified-partly-sentence = Unchanged since { $signer } signed it, apart from metadata that the signature leaves out. { $list } vouches for the signer.
headline-intact-unrecognised-sentence = Unchanged since { $signer } signed it. Nobody on your lists vouches for the signer.
headline-intact-unrecognised-partly-sentence = Unchanged since { $signer } signed it, apart from metadata that the signature leaves out. Nobody on your lists vouches for the signer.
headline-intact-not-valid-sentence = Unchanged since { $signer } signed it, but the certificate was not valid at that time.
headline-intact-not-valid-partly-sentence = Unchanged since { $signer } signed it, apart from metadata that the signature leaves out. The certificate was not valid at that time.
headline-intact-not-proven-valid-sentence = Unchanged since { $signer } signed it. The certificate is not valid at the time of this check, and nothing proves that it was when it was used.
headline-intact-not-proven-valid-partly-sentence = Unchanged since { $signer } signed it, apart from metadata that the signature leaves out. The certificate is not valid at the time of this check, and nothing proves that it was when it was used.
headline-altered-sentence = This is not the file that { $signer } signed.
headline-altered-claim-sentence = The Content Credentials are damaged or were changed. Nothing that they say can be relied on.
headline-altered-step-sentence = Unchanged since { $signer } signed it, but an earlier step had been altered or is missing.
headline-altered-step-partly-sentence = As { $signer } signed it, apart from what the signature leaves out, but an earlier step had been altered or is missing.
headline-altered-step-open-sentence = An earlier step had been altered or is missing. Whether the file is as { $signer } signed it could not be checked.
headline-revoked-step-sentence = Unchanged since { $signer } signed it, but the certificate behind an earlier step was withdrawn.
headline-revoked-step-partly-sentence = As { $signer } signed it, apart from what the signature leaves out, but the certificate behind an earlier step was withdrawn.
headline-revoked-step-open-sentence = The certificate behind an earlier step was withdrawn. Whether the file is as { $signer } signed it could not be checked.
headline-revoked-sentence = The certificate of { $signer } was withdrawn. Do not rely on what it signed.
headline-no-credentials-sentence = No signed record says where this file comes from. That says nothing against it.
headline-remote-sentence = Nothing is embedded. The file names Content Credentials kept at { $host }; nothing was fetched.
headline-not-checked-sentence = { $what }

## The five questions

question-content = Content
question-signer = Signer
question-time = Time
question-history = History
question-rights = Rights

content-intact = Intact
content-partly-covered = Partly covered
content-altered = Altered
content-not-checked = Not checked
content-intact-sentence = Unchanged since it was signed.
content-partly-covered-sentence = As it was signed, apart from { $count ->
    [one] one part
   *[other] { $count } parts
} that the signature leaves out.
content-altered-sentence = These are not the bytes that were signed.
content-altered-claim-sentence = The signed record itself does not hold together.
answer-not-checked-sentence = The file could not be looked at.
content-not-checked-sentence = There is nothing to compare the file with.
content-open-sentence = Not every check of the content could be made.

answer-unreadable = Cannot be read
signer-unreadable-sentence = The Content Credentials are too damaged to say who signed.
time-unreadable-sentence = The Content Credentials are too damaged to say when it was signed.
history-unreadable-sentence = The Content Credentials are too damaged to say what was done.

signer-official = On the official C2PA list
signer-interim = On the interim list
signer-house = Under a house CA
signer-contact = In your address book
signer-team = Vouched for by a team
signer-team-sentence = { $name }. A team vouches for this certificate: { $list }. It is not in your address book.
signer-unrecognised = Not recognised
signer-revoked = Revoked
signer-invalid-at-signing = Certificate not valid at signing
signer-not-proven-valid = Certificate not valid
signer-none = None
signer-unproven = Signature does not hold
signer-unproven-sentence = The file names { $name }, but the signature does not hold.
signer-recognised-sentence = { $name }, vouched for by { $list }.
signer-unrecognised-sentence = { $name }. Nobody on your lists vouches for this certificate.
signer-revoked-sentence = { $name }. The certificate was withdrawn.
signer-invalid-at-signing-sentence = { $name }. The certificate was not valid when it was used.
signer-not-proven-valid-sentence = { $name }. The certificate is not valid at the time of this check, and nothing proves that it was when it was used.
signer-none-sentence = Nothing in this file says who signed it.

time-trusted = Proven
time-claimed = Signer’s word only
time-unrecognised = Stamp not recognised
time-broken = Stamp broken
time-none = None
time-trusted-sentence = Signed on { $at }, by the word of { $authority }.
time-claimed-sentence = { $at }, says the signer. No time-stamp authority confirms it.
time-unrecognised-sentence = { $at }, says { $authority }, which is not on your lists.
time-broken-sentence = The time stamp does not belong to this signature or is damaged.
time-none-sentence = No time of signing is recorded.

history-complete = Complete
history-unrecorded = Steps may be unrecorded
history-unsigned-step = A step is unsigned
history-broken-step = A step is broken
history-none = None
history-complete-sentence = { $count ->
    [one] One step, recorded and signed.
   *[other] { $count } steps, each recorded and signed.
}
history-unrecorded-sentence = { $count ->
    [one] One step is signed. Its recorder does not say that nothing was left out.
   *[other] { $count } steps are signed. Not every recorder says that nothing was left out.
}
history-unsigned-step-sentence = It was made from a file without Content Credentials.
history-broken-altered-sentence = A step had been altered or is damaged.
history-broken-missing-sentence = The record of a step is missing.
history-broken-withdrawn-sentence = A step was signed with a certificate that was withdrawn.
history-broken-step-sentence = A step had been altered, is missing, or was signed with a withdrawn certificate.
history-none-sentence = No step is recorded in Content Credentials.

rights-signed = Stated and signed
rights-unsigned = Stated, not signed
rights-conflict = Signed and unsigned disagree
rights-none = None stated
rights-signed-sentence = Stated by the signer.
rights-unsigned-sentence = Written in the file, where anyone could have written it.
rights-conflict-sentence = What the file says is not what the signer stated.
rights-none-sentence = Neither the signer nor the file says what may be done with it.
rights-none-reliable-sentence = Nothing that can be relied on says what may be done with it.

somebody = somebody unnamed
some-list = a list of yours
some-authority = an unnamed authority

## How far a signature reaches

coverage-signed = Signed
coverage-agrees = Agrees with the signed copy
coverage-unchanged = Unchanged since signing
coverage-not-covered = Not signed
coverage-contradicts = Contradicts the signed copy
coverage-signed-tip = Stated by the signer in a signed record.
coverage-agrees-tip = Written in the file, and the same as the signer stated.
coverage-unchanged-tip = Written in the file when it was signed, but not stated by the signer.
coverage-not-covered-tip = Written in the file. Anyone can change this.
coverage-contradicts-tip = Written in the file, and different from what the signer stated.

identity-recognised = Recognised
identity-unrecognised = Not recognised
identity-broken = Does not hold
identity-not-checked = Not checked
identity-account = { $name } at { $provider } ({ $kind })
identity-account-dated = { $name } at { $provider } ({ $kind }, verified { $at })
identity-account-nameless = Somebody without a name
identity-account-somebody = somebody without a name
identity-accounts-more =
    { $count ->
        [one] … and one more account
       *[other] … and { $count } more accounts
    }
identity-kind-document = identity document
identity-kind-social = account
identity-kind-affiliation = affiliation
identity-kind-wallet = wallet
identity-kind-web-site = web site
identity-source = { $issuer } says so. Its signature holds; no list of yours says who that is.
identity-source-broken = { $issuer } is named as the source of this, but that does not hold.
identity-source-web = The source of this was not checked: its key is on the web site { $issuer }, and Lightmark asks nobody on its own.

step-signed = Signed
step-unsigned = Not signed
step-broken = Broken

## What a rights statement is about

rights-name-creator = Creator
rights-name-credit = Credit
rights-name-copyright = Copyright
rights-name-usage-terms = Usage terms
rights-name-license = Licence
rights-license-named = { $name }: { $address }
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

## What a check found, where Lightmark made it itself

check-revoked = a revocation list in force, or an answer of the issuer that came with the file, says so
check-no-active-manifest = the manifest store has no active manifest
check-sidecar-empty = the sidecar holds no manifest store
