//! Identities: key pair, certificates, key store. Never the window, never the C2PA engine.
//!
//! What is where: the list of identities with their certificates lies in Lightmark's own data, a file for each
//! ([`Identities`]); the secret key lies in a [`SecretStore`] only, which is the operating system's keyring or an
//! encrypted file. A secret leaves its store in one way, inside a [`SigningIdentity`].

mod certificates;
mod error;
mod identities;
mod record;
mod secrets;
mod signing;
mod stated;
mod whole_file;

pub use error::{KeyError, KeyFileFault};
pub use identities::Identities;
pub use secrets::encrypted_file::EncryptedFile;
pub use secrets::keyring::SystemKeyring;
pub use secrets::passphrase::{PASSPHRASE_VARIABLE, Passphrase};
pub use secrets::{KEY_STORE_VARIABLE, SecretSlot, SecretStore, secret_store};
pub use signing::SigningIdentity;
pub use stated::NewIdentity;
