//! The child's side: a loop that reads tasks from standard input and answers on standard output.
//! Never reads a byte of a stranger's file before its rights are given up.

use std::cell::RefCell;
use std::ffi::OsString;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::mpsc;

use super::confine;
use super::frame::{self, Body, Order, Reply};
use super::protocol::{Answer, Task};
use super::tasks;
use crate::problem;
use crate::trust::TrustStore;

/// The hidden subcommand that makes the program a worker.
pub const SUBCOMMAND: &str = "worker";

/// Address space for the stack of the thread that parses: deeply nested files must not overflow it.
const STACK_BYTES: usize = 64 << 20;

thread_local! {
    /// What the last panic on this thread said, for the person's report.
    static LAST_PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Runs until standard input ends. The process is a worker from here on and never returns to other duties.
/// The only argument is the limit on address space in bytes; 0 or none is no limit.
pub fn run(mut args: impl Iterator<Item = OsString>) -> ExitCode {
    let memory_limit_bytes = args.next().and_then(|arg| arg.to_str()?.parse().ok()).filter(|bytes| *bytes > 0);
    confine::confine(memory_limit_bytes);
    if let Some(confined) = confine::confined() {
        say(&format!("confined by Landlock: {}, by seccomp: {}", confined.landlock, confined.seccomp));
        confined.notes.iter().for_each(|note| say(note));
    }
    std::panic::set_hook(Box::new(|info| LAST_PANIC.with(|last| *last.borrow_mut() = info.to_string())));
    let (orders, inbox) = mpsc::sync_channel(4);
    let listen = std::thread::Builder::new().name("orders".to_owned()).spawn(move || listen(&orders));
    let serve =
        std::thread::Builder::new().name("tasks".to_owned()).stack_size(STACK_BYTES).spawn(move || serve(&inbox));
    match (listen, serve) {
        (Ok(_), Ok(serving)) => serving.join().unwrap_or(ExitCode::FAILURE),
        (Err(error), _) | (_, Err(error)) => {
            say(&format!("cannot start a thread: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Reads orders, and ends the process as soon as the program that started it is gone, even in the middle of a
/// task: that is what the end of standard input means.
fn listen(orders: &mpsc::SyncSender<Order>) {
    let mut input = io::stdin().lock();
    while let Ok((order, _)) = frame::read::<Order>(&mut input) {
        if orders.send(order).is_err() {
            break;
        }
    }
    std::process::exit(0)
}

fn serve(inbox: &mpsc::Receiver<Order>) -> ExitCode {
    let mut trust = TrustStore::default();
    let mut output = io::stdout().lock();
    for order in inbox {
        match order {
            Order::Trust(lists) => trust = lists,
            Order::Do(task) => {
                let (answer, panicked) = perform(&task, &trust);
                let (body, blob) = Body::from_answer(answer);
                if send(&mut output, &task, Reply { body, last: panicked }, &blob).is_err() {
                    return ExitCode::FAILURE;
                }
                if panicked {
                    return ExitCode::SUCCESS;
                }
            }
        }
    }
    ExitCode::SUCCESS
}

/// Does the task. After a panic the child answers and ends: what the parser left behind (locks, thread-local
/// settings) cannot be trusted with the next file, and a new child costs a few milliseconds.
fn perform(task: &Task, trust: &TrustStore) -> (Answer, bool) {
    match catch_unwind(AssertUnwindSafe(|| tasks::perform(task, trust))) {
        Ok(answer) => (answer, false),
        Err(_) => {
            let details = LAST_PANIC.with(|last| last.take());
            (tasks::failed(task, problem!("check-crashed").with_details(details)), true)
        }
    }
}

fn send(output: &mut impl io::Write, task: &Task, reply: Reply, blob: &[u8]) -> io::Result<()> {
    match frame::write(output, &reply, blob) {
        // Nothing was written yet: the answer itself is larger than a frame may be.
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            let (body, blob) = Body::from_answer(tasks::failed(task, problem!("check-too-large")));
            frame::write(output, &Reply { body, last: reply.last }, &blob)
        }
        result => result,
    }
}

/// To the program's log. Standard output belongs to the answers.
fn say(line: &str) {
    let _ = io::Write::write_all(&mut io::stderr(), format!("{line}\n").as_bytes());
}
