//! Rights properties in an XMP packet, by cutting and inserting ranges of its text. Never writes another property
//! anew: what it does not know stays as it is, byte for byte.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::RightsWriteError;
use crate::media::xml;
use crate::media::xmp::{self as packet, Value};
use crate::provenance::rights_statement::{RightsStatement, plus_data_mining};

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// Prefix and namespace of what is written.
const SPACES: [(&str, &str); 6] = [
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("photoshop", "http://ns.adobe.com/photoshop/1.0/"),
    ("xmpRights", "http://ns.adobe.com/xap/1.0/rights/"),
    ("plus", "http://ns.useplus.org/ldf/xmp/1.0/"),
    ("cc", "http://creativecommons.org/ns#"),
    ("Iptc4xmpExt", "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"),
];

/// One property: prefix, local name, and its value as XML.
type Property = (&'static str, &'static str, String);

/// An attribute: its name, its value as written, and its range in the tag with the white space before it.
type Attribute<'a> = (&'a str, &'a str, Range<usize>);

/// The properties that the statement sets, with their values as XML. `old` is the text of the packet that is there.
pub(super) fn properties(said: &RightsStatement, old: &str) -> Vec<Property> {
    let mut made: Vec<Property> = Vec::new();
    let mut add = |prefix, local, value: Option<String>| {
        if let Some(value) = value {
            made.push((prefix, local, value));
        }
    };
    add("dc", "creator", said.creator.as_deref().map(creators));
    add("dc", "rights", said.copyright.as_deref().map(alternative));
    add("photoshop", "Credit", said.credit.as_deref().map(escaped));
    add("xmpRights", "Marked", said.copyright.as_ref().map(|_| "True".to_owned()));
    add("xmpRights", "WebStatement", said.license_url.as_deref().map(escaped));
    add("xmpRights", "UsageTerms", said.usage_terms.as_deref().map(alternative));
    add("plus", "Licensor", licensor(said, old).map(|members| structure(&members)));
    let owner = said.owner.clone().map(|owner| structure(&[("CopyrightOwnerName".to_owned(), owner)]));
    add("plus", "CopyrightOwner", owner);
    if let Some((term, constraint)) = plus_data_mining(&said.ai) {
        add("plus", "DataMining", Some(escaped(&term)));
        // Without a new one, an old constraint would qualify a term that it was not written for.
        add("plus", "OtherConstraints", Some(constraint.as_deref().map(alternative).unwrap_or_default()));
    }
    add("plus", "ModelReleaseStatus", said.model_release.map(|release| release.plus("MR")));
    add("plus", "PropertyReleaseStatus", said.property_release.map(|release| release.plus("PR")));
    add("plus", "LicenseEndDate", said.expires.as_deref().map(escaped));
    add("cc", "license", said.license_url.as_deref().map(escaped));
    let attribution = said.credit.as_ref().or(said.creator.as_ref());
    add("cc", "attributionName", said.license_url.as_ref().and(attribution).map(|name| escaped(name)));
    add("cc", "attributionURL", said.license_url.as_ref().and(said.licensor_url.as_ref()).map(|url| escaped(url)));
    add("Iptc4xmpExt", "DigitalSourceType", said.source_type.map(|kind| kind.uri()));
    made
}

/// The packet with the properties set; a new one where there is none.
///
/// # Errors
/// A packet that is not well-formed UTF-8 XML with one `rdf:RDF`.
pub(super) fn set(packet: Option<&[u8]>, said: &RightsStatement) -> Result<Vec<u8>, RightsWriteError> {
    let text = match packet {
        Some(bytes) => std::str::from_utf8(bytes)
            .map_err(|_| RightsWriteError::Malformed { reason: "the XMP is not UTF-8" })?
            .to_owned(),
        None => EMPTY.to_owned(),
    };
    let properties = properties(said, &text);
    let found = survey(&text, &properties)?;
    let mut made = String::with_capacity(text.len() + 2048);
    let mut at = 0;
    let mut cuts = found.cuts;
    cuts.sort_by_key(|cut| cut.start);
    cuts.push(found.end..found.end);
    for cut in cuts {
        if cut.start < at {
            return Err(RightsWriteError::Malformed { reason: "the XMP nests properties" });
        }
        made.push_str(text.get(at..cut.start).unwrap_or_default());
        if cut == (found.end..found.end) {
            made.push_str(&description(&found.about, &found.rdf, &properties));
        }
        at = cut.end;
    }
    made.push_str(text.get(at..).unwrap_or_default());
    // Read again as every reader does, before anybody relies on it.
    if !xml::parse(&made).is_whole {
        return Err(RightsWriteError::Malformed { reason: "the XMP is not well-formed" });
    }
    Ok(made.into_bytes())
}

/// The members of `plus:Licensor`, if anything is said of one. What is not said of the licensor whom the packet names stays
/// as it was; of another licensor, nothing stays.
fn licensor(said: &RightsStatement, old: &str) -> Option<Vec<(String, String)>> {
    let new = [
        ("LicensorName", &said.licensor),
        ("LicensorURL", &said.licensor_url),
        ("LicensorEmail", &said.licensor_email),
    ];
    let mut new: Vec<(String, String)> =
        new.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?))).collect();
    if new.is_empty() {
        return None;
    }
    let document = xml::parse(old);
    let properties = packet::properties(&document.root);
    let known: Vec<_> = properties.iter().filter(|(name, _)| name == "plus:Licensor").collect();
    let mut known = known.iter().flat_map(|(_, value)| value.structures()).map(|members| {
        let text = |(name, value): &(String, Value)| {
            Some((name.strip_prefix("plus:")?.to_owned(), (*value.texts().first()?).to_owned()))
        };
        members.iter().filter_map(text).collect::<Vec<_>>()
    });
    let same = match &said.licensor {
        Some(name) => known.find(|members| members.iter().any(|(key, value)| key == "LicensorName" && value == name)),
        None => known.next().filter(|_| known.next().is_none()),
    };
    let stays = same.unwrap_or_default().into_iter().filter(|(name, _)| !new.iter().any(|(own, _)| own == name));
    let stays: Vec<_> = stays.collect();
    new.extend(stays);
    // In one order, so that writing twice changes nothing.
    new.sort();
    Some(new)
}

const EMPTY: &str = concat!(
    "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n",
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n",
    "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n",
    "</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>"
);

/// What of the packet goes, and where the new description stands.
#[derive(Default)]
struct Survey {
    cuts: Vec<Range<usize>>,
    /// Before `</rdf:RDF>`.
    end: usize,
    /// `rdf:about`, as it stands in the text.
    about: String,
    /// The prefix that the packet has for RDF.
    rdf: String,
}

/// An open element.
struct Open {
    start: usize,
    is_rdf: bool,
    is_description: bool,
    is_property: bool,
    /// Children and attributes of a description that stay; none: it goes with its properties.
    kept: usize,
    cuts: Vec<Range<usize>>,
    spaces: Vec<(String, String)>,
}

fn survey(text: &str, properties: &[Property]) -> Result<Survey, RightsWriteError> {
    let malformed = || RightsWriteError::Malformed { reason: "the XMP is not well-formed" };
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Open> = Vec::new();
    let mut found = Survey::default();
    let mut rdf_count = 0;
    loop {
        let start = usize::try_from(reader.buffer_position()).map_err(|_| malformed())?;
        let event = reader.read_event().map_err(|_| malformed())?;
        let end = usize::try_from(reader.buffer_position()).map_err(|_| malformed())?;
        match event {
            Event::Start(tag) | Event::Empty(tag) => {
                let is_empty = text.get(start..end).is_some_and(|tag| tag.ends_with("/>"));
                if open.len() > crate::media::limits::XML_DEPTH {
                    return Err(malformed());
                }
                let element = element(&tag, text, start, end, &open, properties, &mut found)?;
                rdf_count += usize::from(element.is_rdf);
                open.push(element);
                if is_empty {
                    close(&mut open, text, end, end, &mut found)?;
                }
            }
            Event::End(_) => close(&mut open, text, start, end, &mut found)?,
            Event::DocType(_) => return Err(malformed()),
            Event::Eof => break,
            _ => {}
        }
    }
    if rdf_count != 1 || !open.is_empty() || found.end == 0 {
        return Err(RightsWriteError::Malformed { reason: "the XMP has no single rdf:RDF" });
    }
    Ok(found)
}

fn element(
    tag: &BytesStart<'_>,
    text: &str,
    start: usize,
    end: usize,
    open: &[Open],
    properties: &[Property],
    found: &mut Survey,
) -> Result<Open, RightsWriteError> {
    let raw = text.get(start..end).unwrap_or_default();
    let attributes = attributes(raw)?;
    let mut spaces: Vec<(String, String)> = open.last().map(|parent| parent.spaces.clone()).unwrap_or_default();
    for (name, value, _) in &attributes {
        if let Some(prefix) = name.strip_prefix("xmlns") {
            spaces.push((prefix.trim_start_matches(':').to_owned(), (*value).to_owned()));
        }
    }
    let name = tag.name().into_inner().to_owned();
    let (space, local) = resolve(&name, &spaces);
    let parent = open.last();
    let mut made = Open {
        start,
        is_rdf: space == RDF && local == "RDF",
        is_description: parent.is_some_and(|parent| parent.is_rdf) && space == RDF && local == "Description",
        is_property: parent.is_some_and(|parent| parent.is_description) && is_ours(&space, &local, properties),
        kept: 0,
        cuts: Vec::new(),
        spaces,
    };
    if made.is_rdf {
        found.rdf = name.split_once(':').map(|(prefix, _)| prefix.to_owned()).unwrap_or_default();
    }
    if made.is_description {
        for (name, value, range) in &attributes {
            let (space, local) = resolve(name, &made.spaces);
            if space == RDF && local == "about" {
                found.about = (*value).to_owned();
            } else if name.contains(':') && is_ours(&space, &local, properties) {
                made.cuts.push(start + range.start..start + range.end);
            } else if !name.starts_with("xmlns") {
                made.kept += 1;
            }
        }
    }
    Ok(made)
}

fn close(
    open: &mut Vec<Open>,
    text: &str,
    start: usize,
    end: usize,
    found: &mut Survey,
) -> Result<(), RightsWriteError> {
    let Some(element) = open.pop() else {
        return Err(RightsWriteError::Malformed { reason: "the XMP is not well-formed" });
    };
    // With the line break after it, so that writing twice leaves no empty lines.
    let whole = || element.start..end + usize::from(text.get(end..).is_some_and(|rest| rest.starts_with('\n')));
    if element.is_rdf {
        found.end = start;
    } else if element.is_description {
        // A description that held rights alone goes whole.
        if element.kept == 0 && !element.cuts.is_empty() {
            found.cuts.push(whole());
        } else {
            found.cuts.extend(element.cuts);
        }
    } else if let Some(parent) = open.last_mut().filter(|parent| parent.is_description) {
        if element.is_property { parent.cuts.push(whole()) } else { parent.kept += 1 }
    }
    Ok(())
}

fn is_ours(space: &str, local: &str, properties: &[Property]) -> bool {
    properties.iter().any(|(prefix, name, _)| *name == local && SPACES.contains(&(*prefix, space)))
}

fn resolve(name: &str, spaces: &[(String, String)]) -> (String, String) {
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    let space = spaces.iter().rev().find(|(known, _)| known == prefix).map(|(_, space)| space.clone());
    (space.unwrap_or_default(), local.to_owned())
}

/// The attributes of a tag.
fn attributes(tag: &str) -> Result<Vec<Attribute<'_>>, RightsWriteError> {
    let malformed = || RightsWriteError::Malformed { reason: "an XMP attribute is broken" };
    let mut found = Vec::new();
    let mut at = tag.find(|c: char| c.is_whitespace()).unwrap_or(tag.len());
    while let Some(rest) = tag.get(at..) {
        let trimmed = rest.trim_start();
        if trimmed.is_empty() || trimmed.starts_with(['/', '>', '?']) {
            break;
        }
        let name_at = at + rest.len() - trimmed.len();
        let equals = trimmed.find('=').ok_or_else(malformed)?;
        let name = trimmed.get(..equals).unwrap_or_default().trim_end();
        let value = trimmed.get(equals + 1..).unwrap_or_default();
        let quoted = value.trim_start();
        let quote = quoted.chars().next().filter(|c| matches!(c, '"' | '\'')).ok_or_else(malformed)?;
        let inner = quoted.get(1..).unwrap_or_default();
        let length = inner.find(quote).ok_or_else(malformed)?;
        let end = name_at + equals + 1 + (value.len() - quoted.len()) + 1 + length + 1;
        found.push((name, inner.get(..length).unwrap_or_default(), at..end));
        at = end;
    }
    Ok(found)
}

/// A description of its own, with every namespace that it needs.
fn description(about: &str, rdf: &str, properties: &[Property]) -> String {
    // The inner elements are written with `rdf:`; where the packet has another prefix, it is declared here.
    let mut made = format!("<rdf:Description rdf:about=\"{}\"", about.replace('"', "&quot;"));
    if rdf != "rdf" {
        made.push_str(&format!(" xmlns:rdf=\"{RDF}\""));
    }
    for (prefix, space) in SPACES {
        if properties.iter().any(|(used, ..)| *used == prefix) {
            made.push_str(&format!(" xmlns:{prefix}=\"{space}\""));
        }
    }
    made.push('>');
    for (prefix, local, value) in properties.iter().filter(|(_, _, value)| !value.is_empty()) {
        made.push_str(&format!("<{prefix}:{local}>{value}</{prefix}:{local}>"));
    }
    made.push_str("</rdf:Description>\n");
    made
}

fn alternative(text: &str) -> String {
    format!("<rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt>", escaped(text))
}

fn creators(text: &str) -> String {
    let items: String = text.split("; ").map(|name| format!("<rdf:li>{}</rdf:li>", escaped(name))).collect();
    format!("<rdf:Seq>{items}</rdf:Seq>")
}

/// Names without their prefix, and values.
fn structure(members: &[(String, String)]) -> String {
    let member = |(name, value): &(String, String)| format!("<plus:{name}>{}</plus:{name}>", escaped(value));
    let inner: String = members.iter().map(member).collect();
    format!("<rdf:Seq><rdf:li rdf:parseType=\"Resource\">{inner}</rdf:li></rdf:Seq>")
}

/// Text for an element; characters that XML 1.0 cannot hold are left out.
fn escaped(text: &str) -> String {
    let allowed: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\t' | '\n')).collect();
    quick_xml::escape::escape(allowed.as_str()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKET: &str = "<?xpacket begin='\u{FEFF}' id='x'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>\
        <r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><r:Description r:about='uuid:1' \
        xmlns:p='http://ns.adobe.com/photoshop/1.0/' p:City='Rome' p:Credit='old &amp; gone' \
        xmlns:d='http://purl.org/dc/elements/1.1/' xmlns:my='urn:my'>\
        <my:creator>stays</my:creator><d:creator><r:Seq><r:li>gone</r:li></r:Seq></d:creator>\
        </r:Description></r:RDF></x:xmpmeta>   <?xpacket end='w'?>";

    fn said() -> RightsStatement {
        RightsStatement {
            creator: Some("Ada <A>; Bob".into()),
            credit: Some("Ada & Co".into()),
            ..RightsStatement::default()
        }
    }

    #[test]
    fn what_is_not_set_stays_byte_for_byte_under_any_prefix() {
        let made = String::from_utf8(set(Some(PACKET.as_bytes()), &said()).unwrap()).unwrap();
        assert!(made.contains("p:City='Rome' \n") || made.contains("p:City='Rome'"), "{made}");
        assert!(made.contains("<my:creator>stays</my:creator>") && !made.contains("gone"), "{made}");
        assert!(made.contains("Ada &lt;A&gt;") && made.contains("rdf:about=\"uuid:1\""), "{made}");
        assert_eq!(set(Some(made.as_bytes()), &said()).unwrap(), made.as_bytes());
    }

    #[test]
    fn a_new_packet_is_the_same_the_second_time() {
        let made = set(None, &said()).unwrap();
        assert_eq!(set(Some(&made), &said()).unwrap(), made);
    }

    #[test]
    fn broken_packets_are_refused() {
        for cut in (1..PACKET.len()).filter(|cut| PACKET.is_char_boundary(*cut)) {
            let part = &PACKET[..cut];
            if !part.contains("</x:xmpmeta>") {
                assert!(set(Some(part.as_bytes()), &said()).is_err(), "{part}");
            }
        }
        assert!(set(Some(b"\xFE\xFF\0<"), &said()).is_err());
        assert!(set(Some(b"<!DOCTYPE a><a/>"), &said()).is_err());
    }
}
