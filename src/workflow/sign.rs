//! Sign: files + statement + identity → signed copies, each read back and verified before its name changes hands.
//!
//! Never writes to an original, unless the person chose to replace it; never leaves a half-written file behind.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::several;
use crate::keys::SigningIdentity;
use crate::problem::Problem;
use crate::provenance::approval::Approval;
use crate::provenance::edit::Export;
use crate::provenance::report::Report;
use crate::provenance::rights_statement::RightsStatement;
use crate::provenance::statement::Statement;
use crate::worker::{ABOUT_FILES, Pool};
use crate::workflow::record::Recorded;
use place::OutFolder;

pub use staple::{Staple, StapleState};

pub(super) mod claims;
mod components;
mod export;
mod gate;
mod one;
pub(super) mod place;
mod record;
pub(super) mod redacted;
mod rights;
pub(super) mod stamp;
mod stamping;
mod staple;
pub(super) mod target;

/// The name of a signed copy when the person did not choose another.
pub const DEFAULT_NAME_PATTERN: &str = "{name}-signed";

/// Where signed copies go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// Beside each original, named by the pattern.
    Beside,
    /// Into this folder, named by the pattern. It is made when it is not there.
    Folder(PathBuf),
    /// To this very file; for one source only.
    File(PathBuf),
    /// In place of the original, by the person's choice. The file's permissions stay, its time of change is now:
    /// the bytes did change, and programs that make backups go by that time.
    Replace,
}

/// What to do when the target exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// Leave it and report a problem for this file.
    Refuse,
    /// Choose the next free name (`-2`, `-3` …).
    Number,
    /// Replace it; the person was asked.
    Overwrite,
}

/// What of each file is signed.
#[derive(Debug, Clone, PartialEq)]
pub enum Subject {
    /// The file as it is.
    File,
    /// A picture made from each file, in place of the file; a sidecar plays no part.
    Edited(Export),
    /// This file in place of the source, as an edit that was made elsewhere; for one source only.
    Recorded(Recorded),
    /// A decision about each file; what is signed already gets an update, where its format takes one.
    Decision(Approval),
    /// A time stamp added to what is signed already; the statement, thumbnail and sidecar play no part.
    Stamp,
}

/// Where signed copies go and what they are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub destination: Destination,
    /// Name of a signed copy: `{name}` is the original's name without ending; `{name}-signed` by default. A
    /// sidecar beside its original has the original's name, since readers look for it there.
    pub name_pattern: String,
    pub existing: Existing,
    /// The credentials go into a file of their own, and the file that they are about stays as it is.
    pub sidecar: bool,
}

/// What others are asked for over the network, which is nothing by default.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// The time-stamp authority to ask for each file. Naming it here is the person's say-so for its host, for this
    /// batch; each request stands in the network ledger. Only a digest of the signature is sent.
    pub timestamp: Option<String>,
    /// Sign without a stamp where none is to be had; the report says so. The rest of the batch is still asked for.
    pub timestamp_optional: bool,
    /// Lets the responder that the identity's certificate names be asked for this batch (OCSP); otherwise it is asked
    /// where a rule of the person's allows its host.
    pub ocsp_once: bool,
}

/// A whole batch.
#[derive(Debug, Clone, PartialEq)]
pub struct SignPlan {
    pub subject: Subject,
    pub statement: Statement,
    /// Written into the file's own metadata before it is signed, so that programs without Content Credentials see it,
    /// too; where the format does not take it, the report says so. Plays no part for sidecars.
    pub rights_in_file: Option<RightsStatement>,
    pub target: Target,
    /// Sign an edit over a parent whose own credentials are broken; asked for by the person after being told.
    pub allow_broken_parent: bool,
    pub asked: Asked,
}

impl SignPlan {
    /// One that states nothing, asks nobody and stops before a parent whose credentials are broken.
    pub fn new(subject: Subject, target: Target) -> Self {
        Self {
            subject,
            statement: Statement::default(),
            rights_in_file: None,
            target,
            allow_broken_parent: false,
            asked: Asked::default(),
        }
    }
}

impl Subject {
    fn decision(&self) -> Option<&Approval> {
        match self {
            Self::Decision(approval) => Some(approval),
            Self::File | Self::Edited(_) | Self::Recorded(_) | Self::Stamp => None,
        }
    }
}

impl Target {
    /// Whether the signed file takes the original's place.
    fn replaces(&self) -> bool {
        self.destination == Destination::Replace && !self.sidecar
    }
}

impl Asked {
    /// For a time stamp, where one is wanted, and for nothing else.
    pub fn stamp(authority: Option<String>) -> Self {
        Self { timestamp: authority, ..Self::default() }
    }
}

/// What came of one file.
#[derive(Debug, Clone, PartialEq)]
pub enum Signed {
    /// Written and read back; the report is of the new file (of the asset with its new sidecar).
    Done { source: PathBuf, target: PathBuf, report: Box<Report>, staple: Box<Staple> },
    Failed {
        source: PathBuf,
        problem: Problem,
        /// Lightmark could have, but a rule of the person's choice says no: a broken parent, an existing target.
        refused: bool,
    },
    /// Not begun or abandoned, because the person cancelled. Nothing was left behind.
    Cancelled { source: PathBuf },
}

impl Signed {
    fn log(&self) {
        let shown = |path: &Path| crate::locale::plain(&path.to_string_lossy());
        match self {
            Self::Done { source, target, .. } => {
                tracing::info!(target: ABOUT_FILES, source = shown(source), copy = shown(target), "signed");
            }
            Self::Failed { source, problem, .. } => {
                tracing::info!(target: ABOUT_FILES, source = shown(source), why = problem.why, "not signed");
            }
            Self::Cancelled { source } => tracing::info!(target: ABOUT_FILES, source = shown(source), "not begun"),
        }
    }
}

/// Signs every file, several at once, and gives each outcome with its index as it comes.
///
/// A panic in one file's job becomes that file's problem.
pub fn sign(
    pool: &Pool,
    identity: &SigningIdentity,
    files: &[PathBuf],
    plan: &SignPlan,
    on_signed: &(dyn Fn(usize, Signed) + Sync),
    keep_going: &(dyn Fn() -> bool + Sync),
) {
    let begun = Instant::now();
    let out = match &plan.target.destination {
        Destination::Folder(folder) => OutFolder::make(folder),
        Destination::Beside | Destination::File(_) | Destination::Replace => OutFolder::default(),
    };
    let folders = folders(files, plan);
    for folder in &folders {
        place::sweep(folder);
    }
    let stamping = plan.asked.timestamp.as_deref().map(stamping::Stamping::new);
    let batch = Batch {
        pool,
        identity,
        plan,
        keep_going,
        several: files.len() > 1,
        claims: claims(files, plan),
        gate: gate::Gate::default(),
        stamping,
        stapling: staple::Stapling::new(identity, plan.asked.ocsp_once),
        redacted: None,
        out,
    };
    if files.len() > 1 {
        keep_memory();
    }
    // Also those that are not begun any more are told of.
    several::each(files, several::cores_and_waiting(), &|| true, &|index, source| {
        let signed = batch.outcome(source);
        signed.log();
        on_signed(index, signed);
    });
    tracing::info!(files = files.len(), identity = identity.card().id, took = ?begun.elapsed(), "signing ended");
    batch.out.settle(&folders);
}

/// What the jobs of one batch share.
struct Batch<'a> {
    pool: &'a Pool,
    identity: &'a SigningIdentity,
    plan: &'a SignPlan,
    keep_going: &'a (dyn Fn() -> bool + Sync),
    several: bool,
    /// No file of a batch takes the name of another or the place of one that the batch reads.
    claims: claims::Claims,
    gate: gate::Gate,
    stamping: Option<stamping::Stamping>,
    stapling: staple::Stapling,
    /// What is signed in place of the one file of this batch.
    redacted: Option<redacted::RedactedAsset<'a>>,
    /// The folder that was asked for, where it had to be made.
    out: OutFolder,
}

impl Batch<'_> {
    fn outcome(&self, source: &Path) -> Signed {
        let path = source.to_owned();
        if !(self.keep_going)() {
            return Signed::Cancelled { source: path };
        }
        if let Some(problem) = self.stapling.revoked() {
            return Signed::Failed { source: path, problem: problem.clone(), refused: true };
        }
        match catch_unwind(AssertUnwindSafe(|| one::sign(self, source))) {
            Ok(Ok((target, report, staple))) => Signed::Done { source: path, target, report, staple },
            Ok(Err(one::Stop::Refused(problem))) => Signed::Failed { source: path, problem: *problem, refused: true },
            Ok(Err(one::Stop::Problem(problem))) => Signed::Failed { source: path, problem: *problem, refused: false },
            Ok(Err(one::Stop::Cancelled)) => Signed::Cancelled { source: path },
            Err(panic) => {
                let problem = crate::problem!("sign-panicked", name = target::shown_name(source))
                    .with_details(panic_text(panic.as_ref()));
                Signed::Failed { source: path, problem, refused: false }
            }
        }
    }
}

/// Has the allocator keep what one photo needed for the next: memory that is given back to the system after each costs
/// as much to get again as the photo costs to hash. glibc keeps up to twice the size of the largest block, up to this
/// size, that was ever given back (mallopt(3), `M_MMAP_THRESHOLD`); elsewhere this does nothing.
fn keep_memory() {
    const LARGEST_BYTES: usize = 31 * 1024 * 1024;
    drop(std::hint::black_box(Vec::<u8>::with_capacity(LARGEST_BYTES)));
}

/// What is read matters only where a copy may take the place of something.
fn claims(files: &[PathBuf], plan: &SignPlan) -> claims::Claims {
    if plan.target.existing != Existing::Overwrite {
        return claims::Claims::default();
    }
    let besides = match &plan.subject {
        Subject::Edited(export) => components::of_edit(&export.edit),
        Subject::Recorded(recorded) => std::iter::once(&recorded.edited).chain(&recorded.also).cloned().collect(),
        Subject::File | Subject::Decision(_) | Subject::Stamp => Vec::new(),
    };
    claims::Claims::reading(files.iter().chain(&besides).map(PathBuf::as_path))
}

fn folders(files: &[PathBuf], plan: &SignPlan) -> BTreeSet<PathBuf> {
    match &plan.target.destination {
        Destination::Folder(folder) => BTreeSet::from([folder.clone()]),
        Destination::File(file) => BTreeSet::from([target::folder_of(file)]),
        Destination::Beside | Destination::Replace => files.iter().map(|file| target::folder_of(file)).collect(),
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}
