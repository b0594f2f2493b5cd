//! The certificates in a file, in whatever form and order an authority sends them. Never judges one.

use openssl::pkcs7::Pkcs7;
use x509_parser::pem::Pem;
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// Certificates in a file. A chain has four at most; authorities send their whole collection along.
const LIMIT: usize = 64;

/// Every certificate in the bytes, in DER, each once, in their order: PEM with anything between, DER one after the
/// other, or PKCS #7 in either form. Empty when there is none, `None` when there are too many.
pub(super) fn certificates_in(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut all: Vec<Vec<u8>> = Vec::new();
    for block in Pem::iter_from_buffer(bytes).map_while(Result::ok) {
        match block.label.as_str() {
            "CERTIFICATE" | "X509 CERTIFICATE" => all.extend(one_after_the_other(&block.contents)),
            "PKCS7" | "CMS" => all.extend(in_pkcs7(&block.contents)),
            _ => {}
        }
        if all.len() > LIMIT {
            return None;
        }
    }
    if all.is_empty() {
        all = one_after_the_other(bytes);
    }
    if all.is_empty() {
        all = in_pkcs7(bytes);
    }
    let mut once: Vec<Vec<u8>> = Vec::new();
    for der in all {
        if !once.contains(&der) {
            once.push(der);
        }
        if once.len() > LIMIT {
            return None;
        }
    }
    Some(once)
}

fn one_after_the_other(mut bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    while let Ok((rest, _)) = X509Certificate::from_der(bytes) {
        let length = bytes.len() - rest.len();
        all.extend(bytes.get(..length).map(<[u8]>::to_vec));
        if rest.is_empty() || all.len() > LIMIT {
            break;
        }
        bytes = rest;
    }
    all
}

fn in_pkcs7(bytes: &[u8]) -> Vec<Vec<u8>> {
    let Ok(pkcs7) = Pkcs7::from_der(bytes) else { return Vec::new() };
    let certificates = pkcs7.signed().and_then(|signed| signed.certificates());
    certificates.into_iter().flatten().filter_map(|certificate| certificate.to_der().ok()).collect()
}
