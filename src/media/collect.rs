//! Collects what is found in a file, within limits, and what went wrong, as sentences. Never reads anything.

use super::bound::{Chain, Origin};
use super::{Contents, limits};
use crate::locale;
use crate::provenance::left_out::LeftOut;
use crate::provenance::report::{ByteRange, Coverage, MetadataField, MetadataStore};
use crate::provenance::rights::{RightsField, RightsName};

/// What is being gathered from one file.
pub(crate) struct Collector {
    contents: Contents,
    noted: Vec<&'static str>,
    is_full: bool,
    /// What the signature leaves out; `None` when there is none that binds the file.
    left_out: Option<LeftOut>,
    /// Whether everything that leads to what is read now is bound.
    is_bound: bool,
    /// The bytes of the file that are read now.
    place: Option<ByteRange>,
    /// Bytes of packets that may still be looked into.
    work_left: usize,
}

impl Default for Collector {
    fn default() -> Self {
        Self {
            contents: Contents::default(),
            noted: Vec::new(),
            is_full: false,
            left_out: None,
            is_bound: false,
            place: None,
            work_left: limits::WORK_BYTES,
        }
    }
}

impl Collector {
    /// Tells of each field whether it lies outside of these bytes.
    pub(crate) fn apart_from(left_out: &LeftOut) -> Self {
        Self { left_out: Some(left_out.clone()), is_bound: true, ..Self::default() }
    }

    /// Whether none of these bytes is left out.
    pub(crate) fn binds(&self, origin: &Origin, at: u64, length: u64) -> bool {
        self.left_out.as_ref().is_some_and(|left_out| !origin.touches(left_out, at, length))
    }

    /// The same, from these bytes of the file.
    pub(crate) fn reading<T>(
        &mut self,
        is_bound: bool,
        place: Option<ByteRange>,
        collect: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let before = std::mem::replace(&mut self.place, place);
        let done = self.within(is_bound, collect);
        self.place = before;
        done
    }

    /// Whether the file is bound whole, but for the manifest store: for readers that do not tell places.
    pub(crate) fn binds_whole(&self) -> bool {
        self.binds(&Origin::unknown(), 0, 1)
    }

    /// Steps onto the next part of a chain; whether it is bound by what leads to it.
    pub(crate) fn step(&self, chain: &mut Chain, origin: &Origin, at: u64, length: u64) -> bool {
        chain.part(self.left_out.as_ref(), origin, at, length)
    }

    /// What is collected meanwhile is bound only if this is, too.
    pub(crate) fn within<T>(&mut self, is_bound: bool, collect: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.is_bound;
        self.is_bound &= is_bound;
        let done = collect(self);
        self.is_bound = before;
        done
    }

    /// Adds a field, unless it is empty or there are too many.
    pub(crate) fn field(&mut self, store: MetadataStore, name: impl Into<String>, value: &str) {
        let value = value.trim_matches(['\0', ' ', '\t', '\r', '\n']);
        if value.is_empty() {
            return;
        }
        if self.contents.metadata.len() >= limits::FIELDS {
            self.is_full = true;
            return;
        }
        self.contents.metadata.push(MetadataField {
            store,
            field: cut(&name.into(), 200),
            value: cut(value, limits::VALUE_CHARS),
            coverage: self.reach(),
            place: self.place,
        });
    }

    /// Whether more fields would only be counted as left out.
    pub(crate) fn is_full(&self) -> bool {
        self.is_full
    }

    /// Takes the work of one packet from what is allowed; false, with a note, when there is none left.
    pub(crate) fn may_read(&mut self, bytes: usize) -> bool {
        match self.work_left.checked_sub(bytes.max(limits::WORK_PIECE)) {
            Some(left) => {
                self.work_left = left;
                true
            }
            None => {
                self.note("media-note-cut-short");
                false
            }
        }
    }

    /// Adds a rights statement, unless it is empty or already there from the same source.
    pub(crate) fn right(&mut self, field: RightsName, value: &str, source: &str) {
        let value = value.trim_matches(['\0', ' ', '\t', '\r', '\n']);
        if value.is_empty() || self.contents.rights.len() >= limits::FIELDS {
            return;
        }
        let right = RightsField {
            field,
            value: cut(value, limits::VALUE_CHARS),
            source: source.to_owned(),
            coverage: self.reach(),
            stated_by: None,
        };
        let is_same = |other: &&mut RightsField| (other.field, &other.value, &other.source) == same(&right);
        match self.contents.rights.iter_mut().find(is_same) {
            // One of the two can be changed without the other.
            Some(known) if right.coverage == Coverage::NotCovered => known.coverage = Coverage::NotCovered,
            Some(_) => {}
            None => self.contents.rights.push(right),
        }
    }

    fn reach(&self) -> Coverage {
        if self.is_bound { Coverage::Unchanged } else { Coverage::NotCovered }
    }

    /// Adds the sentence with this key, once.
    pub(crate) fn note(&mut self, key: &'static str) {
        if !self.noted.contains(&key) {
            self.noted.push(key);
        }
    }

    /// Sets the size in pixels, if it is not known yet.
    pub(crate) fn dimensions(&mut self, width: u32, height: u32) {
        if width > 0 && height > 0 && self.contents.dimensions.is_none() {
            self.contents.dimensions = Some((width, height));
        }
    }

    pub(crate) fn has_dimensions(&self) -> bool {
        self.contents.dimensions.is_some()
    }

    /// Everything found.
    pub(crate) fn finish(mut self) -> Contents {
        if self.is_full {
            self.note("media-note-many-fields");
        }
        self.contents.notes = self.noted.iter().map(|key| locale::text(key).to_owned()).collect();
        self.contents
    }
}

/// By what two statements are one.
fn same(right: &RightsField) -> (RightsName, &String, &String) {
    (right.field, &right.value, &right.source)
}

/// The first `max_chars` characters, with `…` where something was cut off.
pub(crate) fn cut(text: &str, max_chars: usize) -> String {
    if text.len() <= max_chars {
        return text.to_owned();
    }
    match text.char_indices().nth(max_chars) {
        None => text.to_owned(),
        Some(_) => {
            let mut short: String = text.chars().take(max_chars.saturating_sub(1)).collect();
            short.push('…');
            short
        }
    }
}

/// Text of unknown encoding: UTF-8 where it is valid, otherwise Latin-1, which has a character for every byte.
pub(crate) fn decode_text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => latin1(bytes),
    }
}

/// ISO 8859-1.
pub(crate) fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|&b| char::from(b)).collect()
}

/// UTF-16 without a byte order mark.
pub(crate) fn utf16(bytes: &[u8], little_endian: bool) -> String {
    let units = bytes
        .as_chunks::<2>()
        .0
        .iter()
        .map(|&pair| if little_endian { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) });
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// `n bytes`, for values that mean nothing as text.
pub(crate) fn byte_count(count: u64) -> String {
    crate::tr!("media-bytes", count = count)
}
