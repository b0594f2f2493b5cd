//! What the whole-program tests share: a private home for each test and the program itself.
#![allow(dead_code, reason = "each test binary uses a part")]

pub mod desk;
#[cfg(unix)]
pub mod moment;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A private home: Lightmark's files, a key store file and room for the test's own files. Gone when dropped.
pub struct Home {
    pub dir: tempfile::TempDir,
}

impl Home {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    /// A home with one identity of this name, and the identity's id.
    pub fn with_identity(name: &str) -> (Self, String) {
        let home = Self::new();
        let id = home.identity(name);
        (home, id)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The program, set up so that it touches nothing of the person who runs the tests.
    pub fn lightmark(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lightmark"));
        command
            .env("LIGHTMARK_HOME", self.path("home"))
            .env("LIGHTMARK_KEYSTORE", format!("file:{}", self.path("keys.store").display()))
            .env("LIGHTMARK_PASSPHRASE", "correct horse battery staple")
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .current_dir(self.dir.path());
        command
    }

    /// Makes an identity and gives its id.
    pub fn identity(&self, name: &str) -> String {
        let output = self.lightmark().args(["identity", "new", "--name", name]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

/// A file of the test's own fixtures, `tests/fixtures`.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// A file of `../shared`, if this clone has it beside itself; says so when it has not.
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not beside this clone; the self-made fixtures carry the weight", path.display());
    None
}

/// The JSON lines that a command printed.
pub fn json_lines(output: &Output) -> Vec<serde_json::Value> {
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
        .collect()
}

/// A TIFF that takes minutes to read, and no more memory than any other: its list names one directory a hundred thousand
/// times, and each reading of it is honest work.
pub fn slow_tiff() -> Vec<u8> {
    let (directories, entries) = (100_000_u32, 30_000_u16);
    let mut bytes = [b"II*\0".as_slice(), &[8, 0, 0, 0, 1, 0, 0x4a, 1, 4, 0]].concat();
    bytes.extend(directories.to_le_bytes());
    bytes.extend([26, 0, 0, 0, 0, 0, 0, 0]);
    bytes.extend((26 + 4 * directories).to_le_bytes().repeat(directories as usize));
    bytes.extend(entries.to_le_bytes());
    bytes.extend([0, 0xC0, 4, 0, 1, 0, 0, 0, 0, 0, 0, 0].repeat(usize::from(entries)));
    bytes.extend([0; 4]);
    bytes
}
