//! Verify: files → reports, through the worker pool.

use std::path::PathBuf;

use crate::provenance::report::Report;
use crate::worker::Pool;

/// How to verify.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifyOptions {
    /// RFC 3339; judge certificates as of then.
    pub at: Option<String>,
    /// Also compute each file's SHA-256.
    pub digest: bool,
}

/// Verifies files as they come, at once on all workers; gives each report with its index.
pub fn verify(
    _pool: &Pool,
    _files: &mut (dyn Iterator<Item = PathBuf> + Send),
    _options: &VerifyOptions,
    _on_report: &(dyn Fn(usize, Report) + Sync),
    _keep_going: &(dyn Fn() -> bool + Sync),
) {
}
