//! What is remembered, for the Library page, and what a change of trust changed, by way of `workflow::library`. Reads
//! no file of the person's but to verify it.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::library::{Library, Listing, Order};
use crate::problem::Problem;
use crate::provenance::report::Headline;
use crate::state::effect::JobId;
use crate::state::library::{Forget, LibraryMsg, LibraryQuery, LibraryRow, LibraryRows, PORTION, Sort, TrustEffect};
use crate::state::msg::{Answer, Msg};
use crate::trust::TrustStore;
use crate::workflow::library;

use super::edge::Outbox;
use super::services::Services;

pub(super) fn load(services: &Services, query: &LibraryQuery) -> Answer {
    Answer::Library(read(services, query))
}

fn read(services: &Services, query: &LibraryQuery) -> Result<LibraryRows, Problem> {
    let opened = Library::open_existing(&services.home()?.data).map_err(|error| error.problem())?;
    let Some(opened) = opened else { return Ok(LibraryRows::default()) };
    let find = query.find.trim();
    let listing = Listing {
        headline: query.headline.map(|headline| headline.key().to_owned()),
        signer: None,
        path: (!find.is_empty()).then(|| find.to_owned()),
        changed: query.changed_only,
        order: match query.sort {
            Sort::Newest => Order::Newest,
            Sort::Path => Order::Path,
            Sort::Headline => Order::Headline,
        },
        offset: query.offset,
        limit: Some(PORTION),
    };
    let known = |word: &str| Headline::ALL.into_iter().find(|headline| headline.key() == word);
    let total = opened.library.count(&listing).map_err(|error| error.problem())?;
    let rows = opened.library.list(&listing).map_err(|error| error.problem())?;
    let rows = rows.into_iter().map(|row| LibraryRow {
        path: row.exact,
        headline: known(&row.headline),
        signer: row.signer_name,
        checked: row.checked_last,
        before: row.before.and_then(|before| known(&before.headline)),
        is_gone: row.gone_since.is_some(),
    });
    Ok(LibraryRows { offset: query.offset, rows: rows.collect(), total })
}

/// Forgets, then reads.
pub(super) fn forget(services: &Services, what: &Forget, query: &LibraryQuery) -> Answer {
    let forgotten = services.home().and_then(|home| {
        let opened = Library::open_existing(&home.data).map_err(|error| error.problem())?;
        let Some(mut opened) = opened else { return Ok(0) };
        let count = match what {
            Forget::File(path) => opened.library.forget(path),
            Forget::All => opened.library.forget_all(),
        };
        count.map_err(|error| error.problem())
    });
    Answer::Library(forgotten.and_then(|_| read(services, query)))
}

/// Looks again at the remembered files that a change of trust could touch, until the person stops it, and tells what
/// came of it; nothing where there are none.
pub(super) fn follow(services: &Services, before: &TrustStore, job: JobId, stop: &AtomicBool, outbox: &Outbox) {
    let begun = Once::new();
    // The first question whether to go on comes with the first file.
    let keep_going = || {
        begun.call_once(|| outbox.send(Msg::Library(LibraryMsg::Rechecking(job))));
        !stop.load(Ordering::Relaxed)
    };
    let effect = trust_effect(services, before, &keep_going);
    if begun.is_completed() {
        outbox.send(Msg::Library(LibraryMsg::RecheckOver(job)));
    }
    if let Some(effect) = effect {
        outbox.send(Msg::TrustEffect(effect));
    }
}

fn trust_effect(
    services: &Services,
    before: &TrustStore,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<TrustEffect> {
    let after = services.trust();
    match library::recheck(services.home().ok()?, before, &after, Some(&services.pool), keep_going) {
        Ok(recheck) if recheck.files == 0 => None,
        Ok(recheck) => Some(TrustEffect { sentence: recheck.sentence(), changed: recheck.changed.len() }),
        Err(error) => {
            tracing::warn!(%error, "what a change of trust changed is not known");
            Some(TrustEffect { sentence: error.problem().what, changed: 0 })
        }
    }
}
