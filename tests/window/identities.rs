//! The page of identities: how each stands, what can be done with it, and what follows.

use egui_kittest::kittest::Queryable as _;
use lightmark::problem;
use lightmark::provenance::identity::{IdentityCard, RevocationReason, Standing};
use lightmark::state::msg::Chosen;
use lightmark::state::{Answer, Command, Effect, Msg, Settings};
use lightmark::ui::content::identities;

use super::desk::{Desk, Window, click, window};
use super::{pages, samples};

/// One in each standing.
pub fn cards() -> Vec<IdentityCard> {
    let at = String::from("2026-11-20T12:00:00Z");
    let retired =
        Standing::Retired { since: at.clone(), overlap_until: "2026-12-20T12:00:00Z".into(), successor: "1".into() };
    let revoked = Standing::Revoked { at: at.clone(), recorded: at, reason: RevocationReason::KeyCompromise };
    vec![
        samples::identity("1", "Ana Ñandú"),
        IdentityCard { standing: retired, ..samples::identity("2", "Ana of old") },
        IdentityCard { days_left: 5, ..samples::identity("3", "Ends soon") },
        IdentityCard { days_left: -1, ..samples::identity("4", "Ended") },
        IdentityCard { practice: true, ..samples::identity("5", "Beginner") },
        IdentityCard { standing: revoked, ..samples::identity("6", "Stolen") },
    ]
}

pub fn desk() -> Desk {
    let mut desk = Desk::new(Settings::default());
    desk.start(cards());
    desk.send(Msg::Command(Command::ShowIdentities));
    desk
}

fn tall() -> Window {
    window(desk(), 1280.0, 2400.0)
}

fn chosen(window: &mut Window, path: &str) {
    let job = window.state().job(|effect| match effect {
        Effect::Choose { job, .. } => Some(*job),
        _ => None,
    });
    window.state_mut().send(Msg::Answer { job, answer: Answer::Chosen(Chosen::Paths(vec![path.into()])) });
    window.run_ok();
}

#[test]
fn the_page_says_how_each_stands() {
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(1));
    pages::compare("identities", &identities::as_text(&cards(), &zone));
    let window = tall();
    window.get_by_label_contains("it does not sign any more. Import");
    assert!(window.query_by_label("Delete Stolen…").is_none(), "a revocation would be forgotten");
}

#[test]
fn revoking_names_what_follows_and_is_no_slip() {
    let mut window = tall();
    click(&mut window, "Revoke… Ana Ñandú");
    window.get_by_label_contains("What a trusted time stamp dates before now stays good");
    click(&mut window, "Revoke identity");
    assert!(!window.state().effects.iter().any(|e| matches!(e, Effect::RevokeIdentity { .. })));
    click(&mut window, "This cannot be taken back");
    click(&mut window, "Revoke identity");
    assert!(matches!(window.state().effects.last(), Some(Effect::RevokeIdentity { id, .. }) if id == "1"));
}

#[test]
fn a_request_goes_out_and_a_certificate_that_does_not_fit_is_told() {
    let mut window = tall();
    click(&mut window, "Request certificate… Ana Ñandú");
    chosen(&mut window, "/p/ana.csr");
    assert!(matches!(window.state().effects.last(), Some(Effect::RequestCertificate { .. })));
    click(&mut window, "Import certificate… Ana Ñandú");
    chosen(&mut window, "/p/chain.pem");
    let effect = window.state().effects.last().cloned();
    let Some(Effect::ImportCertificate { job, .. }) = effect else { panic!("{effect:?}") };
    let problem = problem!("file-vanished");
    window.state_mut().send(Msg::Answer { job, answer: Answer::IdentityChanged(Err(problem.clone())) });
    window.run_ok();
    window.get_by_label(&problem.what);
    window.get_by_label(&problem.remedy);
}

#[test]
fn a_backup_is_made_by_keyboard() {
    let mut window = tall();
    click(&mut window, "Back up… Ana Ñandú");
    window.get_by_label_contains("Without the passphrase nobody can open it");
    for text in ["correct horse", "correct horse"] {
        window.event(egui::Event::Text(text.into()));
        window.run_ok();
        window.key_press(egui::Key::Tab);
        window.run_ok();
    }
    click(&mut window, "Choose file…");
    chosen(&mut window, "/p/ana.age");
    assert!(matches!(window.state().effects.last(), Some(Effect::BackUpIdentity { .. })));
}

#[test]
fn a_practice_identity_can_be_made() {
    let mut window = tall();
    click(&mut window, "New identity…");
    window.event(egui::Event::Text("Beginner".into()));
    window.run_ok();
    click(&mut window, "More");
    click(&mut window, "Only for practice");
    click(&mut window, "Make identity");
    assert!(matches!(window.state().effects.last(), Some(Effect::CreateIdentity { practice: true, .. })));
}
