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
problem-trust-list-other-scheme = “{ $file }” is another list than the one in force.
    .why = It calls itself “{ $offered }”, and the one in force “{ $in_force }”.
    .remedy = Choose the list that it belongs to, or add it as a list of its own.
problem-trust-list-not-in-force = No list like “{ $file }” is in force.
    .why = Only a list that names itself replaces the one of that name, and there is none of this name.
    .remedy = Add it with “lightmark trust add”, or say which list it replaces.
problem-trust-list-unknown = There is no list “{ $query }”.
    .why = No list in force has that id or name.
    .remedy = See what there is with “lightmark trust list”.
problem-trust-list-ambiguous = “{ $query }” may be more than one list.
    .why = It fits { $ids }.
    .remedy = Give the whole id.
problem-trust-list-not-issuers = “{ $file }” holds no certificate authority.
    .why = Its certificates belong to single signers, who cannot vouch for anyone else.
    .remedy = Ask the organisation for its root or issuing certificate, or add the signer as a contact.
problem-trust-list-not-contact = “{ $file }” is not the certificate of a single signer.
    .why = It holds the certificate of an authority, which would vouch for everyone it has ever issued to.
    .remedy = Ask the person for their own certificate, or add this one as a list of recognised issuers.
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
trust-group-time-stamping = Time-stamp authorities (for times only)
trust-none = Nothing is in force, so no signer is recognised. Add a list with “lightmark trust add FILE”.
trust-added = In force: { $name } ({ $facts }).
trust-removed = No longer in force: { $name }.
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
