//! Who is believed, through the program itself: lists added, replaced and refused, and what a person is told.

mod common;

#[path = "trust/contacts.rs"]
mod contacts;
#[allow(dead_code, reason = "verifying uses the rest")]
#[path = "verify/foreign.rs"]
mod foreign;
#[allow(dead_code, reason = "the table of chains uses the rest")]
#[path = "chains/forge.rs"]
mod forge;
#[allow(dead_code, reason = "the table of lists uses the rest")]
#[path = "chains/forge_crl.rs"]
mod forge_crl;
#[path = "trust/library.rs"]
mod library;
#[path = "trust/lists.rs"]
mod lists;
#[path = "trust/revocations.rs"]
mod revocations;
#[path = "trust/teams.rs"]
mod teams;
#[path = "trust/update.rs"]
mod update;

use std::path::PathBuf;
use std::process::Output;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use common::Home;

/// A private home and the commands of `lightmark trust` in it.
pub struct Desk {
    pub home: Home,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self { home: Home::new() }
    }

    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.home.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub fn run(&self, args: &[&str]) -> Output {
        self.home.lightmark().args(args).output().unwrap()
    }

    pub fn trust(&self, args: &[&str]) -> Output {
        self.run(&[&["trust"], args].concat())
    }

    /// Runs a command that must succeed and gives its output.
    pub fn good(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert_eq!(code(&output), 0, "{args:?}: {}", stderr(&output));
        stdout(&output)
    }

    /// The JSON of `trust list` but for the ages, which may grow by a day from one call to the next.
    pub fn listed(&self) -> serde_json::Value {
        let mut listed = self.listed_with_ages();
        for kind in ["lists", "revocations"] {
            let all = listed[kind].as_array_mut().unwrap();
            all.iter_mut().for_each(|list| drop(list.as_object_mut().unwrap().remove("age_days")));
        }
        listed
    }

    pub fn listed_with_ages(&self) -> serde_json::Value {
        serde_json::from_str(&self.good(&["trust", "list", "--json"])).unwrap()
    }

    /// The ids of the lists in force.
    pub fn ids(&self) -> Vec<String> {
        let listed = self.listed();
        listed["lists"].as_array().unwrap().iter().map(|list| list["id"].as_str().unwrap().to_owned()).collect()
    }

    /// Runs a command that must fail with a problem that says this, and whose remedy is there.
    pub fn refuses(&self, args: &[&str], expected_code: i32, says: &str) -> String {
        let output = self.run(args);
        let text = stderr(&output);
        assert_eq!(code(&output), expected_code, "{args:?}: {text}");
        assert!(text.contains(says), "{args:?} does not say {says:?}: {text}");
        assert!(text.lines().count() >= 3 && output.stdout.is_empty(), "{text}");
        text
    }
}

pub fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub fn pem(kind: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {kind}-----\n{}\n-----END {kind}-----\n", lines.join("\n"))
}

pub fn certificate(der: &[u8]) -> String {
    pem("CERTIFICATE", der)
}
