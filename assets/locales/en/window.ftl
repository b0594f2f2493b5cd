### Lightmark, English: window

## Commands

command-open = Open…
command-open-tip = Choose photos and media to check
command-open-folder = Open folder…
command-open-folder-tip = Check everything in a folder
command-add-path = Add by path…
command-add-path-tip = Type or paste paths of files and folders
command-sign = Sign…
command-edit = Edit…
command-edit-tip = Crop, brighten, cover parts, and export a signed copy
command-undo = Undo
command-undo-tip = Take the last step of an edit back
command-redo = Redo
command-redo-tip = Do what was taken back once more
command-sign-tip = Write signed copies of the selected files
command-remove = Remove
command-remove-tip = Take the selected files out of the list. They stay on disk
command-check-again = Check again
command-check-again-tip = Check the selected files again
command-stop = Stop checking
command-stop-tip = Stop checking files. What is checked stays
command-select-all = Select all
command-select-all-tip = Select every file that the list shows
command-find-file = Filter the list
command-find-file-tip = Go to the filter of the list
command-show-files = Files
command-show-files-tip = Check and sign files
command-show-identities = Identities
command-show-identities-tip = Who you sign as
command-show-trust = Trust
command-show-trust-tip = Whom you believe: lists, address book, revocations
command-show-activity = Activity
command-show-activity-tip = What was asked of the network, and what may be asked
command-show-settings = Settings
command-show-settings-tip = Theme, text size and where signed copies go
command-shortcuts = Keyboard shortcuts
command-shortcuts-tip = Show all keyboard shortcuts
command-zoom-in = Zoom in
command-zoom-in-tip = Show the picture larger
command-zoom-out = Zoom out
command-zoom-out-tip = Show the picture smaller
command-zoom-fit = Fit the picture
command-zoom-fit-tip = Show the whole picture
command-zoom-full = Actual size
command-zoom-full-tip = One picture pixel for each screen pixel
command-text-larger = Larger text
command-text-larger-tip = Make text and controls larger
command-text-smaller = Smaller text
command-text-smaller-tip = Make text and controls smaller
command-text-normal = Normal text
command-text-normal-tip = Text and controls at 100 %
sign-several = Sign { $files } files…

## Shell

empty-title = See where a picture comes from
empty-text = Drop photos, videos or folders here. Lightmark reads their Content Credentials and says who signed them, when, and whether anything changed since.
empty-privacy = Nothing is uploaded. Your files are only read.
drop-here = Drop files to check them
status-offline = Nothing leaves this computer unasked.
status-checking = { $done } of { $all } checked
dismiss = Dismiss this message
close = Close
cancel = Cancel
copy = Copy
copy-what = Copy: { $what }
copy-of-whole = { $what } of { $whole }
try-again = Try again
technical-details = Technical details
and-more = and { $count } more
percent = { $value } %

tally-files = { $files ->
    [1] 1 file
   *[other] { $files } files
}
tally-shown = { $shown } shown
tally-selected = { $selected } selected
tally-altered = { $count } altered
tally-revoked = { $count } with a revoked signer
tally-not-checked = { $count } not checked

notice-checked = { $files ->
    [1] 1 file checked.
   *[other] { $files } files checked.
}
notice-stopped = Stopped. { $checked } checked, { $left } left.
notice-nothing-found = No photos or media were found there.
notice-no-dialog = This system offers no file dialog. Type the path, drop files here, or paste their paths.
notice-copied = Copied.
notice-removed = { $files ->
    [1] 1 file was taken out of the list. It stays on disk.
   *[other] { $files } files were taken out of the list. They stay on disk.
}
notice-identity-made = You can sign as { $name } now.
notice-identity-deleted = The identity { $name } was deleted.
notice-exported = The certificate was saved to { $path }.
notice-trust-lists-changed = What you trust has changed. Files in the list are checked again.
notice-written = Saved to { $path }.
notice-signed = { $files ->
    [1] 1 file signed and verified.
   *[other] { $files } files signed and verified.
}
notice-signing-stopped = Signing was stopped. { $files } signed and verified.
notice-signed-some = { $files } signed and verified, { $failed } failed.

## File list

list-name = Files, { $files }
list-filter = Filter by name or signer
list-no-match = Nothing matches the filter.
list-sort-and-show = Sort and filter
list-sort = Sort by
list-sort-added = Time added
list-sort-name = Name
list-sort-verdict = Verdict, what needs attention first
list-show = Show
list-show-all = All files
list-show-count = { $name } ({ $count })
check-waiting = Waiting
check-stopped = Not checked yet
name-of-organization = { $name }, { $organization }

## Headlines

headline-short-verified = Verified
headline-short-intact-unrecognised = Intact
headline-short-altered = Altered
headline-short-revoked = Signer revoked
headline-short-no-credentials = No credentials
headline-short-not-checked = Not checked

## The five answers







evidence-exclusion = Not covered
evidence-range = { $length } bytes from byte { $start }
evidence-code = Failed check
evidence-identity-recognised = The signature holds and a list that you trust vouches for it.
evidence-identity-unrecognised = The signature holds. No list that you trust vouches for it.
evidence-identity-broken = The signature of the identity does not hold.
evidence-identity-not-checked = This kind of identity cannot be examined here.
evidence-certificate-name = Certificate
evidence-organization = Organisation
evidence-list = Trust list
evidence-algorithm = Algorithm
evidence-fault = Why not
evidence-fingerprint = Fingerprint
evidence-authority = Time stamp by
evidence-time-as-written = As written

note-own-identity = Signed with an identity of yours.
note-remote-manifest = This file names Content Credentials kept at { $host }. Nothing was fetched.
note-sidecar = The Content Credentials are in a file beside it: { $path }

## Inspector

inspector-choose = Choose a file to see what is known about it.
inspector-waiting = This file has not been checked yet.
part-history = History
part-rights = Rights
part-metadata = Metadata
part-details = Details

history-not-known = Not known, since the file could not be checked.
history-empty = This file records no history. What happened to it before cannot be told from it.
step-signed-by = Signed by { $signer }
step-with-app = With { $app }
step-at-proven = { $at }, confirmed by a time stamp
step-at-claimed = { $at }, not proven
step-names-signer = Names { $signer }, whose signature does not hold
edge-of-files = Width of the list of files
edge-of-inspector = Width of the inspector
edge-of-editor = Width of the tools
step-signed-all = Signed, all actions listed
step-may-leave-out = Actions may have been left out of the record
step-without-credentials = A file without credentials
untitled = Untitled
show-manifest = Show manifest
show-manifest-of-step = Show manifest of step { $step }

action-source-type = Origin
action-description = Description
action-app = App
action-when = When
action-reason = Reason
action-parameters = Parameters
action-unknown-label = Other action ({ $label })
action-c2pa-created = Created
action-c2pa-opened = Opened
action-c2pa-placed = Another file placed in it
action-c2pa-cropped = Cropped
action-c2pa-resized = Resized
action-c2pa-resized-proportional = Resized in proportion
action-c2pa-orientation = Turned or mirrored
action-c2pa-color_adjustments = Colours adjusted
action-c2pa-adjustedColor = Colours adjusted
action-c2pa-filtered = Filter applied
action-c2pa-drawing = Drawn on
action-c2pa-edited = Edited
action-c2pa-edited-metadata = Metadata edited
action-c2pa-enhanced = Enhanced
action-c2pa-converted = Converted to another format
action-c2pa-transcoded = Encoded anew
action-c2pa-repackaged = Repackaged without change
action-c2pa-published = Published
action-c2pa-redacted = Recorded details redacted
action-c2pa-removed = A part removed
action-c2pa-deleted = A part deleted
action-c2pa-translated = Translated
action-c2pa-trimmed = Trimmed
action-c2pa-changedSpeed = Speed changed
action-c2pa-dubbed = Dubbed
action-c2pa-addedText = Text added
action-c2pa-watermarked = Watermarked
action-c2pa-watermarked-bound = Watermarked, bound to these credentials
action-c2pa-watermarked-unbound = Watermarked
action-c2pa-unknown = Something unknown was done
action-c2pa-font-edited = Font edited

ingredient-parent = Made from { $title }.
ingredient-component = Contains { $title }.
ingredient-input = Used { $title } as input.
ingredient-other = Related to { $title }.
ingredient-without-credentials = It had no credentials.
ingredient-recorded-failures = The editor recorded that checks failed: { $codes }.

rights-empty = Neither the Content Credentials nor the file state any rights.
rights-no-legal-advice = What is stated here is shown as it stands. Whether it binds you is for a lawyer to say.
rights-group-who = Who
rights-group-what = What may be done
rights-group-ai = Use by AI
rights-group-origin = Origin
ai-allowed = Allowed
ai-not-allowed = Not allowed
ai-constrained = Allowed under terms
ai-constrained-by = Allowed under terms: { $terms }
link-leads-to = Leads to { $host }

coverage-signed-unrecognised = Signed, signer not recognised

metadata-empty = This file holds no metadata that Lightmark can read.
metadata-filter = Filter metadata
store-manifest = Signed statements
store-exif = EXIF
store-xmp = XMP
store-iptc = IPTC
store-container = Other
store-with-count = { $title }, { $count }

details-file = File
details-path = Path
details-format = Format
details-size = Size
details-dimensions = Dimensions
details-pixels = { $width } × { $height } pixels
details-credentials = Credentials
details-credentials-embedded = In the file
details-credentials-sidecar = In a file beside it
details-credentials-none = None
details-sha256 = SHA-256
details-compute = Compute
details-computing = Computing
details-certificates = Certificates
details-checks = Checks
certificate-subject = Issued to
certificate-issuer = Issued by
certificate-valid = Valid
certificate-validity = { $from } to { $until }
certificate-serial = Serial number
certificate-fingerprint = Fingerprint
check-passed = Passed
check-information = Note
check-failed = Failed
copy-report = Copy report as JSON
size-bytes = { $size } bytes
size-kb = { $size } kB
size-mb = { $size } MB
size-gb = { $size } GB

## Picture

picture-of = Picture of { $name }
picture-loading = Reading the picture
picture-choose = No file is chosen.
picture-is-preview = This is the preview stored in the file, not the picture itself.
picture-is-manifest-thumbnail = This is a small picture stored in the Content Credentials, not the picture itself.
zoom-fit = Fit
zoom-full = 100 %
zoom-percent = { $percent } %

## Dialogs

dialog-shortcuts = Keyboard shortcuts
dialog-type-path = Add files by path
dialog-manifest = Manifest
dialog-sign = Sign
dialog-new-identity = New identity
dialog-delete-identity = Delete identity
dialog-trust-list = Add a trust list
dialog-remove-trust-list = Remove trust list

shortcut-list = Move in the list
shortcut-list-keys = Up, Down, Home, End
shortcut-list-extend = Select several files
shortcut-list-extend-keys = Shift+Up, Shift+Down
shortcut-paste = Add files from the clipboard
shortcut-paste-keys = Ctrl+V
shortcut-wheel = Zoom the picture
shortcut-wheel-keys = Mouse wheel

type-path-files = One file or folder on each line. Addresses that begin with file:// are fine, too.
type-path-folder = The whole path of the folder.
type-path-file = The whole path of the file.
type-path-save = The whole path of the file to write.
type-path-label = Paths
type-path-go = Use this path

manifest-loading = Reading the manifest
manifest-find = Find in manifest
manifest-hits = { $hits ->
    [0] Not found
    [1] 1 line
   *[other] { $hits } lines
}

delete-identity-title = Delete { $name }?
delete-identity-text = You will not be able to sign as this identity again, and it cannot be brought back. Files signed before stay as they are and can still be verified.
delete-identity-do = Delete identity

trust-list-ask-kind = What kind of list is it?
list-kind-official = Official C2PA list
list-kind-official-text = The list of issuers that C2PA publishes.
list-kind-interim = Interim C2PA list (frozen)
list-kind-interim-text = The older list, frozen since the official one began.
list-kind-house = House list
list-kind-house-text = Issuers of your own organisation or of people you work with.
list-kind-contacts = Address book
list-kind-team = Signers named by a team
list-kind-team-text = Single certificates that a team’s file brought. You compared the team’s fingerprint, not theirs.
list-kind-contacts-text = Single certificates that you compared by hand.
list-kind-time-stamping = Time-stamping list
list-kind-time-stamping-text = Authorities that confirm when something was signed. They vouch for times only.
trust-list-add = Add list
remove-trust-list-title = Remove { $name }?
remove-trust-list-text = Signers that only this list vouches for will not be recognised any more. Files in the list are checked again.
remove-trust-list-do = Remove list

## Identities

identities-title = Identities
identities-text = Who you sign as. The secret part of an identity stays on this computer, in its keyring or in a key file of yours, and never in a file that you share.
identity-of-several = { $name } (fingerprint { $start } …)
identity-new = New identity…
identity-make = Make identity
identity-making = Making the identity. Your keyring may ask to be unlocked.
identity-name = Name
identity-name-hint = The name that your signature shows
identity-more = More
identity-email = E-mail (optional)
identity-organization = Organisation (optional)
identity-export = Export certificate…
identity-export-tip = Save the public certificate, for people who want to recognise your signature
identity-delete-of = Delete { $name }…
identity-fingerprint = Fingerprint
identity-issuer = Issued by
identity-validity = Valid
identity-valid-from-to = { $from } to { $until }
identity-none = No identity
new-identity-text = Name the person or organisation that your signature shall show.
first-identity-title = Sign your own work
first-identity-text = A name is enough. The key is made on this computer and stays on it.
first-identity-do = Get ready to sign

## Signing

sign-title = { $files ->
    [1] Sign 1 file
   *[other] Sign { $files } files
}
sign-do = { $files ->
    [1] Sign 1 file
   *[other] Sign { $files } files
}
sign-as = Sign as
sign-source = This file is
sign-creator-hint = Who made it
sign-credit-hint = How to be credited
sign-copyright-hint = © 2026 Your Name
sign-usage-hint = What may be done with it, in words
sign-license-hint = https://…
sign-ai = Use by AI
sign-ai-each = Choose for each use
sign-ai-terms = Terms for use by AI
sign-ai-terms-hint = Only with written permission
sign-where = Signed copies
sign-pattern = Name of the signed copy
sign-existing = If the name is taken
sign-sidecar = Put the credentials in a file of their own
sign-sidecar-text = A sidecar leaves the picture as it is. Keep both files together.
sign-allow-broken = Sign these too
sign-running = { $files ->
    [1] Signing 1 file
   *[other] Signing { $files } files
}
sign-progress = { $done } of { $all } done
sign-stop = Stop
sign-stopping = Stopping after the files at hand
sign-finished = { $files ->
    [1] 1 file signed and verified
   *[other] { $files } files signed and verified
}
sign-finished-some = { $signed } of { $all } files signed and verified
sign-show-all = Show signed files
sign-show-one = Show
sign-show-named = Show { $name }
sign-waiting = Waiting
sign-done = Signed and verified
sign-failed-word = Failed
sign-cancelled = Not signed

ai-choice-not-stated = I state nothing
ai-choice-allowed = Allowed
ai-choice-not-allowed = Not allowed
ai-choice-constrained = Allowed under terms

source-not-stated = I state nothing about its origin
source-not-stated-text = The credentials will say that you had this file, not how it came to be.
source-stated-text = The credentials will say that you state this. For files that have credentials already, their own record stays.
source-digitalCapture = A photo or recording by a digital camera
source-computationalCapture = A photo made from several exposures by the camera
source-negativeFilm = A scan of a film negative
source-positiveFilm = A scan of slide film
source-print = A scan of a print
source-humanEdits = Edited by a person
source-compositeCapture = Composed of several photos
source-digitalCreation = Made by a person on a computer
source-dataDrivenMedia = Drawn from data, such as a chart
source-screenCapture = A screenshot or screen recording
source-virtualRecording = A recording of a virtual scene
source-composite = Composed of different kinds of material
source-algorithmicMedia = Made by an algorithm that was not trained
source-trainedAlgorithmicMedia = Made by generative AI
source-compositeWithTrainedAlgorithmicMedia = Edited with generative AI
source-compositeSynthetic = Composed, with synthetic parts

place-beside = Beside each original
place-folder = In one folder
place-folder-named = In { $folder }
choose-folder-button = Choose…
existing-number = Number the copy
existing-refuse = Leave the existing file, skip this one
existing-overwrite = Replace the existing file
pattern-example = { $from } becomes { $to }

fault-license-not-web = This is no web address. It has to begin with https:// or http://.
fault-pattern-empty = Name the signed copies. { "{" }name{ "}" } stands for the name of the original.
fault-pattern-separator = A name cannot begin with a dot or contain / \ or :
fault-pattern-same-name = Use { "{" }name{ "}" }, or every copy would have the same name.
fault-folder-missing = Choose a folder.
fault-terms-missing = Write the terms, or choose another answer.
fault-identity-missing = Make an identity first.
fault-nothing-to-sign = None of these files can be signed as it stands.

preview-will-write = What will be written
preview-will-state = What will be stated
preview-signed-as = Signed as
preview-created = { $files ->
    [1] 1 file begins its history with your statement of its origin.
   *[other] { $files } files begin their history with your statement of their origin.
}
preview-opened = { $files ->
    [1] 1 file is signed as you found it. Its origin stays open.
   *[other] { $files } files are signed as you found them. Their origin stays open.
}
preview-continued = { $files ->
    [1] 1 file has credentials already. They are kept, and yours are added.
   *[other] { $files } files have credentials already. They are kept, and yours are added.
}
preview-unchecked = { $files ->
    [1] 1 file is not checked yet. It is checked before it is signed.
   *[other] { $files } files are not checked yet. They are checked before they are signed.
}
preview-unknown = { $files ->
    [1] 1 file is of no known kind. If it can be read, its bytes are signed as they are.
   *[other] { $files } files are of no known kind. Those that can be read are signed byte for byte.
}
preview-sidecar = The credentials go into files of their own.
preview-unreadable = { $files ->
    [1] 1 file could not be checked. It is not signed.
   *[other] { $files } files could not be checked. They are not signed.
}
preview-inside = { $files ->
    [1] 1 file has credentials inside and takes no file of its own. It is not signed.
   *[other] { $files } files have credentials inside and take no files of their own. They are not signed.
}
preview-unfit = { $files ->
    [1] The format of 1 file holds no credentials. To sign it, put them in a file of their own.
   *[other] The format of { $files } files holds no credentials. To sign them, put them in files of their own.
}
preview-beside = { $from } becomes { $to }, beside it.
preview-into-folder = { $from } becomes { $to } in { $folder }.
preview-originals-stay = The originals stay as they are.
preview-broken-left = { $files ->
    [1] The credentials of 1 file do not hold. It is not signed:
   *[other] The credentials of { $files } files do not hold. They are not signed:
}
preview-broken-signed = { $files ->
    [1] The credentials of 1 file do not hold. It is signed, and the broken step stays visible in its history:
   *[other] The credentials of { $files } files do not hold. They are signed, and the broken step stays visible in their history:
}

## Settings

settings-title = Settings
settings-looks = Appearance
settings-theme = Theme
settings-text-size = Text size
theme-system = As the system
theme-light = Light
theme-dark = Dark
settings-output = Signed copies
settings-output-text = Where signed copies go unless you choose otherwise when signing.
settings-trust-text = A signer is recognised when a list here vouches for them.
trust-lists-none = There is no list yet, so no signer is recognised. “Update official lists…” fetches the C2PA lists to begin with; “Add list…” takes one from a file.
trust-list-add-button = Add list…
trust-list-remove = Remove { $name }…
list-certificates = { $count ->
    [1] 1 certificate
   *[other] { $count } certificates
}
list-added = added { $at }
settings-about = About
about-version = Version
about-logs = Log files
about-privacy = Lightmark connects to nothing unless you ask for it.

## Trust

trust-page-title = Trust
trust-page-text = Whom you believe about signatures and times. What you add here comes from files; the network is asked only where you press the button for it.
trust-page-stays = What was in force stays in force.
trust-page-lists = Lists
trust-list-update = Update { $name } from file…
trust-list-show = Show certificates of { $name }
trust-page-standing = Standing
trust-page-contacts-text = Single signers whom you added by hand after comparing a fingerprint. They vouch for nobody else, and never for a time.
trust-page-no-contacts = Nobody is in the address book. To add somebody, open a file that they signed, and unfold Signer.
trust-page-fingerprint = Fingerprint
trust-page-revocations = Revocations
trust-page-revocations-text = Certificates that no longer count, by the word of those who issued them, of house authorities, of contacts, or your own.
trust-page-no-revocations = No revocation list is in force. Whether a certificate was revoked is known only as far as a file itself tells.
trust-page-crl = List of an authority (CRL)
trust-page-own-list = Lightmark list
trust-page-revoked = { $count ->
    [0] nothing revoked
    [1] 1 certificate revoked
   *[other] { $count } certificates revoked
}
revocations-add = Add revocation list…
choose-revocations = Choose a revocation list
choose-revocation-lists = Revocation lists
choose-card = Choose a contact card
choose-cards = Contact cards
remove-revocations-text = What only this list revoked will count again. Files in the list are checked again.
remove-contact-text = What they signed will no longer be recognised by the address book. Files in the list are checked again. To add them again you will have to compare the fingerprint again.
remove-contact-do = Remove contact
dialog-certificates = Certificates of a list
dialog-contact = Add to address book
contact-add-signer = Add to address book…
contact-import = Import card…
contact-export = Export card of { $name }…
contact-export-title = Pass on { $name }
contact-export-text = A card holds their name, your note and their certificate, signed by you. Whoever imports it still has to compare the fingerprint.
contact-export-by = Signed by
contact-export-do = Export card…
contact-reading = Reading who signed
contact-how = Anyone can make a certificate with any name. Ask the person for their fingerprint by another way than this file came by, such as a call to a number that you know, and compare it.
contact-told = Their fingerprint, as they told you
contact-told-hint = Type the words or the hex digits that you hear
contact-told-differs = This is another fingerprint. Do not add this signer; ask the person again.
contact-told-unfinished = Not complete yet, or a word is not one of the fingerprint words.
contact-told-same = It is the same fingerprint.
contact-compared = Instead of typing: I compared every word with them
contact-your-name = Your name for them
contact-your-note = Note (optional)
contact-consequence = From then on every file that this certificate signs shows its signer as recognised by you.
contact-add = Add contact

## Key life

identity-read-aloud = Fingerprint in words, to tell people who want to recognise you
identity-restore = Restore…
identity-import-key = Import key…
identity-act-of = { $act } { $name }
identity-act-rotate = New key…
identity-act-rotate-tip = Make a new key for the same person. The old one signs for a while longer, and what it signed stays good
identity-act-back-up = Back up…
identity-act-back-up-tip = Write the identity with its key to a file that a passphrase locks
identity-act-request = Request certificate…
identity-act-request-tip = Write a request to hand to your organisation’s authority. The key stays here
identity-act-import = Import certificate…
identity-act-import-tip = Take the certificates that the authority issued. It replaces the present one for what you sign from then on
identity-act-revoke = Revoke…
identity-act-revoke-tip = Declare that this identity is not to be believed any more. It cannot be taken back
identity-retired = Retired. It signs until { $until }; a new key took its place on { $made }. What it signed stays good.
identity-retired-alone = Retired. It signs until { $until }. What it signed stays good.
identity-revoked = Revoked from { $at } on: { $reason }. It does not sign any more.
identity-practice-note = Practice, not for evidence. Everyone who reads what it signs sees that.
identity-ends = { $days ->
    [0] The certificate ends today, { $at }. Import a renewed certificate or make a new key.
    [1] The certificate ends in 1 day, on { $at }. Import a renewed certificate or make a new key.
   *[other] The certificate ends in { $days } days, on { $at }. Import a renewed certificate or make a new key.
}
identity-ended = The certificate ended on { $at }, and it does not sign any more. Import a renewed certificate or make a new key.
identity-practice = Only for practice
identity-practice-text = For trying things. What it signs says that it is no evidence of anything.
identity-algorithm = Kind of key
identity-algorithm-ed25519 = Ed25519 (usual)
identity-algorithm-es256 = ECDSA P-256
identity-algorithm-es384 = ECDSA P-384
dialog-rotate = New key
dialog-revoke = Revoke an identity
dialog-passphrase = Passphrase
rotate-title = New key for { $name }
rotate-text = A new key is made and used from now on. What the old key signed stays good, and it can still sign for as long as you say.
rotate-certify = If an organisation certified the old key, request a certificate for the new one. People who compared your fingerprint will need the new one.
rotate-overlap = The old key may still sign
rotate-days = { $days ->
    [0] not any more
   *[other] for { $days } days
}
rotate-do = Make new key
revoke-title = Revoke { $name }?
revoke-text = From now on nothing that this identity signs is to be believed, and it never signs again. What a trusted time stamp dates before now stays good; everything else that it signed shows its signer as revoked.
revoke-others = Other people learn of it only by a revocation list that you pass on to them, or from the authority that certified the key.
revoke-reason = Reason
revoke-understood = I know that this cannot be taken back
revoke-do = Revoke identity
back-up-title = Back up { $name }
back-up-text = The identity and its key go into one encrypted file (age format). Whoever has the file and the passphrase can sign as you. Without the passphrase nobody can open it, you included. The file is opened once to see that it can be restored.
back-up-do = Choose file…
restore-title = Restore an identity
restore-text = { $file } is opened with its passphrase, and the identity in it can sign here again.
restore-do = Restore
import-key-title = Import a key
import-key-text = The key and certificates in { $file } become an identity here. Leave the passphrase empty if the file has none. Delete the file afterwards, or keep it locked away.
import-key-do = Import
passphrase = Passphrase
passphrase-again = Passphrase once more
passphrase-short = At least { $least } characters. Several words are good.
passphrase-differs = The two are not the same.
passphrase-working = Working. This takes a moment, so that guessing takes longer.
choose-issued = Choose the issued certificates
choose-backup = Choose a backup
choose-backups = Backups
choose-key = Choose a key file
choose-keys = Keys with certificates
notice-life-certified = { $name } has a new certificate.
notice-life-rotated = { $name } has a new key.
notice-life-revoked = { $name } is revoked. Files in the list are checked again.
notice-life-backed-up = { $name } is backed up. The backup was opened once to see that it can be restored.
notice-life-restored = { $name } can sign here again.
notice-life-key-imported = You can sign as { $name } now.

## Time stamps

stamp-section = Time stamp
stamp-none = None
stamp-wanted = From a time-stamp authority
stamp-remembered = Authorities asked before
stamp-address = Address of the authority
stamp-contacts = For each file this contacts { $host } and sends a hash of the signature, nothing else. The picture and its metadata stay here.
stamp-optional = Sign without one if the authority fails
stamp-optional-text = Such files wait in a queue. Activity lists them, and asks again when you say so.
fault-stamp-address = This is no web address. It has to begin with https:// or http://.
preview-stamp = { $host } is asked to confirm the time of each signature.
sign-done-stamped = Signed, time-stamped and verified

## Activity

activity-title = Activity
activity-text = Lightmark connects to nobody without your yes, for one purpose and one host. Everything that it ever asked is written down here.
activity-rules = What may be asked
activity-rules-text = A host that you name for a batch of time stamps is allowed for that batch alone. What you say here counts until you take it back.
activity-allowed = Always allowed: { $purpose }
activity-denied = Never asked: { $purpose }
activity-allow = Allow
activity-deny = Deny
activity-allow-of = Allow { $host }
activity-deny-of = Deny { $host }
activity-forget-of = Remove what is said about { $host }
activity-purpose = Purpose
activity-host = Host
activity-host-hint = timestamp.example.org
activity-requests = Requests
activity-requests-text = Kept on this computer only. Those that were refused are listed, too.
activity-refresh = Read again
activity-bytes = { $sent } sent, { $received } received
problem-activity-no-host = “{ $host }” is no host.
    .why = A host is a name such as example.org, with its port where it has an unusual one: example.org:8080.
    .remedy = Write the host alone, without https:// and without a path.
