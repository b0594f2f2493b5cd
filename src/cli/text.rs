//! A report as a person reads it in a terminal: headline, then the five answers, aligned. Colour never carries
//! the meaning alone, and strangers' text is always made plain.

use serde::Serialize;

use crate::locale::{self, elide};
use crate::provenance::report::{Headline, HistoryState, RightsState, SignerState, TimeState};
use crate::provenance::report::{NamedActor, Report};
use crate::provenance::rights::RightsField;
use crate::tr;

/// Longest name, value or explanation that is shown, in characters.
const MAX_CHARS: usize = 160;
/// Most rights statements that are shown.
const MAX_RIGHTS: usize = 8;

/// The block for one file, with an empty line after it.
pub fn block(report: &Report, coloured: bool) -> String {
    let mut text = format!("{}\n  {}\n", elide(&report.path, 1000), headline(report.headline, coloured));
    let rows = rows(report);
    let width = rows.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
    for (label, value) in rows {
        text.push_str(&format!("  {label:width$}  {value}\n"));
    }
    text.push('\n');
    text
}

/// The name of a state, as in JSON and in the locale keys.
pub fn key(state: impl Serialize) -> String {
    match serde_json::to_value(state) {
        Ok(serde_json::Value::String(key)) => key,
        _ => String::new(),
    }
}

fn headline(headline: Headline, coloured: bool) -> String {
    let word = locale::text_with(&format!("headline-{}", headline.key()), &[]);
    if !coloured {
        return word;
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
        rows.push((tr!("report-what"), elide(&problem.what, MAX_CHARS)));
        rows.push((tr!("report-why"), elide(&problem.why, 2 * MAX_CHARS)));
        rows.push((tr!("report-remedy"), elide(&problem.remedy, 2 * MAX_CHARS)));
    }
    let has_credentials = !matches!(report.headline, Headline::NoCredentials | Headline::NotChecked);
    if has_credentials {
        rows.push((tr!("report-content"), locale::text_with(&format!("content-{}", key(report.content.state)), &[])));
        rows.push((tr!("report-signer"), signer(report)));
        if let Some(identity) = &report.signer.identity {
            rows.push((tr!("report-identity"), actor(identity)));
        }
        rows.push((tr!("report-time"), time(report)));
        rows.push((tr!("report-history"), history(report)));
    }
    if has_credentials || report.rights.state != RightsState::None {
        rows.push((tr!("report-rights"), rights(report)));
    }
    if let Some(url) = &report.remote_manifest {
        rows.push((tr!("report-remote"), tr!("report-remote-url", url = elide(url, MAX_CHARS))));
    }
    rows.extend(report.notes.iter().take(5).map(|note| (tr!("report-note"), elide(note, 2 * MAX_CHARS))));
    rows
}

fn signer(report: &Report) -> String {
    let signer = &report.signer;
    let state = locale::text_with(
        &format!("signer-{}", key(signer.state)),
        &[("list", signer.list.as_deref().map_or_else(String::new, |list| elide(list, MAX_CHARS)).into())],
    );
    let name = name(signer.name.as_deref(), signer.organization.as_deref());
    match (name, signer.state) {
        (Some(name), state_of) if state_of != SignerState::None => tr!("report-of", name = name, state = state),
        _ => state,
    }
}

fn actor(identity: &NamedActor) -> String {
    let state = locale::text_with(&format!("identity-{}", key(identity.state)), &[]);
    match name(Some(&identity.name), identity.organization.as_deref()) {
        Some(name) => tr!("report-of", name = name, state = state),
        None => state,
    }
}

fn name(name: Option<&str>, organization: Option<&str>) -> Option<String> {
    let plain = |text: &str| elide(text, MAX_CHARS);
    match (name.filter(|name| !name.is_empty()), organization.filter(|name| !name.is_empty())) {
        (Some(name), Some(organization)) if name != organization => {
            Some(tr!("report-name-of", name = plain(name), organization = plain(organization)))
        }
        (Some(name), _) | (None, Some(name)) => Some(plain(name)),
        (None, None) => None,
    }
}

fn time(report: &Report) -> String {
    let time = &report.time;
    let state = locale::text_with(
        &format!("time-{}", key(time.state)),
        &[("authority", time.authority.as_deref().map_or_else(String::new, |name| elide(name, MAX_CHARS)).into())],
    );
    match &time.at {
        Some(at) if time.state != TimeState::None => tr!("report-of", name = elide(at, 40), state = state),
        _ => state,
    }
}

fn history(report: &Report) -> String {
    let state = locale::text_with(&format!("history-{}", key(report.history.state)), &[]);
    if report.history.state == HistoryState::None {
        return state;
    }
    tr!("report-steps", count = report.history.steps.len(), state = state)
}

fn rights(report: &Report) -> String {
    let state = locale::text_with(&format!("rights-{}", key(report.rights.state)), &[]);
    let mut said: Vec<String> = Vec::new();
    for field in &report.rights.fields {
        let one = statement(field);
        if !said.contains(&one) {
            said.push(one);
        }
    }
    if said.is_empty() {
        return state;
    }
    let more = said.len().saturating_sub(MAX_RIGHTS);
    said.truncate(MAX_RIGHTS);
    if more > 0 {
        said.push(tr!("report-more", count = more));
    }
    tr!("report-of", name = said.join("; "), state = state)
}

fn statement(field: &RightsField) -> String {
    let mut label = String::new();
    for letter in key(field.field).chars() {
        if letter.is_ascii_uppercase() && !label.is_empty() {
            label.push('-');
        }
        label.push(letter.to_ascii_lowercase());
    }
    let label = locale::text_with(&format!("rights-name-{label}"), &[]);
    tr!("report-right", name = label, value = elide(&field.value, MAX_CHARS))
}
