### Lightmark, English: trust

## Why a certificate was not recognised

trust-fault-empty-chain = The signature came without a certificate.
trust-fault-too-many-certificates = The signature came with more certificates than any honest signer needs.
trust-fault-certificate-too-big = A certificate in the chain is far larger than certificates are.
trust-fault-malformed = A certificate in the chain could not be read, because it breaks the rules for certificates.
trust-fault-trailing-bytes = A certificate in the chain has extra bytes attached to it.
trust-fault-duplicate-extension = A certificate in the chain says the same thing twice, which the rules forbid.
trust-fault-wrong-order = The certificates are in the wrong order: the signer’s own certificate does not come first.
trust-fault-no-path = None of the recognised issuers has issued this certificate.
trust-fault-self-signed = The signer made this certificate alone; nobody else vouches for it.
trust-fault-bad-signature = A certificate in the chain was not signed by the issuer that it names.
trust-fault-key-id-mismatch = The issuer has the right name but not the key that the certificate names.
trust-fault-weak-signature = A certificate in the chain is signed by a method that can be forged today.
trust-fault-weak-key = A key in the chain is too short to resist forgery.
trust-fault-unsupported-algorithm = A certificate in the chain uses a kind of key or signature that Content Credentials do not allow.
trust-fault-old-version = A certificate in the chain is of an old kind that does not say what it may be used for.
trust-fault-issuer-not-authority = The certificate was issued by someone who is not a certificate authority.
trust-fault-issuer-may-not-issue = The certificate was issued with a key that may not be used to issue certificates.
trust-fault-path-too-long = An authority in the chain was passed on further than its own issuer allows.
trust-fault-signer-is-authority = The file was signed with the certificate of an authority, which may only issue certificates.
trust-fault-signer-may-not-sign = The certificate does not allow its key to sign.
trust-fault-no-purpose = The certificate does not say what it is for.
trust-fault-any-purpose = The certificate claims to be for every purpose, which is not allowed here.
trust-fault-other-purpose = The certificate is for another purpose.
trust-fault-mixed-purposes = The certificate mixes purposes that must be kept apart.
trust-fault-time-purpose-not-binding = The certificate of the time-stamp authority is not limited to time stamping in the way that the rules demand.
trust-fault-issuer-other-purpose = An authority in the chain may issue certificates for other purposes only.
trust-fault-unknown-critical = A certificate in the chain sets a condition that Lightmark does not know, and says that it must be kept.
trust-fault-name-not-permitted = The certificate carries a name that its issuer may not certify.
trust-fault-name-uncheckable = An issuer limits which names it may certify in a way that cannot be checked.
trust-fault-too-complex = The chain of certificates is too tangled to be checked.
trust-fault-signer-expired = The signer’s certificate had expired at that time.
trust-fault-signer-not-yet-valid = The signer’s certificate was not valid yet at that time.
trust-fault-issuer-expired = The certificate of an authority in the chain had expired at that time.
trust-fault-issuer-not-yet-valid = The certificate of an authority in the chain was not valid yet at that time.
trust-fault-anchor-expired = The certificate on the list of recognised issuers had expired at that time.
trust-fault-anchor-not-yet-valid = The certificate on the list of recognised issuers was not valid yet at that time.

## Trust lists

problem-trust-list-unreadable = The list “{ $file }” could not be read.
    .why = The file is missing, or this account may not open it.
    .remedy = Check that the file is where it should be and that you may read it, then try again.
problem-trust-list-folder = “{ $file }” is a folder, not a list.
    .why = A list of recognised issuers is a single file.
    .remedy = Choose the file inside the folder, usually one that ends in .pem, .crt, .cer or .json.
problem-trust-list-too-big = The list “{ $file }” is too big.
    .why = A list may hold at most 5 MB and 2,000 certificates, many times what the official lists hold.
    .remedy = Check that this is the right file, or split it into several lists.
problem-trust-list-web-page = “{ $file }” is a web page, not a list.
    .why = Something saved the page that links to the list, or an error page, instead of the list itself.
    .remedy = Open the page, save the list that it links to, and add that file.
problem-trust-list-truncated = The list “{ $file }” breaks off.
    .why = A certificate begins but does not end; the file was probably not downloaded or copied whole.
    .remedy = Get the file again and add the new copy.
problem-trust-list-damaged = The list “{ $file }” is damaged.
    .why = Certificate number { $number } in it cannot be read.
    .remedy = Get the file again from its source. If it stays damaged, ask whoever publishes the list.
problem-trust-list-empty = “{ $file }” holds no certificate.
    .why = A list must be PEM text, one DER certificate, or the JSON form of the C2PA lists, with at least one certificate.
    .remedy = Check that this is the right file. A file with a private key or a request is not a list.
problem-trust-list-other-purpose = “{ $file }” is a list for another purpose.
    .why = Issuers of signing certificates and time-stamp authorities are kept apart, and this list names itself the other kind.
    .remedy = Add it again as the kind that it is.
problem-trust-list-older = “{ $file }” is older than the list in force.
    .why = It was issued on { $offered }, and the list in force on { $in_force }.
    .remedy = Keep the list in force. If you need the older one, remove the newer one first.
problem-trust-list-older-sequence = “{ $file }” is older than the list in force.
    .why = Its number is { $offered }, and that of the list in force is { $in_force }.
    .remedy = Keep the list in force, and ask whoever gave you this one for the newest issue.
problem-trust-list-expired = “{ $file }” is out of date.
    .why = By its own word it should have been replaced by { $date }, and the list in force is not out of date.
    .remedy = Keep the list in force, or get the newest issue from whoever publishes the list.
problem-trust-list-nobodys-word = “{ $file }” calls itself “{ $scheme }”, and nobody has signed it.
    .why = It holds certificates that this version of Lightmark does not know, so only its own word says what it is.
    .remedy = If you got it from C2PA itself, say so with --kind official. Otherwise add it with --kind house.
problem-trust-update-not-kept = The list could not be kept for reading.
    .why = The folder for temporary files is missing, full or not writable.
    .remedy = Make room there, then try again.
problem-trust-update-no-address = “{ $name }” cannot be fetched.
    .why = Only the official lists of C2PA are fetched; where other lists are published, Lightmark does not know.
    .remedy = Get the newest issue from whoever publishes it, and give the file with --from.
problem-trust-list-other-scheme = “{ $file }” is another list than the one in force.
    .why = It calls itself “{ $offered }”, and the one in force “{ $in_force }”.
    .remedy = Choose the list that it belongs to, or add it as a list of its own.
problem-trust-list-not-in-force = No list like “{ $file }” is in force.
    .why = Only a list that names itself replaces the one of that name, and there is none of this name.
    .remedy = Add it as a list of its own, or say which list it replaces.
problem-trust-list-unknown = There is no list “{ $query }”.
    .why = No list in force has that id or name.
    .remedy = See which lists there are, and name one of them.
problem-trust-list-ambiguous = “{ $query }” may be more than one list.
    .why = It fits { $ids }.
    .remedy = Give the whole id.
problem-trust-list-not-issuers = “{ $file }” holds no certificate authority.
    .why = Its certificates belong to single signers, who cannot vouch for anyone else.
    .remedy = Ask the organisation for its root or issuing certificate, or add the signer as a contact.
problem-trust-list-not-contact = “{ $file }” is not the certificate of a single signer.
    .why = It holds the certificate of an authority, which would vouch for everyone it has ever issued to.
    .remedy = Ask the person for their own certificate, or add this one as a list of recognised issuers.
problem-trust-list-not-compared = “{ $file }” does not change the address book.
    .why = A contact is added or changed only after the fingerprint was compared.
    .remedy = Add the signer as a contact, and compare the fingerprint with what they tell you.
problem-trust-list-not-saved = The list “{ $file }” could not be kept.
    .why = Lightmark could not write to its own data folder.
    .remedy = Check that the disk is not full and that you may write to the folder, then try again.
problem-trust-list-kept-damaged = The kept list “{ $file }” is damaged.
    .why = The copy of the list in Lightmark’s own data was changed or cut short.
    .remedy = Delete the file “{ $path }” and add the list again.

## The command line: lists

trust-group-official = Official lists
trust-group-interim = Interim lists (frozen: no longer added to, for files signed before the official list)
trust-group-house = House lists
trust-group-contacts = Address book
trust-group-team = Single signers whom a team vouches for
trust-group-time-stamping = Time-stamp authorities (for times only)
trust-none = Nothing is in force, so no signer is recognised. Add a list with “lightmark trust add FILE”.
trust-added = In force: { $name } ({ $facts }).
trust-removed = No longer in force: { $name }.
trust-update-none = No list of this kind is in force: { $list }.
trust-stays = Still in force: { $name } ({ $facts }).
trust-duplicates = { $count ->
    [one] One certificate was in the file more than once. It counts once.
   *[other] { $count } certificates were in the file more than once. Each counts once.
}
trust-expired = { $count ->
    [one] One certificate has expired. It vouches only for what a trusted time stamp dates before that.
   *[other] { $count } certificates have expired. They vouch only for what a trusted time stamp dates before that.
}
trust-overdue = By its own word this list should have been replaced by now. Look for a newer one.
trust-age = { $days ->
    [0] today
    [one] 1 day ago
   *[other] { $days } days ago
}
trust-fact-certificates = { $count ->
    [one] 1 certificate
   *[other] { $count } certificates
}
trust-fact-operator = published by { $name }
trust-fact-sequence = number { $number }
trust-fact-issued = issued { $date }, { $age }
trust-fact-next = next update by { $date }
trust-fact-overdue = out of date since { $date }
trust-fact-added = added { $date }, { $age }
trust-fact-origin = from { $origin }
trust-not-in-force = not in force
trust-operator = Operator
trust-service = Service
trust-status = Status
trust-status-since = Since
trust-valid = Valid
trust-span = { $from } to { $to }
trust-fingerprint = Fingerprint (SHA-256)

## Contacts

problem-contact-name = “{ $name }” cannot be the name of a contact.
    .why = A name has 1 to 100 characters, and none of them hidden.
    .remedy = Choose a name that you will recognise, for example with --name.
problem-contact-note-long = The note is too long.
    .why = It has { $count } characters, and 1,000 are the most.
    .remedy = Shorten the note.
problem-contact-differs = The fingerprints differ, so nobody was added.
    .why = The fingerprint that you were told is not that of the certificate in front of you.
    .remedy = Ask the person again, by another way than the one the file came by. If it stays different, somebody else signed.
problem-contact-not-compared = Nobody was added, because the fingerprint was not compared.
    .why = Anyone can make a certificate with any name. Only the fingerprint tells whether it is the right one.
    .remedy = Let the person read the fingerprint to you, and give what you hear with --fingerprint, in hex digits or in words.
problem-contact-authority = This certificate belongs to an authority, not to a single signer.
    .why = In the address book it would vouch for everyone it has ever issued to.
    .remedy = Add it as a house list, or ask the person for their own certificate.
problem-contact-unusable = This certificate cannot be that of a contact.
    .why = { $reason }
    .remedy = Ask the person which identity they sign with, and for a file signed with that.
problem-contact-no-signer = “{ $file }” has no signer to add.
    .why = The file holds no Content Credentials with a certificate, or it changed while it was looked at.
    .remedy = Choose a file that the person signed.
problem-contact-altered = Nobody was added from “{ $file }”.
    .why = The file was changed after signing, or its signature does not hold, so it does not show who is behind it.
    .remedy = Ask the person for the file as they signed it.
problem-contact-revoked = Nobody was added from “{ $file }”.
    .why = The certificate that signed it was revoked.
    .remedy = Ask the person for a file signed with their new identity.
problem-contact-card-not-made = The contact card could not be made.
    .why = The identity’s key gave no signature that its certificate confirms.
    .remedy = Choose another identity, and report this as a fault of Lightmark.
problem-contact-card-truncated = The contact card “{ $file }” breaks off.
    .why = The file was probably not copied whole.
    .remedy = Ask for the file again.
problem-contact-card-other = “{ $file }” is not a contact card.
    .why = A contact card is a JSON file that Lightmark made with “trust contacts export”.
    .remedy = Check that this is the right file. A newer Lightmark may have made it.
problem-contact-card-unsigned = Nobody has signed the contact card “{ $file }”.
    .why = A card says who passes it on, and this one does not.
    .remedy = Ask whoever sent it to export it again.
problem-contact-card-damaged = The contact card “{ $file }” is not as it was signed.
    .why = It was changed or damaged on the way, so its signature no longer fits.
    .remedy = Ask whoever sent it for the file again.
problem-fingerprint-hex-length = This is not a whole fingerprint.
    .why = It has { $count } hex digits, and a fingerprint has 64.
    .remedy = Give all of it; spaces and colons between the digits do not matter.
problem-fingerprint-word-count = This is not a whole fingerprint.
    .why = It has { $count } words, and a fingerprint has 32.
    .remedy = Give all the words, in their order.
problem-fingerprint-unknown-word = Word { $place }, “{ $word }”, is not a word of a fingerprint.
    .why = Fingerprints are read with 512 words, and this is none of them.
    .remedy = Let the person read that line again.
problem-fingerprint-misplaced-word = Word { $place }, “{ $word }”, is out of place.
    .why = Words of two and of three syllables take turns, so a word was left out before it, or two were swapped.
    .remedy = Let the person read that line again.
problem-trust-out-exists = “{ $file }” is there already.
    .why = Lightmark does not write over files that it was not asked to replace.
    .remedy = Choose another name, or move that file away.
problem-trust-out-failed = “{ $file }” could not be written.
    .why = The folder is missing, the disk is full, or this account may not write there.
    .remedy = Choose another folder, then try again.
contact-none = The address book is empty.
contact-signed-by = Signed by someone who calls themselves: { $name }
contact-card-by-known = The card was signed by { $name }, recognised by { $list }.
contact-card-by-unknown = The card was signed by { $name }, whom nobody you trust vouches for.
contact-card-names = It calls the contact: { $name }
contact-words = In words, to be read aloud
contact-pattern = As a pattern (a hint only)
contact-ask = Did { $name } tell you this very fingerprint, by another way than this file came by? Type “yes” to add them.
contact-yes = yes
contact-not-added = Nobody was added.
contact-added = In the address book: { $name }.
contact-removed = No longer in the address book: { $name }.
contact-exported = { $name } is in { $file }, signed by { $by }.
contact-note = Note
contact-subject = Certificate of
contact-issuer = Issued by
contact-origin = Added from

## Revocations

problem-revocations-not-entitled = The revocation list “{ $file }” does not count here.
    .why = It is signed by “{ $name }”, who is neither you, nor in your address book, nor recognised by one of your house lists.
    .remedy = If you trust them to say which certificates no longer count, add them to the address book or add their house list, then add this again.
problem-revocations-signer-revoked = The revocation list “{ $file }” does not count.
    .why = “{ $name }”, who signed it, was revoked.
    .remedy = Ask for a list signed by somebody whose certificate still counts.
problem-revocations-older = “{ $file }” is older than the revocation list in force.
    .why = Its number or date is { $offered }, and that of the list in force is { $in_force }.
    .remedy = Keep the list in force, and ask whoever gave you this one for the newest.
problem-revocations-same-number = “{ $file }” says something else than the list in force with the same number.
    .why = Two lists by one signer have the number { $number }, so one of them is not what it should be.
    .remedy = Keep the list in force, and ask its signer for one with a higher number.
problem-revocations-too-many = “{ $file }” revokes more certificates than Lightmark can keep.
    .why = One CRL may hold 100,000 certificates, and all revocation lists together 300,000.
    .remedy = Remove lists that you no longer need, or ask the authority for lists in parts.
problem-revocations-several = “{ $file }” holds several CRLs.
    .why = Each list is put in force on its own, so that each can be told, replaced and removed.
    .remedy = Split the file, one list in each, and add them one after the other.
problem-revocations-not-made = The revocation list could not be made.
    .why = It is too long, or the identity’s key gave no signature that its certificate confirms.
    .remedy = Shorten the list or choose another identity.
problem-revocations-number-used = The number { $number } was used before.
    .why = A list only replaces one with a lower number, so nobody would take this one.
    .remedy = Leave out --sequence, or choose a higher number.
problem-revocations-truncated = The revocation list “{ $file }” breaks off.
    .why = The file was probably not copied whole.
    .remedy = Get the file again and add the new copy.
problem-revocations-unsigned = Nobody has signed the revocation list “{ $file }”.
    .why = Anyone could have written it, so it counts for nothing.
    .remedy = Ask whoever sent it for the signed file.
problem-revocations-bad-signature = The revocation list “{ $file }” was not signed by the one that it names.
    .why = It was changed or damaged on the way, or somebody else made it.
    .remedy = Get the file again from its source. If it stays so, tell the one that it names.
problem-revocations-other = “{ $file }” is not a revocation list that this version of Lightmark knows.
    .why = Its form differs from that of the lists that Lightmark makes.
    .remedy = Check that this is the right file. A newer Lightmark may have made it.
problem-revocations-future = “{ $file }” is dated in the future.
    .why = A list that was not issued yet cannot count, and the clock of one of the two machines may be wrong.
    .remedy = Check the date and time of this machine, then add the list again.
problem-revocations-malformed = The CRL “{ $file }” cannot be read.
    .why = It breaks the rules for such lists.
    .remedy = Get the file again from the authority that publishes it.
problem-revocations-indirect = The CRL “{ $file }” speaks for other authorities than its issuer.
    .why = Such indirect lists could revoke anyone’s certificates, so Lightmark does not take them.
    .remedy = Ask each authority for its own list.
problem-revocations-partial = The CRL “{ $file }” is only a part of a list.
    .why = It holds changes since an earlier list, or only some reasons or kinds of certificates.
    .remedy = Ask the authority for its complete list.
problem-revocations-unknown-critical = The CRL “{ $file }” sets a condition that Lightmark does not know.
    .why = The list says that nobody may use it who does not understand that condition.
    .remedy = Ask the authority for a plain list by RFC 5280.
problem-revocations-unknown-issuer = The CRL “{ $file }” comes from an authority that is on none of your lists.
    .why = Its signature can only be checked with the certificate of its issuer.
    .remedy = Add the issuer’s list first, or put the issuer’s certificate into the same PEM file if one of your lists certifies it.
trust-group-revocations = Revocation lists
revocations-made = { $file } is { $name }, number { $number }, and revokes { $count ->
    [one] 1 certificate
   *[other] { $count } certificates
}.
revocations-added = In force: { $name } ({ $facts }). It counts for every file from now on.
revocations-overdue = By its own word this list should have been replaced by now. It still revokes, but newer revocations may be missing.
revocations-entry-form = it must be FINGERPRINT:REASON:TIME
revocations-entry-reason = the reason is not one of those that “--help” names
revocation-fact-list = revocation list of { $count ->
    [one] 1 certificate
   *[other] { $count } certificates
}
revocation-fact-crl = CRL of { $count ->
    [one] 1 certificate
   *[other] { $count } certificates
}
revocation-reason-unspecified = no reason given
revocation-reason-key-compromise = key in other hands
revocation-reason-affiliation-changed = no longer with the organisation
revocation-reason-superseded = replaced
revocation-reason-cessation-of-operation = no longer in use
revocation-reason-privilege-withdrawn = no longer allowed to sign
revocation-row = Revocation
revocation-none = No revocation list in force covers this signer.
revocation-check = { $source } ({ $kind }): { $result }
revocation-check-aged = { $source } ({ $kind }, { $days ->
    [0] of today
    [one] 1 day old
   *[other] { $days } days old
}): { $result }
revocation-own = Your own identities
revocation-kind-list = revocation list
revocation-kind-crl = CRL
revocation-kind-ocsp = OCSP
revocation-result-not-revoked = not revoked
revocation-result-revoked = revoked
revocation-result-revoked-later = revoked only after that time
revocation-result-out-of-date = not named, but the list is out of date
revocation-result-not-checked = not checked
