//! The identities of this person: made, listed, found, exported, deleted. Never shows or prints anything.

use std::io;
use std::path::{Path, PathBuf};

use super::certificates::{self, Chain};
use super::private_key::PrivateKey;
use super::record::{self, Known, Record};
use super::secrets::{self, SecretSlot, SecretStore};
use super::{KeyError, NewIdentity, Passphrase, SigningIdentity};
use crate::provenance::identity::{IdentityCard, Standing};
use crate::whole_file;

pub(super) mod backup;
mod certified;
mod life;

pub use life::DEFAULT_OVERLAP_DAYS;

/// The identities of this person: the list in Lightmark's own data, the secrets in the key store.
///
/// An identity is asked for by its id, its exact name, or the beginning of its id, in this order; when more than
/// one answers, nothing is done. Only `create`, `delete` and `signer` touch the key store.
pub struct Identities {
    /// Lightmark's own data.
    data: PathBuf,
    /// The files of the list, in it.
    folder: PathBuf,
    secrets: Box<dyn SecretStore>,
}

impl Identities {
    /// Opens the list under `data_dir`, with secrets where `LIGHTMARK_KEYSTORE` says. Never asks on a terminal,
    /// so it is right for the window; an encrypted key file is opened with `LIGHTMARK_PASSPHRASE`.
    pub fn open(data_dir: &Path) -> Result<Self, KeyError> {
        Ok(Self::open_with(data_dir, secrets::secret_store(Passphrase::Environment)?))
    }

    /// The same for the command line: a passphrase that is not in the environment is asked for on the terminal,
    /// if there is one.
    pub fn open_asking(data_dir: &Path) -> Result<Self, KeyError> {
        Ok(Self::open_with(data_dir, secrets::secret_store(Passphrase::EnvironmentOrTerminal)?))
    }

    /// The same with the given key store.
    pub fn open_with(data_dir: &Path, secrets: Box<dyn SecretStore>) -> Self {
        Self { data: data_dir.to_owned(), folder: data_dir.join("identities"), secrets }
    }

    /// Makes a key, a personal root and an end-entity certificate; works at once.
    pub fn create(&self, new: &NewIdentity) -> Result<IdentityCard, KeyError> {
        self.create_at(new, jiff::Timestamp::now())
    }

    fn create_at(&self, new: &NewIdentity, now: jiff::Timestamp) -> Result<IdentityCard, KeyError> {
        let new = new.checked()?;
        let key = PrivateKey::generate(new.algorithm)?;
        let fingerprint = certificates::key_fingerprint(&key.public_key()?);
        let chain = certificates::issue(&new, &record::id_of(&fingerprint), &key, now.as_second())?;
        self.keep(Record::new(&new, fingerprint, format!("{now:.3}"), &chain), &key)
    }

    /// Keeps a new identity: its secret, then its file, or nothing of both.
    fn keep(&self, record: Record, key: &PrivateKey) -> Result<IdentityCard, KeyError> {
        let path = record::path_in(&self.folder, &record.id);
        let known = record.known(&path)?;

        // The secret goes first: a list that names a key which was never stored would promise too much.
        let slot = slot(&known);
        let secret = key.to_text()?;
        self.secrets.put(&slot, &secret)?;
        let kept = self.secrets.fetch(&slot).and_then(|stored| match *stored == *secret {
            true => record.write(&self.folder),
            false => Err(KeyError::SecretNotKept { name: known.card.name.clone() }),
        });
        if let Err(error) = kept {
            // The first error is the one to tell; a secret that cannot be removed now is of no use to anyone.
            if let Err(second) = self.secrets.remove(&slot) {
                tracing::warn!(error = %second, "the secret of an identity that was not made stays in the key store");
            }
            return Err(error);
        }
        tracing::info!(id = known.card.id, "identity made");
        Ok(known.card)
    }

    /// Every identity, oldest first. Does not touch the key store. Files that cannot be read are left out and
    /// logged; [`survey`](Self::survey) gives them too.
    pub fn list(&self) -> Result<Vec<IdentityCard>, KeyError> {
        let (cards, errors) = self.survey()?;
        for error in errors {
            tracing::warn!(%error, "an identity is left out of the list");
        }
        Ok(cards)
    }

    /// Every identity, oldest first, and what is wrong with the files that cannot be used.
    pub fn survey(&self) -> Result<(Vec<IdentityCard>, Vec<KeyError>), KeyError> {
        let (known, errors) = self.known()?;
        Ok((known.into_iter().map(|known| known.card).collect(), errors))
    }

    /// The identity that answers to this id, beginning of an id, or name.
    pub fn card(&self, id: &str) -> Result<IdentityCard, KeyError> {
        Ok(self.find(id)?.card)
    }

    /// The certificate chain as PEM, leaf first, the root last.
    pub fn export_pem(&self, id: &str) -> Result<String, KeyError> {
        let mut known = self.find(id)?;
        known.chain.extend(known.root.take());
        Ok(certificates::pem(&known.chain))
    }

    /// Deletes the identity and its secret. When the key store cannot be reached, nothing is deleted. A revoked
    /// identity stays: its revocation would be forgotten with it.
    pub fn delete(&self, id: &str) -> Result<(), KeyError> {
        let known = self.find(id)?;
        if matches!(known.card.standing, Standing::Revoked { .. }) {
            return Err(KeyError::RevocationKept { name: known.card.name });
        }
        match self.secrets.remove(&slot(&known)) {
            // The secret is gone already, which is what was asked for.
            Ok(()) | Err(KeyError::SecretMissing { .. }) => {}
            Err(error) => return Err(error),
        }
        let path = record::path_in(&self.folder, &known.card.id);
        whole_file::remove(&path).map_err(|source| KeyError::ListNotWritten { path, source })?;
        tracing::info!(id = known.card.id, "identity deleted");
        Ok(())
    }

    /// Fetches the secret, once, for a batch of signatures. May block while the keyring asks to be unlocked.
    ///
    /// Refused outside the certificate's validity: such a signature would never count.
    pub fn signer(&self, id: &str) -> Result<SigningIdentity, KeyError> {
        let known = self.find_for(id, true)?;
        may_sign(&known.card)?;
        if !known.valid.contains(&jiff::Timestamp::now()) {
            let (from, until) = known.valid.into_inner();
            return Err(KeyError::NotValidNow { name: known.card.name, from, until });
        }
        let key = self.key_of(&known)?;
        let chain = to_sign_with(&known);
        SigningIdentity::new(known.card, chain, key, self.uses_path())
    }

    fn key_of(&self, known: &Known) -> Result<PrivateKey, KeyError> {
        let text = self.secrets.fetch(&slot(known))?;
        PrivateKey::from_text(&text).ok_or_else(|| KeyError::SecretNotAKey { name: known.card.name.clone() })
    }

    fn record_of(&self, known: &Known) -> Result<Record, KeyError> {
        Record::read(&record::path_in(&self.folder, &known.card.id))
    }

    fn find(&self, query: &str) -> Result<Known, KeyError> {
        self.find_for(query, false)
    }

    /// To sign, a name means the key in use and not the ones that it took the place of; for anything that cannot
    /// be undone nothing is guessed.
    fn find_for(&self, query: &str, to_sign: bool) -> Result<Known, KeyError> {
        let (known, errors) = self.known()?;
        let name = query.trim();
        let id = name.to_ascii_lowercase();
        // The most exact answer wins: a person named Ada is not kept from hers by an id that begins with “ada”.
        let answers: [&dyn Fn(&IdentityCard) -> bool; 3] =
            [&|card| card.id == id, &|card| card.name == name, &|card| !id.is_empty() && card.id.starts_with(&id)];
        for answers in answers {
            let mut found: Vec<&Known> = known.iter().filter(|known| answers(&known.card)).collect();
            if to_sign && found.iter().filter(|known| known.card.standing == Standing::Active).count() == 1 {
                found.retain(|known| known.card.standing == Standing::Active);
            }
            match (found.pop(), found.is_empty()) {
                (None, _) => {}
                (Some(one), true) => return Ok(one.clone()),
                (Some(last), false) => {
                    found.push(last);
                    let ids = found.into_iter().map(|known| known.card.id.clone()).collect();
                    return Err(KeyError::AmbiguousIdentity { query: query.to_owned(), ids });
                }
            }
        }
        // A damaged file may be the one that was meant; that is more help than "there is none".
        Err(errors.into_iter().find(|error| error.is_about(&id)).unwrap_or_else(|| unknown(query)))
    }

    fn known(&self) -> Result<(Vec<Known>, Vec<KeyError>), KeyError> {
        let unreadable = |source| KeyError::ListUnreadable { path: self.folder.clone(), source };
        let entries = match std::fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((Vec::new(), Vec::new())),
            Err(error) => return Err(unreadable(error)),
        };
        let (mut known, mut errors) = (Vec::new(), Vec::new());
        for entry in entries {
            let path = entry.map_err(unreadable)?.path();
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            match Record::read(&path).and_then(|record| record.known(&path)) {
                Ok(one) => known.push(one),
                Err(error) => errors.push(error),
            }
        }
        let age = |known: &Known| known.card.created.parse::<jiff::Timestamp>().unwrap_or_default();
        known.sort_by(|a, b| age(a).cmp(&age(b)).then_with(|| a.card.id.cmp(&b.card.id)));
        Ok((known, errors))
    }
}

/// Refuses a key that is not to be used any more.
fn may_sign(card: &IdentityCard) -> Result<(), KeyError> {
    match &card.standing {
        Standing::Active => Ok(()),
        Standing::Retired { overlap_until, successor, .. } => {
            let over = overlap_until.parse().map_or(true, |until: jiff::Timestamp| jiff::Timestamp::now() >= until);
            if over {
                Err(KeyError::Retired {
                    name: card.name.clone(),
                    until: overlap_until.clone(),
                    successor: successor.clone(),
                })
            } else {
                Ok(())
            }
        }
        Standing::Revoked { at, .. } => Err(KeyError::Revoked { name: card.name.clone(), at: at.clone() }),
    }
}

/// The chain that goes into a signature. A root that is kept apart comes along when it issued the end-entity
/// certificate itself: a stapled revocation answer cannot be read without the issuer.
fn to_sign_with(known: &Known) -> Chain {
    let mut chain = known.chain.clone();
    if chain.len() == 1 {
        chain.extend(known.root.clone());
    }
    chain
}

fn slot(known: &Known) -> SecretSlot {
    SecretSlot { key_fingerprint: known.key_fingerprint.clone(), owner: known.card.name.clone() }
}

fn unknown(query: &str) -> KeyError {
    KeyError::UnknownIdentity { id: query.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::EncryptedFile;

    fn identities(dir: &Path) -> Identities {
        let file = EncryptedFile::new(dir.join("keys"), Passphrase::Given("p".to_owned().into()));
        Identities::open_with(dir, Box::new(file))
    }

    fn named(name: &str) -> NewIdentity {
        NewIdentity { name: name.to_owned(), ..NewIdentity::default() }
    }

    fn years_from_now(years: i64) -> jiff::Timestamp {
        jiff::Timestamp::from_second(jiff::Timestamp::now().as_second() + years * 365 * 86_400).unwrap()
    }

    #[test]
    fn an_ended_certificate_and_one_of_the_future_do_not_sign() {
        let dir = tempfile::tempdir().unwrap();
        let identities = identities(dir.path());
        for years in [-6, 1] {
            let card = identities.create_at(&named("Ann"), years_from_now(years)).unwrap();
            assert!(matches!(identities.signer(&card.id), Err(KeyError::NotValidNow { .. })), "{years} years from now");
        }
    }

    #[test]
    fn the_oldest_comes_first() {
        let dir = tempfile::tempdir().unwrap();
        let identities = identities(dir.path());
        for (name, years) in [("new", 0), ("oldest", -3), ("old", -1)] {
            identities.create_at(&named(name), years_from_now(years)).unwrap();
        }
        let names: Vec<String> = identities.list().unwrap().into_iter().map(|card| card.name).collect();
        assert_eq!(names, ["oldest", "old", "new"]);
    }

    #[test]
    fn an_exact_name_wins_over_the_beginning_of_an_id() {
        let dir = tempfile::tempdir().unwrap();
        let identities = identities(dir.path());
        let other = identities.create(&named("Ann")).unwrap();
        let beginning = other.id.get(..1).unwrap();
        let wanted = identities.create(&named(beginning)).unwrap();
        assert_eq!(identities.card(beginning).unwrap().id, wanted.id);
        assert_eq!(identities.card(other.id.get(..12).unwrap()).unwrap().id, other.id);
    }
}
