//! Keys and signatures of certificates: which are strong enough, and whether one matches. The only file of this
//! room that names `openssl`; it never decides about a path.
//!
//! Accepted are the algorithms of the C2PA certificate profile (C2PA 2.4 §14.5.1, §13.2): RSA PKCS#1 and PSS
//! with SHA-2 and keys from 2048 bits, ECDSA on P-256, P-384 and P-521 with SHA-2, and Ed25519.

use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{Id, PKey, Public};
use openssl::rsa::Padding;
use openssl::sign::{RsaPssSaltlen, Verifier};
use x509_parser::x509::{AlgorithmIdentifier, SubjectPublicKeyInfo};

use super::der;
use super::fault::PathFault;

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const RSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];
const MGF1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08];
/// sha*WithRSAEncryption, without its last arc.
const RSA_WITH: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01];
/// ecdsa-with-SHA2, without its last arc.
const ECDSA_WITH: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03];
const ECDSA_SHA1: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x01];
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const P384: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x22];
const P521: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x23];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
/// id-sha256 and its neighbours, without the last arc.
const SHA2: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02];
const SHA1: &[u8] = &[0x2b, 0x0e, 0x03, 0x02, 0x1a];

const RSA_MIN_BITS: usize = 2048;
/// OpenSSL's own limit; a larger modulus only costs time.
const RSA_MAX_BITS: usize = 16_384;

/// A hash of the SHA-2 family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

/// How a certificate is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    RsaPkcs1(Hash),
    RsaPss { hash: Hash, salt_bytes: i32 },
    Ecdsa(Hash),
    Ed25519,
}

/// What kind of key a certificate holds, checked for strength.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    Rsa,
    RsaPss,
    Ec,
    Ed25519,
}

impl Algorithm {
    /// Reads a signature algorithm; weak and unknown ones are told apart.
    pub fn read(identifier: &AlgorithmIdentifier<'_>) -> Result<Self, PathFault> {
        let oid = identifier.algorithm.as_bytes();
        let parameters = identifier.parameters.as_ref();
        let bare = parameters.is_none_or(|any| any.tag() == x509_parser::asn1_rs::Tag::Null && any.data.is_empty());
        let algorithm = match oid {
            ED25519 if parameters.is_none() => Self::Ed25519,
            ECDSA_SHA1 => return Err(PathFault::WeakSignature),
            RSA_PSS => return Self::read_pss(parameters.map(|any| any.data)),
            _ => match (oid.split_last(), bare) {
                // md2, md4, md5, sha1 and sha224 with RSA
                (Some((2..=5 | 14, RSA_WITH)), _) => return Err(PathFault::WeakSignature),
                (Some((11, RSA_WITH)), true) => Self::RsaPkcs1(Hash::Sha256),
                (Some((12, RSA_WITH)), true) => Self::RsaPkcs1(Hash::Sha384),
                (Some((13, RSA_WITH)), true) => Self::RsaPkcs1(Hash::Sha512),
                (Some((1, ECDSA_WITH)), _) => return Err(PathFault::WeakSignature),
                (Some((2, ECDSA_WITH)), true) => Self::Ecdsa(Hash::Sha256),
                (Some((3, ECDSA_WITH)), true) => Self::Ecdsa(Hash::Sha384),
                (Some((4, ECDSA_WITH)), true) => Self::Ecdsa(Hash::Sha512),
                _ => return Err(PathFault::UnsupportedAlgorithm),
            },
        };
        Ok(algorithm)
    }

    /// RSASSA-PSS-params (RFC 4055 §3.1). Its defaults are SHA-1, so everything must be said.
    fn read_pss(parameters: Option<&[u8]>) -> Result<Self, PathFault> {
        let fields = der::children(parameters.unwrap_or_default()).ok_or(PathFault::Malformed)?;
        let field = |tag: u8| fields.iter().find(|field| field.tag == tag).map(|field| field.body);
        let hash = read_hash(field(0xa0).ok_or(PathFault::WeakSignature)?)?;
        let mask = field(0xa1).and_then(der::sequence).ok_or(PathFault::WeakSignature)?;
        let mask_hash = match mask.as_slice() {
            [kind, hash] if kind.tag == der::OID && kind.body == MGF1 && hash.tag == der::SEQUENCE => hash.body,
            _ => return Err(PathFault::UnsupportedAlgorithm),
        };
        if read_hash_body(mask_hash)? != hash {
            return Err(PathFault::UnsupportedAlgorithm);
        }
        let salt_bytes = match field(0xa2) {
            Some(body) => der::single(body, der::INTEGER).and_then(der::small_number),
            None => Some(20),
        };
        let salt_bytes = salt_bytes.filter(|bytes| *bytes <= 512).ok_or(PathFault::Malformed)?;
        let trailer_is_usual = field(0xa3).is_none_or(|body| body == [0x02, 0x01, 0x01]);
        if !trailer_is_usual {
            return Err(PathFault::UnsupportedAlgorithm);
        }
        let salt_bytes = i32::try_from(salt_bytes).map_err(|_| PathFault::Malformed)?;
        Ok(Self::RsaPss { hash, salt_bytes })
    }

    fn fits(self, kind: KeyKind) -> bool {
        matches!(
            (self, kind),
            (Self::RsaPkcs1(_), KeyKind::Rsa)
                | (Self::RsaPss { .. }, KeyKind::Rsa | KeyKind::RsaPss)
                | (Self::Ecdsa(_), KeyKind::Ec)
                | (Self::Ed25519, KeyKind::Ed25519)
        )
    }
}

impl KeyKind {
    /// Reads which key it is and refuses weak ones, without the cost of loading it.
    pub fn read(spki: &SubjectPublicKeyInfo<'_>) -> Result<Self, PathFault> {
        let key = spki.subject_public_key.data.as_ref();
        match spki.algorithm.algorithm.as_bytes() {
            RSA => strong_rsa(key).map(|()| Self::Rsa),
            RSA_PSS => strong_rsa(key).map(|()| Self::RsaPss),
            EC => match spki.algorithm.parameters.as_ref() {
                Some(curve) if matches!(curve.data, P256 | P384 | P521) => Ok(Self::Ec),
                _ => Err(PathFault::UnsupportedAlgorithm),
            },
            ED25519 if key.len() == 32 => Ok(Self::Ed25519),
            _ => Err(PathFault::UnsupportedAlgorithm),
        }
    }
}

/// Loads a key that `KeyKind::read` accepted.
pub fn load(spki_der: &[u8], kind: KeyKind) -> Option<PKey<Public>> {
    if kind == KeyKind::Ed25519 {
        // Loading the raw bytes skips OpenSSL's slow search for a decoder.
        let fields = der::sequence(spki_der)?;
        let raw = fields.get(1)?.body.strip_prefix(&[0])?;
        return PKey::public_key_from_raw_bytes(raw, Id::ED25519).ok();
    }
    let key = PKey::public_key_from_der(spki_der).ok()?;
    let named = match key.ec_key() {
        Ok(ec) => {
            let curve = ec.group().curve_name();
            matches!(curve, Some(Nid::X9_62_PRIME256V1 | Nid::SECP384R1 | Nid::SECP521R1)) && ec.check_key().is_ok()
        }
        Err(_) => kind != KeyKind::Ec,
    };
    named.then_some(key)
}

/// Whether the signature over `message` matches the key. Any error of the library is a "no".
pub fn matches(algorithm: Algorithm, key: &PKey<Public>, kind: KeyKind, message: &[u8], signature: &[u8]) -> bool {
    algorithm.fits(kind) && verify(algorithm, key, message, signature).unwrap_or(false)
}

/// Whether the signature over a message of our own making matches the key, by the algorithm that C2PA has for
/// that kind of key (C2PA 2.4 §13.2). An ECDSA signature may be in DER or as two numbers (RFC 9053 §2.1).
pub fn matches_message(key: &PKey<Public>, kind: KeyKind, message: &[u8], signature: &[u8]) -> bool {
    let bits = key.bits();
    let algorithm = match kind {
        KeyKind::Ed25519 => Algorithm::Ed25519,
        KeyKind::Rsa | KeyKind::RsaPss => Algorithm::RsaPss { hash: Hash::Sha256, salt_bytes: 32 },
        KeyKind::Ec => Algorithm::Ecdsa(match bits {
            ..=256 => Hash::Sha256,
            257..=384 => Hash::Sha384,
            _ => Hash::Sha512,
        }),
    };
    let in_der = match kind {
        KeyKind::Ec => two_numbers(signature, bits.div_ceil(8) as usize),
        _ => None,
    };
    matches(algorithm, key, kind, message, in_der.as_deref().unwrap_or(signature))
}

/// An ECDSA signature of two numbers, in DER.
fn two_numbers(signature: &[u8], size: usize) -> Option<Vec<u8>> {
    let (r, s) = signature.split_at_checked(size).filter(|(_, s)| s.len() == size)?;
    let number = |bytes: &[u8]| openssl::bn::BigNum::from_slice(bytes).ok();
    openssl::ecdsa::EcdsaSig::from_private_components(number(r)?, number(s)?).ok()?.to_der().ok()
}

fn verify(
    algorithm: Algorithm,
    key: &PKey<Public>,
    message: &[u8],
    signature: &[u8],
) -> Result<bool, openssl::error::ErrorStack> {
    match algorithm {
        Algorithm::Ed25519 => Verifier::new_without_digest(key)?.verify_oneshot(signature, message),
        Algorithm::RsaPkcs1(hash) | Algorithm::Ecdsa(hash) => {
            Verifier::new(hash.digest(), key)?.verify_oneshot(signature, message)
        }
        Algorithm::RsaPss { hash, salt_bytes } => {
            let mut verifier = Verifier::new(hash.digest(), key)?;
            verifier.set_rsa_padding(Padding::PKCS1_PSS)?;
            verifier.set_rsa_mgf1_md(hash.digest())?;
            verifier.set_rsa_pss_saltlen(RsaPssSaltlen::custom(salt_bytes))?;
            verifier.verify_oneshot(signature, message)
        }
    }
}

impl Hash {
    fn digest(self) -> MessageDigest {
        match self {
            Self::Sha256 => MessageDigest::sha256(),
            Self::Sha384 => MessageDigest::sha384(),
            Self::Sha512 => MessageDigest::sha512(),
        }
    }
}

fn read_hash(identifier: &[u8]) -> Result<Hash, PathFault> {
    read_hash_body(der::single(identifier, der::SEQUENCE).ok_or(PathFault::Malformed)?)
}

fn read_hash_body(body: &[u8]) -> Result<Hash, PathFault> {
    let (oid, _) = der::element(body).ok_or(PathFault::Malformed)?;
    match (oid.body, oid.body.split_last()) {
        (SHA1, _) => Err(PathFault::WeakSignature),
        (_, Some((1, SHA2))) => Ok(Hash::Sha256),
        (_, Some((2, SHA2))) => Ok(Hash::Sha384),
        (_, Some((3, SHA2))) => Ok(Hash::Sha512),
        _ => Err(PathFault::UnsupportedAlgorithm),
    }
}

/// RSAPublicKey (RFC 8017 §A.1.1): a modulus of sound size.
fn strong_rsa(key: &[u8]) -> Result<(), PathFault> {
    let fields = der::sequence(key).ok_or(PathFault::Malformed)?;
    let [modulus, exponent] = fields.as_slice() else { return Err(PathFault::Malformed) };
    let digits = modulus.body.strip_prefix(&[0]).unwrap_or(modulus.body);
    let first = digits.first().ok_or(PathFault::Malformed)?;
    let bits = digits.len() * 8 - first.leading_zeros() as usize;
    match bits {
        // With exponent 1 anything is its own signature.
        _ if exponent.body == [1] => Err(PathFault::WeakKey),
        ..RSA_MIN_BITS => Err(PathFault::WeakKey),
        RSA_MIN_BITS..=RSA_MAX_BITS => Ok(()),
        _ => Err(PathFault::UnsupportedAlgorithm),
    }
}
