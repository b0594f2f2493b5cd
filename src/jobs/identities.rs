//! Identities by way of `keys`. Calls may block while the keyring asks the person to unlock it.

use std::path::PathBuf;

use crate::keys::NewIdentity;
use crate::problem::Problem;
use crate::state::msg::Answer;

use super::services::Services;

pub(super) fn list(services: &Services) -> Answer {
    Answer::Identities(services.identities().and_then(|all| all.list().map_err(|error| error.problem())))
}

pub(super) fn create(services: &Services, name: String, email: Option<String>, organization: Option<String>) -> Answer {
    let new = NewIdentity { name, email, organization, ..NewIdentity::default() };
    Answer::IdentityCreated(services.identities().and_then(|all| all.create(&new).map_err(|error| error.problem())))
}

pub(super) fn export(services: &Services, id: &str, target: PathBuf) -> Answer {
    let pem = services.identities().and_then(|all| all.export_pem(id).map_err(|error| error.problem()));
    Answer::IdentityExported(pem.and_then(|pem| write(target, pem.as_bytes())))
}

/// Writes what the person asked for to the file of their choice; the system's dialog has asked about an old one.
pub(super) fn write(target: PathBuf, bytes: &[u8]) -> Result<PathBuf, Problem> {
    match std::fs::write(&target, bytes) {
        Ok(()) => Ok(target),
        Err(error) => {
            let path = target.to_string_lossy().into_owned();
            Err(crate::problem!("cannot-write-file", path = path).with_cause(&error))
        }
    }
}

pub(super) fn delete(services: &Services, id: &str) -> Answer {
    Answer::Identities(services.identities().and_then(|all| {
        all.delete(id).map_err(|error| error.problem())?;
        all.list().map_err(|error| error.problem())
    }))
}
