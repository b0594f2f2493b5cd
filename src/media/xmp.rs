//! XMP (ISO 16684-1) packets as flat `prefix:name` fields. Never resolves anything outside the packet.

use super::collect::Collector;
use super::xml::{self, Node};
use super::{limits, rights};
use crate::provenance::report::MetadataStore;

/// A property's value, as RDF says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    /// `rdf:Bag` and `rdf:Seq`.
    List(Vec<Value>),
    /// `rdf:Alt`: language and value.
    Alternatives(Vec<(String, Value)>),
    Structure(Vec<(String, Value)>),
}

impl Value {
    /// The texts in it: every item of a list, the default of alternatives, nothing of a structure.
    pub(crate) fn texts(&self) -> Vec<&str> {
        match self {
            Self::Text(text) => vec![text.as_str()],
            Self::List(items) => items.iter().flat_map(Self::texts).collect(),
            Self::Alternatives(all) => Self::default_of(all).map(Self::texts).unwrap_or_default(),
            Self::Structure(_) => Vec::new(),
        }
    }

    /// The structures in it.
    pub(crate) fn structures(&self) -> Vec<&[(String, Value)]> {
        match self {
            Self::Structure(members) => vec![members.as_slice()],
            Self::List(items) => items.iter().flat_map(Self::structures).collect(),
            Self::Text(_) | Self::Alternatives(_) => Vec::new(),
        }
    }

    fn default_of(all: &[(String, Value)]) -> Option<&Value> {
        all.iter().find(|(language, _)| language == "x-default").or_else(|| all.first()).map(|(_, value)| value)
    }
}

/// Collects the fields and rights of one packet.
pub(crate) fn collect(bytes: &[u8], into: &mut Collector) {
    if bytes.len() > limits::XMP_BYTES {
        return into.note("media-note-xmp-large");
    }
    if !into.may_read(bytes.len()) {
        return;
    }
    let text = String::from_utf8_lossy(bytes);
    let end = text.rfind('>').map_or(0, |at| at + 1);
    let document = xml::parse(text.get(..end).unwrap_or_default());
    if !document.is_whole {
        into.note("media-note-xmp-broken");
    }
    collect_tree(&document.root, into);
}

/// Collects every `rdf:RDF` under `root`.
pub(crate) fn collect_tree(root: &Node, into: &mut Collector) {
    for (name, value) in properties(root) {
        flatten(&name, &value, 0, into);
        rights::from_property(&name, &value, "XMP", into);
    }
}

/// The packet's top-level properties.
pub(crate) fn properties(root: &Node) -> Vec<(String, Value)> {
    let mut graphs = Vec::new();
    root.find_all("rdf:RDF", &mut graphs);
    let mut all = Vec::new();
    for description in graphs.iter().flat_map(|graph| &graph.children) {
        all.extend(attribute_properties(description));
        all.extend(description.children.iter().map(|child| (child.name.clone(), value(child))));
    }
    all
}

fn attribute_properties(node: &Node) -> impl Iterator<Item = (String, Value)> + '_ {
    node.attributes
        .iter()
        .filter(|(name, _)| !name.starts_with("rdf:") && !name.starts_with("xml:") && name.contains(':'))
        .map(|(name, value)| (name.clone(), Value::Text(value.clone())))
}

fn value(node: &Node) -> Value {
    if let Some(resource) = node.attribute("rdf:resource") {
        return Value::Text(resource.to_owned());
    }
    for child in &node.children {
        match child.name.as_str() {
            "rdf:Bag" | "rdf:Seq" => return Value::List(items(child).map(value).collect()),
            "rdf:Alt" => {
                let language = |item: &Node| item.attribute("xml:lang").unwrap_or_default().to_owned();
                return Value::Alternatives(items(child).map(|item| (language(item), value(item))).collect());
            }
            "rdf:value" => return value(child),
            "rdf:Description" => return Value::Structure(members(child)),
            _ => {}
        }
    }
    let members = members(node);
    if members.is_empty() { Value::Text(node.text.trim().to_owned()) } else { Value::Structure(members) }
}

fn items(list: &Node) -> impl Iterator<Item = &Node> {
    list.children.iter().filter(|child| child.name == "rdf:li")
}

fn members(node: &Node) -> Vec<(String, Value)> {
    let mut members: Vec<_> = attribute_properties(node).collect();
    members.extend(node.children.iter().map(|child| (child.name.clone(), value(child))));
    members
}

/// Writes a value as fields: lists and languages joined, structures dotted, their lists numbered.
pub(crate) fn flatten(name: &str, value: &Value, depth: usize, into: &mut Collector) {
    if depth > limits::XML_DEPTH || name.len() > 400 || into.is_full() {
        return;
    }
    let structures = value.structures();
    match value {
        Value::Structure(members) => {
            for (member, value) in members {
                flatten(&format!("{name}.{member}"), value, depth + 1, into);
            }
        }
        Value::List(items) if !structures.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                let name = if items.len() == 1 { name.to_owned() } else { format!("{name}[{}]", index + 1) };
                flatten(&name, item, depth + 1, into);
            }
        }
        Value::Alternatives(all) => {
            let mut texts: Vec<&str> = value.texts();
            for text in all.iter().flat_map(|(_, value)| value.texts()).take(50) {
                if !texts.contains(&text) {
                    texts.push(text);
                }
            }
            into.field(MetadataStore::Xmp, name, &join(&texts));
        }
        Value::Text(_) | Value::List(_) => into.field(MetadataStore::Xmp, name, &join(&value.texts())),
    }
}

/// Joins texts, no more of them than can be kept.
pub(crate) fn join(texts: &[&str]) -> String {
    let mut out = String::new();
    for text in texts.iter().filter(|text| !text.is_empty()) {
        if !out.is_empty() {
            out.push_str("; ");
        }
        out.push_str(text);
        if out.len() > 4 * limits::VALUE_CHARS {
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provenance::rights::RightsName;

    fn read(xml: &str) -> crate::media::Contents {
        let mut collector = Collector::default();
        collect(xml.as_bytes(), &mut collector);
        collector.finish()
    }

    const HEAD: &str = r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:p="http://ns.useplus.org/ldf/xmp/1.0/" xmlns:q="http://ns.adobe.com/photoshop/1.0/">"#;

    #[test]
    fn entity_bombs_stay_small() {
        let mut bomb = String::from("<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\">");
        for (from, to) in ["ab", "bc", "cd", "de", "ef"].iter().map(|pair| pair.split_at(1)) {
            bomb.push_str(&format!("<!ENTITY {to} \"{}\">", format!("&{from};").repeat(10)));
        }
        bomb.push_str("]>");
        let xml =
            format!("{bomb}{HEAD}<rdf:Description><dc:format>&f;x</dc:format></rdf:Description></rdf:RDF></x:xmpmeta>");
        let contents = read(&xml);
        assert_eq!(contents.metadata.iter().map(|f| f.value.len()).sum::<usize>(), 1);
    }

    #[test]
    fn deep_nesting_is_cut_with_a_note() {
        let xml = format!("{HEAD}{}", "<rdf:Description>".repeat(100_000));
        assert_eq!(read(&xml).notes.len(), 1);
    }

    #[test]
    fn prefixes_are_the_usual_ones_and_structures_are_dotted() {
        let contents = read(&format!(
            r#"{HEAD}<rdf:Description q:Credit="Agency"><dc:creator><rdf:Seq><rdf:li>A</rdf:li><rdf:li>B &amp; C</rdf:li></rdf:Seq></dc:creator>
            <p:Licensor><rdf:Seq><rdf:li rdf:parseType="Resource"><p:LicensorName>L</p:LicensorName><p:LicensorURL>https://l.example</p:LicensorURL></rdf:li></rdf:Seq></p:Licensor>
            <dc:rights><rdf:Alt><rdf:li xml:lang="de">alle</rdf:li><rdf:li xml:lang="x-default">all</rdf:li></rdf:Alt></dc:rights>
            </rdf:Description></rdf:RDF></x:xmpmeta>"#
        ));
        let field = |name: &str| contents.metadata.iter().find(|f| f.field == name).map(|f| f.value.as_str());
        assert_eq!(field("photoshop:Credit"), Some("Agency"));
        assert_eq!(field("dc:creator"), Some("A; B & C"));
        assert_eq!(field("plus:Licensor.plus:LicensorName"), Some("L"));
        assert_eq!(field("dc:rights"), Some("all; alle"));
        let right =
            |name| contents.rights.iter().find(|r| r.field == name).map(|r| (r.value.as_str(), r.source.as_str()));
        assert_eq!(right(RightsName::Copyright), Some(("all", "XMP dc:rights")));
        assert_eq!(right(RightsName::LicensorUrl), Some(("https://l.example", "XMP plus:Licensor")));
        assert!(contents.notes.is_empty());
    }
}
