//! Backups of identities: made, tried at once, and restored. Never writes over a file or over an identity.

use std::io::{self, Write as _};
use std::path::Path;

use super::{Identities, slot};
use crate::keys::backup::{BackupFault as Fault, Contents};
use crate::keys::private_key::PrivateKey;
use crate::keys::record::{self, Known};
use crate::keys::secrets::passphrase::{FilePassphrase, Passphrase};
use crate::keys::{KeyError, certificates};
use crate::provenance::identity::IdentityCard;
use crate::whole_file;

/// No backup comes near this.
const LIMIT_BYTES: u64 = 8 << 20;

impl Identities {
    /// Writes the identity and its key to a file, encrypted with the passphrase. Before it gets its name it is read
    /// back from the disk, opened, and compared.
    pub fn back_up(&self, id: &str, file: &Path, passphrase: &Passphrase) -> Result<IdentityCard, KeyError> {
        let known = self.find(id)?;
        if file.symlink_metadata().is_ok() {
            return Err(Fault::Exists.about(file));
        }
        let key = self.key_of(&known)?;
        fits(&known, &key)?;
        let given = passphrase.for_file(FilePassphrase::ChooseBackup)?;
        let given = given.ok_or_else(|| Fault::PassphraseNeeded.about(file))?;
        let made = format!("{:.0}", jiff::Timestamp::now());
        let contents = Contents::new(self.record_of(&known)?, key.to_text()?, made);
        let sealed = contents.seal(&given).map_err(|fault| fault.about(file))?;
        write_checked(file, &sealed, |read_back| {
            let opened = Contents::open(read_back, &given)?;
            let same = opened.identity == contents.identity && *opened.secret == *contents.secret;
            if same { Ok(()) } else { Err(Fault::NotVerified) }
        })
        .map_err(|fault| fault.about(file))?;
        Ok(known.card)
    }

    /// Brings an identity back from a backup. One that is there with its key is left as it is.
    pub fn restore(&self, file: &Path, passphrase: &Passphrase) -> Result<IdentityCard, KeyError> {
        let bytes = whole_file::read(file, LIMIT_BYTES).map_err(|source| Fault::Unreadable { source }.about(file))?;
        let given = passphrase.for_file(FilePassphrase::OpenBackup)?;
        let given = given.ok_or_else(|| Fault::PassphraseNeeded.about(file))?;
        let Contents { identity, secret, .. } = Contents::open(&bytes, &given).map_err(|fault| fault.about(file))?;
        let damaged = |reason: &str| Fault::Damaged { reason: reason.to_owned() }.about(file);
        let known = identity
            .known(&record::path_in(&self.folder, &identity.id))
            .map_err(|error| damaged(&error.to_string()))?;
        let key = PrivateKey::from_text(&secret).ok_or_else(|| damaged("no key"))?;
        fits(&known, &key).map_err(|_| damaged("the key does not belong to the certificate"))?;
        if !self.known()?.0.iter().any(|there| there.card.id == known.card.id) {
            return self.keep(identity, &key);
        }
        match self.secrets.fetch(&slot(&known)) {
            Ok(_) => Err(Fault::IdentityThere { id: known.card.id }.about(file)),
            // The list still has it, perhaps with a newer certificate; only the key was lost.
            Err(KeyError::SecretMissing { .. }) => {
                self.secrets.put(&slot(&known), &secret)?;
                self.card(&known.card.id)
            }
            Err(error) => Err(error),
        }
    }
}

fn fits(known: &Known, key: &PrivateKey) -> Result<(), KeyError> {
    if certificates::key_fingerprint(&key.public_key()?) == known.key_fingerprint {
        return Ok(());
    }
    Err(KeyError::SecretMismatch { name: known.card.name.clone() })
}

/// Writes beside the name, reads back from the disk, has it checked, and gives it the name if that is free.
pub(in crate::keys) fn write_checked(
    path: &Path,
    bytes: &[u8],
    check: impl FnOnce(&[u8]) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let not_written = |source: io::Error| match source.kind() {
        io::ErrorKind::AlreadyExists => Fault::Exists,
        _ => Fault::NotWritten { source },
    };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // `tempfile` opens with mode 0600 and deletes the file if anything below fails.
    let mut beside = tempfile::Builder::new().prefix(".lightmark-").tempfile_in(folder).map_err(not_written)?;
    beside.write_all(bytes).and_then(|()| beside.as_file().sync_all()).map_err(not_written)?;
    let read_back = whole_file::read(beside.path(), LIMIT_BYTES).map_err(not_written)?;
    check(&read_back)?;
    beside.persist_noclobber(path).map_err(|error| not_written(error.error))?;
    whole_file::sync_folder_of(path).map_err(not_written)
}
