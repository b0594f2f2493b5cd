//! `lightmark timestamp`: from arguments to a plan that only adds time stamps. Never decides what a manifest says.

use std::path::PathBuf;
use std::process::ExitCode;

use super::sign::{Order, carry_out, web_address};
use crate::provenance::statement::Statement;
use crate::workflow::sign::{Destination, Existing, SignPlan};

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
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// Who adds the stamp: an id from `lightmark identity list`
    #[arg(long, value_name = "ID")]
    pub identity: String,
    /// The time-stamp authority (RFC 3161); only digests of signatures are sent to it
    #[arg(long, value_name = "URL", value_parser = web_address)]
    pub timestamp: String,
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
    fn plan(&self) -> SignPlan {
        SignPlan {
            statement: Statement::default(),
            destination: match (&self.output, &self.out) {
                (Some(file), _) => Destination::File(file.clone()),
                (None, Some(folder)) => Destination::Folder(folder.clone()),
                (None, None) if self.in_place => Destination::Replace,
                (None, None) => Destination::Beside,
            },
            name_pattern: self.name_pattern.clone(),
            existing: if self.overwrite { Existing::Overwrite } else { Existing::Refuse },
            sidecar: false,
            // A stamp over what is broken would prove nothing.
            allow_broken_parent: false,
            timestamp: Some(self.timestamp.clone()),
            timestamp_optional: false,
            stamp_only: true,
        }
    }
}

/// Stamps and prints, with the exit codes of `lightmark sign`.
pub fn run(command: &TimestampCommand) -> ExitCode {
    let plan = command.plan();
    carry_out(&Order { paths: &command.paths, identity: &command.identity, plan: &plan, json: command.json })
}
