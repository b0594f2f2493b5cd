//! Secrets in an encrypted file, for machines without a keyring. Never writes a file that it could not first open.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use super::key_file::{FileKey, Kdf, KeyFile};
use super::passphrase::{Passphrase, Purpose};
use super::{SecretSlot, SecretStore};
use crate::keys::{KeyError, KeyFileFault};
use crate::whole_file;

/// Room for tens of thousands of keys; a file above it is not ours.
const LIMIT_BYTES: u64 = 16 << 20;

/// How long to wait for another writer. One change takes a moment, also where several wait on a busy machine.
const LOCK_WAIT: Duration = Duration::from_secs(60);

/// The store behind `LIGHTMARK_KEYSTORE=file:PATH`.
///
/// The passphrase is obtained and the key derived on first use and then kept, wiped on drop, for as long as the
/// store is open. Has no `Debug`.
pub struct EncryptedFile {
    path: PathBuf,
    passphrase: Passphrase,
    unlocked: Mutex<Option<Unlocked>>,
}

/// The key, and the parameters that it was derived with: another file at the same path needs another key.
struct Unlocked {
    kdf: Kdf,
    key: FileKey,
}

impl EncryptedFile {
    /// The file need not exist; it is made when the first secret is put in.
    pub fn new(path: PathBuf, passphrase: Passphrase) -> Self {
        Self { path, passphrase, unlocked: Mutex::new(None) }
    }

    /// Runs `work` on the file after everything in it was opened once.
    fn with_open<T>(
        &self,
        file: &mut KeyFile,
        purpose: Purpose,
        work: impl FnOnce(&mut KeyFile, &FileKey) -> Result<T, KeyFileFault>,
    ) -> Result<T, KeyError> {
        let mut unlocked = self.unlocked.lock().unwrap_or_else(PoisonError::into_inner);
        let current = match unlocked.take().filter(|unlocked| unlocked.kdf == file.kdf) {
            Some(current) => current,
            None => {
                let passphrase = self.passphrase.obtain(purpose)?;
                let key = file.kdf.derive(&passphrase).map_err(|fault| self.fault(fault))?;
                Unlocked { kdf: file.kdf.clone(), key }
            }
        };
        if purpose == Purpose::Open {
            file.open(&current.key).map_err(|fault| self.fault(fault))?;
        }
        // Kept only now: a passphrase that opened nothing is asked for again.
        let current = unlocked.insert(current);
        work(file, &current.key).map_err(|fault| self.fault(fault))
    }

    /// The lock, and the file as it is now; `make` gives a new one where there is none. Its key is at hand then: that is
    /// derived, and the passphrase asked for, before the lock is taken, because both take long and others would wait.
    fn lock_unlocked(&self, make: bool) -> Result<(File, Option<(KeyFile, Purpose)>), KeyError> {
        loop {
            let mut before = self.read()?.map(|file| (file, Purpose::Open));
            if before.is_none() && make {
                before = Some((KeyFile::new().map_err(|fault| self.fault(fault))?, Purpose::Choose));
            }
            if let Some((file, purpose)) = &mut before {
                self.with_open(file, *purpose, |_, _| Ok(()))?;
            }
            let lock = self.lock()?;
            match (self.read()?, before) {
                (None, Some((new, Purpose::Choose))) => return Ok((lock, Some((new, Purpose::Choose)))),
                (None, None) => return Ok((lock, None)),
                (Some(now), Some((before, _))) if now.kdf == before.kdf => {
                    return Ok((lock, Some((now, Purpose::Open))));
                }
                // Another program made the file, made it anew or removed it meanwhile.
                _ => {}
            }
        }
    }

    fn read(&self) -> Result<Option<KeyFile>, KeyError> {
        match whole_file::read(&self.path, LIMIT_BYTES) {
            Ok(bytes) => KeyFile::parse(&bytes).map(Some).map_err(|fault| self.fault(fault)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(KeyError::KeyFileUnreadable { path: self.path.clone(), source }),
        }
    }

    fn write(&self, file: &KeyFile) -> Result<(), KeyError> {
        let bytes = file.to_bytes().map_err(|fault| self.fault(fault))?;
        whole_file::replace(&self.path, &bytes).map_err(|source| self.not_written(source))
    }

    /// Held while the file is read, changed and written, so that of two writers none loses what it wrote.
    ///
    /// The lock is on a file of its own, as the key file itself is replaced; it stays there, empty.
    fn lock(&self) -> Result<File, KeyError> {
        let mut name = self.path.clone().into_os_string();
        name.push(".lock");
        let lock_path = PathBuf::from(name);
        if let Some(folder) = lock_path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            whole_file::make_private_folder(folder).map_err(|source| self.not_written(source))?;
        }
        let mut options = File::options();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let lock = options.open(&lock_path).map_err(|source| self.not_written(source))?;
        let started = Instant::now();
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(lock),
                Err(TryLockError::WouldBlock) if started.elapsed() < LOCK_WAIT => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                Err(TryLockError::WouldBlock) => return Err(KeyError::KeyFileBusy { path: lock_path }),
                Err(TryLockError::Error(source)) => return Err(self.not_written(source)),
            }
        }
    }

    fn fault(&self, fault: KeyFileFault) -> KeyError {
        KeyError::KeyFile { path: self.path.clone(), fault }
    }

    fn not_written(&self, source: io::Error) -> KeyError {
        KeyError::KeyFileNotWritten { path: self.path.clone(), source }
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl SecretStore for EncryptedFile {
    fn put(&self, slot: &SecretSlot, secret: &str) -> Result<(), KeyError> {
        let (_lock, file) = self.lock_unlocked(true)?;
        let (mut file, purpose) = file.ok_or_else(|| self.not_written(io::ErrorKind::NotFound.into()))?;
        self.with_open(&mut file, purpose, |file, key| file.put(key, &slot.key_fingerprint, secret))?;
        self.write(&file)
    }

    fn fetch(&self, slot: &SecretSlot) -> Result<Zeroizing<String>, KeyError> {
        let missing = || KeyError::SecretMissing { name: slot.owner.clone() };
        let mut file = self.read()?.ok_or_else(missing)?;
        self.with_open(&mut file, Purpose::Open, |file, key| file.secret(key, &slot.key_fingerprint))?
            .ok_or_else(missing)
    }

    fn remove(&self, slot: &SecretSlot) -> Result<(), KeyError> {
        let missing = || KeyError::SecretMissing { name: slot.owner.clone() };
        let (_lock, file) = self.lock_unlocked(false)?;
        let (mut file, purpose) = file.ok_or_else(missing)?;
        if !self.with_open(&mut file, purpose, |file, key| file.remove(key, &slot.key_fingerprint))? {
            return Err(missing());
        }
        self.write(&file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(n: usize) -> SecretSlot {
        SecretSlot { key_fingerprint: format!("{n:064x}"), owner: format!("Person {n}") }
    }

    fn store(path: &Path) -> EncryptedFile {
        EncryptedFile::new(path.to_owned(), Passphrase::Given(Zeroizing::new("p".into())))
    }

    #[test]
    fn writers_at_once_lose_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("new folder/keys");
        std::thread::scope(|scope| {
            for n in 0..8 {
                let path = &path;
                scope.spawn(move || store(path).put(&slot(n), &format!("secret {n}")).unwrap());
            }
        });
        let store = store(&path);
        for n in 0..8 {
            assert_eq!(*store.fetch(&slot(n)).unwrap(), format!("secret {n}"));
        }
        assert!(matches!(store.fetch(&slot(8)), Err(KeyError::SecretMissing { .. })));
        assert!(matches!(store.remove(&slot(8)), Err(KeyError::SecretMissing { .. })));
    }

    #[test]
    fn a_wrong_passphrase_changes_nothing_and_can_be_mended() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keys");
        store(&path).put(&slot(1), "secret").unwrap();
        let before = std::fs::read(&path).unwrap();
        let other = EncryptedFile::new(path.clone(), Passphrase::Given(Zeroizing::new("q".into())));
        let wrong = |result| matches!(result, Err(KeyError::KeyFile { fault: KeyFileFault::WrongPassphrase, .. }));
        assert!(wrong(other.put(&slot(2), "x")));
        assert!(wrong(other.remove(&slot(1))));
        assert!(wrong(other.fetch(&slot(1)).map(drop)));
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }

    #[test]
    fn a_store_that_is_open_notices_that_the_file_was_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keys");
        let open = store(&path);
        open.put(&slot(1), "secret").unwrap();
        std::fs::remove_file(&path).unwrap();
        store(&path).put(&slot(2), "another file, another salt").unwrap();
        assert!(matches!(open.fetch(&slot(1)), Err(KeyError::SecretMissing { .. })));
        assert_eq!(*open.fetch(&slot(2)).unwrap(), "another file, another salt");
    }
}
