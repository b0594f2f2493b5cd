//! Identities by way of `keys`. Calls may block while the keyring asks the person to unlock it.

use std::path::PathBuf;

use crate::keys::{Identities, KeyError, NewIdentity, Passphrase};
use crate::problem::Problem;
use crate::provenance::identity::IdentityCard;
use crate::state::identities::Secret;
use crate::state::msg::Answer;
use crate::whole_file;

use super::services::Services;

pub(super) fn list(services: &Services) -> Answer {
    Answer::Identities(services.identities().and_then(|all| all.list().map_err(|error| error.problem())))
}

pub(super) fn create(services: &Services, new: &NewIdentity) -> Answer {
    Answer::IdentityCreated(services.identities().and_then(|all| all.create(new).map_err(|error| error.problem())))
}

pub(super) fn export(services: &Services, id: &str, target: PathBuf) -> Answer {
    let pem = services.identities().and_then(|all| all.export_pem(id).map_err(|error| error.problem()));
    Answer::IdentityExported(pem.and_then(|pem| write(target, pem.as_bytes())))
}

pub(super) fn request(services: &Services, id: &str, target: PathBuf) -> Answer {
    let pem = services.identities().and_then(|all| all.request_pem(id).map_err(|error| error.problem()));
    Answer::CertificateRequested(pem.and_then(|pem| write(target, pem.as_bytes())))
}

/// Changes one identity and lists all.
pub(super) fn change(
    services: &Services,
    change: impl FnOnce(&Identities) -> Result<IdentityCard, KeyError>,
) -> Answer {
    Answer::IdentityChanged(services.identities().and_then(|all| {
        let card = change(all).map_err(|error| error.problem())?;
        let list = all.list().map_err(|error| error.problem())?;
        services.revoke_own(all);
        Ok((Box::new(card), list))
    }))
}

/// The passphrase that the person typed, for `keys`.
pub(super) fn passphrase(secret: &Secret) -> Passphrase {
    Passphrase::Given(secret.reveal().clone())
}

/// Writes what the person asked for to the file of their choice; the system's dialog has asked about an old one.
pub(super) fn write(target: PathBuf, bytes: &[u8]) -> Result<PathBuf, Problem> {
    match whole_file::put(&target, bytes) {
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
