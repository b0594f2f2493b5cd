//! The pool of warm worker children. Does almost nothing for each file itself: the children do the work.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::ABOUT_FILES;
use super::frame::{self, Order};
use super::process::{Ended, Launch, Loss, Vital, Worker, lock};
use super::protocol::{Answer, Task};
use super::watch::{self, Watch};
use crate::trust::TrustStore;

/// How often a batch asks whether it is to go on while all children are at work.
const CANCEL_TICK: Duration = Duration::from_millis(50);

/// How long children may finish what they are at after a batch was cancelled.
const CANCEL_GRACE: Duration = Duration::from_millis(300);

/// Files of this size and more are large: hashing one takes about half a GiB of memory (two of the engine's
/// buffers of 256 MiB), whatever its size.
const LARGE_BYTES: u64 = 256 << 20;

/// Large files that are examined at the same time, however many children there are.
const LARGE_AT_ONCE: usize = 2;

/// Limits and size of a pool.
#[derive(Debug, Clone)]
pub struct PoolOptions {
    /// Number of children; as many as there are cores by default.
    pub workers: usize,
    /// For one task; a child that takes longer is ended. A large file gets a minute more for each GiB.
    pub time_limit: Duration,
    /// Address space of one child in bytes; 0 is no limit.
    pub memory_limit_bytes: u64,
    pub trust: TrustStore,
    /// The program to start as a child; this very program by default. Tests name the built program here.
    pub program: Option<PathBuf>,
    /// Lets files named `rehearse-*` cause accidents in the child; debug builds only, for tests.
    pub rehearse: bool,
}

impl Default for PoolOptions {
    /// As many children as cores, a minute and 2 GiB of address space for each file, nobody trusted.
    fn default() -> Self {
        Self {
            workers: std::thread::available_parallelism().map_or(1, usize::from),
            time_limit: Duration::from_secs(60),
            memory_limit_bytes: 2 << 30,
            trust: TrustStore::default(),
            program: None,
            rehearse: false,
        }
    }
}

/// Warm children, shared by everything that reads files. Dropping it ends them.
pub struct Pool {
    launch: Launch,
    workers: usize,
    slots: Mutex<Slots>,
    freed: Condvar,
    /// How many more large files may be examined now.
    large: Mutex<usize>,
    large_done: Condvar,
    trust: Mutex<TrustFrame>,
    watch: Arc<Watch>,
    watching: Option<JoinHandle<()>>,
}

/// Places for children. A free place holds a warm child or none yet.
struct Slots {
    free: Vec<Option<Worker>>,
    /// Single tasks (somebody looks at the window) that wait; batches let them go first.
    urgent_waiting: usize,
}

/// The trust lists, ready to be sent; made once, however many children there are.
#[derive(Clone)]
struct TrustFrame {
    version: u64,
    bytes: Arc<Vec<u8>>,
}

impl Pool {
    /// Starts no child yet; the first tasks do.
    pub fn new(options: PoolOptions) -> Self {
        let workers = options.workers.max(1);
        let watch = Arc::new(Watch::default());
        let watching = {
            let watch = Arc::clone(&watch);
            let name = "worker watch".to_owned();
            std::thread::Builder::new().name(name).spawn(move || watch.keep(options.time_limit))
        };
        if let Err(error) = &watching {
            tracing::error!(%error, "no limit on time: the watch could not be started");
        }
        Self {
            launch: Launch {
                program: options.program,
                memory_limit_bytes: options.memory_limit_bytes,
                rehearse: options.rehearse,
            },
            workers,
            slots: Mutex::new(Slots { free: (0..workers).map(|_| None).collect(), urgent_waiting: 0 }),
            freed: Condvar::new(),
            large: Mutex::new(LARGE_AT_ONCE),
            large_done: Condvar::new(),
            trust: Mutex::new(trust_frame(options.trust, 1)),
            watch,
            watching: watching.ok(),
        }
    }

    /// Runs one task on the next free child and waits; goes before any batch. Never panics; a lost child gives
    /// `Failed` or, for `Examine`, a report that says not checked and why.
    pub fn run(&self, task: Task) -> Answer {
        self.run_in_slot(&task, true, &|_| {}).unwrap_or_else(|loss| loss.answer(&task))
    }

    /// Runs tasks on all children at once, giving each answer with its index as it comes; stops handing out
    /// when `keep_going` says no. Tasks are taken from the iterator only when a child can begin them soon. After
    /// a cancel, tasks in hand may finish for a moment; those that do not are ended and get no answer.
    pub fn run_all(
        &self,
        tasks: &mut (dyn Iterator<Item = Task> + Send),
        on_answer: &(dyn Fn(usize, Answer) + Sync),
        keep_going: &(dyn Fn() -> bool + Sync),
    ) {
        let mut numbered = tasks.enumerate();
        let batch = Batch {
            queue: Mutex::new(Some(&mut numbered)),
            on_answer,
            keep_going,
            cancelled: AtomicBool::new(false),
            at_work: Mutex::new(Vec::new()),
            left: Mutex::new(0),
            finished: Condvar::new(),
        };
        std::thread::scope(|scope| {
            for number in 0..self.workers {
                let name = format!("batch {number}");
                *lock(&batch.left) += 1;
                if std::thread::Builder::new().name(name).spawn_scoped(scope, || self.work_off(&batch)).is_err() {
                    *lock(&batch.left) -= 1;
                }
            }
            if *lock(&batch.left) == 0 {
                *lock(&batch.left) += 1;
                self.work_off(&batch);
            }
            batch.oversee();
        });
    }

    /// Puts other trust lists in force for tasks from now on.
    pub fn set_trust(&self, trust: TrustStore) {
        let version = lock(&self.trust).version + 1;
        let frame = trust_frame(trust, version);
        *lock(&self.trust) = frame;
    }

    /// One thread of a batch: takes tasks until there are none.
    fn work_off(&self, batch: &Batch<'_>) {
        let _leaving = Leaving(batch);
        while let Some((index, task)) = batch.next() {
            let outcome = self.run_in_slot(&task, false, &|vital| batch.set_at_work(index, vital));
            batch.set_at_work(index, None);
            match outcome {
                Ok(answer) => (batch.on_answer)(index, answer),
                Err(Loss::Cancelled) => {}
                Err(loss) => (batch.on_answer)(index, loss.answer(&task)),
            }
        }
    }

    fn run_in_slot(&self, task: &Task, urgent: bool, at_work: &dyn Fn(Option<&Arc<Vital>>)) -> Result<Answer, Loss> {
        let _large = self.wait_if_large(task);
        let mut slot = Slot { pool: self, worker: self.acquire(urgent) };
        if slot.worker.as_ref().is_some_and(Worker::has_exited) {
            slot.discard();
        }
        let mut worker = match slot.worker.take() {
            Some(worker) => worker,
            None => self.start()?,
        };
        at_work(Some(&worker.vital));
        *lock(&worker.vital.running) = Some(watch::running(task.path().to_owned()));
        let outcome = self.bring_up_to_date(&mut worker).and_then(|()| worker.perform(task));
        *lock(&worker.vital.running) = None;
        match outcome {
            Ok((answer, false)) => {
                slot.worker = Some(worker);
                Ok(answer)
            }
            Ok((answer, true)) => {
                self.watch.remove(&worker.vital);
                Ok(answer)
            }
            Err(error) => {
                self.watch.remove(&worker.vital);
                let loss = worker.autopsy(&error);
                tracing::warn!(%loss, "worker lost");
                let path = crate::locale::plain(&task.path().to_string_lossy());
                tracing::info!(target: ABOUT_FILES, path, %loss, "worker lost");
                Err(loss)
            }
        }
    }

    fn start(&self) -> Result<Worker, Loss> {
        let worker = Worker::start(&self.launch).map_err(|source| Loss::NotStarted { source })?;
        self.watch.add(Arc::clone(&worker.vital));
        Ok(worker)
    }

    fn bring_up_to_date(&self, worker: &mut Worker) -> std::io::Result<()> {
        let trust = lock(&self.trust).clone();
        if worker.trust_version != trust.version {
            worker.tell(&trust.bytes)?;
            worker.trust_version = trust.version;
        }
        Ok(())
    }

    /// Waits until one more large file may be examined. Comes before the place, so that small files pass by.
    fn wait_if_large(&self, task: &Task) -> Option<Large<'_>> {
        let (Task::Examine { path, .. } | Task::ExamineWith { path, .. }) = task else { return None };
        path.metadata().ok().filter(|metadata| metadata.is_file() && metadata.len() >= LARGE_BYTES)?;
        let mut more = lock(&self.large);
        while *more == 0 {
            more = self.large_done.wait(more).unwrap_or_else(PoisonError::into_inner);
        }
        *more -= 1;
        Some(Large(self))
    }

    /// Waits for a free place. Batches hold back while a single task waits.
    fn acquire(&self, urgent: bool) -> Option<Worker> {
        let mut slots = lock(&self.slots);
        if urgent {
            slots.urgent_waiting += 1;
        }
        while slots.free.is_empty() || (!urgent && slots.urgent_waiting > 0) {
            slots = self.freed.wait(slots).unwrap_or_else(PoisonError::into_inner);
        }
        if urgent {
            slots.urgent_waiting -= 1;
        }
        let warm = slots.free.iter().rposition(Option::is_some).unwrap_or_default();
        let worker = slots.free.swap_remove(warm);
        drop(slots);
        if urgent {
            // Batches that held back may go on, if there is another free place.
            self.freed.notify_all();
        }
        worker
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        lock(&self.slots).free.clear();
        self.watch.close();
        if let Some(watching) = self.watching.take() {
            let _ = watching.join();
        }
    }
}

/// The right to examine one large file; given back when dropped.
struct Large<'a>(&'a Pool);

impl Drop for Large<'_> {
    fn drop(&mut self) {
        *lock(&self.0.large) += 1;
        self.0.large_done.notify_one();
    }
}

/// A taken place; goes back when dropped, whatever happened, with the child if it is still good.
struct Slot<'a> {
    pool: &'a Pool,
    worker: Option<Worker>,
}

impl Slot<'_> {
    fn discard(&mut self) {
        if let Some(worker) = self.worker.take() {
            self.pool.watch.remove(&worker.vital);
        }
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        lock(&self.pool.slots).free.push(self.worker.take());
        self.pool.freed.notify_all();
    }
}

type Queue<'a> = &'a mut (dyn Iterator<Item = (usize, Task)> + Send + 'a);

/// One call of [`Pool::run_all`].
struct Batch<'a> {
    /// `None` once it has ended.
    queue: Mutex<Option<Queue<'a>>>,
    on_answer: &'a (dyn Fn(usize, Answer) + Sync),
    keep_going: &'a (dyn Fn() -> bool + Sync),
    cancelled: AtomicBool,
    at_work: Mutex<Vec<(usize, Arc<Vital>)>>,
    /// Threads that still take tasks.
    left: Mutex<usize>,
    finished: Condvar,
}

impl Batch<'_> {
    fn next(&self) -> Option<(usize, Task)> {
        if self.cancelled.load(Ordering::Acquire) || !(self.keep_going)() {
            return None;
        }
        let mut queue = lock(&self.queue);
        let next = queue.as_mut()?.next();
        if next.is_none() {
            *queue = None;
        }
        next
    }

    fn set_at_work(&self, index: usize, vital: Option<&Arc<Vital>>) {
        let mut at_work = lock(&self.at_work);
        at_work.retain(|(other, _)| *other != index);
        at_work.extend(vital.map(|vital| (index, Arc::clone(vital))));
    }

    /// Waits until all threads are done. After a cancel, ends the children that take long over this batch.
    fn oversee(&self) {
        let mut cancelled_at = None;
        let mut left = lock(&self.left);
        while *left > 0 {
            left = self.finished.wait_timeout(left, CANCEL_TICK).unwrap_or_else(PoisonError::into_inner).0;
            if cancelled_at.is_none() && !(self.keep_going)() {
                self.cancelled.store(true, Ordering::Release);
                cancelled_at = Some(Instant::now());
            }
            if cancelled_at.is_some_and(|at| at.elapsed() > CANCEL_GRACE) {
                for (_, vital) in lock(&self.at_work).iter() {
                    vital.end(Ended::Cancelled);
                }
            }
        }
    }
}

/// Counts a thread out, even when it panics.
struct Leaving<'b, 'a>(&'b Batch<'a>);

impl Drop for Leaving<'_, '_> {
    fn drop(&mut self) {
        *lock(&self.0.left) -= 1;
        self.0.finished.notify_all();
    }
}

fn trust_frame(trust: TrustStore, version: u64) -> TrustFrame {
    let bytes = frame::encode(&Order::Trust(trust), &[]).unwrap_or_else(|error| {
        // Without the lists nobody is recognised, which is the safe side.
        tracing::error!(%error, "the trust lists are too large to be handed to the workers");
        frame::encode(&Order::Trust(TrustStore::default()), &[]).unwrap_or_default()
    });
    TrustFrame { version, bytes: Arc::new(bytes) }
}
