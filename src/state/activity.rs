//! The Activity page: what was asked of the network, and what may be asked. Nothing on it connects.

use crate::problem::Problem;
pub use crate::provenance::network_purpose::Purpose;

use super::stamps::Queue;

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

/// The person's answer when a host is about to be asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Permit {
    #[default]
    Once,
    Always,
    Never,
}

impl Permit {
    pub const ALL: [Self; 3] = [Self::Once, Self::Always, Self::Never];

    /// The end of its locale keys.
    pub fn key(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Always => "always",
            Self::Never => "never",
        }
    }
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

impl ActivityContent {
    /// What was said about a host, once the rules are read; if both, the no counts.
    pub fn said(&self, purpose: Purpose, host: &str) -> Option<Say> {
        let Self::Ready(activity) = self else { return None };
        let of_this = activity.rules.iter().filter(|rule| rule.purpose == purpose && rule.host == host);
        of_this.map(|rule| rule.say).max_by_key(|say| *say == Say::Never)
    }
}

/// The host of a web address as rules name it: lower case, with the port unless it is the usual one.
pub fn host_of(address: &str) -> String {
    let host = crate::locale::answers::host(address.trim()).to_ascii_lowercase();
    let usual = [":80", ":443"].into_iter().find_map(|port| host.strip_suffix(port));
    usual.map_or(host.clone(), str::to_owned)
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
    /// Files that wait for a time stamp.
    pub queue: Queue,
    /// What was said could not be kept.
    pub problem: Option<Problem>,
}
