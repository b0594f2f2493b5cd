//! An identity with its key in memory, ready to sign. Never prints, stores or hands out the key.

use ed25519_dalek::{Signer as _, SigningKey};

use super::KeyError;
use super::certificates::{self, Chain};
use crate::provenance::identity::IdentityCard;

/// An identity ready to sign. Holds the key in memory, wiped on drop; has no `Debug`.
pub struct SigningIdentity {
    card: IdentityCard,
    chain: Chain,
    /// Wipes itself when dropped (`ed25519-dalek`, feature `zeroize`).
    key: SigningKey,
}

impl SigningIdentity {
    /// Puts them together, if the key is the one that the end-entity certificate names.
    pub(super) fn new(card: IdentityCard, chain: Chain, key: SigningKey) -> Result<Self, KeyError> {
        let certified = chain.first().and_then(|leaf| certificates::read(leaf));
        if certified.is_some_and(|said| said.public_key == key.verifying_key().to_bytes()) {
            Ok(Self { card, chain, key })
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

    /// An Ed25519 signature (64 bytes, RFC 8032) over the message.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.key.sign(message).to_bytes().to_vec()
    }
}

/// Signing goes on on worker threads; this line does not compile when the type cannot go there.
const _: fn() = || {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<SigningIdentity>();
};
