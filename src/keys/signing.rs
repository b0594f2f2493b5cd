//! An identity with its key in memory, ready to sign. Never prints, stores or hands out the key.

use std::path::PathBuf;

use super::KeyError;
use super::certificates::{self, Chain};
use super::private_key::PrivateKey;
use super::uses;
use crate::provenance::identity::{IdentityCard, KeyAlgorithm, KeyUse};

/// An identity ready to sign. Holds the key in memory, wiped on drop; has no `Debug`.
pub struct SigningIdentity {
    card: IdentityCard,
    chain: Chain,
    key: PrivateKey,
    /// Where each use of the key is written down.
    uses: PathBuf,
}

impl SigningIdentity {
    /// Puts them together, if the key is the one that the end-entity certificate names.
    pub(super) fn new(card: IdentityCard, chain: Chain, key: PrivateKey, uses: PathBuf) -> Result<Self, KeyError> {
        let certified = chain.first().and_then(|leaf| certificates::read(leaf));
        let public_key = key.public_key()?;
        if certified.is_some_and(|said| said.public_key == public_key) {
            Ok(Self { card, chain, key, uses })
        } else {
            Err(KeyError::SecretMismatch { name: card.name })
        }
    }

    /// Whose it is.
    pub fn card(&self) -> &IdentityCard {
        &self.card
    }

    /// Certificates in DER, the end-entity first, then its issuers; the self-signed root is last when it is
    /// the issuer of the end-entity certificate (it is needed to read stapled OCSP answers).
    pub fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    /// Which algorithm [`sign`](Self::sign) signs with.
    pub fn algorithm(&self) -> KeyAlgorithm {
        self.key.algorithm()
    }

    /// Writes down, for good, that the key was used: on which file (its name without the folder, and the digest of
    /// the signed bytes, if known), and what for.
    pub fn record_use(&self, file: &str, sha256: Option<&str>, purpose: &str) -> Result<(), KeyError> {
        let key_use = KeyUse {
            at: format!("{:.0}", jiff::Timestamp::now()),
            identity: self.card.id.clone(),
            certificate: self.card.fingerprint.clone(),
            file: file.to_owned(),
            sha256: sha256.map(str::to_owned),
            purpose: purpose.to_owned(),
        };
        uses::record(&self.uses, &key_use)
    }

    /// A signature over the message in the form that COSE takes: 64 bytes for Ed25519 (RFC 8032) and ES256, 96 for
    /// ES384 (RFC 9053 §2.1). Empty when the machine refused to sign.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.key.sign(message).unwrap_or_else(|error| {
            tracing::error!(%error, "the key did not sign");
            Vec::new()
        })
    }
}

/// Signing goes on on worker threads; this line does not compile when the type cannot go there.
const _: fn() = || {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<SigningIdentity>();
};
