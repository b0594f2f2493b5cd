//! Who gets to read what: results on standard output, messages on standard error. Never panics on a closed pipe.

use std::io::{self, IsTerminal, Write};

use crate::locale;
use crate::problem::Problem;

/// Shows a problem on standard error: what happened, why, what to do.
pub fn say(problem: &Problem) {
    let mut text = format!("{}\n  {}\n  {}\n", problem.what, problem.why, problem.remedy);
    if !problem.details.is_empty() {
        text.push_str(&format!("  ({})\n", locale::elide(&problem.details, 500)));
    }
    note(text.trim_end());
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
