//! What a watch has done, so that a restart does not do it again. One small file for each pair of folders, in Lightmark's
//! own folder; never in a person's.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::pairing::Facts;
use crate::problem::Problem;
use crate::whole_file;

/// The folder in Lightmark's data.
const FOLDER: &str = "watch";
/// A larger file is none of ours.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// What was recorded, by the edit's place below the watched folder.
#[derive(Debug, Default)]
pub(super) struct Memory {
    file: PathBuf,
    done: BTreeMap<String, Facts>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Stored {
    done: BTreeMap<String, Facts>,
}

impl Memory {
    /// Reads what was done for these folders; what cannot be read counts as nothing done, and copies that are there
    /// already are not made again.
    pub(super) fn open(data: &Path, watched: &Path, out: &Path) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(watched.as_os_str().as_encoded_bytes());
        hasher.update([0]);
        hasher.update(out.as_os_str().as_encoded_bytes());
        let file = data.join(FOLDER).join(format!("{}.json", hex::encode(hasher.finalize())));
        let stored = whole_file::read(&file, MAX_BYTES).ok();
        let stored: Stored = stored.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        Self { file, done: stored.done }
    }

    /// Whether this very file was recorded.
    pub(super) fn is_done(&self, edit: &Path, facts: &Facts) -> bool {
        self.done.get(&key(edit)) == Some(facts)
    }

    /// Whether a file of this name was recorded, perhaps an earlier one.
    pub(super) fn knows(&self, edit: &Path) -> bool {
        self.done.contains_key(&key(edit))
    }

    /// Keeps that it was recorded.
    ///
    /// # Errors
    /// The file cannot be written; it is remembered until the end of this watch all the same.
    pub(super) fn keep(&mut self, edit: PathBuf, facts: Facts) -> Result<(), Problem> {
        self.done.insert(key(&edit), facts);
        let refused = |error: &dyn std::error::Error| crate::problem!("watch-memory").with_cause(error);
        let bytes = serde_json::to_vec(&Stored { done: self.done.clone() }).map_err(|error| refused(&error))?;
        whole_file::replace(&self.file, &bytes).map_err(|error| refused(&error))
    }
}

/// A name that is no text is kept by its bytes.
fn key(path: &Path) -> String {
    path.to_str().map_or_else(|| format!("//{}", hex::encode(path.as_os_str().as_encoded_bytes())), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restart_remembers_and_a_changed_file_is_new() {
        let dir = tempfile::tempdir().unwrap();
        let open = || Memory::open(dir.path(), Path::new("/w"), Path::new("/o"));
        let (edit, facts) = (PathBuf::from("a/b.jpg"), Facts { size_bytes: 7, modified_ns: u64::MAX / 2 });
        let mut memory = open();
        assert!(!memory.is_done(&edit, &facts) && !memory.knows(&edit));
        memory.keep(edit.clone(), facts).unwrap();
        let again = open();
        assert!(again.is_done(&edit, &facts));
        let grown = Facts { size_bytes: 8, ..facts };
        assert!(!again.is_done(&edit, &grown) && again.knows(&edit));
        assert!(!Memory::open(dir.path(), Path::new("/w"), Path::new("/other")).knows(&edit));
        std::fs::write(&again.file, b"{ broken").unwrap();
        assert!(!open().knows(&edit));
    }
}
