//! Where secrets live: which store was chosen. Never looks into a secret, never names an identity's certificates.

pub mod encrypted_file;
mod key_file;
pub mod keyring;
pub mod passphrase;

use std::path::PathBuf;

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
