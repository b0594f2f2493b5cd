//! A date that went, as other stores write it: seconds since 1904 and 1970 in all widths, ICC, PNG, and text. Words and
//! numbers only; never reads a file.

use jiff::civil::DateTime;

use crate::provenance::redaction::{Fate, Group, Item};

/// From 1904, where QuickTime begins to count (ISO/IEC 14496-12 §8.2.2), to 1970.
const SINCE_1904: i64 = 2_082_844_800;
/// What Lightmark itself writes where a date has to be.
const NEUTRAL: &str = "1980-01-01T00:00:00";
/// Dates before this are a clock that was never set.
const FIRST_YEAR: i16 = 1990;

/// A dropped moment with its spellings.
pub(super) struct Moment {
    /// Which of the items it belongs to.
    pub(super) item: usize,
    /// So long that none of them is a chance find.
    pub(super) long: Vec<Vec<u8>>,
    /// Of four bytes: such a number is in any large file by chance.
    pub(super) short: Vec<Vec<u8>>,
}

/// The moments that go. One that is kept in another place on purpose is no leak.
pub(super) fn dropped(items: &[Item]) -> Vec<Moment> {
    let all: Vec<(usize, &Item, Vec<DateTime>)> = items
        .iter()
        .enumerate()
        .filter(|(_, item)| item.group == Group::Time)
        .map(|(index, item)| (index, item, read(&item.value)))
        .collect();
    let kept: Vec<DateTime> = all
        .iter()
        .filter(|(_, item, _)| item.fate != Fate::Dropped)
        .flat_map(|(_, _, moments)| moments.iter().copied())
        .collect();
    let mut seen = kept;
    let mut found = Vec::new();
    for (item, _, moments) in all.iter().filter(|(_, item, _)| item.fate == Fate::Dropped) {
        for moment in moments {
            if seen.contains(moment) {
                continue;
            }
            seen.push(*moment);
            found.extend(spelled(*item, *moment));
        }
    }
    found
}

/// The moment that a text states, as it stands and in universal time; none where it is not whole.
fn read(text: &str) -> Vec<DateTime> {
    let mut digits = text.bytes().filter(u8::is_ascii_digit).map(|digit| i16::from(digit - b'0'));
    let mut number = |count: usize| (0..count).try_fold(0, |sum: i16, _| Some(sum * 10 + digits.next()?));
    let Some(year) = number(4) else { return Vec::new() };
    let mut two = || number(2).and_then(|value| i8::try_from(value).ok());
    let (Some(month), Some(day), Some(hour), Some(minute), Some(second)) = (two(), two(), two(), two(), two()) else {
        return Vec::new();
    };
    let Ok(moment) = DateTime::new(year, month, day, hour, minute, second, 0) else { return Vec::new() };
    if year < FIRST_YEAR || moment.to_string() == NEUTRAL {
        return Vec::new();
    }
    let zoned: Option<jiff::Timestamp> = text.trim().parse().ok();
    let universal = zoned.map(|moment| moment.to_zoned(jiff::tz::TimeZone::UTC).datetime());
    let universal = universal.and_then(|moment| moment.with().subsec_nanosecond(0).build().ok());
    let universal = universal.filter(|universal| *universal != moment);
    std::iter::once(moment).chain(universal).collect()
}

fn spelled(item: usize, moment: DateTime) -> Option<Moment> {
    let since_1970 = moment.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second();
    let since_1904 = since_1970 + SINCE_1904;
    let (mut long, mut short) = (Vec::new(), Vec::new());
    for seconds in [since_1970, since_1904] {
        long.push(seconds.to_be_bytes().to_vec());
        long.push(seconds.to_string().into_bytes());
        if let Ok(seconds) = u32::try_from(seconds) {
            short.push(seconds.to_be_bytes().to_vec());
            short.push(seconds.to_le_bytes().to_vec());
        }
    }
    let (year, month, day) = (moment.year(), moment.month(), moment.day());
    let (hour, minute, second) = (moment.hour(), moment.minute(), moment.second());
    // Six numbers of two bytes (ICC.1 §4.2), and the year and five bytes (ISO/IEC 15948 §11.3.5.1).
    let parts = [month, day, hour, minute, second];
    let icc = std::iter::once(year).chain(parts.map(i16::from));
    long.push(icc.flat_map(i16::to_be_bytes).collect());
    long.push(year.to_be_bytes().into_iter().chain(parts.map(i8::cast_unsigned)).collect());
    for (date, middle, time) in
        [(":", " ", ":"), ("-", "T", ":"), ("-", " ", ":"), ("", "T", ""), ("", "_", ""), ("", "", "")]
    {
        let text =
            format!("{year:04}{date}{month:02}{date}{day:02}{middle}{hour:02}{time}{minute:02}{time}{second:02}");
        long.extend(super::search::spellings(text.as_bytes()));
    }
    Some(Moment { item, long, short })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(value: &str, fate: Fate) -> Item {
        Item {
            store: "EXIF Exif".into(),
            group: Group::Time,
            tag: "0x9003".into(),
            name: "DateTimeOriginal".into(),
            value: value.into(),
            at: 0,
            length_bytes: 20,
            fate,
        }
    }

    #[test]
    fn a_moment_is_known_in_every_store() {
        let moments = dropped(&[item("2020:01:02 03:04:05", Fate::Dropped)]);
        let one = moments.first().unwrap();
        assert_eq!(moments.len(), 1);
        // As ffmpeg writes it into `mvhd`, version 0 and 1.
        assert!(one.short.contains(&vec![0xDA, 0x33, 0x0E, 0x25]), "{:02X?}", one.short);
        assert!(one.long.contains(&vec![0, 0, 0, 0, 0xDA, 0x33, 0x0E, 0x25]));
        assert!(one.long.contains(&b"1577934245".to_vec()));
        assert!(one.long.contains(&vec![7, 228, 1, 2, 3, 4, 5]));
        assert!(one.long.contains(&b"2020-01-02T03:04:05".to_vec()));
        assert!(one.long.contains(&b"20200102_030405".to_vec()));
    }

    #[test]
    fn a_time_zone_is_minded() {
        let moments = dropped(&[item("2020-01-02T03:04:05.5+02:00", Fate::Dropped)]);
        assert_eq!(moments.len(), 2);
        assert!(moments.iter().any(|moment| moment.long.contains(&b"2020:01:02 01:04:05".to_vec())));
    }

    #[test]
    fn what_is_kept_elsewhere_or_says_nothing_is_not_looked_for() {
        let kept = [item("2020:01:02 03:04:05", Fate::Dropped), item("2020-01-02T03:04:05", Fate::Kept)];
        assert!(dropped(&kept).is_empty());
        for value in ["", "0000:00:00 00:00:00", "2020:01:02", "1980-01-01T00:00:00Z", "2020:13:02 03:04:05", "12"] {
            assert!(dropped(&[item(value, Fate::Dropped)]).is_empty(), "{value}");
        }
    }
}
