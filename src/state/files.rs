//! The list of files: what is in it, in which order it is shown, what is selected, how far checking has come.
//!
//! The order is an index that is made anew only when something that it depends on changed, so that painting a
//! list of ten thousand costs the visible rows alone.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::provenance::report::{Headline, Report};

/// Tells one entry of the list from every other in this run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// What the person does with the list.
#[derive(Debug, Clone, PartialEq)]
pub enum FilesMsg {
    /// A row was chosen; `extend` is Shift, `toggle` is Ctrl.
    Pick {
        file: FileId,
        pick: Pick,
    },
    /// Move the chosen row by that many; Shift extends.
    Step {
        by: isize,
        extend: bool,
    },
    First,
    Last,
    Filter(String),
    Show(Show),
    Sort(Sort),
    /// Rows `[start, end)` of the shown order are on screen.
    Visible {
        start: usize,
        end: usize,
    },
}

/// How a click selects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    Only,
    Toggle,
    Extend,
}

/// Order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    #[default]
    Added,
    Name,
    Verdict,
}

impl Sort {
    pub const ALL: [Self; 3] = [Self::Added, Self::Name, Self::Verdict];

    /// The end of its locale key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Name => "name",
            Self::Verdict => "verdict",
        }
    }
}

/// Which verdicts are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    #[default]
    All,
    Only(Headline),
}

/// How far one file has come.
#[derive(Debug, Clone)]
pub enum Check {
    Waiting,
    /// The person stopped before its turn came.
    Stopped,
    Done(Arc<Report>),
}

impl Check {
    /// The report, once there is one.
    pub fn report(&self) -> Option<&Arc<Report>> {
        match self {
            Self::Done(report) => Some(report),
            Self::Waiting | Self::Stopped => None,
        }
    }
}

/// One file in the list.
#[derive(Debug, Clone)]
pub struct Entry {
    pub id: FileId,
    pub path: PathBuf,
    /// The last part of the path, as found; shown only through `locale::elide`.
    pub name: String,
    pub check: Check,
    /// Lower-case name and signer, for the filter.
    folded: String,
}

/// The whole list.
#[derive(Debug, Clone, Default)]
pub struct Files {
    entries: Vec<Entry>,
    /// Position in `entries` by id.
    places: HashMap<FileId, usize>,
    by_path: HashMap<PathBuf, FileId>,
    next: u32,
    /// Ids in the order shown, filtered and sorted.
    order: Vec<FileId>,
    /// Position in `order` by id.
    rows: HashMap<FileId, usize>,
    pub selected: BTreeSet<FileId>,
    /// The one that the picture and the inspector show.
    pub current: Option<FileId>,
    anchor: Option<FileId>,
    pub filter: String,
    pub show: Show,
    pub sort: Sort,
    /// Number of files with each headline, in the order of `Headline::ALL`.
    tally: [usize; 6],
    stale: bool,
    /// Rows on screen, `[start, end)`.
    pub visible: (usize, usize),
}

impl Files {
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Ids in the order shown.
    pub fn order(&self) -> &[FileId] {
        &self.order
    }

    pub fn entry(&self, id: FileId) -> Option<&Entry> {
        self.entries.get(*self.places.get(&id)?)
    }

    /// Every file in the list, in the order added.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// The file at this path, if it is in the list.
    pub fn by_path(&self, path: &Path) -> Option<&Entry> {
        self.entry(*self.by_path.get(path)?)
    }

    /// Row of a file in the order shown.
    pub fn row(&self, id: FileId) -> Option<usize> {
        self.rows.get(&id).copied()
    }

    /// The file that the picture and the inspector show.
    pub fn current(&self) -> Option<&Entry> {
        self.entry(self.current?)
    }

    /// Number of files with this headline.
    pub fn count(&self, headline: Headline) -> usize {
        Headline::ALL.iter().position(|h| *h == headline).and_then(|i| self.tally.get(i)).copied().unwrap_or(0)
    }

    /// Every path in the list, in the order added.
    pub fn paths(&self) -> Vec<PathBuf> {
        self.entries.iter().map(|entry| entry.path.clone()).collect()
    }

    /// Selected files in the order shown, then those that the filter hides.
    pub fn selection(&self) -> Vec<FileId> {
        let mut files: Vec<FileId> = self.order.iter().copied().filter(|id| self.selected.contains(id)).collect();
        files.extend(self.selected.iter().copied().filter(|id| !self.rows.contains_key(id)));
        files
    }

    /// Adds a file, or finds it when it is in the list already.
    pub fn add(&mut self, path: PathBuf) -> FileId {
        if let Some(id) = self.by_path.get(&path) {
            return *id;
        }
        let id = FileId(self.next);
        self.next = self.next.saturating_add(1);
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let folded = name.to_lowercase();
        self.places.insert(id, self.entries.len());
        self.by_path.insert(path.clone(), id);
        self.entries.push(Entry { id, path, name, check: Check::Waiting, folded });
        self.stale = true;
        id
    }

    /// Sets what was found out about a file.
    pub fn set_report(&mut self, id: FileId, report: Report) {
        let Some(entry) = self.places.get(&id).and_then(|place| self.entries.get_mut(*place)) else { return };
        let before = entry.check.report().map(|report| report.headline);
        let signer = [report.signer.identity.as_ref().map(|i| i.name.as_str()), report.signer.name.as_deref()];
        entry.folded = entry.name.to_lowercase();
        for name in signer.into_iter().flatten() {
            entry.folded.push('\n');
            entry.folded.extend(name.chars().take(200).flat_map(char::to_lowercase));
        }
        let after = report.headline;
        entry.check = Check::Done(Arc::new(report));
        self.tally_change(before, Some(after));
        // Names do not move when a verdict comes; only these two views of the list depend on it.
        if self.sort == Sort::Verdict || self.show != Show::All || !self.filter.is_empty() {
            self.stale = true;
        }
    }

    /// Marks files that no job will check any more.
    pub fn stop_waiting(&mut self, ids: &[FileId]) {
        for id in ids {
            if let Some(entry) = self.places.get(id).and_then(|place| self.entries.get_mut(*place))
                && matches!(entry.check, Check::Waiting)
            {
                entry.check = Check::Stopped;
            }
        }
    }

    /// Takes files out of the list; the files themselves stay where they are.
    pub fn remove(&mut self, ids: &BTreeSet<FileId>) {
        let next = self.neighbour(ids);
        for entry in &self.entries {
            if ids.contains(&entry.id) {
                self.by_path.remove(&entry.path);
                if let Some(report) = entry.check.report()
                    && let Some(place) = Headline::ALL.iter().position(|h| *h == report.headline)
                    && let Some(count) = self.tally.get_mut(place)
                {
                    *count = count.saturating_sub(1);
                }
            }
        }
        self.entries.retain(|entry| !ids.contains(&entry.id));
        self.places = self.entries.iter().enumerate().map(|(place, entry)| (entry.id, place)).collect();
        self.selected.retain(|id| !ids.contains(id));
        if self.current.is_some_and(|id| ids.contains(&id)) {
            self.choose(next);
        }
        self.stale = true;
    }

    /// Selects this file alone, or nothing.
    pub fn choose(&mut self, id: Option<FileId>) {
        self.current = id;
        self.anchor = id;
        self.selected = id.into_iter().collect();
    }

    /// Selects these and shows the first.
    pub fn choose_all(&mut self, ids: &[FileId]) {
        self.current = ids.first().copied();
        self.anchor = self.current;
        self.selected = ids.iter().copied().collect();
    }

    /// Selects everything that the filter lets through.
    pub fn select_all(&mut self) {
        self.selected = self.order.iter().copied().collect();
        if self.current.is_none() {
            self.current = self.order.first().copied();
        }
    }

    /// Handles one thing that the person did.
    pub fn update(&mut self, msg: FilesMsg) {
        match msg {
            FilesMsg::Pick { file, pick } => self.pick(file, pick),
            FilesMsg::Step { by, extend } => self.step(by, extend),
            FilesMsg::First => self.choose(self.order.first().copied()),
            FilesMsg::Last => self.choose(self.order.last().copied()),
            FilesMsg::Filter(text) => {
                self.filter = text;
                self.narrow();
            }
            FilesMsg::Show(show) => {
                self.show = show;
                self.narrow();
            }
            FilesMsg::Sort(sort) => {
                self.sort = sort;
                self.stale = true;
            }
            FilesMsg::Visible { start, end } => self.visible = (start, end),
        }
    }

    /// Makes the shown order anew if anything that it depends on changed.
    pub fn refresh(&mut self) {
        if !std::mem::take(&mut self.stale) {
            return;
        }
        let wanted = self.filter.trim().to_lowercase();
        let mut shown: Vec<&Entry> = self
            .entries
            .iter()
            .filter(|entry| match self.show {
                Show::All => true,
                Show::Only(headline) => entry.check.report().is_some_and(|report| report.headline == headline),
            })
            .filter(|entry| wanted.is_empty() || entry.folded.contains(&wanted))
            .collect();
        match self.sort {
            Sort::Added => {}
            Sort::Name => shown.sort_by(|a, b| a.folded.cmp(&b.folded)),
            Sort::Verdict => shown.sort_by_key(|entry| rank(&entry.check)),
        }
        self.order = shown.into_iter().map(|entry| entry.id).collect();
        self.rows = self.order.iter().enumerate().map(|(row, id)| (*id, row)).collect();
    }

    /// Shows what the filter lets through. What it hides is selected no more, or else a person would sign or redact what
    /// is not seen.
    fn narrow(&mut self) {
        self.stale = true;
        self.refresh();
        let before = self.selected.len();
        self.selected.retain(|id| self.rows.contains_key(id));
        let is_shown = self.current.is_some_and(|id| self.rows.contains_key(&id));
        if is_shown && (before == 0 || !self.selected.is_empty()) {
            return;
        }
        let first = self.order.iter().copied().find(|id| self.selected.is_empty() || self.selected.contains(id));
        match self.selected.is_empty() {
            true => self.choose(first),
            false => (self.current, self.anchor) = (first, first),
        }
    }

    fn pick(&mut self, file: FileId, pick: Pick) {
        match pick {
            Pick::Only => self.choose(Some(file)),
            Pick::Toggle => {
                if !self.selected.remove(&file) {
                    self.selected.insert(file);
                }
                self.current = Some(file);
                self.anchor = Some(file);
            }
            Pick::Extend => {
                let from = self.anchor.and_then(|id| self.row(id)).unwrap_or(0);
                let Some(to) = self.row(file) else { return };
                let range = from.min(to)..=from.max(to);
                self.selected = self.order.get(range).unwrap_or_default().iter().copied().collect();
                self.current = Some(file);
            }
        }
    }

    fn step(&mut self, by: isize, extend: bool) {
        let Some(last) = self.order.len().checked_sub(1) else { return };
        let to = match self.current.and_then(|id| self.row(id)) {
            Some(row) => row.saturating_add_signed(by).min(last),
            None => 0,
        };
        let Some(file) = self.order.get(to).copied() else { return };
        self.pick(file, if extend { Pick::Extend } else { Pick::Only });
    }

    /// The file to show when these are gone: the next one below, else above.
    fn neighbour(&self, gone: &BTreeSet<FileId>) -> Option<FileId> {
        let row = self.row(self.current?)?;
        let stays = |id: &&FileId| !gone.contains(id);
        let below = self.order.get(row..).and_then(|rest| rest.iter().find(stays));
        let above = self.order.get(..row).and_then(|rest| rest.iter().rev().find(stays));
        below.or(above).copied()
    }

    fn tally_change(&mut self, before: Option<Headline>, after: Option<Headline>) {
        for (headline, up) in [(before, false), (after, true)] {
            let Some(place) = headline.and_then(|h| Headline::ALL.iter().position(|other| *other == h)) else {
                continue;
            };
            if let Some(count) = self.tally.get_mut(place) {
                *count = if up { *count + 1 } else { count.saturating_sub(1) };
            }
        }
    }
}

/// What needs attention comes first.
fn rank(check: &Check) -> u8 {
    match check.report().map(|report| report.headline) {
        Some(Headline::Altered) => 0,
        Some(Headline::Revoked) => 1,
        Some(Headline::NotChecked) => 2,
        Some(Headline::IntactUnrecognised) => 3,
        Some(Headline::NoCredentials) => 4,
        Some(Headline::Verified) => 5,
        None => 6,
    }
}
