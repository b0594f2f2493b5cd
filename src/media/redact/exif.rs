//! EXIF blocks: stands in until the walker is written; a block goes whole where anything of it could go.

use super::{Draft, Found, RedactError};
use crate::provenance::redaction::{Fate, Group};

/// Takes out of the TIFF structure at `base` what the policy drops.
pub(crate) fn in_place(block: &[u8], base: u64, store: &str, draft: &mut Draft<'_>) -> Result<(), RedactError> {
    /// A TIFF structure with one empty directory.
    const EMPTY: [u8; 14] = *b"II\x2A\0\x08\0\0\0\0\0\0\0\0\0";
    let dropped = Group::ALL.into_iter().find(|&group| draft.policy.drops(group, "EXIF"));
    let mut empty = EMPTY.to_vec();
    empty.resize(block.len(), 0);
    let Some(group) = dropped.filter(|_| block != empty) else { return Ok(()) };
    let found = Found {
        store,
        group,
        tag: "EXIF",
        name: "EXIF",
        value: "",
        at: base,
        length_bytes: block.len() as u64,
        raw: block,
    };
    draft.decided(found, Fate::Dropped);
    draft.edits.replace(base, empty);
    Ok(())
}
