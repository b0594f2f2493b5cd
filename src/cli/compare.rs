//! `lightmark compare`: what changed since a step of the history, by its signed thumbnail. Never measures itself.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::json;

use super::stop::{Stop, finish, print};
use super::{Context, exit, output};
use crate::locale::{changed, elide, plain};
use crate::problem::Problem;
use crate::provenance::changed::Changed;
use crate::provenance::report::{Headline, Report, Step};
use crate::tr;
use crate::worker::{Answer, Pool, PoolOptions, Task};
use crate::workflow::changed::{self as workflow, Chosen};

/// The JSON schema of a comparison. Fields are only ever added within a version.
const SCHEMA: &str = "lightmark.comparison/1";

/// Say what changed in a picture since a step of its history
///
/// The picture is compared with the thumbnail that was signed then. An altered file is compared with the thumbnail of the claim that it no longer matches, any other file with the step
/// before the last one. A small picture cannot show small changes. Exit code 0: compared, whatever was found. 1: there
/// is nothing to compare with. 3: the file could not be processed.
#[derive(Debug, Clone, clap::Args)]
pub struct CompareCommand {
    /// The file
    pub path: PathBuf,
    /// Compare with this step of the history, counted from 1, oldest first, as in `lightmark verify --json`
    #[arg(long, value_name = "N")]
    pub step: Option<usize>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Verifies, chooses, measures, prints.
pub fn run(command: &CompareCommand, context: &Context) -> ExitCode {
    let trust = match crate::workflow::trust::load(&context.home.data) {
        Ok(trust) => trust,
        Err(error) => return finish(Err(error.into())),
    };
    let pool = Pool::new(PoolOptions { trust, ..PoolOptions::default() });
    match compared(&pool, command) {
        Ok(text) => finish(print(&text)),
        Err((problem, code)) => finish(tell(command, &problem, code)),
    }
}

/// What is to be printed, or why there is nothing, with the exit code.
fn compared(pool: &Pool, command: &CompareCommand) -> Result<String, (Problem, u8)> {
    let report = examine(pool, &command.path).map_err(|problem| (problem, exit::NOT_PROCESSED))?;
    let chosen = workflow::choose(&report, command.step).map_err(|problem| (problem, exit::NOT_PASSED))?;
    let measured = workflow::measure(pool, &command.path, &chosen.thumbnail.uri);
    let (found, _) = measured.map_err(|problem| (problem, exit::NOT_PROCESSED))?;
    Ok(if command.json { in_json(command, &chosen, &found) } else { in_words(&report, &chosen, &found) })
}

fn tell(command: &CompareCommand, problem: &Problem, code: u8) -> Result<ExitCode, Stop> {
    if command.json {
        let line = json!({ "schema": SCHEMA, "path": command.path.to_string_lossy(), "problem": problem });
        print(&format!("{line}\n"))?;
    } else {
        output::say(problem);
    }
    Ok(code.into())
}

fn examine(pool: &Pool, path: &Path) -> Result<Report, Problem> {
    let report = match pool.run(Task::Examine { path: path.to_owned(), at: None, digest: false }) {
        Answer::Report(report) => *report,
        Answer::Failed(problem) => return Err(problem),
        _ => return Err(crate::problem!("check-crashed")),
    };
    match report.problem {
        Some(problem) if report.headline == Headline::NotChecked && report.history.steps.is_empty() => Err(problem),
        _ => Ok(report),
    }
}

fn in_json(command: &CompareCommand, chosen: &Chosen<'_>, found: &Changed) -> String {
    let line = json!({
        "schema": SCHEMA,
        "path": command.path.to_string_lossy(),
        "step": chosen.number + 1,
        "manifest": chosen.step.manifest,
        "thumbnail": chosen.thumbnail,
        "changes": found.changes(),
        "measured": found,
    });
    format!("{line}\n")
}

fn in_words(report: &Report, chosen: &Chosen<'_>, found: &Changed) -> String {
    let mut lines = vec![elide(&report.path, 1000), format!("  {}", compared_with(chosen.number, chosen.step))];
    lines.extend(changed::lines(found).into_iter().map(|line| format!("  - {line}")));
    lines.extend(changed::notes(found).into_iter().map(|line| format!("  {line}")));
    lines.iter().map(|line| format!("{}\n", plain(line))).collect()
}

fn compared_with(number: usize, step: &Step) -> String {
    match &step.signer {
        Some(signer) => tr!("changed-with-signed", step = number + 1, signer = elide(signer, 80)),
        None => tr!("changed-with", step = number + 1),
    }
}
