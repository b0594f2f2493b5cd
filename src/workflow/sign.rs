//! Sign: files + statement + identity → signed copies, each read back and verified before its name changes hands.

use std::path::PathBuf;

use crate::keys::SigningIdentity;
use crate::problem::Problem;
use crate::provenance::report::Report;
use crate::provenance::statement::Statement;
use crate::worker::Pool;

/// Where signed copies go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// Beside each original, named by the pattern.
    Beside,
    /// Into this folder, named by the pattern.
    Folder(PathBuf),
    /// To this very file; for one source only.
    File(PathBuf),
    /// In place of the original, by the person's choice.
    Replace,
}

/// What to do when the target exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// Leave it and report a problem for this file.
    Refuse,
    /// Choose the next free name (`-2`, `-3` …).
    Number,
    /// Replace it; the person was asked.
    Overwrite,
}

/// A whole batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignPlan {
    pub statement: Statement,
    pub destination: Destination,
    /// Name of a signed copy: `{name}` is the original's name without ending; `{name}-signed` by default.
    pub name_pattern: String,
    pub existing: Existing,
    pub sidecar: bool,
    /// Sign an edit over a parent whose own credentials are broken; asked for by the person after being told.
    pub allow_broken_parent: bool,
}

/// What came of one file.
#[derive(Debug, Clone, PartialEq)]
pub enum Signed {
    /// Written and read back; the report is of the new file.
    Done {
        source: PathBuf,
        target: PathBuf,
        report: Box<Report>,
    },
    Failed {
        source: PathBuf,
        problem: Problem,
    },
    /// Not begun, because the person cancelled.
    Cancelled {
        source: PathBuf,
    },
}

/// Signs every file, several at once, and gives each outcome with its index as it comes.
pub fn sign(
    _pool: &Pool,
    _identity: &SigningIdentity,
    _files: &[PathBuf],
    _plan: &SignPlan,
    _on_signed: &(dyn Fn(usize, Signed) + Sync),
    _keep_going: &(dyn Fn() -> bool + Sync),
) {
}
