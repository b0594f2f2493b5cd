//! Ctrl-C: the first one asks the work to stop, the second one ends the program at once. Never loses a result
//! that was already printed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::exit;

/// Whether the work is to stop, and whether it was a person who asked for it.
#[derive(Debug, Clone, Default)]
pub struct Interrupt {
    asked: Arc<AtomicBool>,
    stopped: Arc<AtomicBool>,
}

impl Interrupt {
    /// Listens from now on. Where the system refuses, Ctrl-C ends the program at once, as it does by default.
    pub fn listen() -> Self {
        let interrupt = Self::default();
        for signal in [SIGINT, SIGTERM] {
            // The order matters: the shutdown looks at the flag before the second line sets it.
            let registered =
                flag::register_conditional_shutdown(signal, exit::INTERRUPTED.into(), interrupt.asked.clone())
                    .and_then(|_| flag::register(signal, interrupt.asked.clone()));
            if let Err(error) = registered {
                tracing::warn!(signal, %error, "cannot listen for a signal");
            }
        }
        interrupt
    }

    /// Whether the work is to go on.
    pub fn keep_going(&self) -> bool {
        !self.was_asked() && !self.stopped.load(Ordering::Relaxed)
    }

    /// Whether a person or the system asked to stop, which is exit code 130.
    pub fn was_asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }

    /// Stops the work for another reason, such as a reader that went away.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }
}
