//! What becomes of a key: retired for a newer one, revoked, and how each use of it is written down.

use std::path::PathBuf;

use super::{Identities, KeyError};
use crate::keys::record::{DAY_SECONDS, Known};
use crate::keys::uses::{self, Uses};
use crate::keys::{NewIdentity, certificates};
use crate::provenance::identity::{IdentityCard, KeyAlgorithm, OwnRevocation, RevocationReason, Standing};

/// How long a retired key may still sign, when the person does not say: long enough for every machine to change over.
pub const DEFAULT_OVERLAP_DAYS: u32 = 30;

/// More would be no change-over.
const MAX_OVERLAP_DAYS: u32 = 3650;

impl Identities {
    /// Makes a new key for the same person and retires the present one: it signs until the overlap is over, stays
    /// in the list with its certificate, and what it signed stays as good as it was. Gives the new identity.
    pub fn rotate(&self, id: &str, overlap_days: u32) -> Result<IdentityCard, KeyError> {
        let old = self.find(id)?;
        refuse_unless_active(&old)?;
        if overlap_days > MAX_OVERLAP_DAYS {
            return Err(KeyError::OverlapTooLong { days: overlap_days });
        }
        let now = jiff::Timestamp::now();
        let until = now.as_second() + i64::from(overlap_days) * DAY_SECONDS;
        let overlap_until = jiff::Timestamp::from_second(until).unwrap_or(now).to_string();
        let new = self.create(&NewIdentity {
            name: old.card.name.clone(),
            email: old.card.email.clone(),
            // The card of a practice key shows the mark in its place.
            organization: self.record_of(&old)?.organization,
            algorithm: KeyAlgorithm::from_name(&old.card.algorithm).unwrap_or_default(),
            practice: old.card.practice,
        })?;
        let standing = Standing::Retired { since: format!("{now:.0}"), overlap_until, successor: new.id.clone() };
        if let Err(error) = self.stands(&old, standing) {
            // Two keys in use that look alike are worse than none that is new.
            if let Err(second) = self.delete(&new.id) {
                tracing::warn!(error = %second, "the new key stays although the old one could not be retired");
            }
            return Err(error);
        }
        Ok(new)
    }

    /// Writes down that this identity is not to be believed from `at` on (now, when not given). It never signs
    /// again, and this cannot be taken back.
    pub fn revoke(
        &self,
        id: &str,
        reason: RevocationReason,
        at: Option<jiff::Timestamp>,
    ) -> Result<IdentityCard, KeyError> {
        let known = self.find(id)?;
        if let Standing::Revoked { at, .. } = &known.card.standing {
            return Err(KeyError::RevokedAlready { name: known.card.name.clone(), at: at.clone() });
        }
        let now = jiff::Timestamp::now();
        let at = at.unwrap_or(now);
        if at > now {
            return Err(KeyError::RevokedInFuture { at: at.to_string() });
        }
        self.stands(&known, Standing::Revoked { at: format!("{at:.0}"), recorded: format!("{now:.0}"), reason })?;
        self.card(&known.card.id)
    }

    /// The revocations of own certificates, those included that a key had before its present one.
    pub fn revocations(&self) -> Result<Vec<OwnRevocation>, KeyError> {
        let (known, errors) = self.known()?;
        for error in errors {
            tracing::warn!(%error, "an identity is left out of the revocations");
        }
        Ok(known.iter().flat_map(revocations_of).collect())
    }

    /// Fingerprints of every certificate that this identity's key has and had, the present one first.
    pub fn fingerprints(&self, id: &str) -> Result<Vec<String>, KeyError> {
        let known = self.find(id)?;
        Ok(known.own.iter().filter_map(|der| certificates::read(der)).map(|said| said.fingerprint).collect())
    }

    /// Each use of this identity's key that was written down, oldest first, and how many lines could not be read.
    pub fn uses(&self, id: &str) -> Result<Uses, KeyError> {
        let known = self.find(id)?;
        uses::read(&self.uses_path(), &known.card.id)
    }

    /// Where uses are written down: one file for all identities, which is only ever added to.
    pub(super) fn uses_path(&self) -> PathBuf {
        self.data.join("key-uses.jsonl")
    }

    fn stands(&self, known: &Known, standing: Standing) -> Result<(), KeyError> {
        let mut record = self.record_of(known)?;
        record.standing = standing;
        record.write(&self.folder)
    }
}

fn refuse_unless_active(known: &Known) -> Result<(), KeyError> {
    let name = || known.card.name.clone();
    match &known.card.standing {
        Standing::Active => Ok(()),
        Standing::Retired { successor, .. } => {
            Err(KeyError::RetiredAlready { name: name(), successor: successor.clone() })
        }
        Standing::Revoked { at, .. } => Err(KeyError::Revoked { name: name(), at: at.clone() }),
    }
}

fn revocations_of(known: &Known) -> Vec<OwnRevocation> {
    let Standing::Revoked { at, reason, .. } = &known.card.standing else { return Vec::new() };
    let own = known.own.iter().filter_map(|der| certificates::read(der));
    own.map(|said| OwnRevocation {
        id: known.card.id.clone(),
        fingerprint: said.fingerprint,
        serial: said.serial,
        issuer: said.issuer_name,
        at: at.clone(),
        reason: *reason,
    })
    .collect()
}
