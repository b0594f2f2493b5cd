//! What stapled answers about a certificate's status (OCSP, RFC 6960) say. Reads only what came with a file: it
//! never asks the network, and an answer that nobody entitled has signed says nothing.

use jiff::Timestamp;
use openssl::hash::MessageDigest;
use openssl::ocsp::{OcspBasicResponseRef, OcspCertId, OcspCertStatus, OcspFlag, OcspResponse, OcspRevokedStatus};
use openssl::stack::Stack;
use openssl::x509::store::{X509Store, X509StoreBuilder};
use openssl::x509::verify::X509VerifyFlags;
use openssl::x509::{X509, X509Ref};

/// Answers looked at in one file; an honest one carries one or two.
const MAX_ANSWERS: usize = 16;

/// What is known about a certificate's status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revocation {
    /// Nobody entitled said anything.
    Unknown,
    /// An entitled answer says that it was good.
    Good,
    /// An entitled answer says that it was revoked at or before the time of signing.
    Revoked,
}

/// What the answers (DER) say about `leaf`, given certificates (DER) among which its issuer may be.
///
/// A revocation counts unless `signed`, a time that somebody trusted vouches for, was before it (C2PA 2.4 §15.9).
/// The dates of responders' certificates are not held against them: they are short, and a file is kept for long.
pub fn stapled(answers: &[Vec<u8>], leaf: &[u8], issuers: &[&[u8]], signed: Option<Timestamp>) -> Revocation {
    let Ok(leaf) = X509::from_der(leaf) else { return Revocation::Unknown };
    let issuers: Vec<X509> = issuers
        .iter()
        .filter_map(|der| X509::from_der(der).ok())
        .filter(|issuer| issuer.public_key().is_ok_and(|key| leaf.verify(&key).unwrap_or(false)))
        .collect();
    let mut found = Revocation::Unknown;
    for answer in answers.iter().take(MAX_ANSWERS) {
        for issuer in &issuers {
            match one(answer, &leaf, issuer, signed) {
                Some(Revocation::Revoked) => return Revocation::Revoked,
                Some(Revocation::Good) => found = Revocation::Good,
                _ => {}
            }
        }
    }
    found
}

fn one(answer: &[u8], leaf: &X509Ref, issuer: &X509, signed: Option<Timestamp>) -> Option<Revocation> {
    let basic = OcspResponse::from_der(answer).ok()?.basic().ok()?;
    let mut others = Stack::new().ok()?;
    others.push(issuer.clone()).ok()?;
    let store = store(issuer)?;
    basic.verify(&others, &store, OcspFlag::empty()).ok()?;
    [MessageDigest::sha1(), MessageDigest::sha256()]
        .into_iter()
        .find_map(|digest| status(&basic, &OcspCertId::from_cert(digest, leaf, issuer).ok()?, signed))
}

fn status(basic: &OcspBasicResponseRef, id: &OcspCertId, signed: Option<Timestamp>) -> Option<Revocation> {
    let status = basic.find_status(id)?;
    if status.status == OcspCertStatus::GOOD {
        return Some(Revocation::Good);
    }
    if status.status != OcspCertStatus::REVOKED || status.reason == OcspRevokedStatus::REMOVE_FROM_CRL {
        return None;
    }
    // A time of revocation that cannot be read is taken as "always".
    let revoked = status.revocation_time.and_then(|time| read_time(&time.to_string()));
    Some(match (signed, revoked) {
        (Some(signed), Some(revoked)) if signed < revoked => Revocation::Good,
        _ => Revocation::Revoked,
    })
}

/// The issuer alone is believed here; that it may vouch for the certificate at all is judged elsewhere.
fn store(issuer: &X509) -> Option<X509Store> {
    let mut builder = X509StoreBuilder::new().ok()?;
    builder.add_cert(issuer.clone()).ok()?;
    builder.set_flags(X509VerifyFlags::PARTIAL_CHAIN | X509VerifyFlags::NO_CHECK_TIME).ok()?;
    Some(builder.build())
}

/// OpenSSL prints `Nov  3 04:05:06 2026 GMT`.
fn read_time(text: &str) -> Option<Timestamp> {
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let parsed = jiff::fmt::strtime::parse("%b %d %H:%M:%S %Y", plain.strip_suffix(" GMT")?).ok()?;
    parsed.to_datetime().ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_openssl_prints_them() {
        assert_eq!(read_time("Nov  3 04:05:06 2026 GMT"), "2026-11-03T04:05:06Z".parse().ok());
        assert_eq!(read_time("soon"), None);
    }

    #[test]
    fn garbage_says_nothing() {
        assert_eq!(stapled(&[vec![0x30; 40]], b"leaf", &[b"issuer"], None), Revocation::Unknown);
    }
}
