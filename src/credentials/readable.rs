//! Whether a path can be examined at all, and why not, in words. Looks at what the system says about the path; never
//! reads the file.

use std::fs::{File, Metadata};
use std::io::{Error, ErrorKind};
use std::path::Path;

use crate::problem;
use crate::problem::Problem;

/// Refuses everything but a regular file that may be read. Opening a pipe or a device could wait for ever or never
/// end, so what kind of thing it is comes first.
pub fn readable(path: &Path) -> Result<Metadata, Problem> {
    let metadata = path.metadata().map_err(|error| unreadable(&error))?;
    if metadata.is_dir() {
        return Err(problem!("file-folder"));
    }
    if !metadata.is_file() {
        return Err(problem!("file-not-regular"));
    }
    File::open(path).map_err(|error| unreadable(&error))?;
    Ok(metadata)
}

/// Why the system does not let a path be read.
pub fn unreadable(error: &Error) -> Problem {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => problem!("file-vanished"),
        ErrorKind::PermissionDenied => problem!("file-no-permission"),
        // A whole file in memory that is larger than a worker may grow.
        ErrorKind::FileTooLarge | ErrorKind::OutOfMemory => problem!("file-too-large"),
        _ => problem!("file-unreadable"),
    }
    .with_cause(error)
}
