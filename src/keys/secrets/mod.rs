//! Where secrets live: which store was chosen, and how a key is written in it. Never names an identity's certificates.

pub mod encrypted_file;
mod key_file;
pub mod keyring;
pub mod passphrase;

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::SigningKey;
use zeroize::Zeroizing;

use super::KeyError;
use encrypted_file::EncryptedFile;
use keyring::SystemKeyring;
use passphrase::Passphrase;

/// The environment variable that picks the store: `keyring` (the default) or `file:PATH`.
pub const KEY_STORE_VARIABLE: &str = "LIGHTMARK_KEYSTORE";

/// Which secret is meant, and whose it is, so that a person can recognise it and an error can name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretSlot {
    /// SHA-256 of the public key, lower-case hex. The name of the secret.
    pub key_fingerprint: String,
    /// The person's name. Shown, never looked up by.
    pub owner: String,
}

/// A place that keeps secrets. Calls may block while it asks the person to unlock it.
///
/// A secret is text, because not every keyring takes bytes (KDE Wallet wants UTF-8).
pub trait SecretStore: Send + Sync {
    /// Keeps the secret, in place of one that was there.
    fn put(&self, slot: &SecretSlot, secret: &str) -> Result<(), KeyError>;

    /// The secret. [`KeyError::SecretMissing`] when there is none.
    fn fetch(&self, slot: &SecretSlot) -> Result<Zeroizing<String>, KeyError>;

    /// Forgets the secret. [`KeyError::SecretMissing`] when there is none.
    fn remove(&self, slot: &SecretSlot) -> Result<(), KeyError>;
}

/// The store that `LIGHTMARK_KEYSTORE` picks. Nothing is opened or connected yet.
pub fn secret_store(passphrase: Passphrase) -> Result<Box<dyn SecretStore>, KeyError> {
    let chosen = std::env::var_os(KEY_STORE_VARIABLE).unwrap_or_default();
    // A path that is not UTF-8 is refused with the rest: losing a byte of it would open another file.
    let refused = || KeyError::UnknownKeyStore { value: chosen.to_string_lossy().into_owned() };
    match chosen.to_str().ok_or_else(refused)? {
        "" | "keyring" => Ok(Box::new(SystemKeyring::new())),
        other => match other.strip_prefix("file:") {
            Some(path) if !path.is_empty() => Ok(Box::new(EncryptedFile::new(PathBuf::from(path), passphrase))),
            _ => Err(refused()),
        },
    }
}

/// The key as the text that a store keeps: its 32 secret bytes in base64.
pub(super) fn encode(key: &SigningKey) -> Zeroizing<String> {
    let bytes = Zeroizing::new(key.to_bytes());
    Zeroizing::new(STANDARD.encode(bytes.as_slice()))
}

/// The 32 secret bytes, if the text is a key of ours.
pub(super) fn decode(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let mut bytes = Zeroizing::new([0_u8; 32]);
    // The decoder wants room for a whole last group; what would not fit is not a key.
    let mut room = Zeroizing::new([0_u8; 36]);
    if STANDARD.decode_slice(text, room.as_mut_slice()).ok()? != bytes.len() {
        return None;
    }
    bytes.copy_from_slice(room.get(..32)?);
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_32_bytes_in_base64_are_a_key() {
        let key = SigningKey::from_bytes(&[7; 32]);
        assert_eq!(*decode(&encode(&key)).unwrap(), [7; 32]);
        let (short, long) = (STANDARD.encode([7; 31]), STANDARD.encode([7; 33]));
        for bad in ["", "hello", &short, &long, &"A".repeat(4000), &"!".repeat(44)] {
            assert!(decode(bad).is_none(), "{bad}");
        }
    }
}
