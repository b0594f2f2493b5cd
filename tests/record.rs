//! Edits that ImageMagick made, recorded by the real program: what is measured, what is signed, what is refused.

mod common;
#[path = "record/watch.rs"]
mod watch;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use common::{Home, fixture, json_lines};
use serde_json::Value;

struct Desk {
    home: Home,
    id: String,
    source: PathBuf,
}

/// Runs ImageMagick, or gives false where it is not installed.
fn convert(arguments: &[&str]) -> bool {
    let run = Command::new("convert").args(arguments).output();
    match run {
        Ok(output) => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            true
        }
        Err(_) => {
            assert!(std::env::var_os("CI").is_none(), "ImageMagick must be there in CI");
            eprintln!("skipped: ImageMagick is not installed");
            false
        }
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

impl Desk {
    /// With a photo-like scene that has one best fit only.
    fn new() -> Option<Self> {
        let home = Home::new();
        let id = home.identity("Ada Example");
        let source = home.path("source.jpg");
        scene(&source, "7").then_some(Self { home, id, source })
    }

    fn edited(&self, name: &str, how: &[&str]) -> PathBuf {
        let edited = self.home.path(name);
        let mut arguments = vec![text(&self.source)];
        arguments.extend(how);
        arguments.push(text(&edited));
        assert!(convert(&arguments));
        edited
    }

    fn record(&self, edited: &Path, more: &[&str]) -> Output {
        let mut command = self.home.lightmark();
        command.args(["record", text(&self.source), text(edited), "--json"]).args(more).output().unwrap()
    }

    fn proposal(&self, edited: &Path) -> Value {
        let output = self.record(edited, &["--dry-run"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        json_lines(&output)[0]["proposal"].take()
    }
}

fn scene(path: &Path, seed: &str) -> bool {
    let how = ["-size", "600x400", "-seed", seed, "plasma:", "-blur", "0x3", "-attenuate", "0.2", "+noise", "Gaussian"];
    convert(&[&how[..], &["-quality", "92", text(path)]].concat())
}

/// What the line for a pair that was not recorded tells.
fn problem(output: &Output) -> String {
    json_lines(output)[0]["problem"]["what"].as_str().unwrap_or_default().to_owned()
}

fn actions(steps: &Value) -> Vec<&str> {
    steps.as_array().unwrap().iter().map(|step| step["action"].as_str().unwrap()).collect()
}

fn parameter(proposal: &Value, action: &str, name: &str) -> f64 {
    let steps = proposal["steps"].as_array().unwrap();
    let step = steps.iter().find(|step| step["action"] == action).unwrap_or_else(|| panic!("no {action}: {proposal}"));
    let all = step["parameters"].as_array().unwrap();
    all.iter().find(|pair| pair[0] == name).unwrap_or_else(|| panic!("no {name}: {step}"))[1].as_f64().unwrap()
}

#[test]
fn a_wrong_pair_is_refused_and_nothing_is_written() {
    let Some(desk) = Desk::new() else { return };
    let other = desk.home.path("other.jpg");
    scene(&other, "8");
    let copy = desk.home.path("copy.jpg");
    let signing = ["--identity", desk.id.as_str(), "-o", text(&copy)];
    let output = desk.record(&other, &signing);
    let said = problem(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("do not seem to show the same picture"), "{said}");
    let same = desk.record(&desk.source.clone(), &signing);
    assert!(problem(&same).contains("The two files are the same"));
    let broken = desk.home.path("broken.jpg");
    std::fs::write(&broken, b"\xff\xd8\xff\xe0 no picture").unwrap();
    assert_eq!(desk.record(&broken, &signing).status.code(), Some(3), "no pair, and so no refusal");
    assert!(!copy.exists());
    // The person knows better.
    let output = desk.record(&other, &[&signing[..], &["--same-picture", "--action", "org.example.redrawn"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn what_was_done_is_measured() {
    let Some(desk) = Desk::new() else { return };
    let crop = desk.proposal(&desk.edited("crop.jpg", &["-crop", "300x240+150+90", "+repage"]));
    assert_eq!(actions(&crop["steps"]), ["c2pa.cropped"], "{crop}");
    for (name, wanted) in [("x", 150.0), ("y", 90.0), ("width", 300.0), ("height", 240.0)] {
        assert!((parameter(&crop, "c2pa.cropped", name) - wanted).abs() <= 8.0, "{name}: {crop}");
    }
    let turned = desk.proposal(&desk.edited("turned.jpg", &["-rotate", "90"]));
    assert_eq!(actions(&turned["steps"]), ["c2pa.orientation"], "{turned}");
    assert_eq!(parameter(&turned, "c2pa.orientation", "rotate"), 90.0);
    let small = desk.proposal(&desk.edited("small.png", &["-resize", "50%"]));
    assert_eq!(actions(&small["steps"]), ["c2pa.resized.proportional", "c2pa.converted"], "{small}");
    let bright = desk.proposal(&desk.edited("bright.jpg", &["-modulate", "115,100"]));
    assert_eq!(actions(&bright["steps"]), ["c2pa.adjustedColor"], "{bright}");
    assert!(parameter(&bright, "c2pa.adjustedColor", "brightness") > 5.0, "{bright}");
    let grey = desk.proposal(&desk.edited("grey.jpg", &["-colorspace", "Gray", "-colorspace", "sRGB"]));
    assert_eq!(parameter(&grey, "c2pa.adjustedColor", "black-and-white"), 1.0, "{grey}");
    let painted = desk.proposal(&desk.edited("painted.jpg", &["-fill", "red", "-draw", "rectangle 200,120 279,179"]));
    assert_eq!(actions(&painted["steps"]), ["c2pa.edited"], "{painted}");
    for (name, wanted) in [("x", 200.0), ("y", 120.0), ("width", 80.0), ("height", 60.0)] {
        assert!((parameter(&painted, "c2pa.edited", name) - wanted).abs() <= 14.0, "{name}: {painted}");
    }
}

#[test]
fn the_record_has_the_source_as_parent_and_says_that_there_may_be_more() {
    let Some(desk) = Desk::new() else { return };
    let signed = desk.home.path("signed.jpg");
    let output = desk
        .home
        .lightmark()
        .args(["sign", "--json", "--identity", &desk.id, "--source-type", "digitalCapture", "-o"])
        .args([text(&signed), text(&desk.source)])
        .output()
        .unwrap();
    assert!(output.status.success());
    let edited = desk.edited("edited.jpg", &["-crop", "300x240+150+90", "+repage", "-set", "exif:Software", "x"]);
    let copy = desk.home.path("copy.jpg");
    let output = desk
        .home
        .lightmark()
        .args(["record", text(&signed), text(&edited), "--json", "--identity", &desk.id, "-o", text(&copy)])
        .args(["--credit", "Desk"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report = &json_lines(&output)[0]["report"];
    assert_eq!(report["content"]["state"], "intact", "{report}");
    assert_eq!(report["history"]["state"], "unrecorded", "{report}");
    let steps = report["history"]["steps"].as_array().unwrap();
    let last = steps.last().unwrap();
    assert_eq!(actions(&last["actions"])[..2], ["c2pa.opened", "c2pa.cropped"]);
    assert_eq!(last["all_actions_included"], false);
    assert!(last["actions"][1]["digital_source_type"].is_null(), "{last}");
    assert_eq!(last["actions"][1]["parameters"]["app.lightmark.measured"], 1);
    assert_eq!(steps[steps.len() - 2]["signer"], "Ada Example");
    // The pixels are the other program's.
    let pixels = |path: &Path| {
        let output = Command::new("convert").args([text(path), "rgb:-"]).output().unwrap();
        output.stdout
    };
    assert!(pixels(&copy) == pixels(&edited));
    let again = desk.record(&copy, &["--dry-run"]);
    assert!(problem(&again).contains("Content Credentials of its own"));
}

#[test]
fn credentials_that_a_program_copied_along_are_replaced_and_those_of_others_are_not() {
    let Some(desk) = Desk::new() else { return };
    let signed = |source: &Path, name: &str| {
        let target = desk.home.path(name);
        let mut command = desk.home.lightmark();
        command.args([
            "sign",
            "--allow-broken-parent",
            "--identity",
            &desk.id,
            "--credit",
            name,
            "-o",
            text(&target),
            text(source),
        ]);
        assert!(command.output().unwrap().status.success());
        target
    };
    let original = signed(&desk.source, "signed.jpg");
    let edited = desk.home.path("edited.jpg");
    // ImageMagick keeps the segments that it does not know.
    assert!(convert(&[text(&original), "-resize", "50%", text(&edited)]));
    let bytes = std::fs::read(&edited).unwrap();
    assert!(bytes.windows(4).any(|part| part == b"c2pa"), "this ImageMagick drops them, so nothing is tested");
    let copy = desk.home.path("copy.jpg");
    let record = |source: &Path, edited: &Path| {
        let mut command = desk.home.lightmark();
        command.args(["record", text(source), text(edited), "--json", "--identity", &desk.id, "-o", text(&copy)]);
        command.output().unwrap()
    };
    // Over another file's history, they are no copy.
    let refused = record(&desk.source, &edited);
    assert_eq!(refused.status.code(), Some(1));
    assert!(problem(&refused).contains("Content Credentials of its own"));
    // Intact, they are a record of their own.
    let own = signed(&edited, "own.jpg");
    assert_eq!(record(&original, &own).status.code(), Some(1));
    assert!(!copy.exists());
    let output = record(&original, &edited);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report = &json_lines(&output)[0]["report"];
    assert_eq!(report["content"]["state"], "intact", "{report}");
    let steps = report["history"]["steps"].as_array().unwrap();
    assert_eq!(steps.last().unwrap()["actions"][1]["action"], "c2pa.resized.proportional");
    assert!(steps.iter().all(|step| step["state"] != "broken"), "{steps:?}");
}

#[test]
fn a_file_of_another_kind_is_told_in_words() {
    let Some(desk) = Desk::new() else { return };
    let output = desk.record(&fixture("formats/sound.mp3"), &["--dry-run"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(!problem(&output).is_empty());
}
