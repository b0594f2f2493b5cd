//! Whether a redacted copy keeps its promise. Looks at bytes and pixels, not at structure, so that a mistake of the
//! walkers is not made twice. Never writes; on doubt the answer is no.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Plan, RedactError, plan, plan_source};
use crate::media::jpeg::{self, next_segment};
use crate::media::picture::are_alike;
use crate::media::source::Source;
use crate::media::{self, PictureSource, limits};
use crate::provenance::format::Format;
use crate::provenance::redaction::{Fate, Group, Mode, Policy};

mod bare;
mod moments;
mod positions;
mod search;
mod unpack;
mod values;

/// A value this long is no chance find; a shorter one may occur in coded pictures, too.
const LONG_BYTES: usize = 8;
/// A copy larger than this is searched in pieces of this size.
const WINDOW_BYTES: usize = 32 << 20;
/// A file of at most so many bytes is read once and held.
const HELD_BYTES: u64 = 64 << 20;
/// Longest side of the pictures that are compared, in pixels.
const COMPARED_SIDE: u32 = 8_192;

/// What was looked at, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    pub checks: Vec<Check>,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    pub what: What,
    pub passed: bool,
    /// For the log; holds no dropped value.
    pub details: String,
}

/// What a check is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// No dropped value is left, in any spelling that is looked for.
    Values,
    /// Nothing that looks like a packet or a picture of its own is left where there should be none.
    Carving,
    /// A second redaction finds nothing and changes nothing.
    Again,
    /// The decoded picture is the same; only where Lightmark decodes the format.
    Picture,
    /// No redacted assertion is left in the manifests, and every other one is as it was.
    Assertions,
    /// The asset is the one that its signer bound the manifests to.
    Binding,
}

impl What {
    /// The word in JSON and in the locale keys.
    pub fn key(self) -> &'static str {
        match self {
            Self::Values => "values",
            Self::Carving => "carving",
            Self::Again => "again",
            Self::Picture => "picture",
            Self::Assertions => "assertions",
            Self::Binding => "binding",
        }
    }
}

impl Proof {
    /// Whether every check passed.
    pub fn holds(&self) -> bool {
        !self.checks.is_empty() && self.checks.iter().all(|check| check.passed)
    }
}

/// Compares the copy with what was to go from the original.
pub fn prove(original: &Path, copy: &Path, format: Format, policy: &Policy) -> Result<Proof, RedactError> {
    let (before, after) = (held(original)?, held(copy)?);
    let first = planned(original, &before, format, policy)?;
    let mut checks = vec![
        values::check(&before, &after, &first, format, true)?,
        carving(&after, format, policy)?,
        again(planned(copy, &after, format, policy)),
    ];
    checks.extend(picture((original, &before), (copy, &after), format));
    Ok(Proof { checks })
}

/// The same for a copy that was signed after it was proved: the dropped values are in none of what was added, neither in
/// the manifests of earlier steps nor in the new one. The manifest store itself is meant to be there.
pub fn prove_signed(original: &Path, copy: &Path, format: Format, policy: &Policy) -> Result<Proof, RedactError> {
    let (before, after) = (held(original)?, held(copy)?);
    let mut first = planned(original, &before, format, policy)?;
    let items = &first.items;
    first.residue.retain(|residue| {
        let is_store = items.get(residue.item).is_some_and(|item| item.group == Group::Credentials);
        !is_store && !is_own_name(search::trimmed(&residue.bytes))
    });
    // Dates of signing, and what earlier steps say of theirs, are part of signatures and stay.
    let mut checks = vec![values::check(&before, &after, &first, format, false)?];
    checks.extend(picture((original, &before), (copy, &after), format));
    Ok(Proof { checks })
}

/// Which of the values are left in the file or in `store`, its manifests put together, in any spelling; their indices.
pub fn left_in(copy: &Path, store: &[u8], values: &[Vec<u8>]) -> Result<Vec<usize>, RedactError> {
    let unreadable = |source| RedactError::Unreadable { source };
    let file = held(copy)?;
    let unpacked = search::Text::Held(unpack::of(&file).map_err(unreadable)?);
    let texts = [file, unpacked, search::Text::Held(store.to_vec())];
    let mut owners = Vec::new();
    let mut needles = Vec::new();
    for (index, value) in values.iter().enumerate().filter(|(_, value)| !search::is_common(value)) {
        needles.extend(search::spellings(value));
        owners.resize(needles.len(), index);
    }
    let mut left = Vec::new();
    for text in &texts {
        let counts = text.counts(&needles).map_err(unreadable)?;
        left.extend(owners.iter().zip(counts).filter(|(_, count)| *count > 0).map(|(index, _)| *index));
    }
    left.sort_unstable();
    left.dedup();
    Ok(left)
}

/// Whether two files show the same picture; `None` where the first's own pixels cannot be decoded here.
pub fn same_picture(original: &Path, copy: &Path, format: Format) -> Result<Option<Check>, RedactError> {
    let (before, after) = (held(original)?, held(copy)?);
    Ok(picture((original, &before), (copy, &after), format))
}

/// Whether a value is the name of this program, with or without a version: every manifest that it writes says that.
fn is_own_name(value: &[u8]) -> bool {
    let rest = value.strip_prefix(b"Lightmark");
    rest.is_some_and(|rest| rest.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b' ' | b'.' | b'/')))
}

/// The file, read once where it is small enough.
fn held(path: &Path) -> Result<search::Text, RedactError> {
    search::Text::open(path, HELD_BYTES, WINDOW_BYTES).map_err(|source| RedactError::Unreadable { source })
}

fn planned(path: &Path, text: &search::Text, format: Format, policy: &Policy) -> Result<Plan, RedactError> {
    match text.held() {
        Some(bytes) => plan_source(&mut Source::memory(bytes), format, policy),
        None => plan(path, format, policy),
    }
}

/// Signs of packets that a rebuilt copy does not hold, and of manifest stores, which no copy holds.
fn carving(copy: &search::Text, format: Format, policy: &Policy) -> Result<Check, RedactError> {
    let mut signs: Vec<&[u8]> = vec![b"c2pa.claim", b"urn:c2pa:"];
    if policy.mode == Mode::Rebuild {
        signs.extend([&b"<x:xmpmeta"[..], b"<rdf:RDF", b"Photoshop 3.0\0", b"8BIM\x04\x04", b"MakerNote"]);
    }
    let mut left = Vec::new();
    for sign in signs {
        if copy.count(sign).map_err(|source| RedactError::Unreadable { source })? > 0 {
            left.push(String::from_utf8_lossy(sign).into_owned());
        }
    }
    // In a JPEG every 0xFF of coded data is followed by a zero, so a second beginning is a second picture.
    if format == Format::Jpeg && policy.drop.contains(&Group::EmbeddedPictures) {
        let begins = copy.count(&[0xFF, 0xD8, 0xFF]).map_err(|source| RedactError::Unreadable { source })?;
        if begins > 1 {
            left.push("a second picture".to_owned());
        }
    }
    Ok(Check { what: What::Carving, passed: left.is_empty(), details: left.join(", ") })
}

fn again(second: Result<Plan, RedactError>) -> Check {
    let (passed, details) = match second {
        Ok(second) => {
            let dropped: Vec<String> = second
                .items
                .iter()
                .filter(|item| item.fate == Fate::Dropped)
                .map(|item| format!("{} {}", item.store, item.tag))
                .collect();
            (dropped.is_empty(), dropped.join(", "))
        }
        Err(error) => (false, error.to_string()),
    };
    Check { what: What::Again, passed, details }
}

/// In a JPEG the coded data says it: same tables, same frame, same scans are the same picture, at no cost.
fn coded(bytes: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut source = Source::memory(bytes);
    let (mut at, mut tables) = (2, Vec::new());
    while let Some(segment) = next_segment(&mut source, &mut at) {
        if matches!(segment.marker, 0xC0..=0xCF | 0xDB..=0xDF) {
            tables.push(segment.marker);
            tables.extend(source.bytes(segment.at, segment.length)?);
        }
    }
    let scans = bytes.get(usize::try_from(at).ok()?..)?;
    let end = memchr::memmem::rfind(scans, &[0xFF, 0xD9])?;
    Some((tables, scans.get(..end)?))
}

/// Whether two JPEGs have the same profile, or ones that make the same colours of the same numbers.
fn has_same_colors(before: &[u8], after: &[u8]) -> bool {
    match (jpeg::blocks(before).1, jpeg::blocks(after).1) {
        (Some(before), Some(after)) => before == after || are_alike(&before, &after) == Some(true),
        (before, after) => before == after,
    }
}

/// `None` where the original's own pixels cannot be decoded here.
fn picture(
    (original, before): (&Path, &search::Text),
    (copy, after): (&Path, &search::Text),
    format: Format,
) -> Option<Check> {
    if format == Format::Jpeg
        && let (Some(before), Some(after)) = (before.held(), after.held())
        && let (Some(old), Some(new)) = (coded(before), coded(after))
        && !new.1.is_empty()
        && old == new
        && has_same_colors(before, after)
    {
        let details = format!("{} coded bytes", new.0.len() + new.1.len());
        return Some(Check { what: What::Picture, passed: true, details });
    }
    let side = COMPARED_SIDE.min(limits::PICTURE_SIDE);
    let before = media::picture(original, format, side).ok()?;
    if before.source != PictureSource::Pixels {
        return None;
    }
    let after = media::picture(copy, format, side);
    let passed = after.is_ok_and(|after| after == before);
    Some(Check { what: What::Picture, passed, details: format!("{} × {}", before.width, before.height) })
}
