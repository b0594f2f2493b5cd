### Lightmark, English: the issuer's answer about a signing certificate (OCSP)

staple-note-none = Signed without the issuer’s answer about revocation: { $reason } { $remedy }

staple-section = Answer about revocation
staple-text = The issuer of this identity can confirm, in the signed file itself, that the certificate is not revoked. It is asked about the certificate alone; it learns nothing of the files.
staple-not-now = No, not now
staple-preview = { $host } is asked once whether your certificate is revoked, and its answer goes into the signed files.
staple-in-file = The issuer’s answer is in the file: the certificate was not revoked on { $date }.

problem-staple-revoked = Nothing was signed as “{ $name }”: its certificate is revoked.
    .why = Its issuer says that it was revoked on { $at }.
    .remedy = Sign as another identity, or ask the issuer for a new certificate.
problem-staple-no-randomness = The issuer was not asked about revocation.
    .why = This computer gave no random number for the request.
    .remedy = Restart the computer and try again.
problem-staple-no-issuer = The issuer was not asked about revocation.
    .why = The identity’s chain does not hold the certificate of its issuer, which the question needs.
    .remedy = Import the whole certificate chain into the identity.
problem-staple-not-an-answer = { $responder } answered with something that says nothing about revocation.
    .why = What came back does not follow the rules for such answers (RFC 6960).
    .remedy = Ask the certificate’s issuer, or try again later.
problem-staple-declined = { $responder } declined to answer.
    .why = The responder said that it cannot or will not answer now.
    .remedy = Ask the certificate’s issuer, or try again later.
problem-staple-not-entitled = The answer of { $responder } does not hold.
    .why = Neither the certificate’s issuer nor anybody whom it entitled signed the answer, so anybody could have made it.
    .remedy = Ask the certificate’s issuer, or try again later.
problem-staple-other-certificate = The answer of { $responder } is about another certificate.
    .why = It does not name the certificate that it was asked about.
    .remedy = Ask the certificate’s issuer, or try again later.
problem-staple-other-nonce = The answer of { $responder } is not for this request.
    .why = It repeats another number than that of the request, so it may be an old answer sent again.
    .remedy = Ask the certificate’s issuer, or try again later.
problem-staple-out-of-date = The answer of { $responder } is out of date.
    .why = It is not in force at the time of this computer’s clock.
    .remedy = Check this computer’s date. If it is right, ask the certificate’s issuer.
problem-staple-unknown = { $responder } does not know the certificate.
    .why = The answer says neither that it is revoked nor that it is not.
    .remedy = Ask the certificate’s issuer.
problem-staple-read-back = The issuer’s answer was not found in the signed file.
    .why = Lightmark reads every signed file back, and this one does not show the answer.
    .remedy = Sign the file again.
