### Lightmark, English: network and time stamps

## What a connection is for

network-purpose-lists = trust lists
network-purpose-time-stamps = time stamps
network-purpose-ocsp = revocation answers
network-purpose-remote-manifests = Content Credentials on a server
network-purpose-did-web = identities on a web site

## What was said, and what became of a request

network-say-always = always
network-say-never = never
network-outcome-refused = not asked
network-outcome-begun = no end recorded
network-outcome-answered = answered
network-outcome-failed = failed

network-no-rules = Nothing is allowed. Lightmark connects to nobody.
network-no-requests = Lightmark has never connected to anybody.
network-ledger-strange =
    { $count ->
        [one] One line of the ledger could not be understood.
       *[other] { $count } lines of the ledger could not be understood.
    }
network-allowed = { $host } may be asked for { $purpose }.
network-denied = { $host } is never asked for { $purpose }.
network-forgotten = Nothing is said any more about { $host } and { $purpose }.
network-purposes = not a purpose; choose one of { $keys }
network-hosts = not a host; write example.org or example.org:8080

## No connection

problem-network-bad-address = “{ $url }” cannot be asked.
    .why = It is not a whole web address, or it holds a user name.
    .remedy = Give an address that begins with https:// or http:// and a host.
problem-network-plain-http = { $host } would be asked without encryption.
    .why = Anybody on the way could read and change the answer.
    .remedy = Use the address that begins with https://.
problem-network-not-allowed = { $host } was not asked.
    .why = Lightmark connects to nobody without your say-so, and you did not allow this host for { $purpose }.
    .remedy = Allow it on the page Activity, or on the command line: lightmark network allow { $key } { $host }
problem-network-forbidden = { $host } was not asked.
    .why = You said that this host is never to be asked for { $purpose }.
    .remedy = Take that back on the page Activity, or on the command line: lightmark network forget { $key } { $host }
problem-network-rules-unreadable = Lightmark could not look up what you allow on the network.
    .why = The system gave an error for { $path }
    .remedy = See the details, and mend the file's rights. Until then nothing is allowed.
problem-network-rules-malformed = Lightmark does not understand what you allow on the network.
    .why = This file is damaged: { $path }
    .remedy = Mend or delete the file. Until then nothing is allowed.
problem-network-rules-unwritable = What you said about the network could not be kept.
    .why = The system gave an error for { $path }
    .remedy = See whether the disk is full or the folder protected, and try again.
problem-network-ledger-unwritable = Lightmark did not connect.
    .why = Every request is written down first, and that failed for { $path }
    .remedy = See whether the disk is full or the folder protected, and try again.
problem-network-ledger-unreadable = The network ledger could not be read.
    .why = The system gave an error for { $path }
    .remedy = See the details, and mend the file's rights.
problem-network-host-not-found = { $host } was not found.
    .why = There is no host of this name, or this computer is not connected.
    .remedy = Check the name and the connection, and try again.
problem-network-unreachable = { $host } could not be reached.
    .why = It is down, it refused the connection, or something on the way does not let it pass.
    .remedy = Try again later, or use another service.
problem-network-timed-out = { $host } did not answer in time.
    .why = It is too slow or silent. Lightmark waits 5 seconds for a connection and 20 seconds in all.
    .remedy = Try again later, or use another service.
problem-network-not-secure = { $host } did not prove who it is.
    .why = Its certificate is not one that this computer trusts for that name, so nothing was sent.
    .remedy = Check the address. If it is right, ask whoever runs the service.
problem-network-proxy-failed = { $host } could not be reached through the proxy.
    .why = The proxy of your settings or environment did not make the connection.
    .remedy = Check the proxy's address, and whether it lets this host pass.
problem-network-status = { $host } gave an error instead of an answer.
    .why = It answered with HTTP status { $status }.
    .remedy = Check the address, or try again later.
problem-network-redirected = { $host } did not answer itself.
    .why = It pointed to “{ $elsewhere }”, and Lightmark asks only whom you named.
    .remedy = If you trust that place, give its address.
problem-network-too-large = The answer of { $host } is too large.
    .why = It is far larger than such an answer can be.
    .remedy = Check the address, or use another service.
problem-network-broken = The answer of { $host } broke off or makes no sense.
    .why = What came back is not an answer as web servers give it.
    .remedy = Check the address, or try again later.

## No time stamp

problem-stamp-no-randomness = No time stamp was asked for.
    .why = This computer gave no random number for the request.
    .remedy = Restart the computer and try again.
problem-stamp-rejected = { $host } gave no time stamp.
    .why = The authority said no: “{ $text }”
    .remedy = Ask whoever runs the authority, or use another one.
problem-stamp-not-a-stamp = { $host } answered with something that is no time stamp.
    .why = What came back does not follow the rules for time stamps (RFC 3161).
    .remedy = Check that the address is that of a time-stamp authority.
problem-stamp-not-signed = The time stamp of { $host } does not hold.
    .why = Its signature does not fit, so anybody could have made it.
    .remedy = Use another time-stamp authority.
problem-stamp-wrong-digest = The time stamp of { $host } is for another file.
    .why = The authority stamped other bytes than those it was asked to stamp.
    .remedy = Use another time-stamp authority.
problem-stamp-wrong-nonce = The time stamp of { $host } is not for this request.
    .why = It does not repeat the number of the request, so it may be an old stamp sent again.
    .remedy = Use another time-stamp authority.
problem-stamp-authority-expired = The certificate of { $host } is not valid today.
    .why = “{ $authority }” signed with a certificate that has run out or is not valid yet.
    .remedy = Check this computer's date. If it is right, use another time-stamp authority.
problem-stamp-not-an-authority = { $host } may not give time stamps.
    .why = The certificate of “{ $authority }” is not meant for time stamps alone.
    .remedy = Use another time-stamp authority.
problem-stamp-given-up = The time-stamp authority was not asked again.
    .why = It failed { $times } times in a row in this batch, so the other files are not kept waiting for it.
    .remedy = Try again later, or use another authority.
problem-stamp-read-back = The time stamp in the signed copy of “{ $name }” did not pass its check.
    .why = Lightmark reads every signed file back, and this one does not hold the stamp that the authority gave.
    .remedy = Try again, or sign without a time stamp. The copy was deleted, and the original was not changed.

problem-stamp-not-stampable = “{ $name }” cannot get a time stamp later.
    .why = Content Credentials in this kind of file ({ $format }) cannot be added to without signing the file anew.
    .remedy = Sign the file again with --timestamp. Its present Content Credentials are kept as its history.
problem-stamp-nothing-signed = “{ $name }” has no signature to stamp.
    .why = The file carries no Content Credentials.
    .remedy = Sign it with --timestamp instead.
problem-stamp-sidecar = “{ $name }” cannot get a time stamp later.
    .why = Its Content Credentials are in a sidecar file, which is not added to.
    .remedy = Sign it again with --sidecar and --timestamp.
problem-stamp-has-one = “{ $name }” has a time stamp already.
    .why = Its newest signature carries the stamp of an authority.
    .remedy = Nothing needs to be done.

problem-stamp-queue-unreadable = The list of files that wait for a time stamp could not be read.
    .why = The system gave an error for { $path }
    .remedy = See the details, and mend the file's rights.
problem-stamp-queue-malformed = The list of files that wait for a time stamp is damaged.
    .why = This file is not as Lightmark writes it: { $path }
    .remedy = Mend or delete the file. Files can be stamped by name, too.
problem-stamp-queue-unwritable = The list of files that wait for a time stamp could not be written.
    .why = The system gave an error for { $path }
    .remedy = See whether the disk is full or the folder protected. The file can be stamped later by name.

## Said with a stamped file

stamp-note-none = Signed without a time stamp. { $reason }
stamp-note-waits = The file waits for a stamp. To ask again, press “Try now…” on the page Activity, or on the command line use timestamp --queue.
stamp-note-sign-again = This file cannot get a stamp later. To have one, sign it again with --timestamp.
stamp-queue-empty = No file waits for a time stamp.
stamp-queue-gone = “{ $path }” is no longer there, so it no longer waits for a time stamp.

stamp-note-clock-behind =
    { $minutes ->
        [one] This computer's clock is about a minute behind that of the time-stamp authority. The stamp's time counts.
       *[other] This computer's clock is about { $minutes } minutes behind that of the time-stamp authority. The stamp's time counts.
    }
stamp-note-clock-ahead =
    { $minutes ->
        [one] This computer's clock is about a minute ahead of that of the time-stamp authority. The stamp's time counts.
       *[other] This computer's clock is about { $minutes } minutes ahead of that of the time-stamp authority. The stamp's time counts.
    }
