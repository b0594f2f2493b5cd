//! The media formats that Lightmark knows, and what each allows. Found by content in `media::sniff`.

use serde::{Deserialize, Serialize};

/// A media format, by content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    Jpeg,
    Png,
    Tiff,
    Dng,
    Gif,
    Svg,
    WebP,
    Avif,
    Heic,
    Heif,
    Jxl,
    Mp4,
    Mov,
    M4a,
    Wav,
    Avi,
    Mp3,
    Flac,
    Psd,
    /// Camera RAW other than DNG (NEF, CR2, CR3, ARW, RAF, ORF, RW2, PEF …).
    Raw,
    Pdf,
    /// A stand-alone manifest store (`.c2pa`).
    ManifestStore,
    Unknown,
}

impl Format {
    /// Every format that a manifest store can be embedded in.
    pub const EMBEDDABLE: [Self; 18] = [
        Self::Jpeg,
        Self::Png,
        Self::Tiff,
        Self::Dng,
        Self::Gif,
        Self::Svg,
        Self::WebP,
        Self::Avif,
        Self::Heic,
        Self::Heif,
        Self::Jxl,
        Self::Mp4,
        Self::Mov,
        Self::M4a,
        Self::Wav,
        Self::Avi,
        Self::Mp3,
        Self::Flac,
    ];

    /// MIME type (IANA where registered).
    pub fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Tiff => "image/tiff",
            Self::Dng => "image/x-adobe-dng",
            Self::Gif => "image/gif",
            Self::Svg => "image/svg+xml",
            Self::WebP => "image/webp",
            Self::Avif => "image/avif",
            Self::Heic => "image/heic",
            Self::Heif => "image/heif",
            Self::Jxl => "image/jxl",
            Self::Mp4 => "video/mp4",
            Self::Mov => "video/quicktime",
            Self::M4a => "audio/mp4",
            Self::Wav => "audio/wav",
            Self::Avi => "video/avi",
            Self::Mp3 => "audio/mpeg",
            Self::Flac => "audio/flac",
            Self::Psd => "image/vnd.adobe.photoshop",
            Self::Raw => "image/x-raw",
            Self::Pdf => "application/pdf",
            Self::ManifestStore => "application/c2pa",
            Self::Unknown => "application/octet-stream",
        }
    }

    /// Whether a manifest store can be embedded; otherwise a sidecar is written.
    pub fn is_embeddable(self) -> bool {
        Self::EMBEDDABLE.contains(&self)
    }

    /// Whether an update manifest is read back as valid in this format (measured; see FINDINGS).
    pub fn allows_update_manifest(self) -> bool {
        self.is_embeddable() && !matches!(self, Self::WebP | Self::Wav | Self::Avi | Self::Mp3 | Self::Flac)
    }

    /// Whether an update manifest can take assertions out of earlier ones. In files of boxes the update is added behind, and
    /// the earlier manifests stay where they are, with every byte of them (measured).
    pub fn allows_redacting_update(self) -> bool {
        let is_of_boxes = matches!(self, Self::Heic | Self::Heif | Self::Avif | Self::Mp4 | Self::Mov | Self::M4a);
        self.allows_update_manifest() && !is_of_boxes
    }
}
