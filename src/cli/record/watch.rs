//! `lightmark record --watch`: from what a watch tells to lines. Never pairs, never signs.

use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};

use super::RecordCommand;
use crate::cli::interrupt::Interrupt;
use crate::cli::stop::{Stop, finish};
use crate::cli::{Context, exit, output};
use crate::keys::Identities;
use crate::library::{Cause, Recorder};
use crate::locale::{self, elide, steps};
use crate::problem::Problem;
use crate::tr;
use crate::worker::{Pool, PoolOptions};
use crate::workflow::sign::{Destination, Signed, Subject};
use crate::workflow::watch::{WatchEvent, WatchOrder, WatchSum, watch};

/// The JSON schema of one line. Fields are only ever added within a version.
const SCHEMA: &str = "lightmark.watch/1";
/// Longest path that is told, in characters.
const MAX_CHARS: usize = 200;

/// Watches until Ctrl-C. 0: every edit in the folder was recorded; 1: at least one was left; 2: the call is wrong.
pub(super) fn run(command: &RecordCommand, folder: &Path, context: &Context) -> ExitCode {
    finish(begin(command, folder, context))
}

fn begin(command: &RecordCommand, folder: &Path, context: &Context) -> Result<ExitCode, Stop> {
    let trust = crate::workflow::trust::load(&context.home.data)?;
    let identities = Identities::open_asking(&context.home.data)?;
    let identity = identities.signer(command.identity.as_deref().unwrap_or_default())?;
    crate::cli::identity::warn(identity.card());
    let recorder = crate::workflow::library::recorder(&context.home, &trust, Cause::Signing);
    let pool = Pool::new(PoolOptions { trust, ..PoolOptions::default() });
    let order = WatchOrder {
        watched: folder.to_owned(),
        sources: command.sources.clone().unwrap_or_default(),
        out: command.out.clone().unwrap_or_default(),
        // What is recorded and where it goes is known once there is an edit.
        plan: command.plan(Subject::File, Destination::Beside),
        data: context.home.data.clone(),
    };
    let interrupt = Interrupt::listen();
    let told = watch(
        &pool,
        &identity,
        &order,
        &|event| {
            if let (Some(recorder), WatchEvent::Recorded { signed, .. }) = (&recorder, &event)
                && let Signed::Done { target, report, .. } = signed.as_ref()
            {
                recorder.saw(target, (**report).clone());
            }
            // Nobody reads on: there is no use in going on.
            if tell(&event, &order, command.json).is_err() {
                interrupt.stop();
            }
        },
        &|| interrupt.keep_going(),
    );
    // What could not be remembered is told; what was signed is signed.
    if let Some(problem) = recorder.and_then(Recorder::finish) {
        output::say(&problem);
    }
    let WatchSum { recorded, left } = told.map_err(Stop::WrongCall)?;
    if command.json {
        let line = json!({ "schema": SCHEMA, "state": "over", "recorded": recorded, "left": left });
        // The reader may be gone, which is why it is over.
        let _ = output::result(&format!("{line}\n"));
    } else {
        output::note(&tr!("watch-over", recorded = recorded, left = left));
    }
    Ok(ExitCode::from(if left == 0 { exit::PASSED } else { exit::NOT_PASSED }))
}

fn tell(event: &WatchEvent, order: &WatchOrder, as_json: bool) -> std::io::Result<()> {
    if as_json {
        return match to_json(event, order) {
            Some(line) => output::result(&format!("{line}\n")),
            None => Ok(()),
        };
    }
    match event {
        WatchEvent::Begun => {
            output::note(&tr!("watch-begun", folder = shown(&order.watched), out = shown(&order.out)));
        }
        WatchEvent::Recorded { edited, source, proposal, signed } => {
            let Signed::Done { target, report, .. } = signed.as_ref() else { return Ok(()) };
            output::note(&tr!("watch-recorded", edited = shown(edited), source = shown(source)));
            proposal.steps.iter().for_each(|step| output::note(&format!("  {}", steps::line(step))));
            report.notes.iter().for_each(|note| output::note(&format!("  {note}")));
            return output::result(&format!("{}\n", locale::plain(&target.to_string_lossy())));
        }
        WatchEvent::Left { edited, problem } => {
            output::note(&tr!("watch-left", edited = shown(edited)));
            output::say(problem);
        }
        WatchEvent::Trouble(problem) => output::say(problem),
    }
    Ok(())
}

fn to_json(event: &WatchEvent, order: &WatchOrder) -> Option<Value> {
    let told = |problem: &Problem| json!(problem);
    Some(match event {
        WatchEvent::Begun => {
            json!({ "schema": SCHEMA, "state": "watching", "watched": text(&order.watched), "out": text(&order.out) })
        }
        WatchEvent::Recorded { edited, source, proposal, signed } => {
            let Signed::Done { target, report, .. } = signed.as_ref() else { return None };
            json!({
                "schema": SCHEMA,
                "state": "recorded",
                "edited": text(edited),
                "source": text(source),
                "target": text(target),
                "proposal": proposal,
                "report": report,
            })
        }
        WatchEvent::Left { edited, problem } => {
            json!({ "schema": SCHEMA, "state": "left", "edited": text(edited), "problem": told(problem) })
        }
        WatchEvent::Trouble(problem) => json!({ "schema": SCHEMA, "state": "trouble", "problem": told(problem) }),
    })
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn shown(path: &Path) -> String {
    elide(&path.to_string_lossy(), MAX_CHARS)
}
