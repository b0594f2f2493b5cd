//! What a batch may not write over, whatever the person allowed: the files that it reads, and what it has just written.
//! Never writes.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::target::folder_of;

/// The files that one batch reads and the names that it has given away.
#[derive(Debug, Default)]
pub(in crate::workflow) struct Claims {
    read: HashSet<PathBuf>,
    given: Mutex<HashSet<PathBuf>>,
}

impl Claims {
    /// For a batch that reads these files and is allowed to write over others.
    pub(in crate::workflow) fn reading<'a>(files: impl IntoIterator<Item = &'a Path>) -> Self {
        Self { read: files.into_iter().map(key).collect(), given: Mutex::default() }
    }

    /// Whether the batch reads this file, by whatever name.
    pub(in crate::workflow) fn reads(&self, target: &Path) -> bool {
        !self.read.is_empty() && self.read.contains(&key(target))
    }

    /// Gives the name away; false where another file of the batch has it.
    pub(in crate::workflow) fn take(&self, target: &Path) -> bool {
        self.given.lock().unwrap_or_else(PoisonError::into_inner).insert(key_of_name(target))
    }
}

/// The file that a path leads to; where there is none, the name.
fn key(path: &Path) -> PathBuf {
    path.canonicalize().map_or_else(|_| key_of_name(path), folded)
}

/// The name itself, in the folder that it leads to. What stands there is replaced and not followed.
fn key_of_name(path: &Path) -> PathBuf {
    let folder = folder_of(path);
    let folder = folder.canonicalize().unwrap_or(folder);
    folded(folder.join(path.file_name().unwrap_or_default()))
}

/// Where small and capital letters usually make no difference between names, they make none here.
fn folded(path: PathBuf) -> PathBuf {
    if cfg!(any(windows, target_os = "macos")) { path.to_string_lossy().to_lowercase().into() } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn a_file_is_known_by_whatever_name() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        std::fs::create_dir(at("a")).unwrap();
        std::fs::write(at("a/x.jpg"), b"x").unwrap();
        std::os::unix::fs::symlink("a", at("b")).unwrap();
        std::os::unix::fs::symlink("a/x.jpg", at("y.jpg")).unwrap();
        let claims = Claims::reading([at("b/x.jpg").as_path()]);
        assert!(["a/x.jpg", "b/x.jpg", "y.jpg", "a/../a/x.jpg"].iter().all(|name| claims.reads(&at(name))));
        assert!(!claims.reads(&at("a/z.jpg")) && !Claims::default().reads(&at("a/x.jpg")));
        assert!(claims.take(&at("a/new.jpg")) && !claims.take(&at("b/new.jpg")) && claims.take(&at("new.jpg")));
    }
}
