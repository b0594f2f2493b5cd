//! The command line over the same workflows (DESIGN §5). Never the window.

use std::process::ExitCode;

pub mod sign;

/// Runs the command line, or says that the window is wanted.
pub enum Wanted {
    Exit(ExitCode),
    /// Open the window with these files.
    Window(Vec<std::path::PathBuf>),
}

/// Reads the arguments and does what they say.
pub fn run(_args: impl Iterator<Item = std::ffi::OsString>) -> Wanted {
    Wanted::Window(Vec::new())
}
