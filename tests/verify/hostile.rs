//! Manifests made to hurt: endless texts, markup, control characters, thousands of everything, long chains.

use std::fmt::Write as _;

use lightmark::provenance::report::{Headline, HistoryState, StepState};
use serde_json::{Value, json};

use crate::bench::{Bench, explain};
use crate::common::Home;
use crate::foreign::{Recipe, pem, photo};
use crate::letters::{created, edited};

/// What a report may come to as JSON (bytes).
const MOST_BYTES: usize = 40 * 1024 * 1024;

fn nasty() -> String {
    let mut text =
        String::from("<script>alert(1)</script>&amp;\u{1b}[31mred\u{7}\u{202e}gpj.kcatta\u{2066}\0\r\nline ");
    text.push_str(&"A".repeat(10_000));
    text
}

#[test]
fn texts_are_cut_in_the_report_and_made_plain_on_the_terminal() {
    let bench = Bench::new();
    let nasty = nasty();
    let recipe = Recipe::with_actions(json!([
        { "action": format!("org.example.{nasty}"), "description": nasty, "softwareAgent": { "name": nasty },
          "reason": nasty, "parameters": { "name": nasty, nasty.as_str(): nasty } },
        { "action": "c2pa.created", "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture" },
    ]))
    .set("title", json!(nasty))
    .set("claim_generator_info", json!([{ "name": nasty, "version": nasty }]))
    .and("cawg.metadata", json!({
        "@context": { "dc": "http://purl.org/dc/elements/1.1/" },
        "dc:creator": [nasty], "dc:rights": { "x-default": nasty },
    }));
    let Ok(bytes) = recipe.try_sign(&bench.signer, &photo()) else { panic!("the engine refuses to write this") };
    let report = bench.photo(&bytes);
    assert_ne!(report.headline, Headline::NotChecked, "{}", explain(&report));
    let step = report.history.steps.last().unwrap();
    assert!(step.title.as_ref().unwrap().chars().count() <= 2_001);
    assert!(step.claim_generator.as_ref().unwrap().chars().count() <= 2_001);
    assert!(report.notes.iter().any(|note| note == lightmark::locale::text("note-report-cut")), "{:?}", report.notes);
    assert!(report.rights.fields.iter().all(|field| field.value.chars().count() <= 2_001));
    let home = Home::new();
    std::fs::write(home.path("x.jpg"), &bytes).unwrap();
    std::fs::write(home.path("root.pem"), pem(&bench.root.der)).unwrap();
    let output = home.lightmark().args(["verify", "x.jpg", "--trust-list", "root.pem"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    for bad in ['\u{1b}', '\u{7}', '\u{202e}', '\u{2066}', '\0', '\r'] {
        assert!(!text.contains(bad), "{bad:?} in {text:?}");
    }
    assert!(text.lines().all(|line| line.chars().count() < 1_000), "{text}");
    assert!(text.len() < 20_000, "{}", text.len());
}

#[test]
fn ten_thousand_actions_and_huge_parameters() {
    let bench = Bench::new();
    let mut actions = vec![json!({ "action": "c2pa.created",
        "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture" })];
    actions
        .extend((0..12_000).map(|number| json!({ "action": "c2pa.edited", "description": format!("step {number}") })));
    let report = bench.photo(&Recipe::with_actions(Value::Array(actions)).sign(&bench.signer, &photo()));
    assert_eq!(report.headline, Headline::Verified, "{}", explain(&report));
    assert_eq!(report.history.steps[0].actions.len(), 10_000);
    assert!(!report.notes.is_empty());
    let big = "x".repeat(3_000_000);
    let recipe = Recipe::with_actions(json!([
        { "action": "c2pa.created", "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
          "parameters": { "big": big } },
    ]));
    let report = bench.photo(&recipe.sign(&bench.signer, &photo()));
    assert_eq!(report.headline, Headline::Verified, "{}", explain(&report));
    assert!(report.history.steps[0].actions[0].parameters.is_null());
}

#[test]
fn nesting_without_end() {
    let bench = Bench::new();
    for depth in [50, 120] {
        let mut deep = json!("bottom");
        for _ in 0..depth {
            deep = json!({ "in": deep });
        }
        let recipe = Recipe::created().and("org.example.deep", deep);
        let Ok(bytes) = recipe.try_sign(&bench.signer, &photo()) else { continue };
        let report = bench.photo(&bytes);
        assert_ne!(report.headline, Headline::NoCredentials, "{}", explain(&report));
    }
}

#[test]
fn two_thousand_ingredients_one_of_them_broken() {
    let bench = Bench::new();
    let broken = crate::foreign::forged(&created(&bench));
    let sign = |parts: usize, broken: Option<&[u8]>| {
        let ingredients: Vec<Value> = (0..parts)
            .map(|number| {
                json!({ "title": format!("part {number}"), "format": "image/jpeg", "relationship": "componentOf",
                    "instance_id": format!("xmp:iid:{number}") })
            })
            .collect();
        let mut recipe = Recipe::created().set("ingredients", Value::Array(ingredients));
        if let Some(broken) = broken {
            recipe = recipe.from("componentOf", "last", broken);
        }
        recipe.sign(&bench.signer, &photo())
    };
    let report = bench.photo(&sign(2_000, None));
    assert_eq!(report.headline, Headline::Verified, "{}", explain(&report));
    assert_eq!(report.history.state, HistoryState::UnsignedStep);
    assert!(report.history.steps.len() <= 1_001);
    assert!(report.history.steps.last().unwrap().ingredients.len() <= 1_000);
    assert!(serde_json::to_vec(&report).unwrap().len() < MOST_BYTES);
    for parts in [0, 999, 1_000, 2_000] {
        let report = bench.photo(&sign(parts, Some(&broken)));
        assert_eq!(report.history.state, HistoryState::BrokenStep, "{parts}");
        assert_eq!(report.headline, Headline::Altered, "{parts}");
        assert!(report.history.steps.iter().any(|step| step.state == StepState::Broken), "{parts}");
    }
}

#[test]
fn forty_edits_and_more() {
    let bench = Bench::new();
    let mut bytes = created(&bench);
    for _ in 0..40 {
        bytes = edited(&bench, &bytes);
    }
    let report = bench.photo(&bytes);
    assert_eq!(report.headline, Headline::Verified, "{}", explain(&report));
    assert_eq!(report.history.steps.len(), 41);
    assert_eq!(report.history.steps[0].actions[0].action, "c2pa.created");
    // The oldest one changed: the break is seen through all forty.
    let at = crate::foreign::find(&bytes, b"digitalCapture");
    let report = bench.photo(&crate::foreign::flipped(&bytes, at));
    assert_eq!(report.headline, Headline::Altered, "{}", explain(&report));
    assert_eq!(report.history.state, HistoryState::BrokenStep);
    for _ in 0..60 {
        bytes = edited(&bench, &bytes);
    }
    let report = bench.photo(&bytes);
    assert!(
        matches!(report.headline, Headline::Verified | Headline::NotChecked | Headline::Altered),
        "{}",
        explain(&report)
    );
    let mut told = String::new();
    write!(told, "{:?} with {} steps", report.headline, report.history.steps.len()).unwrap();
    eprintln!("a hundred edits: {told}");
}

/// An ingredient that names the manifest that it is in, and two that name each other, by changing labels in place.
#[test]
fn ingredients_that_go_round_in_a_circle() {
    let bench = Bench::new();
    let bytes = edited(&bench, &edited(&bench, &created(&bench)));
    let context = crate::foreign::context();
    let reader =
        c2pa::Reader::from_shared_context(&context).with_stream("image/jpeg", std::io::Cursor::new(&bytes)).unwrap();
    let labels: Vec<String> = reader.manifests().keys().cloned().collect();
    assert_eq!(labels.len(), 3);
    for from in &labels {
        for to in labels.iter().filter(|to| *to != from) {
            // References stand in URIs; the manifests' own names are left alone.
            let (from, to) = (format!("/c2pa/{from}"), format!("/c2pa/{to}"));
            let mut changed = bytes.clone();
            let mut at = 0;
            while let Some(found) = changed[at..].windows(from.len()).position(|window| window == from.as_bytes()) {
                changed.splice(at + found..at + found + from.len(), to.bytes());
                at += found + from.len();
            }
            let report = bench.photo(&changed);
            assert!(
                matches!(report.headline, Headline::Altered | Headline::NotChecked),
                "{from} to {to}{}",
                explain(&report)
            );
        }
    }
}
