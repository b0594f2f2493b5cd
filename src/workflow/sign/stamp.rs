//! Whether a file is still the one that was looked at first. Never reads its bytes.

use std::fs::{self, Metadata};
use std::io;
use std::path::Path;
use std::time::SystemTime;

use super::target::shown_name;
use crate::problem::Problem;

/// What must not change while a copy is made of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::workflow) struct Stamp {
    pub(in crate::workflow) size_bytes: u64,
    pub(in crate::workflow) is_file: bool,
    modified: Option<SystemTime>,
    /// Device and number of the file, where there are such.
    place: Option<(u64, u64)>,
}

impl Stamp {
    /// # Errors
    /// There is no such file, or nothing may be learned of it.
    pub(in crate::workflow) fn of(source: &Path) -> io::Result<Self> {
        let facts = fs::metadata(source)?;
        Ok(Self {
            size_bytes: facts.len(),
            is_file: facts.is_file(),
            modified: facts.modified().ok(),
            place: place_of(&facts),
        })
    }

    /// # Errors
    /// The file changed, became another, or is gone.
    pub(in crate::workflow) fn unchanged(&self, source: &Path) -> Result<(), Problem> {
        match Self::of(source) {
            Ok(now) if now == *self => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(crate::problem!("sign-source-vanished", name = shown_name(source)).with_cause(&error))
            }
            _ => Err(crate::problem!("source-changed", name = shown_name(source))),
        }
    }
}

#[cfg(unix)]
fn place_of(facts: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((facts.dev(), facts.ino()))
}

#[cfg(not(unix))]
fn place_of(_facts: &Metadata) -> Option<(u64, u64)> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_file_of_that_name_is_a_change() {
        let dir = tempfile::tempdir().unwrap();
        let (path, other) = (dir.path().join("a"), dir.path().join("b"));
        fs::write(&path, b"one").unwrap();
        fs::write(&other, b"two").unwrap();
        let stamp = Stamp::of(&path).unwrap();
        let time = fs::metadata(&path).unwrap().modified().unwrap();
        assert!(stamp.unchanged(&path).is_ok());
        fs::File::options().write(true).open(&other).unwrap().set_modified(time).unwrap();
        fs::rename(&other, &path).unwrap();
        assert_eq!(stamp.unchanged(&path).is_ok(), !cfg!(unix), "same size and time, another file");
        let said = || stamp.unchanged(&path).unwrap_err().what;
        fs::write(&path, b"three").unwrap();
        assert!(said().contains("changed"), "{}", said());
        fs::remove_file(&path).unwrap();
        assert!(said().contains("no longer there"), "{}", said());
    }
}
