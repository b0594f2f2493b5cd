//! What can go wrong on the network, by who can mend it, and in words.

use std::io;
use std::path::PathBuf;

use super::Purpose;
use crate::locale::{elide, text_with};
use crate::problem::Problem;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum NetworkError {
    /// The input: not a web address that can be asked.
    #[error("not a web address: {url}")]
    BadAddress { url: String },
    /// The input: an address without encryption.
    #[error("{host} would be asked without encryption")]
    PlainHttp { host: String },
    /// Nobody said yes to this.
    #[error("{host} is not allowed for {}", purpose.key())]
    NotAllowed { purpose: Purpose, host: String },
    /// The person said never.
    #[error("{host} is forbidden for {}", purpose.key())]
    Forbidden { purpose: Purpose, host: String },
    /// The machine: the rules cannot be read, so nothing is allowed.
    #[error("cannot read {path}")]
    RulesUnreadable { path: PathBuf, source: io::Error },
    #[error("{path} does not hold rules for the network")]
    RulesMalformed { path: PathBuf, source: serde_json::Error },
    #[error("cannot write {path}")]
    RulesUnwritable { path: PathBuf, source: io::Error },
    /// The machine: what cannot be written down is not done.
    #[error("cannot write {path}")]
    LedgerUnwritable { path: PathBuf, source: io::Error },
    #[error("cannot read {path}")]
    LedgerUnreadable { path: PathBuf, source: io::Error },
    /// The network or the host, from here on.
    #[error("no such host: {host}")]
    HostNotFound { host: String },
    #[error("cannot connect to {host}")]
    Unreachable { host: String, source: Box<ureq::Error> },
    #[error("{host} did not answer in time")]
    TimedOut { host: String },
    #[error("{host} did not prove who it is")]
    NotSecure { host: String, source: Box<ureq::Error> },
    #[error("the proxy did not connect to {host}")]
    ProxyFailed { host: String, source: Box<ureq::Error> },
    #[error("{host} answered with HTTP status {status}")]
    Status { host: String, status: u16 },
    #[error("{host} pointed to {elsewhere}")]
    Redirected { host: String, elsewhere: String },
    #[error("the answer of {host} is larger than {limit_bytes} bytes")]
    TooLarge { host: String, limit_bytes: u64 },
    #[error("the answer of {host} broke off or is not HTTP")]
    Broken { host: String, source: Box<ureq::Error> },
}

impl NetworkError {
    /// The word in the ledger.
    pub fn key(&self) -> &'static str {
        match self {
            Self::BadAddress { .. } => "bad-address",
            Self::PlainHttp { .. } => "plain-http",
            Self::NotAllowed { .. } => "not-allowed",
            Self::Forbidden { .. } => "forbidden",
            Self::RulesUnreadable { .. } => "rules-unreadable",
            Self::RulesMalformed { .. } => "rules-malformed",
            Self::RulesUnwritable { .. } => "rules-unwritable",
            Self::LedgerUnwritable { .. } => "ledger-unwritable",
            Self::LedgerUnreadable { .. } => "ledger-unreadable",
            Self::HostNotFound { .. } => "host-not-found",
            Self::Unreachable { .. } => "unreachable",
            Self::TimedOut { .. } => "timed-out",
            Self::NotSecure { .. } => "not-secure",
            Self::ProxyFailed { .. } => "proxy-failed",
            Self::Status { .. } => "status",
            Self::Redirected { .. } => "redirected",
            Self::TooLarge { .. } => "too-large",
            Self::Broken { .. } => "broken",
        }
    }

    /// Whether the call itself is at fault, and trying again as it is cannot help.
    pub fn is_wrong_call(&self) -> bool {
        matches!(
            self,
            Self::BadAddress { .. } | Self::PlainHttp { .. } | Self::NotAllowed { .. } | Self::Forbidden { .. }
        )
    }

    /// The error in words.
    pub fn problem(&self) -> Problem {
        let shown = |path: &PathBuf| crate::locale::plain(&path.to_string_lossy());
        let named = |host: &str| elide(host, 100);
        let problem = match self {
            Self::BadAddress { url } => crate::problem!("network-bad-address", url = elide(url, 100)),
            Self::PlainHttp { host } => crate::problem!("network-plain-http", host = named(host)),
            Self::NotAllowed { purpose, host } => {
                let (purpose, key) = (what_for(*purpose), purpose.key());
                crate::problem!("network-not-allowed", host = named(host), purpose = purpose, key = key)
            }
            Self::Forbidden { purpose, host } => {
                let (purpose, key) = (what_for(*purpose), purpose.key());
                crate::problem!("network-forbidden", host = named(host), purpose = purpose, key = key)
            }
            Self::RulesUnreadable { path, .. } => crate::problem!("network-rules-unreadable", path = shown(path)),
            Self::RulesMalformed { path, .. } => crate::problem!("network-rules-malformed", path = shown(path)),
            Self::RulesUnwritable { path, .. } => crate::problem!("network-rules-unwritable", path = shown(path)),
            Self::LedgerUnwritable { path, .. } => crate::problem!("network-ledger-unwritable", path = shown(path)),
            Self::LedgerUnreadable { path, .. } => crate::problem!("network-ledger-unreadable", path = shown(path)),
            Self::HostNotFound { host } => crate::problem!("network-host-not-found", host = named(host)),
            Self::Unreachable { host, .. } => crate::problem!("network-unreachable", host = named(host)),
            Self::TimedOut { host } => crate::problem!("network-timed-out", host = named(host)),
            Self::NotSecure { host, .. } => crate::problem!("network-not-secure", host = named(host)),
            Self::ProxyFailed { host, .. } => crate::problem!("network-proxy-failed", host = named(host)),
            Self::Status { host, status } => {
                crate::problem!("network-status", host = named(host), status = status.to_string())
            }
            Self::Redirected { host, elsewhere } => {
                crate::problem!("network-redirected", host = named(host), elsewhere = elide(elsewhere, 100))
            }
            Self::TooLarge { host, .. } => crate::problem!("network-too-large", host = named(host)),
            Self::Broken { host, .. } => crate::problem!("network-broken", host = named(host)),
        };
        problem.with_cause(self)
    }
}

/// A purpose in words.
fn what_for(purpose: Purpose) -> String {
    text_with(&format!("network-purpose-{}", purpose.key()), &[])
}
