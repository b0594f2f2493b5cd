//! A place that went, as other stores write it: ISO 6709, degrees and minutes, decimal numbers, EXIF's rationals in both
//! byte orders, fixed-point and floating numbers. Compares numbers, so that rounding hides nothing. Never reads a file.

use crate::provenance::redaction::{Fate, Group, Item};

/// Decimals that a number in text needs to say where something is: two are about a kilometre.
const DECIMALS: usize = 2;
/// How far two numbers of one position may stand from each other, in bytes.
const APART: usize = 40;
/// How near a rational has to be, in degrees: about ten metres.
const NEAR: f64 = 0.000_1;

/// A latitude with its longitude, in degrees, without the side of the equator or of Greenwich: stores write the sides
/// in too many ways.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Position {
    pub(super) item: usize,
    latitude: f64,
    longitude: f64,
    is_south: bool,
    is_west: bool,
}

/// The positions that go, each once. One that is kept in another place on purpose is no leak.
pub(super) fn dropped(items: &[Item]) -> Vec<Position> {
    let kept = stated(items, |fate| fate != Fate::Dropped);
    let mut found: Vec<Position> = Vec::new();
    for one in stated(items, |fate| fate == Fate::Dropped) {
        let is_known = |other: &&Position| near(one.latitude, other.latitude) && near(one.longitude, other.longitude);
        // Nought and nought is what is written where nothing is known.
        let is_nowhere = near(one.latitude, 0.0) && near(one.longitude, 0.0);
        if !is_nowhere && kept.iter().chain(&found).find(is_known).is_none() {
            found.push(one);
        }
    }
    found
}

/// Every position that items of location with such a fate state.
fn stated(items: &[Item], is_meant: fn(Fate) -> bool) -> Vec<Position> {
    let mine = || {
        let of_location = |item: &&(usize, &Item)| item.1.group == Group::Location && is_meant(item.1.fate);
        items.iter().enumerate().filter(move |pair| of_location(&pair))
    };
    let mut found: Vec<Position> = Vec::new();
    for (index, item) in mine() {
        if let Some(latitude) = coordinate(item, "Latitude", "0x0002") {
            // The longitude stands in the same store, behind it or before it.
            let beside = mine().filter(|(_, other)| other.store == item.store);
            let longitude = beside
                .min_by_key(|(other, item)| (coordinate(item, "Longitude", "0x0004").is_none(), other.abs_diff(index)));
            let longitude = longitude.and_then(|(_, item)| coordinate(item, "Longitude", "0x0004"));
            let side = |tag: &str| {
                mine().find(|(_, other)| other.store == item.store && other.tag == tag).map(|(_, item)| &item.value)
            };
            let is_side = |tag: &str, letter: char| side(tag).is_some_and(|text| text.starts_with(letter));
            if let Some(longitude) = longitude {
                found.push(Position {
                    item: index,
                    latitude: latitude.abs(),
                    longitude: longitude.abs(),
                    is_south: latitude < 0.0 || is_side("0x0001", 'S'),
                    is_west: longitude < 0.0 || is_side("0x0003", 'W'),
                });
            }
        }
        let numbers = numbers(item.value.as_bytes());
        if let [first, second, ..] = numbers.as_slice()
            && item.value.starts_with(['+', '-'])
        {
            let (is_south, is_west) = (first.is_negative, second.is_negative);
            found.push(Position { item: index, latitude: first.value, longitude: second.value, is_south, is_west });
        }
    }
    found
}

/// Degrees of one coordinate, as the engine shows EXIF's three rationals, or as XMP writes it.
fn coordinate(item: &Item, name: &str, tag: &str) -> Option<f64> {
    let is_exif = item.tag == tag && item.store.ends_with("GPS");
    let is_xmp = item.tag.contains(':') && item.tag.ends_with(name) && !item.tag.contains("Dest");
    let text = item.value.trim();
    if is_exif {
        let mut parts = text.split(", ").map(|part| part.parse::<f64>().ok());
        let degrees = parts.next()??;
        let rest = |part: Option<Option<f64>>| part.flatten().unwrap_or(0.0);
        return Some(degrees + rest(parts.next()) / 60.0 + rest(parts.next()) / 3600.0);
    }
    if !is_xmp {
        return None;
    }
    // Degrees, minutes and perhaps seconds with the side (XMP part 2 §1.2.7.4), or a decimal number of a drone.
    let last = text.chars().last()?;
    if !matches!(last, 'N' | 'S' | 'E' | 'W') {
        return text.trim_start_matches('+').parse().ok();
    }
    let sign = if matches!(last, 'S' | 'W') { -1.0 } else { 1.0 };
    let parts: Option<Vec<f64>> = text.trim_end_matches(last).split(',').map(|part| part.parse().ok()).collect();
    Some(sign * parts?.iter().zip([1.0, 60.0, 3600.0]).map(|(part, below)| part / below).sum::<f64>())
}

impl Position {
    /// Spellings that are always the same bytes.
    pub(super) fn needles(&self) -> Vec<Vec<u8>> {
        let latitude = if self.is_south { -self.latitude } else { self.latitude };
        let longitude = if self.is_west { -self.longitude } else { self.longitude };
        let mut all = Vec::new();
        for round in [f64::floor, f64::ceil] {
            let fixed = |value: f64, one: f64| round(value * one) as i32;
            // `loci` of 3GPP (TS 26.244 §8.1): longitude, latitude in 16.16.
            let loci = [fixed(longitude, 65_536.0), fixed(latitude, 65_536.0)];
            all.push(loci.iter().flat_map(|number| number.to_be_bytes()).collect());
            // Ten millionths of a degree, as in GPMF and in most GPS receivers.
            let places = [fixed(latitude, 1e7), fixed(longitude, 1e7)];
            all.push(places.iter().flat_map(|number| number.to_be_bytes()).collect());
            all.push(places.iter().flat_map(|number| number.to_le_bytes()).collect());
        }
        // Floating numbers, as in `camm` tracks; the last bits depend on how they were reckoned.
        for value in [latitude, longitude].into_iter().filter(|value| value.fract() != 0.0) {
            let bytes = value.to_be_bytes();
            all.extend(bytes.get(..6).map(<[u8]>::to_vec));
            all.extend(bytes.get(..6).map(|head| head.iter().rev().copied().collect()));
        }
        all
    }

    /// Whether these bytes state it in text or in rationals, and in which words, for the comparison with what is kept.
    pub(super) fn find(&self, bytes: &[u8]) -> Option<String> {
        let numbers = numbers(bytes);
        let pair = numbers.windows(2).find(|pair| {
            let [first, second] = pair else { return false };
            let is_near = second.from.saturating_sub(first.to) <= APART;
            let is_here = |latitude: &Number, longitude: &Number| {
                latitude.is_about(self.latitude) && longitude.is_about(self.longitude)
            };
            is_near && (is_here(first, second) || is_here(second, first))
        });
        if let Some([first, second]) = pair {
            return Some(String::from_utf8_lossy(bytes.get(first.from..second.to).unwrap_or_default()).into_owned());
        }
        let is_rational = rationals(bytes, self.latitude) && rationals(bytes, self.longitude);
        is_rational.then(String::new)
    }
}

/// Whether EXIF's three rationals of this coordinate stand anywhere, in either byte order.
fn rationals(bytes: &[u8], degrees: f64) -> bool {
    let whole = degrees.floor() as u32;
    [true, false].into_iter().any(|little| {
        let number = |value: u32| if little { value.to_le_bytes() } else { value.to_be_bytes() };
        let head = [number(whole), number(1)].concat();
        memchr::memmem::find_iter(bytes, &head).any(|at| {
            let read = |place: usize| -> Option<f64> {
                let four: [u8; 4] = bytes.get(at + place..at + place + 4)?.try_into().ok()?;
                Some(f64::from(if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) }))
            };
            let rational = |place: usize| {
                read(place).zip(read(place + 4)).filter(|(_, below)| *below > 0.0).map(|(above, below)| above / below)
            };
            let minutes = rational(8).filter(|minutes| *minutes < 60.0);
            minutes.is_some_and(|minutes| {
                // Where the minutes have a fraction the seconds may be missing.
                let seconds = rational(16).filter(|seconds| *seconds < 60.0).unwrap_or(0.0);
                let short = f64::from(whole) + minutes / 60.0;
                near(short + seconds / 3600.0, degrees) || minutes.fract() != 0.0 && near(short, degrees)
            })
        })
    })
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() < NEAR
}

/// A decimal number in text, in degrees.
struct Number {
    value: f64,
    is_negative: bool,
    /// How far off it may be, by its decimals.
    off: f64,
    from: usize,
    to: usize,
}

impl Number {
    /// Whether it is that coordinate, rounded or cut off.
    fn is_about(&self, degrees: f64) -> bool {
        (self.value - degrees).abs() <= self.off
    }
}

/// Every decimal number in the bytes that may be a coordinate.
fn numbers(bytes: &[u8]) -> Vec<Number> {
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let back = |from: usize| (0..8).take_while(|step| from > *step && digit(from - step - 1)).count();
    let mut found = Vec::new();
    for dot in memchr::memchr_iter(b'.', bytes) {
        let (whole, decimals) = (back(dot), (1..16).take_while(|step| digit(dot + step)).count());
        if !(1..=7).contains(&whole) || decimals < DECIMALS {
            continue;
        }
        let (from, to) = (dot - whole, dot + 1 + decimals);
        let text = bytes.get(from..to).and_then(|text| std::str::from_utf8(text).ok());
        let Some(number) = text.and_then(|text| text.parse::<f64>().ok()) else { continue };
        let fraction = 10f64.powi(-i32::try_from(decimals).unwrap_or(15));
        // Degrees before the minutes, as in XMP.
        let before = if from > 0 && bytes.get(from - 1) == Some(&b',') { back(from - 1) } else { 0 };
        let has_side = matches!(bytes.get(to), Some(b'N' | b'S' | b'E' | b'W'));
        let (value, off, from) = match whole {
            1 | 2 if has_side && (1..=3).contains(&before) => {
                let from = from - 1 - before;
                let degrees = bytes.get(from..from + before).and_then(|text| std::str::from_utf8(text).ok());
                (degrees.and_then(|text| text.parse().ok()).unwrap_or(0.0) + number / 60.0, fraction / 60.0, from)
            }
            1..=3 => (number, fraction, from),
            // Degrees and minutes in one number, or with seconds (ISO 6709 annex H).
            4 | 5 => ((number / 100.0).floor() + number % 100.0 / 60.0, fraction / 60.0, from),
            _ => {
                let minutes = (number / 100.0).floor() % 100.0;
                ((number / 10_000.0).floor() + minutes / 60.0 + number % 100.0 / 3600.0, fraction / 3600.0, from)
            }
        };
        if value <= 180.0 {
            let is_negative = from > 0 && bytes.get(from - 1) == Some(&b'-');
            // What the engine shows of a position has four decimals, be it of degrees.
            found.push(Number { value, is_negative, off: (off * 1.01).max(NEAR), from, to });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(store: &str, tag: &str, value: &str, fate: Fate) -> Item {
        Item {
            store: store.into(),
            group: Group::Location,
            tag: tag.into(),
            name: tag.into(),
            value: value.into(),
            at: 0,
            length_bytes: 24,
            fate,
        }
    }

    fn exif() -> Vec<Item> {
        vec![
            item("EXIF GPS", "0x0001", "N", Fate::Dropped),
            item("EXIF GPS", "0x0002", "48.0000, 8.0000, 14.6400", Fate::Dropped),
            item("EXIF GPS", "0x0003", "E", Fate::Dropped),
            item("EXIF GPS", "0x0004", "11.0000, 34.0000, 31.8000", Fate::Dropped),
        ]
    }

    #[test]
    fn every_store_states_the_same_position() {
        let of = |store: &str, tag: &str, value: &str| dropped(&[item(store, tag, value, Fate::Dropped)]);
        let xmp = [
            item("XMP", "exif:GPSLatitude", "48,8.244N", Fate::Dropped),
            item("XMP", "exif:GPSLongitude", "11,34.53E", Fate::Dropped),
        ];
        for found in [dropped(&exif()), dropped(&xmp), of("moov/udta", "©xyz", "+48.1374+011.5755/")] {
            let [one] = found.as_slice() else { panic!("{found:?}") };
            assert!(near(one.latitude, 48.1374) && near(one.longitude, 11.5755), "{one:?}");
            assert!(!one.is_south && !one.is_west);
        }
        assert!(of("moov/udta", "©xyz", "+00.0000+000.0000/").is_empty());
    }

    #[test]
    fn a_position_is_found_in_text_however_it_is_written() {
        let position = dropped(&exif())[0];
        let rational = |little: bool, parts: [u32; 12]| -> Vec<u8> {
            parts.iter().flat_map(|n| if little { n.to_le_bytes() } else { n.to_be_bytes() }).collect()
        };
        let three = [48, 1, 8, 1, 1464, 100, 11, 1, 34, 1, 318, 10];
        let two = [48, 1, 8244, 1000, 0, 1, 11, 1, 3453, 100, 0, 1];
        let texts: Vec<Vec<u8>> = vec![
            b"\0\x12+48.1374+011.5755/".to_vec(),
            b"+48.137+011.575+519.000/".to_vec(),
            b"+4808.244+01134.530/".to_vec(),
            b"+480814.64+0113431.80/".to_vec(),
            b"<a lat='48.13740' lon='11.57550'>".to_vec(),
            b"{\"coordinates\":[11.5755,48.1374]}".to_vec(),
            b"GPSLatitude='48,8.244N' GPSLongitude='11,34.53E'".to_vec(),
            rational(true, three),
            rational(false, three),
            rational(true, two),
        ];
        for text in &texts {
            assert!(position.find(text).is_some(), "{}", String::from_utf8_lossy(text));
        }
        let others: [&[u8]; 5] =
            [b"+48.2374+011.5755/", b"48.1374", b"48.1 11.6", b"version 48.13, build 12.57", b"1.48.1374"];
        for text in others {
            assert!(position.find(text).is_none(), "{}", String::from_utf8_lossy(text));
        }
        assert!(position.find(&rational(true, [48, 1, 9, 1, 1464, 100, 11, 1, 34, 1, 318, 10])).is_none());
    }

    #[test]
    fn binary_numbers_of_the_position_are_known() {
        let needles = dropped(&exif())[0].needles();
        let holds = |bytes: &[u8]| needles.iter().any(|needle| memchr::memmem::find(bytes, needle).is_some());
        let fixed = [(11.5755f64 * 65_536.0) as i32, (48.1374f64 * 65_536.0) as i32];
        assert!(holds(&fixed.iter().flat_map(|n| n.to_be_bytes()).collect::<Vec<u8>>()));
        assert!(holds(&48.1374f64.to_le_bytes()));
        assert!(holds(&[481_374_000i32.to_be_bytes(), 115_755_000i32.to_be_bytes()].concat()));
        assert!(!holds(&48.2374f64.to_le_bytes()));
    }

    #[test]
    fn what_is_kept_elsewhere_is_no_leak() {
        let mut items = exif();
        items.push(item("moov/udta", "©xyz", "+48.1374+011.5755/", Fate::Kept));
        assert!(dropped(&items).is_empty());
    }
}
