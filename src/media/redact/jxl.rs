//! Takes metadata out of JPEG XL files (ISO/IEC 18181-2): boxes become free space of their size. Never touches the
//! codestream.
//!
//! A `brob` box is compressed as one and goes as one. The `jbrd` box rebuilds the JPEG that the picture was made
//! from, with its comments and unknown segments, so it goes wherever anything goes; the picture needs neither.

use super::isobmff::{Iso, Part, malformed};
use super::{Draft, Plan, RedactError, exif, xmp};
use crate::media::limits;
use crate::media::source::{Source, be32};
use crate::provenance::redaction::Group;

/// Plans the copy of a JPEG XL file, in its container or bare.
pub(crate) fn plan(source: &mut Source<'_>, mut draft: Draft<'_>) -> Result<Plan, RedactError> {
    let len = source.len();
    if source.bytes(0, 2) == Some(&[0xFF, 0x0A]) {
        // Without a container there is no place for metadata before the codestream's end, which only a decoder finds.
        if draft.policy.drops(Group::Unknown, "") {
            draft.note("redact-note-iso-bare-codestream");
        }
        return Ok(draft.in_place(len));
    }
    let mut iso = Iso::new(source, &mut draft);
    let parts = iso.top_boxes(len)?;
    if !parts.iter().any(|part| matches!(&part.kind, b"jxlc" | b"jxlp")) {
        return Err(malformed(0, "no codestream"));
    }
    for part in &parts {
        match &part.kind {
            b"JXL " | b"ftyp" | b"jxll" | b"jxli" | b"jxlc" | b"jxlp" => {}
            b"Exif" => exif_box(&mut iso, part)?,
            b"xml " if iso.is_rebuilt() => _ = iso.whole("XMP", Group::Text, part)?,
            b"xml " => {
                let packet = iso.content(part, limits::XMP_BYTES)?;
                xmp::in_place(&packet, part.start, iso.draft);
            }
            b"brob" | b"jbrd" => {
                let group = iso.worst(&Group::ALL);
                let name = if &part.kind == b"jbrd" { "JpegReconstruction" } else { "CompressedBox" };
                let tag = part.name();
                iso.valued("JXL boxes", group, &tag, name, part, "")?;
            }
            b"jumb" => iso.credentials(part),
            b"jhgm" => _ = iso.whole("JXL boxes", Group::EmbeddedPictures, part)?,
            _ => iso.common(part, "JXL boxes")?,
        }
    }
    Ok(draft.in_place(len))
}

fn exif_box(iso: &mut Iso<'_, '_, '_>, part: &Part) -> Result<(), RedactError> {
    let bytes = iso.content(part, limits::EXIF_BYTES)?;
    let skip = be32(&bytes, 0).and_then(|offset| offset.checked_add(4)).unwrap_or(u32::MAX);
    let block = usize::try_from(skip).ok().and_then(|skip| bytes.get(skip..)).unwrap_or_default();
    if iso.is_rebuilt() || skip != 4 || !(block.starts_with(b"II") || block.starts_with(b"MM")) {
        let group = iso.worst(&Group::ALL);
        return iso.whole("EXIF", group, part).map(|_| ());
    }
    exif::in_place(block, part.start + 4, "EXIF", iso.draft)
}
