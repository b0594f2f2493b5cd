//! `lightmark library similar`: files seen before that look like the one named. Never says which of them is the right
//! one, and never that looking alike is a proof.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use super::super::interrupt::Interrupt;
use super::super::output;
use super::super::stop::{Stop, print};
use super::{MAX_CHARS, without_path};
use crate::library::Remembered;
use crate::locale::{elide, similar as words};
use crate::provenance::soft_binding::{Closeness, Difference, Looked};
use crate::tr;
use crate::worker::{Pool, PoolOptions};
use crate::workflow::home::Home;
use crate::workflow::similar::{Progress, Seen, Similar, SimilarError, similar as find};

/// Version of the JSON that is printed.
const SCHEMA: &str = "lightmark.similar/1";

/// List files seen before that look like this one, in whatever size, quality or format
///
/// The file is verified and remembered as by “verify”. Files seen before that were never looked at for this are looked
/// at first, as long as they are where they were and unchanged. Crops, turned and mirrored pictures are not found.
/// Looking alike is no proof of anything.
#[derive(Debug, Args)]
pub struct SimilarCommand {
    /// The file
    file: PathBuf,
    /// Compare only with files that were looked at before
    #[arg(long)]
    known_only: bool,
    /// Print one JSON object (lightmark.similar/1)
    #[arg(long)]
    json: bool,
}

/// Finds and prints.
pub(super) fn similar(home: &Home, command: &SimilarCommand) -> Result<ExitCode, Stop> {
    let trust = crate::workflow::trust::load(&home.data)?;
    let pool = Pool::new(PoolOptions { trust: trust.clone(), ..PoolOptions::default() });
    let interrupt = Interrupt::listen();
    let bar = ProgressBar::hidden();
    let begin = |count: usize| {
        output::note(&tr!("similar-catching-up", count = count));
        bar.set_length(u64::try_from(count).unwrap_or_default());
        bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(5));
        bar.set_style(style());
        bar.enable_steady_tick(Duration::from_millis(200));
    };
    let progress = Progress { begin: &begin, one: &|| bar.inc(1) };
    let progress = (!command.known_only).then_some(&progress);
    let found = find(&pool, home, &trust, &command.file, progress, &|| interrupt.keep_going());
    bar.finish_and_clear();
    let found = found?;
    if command.json {
        return print(&json(&found));
    }
    tell(&found)
}

impl From<SimilarError> for Stop {
    fn from(error: SimilarError) -> Self {
        Self::NotProcessed(error.problem())
    }
}

fn tell(similar: &Similar) -> Result<ExitCode, Stop> {
    let lines: String = similar.found.iter().map(block).collect();
    let printed = print(&lines)?;
    output::note(&match similar.looked {
        Looked::Plain => tr!("similar-plain"),
        Looked::NoPicture => tr!("similar-no-picture"),
        Looked::Picture(_) if similar.found.is_empty() => tr!("similar-none"),
        Looked::Picture(_) => tr!("similar-found", count = similar.found.len()),
    });
    if similar.unlooked > 0 {
        output::note(&tr!("similar-unlooked", count = similar.unlooked));
    }
    Ok(printed)
}

fn block(seen: &Seen) -> String {
    let (row, distance) = (&seen.alike.remembered, seen.alike.distance);
    let closeness = words::closeness(seen.alike.closeness);
    let mut lines = vec![
        elide(&row.path, MAX_CHARS),
        tr!("similar-distance", closeness = closeness, distance = distance),
        without_path(row),
    ];
    lines.extend(words::differences(&seen.differences));
    lines.join("\n  ") + "\n"
}

#[derive(Serialize)]
struct Printed<'a> {
    schema: &'static str,
    path: &'a str,
    headline: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    signer_name: Option<&'a str>,
    /// `picture`, `plain` or `no-picture`.
    looked: &'static str,
    /// What was compared, hex digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    hash: Option<String>,
    similar: Vec<PrintedSeen<'a>>,
    /// Files that could not be compared.
    not_compared: usize,
}

#[derive(Serialize)]
struct PrintedSeen<'a> {
    closeness: Closeness,
    distance: u32,
    differences: &'a [Difference],
    #[serde(flatten)]
    remembered: &'a Remembered,
}

fn json(similar: &Similar) -> String {
    let (looked, hash) = match similar.looked {
        Looked::Picture(hash) => ("picture", Some(hex::encode(hash.to_bytes()))),
        Looked::Plain => ("plain", None),
        Looked::NoPicture => ("no-picture", None),
    };
    let seen = similar.found.iter().map(|seen| PrintedSeen {
        closeness: seen.alike.closeness,
        distance: seen.alike.distance,
        differences: &seen.differences,
        remembered: &seen.alike.remembered,
    });
    let printed = Printed {
        schema: SCHEMA,
        path: &similar.report.path,
        headline: similar.report.headline.key(),
        signer_name: similar.report.signer.name.as_deref(),
        looked,
        hash,
        similar: seen.collect(),
        not_compared: similar.unlooked,
    };
    serde_json::to_string(&printed).unwrap_or_default() + "\n"
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{bar:40} {pos}/{len}").unwrap_or_else(|_| ProgressStyle::default_bar())
}
