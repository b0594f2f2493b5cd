//! An identity as a person sees it: never the key, only what the certificate says.

use serde::{Deserialize, Serialize};

/// One identity in the list. The secret is elsewhere (`keys`); this is safe to show, log and send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityCard {
    /// Short and stable: the first 16 hex digits of the key's fingerprint.
    pub id: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// SHA-256 of the end-entity certificate's DER, lower-case hex.
    pub fingerprint: String,
    /// C2PA algorithm name, `ed25519`.
    pub algorithm: String,
    /// RFC 3339 in UTC.
    pub created: String,
    /// End of the certificate's validity, RFC 3339 in UTC.
    pub expires: String,
    /// Who issued the certificate: the personal root's name or an organisation's CA.
    pub issuer: String,
}
