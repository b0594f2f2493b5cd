//! The timeline: who did what with which app, when, from what.

use jiff::tz::TimeZone;

use crate::locale;
use crate::provenance::report::{Action, Ingredient, Report, Step, StepState};
use crate::provenance::statement::SourceType;
use crate::provenance::verdict::broken_codes;
use crate::tr;

use super::super::icon::{self, Mark};
use super::super::when;
use super::{Pair, stranger};

/// Actions shown for one step; more are counted.
const ACTIONS: usize = 60;
const INGREDIENTS: usize = 30;

/// One step of the timeline.
#[derive(Debug, Clone)]
pub struct StepCard {
    pub mark: Mark,
    pub title: String,
    /// Who, app, when; a line each.
    pub lines: Vec<String>,
    /// The state in one sentence.
    pub state: String,
    pub actions: Vec<ActionLine>,
    pub more_actions: usize,
    pub ingredients: Vec<String>,
    /// Label of the manifest, for the drill-down; none for a step that nobody signed.
    pub manifest: Option<String>,
}

/// One action in plain words.
#[derive(Debug, Clone)]
pub struct ActionLine {
    pub text: String,
    pub details: Vec<Pair>,
}

/// Every step, oldest first.
pub fn steps(report: &Report, zone: &TimeZone) -> Vec<StepCard> {
    report.history.steps.iter().map(|step| card(step, zone)).collect()
}

fn card(step: &Step, zone: &TimeZone) -> StepCard {
    let mut lines = Vec::new();
    if let Some(signer) = &step.signer {
        lines.push(tr!("step-signed-by", signer = locale::elide(signer, 80)));
    }
    lines.extend(locale::approvals::lines(step));
    if let Some(app) = &step.claim_generator {
        lines.push(tr!("step-with-app", app = locale::elide(app, 80)));
    }
    if let Some(at) = &step.at {
        let at = when::local(at, zone);
        lines.push(if step.at_proven { tr!("step-at-proven", at = at) } else { tr!("step-at-claimed", at = at) });
    }
    if step.state == StepState::Signed && !step.all_actions_included {
        lines.push(tr!("step-may-leave-out"));
    }
    let state = match step.state {
        StepState::Signed if step.all_actions_included => tr!("step-signed-all"),
        StepState::Signed => tr!("step-signed"),
        StepState::Unsigned => tr!("step-unsigned"),
        StepState::Broken => tr!("step-broken"),
    };
    StepCard {
        mark: icon::step(step.state, step.signer_state),
        title: title(step),
        lines,
        state,
        actions: step.actions.iter().take(ACTIONS).map(|action| line(action, step.signer.as_deref(), zone)).collect(),
        more_actions: step.actions.len().saturating_sub(ACTIONS),
        ingredients: step.ingredients.iter().take(INGREDIENTS).map(ingredient).collect(),
        manifest: Some(step.manifest.clone()).filter(|label| !label.is_empty()),
    }
}

/// The step's own title, else its first action, else that there is none.
fn title(step: &Step) -> String {
    match (&step.title, step.actions.first()) {
        (Some(title), _) if !title.trim().is_empty() => locale::elide(title, 80),
        (_, Some(action)) => action_words(&action.action),
        _ if step.state == StepState::Unsigned => tr!("step-without-credentials"),
        _ => tr!("untitled"),
    }
}

fn line(action: &Action, signer: Option<&str>, zone: &TimeZone) -> ActionLine {
    let mut details = Vec::new();
    let mut detail = |key: &str, value: String| details.push(Pair::new(tr!(key), value));
    if let Some(kind) = &action.digital_source_type {
        detail("action-source-type", source_type(kind));
    }
    if let Some(text) = &action.description {
        detail("action-description", stranger(text));
    }
    if let Some(app) = &action.software_agent {
        detail("action-app", stranger(app));
    }
    if let Some(at) = &action.when {
        detail("action-when", when::local(at, zone));
    }
    if let Some(reason) = &action.reason {
        detail("action-reason", stranger(reason));
    }
    if !action.parameters.is_null() {
        detail("action-parameters", locale::elide(&action.parameters.to_string(), 1_000));
    }
    ActionLine { text: removal(action, signer).unwrap_or_else(|| done(action)), details }
}

/// What was done in words, and whether the record says that the picture was not encoded anew for it.
fn done(action: &Action) -> String {
    let words = action_words(&action.action);
    match action.parameters.get("app.lightmark.lossless") {
        Some(serde_json::Value::Bool(true)) => tr!("action-lossless", action = words),
        _ => words,
    }
}

/// What was taken out, by whom and why, in one line; never what it said. `None` for any other action.
fn removal(action: &Action, signer: Option<&str>) -> Option<String> {
    let text = |name: &str| action.parameters.get(name).and_then(serde_json::Value::as_str);
    let signer = signer.map_or_else(|| tr!("removed-by-nobody"), |name| locale::elide(name, 80));
    let own = text("app.lightmark.reason").map(stranger);
    if action.action == "c2pa.edited.metadata" {
        let groups: Vec<String> = text("app.lightmark.removedGroups")?.split(',').take(20).map(group_words).collect();
        let kinds = groups.join(", ");
        return Some(match own {
            Some(reason) => tr!("metadata-removed-because", kinds = kinds, signer = signer, reason = reason),
            None => tr!("metadata-removed", kinds = kinds, signer = signer),
        });
    }
    if action.action != "c2pa.redacted" {
        return None;
    }
    let label = text("redacted")?.rsplit('/').next().unwrap_or_default();
    let what = match label {
        _ if label.starts_with("c2pa.thumbnail") => tr!("removed-thumbnail"),
        _ if label.contains(".metadata") || label.starts_with("stds.") => tr!("removed-metadata"),
        _ if label.starts_with("cawg.identity") => tr!("removed-identity"),
        _ => tr!("removed-detail", label = locale::elide(label, 60)),
    };
    let reason = own.or_else(|| action.reason.as_deref().map(reason_words));
    Some(match reason {
        Some(reason) => tr!("removed-because", what = what, signer = signer, reason = reason),
        None => tr!("removed-by", what = what, signer = signer),
    })
}

/// A group of metadata in plain words; one that is not known as it stands.
fn group_words(group: &str) -> String {
    let key = format!("redact-group-{group}");
    if locale::has(&key) { tr!(&key) } else { stranger(group) }
}

/// A reason of the specification in plain words (C2PA 2.4 §18.15.4.6); any other as it stands.
fn reason_words(reason: &str) -> String {
    let key = format!("reason-{}", reason.replace('.', "-"));
    if locale::has(&key) { tr!(&key) } else { stranger(reason) }
}

/// An action's label in plain words; one that is not known is shown as it stands.
pub fn action_words(label: &str) -> String {
    let key = format!("action-{}", label.replace('.', "-"));
    if locale::has(&key) { tr!(&key) } else { tr!("action-unknown-label", label = locale::elide(label, 80)) }
}

/// A digital source type in plain words.
pub fn source_type(text: &str) -> String {
    match SourceType::parse(text) {
        Some(kind) => tr!(&format!("source-{}", kind.code())),
        None => stranger(text),
    }
}

fn ingredient(ingredient: &Ingredient) -> String {
    let title = ingredient.title.as_deref().map_or_else(|| tr!("untitled"), |title| locale::elide(title, 80));
    let key = match ingredient.relationship.as_str() {
        "parentOf" => "ingredient-parent",
        "componentOf" => "ingredient-component",
        "inputTo" => "ingredient-input",
        _ => "ingredient-other",
    };
    let mut text = tr!(key, title = title);
    let broken = broken_codes(&ingredient.recorded_failures);
    if !broken.is_empty() {
        let codes: Vec<String> = broken.iter().take(5).map(|code| stranger(code)).collect();
        text.push(' ');
        text += &tr!("ingredient-recorded-failures", codes = codes.join(", "));
    } else if ingredient.manifest.is_none() {
        text.push(' ');
        text += locale::text("ingredient-without-credentials");
    }
    text
}

/// The timeline as text, for tests.
pub fn as_text(steps: &[StepCard]) -> String {
    let mut out = String::new();
    for step in steps {
        out += &format!("[{}] {}\n", super::tone_word(&step.mark), step.title);
        for line in step.lines.iter().chain(std::iter::once(&step.state)) {
            out += &format!("    {line}\n");
        }
        for action in &step.actions {
            out += &format!("    - {}\n", action.text);
            for pair in &action.details {
                out += &format!("        {}: {}\n", pair.label, pair.value);
            }
        }
        for ingredient in &step.ingredients {
            out += &format!("    < {ingredient}\n");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn action(label: &str, reason: Option<&str>, parameters: serde_json::Value) -> Action {
        serde_json::from_value(json!({ "action": label, "reason": reason, "parameters": parameters })).unwrap()
    }

    #[test]
    fn what_was_done_without_re_encoding_says_so() {
        let told = |lossless: serde_json::Value| {
            let parameters = json!({ "app.lightmark.rotate": 90, "app.lightmark.lossless": lossless });
            line(&action("c2pa.orientation", None, parameters), None, &TimeZone::UTC).text
        };
        let plain = told(json!(false));
        assert_eq!(told(json!("true")), plain);
        assert_eq!(told(json!(true)), format!("{plain}, without re-encoding"));
    }

    #[test]
    fn what_was_removed_is_told_with_name_and_reason() {
        let uri = "self#jumbf=/c2pa/urn:c2pa:1/c2pa.assertions/stds.exif__1";
        let listed = action("c2pa.redacted", Some("c2pa.trade-secret.present"), json!({ "redacted": uri }));
        let text = removal(&listed, Some("Ada")).unwrap();
        assert!(text.contains("metadata") && text.contains("Ada") && text.contains("trade secret"), "{text}");
        let own = json!({ "redacted": uri, "app.lightmark.reason": "protects a witness" });
        let text = removal(&action("c2pa.redacted", Some("c2pa.PII.present"), own), None).unwrap();
        assert!(text.contains("protects a witness"), "{text}");
        let groups = json!({ "app.lightmark.removedGroups": "location,new-kind" });
        let text = removal(&action("c2pa.edited.metadata", None, groups), Some("Ada")).unwrap();
        assert!(text.contains("Location") && text.contains("new-kind"), "{text}");
    }

    #[test]
    fn other_changes_are_no_removal() {
        assert_eq!(removal(&action("c2pa.edited.metadata", None, json!({})), Some("Ada")), None);
        assert_eq!(removal(&action("c2pa.cropped", None, json!({ "redacted": "x" })), Some("Ada")), None);
        assert_eq!(removal(&action("c2pa.redacted", None, json!(null)), Some("Ada")), None);
    }
}
