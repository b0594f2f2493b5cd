//! Makes a revocation list that carries on the last one of the same signer, writes it, and puts it in force here, so
//! that its number is kept.

use crate::problem::Problem;
use crate::state::msg::Answer;
use crate::state::revoke_list::{Entry, MadeList, RevokeListOrder, Why};
use crate::trust::revocation_list::{self, RevocationList, RevokedCertificate};
use crate::trust::revocation_store::make;
use crate::trust::revocations::{Reason, RevocationSource};

use super::services::Services;

pub(super) fn run(services: &Services, order: &RevokeListOrder) -> Answer {
    let made = write(services, order).and_then(|list| match super::trust::add_revocations(services, &list.path) {
        Answer::Trust(result) => result.map(|in_force| Box::new((list, in_force))),
        _ => Err(crate::problem!("job-broke-off")),
    });
    Answer::RevocationsMade(made)
}

fn write(services: &Services, order: &RevokeListOrder) -> Result<MadeList, Problem> {
    let identities = services.identities()?;
    let signer = identities.signer(&order.identity).map_err(|error| error.problem())?;
    let leaf = signer.chain().first().cloned().unwrap_or_default();
    let before = services.with_trust(|trust, _| Ok(last(trust.revocation_sources(), &leaf).cloned()))?;
    let mut revoked: Vec<RevokedCertificate> = before.iter().flat_map(kept).collect();
    revoked.extend(order.entries.iter().map(certificate));
    if order.own {
        let own = identities.revocations().map_err(|error| error.problem())?;
        for own in own {
            let reason = Reason::of_own(own.reason);
            revoked.push(RevokedCertificate { fingerprint: own.fingerprint, reason, at: own.at });
        }
    }
    // A certificate stands once, as it was said first.
    let mut seen = std::collections::HashSet::new();
    revoked.retain(|entry| seen.insert(entry.fingerprint.clone()));
    if revoked.is_empty() {
        return Err(crate::problem!("revoke-list-empty"));
    }
    let name = order.name.clone().or_else(|| before.as_ref().map(|before| before.name.clone()));
    let sequence = before.and_then(|before| before.sequence).map_or(1, |last| last.saturating_add(1));
    let now = jiff::Timestamp::now();
    let next = order.valid_days.and_then(|days| {
        let hours = jiff::SignedDuration::from_hours(i64::from(days) * 24);
        now.checked_add(hours).ok().map(|next| next.to_string())
    });
    let list = RevocationList {
        name: name.unwrap_or_else(|| signer.card().name.clone()),
        sequence,
        issued: revocation_list::now(),
        next_update: next,
        revoked,
    };
    let file = make(&list, signer.chain(), &|message| signer.sign(message)).map_err(|error| error.problem())?;
    let path = super::identities::write(order.target.clone(), file.as_bytes())?;
    Ok(MadeList { path, number: list.sequence, revoked: list.revoked.len() })
}

/// The newest list of this signer in force.
fn last<'a>(sources: &'a [RevocationSource], leaf: &[u8]) -> Option<&'a RevocationSource> {
    sources.iter().filter(|source| source.signer == leaf && source.sequence.is_some()).max_by_key(|s| s.sequence)
}

fn kept(source: &RevocationSource) -> Vec<RevokedCertificate> {
    let date = |seconds: i64| jiff::Timestamp::from_second(seconds).map(|at| at.to_string()).unwrap_or_default();
    let entry = |entry: &crate::trust::revocations::RevokedEntry| RevokedCertificate {
        fingerprint: entry.key.clone(),
        reason: entry.reason,
        at: date(entry.at),
    };
    source.entries.iter().map(entry).collect()
}

fn certificate(entry: &Entry) -> RevokedCertificate {
    RevokedCertificate {
        fingerprint: entry.fingerprint.hex(),
        reason: reason(entry.why),
        at: entry.from.clone().unwrap_or_else(revocation_list::now),
    }
}

fn reason(why: Why) -> Reason {
    match why {
        Why::Unspecified => Reason::Unspecified,
        Why::KeyCompromise => Reason::KeyCompromise,
        Why::AffiliationChanged => Reason::AffiliationChanged,
        Why::Superseded => Reason::Superseded,
        Why::CessationOfOperation => Reason::CessationOfOperation,
        Why::PrivilegeWithdrawn => Reason::PrivilegeWithdrawn,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_has_the_same_word_on_the_page_and_in_the_file() {
        assert_eq!(Why::ALL.map(Why::key), Reason::ALL.map(Reason::key));
        assert_eq!(Why::ALL.map(|why| reason(why).key()), Why::ALL.map(Why::key));
    }
}
