//! What an edited copy is written as: format, colours, quality, the metadata that goes along. Pure; never writes.

use serde::{Deserialize, Serialize};

use super::Edit;
use crate::provenance::format::Format;

/// The name of an edited copy when the person did not choose another; `{name}` is the original's.
pub const EDITED_NAME_PATTERN: &str = "{name}-edited";

/// What is made from each file of a batch, and as what.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Export {
    pub edit: Edit,
    pub output: Output,
}

/// What the copy is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Output {
    /// `None` keeps the original's where it can be written, else JPEG.
    pub format: Option<ExportFormat>,
    /// JPEG quality, 1 to 100.
    pub quality: u8,
    pub progressive: bool,
    /// Colour at half the resolution (4:2:0), in JPEG.
    pub subsample: bool,
    pub color: Color,
    /// Which of the original's metadata goes along.
    pub metadata: CarriedMetadata,
    /// Whether a JPEG that is only turned, mirrored or cropped is encoded at all.
    pub lossless: Lossless,
}

impl Default for Output {
    fn default() -> Self {
        Self {
            format: None,
            quality: 90,
            progressive: false,
            subsample: false,
            color: Color::Keep,
            lossless: Lossless::WhenPossible,
            metadata: CarriedMetadata::Public,
        }
    }
}

/// What can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExportFormat {
    Jpeg,
    Png,
    Tiff,
    WebP,
    Avif,
}

/// What becomes of the colour space.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Color {
    /// The original's profile and values.
    #[default]
    Keep,
    /// Converted to sRGB, which every program shows as it is meant.
    Srgb,
    /// Converted to Display P3, which holds more colours than sRGB, and written with its profile.
    DisplayP3,
}

/// Whether a JPEG's own values are moved to their new places rather than encoded anew, where nothing but its shape
/// changes and nothing is said of quality or subsampling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lossless {
    /// Where the result's edges fall on the grid of blocks that the JPEG is made of.
    WhenPossible,
    /// Also where they do not: up to a block is then cut off at such an edge.
    Trim,
    Never,
}

/// Which of the original's EXIF, XMP and IPTC goes along into the copy.
///
/// The default is [`Self::Public`]: a photographer expects that the creator, the rights, the caption, camera and exposure
/// are still there, and nobody expects an exported picture to tell where they live. Position, serial numbers, contact
/// details, names of people in the picture and the editing history therefore go along only when asked for.
///
/// Whatever is chosen, what the edit made untrue is mended or left out (size, orientation, regions, raw settings), and
/// thumbnails, previews, MakerNotes, comments outside of these stores and earlier Content Credentials never go along here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CarriedMetadata {
    None,
    /// What the redaction preset of that name leaves. Where a part of the picture is covered, texts stay behind as well:
    /// a caption names what was covered.
    #[default]
    Public,
    /// What the redaction preset of that name leaves.
    Marketing,
    /// With position, serial numbers, people and history.
    All,
}

impl CarriedMetadata {
    /// In the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::None, Self::Public, Self::Marketing, Self::All];

    /// The word in recipes and on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Public => "public",
            Self::Marketing => "marketing",
            Self::All => "all",
        }
    }
}

impl Output {
    /// Whether a copy of an original in this format may keep the original's own values: a JPEG of which nothing but the
    /// shape is to change, with nothing said of how to encode. Whether it does depends on where its edges fall.
    pub fn may_keep_values(&self, original: Format, edit: &Edit) -> bool {
        let rest = Edit { quarter_turns: 0, mirror: false, crop: None, ..edit.clone() };
        let usual = Self::default();
        original == Format::Jpeg
            && self.format_for(original) == ExportFormat::Jpeg
            && self.lossless != Lossless::Never
            && self.color != Color::DisplayP3
            && rest == Edit::default()
            && (self.quality, self.subsample) == (usual.quality, usual.subsample)
    }

    /// What a copy of an original in this format is written as.
    pub fn format_for(&self, original: Format) -> ExportFormat {
        self.format.unwrap_or(match original {
            Format::Png => ExportFormat::Png,
            Format::Tiff => ExportFormat::Tiff,
            Format::WebP => ExportFormat::WebP,
            Format::Avif => ExportFormat::Avif,
            _ => ExportFormat::Jpeg,
        })
    }

    /// What becomes of colours in a copy of this format. AVIF is written in sRGB, whatever was asked for.
    pub fn color_in(&self, format: ExportFormat) -> Color {
        if format == ExportFormat::Avif { Color::Srgb } else { self.color }
    }
}

impl Color {
    /// In the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Keep, Self::Srgb, Self::DisplayP3];

    /// The word in recipes and on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Srgb => "srgb",
            Self::DisplayP3 => "display-p3",
        }
    }

    /// The space's own name; `None` for the original's, whatever that is.
    pub fn space(self) -> Option<&'static str> {
        match self {
            Self::Keep => None,
            Self::Srgb => Some("sRGB"),
            Self::DisplayP3 => Some("Display P3"),
        }
    }
}

impl ExportFormat {
    /// The usual ending of such a file's name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Tiff => "tif",
            Self::WebP => "webp",
            Self::Avif => "avif",
        }
    }

    /// By the ending of a file's name, in any case.
    pub fn from_ending(ending: &str) -> Option<Self> {
        match ending.to_ascii_lowercase().as_str() {
            "jpg" | "jpeg" => Some(Self::Jpeg),
            "png" => Some(Self::Png),
            "tif" | "tiff" => Some(Self::Tiff),
            "webp" => Some(Self::WebP),
            "avif" => Some(Self::Avif),
            _ => None,
        }
    }

    /// The format by its name for the rest of the program.
    pub fn format(self) -> Format {
        match self {
            Self::Jpeg => Format::Jpeg,
            Self::Png => Format::Png,
            Self::Tiff => Format::Tiff,
            Self::WebP => Format::WebP,
            Self::Avif => Format::Avif,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_kept_only_where_nothing_but_the_shape_changes() {
        let (edit, output) = (Edit { mirror: true, ..Edit::default() }, Output::default());
        assert!(output.may_keep_values(Format::Jpeg, &edit));
        assert!(!output.may_keep_values(Format::Png, &edit));
        assert!(!output.may_keep_values(Format::Jpeg, &Edit { sharpen: 1.0, ..edit.clone() }));
        for other in [
            Output { format: Some(ExportFormat::Png), ..output },
            Output { quality: 80, ..output },
            Output { subsample: true, ..output },
            Output { color: Color::DisplayP3, ..output },
            Output { lossless: Lossless::Never, ..output },
        ] {
            assert!(!other.may_keep_values(Format::Jpeg, &edit), "{other:?}");
        }
    }
}
