//! One file's road: look, examine, sign into a draft, read back, publish. Each step may stop it with a problem;
//! the draft then goes away by itself.

use std::io;
use std::path::{Path, PathBuf};

use super::place::Draft;
use super::stamp::Stamp;
use super::stamping::Kept;
use super::staple::Staple;
use super::target::{self, is_protected, shown_name};
use super::{Batch, Existing, Subject, export, record, redacted, rights};
use crate::credentials::sign::{self as credentials, Edited, Inception, SignError, SignRequest};
use crate::media;
use crate::problem::Problem;
use crate::provenance::format::Format;
use crate::provenance::redaction_history::HistoryRoad;
use crate::provenance::report::{ContentState, Headline, HistoryState, Report, SignerState, StoreLocation, TimeState};
use crate::provenance::rights_statement::RightsStatement;
use crate::worker::{Answer, Task};
use crate::workflow::not_done::NotDone;

/// Longest side of a claim thumbnail in pixels: enough to see what was changed, small beside any photo.
const THUMBNAIL_SIDE: u32 = 512;

/// Why the road ended early.
pub(super) enum Stop {
    /// It could not be done.
    Problem(Box<Problem>),
    /// It could be done, but not without the person's leave.
    Refused(Box<Problem>),
    Cancelled,
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

impl From<NotDone> for Stop {
    fn from(not_done: NotDone) -> Self {
        match not_done {
            NotDone::Refused(problem) => Self::Refused(Box::new(problem)),
            NotDone::Failed(problem) => Self::Problem(Box::new(problem)),
        }
    }
}

/// Signs one file and gives its target, the report on it, and what became of the issuer's answer.
pub(super) fn sign(batch: &Batch<'_>, source: &Path) -> Result<(PathBuf, Box<Report>, Box<Staple>), Stop> {
    let (before, format) = signable(source)?;
    let mut candidates = target::candidates(source, format, batch.plan, batch.several)?;
    let mut target = claim(batch, source, &mut candidates)?;

    let _pass = batch.gate.enter(before.size_bytes);
    // Bytes of an unknown kind are hashed as they are, nothing in them is parsed, and without a sidecar there is
    // nothing to examine.
    let bare = format == Format::Unknown && !source.with_extension("c2pa").exists();
    // A copy that protects a source has no parent.
    let alone = batch.redacted.as_ref().filter(|redacted| !redacted.keeps_parent);
    let parent_is_broken = if bare || alone.is_some() { false } else { examine_parent(batch, source, &target)? };
    let draft = draft(batch, source, &target)?;
    let Asset { format, thumbnail, edited, with_rights, said, notes, component_is_broken } =
        asset(batch, source, format)?;
    let is_same_picture = with_rights.is_some();
    let title = match &batch.plan.subject {
        Subject::Recorded(recorded) => &recorded.edited,
        _ if alone.is_some() => target.as_path(),
        _ => source,
    };
    let request = SignRequest {
        source: alone.map_or(source, |redacted| &redacted.asset).to_owned(),
        format,
        title: title.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        statement: batch.plan.statement.clone(),
        thumbnail,
        edited,
        with_rights,
        policy: batch.redacted.as_ref().map(|redacted| redacted.policy.clone()),
        history_only: batch.redacted.as_ref().is_some_and(|redacted| redacted.road == Some(HistoryRoad::Update)),
        target: draft.path().to_owned(),
        sidecar: batch.plan.target.sidecar,
        approval: batch.plan.subject.decision().cloned(),
        stamp_only: batch.plan.subject == Subject::Stamp,
        staple: batch.stapling.answer(),
    };
    let kept = Kept::default();
    let (inception, no_stamp) = write(batch, &request, &kept).map_err(|error| stop(&error, source, &target))?;
    before.unchanged(source)?;

    let mut report = read_back(batch, source, &draft, parent_is_broken || component_is_broken)?;
    report.notes.extend(notes);
    let compared = said.map(|said| (said, is_same_picture.then_some(source)));
    check_metadata(batch, source, &draft, &report, compared)?;
    if no_stamp.is_none() && batch.stamping.is_some() {
        check_stamp(&kept, &mut report, source)?;
    }
    finish_draft(&draft, source, alone.is_some()).map_err(|error| credentials::write_problem(&error, &target))?;
    before.unchanged(source)?;
    if !(batch.keep_going)() {
        return Err(Stop::Cancelled);
    }
    // Before the copy gets its name: no signed file goes into the world without its use of the key on record.
    let recorded = batch.identity.record_use(&request.title, report.sha256.as_deref(), purpose(batch));
    recorded.map_err(|error| error.problem())?;
    target = publish(batch, source, draft, &report, target, &mut candidates)?;
    tell(&mut report, inception, source, &target, batch.plan.target.sidecar);
    if let (Some(why), Some(stamping)) = (no_stamp, &batch.stamping) {
        let can_wait = !batch.plan.target.sidecar && format.allows_update_manifest();
        report.notes.extend(stamping.tell_of_none(&why, &target, can_wait));
    }
    let staple = batch.stapling.tell(&mut report);
    Ok((target, report, Box::new(staple)))
}

/// Refuses a copy whose own metadata does not say the rights that were to be written, or still tells what was redacted.
/// `compared`: the rights, and the file whose picture must be the same, if one must.
fn check_metadata(
    batch: &Batch<'_>,
    source: &Path,
    draft: &Draft,
    report: &Report,
    compared: Option<(&RightsStatement, Option<&Path>)>,
) -> Result<(), Stop> {
    if let Some((said, original)) = compared {
        rights::check(batch, original, draft.path_to_check(), report, said)?;
    }
    match &batch.redacted {
        Some(redacted) => redacted::prove(batch, source, draft.path(), redacted),
        None => Ok(()),
    }
}

/// Refuses a copy that does not carry the stamp that was given, and has the report tell of clocks that differ.
fn check_stamp(kept: &Kept, report: &mut Report, source: &Path) -> Result<(), Problem> {
    if let Some(fault) = kept.fault(report) {
        return Err(crate::problem!("stamp-read-back", name = shown_name(source)).with_details(fault));
    }
    report.notes.extend(kept.skew_note());
    Ok(())
}

/// What the key is used for, in the record of its uses.
fn purpose(batch: &Batch<'_>) -> &'static str {
    match &batch.plan.subject {
        Subject::Edited(_) => "export",
        Subject::Recorded(_) => "record",
        Subject::Stamp => "timestamp",
        Subject::Decision(_) => "approve",
        Subject::File if batch.redacted.is_some() => "redact",
        Subject::File => "sign",
    }
}

/// What is signed, where it is not the source as it is.
pub(super) struct Asset<'a> {
    pub(super) format: Format,
    pub(super) thumbnail: Option<Vec<u8>>,
    pub(super) edited: Option<Edited>,
    pub(super) with_rights: Option<Vec<u8>>,
    /// The rights that were written into the file's metadata.
    pub(super) said: Option<&'a RightsStatement>,
    pub(super) notes: Vec<String>,
    /// A file that was put into the picture has a broken step in its history; the person knows.
    pub(super) component_is_broken: bool,
}

impl Asset<'_> {
    /// The source as it is.
    pub(super) fn plain(format: Format, thumbnail: Option<Vec<u8>>) -> Self {
        Self {
            format,
            thumbnail,
            edited: None,
            with_rights: None,
            said: None,
            notes: Vec::new(),
            component_is_broken: false,
        }
    }
}

/// Has a worker make what is to be signed: the edited picture, the file with the rights in it, the thumbnail.
fn asset<'a>(batch: &'a Batch<'_>, source: &Path, format: Format) -> Result<Asset<'a>, Stop> {
    if let Some(redacted) = &batch.redacted {
        return redacted::asset(batch, redacted, format);
    }
    let mut asset = match &batch.plan.subject {
        Subject::Recorded(recorded) => {
            let (edited, asset) = record::edited(batch, source, format, recorded)?;
            Asset { edited: Some(edited), ..asset }
        }
        Subject::Edited(export) => {
            let export::Made { format, thumbnail, edited, notes, component_is_broken } =
                export::render(batch, source, format, export)?;
            Asset { edited: Some(edited), notes, component_is_broken, ..Asset::plain(format, thumbnail) }
        }
        Subject::Stamp => Asset::plain(format, None),
        Subject::File | Subject::Decision(_) => Asset::plain(format, thumbnail(batch, source)),
    };
    let Some(said) = rights::wanted(batch) else { return Ok(asset) };
    let written = match &mut asset.edited {
        Some(edited) => rights::in_export(edited, asset.format, said),
        None => rights::in_source(batch, source, said).map(|made| asset.with_rights = Some(made)),
    };
    match written {
        Ok(()) => asset.said = Some(said),
        Err(note) => asset.notes.push(note),
    }
    Ok(asset)
}

/// Has the draft written, with a time stamp if one is wanted; gives why there is none, if that was allowed.
fn write(
    batch: &Batch<'_>,
    request: &SignRequest,
    kept: &Kept,
) -> Result<(Inception, Option<Box<Problem>>), SignError> {
    let plain = |reason| Ok((credentials::sign(request, batch.identity, None, batch.keep_going)?, reason));
    let Some(stamping) = &batch.stamping else { return plain(None) };
    let stamper = |message: &[u8]| stamping.ask(message, kept);
    match credentials::sign(request, batch.identity, Some(&stamper), batch.keep_going) {
        Err(SignError::NoTimeStamp { problem }) if batch.plan.asked.timestamp_optional => plain(Some(problem)),
        result => result.map(|inception| (inception, None)),
    }
}

/// The source as it is now and its format, if it can be signed at all.
fn signable(source: &Path) -> Result<(Stamp, Format), Problem> {
    let stamp = Stamp::of(source).map_err(|error| SignError::SourceUnreadable { source: error }.problem(source))?;
    match stamp {
        Stamp { is_file: false, .. } => return Err(crate::problem!("sign-not-a-file", name = shown_name(source))),
        Stamp { size_bytes: 0, .. } => return Err(crate::problem!("sign-empty", name = shown_name(source))),
        _ => {}
    }
    match media::sniff(source).map_err(|error| error.problem())? {
        Format::ManifestStore => Err(crate::problem!("sign-is-manifest-store", name = shown_name(source))),
        format => Ok((stamp, format)),
    }
}

/// Takes the next name that is free, for this batch alone.
fn claim(batch: &Batch<'_>, source: &Path, candidates: &mut impl Iterator<Item = PathBuf>) -> Result<PathBuf, Stop> {
    let replaces = batch.plan.target.replaces();
    let mut refusal = crate::problem!("sign-no-free-name", name = shown_name(source));
    for target in candidates {
        if !replaces && target::is_same_file(source, &target) {
            refusal = crate::problem!("sign-target-is-source", name = shown_name(source));
            continue;
        }
        let taken = target.symlink_metadata().is_ok();
        if taken && !replaces && batch.plan.target.existing != Existing::Overwrite {
            refusal = crate::problem!("sign-target-exists", name = shown_name(&target));
            continue;
        }
        if taken && is_protected(&target) {
            refusal = crate::problem!("copy-over-protected", name = shown_name(&target));
            continue;
        }
        if taken && !replaces && batch.claims.reads(&target) {
            refusal = crate::problem!("copy-over-input", name = shown_name(&target));
            continue;
        }
        if batch.claims.take(&target) {
            return Ok(target);
        }
        refusal = crate::problem!("copy-same-target", name = shown_name(source), target = shown_name(&target));
    }
    Err(Stop::Refused(Box::new(refusal)))
}

/// Has a worker look at the source first. Gives whether its own credentials are broken; that stops the road
/// unless the person, having been told, asked to go on. What a worker could not examine is never signed: it
/// would be parsed here, without a worker's limits.
fn examine_parent(batch: &Batch<'_>, source: &Path, target: &Path) -> Result<bool, Stop> {
    let report = examine(batch, source, false)?;
    let name = shown_name(source);
    if batch.plan.subject == Subject::Stamp {
        stampable(&report, &name).map_err(|problem| Stop::Refused(Box::new(problem)))?;
    }
    if batch.plan.target.sidecar && report.manifest_store == Some(StoreLocation::Embedded) {
        return Err(SignError::SidecarOverEmbedded.problem(source).into());
    }
    // The sidecar that would be overwritten says nothing of this file, so it is another's, and all that this one has.
    let is_beside = batch.plan.target.sidecar && target == source.with_extension("c2pa") && target.exists();
    if is_beside && report.headline == Headline::NoCredentials {
        let problem = crate::problem!("copy-over-sidecar", name = name, sidecar = shown_name(target));
        return Err(Stop::Refused(Box::new(problem)));
    }
    broken(batch, &report, name)
}

/// The same for a file that is put into the picture.
pub(super) fn examine_ingredient(batch: &Batch<'_>, path: &Path) -> Result<bool, Stop> {
    broken(batch, &*examine(batch, path, false)?, shown_name(path))
}

/// Whether a file's own credentials are broken, where the person asked to go on; otherwise that stops the road.
fn broken(batch: &Batch<'_>, report: &Report, name: String) -> Result<bool, Stop> {
    let problem = match report.headline {
        Headline::NotChecked => {
            let reason = report.problem.as_ref().map(|problem| format!("{problem} {}", problem.details));
            let problem = crate::problem!("sign-parent-not-checked", name = name);
            return Err(problem.with_details(reason.unwrap_or_default()).into());
        }
        Headline::Altered => crate::problem!("sign-parent-altered", name = name),
        Headline::Revoked => crate::problem!("sign-parent-revoked", name = name),
        _ if report.history.state == HistoryState::BrokenStep => {
            crate::problem!("sign-parent-broken-step", name = name)
        }
        // A copy made of it would look fresher than what it was made from.
        _ if is_made_from(batch) && report.signer.state == SignerState::InvalidAtSigning => {
            crate::problem!("export-parent-expired", name = name)
        }
        Headline::Verified | Headline::IntactUnrecognised | Headline::NoCredentials => return Ok(false),
    };
    if batch.plan.allow_broken_parent {
        return Ok(true);
    }
    Err(Stop::Refused(Box::new(problem.with_details(report.content.codes.join(", ")))))
}

/// Whether another picture is made from the file, which is not signed as it is.
fn is_made_from(batch: &Batch<'_>) -> bool {
    matches!(batch.plan.subject, Subject::Edited(_) | Subject::Recorded(_))
}

/// Whether there is a signature in the file that lacks a stamp. One that could not be checked is told elsewhere.
fn stampable(report: &Report, name: &str) -> Result<(), Problem> {
    let location = report.manifest_store.as_ref();
    match (report.headline, location, report.time.state) {
        (Headline::NotChecked, ..) => Ok(()),
        (_, None, _) => Err(crate::problem!("stamp-nothing-signed", name = name)),
        (_, Some(StoreLocation::Sidecar { .. }), _) => Err(crate::problem!("stamp-sidecar", name = name)),
        (_, _, TimeState::Trusted | TimeState::Unrecognised) => Err(crate::problem!("stamp-has-one", name = name)),
        _ => Ok(()),
    }
}

fn examine(batch: &Batch<'_>, path: &Path, digest: bool) -> Result<Box<Report>, Problem> {
    match batch.pool.run(Task::Examine { path: path.to_owned(), at: None, digest }) {
        Answer::Report(report) => Ok(report),
        Answer::Failed(problem) => Err(problem),
        _ => Err(crate::problem!("sign-worker-answer", name = shown_name(path))),
    }
}

/// A picture for the claim; a file without one is signed without.
pub(super) fn thumbnail(batch: &Batch<'_>, source: &Path) -> Option<Vec<u8>> {
    match batch.pool.run(Task::ThumbnailJpeg { path: source.to_owned(), max_side: THUMBNAIL_SIDE }) {
        Answer::Jpeg(jpeg) => jpeg,
        _ => None,
    }
}

fn draft(batch: &Batch<'_>, source: &Path, target: &Path) -> Result<Draft, Problem> {
    let folder = target::folder_of(target);
    let draft = if batch.plan.target.sidecar {
        Draft::create_sidecar(&folder, source)
    } else {
        Draft::create(&folder, target.extension())
    };
    draft.map_err(|error| credentials::write_problem(batch.out.reason(&error), target))
}

fn stop(error: &SignError, source: &Path, target: &Path) -> Stop {
    match error {
        SignError::Cancelled => Stop::Cancelled,
        SignError::TargetUnwritable { .. } => error.problem(target).into(),
        _ => error.problem(source).into(),
    }
}

/// Has a worker verify the draft in full: these bytes, signed by this identity, nothing broken that was whole.
fn read_back(batch: &Batch<'_>, source: &Path, draft: &Draft, parent_is_broken: bool) -> Result<Box<Report>, Stop> {
    let report = examine(batch, draft.path_to_check(), true)?;
    let card = batch.identity.card();
    let sound = matches!(report.headline, Headline::Verified | Headline::IntactUnrecognised) || parent_is_broken;
    // A TIFF's directory says how long the store is, so those bytes cannot be hashed; the engine counts them as
    // left out although they belong to the store.
    let whole = report.content.state == ContentState::PartlyCovered && report.content.exclusions.is_empty();
    let intact = report.content.state == ContentState::Intact || whole;
    let ours = report.signer.fingerprint.as_deref() == Some(card.fingerprint.as_str());
    if sound && intact && ours {
        return Ok(report);
    }
    if ours && report.signer.state == SignerState::Revoked {
        return Err(Stop::Refused(Box::new(crate::problem!("sign-own-revoked", name = shown_name(source)))));
    }
    let details = format!(
        "headline {}, content {:?} {}, signer {}",
        report.headline.key(),
        report.content.state,
        report.content.codes.join(" "),
        report.signer.fingerprint.as_deref().unwrap_or("none"),
    );
    let details = report.problem.iter().fold(details, |text, problem| format!("{text}; {problem} {}", problem.details));
    Err(crate::problem!("sign-read-back", name = shown_name(source)).with_details(details).into())
}

fn finish_draft(draft: &Draft, source: &Path, hides_time: bool) -> io::Result<()> {
    draft.copy_permissions(source)?;
    draft.hide_time(hides_time)?;
    draft.sync()
}

/// Gives the draft its name; with numbers allowed, the next free one when another program was faster.
fn publish(
    batch: &Batch<'_>,
    source: &Path,
    mut draft: Draft,
    report: &Report,
    mut target: PathBuf,
    candidates: &mut impl Iterator<Item = PathBuf>,
) -> Result<PathBuf, Stop> {
    let plan = batch.plan;
    let replaces = plan.target.replaces();
    let overwrite = replaces || plan.target.existing == Existing::Overwrite;
    let companion = batch.redacted.as_ref().and_then(|redacted| redacted.companion);
    loop {
        let is_beside = match companion {
            Some(companion) => companion.write(draft.path(), &target, Some(report))?,
            None => true,
        };
        if is_beside {
            match draft.publish(&target, overwrite) {
                Ok(()) => return Ok(target),
                Err((back, error)) => {
                    companion.inspect(|companion| companion.take_back());
                    if error.kind() != io::ErrorKind::AlreadyExists {
                        return Err(credentials::write_problem(&error, &target).into());
                    }
                    draft = back;
                }
            }
        }
        let refusal = crate::problem!("sign-target-exists", name = shown_name(&target));
        target = claim(batch, source, candidates).map_err(|_| Stop::Refused(Box::new(refusal)))?;
    }
}

/// Makes the report speak of the file under its new name, and adds what the person should know.
fn tell(report: &mut Report, inception: Inception, source: &Path, target: &Path, sidecar: bool) {
    if sidecar {
        report.path = source.to_string_lossy().into_owned();
        report.manifest_store = Some(StoreLocation::Sidecar { path: target.to_string_lossy().into_owned() });
    } else {
        report.path = target.to_string_lossy().into_owned();
    }
    if inception.source_type_as_metadata {
        report.notes.push(crate::tr!("sign-note-source-type-as-metadata"));
    }
}
