//! Rights and the coverage map: for each field, how far a signature reaches, and who stands behind what is signed.

use super::super::evidence::{ManifestEvidence, StoreEvidence};
use super::super::report::{
    ContentState, Coverage, IdentityState, MetadataField, MetadataStore, Report, RightsAnswer, RightsState, StepState,
};
use super::super::rights::{Bond, RightsField, RightsName, StatedBy};
use super::super::rights_statement::plus_rows;
use super::super::status::meaning;
use super::history::{breaks_step, broken_codes};
use super::same_value::{Comparison, compare};

/// Puts the signed statements beside what the file holds and compares them.
pub(super) fn cover(report: &mut Report, store: &StoreEvidence, active: &ManifestEvidence) {
    let stands = statements_stand(report, active);
    let signed = if stands { signed_rights(report, store, active) } else { Vec::new() };
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

/// Takes back what was found of bytes that a hard binding covers: there is none, or it does not hold.
pub(super) fn forget(report: &mut Report) {
    report.metadata.iter_mut().for_each(|field| field.coverage = Coverage::NotCovered);
    report.rights.fields.iter_mut().for_each(|field| field.coverage = Coverage::NotCovered);
}

/// Signed statements count while the claim and its assertions are whole, even if the picture was changed.
fn statements_stand(report: &Report, active: &ManifestEvidence) -> bool {
    active.signature.is_some()
        && report.content.codes.iter().all(|code| super::is_hard_binding(code))
        && !report.history.steps.iter().any(|step| step.manifest == active.label && step.state == StepState::Broken)
}

/// Whether the bytes that are not left out are as they were signed.
fn binding_holds(report: &Report) -> bool {
    matches!(report.content.state, ContentState::Intact | ContentState::PartlyCovered)
}

/// Rights stated by the active manifest and, for fields that it does not state, by its parents.
fn signed_rights(report: &Report, store: &StoreEvidence, active: &ManifestEvidence) -> Vec<RightsField> {
    let mut fields: Vec<RightsField> = Vec::new();
    let mut manifest = Some(active);
    let mut walked = 0;
    while let Some(current) = manifest {
        let known: Vec<_> = fields.iter().map(|field| field.field).collect();
        let new = current.rights.iter().filter(|field| !known.contains(&field.field));
        fields.extend(new.map(|field| RightsField {
            coverage: Coverage::Signed,
            stated_by: Some(stated_by(report, current, field)),
            ..field.clone()
        }));
        walked += 1;
        manifest = parent(store, current).filter(|parent| walked < 100 && is_whole(store, parent));
    }
    fields
}

/// The named actor who refers to a statement, while that holds; else whoever signed its manifest.
fn stated_by(report: &Report, manifest: &ManifestEvidence, field: &RightsField) -> StatedBy {
    let is_named = field.stated_by.as_ref().is_some_and(|by| by.bond == Bond::Identity);
    let holds = |state| matches!(state, IdentityState::Recognised | IdentityState::Unrecognised);
    match manifest.identity.as_ref().filter(|identity| is_named && holds(identity.state)) {
        Some(identity) => StatedBy {
            bond: Bond::Identity,
            name: Some(identity.name.clone()),
            recognised: identity.state == IdentityState::Recognised,
        },
        None => {
            let signature = manifest.signature.as_ref();
            let step = report.history.steps.iter().find(|step| step.manifest == manifest.label);
            StatedBy {
                bond: Bond::Claim,
                name: signature.and_then(|own| own.name.clone().or_else(|| own.organization.clone())),
                recognised: step.is_some_and(|step| step.signer_state.is_recognised()),
            }
        }
    }
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
    for field in &mut found {
        field.stated_by = None;
        let mut same_name = signed.iter().filter(|other| other.field == field.field).peekable();
        field.coverage = if same_name.peek().is_none() {
            across_vocabularies(field, &signed).unwrap_or(in_file(field.coverage))
        } else if same_name.any(|other| agrees(&other.value, &field.value, &field.source)) {
            Coverage::Agrees
        } else {
            Coverage::Contradicts
        };
    }
    let state = match (signed.is_empty(), found.is_empty()) {
        _ if found.iter().any(|field| field.coverage == Coverage::Contradicts) => RightsState::Conflict,
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

/// Whether the one term of PLUS in the file agrees with the signed rows of CAWG or says the opposite of one; `None`
/// where neither can be said.
fn across_vocabularies(field: &RightsField, signed: &[RightsField]) -> Option<Coverage> {
    if field.field != RightsName::DataMining {
        return None;
    }
    let rows = plus_rows(&field.value);
    let stated = |name| signed.iter().filter(move |other| other.field == name).map(|other| other.value.as_str());
    let is_opposite =
        |one: &str, other: &str| matches!((one, other), ("allowed", "notAllowed") | ("notAllowed", "allowed"));
    if rows.iter().any(|(name, word)| stated(*name).any(|other| is_opposite(word, other))) {
        return Some(Coverage::Contradicts);
    }
    let says_same = |(name, word): &(RightsName, &str)| stated(*name).any(|other| other == *word);
    (!rows.is_empty() && rows.iter().all(says_same)).then_some(Coverage::Agrees)
}

/// IPTC-IIM cuts a by-line and a credit at 32 bytes and a copyright notice at 128: a cut value agrees.
fn agrees(signed: &str, found: &str, source: &str) -> bool {
    let (signed, found) = (signed.trim(), found.trim());
    signed == found || (source.starts_with("IPTC") && found.len() >= 30 && signed.starts_with(found))
}

fn metadata_coverage(field: &MetadataField, stated: &[MetadataField]) -> Coverage {
    let name = usual_name(&field.field);
    let same_name = stated.iter().filter(|other| usual_name(&other.field) == name);
    if field.store == MetadataStore::Container {
        return in_file(field.coverage);
    }
    let is_iptc = field.store == MetadataStore::Iptc;
    let compared = |other: &MetadataField| match is_iptc && agrees(&other.value, &field.value, "IPTC") {
        true => Comparison::Same,
        false => compare(&other.value, &field.value),
    };
    let compared: Vec<_> = same_name.map(compared).collect();
    if compared.contains(&Comparison::Same) {
        Coverage::Agrees
    } else if compared.contains(&Comparison::Other) {
        Coverage::Contradicts
    } else {
        in_file(field.coverage)
    }
}

/// What was found of the field's bytes, and nothing better.
fn in_file(found: Coverage) -> Coverage {
    if found == Coverage::Unchanged { Coverage::Unchanged } else { Coverage::NotCovered }
}

/// `tiff:Make`, `exif:Make` and EXIF `Make` are one field, and so are those that the standards keep in step (MWG
/// Guidelines 2.0 §5).
fn usual_name(field: &str) -> &str {
    match field.rsplit(':').next().unwrap_or(field) {
        "Artist" | "80 By-line" => "creator",
        "Copyright" | "116 Copyright Notice" => "rights",
        "ImageDescription" | "120 Caption/Abstract" => "description",
        "05 Object Name" => "title",
        "90 City" => "City",
        "105 Headline" => "Headline",
        "110 Credit" => "Credit",
        name => name,
    }
}
