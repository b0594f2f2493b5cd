//! `lightmark record`: from two files to a signed record of an edit made elsewhere. Never measures, never signs.

use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;

use super::sign::{Order, Stated, carry_out, web_address};
use super::{Context, exit, output};
use crate::locale::{self, elide, plain};
use crate::problem::Problem;
use crate::provenance::edit::{Parameter, Step};
use crate::tr;
use crate::worker::{Pool, PoolOptions};
use crate::workflow::record::{self as workflow, Proposal, RECORDED_NAME_PATTERN, Recorded};
use crate::workflow::sign::{Destination, Existing, SignPlan};

/// The JSON schema of a proposal. Fields are only ever added within a version.
const SCHEMA: &str = "lightmark.recording/1";

/// Sign an edit that was made in another program, with the original as its parent
///
/// What changed is measured and recorded as actions, marked as measured; the record says that there may be more. The
/// original and its Content Credentials become the parent. A pair that does not show the same picture is refused.
#[derive(Debug, Clone, clap::Args)]
pub struct RecordCommand {
    /// The file that was edited
    pub source: PathBuf,
    /// What came out of the other program
    pub edited: PathBuf,
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
    /// Have this time-stamp authority (RFC 3161) confirm the time. Only a digest of the signature is sent to it
    #[arg(long, value_name = "URL", value_parser = web_address)]
    pub timestamp: Option<String>,
    /// Print JSON, one object a line
    #[arg(long)]
    pub json: bool,
}

/// Measures, tells, signs. Exit codes are those of `lightmark sign`; 1 for a pair that is refused.
pub fn run(command: &RecordCommand, context: &Context) -> ExitCode {
    let mut proposal = match measure(command, context) {
        Ok(proposal) => proposal,
        Err(problem) => {
            output::say(&problem);
            return ExitCode::from(exit::NOT_PASSED);
        }
    };
    if !command.actions.is_empty() {
        proposal.steps = command.actions.iter().map(|label| Step::named(label)).collect();
        let software = proposal.software.clone();
        proposal.steps.iter_mut().for_each(|step| step.software.clone_from(&software));
    }
    if command.dry_run && command.json {
        let line =
            json!({ "schema": SCHEMA, "source": command.source, "edited": command.edited, "proposal": proposal });
        return written(output::result(&format!("{line}\n")));
    }
    if command.dry_run {
        return written(output::result(&in_words(&proposal)));
    }
    if !command.json {
        in_words(&proposal).lines().for_each(output::note);
    }
    let plan = command.plan(&proposal);
    let identity = command.identity.clone().unwrap_or_default();
    let paths = [command.source.clone()];
    carry_out(&Order { paths: &paths, identity: &identity, plan: &plan, json: command.json }, &|_| {})
}

fn measure(command: &RecordCommand, context: &Context) -> Result<Proposal, Problem> {
    let trust = crate::workflow::trust::load(&context.home.data).map_err(|error| error.problem())?;
    let pool = Pool::new(PoolOptions { trust, ..PoolOptions::default() });
    workflow::measure(&pool, &command.source, &command.edited, command.same_picture)
}

fn written(result: std::io::Result<()>) -> ExitCode {
    ExitCode::from(if result.is_ok() { exit::PASSED } else { exit::NOT_PROCESSED })
}

impl RecordCommand {
    fn plan(&self, proposal: &Proposal) -> SignPlan {
        let beside = || {
            let stem = self.edited.file_stem().unwrap_or_default().to_string_lossy();
            let mut name = RECORDED_NAME_PATTERN.replace("{name}", &stem);
            if let Some(ending) = self.edited.extension() {
                name = format!("{name}.{}", ending.to_string_lossy());
            }
            self.edited.with_file_name(name)
        };
        SignPlan {
            statement: self.stated.statement(),
            destination: Destination::File(self.output.clone().unwrap_or_else(beside)),
            name_pattern: RECORDED_NAME_PATTERN.to_owned(),
            existing: if self.overwrite { Existing::Overwrite } else { Existing::Refuse },
            sidecar: false,
            allow_broken_parent: self.allow_broken_parent,
            timestamp: self.timestamp.clone(),
            timestamp_optional: false,
            edit: None,
            recorded: Some(Recorded {
                edited: self.edited.clone(),
                steps: proposal.steps.clone(),
                hides: proposal.comparison.hides(),
            }),
            rights_in_file: Some(self.stated.statement().into()),
            approval: None,
            stamp_only: false,
            allow_ocsp_once: false,
        }
    }
}

/// The proposal as lines.
fn in_words(proposal: &Proposal) -> String {
    let mut lines = vec![tr!("record-similarity", percent = format!("{:.0}", proposal.comparison.similarity * 100.0))];
    lines.extend(proposal.steps.iter().map(|step| {
        let parameters = step.parameters.iter().filter(|(name, _)| name != "measured").map(|(name, value)| {
            let value = match value {
                Parameter::Flag(value) => value.to_string(),
                Parameter::Integer(value) => value.to_string(),
                Parameter::Number(value) => value.to_string(),
                Parameter::Text(value) => value.clone(),
            };
            format!("{name} {value}")
        });
        tr!("record-step", action = step.action.as_str(), parameters = parameters.collect::<Vec<_>>().join(", "))
    }));
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
