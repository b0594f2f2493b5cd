//! XMP packets: a packet goes whole as soon as anything is to go, which is said. Never cuts one in two.

use super::{Draft, Found};
use crate::provenance::redaction::{Fate, Group, Mode};

/// Takes out of the packet at `base` what the policy drops.
pub(crate) fn in_place(packet: &[u8], base: u64, draft: &mut Draft<'_>) {
    let dropped = Group::ALL.into_iter().find(|&group| draft.policy.drops(group, "XMP"));
    let is_blank = packet.iter().all(|&b| b == b' ' || b == 0);
    let Some(group) = dropped.filter(|_| !is_blank) else { return };
    let found = Found {
        store: "XMP",
        group,
        tag: "XMP",
        name: "XMP",
        value: "",
        at: base,
        length_bytes: packet.len() as u64,
        raw: packet,
    };
    draft.decided(found, Fate::Dropped);
    if draft.policy.mode == Mode::InPlace {
        draft.note("redact-note-whole-packets");
    }
    draft.edits.replace(base, vec![b' '; packet.len()]);
}
