//! Time stamps added later: the queue of files that wait for one, and the dialog that asks an authority for them.

use std::path::PathBuf;

use crate::problem::Problem;
use crate::provenance::report::{ContentState, Headline, StoreLocation, TimeState};

use super::activity::Permit;
use super::files::{Check, FileId, Files};
use super::sign::{Fault, SignRun, is_web_address};

/// What the person does with stamps and the queue.
#[derive(Debug, Clone, PartialEq)]
pub enum StampsMsg {
    /// For the selected files.
    Ask,
    /// For files of the queue; all that are there when none is named.
    Try {
        path: Option<PathBuf>,
    },
    Edit(Box<StampsForm>),
    Start,
    Cancel,
    /// Show the stamped files in the list; one or all.
    Show {
        index: Option<usize>,
    },
    Remove {
        path: PathBuf,
    },
}

/// A file of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub path: PathBuf,
    /// The authority that was asked.
    pub address: String,
    /// RFC 3339 in UTC.
    pub since: String,
    /// Why there was no stamp, in words.
    pub reason: String,
    /// It still has that name.
    pub is_there: bool,
}

/// The queue as a job read it.
#[derive(Debug, Clone, Default)]
pub struct Queue {
    pub files: Vec<Waiting>,
    /// It could not be read or changed.
    pub problem: Option<Problem>,
}

impl Queue {
    /// Files that can be stamped.
    pub fn ready(&self) -> impl Iterator<Item = &Waiting> {
        self.files.iter().filter(|file| file.is_there)
    }
}

/// What is to be stamped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    Selected(Vec<FileId>),
    /// Of the queue; each knows its authority.
    Waiting(Vec<(PathBuf, String)>),
}

/// What the person fills in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StampsForm {
    pub source: Source,
    /// Whose signature carries the stamp.
    pub identity: Option<String>,
    /// Each file's own authority, for files of the queue.
    pub own_authority: bool,
    pub address: String,
    pub place: StampPlace,
    pub permit: Permit,
}

/// Where stamped files go; those of the queue stay what they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StampPlace {
    #[default]
    Copies,
    Themselves,
}

/// What the selected files are. Each counts once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StampCount {
    /// Signed, whole and without a stamp.
    pub fit: usize,
    /// Not checked yet: found out on the way.
    pub unchecked: usize,
    pub stamped: usize,
    pub unsigned: usize,
    pub altered: usize,
    /// With a sidecar, which is not added to.
    pub sidecar: usize,
}

impl StampCount {
    /// Files that will be sent for a stamp.
    pub fn to_stamp(&self) -> usize {
        self.fit + self.unchecked
    }
}

/// The dialog's situations.
#[derive(Debug, Clone, PartialEq)]
pub enum StampsDialog {
    Filling(StampsForm),
    Running(SignRun),
    Finished(SignRun),
}

/// Files for one authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StampBatch {
    pub address: String,
    /// With the row that each has on the screen.
    pub files: Vec<(usize, PathBuf)>,
}

/// What to stamp, as the person ordered it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StampOrder {
    pub batches: Vec<StampBatch>,
    pub identity: String,
    pub place: StampPlace,
    /// Keep the yes for the hosts, too.
    pub always: bool,
    /// Stamped files leave the queue.
    pub from_queue: bool,
}

impl StampOrder {
    /// The files in the order of the rows.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut all: Vec<&(usize, PathBuf)> = self.batches.iter().flat_map(|batch| &batch.files).collect();
        all.sort_by_key(|(index, _)| *index);
        all.into_iter().map(|(_, path)| path.clone()).collect()
    }
}

impl StampsForm {
    /// What the files are.
    pub fn count(&self, files: &Files) -> StampCount {
        let ids = match &self.source {
            Source::Waiting(waiting) => return StampCount { fit: waiting.len(), ..StampCount::default() },
            Source::Selected(ids) => ids,
        };
        let mut count = StampCount::default();
        for id in ids {
            *place_of(files, *id, &mut count) += 1;
        }
        count
    }

    /// What keeps it from starting.
    pub fn faults(&self, files: &Files) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self.identity.is_none() {
            faults.push(Fault::IdentityMissing);
        }
        if !self.own_authority && !is_web_address(self.address.trim()) {
            faults.push(Fault::StampAddress);
        }
        if self.count(files).to_stamp() == 0 {
            faults.push(Fault::NothingToSign);
        }
        faults
    }

    /// The addresses that would be asked, each once.
    pub fn addresses(&self) -> Vec<String> {
        let mut all = match &self.source {
            Source::Waiting(waiting) if self.own_authority => {
                waiting.iter().map(|(_, address)| address.clone()).collect()
            }
            _ => vec![self.address.trim().to_owned()],
        };
        all.sort();
        all.dedup();
        all
    }

    /// The order; nothing while something is missing.
    pub fn order(&self, files: &Files) -> Option<StampOrder> {
        let rows: Vec<(PathBuf, String)> = match &self.source {
            Source::Waiting(waiting) => waiting.clone(),
            Source::Selected(ids) => {
                let fit = ids.iter().filter(|id| is_fit(files, **id)).filter_map(|id| files.entry(*id));
                fit.map(|entry| (entry.path.clone(), String::new())).collect()
            }
        };
        let mut batches: Vec<StampBatch> = Vec::new();
        for (index, (path, own)) in rows.into_iter().enumerate() {
            let address = if self.own_authority { own } else { self.address.trim().to_owned() };
            match batches.iter_mut().find(|batch| batch.address == address) {
                Some(batch) => batch.files.push((index, path)),
                None => batches.push(StampBatch { address, files: vec![(index, path)] }),
            }
        }
        let from_queue = matches!(self.source, Source::Waiting(_));
        Some(StampOrder {
            batches,
            identity: self.identity.clone()?,
            place: if from_queue { StampPlace::Themselves } else { self.place },
            always: self.permit == Permit::Always,
            from_queue,
        })
    }
}

/// Whether a file is signed, whole and without a stamp, as far as is known: the same rules as `workflow::sign`.
pub fn is_fit(files: &Files, id: FileId) -> bool {
    let mut count = StampCount::default();
    *place_of(files, id, &mut count) += 1;
    count.to_stamp() == 1
}

fn place_of<'a>(files: &Files, id: FileId, count: &'a mut StampCount) -> &'a mut usize {
    let Some(entry) = files.entry(id) else { return &mut count.unsigned };
    let report = match &entry.check {
        Check::Done(report) => report,
        Check::Waiting | Check::Stopped => return &mut count.unchecked,
    };
    let is_stamped = matches!(report.time.state, TimeState::Trusted | TimeState::Unrecognised);
    match (&report.manifest_store, report.headline) {
        (_, Headline::NoCredentials | Headline::NotChecked) | (None, _) => &mut count.unsigned,
        (_, Headline::Altered) => &mut count.altered,
        _ if report.content.state == ContentState::Altered => &mut count.altered,
        _ if is_stamped => &mut count.stamped,
        (Some(StoreLocation::Sidecar { .. }), _) => &mut count.sidecar,
        _ => &mut count.fit,
    }
}
