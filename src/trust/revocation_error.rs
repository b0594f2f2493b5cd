//! What can go wrong with a revocation list, and how each is told. Never decides what stays in force.

use std::path::{Path, PathBuf};

use super::crl::CrlFault;
use super::list_error::{TrustError, shown};
use super::revocation_list::RevocationListFault;
use super::signed_text::SignedTextFault;
use crate::locale::elide;
use crate::problem;
use crate::problem::Problem;

/// What can go wrong with a revocation list. What was in force stays in force.
#[derive(Debug, thiserror::Error)]
pub enum RevocationError {
    #[error(transparent)]
    File(#[from] TrustError),
    #[error("{path} is no revocation list of ours that can be used")]
    Own { path: PathBuf, source: RevocationListFault },
    #[error("{path} is no CRL that can be used")]
    Crl { path: PathBuf, source: CrlFault },
    #[error("{path} is signed by {name:?}, who may not revoke here")]
    NotEntitled { path: PathBuf, name: String },
    #[error("{path} is signed by {name:?}, who is revoked")]
    SignerRevoked { path: PathBuf, name: String },
    #[error("{path} has number or date {offered}, the list in force {in_force}")]
    Older { path: PathBuf, offered: String, in_force: String },
    #[error("{path} has the number of the list in force, {sequence}, and other content")]
    SameNumber { path: PathBuf, sequence: u64 },
    #[error("the lists in force would hold more entries than are taken")]
    TooMany { path: PathBuf },
    #[error("the list cannot be made")]
    NotMade { source: RevocationListFault },
}

impl RevocationError {
    /// The error in words.
    pub fn problem(&self) -> Problem {
        let problem = match self {
            Self::File(error) => return error.problem(),
            Self::Own { path, source } => own_problem(path, source),
            Self::Crl { path, source } => crl_problem(path, *source),
            Self::NotEntitled { path, name } => {
                problem!("revocations-not-entitled", file = shown(path), name = elide(name, 80))
            }
            Self::SignerRevoked { path, name } => {
                problem!("revocations-signer-revoked", file = shown(path), name = elide(name, 80))
            }
            Self::Older { path, offered, in_force } => problem!(
                "revocations-older",
                file = shown(path),
                offered = elide(offered, 40),
                in_force = elide(in_force, 40)
            ),
            Self::SameNumber { path, sequence } => {
                problem!("revocations-same-number", file = shown(path), number = sequence.to_string())
            }
            Self::TooMany { path } => problem!("revocations-too-many", file = shown(path)),
            Self::NotMade { .. } => problem!("revocations-not-made"),
        };
        problem.with_cause(self)
    }
}

fn own_problem(path: &Path, fault: &RevocationListFault) -> Problem {
    let file = shown(path);
    match fault {
        RevocationListFault::Text(SignedTextFault::Truncated) => problem!("revocations-truncated", file = file),
        RevocationListFault::Text(SignedTextFault::Unsigned) => problem!("revocations-unsigned", file = file),
        RevocationListFault::Text(SignedTextFault::BadCertificate | SignedTextFault::BadSignature) => {
            problem!("revocations-bad-signature", file = file)
        }
        RevocationListFault::Text(
            SignedTextFault::Malformed { .. } | SignedTextFault::OtherSchema { .. } | SignedTextFault::NotCanonical,
        )
        | RevocationListFault::Content { .. } => problem!("revocations-other", file = file),
        RevocationListFault::Future => problem!("revocations-future", file = file),
    }
}

fn crl_problem(path: &Path, fault: CrlFault) -> Problem {
    let file = shown(path);
    match fault {
        CrlFault::Malformed => problem!("revocations-malformed", file = file),
        CrlFault::Several => problem!("revocations-several", file = file),
        CrlFault::TooMany => problem!("revocations-too-many", file = file),
        CrlFault::Indirect => problem!("revocations-indirect", file = file),
        CrlFault::Delta | CrlFault::Partial => problem!("revocations-partial", file = file),
        CrlFault::UnknownCritical => problem!("revocations-unknown-critical", file = file),
        CrlFault::UnknownIssuer => problem!("revocations-unknown-issuer", file = file),
        CrlFault::BadSignature => problem!("revocations-bad-signature", file = file),
        CrlFault::Future => problem!("revocations-future", file = file),
    }
}
