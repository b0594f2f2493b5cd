//! What can go wrong with identities, and how each is told. Never holds a secret, so it may be logged.

use std::io;
use std::path::{Path, PathBuf};

use super::backup::BackupFault;
use super::import_fault::ImportFault;
use crate::locale::plain;
use crate::problem::Problem;

/// What can go wrong with identities. Sorted by who can mend it.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    // The input.
    #[error("no name was given")]
    NameEmpty,
    #[error("the name has {chars} characters")]
    NameTooLong { chars: usize },
    #[error("the name holds a hidden character: {name:?}")]
    NameHidden { name: String },
    #[error("not an e-mail address for a certificate: {email:?}")]
    EmailNotUsable { email: String },
    #[error("the organisation has {chars} characters")]
    OrganizationTooLong { chars: usize },
    #[error("the organisation holds a hidden character: {organization:?}")]
    OrganizationHidden { organization: String },
    #[error("there is no identity {id:?}")]
    UnknownIdentity { id: String },
    #[error("{query:?} may be any of {ids:?}")]
    AmbiguousIdentity { query: String, ids: Vec<String> },
    #[error("LIGHTMARK_KEYSTORE is {value:?}")]
    UnknownKeyStore { value: String },
    #[error("no passphrase was given")]
    PassphraseNotSet,
    #[error("the passphrase is not text in UTF-8")]
    PassphraseNotText,
    #[error("the two passphrases differ")]
    PassphrasesDiffer,

    #[error("{name:?} was retired and its overlap ended {until}")]
    Retired { name: String, until: String, successor: String },
    #[error("{name:?} is revoked from {at} on")]
    Revoked { name: String, at: String },
    #[error("{name:?} was retired already")]
    RetiredAlready { name: String, successor: String },
    #[error("{name:?} was revoked already")]
    RevokedAlready { name: String, at: String },
    #[error("revoked from {at} on, which is to come")]
    RevokedInFuture { at: String },
    #[error("the revocation of {name:?} is kept")]
    RevocationKept { name: String },
    #[error("an overlap of {days} days")]
    OverlapTooLong { days: u32 },
    #[error("{name:?} is a practice identity")]
    PracticeNotCertified { name: String },
    #[error("import from {path:?}")]
    Import {
        path: PathBuf,
        #[source]
        fault: ImportFault,
    },
    #[error("backup {path:?}")]
    Backup {
        path: PathBuf,
        #[source]
        fault: BackupFault,
    },

    // The keyring.
    #[error("no session bus")]
    NoSessionBus { source: keyring_core::Error },
    #[error("no keyring service")]
    NoKeyringService { source: keyring_core::Error },
    #[error("the keyring is locked")]
    KeyringLocked { source: keyring_core::Error },
    #[error("there is no login keyring")]
    NoLoginKeyring { source: keyring_core::Error },
    #[error("the keyring failed")]
    KeyringFailed { source: keyring_core::Error },
    #[error("the key store holds no key of {name:?}")]
    SecretMissing { name: String },
    #[error("the key store holds {count} keys of {name:?}")]
    SecretAmbiguous { name: String, count: usize },
    #[error("what the key store holds for {name:?} is no key")]
    SecretNotAKey { name: String },
    #[error("the key of {name:?} does not belong to the certificate")]
    SecretMismatch { name: String },
    #[error("the certificate of {name:?} is valid from {from} to {until}")]
    NotValidNow { name: String, from: jiff::Timestamp, until: jiff::Timestamp },
    #[error("the key store did not keep the key of {name:?}")]
    SecretNotKept { name: String },

    // The files.
    #[error("the list of identities cannot be read at {path:?}")]
    ListUnreadable { path: PathBuf, source: io::Error },
    #[error("the list of identities cannot be written at {path:?}")]
    ListNotWritten { path: PathBuf, source: io::Error },
    #[error("{path:?}: {reason}")]
    IdentityFileDamaged { path: PathBuf, reason: String },
    #[error("{path:?} is of a newer version")]
    IdentityFileNewer { path: PathBuf },
    #[error("the use of a key cannot be written down in {path:?}")]
    UseNotRecorded { path: PathBuf, source: io::Error },
    #[error("the uses of keys cannot be read in {path:?}")]
    UsesUnreadable { path: PathBuf, source: io::Error },
    #[error("the key file {path:?} cannot be read")]
    KeyFileUnreadable { path: PathBuf, source: io::Error },
    #[error("the key file {path:?} cannot be written")]
    KeyFileNotWritten { path: PathBuf, source: io::Error },
    #[error("another program holds {path:?}")]
    KeyFileBusy { path: PathBuf },
    #[error("the key file {path:?}")]
    KeyFile {
        path: PathBuf,
        #[source]
        fault: KeyFileFault,
    },
    #[error("the passphrase could not be read from the terminal")]
    PassphraseNotRead { source: io::Error },

    // The machine, or us.
    #[error("the system gives no random numbers")]
    NoRandomness { source: getrandom::Error },
    #[error("the certificate could not be made")]
    CertificateNotMade { source: rcgen::Error },
    #[error("OpenSSL refused to work with the key")]
    KeyEngine { source: openssl::error::ErrorStack },
}

/// What can be wrong with an encrypted key file.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileFault {
    #[error("the passphrase does not open it")]
    WrongPassphrase,
    #[error("damaged: {reason}")]
    Damaged { reason: String },
    #[error("version {version}")]
    UnknownVersion { version: u32 },
    #[error("refused: {reason}")]
    Parameters { reason: String },
    #[error("the key could not be derived: {source}")]
    NotDerived { source: argon2::Error },
    #[error("no random numbers: {source}")]
    NoRandomness { source: getrandom::Error },
    #[error("the cipher refused")]
    NotSealed,
}

impl KeyError {
    /// The error in words.
    // long: one exhaustive match, a line or two for each variant; cut in two, it would no longer be exhaustive.
    pub fn problem(&self) -> Problem {
        let problem = match self {
            Self::NameEmpty => crate::problem!("identity-name-empty"),
            Self::NameTooLong { chars } => crate::problem!("identity-name-long", count = *chars),
            Self::NameHidden { name } => crate::problem!("identity-name-hidden", name = plain(name)),
            Self::EmailNotUsable { email } => crate::problem!("identity-email", email = plain(email)),
            Self::OrganizationTooLong { chars } => crate::problem!("identity-organization-long", count = *chars),
            Self::OrganizationHidden { organization } => {
                crate::problem!("identity-organization-hidden", organization = plain(organization))
            }
            Self::UnknownIdentity { id } => crate::problem!("identity-unknown", id = plain(id)),
            Self::AmbiguousIdentity { query, ids } => {
                crate::problem!("identity-ambiguous", query = plain(query), ids = ids.join(", "))
            }
            Self::UnknownKeyStore { value } => crate::problem!("key-store-unknown", value = plain(value)),
            Self::PassphraseNotSet => crate::problem!("passphrase-not-set"),
            Self::PassphraseNotText => crate::problem!("passphrase-not-text"),
            Self::PassphrasesDiffer => crate::problem!("passphrases-differ"),
            Self::Retired { name, until, successor } => crate::problem!(
                "identity-retired",
                name = plain(name),
                until = until.as_str(),
                successor = successor.as_str()
            ),
            Self::Revoked { name, at } => crate::problem!("identity-revoked", name = plain(name), at = at.as_str()),
            Self::RetiredAlready { name, successor } => {
                crate::problem!("identity-retired-already", name = plain(name), successor = successor.as_str())
            }
            Self::RevokedAlready { name, at } => {
                crate::problem!("identity-revoked-already", name = plain(name), at = at.as_str())
            }
            Self::RevokedInFuture { at } => crate::problem!("identity-revoked-in-future", at = at.as_str()),
            Self::RevocationKept { name } => crate::problem!("identity-revocation-kept", name = plain(name)),
            Self::OverlapTooLong { days } => crate::problem!("identity-overlap-long", days = *days),
            Self::UseNotRecorded { path, .. } => crate::problem!("key-use-not-recorded", path = shown(path)),
            Self::UsesUnreadable { path, .. } => crate::problem!("key-uses-unreadable", path = shown(path)),
            Self::PracticeNotCertified { name } => crate::problem!("identity-practice-csr", name = plain(name)),
            Self::Import { path, fault } => fault.problem(path),
            Self::Backup { path, fault } => fault.problem(path),
            Self::NoSessionBus { .. } => crate::problem!("keyring-no-bus"),
            Self::NoKeyringService { .. } => crate::problem!("keyring-no-service"),
            Self::KeyringLocked { .. } => crate::problem!("keyring-locked"),
            Self::NoLoginKeyring { .. } => crate::problem!("keyring-none-yet"),
            Self::KeyringFailed { .. } => crate::problem!("keyring-failed"),
            Self::SecretMissing { name } => crate::problem!("secret-missing", name = plain(name)),
            Self::SecretAmbiguous { name, count } => {
                crate::problem!("secret-ambiguous", name = plain(name), count = *count)
            }
            Self::SecretNotAKey { name } => crate::problem!("secret-not-a-key", name = plain(name)),
            Self::SecretMismatch { name } => crate::problem!("secret-mismatch", name = plain(name)),
            Self::NotValidNow { name, from, until } => crate::problem!(
                "identity-not-valid",
                name = plain(name),
                from = from.to_string(),
                until = until.to_string()
            ),
            Self::SecretNotKept { name } => crate::problem!("secret-not-kept", name = plain(name)),
            Self::ListUnreadable { path, .. } => crate::problem!("identities-unreadable", path = shown(path)),
            Self::ListNotWritten { path, .. } => crate::problem!("identities-not-written", path = shown(path)),
            Self::IdentityFileDamaged { path, .. } => crate::problem!("identity-file-damaged", path = shown(path)),
            Self::IdentityFileNewer { path } => crate::problem!("identity-file-newer", path = shown(path)),
            Self::KeyFileUnreadable { path, .. } => crate::problem!("key-file-unreadable", path = shown(path)),
            Self::KeyFileNotWritten { path, .. } => crate::problem!("key-file-not-written", path = shown(path)),
            Self::KeyFileBusy { path } => crate::problem!("key-file-busy", path = shown(path)),
            Self::KeyFile { path, fault } => fault.problem(path),
            Self::PassphraseNotRead { .. } => crate::problem!("passphrase-not-read"),
            Self::NoRandomness { .. } => crate::problem!("no-randomness"),
            Self::CertificateNotMade { .. } => crate::problem!("certificate-not-made"),
            Self::KeyEngine { .. } => crate::problem!("key-engine"),
        };
        problem.with_cause(self)
    }

    /// Whether what was asked for was wrong, so that the same call can never work (exit code 2 of DESIGN §5);
    /// otherwise a file, the keyring or the machine stands in the way.
    pub fn is_wrong_call(&self) -> bool {
        matches!(
            self,
            Self::NameEmpty
                | Self::NameTooLong { .. }
                | Self::NameHidden { .. }
                | Self::EmailNotUsable { .. }
                | Self::OrganizationTooLong { .. }
                | Self::OrganizationHidden { .. }
                | Self::UnknownIdentity { .. }
                | Self::AmbiguousIdentity { .. }
                | Self::UnknownKeyStore { .. }
                | Self::PassphraseNotSet
                | Self::PassphraseNotText
                | Self::PassphrasesDiffer
                | Self::PracticeNotCertified { .. }
                | Self::Retired { .. }
                | Self::Revoked { .. }
                | Self::RetiredAlready { .. }
                | Self::RevokedAlready { .. }
                | Self::RevokedInFuture { .. }
                | Self::RevocationKept { .. }
                | Self::OverlapTooLong { .. }
                | Self::Backup { fault: BackupFault::Exists | BackupFault::PassphraseNeeded, .. }
        )
    }

    /// Whether the error is about the file of the identity whose id begins so.
    pub(super) fn is_about(&self, id: &str) -> bool {
        let (Self::IdentityFileDamaged { path, .. }
        | Self::IdentityFileNewer { path }
        | Self::ListUnreadable { path, .. }) = self
        else {
            return false;
        };
        !id.is_empty() && path.file_stem().and_then(|stem| stem.to_str()).is_some_and(|stem| stem.starts_with(id))
    }
}

impl KeyFileFault {
    fn problem(&self, path: &Path) -> Problem {
        match self {
            Self::WrongPassphrase => crate::problem!("key-file-passphrase", path = shown(path)),
            Self::Damaged { .. } => crate::problem!("key-file-damaged", path = shown(path)),
            Self::UnknownVersion { version } => {
                crate::problem!("key-file-version", path = shown(path), version = version.to_string())
            }
            Self::Parameters { .. } => crate::problem!("key-file-parameters", path = shown(path)),
            Self::NotDerived { .. } => crate::problem!("key-file-not-derived", path = shown(path)),
            Self::NoRandomness { .. } => crate::problem!("no-randomness"),
            Self::NotSealed => crate::problem!("key-file-not-sealed", path = shown(path)),
        }
    }
}

fn shown(path: &Path) -> String {
    plain(&path.display().to_string())
}
