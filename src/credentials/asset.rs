//! One file under examination: small ones are fetched from the system once, and everybody reads the same bytes.
//! Never holds a large file in memory, and never opens anything but to read.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::jpeg_stream::JpegStream;
use crate::media::{self, Contents, FilePart, MediaError};
use crate::provenance::format::Format;
use crate::provenance::left_out::LeftOut;

/// A file up to this size is examined in memory.
const MAX_IN_MEMORY_BYTES: u64 = 24 * 1024 * 1024;
/// As much of a file is fetched at first. Almost every JPEG has all its metadata and its manifest store in it.
const HEAD_BYTES: u64 = 256 * 1024;

/// A file and, if it is small, its bytes.
#[derive(Clone, Copy)]
pub(super) struct Asset<'a> {
    pub(super) path: &'a Path,
    held: Held<'a>,
}

/// What is in memory of a file.
#[derive(Clone, Copy)]
enum Held<'a> {
    Nothing,
    Whole(&'a [u8]),
    Jpeg(&'a OpenJpeg),
}

/// A JPEG of which everything before the first scan is in memory. The rest is for the engine to hash, which fetches it
/// into memory of its own; only where more is asked is it fetched here.
struct OpenJpeg {
    head: Vec<u8>,
    file: File,
    size_bytes: u64,
    scan: u64,
    whole: OnceCell<Option<Vec<u8>>>,
}

thread_local! {
    /// Buffers that serve one file after another: fresh memory for each would cost as much as hashing it.
    static HEAD: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static WHOLE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Fetches the file, or what is asked of it, once, and hands it over.
///
/// # Errors
/// The system does not let it be read.
pub(super) fn with<T>(path: &Path, work: impl FnOnce(Asset<'_>) -> T) -> std::io::Result<T> {
    let file = File::open(path)?;
    let size_bytes = file.metadata()?.len();
    if size_bytes > MAX_IN_MEMORY_BYTES {
        return Ok(work(Asset { path, held: Held::Nothing }));
    }
    let mut head = HEAD.take();
    head.clear();
    (&file).take(HEAD_BYTES).read_to_end(&mut head)?;
    if let Some(scan) = media::first_scan_of_jpeg(&head).filter(|_| size_bytes > HEAD_BYTES) {
        let jpeg = OpenJpeg { head, file, size_bytes, scan, whole: OnceCell::new() };
        let done = work(Asset { path, held: Held::Jpeg(&jpeg) });
        HEAD.set(jpeg.head);
        if let Some(whole) = jpeg.whole.into_inner().flatten() {
            WHOLE.set(whole);
        }
        return Ok(done);
    }
    // Takes the file's size as a hint, so that one call to the system fetches it. One that grows meanwhile is cut.
    let done = file.take(MAX_IN_MEMORY_BYTES).read_to_end(&mut head);
    let done = done.map(|_| work(Asset { path, held: Held::Whole(&head) }));
    HEAD.set(head);
    done
}

impl OpenJpeg {
    /// All bytes; `None` where the rest cannot be read any more.
    fn whole(&self) -> Option<&[u8]> {
        let fetch = || {
            let mut bytes = WHOLE.take();
            bytes.clear();
            bytes.extend_from_slice(&self.head);
            let mut file = &self.file;
            file.seek(SeekFrom::Start(bytes.len() as u64)).ok()?;
            file.take(MAX_IN_MEMORY_BYTES).read_to_end(&mut bytes).ok()?;
            Some(bytes)
        };
        self.whole.get_or_init(fetch).as_deref()
    }
}

impl<'a> Asset<'a> {
    /// All bytes, where they are in memory.
    pub(super) fn bytes(&self) -> Option<&'a [u8]> {
        match self.held {
            Held::Nothing => None,
            Held::Whole(bytes) => Some(bytes),
            Held::Jpeg(jpeg) => jpeg.whole(),
        }
    }

    /// As many bytes from the start as are in memory.
    fn head(&self) -> Option<&'a [u8]> {
        match self.held {
            Held::Jpeg(jpeg) => Some(&jpeg.head),
            _ => self.bytes(),
        }
    }

    /// The engine's view of a JPEG that has nothing but segments before its first scan.
    pub(super) fn jpeg_stream(&self) -> Option<JpegStream<'a>> {
        match self.held {
            Held::Nothing => None,
            Held::Whole(bytes) => Some(JpegStream::whole(bytes, media::first_scan_of_jpeg(bytes)?)),
            Held::Jpeg(jpeg) => Some(JpegStream::new(&jpeg.head, &jpeg.file, jpeg.size_bytes, jpeg.scan)),
        }
    }

    /// How long the file is; `None` where the system does not say.
    pub(super) fn size_bytes(&self) -> Option<u64> {
        match self.held {
            Held::Nothing => self.path.metadata().ok().map(|metadata| metadata.len()),
            Held::Whole(bytes) => Some(bytes.len() as u64),
            Held::Jpeg(jpeg) => Some(jpeg.size_bytes),
        }
    }

    /// Up to `limit` bytes from `start` on.
    pub(super) fn read_at(&self, start: u64, limit: u64) -> Option<Cow<'a, [u8]>> {
        let end = start.saturating_add(limit);
        let held = self.head().filter(|head| end <= head.len() as u64).or_else(|| self.bytes());
        let Some(bytes) = held else {
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
        match self.head() {
            Some(bytes) => Ok(media::sniff_bytes(bytes)),
            None => media::sniff(self.path),
        }
    }

    /// What it holds outside its manifests, and which of it a signature binds; `None` when there is none.
    pub(super) fn contents(&self, format: Format, left_out: Option<&LeftOut>) -> Result<Contents, MediaError> {
        // Of a JPEG nothing after the first scan is looked at.
        match (self.head(), left_out) {
            (Some(bytes), Some(left_out)) => Ok(media::inspect_signed_bytes(bytes, format, left_out)),
            (Some(bytes), None) => Ok(media::inspect_bytes(bytes, format)),
            (None, Some(left_out)) => media::inspect_signed(self.path, format, left_out),
            (None, None) => media::inspect(self.path, format),
        }
    }

    /// Its parts by name; `None` when that cannot be told.
    pub(super) fn parts(&self, format: Format) -> Option<Vec<FilePart>> {
        match self.bytes() {
            Some(bytes) => media::parts_of_bytes(bytes, format),
            None => media::parts(self.path, format).ok().flatten(),
        }
    }

    /// The SHA-256 of the whole file, in hexadecimal digits.
    pub(super) fn digest(&self) -> std::io::Result<String> {
        if let Some(bytes) = self.bytes() {
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
            let on_disk = Asset { path: &path, held: Held::Nothing };
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
