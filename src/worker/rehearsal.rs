//! Accidents on demand, so that tests can show what becomes of a child that hangs, grows, panics or lies.
//! Never in a release build, and in a debug build only when the pool that started the child asked for it.
//!
//! The accident is told by the file's name; the file need not exist.

use super::protocol::{Answer, Task};

/// Set by a pool whose options say `rehearse`.
pub const VARIABLE: &str = "LIGHTMARK_WORKER_REHEARSAL";

/// The accident that this file's name asks for; `None` for every ordinary file.
#[cfg(not(debug_assertions))]
pub fn perform(_task: &Task) -> Option<Answer> {
    None
}

/// The accident that this file's name asks for; `None` for every ordinary file.
#[cfg(debug_assertions)]
#[allow(clippy::panic, clippy::indexing_slicing, reason = "panicking is what is rehearsed here")]
pub fn perform(task: &Task) -> Option<Answer> {
    use std::io::Write;
    use std::time::Duration;

    std::env::var_os(VARIABLE)?;
    match task.path().file_name()?.to_str()? {
        "rehearse-hang" => loop {
            std::thread::sleep(Duration::from_secs(3600));
        },
        "rehearse-spin" => loop {
            std::hint::spin_loop();
        },
        "rehearse-grow" => {
            // 4 GiB is twice the largest limit: one that does not hold fails the test, not the machine.
            let eaten: Vec<Vec<u8>> = (0..256).map(|_| vec![1; 16 << 20]).collect();
            Some(Answer::Json(eaten.len().into()))
        }
        "rehearse-overflow" => Some(Answer::Json(deeper(1).into())),
        "rehearse-panic" => panic!("a rehearsed panic"),
        "rehearse-abort" => std::process::abort(),
        "rehearse-exit" => std::process::exit(0),
        "rehearse-garbage" => {
            let mut output = std::io::stdout();
            let _ = output.write_all(&[0xff; 64]).and_then(|()| output.flush());
            None
        }
        "rehearse-oversized" => {
            Some(Answer::Json(serde_json::Value::String("x".repeat(super::frame::MAX_HEADER_BYTES))))
        }
        "rehearse-rights" => Some(Answer::Json(attempts())),
        "rehearse-nothing" => Some(Answer::Json(serde_json::Value::Null)),
        _ => None,
    }
}

#[cfg(debug_assertions)]
#[allow(unconditional_recursion, reason = "the overflow is what is rehearsed here")]
fn deeper(level: u64) -> u64 {
    std::hint::black_box(deeper(std::hint::black_box(level + 1)) + level)
}

/// Tries everything that a child must not be able to do, and says for each what came of it: `allowed` or the
/// system's error.
#[cfg(all(debug_assertions, target_os = "linux"))]
fn attempts() -> serde_json::Value {
    fn outcome<T>(result: std::io::Result<T>) -> String {
        result.map_or_else(|error| error.kind().to_string(), |_| "allowed".to_owned())
    }
    let folder = std::env::temp_dir();
    let file = folder.join("lightmark-rehearsal-must-not-exist");
    let environment: Vec<String> = std::env::vars_os().map(|(name, _)| name.to_string_lossy().into_owned()).collect();
    let confined = super::confine::confined();
    serde_json::json!({
        "landlock": confined.is_some_and(|confined| confined.landlock),
        "seccomp": confined.is_some_and(|confined| confined.seccomp),
        "create": outcome(std::fs::File::create(&file)),
        "create-folder": outcome(std::fs::create_dir(&file)),
        "remove": outcome(std::fs::remove_file(&file)),
        "rename": outcome(std::fs::rename(&file, folder.join("lightmark-rehearsal-renamed"))),
        "permissions": outcome(folder.metadata().and_then(|m| std::fs::set_permissions(&folder, m.permissions()))),
        "socket": outcome(internet_socket()),
        "local-socket": outcome(std::os::unix::net::UnixDatagram::unbound()),
        "run": outcome(std::process::Command::new("/bin/true").status()),
        "thread": outcome(std::thread::Builder::new().spawn(|| ()).map(|thread| thread.join().is_ok())),
        "list": outcome(std::fs::read_dir(&folder)),
        "environment": environment,
    })
}

#[cfg(all(debug_assertions, not(target_os = "linux")))]
fn attempts() -> serde_json::Value {
    serde_json::Value::Null
}

#[cfg(all(debug_assertions, target_os = "linux"))]
fn internet_socket() -> std::io::Result<()> {
    use rustix::net::{AddressFamily, SocketType, socket};
    socket(AddressFamily::INET, SocketType::STREAM, None).map(drop).map_err(Into::into)
}
