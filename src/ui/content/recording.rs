//! The Record dialog in words: what will be written, and what the other program says of itself.

use std::path::Path;

use crate::locale;
use crate::provenance::recording::Proposal;
use crate::state::State;
use crate::state::recording::{RecordingForm, StepRow};
use crate::state::settings::Place;
use crate::tr;

use super::signing::stamped;
use super::{Pair, identities};

/// Lines of another program's history that are shown; the rest is counted.
const CLAIMS: usize = 12;
/// Characters of a list of names of metadata fields.
const NAMES_CHARS: usize = 400;

/// What will be written, a sentence each; nothing before the pair was measured.
pub fn writes(form: &RecordingForm) -> Vec<String> {
    let (Some(proposal), Some(source), Some(edited)) = (form.proposal(), &form.source, &form.edited) else {
        return Vec::new();
    };
    let mut lines = vec![tr!("recording-writes-parent", name = file_name(source)), tr!("recording-writes-open")];
    if proposal.comparison.hides() {
        lines.push(tr!("recording-writes-hides"));
    }
    if let Some(target) = form.target() {
        let (from, to) = (file_name(edited), file_name(&target));
        lines.push(match (form.place, &form.folder) {
            (Place::Folder, Some(folder)) => {
                tr!("preview-into-folder", from = from, to = to, folder = locale::elide(&folder.to_string_lossy(), 80))
            }
            _ => tr!("preview-beside", from = from, to = to),
        });
    }
    lines.extend(stamped(&form.stamp));
    lines.push(tr!("preview-originals-stay"));
    lines
}

/// Who signs.
pub fn signed_as(state: &State, form: &RecordingForm) -> Option<Pair> {
    let card = state.identities.find(form.identity.as_deref()?)?;
    Some(Pair::new(tr!("preview-signed-as"), identities::signer_name(card, state.identities.list.items())))
}

/// What the edited file's own metadata says of how it was made: the program, then its history, a line each.
pub fn claims(proposal: &Proposal) -> (Option<String>, Vec<String>) {
    let software = proposal.software.as_deref().map(|name| locale::elide(name, 80));
    let mut lines: Vec<String> = proposal.claims.iter().take(CLAIMS).map(|line| locale::elide(line, 160)).collect();
    let more = proposal.claims.len().saturating_sub(CLAIMS);
    if more > 0 {
        lines.push(tr!("and-more", count = more));
    }
    (software, lines)
}

/// Fields that one of the pair has and the other has not.
pub fn metadata(proposal: &Proposal) -> Vec<Pair> {
    let rows =
        [("recording-removed", &proposal.metadata_removed), ("recording-metadata-added", &proposal.metadata_added)];
    let rows = rows.into_iter().filter(|(_, names)| !names.is_empty());
    rows.map(|(key, names)| Pair::new(tr!(key), locale::elide(&names.join(", "), NAMES_CHARS))).collect()
}

/// A step in one line, and where it comes from.
pub fn row(row: &StepRow) -> (String, String) {
    let origin = match &row.measured {
        None => tr!("recording-added"),
        Some(_) if row.is_corrected() => tr!("recording-corrected"),
        Some(_) => tr!("recording-measured"),
    };
    (locale::steps::line(&row.signed()), origin)
}

/// The last part of a path, as it may be shown.
pub fn file_name(path: &Path) -> String {
    locale::elide(&path.file_name().unwrap_or(path.as_os_str()).to_string_lossy(), 60)
}
