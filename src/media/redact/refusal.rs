//! What a refused redaction says to the person. Words only, never a decision.

use super::RedactError;
use crate::problem::Problem;
use crate::provenance::format::Format;

impl RedactError {
    /// The error in words.
    pub fn problem(&self) -> Problem {
        let problem = match self {
            Self::Unreadable { .. } => crate::problem!("redact-unreadable"),
            Self::Unsupported { format: Format::Pdf } => crate::problem!("redact-pdf"),
            Self::Unsupported { format: Format::Raw } => crate::problem!("redact-raw"),
            Self::Unsupported { .. } => crate::problem!("redact-unsupported"),
            Self::CannotRemove { part } => crate::problem!("redact-cannot-remove", part = crate::locale::plain(part)),
            Self::Malformed { .. } => crate::problem!("redact-malformed"),
            Self::TooLarge { .. } => crate::problem!("redact-too-large"),
        };
        problem.with_cause(self)
    }
}
