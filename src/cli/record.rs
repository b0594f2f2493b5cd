//! `lightmark record`: from two files to a signed record of an edit made elsewhere. Never measures, never signs.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::json;

use super::interrupt::Interrupt;
use super::output::Results;
use super::sign::{self, Order, Stamped, Stated, carry_out, existing};
use super::stop::{self, finish};
use super::{Context, exit, output};
use crate::locale::{self, elide, plain, steps};
use crate::provenance::edit::Step;
use crate::tr;
use crate::worker::{Pool, PoolOptions};
use crate::workflow::not_done::NotDone;
use crate::workflow::record::{self as workflow, Proposal, RECORDED_NAME_PATTERN};
use crate::workflow::sign::{Destination, SignPlan, Signed, Subject, Target};

mod watch;

/// The JSON schema of a proposal. Fields are only ever added within a version.
const SCHEMA: &str = "lightmark.recording/1";

/// Sign an edit that was made in another program
///
/// What changed is measured and recorded as actions, marked as measured; the record says that there may be more. The
/// original and its Content Credentials become the parent. A pair that does not show the same picture is refused.
///
/// With --watch, every edit that another program puts into a folder is recorded, until Ctrl-C: its original is found among
/// --sources by its name, as DSC_0412-web.jpg from DSC_0412.NEF, and by what both show. The watched folder is never
/// written to, and what was recorded once is not recorded again.
#[derive(Debug, Clone, clap::Args)]
pub struct RecordCommand {
    /// The file that was edited
    #[arg(required_unless_present = "watch", conflicts_with = "watch")]
    pub source: Option<PathBuf>,
    /// What came out of the other program
    #[arg(required_unless_present = "watch")]
    pub edited: Option<PathBuf>,
    /// Record each edit that appears in this folder, until Ctrl-C
    #[arg(
        long,
        value_name = "FOLDER",
        requires_all = ["sources", "out"],
        conflicts_with_all = ["output", "actions", "same_picture", "dry_run"]
    )]
    pub watch: Option<PathBuf>,
    /// With --watch: the folder of the originals
    #[arg(long, value_name = "FOLDER", requires = "watch")]
    pub sources: Option<PathBuf>,
    /// With --watch: the folder for the signed copies
    #[arg(long, value_name = "DIR", requires = "watch")]
    pub out: Option<PathBuf>,
    /// Whose signature: an id from `lightmark identity list`
    #[arg(long, value_name = "ID", required_unless_present = "dry_run")]
    pub identity: Option<String>,
    /// Name of the signed copy (default: beside the edited file, as NAME-recorded)
    #[arg(long, short = 'o', value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Record this action instead of what was measured, such as c2pa.filtered; several in their order
    #[arg(long = "action", value_name = "LABEL", value_parser = action)]
    pub actions: Vec<String>,
    /// Take the pair for one picture even if it does not look so
    #[arg(long)]
    pub same_picture: bool,
    /// Another file that went into the picture, such as one layer of a composite; several by repeating it
    #[arg(long, value_name = "FILE", conflicts_with = "watch")]
    pub also: Vec<PathBuf>,
    /// Only say what was measured and what would be recorded
    #[arg(long)]
    pub dry_run: bool,
    /// Overwrite an existing file at the target
    #[arg(long)]
    pub overwrite: bool,
    /// Record it also where the original's Content Credentials are broken; the history will show it
    #[arg(long)]
    pub allow_broken_parent: bool,
    #[command(flatten)]
    pub stated: Stated,
    #[command(flatten)]
    pub stamped: Stamped,
    /// Print JSON, one object a line
    #[arg(long)]
    pub json: bool,
}

/// Measures, tells, signs. Exit codes are those of `lightmark sign`: 1 for a pair that is refused, 3 for a file that cannot
/// be read.
pub fn run(command: &RecordCommand, context: &Context) -> ExitCode {
    match (&command.watch, &command.source, &command.edited) {
        (Some(folder), _, _) => watch::run(command, folder, context),
        (None, Some(source), Some(edited)) => pair(command, source, edited, context),
        // The arguments are declared so that this does not come up.
        _ => ExitCode::from(exit::USAGE),
    }
}

fn pair(command: &RecordCommand, source: &Path, edited: &Path, context: &Context) -> ExitCode {
    let trust = match crate::workflow::trust::load(&context.home.data) {
        Ok(trust) => trust,
        Err(error) => return finish(Err(error.into())),
    };
    let pool = Pool::new(PoolOptions { trust, ..PoolOptions::default() });
    let mut proposal = match workflow::measure(&pool, source, edited, command.same_picture) {
        Ok(proposal) => proposal,
        Err(not_done) => return tell_not_done(command, source, edited, not_done),
    };
    drop(pool);
    if !command.actions.is_empty() {
        proposal.steps = command.actions.iter().map(|label| Step::named(label)).collect();
        let software = proposal.software.clone();
        proposal.steps.iter_mut().for_each(|step| step.software.clone_from(&software));
    }
    if command.dry_run && command.json {
        let (source, edited) = (source.to_string_lossy(), edited.to_string_lossy());
        let line = json!({ "schema": SCHEMA, "source": source, "edited": edited, "proposal": proposal });
        return finish(stop::print(&format!("{line}\n")));
    }
    if command.dry_run {
        return finish(stop::print(&in_words(&proposal)));
    }
    if !command.json {
        in_words(&proposal).lines().for_each(output::note);
    }
    let recorded = proposal
        .confirmed(edited.to_owned(), proposal.steps.clone())
        .with_also(command.also.clone(), proposal.software.as_deref());
    let to = command.output.clone().unwrap_or_else(|| beside(edited));
    let plan = command.plan(Subject::Recorded(recorded), Destination::File(to));
    let identity = command.identity.clone().unwrap_or_default();
    let paths = [source.to_owned()];
    carry_out(&Order { paths: &paths, identity: &identity, plan: &plan, json: command.json }, &|_| {})
}

/// As the outcome of signing is told; a dry run has no such outcome.
fn tell_not_done(command: &RecordCommand, source: &Path, edited: &Path, not_done: NotDone) -> ExitCode {
    let refused = not_done.is_refused();
    let code = if refused { exit::NOT_PASSED } else { exit::NOT_PROCESSED };
    let problem = not_done.problem();
    if !command.json {
        output::say(&problem);
        return code.into();
    }
    let interrupt = Interrupt::default();
    let results = Results::new(&interrupt);
    if command.dry_run {
        let (source, edited) = (source.to_string_lossy(), edited.to_string_lossy());
        let line = json!({ "schema": SCHEMA, "source": source, "edited": edited, "problem": problem });
        results.print(&format!("{line}\n"));
    } else {
        sign::print(&Signed::Failed { source: source.to_owned(), problem, refused }, true, &results);
    }
    results.exit_code(code).into()
}

/// Beside the edited file, as `NAME-recorded`.
fn beside(edited: &Path) -> PathBuf {
    let stem = edited.file_stem().unwrap_or_default().to_string_lossy();
    let mut name = RECORDED_NAME_PATTERN.replace("{name}", &stem);
    if let Some(ending) = edited.extension() {
        name = format!("{name}.{}", ending.to_string_lossy());
    }
    edited.with_file_name(name)
}

impl RecordCommand {
    fn plan(&self, subject: Subject, destination: Destination) -> SignPlan {
        let target = Target {
            destination,
            name_pattern: RECORDED_NAME_PATTERN.to_owned(),
            existing: existing(self.overwrite),
            sidecar: false,
        };
        SignPlan {
            statement: self.stated.statement(),
            rights_in_file: Some(self.stated.statement().into()),
            allow_broken_parent: self.allow_broken_parent,
            asked: self.stamped.asked(),
            ..SignPlan::new(subject, target)
        }
    }
}

/// The proposal as lines.
fn in_words(proposal: &Proposal) -> String {
    let mut lines = vec![tr!("record-similarity", percent = format!("{:.0}", proposal.comparison.similarity * 100.0))];
    lines.extend(proposal.steps.iter().map(steps::line));
    lines.extend(proposal.software.iter().map(|name| tr!("record-software", name = elide(name, 80))));
    if !proposal.claims.is_empty() {
        lines.push(locale::text("record-claims").to_owned());
        lines.extend(proposal.claims.iter().map(|claim| format!("  {}", elide(claim, 160))));
    }
    for (key, names) in [("record-removed", &proposal.metadata_removed), ("record-added", &proposal.metadata_added)] {
        if !names.is_empty() {
            lines.push(locale::text_with(key, &[("names", elide(&names.join(", "), 300).into())]));
        }
    }
    if proposal.is_carried_along {
        lines.push(tr!("record-carried-along"));
    }
    if proposal.comparison.of_previews {
        lines.push(tr!("record-previews"));
    }
    lines.iter().map(|line| format!("{}\n", plain(line))).collect()
}

/// An action of the specification, or one under a name of somebody's own (C2PA 2.4 §18.15.4).
fn action(text: &str) -> Result<String, String> {
    let is_word = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    if text.contains('.') && text.split('.').all(is_word) && text != "c2pa.created" && text != "c2pa.opened" {
        return Ok(text.to_owned());
    }
    Err(tr!("record-cli-action"))
}
