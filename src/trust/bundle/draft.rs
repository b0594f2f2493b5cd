//! A bundle in the making: begun, filled, signed by one root holder after the other, its roots rotated. It never holds
//! a key: whoever signs hands in a signature.

use std::path::Path;

use jiff::{Timestamp, ToSpan as _};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::error::{BundleError, BundleFault, RoleKind};
use super::metadata::{Bundle, Envelope, PartKind, Root, Signature, TUF_VERSION, content, is_name, key_id, key_value};
use super::trusted::signers;
use super::{MAX_BUNDLE_BYTES, parts, teams};
use crate::provenance::trust_source::TeamCard;
use crate::trust::certificate_text;

/// The longest that a bundle may count, in days.
const MAX_DAYS: u32 = 730;

/// A bundle in the making.
#[derive(Debug, Clone)]
pub struct Draft {
    bundle: Bundle,
    origin: String,
}

/// Somebody who shall sign for the team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRoot {
    pub name: String,
    /// Ed25519, 64 hex digits.
    pub public_key: String,
}

/// A part to carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPart {
    pub name: String,
    pub kind: PartKind,
    pub bytes: Vec<u8>,
}

/// How the roots change. What is not named stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rotation {
    pub threshold: Option<usize>,
    pub add: Vec<NewRoot>,
    pub drop: Vec<String>,
}

/// Signatures that a draft has and needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    pub role: RoleKind,
    pub has: usize,
    pub needs: usize,
}

impl Draft {
    /// Begins a bundle that carries nothing yet and that nobody has signed.
    pub fn new(team: &str, threshold: usize, roots: &[NewRoot], days: u32) -> Result<Self, BundleError> {
        let expires = expiry(days)?;
        let root = root_value(team, threshold, roots, &expires, None)?;
        let targets = targets_value(1, &expires, Map::new());
        let bundle =
            Bundle { roots: vec![Envelope::unsigned(root)], targets: Envelope::unsigned(targets), parts: [].into() };
        Self { bundle, origin: team.to_owned() }.checked()
    }

    /// Goes on with a file.
    pub fn open(file: &Path) -> Result<Self, BundleError> {
        let bundle = teams::read_file(file)?;
        Ok(Self { bundle, origin: file.to_string_lossy().into_owned() })
    }

    /// Adds and drops parts and gives a new date of expiry. The signatures on what it carries are gone then; the
    /// version goes up if there were any, so that nobody has two different ones of one number.
    pub fn put(&mut self, new: Vec<NewPart>, drop: &[String], days: u32) -> Result<(), BundleError> {
        let expires = expiry(days)?;
        let targets = self.bundle.targets.targets().map_err(|fault| self.refused(fault))?;
        let version = targets.version + u64::from(!self.bundle.targets.signatures.is_empty());
        let mut parts = self.bundle.parts.clone();
        let mut kinds: std::collections::BTreeMap<String, PartKind> =
            targets.parts.into_iter().map(|(name, part)| (name, part.kind)).collect();
        for name in drop {
            if parts.remove(name).is_none() {
                return Err(BundleError::Name { name: name.clone() });
            }
            kinds.remove(name);
        }
        for part in new {
            if !is_name(&part.name) {
                return Err(BundleError::Name { name: part.name });
            }
            kinds.insert(part.name.clone(), part.kind);
            parts.insert(part.name, part.bytes);
        }
        let mut listed = Map::new();
        for (name, kind) in &kinds {
            let bytes = parts.get(name).map(Vec::as_slice).unwrap_or_default();
            let described = json!({
                "length": bytes.len(),
                "hashes": { "sha256": hex::encode(Sha256::digest(bytes)) },
                "custom": { "kind": kind.key() },
            });
            listed.insert(name.clone(), described);
        }
        let targets = Envelope::unsigned(targets_value(version, &expires, listed));
        let next = Self { bundle: Bundle { targets, parts, ..self.bundle.clone() }, origin: self.origin.clone() };
        *self = next.checked()?;
        Ok(())
    }

    /// Changes who signs: a new root version, or the one that is not signed by enough yet, made anew.
    pub fn rotate(&mut self, change: &Rotation, days: u32) -> Result<(), BundleError> {
        let expires = expiry(days)?;
        let mut bundle = self.bundle.clone();
        let drafted = self.newest()?;
        if !self.is_last_root_complete()? {
            bundle.roots.pop();
        }
        let refused = |fault| self.refused(fault);
        let before = bundle.roots.last().map(|root| Ok((root.root()?, root.digest()?.hex()))).transpose();
        let before = before.map_err(refused)?;
        // The first one, while it is not signed, is changed as it stands.
        let root = before.as_ref().map_or(drafted, |(root, _)| root.clone());
        let mut roots: Vec<NewRoot> = root
            .keys
            .values()
            .map(|key| NewRoot { name: key.name.clone(), public_key: hex::encode(key.public) })
            .collect();
        for name in &change.drop {
            let there = roots.len();
            roots.retain(|root| root.name != *name);
            if roots.len() == there {
                return Err(BundleError::NotARoot { name: name.clone() });
            }
        }
        roots.extend(change.add.iter().cloned());
        let threshold = change.threshold.unwrap_or(root.root.threshold);
        let before = before.map(|(root, digest)| (root.version, digest));
        let next = root_value(&root.team, threshold, &roots, &expires, before)?;
        bundle.roots.push(Envelope::unsigned(next));
        *self = Self { bundle, origin: self.origin.clone() }.checked()?;
        Ok(())
    }

    /// Adds a signature of this key (Ed25519, 32 bytes) wherever it counts; an old one of the same key is replaced.
    pub fn sign(&mut self, name: &str, public_key: &[u8], sign: &dyn Fn(&[u8]) -> Vec<u8>) -> Result<(), BundleError> {
        let not_a_root = || BundleError::NotARoot { name: name.to_owned() };
        let id = key_id(public_key.try_into().map_err(|_| not_a_root())?);
        let newest = self.newest()?;
        let before = self.before()?;
        let mut counts = false;
        let in_root = newest.root.key_ids.contains(&id) || before.is_some_and(|root| root.root.key_ids.contains(&id));
        let origin = self.origin.clone();
        let refused = |source| BundleError::Refused { path: origin.clone().into(), source };
        if let Some(root) = self.bundle.roots.last_mut().filter(|_| in_root) {
            add_signature(root, &id, sign).map_err(refused)?;
            counts = true;
        }
        if newest.targets.key_ids.contains(&id) {
            add_signature(&mut self.bundle.targets, &id, sign).map_err(refused)?;
            counts = true;
        }
        if counts { Ok(()) } else { Err(not_a_root()) }
    }

    /// What is signed and what is still to be.
    pub fn tallies(&self) -> Result<Vec<Tally>, BundleError> {
        let newest = self.newest()?;
        let refused = |fault| self.refused(fault);
        let envelope = self.bundle.newest().map_err(refused)?;
        let tally = |envelope: &Envelope, root: &Root, role: &super::metadata::Role, kind: RoleKind| {
            let has = signers(envelope, root, role)?.len();
            Ok(Tally { role: kind, has, needs: role.threshold })
        };
        let mut all = Vec::new();
        if let Some(before) = self.before()? {
            all.push(tally(envelope, &before, &before.root, RoleKind::RootBefore).map_err(refused)?);
        }
        all.push(tally(envelope, &newest, &newest.root, RoleKind::Root).map_err(refused)?);
        all.push(tally(&self.bundle.targets, &newest, &newest.targets, RoleKind::Targets).map_err(refused)?);
        Ok(all)
    }

    /// What it says of itself.
    pub fn card(&self) -> Result<TeamCard, BundleError> {
        teams::card(&self.bundle, &self.origin).map_err(|fault| self.refused(fault))
    }

    /// The file's text.
    pub fn to_text(&self) -> String {
        self.bundle.to_text()
    }

    /// Only if everybody could read it back, with every part.
    fn checked(self) -> Result<Self, BundleError> {
        let text = self.to_text();
        if text.len() as u64 > MAX_BUNDLE_BYTES {
            return Err(self.refused(BundleFault::TooBig));
        }
        let read = super::read(text.as_bytes()).map_err(|fault| self.refused(fault))?;
        let targets = read.targets.targets().map_err(|fault| self.refused(fault))?;
        let from = parts::From { id: "team-draft", team: &self.origin, since: "", origin: &self.origin };
        parts::read(from, &targets, &read.parts, Timestamp::now()).map_err(|fault| self.refused(fault))?;
        Ok(self)
    }

    fn newest(&self) -> Result<Root, BundleError> {
        self.bundle.newest().and_then(Envelope::root).map_err(|fault| self.refused(fault))
    }

    /// The root version before the newest.
    fn before(&self) -> Result<Option<Root>, BundleError> {
        let before = self.bundle.roots.iter().rev().nth(1);
        before.map(Envelope::root).transpose().map_err(|fault| self.refused(fault))
    }

    fn is_last_root_complete(&self) -> Result<bool, BundleError> {
        let roots = |tally: &Tally| tally.role != RoleKind::Targets;
        Ok(self.tallies()?.iter().filter(|tally| roots(tally)).all(|tally| tally.has >= tally.needs))
    }

    fn refused(&self, source: BundleFault) -> BundleError {
        BundleError::Refused { path: self.origin.clone().into(), source }
    }
}

fn add_signature(envelope: &mut Envelope, id: &str, sign: &dyn Fn(&[u8]) -> Vec<u8>) -> Result<(), BundleFault> {
    let bytes = sign(&envelope.message()?);
    if bytes.is_empty() {
        return Err(content("the key did not sign"));
    }
    envelope.signatures.retain(|signature| signature.key_id != id);
    envelope.signatures.push(Signature { key_id: id.to_owned(), bytes });
    Ok(())
}

fn expiry(days: u32) -> Result<String, BundleError> {
    let hours = i64::from(days) * 24;
    let now = Timestamp::now();
    match now.checked_add(hours.hours()) {
        Ok(at) if (1..=MAX_DAYS).contains(&days) => Ok(certificate_text::date(at.as_second())),
        _ => Err(BundleError::Days { days }),
    }
}

/// `before`: version and digest of the root before.
fn root_value(
    team: &str,
    threshold: usize,
    roots: &[NewRoot],
    expires: &str,
    before: Option<(u64, String)>,
) -> Result<Value, BundleError> {
    if !is_name(team) {
        return Err(BundleError::Name { name: team.to_owned() });
    }
    let (mut keys, mut names) = (Map::new(), Map::new());
    for root in roots {
        let bad = || BundleError::PublicKey { name: root.name.clone() };
        let public: [u8; 32] =
            hex::decode(&root.public_key).ok().and_then(|key| key.try_into().ok()).ok_or_else(bad)?;
        if !is_name(&root.name) || names.values().any(|name| *name == root.name) {
            return Err(BundleError::Name { name: root.name.clone() });
        }
        let id = key_id(&public);
        names.insert(id.clone(), root.name.as_str().into());
        if keys.insert(id, key_value(&public)).is_some() {
            return Err(bad());
        }
    }
    if !(1..=keys.len()).contains(&threshold) {
        return Err(BundleError::ThresholdOutOfReach { threshold, keys: keys.len() });
    }
    let role = json!({ "keyids": keys.keys().collect::<Vec<_>>(), "threshold": threshold });
    let mut signed = json!({
        "_type": "root",
        "spec_version": TUF_VERSION,
        "consistent_snapshot": false,
        "team": team,
        "version": before.as_ref().map_or(1, |(version, _)| version + 1),
        "expires": expires,
        "keys": keys,
        "names": names,
        "roles": { "root": role, "targets": role },
    });
    if let (Some((_, digest)), Some(fields)) = (before, signed.as_object_mut()) {
        fields.insert("previous".to_owned(), digest.into());
    }
    Ok(signed)
}

fn targets_value(version: u64, expires: &str, listed: Map<String, Value>) -> Value {
    json!({
        "_type": "targets",
        "spec_version": TUF_VERSION,
        "version": version,
        "expires": expires,
        "targets": listed,
    })
}
