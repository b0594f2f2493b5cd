//! `lightmark identity list` and `show`: what an identity is and how it stands. Never changes one.

use std::process::ExitCode;

use serde::Serialize;

use crate::cli::stop::{Stop, print};
use crate::cli::{exit, output};
use crate::keys::{Identities, Uses};
use crate::locale::{plain, text};
use crate::provenance::identity::{Expiry, IdentityCard, KeyUse, RevocationReason, Standing};
use crate::tr;

/// Version of the JSON that is printed.
const SCHEMA: &str = "lightmark.identity/1";

/// Version of the JSON of a key's use.
const USE_SCHEMA: &str = "lightmark.key-use/1";

/// A card as it is printed for programs.
#[derive(Serialize)]
struct Printed<'a> {
    schema: &'a str,
    #[serde(flatten)]
    card: &'a IdentityCard,
}

/// A use of a key as it is printed for programs.
#[derive(Serialize)]
struct PrintedUse<'a> {
    schema: &'a str,
    #[serde(flatten)]
    key_use: &'a KeyUse,
}

pub(super) fn list(identities: &Identities, json: bool) -> Result<ExitCode, Stop> {
    let (cards, errors) = identities.survey()?;
    let lines: String = cards.iter().map(|card| if json { json_line(card) } else { line(card) }).collect();
    let printed = print(&lines)?;
    if !json {
        // A key that is not used any more need not be renewed.
        cards.iter().filter(|card| card.standing == Standing::Active).for_each(warn_of_expiry);
    }
    for error in &errors {
        output::say(&error.problem());
    }
    if cards.is_empty() && errors.is_empty() && !json {
        output::note(text("keys-none"));
    }
    Ok(if errors.is_empty() { printed } else { ExitCode::from(exit::NOT_PROCESSED) })
}

pub(super) fn show(identities: &Identities, id: &str, json: bool) -> Result<ExitCode, Stop> {
    let card = identities.card(id)?;
    if json {
        return print(&json_line(&card));
    }
    let standing = standing(&card);
    let practice = card.practice.then(|| text("keys-practice").to_owned());
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
        ("keys-standing", standing.as_ref()),
        ("keys-purpose", practice.as_ref()),
    ];
    let width = rows.iter().map(|(key, _)| text(key).chars().count()).max().unwrap_or_default();
    let lines =
        rows.iter().filter_map(|(key, value)| Some(format!("{:width$}  {}\n", text(key), plain(value.as_ref()?))));
    let printed = print(&lines.collect::<String>())?;
    warn_of_expiry(&card);
    Ok(printed)
}

/// Says on standard error what a person should know before relying on what this identity signs.
pub fn warn(card: &IdentityCard) {
    warn_of_expiry(card);
    if card.practice {
        output::note(&tr!("keys-practice-note", name = plain(&card.name)));
    }
    if let Standing::Retired { overlap_until, successor, .. } = &card.standing {
        let (until, successor) = (overlap_until.as_str(), successor.as_str());
        output::note(&tr!("keys-overlap-note", name = plain(&card.name), until = until, successor = successor));
    }
}

fn warn_of_expiry(card: &IdentityCard) {
    let key = match card.expiry() {
        None => return,
        Some(Expiry::Ended) => "keys-expiry-ended",
        Some(Expiry::Within7Days) => "keys-expiry-7",
        Some(Expiry::Within30Days) => "keys-expiry-30",
        Some(Expiry::Within60Days) => "keys-expiry-60",
    };
    let (id, until) = (card.id.as_str(), card.expires.as_str());
    output::note(&tr!(key, name = plain(&card.name), id = id, until = until, days = card.days_left));
}

pub(super) fn uses(identities: &Identities, id: &str, json: bool) -> Result<ExitCode, Stop> {
    let Uses { uses, unreadable_lines } = identities.uses(id)?;
    let line = |key_use: &KeyUse| {
        if json {
            let printed = PrintedUse { schema: USE_SCHEMA, key_use };
            return serde_json::to_string(&printed).map(|text| text + "\n").unwrap_or_default();
        }
        let digest = key_use.sha256.as_deref().unwrap_or("-");
        format!("{}  {}  {digest}  {}\n", plain(&key_use.at), plain(&key_use.purpose), plain(&key_use.file))
    };
    let printed = print(&uses.iter().map(line).collect::<String>())?;
    if uses.is_empty() && !json {
        output::note(text("keys-no-uses"));
    }
    if unreadable_lines == 0 {
        return Ok(printed);
    }
    output::note(&tr!("keys-uses-unreadable", count = unreadable_lines));
    Ok(ExitCode::from(exit::NOT_PROCESSED))
}

/// How the key stands, when there is something to say.
fn standing(card: &IdentityCard) -> Option<String> {
    match &card.standing {
        Standing::Active => None,
        Standing::Retired { since, overlap_until, successor } => {
            let (since, until, successor) = (since.as_str(), overlap_until.as_str(), successor.as_str());
            Some(tr!("keys-standing-retired", since = since, until = until, successor = successor))
        }
        Standing::Revoked { at, reason, .. } => {
            Some(tr!("keys-standing-revoked", at = at.as_str(), reason = text(reason_key(*reason))))
        }
    }
}

/// The reason in words.
pub(super) fn reason_key(reason: RevocationReason) -> &'static str {
    match reason {
        RevocationReason::Unspecified => "keys-reason-unspecified",
        RevocationReason::KeyCompromise => "keys-reason-key-compromise",
        RevocationReason::AffiliationChanged => "keys-reason-affiliation-changed",
        RevocationReason::Superseded => "keys-reason-superseded",
        RevocationReason::CessationOfOperation => "keys-reason-cessation",
    }
}

fn line(card: &IdentityCard) -> String {
    let organization = card.organization.as_ref().map(|o| format!(" ({})", plain(o))).unwrap_or_default();
    let mut marks = String::new();
    match card.standing {
        Standing::Active => {}
        Standing::Retired { .. } => marks.push_str(&format!("  [{}]", text("keys-retired"))),
        Standing::Revoked { .. } => marks.push_str(&format!("  [{}]", text("keys-revoked"))),
    }
    format!("{}  {}{organization}{marks}\n", card.id, plain(&card.name))
}

/// Prints an identity that was made or changed: its id, for the next command, or all of it.
pub(super) fn made(card: &IdentityCard, json: bool) -> Result<ExitCode, Stop> {
    print(&if json { json_line(card) } else { format!("{}\n", card.id) })
}

pub(super) fn json_line(card: &IdentityCard) -> String {
    // A card is plain values, which always become JSON.
    serde_json::to_string(&Printed { schema: SCHEMA, card }).map(|text| text + "\n").unwrap_or_default()
}
