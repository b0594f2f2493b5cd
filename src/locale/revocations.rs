//! Which revocation sources were asked about a certificate, in words: how old each is, and what it said.

use serde::Serialize;

use super::{elide, text_with};
use crate::provenance::report::{Report, RevocationCheck, RevocationKind, RevocationResult};
use crate::tr;

/// Longest name of a source that is shown, in characters.
const MAX_CHARS: usize = 80;

/// A sentence for each source.
pub fn lines(checks: &[RevocationCheck]) -> impl Iterator<Item = String> {
    checks.iter().map(line)
}

/// The issuer's own answer that the file carries, if it holds: from when it is.
pub fn stapled(report: &Report) -> Option<&str> {
    let answers = report.signer.revocation.iter().filter(|check| check.kind == RevocationKind::Ocsp);
    answers.filter(|check| check.result == RevocationResult::NotRevoked).find_map(|check| check.issued.as_deref())
}

fn line(check: &RevocationCheck) -> String {
    let kind = text_with(&format!("revocation-kind-{}", key(check.kind)), &[]);
    let result = text_with(&format!("revocation-result-{}", key(check.result)), &[]);
    let source = elide(&check.source, MAX_CHARS);
    match check.age_days {
        Some(days) => tr!("revocation-check-aged", source = source, kind = kind, days = days, result = result),
        None => tr!("revocation-check", source = source, kind = kind, result = result),
    }
}

/// The name of a state, as in JSON and in the locale keys.
fn key(state: impl Serialize) -> String {
    match serde_json::to_value(state) {
        Ok(serde_json::Value::String(key)) => key,
        _ => String::new(),
    }
}
