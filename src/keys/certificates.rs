//! The certificates of an identity: issuing them, and reading what they say. Never stores, never judges trust.
//!
//! A new identity gets a personal root and an end-entity certificate under it, because the C2PA certificate
//! profile (C2PA 2.4 §14.5.1) takes no self-signed signer.
//!
//! **The root's key is thrown away as soon as it has signed the one certificate.** Were it kept, whoever got hold
//! of it could issue any number of signers, under any name, that everyone who recognises this root would believe;
//! and it would have to be guarded as well as the signing key while being of no daily use. Without it the root
//! vouches for exactly one key for ever, and recognising the root means no more than recognising that key. The
//! price is that a renewed key comes with a new root.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use x509_parser::oid_registry::OID_PKIX_ACCESS_DESCRIPTOR_OCSP;
use x509_parser::prelude::{AttributeTypeAndValue, FromDer as _, GeneralName, ParsedExtension, X509Certificate};

use super::private_key::PrivateKey;
use super::{KeyError, NewIdentity};
use crate::provenance::identity::{KeyAlgorithm, PRACTICE_ORGANIZATION};

/// How long a new identity's certificates hold, in days. Signatures without a trusted time stamp stop counting as
/// valid when the certificate ends, so it is years and not one year.
const VALID_DAYS: i64 = 5 * 365;

/// How far before now the certificates begin, in seconds: the clock of whoever checks may be behind ours.
const CLOCK_LEEWAY_SECONDS: i64 = 3600;

/// The extended key usage “claim signing” of C2PA (2.4 §14.5.1).
const CLAIM_SIGNING: [u64; 9] = [1, 3, 6, 1, 4, 1, 62558, 2, 1];

/// How the name of a personal root begins.
pub const PERSONAL_ROOT_PREFIX: &str = "Lightmark personal root ";

/// A chain in DER, the end-entity first, its issuer after it.
pub(super) type Chain = Vec<Vec<u8>>;

/// What Lightmark needs to know of an end-entity certificate.
pub(super) struct Said {
    /// The public key, as [`PrivateKey::public_key`] gives it.
    pub public_key: Vec<u8>,
    /// The subject's common name, organisation and e-mail address.
    pub name: Option<String>,
    pub organization: Option<String>,
    pub email: Option<String>,
    /// SHA-256 of the DER, lower-case hex.
    pub fingerprint: String,
    /// The issuer's common name, or its whole name when it has none.
    pub issuer: String,
    /// The issuer's whole name (RFC 4514).
    pub issuer_name: String,
    /// The serial number, lower-case hex.
    pub serial: String,
    /// First and last moment of validity, seconds since 1970 UTC.
    pub not_before_seconds: i64,
    pub not_after_seconds: i64,
    /// Where its issuer answers whether it is revoked (OCSP; RFC 5280 §4.2.2.1), the first that is named.
    pub responder: Option<String>,
}

/// SHA-256 of the public key, lower-case hex: names the key for as long as it lives, under any certificate.
pub(super) fn key_fingerprint(public_key: &[u8]) -> String {
    hex::encode(Sha256::digest(public_key))
}

/// Issues the chain for `key`: the end-entity certificate, then its personal root.
pub(super) fn issue(new: &NewIdentity, id: &str, key: &PrivateKey, now_seconds: i64) -> Result<Chain, KeyError> {
    let root_key = PrivateKey::generate(key.algorithm())?;
    let root_key = Key::of(&root_key)?;
    let key = Key::of(key)?;
    let root = root_params(id, &root_key, now_seconds)?;
    let root_certificate = root.self_signed(&root_key).map_err(not_made)?;
    let leaf = leaf_params(new, &key, now_seconds)?;
    let issuer = rcgen::Issuer::new(root, root_key);
    let leaf_certificate = leaf.signed_by(&key, &issuer).map_err(not_made)?;
    Ok(vec![leaf_certificate.der().to_vec(), root_certificate.der().to_vec()])
}

/// A request for a certificate (PKCS #10, RFC 2986) in DER, with the name, the address and the usages that the
/// C2PA certificate profile asks for. What the authority makes of them is its own business.
pub(super) fn request(new: &NewIdentity, key: &PrivateKey) -> Result<Vec<u8>, KeyError> {
    let key = Key::of(key)?;
    let mut params = leaf_params(new, &key, 0)?;
    // Neither has a place in a request.
    params.serial_number = None;
    params.use_authority_key_identifier_extension = false;
    Ok(params.serialize_request(&key).map_err(not_made)?.der().to_vec())
}

/// Reads an end-entity certificate; `None` when it is not one whole certificate.
pub(super) fn read(der: &[u8]) -> Option<Said> {
    let (rest, certificate) = X509Certificate::from_der(der).ok()?;
    if !rest.is_empty() {
        return None;
    }
    let issuer = certificate.issuer();
    let common_name = issuer.iter_common_name().next().and_then(|cn| cn.as_str().ok());
    let subject = certificate.subject();
    let said = |part: Option<&AttributeTypeAndValue<'_>>| part.and_then(|part| part.as_str().ok()).map(str::to_owned);
    Some(Said {
        public_key: certificate.public_key().subject_public_key.data.to_vec(),
        name: said(subject.iter_common_name().next()),
        organization: said(subject.iter_organization().next()),
        email: address(&certificate),
        issuer_name: issuer.to_string(),
        serial: hex::encode(certificate.raw_serial()),
        fingerprint: hex::encode(Sha256::digest(der)),
        issuer: common_name.map_or_else(|| issuer.to_string(), str::to_owned),
        not_before_seconds: certificate.validity().not_before.timestamp(),
        not_after_seconds: certificate.validity().not_after.timestamp(),
        responder: responder(&certificate),
    })
}

fn responder(certificate: &X509Certificate<'_>) -> Option<String> {
    certificate.extensions().iter().find_map(|extension| {
        let ParsedExtension::AuthorityInfoAccess(access) = extension.parsed_extension() else { return None };
        access.accessdescs.iter().find_map(|described| match described.access_location {
            GeneralName::URI(address) if described.access_method == OID_PKIX_ACCESS_DESCRIPTOR_OCSP => {
                Some(address.to_owned())
            }
            _ => None,
        })
    })
}

/// The chain as PEM (RFC 7468), in its order.
pub(super) fn pem(chain: &[Vec<u8>]) -> String {
    pem_of("CERTIFICATE", chain)
}

/// A request as PEM (RFC 7468 §7).
pub(super) fn request_pem(der: Vec<u8>) -> String {
    pem_of("CERTIFICATE REQUEST", &[der])
}

fn pem_of(label: &str, all: &[Vec<u8>]) -> String {
    let mut out = String::new();
    for der in all {
        out.push_str(&format!("-----BEGIN {label}-----\n"));
        for (n, c) in STANDARD.encode(der).chars().enumerate() {
            if n > 0 && n % 64 == 0 {
                out.push('\n');
            }
            out.push(c);
        }
        out.push_str(&format!("\n-----END {label}-----\n"));
    }
    out
}

fn address(certificate: &X509Certificate<'_>) -> Option<String> {
    let names = certificate.subject_alternative_name().ok()??;
    names.value.general_names.iter().find_map(|name| match name {
        GeneralName::RFC822Name(address) => Some((*address).to_owned()),
        _ => None,
    })
}

fn root_params(id: &str, key: &Key<'_>, now_seconds: i64) -> Result<rcgen::CertificateParams, KeyError> {
    let mut params = dated(key, now_seconds)?;
    // The person's own words are in the end-entity certificate; the root says only what it is, and the id keeps
    // two roots of one person apart.
    params.distinguished_name.push(rcgen::DnType::CommonName, format!("{PERSONAL_ROOT_PREFIX}{id}"));
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Constrained(0));
    params.key_usages = vec![rcgen::KeyUsagePurpose::KeyCertSign, rcgen::KeyUsagePurpose::CrlSign];
    Ok(params)
}

fn leaf_params(new: &NewIdentity, key: &Key<'_>, now_seconds: i64) -> Result<rcgen::CertificateParams, KeyError> {
    let mut params = dated(key, now_seconds)?;
    // c2pa 0.90 refuses a signing certificate without an organisation (crypto/cose/verifier.rs), and other
    // readers show it as the signer's name. A person who named none stands for themselves.
    let organization = new.organization.as_deref().unwrap_or(&new.name);
    if new.practice {
        params.distinguished_name.push(rcgen::DnType::OrganizationName, PRACTICE_ORGANIZATION);
        params.distinguished_name.push(rcgen::DnType::OrganizationalUnitName, organization);
    } else {
        params.distinguished_name.push(rcgen::DnType::OrganizationName, organization);
    }
    params.distinguished_name.push(rcgen::DnType::CommonName, new.name.as_str());
    if let Some(email) = &new.email {
        let name = email.as_str().try_into().map_err(not_made)?;
        params.subject_alt_names = vec![rcgen::SanType::Rfc822Name(name)];
    }
    params.is_ca = rcgen::IsCa::ExplicitNoCa;
    params.key_usages = vec![rcgen::KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![
        rcgen::ExtendedKeyUsagePurpose::EmailProtection,
        rcgen::ExtendedKeyUsagePurpose::Other(CLAIM_SIGNING.to_vec()),
    ];
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

/// Parameters with dates, serial number and key identifier, and an empty name.
fn dated(key: &Key<'_>, now_seconds: i64) -> Result<rcgen::CertificateParams, KeyError> {
    let at =
        |seconds: i64| time::OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| not_made(rcgen::Error::Time));
    let mut params = rcgen::CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.not_before = at(now_seconds - CLOCK_LEEWAY_SECONDS)?;
    params.not_after = at(now_seconds + VALID_DAYS * 24 * 3600)?;
    params.serial_number = Some(serial_number()?);
    // RFC 7093 §2 method 1: the leftmost 160 bits of the SHA-256 of the public key.
    params.key_identifier_method =
        rcgen::KeyIdMethod::PreSpecified(Sha256::digest(&key.public).iter().take(20).copied().collect());
    Ok(params)
}

/// 128 random bits, positive and never with a leading zero octet (RFC 5280 §4.1.2.2).
fn serial_number() -> Result<rcgen::SerialNumber, KeyError> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|source| KeyError::NoRandomness { source })?;
    let [first, ..] = &mut bytes;
    *first = (*first & 0x7f) | 0x40;
    Ok(rcgen::SerialNumber::from_slice(&bytes))
}

fn not_made(source: rcgen::Error) -> KeyError {
    KeyError::CertificateNotMade { source }
}

/// Lets rcgen ask for signatures without ever holding a private key.
struct Key<'a> {
    secret: &'a PrivateKey,
    public: Vec<u8>,
}

impl<'a> Key<'a> {
    fn of(secret: &'a PrivateKey) -> Result<Self, KeyError> {
        Ok(Self { secret, public: secret.public_key()? })
    }
}

impl rcgen::PublicKeyData for Key<'_> {
    fn der_bytes(&self) -> &[u8] {
        &self.public
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        match self.secret.algorithm() {
            KeyAlgorithm::Ed25519 => &rcgen::PKCS_ED25519,
            KeyAlgorithm::Es256 => &rcgen::PKCS_ECDSA_P256_SHA256,
            KeyAlgorithm::Es384 => &rcgen::PKCS_ECDSA_P384_SHA384,
        }
    }
}

impl rcgen::SigningKey for Key<'_> {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        self.secret.sign_certificate(message).map_err(|_| rcgen::Error::RemoteKeyError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chain_says_what_the_person_said_and_nothing_more() {
        let new =
            NewIdentity { name: "渋谷 花子".into(), email: Some("h@example.org".into()), ..NewIdentity::default() };
        let key = PrivateKey::generate(KeyAlgorithm::Ed25519).unwrap();
        let chain = issue(&new, "0011223344556677", &key, 1_800_000_000).unwrap();
        let (_, leaf) = X509Certificate::from_der(&chain[0]).unwrap();
        let (_, root) = X509Certificate::from_der(&chain[1]).unwrap();
        assert_eq!(leaf.subject().iter_common_name().next().unwrap().as_str().unwrap(), "渋谷 花子");
        assert_eq!(leaf.subject().iter_organization().next().unwrap().as_str().unwrap(), "渋谷 花子");
        assert_eq!(leaf.issuer().as_raw(), root.subject().as_raw());
        assert_eq!(root.issuer().as_raw(), root.subject().as_raw());
        assert_ne!(root.public_key().raw, leaf.public_key().raw, "the root has its own key");
        assert!(leaf.validity().not_after <= root.validity().not_after);
        let said = read(&chain[0]).unwrap();
        assert_eq!(said.public_key, key.public_key().unwrap());
        assert_eq!(said.email.as_deref(), Some("h@example.org"));
        assert_eq!(said.issuer, "Lightmark personal root 0011223344556677");
        assert_eq!(said.not_after_seconds, 1_800_000_000 + VALID_DAYS * 86_400);
    }

    #[test]
    fn a_cut_or_lengthened_certificate_is_not_read() {
        let key = PrivateKey::generate(KeyAlgorithm::Es256).unwrap();
        let chain = issue(&NewIdentity { name: "A".into(), ..Default::default() }, "00", &key, 0);
        let der = chain.unwrap().remove(0);
        assert!(read(&der[..der.len() - 1]).is_none());
        assert!(read(&[der.as_slice(), &[0]].concat()).is_none());
        assert!(read(&[]).is_none());
    }
}
