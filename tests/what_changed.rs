//! What changed since a step of the history, asked of the real program: edits, an altered file, thumbnails that were
//! removed, changed or are signed by nobody. Pictures are made here, so that what differs is known.

mod common;

#[path = "what_changed/composite.rs"]
mod composite;
#[allow(dead_code, reason = "the tests of verifying use the rest")]
#[path = "verify/foreign.rs"]
mod foreign;
#[allow(dead_code, reason = "the table of chains uses the rest")]
#[path = "chains/forge.rs"]
mod forge;
#[path = "what_changed/scene.rs"]
mod scene;

use std::path::{Path, PathBuf};
use std::process::Output;

use common::{Home, json_lines};
use scene::{jpeg, paint, scene, transplanted};
use serde_json::Value;

struct Desk {
    home: Home,
    id: String,
    signed: PathBuf,
}

impl Desk {
    /// With a scene of 900 × 600 that Ada signed.
    fn new() -> Self {
        let home = Home::new();
        let id = home.identity("Ada Example");
        let source = home.path("source.jpg");
        std::fs::write(&source, jpeg(&scene(0.0))).unwrap();
        let signed = home.path("signed.jpg");
        let desk = Self { home, id, signed };
        desk.run(&["sign", "--identity", &desk.id, "--source-type", "digitalCapture"], &source, &desk.signed);
        desk
    }

    fn run(&self, arguments: &[&str], from: &Path, to: &Path) {
        let mut command = self.home.lightmark();
        let output = command.args(arguments).arg("-o").args([to, from]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    fn exported(&self, name: &str, how: &[&str]) -> PathBuf {
        let copy = self.home.path(name);
        self.run(&[&["export", "--identity", &self.id], how].concat(), &self.signed, &copy);
        copy
    }

    fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.home.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn compare(&self, path: &Path, more: &[&str]) -> Output {
        self.home.lightmark().arg("compare").arg(path).args(more).output().unwrap()
    }

    fn found(&self, path: &Path, more: &[&str]) -> Value {
        let output = self.compare(path, &[&["--json"], more].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let found = json_lines(&output)[0].take();
        assert_eq!(found["schema"], "lightmark.comparison/1");
        found
    }

    /// The refusal in words.
    fn refused(&self, path: &Path, more: &[&str]) -> String {
        let output = self.compare(path, more);
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
        assert!(output.stdout.is_empty());
        String::from_utf8(output.stderr).unwrap()
    }
}

fn kinds(found: &Value) -> Vec<&str> {
    found["changes"].as_array().unwrap().iter().map(|change| change["kind"].as_str().unwrap()).collect()
}

#[test]
fn what_was_signed_as_it_is_shows_no_difference() {
    let desk = Desk::new();
    let found = desk.found(&desk.signed, &[]);
    assert_eq!(kinds(&found), [""; 0], "{found:#}");
    assert_eq!(found["step"], 1);
    let text = String::from_utf8(desk.compare(&desk.signed, &[]).stdout).unwrap();
    assert!(text.contains("step 1, signed by Ada Example"), "{text}");
    assert!(text.contains("A small picture cannot show small changes"), "{text}");
    assert!(text.contains("counts as different from"), "{text}");
}

#[test]
fn a_file_without_thumbnails_and_a_step_that_is_not_there_are_told() {
    let desk = Desk::new();
    let bare = desk.home.path("source.jpg");
    assert!(desk.refused(&bare, &[]).contains("no signed thumbnail"));
    assert!(desk.refused(&desk.signed, &["--step", "7"]).contains("no such step"));
    assert!(desk.refused(&desk.signed, &["--step", "0"]).contains("1 step"), "counted from 1");
    let broken = desk.put("broken.jpg", b"\xff\xd8\xff\xe0 no picture");
    assert!([1, 3].contains(&desk.compare(&broken, &[]).status.code().unwrap()));
    assert_eq!(desk.compare(&desk.home.path("gone.jpg"), &[]).status.code(), Some(3));
}

#[test]
fn an_altered_file_is_compared_with_the_thumbnail_of_its_claim() {
    let desk = Desk::new();
    let mut picture = scene(0.0);
    paint(&mut picture, [300, 180, 120, 90], [230, 20, 40]);
    let altered = desk.put("altered.jpg", &transplanted(&std::fs::read(&desk.signed).unwrap(), &jpeg(&picture)));
    let output = desk.home.lightmark().arg("verify").arg(&altered).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    let found = desk.found(&altered, &[]);
    assert_eq!(kinds(&found), ["regions"], "{found:#}");
    let region = &found["measured"]["comparison"]["regions"][0];
    for (name, wanted) in [("x", 300), ("y", 180), ("width", 120), ("height", 90)] {
        let is = region[name].as_i64().unwrap();
        assert!((is - wanted).abs() <= 24, "{name}: {region}");
    }
    // An assertion beside the thumbnail that was changed does not make the thumbnail another one.
    let mut bytes = std::fs::read(&altered).unwrap();
    let at = foreign::find_last(&bytes, b"digitalCapture");
    bytes[at] ^= 1;
    assert_eq!(kinds(&desk.found(&desk.put("both.jpg", &bytes), &[])), ["regions"]);
}

#[test]
fn a_thumbnail_that_is_not_the_signed_one_is_refused() {
    let desk = Desk::new();
    let bytes = std::fs::read(&desk.signed).unwrap();
    let inner = 2 + foreign::find(&bytes[2..], &[0xff, 0xd8, 0xff]);
    let changed = desk.put("changed.jpg", &foreign::flipped(&bytes, inner + 900));
    let said = desk.refused(&changed, &["--step", "1"]);
    assert!(said.contains("is not the one that was signed"), "{said}");
    assert!(desk.refused(&changed, &[]).contains("no signed thumbnail"));
    // The signature is the first byte string of 64 bytes after the box is named; the picture comes later.
    let label = foreign::find_last(&bytes, b"c2pa.signature");
    let at = label + foreign::find(&bytes[label..], &[0x58, 0x40]);
    let forged = desk.put("forged.jpg", &foreign::flipped(&bytes, at + 20));
    let said = desk.refused(&forged, &["--step", "1"]);
    assert!(said.contains("Nobody vouches"), "{said}");
    let report = &json_lines(&desk.home.lightmark().args(["verify", "--json"]).arg(&changed).output().unwrap())[0];
    assert_eq!(report["history"]["steps"][0]["thumbnail"]["state"], "changed", "{report:#}");
}

#[test]
fn an_edit_is_measured_against_the_step_before() {
    let desk = Desk::new();
    let bright = desk.exported("bright.jpg", &["--exposure", "0.4"]);
    let found = desk.found(&bright, &[]);
    assert_eq!(found["step"], 1);
    assert!(kinds(&found).contains(&"brightness"), "{found:#}");
    assert!(found["changes"][0]["levels"].as_i64().unwrap() > 10, "{found:#}");
    // Against its own claim it is what it is.
    assert_eq!(kinds(&desk.found(&bright, &["--step", "2"])), [""; 0]);
    let turned = desk.found(&desk.exported("turned.jpg", &["--rotate", "90"]), &[]);
    assert_eq!(kinds(&turned), ["turned"], "{turned:#}");
    assert_eq!(turned["changes"][0]["degrees"], 90);
}

#[test]
fn a_thumbnail_that_was_removed_is_told_as_removed() {
    let desk = Desk::new();
    let cropped = desk.exported("cropped.jpg", &["--crop", "100,100,400,300"]);
    let said = desk.refused(&cropped, &["--step", "1"]);
    assert!(said.contains("was removed"), "{said}");
    // What is left is its own.
    assert_eq!(desk.found(&cropped, &[])["step"], 2);
    let report = &json_lines(&desk.home.lightmark().args(["verify", "--json"]).arg(&cropped).output().unwrap())[0];
    assert_eq!(report["history"]["steps"][0]["thumbnail"]["state"], "removed", "{report:#}");
}

#[test]
fn a_crop_by_a_program_that_keeps_the_thumbnail_is_found_where_it_is() {
    let desk = Desk::new();
    let cropped = composite::cropped(&std::fs::read(&desk.signed).unwrap(), [90, 60, 540, 360]);
    let found = desk.found(&desk.put("cropped.jpg", &cropped), &[]);
    assert_eq!(kinds(&found), ["cropped"], "{found:#}");
    let place = found["measured"]["place"].as_array().unwrap();
    for (is, should) in place.iter().zip([0.1, 0.1, 0.6, 0.6]) {
        assert!((is.as_f64().unwrap() - should).abs() < 0.02, "{found:#}");
    }
}

#[test]
fn a_thumbnail_that_is_no_picture_is_told() {
    let desk = Desk::new();
    let bomb = {
        // A PNG header that claims 60,000 by 60,000 pixels.
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend([0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60, 8, 6, 0, 0, 0, 0, 0, 0, 0]);
        bytes
    };
    for (name, bytes) in [("junk", b"no picture at all".to_vec()), ("empty", vec![0xff, 0xd8, 0xff]), ("bomb", bomb)] {
        let path = desk.put(&format!("{name}.jpg"), &composite::with_thumbnail(&bytes));
        let output = desk.compare(&path, &[]);
        assert_eq!(output.status.code(), Some(3), "{name}: {}", String::from_utf8_lossy(&output.stdout));
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{name}");
    }
    let dot = image::RgbImage::from_pixel(1, 1, image::Rgb([9, 9, 9]));
    let path = desk.put("dot.jpg", &composite::with_thumbnail(&jpeg(&dot)));
    assert!(desk.compare(&path, &[]).status.success());
}

#[test]
fn the_parts_of_a_composite_have_thumbnails_of_their_own() {
    let desk = Desk::new();
    let path = desk.put("composite.jpg", &composite::composite(&std::fs::read(&desk.signed).unwrap()));
    let output = desk.home.lightmark().args(["verify", "--json"]).arg(&path).output().unwrap();
    let report = &json_lines(&output)[0];
    let steps = report["history"]["steps"].as_array().unwrap();
    let last = steps.last().unwrap();
    let of: Vec<&str> =
        last["ingredients"].as_array().unwrap().iter().map(|one| one["relationship"].as_str().unwrap()).collect();
    assert_eq!(of, ["parentOf", "componentOf", "componentOf", "inputTo"]);
    let thumbnails = last["ingredients"].as_array().unwrap().iter().map(|one| one["thumbnail"]["state"].as_str());
    let signed = Some("signed");
    assert_eq!(thumbnails.collect::<Vec<_>>(), [signed, signed, signed, None], "{last:#}");
    // The parent, not the part that stands beside it in the list, is what the whole is compared with.
    let found = desk.found(&path, &[]);
    assert_eq!(found["manifest"], steps[found["step"].as_u64().unwrap() as usize - 1]["manifest"]);
    assert_eq!(kinds(&found), ["regions"], "{found:#}");
}
