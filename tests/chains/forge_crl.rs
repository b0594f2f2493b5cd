//! Makes certificate revocation lists, good and forged, from hand-written DER.

use crate::forge::{Ext, Issued, identifier, oid, seq, sign, time, tlv, usual, write_extension};

/// What a list shall say.
#[derive(Clone)]
pub struct CrlDraft {
    pub this_update: i64,
    pub next_update: Option<i64>,
    pub entries: Vec<CrlEntry>,
    pub extensions: Vec<Ext>,
}

#[derive(Clone)]
pub struct CrlEntry {
    pub serial: Vec<u8>,
    pub at: i64,
    pub extensions: Vec<Ext>,
}

pub fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// The serial number of a certificate, as it is written there.
pub fn serial(der: &[u8]) -> Vec<u8> {
    use x509_parser::prelude::FromDer;
    x509_parser::certificate::X509Certificate::from_der(der).unwrap().1.raw_serial().to_vec()
}

impl CrlDraft {
    /// An hour old and good for a day.
    pub fn new() -> Self {
        let (this_update, next_update) = (now() - 3600, Some(now() + 86_400));
        Self { this_update, next_update, entries: Vec::new(), extensions: Vec::new() }
    }

    pub fn revoking(self, certificate: &Issued, at: i64) -> Self {
        self.revoking_with(certificate, at, &[])
    }

    pub fn revoking_with(mut self, certificate: &Issued, at: i64, extensions: &[Ext]) -> Self {
        self.entries.push(CrlEntry { serial: serial(&certificate.der), at, extensions: extensions.to_vec() });
        self
    }

    pub fn with(mut self, extension: Ext) -> Self {
        self.extensions.push(extension);
        self
    }

    pub fn dated(mut self, this_update: i64, next_update: Option<i64>) -> Self {
        (self.this_update, self.next_update) = (this_update, next_update);
        self
    }

    pub fn by(&self, issuer: &Issued) -> Vec<u8> {
        let sig = usual(&issuer.key);
        let algorithm = identifier(sig);
        let mut parts = vec![vec![0x02, 0x01, 0x01], algorithm.clone(), issuer.subject.clone(), time(self.this_update)];
        parts.extend(self.next_update.map(time));
        let entry = |entry: &CrlEntry| {
            let mut parts = vec![tlv(0x02, &entry.serial), time(entry.at)];
            if !entry.extensions.is_empty() {
                parts.push(seq(&entry.extensions.iter().map(write_extension).collect::<Vec<_>>()));
            }
            seq(&parts)
        };
        if !self.entries.is_empty() {
            parts.push(seq(&self.entries.iter().map(entry).collect::<Vec<_>>()));
        }
        if !self.extensions.is_empty() {
            let written: Vec<_> = self.extensions.iter().map(write_extension).collect();
            parts.push(tlv(0xa0, &seq(&written)));
        }
        let tbs = seq(&parts);
        let signature = sign(sig, &issuer.key, &tbs);
        seq(&[tbs, algorithm, tlv(0x03, &[&[0], signature.as_slice()].concat())])
    }
}

fn ext(oid: &'static str, critical: bool, value: Vec<u8>) -> Ext {
    Ext { oid, critical, value }
}

pub fn number(number: u8) -> Ext {
    ext("2.5.29.20", false, vec![0x02, 0x01, number])
}

pub fn delta(base: u8) -> Ext {
    ext("2.5.29.27", true, vec![0x02, 0x01, base])
}

/// issuingDistributionPoint with one field: 1 user certificates, 2 authorities', 4 indirect, 5 attributes.
pub fn only(field: u8) -> Ext {
    ext("2.5.29.28", true, seq(&[tlv(0x80 | field, &[0xff])]))
}

pub fn only_reasons() -> Ext {
    ext("2.5.29.28", true, seq(&[tlv(0x83, &[0x01, 0x40])]))
}

pub fn reason(code: u8) -> Ext {
    ext("2.5.29.21", false, vec![0x0a, 0x01, code])
}

pub fn invalid_since(at: i64) -> Ext {
    let text = jiff::Timestamp::from_second(at).unwrap().strftime("%Y%m%d%H%M%SZ").to_string();
    ext("2.5.29.24", false, tlv(0x18, text.as_bytes()))
}

pub fn certificate_issuer(name: &[u8]) -> Ext {
    ext("2.5.29.29", true, seq(&[tlv(0xa4, name)]))
}

/// cRLDistributionPoints of a certificate.
#[allow(dead_code, reason = "each test binary uses a part")]
pub fn distributed_at(address: &str) -> Ext {
    ext("2.5.29.31", false, seq(&[seq(&[tlv(0xa0, &tlv(0xa0, &tlv(0x86, address.as_bytes())))])]))
}

/// authorityInfoAccess of a certificate, with an OCSP responder.
#[allow(dead_code, reason = "each test binary uses a part")]
pub fn answered_at(address: &str) -> Ext {
    let access = seq(&[oid("1.3.6.1.5.5.7.48.1"), tlv(0x86, address.as_bytes())]);
    ext("1.3.6.1.5.5.7.1.1", false, seq(&[access]))
}
