//! `lightmark trust update` from where the official lists are published. Never asks a host that the person did not
//! allow for lists; a failed update leaves in force what was there, and says how old that is.

use std::process::ExitCode;

use super::{Stop, lists};
use crate::cli::library::Changes;
use crate::cli::{Context, exit, output};
use crate::locale::elide;
use crate::problem;
use crate::problem::Problem;
use crate::provenance::trust_source::ListKind;
use crate::tr;
use crate::trust::TrustStore;
use crate::workflow::list_update::{self, Fetched, Published};

/// How to ask, and what to tell.
pub struct Asking<'a> {
    pub allow_once: bool,
    pub json: bool,
    pub changes: &'a Changes<'a>,
}

/// Updates the list that was named, or both.
pub fn run(store: &mut TrustStore, context: &Context, id: Option<&str>, asking: &Asking<'_>) -> Result<ExitCode, Stop> {
    let which = match id {
        None => Published::ALL.to_vec(),
        Some(id) => vec![published(store, id)?],
    };
    let mut worst = ExitCode::from(exit::PASSED);
    for one in which {
        let code = update(store, context, one, asking)?;
        if code != ExitCode::from(exit::PASSED) {
            worst = code;
        }
    }
    Ok(worst)
}

/// Whether this is a web address and no file.
pub fn is_address(from: &str) -> bool {
    from.starts_with("https://") || from.starts_with("http://")
}

/// A list from an address that the person named.
pub fn fetched(context: &Context, url: &str, allow_once: bool) -> Result<Fetched, Stop> {
    list_update::fetch_from(&context.home, url, allow_once).map_err(|error| match error.is_wrong_call() {
        true => Stop::WrongCall(error.problem()),
        false => Stop::NotProcessed(error.problem()),
    })
}

/// By the word for it, or by the id or name of the list in force.
fn published(store: &TrustStore, id: &str) -> Result<Published, Stop> {
    if let Some(known) = Published::ALL.into_iter().find(|one| one.key() == id) {
        return Ok(known);
    }
    let card = store.find(id)?;
    let of_this = |one: &Published| store.published(kind(*one)).iter().any(|known| known.id == card.id);
    let found = Published::ALL.into_iter().find(of_this);
    found.ok_or_else(|| Stop::WrongCall(problem!("trust-update-no-address", name = elide(&card.name, 100))))
}

fn kind(which: Published) -> ListKind {
    match which {
        Published::Official => ListKind::Official,
        Published::Tsa => ListKind::TimeStamping,
    }
}

fn update(store: &mut TrustStore, context: &Context, which: Published, asking: &Asking<'_>) -> Result<ExitCode, Stop> {
    let fetched = match list_update::fetch(&context.home, which, asking.allow_once) {
        Ok(fetched) => fetched,
        Err(error) => return Ok(failed(store, which, &error.problem(), error.is_wrong_call())),
    };
    match store.update_published(&context.home.data, &fetched.file, kind(which)) {
        Ok(added) => lists::tell(store, &added, asking.json, asking.changes),
        Err(error) => Ok(failed(store, which, &error.problem(), error.is_wrong_call())),
    }
}

/// The problem first, then what is in force all the same.
fn failed(store: &TrustStore, which: Published, problem: &Problem, is_wrong_call: bool) -> ExitCode {
    output::say(problem);
    let in_force = store.published(kind(which));
    for card in &in_force {
        lists::tell_stays(store, card);
    }
    if in_force.is_empty() {
        output::note(&tr!("trust-update-none", list = which.key()));
    }
    ExitCode::from(if is_wrong_call { exit::USAGE } else { exit::NOT_PROCESSED })
}
