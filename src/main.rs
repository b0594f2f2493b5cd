//! The program: a worker child, a command, or the window.

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

use std::process::ExitCode;

use lightmark::{app, cli};

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        cli::Wanted::Exit(code) => code,
        cli::Wanted::Window(files) => app::run(files),
    }
}
