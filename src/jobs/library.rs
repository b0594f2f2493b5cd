//! What is remembered, for the Library page, and what a change of trust changed, by way of `workflow::library`. Reads
//! no file of the person's.

use crate::library::{Library, Listing, Order};
use crate::problem::Problem;
use crate::provenance::report::Headline;
use crate::state::library::{LibraryQuery, LibraryRow, LibraryRows, PORTION, Sort, TrustEffect};
use crate::state::msg::Answer;
use crate::trust::TrustStore;
use crate::workflow::library;

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

/// What came of a change of trust; nothing where no remembered file could be touched.
pub(super) fn trust_effect(services: &Services, before: &TrustStore) -> Option<TrustEffect> {
    let after = services.trust();
    match library::recheck(services.home().ok()?, before, &after, Some(&services.pool), &|| true) {
        Ok(recheck) if recheck.files == 0 => None,
        Ok(recheck) => Some(TrustEffect { sentence: recheck.sentence(), changed: recheck.changed.len() }),
        Err(error) => {
            tracing::warn!(%error, "what a change of trust changed is not known");
            Some(TrustEffect { sentence: error.problem().what, changed: 0 })
        }
    }
}
