//! Re-sign: every file whose last signature is by a key that was replaced gets one by its successor, and a
//! reconciliation says what is left. Never touches what somebody else signed, nor what is not intact.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::sign::{self, Destination, Existing, SignPlan, Signed, Subject, Target};
use super::verify::{VerifyOptions, verify};
use crate::keys::SigningIdentity;
use crate::problem::Problem;
use crate::provenance::report::{Headline, Report, StoreLocation};
use crate::worker::{Pool, lock};

/// What is to be done.
pub struct Campaign<'a> {
    pub pool: &'a Pool,
    /// Fingerprints of the certificates of the key that was replaced.
    pub old: &'a BTreeSet<String>,
    pub new: &'a SigningIdentity,
    /// A folder, or in place of the originals.
    pub destination: Destination,
    /// Only count.
    pub dry_run: bool,
    /// Learns of each file that was re-signed, where it is and what is to be said of it, to remember it.
    pub on_resigned: &'a (dyn Fn(&Path, &Report) + Sync),
}

/// What came of it. `of_old` = `resigned` + `left`, and a campaign is over when nothing is left.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Reconciliation {
    /// Files that were looked at.
    pub files: usize,
    /// Their last signature is by the old key.
    pub of_old: usize,
    /// Of these, how many were intact before anything was done.
    pub verified: usize,
    pub resigned: usize,
    /// Still by the old key: failed, refused, cancelled, or a dry run.
    pub left: usize,
    /// By the new key already, from an earlier run.
    pub done_before: usize,
    /// By somebody else, or not signed.
    pub others: usize,
    /// Could not be looked at, so that nobody knows whose they are.
    pub not_checked: usize,
    /// What stands in the way, file by file.
    pub failures: Vec<(PathBuf, Problem)>,
}

impl Reconciliation {
    /// Whether nothing by the old key remains, and nothing that nobody could look at.
    pub fn is_over(&self) -> bool {
        self.left == 0 && self.not_checked == 0
    }
}

/// How far a campaign has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Files that were looked at.
    Looked { done: usize, all: usize },
    /// Files that were re-signed, or could not be.
    Signed { done: usize, all: usize },
}

/// [`resign_telling`] nobody.
pub fn resign(campaign: &Campaign<'_>, files: &[PathBuf], keep_going: &(dyn Fn() -> bool + Sync)) -> Reconciliation {
    resign_telling(campaign, files, &|_| {}, keep_going)
}

/// Looks at every file, re-signs those of the old key, and counts. Each re-signed file was read back and verified
/// before it got its name; its former signature stays in its history.
pub fn resign_telling(
    campaign: &Campaign<'_>,
    files: &[PathBuf],
    tell: &(dyn Fn(Step) + Sync),
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Reconciliation {
    let mut sum = Reconciliation { files: files.len(), ..Reconciliation::default() };
    let (embedded, sidecars) = sorted(campaign, files, &mut sum, tell, keep_going);
    let (all, done) = (embedded.len() + sidecars.len(), AtomicUsize::new(0));
    if !campaign.dry_run {
        for (batch, is_sidecar) in [(embedded, false), (sidecars, true)] {
            let outcomes = Mutex::new(Vec::new());
            let on_signed = |_: usize, outcome: Signed| {
                if let Signed::Done { target, report, .. } = &outcome {
                    (campaign.on_resigned)(target, report);
                }
                lock(&outcomes).push(outcome);
                tell(Step::Signed { done: done.fetch_add(1, Ordering::Relaxed) + 1, all });
            };
            sign::sign(campaign.pool, campaign.new, &batch, &plan(campaign, is_sidecar), &on_signed, keep_going);
            for outcome in lock(&outcomes).drain(..) {
                match outcome {
                    Signed::Done { .. } => sum.resigned += 1,
                    Signed::Failed { source, problem, .. } => sum.failures.push((source, problem)),
                    Signed::Cancelled { .. } => {}
                }
            }
        }
    }
    sum.left = sum.of_old.saturating_sub(sum.resigned);
    sum.failures.sort_by(|a, b| a.0.cmp(&b.0));
    sum
}

/// The files of the old key that can be signed: with Content Credentials inside, and with a sidecar.
fn sorted(
    campaign: &Campaign<'_>,
    files: &[PathBuf],
    sum: &mut Reconciliation,
    tell: &(dyn Fn(Step) + Sync),
    keep_going: &(dyn Fn() -> bool + Sync),
) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let reports: Mutex<Vec<Option<Report>>> = Mutex::new(files.iter().map(|_| None).collect());
    let looked = AtomicUsize::new(0);
    let on_report = |index: usize, report: Report| {
        tell(Step::Looked { done: looked.fetch_add(1, Ordering::Relaxed) + 1, all: files.len() });
        if let Some(place) = lock(&reports).get_mut(index) {
            *place = Some(report);
        }
    };
    verify(campaign.pool, &mut files.iter().cloned(), &VerifyOptions::default(), &on_report, keep_going);
    let (mut embedded, mut sidecars) = (Vec::new(), Vec::new());
    for (path, report) in files.iter().zip(lock(&reports).drain(..)) {
        let Some(report) = report.filter(|report| report.headline != Headline::NotChecked) else {
            sum.not_checked += 1;
            sum.failures.push((path.clone(), crate::problem!("resign-not-checked", name = shown(path))));
            continue;
        };
        let signer = report.signer.fingerprint.as_deref().unwrap_or_default();
        if signer == campaign.new.card().fingerprint {
            sum.done_before += 1;
        } else if !campaign.old.contains(signer) {
            sum.others += 1;
        } else {
            sum.of_old += 1;
            if report.headline == Headline::Altered {
                sum.failures.push((path.clone(), crate::problem!("resign-altered", name = shown(path))));
                continue;
            }
            sum.verified += 1;
            let is_sidecar = matches!(report.manifest_store, Some(StoreLocation::Sidecar { .. }));
            if is_sidecar { sidecars.push(path.clone()) } else { embedded.push(path.clone()) }
        }
    }
    (embedded, sidecars)
}

fn plan(campaign: &Campaign<'_>, is_sidecar: bool) -> SignPlan {
    let in_place = campaign.destination == Destination::Replace;
    let target = Target {
        destination: if in_place && is_sidecar { Destination::Beside } else { campaign.destination.clone() },
        name_pattern: "{name}".to_owned(),
        existing: if in_place { Existing::Overwrite } else { Existing::Refuse },
        sidecar: is_sidecar,
    };
    // Nothing new is stated: what was stated before stays where it was signed.
    SignPlan::new(Subject::File, target)
}

fn shown(path: &Path) -> String {
    crate::locale::plain(&path.file_name().unwrap_or(path.as_os_str()).to_string_lossy())
}
