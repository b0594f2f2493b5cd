//! The letter code of the C2PA's own test files: A without credentials, C created, CA edited, CACA edited again,
//! CI and CAI with ingredients, E-… broken in one place, X changed after signing, CIE-… over a broken ingredient.

use serde_json::json;

use crate::bench::{Bench, expect, explain};
use crate::foreign::{Foreign, Recipe, find, find_last, flipped, forged, photo, repainted};
use lightmark::provenance::report::{Headline, StepState};

pub fn created(bench: &Bench) -> Vec<u8> {
    Recipe::created().sign(&bench.signer, &photo())
}

/// An edit over a file that has a history, by somebody else of the same house.
pub fn edited(bench: &Bench, parent: &[u8]) -> Vec<u8> {
    Recipe::opened(parent).sign(&Foreign::under(&bench.root, "Ben Editor"), &photo())
}

pub fn with_ingredients(bench: &Bench, parts: &[&[u8]]) -> Recipe {
    let labels: Vec<String> = (0..parts.len()).map(|number| format!("part{number}")).collect();
    let source = "http://cv.iptc.org/newscodes/digitalsourcetype/composite";
    let mut recipe = Recipe::with_actions(json!([
        { "action": "c2pa.created", "digitalSourceType": source },
        { "action": "c2pa.placed", "parameters": { "ingredientIds": labels } },
    ]));
    for (label, part) in labels.iter().zip(parts) {
        recipe = recipe.from("componentOf", label, part);
    }
    let _ = bench;
    recipe
}

#[test]
fn a_and_i_have_no_credentials() {
    let bench = Bench::new();
    expect(&bench.photo(&photo()), ["no-credentials", "not-checked", "none", "none", "none", "unsigned"]);
}

#[test]
fn c_is_created() {
    let bench = Bench::new();
    let report = bench.photo(&created(&bench));
    expect(&report, ["verified", "intact", "house", "none", "complete", "unsigned"]);
    assert_eq!(report.signer.name.as_deref(), Some("Ana Foreign"));
    assert_eq!(report.signer.organization.as_deref(), Some("Forge"));
    assert_eq!(report.signer.algorithm.as_deref(), Some("ed25519"));
    assert_eq!(report.history.steps[0].claim_generator.as_deref(), Some("Foreign 1.0"));
    assert_eq!(report.history.steps[0].actions[0].action, "c2pa.created");
}

#[test]
fn ca_and_caca_are_edits_over_edits() {
    let bench = Bench::new();
    let ca = edited(&bench, &photo());
    expect(&bench.photo(&ca), ["verified", "intact", "house", "none", "unsigned-step", "unsigned"]);
    let c_a = edited(&bench, &created(&bench));
    expect(&bench.photo(&c_a), ["verified", "intact", "house", "none", "complete", "unsigned"]);
    let report = bench.photo(&edited(&bench, &edited(&bench, &created(&bench))));
    expect(&report, ["verified", "intact", "house", "none", "complete", "unsigned"]);
    let signers: Vec<_> = report.history.steps.iter().map(|step| step.signer.as_deref().unwrap()).collect();
    assert_eq!(signers, ["Ana Foreign", "Ben Editor", "Ben Editor"]);
}

#[test]
fn ci_and_cai_are_made_from_parts() {
    let bench = Bench::new();
    let signed = created(&bench);
    let report = bench.photo(&with_ingredients(&bench, &[&signed, &photo()]).sign(&bench.signer, &photo()));
    expect(&report, ["verified", "intact", "house", "none", "unsigned-step", "unsigned"]);
    let parts: Vec<_> = report.history.steps.last().unwrap().ingredients.iter().collect();
    assert_eq!(parts.len(), 2);
    assert!(parts.iter().all(|part| part.relationship == "componentOf"));
    let report = bench.photo(&with_ingredients(&bench, &[&signed]).sign(&bench.signer, &photo()));
    expect(&report, ["verified", "intact", "house", "none", "complete", "unsigned"]);
    let over = Recipe::opened(&signed).from("componentOf", "sky", &signed);
    let report = bench.photo(&over.sign(&bench.signer, &photo()));
    expect(&report, ["verified", "intact", "house", "none", "complete", "unsigned"]);
    assert_eq!(report.history.steps.len(), 2, "one manifest is one step, however often it was used");
}

#[test]
fn an_input_is_named_and_held_against_nobody() {
    let bench = Bench::new();
    let recipe = Recipe::with_actions(json!([
        { "action": "c2pa.created", "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
          "parameters": { "ingredientIds": ["prompt"] } },
    ]))
    .from("inputTo", "prompt", &photo());
    let report = bench.photo(&recipe.sign(&bench.signer, &photo()));
    expect(&report, ["verified", "intact", "house", "none", "complete", "unsigned"]);
    assert_eq!(report.history.steps[0].ingredients[0].relationship, "inputTo");
}

#[test]
fn e_dat_is_a_picture_changed() {
    let bench = Bench::new();
    let report = bench.photo(&repainted(&edited(&bench, &created(&bench))));
    expect(&report, ["altered", "altered", "house", "none", "complete", "unsigned"]);
    assert_eq!(report.content.codes, ["assertion.dataHash.mismatch"]);
}

#[test]
fn e_sig_is_a_signature_changed() {
    let bench = Bench::new();
    let report = bench.photo(&forged(&created(&bench)));
    expect(&report, ["altered", "altered", "none", "none", "broken-step", "unsigned"]);
    assert_eq!(report.content.codes, ["claimSignature.mismatch"]);
}

#[test]
fn e_uri_is_an_assertion_changed() {
    let bench = Bench::new();
    let bytes = created(&bench);
    let at = find_last(&bytes, b"digitalCapture");
    let report = bench.photo(&flipped(&bytes, at));
    expect(&report, ["altered", "altered", "house", "none", "broken-step", "unsigned"]);
    assert_eq!(report.content.codes, ["assertion.hashedURI.mismatch"]);
}

#[test]
fn e_clm_is_an_ingredients_claim_changed_or_gone() {
    let bench = Bench::new();
    let bytes = edited(&bench, &created(&bench));
    // The parent's manifest comes first in the store; its claim's name is written in it.
    let claim = find(&bytes, b"claim_generator_info");
    let report = bench.photo(&flipped(&bytes, claim + 30));
    assert_eq!(report.headline, Headline::Altered, "{}", explain(&report));
    assert_eq!(report.history.steps[0].state, StepState::Broken, "{}", explain(&report));
    let label = find(&bytes, b"c2pa.claim.v2");
    let report = bench.photo(&flipped(&bytes, label + 5));
    assert_eq!(report.headline, Headline::Altered, "{}", explain(&report));
}

#[test]
fn e_clm_in_the_active_claim_is_altered() {
    let bench = Bench::new();
    let bytes = created(&bench);
    for needle in [&b"claim_generator_info"[..], b"instanceID", b"created_assertions", b"c2pa.claim.v2"] {
        let at = find_last(&bytes, needle);
        for offset in [0, needle.len() + 3] {
            let report = bench.photo(&flipped(&bytes, at + offset));
            assert_eq!(report.headline, Headline::Altered, "{needle:?} +{offset}{}", explain(&report));
        }
    }
}

#[test]
fn x_is_anything_changed_after_signing() {
    let bench = Bench::new();
    let ca = edited(&bench, &created(&bench));
    let mut longer = ca.clone();
    longer.extend_from_slice(b"appended");
    assert_eq!(bench.photo(&longer).headline, Headline::Altered);
    let exif = find(&ca, b"Exif\0\0");
    assert_eq!(bench.photo(&flipped(&ca, exif + 20)).headline, Headline::Altered);
    let mut inserted = ca.clone();
    inserted.splice(2..2, [0xff, 0xfe, 0, 4, b'h', b'i']);
    assert_eq!(bench.photo(&inserted).headline, Headline::Altered);
}

#[test]
fn cie_is_an_edit_over_something_broken() {
    let bench = Bench::new();
    let broken = forged(&created(&bench));
    for recipe in [Recipe::opened(&broken), with_ingredients(&bench, &[&broken])] {
        let report = bench.photo(&recipe.sign(&bench.signer, &photo()));
        expect(&report, ["altered", "intact", "house", "none", "broken-step", "unsigned"]);
        assert_eq!(report.history.steps[0].state, StepState::Broken, "{}", explain(&report));
    }
    let repainted = repainted(&created(&bench));
    for recipe in [Recipe::opened(&repainted), with_ingredients(&bench, &[&repainted])] {
        let report = bench.photo(&recipe.sign(&bench.signer, &photo()));
        expect(&report, ["altered", "intact", "house", "none", "broken-step", "unsigned"]);
    }
    // And again over that: the break does not heal with time.
    let later = edited(&bench, &edited(&bench, &Recipe::opened(&repainted).sign(&bench.signer, &photo())));
    expect(&bench.photo(&later), ["altered", "intact", "house", "none", "broken-step", "unsigned"]);
}
