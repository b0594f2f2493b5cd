//! Jobs on their way: what each is for. An answer of a job that is not here is stale and is dropped.

use std::collections::BTreeMap;

use super::effect::JobId;
use super::files::FileId;
use super::identities::Life;
use super::recording::Side;
use super::trust::ExportCard;
use super::uses::UsesFormat;
use super::watch::WatchFolder;

/// What a job is for.
#[derive(Debug, Clone, PartialEq)]
pub enum Work {
    Verify(VerifyRun),
    Digest {
        file: FileId,
    },
    Picture,
    Thumbnail {
        file: FileId,
    },
    Manifest,
    Compare,
    /// For the graph of the history.
    NodePicture {
        uri: String,
    },
    Choose(ChooseFor),
    ListIdentities,
    CreateIdentity,
    ExportIdentity,
    DeleteIdentity {
        name: String,
    },
    RequestCertificate,
    IdentityLife(Life),
    /// Changing what is in force.
    Trust,
    Certificates,
    Newcomer,
    AddContact,
    Team,
    AddTeam,
    ExportCard,
    Activity {
        /// The form that it came from is emptied once it is kept.
        from_form: bool,
    },
    Library,
    Alike,
    Sign,
    Stamp,
    RevokeSigner,
    RevokeList,
    ListUpdate,
    Uses,
    UsesExport,
    Campaign,
    Queue,
    /// The original for the editor.
    Editor,
    Preview,
    Recipes,
    LookForRedaction,
    Redaction,
    RedactionPreset,
    Rights,
    RightsTemplate,
    Approval,
    Measure,
    Recording,
    RightsTemplates,
    Watch,
}

/// Why the person was asked for a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChooseFor {
    Open,
    OutputFolder,
    SignFolder,
    Uses(UsesFormat),
    RevokeSigner,
    RevokeList,
    CampaignFolder,
    CampaignTarget,
    TrustList,
    TrustUpdate {
        id: String,
    },
    Revocations,
    Card,
    Team,
    ExportCard(ExportCard),
    Export {
        id: String,
    },
    Request {
        id: String,
    },
    Certificates {
        id: String,
    },
    BackUp,
    Restore,
    ImportKey,
    RedactionFolder,
    /// For the half of the record that may be passed on.
    RedactionRecord,
    /// For the half that is kept apart.
    RedactionPrivate,
    RedactionPreset,
    SaveRedactionPreset,
    ImportRecipe,
    ExportRecipe {
        index: usize,
    },
    /// The picture of a watermark.
    Mark,
    RightsFolder,
    RightsTemplate,
    ApprovalFolder,
    Recording(Side),
    RecordingFolder,
    WatchFolder(WatchFolder),
}

/// Files being verified.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifyRun {
    /// In the order in which reports count them.
    pub files: Vec<FileId>,
    pub done: usize,
    pub cancelled: bool,
}

/// Every job on its way.
#[derive(Debug, Clone, Default)]
pub struct Running {
    next: u64,
    jobs: BTreeMap<JobId, Work>,
}

impl Running {
    /// Begins a job.
    pub fn begin(&mut self, work: Work) -> JobId {
        self.next += 1;
        let id = JobId(self.next);
        self.jobs.insert(id, work);
        id
    }

    /// Ends a job and gives what it was for; later answers are stale.
    pub fn end(&mut self, job: JobId) -> Option<Work> {
        self.jobs.remove(&job)
    }

    pub fn get(&self, job: JobId) -> Option<&Work> {
        self.jobs.get(&job)
    }

    pub fn get_mut(&mut self, job: JobId) -> Option<&mut Work> {
        self.jobs.get_mut(&job)
    }

    /// Jobs that verify files, with their progress.
    pub fn verifying(&self) -> impl Iterator<Item = (JobId, &VerifyRun)> {
        self.jobs.iter().filter_map(|(id, work)| match work {
            Work::Verify(run) => Some((*id, run)),
            _ => None,
        })
    }

    /// Files checked and files found, over all jobs that verify; nothing when none runs.
    pub fn progress(&self) -> Option<(usize, usize)> {
        let mut sum = None;
        for (_, run) in self.verifying() {
            let (done, all) = sum.unwrap_or((0, 0));
            sum = Some((done + run.done, all + run.files.len()));
        }
        sum
    }
}
