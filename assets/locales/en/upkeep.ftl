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
campaign-failures =
    { $count ->
        [one] One file could not be re-signed
       *[other] { $count } files could not be re-signed
    }

## Key uses

identity-act-uses = Uses…
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
