//! The engine's validation statuses, each with the manifest that it is about.

use c2pa::validation_results::{StatusCodes, ValidationResults};
use c2pa::validation_status::ValidationStatus;

use crate::provenance::evidence::Status;
use crate::provenance::report::CheckKind;

/// All statuses of a store. Those that the engine reports for the active manifest stay with it, whatever their
/// URI says; those about ingredients go to the manifest that the URI names.
pub(super) fn statuses(results: &ValidationResults, active: &str, labels: &[String]) -> Vec<Status> {
    let mut all = Vec::new();
    if let Some(codes) = results.active_manifest() {
        push(&mut all, codes, |_| active.to_owned());
    }
    for delta in results.ingredient_deltas().into_iter().flatten() {
        let holder = label_in(delta.ingredient_assertion_uri(), labels).unwrap_or(active);
        push(&mut all, delta.validation_deltas(), |url| label_in(url, labels).unwrap_or(holder).to_owned());
    }
    all
}

fn push(all: &mut Vec<Status>, codes: &StatusCodes, manifest: impl Fn(&str) -> String) {
    let kinds = [
        (CheckKind::Failure, codes.failure()),
        (CheckKind::Informational, codes.informational()),
        (CheckKind::Success, codes.success()),
    ];
    for (kind, list) in kinds {
        for status in list {
            let url = status.url().unwrap_or_default();
            all.push(Status {
                code: status.code().to_owned(),
                kind,
                manifest: manifest(url),
                url: url.to_owned(),
                explanation: status.explanation().unwrap_or_default().to_owned(),
            });
        }
    }
}

fn label_in<'a>(url: &str, labels: &'a [String]) -> Option<&'a str> {
    labels.iter().map(String::as_str).find(|label| url.split('/').any(|part| part == *label))
}

/// The codes that an editor recorded against an ingredient. The older field holds successes, too; the verdict
/// tells them apart by code, never by the engine's `passed()`.
pub(super) fn recorded(ingredient: &c2pa::Ingredient) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    let mut add = |list: &[ValidationStatus]| codes.extend(list.iter().map(|status| status.code().to_owned()));
    if let Some(results) = ingredient.validation_results() {
        if let Some(active) = results.active_manifest() {
            add(active.failure());
        }
        for delta in results.ingredient_deltas().into_iter().flatten() {
            add(delta.validation_deltas().failure());
        }
    }
    add(ingredient.validation_status().unwrap_or_default());
    codes.sort();
    codes.dedup();
    codes
}
