//! The Approve dialog: what is decided about which files, what will be written, and what came of it. Never signs.

use std::path::PathBuf;

use super::effect::JobId;
use super::files::{Check, FileId, Files};
use super::identities::given;
use super::settings::Output;
use super::sign::{Fault, SignRun, StampForm, signed_name};
use crate::provenance::approval::{Approval, Decision};
use crate::provenance::format::Format;
use crate::provenance::report::{Headline, HistoryState, Report, StoreLocation};

/// What the person does in the dialog.
#[derive(Debug, Clone, PartialEq)]
pub enum ApprovalMsg {
    Edit(Box<ApprovalForm>),
    ChooseFolder,
    Start,
    Cancel,
    /// Show one decided file in the list, or all.
    Show {
        index: Option<usize>,
    },
}

/// Where the files with the decision in them go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ApprovalPlace {
    #[default]
    Beside,
    Folder,
    /// In place of the files themselves.
    Themselves,
}

/// Everything that the person fills in.
#[derive(Debug, Clone, PartialEq)]
pub struct ApprovalForm {
    pub files: Vec<FileId>,
    /// Id of the identity.
    pub identity: Option<String>,
    pub decision: Decision,
    pub role: String,
    pub note: String,
    pub place: ApprovalPlace,
    pub folder: Option<PathBuf>,
    /// Write the credentials into a file of their own; for formats that hold none.
    pub sidecar: bool,
    pub stamp: StampForm,
}

/// The dialog's situations.
#[derive(Debug, Clone, PartialEq)]
pub enum ApprovalDialog {
    Filling(ApprovalForm),
    Running(SignRun),
    Finished(SignRun),
}

/// A whole batch to decide about, as the person ordered it.
#[derive(Debug, Clone, PartialEq)]
pub struct ApprovalOrder {
    pub files: Vec<PathBuf>,
    /// Id of the identity.
    pub identity: String,
    pub approval: Approval,
    pub place: ApprovalPlace,
    /// For [`ApprovalPlace::Folder`].
    pub folder: Option<PathBuf>,
    pub name_pattern: String,
    pub sidecar: bool,
    /// The authority to ask for a time stamp for each file; naming it is the person's say-so for this batch.
    pub timestamp: Option<String>,
    /// Sign without a stamp where none is to be had.
    pub timestamp_optional: bool,
}

/// What will be written, before anything is. Each file counts once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApprovalPreview {
    /// Signed, and their format takes an update of its credentials.
    pub updated: usize,
    /// Signed, but without a place for an update.
    pub continued: usize,
    /// Signed by nobody yet.
    pub first: usize,
    /// Not checked yet.
    pub unchecked: usize,
    /// Names of files whose credentials do not hold; those get no decision.
    pub broken: Vec<String>,
    /// Could not be checked.
    pub unreadable: usize,
    /// Of a format that holds no credentials, while no sidecar was chosen.
    pub unfit: usize,
    /// With credentials inside, which take no sidecar.
    pub inside: usize,
    /// Decisions that stand in the files already.
    pub before: usize,
    /// Name of the first file that gets the decision, and of its copy.
    pub example: Option<(String, String)>,
}

impl ApprovalPreview {
    /// Files that will get the decision, as far as is known by now.
    pub fn to_sign(&self) -> usize {
        self.updated + self.continued + self.first + self.unchecked
    }
}

impl ApprovalForm {
    /// The decision as it will be signed.
    pub fn approval(&self) -> Approval {
        Approval { decision: self.decision, role: given(&self.role), note: given(&self.note), superseded: false }
    }

    /// What keeps the batch from starting.
    pub fn faults(&self, files: &Files) -> Vec<Fault> {
        let faults = [
            (self.identity.is_none(), Fault::IdentityMissing),
            (self.place == ApprovalPlace::Folder && self.folder.is_none(), Fault::FolderMissing),
            (self.stamp.is_wrong(), Fault::StampAddress),
            (self.preview(files).to_sign() == 0, Fault::NothingToSign),
        ];
        faults.into_iter().filter_map(|(is_so, fault)| is_so.then_some(fault)).collect()
    }

    /// What will be written.
    pub fn preview(&self, files: &Files) -> ApprovalPreview {
        let mut preview = ApprovalPreview::default();
        for entry in self.files.iter().filter_map(|id| files.entry(*id)) {
            let signed_before = preview.to_sign();
            match &entry.check {
                Check::Done(report) => self.count(report, &entry.name, &mut preview),
                Check::Waiting | Check::Stopped => preview.unchecked += 1,
            }
            if preview.example.is_none() && preview.to_sign() > signed_before {
                preview.example = Some((entry.name.clone(), self.name_of(&entry.name)));
            }
        }
        preview
    }

    /// The batch as ordered: the files that can get the decision.
    pub fn order(&self, files: &Files) -> Option<ApprovalOrder> {
        let fits = |id: &&FileId| {
            let one = Self { files: vec![**id], ..self.clone() };
            one.preview(files).to_sign() == 1
        };
        Some(ApprovalOrder {
            files: self.files.iter().filter(fits).filter_map(|id| Some(files.entry(*id)?.path.clone())).collect(),
            identity: self.identity.clone()?,
            approval: self.approval(),
            place: self.place,
            folder: self.folder.clone().filter(|_| self.place == ApprovalPlace::Folder),
            name_pattern: self.name_pattern(),
            sidecar: self.sidecar,
            timestamp: self.stamp.authority(),
            timestamp_optional: self.stamp.is_optional,
        })
    }

    fn name_pattern(&self) -> String {
        format!("{{name}}-{}", self.decision.key())
    }

    fn name_of(&self, name: &str) -> String {
        let output = Output { name_pattern: self.name_pattern(), sidecar: self.sidecar, ..Output::default() };
        signed_name(name, &output)
    }

    /// The same rules as `workflow::sign` goes by, so that the preview promises what is done.
    fn count(&self, report: &Report, name: &str, preview: &mut ApprovalPreview) {
        let format = Format::EMBEDDABLE.into_iter().find(|format| format.mime() == report.format);
        let is_embedded = report.manifest_store == Some(StoreLocation::Embedded);
        preview.before += report.history.steps.iter().filter(|step| step.approval.is_some()).count();
        match report.headline {
            Headline::NotChecked => preview.unreadable += 1,
            _ if self.sidecar && is_embedded => preview.inside += 1,
            _ if !self.sidecar && format.is_none() => preview.unfit += 1,
            Headline::Altered | Headline::Revoked => preview.broken.push(name.to_owned()),
            _ if report.history.state == HistoryState::BrokenStep => preview.broken.push(name.to_owned()),
            Headline::NoCredentials => preview.first += 1,
            Headline::Verified | Headline::IntactUnrecognised => {
                let takes_update = !self.sidecar && is_embedded && format.is_some_and(Format::allows_update_manifest);
                *(if takes_update { &mut preview.updated } else { &mut preview.continued }) += 1;
            }
        }
    }
}

impl ApprovalDialog {
    /// The batch on its way, if this is its job.
    pub(super) fn running(&mut self, job: JobId) -> Option<&mut SignRun> {
        match self {
            Self::Running(run) if run.job == job => Some(run),
            _ => None,
        }
    }
}
