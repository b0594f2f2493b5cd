//! Glue: the only file that knows every layer. Starts the window, hands effects to jobs and answers to `update`.

use std::path::PathBuf;
use std::process::ExitCode;

/// Opens the window with these files and runs until it is closed.
pub fn run(_files: Vec<PathBuf>) -> ExitCode {
    ExitCode::SUCCESS
}
