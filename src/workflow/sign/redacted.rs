//! Signing a redacted copy: as an edit whose parent is the original, or as a file of its own that says nothing of the
//! original. The copy was proved before it comes here; what signing added is proved here. Never redacts itself.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::claims::Claims;
use super::one::{self, Asset, Stop};
use super::place::OutFolder;
use super::target::shown_name;
use super::{Batch, SignPlan, Signed, gate, stamping};
use crate::credentials::sign::Edited;
use crate::keys::SigningIdentity;
use crate::media::redact::proof::Proof;
use crate::provenance::edit::Step;
use crate::provenance::format::Format;
use crate::provenance::redaction::{Group, Policy};
use crate::provenance::redaction_history::HistoryRoad;
use crate::provenance::report::Report;
use crate::whole_file;
use crate::worker::{Answer, Pool, Task};
use crate::workflow::not_done::NotDone;

/// A larger copy is not signed: it is held in memory.
const MAX_BYTES: u64 = 1 << 30;

/// What is written beside a copy before the copy has its name, so that it never stands there alone.
pub(in crate::workflow) trait Companion: Sync {
    /// Writes it for the draft, which is to become `target`; the report is on a signed draft. `false` where the names that
    /// it would have with this target are taken: another target may do.
    fn write(&self, draft: &Path, target: &Path, report: Option<&Report>) -> Result<bool, NotDone>;

    /// Takes it away again: the copy did not get that name.
    fn take_back(&self);
}

/// What is signed in place of a file.
pub(in crate::workflow) struct RedactedAsset<'a> {
    /// The proved copy.
    pub(in crate::workflow) asset: PathBuf,
    pub(in crate::workflow) policy: Policy,
    /// Groups of which something was taken out.
    pub(in crate::workflow) groups: Vec<Group>,
    /// Whether the original is its parent, with the manifests that it has. Otherwise nothing leads to the original.
    pub(in crate::workflow) keeps_parent: bool,
    /// Assertions alone are taken out, this way; then the policy is not for the asset.
    pub(in crate::workflow) road: Option<HistoryRoad>,
    /// What is to stand beside the copy.
    pub(in crate::workflow) companion: Option<&'a dyn Companion>,
    /// What was proved of the signed copy.
    pub(in crate::workflow) proof: OnceLock<Proof>,
}

/// Signs the redacted copy of one file, under the plan's target, and gives what was proved of it.
pub(in crate::workflow) fn sign(
    pool: &Pool,
    identity: &SigningIdentity,
    source: &Path,
    plan: &SignPlan,
    redacted: RedactedAsset<'_>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> (Signed, Option<Proof>) {
    let batch = Batch {
        pool,
        identity,
        plan,
        keep_going,
        several: false,
        claims: Claims::default(),
        gate: gate::Gate::default(),
        stamping: plan.asked.timestamp.as_deref().map(stamping::Stamping::new),
        stapling: super::staple::Stapling::new(identity, plan.asked.ocsp_once),
        redacted: Some(redacted),
        out: OutFolder::default(),
    };
    let signed = batch.outcome(source);
    (signed, batch.redacted.and_then(|redacted| redacted.proof.into_inner()))
}

/// What there is to sign, in place of the source.
pub(super) fn asset<'a>(batch: &Batch<'a>, redacted: &RedactedAsset<'_>, format: Format) -> Result<Asset<'a>, Stop> {
    if redacted.road == Some(HistoryRoad::Update) {
        // The source is signed as it is, and an update has no thumbnail (C2PA 2.4 §11.2.3).
        return Ok(Asset::plain(format, None));
    }
    let asset = whole_file::read(&redacted.asset, MAX_BYTES)
        .map_err(|error| crate::problem!("redact-unreadable").with_cause(&error))?;
    let steps = match redacted.road {
        // The metadata stayed; what was taken out of the history is told by actions of their own.
        Some(_) => Vec::new(),
        None => vec![Step::metadata_removed(&redacted.groups, &redacted.policy.reason)],
    };
    let edited = Edited {
        asset,
        parent_format: format,
        steps,
        all_included: true,
        parent_thumbnail: None,
        hide_earlier_thumbnails: false,
        left_behind: None,
        components: Vec::new(),
    };
    let shows_itself = redacted.keeps_parent
        && !(redacted.road.is_some() && redacted.policy.drops(Group::EmbeddedPictures, "c2pa.thumbnail.claim"));
    // Of the copy's own pixels; a copy that protects a source gets no further picture.
    let thumbnail = if shows_itself { one::thumbnail(batch, &redacted.asset) } else { None };
    Ok(Asset { edited: redacted.keeps_parent.then_some(edited), ..Asset::plain(format, thumbnail) })
}

/// Has a worker look for the dropped values in the signed copy: neither an earlier manifest nor the new one may tell them.
pub(super) fn prove(batch: &Batch<'_>, source: &Path, copy: &Path, redacted: &RedactedAsset<'_>) -> Result<(), Stop> {
    let (path, copy, policy) = (source.to_owned(), copy.to_owned(), Box::new(redacted.policy.clone()));
    let task = match redacted.road {
        Some(_) => Task::ProveHistory { path, copy, policy },
        None => Task::ProveSigned { path, copy, policy },
    };
    let proof: Proof = match batch.pool.run(task) {
        Answer::Json(json) => {
            serde_json::from_value(json).map_err(|error| crate::problem!("check-crashed").with_cause(&error))?
        }
        Answer::Failed(problem) => return Err(problem.into()),
        _ => return Err(crate::problem!("check-crashed").into()),
    };
    if proof.holds() {
        // Each file is proved once.
        let _ = redacted.proof.set(proof);
        return Ok(());
    }
    let failed = proof.checks.iter().filter(|check| !check.passed);
    let details: Vec<String> = failed.map(|check| format!("{}: {}", check.what.key(), check.details)).collect();
    let key = if redacted.road.is_some() { "redact-history-left" } else { "redact-history-tells" };
    let problem = crate::problem!(key, name = shown_name(source));
    Err(Stop::Problem(Box::new(problem.with_details(details.join("; ")))))
}
