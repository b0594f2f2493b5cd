//! What was decided about a file, by whom, and whether that is for the file as it is now. Never a word on who is right.

use egui_material_icons::icons::{ICON_BLOCK, ICON_CHECK_CIRCLE, ICON_HISTORY, ICON_REMOVE_MODERATOR, ICON_VISIBILITY};

use crate::locale;
use crate::provenance::approval::{Approval, Decision};
use crate::provenance::report::{Report, SignerState, Step};

use super::super::icon::Mark;
use super::super::theme::Tone;

/// Decisions listed; a file may hold any number of steps.
const MOST: usize = 20;

/// One decision.
#[derive(Debug, Clone)]
pub struct DecisionCard {
    pub mark: Mark,
    /// Who decided what.
    pub text: String,
    /// Role, note, and that it was for an earlier version.
    pub lines: Vec<String>,
}

/// Every decision that holds, the newest first.
pub fn all(report: &Report) -> Vec<DecisionCard> {
    report.history.steps.iter().rev().filter_map(of_step).take(MOST).collect()
}

/// What the signer of a step decided; none where nothing was, or where the step does not hold.
pub fn of_step(step: &Step) -> Option<DecisionCard> {
    let mut lines = locale::approvals::lines(step).into_iter();
    let (approval, text) = (step.approval.as_ref()?, lines.next()?);
    Some(DecisionCard { mark: mark(approval, step.signer_state), text, lines: lines.collect() })
}

/// A yes of somebody whom nobody vouches for is not painted as one.
fn mark(approval: &Approval, signer: SignerState) -> Mark {
    match approval.decision {
        _ if matches!(signer, SignerState::Revoked | SignerState::InvalidAtSigning) => {
            (ICON_REMOVE_MODERATOR, Tone::Bad)
        }
        _ if approval.superseded => (ICON_HISTORY, Tone::Muted),
        Decision::Approved if signer.is_recognised() => (ICON_CHECK_CIRCLE, Tone::Ok),
        Decision::Approved => (ICON_CHECK_CIRCLE, Tone::Info),
        Decision::Rejected => (ICON_BLOCK, Tone::Warn),
        Decision::Reviewed => (ICON_VISIBILITY, Tone::Info),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn step(decision: &str, superseded: bool, state: &str, signer: &str) -> Step {
        serde_json::from_value(json!({
            "manifest": "urn:c2pa:1", "signer": "Desk", "signer_state": signer, "state": state, "actions": [],
            "ingredients": [], "approval": { "decision": decision, "note": "Page one", "superseded": superseded },
        }))
        .unwrap()
    }

    #[test]
    fn a_decision_that_does_not_hold_is_none() {
        assert!(of_step(&step("approved", false, "broken", "official")).is_none());
    }

    #[test]
    fn only_a_recognised_yes_for_this_version_is_green() {
        let tone = |step: &Step| of_step(step).unwrap().mark.1;
        assert_eq!(tone(&step("approved", false, "signed", "official")), Tone::Ok);
        assert_eq!(tone(&step("approved", false, "signed", "unrecognised")), Tone::Info);
        assert_eq!(tone(&step("approved", true, "signed", "official")), Tone::Muted);
        assert_eq!(tone(&step("approved", false, "signed", "revoked")), Tone::Bad);
        assert_eq!(tone(&step("rejected", false, "signed", "official")), Tone::Warn);
        let left = of_step(&step("approved", true, "signed", "official")).unwrap();
        assert_eq!(left.text, "Approved by Desk");
        assert!(left.lines.iter().any(|line| line.contains("for an earlier version")), "{left:?}");
    }
}
