//! The report's JSON (DESIGN §5): every key is there, every word of a state can be had, and no other word ever is.

use std::collections::BTreeSet;

use lightmark::provenance::trust_source::ListKind;
use lightmark::trust::TrustStore;
use serde_json::{Value, json};

use crate::bench::{Bench, lists};
use crate::common::{Home, json_lines};
use crate::foreign::{Foreign, Recipe, current, pem, photo, repainted};
use crate::forge::Draft;
use crate::letters::{created, edited};

const WORDS: [(&str, &[&str]); 8] = [
    ("/headline", &["verified", "intact-unrecognised", "altered", "revoked", "no-credentials", "not-checked"]),
    ("/content/state", &["intact", "partly-covered", "altered", "not-checked"]),
    (
        "/signer/state",
        &["official", "interim", "house", "contact", "unrecognised", "revoked", "invalid-at-signing", "none"],
    ),
    ("/time/state", &["trusted", "claimed", "unrecognised", "broken", "none"]),
    ("/history/state", &["complete", "unrecorded", "unsigned-step", "broken-step", "none"]),
    ("/rights/state", &["signed", "unsigned", "conflict", "none"]),
    ("/checks/*/kind", &["success", "informational", "failure"]),
    ("/history/steps/*/state", &["signed", "unsigned", "broken"]),
];

/// Every text at a pointer, where `*` is each entry of a list.
fn texts(value: &Value, pointer: &str) -> Vec<String> {
    let Some((list, rest)) = pointer.split_once("/*") else {
        return value.pointer(pointer).and_then(Value::as_str).map(str::to_owned).into_iter().collect();
    };
    let entries = value.pointer(list).and_then(Value::as_array).cloned().unwrap_or_default();
    entries.iter().flat_map(|entry| texts(entry, rest)).collect()
}

#[test]
fn the_keys_of_the_contract_and_only_its_words() {
    let bench = Bench::new();
    let home = Home::new();
    std::fs::write(home.path("root.pem"), pem(&bench.root.der)).unwrap();
    std::fs::write(home.path("tsa.pem"), pem(&bench.authority.root.der)).unwrap();
    std::fs::create_dir(home.path("in")).unwrap();
    let stated = json!({ "@context": { "dc": "http://purl.org/dc/elements/1.1/" }, "dc:creator": ["Ana"] });
    let stamped = bench.signer.clone().stamped(&bench.authority);
    let full = Recipe::opened(&created(&bench)).and("cawg.metadata", stated);
    let named = stamped.clone().named(Foreign::under(&bench.root, "Dora Person"), &["cawg.metadata"]);
    let full = full.sign(&named, &photo());
    let put = |name: &str, bytes: &[u8]| std::fs::write(home.path("in").join(name), bytes).unwrap();
    put("full.jpg", &full);
    put("plain.jpg", &photo());
    put("repainted.jpg", &repainted(&full));
    put("text.jpg", b"just text");
    put("empty.jpg", b"");
    put("unsigned-step.jpg", &edited(&bench, &photo()));
    let mut command = home.lightmark();
    command.args(["verify", "in", "--json", "--trust-list", "root.pem", "--tsa-trust-list", "tsa.pem"]);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(3), "some files are no media");
    let reports = json_lines(&output);
    assert_eq!(reports.len(), 6);
    let one = |name: &str| reports.iter().find(|one| one["path"].as_str().unwrap().ends_with(name)).unwrap();
    let report = one("full.jpg");
    for pointer in [
        "/path",
        "/sha256",
        "/format",
        "/headline",
        "/content/state",
        "/signer/state",
        "/signer/name",
        "/signer/organization",
        "/signer/fingerprint",
        "/signer/list",
        "/signer/identity/name",
        "/time/state",
        "/time/at",
        "/time/authority",
        "/history/state",
        "/history/steps/0/manifest",
        "/history/steps/0/signer",
        "/history/steps/1/at",
        "/history/steps/0/actions/0/action",
        "/history/steps/1/actions/0/parameters",
        "/history/steps/1/ingredients/0/relationship",
        "/history/steps/0/state",
        "/rights/state",
        "/rights/fields/0/field",
        "/rights/fields/0/value",
        "/rights/fields/0/source",
        "/rights/fields/0/coverage",
        "/checks/0/code",
        "/checks/0/kind",
        "/checks/0/manifest",
        "/checks/0/explanation",
    ] {
        assert!(report.pointer(pointer).is_some_and(|value| !value.is_null()), "{pointer} is missing in {report:#}");
    }
    assert_eq!(report["headline"], "verified");
    assert_eq!(report["time"]["state"], "trusted");
    assert!(report.get("problem").is_none());
    for name in ["text.jpg", "empty.jpg"] {
        for key in ["what", "why", "remedy", "details"] {
            assert!(one(name)["problem"][key].is_string(), "{name} {key}");
        }
    }
    for report in &reports {
        assert_eq!(report["schema"], "lightmark.report/1");
        for (pointer, words) in WORDS {
            for text in texts(report, pointer) {
                assert!(words.contains(&text.as_str()), "{pointer} says {text}");
            }
        }
    }
}

/// What our own signing writes without a time-stamp authority: the time is the signer's word.
#[test]
fn our_own_signature_states_its_time() {
    let home = Home::new();
    let id = home.identity("Eva Own");
    std::fs::write(home.path("photo.jpg"), photo()).unwrap();
    for (name, arguments) in [("created.jpg", &["--source-type", "digitalCapture"][..]), ("opened.jpg", &[])] {
        let mut command = home.lightmark();
        command.args(["sign", "photo.jpg", "--identity", &id, "--output", name]).args(arguments);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let report = json_lines(&home.lightmark().args(["verify", name, "--json"]).output().unwrap()).remove(0);
        assert_eq!(report["time"]["state"], "claimed", "{report:#}");
        let at: jiff::Timestamp = report["time"]["at"].as_str().unwrap().parse().unwrap();
        assert!((at.as_second() - crate::foreign::now()).abs() < 600, "{at}");
    }
}

#[test]
fn exit_codes_of_whole_runs() {
    let bench = Bench::new();
    let home = Home::new();
    std::fs::write(home.path("good.jpg"), created(&bench)).unwrap();
    std::fs::write(home.path("bad.jpg"), repainted(&created(&bench))).unwrap();
    std::fs::write(home.path("none.jpg"), photo()).unwrap();
    std::fs::write(home.path("text.jpg"), b"text").unwrap();
    let run = |paths: &[&str]| home.lightmark().arg("verify").args(paths).output().unwrap().status.code();
    assert_eq!(run(&["good.jpg"]), Some(0));
    assert_eq!(run(&["good.jpg", "none.jpg"]), Some(0));
    assert_eq!(run(&["good.jpg", "bad.jpg"]), Some(1));
    assert_eq!(run(&["text.jpg"]), Some(3));
    assert_eq!(run(&["good.jpg", "--at", "yesterday"]), Some(2));
    assert_eq!(run(&["good.jpg", "--trust-list", "absent.pem"]), Some(2));
}

/// Each word comes from a file that was made to get it, here or in a test that names the word.
#[test]
fn every_word_is_proven_somewhere() {
    let bench = Bench::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let leaf = current(Draft::leaf("Ana")).by(&bench.root);
    let bytes = Recipe::created().sign(&Foreign::of(leaf.clone()), &photo());
    for trust in [
        TrustStore::default(),
        lists(&[(ListKind::Official, &bench.root)]),
        lists(&[(ListKind::Interim, &bench.root)]),
        lists(&[(ListKind::House, &bench.root)]),
        lists(&[(ListKind::Contacts, &leaf)]),
    ] {
        seen.insert(crate::bench::words(&bench.examine("photo.jpg", &bytes, &trust))[2].clone());
    }
    assert_eq!(seen.len(), 5);
    let sources: String = ["people", "letters", "time", "vouching", "revocation", "kinds", "dropped"]
        .map(|name| std::fs::read_to_string(crate::common::fixture(&format!("../verify/{name}.rs"))).unwrap())
        .concat();
    let states = [("partly-covered", "PartlyCovered"), ("not-checked", "not-checked")];
    let left_out = std::fs::read_to_string(crate::common::fixture("../verify/left_out.rs")).unwrap();
    for (pointer, words) in WORDS.iter().filter(|(pointer, _)| !pointer.contains('*')) {
        for word in *words {
            let also = states.iter().find(|(known, _)| known == word).map_or(*word, |(_, also)| also);
            let proven = sources.contains(&format!("\"{word}\"")) || left_out.contains(also) || seen.contains(*word);
            assert!(proven, "{pointer}: no test expects {word}");
        }
    }
}
