//! History: the manifests as steps, oldest first, and whether every one of them is recorded, signed and whole.

use std::collections::HashSet;

use super::super::evidence::{ManifestEvidence, StoreEvidence};
use super::super::redaction_history::RemovedDetail;
use super::super::report::{
    CheckKind, HistoryAnswer, HistoryState, Ingredient, SignerState, Step, StepState, TimeState,
};
use super::super::status::{Meaning, meaning};
use super::super::thumbnail::Thumbnail;
use super::{is_hard_binding, signer_state, time_state};

/// More steps than this are judged but not listed, unless they are broken; nothing honest has so many.
const MAX_STEPS: usize = 1_000;

/// More removed details than this are not listed.
const MAX_REMOVED: usize = 1_000;

/// What broke the steps of a history that are broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breach {
    /// Something is not as it was signed, or does not hold together.
    Altered,
    /// What an ingredient refers to is not there.
    Missing,
    /// A certificate was withdrawn; nothing was changed.
    Withdrawn,
    Several,
}

/// What broke the broken steps; anything that is not known for sure is [`Breach::Altered`] or [`Breach::Several`].
pub fn breach(history: &HistoryAnswer) -> Breach {
    let of_code = |code: &String| match (code.as_str(), meaning(code, CheckKind::Failure, "")) {
        ("ingredient.manifest.missing", _) => Breach::Missing,
        (_, Meaning::SignerRevoked) => Breach::Withdrawn,
        _ => Breach::Altered,
    };
    let of_step = |step: &Step| -> Vec<Breach> {
        match step.codes.as_slice() {
            [] if step.signer_state == SignerState::Revoked => vec![Breach::Withdrawn],
            [] => vec![Breach::Altered],
            codes => codes.iter().map(of_code).collect(),
        }
    };
    let broken = history.steps.iter().filter(|step| step.state == StepState::Broken);
    let mut found: Vec<Breach> = broken.flat_map(of_step).collect();
    found.dedup();
    match found.as_slice() {
        // Of so many steps not all are told.
        _ if history.steps.len() >= 2 * MAX_STEPS => Breach::Several,
        [] => Breach::Altered,
        [first, rest @ ..] => {
            if rest.is_empty() {
                *first
            } else {
                Breach::Several
            }
        }
    }
}

/// Walks from the active manifest to everything that it was made from.
pub(super) fn history(store: &StoreEvidence, active: &ManifestEvidence, as_of: bool) -> HistoryAnswer {
    let mut steps = Vec::new();
    let mut seen = HashSet::new();
    // Newest first while walking; turned round at the end. An explicit stack, since depth is a stranger's choice.
    let mut todo: Vec<Todo<'_>> = vec![Todo::Manifest { manifest: active, recorded: Vec::new() }];
    let mut worst = HistoryState::Complete;
    while let Some(next) = todo.pop() {
        let step = match next {
            Todo::Nobody { ingredient, recorded } => unsigned_step(store, ingredient, recorded),
            Todo::Manifest { manifest, recorded } => {
                if !seen.insert(manifest.label.as_str()) {
                    // What another editor recorded against it counts, even if the step is told only once.
                    if !recorded.is_empty() {
                        worst = worse(worst, HistoryState::BrokenStep);
                        add_codes(&mut steps, &manifest.label, recorded);
                    }
                    continue;
                }
                todo.extend(sources(store, manifest));
                signed_step(store, manifest, recorded, as_of)
            }
        };
        worst = worse(worst, state(&step));
        // The rest is judged, too, but not told; what is broken always is.
        let room = if step.state == StepState::Broken { 2 * MAX_STEPS } else { MAX_STEPS };
        if steps.len() < room {
            steps.push(step);
        }
    }
    steps.reverse();
    supersede(&mut steps);
    let removed =
        steps.iter().filter(|step| step.state == StepState::Signed).flat_map(removed).take(MAX_REMOVED).collect();
    HistoryAnswer { state: worst, steps, removed }
}

/// What a step says that it took out of earlier ones (C2PA 2.4 §18.15.4.6).
fn removed(step: &Step) -> impl Iterator<Item = RemovedDetail> {
    let actions = step.actions.iter().filter(|action| action.action == "c2pa.redacted");
    actions.filter_map(|action| {
        let text = |name: &str| action.parameters.get(name).and_then(serde_json::Value::as_str);
        // self#jumbf=/c2pa/MANIFEST/c2pa.assertions/LABEL
        let mut inwards = text("redacted")?.rsplit('/');
        let label = inwards.next().filter(|label| !label.is_empty())?.to_owned();
        let manifest = inwards.nth(1)?.to_owned();
        let reason = text("app.lightmark.reason").or(action.reason.as_deref()).map(str::to_owned);
        Some(RemovedDetail { manifest, label, removed_by: step.signer.clone(), reason, at: action.when.clone() })
    })
}

/// An approval is for the file as it was: a later step that changed something, or may have, leaves it behind.
fn supersede(steps: &mut [Step]) {
    const HARMLESS: [&str; 4] = ["c2pa.created", "c2pa.opened", "c2pa.published", "c2pa.redacted"];
    let mut is_changed = false;
    for step in steps.iter_mut().rev() {
        if let Some(approval) = &mut step.approval {
            approval.superseded = is_changed;
        }
        let is_harmless = step.actions.iter().all(|action| HARMLESS.contains(&action.action.as_str()));
        is_changed |= !is_harmless || !step.all_actions_included;
    }
}

enum Todo<'a> {
    Manifest {
        manifest: &'a ManifestEvidence,
        recorded: Vec<String>,
    },
    /// Made from something that has no Content Credentials here.
    Nobody {
        ingredient: &'a Ingredient,
        recorded: Vec<String>,
    },
}

/// What a manifest was made from; the parent last, so that it is walked first.
fn sources<'a>(store: &'a StoreEvidence, manifest: &'a ManifestEvidence) -> Vec<Todo<'a>> {
    let mut sources: Vec<&Ingredient> =
        manifest.ingredients.iter().filter(|ingredient| ingredient.relationship != "inputTo").collect();
    sources.sort_by_key(|ingredient| ingredient.relationship == "parentOf");
    sources
        .into_iter()
        .map(|ingredient| {
            let mut recorded = broken_codes(&ingredient.recorded_failures);
            let own = ingredient.manifest.as_ref().map(|label| store.manifests.iter().find(|m| m.label == *label));
            match own {
                Some(Some(manifest)) => Todo::Manifest { manifest, recorded },
                Some(None) => {
                    recorded.push("ingredient.manifest.missing".to_owned());
                    Todo::Nobody { ingredient, recorded }
                }
                None => Todo::Nobody { ingredient, recorded },
            }
        })
        .collect()
}

/// Of the failures that an editor recorded when it took an ingredient in, those that break the step. Trust is
/// ours to decide and may have changed since, so that a signer unknown to the editor does not count, nor does a
/// certificate that has merely expired.
pub fn broken_codes(recorded: &[String]) -> Vec<String> {
    recorded.iter().filter(|code| breaks_step(meaning(code, CheckKind::Failure, ""))).cloned().collect()
}

pub(super) fn breaks_step(meaning: Meaning) -> bool {
    matches!(meaning, Meaning::Altered | Meaning::IngredientBroken | Meaning::SignerRevoked)
}

fn signed_step(store: &StoreEvidence, manifest: &ManifestEvidence, recorded: Vec<String>, as_of: bool) -> Step {
    let mut codes = recorded;
    for status in store.statuses.iter().filter(|status| status.manifest == manifest.label) {
        // A changed asset is the content's answer; the step as it was signed may still be whole.
        let counts = breaks_step(meaning(&status.code, status.kind, &status.url)) && !is_hard_binding(&status.code);
        if counts && !codes.contains(&status.code) {
            codes.push(status.code.clone());
        }
    }
    let signature = manifest.signature.as_ref();
    let forged = codes.iter().any(|code| code.starts_with("claimSignature."));
    let signer_state = match signature {
        Some(signature) if !forged => signer_state(store, &manifest.label, signature, as_of).0,
        _ => SignerState::None,
    };
    let time = signature
        .map_or(TimeState::None, |s| time_state(&store.statuses, &manifest.label, s.time_state, s.stamped_later));
    let broken = !codes.is_empty() || signature.is_none() || signer_state == SignerState::Revoked;
    Step {
        manifest: manifest.label.clone(),
        title: manifest.title.clone(),
        signer: signature.and_then(|s| s.name.clone().or_else(|| s.organization.clone())),
        signer_state,
        claim_generator: manifest.claim_generator.clone(),
        at: signature.and_then(|s| s.at.clone()),
        at_proven: time == TimeState::Trusted,
        actions: manifest.actions.clone(),
        ingredients: manifest.ingredients.iter().map(|ingredient| judged(store, ingredient)).collect(),
        state: if broken { StepState::Broken } else { StepState::Signed },
        all_actions_included: manifest.all_actions_included,
        codes,
        has_thumbnail: manifest.has_thumbnail,
        thumbnail: manifest.thumbnail.as_ref().map(|thumbnail| seen(store, thumbnail)),
        approval: manifest.approval.clone(),
    }
}

/// An ingredient with what the checks say of its thumbnail.
fn judged(store: &StoreEvidence, ingredient: &Ingredient) -> Ingredient {
    let thumbnail = ingredient.thumbnail.as_ref().map(|thumbnail| seen(store, thumbnail));
    Ingredient { thumbnail, ..ingredient.clone() }
}

fn seen(store: &StoreEvidence, thumbnail: &Thumbnail) -> Thumbnail {
    Thumbnail { uri: thumbnail.uri.clone(), state: thumbnail.judged(&store.active, &store.statuses) }
}

fn unsigned_step(store: &StoreEvidence, ingredient: &Ingredient, codes: Vec<String>) -> Step {
    Step {
        manifest: String::new(),
        title: ingredient.title.clone(),
        signer: None,
        signer_state: SignerState::None,
        claim_generator: None,
        at: None,
        at_proven: false,
        actions: Vec::new(),
        ingredients: Vec::new(),
        state: if codes.is_empty() { StepState::Unsigned } else { StepState::Broken },
        all_actions_included: false,
        codes,
        has_thumbnail: ingredient.has_thumbnail,
        thumbnail: ingredient.thumbnail.as_ref().map(|thumbnail| seen(store, thumbnail)),
        approval: None,
    }
}

/// Marks a step that was told already as broken.
fn add_codes(steps: &mut [Step], manifest: &str, recorded: Vec<String>) {
    let Some(step) = steps.iter_mut().find(|step| step.manifest == manifest) else { return };
    step.state = StepState::Broken;
    for code in recorded {
        if !step.codes.contains(&code) {
            step.codes.push(code);
        }
    }
}

fn state(step: &Step) -> HistoryState {
    match step.state {
        StepState::Broken => HistoryState::BrokenStep,
        StepState::Unsigned => HistoryState::UnsignedStep,
        StepState::Signed if !step.all_actions_included => HistoryState::Unrecorded,
        StepState::Signed => HistoryState::Complete,
    }
}

fn worse(one: HistoryState, other: HistoryState) -> HistoryState {
    const ORDER: [HistoryState; 4] =
        [HistoryState::BrokenStep, HistoryState::UnsignedStep, HistoryState::Unrecorded, HistoryState::Complete];
    ORDER.into_iter().find(|state| *state == one || *state == other).unwrap_or(HistoryState::BrokenStep)
}
