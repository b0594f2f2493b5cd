//! A step of an edit in plain words: what was done, and what is known of it. Never says more than its parameters do.

use serde_json::Value;

use super::{elide, export_steps, has, text, text_with};
use crate::provenance::edit::{Parameter, Step};
use crate::provenance::report::Action;

/// How the names of Lightmark's own parameters begin in a manifest.
const PARAMETERS: &str = "app.lightmark.";
/// Stands in a step that was measured afterwards.
const MEASURED: &str = "measured";
/// Longest text that is shown of one parameter, in characters.
const MAX_CHARS: usize = 120;
/// More details of one step are not shown.
const MAX_DETAILS: usize = 12;

/// An action's label in plain words; one that is not known is shown as it stands.
pub fn action(label: &str) -> String {
    let key = format!("action-{}", label.replace('.', "-"));
    if has(&key) {
        text(&key).to_owned()
    } else {
        text_with("action-unknown-label", &[("label", elide(label, 80).into())])
    }
}

/// The step in one line, as in “Cropped: 300 × 240 pixels, at 150, 90”.
pub fn line(step: &Step) -> String {
    let details = details(step);
    if details.is_empty() {
        return action(&step.action);
    }
    text_with("step-line", &[("action", action(&step.action).into()), ("details", details.join(", ").into())])
}

/// A recorded action in one line, with those of its parameters that Lightmark writes.
pub fn recorded(action: &Action) -> String {
    let parameters = action.parameters.as_object().into_iter().flatten();
    let own = parameters.filter_map(|(name, value)| {
        let value = match value {
            Value::Bool(on) => Parameter::Flag(*on),
            Value::String(text) => Parameter::Text(text.clone()),
            Value::Number(number) => match number.as_i64() {
                Some(whole) => Parameter::Integer(whole),
                None => Parameter::Number(number.as_f64()?),
            },
            _ => return None,
        };
        Some((name.strip_prefix(PARAMETERS)?.to_owned(), value))
    });
    // The engine gives them in another order each time.
    let mut own: Vec<(String, Parameter)> = own.collect();
    own.sort_by(|(one, _), (other, _)| one.cmp(other));
    own.truncate(MAX_DETAILS);
    line(&Step { parameters: own, ..Step::named(&action.action) })
}

/// Whether what is known of a recorded action was measured afterwards, not told by the program that did it.
pub fn is_measured(action: &Action) -> bool {
    action.parameters.get(format!("{PARAMETERS}{MEASURED}")).is_some()
}

/// What is known of the step, each in a few words.
pub fn details(step: &Step) -> Vec<String> {
    let number = |name: &str| {
        step.parameters.iter().find(|(own, _)| own == name).and_then(|(_, value)| match value {
            Parameter::Integer(value) => Some(*value as f64),
            Parameter::Number(value) => Some(*value),
            Parameter::Flag(on) => Some(f64::from(u8::from(*on))),
            Parameter::Text(_) => None,
        })
    };
    // Measuring tells ratios where an export tells the place of its slider.
    let is_measured = step.parameters.iter().any(|(name, _)| name == MEASURED);
    let mut words = Vec::new();
    if !is_measured {
        words.extend(export_steps::method(step));
        words.extend(export_steps::mark(step));
    }
    if let Some(degrees) = number("rotate").filter(|degrees| *degrees != 0.0) {
        words.push(text_with("step-rotated", &[("degrees", shown(degrees).into())]));
    }
    // Measured as a number, and told by an export as the direction.
    let is_told =
        |name: &str| step.parameters.iter().any(|(own, value)| own == name && matches!(value, Parameter::Text(_)));
    if number("mirror").is_some_and(|on| on != 0.0) || is_told("mirror") {
        words.push(text("step-mirrored").to_owned());
    }
    let pair = |key: &str, names: [&'static str; 2]| {
        let [a, b] = names;
        Some(text_with(key, &[(a, shown(number(a)?).into()), (b, shown(number(b)?).into())]))
    };
    words.extend(pair("step-size", ["width", "height"]));
    words.extend(pair("step-place", ["x", "y"]));
    if let Some(levels) = number("brightness").filter(|levels| *levels != 0.0) {
        let key = if levels > 0.0 { "step-brighter" } else { "step-darker" };
        words.push(text_with(key, &[("levels", format!("{:.0}", levels.abs()).into())]));
    }
    for (name, key) in [("contrast", "step-contrast"), ("saturation", "step-saturation"), ("detail", "step-detail")] {
        if let Some(ratio) = number(name).filter(|_| is_measured) {
            words.push(text_with(key, &[("percent", format!("{:.0}", ratio * 100.0).into())]));
        }
    }
    if number("black-and-white").is_some_and(|on| on != 0.0) {
        words.push(text("step-black-and-white").to_owned());
    }
    if is_measured {
        words.extend(step.parameters.iter().filter_map(|(name, value)| other(name, value)));
    } else {
        words.extend(export_steps::adjustments(step));
        let rest = step.parameters.iter().filter(|(name, value)| !export_steps::is_told(step, name, value));
        words.extend(rest.filter_map(|(name, value)| other(name, value)));
    }
    words.extend(converted(step));
    words.truncate(MAX_DETAILS);
    if step.parameters.contains(&("lossless".to_owned(), Parameter::Flag(true))) {
        words.push(text("step-lossless").to_owned());
    }
    words
}

/// What has no words of its own, as it stands.
fn other(name: &str, value: &Parameter) -> Option<String> {
    const TOLD: [&str; 12] = [
        MEASURED,
        "lossless",
        "rotate",
        "mirror",
        "width",
        "height",
        "x",
        "y",
        "brightness",
        "black-and-white",
        "from",
        "to",
    ];
    const RATIOS: [&str; 3] = ["contrast", "saturation", "detail"];
    if TOLD.contains(&name) || (RATIOS.contains(&name) && !matches!(value, Parameter::Text(_))) {
        return None;
    }
    let value = match value {
        Parameter::Flag(value) => value.to_string(),
        Parameter::Integer(value) => value.to_string(),
        Parameter::Number(value) => shown(*value),
        Parameter::Text(value) => elide(value, MAX_CHARS),
    };
    if name == "description" {
        return Some(value);
    }
    Some(text_with("step-other", &[("name", elide(name, 40).into()), ("value", value.into())]))
}

fn converted(step: &Step) -> Option<String> {
    let named = |name: &str| {
        step.parameters.iter().find(|(own, _)| own == name).and_then(|(_, value)| match value {
            Parameter::Text(value) => Some(elide(value.trim_start_matches("image/"), 40)),
            _ => None,
        })
    };
    Some(text_with("step-from-to", &[("from", named("from")?.into()), ("to", named("to")?.into())]))
}

/// Whole numbers without a point, others with at most two places.
pub(super) fn shown(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(action: &str, parameters: &[(&str, Parameter)]) -> Step {
        let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        Step { parameters, ..Step::named(action) }
    }

    #[test]
    fn what_was_measured_is_told_in_words() {
        use Parameter::{Integer, Number, Text};
        let crop = [("measured", 1), ("x", 150), ("y", 90), ("width", 300), ("height", 240)];
        let crop = crop.map(|(name, value)| (name, Integer(value)));
        assert_eq!(line(&step("c2pa.cropped", &crop)), "Cropped: 300 × 240 pixels, at 150, 90");
        let tone = [
            ("measured", Integer(1)),
            ("brightness", Number(-12.4)),
            ("contrast", Number(1.1)),
            ("black-and-white", Integer(1)),
        ];
        assert_eq!(
            line(&step("c2pa.adjustedColor", &tone)),
            "Colours adjusted: darker by 12 of 255 levels, contrast at 110 percent, black and white"
        );
        let to = [("from", Text("image/jpeg".into())), ("to", Text("image/png".into()))];
        assert_eq!(line(&step("c2pa.converted", &to)), "Converted to another format: from jpeg to png");
    }

    #[test]
    fn a_recorded_action_is_told_by_our_own_parameters_alone() {
        let parameters = serde_json::json!({
            "app.lightmark.measured": 1, "app.lightmark.width": 300, "app.lightmark.height": 240,
            "org.example.width": 9, "app.lightmark.nested": { "x": 1 },
        });
        let action = serde_json::json!({ "action": "c2pa.cropped", "parameters": parameters });
        let action: Action = serde_json::from_value(action).unwrap();
        assert_eq!(recorded(&action), "Cropped: 300 × 240 pixels");
        assert!(is_measured(&action));
        let bare: Action = serde_json::from_value(serde_json::json!({ "action": "c2pa.cropped" })).unwrap();
        assert_eq!(recorded(&bare), "Cropped");
        assert!(!is_measured(&bare));
    }

    #[test]
    fn what_was_done_without_re_encoding_says_so() {
        let told = |lossless: serde_json::Value| {
            let parameters = serde_json::json!({
                "app.lightmark.rotate": 90, "app.lightmark.mirror": "horizontal", "app.lightmark.lossless": lossless,
            });
            let action = serde_json::json!({ "action": "c2pa.orientation", "parameters": parameters });
            recorded(&serde_json::from_value(action).unwrap())
        };
        assert!(
            told(true.into()).ends_with("by 90° clockwise, left and right changed places, without re-encoding"),
            "{}",
            told(true.into())
        );
        for other in [serde_json::json!(false), serde_json::json!("true"), serde_json::json!(1)] {
            assert!(told(other).ends_with("by 90° clockwise, left and right changed places"));
        }
    }

    #[test]
    fn what_has_no_words_is_shown_as_it_stands_without_control_characters() {
        let odd = step("org.example.magic", &[("strength", Parameter::Text("a\u{202e}b\n".into()))]);
        let said = line(&odd);
        assert!(said.starts_with("Other action (org.example.magic): strength a"), "{said}");
        assert!(!said.contains(['\n', '\u{202e}']), "{said}");
        assert_eq!(line(&Step::named("c2pa.cropped")), "Cropped");
    }
}
