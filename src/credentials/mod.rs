//! C2PA itself: asset → what it says; asset + request → signed copy. The only place that names the `c2pa` crate.

pub mod examine;
pub mod raw;
pub mod sign;

pub use examine::{ExamineRequest, examine};
