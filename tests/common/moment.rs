//! A moment in the life of another process, made certain: waiting for what happens and not for a time, and holding the
//! process still while something is done to it.

use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// Nothing that a test waits for takes so long on the slowest of machines.
const FAR_TOO_LONG: Duration = Duration::from_secs(300);

/// Waits until it is so; fails the test where it never comes to be.
#[track_caller]
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < FAR_TOO_LONG, "in vain was waited until {what}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Whether the process has come to its end.
pub fn has_ended(child: &mut Child) -> bool {
    child.try_wait().unwrap().is_some()
}

/// Sends a signal, such as `INT`.
pub fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status().unwrap();
    assert!(sent.success(), "no {name} could be sent");
}

/// Holds the process still, all its threads; when this is over nothing more happens in it until it goes on.
#[cfg(target_os = "linux")]
pub fn hold(child: &mut Child) {
    signal(child, "STOP");
    let threads = format!("/proc/{}/task", child.id());
    wait_until("the process stands still", || {
        let Ok(threads) = std::fs::read_dir(&threads) else { return true };
        // The state follows the name, which is in brackets (proc(5)); T is stopped, Z and X have ended.
        threads.flatten().all(|thread| {
            let facts = std::fs::read_to_string(thread.path().join("stat")).unwrap_or_default();
            facts.rsplit_once(") ").is_none_or(|(_, facts)| facts.starts_with(['T', 'Z', 'X']))
        })
    });
}

/// Lets the process go on.
#[cfg(target_os = "linux")]
pub fn go_on(child: &Child) {
    signal(child, "CONT");
}
