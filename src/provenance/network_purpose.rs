//! What a connection is for: one of the two things that a person says yes or no to. Never connects.

use serde::{Deserialize, Serialize};

/// Why Lightmark would connect. Each is allowed or refused on its own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Trust lists from their publishers.
    Lists,
    /// Time stamps by an authority (RFC 3161).
    #[default]
    TimeStamps,
    /// Whether a certificate is revoked (OCSP, RFC 6960).
    Ocsp,
    /// Content Credentials that a file keeps on a server.
    RemoteManifests,
    /// Identities that live on a web site (did:web, CAWG).
    DidWeb,
}

impl Purpose {
    /// Every purpose, for tables.
    pub const ALL: [Self; 5] = [Self::Lists, Self::TimeStamps, Self::Ocsp, Self::RemoteManifests, Self::DidWeb];

    /// The word on the command line, in JSON and in the locale keys.
    pub fn key(self) -> &'static str {
        match self {
            Self::Lists => "lists",
            Self::TimeStamps => "time-stamps",
            Self::Ocsp => "ocsp",
            Self::RemoteManifests => "remote-manifests",
            Self::DidWeb => "did-web",
        }
    }

    /// The purpose with this word.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.key() == key)
    }
}
