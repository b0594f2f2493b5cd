//! What remembered files look like, and which of them look like a picture. Never decodes one, and keeps no picture: a
//! hash of 256 bits for each file, which cannot be turned back into one.

use std::path::{Path, PathBuf};

use rusqlite::{OptionalExtension as _, Transaction, params};

use super::ask::{COLUMNS, remembered};
use super::seen::{nanoseconds, path_bytes, path_of};
use super::{Library, LibraryError, Remembered};
use crate::provenance::soft_binding::{Closeness, Looked, SoftBinding};

/// Look-alikes that are given at most, the nearest.
const MAX_ALIKE: usize = 1000;

/// A file at the moment that somebody looked at it, or before that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    /// Absolute.
    pub path: PathBuf,
    pub size_bytes: u64,
    /// Nanoseconds since 1970.
    pub modified_ns: i64,
}

impl Sight {
    /// The file as it is now; `None` where that cannot be told.
    pub fn of(path: &Path) -> Option<Self> {
        let metadata = std::fs::metadata(path).ok()?;
        let modified_ns = nanoseconds(&metadata)?;
        Some(Self { path: path.to_owned(), size_bytes: metadata.len(), modified_ns })
    }

    /// Whether the file is as it was, as far as size and time of writing tell.
    pub fn is_still_so(&self) -> bool {
        Self::of(&self.path).as_ref() == Some(self)
    }
}

/// A file seen before that looks like the one in question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    pub remembered: Remembered,
    /// Bits that differ, of 256.
    pub distance: u32,
    pub closeness: Closeness,
}

impl Library {
    /// Files of which it is not known what they look like, the ones seen last first, those that are gone left out.
    /// Formats without pictures are among them until somebody looked.
    pub fn unlooked(&self, since: Option<&str>, limit: usize) -> Result<Vec<Sight>, LibraryError> {
        let sql = "SELECT a.path, a.size_bytes, a.modified_ns FROM assets a
             WHERE a.gone_since IS NULL AND a.modified_ns IS NOT NULL AND (?1 IS NULL OR a.last_seen >= ?1)
                AND NOT EXISTS (SELECT 1 FROM soft_bindings s WHERE s.asset = a.id)
             ORDER BY a.last_seen DESC, a.id DESC LIMIT ?2";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.rows(sql, params![since, limit], |row| {
            Ok(Sight {
                path: path_of(row.get(0)?),
                size_bytes: u64::try_from(row.get::<_, i64>(1)?).unwrap_or(0),
                modified_ns: row.get(2)?,
            })
        })
    }

    /// Writes down what files look like, those that are still remembered and were not seen otherwise meanwhile.
    pub fn looked(&mut self, looked: &[(Sight, Looked)]) -> Result<(), LibraryError> {
        self.write(|transaction| {
            let mut insert = transaction.prepare_cached(
                "INSERT OR REPLACE INTO soft_bindings (asset, outcome, hash)
                 SELECT id, ?4, ?5 FROM assets WHERE path = ?1 AND size_bytes = ?2 AND modified_ns = ?3",
            )?;
            looked.iter().try_for_each(|(file, looked)| {
                let size_bytes = i64::try_from(file.size_bytes).unwrap_or(i64::MAX);
                let (outcome, hash) = stored(looked);
                let path = path_bytes(&file.path);
                insert.execute(params![path, size_bytes, file.modified_ns, outcome, hash]).map(|_| ())
            })
        })
    }

    /// What a remembered file looks like, if somebody looked and it was seen last as it is now.
    pub fn look_of(&self, file: &Sight) -> Result<Option<Looked>, LibraryError> {
        let size_bytes = i64::try_from(file.size_bytes).unwrap_or(i64::MAX);
        let looked = self
            .connection
            .prepare_cached(
                "SELECT s.outcome, s.hash FROM assets a JOIN soft_bindings s ON s.asset = a.id
                 WHERE a.path = ?1 AND a.size_bytes = ?2 AND a.modified_ns = ?3",
            )
            .and_then(|mut query| {
                let parameters = params![path_bytes(&file.path), size_bytes, file.modified_ns];
                query.query_row(parameters, |row| Ok(read(&row.get::<_, String>(0)?, row.get(1)?))).optional()
            });
        looked.map(Option::flatten).map_err(|source| self.unusable(source))
    }

    /// How many files were seen of which it is not known what they look like: gone or written to before anybody looked.
    pub fn count_unlooked(&self) -> Result<usize, LibraryError> {
        let sql = "SELECT (SELECT count(*) FROM assets) - (SELECT count(*) FROM soft_bindings)";
        let count: Result<i64, _> = self.connection.query_row(sql, [], |row| row.get(0));
        count.map(|count| usize::try_from(count).unwrap_or(0)).map_err(|source| self.unusable(source))
    }

    /// Files that look like this one, other than the one under `path` itself, the nearest first, of those as near the
    /// signed ones.
    pub fn alike(&self, look: &SoftBinding, path: &Path) -> Result<Vec<Alike>, LibraryError> {
        let nearest = self.nearest(look).map_err(|source| self.unusable(source))?;
        let sql = format!("SELECT {COLUMNS} FROM assets a JOIN checks c ON c.id = a.last_check WHERE a.id = ?1");
        let mut alike = Vec::new();
        for (distance, closeness, id) in nearest {
            let rows = self.rows(&sql, params![id], remembered)?;
            let others = rows.into_iter().filter(|row| row.exact != path);
            alike.extend(others.map(|remembered| Alike { remembered, distance, closeness }));
            if alike.len() == MAX_ALIKE {
                break;
            }
        }
        // Of those that are as near, the ones that say more come first.
        alike.sort_by_key(|alike| (alike.distance, alike.remembered.fingerprint.is_none()));
        Ok(alike)
    }

    /// Every hash is compared: a hundred thousand take a few hundredths of a second, and no index finds what is near.
    fn nearest(&self, look: &SoftBinding) -> Result<Vec<(u32, Closeness, i64)>, rusqlite::Error> {
        let mut query =
            self.connection.prepare_cached("SELECT asset, hash FROM soft_bindings WHERE hash IS NOT NULL")?;
        let mut rows = query.query([])?;
        let mut nearest = Vec::new();
        while let Some(row) = rows.next()? {
            let Some(hash) = SoftBinding::from_bytes(row.get_ref(1)?.as_blob().unwrap_or_default()) else { continue };
            let distance = hash.distance(look);
            if let Some(closeness) = Closeness::of(distance) {
                nearest.push((distance, closeness, row.get(0)?));
            }
        }
        // Of two that are as near, the one seen later has the higher number more often than not.
        nearest.sort_unstable_by_key(|(distance, _, id): &(u32, Closeness, i64)| (*distance, std::cmp::Reverse(*id)));
        Ok(nearest)
    }
}

/// What a file looked like is forgotten with the bytes that looked so.
pub(super) fn forget(transaction: &Transaction<'_>, asset: i64) -> Result<(), rusqlite::Error> {
    transaction.prepare_cached("DELETE FROM soft_bindings WHERE asset = ?1")?.execute(params![asset])?;
    Ok(())
}

fn stored(looked: &Looked) -> (&'static str, Option<[u8; SoftBinding::BYTES]>) {
    match looked {
        Looked::Picture(hash) => ("picture", Some(hash.to_bytes())),
        Looked::Plain => ("plain", None),
        Looked::NoPicture => ("no-picture", None),
    }
}

fn read(outcome: &str, hash: Option<Vec<u8>>) -> Option<Looked> {
    match (outcome, hash) {
        ("picture", Some(hash)) => SoftBinding::from_bytes(&hash).map(Looked::Picture),
        ("plain", None) => Some(Looked::Plain),
        ("no-picture", None) => Some(Looked::NoPicture),
        _ => None,
    }
}
