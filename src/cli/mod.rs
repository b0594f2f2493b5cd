//! The command line over the same workflows (DESIGN §5). Never the window, never a decision about a file.
//!
//! Exit codes: 0 every file passed; 1 at least one did not; 2 the call is wrong; 3 at least one could not be
//! processed (3 goes before 1, because what could not be looked at could be anything); 130 interrupted.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::workflow::home::Home;
use crate::{tr, worker};

pub mod approve;
pub mod compare;
pub mod export;
pub mod help;
pub mod identity;
pub mod interrupt;
pub mod library;
pub mod logging;
pub mod manual;
pub mod network;
pub mod order;
pub mod output;
pub mod recipe;
pub mod record;
pub mod redact;
pub mod rights;
pub mod sign;
pub mod stop;
pub mod tally;
pub mod text;
pub mod timestamp;
pub mod trust;
pub mod verify;

/// The exit codes of every command.
pub mod exit {
    /// Every file passed.
    pub const PASSED: u8 = 0;
    /// At least one file did not pass.
    pub const NOT_PASSED: u8 = 1;
    /// The call is wrong.
    pub const USAGE: u8 = 2;
    /// At least one file could not be processed.
    pub const NOT_PROCESSED: u8 = 3;
    /// Stopped by Ctrl-C, as shells count it.
    pub const INTERRUPTED: u8 = 130;
}

/// Runs the command line, or says that the window is wanted.
pub enum Wanted {
    Exit(ExitCode),
    /// Open the window with these files.
    Window(Vec<PathBuf>),
}

/// What every command is handed.
pub struct Context {
    pub home: Home,
    /// How often `-v` was given.
    pub verbosity: u8,
}

/// Signs, traces and verifies photos and media with Content Credentials
#[derive(Debug, Parser)]
#[command(
    name = "lightmark",
    version,
    override_usage = "lightmark [OPTIONS] [PATH]...\n       lightmark [OPTIONS] <COMMAND>"
)]
struct Arguments {
    /// Open the window with these files
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Say more on standard error; twice for details
    #[arg(short, long, global = true, action = clap::ArgAction::Count, display_order = 900)]
    verbose: u8,

    #[command(subcommand)]
    command: Option<Command>,
}

/// In the order of their help pages.
#[derive(Debug, Subcommand)]
enum Command {
    Verify(verify::VerifyCommand),
    Compare(compare::CompareCommand),
    #[command(subcommand)]
    Rights(rights::RightsCommand),
    #[command(subcommand)]
    Library(library::LibraryCommand),
    Sign(Box<sign::SignCommand>),
    Export(Box<export::ExportCommand>),
    Record(Box<record::RecordCommand>),
    Redact(Box<redact::RedactCommand>),
    Approve(approve::ApproveCommand),
    Timestamp(timestamp::TimestampCommand),
    #[command(subcommand)]
    Recipe(recipe::RecipeCommand),
    #[command(subcommand)]
    Identity(identity::IdentityCommand),
    #[command(subcommand)]
    Trust(trust::TrustCommand),
    #[command(subcommand)]
    Network(network::NetworkCommand),
    Completions(manual::CompletionsCommand),
    #[command(hide = true)]
    Manual(manual::ManualCommand),
}

/// The whole command line.
fn command() -> clap::Command {
    help::grouped(Arguments::command())
}

/// Reads the arguments and does what they say.
pub fn run(args: impl Iterator<Item = OsString>) -> Wanted {
    let args: Vec<OsString> = args.collect();
    // Before anything else: a worker must not read settings, open logs or parse options.
    if args.get(1).is_some_and(|arg| arg == worker::child::SUBCOMMAND) {
        return Wanted::Exit(worker::child::run(args.into_iter().skip(2)));
    }
    let parsed = command().try_get_matches_from(args).and_then(|matches| {
        let name = matches.subcommand_name().unwrap_or("window").to_owned();
        Arguments::from_arg_matches(&matches).map(|arguments| (name, arguments))
    });
    let (name, arguments) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return Wanted::Exit(refuse(&error)),
    };
    let Some(home) = Home::find() else {
        output::say(&crate::problem!("no-home"));
        return Wanted::Exit(exit::USAGE.into());
    };
    logging::start(&home.cache.join("logs"), arguments.verbose);
    tracing::info!(version = env!("CARGO_PKG_VERSION"), command = name, "started");
    let context = Context { home, verbosity: arguments.verbose };
    match arguments.command {
        Some(Command::Identity(command)) => Wanted::Exit(identity::run(command, &context)),
        Some(Command::Library(command)) => Wanted::Exit(library::run(command, &context)),
        Some(Command::Network(command)) => Wanted::Exit(network::run(&command, &context)),
        Some(Command::Approve(command)) => Wanted::Exit(approve::run(&command)),
        Some(Command::Compare(command)) => Wanted::Exit(compare::run(&command, &context)),
        Some(Command::Export(command)) => Wanted::Exit(export::run(&command)),
        Some(Command::Recipe(command)) => Wanted::Exit(recipe::run(&command)),
        Some(Command::Record(command)) => Wanted::Exit(record::run(&command, &context)),
        Some(Command::Redact(command)) => Wanted::Exit(redact::run(&command)),
        Some(Command::Rights(command)) => Wanted::Exit(rights::run(&command)),
        Some(Command::Sign(command)) => Wanted::Exit(sign::run(&command)),
        Some(Command::Timestamp(command)) => Wanted::Exit(timestamp::run(&command, &context)),
        Some(Command::Verify(command)) => Wanted::Exit(verify::run(&command, &context).into()),
        Some(Command::Trust(command)) => Wanted::Exit(trust::run(command, &context)),
        Some(Command::Completions(command)) => Wanted::Exit(manual::completions(&command)),
        Some(Command::Manual(command)) => Wanted::Exit(manual::manual(&command)),
        None => match mistyped_command(&arguments.paths) {
            Some(word) => {
                let message = tr!("cli-no-such-command", name = crate::locale::elide(&word, 80));
                Wanted::Exit(refuse(&command().error(ErrorKind::InvalidSubcommand, message)))
            }
            None => Wanted::Window(arguments.paths),
        },
    }
}

/// A lone word that is no file was meant as a command; opening a window with a missing file would hide that.
fn mistyped_command(paths: &[PathBuf]) -> Option<String> {
    let first = paths.first()?;
    let is_word =
        |path: &Path| path.to_str().is_some_and(|text| text.chars().all(|c| c.is_ascii_lowercase() || c == '-'));
    (is_word(first) && !first.exists()).then(|| first.to_string_lossy().into_owned())
}

/// Prints what clap has to say: help and version to standard output, errors to standard error.
fn refuse(error: &clap::Error) -> ExitCode {
    // A closed pipe changes nothing: there is nobody left to tell.
    let _ = error.print();
    if error.use_stderr() { exit::USAGE.into() } else { exit::PASSED.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_declared_without_contradiction() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_word_that_is_no_file_is_a_mistyped_command() {
        let first = |path: &str| mistyped_command(&[path.into()]);
        assert_eq!(first("verfy").as_deref(), Some("verfy"));
        assert_eq!(first("src"), None, "this folder exists");
        assert_eq!(first("gone.jpg"), None, "a missing file is the window's to tell");
        assert_eq!(first("/gone"), None);
        assert_eq!(mistyped_command(&[]), None);
    }
}
