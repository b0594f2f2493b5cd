//! `lightmark approve`: from arguments to a plan that states a decision. Never decides what a manifest says.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;

use super::sign::{Order, Stamped, carry_out, destination, existing};
use crate::provenance::approval::{Approval, Decision};
use crate::workflow::sign::{SignPlan, Subject, Target};

/// State a signed decision: approved, rejected or reviewed
///
/// A file that is signed already gets an update of its Content Credentials, which touches nothing else; several
/// decisions stack. Formats that take no updates, and files that nobody signed, are signed with the decision.
/// A file whose Content Credentials are broken is refused.
#[derive(Debug, Clone, clap::Args)]
pub struct ApproveCommand {
    /// Files to decide about; folders are walked
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Who decides: an id from `lightmark identity list`
    #[arg(long, value_name = "ID")]
    pub identity: String,
    /// What was decided
    #[arg(long, value_enum, default_value = "approved")]
    pub decision: DecisionArgument,
    /// In which role, such as picture editor
    #[arg(long, value_name = "TEXT")]
    pub role: Option<String>,
    /// A note for whoever reads the history; it is public
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Folder for the copies (default: beside each file)
    #[arg(long, value_name = "DIR", conflicts_with_all = ["output", "in_place"])]
    pub out: Option<PathBuf>,
    /// Name of the copy, for one file only
    #[arg(long, short = 'o', value_name = "FILE", conflicts_with = "in_place")]
    pub output: Option<PathBuf>,
    /// Replace the files by their copies
    #[arg(long)]
    pub in_place: bool,
    /// Write NAME.c2pa instead of a copy with Content Credentials inside
    #[arg(long, conflicts_with = "in_place")]
    pub sidecar: bool,
    /// Name of a copy without its ending; {name} is the file's (default: {name}-approved and so on)
    #[arg(long, value_name = "PATTERN")]
    pub name_pattern: Option<String>,
    /// Overwrite existing files at the target
    #[arg(long)]
    pub overwrite: bool,
    #[command(flatten)]
    pub stamped: Stamped,
    /// Print one JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// The decisions as arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DecisionArgument {
    Approved,
    Rejected,
    Reviewed,
}

impl From<DecisionArgument> for Decision {
    fn from(argument: DecisionArgument) -> Self {
        match argument {
            DecisionArgument::Approved => Self::Approved,
            DecisionArgument::Rejected => Self::Rejected,
            DecisionArgument::Reviewed => Self::Reviewed,
        }
    }
}

/// Signs the decisions and prints, with the exit codes of `lightmark sign`.
pub fn run(command: &ApproveCommand) -> ExitCode {
    let plan = command.plan();
    let order = Order { paths: &command.paths, identity: &command.identity, plan: &plan, json: command.json };
    carry_out(&order, &|_| {})
}

impl ApproveCommand {
    fn plan(&self) -> SignPlan {
        let decision = Decision::from(self.decision);
        let stated = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        let approval = Approval { decision, role: stated(&self.role), note: stated(&self.note), superseded: false };
        let target = Target {
            destination: destination(self.output.as_deref(), self.out.as_deref(), self.in_place),
            name_pattern: self.name_pattern.clone().unwrap_or_else(|| format!("{{name}}-{}", decision.key())),
            existing: existing(self.overwrite),
            sidecar: self.sidecar,
        };
        SignPlan { asked: self.stamped.asked(), ..SignPlan::new(Subject::Decision(approval), target) }
    }
}
