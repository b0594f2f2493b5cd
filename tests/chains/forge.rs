//! Makes certificates, good and forged, from hand-written DER: whatever is asked for is written, sense or not.

use openssl::hash::MessageDigest;
use openssl::pkey::{Id, PKey, Private};
use openssl::rsa::{Padding, Rsa};
use openssl::sign::{RsaPssSaltlen, Signer};

/// 2026-06-01T00:00:00Z, the time of the whole table.
pub const NOW: i64 = 1_780_272_000;
pub const DAY: i64 = 86_400;
pub const YEAR: i64 = 365 * DAY;

pub type Key = PKey<Private>;

/// How to sign.
#[derive(Clone, Copy, PartialEq)]
pub enum Sig {
    Ed25519,
    RsaSha1,
    RsaMd5,
    RsaSha256,
    PssSha256,
    /// PSS parameters left at their defaults, which are SHA-1.
    PssDefaults,
    EcdsaSha1,
    EcdsaSha256,
    EcdsaSha384,
    EcdsaSha512,
}

pub fn ed25519() -> Key {
    PKey::generate_ed25519().unwrap()
}

pub fn rsa(bits: u32) -> Key {
    PKey::from_rsa(Rsa::generate(bits).unwrap()).unwrap()
}

pub fn ec(curve: openssl::nid::Nid) -> Key {
    let group = openssl::ec::EcGroup::from_curve_name(curve).unwrap();
    PKey::from_ec_key(openssl::ec::EcKey::generate(&group).unwrap()).unwrap()
}

// DER.

pub fn tlv(tag: u8, body: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match body.len() {
        n @ 0..=0x7f => out.push(n as u8),
        n @ 0x80..=0xff => out.extend([0x81, n as u8]),
        n @ 0x100..=0xffff => out.extend([0x82, (n >> 8) as u8, n as u8]),
        n => out.extend([0x83, (n >> 16) as u8, (n >> 8) as u8, n as u8]),
    }
    out.extend_from_slice(body);
    out
}

pub fn seq(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

pub fn oid(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u64> = dotted.split('.').map(|arc| arc.parse().unwrap()).collect();
    let mut body = vec![(arcs[0] * 40 + arcs[1]) as u8];
    for arc in &arcs[2..] {
        let mut groups = vec![(arc & 0x7f) as u8];
        let mut rest = arc >> 7;
        while rest > 0 {
            groups.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        body.extend(groups.iter().rev());
    }
    tlv(0x06, &body)
}

pub fn time(seconds: i64) -> Vec<u8> {
    let text = jiff::Timestamp::from_second(seconds).unwrap().strftime("%y%m%d%H%M%SZ").to_string();
    tlv(0x17, text.as_bytes())
}

/// A name of organisation and common name; `tag` is the string type (0x0c UTF8String, 0x13 PrintableString).
pub fn name_as(tag: u8, organization: &str, common: &str) -> Vec<u8> {
    let part = |kind: &str, text: &str| tlv(0x31, &seq(&[oid(kind), tlv(tag, text.as_bytes())]));
    let mut parts = vec![part("2.5.4.10", organization)];
    if !common.is_empty() {
        parts.push(part("2.5.4.3", common));
    }
    seq(&parts)
}

pub fn name(common: &str) -> Vec<u8> {
    name_as(0x0c, "Forge", common)
}

// Extensions.

#[derive(Clone, PartialEq)]
pub struct Ext {
    pub oid: &'static str,
    pub critical: bool,
    pub value: Vec<u8>,
}

pub const BC: &str = "2.5.29.19";
pub const KU: &str = "2.5.29.15";
pub const EKU: &str = "2.5.29.37";
pub const SAN: &str = "2.5.29.17";
pub const NC: &str = "2.5.29.30";
pub const AKI: &str = "2.5.29.35";
pub const SKI: &str = "2.5.29.14";

pub const C2PA: &str = "1.3.6.1.4.1.62558.2.1";
pub const EMAIL: &str = "1.3.6.1.5.5.7.3.4";
pub const DOCUMENT: &str = "1.3.6.1.5.5.7.3.36";
pub const TIME: &str = "1.3.6.1.5.5.7.3.8";
pub const OCSP: &str = "1.3.6.1.5.5.7.3.9";
pub const SERVER: &str = "1.3.6.1.5.5.7.3.1";
pub const ANY: &str = "2.5.29.37.0";

pub fn bc(ca: bool, path_len: Option<u8>) -> Ext {
    let mut parts = Vec::new();
    if ca {
        parts.push(vec![0x01, 0x01, 0xff]);
    }
    parts.extend(path_len.map(|len| vec![0x02, 0x01, len]));
    Ext { oid: BC, critical: true, value: seq(&parts) }
}

/// Key usage by bit numbers: 0 digitalSignature, 1 contentCommitment, 5 keyCertSign, 6 cRLSign.
pub fn ku(bits: &[u8]) -> Ext {
    let byte = bits.iter().fold(0u8, |sum, bit| sum | 0x80 >> bit);
    Ext { oid: KU, critical: true, value: tlv(0x03, &[byte.trailing_zeros().min(7) as u8, byte]) }
}

pub fn eku(purposes: &[&str]) -> Ext {
    let parts: Vec<_> = purposes.iter().map(|purpose| oid(purpose)).collect();
    Ext { oid: EKU, critical: purposes.contains(&TIME), value: seq(&parts) }
}

pub fn san(names: &[Vec<u8>]) -> Ext {
    Ext { oid: SAN, critical: false, value: seq(names) }
}

pub fn dns(text: &str) -> Vec<u8> {
    tlv(0x82, text.as_bytes())
}

pub fn email(text: &str) -> Vec<u8> {
    tlv(0x81, text.as_bytes())
}

pub fn uri(text: &str) -> Vec<u8> {
    tlv(0x86, text.as_bytes())
}

pub fn directory(name: Vec<u8>) -> Vec<u8> {
    tlv(0xa4, &name)
}

/// otherName with a user principal name: a kind that is not compared.
pub fn other_name() -> Vec<u8> {
    tlv(0xa0, &[oid("1.3.6.1.4.1.311.20.2.3"), tlv(0xa0, &tlv(0x0c, b"ann"))].concat())
}

pub fn nc(permitted: &[Vec<u8>], excluded: &[Vec<u8>]) -> Ext {
    let side = |tag: u8, bases: &[Vec<u8>]| {
        let subtrees: Vec<_> = bases.iter().map(|base| seq(std::slice::from_ref(base))).collect();
        if subtrees.is_empty() { Vec::new() } else { tlv(tag, &subtrees.concat()) }
    };
    Ext { oid: NC, critical: true, value: seq(&[side(0xa0, permitted), side(0xa1, excluded)]) }
}

pub fn unknown(critical: bool) -> Ext {
    Ext { oid: "1.3.6.1.4.1.99999.1", critical, value: vec![0x05, 0x00] }
}

fn key_id(key: &Key) -> Vec<u8> {
    openssl::sha::sha256(&key.public_key_to_der().unwrap())[..20].to_vec()
}

pub fn ski(key: &Key) -> Ext {
    Ext { oid: SKI, critical: false, value: tlv(0x04, &key_id(key)) }
}

pub fn aki(key: &Key) -> Ext {
    Ext { oid: AKI, critical: false, value: seq(&[tlv(0x80, &key_id(key))]) }
}

// Certificates.

/// What a certificate shall say.
#[derive(Clone)]
pub struct Draft {
    pub version: u8,
    pub subject: Vec<u8>,
    pub from: i64,
    pub until: i64,
    pub extensions: Vec<Ext>,
    pub key_ids: bool,
    pub sig: Option<Sig>,
}

/// A certificate with its key, able to issue others whether it may or not.
#[derive(Clone)]
pub struct Issued {
    pub der: Vec<u8>,
    pub key: Key,
    pub subject: Vec<u8>,
}

impl Draft {
    fn new(common: &str, years: i64, extensions: Vec<Ext>) -> Self {
        let (from, until) = (NOW - years * YEAR, NOW + years * YEAR);
        Self { version: 3, subject: name(common), from, until, extensions, key_ids: true, sig: None }
    }

    pub fn root(common: &str) -> Self {
        Self::new(common, 10, vec![bc(true, None), ku(&[5, 6])])
    }

    pub fn intermediate(common: &str) -> Self {
        Self::new(common, 5, vec![bc(true, None), ku(&[5, 6])])
    }

    pub fn leaf(common: &str) -> Self {
        Self::new(common, 1, vec![bc(false, None), ku(&[0]), eku(&[EMAIL, C2PA])])
    }

    pub fn stamper(common: &str) -> Self {
        Self::leaf(common).with(eku(&[TIME]))
    }

    /// Sets an extension in the place of one of its kind.
    pub fn with(mut self, extension: Ext) -> Self {
        self.extensions.retain(|known| known.oid != extension.oid);
        self.extensions.push(extension);
        self
    }

    /// Adds an extension, whatever is there.
    pub fn also(mut self, extension: Ext) -> Self {
        self.extensions.push(extension);
        self
    }

    pub fn without(mut self, oid: &str) -> Self {
        self.extensions.retain(|known| known.oid != oid);
        self
    }

    pub fn named(mut self, subject: Vec<u8>) -> Self {
        self.subject = subject;
        self
    }

    pub fn valid(mut self, from: i64, until: i64) -> Self {
        (self.from, self.until) = (from, until);
        self
    }

    pub fn without_key_ids(mut self) -> Self {
        self.key_ids = false;
        self
    }

    pub fn old(mut self, version: u8) -> Self {
        self.version = version;
        self.extensions.clear();
        self.key_ids = false;
        self
    }

    pub fn self_signed(self) -> Issued {
        self.self_signed_by(ed25519())
    }

    pub fn self_signed_by(self, key: Key) -> Issued {
        let subject = self.subject.clone();
        self.write(key.clone(), &subject, &key)
    }

    pub fn by(self, issuer: &Issued) -> Issued {
        self.by_with(issuer, ed25519())
    }

    pub fn by_with(self, issuer: &Issued, key: Key) -> Issued {
        self.write(key, &issuer.subject, &issuer.key)
    }

    pub fn write(mut self, key: Key, issuer: &[u8], issuer_key: &Key) -> Issued {
        if self.key_ids {
            for extension in [ski(&key), aki(issuer_key)] {
                if !self.extensions.iter().any(|known| known.oid == extension.oid) {
                    self.extensions.push(extension);
                }
            }
        }
        let sig = self.sig.unwrap_or_else(|| usual(issuer_key));
        let algorithm = identifier(sig);
        let mut serial = [0u8; 12];
        openssl::rand::rand_bytes(&mut serial).unwrap();
        serial[0] = serial[0] & 0x3f | 0x40;
        let mut parts = Vec::new();
        if self.version > 1 {
            parts.push(tlv(0xa0, &[0x02, 0x01, self.version - 1]));
        }
        parts.extend([
            tlv(0x02, &serial),
            algorithm.clone(),
            issuer.to_vec(),
            seq(&[time(self.from), time(self.until)]),
            self.subject.clone(),
            key.public_key_to_der().unwrap(),
        ]);
        if !self.extensions.is_empty() {
            let written: Vec<_> = self.extensions.iter().map(write_extension).collect();
            parts.push(tlv(0xa3, &seq(&written)));
        }
        let tbs = seq(&parts);
        let signature = sign(sig, issuer_key, &tbs);
        let der = seq(&[tbs, algorithm, tlv(0x03, &[&[0], signature.as_slice()].concat())]);
        Issued { der, key, subject: self.subject }
    }
}

pub fn write_extension(extension: &Ext) -> Vec<u8> {
    let critical = if extension.critical { vec![0x01, 0x01, 0xff] } else { Vec::new() };
    seq(&[oid(extension.oid), critical, tlv(0x04, &extension.value)])
}

pub fn usual(key: &Key) -> Sig {
    match key.id() {
        Id::ED25519 => Sig::Ed25519,
        Id::EC if key.bits() == 384 => Sig::EcdsaSha384,
        Id::EC if key.bits() == 521 => Sig::EcdsaSha512,
        Id::EC => Sig::EcdsaSha256,
        _ => Sig::RsaSha256,
    }
}

pub fn identifier(sig: Sig) -> Vec<u8> {
    const NULL: [u8; 2] = [0x05, 0x00];
    let rsa = |last: u8| seq(&[oid(&format!("1.2.840.113549.1.1.{last}")), NULL.to_vec()]);
    let sha256 = || seq(&[oid("2.16.840.1.101.3.4.2.1"), NULL.to_vec()]);
    match sig {
        Sig::Ed25519 => seq(&[oid("1.3.101.112")]),
        Sig::RsaMd5 => rsa(4),
        Sig::RsaSha1 => rsa(5),
        Sig::RsaSha256 => rsa(11),
        Sig::PssSha256 => {
            let mask = seq(&[oid("1.2.840.113549.1.1.8"), sha256()]);
            let parameters = seq(&[tlv(0xa0, &sha256()), tlv(0xa1, &mask), tlv(0xa2, &[0x02, 0x01, 32])]);
            seq(&[oid("1.2.840.113549.1.1.10"), parameters])
        }
        Sig::PssDefaults => seq(&[oid("1.2.840.113549.1.1.10"), seq(&[])]),
        Sig::EcdsaSha1 => seq(&[oid("1.2.840.10045.4.1")]),
        Sig::EcdsaSha256 => seq(&[oid("1.2.840.10045.4.3.2")]),
        Sig::EcdsaSha384 => seq(&[oid("1.2.840.10045.4.3.3")]),
        Sig::EcdsaSha512 => seq(&[oid("1.2.840.10045.4.3.4")]),
    }
}

pub fn sign(sig: Sig, key: &Key, message: &[u8]) -> Vec<u8> {
    let digest = match sig {
        Sig::Ed25519 => return Signer::new_without_digest(key).unwrap().sign_oneshot_to_vec(message).unwrap(),
        Sig::RsaMd5 => MessageDigest::md5(),
        Sig::RsaSha1 | Sig::EcdsaSha1 | Sig::PssDefaults => MessageDigest::sha1(),
        Sig::RsaSha256 | Sig::PssSha256 | Sig::EcdsaSha256 => MessageDigest::sha256(),
        Sig::EcdsaSha384 => MessageDigest::sha384(),
        Sig::EcdsaSha512 => MessageDigest::sha512(),
    };
    let mut signer = Signer::new(digest, key).unwrap();
    if matches!(sig, Sig::PssSha256 | Sig::PssDefaults) {
        signer.set_rsa_padding(Padding::PKCS1_PSS).unwrap();
        signer.set_rsa_mgf1_md(digest).unwrap();
        signer.set_rsa_pss_saltlen(RsaPssSaltlen::custom(if sig == Sig::PssSha256 { 32 } else { 20 })).unwrap();
    }
    signer.sign_oneshot_to_vec(message).unwrap()
}
