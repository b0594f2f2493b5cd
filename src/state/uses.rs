//! What a key was used for: the record of one identity, filtered, and written to a file.

use std::path::PathBuf;

use crate::problem::Problem;
use crate::provenance::identity::KeyUse;

use super::effect::JobId;

/// What the person does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UsesMsg {
    Ask {
        id: String,
    },
    Filter(String),
    /// Write what the filter shows.
    Export(UsesFormat),
}

/// The form of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UsesFormat {
    Csv,
    Json,
}

impl UsesFormat {
    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }
}

/// The uses of one identity.
#[derive(Debug, Clone)]
pub struct UsesDialog {
    pub id: String,
    pub filter: String,
    pub content: Uses,
    /// Writing them failed.
    pub problem: Option<Problem>,
}

/// How far reading them has come.
#[derive(Debug, Clone)]
pub enum Uses {
    Loading(JobId),
    Ready {
        /// The newest first.
        uses: Vec<KeyUse>,
        /// Lines that are damaged or of a newer version.
        strange: usize,
    },
    Failed(Problem),
}

impl UsesDialog {
    /// What the filter lets through, the newest first: any part of the file's name, digest, purpose or time.
    pub fn shown(&self) -> Vec<&KeyUse> {
        let Uses::Ready { uses, .. } = &self.content else { return Vec::new() };
        let wanted = self.filter.trim().to_lowercase();
        let holds = |text: &str| text.to_lowercase().contains(&wanted);
        let fits = |own: &&KeyUse| {
            holds(&own.file) || holds(&own.purpose) || holds(&own.at) || own.sha256.as_deref().is_some_and(holds)
        };
        uses.iter().filter(fits).collect()
    }
}

/// Uses to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsesExport {
    pub uses: Vec<KeyUse>,
    pub format: UsesFormat,
    pub target: PathBuf,
}
