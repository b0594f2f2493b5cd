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
    /// Roots of time-stamp authorities; vouch for time only.
    TimeStamping,
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
