//! One file under examination: small ones are fetched from the system once, and everybody reads the same bytes.
//! Never holds a large file in memory, and never opens anything but to read.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::media::{self, Contents, FilePart, MediaError};
use crate::provenance::format::Format;
use crate::provenance::left_out::LeftOut;

/// A file up to this size is examined in memory.
const MAX_IN_MEMORY_BYTES: u64 = 24 * 1024 * 1024;

/// A file and, if it is small, its bytes.
#[derive(Clone, Copy)]
pub(super) struct Asset<'a> {
    pub(super) path: &'a Path,
    bytes: Option<&'a [u8]>,
}

/// Fetches the file and hands it over. Bytes are held in a buffer that serves one file after another: fresh memory for
/// each would cost as much as hashing it.
///
/// # Errors
/// The system does not let it be read.
pub(super) fn with<T>(path: &Path, work: impl FnOnce(Asset<'_>) -> T) -> std::io::Result<T> {
    thread_local! {
        static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    let file = File::open(path)?;
    if file.metadata()?.len() > MAX_IN_MEMORY_BYTES {
        return Ok(work(Asset { path, bytes: None }));
    }
    let mut bytes = BUFFER.take();
    bytes.clear();
    // Takes the file's size as a hint, so that one call to the system fetches it. One that grows meanwhile is cut.
    let done = file.take(MAX_IN_MEMORY_BYTES + 1).read_to_end(&mut bytes);
    let done = done.map(|_| work(Asset { path, bytes: Some(&bytes) }));
    BUFFER.set(bytes);
    done
}

impl<'a> Asset<'a> {
    /// All bytes, where they are in memory.
    pub(super) fn bytes(&self) -> Option<&'a [u8]> {
        self.bytes
    }

    /// How long the file is; `None` where the system does not say.
    pub(super) fn size_bytes(&self) -> Option<u64> {
        match self.bytes {
            Some(bytes) => Some(bytes.len() as u64),
            None => self.path.metadata().ok().map(|metadata| metadata.len()),
        }
    }

    /// Up to `limit` bytes from `start` on.
    pub(super) fn read_at(&self, start: u64, limit: u64) -> Option<Cow<'a, [u8]>> {
        let Some(bytes) = self.bytes else {
            let mut file = File::open(self.path).ok()?;
            file.seek(SeekFrom::Start(start)).ok()?;
            let mut bytes = Vec::new();
            file.take(limit).read_to_end(&mut bytes).ok()?;
            return Some(bytes.into());
        };
        let start = usize::try_from(start).map_or(bytes.len(), |start| start.min(bytes.len()));
        let rest = bytes.get(start..).unwrap_or_default();
        let length = usize::try_from(limit).map_or(rest.len(), |limit| limit.min(rest.len()));
        rest.get(..length).map(Cow::Borrowed)
    }

    /// Its format, by content.
    pub(super) fn format(&self) -> Result<Format, MediaError> {
        match self.bytes {
            Some(bytes) => Ok(media::sniff_bytes(bytes)),
            None => media::sniff(self.path),
        }
    }

    /// Where the data of a JPEG's first scan begin, for one in memory that has nothing but segments before.
    pub(super) fn first_scan(&self) -> Option<u64> {
        media::first_scan_of_jpeg(self.bytes?)
    }

    /// What it holds outside its manifests, and which of it a signature binds; `None` when there is none.
    pub(super) fn contents(&self, format: Format, left_out: Option<&LeftOut>) -> Result<Contents, MediaError> {
        match (self.bytes, left_out) {
            (Some(bytes), Some(left_out)) => Ok(media::inspect_signed_bytes(bytes, format, left_out)),
            (Some(bytes), None) => Ok(media::inspect_bytes(bytes, format)),
            (None, Some(left_out)) => media::inspect_signed(self.path, format, left_out),
            (None, None) => media::inspect(self.path, format),
        }
    }

    /// Its parts by name; `None` when that cannot be told.
    pub(super) fn parts(&self, format: Format) -> Option<Vec<FilePart>> {
        match self.bytes {
            Some(bytes) => media::parts_of_bytes(bytes, format),
            None => media::parts(self.path, format).ok().flatten(),
        }
    }

    /// The SHA-256 of the whole file, in hexadecimal digits.
    pub(super) fn digest(&self) -> std::io::Result<String> {
        if let Some(bytes) = self.bytes {
            return Ok(hex::encode(Sha256::digest(bytes)));
        }
        let mut file = File::open(self.path)?;
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 1 << 20];
        loop {
            let read = file.read(&mut buffer)?;
            if read == 0 {
                return Ok(hex::encode(hasher.finalize()));
            }
            hasher.update(buffer.get(..read).unwrap_or_default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_the_same_from_memory_and_from_the_file() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats/photo.jpg");
        with(&path, |asset| {
            let length = asset.size_bytes().unwrap();
            let on_disk = Asset { path: &path, bytes: None };
            for (start, limit) in [(0, 4), (2, 100), (length - 3, 10), (length, 1), (length + 9, 1), (0, u64::MAX)] {
                assert_eq!(asset.read_at(start, limit), on_disk.read_at(start, limit), "{start} {limit}");
            }
            assert_eq!(asset.digest().unwrap(), on_disk.digest().unwrap());
            assert_eq!(asset.size_bytes(), on_disk.size_bytes());
            assert_eq!(asset.format().unwrap(), on_disk.format().unwrap());
        })
        .unwrap();
    }
}
