//! The page of identities, the form that makes a new one, and what happens to a key in between.

use std::path::PathBuf;

use zeroize::Zeroizing;

use crate::problem::Problem;
use crate::provenance::identity::{IdentityCard, KeyAlgorithm, RevocationReason};

use super::settings::Loaded;

/// What the person does with identities.
#[derive(Debug, Clone, PartialEq)]
pub enum IdentitiesMsg {
    New,
    Form(IdentityForm),
    Create,
    Export {
        id: String,
    },
    AskDelete {
        id: String,
    },
    Delete {
        id: String,
    },
    Retry,
    /// Write a request for a certificate.
    Request {
        id: String,
    },
    /// Take the certificates that an authority issued.
    Import {
        id: String,
    },
    AskRotate {
        id: String,
    },
    Overlap {
        days: u32,
    },
    Rotate,
    AskRevoke {
        id: String,
    },
    Reason(RevocationReason),
    /// The person took note that it cannot be taken back.
    Understood(bool),
    Revoke,
    AskBackUp {
        id: String,
    },
    Restore,
    ImportKey,
    Passphrase {
        first: Secret,
        again: Secret,
    },
    ConfirmPassphrase,
}

/// Text that is never shown, logged or kept: a passphrase on its way. Cleared when it is dropped.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text, for whoever has to use it.
    pub fn reveal(&self) -> &Zeroizing<String> {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Secret")
    }
}

/// What was done to an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    Certified,
    Rotated,
    Revoked,
    BackedUp,
    Restored,
    KeyImported,
}

impl Life {
    /// The end of its locale key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Certified => "certified",
            Self::Rotated => "rotated",
            Self::Revoked => "revoked",
            Self::BackedUp => "backed-up",
            Self::Restored => "restored",
            Self::KeyImported => "key-imported",
        }
    }
}

/// A key about to be replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RotateForm {
    pub id: String,
    pub overlap_days: u32,
}

impl RotateForm {
    /// How long the old key may still sign, in days.
    pub const OVERLAPS: [u32; 4] = [0, 30, 90, 365];
}

/// An identity about to be revoked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RevokeForm {
    pub id: String,
    pub reason: RevocationReason,
    pub understood: bool,
}

/// A file that is locked with a passphrase, and what is done with it.
#[derive(Debug, Clone, PartialEq)]
pub struct PassphraseForm {
    pub purpose: PassphraseFor,
    pub first: Secret,
    /// The same once more, for a file that is made.
    pub again: Secret,
    pub progress: Creating,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PassphraseFor {
    BackUp {
        id: String,
    },
    Restore {
        file: PathBuf,
    },
    /// The key may be locked or not.
    ImportKey {
        file: PathBuf,
    },
}

impl PassphraseForm {
    /// Fewest characters of a new passphrase.
    pub const LEAST_CHARS: usize = 8;

    pub fn new(purpose: PassphraseFor) -> Self {
        Self { purpose, first: Secret::default(), again: Secret::default(), progress: Creating::Filling }
    }

    /// Whether what was typed will do.
    pub fn is_complete(&self) -> bool {
        let fits = match self.purpose {
            PassphraseFor::BackUp { .. } => !self.is_too_short() && self.first == self.again,
            PassphraseFor::Restore { .. } => !self.first.is_empty(),
            PassphraseFor::ImportKey { .. } => true,
        };
        fits && self.progress != Creating::Working
    }

    pub fn is_too_short(&self) -> bool {
        self.first.reveal().chars().count() < Self::LEAST_CHARS
    }
}

/// A new identity as far as it is filled in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct IdentityForm {
    pub name: String,
    pub email: String,
    pub organization: String,
    pub more: bool,
    pub algorithm: KeyAlgorithm,
    /// For trying things: what it signs says that it is no evidence.
    pub practice: bool,
    pub progress: Creating,
}

/// How far making an identity has come.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Creating {
    #[default]
    Filling,
    Working,
    Failed(Problem),
}

impl IdentityForm {
    /// Whether there is enough to make an identity.
    pub fn is_complete(&self) -> bool {
        !self.name.trim().is_empty() && self.progress != Creating::Working
    }
}

/// What the page shows.
#[derive(Debug, Clone, Default)]
pub struct IdentitiesPage {
    pub list: Loaded<IdentityCard>,
    /// The single field of the first start.
    pub first: IdentityForm,
    /// Exporting or deleting failed.
    pub problem: Option<Problem>,
}

impl IdentitiesPage {
    pub fn find(&self, id: &str) -> Option<&IdentityCard> {
        self.list.items().iter().find(|card| card.id == id)
    }
}

/// Text without blanks around it, or nothing.
pub(super) fn given(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
