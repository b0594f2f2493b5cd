//! Details: the file itself, the certificates, and every check that was made.

use jiff::tz::TimeZone;

use crate::locale;
use crate::provenance::report::{CheckKind, Report, StoreLocation};
use crate::tr;

use super::super::icon::{self, Mark};
use super::super::when;
use super::{Pair, grouped, stranger};

/// Checks shown; a hostile manifest may make any number.
const CHECKS: usize = 500;

/// Everything in the part.
#[derive(Debug, Clone)]
pub struct Details {
    pub file: Vec<Pair>,
    /// The SHA-256, once it was asked for.
    pub digest: Option<String>,
    /// One group for each certificate, the signer's first.
    pub chain: Vec<Vec<Pair>>,
    pub checks: Vec<CheckLine>,
    pub more_checks: usize,
}

/// One check.
#[derive(Debug, Clone)]
pub struct CheckLine {
    pub mark: Mark,
    pub kind: String,
    pub code: String,
    pub explanation: String,
    /// How many checks came to the same, word for word.
    pub times: usize,
}

/// What the part says of a report.
pub fn details(report: &Report, zone: &TimeZone) -> Details {
    let mut checks: Vec<_> = report.checks.iter().take(CHECKS).collect();
    checks.sort_by_key(|check| match check.kind {
        CheckKind::Failure => 0,
        CheckKind::Informational => 1,
        CheckKind::Success => 2,
    });
    let mut lines: Vec<CheckLine> = Vec::new();
    for check in checks {
        let (code, explanation) = (locale::elide(&check.code, 120), stranger(&check.explanation));
        let mark = icon::check(check.kind);
        let same =
            |line: &&mut CheckLine| (&line.code, &line.explanation, line.mark.1) == (&code, &explanation, mark.1);
        if let Some(line) = lines.last_mut().filter(same) {
            line.times += 1;
            continue;
        }
        let kind = tr!(match check.kind {
            CheckKind::Success => "check-passed",
            CheckKind::Informational => "check-information",
            CheckKind::Failure => "check-failed",
        });
        lines.push(CheckLine { mark, kind, code, explanation, times: 1 });
    }
    Details {
        file: file(report),
        digest: report.sha256.clone(),
        chain: chain(report, zone),
        checks: lines,
        more_checks: report.checks.len().saturating_sub(CHECKS),
    }
}

fn file(report: &Report) -> Vec<Pair> {
    let mut pairs = vec![
        Pair::copied(tr!("details-path"), locale::elide(&report.path, 200), &report.path),
        Pair::new(tr!("details-format"), stranger(&report.format)),
        Pair::new(tr!("details-size"), size(report.size_bytes)),
    ];
    if let Some((width, height)) = report.dimensions {
        let text = tr!("details-pixels", width = width.to_string(), height = height.to_string());
        pairs.push(Pair::new(tr!("details-dimensions"), text));
    }
    pairs.push(Pair::new(
        tr!("details-credentials"),
        match &report.manifest_store {
            Some(StoreLocation::Embedded) => tr!("details-credentials-embedded"),
            Some(StoreLocation::Sidecar { .. }) => tr!("details-credentials-sidecar"),
            None => tr!("details-credentials-none"),
        },
    ));
    pairs
}

fn chain(report: &Report, zone: &TimeZone) -> Vec<Vec<Pair>> {
    let certificates = report.signer.chain.iter().take(12);
    certificates
        .map(|certificate| {
            let validity = tr!(
                "certificate-validity",
                from = when::local_date(&certificate.not_before, zone),
                until = when::local_date(&certificate.not_after, zone)
            );
            vec![
                Pair::new(tr!("certificate-subject"), stranger(&certificate.subject)),
                Pair::new(tr!("certificate-issuer"), stranger(&certificate.issuer)),
                Pair::new(tr!("certificate-valid"), validity),
                Pair::new(tr!("certificate-serial"), stranger(&certificate.serial)),
                Pair::copied(
                    tr!("certificate-fingerprint"),
                    grouped(&certificate.fingerprint),
                    &certificate.fingerprint,
                )
                .of(stranger(&certificate.subject)),
            ]
        })
        .collect()
}

/// A size as a person reads it, in decimal units as file managers do.
pub fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1_000_000_000, "size-gb"), (1_000_000, "size-mb"), (1_000, "size-kb")];
    for (unit, key) in UNITS {
        if bytes >= unit {
            return tr!(key, size = format!("{:.1}", bytes as f64 / unit as f64));
        }
    }
    tr!("size-bytes", size = bytes.to_string())
}

/// The part as text, for tests.
pub fn as_text(details: &Details) -> String {
    let mut out = String::new();
    let mut pairs = |pairs: &[Pair]| {
        for pair in pairs {
            out += &format!("{}: {}\n", pair.label, pair.value);
        }
    };
    pairs(&details.file);
    for certificate in &details.chain {
        pairs(certificate);
    }
    for check in &details.checks {
        let tone = super::tone_word(&check.mark);
        let times = if check.times > 1 { format!(" × {}", check.times) } else { String::new() };
        out += &format!("[{tone}] {} {}{times}: {}\n", check.kind, check.code, check.explanation);
    }
    out
}
