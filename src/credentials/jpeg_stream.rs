//! A JPEG as the engine reads it. Never answers for a file by itself: what it hides is read again where it counts.

use std::fs::File;
use std::io::{Cursor, Read, Result, Seek, SeekFrom};

/// The bytes of a JPEG whose reading from front to end stops in its first scan, while a read of a stated length gives
/// whatever was asked for.
///
/// The engine copies the whole file twice to look for segments, which all stand before the first scan; only what it
/// hashes it asks for by length. On a photo of 2 MB those copies cost a tenth of the check.
pub(super) struct JpegStream<'a> {
    /// The beginning of the file, with the first byte of the first scan's data at least.
    head: &'a [u8],
    /// Where what follows is fetched; `None` where the head is the whole file.
    file: Option<&'a File>,
    size_bytes: u64,
    /// Where reading from front to end stops: a scan without any data would be a fault.
    end: u64,
    at: u64,
}

impl<'a> JpegStream<'a> {
    /// A file of so many bytes, of which the head is in memory; the first scan's data begin at `scan`.
    pub(super) fn new(head: &'a [u8], file: &'a File, size_bytes: u64, scan: u64) -> Self {
        Self { head, file: Some(file), size_bytes, end: scan + 1, at: 0 }
    }

    /// A file that is in memory whole.
    pub(super) fn whole(bytes: &'a [u8], scan: u64) -> Self {
        Self { head: bytes, file: None, size_bytes: bytes.len() as u64, end: scan + 1, at: 0 }
    }

    /// The bytes of the head from here to `end`.
    fn held(&self, end: u64) -> &'a [u8] {
        let index = |at: u64| usize::try_from(at).map_or(self.head.len(), |at| at.min(self.head.len()));
        self.head.get(index(self.at)..index(end)).unwrap_or_default()
    }
}

impl Read for JpegStream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let read = self.held(self.end).read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }

    fn read_to_end(&mut self, buffer: &mut Vec<u8>) -> Result<usize> {
        let read = self.held(self.end).read_to_end(buffer)?;
        self.at += read as u64;
        Ok(read)
    }

    fn read_exact(&mut self, buffer: &mut [u8]) -> Result<()> {
        let wanted = buffer.len() as u64;
        let held = self.held(self.at.saturating_add(wanted));
        let (from_head, from_file) = buffer.split_at_mut(held.len().min(buffer.len()));
        from_head.copy_from_slice(held);
        if !from_file.is_empty() {
            let mut file = self.file.ok_or(std::io::ErrorKind::UnexpectedEof)?;
            file.seek(SeekFrom::Start(self.at + from_head.len() as u64))?;
            file.read_exact(from_file)?;
        }
        self.at += wanted;
        Ok(())
    }
}

impl Seek for JpegStream<'_> {
    fn seek(&mut self, position: SeekFrom) -> Result<u64> {
        // The rules of a cursor over that many bytes.
        let mut cursor = Cursor::new([]);
        cursor.set_position(self.at);
        self.at = match position {
            SeekFrom::End(offset) => {
                cursor.set_position(self.size_bytes);
                cursor.seek(SeekFrom::Current(offset))?
            }
            position => cursor.seek(position)?,
        };
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn front_to_end_stops_at_the_scan_and_stated_lengths_do_not() {
        let bytes: Vec<u8> = (0..100).collect();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes).unwrap();
        for mut stream in [JpegStream::whole(&bytes, 40), JpegStream::new(&bytes[..60], &file, 100, 40)] {
            let mut read = Vec::new();
            assert_eq!(stream.read_to_end(&mut read).unwrap(), 41);
            assert_eq!(stream.read(&mut [0; 8]).unwrap(), 0);
            assert_eq!(read, bytes[..41]);
            assert_eq!(stream.seek(SeekFrom::End(0)).unwrap(), 100);
            assert_eq!(stream.seek(SeekFrom::End(-100)).unwrap(), 0);
            assert!(stream.seek(SeekFrom::Current(-1)).is_err());
            for (at, length) in [(0, 100), (30, 70), (0, 10), (60, 40), (59, 2), (100, 0)] {
                assert_eq!(stream.seek(SeekFrom::Start(at)).unwrap(), at);
                let mut exact = vec![0; length];
                stream.read_exact(&mut exact).unwrap();
                assert_eq!(exact, bytes[at as usize..at as usize + length], "{at} {length}");
                assert_eq!(stream.stream_position().unwrap(), at + length as u64);
            }
            assert!(stream.read_exact(&mut [0]).is_err());
        }
    }
}
