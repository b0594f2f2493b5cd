//! `lightmark identity new`, `delete` and what happens to a key in between. Never decides whether a key may sign.

use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::Path;
use std::process::ExitCode;

use super::show;
use crate::cli::stop::{Stop, print};
use crate::cli::{exit, output};
use crate::keys::{Identities, NewIdentity, PERSONAL_ROOT_PREFIX, Passphrase};
use crate::locale::{plain, text};
use crate::provenance::identity::{RevocationReason, Standing};
use crate::tr;

pub(super) fn new(identities: &Identities, new: &NewIdentity) -> Result<ExitCode, Stop> {
    let card = identities.create(new)?;
    output::note(&tr!("keys-made", name = plain(&card.name)));
    print(&format!("{}\n", card.id))
}

pub(super) fn rotate(identities: &Identities, id: &str, overlap_days: u32) -> Result<ExitCode, Stop> {
    let old = identities.card(id)?;
    let new = identities.rotate(&old.id, overlap_days)?;
    if let Standing::Retired { overlap_until, .. } = identities.card(&old.id)?.standing {
        let (old_id, until) = (old.id.as_str(), overlap_until.as_str());
        output::note(&tr!("keys-rotated", name = plain(&new.name), old = old_id, until = until));
    }
    if !old.issuer.starts_with(PERSONAL_ROOT_PREFIX) {
        output::note(text("keys-rotated-certify"));
    }
    print(&format!("{}\n", new.id))
}

pub(super) fn revoke(
    identities: &Identities,
    id: &str,
    reason: RevocationReason,
    at: Option<jiff::Timestamp>,
    json: bool,
) -> Result<ExitCode, Stop> {
    let card = identities.revoke(id, reason, at)?;
    if let Standing::Revoked { at, .. } = &card.standing {
        output::note(&tr!("keys-revoke-note", name = plain(&card.name), at = at.as_str()));
    }
    if json { print(&show::json_line(&card)) } else { Ok(ExitCode::SUCCESS) }
}

pub(super) fn back_up(identities: &Identities, id: &str, file: &Path) -> Result<ExitCode, Stop> {
    let card = identities.back_up(id, file, &Passphrase::EnvironmentOrTerminal)?;
    let shown = plain(&file.display().to_string());
    output::note(&tr!("keys-backed-up", name = plain(&card.name), path = shown));
    Ok(ExitCode::SUCCESS)
}

pub(super) fn restore(identities: &Identities, file: &Path) -> Result<ExitCode, Stop> {
    let card = identities.restore(file, &Passphrase::EnvironmentOrTerminal)?;
    output::note(&tr!("keys-restored", name = plain(&card.name)));
    print(&format!("{}\n", card.id))
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
