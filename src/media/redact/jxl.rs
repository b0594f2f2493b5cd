//! Takes metadata out of JPEG XL files (ISO/IEC 18181-2): boxes become free space of their size. Never touches the
//! codestream.
//!
//! A `brob` box is compressed as one and goes as one. The `jbrd` box rebuilds the JPEG that the picture was made
//! from, with its comments and unknown segments, so it goes wherever anything goes; the picture needs neither.

use super::isobmff::{Iso, malformed};
use super::{Draft, Plan, RedactError};
use crate::media::source::Source;
use crate::provenance::redaction::{Group, Mode};

/// Plans the copy of a JPEG XL file, in its container or bare.
pub(crate) fn plan(source: &mut Source<'_>, mut draft: Draft<'_>) -> Result<Plan, RedactError> {
    let len = source.len();
    if draft.policy.mode == Mode::Rebuild {
        draft.note("redact-note-profile-inside");
    }
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
            b"jxlc" | b"jxlp" => {}
            b"ftyp" => iso.brands(part)?,
            b"JXL " | b"jxll" => iso.known(part, "JXL boxes")?,
            // Where frames begin, for who jumps about in an animation.
            b"jxli" if !iso.is_rebuilt() => {}
            b"Exif" => {
                if iso.exif(part)? {
                    iso.free(part);
                }
            }
            b"xml " => {
                if iso.packet(part)? {
                    iso.free(part);
                }
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
