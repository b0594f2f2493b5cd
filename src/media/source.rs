//! Bounded reading at any place of a file: a head in one read, then small windows. Never reads a large file whole.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use super::MediaError;
use super::bound::Origin;
use super::limits;

/// The head that almost every photo's metadata fits into.
const HEAD_BYTES: usize = 128 << 10;
/// Enough to tell most formats.
const GLANCE_BYTES: usize = 4 << 10;
/// Read at least this much after a jump, so that neighbouring headers come along.
const WINDOW_BYTES: usize = 1 << 10;

/// Random access to a file or to bytes in memory, with an allowance that every read and step uses up.
pub(crate) struct Source<'a> {
    data: Data<'a>,
    /// Bytes of the first read.
    head_bytes: usize,
    len: u64,
    /// Where its bytes stand in the file.
    origin: Origin,
    bytes_left: u64,
    steps_left: u32,
}

enum Data<'a> {
    File { file: File, start: u64, window: Vec<u8> },
    Memory(&'a [u8]),
}

impl Source<'static> {
    /// Opens a file. Errors: not there, not allowed, not a file.
    pub(crate) fn open(path: &Path) -> Result<Self, MediaError> {
        let file = open_file(path)?;
        let len = file.metadata().map_err(MediaError::reading)?.len();
        Ok(Self {
            data: Data::File { file, start: 0, window: Vec::new() },
            head_bytes: HEAD_BYTES,
            len,
            origin: Origin::at(0),
            bytes_left: limits::METADATA_BYTES,
            steps_left: limits::STEPS,
        })
    }
}

impl<'a> Source<'a> {
    /// Bytes in memory; nothing is known of where they stand in a file.
    pub(crate) fn memory(bytes: &'a [u8]) -> Self {
        Self::placed(bytes, Origin::unknown())
    }

    /// Bytes in memory, and where they stand in the file.
    pub(crate) fn placed(bytes: &'a [u8], origin: Origin) -> Self {
        Self {
            data: Data::Memory(bytes),
            head_bytes: 0,
            len: bytes.len() as u64,
            origin,
            bytes_left: limits::METADATA_BYTES,
            steps_left: limits::STEPS,
        }
    }

    /// Reads no more than a first page, for telling the format.
    pub(crate) fn at_a_glance(mut self) -> Self {
        self.head_bytes = GLANCE_BYTES;
        self
    }

    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// Where its bytes stand in the file.
    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Allows more reading than metadata needs, for embedded pictures.
    pub(crate) fn allow_bytes(&mut self, bytes: u64) {
        self.bytes_left = bytes;
    }

    /// Takes one step of the allowance; false when it is used up.
    pub(crate) fn step(&mut self) -> bool {
        self.steps_left = self.steps_left.saturating_sub(1);
        self.steps_left > 0
    }

    /// Whether a limit was reached, so that something may be missing.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.steps_left == 0 || self.bytes_left == 0
    }

    /// Exactly `len` bytes at `at`; `None` past the end, beyond the allowance, or when reading fails.
    pub(crate) fn bytes(&mut self, at: u64, len: usize) -> Option<&[u8]> {
        self.bytes_ahead(at, len, WINDOW_BYTES)
    }

    /// As [`Self::bytes`], reading `ahead` bytes where a file has to be read anyway.
    pub(crate) fn bytes_ahead(&mut self, at: u64, len: usize, ahead: usize) -> Option<&[u8]> {
        let end = at.checked_add(len as u64)?;
        if end > self.len {
            return None;
        }
        let whole = self.len;
        match &mut self.data {
            Data::Memory(bytes) => bytes.get(usize::try_from(at).ok()?..usize::try_from(end).ok()?),
            Data::File { file, start, window } => {
                if at < *start || end > *start + window.len() as u64 {
                    let least = if at == 0 { self.head_bytes } else { ahead };
                    let wanted = (len.max(least) as u64).min(whole - at);
                    if wanted > self.bytes_left && len as u64 > self.bytes_left {
                        self.bytes_left = 0;
                        return None;
                    }
                    self.bytes_left = self.bytes_left.saturating_sub(wanted);
                    window.clear();
                    *start = at;
                    file.seek(SeekFrom::Start(at)).ok()?;
                    window.try_reserve_exact(usize::try_from(wanted).ok()?).ok()?;
                    file.take(wanted).read_to_end(window).ok()?;
                }
                let from = usize::try_from(at - *start).ok()?;
                window.get(from..from.checked_add(len)?)
            }
        }
    }

    /// The bytes at `at`, at most `len` of them, as far as the file goes.
    pub(crate) fn up_to(&mut self, at: u64, len: usize) -> Option<&[u8]> {
        let there = self.len.checked_sub(at)?;
        self.bytes(at, len.min(usize::try_from(there).unwrap_or(usize::MAX)))
    }

    pub(crate) fn u8(&mut self, at: u64) -> Option<u8> {
        self.bytes(at, 1)?.first().copied()
    }

    pub(crate) fn u16_be(&mut self, at: u64) -> Option<u16> {
        be16(self.bytes(at, 2)?, 0)
    }

    pub(crate) fn u32_be(&mut self, at: u64) -> Option<u32> {
        be32(self.bytes(at, 4)?, 0)
    }

    pub(crate) fn u32_le(&mut self, at: u64) -> Option<u32> {
        le32(self.bytes(at, 4)?, 0)
    }
}

/// Opens a regular file for reading; a folder, pipe or device is refused, since reading it could wait forever.
pub(crate) fn open_file(path: &Path) -> Result<File, MediaError> {
    let about = std::fs::metadata(path).map_err(MediaError::reading)?;
    if !about.is_file() {
        return Err(MediaError::NotAFile);
    }
    File::open(path).map_err(MediaError::reading)
}

/// Big-endian numbers one after another, as the tables of ISO boxes have them.
pub(crate) struct Numbers<'b> {
    pub bytes: &'b [u8],
    pub at: usize,
}

impl Numbers<'_> {
    /// The next number of 0, 1, 2, 4 or 8 bytes.
    pub(crate) fn number(&mut self, size: u8) -> Option<u64> {
        let value = match size {
            0 => 0,
            1 => u64::from(*self.bytes.get(self.at)?),
            2 => u64::from(be16(self.bytes, self.at)?),
            4 => u64::from(be32(self.bytes, self.at)?),
            8 => be64(self.bytes, self.at)?,
            _ => return None,
        };
        self.at += usize::from(size);
        Some(value)
    }
}

/// Big-endian number at `at`.
pub(crate) fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(array(bytes, at)?))
}

/// Big-endian number at `at`.
pub(crate) fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(array(bytes, at)?))
}

/// Big-endian number at `at`.
pub(crate) fn be64(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_be_bytes(array(bytes, at)?))
}

/// Little-endian number at `at`.
pub(crate) fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(array(bytes, at)?))
}

/// Little-endian number at `at`.
pub(crate) fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(array(bytes, at)?))
}

/// `N` bytes at `at`.
pub(crate) fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}
