//! What was seen and checked before: an SQLite file in Lightmark's own data. Never the network, never the content of
//! a file, never metadata, thumbnails or secrets; losing it costs memory, not files. Of a picture it keeps a hash that
//! tells look-alikes (`looks`).
//!
//! [`Library`] is one connection; each thread and process has its own, and waits for the others. [`Recorder`] writes
//! from a thread of its own, many checks in one transaction, so that verifying waits for nothing. `schema` opens the
//! file, brings an older one up to date and sets a damaged one aside; `ask` holds the questions.

mod ask;
mod looks;
mod recorder;
mod schema;
mod seen;

use std::path::{Path, PathBuf};

use crate::problem;
use crate::problem::Problem;

pub use ask::{Known, Listing, Order, Remembered, Touched};
pub use looks::{Alike, Sight};
pub use recorder::Recorder;
pub use seen::{Cause, Outcome, Seen};

/// The library's file in Lightmark's data.
pub const FILE: &str = "library.sqlite3";

/// One connection to the library.
#[derive(Debug)]
pub struct Library {
    connection: rusqlite::Connection,
    path: PathBuf,
    file_number: Option<u64>,
}

/// What was opened.
#[derive(Debug)]
pub struct Opened {
    pub library: Library,
    /// Where a damaged one was put, before this new one was begun.
    pub set_aside: Option<PathBuf>,
}

/// What can go wrong with the library. Never a reason to fail a check of a file.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    #[error("cannot make {path}")]
    Folder { path: PathBuf, source: std::io::Error },
    #[error("{path} cannot be used")]
    Unusable { path: PathBuf, source: rusqlite::Error },
    #[error("{path} is of version {version}")]
    Newer { path: PathBuf, version: i64 },
    #[error("{path} is damaged and cannot be moved")]
    NotSetAside { path: PathBuf, source: std::io::Error },
}

impl LibraryError {
    /// The error in words.
    pub fn problem(&self) -> Problem {
        let shown = |path: &Path| crate::locale::plain(&path.to_string_lossy());
        match self {
            Self::Folder { path, .. } | Self::Unusable { path, .. } => {
                problem!("library-unusable", path = shown(path))
            }
            Self::Newer { path, .. } => problem!("library-newer", path = shown(path)),
            Self::NotSetAside { path, .. } => problem!("library-not-set-aside", path = shown(path)),
        }
        .with_cause(self)
    }

    /// Whether the file itself is broken, so that only a new one helps.
    pub fn is_damage(&self) -> bool {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
        matches!(self, Self::Unusable { source, .. }
            if matches!(source.sqlite_error_code(), Some(DatabaseCorrupt | NotADatabase)))
    }
}

impl Library {
    /// Opens the library under `data_dir`, or begins one. A damaged one is set aside, and the answer says where.
    pub fn open(data_dir: &Path) -> Result<Opened, LibraryError> {
        schema::open(data_dir)
    }

    /// Opens the library where there is one; asking questions begins none.
    pub fn open_existing(data_dir: &Path) -> Result<Option<Opened>, LibraryError> {
        if data_dir.join(FILE).exists() { schema::open(data_dir).map(Some) } else { Ok(None) }
    }

    /// Whether the file that is open is still the one in its place, and not one that was set aside or taken away.
    pub fn is_in_place(&self) -> bool {
        file_number(&self.path).is_some_and(|number| Some(number) == self.file_number)
    }

    fn unusable(&self, source: rusqlite::Error) -> LibraryError {
        LibraryError::Unusable { path: self.path.clone(), source }
    }
}

/// Whether a file is still as it was when it was seen, as far as size and time of writing tell.
pub fn is_same(metadata: &std::fs::Metadata, known: &Known) -> bool {
    metadata.len() == known.size_bytes
        && known.modified_ns.is_some()
        && seen::nanoseconds(metadata) == known.modified_ns
}

/// Now, as the library writes times: RFC 3339 in UTC, always with three digits, so that their order is that of texts.
pub fn now() -> String {
    stamp(jiff::Timestamp::now())
}

/// A moment as the library writes it.
pub fn stamp(at: jiff::Timestamp) -> String {
    format!("{at:.3}")
}

/// Tells a file from another that takes its name; where the system has no such numbers, whether there is one.
fn file_number(path: &Path) -> Option<u64> {
    let metadata = std::fs::metadata(path).ok()?;
    #[cfg(unix)]
    return Some(std::os::unix::fs::MetadataExt::ino(&metadata));
    #[cfg(not(unix))]
    return Some(u64::from(metadata.is_file()));
}
