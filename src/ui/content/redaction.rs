//! The Redact page in words: groups with what they hold, what goes and what stays. Nothing of how it is painted.

use egui_material_icons::icons::{ICON_CHECK, ICON_LOCK, ICON_REMOVE_CIRCLE};

use crate::locale;
use crate::provenance::redaction::{Fate, Group as MetadataGroup, Item, Policy};
use crate::provenance::report::{MetadataStore, Report};
use crate::state::redaction::{Counts, Redaction, Seen};
use crate::tr;

use super::super::icon::Mark;
use super::super::theme::Tone;
use super::{Pair, tone_word};

/// Characters of a value that are shown.
const VALUE_CHARS: usize = 160;
/// The tag of the segment of a JPEG that holds IPTC.
const IPTC_SEGMENT: &str = "APP13";
/// Fields of a packet that are listed.
const PACKET_FIELDS: usize = 60;

/// One group of a file.
#[derive(Debug, Clone)]
pub struct Group {
    pub group: MetadataGroup,
    pub name: String,
    /// What it tells about a person.
    pub says: String,
    /// What is known best when the fields are read together, such as a position.
    pub together: Option<String>,
    /// The whole group is to go.
    pub goes: bool,
    /// What the picture needs is never offered.
    pub may_pick: bool,
    pub counts: String,
    pub rows: Vec<Row>,
}

/// One field.
#[derive(Debug, Clone)]
pub struct Row {
    pub tag: String,
    pub name: String,
    pub value: String,
    /// Store and tag, for those who know them.
    pub place: String,
    pub goes: bool,
    pub mark: Mark,
    pub word: String,
    /// What stands inside, where the field is a packet.
    pub inside: Vec<Pair>,
}

/// The groups of the file on screen, those that hold something.
pub fn groups(page: &Redaction, seen: &Seen, report: Option<&Report>) -> Vec<Group> {
    let mut groups = Vec::new();
    for group in MetadataGroup::ALL {
        let items: Vec<&Item> = seen.items.iter().filter(|item| item.group == group).collect();
        if items.is_empty() {
            continue;
        }
        let own = Seen { items: items.iter().map(|item| (*item).clone()).collect(), ..Seen::default() };
        groups.push(Group {
            group,
            name: name(group),
            says: tr!(&format!("redact-says-{}", group.key())),
            together: if group == MetadataGroup::Location { position(&items) } else { None },
            goes: group != MetadataGroup::Rendering && page.policy.drop.contains(&group),
            may_pick: group != MetadataGroup::Rendering && page.may_pick(),
            counts: counts(own.counts()),
            rows: items.into_iter().map(|item| row(item, &page.policy, report)).collect(),
        });
    }
    groups
}

/// The name of a group.
pub fn name(group: MetadataGroup) -> String {
    tr!(&format!("redact-group-{}", group.key()))
}

/// How much goes and stays, in one line.
pub fn counts(counts: Counts) -> String {
    let parts = [
        ("redact-count-goes", counts.goes),
        ("redact-count-stays", counts.stays),
        ("redact-count-must-stay", counts.must_stay),
    ];
    let said: Vec<String> =
        parts.into_iter().filter(|(_, count)| *count > 0).map(|(key, count)| tr!(key, count = count)).collect();
    said.join(" · ")
}

/// What a preset is called and what it is for.
pub fn preset_name(policy: &Policy) -> String {
    match Policy::presets().iter().any(|known| known.name == policy.name) {
        true => tr!(&format!("redact-preset-{}", policy.name)),
        false => locale::elide(&policy.name, 60),
    }
}

/// What a preset is for; one of a team says what it drops.
pub fn preset_text(policy: &Policy) -> String {
    if Policy::presets().contains(policy) {
        return tr!(&format!("redact-preset-{}-text", policy.name));
    }
    let groups: Vec<String> = policy.drop.iter().map(|group| name(*group)).collect();
    match groups.is_empty() {
        true => tr!("redact-preset-own-nothing"),
        false => tr!("redact-preset-own", groups = groups.join(" · ")),
    }
}

/// XMP and IPTC that stay whole are no items of the engine; their fields are known from the check of the file.
pub fn kept_packets(seen: &Seen, report: Option<&Report>) -> Vec<(String, Vec<Pair>)> {
    let packets = [("XMP", MetadataStore::Xmp), ("IPTC", MetadataStore::Iptc)];
    let is_told = |store: &str| {
        seen.items.iter().any(|item| item.store.starts_with(store) || (store == "IPTC" && item.tag == IPTC_SEGMENT))
    };
    packets
        .into_iter()
        .filter(|(store, _)| !is_told(store))
        .map(|(store, kind)| (store.to_owned(), fields(report, kind)))
        .filter(|(_, fields)| !fields.is_empty())
        .collect()
}

fn row(item: &Item, policy: &Policy, report: Option<&Report>) -> Row {
    let plain = locale::elide(&item.name, 80);
    let known = format!("redact-item-{}", item.name);
    let (store, tag) = (locale::elide(&item.store, 60), locale::elide(&item.tag, 60));
    let inside = match (item.store.as_str(), item.tag.as_str()) {
        ("XMP", "XMP") => fields(report, MetadataStore::Xmp),
        (_, IPTC_SEGMENT) => fields(report, MetadataStore::Iptc),
        _ => Vec::new(),
    };
    let (mark, key) = match item.fate {
        Fate::Dropped => ((ICON_REMOVE_CIRCLE, Tone::Warn), "redact-fate-goes"),
        Fate::Kept => ((ICON_CHECK, Tone::Muted), "redact-fate-stays"),
        Fate::MustStay => ((ICON_LOCK, Tone::Bad), "redact-fate-must-stay"),
    };
    Row {
        tag: item.tag.clone(),
        name: if locale::has(&known) { tr!(&known) } else { spaced(&plain) },
        value: value(item),
        place: if tag == store || tag == plain { store } else { format!("{store} {tag}") },
        goes: item.fate == Fate::Dropped || policy.drops(item.group, &item.tag),
        mark,
        word: tr!(key),
        inside,
    }
}

fn fields(report: Option<&Report>, store: MetadataStore) -> Vec<Pair> {
    let all = report.iter().flat_map(|report| &report.metadata).filter(|field| field.store == store);
    let shown = all.take(PACKET_FIELDS);
    shown.map(|field| Pair::new(locale::elide(&field.field, 60), locale::elide(&field.value, VALUE_CHARS))).collect()
}

/// The value, or how large it is where it is neither text nor number.
fn value(item: &Item) -> String {
    if item.value.trim().is_empty() { size(item.length_bytes) } else { locale::elide(&item.value, VALUE_CHARS) }
}

pub(super) fn size(bytes: u64) -> String {
    if bytes < 2048 { tr!("redact-bytes", bytes = bytes) } else { tr!("redact-kilobytes", size = bytes.div_ceil(1024)) }
}

/// `BodySerialNumber` as a person writes it: `Body serial number`. Other spellings stay.
fn spaced(name: &str) -> String {
    let is_word = name.starts_with(|c: char| c.is_ascii_uppercase());
    let is_camel = is_word && name.chars().all(|c| c.is_ascii_alphanumeric()) && name.chars().any(char::is_lowercase);
    if !is_camel {
        return name.to_owned();
    }
    let chars: Vec<char> = name.chars().collect();
    let mut text = String::new();
    for (index, &c) in chars.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|at| chars.get(at)).copied();
        let is_next_small = chars.get(index + 1).is_some_and(|next| next.is_lowercase());
        let starts_word = c.is_uppercase() && before.is_some_and(|b| !b.is_uppercase() || is_next_small);
        if starts_word {
            text.push(' ');
            // Short forms keep their capitals.
            if is_next_small { text.extend(c.to_lowercase()) } else { text.push(c) }
        } else {
            text.push(c);
        }
    }
    text
}

/// Latitude and longitude read together, in degrees.
fn position(items: &[&Item]) -> Option<String> {
    let of = |name: &str| items.iter().find(|item| item.name == name).map(|item| item.value.as_str());
    let latitude = degrees(of("GPSLatitude")?)?;
    let longitude = degrees(of("GPSLongitude")?)?;
    let side = |name: &str, first: &str| of(name).is_none_or(|side| side.trim().eq_ignore_ascii_case(first));
    let (north, east) = (side("GPSLatitudeRef", "N"), side("GPSLongitudeRef", "E"));
    Some(tr!(
        "redact-position",
        latitude = format!("{latitude:.5}"),
        north = tr!(if north { "redact-north" } else { "redact-south" }),
        longitude = format!("{longitude:.5}"),
        east = tr!(if east { "redact-east" } else { "redact-west" })
    ))
}

/// `48.0, 12.0, 30.0` (degrees, minutes, seconds) in degrees.
fn degrees(text: &str) -> Option<f64> {
    let mut parts = text.split(',').map(|part| part.trim().parse::<f64>().ok());
    let whole = parts.next()??;
    let minutes = parts.next().flatten().unwrap_or(0.0);
    let seconds = parts.next().flatten().unwrap_or(0.0);
    let sum = whole + minutes / 60.0 + seconds / 3600.0;
    (sum.is_finite() && (0.0..=180.0).contains(&sum)).then_some(sum)
}

/// What a check of the proof means.
pub fn proof_words(key: &str, of_history: bool) -> String {
    if of_history && key == "values" {
        return tr!("redact-proof-history-values");
    }
    tr!(&format!("redact-proof-{key}"))
}

/// The page as text, for tests.
pub fn as_text(page: &Redaction, seen: &Seen, report: Option<&Report>) -> String {
    let mut out = format!("{}\n{}\n", preset_name(&page.policy), preset_text(&page.policy));
    for group in groups(page, seen, report) {
        let switch = match (group.may_pick, group.goes) {
            (false, _) => "-",
            (true, true) => "x",
            (true, false) => " ",
        };
        out += &format!("[{switch}] {} ({})\n    {}\n", group.name, group.counts, group.says);
        if let Some(together) = group.together {
            out += &format!("    {together}\n");
        }
        for row in group.rows {
            let word = format!("{}:{}", tone_word(&row.mark), row.word);
            out += &format!("    {}: {} ({}) {word}\n", row.name, row.value, row.place);
            for pair in row.inside {
                out += &format!("        {}: {}\n", pair.label, pair.value);
            }
        }
    }
    for (store, fields) in kept_packets(seen, report) {
        out += &format!("{}\n", tr!("redact-packet-stays", store = store));
        for pair in fields {
            out += &format!("    {}: {}\n", pair.label, pair.value);
        }
    }
    for note in &seen.notes {
        out += &format!("{note}\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(name: &str, value: &str) -> Item {
        let (store, tag, group) = ("EXIF GPS".to_owned(), "0x0002".to_owned(), MetadataGroup::Location);
        let (name, value) = (name.to_owned(), value.to_owned());
        Item { store, group, tag, name, value, at: 0, length_bytes: 4, fate: Fate::Kept }
    }

    #[test]
    fn a_position_needs_both_numbers_and_sane_ones() {
        let latitude = item("GPSLatitude", "48.0000, 12.0000, 0.0000");
        assert_eq!(position(&[&latitude]), None);
        for bad in ["", "NaN", "1e400, 0, 0", "here", "-5, 0, 0", "999"] {
            assert_eq!(position(&[&latitude, &item("GPSLongitude", bad)]), None, "{bad}");
        }
        let longitude = item("GPSLongitude", "16.0000, 23.0000, 60.0000");
        let west = item("GPSLongitudeRef", "W");
        assert!(position(&[&latitude, &longitude]).unwrap().contains("48.20000° north, 16.40000° east"));
        assert!(position(&[&latitude, &longitude, &west]).unwrap().contains("16.40000° west"));
    }

    #[test]
    fn names_of_standards_are_written_as_words() {
        for (name, words) in [
            ("BodySerialNumber", "Body serial number"),
            ("GPSAltitudeRef", "GPS altitude ref"),
            ("dc:creator", "dc:creator"),
            ("0xC62F", "0xC62F"),
            ("XMP", "XMP"),
            ("FNumber", "F number"),
        ] {
            assert_eq!(spaced(name), words);
        }
    }
}
