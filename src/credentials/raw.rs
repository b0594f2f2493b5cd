//! A manifest store as it stands: crJSON, single manifests, thumbnails. Runs inside a worker child.

use std::path::Path;

use crate::problem::Problem;
use crate::trust::TrustStore;

/// The whole store as crJSON (C2PA crJSON 2.3).
pub fn crjson(_path: &Path, _trust: &TrustStore) -> Result<serde_json::Value, Problem> {
    Err(Problem::new("no-manifest", &[]))
}

/// One manifest with everything in it, for the drill-down.
pub fn manifest(_path: &Path, _label: &str) -> Result<serde_json::Value, Problem> {
    Err(Problem::new("no-manifest", &[]))
}

/// The thumbnail that a manifest's claim carries, as it stands (JPEG, PNG …).
pub fn claim_thumbnail(_path: &Path, _label: &str) -> Option<Vec<u8>> {
    None
}

/// The best thumbnail in the active manifest or its parents.
pub fn best_thumbnail(_path: &Path) -> Option<Vec<u8>> {
    None
}
