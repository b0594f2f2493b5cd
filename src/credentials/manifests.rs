//! One engine manifest → evidence: actions, ingredients, stated metadata and rights.

use c2pa::{Ingredient as EngineIngredient, Manifest, ManifestAssertion, Relationship};
use jiff::Timestamp;
use serde_json::Value;

use super::limits::Limits;
use super::signatures::{self, Judging};
use super::{actions, statuses, thumbnails};
use crate::media;
use crate::provenance::approval::{self, Approval};
use crate::provenance::evidence::ManifestEvidence;
use crate::provenance::report::{Action, Ingredient, MetadataField};
use crate::provenance::rights::{Bond, RightsField, StatedBy};
use crate::provenance::verdict::is_time_proven;

/// More ingredients than this in one manifest are not listed.
const MAX_INGREDIENTS: usize = 1_000;
/// More statements of metadata or rights than this in one manifest are not listed.
const MAX_STATEMENTS: usize = 2_000;

/// Everything that one manifest says, with what `trust` says of its signer.
pub(super) fn manifest(manifest: &Manifest, judging: &Judging<'_>, limits: &Limits) -> ManifestEvidence {
    let label = manifest.label().unwrap_or_default().to_owned();
    let (actions, all_actions_included) = all_actions(manifest, limits);
    let claimed = actions.iter().filter_map(|action| action.when.as_ref()?.parse::<Timestamp>().ok()).max();
    let claimed = claimed.map(|at| at.to_string());
    let signature = signatures::signature(manifest, &label, claimed, judging);
    // An identity is judged when its claim was signed, if a stamp proves when that was.
    let identity_at = signature
        .as_ref()
        .filter(|signature| is_time_proven(judging.statuses, &label, signature.time_state, signature.stamped_later))
        .and_then(|signature| signature.at.as_ref()?.parse().ok())
        .unwrap_or(judging.at);
    let identity = signatures::identity(&label, identity_at, judging, limits);
    let binds = identity.as_ref().map_or(&[][..], |identity| identity.binds.as_slice());
    let (metadata, rights) = stated(manifest, binds, limits);
    ManifestEvidence {
        title: manifest.title().map(|title| limits.text(title)),
        claim_generator: claim_generator(manifest).map(|name| limits.text(&name)),
        signature,
        identity,
        actions,
        all_actions_included,
        ingredients: ingredients(manifest, limits),
        metadata,
        rights,
        has_thumbnail: manifest.thumbnail_ref().is_some(),
        thumbnail: manifest.thumbnail_ref().map(|found| thumbnails::found(&found.identifier)),
        approval: approval(manifest, limits),
        label,
    }
}

/// What the signer decided. Of several statements none counts.
fn approval(manifest: &Manifest, limits: &Limits) -> Option<Approval> {
    let mut found = values(manifest, approval::LABEL);
    let one = found.next().filter(|_| found.next().is_none())?;
    let said: Approval = serde_json::from_value(one.clone()).ok()?;
    let text = |text: Option<String>| text.map(|text| limits.text(&text));
    Some(Approval { role: text(said.role), note: text(said.note), superseded: false, ..said })
}

fn claim_generator(manifest: &Manifest) -> Option<String> {
    let info = manifest.claim_generator_info.as_ref().and_then(|list| list.first());
    match info {
        Some(info) => Some(match &info.version {
            Some(version) => format!("{} {version}", info.name),
            None => info.name.clone(),
        }),
        None => manifest.claim_generator().map(str::to_owned),
    }
}

/// The actions of every actions assertion, and whether each of them says that none is missing.
fn all_actions(manifest: &Manifest, limits: &Limits) -> (Vec<Action>, bool) {
    let mut all = Vec::new();
    let mut included = None;
    for value in values(manifest, "c2pa.actions") {
        let (mut actions, complete) = actions::actions(value, limits);
        all.append(&mut actions);
        included = Some(included.unwrap_or(true) && complete);
    }
    (all, included.unwrap_or(false))
}

fn values<'a>(manifest: &'a Manifest, prefix: &'a str) -> impl Iterator<Item = &'a Value> {
    manifest
        .assertions()
        .iter()
        .filter(move |assertion| assertion.label().starts_with(prefix))
        .filter_map(|assertion| assertion.value().ok())
}

/// The ingredients. Where there are too many, those that the verdict needs are kept: the parent, and those against
/// which something was recorded.
fn ingredients(manifest: &Manifest, limits: &Limits) -> Vec<Ingredient> {
    let mut room = MAX_INGREDIENTS;
    let all = manifest.ingredients().iter().map(|found| ingredient(found, limits));
    all.filter(|ingredient| {
        let has_room = room > 0 && limits.has_room(ingredient);
        room = room.saturating_sub(1);
        if !has_room {
            limits.cut();
        }
        has_room || ingredient.relationship == "parentOf" || !ingredient.recorded_failures.is_empty()
    })
    .collect()
}

fn ingredient(ingredient: &EngineIngredient, limits: &Limits) -> Ingredient {
    let relationship = match ingredient.relationship() {
        Relationship::ParentOf => "parentOf",
        Relationship::ComponentOf => "componentOf",
        Relationship::InputTo => "inputTo",
    };
    Ingredient {
        title: ingredient.title().map(|title| limits.text(title)),
        format: ingredient.format().map(|format| limits.text(format)),
        relationship: relationship.to_owned(),
        manifest: ingredient.active_manifest().map(str::to_owned),
        recorded_failures: statuses::recorded(ingredient),
        has_thumbnail: ingredient.thumbnail_ref().is_some(),
        thumbnail: ingredient.thumbnail_ref().map(|found| thumbnails::found(&found.identifier)),
    }
}

/// Metadata and rights that signed assertions state, each with what binds it: `binds` are the labels of the assertions
/// that an identity refers to.
fn stated(manifest: &Manifest, binds: &[String], limits: &Limits) -> (Vec<MetadataField>, Vec<RightsField>) {
    let mut metadata = Vec::new();
    let mut rights = Vec::new();
    for assertion in manifest.assertions() {
        let Ok(value) = assertion.value() else { continue };
        let found = match kind(assertion) {
            Kind::Metadata => {
                let (mut fields, found) = media::rights_from_json_ld(value, assertion.label());
                metadata.append(&mut fields);
                found
            }
            Kind::TrainingMining => media::rights_from_training_mining(value, assertion.label()),
            Kind::Other => continue,
        };
        let is_bound = binds.contains(&assertion.label_with_instance());
        let stated_by = StatedBy::bound(if is_bound { Bond::Identity } else { Bond::Claim });
        rights.extend(found.into_iter().map(|field| RightsField { stated_by: Some(stated_by.clone()), ..field }));
    }
    let mut metadata = limits.first(metadata, MAX_STATEMENTS);
    let mut rights = limits.first(rights, MAX_STATEMENTS);
    for field in &mut metadata {
        field.field = limits.text(&field.field);
        field.value = limits.text(&field.value);
    }
    for field in &mut rights {
        field.value = limits.text(&field.value);
    }
    metadata.retain(|field| limits.has_room(field));
    rights.retain(|field| limits.has_room(field));
    (metadata, rights)
}

enum Kind {
    Metadata,
    TrainingMining,
    Other,
}

fn kind(assertion: &ManifestAssertion) -> Kind {
    let label = assertion.label();
    if label.ends_with(".training-mining") {
        Kind::TrainingMining
    } else if label.ends_with(".metadata") && label != "c2pa.assertion.metadata" || label.starts_with("stds.") {
        Kind::Metadata
    } else {
        Kind::Other
    }
}
