//! The keys of those who verified a named person, where a web site keeps them (`did:web`): asked for between two looks
//! at a file, because the worker has no network. Never asks a site that the person did not allow.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Mutex;

use super::home::Home;
use super::network::{self, Network, Purpose};
use super::verify::VerifyOptions;
use crate::problem::Problem;
use crate::provenance::did_web;
use crate::provenance::report::{IdentityState, Report};
use crate::worker::{Answer, Pool, Task, lock};

/// A document with keys has some kilobytes.
const LIMIT_BYTES: u64 = 64 * 1024;
/// Sites' documents that are asked for in one run: files can name as many as they like.
const MAX_DOCUMENTS: usize = 64;

/// Whether web sites may be asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AskWeb {
    #[default]
    Never,
    /// Those whom a rule of the person's allows.
    ByRule,
    /// For this run all that files name, unless a rule says never.
    Once,
}

/// The way out, and what was answered in this run: nobody is asked twice.
pub(super) struct WebKeys {
    network: Network,
    once: bool,
    answers: Mutex<HashMap<String, Result<String, Problem>>>,
}

impl WebKeys {
    pub(super) fn new(ask: AskWeb) -> Option<Self> {
        let home = Home::find().filter(|_| ask != AskWeb::Never)?;
        Some(Self { network: network::open(&home), once: ask == AskWeb::Once, answers: Mutex::default() })
    }

    /// The report, made anew where a key on a web site was all that was missing and the site may be asked. A site that
    /// does not answer leaves the report as it was, with the reason.
    pub(super) fn completed(&self, pool: &Pool, path: &Path, options: &VerifyOptions, mut report: Report) -> Report {
        let identity = report.signer.identity.as_ref().filter(|named| named.state == IdentityState::NotChecked);
        let issuer = identity.and_then(|named| named.issuer.as_deref());
        let Some(address) = issuer.and_then(did_web::address) else { return report };
        match self.document(&address) {
            None => report,
            Some(Err(problem)) => {
                report.notes.push(crate::tr!("did-web-note-none", reason = problem.what.as_str()));
                report
            }
            Some(Ok(document)) => {
                let (path, at, digest) = (path.to_owned(), options.at.clone(), options.digest);
                let documents = BTreeMap::from([(address, document)]);
                match pool.run(Task::ExamineWith { path, at, digest, documents }) {
                    Answer::Report(report) => *report,
                    _ => report,
                }
            }
        }
    }

    /// What is at the address; `None` where it may not be asked.
    fn document(&self, address: &str) -> Option<Result<String, Problem>> {
        let mut answers = lock(&self.answers);
        if let Some(answer) = answers.get(address) {
            return Some(answer.clone());
        }
        if self.once {
            self.network.allow_once(Purpose::DidWeb, address).ok()?;
        }
        if answers.len() >= MAX_DOCUMENTS || !self.network.allows(Purpose::DidWeb, address) {
            return None;
        }
        let fetched = self.network.fetch(Purpose::DidWeb, address, LIMIT_BYTES).map_err(|error| error.problem());
        let answer = fetched.and_then(|bytes| {
            String::from_utf8(bytes).map_err(|error| crate::problem!("did-web-not-text").with_cause(&error))
        });
        answers.insert(address.to_owned(), answer.clone());
        Some(answer)
    }
}
