//! The inspector: which part is open, what is expanded, and the dialog that shows a manifest whole.

use std::collections::BTreeSet;

use crate::problem::Problem;
use crate::provenance::report::Coverage;

use super::effect::JobId;
use super::library::AlikeCount;

/// The part below the five answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    #[default]
    History,
    Rights,
    Metadata,
    Details,
}

impl Part {
    pub const ALL: [Self; 4] = [Self::History, Self::Rights, Self::Metadata, Self::Details];

    /// The end of its locale key.
    pub fn key(self) -> &'static str {
        match self {
            Self::History => "history",
            Self::Rights => "rights",
            Self::Metadata => "metadata",
            Self::Details => "details",
        }
    }
}

/// One of the five questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    Content,
    Signer,
    Time,
    History,
    Rights,
}

impl Question {
    pub const ALL: [Self; 5] = [Self::Content, Self::Signer, Self::Time, Self::History, Self::Rights];

    /// The end of its locale key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::Signer => "signer",
            Self::Time => "time",
            Self::History => "history",
            Self::Rights => "rights",
        }
    }
}

/// Something that can be opened to show more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fold {
    Answer(Question),
    /// An action, by step and place within it.
    Action {
        step: usize,
        action: usize,
    },
    Ingredients {
        step: usize,
    },
}

/// What the person does in the inspector.
#[derive(Debug, Clone, PartialEq)]
pub enum InspectorMsg {
    Turn(Part),
    Toggle(Fold),
    Filter(String),
    /// Show only the metadata that is covered so; all of it.
    Covered(Option<Coverage>),
    /// Show this manifest whole.
    ShowManifest {
        label: String,
    },
    ManifestFind(String),
    CopyManifest,
    CopyReport,
    CopyText(String),
    ComputeDigest,
}

/// What the inspector remembers between frames.
#[derive(Debug, Clone, Default)]
pub struct Inspector {
    pub part: Part,
    pub open: BTreeSet<Fold>,
    /// Filter of the metadata list.
    pub filter: String,
    /// Only metadata that is covered so is listed.
    pub covered: Option<Coverage>,
    /// The SHA-256 of the shown file is being computed.
    pub digest: Option<JobId>,
    /// Files seen before that look like the shown one.
    pub alike: AlikeCount,
}

impl Inspector {
    /// Closes what was open for the file before; the part stays, so that files can be compared.
    pub fn turn_to_another_file(&mut self) {
        self.open.clear();
        self.digest = None;
        self.alike = AlikeCount::default();
        // Another file may have no field that is covered so, and would seem to hold none.
        self.covered = None;
    }

    pub fn toggle(&mut self, fold: Fold) {
        if !self.open.remove(&fold) {
            self.open.insert(fold);
        }
    }
}

/// A manifest shown whole.
#[derive(Debug, Clone)]
pub struct ManifestDialog {
    pub label: String,
    pub content: ManifestContent,
    pub find: String,
}

#[derive(Debug, Clone)]
pub enum ManifestContent {
    Loading(JobId),
    Ready {
        /// Pretty JSON, for the clipboard.
        whole: String,
        /// The same a line each, the longest in parts.
        lines: Vec<String>,
        hits: Vec<usize>,
    },
    Failed(Problem),
}

impl ManifestDialog {
    /// Lines longer than this are broken when shown, so that a hostile one costs no more than it fills.
    pub const LINE_CHARS: usize = 8_000;

    pub fn new(label: String, job: JobId) -> Self {
        Self { label, content: ManifestContent::Loading(job), find: String::new() }
    }

    /// Takes what a job brought.
    pub fn take(&mut self, job: JobId, result: Result<serde_json::Value, Problem>) {
        if !matches!(self.content, ManifestContent::Loading(id) if id == job) {
            return;
        }
        self.content = match result {
            Ok(value) => {
                let text = serde_json::to_string_pretty(&value).unwrap_or_default();
                let lines = text.lines().flat_map(broken).collect();
                ManifestContent::Ready { whole: text, lines, hits: Vec::new() }
            }
            Err(problem) => ManifestContent::Failed(problem),
        };
        self.find(self.find.clone());
    }

    /// Looks for text; no matter whether in capitals.
    pub fn find(&mut self, text: String) {
        let wanted = text.to_lowercase();
        self.find = text;
        if let ManifestContent::Ready { lines, hits, .. } = &mut self.content {
            *hits = if wanted.is_empty() {
                Vec::new()
            } else {
                lines.iter().enumerate().filter(|(_, l)| l.to_lowercase().contains(&wanted)).map(|(i, _)| i).collect()
            };
        }
    }

    /// The whole text, for the clipboard.
    pub fn text(&self) -> Option<String> {
        match &self.content {
            ManifestContent::Ready { whole, .. } => Some(whole.clone()),
            ManifestContent::Loading(_) | ManifestContent::Failed(_) => None,
        }
    }
}

fn broken(line: &str) -> Vec<String> {
    let chars: Vec<char> = line.chars().collect();
    if chars.is_empty() {
        return vec![String::new()];
    }
    chars.chunks(ManifestDialog::LINE_CHARS).map(|part| part.iter().collect()).collect()
}
