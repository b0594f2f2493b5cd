//! IPTC-IIM 4.2 record 2, as Photoshop and agencies write it. Never anything but dataset names and text.

use super::bound::{Chain, Origin};
use super::collect::{Collector, decode_text, latin1};
use super::source::be16;
use crate::provenance::report::MetadataStore;
use crate::provenance::rights::RightsName;

/// Most datasets read from one block.
const DATASETS: usize = 1_000;

/// Collects the datasets of one IIM block that stands in the file at `origin`.
pub(crate) fn collect(bytes: &[u8], origin: &Origin, into: &mut Collector) {
    if !into.may_read(bytes.len()) {
        return;
    }
    let mut is_utf8 = false;
    let mut chain = Chain::new();
    let mut at = 0usize;
    for _ in 0..DATASETS {
        // Some writers pad the block with zeros.
        if bytes.get(at) != Some(&0x1C) {
            if bytes.get(at..).is_some_and(|rest| rest.iter().any(|&b| b != 0)) {
                into.note("media-note-iptc-broken");
            }
            return;
        }
        let (Some(&record), Some(&number), Some(length)) = (bytes.get(at + 1), bytes.get(at + 2), be16(bytes, at + 3))
        else {
            return into.note("media-note-iptc-broken");
        };
        // Bit 15 marks an extended length (IIM 4.2 §1.6); nothing that is shown is that long.
        if length & 0x8000 != 0 {
            return into.note("media-note-iptc-broken");
        }
        let start = at + 5;
        let end = start + usize::from(length);
        let Some(value) = bytes.get(start..end) else { return into.note("media-note-iptc-broken") };
        let leads = into.step(&mut chain, origin, at as u64, 5);
        if (record, number) == (1, 90) {
            is_utf8 = value == b"\x1B%G";
        } else if record == 2 && number != 0 {
            // What stands before decides how letters beyond ASCII read.
            let from = if value.is_ascii() { start } else { 0 };
            let is_bound = leads && into.binds(origin, from as u64, (end - from) as u64);
            let place = origin.range(start as u64, (end - start) as u64);
            into.reading(is_bound, place, |into| dataset(number, value, is_utf8, into));
        }
        at = end;
    }
}

fn dataset(number: u8, value: &[u8], is_utf8: bool, into: &mut Collector) {
    let text = match (is_utf8, number) {
        (_, 202) => super::collect::byte_count(value.len() as u64),
        (true, _) => String::from_utf8_lossy(value).into_owned(),
        // Without 1:90 the encoding is unknown; most such text is UTF-8 or Latin-1 all the same.
        (false, _) if value.is_ascii() => latin1(value),
        (false, _) => decode_text(value),
    };
    let name = format!("2:{number:02} {}", dataset_name(number));
    let name = name.trim_end();
    into.field(MetadataStore::Iptc, name, &text);
    let right = match number {
        80 => RightsName::Creator,
        110 => RightsName::Credit,
        116 => RightsName::Copyright,
        _ => return,
    };
    into.right(right, &text, &format!("IPTC {name}"));
}

/// The standard's name of a dataset; empty where none is known.
pub(crate) fn name(record: u8, number: u8) -> &'static str {
    if record == 2 { dataset_name(number) } else { "" }
}

/// Names of IIM 4.2 record 2.
fn dataset_name(number: u8) -> &'static str {
    match number {
        3 => "Object Type Reference",
        4 => "Object Attribute Reference",
        5 => "Object Name",
        7 => "Edit Status",
        8 => "Editorial Update",
        10 => "Urgency",
        12 => "Subject Reference",
        15 => "Category",
        20 => "Supplemental Category",
        22 => "Fixture Identifier",
        25 => "Keywords",
        26 => "Content Location Code",
        27 => "Content Location Name",
        30 => "Release Date",
        35 => "Release Time",
        37 => "Expiration Date",
        38 => "Expiration Time",
        40 => "Special Instructions",
        42 => "Action Advised",
        45 => "Reference Service",
        47 => "Reference Date",
        50 => "Reference Number",
        55 => "Date Created",
        60 => "Time Created",
        62 => "Digital Creation Date",
        63 => "Digital Creation Time",
        65 => "Originating Program",
        70 => "Program Version",
        75 => "Object Cycle",
        80 => "By-line",
        85 => "By-line Title",
        90 => "City",
        92 => "Sub-location",
        95 => "Province/State",
        100 => "Country Code",
        101 => "Country Name",
        103 => "Original Transmission Reference",
        105 => "Headline",
        110 => "Credit",
        115 => "Source",
        116 => "Copyright Notice",
        118 => "Contact",
        120 => "Caption/Abstract",
        122 => "Writer/Editor",
        130 => "Image Type",
        131 => "Image Orientation",
        135 => "Language Identifier",
        200 => "ObjectData Preview File Format",
        201 => "ObjectData Preview File Format Version",
        202 => "ObjectData Preview Data",
        _ => "",
    }
}
