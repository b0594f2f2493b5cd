//! Write rights: files + statement → copies with the rights in their metadata, each read back before it gets its
//! name. Never breaks a signature: a signed file is refused.

use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::not_done::NotDone;
use super::several;
use super::sign::claims::Claims;
use super::sign::place::{self, Draft};
use super::sign::stamp::Stamp;
use super::sign::target::{folder_of, shown_name};
use crate::locale;
use crate::media::redact;
use crate::media::rights_write::RightsPlan;
use crate::problem::Problem;
use crate::provenance::report::{Headline, Report};
use crate::provenance::rights::RightsName;
use crate::provenance::rights_statement::RightsStatement;
use crate::whole_file;
use crate::worker::{Answer, Pool, Task, unreadable};

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
    let batch = RightsBatch::begin(pool, files, said, target, overwrite);
    several::each(files, several::cores(), keep_going, &|index, source| on_written(index, batch.write(source)));
}

/// Writes the rights into a copy of one file that is no part of a batch.
///
/// # Errors
/// As [`RightsBatch::write`].
pub fn write(
    pool: &Pool,
    source: &Path,
    said: &RightsStatement,
    target: &RightsTarget,
    overwrite: bool,
) -> Result<RightsWritten, NotDone> {
    RightsBatch::begin(pool, &[source.to_owned()], said, target, overwrite).write(source)
}

/// What the copies of one batch share. No file of it takes the place of another.
pub struct RightsBatch<'a> {
    pool: &'a Pool,
    said: &'a RightsStatement,
    target: &'a RightsTarget,
    overwrite: bool,
    claims: Claims,
}

impl<'a> RightsBatch<'a> {
    /// Removes what a killed batch left where the copies go.
    pub fn begin(
        pool: &'a Pool,
        files: &[PathBuf],
        said: &'a RightsStatement,
        target: &'a RightsTarget,
        overwrite: bool,
    ) -> Self {
        let folders: BTreeSet<PathBuf> = files.iter().map(|file| folder_of(&goal(file, target))).collect();
        folders.iter().for_each(|folder| place::sweep(folder));
        let claims = match overwrite && *target != RightsTarget::Replace {
            true => Claims::reading(files.iter().map(PathBuf::as_path)),
            false => Claims::default(),
        };
        Self { pool, said, target, overwrite, claims }
    }

    /// Writes the rights into a copy of one file.
    ///
    /// # Errors
    /// Refused: the file is signed; the target exists, is read here, or is another copy. Failed: it is of another format or
    /// cannot be written without loss; the copy does not read back as planned. Nothing is left behind either way.
    pub fn write(&self, source: &Path) -> Result<RightsWritten, NotDone> {
        let Self { pool, said, target, overwrite, claims } = self;
        let unwritable = |error: io::Error| crate::problem!("rights-unwritable").with_cause(&error);
        let before = Stamp::of(source).map_err(|error| unreadable(&error))?;
        unsigned(pool, source)?;
        let plan = planned(pool, source, said)?;
        let goal = goal(source, target);
        if claims.reads(&goal) {
            return Err(NotDone::Refused(crate::problem!("copy-over-input", name = shown_name(&goal))));
        }
        if !claims.take(&goal) {
            let (name, target) = (shown_name(source), shown_name(&goal));
            return Err(NotDone::Refused(crate::problem!("copy-same-target", name = name, target = target)));
        }
        let folder = folder_of(&goal);
        std::fs::create_dir_all(&folder).map_err(unwritable)?;
        let mut draft = Draft::create(&folder, source.extension()).map_err(unwritable)?;
        let mut from = File::open(source).map_err(|error| unreadable(&error))?;
        redact::write(&plan.pieces, &mut from, draft.file_mut()).map_err(unwritable)?;
        draft.copy_permissions(source).map_err(unwritable)?;
        draft.sync().map_err(unwritable)?;
        let report = checked(pool, source, draft.path(), said)?;
        before.unchanged(source)?;
        let may_replace = *overwrite || **target == RightsTarget::Replace;
        draft.publish(&goal, may_replace).map_err(|(_, error)| match error.kind() {
            io::ErrorKind::AlreadyExists => {
                NotDone::Refused(crate::problem!("rights-exists", name = locale::elide(&goal.to_string_lossy(), 80)))
            }
            _ => unwritable(error).into(),
        })?;
        if let Err(error) = whole_file::sync_folder(&folder) {
            tracing::warn!(%error, "the folder could not be synced");
        }
        Ok(RightsWritten { target: goal, stores: plan.stores, report: Box::new(report) })
    }
}

/// Refuses a file that a signature binds: a manifest elsewhere binds these bytes just as one inside does.
fn unsigned(pool: &Pool, source: &Path) -> Result<(), NotDone> {
    let before = examine(pool, source)?;
    let is_signed = before.manifest_store.is_some() || before.remote_manifest.is_some();
    if before.headline != Headline::NoCredentials || is_signed {
        let signed = || NotDone::Refused(crate::problem!("rights-signed"));
        return Err(before.problem.map_or_else(signed, NotDone::Failed));
    }
    Ok(())
}

fn planned(pool: &Pool, source: &Path, said: &RightsStatement) -> Result<RightsPlan, Problem> {
    match pool.run(Task::PlanRights { path: source.to_owned(), rights: Box::new(said.clone()) }) {
        Answer::Json(json) => {
            serde_json::from_value(json).map_err(|e| crate::problem!("rights-malformed").with_cause(&e))
        }
        Answer::Failed(problem) => Err(problem),
        _ => Err(crate::problem!("rights-malformed")),
    }
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
        (RightsName::Licensor, &said.licensor),
        (RightsName::LicensorUrl, &said.licensor_url),
        (RightsName::LicensorEmail, &said.licensor_email),
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
