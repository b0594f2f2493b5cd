//! A certificate in words and dates, to show. It never judges; what cannot be read stays empty.

use sha2::{Digest, Sha256};
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

use crate::provenance::trust_source::ListedCertificate;

/// SHA-256 of the DER, lower-case hex.
pub fn fingerprint(der: &[u8]) -> String {
    hex::encode(Sha256::digest(der))
}

/// What a certificate says about itself, in force.
pub fn listed(der: &[u8]) -> ListedCertificate {
    let mut listed = ListedCertificate { fingerprint: fingerprint(der), in_force: true, ..Default::default() };
    if let Ok((_, certificate)) = X509Certificate::from_der(der) {
        listed.subject = certificate.subject().to_string();
        listed.issuer = certificate.issuer().to_string();
        listed.not_before = date(certificate.validity().not_before.timestamp());
        listed.not_after = date(certificate.validity().not_after.timestamp());
    }
    listed
}

/// The subject's common name, or its whole name when it has none.
pub fn name(der: &[u8]) -> Option<String> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    let common = certificate.subject().iter_common_name().next().and_then(|name| name.as_str().ok());
    Some(common.map_or_else(|| certificate.subject().to_string(), str::to_owned))
}

/// RFC 3339 in UTC.
pub fn date(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map(|at| at.to_string()).unwrap_or_default()
}
