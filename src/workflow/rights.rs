//! Write rights: files + statement → copies with the rights in their metadata, each read back before it gets its
//! name. Never breaks a signature: a signed file is refused.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::not_done::NotDone;
use super::several;
use crate::locale;
use crate::media::redact;
use crate::media::rights_write::RightsPlan;
use crate::problem::Problem;
use crate::provenance::report::{Headline, Report};
use crate::provenance::rights::RightsName;
use crate::provenance::rights_statement::RightsStatement;
use crate::worker::{Answer, Pool, Task};

/// Longest side of the pictures that are compared, in pixels.
const COMPARED_SIDE: u32 = 1024;

/// Where the copies go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RightsTarget {
    /// Beside each original, as `NAME-rights`.
    Beside,
    /// Into this folder, under the same name.
    Folder(PathBuf),
    /// In place of the original, by the person's choice.
    Replace,
}

/// What came of one file.
#[derive(Debug, Clone, PartialEq)]
pub struct RightsWritten {
    pub target: PathBuf,
    /// `EXIF`, `IPTC`, `XMP`.
    pub stores: Vec<String>,
    pub report: Box<Report>,
}

/// Writes the rights into copies of many files, several at once, and gives each outcome with its index as it comes.
/// A file that is not begun any more has none.
pub fn write_all(
    pool: &Pool,
    files: &[PathBuf],
    said: &RightsStatement,
    target: &RightsTarget,
    overwrite: bool,
    on_written: &(dyn Fn(usize, Result<RightsWritten, NotDone>) + Sync),
    keep_going: &(dyn Fn() -> bool + Sync),
) {
    several::each(files, several::cores(), keep_going, &|index, source| {
        on_written(index, write(pool, source, said, target, overwrite));
    });
}

/// Writes the rights into a copy of one file.
///
/// # Errors
/// Refused: the file is signed, or the target exists. Failed: it is of another format or cannot be written without loss;
/// the copy does not read back as planned. Nothing is left behind either way.
pub fn write(
    pool: &Pool,
    source: &Path,
    said: &RightsStatement,
    target: &RightsTarget,
    overwrite: bool,
) -> Result<RightsWritten, NotDone> {
    let before = examine(pool, source)?;
    // A manifest elsewhere binds these bytes just as one inside does.
    let is_signed = before.manifest_store.is_some() || before.remote_manifest.is_some();
    if before.headline != Headline::NoCredentials || is_signed {
        let signed = || NotDone::Refused(crate::problem!("rights-signed"));
        return Err(before.problem.map_or_else(signed, NotDone::Failed));
    }
    let task = Task::PlanRights { path: source.to_owned(), rights: Box::new(said.clone()) };
    let plan: RightsPlan = match pool.run(task) {
        Answer::Json(json) => {
            serde_json::from_value(json).map_err(|e| crate::problem!("rights-malformed").with_cause(&e))?
        }
        Answer::Failed(problem) => return Err(problem.into()),
        _ => return Err(crate::problem!("rights-malformed").into()),
    };
    let goal = goal(source, target);
    let may_replace = overwrite || *target == RightsTarget::Replace;
    let unwritable = |error: io::Error| crate::problem!("rights-unwritable").with_cause(&error);
    let folder = goal.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(unwritable)?;
    let ending = source.extension().map(|ending| format!(".{}", ending.to_string_lossy())).unwrap_or_default();
    let mut draft =
        tempfile::Builder::new().prefix(".lightmark-tmp-").suffix(&ending).tempfile_in(folder).map_err(unwritable)?;
    let mut from = File::open(source).map_err(unwritable)?;
    redact::write(&plan.pieces, &mut from, draft.as_file_mut()).map_err(unwritable)?;
    let permissions = std::fs::metadata(source).map_err(unwritable)?.permissions();
    draft.as_file().set_permissions(permissions).map_err(unwritable)?;
    draft.as_file().sync_all().map_err(unwritable)?;
    let report = checked(pool, source, draft.path(), said)?;
    let exists = || crate::problem!("rights-exists", name = locale::elide(&goal.to_string_lossy(), 80));
    let done = if may_replace { draft.persist(&goal) } else { draft.persist_noclobber(&goal) };
    done.map_err(|error| match error.error.kind() {
        io::ErrorKind::AlreadyExists => NotDone::Refused(exists()),
        _ => unwritable(error.error).into(),
    })?;
    Ok(RightsWritten { target: goal, stores: plan.stores, report: Box::new(report) })
}

fn goal(source: &Path, target: &RightsTarget) -> PathBuf {
    match target {
        // The link stays a link; the file that it leads to is replaced.
        RightsTarget::Replace => source.canonicalize().unwrap_or_else(|_| source.to_owned()),
        RightsTarget::Folder(folder) => folder.join(source.file_name().unwrap_or_default()),
        RightsTarget::Beside => {
            let mut name = source.file_stem().unwrap_or_default().to_owned();
            name.push("-rights");
            if let Some(ending) = source.extension() {
                name.push(".");
                name.push(ending);
            }
            source.with_file_name(name)
        }
    }
}

fn examine(pool: &Pool, path: &Path) -> Result<Report, Problem> {
    match pool.run(Task::Examine { path: path.to_owned(), at: None, digest: false }) {
        Answer::Report(report) => Ok(*report),
        Answer::Failed(problem) => Err(problem),
        _ => Err(crate::problem!("rights-differs")),
    }
}

/// The report on the copy, once it shows the same picture and every store says what was to be written.
fn checked(pool: &Pool, source: &Path, draft: &Path, said: &RightsStatement) -> Result<Report, Problem> {
    let differs = |what: &str| crate::problem!("rights-differs").with_details(what);
    let report = examine(pool, draft)?;
    match disagreement(&report, said) {
        Some(field) => Err(differs(&field)),
        None if !is_same_picture(pool, source, draft) => Err(differs("the picture")),
        None => Ok(report),
    }
}

/// The first field in which a file does not say, in every store, what was to be written.
pub(super) fn disagreement(report: &Report, said: &RightsStatement) -> Option<String> {
    let expected = [
        (RightsName::Creator, &said.creator),
        (RightsName::Copyright, &said.copyright),
        (RightsName::Credit, &said.credit),
        (RightsName::UsageTerms, &said.usage_terms),
        (RightsName::License, &said.license_url),
        (RightsName::CopyrightOwner, &said.owner),
    ];
    let mut expected = expected.into_iter().filter_map(|(field, value)| Some((field, value.as_deref()?)));
    let wrong = expected.find(|(field, value)| {
        // What a manifest states was checked with its signature.
        let in_file = |source: &str| !source.starts_with("cawg.") && !source.starts_with("c2pa.");
        let mut found =
            report.rights.fields.iter().filter(|right| right.field == *field && in_file(&right.source)).peekable();
        // Readers trim, and IIM cuts: a cut value is the beginning of the whole one.
        let agrees = |found: &str, source: &str| {
            found.trim() == value.trim() || (source.starts_with("IPTC") && value.trim().starts_with(found.trim()))
        };
        found.peek().is_none() || !found.all(|right| agrees(&right.value, &right.source))
    });
    wrong.map(|(field, _)| format!("{field:?}"))
}

/// Whether two files show the same picture, or neither shows one.
pub(super) fn is_same_picture(pool: &Pool, one: &Path, other: &Path) -> bool {
    let picture = |path: &Path| match pool.run(Task::Picture { path: path.to_owned(), max_side: COMPARED_SIDE }) {
        Answer::Picture(picture) => Some(picture),
        _ => None,
    };
    picture(one) == picture(other)
}
