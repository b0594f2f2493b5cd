//! Photoshop image resources (Adobe Photoshop File Formats, Image Resource Blocks) and IPTC-IIM 4.2 in them: the blocks
//! are put together anew without the resources and datasets that go. Never keeps part of what it cannot follow.

use super::inside::{self, Inside};
use super::xmp::{self, any_drop};
use super::{Draft, Found, icc};
use crate::media::source::{be16, be32};
use crate::provenance::redaction::{Fate, Group, Mode};

/// Resources and datasets of one block.
const PARTS: usize = 10_000;
const IIM: u16 = 0x0404;
const DIGEST: u16 = 0x0425;
const XMP: u16 = 0x0424;
const ICC_PROFILE: u16 = 0x040F;

/// What became of a block.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Same,
    /// Without what goes; empty where nothing stays.
    Changed(Vec<u8>),
    /// It cannot be followed: to be treated as a whole.
    Broken,
}

/// Takes out of image resources what the policy drops; `base` is where they stand.
pub(crate) fn resources(bytes: &[u8], base: u64, draft: &mut Draft<'_>) -> Outcome {
    let Some(all) = parse_resources(bytes) else { return Outcome::Broken };
    // The digest speaks of the datasets: it is decided on after them.
    let datasets: Vec<_> = all.iter().map(|one| (one.id == IIM).then(|| parse_iim(one.value))).collect();
    if datasets.iter().any(|parsed| matches!(parsed, Some(None))) {
        return Outcome::Broken;
    }
    let (mut made, mut changed, mut iim_changed) = (Vec::new(), false, false);
    for (one, parsed) in all.iter().zip(datasets) {
        let at = base + one.value_at as u64;
        let fresh = match (one.id, parsed) {
            (IIM, Some(Some(parsed))) => iim(&parsed, at, draft),
            (XMP, _) => match xmp::redacted(one.value, at, &[], draft) {
                Some(fresh) if fresh.iter().all(|byte| *byte == b' ') => Outcome::Changed(Vec::new()),
                Some(fresh) => Outcome::Changed(fresh),
                None => Outcome::Same,
            },
            // In a rebuild it goes whole; where it cannot be followed nothing is lost with it.
            (ICC_PROFILE, _) if draft.policy.mode == Mode::InPlace => match icc::redacted(one.value, at, draft) {
                Ok(Some(fresh)) => Outcome::Changed(fresh),
                Ok(None) => Outcome::Same,
                Err(_) => return Outcome::Broken,
            },
            (0x0409 | 0x040C, _) => thumbnail(one, at, draft),
            _ => Outcome::Same,
        };
        match fresh {
            Outcome::Changed(fresh) => {
                changed = true;
                iim_changed |= one.id == IIM;
                if !fresh.is_empty() {
                    one.write(&fresh, &mut made);
                }
            }
            _ if matches!(one.id, IIM | DIGEST | XMP) => one.write(one.value, &mut made),
            _ if resource(one, at, draft) => changed = true,
            _ => one.write(one.value, &mut made),
        }
    }
    // A digest of what is no longer there would both be wrong and tell of it.
    if let Some(digest) = all.iter().find(|one| one.id == DIGEST) {
        let fate =
            if iim_changed || draft.policy.drops(Group::Software, "8BIM:0x0425") { Fate::Dropped } else { Fate::Kept };
        if draft.decided(digest.found("IPTCDigest", Group::Software, base + digest.value_at as u64, ""), fate) {
            changed = true;
            made = without(&made, DIGEST);
        }
    }
    if changed { Outcome::Changed(made) } else { Outcome::Same }
}

/// The same for datasets that stand by themselves, as in a TIFF.
pub(crate) fn datasets(bytes: &[u8], base: u64, draft: &mut Draft<'_>) -> Outcome {
    match parse_iim(bytes) {
        Some(parsed) => iim(&parsed, base, draft),
        None => Outcome::Broken,
    }
}

/// A thumbnail that stays: a head of 28 bytes, then a JPEG or pixels. Its resource is noted by whoever writes it.
fn thumbnail(one: &Resource<'_>, at: u64, draft: &mut Draft<'_>) -> Outcome {
    const HEAD: usize = 28;
    let tag = format!("8BIM:0x{:04X}", one.id);
    if draft.policy.mode == Mode::Rebuild || draft.policy.drops(Group::EmbeddedPictures, &tag) {
        return Outcome::Same;
    }
    let is_jpeg = be32(one.value, 0) == Some(1);
    let Some((head, picture)) = one.value.split_at_checked(HEAD).filter(|_| is_jpeg) else {
        return Outcome::Same;
    };
    let found = one.found("PhotoshopThumbnail", Group::EmbeddedPictures, at, &tag);
    match inside::looked_through(picture, at + HEAD as u64, "Photoshop", draft) {
        Inside::Same => Outcome::Same,
        Inside::Instead(made) => {
            draft.decided(found, Fate::Kept);
            Outcome::Changed([head, &made].concat())
        }
        Inside::Gone => {
            draft.decided(found, Fate::Dropped);
            Outcome::Changed(Vec::new())
        }
    }
}

struct Resource<'a> {
    kind: [u8; 4],
    id: u16,
    /// The name as it is written, padded.
    name: &'a [u8],
    value_at: usize,
    value: &'a [u8],
    /// From its first byte, for one that stays.
    raw: &'a [u8],
}

impl<'a> Resource<'a> {
    fn write(&self, value: &[u8], into: &mut Vec<u8>) {
        if value == self.value {
            into.extend_from_slice(self.raw);
        } else {
            into.extend(self.kind);
            into.extend(self.id.to_be_bytes());
            into.extend_from_slice(self.name);
            into.extend(u32::try_from(value.len()).unwrap_or(u32::MAX).to_be_bytes());
            into.extend_from_slice(value);
        }
        if into.len() % 2 == 1 {
            into.push(0);
        }
    }

    fn found(&self, name: &'a str, group: Group, at: u64, tag: &'a str) -> Found<'a> {
        Found {
            store: "Photoshop",
            group,
            tag: if tag.is_empty() { name } else { tag },
            name,
            value: "",
            at,
            length_bytes: self.value.len() as u64,
            raw: self.value,
        }
    }
}

fn parse_resources(bytes: &[u8]) -> Option<Vec<Resource<'_>>> {
    let mut found = Vec::new();
    let mut at = 0usize;
    while bytes.get(at..)?.iter().any(|byte| *byte != 0) {
        let kind: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        if found.len() >= PARTS || !matches!(&kind, b"8BIM" | b"8BPS" | b"MeSa" | b"PHUT" | b"AgHg" | b"DCSR") {
            return None;
        }
        let name = usize::from(*bytes.get(at + 6)?);
        let size_at = at + 6 + (name + 2) / 2 * 2;
        let size = usize::try_from(be32(bytes, size_at)?).ok()?;
        let (start, end) = (size_at + 4, (size_at + 4).checked_add(size)?);
        let next = (end + size % 2).min(bytes.len());
        found.push(Resource {
            kind,
            id: be16(bytes, at + 4)?,
            name: bytes.get(at + 6..size_at)?,
            value_at: start,
            value: bytes.get(start..end)?,
            raw: bytes.get(at..next)?,
        });
        at = next;
    }
    Some(found)
}

fn without(bytes: &[u8], id: u16) -> Vec<u8> {
    let mut made = Vec::with_capacity(bytes.len());
    for one in parse_resources(bytes).unwrap_or_default().iter().filter(|one| one.id != id) {
        one.write(one.value, &mut made);
    }
    made
}

/// A resource that is no table of its own; whether it goes.
fn resource(one: &Resource<'_>, at: u64, draft: &mut Draft<'_>) -> bool {
    let tag = format!("8BIM:0x{:04X}", one.id);
    let group = if &one.kind == b"8BIM" { resource_group(one.id) } else { Group::Unknown };
    let name = resource_name(one.id);
    let name = if name.is_empty() { tag.as_str() } else { name };
    let found = one.found(name, group, at, &tag);
    match one.id {
        _ if draft.policy.mode == Mode::Rebuild => draft.decided(found, Fate::Dropped),
        // A second EXIF block, which no reader needs.
        0x0422 | 0x0423 => {
            let fate = if any_drop(draft.policy) { Fate::Dropped } else { Fate::Kept };
            draft.decided(found, fate)
        }
        // Small numbers occur everywhere.
        _ if one.value.len() < 8 => draft.found(Found { raw: &[], ..found }),
        _ => draft.found(found),
    }
}

fn resource_name(id: u16) -> &'static str {
    match id {
        0x03E9 => "PrintInfo",
        0x03ED => "ResolutionInfo",
        0x03F0 => "Caption",
        0x0409 | 0x040C => "PhotoshopThumbnail",
        0x040A => "CopyrightFlag",
        0x040B => "URL",
        0x040F => "ICCProfile",
        0x041A => "Slices",
        0x041E => "URLList",
        0x0421 => "VersionInfo",
        0x0422 | 0x0423 => "EXIF",
        _ => "",
    }
}

fn resource_group(id: u16) -> Group {
    match id {
        0x03ED | 0x040F | 0x0411 | 0x0428 => Group::Rendering,
        0x0409 | 0x040C => Group::EmbeddedPictures,
        0x040A | 0x040B => Group::Rights,
        0x03F0 => Group::Text,
        // Print settings, guides, slices (with the file's name), versions, numbers of documents and layers.
        0x03E8..=0x03EC | 0x03F1..=0x0408 | 0x040D | 0x0410 | 0x0412..=0x0421 | 0x0426 | 0x0427 | 0x0429..=0x043D => {
            Group::Software
        }
        0x0BB7 | 0x2710 => Group::Software,
        _ => Group::Unknown,
    }
}

/// One dataset.
struct Dataset<'a> {
    record: u8,
    number: u8,
    at: usize,
    value: &'a [u8],
    raw: &'a [u8],
}

fn parse_iim(block: &[u8]) -> Option<Vec<Dataset<'_>>> {
    let mut found = Vec::new();
    let mut at = 0usize;
    // Some writers fill the block up with zeros.
    while block.get(at..)?.iter().any(|byte| *byte != 0) {
        if found.len() >= PARTS || block.get(at) != Some(&0x1C) {
            return None;
        }
        let (record, number, length) = (*block.get(at + 1)?, *block.get(at + 2)?, be16(block, at + 3)?);
        // Bit 15 marks a length of so many bytes that follow (IIM 4.2 §1.6).
        let (start, length) = match length & 0x8000 {
            0 => (at + 5, usize::from(length)),
            _ if length & 0x7FFF == 4 => (at + 9, usize::try_from(be32(block, at + 5)?).ok()?),
            _ => return None,
        };
        let end = start.checked_add(length)?;
        found.push(Dataset { record, number, at, value: block.get(start..end)?, raw: block.get(at..end)? });
        at = end;
    }
    Some(found)
}

fn iim(datasets: &[Dataset<'_>], base: u64, draft: &mut Draft<'_>) -> Outcome {
    let mut made = Vec::new();
    let (mut changed, mut has_content) = (false, false);
    for dataset in datasets {
        let tag = format!("{}:{:02}", dataset.record, dataset.number);
        let is_text = dataset.value.len() < 4096 && !matches!(dataset.number, 200..=202);
        let text = if is_text { String::from_utf8_lossy(dataset.value).into_owned() } else { String::new() };
        let group = iim_group(dataset.record, dataset.number);
        let found = Found {
            store: "IPTC",
            group,
            tag: &tag,
            name: crate::media::iptc::name(dataset.record, dataset.number),
            value: &text,
            at: base + dataset.at as u64,
            length_bytes: dataset.raw.len() as u64,
            raw: dataset.value,
        };
        let is_rebuilt = draft.policy.mode == Mode::Rebuild;
        let goes = if is_rebuilt { draft.decided(found, Fate::Dropped) } else { draft.found(found) };
        if goes {
            changed = true;
            continue;
        }
        has_content |= group != Group::Rendering;
        // The data of a preview (IIM 4.2 §1.2, 2:202).
        let looked = match (dataset.record, dataset.number) {
            (2, 202) => inside::headed(dataset.value, base + dataset.at as u64, "IPTC", draft),
            _ => Inside::Same,
        };
        match looked {
            Inside::Same => made.extend_from_slice(dataset.raw),
            Inside::Instead(fresh) => {
                changed = true;
                made.extend(dataset.raw.get(..dataset.raw.len() - fresh.len()).unwrap_or_default());
                made.extend(fresh);
            }
            Inside::Gone => changed = true,
        }
    }
    match (changed, has_content) {
        (false, _) => Outcome::Same,
        (true, true) => Outcome::Changed(made),
        // Character set and version of nothing.
        (true, false) => Outcome::Changed(Vec::new()),
    }
}

fn iim_group(record: u8, number: u8) -> Group {
    match (record, number) {
        (1, 0 | 90) | (2, 0) => Group::Rendering,
        (1, 70 | 80) | (2, 47 | 55 | 60 | 62 | 63) => Group::Time,
        (2, 26 | 27 | 90 | 92 | 95 | 100 | 101) => Group::Location,
        (2, 80 | 85 | 110 | 115) => Group::Creator,
        (2, 118 | 122) => Group::Contact,
        (2, 30 | 35 | 37 | 38 | 116) => Group::Rights,
        (2, 65 | 70 | 221 | 230 | 231) => Group::Software,
        (2, 232) => Group::CameraModel,
        (2, 200..=202) | (7..=9, _) => Group::EmbeddedPictures,
        (2, 3..=25 | 40..=46 | 50 | 75 | 103 | 105 | 120 | 130..=135) => Group::Text,
        _ => Group::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provenance::redaction::Policy;

    fn dataset(number: u8, value: &[u8]) -> Vec<u8> {
        [&[0x1C, 2, number][..], &(value.len() as u16).to_be_bytes(), value].concat()
    }

    fn wrapped(id: u16, value: &[u8]) -> Vec<u8> {
        let mut made = [&b"8BIM"[..], &id.to_be_bytes(), &[0, 0], &(value.len() as u32).to_be_bytes(), value].concat();
        made.resize(made.len().next_multiple_of(2), 0);
        made
    }

    fn block() -> Vec<u8> {
        let iim =
            [dataset(0, &[0, 4]), dataset(80, b"Ada"), dataset(90, b"Secretville"), dataset(116, b"Mine")].concat();
        [wrapped(IIM, &iim), wrapped(0x040C, &[7; 40]), wrapped(0x040F, b"profile"), wrapped(DIGEST, &[0xA5; 16])]
            .concat()
    }

    #[test]
    fn every_cut_off_block_is_broken_or_shorter() {
        let (whole, policy) = (block(), Policy::public());
        for end in 1..whole.len() {
            match resources(&whole[..end], 0, &mut Draft::new(&policy)) {
                Outcome::Changed(made) => assert!(!made.windows(11).any(|part| part == b"Secretville")),
                Outcome::Broken => {}
                // Not a whole resource, so nothing but its padding may be missing.
                Outcome::Same => panic!("{end} bytes were left as they are"),
            }
        }
    }

    #[test]
    fn datasets_go_one_by_one_and_the_digest_goes_with_them() {
        let policy = Policy::public();
        let mut draft = Draft::new(&policy);
        let Outcome::Changed(made) = resources(&block(), 0, &mut draft) else { panic!("nothing went") };
        let iim = [dataset(0, &[0, 4]), dataset(80, b"Ada"), dataset(116, b"Mine")].concat();
        assert_eq!(made, [wrapped(IIM, &iim), wrapped(0x040F, b"profile")].concat());
        assert_eq!(resources(&made, 0, &mut Draft::new(&policy)), Outcome::Same);
        let nothing = Policy::evidence();
        assert_eq!(resources(&block(), 0, &mut Draft::new(&nothing)), Outcome::Same);
    }

    #[test]
    fn a_block_of_nothing_but_a_version_goes() {
        let iim = [dataset(0, &[0, 4]), dataset(90, b"Secretville")].concat();
        let policy = Policy::public();
        assert_eq!(resources(&wrapped(IIM, &iim), 0, &mut Draft::new(&policy)), Outcome::Changed(Vec::new()));
    }
}
