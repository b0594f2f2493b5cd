//! The whole decision about a bundle, with no I/O and no clock of its own.
//!
//! The legal order (TUF §5): [`Trusted::begin`] with root 1, [`Trusted::update_root`] for each root after it, one
//! version at a time; then, when no root follows, [`Trusted::update_targets`]; then [`Trusted::check_parts`]. Whether a
//! root is believed at all is not decided here: at the first adoption the person compares its fingerprint, later it
//! follows from the one in force. An order that is not legal fails.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::error::{BundleFault, RoleKind};
use super::metadata::{Bundle, Envelope, Role, Root, Targets, content};
use crate::keys::team_signature_holds;

/// A team's roots and, once they were checked, its targets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trusted {
    pub root: Root,
    /// Of the last root, lower-case hex.
    digest: String,
    pub targets: Option<Targets>,
}

/// Whether expiry counts: it does when something is to be put in force, not for what is in force already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    Required(Timestamp),
    /// What was in force stays so; its age is told.
    AsKept,
}

impl Trusted {
    /// Begins with the first root, which its own threshold must have signed.
    pub fn begin(root: &Envelope) -> Result<Self, BundleFault> {
        let parsed = root.root()?;
        if parsed.version != 1 {
            return Err(BundleFault::RootSkipped { expected: 1, found: parsed.version });
        }
        check_threshold(root, &parsed, &parsed.root, RoleKind::Root)?;
        Ok(Self { root: parsed, digest: root.digest()?.hex(), targets: None })
    }

    /// Goes on to the next root (TUF §5.3.4, §5.3.5).
    pub fn update_root(&mut self, root: &Envelope) -> Result<(), BundleFault> {
        if self.targets.is_some() {
            return Err(content("a root after the targets"));
        }
        let parsed = root.root()?;
        let expected = self.root.version + 1;
        if parsed.version != expected {
            return Err(BundleFault::RootSkipped { expected, found: parsed.version });
        }
        if parsed.team != self.root.team {
            return Err(BundleFault::OtherTeam { found: parsed.team, wanted: self.root.team.clone() });
        }
        // Otherwise anyone could put a first root of their own before a later one, by adding their signature to it.
        if parsed.previous.as_ref() != Some(&self.digest) {
            return Err(BundleFault::Fork { version: self.root.version });
        }
        check_threshold(root, &self.root, &self.root.root, RoleKind::RootBefore)?;
        check_threshold(root, &parsed, &parsed.root, RoleKind::Root)?;
        self.root = parsed;
        self.digest = root.digest()?.hex();
        Ok(())
    }

    /// Takes the targets: expiry of the last root (TUF §5.3.10), threshold (§5.6.3), version against those in force
    /// (§5.6.5), expiry (§5.6.6).
    pub fn update_targets(
        &mut self,
        targets: &Envelope,
        in_force: Option<&Envelope>,
        freshness: Freshness,
    ) -> Result<(), BundleFault> {
        let is_past = |date: Timestamp| matches!(freshness, Freshness::Required(now) if date <= now);
        if is_past(self.root.expires) {
            return Err(BundleFault::RootExpired { date: self.root.expires.to_string() });
        }
        let parsed = targets.targets()?;
        check_threshold(targets, &self.root, &self.root.targets, RoleKind::Targets)?;
        if let Some(in_force) = in_force {
            let known = in_force.targets()?;
            if parsed.version < known.version {
                return Err(BundleFault::Rollback { offered: parsed.version, in_force: known.version });
            }
            if parsed.version == known.version && targets.message()? != in_force.message()? {
                return Err(BundleFault::Fork { version: parsed.version });
            }
        }
        if is_past(parsed.expires) {
            return Err(BundleFault::Expired { date: parsed.expires.to_string() });
        }
        self.targets = Some(parsed);
        Ok(())
    }

    /// Each part is the one that was signed, none is missing, and nothing came along beside (TUF §5.7.2).
    pub fn check_parts(&self, parts: &BTreeMap<String, Vec<u8>>) -> Result<(), BundleFault> {
        let targets = self.targets.as_ref().ok_or_else(|| content("parts before the targets"))?;
        for (name, part) in &targets.parts {
            let name = name.clone();
            let Some(bytes) = parts.get(&name) else { return Err(BundleFault::PartMissing { name }) };
            if bytes.len() as u64 != part.length_bytes {
                return Err(BundleFault::PartLength { name });
            }
            if hex::encode(Sha256::digest(bytes)) != part.sha256 {
                return Err(BundleFault::PartDigest { name });
            }
        }
        match parts.keys().find(|name| !targets.parts.contains_key(*name)) {
            Some(name) => Err(BundleFault::PartUnsigned { name: name.clone() }),
            None => Ok(()),
        }
    }
}

/// The whole of a bundle that stands for itself. `freshness` is asked of the last root and of the targets.
pub fn alone(bundle: &Bundle, freshness: Freshness) -> Result<Trusted, BundleFault> {
    judge(bundle, None, freshness)
}

/// The whole of a bundle that is to follow the one in force.
pub fn following(in_force: &Bundle, offered: &Bundle, now: Timestamp) -> Result<Trusted, BundleFault> {
    let (have, comes) = (in_force.roots.len() as u64, offered.roots.len() as u64);
    for (known, root) in in_force.roots.iter().zip(&offered.roots) {
        if known.message()? != root.message()? {
            return Err(BundleFault::Fork { version: root.root()?.version });
        }
    }
    if comes < have {
        return Err(BundleFault::RootRollback { offered: comes, in_force: have });
    }
    judge(offered, Some(&in_force.targets), Freshness::Required(now))
}

/// The ids of the keys of a role that signed this; each counts once however often it stands there (TUF §4.2.1).
pub fn signers(envelope: &Envelope, root: &Root, role: &Role) -> Result<BTreeSet<String>, BundleFault> {
    let message = envelope.message()?;
    let holds = |signature: &&super::metadata::Signature| {
        let key = root.keys.get(&signature.key_id).filter(|_| role.key_ids.contains(&signature.key_id));
        key.is_some_and(|key| team_signature_holds(&key.public, &message, &signature.bytes))
    };
    Ok(envelope.signatures.iter().filter(holds).map(|signature| signature.key_id.clone()).collect())
}

fn judge(bundle: &Bundle, in_force: Option<&Envelope>, freshness: Freshness) -> Result<Trusted, BundleFault> {
    let (first, rest) = bundle.roots.split_first().ok_or_else(|| content("no roots"))?;
    let mut trusted = Trusted::begin(first)?;
    for root in rest {
        trusted.update_root(root)?;
    }
    trusted.update_targets(&bundle.targets, in_force, freshness)?;
    trusted.check_parts(&bundle.parts)?;
    Ok(trusted)
}

fn check_threshold(envelope: &Envelope, root: &Root, role: &Role, kind: RoleKind) -> Result<(), BundleFault> {
    let has = signers(envelope, root, role)?.len();
    match has >= role.threshold {
        true => Ok(()),
        false => Err(BundleFault::Threshold { role: kind, has, needs: role.threshold }),
    }
}
