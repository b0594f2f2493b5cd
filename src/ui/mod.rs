//! Paints `&State` and pushes `Msg`s. Never touches a file, a thread, the keyring or a workflow.
//!
//! What a page shows is made as data first (`content`), apart from how it is painted, so that it can be
//! tested as text.

pub mod content;
pub mod icon;
pub mod theme;

mod controls;
mod dialogs;
mod editor;
mod focus;
mod identities;
mod inspector;
mod keys;
mod logo;
mod pages;
mod recording;
mod redaction;
mod shell;
mod signing;
mod textures;
mod trust;
mod when;

pub use shell::View;
