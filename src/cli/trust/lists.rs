//! `lightmark trust list|add|remove|update|show`: trust lists. Never the address book's own commands.

use std::path::Path;
use std::process::ExitCode;

use clap::ValueEnum;
use serde::Serialize;

use super::{age, day, days_since, print_json, print_json_with, revocations};
use crate::cli::library::Changes;
use crate::cli::stop::{Stop, print};
use crate::cli::{exit, output};
use crate::locale::{elide, text};
use crate::provenance::trust_source::{ListDetails, ListKind, ListedCertificate, TrustListCard};
use crate::tr;
use crate::trust::{Added, NewList, TrustStore};

/// Longest name or value that is shown, in characters.
const MAX_CHARS: usize = 160;

/// What a list may be added for. The address book is not among them: a contact takes a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// The official C2PA list of issuers
    Official,
    /// The older C2PA list, frozen since the official one began
    Interim,
    /// Issuers of your own organisation
    House,
    /// Time-stamp authorities
    TimeStamping,
}

/// What `trust add` was called with.
pub struct Adding<'a> {
    pub file: &'a Path,
    pub kind: Option<Kind>,
    pub name: Option<&'a str>,
    pub json: bool,
}

/// What `trust update --from` was called with.
pub struct Newer<'a> {
    pub file: &'a Path,
    pub json: bool,
}

/// A list as it is printed for programs.
#[derive(Serialize)]
struct Entry<'a> {
    #[serde(flatten)]
    card: &'a TrustListCard,
    #[serde(flatten)]
    details: ListDetails,
    /// Whole days since it was issued, or since it was added where it does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    age_days: Option<i64>,
    /// It should have been replaced by now.
    overdue: bool,
    /// It will never be replaced.
    frozen: bool,
}

/// Tells every list in force, and the revocation lists.
pub fn list(store: &TrustStore, json: bool) -> Result<ExitCode, Stop> {
    let cards =
        || ListKind::ALL.into_iter().flat_map(|kind| store.lists.iter().filter(move |list| list.card.kind == kind));
    let entries: Vec<Entry<'_>> = cards().map(|list| entry(store, &list.card)).collect();
    if json {
        let revocations: Vec<_> = store.revocation_sources().iter().map(revocations::entry).collect();
        return print_json(serde_json::json!({ "lists": entries, "revocations": revocations }));
    }
    let mut lines = String::new();
    let mut group = None;
    for entry in &entries {
        if group.replace(entry.card.kind) != Some(entry.card.kind) {
            lines.push_str(&format!("{}\n", text(&format!("trust-group-{}", entry.card.kind.key()))));
        }
        lines.push_str(&block(entry));
    }
    if !store.revocation_sources().is_empty() {
        lines.push_str(&format!("{}\n", text("trust-group-revocations")));
    }
    lines.extend(store.revocation_sources().iter().map(revocations::block));
    let printed = print(&lines)?;
    if entries.is_empty() {
        output::note(text("trust-none"));
    }
    Ok(printed)
}

/// Puts a list in force.
pub fn add(store: &mut TrustStore, data: &Path, adding: &Adding<'_>, changes: &Changes<'_>) -> Result<ExitCode, Stop> {
    let kind = adding.kind.map(|kind| match kind {
        Kind::Official => ListKind::Official,
        Kind::Interim => ListKind::Interim,
        Kind::House => ListKind::House,
        Kind::TimeStamping => ListKind::TimeStamping,
    });
    let added = store.add_list(data, &NewList { file: adding.file, kind, name: adding.name })?;
    tell(store, &added, adding.json, changes)
}

/// Puts a list, or a revocation list, out of force.
pub fn remove(store: &mut TrustStore, data: &Path, id: &str, changes: &Changes<'_>) -> Result<ExitCode, Stop> {
    let card = match store.find(id) {
        Ok(card) => card.clone(),
        Err(error) => match store.find_revocations(id).cloned() {
            Some(source) => return revocations::remove(store, data, &source, changes),
            None => return Err(error.into()),
        },
    };
    store.remove(data, &card.id)?;
    output::note(&tr!("trust-removed", name = elide(&card.name, MAX_CHARS)));
    changes.tell();
    Ok(ExitCode::from(exit::PASSED))
}

/// Replaces a list by a newer issue from a file.
pub fn update(
    store: &mut TrustStore,
    data: &Path,
    id: Option<&str>,
    newer: &Newer<'_>,
    changes: &Changes<'_>,
) -> Result<ExitCode, Stop> {
    let file = newer.file;
    match store.update(data, file, id) {
        Ok(added) => tell(store, &added, newer.json, changes),
        Err(error) => {
            // The problem first, then what is in force all the same.
            output::say(&error.problem());
            for card in store.stays_in_force(file, id) {
                tell_stays(store, card);
            }
            Ok(ExitCode::from(if error.is_wrong_call() { exit::USAGE } else { exit::NOT_PROCESSED }))
        }
    }
}

/// Tells one list, certificate by certificate.
pub fn show(store: &TrustStore, data: &Path, id: &str, json: bool) -> Result<ExitCode, Stop> {
    let card = match (store.find(id), store.find_revocations(id)) {
        (Ok(card), _) => card,
        (Err(_), Some(source)) => return revocations::show(source, json),
        (Err(error), None) => return Err(error.into()),
    };
    let entry = entry(store, card);
    let certificates = store.certificates(data, &card.id)?;
    if json {
        let mut value = serde_json::to_value(&entry).unwrap_or_default();
        if let Some(fields) = value.as_object_mut() {
            fields.insert("entries".to_owned(), serde_json::to_value(&certificates).unwrap_or_default());
        }
        return print_json(value);
    }
    let mut lines = format!("{}\n{}", text(&format!("trust-group-{}", card.kind.key())), block(&entry));
    for certificate in &certificates {
        lines.push_str(&format!("\n{}", certificate_block(certificate)));
    }
    print(&lines)
}

/// Says that a list goes on being in force, and how old it is.
pub fn tell_stays(store: &TrustStore, card: &TrustListCard) {
    output::note(&tr!("trust-stays", name = elide(&card.name, MAX_CHARS), facts = facts(&entry(store, card))));
}

/// Says what was added, and what is worth a word about it.
pub fn tell(store: &TrustStore, added: &Added, json: bool, changes: &Changes<'_>) -> Result<ExitCode, Stop> {
    let entry = entry(store, &added.card);
    output::note(&tr!("trust-added", name = elide(&added.card.name, MAX_CHARS), facts = facts(&entry)));
    if added.duplicates > 0 {
        output::note(&tr!("trust-duplicates", count = added.duplicates));
    }
    if added.expired > 0 {
        output::note(&tr!("trust-expired", count = added.expired));
    }
    if added.is_overdue {
        output::note(text("trust-overdue"));
    }
    if json {
        return print_json_with(&entry, changes);
    }
    let printed = print(&format!("{}\n", added.card.id));
    changes.tell();
    printed
}

fn entry<'a>(store: &TrustStore, card: &'a TrustListCard) -> Entry<'a> {
    let overdue = card.next_update.as_deref().and_then(|date| date.parse::<jiff::Timestamp>().ok());
    Entry {
        card,
        details: store.details(&card.id),
        age_days: card.issued.as_deref().and_then(days_since).or_else(|| days_since(&card.added)),
        overdue: overdue.is_some_and(|date| date < jiff::Timestamp::now()),
        frozen: card.kind == ListKind::Interim,
    }
}

fn block(entry: &Entry<'_>) -> String {
    let note = entry.details.note.as_ref().map(|note| format!("    {}\n", elide(note, MAX_CHARS))).unwrap_or_default();
    format!("  {}  {}\n    {}\n{note}", entry.card.id, elide(&entry.card.name, MAX_CHARS), facts(entry))
}

/// What is known of a list, in one line.
fn facts(entry: &Entry<'_>) -> String {
    let card = entry.card;
    let mut facts = vec![tr!("trust-fact-certificates", count = card.certificates)];
    facts.extend(entry.details.operator.as_ref().map(|name| tr!("trust-fact-operator", name = elide(name, 80))));
    facts.extend(entry.details.sequence.map(|number| tr!("trust-fact-sequence", number = number.to_string())));
    let dated = |date: &str| days_since(date).map(age).unwrap_or_default();
    facts.extend(card.issued.as_ref().map(|date| tr!("trust-fact-issued", date = day(date), age = dated(date))));
    if let Some(date) = &card.next_update {
        facts.push(match entry.overdue {
            true => tr!("trust-fact-overdue", date = day(date)),
            false => tr!("trust-fact-next", date = day(date)),
        });
    }
    facts.push(tr!("trust-fact-added", date = day(&card.added), age = dated(&card.added)));
    facts.extend(entry.details.origin.as_ref().map(|origin| tr!("trust-fact-origin", origin = elide(origin, 80))));
    facts.join(", ")
}

fn certificate_block(certificate: &ListedCertificate) -> String {
    let state = if certificate.in_force { String::new() } else { format!("  [{}]", text("trust-not-in-force")) };
    let mut lines = format!("  {}{state}\n", elide(&certificate.subject, MAX_CHARS));
    let rows = [
        ("trust-operator", certificate.operator.clone()),
        ("trust-service", certificate.service.clone()),
        ("trust-status", certificate.status.clone()),
        ("trust-status-since", certificate.status_since.as_deref().map(day)),
        ("trust-valid", Some(tr!("trust-span", from = day(&certificate.not_before), to = day(&certificate.not_after)))),
        ("trust-fingerprint", Some(certificate.fingerprint.clone())),
    ];
    for (key, value) in rows {
        if let Some(value) = value {
            lines.push_str(&format!("    {}: {}\n", text(key), elide(&value, MAX_CHARS)));
        }
    }
    lines
}
