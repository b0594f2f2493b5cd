//! The Activity page in words: requests and rules.

use jiff::tz::TimeZone;

use crate::locale;
use crate::state::activity::{Activity, Outcome, Request, Rule, Say};
use crate::tr;
use egui_material_icons::icons::{ICON_BLOCK, ICON_CHECK_CIRCLE, ICON_ERROR, ICON_HOURGLASS_EMPTY};

use super::super::icon::Mark;
use super::super::theme::Tone;
use super::super::when;
use super::details::size;

/// A request or a rule.
#[derive(Debug, Clone)]
pub struct Line {
    pub mark: Mark,
    pub title: String,
    pub facts: String,
}

/// A request.
pub fn request(request: &Request, zone: &TimeZone) -> Line {
    let mark = match request.outcome {
        Outcome::Answered => (ICON_CHECK_CIRCLE, Tone::Ok),
        Outcome::Failed => (ICON_ERROR, Tone::Warn),
        Outcome::Refused => (ICON_BLOCK, Tone::Muted),
        Outcome::Begun => (ICON_HOURGLASS_EMPTY, Tone::Info),
    };
    let outcome = tr!(&format!("network-outcome-{}", request.outcome.key()));
    let outcome = match &request.reason {
        Some(reason) => format!("{outcome} ({})", locale::elide(reason, 40)),
        None => outcome,
    };
    let bytes = tr!("activity-bytes", sent = size(request.sent_bytes), received = size(request.received_bytes));
    let purpose = tr!(&format!("network-purpose-{}", request.purpose.key()));
    Line {
        mark,
        title: locale::elide(&request.host, 100),
        facts: [when::local(&request.at, zone), purpose, bytes, outcome].join(" · "),
    }
}

/// A rule.
pub fn rule(rule: &Rule) -> Line {
    let (mark, key) = match rule.say {
        Say::Always => ((ICON_CHECK_CIRCLE, Tone::Ok), "activity-allowed"),
        Say::Never => ((ICON_BLOCK, Tone::Bad), "activity-denied"),
    };
    let purpose = tr!(&format!("network-purpose-{}", rule.purpose.key()));
    Line { mark, title: locale::elide(&rule.host, 100), facts: tr!(key, purpose = purpose) }
}

/// The page as text, for tests.
pub fn as_text(activity: &Activity, zone: &TimeZone) -> String {
    let requests = activity.requests.iter().map(|own| request(own, zone));
    let lines = activity.rules.iter().map(rule).chain(requests);
    lines.map(|line| format!("[{}] {}\n  {}\n", super::tone_word(&line.mark), line.title, line.facts)).collect()
}
