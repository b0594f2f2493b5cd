//! Which icon and tone stand for what. The word beside them is the locale's.

use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::*;

use crate::provenance::report::{
    CheckKind, ContentState, Coverage, Headline, HistoryState, RightsState, SignerState, StepState, TimeState,
};

use super::theme::Tone;

/// An icon with its tone.
pub type Mark = (MaterialIcon, Tone);

/// A headline's mark. Altered and not recognised share neither icon nor tone.
pub fn headline(headline: Headline) -> Mark {
    match headline {
        Headline::Verified => (ICON_VERIFIED_USER, Tone::Ok),
        Headline::IntactUnrecognised => (ICON_GPP_MAYBE, Tone::Info),
        Headline::Altered => (ICON_BROKEN_IMAGE, Tone::Bad),
        Headline::Revoked => (ICON_REMOVE_MODERATOR, Tone::Bad),
        Headline::NoCredentials => (ICON_SHIELD_QUESTION, Tone::Muted),
        Headline::NotChecked => (ICON_UNKNOWN_DOCUMENT, Tone::Warn),
    }
}

pub fn content(state: ContentState) -> Mark {
    match state {
        ContentState::Intact => (ICON_CHECK_CIRCLE, Tone::Ok),
        ContentState::PartlyCovered => (ICON_RULE, Tone::Info),
        ContentState::Altered => (ICON_BROKEN_IMAGE, Tone::Bad),
        ContentState::NotChecked => (ICON_DO_NOT_DISTURB_ON, Tone::Muted),
    }
}

pub fn signer(state: SignerState) -> Mark {
    match state {
        SignerState::Official
        | SignerState::Interim
        | SignerState::House
        | SignerState::Contact
        | SignerState::Team => (ICON_VERIFIED, Tone::Ok),
        SignerState::Unrecognised => (ICON_PERSON_SEARCH, Tone::Info),
        SignerState::Revoked => (ICON_REMOVE_MODERATOR, Tone::Bad),
        SignerState::InvalidAtSigning => (ICON_EVENT_BUSY, Tone::Warn),
        SignerState::None => (ICON_PERSON_OFF, Tone::Muted),
    }
}

pub fn time(state: TimeState) -> Mark {
    match state {
        TimeState::Trusted => (ICON_SCHEDULE, Tone::Ok),
        TimeState::Claimed => (ICON_SCHEDULE, Tone::Muted),
        TimeState::Unrecognised => (ICON_SCHEDULE, Tone::Info),
        TimeState::Broken => (ICON_TIMER_OFF, Tone::Warn),
        TimeState::None => (ICON_TIMER_OFF, Tone::Muted),
    }
}

/// The history of a file that was altered afterwards is never shown as complete.
pub fn history(state: HistoryState, content: ContentState) -> Mark {
    match state {
        HistoryState::Complete | HistoryState::Unrecorded if content == ContentState::Altered => {
            (ICON_HISTORY_TOGGLE_OFF, Tone::Warn)
        }
        HistoryState::Complete => (ICON_HISTORY, Tone::Ok),
        HistoryState::Unrecorded => (ICON_HISTORY_TOGGLE_OFF, Tone::Info),
        HistoryState::UnsignedStep => (ICON_HISTORY_TOGGLE_OFF, Tone::Warn),
        HistoryState::BrokenStep => (ICON_LINK_OFF, Tone::Bad),
        HistoryState::None => (ICON_HISTORY_TOGGLE_OFF, Tone::Muted),
    }
}

/// Statements that a stranger signed are not shown like those of a known signer.
pub fn rights(state: RightsState, signer: SignerState) -> Mark {
    match state {
        RightsState::Signed if !signer.is_recognised() => (ICON_COPYRIGHT, Tone::Info),
        RightsState::Signed => (ICON_COPYRIGHT, Tone::Ok),
        RightsState::Unsigned => (ICON_EDIT_NOTE, Tone::Muted),
        RightsState::Conflict => (ICON_CALL_SPLIT, Tone::Warn),
        RightsState::None => (ICON_COPYRIGHT, Tone::Muted),
    }
}

/// A step that a stranger signed is not shown like one of a known signer.
pub fn step(state: StepState, signer: SignerState) -> Mark {
    match state {
        StepState::Signed if !signer.is_recognised() => (ICON_DRAW, Tone::Info),
        StepState::Signed => (ICON_DRAW, Tone::Ok),
        StepState::Unsigned => (ICON_EDIT_NOTE, Tone::Muted),
        StepState::Broken => (ICON_LINK_OFF, Tone::Bad),
    }
}

/// Signed and unsigned statements never look alike.
pub fn coverage(coverage: Coverage) -> Mark {
    match coverage {
        Coverage::Signed => (ICON_DRAW, Tone::Ok),
        Coverage::Agrees => (ICON_DONE_ALL, Tone::Ok),
        Coverage::Unchanged => (ICON_LOCK, Tone::Info),
        Coverage::NotCovered => (ICON_EDIT_NOTE, Tone::Muted),
        Coverage::Contradicts => (ICON_CALL_SPLIT, Tone::Bad),
    }
}

pub fn check(kind: CheckKind) -> Mark {
    match kind {
        CheckKind::Success => (ICON_DONE, Tone::Ok),
        CheckKind::Informational => (ICON_INFO, Tone::Info),
        CheckKind::Failure => (ICON_CLOSE, Tone::Bad),
    }
}
