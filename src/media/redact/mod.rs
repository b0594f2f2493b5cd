//! Takes metadata out of a copy of a file without touching what it shows. Never re-encodes, never writes a file.
//!
//! The engine reads a file and gives a [`Plan`]: which ranges of the original stay and what stands between them, and
//! what it found. Reading a stranger's file happens in a worker; whoever holds the plan copies by it without looking
//! at the bytes. Whether the copy keeps its promise is proved by `proof`, which reads in another way.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::MediaError;
use super::source::Source;
use crate::provenance::format::Format;
use crate::provenance::redaction::{Item, Policy};

mod coded_ends;
mod draft;
mod edits;
pub(crate) mod exif;
mod flac;
mod flac_frames;
mod gif;
mod heif;
mod heif_tables;
mod icc;
mod id3;
mod id3_groups;
mod inside;
mod iso_fields;
mod iso_kept;
mod isobmff;
mod jpeg;
mod jpeg_packets;
mod jpeg_tables;
mod jxl;
mod md5;
mod movie;
mod movie_entries;
mod movie_groups;
mod movie_samples;
pub(crate) mod photoshop;
mod png;
mod png_picture;
mod png_profiles;
pub mod proof;
mod refusal;
mod riff_audio;
mod riff_video;
mod svg;
mod tiff;
mod tiff_counts;
mod tiff_groups;
mod tiff_strips;
mod tiff_tables;
mod webp;
pub(crate) mod xmp;
mod xmp_cut;
mod xmp_groups;

pub(crate) use draft::{Draft, Found};
pub(crate) use edits::Edits;

/// How to make the copy, and what was found on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The copy, from its first byte to its last.
    pub pieces: Vec<Piece>,
    /// Everything that the file holds, kept or not, in the order of the file.
    pub items: Vec<Item>,
    /// What must not be found in the copy: the dropped values as bytes, each of at least four, at most
    /// [`RESIDUE_BYTES`] of one. Never shown, never logged.
    pub residue: Vec<Residue>,
    /// Locale keys of sentences on what cannot be removed or was not looked into (`redact-note-…`).
    pub notes: Vec<String>,
}

/// A dropped value, for the search in the copy.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Residue {
    /// Which of [`Plan::items`] it belongs to.
    pub item: usize,
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Residue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Residue {{ item: {}, {} bytes }}", self.item, self.bytes.len())
    }
}

/// Most of one dropped value that is searched for, in bytes.
pub const RESIDUE_BYTES: usize = 4 << 10;

/// A stretch of the copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Piece {
    /// The original's bytes from `start`.
    Original { start: u64, length: u64 },
    /// Bytes that the engine made.
    Bytes(Vec<u8>),
    /// Zero bytes.
    Zeros { length: u64 },
}

/// Why there is no plan. Nothing is ever half cleaned and called clean.
#[derive(Debug, thiserror::Error)]
pub enum RedactError {
    // The machine.
    #[error("cannot read the file")]
    Unreadable { source: std::io::Error },
    // Whoever chose the file.
    #[error("{format:?} cannot be redacted honestly")]
    Unsupported { format: Format },
    /// A part that this policy must take out cannot be removed from this kind of file.
    #[error("{part} cannot be removed")]
    CannotRemove { part: String },
    // Whoever made the file.
    #[error("the structure is broken at {at}: {reason}")]
    Malformed { at: u64, reason: &'static str },
    #[error("more than the limit of {limit}")]
    TooLarge { limit: &'static str },
}

/// Makes the copy: `from` is the original, untouched; `to` is empty.
pub fn write(pieces: &[Piece], from: &mut (impl Read + Seek), to: &mut impl Write) -> io::Result<()> {
    for piece in pieces {
        match piece {
            Piece::Original { start, length } => {
                from.seek(SeekFrom::Start(*start))?;
                if io::copy(&mut from.take(*length), to)? != *length {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
            }
            Piece::Bytes(bytes) => to.write_all(bytes)?,
            Piece::Zeros { length } => {
                io::copy(&mut io::repeat(0).take(*length), to)?;
            }
        }
    }
    to.flush()
}

/// Reads the file and plans the copy. With an empty policy it only tells what is there.
pub fn plan(path: &Path, format: Format, policy: &Policy) -> Result<Plan, RedactError> {
    let mut source = Source::open(path)?;
    plan_source(&mut source, format, policy)
}

/// As [`plan`], for what is already open.
pub(crate) fn plan_source(source: &mut Source<'_>, format: Format, policy: &Policy) -> Result<Plan, RedactError> {
    plan_draft(source, format, Draft::new(policy))
}

fn plan_draft(source: &mut Source<'_>, format: Format, draft: Draft<'_>) -> Result<Plan, RedactError> {
    match format {
        Format::Heic | Format::Heif | Format::Avif | Format::Mp4 | Format::Mov | Format::M4a => {
            isobmff::plan(source, draft)
        }
        Format::Jpeg => jpeg::plan(source, draft),
        Format::Png => png::plan(source, draft),
        Format::Jxl => jxl::plan(source, draft),
        Format::Wav | Format::Avi => riff_audio::plan(source, draft),
        Format::Mp3 => id3::plan(source, draft),
        Format::Flac => flac::plan(source, draft),
        Format::Svg => svg::plan(source, draft),
        Format::WebP => webp::plan(source, draft),
        Format::Gif => gif::plan(source, draft),
        Format::Tiff | Format::Dng => tiff::plan(source, draft),
        _ => Err(RedactError::Unsupported { format }),
    }
}

impl From<MediaError> for RedactError {
    fn from(error: MediaError) -> Self {
        match error {
            MediaError::Unreadable { source } | MediaError::NotAllowed { source } | MediaError::Vanished { source } => {
                Self::Unreadable { source }
            }
            other => Self::Unreadable { source: std::io::Error::other(other) },
        }
    }
}
