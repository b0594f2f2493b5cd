//! Words and pictures that are put on a picture: which, where, how large. Pure; never touches pixels or files.
//!
//! Sizes are told in percent of the result's shorter side, so that one mark suits upright and wide pictures alike.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::edit::{Parameter, Step};

/// Longest text of a mark, in characters.
pub const MAX_CHARS: usize = 200;
/// Room between a mark and the edges of the picture, in percent of its shorter side.
pub const MARGIN_PERCENT: f64 = 2.5;
/// Least and greatest size of a mark, in percent.
pub const SIZE_PERCENT: (f64, f64) = (0.5, 100.0);

/// Words put on the picture, in Inter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct TextMark {
    pub text: String,
    pub at: Place,
    /// Size of the letters in percent of the result's shorter side.
    pub size: f64,
    /// 1 to 100 percent.
    pub opacity: f64,
    pub color: Ink,
    /// Repeated all over the picture; then `at` plays no part.
    pub tile: bool,
}

impl Default for TextMark {
    fn default() -> Self {
        Self {
            text: String::new(),
            at: Place::BottomRight,
            size: 4.0,
            opacity: 60.0,
            color: Ink::default(),
            tile: false,
        }
    }
}

/// A picture put on the picture. It becomes an ingredient of the copy, with the credentials that it has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct ImageMark {
    /// Path of the picture. In a recipe it is taken from the recipe's folder.
    pub file: String,
    pub at: Place,
    /// Its longer side in percent of the result's shorter side.
    pub size: f64,
    /// 1 to 100 percent.
    pub opacity: f64,
}

impl Default for ImageMark {
    fn default() -> Self {
        Self { file: String::new(), at: Place::BottomRight, size: 15.0, opacity: 100.0 }
    }
}

/// Where a mark stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each is the place of its name")]
pub enum Place {
    TopLeft,
    Top,
    TopRight,
    Left,
    Center,
    Right,
    BottomLeft,
    Bottom,
    #[default]
    BottomRight,
    /// The mark's middle, in percent of the width and of the height; it is moved so that it does not reach out of the picture.
    Percent(f64, f64),
}

/// A colour in sRGB; written as `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ink(pub [u8; 3]);

impl Default for Ink {
    fn default() -> Self {
        Self([255; 3])
    }
}

impl TextMark {
    /// Whether a value is out of its range; gives its name.
    pub fn fault(&self) -> Option<&'static str> {
        let chars = self.text.chars().count();
        match self {
            _ if self.text.trim().is_empty() || chars > MAX_CHARS => Some("watermark-text"),
            _ => fault(self.at, self.size, self.opacity),
        }
    }

    /// The record of it (C2PA 2.4 §18.15.4).
    pub(super) fn step(&self) -> Step {
        let mut step = Step::named("c2pa.addedText");
        let text = |name: &str, value: &str| (name.to_owned(), Parameter::Text(value.to_owned()));
        let place = if self.tile { "tiled".to_owned() } else { self.at.written() };
        step.parameters = vec![text("text", &self.text), text("font", "Inter"), text("position", &place)];
        step.parameters.push(("size".to_owned(), Parameter::Number(self.size)));
        step.parameters.push(("opacity".to_owned(), Parameter::Number(self.opacity)));
        step.parameters.push(text("color", &self.color.written()));
        step
    }
}

impl ImageMark {
    /// Whether a value is out of its range; gives its name.
    pub fn fault(&self) -> Option<&'static str> {
        match self {
            _ if self.file.trim().is_empty() => Some("watermark-image"),
            _ => fault(self.at, self.size, self.opacity),
        }
    }

    /// The record of it; the picture itself is the ingredient of this number among those that were put in.
    pub(super) fn step(&self, component: usize) -> Step {
        let mut step = Step::named("c2pa.placed");
        step.component = Some(component);
        step.parameters = vec![
            ("position".to_owned(), Parameter::Text(self.at.written())),
            ("size".to_owned(), Parameter::Number(self.size)),
            ("opacity".to_owned(), Parameter::Number(self.opacity)),
        ];
        step
    }
}

impl Place {
    /// The nine places with a name, in reading order.
    pub const NAMED: [Self; 9] = [
        Self::TopLeft,
        Self::Top,
        Self::TopRight,
        Self::Left,
        Self::Center,
        Self::Right,
        Self::BottomLeft,
        Self::Bottom,
        Self::BottomRight,
    ];

    /// The word in recipes and on the command line; none for a place in percent.
    pub fn key(self) -> Option<&'static str> {
        match self {
            Self::TopLeft => Some("top-left"),
            Self::Top => Some("top"),
            Self::TopRight => Some("top-right"),
            Self::Left => Some("left"),
            Self::Center => Some("center"),
            Self::Right => Some("right"),
            Self::BottomLeft => Some("bottom-left"),
            Self::Bottom => Some("bottom"),
            Self::BottomRight => Some("bottom-right"),
            Self::Percent(..) => None,
        }
    }

    /// As [`Self::written`] gives it.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(place) = Self::NAMED.into_iter().find(|place| place.key() == Some(text)) {
            return Some(place);
        }
        let (across, down) = text.split_once(',')?;
        let percent = |text: &str| -> Option<f64> {
            let value = text.trim().trim_end_matches('%').trim_end().parse().ok()?;
            (0.0..=100.0).contains(&value).then_some(value)
        };
        Some(Self::Percent(percent(across)?, percent(down)?))
    }

    /// In words or percent: `bottom-right`, `50%,20%`.
    pub fn written(self) -> String {
        match (self.key(), self) {
            (Some(key), _) => key.to_owned(),
            (None, Self::Percent(across, down)) => format!("{across}%,{down}%"),
            (None, _) => String::new(),
        }
    }

    /// Where the upper left corner of a mark of this size goes on a picture of that size, all in pixels. What is larger
    /// than the picture stands in its middle and is cut.
    pub fn corner(self, mark: (u32, u32), picture: (u32, u32)) -> (i64, i64) {
        let margin = f64::from(picture.0.min(picture.1)) * MARGIN_PERCENT / 100.0;
        let (across, down) = self.shares();
        let along = |share: f64, mark: u32, side: u32| {
            let (mark, side) = (f64::from(mark), f64::from(side));
            let room = side - mark;
            let at = match self {
                Self::Percent(..) => side * share - mark / 2.0,
                _ => margin + (room - 2.0 * margin) * share,
            };
            if room <= 0.0 { (room / 2.0).round() as i64 } else { at.clamp(0.0, room).round() as i64 }
        };
        (along(across, mark.0, picture.0), along(down, mark.1, picture.1))
    }

    /// From 0 to 1, across and down.
    fn shares(self) -> (f64, f64) {
        match self {
            Self::TopLeft => (0.0, 0.0),
            Self::Top => (0.5, 0.0),
            Self::TopRight => (1.0, 0.0),
            Self::Left => (0.0, 0.5),
            Self::Center => (0.5, 0.5),
            Self::Right => (1.0, 0.5),
            Self::BottomLeft => (0.0, 1.0),
            Self::Bottom => (0.5, 1.0),
            Self::BottomRight => (1.0, 1.0),
            Self::Percent(across, down) => (across / 100.0, down / 100.0),
        }
    }
}

impl Ink {
    /// `#rrggbb`, with or without the sign; also `white` and `black`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        match text.to_ascii_lowercase().as_str() {
            "white" => return Some(Self([255; 3])),
            "black" => return Some(Self([0; 3])),
            _ => {}
        }
        let digits = text.strip_prefix('#').unwrap_or(text);
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let number = u32::from_str_radix(digits, 16).ok()?;
        let [_, r, g, b] = number.to_be_bytes();
        Some(Self([r, g, b]))
    }

    /// `#rrggbb`.
    pub fn written(self) -> String {
        let [r, g, b] = self.0;
        format!("#{r:02x}{g:02x}{b:02x}")
    }
}

impl Serialize for Ink {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.written().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Ink {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("{text:?} is no colour such as #ffffff")))
    }
}

fn fault(at: Place, size: f64, opacity: f64) -> Option<&'static str> {
    let within = |value: f64, (low, high): (f64, f64)| value.is_finite() && (low..=high).contains(&value);
    match at {
        Place::Percent(across, down) if !within(across, (0.0, 100.0)) || !within(down, (0.0, 100.0)) => {
            Some("watermark-at")
        }
        _ if !within(size, SIZE_PERCENT) => Some("watermark-size"),
        _ if !within(opacity, (1.0, 100.0)) => Some("watermark-opacity"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_no_sense_is_named() {
        let text = |change: fn(&mut TextMark)| {
            let mut mark = TextMark { text: "© Ada".into(), ..TextMark::default() };
            change(&mut mark);
            mark.fault()
        };
        assert_eq!(text(|_| {}), None);
        assert_eq!(text(|mark| mark.text = "  ".into()), Some("watermark-text"));
        assert_eq!(text(|mark| mark.text = "x".repeat(MAX_CHARS + 1)), Some("watermark-text"));
        assert_eq!(text(|mark| mark.size = f64::NAN), Some("watermark-size"));
        assert_eq!(text(|mark| mark.opacity = 0.0), Some("watermark-opacity"));
        assert_eq!(text(|mark| mark.at = Place::Percent(50.0, 101.0)), Some("watermark-at"));
        assert_eq!(ImageMark::default().fault(), Some("watermark-image"));
    }

    #[test]
    fn places_and_colours_come_back_as_they_were_written() {
        for place in Place::NAMED.into_iter().chain([Place::Percent(12.5, 100.0)]) {
            assert_eq!(Place::parse(&place.written()), Some(place));
        }
        for wrong in ["", "middle", "1", "1,2,3", "101,0", "-1,0", "nan,0"] {
            assert_eq!(Place::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Ink::parse("#0a10FF").map(Ink::written).as_deref(), Some("#0a10ff"));
        for wrong in ["", "#12345", "#1234567", "red", "#12345g", "#+12345", "ééé"] {
            assert_eq!(Ink::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_mark_keeps_off_the_edges_and_never_leaves_the_picture() {
        assert_eq!(Place::BottomRight.corner((100, 50), (1000, 2000)), (875, 1925));
        assert_eq!(Place::TopLeft.corner((100, 50), (1000, 2000)), (25, 25));
        assert_eq!(Place::Center.corner((100, 50), (1000, 2000)), (450, 975));
        assert_eq!(Place::Percent(0.0, 100.0).corner((100, 50), (1000, 2000)), (0, 1950));
        assert_eq!(Place::Percent(50.0, 25.0).corner((100, 50), (1000, 2000)), (450, 475));
        assert_eq!(Place::TopLeft.corner((1200, 50), (1000, 2000)), (-100, 25));
        // A mark with less room than the margins stays inside.
        assert_eq!(Place::BottomRight.corner((990, 50), (1000, 2000)).0, 0);
    }
}
