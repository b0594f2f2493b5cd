//! The search for dropped values in a copy, in every spelling of `search`, packed and plain, and for the same moment or
//! place as another store writes it. Looks at bytes, not at structure; on doubt a value counts as left.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Check, LONG_BYTES, What, bare, moments, positions, search, unpack};
use crate::media::redact::{Plan, RedactError};
use crate::provenance::format::Format;
use crate::provenance::redaction::{Fate, Item};

/// Numbers of four bytes are looked for where what is not coded has at most so many bytes: in more of them one may
/// stand by chance.
const BARE_BYTES: usize = 1 << 20;
/// Windows of a large file overlap by so much where positions are looked for in text.
const OVERLAP_BYTES: usize = 256;

/// A value that is looked for, and which of the needles are its spellings.
struct Wanted {
    item: usize,
    is_long: bool,
    needles: Range<usize>,
}

/// Everything that is looked for.
#[derive(Default)]
struct Search {
    wanted: Vec<Wanted>,
    needles: Vec<Vec<u8>>,
}

impl Search {
    fn add(&mut self, item: usize, is_long: bool, needles: impl IntoIterator<Item = Vec<u8>>) {
        let first = self.needles.len();
        self.needles.extend(needles);
        self.wanted.push(Wanted { item, is_long, needles: first..self.needles.len() });
    }

    fn counted(&self, wanted: &Wanted, counts: &[usize]) -> usize {
        counts.get(wanted.needles.clone()).unwrap_or_default().iter().sum()
    }
}

/// Whether any dropped value is left. `derived` asks for the moments and places in the spellings of other stores, too.
pub(super) fn check(
    original: &search::Text,
    copy: &search::Text,
    planned: &Plan,
    format: Format,
    derived: bool,
) -> Result<Check, RedactError> {
    let unreadable = |source| RedactError::Unreadable { source };
    let kept: Vec<&str> =
        planned.items.iter().filter(|item| item.fate != Fate::Dropped).map(|item| item.value.as_str()).collect();
    let mut search = direct(planned, &kept);
    let moments = if derived { moments::dropped(&planned.items) } else { Vec::new() };
    let places = if derived { positions::dropped(&planned.items) } else { Vec::new() };
    for moment in &moments {
        search.add(moment.item, true, moment.long.iter().cloned());
    }
    for place in &places {
        search.add(place.item, true, place.needles().into_iter().filter(|needle| !search::is_common(needle)));
    }
    let left = copy.counts(&search.needles).map_err(unreadable)?;
    let unpacked = search::Text::Held(copy.held().map(unpack::unpacked).unwrap_or_default());
    let inside = unpacked.counts(&search.needles).map_err(unreadable)?;
    // A short value may be in coded pictures by chance: there has to be one less of it.
    let before = match search.wanted.iter().all(|wanted| wanted.is_long) {
        true => Vec::new(),
        false => original.counts(&search.needles).map_err(unreadable)?,
    };
    let mut found: BTreeSet<usize> = BTreeSet::new();
    for wanted in &search.wanted {
        let [left, before, inside] = [&left, &before, &inside].map(|counts| search.counted(wanted, counts));
        if left > 0 && (wanted.is_long || left >= before) || inside > 0 && wanted.is_long {
            found.insert(wanted.item);
        }
    }
    found.extend(short_moments(copy, &moments, format).map_err(unreadable)?);
    for text in [copy, &unpacked] {
        found.extend(stated_places(text, &places, &kept).map_err(unreadable)?);
    }
    let name = |item: &Item| format!("{} {}", item.store, item.tag);
    let names: Vec<String> = found.iter().filter_map(|index| planned.items.get(*index)).map(name).collect();
    let dropped = planned.items.iter().filter(|item| item.fate == Fate::Dropped).count();
    let details = if names.is_empty() { format!("{dropped} dropped") } else { format!("left: {}", names.join(", ")) };
    Ok(Check { what: What::Values, passed: names.is_empty(), details })
}

/// The dropped values themselves.
fn direct(planned: &Plan, kept: &[&str]) -> Search {
    let mut search = Search::default();
    for residue in planned.residue.iter().filter(|residue| planned.items.len() > residue.item) {
        let value = search::trimmed(&residue.bytes);
        let text = String::from_utf8_lossy(value);
        // Where the person keeps the same words elsewhere, they are no leak.
        if value.len() < 4 || search::is_common(value) || kept.iter().any(|kept| kept.contains(text.trim())) {
            continue;
        }
        let is_long = value.len() >= LONG_BYTES;
        match is_long {
            true => search.add(
                residue.item,
                true,
                search::spellings(value).into_iter().chain(search::turned(&residue.bytes)),
            ),
            false => search.add(residue.item, false, [value.to_vec()]),
        }
    }
    search
}

/// Seconds of four bytes outside of what is coded.
fn short_moments(copy: &search::Text, moments: &[moments::Moment], format: Format) -> std::io::Result<Vec<usize>> {
    let Some(bytes) = copy.held().filter(|_| !moments.is_empty()) else { return Ok(Vec::new()) };
    let bare = bare::bare(bytes, format);
    if bare.len() > BARE_BYTES {
        return Ok(Vec::new());
    }
    let mut search = Search::default();
    for moment in moments {
        search.add(moment.item, false, moment.short.iter().cloned());
    }
    let counts = search::Text::Held(bare).counts(&search.needles)?;
    Ok(search.wanted.iter().filter(|wanted| search.counted(wanted, &counts) > 0).map(|wanted| wanted.item).collect())
}

/// Places that are written as text or in rationals.
fn stated_places(text: &search::Text, places: &[positions::Position], kept: &[&str]) -> std::io::Result<Vec<usize>> {
    let mut found = Vec::new();
    if !places.is_empty() {
        text.windows(OVERLAP_BYTES, |bytes, _| {
            for place in places {
                let words = place.find(bytes);
                // What the person keeps may say where it was.
                let is_meant = |words: &String| !words.is_empty() && kept.iter().any(|kept| kept.contains(words));
                if words.is_some_and(|words| !is_meant(&words)) {
                    found.push(place.item);
                }
            }
        })?;
    }
    Ok(found)
}
