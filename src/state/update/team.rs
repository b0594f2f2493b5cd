//! Adding a team from its file: read, compared, put in force. Nothing is filled in beforehand, and nothing is added
//! without the comparison.

use std::path::PathBuf;

use crate::problem::Problem;

use super::choose;
use crate::state::effect::{Chooser, Effect, JobId};
use crate::state::running::{ChooseFor, Work};
use crate::state::trust::{Adding, ComparingTeam, OfferedTeam, TeamDialog, TeamMsg};
use crate::state::{Dialog, State};

pub(in crate::state) fn update(state: &mut State, msg: TeamMsg) -> Vec<Effect> {
    match msg {
        TeamMsg::Add => {
            state.trust.problem = None;
            choose(state, Chooser::Team, ChooseFor::Team)
        }
        TeamMsg::Draft(draft) => {
            if let Dialog::Team(TeamDialog::Comparing(comparing)) = &mut state.dialog {
                comparing.draft = draft;
            }
            Vec::new()
        }
        TeamMsg::Confirm => confirm(state),
    }
}

/// The file was chosen; it is read before anything is asked.
pub(in crate::state) fn picked(state: &mut State, file: PathBuf) -> Vec<Effect> {
    if !matches!(state.dialog, Dialog::None) {
        return Vec::new();
    }
    let job = state.running.begin(Work::Team);
    state.dialog = Dialog::Team(TeamDialog::Reading(job));
    vec![Effect::ReadTeam { job, file }]
}

pub(in crate::state) fn offered(state: &mut State, job: JobId, result: Result<OfferedTeam, Problem>) {
    state.running.end(job);
    let Dialog::Team(dialog) = &mut state.dialog else { return };
    if !matches!(dialog, TeamDialog::Reading(reading) if *reading == job) {
        return;
    }
    *dialog = match result {
        Ok(offered) => TeamDialog::Comparing(Box::new(ComparingTeam::new(offered))),
        Err(problem) => TeamDialog::Unreadable(problem),
    };
}

fn confirm(state: &mut State) -> Vec<Effect> {
    let Dialog::Team(TeamDialog::Comparing(comparing)) = &mut state.dialog else { return Vec::new() };
    if !comparing.is_complete() {
        return Vec::new();
    }
    comparing.progress = Adding::Working;
    let (file, compared) = (comparing.offered.file.clone(), comparing.offered.fingerprint);
    let job = state.running.begin(Work::AddTeam);
    vec![Effect::AddTeam { job, file, compared }]
}
