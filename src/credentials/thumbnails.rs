//! Thumbnails in manifests: where each is, which were removed, and the bytes of one that is signed. Never decodes them.

use c2pa::Reader;

use super::statuses;
use crate::problem;
use crate::problem::Problem;
use crate::provenance::evidence::ManifestEvidence;
use crate::provenance::thumbnail::{Thumbnail, ThumbnailState, holder};

/// How claims name the assertion of their own thumbnail, and those of their ingredients.
const OF_CLAIM: &str = "/c2pa.thumbnail.claim";
const OF_INGREDIENT: &str = "/c2pa.thumbnail.ingredient";

/// A thumbnail that is there.
pub(super) fn found(uri: &str) -> Thumbnail {
    Thumbnail { uri: uri.to_owned(), state: ThumbnailState::Signed }
}

/// Notes the thumbnails that later signers removed, so that it can be told why there is none.
pub(super) fn mark_removed(reader: &Reader, manifests: &mut [ManifestEvidence]) {
    let redacted: Vec<&String> =
        reader.iter_manifests().filter_map(|manifest| manifest.redactions()).flatten().collect();
    if redacted.is_empty() {
        return;
    }
    let removed = |label: &str, kind: &str| {
        let uri = redacted.iter().find(|uri| holder(uri) == Some(label) && uri.contains(kind))?;
        Some(Thumbnail { uri: (*uri).clone(), state: ThumbnailState::Removed })
    };
    for manifest in manifests {
        if manifest.thumbnail.is_none() {
            manifest.thumbnail = removed(&manifest.label, OF_CLAIM);
        }
        for ingredient in &mut manifest.ingredients {
            if ingredient.thumbnail.is_none() {
                let of_its_own = ingredient.manifest.as_deref().and_then(|label| removed(label, OF_CLAIM));
                ingredient.thumbnail = of_its_own.or_else(|| removed(&manifest.label, OF_INGREDIENT));
            }
        }
    }
}

/// Whether the thumbnail at this address is one of the store's, and its signer stands for it.
///
/// # Errors
/// It is not there, was removed, is not what was signed, or its claim is not signed.
pub(super) fn check(reader: &Reader, uri: &str) -> Result<(), Problem> {
    let of_manifest = |manifest: &c2pa::Manifest| {
        let own = manifest.thumbnail_ref().is_some_and(|found| found.identifier == uri);
        let mut parts = manifest.ingredients().iter().filter_map(|ingredient| ingredient.thumbnail_ref());
        own || parts.any(|found| found.identifier == uri)
    };
    let is_redacted =
        |manifest: &c2pa::Manifest| manifest.redactions().is_some_and(|all| all.iter().any(|redacted| redacted == uri));
    if reader.iter_manifests().any(is_redacted) {
        return Err(problem!("thumbnail-removed"));
    }
    let active = reader.active_label().filter(|_| reader.iter_manifests().any(of_manifest));
    let Some(active) = active else { return Err(problem!("check-no-picture")) };
    let labels: Vec<String> = reader.manifests().keys().cloned().collect();
    let statuses =
        reader.validation_results().map(|results| statuses::statuses(results, active, &labels)).unwrap_or_default();
    match found(uri).judged(active, &statuses) {
        ThumbnailState::Signed => Ok(()),
        ThumbnailState::Removed => Err(problem!("thumbnail-removed")),
        ThumbnailState::Changed => Err(problem!("thumbnail-changed")),
        ThumbnailState::NotSigned => Err(problem!("thumbnail-not-signed")),
    }
}
