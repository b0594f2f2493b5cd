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

/// What an entitled answer that came along says, and how old it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stapled {
    pub revocation: Revocation,
    /// When it was known to be right.
    pub issued: Option<Timestamp>,
    /// When newer information was to come.
    pub next_update: Option<Timestamp>,
    /// When the certificate was revoked, if the answer says that it was.
    pub revoked_at: Option<Timestamp>,
}

impl Stapled {
    /// That much, and nothing about when.
    pub fn of(revocation: Revocation) -> Self {
        Self { revocation, issued: None, next_update: None, revoked_at: None }
    }
}

/// What the answers (DER) say about `leaf`, given certificates (DER) among which its issuer may be.
///
/// A revocation counts unless `signed`, a time that somebody trusted vouches for, was before it (C2PA 2.4 §15.9).
/// The dates of responders' certificates are not held against them: they are short, and a file is kept for long.
pub fn stapled(answers: &[Vec<u8>], leaf: &[u8], issuers: &[&[u8]], signed: Option<Timestamp>) -> Stapled {
    let Ok(leaf) = X509::from_der(leaf) else { return Stapled::of(Revocation::Unknown) };
    let issuers: Vec<X509> = issuers
        .iter()
        .filter_map(|der| X509::from_der(der).ok())
        .filter(|issuer| issuer.public_key().is_ok_and(|key| leaf.verify(&key).unwrap_or(false)))
        .collect();
    let mut found = Stapled::of(Revocation::Unknown);
    for answer in answers.iter().take(MAX_ANSWERS) {
        for issuer in &issuers {
            match one(answer, &leaf, issuer, signed) {
                Some(said) if said.revocation == Revocation::Revoked => return said,
                // Of several good answers the newest counts.
                Some(said) if found.revocation == Revocation::Unknown || said.issued > found.issued => found = said,
                _ => {}
            }
        }
    }
    found
}

fn one(answer: &[u8], leaf: &X509Ref, issuer: &X509, signed: Option<Timestamp>) -> Option<Stapled> {
    let basic = OcspResponse::from_der(answer).ok()?.basic().ok()?;
    check_entitled(&basic, issuer, true)?;
    [MessageDigest::sha1(), MessageDigest::sha256()]
        .into_iter()
        .find_map(|digest| status(&basic, &OcspCertId::from_cert(digest, leaf, issuer).ok()?, signed))
}

/// Whether the issuer signed the answer, or somebody whom it entitled by a certificate for that purpose (RFC 6960
/// §4.2.2.2). `at_any_time`: the dates of that certificate are not asked about.
pub(super) fn check_entitled(basic: &OcspBasicResponseRef, issuer: &X509, at_any_time: bool) -> Option<()> {
    let mut others = Stack::new().ok()?;
    others.push(issuer.clone()).ok()?;
    basic.verify(&others, &*store(issuer, at_any_time)?, OcspFlag::empty()).ok()
}

fn status(basic: &OcspBasicResponseRef, id: &OcspCertId, signed: Option<Timestamp>) -> Option<Stapled> {
    let status = basic.find_status(id)?;
    let said = Stapled {
        issued: read_time(&status.this_update.to_string()),
        next_update: status.next_update().and_then(|time| read_time(&time.to_string())),
        ..Stapled::of(Revocation::Good)
    };
    if status.status == OcspCertStatus::GOOD {
        return Some(said);
    }
    if status.status != OcspCertStatus::REVOKED || status.reason == OcspRevokedStatus::REMOVE_FROM_CRL {
        return None;
    }
    // A time of revocation that cannot be read is taken as "always".
    let revoked = status.revocation_time.and_then(|time| read_time(&time.to_string()));
    let revocation = match (signed, revoked) {
        (Some(signed), Some(revoked)) if signed < revoked => Revocation::Good,
        _ => Revocation::Revoked,
    };
    Some(Stapled { revocation, revoked_at: revoked, ..said })
}

/// The issuer alone is believed here; that it may vouch for the certificate at all is judged elsewhere.
fn store(issuer: &X509, at_any_time: bool) -> Option<X509Store> {
    let mut builder = X509StoreBuilder::new().ok()?;
    builder.add_cert(issuer.clone()).ok()?;
    let when = if at_any_time { X509VerifyFlags::NO_CHECK_TIME } else { X509VerifyFlags::empty() };
    builder.set_flags(X509VerifyFlags::PARTIAL_CHAIN | when).ok()?;
    Some(builder.build())
}

/// OpenSSL prints `Nov  3 04:05:06 2026 GMT`.
pub(super) fn read_time(text: &str) -> Option<Timestamp> {
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
        assert_eq!(stapled(&[vec![0x30; 40]], b"leaf", &[b"issuer"], None), Stapled::of(Revocation::Unknown));
    }
}
