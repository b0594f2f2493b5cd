//! The only error that a person sees: what happened, why, and what to do about it.
//!
//! Each service maps its own error to a `Problem` in one exhaustive match. The words come from
//! `assets/locales`, where a problem is a message with the attributes `why` and `remedy`; a test sees to it
//! that no remedy is empty.

use serde::{Deserialize, Serialize};

use crate::locale::{self, Args};

/// What happened, why, and what to do, in whole sentences, ready to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub what: String,
    pub why: String,
    pub remedy: String,
    /// For the curious and for a report to us: the technical cause, never localised. May be empty.
    #[serde(default)]
    pub details: String,
}

impl Problem {
    /// The problem whose locale message is `problem-{key}`.
    pub fn new(key: &str, args: Args<'_>) -> Self {
        let id = format!("problem-{key}");
        Self {
            what: locale::text_with(&id, args),
            why: locale::attribute(&id, "why", args),
            remedy: locale::attribute(&id, "remedy", args),
            details: String::new(),
        }
    }

    /// Adds the technical cause, with the causes beneath it.
    pub fn with_cause(mut self, error: &dyn std::error::Error) -> Self {
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            let cause_text = cause.to_string();
            if !text.contains(&cause_text) {
                text.push_str(": ");
                text.push_str(&cause_text);
            }
            source = cause.source();
        }
        self.details = text;
        self
    }

    /// Adds technical details in words.
    pub fn with_details(mut self, details: impl Into<String>) -> Self {
        self.details = details.into();
        self
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What happened is often a title, without a full stop.
        let end = if self.what.ends_with(['.', '!', '?', '…']) { "" } else { "." };
        write!(f, "{}{end} {} {}", self.what, self.why, self.remedy)
    }
}
