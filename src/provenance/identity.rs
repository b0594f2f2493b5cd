//! An identity as a person sees it: never the key, only what the certificate says and how the key stands.

use serde::{Deserialize, Serialize};

/// The organisation in a practice certificate. Every reader of Content Credentials shows the organisation, so
/// every reader says so; it is the mark by which Lightmark knows a practice key, too. Part of the certificate's
/// data, hence the same in every language.
pub const PRACTICE_ORGANIZATION: &str = "Practice, not for evidence";

/// One identity in the list. The secret is elsewhere (`keys`); this is safe to show, log and send.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// C2PA algorithm name: `ed25519`, `es256` or `es384`.
    pub algorithm: String,
    /// RFC 3339 in UTC.
    pub created: String,
    /// End of the certificate's validity, RFC 3339 in UTC.
    pub expires: String,
    /// Who issued the certificate: the personal root's name or an organisation's CA.
    pub issuer: String,
    /// Whole days from the moment this card was made until the certificate ends; negative when it has ended.
    #[serde(default)]
    pub days_left: i64,
    /// For trying things: what it signs is no evidence of anything.
    #[serde(default)]
    pub practice: bool,
    #[serde(default)]
    pub standing: Standing,
    /// Where the issuer answers whether the certificate is revoked (OCSP), by its own word. Strangers' text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responder: Option<String>,
}

impl IdentityCard {
    /// Whether it is the key in use: neither retired nor revoked.
    pub fn is_active(&self) -> bool {
        self.standing == Standing::Active
    }

    /// How near the certificate's end is, when it is near enough to tell the person.
    pub fn expiry(&self) -> Option<Expiry> {
        match self.days_left {
            ..0 => Some(Expiry::Ended),
            0..7 => Some(Expiry::Within7Days),
            7..30 => Some(Expiry::Within30Days),
            30..60 => Some(Expiry::Within60Days),
            60.. => None,
        }
    }
}

/// How near the end of a certificate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expiry {
    Within60Days,
    Within30Days,
    Within7Days,
    Ended,
}

/// What may be done with the key of an identity. Times are RFC 3339 in UTC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum Standing {
    #[default]
    Active,
    /// A newer key took its place; it signs until the overlap ends, and what it signed stays good.
    Retired { since: String, overlap_until: String, successor: String },
    /// Its owner said that it is not to be believed any more from `at` on; it never signs again.
    Revoked { at: String, recorded: String, reason: RevocationReason },
}

/// Why an identity was revoked, in the words of RFC 5280 §5.3.1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RevocationReason {
    #[default]
    Unspecified,
    KeyCompromise,
    AffiliationChanged,
    Superseded,
    CessationOfOperation,
}

impl RevocationReason {
    /// All of them, in the order of RFC 5280 §5.3.1.
    pub const ALL: [Self; 5] = [
        Self::Unspecified,
        Self::KeyCompromise,
        Self::AffiliationChanged,
        Self::Superseded,
        Self::CessationOfOperation,
    ];

    /// The name in RFC 5280, which is also the word on the command line and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::KeyCompromise => "keyCompromise",
            Self::AffiliationChanged => "affiliationChanged",
            Self::Superseded => "superseded",
            Self::CessationOfOperation => "cessationOfOperation",
        }
    }

    /// Also as revocation lists spell it, with hyphens.
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.replace('-', "");
        Self::ALL.into_iter().find(|reason| reason.name().eq_ignore_ascii_case(&name))
    }
}

/// A revocation of an own certificate, for whoever judges signatures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnRevocation {
    /// The identity.
    pub id: String,
    /// SHA-256 of the certificate's DER, lower-case hex.
    pub fingerprint: String,
    /// The certificate's serial number, lower-case hex without colons.
    pub serial: String,
    /// The issuer's whole name as text (RFC 4514).
    pub issuer: String,
    /// From when on signatures are not to be believed, RFC 3339 in UTC.
    pub at: String,
    pub reason: RevocationReason,
}

/// Which signature algorithm a key is for (C2PA 2.4 §13.2.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum KeyAlgorithm {
    #[default]
    Ed25519,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
}

impl KeyAlgorithm {
    /// All of them, the one for new identities first.
    pub const ALL: [Self; 3] = [Self::Ed25519, Self::Es256, Self::Es384];

    /// The name in C2PA.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "ed25519",
            Self::Es256 => "es256",
            Self::Es384 => "es384",
        }
    }

    /// By its name in C2PA, as the command line takes it.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }
}

/// One use of a key: what it signed, when, and what for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyUse {
    /// RFC 3339 in UTC.
    pub at: String,
    /// The identity.
    pub identity: String,
    /// SHA-256 of the certificate's DER that was in force, lower-case hex.
    pub certificate: String,
    /// Name of the file that was signed, without its folder.
    pub file: String,
    /// SHA-256 of the signed file, lower-case hex, when it was computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// What for, such as `sign`.
    pub purpose: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_told_60_30_and_7_days_ahead() {
        let at = |days_left| IdentityCard { days_left, ..IdentityCard::default() }.expiry();
        assert_eq!(at(60), None);
        assert_eq!(at(59), Some(Expiry::Within60Days));
        assert_eq!(at(30), Some(Expiry::Within60Days));
        assert_eq!(at(29), Some(Expiry::Within30Days));
        assert_eq!(at(7), Some(Expiry::Within30Days));
        assert_eq!(at(6), Some(Expiry::Within7Days));
        assert_eq!(at(0), Some(Expiry::Within7Days));
        assert_eq!(at(-1), Some(Expiry::Ended));
    }

    #[test]
    fn the_names_of_reasons_are_those_of_the_json() {
        for reason in RevocationReason::ALL {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.name());
            assert_eq!(RevocationReason::from_name(&reason.name().to_lowercase()), Some(reason));
        }
    }
}
