//! Questions to the library: what was seen, what changed, which files a change of trust touches; and forgetting.
//! Never looks at the files themselves.

use std::path::{Path, PathBuf};

use rusqlite::{Row, params};
use serde::Serialize;

use super::seen::{Outcome, number, path_bytes, path_of};
use super::{Library, LibraryError};

/// Which files a change of trust may touch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    /// Every signed file: a whole list changed.
    pub every_signer: bool,
    /// Those with paths besides the signer's: stamps, named identities, earlier steps.
    pub other_paths: bool,
    /// Those whose signer's path has one of these, by fingerprint or serial number, hex.
    pub certificates: Vec<String>,
}

impl Touched {
    /// Whether no file can be touched.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// A file as it was seen last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub path: PathBuf,
    pub size_bytes: u64,
    /// Nanoseconds since 1970.
    pub modified_ns: Option<i64>,
    pub outcome: Outcome,
}

/// Which checks to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// The word of a headline.
    pub headline: Option<String>,
    /// Part of the signer's name or organisation, or the beginning of the fingerprint.
    pub signer: Option<String>,
    /// Part of the path.
    pub path: Option<String>,
    /// Only where the last check said something else than the one before.
    pub changed: bool,
    pub order: Order,
    pub offset: usize,
    /// `None`: all.
    pub limit: Option<usize>,
}

/// In which order files are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// Seen last comes first.
    #[default]
    Newest,
    Path,
    Headline,
}

impl Order {
    fn sql(self) -> &'static str {
        match self {
            Self::Newest => "a.last_seen DESC, a.id DESC",
            Self::Path => "a.name, a.id",
            Self::Headline => "c.headline, a.last_seen DESC, a.id DESC",
        }
    }
}

/// One check that is remembered. Names are strangers' text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remembered {
    pub path: String,
    /// The same with the bytes that are no Unicode.
    #[serde(skip)]
    pub exact: PathBuf,
    pub size_bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    pub format: String,
    pub first_seen: String,
    pub last_seen: String,
    /// When the file was first missed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gone_since: Option<String>,
    /// When this was first found so, and when last.
    pub checked_at: String,
    pub checked_last: String,
    /// `check`, `signing` or `trust`.
    pub cause: String,
    /// Digest of what was in force.
    pub trust: String,
    pub headline: String,
    pub content: String,
    pub signer: String,
    pub time: String,
    pub history: String,
    pub rights: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signer_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// What was said of the same bytes before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Outcome>,
}

pub(super) const COLUMNS: &str =
    "a.path, a.size_bytes, a.sha256, a.format, a.first_seen, a.last_seen, a.gone_since, c.at,
    c.last_at, c.cause, c.trust, c.headline, c.content, c.signer, c.time, c.history, c.rights, c.signer_name,
    c.organization, c.fingerprint, c.signed_at, c.authority, c.before_headline, c.before_signer, c.before_time";

const MATCHING: &str = "(?1 IS NULL OR c.headline = ?1)
    AND (?2 IS NULL OR instr(lower(coalesce(c.signer_name, '') || char(10) || coalesce(c.organization, '')), lower(?2))
        OR instr(coalesce(c.fingerprint, ''), lower(?2)) = 1)
    AND (?3 IS NULL OR instr(lower(a.name), lower(?3)))
    AND (NOT ?4 OR c.before_headline IS NOT NULL)";

impl Library {
    /// Files with their last check, the newest first.
    pub fn list(&self, listing: &Listing) -> Result<Vec<Remembered>, LibraryError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM assets a JOIN checks c ON c.id = a.last_check WHERE {MATCHING}
             ORDER BY {} LIMIT ?5 OFFSET ?6",
            listing.order.sql()
        );
        let limit = listing.limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(-1));
        let offset = i64::try_from(listing.offset).unwrap_or(i64::MAX);
        self.rows(
            &sql,
            params![listing.headline, listing.signer, listing.path, listing.changed, limit, offset],
            remembered,
        )
    }

    /// How many files such a listing has.
    pub fn count(&self, listing: &Listing) -> Result<usize, LibraryError> {
        let sql = format!("SELECT count(*) FROM assets a JOIN checks c ON c.id = a.last_check WHERE {MATCHING}");
        let parameters = params![listing.headline, listing.signer, listing.path, listing.changed];
        let count: Result<i64, _> = self.connection.query_row(&sql, parameters, |row| row.get(0));
        count.map(|count| usize::try_from(count).unwrap_or(0)).map_err(|source| self.unusable(source))
    }

    /// Every check that said something else of the same bytes than the one before, the newest first.
    pub fn changed(&self, since: Option<&str>) -> Result<Vec<Remembered>, LibraryError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM checks c JOIN assets a ON a.id = c.asset
             WHERE c.before_headline IS NOT NULL AND (?1 IS NULL OR c.at >= ?1) ORDER BY c.at DESC, c.id DESC"
        );
        self.rows(&sql, params![since], remembered)
    }

    /// The checks of one file, the newest first.
    pub fn history(&self, path: &Path) -> Result<Vec<Remembered>, LibraryError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM checks c JOIN assets a ON a.id = c.asset WHERE a.path = ?1 ORDER BY c.id DESC"
        );
        self.rows(&sql, params![path_bytes(path)], remembered)
    }

    /// The files that such a change touches, by the path's order.
    pub fn touched(&mut self, touched: &Touched) -> Result<Vec<Known>, LibraryError> {
        let prepared = self.write(|transaction| {
            transaction.execute_batch(
                "CREATE TEMP TABLE IF NOT EXISTS touched (key TEXT PRIMARY KEY); DELETE FROM temp.touched",
            )?;
            let mut insert = transaction.prepare_cached("INSERT OR IGNORE INTO temp.touched VALUES (?1)")?;
            touched.certificates.iter().try_for_each(|key| insert.execute(params![number(key)]).map(|_| ()))
        });
        prepared?;
        let sql = "SELECT a.path, c.size_bytes, c.modified_ns, c.headline, c.signer, c.time
             FROM assets a JOIN checks c ON c.id = a.last_check
             WHERE c.fingerprint IS NOT NULL AND (?1 OR (?2 AND c.other_paths) OR EXISTS (
                SELECT 1 FROM certificates k WHERE k.check_id = c.id
                    AND (k.fingerprint IN (SELECT key FROM temp.touched)
                        OR k.serial IN (SELECT key FROM temp.touched))))
             ORDER BY a.path";
        self.rows(sql, params![touched.every_signer, touched.other_paths], |row| {
            Ok(Known {
                path: path_of(row.get(0)?),
                size_bytes: u64::try_from(row.get::<_, i64>(1)?).unwrap_or(0),
                modified_ns: row.get(2)?,
                outcome: Outcome { headline: row.get(3)?, signer: row.get(4)?, time: row.get(5)? },
            })
        })
    }

    /// Writes down that these files are not where they were.
    pub fn missed(&mut self, paths: &[PathBuf], at: &str) -> Result<(), LibraryError> {
        self.write(|transaction| {
            let mut update = transaction
                .prepare_cached("UPDATE assets SET gone_since = coalesce(gone_since, ?2) WHERE path = ?1")?;
            paths.iter().try_for_each(|path| update.execute(params![path_bytes(path), at]).map(|_| ()))
        })
    }

    /// Forgets a file, or everything in a folder; gives how many files that were.
    pub fn forget(&mut self, path: &Path) -> Result<usize, LibraryError> {
        let mut inside = path_bytes(path);
        let separator = u8::try_from(std::path::MAIN_SEPARATOR).unwrap_or(b'/');
        if inside.last() != Some(&separator) {
            inside.push(separator);
        }
        let forgotten = self.write(|transaction| {
            transaction.execute(
                "DELETE FROM assets WHERE path = ?1 OR substr(path, 1, length(?2)) = ?2",
                params![path_bytes(path), inside],
            )
        })?;
        self.tidy().map(|()| forgotten)
    }

    /// Forgets every file.
    pub fn forget_all(&mut self) -> Result<usize, LibraryError> {
        let forgotten = self.write(|transaction| transaction.execute("DELETE FROM assets", []))?;
        self.tidy().map(|()| forgotten)
    }

    /// What was forgotten shall not stay readable in free pages or in the log of changes.
    fn tidy(&self) -> Result<(), LibraryError> {
        let done = self.connection.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);");
        done.map_err(|source| self.unusable(source))
    }

    pub(super) fn rows<T>(
        &self,
        sql: &str,
        parameters: impl rusqlite::Params,
        read: impl FnMut(&Row<'_>) -> Result<T, rusqlite::Error>,
    ) -> Result<Vec<T>, LibraryError> {
        let rows = self.connection.prepare_cached(sql).and_then(|mut query| {
            let rows = query.query_map(parameters, read)?;
            rows.collect()
        });
        rows.map_err(|source| self.unusable(source))
    }
}

pub(super) fn remembered(row: &Row<'_>) -> Result<Remembered, rusqlite::Error> {
    let exact = path_of(row.get(0)?);
    let before = match (row.get(22)?, row.get(23)?, row.get(24)?) {
        (Some(headline), Some(signer), Some(time)) => Some(Outcome { headline, signer, time }),
        _ => None,
    };
    Ok(Remembered {
        path: exact.to_string_lossy().into_owned(),
        exact,
        size_bytes: u64::try_from(row.get::<_, i64>(1)?).unwrap_or(0),
        sha256: row.get(2)?,
        format: row.get(3)?,
        first_seen: row.get(4)?,
        last_seen: row.get(5)?,
        gone_since: row.get(6)?,
        checked_at: row.get(7)?,
        checked_last: row.get(8)?,
        cause: row.get(9)?,
        trust: row.get(10)?,
        headline: row.get(11)?,
        content: row.get(12)?,
        signer: row.get(13)?,
        time: row.get(14)?,
        history: row.get(15)?,
        rights: row.get(16)?,
        signer_name: row.get(17)?,
        organization: row.get(18)?,
        fingerprint: row.get(19)?,
        signed_at: row.get(20)?,
        authority: row.get(21)?,
        before,
    })
}
