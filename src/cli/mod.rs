//! The command line over the same workflows (DESIGN §5). Never the window.

use std::process::ExitCode;

pub mod identity;
pub mod sign;

/// Runs the command line, or says that the window is wanted.
pub enum Wanted {
    Exit(ExitCode),
    /// Open the window with these files.
    Window(Vec<std::path::PathBuf>),
}

/// Stands in until the whole command line is merged: `identity` only.
#[derive(clap::Parser)]
#[command(name = "lightmark", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    #[command(subcommand)]
    Identity(identity::IdentityCommand),
}

/// Reads the arguments and does what they say.
pub fn run(args: impl Iterator<Item = std::ffi::OsString>) -> Wanted {
    let Arguments { command: Command::Identity(command) } = clap::Parser::parse_from(args);
    let home = crate::workflow::home::Home::find();
    let data = home.map(|home| home.data).unwrap_or_default();
    Wanted::Exit(identity::run(command, &data).unwrap_or_else(|problem| {
        eprintln!("{problem}");
        ExitCode::from(3)
    }))
}
