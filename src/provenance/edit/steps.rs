//! How an edit is recorded: each step as a C2PA action with what would let someone repeat it. Never touches pixels.

use serde::{Deserialize, Serialize};

use super::{CarriedMetadata, Color, Cover, Edit, Rect, Region, Resize, Tone};
use crate::provenance::redaction::Group;
use crate::provenance::watermark::TextMark;

/// The parameter that names the groups of removed metadata, separated by commas.
pub const REMOVED_GROUPS: &str = "removedGroups";

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

impl Edit {
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
    use super::super::Crop;
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
    fn a_squeezed_picture_is_not_called_proportional() {
        let edit = Edit { resize: Some(Resize::Exact(200, 200)), ..Edit::default() };
        assert_eq!(actions(&edit, &Applied { result: (200, 200), ..APPLIED }), ["c2pa.resized"]);
        assert_eq!(actions(&edit, &Applied { result: (200, 150), ..APPLIED }), ["c2pa.resized.proportional"]);
    }
}
