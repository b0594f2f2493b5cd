//! What of earlier manifests tells what was taken out of the asset: thumbnails that show it, statements of metadata that
//! a policy drops. It is redacted (C2PA 2.4 §6.8.2): the bytes leave the file, and the new manifest names each with the
//! reason. Never touches actions and hashes, which the specification forbids.

use std::io::{Read, Seek};
use std::sync::Arc;

use serde_json::{Value, json};

use super::super::earlier;
use super::parent::{History, Parent};
use super::{SignError, SignRequest};
use crate::provenance::redaction::{Fate, Group, Policy};

/// The reason that the specification gives for it (C2PA 2.4 §18.15.4.6).
const REASON: &str = "c2pa.PII.present";
/// All that it has.
const REASONS: &[&str] =
    &["c2pa.PII.present", "c2pa.invalid.data", "c2pa.trade-secret.present", "c2pa.government.confidential"];

/// What is to go from the parent's manifests, for what was done to the asset.
pub(super) fn of_request(
    request: &SignRequest,
    context: &Arc<c2pa::Context>,
    parent: &mut Parent,
    (mime, stream): (&'static str, &mut (impl Read + Seek + Send)),
) -> Result<Vec<String>, SignError> {
    if let Some(policy) = &request.policy
        && policy.drops(Group::Software, "xmpMM:InstanceID")
    {
        parent.ingredient.set_instance_id(new_instance_id()?);
    }
    match (&request.edited, &request.policy) {
        (Some(_), Some(policy)) => dropped(context, parent, (mime, stream), policy),
        (Some(edited), None) => {
            let mut policy = edited.left_behind.clone().unwrap_or_else(Policy::evidence);
            if edited.hide_earlier_thumbnails {
                policy.drop.insert(Group::EmbeddedPictures);
            }
            if policy.drop.is_empty() { Ok(Vec::new()) } else { dropped(context, parent, (mime, stream), &policy) }
        }
        _ => Ok(Vec::new()),
    }
}

/// The URIs of every assertion in the parent's manifests that the policy drops. A history that cannot be read through is
/// an error: what is in it would go along unseen.
pub(super) fn dropped(
    context: &Arc<c2pa::Context>,
    parent: &Parent,
    (mime, stream): (&'static str, &mut (impl Read + Seek + Send)),
    policy: &Policy,
) -> Result<Vec<String>, SignError> {
    if parent.history == History::None {
        return Ok(Vec::new());
    }
    let ours = |source| SignError::Engine { source: Box::new(source) };
    let lost = || SignError::Setup { details: "the engine lost the parent's manifests".to_owned() };
    let store = parent.ingredient.manifest_data().ok_or_else(lost)?;
    stream.rewind().map_err(|source| SignError::SourceUnreadable { source })?;
    let reader = c2pa::Reader::from_shared_context(context)
        .with_manifest_data_and_stream(store.as_ref(), mime, &mut *stream)
        .map_err(ours)?;
    let told = earlier::told(&reader, policy).map_err(ours)?;
    Ok(told.into_iter().filter(|told| told.item.fate == Fate::Dropped).map(|told| told.item.uri).collect())
}

/// A new instance id for an ingredient, in place of the one that stands in the original's XMP.
fn new_instance_id() -> Result<String, SignError> {
    let mut random = [0_u8; 16];
    getrandom::fill(&mut random).map_err(|error| SignError::Setup { details: error.to_string() })?;
    Ok(format!("xmp.iid:{}", hex::encode(random)))
}

/// The actions that say so, one for each: with a reason of the specification (C2PA 2.4 §18.15.4.6), and the person's own
/// words beside it where they gave some.
pub(super) fn actions(uris: &[String], reason: Option<&str>, when: Option<&str>) -> Vec<Value> {
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    let listed = reason.filter(|reason| REASONS.contains(reason)).unwrap_or(REASON);
    let words = reason.filter(|reason| !REASONS.contains(reason));
    let action = |uri: &String| {
        let mut parameters = json!({ "redacted": uri });
        let mut action = json!({ "action": "c2pa.redacted", "reason": listed });
        if let (Some(words), Some(parameters)) = (words, parameters.as_object_mut()) {
            parameters.insert("app.lightmark.reason".to_owned(), json!(words));
        }
        if let Some(fields) = action.as_object_mut() {
            fields.insert("parameters".to_owned(), parameters);
            when.map(|when| fields.insert("when".to_owned(), json!(when)));
        }
        action
    };
    uris.iter().map(action).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_of_ones_own_stands_beside_one_of_the_specification() {
        let uris = ["self#jumbf=/c2pa/m/c2pa.assertions/stds.exif".to_owned()];
        let own = actions(&uris, Some("protects a witness"), None).remove(0);
        assert_eq!((own["reason"].as_str(), own.get("when")), (Some(REASON), None));
        assert_eq!(own["parameters"]["app.lightmark.reason"], "protects a witness");
        let listed = actions(&uris, Some("c2pa.trade-secret.present"), Some("2026-01-01T00:00:00Z")).remove(0);
        assert_eq!(listed["reason"], "c2pa.trade-secret.present");
        assert!(listed["parameters"].get("app.lightmark.reason").is_none());
        assert_eq!(actions(&uris, Some(" "), None)[0]["reason"], REASON);
    }
}
