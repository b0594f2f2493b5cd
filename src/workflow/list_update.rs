//! The official trust lists from where they are published: asked for once the person allowed the host for `lists`,
//! put into a file of its own, and read from there like any other. Never puts a list in force itself.

use std::io;
use std::path::PathBuf;

use serde::Deserialize;

use super::home::Home;
use super::network::{self, NetworkError, Purpose, host};
use super::settings;
use crate::problem::Problem;

/// Where C2PA publishes its lists (the conformance programme's public repository). `trust_lists.official` and
/// `trust_lists.tsa` in the settings name other places, such as a newsroom's own copy.
const PUBLISHED: &str = "https://raw.githubusercontent.com/c2pa-org/conformance-public/main/trust-list/";

/// Far more than an official list holds (67 kB), and all that a list may hold (bytes).
const LIMIT_BYTES: u64 = crate::trust::MAX_LIST_BYTES;

/// A list that its publisher keeps at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// Issuers of signing certificates.
    Official,
    /// Time-stamp authorities.
    Tsa,
}

impl Published {
    /// Both, in the order in which they are asked for.
    pub const ALL: [Self; 2] = [Self::Official, Self::Tsa];

    /// The word on the command line and in the settings.
    pub fn key(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::Tsa => "tsa",
        }
    }

    fn file_name(self) -> &'static str {
        match self {
            Self::Official => "C2PA-TRUST-LIST.json",
            Self::Tsa => "C2PA-TSA-TRUST-LIST.json",
        }
    }
}

/// A list that was fetched. The file is gone when this is dropped.
#[derive(Debug)]
pub struct Fetched {
    /// Named after the host that it came from.
    pub file: PathBuf,
    _folder: tempfile::TempDir,
}

/// Why there is no list.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    #[error("the settings cannot be read")]
    Settings { source: settings::SettingsError },
    #[error("the list could not be fetched")]
    Network { source: NetworkError },
    #[error("the list could not be kept for reading")]
    NotKept { source: io::Error },
}

impl FetchError {
    /// Whether the call itself is at fault: not allowed, or no web address.
    pub fn is_wrong_call(&self) -> bool {
        matches!(self, Self::Network { source } if source.is_wrong_call())
    }

    /// The error in words.
    pub fn problem(&self) -> Problem {
        match self {
            Self::Settings { source } => source.problem(),
            Self::Network { source } => source.problem(),
            Self::NotKept { .. } => crate::problem!("trust-update-not-kept").with_cause(self),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Stored {
    trust_lists: Addresses,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Addresses {
    official: Option<String>,
    tsa: Option<String>,
}

/// Where a list is published, by the person's settings or else by C2PA.
///
/// # Errors
/// Settings that cannot be read.
pub fn address(home: &Home, which: Published) -> Result<String, FetchError> {
    let stored: Stored = settings::load(&home.config).map_err(|source| FetchError::Settings { source })?;
    let chosen = match which {
        Published::Official => stored.trust_lists.official,
        Published::Tsa => stored.trust_lists.tsa,
    };
    Ok(chosen.filter(|url| !url.is_empty()).unwrap_or_else(|| format!("{PUBLISHED}{}", which.file_name())))
}

/// Asks for a list. Blocks, 20 seconds at most. `allow_once`: the person allows the host for this call.
///
/// # Errors
/// Settings that cannot be read, what was not allowed, and what went wrong on the way.
pub fn fetch(home: &Home, which: Published, allow_once: bool) -> Result<Fetched, FetchError> {
    fetch_from(home, &address(home, which)?, allow_once)
}

/// As [`fetch`], from an address that the person named.
///
/// # Errors
/// What was not allowed, and what went wrong on the way.
pub fn fetch_from(home: &Home, url: &str, allow_once: bool) -> Result<Fetched, FetchError> {
    let asked = |source| FetchError::Network { source };
    let network = network::open(home);
    if allow_once {
        network.allow_once(Purpose::Lists, url).map_err(asked)?;
    }
    let bytes = network.fetch(Purpose::Lists, url, LIMIT_BYTES).map_err(asked)?;
    let not_kept = |source| FetchError::NotKept { source };
    let folder = tempfile::tempdir().map_err(not_kept)?;
    let authority = url.split_once("://").and_then(|(_, rest)| host(rest.split('/').next().unwrap_or_default()));
    // A colon or a bracket is no letter of a file's name everywhere.
    let file = folder.path().join(authority.unwrap_or_else(|| "list".to_owned()).replace([':', '[', ']'], "_"));
    std::fs::write(&file, bytes).map_err(not_kept)?;
    Ok(Fetched { file, _folder: folder })
}
