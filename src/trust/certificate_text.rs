//! A certificate in words and dates, to show. It never judges; what cannot be read stays empty.

use sha2::{Digest, Sha256};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{DistributionPointName, GeneralName, ParsedExtension};
use x509_parser::prelude::FromDer;

use crate::provenance::report::RevocationKind;
use crate::provenance::trust_source::ListedCertificate;

/// Addresses that are told for one certificate, and the length of each in characters.
const MAX_SOURCES: usize = 4;
const MAX_ADDRESS_CHARS: usize = 300;

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

/// Where a certificate says that its status can be asked: addresses of CRLs (RFC 5280 §4.2.1.13) and of OCSP
/// responders (§4.2.2.1). Strangers' text; nothing here asks there.
pub fn named_sources(der: &[u8]) -> Vec<(RevocationKind, String)> {
    const OCSP: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01];
    let Ok((_, certificate)) = X509Certificate::from_der(der) else { return Vec::new() };
    let mut found = Vec::new();
    let mut take = |kind, name: &GeneralName<'_>| match name {
        GeneralName::URI(address) if found.len() < MAX_SOURCES => {
            found.push((kind, address.chars().take(MAX_ADDRESS_CHARS).collect()));
        }
        _ => {}
    };
    for extension in certificate.extensions() {
        match extension.parsed_extension() {
            ParsedExtension::CRLDistributionPoints(points) => {
                for point in points.iter() {
                    if let Some(DistributionPointName::FullName(names)) = &point.distribution_point {
                        names.iter().for_each(|name| take(RevocationKind::Crl, name));
                    }
                }
            }
            ParsedExtension::AuthorityInfoAccess(access) => {
                let ocsp = access.accessdescs.iter().filter(|access| access.access_method.as_bytes() == OCSP);
                ocsp.for_each(|access| take(RevocationKind::Ocsp, &access.access_location));
            }
            _ => {}
        }
    }
    found
}

/// The addresses of one kind among `named_sources`.
pub fn sources(der: &[u8], wanted: RevocationKind) -> Vec<String> {
    named_sources(der).into_iter().filter(|(kind, _)| *kind == wanted).map(|(_, address)| address).collect()
}

/// RFC 3339 in UTC.
pub fn date(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map(|at| at.to_string()).unwrap_or_default()
}
