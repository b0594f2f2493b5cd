//! What a certificate chain is asked and what comes of it: purpose, answer and the limits of the work.
//!
//! The check is certificate path validation by RFC 5280 §6.1 from an end-entity certificate to an anchor. It
//! never reads a file, asks the network or looks at a clock: the time to judge by is given. Revocation is not
//! part of it; `revocations` takes the accepted path from `search` and asks about each certificate.

use serde::{Deserialize, Serialize};

pub use super::fault::PathFault;
use crate::provenance::trust_source::ListKind;

/// Certificates in a chain, the signer's included. The deepest official chain has four.
pub const MAX_CHAIN: usize = 16;

/// Size of one certificate in bytes. The largest on the official lists has under 2 kB.
pub const MAX_CERTIFICATE_BYTES: usize = 64 * 1024;

/// What a certificate is asked to vouch for; decides the extended key usage and which lists count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Purpose {
    /// Signing a claim (C2PA 2.4 §14.5.1).
    ClaimSigning,
    /// Signing a CAWG identity assertion (CAWG Identity 1.2 §8.2).
    Identity,
    /// Time stamping (RFC 3161 §2.3).
    TimeStamping,
}

impl Purpose {
    /// The kinds of list whose certificates may issue for this purpose, the strongest first. Contacts are not
    /// among them: they vouch for themselves only.
    pub fn issuer_kinds(self) -> &'static [ListKind] {
        match self {
            Self::ClaimSigning | Self::Identity => &[ListKind::Official, ListKind::Interim, ListKind::House],
            Self::TimeStamping => &[ListKind::TimeStamping],
        }
    }

    /// Whether a pinned certificate of the contacts list counts; never for time stamps.
    pub fn takes_contacts(self) -> bool {
        !matches!(self, Self::TimeStamping)
    }
}

/// Who vouches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Vouched {
    By {
        kind: ListKind,
        /// The list's name. Strangers' text: show it through `locale::plain`.
        list: String,
    },
    /// Nobody; `fault` says why a path was refused. `None`: no list for this purpose is in force.
    NotRecognised { fault: Option<PathFault> },
    /// The path is good but a certificate was not valid at that time.
    NotValidThen { fault: PathFault },
}
