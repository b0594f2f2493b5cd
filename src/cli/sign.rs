//! `lightmark sign`: from arguments to a plan, and from outcomes to lines. Never decides what a manifest says.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;

use serde_json::{Value, json};

use super::interrupt::Interrupt;
use super::output;
use super::output::Results;
use super::stop::{Stop, finish};
use super::tally::{End, Tally};
use crate::keys::{Identities, SigningIdentity};
use crate::library::{Cause, Recorder};
use crate::locale;
use crate::problem::Problem;
use crate::provenance::rights_statement::{RightsStatement, is_mail_address};
use crate::provenance::statement::{AiPermissions, AiUse, SourceType, Statement};
use crate::worker::{Pool, PoolOptions, lock};
use crate::workflow::collect::{Found, collect};
use crate::workflow::home::Home;
use crate::workflow::network::Purpose;
use crate::workflow::sign::{
    self as workflow, Asked, DEFAULT_NAME_PATTERN, Destination, Existing, SignPlan, Signed, Subject, Target,
};

/// The JSON schema's name and version of one outcome. Fields are only ever added within a version.
const SCHEMA: &str = "lightmark.signed/1";

/// Sign files with Content Credentials
#[derive(Debug, Clone, clap::Args)]
pub struct SignCommand {
    /// Files to sign; folders are walked for photos, videos and sound
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Whose signature: an id from `lightmark identity list`
    #[arg(long, value_name = "ID")]
    pub identity: String,
    /// Folder for the signed copies (default: beside each original)
    #[arg(long, value_name = "DIR", conflicts_with_all = ["output", "in_place"])]
    pub out: Option<PathBuf>,
    /// Name of the signed copy, for one file only
    #[arg(long, short = 'o', value_name = "FILE", conflicts_with = "in_place")]
    pub output: Option<PathBuf>,
    /// Replace the originals by their signed copies
    #[arg(long)]
    pub in_place: bool,
    /// Write NAME.c2pa instead of a copy with Content Credentials inside
    #[arg(long, conflicts_with = "in_place")]
    pub sidecar: bool,
    /// Name of a signed copy without its ending; {name} is the original's
    #[arg(long, value_name = "PATTERN", default_value = DEFAULT_NAME_PATTERN)]
    pub name_pattern: String,
    /// Overwrite existing files at the target
    #[arg(long)]
    pub overwrite: bool,
    /// Sign also where a file's present Content Credentials are broken; the history will show it
    #[arg(long)]
    pub allow_broken_parent: bool,
    #[command(flatten)]
    pub stated: Stated,
    /// State what this template says where you state nothing: a name from `lightmark rights template list` or a file
    #[arg(long, value_name = "NAME|FILE")]
    pub rights_template: Option<String>,
    /// State rights in the Content Credentials alone, and leave the file's own metadata (EXIF, IPTC, XMP) as it is
    #[arg(long)]
    pub rights_in_manifest_only: bool,
    #[command(flatten)]
    pub stamped: Stamped,
    /// Let the responder that the identity's certificate names be asked for this call: ocsp
    #[arg(long, value_name = "PURPOSE", value_parser = once)]
    pub allow_once: Option<Purpose>,
    /// Print one JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// Whether an authority confirms when a file was signed
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Stamped {
    /// Have this time-stamp authority (RFC 3161) confirm the time. Only a digest of the signature is sent to it
    #[arg(long, value_name = "URL", value_parser = web_address)]
    pub timestamp: Option<String>,
    /// Sign without a time stamp where none is to be had, and say so; `lightmark timestamp` adds one later
    #[arg(long, requires = "timestamp")]
    pub timestamp_optional: bool,
}

/// What the person states about the files
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Stated {
    /// How the files came to be, such as digitalCapture (IPTC digital source type)
    #[arg(long, value_name = "TYPE", value_parser = source_type)]
    pub source_type: Option<SourceType>,
    /// Who made it
    #[arg(long, value_name = "NAME")]
    pub creator: Option<String>,
    /// Copyright notice
    #[arg(long, value_name = "TEXT")]
    pub copyright: Option<String>,
    /// Web address of the licence
    #[arg(long, value_name = "URL", value_parser = web_address)]
    pub license: Option<String>,
    /// Terms of use in words
    #[arg(long, value_name = "TEXT")]
    pub usage_terms: Option<String>,
    /// Who gives licences
    #[arg(long, value_name = "NAME")]
    pub licensor: Option<String>,
    /// Web address where licences are to be had
    #[arg(long, value_name = "URL", value_parser = web_address)]
    pub licensor_url: Option<String>,
    /// E-mail address where licences are to be had
    #[arg(long, value_name = "EMAIL", value_parser = mail_address)]
    pub licensor_email: Option<String>,
    /// Credit line
    #[arg(long, value_name = "TEXT")]
    pub credit: Option<String>,
    /// All four uses at once: allowed, notAllowed, constrained or constrained=TEXT
    #[arg(long, value_name = "USE", value_parser = ai_use)]
    pub ai: Option<AiUse>,
    /// Training of AI models: allowed, notAllowed, constrained or constrained=TEXT
    #[arg(long, value_name = "USE", value_parser = ai_use)]
    pub ai_training: Option<AiUse>,
    /// Training of generative AI models
    #[arg(long, value_name = "USE", value_parser = ai_use)]
    pub ai_generative_training: Option<AiUse>,
    /// Use as input to an AI model
    #[arg(long, value_name = "USE", value_parser = ai_use)]
    pub ai_inference: Option<AiUse>,
    /// Text and data mining
    #[arg(long, value_name = "USE", value_parser = ai_use)]
    pub data_mining: Option<AiUse>,
}

impl Stated {
    pub(super) fn statement(&self) -> Statement {
        let one = |usage: &Option<AiUse>| usage.clone().or_else(|| self.ai.clone());
        Statement {
            source_type: self.source_type,
            creator: self.creator.clone(),
            credit: self.credit.clone(),
            copyright: self.copyright.clone(),
            usage_terms: self.usage_terms.clone(),
            license_url: self.license.clone(),
            licensor: self.licensor.clone(),
            licensor_url: self.licensor_url.clone(),
            licensor_email: self.licensor_email.clone(),
            ai: AiPermissions {
                data_mining: one(&self.data_mining),
                inference: one(&self.ai_inference),
                training: one(&self.ai_training),
                generative_training: one(&self.ai_generative_training),
            },
        }
    }
}

impl Stamped {
    pub(super) fn asked(&self) -> Asked {
        Asked { timestamp_optional: self.timestamp_optional, ..Asked::stamp(self.timestamp.clone()) }
    }
}

impl SignCommand {
    fn plan(&self) -> SignPlan {
        let target = Target {
            destination: destination(self.output.as_deref(), self.out.as_deref(), self.in_place),
            name_pattern: self.name_pattern.clone(),
            existing: existing(self.overwrite),
            sidecar: self.sidecar,
        };
        SignPlan {
            statement: self.stated.statement(),
            allow_broken_parent: self.allow_broken_parent,
            asked: Asked { ocsp_once: self.allow_once == Some(Purpose::Ocsp), ..self.stamped.asked() },
            ..SignPlan::new(Subject::File, target)
        }
    }
}

/// Where copies go by the options that say so, which exclude one another.
pub(super) fn destination(file: Option<&Path>, folder: Option<&Path>, in_place: bool) -> Destination {
    match (file, folder) {
        (Some(file), _) => Destination::File(file.to_owned()),
        (None, Some(folder)) => Destination::Folder(folder.to_owned()),
        (None, None) if in_place => Destination::Replace,
        (None, None) => Destination::Beside,
    }
}

/// A file that is there is let be, unless the person asked for it to be replaced.
pub(super) fn existing(overwrite: bool) -> Existing {
    if overwrite { Existing::Overwrite } else { Existing::Refuse }
}

/// Signs and prints. 0: every file signed; 1: at least one refused by policy; 2: the call is wrong; 3: at least
/// one could not be processed (which goes before 1).
pub fn run(command: &SignCommand) -> ExitCode {
    let mut plan = command.plan();
    let said = RightsStatement::from(plan.statement);
    let said = match super::rights::with_template(said, command.rights_template.as_deref()) {
        Ok(said) => said,
        Err(problem) => return finish(Err(Stop::WrongCall(problem))),
    };
    plan.statement = said.clone().into_statement();
    plan.rights_in_file = (!command.rights_in_manifest_only).then_some(said);
    let order = Order { paths: &command.paths, identity: &command.identity, plan: &plan, json: command.json };
    carry_out(&order, &|_| {})
}

/// What to sign, as which identity, and how to tell of it.
pub(super) struct Order<'a> {
    pub(super) paths: &'a [PathBuf],
    pub(super) identity: &'a str,
    pub(super) plan: &'a SignPlan,
    pub(super) json: bool,
}

/// Signs by the plan and prints, for every command that signs; `on_signed` learns of each outcome, too.
pub(super) fn carry_out(command: &Order<'_>, on_signed: &(dyn Fn(&Signed) + Sync)) -> ExitCode {
    let prepared = match prepare(command) {
        Ok(prepared) => prepared,
        Err(stop) => return finish(Err(stop)),
    };
    let interrupt = Interrupt::listen();
    let results = Results::new(&interrupt);
    let bar = progress(prepared.files.len(), command.json);
    let tally = Mutex::new(Tally::default());
    for (path, problem) in &prepared.unreadable {
        let outcome = Signed::Failed { source: path.clone(), problem: problem.clone(), refused: false };
        lock(&tally).count(end_of(&outcome));
        bar.suspend(|| print(&outcome, command.json, &results));
    }
    workflow::sign(
        &prepared.pool,
        &prepared.identity,
        &prepared.files,
        command.plan,
        &|_, outcome| {
            let mut tally = lock(&tally);
            tally.count(end_of(&outcome));
            on_signed(&outcome);
            if let (Some(recorder), Signed::Done { target, report, .. }) = (&prepared.recorder, &outcome) {
                recorder.saw(target, (**report).clone());
            }
            // Under the lock, so that the lines of two files are never mixed.
            bar.suspend(|| print(&outcome, command.json, &results));
            bar.inc(1);
        },
        &|| interrupt.keep_going(),
    );
    bar.finish_and_clear();
    // What could not be remembered is told; what was signed is signed.
    if let Some(problem) = prepared.recorder.and_then(Recorder::finish) {
        output::say(&problem);
    }
    let tally = lock(&tally);
    tally.tell();
    results.exit_code(tally.exit_code()).into()
}

struct Prepared {
    files: Vec<PathBuf>,
    unreadable: Vec<(PathBuf, Problem)>,
    identity: SigningIdentity,
    pool: Pool,
    recorder: Option<Recorder>,
}

fn prepare(command: &Order<'_>) -> Result<Prepared, Stop> {
    let home = Home::find().ok_or_else(|| Stop::WrongCall(crate::problem!("sign-no-home")))?;
    let (mut files, mut unreadable) = (Vec::new(), Vec::new());
    // All names are known before the first copy is written, so that no copy is taken for an original.
    for found in collect(command.paths.to_vec()) {
        match found {
            Found::File(path) => files.push(path),
            Found::Unreadable { path, problem } => unreadable.push((path, problem)),
        }
    }
    if matches!(command.plan.target.destination, Destination::File(_)) && files.len() > 1 {
        return Err(Stop::WrongCall(crate::problem!("sign-output-for-one")));
    }
    let trust = crate::workflow::trust::load(&home.data)?;
    let identity = Identities::open_asking(&home.data)?.signer(command.identity)?;
    super::identity::warn(identity.card());
    let recorder = crate::workflow::library::recorder(&home, &trust, Cause::Signing);
    let pool = Pool::new(PoolOptions { trust, ..PoolOptions::default() });
    Ok(Prepared { files, unreadable, identity, pool, recorder })
}

fn end_of(outcome: &Signed) -> End {
    match outcome {
        Signed::Done { .. } => End::Done,
        Signed::Failed { refused: true, .. } => End::Refused,
        Signed::Failed { .. } => End::Failed,
        Signed::Cancelled { .. } => End::Left,
    }
}

fn progress(files: usize, json: bool) -> indicatif::ProgressBar {
    if json || files < 2 || !std::io::stderr().is_terminal() {
        return indicatif::ProgressBar::hidden();
    }
    indicatif::ProgressBar::new(u64::try_from(files).unwrap_or(u64::MAX))
}

/// Results to standard output, messages to standard error.
pub(super) fn print(outcome: &Signed, as_json: bool, results: &Results<'_>) {
    match outcome {
        _ if as_json => results.print(&format!("{}\n", to_json(outcome))),
        Signed::Done { target, report, .. } => {
            report.notes.iter().for_each(|note| output::note(note));
            results.print(&format!("{}\n", locale::plain(&target.to_string_lossy())));
        }
        Signed::Failed { source, problem, .. } => output::say_of(source, problem),
        // Said once for all of them at the end; a line for each would drown the results.
        Signed::Cancelled { .. } => {}
    }
}

fn to_json(outcome: &Signed) -> Value {
    match outcome {
        Signed::Done { source, target, report, staple } => json!({
            "schema": SCHEMA,
            "path": source.to_string_lossy(),
            "state": "signed",
            "target": target.to_string_lossy(),
            "report": report,
            "staple": staple,
        }),
        Signed::Failed { source, problem, refused } => json!({
            "schema": SCHEMA,
            "path": source.to_string_lossy(),
            "state": if *refused { "refused" } else { "failed" },
            "problem": problem,
        }),
        Signed::Cancelled { source } => {
            json!({ "schema": SCHEMA, "path": source.to_string_lossy(), "state": "cancelled" })
        }
    }
}

fn once(text: &str) -> Result<Purpose, String> {
    let ocsp = Purpose::parse(text).filter(|purpose| *purpose == Purpose::Ocsp);
    ocsp.ok_or_else(|| crate::tr!("network-purposes", keys = Purpose::Ocsp.key()))
}

fn source_type(text: &str) -> Result<SourceType, String> {
    SourceType::parse(text).ok_or_else(|| {
        let codes = SourceType::ALL.map(SourceType::code).join(", ");
        crate::tr!("sign-cli-source-types", codes = codes)
    })
}

fn ai_use(text: &str) -> Result<AiUse, String> {
    match text.split_once('=') {
        None if text == "allowed" => Ok(AiUse::Allowed),
        None if text == "notAllowed" => Ok(AiUse::NotAllowed),
        None if text == "constrained" => Ok(AiUse::Constrained(String::new())),
        Some(("constrained", info)) => Ok(AiUse::Constrained(info.to_owned())),
        _ => Err(crate::tr!("sign-cli-ai-uses")),
    }
}

pub(super) fn web_address(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match rest {
        Some(rest) if !rest.is_empty() && !text.contains(char::is_whitespace) => Ok(text.to_owned()),
        _ => Err(crate::tr!("sign-cli-web-address")),
    }
}

fn mail_address(text: &str) -> Result<String, String> {
    if is_mail_address(text) { Ok(text.to_owned()) } else { Err(crate::tr!("fault-licensor-not-mail")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Cli {
        #[command(flatten)]
        sign: SignCommand,
    }

    fn parse(args: &str) -> Result<SignCommand, clap::Error> {
        let args = format!("sign {args}");
        Cli::try_parse_from(args.split_whitespace()).map(|cli| cli.sign)
    }

    #[test]
    fn wrong_calls_are_refused() {
        for args in [
            "a.jpg",
            "--identity x",
            "a.jpg --identity x --out d --in-place",
            "a.jpg --identity x --out d --output f.jpg",
            "a.jpg --identity x --output f.jpg --in-place",
            "a.jpg --identity x --sidecar --in-place",
            "a.jpg --identity x --source-type photograph",
            "a.jpg --identity x --ai-training no",
            "a.jpg --identity x --license example.org",
            "a.jpg --identity x --license https://",
        ] {
            assert!(parse(args).is_err(), "{args}");
        }
    }

    #[test]
    fn one_use_goes_before_all_uses() {
        let ai = parse("a.jpg --identity x --ai notAllowed --data-mining constrained=ask").unwrap().plan().statement.ai;
        assert_eq!(ai.training, Some(AiUse::NotAllowed));
        assert_eq!(ai.data_mining, Some(AiUse::Constrained("ask".into())));
    }

    #[test]
    fn nothing_is_overwritten_or_stated_by_default() {
        let plan = parse("a.jpg --identity x").unwrap().plan();
        assert_eq!(plan.statement, Statement::default());
        assert_eq!((plan.target.destination, plan.target.existing), (Destination::Beside, Existing::Refuse));
        assert!(!plan.target.sidecar && !plan.allow_broken_parent);
    }
}
