//! Fetches the official lists by way of `workflow::list_update` and puts them in force. Asks whom the person named.

use crate::problem::Problem;
use crate::provenance::trust_source::ListKind;
use crate::state::list_update::{ListOrder, ListOutcome, ListSource, ListsFetched, Published};
use crate::state::msg::Answer;
use crate::state::trust::ListRow;
use crate::workflow::list_update::{self, Published as Source};
use crate::workflow::network::{self, Purpose, Say};

use super::services::Services;
use super::trust::{in_force, list_row};

pub(super) fn sources(services: &Services) -> Answer {
    let all = [Published::Official, Published::Tsa].map(|list| {
        let home = services.home()?;
        let address = list_update::address(home, source(list)).map_err(|error| error.problem())?;
        Ok(ListSource { list, address, wanted: true })
    });
    Answer::ListSources(all.into_iter().collect())
}

pub(super) fn fetch(services: &Services, order: &ListOrder) -> Answer {
    let fetched = allow(services, order).and_then(|()| {
        let outcomes = order.sources.iter().map(|source| one(services, source.list)).collect();
        let in_force = services.with_trust(|trust, _| Ok(in_force(trust)))?;
        Ok(Box::new(ListsFetched { outcomes, in_force }))
    });
    Answer::ListsFetched(fetched)
}

/// Keeps the person's yes for the publishers of the order.
fn allow(services: &Services, order: &ListOrder) -> Result<(), Problem> {
    if !order.always {
        return Ok(());
    }
    let network = services.network()?;
    for source in &order.sources {
        let host = network::host_of(&source.address)
            .ok_or_else(|| crate::problem!("network-bad-address", url = crate::locale::elide(&source.address, 100)))?;
        network.set(Purpose::Lists, &host, Some(Say::Always)).map_err(|error| error.problem())?;
    }
    Ok(())
}

/// A failure leaves in force what was there; its age is told either way.
fn one(services: &Services, list: Published) -> ListOutcome {
    // The person's yes was given in the window, for this run at least; a no of theirs still counts.
    let fetched =
        services.home().and_then(|home| list_update::fetch(home, source(list), true).map_err(|error| error.problem()));
    let problem = fetched
        .and_then(|fetched| {
            let change = services.change_trust(|trust, data| {
                let added = trust.update_published(data, &fetched.file, kind(list));
                added.map(|_| ()).map_err(|error| error.problem())
            });
            match change {
                Answer::Trust(result) => result.map(|_| ()),
                _ => Err(crate::problem!("job-broke-off")),
            }
        })
        .err();
    ListOutcome { list, problem, in_force: published(services, kind(list)) }
}

fn published(services: &Services, kind: ListKind) -> Option<ListRow> {
    let now = jiff::Timestamp::now();
    let row = services.with_trust(|trust, _| Ok(trust.published(kind).first().map(|card| list_row(trust, card, now))));
    row.ok().flatten()
}

fn source(list: Published) -> Source {
    match list {
        Published::Official => Source::Official,
        Published::Tsa => Source::Tsa,
    }
}

fn kind(list: Published) -> ListKind {
    match list {
        Published::Official => ListKind::Official,
        Published::Tsa => ListKind::TimeStamping,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_has_the_same_word_here_and_there() {
        for list in [Published::Official, Published::Tsa] {
            assert_eq!(list.key(), source(list).key());
        }
        assert_eq!(Source::ALL.len(), 2);
    }
}
