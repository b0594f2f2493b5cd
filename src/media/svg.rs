//! SVG as a document: size, title, description, XMP in `<metadata>`. Never draws, never opens another file.

use super::collect::Collector;
use super::source::Source;
use super::xml::{self, Node};
use super::{limits, xmp};
use crate::provenance::report::MetadataStore;

/// Collects what the document says of itself.
pub(crate) fn collect(source: &mut Source<'_>, into: &mut Collector) {
    let Some(bytes) = source.up_to(0, limits::XMP_BYTES) else { return };
    let text = String::from_utf8_lossy(bytes);
    let document = xml::parse(text.trim_start_matches('\u{FEFF}'));
    if !document.is_whole {
        into.note(if source.len() > limits::XMP_BYTES as u64 {
            "media-note-cut-short"
        } else {
            "media-note-text-broken"
        });
    }
    let Some(svg) = document.root.children.iter().find(|child| local(child) == "svg") else { return };
    if let Some((width, height)) = size(svg) {
        into.dimensions(width, height);
    }
    for child in &svg.children {
        match local(child) {
            name @ ("title" | "desc") => into.field(MetadataStore::Container, name, &child.text),
            "metadata" => xmp::collect_tree(child, into),
            _ => {}
        }
    }
}

fn local(node: &Node) -> &str {
    node.name.rsplit(':').next().unwrap_or_default()
}

fn size(svg: &Node) -> Option<(u32, u32)> {
    let side = |name| svg.attribute(name).and_then(pixels);
    if let (Some(width), Some(height)) = (side("width"), side("height")) {
        return Some((width, height));
    }
    let numbers: Vec<f64> = svg
        .attribute("viewBox")?
        .split([' ', ',', '\t', '\n'])
        .filter(|part| !part.is_empty())
        .filter_map(|part| part.parse().ok())
        .collect();
    match numbers.as_slice() {
        &[_, _, width, height] => Some((whole(width)?, whole(height)?)),
        _ => None,
    }
}

/// A CSS length in pixels at 96 to the inch; a percentage has none.
fn pixels(text: &str) -> Option<u32> {
    let text = text.trim();
    let unit_at = text.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(text.len());
    let (number, unit) = text.split_at(unit_at);
    let factor = match unit.trim() {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        _ => return None,
    };
    whole(number.trim().parse::<f64>().ok()? * factor)
}

fn whole(number: f64) -> Option<u32> {
    (number.is_finite() && (1.0..1e9).contains(&number)).then(|| number.round() as u32)
}
