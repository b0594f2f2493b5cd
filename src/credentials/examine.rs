//! One file → one report. Runs inside a worker child.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use c2pa::{Context, Reader};
use jiff::Timestamp;

use super::asset::{self, Asset};
use super::exclusions::Uncovered;
use super::limits::Limits;
use super::open::{self, Opened};
use super::readable::{readable, unreadable};
use super::signatures::Judging;
use super::{boxes, context, exclusions, manifests, statuses, thumbnails};
use crate::locale;
use crate::problem;
use crate::problem::Problem;
use crate::provenance::evidence::{Evidence, Outcome, StoreEvidence};
use crate::provenance::format::Format;
use crate::provenance::left_out::LeftOut;
use crate::provenance::report::{Report, StoreLocation};
use crate::provenance::verdict;
use crate::tr;
use crate::trust::TrustStore;

/// Longest name of a file that is shown, in characters.
const MAX_NAME_CHARS: usize = 80;

/// What to examine and as of when.
#[derive(Debug, Clone)]
pub struct ExamineRequest {
    pub path: PathBuf,
    /// Judge certificates as of then; `None` is now.
    pub at: Option<Timestamp>,
    /// Also compute the SHA-256 of the whole file.
    pub digest: bool,
}

/// Documents from web sites, by address: the keys of issuers that are named by `did:web`. Strangers' text.
pub type Documents = BTreeMap<String, String>;

/// Reads the file's manifest store and contents, asks the trust store, and judges.
pub fn examine(request: &ExamineRequest, trust: &TrustStore) -> Report {
    examine_with(request, trust, &Documents::new())
}

/// The same, with documents that the person had fetched for this file; nothing is fetched here.
pub fn examine_with(request: &ExamineRequest, trust: &TrustStore, documents: &Documents) -> Report {
    verdict::judge(evidence(request, trust, documents))
}

fn evidence(request: &ExamineRequest, trust: &TrustStore, documents: &Documents) -> Evidence {
    let mut evidence = Evidence {
        path: request.path.to_string_lossy().into_owned(),
        sha256: None,
        size_bytes: 0,
        format: Format::Unknown.mime().to_owned(),
        dimensions: None,
        as_of: request.at.map(|at| at.to_string()),
        outcome: Outcome::NoManifest,
        metadata: Vec::new(),
        rights: Vec::new(),
        notes: Vec::new(),
    };
    match readable(&request.path) {
        Ok(metadata) => evidence.size_bytes = metadata.len(),
        Err(problem) => {
            evidence.outcome = Outcome::NotChecked(problem);
            return evidence;
        }
    }
    if let Err(error) = asset::with(&request.path, |asset| {
        look(request, (trust, documents), &asset, &mut evidence);
    }) {
        evidence.outcome = Outcome::NotChecked(unreadable(&error));
    }
    evidence
}

/// Everything that is found in the file itself.
fn look(
    request: &ExamineRequest,
    (trust, documents): (&TrustStore, &Documents),
    asset: &Asset<'_>,
    evidence: &mut Evidence,
) {
    let format = match identify(asset, evidence) {
        Ok(format) => format,
        Err(problem) => {
            evidence.outcome = Outcome::NotChecked(problem);
            return;
        }
    };
    let context = match documents.is_empty() {
        true => context_for(trust),
        false => context::reading_with(trust, documents).map_err(|error| error.to_string()),
    };
    let mut left_out = None;
    evidence.outcome = match context {
        Ok(context) => {
            let case = Case { request, format, trust, documents, asset };
            outcome(&case, &context, &mut left_out, &mut evidence.notes)
        }
        Err(error) => Outcome::NotChecked(problem!("engine-settings").with_details(error)),
    };
    match asset.contents(format, left_out.as_ref()) {
        Ok(contents) => {
            evidence.dimensions = contents.dimensions;
            evidence.metadata = contents.metadata;
            evidence.rights = contents.rights;
            evidence.notes.extend(contents.notes);
        }
        Err(error) => evidence.notes.push(error.problem().what),
    }
    if request.digest {
        match asset.digest() {
            Ok(digest) => evidence.sha256 = Some(digest),
            Err(error) => evidence.notes.push(unreadable(&error).what),
        }
    }
}

/// Only files that are media, or that have a sidecar, are examined.
fn identify(asset: &Asset<'_>, evidence: &mut Evidence) -> Result<Format, Problem> {
    if asset.size_bytes() == Some(0) {
        return Err(problem!("file-empty"));
    }
    let format = asset.format().map_err(|error| error.problem())?;
    evidence.format = format.mime().to_owned();
    match format {
        Format::Unknown if open::sidecar_path(asset.path).is_none() => Err(problem!("file-not-media")),
        Format::ManifestStore => Err(problem!("file-is-sidecar")),
        format => Ok(format),
    }
}

/// The engine's context for these lists. Parsing the lists anew for each file would cost more than the file.
pub(super) fn context_for(trust: &TrustStore) -> Result<Arc<Context>, String> {
    type Last = Option<(TrustStore, Arc<Context>)>;
    static LAST: Mutex<Last> = Mutex::new(None);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((lists, context)) = last.as_ref()
        && lists == trust
    {
        return Ok(Arc::clone(context));
    }
    let context = context::reading(trust).map_err(|error| error.to_string())?;
    *last = Some((trust.clone(), Arc::clone(&context)));
    Ok(context)
}

/// One file under examination.
struct Case<'a> {
    request: &'a ExamineRequest,
    format: Format,
    trust: &'a TrustStore,
    documents: &'a Documents,
    asset: &'a Asset<'a>,
}

/// What reading the manifest store came to, and what its hard binding leaves out.
fn outcome(
    case: &Case<'_>,
    context: &Arc<Context>,
    left_out: &mut Option<LeftOut>,
    notes: &mut Vec<String>,
) -> Outcome {
    match open::open(case.asset, case.format, context) {
        Opened::None => Outcome::NoManifest,
        Opened::OfAnother { owner } => {
            let owner = owner.file_name().unwrap_or_default().to_string_lossy().into_owned();
            notes.push(tr!("note-sidecar-of-another", owner = locale::elide(&owner, MAX_NAME_CHARS)));
            Outcome::NoManifest
        }
        Opened::Remote { url } => Outcome::RemoteOnly { url },
        Opened::Broken { codes, explanation } => Outcome::Broken { codes, explanation },
        Opened::NotChecked(problem) => Outcome::NotChecked(problem),
        Opened::Store { reader, sidecar, revoked } => match store(case, &reader, revoked, notes) {
            Some((mut store, bytes)) => {
                *left_out = Some(bytes);
                match sidecar {
                    Some(path) => {
                        store.location = StoreLocation::Sidecar { path: path.to_string_lossy().into_owned() };
                    }
                    None if open::sidecar_path(&case.request.path).is_some() => notes.push(tr!("note-sidecar-unused")),
                    None => {}
                }
                Outcome::Examined(Box::new(store))
            }
            None => Outcome::Broken {
                codes: vec!["claim.missing".to_owned()],
                explanation: tr!("check-no-active-manifest"),
            },
        },
    }
}

fn store(case: &Case<'_>, reader: &Reader, revoked: bool, notes: &mut Vec<String>) -> Option<(StoreEvidence, LeftOut)> {
    let Case { request, format, trust, documents, asset } = *case;
    let active = reader.active_label()?.to_owned();
    let labels: Vec<String> = reader.manifests().keys().cloned().collect();
    let mut statuses =
        reader.validation_results().map(|results| statuses::statuses(results, &active, &labels)).unwrap_or_default();
    let mut flat = Cursor::new(Vec::new());
    // Without the boxes no chain is found, no signer recognised: the verdict only gets worse.
    let _ = reader.resource_to_stream(&active, &mut flat);
    let boxes = boxes::labelled_boxes(flat.get_ref());
    let judging = Judging {
        trust,
        documents,
        at: request.at.unwrap_or_else(Timestamp::now),
        statuses: &statuses,
        boxes: &boxes,
        revoked: revoked.then_some(active.as_str()),
    };
    let limits = Limits::default();
    let mut manifests: Vec<_> =
        reader.iter_manifests().map(|manifest| manifests::manifest(manifest, &judging, &limits)).collect();
    thumbnails::mark_removed(reader, &mut manifests);
    let Uncovered { exclusions, left_out } = exclusions::uncovered(asset, format, &boxes, &active, &manifests);
    statuses.extend(statuses::revoked(&manifests, &statuses));
    if limits.is_cut() {
        notes.push(tr!("note-report-cut"));
    }
    let store = StoreEvidence {
        location: StoreLocation::Embedded,
        active,
        manifests,
        exclusions,
        remote_url: reader.remote_url().map(str::to_owned),
        statuses,
    };
    Some((store, left_out))
}
