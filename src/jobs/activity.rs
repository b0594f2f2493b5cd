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
        let known = network::Purpose::parse(purpose.key()).zip(network::host(host));
        let (purpose, host) =
            known.ok_or_else(|| crate::problem!("activity-no-host", host = crate::locale::elide(host, 100)))?;
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
        requests: entries.into_iter().rev().take(Activity::SHOWN).filter_map(request).collect(),
        more,
        strange,
        rules: rules.into_iter().filter_map(rule).collect(),
    })
}

fn request(entry: LedgerEntry) -> Option<Request> {
    Some(Request {
        at: entry.at,
        purpose: Purpose::parse(entry.purpose.key())?,
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
    })
}

fn rule(rule: network::Rule) -> Option<Rule> {
    let say = match rule.say {
        network::Say::Always => Say::Always,
        network::Say::Never => Say::Never,
    };
    Some(Rule { purpose: Purpose::parse(rule.purpose.key())?, host: rule.host, say })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_purpose_of_the_network_has_its_like_on_the_page() {
        for purpose in network::Purpose::ALL {
            assert_eq!(Purpose::parse(purpose.key()).map(Purpose::key), Some(purpose.key()));
        }
        assert_eq!(Purpose::ALL.len(), network::Purpose::ALL.len());
    }
}
