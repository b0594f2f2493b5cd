//! Where the tests put files and whom they trust; what they ask of a report.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use lightmark::credentials::{ExamineRequest, examine};
use lightmark::provenance::report::Report;
use lightmark::provenance::trust_source::{ListKind, TrustListCard};
use lightmark::trust::{TrustList, TrustStore};

use crate::foreign::{Authority, Foreign, root};
use crate::forge::Issued;

/// A house with a signer and a time-stamp authority, and a folder.
pub struct Bench {
    dir: tempfile::TempDir,
    pub root: Issued,
    pub signer: Foreign,
    pub authority: Arc<Authority>,
}

impl Bench {
    pub fn new() -> Self {
        let root = root("House Root");
        let signer = Foreign::under(&root, "Ana Foreign");
        Self { dir: tempfile::tempdir().unwrap(), signer, root, authority: Authority::new() }
    }

    /// The house's own list.
    pub fn house(&self) -> TrustStore {
        lists(&[(ListKind::House, &self.root)])
    }

    /// The house's list and that of the time-stamp authority.
    pub fn house_and_time(&self) -> TrustStore {
        lists(&[(ListKind::House, &self.root), (ListKind::TimeStamping, &self.authority.root)])
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// A report on these bytes as a JPEG, trusting the house.
    pub fn photo(&self, bytes: &[u8]) -> Report {
        self.examine("photo.jpg", bytes, &self.house())
    }

    pub fn examine(&self, name: &str, bytes: &[u8], trust: &TrustStore) -> Report {
        self.examine_at(name, bytes, trust, None)
    }

    pub fn examine_at(&self, name: &str, bytes: &[u8], trust: &TrustStore, at: Option<i64>) -> Report {
        let path = self.put(name, bytes);
        let at = at.map(|at| Timestamp::from_second(at).unwrap());
        examine(&ExamineRequest { path, at, digest: false }, trust)
    }
}

/// Lists of one certificate each.
pub fn lists(lists: &[(ListKind, &Issued)]) -> TrustStore {
    let list = |(kind, issued): &(ListKind, &Issued)| TrustList {
        card: TrustListCard {
            id: format!("{kind:?}"),
            name: format!("List of {kind:?}"),
            kind: *kind,
            certificates: 1,
            added: "2026-06-01T00:00:00Z".into(),
            issued: None,
            next_update: None,
        },
        certificates: vec![issued.der.clone()],
    };
    TrustStore::of(lists.iter().map(list).collect())
}

/// The five answers and the headline as the words of the JSON: headline, content, signer, time, history, rights.
pub fn words(report: &Report) -> [String; 6] {
    let json = serde_json::to_value(report).unwrap();
    ["/headline", "/content/state", "/signer/state", "/time/state", "/history/state", "/rights/state"]
        .map(|pointer| json.pointer(pointer).unwrap().as_str().unwrap().to_owned())
}

/// Fails with everything that one wants to see.
#[track_caller]
pub fn expect(report: &Report, expected: [&str; 6]) {
    assert_eq!(words(report), expected, "{}", explain(report));
}

pub fn explain(report: &Report) -> String {
    let failures: Vec<_> = report
        .checks
        .iter()
        .filter(|check| !matches!(check.kind, lightmark::provenance::report::CheckKind::Success))
        .map(|check| format!("{} {:?} {}: {}", check.code, check.kind, check.manifest, check.explanation))
        .collect();
    let steps: Vec<_> =
        report.history.steps.iter().map(|s| format!("{:?} {:?} {:?}", s.title, s.state, s.codes)).collect();
    format!(
        "\nchecks {failures:#?}\ncontent {:?}\nsigner {:?} {:?}\ntime {:?}\nsteps {steps:#?}\nproblem {:?}\nnotes {:?}",
        report.content, report.signer.state, report.signer.fault, report.time, report.problem, report.notes
    )
}
