//! What a person is told about a file: no sentence says more than was found out.

use lightmark::locale::answers::{answers, headline_sentence};
use lightmark::provenance::report::{Headline, Report};
use lightmark::trust::TrustStore;
use serde_json::json;

use crate::bench::{Bench, explain};
use crate::foreign::{Recipe, find, flipped, forged, photo};
use crate::left_out::{segment, sign};

fn sentences(report: &Report) -> [String; 5] {
    answers(report, &str::to_owned).map(|answer| answer.sentence)
}

#[test]
fn what_a_signature_leaves_out_is_told_in_every_headline() {
    let bench = Bench::new();
    let (start, length) = segment(&photo(), 0xe1, b"Exif\0\0");
    let bytes = sign(&bench, "image/jpeg", &photo(), 2, 0, |store| vec![(start + store, length)]);
    for trust in [bench.house(), TrustStore::default()] {
        let report = bench.examine("photo.jpg", &bytes, &trust);
        let said = headline_sentence(&report);
        assert!(said.contains("apart from metadata that the signature leaves out"), "{said}{}", explain(&report));
    }
}

#[test]
fn of_credentials_that_cannot_be_read_nobody_says_that_there_are_none() {
    let bench = Bench::new();
    let bytes = Recipe::created().sign(&bench.signer, &photo());
    let claim = find(&bytes, b"c2pa.claim.v2") + 14;
    let flipped = (0..40).map(|offset| bench.photo(&flipped(&bytes, claim + offset)));
    let report =
        flipped.filter(|report| report.headline == Headline::Altered).find(|report| report.manifest_store.is_none());
    let report = report.expect("one of them cannot be read at all");
    let [_, signer, time, history, rights] = sentences(&report);
    for said in [&signer, &time, &history] {
        assert!(said.starts_with("The Content Credentials are too damaged to say"), "{said}");
    }
    assert_eq!(rights, "Written in the file, where anyone could have written it.");
}

#[test]
fn a_file_without_credentials_is_not_said_to_hold_no_dates_and_no_steps() {
    let report = Bench::new().photo(&photo());
    let [_, signer, time, history, _] = sentences(&report);
    assert!(report.metadata.iter().any(|field| field.field.starts_with("DateTime")), "a date is in the file");
    assert_eq!(time, "No time of signing is recorded.");
    assert_eq!(signer, "Nothing in this file says who signed it.");
    assert_eq!(history, "No step is recorded in Content Credentials.");
}

#[test]
fn what_broke_a_step_is_named() {
    let bench = Bench::new();
    let parent = Recipe::created().sign(&bench.signer, &photo());
    let mut changed = parent.clone();
    let at = changed.len() - 40;
    changed[at] ^= 1;
    let report = bench.photo(&Recipe::opened(&changed).sign(&bench.signer, &photo()));
    assert_eq!(report.headline, Headline::Altered, "{}", explain(&report));
    assert_eq!(sentences(&report)[3], "A step had been altered or is damaged.");
    assert!(headline_sentence(&report).starts_with("Unchanged since Ana Foreign signed it, but an earlier step"));
    // Where the file itself could not be compared, it is not called unchanged.
    let scan = find(&photo(), &[0xff, 0xda]) as u64;
    let recipe = Recipe::opened(&changed);
    let bytes = crate::left_out::sign_as(&bench, &recipe, &photo(), 2, 0, |store| vec![(scan + 20 + store, 100)]);
    let report = bench.photo(&bytes);
    assert_eq!(report.headline, Headline::Altered, "{}", explain(&report));
    assert!(headline_sentence(&report).starts_with("As Ana Foreign signed it, apart from what"), "{}", json!(report));
}

#[test]
fn nobody_is_said_to_have_signed_what_their_signature_does_not_hold_for() {
    use lightmark::ui::content::{history, list};
    let bench = Bench::new();
    let bytes = Recipe::created().sign(&bench.signer, &photo());
    let report = bench.photo(&bytes);
    let steps = |report| history::as_text(&history::steps(report, &jiff::tz::TimeZone::UTC));
    assert_eq!(list::who(&report), "Ana Foreign, Forge");
    assert!(steps(&report).contains("Signed by Ana Foreign"));
    let report = bench.photo(&forged(&bytes));
    assert_eq!(report.headline, Headline::Altered, "{}", explain(&report));
    assert_eq!(list::who(&report), "");
    assert!(steps(&report).contains("Names Ana Foreign, whose signature does not hold"), "{}", steps(&report));
}
