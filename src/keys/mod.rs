//! Identities: key pair, certificates, key store. Never the window, never the C2PA engine.
//!
//! What is where: the list of identities with their certificates lies in Lightmark's own data, a file for each
//! ([`Identities`]); the secret key lies in a [`SecretStore`] only, which is the operating system's keyring or an
//! encrypted file. A secret leaves its store in one way, inside a [`SigningIdentity`].

mod backup;
mod certificates;
mod error;
mod identities;
mod import_fault;
mod key_import;
mod pile;
mod private_key;
mod profile;
mod record;
mod secrets;
mod signing;
mod stated;
mod team_key;
mod uses;

pub use backup::BackupFault;
pub use certificates::PERSONAL_ROOT_PREFIX;
pub use error::{KeyError, KeyFileFault};
pub use identities::{DEFAULT_OVERLAP_DAYS, Identities};
pub use import_fault::{CertificateFault, ImportFault};
pub use secrets::encrypted_file::EncryptedFile;
pub use secrets::keyring::SystemKeyring;
pub use secrets::passphrase::{
    BACKUP_PASSPHRASE_VARIABLE, IMPORT_PASSPHRASE_VARIABLE, PASSPHRASE_VARIABLE, Passphrase,
};
pub use secrets::{KEY_STORE_VARIABLE, SecretSlot, SecretStore, secret_store};
pub use signing::SigningIdentity;
pub use stated::NewIdentity;
pub use team_key::{TeamKey, team_signature_holds};
pub use uses::Uses;
