//! One child as the program sees it: started without the program's secrets, spoken to, ended. Never reads files.

use std::io::{self, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Instant;

use super::child::SUBCOMMAND;
use super::frame::{self, Order, Reply};
use super::protocol::{Answer, Task};
use super::{rehearsal, tasks};
use crate::problem;
use crate::problem::Problem;

/// How much of what a child says on standard error is kept, in bytes.
const TAIL_BYTES: usize = 4096;

/// Set for every child. A process that has it starts no children: if the program named is not Lightmark (a test
/// program, say), it cannot start itself again and again.
const IS_CHILD: &str = "LIGHTMARK_IS_WORKER";

/// What a child is started with.
#[derive(Debug, Clone)]
pub struct Launch {
    pub program: Option<PathBuf>,
    pub memory_limit_bytes: u64,
    pub rehearse: bool,
}

/// Why a task got no answer.
#[derive(Debug, thiserror::Error)]
pub enum Loss {
    #[error("the worker could not be started")]
    NotStarted { source: io::Error },
    #[error("the worker took longer than it may")]
    TimedOut,
    #[error("the worker needed more memory than it may have: {details}")]
    OutOfMemory { details: String },
    #[error("the worker ended before it answered: {details}")]
    Crashed { details: String },
    #[error("the batch was cancelled")]
    Cancelled,
}

impl Loss {
    /// The loss in words.
    pub fn problem(&self) -> Problem {
        match self {
            Self::NotStarted { .. } => problem!("worker-not-started"),
            Self::TimedOut => problem!("check-timeout"),
            Self::OutOfMemory { .. } => problem!("check-out-of-memory"),
            Self::Crashed { .. } => problem!("check-crashed"),
            Self::Cancelled => problem!("check-cancelled"),
        }
        .with_cause(self)
    }

    /// The loss as an answer to the task.
    pub fn answer(&self, task: &Task) -> Answer {
        match (self, task) {
            // Whoever looks again would stumble again; what nobody can decode looks like nothing.
            (Self::TimedOut | Self::OutOfMemory { .. } | Self::Crashed { .. }, Task::Look { .. }) => {
                tasks::no_picture()
            }
            _ => tasks::failed(task, self.problem()),
        }
    }
}

/// Why a child was ended by us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Ended {
    No = 0,
    TimedOut = 1,
    Cancelled = 2,
}

/// What a child is busy with.
#[derive(Debug)]
pub struct Running {
    pub since: Instant,
    pub path: PathBuf,
    /// The file's size in bytes, looked up only when the first limit has passed.
    pub size_bytes: Option<u64>,
}

/// The part of a child that others may end while a thread waits for its answer.
pub struct Vital {
    child: Mutex<Child>,
    pub running: Mutex<Option<Running>>,
    ended: AtomicU8,
}

impl Vital {
    /// Ends the child; whoever waits for its answer gets the reason.
    pub fn end(&self, why: Ended) {
        let _ = self.ended.compare_exchange(Ended::No as u8, why as u8, Ordering::AcqRel, Ordering::Acquire);
        // An error means that it has ended already.
        let _ = lock(&self.child).kill();
    }

    fn has_exited(&self) -> bool {
        !matches!(lock(&self.child).try_wait(), Ok(None))
    }
}

/// A child that waits for work, or is at work.
pub struct Worker {
    pub vital: Arc<Vital>,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    tail: Option<JoinHandle<Vec<u8>>>,
    /// Which of the pool's trust lists it was given.
    pub trust_version: u64,
}

impl Worker {
    /// Starts a child.
    pub fn start(launch: &Launch) -> io::Result<Self> {
        let mut child = command(launch)?.spawn()?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(input), Some(output), Some(errors)) = pipes else {
            let _ = child.kill();
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let id = child.id();
        tracing::debug!(id, "worker started");
        let vital = Arc::new(Vital {
            child: Mutex::new(child),
            running: Mutex::new(None),
            ended: AtomicU8::new(Ended::No as u8),
        });
        let tail = std::thread::Builder::new().name("worker errors".to_owned()).spawn(move || drain(id, errors));
        let mut worker =
            Self { vital, input: Some(input), output: BufReader::new(output), tail: None, trust_version: 0 };
        worker.tail = Some(tail?);
        Ok(worker)
    }

    /// Whether it ended while it was waiting for work (the system may end it at any time).
    pub fn has_exited(&self) -> bool {
        self.vital.has_exited()
    }

    /// Gives it trust lists, as a frame ready to be written.
    pub fn tell(&mut self, frame: &[u8]) -> io::Result<()> {
        let input = self.input.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        input.write_all(frame)?;
        input.flush()
    }

    /// Does one task. `Err` means that the child must not be used again; `Ok((_, true))`, too.
    pub fn perform(&mut self, task: &Task) -> io::Result<(Answer, bool)> {
        self.tell(&frame::encode(&Order::Do(task.clone()), &[])?)?;
        let (reply, blob): (Reply, Vec<u8>) = frame::read(&mut self.output)?;
        let last = reply.last;
        let answer = reply.body.into_answer(blob).ok_or(io::ErrorKind::InvalidData)?;
        Ok((answer, last))
    }

    /// Ends the child and says why it was lost.
    pub fn autopsy(mut self, error: &io::Error) -> Loss {
        drop(self.input.take());
        let status = {
            let mut child = lock(&self.vital.child);
            // A child that broke the protocol is still there; one that died by itself keeps its own status.
            if error.kind() == io::ErrorKind::InvalidData {
                let _ = child.kill();
            }
            wait_or_kill(&mut child)
        };
        let said = self.tail.take().and_then(|tail| tail.join().ok()).unwrap_or_default();
        let said = String::from_utf8_lossy(&said).trim().to_owned();
        match self.vital.ended.load(Ordering::Acquire) {
            1 => return Loss::TimedOut,
            2 => return Loss::Cancelled,
            _ => {}
        }
        let details = match status {
            Some(status) => format!("{error}; {status}; {said}"),
            None => format!("{error}; {said}"),
        };
        // Rust's own words when an allocation fails; the system's own way is SIGKILL, which we did not send.
        if said.contains("memory allocation of") || (error.kind() != io::ErrorKind::InvalidData && was_killed(status)) {
            return Loss::OutOfMemory { details };
        }
        Loss::Crashed { details }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        drop(self.input.take());
        let mut child = lock(&self.vital.child);
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// The same program, with an empty environment: a passphrase in ours must not reach a process that strangers'
/// files could take over.
fn command(launch: &Launch) -> io::Result<Command> {
    if std::env::var_os(IS_CHILD).is_some() {
        return Err(io::Error::other("a worker starts no workers"));
    }
    let program = match &launch.program {
        Some(program) => program.clone(),
        None => own_program()?,
    };
    let mut command = Command::new(program);
    command
        .arg(SUBCOMMAND)
        .arg(launch.memory_limit_bytes.to_string())
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    // Each of the C library's arenas reserves 64 MiB of the address space that the child is limited to.
    command.env("MALLOC_ARENA_MAX", "2").env(IS_CHILD, "1");
    // Buffers of a photo's size stay with the child: giving them back and having them faulted in anew for each photo
    // takes a tenth of the time that hashing it takes.
    command.env("MALLOC_MMAP_THRESHOLD_", "8388608").env("MALLOC_TRIM_THRESHOLD_", "33554432");
    if cfg!(windows) {
        // Without it, a Windows program finds neither its libraries nor random numbers.
        command.envs(std::env::vars_os().filter(|(name, _)| name.eq_ignore_ascii_case("SystemRoot")));
    }
    if launch.rehearse && cfg!(debug_assertions) {
        command.env(rehearsal::VARIABLE, "1");
    }
    own_group(&mut command);
    Ok(command)
}

/// On Linux the running program itself, even when an update has replaced the file that it was started from.
fn own_program() -> io::Result<PathBuf> {
    let own = PathBuf::from("/proc/self/exe");
    if cfg!(target_os = "linux") && own.exists() { Ok(own) } else { std::env::current_exe() }
}

/// Ctrl-C in a terminal goes to the whole process group; children are to be ended by the program, not by that.
#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.arg0("lightmark").process_group(0);
}

#[cfg(windows)]
fn own_group(command: &mut Command) {
    use std::os::windows::process::CommandExt;
    const CREATE_NEW_PROCESS_GROUP: u32 = 0x0000_0200;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(CREATE_NEW_PROCESS_GROUP | CREATE_NO_WINDOW);
}

/// Logs what the child says and keeps the end of it for the autopsy.
fn drain(id: u32, mut errors: ChildStderr) -> Vec<u8> {
    let mut tail = Vec::new();
    let mut piece = [0; 1024];
    while let Ok(count @ 1..) = errors.read(&mut piece) {
        let said = piece.get(..count).unwrap_or_default();
        tracing::debug!(id, said = %crate::locale::elide(&String::from_utf8_lossy(said), 400), "worker says");
        tail.extend_from_slice(said);
        let excess = tail.len().saturating_sub(TAIL_BYTES);
        tail.drain(..excess);
    }
    tail
}

/// The pipe closes a moment before the process is gone; a child that closed it on purpose gets no longer.
fn wait_or_kill(child: &mut Child) -> Option<ExitStatus> {
    for _ in 0..100 {
        match child.try_wait() {
            Ok(None) => std::thread::sleep(std::time::Duration::from_millis(2)),
            Ok(status) => return status,
            Err(_) => return None,
        }
    }
    let _ = child.kill();
    child.wait().ok()
}

#[cfg(unix)]
fn was_killed(status: Option<ExitStatus>) -> bool {
    use std::os::unix::process::ExitStatusExt;
    status.and_then(|status| status.signal()) == Some(9)
}

#[cfg(not(unix))]
fn was_killed(_status: Option<ExitStatus>) -> bool {
    false
}

/// A lock whose holder panicked still guards data that is whole: every change here is a single step.
pub fn lock<T: ?Sized>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
