//! `lightmark redact --check`: a copy, its original and the halves of its record → what holds and what does not. Never
//! shows a value.

use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};

use super::super::stop::{Stop, finish, print};
use super::super::{exit, output};
use super::RedactCommand;
use crate::locale;
use crate::problem::Problem;
use crate::worker::{Pool, PoolOptions};
use crate::workflow::home::Home;
use crate::workflow::redact::check::{CheckOrder, Checked, check};

/// The JSON schema's name and version. Fields are only ever added within a version.
const SCHEMA: &str = "lightmark.redaction-check/1";

/// Checks and prints. 0: everything that was looked at holds; 1: something does not; 3: a file could not be read.
pub(super) fn run(command: &RedactCommand, copy: &Path) -> ExitCode {
    let recorded = &command.recorded;
    let order = CheckOrder {
        copy: copy.to_owned(),
        original: recorded.original.clone(),
        record: recorded.record.clone(),
        private: recorded.private.clone(),
    };
    finish(tell(command, copy, &order))
}

fn tell(command: &RedactCommand, copy: &Path, order: &CheckOrder) -> Result<ExitCode, Stop> {
    let checked = match carried_out(order) {
        Ok(checked) => checked,
        Err(problem) if command.json => {
            let path = copy.to_string_lossy();
            print(&format!("{}\n", json!({ "schema": SCHEMA, "path": path, "state": "failed", "problem": problem })))?;
            return Ok(exit::NOT_PROCESSED.into());
        }
        Err(problem) => {
            output::say(&problem);
            return Ok(exit::NOT_PROCESSED.into());
        }
    };
    print(&if command.json { format!("{}\n", to_json(copy, &checked)) } else { to_text(&checked, order) })?;
    Ok(if checked.holds() { exit::PASSED } else { exit::NOT_PASSED }.into())
}

fn carried_out(order: &CheckOrder) -> Result<Checked, Problem> {
    let home = Home::find().ok_or_else(|| crate::problem!("sign-no-home"))?;
    let trust = crate::workflow::trust::load(&home.data).map_err(|error| error.problem())?;
    let pool = Pool::new(PoolOptions { trust: trust.clone(), ..PoolOptions::default() });
    check(&pool, &trust, order)
}

fn to_text(checked: &Checked, order: &CheckOrder) -> String {
    let mut text = String::new();
    for finding in &checked.findings {
        let answer = if finding.passed { "yes" } else { "no" };
        text.push_str(&format!("{}\n", crate::tr!(&format!("redact-check-{}-{answer}", finding.what.key()))));
        if !finding.passed {
            text.push_str(&format!("  {}\n", locale::plain(&finding.details)));
        }
    }
    text.push_str(&match &checked.signer {
        Some(signer) => {
            let name = locale::elide(signer.name.as_deref().unwrap_or_default(), 80);
            let key = if signer.list.is_some() { "redact-check-signer-listed" } else { "redact-check-signer" };
            let list = locale::elide(signer.list.as_deref().unwrap_or_default(), 80);
            crate::tr!(key, name = name, fingerprint = signer.fingerprint.as_str(), list = list)
        }
        None => crate::tr!("redact-check-unsigned"),
    });
    text.push('\n');
    let remade = checked.record.remade();
    let changed = [remade.written_bytes, remade.zero_bytes, remade.beside_bytes];
    if changed.iter().any(|bytes| *bytes > 0) {
        let [written, zeros, beside] = changed;
        text.push_str(&crate::tr!("redact-check-remade", written = written, zeros = zeros, beside = beside));
        text.push('\n');
    }
    if order.original.is_none() {
        text.push_str(&format!("{}\n", crate::tr!("redact-check-without-original")));
    }
    text
}

fn to_json(copy: &Path, checked: &Checked) -> Value {
    let findings: Vec<Value> = checked
        .findings
        .iter()
        .map(|finding| json!({ "what": finding.what.key(), "passed": finding.passed, "details": finding.details }))
        .collect();
    let record = &checked.record;
    json!({
        "schema": SCHEMA,
        "path": copy.to_string_lossy(),
        "state": if checked.holds() { "holds" } else { "does-not-hold" },
        "findings": findings,
        "signer": checked.signer.as_ref().map(|signer| json!({
            "name": signer.name, "fingerprint": signer.fingerprint, "list": signer.list,
        })),
        "made": record.made,
        "tool": record.tool,
        "preset": record.policy.name,
        "items": record.items,
        "remade": record.remade(),
    })
}
