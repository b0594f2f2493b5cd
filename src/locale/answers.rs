//! A report in words: the headline and the five answers, the same for the window and the command line.

use super::{FluentValue, elide, text, text_with};
use crate::provenance::report::{ContentState, Headline, HistoryState, Report, RightsState, SignerState, TimeState};
use crate::provenance::verdict::{Breach, breach};

/// Names from strangers' certificates are never longer than this on the screen.
const MAX_NAME_CHARS: usize = 80;

/// One of the five answers, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The question's short name: "Content", "Signer" …
    pub question: String,
    /// The state in a word or two.
    pub state: String,
    /// One whole sentence.
    pub sentence: String,
}

/// The headline's short line.
pub fn headline(headline: Headline) -> &'static str {
    text(match headline {
        Headline::Verified => "headline-verified",
        Headline::IntactUnrecognised => "headline-intact-unrecognised",
        Headline::Altered => "headline-altered",
        Headline::Revoked => "headline-revoked",
        Headline::NoCredentials => "headline-no-credentials",
        Headline::NotChecked => "headline-not-checked",
    })
}

/// The sentence below the headline.
pub fn headline_sentence(report: &Report) -> String {
    // Without a proven time a certificate is judged by today's date, which says nothing of the day of signing.
    let is_proven = report.time.state == TimeState::Trusted;
    let key = match report.headline {
        Headline::Verified => "headline-verified",
        Headline::IntactUnrecognised if report.signer.state == SignerState::InvalidAtSigning => {
            if is_proven {
                "headline-intact-not-valid"
            } else {
                "headline-intact-not-proven-valid"
            }
        }
        Headline::IntactUnrecognised => "headline-intact-unrecognised",
        Headline::Altered if report.content.state != ContentState::Altered => "headline-altered-step",
        Headline::Altered if !is_only_bytes(report) => "headline-altered-claim",
        Headline::Altered => "headline-altered",
        Headline::Revoked if report.signer.state != SignerState::Revoked => "headline-revoked-step",
        Headline::Revoked => "headline-revoked",
        Headline::NoCredentials if report.remote_manifest.is_some() => "headline-remote",
        Headline::NoCredentials => "headline-no-credentials",
        Headline::NotChecked => "headline-not-checked",
    };
    // What is said to be unchanged must have been seen to be, and whole.
    let how = match report.content.state {
        ContentState::PartlyCovered => "-partly",
        ContentState::NotChecked => "-open",
        ContentState::Intact | ContentState::Altered => "",
    };
    let exact = format!("{key}{how}-sentence");
    let key = if super::has(&exact) { exact } else { format!("{key}-sentence") };
    let what = report.problem.as_ref().map_or("", |problem| problem.what.as_str());
    let host = report.remote_manifest.as_deref().map(host).unwrap_or_default();
    text_with(
        &key,
        &[
            ("signer", signer_name(report).into()),
            ("list", list_name(report).into()),
            ("what", FluentValue::from(what)),
            ("host", host.into()),
        ],
    )
}

/// The five answers, in their order. `when` turns an RFC 3339 time into words.
pub fn answers(report: &Report, when: &dyn Fn(&str) -> String) -> [Answer; 5] {
    if report.headline == Headline::NotChecked && report.manifest_store.is_none() {
        // Nothing was found out, so that "nobody" and "none" would claim too much.
        return ["question-content", "question-signer", "question-time", "question-history", "question-rights"]
            .map(|question| answer(question, "content-not-checked", text("answer-not-checked-sentence").to_owned()));
    }
    [content(report), signer(report), time(report, when), history(report), rights(report)]
}

/// Whether Content Credentials are there but so broken that nothing in them could be read.
fn is_unreadable(report: &Report) -> bool {
    matches!(report.headline, Headline::Altered | Headline::Revoked) && report.manifest_store.is_none()
}

/// Whoever signed: the person by CAWG identity, else the certificate's name, else its organisation.
pub fn signer_name(report: &Report) -> String {
    let signer = &report.signer;
    let name = signer
        .name
        .as_ref()
        .or(signer.organization.as_ref())
        .filter(|name| !name.trim().is_empty())
        .map_or_else(|| text("somebody").to_owned(), |name| elide(name, MAX_NAME_CHARS));
    if signer.practice { text_with("keys-practice-signer", &[("name", name.into())]) } else { name }
}

fn list_name(report: &Report) -> String {
    report.signer.list.as_ref().map_or_else(|| text("some-list").to_owned(), |list| elide(list, MAX_NAME_CHARS))
}

/// The host that a web address names, or as much of the address as can be shown when it is not one.
pub fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    elide(host, MAX_NAME_CHARS)
}

/// Whether only the asset's bytes differ, while the signed record itself holds together.
fn is_only_bytes(report: &Report) -> bool {
    let codes = &report.content.codes;
    !codes.is_empty() && codes.iter().all(|code| code.contains("Hash.mismatch") && !code.contains("hashedURI"))
}

fn answer(question: &'static str, state: &str, sentence: String) -> Answer {
    Answer { question: text(question).to_owned(), state: text(state).to_owned(), sentence }
}

fn content(report: &Report) -> Answer {
    let (state, sentence) = match report.content.state {
        ContentState::Intact => ("content-intact", "content-intact-sentence"),
        ContentState::PartlyCovered => ("content-partly-covered", "content-partly-covered-sentence"),
        ContentState::Altered if !is_only_bytes(report) => ("content-altered", "content-altered-claim-sentence"),
        ContentState::Altered => ("content-altered", "content-altered-sentence"),
        ContentState::NotChecked if report.manifest_store.is_some() => ("content-not-checked", "content-open-sentence"),
        ContentState::NotChecked => ("content-not-checked", "content-not-checked-sentence"),
    };
    let count = report.content.exclusions.len().max(1);
    answer("question-content", state, text_with(sentence, &[("count", count.into())]))
}

fn signer(report: &Report) -> Answer {
    let (state, sentence) = match report.signer.state {
        SignerState::Official => ("signer-official", "signer-recognised-sentence"),
        SignerState::Interim => ("signer-interim", "signer-recognised-sentence"),
        SignerState::House => ("signer-house", "signer-recognised-sentence"),
        SignerState::Contact => ("signer-contact", "signer-recognised-sentence"),
        SignerState::Team => ("signer-team", "signer-team-sentence"),
        SignerState::Unrecognised => ("signer-unrecognised", "signer-unrecognised-sentence"),
        SignerState::Revoked => ("signer-revoked", "signer-revoked-sentence"),
        SignerState::InvalidAtSigning if report.time.state != TimeState::Trusted => {
            ("signer-not-proven-valid", "signer-not-proven-valid-sentence")
        }
        SignerState::InvalidAtSigning => ("signer-invalid-at-signing", "signer-invalid-at-signing-sentence"),
        SignerState::None if report.signer.name.is_some() => ("signer-unproven", "signer-unproven-sentence"),
        SignerState::None if is_unreadable(report) => ("answer-unreadable", "signer-unreadable-sentence"),
        SignerState::None => ("signer-none", "signer-none-sentence"),
    };
    let args = [("name", signer_name(report).into()), ("list", list_name(report).into())];
    answer("question-signer", state, text_with(sentence, &args))
}

fn time(report: &Report, when: &dyn Fn(&str) -> String) -> Answer {
    let (state, sentence) = match report.time.state {
        TimeState::Trusted => ("time-trusted", "time-trusted-sentence"),
        TimeState::Claimed => ("time-claimed", "time-claimed-sentence"),
        TimeState::Unrecognised => ("time-unrecognised", "time-unrecognised-sentence"),
        TimeState::Broken => ("time-broken", "time-broken-sentence"),
        TimeState::None if is_unreadable(report) => ("answer-unreadable", "time-unreadable-sentence"),
        TimeState::None => ("time-none", "time-none-sentence"),
    };
    let at = report.time.at.as_deref().map(when).unwrap_or_default();
    let authority = report
        .time
        .authority
        .as_ref()
        .map_or_else(|| text("some-authority").to_owned(), |name| elide(name, MAX_NAME_CHARS));
    answer("question-time", state, text_with(sentence, &[("at", at.into()), ("authority", authority.into())]))
}

fn history(report: &Report) -> Answer {
    let (state, sentence) = match report.history.state {
        // The steps are whole, and yet what made this file another one is none of them.
        HistoryState::Complete | HistoryState::Unrecorded if report.content.state == ContentState::Altered => {
            ("history-before-change", "history-before-change-sentence")
        }
        HistoryState::Complete => ("history-complete", "history-complete-sentence"),
        HistoryState::Unrecorded => ("history-unrecorded", "history-unrecorded-sentence"),
        HistoryState::UnsignedStep => ("history-unsigned-step", "history-unsigned-step-sentence"),
        HistoryState::BrokenStep => (
            "history-broken-step",
            match breach(&report.history) {
                Breach::Altered => "history-broken-altered-sentence",
                Breach::Missing => "history-broken-missing-sentence",
                Breach::Withdrawn => "history-broken-withdrawn-sentence",
                Breach::Several => "history-broken-step-sentence",
            },
        ),
        HistoryState::None if is_unreadable(report) => ("answer-unreadable", "history-unreadable-sentence"),
        HistoryState::None => ("history-none", "history-none-sentence"),
    };
    answer("question-history", state, text_with(sentence, &[("count", report.history.steps.len().into())]))
}

fn rights(report: &Report) -> Answer {
    let (state, sentence) = match report.rights.state {
        RightsState::Signed => ("rights-signed", "rights-signed-sentence"),
        RightsState::Unsigned => ("rights-unsigned", "rights-unsigned-sentence"),
        RightsState::Conflict => ("rights-conflict", "rights-conflict-sentence"),
        RightsState::None if report.headline == Headline::Altered && !is_only_bytes(report) => {
            ("rights-none", "rights-none-reliable-sentence")
        }
        RightsState::None => ("rights-none", "rights-none-sentence"),
    };
    answer("question-rights", state, text(sentence).to_owned())
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn the_host_is_the_one_that_would_be_asked() {
        assert_eq!(host("https://trusted.example@evil.example/path"), "evil.example");
        assert_eq!(host("https://example.org?x=/y"), "example.org");
    }
}
