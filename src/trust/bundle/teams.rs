//! Teams in force, kept as `teams/ID.json` in Lightmark's own data: one file for each, so that a bundle is in force
//! whole or not at all at any moment. What a team brings is never written among the person's own lists.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::error::{BundleError, BundleFault};
use super::metadata::{Bundle, read};
use super::trusted::{self, Freshness, Trusted};
use super::{MAX_BUNDLE_BYTES, parts};
use crate::provenance::fingerprint::Fingerprint;
use crate::provenance::trust_source::{TeamCard, TeamPart, TeamRoot};
use crate::trust::list_error::{TrustError, file_name};
use crate::trust::{TrustStore, certificate_text, list_store};
use crate::whole_file;

/// What this version writes.
const SCHEMA: &str = "lightmark.kept-team/1";

/// What begins the id of a team and of everything that it brings.
const PREFIX: &str = "team-";

/// A team in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    pub card: TeamCard,
    bundle: Bundle,
}

impl TrustStore {
    /// The teams in force, oldest first.
    pub fn teams(&self) -> &[Team] {
        &self.teams
    }

    /// The team that answers to this id, beginning of an id, or name; none if several do.
    pub fn team(&self, query: &str) -> Result<&TeamCard, BundleError> {
        let cards = || self.teams.iter().map(|team| &team.card);
        let named: Vec<_> = cards().filter(|card| card.id == query || card.team == query).collect();
        let begun = || cards().filter(|card| !query.is_empty() && card.id.starts_with(query)).collect();
        let found: Vec<_> = if named.is_empty() { begun() } else { named };
        match found.as_slice() {
            [one] => Ok(*one),
            _ => Err(BundleError::Unknown { query: query.to_owned() }),
        }
    }

    /// What a file would put in force for the first time, by its own word: it is checked as [`add_team`](Self::add_team)
    /// checks it, but for the comparison, and nothing is added.
    pub fn offered_team(&self, file: &Path) -> Result<TeamCard, BundleError> {
        self.offered(file, Timestamp::now()).map(|team| team.card)
    }

    /// Puts a team in force for the first time. `compared` is the fingerprint of its root as the person got it by
    /// another way; without it being the file's own nothing is added.
    pub fn add_team(&mut self, data_dir: &Path, file: &Path, compared: &Fingerprint) -> Result<TeamCard, BundleError> {
        let now = Timestamp::now();
        let Team { card, bundle } = self.offered(file, now)?;
        if card.root_fingerprint != compared.hex() {
            return Err(BundleError::Differs { found: card.root_fingerprint, compared: compared.hex() });
        }
        let today = certificate_text::date(now.as_second());
        self.keep(data_dir, file, Team { card: TeamCard { added: today.clone(), updated: today, ..card }, bundle })
    }

    /// Takes a newer bundle of a team in force. Nobody is asked: the rules decide. On an error what was in force
    /// stays in force. `wanted` is the id of the team that is meant; none takes whichever the file is of.
    pub fn update_team(&mut self, data_dir: &Path, file: &Path, wanted: Option<&str>) -> Result<TeamCard, BundleError> {
        let bundle = read_file(file)?;
        let refused = |source| BundleError::Refused { path: file.to_owned(), source };
        let card = card(&bundle, &file_name(file)).map_err(refused)?;
        let is_meant = wanted.is_none_or(|id| id == card.id);
        let in_force = self.teams.iter().find(|team| is_meant && team.card.id == card.id);
        let in_force = in_force.ok_or_else(|| BundleError::NotInForce { path: file.to_owned() })?;
        let now = Timestamp::now();
        trusted::following(&in_force.bundle, &bundle, now).map_err(refused)?;
        let (added, updated) = (in_force.card.added.clone(), certificate_text::date(now.as_second()));
        self.keep(data_dir, file, Team { card: TeamCard { added, updated, ..card }, bundle })
    }

    /// The teams that an update from this file was meant for, as far as can be told.
    pub fn teams_that_stay(&self, file: &Path) -> Vec<&TeamCard> {
        let meant = read_file(file).ok().and_then(|bundle| card(&bundle, "").ok()).map(|card| card.id);
        let all = self.teams.iter().map(|team| &team.card);
        all.filter(|card| meant.as_ref().is_none_or(|id| *id == card.id)).collect()
    }

    /// Takes a team out of force with exactly what it brought.
    pub fn remove_team(&mut self, data_dir: &Path, id: &str) -> Result<(), BundleError> {
        list_store::remove_file(&folder(data_dir), id)?;
        self.forget(id);
        Ok(())
    }

    /// Refuses to change by itself what a team brought.
    pub(in crate::trust) fn check_own(&self, id: &str) -> Result<(), TrustError> {
        if !is_from_team(id) {
            return Ok(());
        }
        let team = self.teams.iter().find(|team| id.starts_with(&team.card.id));
        let team = team.map(|team| team.card.team.clone()).unwrap_or_default();
        Err(TrustError::FromTeam { name: id.to_owned(), team })
    }

    /// Loads every kept team; each is checked anew, but for its age.
    pub(in crate::trust) fn load_teams(&mut self, data_dir: &Path) -> Result<(), TrustError> {
        let mut teams = Vec::new();
        for (path, id) in list_store::kept_files(&folder(data_dir))? {
            let damaged = |reason: String| TrustError::KeptTeamDamaged { path: path.clone(), reason };
            // Base64 and indentation are in it once more.
            let bytes = whole_file::read(&path, 2 * MAX_BUNDLE_BYTES)
                .map_err(|source| TrustError::Unreadable { path: path.clone(), source })?;
            let (team, brought) = kept(&bytes).map_err(|fault| damaged(fault.to_string()))?;
            if team.card.id != id {
                return Err(damaged("another team's file".to_owned()));
            }
            teams.push((team, brought));
        }
        teams.sort_by(|(a, _), (b, _)| (&a.card.added, &a.card.id).cmp(&(&b.card.added, &b.card.id)));
        for (team, brought) in teams {
            self.apply(team, brought);
        }
        Ok(())
    }

    fn offered(&self, file: &Path, now: Timestamp) -> Result<Team, BundleError> {
        let bundle = read_file(file)?;
        let refused = |source| BundleError::Refused { path: file.to_owned(), source };
        let card = card(&bundle, &file_name(file)).map_err(refused)?;
        if self.teams.iter().any(|team| team.card.id == card.id) {
            return Err(BundleError::InForce { team: card.team });
        }
        trusted::alone(&bundle, Freshness::Required(now)).map_err(refused)?;
        let team = Team { card, bundle };
        brought(&team, now).map_err(refused)?;
        Ok(team)
    }

    fn keep(&mut self, data_dir: &Path, file: &Path, team: Team) -> Result<TeamCard, BundleError> {
        let refused = |source| BundleError::Refused { path: file.to_owned(), source };
        let brought = brought(&team, Timestamp::now()).map_err(refused)?;
        let card = team.card.clone();
        let value = json!({
            "schema": SCHEMA,
            "added": card.added,
            "updated": card.updated,
            "origin": card.origin,
            "bundle": team.bundle.to_value(),
        });
        list_store::write_whole(&folder(data_dir).join(format!("{}.json", card.id)), value.to_string().as_bytes())?;
        self.forget(&card.id);
        self.apply(team, brought);
        Ok(card)
    }

    fn apply(&mut self, team: Team, brought: parts::Brought) {
        self.lists.extend(brought.lists);
        self.revocations.extend(brought.revocations);
        self.teams.push(team);
    }

    fn forget(&mut self, id: &str) {
        let begins = format!("{id}-");
        self.lists.retain(|list| !list.card.id.starts_with(&begins));
        self.revocations.retain(|source| !source.id.starts_with(&begins));
        self.teams.retain(|team| team.card.id != id);
    }
}

/// Whether a list or a revocation list of this id was brought by a team.
pub fn is_from_team(id: &str) -> bool {
    id.starts_with(PREFIX)
}

/// A bundle file, read; nothing of it is believed yet.
pub fn read_file(file: &Path) -> Result<Bundle, BundleError> {
    let unreadable = |source| BundleError::Unreadable { path: file.to_owned(), source };
    let metadata = std::fs::metadata(file).map_err(unreadable)?;
    // A pipe or a device would block or never end.
    if !metadata.is_file() {
        return Err(unreadable(std::io::Error::other("not a regular file")));
    }
    let refused = |source| BundleError::Refused { path: file.to_owned(), source };
    if metadata.len() > MAX_BUNDLE_BYTES {
        return Err(refused(BundleFault::TooBig));
    }
    let bytes = whole_file::read(file, MAX_BUNDLE_BYTES).map_err(unreadable)?;
    read(&bytes).map_err(refused)
}

/// What a bundle says of itself; who signed is checked, whether they are enough is not.
pub fn card(bundle: &Bundle, origin: &str) -> Result<TeamCard, BundleFault> {
    let first = bundle.roots.first().ok_or_else(|| super::metadata::content("no roots"))?;
    let newest = bundle.newest()?;
    let (root, targets) = (newest.root()?, bundle.targets.targets()?);
    let (signed_root, signed) =
        (trusted::signers(newest, &root, &root.root)?, { trusted::signers(&bundle.targets, &root, &root.targets)? });
    let roots = root.keys.iter().map(|(id, key)| TeamRoot {
        name: key.name.clone(),
        public_key: hex::encode(key.public),
        signed: signed.contains(id),
        signed_root: signed_root.contains(id),
    });
    let mut roots: Vec<TeamRoot> = roots.collect();
    roots.sort_by(|a, b| a.name.cmp(&b.name));
    let parts = targets.parts.iter().map(|(name, part)| TeamPart {
        name: name.clone(),
        kind: part.kind.key().to_owned(),
        is_known: !matches!(part.kind, super::PartKind::Unknown(_)),
        size_bytes: part.length_bytes,
    });
    let digits: String = first.digest()?.hex().chars().take(8).collect();
    Ok(TeamCard {
        id: format!("{PREFIX}{digits}"),
        team: root.team.clone(),
        version: targets.version,
        root_version: root.version,
        expires: certificate_text::date(root.expires.min(targets.expires).as_second()),
        root_fingerprint: newest.digest()?.hex(),
        threshold: root.targets.threshold,
        roots,
        parts: parts.collect(),
        added: String::new(),
        updated: String::new(),
        origin: origin.to_owned(),
    })
}

/// What a team brings, read.
fn brought(team: &Team, now: Timestamp) -> Result<parts::Brought, BundleFault> {
    let card = &team.card;
    let from = parts::From { id: &card.id, team: &card.team, since: &card.updated, origin: &card.origin };
    parts::read(from, &team.bundle.targets.targets()?, &team.bundle.parts, now)
}

fn kept(bytes: &[u8]) -> Result<(Team, parts::Brought), BundleFault> {
    let value: Value = serde_json::from_slice(bytes).map_err(|source| BundleFault::Malformed { source })?;
    let word = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let bundle = Bundle::of(value.get("bundle").unwrap_or(&Value::Null))?;
    let _: Trusted = trusted::alone(&bundle, Freshness::AsKept)?;
    let card = TeamCard { added: word("added"), updated: word("updated"), ..card(&bundle, &word("origin"))? };
    let team = Team { card, bundle };
    // A clock that was set back must not put a bundle out of force that was good before.
    let brought = brought(&team, Timestamp::MAX)?;
    Ok((team, brought))
}

fn folder(data_dir: &Path) -> PathBuf {
    data_dir.join("teams")
}
