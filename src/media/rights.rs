//! Rights statements out of XMP properties and signed JSON assertions. Draws no legal conclusion.

use serde_json::{Map, Value as Json};

use super::collect::Collector;
use super::limits;
use super::xml::usual_prefix;
use super::xmp::{self, Value};
use crate::provenance::report::{MetadataField, MetadataStore};
use crate::provenance::rights::{RightsField, RightsName};
use crate::provenance::statement::SourceType;

const PLUS_VOCABULARY: &str = "http://ns.useplus.org/ldf/vocab/";

/// Adds the rights that a property states, if it is one of those that do.
pub(crate) fn from_property(name: &str, value: &Value, source: &str, into: &mut Collector) {
    let source = format!("{source} {name}");
    let simple = match name {
        "dc:creator" => RightsName::Creator,
        "dc:rights" => RightsName::Copyright,
        "photoshop:Credit" => RightsName::Credit,
        "xmpRights:UsageTerms" => RightsName::UsageTerms,
        "xmpRights:WebStatement" | "cc:license" => RightsName::License,
        "xmpRights:Marked" => RightsName::Marked,
        "xmpRights:Owner" => RightsName::CopyrightOwner,
        "plus:Licensor" => return parties(value, "plus:LicensorName", RightsName::Licensor, &source, into),
        "plus:CopyrightOwner" => {
            return parties(value, "plus:CopyrightOwnerName", RightsName::CopyrightOwner, &source, into);
        }
        "plus:DataMining" => RightsName::DataMining,
        "Iptc4xmpExt:DigitalSourceType" => RightsName::DigitalSourceType,
        _ => return,
    };
    let text = xmp::join(&value.texts());
    into.right(simple, &in_vocabulary(simple, &text), &source);
}

/// The metadata and rights that a signed JSON-LD assertion states (`cawg.metadata`, `c2pa.metadata`, `stds.*`,
/// schema.org CreativeWork). Coverage is left at `NotCovered`: the caller knows whether the signature holds.
pub fn rights_from_json_ld(assertion: &Json, source: &str) -> (Vec<MetadataField>, Vec<RightsField>) {
    let mut into = Collector::default();
    let Some(object) = assertion.as_object() else { return (Vec::new(), Vec::new()) };
    let context = context(object.get("@context"));
    // The engine hands fields over in another order each time; a report on one file is to be the same each time.
    let mut fields: Vec<_> = object.iter().filter(|(key, _)| !key.starts_with('@')).collect();
    fields.sort_by_key(|(key, _)| *key);
    for (key, json) in fields.into_iter().take(limits::FIELDS) {
        let name = usual_name(key, &context);
        let value = from_json(json, &context, 0);
        xmp::flatten(&name, &value, 0, &mut into);
        from_property(&name, &value, source, &mut into);
        creative_work(&name, json, source, &mut into);
    }
    let contents = into.finish();
    let metadata =
        contents.metadata.into_iter().map(|field| MetadataField { store: MetadataStore::Manifest, ..field }).collect();
    // A signed statement is named by its assertion alone: the field says the rest.
    let rights = contents.rights.into_iter().map(|right| RightsField { source: source.to_owned(), ..right }).collect();
    (metadata, rights)
}

/// The four AI permissions of `cawg.training-mining` 1.1 §2 and of the legacy `c2pa.training-mining`.
///
/// The value is `allowed`, `notAllowed` or `constrained: …`; constrained without information is `notAllowed`.
pub fn rights_from_training_mining(assertion: &Json, source: &str) -> Vec<RightsField> {
    let mut into = Collector::default();
    let Some(entries) = assertion.get("entries").or(Some(assertion)).and_then(Json::as_object) else {
        return Vec::new();
    };
    for (key, entry) in entries.iter().take(100) {
        let field = match key.rsplit('.').next().unwrap_or(key) {
            "data_mining" => RightsName::AiDataMining,
            "ai_inference" => RightsName::AiInference,
            "ai_training" => RightsName::AiTraining,
            "ai_generative_training" => RightsName::AiGenerativeTraining,
            _ => continue,
        };
        let usage = entry.get("use").and_then(Json::as_str).or(entry.as_str()).unwrap_or_default();
        let constraint = ["constraint_info", "constraints_info"]
            .iter()
            .find_map(|name| entry.get(name).and_then(Json::as_str))
            .map(str::trim)
            .filter(|text| !text.is_empty());
        let value = match (usage, constraint) {
            ("allowed", _) => "allowed".to_owned(),
            ("constrained", Some(text)) => format!("constrained: {text}"),
            // Anything unknown is read as the strictest.
            _ => "notAllowed".to_owned(),
        };
        into.right(field, &value, source);
    }
    into.finish().rights
}

fn parties(value: &Value, name_key: &str, field: RightsName, source: &str, into: &mut Collector) {
    for party in value.structures() {
        for (key, member) in party {
            let text = xmp::join(&member.texts());
            if key == name_key {
                into.right(field, &text, source);
            } else if key == "plus:LicensorURL" {
                into.right(RightsName::LicensorUrl, &text, source);
            } else if key == "plus:LicensorEmail" {
                into.right(RightsName::LicensorEmail, &text, source);
            }
        }
    }
    into.right(field, &xmp::join(&value.texts()), source);
}

/// Terms of controlled vocabularies lose their long prefix, so that the same term reads the same everywhere.
fn in_vocabulary(field: RightsName, text: &str) -> String {
    match field {
        RightsName::DataMining => text.strip_prefix(PLUS_VOCABULARY).unwrap_or(text).to_owned(),
        RightsName::DigitalSourceType => match SourceType::parse(text) {
            Some(kind) => kind.code().to_owned(),
            None => text.to_owned(),
        },
        RightsName::Marked => text.to_ascii_lowercase(),
        _ => text.to_owned(),
    }
}

/// schema.org CreativeWork, as `stds.schema-org.CreativeWork` writes it.
fn creative_work(name: &str, json: &Json, source: &str, into: &mut Collector) {
    let field = match name.strip_prefix("schema:").unwrap_or(name) {
        "author" | "creator" => RightsName::Creator,
        "copyrightHolder" => RightsName::CopyrightOwner,
        "copyrightNotice" => RightsName::Copyright,
        "creditText" => RightsName::Credit,
        "license" => RightsName::License,
        "usageInfo" => RightsName::UsageTerms,
        _ => return,
    };
    let people = match json {
        Json::Array(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut names = Vec::new();
    for person in people.iter().take(100) {
        let text = ["name", "schema:name", "url", "@id"].iter().find_map(|key| person.get(key)).unwrap_or(person);
        names.extend(text.as_str());
    }
    into.right(field, &xmp::join(&names), source);
}

/// Prefix and namespace of a JSON-LD `@context`.
fn context(json: Option<&Json>) -> Map<String, Json> {
    match json {
        Some(Json::Object(map)) => map.clone(),
        Some(Json::Array(items)) => items.iter().filter_map(Json::as_object).flat_map(|map| map.clone()).collect(),
        _ => Map::new(),
    }
}

fn usual_name(key: &str, context: &Map<String, Json>) -> String {
    let Some((prefix, local)) = key.split_once(':') else { return key.to_owned() };
    match context.get(prefix).and_then(Json::as_str).and_then(usual_prefix) {
        Some(usual) => format!("{usual}:{local}"),
        None => key.to_owned(),
    }
}

fn from_json(json: &Json, context: &Map<String, Json>, depth: usize) -> Value {
    if depth > limits::XML_DEPTH {
        return Value::Text(String::new());
    }
    match json {
        Json::Null => Value::Text(String::new()),
        Json::String(text) => Value::Text(text.clone()),
        Json::Bool(_) | Json::Number(_) => Value::Text(json.to_string()),
        Json::Array(items) => {
            Value::List(items.iter().take(limits::FIELDS).map(|item| from_json(item, context, depth + 1)).collect())
        }
        Json::Object(map) => {
            if let Some(inner) = ["@value", "@id", "@list", "@set"].iter().find_map(|key| map.get(*key)) {
                return from_json(inner, context, depth + 1);
            }
            let members = || map.iter().take(limits::FIELDS);
            if map.contains_key("x-default") {
                return Value::Alternatives(
                    members().map(|(key, value)| (key.clone(), from_json(value, context, depth + 1))).collect(),
                );
            }
            Value::Structure(
                members().map(|(key, v)| (usual_name(key, context), from_json(v, context, depth + 1))).collect(),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pairs(rights: &[RightsField]) -> Vec<(RightsName, &str)> {
        rights.iter().map(|right| (right.field, right.value.as_str())).collect()
    }

    #[test]
    fn the_order_of_what_is_stated_does_not_depend_on_how_it_is_handed_over() {
        let one = serde_json::from_str(r#"{"dc:rights":"R","dc:creator":["A"],"xmpRights:Marked":"true"}"#).unwrap();
        let other = serde_json::from_str(r#"{"xmpRights:Marked":"true","dc:creator":["A"],"dc:rights":"R"}"#).unwrap();
        assert_eq!(rights_from_json_ld(&one, "x"), rights_from_json_ld(&other, "x"));
        assert_eq!(rights_from_json_ld(&one, "x").0.len(), 3);
    }

    #[test]
    fn a_permission_that_is_not_understood_is_a_refusal() {
        let rights = rights_from_training_mining(
            &json!({"entries": {
                "cawg.ai_training": {"use": "constrained"},
                "cawg.ai_inference": {"use": "constrained", "constraint_info": "ask"},
                "c2pa.data_mining": {"use": "constrained", "constraints_info": "ask me"},
                "c2pa.ai_generative_training": {"use": "perhaps"},
                "cawg.something_else": {"use": "allowed"},
            }}),
            "cawg.training-mining",
        );
        let mut found = pairs(&rights);
        found.sort();
        assert_eq!(
            found,
            [
                (RightsName::AiTraining, "notAllowed"),
                (RightsName::AiGenerativeTraining, "notAllowed"),
                (RightsName::AiInference, "constrained: ask"),
                (RightsName::AiDataMining, "constrained: ask me"),
            ]
        );
    }

    #[test]
    fn json_ld_values_of_every_shape_are_read() {
        let (metadata, rights) = rights_from_json_ld(
            &json!({
                "@context": {"d": "http://purl.org/dc/elements/1.1/", "plus": "http://ns.useplus.org/ldf/xmp/1.0/"},
                "d:creator": ["A", "B"],
                "d:rights": {"x-default": "all", "de": "alle"},
                "photoshop:Credit": "C",
                "xmpRights:Marked": true,
                "plus:Licensor": [{"plus:LicensorName": "L", "plus:LicensorURL": "https://l.example", "plus:LicensorEmail": "l@l.example"}],
                "plus:DataMining": "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED",
                "Iptc4xmpExt:DigitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
                "xmpRights:WebStatement": {"@id": "https://w.example"},
            }),
            "cawg.metadata",
        );
        let mut found = pairs(&rights);
        found.sort();
        assert_eq!(
            found,
            [
                (RightsName::Creator, "A; B"),
                (RightsName::Credit, "C"),
                (RightsName::Copyright, "all"),
                (RightsName::License, "https://w.example"),
                (RightsName::Licensor, "L"),
                (RightsName::LicensorUrl, "https://l.example"),
                (RightsName::LicensorEmail, "l@l.example"),
                (RightsName::Marked, "true"),
                (RightsName::DigitalSourceType, "digitalCapture"),
                (RightsName::DataMining, "DMI-PROHIBITED"),
            ]
        );
        assert!(rights.iter().all(|right| right.source == "cawg.metadata"));
        assert!(metadata.iter().all(|field| field.store == MetadataStore::Manifest));
        assert!(metadata.iter().any(|field| field.field == "dc:creator" && field.value == "A; B"));
    }

    #[test]
    fn creative_work_names_its_people() {
        let (_, rights) = rights_from_json_ld(
            &json!({"@context": "https://schema.org", "@type": "CreativeWork",
                    "author": [{"@type": "Person", "name": "A"}, {"name": "B"}],
                    "copyrightHolder": {"name": "H"}, "license": "https://l.example"}),
            "stds.schema-org.CreativeWork",
        );
        let mut found = pairs(&rights);
        found.sort();
        assert_eq!(
            found,
            [
                (RightsName::Creator, "A; B"),
                (RightsName::License, "https://l.example"),
                (RightsName::CopyrightOwner, "H"),
            ]
        );
    }
}
