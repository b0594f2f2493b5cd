//! Finds in an XMP packet which ranges of its text belong to which property, and cuts. Never expands an entity, never
//! writes anything but blanks; a packet that is not well-formed, or no XMP in UTF-8, is not looked through.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::xmp_groups::{group_of, usual_prefix};
use crate::media::limits;
use crate::provenance::redaction::{Group, Mode, Policy};

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const META: &str = "adobe:ns:meta/";
/// Where a manifest store elsewhere is named; it would be of the original.
const PROVENANCE: &str = "dcterms:provenance";

/// What is in a packet.
pub(super) struct Survey {
    /// In order, none inside another.
    pub(super) cuts: Vec<Range<usize>>,
    pub(super) properties: Vec<Property>,
    /// Where blanks may stand: before the packet's last instruction.
    padding_at: usize,
}

/// A property, or a member of one that has another fate.
#[derive(Debug)]
pub(super) struct Property {
    /// With the usual prefix.
    pub(super) tag: String,
    pub(super) group: Group,
    pub(super) range: Range<usize>,
    /// The texts in it, without those of members that are listed on their own.
    pub(super) values: Vec<String>,
    pub(super) goes: bool,
}

/// The packet with the cuts made, and as many blanks.
pub(super) fn apply(packet: &[u8], survey: &Survey) -> Vec<u8> {
    let mut made = Vec::with_capacity(packet.len());
    let blanks: usize = survey.cuts.iter().map(Range::len).sum();
    let mut at = 0;
    let padding = survey.padding_at..survey.padding_at;
    let before = survey.cuts.iter().filter(|cut| cut.end <= padding.start).count();
    let (head, tail) = survey.cuts.split_at(before);
    for cut in head.iter().chain([&padding]).chain(tail) {
        made.extend_from_slice(packet.get(at..cut.start).unwrap_or_default());
        if *cut == padding {
            made.resize(made.len() + blanks, b' ');
        }
        at = cut.end;
    }
    made.extend_from_slice(packet.get(at..).unwrap_or_default());
    made
}

/// Looks through a packet; `also` are properties that go whatever the policy says.
pub(super) fn survey(packet: &[u8], policy: &Policy, also: &[&str]) -> Option<Survey> {
    let text = std::str::from_utf8(packet).ok()?;
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut walk = Walk {
        text,
        policy,
        also,
        spaces: Vec::new(),
        declared: Vec::new(),
        open: Vec::new(),
        cuts: Vec::new(),
        properties: Vec::new(),
        leaf: String::new(),
        padding_at: None,
        graphs: 0,
    };
    for _ in 0..limits::XML_NODES {
        let start = usize::try_from(reader.buffer_position()).ok()?;
        let event = reader.read_event().ok()?;
        let end = usize::try_from(reader.buffer_position()).ok()?;
        match event {
            Event::Start(tag) => walk.start(&tag, start..end)?,
            Event::Empty(tag) => {
                walk.start(&tag, start..end)?;
                walk.end(end)?;
            }
            Event::End(_) => walk.end(end)?,
            Event::Text(text) => walk.text(&text.xml10_content(), start..end),
            Event::CData(text) => walk.text(&text.xml10_content(), start..end),
            Event::GeneralRef(reference) => match reference.resolve_char_ref().ok()? {
                Some(c) => walk.text(c.encode_utf8(&mut [0; 4]), start..end),
                None => walk.text(predefined(&reference)?, start..end),
            },
            Event::Comment(remark) => walk.loose("comment", &remark, start..end),
            Event::PI(instruction) if instruction.starts_with("xpacket") => {
                if walk.open.is_empty() && walk.graphs > 0 {
                    walk.padding_at = walk.padding_at.or(Some(start));
                }
            }
            Event::PI(instruction) => walk.loose("instruction", &instruction, start..end),
            Event::Decl(_) => {}
            Event::DocType(_) => return None,
            Event::Eof => return walk.finish(),
        }
    }
    None
}

fn predefined(reference: &str) -> Option<&'static str> {
    [("lt", "<"), ("gt", ">"), ("amp", "&"), ("quot", "\""), ("apos", "'")]
        .into_iter()
        .find_map(|(name, text)| (name == reference).then_some(text))
}

struct Walk<'a> {
    text: &'a str,
    policy: &'a Policy,
    also: &'a [&'a str],
    /// Prefix and namespace of each declaration in force, and which of [`Self::declared`] it is.
    spaces: Vec<(&'a str, &'a str, usize)>,
    declared: Vec<Declared>,
    open: Vec<Open>,
    cuts: Vec<Range<usize>>,
    properties: Vec<Property>,
    /// Text that was read since the last tag.
    leaf: String,
    padding_at: Option<usize>,
    graphs: usize,
}

/// A declaration of a namespace.
struct Declared {
    /// With the blanks before it.
    range: Range<usize>,
    /// Where elements and attributes stand that are named by it.
    uses: Vec<usize>,
}

struct Open {
    start: usize,
    /// Declarations that were in force before it.
    spaces: usize,
    /// The property that it belongs to, and that property's group for members which say nothing by their own name.
    property: Option<usize>,
    group: Group,
    /// Whether it is that property's own element.
    is_own: bool,
}

/// A name, resolved.
struct Name<'a> {
    space: &'a str,
    local: &'a str,
    /// For policies and the screen.
    tag: String,
    /// The usual prefix; empty in a namespace that nobody knows.
    prefix: &'static str,
}

impl Name<'_> {
    /// Its group within something of the group `outer`. A stranger's members say what nobody knows.
    fn group(&self, outer: Group) -> Group {
        let otherwise = if self.prefix.is_empty() { Group::Unknown } else { outer };
        group_of(self.prefix, self.local).unwrap_or(otherwise)
    }
}

impl<'a> Walk<'a> {
    fn start(&mut self, tag: &BytesStart<'_>, range: Range<usize>) -> Option<()> {
        if self.open.len() > limits::XML_DEPTH {
            return None;
        }
        self.flush();
        let attributes = attributes(self.text.get(range.clone())?)?;
        let spaces = self.spaces.len();
        for attribute in &attributes {
            if let Some(rest) = attribute.name.strip_prefix("xmlns") {
                let place = range.start + attribute.range.start..range.start + attribute.range.end;
                self.spaces.push((rest.trim_start_matches(':'), attribute.value, self.declared.len()));
                self.declared.push(Declared { range: place, uses: Vec::new() });
            }
        }
        let name_bytes = tag.name().into_inner().len();
        let name = self.resolve(self.text.get(range.start + 1..range.start + 1 + name_bytes)?, range.start);
        let outer = self.open.last().map_or((None, None), |open| (open.property, Some(open.group)));
        let mut made = Open {
            start: range.start,
            spaces,
            property: outer.0,
            group: outer.1.unwrap_or(Group::Unknown),
            is_own: false,
        };
        self.graphs += usize::from(name.space == RDF && name.local == "RDF");
        let inside_gone = outer.0.is_some_and(|index| self.goes(index));
        if !inside_gone && name.space != RDF && name.space != META {
            let group = name.group(made.group);
            let goes = self.decide(group, &name.tag);
            made.group = group;
            if goes || made.property.is_none() {
                made.property = Some(self.add(name.tag, group, range.clone(), goes));
                made.is_own = true;
            }
        }
        for attribute in attributes.iter().filter(|attribute| !attribute.name.starts_with("xmlns")) {
            self.attribute(attribute, range.start, made.property, made.group);
        }
        self.open.push(made);
        Some(())
    }

    fn attribute(&mut self, attribute: &Attribute<'a>, at: usize, property: Option<usize>, outer: Group) {
        let value = quick_xml::escape::unescape(attribute.value)
            .map_or_else(|_| attribute.value.to_owned(), std::borrow::Cow::into_owned);
        // An attribute without a prefix is in no namespace (XML Namespaces 1.0 §6.2), but RDF of old says `about`.
        let name = match attribute.name {
            "about" => Name { space: RDF, local: "about", tag: "rdf:about".to_owned(), prefix: "rdf" },
            bare if !bare.contains(':') => Name { space: "", local: bare, tag: bare.to_owned(), prefix: "" },
            full => self.resolve(full, at + attribute.range.start),
        };
        let whole = at + attribute.range.start..at + attribute.range.end;
        let inner = at + attribute.inner.start..at + attribute.inner.end;
        if matches!(attribute.name, "xml:lang" | "xml:space")
            || matches!((name.space, name.local), (RDF, "parseType" | "datatype"))
        {
            return;
        }
        if let Some(index) = property
            && self.goes(index)
        {
            return self.value(index, value);
        }
        match (name.space, name.local) {
            (RDF, "resource" | "value" | "type") if property.is_some() => {
                if let Some(index) = property {
                    self.value(index, value);
                }
            }
            (RDF, "about") if value.is_empty() => {}
            (RDF, "about") => self.named(name, Group::Software, inner, value),
            _ => {
                let group = name.group(if property.is_some() { outer } else { Group::Unknown });
                match property {
                    // A member that stays is told with its property.
                    Some(index) if !self.decide(group, &name.tag) => self.value(index, value),
                    _ => self.named(name, group, whole, value),
                }
            }
        }
    }

    /// A property in the form of an attribute.
    fn named(&mut self, name: Name<'a>, group: Group, range: Range<usize>, value: String) {
        let goes = self.decide(group, &name.tag);
        let index = self.add(name.tag, group, range.clone(), goes);
        self.value(index, value);
        if goes {
            self.cuts.push(range);
        }
    }

    fn end(&mut self, end: usize) -> Option<()> {
        self.flush();
        let open = self.open.pop()?;
        self.spaces.truncate(open.spaces);
        if let Some(index) = open.property.filter(|_| open.is_own) {
            let range = open.start..end;
            if self.goes(index) {
                self.cuts.push(range.clone());
            }
            self.properties.get_mut(index)?.range = range;
        }
        Some(())
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        if self.open.last().is_some_and(|open| open.property.is_some()) {
            self.leaf.push_str(text);
        } else if !text.chars().all(|c| c.is_whitespace() || matches!(c, '\0' | '\u{FEFF}')) {
            self.loose("text", text, range);
        }
    }

    /// What belongs to no property.
    fn loose(&mut self, tag: &str, text: &str, range: Range<usize>) {
        if self.open.last().and_then(|open| open.property).is_some_and(|index| self.goes(index)) {
            return;
        }
        let goes = self.decide(Group::Unknown, tag);
        let index = self.add(tag.to_owned(), Group::Unknown, range.clone(), goes);
        self.value(index, text.trim().to_owned());
        if goes {
            self.cuts.push(range);
        }
    }

    fn flush(&mut self) {
        let leaf = std::mem::take(&mut self.leaf);
        if let Some(index) = self.open.last().and_then(|open| open.property) {
            self.value(index, leaf.trim().to_owned());
        }
    }

    fn value(&mut self, index: usize, value: String) {
        if let Some(property) = self.properties.get_mut(index).filter(|_| !value.is_empty()) {
            property.values.push(value);
        }
    }

    fn add(&mut self, tag: String, group: Group, range: Range<usize>, goes: bool) -> usize {
        self.properties.push(Property { tag, group, range, values: Vec::new(), goes });
        self.properties.len() - 1
    }

    fn goes(&self, index: usize) -> bool {
        self.properties.get(index).is_some_and(|property| property.goes)
    }

    fn decide(&self, group: Group, tag: &str) -> bool {
        let is_rebuilt = self.policy.mode == Mode::Rebuild;
        is_rebuilt || tag == PROVENANCE || self.also.contains(&tag) || self.policy.drops(group, tag)
    }

    /// The name of what stands at `at`.
    fn resolve(&mut self, name: &'a str, at: usize) -> Name<'a> {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let found = self.spaces.iter().rev().find(|(known, ..)| *known == prefix);
        let space = found.map_or("", |(_, space, _)| space);
        if let Some(declared) = found.and_then(|(.., index)| self.declared.get_mut(*index)) {
            declared.uses.push(at);
        }
        let usual = usual_prefix(space).unwrap_or_default();
        let tag = match (usual, prefix) {
            ("", "") => local.to_owned(),
            // A stranger's namespace never passes for a known one by its prefix.
            ("", prefix) => format!("?{prefix}:{local}"),
            (usual, _) => format!("{usual}:{local}"),
        };
        Name { space, local, tag, prefix: usual }
    }

    fn finish(mut self) -> Option<Survey> {
        if !self.open.is_empty() || self.graphs == 0 {
            return None;
        }
        let mut cuts = in_order(std::mem::take(&mut self.cuts));
        if !cuts.is_empty() {
            // A namespace that nothing is named by any more would only tell what kind of thing went.
            let stays = |at: usize| {
                let before = cuts.partition_point(|cut| cut.start <= at);
                before.checked_sub(1).and_then(|index| cuts.get(index)).is_none_or(|cut| cut.end <= at)
            };
            let unused = self.declared.iter().filter(|declared| !declared.uses.iter().any(|at| stays(*at)));
            let unused: Vec<Range<usize>> = unused.map(|declared| declared.range.clone()).collect();
            cuts.extend(unused);
            cuts = in_order(cuts);
        }
        Some(Survey { cuts, properties: self.properties, padding_at: self.padding_at.unwrap_or(self.text.len()) })
    }
}

/// The ranges in order, without those that stand inside another.
fn in_order(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut kept: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        if kept.last().is_none_or(|last| range.start >= last.end) {
            kept.push(range);
        }
    }
    kept
}

struct Attribute<'a> {
    name: &'a str,
    /// As it is written.
    value: &'a str,
    /// In the tag, with the blanks before it.
    range: Range<usize>,
    /// The value's place in the tag.
    inner: Range<usize>,
}

/// The attributes of a tag; `None` where they are not well-formed.
fn attributes(tag: &str) -> Option<Vec<Attribute<'_>>> {
    let mut found: Vec<Attribute<'_>> = Vec::new();
    let mut at = tag.find(|c: char| c.is_whitespace()).unwrap_or(tag.len());
    while let Some(rest) = tag.get(at..) {
        let trimmed = rest.trim_start();
        if trimmed.is_empty() || trimmed.starts_with(['/', '>']) {
            break;
        }
        let name_at = at + rest.len() - trimmed.len();
        let equals = trimmed.find('=')?;
        let name = trimmed.get(..equals)?.trim_end();
        let value = trimmed.get(equals + 1..)?;
        let quoted = value.trim_start();
        let quote = quoted.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let length = quoted.get(1..)?.find(quote)?;
        let from = name_at + equals + 1 + (value.len() - quoted.len()) + 1;
        let is_twice = found.iter().any(|other| other.name == name);
        if name.is_empty() || is_twice || name.contains(char::is_whitespace) || found.len() > limits::XML_NODES {
            return None;
        }
        let value = tag.get(from..from + length)?;
        found.push(Attribute { name, value, range: at..from + length + 1, inner: from..from + length });
        at = from + length + 1;
    }
    Some(found)
}
