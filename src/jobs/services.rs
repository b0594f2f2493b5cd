//! What jobs share: Lightmark's folders, the worker pool, identities and trust lists. Loaded by the first job.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::keys::Identities;
use crate::library::{Cause, Library, LibraryError, Recorder};
use crate::problem::Problem;
use crate::state::Settings;
use crate::state::msg::{Answer, Started};
use crate::trust::TrustStore;
use crate::worker::{Pool, PoolOptions, lock};
use crate::workflow::home::Home;
use crate::workflow::network::Network;
use crate::workflow::rights_templates::Templates;
use crate::workflow::settings;

use super::trust::in_force;

/// The services, loaded once; whoever asks meanwhile waits.
#[derive(Clone, Default)]
pub(super) struct Shared(Arc<OnceLock<Services>>);

impl Shared {
    pub(super) fn get(&self) -> &Services {
        self.0.get_or_init(Services::load)
    }
}

pub(super) struct Services {
    home: Option<Home>,
    pub(super) pool: Pool,
    identities: Result<Identities, Problem>,
    trust: Mutex<TrustStore>,
    trust_problem: Option<Problem>,
    /// As the library writes times.
    pub(super) started_at: String,
    /// Jobs that work through many files.
    batches: AtomicUsize,
    /// Opening a large library takes a second, because it is looked through for damage.
    library: Mutex<Option<Library>>,
}

impl Services {
    fn load() -> Self {
        let home = Home::find();
        let (trust, trust_problem) = match home.as_ref().map(|home| crate::workflow::trust::load(&home.data)) {
            Some(Ok(trust)) => (trust, None),
            Some(Err(error)) => (TrustStore::default(), Some(error.problem())),
            None => (TrustStore::default(), None),
        };
        let identities = match &home {
            Some(home) => Identities::open(&home.data).map_err(|error| error.problem()),
            None => Err(crate::problem!("no-home")),
        };
        let pool = Pool::new(PoolOptions { trust: trust.clone(), ..PoolOptions::default() });
        Self {
            home,
            pool,
            identities,
            trust: Mutex::new(trust),
            trust_problem,
            started_at: crate::library::now(),
            batches: AtomicUsize::new(0),
            library: Mutex::default(),
        }
    }

    /// Tells, until it is dropped, that a batch is being worked through, so that what can wait does.
    pub(super) fn batch(&self) -> Batch<'_> {
        self.batches.fetch_add(1, Ordering::Relaxed);
        Batch(&self.batches)
    }

    pub(super) fn has_batch(&self) -> bool {
        self.batches.load(Ordering::Relaxed) > 0
    }

    /// What the window wants to know first.
    pub(super) fn started(&self) -> Started {
        let identities = self.identities().and_then(|identities| identities.list().map_err(|error| error.problem()));
        let trust = match &self.trust_problem {
            Some(problem) => Err(problem.clone()),
            None => Ok(in_force(&self.trust.lock().unwrap_or_else(PoisonError::into_inner))),
        };
        Started {
            zone: jiff::tz::TimeZone::system(),
            identities,
            trust,
            logs: self.home.as_ref().map(|home| home.cache.join("logs")),
        }
    }

    pub(super) fn identities(&self) -> Result<&Identities, Problem> {
        self.identities.as_ref().map_err(Clone::clone)
    }

    pub(super) fn save_settings(&self, own: &Settings) -> Result<(), Problem> {
        let home = self.home()?;
        settings::save(&home.config, own).map_err(|error| error.problem())
    }

    /// The rights templates of this person.
    pub(super) fn templates(&self) -> Result<Templates, Problem> {
        self.home().map(Templates::of)
    }

    /// Changes what is in force, here and in the workers, and tells what is in force then.
    pub(super) fn change_trust(&self, change: impl FnOnce(&mut TrustStore, &Path) -> Result<(), Problem>) -> Answer {
        let result = self.home().and_then(|home| {
            let mut trust = self.trust.lock().unwrap_or_else(PoisonError::into_inner);
            change(&mut trust, &home.data)?;
            self.pool.set_trust(trust.clone());
            Ok(in_force(&trust))
        });
        Answer::Trust(result)
    }

    /// Puts the revocations of this person's own identities in force, here and in the workers.
    pub(super) fn revoke_own(&self, identities: &Identities) {
        match identities.revocations() {
            Ok(own) => {
                let mut trust = self.trust.lock().unwrap_or_else(PoisonError::into_inner);
                trust.revoke_own(&own);
                self.pool.set_trust(trust.clone());
            }
            Err(error) => tracing::warn!(%error, "own revocations could not be read"),
        }
    }

    /// The rules and the ledger of this person.
    pub(super) fn network(&self) -> Result<Network, Problem> {
        self.home().map(crate::workflow::network::open)
    }

    /// Looks into what is in force.
    pub(super) fn with_trust<T>(
        &self,
        look: impl FnOnce(&TrustStore, &Path) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let trust = self.trust.lock().unwrap_or_else(PoisonError::into_inner);
        look(&trust, &self.home()?.data)
    }

    /// A copy of what is in force.
    pub(super) fn trust(&self) -> TrustStore {
        self.trust.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What writes down what is seen, if the person wants that.
    pub(super) fn recorder(&self, cause: Cause) -> Option<Recorder> {
        crate::workflow::library::recorder(self.home().ok()?, &self.trust(), cause)
    }

    /// Asks the library, which stays open for the next question; `None` where there is none.
    pub(super) fn ask_library<T>(
        &self,
        question: impl FnOnce(&mut Library) -> Result<T, LibraryError>,
    ) -> Result<Option<T>, Problem> {
        let data = &self.home()?.data;
        let mut open = lock(&self.library);
        if !open.as_ref().is_some_and(Library::is_in_place) {
            let opened = Library::open_existing(data).map_err(|error| error.problem())?;
            *open = opened.map(|opened| opened.library);
        }
        let Some(library) = open.as_mut() else { return Ok(None) };
        let answer = question(library);
        // A broken one is set aside when it is opened the next time.
        if answer.as_ref().is_err_and(LibraryError::is_damage) {
            *open = None;
        }
        answer.map(Some).map_err(|error| error.problem())
    }

    pub(super) fn home(&self) -> Result<&Home, Problem> {
        self.home.as_ref().ok_or_else(|| crate::problem!("no-home"))
    }
}

/// A batch that is being worked through.
pub(super) struct Batch<'a>(&'a AtomicUsize);

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
