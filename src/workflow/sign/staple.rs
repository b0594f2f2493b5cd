//! The issuer's answer about the signing certificate (OCSP, RFC 6960), stapled to every signature of a batch, so that
//! it can be read for as long as the file lasts, without any network (C2PA 2.4 §14.5.2).
//!
//! One request for an identity and a batch, and none while an earlier answer is in force. Without an answer files are
//! signed all the same. Never asks a responder that the person did not allow.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::keys::SigningIdentity;
use crate::network::{Network, NetworkError, Purpose};
use crate::problem::Problem;
use crate::provenance::report::{Report, RevocationKind, RevocationResult};
use crate::trust::certificate_sources;
use crate::trust::status_answer::{self, AnswerFault, StatusAnswer};
use crate::whole_file;
use crate::workflow::home::Home;
use crate::workflow::network;

const REQUEST_TYPE: &str = "application/ocsp-request";
/// An answer with its responder's chain is some kilobytes; the room that is kept for it in a signature ends here.
const LIMIT_BYTES: u64 = 16 * 1024;
/// Among Lightmark's data: the answers that are in force, each named by its certificate's fingerprint.
const FOLDER: &str = "ocsp";
/// As many as RFC 9654 asks for.
const NONCE_BYTES: usize = 32;

/// What became of the issuer's answer, for one signed file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StapleState {
    /// The certificate names nobody who could be asked.
    NotOffered,
    /// The signature carries an answer that says "not revoked".
    Stapled,
    /// Somebody could be asked, and there is no answer; the reason is in words.
    NotStapled,
}

/// The issuer's answer, as a batch of signatures has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Staple {
    pub state: StapleState,
    /// The address that the certificate names. Strangers' text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responder: Option<String>,
    /// When the answer was known to be right, and when newer information comes, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_update: Option<String>,
    /// Whether it was at hand already, and nobody was asked.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub kept: bool,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// What one batch has to staple.
pub(super) struct Stapling {
    said: Staple,
    answer: Option<Vec<u8>>,
    /// The issuer says that the certificate is revoked: nothing is signed with it.
    revoked: Option<Problem>,
    /// The reason is said once for a batch, not with each file.
    told: AtomicBool,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
enum StapleError {
    /// No answer, or not allowed to ask.
    #[error("the responder gave no answer")]
    Network { source: NetworkError },
    /// The machine: no random numbers for the request.
    #[error("no random number for the request")]
    NoRandomness,
    /// The identity: a chain without the issuer, whose name the request needs.
    #[error("the identity's chain has no issuer")]
    NoIssuer,
    /// The responder.
    #[error("the answer of {responder} will not do")]
    Answer { responder: String, source: AnswerFault },
}

impl StapleError {
    fn problem(&self) -> Problem {
        let named = |responder: &str| crate::locale::elide(responder, 100);
        let problem = match self {
            Self::Network { source } => return source.problem(),
            Self::NoRandomness => crate::problem!("staple-no-randomness"),
            Self::NoIssuer => crate::problem!("staple-no-issuer"),
            Self::Answer { responder, source } => {
                let responder = named(responder);
                match source {
                    AnswerFault::NotAnAnswer => crate::problem!("staple-not-an-answer", responder = responder),
                    AnswerFault::Declined(_) => crate::problem!("staple-declined", responder = responder),
                    AnswerFault::NotEntitled => crate::problem!("staple-not-entitled", responder = responder),
                    AnswerFault::OtherCertificate => {
                        crate::problem!("staple-other-certificate", responder = responder)
                    }
                    AnswerFault::OtherNonce => crate::problem!("staple-other-nonce", responder = responder),
                    AnswerFault::OutOfDate => crate::problem!("staple-out-of-date", responder = responder),
                    AnswerFault::Unknown => crate::problem!("staple-unknown", responder = responder),
                }
            }
        };
        problem.with_cause(self)
    }
}

impl Stapling {
    /// Has an answer for this identity, if its certificate names a responder and the person lets it be asked. Blocks,
    /// 20 seconds at most. `allow_once`: the person allows the responder's host for this batch.
    pub(super) fn new(identity: &SigningIdentity, allow_once: bool) -> Self {
        let chain = identity.chain();
        let leaf = chain.first().map(Vec::as_slice).unwrap_or_default();
        let Some(responder) = certificate_sources(leaf, RevocationKind::Ocsp).into_iter().next() else {
            return Self::of(Staple::of(StapleState::NotOffered, None));
        };
        let none = |problem| {
            let said = Staple { problem: Some(problem), ..Staple::of(StapleState::NotStapled, Some(&responder)) };
            Self::of(said)
        };
        let Some(home) = Home::find() else { return none(crate::problem!("sign-no-home")) };
        let Some(issuer) = status_answer::issuer_of(chain) else { return none(StapleError::NoIssuer.problem()) };
        let asked = Asked { leaf, issuer, responder: &responder, file: file_of(&home, leaf) };
        let kept = asked.kept(Timestamp::now());
        if let Some((der, answer)) = kept.clone().filter(|(_, answer)| answer.revoked.is_none()) {
            return Self::had(identity, &responder, der, &answer, true);
        }
        // An issuer may take a revocation back, so it is asked again; until it does, the old answer stands.
        match (asked.ask(&network::open(&home), allow_once), kept) {
            (Ok((der, answer)), _) => Self::had(identity, &responder, der, &answer, false),
            (Err(_), Some((der, answer))) => Self::had(identity, &responder, der, &answer, true),
            (Err(error), None) => none(error.problem()),
        }
    }

    fn of(said: Staple) -> Self {
        Self { said, answer: None, revoked: None, told: AtomicBool::new(false) }
    }

    fn had(identity: &SigningIdentity, responder: &str, der: Vec<u8>, answer: &StatusAnswer, kept: bool) -> Self {
        if let Some(at) = answer.revoked {
            let name = crate::locale::elide(&identity.card().name, 100);
            let at = at.map(|at| at.strftime("%Y-%m-%d").to_string()).unwrap_or_else(|| "?".to_owned());
            let problem = crate::problem!("staple-revoked", name = name, at = at);
            let said = Staple::of(StapleState::NotStapled, Some(responder));
            return Self { revoked: Some(problem), ..Self::of(said) };
        }
        let said = Staple {
            issued: Some(answer.issued.to_string()),
            next_update: answer.next_update.map(|next| next.to_string()),
            kept,
            ..Staple::of(StapleState::Stapled, Some(responder))
        };
        Self { answer: Some(der), ..Self::of(said) }
    }

    /// What goes into the signature.
    pub(super) fn answer(&self) -> Option<Vec<u8>> {
        self.answer.clone()
    }

    /// Why nothing may be signed with this identity, if so.
    pub(super) fn revoked(&self) -> Option<&Problem> {
        self.revoked.as_ref()
    }

    /// What to tell of one signed file, by the report on it, which gets a sentence where there is no answer.
    pub(super) fn tell(&self, report: &mut Report) -> Staple {
        let staple = self.found_in(report);
        report.notes.extend(self.note(&staple));
        staple
    }

    fn found_in(&self, report: &Report) -> Staple {
        let is_read = report.signer.revocation.iter().any(|check| {
            check.kind == RevocationKind::Ocsp && check.result == RevocationResult::NotRevoked && check.issued.is_some()
        });
        if self.said.state == StapleState::Stapled && !is_read {
            let problem = crate::problem!("staple-read-back");
            let responder = self.said.responder.as_deref();
            return Staple { problem: Some(problem), ..Staple::of(StapleState::NotStapled, responder) };
        }
        self.said.clone()
    }

    /// A sentence on an answer that is not there, once for a batch.
    fn note(&self, staple: &Staple) -> Option<String> {
        let problem = staple.problem.as_ref().filter(|_| !self.told.swap(true, Ordering::Relaxed))?;
        Some(crate::tr!("staple-note-none", reason = problem.what.as_str(), remedy = problem.remedy.as_str()))
    }
}

impl Staple {
    fn of(state: StapleState, responder: Option<&str>) -> Self {
        let responder = responder.map(str::to_owned);
        Self { state, responder, issued: None, next_update: None, kept: false, problem: None }
    }
}

/// Whom to ask about what, and where the answer is kept.
struct Asked<'a> {
    leaf: &'a [u8],
    issuer: &'a [u8],
    responder: &'a str,
    file: PathBuf,
}

impl Asked<'_> {
    /// The answer that was kept, if it is in force: it is read as strictly as one from the network.
    fn kept(&self, now: Timestamp) -> Option<(Vec<u8>, StatusAnswer)> {
        let der = whole_file::read(&self.file, LIMIT_BYTES).ok()?;
        let answer = status_answer::read(&der, self.leaf, self.issuer, None, now).ok()?;
        // One without an end is not kept, and one that ended is asked for anew.
        answer.next_update.filter(|next| *next > now)?;
        Some((der, answer))
    }

    fn ask(&self, network: &Network, allow_once: bool) -> Result<(Vec<u8>, StatusAnswer), StapleError> {
        let asked = |source| StapleError::Network { source };
        if allow_once {
            network.allow_once(Purpose::Ocsp, self.responder).map_err(asked)?;
        }
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(|_| StapleError::NoRandomness)?;
        let request = status_answer::request(self.leaf, self.issuer, &nonce).ok_or(StapleError::NoIssuer)?;
        let der = network.post(Purpose::Ocsp, self.responder, REQUEST_TYPE, &request, LIMIT_BYTES).map_err(asked)?;
        let answer = status_answer::read(&der, self.leaf, self.issuer, Some(&nonce), Timestamp::now())
            .map_err(|source| StapleError::Answer { responder: self.responder.to_owned(), source })?;
        if answer.next_update.is_some()
            && let Err(error) = whole_file::replace(&self.file, &der)
        {
            tracing::warn!(%error, "the issuer's answer could not be kept; it will be asked for again");
        }
        Ok((der, answer))
    }
}

fn file_of(home: &Home, leaf: &[u8]) -> PathBuf {
    home.data.join(FOLDER).join(format!("{}.der", hex::encode(Sha256::digest(leaf))))
}
