//! Whether an issued certificate may sign Content Credentials, and the chain above it. Judges by what the
//! certificates say, never whom to trust: that is for whoever reads the signature.

use std::cell::Cell;

use openssl::x509::X509;
use x509_parser::oid_registry::asn1_rs::{Oid, oid};
use x509_parser::prelude::{FromDer as _, ParsedExtension, X509Certificate};

use super::certificates::{self, Chain};
use super::import_fault::CertificateFault as Fault;

/// C2PA claim signing, document signing (RFC 9336). E-mail protection is a field of its own in the parser.
const CLAIM_SIGNING: Oid<'static> = oid!(1.3.6.1.4.1.62558.2.1);
const DOCUMENT_SIGNING: Oid<'static> = oid!(1.3.6.1.5.5.7.3.36);

/// Signature algorithms of certificates that are still believed: Ed25519, ECDSA and RSA with SHA-2, RSASSA-PSS.
const STRONG: [Oid<'static>; 8] = [
    oid!(1.3.101.112),
    oid!(1.2.840.10045.4.3.2),
    oid!(1.2.840.10045.4.3.3),
    oid!(1.2.840.10045.4.3.4),
    oid!(1.2.840.113549.1.1.10),
    oid!(1.2.840.113549.1.1.11),
    oid!(1.2.840.113549.1.1.12),
    oid!(1.2.840.113549.1.1.13),
];

/// Certificates in a path, and signatures looked at while searching one: a pile may be made to be searched for ever.
const MAX_PATH: usize = 10;
const MAX_WORK: u32 = 500;

/// An end-entity certificate with its issuers, and the self-signed root above them.
pub(super) struct Issued {
    pub chain: Chain,
    pub root: Vec<u8>,
}

/// Finds in a pile the certificate for this public key and its issuers up to a self-signed root, in whatever order
/// they lie; what does not belong is left out. `None` when no certificate is for the key.
pub(super) fn assemble(pile: &[Vec<u8>], public_key: &[u8], now_seconds: i64) -> Option<Result<Issued, Vec<Fault>>> {
    let ours = |der: &&Vec<u8>| certificates::read(der).is_some_and(|said| said.public_key == public_key);
    // A renewed certificate lies beside the old one; a self-signed one is what a request was perhaps made from.
    let newest = |der: &&Vec<u8>| {
        let said = certificates::read(der);
        let issued = X509::from_der(der).is_ok_and(|x509| !is_self_signed(&x509));
        (issued, said.map(|said| said.not_before_seconds))
    };
    let leaf = pile.iter().filter(ours).max_by_key(newest)?;
    let mut faults = end_entity(leaf, now_seconds);
    if faults.contains(&Fault::SelfSigned) || faults.contains(&Fault::Damaged) {
        return Some(Err(faults));
    }
    match path_to_root(leaf, pile, now_seconds) {
        Ok(mut chain) if faults.is_empty() => {
            let root = chain.pop().unwrap_or_default();
            return Some(Ok(Issued { chain, root }));
        }
        Ok(_) => {}
        Err(fault) => faults.push(fault),
    }
    Some(Err(faults))
}

/// Everything that keeps the end-entity certificate from signing (C2PA 2.4 §14.5.1).
fn end_entity(der: &[u8], now_seconds: i64) -> Vec<Fault> {
    let (Ok((_, certificate)), Ok(x509)) = (X509Certificate::from_der(der), X509::from_der(der)) else {
        return vec![Fault::Damaged];
    };
    let mut faults = Vec::new();
    let mut unless = |holds: bool, fault: Fault| {
        if !holds {
            faults.push(fault);
        }
    };
    unless(certificate.version().0 == 2, Fault::NotVersion3);
    unless(!is_self_signed(&x509), Fault::SelfSigned);
    unless(!certificate.is_ca(), Fault::IsAuthority);
    match certificate.key_usage() {
        Ok(Some(usage)) => {
            unless(usage.value.digital_signature(), Fault::NoDigitalSignature);
            unless(!usage.value.key_cert_sign(), Fault::SignsCertificates);
        }
        Ok(None) => unless(false, Fault::NoKeyUsage),
        Err(_) => unless(false, Fault::Damaged),
    }
    match certificate.extended_key_usage() {
        Ok(Some(purposes)) => {
            let purposes = purposes.value;
            let serves = purposes.email_protection
                || purposes.other.iter().any(|oid| *oid == CLAIM_SIGNING || *oid == DOCUMENT_SIGNING);
            unless(!purposes.any, Fault::AnyPurpose);
            unless(serves && !purposes.time_stamping && !purposes.ocsp_signing, Fault::OtherPurpose);
        }
        Ok(None) => unless(false, Fault::NoPurpose),
        Err(_) => unless(false, Fault::Damaged),
    }
    let names_issuer =
        |extension: &ParsedExtension<'_>| matches!(extension, ParsedExtension::AuthorityKeyIdentifier(_));
    unless(certificate.extensions().iter().any(|e| names_issuer(e.parsed_extension())), Fault::NoAuthorityKey);
    let unknown = |extension: &ParsedExtension<'_>| {
        matches!(extension, ParsedExtension::UnsupportedExtension { .. } | ParsedExtension::Unparsed)
    };
    let unread = certificate.extensions().iter().any(|e| e.critical && unknown(e.parsed_extension()));
    unless(!unread, Fault::UnknownCritical);
    unless(certificate.subject().iter_organization().next().is_some(), Fault::NoOrganization);
    unless(STRONG.contains(&certificate.signature_algorithm.algorithm), Fault::WeakSignature);
    let (from, until) = (certificate.validity().not_before.timestamp(), certificate.validity().not_after.timestamp());
    unless(now_seconds <= until, Fault::Ended { until: moment(until) });
    unless(now_seconds >= from, Fault::NotBegun { from: moment(from) });
    faults
}

/// The certificates from `leaf` to a self-signed root, both included.
fn path_to_root(leaf: &[u8], pile: &[Vec<u8>], now_seconds: i64) -> Result<Chain, Fault> {
    let read = |der: &Vec<u8>| X509::from_der(der).ok();
    let pile: Vec<X509> = pile.iter().filter_map(read).collect();
    let Ok(leaf) = X509::from_der(leaf) else { return Err(Fault::Damaged) };
    let search = Search { pile, now_seconds, work: Cell::new(0) };
    let path = search.upwards(vec![leaf])?;
    path.iter().map(|x509| x509.to_der().map_err(|_| Fault::Damaged)).collect()
}

struct Search {
    pile: Vec<X509>,
    now_seconds: i64,
    work: Cell<u32>,
}

impl Search {
    /// Goes on from a path that does not yet end in a root; the fault is that of the way that went furthest.
    fn upwards(&self, path: Vec<X509>) -> Result<Vec<X509>, Fault> {
        let Some(top) = path.last().filter(|_| path.len() < MAX_PATH) else { return Err(Fault::Damaged) };
        let mut fault = Fault::IssuerMissing { subject: subject(top), issuer: issuer(top) };
        for candidate in &self.pile {
            let named = same(&candidate.subject_name().to_der(), &top.issuer_name().to_der());
            if !named || path.contains_der(candidate) {
                continue;
            }
            self.work.set(self.work.get() + 1);
            if self.work.get() > MAX_WORK {
                return Err(fault);
            }
            let signed = candidate.public_key().and_then(|key| top.verify(&key)).unwrap_or(false);
            if !signed {
                continue;
            }
            if let Err(found) = may_issue(candidate, path.len() - 1, self.now_seconds) {
                fault = found;
                continue;
            }
            let mut further = path.clone();
            further.push(candidate.clone());
            if is_self_signed(candidate) {
                return Ok(further);
            }
            match self.upwards(further) {
                Ok(whole) => return Ok(whole),
                Err(found) => fault = found,
            }
        }
        Err(fault)
    }
}

trait Holds {
    fn contains_der(&self, certificate: &X509) -> bool;
}

impl Holds for Vec<X509> {
    fn contains_der(&self, certificate: &X509) -> bool {
        self.iter().any(|own| same(&own.to_der(), &certificate.to_der()))
    }
}

/// Whether a certificate may issue the one below it, with so many authorities between it and the end-entity
/// certificate (RFC 5280 §4.2.1.3, §4.2.1.9).
fn may_issue(candidate: &X509, authorities_below: usize, now_seconds: i64) -> Result<(), Fault> {
    let name = subject(candidate);
    let der = candidate.to_der().map_err(|_| Fault::Damaged)?;
    let Ok((_, certificate)) = X509Certificate::from_der(&der) else { return Err(Fault::Damaged) };
    let constraints = certificate.basic_constraints().ok().flatten().map(|extension| extension.value);
    let Some(constraints) = constraints.filter(|constraints| constraints.ca) else {
        return Err(Fault::IssuerNotAuthority { issuer: name });
    };
    let deep = constraints.path_len_constraint.is_some_and(|limit| authorities_below > limit as usize);
    let usage = certificate.key_usage().map_err(|_| Fault::Damaged)?;
    if deep || usage.is_some_and(|usage| !usage.value.key_cert_sign()) {
        return Err(Fault::IssuerNotAuthority { issuer: name });
    }
    let validity = certificate.validity();
    if now_seconds < validity.not_before.timestamp() || now_seconds > validity.not_after.timestamp() {
        return Err(Fault::IssuerNotValid { issuer: name });
    }
    // Nobody relies on the signature of a root, so an old root may carry an old one.
    if !is_self_signed(candidate) && !STRONG.contains(&certificate.signature_algorithm.algorithm) {
        return Err(Fault::IssuerWeak { issuer: name });
    }
    Ok(())
}

fn is_self_signed(certificate: &X509) -> bool {
    same(&certificate.subject_name().to_der(), &certificate.issuer_name().to_der())
        && certificate.public_key().and_then(|key| certificate.verify(&key)).unwrap_or(false)
}

fn same<E>(a: &Result<Vec<u8>, E>, b: &Result<Vec<u8>, E>) -> bool {
    matches!((a, b), (Ok(a), Ok(b)) if a == b)
}

fn subject(certificate: &X509) -> String {
    named(certificate, |parsed| parsed.subject().to_string())
}

fn issuer(certificate: &X509) -> String {
    named(certificate, |parsed| parsed.issuer().to_string())
}

fn named(certificate: &X509, name: impl Fn(&X509Certificate<'_>) -> String) -> String {
    let Ok(der) = certificate.to_der() else { return String::new() };
    X509Certificate::from_der(&der).map(|(_, parsed)| name(&parsed)).unwrap_or_default()
}

fn moment(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).unwrap_or_default().to_string()
}
