//! What may be asked of the network and what was asked, by way of `workflow::network`. Never connects.

use crate::problem::Problem;
use crate::state::activity::{Activity, Outcome, Purpose, Request, Rule, Say};
use crate::state::msg::Answer;
use crate::workflow::network::{self, LedgerEntry, Network, RequestOutcome};

use super::services::Services;

pub(super) fn load(services: &Services) -> Answer {
    Answer::Activity(services.network().and_then(|network| read(&network)))
}

/// Keeps what the person says about a host, or forgets it.
pub(super) fn set(services: &Services, purpose: Purpose, host: &str, say: Option<Say>) -> Answer {
    let kept = services.network().and_then(|network| {
        let host = network::host(host)
            .ok_or_else(|| crate::problem!("activity-no-host", host = crate::locale::elide(host, 100)))?;
        let say = say.map(|say| match say {
            Say::Always => network::Say::Always,
            Say::Never => network::Say::Never,
        });
        network.set(purpose, &host, say).map_err(|error| error.problem())?;
        read(&network)
    });
    Answer::Activity(kept)
}

fn read(network: &Network) -> Result<Activity, Problem> {
    let (entries, strange) = network.ledger().map_err(|error| error.problem())?;
    let rules = network.rules().map_err(|error| error.problem())?;
    let more = entries.len().saturating_sub(Activity::SHOWN);
    Ok(Activity {
        requests: entries.into_iter().rev().take(Activity::SHOWN).map(request).collect(),
        more,
        strange,
        rules: rules.into_iter().map(rule).collect(),
    })
}

fn request(entry: LedgerEntry) -> Request {
    Request {
        at: entry.at,
        purpose: entry.purpose,
        host: entry.host,
        outcome: match entry.outcome {
            RequestOutcome::Refused => Outcome::Refused,
            RequestOutcome::Begun => Outcome::Begun,
            RequestOutcome::Answered => Outcome::Answered,
            RequestOutcome::Failed => Outcome::Failed,
        },
        reason: entry.reason,
        sent_bytes: entry.sent_bytes,
        received_bytes: entry.received_bytes,
    }
}

fn rule(rule: network::Rule) -> Rule {
    let say = match rule.say {
        network::Say::Always => Say::Always,
        network::Say::Never => Say::Never,
    };
    Rule { purpose: rule.purpose, host: rule.host, say }
}
