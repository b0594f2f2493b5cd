//! The watch on a folder of exports: which folders, how it goes, what came of each file. Never looks into a folder.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::effect::JobId;
use super::sign::StampForm;
use crate::problem::Problem;
use crate::provenance::report::Report;

/// Rows that are kept; a watch may run for days.
const MOST_ROWS: usize = 500;

/// What the person does.
#[derive(Debug, Clone, PartialEq)]
pub enum WatchMsg {
    /// Show the dialog, whether a watch runs or not.
    Open,
    Choose(WatchFolder),
    Identity(Option<String>),
    Stamp(StampForm),
    Start,
    Stop,
    /// Back from an ended watch to the folders.
    Again,
    ShowCopies,
}

/// One of the three folders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchFolder {
    Watched,
    Sources,
    Out,
}

impl WatchFolder {
    /// In the order of the form.
    pub const ALL: [Self; 3] = [Self::Watched, Self::Sources, Self::Out];

    /// The end of its locale key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Watched => "watched",
            Self::Sources => "sources",
            Self::Out => "out",
        }
    }
}

/// The folders, as they are kept between runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WatchFolders {
    pub watched: Option<PathBuf>,
    pub sources: Option<PathBuf>,
    pub out: Option<PathBuf>,
}

impl WatchFolders {
    pub fn get(&self, folder: WatchFolder) -> Option<&PathBuf> {
        match folder {
            WatchFolder::Watched => self.watched.as_ref(),
            WatchFolder::Sources => self.sources.as_ref(),
            WatchFolder::Out => self.out.as_ref(),
        }
    }

    pub(super) fn set(&mut self, folder: WatchFolder, path: PathBuf) {
        match folder {
            WatchFolder::Watched => self.watched = Some(path),
            WatchFolder::Sources => self.sources = Some(path),
            WatchFolder::Out => self.out = Some(path),
        }
    }
}

/// What to watch, as the person ordered it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchOrder {
    pub watched: PathBuf,
    pub sources: PathBuf,
    pub out: PathBuf,
    /// Id of the identity.
    pub identity: String,
    /// The authority to ask for each copy's time stamp; naming it is the person's say-so for this watch.
    pub timestamp: Option<String>,
    /// Sign without a stamp where none is to be had.
    pub timestamp_optional: bool,
}

/// What a watch has to tell.
#[derive(Debug, Clone, PartialEq)]
pub enum WatchNews {
    Recorded {
        edited: PathBuf,
        source: PathBuf,
        target: PathBuf,
        report: Box<Report>,
    },
    Left {
        edited: PathBuf,
        problem: Problem,
    },
    /// It is hampered, and goes on.
    Trouble(Problem),
}

/// What came of one file.
#[derive(Debug, Clone, PartialEq)]
pub struct WatchRow {
    pub edited: PathBuf,
    pub outcome: WatchOutcome,
}

#[derive(Debug, Clone, PartialEq)]
pub enum WatchOutcome {
    Recorded { source: PathBuf, target: PathBuf, report: Box<Report> },
    Left(Problem),
}

/// One watch.
#[derive(Debug, Clone, PartialEq)]
pub struct WatchRun {
    pub job: JobId,
    pub watched: PathBuf,
    /// The authority that is asked for each copy.
    pub timestamp: Option<String>,
    pub progress: WatchProgress,
    /// The newest first.
    pub rows: Vec<WatchRow>,
    pub recorded: usize,
    pub problem: Option<Problem>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchProgress {
    Going,
    Stopping,
    Ended,
}

/// Everything about watching.
#[derive(Debug, Clone, Default)]
pub struct Watching {
    /// Id of the identity that signs.
    pub identity: Option<String>,
    pub stamp: StampForm,
    pub run: Option<WatchRun>,
}

impl Watching {
    /// The watch that goes on, if one does.
    pub fn going(&self) -> Option<&WatchRun> {
        self.run.as_ref().filter(|run| run.progress != WatchProgress::Ended)
    }
}

impl WatchRun {
    /// Files that were left, as far as is known by now.
    pub fn left(&self) -> usize {
        self.rows.iter().filter(|row| matches!(row.outcome, WatchOutcome::Left(_))).count()
    }

    pub(super) fn take(&mut self, edited: PathBuf, outcome: WatchOutcome) {
        // A file that was left and recorded later stands once.
        let is_left = |row: &WatchRow| row.edited == edited && matches!(row.outcome, WatchOutcome::Left(_));
        self.rows.retain(|row| !is_left(row));
        self.recorded += usize::from(matches!(outcome, WatchOutcome::Recorded { .. }));
        self.rows.insert(0, WatchRow { edited, outcome });
        self.rows.truncate(MOST_ROWS);
    }
}
