//! What is said between the program and its worker children.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::media::Picture;
use crate::problem::Problem;
use crate::provenance::report::Report;

/// One thing to do with one file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Task {
    /// The whole report. `at` is RFC 3339: judge certificates as of then. `digest`: compute the SHA-256, too.
    Examine { path: PathBuf, at: Option<String>, digest: bool },
    /// The manifest store as crJSON.
    CrJson { path: PathBuf },
    /// One manifest, whole, as JSON, for the drill-down.
    Manifest { path: PathBuf, label: String },
    /// A picture to show, no side longer than `max_side`; a manifest's thumbnail when there are no pixels.
    Picture { path: PathBuf, max_side: u32 },
    /// The thumbnail of one manifest's claim.
    ManifestPicture { path: PathBuf, label: String, max_side: u32 },
    /// A small JPEG for a claim thumbnail.
    ThumbnailJpeg { path: PathBuf, max_side: u32 },
}

/// What came of it. A file that could not be checked is a `Report` with a problem, not a `Failed`.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    Report(Box<Report>),
    Json(serde_json::Value),
    Picture(Picture),
    Jpeg(Option<Vec<u8>>),
    Failed(Problem),
}
