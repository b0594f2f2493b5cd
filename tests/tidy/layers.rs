//! Which room may use what (DESIGN §1), as a table. A layer that needs more is a change of the design first.

use super::source::Source;

/// A room of `src/` and its rights. `problem` and `locale` are open to all.
pub struct Room {
    /// `src/<name>/` or `src/<name>.rs`.
    pub name: &'static str,
    /// The rooms that it may name as `crate::…`.
    pub may_use: &'static [&'static str],
    /// Words of code that it may not hold, beside those that are kept to one room.
    pub never: &'static [&'static str],
}

const WINDOW: &[&str] = &["egui", "eframe", "rfd"];
const FILES: &[&str] = &["std::fs", "fs::", "File::open", "File::create", "tempfile", "walkdir"];
const THREADS: &[&str] = &["std::thread", "thread::spawn", "process::Command", "Command::new"];
const CLOCK: &[&str] = &["SystemTime::now", "Instant::now", "Timestamp::now", "Zoned::now", "OffsetDateTime::now_utc"];
const SECRETS: &[&str] = &["keyring_core", "SigningIdentity", "ed25519_dalek", "chacha20poly1305"];

pub const ROOMS: &[Room] = &[
    Room { name: "provenance", may_use: &[], never: &["std::env", "tracing", "openssl", "x509_parser"] },
    Room { name: "media", may_use: &["provenance"], never: &["openssl", "std::thread", "process::Command"] },
    Room { name: "keys", may_use: &["provenance"], never: &[] },
    Room { name: "trust", may_use: &["provenance", "keys"], never: &["std::thread"] },
    Room {
        name: "credentials",
        may_use: &["provenance", "media", "keys", "trust", "time_stamp"],
        never: &["std::thread"],
    },
    // What network/ asks for and credentials/ reads: whether a token holds, checked in one place.
    Room { name: "time_stamp", may_use: &[], never: &["std::thread", "std::env"] },
    Room { name: "network", may_use: &["provenance", "time_stamp"], never: &[] },
    Room { name: "library", may_use: &["provenance"], never: &[] },
    Room {
        name: "workflow",
        may_use: &["provenance", "media", "keys", "trust", "credentials", "network", "library", "worker"],
        never: &[],
    },
    // The trust store travels to the children, which judge certificate paths.
    Room { name: "worker", may_use: &["provenance", "media", "trust", "credentials"], never: &["keyring_core"] },
    // Jobs hand what a workflow asks for (pool, identities, lists) from the glue to the workflow.
    Room {
        name: "jobs",
        may_use: &["provenance", "media", "keys", "trust", "library", "worker", "workflow", "state"],
        never: &["openssl", "ed25519_dalek"],
    },
    Room { name: "state", may_use: &["provenance"], never: &["std::env", "std::net", "tracing"] },
    Room { name: "ui", may_use: &["state", "provenance"], never: &["std::env", "std::net", "rfd", "block_on"] },
    Room {
        name: "cli",
        may_use: &["provenance", "media", "keys", "trust", "worker", "workflow", "library"],
        never: &["openssl", "ed25519_dalek"],
    },
    // The five answers in words, told once for the window and the command line.
    Room { name: "locale", may_use: &["provenance"], never: &["std::fs", "std::thread", "std::net"] },
    Room { name: "problem", may_use: &[], never: &["std::fs", "std::thread", "std::net"] },
    Room { name: "whole_file", may_use: &[], never: &["std::thread", "std::net"] },
    // The glue; it may name every layer, and decides nothing.
    Room {
        name: "app",
        may_use: &[
            "provenance",
            "media",
            "keys",
            "trust",
            "credentials",
            "network",
            "library",
            "workflow",
            "worker",
            "jobs",
            "state",
            "ui",
            "cli",
        ],
        never: &[],
    },
    Room { name: "main", may_use: &["app", "cli"], never: &[] },
    Room {
        name: "lib",
        may_use: &[
            "app",
            "cli",
            "credentials",
            "jobs",
            "keys",
            "library",
            "media",
            "network",
            "provenance",
            "state",
            "time_stamp",
            "trust",
            "ui",
            "worker",
            "workflow",
        ],
        never: &[],
    },
];

/// Words that only these rooms may hold, and why.
const KEPT: &[(&[&str], &[&str], &str)] = &[
    (&["c2pa"], &["credentials"], "only credentials/ names the c2pa crate, so that a new version is one room's work"),
    (WINDOW, &["ui", "app", "jobs"], "the window toolkit stays in ui/ and app.rs"),
    (
        &["TcpStream", "TcpListener", "UdpSocket", "ToSocketAddrs", "reqwest", "ureq", "rustls", "hyper"],
        &["network"],
        "only network/ connects, after the person allowed it",
    ),
    (
        &["println!", "print!", "eprintln!", "eprint!"],
        &["cli", "main"],
        "only the command line prints; elsewhere return a value or use tracing",
    ),
    (&["keyring_core"], &["keys"], "only keys/ asks the keyring"),
    (
        FILES,
        &[
            "media",
            "keys",
            "trust",
            "credentials",
            "network",
            "library",
            "workflow",
            "worker",
            "jobs",
            "cli",
            "app",
            "whole_file",
        ],
        "this room is pure: files are read by a workflow or a worker",
    ),
    (
        THREADS,
        &["keys", "network", "library", "workflow", "worker", "jobs", "cli", "app"],
        "this room does not start threads or processes: jobs/ and worker/ do",
    ),
    (
        CLOCK,
        &["keys", "trust", "credentials", "network", "library", "workflow", "worker", "jobs", "cli", "app"],
        "this room does not ask the clock: the time is handed in",
    ),
    (
        SECRETS,
        &["keys", "credentials", "workflow", "jobs", "cli", "app"],
        "a private key never comes near this room (invariant 3)",
    ),
];

/// Files that name what their room may not, each with its reason. One that is no longer needed fails the test.
pub const EXCUSED: &[(&str, &[&str], &str)] = &[(
    "src/credentials/sign/bridge.rs",
    &["std::thread"],
    "the engine asks for a signer that owns itself; a scoped thread lets the key stay where it is",
)];

/// Excuses that excuse nothing.
pub fn stale_excuses(sources: &[Source]) -> Vec<String> {
    let mut stale = Vec::new();
    for (path, words, _) in EXCUSED {
        let source = sources.iter().find(|source| source.path == *path);
        for word in *words {
            if source.is_none_or(|source| source.word(word).is_empty()) {
                stale.push(format!("tests/tidy/layers.rs: {path} no longer names `{word}`: remove the excuse"));
            }
        }
    }
    stale
}

fn is_excused(path: &str, word: &str) -> bool {
    EXCUSED.iter().any(|(file, words, _)| *file == path && words.contains(&word))
}

/// What a source names that its room may not, as `place: what to do`.
pub fn faults(source: &Source) -> Vec<String> {
    let name = room_of(&source.path);
    let Some(room) = ROOMS.iter().find(|room| room.name == name) else {
        return vec![format!(
            "{}: the room `{name}` is not in the table of tests/tidy/layers.rs; add it with its rights",
            source.path
        )];
    };
    let mut faults = Vec::new();
    for (at, used) in rooms_used(source) {
        let open = used == room.name || ["problem", "locale", "whole_file"].contains(&used.as_str());
        if ROOMS.iter().any(|room| room.name == used) && !open && !room.may_use.contains(&used.as_str()) {
            faults.push(format!(
                "{}: `{name}` may not use `crate::{used}` (DESIGN §1); it may use {:?}",
                source.place(at),
                room.may_use
            ));
        }
    }
    for word in room.never.iter().filter(|word| !is_excused(&source.path, word)) {
        for at in source.word(word) {
            faults.push(format!("{}: `{name}` may not name `{word}` (DESIGN §1)", source.place(at)));
        }
    }
    for (words, rooms, why) in KEPT {
        if rooms.contains(&name) {
            continue;
        }
        for word in words.iter().filter(|word| !is_excused(&source.path, word)) {
            for at in source.word(word) {
                faults.push(format!("{}: `{word}` in `{name}`: {why}", source.place(at)));
            }
        }
    }
    faults
}

/// `src/ui/files.rs` → `ui`, `src/app.rs` → `app`.
fn room_of(path: &str) -> &str {
    let path = path.strip_prefix("src/").unwrap_or(path);
    path.split('/').next().unwrap_or(path).trim_end_matches(".rs")
}

/// The rooms that a source names as `crate::room`, also in `crate::{a, b::c}`. A macro is not a room.
fn rooms_used(source: &Source) -> Vec<(usize, String)> {
    let mut used = Vec::new();
    for at in source.word("crate::") {
        if source.code[..at].ends_with('$') {
            continue;
        }
        let rest = &source.code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut start = true;
            for (index, letter) in group.char_indices() {
                match letter {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => start = true,
                    letter if start && !letter.is_whitespace() => {
                        used.push((at, name_at(&group[index..])));
                        start = false;
                    }
                    _ => {}
                }
            }
        } else {
            let name = name_at(rest);
            if !rest[name.len()..].starts_with('!') {
                used.push((at, name));
            }
        }
    }
    used
}

fn name_at(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}
