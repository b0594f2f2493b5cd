//! One certificate, read once and strictly (RFC 5280 §4.1, §4.2). It never judges a path and keeps no borrowed
//! bytes, so that the certificates of a list are read once for the life of a process.

use std::sync::OnceLock;

use openssl::pkey::{PKey, Public};
use sha2::{Digest, Sha256};
use x509_parser::certificate::{X509Certificate, X509CertificateParser};
use x509_parser::extensions::X509Extension;
use x509_parser::nom::Parser;

use super::der;
use super::fault::PathFault;
use super::name_constraints::{GeneralName, NameConstraints, general_names};
use super::names::Name;
use super::path::MAX_CERTIFICATE_BYTES;
use super::signature::{self, Algorithm, KeyKind};

/// Purposes of an extended key usage that are told apart (RFC 5280 §4.2.1.12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Usage {
    /// c2pa-kp-claimSigning, 1.3.6.1.4.1.62558.2.1.
    C2paClaimSigning,
    /// id-kp-emailProtection, 1.3.6.1.5.5.7.3.4.
    EmailProtection,
    /// id-kp-documentSigning, 1.3.6.1.5.5.7.3.36 (RFC 9336).
    DocumentSigning,
    /// id-kp-timeStamping, 1.3.6.1.5.5.7.3.8.
    TimeStamping,
    /// id-kp-OCSPSigning, 1.3.6.1.5.5.7.3.9.
    OcspSigning,
    /// anyExtendedKeyUsage, 2.5.29.37.0.
    Any,
    Other,
}

/// The extended key usage of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usages {
    pub critical: bool,
    pub usages: Vec<Usage>,
}

/// Bits of a key usage (RFC 5280 §4.2.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyUsage(u16);

impl KeyUsage {
    pub fn digital_signature(self) -> bool {
        self.0 & 1 != 0
    }

    pub fn content_commitment(self) -> bool {
        self.0 & 1 << 1 != 0
    }

    pub fn cert_sign(self) -> bool {
        self.0 & 1 << 5 != 0
    }

    pub fn crl_sign(self) -> bool {
        self.0 & 1 << 6 != 0
    }
}

/// Who issues: the fields of a basicConstraints extension (RFC 5280 §4.2.1.9).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BasicConstraints {
    pub ca: bool,
    pub path_len: Option<u32>,
}

/// Which key issued: the fields of an authorityKeyIdentifier (RFC 5280 §4.2.1.1).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuthorityKey {
    pub key_id: Option<Vec<u8>>,
    pub serial: Option<Vec<u8>>,
}

/// What the extensions say.
#[derive(Debug, Clone, Default)]
pub struct Extensions {
    /// Whether there is any.
    pub present: bool,
    pub basic_constraints: Option<BasicConstraints>,
    pub key_usage: Option<KeyUsage>,
    pub usages: Option<Usages>,
    pub alternative_names: Vec<GeneralName>,
    pub name_constraints: Option<NameConstraints>,
    pub authority_key: AuthorityKey,
    pub subject_key: Option<Vec<u8>>,
    /// A critical extension is there that is not understood.
    pub unknown_critical: bool,
}

/// A certificate, read.
#[derive(Debug)]
pub struct Certificate {
    pub der: Vec<u8>,
    /// 3 for X.509 v3.
    pub version: u32,
    pub serial: Vec<u8>,
    pub subject: Name,
    pub issuer: Name,
    /// Seconds since 1970, both ends included.
    pub not_before: i64,
    pub not_after: i64,
    pub extensions: Extensions,
    /// The kind of its own key, or why the key will not do.
    pub key_kind: Result<KeyKind, PathFault>,
    /// How it is signed, or why that will not do.
    pub algorithm: Result<Algorithm, PathFault>,
    tbs: Vec<u8>,
    signature: Vec<u8>,
    spki: Vec<u8>,
    key: OnceLock<Option<PKey<Public>>>,
}

impl Certificate {
    /// Reads a certificate that fills `der`.
    pub fn read(der: &[u8]) -> Result<Self, PathFault> {
        if der.len() > MAX_CERTIFICATE_BYTES {
            return Err(PathFault::CertificateTooBig);
        }
        let (rest, parsed) = X509CertificateParser::new()
            .with_deep_parse_extensions(false)
            .parse(der)
            .map_err(|_| PathFault::Malformed)?;
        if !rest.is_empty() {
            return Err(PathFault::TrailingBytes);
        }
        check_frame(der).ok_or(PathFault::Malformed)?;
        if parsed.signature_value.unused_bits != 0 {
            return Err(PathFault::Malformed);
        }
        let version = parsed.version().0.saturating_add(1);
        let extensions = Extensions::read(&parsed)?;
        if extensions.present && version != 3 {
            return Err(PathFault::Malformed);
        }
        let name = |raw: &[u8]| Name::read(raw).ok_or(PathFault::Malformed);
        Ok(Self {
            version,
            serial: parsed.raw_serial().to_vec(),
            subject: name(parsed.subject().as_raw())?,
            issuer: name(parsed.issuer().as_raw())?,
            not_before: parsed.validity().not_before.timestamp(),
            not_after: parsed.validity().not_after.timestamp(),
            extensions,
            key_kind: KeyKind::read(parsed.public_key()),
            algorithm: Algorithm::read(&parsed.signature_algorithm),
            tbs: parsed.tbs_certificate.as_ref().to_vec(),
            signature: parsed.signature_value.data.to_vec(),
            spki: parsed.public_key().raw.to_vec(),
            key: OnceLock::new(),
            der: der.to_vec(),
        })
    }

    /// Whether it may issue others at all.
    pub fn is_authority(&self) -> bool {
        self.extensions.basic_constraints.is_some_and(|constraints| constraints.ca)
    }

    /// Whether subject and issuer are one (RFC 5280 §3.2).
    pub fn is_self_issued(&self) -> bool {
        self.subject.matches(&self.issuer)
    }

    /// Whether its own key signed it.
    pub fn is_self_signed(&self) -> bool {
        self.is_self_issued() && self.is_signed_by(self)
    }

    /// Whether `issuer`'s key signed it. Names are not compared.
    pub fn is_signed_by(&self, issuer: &Self) -> bool {
        let Ok(algorithm) = self.algorithm else { return false };
        issuer.has_signed_by(algorithm, &self.tbs, &self.signature)
    }

    /// Whether this certificate's key made that signature over the message, by that algorithm.
    pub fn has_signed_by(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        let Ok(kind) = self.key_kind else { return false };
        let key = self.key.get_or_init(|| signature::load(&self.spki, kind));
        key.as_ref().is_some_and(|key| signature::matches(algorithm, key, kind, message, signature))
    }

    /// Whether this certificate's key signed a message, by the algorithm that its kind of key has in C2PA.
    pub fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        let Ok(kind) = self.key_kind else { return false };
        let key = self.key.get_or_init(|| signature::load(&self.spki, kind));
        key.as_ref().is_some_and(|key| signature::matches_message(key, kind, message, signature))
    }

    /// A name for "this certificate, signed by that key", to remember what came of checking it.
    pub fn link(&self, issuer: &Self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update((self.der.len() as u64).to_be_bytes());
        hash.update(&self.der);
        hash.update(&issuer.spki);
        hash.finalize().into()
    }

    /// Whether `issuer` is the key that this certificate names, as far as both say (RFC 5280 §4.2.1.1).
    pub fn names_key_of(&self, issuer: &Self) -> bool {
        let named = &self.extensions.authority_key;
        let key_fits = match (&named.key_id, &issuer.extensions.subject_key) {
            (Some(named), Some(key)) => named == key,
            _ => true,
        };
        key_fits && named.serial.as_ref().is_none_or(|serial| *serial == issuer.serial)
    }

    /// Every name that an issuer's name constraints apply to (RFC 5280 §6.1.3 (b)).
    pub fn constrained_names(&self) -> Vec<GeneralName> {
        let mut names = self.extensions.alternative_names.clone();
        names.extend(self.subject.emails.iter().cloned().map(GeneralName::Email));
        if !self.subject.is_empty() {
            names.push(GeneralName::Directory(self.subject.clone()));
        }
        names
    }
}

impl Extensions {
    fn read(certificate: &X509Certificate<'_>) -> Result<Self, PathFault> {
        let mut read = Self::default();
        let mut seen: Vec<&[u8]> = Vec::new();
        for extension in certificate.extensions() {
            let oid = extension.oid.as_bytes();
            if seen.contains(&oid) {
                return Err(PathFault::DuplicateExtension);
            }
            seen.push(oid);
            // Every certificate that was ever seen has under 20; the search above is quadratic.
            if seen.len() > 256 {
                return Err(PathFault::TooComplex);
            }
            read.present = true;
            read.take(extension).ok_or(PathFault::Malformed)?;
        }
        Ok(read)
    }

    /// Takes one extension in. A critical one that is not in this list refuses the path later (RFC 5280 §4.2):
    /// policyConstraints and cRLDistributionPoints among them, because Lightmark processes neither.
    fn take(&mut self, extension: &X509Extension<'_>) -> Option<()> {
        let value = extension.value;
        match extension.oid.as_bytes() {
            [0x55, 0x1d, 14] => self.subject_key = Some(der::single(value, der::OCTET_STRING)?.to_vec()),
            [0x55, 0x1d, 15] => {
                self.key_usage = Some(KeyUsage(der::named_bits(der::single(value, der::BIT_STRING)?)?));
            }
            [0x55, 0x1d, 17] => self.alternative_names = general_names(value)?,
            [0x55, 0x1d, 19] => self.basic_constraints = Some(basic_constraints(value)?),
            [0x55, 0x1d, 30] => self.name_constraints = Some(NameConstraints::read(value)?),
            [0x55, 0x1d, 35] => self.authority_key = authority_key(value)?,
            [0x55, 0x1d, 37] => self.usages = Some(Usages { critical: extension.critical, usages: usages(value)? }),
            // certificatePolicies, policyMappings and inhibitAnyPolicy change nothing when every policy will do
            // and none is required (RFC 5280 §6.1.1 (c), (e)).
            [0x55, 0x1d, 32 | 33 | 54] => {}
            _ => self.unknown_critical |= extension.critical,
        }
        Some(())
    }
}

/// The outline of a certificate: exactly the fields of RFC 5280 §4.1, nothing between or after them. The parser
/// steps over extra fields and does not look at the class of every tag, so that is done here.
fn check_frame(der: &[u8]) -> Option<()> {
    let fields = der::signed_fields(der)?;
    let mut tags = fields.iter().map(|field| field.tag).peekable();
    tags.next_if_eq(&0xa0);
    for expected in [der::INTEGER, der::SEQUENCE, der::SEQUENCE, der::SEQUENCE, der::SEQUENCE, der::SEQUENCE] {
        if tags.next()? != expected {
            return None;
        }
    }
    tags.next_if(|tag| matches!(tag, 0x81 | 0xa1));
    tags.next_if(|tag| matches!(tag, 0x82 | 0xa2));
    let has_extensions = tags.next_if_eq(&0xa3).is_some();
    if tags.next().is_some() {
        return None;
    }
    if has_extensions {
        for extension in der::sequence(fields.last()?.body)? {
            let parts = der::children(extension.body)?;
            let tags: Vec<u8> = parts.iter().map(|part| part.tag).collect();
            let known =
                matches!(tags.as_slice(), [der::OID, der::OCTET_STRING] | [der::OID, der::BOOLEAN, der::OCTET_STRING]);
            if extension.tag != der::SEQUENCE || !known {
                return None;
            }
        }
    }
    Some(())
}

fn basic_constraints(value: &[u8]) -> Option<BasicConstraints> {
    let fields = der::sequence(value)?;
    let mut fields = fields.iter().peekable();
    let ca = match fields.next_if(|field| field.tag == der::BOOLEAN) {
        Some(field) => der::truth(field.body)?,
        None => false,
    };
    let path_len = match fields.next_if(|field| field.tag == der::INTEGER) {
        Some(field) => Some(der::small_number(field.body)?),
        None => None,
    };
    fields.next().is_none().then_some(BasicConstraints { ca, path_len })
}

fn authority_key(value: &[u8]) -> Option<AuthorityKey> {
    let fields = der::sequence(value)?;
    let field = |tag: u8| fields.iter().find(|field| field.tag == tag).map(|field| field.body.to_vec());
    Some(AuthorityKey { key_id: field(0x80), serial: field(0x82) })
}

fn usages(value: &[u8]) -> Option<Vec<Usage>> {
    const PKIX: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03];
    const C2PA: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0x83, 0xe8, 0x5e, 0x02, 0x01];
    const ANY: &[u8] = &[0x55, 0x1d, 0x25, 0x00];
    der::sequence(value)?
        .iter()
        .map(|field| {
            if field.tag != der::OID {
                return None;
            }
            Some(match (field.body, field.body.split_last()) {
                (C2PA, _) => Usage::C2paClaimSigning,
                (ANY, _) => Usage::Any,
                (_, Some((4, PKIX))) => Usage::EmailProtection,
                (_, Some((36, PKIX))) => Usage::DocumentSigning,
                (_, Some((8, PKIX))) => Usage::TimeStamping,
                (_, Some((9, PKIX))) => Usage::OcspSigning,
                _ => Usage::Other,
            })
        })
        .collect()
}
