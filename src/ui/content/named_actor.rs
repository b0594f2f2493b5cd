//! A CAWG identity in words: who is named, how far that holds, which accounts were verified, and who vouches.
//! The four states share neither icon nor word; of one that does not hold no name is said without that.

use jiff::tz::TimeZone;

use crate::locale::{self, actors};
use crate::provenance::report::{IdentityState, NamedActor};
use crate::tr;
use egui_material_icons::icons::{ICON_ACCOUNT_CIRCLE, ICON_DO_NOT_DISTURB_ON, ICON_PERSON_OFF, ICON_VERIFIED_USER};

use super::super::icon::Mark;
use super::super::theme::Tone;
use super::super::when;
use super::{Pair, stranger};

/// The roles of CAWG Identity 1.2 §5.1.2 that have a word of their own.
const ROLES: [&str; 7] = ["creator", "contributor", "editor", "producer", "publisher", "sponsor", "translator"];

/// More roles than this are not shown one by one.
const MAX_ROLES: usize = 8;

/// The identity as it is shown below the signer.
#[derive(Debug, Clone)]
pub struct Named {
    pub mark: Mark,
    /// A short word for the state.
    pub state: String,
    pub title: String,
    /// What the state means.
    pub sentence: String,
    pub pairs: Vec<Pair>,
}

/// What is said of the named actor.
pub fn named(actor: &NamedActor, zone: &TimeZone) -> Named {
    let name = locale::elide(&actor.name, 80);
    let by_accounts = actor.kind == "cawg.identity_claims_aggregation";
    let (mark, key) = match actor.state {
        IdentityState::Recognised => ((ICON_VERIFIED_USER, Tone::Ok), "recognised"),
        IdentityState::Unrecognised => ((ICON_ACCOUNT_CIRCLE, Tone::Info), "unrecognised"),
        IdentityState::Broken => ((ICON_PERSON_OFF, Tone::Bad), "broken"),
        IdentityState::NotChecked => ((ICON_DO_NOT_DISTURB_ON, Tone::Muted), "not-checked"),
    };
    let title = match actor.state {
        IdentityState::Broken => tr!("named-claimed", name = name),
        IdentityState::NotChecked => tr!("named-unchecked", name = name),
        IdentityState::Recognised | IdentityState::Unrecognised => tr!("named-as", name = name),
    };
    Named {
        mark,
        state: tr!(&format!("identity-{key}")),
        title,
        sentence: sentence(actor, key),
        pairs: pairs(actor, by_accounts, zone),
    }
}

/// What the state means; where a web site holds the issuer's key, that nobody asked it.
fn sentence(actor: &NamedActor, key: &str) -> String {
    let site = actor.issuer.as_deref().and_then(|issuer| issuer.strip_prefix("did:web:"));
    match site.filter(|_| actor.state == IdentityState::NotChecked) {
        Some(site) => tr!("named-not-asked", host = locale::elide(site.split(':').next().unwrap_or(site), 80)),
        None => tr!(&format!("evidence-identity-{key}")),
    }
}

fn pairs(actor: &NamedActor, by_accounts: bool, zone: &TimeZone) -> Vec<Pair> {
    let mut pairs = Vec::new();
    if let Some(organization) = actor.organization.as_ref().filter(|own| **own != actor.name) {
        pairs.push(Pair::new(tr!("evidence-organization"), stranger(organization)));
    }
    let kind = match actor.kind.as_str() {
        "cawg.x509.cose" => tr!("named-kind-certificate"),
        _ if by_accounts => tr!("named-kind-accounts"),
        other => stranger(other),
    };
    pairs.push(Pair::new(tr!("named-kind"), kind));
    if !actor.roles.is_empty() {
        let roles: Vec<String> = actor.roles.iter().take(MAX_ROLES).map(|own| role(own)).collect();
        pairs.push(Pair::new(tr!("named-roles"), roles.join(", ")));
    }
    let lines = actors::lines(actor, &|at| when::local(at, zone));
    let (voucher, accounts) = match lines.split_last() {
        Some((voucher, accounts)) => (Some(voucher), accounts),
        None => (None, &[][..]),
    };
    let holds = matches!(actor.state, IdentityState::Recognised | IdentityState::Unrecognised);
    let label = if holds { "named-account" } else { "named-account-unproved" };
    pairs.extend(accounts.iter().map(|line| Pair::new(tr!(label), line.clone())));
    pairs.extend(voucher.map(|line| Pair::new(tr!("named-voucher"), line.clone())));
    if let (Some(from), Some(until)) = (&actor.valid_from, &actor.valid_until) {
        let (from, until) = (when::local_date(from, zone), when::local_date(until, zone));
        pairs.push(Pair::new(tr!("named-valid"), tr!("named-valid-from-to", from = from, until = until)));
    }
    if let Some(issuer) = &actor.issuer {
        pairs.push(Pair::copied(tr!("named-issuer"), stranger(issuer), issuer));
    }
    if !actor.binds.is_empty() {
        let binds: Vec<String> = actor.binds.iter().take(MAX_ROLES).map(|label| stranger(label)).collect();
        pairs.push(Pair::new(tr!("named-binds"), binds.join(", ")));
    }
    pairs
}

/// A role in words, or as it stands.
fn role(label: &str) -> String {
    match label.strip_prefix("cawg.").filter(|own| ROLES.contains(own)) {
        Some(own) => tr!(&format!("named-role-{own}")),
        None => locale::elide(label, 60),
    }
}

/// The identity as text, for tests.
pub fn as_text(named: &Named) -> String {
    let mut out = format!("    [{}] {} ({})\n", super::tone_word(&named.mark), named.title, named.state);
    out += &format!("    {}\n", named.sentence);
    for pair in &named.pairs {
        out += &format!("    {}: {}\n", pair.label, pair.value);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_states_look_or_read_alike() {
        let all =
            [IdentityState::Recognised, IdentityState::Unrecognised, IdentityState::Broken, IdentityState::NotChecked];
        let looks = all.map(|state| {
            let actor = serde_json::json!({ "name": "Ana", "state": state, "kind": "cawg.x509.cose" });
            let named = named(&serde_json::from_value(actor).unwrap(), &TimeZone::UTC);
            (named.mark.0.codepoint, format!("{:?}", named.mark.1), named.state, named.sentence)
        });
        for (place, one) in looks.iter().enumerate() {
            for other in looks.iter().skip(place + 1) {
                assert!(one.0 != other.0 && one.1 != other.1 && one.2 != other.2 && one.3 != other.3, "{one:?}");
            }
        }
    }
}
