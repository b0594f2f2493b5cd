//! Which certificates no longer count: revocation lists in force, and what they say about a path. It never asks
//! the network; what was not at hand is told as not checked.
//!
//! **What counts.** A revocation counts from its time on. A signature that a trusted time stamp dates before that
//! stays good; a date that only the signer states proves nothing. A list that is out of date still revokes, since
//! what was revoked stays so, but its silence is told as out of date.

use serde::{Deserialize, Serialize};

use super::certificate::Certificate;
use super::certificate_text;
use super::crl::hex_number;
use super::index::Index;
use super::path::Purpose;
use crate::provenance::identity::RevocationReason;
use crate::provenance::report::{RevocationCheck, RevocationKind, RevocationResult};

/// Why a certificate was revoked (RFC 5280 §5.3.1), as far as it changes anything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    #[default]
    Unspecified,
    KeyCompromise,
    AffiliationChanged,
    Superseded,
    CessationOfOperation,
    PrivilegeWithdrawn,
}

impl Reason {
    /// All of them, in the order of RFC 5280 §5.3.1.
    pub const ALL: [Self; 6] = [
        Self::Unspecified,
        Self::KeyCompromise,
        Self::AffiliationChanged,
        Self::Superseded,
        Self::CessationOfOperation,
        Self::PrivilegeWithdrawn,
    ];

    /// The word in files, on the command line and in locale keys.
    pub fn key(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::KeyCompromise => "key-compromise",
            Self::AffiliationChanged => "affiliation-changed",
            Self::Superseded => "superseded",
            Self::CessationOfOperation => "cessation-of-operation",
            Self::PrivilegeWithdrawn => "privilege-withdrawn",
        }
    }

    /// From a CRL's reason code; compromises of an authority's key are compromises.
    pub fn of_code(code: u8) -> Self {
        match code {
            1 | 2 | 10 => Self::KeyCompromise,
            3 => Self::AffiliationChanged,
            4 => Self::Superseded,
            5 => Self::CessationOfOperation,
            9 => Self::PrivilegeWithdrawn,
            _ => Self::Unspecified,
        }
    }

    /// From the reason that an own identity was revoked for.
    pub fn of_own(reason: RevocationReason) -> Self {
        match reason {
            RevocationReason::Unspecified => Self::Unspecified,
            RevocationReason::KeyCompromise => Self::KeyCompromise,
            RevocationReason::AffiliationChanged => Self::AffiliationChanged,
            RevocationReason::Superseded => Self::Superseded,
            RevocationReason::CessationOfOperation => Self::CessationOfOperation,
        }
    }

    /// Whether the key may have been in other hands before the revocation. A time-stamp authority whose key was
    /// lost can be made to date anything back (RFC 3161 §4, 2).
    fn is_harmless(self) -> bool {
        matches!(self, Self::AffiliationChanged | Self::Superseded | Self::CessationOfOperation)
    }
}

/// One revoked certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokedEntry {
    /// In a CRL the serial number in hex without leading noughts, in an own list the certificate's SHA-256.
    pub key: String,
    /// Seconds since 1970.
    pub at: i64,
    #[serde(default)]
    pub reason: Reason,
}

/// A revocation list in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevocationSource {
    pub id: String,
    /// Strangers' text.
    pub name: String,
    pub kind: RevocationKind,
    /// RFC 3339.
    pub issued: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_update: Option<String>,
    /// Number of an own list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<u64>,
    /// Number of a CRL, hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    pub added: String,
    /// Name of the file. Strangers' text.
    pub origin: String,
    /// Who signed it: the certificate, DER.
    #[serde(with = "super::lists::base64_one")]
    pub signer: Vec<u8>,
    #[serde(default = "yes")]
    pub covers_signers: bool,
    #[serde(default = "yes")]
    pub covers_authorities: bool,
    /// In the order of their keys.
    pub entries: Vec<RevokedEntry>,
}

fn yes() -> bool {
    true
}

/// What is asked.
pub struct Question<'a> {
    /// DER: the path that was found, else the chain as it came; the signer's own certificate first.
    pub path: &'a [Vec<u8>],
    pub purpose: Purpose,
    /// When certificates are judged, seconds since 1970: a revocation after that is not one yet.
    pub at: i64,
    /// When the signature was made, where a trusted stamp proves it.
    pub proven: Option<i64>,
    /// For the age of what is told.
    pub now: i64,
}

/// What every source says about a path, and which sources its first certificate names that were not at hand.
pub fn check(sources: &[RevocationSource], index: &Index, question: &Question<'_>) -> Vec<RevocationCheck> {
    let path: Vec<Certificate> = question.path.iter().filter_map(|der| Certificate::read(der).ok()).collect();
    let mut checks: Vec<RevocationCheck> =
        sources.iter().filter_map(|source| source.check(&path, index, question)).collect();
    let signer_covered = |kind: RevocationKind| {
        let covers =
            |source: &&RevocationSource| source.kind == kind && path.first().is_some_and(|c| source.covers(c, index));
        sources.iter().any(|source| covers(&source))
    };
    for (kind, address) in question.path.first().map(|der| certificate_text::named_sources(der)).unwrap_or_default() {
        if !signer_covered(kind) {
            checks
                .push(RevocationCheck { result: RevocationResult::NotChecked, ..RevocationCheck::of(&address, kind) });
        }
    }
    checks
}

impl RevocationSource {
    /// Whole days since it was issued.
    pub fn age_days(&self, now: i64) -> Option<i64> {
        let issued: jiff::Timestamp = self.issued.parse().ok()?;
        Some((now - issued.as_second()).max(0) / 86_400)
    }

    /// Whether it should have been replaced by then.
    pub fn is_out_of_date(&self, now: i64) -> bool {
        let next = self.next_update.as_deref().and_then(|date| date.parse::<jiff::Timestamp>().ok());
        next.is_some_and(|next| next.as_second() < now)
    }

    /// Whether it would say so if this certificate were revoked.
    fn covers(&self, certificate: &Certificate, index: &Index) -> bool {
        match self.kind {
            RevocationKind::List => true,
            RevocationKind::Ocsp => false,
            RevocationKind::Crl => {
                let is_meant = if certificate.is_authority() { self.covers_authorities } else { self.covers_signers };
                let issuer = Certificate::read(&self.signer).ok();
                // A root does not speak of itself.
                is_meant
                    && certificate.der != self.signer
                    && issuer.is_some_and(|issuer| {
                        certificate.issuer.matches(&issuer.subject) && index.is_link(certificate, &issuer)
                    })
            }
        }
    }

    fn entry(&self, certificate: &Certificate) -> Option<&RevokedEntry> {
        let key = match self.kind {
            RevocationKind::List | RevocationKind::Ocsp => certificate_text::fingerprint(&certificate.der),
            RevocationKind::Crl => hex_number(&certificate.serial),
        };
        // The same certificate may be there twice; the earliest revocation counts.
        let first = self.entries.partition_point(|entry| entry.key < key);
        let same = self.entries.iter().skip(first).take_while(|entry| entry.key == key);
        same.min_by_key(|entry| entry.at)
    }

    fn check(&self, path: &[Certificate], index: &Index, question: &Question<'_>) -> Option<RevocationCheck> {
        let covered: Vec<&Certificate> = path.iter().filter(|certificate| self.covers(certificate, index)).collect();
        if covered.is_empty() {
            return None;
        }
        let mut check = RevocationCheck {
            issued: Some(self.issued.clone()),
            age_days: self.age_days(question.now),
            result: match self.is_out_of_date(question.now) {
                true => RevocationResult::OutOfDate,
                false => RevocationResult::NotRevoked,
            },
            ..RevocationCheck::of(&self.name, self.kind)
        };
        for certificate in covered {
            let Some(entry) = self.entry(certificate) else { continue };
            let result = result(entry, question);
            // One revoked certificate of a path is enough; a later revocation is worth telling.
            if check.result != RevocationResult::Revoked {
                check.result = result;
                check.revoked_at = Some(certificate_text::date(entry.at));
                check.reason = Some(entry.reason.key().to_owned());
                check.certificate = certificate_text::name(&certificate.der);
            }
        }
        Some(check)
    }
}

fn result(entry: &RevokedEntry, question: &Question<'_>) -> RevocationResult {
    let stays_good = match question.purpose {
        Purpose::ClaimSigning | Purpose::Identity => true,
        Purpose::TimeStamping => entry.reason.is_harmless(),
    };
    let is_before = question.proven.is_some_and(|proven| proven < entry.at);
    if entry.at > question.at || (stays_good && is_before) {
        RevocationResult::RevokedLater
    } else {
        RevocationResult::Revoked
    }
}
