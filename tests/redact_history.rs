//! Redaction of the signed history alone, by the real program with real keys: what leaves the file, what stays bound, and
//! which calls are refused.

mod common;

use std::path::{Path, PathBuf};
use std::process::Output;

use common::{Home, fixture, json_lines};
use serde_json::Value;

const SECRET: &str = "Ada Secret of 1 Hidden Lane";
const PUBLIC: &str = "Example Press";

struct Desk {
    home: Home,
    photographer: String,
    editor: String,
}

impl Desk {
    fn new() -> Self {
        let home = Home::new();
        let photographer = home.identity("Photographer Example");
        let editor = home.identity("Editor Example");
        Self { home, photographer, editor }
    }

    fn run(&self, args: &[&str]) -> Output {
        self.home.lightmark().args(args).output().unwrap()
    }

    /// A copy of a fixture, in a folder of its own, whose signed history alone names the secret.
    fn signed(&self, name: &str, more: &[&str]) -> PathBuf {
        let source = fixture(&format!("formats/{name}"));
        let target = self.home.path("signed").join(name);
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        let args = ["sign", text(&source), "-o", text(&target), "--identity", &self.photographer, "--creator", SECRET];
        let stated = ["--copyright", PUBLIC, "--source-type", "digitalCapture"];
        let output = self.run(&[&args[..], &stated, more].concat());
        assert!(output.status.success(), "{name}: {}", said(&output));
        target
    }

    fn redact(&self, source: &Path, more: &[&str]) -> Output {
        self.run(&[&["redact", text(source), "--history-only"], more].concat())
    }

    fn done(&self, source: &Path, more: &[&str]) -> Value {
        let args = ["--identity", self.editor.as_str(), "--json", "--reason", "protects a witness"];
        let output = self.redact(source, &[&args[..], more].concat());
        assert!(output.status.success(), "{}{}", said(&output), String::from_utf8_lossy(&output.stdout));
        json_lines(&output).remove(0)
    }

    fn report(&self, path: &Path) -> Value {
        json_lines(&self.run(&["verify", "--json", text(path)])).remove(0)
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn contains(bytes: &[u8], needle: &str) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
}

/// The secret as it is, or as base64 has it in an SVG, wherever it begins in a group of three.
fn tells(path: &Path) -> bool {
    use base64::Engine as _;
    let bytes = std::fs::read(path).unwrap();
    let coded = |skip: usize| base64::engine::general_purpose::STANDARD.encode(&SECRET[skip..skip + 24]);
    contains(&bytes, SECRET) || (0..3).any(|skip| contains(&bytes, &coded(skip)))
}

fn target(done: &Value) -> PathBuf {
    PathBuf::from(done["target"].as_str().unwrap())
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The labels of assertions that went.
fn gone(done: &Value) -> Vec<&str> {
    done["history"].as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap()).collect()
}

fn actions(step: &Value) -> Vec<&str> {
    step["actions"].as_array().unwrap().iter().map(|action| action["action"].as_str().unwrap()).collect()
}

/// A JPEG without its APP11 segments, a PNG without its caBX chunks.
fn without_store(path: &Path) -> Vec<u8> {
    let bytes = std::fs::read(path).unwrap();
    let mut rest = Vec::new();
    if bytes.starts_with(b"\x89PNG") {
        let mut at = 8;
        while at < bytes.len() {
            let length = u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize + 12;
            if &bytes[at + 4..at + 8] != b"caBX" {
                rest.extend(&bytes[at..at + length]);
            }
            at += length;
        }
        return rest;
    }
    let mut at = 2;
    while bytes[at + 1] != 0xDA {
        let length = u16::from_be_bytes([bytes[at + 2], bytes[at + 3]]) as usize + 2;
        if bytes[at + 1] != 0xEB {
            rest.extend(&bytes[at..at + length]);
        }
        at += length;
    }
    rest.extend(&bytes[at..]);
    rest
}

#[test]
fn calls_that_make_no_sense_are_refused_and_leave_nothing() {
    let desk = Desk::new();
    let source = desk.signed("photo.jpg", &["--rights-in-manifest-only"]);
    let folder = source.parent().unwrap();
    let id = desk.editor.as_str();
    for args in [
        vec!["--drop", "creator"],
        vec!["--identity", id],
        vec!["--preset", "source-protection", "--identity", id],
        vec!["--drop", "creator", "--identity", id, "--record", "here"],
        vec!["--drop", "creator", "--identity", id, "--keep-values"],
        vec!["--drop", "creator", "--identity", "nobody"],
    ] {
        let output = desk.redact(&source, &args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", said(&output));
    }
    // Nothing of this group is there; what binds the file may not go.
    for args in [["--drop", "location"], ["--drop-field", "c2pa.hash.data"]] {
        let output = desk.redact(&source, &[&args[..], &["--identity", id]].concat());
        assert_eq!(output.status.code(), Some(1), "{args:?}: {}", said(&output));
    }
    let plain = folder.join("plain.jpg");
    std::fs::copy(fixture("formats/photo.jpg"), &plain).unwrap();
    let output = desk.redact(&plain, &["--drop", "creator", "--identity", id]);
    assert_eq!(output.status.code(), Some(1), "no history: {}", said(&output));
    let beside = folder.join("beside.psd");
    std::fs::copy(fixture("formats/photo.psd"), &beside).unwrap();
    let signed = desk.run(&["sign", text(&beside), "--sidecar", "--identity", id, "--creator", SECRET]);
    assert!(signed.status.success(), "{}", said(&signed));
    let output = desk.redact(&beside, &["--drop", "creator", "--identity", id]);
    assert_eq!(output.status.code(), Some(1), "a sidecar: {}", said(&output));
    assert_eq!(names(folder), ["beside.c2pa", "beside.psd", "photo.jpg", "plain.jpg"]);
}

#[test]
fn a_value_that_stands_elsewhere_too_refuses_the_copy() {
    let desk = Desk::new();
    // The file's own metadata names the creator as well.
    let source = desk.signed("photo.jpg", &[]);
    let args = ["--drop", "creator", "--identity", desk.editor.as_str(), "--json"];
    let output = desk.redact(&source, &args);
    assert_eq!(output.status.code(), Some(3));
    let problem = json_lines(&output).remove(0)["problem"].clone();
    assert!(problem["details"].as_str().unwrap().contains("cawg.metadata"), "{problem:#}");
    assert!(!problem.to_string().contains("Ada"), "the refusal tells no value: {problem:#}");
    // So does the reason, or the name of the file.
    let source = desk.signed("photo.png", &["--rights-in-manifest-only"]);
    let output = desk.redact(&source, &[&args[..], &["--reason", SECRET]].concat());
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    let named = source.with_file_name(format!("{SECRET}.png"));
    std::fs::rename(&source, &named).unwrap();
    assert_eq!(desk.redact(&named, &args).status.code(), Some(3));
    assert_eq!(names(named.parent().unwrap()), [format!("{SECRET}.png"), "photo.jpg".to_owned()]);
}

#[test]
fn a_broken_history_is_refused() {
    let desk = Desk::new();
    let source = desk.signed("photo.jpg", &["--rights-in-manifest-only"]);
    let mut bytes = std::fs::read(&source).unwrap();
    let last = bytes.len() - 40;
    bytes[last] ^= 1;
    std::fs::write(&source, bytes).unwrap();
    let output = desk.redact(&source, &["--drop", "creator", "--identity", &desk.editor]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let output = desk.redact(&source, &["--drop", "creator", "--identity", &desk.editor, "--json"]);
    assert_eq!(json_lines(&output)[0]["state"], "refused");
    assert_eq!(names(source.parent().unwrap()), ["photo.jpg"]);
}

#[test]
fn by_an_update_the_value_leaves_and_the_first_signers_binding_stays() {
    let desk = Desk::new();
    for name in ["photo.jpg", "photo.png", "photo.tiff", "photo.dng", "photo.gif", "photo.svg", "photo.jxl"] {
        let source = desk.signed(name, &["--rights-in-manifest-only"]);
        assert!(tells(&source), "{name}: the history is to name the secret");
        let before = std::fs::read(&source).unwrap();
        let done = desk.done(&source, &["--drop", "creator"]);
        assert_eq!(std::fs::read(&source).unwrap(), before, "{name}: the original stays");
        let copy = target(&done);
        assert!(!tells(&copy), "{name}");
        assert_eq!(done["road"], "update", "{name}");
        assert_eq!(gone(&done), ["cawg.identity", "cawg.metadata"], "{name}");
        assert!(!done.to_string().contains("Ada Secret"), "{name}: the result tells no value");
        for item in done["history"].as_array().unwrap() {
            assert!(item["size_bytes"].as_u64().unwrap() > 0 && item["is_salted"] == true, "{name}: {item}");
        }
        let proved: Vec<&str> =
            done["proof"]["checks"].as_array().unwrap().iter().map(|check| check["what"].as_str().unwrap()).collect();
        assert!(["values", "assertions", "again", "binding"].iter().all(|what| proved.contains(what)), "{proved:?}");
        if name.ends_with("jpg") || name.ends_with("png") {
            assert_eq!(without_store(&copy), without_store(&source), "{name}: not a byte of the asset changes");
        }

        let report = desk.report(&copy);
        assert_eq!(report["headline"], "intact-unrecognised", "{name}: {report:#}");
        assert_eq!(report["content"]["state"], "intact", "{name}");
        assert_eq!(report["history"]["state"], "complete", "{name}");
        let steps = report["history"]["steps"].as_array().unwrap();
        assert_eq!(steps.len(), 2, "{name}");
        assert_eq!(actions(&steps[1]), ["c2pa.opened", "c2pa.redacted", "c2pa.redacted"], "{name}");
        let removed = report["history"]["removed"].as_array().unwrap();
        assert_eq!(removed.len(), 2, "{name}: {removed:?}");
        for one in removed {
            assert_eq!(one["removed_by"], "Editor Example");
            assert_eq!(one["reason"], "protects a witness");
            assert_eq!(one["manifest"], steps[0]["manifest"]);
        }
    }
}

#[test]
fn an_identity_goes_with_whatever_else_is_to_go() {
    let desk = Desk::new();
    let source = desk.signed("photo.jpg", &["--rights-in-manifest-only"]);
    let done = desk.done(&source, &["--preset", "public", "--drop", "creator", "--drop", "rights"]);
    assert!(!tells(&target(&done)));
    assert_eq!(gone(&done), ["c2pa.thumbnail.claim", "cawg.identity", "cawg.metadata"]);
}

#[test]
fn where_an_update_would_leave_the_bytes_the_copy_is_signed_as_an_edit() {
    let desk = Desk::new();
    for name in ["photo.heic", "photo.avif", "video.mp4", "photo.webp", "sound.wav"] {
        let source = desk.signed(name, &["--rights-in-manifest-only"]);
        let done = desk.done(&source, &["--drop", "creator", "--drop", "embedded-pictures"]);
        let copy = target(&done);
        assert!(!tells(&copy), "{name}");
        assert_eq!(done["road"], "edit", "{name}");
        assert!(gone(&done).contains(&"cawg.metadata"), "{name}: {done:#}");
        let report = desk.report(&copy);
        assert_eq!(
            (&report["headline"], &report["content"]["state"]),
            (&"intact-unrecognised".into(), &"intact".into())
        );
        let steps = report["history"]["steps"].as_array().unwrap();
        let done = actions(&steps[1]);
        assert!(
            done[0] == "c2pa.opened" && done[1..].iter().all(|action| *action == "c2pa.redacted"),
            "{name}: {done:?}"
        );
    }
}

#[test]
fn thumbnails_of_every_step_go_and_a_decision_stays_in_force() {
    let desk = Desk::new();
    let source = desk.signed("photo.jpg", &["--rights-in-manifest-only"]);
    let approved = source.with_file_name("approved.jpg");
    let args = ["approve", text(&source), "--identity", &desk.editor, "--note", "Fine", "-o", text(&approved)];
    assert!(desk.run(&args).status.success());
    let edited = source.with_file_name("edited.jpg");
    let args = ["export", text(&approved), "--identity", &desk.editor, "-o", text(&edited), "--exposure", "0.5"];
    let output = desk.run(&args);
    assert!(output.status.success(), "{}", said(&output));
    let done = desk.done(&edited, &["--preset", "public"]);
    let went = gone(&done);
    assert!(went.len() >= 2 && went.iter().all(|label| label.starts_with("c2pa.thumbnail")), "{went:?}");
    let report = desk.report(&target(&done));
    assert_eq!((&report["headline"], &report["content"]["state"]), (&"intact-unrecognised".into(), &"intact".into()));
    let steps = report["history"]["steps"].as_array().unwrap();
    assert!(steps.iter().all(|step| step["has_thumbnail"] == false), "{report:#}");

    // Over the approved copy itself: the file is the one that was approved.
    let done = desk.done(&approved, &["--drop", "embedded-pictures"]);
    let report = desk.report(&target(&done));
    let steps = report["history"]["steps"].as_array().unwrap();
    let approval = steps.iter().find(|step| !step["approval"].is_null()).expect("the decision is told");
    assert!(approval["approval"]["superseded"].is_null(), "{approval:#}");
    // Once more finds nothing.
    let again = desk.redact(&target(&done), &["--drop", "embedded-pictures", "--identity", &desk.editor]);
    assert_eq!(again.status.code(), Some(1), "{}", said(&again));
}

#[test]
fn a_dry_run_tells_details_and_sizes_and_writes_nothing() {
    let desk = Desk::new();
    let source = desk.signed("photo.jpg", &["--rights-in-manifest-only"]);
    let output = desk.redact(&source, &["--drop", "creator", "--dry-run"]);
    assert!(output.status.success(), "{}", said(&output));
    let told = String::from_utf8(output.stdout).unwrap();
    for words in ["Would go", "cawg.metadata", "bytes", "Photographer Example", "Would stay", "c2pa.hash.data"] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let planned =
        json_lines(&desk.redact(&source, &["--drop-field", "c2pa.hash.data", "--dry-run", "--json"])).remove(0);
    assert!(planned["notes"].to_string().contains("c2pa.hash.data"), "{planned:#}");
    let bound = planned["history"].as_array().unwrap().iter().find(|item| item["label"] == "c2pa.hash.data").unwrap();
    assert_eq!(bound["fate"], "must-stay");
    assert_eq!(names(source.parent().unwrap()), ["photo.jpg"]);
    // A person who verifies the copy reads what went, from the history alone.
    let done = desk.done(&source, &["--drop", "creator"]);
    let output = desk.run(&["verify", text(&target(&done))]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("removed by Editor Example") && told.contains("protects a witness"), "{told}");
}
