//! `lightmark trust …`: who is believed. Results to standard output, messages to standard error. Connects for nothing but
//! `update`, and then only where the person allowed it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Serialize;

use super::Context;
use super::library::Changes;
use super::stop::{Stop, finish, print};
use crate::keys::{Identities, SigningIdentity};
use crate::locale::plain;
use crate::problem;
use crate::trust::TrustStore;
use crate::trust::revocation_store::holds_revocations;
use crate::whole_file::{self, Readers};

mod bundle;
mod contacts;
mod lists;
mod revocations;
mod update;

/// Version of the JSON that is printed.
const SCHEMA: &str = "lightmark.trust/1";

/// See and change who is believed: lists, contacts, teams
#[derive(Debug, clap::Subcommand)]
pub enum TrustCommand {
    /// List everything that is in force
    List {
        /// Print a JSON object (lightmark.trust/1)
        #[arg(long)]
        json: bool,
    },
    /// Put a list of issuers or of revocations in force and print its id
    Add {
        /// PEM text, one DER certificate, the JSON form of the C2PA lists, a CRL, or a revocation list
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
    /// Replace a list of issuers by a newer issue of it; an older or overdue one is refused
    Update {
        /// The list to replace: official, tsa, or the id of a list. Without a file, both official lists
        id: Option<String>,
        /// The newer issue: a file, or a web address to fetch it from. Without it, it is fetched from where it is published.
        /// Nothing is fetched unless you allowed that
        #[arg(long, value_name = "FILE|URL")]
        from: Option<PathBuf>,
        /// Allow the publisher's host to be asked, this once
        #[arg(long)]
        allow_once: bool,
        /// Print a JSON object (lightmark.trust/1) for each list
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
    /// See and change the address book
    #[command(subcommand)]
    Contacts(contacts::ContactsCommand),
    /// Take, update and make a team's trust: one file, signed by several of its people
    #[command(subcommand)]
    Bundle(bundle::BundleCommand),
    /// Make lists of certificates that no longer count
    #[command(subcommand)]
    RevokeList(revocations::RevokeListCommand),
}

/// Does what the command says and gives the exit code; whatever went wrong has been told.
pub fn run(command: TrustCommand, context: &Context) -> ExitCode {
    let data = &context.home.data;
    let changes = Changes::begin(&context.home);
    let done = TrustStore::load(data).map_err(Stop::from).and_then(|mut store| match command {
        TrustCommand::List { json } => lists::list(&store, json),
        TrustCommand::Add { file, kind: None, name: None, json } if holds_revocations(&file) => {
            revocations::add(&mut store, data, &file, json, &changes)
        }
        TrustCommand::Add { file, kind, name, json } => {
            let adding = lists::Adding { file: &file, kind, name: name.as_deref(), json };
            lists::add(&mut store, data, &adding, &changes)
        }
        TrustCommand::Remove { id } => lists::remove(&mut store, data, &id, &changes),
        TrustCommand::Update { id, from: Some(from), allow_once, json } => {
            let fetched = from.to_str().filter(|from| update::is_address(from));
            let fetched = fetched.map(|url| update::fetched(context, url, allow_once)).transpose()?;
            let from = fetched.as_ref().map_or(from, |fetched| fetched.file.clone());
            lists::update(&mut store, data, id.as_deref(), &lists::Newer { file: &from, json }, &changes)
        }
        TrustCommand::Update { id, from: None, allow_once, json } => {
            update::run(&mut store, context, id.as_deref(), &update::Asking { allow_once, json, changes: &changes })
        }
        TrustCommand::Show { id, json } => lists::show(&store, data, &id, json),
        TrustCommand::RevokeList(command) => revocations::run(command, &store, data),
        TrustCommand::Bundle(command) => bundle::run(command, &mut store, data, &changes),
        TrustCommand::Contacts(command) => contacts::run(command, &mut store, data, &changes),
    });
    finish(done)
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

/// As [`print_json`], with the files of which something else is said now, if any could be touched.
fn print_json_with(value: impl Serialize, changes: &Changes<'_>) -> Result<ExitCode, Stop> {
    let mut value = serde_json::to_value(value).unwrap_or_default();
    if let (Some(fields), Some(recheck)) = (value.as_object_mut(), changes.tell()) {
        fields.insert("library".to_owned(), serde_json::to_value(recheck).unwrap_or_default());
    }
    print_json(value)
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

/// An identity with its key, to sign what is passed on.
fn signer(data: &Path, id: &str) -> Result<SigningIdentity, Stop> {
    let signer = Identities::open_asking(data).and_then(|identities| identities.signer(id));
    signer.map_err(|error| match error.is_wrong_call() {
        true => Stop::WrongCall(error.problem()),
        false => Stop::NotProcessed(error.problem()),
    })
}

/// Never over a file that is there; nothing stays behind when writing fails half-way.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Stop> {
    let shown = plain(&path.display().to_string());
    whole_file::create(path, bytes, Readers::Usual).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Stop::WrongCall(problem!("trust-out-exists", file = shown.as_str())),
        _ => Stop::NotProcessed(problem!("trust-out-failed", file = shown.as_str()).with_cause(&error)),
    })
}
