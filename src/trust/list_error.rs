//! What can go wrong with a trust list, and how each is told. Never decides what stays in force.

use std::path::{Path, PathBuf};

use crate::locale::elide;
use crate::problem;
use crate::problem::Problem;

/// What can go wrong with a list. What was in force stays in force.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    #[error("cannot read {path}")]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{path} is a folder")]
    Folder { path: PathBuf },
    #[error("{path} is too big for a list")]
    TooBig { path: PathBuf },
    #[error("{path} is a web page")]
    WebPage { path: PathBuf },
    #[error("{path} breaks off")]
    Truncated { path: PathBuf },
    #[error("certificate {number} in {path} cannot be read")]
    Damaged { path: PathBuf, number: usize },
    #[error("{path} holds no certificate")]
    NoCertificates { path: PathBuf },
    #[error("{path} is a list for another purpose")]
    OtherPurpose { path: PathBuf },
    #[error("{path} was issued on {offered}, the list in force on {in_force}")]
    Older { path: PathBuf, offered: String, in_force: String },
    #[error("{path} has number {offered}, the list in force {in_force}")]
    OlderSequence { path: PathBuf, offered: String, in_force: u64 },
    #[error("{path} should have been replaced by {next_update}")]
    Expired { path: PathBuf, next_update: String },
    #[error("{path} calls itself {scheme:?}, and nobody signed it")]
    NobodysWord { path: PathBuf, scheme: String },
    #[error("{path} calls itself {offered:?}, the list in force {in_force:?}")]
    OtherScheme { path: PathBuf, offered: String, in_force: String },
    #[error("no list like {path} is in force")]
    NotInForce { path: PathBuf },
    #[error("there is no list {query:?}")]
    UnknownList { query: String },
    #[error("{query:?} may be any of {ids:?}")]
    AmbiguousList { query: String, ids: Vec<String> },
    #[error("{path} holds no certificate authority")]
    NotIssuers { path: PathBuf },
    #[error("{path} holds a certificate authority, not a contact")]
    NotContact { path: PathBuf },
    #[error("{path} would make a contact without a comparison")]
    NotCompared { path: PathBuf },
    #[error("cannot write {path}")]
    NotSaved { path: PathBuf, source: std::io::Error },
    #[error("{path} is not a kept list")]
    KeptDamaged { path: PathBuf, source: serde_json::Error },
    #[error("{path} is not a kept team: {reason}")]
    KeptTeamDamaged { path: PathBuf, reason: String },
    #[error("{name:?} comes from the team {team:?}")]
    FromTeam { name: String, team: String },
}

impl TrustError {
    /// The error in words.
    pub fn problem(&self) -> Problem {
        let problem = match self {
            Self::Unreadable { path, .. } => problem!("trust-list-unreadable", file = shown(path)),
            Self::Folder { path } => problem!("trust-list-folder", file = shown(path)),
            Self::TooBig { path } => problem!("trust-list-too-big", file = shown(path)),
            Self::WebPage { path } => problem!("trust-list-web-page", file = shown(path)),
            Self::Truncated { path } => problem!("trust-list-truncated", file = shown(path)),
            Self::Damaged { path, number } => {
                problem!("trust-list-damaged", file = shown(path), number = number.to_string())
            }
            Self::NoCertificates { path } => problem!("trust-list-empty", file = shown(path)),
            Self::OtherPurpose { path } => problem!("trust-list-other-purpose", file = shown(path)),
            Self::Older { path, offered, in_force } => problem!(
                "trust-list-older",
                file = shown(path),
                offered = elide(offered, 40),
                in_force = elide(in_force, 40)
            ),
            Self::OlderSequence { path, offered, in_force } => problem!(
                "trust-list-older-sequence",
                file = shown(path),
                offered = elide(offered, 40),
                in_force = in_force.to_string()
            ),
            Self::Expired { path, next_update } => {
                problem!("trust-list-expired", file = shown(path), date = elide(next_update, 40))
            }
            Self::NobodysWord { path, scheme } => {
                problem!("trust-list-nobodys-word", file = shown(path), scheme = elide(scheme, 80))
            }
            Self::OtherScheme { path, offered, in_force } => problem!(
                "trust-list-other-scheme",
                file = shown(path),
                offered = elide(offered, 80),
                in_force = elide(in_force, 80)
            ),
            Self::NotInForce { path } => problem!("trust-list-not-in-force", file = shown(path)),
            Self::UnknownList { query } => problem!("trust-list-unknown", query = elide(query, 80)),
            Self::AmbiguousList { query, ids } => {
                problem!("trust-list-ambiguous", query = elide(query, 80), ids = ids.join(", "))
            }
            Self::NotIssuers { path } => problem!("trust-list-not-issuers", file = shown(path)),
            Self::NotContact { path } => problem!("trust-list-not-contact", file = shown(path)),
            Self::NotCompared { path } => problem!("trust-list-not-compared", file = shown(path)),
            Self::NotSaved { path, .. } => problem!("trust-list-not-saved", file = shown(path)),
            Self::KeptDamaged { path, .. } => {
                problem!("trust-list-kept-damaged", file = shown(path), path = elide(&path.to_string_lossy(), 200))
            }
            Self::KeptTeamDamaged { path, .. } => {
                problem!("team-kept-damaged", path = elide(&path.to_string_lossy(), 200))
            }
            Self::FromTeam { name, team } => {
                problem!("team-brings-it", name = elide(name, 80), team = elide(team, 80))
            }
        };
        problem.with_cause(self)
    }

    /// Whether the person asked for something that is not there, so that nothing was tried.
    pub fn is_wrong_call(&self) -> bool {
        matches!(
            self,
            Self::UnknownList { .. }
                | Self::AmbiguousList { .. }
                | Self::NobodysWord { .. }
                | Self::FromTeam { .. }
                | Self::NotCompared { .. }
        )
    }
}

/// The last part of a path, as text.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy()).chars().take(200).collect()
}

/// The last part of a path, ready to show.
pub(super) fn shown(path: &Path) -> String {
    elide(&file_name(path), 60)
}
