//! The trust lists in force, kept in Lightmark's own data and handed to workers as a snapshot.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::path::{Purpose, Vouched};
use crate::problem::Problem;
use crate::provenance::trust_source::{ListKind, TrustListCard};

/// What can go wrong with a list. What was in force stays in force.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    #[error("cannot read {path}")]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{path} holds no certificate")]
    NoCertificates { path: PathBuf },
}

impl TrustError {
    /// The error in words.
    pub fn problem(&self) -> Problem {
        Problem::new("trust-list-unreadable", &[]).with_cause(self)
    }
}

/// One list with its certificates (DER).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustList {
    pub card: TrustListCard,
    pub certificates: Vec<Vec<u8>>,
}

/// A snapshot of every list in force.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustStore {
    pub lists: Vec<TrustList>,
}

impl TrustStore {
    /// The lists kept under `data_dir`; none is no error.
    pub fn load(_data_dir: &Path) -> Result<Self, TrustError> {
        Ok(Self::default())
    }

    /// Adds a list from a PEM (or DER, or ETSI TS 119 602 JSON) file and keeps it under `data_dir`.
    pub fn add(&mut self, _data_dir: &Path, file: &Path, _kind: ListKind) -> Result<TrustListCard, TrustError> {
        Err(TrustError::NoCertificates { path: file.to_owned() })
    }

    /// Removes a list; whether there was one.
    pub fn remove(&mut self, _data_dir: &Path, _id: &str) -> Result<bool, TrustError> {
        Ok(false)
    }

    /// Adds a list for this run only (`--trust-list`, `--tsa-trust-list`). The kind of a signer list is told
    /// from what is in it: the official list is recognised, anything else is a house list.
    pub fn add_for_this_run(&mut self, file: &Path, _purpose: Purpose) -> Result<(), TrustError> {
        Err(TrustError::NoCertificates { path: file.to_owned() })
    }

    /// Whether somebody on the lists vouches for this chain (leaf first, DER) at that time.
    pub fn vouch(&self, _chain: &[Vec<u8>], _purpose: Purpose, _at: jiff::Timestamp) -> Vouched {
        Vouched::NotRecognised { fault: None }
    }

    pub fn anchors_pem(&self, _purpose: Purpose) -> String {
        String::new()
    }

    pub fn contacts_pem(&self) -> String {
        String::new()
    }
}
