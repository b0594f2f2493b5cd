//! One file for each thing that a person does. Shared by the window and the command line; never paints, never prints.

pub mod changed;
pub mod collect;
mod did_web;
pub mod home;
pub mod library;
pub mod list_update;
pub mod network;
pub mod not_done;
pub mod recipe;
pub mod recipes;
pub mod record;
pub mod redact;
pub mod resign;
pub mod rights;
pub mod rights_templates;
pub mod settings;
mod several;
pub mod sign;
pub mod similar;
pub mod stamp_queue;
pub mod trust;
pub mod verify;
pub mod watch;
