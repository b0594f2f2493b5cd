//! The verdict: evidence → five answers → one headline. Pure, and fails closed.

use super::evidence::Evidence;
use super::report::Report;

/// Concludes from the evidence. The only function that does.
pub fn judge(_evidence: Evidence) -> Report {
    unimplemented!()
}
