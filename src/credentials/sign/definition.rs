//! What the manifest says: claim generator, actions, and the person's statements. Never more than was stated.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{InceptionKind, hidden};
use crate::provenance::edit::{Parameter, Step};
use crate::provenance::identity::IdentityCard;
use crate::provenance::redaction::{Group, Policy};
use crate::provenance::statement::{AiPermissions, AiUse, SourceType, Statement};

/// The specification that the manifests follow, as the conformance program wants it stated.
const SPEC_VERSION: &str = "2.4";
/// Where Lightmark's own parameters of actions stand.
const PARAMETERS: &str = "app.lightmark";
/// The parameter that the specification has a field of its own for (C2PA 2.4 §18.15.4).
const DESCRIPTION: &str = "description";
/// By which the opened action finds its ingredient; not written to the manifest.
pub(super) const PARENT_LABEL: &str = "parent";

/// The same for the files that were put into the asset, counted from 0.
pub(super) fn component_label(index: usize) -> String {
    format!("component-{index}")
}

/// What the asset was made from its parent by.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct MadeFrom<'a> {
    pub(super) steps: &'a [Step],
    /// URIs of what was taken out of earlier manifests.
    pub(super) redacted: &'a [String],
    /// More may have been done than `steps` say.
    pub(super) leaves_out: bool,
    /// What must not be told again by the new manifest.
    pub(super) policy: Option<&'a Policy>,
}

impl MadeFrom<'_> {
    /// Whether actions may say when they were done, which is a time like any other.
    fn tells_when(&self) -> bool {
        self.policy.is_none_or(|policy| !policy.drops(Group::Time, "when"))
    }
}

/// The manifest definition in the engine's JSON.
///
/// `now` is when it was signed by this computer's clock: the signer's word, where no authority stamps the time.
///
/// What the person states goes into created assertions, which are the signer's own word (C2PA 2.4 §10.2.1).
///
/// `made` says what was done to the parent and what was taken out of its manifests.
pub(super) fn definition(
    title: &str,
    statement: &Statement,
    kind: InceptionKind,
    made: &MadeFrom<'_>,
    now: Timestamp,
) -> Value {
    let when = made.tells_when().then(|| written(now));
    let mut recorded = actions(statement, kind, when.as_deref());
    if let Some(list) = recorded.get_mut("actions").and_then(Value::as_array_mut) {
        list.extend(made.steps.iter().map(|step| done(step, !made.leaves_out, when.as_deref())));
        list.extend(hidden::actions(made.redacted, made.policy.map(|policy| policy.reason.as_str()), when.as_deref()));
    }
    if let Some(all) = recorded.get_mut("allActionsIncluded") {
        *all = json!(!made.leaves_out);
    }
    let mut assertions = vec![created("c2pa.actions.v2", recorded)];
    if let Some(metadata) = metadata(statement) {
        let mut assertion = created("cawg.metadata", metadata);
        if let Some(fields) = assertion.as_object_mut() {
            // CAWG Metadata 1.1 §4: a JSON-LD assertion, so it is stored as JSON.
            fields.insert("kind".to_owned(), json!("Json"));
        }
        assertions.push(assertion);
    }
    if let Some(entries) = training_mining(&statement.ai) {
        assertions.push(created("cawg.training-mining", json!({ "entries": entries })));
    }
    json!({ "claim_generator_info": generator(), "title": title, "assertions": assertions })
}

/// An update manifest that states nothing but which asset it was made over, and what it took out of earlier manifests.
pub(super) fn update(title: &str, made: &MadeFrom<'_>, now: Timestamp) -> Value {
    let when = made.tells_when().then(|| written(now));
    let mut recorded = actions(&Statement::default(), InceptionKind::Stamped, when.as_deref());
    if let Some(list) = recorded.get_mut("actions").and_then(Value::as_array_mut) {
        list.extend(hidden::actions(made.redacted, made.policy.map(|policy| policy.reason.as_str()), when.as_deref()));
    }
    let opened = created("c2pa.actions.v2", recorded);
    json!({ "claim_generator_info": generator(), "title": title, "assertions": [opened] })
}

fn generator() -> Value {
    json!([{ "name": "Lightmark", "version": env!("CARGO_PKG_VERSION"), "specVersion": SPEC_VERSION }])
}

/// The roles that the named actor may claim: *creator* only when the person states a creator and it is the
/// identity itself, by name or by organisation (CAWG Identity 1.2 §5.1.2).
pub(super) fn roles(statement: &Statement, card: &IdentityCard) -> Vec<&'static str> {
    let Some(creator) = statement.creator.as_deref().map(str::trim).filter(|name| !name.is_empty()) else {
        return Vec::new();
    };
    let is_self = creator == card.name.trim() || card.organization.as_deref().map(str::trim) == Some(creator);
    if is_self { vec!["cawg.creator"] } else { Vec::new() }
}

fn created(label: &str, data: Value) -> Value {
    json!({ "label": label, "data": data, "created": true })
}

/// One step of an edit. Parameters that the specification does not name stand under a name of our own
/// (C2PA 2.4 §18.15.4.7).
fn done(step: &Step, is_ours: bool, when: Option<&str>) -> Value {
    let agent = match &step.software {
        Some(name) => Some(json!({ "name": name })),
        None => is_ours.then(software_agent),
    };
    let mut action = at(when, json!({ "action": step.action }));
    if let (Some(fields), Some(agent)) = (action.as_object_mut(), agent) {
        fields.insert("softwareAgent".to_owned(), agent);
    }
    // The conformance program (0.2) asks for the source of every change that can be seen: a person did it, with tools
    // that make nothing up.
    // What another program did with which tools is not known.
    if is_ours
        && !matches!(step.action.as_str(), "c2pa.converted" | "c2pa.edited.metadata")
        && let Some(fields) = action.as_object_mut()
    {
        fields.insert("digitalSourceType".to_owned(), json!(SourceType::HumanEdits.uri()));
    }
    let description = step.parameters.iter().find(|(name, _)| name == DESCRIPTION);
    if let (Some(fields), Some((_, Parameter::Text(text)))) = (action.as_object_mut(), description) {
        fields.insert(DESCRIPTION.to_owned(), json!(text));
    }
    let mut parameters: serde_json::Map<String, Value> = step
        .parameters
        .iter()
        .filter(|(name, _)| name != DESCRIPTION)
        .map(|(name, value)| {
            let value = match value {
                Parameter::Flag(value) => json!(value),
                Parameter::Integer(value) => json!(value),
                Parameter::Number(value) => json!(value),
                Parameter::Text(value) => json!(value),
            };
            (format!("{PARAMETERS}.{name}"), value)
        })
        .collect();
    if let Some(index) = step.component {
        parameters.insert("ingredientIds".to_owned(), json!([component_label(index)]));
    }
    if let (Some(fields), false) = (action.as_object_mut(), parameters.is_empty()) {
        fields.insert("parameters".to_owned(), Value::Object(parameters));
    }
    action
}

fn software_agent() -> Value {
    json!({ "name": "Lightmark", "version": env!("CARGO_PKG_VERSION") })
}

/// The action with its time, if that may be told.
fn at(when: Option<&str>, mut action: Value) -> Value {
    if let (Some(when), Some(fields)) = (when, action.as_object_mut()) {
        fields.insert("when".to_owned(), json!(when));
    }
    action
}

/// A time as assertions write it.
fn written(now: Timestamp) -> String {
    now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Signing alone changes nothing else, so the list of actions is complete.
fn actions(statement: &Statement, kind: InceptionKind, when: Option<&str>) -> Value {
    let action = match (kind, statement.source_type) {
        (InceptionKind::Created, Some(source_type)) => {
            json!({ "action": "c2pa.created", "digitalSourceType": source_type.uri() })
        }
        // No digital source type on an opened action (conformance 0.2); one reference, to the parent.
        _ => json!({ "action": "c2pa.opened", "parameters": { "ingredientIds": [PARENT_LABEL] } }),
    };
    json!({ "actions": [at(when, action)], "allActionsIncluded": true })
}

/// `cawg.metadata` (CAWG Metadata 1.1): JSON-LD in the names of XMP and IPTC; `None` when nothing is stated.
///
/// Texts are plain strings: nobody said in which language they are, and c2pa-ts refuses a language map.
fn metadata(statement: &Statement) -> Option<Value> {
    let mut context = serde_json::Map::new();
    let mut fields = serde_json::Map::new();
    let mut state = |prefix: &str, namespace: &str, name: &str, value: Value| {
        context.insert(prefix.to_owned(), json!(namespace));
        fields.insert(format!("{prefix}:{name}"), value);
    };
    let (dc, rights) = ("http://purl.org/dc/elements/1.1/", "http://ns.adobe.com/xap/1.0/rights/");
    if let Some(creator) = stated(&statement.creator) {
        state("dc", dc, "creator", json!([creator]));
    }
    if let Some(copyright) = stated(&statement.copyright) {
        state("dc", dc, "rights", json!(copyright));
        // A copyright notice says that the asset is in copyright.
        state("xmpRights", rights, "Marked", json!(true));
    }
    if let Some(terms) = stated(&statement.usage_terms) {
        state("xmpRights", rights, "UsageTerms", json!(terms));
    }
    if let Some(url) = stated(&statement.license_url) {
        state("xmpRights", rights, "WebStatement", json!(url));
    }
    let licensor: serde_json::Map<String, Value> = [
        ("plus:LicensorName", &statement.licensor),
        ("plus:LicensorURL", &statement.licensor_url),
        ("plus:LicensorEmail", &statement.licensor_email),
    ]
    .into_iter()
    .filter_map(|(name, text)| Some((name.to_owned(), json!(stated(text)?))))
    .collect();
    if !licensor.is_empty() {
        // A list, as in XMP (PLUS LDF 2.0.1): several may give licences.
        state("plus", "http://ns.useplus.org/ldf/xmp/1.0/", "Licensor", json!([licensor]));
    }
    if let Some(credit) = stated(&statement.credit) {
        state("photoshop", "http://ns.adobe.com/photoshop/1.0/", "Credit", json!(credit));
    }
    if let Some(source_type) = statement.source_type {
        let namespace = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
        state("Iptc4xmpExt", namespace, "DigitalSourceType", json!(source_type.uri()));
    }
    if fields.is_empty() {
        return None;
    }
    fields.insert("@context".to_owned(), Value::Object(context));
    Some(Value::Object(fields))
}

fn stated(text: &Option<String>) -> Option<&str> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

/// The entries of `cawg.training-mining` 1.1; `None` when nothing is stated.
fn training_mining(ai: &AiPermissions) -> Option<Value> {
    let uses = [
        ("cawg.data_mining", &ai.data_mining),
        ("cawg.ai_inference", &ai.inference),
        ("cawg.ai_training", &ai.training),
        ("cawg.ai_generative_training", &ai.generative_training),
    ];
    let entries: serde_json::Map<String, Value> = uses
        .into_iter()
        .filter_map(|(name, usage)| usage.as_ref().map(|usage| (name.to_owned(), permission(usage))))
        .collect();
    (!entries.is_empty()).then_some(Value::Object(entries))
}

fn permission(usage: &AiUse) -> Value {
    match usage {
        AiUse::Allowed => json!({ "use": "allowed" }),
        AiUse::NotAllowed => json!({ "use": "notAllowed" }),
        AiUse::Constrained(info) if info.trim().is_empty() => json!({ "use": "constrained" }),
        AiUse::Constrained(info) => json!({ "use": "constrained", "constraint_info": info }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card() -> IdentityCard {
        IdentityCard {
            name: "Ada Example".into(),
            organization: Some("Example Press".into()),
            ..IdentityCard::default()
        }
    }

    #[test]
    fn nothing_stated_leaves_actions_alone() {
        let definition = definition(
            "a.jpg",
            &Statement::default(),
            InceptionKind::OpenedUnsigned,
            &MadeFrom::default(),
            Timestamp::UNIX_EPOCH,
        );
        let assertions = definition["assertions"].as_array().unwrap();
        assert_eq!(assertions.len(), 1);
        assert_eq!(assertions[0]["data"]["allActionsIncluded"], true);
        assert!(assertions[0]["data"]["actions"][0].get("digitalSourceType").is_none());
        assert_eq!(assertions[0]["data"]["actions"][0]["when"], "1970-01-01T00:00:00Z");
    }

    #[test]
    fn an_opened_asset_keeps_a_stated_source_type_as_metadata_only() {
        let statement = Statement { source_type: Some(SourceType::DigitalCapture), ..Statement::default() };
        let definition =
            definition("a.jpg", &statement, InceptionKind::OpenedSigned, &MadeFrom::default(), Timestamp::UNIX_EPOCH);
        let assertions = definition["assertions"].as_array().unwrap();
        assert_eq!(assertions[0]["data"]["actions"][0]["action"], "c2pa.opened");
        assert!(assertions[0]["data"]["actions"][0].get("digitalSourceType").is_none());
        assert_eq!(assertions[1]["data"]["Iptc4xmpExt:DigitalSourceType"], SourceType::DigitalCapture.uri());
    }

    #[test]
    fn blank_fields_are_not_stated() {
        let statement = Statement { creator: Some("  ".into()), credit: Some(String::new()), ..Statement::default() };
        assert_eq!(metadata(&statement), None);
        assert!(roles(&statement, &card()).is_empty());
    }

    #[test]
    fn a_licensor_is_stated_with_the_ways_to_reach_it() {
        let statement = Statement {
            licensor: Some("Agency".into()),
            licensor_url: Some(" ".into()),
            licensor_email: Some("desk@example.org".into()),
            ..Statement::default()
        };
        let made = metadata(&statement).unwrap();
        assert_eq!(
            made["plus:Licensor"],
            json!([{ "plus:LicensorName": "Agency", "plus:LicensorEmail": "desk@example.org" }])
        );
        assert_eq!(made["@context"], json!({ "plus": "http://ns.useplus.org/ldf/xmp/1.0/" }));
    }

    #[test]
    fn the_creator_role_is_claimed_for_oneself_only() {
        let of = |name: &str| roles(&Statement { creator: Some(name.into()), ..Statement::default() }, &card());
        assert_eq!(of("Ada Example"), ["cawg.creator"]);
        assert_eq!(of("Example Press"), ["cawg.creator"]);
        assert!(of("Somebody Else").is_empty());
        assert!(roles(&Statement::default(), &card()).is_empty());
    }

    #[test]
    fn a_constraint_without_words_has_no_empty_info() {
        assert_eq!(permission(&AiUse::Constrained(" ".into())), json!({ "use": "constrained" }));
    }
}
