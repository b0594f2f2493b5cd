//! Recorded actions (C2PA 2.4 §18.15), from whichever version of the assertion a manifest holds.

use serde_json::Value;

use super::limits::Limits;
use crate::provenance::report::Action;

/// More actions than this in one manifest are not listed.
const MAX_ACTIONS: usize = 10_000;

/// The actions in an assertion, and whether the recorder said that none is missing.
pub(super) fn actions(assertion: &Value, limits: &Limits) -> (Vec<Action>, bool) {
    let list = assertion.get("actions").and_then(Value::as_array);
    let listed = list.map_or(&[][..], Vec::as_slice);
    if listed.len() > MAX_ACTIONS {
        limits.cut();
    }
    let actions = listed.iter().take(MAX_ACTIONS).map(|one| action(one, limits));
    let actions = actions.filter(|action| limits.has_room(action)).collect();
    (actions, assertion.get("allActionsIncluded").and_then(Value::as_bool).unwrap_or(false))
}

fn action(value: &Value, limits: &Limits) -> Action {
    let text = |value: &Value, key: &str| text(value, key).map(|text| limits.text(&text));
    let parameters = limits.parameters(value.get("parameters").cloned().unwrap_or(Value::Null));
    Action {
        action: text(value, "action").unwrap_or_default(),
        when: text(value, "when"),
        software_agent: value.get("softwareAgent").and_then(software).map(|name| limits.text(&name)),
        description: text(value, "description").or_else(|| text(&parameters, "description")),
        digital_source_type: text(value, "digitalSourceType"),
        reason: text(value, "reason"),
        parameters,
    }
}

/// A software agent or claim generator: a plain string in version 1, a map with name and version in version 2.
pub(super) fn software(value: &Value) -> Option<String> {
    match value {
        Value::String(name) => Some(name.clone()),
        Value::Object(_) => {
            let name = text(value, "name")?;
            Some(match text(value, "version") {
                Some(version) => format!("{name} {version}"),
                None => name,
            })
        }
        _ => None,
    }
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}
