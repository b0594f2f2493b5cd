//! A manifest store as it stands: crJSON, single manifests, thumbnails. Runs inside a worker child.

use std::io::Cursor;
use std::path::Path;

use c2pa::Reader;
use serde_json::{Value, json};

use super::asset;
use super::examine::context_for;
use super::open::{self, Opened};
use super::readable::unreadable;
use super::thumbnails;
use crate::problem;
use crate::problem::Problem;
use crate::trust::TrustStore;

/// A thumbnail larger than this is not taken out.
const MAX_THUMBNAIL_BYTES: usize = 32 * 1024 * 1024;

/// The whole store as crJSON (C2PA crJSON 2.3).
pub fn crjson(path: &Path, trust: &TrustStore) -> Result<Value, Problem> {
    let reader = reader(path, trust)?;
    reader.to_crjson_value().map_err(|error| problem!("manifest-unreadable").with_cause(&error))
}

/// One manifest with everything in it, for the drill-down, and with its signer's certificates as PEM.
pub fn manifest(path: &Path, label: &str) -> Result<Value, Problem> {
    let reader = reader(path, &TrustStore::default())?;
    let detailed: Value = serde_json::from_str(&reader.detailed_json())
        .map_err(|error| problem!("manifest-unreadable").with_cause(&error))?;
    let Some(manifest) = detailed.pointer("/manifests").and_then(|manifests| manifests.get(label)) else {
        return Err(problem!("no-manifest"));
    };
    let mut manifest = manifest.clone();
    let signature = reader.get_manifest(label).and_then(|manifest| manifest.signature_info());
    if let (Some(fields), Some(signature)) = (manifest.as_object_mut(), signature) {
        // The engine leaves the certificates out of its own JSON.
        fields.insert("signing_certificates".to_owned(), signature.cert_chain().into());
    }
    Ok(json!({ label: manifest }))
}

/// A thumbnail that somebody's signature stands for, as it is (JPEG, PNG …), by its JUMBF URI.
///
/// # Errors
/// It is not there, was removed, is not what was signed, or its claim is not signed; or the store cannot be read.
pub fn signed_thumbnail(path: &Path, uri: &str) -> Result<Vec<u8>, Problem> {
    let reader = reader(path, &TrustStore::default())?;
    thumbnails::check(&reader, uri)?;
    thumbnail(&reader, uri).ok_or_else(|| problem!("check-no-picture"))
}

/// The best thumbnail in the active manifest or its ingredients.
pub fn best_thumbnail(path: &Path) -> Option<Vec<u8>> {
    let reader = reader(path, &TrustStore::default()).ok()?;
    let active = reader.active_manifest()?;
    let own = active.thumbnail_ref();
    let parents = active.ingredients().iter().filter_map(|ingredient| ingredient.thumbnail_ref());
    own.into_iter().chain(parents).find_map(|found| thumbnail(&reader, &found.identifier))
}

fn thumbnail(reader: &Reader, uri: &str) -> Option<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    reader.resource_to_stream(uri, &mut bytes).ok()?;
    let bytes = bytes.into_inner();
    (!bytes.is_empty() && bytes.len() <= MAX_THUMBNAIL_BYTES).then_some(bytes)
}

fn reader(path: &Path, trust: &TrustStore) -> Result<Box<Reader>, Problem> {
    let context = context_for(trust).map_err(|error| problem!("engine-settings").with_details(error))?;
    let opened = asset::with(path, |asset| {
        let format = asset.format().map_err(|error| error.problem())?;
        Ok(open::open(&asset, format, &context))
    });
    match opened.map_err(|error| unreadable(&error))?? {
        Opened::Store { reader, .. } => Ok(reader),
        Opened::None | Opened::OfAnother { .. } | Opened::Remote { .. } => Err(problem!("no-manifest")),
        Opened::Broken { explanation, .. } => Err(problem!("manifest-unreadable").with_details(explanation)),
        Opened::NotChecked(problem) => Err(problem),
    }
}
