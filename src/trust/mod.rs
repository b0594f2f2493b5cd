//! Who is believed: trust lists and certificate paths by RFC 5280. Never the window, never the network.
//!
//! A chain goes from `certificate` (parsed once, strictly) through `search` (which issuers could it have?) to
//! `rules` (is the path that was found a good one?); `path` holds what is asked and answered. `lists` are the
//! certificates that are believed, read by `list_file` (and `list_etsi`) and kept by `list_store`; `contacts` is the
//! address book; `published` are C2PA's own lists. `revocations` says what no longer counts, by lists of our own form (`revocation_list`) and CRLs
//! (`crl`) that `revocation_store` keeps; `revocation` reads stapled answers, `status_answer` says what to ask for one
//! and whether it will do. `bundle` is what a team passes on, signed by several.

pub mod bundle;
pub mod contacts;
pub mod fault;
pub mod lists;
pub mod path;
pub mod revocation_list;
pub mod revocation_store;
pub mod revocations;
pub mod signed_text;
pub mod status_answer;

mod certificate;
mod certificate_text;
mod crl;
mod der;
mod index;
mod list_error;
mod list_etsi;
mod list_file;
mod list_store;
mod name_constraints;
mod names;
mod published;
mod revocation;
mod revocation_error;
mod rules;
mod search;
mod signature;

pub use certificate_text::sources as certificate_sources;
pub use contacts::{ContactCard, ContactError, NewContact};
pub use fault::PathFault;
pub use list_file::MAX_LIST_BYTES;
pub use lists::{Added, NewList, TrustError, TrustList, TrustStore};
pub use path::{Purpose, Vouched};
pub use revocation::{Revocation, Stapled};
pub use revocation_error::RevocationError;
