//! When a file was signed and who says so; certificates that have expired since; judging as of another time.

use std::sync::{Arc, Mutex};

use lightmark::locale::answers::{answers, headline_sentence};
use lightmark::provenance::report::{SignerState, TimeState};
use lightmark::provenance::trust_source::ListKind;
use serde_json::json;

use crate::bench::{Bench, expect, explain, lists};
use crate::foreign::{Recipe, now, photo, short_lived};
use crate::forge::{DAY, YEAR};

fn stamped(bench: &Bench) -> Vec<u8> {
    Recipe::created().sign(&bench.signer.clone().stamped(&bench.authority), &photo())
}

#[test]
fn a_stamp_of_a_listed_authority_is_trusted() {
    let bench = Bench::new();
    let report = bench.examine("photo.jpg", &stamped(&bench), &bench.house_and_time());
    expect(&report, ["verified", "intact", "house", "trusted", "complete", "unsigned"]);
    assert_eq!(report.time.authority.as_deref(), Some("Stamp Authority"));
    let at: jiff::Timestamp = report.time.at.as_deref().unwrap().parse().unwrap();
    assert!((at.as_second() - now()).abs() < 600, "{at}");
    let step = report.history.steps.last().unwrap();
    assert!(step.at_proven, "{}", explain(&report));
}

#[test]
fn a_stamp_of_an_authority_that_is_not_listed_is_not_recognised() {
    let bench = Bench::new();
    let report = bench.examine("photo.jpg", &stamped(&bench), &bench.house());
    expect(&report, ["verified", "intact", "house", "unrecognised", "complete", "unsigned"]);
    assert!(!report.history.steps[0].at_proven);
}

#[test]
fn a_list_of_signers_does_not_vouch_for_time_nor_a_list_of_authorities_for_signers() {
    let bench = Bench::new();
    let bytes = stamped(&bench);
    for kind in [ListKind::Official, ListKind::Interim, ListKind::House] {
        let trust = lists(&[(kind, &bench.root), (kind, &bench.authority.root)]);
        let report = bench.examine("photo.jpg", &bytes, &trust);
        assert_eq!(report.time.state, TimeState::Unrecognised, "{kind:?}{}", explain(&report));
    }
    let trust = lists(&[(ListKind::TimeStamping, &bench.root), (ListKind::TimeStamping, &bench.authority.root)]);
    let report = bench.examine("photo.jpg", &bytes, &trust);
    expect(&report, ["intact-unrecognised", "intact", "unrecognised", "trusted", "complete", "unsigned"]);
}

#[test]
fn a_stamp_over_something_else_is_broken() {
    let bench = Bench::new();
    let token = Arc::new(Mutex::new(None::<Vec<u8>>));
    let authority = Arc::clone(&bench.authority);
    let mut replaying = bench.signer.clone();
    replaying.stamp =
        Some(Arc::new(move |request| token.lock().unwrap().get_or_insert_with(|| authority.reply(request)).clone()));
    let first = Recipe::created().sign(&replaying, &photo());
    let second = Recipe::created().set("title", json!("other.jpg")).sign(&replaying, &photo());
    let trust = bench.house_and_time();
    assert_eq!(bench.examine("photo.jpg", &first, &trust).time.state, TimeState::Trusted);
    let report = bench.examine("photo.jpg", &second, &trust);
    expect(&report, ["verified", "intact", "house", "broken", "complete", "unsigned"]);
    assert!(!report.history.steps[0].at_proven);
    assert_eq!(report.time.at, None, "a time that a broken stamp names is nobody's word");
}

#[test]
fn a_stamp_changed_afterwards_is_broken() {
    let bench = Bench::new();
    let bytes = stamped(&bench);
    let token = crate::foreign::find(&bytes, b"tstTokens");
    // The end of the token is its signature, its beginning holds the digest and the time.
    for offset in [200, 260, 1200] {
        let report =
            bench.examine("photo.jpg", &crate::foreign::flipped(&bytes, token + offset), &bench.house_and_time());
        assert!(
            matches!(report.time.state, TimeState::Broken | TimeState::Unrecognised),
            "+{offset}: {}",
            explain(&report)
        );
    }
}

#[test]
fn a_stamp_that_is_no_stamp_is_broken() {
    let bench = Bench::new();
    let bytes = stamped(&bench);
    let mut garbage = bytes.clone();
    let token = crate::foreign::find(&bytes, b"tstTokens");
    garbage[token + 24..token + 400].fill(0x55);
    let report = bench.examine("photo.jpg", &garbage, &bench.house_and_time());
    expect(&report, ["verified", "intact", "house", "broken", "complete", "unsigned"]);
    assert_eq!(report.time.at, None);
}

#[test]
fn without_a_stamp_only_the_signers_word_counts() {
    let bench = Bench::new();
    let said = Recipe::with_actions(json!([{ "action": "c2pa.created", "when": "2026-02-03T04:05:06Z",
        "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture" }]));
    let report = bench.photo(&said.sign(&bench.signer, &photo()));
    expect(&report, ["verified", "intact", "house", "claimed", "complete", "unsigned"]);
    assert_eq!(report.time.at.as_deref(), Some("2026-02-03T04:05:06Z"));
    assert_eq!(report.time.authority, None);
    assert!(!report.history.steps[0].at_proven);
}

#[test]
fn a_word_that_is_no_time_is_not_repeated_as_one() {
    let bench = Bench::new();
    for when in ["yesterday", "", "\u{202e}2026", "9999999999"] {
        let said = Recipe::with_actions(json!([{ "action": "c2pa.created", "when": when,
            "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture" }]));
        let Ok(bytes) = said.try_sign(&bench.signer, &photo()) else { continue };
        let report = bench.photo(&bytes);
        assert_eq!(report.time.state, TimeState::None, "{when}: {}", explain(&report));
        assert_eq!(report.time.at, None);
    }
}

#[test]
fn a_certificate_that_has_expired_since_needs_a_stamp() {
    let bench = Bench::new();
    let (plain, with_stamp) = short_lived(&bench.root, |signer| {
        let plain = Recipe::created().try_sign(&signer, &photo())?;
        Ok((plain, Recipe::created().try_sign(&signer.stamped(&bench.authority), &photo())?))
    });
    let trust = bench.house_and_time();
    let report = bench.examine("photo.jpg", &plain, &trust);
    expect(&report, ["intact-unrecognised", "intact", "invalid-at-signing", "none", "complete", "unsigned"]);
    // It was valid when it was used; only that cannot be proven.
    for said in [headline_sentence(&report), answers(&report, &str::to_owned)[1].sentence.clone()] {
        assert!(said.ends_with("nothing proves that it was when it was used."), "{said}");
    }
    // The engine judges as of now; as of then our own check decides.
    let report = bench.examine_at("photo.jpg", &plain, &trust, Some(now() - 3600));
    expect(&report, ["verified", "intact", "house", "none", "complete", "unsigned"]);
    let report = bench.examine("photo.jpg", &with_stamp, &trust);
    expect(&report, ["verified", "intact", "house", "trusted", "complete", "unsigned"]);
    // A stamp that nobody vouches for proves nothing.
    let report = bench.examine("photo.jpg", &with_stamp, &bench.house());
    expect(&report, ["intact-unrecognised", "intact", "invalid-at-signing", "unrecognised", "complete", "unsigned"]);
}

#[test]
fn as_of_another_time() {
    let bench = Bench::new();
    let trust = bench.house_and_time();
    let plain = Recipe::created().sign(&bench.signer, &photo());
    let with_stamp = stamped(&bench);
    for (bytes, at, expected) in [
        (&plain, now() - 2 * DAY, SignerState::InvalidAtSigning),
        (&plain, now(), SignerState::House),
        (&plain, now() + 2 * YEAR, SignerState::InvalidAtSigning),
        (&with_stamp, now() + 2 * YEAR, SignerState::House),
    ] {
        let report = bench.examine_at("photo.jpg", bytes, &trust, Some(at));
        assert_eq!(report.signer.state, expected, "{at}{}", explain(&report));
    }
}
