//! Re-signing what a replaced key signed: which folder, how many files, and what came of it.

use std::path::PathBuf;

use crate::problem::Problem;

use super::effect::JobId;

/// What the person does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CampaignMsg {
    /// For an identity that was replaced.
    Ask {
        id: String,
    },
    ChooseFolder,
    Place(CampaignPlace),
    /// Where copies go.
    ChooseTarget,
    Start,
    Stop,
}

/// Where re-signed files go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CampaignPlace {
    #[default]
    Copies,
    Themselves,
}

/// Which of the two passes is on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pass {
    /// Whose signature is it, and does it hold?
    #[default]
    Looking,
    Signing,
}

/// How far a pass has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Step {
    pub pass: Pass,
    pub done: usize,
    pub all: usize,
}

/// What a campaign comes to. `of_old` = `resigned` + `left`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sum {
    pub files: usize,
    /// Their last signature is by the old key.
    pub of_old: usize,
    /// Of these, intact before anything was done.
    pub verified: usize,
    pub resigned: usize,
    pub left: usize,
    pub done_before: usize,
    pub others: usize,
    pub not_checked: usize,
    /// What stands in the way, file by file.
    pub failures: Vec<(PathBuf, Problem)>,
    /// The person stopped it.
    pub is_stopped: bool,
}

impl Sum {
    /// Nothing by the old key remains, and nothing that nobody could look at.
    pub fn is_over(&self) -> bool {
        self.left == 0 && self.not_checked == 0
    }
}

/// The dialog.
#[derive(Debug, Clone)]
pub struct CampaignDialog {
    /// The identity that was replaced, and the one that took its place.
    pub old: String,
    pub new: String,
    pub folder: Option<PathBuf>,
    pub place: CampaignPlace,
    /// Folder for copies.
    pub target: Option<PathBuf>,
    pub phase: Phase,
}

/// How far it has come.
#[derive(Debug, Clone, Default)]
pub enum Phase {
    #[default]
    Choosing,
    Counting(JobId, Step),
    Counted(Sum),
    Signing {
        job: JobId,
        step: Step,
        is_stopping: bool,
    },
    Finished(Sum),
    Failed(Problem),
}

impl CampaignDialog {
    /// The counted files, when they can be signed now.
    pub fn ready(&self) -> Option<&Sum> {
        let has_place = self.place == CampaignPlace::Themselves || self.target.is_some();
        match &self.phase {
            Phase::Counted(sum) if sum.verified > 0 && has_place => Some(sum),
            _ => None,
        }
    }
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampaignOrder {
    pub old: String,
    pub new: String,
    pub folder: PathBuf,
    pub task: CampaignTask,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CampaignTask {
    Count,
    InPlace,
    Into(PathBuf),
}
