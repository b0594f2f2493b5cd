//! What each page shows, as data: words, icons and tones, nothing of how they are painted.

pub mod activity;
pub mod approval;
pub mod batch;
pub mod campaign;
pub mod decisions;
pub mod details;
pub mod graph;
pub mod history;
pub mod identities;
pub mod library;
pub mod list;
pub mod metadata;
pub mod named_actor;
pub mod recipes;
pub mod recording;
pub mod redaction;
pub mod redaction_history;
pub mod rights;
pub mod signing;
pub mod stamps;
pub mod status;
pub mod summary;
pub mod trust;

use super::icon::Mark;
use super::theme::Tone;

/// A label and what stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    pub label: String,
    pub value: String,
    /// Text for the clipboard, where copying makes sense.
    pub copy: Option<String>,
    /// What it belongs to, where others of the same label stand beside it; for those who hear the button's name.
    pub of: Option<String>,
}

impl Pair {
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into(), copy: None, of: None }
    }

    pub fn copied(label: impl Into<String>, value: impl Into<String>, copy: &str) -> Self {
        Self { copy: Some(copy.to_owned()), ..Self::new(label, value) }
    }

    pub fn of(self, whole: String) -> Self {
        Self { of: Some(whole), ..self }
    }
}

/// The word for a tone in text snapshots.
pub fn tone_word(mark: &Mark) -> &'static str {
    match mark.1 {
        Tone::Ok => "ok",
        Tone::Info => "info",
        Tone::Warn => "warn",
        Tone::Bad => "bad",
        Tone::Muted => "muted",
    }
}

/// Strangers' text: plain, and no longer than a panel can hold.
pub fn stranger(text: &str) -> String {
    crate::locale::elide(text, 300)
}

/// A fingerprint in groups of four.
pub fn grouped(hex: &str) -> String {
    let chars: Vec<char> = crate::locale::elide(hex, 128).chars().collect();
    chars.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
