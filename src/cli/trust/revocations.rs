//! `lightmark trust revoke-list make`, and revocation lists among what is in force. Never revokes an identity.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Serialize;

use super::{age, day, days_since, print_json, print_json_with};
use crate::cli::library::Changes;
use crate::cli::stop::{Stop, print};
use crate::cli::{exit, output};
use crate::keys::Identities;
use crate::locale::{elide, plain, text};
use crate::provenance::fingerprint::Fingerprint;
use crate::provenance::identity::OwnRevocation;
use crate::provenance::report::RevocationKind;
use crate::trust::revocation_list::{RevocationList, RevokedCertificate};
use crate::trust::revocation_store::{make, read_own};
use crate::trust::revocations::{Reason, RevocationSource};
use crate::trust::{TrustStore, revocation_list};
use crate::{problem, tr};

/// Longest name or value that is shown, in characters.
const MAX_CHARS: usize = 160;

/// Most entries that are shown to people.
const MAX_SHOWN: usize = 200;

/// Make revocation lists, to pass on to those who trust you
#[derive(Debug, clap::Subcommand)]
pub enum RevokeListCommand {
    /// Make and sign a list; others put it in force with “trust add”
    Make(MakeCommand),
}

/// What to make
#[derive(Debug, clap::Args)]
pub struct MakeCommand {
    /// Your identity that signs the list: its id, the beginning of it, or the exact name
    #[arg(long)]
    identity: String,
    /// Write to this file, which must not exist
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
    /// A certificate that no longer counts from TIME on, such as 1f…9c:key-compromise:2026-11-20T12:00:00Z.
    /// Reasons: unspecified, key-compromise, affiliation-changed, superseded, cessation-of-operation,
    /// privilege-withdrawn
    #[arg(long, value_name = "FINGERPRINT:REASON:TIME", value_parser = parse_entry)]
    revoke: Vec<RevokedCertificate>,
    /// Also those of your own identities that you revoked
    #[arg(long)]
    own: bool,
    /// Carry on from this list of yours: its entries stay, the number goes up by one
    #[arg(long, value_name = "FILE")]
    replaces: Option<PathBuf>,
    /// The number of the list; one more than the last by default
    #[arg(long, value_name = "N")]
    sequence: Option<u64>,
    /// A name for the list; the identity's name by default
    #[arg(long)]
    name: Option<String>,
    /// When it should be replaced, such as 2027-01-31T12:00:00Z; never by default
    #[arg(long, value_name = "RFC3339", value_parser = parse_time)]
    next_update: Option<String>,
}

/// A revocation list as it is printed for programs.
#[derive(Serialize)]
pub struct Entry<'a> {
    id: &'a str,
    name: &'a str,
    kind: RevocationKind,
    origin: &'a str,
    added: &'a str,
    issued: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_update: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sequence: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    age_days: Option<i64>,
    overdue: bool,
    revoked: usize,
}

/// Makes a revocation list.
pub fn run(command: RevokeListCommand, store: &TrustStore, data: &Path) -> Result<ExitCode, Stop> {
    let RevokeListCommand::Make(command) = command;
    let signer = super::signer(data, &command.identity)?;
    let leaf = signer.chain().first().cloned().unwrap_or_default();
    let before = command.replaces.as_deref().map(|file| read_own(file, &leaf)).transpose()?;
    let last = before.as_ref().map(|list| list.sequence).max(store.last_sequence(&leaf));
    let sequence = command.sequence.unwrap_or_else(|| last.map_or(1, |last| last.saturating_add(1)));
    if last.is_some_and(|last| sequence <= last) {
        return Err(Stop::WrongCall(problem!("revocations-number-used", number = sequence.to_string())));
    }
    let mut revoked = before.as_ref().map(|list| list.revoked.clone()).unwrap_or_default();
    revoked.extend(command.revoke);
    if command.own {
        for own in own_revocations(data)? {
            // A list that is carried on has most of them already.
            if !revoked.contains(&own) {
                revoked.push(own);
            }
        }
    }
    let name = command.name.or_else(|| before.map(|list| list.name)).unwrap_or_else(|| signer.card().name.clone());
    let issued = revocation_list::now();
    let list = RevocationList { name, sequence, issued, next_update: command.next_update, revoked };
    let file = make(&list, signer.chain(), &|message| signer.sign(message))?;
    super::write_new(&command.out, file.as_bytes())?;
    output::note(&tr!(
        "revocations-made",
        name = elide(&list.name, MAX_CHARS),
        number = list.sequence.to_string(),
        count = list.revoked.len(),
        file = plain(&command.out.display().to_string())
    ));
    Ok(ExitCode::from(exit::PASSED))
}

/// Puts a revocation list in force.
pub fn add(
    store: &mut TrustStore,
    data: &Path,
    file: &Path,
    json: bool,
    changes: &Changes<'_>,
) -> Result<ExitCode, Stop> {
    // Without identities only lists of others can be added, which is no reason to stop.
    let own = Identities::open(data).and_then(|identities| identities.list()).unwrap_or_default();
    let own: Vec<String> = own.into_iter().map(|card| card.fingerprint).collect();
    let source = store.add_revocations(data, file, &own)?;
    output::note(&tr!("revocations-added", name = elide(&source.name, MAX_CHARS), facts = facts(&source)));
    if source.is_out_of_date(jiff::Timestamp::now().as_second()) {
        output::note(text("revocations-overdue"));
    }
    if json {
        return print_json_with(entry(&source), changes);
    }
    let printed = print(&format!("{}\n", source.id));
    changes.tell();
    printed
}

/// Takes a revocation list out of force.
pub fn remove(
    store: &mut TrustStore,
    data: &Path,
    source: &RevocationSource,
    changes: &Changes<'_>,
) -> Result<ExitCode, Stop> {
    store.remove_revocations(data, &source.id)?;
    output::note(&tr!("trust-removed", name = elide(&source.name, MAX_CHARS)));
    changes.tell();
    Ok(ExitCode::from(exit::PASSED))
}

/// Tells one revocation list, certificate by certificate.
pub fn show(source: &RevocationSource, json: bool) -> Result<ExitCode, Stop> {
    if json {
        let mut value = serde_json::to_value(entry(source)).unwrap_or_default();
        let entries = source
            .entries
            .iter()
            .map(|entry| serde_json::json!({ "certificate": entry.key, "reason": entry.reason, "at": date(entry.at) }));
        if let Some(fields) = value.as_object_mut() {
            fields.insert("entries".to_owned(), entries.collect());
        }
        return print_json(value);
    }
    let mut lines = block(source);
    for entry in source.entries.iter().take(MAX_SHOWN) {
        let key = format!("revocation-reason-{}", entry.reason.key());
        let reason = text(&key);
        lines.push_str(&format!("    {}  {}  {reason}\n", entry.key, date(entry.at)));
    }
    let more = source.entries.len().saturating_sub(MAX_SHOWN);
    if more > 0 {
        lines.push_str(&format!("    {}\n", tr!("report-more", count = more)));
    }
    print(&lines)
}

/// A revocation list as programs read it.
pub fn entry(source: &RevocationSource) -> Entry<'_> {
    let now = jiff::Timestamp::now().as_second();
    Entry {
        id: &source.id,
        name: &source.name,
        kind: source.kind,
        origin: &source.origin,
        added: &source.added,
        issued: &source.issued,
        next_update: source.next_update.as_deref(),
        sequence: source.sequence,
        number: source.number.as_deref(),
        age_days: source.age_days(now),
        overdue: source.is_out_of_date(now),
        revoked: source.entries.len(),
    }
}

/// A revocation list as people read it.
pub fn block(source: &RevocationSource) -> String {
    format!("  {}  {}\n    {}\n", source.id, elide(&source.name, MAX_CHARS), facts(source))
}

fn facts(source: &RevocationSource) -> String {
    let mut facts = vec![match source.kind {
        RevocationKind::List => tr!("revocation-fact-list", count = source.entries.len()),
        RevocationKind::Crl | RevocationKind::Ocsp => tr!("revocation-fact-crl", count = source.entries.len()),
    }];
    facts.extend(source.sequence.map(|number| tr!("trust-fact-sequence", number = number.to_string())));
    let dated = |date: &str| days_since(date).map(age).unwrap_or_default();
    facts.push(tr!("trust-fact-issued", date = day(&source.issued), age = dated(&source.issued)));
    if let Some(next) = &source.next_update {
        facts.push(match source.is_out_of_date(jiff::Timestamp::now().as_second()) {
            true => tr!("trust-fact-overdue", date = day(next)),
            false => tr!("trust-fact-next", date = day(next)),
        });
    }
    facts.push(tr!("trust-fact-added", date = day(&source.added), age = dated(&source.added)));
    facts.push(tr!("trust-fact-origin", origin = elide(&source.origin, 80)));
    facts.join(", ")
}

fn date(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map(|at| at.to_string()).unwrap_or_default()
}

fn own_revocations(data: &Path) -> Result<Vec<RevokedCertificate>, Stop> {
    let own = Identities::open(data).and_then(|identities| identities.revocations());
    let own = own.map_err(|error| Stop::NotProcessed(error.problem()))?;
    let entry = |own: OwnRevocation| RevokedCertificate {
        fingerprint: own.fingerprint,
        reason: Reason::of_own(own.reason),
        at: own.at,
    };
    Ok(own.into_iter().map(entry).collect())
}

fn parse_entry(argument: &str) -> Result<RevokedCertificate, String> {
    let mut parts = argument.splitn(3, ':');
    let (Some(fingerprint), Some(reason), Some(at)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(text("revocations-entry-form").to_owned());
    };
    let fingerprint = Fingerprint::parse(fingerprint).map_err(|fault| fault.to_string())?.hex();
    // Also as `identity revoke` and RFC 5280 spell it, without hyphens.
    let is_reason = |known: &Reason| known.key().replace('-', "").eq_ignore_ascii_case(&reason.replace('-', ""));
    let reason = Reason::ALL.into_iter().find(is_reason);
    let reason = reason.ok_or_else(|| text("revocations-entry-reason").to_owned())?;
    Ok(RevokedCertificate { fingerprint, reason, at: parse_time(at)? })
}

fn parse_time(text: &str) -> Result<String, String> {
    text.parse::<jiff::Timestamp>().map(|at| at.to_string()).map_err(|error| error.to_string())
}
