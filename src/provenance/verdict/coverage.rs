//! Rights and the coverage map: for each field, how far a signature reaches.

use super::super::evidence::{ManifestEvidence, StoreEvidence};
use super::super::report::{
    ContentState, Coverage, MetadataField, MetadataStore, Report, RightsAnswer, RightsState, StepState,
};
use super::super::rights::RightsField;
use super::super::status::meaning;
use super::history::{breaks_step, broken_codes};

/// Puts the signed statements beside what the file holds and compares them.
pub(super) fn cover(report: &mut Report, store: &StoreEvidence, active: &ManifestEvidence) {
    let stands = statements_stand(report, active);
    let signed = if stands { signed_rights(store, active) } else { Vec::new() };
    if !binding_holds(report) {
        forget(report);
    }
    let found = std::mem::take(&mut report.rights.fields);
    report.rights = rights(signed, found);
    let stated = if stands { active.metadata.clone() } else { Vec::new() };
    for field in &mut report.metadata {
        field.coverage = metadata_coverage(field, &stated);
    }
    report.metadata.splice(
        0..0,
        stated.into_iter().map(|mut field| {
            field.coverage = Coverage::Signed;
            field
        }),
    );
}

/// Signed statements count while the claim and its assertions are whole, even if the picture was changed.
fn statements_stand(report: &Report, active: &ManifestEvidence) -> bool {
    active.signature.is_some()
        && report.content.codes.iter().all(|code| super::is_hard_binding(code))
        && !report.history.steps.iter().any(|step| step.manifest == active.label && step.state == StepState::Broken)
}

/// Takes back what was found of bytes that a hard binding covers: there is none, or it does not hold.
pub(super) fn forget(report: &mut Report) {
    report.metadata.iter_mut().for_each(|field| field.coverage = Coverage::NotCovered);
    report.rights.fields.iter_mut().for_each(|field| field.coverage = Coverage::NotCovered);
}

/// Whether the bytes that are not left out are as they were signed.
fn binding_holds(report: &Report) -> bool {
    matches!(report.content.state, ContentState::Intact | ContentState::PartlyCovered)
}

/// Rights stated by the active manifest and, for fields that it does not state, by its parents.
fn signed_rights(store: &StoreEvidence, active: &ManifestEvidence) -> Vec<RightsField> {
    let mut fields: Vec<RightsField> = Vec::new();
    let mut manifest = Some(active);
    let mut walked = 0;
    while let Some(current) = manifest {
        let known: Vec<_> = fields.iter().map(|field| field.field).collect();
        fields.extend(current.rights.iter().filter(|field| !known.contains(&field.field)).cloned().map(|mut field| {
            field.coverage = Coverage::Signed;
            field
        }));
        walked += 1;
        manifest = parent(store, current).filter(|parent| walked < 100 && is_whole(store, parent));
    }
    fields
}

fn parent<'a>(store: &'a StoreEvidence, manifest: &ManifestEvidence) -> Option<&'a ManifestEvidence> {
    let ingredient = manifest.ingredients.iter().find(|ingredient| ingredient.relationship == "parentOf")?;
    let label = ingredient.manifest.as_ref().filter(|_| broken_codes(&ingredient.recorded_failures).is_empty())?;
    store.manifests.iter().find(|manifest| manifest.label == *label)
}

fn is_whole(store: &StoreEvidence, manifest: &ManifestEvidence) -> bool {
    manifest.signature.is_some()
        && !store.statuses.iter().any(|status| {
            status.manifest == manifest.label && breaks_step(meaning(&status.code, status.kind, &status.url))
        })
}

fn rights(signed: Vec<RightsField>, mut found: Vec<RightsField>) -> RightsAnswer {
    let mut conflict = false;
    for field in &mut found {
        let mut same_name = signed.iter().filter(|other| other.field == field.field).peekable();
        field.coverage = if same_name.peek().is_none() {
            in_file(field.coverage)
        } else if same_name.any(|other| agrees(&other.value, &field.value, &field.source)) {
            Coverage::Agrees
        } else {
            conflict = true;
            Coverage::Contradicts
        };
    }
    let state = match (signed.is_empty(), found.is_empty()) {
        _ if conflict => RightsState::Conflict,
        (false, _) => RightsState::Signed,
        (true, false) => RightsState::Unsigned,
        (true, true) => RightsState::None,
    };
    let mut fields = signed;
    fields.append(&mut found);
    // An assertion's map has no order of its own; who comes first, then what may be done. Signed before found.
    fields.sort_by_key(|field| field.field);
    RightsAnswer { state, fields }
}

/// IPTC-IIM cuts a by-line and a credit at 32 bytes and a copyright notice at 128: a cut value agrees.
fn agrees(signed: &str, found: &str, source: &str) -> bool {
    let (signed, found) = (signed.trim(), found.trim());
    signed == found || (source.starts_with("IPTC") && found.len() >= 30 && signed.starts_with(found))
}

fn metadata_coverage(field: &MetadataField, stated: &[MetadataField]) -> Coverage {
    let name = local_name(&field.field);
    let mut same_name = stated.iter().filter(|other| local_name(&other.field) == name).peekable();
    if field.store == MetadataStore::Container || same_name.peek().is_none() {
        in_file(field.coverage)
    } else if same_name.any(|other| other.value.trim() == field.value.trim()) {
        Coverage::Agrees
    } else {
        Coverage::Contradicts
    }
}

/// What was found of the field's bytes, and nothing better.
fn in_file(found: Coverage) -> Coverage {
    if found == Coverage::Unchanged { Coverage::Unchanged } else { Coverage::NotCovered }
}

/// `tiff:Make`, `exif:Make` and EXIF `Make` are one field.
fn local_name(field: &str) -> &str {
    field.rsplit(':').next().unwrap_or(field)
}
