//! `lightmark identity csr`, `import`, `import-key`, `export`: certificates going out and coming in. Never prints a key.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::{deliver, show};
use crate::cli::output;
use crate::cli::stop::Stop;
use crate::keys::{Identities, Passphrase};
use crate::locale::plain;
use crate::tr;

pub(super) fn export(identities: &Identities, id: &str, file: Option<&Path>) -> Result<ExitCode, Stop> {
    let card = identities.card(id)?;
    let pem = identities.export_pem(&card.id)?;
    deliver(&pem, file, |path| tr!("keys-exported", name = plain(&card.name), path = path))
}

pub(super) fn csr(identities: &Identities, id: &str, file: Option<&Path>) -> Result<ExitCode, Stop> {
    let card = identities.card(id)?;
    let pem = identities.request_pem(&card.id)?;
    deliver(&pem, file, |path| tr!("keys-requested", name = plain(&card.name), path = path))
}

pub(super) fn import(identities: &Identities, id: &str, chain: &[PathBuf], json: bool) -> Result<ExitCode, Stop> {
    let files: Vec<&Path> = chain.iter().map(PathBuf::as_path).collect();
    let card = identities.import_chain(id, &files)?;
    let (issuer, until) = (plain(&card.issuer), card.expires.as_str());
    output::note(&tr!("keys-certified", name = plain(&card.name), issuer = issuer, until = until));
    show::warn(&card);
    show::made(&card, json)
}

pub(super) fn import_key(identities: &Identities, file: &Path, json: bool) -> Result<ExitCode, Stop> {
    let card = identities.import_key(file, &Passphrase::EnvironmentOrTerminal)?;
    output::note(&tr!("keys-key-imported", name = plain(&card.name), issuer = plain(&card.issuer)));
    show::warn(&card);
    show::made(&card, json)
}
