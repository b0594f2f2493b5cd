//! Approvals: what a person decided about a file, as a signed statement of their own. Never a word about the content's truth.

use serde::{Deserialize, Serialize};

/// The assertion that an approval stands in. The specification has none for it, so the name is Lightmark's own
/// (C2PA 2.4 §6.2.1).
pub const LABEL: &str = "app.lightmark.approval";

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    Approved,
    Rejected,
    /// Looked at, without a decision.
    Reviewed,
}

impl Decision {
    /// Every decision, in the order of a menu.
    pub const ALL: [Self; 3] = [Self::Approved, Self::Rejected, Self::Reviewed];

    /// The word on the command line and in the assertion.
    pub fn key(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Reviewed => "reviewed",
        }
    }
}

/// One approval. Who gave it and when is told by the signature over it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    pub decision: Decision,
    /// In which role: picture editor, legal, client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Found when reading, never written: the file was changed by a later step, so this was for the earlier version.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub superseded: bool,
}
