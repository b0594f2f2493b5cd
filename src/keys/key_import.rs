//! A private key with its certificates from a file of another program: PKCS #12, or PEM. Never keeps what it read.

use openssl::error::ErrorStack;
use openssl::pkcs12::Pkcs12;
use openssl::pkey::{PKey, Private};
use zeroize::Zeroizing;

use super::import_fault::ImportFault as Fault;
use super::pile;
use super::private_key::PrivateKey;

/// What such a file holds. Has no `Debug`.
pub(super) struct Imported {
    pub key: PrivateKey,
    /// In DER, in no order.
    pub certificates: Vec<Vec<u8>>,
}

/// Opens the file; `ask` is called when it is locked with a passphrase, and answers `None` when there is none.
pub(super) fn open<E>(
    bytes: &[u8],
    ask: impl FnOnce() -> Result<Option<Zeroizing<String>>, E>,
) -> Result<Result<Imported, Fault>, E> {
    if bytes.windows(10).any(|window| window == b"-----BEGIN") { from_pem(bytes, ask) } else { from_pkcs12(bytes, ask) }
}

fn from_pem<E>(
    bytes: &[u8],
    ask: impl FnOnce() -> Result<Option<Zeroizing<String>>, E>,
) -> Result<Result<Imported, Fault>, E> {
    let Some(block) = key_block(bytes) else { return Ok(Err(Fault::NoKey)) };
    let is_locked = [&b"BEGIN ENCRYPTED"[..], b"Proc-Type: 4,ENCRYPTED"]
        .iter()
        .any(|mark| block.windows(mark.len()).any(|window| window == *mark));
    let key = if is_locked {
        let Some(passphrase) = ask()? else { return Ok(Err(Fault::PassphraseNeeded)) };
        PKey::private_key_from_pem_passphrase(block, passphrase.as_bytes()).map_err(locked)
    } else {
        PKey::private_key_from_pem(block).map_err(|source| Fault::Container { source })
    };
    Ok(key.and_then(|key| {
        let certificates = pile::certificates_in(bytes).ok_or(Fault::TooManyCertificates)?;
        imported(&key, certificates)
    }))
}

fn from_pkcs12<E>(
    bytes: &[u8],
    ask: impl FnOnce() -> Result<Option<Zeroizing<String>>, E>,
) -> Result<Result<Imported, Fault>, E> {
    let Ok(container) = Pkcs12::from_der(bytes) else { return Ok(Err(Fault::NoKey)) };
    // Some programs write containers with an empty passphrase; nobody should be asked for that.
    let opened = match container.parse2("") {
        Ok(opened) => Ok(opened),
        Err(_) => {
            let Some(passphrase) = ask()? else { return Ok(Err(Fault::PassphraseNeeded)) };
            container.parse2(&passphrase).map_err(locked)
        }
    };
    Ok(opened.and_then(|opened| {
        let key = opened.pkey.ok_or(Fault::NoKey)?;
        let all = opened.cert.iter().map(AsRef::as_ref).chain(opened.ca.iter().flatten());
        imported(&key, all.filter_map(|certificate| certificate.to_der().ok()).collect())
    }))
}

fn imported(key: &PKey<Private>, certificates: Vec<Vec<u8>>) -> Result<Imported, Fault> {
    let key = PrivateKey::from_openssl(key).ok_or(Fault::KeyKind)?;
    if certificates.is_empty() {
        return Err(Fault::NoCertificate);
    }
    Ok(Imported { key, certificates })
}

/// A wrong passphrase shows as a broken check sum or as padding that does not fit; anything else is the container's
/// own fault, such as a cipher from the nineties.
fn locked(source: ErrorStack) -> Fault {
    let reasons = ["mac verify failure", "bad decrypt", "wrong final block length", "pkcs12 cipherfinal error"];
    let fits = |error: &openssl::error::Error| error.reason().is_some_and(|reason| reasons.contains(&reason));
    if source.errors().iter().any(fits) { Fault::WrongPassphrase } else { Fault::Container { source } }
}

/// The first block of PEM that holds a private key.
fn key_block(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes;
    loop {
        let start = rest.windows(11).position(|window| window == b"-----BEGIN ")?;
        let block = rest.get(start..)?;
        let end = block.windows(9).position(|window| window == b"-----END ")?;
        let line_end = block.get(end..)?.iter().position(|byte| *byte == b'\n').map_or(block.len(), |n| end + n + 1);
        let first_line = block.split(|byte| *byte == b'\n').next()?;
        if first_line.trim_ascii_end().ends_with(b"PRIVATE KEY-----") {
            return block.get(..line_end);
        }
        rest = block.get(line_end..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(bytes: &[u8]) -> &'static str {
        match open(bytes, || Ok::<_, ()>(None)).unwrap() {
            Ok(_) => "opened",
            Err(Fault::NoKey) => "no key",
            Err(Fault::PassphraseNeeded) => "passphrase needed",
            Err(Fault::KeyKind) => "kind",
            Err(Fault::NoCertificate) => "no certificate",
            Err(_) => "other",
        }
    }

    #[test]
    fn what_is_no_key_and_keys_of_other_kinds_are_told_apart() {
        assert_eq!(kind(b""), "no key");
        assert_eq!(kind(b"<html>"), "no key");
        assert_eq!(kind(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), "no key");
        assert_eq!(kind(b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"), "other");
        let rsa = openssl::rsa::Rsa::generate(2048).unwrap();
        assert_eq!(kind(&rsa.private_key_to_pem().unwrap()), "kind");
        let ed25519 = PKey::generate_ed25519().unwrap();
        assert_eq!(kind(&ed25519.private_key_to_pem_pkcs8().unwrap()), "no certificate");
        let cipher = openssl::symm::Cipher::aes_128_cbc();
        let locked = ed25519.private_key_to_pem_pkcs8_passphrase(cipher, b"secret").unwrap();
        assert_eq!(kind(&locked), "passphrase needed");
    }
}
