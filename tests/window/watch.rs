//! The watch on a folder: its folders, its list, how it goes on behind a closed dialog, and how it ends.

use std::path::PathBuf;

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use lightmark::problem;
use lightmark::provenance::report::TimeState;
use lightmark::state::sign::StampForm;
use lightmark::state::watch::{WatchFolder, WatchMsg, WatchNews};
use lightmark::state::{Answer, Command, Dialog, Effect, JobId, Msg, Settings};

use super::desk::{Desk, Window, build, click, window};
use super::samples;

const ADDRESS: &str = "https://tsa.example/t";

fn desk() -> Desk {
    let mut desk = Desk::new(Settings::default());
    desk.start(vec![samples::identity("1", "Ana Ñandú")]);
    desk.open(vec![samples::bare("/p/a.jpg")]);
    desk.send(Msg::Command(Command::Record));
    desk
}

/// The dialog as it opens from that of one pair.
fn opened() -> Window {
    let mut window = window(desk(), 1280.0, 900.0);
    click(&mut window, "Watch a folder…");
    window
}

fn choose(window: &mut Window, folder: WatchFolder, path: &str) {
    window.state_mut().send(Msg::Watch(WatchMsg::Choose(folder)));
    let job = window.state().job(|effect| match effect {
        Effect::Choose { job, .. } => Some(*job),
        _ => None,
    });
    let chosen = lightmark::state::msg::Chosen::Paths(vec![path.into()]);
    window.state_mut().send(Msg::Answer { job, answer: Answer::Chosen(chosen) });
    window.run_ok();
}

fn started() -> (Window, JobId) {
    let mut window = opened();
    choose(&mut window, WatchFolder::Watched, "/p/exports");
    choose(&mut window, WatchFolder::Sources, "/p/originals");
    choose(&mut window, WatchFolder::Out, "/p/signed");
    click(&mut window, "Start to watch");
    let job = window.state().job(|effect| match effect {
        Effect::Watch { job, .. } => Some(*job),
        _ => None,
    });
    (window, job)
}

fn tell(window: &mut Window, job: JobId, news: WatchNews) {
    window.state_mut().send(Msg::Answer { job, answer: Answer::Watched(news) });
    window.run_ok();
}

fn recorded(edited: &str) -> WatchNews {
    let target = PathBuf::from("/p/signed/DSC_1-web-recorded.jpg");
    let report = Box::new(samples::verified(target.to_str().unwrap()));
    WatchNews::Recorded { edited: edited.into(), source: "/p/originals/DSC_1.NEF".into(), target, report }
}

#[test]
fn it_starts_only_with_all_three_folders_and_an_identity() {
    let mut window = opened();
    window.get_by_label("Choose all three folders.");
    click(&mut window, "Choose: Folder with the originals");
    let asked = window.state().effects.iter().any(|effect| matches!(effect, Effect::Choose { .. }));
    assert!(asked, "nobody was asked");
    choose(&mut window, WatchFolder::Watched, "/p/exports");
    window.state_mut().send(Msg::Watch(WatchMsg::Start));
    assert!(!window.state().effects.iter().any(|effect| matches!(effect, Effect::Watch { .. })));
    let (window, _) = started();
    let Some(Effect::Watch { order, .. }) = window.state().effects.last().cloned() else { panic!("no order") };
    assert_eq!((order.watched, order.out), ("/p/exports".into(), "/p/signed".into()));
    assert_eq!(order.identity, "1");
    // The folders are offered again next time.
    let kept = window.state().effects.iter().rev().find_map(|effect| match effect {
        Effect::SaveSettings(settings) => settings.watch.sources.clone(),
        _ => None,
    });
    assert_eq!(kept, Some("/p/originals".into()));
}

#[test]
fn it_asks_for_stamps_only_where_the_person_said_so_for_this_watch() {
    let (mut window, job) = started();
    let order = |window: &Window| match window.state().effects.last().cloned() {
        Some(Effect::Watch { order, .. }) => order,
        other => panic!("{other:?}"),
    };
    assert_eq!(order(&window).timestamp, None);
    window.state_mut().send(Msg::Answer { job, answer: Answer::Finished });
    window.run_ok();
    click(&mut window, "Watch again");
    click(&mut window, "From a time-stamp authority");
    window.get_by_role_and_label(egui::accesskit::Role::TextInput, "Address of the authority").focus();
    window.run_ok();
    let watches = |window: &Window| window.state().effects.iter().filter(|e| matches!(e, Effect::Watch { .. })).count();
    window.state_mut().send(Msg::Watch(WatchMsg::Start));
    assert_eq!(watches(&window), 1, "an address that is none was asked");
    window.get_by_role_and_label(egui::accesskit::Role::TextInput, "Address of the authority").type_text(ADDRESS);
    window.run_ok();
    click(&mut window, "Sign without one if the authority fails");
    click(&mut window, "Start to watch");
    let ordered = order(&window);
    assert_eq!((ordered.timestamp.as_deref(), ordered.timestamp_optional), (Some(ADDRESS), true));
    window.get_by_label("For each copy tsa.example is asked for a time stamp.");
    let job = window.state().job(|effect| match effect {
        Effect::Watch { job, .. } => Some(*job),
        _ => None,
    });
    // Why a copy has none is said below its row.
    let WatchNews::Recorded { edited, source, target, mut report } = recorded("/p/exports/DSC_1-web.jpg") else {
        panic!("not recorded")
    };
    report.time.state = TimeState::Claimed;
    report.notes = vec!["It was signed without a time stamp.".into()];
    tell(&mut window, job, WatchNews::Recorded { edited, source, target, report });
    window.get_by_label("Recorded from DSC_1.NEF");
    window.get_by_label("It was signed without a time stamp.");
    // The address is at hand for the next watch, the say-so is not.
    window.state_mut().send(Msg::Answer { job, answer: Answer::Finished });
    window.run_ok();
    click(&mut window, "Watch again");
    let stamp = &window.state().state.watching.stamp;
    assert_eq!((stamp.is_wanted, stamp.address.as_str()), (false, ADDRESS));
}

#[test]
fn it_goes_on_behind_a_closed_dialog_and_a_left_file_stands_once() {
    let (mut window, job) = started();
    window.get_by_label("Nothing has come yet.");
    let problem = problem!("watch-no-source", name = "DSC_1-web.jpg");
    tell(&mut window, job, WatchNews::Left { edited: "/p/exports/DSC_1-web.jpg".into(), problem: problem.clone() });
    window.get_by_label(&problem.what);
    window.get_by_label("0 recorded, 1 left as they are");
    window.key_press_modifiers(Modifiers::NONE, Key::Escape);
    window.run_ok();
    assert!(matches!(window.state().state.dialog, Dialog::None));
    tell(&mut window, job, recorded("/p/exports/DSC_1-web.jpg"));
    window.get_by_label("DSC_1-web-recorded.jpg was recorded and signed.");
    click(&mut window, "Watching a folder: 1 recorded");
    window.get_by_label("1 recorded, 0 left as they are");
    window.get_by_label("Recorded from DSC_1.NEF, with a time stamp");
    click(&mut window, "Show the signed copies");
    assert_eq!(window.state().state.files.current().unwrap().name, "DSC_1-web-recorded.jpg");
}

#[test]
fn it_is_stopped_and_what_another_watch_says_is_stale() {
    let (mut window, job) = started();
    click(&mut window, "Stop");
    assert!(window.state().effects.contains(&Effect::Cancel(job)));
    window.get_by_label("Stopping after this file…");
    window.state_mut().send(Msg::Answer { job, answer: Answer::Finished });
    window.run_ok();
    window.get_by_label("The watch has ended");
    tell(&mut window, job, recorded("/p/exports/late.jpg"));
    window.get_by_label("0 recorded, 0 left as they are");
    click(&mut window, "Watch again");
    click(&mut window, "Start to watch");
    let again = window.state().job(|effect| match effect {
        Effect::Watch { job, .. } => Some(*job),
        _ => None,
    });
    assert_ne!(job, again);
    let problem = problem!("watch-same-folder");
    window.state_mut().send(Msg::Answer { job: again, answer: Answer::Failed(problem.clone()) });
    window.run_ok();
    window.get_by_label(&problem.what);
    window.get_by_label("The watch has ended");
}

#[test]
fn the_dialog_fits_every_size_in_both_themes() {
    for (width, height) in [(853.0, 533.0), (1280.0, 800.0), (1920.0, 1080.0)] {
        for theme in [egui::Theme::Dark, egui::Theme::Light] {
            let mut desk = desk();
            desk.send(Msg::Watch(WatchMsg::Open));
            let window = build(desk, width, height, theme, false);
            let out = super::pages::out_of_sight(&window, width, height);
            assert!(out.is_empty(), "{width}×{height}: {out:?}");
            let mut desk = self::desk();
            desk.send(Msg::Watch(WatchMsg::Open));
            let stamp = StampForm { is_wanted: true, address: ADDRESS.into(), is_optional: false };
            desk.send(Msg::Watch(WatchMsg::Stamp(stamp)));
            let window = build(desk, width, height, theme, false);
            let out = super::pages::out_of_sight(&window, width, height);
            assert!(out.is_empty(), "{width}×{height}, with a stamp: {out:?}");
        }
    }
}
