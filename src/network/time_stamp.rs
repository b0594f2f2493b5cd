//! Time stamps by an authority (RFC 3161): the request, its way there, and whether the answer is the one asked for.
//!
//! Never decides whether an authority is trusted; `trust` does, when the signed file is read back.

use openssl::asn1::Asn1Time;
use openssl::pkcs7::{Pkcs7, Pkcs7Flags};
use openssl::stack::Stack;
use openssl::x509::X509Ref;
use openssl::x509::store::X509StoreBuilder;
use sha2::{Digest as _, Sha256};

use super::{Network, NetworkError, Purpose};
use crate::locale::elide;
use crate::problem::Problem;

mod der;
use der::{Element, encode};

const QUERY_TYPE: &str = "application/timestamp-query";
/// A token with a chain is some kilobytes; the room that is kept for it in a signature ends here.
const LIMIT_BYTES: u64 = 16 * 1024;
/// 2.16.840.1.101.3.4.2.1, SHA-256.
const SHA256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];

/// A stamp that is the answer to what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeStamp {
    /// The whole `TimeStampResp` in DER.
    pub response: Vec<u8>,
    /// The time that the authority states, RFC 3339 in UTC.
    pub at: String,
    /// Common name of the authority's certificate.
    pub authority: Option<String>,
}

/// Why there is no stamp.
#[derive(Debug, thiserror::Error)]
pub enum TimeStampError {
    /// No answer, or not allowed to ask.
    #[error("the time-stamp authority gave no answer")]
    Network { source: NetworkError },
    /// The machine: no random numbers for the request.
    #[error("no random number for the request")]
    NoRandomness,
    /// The authority, from here on: it said no (RFC 3161 §2.4.2).
    #[error("status {status}: {text}")]
    Rejected { host: String, status: u64, text: String },
    #[error("not a time stamp")]
    NotAStamp { host: String },
    #[error("the signature of the time stamp does not hold")]
    NotSigned { host: String, source: openssl::error::ErrorStack },
    #[error("the time stamp is for another digest")]
    WrongDigest { host: String },
    #[error("the time stamp answers another request")]
    WrongNonce { host: String },
    #[error("the certificate of {authority} is not valid now")]
    AuthorityExpired { host: String, authority: String },
    #[error("the certificate of {authority} is not for time stamps")]
    NotAnAuthority { host: String, authority: String },
}

impl TimeStampError {
    /// Whether the call itself is at fault: not allowed, or no web address.
    pub fn is_wrong_call(&self) -> bool {
        matches!(self, Self::Network { source } if source.is_wrong_call())
    }

    /// The error in words.
    pub fn problem(&self) -> Problem {
        let named = |host: &str| elide(host, 100);
        let problem = match self {
            Self::Network { source } => return source.problem(),
            Self::NoRandomness => crate::problem!("stamp-no-randomness"),
            Self::Rejected { host, text, .. } => {
                crate::problem!("stamp-rejected", host = named(host), text = elide(text, 200))
            }
            Self::NotAStamp { host } => crate::problem!("stamp-not-a-stamp", host = named(host)),
            Self::NotSigned { host, .. } => crate::problem!("stamp-not-signed", host = named(host)),
            Self::WrongDigest { host } => crate::problem!("stamp-wrong-digest", host = named(host)),
            Self::WrongNonce { host } => crate::problem!("stamp-wrong-nonce", host = named(host)),
            Self::AuthorityExpired { host, authority } => {
                crate::problem!("stamp-authority-expired", host = named(host), authority = elide(authority, 100))
            }
            Self::NotAnAuthority { host, authority } => {
                crate::problem!("stamp-not-an-authority", host = named(host), authority = elide(authority, 100))
            }
        };
        problem.with_cause(self)
    }
}

/// Has the authority at `url` stamp a message, of which only the SHA-256 leaves the machine. Blocks.
///
/// # Errors
/// No answer, or one that is not the stamp asked for: other status, digest or nonce, a signature that does not
/// hold, a certificate that is not valid now or not for time stamps (RFC 3161 §2.2, §2.3).
pub fn stamp(network: &Network, url: &str, message: &[u8]) -> Result<TimeStamp, TimeStampError> {
    let digest: [u8; 32] = Sha256::digest(message).into();
    let nonce = nonce()?;
    let answer = network
        .post(Purpose::TimeStamps, url, QUERY_TYPE, &query(&digest, &nonce), LIMIT_BYTES)
        .map_err(|source| TimeStampError::Network { source })?;
    let host = super::Address::parse(url, Purpose::TimeStamps).map(|address| address.host).unwrap_or_default();
    check(answer, &host, &digest, &nonce)
}

/// A positive number of eight bytes, of which 62 bits are random.
fn nonce() -> Result<[u8; 8], TimeStampError> {
    let mut nonce = [0; 8];
    getrandom::fill(&mut nonce).map_err(|_| TimeStampError::NoRandomness)?;
    if let Some(first) = nonce.first_mut() {
        *first = *first & 0x3f | 0x40;
    }
    Ok(nonce)
}

/// A `TimeStampReq` (RFC 3161 §2.4.1) that asks for the authority's certificate.
fn query(digest: &[u8], nonce: &[u8]) -> Vec<u8> {
    let algorithm = encode(der::SEQUENCE, &[encode(der::OID, &[SHA256.to_vec()]), encode(der::NULL, &[])]);
    let imprint = encode(der::SEQUENCE, &[algorithm, encode(der::OCTETS, &[digest.to_vec()])]);
    let version = encode(der::INTEGER, &[vec![1]]);
    let wants_certificate = encode(der::BOOLEAN, &[vec![0xff]]);
    encode(der::SEQUENCE, &[version, imprint, encode(der::INTEGER, &[nonce.to_vec()]), wants_certificate])
}

fn check(response: Vec<u8>, host: &str, digest: &[u8], nonce: &[u8]) -> Result<TimeStamp, TimeStampError> {
    let not_a_stamp = || TimeStampError::NotAStamp { host: host.to_owned() };
    let token = token(&response, host)?;
    let cms = Pkcs7::from_der(token).map_err(|_| not_a_stamp())?;
    let unsigned = |source| TimeStampError::NotSigned { host: host.to_owned(), source };
    let none = Stack::new().map_err(unsigned)?;
    let store = X509StoreBuilder::new().map_err(unsigned)?.build();
    let mut content = Vec::new();
    // The chain is not looked at here; who is trusted is decided when the file is read back.
    let flags = Pkcs7Flags::NOVERIFY | Pkcs7Flags::BINARY;
    cms.verify(&none, &store, None, Some(&mut content), flags).map_err(unsigned)?;
    let info = Info::read(&content).ok_or_else(not_a_stamp)?;
    if info.digest != digest || info.algorithm != SHA256 {
        return Err(TimeStampError::WrongDigest { host: host.to_owned() });
    }
    if info.nonce != Some(nonce) {
        return Err(TimeStampError::WrongNonce { host: host.to_owned() });
    }
    let at = time(info.time).ok_or_else(not_a_stamp)?;
    let signers = cms.signers(&none, flags).map_err(unsigned)?;
    let authority = signers.get(0).ok_or_else(not_a_stamp)?;
    let name = authority_name(authority);
    let shown = name.clone().unwrap_or_default();
    if !is_for_time_stamps(authority) {
        return Err(TimeStampError::NotAnAuthority { host: host.to_owned(), authority: shown });
    }
    if !is_valid_now(authority).unwrap_or(false) {
        return Err(TimeStampError::AuthorityExpired { host: host.to_owned(), authority: shown });
    }
    Ok(TimeStamp { at, authority: name, response })
}

/// The token of a `TimeStampResp` whose status is *granted* or *granted with changes*.
fn token<'a>(response: &'a [u8], host: &str) -> Result<&'a [u8], TimeStampError> {
    let not_a_stamp = || TimeStampError::NotAStamp { host: host.to_owned() };
    let (whole, rest) = Element::read(response).ok_or_else(not_a_stamp)?;
    let mut parts = whole.children(der::SEQUENCE).filter(|_| rest.is_empty()).ok_or_else(not_a_stamp)?.into_iter();
    let status_info = parts.next().and_then(|info| info.children(der::SEQUENCE)).ok_or_else(not_a_stamp)?;
    let status = status_info.first().and_then(Element::number).ok_or_else(not_a_stamp)?;
    if status > 1 {
        let texts = status_info.get(1).and_then(|texts| texts.children(der::SEQUENCE)).unwrap_or_default();
        let text = texts.iter().map(|text| String::from_utf8_lossy(text.content)).collect::<Vec<_>>().join(" ");
        return Err(TimeStampError::Rejected { host: host.to_owned(), status, text });
    }
    Ok(parts.next().ok_or_else(not_a_stamp)?.whole)
}

/// What a `TSTInfo` (RFC 3161 §2.4.2) says, as far as it is compared.
struct Info<'a> {
    algorithm: &'a [u8],
    digest: &'a [u8],
    time: &'a [u8],
    nonce: Option<&'a [u8]>,
}

impl<'a> Info<'a> {
    fn read(content: &'a [u8]) -> Option<Self> {
        let parts = Element::read(content)?.0.children(der::SEQUENCE)?;
        // Version, policy, imprint, serial number and time come first and in this order.
        let [version, policy, imprint, serial, time, rest @ ..] = parts.as_slice() else { return None };
        let shaped = version.number() == Some(1)
            && policy.tag == der::OID
            && !policy.content.is_empty()
            && serial.tag == der::INTEGER
            && time.tag == der::TIME;
        let imprint = imprint.children(der::SEQUENCE)?;
        let [algorithm, digest] = imprint.as_slice() else { return None };
        let algorithm = algorithm.children(der::SEQUENCE)?;
        let nonce = rest.iter().find(|part| part.tag == der::INTEGER).map(|part| part.content);
        shaped.then_some(Self {
            algorithm: algorithm.first()?.content,
            digest: digest.content,
            time: time.content,
            nonce,
        })
    }
}

/// A GeneralizedTime in UTC, with or without a fraction, as RFC 3339.
fn time(text: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let part = |from: usize, to: usize| text.get(from..to);
    let fraction = text.get(14..).unwrap_or_default();
    let (date, clock) = ((part(0, 4)?, part(4, 6)?, part(6, 8)?), (part(8, 10)?, part(10, 12)?, part(12, 14)?));
    let written = format!("{}-{}-{}T{}:{}:{}{fraction}Z", date.0, date.1, date.2, clock.0, clock.1, clock.2);
    written.parse::<jiff::Timestamp>().ok().map(|at| at.to_string())
}

fn authority_name(certificate: &X509Ref) -> Option<String> {
    let name = certificate.subject_name().entries_by_nid(openssl::nid::Nid::COMMONNAME).next()?;
    name.data().to_string().ok()
}

/// Extended key usage *time stamping* and no other (RFC 3161 §2.3).
fn is_for_time_stamps(certificate: &X509Ref) -> bool {
    let Ok(der) = certificate.to_der() else { return false };
    let Ok((_, certificate)) = x509_parser::parse_x509_certificate(&der) else { return false };
    certificate.extended_key_usage().ok().flatten().is_some_and(|usage| {
        let usage = usage.value;
        usage.time_stamping && !(usage.any || usage.server_auth || usage.client_auth || usage.email_protection)
    })
}

fn is_valid_now(certificate: &X509Ref) -> Result<bool, openssl::error::ErrorStack> {
    let now = Asn1Time::days_from_now(0)?;
    Ok(certificate.not_before() <= now && certificate.not_after() >= now)
}
