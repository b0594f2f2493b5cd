//! `lightmark trust contacts …`: the address book. Adds nobody whose fingerprint was not compared.

use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Serialize;

use super::{day, print_json};
use crate::cli::library::Changes;
use crate::cli::stop::{Stop, print};
use crate::cli::{exit, output};
use crate::locale::{elide, plain, text};
use crate::provenance::fingerprint::Fingerprint;
use crate::provenance::trust_source::{ListDetails, ListedCertificate, TrustListCard};
use crate::trust::{ContactError, NewContact, Purpose, TrustStore, Vouched, contacts};
use crate::worker::{Pool, PoolOptions};
use crate::workflow::trust::file_signer;
use crate::{problem, tr};

/// Longest name or value that is shown, in characters.
const MAX_CHARS: usize = 160;

/// See and change the address book: single signers whom you added by hand
#[derive(Debug, clap::Subcommand)]
pub enum ContactsCommand {
    /// List the contacts
    List {
        /// Print a JSON object (lightmark.trust/1)
        #[arg(long)]
        json: bool,
    },
    /// Add the signer of a file, after comparing the fingerprint with what they told you
    Add {
        /// A file that they signed
        file: PathBuf,
        /// Your name for them
        #[arg(long)]
        name: String,
        /// A note of your own
        #[arg(long)]
        note: Option<String>,
        /// The fingerprint as they told it to you, in hex digits or in words
        #[arg(long)]
        fingerprint: Option<String>,
        /// Print a JSON object (lightmark.trust/1)
        #[arg(long)]
        json: bool,
    },
    /// Remove a contact
    Remove {
        /// The id, its beginning, or the exact name
        id: String,
    },
    /// Show a contact, with the fingerprint in hex, in words and as a pattern
    Show {
        /// The id, its beginning, or the exact name
        id: String,
        /// Print a JSON object (lightmark.trust/1)
        #[arg(long)]
        json: bool,
    },
    /// Write a contact into a card file, signed by you, to pass on
    Export {
        /// The id, its beginning, or the exact name
        id: String,
        /// Your identity that signs the card: its id, the beginning of it, or the exact name
        #[arg(long)]
        identity: String,
        /// Write to this file, which must not exist
        #[arg(short, long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Add the contact of a card file, after comparing the fingerprint with what they told you
    Import {
        /// A card file
        file: PathBuf,
        /// Your name for them; the card's own otherwise
        #[arg(long)]
        name: Option<String>,
        /// The fingerprint as they told it to you, in hex digits or in words
        #[arg(long)]
        fingerprint: Option<String>,
        /// Print a JSON object (lightmark.trust/1)
        #[arg(long)]
        json: bool,
    },
}

/// Does what the command says.
pub fn run(
    command: ContactsCommand,
    store: &mut TrustStore,
    data: &Path,
    changes: &Changes<'_>,
) -> Result<ExitCode, Stop> {
    match command {
        ContactsCommand::List { json } => list(store, data, json),
        ContactsCommand::Add { file, name, note, fingerprint, json } => {
            let pool = Pool::new(PoolOptions { trust: store.clone(), workers: 1, ..PoolOptions::default() });
            let signer = file_signer(&pool, &file).map_err(Stop::NotProcessed)?;
            let told = [signer.name.as_deref(), signer.organization.as_deref()].into_iter().flatten();
            let mut told: Vec<String> = told.map(|name| elide(name, MAX_CHARS)).collect();
            // Somebody without an organisation stands for themselves.
            told.dedup();
            output::note(&tr!("contact-signed-by", name = told.join(", ")));
            let note = note.as_deref();
            let new = NewContact { certificate: &signer.certificate, name: &name, note, origin: &file };
            changes.after(add(store, data, &new, fingerprint.as_deref(), json))
        }
        ContactsCommand::Remove { id } => {
            let card = store.contact(&id)?.clone();
            store.remove(data, &card.id)?;
            output::note(&tr!("contact-removed", name = elide(&card.name, MAX_CHARS)));
            changes.tell();
            Ok(ExitCode::from(exit::PASSED))
        }
        ContactsCommand::Show { id, json } => show(store, data, &id, json),
        ContactsCommand::Export { id, identity, out } => export(store, data, &id, &identity, &out),
        ContactsCommand::Import { file, name, fingerprint, json } => {
            let card = contacts::read_card(&file)?;
            output::note(&card_signer(store, &card.signed_by));
            output::note(&tr!("contact-card-names", name = elide(&card.name, MAX_CHARS)));
            let (name, note) = (name.as_deref().unwrap_or(&card.name), card.note.as_deref());
            let new = NewContact { certificate: &card.certificate, name, note, origin: &file };
            changes.after(add(store, data, &new, fingerprint.as_deref(), json))
        }
    }
}

impl From<ContactError> for Stop {
    fn from(error: ContactError) -> Self {
        let problem = error.problem();
        match error {
            // The comparison was made and failed, which is an answer, not a fault of the call.
            ContactError::Differs { .. } => Self::NotPassed(problem),
            _ if error.is_wrong_call() => Self::WrongCall(problem),
            _ => Self::NotProcessed(problem),
        }
    }
}

/// A contact as it is printed for programs.
#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    name: &'a str,
    added: &'a str,
    #[serde(flatten)]
    details: ListDetails,
    #[serde(flatten)]
    certificate: ListedCertificate,
    fingerprint_words: String,
}

fn entry<'a>(store: &TrustStore, data: &Path, card: &'a TrustListCard) -> Result<Entry<'a>, Stop> {
    let certificate = store.certificates(data, &card.id)?.into_iter().next().unwrap_or_default();
    let words = Fingerprint::from_hex(&certificate.fingerprint).map(|fingerprint| fingerprint.words().join(" "));
    Ok(Entry {
        id: &card.id,
        name: &card.name,
        added: &card.added,
        details: store.details(&card.id),
        certificate,
        fingerprint_words: words.unwrap_or_default(),
    })
}

fn list(store: &TrustStore, data: &Path, json: bool) -> Result<ExitCode, Stop> {
    let entries = store.contacts().map(|card| entry(store, data, card)).collect::<Result<Vec<_>, _>>()?;
    if json {
        return print_json(serde_json::json!({ "contacts": entries }));
    }
    let line = |entry: &Entry<'_>| format!("{}  {}\n", entry.id, elide(entry.name, MAX_CHARS));
    let printed = print(&entries.iter().map(line).collect::<String>())?;
    if entries.is_empty() {
        output::note(text("contact-none"));
    }
    Ok(printed)
}

fn show(store: &TrustStore, data: &Path, id: &str, json: bool) -> Result<ExitCode, Stop> {
    let entry = entry(store, data, store.contact(id)?)?;
    if json {
        return print_json(&entry);
    }
    let certificate = &entry.certificate;
    let valid = tr!("trust-span", from = day(&certificate.not_before), to = day(&certificate.not_after));
    let mut lines = format!("{}  {}\n", entry.id, elide(entry.name, MAX_CHARS));
    for (key, value) in [
        ("contact-note", entry.details.note.as_ref()),
        ("contact-subject", Some(&certificate.subject)),
        ("contact-issuer", Some(&certificate.issuer)),
        ("trust-valid", Some(&valid)),
        ("contact-origin", entry.details.origin.as_ref()),
    ] {
        if let Some(value) = value {
            lines.push_str(&format!("  {}: {}\n", text(key), elide(value, MAX_CHARS)));
        }
    }
    if let Some(fingerprint) = Fingerprint::from_hex(&certificate.fingerprint) {
        lines.push_str(&forms(&fingerprint));
    }
    print(&lines)
}

/// Compares, and adds only then.
fn add(
    store: &mut TrustStore,
    data: &Path,
    new: &NewContact<'_>,
    told: Option<&str>,
    json: bool,
) -> Result<ExitCode, Stop> {
    let Some(found) = Fingerprint::from_hex(&contacts::fingerprint(new.certificate)) else {
        return Err(Stop::WrongCall(problem!("contact-not-compared")));
    };
    output::note(forms(&found).trim_end());
    let compared = match told {
        Some(told) => Fingerprint::parse(told).map_err(ContactError::from)?,
        None if !io::stdin().is_terminal() => return Err(Stop::WrongCall(problem!("contact-not-compared"))),
        None => {
            output::note(&tr!("contact-ask", name = elide(new.name, MAX_CHARS)));
            let mut answer = String::new();
            // No answer is a no.
            if io::stdin().lock().read_line(&mut answer).is_err() || answer.trim() != text("contact-yes") {
                output::note(text("contact-not-added"));
                return Ok(ExitCode::from(exit::NOT_PASSED));
            }
            found
        }
    };
    let card = store.add_contact(data, new, &compared)?;
    output::note(&tr!("contact-added", name = elide(&card.name, MAX_CHARS)));
    if json { print_json(entry(store, data, &card)?) } else { print(&format!("{}\n", card.id)) }
}

fn export(store: &TrustStore, data: &Path, id: &str, identity: &str, out: &Path) -> Result<ExitCode, Stop> {
    let card = store.contact(id)?;
    let signer = super::signer(data, identity)?;
    let file = store.contact_card(&card.id, signer.chain(), &|message| signer.sign(message))?;
    super::write_new(out, file.as_bytes())?;
    let (name, by) = (elide(&card.name, MAX_CHARS), elide(&signer.card().name, MAX_CHARS));
    output::note(&tr!("contact-exported", name = name, by = by, file = plain(&out.display().to_string())));
    Ok(ExitCode::from(exit::PASSED))
}

/// Who signed a card, and whether anybody vouches for them.
fn card_signer(store: &TrustStore, chain: &[Vec<u8>]) -> String {
    let name = chain.first().and_then(|leaf| contacts::name(leaf)).unwrap_or_default();
    let name = elide(&name, MAX_CHARS);
    match store.vouch(chain, Purpose::ClaimSigning, jiff::Timestamp::now()) {
        Vouched::By { list, .. } => tr!("contact-card-by-known", name = name, list = elide(&list, MAX_CHARS)),
        Vouched::NotRecognised { .. } | Vouched::NotValidThen { .. } => tr!("contact-card-by-unknown", name = name),
    }
}

/// The fingerprint in every form: groups of hex digits, numbered lines of words, the pattern.
pub(super) fn forms(fingerprint: &Fingerprint) -> String {
    let mut lines = format!("  {}\n", text("trust-fingerprint"));
    for groups in fingerprint.groups().chunks(8) {
        lines.push_str(&format!("    {}\n", groups.join(" ")));
    }
    lines.push_str(&format!("  {}\n", text("contact-words")));
    for words in fingerprint.words().chunks(4) {
        lines.push_str(&format!("    {}\n", words.join(" ")));
    }
    lines.push_str(&format!("  {}\n", text("contact-pattern")));
    for row in fingerprint.pattern() {
        let row: String = row.iter().map(|cell| if *cell { "██" } else { "··" }).collect();
        lines.push_str(&format!("    {row}\n"));
    }
    lines
}
