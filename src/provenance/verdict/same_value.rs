//! Whether two texts say the same of a field: the one in a signed statement, the other as EXIF is shown, with units and
//! in words. Where that cannot be told, neither agreement nor contradiction is claimed.

/// What comparing two values came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Same,
    Other,
    /// A number beside a word, say: `6` and `rotated to the right`.
    Unknown,
}

/// Compares a stated value with a found one.
pub(super) fn compare(stated: &str, found: &str) -> Comparison {
    let (stated, found) = (stated.trim(), found.trim());
    let of = |is_same| if is_same { Comparison::Same } else { Comparison::Other };
    // XMP writes a Boolean as `True` (XMP Part 1 §8.2.1.1), JSON as `true`.
    let is_flag = |text: &str| text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false");
    if stated == found || (is_flag(stated) && stated.eq_ignore_ascii_case(found)) {
        return Comparison::Same;
    }
    if let (Some(one), Some(other)) = (date(stated), date(found)) {
        // One may tell seconds or a zone that the other leaves out.
        let shared = one.len().min(other.len());
        return of(one.get(..shared) == other.get(..shared));
    }
    if let (Some(one), Some(other)) = (position(stated), position(found)) {
        return of((one - other).abs() < 2e-5);
    }
    match (number(stated), number(found)) {
        // Writers round to three places or so.
        (Some(one), Some(other)) => of((one - other).abs() <= 1e-3 * one.abs().max(other.abs())),
        (None, None) => of(false),
        _ => Comparison::Unknown,
    }
}

/// The digits of a date with a year, a month and a day, as EXIF and as ISO 8601 write it; of the time as far as seconds.
fn date(text: &str) -> Option<String> {
    let separators = text.chars().filter(|c| matches!(c, '-' | ':')).count();
    let is_date = text.len() >= 10
        && separators >= 2
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ':' | ' ' | 'T' | '.' | '+' | 'Z'))
        && text.chars().take(4).all(|c| c.is_ascii_digit())
        && matches!(text.chars().nth(4), Some('-' | ':'));
    if !is_date {
        return None;
    }
    let end =
        text.char_indices().skip(11).find(|(_, c)| matches!(c, '+' | '-' | 'Z' | '.')).map_or(text.len(), |(at, _)| at);
    Some(text.get(..end)?.chars().filter(char::is_ascii_digit).take(14).collect())
}

/// Degrees of a position: `48,12.5N` as in XMP, `48 deg 12 min 30 sec N` as EXIF is shown.
fn position(text: &str) -> Option<f64> {
    let sign = match text.chars().last()? {
        'N' | 'E' => 1.0,
        'S' | 'W' => -1.0,
        _ => return None,
    };
    let parts = text.split(|c: char| !c.is_ascii_digit() && c != '.').filter(|part| !part.is_empty());
    let parts: Vec<f64> = parts.map(|part| part.parse().ok()).collect::<Option<_>>()?;
    match parts.as_slice() {
        [degrees] => Some(sign * degrees),
        [degrees, minutes] => Some(sign * (degrees + minutes / 60.0)),
        [degrees, minutes, seconds] => Some(sign * (degrees + minutes / 60.0 + seconds / 3600.0)),
        _ => None,
    }
}

/// A number or a fraction, alone or with its unit: `1/250`, `1/250 s`, `f/5.6`, `-0.3 EV`, `72 pixels per inch`.
fn number(text: &str) -> Option<f64> {
    let text = text.strip_prefix("f/").unwrap_or(text);
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '/' | '-' | '+')).unwrap_or(text.len());
    let (digits, unit) = text.split_at_checked(end)?;
    // What begins with digits and goes on without a space is a name, such as a camera's.
    if digits.is_empty() || !(unit.is_empty() || unit.starts_with(' ')) {
        return None;
    }
    let known = ["", "s", "mm", "EV", "m", "km/h", "%", "pixels", "deg"];
    if !known.contains(&unit.split_whitespace().next().unwrap_or_default()) {
        return None;
    }
    let value = match digits.split_once('/') {
        Some((above, below)) => above.parse::<f64>().ok()? / below.parse::<f64>().ok()?,
        None => digits.parse().ok()?,
    };
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_value_is_known_in_the_ways_it_is_written() {
        use Comparison::{Other, Same, Unknown};
        for (stated, found, expected) in [
            ("NIKON ", "NIKON", Same),
            ("NIKON", "Canon", Other),
            ("1/250", "1/250 s", Same),
            ("0.004", "1/250 s", Same),
            ("1/125", "1/250 s", Other),
            ("5.6", "f/5.6", Same),
            ("56/10", "f/5.6", Same),
            ("5.6", "f/8", Other),
            ("50", "50 mm", Same),
            ("2026-05-04T10:00:00", "2026:05:04 10:00:00", Same),
            ("2026-05-04T10:00:00.5+02:00", "2026:05:04 10:00:00", Same),
            ("2026-05-04", "2026:05:04 10:00:00", Same),
            ("2026-05-04T10:00:01Z", "2026:05:04 10:00:00", Other),
            ("2025-05-04", "2026-05-04", Other),
            ("48,12.0N", "48 deg 12 min 0 sec N", Same),
            ("48,12.0S", "48 deg 12 min 0 sec N", Other),
            ("16,24.0E", "16 deg 23 min 60 sec E", Same),
            ("6", "row 0 at right and column 0 at top", Unknown),
            ("1", "centered", Unknown),
            ("5D", "5 D", Other),
            ("true", "True", Same),
            ("true", "False", Other),
            ("True story", "true story", Other),
            ("10 apples", "10 pears", Other),
            ("", "x", Other),
        ] {
            assert_eq!(compare(stated, found), expected, "{stated} | {found}");
            assert_eq!(compare(found, stated), expected, "{found} | {stated}");
        }
    }
}
