//! Logs: a file for each day under the cache folder, and standard error by `-v`. Never a secret, never a result; in the
//! file never the name of a person's file, which the library would forget and a log would not.

use std::path::Path;

use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

use crate::worker::ABOUT_FILES;

/// Days that are kept.
const DAYS: usize = 7;

/// Starts logging for the whole program. Called once; a second call changes nothing. A folder that cannot be
/// written to costs the log file only.
pub fn start(folder: &Path, verbosity: u8) {
    let made = std::fs::create_dir_all(folder);
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("lightmark")
        .filename_suffix("log")
        .max_log_files(DAYS)
        .build(folder);
    let reason = made.err().map(|error| error.to_string()).or_else(|| file.as_ref().err().map(ToString::to_string));
    let to_file = file.ok().map(|file| {
        fmt::layer()
            .with_ansi(false)
            .with_writer(file)
            .with_filter(ours(LevelFilter::INFO, LevelFilter::WARN).with_target(ABOUT_FILES, LevelFilter::OFF))
    });
    let to_person = (verbosity > 0).then(|| {
        let (own, others) = match verbosity {
            1 => (LevelFilter::INFO, LevelFilter::WARN),
            2 => (LevelFilter::DEBUG, LevelFilter::INFO),
            _ => (LevelFilter::TRACE, LevelFilter::DEBUG),
        };
        fmt::layer().with_ansi(false).without_time().with_writer(std::io::stderr).with_filter(ours(own, others))
    });
    let _ = tracing_subscriber::registry().with(to_file).with(to_person).try_init();
    if let Some(reason) = reason {
        tracing::warn!(reason, "no log file");
    }
}

/// Our own messages down to one level, those of libraries down to another.
fn ours(own: LevelFilter, others: LevelFilter) -> Targets {
    Targets::new().with_target("lightmark", own).with_default(others)
}
