//! A small XML tree with known namespaces under their usual prefixes. Limits on depth and size; entities other
//! than the five predefined ones are never expanded, document types never read.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::limits;

/// Most namespace declarations in force at once.
const SCOPE: usize = 96;

/// One element. Names are `prefix:local`, the prefix being the usual one of a known namespace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Node {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
    pub text: String,
}

impl Node {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// All elements with this name, in document order, this one included, none inside another.
    pub(crate) fn find_all<'n>(&'n self, name: &str, found: &mut Vec<&'n Node>) {
        if self.name == name {
            found.push(self);
            return;
        }
        for child in &self.children {
            child.find_all(name, found);
        }
    }
}

/// The document, and whether it was read to its end without a fault.
pub(crate) struct Document {
    pub root: Node,
    pub is_whole: bool,
}

/// Reads as much as is well-formed.
pub(crate) fn parse(text: &str) -> Document {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut builder = Builder { open: vec![Node::default()], scope: Vec::new(), nodes: 0 };
    let is_whole = loop {
        let more = match reader.read_event() {
            Ok(Event::Start(start)) => builder.start(&start, false),
            Ok(Event::Empty(start)) => builder.start(&start, true),
            Ok(Event::End(_)) => {
                builder.end();
                true
            }
            Ok(Event::Text(text)) => builder.text(&text.xml10_content()),
            Ok(Event::CData(text)) => builder.text(&text.xml10_content()),
            Ok(Event::GeneralRef(reference)) => match reference.resolve_char_ref() {
                Ok(Some(c)) => builder.text(c.encode_utf8(&mut [0; 4])),
                _ => builder.text(predefined(&reference)),
            },
            Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_)) => builder.count(),
            Ok(Event::Eof) => break builder.open.len() == 1,
            Err(_) => break false,
        };
        if !more {
            break false;
        }
    };
    while builder.open.len() > 1 {
        builder.end();
    }
    Document { root: builder.open.pop().unwrap_or_default(), is_whole }
}

fn predefined(reference: &str) -> &str {
    match reference {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
}

struct Builder {
    open: Vec<Node>,
    /// Depth, prefix and namespace of each declaration in force.
    scope: Vec<(usize, String, String)>,
    nodes: usize,
}

impl Builder {
    fn count(&mut self) -> bool {
        self.nodes += 1;
        self.nodes < limits::XML_NODES
    }

    fn start(&mut self, start: &BytesStart<'_>, is_empty: bool) -> bool {
        let depth = self.open.len();
        if depth > limits::XML_DEPTH || !self.count() {
            return false;
        }
        let mut attributes = Vec::new();
        for attribute in start.attributes().with_checks(false).flatten() {
            if !self.count() {
                return false;
            }
            let value = match attribute.normalized_value(XmlVersion::Implicit1_0) {
                Ok(value) => value.into_owned(),
                Err(_) => attribute.value.clone().into_owned(),
            };
            let key = attribute.key.0;
            match key.strip_prefix("xmlns") {
                Some("") => self.declare(depth, "", value),
                Some(prefix) if prefix.starts_with(':') => self.declare(depth, prefix.trim_start_matches(':'), value),
                _ => attributes.push((key.to_owned(), value)),
            }
        }
        let node = Node {
            name: self.resolve(start.name().0, true),
            attributes: attributes.into_iter().map(|(key, value)| (self.resolve(&key, false), value)).collect(),
            ..Node::default()
        };
        self.open.push(node);
        if is_empty {
            self.end();
        }
        true
    }

    fn end(&mut self) {
        if self.open.len() < 2 {
            return;
        }
        let depth = self.open.len() - 1;
        self.scope.retain(|(declared, _, _)| *declared < depth);
        if let Some(node) = self.open.pop()
            && let Some(parent) = self.open.last_mut()
        {
            parent.children.push(node);
        }
    }

    fn text(&mut self, text: &str) -> bool {
        if let Some(node) = self.open.last_mut() {
            node.text.push_str(text);
        }
        self.count()
    }

    fn declare(&mut self, depth: usize, prefix: &str, namespace: String) {
        if self.scope.len() < SCOPE {
            self.scope.push((depth, prefix.to_owned(), namespace));
        }
    }

    fn resolve(&self, name: &str, is_element: bool) -> String {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        // An attribute without a prefix is in no namespace (XML Namespaces 1.0 §6.2).
        if prefix.is_empty() && !is_element {
            return local.to_owned();
        }
        let namespace = self.scope.iter().rev().find(|(_, p, _)| p == prefix).map(|(_, _, uri)| uri.as_str());
        match namespace.and_then(usual_prefix).unwrap_or(prefix) {
            "" => local.to_owned(),
            usual => format!("{usual}:{local}"),
        }
    }
}

/// The prefix that a known namespace usually has, whatever a document calls it.
pub(crate) fn usual_prefix(namespace: &str) -> Option<&'static str> {
    const KNOWN: [(&str, &str); 36] = [
        ("adobe:ns:meta/", "x"),
        ("http://cipa.jp/exif/1.0/", "exifEX"),
        ("http://cipa.jp/exif/1.0/exifEX", "exifEX"),
        ("http://creativecommons.org/ns#", "cc"),
        ("http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/", "Iptc4xmpCore"),
        ("http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "Iptc4xmpExt"),
        ("http://ns.adobe.com/camera-raw-settings/1.0/", "crs"),
        ("http://ns.adobe.com/exif/1.0/", "exif"),
        ("http://ns.adobe.com/exif/1.0/aux/", "aux"),
        ("http://ns.adobe.com/lightroom/1.0/", "lr"),
        ("http://ns.adobe.com/pdf/1.3/", "pdf"),
        ("http://ns.adobe.com/photoshop/1.0/", "photoshop"),
        ("http://ns.adobe.com/tiff/1.0/", "tiff"),
        ("http://ns.adobe.com/xap/1.0/", "xmp"),
        ("http://ns.adobe.com/xap/1.0/bj/", "xmpBJ"),
        ("http://ns.adobe.com/xap/1.0/mm/", "xmpMM"),
        ("http://ns.adobe.com/xap/1.0/rights/", "xmpRights"),
        ("http://ns.adobe.com/xap/1.0/sType/ResourceEvent#", "stEvt"),
        ("http://ns.adobe.com/xap/1.0/sType/ResourceRef#", "stRef"),
        ("http://ns.adobe.com/xmp/1.0/DynamicMedia/", "xmpDM"),
        ("http://ns.adobe.com/xmp/note/", "xmpNote"),
        ("http://ns.google.com/photos/1.0/camera/", "GCamera"),
        ("http://ns.google.com/photos/1.0/panorama/", "GPano"),
        ("http://ns.microsoft.com/photo/1.0/", "MicrosoftPhoto"),
        ("http://ns.useplus.org/ldf/xmp/1.0/", "plus"),
        ("http://prismstandard.org/namespaces/basic/2.0/", "prism"),
        ("http://purl.org/dc/elements/1.1/", "dc"),
        ("http://purl.org/dc/terms/", "dcterms"),
        ("http://schema.org/", "schema"),
        ("http://www.digikam.org/ns/1.0/", "digiKam"),
        ("http://www.dji.com/drone-dji/1.0/", "drone-dji"),
        ("http://www.metadataworkinggroup.com/schemas/regions/", "mwg-rs"),
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"),
        ("http://www.w3.org/1999/xlink", "xlink"),
        ("http://www.w3.org/2000/svg", "svg"),
        ("https://schema.org/", "schema"),
    ];
    KNOWN.iter().find(|(uri, _)| *uri == namespace).map(|(_, prefix)| *prefix)
}
