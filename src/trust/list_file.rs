//! Reading a list that somebody published: PEM text, one DER certificate, or the JSON of ETSI TS 119 602.
//! It never keeps anything and never decides who is believed.

use std::collections::HashSet;
use std::io::Read;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use x509_parser::error::PEMError;
use x509_parser::pem::Pem;

use super::certificate::Certificate;
use super::list_etsi;
use super::lists::TrustError;
use crate::provenance::trust_source::ListedCertificate;

/// Size of a list file in bytes; the official list has 67 kB in its JSON form.
pub const MAX_LIST_BYTES: u64 = 5_000_000;

/// Certificates in one list; the official list has 30.
pub const MAX_LIST_CERTIFICATES: usize = 2000;

/// What a list holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ListFile {
    /// DER, in the file's order, without duplicates.
    pub certificates: Vec<Vec<u8>>,
    /// What the list calls itself.
    pub scheme: Option<String>,
    /// Who publishes it, by its own word.
    pub operator: Option<String>,
    pub sequence: Option<u64>,
    pub issued: Option<String>,
    pub next_update: Option<String>,
    /// What the list says about each certificate, those included that it has withdrawn; empty where it says nothing.
    pub listed: Vec<ListedCertificate>,
    /// How many certificates were there more than once.
    pub duplicates: usize,
}

/// Reads a list file whole.
pub fn read(path: &Path) -> Result<ListFile, TrustError> {
    parse(path, &read_bytes(path)?)
}

/// The same of bytes that are there already; `path` is what they are called.
pub fn parse(path: &Path, bytes: &[u8]) -> Result<ListFile, TrustError> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let mut list = match text.first() {
        Some(0x30) => read_der(path, text)?,
        Some(b'{') => list_etsi::read(path, text)?,
        Some(b'<') => return Err(TrustError::WebPage { path: path.to_owned() }),
        _ => ListFile { certificates: read_pem(path, text)?, ..ListFile::default() },
    };
    let mut seen = HashSet::new();
    let all = list.certificates.len();
    list.certificates.retain(|der| seen.insert(der.clone()));
    list.duplicates = all - list.certificates.len();
    if list.certificates.is_empty() {
        return Err(TrustError::NoCertificates { path: path.to_owned() });
    }
    if list.certificates.len() > MAX_LIST_CERTIFICATES {
        return Err(TrustError::TooBig { path: path.to_owned() });
    }
    for (position, der) in list.certificates.iter().enumerate() {
        if Certificate::read(der).is_err() {
            return Err(TrustError::Damaged { path: path.to_owned(), number: position + 1 });
        }
    }
    Ok(list)
}

/// PEM text of certificates (RFC 7468), ready for a program that wants anchors as text.
pub fn pem<'a>(certificates: impl Iterator<Item = &'a Vec<u8>>) -> String {
    let mut text = String::new();
    for der in certificates {
        text.push_str("-----BEGIN CERTIFICATE-----\n");
        let encoded = STANDARD.encode(der);
        for line in encoded.as_bytes().chunks(64) {
            text.extend(line.iter().map(|byte| char::from(*byte)));
            text.push('\n');
        }
        text.push_str("-----END CERTIFICATE-----\n");
    }
    text
}

/// The bytes of a file that may be a list: a regular one, and not too big.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, TrustError> {
    let unreadable = |source| TrustError::Unreadable { path: path.to_owned(), source };
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(TrustError::Folder { path: path.to_owned() });
    }
    // A pipe or a device would block or never end.
    if !metadata.is_file() {
        return Err(unreadable(std::io::Error::other("not a regular file")));
    }
    if metadata.len() > MAX_LIST_BYTES {
        return Err(TrustError::TooBig { path: path.to_owned() });
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(unreadable)?;
    file.take(MAX_LIST_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_LIST_BYTES {
        return Err(TrustError::TooBig { path: path.to_owned() });
    }
    Ok(bytes)
}

fn read_der(path: &Path, bytes: &[u8]) -> Result<ListFile, TrustError> {
    if Certificate::read(bytes).is_ok() {
        return Ok(ListFile { certificates: vec![bytes.to_vec()], ..ListFile::default() });
    }
    let announced = match bytes {
        [0x30, 0x81, length, ..] => 3 + usize::from(*length),
        [0x30, 0x82, high, low, ..] => 4 + usize::from(u16::from_be_bytes([*high, *low])),
        _ => 0,
    };
    if announced > bytes.len() {
        return Err(TrustError::Truncated { path: path.to_owned() });
    }
    Err(TrustError::Damaged { path: path.to_owned(), number: 1 })
}

/// Every CERTIFICATE block; text between blocks is a comment, other blocks are no certificates.
fn read_pem(path: &Path, text: &[u8]) -> Result<Vec<Vec<u8>>, TrustError> {
    let mut certificates = Vec::new();
    for block in Pem::iter_from_buffer(text) {
        match block {
            Ok(block) if matches!(block.label.as_str(), "CERTIFICATE" | "X509 CERTIFICATE") => {
                certificates.push(block.contents);
            }
            Ok(_) => {}
            Err(PEMError::IncompletePEM) => return Err(TrustError::Truncated { path: path.to_owned() }),
            Err(_) => return Err(TrustError::Damaged { path: path.to_owned(), number: certificates.len() + 1 }),
        }
    }
    let head = text.get(..text.len().min(2048)).unwrap_or_default().to_ascii_lowercase();
    if certificates.is_empty() && head.windows(5).any(|window| window == b"<html") {
        return Err(TrustError::WebPage { path: path.to_owned() });
    }
    Ok(certificates)
}
