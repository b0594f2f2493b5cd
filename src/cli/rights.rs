//! `lightmark rights`: shows what files say about rights, writes it into copies, lists templates. Draws no legal
//! conclusion.

use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;

use super::sign::Stated;
use super::{exit, output};
use crate::locale;
use crate::problem::Problem;
use crate::provenance::report::Report;
use crate::provenance::rights::RightsField;
use crate::provenance::rights_statement::{self, Release, RightsStatement, license_name};
use crate::worker::{Answer, Pool, PoolOptions, Task};
use crate::workflow::collect::{Found, collect};
use crate::workflow::home::Home;
use crate::workflow::rights::{RightsBatch, RightsTarget};
use crate::workflow::rights_templates::Templates;

/// The JSON schema's name and version of one outcome. Fields are only ever added within a version.
const SCHEMA: &str = "lightmark.rights/1";
/// Characters of a value that are shown.
const SHOWN_CHARS: usize = 300;

/// See and write who made a file, who owns it and what may be done with it
#[derive(Debug, Clone, clap::Subcommand)]
pub enum RightsCommand {
    /// Show what files say about rights, each with its source
    Show {
        #[arg(required = true)]
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
    /// Print a template as JSON, which `--template FILE` takes too
    Show { name: String },
    /// Keep a statement as a template of your own; {year} and {creator} are filled in when it is used
    Save(Box<SaveCommand>),
    /// Remove a template of your own
    Delete { name: String },
    /// Write a template to a TOML file that others can import
    Export {
        name: String,
        file: PathBuf,
        /// Overwrite an existing file
        #[arg(long)]
        overwrite: bool,
    },
    /// Take in templates from files, each under the file's name
    Import {
        #[arg(required = true)]
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
    /// Who gives licences
    #[arg(long, value_name = "NAME")]
    pub licensor: Option<String>,
    /// Web address where licences are to be had
    #[arg(long, value_name = "URL", value_parser = super::sign::web_address)]
    pub licensor_url: Option<String>,
    /// E-mail address where licences are to be had
    #[arg(long, value_name = "EMAIL", value_parser = mail_address)]
    pub licensor_email: Option<String>,
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
    #[arg(required = true)]
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

/// Does it. 0: done; 1: at least one file was refused or failed; 2: the call is wrong.
pub fn run(command: &RightsCommand) -> ExitCode {
    match command {
        RightsCommand::Show { paths, json } => show(paths, *json),
        RightsCommand::Set(command) => set(command),
        RightsCommand::Template(command) => match templates().and_then(|own| template(command, &own)) {
            Ok(text) => print(&text),
            Err(problem) => usage(&problem),
        },
    }
}

/// Does what is asked of templates, and gives what is printed.
fn template(command: &TemplateCommand, own: &Templates) -> Result<String, Problem> {
    match command {
        TemplateCommand::List { json } => Ok(list(own, *json)),
        TemplateCommand::Show { name } => own.find(name).map(|found| format!("{:#}\n", json!(found))),
        TemplateCommand::Save(command) => {
            let said = said(&command.stated, &command.more)?;
            let said = match &command.template {
                Some(base) => said.over(own.find(base)?),
                None => said,
            };
            own.save(&command.name, &said, command.overwrite)?;
            Ok(format!("{}\n", locale::plain(&command.name)))
        }
        TemplateCommand::Delete { name } => own.delete(name).map(|()| String::new()),
        TemplateCommand::Export { name, file, overwrite } => {
            own.export(name, file, *overwrite)?;
            Ok(format!("{}\n", locale::plain(&file.to_string_lossy())))
        }
        TemplateCommand::Import { files, name, overwrite } => {
            if name.is_some() && files.len() > 1 {
                return Err(crate::problem!("rights-template-one-name"));
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
        true => format!("{}\n", json!({"schema": SCHEMA, "template": name, "builtIn": is_built_in})),
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

fn set(command: &SetCommand) -> ExitCode {
    let said = match statement(command) {
        Ok(said) => said,
        Err(problem) => return usage(&problem),
    };
    let target = match &command.out {
        Some(folder) => RightsTarget::Folder(folder.clone()),
        None if command.in_place => RightsTarget::Replace,
        None => RightsTarget::Beside,
    };
    let pool = match pool() {
        Ok(pool) => pool,
        Err(problem) => return usage(&problem),
    };
    let mut code = exit::PASSED;
    // All names are known before the first copy is written, so that no copy is taken for an original.
    let found: Vec<Found> = collect(command.paths.clone()).collect();
    let files = found.iter().filter_map(|found| match found {
        Found::File(path) => Some(path.clone()),
        Found::Unreadable { .. } => None,
    });
    let batch = RightsBatch::begin(&pool, &files.collect::<Vec<_>>(), &said, &target, command.overwrite);
    for found in found {
        let (path, outcome) = match found {
            Found::File(path) => {
                let outcome = batch.write(&path);
                (path, outcome)
            }
            Found::Unreadable { path, problem } => (path, Err(problem)),
        };
        let line = match &outcome {
            Ok(done) if command.json => json!({
                "schema": SCHEMA, "path": path.to_string_lossy(), "state": "written",
                "target": done.target.to_string_lossy(), "stores": done.stores, "rights": done.report.rights,
            })
            .to_string(),
            Ok(done) => {
                let target = locale::plain(&done.target.to_string_lossy());
                crate::tr!("rights-written", target = target, stores = done.stores.join(", "))
            }
            Err(problem) => {
                code = exit::NOT_PASSED;
                if !command.json {
                    output::note(&locale::elide(&path.to_string_lossy(), SHOWN_CHARS));
                    output::say(problem);
                    continue;
                }
                json!({"schema": SCHEMA, "path": path.to_string_lossy(), "state": "failed", "problem": problem})
                    .to_string()
            }
        };
        if output::result(&format!("{line}\n")).is_err() {
            break;
        }
    }
    ExitCode::from(code)
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
        licensor: more.licensor.clone(),
        licensor_url: more.licensor_url.clone(),
        licensor_email: more.licensor_email.clone(),
        expires: more.expires.clone(),
        model_release: more.model_release,
        property_release: more.property_release,
        ..RightsStatement::from(stated.statement())
    })
}

fn show(paths: &[PathBuf], as_json: bool) -> ExitCode {
    let pool = match pool() {
        Ok(pool) => pool,
        Err(problem) => return usage(&problem),
    };
    let mut code = exit::PASSED;
    for found in collect(paths.to_vec()) {
        let answer = match found {
            Found::File(path) => pool.run(Task::Examine { path, at: None, digest: false }),
            Found::Unreadable { problem, .. } => Answer::Failed(problem),
        };
        let Answer::Report(report) = answer else {
            if let Answer::Failed(problem) = answer {
                output::say(&problem);
            }
            code = exit::NOT_PROCESSED;
            continue;
        };
        if let Some(problem) = &report.problem {
            output::say(problem);
            code = exit::NOT_PROCESSED;
            continue;
        }
        let text = if as_json {
            format!("{}\n", json!({"schema": SCHEMA, "path": report.path, "rights": report.rights}))
        } else {
            card(&report)
        };
        if output::result(&text).is_err() {
            break;
        }
    }
    ExitCode::from(code)
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
    let word = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let name = license_name(&right.value).map(|name| format!(" ({name})")).unwrap_or_default();
    let value = locale::elide(&right.value, SHOWN_CHARS);
    let source = locale::elide(&right.source, SHOWN_CHARS);
    format!("{}: {value}{name} [{source}; {}]", word(json!(right.field)), locale::standing::words(right))
}

fn pool() -> Result<Pool, Problem> {
    let home = Home::find().ok_or_else(|| crate::problem!("no-home"))?;
    let trust = crate::workflow::trust::load(&home.data).map_err(|error| error.problem())?;
    Ok(Pool::new(PoolOptions { trust, ..PoolOptions::default() }))
}

fn print(text: &str) -> ExitCode {
    // A reader that went away changes nothing: nothing was done.
    let _ = output::result(text);
    ExitCode::from(exit::PASSED)
}

fn usage(problem: &Problem) -> ExitCode {
    output::say(problem);
    ExitCode::from(exit::USAGE)
}

fn mail_address(text: &str) -> Result<String, String> {
    let is_one = rights_statement::is_mail_address(text);
    if is_one { Ok(text.to_owned()) } else { Err(crate::tr!("fault-licensor-not-mail")) }
}

fn release(text: &str) -> Result<Release, String> {
    let keys = Release::ALL.map(Release::key).join(", ");
    Release::ALL.into_iter().find(|release| release.key() == text).ok_or(keys)
}
