//! Results come as workers finish; they are printed in the order in which files were named. Never holds back more
//! than a bounded number of results.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// How far the work may run ahead of a slow file, in files.
const AHEAD: usize = 512;

/// How often somebody who waits looks whether the work was cancelled.
const TICK: Duration = Duration::from_millis(100);

/// Puts results in order and writes them.
pub struct InOrder<W> {
    state: Mutex<State<W>>,
    moved: Condvar,
}

struct State<W> {
    next: usize,
    waiting: BTreeMap<usize, String>,
    write: W,
    error: Option<io::Error>,
}

impl<W: FnMut(&str) -> io::Result<()>> InOrder<W> {
    /// `write` is given each result, in order.
    pub fn new(write: W) -> Self {
        let state = State { next: 0, waiting: BTreeMap::new(), write, error: None };
        Self { state: Mutex::new(state), moved: Condvar::new() }
    }

    /// Takes the result with this number; an empty one takes its turn and writes nothing. Whether writing still
    /// works.
    pub fn put(&self, number: usize, result: String) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let state = &mut *state;
        state.waiting.insert(number, result);
        while let Some(result) = state.waiting.remove(&state.next) {
            state.next += 1;
            state.write_one(&result);
        }
        self.moved.notify_all();
        state.error.is_none()
    }

    /// Waits until the result with this number would not run too far ahead, or the work was cancelled.
    pub fn wait_for_turn(&self, number: usize, keep_going: &dyn Fn() -> bool) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while number >= state.next.saturating_add(AHEAD) && keep_going() {
            state = self.moved.wait_timeout(state, TICK).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Writes what still waits (after a cancel there are gaps before it) and gives the first error of writing.
    ///
    /// # Errors
    /// The first error that writing gave.
    pub fn finish(self) -> io::Result<()> {
        let mut state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        for result in std::mem::take(&mut state.waiting).into_values() {
            state.write_one(&result);
        }
        state.error.map_or(Ok(()), Err)
    }
}

impl<W: FnMut(&str) -> io::Result<()>> State<W> {
    fn write_one(&mut self, result: &str) {
        if self.error.is_none() && !result.is_empty() {
            self.error = (self.write)(result).err();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_written_in_order_whatever_order_they_come_in() {
        let mut written = Vec::new();
        let order = InOrder::new(|text: &str| {
            written.push(text.to_owned());
            Ok(())
        });
        for number in [2, 0, 3, 1, 6] {
            assert!(order.put(number, number.to_string()));
        }
        order.finish().unwrap();
        assert_eq!(written, ["0", "1", "2", "3", "6"]);
    }

    #[test]
    fn after_an_error_nothing_more_is_written() {
        let mut calls = 0;
        let order = InOrder::new(|_: &str| {
            calls += 1;
            Err(io::ErrorKind::BrokenPipe.into())
        });
        assert!(!order.put(0, "a".to_owned()));
        assert!(!order.put(1, "b".to_owned()));
        assert_eq!(order.finish().unwrap_err().kind(), io::ErrorKind::BrokenPipe);
        assert_eq!(calls, 1);
    }

    #[test]
    fn work_waits_for_a_slow_file_and_no_longer() {
        let order = InOrder::new(|_: &str| Ok(()));
        order.wait_for_turn(AHEAD - 1, &|| true);
        order.wait_for_turn(AHEAD, &|| false);
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| order.wait_for_turn(AHEAD, &|| true));
            order.put(0, String::new());
            waiting.join().unwrap();
        });
    }
}
