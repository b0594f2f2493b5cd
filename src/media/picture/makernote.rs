//! Previews in MakerNotes: where Nikon, Olympus, Pentax and Canon say that they stand. Reads nothing else of them.

use super::preview::Places;
use crate::media::source::Source;
use crate::media::tiff::{Entry, Tiff, number16};

/// Adds the places of previews that the MakerNote names.
pub(super) fn places(source: &mut Source<'_>, tiff: &Tiff, note: &Entry, into: &mut Places) {
    let Some(head) = source.up_to(note.at, 16).map(<[u8]>::to_vec) else { return };
    if head.starts_with(b"Nikon\0\x02") {
        nikon(source, note.at + 10, into);
    } else if head.starts_with(b"OLYMPUS\0") || head.starts_with(b"OM SYSTEM\0") {
        olympus(source, tiff, note, &head, into);
    } else if head.starts_with(b"OLYMP\0") {
        thumbnail(source, tiff, note.at + 8 - tiff.base.min(note.at), into);
    } else if head.starts_with(b"AOC\0") {
        let little = head.get(4) == Some(&b'I') || (head.get(4) != Some(&b'M') && tiff.little);
        let tiff = Tiff { little, ..*tiff };
        numbers(source, &tiff, note.at + 6 - tiff.base.min(note.at), 0x0004, 0x0003, into);
    } else if number16(&head, 0, tiff.little).is_some_and(|count| (5..200).contains(&count)) {
        canon(source, tiff, note.at - tiff.base.min(note.at), into);
    }
}

/// Nikon type 3: a TIFF structure of its own, tag 0x0011 leads to the preview directory.
fn nikon(source: &mut Source<'_>, base: u64, into: &mut Places) {
    let Some(tiff) = Tiff::open(source, base) else { return };
    let Some(ifd) = tiff.ifd(source, tiff.first) else { return };
    if let Some(offset) = tiff.number(source, &ifd, 0x0011) {
        numbers(source, &tiff, offset, 0x0201, 0x0202, into);
    }
}

/// Olympus: offsets count from the MakerNote; CameraSettings 0x2020 holds start and length.
fn olympus(source: &mut Source<'_>, tiff: &Tiff, note: &Entry, head: &[u8], into: &mut Places) {
    let (mark, first) = if head.starts_with(b"OM") { (12, 16) } else { (8, 12) };
    let note_tiff = Tiff { base: note.at, little: head.get(mark) == Some(&b'I'), ..*tiff };
    let Some(ifd) = note_tiff.ifd(source, first) else { return };
    let Some(entry) = ifd.entry(0x2020) else { return };
    let offset = match entry.kind {
        4 | 13 => note_tiff.numbers(source, entry, 1).first().copied(),
        _ => entry.at.checked_sub(note.at),
    };
    if let Some(offset) = offset {
        numbers(source, &note_tiff, offset, 0x0101, 0x0102, into);
    }
}

/// Olympus before 2006: the thumbnail is the value of tag 0x0100.
fn thumbnail(source: &mut Source<'_>, tiff: &Tiff, offset: u64, into: &mut Places) {
    if let Some(entry) = tiff.ifd(source, offset).and_then(|ifd| ifd.entry(0x0100).copied()) {
        into.push((entry.at, entry.bytes));
    }
}

/// Canon PreviewImageInfo 0x00B6: quality, length, width, height, start.
fn canon(source: &mut Source<'_>, tiff: &Tiff, offset: u64, into: &mut Places) {
    let Some(entry) = tiff.ifd(source, offset).and_then(|ifd| ifd.entry(0x00B6).copied()) else { return };
    if let [_, _, length, _, _, start, ..] = tiff.numbers(source, &entry, 6).as_slice() {
        into.push((tiff.base.saturating_add(*start), *length));
    }
}

fn numbers(source: &mut Source<'_>, tiff: &Tiff, offset: u64, at: u16, length: u16, into: &mut Places) {
    let Some(ifd) = tiff.ifd(source, offset) else { return };
    if let (Some(at), Some(length)) = (tiff.number(source, &ifd, at), tiff.number(source, &ifd, length)) {
        into.push((tiff.base.saturating_add(at), length));
    }
}
