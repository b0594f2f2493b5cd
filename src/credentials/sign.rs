//! Asset + statement + identity → a signed copy in a file of its own.

use std::path::{Path, PathBuf};

use crate::keys::SigningIdentity;
use crate::problem::Problem;
use crate::provenance::format::Format;
use crate::provenance::statement::Statement;

/// What to sign and where to put it.
#[derive(Debug, Clone)]
pub struct SignRequest {
    pub source: PathBuf,
    pub format: Format,
    /// The asset's name as it is to stand in the manifest.
    pub title: String,
    pub statement: Statement,
    /// A small JPEG of the picture, if there is one.
    pub thumbnail: Option<Vec<u8>>,
    /// Where to write: the signed copy, or with `sidecar` the manifest store alone.
    pub target: PathBuf,
    pub sidecar: bool,
}

/// What can go wrong while signing one file.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    #[error("signing was cancelled")]
    Cancelled,
}

impl SignError {
    /// The error in words.
    pub fn problem(&self, path: &Path) -> Problem {
        Problem::new("sign-failed", &[("path", path.to_string_lossy().into_owned().into())]).with_cause(self)
    }
}

/// Writes the signed copy (or sidecar) to `request.target`, which must not be the source. Does not verify it.
pub fn sign(
    _request: &SignRequest,
    _identity: &SigningIdentity,
    _keep_going: &(dyn Fn() -> bool + Sync),
) -> Result<(), SignError> {
    Err(SignError::Cancelled)
}
