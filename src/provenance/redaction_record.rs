//! The record of a redaction: what was taken out of a file, how the copy is made of the original, and what lets a
//! taken-out value be shown later without telling it now. Pure; never holds a plain hash of a value.
//!
//! The public half goes with the copy. Of each value it holds an HMAC-SHA-256 under a random key of its own, so that
//! nobody can guess a position or a serial number and compare. The private half holds these keys, and the values only
//! if they were asked for. It is a list, so that one item of it can be shown alone.

use serde::{Deserialize, Serialize};

use super::redaction::{Fate, Group, Item, Policy};

/// The public half's name and version. Fields are only ever added within a version.
pub const RECORD_SCHEMA: &str = "lightmark.redaction-record/1";
/// The private half's.
pub const PRIVATE_SCHEMA: &str = "lightmark.redaction-private/1";

/// The public half.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Name and version of the program that made the copy.
    pub tool: String,
    /// RFC 3339 in UTC, by the computer's clock.
    pub made: String,
    pub original: FileFacts,
    /// The copy before it was signed: exactly what the pieces give.
    pub redacted: FileFacts,
    /// The copy as it was handed over; the same as `redacted` unless it was signed.
    pub copy: FileFacts,
    pub policy: Policy,
    /// What was taken out, in the order of the file.
    pub items: Vec<RecordedItem>,
    /// How the copy is made of the original, from its first byte to its last.
    pub pieces: Vec<RecordedPiece>,
    /// What was checked before the copy got its name; all of it passed.
    pub checks: Vec<String>,
    /// Assertions of earlier manifests that were redacted (JUMBF URIs), where the copy is signed.
    #[serde(default)]
    pub redacted_assertions: Vec<String>,
}

/// Which file it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFacts {
    /// `None` where the name could tell something.
    pub name: Option<String>,
    /// Lower-case hex.
    pub sha256: String,
    pub size_bytes: u64,
}

/// One item that was taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedItem {
    pub store: String,
    pub group: Group,
    pub tag: String,
    pub name: String,
    /// Where it began in the original, in bytes.
    pub at: u64,
    pub length_bytes: u64,
    pub reason: String,
    /// Over the original's bytes at that place, under the item's own key; lower-case hex.
    pub hmac_sha256: String,
}

/// A stretch of the copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "from")]
pub enum RecordedPiece {
    /// The original's bytes.
    Original {
        start: u64,
        length: u64,
    },
    /// Bytes that the redaction made, in base64.
    Bytes {
        base64: String,
    },
    Zeros {
        length: u64,
    },
}

/// The private half.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivateRecord {
    pub schema: String,
    /// Of the record that it belongs to.
    pub original_sha256: String,
    pub items: Vec<PrivateItem>,
}

/// What shows one value.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivateItem {
    /// Which of [`Record::items`] it belongs to.
    pub item: usize,
    /// The key of the item's HMAC; 32 bytes in lower-case hex.
    pub salt: String,
    /// The value's bytes in base64, if the person wanted them kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

impl std::fmt::Debug for PrivateRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PrivateRecord {{ {} items }}", self.items.len())
    }
}

impl Record {
    /// Listed items whose bytes the pieces carry over unchanged, so that they were not taken out at all.
    pub fn carried_over(&self) -> Vec<usize> {
        let carried = |item: &RecordedItem| {
            item.length_bytes > 0
                && self.pieces.iter().any(|piece| match piece {
                    RecordedPiece::Original { start, length } => {
                        *start <= item.at && item.at.saturating_add(item.length_bytes) <= start.saturating_add(*length)
                    }
                    RecordedPiece::Bytes { .. } | RecordedPiece::Zeros { .. } => false,
                })
        };
        self.items.iter().enumerate().filter(|(_, item)| carried(item)).map(|(index, _)| index).collect()
    }
}

/// How much of a redacted copy is not the original's, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Remade {
    /// Written by the redaction.
    pub written_bytes: u64,
    pub zero_bytes: u64,
    /// Of the original, neither carried over nor part of a listed item: tables, lengths and checksums that had to change.
    pub beside_bytes: u64,
}

impl Record {
    /// What the pieces do besides carrying the original over.
    pub fn remade(&self) -> Remade {
        let mut made = Remade { written_bytes: 0, zero_bytes: 0, beside_bytes: 0 };
        let mut told: Vec<(u64, u64)> =
            self.items.iter().map(|item| (item.at, item.at.saturating_add(item.length_bytes))).collect();
        for piece in &self.pieces {
            match piece {
                RecordedPiece::Original { start, length } => told.push((*start, start.saturating_add(*length))),
                // Three bytes in four characters, and as many fewer as there are signs of the end.
                RecordedPiece::Bytes { base64 } => {
                    let signs = base64.bytes().rev().take_while(|byte| *byte == b'=').count() as u64;
                    made.written_bytes += (base64.len() as u64 / 4 * 3).saturating_sub(signs);
                }
                RecordedPiece::Zeros { length } => made.zero_bytes = made.zero_bytes.saturating_add(*length),
            }
        }
        told.push((self.original.size_bytes, self.original.size_bytes));
        told.sort_unstable();
        let mut end = 0;
        for (from, to) in told {
            made.beside_bytes =
                made.beside_bytes.saturating_add(from.min(self.original.size_bytes).saturating_sub(end));
            end = end.max(to);
        }
        made
    }
}

/// The items that go into a record.
pub fn taken_out(items: &[Item]) -> impl Iterator<Item = &Item> {
    items.iter().filter(|item| item.fate == Fate::Dropped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_that_stayed_is_found_out() {
        let item = |at, length_bytes| RecordedItem {
            store: "EXIF".into(),
            group: Group::Location,
            tag: "0x8825".into(),
            name: "GPS".into(),
            at,
            length_bytes,
            reason: String::new(),
            hmac_sha256: String::new(),
        };
        let facts = FileFacts { name: None, sha256: String::new(), size_bytes: 0 };
        let record = Record {
            tool: String::new(),
            made: String::new(),
            original: facts.clone(),
            redacted: facts.clone(),
            copy: facts,
            policy: Policy::public(),
            items: vec![item(10, 5), item(30, 5), item(18, 4), item(50, 0)],
            pieces: vec![
                RecordedPiece::Original { start: 0, length: 10 },
                RecordedPiece::Zeros { length: 10 },
                RecordedPiece::Original { start: 20, length: 80 },
            ],
            checks: Vec::new(),
            redacted_assertions: Vec::new(),
        };
        assert_eq!(record.carried_over(), [1], "cut, carried over, cut in part, empty");
    }

    #[test]
    fn what_changed_beside_the_items_is_counted() {
        let facts = |size_bytes| FileFacts { name: None, sha256: String::new(), size_bytes };
        let record = Record {
            tool: String::new(),
            made: String::new(),
            original: facts(100),
            redacted: facts(99),
            copy: facts(99),
            policy: Policy::public(),
            items: Vec::new(),
            pieces: vec![
                RecordedPiece::Original { start: 0, length: 10 },
                RecordedPiece::Bytes { base64: "AAAAAA==".into() },
                RecordedPiece::Zeros { length: 5 },
                RecordedPiece::Original { start: 20, length: 70 },
            ],
            checks: Vec::new(),
            redacted_assertions: Vec::new(),
        };
        assert_eq!(record.remade(), Remade { written_bytes: 4, zero_bytes: 5, beside_bytes: 20 });
    }

    #[test]
    fn the_private_half_does_not_print_itself() {
        let private = PrivateRecord {
            schema: PRIVATE_SCHEMA.into(),
            original_sha256: String::new(),
            items: vec![PrivateItem { item: 0, salt: "abcd".into(), value: Some("U2VjcmV0".into()) }],
        };
        assert_eq!(format!("{private:?}"), "PrivateRecord { 1 items }");
    }
}
