//! A backup of one identity: its file and its key, encrypted with a passphrase in the age format (age-encryption.org/v1),
//! so that the standard tool opens it without Lightmark. Pure bytes to bytes; never touches the disk or asks anyone.

use std::io::{Read as _, Write as _};
use std::iter;
use std::path::Path;

use age::secrecy::SecretString;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::record::Record;
use crate::locale::plain;
use crate::problem::Problem;

/// Names the shape of what is inside.
const SCHEMA: &str = "lightmark.backup/1";

/// scrypt's cost for a new backup, as a power of two: what the age tool takes, about a second and 256 MB.
const WORK: u8 = if cfg!(test) { 4 } else { 18 };

/// The highest cost that is borne when opening one: a gigabyte of memory.
const MAX_WORK: u8 = 20;

/// An identity's file has at most 1 MB.
const LIMIT_BYTES: u64 = 4 << 20;

/// What is inside. Has no `Debug`.
#[derive(Serialize, Deserialize)]
pub(super) struct Contents {
    schema: String,
    /// RFC 3339 in UTC.
    pub made: String,
    pub identity: Record,
    /// As the key store keeps it.
    #[serde(with = "wiped")]
    pub secret: Zeroizing<String>,
}

/// Text that is wiped on drop, as plain text inside.
mod wiped {
    use serde::{Deserialize as _, Deserializer, Serializer};
    use zeroize::Zeroizing;

    pub fn serialize<S: Serializer>(text: &Zeroizing<String>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(text)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Zeroizing<String>, D::Error> {
        String::deserialize(deserializer).map(Zeroizing::new)
    }
}

/// What can be wrong with a backup.
#[derive(Debug, thiserror::Error)]
pub enum BackupFault {
    #[error("there is a file already")]
    Exists,
    #[error("cannot be read")]
    Unreadable { source: std::io::Error },
    #[error("cannot be written")]
    NotWritten { source: std::io::Error },
    #[error("no passphrase was given")]
    PassphraseNeeded,
    #[error("the passphrase does not open it")]
    WrongPassphrase,
    #[error("no backup of Lightmark")]
    NotABackup,
    #[error("of a newer version")]
    Newer,
    #[error("damaged: {reason}")]
    Damaged { reason: String },
    #[error("it would take far too much work to open")]
    TooMuchWork,
    #[error("it could not be encrypted: {reason}")]
    NotSealed { reason: String },
    #[error("the test restore failed")]
    NotVerified,
    #[error("the identity {id} is there already")]
    IdentityThere { id: String },
}

impl Contents {
    pub fn new(identity: Record, secret: Zeroizing<String>, made: String) -> Self {
        Self { schema: SCHEMA.to_owned(), made, identity, secret }
    }

    /// Encrypts it.
    pub fn seal(&self, passphrase: &str) -> Result<Vec<u8>, BackupFault> {
        // Room enough, so that no copy of the secret is left where a growing vector was.
        let mut text = Zeroizing::new(Vec::with_capacity(2 << 20));
        serde_json::to_writer_pretty(&mut *text, self)
            .map_err(|error| BackupFault::NotSealed { reason: error.to_string() })?;
        seal(&text, passphrase)
    }

    /// Decrypts it; every bit of the file was looked at when it succeeds.
    pub fn open(sealed: &[u8], passphrase: &str) -> Result<Self, BackupFault> {
        let text = open(sealed, passphrase)?;
        #[derive(Deserialize)]
        struct Versioned {
            schema: String,
        }
        let versioned: Versioned = serde_json::from_slice(&text).map_err(|_| BackupFault::NotABackup)?;
        match versioned.schema.as_str() {
            SCHEMA => serde_json::from_slice(&text).map_err(|e| BackupFault::Damaged { reason: e.to_string() }),
            other if other.starts_with("lightmark.backup/") => Err(BackupFault::Newer),
            _ => Err(BackupFault::NotABackup),
        }
    }
}

/// Encrypts a text with a passphrase in the age format.
pub(super) fn seal(text: &[u8], passphrase: &str) -> Result<Vec<u8>, BackupFault> {
    let failed = |reason: String| BackupFault::NotSealed { reason };
    let mut recipient = age::scrypt::Recipient::new(SecretString::from(passphrase.to_owned()));
    recipient.set_work_factor(WORK);
    let encryptor = age::Encryptor::with_recipients(iter::once(&recipient as &dyn age::Recipient))
        .map_err(|e| failed(e.to_string()))?;
    let mut sealed = Vec::new();
    let written = encryptor.wrap_output(&mut sealed).and_then(|mut stream| {
        stream.write_all(text)?;
        stream.finish().map(drop)
    });
    written.map_err(|e| failed(e.to_string()))?;
    Ok(sealed)
}

/// Decrypts what [`seal`] made, or the age tool with a passphrase.
pub(super) fn open(sealed: &[u8], passphrase: &str) -> Result<Zeroizing<Vec<u8>>, BackupFault> {
    if !sealed.starts_with(b"age-encryption.org/") {
        return Err(BackupFault::NotABackup);
    }
    let decryptor = age::Decryptor::new_buffered(sealed).map_err(fault)?;
    if !decryptor.is_scrypt() {
        return Err(BackupFault::NotABackup);
    }
    let mut identity = age::scrypt::Identity::new(SecretString::from(passphrase.to_owned()));
    identity.set_max_work_factor(MAX_WORK);
    let stream = decryptor.decrypt(iter::once(&identity as &dyn age::Identity)).map_err(fault)?;
    let mut text = Zeroizing::new(Vec::with_capacity(2 << 20));
    stream.take(LIMIT_BYTES).read_to_end(&mut text).map_err(|e| BackupFault::Damaged { reason: e.to_string() })?;
    Ok(text)
}

fn fault(error: age::DecryptError) -> BackupFault {
    use age::DecryptError as E;
    match error {
        // One answer for a wrong passphrase and for a changed header: the format cannot tell them apart.
        E::DecryptionFailed | E::KeyDecryptionFailed | E::NoMatchingKeys => BackupFault::WrongPassphrase,
        E::ExcessiveWork { .. } => BackupFault::TooMuchWork,
        E::UnknownFormat => BackupFault::NotABackup,
        E::InvalidHeader | E::InvalidMac => BackupFault::Damaged { reason: error.to_string() },
        E::Io(source) => BackupFault::Damaged { reason: source.to_string() },
        // The enum may grow; what is new is no success.
        other => BackupFault::Damaged { reason: other.to_string() },
    }
}

impl BackupFault {
    pub(super) fn problem(&self, path: &Path) -> Problem {
        let path = plain(&path.display().to_string());
        match self {
            Self::Exists => crate::problem!("backup-exists", path = path),
            Self::Unreadable { .. } => crate::problem!("backup-unreadable", path = path),
            Self::NotWritten { .. } => crate::problem!("backup-not-written", path = path),
            Self::PassphraseNeeded => crate::problem!("backup-passphrase-needed", path = path),
            Self::WrongPassphrase => crate::problem!("backup-passphrase", path = path),
            Self::NotABackup => crate::problem!("backup-not-one", path = path),
            Self::Newer => crate::problem!("backup-newer", path = path),
            Self::Damaged { .. } => crate::problem!("backup-damaged", path = path),
            Self::TooMuchWork => crate::problem!("backup-work", path = path),
            Self::NotSealed { .. } => crate::problem!("backup-not-sealed", path = path),
            Self::NotVerified => crate::problem!("backup-not-verified", path = path),
            Self::IdentityThere { id } => crate::problem!("backup-identity-there", path = path, id = id.as_str()),
        }
    }

    /// The error about the file.
    pub(super) fn about(self, path: &Path) -> super::KeyError {
        super::KeyError::Backup { path: path.to_owned(), fault: self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::private_key::PrivateKey;
    use crate::keys::{NewIdentity, certificates, record};
    use crate::provenance::identity::KeyAlgorithm;

    fn contents() -> Contents {
        let key = PrivateKey::generate(KeyAlgorithm::Ed25519).unwrap();
        let fingerprint = certificates::key_fingerprint(&key.public_key().unwrap());
        let new = NewIdentity { name: "Ann".into(), ..NewIdentity::default() };
        let chain = certificates::issue(&new, &record::id_of(&fingerprint), &key, 1_800_000_000).unwrap();
        let record = Record::new(&new, fingerprint, "2026-11-20T00:00:00Z".into(), &chain);
        Contents::new(record, key.to_text().unwrap(), "2026-11-20T00:00:00Z".into())
    }

    #[test]
    fn it_opens_with_its_passphrase_and_no_other() {
        let contents = contents();
        let sealed = contents.seal("p").unwrap();
        assert!(sealed.starts_with(b"age-encryption.org/v1\n-> scrypt "));
        let opened = Contents::open(&sealed, "p").unwrap();
        assert!(opened.identity == contents.identity && opened.secret == contents.secret);
        assert!(matches!(Contents::open(&sealed, "q"), Err(BackupFault::WrongPassphrase)));
    }

    #[test]
    fn one_flipped_bit_and_every_cut_is_noticed() {
        let sealed = contents().seal("p").unwrap();
        for position in 0..sealed.len() {
            let mut flipped = sealed.clone();
            flipped[position] ^= 1 << (position % 8);
            assert!(Contents::open(&flipped, "p").is_err(), "byte {position}");
        }
        for length in (0..sealed.len()).step_by(7) {
            assert!(Contents::open(&sealed[..length], "p").is_err(), "cut to {length}");
        }
        assert!(Contents::open(&[sealed.as_slice(), b"x"].concat(), "p").is_err());
    }

    #[test]
    fn what_is_encrypted_for_keys_or_holds_something_else_is_no_backup() {
        let identity = age::x25519::Identity::generate();
        let for_key = age::encrypt(&identity.to_public(), b"{}").unwrap();
        assert!(matches!(Contents::open(&for_key, "p"), Err(BackupFault::NotABackup)));
        let mut recipient = age::scrypt::Recipient::new(SecretString::from("p".to_owned()));
        recipient.set_work_factor(WORK);
        for (text, newer) in
            [("hello", false), ("{\"schema\":\"x\"}", false), ("{\"schema\":\"lightmark.backup/2\"}", true)]
        {
            let sealed = age::encrypt(&recipient, text.as_bytes()).unwrap();
            let fault = Contents::open(&sealed, "p").err().unwrap();
            assert_eq!(matches!(fault, BackupFault::Newer), newer, "{text}: {fault}");
            assert_eq!(matches!(fault, BackupFault::NotABackup), !newer, "{text}: {fault}");
        }
    }

    #[test]
    fn a_backup_that_asks_for_too_much_work_is_refused() {
        let mut sealed = contents().seal("p").unwrap();
        // "-> scrypt SALT 4": the cost is what follows the salt.
        let end = sealed.iter().skip(22).position(|byte| *byte == b'\n').unwrap() + 22;
        sealed.splice(end - 1..end, *b"40");
        assert!(matches!(Contents::open(&sealed, "p"), Err(BackupFault::TooMuchWork)));
    }
}
