//! Reading a certificate revocation list of an authority (RFC 5280 §5) and checking who signed it. It never keeps
//! anything, and takes no list that speaks for another authority or is only a part.

use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{ParsedExtension, X509Extension};
use x509_parser::pem::Pem;
use x509_parser::prelude::FromDer;
use x509_parser::revocation_list::{CertificateRevocationList, RevokedCertificate};

use super::certificate::Certificate;
use super::der;
use super::names::Name;
use super::revocations::{Reason, RevokedEntry};
use super::signature::Algorithm;

/// Entries of one list; a busy authority's has some thousands.
pub const MAX_ENTRIES: usize = 100_000;

/// How far in the future a list may be dated, in seconds: clocks differ.
pub const CLOCK_LEEWAY_SECONDS: i64 = 300;

/// Rounds of looking for issuers among the certificates of the file itself.
const MAX_ROUNDS: usize = 4;

/// Why a list is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CrlFault {
    #[error("it cannot be read")]
    Malformed,
    #[error("the file holds several lists")]
    Several,
    #[error("it has more entries than are taken")]
    TooMany,
    #[error("it speaks for other authorities (RFC 5280 §5.2.5)")]
    Indirect,
    #[error("it holds changes only (RFC 5280 §5.2.4)")]
    Delta,
    #[error("it is limited to some reasons or to attribute certificates")]
    Partial,
    #[error("a critical extension is not understood")]
    UnknownCritical,
    #[error("nobody on the lists has the issuer's name")]
    UnknownIssuer,
    #[error("the issuer's key did not sign it")]
    BadSignature,
    #[error("it is dated in the future")]
    Future,
}

/// A list whose issuer signed it.
#[derive(Debug)]
pub struct Crl {
    /// The issuer's certificate, DER.
    pub issuer: Vec<u8>,
    pub issuer_name: String,
    /// Seconds since 1970.
    pub this_update: i64,
    pub next_update: Option<i64>,
    /// The CRL number (RFC 5280 §5.2.3) as hex digits without leading noughts.
    pub number: Option<String>,
    /// Whether it speaks of end-entity certificates and of authorities' (RFC 5280 §5.2.5).
    pub covers_signers: bool,
    pub covers_authorities: bool,
    /// By the serial number.
    pub entries: Vec<RevokedEntry>,
}

/// A file that holds such lists.
#[derive(Debug, Default)]
pub struct CrlFile {
    /// DER.
    pub lists: Vec<Vec<u8>>,
    /// Certificates beside them, DER.
    pub certificates: Vec<Vec<u8>>,
}

/// What is in a file; none if it holds no such list.
pub fn find(bytes: &[u8]) -> Option<CrlFile> {
    let mut file = CrlFile::default();
    if bytes.first() == Some(&0x30) {
        let is_list = X509Certificate::from_der(bytes).is_err() && CertificateRevocationList::from_der(bytes).is_ok();
        file.lists.extend(is_list.then(|| bytes.to_vec()));
    } else {
        for block in Pem::iter_from_buffer(bytes).filter_map(Result::ok) {
            match block.label.as_str() {
                "X509 CRL" => file.lists.push(block.contents),
                "CERTIFICATE" | "X509 CERTIFICATE" => file.certificates.push(block.contents),
                _ => {}
            }
        }
    }
    (!file.lists.is_empty()).then_some(file)
}

/// Reads a list and finds who signed it: somebody on the lists (`anchors`, DER), or an authority beside
/// it that somebody on the lists certified.
pub fn read(file: &CrlFile, anchors: &[&[u8]], now: i64) -> Result<Crl, CrlFault> {
    let [der] = file.lists.as_slice() else { return Err(CrlFault::Several) };
    let (rest, list) = CertificateRevocationList::from_der(der).map_err(|_| CrlFault::Malformed)?;
    der::signed_fields(der).ok_or(CrlFault::Malformed)?;
    if !rest.is_empty() || list.signature_value.unused_bits != 0 {
        return Err(CrlFault::Malformed);
    }
    let issuer_name = Name::read(list.issuer().as_raw()).ok_or(CrlFault::Malformed)?;
    let issuers = issuers(anchors, &file.certificates);
    let named: Vec<&Certificate> = issuers.iter().filter(|issuer| issuer.subject.matches(&issuer_name)).collect();
    if named.is_empty() {
        return Err(CrlFault::UnknownIssuer);
    }
    let algorithm = Algorithm::read(&list.signature_algorithm).map_err(|_| CrlFault::BadSignature)?;
    let (message, signature) = (list.tbs_cert_list.as_ref(), list.signature_value.data.as_ref());
    let issuer = named.into_iter().find(|issuer| issuer.has_signed_by(algorithm, message, signature));
    let issuer = issuer.ok_or(CrlFault::BadSignature)?;
    let mut crl = Crl {
        issuer: issuer.der.clone(),
        issuer_name: list.issuer().to_string(),
        this_update: list.last_update().timestamp(),
        next_update: list.next_update().map(|at| at.timestamp()),
        number: None,
        covers_signers: true,
        covers_authorities: true,
        entries: Vec::new(),
    };
    if crl.this_update > now + CLOCK_LEEWAY_SECONDS {
        return Err(CrlFault::Future);
    }
    for extension in list.extensions() {
        take(&mut crl, extension)?;
    }
    for revoked in list.iter_revoked_certificates() {
        if crl.entries.len() >= MAX_ENTRIES {
            return Err(CrlFault::TooMany);
        }
        crl.entries.extend(entry(revoked)?);
    }
    Ok(crl)
}

/// Authorities that may sign such lists: those on the lists, and those that they certified.
fn issuers(anchors: &[&[u8]], beside: &[Vec<u8>]) -> Vec<Certificate> {
    let mut known: Vec<Certificate> = anchors.iter().filter_map(|der| Certificate::read(der).ok()).collect();
    let mut others: Vec<Certificate> = beside.iter().take(16).filter_map(|der| Certificate::read(der).ok()).collect();
    for _ in 0..MAX_ROUNDS {
        let is_certified = |other: &Certificate| {
            other.is_authority()
                && known.iter().any(|issuer| {
                    issuer.is_authority() && issuer.subject.matches(&other.issuer) && other.is_signed_by(issuer)
                })
        };
        let (certified, rest): (Vec<_>, Vec<_>) = others.into_iter().partition(is_certified);
        others = rest;
        known.extend(certified);
    }
    // RFC 5280 §6.3.3 (f): a key usage, where there is one, must allow it.
    known.retain(|issuer| issuer.extensions.key_usage.is_none_or(|usage| usage.crl_sign()));
    known
}

fn take(crl: &mut Crl, extension: &X509Extension<'_>) -> Result<(), CrlFault> {
    match extension.oid.as_bytes() {
        // cRLNumber
        [0x55, 0x1d, 20] => match extension.parsed_extension() {
            ParsedExtension::CRLNumber(number) => crl.number = Some(hex_number(&number.to_bytes_be())),
            _ => return Err(CrlFault::Malformed),
        },
        // deltaCRLIndicator
        [0x55, 0x1d, 27] => return Err(CrlFault::Delta),
        // issuingDistributionPoint
        [0x55, 0x1d, 28] => match extension.parsed_extension() {
            ParsedExtension::IssuingDistributionPoint(point) if point.indirect_crl => return Err(CrlFault::Indirect),
            ParsedExtension::IssuingDistributionPoint(point) => {
                if point.only_some_reasons.is_some() || point.only_contains_attribute_certs {
                    return Err(CrlFault::Partial);
                }
                crl.covers_signers = !point.only_contains_ca_certs;
                crl.covers_authorities = !point.only_contains_user_certs;
            }
            _ => return Err(CrlFault::Malformed),
        },
        _ if extension.critical => return Err(CrlFault::UnknownCritical),
        _ => {}
    }
    Ok(())
}

/// One entry; none for one that takes a revocation back, which means something in a list of changes only.
fn entry(revoked: &RevokedCertificate<'_>) -> Result<Option<RevokedEntry>, CrlFault> {
    let mut at = revoked.revocation_date.timestamp();
    let mut reason = Reason::Unspecified;
    for extension in revoked.extensions() {
        match (extension.oid.as_bytes(), extension.parsed_extension()) {
            ([0x55, 0x1d, 21], ParsedExtension::ReasonCode(code)) if code.0 == 8 => return Ok(None),
            ([0x55, 0x1d, 21], ParsedExtension::ReasonCode(code)) => reason = Reason::of_code(code.0),
            // The key was lost, or the certificate wrong, before the authority said so.
            ([0x55, 0x1d, 24], ParsedExtension::InvalidityDate(date)) => at = at.min(date.timestamp()),
            ([0x55, 0x1d, 24], _) => return Err(CrlFault::Malformed),
            // certificateIssuer: the entry is about another authority's certificate.
            ([0x55, 0x1d, 29], _) => return Err(CrlFault::Indirect),
            _ if extension.critical => return Err(CrlFault::UnknownCritical),
            _ => {}
        }
    }
    Ok(Some(RevokedEntry { key: hex_number(revoked.raw_serial()), at, reason }))
}

/// A number as hex digits without leading noughts, so that two ways to write it are one.
pub fn hex_number(bytes: &[u8]) -> String {
    let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    hex::encode(bytes.get(start..).unwrap_or_default())
}
