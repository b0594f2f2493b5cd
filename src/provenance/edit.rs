//! An edit as data: what is done to a picture and in which order; beside it, what the copy is written as and how the steps
//! are recorded. Pure; never touches pixels.
//!
//! The order is fixed: regions, turn, mirror, straighten, crop, resize, tone, sharpen, watermarks. A region is placed in pixels of
//! the upright original, a crop in pixels of the picture after it was turned and straightened: as the person saw them.

use serde::{Deserialize, Serialize};

use super::watermark::{ImageMark, TextMark};

mod output;
mod steps;

pub use output::{CarriedMetadata, Color, EDITED_NAME_PATTERN, Export, ExportFormat, Lossless, Output};
pub use steps::{Applied, Parameter, REMOVED_GROUPS, Step};

/// A rectangle in pixels, from the upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rect {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

/// Everything that is done to one picture. The default does nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Edit {
    /// Parts made unrecognisable, before anything else is done.
    pub regions: Vec<Region>,
    /// Quarter turns clockwise, 0 to 3.
    pub quarter_turns: u8,
    /// Left and right change places, after turning.
    pub mirror: bool,
    /// Degrees clockwise, −45 to 45; the picture is cut to the largest upright part without blank corners.
    pub straighten: f64,
    pub crop: Option<Crop>,
    pub resize: Option<Resize>,
    pub tone: Tone,
    /// 0 to 100.
    pub sharpen: f64,
    /// Put on the result, under the words.
    pub watermark_image: Option<ImageMark>,
    pub watermark_text: Option<TextMark>,
}

/// What of the picture stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Crop {
    Rect(Rect),
    /// The largest part around the middle with this ratio of width to height; for a batch.
    Ratio(u32, u32),
}

/// How large the result is, in pixels. Only `Exact` may change the ratio of the sides or enlarge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Resize {
    /// No side longer than this.
    Within(u32),
    Exact(u32, u32),
}

/// A part of the picture that is covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    pub rect: Rect,
    pub method: Cover,
}

/// How a part is covered. What is left of it in the copy is said for each; nothing else of it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cover {
    /// The means of at most 8 by 8 blocks, with soft changes between them.
    Blur,
    /// The means of at most 8 by 8 blocks.
    Pixelate,
    /// Nothing.
    BlackOut,
}

/// Brightness and colour. All zero does nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Tone {
    /// In EV: 1 doubles the light; −5 to 5.
    pub exposure: f64,
    /// −100 to 100, as are the others.
    pub contrast: f64,
    pub highlights: f64,
    pub shadows: f64,
    /// Towards warm (positive) or cold.
    pub temperature: f64,
    /// Towards magenta (positive) or green.
    pub tint: f64,
    pub saturation: f64,
    pub black_and_white: bool,
}

impl Edit {
    /// Whether something of the original is taken out of sight, so that an older picture of it would tell.
    pub fn hides(&self) -> bool {
        !self.regions.is_empty() || self.crop.is_some()
    }

    /// The same cut of the picture, with nothing else done to it.
    pub fn shape(&self) -> Self {
        let Self { quarter_turns, mirror, straighten, crop, .. } = *self;
        Self { quarter_turns, mirror, straighten, crop, ..Self::default() }
    }

    /// The kinds of action that will be recorded, as far as they are known before the picture is rendered.
    pub fn actions(&self) -> Vec<String> {
        let side = if self.resize.is_some() { 1 } else { 2 };
        let crop = self.crop.map(|_| Rect { x: 0, y: 0, width: 2, height: 2 });
        let applied = Applied { original: (2, 2), crop, cropped: (2, 2), result: (side, side), ..Applied::default() };
        let mut actions: Vec<String> = self.steps(&applied).into_iter().map(|step| step.action).collect();
        actions.dedup();
        actions
    }

    /// The same edit for a picture made smaller: parts are placed by `scale` (new pixels for one of the original), and
    /// the size of the result is not set.
    pub fn scaled(&self, scale: f64) -> Self {
        let part = |rect: &Rect| {
            let side = |value: u32| (f64::from(value) * scale).round() as u32;
            let (x, y) = (side(rect.x), side(rect.y));
            let far = |at: u32, length: u32, near: u32| side(at.saturating_add(length)).saturating_sub(near).max(1);
            Rect { x, y, width: far(rect.x, rect.width, x), height: far(rect.y, rect.height, y) }
        };
        let region = |region: &Region| Region { rect: part(&region.rect), method: region.method };
        let crop = self.crop.map(|crop| match crop {
            Crop::Rect(rect) => Crop::Rect(part(&rect)),
            ratio @ Crop::Ratio(..) => ratio,
        });
        Self { regions: self.regions.iter().map(region).collect(), crop, resize: None, ..self.clone() }
    }

    /// Whether a value is out of its range; gives the name of the first that is.
    pub fn fault(&self) -> Option<&'static str> {
        let tone = &self.tone;
        let within = |value: f64, limit: f64| value.is_finite() && value.abs() <= limit;
        let hundred = [
            ("contrast", tone.contrast),
            ("highlights", tone.highlights),
            ("shadows", tone.shadows),
            ("temperature", tone.temperature),
            ("tint", tone.tint),
            ("saturation", tone.saturation),
            ("sharpen", self.sharpen),
        ];
        let is_empty = |rect: &Rect| rect.width == 0 || rect.height == 0;
        if let Some((name, _)) = hundred.into_iter().find(|(_, value)| !within(*value, 100.0)) {
            return Some(name);
        }
        match self {
            _ if !within(tone.exposure, 5.0) => Some("exposure"),
            _ if !within(self.straighten, 45.0) => Some("straighten"),
            _ if self.sharpen < 0.0 => Some("sharpen"),
            _ if self.quarter_turns > 3 => Some("rotate"),
            _ if self.regions.iter().any(|region| is_empty(&region.rect)) => Some("region"),
            Self { crop: Some(Crop::Rect(rect)), .. } if is_empty(rect) => Some("crop"),
            Self { crop: Some(Crop::Ratio(0, _) | Crop::Ratio(_, 0)), .. } => Some("crop"),
            Self { resize: Some(Resize::Within(0) | Resize::Exact(0, _) | Resize::Exact(_, 0)), .. } => Some("resize"),
            Self { watermark_image, watermark_text, .. } => {
                let image = watermark_image.as_ref().and_then(ImageMark::fault);
                image.or_else(|| watermark_text.as_ref().and_then(TextMark::fault))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_out_of_range_are_named() {
        let faulty = |change: fn(&mut Edit)| {
            let mut edit = Edit::default();
            change(&mut edit);
            edit.fault()
        };
        assert_eq!(Edit::default().fault(), None);
        assert_eq!(faulty(|edit| edit.tone.exposure = f64::NAN), Some("exposure"));
        assert_eq!(faulty(|edit| edit.tone.contrast = 101.0), Some("contrast"));
        assert_eq!(faulty(|edit| edit.straighten = 46.0), Some("straighten"));
        assert_eq!(faulty(|edit| edit.sharpen = -1.0), Some("sharpen"));
        assert_eq!(faulty(|edit| edit.quarter_turns = 4), Some("rotate"));
        assert_eq!(faulty(|edit| edit.crop = Some(Crop::Ratio(1, 0))), Some("crop"));
        assert_eq!(faulty(|edit| edit.resize = Some(Resize::Within(0))), Some("resize"));
    }
}
