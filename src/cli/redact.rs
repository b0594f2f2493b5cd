//! `lightmark redact`: from arguments and presets to a policy, and from outcomes to lines. Never shows a dropped value
//! of a finished copy; a dry run shows what is there.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;

use serde_json::{Value, json};

use super::interrupt::Interrupt;
use super::output;
use super::output::Results;
use super::sign::web_address;
use super::stop::{Stop, finish, print};
use super::tally::{End, Tally};
use crate::keys::{Identities, SigningIdentity};
use crate::library::{Cause, Recorder};
use crate::locale;
use crate::problem::Problem;
use crate::provenance::redaction::{Fate, Group, Item, Mode, Policy};
use crate::provenance::redaction_history::HistoryItem;
use crate::worker::{Pool, PoolOptions, lock};
use crate::workflow::collect::{Found, collect};
use crate::workflow::home::Home;
use crate::workflow::not_done::NotDone;
use crate::workflow::redact::{self as workflow, RecordPlan, RedactOrder, Redacted, Redaction, With};

mod check;

/// The JSON schema's name and version of one outcome. Fields are only ever added within a version.
const SCHEMA: &str = "lightmark.redaction/1";

/// The same of a preset.
const PRESET_SCHEMA: &str = "lightmark.redaction-preset/1";

/// Make copies without sensitive metadata, and prove what went
///
/// With --identity the copy is signed as an edit of the original, and the policy goes through the signed history, too.
/// With --record the proof can be repeated years later, with --check. With --history-only nothing but the signed history
/// changes.
#[derive(Debug, Clone, clap::Args)]
pub struct RedactCommand {
    /// Files to redact; folders are walked
    #[arg(required_unless_present_any = ["list_presets", "check"], value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// public, marketing, source-protection, evidence, or a TOML file
    #[arg(long, value_name = "NAME|FILE", required_unless_present_any = ["list_presets", "check", "history_only"])]
    pub preset: Option<String>,
    /// Also drop this group, such as location; see --list-presets
    #[arg(long, value_name = "GROUP", value_parser = group)]
    pub drop: Vec<Group>,
    /// Keep this group
    #[arg(long, value_name = "GROUP", value_parser = group)]
    pub keep: Vec<Group>,
    /// Also drop this field, by its tag as a dry run shows it; of a signed history a recorded detail, by its label
    #[arg(long, value_name = "TAG")]
    pub drop_field: Vec<String>,
    /// Keep this field although its group goes
    #[arg(long, value_name = "TAG")]
    pub keep_field: Vec<String>,
    /// Folder for the copies (default: beside each original)
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Why, for the record and the signed history: a reason of the specification, such as c2pa.PII.present, or a sentence
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    #[command(flatten)]
    pub signed: SignedCopy,
    #[command(flatten)]
    pub recorded: Recorded,
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

/// Who signs the copies
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Signing")]
pub struct SignedCopy {
    /// Take recorded details and thumbnails out of the signed history alone, and change nothing else in the file. Says in the
    /// history what was removed, by whom and why; needs an identity, no preset
    #[arg(long, conflicts_with_all = ["record", "private", "keep_values", "check"])]
    pub history_only: bool,
    /// Sign each copy as an edit of its original: an id from `lightmark identity list`
    #[arg(long, value_name = "ID")]
    pub identity: Option<String>,
    /// Sign a copy that protects a source, although the signature says who signed
    #[arg(long, requires = "identity")]
    pub sign_anyway: bool,
    /// Sign also where a file's present Content Credentials are broken; the history will show it
    #[arg(long, requires = "identity")]
    pub allow_broken_parent: bool,
    /// Have this time-stamp authority (RFC 3161) confirm the time. Only a digest of the signature is sent to it
    #[arg(long, value_name = "URL", value_parser = web_address, requires = "identity")]
    pub timestamp: Option<String>,
    /// Sign without a time stamp where none is to be had, and say so
    #[arg(long, requires = "timestamp")]
    pub timestamp_optional: bool,
}

/// What is written down about a redaction, and checked later
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Record")]
pub struct Recorded {
    /// Write the record here, a folder or a .json file; `evidence` always writes it, beside the copy. To check: the record
    #[arg(long, value_name = "DIR|FILE")]
    pub record: Option<PathBuf>,
    /// Write the private half of the record here (default: beside the copy). To check: the private half, or some of its items
    #[arg(long, value_name = "DIR|FILE")]
    pub private: Option<PathBuf>,
    /// Keep the values that were taken out, in the private half
    #[arg(long, conflicts_with = "check")]
    pub keep_values: bool,
    /// Check this copy against its record instead of redacting
    #[arg(long, value_name = "COPY", conflicts_with_all = ["paths", "preset", "dry_run"])]
    pub check: Option<PathBuf>,
    /// The original, to check the copy against
    #[arg(long, value_name = "FILE", requires = "check")]
    pub original: Option<PathBuf>,
}

/// Redacts and prints. 0: every copy is there and proved; 1: at least one file was refused by a rule, and has no copy; 2: the
/// call is wrong; 3: at least one could not be redacted (which goes before 1).
pub fn run(command: &RedactCommand) -> ExitCode {
    if command.list_presets {
        return finish(presets(command.json));
    }
    if let Some(copy) = &command.recorded.check {
        return check::run(command, copy);
    }
    let Prepared { policy, identity, record, pool, recorder } = match prepare(command) {
        Ok(prepared) => prepared,
        Err(stop) => return finish(Err(stop)),
    };
    let interrupt = Interrupt::listen();
    let results = Results::new(&interrupt);
    let tally = Mutex::new(Tally::default());
    let files = files(command, &results, &mut lock(&tally));
    if files.len() > 1 && record.as_ref().is_some_and(names_a_file) {
        return finish(Err(Stop::WrongCall(crate::problem!("redact-record-one-file"))));
    }
    let print = |outcome: &Redacted| {
        // Under the lock, so that the lines of two files are never mixed.
        let mut tally = lock(&tally);
        tally.count(end_of(outcome));
        if let (Redacted::Done { target, redaction, .. }, Some(recorder)) = (outcome, &recorder) {
            redaction.report.iter().for_each(|report| recorder.saw(target, (**report).clone()));
        }
        tell(command, outcome, &results);
    };
    if command.dry_run {
        for source in files.into_iter().take_while(|_| interrupt.keep_going()) {
            let seen = match command.signed.history_only {
                true => workflow::look_at_history(&pool, &source, &policy),
                false => workflow::look(&pool, &source, &policy).map_err(NotDone::from),
            };
            print(&match seen {
                Ok(redaction) => Redacted::Done { target: PathBuf::new(), source, redaction },
                Err(not_done) => Redacted::not_done(source, not_done),
            });
        }
    } else {
        let order = RedactOrder { policy, folder: command.out.clone() };
        let with = With {
            identity: identity.as_ref(),
            allow_broken_parent: command.signed.allow_broken_parent,
            timestamp: command.signed.timestamp.as_deref(),
            timestamp_optional: command.signed.timestamp_optional,
            record: record.as_ref(),
            history_only: command.signed.history_only,
        };
        let keep_going = || interrupt.keep_going();
        workflow::redact_with(&pool, &files, &order, with, &|_, outcome| print(&outcome), &keep_going);
    }
    // What could not be remembered is told; what was redacted is redacted.
    if let Some(problem) = recorder.and_then(Recorder::finish) {
        output::say(&problem);
    }
    let tally = lock(&tally);
    if !command.dry_run {
        tally.tell();
    }
    results.exit_code(tally.exit_code()).into()
}

/// The files that the call names. What cannot be read is told at once.
fn files(command: &RedactCommand, results: &Results<'_>, tally: &mut Tally) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for found in collect(command.paths.clone()) {
        match found {
            Found::File(path) => files.push(path),
            Found::Unreadable { path, problem } => {
                let outcome = Redacted::Failed { source: path, problem, refused: false };
                tally.count(end_of(&outcome));
                tell(command, &outcome, results);
            }
        }
    }
    files
}

fn end_of(outcome: &Redacted) -> End {
    match outcome {
        Redacted::Done { .. } => End::Done,
        Redacted::Failed { refused: true, .. } => End::Refused,
        Redacted::Failed { .. } => End::Failed,
        Redacted::Cancelled { .. } => End::Left,
    }
}

struct Prepared {
    policy: Policy,
    identity: Option<SigningIdentity>,
    record: Option<RecordPlan>,
    pool: Pool,
    /// For signed copies; of one that protects a source nothing is written down.
    recorder: Option<Recorder>,
}

/// Everything that the call asks for, or why it makes no sense.
fn prepare(command: &RedactCommand) -> Result<Prepared, Stop> {
    let policy = policy(command).map_err(Stop::WrongCall)?;
    // Clap lets this pass, because what it would ask for may not stand beside the paths.
    if command.recorded.original.is_some() {
        return Err(Stop::WrongCall(crate::problem!("redact-original-unused")));
    }
    let SignedCopy { identity, sign_anyway, history_only, .. } = &command.signed;
    if *history_only {
        check_history_call(command, &policy).map_err(Stop::WrongCall)?;
    }
    let is_evidence = policy.name == Policy::evidence().name && !history_only;
    if is_evidence && identity.is_none() && !command.dry_run {
        return Err(Stop::WrongCall(crate::problem!("redact-evidence-unsigned")));
    }
    if policy.mode == Mode::Rebuild && identity.is_some() && !sign_anyway && !command.dry_run {
        return Err(Stop::WrongCall(crate::problem!("redact-signing-identifies")));
    }
    let Recorded { record, private, keep_values, .. } = &command.recorded;
    let is_recorded = is_evidence || record.is_some() || private.is_some() || *keep_values;
    let record =
        is_recorded.then(|| RecordPlan { public: record.clone(), private: private.clone(), with_values: *keep_values });
    let Some(id) = identity.as_deref().filter(|_| !command.dry_run) else {
        return Ok(Prepared {
            policy,
            identity: None,
            record,
            pool: Pool::new(PoolOptions::default()),
            recorder: None,
        });
    };
    let home = Home::find().ok_or_else(|| Stop::WrongCall(crate::problem!("sign-no-home")))?;
    let trust = crate::workflow::trust::load(&home.data)?;
    let identity = Identities::open_asking(&home.data)?.signer(id)?;
    super::identity::warn(identity.card());
    let is_remembered = policy.mode != Mode::Rebuild;
    let recorder = is_remembered.then(|| crate::workflow::library::recorder(&home, &trust, Cause::Signing)).flatten();
    let pool = Pool::new(PoolOptions { trust, ..PoolOptions::default() });
    Ok(Prepared { policy, identity: Some(identity), record, pool, recorder })
}

/// What a call for the history alone must and must not say.
fn check_history_call(command: &RedactCommand, policy: &Policy) -> Result<(), Problem> {
    match policy {
        _ if policy.mode == Mode::Rebuild => Err(crate::problem!("redact-history-rebuild")),
        _ if command.dry_run => Ok(()),
        _ if policy.drop.is_empty() && policy.drop_fields.is_empty() => {
            Err(crate::problem!("redact-history-no-choice"))
        }
        _ if command.signed.identity.is_none() => Err(crate::problem!("redact-history-unsigned")),
        _ => Ok(()),
    }
}

/// Whether a half of the record is to go to one very file.
fn names_a_file(record: &RecordPlan) -> bool {
    [&record.public, &record.private]
        .into_iter()
        .flatten()
        .any(|path| path.extension().is_some_and(|ending| ending == "json"))
}

fn policy(command: &RedactCommand) -> Result<Policy, Problem> {
    let mut policy = match command.preset.as_deref() {
        None if command.signed.history_only => Policy::evidence(),
        name => workflow::preset(name.unwrap_or_default())?,
    };
    policy.drop.extend(&command.drop);
    policy.drop.retain(|group| !command.keep.contains(group));
    policy.drop_fields.extend(command.drop_field.iter().cloned());
    policy.keep_fields.extend(command.keep_field.iter().cloned());
    if let Some(reason) = &command.reason {
        policy.reason.clone_from(reason);
    }
    Ok(policy)
}

fn group(text: &str) -> Result<Group, String> {
    let found = Group::ALL.into_iter().find(|group| group.key() == text && *group != Group::Rendering);
    found.ok_or_else(|| {
        let groups: Vec<&str> = Group::ALL.iter().map(|group| group.key()).filter(|key| *key != "rendering").collect();
        crate::tr!("redact-cli-groups", groups = groups.join(", "))
    })
}

fn presets(as_json: bool) -> Result<ExitCode, Stop> {
    let mut text = String::new();
    for policy in Policy::presets() {
        if as_json {
            text.push_str(&format!("{}\n", json!({ "schema": PRESET_SCHEMA, "name": policy.name, "preset": policy })));
            continue;
        }
        let groups: Vec<String> = policy.drop.iter().map(|group| group_words(*group)).collect();
        let dropped = if groups.is_empty() { crate::tr!("redact-cli-nothing") } else { groups.join(", ") };
        text.push_str(&format!("{}\n  {}\n", policy.name, crate::tr!("redact-cli-drops", groups = dropped)));
    }
    print(&text)
}

fn group_words(group: Group) -> String {
    crate::tr!(&format!("redact-group-{}", group.key()))
}

fn tell(command: &RedactCommand, outcome: &Redacted, results: &Results<'_>) {
    match outcome {
        _ if command.json => results.print(&format!("{}\n", to_json(outcome, command.dry_run))),
        Redacted::Done { source, redaction, .. } if command.dry_run => {
            results.print(&dry_run(&source.to_string_lossy(), redaction));
        }
        Redacted::Done { target, redaction, .. } => {
            let dropped = redaction.items.iter().filter(|item| item.fate == Fate::Dropped).count();
            let checks = redaction.proof.as_ref().map_or(0, |proof| proof.checks.len());
            let name = locale::plain(&target.to_string_lossy());
            results.print(&format!("{name}\n"));
            let done = match redaction.road {
                Some(_) => {
                    let details = redaction.redacted_assertions.len();
                    crate::tr!("redact-history-done", details = details, checks = checks)
                }
                None => crate::tr!("redact-cli-done", dropped = dropped, checks = checks),
            };
            output::note(&format!("{name}: {done}"));
            redaction.notes.iter().for_each(|note| output::note(&format!("  {note}")));
            if !redaction.history.is_empty() {
                output::note(&format!("  {}", crate::tr!("redact-history-went")));
                redaction.history.iter().for_each(|item| output::note(&format!("    {}", history_line(item))));
            } else if !redaction.redacted_assertions.is_empty() {
                let count = redaction.redacted_assertions.len();
                output::note(&format!("  {}", crate::tr!("redact-cli-history", count = count)));
            }
            if let Some(record) = &redaction.record {
                let public = locale::plain(&record.public.to_string_lossy());
                let private = locale::plain(&record.private.to_string_lossy());
                output::note(&format!("  {}", crate::tr!("redact-cli-record", public = public, private = private)));
            }
        }
        Redacted::Failed { source, problem, .. } => output::say_of(source, problem),
        Redacted::Cancelled { .. } => {}
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
    text.push_str(&dry_history(redaction));
    for note in &redaction.notes {
        text.push_str(&format!("  {note}\n"));
    }
    text
}

/// What the signed history holds: first what would go, then what would stay.
fn dry_history(redaction: &Redaction) -> String {
    let mut text = String::new();
    for (fate, key) in [
        (Fate::Dropped, "redact-history-goes"),
        (Fate::MustStay, "redact-history-must-stay"),
        (Fate::Kept, "redact-history-stays"),
    ] {
        let items: Vec<&HistoryItem> = redaction.history.iter().filter(|item| item.fate == fate).collect();
        if !items.is_empty() {
            text.push_str(&format!("  {}\n", crate::tr!(key)));
            items.iter().for_each(|item| text.push_str(&format!("    {}\n", history_line(item))));
        }
    }
    text
}

fn history_line(item: &HistoryItem) -> String {
    let signer =
        item.signer.as_deref().map_or_else(|| crate::tr!("redact-history-nobody"), |name| locale::elide(name, 80));
    crate::tr!("redact-history-item", label = locale::elide(&item.label, 80), size = item.size_bytes, signer = signer)
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
                "redacted_assertions": redaction.redacted_assertions,
                "history": redaction.history,
                "road": redaction.road,
                "record": redaction.record.as_ref().map(|record| json!({
                    "public": record.public.to_string_lossy(),
                    "private": record.private.to_string_lossy(),
                    "signed": record.is_signed,
                })),
                "report": redaction.report,
            })
        }
        Redacted::Failed { source, problem, refused } => json!({
            "schema": SCHEMA, "path": source.to_string_lossy(), "state": if *refused { "refused" } else { "failed" },
            "problem": problem,
        }),
        Redacted::Cancelled { source } => json!({
            "schema": SCHEMA, "path": source.to_string_lossy(), "state": "cancelled",
        }),
    }
}
