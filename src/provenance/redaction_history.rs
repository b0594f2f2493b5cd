//! What a file's signed history says, assertion by assertion, what a policy takes out of it, and what can be learned
//! from what is left. Pure; never holds a value that was taken out.

use serde::{Deserialize, Serialize};

use super::redaction::Fate;
use super::report::StoreLocation;

/// One assertion of one of the file's manifests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryItem {
    /// The JUMBF URI by which a later manifest names it.
    pub uri: String,
    /// Label of the manifest that it stands in.
    pub manifest: String,
    /// Name of whoever signed that manifest. Strangers' text.
    pub signer: Option<String>,
    /// The assertion's label, such as `c2pa.thumbnail.claim`. Strangers' text.
    pub label: String,
    /// Its content without the boxes around it.
    pub size_bytes: u64,
    pub fate: Fate,
    /// It was signed together with a random value (C2PA 2.4 §8.4). The hash of an assertion stays in its claim for ever;
    /// without such a value, somebody who guesses a short content can see that the guess is right.
    pub is_salted: bool,
}

/// What a file's manifests hold and what would become of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryPlan {
    /// Oldest manifest first is not promised; the order is that of the URIs.
    pub items: Vec<HistoryItem>,
    /// Where the manifests were found; `None` where the file has none.
    pub store: Option<StoreLocation>,
}

impl HistoryPlan {
    /// What is taken out.
    pub fn dropped(&self) -> impl Iterator<Item = &HistoryItem> {
        self.items.iter().filter(|item| item.fate == Fate::Dropped)
    }
}

/// How assertions alone are taken out of a file's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HistoryRoad {
    /// By an update manifest (C2PA 2.4 §11.2.3): the original signer's hard binding stays in force.
    Update,
    /// By an edit that changes nothing but the manifests: the redactor's own binding takes the place of the signer's.
    Edit,
}

impl HistoryRoad {
    /// The word in JSON and in locale keys.
    pub fn key(self) -> &'static str {
        match self {
            Self::Update => "update",
            Self::Edit => "edit",
        }
    }
}

/// One assertion that a later step took out, as a reader finds it: that it was there, which, and who took it out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovedDetail {
    /// Label of the manifest that it stood in.
    pub manifest: String,
    /// The assertion's label. Strangers' text.
    pub label: String,
    /// Name of whoever took it out. Strangers' text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed_by: Option<String>,
    /// The reason that was given: the remover's own words, else one of the specification's. Strangers' text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// RFC 3339, as the remover's manifest says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}
