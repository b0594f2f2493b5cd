//! Times as a person reads them: RFC 3339 in, local date and time out. No clock.

use jiff::tz::TimeZone;

use crate::locale;

/// `2026-11-04T13:02:00Z` → `4 Nov 2026, 14:02` in that zone; anything else is shown as it stands.
pub fn local(text: &str, zone: &TimeZone) -> String {
    let Ok(time) = text.parse::<jiff::Timestamp>() else { return locale::elide(text, 40) };
    time.to_zoned(zone.clone()).strftime(locale::text("date-and-time")).to_string()
}

/// The date alone.
pub fn local_date(text: &str, zone: &TimeZone) -> String {
    let Ok(time) = text.parse::<jiff::Timestamp>() else { return locale::elide(text, 40) };
    time.to_zoned(zone.clone()).strftime(locale::text("date-alone")).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_shown_in_the_persons_zone() {
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        assert_eq!(local("2026-11-04T13:02:00Z", &zone), "4 Nov 2026, 15:02");
        assert_eq!(local_date("2026-11-04T23:02:00Z", &zone), "5 Nov 2026");
    }

    #[test]
    fn what_is_no_time_is_shown_plainly() {
        assert_eq!(local("yester\nday", &TimeZone::UTC), "yester\\u{a}day");
    }
}
