### Lightmark, English: what the window does to signatures, keys and lists after the fact

## Whether a host may be asked

permit-question = May Lightmark ask { $host }?
permit-once = Yes, this once
permit-always = Yes, always for { $purpose }
permit-never = No, never for { $purpose }
permit-allowed = You always allow { $host } for { $purpose }.
permit-forbidden = You said that { $host } is never asked for { $purpose }. You can change that under Activity.
permit-keep-no = Keep my no
notice-never-asked = { $host } is not asked, now or later.

## Time stamps added later

command-add-stamp = Add time stamp…
command-add-stamp-tip = Have an authority confirm that the signatures of the selected files exist now
dialog-stamps = Add time stamps
stamps-text = A time-stamp authority confirms that the newest signature of each file exists now. The stamp goes into an update of the file’s Content Credentials that you sign. Nothing else is stated about the file.
stamps-count-fit =
    { $files ->
        [one] One file gets a time stamp.
       *[other] { $files } files get a time stamp.
    }
stamps-count-unchecked =
    { $files ->
        [one] One file is not checked yet; it gets a stamp if it is signed and has none.
       *[other] { $files } files are not checked yet; they get a stamp if they are signed and have none.
    }
stamps-count-stamped =
    { $files ->
        [one] One file has a stamp already.
       *[other] { $files } files have a stamp already.
    }
stamps-count-unsigned =
    { $files ->
        [one] One file has no signature to stamp.
       *[other] { $files } files have no signature to stamp.
    }
stamps-count-altered =
    { $files ->
        [one] One file was altered after it was signed; a stamp would prove nothing.
       *[other] { $files } files were altered after they were signed; a stamp would prove nothing.
    }
stamps-count-sidecar =
    { $files ->
        [one] One file has its Content Credentials in a sidecar, which is not added to.
       *[other] { $files } files have their Content Credentials in a sidecar, which is not added to.
    }
stamps-own-authority = The authority that was asked before: { $hosts }
stamps-other-authority = Another authority
stamps-sends = Two requests are made for each file. Each sends a hash of a signature, nothing else. The picture and its metadata stay here.
stamps-in-place = The files keep their names and places.
stamps-where = Where the stamp goes
stamps-copies = In copies beside the files
stamps-themselves = In the files themselves
stamps-nothing = No file here can get a stamp.
stamps-do =
    { $files ->
        [one] Ask for one stamp
       *[other] Ask for { $files } stamps
    }
stamps-running =
    { $files ->
        [one] Adding a time stamp
       *[other] Adding { $files } time stamps
    }
stamps-progress = { $done } of { $all } files
stamps-stopping = Stopping. What is under way is finished first.
stamps-finished =
    { $all ->
        [one] { $stamped ->
            [one] The file has its time stamp
           *[other] The file got no time stamp
        }
       *[other] { $stamped } of { $all } files have their time stamp
    }
stamps-show-all = Show stamped files

## The queue

queue-title = Waiting for a time stamp
queue-text = Signed, but the authority gave no stamp. Nobody is asked again until you say so.
queue-since = since { $at }, from { $host }
queue-gone = The file is no longer there.
queue-try = Try now…
queue-try-of = Try now for { $name }…
queue-try-all = Try all now…
queue-remove-of = Take { $name } out of the queue

## Re-signing what an old key signed

identity-act-resign = Re-sign files…
identity-act-resign-tip = Go through a folder and sign anew, with the new key, what this old one signed
dialog-campaign = Re-sign files
campaign-title = Re-sign what { $name } signed
campaign-text = Lightmark looks through a folder for files whose newest signature is by the old key, and signs them anew with the key that took its place. Former signatures stay in each file’s history. What somebody else signed, and what was altered since, is left alone.
campaign-choose-folder = Choose folder…
campaign-no-folder = Nothing is signed before you have seen the count.
campaign-looking = { $done } of { $all } files looked at
campaign-signing = { $done } of { $all } files signed anew
campaign-nothing = There is nothing here to sign anew.
campaign-where = Where the new signatures go
campaign-copies = In copies in another folder
campaign-copies-in = In copies in { $folder }
campaign-themselves = In the files themselves
campaign-themselves-text = Each file is replaced only by a whole new one that was read back and verified.
campaign-do =
    { $files ->
        [one] Re-sign one file
       *[other] Re-sign { $files } files
    }
campaign-running = Re-signing files
campaign-finished = Re-signed
campaign-stopped = Stopped
campaign-not-over = Something is left. Mend what stands in the way and go through the folder again.
campaign-failures =
    { $count ->
        [one] One file could not be re-signed
       *[other] { $count } files could not be re-signed
    }

## Key uses

identity-act-uses = Record of uses…
identity-act-uses-tip = See what this key signed, when and what for
dialog-uses = Uses of a key
uses-title = What { $name } signed
uses-text = Every use of the key on this computer is on record, the newest first. The record never leaves it unless you write it to a file.
uses-none = This key has not been used yet.
uses-filter = Filter by name, digest, purpose or date
uses-count =
    { $count ->
        [one] one use
       *[other] { $count } uses
    }
uses-no-digest = digest not recorded
uses-digest-of = digest of { $name }
uses-export-csv = Save as CSV…
uses-export-json = Save as JSON…

## Making a revocation list

revocations-new = New revocation list…
dialog-revoke-list = New revocation list
revoke-list-text = A small signed file that says which certificates no longer count. Pass it on to those who trust you; here it counts at once. It carries on your last list: its entries stay, and the number goes up by one.
revoke-list-name = Name of the list (optional)
revoke-list-name-hint = Your name, or that of your last list
revoke-list-valid = To be replaced
revoke-list-valid-open = When there is something new
revoke-list-valid-days = After { $days } days at the latest
revoke-list-own = Also my own identities that I revoked
revoke-list-working = Signing the list. Your keyring may ask to be unlocked.
revoke-list-save = Sign and save…
revoke-list-pending = Add the certificate, or clear its fingerprint.
revoke-list-entries =
    { $count ->
        [one] One certificate that no longer counts
       *[other] { $count } certificates that no longer count
    }
revoke-list-by-fingerprint = By its fingerprint
revoke-list-from = from { $at } on
revoke-list-from-now = from the moment the list is signed
revoke-list-drop = Take { $name } off the list
revoke-list-add-title = Add a certificate
revoke-list-from-file = Signer of a file…
revoke-list-from-current = Signer of { $name }
revoke-list-fingerprint = Fingerprint
revoke-list-fingerprint-hint = 64 digits, or the words
revoke-list-signer = Signs as { $name }
revoke-list-why = Reason
revoke-list-at = From when on (optional)
revoke-list-at-hint = 2026-11-20 or 2026-11-20T14:30
revoke-list-at-text = What was signed before, and a trusted time stamp proves it, stays good. Leave it empty for the moment of signing the list.
revoke-list-fault-fingerprint = This is not a whole fingerprint.
revoke-list-fault-time = This is no date. Write it like 2026-11-20 or 2026-11-20T14:30.
revoke-list-fault-twice = This certificate is on the list already.
revoke-list-add = Add to the list
notice-revocations-made =
    { $revoked ->
        [one] Revocation list number { $number } with one certificate was saved to { $path } and is in force here.
       *[other] Revocation list number { $number } with { $revoked } certificates was saved to { $path } and is in force here.
    }
problem-revoke-list-empty = There is nothing on the list.
    .why = No certificate was added, and none of your own identities is revoked.
    .remedy = Add a certificate, and save the list again.

## Official lists from the network

list-update-button = Update official lists…
dialog-list-update = Update official lists
list-update-text = Lightmark fetches the newest issue from where it is published. Nothing about you or your files is sent. An older or overdue issue never replaces a newer one.
list-update-official = Official C2PA list (signers)
list-update-tsa = C2PA list of time-stamp authorities
list-update-reading = Looking up where the lists are published
list-update-fetching = Fetching
list-update-patience = A publisher that does not answer is given up after 20 seconds.
list-update-do = Update now
list-update-came = The newest issue is in force.
list-update-none = No such list is in force.

## Who is named beside the certificate (CAWG identity)

named-as = Named as { $name }
named-claimed = Names { $name }, which does not hold
named-unchecked = Names { $name }, which was not checked
named-not-asked = The issuer’s key is on { $host }; that site was not asked.
named-kind = Kind of identity
named-kind-certificate = By a certificate of their own
named-kind-accounts = By accounts that somebody verified
named-roles = Role
named-role-creator = creator
named-role-contributor = contributor
named-role-editor = editor
named-role-producer = producer
named-role-publisher = publisher
named-role-sponsor = sponsor
named-role-translator = translator
named-account = Account
named-account-unproved = Account, not proved
named-voucher = Who vouches
named-issuer = Issuer’s id
named-valid = Counts
named-valid-from-to = from { $from } until { $until }
named-binds = Stands for
