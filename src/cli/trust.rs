//! `lightmark trust …`: who is believed. Results to standard output, messages to standard error. Never connects.

use std::path::PathBuf;
use std::process::ExitCode;

use serde::Serialize;

use super::{Context, exit, output};
use crate::problem::Problem;
use crate::trust::{TrustError, TrustStore};

mod lists;

/// Version of the JSON that is printed.
const SCHEMA: &str = "lightmark.trust/1";

/// See and change who is believed: lists of issuers, time-stamp authorities
#[derive(Debug, clap::Subcommand)]
pub enum TrustCommand {
    /// List everything that is in force
    List {
        /// Print a JSON object (lightmark.trust/1)
        #[arg(long)]
        json: bool,
    },
    /// Put a list in force and print its id
    Add {
        /// PEM text, one DER certificate, or the JSON form of the C2PA lists
        file: PathBuf,
        /// What the list is for; told from the file where it can be
        #[arg(long, value_enum)]
        kind: Option<lists::Kind>,
        /// A name of your own for it
        #[arg(long)]
        name: Option<String>,
        /// Print a JSON object (lightmark.trust/1)
        #[arg(long)]
        json: bool,
    },
    /// Put a list out of force
    Remove {
        /// The id, its beginning, or the exact name
        id: String,
    },
    /// Replace a list by a newer issue of it; an older or overdue one is refused
    Update {
        /// The list to replace; told from the file where it names itself
        id: Option<String>,
        /// The newer issue
        #[arg(long, value_name = "FILE")]
        from: PathBuf,
        /// Print a JSON object (lightmark.trust/1)
        #[arg(long)]
        json: bool,
    },
    /// Show one list, certificate by certificate
    Show {
        /// The id, its beginning, or the exact name
        id: String,
        /// Print a JSON object (lightmark.trust/1)
        #[arg(long)]
        json: bool,
    },
}

/// Does what the command says and gives the exit code; whatever went wrong has been told.
pub fn run(command: TrustCommand, context: &Context) -> ExitCode {
    let data = &context.home.data;
    let done = TrustStore::load(data).map_err(Stop::from).and_then(|mut store| match command {
        TrustCommand::List { json } => lists::list(&store, json),
        TrustCommand::Add { file, kind, name, json } => {
            lists::add(&mut store, data, &lists::Adding { file: &file, kind, name: name.as_deref(), json })
        }
        TrustCommand::Remove { id } => lists::remove(&mut store, data, &id),
        TrustCommand::Update { id, from, json } => lists::update(&mut store, data, id.as_deref(), &from, json),
        TrustCommand::Show { id, json } => lists::show(&store, data, &id, json),
    });
    match done {
        Ok(code) => code,
        Err(Stop::WrongCall(problem)) => {
            output::say(&problem);
            exit::USAGE.into()
        }
        Err(Stop::NotProcessed(problem)) => {
            output::say(&problem);
            exit::NOT_PROCESSED.into()
        }
        // Whoever reads our output has seen enough.
        Err(Stop::OutputClosed) => ExitCode::SUCCESS,
    }
}

/// Why a command ends early.
enum Stop {
    WrongCall(Problem),
    NotProcessed(Problem),
    OutputClosed,
}

impl From<TrustError> for Stop {
    fn from(error: TrustError) -> Self {
        let problem = error.problem();
        if error.is_wrong_call() { Self::WrongCall(problem) } else { Self::NotProcessed(problem) }
    }
}

/// One JSON object with the schema in front.
#[derive(Serialize)]
struct Printed<T> {
    schema: &'static str,
    #[serde(flatten)]
    value: T,
}

fn print_json(value: impl Serialize) -> Result<ExitCode, Stop> {
    // Plain strings and numbers, which always become JSON.
    print(&(serde_json::to_string(&Printed { schema: SCHEMA, value }).unwrap_or_default() + "\n"))
}

fn print(result: &str) -> Result<ExitCode, Stop> {
    match output::result(result) {
        Ok(()) => Ok(ExitCode::from(exit::PASSED)),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Err(Stop::OutputClosed),
        Err(error) => Err(Stop::NotProcessed(crate::problem!("output-failed").with_cause(&error))),
    }
}

/// How old something is, in words.
fn age(days: i64) -> String {
    crate::tr!("trust-age", days = days)
}

/// Whole days since a date in RFC 3339; none for one that cannot be read.
fn days_since(date: &str) -> Option<i64> {
    let then: jiff::Timestamp = date.parse().ok()?;
    Some((jiff::Timestamp::now().as_second() - then.as_second()).max(0) / 86_400)
}

/// The day of a date in RFC 3339.
fn day(date: &str) -> String {
    crate::locale::plain(&date.chars().take(10).collect::<String>())
}
