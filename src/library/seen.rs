//! One file that was seen and one check of it, written down. Never a file's metadata: what a stranger's camera wrote
//! down of places and people stays in the file.

use std::path::{Path, PathBuf};

use rusqlite::{OptionalExtension as _, Transaction, TransactionBehavior, params};
use serde::{Deserialize, Serialize};

use super::{Library, LibraryError, looks};
use crate::provenance::report::{Report, TimeState};

/// A report longer than this is not kept; its answers are.
const MAX_REPORT_BYTES: usize = 256 * 1024;

/// Certificates of one path that are kept.
const MAX_CERTIFICATES: usize = 16;

/// Checks of one file that are kept, the newest.
const MAX_CHECKS: i64 = 100;

/// Why a file was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// The person wanted it verified.
    Check,
    /// It was signed and read back.
    Signing,
    /// Something in trust changed.
    Trust,
}

/// A file as it was found, with what is said about it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Absolute.
    pub path: PathBuf,
    pub report: Report,
    /// As [`super::now`] writes it.
    pub at: String,
    pub cause: Cause,
    /// Digest of what was in force.
    pub trust: String,
    /// Nanoseconds since 1970; `None` when it is not known to belong to the bytes that were read.
    pub modified_ns: Option<i64>,
}

/// The three answers that trust can change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    pub headline: String,
    pub signer: String,
    pub time: String,
}

impl Outcome {
    pub fn of(report: &Report) -> Self {
        Self {
            headline: report.headline.key().to_owned(),
            signer: word(&report.signer.state),
            time: word(&report.time.state),
        }
    }
}

impl Library {
    /// Writes all of it down, or nothing.
    pub fn remember(&mut self, seen: &[Seen]) -> Result<(), LibraryError> {
        self.write(|transaction| seen.iter().try_for_each(|one| write(transaction, one)))
    }

    pub(super) fn write<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, rusqlite::Error>,
    ) -> Result<T, LibraryError> {
        let done = (|| {
            let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        })();
        done.map_err(|source| self.unusable(source))
    }
}

/// When the file was last written, if it is still as long as the report says.
pub fn modified_ns(path: &Path, size_bytes: u64) -> Option<i64> {
    let metadata = std::fs::metadata(path).ok().filter(|metadata| metadata.len() == size_bytes)?;
    nanoseconds(&metadata)
}

pub(super) fn nanoseconds(metadata: &std::fs::Metadata) -> Option<i64> {
    let since = metadata.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_nanos()).ok()
}

/// A path as bytes, so that one that is no Unicode comes back as it was.
pub(super) fn path_bytes(path: &Path) -> Vec<u8> {
    #[cfg(unix)]
    return std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()).to_owned();
    #[cfg(not(unix))]
    return path.to_string_lossy().into_owned().into_bytes();
}

pub(super) fn path_of(bytes: Vec<u8>) -> PathBuf {
    #[cfg(unix)]
    return PathBuf::from(<std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes));
    #[cfg(not(unix))]
    return PathBuf::from(String::from_utf8_lossy(&bytes).into_owned());
}

/// A serial number or fingerprint as it is compared: hex digits without colons and leading noughts.
pub(super) fn number(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_hexdigit).collect();
    digits.trim_start_matches('0').to_ascii_lowercase()
}

/// The word of a state in JSON.
fn word(state: &impl Serialize) -> String {
    serde_json::to_value(state).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// What was said the last time.
struct Last {
    id: i64,
    trust: String,
    size_bytes: i64,
    modified_ns: Option<i64>,
    outcome: Outcome,
    content: String,
    fingerprint: Option<String>,
}

fn write(transaction: &Transaction<'_>, seen: &Seen) -> Result<(), rusqlite::Error> {
    let report = &seen.report;
    let size_bytes = i64::try_from(report.size_bytes).unwrap_or(i64::MAX);
    let asset: i64 = transaction
        .prepare_cached(
            "INSERT INTO assets (path, name, size_bytes, modified_ns, sha256, format, first_seen, last_seen)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)
             ON CONFLICT (path) DO UPDATE SET
                sha256 = coalesce(?5, iif(size_bytes = ?3 AND modified_ns = ?4, sha256, NULL)),
                size_bytes = ?3, modified_ns = ?4, format = ?6, last_seen = ?7, gone_since = NULL
             RETURNING id",
        )?
        .query_row(
            params![
                path_bytes(&seen.path),
                seen.path.to_string_lossy(),
                size_bytes,
                seen.modified_ns,
                report.sha256,
                report.format,
                seen.at
            ],
            |row| row.get(0),
        )?;
    let (outcome, last) = (Outcome::of(report), last(transaction, asset)?);
    let same_file = last.as_ref().filter(|last| {
        last.size_bytes == size_bytes && seen.modified_ns.is_some() && last.modified_ns == seen.modified_ns
    });
    let again = same_file.filter(|last| {
        last.outcome == outcome
            && last.trust == seen.trust
            && last.content == word(&report.content.state)
            && last.fingerprint == report.signer.fingerprint
    });
    if last.is_some() && same_file.is_none() {
        looks::forget(transaction, asset)?;
    }
    if let Some(last) = again {
        transaction
            .prepare_cached("UPDATE checks SET last_at = ?2 WHERE id = ?1")?
            .execute(params![last.id, seen.at])?;
        return Ok(());
    }
    let before = same_file.map(|last| &last.outcome).filter(|before| **before != outcome);
    let check = insert(transaction, asset, seen, &outcome, before)?;
    let mut insert = transaction
        .prepare_cached("INSERT INTO certificates (check_id, position, fingerprint, serial) VALUES (?1, ?2, ?3, ?4)")?;
    for (position, certificate) in report.signer.chain.iter().take(MAX_CERTIFICATES).enumerate() {
        let position = i64::try_from(position).unwrap_or_default();
        insert.execute(params![check, position, number(&certificate.fingerprint), number(&certificate.serial)])?;
    }
    transaction.prepare_cached("UPDATE assets SET last_check = ?2 WHERE id = ?1")?.execute(params![asset, check])?;
    if last.is_some() {
        transaction
            .prepare_cached(
                "DELETE FROM checks WHERE asset = ?1 AND id NOT IN
                    (SELECT id FROM checks WHERE asset = ?1 ORDER BY id DESC LIMIT ?2)",
            )?
            .execute(params![asset, MAX_CHECKS])?;
    }
    Ok(())
}

fn insert(
    transaction: &Transaction<'_>,
    asset: i64,
    seen: &Seen,
    outcome: &Outcome,
    before: Option<&Outcome>,
) -> Result<i64, rusqlite::Error> {
    let report = &seen.report;
    // Only the signer's own path is told in a report; stamps, identities and earlier steps have paths, too.
    let other_paths = !matches!(report.time.state, TimeState::None | TimeState::Claimed)
        || report.signer.identity.is_some()
        || report.history.steps.len() > 1;
    transaction
        .prepare_cached(
            "INSERT INTO checks (asset, at, last_at, cause, trust, size_bytes, modified_ns, headline, content, signer,
                time, history, rights, signer_name, organization, fingerprint, signed_at, authority, other_paths,
                before_headline, before_signer, before_time, report)
             VALUES (?1, ?2, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
                ?21, ?22)",
        )?
        .execute(params![
            asset,
            seen.at,
            word(&seen.cause),
            seen.trust,
            i64::try_from(report.size_bytes).unwrap_or(i64::MAX),
            seen.modified_ns,
            outcome.headline,
            word(&report.content.state),
            outcome.signer,
            outcome.time,
            word(&report.history.state),
            word(&report.rights.state),
            report.signer.name,
            report.signer.organization,
            report.signer.fingerprint,
            report.time.at,
            report.time.authority,
            other_paths,
            before.map(|before| &before.headline),
            before.map(|before| &before.signer),
            before.map(|before| &before.time),
            kept(report),
        ])?;
    Ok(transaction.last_insert_rowid())
}

/// The report without what the file holds besides.
fn kept(report: &Report) -> Option<Vec<u8>> {
    let mut value = serde_json::to_value(report).ok()?;
    for field in ["metadata", "rights"] {
        value.as_object_mut()?.remove(field);
    }
    serde_json::to_vec(&value).ok().filter(|json| json.len() <= MAX_REPORT_BYTES)
}

fn last(transaction: &Transaction<'_>, asset: i64) -> Result<Option<Last>, rusqlite::Error> {
    transaction
        .prepare_cached(
            "SELECT c.id, c.trust, c.size_bytes, c.modified_ns, c.headline, c.signer, c.time, c.content, c.fingerprint
             FROM assets a JOIN checks c ON c.id = a.last_check WHERE a.id = ?1",
        )?
        .query_row(params![asset], |row| {
            Ok(Last {
                id: row.get(0)?,
                trust: row.get(1)?,
                size_bytes: row.get(2)?,
                modified_ns: row.get(3)?,
                outcome: Outcome { headline: row.get(4)?, signer: row.get(5)?, time: row.get(6)? },
                content: row.get(7)?,
                fingerprint: row.get(8)?,
            })
        })
        .optional()
}
