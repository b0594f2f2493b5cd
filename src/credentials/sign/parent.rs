//! The asset as an ingredient: with its own manifests and what checking them gave, embedded or from a sidecar.

use std::fs;
use std::io::{Read, Seek};
use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use super::super::open;
use super::SignError;
use super::definition::PARENT_LABEL;

/// No manifest store of this many bytes is taken in.
const MAX_SIDECAR_BYTES: u64 = 64 * 1024 * 1024;

/// The asset as the parent of what is being signed.
pub(super) struct Parent {
    pub(super) ingredient: c2pa::Ingredient,
    pub(super) history: History,
}

/// Where the parent's own manifests were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum History {
    None,
    Embedded,
    Sidecar,
}

/// Takes in the asset from its stream; a sidecar beside `path` counts only when nothing is embedded.
pub(super) fn read(
    context: &Arc<c2pa::Context>,
    path: &Path,
    mime: &'static str,
    title: &str,
    stream: &mut (impl Read + Seek + Send),
) -> Result<Parent, SignError> {
    let mut builder = c2pa::Builder::from_shared_context(context);
    let shape = json!({ "title": title, "relationship": "parentOf", "label": PARENT_LABEL }).to_string();
    builder
        .add_ingredient_from_stream(shape, mime, stream)
        .map_err(|source| SignError::Malformed { mime, source: Box::new(source) })?;
    let Some(ingredient) = builder.definition.ingredients.pop() else {
        return Err(SignError::Setup { details: "the engine lost the ingredient".to_owned() });
    };
    if ingredient.active_manifest().is_some() || ingredient.manifest_data_ref().is_some() {
        return Ok(Parent { ingredient, history: History::Embedded });
    }
    if let Some(store) = sidecar(&path.with_extension("c2pa"), path)? {
        return from_sidecar(context, store, (mime, title), stream, false)
            .map(|found| found.unwrap_or(Parent { ingredient, history: History::None }));
    }
    // One under a number may be another file's.
    for numbered in open::numbered_sidecars(path) {
        let Some(store) = sidecar(&numbered, path)? else { continue };
        if let Ok(Some(parent)) = from_sidecar(context, store, (mime, title), stream, true) {
            return Ok(parent);
        }
    }
    Ok(Parent { ingredient, history: History::None })
}

/// The bytes of `x.c2pa` beside `x.jpg` (C2PA 2.4 §11.4), if there is such a file.
fn sidecar(beside: &Path, path: &Path) -> Result<Option<Vec<u8>>, SignError> {
    let Ok(facts) = fs::metadata(beside) else { return Ok(None) };
    if !facts.is_file() || beside == path || facts.len() > MAX_SIDECAR_BYTES {
        return Ok(None);
    }
    fs::read(beside).map(Some).map_err(|source| SignError::SourceUnreadable { source })
}

/// `None` where it has to fit and does not.
fn from_sidecar(
    context: &Arc<c2pa::Context>,
    store: Vec<u8>,
    (mime, title): (&'static str, &str),
    stream: &mut (impl Read + Seek + Send),
    must_fit: bool,
) -> Result<Option<Parent>, SignError> {
    let refuse = |source: c2pa::Error| SignError::SidecarUnreadable { source: Box::new(source) };
    stream.rewind().map_err(|source| SignError::SourceUnreadable { source })?;
    let reader = c2pa::Reader::from_shared_context(context)
        .with_manifest_data_and_stream(&store, mime, &mut *stream)
        .map_err(refuse)?;
    if must_fit && !open::fits(&reader) {
        return Ok(None);
    }
    let shape = json!({
        "title": title,
        "format": mime,
        "relationship": "parentOf",
        "label": PARENT_LABEL,
        "active_manifest": reader.active_label(),
        "validation_results": reader.validation_results(),
    });
    let mut ingredient = c2pa::Ingredient::from_json(&shape.to_string()).map_err(refuse)?;
    ingredient.set_manifest_data(store).map_err(refuse)?;
    Ok(Some(Parent { ingredient, history: History::Sidecar }))
}
