//! The Activity page, and time stamps in the Sign dialog: nothing is asked that was not allowed in so many words.

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use lightmark::problem;
use lightmark::provenance::identity::IdentityCard;
use lightmark::provenance::report::{RevocationCheck, RevocationKind, RevocationResult, TimeState};
use lightmark::state::activity::{Activity, Outcome, Permit, Purpose, Request, Rule, Say};
use lightmark::state::msg::SignOutcome;
use lightmark::state::{Answer, Command, Effect, Msg, Settings};
use lightmark::ui::content::activity;

use super::desk::{Desk, Window, click, window};
use super::{pages, samples};

fn request(host: &str, outcome: Outcome, reason: Option<&str>) -> Request {
    Request {
        at: "2026-11-20T12:00:00Z".into(),
        purpose: Purpose::TimeStamps,
        host: host.into(),
        outcome,
        reason: reason.map(str::to_owned),
        sent_bytes: 77,
        received_bytes: 6_300,
    }
}

fn some() -> Activity {
    Activity {
        requests: vec![
            request("stamps.example", Outcome::Answered, None),
            request("slow.example", Outcome::Failed, Some("timed-out")),
            request("other.example", Outcome::Refused, Some("not-allowed")),
        ],
        more: 3,
        strange: 1,
        rules: vec![
            Rule { purpose: Purpose::Lists, host: "c2pa.example".into(), say: Say::Always },
            Rule { purpose: Purpose::Ocsp, host: "ocsp.example".into(), say: Say::Never },
        ],
    }
}

/// Fills the page of a window that asked for it.
pub fn fill(desk: &mut Desk) {
    let job = desk.job(|effect| match effect {
        Effect::LoadActivity { job } => Some(*job),
        _ => None,
    });
    desk.send(Msg::Answer { job, answer: Answer::Activity(Ok(some())) });
}

fn page() -> Window {
    let mut desk = Desk::new(Settings::default());
    desk.start(vec![samples::identity("1", "Ana Ñandú")]);
    desk.send(Msg::Command(Command::ShowActivity));
    fill(&mut desk);
    window(desk, 1280.0, 1100.0)
}

/// Clicks something further down in the form.
fn reach(window: &mut Window, name: &str) {
    window.get_by_label(name).scroll_to_me();
    window.run_ok();
    click(window, name);
}

#[test]
fn the_page_says_what_was_asked_and_what_may_be() {
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(1));
    pages::compare("activity", &activity::as_text(&some(), &zone));
    let window = page();
    window.get_by_label("One line of the ledger could not be understood.");
    window.get_by_label("and 3 more");
}

#[test]
fn a_rule_can_be_said_turned_and_taken_back() {
    let mut window = page();
    click(&mut window, "Allow");
    assert!(!window.state().effects.iter().any(|e| matches!(e, Effect::SetRule { .. })), "allowed without a host");
    window.get_by_role_and_label(Role::TextInput, "Host").focus();
    window.run_ok();
    window.event(egui::Event::Text("stamps.example".into()));
    window.run_ok();
    click(&mut window, "Allow");
    let effect = window.state().effects.last().cloned();
    let Some(Effect::SetRule { job, host, say: Some(Say::Always), .. }) = effect else { panic!("{effect:?}") };
    assert_eq!(host, "stamps.example");
    let problem = problem!("activity-no-host", host = "stamps.example");
    window.state_mut().send(Msg::Answer { job, answer: Answer::Activity(Err(problem.clone())) });
    window.run_ok();
    window.get_by_label(&problem.what);
    click(&mut window, "Allow ocsp.example");
    assert!(matches!(window.state().effects.last(), Some(Effect::SetRule { say: Some(Say::Always), .. })));
    click(&mut window, "Remove what is said about c2pa.example");
    assert!(matches!(window.state().effects.last(), Some(Effect::SetRule { say: None, .. })));
}

#[test]
fn a_time_stamp_is_asked_for_only_when_the_person_names_an_authority() {
    let mut desk =
        Desk::new(Settings { stamp_addresses: vec!["http://stamps.example/tsa".into()], ..Settings::default() });
    desk.start(vec![samples::identity("1", "Ana Ñandú")]);
    desk.open(vec![samples::bare("/p/a.jpg"), samples::bare("/p/b.jpg")]);
    desk.send(Msg::Command(Command::SelectAll));
    desk.send(Msg::Command(Command::Sign));
    let mut window = window(desk, 1280.0, 1600.0);
    assert!(window.query_by_label_contains("stamps.example").is_none(), "an authority was chosen beforehand");
    reach(&mut window, "From a time-stamp authority");
    window.get_by_label_contains("contacts stamps.example and sends a hash of the signature, nothing else");
    reach(&mut window, "Sign without one if the authority fails");
    click(&mut window, "Sign 2 files");
    let effect = window.state().effects.last().cloned();
    let Some(Effect::Sign { job, order }) = effect else { panic!("{effect:?}") };
    assert_eq!(order.timestamp.as_deref(), Some("http://stamps.example/tsa"));
    assert!(order.timestamp_optional);
    let mut stamped = samples::verified("/p/a-signed.jpg");
    stamped.time.state = TimeState::Trusted;
    let mut without = samples::verified("/p/b-signed.jpg");
    without.time.state = TimeState::Claimed;
    without.notes = vec!["The authority did not answer.".into()];
    for (index, report) in [stamped, without].into_iter().enumerate() {
        let outcome = SignOutcome::Done { target: report.path.clone().into(), report: Box::new(report) };
        window.state_mut().send(Msg::Answer { job, answer: Answer::Signed { index, outcome } });
    }
    window.state_mut().send(Msg::Answer { job, answer: Answer::Finished });
    window.run_ok();
    window.get_by_label("Signed, time-stamped and verified");
    window.get_by_label("The authority did not answer.");
}

#[test]
fn an_address_that_is_none_keeps_the_batch_from_starting() {
    let mut desk = Desk::new(Settings::default());
    desk.start(vec![samples::identity("1", "Ana Ñandú")]);
    desk.open(vec![samples::bare("/p/a.jpg")]);
    desk.send(Msg::Command(Command::Sign));
    let mut window = window(desk, 1280.0, 1600.0);
    reach(&mut window, "From a time-stamp authority");
    window.get_by_label_contains("This is no web address.");
    click(&mut window, "Sign 1 file");
    assert!(!window.state().effects.iter().any(|e| matches!(e, Effect::Sign { .. })));
}

/// The Sign dialog of an identity whose certificate names a responder.
fn signing_with_responder(responder: &str) -> Window {
    let mut desk = Desk::new(Settings::default());
    desk.start(vec![IdentityCard { responder: Some(responder.into()), ..samples::identity("1", "Ana Ñandú") }]);
    desk.open(vec![samples::bare("/p/a.jpg")]);
    desk.send(Msg::Command(Command::SelectAll));
    desk.send(Msg::Command(Command::Sign));
    fill(&mut desk);
    window(desk, 1280.0, 1600.0)
}

#[test]
fn the_issuer_is_asked_for_an_answer_only_after_a_yes() {
    let ordered = |window: &Window| {
        let order = window.state().effects.iter().find_map(|effect| match effect {
            Effect::Sign { order, .. } => Some(order.ocsp),
            _ => None,
        });
        order.expect("it was signed")
    };
    let mut window = signing_with_responder("http://issuer.example/ocsp");
    window.get_by_label("May Lightmark ask issuer.example?");
    click(&mut window, "Sign 1 file");
    assert_eq!(ordered(&window), None);

    let mut window = signing_with_responder("http://issuer.example/ocsp");
    assert!(window.query_by_label_contains("issuer.example is asked once").is_none());
    reach(&mut window, "Yes, this once");
    window.get_by_label_contains("issuer.example is asked once");
    click(&mut window, "Sign 1 file");
    assert_eq!(ordered(&window), Some(Permit::Once));

    // A host that is never asked is named, and there is nothing to choose.
    let window = signing_with_responder("http://ocsp.example/");
    window.get_by_label_contains("You said that ocsp.example is never asked");
    assert!(window.query_by_label("Yes, this once").is_none());
}

#[test]
fn what_was_stapled_is_told_with_the_signed_file() {
    let mut window = signing_with_responder("http://issuer.example/ocsp");
    click(&mut window, "Sign 1 file");
    let job = window.state().job(|effect| match effect {
        Effect::Sign { job, .. } => Some(*job),
        _ => None,
    });
    let mut report = samples::verified("/p/a-signed.jpg");
    report.signer.revocation = vec![RevocationCheck {
        issued: Some("2026-11-20T12:00:00Z".into()),
        result: RevocationResult::NotRevoked,
        ..RevocationCheck::of("issuer.example", RevocationKind::Ocsp)
    }];
    let outcome = SignOutcome::Done { target: report.path.clone().into(), report: Box::new(report) };
    window.state_mut().send(Msg::Answer { job, answer: Answer::Signed { index: 0, outcome } });
    window.state_mut().send(Msg::Answer { job, answer: Answer::Finished });
    window.run_ok();
    window.get_by_label_contains("The issuer’s answer is in the file");
}
