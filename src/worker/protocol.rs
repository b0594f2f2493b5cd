//! What is said between the program and its worker children. Never how it travels: that is `frame`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::media::Picture;
use crate::media::edit::Rendered;
use crate::problem::Problem;
use crate::provenance::changed::Changed;
use crate::provenance::edit::{Edit, Output};
use crate::provenance::redaction::Policy;
use crate::provenance::report::Report;
use crate::provenance::rights_statement::RightsStatement;

/// One thing to do with one file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Task {
    /// The whole report. `at` is RFC 3339: judge certificates as of then. `digest`: compute the SHA-256, too.
    Examine {
        #[serde(with = "any_path")]
        path: PathBuf,
        at: Option<String>,
        digest: bool,
    },
    /// The same, with documents that were fetched from web sites for this file, by address: the keys of issuers named
    /// by `did:web`. The worker has no network.
    ExamineWith {
        #[serde(with = "any_path")]
        path: PathBuf,
        at: Option<String>,
        digest: bool,
        documents: BTreeMap<String, String>,
    },
    /// The manifest store as crJSON.
    CrJson {
        #[serde(with = "any_path")]
        path: PathBuf,
    },
    /// One manifest, whole, as JSON, for the drill-down.
    Manifest {
        #[serde(with = "any_path")]
        path: PathBuf,
        label: String,
    },
    /// A picture to show, no side longer than `max_side`; a manifest's thumbnail when there are no pixels.
    Picture {
        #[serde(with = "any_path")]
        path: PathBuf,
        max_side: u32,
    },
    /// A thumbnail in a manifest that somebody's signature stands for, by its JUMBF URI.
    SignedThumbnail {
        #[serde(with = "any_path")]
        path: PathBuf,
        uri: String,
        max_side: u32,
    },
    /// What changed from such a thumbnail to the file's own picture.
    WhatChanged {
        #[serde(with = "any_path")]
        path: PathBuf,
        uri: String,
    },
    /// The picture after an edit, at full size, as a whole file.
    Render {
        #[serde(with = "any_path")]
        path: PathBuf,
        edit: Box<Edit>,
        output: Output,
    },
    /// What the picture looks like: a `Looked` as JSON.
    Look {
        #[serde(with = "any_path")]
        path: PathBuf,
    },
    /// A small JPEG for a claim thumbnail.
    ThumbnailJpeg {
        #[serde(with = "any_path")]
        path: PathBuf,
        max_side: u32,
    },
    /// How to make a redacted copy: a `media::redact::Plan` as JSON.
    PlanRedaction {
        #[serde(with = "any_path")]
        path: PathBuf,
        policy: Box<Policy>,
    },
    /// Whether a redacted copy keeps its promise: a `media::redact::proof::Proof` as JSON.
    ProveRedaction {
        #[serde(with = "any_path")]
        path: PathBuf,
        #[serde(with = "any_path")]
        copy: PathBuf,
        policy: Box<Policy>,
    },
    /// What changed from the file to another that was made from it: a `Comparison` as JSON.
    Compare {
        #[serde(with = "any_path")]
        path: PathBuf,
        #[serde(with = "any_path")]
        edited: PathBuf,
    },
    /// The same for a copy that was signed since, which may hold a manifest store.
    ProveSigned {
        #[serde(with = "any_path")]
        path: PathBuf,
        #[serde(with = "any_path")]
        copy: PathBuf,
        policy: Box<Policy>,
    },
    /// What the file's manifests hold and what the policy takes out of them: a `HistoryPlan` as JSON.
    PlanHistory {
        #[serde(with = "any_path")]
        path: PathBuf,
        policy: Box<Policy>,
    },
    /// Whether what the policy drops is gone from a copy's manifests, and nothing else: a `proof::Proof` as JSON.
    ProveHistory {
        #[serde(with = "any_path")]
        path: PathBuf,
        #[serde(with = "any_path")]
        copy: PathBuf,
        policy: Box<Policy>,
    },
    /// How to make a copy with these rights: a `media::rights_write::RightsPlan` as JSON.
    PlanRights {
        #[serde(with = "any_path")]
        path: PathBuf,
        rights: Box<RightsStatement>,
    },
}

impl Task {
    /// The file that it is about.
    pub fn path(&self) -> &Path {
        match self {
            Self::Examine { path, .. }
            | Self::ExamineWith { path, .. }
            | Self::CrJson { path }
            | Self::Manifest { path, .. }
            | Self::Picture { path, .. }
            | Self::SignedThumbnail { path, .. }
            | Self::WhatChanged { path, .. }
            | Self::Render { path, .. }
            | Self::Look { path }
            | Self::ThumbnailJpeg { path, .. }
            | Self::PlanRedaction { path, .. }
            | Self::ProveRedaction { path, .. }
            | Self::Compare { path, .. }
            | Self::ProveSigned { path, .. }
            | Self::PlanHistory { path, .. }
            | Self::ProveHistory { path, .. }
            | Self::PlanRights { path, .. } => path,
        }
    }
}

/// What came of it. A file that could not be checked is a `Report` with a problem, not a `Failed`.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    Report(Box<Report>),
    Json(serde_json::Value),
    Picture(Picture),
    Jpeg(Option<Vec<u8>>),
    /// What was measured, and the thumbnail turned as the picture is.
    Changed(Box<Changed>, Picture),
    Rendered(Box<Rendered>),
    Failed(Problem),
}

/// Paths that are not Unicode travel as the system's own units, because JSON text cannot hold them.
mod any_path {
    use std::path::{Path, PathBuf};

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Wire<'a> {
        Text(std::borrow::Cow<'a, str>),
        Units(Vec<u16>),
    }

    pub fn serialize<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
        match path.to_str() {
            Some(text) => Wire::Text(text.into()).serialize(serializer),
            None => Wire::Units(units(path)).serialize(serializer),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PathBuf, D::Error> {
        match Wire::deserialize(deserializer)? {
            Wire::Text(text) => Ok(PathBuf::from(text.into_owned())),
            Wire::Units(units) => Ok(from_units(&units)),
        }
    }

    #[cfg(unix)]
    fn units(path: &Path) -> Vec<u16> {
        use std::os::unix::ffi::OsStrExt;
        path.as_os_str().as_bytes().iter().map(|byte| u16::from(*byte)).collect()
    }

    #[cfg(unix)]
    fn from_units(units: &[u16]) -> PathBuf {
        use std::os::unix::ffi::OsStringExt;
        let bytes = units.iter().map(|unit| u8::try_from(*unit).unwrap_or(b'?')).collect();
        std::ffi::OsString::from_vec(bytes).into()
    }

    #[cfg(windows)]
    fn units(path: &Path) -> Vec<u16> {
        use std::os::windows::ffi::OsStrExt;
        path.as_os_str().encode_wide().collect()
    }

    #[cfg(windows)]
    fn from_units(units: &[u16]) -> PathBuf {
        use std::os::windows::ffi::OsStringExt;
        std::ffi::OsString::from_wide(units).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_paths_travel_as_text() {
        let json = serde_json::to_string(&Task::CrJson { path: "a/Ñ\n.jpg".into() }).unwrap();
        assert_eq!(json, r#"{"CrJson":{"path":"a/Ñ\n.jpg"}}"#);
        assert_eq!(serde_json::from_str::<Task>(&json).unwrap().path(), Path::new("a/Ñ\n.jpg"));
    }

    #[cfg(unix)]
    #[test]
    fn paths_that_are_not_unicode_arrive_unchanged() {
        use std::os::unix::ffi::OsStrExt;
        let path = PathBuf::from(std::ffi::OsStr::from_bytes(b"bad\xff\xfename.jpg"));
        let json = serde_json::to_string(&Task::CrJson { path: path.clone() }).unwrap();
        assert_eq!(serde_json::from_str::<Task>(&json).unwrap().path(), path);
    }
}
