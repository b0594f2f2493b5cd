//! The time stamps of one batch: whom to ask, and whether what stands in the signed copy is what was given.
//!
//! Never decides whether an authority is trusted; the report says so.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::network::time_stamp::{self, TimeStamp};
use crate::network::{Network, Purpose};
use crate::problem::Problem;
use crate::provenance::report::{Report, TimeState};
use crate::workflow::home::Home;
use crate::workflow::network;
use crate::workflow::stamp_queue::{self, Waiting};

/// Between this computer's clock and the authority's, more is worth a word (seconds).
const SKEW_SECONDS: i64 = 120;

/// After so many failures one after the other, the rest of the batch is not asked for: each could take 20 seconds.
const PATIENCE: u32 = 3;

/// Whom to ask.
pub(super) struct Stamping {
    url: String,
    failures: Failures,
    out: Result<Out, Problem>,
}

/// The way out, and where files wait that got no stamp.
struct Out {
    home: Home,
    network: Network,
}

/// How often the authority failed since it last answered well.
#[derive(Debug, Default)]
struct Failures(AtomicU32);

impl Failures {
    fn note(&self, failed: bool) {
        if failed {
            self.0.fetch_add(1, Ordering::Relaxed);
        } else {
            self.0.store(0, Ordering::Relaxed);
        }
    }

    fn are_too_many(&self) -> bool {
        self.0.load(Ordering::Relaxed) >= PATIENCE
    }
}

/// The stamp of one file, and when this computer thinks that it was given.
#[derive(Debug, Clone)]
pub(super) struct Given {
    stamp: TimeStamp,
    here: jiff::Timestamp,
}

/// Keeps the stamp of one file while the engine puts it into the signature.
#[derive(Default)]
pub(super) struct Kept(Mutex<Option<Given>>);

impl Stamping {
    /// Allows the address for this batch: the person named it. A *never* of theirs still counts.
    pub(super) fn new(url: &str) -> Self {
        let out = Home::find().ok_or_else(|| crate::problem!("sign-no-home")).and_then(|home| {
            let network = network::open(&home);
            network.allow_once(Purpose::TimeStamps, url).map_err(|error| error.problem())?;
            Ok(Out { home, network })
        });
        Self { url: url.to_owned(), failures: Failures::default(), out }
    }

    /// Says that there is no stamp and why, and has the file wait for one where one can be added later.
    pub(super) fn tell_of_none(&self, why: &Problem, target: &Path, can_wait: bool) -> Vec<String> {
        let mut notes = vec![crate::tr!("stamp-note-none", reason = why.what.as_str())];
        notes.push(match (&self.out, target.canonicalize()) {
            (Ok(out), Ok(path)) if can_wait => {
                let since = jiff::Timestamp::now().to_string();
                let waiting = Waiting { path, url: self.url.clone(), since, reason: why.what.clone() };
                match stamp_queue::add(&out.home, waiting) {
                    Ok(()) => crate::tr!("stamp-note-waits"),
                    Err(error) => error.problem().to_string(),
                }
            }
            _ => crate::tr!("stamp-note-sign-again"),
        });
        notes
    }

    /// Asks for one stamp and keeps it.
    pub(super) fn ask(&self, message: &[u8], kept: &Kept) -> Result<Vec<u8>, Problem> {
        let out = self.out.as_ref().map_err(Clone::clone)?;
        if self.failures.are_too_many() {
            return Err(crate::problem!("stamp-given-up", times = PATIENCE));
        }
        let stamp = time_stamp::stamp(&out.network, &self.url, message);
        self.failures.note(stamp.is_err());
        let stamp = stamp.map_err(|error| error.problem())?;
        let response = stamp.response.clone();
        *kept.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Given { stamp, here: jiff::Timestamp::now() });
        Ok(response)
    }
}

impl Kept {
    /// Why the report on the signed copy does not carry the stamp that was given, if so.
    pub(super) fn fault(&self, report: &Report) -> Option<String> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(given) = kept.as_ref() else { return Some("no stamp was asked for".to_owned()) };
        let stands = matches!(report.time.state, TimeState::Trusted | TimeState::Unrecognised);
        let at = report.time.at.as_deref().and_then(|at| at.parse::<jiff::Timestamp>().ok());
        // The engine drops fractions of a second.
        let is_same = at.is_some_and(|at| given.time().is_some_and(|given| (at.as_second() - given.as_second()) == 0));
        if stands && is_same {
            return None;
        }
        let codes: Vec<&str> = report
            .checks
            .iter()
            .map(|check| check.code.as_str())
            .filter(|code| code.starts_with("timeStamp."))
            .collect();
        Some(format!("{:?} {:?}, given {}: {}", report.time.state, report.time.at, given.stamp.at, codes.join(" ")))
    }

    /// A word on two clocks that differ: the stamp's time counts, whatever this computer thinks.
    pub(super) fn skew_note(&self) -> Option<String> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let given = kept.as_ref()?;
        let seconds = given.time()?.as_second().saturating_sub(given.here.as_second());
        if seconds.abs() <= SKEW_SECONDS {
            return None;
        }
        let minutes = (seconds.abs() + 30) / 60;
        let key = if seconds > 0 { "stamp-note-clock-behind" } else { "stamp-note-clock-ahead" };
        Some(crate::locale::text_with(key, &[("minutes", minutes.into())]))
    }
}

impl Given {
    fn time(&self) -> Option<jiff::Timestamp> {
        self.stamp.at.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(at: &str) -> Kept {
        let stamp = TimeStamp { response: Vec::new(), at: at.into(), authority: None };
        Kept(Mutex::new(Some(Given { stamp, here: "2026-01-01T12:00:00Z".parse().unwrap() })))
    }

    #[test]
    fn patience_ends_after_failures_in_a_row_and_a_stamp_renews_it() {
        let failures = Failures::default();
        for failed in [true, true, false, true, true] {
            failures.note(failed);
            assert!(!failures.are_too_many());
        }
        failures.note(true);
        assert!(failures.are_too_many());
    }

    #[test]
    fn a_clock_that_differs_by_minutes_is_named_and_seconds_are_not() {
        assert_eq!(kept("2026-01-01T12:02:00Z").skew_note(), None);
        assert_eq!(kept("2026-01-01T11:58:00.5Z").skew_note(), None);
        let behind = kept("2026-01-01T12:04:50Z").skew_note().unwrap();
        assert!(behind.contains('5'), "{behind}");
        let ahead = kept("2026-01-01T11:50:00Z").skew_note().unwrap();
        assert!(ahead.contains("10") && ahead != behind, "{ahead}");
        assert_eq!(Kept::default().skew_note(), None);
    }
}
