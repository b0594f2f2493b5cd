//! What was taken out of a file or of its history, in words: one line for each recorded removal. Never what it said.

use super::elide;
use crate::provenance::report::Action;
use crate::tr;

/// What was taken out, by whom and why, in one line; never what it said. `None` for any other action.
pub fn line(action: &Action, signer: Option<&str>) -> Option<String> {
    let text = |name: &str| action.parameters.get(name).and_then(serde_json::Value::as_str);
    let signer = signer.map_or_else(|| tr!("removed-by-nobody"), |name| elide(name, 80));
    let own = text("app.lightmark.reason").map(plain_words);
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
        _ => tr!("removed-detail", label = elide(label, 60)),
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
    if super::has(&key) { tr!(&key) } else { plain_words(group) }
}

/// A reason of the specification in plain words (C2PA 2.4 §18.15.4.6); any other as it stands.
fn reason_words(reason: &str) -> String {
    let key = format!("reason-{}", reason.replace('.', "-"));
    if super::has(&key) { tr!(&key) } else { plain_words(reason) }
}

/// Strangers' words, made plain and short.
fn plain_words(text: &str) -> String {
    elide(text, 300)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn action(label: &str, reason: Option<&str>, parameters: serde_json::Value) -> Action {
        serde_json::from_value(json!({ "action": label, "reason": reason, "parameters": parameters })).unwrap()
    }

    #[test]
    fn what_was_removed_is_told_with_name_and_reason() {
        let uri = "self#jumbf=/c2pa/urn:c2pa:1/c2pa.assertions/stds.exif__1";
        let listed = action("c2pa.redacted", Some("c2pa.trade-secret.present"), json!({ "redacted": uri }));
        let text = line(&listed, Some("Ada")).unwrap();
        assert!(text.contains("metadata") && text.contains("Ada") && text.contains("trade secret"), "{text}");
        let own = json!({ "redacted": uri, "app.lightmark.reason": "protects a witness" });
        let text = line(&action("c2pa.redacted", Some("c2pa.PII.present"), own), None).unwrap();
        assert!(text.contains("protects a witness"), "{text}");
        let groups = json!({ "app.lightmark.removedGroups": "location,new-kind" });
        let text = line(&action("c2pa.edited.metadata", None, groups), Some("Ada")).unwrap();
        assert!(text.contains("Location") && text.contains("new-kind"), "{text}");
    }

    #[test]
    fn other_changes_are_no_line() {
        assert_eq!(line(&action("c2pa.edited.metadata", None, json!({})), Some("Ada")), None);
        assert_eq!(line(&action("c2pa.cropped", None, json!({ "redacted": "x" })), Some("Ada")), None);
        assert_eq!(line(&action("c2pa.redacted", None, json!(null)), Some("Ada")), None);
    }
}
