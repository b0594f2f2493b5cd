//! A report as a person reads it in a terminal: headline, then the answers, aligned. Colour never carries the
//! meaning alone, and strangers' text is always made plain.

use serde::Serialize;

use crate::locale::{self, actors, answers, approvals, elide, removals, revocations};
use crate::provenance::report::{Headline, NamedActor, Report, RevocationCheck, RightsState, SignerState, StepState};
use crate::provenance::rights::RightsField;
use crate::tr;

/// Longest name, value or explanation that is shown, in characters.
const MAX_CHARS: usize = 160;
/// Most rights statements and notes that are shown.
const MAX_LINES: usize = 8;
/// What an editor asks of a file that nobody signed, in this order: with what, when and where, what is on it.
const TELLING: [&str; 12] = [
    "Make",
    "Model",
    "DateTimeOriginal",
    "GPSLatitude",
    "GPSLongitude",
    "Software",
    "CreatorTool",
    "title",
    "Headline",
    "description",
    "ImageDescription",
    "City",
];

/// The block for one file, with an empty line after it.
pub fn block(report: &Report, coloured: bool) -> String {
    let mut text = format!("{}\n  {}\n", elide(&report.path, 1000), headline(report.headline, coloured));
    if report.headline != Headline::NotChecked {
        text.push_str(&format!("  {}\n", answers::headline_sentence(report)));
    }
    let rows = rows(report);
    let width = rows.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
    for (label, value) in rows {
        text.push_str(&format!("  {label:width$}  {value}\n"));
    }
    text.push('\n');
    text
}

/// What a field about rights is called on screen.
pub fn rights_name(field: &RightsField) -> String {
    let mut name = String::new();
    for letter in key(field.field).chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(letter.to_ascii_lowercase());
    }
    locale::text_with(&format!("rights-name-{name}"), &[])
}

fn headline(headline: Headline, coloured: bool) -> String {
    let word = answers::headline(headline);
    if !coloured {
        return word.to_owned();
    }
    let code = match headline {
        Headline::Verified => "1;32",
        Headline::IntactUnrecognised => "1;33",
        Headline::Altered => "1;31",
        Headline::Revoked => "1;35",
        Headline::NoCredentials => "1",
        Headline::NotChecked => "1;36",
    };
    format!("\u{1b}[{code}m{word}\u{1b}[0m")
}

fn rows(report: &Report) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    if let Some(problem) = &report.problem {
        rows.push((tr!("report-what"), elide(&problem.what, 2 * MAX_CHARS)));
        rows.push((tr!("report-why"), elide(&problem.why, 2 * MAX_CHARS)));
        rows.push((tr!("report-remedy"), elide(&problem.remedy, 2 * MAX_CHARS)));
    }
    let has_credentials = !matches!(report.headline, Headline::NoCredentials | Headline::NotChecked);
    let [content, signer, time, history, rights] = answers::answers(report, &|at| elide(at, 40));
    if has_credentials {
        rows.push((content.question, content.sentence));
        rows.push((signer.question, signer.sentence));
        if report.signer.state != SignerState::None {
            rows.push((tr!("revocation-row"), revocation(&report.signer.revocation)));
        }
        rows.extend(report.signer.identity.as_ref().map(|identity| (tr!("report-identity"), actor(identity))));
        let lines = report.signer.identity.iter().flat_map(|identity| actors::lines(identity, &|at| elide(at, 40)));
        rows.extend(lines.map(|line| (String::new(), line)));
        rows.push((time.question, time.sentence));
        rows.push((history.question, history.sentence));
        rows.extend(removals(report));
        rows.extend(decisions(report));
    }
    if has_credentials || report.rights.state != RightsState::None {
        rows.push((rights.question, rights.sentence));
        rows.extend(statements(report).into_iter().map(|statement| (String::new(), statement)));
    }
    if report.headline == Headline::NoCredentials {
        rows.extend(found(report));
    }
    let notes = report.notes.iter().take(MAX_LINES).map(|note| (tr!("report-note"), elide(note, 2 * MAX_CHARS)));
    rows.extend(notes);
    rows
}

/// The most telling of what the file says of itself; where several stores say one thing, the first.
fn found(report: &Report) -> Vec<(String, String)> {
    let name = |field: &str| field.rsplit(':').next().unwrap_or_default().to_owned();
    let telling = TELLING.iter().filter_map(|wanted| report.metadata.iter().find(|one| name(&one.field) == *wanted));
    let mut lines: Vec<String> = telling
        .map(|one| tr!("report-found-field", field = name(&one.field), value = elide(&one.value, MAX_CHARS)))
        .collect();
    let more = report.metadata.len() - lines.len();
    if more > 0 {
        lines.push(tr!("report-found-more", count = more));
    }
    let first = (!report.metadata.is_empty()).then(|| (tr!("report-found"), tr!("report-found-sentence")));
    first.into_iter().chain(lines.into_iter().map(|line| (String::new(), line))).collect()
}

/// What was taken out of the file or of its history, by whom and why.
fn removals(report: &Report) -> Vec<(String, String)> {
    let signed = report.history.steps.iter().filter(|step| step.state == StepState::Signed);
    let lines =
        signed.flat_map(|step| step.actions.iter().filter_map(|one| removals::line(one, step.signer.as_deref())));
    lines.take(MAX_LINES).map(|line| (String::new(), line)).collect()
}

/// What was decided about the file, and by whom, oldest first; each on one row.
fn decisions(report: &Report) -> Vec<(String, String)> {
    let said = report.history.steps.iter().map(approvals::lines).filter(|lines| !lines.is_empty());
    said.take(MAX_LINES).map(|lines| (tr!("approval-row"), lines.join(". "))).collect()
}

/// Which revocation sources were asked, how old they are, and which were not.
fn revocation(checks: &[RevocationCheck]) -> String {
    if checks.is_empty() {
        return tr!("revocation-none");
    }
    revocations::lines(checks).take(MAX_LINES).collect::<Vec<_>>().join("; ")
}

fn actor(identity: &NamedActor) -> String {
    let state = locale::text_with(&format!("identity-{}", key(identity.state)), &[]);
    let name = elide(&identity.name, MAX_CHARS);
    match &identity.organization {
        Some(organization) if organization != &identity.name => {
            tr!("report-actor-of", name = name, organization = elide(organization, MAX_CHARS), state = state)
        }
        _ => tr!("report-actor", name = name, state = state),
    }
}

/// What is stated, each thing once: several stores often say the same.
fn statements(report: &Report) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    for one in report.rights.fields.iter().map(statement) {
        if !said.contains(&one) {
            said.push(one);
        }
    }
    let more = said.len().saturating_sub(MAX_LINES);
    said.truncate(MAX_LINES);
    if more > 0 {
        said.push(tr!("report-more", count = more));
    }
    said
}

fn statement(field: &RightsField) -> String {
    let name = rights_name(field);
    let standing = locale::standing::words(field);
    tr!("report-right", name = name, value = elide(&field.value, MAX_CHARS), coverage = standing)
}

/// The name of a state, as in JSON and in the locale keys.
fn key(state: impl Serialize) -> String {
    match serde_json::to_value(state) {
        Ok(serde_json::Value::String(key)) => key,
        _ => String::new(),
    }
}
