//! `lightmark verify`: reports for files and folders. Never opens a file itself: workers do.

use std::collections::HashMap;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::interrupt::Interrupt;
use super::order::InOrder;
use super::{Context, exit, output, text};
use crate::library::{Cause, Recorder};
use crate::locale::{answers, elide};
use crate::problem;
use crate::problem::Problem;
use crate::provenance::report::{Headline, Report};
use crate::tr;
use crate::trust::{Purpose, TrustError, TrustStore};
use crate::worker::{Answer, Pool, PoolOptions, Task, lock};
use crate::workflow::collect::{Found, collect};
use crate::workflow::network::Purpose as Network;
use crate::workflow::verify::{AskWeb, VerifyOptions, verify_remembering};

/// Say who signed files, when, and whether they were changed since
///
/// Exit code 0: every file passed. 1: at least one was altered or its signer revoked. 2: the call is wrong.
/// 3: at least one could not be checked. Files without Content Credentials and files whose signer is not
/// recognised pass, because neither is a sign of tampering; with --strict only verified files pass.
#[derive(Debug, Args)]
pub struct VerifyCommand {
    /// Files and folders; folders are walked
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Print reports as JSON (lightmark.report/1), for a folder or several paths one a line
    #[arg(long, conflicts_with = "crjson")]
    json: bool,

    /// Print the manifest stores as crJSON; for a folder or several paths one a line, as {path, crjson}
    #[arg(long)]
    crjson: bool,

    /// Recognise signers by this list, too (PEM); for this run only
    #[arg(long, value_name = "FILE")]
    trust_list: Vec<PathBuf>,

    /// Recognise time-stamp authorities by this list, too (PEM); for this run only
    #[arg(long, value_name = "FILE")]
    tsa_trust_list: Vec<PathBuf>,

    /// Judge certificates as of then, such as 2026-01-31T12:00:00Z
    #[arg(long, value_name = "RFC3339", value_parser = parse_time)]
    at: Option<String>,

    /// Files that are read at the same time; as many as there are processor cores by default
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,

    /// Give up on a file after so many seconds (a minute more for each GiB of its size)
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..))]
    time_limit: u32,

    /// Let web sites that hold the keys of those who verified a named person be asked for this call: did-web
    #[arg(long, value_name = "PURPOSE", value_parser = once)]
    allow_once: Option<Network>,

    /// Only verified files pass: no credentials, or a signer who is not recognised, is exit code 1
    #[arg(long)]
    strict: bool,
}

/// What became of all files.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Tally {
    counts: [usize; Headline::ALL.len()],
}

/// Verifies and prints; gives the exit code.
pub fn run(command: &VerifyCommand, context: &Context) -> u8 {
    let trust = match trust(command, context) {
        Ok(trust) => trust,
        Err((problem, code)) => {
            output::say(&problem);
            return code;
        }
    };
    let recorder = recorder(command, context, &trust);
    let mut options =
        PoolOptions { time_limit: Duration::from_secs(command.time_limit.into()), trust, ..Default::default() };
    if let Some(jobs) = command.jobs {
        options.workers = jobs.into();
    }
    let many = command.paths.len() > 1 || command.paths.iter().any(|path| path.is_dir());
    let pool = Pool::new(options);
    let interrupt = Interrupt::listen();
    let tally = Mutex::new(Tally::default());
    let printed = print_all(&Run {
        command,
        pool: &pool,
        interrupt: &interrupt,
        tally: &tally,
        many,
        recorder: recorder.as_ref(),
    });
    // What could not be remembered is told; the answers stand all the same.
    if let Some(problem) = recorder.and_then(Recorder::finish) {
        output::say(&problem);
    }
    let interrupted = interrupt.was_asked();
    let tally = lock(&tally).clone();
    if let Err(error) = printed {
        // Whoever read the results has seen enough: `lightmark verify … | head` is no failure of ours.
        if error.kind() != io::ErrorKind::BrokenPipe {
            output::say(&problem!("output-failed").with_cause(&error));
            return exit::NOT_PROCESSED;
        }
    } else if interrupted {
        output::note(&tr!("cli-interrupted", count = tally.total()));
        return exit::INTERRUPTED;
    }
    if many {
        output::note(&tally.summary());
    }
    tally.exit_code(command.strict)
}

/// Everything that printing one report needs.
struct Run<'a> {
    command: &'a VerifyCommand,
    pool: &'a Pool,
    interrupt: &'a Interrupt,
    tally: &'a Mutex<Tally>,
    many: bool,
    recorder: Option<&'a Recorder>,
}

/// Answers by lists or times of this run only are no answers to remember.
fn recorder(command: &VerifyCommand, context: &Context, trust: &TrustStore) -> Option<Recorder> {
    let as_in_force = command.at.is_none() && command.trust_list.is_empty() && command.tsa_trust_list.is_empty();
    as_in_force.then(|| crate::workflow::library::recorder(&context.home, trust, Cause::Check)).flatten()
}

fn print_all(run: &Run<'_>) -> io::Result<()> {
    let bar = progress(run.many);
    let coloured = output::is_coloured();
    let order = InOrder::new(|text: &str| bar.suspend(|| output::result(text)));
    let keep_going = || run.interrupt.keep_going();
    // A report's path has lost the bytes that are not Unicode; the second look at a file needs them.
    let paths = Mutex::new(HashMap::new());
    let mut found = collect(run.command.paths.clone()).enumerate().map(|(number, found)| {
        order.wait_for_turn(number, &keep_going);
        if let (true, Found::File(path)) = (run.command.crjson, &found) {
            lock(&paths).insert(number, path.clone());
        }
        found
    });
    let on_report = |number: usize, report: Report| {
        lock(run.tally).add(report.headline);
        bar.inc(1);
        let path = lock(&paths).remove(&number);
        if !order.put(number, run.rendered(&report, path, coloured)) {
            run.interrupt.stop();
        }
    };
    let ask_web = if run.command.allow_once.is_some() { AskWeb::Once } else { AskWeb::ByRule };
    let options = VerifyOptions { at: run.command.at.clone(), digest: run.command.json, ask_web };
    verify_remembering(run.pool, &mut found, &options, run.recorder, &on_report, &keep_going);
    drop(found);
    bar.finish_and_clear();
    order.finish()
}

impl Run<'_> {
    fn rendered(&self, report: &Report, path: Option<PathBuf>, coloured: bool) -> String {
        if self.command.crjson {
            return self.crjson(report, path);
        }
        if !self.command.json {
            return text::block(report, coloured);
        }
        line(report)
    }

    /// The store as crJSON, with its path where there are many. A file without one has no line of its own when
    /// it is the only one; why is said on standard error.
    fn crjson(&self, report: &Report, path: Option<PathBuf>) -> String {
        let (store, problem) = match (&report.problem, path) {
            (Some(problem), _) => (serde_json::Value::Null, Some(problem.clone())),
            (None, None) => (serde_json::Value::Null, None),
            (None, Some(path)) => match self.pool.run(Task::CrJson { path }) {
                Answer::Json(store) => (store, None),
                Answer::Failed(problem) => (serde_json::Value::Null, Some(problem)),
                _ => (serde_json::Value::Null, None),
            },
        };
        if let Some(problem) = &problem {
            output::note(&tr!("cli-problem-with", path = elide(&report.path, 200), problem = problem.to_string()));
        }
        match (self.many, store) {
            (true, store) => {
                line(&serde_json::json!({ "schema": "lightmark.crjson/1", "path": report.path, "crjson": store }))
            }
            (false, serde_json::Value::Null) => String::new(),
            (false, store) => line(&store),
        }
    }
}

impl Tally {
    fn add(&mut self, headline: Headline) {
        if let Some(count) = Headline::ALL.iter().position(|one| *one == headline).and_then(|i| self.counts.get_mut(i))
        {
            *count += 1;
        }
    }

    fn count(&self, headline: Headline) -> usize {
        let pairs = Headline::ALL.iter().zip(self.counts);
        pairs.filter(|(one, _)| **one == headline).map(|(_, count)| count).sum()
    }

    fn total(&self) -> usize {
        self.counts.iter().sum()
    }

    fn summary(&self) -> String {
        if self.total() == 0 {
            return tr!("cli-summary-none");
        }
        let parts: Vec<String> = Headline::ALL
            .iter()
            .filter(|headline| self.count(**headline) > 0)
            .map(|headline| {
                let word = answers::headline(*headline);
                tr!("cli-summary-part", count = self.count(*headline), headline = word)
            })
            .collect();
        tr!("cli-summary", count = self.total(), parts = parts.join(", "))
    }

    fn exit_code(&self, strict: bool) -> u8 {
        let any = |headlines: &[Headline]| headlines.iter().any(|headline| self.count(*headline) > 0);
        if any(&[Headline::NotChecked]) {
            exit::NOT_PROCESSED
        } else if any(&[Headline::Altered, Headline::Revoked])
            || (strict && any(&[Headline::IntactUnrecognised, Headline::NoCredentials]))
        {
            exit::NOT_PASSED
        } else {
            exit::PASSED
        }
    }
}

/// What is in force, with what was named here; or why not, with the exit code.
fn trust(command: &VerifyCommand, context: &Context) -> Result<TrustStore, (Problem, u8)> {
    let own = |error: TrustError| (error.problem(), exit::NOT_PROCESSED);
    let mut trust = crate::workflow::trust::load(&context.home.data).map_err(own)?;
    let named = |error: TrustError| (error.problem(), exit::USAGE);
    for file in &command.trust_list {
        trust.add_for_this_run(file, Purpose::ClaimSigning).map_err(named)?;
    }
    for file in &command.tsa_trust_list {
        trust.add_for_this_run(file, Purpose::TimeStamping).map_err(named)?;
    }
    Ok(trust)
}

/// A spinner with a count; the number of files in folders is not known beforehand.
fn progress(many: bool) -> ProgressBar {
    if !many || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(5));
    let template = format!("{{spinner}} {}", tr!("cli-progress", count = "{pos}"));
    if let Ok(style) = ProgressStyle::with_template(&template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn line(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).map(|text| text + "\n").unwrap_or_default()
}

fn once(text: &str) -> Result<Network, String> {
    let did_web = Network::parse(text).filter(|purpose| *purpose == Network::DidWeb);
    did_web.ok_or_else(|| tr!("network-purposes", keys = Network::DidWeb.key()))
}

fn parse_time(text: &str) -> Result<String, String> {
    match text.parse::<jiff::Timestamp>() {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(headlines: &[Headline], strict: bool) -> u8 {
        let mut tally = Tally::default();
        headlines.iter().for_each(|headline| tally.add(*headline));
        tally.exit_code(strict)
    }

    #[test]
    fn exit_codes_are_those_of_the_contract() {
        use Headline::{Altered, IntactUnrecognised, NoCredentials, NotChecked, Revoked, Verified};
        for (headlines, lenient, strict) in [
            (&[][..], 0, 0),
            (&[Verified], 0, 0),
            (&[IntactUnrecognised], 0, 1),
            (&[NoCredentials, Verified], 0, 1),
            (&[Verified, Altered], 1, 1),
            (&[Revoked], 1, 1),
            (&[NotChecked], 3, 3),
            (&[Altered, NotChecked, Verified], 3, 3),
        ] {
            assert_eq!((code(headlines, false), code(headlines, true)), (lenient, strict), "{headlines:?}");
        }
    }

    #[test]
    fn times_without_a_zone_are_refused() {
        assert!(parse_time("2026-01-31T12:00:00").is_err());
        assert!(parse_time("yesterday").is_err());
        assert!(parse_time("2026-01-31T12:00:00+01:00").is_ok());
    }
}
