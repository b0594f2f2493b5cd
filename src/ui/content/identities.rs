//! How an identity stands, in words: expiry, practice, retired, revoked; and what may be done with it.

use jiff::tz::TimeZone;

use crate::locale;
use crate::provenance::identity::{Expiry, IdentityCard, RevocationReason, Standing};
use crate::tr;
use egui_material_icons::icons::{ICON_EVENT_BUSY, ICON_HISTORY, ICON_REMOVE_MODERATOR, ICON_SCIENCE};

use super::super::icon::Mark;
use super::super::theme::Tone;
use super::super::when;

/// Something that a person can do with an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Rotate,
    BackUp,
    Request,
    Import,
    Resign,
    Uses,
    Revoke,
}

impl Act {
    /// The end of its locale keys.
    pub fn key(self) -> &'static str {
        match self {
            Self::Rotate => "rotate",
            Self::BackUp => "back-up",
            Self::Request => "request",
            Self::Import => "import",
            Self::Resign => "resign",
            Self::Uses => "uses",
            Self::Revoke => "revoke",
        }
    }
}

/// What `keys` will do with this identity. An authority certifies no practice key, and what has ended is not renewed.
pub fn acts(card: &IdentityCard) -> &'static [Act] {
    match &card.standing {
        Standing::Active if card.practice => &[Act::Rotate, Act::BackUp, Act::Uses, Act::Revoke],
        Standing::Active => &[Act::Rotate, Act::BackUp, Act::Request, Act::Import, Act::Uses, Act::Revoke],
        Standing::Retired { .. } => &[Act::Resign, Act::BackUp, Act::Uses, Act::Revoke],
        Standing::Revoked { .. } => &[Act::Uses],
    }
}

/// A revoked identity is kept, so that its revocation is not forgotten.
pub fn may_be_deleted(card: &IdentityCard) -> bool {
    !matches!(card.standing, Standing::Revoked { .. })
}

/// What to know before signing with it.
pub fn standing(card: &IdentityCard, all: &[IdentityCard], zone: &TimeZone) -> Vec<(Mark, String)> {
    let mut lines = Vec::new();
    match &card.standing {
        Standing::Active => lines.extend(expiry(card, zone)),
        Standing::Retired { overlap_until, successor, .. } => {
            let until = when::local(overlap_until, zone);
            let next = all.iter().find(|other| other.id == *successor);
            let text = match next.map(|next| when::local_date(&next.created, zone)) {
                Some(made) => tr!("identity-retired", until = until, made = made),
                None => tr!("identity-retired-alone", until = until),
            };
            lines.push(((ICON_HISTORY, Tone::Info), text));
        }
        Standing::Revoked { at, reason, .. } => {
            let text = tr!("identity-revoked", at = when::local(at, zone), reason = self::reason(*reason));
            lines.push(((ICON_REMOVE_MODERATOR, Tone::Bad), text));
        }
    }
    if card.practice {
        lines.push(((ICON_SCIENCE, Tone::Warn), tr!("identity-practice-note")));
    }
    lines
}

/// A name to sign as; a practice key says what it is wherever it can be chosen, and of several of one name and one
/// organisation each shows how its fingerprint begins, as the page of identities does.
pub fn signer_name(card: &IdentityCard, all: &[IdentityCard]) -> String {
    let name = locale::elide(&card.name, 60);
    let name = if card.practice { tr!("keys-practice-signer", name = name) } else { name };
    let looks_the_same = |other: &&IdentityCard| {
        let same =
            (&other.name, &other.organization, other.practice) == (&card.name, &card.organization, card.practice);
        same && other.is_active() && other.id != card.id
    };
    match (all.iter().find(looks_the_same), card.fingerprint.get(..4), card.fingerprint.get(4..8)) {
        (Some(_), Some(one), Some(two)) => tr!("identity-of-several", name = name, start = format!("{one} {two}")),
        _ => name,
    }
}

/// A reason in words.
pub fn reason(reason: RevocationReason) -> String {
    tr!(match reason {
        RevocationReason::Unspecified => "keys-reason-unspecified",
        RevocationReason::KeyCompromise => "keys-reason-key-compromise",
        RevocationReason::AffiliationChanged => "keys-reason-affiliation-changed",
        RevocationReason::Superseded => "keys-reason-superseded",
        RevocationReason::CessationOfOperation => "keys-reason-cessation",
    })
}

/// When the certificate ends, if that is near or past.
pub fn expiry(card: &IdentityCard, zone: &TimeZone) -> Option<(Mark, String)> {
    let tone = match card.expiry()? {
        Expiry::Within60Days => Tone::Info,
        Expiry::Within30Days => Tone::Warn,
        Expiry::Within7Days | Expiry::Ended => Tone::Bad,
    };
    let until = when::local_date(&card.expires, zone);
    let text = match card.days_left {
        ..0 => tr!("identity-ended", at = until),
        days => tr!("identity-ends", days = days, at = until),
    };
    Some(((ICON_EVENT_BUSY, tone), text))
}

/// The standing and the acts as text, for tests.
pub fn as_text(cards: &[IdentityCard], zone: &TimeZone) -> String {
    let mut out = String::new();
    for card in cards {
        out += &format!("{}\n", locale::elide(&card.name, 80));
        for (mark, line) in standing(card, cards, zone) {
            out += &format!("  [{}] {line}\n", super::tone_word(&mark));
        }
        for act in acts(card) {
            let key = act.key();
            out +=
                &format!("  {} ({})\n", tr!(&format!("identity-act-{key}")), tr!(&format!("identity-act-{key}-tip")));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identities_of_one_name_can_be_told_apart_where_one_is_chosen() {
        let card = |id: &str, name: &str, fingerprint: &str| IdentityCard {
            id: id.to_owned(),
            name: name.to_owned(),
            fingerprint: fingerprint.repeat(8),
            ..IdentityCard::default()
        };
        let mut all = [card("1", "Ana", "15ff355f"), card("2", "Ana", "1c803b2d"), card("3", "Bob", "313d2a7f")];
        let shown = |all: &[IdentityCard]| all.iter().map(|card| signer_name(card, all)).collect::<Vec<_>>();
        assert_eq!(shown(&all), ["Ana (fingerprint 15ff 355f …)", "Ana (fingerprint 1c80 3b2d …)", "Bob"]);
        all[0].organization = Some("Northlight".to_owned());
        assert_eq!(shown(&all), ["Ana", "Ana", "Bob"], "the organisation stands beside the name");
        all[0].organization = None;
        all[0].standing =
            Standing::Retired { since: String::new(), overlap_until: String::new(), successor: String::new() };
        assert_eq!(shown(&all)[1], "Ana", "nobody chooses a retired key");
    }
}
