//! A private key of any kind that Lightmark signs with, and how a key store writes it. Never prints or logs one.
//!
//! Ed25519 is done by `ed25519-dalek`. ECDSA is done by OpenSSL, which the C2PA engine brings in anyway: it clears
//! the number of a private key when it is freed, and takes its curve operations from code that runs in constant time.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signer as _, SigningKey};
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcKey, EcPoint, PointConversionForm};
use openssl::ecdsa::EcdsaSig;
use openssl::error::ErrorStack;
use openssl::nid::Nid;
use openssl::pkey::{Id, PKey, Private};
use openssl::sha;
use zeroize::Zeroizing;

use super::KeyError;
use crate::provenance::identity::KeyAlgorithm;

/// A private key. Wiped when dropped; has no `Debug`.
pub(super) enum PrivateKey {
    /// Boxed, so that no copy stays behind where the key was moved from.
    Ed25519(Box<SigningKey>),
    P256(EcKey<Private>),
    P384(EcKey<Private>),
}

impl PrivateKey {
    /// A new key from the system's randomness.
    pub fn generate(algorithm: KeyAlgorithm) -> Result<Self, KeyError> {
        let ecdsa = |curve| EcKey::generate(curve_of(curve)?.as_ref()).map_err(engine);
        match algorithm {
            KeyAlgorithm::Ed25519 => {
                let mut seed = Zeroizing::new([0_u8; 32]);
                getrandom::fill(seed.as_mut_slice()).map_err(|source| KeyError::NoRandomness { source })?;
                Ok(Self::Ed25519(Box::new(SigningKey::from_bytes(&seed))))
            }
            KeyAlgorithm::Es256 => ecdsa(Nid::X9_62_PRIME256V1).map(Self::P256),
            KeyAlgorithm::Es384 => ecdsa(Nid::SECP384R1).map(Self::P384),
        }
    }

    /// The key that OpenSSL read from a file, or `None` when Lightmark does not sign with its kind.
    pub fn from_openssl(key: &PKey<Private>) -> Option<Self> {
        if key.id() == Id::ED25519 {
            let seed = Zeroizing::new(key.raw_private_key().ok()?);
            return Some(Self::Ed25519(Box::new(SigningKey::from_bytes(seed.as_slice().try_into().ok()?))));
        }
        let key = key.ec_key().ok()?;
        key.check_key().ok()?;
        match key.group().curve_name() {
            Some(Nid::X9_62_PRIME256V1) => Some(Self::P256(key)),
            Some(Nid::SECP384R1) => Some(Self::P384(key)),
            _ => None,
        }
    }

    pub fn algorithm(&self) -> KeyAlgorithm {
        match self {
            Self::Ed25519(_) => KeyAlgorithm::Ed25519,
            Self::P256(_) => KeyAlgorithm::Es256,
            Self::P384(_) => KeyAlgorithm::Es384,
        }
    }

    /// The public key as a certificate's subjectPublicKey holds it: 32 bytes for Ed25519 (RFC 8410 §4), the
    /// uncompressed point for a curve (RFC 5480 §2.2).
    pub fn public_key(&self) -> Result<Vec<u8>, KeyError> {
        match self {
            Self::Ed25519(key) => Ok(key.verifying_key().to_bytes().to_vec()),
            Self::P256(key) | Self::P384(key) => {
                let mut context = BigNumContext::new().map_err(engine)?;
                key.public_key().to_bytes(key.group(), PointConversionForm::UNCOMPRESSED, &mut context).map_err(engine)
            }
        }
    }

    /// A signature as COSE takes it: Ed25519 (RFC 8032), or the two numbers of ECDSA one after the other, each at
    /// full length (RFC 9053 §2.1).
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        match self {
            Self::Ed25519(key) => Ok(key.sign(message).to_bytes().to_vec()),
            Self::P256(key) => numbers(&ecdsa(key, message, self.algorithm())?, 32),
            Self::P384(key) => numbers(&ecdsa(key, message, self.algorithm())?, 48),
        }
    }

    /// A signature as certificates take it: for ECDSA the two numbers in DER (RFC 5480 appendix A).
    pub fn sign_certificate(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        match self {
            Self::Ed25519(_) => self.sign(message),
            Self::P256(key) | Self::P384(key) => ecdsa(key, message, self.algorithm())?.to_der().map_err(engine),
        }
    }

    /// The key as the text that a store keeps: 32 bytes in base64 for Ed25519; for the others the name of the
    /// algorithm, a colon, and the private number in base64.
    pub fn to_text(&self) -> Result<Zeroizing<String>, KeyError> {
        let (bytes, name) = match self {
            Self::Ed25519(key) => {
                let bytes = Zeroizing::new(key.to_bytes());
                return Ok(Zeroizing::new(STANDARD.encode(bytes.as_slice())));
            }
            Self::P256(key) => (key.private_key().to_vec_padded(32), KeyAlgorithm::Es256.name()),
            Self::P384(key) => (key.private_key().to_vec_padded(48), KeyAlgorithm::Es384.name()),
        };
        let bytes = Zeroizing::new(bytes.map_err(engine)?);
        let number = Zeroizing::new(STANDARD.encode(bytes.as_slice()));
        Ok(Zeroizing::new(format!("{name}:{}", *number)))
    }

    /// The key, if the text is one of ours.
    pub fn from_text(text: &str) -> Option<Self> {
        let Some((name, number)) = text.split_once(':') else {
            let seed = decoded(text, 32)?;
            return Some(Self::Ed25519(Box::new(SigningKey::from_bytes(seed.as_slice().try_into().ok()?))));
        };
        match KeyAlgorithm::from_name(name)? {
            KeyAlgorithm::Ed25519 => None,
            KeyAlgorithm::Es256 => of_number(Nid::X9_62_PRIME256V1, &decoded(number, 32)?).ok().map(Self::P256),
            KeyAlgorithm::Es384 => of_number(Nid::SECP384R1, &decoded(number, 48)?).ok().map(Self::P384),
        }
    }
}

fn engine(source: ErrorStack) -> KeyError {
    KeyError::KeyEngine { source }
}

fn curve_of(curve: Nid) -> Result<EcGroup, KeyError> {
    EcGroup::from_curve_name(curve).map_err(engine)
}

/// SHA-256 for P-256 and SHA-384 for P-384 (C2PA 2.4 §13.2.1).
fn ecdsa(key: &EcKey<Private>, message: &[u8], algorithm: KeyAlgorithm) -> Result<EcdsaSig, KeyError> {
    match algorithm {
        KeyAlgorithm::Es384 => EcdsaSig::sign(&sha::sha384(message), key),
        KeyAlgorithm::Ed25519 | KeyAlgorithm::Es256 => EcdsaSig::sign(&sha::sha256(message), key),
    }
    .map_err(engine)
}

fn numbers(signature: &EcdsaSig, bytes_each: i32) -> Result<Vec<u8>, KeyError> {
    let mut both = signature.r().to_vec_padded(bytes_each).map_err(engine)?;
    both.extend(signature.s().to_vec_padded(bytes_each).map_err(engine)?);
    Ok(both)
}

/// The key of a private number. The number lies in memory that OpenSSL clears.
fn of_number(curve: Nid, number: &[u8]) -> Result<EcKey<Private>, ErrorStack> {
    let group = EcGroup::from_curve_name(curve)?;
    let mut secret = BigNum::new_secure()?;
    secret.copy_from_slice(number)?;
    let mut context = BigNumContext::new_secure()?;
    let mut public = EcPoint::new(&group)?;
    public.mul_generator2(&group, &secret, &mut context)?;
    let key = EcKey::from_private_components(&group, &secret, &public)?;
    key.check_key()?;
    Ok(key)
}

/// Exactly so many bytes in base64, or nothing.
fn decoded(text: &str, bytes: usize) -> Option<Zeroizing<Vec<u8>>> {
    // What would need more room than this is no key.
    let mut room = Zeroizing::new(vec![0_u8; bytes.next_multiple_of(3)]);
    if STANDARD.decode_slice(text, room.as_mut_slice()).ok()? != bytes {
        return None;
    }
    room.truncate(bytes);
    Some(room)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_goes_through_text_and_signs_the_same() {
        for algorithm in KeyAlgorithm::ALL {
            let key = PrivateKey::generate(algorithm).unwrap();
            let back = PrivateKey::from_text(&key.to_text().unwrap()).unwrap();
            assert_eq!(back.algorithm(), algorithm);
            assert_eq!(back.public_key().unwrap(), key.public_key().unwrap());
            let length = if algorithm == KeyAlgorithm::Es384 { 96 } else { 64 };
            assert_eq!(back.sign(b"message").unwrap().len(), length, "{algorithm:?}");
        }
    }

    #[test]
    fn only_whole_keys_are_read() {
        let seed = STANDARD.encode([7; 32]);
        assert!(matches!(PrivateKey::from_text(&seed), Some(PrivateKey::Ed25519(key)) if key.to_bytes() == [7; 32]));
        let (short, long) = (STANDARD.encode([7; 31]), STANDARD.encode([7; 33]));
        let zero = format!("es256:{}", STANDARD.encode([0; 32]));
        let too_large = format!("es256:{}", STANDARD.encode([0xff; 32]));
        let other_curve = format!("es384:{seed}");
        let (unknown, tagged) = (format!("es512:{seed}"), format!("ed25519:{seed}"));
        for bad in ["", "hello", &short, &long, &"A".repeat(4000), &"!".repeat(44), &zero, &too_large, &other_curve] {
            assert!(PrivateKey::from_text(bad).is_none(), "{bad}");
        }
        assert!(PrivateKey::from_text(&unknown).is_none() && PrivateKey::from_text(&tagged).is_none());
    }
}
