//! The key with which somebody signs for a team: Ed25519, in a file of its own, encrypted with a passphrase in the age
//! format as backups are. Never in the key store beside identities, never shown or logged.

use std::path::Path;

use ed25519_dalek::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::KeyError;
use super::backup::{self, BackupFault as Fault};
use super::identities::backup::write_checked;
use super::private_key::PrivateKey;
use super::secrets::passphrase::{FilePassphrase, Passphrase};
use crate::provenance::identity::KeyAlgorithm;
use crate::whole_file;

/// Names the shape of what is inside.
const SCHEMA: &str = "lightmark.team-key/1";

/// No key file comes near this.
const LIMIT_BYTES: u64 = 1 << 20;

/// A root holder's key. Wiped on drop; has no `Debug`.
pub struct TeamKey {
    name: String,
    key: PrivateKey,
}

#[derive(Serialize, Deserialize)]
struct Contents<'a> {
    schema: &'a str,
    name: String,
    secret: &'a str,
}

impl TeamKey {
    /// A new key from the system's randomness.
    pub fn generate(name: &str) -> Result<Self, KeyError> {
        Ok(Self { name: name.to_owned(), key: PrivateKey::generate(KeyAlgorithm::Ed25519)? })
    }

    /// Whose it is, by the file's word.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The public key, 32 bytes (RFC 8032).
    pub fn public_key(&self) -> Result<Vec<u8>, KeyError> {
        self.key.public_key()
    }

    /// A signature, 64 bytes (RFC 8032). Empty when the machine refused to sign.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.key.sign(message).unwrap_or_else(|error| {
            tracing::error!(%error, "the team key did not sign");
            Vec::new()
        })
    }

    /// Writes it to a new file, which is read back and opened before it gets its name. The passphrase is
    /// `LIGHTMARK_BACKUP_PASSPHRASE` or asked for.
    pub fn save(&self, file: &Path, passphrase: &Passphrase) -> Result<(), KeyError> {
        if file.symlink_metadata().is_ok() {
            return Err(Fault::Exists.about(file));
        }
        let given = passphrase.for_file(FilePassphrase::ChooseBackup)?;
        let given = given.ok_or_else(|| Fault::PassphraseNeeded.about(file))?;
        let secret = self.key.to_text()?;
        let contents = Contents { schema: SCHEMA, name: self.name.clone(), secret: &secret };
        // Room enough, so that no copy of the secret is left where a growing vector was.
        let mut text = Zeroizing::new(Vec::with_capacity(4096));
        serde_json::to_writer(&mut *text, &contents)
            .map_err(|error| Fault::NotSealed { reason: error.to_string() }.about(file))?;
        let sealed = backup::seal(&text, &given).map_err(|fault| fault.about(file))?;
        write_checked(file, &sealed, |read_back| {
            let opened = backup::open(read_back, &given)?;
            if *opened == *text { Ok(()) } else { Err(Fault::NotVerified) }
        })
        .map_err(|fault| fault.about(file))
    }

    /// Opens a key file.
    pub fn open(file: &Path, passphrase: &Passphrase) -> Result<Self, KeyError> {
        let bytes = whole_file::read(file, LIMIT_BYTES).map_err(|source| Fault::Unreadable { source }.about(file))?;
        let given = passphrase.for_file(FilePassphrase::OpenBackup)?;
        let given = given.ok_or_else(|| Fault::PassphraseNeeded.about(file))?;
        let text = backup::open(&bytes, &given).map_err(|fault| fault.about(file))?;
        let other = || Fault::NotABackup.about(file);
        let contents: Contents<'_> = serde_json::from_slice(&text).map_err(|_| other())?;
        let key = PrivateKey::from_text(contents.secret).filter(|key| key.algorithm() == KeyAlgorithm::Ed25519);
        match key {
            Some(key) if contents.schema == SCHEMA => Ok(Self { name: contents.name, key }),
            _ => Err(other()),
        }
    }
}

/// Whether an Ed25519 signature holds. Strict: a key or a signature part of small order holds for nothing.
pub fn team_signature_holds(public_key: &[u8; 32], message: &[u8], signature: &[u8]) -> bool {
    let key = VerifyingKey::from_bytes(public_key);
    let signature = Signature::from_slice(signature);
    matches!((key, signature), (Ok(key), Ok(signature)) if key.verify_strict(message, &signature).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_opens_with_its_passphrase_only_and_signs_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("ana.key");
        let given = |text: &str| Passphrase::Given(Zeroizing::new(text.to_owned()));
        let key = TeamKey::generate("Ana").unwrap();
        key.save(&file, &given("p")).unwrap();
        assert!(matches!(key.save(&file, &given("p")), Err(KeyError::Backup { fault: Fault::Exists, .. })));
        assert!(matches!(
            TeamKey::open(&file, &given("q")),
            Err(KeyError::Backup { fault: Fault::WrongPassphrase, .. })
        ));
        let opened = TeamKey::open(&file, &given("p")).unwrap();
        let public: [u8; 32] = key.public_key().unwrap().try_into().unwrap();
        let signature = opened.sign(b"x");
        assert!(opened.name() == "Ana" && team_signature_holds(&public, b"x", &signature));
        assert!(!team_signature_holds(&public, b"y", &signature));
        assert!(!team_signature_holds(&public, b"x", &signature[..63]));
        // The neutral element as key and as part of the signature: holds for every message, where nobody is strict.
        let mut neutral = [0_u8; 32];
        neutral[0] = 1;
        let mut forged = [0_u8; 64];
        forged[0] = 1;
        assert!(!team_signature_holds(&neutral, b"x", &forged));
    }
}
