//! Colour profiles (ICC.1:2022): the date, names and numbers of programs and devices are blanked, everything that a
//! colour is reckoned with stays byte for byte in its place. Never changes a profile's length.

use super::{Draft, Found, RedactError};
use crate::media::collect::{decode_text, latin1};
use crate::media::source::{be16, be32};
use crate::provenance::redaction::{Fate, Group, Mode};

/// The header (§7.2), and one row of the tag table (§7.3).
const HEADER_BYTES: usize = 128;
const ROW_BYTES: usize = 12;
const TAGS: usize = 200;
/// Creation date, and the profile's own MD5, which has to go with it.
const DATE: (usize, usize) = (24, 12);
const ID: (usize, usize) = (84, 16);
/// Preferred program, platform, maker and model of the device, creator of the profile.
const MAKERS: [(usize, usize); 4] = [(4, 4), (40, 4), (48, 8), (80, 4)];
/// Tags that every profile must have and whose text says nothing about colours.
const TEXTS: [&[u8; 4]; 2] = [b"desc", b"cprt"];
/// Tags that colours are reckoned with, or that say how they were measured.
const COLORS: [&[u8; 4]; 48] = [
    b"A2B0", b"A2B1", b"A2B2", b"A2B3", b"A2M0", b"B2A0", b"B2A1", b"B2A2", b"B2A3", b"B2D0", b"B2D1", b"B2D2",
    b"B2D3", b"D2B0", b"D2B1", b"D2B2", b"D2B3", b"M2A0", b"M2B0", b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC",
    b"bTRC", b"kTRC", b"wtpt", b"bkpt", b"chad", b"chrm", b"cicp", b"ciis", b"clot", b"clro", b"clrt", b"gamt",
    b"gbd0", b"gbd1", b"gbd2", b"gbd3", b"lumi", b"meas", b"ncl2", b"pre0", b"pre1", b"pre2", b"rig0", b"rig2",
];
/// A text that is shorter than this may stand anywhere by chance.
const TELLING_BYTES: usize = 8;

/// What the policy lets stand of the profile that stands at `base`; `None` where nothing changes.
///
/// # Errors
/// A profile that cannot be followed where something of it has to go: without it the picture would look different.
pub(super) fn redacted(profile: &[u8], base: u64, draft: &mut Draft<'_>) -> Result<Option<Vec<u8>>, RedactError> {
    let goes = |tag: &str, group: Group| {
        let policy = draft.policy;
        !policy.keep_fields.contains(tag) && (policy.mode == Mode::Rebuild || policy.drops(group, tag))
    };
    let holds = |tag: &[u8]| memchr::memmem::find(profile, tag).is_some();
    let has_device = goes("ICC:mmod", Group::Device) && (holds(b"mmod") || holds(b"meta"));
    let is_touched = goes("ICC:date", Group::Time) || has_device;
    let Some(parsed) = Profile::parse(profile) else {
        if is_touched {
            return Err(RedactError::CannotRemove { part: crate::tr!("found-broken-profile") });
        }
        if draft.policy.drops(Group::Unknown, "ICC") {
            // Some reader may follow it, so it stays; that it does is told.
            let length_bytes = profile.len() as u64;
            let (store, tag, name) = ("ICC", "ICC", "ColorProfile");
            let found = Found { store, group: Group::Unknown, tag, name, value: "", at: base, length_bytes, raw: &[] };
            draft.decided(found, Fate::MustStay);
        }
        return Ok(None);
    };
    let mut parts = Vec::new();
    for part in parsed.parts() {
        let drops = match part.group {
            // The names are part of how a picture is shown, unless nothing but its colours may stay.
            Group::Software => draft.policy.mode == Mode::Rebuild || draft.policy.drop_fields.contains(&part.tag),
            group => goes(&part.tag, group),
        };
        let drops = drops && !draft.policy.keep_fields.contains(&part.tag);
        parts.push((part, drops));
    }
    let made = parsed.without(&parts, draft.policy.mode == Mode::Rebuild);
    if draft.is_full() {
        return Err(RedactError::TooLarge { limit: "fields" });
    }
    for (part, drops) in &parts {
        part.report(base, *drops, draft);
    }
    if draft.policy.mode == Mode::Rebuild {
        draft.note("redact-note-profile");
    }
    Ok((made != profile).then_some(made))
}

/// A profile whose tags stand where its table says.
struct Profile<'a> {
    bytes: &'a [u8],
    /// How much of the bytes is the profile; padding may follow.
    size: usize,
    /// Name, place and length.
    tags: Vec<([u8; 4], usize, usize)>,
}

/// Something in a profile that says more than colours.
struct Part {
    tag: String,
    name: &'static str,
    group: Group,
    value: String,
    texts: Vec<Vec<u8>>,
    places: Vec<(usize, usize)>,
    /// The row of the tag table.
    row: Option<usize>,
}

impl<'a> Profile<'a> {
    fn parse(bytes: &'a [u8]) -> Option<Self> {
        let number = |at: usize| be32(bytes, at).and_then(|value| usize::try_from(value).ok());
        let size = number(0).filter(|size| *size <= bytes.len())?;
        let count = number(HEADER_BYTES).filter(|count| *count <= TAGS)?;
        let first = HEADER_BYTES + 4 + count * ROW_BYTES;
        let is_profile = bytes.get(36..40) == Some(b"acsp") && first <= size;
        let mut tags = Vec::new();
        for row in bytes.get(HEADER_BYTES + 4..first).filter(|_| is_profile)?.chunks_exact(ROW_BYTES) {
            let name: [u8; 4] = row.get(..4)?.try_into().ok()?;
            let (at, length) = (be32(row, 4)? as usize, be32(row, 8)? as usize);
            let is_inside = at >= first && at.checked_add(length).is_some_and(|end| end <= size);
            if !is_inside || length < 8 {
                return None;
            }
            tags.push((name, at, length));
        }
        Some(Self { bytes, size, tags })
    }

    /// Everything that is no colour and not blank.
    fn parts(&self) -> Vec<Part> {
        let mut found = Vec::new();
        let is_blank = |(at, length): (usize, usize)| {
            self.bytes.get(at..at + length).is_none_or(|bytes| bytes.iter().all(|byte| *byte == 0))
        };
        let mut header = |tag: &str, name, group, value: String, places: Vec<(usize, usize)>, texts| {
            if !places.iter().all(|place| is_blank(*place)) {
                found.push(Part { tag: tag.to_owned(), name, group, value, texts, places, row: None });
            }
        };
        let date = self.bytes.get(DATE.0..DATE.0 + DATE.1).unwrap_or_default();
        let numbers: Vec<u16> = (0..6).filter_map(|index| be16(date, index * 2)).collect();
        let shown = match numbers.as_slice() {
            [year, month, day, hour, minute, second] => {
                format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
            }
            _ => String::new(),
        };
        header("ICC:date", "ProfileDateTime", Group::Time, shown, vec![DATE], vec![date.to_vec()]);
        let makers: Vec<String> = MAKERS
            .iter()
            .filter_map(|(at, length)| self.bytes.get(*at..at + length))
            .map(|bytes| latin1(bytes).trim_matches([' ', '\0']).to_owned())
            .filter(|text| !text.is_empty())
            .collect();
        let id = self.bytes.get(ID.0..ID.0 + ID.1).unwrap_or_default().to_vec();
        let places = MAKERS.into_iter().chain([ID]).collect();
        header("ICC:header", "ProfileMaker", Group::Software, makers.join(", "), places, vec![id]);
        for (row, (name, at, length)) in self.tags.iter().enumerate() {
            let value = self.bytes.get(*at..at + length).unwrap_or_default();
            let is_text = TEXTS.contains(&name);
            if COLORS.contains(&name) || is_text && blank_text(value).is_some_and(|blank| blank == value) {
                continue;
            }
            let texts = texts(value);
            found.push(Part {
                tag: format!("ICC:{}", latin1(name)),
                name: tag_name(name),
                group: tag_group(name),
                value: texts.first().map(|text| decode_text(text)).unwrap_or_default(),
                texts,
                places: vec![(*at, *length)],
                row: Some(row),
            });
        }
        found
    }

    /// The profile without the parts that go.
    fn without(&self, parts: &[(Part, bool)], rebuild: bool) -> Vec<u8> {
        let mut made = self.bytes.to_vec();
        let mut rows: Vec<usize> = (0..self.tags.len()).collect();
        let mut blanked: Vec<(usize, Vec<u8>)> = Vec::new();
        let mut any = false;
        for (part, _) in parts.iter().filter(|(_, drops)| *drops) {
            any = true;
            let value = part.places.first().and_then(|(at, length)| self.bytes.get(*at..at + length));
            let name = part.row.and_then(|row| self.tags.get(row)).map(|(name, ..)| name);
            let text = name.filter(|name| TEXTS.contains(name)).and_then(|_| blank_text(value?));
            match (text, part.places.first()) {
                (Some(text), Some((at, _))) => blanked.push((*at, text)),
                _ => rows.retain(|row| Some(*row) != part.row),
            }
            part.places.iter().for_each(|(at, length)| fill(&mut made, *at, &vec![0; *length]));
        }
        if !any && !rebuild {
            return made;
        }
        if any {
            // It was reckoned over what is no longer there (§7.2.18).
            fill(&mut made, ID.0, &[0; ID.1]);
        }
        let mut table = u32::try_from(rows.len()).unwrap_or_default().to_be_bytes().to_vec();
        let row_at = |row: usize| HEADER_BYTES + 4 + row * ROW_BYTES;
        for row in &rows {
            table.extend_from_slice(self.bytes.get(row_at(*row)..row_at(row + 1)).unwrap_or_default());
        }
        table.resize(4 + self.tags.len() * ROW_BYTES, 0);
        fill(&mut made, HEADER_BYTES, &table);
        for (at, text) in &blanked {
            fill(&mut made, *at, text);
        }
        // Tags may share their bytes: what stays wins.
        let mut used = vec![(0, row_at(self.tags.len()))];
        for (_, at, length) in rows.iter().filter_map(|row| self.tags.get(*row)) {
            used.push((*at, at + length));
            if !blanked.iter().any(|(place, _)| place == at) {
                fill(&mut made, *at, self.bytes.get(*at..at + length).unwrap_or_default());
            }
        }
        if rebuild {
            used.sort_unstable();
            used.push((self.size, self.size));
            let mut end = 0;
            for (from, to) in used {
                fill(&mut made, end, &vec![0; from.saturating_sub(end)]);
                end = end.max(to);
            }
            fill(&mut made, self.size, &vec![0; self.bytes.len() - self.size]);
        }
        made
    }
}

impl Part {
    fn report(&self, base: u64, drops: bool, draft: &mut Draft<'_>) {
        let at = self.places.first().map_or(0, |(at, _)| *at);
        let is_shown = drops || self.group != Group::Software;
        let found = Found {
            store: "ICC",
            // A name that stays belongs to how the picture is shown.
            group: if is_shown { self.group } else { Group::Rendering },
            tag: &self.tag,
            name: self.name,
            value: &self.value,
            at: base + at as u64,
            length_bytes: self.places.iter().map(|(_, length)| *length as u64).sum(),
            raw: &[],
        };
        if draft.decided(found, if drops { Fate::Dropped } else { Fate::Kept }) {
            for text in self.texts.iter().filter(|text| text.len() >= TELLING_BYTES) {
                draft.gone(text);
            }
        }
    }
}

fn fill(bytes: &mut [u8], at: usize, with: &[u8]) {
    if let Some(place) = bytes.get_mut(at..at + with.len()) {
        place.copy_from_slice(with);
    }
}

/// The same kind of text, as long as before, with nothing in it; `None` for a kind that is not known.
fn blank_text(value: &[u8]) -> Option<Vec<u8>> {
    let mut made = value.get(..4)?.to_vec();
    made.extend([0; 4]);
    match value.get(..4)? {
        // One letter, which is the zero at its end (ICC.1:2001 §6.5.17).
        b"desc" if value.len() >= 12 => made.extend([0, 0, 0, 1]),
        b"text" => {}
        // One text of one blank, in no particular language (ICC.1:2022 §10.15).
        b"mluc" if value.len() >= 30 => made.extend(*b"\0\0\0\x01\0\0\0\x0CenUS\0\0\0\x02\0\0\0\x1C\0 "),
        b"mluc" if value.len() >= 16 => made.extend([0, 0, 0, 0, 0, 0, 0, 12]),
        _ => return None,
    }
    made.resize(value.len(), 0);
    Some(made)
}

/// Every text in a tag's value, in UTF-8; of what is no text, its first bytes.
fn texts(value: &[u8]) -> Vec<Vec<u8>> {
    let ended = |text: &[u8]| text.split(|byte| *byte == 0).next().unwrap_or_default().to_vec();
    match value.get(..4) {
        Some(b"text") => vec![ended(value.get(8..).unwrap_or_default())],
        Some(b"desc") => vec![ended(value.get(12..).unwrap_or_default())],
        Some(b"mluc") => {
            let count = be32(value, 8).map_or(0, |count| (count as usize).min(TAGS));
            let text = |index: usize| {
                let (length, at) = be32(value, 20 + index * 12).zip(be32(value, 24 + index * 12))?;
                let bytes = value.get(at as usize..(at as usize).checked_add(length as usize)?)?;
                let letters: Vec<u16> = bytes.chunks_exact(2).filter_map(|pair| be16(pair, 0)).collect();
                Some(String::from_utf16_lossy(&letters).into_bytes())
            };
            (0..count).filter_map(text).collect()
        }
        _ => vec![value.get(8..value.len().min(8 + 256)).unwrap_or_default().to_vec()],
    }
}

fn tag_name(tag: &[u8; 4]) -> &'static str {
    match tag {
        b"desc" => "ProfileDescription",
        b"cprt" => "ProfileCopyright",
        b"dmnd" => "DeviceMfgDesc",
        b"dmdd" => "DeviceModelDesc",
        b"mmod" => "MakeAndModel",
        b"meta" => "ProfileMetadata",
        b"calt" => "CalibrationDateTime",
        b"targ" => "CharTarget",
        b"vued" => "ViewingCondDesc",
        b"pseq" | b"psid" => "ProfileSequence",
        b"vcgt" => "VideoCardGamma",
        _ => "ProfileTag",
    }
}

/// Displays write their serial number into two of them.
fn tag_group(tag: &[u8; 4]) -> Group {
    match tag {
        b"mmod" | b"meta" => Group::Device,
        b"calt" => Group::Time,
        _ => Group::Software,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provenance::redaction::Policy;

    /// A profile with a name, a copyright, a maker's own tag, the display's number and two tags that share their bytes.
    fn profile() -> Vec<u8> {
        let text = |text: &str| [b"text\0\0\0\0", text.as_bytes(), b"\0"].concat();
        let wide: Vec<u8> = "Studio display of Ada".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let head = [&b"mluc\0\0\0\0\0\0\0\x01\0\0\0\x0CdeDE"[..], &(wide.len() as u32).to_be_bytes(), &[0, 0, 0, 28]];
        let curve = b"curv\0\0\0\0\0\0\0\x01\x02\x33\0\0".to_vec();
        let values = [
            (b"desc", [head.concat(), wide].concat()),
            (b"cprt", text("Copyright Profile Works 9")),
            (b"mmod", text("SERIAL-DISPLAY-77")),
            (b"vcgt", text("card table of a display")),
            (b"rTRC", curve),
        ];
        let mut table = 6u32.to_be_bytes().to_vec();
        let mut data = Vec::new();
        let first = HEADER_BYTES + 4 + 6 * ROW_BYTES;
        for (name, value) in &values {
            let place = [(first + data.len()) as u32, value.len() as u32].map(u32::to_be_bytes).concat();
            table.extend([&name[..], &place].concat());
            if *name == b"rTRC" {
                table.extend([&b"gTRC"[..], &place].concat());
            }
            data.extend(value);
            data.resize(data.len().next_multiple_of(4), 0);
        }
        let mut made = vec![0x11; HEADER_BYTES];
        fill(&mut made, 36, b"acsp");
        fill(&mut made, DATE.0, &[7, 0xE4, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5]);
        made.extend(table);
        made.extend(data);
        let size = made.len() as u32;
        fill(&mut made, 0, &size.to_be_bytes());
        made.extend(b"PADDING");
        made
    }

    fn run(profile: &[u8], policy: &Policy) -> (Result<Option<Vec<u8>>, RedactError>, super::super::Plan) {
        let mut draft = Draft::new(policy);
        let made = redacted(profile, 0, &mut draft);
        (made, draft.in_place(0))
    }

    fn holds(bytes: &[u8], text: &str) -> bool {
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        [text.as_bytes(), &wide].iter().any(|text| memchr::memmem::find(bytes, text).is_some())
    }

    #[test]
    fn a_rebuilt_profile_says_colours_and_nothing_else() {
        let before = profile();
        let (made, plan) = run(&before, &Policy::source_protection());
        let made = made.unwrap().unwrap();
        assert_eq!(made.len(), before.len());
        for gone in ["Studio display of Ada", "Profile Works", "SERIAL-DISPLAY-77", "card table", "PADDING"] {
            assert!(holds(&before, gone) && !holds(&made, gone), "{gone}");
        }
        assert_eq!((made.get(24..36), made.get(84..100)), (Some(&[0; 12][..]), Some(&[0; 16][..])));
        assert!(holds(&made, "curv") && be32(&made, 128) == Some(4));
        let after = Profile::parse(&made).unwrap();
        let names: Vec<String> = after.tags.iter().map(|(name, ..)| latin1(name)).collect();
        assert_eq!(names, ["desc", "cprt", "rTRC", "gTRC"]);
        assert!(plan.items.iter().all(|item| item.fate == Fate::Dropped) && plan.residue.len() >= 4);
        let (again, plan) = run(&made, &Policy::source_protection());
        assert!(again.unwrap().is_none() && plan.items.is_empty(), "{:?}", plan.items);
    }

    #[test]
    fn other_policies_take_out_what_they_name_and_no_more() {
        let before = profile();
        assert!(run(&before, &Policy::evidence()).0.unwrap().is_none());
        let made = run(&before, &Policy::public()).0.unwrap().unwrap();
        assert!(!holds(&made, "SERIAL-DISPLAY-77") && holds(&made, "Studio display of Ada") && holds(&made, "PADDING"));
        assert_eq!(made.get(24..36), before.get(24..36));
        let mut policy = Policy::evidence();
        policy.drop.insert(Group::Time);
        let made = run(&before, &policy).0.unwrap().unwrap();
        assert_eq!(made.get(24..36), Some(&[0; 12][..]));
        assert!(holds(&made, "SERIAL-DISPLAY-77") && holds(&made, "card table"));
    }

    #[test]
    fn a_broken_profile_is_refused_where_something_has_to_go() {
        let whole = profile();
        for end in 0..whole.len() - 7 {
            assert!(run(&whole[..end], &Policy::source_protection()).0.is_err(), "{end}");
            assert!(run(&whole[..end], &Policy::evidence()).0.unwrap().is_none());
        }
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] = 0xFF;
            let _ = run(&bytes, &Policy::source_protection());
        }
    }
}
