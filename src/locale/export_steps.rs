//! What Lightmark's own export records of an edit, in words: the place of a slider, how a part was covered. Never what
//! was measured afterwards, whose numbers of the same name are ratios.

use super::steps::shown;
use super::{elide, has, text, text_with};
use crate::provenance::edit::{Parameter, Step};

/// Sliders from -100 to 100, in the order of the editor.
const SLIDERS: [&str; 6] = ["contrast", "highlights", "shadows", "temperature", "tint", "saturation"];

/// What was done to a part or to the whole, as in “blurred”.
pub(super) fn method(step: &Step) -> Option<String> {
    let (_, value) = step.parameters.iter().find(|(name, value)| name == "method" && is_told(step, name, value))?;
    let Parameter::Text(method) = value else { return None };
    let words = text(&format!("export-step-{method}")).to_owned();
    Some(match number(step, "amount") {
        Some(amount) => text_with("export-step-by", &[("what", words.into()), ("amount", shown(amount).into())]),
        None => words,
    })
}

/// What was put over the picture: its words and where. How it looks still stands among the parameters.
pub(super) fn mark(step: &Step) -> Vec<String> {
    let told = |name: &str| {
        let found = step.parameters.iter().find(|(own, value)| own == name && is_told(step, name, value));
        found.and_then(|(_, value)| if let Parameter::Text(text) = value { Some(text) } else { None })
    };
    let words = told("text").map(|words| text_with("export-step-words", &[("words", elide(words, 80).into())]));
    let place = told("position").map(|place| match place.as_str() {
        "tiled" => text("export-step-tiled").to_owned(),
        place => text_with("export-step-position", &[("place", elide(place, 40).replace('-', " ").into())]),
    });
    words.into_iter().chain(place).collect()
}

/// What the sliders and choices of the editor came to.
pub(super) fn adjustments(step: &Step) -> Vec<String> {
    let amount = |name: &str| Some(signed(number(step, name).filter(|value| *value != 0.0)?));
    let mut words = Vec::new();
    let with = |key: &str, amount: String| text_with(key, &[("amount", amount.into())]);
    words.extend(number(step, "straighten").map(|degrees| with("export-step-straighten", signed(degrees))));
    words.extend(amount("exposure").map(|amount| with("export-step-exposure", amount)));
    for name in SLIDERS {
        words.extend(amount(name).map(|amount| with(&format!("export-step-{name}"), amount)));
    }
    let chosen = step.parameters.iter().filter(|(name, value)| is_told(step, name, value));
    words.extend(chosen.filter_map(|(name, value)| match (name.as_str(), value) {
        ("blackAndWhite", _) => Some(text("step-black-and-white").to_owned()),
        ("carriedMetadata", Parameter::Text(choice)) => Some(text(&format!("export-step-kept-{choice}")).to_owned()),
        ("metadata", _) => Some(text("export-step-rights-written").to_owned()),
        _ => None,
    }));
    words
}

/// Whether this parameter is told by the two above, or would tell a reader nothing: the filter by which a picture was
/// made smaller still stands among the parameters.
pub(super) fn is_told(step: &Step, name: &str, value: &Parameter) -> bool {
    let is_number = matches!(value, Parameter::Number(_) | Parameter::Integer(_));
    let is_mark = ["c2pa.addedText", "c2pa.placed"].contains(&step.action.as_str());
    match (name, value) {
        ("text" | "position" | "font" | "color", Parameter::Text(_)) => is_mark,
        ("size" | "opacity", _) if is_mark => is_number,
        ("method", Parameter::Text(method)) => {
            ["blur", "pixelate", "blackOut", "sharpen"].contains(&method.as_str()) && step.component.is_none()
        }
        ("carriedMetadata", Parameter::Text(choice)) => {
            choice.chars().all(|c| c.is_ascii_lowercase()) && has(&format!("export-step-kept-{choice}"))
        }
        ("filter", Parameter::Text(filter)) => filter == "lanczos3",
        ("blackAndWhite", Parameter::Text(weights)) => weights == "rec709",
        ("metadata", Parameter::Text(what)) => what == "rights",
        ("amount", _) => is_number && method(step).is_some(),
        ("exposure" | "straighten", _) => is_number,
        _ => is_number && SLIDERS.contains(&name),
    }
}

fn number(step: &Step, name: &str) -> Option<f64> {
    step.parameters.iter().find(|(own, _)| own == name).and_then(|(_, value)| match value {
        Parameter::Integer(value) => Some(*value as f64),
        Parameter::Number(value) => Some(*value),
        Parameter::Flag(_) | Parameter::Text(_) => None,
    })
}

/// With its sign, as a slider shows it.
fn signed(value: f64) -> String {
    let sign = if value < 0.0 { "−" } else { "+" };
    format!("{sign}{}", shown(value.abs()))
}

#[cfg(test)]
mod tests {
    use super::super::steps;
    use super::*;
    use crate::provenance::edit::{Applied, CarriedMetadata, Cover, Crop, Edit, Rect, Region, Tone};
    use crate::provenance::report::Action;

    fn recorded(step: &Step) -> String {
        let parameters: serde_json::Map<String, serde_json::Value> = step
            .parameters
            .iter()
            .map(|(name, value)| {
                let value = match value {
                    Parameter::Flag(on) => serde_json::json!(on),
                    Parameter::Integer(number) => serde_json::json!(number),
                    Parameter::Number(number) => serde_json::json!(number),
                    Parameter::Text(text) => serde_json::json!(text),
                };
                (format!("app.lightmark.{name}"), value)
            })
            .collect();
        let action = serde_json::json!({ "action": step.action, "parameters": parameters });
        steps::recorded(&serde_json::from_value::<Action>(action).unwrap())
    }

    #[test]
    fn an_export_is_told_as_the_editor_showed_it() {
        let rect = Rect { x: 50, y: 60, width: 200, height: 120 };
        let edit = Edit {
            regions: vec![Region { rect, method: Cover::Blur }],
            crop: Some(Crop::Rect(rect)),
            straighten: -1.5,
            tone: Tone { exposure: 0.4, contrast: 12.0, shadows: -7.5, black_and_white: true, ..Tone::default() },
            sharpen: 20.0,
            ..Edit::default()
        };
        let applied = Applied { original: (400, 300), cropped: (200, 120), result: (100, 60), ..Applied::default() };
        let told: Vec<String> = edit.steps(&Applied { crop: Some(rect), ..applied }).iter().map(recorded).collect();
        let expected = [
            "Filter applied: blurred, 200 × 120 pixels, at 50, 60",
            "Turned or mirrored: straightened by −1.5°",
            "Cropped: 200 × 120 pixels, at 50, 60",
            "Resized in proportion: 100 × 60 pixels",
            "Colours adjusted: exposure +0.4 EV, contrast +12, shadows −7.5, black and white",
            "Filter applied: sharpened by 20",
        ];
        assert_eq!(told, expected);
        for choice in [CarriedMetadata::None, CarriedMetadata::Public, CarriedMetadata::Marketing, CarriedMetadata::All]
        {
            let told = recorded(&Step::metadata_carried(choice));
            assert!(!told.contains("carriedMetadata") && !told.contains("export-step"), "{told}");
        }
        assert_eq!(recorded(&Step::rights_written()), "Metadata edited: the stated rights were written into it");
    }

    #[test]
    fn a_watermark_is_told_by_its_words_and_place() {
        use crate::provenance::watermark::{ImageMark, TextMark};
        let words = TextMark { text: "© Ana".into(), ..TextMark::default() };
        let picture = ImageMark { file: "logo.png".into(), ..ImageMark::default() };
        let edit = Edit { watermark_text: Some(words), watermark_image: Some(picture), ..Edit::default() };
        let applied = Applied { original: (9, 9), cropped: (9, 9), result: (9, 9), ..Applied::default() };
        let told: Vec<String> = edit.steps(&applied).iter().map(recorded).collect();
        assert_eq!(told, ["Another file placed in it: bottom right", "Text added: “© Ana”, bottom right"]);
    }

    #[test]
    fn values_that_the_editor_does_not_write_are_shown_as_they_stand() {
        let odd = |name: &str, value: &str| {
            let parameters = vec![(name.to_owned(), Parameter::Text(value.to_owned()))];
            recorded(&Step { parameters, ..Step::named("c2pa.filtered") })
        };
        assert_eq!(odd("method", "swirl"), "Filter applied: method swirl");
        assert_eq!(odd("contrast", "strong"), "Filter applied: contrast strong");
        assert_eq!(odd("carriedMetadata", "by-all"), "Filter applied: carriedMetadata by-all");
        assert_eq!(odd("amount", "5"), "Filter applied: amount 5");
    }
}
