//! Asking an issuer whether a certificate is revoked (OCSP, RFC 6960): the request, and whether an answer may be
//! stapled to a signature that is made now. Pure: whoever asks carries the bytes.

use jiff::Timestamp;
use openssl::hash::MessageDigest;
use openssl::ocsp::{OcspCertId, OcspCertStatus, OcspRequest, OcspResponse, OcspResponseStatus, OcspRevokedStatus};
use openssl::x509::X509;

use super::{der, revocation};

/// id-pkix-ocsp-nonce, 1.3.6.1.5.5.7.48.1.2.
const NONCE: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x02];
/// Between this computer's clock and the responder's (seconds).
const SKEW_SECONDS: i64 = 300;
/// An answer that does not say until when it holds is taken for so long (seconds).
const OPEN_SECONDS: i64 = 24 * 3600;

/// What an entitled answer says now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusAnswer {
    /// Since when the issuer revoked it, where the answer says "revoked"; the time may be one that cannot be read.
    pub revoked: Option<Option<Timestamp>>,
    /// When this was known to be right.
    pub issued: Timestamp,
    /// When newer information comes, where the responder says so.
    pub next_update: Option<Timestamp>,
}

/// Why an answer says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnswerFault {
    #[error("not an OCSP answer")]
    NotAnAnswer,
    #[error("the responder declined: {0}")]
    Declined(i32),
    #[error("nobody entitled signed the answer")]
    NotEntitled,
    #[error("the answer is about another certificate")]
    OtherCertificate,
    #[error("the answer repeats another nonce")]
    OtherNonce,
    #[error("the answer is not of now")]
    OutOfDate,
    #[error("the responder does not know the certificate")]
    Unknown,
}

/// The certificate (DER) among these that issued the first one, by its key.
pub fn issuer_of(chain: &[Vec<u8>]) -> Option<&[u8]> {
    let (leaf, others) = chain.split_first()?;
    let leaf = X509::from_der(leaf).ok()?;
    let is_issuer = |der: &[u8]| {
        let key = X509::from_der(der).ok().and_then(|issuer| issuer.public_key().ok());
        key.is_some_and(|key| leaf.verify(&key).unwrap_or(false))
    };
    others.iter().map(Vec::as_slice).find(|der| is_issuer(der))
}

/// A request about `leaf` (RFC 6960 §4.1) with this nonce (RFC 9654), DER. The certificate is named by SHA-1
/// digests, which every responder knows (RFC 5019 §2.1.1) and on which nothing rests.
pub fn request(leaf: &[u8], issuer: &[u8], nonce: &[u8]) -> Option<Vec<u8>> {
    let (leaf, issuer) = (X509::from_der(leaf).ok()?, X509::from_der(issuer).ok()?);
    let mut request = OcspRequest::new().ok()?;
    request.add_id(OcspCertId::from_cert(MessageDigest::sha1(), &leaf, &issuer).ok()?).ok()?;
    let plain = request.to_der().ok()?;
    let asked = der::single(der::single(&plain, der::SEQUENCE)?, der::SEQUENCE)?;
    let value = element(der::OCTET_STRING, &element(der::OCTET_STRING, nonce)?)?;
    let extension = element(der::SEQUENCE, &[element(der::OID, NONCE)?, value].concat())?;
    let extensions = element(0xa2, &element(der::SEQUENCE, &extension)?)?;
    element(der::SEQUENCE, &element(der::SEQUENCE, &[asked, &extensions].concat())?)
}

/// Reads an answer about `leaf`: signed by its issuer or by somebody whom that issuer entitled (id-kp-OCSPSigning,
/// RFC 6960 §4.2.2.2), about this certificate, in force at `now`, and not an answer to somebody else's nonce. A
/// responder that prepares its answers leaves the nonce out, which is in order.
///
/// # Errors
/// The first fault that was found.
pub fn read(
    answer: &[u8],
    leaf: &[u8],
    issuer: &[u8],
    nonce: Option<&[u8]>,
    now: Timestamp,
) -> Result<StatusAnswer, AnswerFault> {
    let certificate = |der| X509::from_der(der).map_err(|_| AnswerFault::NotEntitled);
    let (leaf, issuer) = (certificate(leaf)?, certificate(issuer)?);
    let response = OcspResponse::from_der(answer).map_err(|_| AnswerFault::NotAnAnswer)?;
    if response.status() != OcspResponseStatus::SUCCESSFUL {
        return Err(AnswerFault::Declined(response.status().as_raw()));
    }
    let basic = response.basic().map_err(|_| AnswerFault::NotAnAnswer)?;
    revocation::check_entitled(&basic, &issuer, false).ok_or(AnswerFault::NotEntitled)?;
    let said = [MessageDigest::sha1(), MessageDigest::sha256()].into_iter().find_map(|digest| {
        let id = OcspCertId::from_cert(digest, &leaf, &issuer).ok()?;
        basic.find_status(&id)
    });
    let said = said.ok_or(AnswerFault::OtherCertificate)?;
    if nonce.is_some_and(|ours| nonce_of(answer).is_some_and(|theirs| theirs != ours)) {
        return Err(AnswerFault::OtherNonce);
    }
    let issued = revocation::read_time(&said.this_update.to_string()).ok_or(AnswerFault::OutOfDate)?;
    let next_update = match said.next_update() {
        Some(time) => Some(revocation::read_time(&time.to_string()).ok_or(AnswerFault::OutOfDate)?),
        None => None,
    };
    let until = next_update.map_or(issued.as_second().saturating_add(OPEN_SECONDS), Timestamp::as_second);
    let now = now.as_second();
    if issued.as_second() > now.saturating_add(SKEW_SECONDS) || until.saturating_add(SKEW_SECONDS) < now {
        return Err(AnswerFault::OutOfDate);
    }
    let revoked = match said.status {
        OcspCertStatus::GOOD => None,
        OcspCertStatus::REVOKED if said.reason != OcspRevokedStatus::REMOVE_FROM_CRL => {
            Some(said.revocation_time.and_then(|time| revocation::read_time(&time.to_string())))
        }
        _ => return Err(AnswerFault::Unknown),
    };
    Ok(StatusAnswer { revoked, issued, next_update })
}

/// The nonce that an answer repeats, if any.
fn nonce_of(answer: &[u8]) -> Option<Vec<u8>> {
    let outer = der::sequence(answer)?;
    let typed = der::sequence(outer.get(1).filter(|bytes| bytes.tag == 0xa0)?.body)?;
    let basic = der::sequence(typed.get(1).filter(|bytes| bytes.tag == der::OCTET_STRING)?.body)?;
    let data = der::children(basic.first()?.body)?;
    // The responder's name has the same tag, but answers follow it.
    let extensions = data.last().filter(|last| last.tag == 0xa1)?;
    der::sequence(extensions.body)?.iter().find_map(|extension| {
        let fields = der::children(extension.body)?;
        let value = fields.last().filter(|_| fields.first().is_some_and(|oid| oid.body == NONCE))?;
        Some(der::single(value.body, der::OCTET_STRING).unwrap_or(value.body).to_vec())
    })
}

/// An element of less than 64 kB.
fn element(tag: u8, body: &[u8]) -> Option<Vec<u8>> {
    let length = u16::try_from(body.len()).ok()?;
    let [high, low] = length.to_be_bytes();
    let header = match (high, low) {
        (0, ..=0x7f) => vec![tag, low],
        (0, _) => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    Some([header.as_slice(), body].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_have_the_shortest_length() {
        for size in [0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff] {
            let body = vec![7; size];
            assert_eq!(der::single(&element(der::OCTET_STRING, &body).unwrap(), der::OCTET_STRING), Some(&body[..]));
        }
        assert_eq!(element(der::OCTET_STRING, &vec![7; 0x1_0000]), None);
    }

    #[test]
    fn garbage_is_no_answer_and_holds_no_nonce() {
        let key = openssl::pkey::PKey::generate_ed25519().unwrap();
        let mut builder = X509::builder().unwrap();
        builder.set_pubkey(&key).unwrap();
        let day = openssl::asn1::Asn1Time::days_from_now(0).unwrap();
        builder.set_not_before(&day).and_then(|()| builder.set_not_after(&day)).unwrap();
        builder.sign(&key, MessageDigest::null()).unwrap();
        let der = builder.build().to_der().unwrap();
        let now = Timestamp::UNIX_EPOCH;
        for garbage in [&b""[..], b"<html>", &[0x30, 0x03, 0x0a, 0x01, 0x00], &[0x30; 64]] {
            assert!(matches!(read(garbage, &der, &der, None, now), Err(AnswerFault::NotAnAnswer)), "{garbage:x?}");
            assert_eq!(nonce_of(garbage), None);
        }
        let busy = [0x30, 0x03, 0x0a, 0x01, 0x03];
        assert_eq!(read(&busy, &der, &der, None, now), Err(AnswerFault::Declined(3)));
    }
}
