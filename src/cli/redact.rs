//! `lightmark redact`: from arguments and presets to a policy, and from outcomes to lines. Never shows a dropped value
//! of a finished copy; a dry run shows what is there.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use super::interrupt::Interrupt;
use super::{exit, output};
use crate::locale;
use crate::problem::Problem;
use crate::provenance::redaction::{Fate, Group, Item, Policy};
use crate::worker::{Pool, PoolOptions};
use crate::workflow::collect::{Found, collect};
use crate::workflow::redact::{self as workflow, RedactOrder, Redacted, Redaction};

/// The JSON schema's name and version of one outcome. Fields are only ever added within a version.
const SCHEMA: &str = "lightmark.redaction/1";

/// Make copies without sensitive metadata, and prove what was taken out
#[derive(Debug, Clone, clap::Args)]
pub struct RedactCommand {
    /// Files to redact; folders are walked
    #[arg(required_unless_present = "list_presets")]
    pub paths: Vec<PathBuf>,
    /// public, marketing, source-protection, evidence, or a TOML file
    #[arg(long, value_name = "NAME|FILE", required_unless_present = "list_presets")]
    pub preset: Option<String>,
    /// Also drop this group, such as location; see --list-presets
    #[arg(long, value_name = "GROUP", value_parser = group)]
    pub drop: Vec<Group>,
    /// Keep this group
    #[arg(long, value_name = "GROUP", value_parser = group)]
    pub keep: Vec<Group>,
    /// Also drop this field, by its tag as a dry run shows it
    #[arg(long, value_name = "TAG")]
    pub drop_field: Vec<String>,
    /// Keep this field although its group goes
    #[arg(long, value_name = "TAG")]
    pub keep_field: Vec<String>,
    /// Folder for the copies (default: beside each original)
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Show what would go and what would stay, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Print one JSON object a line
    #[arg(long)]
    pub json: bool,
    /// Show the presets and what each drops
    #[arg(long)]
    pub list_presets: bool,
}

/// Redacts and prints. 0: every copy is there and proved; 2: the call is wrong; 3: at least one file could not be
/// redacted, and has no copy.
pub fn run(command: &RedactCommand) -> ExitCode {
    if command.list_presets {
        return presets();
    }
    let policy = match policy(command) {
        Ok(policy) => policy,
        Err(problem) => {
            output::say(&problem);
            return exit::USAGE.into();
        }
    };
    let failed = AtomicBool::new(false);
    let mut files = Vec::new();
    for found in collect(command.paths.clone()) {
        match found {
            Found::File(path) => files.push(path),
            Found::Unreadable { path, problem } => {
                failed.store(true, Ordering::Relaxed);
                // Whether somebody still reads is seen with the first result.
                let _ = tell(command, &Redacted::Failed { source: path, problem });
            }
        }
    }
    let pool = Pool::new(PoolOptions::default());
    let interrupt = Interrupt::listen();
    let printing = Mutex::new(());
    let print = |outcome: &Redacted| {
        let _lines = printing.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !matches!(outcome, Redacted::Done { .. }) {
            failed.store(true, Ordering::Relaxed);
        }
        if tell(command, outcome).is_err() {
            interrupt.stop();
        }
    };
    if command.dry_run {
        for source in files {
            print(&match workflow::look(&pool, &source, &policy) {
                Ok(redaction) => Redacted::Done { target: PathBuf::new(), source, redaction },
                Err(problem) => Redacted::Failed { source, problem },
            });
        }
    } else {
        let order = RedactOrder { policy, folder: command.out.clone() };
        workflow::redact(&pool, &files, &order, &|_, outcome| print(&outcome), &|| interrupt.keep_going());
    }
    match (interrupt.keep_going(), failed.into_inner()) {
        (false, _) => exit::INTERRUPTED.into(),
        (true, true) => exit::NOT_PROCESSED.into(),
        (true, false) => exit::PASSED.into(),
    }
}

fn policy(command: &RedactCommand) -> Result<Policy, Problem> {
    let mut policy = workflow::preset(command.preset.as_deref().unwrap_or_default())?;
    policy.drop.extend(&command.drop);
    policy.drop.retain(|group| !command.keep.contains(group));
    policy.drop_fields.extend(command.drop_field.iter().cloned());
    policy.keep_fields.extend(command.keep_field.iter().cloned());
    Ok(policy)
}

fn group(text: &str) -> Result<Group, String> {
    let found = Group::ALL.into_iter().find(|group| group.key() == text && *group != Group::Rendering);
    found.ok_or_else(|| {
        let groups: Vec<&str> = Group::ALL.iter().map(|group| group.key()).filter(|key| *key != "rendering").collect();
        crate::tr!("redact-cli-groups", groups = groups.join(", "))
    })
}

fn presets() -> ExitCode {
    let mut text = String::new();
    for policy in Policy::presets() {
        let groups: Vec<String> = policy.drop.iter().map(|group| group_words(*group)).collect();
        let dropped = if groups.is_empty() { crate::tr!("redact-cli-nothing") } else { groups.join(", ") };
        text.push_str(&format!("{}\n  {}\n", policy.name, crate::tr!("redact-cli-drops", groups = dropped)));
    }
    match output::result(&text) {
        Ok(()) => exit::PASSED.into(),
        Err(_) => exit::NOT_PROCESSED.into(),
    }
}

fn group_words(group: Group) -> String {
    crate::tr!(&format!("redact-group-{}", group.key()))
}

fn tell(command: &RedactCommand, outcome: &Redacted) -> std::io::Result<()> {
    match outcome {
        _ if command.json => output::result(&format!("{}\n", to_json(outcome, command.dry_run))),
        Redacted::Done { source, redaction, .. } if command.dry_run => {
            output::result(&dry_run(&source.to_string_lossy(), redaction))
        }
        Redacted::Done { target, redaction, .. } => {
            let dropped = redaction.items.iter().filter(|item| item.fate == Fate::Dropped).count();
            let checks = redaction.proof.as_ref().map_or(0, |proof| proof.checks.len());
            let name = locale::plain(&target.to_string_lossy());
            output::result(&format!("{name}\n"))?;
            output::note(&format!("{name}: {}", crate::tr!("redact-cli-done", dropped = dropped, checks = checks)));
            redaction.notes.iter().for_each(|note| output::note(&format!("  {note}")));
            Ok(())
        }
        Redacted::Failed { source, problem } => {
            output::note(&format!("{}:", locale::plain(&source.to_string_lossy())));
            output::say(problem);
            Ok(())
        }
        Redacted::Cancelled { .. } => Ok(()),
    }
}

/// What is there, by group: first what would go, then what would stay.
fn dry_run(path: &str, redaction: &Redaction) -> String {
    let mut text = format!("{}\n", locale::plain(path));
    for (fate, key) in
        [(Fate::Dropped, "redact-cli-goes"), (Fate::MustStay, "redact-cli-must-stay"), (Fate::Kept, "redact-cli-stays")]
    {
        let items: Vec<&Item> = redaction.items.iter().filter(|item| item.fate == fate).collect();
        if items.is_empty() {
            continue;
        }
        text.push_str(&format!("  {}\n", crate::tr!(key)));
        for group in Group::ALL {
            let of_group: Vec<&&Item> = items.iter().filter(|item| item.group == group).collect();
            if of_group.is_empty() {
                continue;
            }
            text.push_str(&format!("    {}\n", group_words(group)));
            for item in of_group {
                let value = locale::elide(&item.value, 100);
                let name = locale::plain(&item.name);
                let (store, tag) = (locale::plain(&item.store), locale::plain(&item.tag));
                let place = if tag == name { store } else { format!("{store} {tag}") };
                let line = if value.is_empty() { name } else { format!("{name}: {value}") };
                text.push_str(&format!("      {line}  ({place})\n"));
            }
        }
    }
    for note in &redaction.notes {
        text.push_str(&format!("  {note}\n"));
    }
    text
}

fn to_json(outcome: &Redacted, is_dry: bool) -> Value {
    match outcome {
        Redacted::Done { source, target, redaction } => {
            // The values of a finished copy are gone for good reason; a log is no place to keep them.
            let item = |item: &Item| {
                let mut fields = json!(item);
                if let (false, Some(fields)) = (is_dry, fields.as_object_mut()) {
                    fields.remove("value");
                }
                fields
            };
            let items: Vec<Value> = redaction.items.iter().map(item).collect();
            json!({
                "schema": SCHEMA,
                "path": source.to_string_lossy(),
                "state": if is_dry { "planned" } else { "redacted" },
                "target": (!is_dry).then(|| target.to_string_lossy().into_owned()),
                "items": items,
                "notes": redaction.notes,
                "proof": redaction.proof,
            })
        }
        Redacted::Failed { source, problem } => json!({
            "schema": SCHEMA, "path": source.to_string_lossy(), "state": "failed", "problem": problem,
        }),
        Redacted::Cancelled { source } => json!({
            "schema": SCHEMA, "path": source.to_string_lossy(), "state": "cancelled",
        }),
    }
}
