//! Proofs that pieces of a film belong to its tree of hashes, as they stand in the file, a box for each (C2PA 2.4
//! §A.5.3). Checks their order alone: the engine takes the place of a piece from its proof, so that pieces that changed
//! places together with their proofs would all be found.

use std::collections::HashMap;

use ciborium::Value;

use super::asset::Asset;
use super::boxes::header_value;
use super::hard_bindings::STORE_UUID;
use crate::media::FilePart;

/// Header, identifier, version and flags, and the word that says what the box holds.
const PURPOSE: &[u8] = b"\0\0\0\0merkle\0";
/// No proof is longer: a tree has a few dozen layers.
const MAX_PROOF_BYTES: u64 = 1 << 20;

/// Whether each track's pieces stand in the order in which they were signed, as far as they have proofs in the file.
pub(super) fn are_in_order(asset: &Asset<'_>, parts: &[FilePart]) -> bool {
    let mut next: HashMap<(i128, i128), i128> = HashMap::new();
    parts.iter().filter(|part| part.name == "/uuid").all(|part| match proof(asset, part) {
        Found::Other => true,
        Found::Proof { track, place } => {
            let expected = next.entry(track).or_default();
            let is_next = place == *expected;
            *expected += 1;
            is_next
        }
        Found::Unreadable => false,
    })
}

enum Found {
    /// Another box.
    Other,
    Proof {
        track: (i128, i128),
        place: i128,
    },
    Unreadable,
}

fn proof(asset: &Asset<'_>, part: &FilePart) -> Found {
    let Some(bytes) = asset.read_at(part.range.start, part.range.length.min(MAX_PROOF_BYTES)) else {
        return Found::Unreadable;
    };
    // A length of 64 bits stands between the header and the identifier.
    let header = if bytes.starts_with(&[0, 0, 0, 1]) { 16 } else { 8 };
    let Some(content) = bytes.get(header..).and_then(|rest| rest.strip_prefix(&STORE_UUID)) else {
        return Found::Other;
    };
    let Some(map) = content.strip_prefix(PURPOSE) else { return Found::Other };
    let Ok(map) = ciborium::from_reader::<Value, _>(map) else { return Found::Unreadable };
    let number = |name: &str| -> Option<i128> {
        let value = header_value(&map, |key| *key == Value::from(name))?;
        value.as_integer().map(i128::from)
    };
    match number("location") {
        Some(place) => {
            Found::Proof { track: (number("uniqueId").unwrap_or(-1), number("localId").unwrap_or(-1)), place }
        }
        None => Found::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    use super::super::asset;
    use super::*;
    use crate::provenance::format::Format;

    fn bx(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len() + 8).unwrap();
        [&length.to_be_bytes(), kind.as_slice(), content].concat()
    }

    fn proof_of(track: u8, place: u8) -> Vec<u8> {
        let mut map = Vec::new();
        let json = serde_json::json!({ "uniqueId": 1, "localId": track, "location": place, "hashes": [[1]] });
        ciborium::into_writer(&json, &mut map).unwrap();
        bx(b"uuid", &[&STORE_UUID, PURPOSE, &map].concat())
    }

    fn in_order(boxes: &[Vec<u8>]) -> bool {
        let file = tempfile::NamedTempFile::new().unwrap();
        let start = bx(b"ftyp", b"isom\0\0\0\0isom");
        std::fs::write(file.path(), [vec![start], boxes.to_vec()].concat().concat()).unwrap();
        asset::with(file.path(), |asset| are_in_order(&asset, &asset.parts(Format::Mp4).unwrap())).unwrap()
    }

    #[test]
    fn pieces_that_changed_places_are_seen() {
        let piece = || bx(b"mdat", &[7; 40]);
        assert!(!in_order(&[proof_of(1, 1), piece(), proof_of(1, 0), piece()]), "swapped");
        assert!(!in_order(&[proof_of(1, 0), piece(), proof_of(1, 0), piece()]), "one twice");
        assert!(!in_order(&[proof_of(1, 1), piece()]), "the first is gone");
        assert!(!in_order(&[bx(b"uuid", &[&STORE_UUID, PURPOSE, b"\xff"].concat()), piece()]));
        assert!(in_order(&[proof_of(1, 0), piece(), proof_of(2, 0), proof_of(1, 1), piece(), proof_of(2, 1)]));
        assert!(in_order(&[bx(b"uuid", &[&STORE_UUID, b"\0\0\0\0manifest\0".as_slice()].concat()), piece()]));
        assert!(in_order(&[bx(b"uuid", b"of somebody else"), piece()]));
    }
}
