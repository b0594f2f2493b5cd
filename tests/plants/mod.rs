//! What is planted, and the search for it.

pub mod boxes;
pub mod chunks;
pub mod tiffs;

/// No four of its bytes stand in any fixture, and none of its words is a number that a table could hold.
pub const SECRET: &[u8] = b"~PLANTED:Q7%Z{K9}W&J3^X~";

/// So many bytes of it are telling.
const PART_BYTES: usize = 7;

/// Whether a telling part of what was planted is in the bytes.
pub fn is_in(bytes: &[u8]) -> bool {
    SECRET.windows(PART_BYTES).any(|part| memchr::memmem::find(bytes, part).is_some())
}
