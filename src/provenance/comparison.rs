//! What measuring found between a picture and one that was made from it by another program. Pure; an estimate, and told
//! as one: what was done there cannot be known from the pixels.

use serde::{Deserialize, Serialize};

use super::edit::{Parameter, Rect, Step};

/// Two pictures side by side. Sizes and places are in pixels of the whole upright pictures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// How well what stands out in one does in the other once they lie over each other, −1 to 1.
    pub similarity: f64,
    /// Degrees clockwise that the source was turned by: 0, 90, 180 or 270.
    pub rotate: u16,
    /// Left and right changed places, after turning.
    pub mirror: bool,
    pub source_size: (u32, u32),
    pub edited_size: (u32, u32),
    /// The part of the turned source that the edited picture shows; `None` for the whole.
    pub crop: Option<Rect>,
    /// The ratio of the sides changed.
    pub is_stretched: bool,
    pub tone: ToneChange,
    /// Strength of fine detail against that of the source at the same size; 1 is the same.
    pub detail: f64,
    /// Parts of the edited picture that differ by more than the change of tone explains.
    pub regions: Vec<Rect>,
    /// Only an embedded preview of one of them could be measured.
    pub of_previews: bool,
}

/// A change of brightness and colour over the whole picture.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ToneChange {
    /// Difference of the mean, in levels of 255.
    pub brightness: f64,
    /// Ratio of the spread of brightness.
    pub contrast: f64,
    /// Ratio of the mean strength of colour.
    pub saturation: f64,
    pub black_and_white: bool,
}

impl ToneChange {
    /// Whether it is more than saving and resizing make.
    pub fn is_noticeable(&self) -> bool {
        self.black_and_white
            || self.brightness.abs() > 2.5
            || (self.contrast - 1.0).abs() > 0.03
            || (self.saturation - 1.0).abs() > 0.06
    }
}

impl Comparison {
    /// Below this, two pictures are not taken for the same one.
    pub const SAME_PICTURE: f64 = 0.5;

    /// Whether the pair is alike enough to be taken for one picture.
    pub fn is_same_picture(&self) -> bool {
        self.similarity >= Self::SAME_PICTURE
    }

    /// Whether something of the source is out of sight in the edited picture.
    pub fn hides(&self) -> bool {
        self.crop.is_some() || !self.regions.is_empty()
    }

    /// What was measured, as the actions that it most likely was. `converted` names both types where they differ.
    pub fn steps(&self, converted: Option<(&str, &str)>) -> Vec<Step> {
        let mut steps = Vec::new();
        if self.rotate != 0 || self.mirror {
            let mut step = measured("c2pa.orientation");
            step.parameters.push(("rotate".to_owned(), Parameter::Integer(i64::from(self.rotate))));
            if self.mirror {
                step.parameters.push(("mirror".to_owned(), Parameter::Integer(1)));
            }
            steps.push(step);
        }
        if let Some(rect) = self.crop {
            let mut step = measured("c2pa.cropped");
            step.parameters.extend(place(rect));
            steps.push(step);
        }
        steps.extend(self.resized());
        steps.extend(self.toned());
        if self.is_filtered() {
            let mut step = measured("c2pa.filtered");
            step.parameters.push(("detail".to_owned(), Parameter::Number(rounded(self.detail))));
            steps.push(step);
        }
        for region in self.regions.iter().take(20) {
            let mut step = measured("c2pa.edited");
            step.parameters.extend(place(*region));
            steps.push(step);
        }
        if let Some((from, to)) = converted {
            let mut step = measured("c2pa.converted");
            step.parameters.push(("from".to_owned(), Parameter::Text(from.to_owned())));
            step.parameters.push(("to".to_owned(), Parameter::Text(to.to_owned())));
            steps.push(step);
        }
        steps
    }

    fn resized(&self) -> Option<Step> {
        let turned = if self.rotate % 180 == 90 { (self.source_size.1, self.source_size.0) } else { self.source_size };
        let shown = self.crop.map_or(turned, |rect| (rect.width, rect.height));
        let scale = f64::from(self.edited_size.0) / f64::from(shown.0.max(1));
        // A crop is measured to within a few pixels, so only a size that it cannot explain is one.
        let is_resized = if self.crop.is_some() { (scale - 1.0).abs() > 0.03 } else { self.edited_size != turned };
        if !is_resized && !self.is_stretched {
            return None;
        }
        let mut step = measured(if self.is_stretched { "c2pa.resized" } else { "c2pa.resized.proportional" });
        step.parameters.push(("width".to_owned(), Parameter::Integer(i64::from(self.edited_size.0))));
        step.parameters.push(("height".to_owned(), Parameter::Integer(i64::from(self.edited_size.1))));
        Some(step)
    }

    fn toned(&self) -> Option<Step> {
        if !self.tone.is_noticeable() {
            return None;
        }
        let mut step = measured("c2pa.adjustedColor");
        let number = |name: &str, value: f64| (name.to_owned(), Parameter::Number(rounded(value)));
        step.parameters.push(number("brightness", self.tone.brightness));
        step.parameters.push(number("contrast", self.tone.contrast));
        if self.tone.black_and_white {
            step.parameters.push(("black-and-white".to_owned(), Parameter::Integer(1)));
        } else {
            step.parameters.push(number("saturation", self.tone.saturation));
        }
        Some(step)
    }

    /// Resampling alone changes fine detail by a third.
    fn is_filtered(&self) -> bool {
        !(0.65..=1.45).contains(&self.detail)
    }
}

/// A step whose parameters were measured, not recorded.
fn measured(action: &str) -> Step {
    let parameters = vec![("measured".to_owned(), Parameter::Integer(1))];
    Step { parameters, ..Step::named(action) }
}

fn place(rect: Rect) -> [(String, Parameter); 4] {
    [("x", rect.x), ("y", rect.y), ("width", rect.width), ("height", rect.height)]
        .map(|(name, value)| (name.to_owned(), Parameter::Integer(i64::from(value))))
}

fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
