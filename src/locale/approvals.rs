//! A decision about a file in words: who gave it, in which role, and whether it was for an earlier version.

use super::{elide, text, text_with};
use crate::provenance::report::{Step, StepState};

/// Longest role and note that are shown, in characters.
const MAX_CHARS: usize = 300;

/// The lines on what the signer of a step decided; none where nothing was, or where the step does not hold.
pub fn lines(step: &Step) -> Vec<String> {
    let Some(approval) = step.approval.as_ref().filter(|_| step.state == StepState::Signed) else { return Vec::new() };
    let signer = step.signer.as_deref().map_or_else(|| text("approval-nobody").to_owned(), |name| elide(name, 80));
    let mut lines = vec![text_with(&format!("approval-{}", approval.decision.key()), &[("signer", signer.into())])];
    let stated = [("approval-role", "role", &approval.role), ("approval-note", "note", &approval.note)];
    for (key, name, value) in stated {
        if let Some(value) = value.as_deref().filter(|value| !value.trim().is_empty()) {
            lines.push(text_with(key, &[(name, elide(value, MAX_CHARS).into())]));
        }
    }
    if approval.superseded {
        lines.push(text("approval-superseded").to_owned());
    }
    lines
}
