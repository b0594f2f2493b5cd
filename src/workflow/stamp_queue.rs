//! Files that were signed without the time stamp that was wanted, and wait for one: `time-stamp-queue.json` among
//! Lightmark's data. Never asks for a stamp; `sign` does, when the person says so.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::home::Home;
use crate::problem::Problem;
use crate::whole_file;

const FILE: &str = "time-stamp-queue.json";
/// Held while the file is read and replaced, so that two programs do not lose each other's entries.
const LOCK: &str = "time-stamp-queue.lock";
const SCHEMA: &str = "lightmark.time-stamp-queue/1";
const LIMIT_BYTES: u64 = 64 * 1024 * 1024;

/// One file that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Where it is, from the root.
    pub path: PathBuf,
    /// The authority that was asked.
    pub url: String,
    /// Since when, RFC 3339 in UTC.
    pub since: String,
    /// Why there was no stamp, in words.
    pub reason: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Whole {
    schema: String,
    #[serde(default)]
    files: Vec<Waiting>,
}

/// What can go wrong with the queue.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    #[error("cannot read {path}")]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{path} is not a queue")]
    Malformed { path: PathBuf, source: serde_json::Error },
    #[error("cannot write {path}")]
    Unwritable { path: PathBuf, source: io::Error },
}

impl QueueError {
    /// The error in words.
    pub fn problem(&self) -> Problem {
        let shown = |path: &PathBuf| crate::locale::plain(&path.to_string_lossy());
        match self {
            Self::Unreadable { path, .. } => crate::problem!("stamp-queue-unreadable", path = shown(path)),
            Self::Malformed { path, .. } => crate::problem!("stamp-queue-malformed", path = shown(path)),
            Self::Unwritable { path, .. } => crate::problem!("stamp-queue-unwritable", path = shown(path)),
        }
        .with_cause(self)
    }
}

/// Every file that waits, in the order in which they came.
///
/// # Errors
/// The file cannot be read or understood.
pub fn load(home: &Home) -> Result<Vec<Waiting>, QueueError> {
    let path = home.data.join(FILE);
    let unreadable = |source| QueueError::Unreadable { path: path.clone(), source };
    let mut bytes = Vec::new();
    match File::open(&path) {
        Ok(file) => file.take(LIMIT_BYTES).read_to_end(&mut bytes).map_err(unreadable)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(error)),
    };
    let whole: Whole = serde_json::from_slice(&bytes).map_err(|source| QueueError::Malformed { path, source })?;
    Ok(whole.files)
}

/// Adds a file; one that waits already is replaced.
///
/// # Errors
/// The file cannot be read, understood or written; then it is as it was.
pub fn add(home: &Home, waiting: Waiting) -> Result<(), QueueError> {
    change(home, |files| {
        files.retain(|known| known.path != waiting.path);
        files.push(waiting);
    })
}

/// Takes a file out of the queue.
///
/// # Errors
/// Those of [`add`].
pub fn remove(home: &Home, path: &Path) -> Result<(), QueueError> {
    change(home, |files| files.retain(|known| known.path != path))
}

fn change(home: &Home, edit: impl FnOnce(&mut Vec<Waiting>)) -> Result<(), QueueError> {
    let path = home.data.join(FILE);
    let unwritable = |source| QueueError::Unwritable { path: path.clone(), source };
    fs::create_dir_all(&home.data).map_err(unwritable)?;
    let lock = File::options().create(true).append(true).open(home.data.join(LOCK)).map_err(unwritable)?;
    lock.lock().map_err(unwritable)?;
    let mut files = load(home)?;
    edit(&mut files);
    let whole = serde_json::to_vec_pretty(&Whole { schema: SCHEMA.to_owned(), files }).map_err(io::Error::from);
    whole.and_then(|whole| whole_file::replace(&path, &whole)).map_err(unwritable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home() -> (tempfile::TempDir, Home) {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        let home = Home { data: at("data"), config: at("config"), cache: at("cache") };
        (dir, home)
    }

    fn waiting(path: &str, url: &str) -> Waiting {
        Waiting { path: path.into(), url: url.into(), since: "2026-11-20T12:00:00Z".into(), reason: "Down.".into() }
    }

    #[test]
    fn many_at_once_lose_nothing_and_a_file_waits_once() {
        let (_dir, home) = home();
        assert_eq!(load(&home).unwrap(), []);
        std::thread::scope(|scope| {
            for number in 0..20 {
                let home = &home;
                scope.spawn(move || add(home, waiting(&format!("/p/{number}.jpg"), "http://a/")).unwrap());
            }
        });
        add(&home, waiting("/p/7.jpg", "http://b/")).unwrap();
        remove(&home, Path::new("/p/8.jpg")).unwrap();
        let files = load(&home).unwrap();
        assert_eq!(files.len(), 19);
        assert_eq!(files.last(), Some(&waiting("/p/7.jpg", "http://b/")));
    }

    #[test]
    fn a_broken_queue_is_told_and_not_replaced() {
        let (_dir, home) = home();
        fs::create_dir_all(&home.data).unwrap();
        fs::write(home.data.join(FILE), "{").unwrap();
        assert!(matches!(add(&home, waiting("/a", "b")), Err(QueueError::Malformed { .. })));
        assert_eq!(fs::read_to_string(home.data.join(FILE)).unwrap(), "{");
    }
}
