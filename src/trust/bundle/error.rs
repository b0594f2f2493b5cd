//! What can go wrong with a team's bundle, and how each is told. Never decides what stays in force.

use std::path::{Path, PathBuf};

use crate::locale::{elide, text};
use crate::problem;
use crate::problem::Problem;
use crate::trust::TrustError;
use crate::trust::list_error::shown;

/// Whose signatures are too few.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleKind {
    /// Those of the root itself.
    Root,
    /// Those of the root before, on the one that follows it.
    RootBefore,
    /// Those on what the bundle carries.
    Targets,
}

impl RoleKind {
    /// The locale key of what is signed.
    pub fn key(self) -> &'static str {
        match self {
            Self::Root => "team-role-root",
            Self::RootBefore => "team-role-root-before",
            Self::Targets => "team-role-targets",
        }
    }
}

/// Why a bundle is not taken. Versions count from 1.
#[derive(Debug, thiserror::Error)]
pub enum BundleFault {
    #[error("it is too big")]
    TooBig,
    #[error("it is a web page")]
    WebPage,
    #[error("it breaks off")]
    Truncated,
    #[error("not JSON")]
    Malformed { source: serde_json::Error },
    #[error("the key {key:?} stands twice in one object")]
    DuplicateKey { key: String },
    #[error("schema {schema:?}")]
    OtherSchema { schema: String },
    #[error("not of the form wanted: {reason}")]
    Content { reason: String },
    #[error("{has} of {needs} signatures ({role:?})")]
    Threshold { role: RoleKind, has: usize, needs: usize },
    #[error("root {found} where {expected} should be")]
    RootSkipped { expected: u64, found: u64 },
    #[error("a root of team {found:?} after one of {wanted:?}")]
    OtherTeam { found: String, wanted: String },
    #[error("its root expired on {date}")]
    RootExpired { date: String },
    #[error("it expired on {date}")]
    Expired { date: String },
    #[error("its last root is {offered}, the one in force {in_force}")]
    RootRollback { offered: u64, in_force: u64 },
    #[error("it has version {offered}, the one in force {in_force}")]
    Rollback { offered: u64, in_force: u64 },
    #[error("another version {version} is in force")]
    Fork { version: u64 },
    #[error("the part {name:?} is missing")]
    PartMissing { name: String },
    #[error("the part {name:?} has another length")]
    PartLength { name: String },
    #[error("the part {name:?} has another digest")]
    PartDigest { name: String },
    #[error("the part {name:?} is not among the signed ones")]
    PartUnsigned { name: String },
    #[error("the part {name:?} cannot be used: {}", reason.what)]
    PartBroken { name: String, reason: Box<Problem> },
}

/// What can go wrong with teams. What was in force stays in force.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    #[error("{path} cannot be read")]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{path} is not taken")]
    Refused { path: PathBuf, source: BundleFault },
    #[error("the root has the fingerprint {found}, the one compared is {compared}")]
    Differs { found: String, compared: String },
    #[error("the team {team} is in force already")]
    InForce { team: String },
    #[error("the team of {path} is not in force")]
    NotInForce { path: PathBuf },
    #[error("there is no team {query:?}")]
    Unknown { query: String },
    #[error("{name:?} cannot be a name")]
    Name { name: String },
    #[error("the key of {name:?} is not 64 hex digits")]
    PublicKey { name: String },
    #[error("nobody can reach a threshold of {threshold} with {keys} roots")]
    ThresholdOutOfReach { threshold: usize, keys: usize },
    #[error("the key of {name:?} is not among the roots")]
    NotARoot { name: String },
    #[error("it would expire after {days} days")]
    Days { days: u32 },
    #[error(transparent)]
    Kept(#[from] TrustError),
}

impl BundleError {
    /// The error in words.
    pub fn problem(&self) -> Problem {
        let problem = match self {
            Self::Unreadable { path, .. } => problem!("team-unreadable", file = shown(path)),
            Self::Refused { path, source } => fault_problem(path, source),
            Self::Differs { .. } => problem!("team-differs"),
            Self::InForce { team } => problem!("team-in-force", team = elide(team, 80)),
            Self::NotInForce { path } => problem!("team-not-in-force", file = shown(path)),
            Self::Unknown { query } => problem!("team-unknown", query = elide(query, 80)),
            Self::Name { name } => problem!("team-name", name = elide(name, 80)),
            Self::PublicKey { name } => problem!("team-public-key", name = elide(name, 80)),
            Self::ThresholdOutOfReach { threshold, keys } => {
                problem!("team-threshold-reach", threshold = *threshold, count = *keys)
            }
            Self::NotARoot { name } => problem!("team-not-a-root", name = elide(name, 80)),
            Self::Days { days } => problem!("team-days", count = *days),
            Self::Kept(error) => return error.problem(),
        };
        problem.with_cause(self)
    }

    /// Whether the person asked for something that cannot be, so that nothing was tried.
    pub fn is_wrong_call(&self) -> bool {
        match self {
            Self::InForce { .. }
            | Self::Unknown { .. }
            | Self::Name { .. }
            | Self::PublicKey { .. }
            | Self::ThresholdOutOfReach { .. }
            | Self::NotARoot { .. }
            | Self::Days { .. } => true,
            Self::Kept(error) => error.is_wrong_call(),
            Self::Unreadable { .. } | Self::Refused { .. } | Self::Differs { .. } | Self::NotInForce { .. } => false,
        }
    }
}

fn fault_problem(path: &Path, fault: &BundleFault) -> Problem {
    let file = shown(path);
    match fault {
        BundleFault::TooBig => problem!("team-too-big", file = file),
        BundleFault::WebPage => problem!("team-web-page", file = file),
        BundleFault::Truncated => problem!("team-truncated", file = file),
        BundleFault::DuplicateKey { key } => problem!("team-duplicate-key", file = file, key = elide(key, 40)),
        BundleFault::Malformed { .. } | BundleFault::OtherSchema { .. } | BundleFault::Content { .. } => {
            problem!("team-other", file = file)
        }
        BundleFault::Threshold { role, has, needs } => {
            let role = text(role.key()).to_owned();
            problem!("team-threshold", file = file, has = *has, needs = *needs, role = role)
        }
        BundleFault::RootSkipped { expected, found } => {
            problem!("team-root-skipped", file = file, expected = expected.to_string(), found = found.to_string())
        }
        BundleFault::OtherTeam { found, wanted } => {
            problem!("team-other-team", file = file, found = elide(found, 80), wanted = elide(wanted, 80))
        }
        BundleFault::RootExpired { date } | BundleFault::Expired { date } => {
            problem!("team-expired", file = file, date = day(date))
        }
        BundleFault::RootRollback { offered, in_force } => {
            let (offered, in_force) = (offered.to_string(), in_force.to_string());
            problem!("team-root-rollback", file = file, offered = offered, in_force = in_force)
        }
        BundleFault::Rollback { offered, in_force } => {
            let (offered, in_force) = (offered.to_string(), in_force.to_string());
            problem!("team-rollback", file = file, offered = offered, in_force = in_force)
        }
        BundleFault::Fork { version } => problem!("team-fork", file = file, version = version.to_string()),
        BundleFault::PartMissing { name }
        | BundleFault::PartLength { name }
        | BundleFault::PartDigest { name }
        | BundleFault::PartUnsigned { name } => problem!("team-part", file = file, name = elide(name, 60)),
        BundleFault::PartBroken { name, reason } => {
            let reason = elide(&reason.what, 200);
            problem!("team-part-broken", file = file, name = elide(name, 60), reason = reason)
        }
    }
}

/// The day of a date in RFC 3339.
fn day(date: &str) -> String {
    date.chars().take(10).collect()
}
