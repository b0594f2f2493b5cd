//! Lightmark signs, traces and verifies photos and media.
//!
//! # Bird's eye
//!
//! A file goes through one road, with no turning back: **file → [`worker`] → [`credentials`] (what the file
//! says) + [`media`] (what the file holds) → [`trust`] (who vouches) → [`provenance::verdict`] (the five
//! answers) → [`workflow`] → window or command line.** Signing is the same road backwards: what the person
//! states → [`credentials`] with a signer from [`keys`] → a temporary file beside the target → read back and
//! verified by a worker → moved into place.
//!
//! # Code map
//!
//! | part | what it is |
//! |---|---|
//! | [`provenance`] | the domain in the specification's words: report, verdict, statement, edit, redaction, identity. Pure |
//! | [`media`] | what is in a file: format sniffing, pictures, EXIF/XMP/IPTC, rights fields. `edit` and `jpeg_lossless` make new pixels or turn old ones, `compare` measures; `redact`, `carry` and `rights_write` plan the metadata of a copy |
//! | [`keys`] | identities: key pair, certificate, OS keyring, rotation, backup, the record of uses |
//! | [`trust`] | who is believed: trust lists, address book, revocations, team bundles; certificate paths by RFC 5280 |
//! | [`time_stamp`] | time-stamp requests and tokens (RFC 3161), and whether a token holds. Pure |
//! | [`credentials`] | C2PA itself; the only place that names the `c2pa` crate |
//! | [`network`] | the only place that connects: permissions, the ledger, HTTPS, time stamps |
//! | [`library`] | what was seen and checked before, and what it looks like, in SQLite |
//! | [`worker`] | reads strangers' files in child processes with limits |
//! | [`workflow`] | one file for each thing a person does: verify, sign, export, record, redact, approve, …; shared by window and command line |
//! | [`jobs`] | runs workflows on named threads, reports progress, cancels |
//! | [`state`] | `State`, `Msg`, `Effect`; in `update` the pure functions, one file for each subject |
//! | [`ui`] | paints `&State`, pushes `Msg`; a room for each subject, and in `content` what a page shows as data |
//! | [`cli`] | the command line over the same workflows; one file for each command |
//! | [`locale`] | every sentence a person sees, from `assets/locales` |
//! | [`problem`](mod@problem) | the only error that a person sees |
//! | [`whole_file`] | Lightmark's own files: the old one or the new one, whole, at any moment |
//! | [`app`] | glue: the only file that knows every layer |
//!
//! # Invariants
//!
//! - Only [`provenance::verdict`] turns status codes into a verdict, and it fails closed.
//! - No screen, report or line of output says "real", "fake", "true" or "authentic".
//! - A private key never enters [`state`], a message, a log, a report or a `Debug` print; in memory it is wiped after use.
//! - The original file is never written to, unless the person chose to replace it; then the new file is complete, synced and
//!   verified before it takes the name.
//! - Only [`network`] connects, and only where the person said so, for that purpose and that host. Every request
//!   stands in the ledger; opening a file never makes one.
//! - The UI thread never reads a file, hashes, decodes, signs, asks the keyring or waits.
//! - Files from strangers are hostile; they are read in [`worker`] children only, and what makes one stumble costs its own
//!   report, never the batch.
//! - Signed and unsigned statements are never shown alike.
//!
//! `tests/tidy.rs` reads the sources and fails on a word that a layer may not use.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::dbg_macro,
        clippy::todo,
        clippy::unimplemented
    )
)]

pub mod app;
pub mod cli;
pub mod credentials;
pub mod jobs;
pub mod keys;
pub mod library;
pub mod locale;
pub mod media;
pub mod network;
pub mod problem;
pub mod provenance;
pub mod state;
pub mod time_stamp;
pub mod trust;
pub mod ui;
pub mod whole_file;
pub mod worker;
pub mod workflow;
