### Lightmark, English: keys

## Identities: what a person typed

problem-identity-name-empty = The identity needs a name.
    .why = The name is what other people see as the signer, and it is empty.
    .remedy = Type the name that you want to sign with.
problem-identity-name-long = The name is too long.
    .why = It has { $count } characters, and a certificate has room for 64.
    .remedy = Use a shorter form of the name.
problem-identity-name-hidden = The name holds a character that cannot be seen: { $name }
    .why = Control characters and changes of the reading direction would let one name pass for another.
    .remedy = Type the name again instead of pasting it.
problem-identity-email = “{ $email }” cannot be used as an e-mail address.
    .why = A certificate holds an address of the form name@example.org, in plain Latin letters, up to 254 characters long.
    .remedy = Correct the address, or leave it out.
problem-identity-organization-long = The name of the organisation is too long.
    .why = It has { $count } characters, and a certificate has room for 64.
    .remedy = Use a shorter form of the name.
problem-identity-organization-hidden = The organisation holds a character that cannot be seen: { $organization }
    .why = Control characters and changes of the reading direction would let one name pass for another.
    .remedy = Type the name again instead of pasting it.
problem-identity-unknown = There is no identity “{ $id }”.
    .why = No identity has this id or exactly this name, and no id begins like this.
    .remedy = See which identities there are with “lightmark identity list”.
problem-identity-ambiguous = More than one identity answers to “{ $query }”.
    .why = It fits these ids: { $ids }
    .remedy = Give the whole id of the one that you mean.

## Identities: the list

problem-identities-unreadable = The identities cannot be read.
    .why = { $path } cannot be opened.
    .remedy = Check that you may read this place, and try again.
problem-identities-not-written = The list of identities cannot be changed.
    .why = { $path } cannot be written.
    .remedy = Check that the disk has room and that you may write there, and try again.
problem-identity-file-damaged = One identity cannot be used.
    .why = The file { $path } is damaged or was changed.
    .remedy = Put the file back from a backup. If you have none, make a new identity.
problem-identity-file-newer = One identity cannot be used.
    .why = The file { $path } was written by a newer Lightmark.
    .remedy = Use the newer Lightmark, or make a new identity here.
problem-identity-not-valid = The identity of { $name } cannot sign now.
    .why = Its certificate is valid from { $from } to { $until }, and the clock of this computer is outside that time.
    .remedy = Check the clock. If it is right, make a new identity.
problem-certificate-not-made = The identity could not be made.
    .why = Issuing its certificate failed.
    .remedy = Check the name, the e-mail address and the organisation, and try again. If it happens again, please report it.
problem-key-engine = The key cannot be used.
    .why = The cryptographic engine refused to work with it.
    .remedy = Try again. If it happens again, please report it with the details.
problem-identity-retired = The identity of { $name } was retired and does not sign any more.
    .why = A newer key took its place, and the overlap ended at { $until }.
    .remedy = Sign with the identity { $successor }. What this one signed stays as good as it was.
problem-identity-revoked = The identity of { $name } was revoked and does not sign any more.
    .why = You said that what it signs is not to be believed from { $at } on.
    .remedy = Make a new identity and sign with that.
problem-identity-retired-already = The identity of { $name } was retired already.
    .why = The identity { $successor } took its place.
    .remedy = Rotate that one, if it is to be replaced again.
problem-identity-revoked-already = The identity of { $name } was revoked already.
    .why = It is revoked from { $at } on, and a revocation is not changed afterwards.
    .remedy = There is nothing more to do.
problem-identity-revoked-in-future = A revocation cannot begin in the future.
    .why = { $at } is still to come.
    .remedy = Give the time from which on the key is not to be believed, or leave it out to mean now.
problem-identity-revocation-kept = A revoked identity cannot be deleted.
    .why = The revocation of { $name } would be forgotten with it, and what the key signs would count again.
    .remedy = Leave it in the list. It does not sign any more.
problem-identity-overlap-long = The overlap is too long.
    .why = { $days } days are more than ten years, in which the old key would go on signing.
    .remedy = Give a shorter overlap, or none with 0.
problem-key-use-not-recorded = The use of the key could not be written down.
    .why = { $path } refuses to be added to, and no file is signed without a record of it.
    .remedy = Check that the disk has room and that you may write there, and try again.
problem-key-uses-unreadable = The record of key uses cannot be read.
    .why = { $path } cannot be opened.
    .remedy = Check that you may read this place, and try again.
problem-identity-practice-csr = A practice identity cannot be certified.
    .why = The identity of { $name } was made for trying things, and an authority would vouch for it.
    .remedy = Make an identity without --practice and ask for a certificate for that one.
problem-no-randomness = The identity could not be made.
    .why = The system gave no random numbers, and without them no key is safe.
    .remedy = Restart the computer and try again.

## Certificates and keys from elsewhere

keys-fault-damaged = It is damaged.
keys-fault-version = It is not an X.509 certificate of version 3.
keys-fault-authority = It is the certificate of an authority (CA) and not of a signer.
keys-fault-self-signed = It is signed by its own key and not by an authority.
keys-fault-no-key-usage = It does not say what its key may be used for (key usage is missing).
keys-fault-no-digital-signature = Its key may not be used to sign (key usage lacks digital signature).
keys-fault-signs-certificates = Its key may be used to sign certificates, which a signer’s may not.
keys-fault-no-purpose = It does not say what it is for (extended key usage is missing).
keys-fault-other-purpose = It was issued for something else: the extended key usage has neither C2PA claim signing nor e-mail protection nor document signing, or has time stamping or OCSP beside them.
keys-fault-any-purpose = It was issued for any purpose at all, which Content Credentials do not allow.
keys-fault-no-authority-key = It does not name the key of its issuer (authority key identifier is missing).
keys-fault-no-organization = It names no organisation, and readers of Content Credentials refuse a signer without one.
keys-fault-unknown-critical = It has an extension that is marked critical and that nobody here knows.
keys-fault-weak = It is signed with an algorithm that is no longer safe or not allowed in Content Credentials.
keys-fault-ended = It ended at { $until }.
keys-fault-not-begun = It begins only at { $from }.
keys-fault-issuer-missing = The chain is not complete: the certificate of { $issuer }, which issued { $subject }, is not there.
keys-fault-issuer-not-authority = { $issuer } issued a certificate of the chain and may not.
keys-fault-issuer-not-valid = The certificate of { $issuer } in the chain has ended or has not begun.
keys-fault-issuer-weak = The certificate of { $issuer } in the chain is signed with an algorithm that is no longer safe.

problem-import-unreadable = The file cannot be read.
    .why = { $path } cannot be opened, or is far too large.
    .remedy = Check the path and that you may read the file.
problem-import-no-certificate = There is no certificate in the file.
    .why = { $path } holds none in PEM, DER or PKCS #7.
    .remedy = Give the file with the certificates that the authority sent. Nothing was changed.
problem-import-too-many = The file holds too many certificates.
    .why = { $path } has more than 64, which no chain needs.
    .remedy = Give a file with your certificate and its issuers only. Nothing was changed.
problem-import-not-our-key = The certificate is for another key.
    .why = None of the certificates in { $path } is for the key of { $name }.
    .remedy = Give the certificate that was issued for the request of this identity, or name the identity that it was issued for. Nothing was changed.
problem-import-other-keys = The key and the certificates do not belong together.
    .why = None of the certificates in { $path } is for the key in it.
    .remedy = Export the key again together with its own certificate. Nothing was changed.
problem-import-certificate = The certificate cannot be used to sign.
    .why = { $path }: { $faults }
    .remedy = Ask the authority for a certificate by the C2PA certificate profile, with all issuers up to the root, or give the missing certificates as further files. Nothing was changed.
problem-import-no-key = There is no private key in the file.
    .why = { $path } holds none in PKCS #12 or PEM.
    .remedy = Export the key together with its certificates from the program that holds it, as PKCS #12 (.p12, .pfx) or PEM. Nothing was changed.
problem-import-passphrase = The passphrase does not open the file.
    .why = { $path } was locked with another passphrase.
    .remedy = Try again with the right passphrase. Nothing was changed.
problem-import-passphrase-needed = The file needs its passphrase.
    .why = { $path } is locked, and there is no terminal to ask on.
    .remedy = Set LIGHTMARK_IMPORT_PASSPHRASE, or run the command in a terminal. Nothing was changed.
problem-import-key-kind = The key in the file cannot be used.
    .why = { $path } holds a key of a kind that Lightmark does not sign with.
    .remedy = Use an Ed25519 key, or ECDSA on the curve P-256 or P-384. Nothing was changed.
problem-import-container = The file cannot be opened.
    .why = { $path } is damaged, or locked in an old way that is no longer safe.
    .remedy = Export it again with a present-day cipher (AES-256). Nothing was changed.
problem-import-key-there = The key is there already.
    .why = The key in { $path } belongs to the identity { $id }.
    .remedy = Use that identity. A newer certificate for it is imported into that identity.

## Backups

problem-backup-exists = There is a file at { $path } already.
    .why = Lightmark does not write over a file.
    .remedy = Give another name, or move the file away.
problem-backup-unreadable = The backup cannot be read.
    .why = { $path } cannot be opened, or is far too large for a backup.
    .remedy = Check the path and that you may read the file.
problem-backup-not-written = The backup could not be written.
    .why = { $path } cannot be made.
    .remedy = Check that the folder exists, that the disk has room and that you may write there.
problem-backup-passphrase-needed = The backup needs a passphrase.
    .why = LIGHTMARK_BACKUP_PASSPHRASE is empty or not set, and there is no terminal to ask on.
    .remedy = Set LIGHTMARK_BACKUP_PASSPHRASE, or run the command in a terminal.
problem-backup-passphrase = The passphrase does not open the backup.
    .why = { $path } was made with another passphrase, or its beginning was changed.
    .remedy = Try again with the right passphrase. If you are sure of it, use another copy of the backup. Nothing was changed.
problem-backup-not-one = This is not a backup of Lightmark.
    .why = { $path } is not in the age format, or holds something else.
    .remedy = Give a backup of an identity that Lightmark made. Nothing was changed.
problem-backup-newer = The backup cannot be read.
    .why = { $path } was made by a newer Lightmark.
    .remedy = Use the Lightmark that made it. Nothing was changed.
problem-backup-damaged = The backup is damaged.
    .why = { $path } is cut short or was changed since it was made.
    .remedy = Use another copy of the backup. Nothing was changed.
problem-backup-work = The backup was refused.
    .why = { $path } asks for far more work to open it than Lightmark ever asks for. Someone may have made it to keep this computer busy.
    .remedy = Use another copy of the backup. Nothing was changed.
problem-backup-not-sealed = The backup could not be made.
    .why = The identity could not be encrypted for { $path }
    .remedy = Try again. If it happens again, please report it with the details.
problem-backup-not-verified = The backup could not be made.
    .why = What was written to { $path } did not give back the same identity, so it was thrown away.
    .remedy = Try another disk. If it happens again, please report it.
problem-backup-identity-there = The identity is there already.
    .why = { $path } holds the identity { $id }, which is in the list and has its key.
    .remedy = There is nothing to restore.

keys-backed-up = The identity of { $name } is in { $path }, encrypted. The backup was opened once to see that it can be restored. Without the passphrase nobody can, you included.
keys-restored = The identity of { $name } and its key are back.
keys-ask-import-passphrase = Passphrase of the file:
keys-ask-backup-passphrase = Passphrase of the backup:
keys-choose-backup-passphrase = Choose a passphrase for the backup:

## The keyring

keys-keyring-label = Lightmark key of { $name }

problem-keyring-no-bus = The keyring cannot be reached.
    .why = There is no session bus, the connection over which programs talk to the keyring. This is usual when you are logged in from afar or in a container.
    .remedy = Log in to a desktop session, or keep the keys in an encrypted file: set LIGHTMARK_KEYSTORE to file: and a path.
problem-keyring-no-service = There is no keyring on this computer.
    .why = No program answers to the name of the keyring service (Secret Service).
    .remedy = Install and start GNOME Keyring, KDE Wallet or KeePassXC, or keep the keys in an encrypted file: set LIGHTMARK_KEYSTORE to file: and a path.
problem-keyring-locked = The keyring is locked.
    .why = It was not unlocked when the system asked, or the question was closed.
    .remedy = Try again and unlock the keyring when the system asks, usually with your login password. If it does not ask, unlock it in the password program of your desktop first.
problem-keyring-none-yet = There is no login keyring yet.
    .why = The keyring service runs, but no keyring was ever made for you to keep keys in.
    .remedy = Make a keyring named “Login” in the password program of your desktop, or log out and in again, and try again.
problem-keyring-failed = The keyring failed.
    .why = It answered with an error that Lightmark does not know.
    .remedy = Try again after logging out and in. If it happens again, please report it with the details.
problem-secret-missing = The key of { $name } is not there.
    .why = The identity is in the list, but the key store holds no key for it. It may have been deleted, or made under another login or with another LIGHTMARK_KEYSTORE.
    .remedy = Use the key store that it was made with, or delete this identity and make a new one.
problem-secret-ambiguous = The key of { $name } is there { $count } times.
    .why = More than one entry of the keyring bears its name, and Lightmark does not guess which one to sign with.
    .remedy = Open the password program of your desktop, look for “Lightmark key of { $name }”, and delete the entry that does not belong.
problem-secret-not-a-key = The key of { $name } cannot be used.
    .why = What the key store holds under its name is not a key of Lightmark.
    .remedy = If another program changed it, put the entry back from a backup. Otherwise delete this identity and make a new one.
problem-secret-mismatch = The key of { $name } does not fit.
    .why = The key store holds a key under its name that does not belong to the certificate, so nobody could check its signatures.
    .remedy = If the entry was replaced, put it back from a backup. Otherwise delete this identity and make a new one.
problem-secret-not-kept = The identity could not be made.
    .why = The key store did not give back the key of { $name } as it was stored.
    .remedy = Try another key store, for example an encrypted file: set LIGHTMARK_KEYSTORE to file: and a path.

## The encrypted key file

keys-ask-passphrase = Passphrase of the key file:
keys-choose-passphrase = Choose a passphrase for the new key file:
keys-repeat-passphrase = Type it once more:

problem-key-store-unknown = LIGHTMARK_KEYSTORE is set to “{ $value }”, which is no key store.
    .why = It can be “keyring”, or “file:” followed by the path of an encrypted key file.
    .remedy = Correct the setting, or remove it to use the keyring.
problem-passphrase-not-set = The key file needs its passphrase.
    .why = LIGHTMARK_PASSPHRASE is empty or not set, and there is no terminal to ask on.
    .remedy = Set LIGHTMARK_PASSPHRASE before starting Lightmark, or run the command in a terminal.
problem-passphrase-not-text = The passphrase cannot be used.
    .why = LIGHTMARK_PASSPHRASE is not text in UTF-8.
    .remedy = Set it again on a system that uses UTF-8.
problem-passphrase-not-read = The passphrase could not be read.
    .why = The terminal did not answer.
    .remedy = Try again, or set LIGHTMARK_PASSPHRASE.
problem-passphrases-differ = The two passphrases are not the same.
    .why = A slip in a new passphrase would lock the keys for ever, so it is asked for twice.
    .remedy = Try again and type the same passphrase both times.
problem-key-file-passphrase = The passphrase does not open the key file.
    .why = { $path } was made with another passphrase, or its header was changed.
    .remedy = Try again with the right passphrase. If you are sure of it, put the file back from a backup.
problem-key-file-damaged = The key file is damaged.
    .why = { $path } is cut short or was changed since Lightmark wrote it.
    .remedy = Put the file back from a backup. Lightmark leaves it as it is.
problem-key-file-version = The key file cannot be read.
    .why = { $path } has version { $version }, which this Lightmark does not know.
    .remedy = Use the Lightmark that wrote it.
problem-key-file-parameters = The key file was refused.
    .why = The settings in { $path } for turning the passphrase into a key are outside what Lightmark ever writes. Someone may have changed them.
    .remedy = Put the file back from a backup. Lightmark leaves it as it is.
problem-key-file-not-derived = The key file could not be opened.
    .why = Turning the passphrase into the key for { $path } failed, for lack of memory perhaps.
    .remedy = Close other programs and try again.
problem-key-file-not-sealed = The key could not be encrypted.
    .why = The cipher refused it, and { $path } was left as it is.
    .remedy = Try again. If it happens again, please report it.
problem-key-file-unreadable = The key file cannot be read.
    .why = { $path } cannot be opened.
    .remedy = Check the path in LIGHTMARK_KEYSTORE and that you may read the file.
problem-key-file-not-written = The key file cannot be written.
    .why = { $path } or its folder refuses to be changed.
    .remedy = Check that the disk has room and that you may write there, and try again.
problem-key-file-busy = The key file is in use.
    .why = Another Lightmark has been writing to it for a while, and holds { $path }
    .remedy = Wait until the other one is done, and try again.

## The command line

keys-id = Id
keys-name = Name
keys-email = E-mail
keys-organization = Organisation
keys-created = Made
keys-expires = Valid until
keys-issuer = Issued by
keys-fingerprint = Fingerprint (SHA-256)
keys-algorithm = Algorithm
keys-none = There are no identities yet. Make one with “lightmark identity new --name NAME”.
keys-made = The identity of { $name } is made. Its key is in the key store.
keys-standing = Standing
keys-purpose = Purpose
keys-practice = Practice, not for evidence
keys-practice-signer = { $name } (practice key, not for evidence)
keys-practice-note = { $name } is a practice identity: every reader of what it signs sees that it is no evidence.
keys-retired = retired
keys-revoked = revoked
keys-standing-retired = Retired { $since }, signs until { $until }, followed by { $successor }
keys-standing-revoked = Revoked from { $at } on ({ $reason })
keys-reason-unspecified = no reason given
keys-reason-key-compromise = the key may be in other hands
keys-reason-affiliation-changed = the person or organisation changed
keys-reason-superseded = replaced
keys-reason-cessation = no longer used
keys-overlap-note = { $name } was retired and signs until { $until } only. Sign with { $successor } instead.
keys-expiry-60 = The certificate of { $name } ({ $id }) ends in { $days } days, at { $until }.
keys-expiry-30 = The certificate of { $name } ({ $id }) ends in { $days } days, at { $until }. Renew it soon: “lightmark identity csr” or “lightmark identity rotate”.
keys-expiry-7 = The certificate of { $name } ({ $id }) ends at { $until }, in { $days ->
    [0] less than a day
    [one] one day
   *[other] { $days } days
 }. Renew it now: “lightmark identity csr” or “lightmark identity rotate”.
keys-expiry-ended = The certificate of { $name } ({ $id }) ended at { $until }, and it does not sign any more.
keys-requested = The request for a certificate for { $name } is in { $path }
keys-certified = { $name } is certified by { $issuer } until { $until }.
keys-key-imported = The key of { $name }, certified by { $issuer }, is in the key store.
keys-rotated = { $name } has a new key. The old one ({ $old }) signs until { $until } and then no more; what it signed stays good.
keys-rotated-certify = The new key has a personal certificate. For one by your organisation, use “lightmark identity csr”.
keys-revoke-note = The identity of { $name } is revoked from { $at } on. It does not sign any more.
keys-no-uses = No use of this key is on record.
keys-uses-unreadable = { $count ->
    [one] One line of the record cannot be read.
   *[other] { $count } lines of the record cannot be read.
 }
keys-cli-reasons = the reason is one of { $names }
keys-cli-time = a time looks like 2026-11-20T18:00:00Z
keys-cli-algorithms = the algorithm is one of { $names }
keys-exported = The certificates of { $name } are in { $path }
keys-deleted = The identity of { $name } and its key are deleted.
keys-not-deleted = Nothing was deleted.
keys-ask-delete = Delete the identity of { $name } ({ $id })? Its key cannot be brought back. Type “yes” to delete it:
keys-yes = yes

problem-identity-delete-unasked = The identity was not deleted.
    .why = A deleted key cannot be brought back, and there is no terminal to ask on.
    .remedy = Give --yes if you are sure.
problem-identity-export-exists = There is a file at { $path } already.
    .why = Lightmark does not write over a file.
    .remedy = Give another name, or move the file away.
problem-identity-export-failed = The certificates could not be written.
    .why = { $path } cannot be made.
    .remedy = Check that the folder exists, that the disk has room and that you may write there.
## Re-signing

resign-files = Files looked at
resign-of-old = Signed last with the old key
resign-verified = Of these, intact
resign-resigned = Re-signed and read back
resign-left = Left
resign-done-before = Signed with the new key before
resign-others = Of others, or not signed
resign-not-looked-at = Could not be looked at
resign-over = Nothing is left.
resign-not-over = Something is left. Mend what stands in the way and run the command again.

problem-resign-no-successor = There is no identity to re-sign with.
    .why = The identity of { $name } was not rotated, so nothing took its place.
    .remedy = Rotate it first, or name the other identity with --identity.
problem-resign-same = The old and the new identity are the same.
    .why = Files of { $name } would be signed with the key that they have.
    .remedy = Name another identity with --identity.
problem-resign-altered = { $name } was not re-signed.
    .why = The file or its history was altered since the old key signed it, and a new signature would hide that.
    .remedy = Put the signed file back from a backup, and go through the files again.
problem-resign-not-checked = { $name } could not be looked at.
    .why = Checking it failed, so it is not known who signed it.
    .remedy = See what “lightmark verify” says of it, and go through the files again.
