//! `lightmark trust bundle …`: what a team passes on, taken and made. Adds no team whose root was not compared, and
//! asks nothing for an update that keeps the rules.

use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;
use serde::Serialize;

use super::contacts::forms;
use super::{age, day, days_since, print_json};
use crate::cli::library::Changes;
use crate::cli::stop::{Stop, print};
use crate::cli::{exit, output};
use crate::keys::{Passphrase, TeamKey};
use crate::locale::{elide, plain, text};
use crate::provenance::fingerprint::Fingerprint;
use crate::provenance::trust_source::TeamCard;
use crate::trust::bundle::{self, BundleError, DEFAULT_DAYS, Draft, MAX_BUNDLE_BYTES, NewPart, NewRoot, PartKind};
use crate::trust::{ContactError, TrustStore};
use crate::{problem, tr, whole_file};

/// Longest name or value that is shown, in characters.
const MAX_CHARS: usize = 160;

/// Take, update and make a team's trust: one file, signed by several of its people
#[derive(Debug, clap::Subcommand)]
pub enum BundleCommand {
    /// List the teams in force
    List {
        /// Print a JSON object (lightmark.trust/1)
        #[arg(long)]
        json: bool,
    },
    /// Show a team in force, or a team file before it is added or signed
    Show {
        /// A team's id or its exact name, or a file
        team: String,
        /// Print a JSON object (lightmark.trust/1)
        #[arg(long)]
        json: bool,
    },
    /// Put a team's file in force, after comparing the fingerprint of its roots with what they told you
    Add {
        /// A team file (.lightmark-trust)
        file: PathBuf,
        /// The fingerprint as the team told it to you, in hex digits or in words
        #[arg(long)]
        root_fingerprint: Option<String>,
        /// Print a JSON object (lightmark.trust/1)
        #[arg(long)]
        json: bool,
    },
    /// Take a newer file of a team in force; older, expired and wrongly signed ones are refused
    Update {
        /// A team file (.lightmark-trust)
        file: PathBuf,
        /// Print a JSON object (lightmark.trust/1)
        #[arg(long)]
        json: bool,
    },
    /// Put a team out of force, with exactly what it brought
    Remove {
        /// The id, its beginning, or the exact name
        team: String,
        /// Print a JSON object (lightmark.trust/1)
        #[arg(long)]
        json: bool,
    },
    /// Make a key to sign for a team with, and print NAME=PUBLICKEY for whoever makes the file
    Key {
        /// Your name, as the others of the team shall see it
        name: String,
        /// Write to this file, which must not exist; encrypted with a passphrase in the age format
        file: PathBuf,
        /// Print a JSON object (lightmark.trust/1)
        #[arg(long)]
        json: bool,
    },
    /// Begin a team file that nobody has signed yet
    New {
        /// Write to this file, which must not exist
        file: PathBuf,
        /// The team's name
        #[arg(long)]
        team: String,
        /// How many of the roots must sign
        #[arg(long)]
        threshold: usize,
        /// Somebody who may sign, as `trust bundle key` printed it
        #[arg(long = "root", value_name = "NAME=PUBLICKEY", value_parser = new_root, required = true)]
        roots: Vec<NewRoot>,
        #[command(flatten)]
        counts: Counts,
        /// Print a JSON object (lightmark.trust/1)
        #[arg(long)]
        json: bool,
    },
    /// Change what a team file carries, or only its date of expiry; it must be signed again then
    Put {
        /// A team file
        file: PathBuf,
        /// A list, a contact's certificate, a revocation list or a CRL
        part: Option<PathBuf>,
        /// What the part is for
        #[arg(long, value_enum, requires = "part")]
        kind: Option<Kind>,
        /// The name of the part; the file's own otherwise. A part of that name is replaced
        #[arg(long, requires = "part")]
        name: Option<String>,
        /// Take out the part of this name
        #[arg(long, value_name = "NAME")]
        drop: Vec<String>,
        #[command(flatten)]
        counts: Counts,
        /// Print a JSON object (lightmark.trust/1)
        #[arg(long)]
        json: bool,
    },
    /// Sign a team file with your key; the signature is added to it
    Sign {
        /// A team file
        file: PathBuf,
        /// Your key file
        #[arg(long)]
        key: PathBuf,
        /// Print a JSON object (lightmark.trust/1)
        #[arg(long)]
        json: bool,
    },
    /// Change who signs for a team; enough of the old and enough of the new roots must sign that
    Rotate {
        /// A team file
        file: PathBuf,
        /// How many of the roots must sign from then on
        #[arg(long)]
        threshold: Option<usize>,
        /// Somebody who may sign from then on
        #[arg(long = "root", value_name = "NAME=PUBLICKEY", value_parser = new_root)]
        roots: Vec<NewRoot>,
        /// Somebody who may not sign any more
        #[arg(long, value_name = "NAME")]
        drop: Vec<String>,
        #[command(flatten)]
        counts: Counts,
        /// Print a JSON object (lightmark.trust/1)
        #[arg(long)]
        json: bool,
    },
}

/// How long something counts.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Counts {
    /// For how many days it counts from now on
    #[arg(long, default_value_t = DEFAULT_DAYS)]
    days: u32,
}

/// What a part may be for. The official lists are not among them: those come from C2PA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// Issuers of your organisation
    House,
    /// Time-stamp authorities
    TimeStamping,
    /// One signer's certificate
    Contact,
    /// A revocation list or a CRL
    Revocations,
}

/// Does what the command says.
pub fn run(
    command: BundleCommand,
    store: &mut TrustStore,
    data: &Path,
    changes: &Changes<'_>,
) -> Result<ExitCode, Stop> {
    match command {
        BundleCommand::List { json } => list(store, json),
        BundleCommand::Show { team, json } => show(store, &team, json),
        BundleCommand::Add { file, root_fingerprint, json } => {
            changes.after(add(store, data, &file, root_fingerprint.as_deref(), json))
        }
        BundleCommand::Update { file, json } => changes.after(update(store, data, &file, json)),
        BundleCommand::Remove { team, json } => {
            let card = store.team(&team)?.clone();
            store.remove_team(data, &card.id)?;
            output::note(&tr!("team-removed", team = elide(&card.team, MAX_CHARS)));
            changes.tell();
            if json { print_json(entry(&card)) } else { Ok(ExitCode::from(exit::PASSED)) }
        }
        BundleCommand::Key { name, file, json } => key(&name, &file, json),
        BundleCommand::New { file, team, threshold, roots, counts, json } => {
            let draft = Draft::new(&team, threshold, &roots, counts.days)?;
            super::write_new(&file, draft.to_text().as_bytes())?;
            tell_draft(&draft, json)
        }
        BundleCommand::Put { file, part, kind, name, drop, counts, json } => {
            let mut draft = Draft::open(&file)?;
            let part = part.map(|part| new_part(&part, kind, name)).transpose()?;
            draft.put(part.into_iter().collect(), &drop, counts.days)?;
            save(&file, &draft, json)
        }
        BundleCommand::Sign { file, key, json } => {
            let mut draft = Draft::open(&file)?;
            let key = TeamKey::open(&key, &Passphrase::EnvironmentOrTerminal)?;
            draft.sign(key.name(), &key.public_key()?, &|message| key.sign(message))?;
            save(&file, &draft, json)
        }
        BundleCommand::Rotate { file, threshold, roots, drop, counts, json } => {
            let mut draft = Draft::open(&file)?;
            draft.rotate(&bundle::Rotation { threshold, add: roots, drop }, counts.days)?;
            save(&file, &draft, json)
        }
    }
}

impl From<BundleError> for Stop {
    fn from(error: BundleError) -> Self {
        let problem = error.problem();
        match error {
            // The comparison was made and failed, which is an answer, not a fault of the call.
            BundleError::Differs { .. } => Self::NotPassed(problem),
            _ if error.is_wrong_call() => Self::WrongCall(problem),
            _ => Self::NotProcessed(problem),
        }
    }
}

/// A team as it is printed for programs.
#[derive(Serialize)]
struct Entry<'a> {
    #[serde(flatten)]
    card: &'a TeamCard,
    root_fingerprint_words: String,
    expired: bool,
    /// Whole days since the last update here.
    #[serde(skip_serializing_if = "Option::is_none")]
    age_days: Option<i64>,
}

/// A team file in the making, as it is printed for programs.
#[derive(Serialize)]
struct Drafted<'a> {
    #[serde(flatten)]
    entry: Entry<'a>,
    /// What is signed how often, and how often it must be.
    signatures: Vec<serde_json::Value>,
}

fn entry(card: &TeamCard) -> Entry<'_> {
    let words = Fingerprint::from_hex(&card.root_fingerprint).map(|fingerprint| fingerprint.words().join(" "));
    Entry {
        card,
        root_fingerprint_words: words.unwrap_or_default(),
        expired: is_expired(card),
        age_days: days_since(&card.updated),
    }
}

fn list(store: &TrustStore, json: bool) -> Result<ExitCode, Stop> {
    if json {
        let teams: Vec<_> = store.teams().iter().map(|team| entry(&team.card)).collect();
        return print_json(serde_json::json!({ "teams": teams }));
    }
    let printed = print(&store.teams().iter().map(|team| block(&team.card)).collect::<String>())?;
    if store.teams().is_empty() {
        output::note(text("team-none"));
    }
    Ok(printed)
}

fn show(store: &TrustStore, query: &str, json: bool) -> Result<ExitCode, Stop> {
    let card = match store.team(query) {
        Ok(card) => card.clone(),
        Err(_) if Path::new(query).exists() => Draft::open(Path::new(query))?.card()?,
        Err(error) => return Err(error.into()),
    };
    if json {
        return print_json(entry(&card));
    }
    print(&(block(&card) + &fingerprint(&card)))
}

/// Compares, and adds only then.
fn add(store: &mut TrustStore, data: &Path, file: &Path, told: Option<&str>, json: bool) -> Result<ExitCode, Stop> {
    let card = Draft::open(file)?.card()?;
    output::note((block(&card) + &fingerprint(&card)).trim_end());
    let compared = match told {
        Some(told) => Fingerprint::parse(told).map_err(ContactError::from)?,
        None if !io::stdin().is_terminal() => return Err(Stop::WrongCall(problem!("team-not-compared"))),
        None => {
            output::note(&tr!("team-ask", team = elide(&card.team, MAX_CHARS)));
            let mut answer = String::new();
            // No answer is a no.
            if io::stdin().lock().read_line(&mut answer).is_err() || answer.trim() != text("contact-yes") {
                output::note(text("team-not-added"));
                return Ok(ExitCode::from(exit::NOT_PASSED));
            }
            Fingerprint::from_hex(&card.root_fingerprint).ok_or_else(|| {
                // SHA-256 always has its 64 digits.
                Stop::WrongCall(problem!("team-not-compared"))
            })?
        }
    };
    tell(&store.add_team(data, file, &compared)?, json)
}

fn update(store: &mut TrustStore, data: &Path, file: &Path, json: bool) -> Result<ExitCode, Stop> {
    match store.update_team(data, file, None) {
        Ok(card) => tell(&card, json),
        Err(error) => {
            // The problem first, then what is in force all the same.
            output::say(&error.problem());
            for card in store.teams_that_stay(file) {
                output::note(&tr!("team-stays", team = elide(&card.team, MAX_CHARS), facts = facts(card)));
            }
            Ok(ExitCode::from(if error.is_wrong_call() { exit::USAGE } else { exit::NOT_PROCESSED }))
        }
    }
}

fn key(name: &str, file: &Path, json: bool) -> Result<ExitCode, Stop> {
    let key = TeamKey::generate(name)?;
    let public = hex::encode(key.public_key()?);
    // A name that no bundle takes is better refused before it is in a key file.
    Draft::new(name, 1, &[NewRoot { name: name.to_owned(), public_key: public.clone() }], DEFAULT_DAYS)?;
    key.save(file, &Passphrase::EnvironmentOrTerminal)?;
    output::note(&tr!("team-key-made", file = plain(&file.display().to_string())));
    match json {
        true => print_json(serde_json::json!({ "name": name, "public_key": public, "file": file.to_string_lossy() })),
        false => print(&format!("{name}={public}\n")),
    }
}

fn new_part(file: &Path, kind: Option<Kind>, name: Option<String>) -> Result<NewPart, Stop> {
    let Some(kind) = kind else { return Err(Stop::WrongCall(problem!("team-part-kind"))) };
    let kind = match kind {
        Kind::House => PartKind::House,
        Kind::TimeStamping => PartKind::TimeStamping,
        Kind::Contact => PartKind::Contact,
        Kind::Revocations => PartKind::Revocations,
    };
    let bytes = whole_file::read(file, MAX_BUNDLE_BYTES)
        .map_err(|source| BundleError::Unreadable { path: file.to_owned(), source })?;
    let own_name = || file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(NewPart { name: name.unwrap_or_else(own_name), kind, bytes })
}

fn new_root(text: &str) -> Result<NewRoot, String> {
    let (name, public_key) = text.rsplit_once('=').ok_or_else(|| tr!("team-root-form"))?;
    Ok(NewRoot { name: name.to_owned(), public_key: public_key.to_owned() })
}

fn save(file: &Path, draft: &Draft, json: bool) -> Result<ExitCode, Stop> {
    whole_file::replace(file, draft.to_text().as_bytes()).map_err(|error| {
        let shown = plain(&file.display().to_string());
        Stop::NotProcessed(problem!("trust-out-failed", file = shown).with_cause(&error))
    })?;
    tell_draft(draft, json)
}

/// Says what is signed and what is not, and prints the fingerprint that the team tells others.
fn tell_draft(draft: &Draft, json: bool) -> Result<ExitCode, Stop> {
    let card = draft.card()?;
    let tallies = draft.tallies()?;
    output::note(block(&card).trim_end());
    for tally in &tallies {
        let what = text(tally.role.key());
        output::note(&tr!("team-tally", what = what, has = tally.has, needs = tally.needs));
    }
    if !json {
        return print(&format!("{}\n", card.root_fingerprint));
    }
    let signatures = tallies
        .iter()
        .map(|tally| serde_json::json!({ "role": tally.role.key().trim_start_matches("team-role-"), "has": tally.has, "needs": tally.needs }));
    let signatures: Vec<_> = signatures.collect();
    print_json(Drafted { entry: entry(&card), signatures })
}

fn tell(card: &TeamCard, json: bool) -> Result<ExitCode, Stop> {
    output::note(&tr!("team-added", team = elide(&card.team, MAX_CHARS), facts = facts(card)));
    for part in card.parts.iter().filter(|part| !part.is_known) {
        let (name, kind) = (elide(&part.name, MAX_CHARS), elide(&part.kind, 40));
        output::note(&tr!("team-part-unknown", name = name, kind = kind));
    }
    if json { print_json(entry(card)) } else { print(&format!("{}\n", card.id)) }
}

fn is_expired(card: &TeamCard) -> bool {
    card.expires.parse::<jiff::Timestamp>().is_ok_and(|date| date <= jiff::Timestamp::now())
}

/// What is known of a team, in one line.
fn facts(card: &TeamCard) -> String {
    let mut facts = vec![tr!("team-fact-version", version = card.version.to_string())];
    facts.push(tr!("team-fact-root", version = card.root_version.to_string()));
    let expires = if is_expired(card) { "team-fact-expired" } else { "team-fact-expires" };
    facts.push(tr!(expires, date = day(&card.expires)));
    if let Some(days) = days_since(&card.updated) {
        facts.push(tr!("team-fact-updated", date = day(&card.updated), age = age(days)));
    }
    facts.join(", ")
}

fn block(card: &TeamCard) -> String {
    let mut lines = format!("  {}  {}\n    {}\n", card.id, elide(&card.team, MAX_CHARS), facts(card));
    let count = card.roots.len();
    lines.push_str(&format!("    {}\n", tr!("team-roots", threshold = card.threshold, count = count)));
    for root in &card.roots {
        let state = text(if root.signed { "team-root-signed" } else { "team-root-unsigned" });
        lines.push_str(&format!("      {} ({state})\n", elide(&root.name, MAX_CHARS)));
    }
    for part in &card.parts {
        let kind = match part.is_known {
            true => text(&format!("team-kind-{}", part.kind)).to_owned(),
            false => tr!("team-kind-unknown", kind = elide(&part.kind, 40)),
        };
        lines.push_str(&format!("    {}: {}\n", kind, elide(&part.name, MAX_CHARS)));
    }
    lines
}

fn fingerprint(card: &TeamCard) -> String {
    Fingerprint::from_hex(&card.root_fingerprint).map(|fingerprint| forms(&fingerprint)).unwrap_or_default()
}
