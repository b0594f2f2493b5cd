//! What is in a file: format, previews, EXIF, XMP, IPTC and rights fields. Never the C2PA engine, never the window.

use std::path::Path;

use crate::problem::Problem;
use crate::provenance::format::Format;
use crate::provenance::report::MetadataField;
use crate::provenance::rights::RightsField;

/// What can go wrong when reading a media file.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    #[error("cannot read the file")]
    Unreadable { source: std::io::Error },
    #[error("no picture can be shown for this file")]
    NoPicture,
}

impl MediaError {
    /// The error in words.
    pub fn problem(&self) -> Problem {
        Problem::new("media-unreadable", &[]).with_cause(self)
    }
}

/// The format by content. Reads the first bytes (and for ISO files the brands) only.
pub fn sniff(_path: &Path) -> Result<Format, MediaError> {
    Ok(Format::Unknown)
}

/// What the file holds outside its manifests.
#[derive(Debug, Clone, Default)]
pub struct Contents {
    /// Pixels as stored, before orientation.
    pub dimensions: Option<(u32, u32)>,
    /// `coverage` is left at `NotCovered`; the verdict fills it in.
    pub metadata: Vec<MetadataField>,
    pub rights: Vec<RightsField>,
    /// Whole sentences about what was broken or cut short.
    pub notes: Vec<String>,
}

/// Reads metadata without decoding pixels. Broken metadata gives a note, never an error.
pub fn inspect(_path: &Path, _format: Format) -> Result<Contents, MediaError> {
    Ok(Contents::default())
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
pub fn picture(_path: &Path, _format: Format, _max_side: u32) -> Result<Picture, MediaError> {
    Err(MediaError::NoPicture)
}

/// Decodes an embedded picture (JPEG, PNG …) from memory, for manifest thumbnails.
pub fn picture_from_bytes(_bytes: &[u8], _max_side: u32, _source: PictureSource) -> Result<Picture, MediaError> {
    Err(MediaError::NoPicture)
}

/// A small JPEG of the picture for a claim thumbnail, decoded at reduced size; `None` where there are no pixels.
pub fn thumbnail_jpeg(_path: &Path, _format: Format, _max_side: u32) -> Option<Vec<u8>> {
    None
}

pub fn rights_from_json_ld(_value: &serde_json::Value, _source: &str) -> (Vec<MetadataField>, Vec<RightsField>) {
    (Vec::new(), Vec::new())
}

pub fn rights_from_training_mining(_value: &serde_json::Value, _source: &str) -> Vec<RightsField> {
    Vec::new()
}
