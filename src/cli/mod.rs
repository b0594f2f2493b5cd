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

/// Stands in until the whole command line is merged: `identity`, `sign`, and `verify` without its options.
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
    Sign(Box<sign::SignCommand>),
    Verify {
        paths: Vec<std::path::PathBuf>,
        #[arg(long)]
        json: bool,
        #[arg(long)]
        crjson: bool,
        #[arg(long)]
        trust_list: Vec<std::path::PathBuf>,
    },
    #[command(hide = true)]
    Worker {
        rest: Vec<String>,
    },
}

/// Reads the arguments and does what they say.
pub fn run(args: impl Iterator<Item = std::ffi::OsString>) -> Wanted {
    let Arguments { command } = clap::Parser::parse_from(args);
    let home = crate::workflow::home::Home::find();
    let data = home.map(|home| home.data).unwrap_or_default();
    Wanted::Exit(match command {
        Command::Identity(command) => identity::run(command, &data).unwrap_or_else(|problem| {
            eprintln!("{problem}");
            ExitCode::from(3)
        }),
        Command::Sign(command) => sign::run(&command),
        Command::Verify { paths, crjson, trust_list, .. } => verify(paths, crjson, &trust_list),
        Command::Worker { rest } => crate::worker::child::run(rest.into_iter().map(Into::into)),
    })
}

fn verify(paths: Vec<std::path::PathBuf>, crjson: bool, lists: &[std::path::PathBuf]) -> ExitCode {
    use crate::worker::{Answer, Pool, PoolOptions, Task};
    let mut trust = crate::trust::TrustStore::default();
    for list in lists {
        let _ = trust.add_for_this_run(list, crate::trust::path::Purpose::ClaimSigning);
    }
    let pool = Pool::new(PoolOptions { trust, ..PoolOptions::default() });
    for path in paths {
        let task =
            if crjson { Task::CrJson { path } } else { Task::Examine { path, at: None, digest: true } };
        match pool.run(task) {
            Answer::Report(report) => println!("{}", serde_json::to_string(&report).unwrap_or_default()),
            Answer::Json(json) => println!("{json}"),
            Answer::Failed(problem) => eprintln!("{problem} {}", problem.details),
            _ => {}
        }
    }
    ExitCode::SUCCESS
}
