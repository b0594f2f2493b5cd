//! Outside readers of what we write: c2pa-python, c2pa-ts, exiftool and the conformance rubrics, on every format in
//! created, opened and sidecar form (`tests/outside/run.sh`).
//!
//! Where the readers cannot be installed the test says so; in CI that is a failure.

mod common;

use std::path::Path;
use std::process::Command;

/// What `run.sh` answers when the readers cannot be installed.
const NO_READERS: i32 = 77;

#[test]
fn outside_readers_accept_every_format_in_every_form() {
    let home = common::Home::new();
    let work = home.path("outside");
    std::fs::create_dir(&work).unwrap();
    let set_up = home.lightmark();
    let mut run = Command::new("sh");
    run.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/outside/run.sh"))
        .arg(env!("CARGO_BIN_EXE_lightmark"))
        .arg(&work)
        .envs(set_up.get_envs().filter_map(|(name, value)| Some((name, value?))));
    if let Some(conformance) = common::shared("conformance") {
        run.arg(conformance);
    }
    let output = run.output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.code() == Some(NO_READERS) {
        assert!(std::env::var_os("CI").is_none(), "the outside readers must be there in CI:\n{said}");
        eprintln!("skipped: the outside readers cannot be installed here\n{said}");
        return;
    }
    assert!(output.status.success(), "{said}");
}
