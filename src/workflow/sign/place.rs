//! Writing without traces: a hidden, locked file in the target folder that either becomes the target in one step
//! or goes away.
//!
//! If the process is killed, its hidden file stays; the system drops the lock, and the next batch in that folder
//! sweeps the file away. A file without a name would need no sweeping, but a worker could not read it back.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tempfile::{NamedTempFile, TempPath};

use super::target::folder_of;

/// How the hidden files' names begin.
const PREFIX: &str = ".lightmark-tmp-";
/// After so long a hidden file without a lock is nobody's.
const STALE_AGE: Duration = Duration::from_secs(24 * 3600);
/// Tries for a name and its lock.
const MAX_TRIES: u32 = 16;

/// A folder for copies, made where it is missing; what was made goes again where nothing came into it.
#[derive(Debug, Default)]
pub(in crate::workflow) struct OutFolder {
    /// The missing folders on the way there and the folder itself, the deepest first.
    made: Vec<PathBuf>,
    /// Why it could not be made. It shows in each file's own problem.
    refusal: Option<io::Error>,
}

impl OutFolder {
    pub(in crate::workflow) fn make(folder: &Path) -> Self {
        let is_missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
        let made = folder.ancestors().take_while(is_missing).map(Path::to_owned).collect();
        Self { made, refusal: fs::create_dir_all(folder).err() }
    }

    /// Why nothing could be written into the folder, where the folder itself is the reason.
    pub(in crate::workflow) fn reason<'a>(&'a self, error: &'a io::Error) -> &'a io::Error {
        self.refusal.as_ref().unwrap_or(error)
    }

    /// Has the names of all copies written, and takes away what was made for nothing. Each file was synced before it
    /// got its name; the names are synced once for all, which costs as much as a file.
    pub(in crate::workflow) fn settle(self, folders: &BTreeSet<PathBuf>) {
        let above = self.made.iter().filter(|folder| fs::remove_dir(folder).is_err()).map(|folder| folder_of(folder));
        let above: Vec<PathBuf> = above.collect();
        for folder in folders.iter().chain(&above).filter(|folder| folder.exists()) {
            if let Err(error) = crate::whole_file::sync_folder(folder) {
                tracing::warn!(%error, "the folder could not be synced");
            }
        }
    }
}

/// A hidden file on its way to become the target.
pub(in crate::workflow) struct Draft {
    file: NamedTempFile,
    /// For a sidecar: a link to the asset under the draft's name, so that a reader finds the draft beside it.
    asset: Option<TempPath>,
}

impl Draft {
    /// A new draft in the folder, with this ending.
    pub(in crate::workflow) fn create(folder: &Path, ending: Option<&OsStr>) -> io::Result<Self> {
        let suffix = ending.map(|ending| format!(".{}", ending.to_string_lossy())).unwrap_or_default();
        for _ in 0..MAX_TRIES {
            let file = tempfile::Builder::new().prefix(PREFIX).rand_bytes(12).suffix(&suffix).tempfile_in(folder)?;
            // Between making and locking, another batch may have taken the file for a stale one.
            if lock(file.as_file()) != Lock::Elsewhere && file.path().exists() {
                return Ok(Self { file, asset: None });
            }
        }
        Err(io::Error::other("no hidden file could be kept in the folder"))
    }

    /// A new draft of a sidecar, with a link to the asset beside it.
    pub(in crate::workflow) fn create_sidecar(folder: &Path, asset: &Path) -> io::Result<Self> {
        let mut draft = Self::create(folder, Some(OsStr::new("c2pa")))?;
        let link = draft.file.path().with_extension(asset.extension().unwrap_or(OsStr::new("asset")));
        link_to(&asset.canonicalize()?, &link)?;
        draft.asset = Some(TempPath::try_from_path(link)?);
        Ok(draft)
    }

    /// Where to write.
    pub(in crate::workflow) fn path(&self) -> &Path {
        self.file.path()
    }

    /// The open file.
    pub(in crate::workflow) fn file_mut(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// What to read in order to check the draft.
    pub(in crate::workflow) fn path_to_check(&self) -> &Path {
        self.asset.as_deref().unwrap_or(self.file.path())
    }

    /// Gives the draft the permission bits of another file.
    pub(in crate::workflow) fn copy_permissions(&self, of: &Path) -> io::Result<()> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // Not set-user-id and its like: those are for programs.
            let mode = fs::metadata(of)?.permissions().mode() & 0o777;
            self.file.as_file().set_permissions(fs::Permissions::from_mode(mode))?;
        }
        #[cfg(not(unix))]
        let _ = of;
        Ok(())
    }

    /// Gives a copy that protects a source (`hides`) the same time of change as any other, one that every system can hold.
    /// Before the copy has its name, so that it never stands there with another.
    pub(in crate::workflow) fn hide_time(&self, hides: bool) -> io::Result<()> {
        const NEUTRAL_SECONDS: u64 = 315_532_800; // 1980-01-01, the first day of FAT and ZIP
        if !hides {
            return Ok(());
        }
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(NEUTRAL_SECONDS);
        self.file.as_file().set_times(fs::FileTimes::new().set_modified(time).set_accessed(time))
    }

    /// Has the system write the draft's bytes to the disk.
    pub(in crate::workflow) fn sync(&self) -> io::Result<()> {
        self.file.as_file().sync_all()
    }

    /// Makes the draft the target in one step. Without `overwrite` an existing target is left alone and the draft
    /// comes back with the error.
    pub(in crate::workflow) fn publish(self, target: &Path, overwrite: bool) -> Result<(), (Self, io::Error)> {
        let Self { file, asset } = self;
        let result = if overwrite { file.persist(target) } else { file.persist_noclobber(target) };
        match result {
            Ok(_) => Ok(()),
            Err(error) => Err((Self { file: error.file, asset }, error.error)),
        }
    }
}

/// Removes hidden files that a killed process left in the folder. Those of a running one are locked and stay.
pub(in crate::workflow) fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let stale: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX))
        .map(|entry| entry.path())
        .collect();
    for path in stale {
        let is_link = fs::symlink_metadata(&path).is_ok_and(|facts| facts.is_symlink());
        // A sidecar's link to its asset goes by the sidecar's lock.
        let locked = if is_link { path.with_extension("c2pa") } else { path.clone() };
        match File::options().read(true).write(true).open(&locked) {
            Ok(file) if !is_stale(&file) => continue,
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(_) => continue,
        }
        // What cannot be removed does no harm; the next batch tries again.
        let _ = fs::remove_file(&path);
    }
}

/// Who has the lock of a hidden file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lock {
    Here,
    Elsewhere,
    /// There are no locks here: on some network and removable drives, and, because a lock would keep the worker from
    /// reading the file, on Windows.
    Unknown,
}

#[cfg(unix)]
fn lock(file: &File) -> Lock {
    match file.try_lock() {
        Ok(()) => Lock::Here,
        Err(fs::TryLockError::WouldBlock) => Lock::Elsewhere,
        Err(fs::TryLockError::Error(_)) => Lock::Unknown,
    }
}

#[cfg(not(unix))]
fn lock(_file: &File) -> Lock {
    Lock::Unknown
}

/// Whether nobody works on the hidden file any more. Where no lock can tell, only its age does: no copy takes so long.
fn is_stale(file: &File) -> bool {
    match lock(file) {
        Lock::Here => true,
        Lock::Elsewhere => false,
        Lock::Unknown => {
            file.metadata().and_then(|facts| facts.created().or_else(|_| facts.modified())).is_ok_and(is_old)
        }
    }
}

fn is_old(made: SystemTime) -> bool {
    made.elapsed().is_ok_and(|age| age > STALE_AGE)
}

#[cfg(unix)]
fn link_to(asset: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(asset, link)
}

#[cfg(not(unix))]
fn link_to(asset: &Path, link: &Path) -> io::Result<()> {
    fs::hard_link(asset, link).or_else(|_| fs::copy(asset, link).map(|_| ()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_draft_that_is_not_published_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.nef"), b"asset").unwrap();
        drop(Draft::create(folder.path(), Some(OsStr::new("jpg"))).unwrap());
        drop(Draft::create_sidecar(folder.path(), &folder.path().join("a.nef")).unwrap());
        assert_eq!(names(folder.path()), ["a.nef"]);
    }

    #[test]
    fn an_existing_target_is_left_alone_without_leave() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.jpg");
        fs::write(&target, b"old").unwrap();
        let draft = Draft::create(folder.path(), None).unwrap();
        fs::write(draft.path(), b"new").unwrap();
        let (draft, error) = draft.publish(&target, false).err().unwrap();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&target).unwrap(), b"old");
        assert!(draft.publish(&target, true).is_ok());
        assert_eq!(fs::read(&target).unwrap(), b"new");
        assert_eq!(names(folder.path()), ["a.jpg"]);
    }

    #[test]
    fn without_a_lock_only_an_old_file_is_stale() {
        let now = SystemTime::now();
        assert!(!is_old(now) && !is_old(now + STALE_AGE) && !is_old(now - STALE_AGE / 2));
        assert!(is_old(now - STALE_AGE * 2));
    }

    #[test]
    #[cfg(unix)]
    fn sweeping_takes_what_is_stale_and_leaves_what_is_in_work() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.nef"), b"asset").unwrap();
        fs::write(folder.path().join(format!("{PREFIX}dead.jpg")), b"half").unwrap();
        std::os::unix::fs::symlink("a.nef", folder.path().join(format!("{PREFIX}gone.nef"))).unwrap();
        let draft = Draft::create_sidecar(folder.path(), &folder.path().join("a.nef")).unwrap();
        sweep(folder.path());
        assert_eq!(names(folder.path()).len(), 3, "{:?}", names(folder.path()));
        assert!(draft.path().exists() && draft.path_to_check().exists());
        drop(draft);
        assert_eq!(names(folder.path()), ["a.nef"]);
    }
}
