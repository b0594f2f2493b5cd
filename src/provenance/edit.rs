//! An edit as data: what is done to a picture, in which order, and how that is recorded. Pure; never touches pixels.
//!
//! The order is fixed: regions, turn, mirror, straighten, crop, resize, tone, sharpen, watermarks. A region is placed in pixels of
//! the upright original, a crop in pixels of the picture after it was turned and straightened: as the person saw them.

use serde::{Deserialize, Serialize};

use super::format::Format;
use super::redaction::Group;
use super::watermark::{ImageMark, TextMark};

/// The parameter that names the groups of removed metadata, separated by commas.
pub const REMOVED_GROUPS: &str = "removedGroups";

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

/// What an edit came to, once the picture's size was known. In the order in which it was done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The action of C2PA 2.4 §18.15.4.
    pub action: String,
    /// What would let someone repeat it; the keys are Lightmark's own, namespaced when written.
    pub parameters: Vec<(String, Parameter)>,
    /// The program that did it, where that was not Lightmark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub software: Option<String>,
    /// Which of the files that were put into the picture it was done with, counted from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component: Option<usize>,
}

impl Step {
    /// An action without parameters.
    pub fn named(action: &str) -> Self {
        Self { action: action.to_owned(), parameters: Vec::new(), software: None, component: None }
    }

    /// The stated rights were written into the file's metadata.
    pub fn rights_written() -> Self {
        let fields = ("metadata".to_owned(), Parameter::Text("rights".to_owned()));
        Self { parameters: vec![fields], ..Self::named("c2pa.edited.metadata") }
    }

    /// Of the original's metadata went along what the choice of this name leaves; the rest stayed behind.
    pub fn metadata_carried(choice: CarriedMetadata) -> Self {
        let carried = ("carriedMetadata".to_owned(), Parameter::Text(choice.key().to_owned()));
        Self { parameters: vec![carried], ..Self::named("c2pa.edited.metadata") }
    }

    /// Metadata was taken out: of which kinds, never what it was.
    pub fn metadata_removed(groups: &[Group], reason: &str) -> Self {
        let groups: Vec<&str> = groups.iter().map(|group| group.key()).collect();
        let mut parameters = vec![(REMOVED_GROUPS.to_owned(), Parameter::Text(groups.join(",")))];
        if !reason.trim().is_empty() {
            parameters.push(("reason".to_owned(), Parameter::Text(reason.trim().to_owned())));
        }
        Self { parameters, ..Self::named("c2pa.edited.metadata") }
    }
}

/// One value of a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Parameter {
    Flag(bool),
    Integer(i64),
    Number(f64),
    Text(String),
}

/// Sizes before and after, that the steps are told by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// The upright original.
    pub original: (u32, u32),
    /// Where the crop was, after turning and straightening; `None` without one.
    pub crop: Option<Rect>,
    /// Before it was resized.
    pub cropped: (u32, u32),
    pub result: (u32, u32),
    /// Whether the result is in another format than the original.
    pub converted: bool,
    /// What colours were converted to; [`Color::Keep`] where they were not.
    #[serde(default)]
    pub color: Color,
    /// Whether the original's own values were moved to their places, and none was encoded anew.
    #[serde(default)]
    pub lossless: bool,
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

    /// What becomes of colours in a copy of this format. AVIF is written in sRGB, whatever was asked for.
    pub fn color_in(&self, format: ExportFormat) -> Color {
        if format == ExportFormat::Avif { Color::Srgb } else { self.color }
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

    /// What was done, as C2PA actions (2.4 §18.15.4): one for each kind, with what would let someone repeat it.
    pub fn steps(&self, applied: &Applied) -> Vec<Step> {
        let mut steps: Vec<Step> = self.regions.iter().map(Region::step).collect();
        let lossless = || applied.lossless.then(|| ("lossless".to_owned(), Parameter::Flag(true)));
        steps.extend(self.orientation().map(|mut step| {
            step.parameters.extend(lossless());
            step
        }));
        if let Some(rect) = applied.crop {
            steps.push(step("c2pa.cropped", rect_parameters(&rect).into_iter().chain(lossless()).collect()));
        }
        if applied.result != applied.cropped {
            let (width, height) = applied.result;
            let keeps_ratio =
                !matches!(self.resize, Some(Resize::Exact(..))) || same_ratio(applied.cropped, applied.result);
            let action = if keeps_ratio { "c2pa.resized.proportional" } else { "c2pa.resized" };
            let filter = ("filter".to_owned(), Parameter::Text("lanczos3".to_owned()));
            steps.push(step(action, vec![integer("width", width), integer("height", height), filter]));
        }
        steps.extend(self.tone.step());
        if self.sharpen > 0.0 {
            let method = ("method".to_owned(), Parameter::Text("sharpen".to_owned()));
            steps.push(step("c2pa.filtered", vec![method, number("amount", self.sharpen)]));
        }
        steps.extend(self.watermark_image.iter().map(|mark| mark.step(0)));
        steps.extend(self.watermark_text.iter().map(TextMark::step));
        if let Some(name) = applied.color.space() {
            let to = ("colorSpace".to_owned(), Parameter::Text(name.to_owned()));
            steps.push(step("c2pa.converted", vec![to]));
        } else if applied.converted {
            steps.push(step("c2pa.converted", Vec::new()));
        }
        steps
    }

    fn orientation(&self) -> Option<Step> {
        let mut parameters = Vec::new();
        if self.quarter_turns > 0 {
            parameters.push(integer("rotate", u32::from(self.quarter_turns) * 90));
        }
        if self.mirror {
            parameters.push(("mirror".to_owned(), Parameter::Text("horizontal".to_owned())));
        }
        if self.straighten != 0.0 {
            parameters.push(number("straighten", self.straighten));
        }
        (!parameters.is_empty()).then(|| step("c2pa.orientation", parameters))
    }
}

impl Region {
    /// Covering by means is a filter; what is painted over is a drawing.
    fn step(&self) -> Step {
        let (action, method) = match self.method {
            Cover::Blur => ("c2pa.filtered", "blur"),
            Cover::Pixelate => ("c2pa.filtered", "pixelate"),
            Cover::BlackOut => ("c2pa.drawing", "blackOut"),
        };
        let mut parameters = vec![("method".to_owned(), Parameter::Text(method.to_owned()))];
        parameters.extend(rect_parameters(&self.rect));
        step(action, parameters)
    }
}

impl Tone {
    fn step(&self) -> Option<Step> {
        let values = [
            ("exposure", self.exposure),
            ("contrast", self.contrast),
            ("highlights", self.highlights),
            ("shadows", self.shadows),
            ("temperature", self.temperature),
            ("tint", self.tint),
            ("saturation", self.saturation),
        ];
        let mut parameters: Vec<_> =
            values.into_iter().filter(|(_, value)| *value != 0.0).map(|(name, value)| number(name, value)).collect();
        if self.black_and_white {
            parameters.push(("blackAndWhite".to_owned(), Parameter::Text("rec709".to_owned())));
        }
        (!parameters.is_empty()).then(|| step("c2pa.adjustedColor", parameters))
    }
}

fn step(action: &str, parameters: Vec<(String, Parameter)>) -> Step {
    Step { parameters, ..Step::named(action) }
}

fn rect_parameters(rect: &Rect) -> Vec<(String, Parameter)> {
    vec![integer("x", rect.x), integer("y", rect.y), integer("width", rect.width), integer("height", rect.height)]
}

fn integer(name: &str, value: u32) -> (String, Parameter) {
    (name.to_owned(), Parameter::Integer(i64::from(value)))
}

fn number(name: &str, value: f64) -> (String, Parameter) {
    (name.to_owned(), Parameter::Number(value))
}

/// Whether the sides keep their ratio as well as whole pixels allow.
fn same_ratio((a, b): (u32, u32), (c, d): (u32, u32)) -> bool {
    let (a, b, c, d) = (f64::from(a), f64::from(b), f64::from(c), f64::from(d));
    (a * d - b * c).abs() <= a.max(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    const APPLIED: Applied = Applied {
        original: (400, 300),
        crop: None,
        cropped: (400, 300),
        result: (400, 300),
        converted: false,
        color: Color::Keep,
        lossless: false,
    };

    fn actions(edit: &Edit, applied: &Applied) -> Vec<String> {
        edit.steps(applied).into_iter().map(|step| step.action).collect()
    }

    #[test]
    fn nothing_done_is_nothing_recorded() {
        assert!(actions(&Edit::default(), &APPLIED).is_empty());
        assert_eq!(Edit::default().fault(), None);
    }

    #[test]
    fn every_kind_of_change_has_its_action_in_the_order_it_was_done() {
        let rect = Rect { x: 1, y: 2, width: 100, height: 50 };
        let edit = Edit {
            regions: vec![Region { rect, method: Cover::Pixelate }, Region { rect, method: Cover::BlackOut }],
            quarter_turns: 1,
            crop: Some(Crop::Rect(rect)),
            resize: Some(Resize::Within(50)),
            tone: Tone { exposure: 0.5, ..Tone::default() },
            sharpen: 20.0,
            ..Edit::default()
        };
        let applied = Applied { crop: Some(rect), cropped: (100, 50), result: (50, 25), converted: true, ..APPLIED };
        let expected = [
            "c2pa.filtered",
            "c2pa.drawing",
            "c2pa.orientation",
            "c2pa.cropped",
            "c2pa.resized.proportional",
            "c2pa.adjustedColor",
            "c2pa.filtered",
            "c2pa.converted",
        ];
        assert_eq!(actions(&edit, &applied), expected);
    }

    #[test]
    fn what_was_not_encoded_anew_says_so() {
        let rect = Rect { x: 0, y: 0, width: 8, height: 8 };
        let edit = Edit { mirror: true, crop: Some(Crop::Rect(rect)), ..Edit::default() };
        let applied = Applied { crop: Some(rect), cropped: (8, 8), result: (8, 8), ..APPLIED };
        let lossless = ("lossless".to_owned(), Parameter::Flag(true));
        assert!(edit.steps(&applied).iter().all(|step| !step.parameters.contains(&lossless)));
        let steps = edit.steps(&Applied { lossless: true, ..applied });
        assert!(steps.len() == 2 && steps.iter().all(|step| step.parameters.contains(&lossless)));
    }

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

    #[test]
    fn a_squeezed_picture_is_not_called_proportional() {
        let edit = Edit { resize: Some(Resize::Exact(200, 200)), ..Edit::default() };
        assert_eq!(actions(&edit, &Applied { result: (200, 200), ..APPLIED }), ["c2pa.resized"]);
        assert_eq!(actions(&edit, &Applied { result: (200, 150), ..APPLIED }), ["c2pa.resized.proportional"]);
    }

    #[test]
    fn values_out_of_range_are_named() {
        let faulty = |change: fn(&mut Edit)| {
            let mut edit = Edit::default();
            change(&mut edit);
            edit.fault()
        };
        assert_eq!(faulty(|edit| edit.tone.exposure = f64::NAN), Some("exposure"));
        assert_eq!(faulty(|edit| edit.tone.contrast = 101.0), Some("contrast"));
        assert_eq!(faulty(|edit| edit.straighten = 46.0), Some("straighten"));
        assert_eq!(faulty(|edit| edit.sharpen = -1.0), Some("sharpen"));
        assert_eq!(faulty(|edit| edit.quarter_turns = 4), Some("rotate"));
        assert_eq!(faulty(|edit| edit.crop = Some(Crop::Ratio(1, 0))), Some("crop"));
        assert_eq!(faulty(|edit| edit.resize = Some(Resize::Within(0))), Some("resize"));
    }
}
