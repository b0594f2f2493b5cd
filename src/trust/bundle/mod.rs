//! Team trust bundles: one file with the lists, contacts and revocations of a team, signed by M of N named roots. It
//! never asks the network and never takes a team's word before the person compared a fingerprint.
//!
//! **Format.** The metadata is that of The Update Framework (TUF, specification 1.0): roles `root` and `targets` with
//! key ids, thresholds, versions and expiry dates, signed over canonical JSON (TUF §4.2 to §4.5). What TUF spreads over
//! a repository is one file here, since teams pass files on: every root version in its order, the targets, and the
//! parts themselves. `snapshot` and `timestamp` tell a client which of many files are current; one file that is
//! replaced whole needs neither. The crate `tough` was not taken: it wants a repository layout, tokio and aws-lc.
//!
//! **Rules.** `trusted` holds the whole decision and has no I/O: root by root, each signed by the threshold before and
//! by its own (TUF §5.3.4), no step left out (§5.3.3, §5.3.5), expiry of the last root only (§5.3.10), then targets by
//! threshold, version and expiry (§5.6.3, §5.6.5, §5.6.6), then each part by length and digest (§5.7.2). A bundle
//! that breaks one rule changes nothing. TUF's recovery from a version that was driven up (§5.3.11) is left out: a
//! version never goes down, and [`MAX_VERSION`] keeps it from running away.
//!
//! `strict_json` reads, `metadata` parses, `trusted` decides, `parts` reads what is carried, `teams` keeps it, `draft`
//! makes new ones.

mod draft;
mod error;
mod metadata;
mod parts;
mod strict_json;
mod teams;

mod trusted;

pub use draft::{Draft, NewPart, NewRoot, Rotation, Tally};
pub use error::{BundleError, BundleFault, RoleKind};
pub use metadata::{Bundle, PartKind, read};
pub use teams::{Team, card, is_from_team, read_file};

/// Size of a bundle in bytes.
pub const MAX_BUNDLE_BYTES: u64 = 16_000_000;

/// Root versions in one file; TUF leaves the number to the application (§5.3.3).
pub const MAX_ROOTS: usize = 256;

/// Keys of one root version.
pub const MAX_KEYS: usize = 50;

/// Parts of one bundle.
pub const MAX_PARTS: usize = 200;

/// The highest version of a root or of targets.
pub const MAX_VERSION: u64 = 1_000_000;

/// Longest name of a team, a root or a part, in characters.
pub const MAX_NAME_CHARS: usize = 100;

/// How long a bundle counts when nothing else is said, in days.
pub const DEFAULT_DAYS: u32 = 90;

#[cfg(test)]
mod tests;
