//! Trust lists as a person sees them. The certificates themselves are in `trust`.

use serde::{Deserialize, Serialize};

/// Which kind of trust a list carries; decides the signer's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListKind {
    /// The official C2PA list, for signers.
    Official,
    /// The frozen interim list, for signers.
    Interim,
    /// An organisation's own roots, for signers.
    House,
    /// Single end-entity certificates that this person added by hand.
    Contacts,
    /// Single end-entity certificates that a team's bundle brought; nobody compared them one by one.
    Team,
    /// Roots of time-stamp authorities; vouch for time only.
    TimeStamping,
}

impl ListKind {
    /// Every kind, in the order in which they are listed.
    pub const ALL: [Self; 6] =
        [Self::Official, Self::Interim, Self::House, Self::Contacts, Self::Team, Self::TimeStamping];

    /// Whether it holds single signers, who vouch for nobody else.
    pub fn is_single_signers(self) -> bool {
        matches!(self, Self::Contacts | Self::Team)
    }

    /// The word in JSON, on the command line and in locale keys.
    pub fn key(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::Interim => "interim",
            Self::House => "house",
            Self::Contacts => "contacts",
            Self::Team => "team",
            Self::TimeStamping => "time-stamping",
        }
    }
}

/// One list in Settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustListCard {
    pub id: String,
    pub name: String,
    pub kind: ListKind,
    /// Number of certificates in force.
    pub certificates: usize,
    /// When it was added here, RFC 3339 in UTC.
    pub added: String,
    /// Issued and next update, when the list states them (ETSI TS 119 602).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_update: Option<String>,
}

/// What is known of a list beyond its card: where it came from and what it says about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ListDetails {
    /// Name of the file or host that it came from. Strangers' text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// Number of the issue, counted by whoever publishes the list (`LoTESequenceNumber`, ETSI TS 119 602).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence: Option<u64>,
    /// Who publishes the list, by its own word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// The person's own note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One certificate of a list, with what the list says about it. Everything but the fingerprint is strangers' text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ListedCertificate {
    /// SHA-256 of the DER, lower-case hex.
    pub fingerprint: String,
    pub subject: String,
    pub issuer: String,
    /// RFC 3339 in UTC.
    pub not_before: String,
    pub not_after: String,
    /// The organisation that runs the service (`TEName`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The status as the list writes it, a URI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Since when it has that status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_since: Option<String>,
    /// Whether it vouches for anyone; a withdrawn one does not.
    pub in_force: bool,
}

/// A team whose bundle is in force, or that a bundle file speaks of. Names are strangers' text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamCard {
    pub id: String,
    pub team: String,
    /// Of what the bundle carries; counts up.
    pub version: u64,
    pub root_version: u64,
    /// RFC 3339, the earlier of the dates at which the roots and what they signed run out.
    pub expires: String,
    /// SHA-256 of the newest root version, lower-case hex: what is compared before a team is added.
    pub root_fingerprint: String,
    /// How many of the roots must sign.
    pub threshold: usize,
    pub roots: Vec<TeamRoot>,
    pub parts: Vec<TeamPart>,
    /// When it was added and last updated here, RFC 3339 in UTC; empty for a file.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub added: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub updated: String,
    /// Name of the file that it came from.
    pub origin: String,
}

/// One of those who sign for a team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamRoot {
    pub name: String,
    /// Ed25519, lower-case hex.
    pub public_key: String,
    /// Whether they signed what the bundle carries.
    pub signed: bool,
    /// Whether they signed the newest root version.
    pub signed_root: bool,
}

/// One part of what a team brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamPart {
    pub name: String,
    /// `house`, `time-stamping`, `contact`, `revocations`, or a kind that this version does not know.
    pub kind: String,
    pub is_known: bool,
    /// Bytes.
    pub size_bytes: u64,
}
