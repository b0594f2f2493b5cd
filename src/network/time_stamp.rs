//! Time stamps by an authority (RFC 3161): the way there, and whether the answer is the one asked for.
//!
//! Never decides whether an authority is trusted; `trust` does, when the signed file is read back.

use openssl::asn1::Asn1Time;
use openssl::x509::X509Ref;
use sha2::{Digest as _, Sha256};

use super::{Network, NetworkError, Purpose};
use crate::locale::elide;
use crate::problem::Problem;
use crate::time_stamp::{self, ResponseFault, Token, TokenFault};

const QUERY_TYPE: &str = "application/timestamp-query";
/// A token with a chain is some kilobytes; the room that is kept for it in a signature ends here.
const LIMIT_BYTES: u64 = 16 * 1024;
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
        .post(Purpose::TimeStamps, url, QUERY_TYPE, &time_stamp::query(&digest, &nonce), LIMIT_BYTES)
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

fn check(response: Vec<u8>, host: &str, digest: &[u8], nonce: &[u8]) -> Result<TimeStamp, TimeStampError> {
    let host = || host.to_owned();
    let token = time_stamp::token_of_response(&response).map_err(|fault| match fault {
        ResponseFault::NotAStamp => TimeStampError::NotAStamp { host: host() },
        ResponseFault::Rejected { status, text } => TimeStampError::Rejected { host: host(), status, text },
    })?;
    // The chain is not looked at here; who is trusted is decided when the file is read back.
    let token = Token::read(token).map_err(|fault| match fault {
        TokenFault::NotAStamp => TimeStampError::NotAStamp { host: host() },
        TokenFault::NotSigned { source } => TimeStampError::NotSigned { host: host(), source },
    })?;
    if !token.is_of_sha256(digest) {
        return Err(TimeStampError::WrongDigest { host: host() });
    }
    if token.nonce.as_deref() != Some(nonce) {
        return Err(TimeStampError::WrongNonce { host: host() });
    }
    let name = authority_name(&token.authority);
    let shown = name.clone().unwrap_or_default();
    if !is_for_time_stamps(&token.authority) {
        return Err(TimeStampError::NotAnAuthority { host: host(), authority: shown });
    }
    if !is_valid_now(&token.authority).unwrap_or(false) {
        return Err(TimeStampError::AuthorityExpired { host: host(), authority: shown });
    }
    Ok(TimeStamp { at: token.at.to_string(), authority: name, response })
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
