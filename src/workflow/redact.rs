//! Redact: files + policy → copies without what the policy drops, each proved before it gets its name. Never writes to
//! an original; never leaves a copy whose proof failed.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::de::DeserializeOwned;

use super::sign::place::{self, Draft};
use super::sign::target::{folder_of, shown_name};
use crate::credentials::sign::write_problem;
use crate::locale;
use crate::media::redact::proof::Proof;
use crate::media::redact::{self, Plan};
use crate::problem::Problem;
use crate::provenance::redaction::{Fate, Group, Item, Mode, Policy};
use crate::whole_file;
use crate::worker::{Answer, Pool, Task};

/// A preset of a team is a short text.
const PRESET_BYTES: u64 = 1 << 20;
/// After this many numbers a free name is no longer looked for.
const MAX_NUMBER: u32 = 10_000;

/// A whole batch.
#[derive(Debug, Clone, PartialEq)]
pub struct RedactOrder {
    pub policy: Policy,
    /// `None` is beside each original.
    pub folder: Option<PathBuf>,
}

/// What a copy lost, kept and was proved to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Redaction {
    pub items: Vec<Item>,
    /// Whole sentences on what cannot be removed.
    pub notes: Vec<String>,
    /// `None` before there is a copy.
    pub proof: Option<Proof>,
}

/// What came of one file.
#[derive(Debug, Clone, PartialEq)]
pub enum Redacted {
    Done { source: PathBuf, target: PathBuf, redaction: Redaction },
    Failed { source: PathBuf, problem: Problem },
    Cancelled { source: PathBuf },
}

/// A preset by its name, or from a TOML file. A word that is not known is refused, as is an empty name.
pub fn preset(name: &str) -> Result<Policy, Problem> {
    if let Some(known) = Policy::presets().into_iter().find(|policy| policy.name == name) {
        return Ok(known);
    }
    let shown = locale::elide(name, 80);
    let bytes = whole_file::read(Path::new(name), PRESET_BYTES).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => crate::problem!("redact-no-preset", name = shown.clone()),
        _ => crate::problem!("redact-preset-unreadable", name = shown.clone()).with_cause(&error),
    })?;
    toml::from_str(&String::from_utf8_lossy(&bytes)).map_err(|error| {
        crate::problem!("redact-preset-wrong", name = shown, reason = locale::elide(error.message(), 200))
    })
}

/// What a file holds and what would become of it. Writes nothing.
pub fn look(pool: &Pool, source: &Path, policy: &Policy) -> Result<Redaction, Problem> {
    planned(pool, source, policy).map(|plan| told(&plan, None))
}

/// Keeps a policy as a TOML file that [`preset`] reads again.
///
/// # Errors
/// The file cannot be written.
pub fn save_preset(policy: &Policy, target: &Path) -> Result<(), Problem> {
    let unwritable = || {
        let name = locale::elide(&target.file_name().unwrap_or_default().to_string_lossy(), 80);
        crate::problem!("redact-preset-unwritable", name = name)
    };
    let text = toml::to_string_pretty(policy).map_err(|error| unwritable().with_cause(&error))?;
    std::fs::write(target, text).map_err(|error| unwritable().with_cause(&error))
}

/// Looks into every file, several at once, beginning with the first. Writes nothing.
pub fn look_all(
    pool: &Pool,
    files: &[PathBuf],
    policy: &Policy,
    on_seen: &(dyn Fn(usize, Result<Redaction, Problem>) + Sync),
    keep_going: &(dyn Fn() -> bool + Sync),
) {
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads.min(files.len()) {
            scope.spawn(|| {
                while keep_going() {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(source) = files.get(index) else { break };
                    on_seen(index, look(pool, source, policy));
                }
            });
        }
    });
}

/// Redacts every file, several at once, and gives each outcome with its index as it comes.
pub fn redact(
    pool: &Pool,
    files: &[PathBuf],
    order: &RedactOrder,
    on_redacted: &(dyn Fn(usize, Redacted) + Sync),
    keep_going: &(dyn Fn() -> bool + Sync),
) {
    if let Some(folder) = &order.folder {
        // A folder that cannot be made shows in each file's own problem.
        let _ = std::fs::create_dir_all(folder);
        place::sweep(folder);
    }
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads.min(files.len()) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(source) = files.get(index) else { break };
                    let outcome = if keep_going() {
                        match one(pool, source, order) {
                            Ok((target, redaction)) => Redacted::Done { source: source.clone(), target, redaction },
                            Err(problem) => Redacted::Failed { source: source.clone(), problem },
                        }
                    } else {
                        Redacted::Cancelled { source: source.clone() }
                    };
                    on_redacted(index, outcome);
                }
            });
        }
    });
}

fn one(pool: &Pool, source: &Path, order: &RedactOrder) -> Result<(PathBuf, Redaction), Problem> {
    let stamp = |path: &Path| path.metadata().ok().map(|facts| (facts.len(), facts.modified().ok()));
    let before = stamp(source);
    let plan = planned(pool, source, &order.policy)?;
    let first = goal(source, order)?;
    let folder = folder_of(&first);
    let unwritable = |error: io::Error| write_problem(&error, &first);
    let draft = Draft::create(&folder, source.extension()).map_err(unwritable)?;
    let mut from = File::open(source).map_err(|error| crate::problem!("redact-unreadable").with_cause(&error))?;
    let mut to = File::options().write(true).open(draft.path()).map_err(unwritable)?;
    redact::write(&plan.pieces, &mut from, &mut to).map_err(unwritable)?;
    let (path, copy) = (source.to_owned(), draft.path().to_owned());
    let task = Task::ProveRedaction { path, copy, policy: Box::new(order.policy.clone()) };
    let proof: Proof = answer(pool.run(task))?;
    if !proof.holds() {
        let failed: Vec<String> = proof
            .checks
            .iter()
            .filter(|check| !check.passed)
            .map(|check| format!("{}: {}", check.what.key(), check.details))
            .collect();
        return Err(crate::problem!("redact-not-proved", name = shown_name(source)).with_details(failed.join("; ")));
    }
    if stamp(source) != before {
        return Err(crate::problem!("sign-source-changed", name = shown_name(source)));
    }
    draft.copy_permissions(source).map_err(unwritable)?;
    draft.sync().map_err(unwritable)?;
    let target = publish(draft, &first).map_err(|error| write_problem(&error, &first))?;
    Ok((target, told(&plan, Some(proof))))
}

fn planned(pool: &Pool, source: &Path, policy: &Policy) -> Result<Plan, Problem> {
    answer(pool.run(Task::PlanRedaction { path: source.to_owned(), policy: Box::new(policy.clone()) }))
}

fn answer<T: DeserializeOwned>(answer: Answer) -> Result<T, Problem> {
    match answer {
        Answer::Json(json) => {
            serde_json::from_value(json).map_err(|error| crate::problem!("check-crashed").with_cause(&error))
        }
        Answer::Failed(problem) => Err(problem),
        _ => Err(crate::problem!("check-crashed")),
    }
}

fn told(plan: &Plan, proof: Option<Proof>) -> Redaction {
    let mut notes: Vec<String> = plan.notes.iter().map(|key| locale::text(key).to_owned()).collect();
    let took_store = plan.items.iter().any(|item| item.group == Group::Credentials && item.fate == Fate::Dropped);
    if took_store {
        notes.push(crate::tr!("redact-note-credentials"));
    }
    Redaction { items: plan.items.clone(), notes, proof }
}

/// The first name to try. A rebuilt copy says nothing of the original's name.
fn goal(source: &Path, order: &RedactOrder) -> Result<PathBuf, Problem> {
    let folder = order.folder.clone().unwrap_or_else(|| folder_of(source));
    let mut name = if order.policy.mode == Mode::Rebuild {
        let mut random = [0; 4];
        getrandom::fill(&mut random).map_err(|error| crate::problem!("redact-no-name").with_cause(&error))?;
        format!("redacted-{}", hex::encode(random)).into()
    } else {
        let mut name = source.file_stem().unwrap_or_default().to_owned();
        name.push("-redacted");
        name
    };
    if let Some(ending) = source.extension() {
        name.push(".");
        name.push(ending);
    }
    Ok(folder.join(name))
}

/// Gives the draft the first free name.
fn publish(mut draft: Draft, first: &Path) -> io::Result<PathBuf> {
    for number in 1..=MAX_NUMBER {
        let target = if number == 1 { first.to_owned() } else { numbered(first, number) };
        match draft.publish(&target, false) {
            Ok(()) => return Ok(target),
            Err((back, error)) if error.kind() == io::ErrorKind::AlreadyExists => draft = back,
            Err((_, error)) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

fn numbered(first: &Path, number: u32) -> PathBuf {
    let mut name = first.file_stem().unwrap_or_default().to_owned();
    name.push(format!("-{number}"));
    if let Some(ending) = first.extension() {
        name.push(".");
        name.push(ending);
    }
    first.with_file_name(name)
}
