//! Time-stamp requests and tokens (RFC 3161): how they are written, and whether a token holds in itself.
//!
//! Never connects and never decides whether an authority is trusted: `network` asks, `trust` vouches.

use openssl::error::ErrorStack;
use openssl::pkcs7::{Pkcs7, Pkcs7Flags};
use openssl::stack::Stack;
use openssl::x509::X509;
use openssl::x509::store::X509StoreBuilder;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

mod der;
use der::{Element, encode};

/// 2.16.840.1.101.3.4.2.1, SHA-256.
const SHA256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
const SHA384: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02];
const SHA512: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03];
/// A token with more certificates than this has something else in mind; the rest is left out.
const MAX_CERTIFICATES: usize = 16;

/// A token whose signature holds. Who made it is not judged.
#[derive(Debug, Clone)]
pub struct Token {
    /// The time that the authority states.
    pub at: jiff::Timestamp,
    pub nonce: Option<Vec<u8>>,
    /// The certificate whose key signed the token.
    pub authority: X509,
    /// The certificates in the token (DER), the authority's own first.
    pub chain: Vec<Vec<u8>>,
    /// The imprint's algorithm (the content of its object identifier) and value.
    imprint: (Vec<u8>, Vec<u8>),
}

/// Why a token is none.
#[derive(Debug, thiserror::Error)]
pub enum TokenFault {
    #[error("not a time stamp")]
    NotAStamp,
    #[error("the signature of the time stamp does not hold")]
    NotSigned { source: ErrorStack },
}

/// Why an answer holds no token.
#[derive(Debug, thiserror::Error)]
pub enum ResponseFault {
    #[error("not a time stamp")]
    NotAStamp,
    #[error("status {status}: {text}")]
    Rejected { status: u64, text: String },
}

impl Token {
    /// Reads a `TimeStampToken` (RFC 3161 §2.4.2) and checks its signature with the certificate in it.
    ///
    /// # Errors
    /// It is no token, has not exactly one signer, or its signature does not hold.
    pub fn read(token: &[u8]) -> Result<Self, TokenFault> {
        let cms = Pkcs7::from_der(token).map_err(|_| TokenFault::NotAStamp)?;
        // Other kinds of CMS have no signers to ask for.
        let Some(signed) = cms.signed() else { return Err(TokenFault::NotAStamp) };
        let unsigned = |source| TokenFault::NotSigned { source };
        let none = Stack::new().map_err(unsigned)?;
        let store = X509StoreBuilder::new().map_err(unsigned)?.build();
        let mut content = Vec::new();
        let flags = Pkcs7Flags::NOVERIFY | Pkcs7Flags::BINARY;
        cms.verify(&none, &store, None, Some(&mut content), flags).map_err(unsigned)?;
        let info = Info::read(&content).ok_or(TokenFault::NotAStamp)?;
        let signers = cms.signers(&none, flags).map_err(unsigned)?;
        let authority = signers.get(0).filter(|_| signers.len() == 1).ok_or(TokenFault::NotAStamp)?.to_owned();
        let mut chain = vec![authority.to_der().map_err(unsigned)?];
        for certificate in signed.certificates().into_iter().flatten().take(MAX_CERTIFICATES) {
            let der = certificate.to_der().map_err(unsigned)?;
            if !chain.contains(&der) {
                chain.push(der);
            }
        }
        Ok(Self {
            at: time(info.time).ok_or(TokenFault::NotAStamp)?,
            nonce: info.nonce.map(<[u8]>::to_vec),
            imprint: (info.algorithm.to_vec(), info.digest.to_vec()),
            authority,
            chain,
        })
    }

    /// Whether it stamps this SHA-256 digest.
    pub fn is_of_sha256(&self, digest: &[u8]) -> bool {
        self.imprint.0 == SHA256 && self.imprint.1 == digest
    }

    /// Whether it stamps this message, by SHA-256, SHA-384 or SHA-512.
    pub fn is_over(&self, message: &[u8]) -> bool {
        let (algorithm, digest) = &self.imprint;
        let own = match algorithm.as_slice() {
            SHA256 => Sha256::digest(message).to_vec(),
            SHA384 => Sha384::digest(message).to_vec(),
            SHA512 => Sha512::digest(message).to_vec(),
            _ => return false,
        };
        own == *digest
    }
}

/// A `TimeStampReq` (RFC 3161 §2.4.1) that asks for the authority's certificate.
pub fn query(digest: &[u8], nonce: &[u8]) -> Vec<u8> {
    let algorithm = encode(der::SEQUENCE, &[encode(der::OID, &[SHA256.to_vec()]), encode(der::NULL, &[])]);
    let imprint = encode(der::SEQUENCE, &[algorithm, encode(der::OCTETS, &[digest.to_vec()])]);
    let version = encode(der::INTEGER, &[vec![1]]);
    let wants_certificate = encode(der::BOOLEAN, &[vec![0xff]]);
    encode(der::SEQUENCE, &[version, imprint, encode(der::INTEGER, &[nonce.to_vec()]), wants_certificate])
}

/// The token of a `TimeStampResp` whose status is *granted* or *granted with changes*.
///
/// # Errors
/// It is no answer, or one that says no.
pub fn token_of_response(response: &[u8]) -> Result<&[u8], ResponseFault> {
    let none = || ResponseFault::NotAStamp;
    let (whole, rest) = Element::read(response).ok_or_else(none)?;
    let mut parts = whole.children(der::SEQUENCE).filter(|_| rest.is_empty()).ok_or_else(none)?.into_iter();
    let status_info = parts.next().and_then(|info| info.children(der::SEQUENCE)).ok_or_else(none)?;
    let status = status_info.first().and_then(Element::number).ok_or_else(none)?;
    if status > 1 {
        let texts = status_info.get(1).and_then(|texts| texts.children(der::SEQUENCE)).unwrap_or_default();
        let text = texts.iter().map(|text| String::from_utf8_lossy(text.content)).collect::<Vec<_>>().join(" ");
        return Err(ResponseFault::Rejected { status, text });
    }
    Ok(parts.next().ok_or_else(none)?.whole)
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

/// A GeneralizedTime in UTC, with or without a fraction, as a point in time.
fn time(text: &[u8]) -> Option<jiff::Timestamp> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let part = |from: usize, to: usize| text.get(from..to);
    let fraction = text.get(14..).unwrap_or_default();
    let (date, clock) = ((part(0, 4)?, part(4, 6)?, part(6, 8)?), (part(8, 10)?, part(10, 12)?, part(12, 14)?));
    let written = format!("{}-{}-{}T{}:{}:{}{fraction}Z", date.0, date.1, date.2, clock.0, clock.1, clock.2);
    written.parse().ok()
}
