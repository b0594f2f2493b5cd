//! Strangers' text made safe to show: control and direction characters become visible, length is bounded.

/// The text on one line, with control characters, line ends and direction overrides written as `\u{…}`.
///
/// Names from files may hold anything; what is shown must not be able to imitate another line, hide its end or
/// turn the reading direction (Unicode UAX #9, "Trojan source").
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unsafe(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// The text made plain and cut in the middle to at most `max_chars` characters, with `…` where it was cut.
pub fn elide(text: &str, max_chars: usize) -> String {
    // Nothing past this can be shown, so a hostile megabyte is not walked.
    let head_limit = max_chars.saturating_mul(2).saturating_add(64);
    let short = text.chars().nth(head_limit).is_none();
    let safe: Vec<char> =
        if short { plain(text).chars().collect() } else { plain(&both_ends(text, max_chars)).chars().collect() };
    if safe.len() <= max_chars {
        return safe.into_iter().collect();
    }
    let keep = max_chars.saturating_sub(1);
    let tail = keep / 3;
    let head = keep - tail;
    let mut out: String = safe.iter().take(head).collect();
    out.push('…');
    out.extend(safe.iter().skip(safe.len().saturating_sub(tail)));
    out
}

fn both_ends(text: &str, chars: usize) -> String {
    let head: String = text.chars().take(chars).collect();
    let mut tail: Vec<char> = text.chars().rev().take(chars).collect();
    tail.reverse();
    head + &tail.into_iter().collect::<String>()
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_and_direction_overrides_become_visible() {
        assert_eq!(plain("a\nb\u{202E}gpj.exe"), "a\\u{a}b\\u{202e}gpj.exe");
    }

    #[test]
    fn ordinary_scripts_stay_as_they_are() {
        assert_eq!(plain("渋谷 ليلى Ñandú 👍"), "渋谷 ليلى Ñandú 👍");
    }

    #[test]
    fn long_text_is_cut_in_the_middle_and_keeps_its_end() {
        let name = format!("{}.jpg", "x".repeat(10_000));
        let short = elide(&name, 30);
        assert_eq!(short.chars().count(), 30);
        assert!(short.ends_with(".jpg"));
        assert!(short.contains('…'));
    }
}
