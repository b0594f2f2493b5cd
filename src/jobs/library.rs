//! What is remembered, for the Library page, and what a change of trust changed, by way of `workflow::library`. Reads
//! no file of the person's but to verify it.

use std::path::Path;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::library::{Library, Listing, Order, Remembered, Sight};
use crate::problem::Problem;
use crate::provenance::report::Headline;
use crate::provenance::soft_binding::{Looked, Said};
use crate::state::effect::JobId;
use crate::state::library::{
    AlikeCount, AlikeTo, Forget, LibraryMsg, LibraryQuery, LibraryRow, LibraryRows, PORTION, RowAlike, Sort,
    TrustEffect,
};
use crate::state::msg::{Answer, Msg};
use crate::trust::TrustStore;
use crate::workflow::library;
use crate::workflow::similar::{self, Progress, Seen, SimilarError, catch_up};

use super::edge::Outbox;
use super::services::Services;

pub(super) fn load(services: &Services, query: &LibraryQuery) -> Answer {
    Answer::Library(read(services, query))
}

fn read(services: &Services, query: &LibraryQuery) -> Result<LibraryRows, Problem> {
    if let Some(alike) = &query.alike {
        return read_alike(services, alike, query.offset);
    }
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
    let answer = services.ask_library(|library| Ok((library.count(&listing)?, library.list(&listing)?)))?;
    let Some((total, rows)) = answer else { return Ok(LibraryRows::default()) };
    let rows = rows.into_iter().map(|remembered| row(remembered, None));
    Ok(LibraryRows { offset: query.offset, rows: rows.collect(), total })
}

/// Rows of files that look like one. Where nothing could be compared there are none, which the count has told.
fn read_alike(services: &Services, to: &AlikeTo, offset: usize) -> Result<LibraryRows, Problem> {
    let Like::Files(seen) = alike(services, &to.path, Some(&to.said))? else { return Ok(LibraryRows::default()) };
    let total = seen.len();
    let rows = seen.into_iter().skip(offset).take(PORTION).map(|seen| {
        let like = RowAlike { closeness: seen.alike.closeness, differences: seen.differences };
        row(seen.alike.remembered, Some(like))
    });
    Ok(LibraryRows { offset, rows: rows.collect(), total })
}

fn row(remembered: Remembered, alike: Option<RowAlike>) -> LibraryRow {
    let known = |word: &str| Headline::ALL.into_iter().find(|headline| headline.key() == word);
    LibraryRow {
        path: remembered.exact,
        headline: known(&remembered.headline),
        signer: remembered.signer_name,
        checked: remembered.checked_last,
        before: remembered.before.and_then(|before| known(&before.headline)),
        is_gone: remembered.gone_since.is_some(),
        alike,
    }
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

/// How many files seen before look like this one. What cannot be told is no trouble of the person's.
pub(super) fn count_alike(services: &Services, path: &Path) -> Answer {
    let count = match alike(services, path, None) {
        Ok(Like::Files(seen)) => AlikeCount::Files(seen.len()),
        Ok(Like::Looked(Looked::Plain)) => AlikeCount::Plain,
        Ok(Like::Looked(_)) => AlikeCount::NoPicture,
        Err(problem) => {
            tracing::info!(what = problem.what, "look-alikes could not be counted");
            AlikeCount::Unknown
        }
    };
    Answer::Alike(count)
}

/// Finds out what files look like that were seen since this program started, while nobody waits for anything else.
pub(super) fn look(services: &Services, outbox: &Outbox) {
    let Ok(home) = services.home() else { return };
    if !library::is_on(&home.config) {
        return;
    }
    let progress = Progress { begin: &|_| {}, one: &|| {} };
    let looked = Library::open_existing(&home.data).and_then(|opened| {
        let Some(mut opened) = opened else { return Ok(0) };
        let since = Some(services.started_at.as_str());
        catch_up(&services.pool, &mut opened.library, since, &progress, &|| !services.has_batch())
    });
    match looked {
        Ok(0) => {}
        Ok(_) => outbox.send(Msg::Library(LibraryMsg::LookedAt)),
        Err(error) => tracing::warn!(%error, "what files look like could not be written down"),
    }
}

enum Like {
    Files(Vec<Seen>),
    /// Why nothing was searched.
    Looked(Looked),
}

fn alike(services: &Services, path: &Path, said: Option<&Said>) -> Result<Like, Problem> {
    let home = services.home()?;
    if !library::is_on(&home.config) {
        return Err(SimilarError::SwitchedOff.problem());
    }
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    // Without the library in hand: a worker may take long over a hostile file, and others have questions, too.
    let sight = Sight::of(&path);
    let known = services.ask_library(|library| sight.as_ref().map_or(Ok(None), |sight| library.look_of(sight)))?;
    let Some(known) = known else { return Ok(Like::Files(Vec::new())) };
    let looked = match known {
        Some(looked) => looked,
        None => similar::look(&services.pool, &path)?,
    };
    let seen = services.ask_library(|library| {
        if known.is_none() {
            library.looked(
                &sight.filter(Sight::is_still_so).map(|sight| (sight, looked)).into_iter().collect::<Vec<_>>(),
            )?;
        }
        match looked {
            Looked::Picture(look) => similar::seen_before(library, &look, &path, said).map(Like::Files),
            Looked::Plain | Looked::NoPicture => Ok(Like::Looked(looked)),
        }
    })?;
    Ok(seen.unwrap_or(Like::Files(Vec::new())))
}
