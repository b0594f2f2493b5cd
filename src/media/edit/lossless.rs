//! Which edits of a JPEG need no encoding, and doing them. Never changes what was asked for: where an exact way is
//! missing, the ordinary one is taken and that is said.

use std::path::Path;

use super::{RenderFacts, Rendered, THUMBNAIL_SIDE, geometry};
use crate::media::carry::{self, CopyFacts};
use crate::media::jpeg_lossless::{Jpeg, Refused, Turn};
use crate::media::{MediaError, jpeg, picture};
use crate::provenance::edit::{Applied, Color, Edit, Lossless, Output, Rect};
use crate::provenance::format::Format;

/// What came of trying.
pub(super) enum Tried {
    Done(Box<Rendered>),
    /// The pixels have to be encoded; the locale key of the reason, where the person would want to know it.
    Not(Option<&'static str>),
}

/// Does the edit without encoding, if it only turns, mirrors and crops a JPEG.
///
/// Errors: [`MediaError::OutsidePicture`], and those of reading. What is wrong with the JPEG is left to the decoder.
pub(super) fn attempt(path: &Path, format: Format, edit: &Edit, output: &Output) -> Result<Tried, MediaError> {
    if !output.may_keep_values(format, edit) {
        return Ok(Tried::Not(None));
    }
    let bytes = picture::whole(path)?;
    let (exif, profile) = jpeg::blocks(&bytes);
    let is_converted = match output.color {
        Color::Keep => false,
        Color::Srgb => picture::other_than_srgb(profile).is_some(),
        // Not for those who ask for Display P3.
        Color::DisplayP3 => true,
    };
    let orientation = exif.and_then(picture::orientation).unwrap_or(1);
    let turn = Turn::upright(orientation).then(edit.quarter_turns, edit.mirror);
    let does_something = turn != Turn::default() || edit.crop.is_some();
    let unusual = Ok(Tried::Not(does_something.then_some("edit-note-anew-kind")));
    let Ok(found) = Jpeg::open(&bytes) else { return unusual };
    if is_converted || (output.color != Color::Keep && found.has_inks()) {
        return Ok(Tried::Not(None));
    }
    let size = turn.size(found.size());
    let crop = geometry::crop_within(size, edit.crop)?;
    let wished = crop.unwrap_or(Rect { x: 0, y: 0, width: size.0, height: size.1 });
    let place = match found.place(turn, wished, output.lossless == Lossless::Trim) {
        Ok(place) => place,
        Err(Refused::OffGrid) => return Ok(Tried::Not(Some("edit-note-anew-grid"))),
        Err(_) => return unusual,
    };
    let written = match found.write(&place, output.progressive) {
        Ok(written) => written,
        Err(reason) => {
            tracing::debug!(%reason, "encoded anew");
            return unusual;
        }
    };
    let is_trimmed = place.rect != wished;
    let cropped = (place.rect.width, place.rect.height);
    let applied = Applied {
        // Upright, before anything that was asked for.
        original: Turn::upright(orientation).size(Jpeg::open(&bytes).map_or(size, |jpeg| jpeg.size())),
        crop: (is_trimmed || crop.is_some()).then_some(place.rect),
        cropped,
        result: cropped,
        lossless: true,
        ..Applied::default()
    };
    let mut notes = vec!["edit-note-lossless".to_owned()];
    if is_trimmed {
        notes.push("edit-note-trimmed".to_owned());
    }
    let thumbnail = picture::jpeg_thumbnail(&written, THUMBNAIL_SIDE);
    let copy = CopyFacts {
        size: cropped,
        format,
        color: Color::Keep,
        same_places: applied.crop.is_none() && turn == Turn::upright(orientation),
        covers: false,
    };
    let carried = carry::read(path, format, output.metadata, &copy);
    let had_metadata = carried.had_any;
    let (bytes, told) = carried.put_into(written, format);
    notes.extend(told);
    let facts = RenderFacts { format, applied, had_metadata, notes };
    Ok(Tried::Done(Box::new(Rendered { bytes, facts, thumbnail })))
}
