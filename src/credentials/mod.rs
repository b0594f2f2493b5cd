//! C2PA itself: asset → what it says; asset + request → signed copy. The only place that names the `c2pa` crate.

mod actions;
mod aggregation;
mod asset;
mod boxes;
mod context;
pub mod did_document;
pub mod earlier;
mod examine;
mod exclusions;
mod hard_bindings;
mod jpeg_stream;
mod limits;
mod manifests;
mod open;
mod proofs;
pub mod raw;
mod readable;
pub mod sign;
mod signatures;
mod statuses;
mod stored;
mod thumbnails;

pub use examine::{Documents, ExamineRequest, examine, examine_with};
pub use readable::{readable, unreadable};
