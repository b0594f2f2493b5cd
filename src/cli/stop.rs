//! How a command ends early, and with which exit code. Never decides that it should.

use std::io;
use std::process::ExitCode;

use super::{exit, output};
use crate::keys::KeyError;
use crate::problem::Problem;
use crate::trust::{RevocationError, TrustError};
use crate::workflow::not_done::NotDone;

/// Why a command ends early.
pub enum Stop {
    WrongCall(Problem),
    NotProcessed(Problem),
    /// Everything was looked at, and it is not as it should be.
    NotPassed(Problem),
    /// Whoever reads our output has seen enough.
    OutputClosed,
}

impl Stop {
    fn of(problem: Problem, is_wrong_call: bool) -> Self {
        if is_wrong_call { Self::WrongCall(problem) } else { Self::NotProcessed(problem) }
    }
}

impl From<NotDone> for Stop {
    /// Of a thing that the call names.
    fn from(not_done: NotDone) -> Self {
        match not_done {
            NotDone::Refused(problem) => Self::WrongCall(problem),
            NotDone::Failed(problem) => Self::NotProcessed(problem),
        }
    }
}

impl From<KeyError> for Stop {
    fn from(error: KeyError) -> Self {
        Self::of(error.problem(), error.is_wrong_call())
    }
}

impl From<TrustError> for Stop {
    fn from(error: TrustError) -> Self {
        Self::of(error.problem(), error.is_wrong_call())
    }
}

impl From<RevocationError> for Stop {
    fn from(error: RevocationError) -> Self {
        Self::NotProcessed(error.problem())
    }
}

/// Tells why a command ended early, and gives the exit code.
pub fn finish(done: Result<ExitCode, Stop>) -> ExitCode {
    let (problem, code) = match done {
        Ok(code) => return code,
        Err(Stop::OutputClosed) => return ExitCode::SUCCESS,
        Err(Stop::WrongCall(problem)) => (problem, exit::USAGE),
        Err(Stop::NotProcessed(problem)) => (problem, exit::NOT_PROCESSED),
        Err(Stop::NotPassed(problem)) => (problem, exit::NOT_PASSED),
    };
    output::say(&problem);
    code.into()
}

/// Prints a result on standard output.
pub fn print(result: &str) -> Result<ExitCode, Stop> {
    match output::result(result) {
        Ok(()) => Ok(ExitCode::from(exit::PASSED)),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Stop::OutputClosed),
        Err(error) => Err(Stop::NotProcessed(crate::problem!("output-failed").with_cause(&error))),
    }
}
