//! Redact: files + policy → copies without what the policy drops, each proved before it gets its name, signed as an edit
//! and put on record where that is asked for. Never writes to an original; never leaves a copy whose proof failed.

use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::de::DeserializeOwned;

use super::not_done::NotDone;
use super::several;
use super::sign::place::{self, Draft, OutFolder};
use super::sign::redacted::{self as signing, Companion, RedactedAsset};
use super::sign::stamp::Stamp;
use super::sign::target::{folder_of, shown_name};
use super::sign::{Asked, Destination, Existing, SignPlan, Signed, Subject, Target};
use crate::credentials::sign::write_problem;
use crate::keys::SigningIdentity;
use crate::locale;
use crate::media::redact::proof::Proof;
use crate::media::redact::{self, Plan};
use crate::problem::Problem;
use crate::provenance::redaction::{Fate, Group, Item, Mode, Policy};
use crate::provenance::redaction_history::{HistoryItem, HistoryRoad};
use crate::provenance::report::Report;
use crate::whole_file;
use crate::worker::{ABOUT_FILES, Answer, Pool, Task, unreadable};

pub use history::look as look_at_history;
use record::Recording;

pub mod check;
mod history;
mod record;

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

/// What goes beyond the copies themselves.
#[derive(Clone, Copy, Default)]
pub struct With<'a> {
    /// Signs each copy as an edit of its original. A copy of a rebuilding policy has no parent and names nobody but the
    /// signer; whoever asks for it has been warned.
    pub identity: Option<&'a SigningIdentity>,
    /// Sign also where the original's own credentials are broken; the history will show it.
    pub allow_broken_parent: bool,
    /// The authority to ask for time stamps; naming it is the person's say-so.
    pub timestamp: Option<&'a str>,
    /// Sign without a stamp where none is to be had; the report says so.
    pub timestamp_optional: bool,
    pub record: Option<&'a RecordPlan>,
    /// The policy is for the signed history alone; not a byte of the asset changes.
    pub history_only: bool,
}

/// Where the halves of the record go: a folder, or a file where the name ends in `.json`. `None` is beside the copy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordPlan {
    pub public: Option<PathBuf>,
    pub private: Option<PathBuf>,
    /// Keep the values that were taken out, too, in the private half.
    pub with_values: bool,
}

/// Where the record of one copy was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordFiles {
    pub public: PathBuf,
    pub private: PathBuf,
    pub is_signed: bool,
}

/// What a copy lost, kept and was proved to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Redaction {
    pub items: Vec<Item>,
    /// Whole sentences on what cannot be removed.
    pub notes: Vec<String>,
    /// `None` before there is a copy.
    pub proof: Option<Proof>,
    /// On the signed copy.
    pub report: Option<Box<Report>>,
    /// Assertions of earlier manifests that were redacted (JUMBF URIs).
    pub redacted_assertions: Vec<String>,
    /// The assertions of earlier manifests, as far as anybody was to look at them.
    pub history: Vec<HistoryItem>,
    /// How assertions alone were taken out, or would be.
    pub road: Option<HistoryRoad>,
    pub record: Option<RecordFiles>,
}

/// What came of one file.
#[derive(Debug, Clone, PartialEq)]
pub enum Redacted {
    Done {
        source: PathBuf,
        target: PathBuf,
        redaction: Redaction,
    },
    Failed {
        source: PathBuf,
        problem: Problem,
        /// It could be done, but a rule says no: a broken history, a record that is there, nothing that is to go.
        refused: bool,
    },
    Cancelled {
        source: PathBuf,
    },
}

impl Redacted {
    /// There is no copy, and why.
    pub fn not_done(source: PathBuf, not_done: NotDone) -> Self {
        Self::Failed { source, refused: not_done.is_refused(), problem: not_done.problem() }
    }
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
    whole_file::put(target, text.as_bytes()).map_err(|error| unwritable().with_cause(&error))
}

/// Looks into every file or its signed history alone, several at once, beginning with the first. Writes nothing.
pub fn look_all(
    pool: &Pool,
    files: &[PathBuf],
    policy: &Policy,
    history_only: bool,
    on_seen: &(dyn Fn(usize, Result<Redaction, Problem>) + Sync),
    keep_going: &(dyn Fn() -> bool + Sync),
) {
    several::each(files, several::cores(), keep_going, &|index, source| {
        on_seen(
            index,
            match history_only {
                true => look_at_history(pool, source, policy).map_err(NotDone::problem),
                false => look(pool, source, policy),
            },
        );
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
    redact_with(pool, files, order, With::default(), on_redacted, keep_going);
}

/// As [`redact()`], with a signature or a record.
pub fn redact_with(
    pool: &Pool,
    files: &[PathBuf],
    order: &RedactOrder,
    with: With<'_>,
    on_redacted: &(dyn Fn(usize, Redacted) + Sync),
    keep_going: &(dyn Fn() -> bool + Sync),
) {
    let out = order.folder.as_deref().map(OutFolder::make).unwrap_or_default();
    let folders: BTreeSet<PathBuf> = match &order.folder {
        Some(folder) => BTreeSet::from([folder.clone()]),
        None => files.iter().map(|file| folder_of(file)).collect(),
    };
    folders.iter().for_each(|folder| place::sweep(folder));
    let batch = Batch { pool, order, with, keep_going, out };
    // Also those that are not begun any more are told of.
    several::each(files, several::cores_and_waiting(), &|| true, &|index, path| {
        let source = path.to_owned();
        let shown = crate::locale::plain(&source.to_string_lossy());
        let outcome = match keep_going().then(|| batch.one(path)) {
            Some(Ok(Some((target, redaction)))) => Redacted::Done { source, target, redaction },
            Some(Err(not_done)) => Redacted::not_done(source, not_done),
            Some(Ok(None)) | None => Redacted::Cancelled { source },
        };
        let done = matches!(outcome, Redacted::Done { .. });
        tracing::info!(target: ABOUT_FILES, source = shown, done, "redacted");
        on_redacted(index, outcome);
    });
    tracing::info!(files = files.len(), "redacting ended");
    batch.out.settle(&folders);
}

/// A copy that was signed, read back and given its name.
struct SignedCopy {
    target: PathBuf,
    report: Box<Report>,
    /// What was proved of it after it was signed.
    proof: Option<Proof>,
}

/// What the jobs of one batch share.
struct Batch<'a> {
    pool: &'a Pool,
    order: &'a RedactOrder,
    with: With<'a>,
    keep_going: &'a (dyn Fn() -> bool + Sync),
    /// The folder that was asked for, where it had to be made.
    out: OutFolder,
}

impl Batch<'_> {
    /// `None` when the person cancelled.
    fn one(&self, source: &Path) -> Result<Option<(PathBuf, Redaction)>, NotDone> {
        if self.with.history_only {
            return history::one(self, source);
        }
        let policy = &self.order.policy;
        let before = Stamp::of(source).map_err(|error| unreadable(&error))?;
        let first = goal(source, self.order)?;
        let (draft, plan, proof) = self.drafted(source, &first, policy)?;
        let checks = proof.checks.iter().map(|check| check.what.key().to_owned()).collect();
        let mut redaction = told(&plan, Some(proof));
        before.unchanged(source)?;
        let recording = match self.with.record {
            Some(wanted) => {
                let made = record::made(source, draft.path(), &plan, policy, checks)?;
                Some(Recording::new(made, wanted, self.with.identity))
            }
            None => None,
        };
        let companion = recording.as_ref().map(|recording| recording as &dyn Companion);
        let target = match self.with.identity {
            Some(identity) => match self.signed_edit(identity, source, (&draft, &first), companion, &mut redaction)? {
                Some(target) => target,
                None => return Ok(None),
            },
            None => {
                let unwritable = |error: io::Error| write_problem(&error, &first);
                draft.copy_permissions(source).map_err(unwritable)?;
                draft.hide_time(policy.mode == Mode::Rebuild).map_err(unwritable)?;
                draft.sync().map_err(unwritable)?;
                publish(draft, &first, companion)?
            }
        };
        if let Err(problem) = before.unchanged(source) {
            let _ = std::fs::remove_file(&target);
            companion.inspect(|companion| companion.take_back());
            return Err(problem.into());
        }
        if policy.mode == Mode::Rebuild {
            redaction.notes.push(crate::tr!("redact-note-neutral"));
        }
        redaction.record = recording.and_then(Recording::into_files);
        Ok(Some((target, redaction)))
    }

    /// The proved copy, still without its name.
    fn drafted(&self, source: &Path, first: &Path, policy: &Policy) -> Result<(Draft, Plan, Proof), Problem> {
        let plan = planned(self.pool, source, policy)?;
        let unwritable = |error: io::Error| write_problem(&error, first);
        let draft = Draft::create(&folder_of(first), source.extension())
            .map_err(|error| write_problem(self.out.reason(&error), first))?;
        let mut from = File::open(source).map_err(|error| crate::problem!("redact-unreadable").with_cause(&error))?;
        let mut to = File::options().write(true).open(draft.path()).map_err(unwritable)?;
        redact::write(&plan.pieces, &mut from, &mut to).map_err(unwritable)?;
        let proof = self.proved(source, draft.path(), policy)?;
        Ok((draft, plan, proof))
    }

    fn proved(&self, source: &Path, copy: &Path, policy: &Policy) -> Result<Proof, Problem> {
        let policy = Box::new(policy.clone());
        let task = Task::ProveRedaction { path: source.to_owned(), copy: copy.to_owned(), policy };
        let proof: Proof = answer(self.pool.run(task))?;
        if proof.holds() {
            return Ok(proof);
        }
        let failed = proof.checks.iter().filter(|check| !check.passed);
        let failed: Vec<String> = failed.map(|check| format!("{}: {}", check.what.key(), check.details)).collect();
        Err(crate::problem!("redact-not-proved", name = shown_name(source)).with_details(failed.join("; ")))
    }

    /// Signs the proved draft into a file of its own; `None` when the person cancelled.
    fn signed_edit(
        &self,
        identity: &SigningIdentity,
        source: &Path,
        (draft, first): (&Draft, &Path),
        companion: Option<&dyn Companion>,
        redaction: &mut Redaction,
    ) -> Result<Option<PathBuf>, NotDone> {
        let policy = &self.order.policy;
        let keeps_parent = policy.mode == Mode::InPlace;
        if keeps_parent {
            // Only to tell what was there: signing reads the history itself, and refuses what it cannot read.
            let plan = history::plan(self.pool, source, policy).unwrap_or_default();
            redaction.history = plan.items.into_iter().filter(|item| item.fate == Fate::Dropped).collect();
        }
        let dropped =
            |group: &Group| redaction.items.iter().any(|item| item.fate == Fate::Dropped && item.group == *group);
        let groups = Group::ALL.into_iter().filter(dropped).filter(|group| *group != Group::Credentials).collect();
        let asset = RedactedAsset {
            asset: draft.path().to_owned(),
            policy: policy.clone(),
            groups,
            keeps_parent,
            road: None,
            companion,
            proof: OnceLock::new(),
        };
        let signed = self.signed(identity, source, first, asset)?;
        let Some(SignedCopy { target, mut report, .. }) = signed else { return Ok(None) };
        redaction.notes.retain(|note| *note != crate::tr!("redact-note-credentials"));
        let key = if keeps_parent { "redact-note-history" } else { "redact-note-signer" };
        redaction.notes.push(locale::text(key).to_owned());
        redaction.notes.extend(history::unsalted_note(&redaction.history));
        redaction.notes.append(&mut report.notes);
        redaction.redacted_assertions = redacted_assertions(&report);
        redaction.report = Some(report);
        Ok(Some(target))
    }

    /// Signs under the first free name; `None` when the person cancelled.
    fn signed(
        &self,
        identity: &SigningIdentity,
        source: &Path,
        first: &Path,
        asset: RedactedAsset<'_>,
    ) -> Result<Option<SignedCopy>, NotDone> {
        let target = Target {
            destination: Destination::File(first.to_owned()),
            name_pattern: String::new(),
            existing: Existing::Number,
            sidecar: false,
        };
        // Nothing is stated: a statement could tell again what was taken out.
        let plan = SignPlan {
            allow_broken_parent: self.with.allow_broken_parent,
            asked: Asked {
                timestamp_optional: self.with.timestamp_optional,
                ..Asked::stamp(self.with.timestamp.map(str::to_owned))
            },
            ..SignPlan::new(Subject::File, target)
        };
        match signing::sign(self.pool, identity, source, &plan, asset, self.keep_going) {
            (Signed::Cancelled { .. }, _) => Ok(None),
            (Signed::Failed { problem, refused: true, .. }, _) => Err(NotDone::Refused(problem)),
            (Signed::Failed { problem, .. }, _) => Err(NotDone::Failed(problem)),
            (Signed::Done { target, report, .. }, proof) => Ok(Some(SignedCopy { target, report, proof })),
        }
    }
}

/// What the last step says that it took out of earlier manifests.
fn redacted_assertions(report: &Report) -> Vec<String> {
    let actions = report.history.steps.last().map_or(&[][..], |step| step.actions.as_slice());
    let redacted = actions.iter().filter(|action| action.action == "c2pa.redacted");
    redacted.filter_map(|action| action.parameters.get("redacted")?.as_str().map(str::to_owned)).collect()
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
    Redaction {
        items: plan.items.clone(),
        notes,
        proof,
        report: None,
        redacted_assertions: Vec::new(),
        history: Vec::new(),
        road: None,
        record: None,
    }
}

/// The first name to try. A rebuilt copy says nothing of the original's name.
fn goal(source: &Path, order: &RedactOrder) -> Result<PathBuf, Problem> {
    let beside = || source.parent().map(Path::to_owned).unwrap_or_default();
    let folder = order.folder.clone().unwrap_or_else(beside);
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

/// Gives the draft the first free name, once what belongs beside it is there.
fn publish(mut draft: Draft, first: &Path, companion: Option<&dyn Companion>) -> Result<PathBuf, NotDone> {
    for number in 1..=MAX_NUMBER {
        let target = if number == 1 { first.to_owned() } else { numbered(first, number) };
        if target.symlink_metadata().is_ok() {
            continue;
        }
        if let Some(companion) = companion
            && !companion.write(draft.path(), &target, None)?
        {
            continue;
        }
        match draft.publish(&target, false) {
            Ok(()) => return Ok(target),
            Err((back, error)) => {
                companion.inspect(|companion| companion.take_back());
                if error.kind() != io::ErrorKind::AlreadyExists {
                    return Err(write_problem(&error, first).into());
                }
                draft = back;
            }
        }
    }
    Err(write_problem(&io::ErrorKind::AlreadyExists.into(), first).into())
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
