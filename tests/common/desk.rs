//! A home with one identity, and exporting in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use super::{Home, fixture, json_lines};

pub struct Desk {
    pub home: Home,
    pub id: String,
}

impl Desk {
    pub fn new() -> Self {
        let (home, id) = Home::with_identity("Ada Example");
        Self { home, id }
    }

    pub fn run(&self, command: &str, args: &[&str]) -> Output {
        self.home.lightmark().arg(command).args(args).args(["--identity", &self.id]).output().unwrap()
    }

    /// Exports to `name` and gives its path; fails the test when that fails.
    pub fn export(&self, source: &Path, name: &str, args: &[&str]) -> PathBuf {
        let target = self.home.path(name);
        let mut all = vec![source.to_str().unwrap(), "-o", target.to_str().unwrap()];
        all.extend(args);
        let output = self.run("export", &all);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        target
    }

    pub fn report(&self, path: &Path) -> Value {
        json_lines(&self.home.lightmark().args(["verify", "--json"]).arg(path).output().unwrap()).remove(0)
    }

    /// A photo with a signed history and a claim thumbnail.
    pub fn signed(&self) -> PathBuf {
        self.sign(&fixture("formats/photo.jpg"), "signed.jpg", &["--source-type", "digitalCapture"])
    }

    /// Signs a copy under `name`.
    pub fn sign(&self, source: &Path, name: &str, args: &[&str]) -> PathBuf {
        let target = self.home.path(name);
        let mut all = vec![source.to_str().unwrap(), "-o", target.to_str().unwrap()];
        all.extend(args);
        let output = self.run("sign", &all);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        target
    }
}

/// The steps of the newest manifest.
pub fn actions(report: &Value) -> Vec<String> {
    let steps = report["history"]["steps"].as_array().unwrap();
    let last = steps.last().unwrap()["actions"].as_array().unwrap();
    last.iter().map(|action| action["action"].as_str().unwrap().to_owned()).collect()
}

pub fn parameters<'a>(report: &'a Value, action: &str) -> &'a Value {
    let steps = report["history"]["steps"].as_array().unwrap();
    let last = steps.last().unwrap()["actions"].as_array().unwrap();
    &last.iter().find(|one| one["action"] == action).unwrap()["parameters"]
}

/// What an outside reader finds, by `group:tag`; `None` where ExifTool is not installed.
pub fn exiftool(path: &Path) -> Option<serde_json::Map<String, Value>> {
    let output = Command::new("exiftool").args(["-j", "-G1", "-s", "-a"]).arg(path).output();
    let Ok(output) = output else {
        eprintln!("skipped: exiftool is not installed");
        return None;
    };
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    Some(found[0].as_object().unwrap().clone())
}
