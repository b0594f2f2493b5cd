//! Details of a signed history in words, for the Redact page: the steps, what each holds, and what becomes of it.

use egui_material_icons::icons::*;

use crate::locale;
use crate::provenance::redaction::{Fate, Group};
use crate::provenance::redaction_history::HistoryItem;
use crate::provenance::redaction_names::may_go;
use crate::provenance::report::Report;
use crate::state::redaction::{Redaction, Seen};
use crate::tr;

use super::super::icon::Mark;
use super::super::theme::Tone;
use super::redaction::size;
use super::tone_word;

/// One signed step of the history.
#[derive(Debug, Clone)]
pub struct Step {
    /// Which step, and who signed it.
    pub name: String,
    pub details: Vec<Detail>,
}

/// One recorded detail.
#[derive(Debug, Clone)]
pub struct Detail {
    /// As the policy names it.
    pub label: String,
    pub name: String,
    /// Label and size, for those who know them.
    pub place: String,
    pub goes: bool,
    /// What holds the history together is never offered.
    pub may_pick: bool,
    pub mark: Mark,
    pub word: String,
    /// What can be guessed, once it is gone.
    pub guess: Option<String>,
}

/// The steps of the file on screen, the first one first, as its report has them.
pub fn steps(seen: &Seen, report: Option<&Report>) -> Vec<Step> {
    let mut manifests: Vec<&str> = Vec::new();
    let reported = report.iter().flat_map(|report| &report.history.steps).map(|step| step.manifest.as_str());
    for manifest in reported.chain(seen.history.iter().map(|item| item.manifest.as_str())) {
        if !manifests.contains(&manifest) {
            manifests.push(manifest);
        }
    }
    let of = |manifest: &str| -> Vec<&HistoryItem> {
        seen.history.iter().filter(|item| item.manifest == manifest).collect()
    };
    let held = manifests.into_iter().map(of).filter(|items| !items.is_empty());
    held.enumerate().map(|(index, items)| step(index + 1, &items)).collect()
}

/// Subjects that a person may name, each with whether its details go.
pub fn subjects(page: &Redaction) -> Vec<(Group, bool)> {
    let offered = |group: &Group| !matches!(group, Group::Rendering | Group::Credentials);
    Group::ALL.into_iter().filter(offered).map(|group| (group, page.policy.drop.contains(&group))).collect()
}

fn step(number: usize, items: &[&HistoryItem]) -> Step {
    let signer = items.iter().find_map(|item| item.signer.as_deref());
    let signer = signer.map_or_else(|| tr!("redact-history-nobody"), |name| locale::elide(name, 80));
    Step {
        name: tr!("redact-history-step", number = number, signer = signer),
        details: items.iter().map(|item| detail(item)).collect(),
    }
}

fn detail(item: &HistoryItem) -> Detail {
    let (mark, key) = match item.fate {
        Fate::Dropped => ((ICON_REMOVE_CIRCLE, Tone::Warn), "redact-fate-goes"),
        Fate::Kept => ((ICON_CHECK, Tone::Muted), "redact-fate-stays"),
        Fate::MustStay => ((ICON_LOCK, Tone::Bad), "redact-fate-must-stay"),
    };
    let goes = item.fate == Fate::Dropped;
    Detail {
        label: item.label.clone(),
        name: tr!(kind(&item.label)),
        place: format!("{} · {}", locale::elide(&item.label, 80), size(item.size_bytes)),
        goes,
        may_pick: may_go(&item.label),
        mark,
        word: tr!(key),
        guess: (goes && !item.is_salted).then(|| tr!("redact-history-guess")),
    }
}

/// The key of what a detail is, by its label.
fn kind(label: &str) -> &'static str {
    let starts = [
        ("c2pa.thumbnail", "redact-history-thumbnail"),
        ("c2pa.embedded-data", "redact-history-picture"),
        ("c2pa.depthmap", "redact-history-picture"),
        ("cawg.identity", "redact-history-identity"),
        ("c2pa.actions", "redact-history-actions"),
        ("c2pa.ingredient", "redact-history-ingredient"),
        ("c2pa.hash.", "redact-history-hash"),
        ("c2pa.soft-binding", "redact-history-soft-binding"),
        ("c2pa.time-stamp", "redact-history-stamp"),
        ("c2pa.certificate-status", "redact-history-revocation"),
        ("stds.exif", "redact-history-camera"),
        ("stds.schema-org.CreativeWork", "redact-history-work"),
        ("cawg.metadata", "redact-history-rights"),
        (crate::provenance::approval::LABEL, "redact-history-decision"),
    ];
    match starts.into_iter().find(|(start, _)| label.starts_with(start)) {
        Some((_, key)) => key,
        None if label.contains("training-mining") => "redact-history-training",
        None if label.contains(".metadata") || label.starts_with("stds.") => "redact-history-metadata",
        None => "redact-history-other",
    }
}

/// The right side of the page as text, for tests.
pub fn as_text(page: &Redaction, seen: &Seen, report: Option<&Report>) -> String {
    let switch = |may_pick: bool, goes: bool| match (may_pick, goes) {
        (false, _) => "-",
        (true, true) => "x",
        (true, false) => " ",
    };
    let mut out = String::new();
    for (group, goes) in subjects(page) {
        out += &format!("[{}] {}\n", switch(true, goes), super::redaction::name(group));
    }
    for step in steps(seen, report) {
        out += &format!("{}\n", step.name);
        for detail in step.details {
            let word = format!("{}:{}", tone_word(&detail.mark), detail.word);
            let switch = switch(detail.may_pick, detail.goes);
            out += &format!("    [{switch}] {} ({}) {word}\n", detail.name, detail.place);
            out += &detail.guess.map(|guess| format!("        {guess}\n")).unwrap_or_default();
        }
    }
    out += &seen.notes.iter().map(|note| format!("{note}\n")).collect::<String>();
    out
}
