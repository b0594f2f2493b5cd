//! The status bar: the last thing worth telling, and how far checking has come.

use crate::locale;
use crate::provenance::report::Headline;
use crate::state::{Notice, State};
use crate::tr;
use egui_material_icons::icons::{ICON_CHECK_CIRCLE, ICON_ERROR, ICON_INFO};

use super::super::icon::Mark;
use super::super::theme::Tone;

/// A notice in words.
pub fn notice(notice: &Notice) -> (Mark, String) {
    let ok = (ICON_CHECK_CIRCLE, Tone::Ok);
    let info = (ICON_INFO, Tone::Info);
    match notice {
        Notice::Checked { files } => (ok, tr!("notice-checked", files = *files)),
        Notice::Stopped { checked, left } => (info, tr!("notice-stopped", checked = *checked, left = *left)),
        Notice::NothingFound => (info, tr!("notice-nothing-found")),
        Notice::NoDialog => ((ICON_ERROR, Tone::Warn), tr!("notice-no-dialog")),
        Notice::Copied => (ok, tr!("notice-copied")),
        Notice::Removed { files } => (ok, tr!("notice-removed", files = *files)),
        Notice::IdentityMade { name } => (ok, tr!("notice-identity-made", name = locale::elide(name, 60))),
        Notice::IdentityDeleted { name } => (ok, tr!("notice-identity-deleted", name = locale::elide(name, 60))),
        Notice::IdentityLife { life, name } => {
            (ok, tr!(&format!("notice-life-{}", life.key()), name = locale::elide(name, 60)))
        }
        Notice::Exported { path } => (ok, tr!("notice-exported", path = locale::elide(path, 100))),
        Notice::TrustChanged => (ok, tr!("notice-trust-lists-changed")),
        Notice::Written { path } => (ok, tr!("notice-written", path = locale::elide(path, 100))),
        Notice::Signed { files, failed: 0 } => (ok, tr!("notice-signed", files = *files)),
        Notice::Signed { files, failed } => {
            ((ICON_ERROR, Tone::Warn), tr!("notice-signed-some", files = *files, failed = *failed))
        }
        Notice::SigningStopped { files } => (info, tr!("notice-signing-stopped", files = *files)),
        Notice::RevocationsMade { number, revoked, path } => {
            let number = number.to_string();
            (ok, tr!("notice-revocations-made", number = number, revoked = *revoked, path = locale::elide(path, 100)))
        }
        Notice::NeverAsked { host } => (info, tr!("notice-never-asked", host = locale::elide(host, 100))),
        Notice::EditsCopied => (ok, tr!("notice-edits-copied")),
        Notice::EditsPasted { files } => (ok, tr!("notice-edits-pasted", files = *files)),
        Notice::NothingToPaste => (info, tr!("notice-nothing-to-paste")),
        Notice::RecipeSaved { name } => (ok, tr!("notice-recipe-saved", name = locale::elide(name, 60))),
        Notice::RecipeUsed { name } => (ok, tr!("notice-recipe-used", name = locale::elide(name, 60))),
        Notice::RecipeDeleted => (ok, tr!("notice-recipe-deleted")),
        Notice::WatchRecorded { name } => (ok, tr!("notice-watch-recorded", name = locale::elide(name, 80))),
        Notice::RightsWritten { files, failed: 0 } => (ok, tr!("notice-rights", files = *files)),
        Notice::RightsWritten { files, failed } => {
            ((ICON_ERROR, Tone::Warn), tr!("notice-rights-some", files = *files, failed = *failed))
        }
        Notice::Redacted { files, failed: 0 } => (ok, tr!("notice-redacted", files = *files)),
        Notice::Redacted { files, failed } => {
            ((ICON_ERROR, Tone::Warn), tr!("notice-redacted-some", files = *files, failed = *failed))
        }
        Notice::TemplateDeleted { name } => (ok, tr!("notice-template-deleted", name = locale::elide(name, 60))),
        Notice::TemplateKept { name } => (ok, tr!("notice-template-kept", name = locale::elide(name, 60))),
        Notice::Trouble(problem) => ((ICON_ERROR, Tone::Bad), format!("{} {}", problem.what, problem.remedy)),
    }
}

/// How many files there are, and of those that matter how many.
pub fn tally(state: &State) -> String {
    let files = state.files.len();
    if files == 0 {
        return String::new();
    }
    let mut parts = vec![tr!("tally-files", files = files)];
    if state.files.order().len() != files {
        parts.push(tr!("tally-shown", shown = state.files.order().len()));
    }
    if state.files.selected.len() > 1 {
        parts.push(tr!("tally-selected", selected = state.files.selected.len()));
    }
    for headline in [Headline::Altered, Headline::Revoked, Headline::NotChecked] {
        let count = state.files.count(headline);
        if count > 0 {
            parts.push(tr!(&format!("tally-{}", headline.key()), count = count));
        }
    }
    parts.join(" · ")
}
