//! The program: a worker child, a command, or the window.

use std::process::ExitCode;

use lightmark::{app, cli};

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        cli::Wanted::Exit(code) => code,
        cli::Wanted::Window(files) => app::run(files),
    }
}
