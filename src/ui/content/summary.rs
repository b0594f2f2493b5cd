//! The headline and the five answers.

use jiff::tz::TimeZone;

use crate::locale::{self, answers, revocations};
use crate::problem::Problem;
use crate::provenance::identity::IdentityCard;
use crate::provenance::report::{ContentState, Headline, Report, SignerState, StoreLocation};
use crate::state::files::Entry;
use crate::state::inspector::Question;
use crate::tr;

use super::super::icon::{self, Mark};
use super::super::when;
use super::named_actor::{self, Named, named};
use super::{Pair, grouped, stranger};

/// Everything above the parts.
#[derive(Debug, Clone)]
pub struct Summary {
    pub mark: Mark,
    pub headline: String,
    pub sentence: String,
    pub answers: Vec<Answer>,
    /// Whole sentences: a remote manifest, a sidecar, broken metadata.
    pub notes: Vec<String>,
    pub problem: Option<Problem>,
}

/// One of the five answers.
#[derive(Debug, Clone)]
pub struct Answer {
    pub question: Question,
    pub mark: Mark,
    /// The question's short name.
    pub title: String,
    /// The state in a word or two.
    pub state: String,
    pub sentence: String,
    pub evidence: Vec<Pair>,
    /// Below the signer: who is named beside the certificate.
    pub named: Option<Named>,
}

/// What the summary of a report says.
/// `own` are this person's identities: what they signed is said to be theirs.
pub fn summary(report: &Report, zone: &TimeZone, own: &[IdentityCard]) -> Summary {
    let marks = [
        (Question::Content, icon::content(report.content.state), content_evidence(report)),
        (Question::Signer, icon::signer(report.signer.state), signer_evidence(report)),
        (Question::Time, icon::time(report.time.state), time_evidence(report)),
        (Question::History, icon::history(report.history.state, report.content.state), history_evidence(report)),
        (Question::Rights, icon::rights(report.rights.state, report.signer.state), Vec::new()),
    ];
    let words = answers::answers(report, &|at| when::local(at, zone));
    let rows = marks.into_iter().zip(words).map(|((question, mark, evidence), words)| Answer {
        question,
        mark,
        title: words.question,
        state: words.state,
        sentence: words.sentence,
        evidence,
        named: report.signer.identity.as_ref().filter(|_| question == Question::Signer).map(|own| named(own, zone)),
    });
    Summary {
        mark: icon::headline(report.headline),
        headline: answers::headline(report.headline).to_owned(),
        sentence: ended(answers::headline_sentence(report)),
        // Of a file that could not be examined nothing is known; a row of "none" would say more than that.
        answers: if report.headline == Headline::NotChecked { Vec::new() } else { rows.collect() },
        notes: notes(report, own),
        problem: report.problem.clone(),
    }
}

/// What went wrong is a title elsewhere; here sentences follow it.
fn ended(mut sentence: String) -> String {
    if sentence.ends_with(char::is_alphanumeric) {
        sentence.push('.');
    }
    sentence
}

fn content_evidence(report: &Report) -> Vec<Pair> {
    let mut evidence = Vec::new();
    for range in report.content.exclusions.iter().take(20) {
        let value = tr!("evidence-range", start = range.start.to_string(), length = range.length.to_string());
        evidence.push(Pair::new(tr!("evidence-exclusion"), value));
    }
    for code in report.content.codes.iter().take(20) {
        evidence.push(Pair::new(tr!("evidence-code"), stranger(code)));
    }
    evidence
}

fn signer_evidence(report: &Report) -> Vec<Pair> {
    let signer = &report.signer;
    let mut evidence = Vec::new();
    let mut text = |key: &str, value: &Option<String>| {
        if let Some(value) = value {
            evidence.push(Pair::new(tr!(key), stranger(value)));
        }
    };
    text("evidence-certificate-name", &signer.name);
    text("evidence-organization", &signer.organization);
    text("evidence-list", &signer.list);
    text("evidence-algorithm", &signer.algorithm);
    if let Some(fault) = &signer.fault {
        let key = format!("trust-fault-{fault}");
        let why = if locale::has(&key) { tr!(&key) } else { stranger(fault) };
        evidence.push(Pair::new(tr!("evidence-fault"), why));
    }
    evidence.extend(revocations::lines(&signer.revocation).take(10).map(|line| Pair::new(tr!("revocation-row"), line)));
    if let Some(fingerprint) = &signer.fingerprint {
        evidence.push(Pair::copied(tr!("evidence-fingerprint"), grouped(fingerprint), fingerprint));
    }
    evidence
}

fn time_evidence(report: &Report) -> Vec<Pair> {
    let mut evidence = Vec::new();
    if let Some(authority) = &report.time.authority {
        evidence.push(Pair::new(tr!("evidence-authority"), stranger(authority)));
    }
    if let Some(at) = &report.time.at {
        evidence.push(Pair::new(tr!("evidence-time-as-written"), stranger(at)));
    }
    let asked = revocations::lines(&report.time.revocation).take(10);
    evidence.extend(asked.map(|line| Pair::new(tr!("revocation-row"), line)));
    evidence
}

fn history_evidence(report: &Report) -> Vec<Pair> {
    let mut evidence = Vec::new();
    for step in &report.history.steps {
        for code in step.codes.iter().take(10) {
            let title = step.title.as_deref().map_or_else(|| tr!("untitled"), stranger);
            evidence.push(Pair::new(title, stranger(code)));
        }
    }
    evidence.truncate(30);
    evidence
}

fn notes(report: &Report, own: &[IdentityCard]) -> Vec<String> {
    let mut notes = Vec::new();
    let fingerprint = report.signer.fingerprint.as_deref();
    if report.content.state != ContentState::Altered
        && own.iter().any(|card| Some(card.fingerprint.as_str()) == fingerprint)
    {
        notes.push(tr!("note-own-identity"));
    }
    // Without credentials of its own the headline says this already.
    if let Some(url) = report.remote_manifest.as_ref().filter(|_| report.headline != Headline::NoCredentials) {
        notes.push(tr!("note-remote-manifest", host = answers::host(url)));
    }
    if let Some(StoreLocation::Sidecar { path }) = &report.manifest_store {
        notes.push(tr!("note-sidecar", path = locale::elide(path, 120)));
    }
    notes.extend(report.notes.iter().take(10).map(|note| stranger(note)));
    notes
}

/// Whether the signer may be added to the address book from here: somebody signed, and nobody you trust knows them.
pub fn may_add_signer(question: Question, entry: Option<&Entry>) -> bool {
    let report = entry.and_then(|entry| entry.check.report());
    question == Question::Signer
        && report.is_some_and(|report| {
            report.signer.state == SignerState::Unrecognised && report.content.state != ContentState::Altered
        })
}

/// The summary as text, for tests.
pub fn as_text(summary: &Summary) -> String {
    let mut out = format!("[{}] {}\n{}\n", super::tone_word(&summary.mark), summary.headline, summary.sentence);
    for answer in &summary.answers {
        out +=
            &format!("[{}] {} — {}: {}\n", super::tone_word(&answer.mark), answer.title, answer.state, answer.sentence);
        out.extend(answer.named.as_ref().map(named_actor::as_text));
        for pair in &answer.evidence {
            out += &format!("    {}: {}\n", pair.label, pair.value);
        }
    }
    for note in &summary.notes {
        out += &format!("note: {note}\n");
    }
    if let Some(problem) = &summary.problem {
        out += &format!("problem: {problem}\n");
    }
    out
}
