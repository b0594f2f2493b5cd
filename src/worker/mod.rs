//! Reads strangers' files in child processes with limits, and replaces a child that hangs, crashes or grows.
//!
//! A child is this same program started with a hidden subcommand ([`child`]); the [`pool`] keeps as many warm
//! as there are cores and talks to them over pipes in the frames of [`protocol`].

pub mod child;
pub mod pool;
pub mod protocol;

pub use pool::{Pool, PoolOptions};
pub use protocol::{Answer, Task};
