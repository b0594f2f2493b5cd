//! The headline and the five answers.

use jiff::tz::TimeZone;

use crate::locale;
use crate::problem::Problem;
use crate::provenance::report::{
    ContentState, Headline, HistoryState, IdentityState, Report, RightsState, SignerState, StoreLocation, TimeState,
};
use crate::state::inspector::Question;
use crate::tr;

use super::super::icon::{self, Mark};
use super::super::when;
use super::{Pair, grouped, list, stranger};

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
    pub title: String,
    pub sentence: String,
    pub evidence: Vec<Pair>,
}

/// What the summary of a report says.
pub fn summary(report: &Report, zone: &TimeZone) -> Summary {
    Summary {
        mark: icon::headline(report.headline),
        headline: tr!(&format!("headline-{}", report.headline.key())),
        sentence: sentence(report),
        answers: vec![content(report), signer(report), time(report, zone), history(report), rights(report)],
        notes: notes(report),
        problem: report.problem.clone(),
    }
}

fn sentence(report: &Report) -> String {
    let key = format!("headline-sentence-{}", report.headline.key());
    match report.headline {
        Headline::NotChecked => match &report.problem {
            Some(problem) => problem.what.clone(),
            None => tr!(&key),
        },
        _ => tr!(&key, signer = signer_name(report)),
    }
}

fn signer_name(report: &Report) -> String {
    let name = list::who(report);
    if name.is_empty() { tr!("unnamed-signer") } else { name }
}

fn content(report: &Report) -> Answer {
    let key = match report.content.state {
        ContentState::Intact => "content-intact",
        ContentState::PartlyCovered => "content-partly-covered",
        ContentState::Altered => "content-altered",
        ContentState::NotChecked if report.headline == Headline::NoCredentials => "content-nothing-signed",
        ContentState::NotChecked => "content-not-checked",
    };
    let mut evidence = Vec::new();
    for range in report.content.exclusions.iter().take(20) {
        let value = tr!("evidence-range", start = range.start.to_string(), length = range.length.to_string());
        evidence.push(Pair::new(tr!("evidence-exclusion"), value));
    }
    for code in report.content.codes.iter().take(20) {
        evidence.push(Pair::new(tr!("evidence-code"), stranger(code)));
    }
    answer(Question::Content, icon::content(report.content.state), tr!(key), evidence)
}

fn signer(report: &Report) -> Answer {
    let signer = &report.signer;
    let name = signer_name(report);
    let list = signer.list.as_deref().map(stranger).unwrap_or_default();
    let text = match signer.state {
        SignerState::Official => tr!("signer-official", signer = name),
        SignerState::Interim => tr!("signer-interim", signer = name),
        SignerState::House => tr!("signer-house", signer = name, list = list),
        SignerState::Contact => tr!("signer-contact", signer = name),
        SignerState::Unrecognised => tr!("signer-unrecognised", signer = name),
        SignerState::Revoked => tr!("signer-revoked", signer = name),
        SignerState::InvalidAtSigning => tr!("signer-invalid-at-signing", signer = name),
        SignerState::None => tr!("signer-none"),
    };
    answer(Question::Signer, icon::signer(signer.state), text, signer_evidence(report))
}

fn signer_evidence(report: &Report) -> Vec<Pair> {
    let signer = &report.signer;
    let mut evidence = Vec::new();
    if let Some(identity) = &signer.identity {
        evidence.push(Pair::new(tr!("evidence-identity"), stranger(&identity.name)));
        let state = match identity.state {
            IdentityState::Recognised => tr!("identity-recognised"),
            IdentityState::Unrecognised => tr!("identity-unrecognised"),
            IdentityState::Broken => tr!("identity-broken"),
            IdentityState::NotChecked => tr!("identity-not-checked"),
        };
        evidence.push(Pair::new(tr!("evidence-identity-state"), state));
    }
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
    if let Some(fingerprint) = &signer.fingerprint {
        evidence.push(Pair::copied(tr!("evidence-fingerprint"), grouped(fingerprint), fingerprint));
    }
    evidence
}

fn time(report: &Report, zone: &TimeZone) -> Answer {
    let time = &report.time;
    let at = time.at.as_deref().map(|at| when::local(at, zone)).unwrap_or_default();
    let authority = time.authority.as_deref().map_or_else(|| tr!("unnamed-authority"), stranger);
    let text = match time.state {
        TimeState::Trusted => tr!("time-trusted", at = at, authority = authority),
        TimeState::Claimed => tr!("time-claimed", at = at),
        TimeState::Unrecognised => tr!("time-unrecognised", at = at, authority = authority),
        TimeState::Broken => tr!("time-broken"),
        TimeState::None => tr!("time-none"),
    };
    let mut evidence = Vec::new();
    if let Some(authority) = &time.authority {
        evidence.push(Pair::new(tr!("evidence-authority"), stranger(authority)));
    }
    if let Some(at) = &time.at {
        evidence.push(Pair::new(tr!("evidence-time-as-written"), stranger(at)));
    }
    answer(Question::Time, icon::time(time.state), text, evidence)
}

fn history(report: &Report) -> Answer {
    let steps = report.history.steps.len();
    let text = match report.history.state {
        HistoryState::Complete => tr!("history-complete", steps = steps),
        HistoryState::Unrecorded => tr!("history-unrecorded", steps = steps),
        HistoryState::UnsignedStep => tr!("history-unsigned-step"),
        HistoryState::BrokenStep => tr!("history-broken-step"),
        HistoryState::None => tr!("history-none"),
    };
    let mut evidence = Vec::new();
    for step in &report.history.steps {
        for code in step.codes.iter().take(10) {
            let title = step.title.as_deref().map_or_else(|| tr!("untitled"), stranger);
            evidence.push(Pair::new(title, stranger(code)));
        }
    }
    evidence.truncate(30);
    answer(Question::History, icon::history(report.history.state), text, evidence)
}

fn rights(report: &Report) -> Answer {
    let count = report.rights.fields.len();
    let text = match report.rights.state {
        RightsState::Signed => tr!("rights-signed", count = count),
        RightsState::Unsigned => tr!("rights-unsigned", count = count),
        RightsState::Conflict => tr!("rights-conflict"),
        RightsState::None => tr!("rights-none"),
    };
    answer(Question::Rights, icon::rights(report.rights.state), text, Vec::new())
}

fn answer(question: Question, mark: Mark, sentence: String, evidence: Vec<Pair>) -> Answer {
    Answer { question, mark, title: tr!(&format!("question-{}", question.key())), sentence, evidence }
}

fn notes(report: &Report) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(url) = &report.remote_manifest {
        notes.push(tr!("note-remote-manifest", host = stranger(host(url))));
    }
    if let Some(StoreLocation::Sidecar { path }) = &report.manifest_store {
        notes.push(tr!("note-sidecar", path = locale::elide(path, 120)));
    }
    notes.extend(report.notes.iter().take(10).map(|note| stranger(note)));
    notes
}

/// The host of a web address, for saying where something would come from.
pub fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or(rest);
    authority.rsplit('@').next().unwrap_or(authority)
}

/// The summary as text, for tests.
pub fn as_text(summary: &Summary) -> String {
    let mut out = format!("[{}] {}\n{}\n", super::tone_word(&summary.mark), summary.headline, summary.sentence);
    for answer in &summary.answers {
        out += &format!("[{}] {}: {}\n", super::tone_word(&answer.mark), answer.title, answer.sentence);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_what_would_be_connected_to() {
        assert_eq!(host("https://good.example@evil.example:8080/x"), "evil.example:8080");
        assert_eq!(host("no scheme/at all"), "no scheme");
    }
}
