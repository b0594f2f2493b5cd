//! `lightmark timestamp`: from arguments to a plan that only adds time stamps. Never decides what a manifest says.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::sign::{Order, carry_out, destination, existing, web_address};
use super::{Context, exit, output};
use crate::locale::{plain, text};
use crate::problem::Problem;
use crate::tr;
use crate::workflow::sign::{Asked, SignPlan, Signed, Subject, Target};
use crate::workflow::stamp_queue::{self, Waiting};

/// Name of a stamped copy when the person did not choose another.
const NAME_PATTERN: &str = "{name}-stamped";

/// Add a time stamp to files that were signed without one
///
/// The authority stamps the newest signature of each file, which so is proven to have existed then. The stamp
/// goes into an update of the file's Content Credentials, signed as the identity that you name and stamped as
/// well. Nothing is stated about the file. Two requests are made for each file.
#[derive(Debug, Clone, clap::Args)]
pub struct TimestampCommand {
    /// Signed files; folders are walked
    #[arg(required_unless_present = "queue", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Who adds the stamp: an id from `lightmark identity list`
    #[arg(long, value_name = "ID")]
    pub identity: String,
    /// The time-stamp authority (RFC 3161); only digests of signatures are sent to it
    #[arg(long, value_name = "URL", value_parser = web_address, required_unless_present = "queue")]
    pub timestamp: Option<String>,
    /// Stamp the signed copies that wait for it, in place; each by the authority that was named when it was signed,
    /// or by that of --timestamp
    #[arg(long, conflicts_with_all = ["paths", "out", "output", "in_place", "name_pattern", "overwrite"])]
    pub queue: bool,
    /// Folder for the stamped copies (default: beside each file)
    #[arg(long, value_name = "DIR", conflicts_with_all = ["output", "in_place"])]
    pub out: Option<PathBuf>,
    /// Name of the stamped copy, for one file only
    #[arg(long, short = 'o', value_name = "FILE", conflicts_with = "in_place")]
    pub output: Option<PathBuf>,
    /// Replace the files by their stamped copies
    #[arg(long)]
    pub in_place: bool,
    /// Name of a stamped copy without its ending; {name} is the file's
    #[arg(long, value_name = "PATTERN", default_value = NAME_PATTERN)]
    pub name_pattern: String,
    /// Overwrite existing files at the target
    #[arg(long)]
    pub overwrite: bool,
    /// Print one JSON object a line
    #[arg(long)]
    pub json: bool,
}

impl TimestampCommand {
    fn plan(&self, url: Option<&str>) -> SignPlan {
        let target = Target {
            destination: destination(self.output.as_deref(), self.out.as_deref(), self.in_place || self.queue),
            name_pattern: self.name_pattern.clone(),
            existing: existing(self.overwrite),
            sidecar: false,
        };
        // A stamp over what is broken would prove nothing.
        SignPlan { asked: Asked::stamp(url.map(str::to_owned)), ..SignPlan::new(Subject::Stamp, target) }
    }
}

/// Stamps and prints, with the exit codes of `lightmark sign`.
pub fn run(command: &TimestampCommand, context: &Context) -> ExitCode {
    if command.queue {
        return queue(command, context).unwrap_or_else(|problem| {
            output::say(&problem);
            exit::NOT_PROCESSED.into()
        });
    }
    let plan = command.plan(command.timestamp.as_deref());
    carry_out(&order(command, &command.paths, &plan), &|_| {})
}

fn order<'a>(command: &'a TimestampCommand, paths: &'a [PathBuf], plan: &'a SignPlan) -> Order<'a> {
    Order { paths, identity: &command.identity, plan, json: command.json }
}

/// Stamps what waits, authority by authority. What fails goes on waiting; what needs no stamp or is gone does not.
fn queue(command: &TimestampCommand, context: &Context) -> Result<ExitCode, Problem> {
    let (waiting, gone): (Vec<Waiting>, Vec<Waiting>) = stamp_queue::load(&context.home)
        .map_err(|error| error.problem())?
        .into_iter()
        .partition(|one| one.path.exists());
    let leave = |path: &Path| stamp_queue::remove(&context.home, path).map_err(|error| error.problem());
    for one in &gone {
        output::note(&tr!("stamp-queue-gone", path = plain(&one.path.to_string_lossy())));
        leave(&one.path)?;
    }
    if waiting.is_empty() {
        output::note(text("stamp-queue-empty"));
        return Ok(ExitCode::SUCCESS);
    }
    let mut urls: Vec<&str> = waiting.iter().map(|one| command.timestamp.as_deref().unwrap_or(&one.url)).collect();
    urls.sort_unstable();
    urls.dedup();
    let mut worst = ExitCode::SUCCESS;
    for url in urls {
        let of_this = |one: &&Waiting| command.timestamp.is_some() || one.url == url;
        let paths: Vec<PathBuf> = waiting.iter().filter(of_this).map(|one| one.path.clone()).collect();
        let plan = command.plan(Some(url));
        let code = carry_out(&order(command, &paths, &plan), &|outcome| {
            if let Signed::Done { source, .. } | Signed::Failed { source, refused: true, .. } = outcome
                && let Err(problem) = leave(source)
            {
                output::say(&problem);
            }
        });
        if code != ExitCode::SUCCESS {
            worst = code;
        }
        if code == ExitCode::from(exit::INTERRUPTED) {
            break;
        }
    }
    Ok(worst)
}
