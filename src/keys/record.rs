//! The file of one identity in Lightmark's own data: who it is and its certificates. Never holds a secret.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::KeyError;
use super::certificates::{self, Chain};
use crate::provenance::identity::{IdentityCard, PRACTICE_ORGANIZATION, Standing};
use crate::whole_file;

/// Names the shape of the file; a newer Lightmark that changes its meaning changes the number.
const SCHEMA: &str = "lightmark.identity-file/1";

/// The shape of a file whose key is retired or revoked: a Lightmark that does not know of these must not sign with it.
const SCHEMA_ENDED: &str = "lightmark.identity-file/2";

pub(super) const DAY_SECONDS: i64 = 24 * 3600;

/// More than any chain needs, less than would be felt.
const LIMIT_BYTES: u64 = 1 << 20;

/// What the file says. Keys that this version does not know are kept when the file is written again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Record {
    schema: String,
    pub id: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// C2PA algorithm name.
    pub algorithm: String,
    /// RFC 3339 in UTC.
    pub created: String,
    /// SHA-256 of the public key, lower-case hex: the name of the secret in the key store.
    pub key_fingerprint: String,
    /// DER in base64, the end-entity first, its issuers after it.
    certificates: Vec<String>,
    /// The self-signed root above an imported chain, DER in base64, kept apart: a signature does not carry it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    root: Option<String>,
    /// End-entity certificates that this key had before, DER in base64: what they signed is out in the world.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    former: Vec<String>,
    #[serde(default)]
    pub standing: Standing,
    #[serde(flatten)]
    other: serde_json::Map<String, serde_json::Value>,
}

/// A record that was looked through: the card can be shown and the chain used.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub card: IdentityCard,
    pub chain: Chain,
    /// The self-signed root above the chain, when it is not part of it.
    pub root: Option<Vec<u8>>,
    /// Every end-entity certificate of this key, the present one first.
    pub own: Vec<Vec<u8>>,
    pub key_fingerprint: String,
    /// When the certificate is valid, both ends included.
    pub valid: std::ops::RangeInclusive<jiff::Timestamp>,
}

impl Record {
    pub fn new(card_of: &super::NewIdentity, key_fingerprint: String, created: String, chain: &[Vec<u8>]) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            id: id_of(&key_fingerprint),
            name: card_of.name.clone(),
            email: card_of.email.clone(),
            organization: card_of.organization.clone(),
            algorithm: card_of.algorithm.name().to_owned(),
            created,
            key_fingerprint,
            certificates: chain.iter().map(|der| STANDARD.encode(der)).collect(),
            root: None,
            former: Vec::new(),
            standing: Standing::Active,
            other: serde_json::Map::new(),
        }
    }

    /// Puts an issued chain in place of the present one; what the certificate says of the person is taken over.
    pub fn certify(&mut self, chain: &[Vec<u8>], root: Option<&[u8]>) {
        if let Some(said) = chain.first().and_then(|leaf| certificates::read(leaf)) {
            self.name = said.name.or(said.organization.clone()).unwrap_or_else(|| self.name.clone());
            self.organization = said.organization;
            self.email = said.email;
        }
        let present = self.certificates.first().cloned();
        self.certificates = chain.iter().map(|der| STANDARD.encode(der)).collect();
        self.root = root.map(|der| STANDARD.encode(der));
        let own = self.certificates.first();
        self.former.extend(present);
        self.former.retain(|der| Some(der) != own);
    }

    /// Reads a file; what cannot be used is named with its path.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let bytes = whole_file::read(path, LIMIT_BYTES)
            .map_err(|source| KeyError::ListUnreadable { path: path.to_owned(), source })?;
        // The schema is looked at first: a newer file may lack what this version asks for.
        let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(|e| damaged(path, e.to_string()))?;
        match value.get("schema").and_then(|schema| schema.as_str()) {
            Some(SCHEMA | SCHEMA_ENDED) => serde_json::from_value(value).map_err(|e| damaged(path, e.to_string())),
            Some(other) if other.starts_with("lightmark.identity-file/") => {
                Err(KeyError::IdentityFileNewer { path: path.to_owned() })
            }
            _ => Err(damaged(path, "no schema of ours".to_owned())),
        }
    }

    /// Writes the file into the folder, whole or not at all.
    pub fn write(&self, folder: &Path) -> Result<(), KeyError> {
        let path = path_in(folder, &self.id);
        let schema = if self.standing == Standing::Active { SCHEMA } else { SCHEMA_ENDED };
        let record = Self { schema: schema.to_owned(), ..self.clone() };
        let mut text = serde_json::to_string_pretty(&record).map_err(|e| damaged(&path, e.to_string()))?;
        text.push('\n');
        whole_file::replace(&path, text.as_bytes()).map_err(|source| KeyError::ListNotWritten { path, source })
    }

    /// The record with its certificates read and everything that must agree seen to agree.
    pub fn known(&self, path: &Path) -> Result<Known, KeyError> {
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        if stem != Some(self.id.as_str()) {
            return Err(damaged(path, format!("it holds the identity {}", self.id)));
        }
        let decoded = |text: &String| STANDARD.decode(text).map_err(|e| damaged(path, e.to_string()));
        let chain: Chain = self.certificates.iter().map(decoded).collect::<Result<_, _>>()?;
        let root = self.root.as_ref().map(decoded).transpose()?;
        let former: Chain = self.former.iter().map(decoded).collect::<Result<_, _>>()?;
        let leaf = chain.first().ok_or_else(|| damaged(path, "no certificate".to_owned()))?;
        let said = certificates::read(leaf).ok_or_else(|| damaged(path, "unreadable certificate".to_owned()))?;
        let key_fingerprint = certificates::key_fingerprint(&said.public_key);
        if key_fingerprint != self.key_fingerprint || id_of(&key_fingerprint) != self.id {
            return Err(damaged(path, "the certificate is for another key".to_owned()));
        }
        let at = |seconds| jiff::Timestamp::from_second(seconds).map_err(|e| damaged(path, e.to_string()));
        let (from, until) = (at(said.not_before_seconds)?, at(said.not_after_seconds)?);
        let own = std::iter::once(leaf.clone()).chain(former).collect();
        let practice = said.organization.as_deref() == Some(PRACTICE_ORGANIZATION);
        let card = IdentityCard {
            id: self.id.clone(),
            name: self.name.clone(),
            email: self.email.clone(),
            // What the certificate says: every place that shows the organisation shows the mark.
            organization: if practice { said.organization } else { self.organization.clone() },
            fingerprint: said.fingerprint,
            algorithm: self.algorithm.clone(),
            created: self.created.clone(),
            expires: until.to_string(),
            issuer: said.issuer,
            days_left: (until.as_second() - jiff::Timestamp::now().as_second()).div_euclid(DAY_SECONDS),
            practice,
            standing: self.standing.clone(),
            responder: said.responder,
        };
        Ok(Known { card, chain, root, own, key_fingerprint, valid: from..=until })
    }
}

/// Where the identity's file is.
pub(super) fn path_in(folder: &Path, id: &str) -> PathBuf {
    folder.join(format!("{id}.json"))
}

/// The first 16 hex digits of the key's fingerprint.
pub(super) fn id_of(key_fingerprint: &str) -> String {
    key_fingerprint.chars().take(16).collect()
}

fn damaged(path: &Path, reason: String) -> KeyError {
    KeyError::IdentityFileDamaged { path: path.to_owned(), reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::private_key::PrivateKey;
    use crate::provenance::identity::KeyAlgorithm;

    fn made() -> (tempfile::TempDir, Record, PathBuf) {
        let key = PrivateKey::generate(KeyAlgorithm::Ed25519).unwrap();
        let fingerprint = certificates::key_fingerprint(&key.public_key().unwrap());
        let new = crate::keys::NewIdentity { name: "Ann".into(), ..Default::default() };
        let chain = certificates::issue(&new, &id_of(&fingerprint), &key, 1_800_000_000).unwrap();
        let record = Record::new(&new, fingerprint, "2026-11-20T00:00:00Z".into(), &chain);
        let dir = tempfile::tempdir().unwrap();
        record.write(dir.path()).unwrap();
        let path = path_in(dir.path(), &record.id);
        (dir, record, path)
    }

    fn edited(path: &Path, edit: impl Fn(&mut serde_json::Value)) -> Result<Known, KeyError> {
        let mut value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        edit(&mut value);
        std::fs::write(path, value.to_string()).unwrap();
        Record::read(path)?.known(path)
    }

    #[test]
    fn a_file_of_another_key_is_refused() {
        let (_dir, _, path) = made();
        let (_other_dir, other, _) = made();
        let result = edited(&path, |v| v["certificates"] = serde_json::json!(other.certificates));
        assert!(matches!(result, Err(KeyError::IdentityFileDamaged { .. })));
    }

    #[test]
    fn a_file_under_another_name_is_refused() {
        let (dir, _, path) = made();
        let moved = dir.path().join("0000000000000000.json");
        std::fs::rename(&path, &moved).unwrap();
        assert!(matches!(Record::read(&moved).unwrap().known(&moved), Err(KeyError::IdentityFileDamaged { .. })));
    }

    #[test]
    fn files_of_newer_versions_and_of_no_version_are_told_apart() {
        let (_dir, _, path) = made();
        let newer = edited(&path, |v| v["schema"] = "lightmark.identity-file/3".into());
        assert!(matches!(newer, Err(KeyError::IdentityFileNewer { .. })));
        let none = edited(&path, |v| v["schema"] = 1.into());
        assert!(matches!(none, Err(KeyError::IdentityFileDamaged { .. })));
    }

    #[test]
    fn keys_that_this_version_does_not_know_survive_a_rewrite() {
        let (dir, _, path) = made();
        edited(&path, |v| v["colour"] = serde_json::json!({ "h": 1 })).unwrap();
        let mut record = Record::read(&path).unwrap();
        record.name = "Ann B".into();
        record.write(dir.path()).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        assert_eq!(value["colour"]["h"], 1);
        assert_eq!(value["name"], "Ann B");
    }
}
