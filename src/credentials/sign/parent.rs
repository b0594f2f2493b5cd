//! The asset, and what was put into it, as ingredients: with their own manifests and what checking them gave, embedded or
//! from a sidecar.

use std::fs::{self, File};
use std::io::{Read, Seek};
use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};

use super::super::open;
use super::definition::{PARENT_LABEL, component_label};
use super::{Component, SignError, hidden};
use crate::provenance::redaction::Policy;

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
    ingredient(
        context,
        (path, mime),
        json!({ "title": title, "relationship": "parentOf", "label": PARENT_LABEL }),
        stream,
    )
}

/// Takes in a file that was put into the asset, as the one of this number. Gives what the policy drops from its manifests,
/// too.
pub(super) fn component(
    context: &Arc<c2pa::Context>,
    component: &Component,
    index: usize,
    left_behind: Option<&Policy>,
) -> Result<(c2pa::Ingredient, Vec<String>), SignError> {
    let mut file = File::open(&component.path).map_err(|source| SignError::SourceUnreadable { source })?;
    let label = component_label(index);
    let shape = json!({ "title": component.title, "relationship": "componentOf", "label": label });
    let mime = component.format.mime();
    let mut read = ingredient(context, (&component.path, mime), shape, &mut file)?;
    let dropped = match left_behind {
        Some(policy) => hidden::dropped(context, &read, (mime, &mut file), policy)?,
        None => Vec::new(),
    };
    if let Some(picture) = &component.thumbnail {
        let ours = |source| SignError::Engine { source: Box::new(source) };
        read.ingredient.set_thumbnail("image/jpeg", picture.clone()).map_err(ours)?;
    }
    Ok((read.ingredient, dropped))
}

fn ingredient(
    context: &Arc<c2pa::Context>,
    (path, mime): (&Path, &'static str),
    shape: Value,
    stream: &mut (impl Read + Seek + Send),
) -> Result<Parent, SignError> {
    let mut builder = c2pa::Builder::from_shared_context(context);
    builder
        .add_ingredient_from_stream(shape.to_string(), mime, stream)
        .map_err(|source| SignError::Malformed { mime, source: Box::new(source) })?;
    let Some(ingredient) = builder.definition.ingredients.pop() else {
        return Err(SignError::Setup { details: "the engine lost the ingredient".to_owned() });
    };
    if ingredient.active_manifest().is_some() || ingredient.manifest_data_ref().is_some() {
        return Ok(Parent { ingredient, history: History::Embedded });
    }
    let beside = path.with_extension("c2pa");
    if let Some(store) = sidecar(&beside, path)? {
        return match from_sidecar(context, store, (mime, shape), stream, false) {
            Ok(Some(found)) if found.fits || open::owner(path, &beside, context).is_none() => Ok(found.parent),
            Err(error) if open::owner(path, &beside, context).is_none() => Err(error),
            // It is for another file of this name.
            _ => Ok(Parent { ingredient, history: History::None }),
        };
    }
    // One under a number may be another file's.
    for numbered in open::numbered_sidecars(path) {
        let Some(store) = sidecar(&numbered, path)? else { continue };
        if let Ok(Some(parent)) = from_sidecar(context, store, (mime, shape.clone()), stream, true) {
            return Ok(parent.parent);
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

/// What a sidecar makes of the asset, and whether it is bound to these very bytes.
struct Beside {
    parent: Parent,
    fits: bool,
}

/// `None` where it has to fit and does not.
fn from_sidecar(
    context: &Arc<c2pa::Context>,
    store: Vec<u8>,
    (mime, mut shape): (&'static str, Value),
    stream: &mut (impl Read + Seek + Send),
    must_fit: bool,
) -> Result<Option<Beside>, SignError> {
    let refuse = |source: c2pa::Error| SignError::SidecarUnreadable { source: Box::new(source) };
    stream.rewind().map_err(|source| SignError::SourceUnreadable { source })?;
    let reader = c2pa::Reader::from_shared_context(context)
        .with_manifest_data_and_stream(&store, mime, &mut *stream)
        .map_err(refuse)?;
    let fits = open::fits(&reader);
    if must_fit && !fits {
        return Ok(None);
    }
    if let Some(fields) = shape.as_object_mut() {
        fields.insert("format".to_owned(), json!(mime));
        fields.insert("active_manifest".to_owned(), json!(reader.active_label()));
        fields.insert("validation_results".to_owned(), json!(reader.validation_results()));
    }
    let mut ingredient = c2pa::Ingredient::from_json(&shape.to_string()).map_err(refuse)?;
    ingredient.set_manifest_data(store).map_err(refuse)?;
    Ok(Some(Beside { parent: Parent { ingredient, history: History::Sidecar }, fits }))
}
