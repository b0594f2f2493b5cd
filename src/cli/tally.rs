//! What became of the files of a batch of copies: the line at its end, and the exit code. Never tells of a single file.

use super::{exit, output};

/// What became of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Done,
    /// It could be done, but not without the person's leave.
    Refused,
    Failed,
    /// Not begun, or given up, because the person stopped.
    Left,
}

/// How many files came to each end.
#[derive(Debug, Default)]
pub struct Tally {
    done: usize,
    refused: usize,
    failed: usize,
    left: usize,
}

impl Tally {
    pub fn count(&mut self, end: End) {
        *match end {
            End::Done => &mut self.done,
            End::Refused => &mut self.refused,
            End::Failed => &mut self.failed,
            End::Left => &mut self.left,
        } += 1;
    }

    /// What could not be processed goes before what was refused.
    pub fn exit_code(&self) -> u8 {
        match (self.failed + self.left, self.refused) {
            (0, 0) => exit::PASSED,
            (0, _) => exit::NOT_PASSED,
            _ => exit::NOT_PROCESSED,
        }
    }

    /// One line at the end: of several files always, of a single one where it was not begun.
    pub fn tell(&self) {
        let not_done = self.refused + self.failed;
        let files = self.done + not_done + self.left;
        if files < 2 && self.left == 0 {
            return;
        }
        let mut parts = vec![crate::tr!("cli-batch-done", done = self.done, files = files)];
        let others = [("cli-batch-failed", not_done), ("cli-batch-left", self.left)];
        parts.extend(
            others.into_iter().filter(|(_, count)| *count > 0).map(|(key, count)| crate::tr!(key, count = count)),
        );
        output::note(&parts.join(", "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_goes_before_a_refusal() {
        let exit = |refused: bool, failed: bool| {
            Tally { refused: refused.into(), failed: failed.into(), ..Tally::default() }.exit_code()
        };
        assert_eq!((exit(true, true), exit(true, false), exit(false, false)), (3, 1, 0));
    }
}
