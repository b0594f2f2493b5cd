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

/// A name to sign as; a practice key says what it is wherever it can be chosen.
pub fn signer_name(card: &IdentityCard) -> String {
    let name = locale::elide(&card.name, 60);
    if card.practice { tr!("keys-practice-signer", name = name) } else { name }
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
