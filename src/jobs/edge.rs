//! The edge of a job: a named thread, a way to answer, and the place where panics stop.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::Sender;

use crate::state::effect::JobId;
use crate::state::msg::{Answer, Msg};

/// Sends messages to the window and wakes it.
#[derive(Clone)]
pub(super) struct Outbox {
    sender: Sender<Msg>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl Outbox {
    pub(super) fn new(sender: Sender<Msg>, wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self { sender, wake }
    }

    /// Sends; when the window is gone there is nobody to tell.
    pub(super) fn send(&self, msg: Msg) {
        if self.sender.send(msg).is_ok() {
            (self.wake)();
        }
    }

    pub(super) fn answer(&self, job: JobId, answer: Answer) {
        self.send(Msg::Answer { job, answer });
    }
}

/// Runs the work; a panic becomes the job's answer.
pub(super) fn guard(outbox: &Outbox, job: JobId, work: impl FnOnce()) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(work)) {
        let said = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
        let said = said.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
        tracing::error!(job = job.0, said, "a job panicked");
        outbox.answer(job, Answer::Failed(crate::problem!("job-broke-off").with_details(said)));
    }
}

/// Starts a named thread. Without threads the machine is beyond help, which the log is told.
pub(super) fn spawn(name: &str, work: impl FnOnce() + Send + 'static) {
    if let Err(error) = std::thread::Builder::new().name(name.to_owned()).spawn(work) {
        tracing::error!(name, %error, "cannot start a thread");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    #[test]
    fn a_panic_becomes_the_answer_and_goes_no_further() {
        let (sender, receiver) = channel();
        let outbox = Outbox::new(sender, Arc::new(|| {}));
        guard(&outbox, JobId(7), || panic!("broken on purpose"));
        let Msg::Answer { job, answer: Answer::Failed(problem) } = receiver.try_recv().unwrap() else {
            panic!("no failure was told")
        };
        assert_eq!(job, JobId(7));
        assert_eq!(problem.details, "broken on purpose");
        assert!(!problem.remedy.is_empty());
    }
}
