//! Time stamps that a later manifest brings for an earlier signature (C2PA 2.4 §18.14).

use c2pa::BuilderIntent;
use c2pa::assertions::TimeStamp;
use lightmark::provenance::report::{Report, SignerState, Step, TimeState};
use lightmark::trust::TrustStore;
use serde_json::json;

use crate::bench::{Bench, explain};
use crate::foreign::{Foreign, Recipe, now, photo, short_lived};
use crate::forge::YEAR;

/// The active manifest's label and its signature's value.
fn signature(bytes: &[u8]) -> (String, Vec<u8>) {
    let reader = c2pa::Reader::from_shared_context(&crate::foreign::context())
        .with_stream("image/jpeg", std::io::Cursor::new(bytes))
        .unwrap();
    let label = reader.active_label().unwrap().to_owned();
    let mut store = std::io::Cursor::new(Vec::new());
    reader.resource_to_stream(&label, &mut store).unwrap();
    let store = store.into_inner();
    // The value is the last thing in the signature's box: a byte string of 64 bytes at most, with its length.
    let at = crate::foreign::find_last(&store, b"c2pa.signature");
    let parsed: ciborium::Value = ciborium::from_reader(&store[at + b"c2pa.signature".len() + 9..]).unwrap();
    let ciborium::Value::Tag(_, inner) = parsed else { panic!("not a COSE structure: {parsed:?}") };
    (label, inner.into_array().unwrap().pop().unwrap().into_bytes().unwrap())
}

/// A token of the bench's authority over a message.
fn token(bench: &Bench, message: &[u8]) -> Vec<u8> {
    let request = lightmark::time_stamp::query(&openssl::sha::sha256(message), &[0x41; 8]);
    let response = bench.authority.reply(&request);
    lightmark::time_stamp::token_of_response(&response).unwrap().to_vec()
}

/// An update of the file by somebody else, which brings these tokens.
fn updated(bench: &Bench, bytes: &[u8], tokens: &[(&str, &[u8])]) -> Vec<u8> {
    let mut stamps = TimeStamp::new();
    tokens.iter().for_each(|(label, token)| stamps.add_timestamp(label, token));
    let recipe = Recipe::with_actions(json!([
        { "action": "c2pa.opened", "parameters": { "ingredientIds": ["parent"] } }]))
    .from("parentOf", "parent", bytes);
    let mut builder = recipe.builder();
    builder.set_intent(BuilderIntent::Update);
    builder.add_assertion(TimeStamp::LABEL, &stamps).unwrap();
    let mut copy = std::io::Cursor::new(Vec::new());
    let who = Foreign::under(&bench.root, "Ben Later");
    builder.sign(&who, "image/jpeg", &mut std::io::Cursor::new(bytes), &mut copy).unwrap();
    copy.into_inner()
}

fn step(report: &Report) -> &Step {
    let steps = &report.history.steps;
    assert_eq!(steps.len(), 2, "{}", explain(report));
    &steps[0]
}

fn is_proven(bench: &Bench, bytes: &[u8], trust: &TrustStore) -> bool {
    step(&bench.examine("photo.jpg", bytes, trust)).at_proven
}

#[test]
fn a_token_for_something_else_or_of_nobody_counts_for_nothing() {
    let bench = Bench::new();
    let trust = bench.house_and_time();
    let first = Recipe::created().sign(&bench.signer, &photo());
    let other = Recipe::created().set("title", json!("other.jpg")).sign(&bench.signer, &photo());
    let ((label, value), (other_label, other_value)) = (signature(&first), signature(&other));
    let good = token(&bench, &value);
    let replayed = token(&bench, &other_value);
    let mut forged = good.clone();
    *forged.last_mut().unwrap() ^= 1;
    let mut other_time = good.clone();
    let at = crate::foreign::find(&good, b"\x18\x0f20");
    other_time[at + 5] ^= 1;
    for (name, label, token) in [
        ("replayed from another file", &label, &replayed),
        ("over the signature of another, under its name", &other_label, &replayed),
        ("for a manifest that is not there", &other_label, &good),
        ("over the digest of the file", &label, &token(&bench, &first)),
        ("forged", &label, &forged),
        ("another time", &label, &other_time),
        ("cut short", &label, &good[..good.len() - 40].to_vec()),
        ("garbage", &label, &b"<html>".to_vec()),
        ("empty", &label, &Vec::new()),
    ] {
        let bytes = updated(&bench, &first, &[(label, token)]);
        assert!(!is_proven(&bench, &bytes, &trust), "{name}");
    }
    let bytes = updated(&bench, &first, &[(&label, &good)]);
    assert!(!is_proven(&bench, &bytes, &bench.house()), "nobody vouches for the authority");
    assert!(is_proven(&bench, &bytes, &trust), "{}", explain(&bench.examine("photo.jpg", &bytes, &trust)));
}

#[test]
fn the_stamp_is_told_of_the_step_that_it_stamps_and_of_no_other() {
    let bench = Bench::new();
    let first = Recipe::created().sign(&bench.signer, &photo());
    let (label, value) = signature(&first);
    let bytes = updated(&bench, &first, &[(&label, &token(&bench, &value))]);
    let report = bench.examine("photo.jpg", &bytes, &bench.house_and_time());
    let at: jiff::Timestamp = step(&report).at.as_deref().unwrap().parse().unwrap();
    assert!((at.as_second() - now()).abs() < 600, "{at}");
    assert!(!report.history.steps[1].at_proven);
    assert_ne!(report.time.state, TimeState::Trusted, "nobody stamped the update itself");
}

#[test]
fn a_certificate_that_ran_out_after_the_later_stamp_stays_good() {
    let bench = Bench::new();
    let (plain, stamp) = short_lived(&bench.root, |signer| {
        let plain = Recipe::created().try_sign(&signer, &photo())?;
        let stamp = token(&bench, &signature(&plain).1);
        Ok((plain, stamp))
    });
    let (label, value) = signature(&plain);
    let first = updated(&bench, &plain, &[(&label, &stamp)]);
    let late = updated(&bench, &plain, &[(&label, &token(&bench, &value))]);
    let trust = bench.house_and_time();
    let state = |bytes: &[u8], trust: &TrustStore| {
        let report = bench.examine("photo.jpg", bytes, trust);
        step(&report).signer_state
    };
    assert_eq!(state(&first, &trust), SignerState::House);
    assert_eq!(state(&first, &bench.house()), SignerState::InvalidAtSigning, "no list vouches for the stamp");
    assert_eq!(state(&late, &trust), SignerState::InvalidAtSigning, "stamped when the certificate had run out");
    let report = bench.examine_at("photo.jpg", &first, &trust, Some(now() + 2 * YEAR));
    assert_eq!(step(&report).signer_state, SignerState::House, "long after, by our own check alone");
}
