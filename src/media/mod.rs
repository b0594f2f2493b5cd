//! What is in a file: format, previews, EXIF, XMP, IPTC and rights fields. Never the C2PA engine, never the window.
//!
//! Start with `contents` for metadata (one file beside it for each container and standard) and `picture` for
//! pixels. Everything reads through `source::Source`, which holds the limits on bytes and steps.

use std::path::Path;

use crate::problem::Problem;
use crate::provenance::format::Format;
use crate::provenance::left_out::LeftOut;
use crate::provenance::report::MetadataField;
use crate::provenance::rights::RightsField;

mod audio;
mod bmff;
mod bound;
mod carry;
mod collect;
pub mod compare;
mod contents;
pub mod edit;
mod exif;
mod gif;
mod heif;
mod iptc;
mod items;
mod jpeg;
mod jpeg_codes;
pub(crate) mod jpeg_lossless;
mod layout;
mod limits;
mod mpf;
mod photoshop;
mod picture;
mod png;
mod raw_profile;
pub mod redact;
mod riff;
mod rights;
pub mod rights_write;
mod sniff;
mod soft_binding;
mod source;
mod svg;
mod tiff;
mod xml;
mod xmp;

pub(crate) use jpeg::first_scan as first_scan_of_jpeg;
pub use layout::{FilePart, parts, parts_of_bytes};
pub use rights::{rights_from_json_ld, rights_from_training_mining};
pub use sniff::is_media_name;
pub use soft_binding::look;

/// What can go wrong when reading a media file, by who can mend it.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    // The machine, or whoever looks after it.
    #[error("cannot read the file")]
    Unreadable { source: std::io::Error },
    #[error("no right to read the file")]
    NotAllowed { source: std::io::Error },
    #[error("the file is not there")]
    Vanished { source: std::io::Error },
    // Whoever chose the path.
    #[error("not a file")]
    NotAFile,
    // Whoever made the file.
    #[error("the file is empty")]
    Empty,
    #[error("not a picture format that can be shown")]
    UnknownFormat,
    #[error("the picture ends too early")]
    Truncated,
    #[error("the picture is broken: {reason}")]
    Broken { reason: String },
    #[error("the picture is larger than the limit")]
    TooLarge,
    // Whoever drew the crop or the region.
    #[error("outside the picture of {width} by {height} pixels")]
    OutsidePicture { width: u32, height: u32 },
    #[error("the font has no {signs}")]
    NotInFont { signs: String },
    /// The picture of a watermark, which is another file than the one in hand.
    #[error("the watermark {file} cannot be used")]
    Watermark { file: String, source: Box<MediaError> },
    /// Known and readable, but there are no pixels that Lightmark decodes and no preview inside.
    #[error("no picture can be shown for this file")]
    NoPicture,
}

impl MediaError {
    /// The error in words.
    pub fn problem(&self) -> Problem {
        let key = match self {
            Self::Unreadable { .. } => "media-unreadable",
            Self::NotAllowed { .. } => "media-not-allowed",
            Self::Vanished { .. } => "media-vanished",
            Self::NotAFile => "media-not-a-file",
            Self::Empty => "media-empty",
            Self::UnknownFormat => "media-unknown-format",
            Self::Truncated => "media-truncated",
            Self::Broken { .. } => "media-broken",
            Self::TooLarge => "media-too-large",
            Self::NoPicture => "media-no-picture",
            Self::NotInFont { signs } => {
                return crate::problem!("watermark-font", signs = crate::locale::elide(signs, 40)).with_cause(self);
            }
            Self::Watermark { file, source } => {
                let problem = crate::problem!(
                    "watermark-picture",
                    file = crate::locale::elide(file, 200),
                    reason = source.problem().what
                );
                return problem.with_cause(self);
            }
            Self::OutsidePicture { width, height } => {
                let problem = crate::problem!("media-outside-picture", width = *width, height = *height);
                return problem.with_cause(self);
            }
        };
        Problem::new(key, &[]).with_cause(self)
    }

    /// The error that a failed read is.
    pub(crate) fn reading(source: std::io::Error) -> Self {
        match source.kind() {
            std::io::ErrorKind::NotFound => Self::Vanished { source },
            std::io::ErrorKind::PermissionDenied => Self::NotAllowed { source },
            _ => Self::Unreadable { source },
        }
    }

    /// A decoder's complaint.
    pub(crate) fn broken(error: impl std::fmt::Display) -> Self {
        Self::Broken { reason: collect::cut(&error.to_string(), 500) }
    }
}

/// The format by content. Reads the first bytes (and for ISO files the brands) only.
///
/// An empty file, and anything not known, is `Unknown`. Errors: the file cannot be opened or read.
pub fn sniff(path: &Path) -> Result<Format, MediaError> {
    Ok(sniff::sniff(&mut source::Source::open(path)?.at_a_glance()))
}

/// The same for bytes in memory.
pub fn sniff_bytes(bytes: &[u8]) -> Format {
    sniff::sniff(&mut source::Source::memory(bytes))
}

/// What the file holds outside its manifests.
#[derive(Debug, Clone, Default)]
pub struct Contents {
    /// Pixels as stored, before orientation.
    pub dimensions: Option<(u32, u32)>,
    /// `coverage` is `Unchanged` where nothing that decides the value is left out of a signature, else `NotCovered`;
    /// whether the signature holds, and what it states, is the verdict's to say.
    pub metadata: Vec<MetadataField>,
    pub rights: Vec<RightsField>,
    /// Whole sentences about what was broken or cut short.
    pub notes: Vec<String>,
}

/// Reads metadata without decoding pixels, of a file that nothing binds. Broken metadata gives a note, never an error.
pub fn inspect(path: &Path, format: Format) -> Result<Contents, MediaError> {
    contents::inspect_file(path, format, None)
}

/// The same for bytes in memory.
pub fn inspect_bytes(bytes: &[u8], format: Format) -> Contents {
    contents::inspect(&mut source::Source::memory(bytes), format, None)
}

/// As [`inspect`], of a file of which a signature binds everything but `left_out`.
pub fn inspect_signed(path: &Path, format: Format, left_out: &LeftOut) -> Result<Contents, MediaError> {
    contents::inspect_file(path, format, Some(left_out))
}

/// The same for the bytes of a whole file in memory.
pub fn inspect_signed_bytes(bytes: &[u8], format: Format, left_out: &LeftOut) -> Contents {
    contents::inspect(&mut source::Source::placed(bytes, bound::Origin::at(0)), format, Some(left_out))
}

/// A picture to show: upright, 8-bit sRGB, not premultiplied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub width: u32,
    pub height: u32,
    /// `width * height * 4` bytes, RGBA.
    pub rgba: Vec<u8>,
    /// Upright size of the whole picture, before it was made smaller.
    pub full_size: (u32, u32),
    pub source: PictureSource,
}

/// Where a shown picture comes from; anything but the file's own pixels is said to the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PictureSource {
    Pixels,
    /// A preview that the file's metadata holds (EXIF thumbnail, MakerNote or RAW preview).
    EmbeddedPreview,
    /// A thumbnail in a manifest.
    ManifestThumbnail,
}

/// The picture, no side longer than `max_side` pixels.
///
/// Pictures with a side over 16,384 pixels, and those that would need more than 512 MB, are refused.
pub fn picture(path: &Path, format: Format, max_side: u32) -> Result<Picture, MediaError> {
    picture::from_file(path, format, max_side)
}

/// Decodes an embedded picture (JPEG, PNG …) from memory, for manifest thumbnails.
pub fn picture_from_bytes(bytes: &[u8], max_side: u32, source: PictureSource) -> Result<Picture, MediaError> {
    picture::from_bytes(bytes, max_side, source)
}

/// A small JPEG of the picture for a claim thumbnail, decoded at reduced size; `None` where there are no pixels.
///
/// Upright, sRGB, without metadata; the longer side has between half of `max_side` and `max_side` pixels, or those
/// of a smaller picture. Never made from an embedded preview: that may show what was cropped away.
pub fn thumbnail_jpeg(path: &Path, format: Format, max_side: u32) -> Option<Vec<u8>> {
    picture::thumbnail_jpeg(path, format, max_side)
}
