//! The Library page: what was seen and checked before. It holds the rows around what is on screen, never all.

use std::path::PathBuf;

use crate::problem::Problem;
use crate::provenance::report::Headline;
use crate::provenance::soft_binding::{Closeness, Difference, Said};

use super::effect::JobId;

/// Rows that are read at once.
pub const PORTION: usize = 300;

/// What the person does on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LibraryMsg {
    /// Part of a path.
    Find(String),
    Headline(Option<Headline>),
    /// Only files of which something else was said than before.
    ChangedOnly(bool),
    Sort(Sort),
    Refresh,
    /// These rows are on screen.
    Visible {
        start: usize,
        end: usize,
    },
    /// Show what looks like the file in the inspector.
    ShowAlike,
    /// Show all files again.
    ShowAll,
    /// A job found out what files look like that were checked before.
    LookedAt,
    /// Open a file on the Files page.
    Open(PathBuf),
    /// Show which files the last change of trust changed.
    ShowChanged,
    DismissChanged,
    /// Ask whether this is to be forgotten.
    AskForget(Forget),
    /// Forget what was asked about.
    Forget,
    /// Remembered files are looked at again, because this job changed what is in force.
    Rechecking(JobId),
    RecheckOver(JobId),
    /// Look at no more of them.
    StopRecheck,
}

/// What is to be forgotten. The files themselves stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Forget {
    File(PathBuf),
    All,
}

/// The order of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    #[default]
    Newest,
    Path,
    Headline,
}

impl Sort {
    pub const ALL: [Self; 3] = [Self::Newest, Self::Path, Self::Headline];

    /// The end of its locale key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Path => "path",
            Self::Headline => "headline",
        }
    }
}

/// Look for what looks like a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlikeTo {
    pub path: PathBuf,
    /// What is said of it now.
    pub said: Said,
}

/// How many files seen before look like the one in the inspector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AlikeCount {
    /// Nobody asked, or there is no answer.
    #[default]
    Unknown,
    Asking(JobId),
    Files(usize),
    /// There is too little in the picture to compare it.
    Plain,
    NoPicture,
}

/// How a row is like the file in question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowAlike {
    pub closeness: Closeness,
    pub differences: Vec<Difference>,
}

/// Which rows to read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LibraryQuery {
    pub find: String,
    pub headline: Option<Headline>,
    pub changed_only: bool,
    pub sort: Sort,
    /// Only files that look like this one, the nearest first; nothing else of the query counts then.
    pub alike: Option<AlikeTo>,
    /// Number of the first row.
    pub offset: usize,
}

/// One file. The name of the signer is a stranger's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibraryRow {
    pub path: PathBuf,
    /// `None` for a word that this version does not know.
    pub headline: Option<Headline>,
    pub signer: Option<String>,
    /// RFC 3339.
    pub checked: String,
    /// What was said of the same bytes before, if something else.
    pub before: Option<Headline>,
    pub is_gone: bool,
    /// When look-alikes are listed.
    pub alike: Option<RowAlike>,
}

/// What a job read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LibraryRows {
    pub offset: usize,
    pub rows: Vec<LibraryRow>,
    /// Rows that match in all.
    pub total: usize,
}

/// How far reading has come.
#[derive(Debug, Clone, Default)]
pub enum LibraryContent {
    #[default]
    Loading,
    Ready(LibraryRows),
    Failed(Problem),
}

/// What a change of trust changed, to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustEffect {
    /// The whole in one sentence.
    pub sentence: String,
    /// Files of which something else is said now.
    pub changed: usize,
}

/// What the page shows.
#[derive(Debug, Clone, Default)]
pub struct LibraryPage {
    pub content: LibraryContent,
    pub query: LibraryQuery,
    /// The newest job; answers of older ones are about another query.
    pub loading: Option<JobId>,
    /// Shown on the Trust page until the person has seen it.
    pub trust_effect: Option<TrustEffect>,
    /// Jobs that look at remembered files again.
    pub rechecking: Vec<JobId>,
    /// The person stopped them; each ends at its next file.
    pub is_stopping: bool,
}

impl LibraryPage {
    /// The row of that number, if it is at hand.
    pub fn row(&self, number: usize) -> Option<&LibraryRow> {
        let LibraryContent::Ready(rows) = &self.content else { return None };
        rows.rows.get(number.checked_sub(rows.offset)?)
    }

    /// Whether all of these rows are at hand.
    pub fn holds(&self, start: usize, end: usize) -> bool {
        let LibraryContent::Ready(rows) = &self.content else { return false };
        start >= rows.offset && end.min(rows.total) <= rows.offset + rows.rows.len()
    }
}
