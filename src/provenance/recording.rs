//! An edit that was made in another program, as it is proposed and as it is to be signed. Pure; measures nothing.

use std::path::PathBuf;

use serde::Serialize;

use super::comparison::Comparison;
use super::edit::Step;

/// What was measured, and what is proposed to be recorded.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proposal {
    pub comparison: Comparison,
    /// To be signed, once confirmed or corrected.
    pub steps: Vec<Step>,
    /// The program that the edited file names in its metadata, which anyone could have written there.
    pub software: Option<String>,
    /// What that program's own history in the file says it did (XMP), as `field: value`.
    pub claims: Vec<String>,
    /// Names of metadata fields that the source has and the edited file has not.
    pub metadata_removed: Vec<String>,
    pub metadata_added: Vec<String>,
    /// SHA-256 of the edited file that was measured, in hexadecimal.
    pub edited_sha256: Option<String>,
    /// The program copied the source's Content Credentials, which do not fit what it made of it; they are replaced.
    pub is_carried_along: bool,
}

/// What is signed in place of the source.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    pub edited: PathBuf,
    pub steps: Vec<Step>,
    /// Something of the source is out of sight, so no earlier thumbnail may show it.
    pub hides: bool,
    /// SHA-256 of the file that was measured; another file is not signed in its place.
    pub sha256: Option<String>,
    /// Other files that went into the picture, in the order in which `steps` number them.
    pub also: Vec<PathBuf>,
}

impl Proposal {
    /// What is signed when these steps are confirmed for this edited file.
    pub fn confirmed(&self, edited: PathBuf, steps: Vec<Step>) -> Recorded {
        Recorded { edited, steps, hides: self.comparison.hides(), sha256: self.edited_sha256.clone(), also: Vec::new() }
    }
}

impl Recorded {
    /// Lists other files that went into the picture, each placed by a step of its own.
    #[must_use]
    pub fn with_also(mut self, files: Vec<PathBuf>, software: Option<&str>) -> Self {
        let placed = (0..files.len()).map(|index| Step {
            component: Some(index),
            software: software.map(str::to_owned),
            ..Step::named("c2pa.placed")
        });
        self.steps.extend(placed);
        self.also = files;
        self
    }
}
