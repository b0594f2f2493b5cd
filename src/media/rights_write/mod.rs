//! Writes rights into a copy of a file, in EXIF, IPTC-IIM and XMP alike. Never re-encodes, never moves a byte that
//! something points to, never writes a file: like `redact`, it gives pieces for whoever holds the file.
//!
//! JPEG, TIFF and DNG take all three stores; PNG, WebP, HEIF, AVIF and JPEG XL take EXIF and XMP (they have no place for IIM
//! that programs agree on; where a PNG has a profile of it all the same, that is kept in step), GIF takes XMP. Every other
//! format is refused.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::limits;
use super::redact::Piece;
use super::source::Source;
use crate::problem::Problem;
use crate::provenance::format::Format;
use crate::provenance::rights_statement::RightsStatement;

mod exif;
mod gif;
mod heif;
mod iim;
mod jpeg;
mod jxl;
mod png;
mod tiff;
mod webp;
mod xmp;

/// How to make the copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RightsPlan {
    /// The copy, from its first byte to its last.
    pub pieces: Vec<Piece>,
    /// The stores that are written: `EXIF`, `IPTC`, `XMP`.
    pub stores: Vec<String>,
}

/// Why rights cannot be written. There is no half-written copy.
#[derive(Debug, thiserror::Error)]
pub enum RightsWriteError {
    // The machine.
    #[error("cannot read the file")]
    Unreadable {
        #[from]
        source: super::MediaError,
    },
    // Whoever chose the file.
    #[error("rights cannot be written into {format:?}")]
    Unsupported { format: Format },
    #[error("a variant of {what} that is not written")]
    Variant { what: &'static str },
    #[error("the values do not fit into {store}")]
    TooLong { store: &'static str },
    // Whoever made the file.
    #[error("the IPTC fields are in an encoding that is not known")]
    Charset,
    #[error("the structure is broken: {reason}")]
    Malformed { reason: &'static str },
}

impl RightsWriteError {
    /// The error in words.
    pub fn problem(&self) -> Problem {
        let key = match self {
            Self::Unreadable { source } => return source.problem(),
            Self::Unsupported { .. } => "rights-format",
            Self::Variant { .. } => "rights-variant",
            Self::TooLong { .. } => "rights-too-long",
            Self::Charset => "rights-charset",
            Self::Malformed { .. } => "rights-malformed",
        };
        Problem::new(key, &[]).with_cause(self)
    }
}

/// Reads the file and plans the copy. What the statement does not say stays in the copy as it was.
///
/// # Errors
/// Formats and structures that cannot be written without loss.
pub fn plan(path: &Path, format: Format, said: &RightsStatement) -> Result<RightsPlan, RightsWriteError> {
    plan_source(&mut Source::open(path)?, format, said)
}

/// The same for bytes in memory.
///
/// # Errors
/// As [`plan`].
pub fn plan_bytes(bytes: &[u8], format: Format, said: &RightsStatement) -> Result<RightsPlan, RightsWriteError> {
    plan_source(&mut Source::memory(bytes), format, said)
}

fn plan_source(
    source: &mut Source<'_>,
    format: Format,
    said: &RightsStatement,
) -> Result<RightsPlan, RightsWriteError> {
    match format {
        Format::Jpeg => jpeg::plan(source, said),
        Format::Png => png::plan(source, said),
        Format::Tiff | Format::Dng => tiff::plan(source, said),
        Format::WebP => webp::plan(source, said),
        Format::Gif => gif::plan(source, said),
        Format::Avif | Format::Heic | Format::Heif => heif::plan(source, said),
        Format::Jxl => jxl::plan(source, said),
        _ => Err(RightsWriteError::Unsupported { format }),
    }
}

/// The values for EXIF.
fn exif_values(said: &RightsStatement) -> Vec<exif::Value> {
    let artist = said.creator.as_deref().map(|text| exif::Value::text(exif::ARTIST, text));
    let copyright = said.copyright.as_deref().map(|text| exif::Value::text(exif::COPYRIGHT, text));
    artist.into_iter().chain(copyright).collect()
}

/// The values for IIM.
fn iim_values(said: &RightsStatement) -> Vec<((u8, usize), &str)> {
    let all = [(iim::BY_LINE, &said.creator), (iim::CREDIT, &said.credit), (iim::COPYRIGHT, &said.copyright)];
    all.into_iter().filter_map(|(place, text)| Some((place, text.as_deref()?))).collect()
}

/// A stretch of the file in memory, within the limit on metadata.
fn bytes(source: &mut Source<'_>, at: u64, length: u64) -> Result<Vec<u8>, RightsWriteError> {
    let malformed = RightsWriteError::Malformed { reason: "the file ends too early" };
    match usize::try_from(length) {
        Ok(length) if length <= limits::EXIF_BYTES => source.bytes(at, length).map(<[u8]>::to_vec).ok_or(malformed),
        _ => Err(RightsWriteError::TooLong { store: "memory" }),
    }
}
