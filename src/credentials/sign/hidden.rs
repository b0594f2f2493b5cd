//! Which thumbnails of earlier manifests show what an edit took out of sight. They are redacted (C2PA 2.4 §6.8.2):
//! their bytes leave the file, and the new manifest names each with the reason.

use std::io::{Read, Seek};
use std::sync::Arc;

use serde_json::{Value, json};

/// The reason that the specification gives for it (C2PA 2.4 §18.15.4.6).
const REASON: &str = "c2pa.PII.present";

/// The URIs of every thumbnail in the asset's manifests; none where there are no manifests.
pub(super) fn thumbnails(
    context: &Arc<c2pa::Context>,
    mime: &'static str,
    stream: &mut (impl Read + Seek + Send),
) -> Vec<String> {
    if stream.rewind().is_err() {
        return Vec::new();
    }
    let Ok(reader) = c2pa::Reader::from_shared_context(context).with_stream(mime, &mut *stream) else {
        return Vec::new();
    };
    let mut found: Vec<String> = reader
        .iter_manifests()
        .flat_map(|manifest| manifest.assertion_references().map(|reference| reference.url()).collect::<Vec<_>>())
        .filter(|uri| uri.contains("/c2pa.thumbnail."))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The actions that say so, one for each.
pub(super) fn actions(uris: &[String], when: &str) -> Vec<Value> {
    uris.iter()
        .map(|uri| json!({ "action": "c2pa.redacted", "when": when, "reason": REASON, "parameters": { "redacted": uri } }))
        .collect()
}
