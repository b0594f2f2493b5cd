//! Reads strangers' files in child processes with limits, and replaces a child that hangs, crashes or grows.
//!
//! A child is this same program started with a hidden subcommand ([`child`]); it gives up its rights first
//! (`confine`), then does one task at a time (`tasks`). The [`pool`] keeps as many warm as there are cores and
//! talks to each (`process`) over pipes in the frames of `frame`; `watch` ends those that take too long.
//! Never the network, never a window.

pub mod child;
pub mod pool;
pub mod protocol;

mod confine;
mod frame;
mod process;
mod rehearsal;
mod tasks;
mod watch;

pub use crate::credentials::unreadable;
pub use pool::{Pool, PoolOptions};
pub(crate) use process::lock;
pub use protocol::{Answer, Task};
pub use tasks::not_checked;

/// The target of log events that name a person's files: those go to standard error by `-v`, and into no log file.
pub const ABOUT_FILES: &str = "lightmark::files";
