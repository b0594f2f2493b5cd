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
    needles: Range<usize>,
}

/// Everything that is looked for.
#[derive(Default)]
struct Search {
    wanted: Vec<Wanted>,
    needles: Vec<Vec<u8>>,
}

impl Search {
    fn add(&mut self, item: usize, needles: impl IntoIterator<Item = Vec<u8>>) {
        let first = self.needles.len();
        self.needles.extend(needles);
        self.wanted.push(Wanted { item, needles: first..self.needles.len() });
    }
}

/// How often any spelling of the value was found.
fn counted(wanted: &Wanted, counts: &[usize]) -> usize {
    counts.get(wanted.needles.clone()).unwrap_or_default().iter().sum()
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
    let (mut search, short) = direct(planned, &kept);
    let moments = if derived { moments::dropped(&planned.items) } else { Vec::new() };
    let places = if derived { positions::dropped(&planned.items) } else { Vec::new() };
    for moment in &moments {
        search.add(moment.item, moment.long.iter().cloned());
    }
    for place in &places {
        search.add(place.item, place.needles().into_iter().filter(|needle| !search::is_common(needle)));
    }
    let bare = |text: &search::Text| text.held().map(|bytes| search::Text::Held(bare::bare(bytes, format)));
    let copy_bare = bare(copy).unwrap_or(search::Text::Held(Vec::new()));
    // The coded data of a JPEG is no place for streams and texts; that it is the original's is another check.
    let loose = if format == Format::Jpeg && copy.held().is_some() { &copy_bare } else { copy };
    let unpacked = search::Text::Held(unpack::of(loose).map_err(unreadable)?);
    let mut found: BTreeSet<usize> = BTreeSet::new();
    for text in [copy, &unpacked] {
        let left = text.counts(&search.needles).map_err(unreadable)?;
        found.extend(search.wanted.iter().filter(|wanted| counted(wanted, &left) > 0).map(|wanted| wanted.item));
    }
    let left = loose.counts(&short.needles).map_err(unreadable)?;
    if left.iter().any(|count| *count > 0) {
        // A short value may be in what is coded by chance: there has to be one less of it.
        let before = match bare(original).filter(|_| format == Format::Jpeg) {
            Some(before) => before.counts(&short.needles),
            None => original.counts(&short.needles),
        };
        let before = before.map_err(unreadable)?;
        let is_left =
            |wanted: &&Wanted| counted(wanted, &left) > 0 && counted(wanted, &left) >= counted(wanted, &before);
        found.extend(short.wanted.iter().filter(is_left).map(|wanted| wanted.item));
    }
    found.extend(short_moments(&copy_bare, &moments).map_err(unreadable)?);
    for text in [loose, &unpacked] {
        found.extend(stated_places(text, &places, &kept).map_err(unreadable)?);
    }
    let name = |item: &Item| format!("{} {}", item.store, item.tag);
    let names: Vec<String> = found.iter().filter_map(|index| planned.items.get(*index)).map(name).collect();
    let dropped = planned.items.iter().filter(|item| item.fate == Fate::Dropped).count();
    let details = if names.is_empty() { format!("{dropped} dropped") } else { format!("left: {}", names.join(", ")) };
    Ok(Check { what: What::Values, passed: names.is_empty(), details })
}

/// The dropped values themselves: those that are no chance find, in all their spellings, and the short ones.
fn direct(planned: &Plan, kept: &[&str]) -> (Search, Search) {
    let (mut long, mut short) = (Search::default(), Search::default());
    for residue in planned.residue.iter().filter(|residue| planned.items.len() > residue.item) {
        let value = search::trimmed(&residue.bytes);
        let text = String::from_utf8_lossy(value);
        // Where the person keeps the same words elsewhere, they are no leak.
        if value.len() < 4 || search::is_common(value) || kept.iter().any(|kept| kept.contains(text.trim())) {
            continue;
        }
        match value.len() >= LONG_BYTES {
            true => long.add(residue.item, search::spellings(value).into_iter().chain(search::turned(&residue.bytes))),
            false => short.add(residue.item, [value.to_vec()]),
        }
    }
    (long, short)
}

/// Seconds of four bytes in what is not coded.
fn short_moments(bare: &search::Text, moments: &[moments::Moment]) -> std::io::Result<Vec<usize>> {
    if bare.held().is_none_or(|bytes| bytes.len() > BARE_BYTES) || moments.is_empty() {
        return Ok(Vec::new());
    }
    let mut search = Search::default();
    for moment in moments {
        search.add(moment.item, moment.short.iter().cloned());
    }
    let counts = bare.counts(&search.needles)?;
    Ok(search.wanted.iter().filter(|wanted| counted(wanted, &counts) > 0).map(|wanted| wanted.item).collect())
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
