//! Who is believed: trust lists and certificate paths by RFC 5280. Never the window, never the network.
//!
//! A chain goes from `certificate` (parsed once, strictly) through `search` (which issuers could it have?) to
//! `rules` (is the path that was found a good one?); `path` holds what is asked and answered. `lists` are the
//! certificates that are believed, read by `list_file` and kept by `list_store`. `revocation` reads stapled answers.

pub mod fault;
pub mod lists;
pub mod path;

mod certificate;
mod certificate_text;
mod der;
mod index;
mod list_error;
mod list_etsi;
mod list_file;
mod list_store;
mod name_constraints;
mod names;
mod revocation;
mod rules;
mod search;
mod signature;

pub use fault::PathFault;
pub use lists::{Added, NewList, TrustError, TrustList, TrustStore};
pub use path::{Purpose, Vouched};
pub use revocation::Revocation;
