//! Making a revocation list: whose certificates no longer count, why, and from when on. Revokes nobody by itself.

use std::path::PathBuf;

use crate::problem::Problem;
use crate::provenance::fingerprint::Fingerprint;

use super::effect::JobId;
use super::identities::Creating;

/// What the person does.
#[derive(Debug, Clone, PartialEq)]
pub enum RevokeListMsg {
    Ask,
    Form(Box<RevokeListForm>),
    /// Take the signer of a file that is picked.
    FromFile,
    /// Take the signer of the file in front of the person.
    FromCurrent,
    Add,
    Drop {
        index: usize,
    },
    Save,
}

/// Why, in the words of RFC 5280 §5.3.1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Why {
    #[default]
    Unspecified,
    KeyCompromise,
    AffiliationChanged,
    Superseded,
    CessationOfOperation,
    PrivilegeWithdrawn,
}

impl Why {
    pub const ALL: [Self; 6] = [
        Self::Unspecified,
        Self::KeyCompromise,
        Self::AffiliationChanged,
        Self::Superseded,
        Self::CessationOfOperation,
        Self::PrivilegeWithdrawn,
    ];

    /// The word in files, and the end of its locale key.
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
}

/// A certificate that no longer counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub fingerprint: Fingerprint,
    /// Whose it is, where a file said so. Strangers' text.
    pub who: Option<String>,
    pub why: Why,
    /// RFC 3339 in UTC; `None` is the moment of signing the list.
    pub from: Option<String>,
}

/// The entry being written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryDraft {
    /// As it was typed, or taken from a file.
    pub fingerprint: String,
    pub who: Option<String>,
    pub why: Why,
    /// Empty is the moment of signing.
    pub from: String,
}

/// The list being made.
#[derive(Debug, Clone, PartialEq)]
pub struct RevokeListForm {
    /// Who signs it.
    pub identity: Option<String>,
    /// Empty is the identity's name, or that of the list that is carried on.
    pub name: String,
    /// Also the person's own identities that were revoked.
    pub own: bool,
    /// When it should be replaced.
    pub valid_days: Option<u32>,
    pub entries: Vec<Entry>,
    pub draft: EntryDraft,
    /// Reading the signer of a file.
    pub reading: Option<JobId>,
    /// A file's signer could not be taken.
    pub problem: Option<Problem>,
    pub progress: Creating,
}

impl RevokeListForm {
    /// Days until it should be replaced.
    pub const VALID_DAYS: [Option<u32>; 4] = [None, Some(30), Some(90), Some(365)];

    pub fn new(identity: Option<String>) -> Self {
        Self {
            identity,
            name: String::new(),
            own: true,
            valid_days: None,
            entries: Vec::new(),
            draft: EntryDraft::default(),
            reading: None,
            problem: None,
            progress: Creating::Filling,
        }
    }

    /// Whether it can be saved: somebody signs it, and nothing half-written would be left out of it.
    pub fn is_complete(&self) -> bool {
        let something = !self.entries.is_empty() || self.own;
        let pending = !self.draft.fingerprint.trim().is_empty();
        self.identity.is_some() && something && !pending && self.progress != Creating::Working
    }
}

/// What is wrong with an entry, as the end of a locale key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryFault {
    Fingerprint,
    Time,
    Twice,
}

impl EntryFault {
    pub fn key(self) -> &'static str {
        match self {
            Self::Fingerprint => "fingerprint",
            Self::Time => "time",
            Self::Twice => "twice",
        }
    }
}

impl RevokeListForm {
    /// The entry that the draft comes to; times without a zone are the person's.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn entry(&self, zone: &jiff::tz::TimeZone) -> Result<Entry, EntryFault> {
        let draft = &self.draft;
        let fingerprint = Fingerprint::parse(&draft.fingerprint).map_err(|_| EntryFault::Fingerprint)?;
        if self.entries.iter().any(|known| known.fingerprint == fingerprint) {
            return Err(EntryFault::Twice);
        }
        let from = match draft.from.trim() {
            "" => None,
            text => Some(time(text, zone).ok_or(EntryFault::Time)?.to_string()),
        };
        Ok(Entry { fingerprint, who: draft.who.clone(), why: draft.why, from })
    }
}

/// A time in RFC 3339, or a day or a time of day in the person's zone.
fn time(text: &str, zone: &jiff::tz::TimeZone) -> Option<jiff::Timestamp> {
    let local = || Some(text.parse::<jiff::civil::DateTime>().ok()?.to_zoned(zone.clone()).ok()?.timestamp());
    text.parse().ok().or_else(local)
}

/// What to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevokeListOrder {
    pub identity: String,
    pub name: Option<String>,
    pub own: bool,
    pub valid_days: Option<u32>,
    pub entries: Vec<Entry>,
    pub target: PathBuf,
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeList {
    pub path: PathBuf,
    pub number: u64,
    pub revoked: usize,
}
