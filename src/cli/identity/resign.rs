//! `lightmark identity resign`: a campaign over the files of a key that was replaced. Prints the reconciliation.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::json;

use crate::cli::interrupt::Interrupt;
use crate::cli::stop::{Stop, print};
use crate::cli::{exit, output};
use crate::keys::Identities;
use crate::library::{Cause, Recorder};
use crate::locale::{plain, text};
use crate::provenance::identity::Standing;
use crate::provenance::report::Report;
use crate::tr;
use crate::trust::TrustStore;
use crate::worker::{Pool, PoolOptions};
use crate::workflow::collect::{Found, collect};
use crate::workflow::home::Home;
use crate::workflow::resign::{Campaign, Reconciliation, resign};
use crate::workflow::sign::Destination;

/// Version of the JSON that is printed.
const SCHEMA: &str = "lightmark.resigned/1";

/// What to re-sign.
#[derive(Debug, Clone, clap::Args)]
pub struct ResignCommand {
    /// The identity that was replaced: its id, the beginning of it, or the exact name
    pub id: String,
    /// Files and folders to look through; folders are walked
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Whose signature instead (default: the identity that took its place)
    #[arg(long, value_name = "ID")]
    pub identity: Option<String>,
    /// Folder for the re-signed copies
    #[arg(long, value_name = "DIR", required_unless_present_any = ["in_place", "dry_run"])]
    pub out: Option<PathBuf>,
    /// Replace the files by their re-signed copies
    #[arg(long, conflicts_with = "out")]
    pub in_place: bool,
    /// Only count
    #[arg(long)]
    pub dry_run: bool,
    /// Print a JSON object
    #[arg(long)]
    pub json: bool,
}

pub(super) fn run(identities: &Identities, data_dir: &Path, command: &ResignCommand) -> Result<ExitCode, Stop> {
    let old = identities.card(&command.id)?;
    let to = match (&command.identity, &old.standing) {
        (Some(id), _) => id.clone(),
        (None, Standing::Retired { successor, .. }) => successor.clone(),
        (None, _) => return Err(Stop::WrongCall(crate::problem!("resign-no-successor", name = plain(&old.name)))),
    };
    let new = identities.signer(&to)?;
    if new.card().id == old.id {
        return Err(Stop::WrongCall(crate::problem!("resign-same", name = plain(&old.name))));
    }
    let fingerprints: BTreeSet<String> = identities.fingerprints(&old.id)?.into_iter().collect();
    let trust = TrustStore::load(data_dir).map_err(|error| Stop::NotProcessed(error.problem()))?;
    let home = Home::find().ok_or_else(|| Stop::WrongCall(crate::problem!("no-home")))?;
    let recorder = crate::workflow::library::recorder(&home, &trust, Cause::Signing);
    let pool = Pool::new(PoolOptions { trust, ..PoolOptions::default() });
    let (mut files, mut unreadable) = (Vec::new(), Vec::new());
    for found in collect(command.paths.clone()) {
        match found {
            Found::File(path) => files.push(path),
            Found::Unreadable { path, problem } => unreadable.push((path, problem)),
        }
    }
    let destination = match &command.out {
        Some(folder) => Destination::Folder(folder.clone()),
        None => Destination::Replace,
    };
    let interrupt = Interrupt::listen();
    let on_resigned = |target: &Path, report: &Report| {
        recorder.iter().for_each(|recorder| recorder.saw(target, report.clone()));
    };
    let campaign = Campaign {
        pool: &pool,
        old: &fingerprints,
        new: &new,
        destination,
        dry_run: command.dry_run,
        on_resigned: &on_resigned,
    };
    let mut sum = resign(&campaign, &files, &|| interrupt.keep_going());
    // What could not be remembered is told; what was signed is signed.
    if let Some(problem) = recorder.and_then(Recorder::finish) {
        output::say(&problem);
    }
    sum.files += unreadable.len();
    sum.not_checked += unreadable.len();
    sum.failures.extend(unreadable);
    let printed = print(&if command.json { to_json(&sum, &old.id, &new.card().id) } else { to_text(&sum) })?;
    if !command.json {
        for (path, problem) in &sum.failures {
            output::note(&plain(&path.to_string_lossy()));
            output::say(problem);
        }
    }
    Ok(match () {
        () if interrupt.was_asked() => ExitCode::from(exit::INTERRUPTED),
        () if sum.not_checked > 0 => ExitCode::from(exit::NOT_PROCESSED),
        () if sum.is_over() => printed,
        () => ExitCode::from(exit::NOT_PASSED),
    })
}

fn to_text(sum: &Reconciliation) -> String {
    let rows = [
        ("resign-files", sum.files),
        ("resign-of-old", sum.of_old),
        ("resign-verified", sum.verified),
        ("resign-resigned", sum.resigned),
        ("resign-left", sum.left),
        ("resign-done-before", sum.done_before),
        ("resign-others", sum.others),
        ("resign-not-looked-at", sum.not_checked),
    ];
    let width = rows.iter().map(|(key, _)| text(key).chars().count()).max().unwrap_or_default();
    let mut lines: String = rows.iter().map(|(key, count)| format!("{:width$}  {count}\n", text(key))).collect();
    lines.push_str(&if sum.is_over() { tr!("resign-over") } else { tr!("resign-not-over") });
    lines.push('\n');
    lines
}

fn to_json(sum: &Reconciliation, from: &str, to: &str) -> String {
    let failures: Vec<_> = sum
        .failures
        .iter()
        .map(|(path, problem)| json!({ "path": path.to_string_lossy(), "problem": problem }))
        .collect();
    let object = json!({
        "schema": SCHEMA,
        "from": from,
        "to": to,
        "files": sum.files,
        "of_old": sum.of_old,
        "verified": sum.verified,
        "resigned": sum.resigned,
        "left": sum.left,
        "done_before": sum.done_before,
        "others": sum.others,
        "not_checked": sum.not_checked,
        "failures": failures,
    });
    format!("{object}\n")
}
