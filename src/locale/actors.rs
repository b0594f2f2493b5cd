//! A CAWG identity in words, beyond its name: the accounts that somebody verified, and who that somebody is.

use super::{elide, text, text_with};
use crate::provenance::report::{IdentityState, NamedActor, VerifiedAccount};

/// Longest name that is shown, in characters.
const MAX_NAME_CHARS: usize = 80;
/// More accounts than this are not shown one by one.
const MAX_ACCOUNTS: usize = 8;

/// One line for each verified account, and one on who vouches; nothing for an identity of another kind. `when` turns
/// an RFC 3339 time into words.
pub fn lines(identity: &NamedActor, when: &dyn Fn(&str) -> String) -> Vec<String> {
    let Some(issuer) = &identity.issuer else { return Vec::new() };
    let mut lines: Vec<String> = identity.accounts.iter().take(MAX_ACCOUNTS).map(|one| account(one, when)).collect();
    let more = identity.accounts.len().saturating_sub(MAX_ACCOUNTS);
    if more > 0 {
        lines.push(text_with("identity-accounts-more", &[("count", more.into())]));
    }
    let (key, name) = match issuer.strip_prefix("did:web:") {
        Some(site) if identity.state == IdentityState::NotChecked => {
            ("identity-source-web", site.split(':').next().unwrap_or(site))
        }
        _ if identity.state == IdentityState::Broken => ("identity-source-broken", issuer.as_str()),
        _ => ("identity-source", issuer.as_str()),
    };
    lines.push(text_with(key, &[("issuer", elide(name, MAX_NAME_CHARS).into())]));
    lines
}

fn account(account: &VerifiedAccount, when: &dyn Fn(&str) -> String) -> String {
    let shown = |part: &Option<String>| part.as_ref().map(|part| elide(part, MAX_NAME_CHARS));
    let name = shown(&account.name).or_else(|| shown(&account.username)).or_else(|| shown(&account.uri));
    let name = name.unwrap_or_else(|| text("identity-account-nameless").to_owned());
    let provider = shown(&account.provider).unwrap_or_else(|| text("identity-account-somebody").to_owned());
    let args = [
        ("name", name.into()),
        ("provider", provider.into()),
        ("kind", kind(&account.kind).into()),
        ("at", account.verified_at.as_deref().map(when).unwrap_or_default().into()),
    ];
    text_with(if account.verified_at.is_some() { "identity-account-dated" } else { "identity-account" }, &args)
}

/// What was verified (CAWG Identity 1.2 §8.1.2), or the word as it stands.
fn kind(kind: &str) -> String {
    let key = match kind {
        "cawg.document_verification" => "identity-kind-document",
        "cawg.social_media" => "identity-kind-social",
        "cawg.affiliation" => "identity-kind-affiliation",
        "cawg.crypto_wallet" => "identity-kind-wallet",
        "cawg.web_site" => "identity-kind-web-site",
        other => return elide(other, MAX_NAME_CHARS),
    };
    text(key).to_owned()
}
