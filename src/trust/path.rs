//! Certificate path validation (RFC 5280 §6.1) from an end-entity certificate to an anchor.

use serde::{Deserialize, Serialize};

use crate::provenance::trust_source::ListKind;

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

/// Who vouches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Vouched {
    By {
        kind: ListKind,
        list: String,
    },
    /// Nobody; `fault` says why a path was refused, if there was one.
    NotRecognised {
        fault: Option<PathFault>,
    },
    /// The path is good but a certificate was not valid at that time.
    NotValidThen {
        fault: PathFault,
    },
}

/// Why a path was refused. `key()` names the sentence `trust-fault-{key}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PathFault {
    NoPath,
}

impl PathFault {
    /// The rest of the locale key.
    pub fn key(self) -> &'static str {
        match self {
            Self::NoPath => "no-path",
        }
    }
}
