//! Who gets to read what: results on standard output, messages on standard error. Never panics on a closed pipe.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::exit;
use super::interrupt::Interrupt;
use crate::locale;
use crate::problem::Problem;

/// Longest path that is shown before a problem, in characters.
const MAX_PATH_CHARS: usize = 300;

/// Standard output for the results of a batch. The first result that cannot be written ends the batch: nobody would
/// learn what was done.
pub struct Results<'a> {
    interrupt: &'a Interrupt,
    error: Mutex<Option<io::Error>>,
}

impl<'a> Results<'a> {
    /// Nothing is written yet.
    pub fn new(interrupt: &'a Interrupt) -> Self {
        Self { interrupt, error: Mutex::new(None) }
    }

    /// Writes one result, whole; after a failure nothing more.
    pub fn print(&self, text: &str) {
        let mut error = self.error.lock().unwrap_or_else(PoisonError::into_inner);
        if error.is_none() {
            *error = result(text).err();
        }
        if error.is_some() {
            self.interrupt.stop();
        }
    }

    /// The exit code, where `code` is what came of the files. A reader that has seen enough changes nothing about that;
    /// an output that broke is told.
    pub fn exit_code(self, code: u8) -> u8 {
        match self.error.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                say(&crate::problem!("output-failed").with_cause(&error));
                exit::NOT_PROCESSED
            }
            _ if self.interrupt.was_asked() => exit::INTERRUPTED,
            _ => code,
        }
    }
}

/// Shows a problem on standard error: what happened, why, what to do.
pub fn say(problem: &Problem) {
    note(&in_words(problem));
}

/// Shows the problem of one file among many, under its name.
pub fn say_of(path: &Path, problem: &Problem) {
    note(&format!("{}:\n{}", locale::elide(&path.to_string_lossy(), MAX_PATH_CHARS), in_words(problem)));
}

/// Shows a line on standard error.
pub fn note(line: &str) {
    // Nobody is left to be told when standard error itself is closed.
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Writes a result to standard output, whole and at once.
///
/// # Errors
/// Those of standard output; `BrokenPipe` means that the reader has seen enough.
pub fn result(text: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    output.write_all(text.as_bytes())?;
    output.flush()
}

/// Whether results may be coloured: only for a terminal, and never against <https://no-color.org>.
pub fn is_coloured() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
    io::stdout().is_terminal() && !set("NO_COLOR") && !dumb
}

fn in_words(problem: &Problem) -> String {
    let mut text = format!("{}\n  {}\n  {}\n", problem.what, problem.why, problem.remedy);
    if !problem.details.is_empty() {
        text.push_str(&format!("  ({})\n", locale::elide(&problem.details, 500)));
    }
    text.trim_end().to_owned()
}
