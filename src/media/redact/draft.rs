//! What the walkers of all formats share: items found, values that must be gone, changes. Never reads the file.

use super::{Edits, Piece, Plan, RESIDUE_BYTES, Residue};
use crate::provenance::redaction::{Fate, Group, Item, Policy};

/// Items that one file may have before it is refused as too large.
pub(crate) const ITEMS: usize = 20_000;
/// Bytes of dropped values that are kept for the search, in one file.
const RESIDUE_TOTAL_BYTES: usize = 16 << 20;
/// Characters of a value that are shown.
const VALUE_CHARS: usize = 400;
/// Bytes of kept texts that dropped values are compared with, in one file.
const KEPT_BYTES: usize = 256 << 10;

/// A plan in the making.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) edits: Edits,
    items: Vec<Item>,
    residue: Vec<Residue>,
    residue_bytes: usize,
    notes: Vec<String>,
    /// Texts that stay, whole, as far as they are kept here.
    kept: String,
    /// How many files this one is in.
    pub(super) depth: u8,
}

/// One thing that a walker found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found<'a> {
    pub(crate) store: &'a str,
    pub(crate) group: Group,
    pub(crate) tag: &'a str,
    pub(crate) name: &'a str,
    /// For the screen.
    pub(crate) value: &'a str,
    pub(crate) at: u64,
    pub(crate) length_bytes: u64,
    /// The value's own bytes, which must be nowhere in the copy when it goes; empty for pointers and small numbers.
    pub(crate) raw: &'a [u8],
}

impl<'a> Draft<'a> {
    pub(crate) fn new(policy: &'a Policy) -> Self {
        Self {
            policy,
            edits: Edits::default(),
            items: Vec::new(),
            residue: Vec::new(),
            residue_bytes: 0,
            notes: Vec::new(),
            kept: String::new(),
            depth: 0,
        }
    }

    /// Notes what was found; true when it goes, and the caller takes it out.
    pub(crate) fn found(&mut self, found: Found<'_>) -> bool {
        let drops = self.policy.drops(found.group, found.tag);
        self.decided(found, if drops { Fate::Dropped } else { Fate::Kept })
    }

    /// As [`Self::found`], where the walker knows better than the policy: a table that goes whole, a part that the
    /// picture needs.
    pub(crate) fn decided(&mut self, found: Found<'_>, fate: Fate) -> bool {
        if fate == Fate::Dropped {
            self.remember(self.items.len(), found.raw);
        } else if found.value.len() > VALUE_CHARS {
            self.stays(found.value);
        }
        self.items.push(Item {
            store: found.store.to_owned(),
            group: found.group,
            tag: found.tag.to_owned(),
            name: found.name.to_owned(),
            value: crate::media::collect::cut(found.value, VALUE_CHARS),
            at: found.at,
            length_bytes: found.length_bytes,
            fate,
        });
        fate == Fate::Dropped
    }

    /// Another value of the item that was found last, which goes: it must be nowhere in the copy, either.
    pub(crate) fn gone(&mut self, bytes: &[u8]) {
        if let Some(last) = self.items.len().checked_sub(1) {
            self.remember(last, bytes);
        }
    }

    /// A text that stays, whole: the same words in what goes are no leak.
    pub(crate) fn stays(&mut self, text: &str) {
        if self.kept.len() + text.len() <= KEPT_BYTES {
            self.kept.push_str(text);
            self.kept.push('\u{1}');
        }
    }

    /// How many more items there may be.
    pub(crate) fn room(&self) -> usize {
        ITEMS.saturating_sub(self.items.len())
    }

    /// Takes over what was found in a file inside of this one, which begins at `at` and was found under `name`.
    pub(super) fn absorb(&mut self, plan: Plan, at: u64, name: &str) {
        let first = self.items.len();
        self.items.extend(plan.items.into_iter().map(|item| Item {
            store: format!("{name} · {}", item.store),
            at: at.saturating_add(item.at),
            ..item
        }));
        for residue in plan.residue {
            self.remember(first + residue.item, &residue.bytes);
        }
        for note in plan.notes {
            self.note(&note);
        }
    }

    fn remember(&mut self, item: usize, bytes: &[u8]) {
        if bytes.len() >= 4 && self.residue_bytes < RESIDUE_TOTAL_BYTES {
            let bytes = bytes.get(..bytes.len().min(RESIDUE_BYTES)).unwrap_or_default().to_vec();
            self.residue_bytes += bytes.len();
            self.residue.push(Residue { item, bytes });
        }
    }

    /// Whether there are more items than are dealt with; the walker then refuses the file.
    pub(crate) fn is_full(&self) -> bool {
        self.items.len() >= ITEMS
    }

    /// Adds the sentence with this key, once.
    pub(crate) fn note(&mut self, key: &str) {
        if !self.notes.iter().any(|note| note == key) {
            self.notes.push(key.to_owned());
        }
    }

    /// The plan of a copy as long as the original, which has `len` bytes.
    pub(crate) fn in_place(self, len: u64) -> Plan {
        let pieces = self.edits.clone().into_pieces(len);
        self.with_pieces(pieces)
    }

    /// The plan of a copy that the walker put together.
    pub(crate) fn with_pieces(mut self, pieces: Vec<Piece>) -> Plan {
        let kept = self.kept.as_bytes();
        self.residue.retain(|residue| {
            let value = residue.bytes.trim_ascii();
            let value = value.strip_suffix(&[0]).unwrap_or(value).trim_ascii();
            value.is_empty() || memchr::memmem::find(kept, value).is_none()
        });
        Plan { pieces, items: self.items, residue: self.residue, notes: self.notes }
    }
}
