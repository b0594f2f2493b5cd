//! Streams that the engine reads and writes through: they stop when the person cancels, and they remember the
//! first error of the system, which the engine may replace by one of its own.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Mutex;

/// A stream under watch.
pub(super) struct Watched<'a, S> {
    inner: S,
    watch: &'a Watch<'a>,
}

/// What is remembered of one stream.
pub(super) struct Watch<'a> {
    keep_going: &'a (dyn Fn() -> bool + Sync),
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    cancelled: bool,
    error: Option<io::Error>,
}

impl<'a> Watch<'a> {
    pub(super) fn new(keep_going: &'a (dyn Fn() -> bool + Sync)) -> Self {
        Self { keep_going, seen: Mutex::new(Seen::default()) }
    }

    pub(super) fn stream<S>(&'a self, inner: S) -> Watched<'a, S> {
        Watched { inner, watch: self }
    }

    /// Whether the stream was ever stopped by the person. The engine may answer a stop with a result that looks
    /// whole, so this is asked even after success.
    pub(super) fn cancelled(&self) -> bool {
        self.seen().cancelled
    }

    /// The first error that the system gave, if any.
    pub(super) fn take_error(&self) -> Option<io::Error> {
        self.seen().error.take()
    }

    fn check(&self) -> io::Result<()> {
        if (self.keep_going)() {
            return Ok(());
        }
        self.seen().cancelled = true;
        Err(io::Error::other("cancelled"))
    }

    fn note<T>(&self, result: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &result
            && error.kind() != io::ErrorKind::Interrupted
            && let Some(code) = error.raw_os_error()
        {
            self.seen().error.get_or_insert_with(|| io::Error::from_raw_os_error(code));
        }
        result
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl<S: Read> Read for Watched<'_, S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.watch.check()?;
        self.watch.note(self.inner.read(buffer))
    }

    // Bytes in memory are copied at once; by the way of `read` the buffer would grow, and move, many times.
    fn read_to_end(&mut self, buffer: &mut Vec<u8>) -> io::Result<usize> {
        self.watch.check()?;
        self.watch.note(self.inner.read_to_end(buffer))
    }
}

impl<S: Write> Write for Watched<'_, S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.watch.check()?;
        self.watch.note(self.inner.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.watch.note(self.inner.flush())
    }
}

impl<S: Seek> Seek for Watched<'_, S> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        // Parsers probe past the ends of broken files; a failed seek there is no error of the system.
        self.inner.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stop_is_remembered_even_if_the_reader_swallows_it() {
        let stop = || false;
        let watch = Watch::new(&stop);
        let mut stream = watch.stream(io::Cursor::new(vec![1_u8; 8]));
        assert!(stream.read(&mut [0; 4]).is_err());
        assert!(watch.cancelled());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_is_remembered_by_its_kind() {
        let go = || true;
        let watch = Watch::new(&go);
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let _ = watch.stream(full).write_all(b"text");
        assert_eq!(watch.take_error().unwrap().kind(), io::ErrorKind::StorageFull);
        assert!(!watch.cancelled());
    }
}
