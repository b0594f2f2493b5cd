//! Files that are either the old one or the new one, whole, at any moment. Never decides what is in them.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Puts `bytes` where `path` says: written beside it, synced, and moved into place.
///
/// The file is readable by its owner only (mode 0600 where the system has modes). A symbolic link is followed, so
/// that the file that it points to is replaced and not the link. Missing folders are made.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = resolved(path);
    let folder = folder_of(&path);
    make_private_folder(folder)?;
    beside(folder, bytes, Readers::Owner)?.persist(&path).map_err(|error| error.error)?;
    sync_folder(folder)
}

/// Who may read a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Its owner alone (mode 0600 where the system has modes).
    Owner,
    /// Whoever the system lets read new files.
    Usual,
}

/// Makes a new file, which is there whole or not at all, whatever happens meanwhile.
///
/// # Errors
/// There is a file of that name already (`AlreadyExists`), or it cannot be written.
pub fn create(path: &Path, bytes: &[u8], readers: Readers) -> io::Result<()> {
    let folder = folder_of(path);
    beside(folder, bytes, readers)?.persist_noclobber(path).map_err(|error| error.error)?;
    sync_folder(folder)
}

/// Puts `bytes` where the person said, over what is there, which keeps its readers; a link is followed. What was there
/// stays whole until the new file is.
pub fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = resolved(path);
    let folder = folder_of(&path);
    let new = beside(folder, bytes, Readers::Usual)?;
    if let Ok(facts) = std::fs::metadata(&path) {
        new.as_file().set_permissions(facts.permissions())?;
    }
    new.persist(&path).map_err(|error| error.error)?;
    sync_folder(folder)
}

/// A file without its name yet, written and synced; it goes away by itself if nothing comes of it.
fn beside(folder: &Path, bytes: &[u8], readers: Readers) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".lightmark-").suffix(".tmp");
    #[cfg(unix)]
    if readers == Readers::Usual {
        // The system takes its mask away from these.
        let all = std::os::unix::fs::PermissionsExt::from_mode(0o666);
        builder.permissions(all);
    }
    #[cfg(not(unix))]
    let _ = readers;
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Removes the file and makes the removal last.
pub fn remove(path: &Path) -> io::Result<()> {
    std::fs::remove_file(path)?;
    sync_folder(folder_of(path))
}

/// The whole file, refused above `limit_bytes`, so that a swapped-in giant does not fill the memory.
pub fn read(path: &Path, limit_bytes: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(limit_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit_bytes {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("larger than {limit_bytes} bytes")));
    }
    Ok(bytes)
}

/// Makes the folder and those above it; a new one is for its owner only.
pub fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes a new name in the file's folder last.
pub fn sync_folder_of(path: &Path) -> io::Result<()> {
    sync_folder(folder_of(path))
}

fn resolved(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// A rename is on the disk only when its folder is (POSIX); elsewhere the file system sees to it.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_giant_is_refused_and_a_file_at_the_limit_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x");
        replace(&path, b"12345").unwrap();
        assert_eq!(read(&path, 5).unwrap(), b"12345");
        assert_eq!(read(&path, 4).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
    }

    #[test]
    fn a_new_file_takes_nobodys_place() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x");
        create(&path, b"one", Readers::Usual).unwrap();
        assert_eq!(create(&path, b"two", Readers::Usual).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        put(&path, b"three").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"three");
        assert!(put(&dir.path().join("none/x"), b"").is_err());
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside");
    }

    #[cfg(unix)]
    #[test]
    fn readers_are_those_that_were_asked_for_and_stay() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        let mode = |name: &str| std::fs::metadata(path(name)).unwrap().permissions().mode() & 0o777;
        std::fs::write(path("usual"), b"").unwrap();
        create(&path("a"), b"", Readers::Usual).unwrap();
        create(&path("b"), b"", Readers::Owner).unwrap();
        put(&path("c"), b"").unwrap();
        assert_eq!((mode("a"), mode("b"), mode("c")), (mode("usual"), 0o600, mode("usual")));
        put(&path("b"), b"x").unwrap();
        assert_eq!(mode("b"), 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_the_file_is_private() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let (target, link) = (dir.path().join("target"), dir.path().join("link"));
        std::fs::write(&target, b"old").unwrap();
        std::fs::set_permissions(&target, std::fs::Permissions::from_mode(0o644)).unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        replace(&link, b"new").unwrap();
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(std::fs::read(&target).unwrap(), b"new");
        assert_eq!(std::fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2, "nothing is left beside");
    }
}
