//! The network ledger: a line for each request, also for those that were refused. Only ever appended to.
//!
//! A request is written down before it begins and again when it ends, so that one that was cut short by the end
//! of the program is still in the ledger.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{NetworkError, Purpose};

const FILE: &str = "network-ledger.jsonl";

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestOutcome {
    /// Lightmark did not connect: it was not allowed.
    Refused,
    /// Begun, and its end was never written down: it is under way, or the program was ended.
    Begun,
    /// Answered.
    Answered,
    /// Connected or tried to, without a usable answer.
    Failed,
}

impl RequestOutcome {
    /// The word in JSON and in the locale keys.
    pub fn key(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Begun => "begun",
            Self::Answered => "answered",
            Self::Failed => "failed",
        }
    }
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerEntry {
    /// Ties the two lines of one request together.
    pub id: String,
    /// When it began, RFC 3339 in UTC.
    pub at: String,
    pub purpose: Purpose,
    /// As [`super::host`] writes it.
    pub host: String,
    pub outcome: RequestOutcome,
    /// Why it was refused or failed: the key of the error, such as `timed-out`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Bytes of the request's and the answer's body.
    pub sent_bytes: u64,
    pub received_bytes: u64,
}

/// The file.
#[derive(Debug)]
pub(super) struct Ledger {
    path: PathBuf,
}

impl Ledger {
    pub(super) fn new(data_dir: &Path) -> Self {
        Self { path: data_dir.join(FILE) }
    }

    /// Adds a line. Whoever cannot write it down must not connect.
    pub(super) fn write(&self, entry: &LedgerEntry) -> Result<(), NetworkError> {
        self.append(entry).map_err(|source| NetworkError::LedgerUnwritable { path: self.path.clone(), source })
    }

    fn append(&self, entry: &LedgerEntry) -> io::Result<()> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut line = serde_json::to_vec(entry)?;
        line.push(b'\n');
        let mut file = File::options().create(true).append(true).open(&self.path)?;
        // In one go, so that the lines of two processes are never mixed.
        file.write_all(&line)?;
        file.sync_data()
    }

    /// Every request in the order of its beginning, and how many lines could not be understood.
    pub(super) fn entries(&self) -> Result<(Vec<LedgerEntry>, usize), NetworkError> {
        let unreadable = |source| NetworkError::LedgerUnreadable { path: self.path.clone(), source };
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((Vec::new(), 0)),
            Err(error) => return Err(unreadable(error)),
        };
        let (mut entries, mut strange) = (Vec::<LedgerEntry>::new(), 0);
        for line in BufReader::new(file).split(b'\n') {
            let line = line.map_err(unreadable)?;
            match serde_json::from_slice::<LedgerEntry>(&line) {
                // The end of a request comes soon after its beginning.
                Ok(entry) => match entries.iter_mut().rev().take(1000).find(|known| known.id == entry.id) {
                    Some(known) => *known = entry,
                    None => entries.push(entry),
                },
                Err(_) if line.is_empty() => {}
                Err(_) => strange += 1,
            }
        }
        Ok((entries, strange))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, outcome: RequestOutcome) -> LedgerEntry {
        LedgerEntry {
            id: id.into(),
            at: "2026-11-20T12:00:00Z".into(),
            purpose: Purpose::TimeStamps,
            host: "tsa.example".into(),
            outcome,
            reason: None,
            sent_bytes: 1,
            received_bytes: 2,
        }
    }

    #[test]
    fn a_request_that_never_ended_stays_in_the_ledger() {
        let dir = tempfile::tempdir().unwrap();
        let ledger = Ledger::new(dir.path());
        assert_eq!(ledger.entries().unwrap(), (vec![], 0));
        for (id, outcome) in [
            ("a", RequestOutcome::Begun),
            ("b", RequestOutcome::Begun),
            ("a", RequestOutcome::Answered),
            ("c", RequestOutcome::Refused),
        ] {
            ledger.write(&entry(id, outcome)).unwrap();
        }
        let (entries, strange) = ledger.entries().unwrap();
        let seen: Vec<_> = entries.iter().map(|e| (e.id.as_str(), e.outcome)).collect();
        assert_eq!(
            seen,
            [("a", RequestOutcome::Answered), ("b", RequestOutcome::Begun), ("c", RequestOutcome::Refused)]
        );
        assert_eq!(strange, 0);
    }

    #[test]
    fn a_torn_line_costs_itself_only() {
        let dir = tempfile::tempdir().unwrap();
        let ledger = Ledger::new(dir.path());
        fs::write(dir.path().join(FILE), "{\"id\":\"half\n\n").unwrap();
        ledger.write(&entry("a", RequestOutcome::Failed)).unwrap();
        let (entries, strange) = ledger.entries().unwrap();
        assert_eq!((entries.len(), strange), (1, 1));
    }

    #[test]
    fn a_ledger_that_cannot_be_written_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join(FILE)).unwrap();
        let written = Ledger::new(dir.path()).write(&entry("a", RequestOutcome::Begun));
        assert!(matches!(written, Err(NetworkError::LedgerUnwritable { .. })));
    }
}
