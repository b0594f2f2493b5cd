//! What a bundle carries, read: house lists, lists for time, contacts, revocations. It reads bytes that were checked
//! against their digest, and takes all of them or none.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::error::BundleFault;
use super::metadata::{PartKind, Targets};
use crate::problem::Problem;
use crate::provenance::trust_source::{ListKind, TrustListCard};
use crate::tr;
use crate::trust::revocations::RevocationSource;
use crate::trust::{ContactError, TrustList, TrustStore, contacts, list_file, lists, revocation_store};

/// Where a bundle's sources come from, for their names and ids.
#[derive(Debug, Clone, Copy)]
pub struct From<'a> {
    /// Id of the team.
    pub id: &'a str,
    pub team: &'a str,
    /// RFC 3339: since when this version is in force here.
    pub since: &'a str,
    pub origin: &'a str,
}

/// What a team brings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brought {
    pub lists: Vec<TrustList>,
    pub revocations: Vec<RevocationSource>,
}

/// Reads every part of a kind that is known; one that is broken spoils all. `now` is for dates in the future.
pub fn read(
    from: From<'_>,
    targets: &Targets,
    parts: &BTreeMap<String, Vec<u8>>,
    now: Timestamp,
) -> Result<Brought, BundleFault> {
    let mut brought = Brought::default();
    let each = || targets.parts.iter().filter_map(|(name, part)| Some((name, &part.kind, parts.get(name)?)));
    for (name, kind, bytes) in each() {
        let kind = match kind {
            PartKind::House => ListKind::House,
            PartKind::TimeStamping => ListKind::TimeStamping,
            PartKind::Contact => ListKind::Team,
            PartKind::Revocations | PartKind::Unknown(_) => continue,
        };
        let list = list(from, targets.version, (name, kind), bytes);
        brought.lists.push(list.map_err(|problem| broken(name, problem))?);
    }
    // Authorities of the bundle itself only: what the person removes of their own must not spoil it later.
    let own = TrustStore::of(brought.lists.clone());
    for (name, kind, bytes) in each() {
        if *kind != PartKind::Revocations {
            continue;
        }
        let read = own.read_revocations(Path::new(name), bytes, now);
        let mut source = read.map_err(|error| broken(name, error.problem()))?;
        source.id = id(from, name);
        source.name = source_name(from, targets.version, &source.name);
        source.added = from.since.to_owned();
        source.origin = from.origin.to_owned();
        brought.revocations.push(source);
    }
    let entries: usize = brought.revocations.iter().map(|source| source.entries.len()).sum();
    if entries > revocation_store::MAX_ENTRIES {
        return Err(BundleFault::TooBig);
    }
    Ok(brought)
}

fn list(from: From<'_>, version: u64, part: (&str, ListKind), bytes: &[u8]) -> Result<TrustList, Problem> {
    let (name, kind) = part;
    let path = Path::new(name);
    let read = list_file::parse(path, bytes).map_err(|error| error.problem())?;
    lists::check_kind(path, &read, kind).map_err(|error| error.problem())?;
    if kind == ListKind::Team {
        // One person's certificate, as in the address book.
        let [one] = read.certificates.as_slice() else { return Err(ContactError::Authority.problem()) };
        contacts::check_usable(one).map_err(|error| error.problem())?;
    }
    let card = TrustListCard {
        id: id(from, name),
        name: source_name(from, version, name),
        kind,
        certificates: read.certificates.len(),
        added: from.since.to_owned(),
        issued: read.issued,
        next_update: read.next_update,
    };
    Ok(TrustList { card, certificates: read.certificates })
}

fn source_name(from: From<'_>, version: u64, name: &str) -> String {
    tr!("team-source", name = name, team = from.team, version = version.to_string())
}

/// Under the team's id, so that what it brought is known by its id alone.
fn id(from: From<'_>, name: &str) -> String {
    let digits: String = hex::encode(Sha256::digest(name)).chars().take(8).collect();
    format!("{}-{digits}", from.id)
}

fn broken(name: &str, problem: Problem) -> BundleFault {
    BundleFault::PartBroken { name: name.to_owned(), reason: Box::new(problem) }
}
