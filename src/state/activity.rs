//! The Activity page: what was asked of the network, and what may be asked. Nothing on it connects.

use crate::problem::Problem;
pub use crate::provenance::network_purpose::Purpose;

/// What the person does on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActivityMsg {
    Refresh,
    Form(RuleForm),
    /// What the form says, from now on.
    Say(Say),
    /// What is said about a rule that is there; `None` takes it back.
    Set {
        rule: Rule,
        say: Option<Say>,
    },
}

/// What was said about a purpose and a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Say {
    Always,
    Never,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Refused,
    Begun,
    Answered,
    Failed,
}

impl Outcome {
    /// The end of its locale key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Begun => "begun",
            Self::Answered => "answered",
            Self::Failed => "failed",
        }
    }
}

/// One request, also one that was not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// RFC 3339 in UTC.
    pub at: String,
    pub purpose: Purpose,
    pub host: String,
    pub outcome: Outcome,
    /// Why it was refused or failed, a word such as `timed-out`.
    pub reason: Option<String>,
    pub sent_bytes: u64,
    pub received_bytes: u64,
}

/// One rule of the person's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub purpose: Purpose,
    pub host: String,
    pub say: Say,
}

/// What a job read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Activity {
    /// The newest first, at most [`Activity::SHOWN`].
    pub requests: Vec<Request>,
    /// Older requests that are not shown.
    pub more: usize,
    /// Lines of the ledger that could not be understood.
    pub strange: usize,
    pub rules: Vec<Rule>,
}

impl Activity {
    /// Requests that the page shows.
    pub const SHOWN: usize = 500;
}

/// How far reading has come.
#[derive(Debug, Clone, Default)]
pub enum ActivityContent {
    #[default]
    Loading,
    Ready(Activity),
    Failed(Problem),
}

/// A rule being written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleForm {
    pub purpose: Purpose,
    pub host: String,
}

/// What the page shows.
#[derive(Debug, Clone, Default)]
pub struct ActivityPage {
    pub content: ActivityContent,
    pub form: RuleForm,
    /// What was said could not be kept.
    pub problem: Option<Problem>,
}
