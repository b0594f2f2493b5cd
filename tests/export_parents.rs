//! What a copy is made from: an original or a watermark that is altered, revoked or expired is named before, and the
//! history shows it afterwards. By the real program, over files of a foreign signer.

mod common;
#[allow(dead_code, reason = "the tests of verifying use the rest")]
#[path = "verify/foreign.rs"]
mod foreign;
#[allow(dead_code, reason = "the table of chains uses the rest")]
#[path = "chains/forge.rs"]
mod forge;

use std::path::{Path, PathBuf};

use common::desk::{Desk, actions, parameters};
use common::{fixture, json_lines};
use foreign::{Foreign, Recipe, short_lived};
use serde_json::Value;

/// A photo whose certificate has run out since.
fn expired(desk: &Desk) -> PathBuf {
    let root = foreign::root("Root");
    let photo = std::fs::read(fixture("formats/photo.jpg")).unwrap();
    let bytes = short_lived(&root, |signer| Recipe::created().try_sign(&signer, &photo));
    let path = desk.home.path("expired.jpg");
    std::fs::write(&path, bytes).unwrap();
    path
}

fn altered(desk: &Desk) -> PathBuf {
    let path = desk.sign(&fixture("formats/photo.jpg"), "altered.jpg", &[]);
    let mut bytes = std::fs::read(&path).unwrap();
    let place = bytes.len() - 200;
    bytes[place] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    path
}

/// Signed by an identity that was revoked afterwards, which everybody who has the list knows.
fn revoked(desk: &Desk) -> PathBuf {
    let bob = desk.home.identity("Bob Example");
    let path = desk.home.path("revoked.jpg");
    let source = fixture("formats/photo.jpg");
    let run = |args: &[&str]| {
        let output = desk.home.lightmark().args(args).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    run(&["sign", source.to_str().unwrap(), "-o", path.to_str().unwrap(), "--identity", &bob]);
    run(&["identity", "revoke", &bob, "--reason", "keyCompromise", "--at", "2026-01-01T00:00:00Z"]);
    path
}

fn ingredient<'a>(report: &'a Value, relationship: &str) -> &'a Value {
    let steps = report["history"]["steps"].as_array().unwrap();
    let all = steps.last().unwrap()["ingredients"].as_array().unwrap();
    all.iter().find(|one| one["relationship"] == relationship).unwrap()
}

/// Refused with these words and nothing written, then done when asked for.
fn named_then_shown(desk: &Desk, args: &[&str], words: &str) -> Value {
    let target = desk.home.path("copy.jpg");
    let _ = std::fs::remove_file(&target);
    let mut all = args.to_vec();
    all.extend(["-o", target.to_str().unwrap()]);
    let output = desk.run("export", &all);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains(words), "{said}");
    assert!(!target.exists());
    all.push("--allow-broken-parent");
    let output = desk.run("export", &all);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    desk.report(&target)
}

#[test]
fn a_parent_that_is_altered_or_expired_is_named_before_and_shown_after() {
    let desk = Desk::new();
    let source = altered(&desk);
    let report = named_then_shown(&desk, &[source.to_str().unwrap(), "--mirror"], "was altered");
    assert_eq!(report["history"]["state"], "broken-step", "{:#}", report["history"]);
    let recorded = ingredient(&report, "parentOf")["recorded_failures"].to_string();
    assert!(recorded.contains("assertion.dataHash.mismatch"), "{recorded}");

    let source = expired(&desk);
    let report = named_then_shown(&desk, &[source.to_str().unwrap(), "--mirror"], "was not valid when it was signed");
    let recorded = ingredient(&report, "parentOf")["recorded_failures"].to_string();
    assert!(recorded.contains("signingCredential.expired"), "{recorded}");
    assert_eq!(report["history"]["steps"][0]["signer_state"], "invalid-at-signing", "{:#}", report["history"]);
}

#[test]
fn a_parent_whose_signer_was_revoked_is_named_before_and_shown_after() {
    let desk = Desk::new();
    let source = revoked(&desk);
    let report = named_then_shown(&desk, &[source.to_str().unwrap(), "--mirror"], "is revoked");
    assert_eq!(report["history"]["state"], "broken-step", "{:#}", report["history"]);
}

#[test]
fn every_file_that_went_into_a_picture_is_listed_with_its_own_history() {
    let desk = Desk::new();
    let logo = desk.sign(&fixture("media/quarters-alpha.png"), "logo.png", &["--source-type", "digitalCreation"]);
    let args = ["--watermark-image", logo.to_str().unwrap(), "--watermark-at", "top-left", "--watermark-text", "© Ada"];
    let signed = desk.signed();
    let plain = fixture("formats/photo.png");
    for (source, ending) in [(&signed, "jpg"), (&plain, "png"), (&signed, "avif")] {
        let copy = desk.export(source, &format!("marked.{ending}"), &args);
        let report = desk.report(&copy);
        assert_eq!(report["headline"], "intact-unrecognised", "{ending}");
        let done = actions(&report);
        assert!(done.contains(&"c2pa.placed".to_owned()) && done.contains(&"c2pa.addedText".to_owned()), "{done:?}");
        assert_eq!(parameters(&report, "c2pa.addedText")["app.lightmark.text"], "© Ada");
        assert_eq!(parameters(&report, "c2pa.placed")["app.lightmark.position"], "top-left");
        let placed = &parameters(&report, "c2pa.placed")["ingredients"];
        assert_eq!(placed.as_array().map(Vec::len), Some(1), "{placed}");
        let part = ingredient(&report, "componentOf");
        assert_eq!((&part["title"], &part["has_thumbnail"]), (&"logo.png".into(), &true.into()));
        let manifest = part["manifest"].as_str().unwrap();
        let steps = report["history"]["steps"].as_array().unwrap();
        assert!(steps.iter().any(|step| step["manifest"] == manifest), "{ending}: its step is told");
        assert_eq!(ingredient(&report, "parentOf")["relationship"], "parentOf");
    }
    // One without credentials is listed, too.
    let plain = fixture("media/quarters.png");
    let copy = desk.export(&signed, "plain.jpg", &["--watermark-image", plain.to_str().unwrap()]);
    let report = desk.report(&copy);
    let part = ingredient(&report, "componentOf");
    assert_eq!((&part["title"], part.get("manifest")), (&"quarters.png".into(), None));
}

#[test]
fn a_watermark_that_was_altered_is_named_before_and_shown_after() {
    let desk = Desk::new();
    let (source, mark) = (desk.signed(), altered(&desk));
    let args = [source.to_str().unwrap(), "--watermark-image", mark.to_str().unwrap()];
    let report = named_then_shown(&desk, &args, "altered.jpg");
    assert_eq!(report["history"]["state"], "broken-step", "{:#}", report["history"]);
    assert_eq!(ingredient(&report, "parentOf")["title"], "signed.jpg");
}

#[test]
fn a_watermark_that_cannot_be_used_is_named_and_nothing_is_written() {
    let desk = Desk::new();
    let source = fixture("formats/photo.jpg");
    let text = desk.home.path("words.png");
    std::fs::write(&text, "these are words").unwrap();
    let missing = desk.home.path("missing.png");
    for mark in [&text, &missing, &fixture("formats/sound.wav")] {
        let target = desk.home.path("copy.jpg");
        let args = [source.as_path(), Path::new("-o"), &target, Path::new("--watermark-image"), mark];
        let args = args.map(|arg| arg.to_str().unwrap());
        let output = desk.run("export", &args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{said}");
        let name = mark.file_name().unwrap().to_str().unwrap();
        assert!(said.contains("watermark") && said.contains(name), "{said}");
        assert!(!target.exists());
    }
    let lines = json_lines(&desk.run("export", &[source.to_str().unwrap(), "--watermark-text", "日本", "--json"]));
    assert_eq!(lines[0]["state"], "failed", "{lines:?}");
}

#[test]
fn what_the_copy_does_not_tell_its_history_does_not_tell_either() {
    let desk = Desk::new();
    let signer = Foreign::under(&foreign::root("Root"), "Camera");
    let photo = std::fs::read(fixture("formats/photo.jpg")).unwrap();
    let mut recipe = Recipe::created();
    let place = serde_json::json!({ "label": "stds.exif", "data": {
        "@context": { "exif": "http://ns.adobe.com/exif/1.0/" }, "exif:GPSLatitude": "39,21.102N-marker" } });
    recipe.definition["assertions"].as_array_mut().unwrap().push(place);
    let source = desk.home.path("camera.jpg");
    std::fs::write(&source, recipe.sign(&signer, &photo)).unwrap();
    let tells = |path: &Path| std::fs::read(path).unwrap().windows(17).any(|window| window == b"39,21.102N-marker");
    assert!(tells(&source), "the search works");
    for choice in ["none", "public", "marketing", "all"] {
        let copy = desk.export(&source, &format!("{choice}.jpg"), &["--exposure", "0.1", "--metadata", choice]);
        assert_eq!(tells(&copy), choice == "all", "{choice}");
        let report = desk.report(&copy);
        assert_eq!(report["headline"], "intact-unrecognised", "{choice}: {report:#}");
        assert_eq!(report["history"]["state"], "complete", "{choice}");
        assert_eq!(actions(&report).contains(&"c2pa.redacted".to_owned()), choice != "all", "{choice}");
    }
}

#[test]
fn a_watermark_tells_no_more_of_places_than_the_picture_may() {
    let desk = Desk::new();
    let signer = Foreign::under(&foreign::root("Root"), "Camera");
    let photo = std::fs::read(fixture("formats/photo.jpg")).unwrap();
    let mut recipe = Recipe::created();
    for (label, name, value) in [
        ("stds.exif", "exif:GPSLatitude", "39,21.102N-marker"),
        ("stds.iptc", "Iptc4xmpExt:PersonInImage", "Zoe-in-the-marker"),
        ("stds.schema-org.CreativeWork", "copyrightNotice", "notice-of-markers"),
    ] {
        let data = serde_json::json!({ "@context": { "exif": "http://ns.adobe.com/exif/1.0/" }, name: value });
        recipe.definition["assertions"]
            .as_array_mut()
            .unwrap()
            .push(serde_json::json!({ "label": label, "data": data }));
    }
    let logo = desk.home.path("logo.jpg");
    std::fs::write(&logo, recipe.sign(&signer, &photo)).unwrap();
    let tells =
        |path: &Path, text: &str| std::fs::read(path).unwrap().windows(17).any(|found| found == text.as_bytes());
    let told =
        |path: &Path| ["39,21.102N-marker", "Zoe-in-the-marker", "notice-of-markers"].map(|text| tells(path, text));
    assert_eq!(told(&logo), [true; 3], "the search works");
    // The second source is the watermark itself: both ingredients have the same manifest then.
    for (source, name) in [(desk.signed(), "other"), (logo.clone(), "same")] {
        for choice in ["none", "public", "marketing", "all"] {
            let args = ["--watermark-image", logo.to_str().unwrap(), "--metadata", choice];
            let copy = desk.export(&source, &format!("{name}-{choice}.png"), &args);
            assert_eq!(told(&copy), [choice == "all", choice == "all", true], "{name} {choice}");
            let report = desk.report(&copy);
            assert_eq!(report["headline"], "intact-unrecognised", "{name} {choice}: {report:#}");
            assert_eq!(report["history"]["state"], "complete", "{name} {choice}: {:#}", report["history"]);
            let gone = actions(&report).iter().filter(|action| *action == "c2pa.redacted").count();
            assert_eq!(gone, if choice == "all" { 0 } else { 2 }, "{name} {choice}");
            assert_eq!(ingredient(&report, "componentOf")["title"], "logo.jpg");
        }
    }
}

#[test]
fn every_file_of_a_composite_made_elsewhere_is_listed() {
    let desk = Desk::new();
    let source = desk.signed();
    let layers = [
        desk.sign(&fixture("media/quarters.png"), "layer.png", &["--source-type", "digitalCreation"]),
        fixture("media/quarters.jpg"),
    ];
    let edited = desk.home.path("composite.png");
    let mut pixels = image::open(fixture("formats/photo.jpg")).unwrap().to_rgb8();
    for (x, y, pixel) in image::open(&layers[0]).unwrap().to_rgb8().enumerate_pixels() {
        if x < 20 && y < 16 {
            pixels.put_pixel(x, y, *pixel);
        }
    }
    pixels.save(&edited).unwrap();
    let target = desk.home.path("recorded.png");
    let [source, edited, target] = [&source, &edited, &target].map(|path| path.to_str().unwrap().to_owned());
    let [one, two] = layers.map(|path| path.to_str().unwrap().to_owned());
    let output = desk.run("record", &[&source, &edited, "-o", &target, "--also", &one, "--also", &two]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report = desk.report(Path::new(&target));
    assert_eq!(report["headline"], "intact-unrecognised");
    let last = report["history"]["steps"].as_array().unwrap().last().unwrap();
    let parts: Vec<_> = last["ingredients"].as_array().unwrap().iter().map(|one| &one["relationship"]).collect();
    assert_eq!(parts, ["parentOf", "componentOf", "componentOf"], "{last:#}");
    assert_eq!(actions(&report).iter().filter(|action| *action == "c2pa.placed").count(), 2);
    let missing = desk.run("record", &[&source, &edited, "-o", "x.png", "--also", "missing.png"]);
    assert_eq!(missing.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("missing.png"));
}
