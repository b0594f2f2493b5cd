//! The Library page: rows in portions, filters, and what a change of trust changed.

use egui_kittest::kittest::Queryable as _;
use lightmark::provenance::report::Headline;
use lightmark::provenance::soft_binding::{Closeness, Difference};
use lightmark::state::inspector::{InspectorMsg, Part};
use lightmark::state::library::{AlikeCount, Forget, LibraryMsg, LibraryRow, LibraryRows, RowAlike, TrustEffect};
use lightmark::state::{Answer, Command, Effect, JobId, Msg, Settings};
use lightmark::ui::content::library;

use super::desk::{Desk, Window, click, window};
use super::{pages, samples};

fn row(path: &str, headline: Headline, before: Option<Headline>, signer: Option<&str>) -> LibraryRow {
    LibraryRow {
        path: path.into(),
        headline: Some(headline),
        signer: signer.map(str::to_owned),
        checked: "2026-11-20T12:00:00.000Z".into(),
        before,
        is_gone: false,
        alike: None,
    }
}

fn some() -> LibraryRows {
    let hostile = "Ana\u{202e}gnp.exe";
    let rows = vec![
        row("/photos/a.jpg", Headline::Revoked, Some(Headline::Verified), Some(hostile)),
        row("/photos/b.jpg", Headline::NoCredentials, None, None),
        LibraryRow { is_gone: true, ..row("/photos/c.jpg", Headline::Verified, None, Some("Desk")) },
    ];
    LibraryRows { offset: 0, total: rows.len(), rows }
}

/// Answers a window that asked for rows.
pub fn fill(desk: &mut Desk, rows: LibraryRows) {
    let job = desk.job(|effect| match effect {
        Effect::LoadLibrary { job, .. } => Some(*job),
        _ => None,
    });
    desk.send(Msg::Answer { job, answer: Answer::Library(Ok(rows)) });
}

pub fn fill_some(desk: &mut Desk) {
    fill(desk, some());
}

fn page(rows: LibraryRows) -> Window {
    let mut desk = Desk::new(Settings::default());
    desk.start(vec![samples::identity("1", "Ana Ñandú")]);
    desk.send(Msg::Command(Command::ShowLibrary));
    fill(&mut desk, rows);
    window(desk, 1280.0, 800.0)
}

#[test]
fn the_page_says_what_was_checked_and_what_changed() {
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(1));
    pages::compare("library", &library::as_text(&some().rows, &zone));
    let mut window = page(some());
    window.get_by_label("3 files");
    assert!(window.query_by_label("Open c.jpg").is_none(), "a file that is gone cannot be opened");
    click(&mut window, "Changed only");
    let last = window.state().effects.last().cloned();
    assert!(matches!(&last, Some(Effect::LoadLibrary { query, .. }) if query.changed_only), "{last:?}");
    click(&mut window, "Open a.jpg");
    let last = window.state().effects.last().cloned();
    assert!(matches!(&last, Some(Effect::Verify { paths, .. }) if paths[0].ends_with("a.jpg")), "{last:?}");
}

#[test]
fn a_hundred_thousand_rows_paint_those_on_screen() {
    let rows = (0..300).map(|n| row(&format!("/photos/{n}.jpg"), Headline::Verified, None, None)).collect();
    let window = page(LibraryRows { offset: 0, rows, total: 100_000 });
    window.get_by_label("100000 files");
    window.get_by_label("Open 0.jpg");
    assert!(window.query_by_label("Open 100.jpg").is_none());
}

#[test]
fn a_change_of_trust_is_told_where_it_was_made_and_leads_to_the_files() {
    let mut desk = Desk::new(Settings::default());
    desk.start(vec![samples::identity("1", "Ana Ñandú")]);
    desk.send(Msg::Command(Command::ShowTrust));
    let sentence = "2 remembered files could be touched: 2 now revoked.".to_owned();
    desk.send(Msg::TrustEffect(TrustEffect { sentence: sentence.clone(), changed: 2 }));
    let mut window = window(desk, 1280.0, 800.0);
    window.get_by_label(&sentence);
    click(&mut window, "Show which");
    let last = window.state().effects.last().cloned();
    assert!(matches!(&last, Some(Effect::LoadLibrary { query, .. }) if query.changed_only), "{last:?}");
    window.state_mut().send(Msg::Library(LibraryMsg::ChangedOnly(false)));
}

#[test]
fn a_file_is_forgotten_after_a_question_and_the_rows_are_read_again() {
    let mut window = page(some());
    click(&mut window, "Forget c.jpg");
    window.get_by_label_contains("What was checked of /photos/c.jpg is forgotten.");
    click(&mut window, "Cancel");
    let asked = |window: &Window| window.state().effects.iter().any(|e| matches!(e, Effect::ForgetRemembered { .. }));
    assert!(!asked(&window), "forgotten without a yes");
    click(&mut window, "Forget all…");
    window.get_by_label_contains("The files themselves stay as they are.");
    click(&mut window, "Forget");
    let last = window.state().effects.last().cloned();
    assert!(matches!(&last, Some(Effect::ForgetRemembered { what: Forget::All, .. })), "{last:?}");
    let Some(Effect::ForgetRemembered { job, .. }) = last else { unreachable!() };
    window.state_mut().send(Msg::Answer { job, answer: Answer::Library(Ok(LibraryRows::default())) });
    window.run_ok();
    window.get_by_label("No file is remembered yet");
}

#[test]
fn look_alikes_are_told_in_the_inspector_and_lead_to_the_files() {
    let mut desk = Desk::new(Settings::default());
    desk.start(vec![samples::identity("1", "Ana Ñandú")]);
    desk.open(vec![samples::bare("/in/from-stranger.jpg")]);
    let job = desk.job(|effect| match effect {
        Effect::CountAlike { job, .. } => Some(*job),
        _ => None,
    });
    desk.send(Msg::Answer { job, answer: Answer::Alike(AlikeCount::Files(2)) });
    let mut window = window(desk, 1280.0, 800.0);
    window.get_by_label("Looks like 2 files seen before");
    click(&mut window, "Show files that look like this one");
    let signed = RowAlike {
        closeness: Closeness::NearlySame,
        differences: vec![Difference::LacksCredentials { signer: Some("Ana\u{202e}gnp.exe".into()) }],
    };
    let bare = RowAlike { closeness: Closeness::Similar, differences: Vec::new() };
    let rows = vec![
        LibraryRow { alike: Some(signed), ..row("/seen/signed.jpg", Headline::Verified, None, Some("Ana")) },
        LibraryRow { alike: Some(bare), is_gone: true, ..row("/seen/b.jpg", Headline::NoCredentials, None, None) },
    ];
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(1));
    pages::compare("look-alikes", &library::as_text(&rows, &zone));
    fill(window.state_mut(), LibraryRows { offset: 0, total: rows.len(), rows });
    window.run_ok();
    window.get_by_label("Files that look like from-stranger.jpg");
    window.get_by_label("What is said of it now: No credentials");
    window.get_by_label_contains("it proves nothing");
    assert!(window.query_by_label("Forget all…").is_none(), "it would seem to forget these alone");
    click(&mut window, "Show all files");
    let last = window.state().effects.last().cloned();
    assert!(matches!(&last, Some(Effect::LoadLibrary { query, .. }) if query.alike.is_none()), "{last:?}");
}

#[test]
fn a_picture_with_too_little_in_it_is_said_to_have() {
    for (count, words) in [
        (AlikeCount::Plain, "there is too little in this picture"),
        (AlikeCount::NoPicture, "there is no picture in this file that can be compared"),
        (AlikeCount::Files(0), "No file that was seen before looks like it."),
    ] {
        let mut desk = Desk::new(Settings::default());
        desk.start(vec![samples::identity("1", "Ana Ñandú")]);
        desk.open(vec![samples::bare("/in/from-stranger.jpg")]);
        let job = desk.job(|effect| match effect {
            Effect::CountAlike { job, .. } => Some(*job),
            _ => None,
        });
        desk.send(Msg::Answer { job, answer: Answer::Alike(count) });
        desk.send(Msg::Inspector(InspectorMsg::Turn(Part::Details)));
        let window = window(desk, 1280.0, 800.0);
        window.get_by_label_contains(words);
        assert!(window.query_by_label_contains("Looks like").is_none());
    }
}

#[test]
fn a_recheck_can_be_stopped_where_it_was_begun() {
    let mut desk = Desk::new(Settings::default());
    desk.start(vec![samples::identity("1", "Ana Ñandú")]);
    desk.send(Msg::Command(Command::ShowTrust));
    desk.send(Msg::Library(LibraryMsg::Rechecking(JobId(77))));
    let mut window = window(desk, 1280.0, 800.0);
    window.get_by_label_contains("looked at again");
    click(&mut window, "Stop");
    assert_eq!(window.state().effects.last(), Some(&Effect::Cancel(JobId(77))));
    window.get_by_label_contains("Stopping after the files");
    window.state_mut().send(Msg::Library(LibraryMsg::RecheckOver(JobId(77))));
    window.run_ok();
    assert!(window.query_by_label_contains("looked at again").is_none());
}
