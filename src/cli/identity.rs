//! `lightmark identity …`: results to standard output, messages to standard error. Never prints a key.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::stop::{Stop, finish, print};
use super::{Context, output};
use crate::keys::{DEFAULT_OVERLAP_DAYS, Identities, NewIdentity};
use crate::locale::plain;
use crate::provenance::identity::{KeyAlgorithm, RevocationReason};
use crate::whole_file::{self, Readers};

mod certificates;
mod life;
mod resign;
mod show;

pub use show::warn;

/// Make, certify, renew, revoke and back up what you sign with
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
        /// The kind of key: ed25519, es256 or es384
        #[arg(long, value_name = "NAME", default_value = "ed25519", value_parser = algorithm)]
        algorithm: KeyAlgorithm,
        /// For trying things: every reader sees that what it signs is no evidence
        #[arg(long)]
        practice: bool,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
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
    /// Print a request for a certificate (PKCS #10) to hand to an authority
    Csr {
        /// The id, its beginning, or the exact name
        id: String,
        /// Write to this file, which must not exist, and not to standard output
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Take the certificates that an authority issued for an identity's key
    Import {
        /// The id, its beginning, or the exact name
        id: String,
        /// The issued certificate with its issuers up to the root: PEM, DER or PKCS #7, in any order
        #[arg(required = true, value_name = "CHAIN")]
        chain: Vec<PathBuf>,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
    /// Take a key with its certificates from a PKCS #12 or PEM file, as a new identity
    ///
    /// The passphrase comes from LIGHTMARK_IMPORT_PASSPHRASE or a prompt.
    ImportKey {
        /// A PKCS #12 or PEM file
        file: PathBuf,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
    /// Make a new key for the same person and retire the old one; prints the new id
    Rotate {
        /// The id, its beginning, or the exact name
        id: String,
        /// How many days the old key may still sign
        #[arg(long, value_name = "DAYS", default_value_t = DEFAULT_OVERLAP_DAYS)]
        overlap: u32,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
    /// Re-sign the files that a replaced identity signed, and count what is left
    Resign(resign::ResignCommand),
    /// Declare that an identity is not to be believed any more; it cannot be taken back
    Revoke {
        /// The id, its beginning, or the exact name
        id: String,
        /// Why: unspecified, keyCompromise, affiliationChanged, superseded or cessationOfOperation
        #[arg(long, value_name = "REASON", value_parser = reason)]
        reason: RevocationReason,
        /// From when on, such as 2026-11-20T18:00:00Z (default: now)
        #[arg(long, value_name = "RFC3339", value_parser = moment)]
        at: Option<jiff::Timestamp>,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
    /// Show what an identity's key was used for
    Uses {
        /// The id, its beginning, or the exact name
        id: String,
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Write an identity and its key to a file, encrypted with a passphrase (age format)
    ///
    /// The passphrase comes from LIGHTMARK_BACKUP_PASSPHRASE or a prompt.
    Backup {
        /// The id, its beginning, or the exact name
        id: String,
        /// The file, which must not exist
        file: PathBuf,
    },
    /// Bring an identity back from a backup; prints its id
    ///
    /// The passphrase comes from LIGHTMARK_BACKUP_PASSPHRASE or a prompt.
    Restore {
        /// The backup
        file: PathBuf,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
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
pub fn run(command: IdentityCommand, context: &Context) -> ExitCode {
    let data_dir = &context.home.data;
    let done = Identities::open_asking(data_dir).map_err(Stop::from).and_then(|identities| match command {
        IdentityCommand::New { name, email, organization, algorithm, practice, json } => {
            life::new(&identities, &NewIdentity { name, email, organization, algorithm, practice }, json)
        }
        IdentityCommand::List { json } => show::list(&identities, json),
        IdentityCommand::Show { id, json } => show::show(&identities, &id, json),
        IdentityCommand::Export { id, output } => certificates::export(&identities, &id, output.as_deref()),
        IdentityCommand::Csr { id, output } => certificates::csr(&identities, &id, output.as_deref()),
        IdentityCommand::Import { id, chain, json } => certificates::import(&identities, &id, &chain, json),
        IdentityCommand::ImportKey { file, json } => certificates::import_key(&identities, &file, json),
        IdentityCommand::Rotate { id, overlap, json } => life::rotate(&identities, &id, overlap, json),
        IdentityCommand::Resign(command) => resign::run(&identities, data_dir, &command),
        IdentityCommand::Revoke { id, reason, at, json } => {
            life::revoke(&identities, &context.home, &id, &life::Revoking { reason, at, json })
        }
        IdentityCommand::Uses { id, json } => show::uses(&identities, &id, json),
        IdentityCommand::Backup { id, file } => life::back_up(&identities, &id, &file),
        IdentityCommand::Restore { file, json } => life::restore(&identities, &file, json),
        IdentityCommand::Delete { id, yes } => life::delete(&identities, &id, yes),
    });
    finish(done)
}

fn algorithm(name: &str) -> Result<KeyAlgorithm, String> {
    KeyAlgorithm::from_name(name).ok_or_else(|| {
        let names = KeyAlgorithm::ALL.map(KeyAlgorithm::name).join(", ");
        crate::tr!("keys-cli-algorithms", names = names)
    })
}

fn reason(name: &str) -> Result<RevocationReason, String> {
    RevocationReason::from_name(name).ok_or_else(|| {
        let names = RevocationReason::ALL.map(RevocationReason::name).join(", ");
        crate::tr!("keys-cli-reasons", names = names)
    })
}

fn moment(text: &str) -> Result<jiff::Timestamp, String> {
    text.parse().map_err(|_| crate::tr!("keys-cli-time"))
}

/// Writes a result to the file, which must not exist, or to standard output.
fn deliver(text: &str, file: Option<&Path>, done: impl Fn(&str) -> String) -> Result<ExitCode, Stop> {
    let Some(path) = file else { return print(text) };
    let shown = plain(&path.display().to_string());
    whole_file::create(path, text.as_bytes(), Readers::Usual).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            Stop::WrongCall(crate::problem!("identity-export-exists", path = shown.as_str()))
        }
        _ => Stop::NotProcessed(crate::problem!("identity-export-failed", path = shown.as_str()).with_cause(&error)),
    })?;
    output::note(&done(&shown));
    Ok(ExitCode::SUCCESS)
}
