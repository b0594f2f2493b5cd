//! Takes metadata out of SVG documents: what goes is overwritten with spaces, so that every kept byte stays where it
//! is. Never draws, never follows a link.
//!
//! Refused are documents whose type declares entities (cutting could change what they stand for) and, where anything
//! goes, raster pictures inside the document: they hold metadata of their own. A copy that protects a source has no
//! scripts, no comments in style sheets, no names that nothing refers to, and no links to files of a machine.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::id3::{found, goes, goes_by_itself, take};
use super::isobmff::malformed;
use super::png::bytes_of;
use super::{Draft, Plan, RedactError, xmp};
use crate::media::collect::decode_text;
use crate::media::limits;
use crate::media::source::Source;
use crate::provenance::redaction::{Group, Mode};

const SVG: &str = "http://www.w3.org/2000/svg";
/// Namespaces whose elements and attributes are drawn, or link to what is.
const DRAWN: [&str; 6] = [
    SVG,
    "http://www.w3.org/1999/xlink",
    "http://www.w3.org/XML/1998/namespace",
    "http://www.w3.org/2000/xmlns/",
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/1998/Math/MathML",
];
/// Words in the namespaces of programs that write SVG.
const PROGRAMS: [&str; 10] =
    ["sodipodi", "inkscape", "adobe", "bohemiancoding", "serif", "figma", "vectornator", "boxy", "svgjs", "corel"];
/// Elements within one that goes or within the document.
const DEPTH: usize = 256;

/// Plans the copy of an SVG document.
pub(crate) fn plan(source: &mut Source<'_>, mut draft: Draft<'_>) -> Result<Plan, RedactError> {
    let len = source.len();
    if len > limits::SVG_BYTES {
        return Err(RedactError::TooLarge { limit: "SVG" });
    }
    source.allow_bytes(limits::SVG_BYTES * 4);
    let size = usize::try_from(len).unwrap_or_default();
    let bytes = source.bytes(0, size).ok_or(malformed(0, "the document ends too early"))?.to_vec();
    let text = std::str::from_utf8(&bytes).map_err(|_| malformed(0, "not UTF-8"))?;
    let mut cleaned = Vec::new();
    if draft.policy.mode == Mode::Rebuild {
        // Names are judged by what is left of the document, so that another run finds nothing more to take out.
        let mut first = Draft::new(draft.policy);
        walk(text, source, &mut first, HashMap::new())?;
        cleaned = bytes_of(&first.edits.into_pieces(len), 0, &bytes);
    }
    walk(text, source, &mut draft, words(std::str::from_utf8(&cleaned).unwrap_or_default()))?;
    Ok(draft.in_place(len))
}

fn walk(
    text: &str,
    source: &mut Source<'_>,
    draft: &mut Draft<'_>,
    words: HashMap<&str, u32>,
) -> Result<(), RedactError> {
    let (scope, depth, goes_until, style_at) = (Vec::new(), 0, None, None);
    Walker { text, source, draft, scope, depth, goes_until, style_at, words }.walk()
}

struct Walker<'x, 'f, 'p> {
    text: &'x str,
    source: &'x Source<'f>,
    draft: &'x mut Draft<'p>,
    /// Depth, prefix and namespace of each declaration in force.
    scope: Vec<(usize, String, String)>,
    depth: usize,
    /// Where an element that is looked at as a whole began, and its depth.
    goes_until: Option<Whole>,
    /// The depth of the style sheet that is being read.
    style_at: Option<usize>,
    /// How often each word stands in the document, where names that nothing refers to go.
    words: HashMap<&'x str, u32>,
}

/// An element that goes or stays with all that it holds.
struct Whole {
    depth: usize,
    at: usize,
    group: Group,
    tag: String,
}

impl Walker<'_, '_, '_> {
    fn walk(&mut self) -> Result<(), RedactError> {
        // A byte order mark is skipped by the reader without being counted.
        let skip = if self.text.starts_with('\u{FEFF}') { 3 } else { 0 };
        let text = self.text.get(skip..).unwrap_or_default();
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = true;
        let mut steps = 0u32;
        loop {
            let at = place(&reader) + skip;
            let event = reader.read_event().map_err(|_| malformed(at as u64, "not well-formed"))?;
            let end = place(&reader) + skip;
            steps += 1;
            if steps > limits::STEPS * 10 || self.draft.is_full() {
                return Err(RedactError::TooLarge { limit: "SVG elements" });
            }
            match event {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > DEPTH {
                        return Err(RedactError::TooLarge { limit: "SVG depth" });
                    }
                    self.element(&start, at, end)?;
                }
                Event::Empty(start) => {
                    self.depth += 1;
                    self.element(&start, at, end)?;
                    self.close(end)?;
                }
                Event::End(_) => self.close(end)?,
                Event::Text(_) | Event::CData(_) if self.style_at.is_some() && self.rebuilds() => {
                    self.style_comments(at, end)?;
                }
                Event::Comment(_) => self.aside(Group::Text, "comment", at, end)?,
                Event::PI(target) if !target.starts_with("xml-stylesheet") => {
                    self.aside(Group::Unknown, "processing-instruction", at, end)?;
                }
                Event::DocType(kind) if kind.contains('[') && self.anything_goes() => {
                    return Err(RedactError::CannotRemove { part: crate::tr!("found-doctype") });
                }
                Event::Eof if self.depth == 0 => return Ok(()),
                Event::Eof => return Err(malformed(at as u64, "elements are not closed")),
                _ => {}
            }
        }
    }

    fn anything_goes(&self) -> bool {
        Group::ALL.iter().any(|&group| goes_by_itself(self.draft, group, ""))
    }

    fn element(&mut self, start: &BytesStart<'_>, at: usize, end: usize) -> Result<(), RedactError> {
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| malformed(at as u64, "an attribute is broken"))?;
            let (key, value) = (attribute.key.0, attribute.value.as_ref());
            if key == "xmlns" || key.starts_with("xmlns:") {
                let prefix = key.strip_prefix("xmlns:").unwrap_or_default();
                self.scope.push((self.depth, prefix.to_owned(), value.to_owned()));
            }
        }
        if self.goes_until.is_some() {
            return Ok(());
        }
        let name = start.name().0.to_owned();
        let (prefix, local) = name.split_once(':').unwrap_or(("", &name));
        let namespace = self.namespace(prefix);
        let group = match (namespace.as_str(), local) {
            // Without a namespace a browser draws nothing, but other programs do.
            (SVG | "", "metadata") => Some(self.worst(Group::Text)),
            (SVG | "", "title" | "desc") => Some(Group::Text),
            // What a picture shows does not depend on it, and it can say anything.
            (_, "script") if self.rebuilds() => Some(Group::Unknown),
            (namespace, _) if namespace.is_empty() || DRAWN.contains(&namespace) => None,
            (namespace, _) if is_program(namespace) => Some(self.worst_of(Group::Software)),
            _ => Some(self.worst_of(Group::Unknown)),
        };
        if let Some(group) = group {
            self.goes_until = Some(Whole { depth: self.depth, at, group, tag: name.clone() });
            return Ok(());
        }
        if local == "text" && self.anything_goes() {
            self.draft.note("redact-note-svg-text");
        }
        if local == "style" {
            self.style_at = Some(self.depth);
        }
        self.attributes(local, at, end)
    }

    fn close(&mut self, end: usize) -> Result<(), RedactError> {
        if let Some(whole) = self.goes_until.take_if(|whole| whole.depth == self.depth) {
            self.whole(&whole, end)?;
        }
        let depth = self.depth;
        self.style_at.take_if(|style| *style == depth);
        self.scope.retain(|(declared, _, _)| *declared < depth);
        self.depth = depth.saturating_sub(1);
        Ok(())
    }

    fn whole(&mut self, whole: &Whole, end: usize) -> Result<(), RedactError> {
        let content = self.text.get(whole.at..end).unwrap_or_default().to_owned();
        let is_manifest = content.contains("c2pa:manifest");
        let packet = content.find("<x:xmpmeta").zip(content.rfind("</x:xmpmeta>"));
        if let Some((from, to)) = packet
            && !is_manifest
            && self.draft.policy.mode == Mode::InPlace
        {
            let to = to + "</x:xmpmeta>".len();
            if let Some(packet) = content.get(from..to) {
                xmp::in_place(packet.as_bytes(), (whole.at + from) as u64, self.draft);
                return Ok(());
            }
        }
        let group = if is_manifest { Group::Credentials } else { whole.group };
        self.cut(group, &whole.tag, "SVG element", whole.at, end)
    }

    /// A comment or an instruction outside the picture; those within an element that goes as one go with it.
    fn aside(&mut self, group: Group, tag: &str, at: usize, end: usize) -> Result<(), RedactError> {
        if self.goes_until.is_some() {
            return Ok(());
        }
        // Comments say which program wrote the file as often as anything else.
        let group = if goes(self.draft, Group::Software, tag) { Group::Software } else { group };
        self.cut(group, tag, "SVG", at, end)
    }

    fn attributes(&mut self, element: &str, at: usize, end: usize) -> Result<(), RedactError> {
        let tag = self.text.get(at..end).unwrap_or_default().to_owned();
        for (from, to, key, value) in spans(&tag).ok_or(malformed(at as u64, "an attribute is broken"))? {
            let (prefix, local) = key.split_once(':').unwrap_or(("", &key));
            let is_link = local == "href" || local == "src";
            if is_link && value.trim_start().starts_with("data:") && self.anything_goes() {
                return Err(RedactError::CannotRemove { part: crate::tr!("found-svg-picture", element = element) });
            }
            if is_link && self.rebuilds() && names_a_machine(&value) {
                return Err(RedactError::CannotRemove { part: crate::tr!("found-svg-file-link", element = element) });
            }
            if is_link && !value.starts_with('#') && !value.starts_with("data:") && self.anything_goes() {
                self.draft.note("redact-note-svg-links");
            }
            let namespace = if prefix.is_empty() { String::new() } else { self.namespace(prefix) };
            let is_declaration = prefix == "xmlns" && !DRAWN.contains(&value.as_str());
            let group = if is_declaration {
                // Others may need the prefix; only where all of them go does it.
                if self.draft.policy.mode != Mode::Rebuild {
                    continue;
                }
                Group::Software
            } else if prefix.is_empty() && (key.starts_with("data-") || key == "aria-label") {
                if key == "aria-label" { Group::Text } else { Group::Unknown }
            } else if self.rebuilds() && matches!(key.as_str(), "id" | "class" | "xml:id") {
                if !self.is_alone(&value) {
                    self.draft.note("redact-note-svg-names");
                    continue;
                }
                Group::Unknown
            } else if self.rebuilds() && prefix.is_empty() && key.starts_with("on") {
                Group::Unknown
            } else if prefix.is_empty() || prefix == "xml" || prefix == "xmlns" || DRAWN.contains(&namespace.as_str()) {
                continue;
            } else if is_program(&namespace) {
                self.worst_of(Group::Software)
            } else {
                self.worst_of(Group::Unknown)
            };
            self.cut(group, &key, "SVG attribute", at + from, at + to)?;
        }
        Ok(())
    }

    fn rebuilds(&self) -> bool {
        self.draft.policy.mode == Mode::Rebuild
    }

    /// Whether nothing else in the document can refer to this name: each word of it stands there but once.
    fn is_alone(&self, name: &str) -> bool {
        name.split(|c: char| !is_of_word(c)).all(|word| word.is_empty() || self.words.get(word) == Some(&1))
    }

    /// What is said in a style sheet beside the rules.
    fn style_comments(&mut self, at: usize, end: usize) -> Result<(), RedactError> {
        let mut from = at;
        while let Some(start) = self.text.get(from..end).and_then(|rest| rest.find("/*")).map(|start| from + start) {
            let rest = self.text.get(start + 2..end).unwrap_or_default();
            // One that is not closed reaches to the end of the sheet, but for the mark that closes a section.
            let unclosed = rest.len() - if rest.ends_with("]]>") { 3 } else { 0 };
            let stop = start + 2 + rest.find("*/").map_or(unclosed, |length| length + 2);
            self.cut(Group::Text, "comment", "SVG style", start, stop)?;
            from = stop;
        }
        Ok(())
    }

    /// Notes the text between two places and overwrites it with spaces when it goes.
    fn cut(&mut self, group: Group, tag: &str, store: &str, at: usize, end: usize) -> Result<(), RedactError> {
        let text = self.text.get(at..end).unwrap_or_default();
        let length = end.saturating_sub(at);
        let value = decode_text(text.as_bytes());
        // A short one may stand elsewhere for another reason.
        let raw = if length >= 12 { text.as_bytes() } else { &[] };
        let found = found(self.source, store, group, tag, tag, &value, (at as u64, length as u64), raw);
        if take(self.draft, found)? {
            self.draft.edits.replace(at as u64, vec![b' '; length]);
        }
        Ok(())
    }

    fn namespace(&self, prefix: &str) -> String {
        if prefix == "xml" {
            return "http://www.w3.org/XML/1998/namespace".to_owned();
        }
        let declared = self.scope.iter().rev().find(|(_, known, _)| known == prefix);
        // A prefix that nothing declares is a program's own.
        let unknown = if prefix.is_empty() { String::new() } else { format!("undeclared:{prefix}") };
        declared.map_or(unknown, |(_, _, namespace)| namespace.clone())
    }

    /// By which group an element that may tell of everything goes.
    fn worst(&self, usual: Group) -> Group {
        Group::ALL.into_iter().find(|&group| goes_by_itself(self.draft, group, "metadata")).unwrap_or(usual)
    }

    /// By which group a program's own part goes: it is history and unknown at once.
    fn worst_of(&self, usual: Group) -> Group {
        let groups = [usual, Group::Software, Group::Unknown];
        groups.into_iter().find(|&group| goes_by_itself(self.draft, group, "")).unwrap_or(usual)
    }
}

/// How often each word stands in the document.
fn words(text: &str) -> HashMap<&str, u32> {
    let mut words = HashMap::new();
    for word in text.split(|c: char| !is_of_word(c)).filter(|word| !word.is_empty()) {
        *words.entry(word).or_default() += 1;
    }
    words
}

/// Whether names are made of it; what else stands in some is read as an end.
fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

/// Whether a link tells where something lies on somebody's machine.
fn names_a_machine(link: &str) -> bool {
    let link = link.trim_start().to_ascii_lowercase();
    let has_drive = matches!(link.as_bytes(), [b'a'..=b'z', b':', b'/' | b'\\', ..]);
    link.starts_with("file:")
        || link.starts_with("\\\\")
        || link.starts_with('/') && !link.starts_with("//")
        || has_drive
}

fn place(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn is_program(namespace: &str) -> bool {
    let namespace = namespace.to_ascii_lowercase();
    PROGRAMS.iter().any(|program| namespace.contains(program))
}

/// The attributes of a tag: from, to, name and value. `None` where the tag is not well-formed.
fn spans(tag: &str) -> Option<Vec<(usize, usize, String, String)>> {
    let mut found = Vec::new();
    let name_end = tag.find(|c: char| c.is_whitespace() || c == '>')?;
    let mut at = name_end;
    loop {
        let rest = tag.get(at..)?;
        at += rest.len() - rest.trim_start().len();
        let rest = tag.get(at..)?;
        if rest.starts_with('>') || rest.starts_with("/>") || rest.is_empty() {
            return Some(found);
        }
        let equals = rest.find('=')?;
        let key = rest.get(..equals)?.trim().to_owned();
        let after = rest.get(equals + 1..)?;
        let value_at = at + equals + 1 + (after.len() - after.trim_start().len());
        let quote = tag.get(value_at..)?.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let value = tag.get(value_at + 1..)?;
        let length = value.find(quote)?;
        let end = value_at + 1 + length + 1;
        found.push((at, end, key, value.get(..length)?.to_owned()));
        at = end;
    }
}
