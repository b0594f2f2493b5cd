//! `lightmark library …`: what was seen and checked before, what changed, and how to forget it. Never a file itself.

mod similar;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use serde::Serialize;

use super::interrupt::Interrupt;
use super::stop::{Stop, finish, print};
use super::{Context, output};
use crate::library::{Library, LibraryError, Listing, Opened, Remembered, stamp};
use crate::locale::similar::headline as said_headline;
use crate::locale::{elide, plain, text};
use crate::provenance::report::Headline;
use crate::trust::TrustStore;
use crate::workflow::home::Home;
use crate::workflow::library::{self, Recheck};
use crate::{problem, tr};
use similar::SimilarCommand;

/// Version of the JSON that is printed.
const SCHEMA: &str = "lightmark.library/1";

/// Longest path or name that is shown, in characters.
const MAX_CHARS: usize = 200;

/// Changed files that are named on a terminal; the rest is in “library changed”.
const MAX_NAMED: usize = 20;

/// See what was checked before, what changed since, and forget it
#[derive(Debug, Subcommand)]
pub enum LibraryCommand {
    /// List every file that was seen, with its last check
    List {
        /// Only those with this headline, such as verified or revoked
        #[arg(long, value_parser = headline)]
        headline: Option<Headline>,
        /// Only those signed by a name with this in it, or by a fingerprint that begins so
        #[arg(long, value_name = "TEXT")]
        signer: Option<String>,
        /// Print one JSON object a line (lightmark.library/1)
        #[arg(long)]
        json: bool,
    },
    /// List the files of which something else was said than before, though nobody wrote to them
    Changed {
        /// Only changes since then, such as 2026-01-31 or 2026-01-31T12:00:00Z
        #[arg(long, value_name = "RFC3339", value_parser = moment)]
        since: Option<jiff::Timestamp>,
        /// Print one JSON object a line (lightmark.library/1)
        #[arg(long)]
        json: bool,
    },
    /// Show every check of one file that is remembered, the newest first
    Show {
        /// The file
        path: PathBuf,
        /// Print one JSON object a line (lightmark.library/1)
        #[arg(long)]
        json: bool,
    },
    Similar(SimilarCommand),
    /// Forget files or folders; the files themselves stay as they are
    Forget {
        /// Files and folders
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Forget everything
        #[arg(long, conflicts_with = "paths")]
        all: bool,
    },
}

/// Does what the command says and gives the exit code.
pub fn run(command: LibraryCommand, context: &Context) -> ExitCode {
    let home = &context.home;
    let says_so_itself = matches!(command, LibraryCommand::Similar(_));
    if !says_so_itself && !library::is_on(&home.config) {
        output::note(text("library-switched-off"));
    }
    finish(match command {
        LibraryCommand::List { headline, signer, json } => {
            // A filter that nothing passes does not make the library an empty one.
            let none = if headline.is_some() || signer.is_some() { "library-none" } else { "library-unknown" };
            let listing = Listing { headline: headline.map(|one| one.key().to_owned()), signer, ..Listing::default() };
            ask(home, |library| library.list(&listing))
                .and_then(|rows| tell(&rows.unwrap_or_default(), json, none, with_path))
        }
        LibraryCommand::Changed { since, json } => {
            let since = since.map(stamp);
            ask(home, |library| library.changed(since.as_deref()))
                .and_then(|rows| tell(&rows.unwrap_or_default(), json, "library-no-changes", change))
        }
        LibraryCommand::Show { path, json } => show(home, &path, json),
        LibraryCommand::Similar(command) => similar::similar(home, &command),
        LibraryCommand::Forget { paths, all } => forget(home, &paths, all),
    })
}

/// Which files a command changed, by comparing what was in force before it with what is in force after it.
pub struct Changes<'a> {
    home: &'a Home,
    before: Option<TrustStore>,
}

impl<'a> Changes<'a> {
    /// Keeps what is in force now; where that cannot be read the command itself says so.
    pub fn begin(home: &'a Home) -> Self {
        Self { home, before: crate::workflow::trust::load(&home.data).ok() }
    }

    /// Tells as [`Self::tell`] after what was done, also where nobody reads the result any more.
    pub fn after(&self, done: Result<ExitCode, Stop>) -> Result<ExitCode, Stop> {
        if matches!(done, Ok(_) | Err(Stop::OutputClosed)) {
            self.tell();
        }
        done
    }

    /// Looks at the files that the change touches and tells on standard error. Nothing where none could be touched. A
    /// library that cannot be used is told, and changes nothing about what the command did.
    pub fn tell(&self) -> Option<Recheck> {
        let (before, after) = (self.before.as_ref()?, crate::workflow::trust::load(&self.home.data).ok()?);
        let interrupt = Interrupt::listen();
        match library::recheck(self.home, before, &after, None, &|| interrupt.keep_going()) {
            Ok(recheck) if recheck.files == 0 => None,
            Ok(recheck) => {
                output::note(&recheck.sentence());
                for change in recheck.changed.iter().take(MAX_NAMED) {
                    output::note(&format!(
                        "  {}",
                        in_words(&change.path, &change.before.headline, &change.now.headline)
                    ));
                }
                let more = recheck.changed.len().saturating_sub(MAX_NAMED);
                if more > 0 {
                    output::note(&format!("  {}", tr!("report-more", count = more)));
                }
                Some(recheck)
            }
            Err(error) => {
                output::say(&error.problem());
                None
            }
        }
    }
}

impl From<LibraryError> for Stop {
    fn from(error: LibraryError) -> Self {
        Self::NotProcessed(error.problem())
    }
}

fn ask<T>(home: &Home, question: impl FnOnce(&mut Library) -> Result<T, LibraryError>) -> Result<Option<T>, Stop> {
    let Some(Opened { mut library, set_aside }) = Library::open_existing(&home.data)? else { return Ok(None) };
    if let Some(path) = set_aside {
        output::say(&problem!("library-set-aside", path = plain(&path.to_string_lossy())));
    }
    Ok(Some(question(&mut library)?))
}

#[derive(Serialize)]
struct Printed<'a> {
    schema: &'static str,
    #[serde(flatten)]
    remembered: &'a Remembered,
}

fn tell(rows: &[Remembered], json: bool, nothing: &str, line: fn(&Remembered) -> String) -> Result<ExitCode, Stop> {
    let as_json = |row: &Remembered| {
        serde_json::to_string(&Printed { schema: SCHEMA, remembered: row }).unwrap_or_default() + "\n"
    };
    let lines: String = rows.iter().map(|row| if json { as_json(row) } else { line(row) + "\n" }).collect();
    if rows.is_empty() {
        output::note(text(nothing));
    }
    print(&lines)
}

fn show(home: &Home, path: &Path, json: bool) -> Result<ExitCode, Stop> {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let rows = ask(home, |library| library.history(&absolute))?.unwrap_or_default();
    if rows.is_empty() {
        return Err(Stop::WrongCall(problem!("library-not-there", path = elide(&path.to_string_lossy(), MAX_CHARS))));
    }
    tell(&rows, json, "library-unknown", without_path)
}

fn forget(home: &Home, paths: &[PathBuf], all: bool) -> Result<ExitCode, Stop> {
    if paths.is_empty() && !all {
        return Err(Stop::WrongCall(problem!("library-nothing-named")));
    }
    let forgotten = ask(home, |library| {
        if all {
            return library.forget_all();
        }
        let mut sum = 0;
        for path in paths {
            sum += library.forget(&std::path::absolute(path).unwrap_or_else(|_| path.clone()))?;
        }
        Ok(sum)
    })?;
    output::note(&tr!("library-forgotten", count = forgotten.unwrap_or(0)));
    Ok(ExitCode::SUCCESS)
}

fn with_path(row: &Remembered) -> String {
    format!("{}\n  {}", elide(&row.path, MAX_CHARS), without_path(row))
}

fn change(row: &Remembered) -> String {
    let before = row.before.as_ref().map(|before| before.headline.as_str()).unwrap_or_default();
    format!("{}  {}", plain(&row.checked_at), in_words(&row.path, before, &row.headline))
}

fn in_words(path: &str, before: &str, now: &str) -> String {
    tr!("library-change", path = elide(path, MAX_CHARS), before = said_headline(before), now = said_headline(now))
}

fn without_path(row: &Remembered) -> String {
    let mut facts = vec![tr!("library-facts", headline = said_headline(&row.headline), at = plain(&row.checked_last))];
    facts.extend(row.signer_name.as_ref().map(|name| tr!("library-by", name = elide(name, 80))));
    facts.push(text(&format!("library-cause-{}", row.cause)).to_owned());
    facts.extend(row.before.as_ref().map(|before| tr!("library-before", headline = said_headline(&before.headline))));
    facts.extend(row.gone_since.as_ref().map(|_| text("library-is-gone").to_owned()));
    facts.join(", ")
}

fn headline(word: &str) -> Result<Headline, String> {
    let known = Headline::ALL.into_iter().find(|headline| headline.key() == word);
    known.ok_or_else(|| Headline::ALL.map(Headline::key).join(", "))
}

fn moment(text: &str) -> Result<jiff::Timestamp, String> {
    let day = || text.parse::<jiff::civil::Date>()?.to_zoned(jiff::tz::TimeZone::UTC).map(|day| day.timestamp());
    text.parse().or_else(|_| day()).map_err(|_: jiff::Error| tr!("keys-cli-time"))
}
