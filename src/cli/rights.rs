//! `lightmark rights`: shows what files say about rights, writes it into copies, lists templates. Draws no legal
//! conclusion.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::json;

use super::interrupt::Interrupt;
use super::output::Results;
use super::sign::Stated;
use super::stop::{Stop, finish, print};
use super::{exit, output, text};
use crate::locale;
use crate::problem::Problem;
use crate::provenance::report::Report;
use crate::provenance::rights::RightsField;
use crate::provenance::rights_statement::{self, Release, RightsStatement, license_name};
use crate::worker::{Answer, Pool, PoolOptions, Task};
use crate::workflow::collect::{Found, collect};
use crate::workflow::home::Home;
use crate::workflow::not_done::NotDone;
use crate::workflow::rights::{RightsBatch, RightsTarget, RightsWritten};
use crate::workflow::rights_templates::Templates;

/// The JSON schema's name and version of one outcome. Fields are only ever added within a version.
const SCHEMA: &str = "lightmark.rights/1";
/// The same of a template.
const TEMPLATE_SCHEMA: &str = "lightmark.rights-template/1";
/// Characters of a value that are shown.
const SHOWN_CHARS: usize = 300;

/// See and write who made a file and what may be done with it
#[derive(Debug, Clone, clap::Subcommand)]
pub enum RightsCommand {
    /// Show what files say about rights, each with its source
    Show {
        /// Files and folders; folders are walked
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Write rights into the metadata of copies: EXIF, IPTC and XMP alike. For signed files use `sign`
    Set(Box<SetCommand>),
    /// Ready-made statements
    #[command(subcommand)]
    Template(TemplateCommand),
}

/// `rights template`
#[derive(Debug, Clone, clap::Subcommand)]
pub enum TemplateCommand {
    /// List the templates that come with Lightmark, and your own
    List {
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Print a template as TOML, which `--template FILE` takes too
    Show {
        /// A name from `rights template list`, or a file
        #[arg(value_name = "NAME|FILE")]
        name: String,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
    /// Keep a statement as a template of your own; {year} and {creator} are filled in when it is used
    Save(Box<SaveCommand>),
    /// Remove a template of your own
    Delete {
        /// A name from `rights template list`
        name: String,
    },
    /// Write a template to a TOML file that others can import
    Export {
        /// A name from `rights template list`
        name: String,
        /// The file; an existing one stays, unless you say otherwise
        file: PathBuf,
        /// Overwrite an existing file
        #[arg(long)]
        overwrite: bool,
    },
    /// Take in templates from files, each under the file's name
    Import {
        /// TOML or JSON files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Another name; for one file only
        #[arg(long)]
        name: Option<String>,
        /// Overwrite templates of that name
        #[arg(long)]
        overwrite: bool,
    },
}

/// `rights template save`
#[derive(Debug, Clone, clap::Args)]
pub struct SaveCommand {
    /// Letters, digits, spaces, `-` and `_`
    pub name: String,
    /// What this template says where you state nothing
    #[arg(long, value_name = "NAME|FILE")]
    pub template: Option<String>,
    #[command(flatten)]
    pub stated: Stated,
    #[command(flatten)]
    pub more: More,
    /// Overwrite a template of that name
    #[arg(long)]
    pub overwrite: bool,
}

/// What rights in a file may say beyond what signing states.
#[derive(Debug, Clone, clap::Args)]
pub struct More {
    /// Who owns the copyright
    #[arg(long, value_name = "NAME")]
    pub owner: Option<String>,
    /// Last day of the licence, YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    pub expires: Option<String>,
    /// Model release: none, not-applicable, unlimited or limited
    #[arg(long, value_name = "RELEASE", value_parser = release)]
    pub model_release: Option<Release>,
    /// Property release: none, not-applicable, unlimited or limited
    #[arg(long, value_name = "RELEASE", value_parser = release)]
    pub property_release: Option<Release>,
}

/// `rights set`
#[derive(Debug, Clone, clap::Args)]
pub struct SetCommand {
    /// Files; folders are walked for photos
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// A template by name (`rights template list`) or as a file; {year} and {creator} are filled in
    #[arg(long, value_name = "NAME|FILE")]
    pub template: Option<String>,
    #[command(flatten)]
    pub stated: Stated,
    #[command(flatten)]
    pub more: More,
    /// Folder for the copies (default: NAME-rights beside each original)
    #[arg(long, value_name = "DIR", conflicts_with = "in_place")]
    pub out: Option<PathBuf>,
    /// Replace the originals
    #[arg(long)]
    pub in_place: bool,
    /// Overwrite existing files at the target
    #[arg(long)]
    pub overwrite: bool,
    /// Print one JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// Does it. 0: done; 1: at least one file was refused by a rule; 2: the call is wrong; 3: at least one file could not be
/// processed.
pub fn run(command: &RightsCommand) -> ExitCode {
    match command {
        RightsCommand::Show { paths, json } => finish(show(paths, *json)),
        RightsCommand::Set(command) => finish(set(command)),
        RightsCommand::Template(command) => {
            let told = templates().map_err(Stop::WrongCall).and_then(|own| template(command, &own));
            finish(told.and_then(|text| print(&text)))
        }
    }
}

/// Does what is asked of templates, and gives what is printed.
fn template(command: &TemplateCommand, own: &Templates) -> Result<String, Stop> {
    match command {
        TemplateCommand::List { json } => Ok(list(own, *json)),
        TemplateCommand::Show { name, json } => {
            let found = own.find(name).map_err(Stop::WrongCall)?;
            Ok(match json {
                true => format!("{}\n", json!({ "schema": TEMPLATE_SCHEMA, "name": name, "template": found })),
                false => Templates::text(&found),
            })
        }
        TemplateCommand::Save(command) => {
            let said = said(&command.stated, &command.more).map_err(Stop::WrongCall)?;
            let said = match &command.template {
                Some(base) => said.over(own.find(base).map_err(Stop::WrongCall)?),
                None => said,
            };
            own.save(&command.name, &said, command.overwrite)?;
            Ok(format!("{}\n", locale::plain(&command.name)))
        }
        TemplateCommand::Delete { name } => Ok(own.delete(name).map(|()| String::new())?),
        TemplateCommand::Export { name, file, overwrite } => {
            own.export(name, file, *overwrite)?;
            Ok(format!("{}\n", locale::plain(&file.to_string_lossy())))
        }
        TemplateCommand::Import { files, name, overwrite } => {
            if name.is_some() && files.len() > 1 {
                return Err(Stop::WrongCall(crate::problem!("rights-template-one-name")));
            }
            let mut names = String::new();
            for file in files {
                names += &format!("{}\n", locale::plain(&own.import(file, name.as_deref(), *overwrite)?));
            }
            Ok(names)
        }
    }
}

/// The names of all templates, a line each.
fn list(own: &Templates, as_json: bool) -> String {
    let built_in = rights_statement::template_names().into_iter().map(|name| (name.to_owned(), true));
    let all = built_in.chain(own.names().into_iter().map(|name| (name, false)));
    all.map(|(name, is_built_in)| match as_json {
        true => format!("{}\n", json!({ "schema": TEMPLATE_SCHEMA, "name": name, "built_in": is_built_in })),
        false => format!("{name}\n"),
    })
    .collect()
}

fn templates() -> Result<Templates, Problem> {
    Home::find().map(|home| Templates::of(&home)).ok_or_else(|| crate::problem!("no-home"))
}

/// The statement with what a template says where it is silent, and its placeholders filled in.
pub(super) fn with_template(said: RightsStatement, template: Option<&str>) -> Result<RightsStatement, Problem> {
    let said = match template {
        Some(name) => said.over(templates()?.find(name)?),
        None => return Ok(said),
    };
    said.filled(jiff::Zoned::now().year()).ok_or_else(|| crate::problem!("rights-creator"))
}

fn set(command: &SetCommand) -> Result<ExitCode, Stop> {
    let said = statement(command).map_err(Stop::WrongCall)?;
    let target = match &command.out {
        Some(folder) => RightsTarget::Folder(folder.clone()),
        None if command.in_place => RightsTarget::Replace,
        None => RightsTarget::Beside,
    };
    let pool = pool()?;
    let interrupt = Interrupt::listen();
    let results = Results::new(&interrupt);
    let mut code = exit::PASSED;
    // All names are known before the first copy is written, so that no copy is taken for an original.
    let found: Vec<Found> = collect(command.paths.clone()).collect();
    let files = found.iter().filter_map(|found| match found {
        Found::File(path) => Some(path.clone()),
        Found::Unreadable { .. } => None,
    });
    let batch = RightsBatch::begin(&pool, &files.collect::<Vec<_>>(), &said, &target, command.overwrite);
    for found in found.into_iter().take_while(|_| interrupt.keep_going()) {
        let (path, outcome) = match found {
            Found::File(path) => {
                let outcome = batch.write(&path);
                (path, outcome)
            }
            Found::Unreadable { path, problem } => (path, Err(problem.into())),
        };
        // What could not be looked at goes before what was refused.
        code = code.max(match &outcome {
            Ok(_) => exit::PASSED,
            Err(NotDone::Refused(_)) => exit::NOT_PASSED,
            Err(NotDone::Failed(_)) => exit::NOT_PROCESSED,
        });
        tell(&path, outcome, command.json, &results);
    }
    Ok(results.exit_code(code).into())
}

fn tell(path: &Path, outcome: Result<RightsWritten, NotDone>, as_json: bool, results: &Results<'_>) {
    let shown = path.to_string_lossy();
    let line = match outcome {
        Ok(done) if as_json => json!({
            "schema": SCHEMA, "path": shown, "state": "written", "target": done.target.to_string_lossy(),
            "stores": done.stores, "rights": done.report.rights,
        })
        .to_string(),
        Ok(done) => {
            let target = locale::plain(&done.target.to_string_lossy());
            crate::tr!("rights-written", target = target, stores = done.stores.join(", "))
        }
        Err(not_done) if as_json => {
            let state = if not_done.is_refused() { "refused" } else { "failed" };
            json!({ "schema": SCHEMA, "path": shown, "state": state, "problem": not_done.problem() }).to_string()
        }
        Err(not_done) => return output::say_of(path, &not_done.problem()),
    };
    results.print(&format!("{line}\n"));
}

fn statement(command: &SetCommand) -> Result<RightsStatement, Problem> {
    let said = with_template(said(&command.stated, &command.more)?, command.template.as_deref())?;
    if said.is_empty() { Err(crate::problem!("rights-nothing")) } else { Ok(said) }
}

/// What the options state.
fn said(stated: &Stated, more: &More) -> Result<RightsStatement, Problem> {
    if let Some(text) = &more.expires
        && text.parse::<jiff::civil::Date>().is_err()
    {
        return Err(crate::problem!("rights-date", text = locale::elide(text, SHOWN_CHARS)));
    }
    Ok(RightsStatement {
        owner: more.owner.clone(),
        expires: more.expires.clone(),
        model_release: more.model_release,
        property_release: more.property_release,
        ..RightsStatement::from(stated.statement())
    })
}

fn show(paths: &[PathBuf], as_json: bool) -> Result<ExitCode, Stop> {
    let pool = pool()?;
    let interrupt = Interrupt::listen();
    let results = Results::new(&interrupt);
    let mut code = exit::PASSED;
    for found in collect(paths.to_vec()).take_while(|_| interrupt.keep_going()) {
        let (path, answer) = match found {
            Found::File(path) => (path.clone(), pool.run(Task::Examine { path, at: None, digest: false })),
            Found::Unreadable { path, problem } => (path, Answer::Failed(problem)),
        };
        let problem = match answer {
            Answer::Report(report) if report.problem.is_none() && as_json => {
                let line = json!({ "schema": SCHEMA, "path": report.path, "rights": report.rights });
                results.print(&format!("{line}\n"));
                continue;
            }
            Answer::Report(report) if report.problem.is_none() => {
                results.print(&card(&report));
                continue;
            }
            Answer::Report(report) => report.problem,
            Answer::Failed(problem) => Some(problem),
            _ => None,
        };
        code = exit::NOT_PROCESSED;
        let problem = problem.unwrap_or_else(|| crate::problem!("check-crashed"));
        if as_json {
            let path = path.to_string_lossy();
            results.print(&format!("{}\n", json!({ "schema": SCHEMA, "path": path, "problem": problem })));
        } else {
            output::say_of(&path, &problem);
        }
    }
    Ok(results.exit_code(code).into())
}

/// The rights of one file in lines: name, value, source and how far a signature covers it.
fn card(report: &Report) -> String {
    let mut text = format!("{}\n", locale::plain(&report.path));
    if report.rights.fields.is_empty() {
        text.push_str(&format!("  {}\n", crate::tr!("rights-show-none")));
    }
    for right in &report.rights.fields {
        text.push_str(&format!("  {}\n", line(right)));
    }
    text
}

fn line(right: &RightsField) -> String {
    let name = license_name(&right.value).map(|name| format!(" ({name})")).unwrap_or_default();
    let value = locale::elide(&right.value, SHOWN_CHARS);
    let source = locale::elide(&right.source, SHOWN_CHARS);
    format!("{}: {value}{name} [{source}; {}]", text::rights_name(right), locale::standing::words(right))
}

fn pool() -> Result<Pool, Stop> {
    let home = Home::find().ok_or_else(|| Stop::WrongCall(crate::problem!("no-home")))?;
    let trust = crate::workflow::trust::load(&home.data)?;
    Ok(Pool::new(PoolOptions { trust, ..PoolOptions::default() }))
}

fn release(text: &str) -> Result<Release, String> {
    let keys = Release::ALL.map(Release::key).join(", ");
    Release::ALL.into_iter().find(|release| release.key() == text).ok_or(keys)
}
