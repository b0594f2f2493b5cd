//! `lightmark identity …`: results to standard output, messages to standard error. Never prints a key.

use std::fs::File;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Serialize;

use super::{exit, output};
use crate::keys::{Identities, KeyError, NewIdentity};
use crate::locale::{plain, text};
use crate::problem::Problem;
use crate::provenance::identity::IdentityCard;

/// Version of the JSON that is printed.
const SCHEMA: &str = "lightmark.identity/1";

/// Make and manage the identities that you sign with
#[derive(Debug, clap::Subcommand)]
pub enum IdentityCommand {
    /// Make a new identity and print its id
    New {
        /// The name that other people see as the signer
        #[arg(long)]
        name: String,
        /// An e-mail address to put into the certificate
        #[arg(long)]
        email: Option<String>,
        /// The organisation to put into the certificate
        #[arg(long, alias = "organisation")]
        organization: Option<String>,
    },
    /// List the identities, oldest first
    List {
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Show one identity
    Show {
        /// The id, its beginning, or the exact name
        id: String,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
    /// Print the certificates of an identity as PEM, its own first; never the key
    Export {
        /// The id, its beginning, or the exact name
        id: String,
        /// Write to this file, which must not exist, and not to standard output
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Delete an identity and its key, for ever
    Delete {
        /// The id, its beginning, or the exact name
        id: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

/// Does what the command says.
///
/// A wrong call is told on standard error here and gives exit code 2; a returned problem is for the caller to tell
/// and means exit code 3.
pub fn run(command: IdentityCommand, data_dir: &Path) -> Result<ExitCode, Problem> {
    let done = Identities::open_asking(data_dir).map_err(Stop::from).and_then(|identities| match command {
        IdentityCommand::New { name, email, organization } => {
            new(&identities, &NewIdentity { name, email, organization })
        }
        IdentityCommand::List { json } => list(&identities, json),
        IdentityCommand::Show { id, json } => show(&identities, &id, json),
        IdentityCommand::Export { id, output } => export(&identities, &id, output.as_deref()),
        IdentityCommand::Delete { id, yes } => delete(&identities, &id, yes),
    });
    match done {
        Ok(code) => Ok(code),
        Err(Stop::WrongCall(problem)) => {
            output::say(&problem);
            Ok(ExitCode::from(exit::USAGE))
        }
        Err(Stop::NotProcessed(problem)) => Err(problem),
        // Whoever reads our output has seen enough.
        Err(Stop::OutputClosed) => Ok(ExitCode::SUCCESS),
    }
}

enum Stop {
    WrongCall(Problem),
    NotProcessed(Problem),
    OutputClosed,
}

impl From<KeyError> for Stop {
    fn from(error: KeyError) -> Self {
        let problem = error.problem();
        if error.is_wrong_call() { Self::WrongCall(problem) } else { Self::NotProcessed(problem) }
    }
}

/// A card as it is printed for programs.
#[derive(Serialize)]
struct Printed<'a> {
    schema: &'a str,
    #[serde(flatten)]
    card: &'a IdentityCard,
}

fn new(identities: &Identities, new: &NewIdentity) -> Result<ExitCode, Stop> {
    let card = identities.create(new)?;
    output::note(&crate::tr!("keys-made", name = plain(&card.name)));
    print(&format!("{}\n", card.id))
}

fn list(identities: &Identities, json: bool) -> Result<ExitCode, Stop> {
    let (cards, errors) = identities.survey()?;
    let lines: String = cards.iter().map(|card| if json { json_line(card) } else { line(card) }).collect();
    let printed = print(&lines)?;
    for error in &errors {
        output::say(&error.problem());
    }
    if cards.is_empty() && errors.is_empty() && !json {
        output::note(text("keys-none"));
    }
    Ok(if errors.is_empty() { printed } else { ExitCode::from(exit::NOT_PROCESSED) })
}

fn show(identities: &Identities, id: &str, json: bool) -> Result<ExitCode, Stop> {
    let card = identities.card(id)?;
    if json {
        return print(&json_line(&card));
    }
    let rows = [
        ("keys-id", Some(&card.id)),
        ("keys-name", Some(&card.name)),
        ("keys-email", card.email.as_ref()),
        ("keys-organization", card.organization.as_ref()),
        ("keys-created", Some(&card.created)),
        ("keys-expires", Some(&card.expires)),
        ("keys-issuer", Some(&card.issuer)),
        ("keys-algorithm", Some(&card.algorithm)),
        ("keys-fingerprint", Some(&card.fingerprint)),
    ];
    let width = rows.iter().map(|(key, _)| text(key).chars().count()).max().unwrap_or_default();
    let lines =
        rows.iter().filter_map(|(key, value)| Some(format!("{:width$}  {}\n", text(key), plain(value.as_ref()?))));
    print(&lines.collect::<String>())
}

fn export(identities: &Identities, id: &str, file: Option<&Path>) -> Result<ExitCode, Stop> {
    let card = identities.card(id)?;
    let pem = identities.export_pem(&card.id)?;
    let Some(path) = file else { return print(&pem) };
    let shown = plain(&path.display().to_string());
    write_new(path, pem.as_bytes()).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            Stop::WrongCall(crate::problem!("identity-export-exists", path = shown.as_str()))
        }
        _ => Stop::NotProcessed(crate::problem!("identity-export-failed", path = shown.as_str()).with_cause(&error)),
    })?;
    output::note(&crate::tr!("keys-exported", name = plain(&card.name), path = shown.as_str()));
    Ok(ExitCode::SUCCESS)
}

fn delete(identities: &Identities, id: &str, yes: bool) -> Result<ExitCode, Stop> {
    let card = identities.card(id)?;
    if !yes {
        if !io::stdin().is_terminal() {
            return Err(Stop::WrongCall(crate::problem!("identity-delete-unasked")));
        }
        output::note(&crate::tr!("keys-ask-delete", name = plain(&card.name), id = card.id.as_str()));
        let mut answer = String::new();
        // No answer is a no.
        let read = io::stdin().lock().read_line(&mut answer);
        if read.is_err() || answer.trim() != text("keys-yes") {
            output::note(text("keys-not-deleted"));
            return Ok(ExitCode::from(exit::NOT_PASSED));
        }
    }
    identities.delete(&card.id)?;
    output::note(&crate::tr!("keys-deleted", name = plain(&card.name)));
    Ok(ExitCode::SUCCESS)
}

fn line(card: &IdentityCard) -> String {
    let organization = card.organization.as_ref().map(|o| format!(" ({})", plain(o))).unwrap_or_default();
    format!("{}  {}{organization}\n", card.id, plain(&card.name))
}

fn json_line(card: &IdentityCard) -> String {
    // A card is plain strings, which always become JSON.
    serde_json::to_string(&Printed { schema: SCHEMA, card }).map(|text| text + "\n").unwrap_or_default()
}

/// Never over a file that is there; nothing stays behind when writing fails half-way.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        drop(file);
        std::fs::remove_file(path)?;
    }
    written
}

fn print(result: &str) -> Result<ExitCode, Stop> {
    match output::result(result) {
        Ok(()) => Ok(ExitCode::from(exit::PASSED)),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Stop::OutputClosed),
        Err(error) => Err(Stop::NotProcessed(crate::problem!("identity-output-failed").with_cause(&error))),
    }
}
