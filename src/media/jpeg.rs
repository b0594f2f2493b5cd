//! JPEG segments up to the first scan: size, EXIF, XMP, IPTC, comments, ICC profile. Never scan data.

use super::bound::{Chain, Origin};
use super::collect::{Collector, decode_text};
use super::exif::{self, Place};
use super::source::{Source, be16, be32};
use super::{limits, photoshop, xmp};
use crate::provenance::report::MetadataStore;

const EXIF: &[u8] = b"Exif\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const EXTENDED_XMP: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
const ICC: &[u8] = b"ICC_PROFILE\0";

/// One marker segment: its marker, and where its payload (without the length) stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Segment {
    pub marker: u8,
    pub at: u64,
    pub length: usize,
}

/// What the frame header says (ITU-T T.81 B.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame {
    pub width: u32,
    pub height: u32,
    pub components: u8,
    pub is_progressive: bool,
}

/// The segment at `at`, which is moved past it; `None` at the first scan, the end, or a fault.
pub(crate) fn next_segment(source: &mut Source<'_>, at: &mut u64) -> Option<Segment> {
    loop {
        if !source.step() {
            return None;
        }
        let pair = source.bytes(*at, 2)?;
        let (&first, &marker) = (pair.first()?, pair.get(1)?);
        if first != 0xFF {
            return None;
        }
        match marker {
            // Fill bytes, and markers that stand alone.
            0xFF => *at += 1,
            0x01 | 0xD0..=0xD8 => *at += 2,
            0xD9 | 0xDA | 0x00 => return None,
            _ => {
                let length = source.u16_be(*at + 2)?;
                let segment = Segment { marker, at: *at + 4, length: usize::from(length).checked_sub(2)? };
                *at += 2 + u64::from(length);
                return Some(segment);
            }
        }
    }
}

/// The frame header, if this segment is one.
pub(crate) fn frame(source: &mut Source<'_>, segment: &Segment) -> Option<Frame> {
    if !matches!(segment.marker, 0xC0..=0xCF) || matches!(segment.marker, 0xC4 | 0xC8 | 0xCC) {
        return None;
    }
    let bytes = source.bytes(segment.at, 6)?;
    Some(Frame {
        width: u32::from(be16(bytes, 3)?),
        height: u32::from(be16(bytes, 1)?),
        components: *bytes.get(5)?,
        is_progressive: matches!(segment.marker, 0xC2 | 0xC6 | 0xCA | 0xCE),
    })
}

/// Collects everything before the first scan of the JPEG at the beginning of the source.
pub(crate) fn collect(source: &mut Source<'_>, into: &mut Collector) {
    let mut at = 2;
    let mut chain = Chain::new();
    let mut extended = Extended { is_bound: true, ..Extended::default() };
    let mut resources = Resources::default();
    while let Some(segment) = next_segment(source, &mut at) {
        // Marker and length: what it is and where the next one begins.
        let leads = into.step(&mut chain, source.origin(), segment.at.saturating_sub(4), 4);
        let is_bound = leads && into.binds(source.origin(), segment.at, segment.length as u64);
        if let Some(frame) = frame(source, &segment) {
            into.dimensions(frame.width, frame.height);
            continue;
        }
        if !matches!(segment.marker, 0xE1 | 0xED | 0xFE) {
            continue;
        }
        let origin = source.origin().from(segment.at);
        let place = origin.range(0, segment.length as u64);
        let Some(bytes) = source.bytes(segment.at, segment.length) else { break };
        match segment.marker {
            0xE1 if bytes.starts_with(EXIF) => {
                let block = bytes.get(6..).unwrap_or_default().to_vec();
                let leads = leads && into.binds(&origin, 0, 6);
                let mut block = Source::placed(&block, origin.from(6));
                into.within(leads, |into| exif::collect(&mut block, 0, Place::Block, into));
            }
            0xE1 if bytes.starts_with(XMP) => {
                into.reading(is_bound, place, |into| xmp::collect(bytes.get(XMP.len()..).unwrap_or_default(), into));
            }
            0xE1 if bytes.starts_with(EXTENDED_XMP) => {
                extended.is_bound &= is_bound;
                extended.add(bytes.get(EXTENDED_XMP.len()..).unwrap_or_default(), into);
            }
            0xED if bytes.starts_with(PHOTOSHOP) && resources.bytes.len() < limits::EXIF_BYTES => {
                let leads = leads && into.binds(&origin, 0, PHOTOSHOP.len() as u64);
                resources.add(bytes.get(PHOTOSHOP.len()..).unwrap_or_default(), &origin, leads);
            }
            0xFE => into.reading(is_bound, place, |into| {
                into.field(MetadataStore::Container, "Comment", &decode_text(bytes));
            }),
            _ => {}
        }
    }
    into.within(resources.is_bound, |into| photoshop::collect_resources(&resources.bytes, &resources.origin, into));
    extended.finish(into);
    if !into.has_dimensions() {
        into.note("media-note-cut-short");
    }
}

/// The EXIF block of the JPEG, and its ICC profile put together.
pub(crate) fn blocks(bytes: &[u8]) -> (Option<&[u8]>, Option<Vec<u8>>) {
    let mut source = Source::memory(bytes);
    let mut at = 2;
    let mut block = None;
    let mut parts: Vec<(u8, &[u8])> = Vec::new();
    while let Some(segment) = next_segment(&mut source, &mut at) {
        let start = usize::try_from(segment.at).unwrap_or(usize::MAX);
        let Some(payload) = bytes.get(start..start.saturating_add(segment.length)) else { break };
        match segment.marker {
            0xE1 if block.is_none() && payload.starts_with(EXIF) => block = payload.get(6..),
            0xE2 if payload.starts_with(ICC) => {
                if let (Some(&index), Some(part)) = (payload.get(ICC.len()), payload.get(ICC.len() + 2..)) {
                    parts.push((index, part));
                }
            }
            _ => {}
        }
    }
    parts.sort_by_key(|(index, _)| *index);
    let profile: Vec<u8> = parts.into_iter().flat_map(|(_, part)| part.iter().copied()).collect();
    (block, Some(profile).filter(|profile| !profile.is_empty()))
}

/// The frame header of a JPEG in memory.
pub(crate) fn frame_of(bytes: &[u8]) -> Option<Frame> {
    let mut source = Source::memory(bytes);
    if source.bytes(0, 2)? != [0xFF, 0xD8] {
        return None;
    }
    let mut at = 2;
    while let Some(segment) = next_segment(&mut source, &mut at) {
        if let Some(frame) = frame(&mut source, &segment) {
            return Some(frame);
        }
    }
    None
}

/// Where the data of the first scan begin, in bytes from the start, if nothing but segments stands before them and one
/// byte of them is there.
pub(crate) fn first_scan(bytes: &[u8]) -> Option<u64> {
    let mut source = Source::memory(bytes);
    if source.bytes(0, 2)? != [0xFF, 0xD8] {
        return None;
    }
    let mut at = 2;
    while next_segment(&mut source, &mut at).is_some() {}
    if source.bytes(at, 2)? != [0xFF, 0xDA] {
        return None;
    }
    let data = at + 2 + u64::from(source.u16_be(at + 2)?);
    (data < source.len()).then_some(data)
}

/// Whether a picture that is not progressive has a scan for each colour (ITU T.81 §A.2.2), as some encoders write it.
pub(crate) fn has_separate_scans(bytes: &[u8]) -> bool {
    let mut source = Source::memory(bytes);
    let mut at = 2;
    let mut components = 0;
    while let Some(segment) = next_segment(&mut source, &mut at) {
        match frame(&mut source, &segment) {
            Some(frame) if frame.is_progressive => return false,
            Some(frame) => components = frame.components,
            None => {}
        }
    }
    // The scan's header: marker, length, how many colours it holds.
    let in_first = source.bytes(at, 5).and_then(|scan| scan.get(4).copied());
    in_first.is_some_and(|count| count < components)
}

/// Image resources: one block of them may run over several segments.
struct Resources {
    bytes: Vec<u8>,
    origin: Origin,
    is_bound: bool,
}

impl Default for Resources {
    fn default() -> Self {
        Self { bytes: Vec::new(), origin: Origin::unknown(), is_bound: true }
    }
}

impl Resources {
    /// Adds what follows the name in a segment that begins at `origin`; `leads` is whether it is bound so far.
    fn add(&mut self, bytes: &[u8], origin: &Origin, leads: bool) {
        self.bytes.extend_from_slice(bytes);
        self.origin.push(origin.start(PHOTOSHOP.len() as u64), bytes.len() as u64);
        // A segment more, or one less, moves what stands in those after it.
        self.is_bound &= leads;
    }
}

/// Extended XMP (XMP part 3 §1.1.3.1): parts with a GUID, the full length and an offset each.
#[derive(Default)]
struct Extended {
    guid: Vec<u8>,
    bytes: Vec<u8>,
    filled: usize,
    /// Every part of it is.
    is_bound: bool,
}

impl Extended {
    fn add(&mut self, part: &[u8], into: &mut Collector) {
        let (Some(guid), Some(full), Some(offset), Some(data)) =
            (part.get(..32), be32(part, 32), be32(part, 36), part.get(40..))
        else {
            return into.note("media-note-xmp-broken");
        };
        let (full, offset) = (full as usize, offset as usize);
        if full > limits::XMP_BYTES {
            return into.note("media-note-xmp-large");
        }
        if self.guid.is_empty() {
            self.guid = guid.to_vec();
            self.bytes = vec![b' '; full];
        }
        match self.bytes.get_mut(offset..offset.saturating_add(data.len())) {
            Some(room) if self.guid == guid => {
                room.copy_from_slice(data);
                self.filled += data.len();
            }
            _ => into.note("media-note-xmp-broken"),
        }
    }

    fn finish(&self, into: &mut Collector) {
        if self.filled < self.bytes.len() {
            into.note("media-note-xmp-broken");
        }
        if self.filled > 0 {
            into.within(self.is_bound, |into| xmp::collect(&self.bytes, into));
        }
    }
}
