//! Decisions about files by the real program: over signed files of every format, stacked, left behind by an edit,
//! refused over what is broken.

mod common;

use std::path::{Path, PathBuf};
use std::process::Output;

use common::{Home, fixture, json_lines};
use serde_json::Value;

struct Desk {
    home: Home,
    photographer: String,
    editor: String,
}

impl Desk {
    fn new() -> Self {
        let home = Home::new();
        let (photographer, editor) = (home.identity("Ada Example"), home.identity("Editor Example"));
        Self { home, photographer, editor }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.home.lightmark().args(arguments).output().unwrap()
    }

    fn done(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        json_lines(&output).pop().unwrap()
    }

    fn signed(&self, name: &str) -> PathBuf {
        let source = fixture(&format!("formats/{name}"));
        let line = self.done(&[
            "sign",
            "--json",
            "--identity",
            &self.photographer,
            "--out",
            &text(&self.home.path("signed")),
            &text(&source),
        ]);
        PathBuf::from(line["target"].as_str().unwrap())
    }

    fn approve(&self, path: &Path, more: &[&str]) -> Value {
        let path = text(path);
        let mut arguments = vec!["approve", "--json", "--identity", &self.editor, path.as_str()];
        arguments.extend(more);
        self.done(&arguments)
    }
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

fn target(line: &Value) -> PathBuf {
    PathBuf::from(line["target"].as_str().unwrap())
}

fn decisions(report: &Value) -> Vec<Value> {
    let steps = report["history"]["steps"].as_array().unwrap();
    steps.iter().filter(|step| !step["approval"].is_null()).cloned().collect()
}

#[test]
fn a_broken_file_is_refused_and_nothing_is_left() {
    let desk = Desk::new();
    let signed = desk.signed("photo.jpg");
    let mut bytes = std::fs::read(&signed).unwrap();
    let last = bytes.len() - 40;
    bytes[last] ^= 1;
    std::fs::write(&signed, bytes).unwrap();
    let output = desk.run(&["approve", "--json", "--identity", &desk.editor, &text(&signed)]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(json_lines(&output)[0]["state"], "refused");
    assert_eq!(std::fs::read_dir(signed.parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn an_update_states_the_decision_where_the_format_takes_one() {
    let desk = Desk::new();
    for name in ["photo.jpg", "photo.png", "photo.tiff", "photo.gif", "photo.svg", "photo.avif", "video.mp4"] {
        let line = desk.approve(&desk.signed(name), &["--role", "picture editor", "--note", "For page <one>"]);
        let report = &line["report"];
        assert_eq!(report["content"]["state"], "intact", "{name}: {report}");
        assert_eq!(report["signer"]["name"], "Editor Example", "{name}");
        let steps = report["history"]["steps"].as_array().unwrap();
        let last = steps.last().unwrap();
        assert_eq!(last["approval"]["decision"], "approved", "{name}: {last}");
        assert_eq!(last["approval"]["role"], "picture editor");
        assert_eq!(last["approval"]["note"], "For page <one>");
        assert_eq!(last["has_thumbnail"], false, "{name}: an update has no picture of its own");
        assert_eq!(steps[steps.len() - 2]["signer"], "Ada Example", "{name}");
        let manifests = decisions(report);
        assert_eq!(manifests.len(), 1, "{name}");
    }
}

#[test]
fn what_takes_no_update_is_signed_with_the_decision() {
    let desk = Desk::new();
    for name in ["photo.webp", "sound.wav"] {
        let report = desk.approve(&desk.signed(name), &[])["report"].take();
        assert_eq!(decisions(&report).len(), 1, "{name}: {report}");
        assert_eq!(report["content"]["state"], "intact", "{name}");
    }
    let unsigned = desk.home.path("plain.jpg");
    std::fs::copy(fixture("formats/photo.jpg"), &unsigned).unwrap();
    let report = desk.approve(&unsigned, &["--decision", "reviewed"])["report"].take();
    assert_eq!(decisions(&report)[0]["approval"]["decision"], "reviewed");
    assert_eq!(report["history"]["steps"][0]["state"], "unsigned");
    let raw = desk.home.path("photo.nef");
    std::fs::copy(fixture("formats/photo.nef"), &raw).unwrap();
    let report = desk.approve(&raw, &["--sidecar"])["report"].take();
    assert_eq!(decisions(&report).len(), 1, "{report}");
}

#[test]
fn decisions_stack_and_an_edit_leaves_them_behind() {
    let desk = Desk::new();
    let approved = target(&desk.approve(&desk.signed("photo.jpg"), &["--role", "legal"]));
    let again = desk.approve(&approved, &["--decision", "rejected", "--note", "No release"]);
    let both = decisions(&again["report"]);
    let told: Vec<_> = both.iter().map(|step| step["approval"]["decision"].as_str().unwrap()).collect();
    assert_eq!(told, ["approved", "rejected"]);
    assert!(both.iter().all(|step| step["approval"].get("superseded").is_none()), "{both:?}");
    let edited = desk.home.path("edited.jpg");
    desk.done(&[
        "export",
        "--json",
        "--identity",
        &desk.photographer,
        "--exposure",
        "0.5",
        "-o",
        &text(&edited),
        &text(&target(&again)),
    ]);
    let report = desk.done(&["verify", "--json", &text(&edited)]);
    let left = decisions(&report);
    assert_eq!(left.len(), 2);
    assert!(left.iter().all(|step| step["approval"]["superseded"] == true), "{left:?}");
    let said = String::from_utf8(desk.run(&["verify", &text(&edited)]).stdout).unwrap();
    assert!(said.contains("Rejected by Editor Example") && said.contains("No release"), "{said}");
    assert!(said.contains("for an earlier version"), "{said}");
}

#[test]
fn a_changed_decision_is_not_told() {
    let desk = Desk::new();
    let approved = target(&desk.approve(&desk.signed("photo.jpg"), &["--note", "Page one"]));
    let bytes = std::fs::read(&approved).unwrap();
    let at = bytes.windows(8).position(|part| part == b"Page one").unwrap();
    let mut forged = bytes;
    forged[at..at + 8].copy_from_slice(b"Page six");
    std::fs::write(&approved, forged).unwrap();
    let output = desk.run(&["verify", &text(&approved)]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(!said.contains("Approved by"), "{said}");
}
