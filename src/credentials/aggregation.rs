//! An identity-claims aggregation (CAWG Identity 1.2 §8.1): the accounts of the named actor that somebody verified,
//! as that somebody states them. Whether the statement is signed is for the engine; nothing is fetched.

use jiff::Timestamp;
use serde_json::Value;

use super::limits::Limits;
use crate::provenance::report::VerifiedAccount;

/// More accounts than this are not listed.
const MAX_ACCOUNTS: usize = 50;

/// What an aggregation states.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Aggregation {
    /// A decentralised identifier (DID).
    pub issuer: Option<String>,
    pub accounts: Vec<VerifiedAccount>,
    pub valid_from: Option<String>,
    pub valid_until: Option<String>,
}

impl Aggregation {
    /// Reads the W3C verifiable credential, or the engine's summary of it; what is not there stays empty.
    pub(super) fn read(statement: &Value, limits: &Limits) -> Self {
        let text = |value: &Value, key: &str| value.get(key)?.as_str().map(|text| limits.text(text));
        let subject = match statement.get("credentialSubject") {
            Some(Value::Array(subjects)) => subjects.first().unwrap_or(&Value::Null),
            Some(subject) => subject,
            None => statement,
        };
        let identities = subject.get("verifiedIdentities").and_then(Value::as_array).map(Vec::as_slice);
        let identities = identities.unwrap_or_default();
        if identities.len() > MAX_ACCOUNTS {
            limits.cut();
        }
        let account = |identity: &Value| VerifiedAccount {
            kind: text(identity, "type").unwrap_or_default(),
            name: text(identity, "name"),
            username: text(identity, "username").or_else(|| text(identity, "address")),
            uri: text(identity, "uri"),
            provider: identity
                .get("provider")
                .and_then(|provider| text(provider, "name").or_else(|| text(provider, "id"))),
            verified_at: text(identity, "verifiedAt"),
        };
        // An issuer may be an object with an identifier (W3C Verifiable Credentials 2.0 §4.7).
        let issuer = text(statement, "issuer").or_else(|| text(statement.get("issuer")?, "id"));
        Self {
            issuer,
            accounts: identities.iter().take(MAX_ACCOUNTS).map(account).collect(),
            valid_from: text(statement, "validFrom"),
            valid_until: text(statement, "validUntil"),
        }
    }

    /// What to call the named actor: the first name that was verified, else the first account.
    pub(super) fn name(&self) -> Option<String> {
        let name = self.accounts.iter().find_map(|account| account.name.clone());
        name.or_else(|| self.accounts.iter().find_map(|account| account.username.clone()))
    }

    /// Whether it was in force at that time. The engine takes the word of any time-stamp authority for when the
    /// aggregation was signed; ours is the time that a listed authority proves, or now.
    pub(super) fn is_valid_at(&self, at: Timestamp) -> bool {
        let time = |text: &Option<String>| text.as_ref().map(|text| text.parse::<Timestamp>());
        let begun = match time(&self.valid_from) {
            Some(Ok(from)) => from <= at,
            Some(Err(_)) | None => false,
        };
        let lasts = match time(&self.valid_until) {
            Some(Ok(until)) => at <= until,
            Some(Err(_)) => false,
            None => true,
        };
        begun && lasts
    }

    /// Whether its issuer's key stands on a web site, which would have to be asked.
    pub(super) fn is_on_the_web(&self) -> bool {
        self.issuer.as_ref().is_some_and(|issuer| issuer.starts_with("did:web:"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn credential() -> Value {
        json!({
            "issuer": "did:web:ids.example", "validFrom": "2026-01-01T00:00:00Z", "validUntil": "2026-12-31T00:00:00Z",
            "credentialSubject": { "verifiedIdentities": [
                { "type": "cawg.social_media", "username": "ada", "uri": "https://social.example/ada",
                  "verifiedAt": "2026-01-01T10:00:00Z", "provider": { "id": "https://social.example", "name": "Social" } },
                { "type": "cawg.document_verification", "name": "Ada Example", "provider": { "id": "https://id.example" } },
                { "type": "cawg.crypto_wallet", "address": "0xada" }, 7,
            ] },
        })
    }

    #[test]
    fn what_is_missing_or_of_another_shape_stays_empty() {
        let limits = Limits::default();
        for value in [json!(null), json!([]), json!({ "credentialSubject": [] }), json!({ "verifiedIdentities": {} })] {
            assert_eq!(Aggregation::read(&value, &limits), Aggregation::default(), "{value}");
        }
        assert!(!limits.is_cut());
        let many = json!({ "verifiedIdentities": vec![json!({ "name": "x".repeat(5_000) }); 60] });
        let read = Aggregation::read(&many, &limits);
        assert_eq!(read.accounts.len(), MAX_ACCOUNTS);
        assert!(limits.is_cut() && read.name().unwrap().chars().count() < 2_100);
    }

    #[test]
    fn accounts_are_read_from_the_credential_and_from_its_summary() {
        let limits = Limits::default();
        let read = Aggregation::read(&credential(), &limits);
        assert_eq!((read.accounts.len(), read.is_on_the_web()), (4, true));
        assert_eq!(read.name().as_deref(), Some("Ada Example"));
        assert_eq!(read.accounts[0].provider.as_deref(), Some("Social"));
        assert_eq!(read.accounts[0].username.as_deref(), Some("ada"));
        assert_eq!(read.accounts[1].provider.as_deref(), Some("https://id.example"));
        assert_eq!(read.accounts[2].username.as_deref(), Some("0xada"));
        let mut summary = credential();
        summary["verifiedIdentities"] = summary["credentialSubject"]["verifiedIdentities"].clone();
        summary.as_object_mut().unwrap().remove("credentialSubject");
        assert_eq!(Aggregation::read(&summary, &limits), read);
    }

    #[test]
    fn it_counts_within_its_period_only() {
        let limits = Limits::default();
        let is_valid = |statement: &Value, at: &str| {
            Aggregation::read(statement, &limits).is_valid_at(at.parse::<Timestamp>().unwrap())
        };
        let whole = credential();
        for (at, valid) in
            [("2025-12-31T23:59:59Z", false), ("2026-06-01T00:00:00Z", true), ("2027-01-01T00:00:00Z", false)]
        {
            assert_eq!(is_valid(&whole, at), valid, "{at}");
        }
        for (key, value) in [("validFrom", json!(null)), ("validFrom", json!("soon")), ("validUntil", json!("never"))] {
            let mut broken = credential();
            broken[key] = value;
            assert!(!is_valid(&broken, "2026-06-01T00:00:00Z"), "{broken}");
        }
        let mut open = credential();
        open.as_object_mut().unwrap().remove("validUntil");
        assert!(is_valid(&open, "2080-01-01T00:00:00Z"));
    }
}
