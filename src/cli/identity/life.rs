//! `lightmark identity new`, `delete` and what happens to a key in between. Never decides whether a key may sign.

use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::Path;
use std::process::ExitCode;

use super::show;
use crate::cli::library::Changes;
use crate::cli::stop::{Stop, print};
use crate::cli::{exit, output};
use crate::keys::{Identities, NewIdentity, PERSONAL_ROOT_PREFIX, Passphrase};
use crate::locale::{plain, text};
use crate::provenance::identity::{RevocationReason, Standing};
use crate::tr;
use crate::workflow::home::Home;

pub(super) fn new(identities: &Identities, new: &NewIdentity, json: bool) -> Result<ExitCode, Stop> {
    let card = identities.create(new)?;
    output::note(&tr!("keys-made", name = plain(&card.name)));
    show::made(&card, json)
}

pub(super) fn rotate(identities: &Identities, id: &str, overlap_days: u32, json: bool) -> Result<ExitCode, Stop> {
    let old = identities.card(id)?;
    let new = identities.rotate(&old.id, overlap_days)?;
    if let Standing::Retired { overlap_until, .. } = identities.card(&old.id)?.standing {
        let (old_id, until) = (old.id.as_str(), overlap_until.as_str());
        output::note(&tr!("keys-rotated", name = plain(&new.name), old = old_id, until = until));
    }
    if !old.issuer.starts_with(PERSONAL_ROOT_PREFIX) {
        output::note(text("keys-rotated-certify"));
    }
    show::made(&new, json)
}

/// What `identity revoke` was called with.
pub(super) struct Revoking {
    pub(super) reason: RevocationReason,
    pub(super) at: Option<jiff::Timestamp>,
    pub(super) json: bool,
}

pub(super) fn revoke(identities: &Identities, home: &Home, id: &str, revoking: &Revoking) -> Result<ExitCode, Stop> {
    let changes = Changes::begin(home);
    let card = identities.revoke(id, revoking.reason, revoking.at)?;
    if let Standing::Revoked { at, .. } = &card.standing {
        output::note(&tr!("keys-revoke-note", name = plain(&card.name), at = at.as_str()));
    }
    let recheck = changes.tell();
    if !revoking.json {
        return Ok(ExitCode::SUCCESS);
    }
    let line = show::json_line(&card);
    let Some(recheck) = recheck else { return print(&line) };
    let mut value: serde_json::Value = serde_json::from_str(&line).unwrap_or_default();
    if let Some(fields) = value.as_object_mut() {
        fields.insert("library".to_owned(), serde_json::to_value(recheck).unwrap_or_default());
    }
    print(&format!("{value}\n"))
}

pub(super) fn back_up(identities: &Identities, id: &str, file: &Path) -> Result<ExitCode, Stop> {
    let card = identities.back_up(id, file, &Passphrase::EnvironmentOrTerminal)?;
    let shown = plain(&file.display().to_string());
    output::note(&tr!("keys-backed-up", name = plain(&card.name), path = shown));
    Ok(ExitCode::SUCCESS)
}

pub(super) fn restore(identities: &Identities, file: &Path, json: bool) -> Result<ExitCode, Stop> {
    let card = identities.restore(file, &Passphrase::EnvironmentOrTerminal)?;
    output::note(&tr!("keys-restored", name = plain(&card.name)));
    show::made(&card, json)
}

pub(super) fn delete(identities: &Identities, id: &str, yes: bool) -> Result<ExitCode, Stop> {
    let card = identities.card(id)?;
    if !yes {
        if !io::stdin().is_terminal() {
            return Err(Stop::WrongCall(crate::problem!("identity-delete-unasked")));
        }
        output::note(&tr!("keys-ask-delete", name = plain(&card.name), id = card.id.as_str()));
        let mut answer = String::new();
        // No answer is a no.
        let read = io::stdin().lock().read_line(&mut answer);
        if read.is_err() || answer.trim() != text("keys-yes") {
            output::note(text("keys-not-deleted"));
            return Ok(ExitCode::from(exit::NOT_PASSED));
        }
    }
    identities.delete(&card.id)?;
    output::note(&tr!("keys-deleted", name = plain(&card.name)));
    Ok(ExitCode::SUCCESS)
}
