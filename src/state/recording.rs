//! The Record dialog: which original and which edit, what was measured, what of it will be signed. Never measures.

use std::path::{Path, PathBuf};

use super::effect::JobId;
use super::files::{Check, Files};
use super::identities::given;
use super::settings::{Output, Place};
use super::sign::{Fault, SignRun, StampForm, signed_name};
use crate::problem::Problem;
use crate::provenance::edit::{Parameter, Step};
use crate::provenance::recording::{Proposal, Recorded};
use crate::provenance::report::{Headline, HistoryState};

/// The parameter in which a person's own words on a step stand.
const DESCRIPTION: &str = "description";
/// The parameter that says that the others were measured.
const MEASURED: &str = "measured";

/// What the person does in the dialog.
#[derive(Debug, Clone, PartialEq)]
pub enum RecordingMsg {
    /// A file of the list is the original or the edit.
    Pick(Side, PathBuf),
    /// Another file is.
    Choose(Side),
    Swap,
    Edit(Box<RecordingForm>),
    ChooseFolder,
    Start,
    Cancel,
    Show,
}

/// One of the pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Source,
    Edited,
}

/// How far measuring has come.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Measure {
    /// One of the pair is missing.
    #[default]
    Missing,
    Running(JobId),
    Failed(Problem),
    Done(Box<Proposal>),
}

/// One action of the proposal, as the person left it.
#[derive(Debug, Clone, PartialEq)]
pub struct StepRow {
    pub step: Step,
    /// As it was measured; `None` for one that the person added.
    pub measured: Option<Step>,
    /// The person's own words on it.
    pub note: String,
    /// It will be recorded.
    pub is_in: bool,
    /// Its values are on screen.
    pub is_open: bool,
}

/// Everything that the person fills in.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordingForm {
    pub source: Option<PathBuf>,
    pub edited: Option<PathBuf>,
    pub measure: Measure,
    pub rows: Vec<StepRow>,
    /// The person says that it is the same picture although it does not look so.
    pub same_picture: bool,
    /// Id of the identity.
    pub identity: Option<String>,
    pub place: Place,
    pub folder: Option<PathBuf>,
    /// Sign over an original whose credentials do not hold; the person was told.
    pub allow_broken: bool,
    pub stamp: StampForm,
}

/// The dialog's situations.
#[derive(Debug, Clone, PartialEq)]
pub enum RecordingDialog {
    Filling(RecordingForm),
    Running(SignRun),
    Finished(SignRun),
}

/// What to sign, as the person ordered it.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordingOrder {
    pub source: PathBuf,
    pub recorded: Recorded,
    /// Id of the identity.
    pub identity: String,
    pub target: PathBuf,
    pub allow_broken_parent: bool,
    /// The authority to ask for a time stamp; naming it is the person's say-so for this copy.
    pub timestamp: Option<String>,
    /// Sign without a stamp where none is to be had.
    pub timestamp_optional: bool,
}

impl StepRow {
    /// Actions that a person may add or choose, in the order of the menu. Those that ask for an ingredient of their own
    /// are not among them (C2PA 2.4 §18.15.4).
    pub const ACTIONS: [&str; 13] = [
        "c2pa.cropped",
        "c2pa.orientation",
        "c2pa.resized.proportional",
        "c2pa.resized",
        "c2pa.adjustedColor",
        "c2pa.filtered",
        "c2pa.enhanced",
        "c2pa.drawing",
        "c2pa.addedText",
        "c2pa.watermarked.unbound",
        "c2pa.edited",
        "c2pa.edited.metadata",
        "c2pa.converted",
    ];

    /// One that was measured.
    pub fn measured(step: Step) -> Self {
        Self { measured: Some(step.clone()), step, note: String::new(), is_in: true, is_open: false }
    }

    /// One that the person adds.
    pub fn added(action: &str, software: Option<String>) -> Self {
        let step = Step { software, ..Step::named(action) };
        Self { step, measured: None, note: String::new(), is_in: true, is_open: true }
    }

    /// Whether the person changed what was measured.
    pub fn is_corrected(&self) -> bool {
        self.measured.as_ref().is_some_and(|measured| *measured != self.step)
    }

    /// What will be signed. Values that the person changed are no longer told as measured.
    pub fn signed(&self) -> Step {
        let mut step = self.step.clone();
        if self.measured.as_ref().is_none_or(|measured| measured.parameters != step.parameters) {
            step.parameters.retain(|(name, _)| name != MEASURED);
        }
        if let Some(note) = given(&self.note) {
            step.parameters.push((DESCRIPTION.to_owned(), Parameter::Text(note)));
        }
        step
    }
}

impl RecordingForm {
    /// What was measured, once it was.
    pub fn proposal(&self) -> Option<&Proposal> {
        match &self.measure {
            Measure::Done(proposal) => Some(proposal),
            _ => None,
        }
    }

    /// Whether the two do not look like the same picture, and the person did not say that they are.
    pub fn is_wrong_pair(&self) -> bool {
        !self.same_picture && self.proposal().is_some_and(|proposal| !proposal.comparison.is_same_picture())
    }

    /// The steps to be signed.
    pub fn steps(&self) -> Vec<Step> {
        self.rows.iter().filter(|row| row.is_in).map(StepRow::signed).collect()
    }

    /// The original's credentials do not hold, as far as is known.
    pub fn has_broken_source(&self, files: &Files) -> bool {
        let entry = self.source.as_ref().and_then(|path| files.by_path(path));
        let Some(Check::Done(report)) = entry.map(|entry| &entry.check) else { return false };
        matches!(report.headline, Headline::Altered | Headline::Revoked)
            || report.history.state == HistoryState::BrokenStep
    }

    /// What keeps it from starting.
    pub fn faults(&self, files: &Files) -> Vec<Fault> {
        let is_ready = self.proposal().is_some() && !self.is_wrong_pair() && !self.steps().is_empty();
        let is_refused = self.has_broken_source(files) && !self.allow_broken;
        let faults = [
            (self.identity.is_none(), Fault::IdentityMissing),
            (self.place == Place::Folder && self.folder.is_none(), Fault::FolderMissing),
            (self.stamp.is_wrong(), Fault::StampAddress),
            (!is_ready || is_refused, Fault::NothingToSign),
        ];
        faults.into_iter().filter_map(|(is_so, fault)| is_so.then_some(fault)).collect()
    }

    /// Where the signed copy goes.
    pub fn target(&self) -> Option<PathBuf> {
        let edited = self.edited.as_ref()?;
        let output = Output { name_pattern: "{name}-recorded".to_owned(), ..Output::default() };
        let name = signed_name(&edited.file_name()?.to_string_lossy(), &output);
        match self.place {
            Place::Beside => Some(edited.with_file_name(name)),
            Place::Folder => Some(self.folder.as_ref()?.join(name)),
        }
    }

    /// What is ordered.
    pub fn order(&self) -> Option<RecordingOrder> {
        Some(RecordingOrder {
            source: self.source.clone()?,
            recorded: self.proposal()?.confirmed(self.edited.clone()?, self.steps()),
            identity: self.identity.clone()?,
            target: self.target()?,
            allow_broken_parent: self.allow_broken,
            timestamp: self.stamp.authority(),
            timestamp_optional: self.stamp.is_optional,
        })
    }

    /// Another file takes a side; what was measured is no longer of this pair.
    pub(super) fn put(&mut self, side: Side, path: PathBuf) {
        let (own, other) = match side {
            Side::Source => (&mut self.source, &mut self.edited),
            Side::Edited => (&mut self.edited, &mut self.source),
        };
        if other.as_ref() == Some(&path) {
            *other = own.take();
        }
        *own = Some(path);
    }

    /// Takes what was measured.
    pub(super) fn take(&mut self, result: Result<Box<Proposal>, Problem>) {
        self.rows.clear();
        self.measure = match result {
            Ok(proposal) => {
                self.rows = proposal.steps.iter().cloned().map(StepRow::measured).collect();
                Measure::Done(proposal)
            }
            Err(problem) => Measure::Failed(problem),
        };
    }
}

/// Which of the selected files is the original and which the edit: what is signed is an original, what is named after
/// another file is made from it. A guess, which the person sees and can turn round.
pub(super) fn guess(files: &Files) -> (Option<PathBuf>, Option<PathBuf>) {
    let selected: Vec<_> = files.selection().into_iter().filter_map(|id| files.entry(id)).collect();
    let is_signed = |check: &Check| check.report().is_some_and(|report| report.manifest_store.is_some());
    match selected.as_slice() {
        [one] if is_signed(&one.check) => (Some(one.path.clone()), None),
        [one] => {
            let original = files
                .entries()
                .filter(|other| other.path != one.path && is_named_after(&one.path, &other.path))
                .max_by_key(|other| other.name.len());
            (original.map(|original| original.path.clone()), Some(one.path.clone()))
        }
        [a, b, ..] => {
            let b_first = match (is_signed(&a.check), is_signed(&b.check)) {
                (false, true) => true,
                (true, false) => false,
                _ => is_named_after(&a.path, &b.path) && !is_named_after(&b.path, &a.path),
            };
            let (source, edited) = if b_first { (b, a) } else { (a, b) };
            (Some(source.path.clone()), Some(edited.path.clone()))
        }
        [] => (None, None),
    }
}

fn is_named_after(edited: &Path, source: &Path) -> bool {
    let stem = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    let (edited, source) = (stem(edited), stem(source));
    let rest = edited.strip_prefix(source.as_str());
    !source.is_empty() && rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured() -> StepRow {
        let number = |name: &str, value: i64| (name.to_owned(), Parameter::Integer(value));
        let parameters = vec![number(MEASURED, 1), number("x", 10), number("width", 300)];
        StepRow::measured(Step { parameters, ..Step::named("c2pa.cropped") })
    }

    fn names(step: &Step) -> Vec<&str> {
        step.parameters.iter().map(|(name, _)| name.as_str()).collect()
    }

    #[test]
    fn only_untouched_values_are_signed_as_measured() {
        let mut row = measured();
        assert_eq!(names(&row.signed()), [MEASURED, "x", "width"]);
        row.step.action = "c2pa.edited".into();
        row.note = " Retouched ".into();
        assert!(row.is_corrected());
        assert_eq!(names(&row.signed()), [MEASURED, "x", "width", DESCRIPTION]);
        row.step.parameters[1].1 = Parameter::Integer(11);
        assert_eq!(names(&row.signed()), ["x", "width", DESCRIPTION]);
        let own = StepRow::added("c2pa.drawing", Some("Krita".into()));
        assert!(own.signed().parameters.is_empty() && !own.is_corrected());
    }

    #[test]
    fn a_file_that_takes_the_other_side_changes_places() {
        let mut form = RecordingForm {
            source: Some("/a".into()),
            edited: Some("/b".into()),
            measure: Measure::Missing,
            rows: Vec::new(),
            same_picture: false,
            identity: None,
            place: Place::Beside,
            folder: None,
            allow_broken: false,
            stamp: StampForm::default(),
        };
        form.put(Side::Source, "/b".into());
        assert_eq!((form.source.as_deref(), form.edited.as_deref()), (Some(Path::new("/b")), Some(Path::new("/a"))));
    }

    #[test]
    fn an_edit_is_named_after_its_original() {
        let named = |edited: &str, source: &str| is_named_after(Path::new(edited), Path::new(source));
        assert!(named("/b/DSC_1-web.jpg", "/a/dsc_1.NEF") && named("/b/a.jpg", "/a/a.tif"));
        assert!(!named("/b/DSC_12.jpg", "/a/DSC_1.jpg") && !named("/b/a.jpg", "/a/b.jpg"));
    }
}
