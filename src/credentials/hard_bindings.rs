//! Hard bindings as they stand in a manifest: what `c2pa.hash.data`, `c2pa.hash.bmff` and `c2pa.hash.boxes` leave out,
//! as bytes or by name (C2PA 2.4 §18.5 to §18.7). Never looks at the file that is bound.

use ciborium::Value;

use super::boxes::{header_value, list};

/// The type of the box that holds a manifest store (C2PA 2.4 §A.5.2).
pub(super) const STORE_UUID: [u8; 16] =
    [0xd8, 0xfe, 0xc3, 0xd6, 0x1b, 0x0e, 0x48, 0x3c, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7e, 0xc4, 0x81];

/// What leaving out a part of a file, by its name, means for what one sees or hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The manifest store, or boxes that hold nothing.
    Harmless,
    Metadata,
    Content,
}

/// The exclusions of a `c2pa.hash.data` assertion, as start and length in bytes.
pub(super) fn data_hash_exclusions(assertion: &[u8]) -> Vec<(u64, u64)> {
    let Ok(value) = ciborium::from_reader::<Value, _>(assertion) else { return Vec::new() };
    entries(&value, "exclusions")
        .iter()
        .filter_map(|exclusion| Some((number(exclusion, "start")?, number(exclusion, "length")?)))
        .collect()
}

/// A `c2pa.hash.bmff` assertion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BmffHash {
    pub exclusions: Vec<BmffExclusion>,
    pub tree: Tree,
    /// Whether there is a hash over the whole file, or over what stands before its fragments.
    pub has_hash: bool,
}

/// Whether a tree of hashes covers `mdat` boxes that the hash itself leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tree {
    None,
    /// Piece by piece, all but the first bytes of each box.
    Blocks,
    /// By samples or fragments: what else stands in such a box is not covered.
    Samples,
}

/// Boxes that are left out by their path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BmffExclusion {
    pub path: String,
    /// Only boxes of this length in bytes.
    pub length: Option<u64>,
    /// Only boxes that hold these bytes at these places.
    pub data: Vec<(u64, Vec<u8>)>,
    /// Only these parts of a box, as offset and length in bytes; the length 0 is the rest. Empty: the box is left out.
    pub parts: Vec<(u64, u64)>,
    pub meaning: Meaning,
}

/// Reads a `c2pa.hash.bmff` assertion; `None` when it cannot be read.
///
/// Conditions on version and flags are not looked at, so that more may seem to be left out than is.
pub(super) fn bmff_hash(assertion: &[u8]) -> Option<BmffHash> {
    let value = ciborium::from_reader::<Value, _>(assertion).ok()?;
    let maps = entries(&value, "merkle");
    let in_blocks = |map: &Value| entry(map, "fixedBlockSize").or_else(|| entry(map, "variableBlockSizes")).is_some();
    let tree = match maps.is_empty() {
        true => Tree::None,
        false if maps.iter().all(in_blocks) => Tree::Blocks,
        false => Tree::Samples,
    };
    let has_hash = entry(&value, "hash").is_some() || maps.iter().any(|map| entry(map, "initHash").is_some());
    let exclusions = entries(&value, "exclusions");
    let exclusions = exclusions.iter().map(|exclusion| bmff_exclusion(exclusion, tree != Tree::None)).collect();
    Some(BmffHash { exclusions, tree, has_hash })
}

fn bmff_exclusion(exclusion: &Value, has_tree: bool) -> BmffExclusion {
    let path = entry(exclusion, "xpath").and_then(Value::as_text).unwrap_or_default().to_owned();
    let data: Vec<(u64, Vec<u8>)> = entries(exclusion, "data")
        .iter()
        .map(|part| {
            let value = entry(part, "value").and_then(Value::as_bytes).cloned().unwrap_or_default();
            (number(part, "offset").unwrap_or(0), value)
        })
        .collect();
    let is_store = data.iter().any(|(_, value)| *value == STORE_UUID);
    let meaning = match path.as_str() {
        "/ftyp" | "/mfra" | "/free" | "/skip" => Meaning::Harmless,
        // Without the store's identifier it may be any private box, such as that of XMP.
        "/uuid" if is_store => Meaning::Harmless,
        "/uuid" | "/moov/udta" | "/moov/meta" | "/udta" => Meaning::Metadata,
        // The tree of hashes then covers it piece by piece.
        "/mdat" if has_tree => Meaning::Harmless,
        // Among these are tables of where the picture lies, which older signers left out: who changes one changes
        // the picture.
        _ => Meaning::Content,
    };
    let parts = entries(exclusion, "subset")
        .iter()
        .map(|part| (number(part, "offset").unwrap_or(0), number(part, "length").unwrap_or(0)))
        .collect();
    BmffExclusion { path, length: number(exclusion, "length"), data, parts, meaning }
}

/// One entry of a `c2pa.hash.boxes` assertion: parts of a file, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BoxEntry {
    pub names: Vec<String>,
    /// Left out, as the manifest store always is.
    pub is_excluded: bool,
}

impl BoxEntry {
    /// What leaving it out means; nothing that is not left out.
    pub(super) fn meaning(&self) -> Option<Meaning> {
        let all = |is: fn(&str) -> bool| !self.names.is_empty() && self.names.iter().all(|name| is(name));
        match self.is_excluded {
            false => None,
            true if all(|name| name == "C2PA") => Some(Meaning::Harmless),
            true if all(is_metadata_part) => Some(Meaning::Metadata),
            true => Some(Meaning::Content),
        }
    }
}

/// Whether a segment or chunk of this name holds metadata alone.
pub(super) fn is_metadata_part(name: &str) -> bool {
    ["APP1", "APP13", "COM", "iTXt", "tEXt", "zTXt", "eXIf", "tIME"].contains(&name)
}

/// Reads a `c2pa.hash.boxes` assertion; `None` when it cannot be read.
pub(super) fn box_hash(assertion: &[u8]) -> Option<Vec<BoxEntry>> {
    let value = ciborium::from_reader::<Value, _>(assertion).ok()?;
    let read = |found: &Value| {
        let names = entries(found, "names");
        let names: Vec<String> = names.iter().map(|name| name.as_text().unwrap_or_default().to_owned()).collect();
        let is_excluded = entry(found, "excluded") == Some(&Value::Bool(true)) || names == ["C2PA"];
        BoxEntry { names, is_excluded }
    };
    Some(entries(&value, "boxes").iter().map(read).collect())
}

fn entry<'v>(map: &'v Value, name: &str) -> Option<&'v Value> {
    header_value(map, |key| *key == Value::from(name)).filter(|value| !value.is_null())
}

fn entries(map: &Value, name: &str) -> Vec<Value> {
    list(entry(map, name).cloned())
}

fn number(map: &Value, name: &str) -> Option<u64> {
    u64::try_from(entry(map, name)?.as_integer()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cbor(json: serde_json::Value) -> Vec<u8> {
        let mut bytes = Vec::new();
        ciborium::into_writer(&json, &mut bytes).unwrap();
        bytes
    }

    #[test]
    fn boxes_left_out_by_their_path() {
        use Meaning::{Content, Harmless, Metadata};
        let of = |json| bmff_hash(&cbor(json)).unwrap();
        let meanings = |json| of(json).exclusions.iter().map(|one| one.meaning).collect::<Vec<_>>();
        let usual = serde_json::json!({ "exclusions": [
            { "xpath": "/uuid", "data": [{ "offset": 8, "value": [1] }] }, { "xpath": "/ftyp" }, { "xpath": "/mfra" }] });
        assert_eq!(meanings(usual), [Metadata, Harmless, Harmless], "the identifier is another");
        let mdat = serde_json::json!({ "exclusions": [{ "xpath": "/mdat" }, { "xpath": "/meta/iloc" }] });
        assert_eq!(meanings(mdat), [Content, Content]);
        let tree = serde_json::json!({ "exclusions": [{ "xpath": "/mdat" }, { "xpath": "/uuid" }], "merkle": [{}] });
        assert_eq!(meanings(tree.clone()), [Harmless, Metadata]);
        assert_eq!((of(tree.clone()).tree, of(tree).has_hash), (Tree::Samples, false));
        let blocks = serde_json::json!({ "merkle": [{ "fixedBlockSize": 9, "initHash": [1] }], "hash": null });
        assert_eq!((of(blocks.clone()).tree, of(blocks).has_hash), (Tree::Blocks, true));
        assert_eq!(bmff_hash(b"\xff"), None);
    }

    #[test]
    fn parts_left_out_by_their_name() {
        use Meaning::{Content, Harmless, Metadata};
        let json = serde_json::json!({ "boxes": [
            { "names": ["C2PA"] }, { "names": ["APP1"], "excluded": true },
            { "names": ["SOS"], "excluded": true }, { "names": [], "excluded": true },
            { "names": ["APP1", "DQT"], "excluded": true }, { "names": ["SOS"] }] });
        let meanings: Vec<_> = box_hash(&cbor(json)).unwrap().iter().map(BoxEntry::meaning).collect();
        assert_eq!(meanings, [Some(Harmless), Some(Metadata), Some(Content), Some(Content), Some(Content), None]);
        assert_eq!(box_hash(b"\xff"), None);
    }
}
