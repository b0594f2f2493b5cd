//! Identities: key pair, certificate, operating-system keyring. Never the window, never the C2PA engine.

use std::path::Path;

use crate::problem::Problem;
use crate::provenance::identity::IdentityCard;

/// What can go wrong with identities.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("there is no identity {id}")]
    UnknownIdentity { id: String },
}

impl KeyError {
    /// The error in words.
    pub fn problem(&self) -> Problem {
        match self {
            Self::UnknownIdentity { id } => crate::problem!("identity-unknown", id = id.as_str()),
        }
    }
}

/// What a person says of a new identity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewIdentity {
    pub name: String,
    pub email: Option<String>,
    pub organization: Option<String>,
}

/// The identities of this person: the list in Lightmark's own data, the secrets in the key store.
pub struct Identities {}

impl Identities {
    /// Opens the list under `data_dir`, with secrets where `LIGHTMARK_KEYSTORE` says.
    pub fn open(_data_dir: &Path) -> Result<Self, KeyError> {
        Ok(Self {})
    }

    /// Makes a key, a personal root and an end-entity certificate; works at once.
    pub fn create(&self, _new: &NewIdentity) -> Result<IdentityCard, KeyError> {
        Err(KeyError::UnknownIdentity { id: String::new() })
    }

    /// Every identity, oldest first. Does not touch the key store.
    pub fn list(&self) -> Result<Vec<IdentityCard>, KeyError> {
        Ok(Vec::new())
    }

    /// The certificate chain as PEM, leaf first, then the personal root.
    pub fn export_pem(&self, id: &str) -> Result<String, KeyError> {
        Err(KeyError::UnknownIdentity { id: id.to_owned() })
    }

    /// Deletes the identity and its secret.
    pub fn delete(&self, id: &str) -> Result<(), KeyError> {
        Err(KeyError::UnknownIdentity { id: id.to_owned() })
    }

    /// Fetches the secret, once, for a batch of signatures. May block while the keyring asks to be unlocked.
    pub fn signer(&self, id: &str) -> Result<SigningIdentity, KeyError> {
        Err(KeyError::UnknownIdentity { id: id.to_owned() })
    }
}

/// An identity ready to sign. Holds the key in memory, wiped on drop; has no `Debug`.
pub struct SigningIdentity {
    card: IdentityCard,
}

impl SigningIdentity {
    /// Whose it is.
    pub fn card(&self) -> &IdentityCard {
        &self.card
    }

    /// Certificates in DER, the end-entity first, then its issuers; the self-signed root is last when it is
    /// the issuer of the end-entity certificate (it is needed to read stapled OCSP answers).
    pub fn chain(&self) -> &[Vec<u8>] {
        &[]
    }

    /// An Ed25519 signature (64 bytes, RFC 8032) over the message.
    pub fn sign(&self, _message: &[u8]) -> Vec<u8> {
        Vec::new()
    }
}
