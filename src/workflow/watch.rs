//! Watch an export folder: each edit that appears there is paired with its original, measured and recorded into another
//! folder. Never writes into the watched folder, never guesses an original, never does twice what it has done.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::keys::SigningIdentity;
use crate::problem::Problem;
use crate::provenance::recording::Proposal;
use crate::worker::Pool;
use crate::workflow::collect::{Found, collect};
use crate::workflow::sign::{self, Destination, Existing, SignPlan, Signed, Subject, Target};

mod memory;
mod pairing;

use memory::Memory;
use pairing::Facts;

/// Between two looks into the watched folder, at least.
const PAUSE: Duration = Duration::from_secs(1);
/// The pause is at least so many times as long as the walk before it, so that a slow drive has rest.
const SHARE: u32 = 10;
/// Looks after which the originals of what was left are looked for again.
const LOOKS_BEFORE_RETRY: u32 = 5;
/// Looks after which signing is tried again where it failed: an authority may answer by then, a disk have room.
const LOOKS_BEFORE_SIGNING_AGAIN: u32 = 60;
/// Looks in which a file was the same before it counts as written to its end.
const STEADY_LOOKS: u32 = 2;

/// What to watch and where to write.
#[derive(Debug, Clone)]
pub struct WatchOrder {
    /// Where the other program exports to.
    pub watched: PathBuf,
    /// Where the originals are.
    pub sources: PathBuf,
    /// Where the recorded copies go; in folders as in the watched one.
    pub out: PathBuf,
    /// How to sign; the place and what is recorded are filled in for each file.
    pub plan: SignPlan,
    /// Lightmark's own folder, for what was done so far.
    pub data: PathBuf,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum WatchEvent {
    Begun,
    /// Signed, or stopped while signing; never `Failed`.
    Recorded {
        edited: PathBuf,
        source: PathBuf,
        proposal: Box<Proposal>,
        signed: Box<Signed>,
    },
    /// Not recorded; it is looked at again when it or its likely originals change.
    Left {
        edited: PathBuf,
        problem: Box<Problem>,
    },
    /// The watch as a whole is hampered; it goes on.
    Trouble(Box<Problem>),
}

/// How a watch ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WatchSum {
    pub recorded: usize,
    /// Files that are there and were not recorded.
    pub left: usize,
}

/// Watches until `keep_going` says no.
///
/// # Errors
/// A folder is not there, or the copies would land in the watched folder.
pub fn watch(
    pool: &Pool,
    identity: &SigningIdentity,
    order: &WatchOrder,
    tell: &dyn Fn(WatchEvent),
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Result<WatchSum, Problem> {
    let mut watch = Watch::begin(pool, identity, order, tell, keep_going)?;
    tell(WatchEvent::Begun);
    while keep_going() {
        let walked = watch.look();
        let begun = Instant::now();
        let pause = PAUSE.max(walked * SHARE);
        while keep_going() && begun.elapsed() < pause {
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    Ok(WatchSum { recorded: watch.recorded, left: watch.left.len() })
}

/// A file on its way to being whole.
#[derive(Debug)]
struct Pending {
    facts: Facts,
    looks: u32,
}

/// A file that was not recorded, and what it could have been made from.
#[derive(Debug)]
struct Left {
    facts: Facts,
    candidates: Vec<(PathBuf, Facts)>,
    told: String,
    /// The look in which signing failed; what does not fit its originals is not tried again before these change.
    signing_failed: Option<u32>,
}

impl Left {
    fn is_due(&self, look: u32) -> bool {
        self.signing_failed.is_some_and(|failed| look.wrapping_sub(failed) >= LOOKS_BEFORE_SIGNING_AGAIN)
    }
}

struct Watch<'a> {
    pool: &'a Pool,
    identity: &'a SigningIdentity,
    plan: &'a SignPlan,
    tell: &'a dyn Fn(WatchEvent),
    keep_going: &'a (dyn Fn() -> bool + Sync),
    watched: PathBuf,
    sources: PathBuf,
    out: PathBuf,
    memory: Memory,
    pending: BTreeMap<PathBuf, Pending>,
    left: BTreeMap<PathBuf, Left>,
    /// Folders and links that cannot be read, told once each.
    unreadable: BTreeSet<PathBuf>,
    /// What hampers the watch, so that it is told once.
    trouble: Option<String>,
    looks: u32,
    recorded: usize,
}

impl<'a> Watch<'a> {
    fn begin(
        pool: &'a Pool,
        identity: &'a SigningIdentity,
        order: &'a WatchOrder,
        tell: &'a dyn Fn(WatchEvent),
        keep_going: &'a (dyn Fn() -> bool + Sync),
    ) -> Result<Self, Problem> {
        let (watched, sources) = (folder(&order.watched)?, folder(&order.sources)?);
        if watched == sources {
            return Err(crate::problem!("watch-same-folder"));
        }
        // Judged before it is made, so that not even an empty folder comes into the watched one.
        if would_be(&order.out).starts_with(&watched) {
            return Err(crate::problem!("watch-out-inside"));
        }
        std::fs::create_dir_all(&order.out)
            .map_err(|error| crate::problem!("watch-out-unmade", folder = shown(&order.out)).with_cause(&error))?;
        let out = folder(&order.out)?;
        if out.starts_with(&watched) {
            return Err(crate::problem!("watch-out-inside"));
        }
        let memory = Memory::open(&order.data, &watched, &out);
        let plan = &order.plan;
        Ok(Self {
            pool,
            identity,
            plan,
            tell,
            keep_going,
            watched,
            sources,
            out,
            memory,
            pending: BTreeMap::new(),
            left: BTreeMap::new(),
            unreadable: BTreeSet::new(),
            trouble: None,
            looks: 0,
            recorded: 0,
        })
    }

    /// One look into the folder, and whatever is to be done after it. Gives how long the walk took.
    fn look(&mut self) -> Duration {
        self.looks = self.looks.wrapping_add(1);
        let begun = Instant::now();
        let Some(there) = self.files_there() else { return Duration::ZERO };
        let walked = begun.elapsed();
        self.pending.retain(|path, _| there.contains_key(path));
        self.left.retain(|path, left| there.get(path) == Some(&left.facts));
        let mut ready = Vec::new();
        for (path, facts) in there {
            if self.left.contains_key(&path) || self.memory.is_done(&self.relative(&path), &facts) {
                continue;
            }
            let pending = self.pending.entry(path.clone()).or_insert(Pending { facts, looks: 0 });
            if pending.facts != facts {
                *pending = Pending { facts, looks: 0 };
            }
            pending.looks += 1;
            // The first look only learns what there is.
            if pending.looks > STEADY_LOOKS {
                ready.push((path, facts));
            }
        }
        let retry = self.looks.is_multiple_of(LOOKS_BEFORE_RETRY) && !self.left.is_empty();
        if ready.is_empty() && !retry {
            return walked;
        }
        let begun = Instant::now();
        let sources = pairing::originals(&self.sources, &[&self.watched, &self.out]);
        let walked = walked + begun.elapsed();
        let again: Vec<(PathBuf, Facts)> = self
            .left
            .iter()
            .filter(|(path, left)| left.is_due(self.looks) || pairing::candidates(path, &sources) != left.candidates)
            .map(|(path, left)| (path.clone(), left.facts))
            .collect();
        for (path, facts) in ready.into_iter().chain(again) {
            if !(self.keep_going)() {
                break;
            }
            self.pending.remove(&path);
            self.record(path, facts, &sources);
        }
        walked
    }

    /// The edits in the folder, or nothing when it cannot be read, which is told once.
    fn files_there(&mut self) -> Option<BTreeMap<PathBuf, Facts>> {
        if !self.watched.is_dir() {
            self.hamper(crate::problem!("watch-gone"));
            return None;
        }
        self.trouble = None;
        let mut there = BTreeMap::new();
        for found in collect(vec![self.watched.clone()]) {
            match found {
                Found::File(path) if path.starts_with(&self.sources) => {}
                Found::File(path) => {
                    if let Some(facts) = Facts::of(&path).filter(|facts| facts.size_bytes > 0) {
                        there.insert(path, facts);
                    }
                }
                Found::Unreadable { path, problem } => {
                    if self.unreadable.insert(path.clone()) {
                        (self.tell)(WatchEvent::Left { edited: path, problem: Box::new(problem) });
                    }
                }
            }
        }
        Some(there)
    }

    fn record(&mut self, edited: PathBuf, facts: Facts, sources: &[(PathBuf, Facts)]) {
        let candidates = pairing::candidates(&edited, sources);
        let paired = pairing::best(self.pool, &edited, &candidates);
        let signing_failed = paired.is_ok().then_some(self.looks);
        let done = paired.and_then(|(source, proposal)| {
            let signed = self.sign(&edited, &source, &proposal)?;
            Ok((source, proposal, signed))
        });
        match done {
            Ok((source, proposal, signed)) => {
                self.left.remove(&edited);
                if matches!(signed, Signed::Done { .. }) {
                    self.recorded += 1;
                    if let Err(problem) = self.memory.keep(self.relative(&edited), facts) {
                        self.hamper(problem);
                    }
                }
                let (proposal, signed) = (Box::new(proposal), Box::new(signed));
                (self.tell)(WatchEvent::Recorded { edited, source, proposal, signed });
            }
            Err(problem) => {
                let left = Left { facts, candidates, told: problem.what.clone(), signing_failed };
                let before = self.left.insert(edited.clone(), left);
                if before.is_none_or(|before| before.told != problem.what) {
                    (self.tell)(WatchEvent::Left { edited, problem: Box::new(problem) });
                }
            }
        }
    }

    fn sign(&self, edited: &Path, source: &Path, proposal: &Proposal) -> Result<Signed, Problem> {
        let target = self.target(edited);
        if let Some(folder) = target.parent() {
            // A folder that cannot be made shows in the file's own problem.
            let _ = std::fs::create_dir_all(folder);
        }
        let is_again = self.memory.knows(&self.relative(edited));
        let plan = SignPlan {
            subject: Subject::Recorded(proposal.confirmed(edited.to_owned(), proposal.steps.clone())),
            target: Target {
                destination: Destination::File(target),
                // What was exported once more becomes a copy of its own; a copy that nobody remembers making is let be.
                existing: if is_again { Existing::Number } else { self.plan.target.existing },
                ..self.plan.target.clone()
            },
            ..self.plan.clone()
        };
        let outcome = std::sync::Mutex::new(None);
        sign::sign(
            self.pool,
            self.identity,
            &[source.to_owned()],
            &plan,
            &|_, signed| *outcome.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(signed),
            self.keep_going,
        );
        match outcome.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
            Some(Signed::Failed { problem, .. }) => Err(problem),
            Some(signed) => Ok(signed),
            None => Ok(Signed::Cancelled { source: source.to_owned() }),
        }
    }

    fn target(&self, edited: &Path) -> PathBuf {
        let stem = edited.file_stem().unwrap_or_default().to_string_lossy();
        let mut name = self.plan.target.name_pattern.replace("{name}", &stem);
        if let Some(ending) = edited.extension() {
            name = format!("{name}.{}", ending.to_string_lossy());
        }
        self.out.join(self.relative(edited)).with_file_name(name)
    }

    fn relative(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.watched).unwrap_or(path).to_owned()
    }

    fn hamper(&mut self, problem: Problem) {
        if self.trouble.as_ref() != Some(&problem.what) {
            self.trouble = Some(problem.what.clone());
            (self.tell)(WatchEvent::Trouble(Box::new(problem)));
        }
    }
}

fn folder(path: &Path) -> Result<PathBuf, Problem> {
    let refused = || crate::problem!("watch-no-folder", folder = shown(path));
    let whole = path.canonicalize().map_err(|error| refused().with_cause(&error))?;
    if whole.is_dir() { Ok(whole) } else { Err(refused()) }
}

/// Where a path that may not be there yet leads: the deepest folder of it that is there, whole, and the rest.
fn would_be(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    path.ancestors()
        .find_map(|above| Some(above.canonicalize().ok()?.join(path.strip_prefix(above).ok()?)))
        .unwrap_or(path)
}

fn shown(path: &Path) -> String {
    crate::locale::elide(&path.to_string_lossy(), 200)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_is_tried_again_after_a_while_and_a_pair_that_does_not_fit_is_not() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let facts = Facts::of(file.path()).unwrap();
        let left = |signing_failed| Left { facts, candidates: Vec::new(), told: String::new(), signing_failed };
        assert!(!left(Some(7)).is_due(66) && left(Some(7)).is_due(67));
        assert!(left(Some(u32::MAX)).is_due(LOOKS_BEFORE_SIGNING_AGAIN));
        assert!(!left(None).is_due(u32::MAX));
    }

    #[test]
    #[cfg(unix)]
    fn a_folder_that_is_not_there_yet_is_found_through_links() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("real")).unwrap();
        std::os::unix::fs::symlink("real", dir.path().join("link")).unwrap();
        let real = dir.path().join("real").canonicalize().unwrap();
        assert_eq!(would_be(&dir.path().join("link/a/b")), real.join("a/b"));
        assert!(folder(&dir.path().join("link/a")).is_err());
        assert_eq!(folder(&dir.path().join("link")).unwrap(), real);
    }
}
