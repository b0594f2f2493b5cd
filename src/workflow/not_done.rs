//! Why nothing was done about a file: it could not be, or a rule of the person's choice forbids it. Never decides which.

use crate::problem::Problem;

/// Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotDone {
    /// It could be done, but not without the person's leave.
    Refused(Problem),
    /// It could not be done.
    Failed(Problem),
}

impl NotDone {
    pub fn is_refused(&self) -> bool {
        matches!(self, Self::Refused(_))
    }

    /// What to tell, either way.
    pub fn problem(self) -> Problem {
        match self {
            Self::Refused(problem) | Self::Failed(problem) => problem,
        }
    }
}

impl From<Problem> for NotDone {
    fn from(problem: Problem) -> Self {
        Self::Failed(problem)
    }
}
