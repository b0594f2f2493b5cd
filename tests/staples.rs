//! The issuer's answer about revocation, from a real authority: OpenSSL issues the certificate and answers as its
//! responder on this machine, in every bad manner, too. Signing goes on without an answer, and stops at "revoked".

mod common;
#[path = "staples/house.rs"]
mod house;
#[path = "staples/responder.rs"]
mod responder;

use common::json_lines;
use house::Desk;
use lightmark::trust::status_answer::{self, AnswerFault};
use responder::Manner;
use serde_json::Value;

/// The checks of a report that are about OCSP.
fn ocsp(report: &Value) -> Vec<Value> {
    let checks = report["signer"]["revocation"].as_array().cloned().unwrap_or_default();
    checks.into_iter().filter(|check| check["kind"] == "ocsp").collect()
}

fn notes(outcome: &Value) -> String {
    outcome["report"]["notes"].to_string()
}

#[test]
fn without_a_say_so_nobody_is_asked_and_files_are_signed_all_the_same() {
    let Some(desk) = Desk::new() else { return };
    let outcomes = desk.signed(&["photo.jpg", "photo.png"]);
    assert_eq!(desk.responder.asked(), 0);
    let told = outcomes.iter().filter(|outcome| notes(outcome).contains("without the issuer")).count();
    assert_eq!(told, 1, "said once for a batch: {outcomes:#?}");
    for outcome in &outcomes {
        assert_eq!(outcome["staple"]["state"], "not-stapled", "{outcome:#}");
        assert_eq!(outcome["staple"]["responder"], *desk.responder.url);
        let remedy = outcome["staple"]["problem"]["remedy"].as_str().unwrap();
        assert!(remedy.contains(&format!("network allow ocsp {}", desk.responder.host)), "{remedy}");
    }
    let checks = ocsp(&desk.verify("photo-signed.jpg"));
    assert_eq!(checks.len(), 1);
    assert_eq!(
        (&checks[0]["result"], &checks[0]["source"]),
        (&"not-checked".into(), &desk.responder.url.clone().into())
    );
    // A "never" goes before this call's permission.
    desk.run(&["network", "deny", "ocsp", &desk.responder.host]);
    desk.signed(&["photo.jpg", "--allow-once", "ocsp"]);
    assert_eq!(desk.responder.asked(), 0);
    let ledger = desk.run(&["network", "ledger", "--json"]);
    assert!(ledger.lines().all(|line| line.contains("refused") && line.contains("\"ocsp\"")), "{ledger}");
}

#[test]
fn bad_answers_are_not_stapled_and_each_has_its_own_sentence() {
    let Some(desk) = Desk::new() else { return };
    desk.allow();
    let mut sentences = Vec::new();
    for (manner, part) in [
        (Manner::Unknown, "does not know"),
        (Manner::NotEntitled, "does not hold"),
        (Manner::Stranger, "does not hold"),
        (Manner::Other, "another certificate"),
        (Manner::OtherNonce, "not for this request"),
        (Manner::Declining, "declined"),
        (Manner::Garbage, "nothing about revocation"),
        (Manner::CutShort, "nothing about revocation"),
        (Manner::Http500, "gave an error"),
        (Manner::Huge, "too large"),
        (Manner::Redirecting, "did not answer itself"),
        (Manner::HangingUp, "broke off"),
        (Manner::Slow, "in time"),
    ] {
        desk.responder.answers(manner);
        let outcome = desk.signed(&["photo.jpg"]).remove(0);
        assert_eq!(outcome["staple"]["state"], "not-stapled", "{manner:?}: {outcome:#}");
        let what = outcome["staple"]["problem"]["what"].as_str().unwrap();
        assert!(what.contains(part), "{manner:?}: {what}");
        assert!(notes(&outcome).contains(part), "{manner:?}: {}", notes(&outcome));
        sentences.push(what.to_owned());
        let checks = ocsp(&desk.verify("photo-signed.jpg"));
        assert_eq!(checks[0]["result"], "not-checked", "{manner:?}: {checks:#?}");
        assert!(!desk.path("home/data/ocsp").exists(), "{manner:?} was kept");
    }
    sentences.sort();
    sentences.dedup();
    assert_eq!(sentences.len(), 11, "{sentences:#?}");
}

#[test]
fn a_good_answer_is_in_the_signature_and_is_asked_for_once() {
    let Some(desk) = Desk::new() else { return };
    for manner in [Manner::Good, Manner::NoNonce] {
        desk.forget_answers();
        desk.responder.answers(manner);
        let before = desk.responder.asked();
        let outcomes = desk.signed(&["photo.jpg", "photo.png", "--allow-once", "ocsp"]);
        for outcome in &outcomes {
            assert_eq!(outcome["staple"]["state"], "stapled", "{manner:?}: {outcome:#}");
            assert!(outcome["staple"]["next_update"].is_string() && outcome["staple"]["kept"].is_null(), "{outcome:#}");
        }
        assert_eq!(desk.responder.asked() - before, 1, "{manner:?}");
    }
    let asked = desk.responder.asked();
    // The next batch has it at hand: no request, and none is allowed.
    let outcome = desk.signed(&["photo.jpg"]).remove(0);
    assert_eq!((&outcome["staple"]["state"], &outcome["staple"]["kept"]), (&"stapled".into(), &true.into()));
    let report = desk.verify("photo-signed.jpg");
    assert_eq!(report["headline"], "verified", "{report:#}");
    let checks = ocsp(&report);
    assert_eq!(checks.len(), 1, "{checks:#?}");
    assert_eq!((&checks[0]["result"], &checks[0]["age_days"]), (&"not-revoked".into(), &0.into()));
    assert!(checks[0]["issued"].is_string());
    assert_eq!(desk.responder.asked(), asked);
    // A damaged answer is not believed, and asked for anew where that is allowed.
    let kept = std::fs::read_dir(desk.path("home/data/ocsp")).unwrap().next().unwrap().unwrap().path();
    std::fs::write(&kept, "damaged").unwrap();
    assert_eq!(desk.signed(&["photo.jpg"])[0]["staple"]["state"], "not-stapled");
    assert_eq!(desk.signed(&["photo.jpg", "--allow-once", "ocsp"])[0]["staple"]["state"], "stapled");
    let ledger = desk.run(&["network", "ledger", "--json"]);
    assert_eq!(ledger.lines().filter(|line| line.contains("\"answered\"")).count(), 3, "{ledger}");
}

#[test]
fn an_answer_of_another_time_is_not_taken() {
    let Some(desk) = Desk::new() else { return };
    desk.signed(&["photo.jpg", "--allow-once", "ocsp"]);
    let kept = std::fs::read_dir(desk.path("home/data/ocsp")).unwrap().next().unwrap().unwrap().path();
    let answer = std::fs::read(kept).unwrap();
    let der = |name: &str| openssl::x509::X509::from_pem(desk.read(name).as_bytes()).unwrap().to_der().unwrap();
    let (leaf, issuer) = (der("ann.pem"), der("inter.pem"));
    let read_at = |hours: i64| {
        let now = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(hours);
        status_answer::read(&answer, &leaf, &issuer, None, now)
    };
    assert!(read_at(0).is_ok_and(|answer| answer.revoked.is_none()));
    for hours in [-24, 24 * 8] {
        assert_eq!(read_at(hours), Err(AnswerFault::OutOfDate), "{hours}");
    }
    let wrong_issuer = status_answer::read(&answer, &leaf, &der("root.pem"), None, jiff::Timestamp::now());
    assert_eq!(wrong_issuer, Err(AnswerFault::NotEntitled));
}

#[test]
fn a_stale_answer_tells_its_age_later() {
    let Some(desk) = Desk::new() else { return };
    desk.signed(&["photo.jpg", "--allow-once", "ocsp"]);
    let later = (jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * 20)).to_string();
    let mut command = desk.home.lightmark();
    command.args(["verify", "--json", "--at", &later, "photo-signed.jpg"]).current_dir(desk.path("work"));
    let checks = ocsp(&json_lines(&command.output().unwrap())[0]);
    assert_eq!((&checks[0]["result"], &checks[0]["age_days"]), (&"out-of-date".into(), &20.into()), "{checks:#?}");
}

#[test]
fn a_revoked_certificate_signs_nothing_also_when_the_responder_is_gone() {
    let Some(desk) = Desk::new() else { return };
    desk.allow();
    desk.responder.answers(Manner::Revoked);
    for manner in [Manner::Revoked, Manner::HangingUp] {
        desk.responder.answers(manner);
        let (outcomes, code, said) = desk.sign(&["photo.jpg", "photo.png"]);
        assert_eq!(code, Some(1), "{manner:?}: {outcomes:#?} {said}");
        for outcome in &outcomes {
            assert_eq!(outcome["state"], "refused");
            let what = outcome["problem"]["what"].as_str().unwrap();
            assert!(what.contains("revoked") && what.contains("Ann Example"), "{what}");
        }
        assert!(!desk.path("work/photo-signed.jpg").exists());
    }
    // The issuer took it back.
    desk.responder.answers(Manner::Good);
    assert_eq!(desk.signed(&["photo.jpg"])[0]["staple"]["state"], "stapled");
}
