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
problem-no-randomness = The identity could not be made.
    .why = The system gave no random numbers, and without them no key is safe.
    .remedy = Restart the computer and try again.

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
problem-identity-output-failed = The result could not be printed.
    .why = Standard output refuses to be written to.
    .remedy = Check where the output goes, for example whether the disk is full. What the command did is done; see “lightmark identity list”.
