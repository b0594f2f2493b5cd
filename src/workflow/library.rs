//! What is remembered of files, and which of them a change of trust changes. Never a reason for a check to fail.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::home::Home;
use super::{settings, verify};
use crate::library::{self, Cause, Library, LibraryError, Outcome, Recorder, Touched};
use crate::provenance::report::{Headline, Report, RevocationKind};
use crate::provenance::trust_source::ListKind;
use crate::trust::TrustStore;
use crate::worker::{Pool, PoolOptions, lock};

/// What the settings say about it; the rest of them is the window's.
#[derive(Debug, Deserialize)]
#[serde(default)]
struct Stored {
    remember_files: bool,
}

impl Default for Stored {
    fn default() -> Self {
        Self { remember_files: true }
    }
}

/// Whether checked files are remembered. Settings that cannot be read say no: that is the quieter mistake.
pub fn is_on(config_dir: &Path) -> bool {
    settings::load::<Stored>(config_dir).is_ok_and(|stored| stored.remember_files)
}

/// What writes down what is seen, if the person wants that.
pub fn recorder(home: &Home, trust: &TrustStore, cause: Cause) -> Option<Recorder> {
    is_on(&home.config).then(|| Recorder::start(&home.data, in_force(trust), cause))
}

/// A digest of everything that decides who is believed, without dates and names that decide nothing.
pub fn in_force(trust: &TrustStore) -> String {
    let mut lines: Vec<Vec<u8>> = Vec::new();
    for list in &trust.lists {
        for certificate in &list.certificates {
            lines.push([list.card.kind.key().as_bytes(), &Sha256::digest(certificate)].concat());
        }
    }
    for (kind, key, at, reason) in revoked(trust) {
        lines.push(format!("{kind} {key} {at} {reason}").into_bytes());
    }
    lines.sort();
    let mut digest = Sha256::new();
    lines.iter().for_each(|line| digest.update(Sha256::digest(line)));
    hex::encode(digest.finalize())
}

/// Which files a change of what is in force may touch.
pub fn touched(before: &TrustStore, after: &TrustStore) -> Touched {
    let mut touched = Touched::default();
    for kind in ListKind::ALL {
        let (old, new) = (listed(before, kind), listed(after, kind));
        let changed: Vec<&Vec<u8>> = old.symmetric_difference(&new).collect();
        match kind {
            _ if changed.is_empty() => {}
            ListKind::Contacts | ListKind::Team => {
                touched.certificates.extend(changed.iter().map(|der| hex::encode(Sha256::digest(der))));
                touched.other_paths = true;
            }
            ListKind::TimeStamping => touched.other_paths = true,
            ListKind::Official | ListKind::Interim | ListKind::House => touched.every_signer = true,
        }
    }
    let (old, new) = (revoked(before), revoked(after));
    for (_, key, ..) in old.symmetric_difference(&new) {
        touched.certificates.push(key.clone());
        touched.other_paths = true;
    }
    touched
}

fn listed(trust: &TrustStore, kind: ListKind) -> BTreeSet<Vec<u8>> {
    trust.lists.iter().filter(|list| list.card.kind == kind).flat_map(|list| list.certificates.clone()).collect()
}

fn revoked(trust: &TrustStore) -> BTreeSet<(&'static str, String, i64, &'static str)> {
    let word = |kind| match kind {
        RevocationKind::List => "list",
        RevocationKind::Crl => "crl",
        RevocationKind::Ocsp => "ocsp",
    };
    let of = |source: &crate::trust::revocations::RevocationSource| {
        let kind = word(source.kind);
        source.entries.iter().map(|entry| (kind, entry.key.clone(), entry.at, entry.reason.key())).collect::<Vec<_>>()
    };
    trust.revocation_sources().iter().flat_map(of).collect()
}

/// A file about which something else is said now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    pub path: String,
    #[serde(skip)]
    pub exact: PathBuf,
    pub before: Outcome,
    pub now: Outcome,
}

impl Change {
    /// The end of the locale key `library-now-…` that tells it.
    pub fn key(&self) -> &'static str {
        let headline = |outcome: &Outcome| Headline::ALL.into_iter().find(|one| one.key() == outcome.headline);
        match headline(&self.now) {
            _ if self.now.headline == self.before.headline => "otherwise",
            Some(Headline::Verified) => "recognised",
            Some(Headline::IntactUnrecognised) => "unrecognised",
            Some(Headline::Revoked) => "revoked",
            Some(Headline::Altered) => "altered",
            Some(Headline::NoCredentials | Headline::NotChecked) | None => "otherwise",
        }
    }
}

/// What a change of trust changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Recheck {
    /// Files that it could have touched.
    pub files: usize,
    pub changed: Vec<Change>,
    /// Not where they were; nothing is said about them.
    pub gone: Vec<PathBuf>,
    /// Written to since they were checked, so that the old answer is about other bytes; they were not looked at.
    pub rewritten: Vec<PathBuf>,
    pub not_checked: usize,
    /// The person stopped it before these.
    pub left: usize,
}

impl Recheck {
    /// The keys `library-now-…` with how many changed so, in an order that stays.
    pub fn counts(&self) -> Vec<(&'static str, usize)> {
        let count = |key: &str| self.changed.iter().filter(|change| change.key() == key).count();
        let keys = ["recognised", "unrecognised", "revoked", "altered", "otherwise"];
        keys.into_iter().map(|key| (key, count(key))).filter(|(_, count)| *count > 0).collect()
    }

    /// The whole in one sentence, ready to show.
    pub fn sentence(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        for (key, count) in self.counts() {
            parts.push(crate::tr!(&format!("library-now-{key}"), count = count));
        }
        for (key, count) in [
            ("library-gone", self.gone.len()),
            ("library-rewritten", self.rewritten.len()),
            ("library-not-checked", self.not_checked),
            ("library-left", self.left),
        ] {
            if count > 0 {
                parts.push(crate::tr!(key, count = count));
            }
        }
        if parts.is_empty() {
            parts.push(crate::tr!("library-nothing-changed"));
        }
        crate::tr!("library-rechecked", count = self.files, parts = parts.join(", "))
    }
}

/// Finds the files that the change touches, verifies those that are as they were, and writes down what is said now.
/// Without a library there are none. `pool`: one that has what is in force now; `None` starts one.
pub fn recheck(
    home: &Home,
    before: &TrustStore,
    after: &TrustStore,
    pool: Option<&Pool>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Result<Recheck, LibraryError> {
    let touched = touched(before, after);
    let mut recheck = Recheck::default();
    if touched.is_nothing() || !is_on(&home.config) {
        return Ok(recheck);
    }
    let Some(opened) = Library::open_existing(&home.data)? else { return Ok(recheck) };
    let mut library = opened.library;
    let known = library.touched(&touched)?;
    recheck.files = known.len();
    let mut same = Vec::new();
    for file in known {
        match std::fs::metadata(&file.path) {
            Ok(metadata) if !library::is_same(&metadata, &file) => recheck.rewritten.push(file.path),
            Ok(_) => same.push(file),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => recheck.gone.push(file.path),
            Err(_) => recheck.not_checked += 1,
        }
    }
    library.missed(&recheck.gone, &library::now())?;
    drop(library);
    if same.is_empty() {
        return Ok(recheck);
    }
    let own;
    let pool = match pool {
        Some(pool) => pool,
        None => {
            own = Pool::new(PoolOptions { trust: after.clone(), ..PoolOptions::default() });
            &own
        }
    };
    let recorder = Recorder::start(&home.data, in_force(after), Cause::Trust);
    let reports: Mutex<Vec<(usize, Report)>> = Mutex::default();
    let on_report = |index: usize, report: Report| {
        let mut short = report.clone();
        // Only the answers are needed further down; a hundred thousand whole reports would not fit.
        (short.checks, short.metadata, short.history.steps) = Default::default();
        lock(&reports).push((index, short));
        if let Some(file) = same.get(index).filter(|_| report.problem.is_none()) {
            recorder.saw(&file.path, report);
        }
    };
    let mut paths = same.iter().map(|file| file.path.clone());
    verify::verify(pool, &mut paths, &verify::VerifyOptions::default(), &on_report, keep_going);
    let mut reports = std::mem::take(&mut *lock(&reports));
    reports.sort_by_key(|(index, _)| *index);
    recheck.left = same.len().saturating_sub(reports.len());
    for (file, report) in reports.iter().filter_map(|(index, report)| Some((same.get(*index)?, report))) {
        let now = Outcome::of(report);
        if report.headline == Headline::NotChecked {
            recheck.not_checked += 1;
        } else if now != file.outcome {
            let (path, before) = (file.path.to_string_lossy().into_owned(), file.outcome.clone());
            recheck.changed.push(Change { path, exact: file.path.clone(), before, now });
        }
    }
    if let Some(problem) = recorder.finish() {
        tracing::warn!(what = problem.what, details = problem.details, "what changed could not be written down");
    }
    Ok(recheck)
}
