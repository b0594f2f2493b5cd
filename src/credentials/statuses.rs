//! The engine's validation statuses, each with the manifest that it is about.

use c2pa::validation_results::{StatusCodes, ValidationResults};
use c2pa::validation_status::ValidationStatus;

use crate::provenance::evidence::{ManifestEvidence, Status};
use crate::provenance::report::{CheckKind, SignerState};

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

/// A status for each manifest whose signer was found revoked by us alone, so that it stands among the checks.
pub(super) fn revoked(manifests: &[ManifestEvidence], statuses: &[Status]) -> Vec<Status> {
    const CODE: &str = "signingCredential.ocsp.revoked";
    let is_revoked = |manifest: &&ManifestEvidence| {
        manifest.signature.as_ref().is_some_and(|signature| signature.signer_state == SignerState::Revoked)
            && !statuses.iter().any(|status| status.manifest == manifest.label && status.code == CODE)
    };
    let status = |manifest: &ManifestEvidence| Status {
        code: CODE.to_owned(),
        kind: CheckKind::Failure,
        manifest: manifest.label.clone(),
        url: String::new(),
        explanation: crate::tr!("check-revoked"),
    };
    manifests.iter().filter(is_revoked).map(status).collect()
}

fn label_in<'a>(url: &str, labels: &'a [String]) -> Option<&'a str> {
    labels.iter().map(String::as_str).find(|label| url.split('/').any(|part| part == *label))
}

/// An ingredient against which more different codes than this were recorded has something to hide.
const MAX_RECORDED: usize = 200;
/// The standard's longest code has half as many characters.
const MAX_CODE_CHARS: usize = 100;

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
    if codes.len() > MAX_RECORDED || codes.iter().any(|code| code.chars().count() > MAX_CODE_CHARS) {
        codes = vec!["general.error".to_owned()];
    }
    codes
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::process::Command;

    use crate::provenance::status;

    fn cargo(args: &[&str]) -> String {
        let output = Command::new(env!("CARGO")).args(args).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// The source of the engine that this build uses.
    fn engine_source() -> PathBuf {
        // What other systems need has not been fetched for this build.
        let about = cargo(&["-vV"]);
        let host = about.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
        let metadata = cargo(&["metadata", "--format-version", "1", "--offline", "--filter-platform", host]);
        let metadata: serde_json::Value = serde_json::from_str(&metadata).unwrap();
        let package = metadata["packages"].as_array().unwrap().iter().find(|p| p["name"] == "c2pa").unwrap();
        PathBuf::from(package["manifest_path"].as_str().unwrap()).parent().unwrap().join("src")
    }

    /// The string literals that follow a mark.
    fn codes(source: &str, mark: &str) -> Vec<String> {
        source
            .match_indices(mark)
            .filter_map(|(at, _)| source[at + mark.len()..].trim_start().strip_prefix('"')?.split('"').next())
            .filter(|code| code.contains('.') && !code.contains([' ', '/', '{']))
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn every_code_that_the_engine_can_give_has_a_meaning() {
        let source = engine_source();
        let mut seen = 0;
        for file in walkdir::WalkDir::new(&source).into_iter().filter_map(Result::ok) {
            let path = file.path().to_string_lossy().into_owned();
            let constants = ["validation_results.rs", "validation_status.rs"].iter().any(|name| path.ends_with(name));
            let identity = path.contains("/identity/") && path.ends_with(".rs") && !path.contains("/tests/");
            let mark = match (constants, identity) {
                (true, _) => ": &str =",
                (_, true) => ".validation_status(",
                _ => continue,
            };
            for code in codes(&std::fs::read_to_string(file.path()).unwrap(), mark) {
                seen += 1;
                assert!(status::known(&code).is_some(), "{code} in {path} has no meaning");
            }
        }
        assert!(seen > 80, "only {seen} codes found; has the engine's source moved?");
    }
}
