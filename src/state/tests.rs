//! Update tables without a window: what happened → what changed and what is to be done.

use std::path::PathBuf;
use std::sync::Arc;

use super::effect::{Chooser, IfExists};
use super::files::{FilesMsg, Pick, Show, Sort};
use super::identities::{Creating, IdentitiesMsg, IdentityForm};
use super::inspector::InspectorMsg;
use super::msg::{Chosen, SignOutcome, Started, SystemTheme};
use super::picture::{Origin, PictureMsg, Pixels, Shown, Thumbnail, Zoom};
use super::settings::Place;
use super::sign::{AiChoice, Fault, SignDialog, SignMsg, pattern_fault, signed_name};
use super::trust::{InForce, TrustMsg};
use super::update::pasted_paths;
use super::*;
use crate::provenance::identity::{IdentityCard, Standing};
use crate::provenance::report::{Headline, Report};
use crate::provenance::statement::{AiUse, SourceType};

fn report(path: &str, headline: &str) -> Report {
    let format = if path.ends_with(".txt") { "application/octet-stream" } else { "image/jpeg" };
    let json = serde_json::json!({
        "schema": "lightmark.report/1", "path": path, "size_bytes": 1, "format": format, "headline": headline,
        "content": { "state": "intact" }, "signer": { "state": "none" }, "time": { "state": "none" },
        "history": { "state": "none", "steps": [] }, "rights": { "state": "none", "fields": [] }, "checks": [],
    });
    serde_json::from_value(json).unwrap()
}

fn card(id: &str, name: &str) -> IdentityCard {
    IdentityCard {
        id: id.into(),
        name: name.into(),
        fingerprint: "ab".repeat(32),
        algorithm: "ed25519".into(),
        created: "2026-01-01T00:00:00Z".into(),
        expires: "2031-01-01T00:00:00Z".into(),
        issuer: "root".into(),
        days_left: 1000,
        ..IdentityCard::default()
    }
}

fn started(identities: Vec<IdentityCard>) -> Msg {
    let zone = jiff::tz::TimeZone::UTC;
    Msg::Started(Box::new(Started { zone, identities: Ok(identities), trust: Ok(InForce::default()), logs: None }))
}

fn pixels(width: u32, height: u32, full: (u32, u32)) -> Pixels {
    let bytes = vec![0_u8; (width * height * 4) as usize];
    Pixels { width, height, rgba: Arc::from(bytes), full_size: full, origin: Origin::File }
}

/// A state with these files, each with its headline, all checked.
fn with_files(files: &[(&str, &str)]) -> State {
    let mut state = State::new(Settings::default());
    update(&mut state, started(vec![card("1", "Ana")]));
    let paths: Vec<PathBuf> = files.iter().map(|(name, _)| PathBuf::from(format!("/p/{name}"))).collect();
    let effects = update(&mut state, Msg::Opened(paths.clone()));
    let [Effect::Verify { job, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    let job = *job;
    update(&mut state, Msg::Answer { job, answer: Answer::Found(paths) });
    for (index, (name, headline)) in files.iter().enumerate() {
        let report = Box::new(report(&format!("/p/{name}"), headline));
        update(&mut state, Msg::Answer { job, answer: Answer::Report { index, report } });
    }
    update(&mut state, Msg::Answer { job, answer: Answer::Finished });
    state
}

fn shown(state: &State) -> Vec<&str> {
    state.files.order().iter().map(|id| state.files.entry(*id).unwrap().name.as_str()).collect()
}

fn selected(state: &State) -> Vec<&str> {
    state.files.selection().iter().map(|id| state.files.entry(*id).unwrap().name.as_str()).collect()
}

fn pick(state: &mut State, row: usize, pick: Pick) {
    let file = state.files.order()[row];
    update(state, Msg::Files(FilesMsg::Pick { file, pick }));
}

#[test]
fn files_come_in_once_and_the_first_is_shown() {
    let mut state = with_files(&[("a.jpg", "verified"), ("b.jpg", "altered")]);
    assert_eq!(shown(&state), ["a.jpg", "b.jpg"]);
    assert_eq!(selected(&state), ["a.jpg"]);
    assert_eq!(state.notice, Some(Notice::Checked { files: 2 }));
    assert_eq!(state.files.count(Headline::Altered), 1);
    // The same file again is checked again and not listed twice.
    let effects = update(&mut state, Msg::Opened(vec!["/p/b.jpg".into()]));
    let Some(Effect::Verify { job, .. }) = effects.first() else { panic!() };
    let job = *job;
    update(&mut state, Msg::Answer { job, answer: Answer::Found(vec!["/p/b.jpg".into()]) });
    let report = Box::new(report("/p/b.jpg", "verified"));
    update(&mut state, Msg::Answer { job, answer: Answer::Report { index: 0, report } });
    assert_eq!(state.files.len(), 2);
    assert_eq!(state.files.count(Headline::Altered), 0);
    assert_eq!(state.files.count(Headline::Verified), 2);
}

#[test]
fn an_answer_of_a_job_that_ended_changes_nothing() {
    let mut state = with_files(&[("a.jpg", "verified")]);
    let before = format!("{state:?}");
    for answer in [
        Answer::Found(vec!["/p/late.jpg".into()]),
        Answer::Report { index: 0, report: Box::new(report("/p/a.jpg", "altered")) },
        Answer::Chosen(Chosen::Paths(vec!["/p/late.jpg".into()])),
        Answer::Failed(crate::problem!("job-broke-off")),
    ] {
        assert_eq!(update(&mut state, Msg::Answer { job: JobId(999), answer }), []);
    }
    assert_eq!(format!("{state:?}"), before);
}

#[test]
fn selecting_by_click_shift_and_ctrl() {
    let names = [("a", "verified"), ("b", "verified"), ("c", "verified"), ("d", "verified")];
    let mut state = with_files(&names);
    pick(&mut state, 1, Pick::Only);
    pick(&mut state, 3, Pick::Extend);
    assert_eq!(selected(&state), ["b", "c", "d"]);
    pick(&mut state, 2, Pick::Toggle);
    assert_eq!(selected(&state), ["b", "d"]);
    update(&mut state, Msg::Command(Command::SelectAll));
    assert_eq!(selected(&state).len(), 4);
    update(&mut state, Msg::Files(FilesMsg::First));
    update(&mut state, Msg::Files(FilesMsg::Step { by: 1, extend: true }));
    assert_eq!(selected(&state), ["a", "b"]);
    update(&mut state, Msg::Files(FilesMsg::Step { by: 99, extend: false }));
    assert_eq!(selected(&state), ["d"]);
}

#[test]
fn filter_show_and_sort() {
    let mut state = with_files(&[("c.jpg", "verified"), ("A.jpg", "no-credentials"), ("b.png", "altered")]);
    update(&mut state, Msg::Files(FilesMsg::Filter("JPG".into())));
    assert_eq!(shown(&state), ["c.jpg", "A.jpg"]);
    update(&mut state, Msg::Files(FilesMsg::Sort(Sort::Name)));
    assert_eq!(shown(&state), ["A.jpg", "c.jpg"]);
    update(&mut state, Msg::Files(FilesMsg::Filter(String::new())));
    update(&mut state, Msg::Files(FilesMsg::Sort(Sort::Verdict)));
    assert_eq!(shown(&state), ["b.png", "A.jpg", "c.jpg"]);
    update(&mut state, Msg::Files(FilesMsg::Show(Show::Only(Headline::Altered))));
    assert_eq!(shown(&state), ["b.png"]);
}

#[test]
fn what_a_filter_hides_is_selected_no_more() {
    let mut state = with_files(&[("a.jpg", "verified"), ("b.png", "altered"), ("c.jpg", "verified")]);
    let filter = |text: &str| Msg::Files(FilesMsg::Filter(text.to_owned()));
    pick(&mut state, 1, Pick::Only);
    pick(&mut state, 2, Pick::Toggle);
    update(&mut state, filter("jpg"));
    assert_eq!(selected(&state), ["c.jpg"]);
    assert_eq!(state.files.current().map(|entry| entry.name.as_str()), Some("c.jpg"));
    update(&mut state, filter("png"));
    assert_eq!(selected(&state), ["b.png"]);
    update(&mut state, filter("nothing"));
    assert_eq!((selected(&state).len(), state.files.current), (0, None));
    update(&mut state, filter(""));
    assert_eq!(selected(&state), ["a.jpg"]);
    update(&mut state, Msg::Files(FilesMsg::Show(Show::Only(Headline::Altered))));
    assert_eq!(selected(&state), ["b.png"]);
}

#[test]
fn removing_keeps_a_neighbour_and_touches_no_file() {
    let mut state = with_files(&[("a", "verified"), ("b", "altered"), ("c", "verified")]);
    pick(&mut state, 1, Pick::Only);
    let effects = update(&mut state, Msg::Command(Command::Remove));
    assert_eq!(shown(&state), ["a", "c"]);
    assert_eq!(selected(&state), ["c"]);
    assert_eq!(state.files.count(Headline::Altered), 0);
    assert!(matches!(effects.as_slice(), [Effect::Picture { .. }, Effect::CountAlike { .. }]), "{effects:?}");
}

#[test]
fn stopping_leaves_the_rest_unchecked_and_says_so() {
    let mut state = State::new(Settings::default());
    let effects = update(&mut state, Msg::Opened(vec!["/p".into()]));
    let [Effect::Verify { job, .. }] = effects.as_slice() else { panic!() };
    let job = *job;
    update(&mut state, Msg::Answer { job, answer: Answer::Found(vec!["/p/a".into(), "/p/b".into()]) });
    let one = Box::new(report("/p/a", "verified"));
    update(&mut state, Msg::Answer { job, answer: Answer::Report { index: 0, report: one } });
    assert_eq!(state.running.progress(), Some((1, 2)));
    assert_eq!(update(&mut state, Msg::Command(Command::Stop)), [Effect::Cancel(job)]);
    update(&mut state, Msg::Answer { job, answer: Answer::Finished });
    assert_eq!(state.notice, Some(Notice::Stopped { checked: 1, left: 1 }));
    assert!(state.running.progress().is_none());
}

#[test]
fn the_picture_follows_the_file_and_a_late_one_is_dropped() {
    let mut state = with_files(&[("a", "verified"), ("b", "verified")]);
    let Shown::Loading(first) = state.picture.shown else { panic!() };
    pick(&mut state, 1, Pick::Only);
    let Shown::Loading(second) = state.picture.shown else { panic!() };
    assert_ne!(first, second);
    update(&mut state, Msg::Answer { job: first, answer: Answer::Picture(Ok(pixels(2, 2, (2, 2)))) });
    assert!(matches!(state.picture.shown, Shown::Loading(_)), "a stale picture was shown");
    update(&mut state, Msg::Answer { job: second, answer: Answer::Picture(Ok(pixels(4, 2, (4, 2)))) });
    assert!(matches!(&state.picture.shown, Shown::Ready(p) if p.width == 4));
}

#[test]
fn zooming_in_asks_for_a_sharper_picture_once() {
    let mut state = with_files(&[("a", "verified")]);
    let Shown::Loading(job) = state.picture.shown else { panic!() };
    update(&mut state, Msg::Picture(PictureMsg::MaxSide(4096)));
    update(&mut state, Msg::Answer { job, answer: Answer::Picture(Ok(pixels(20, 10, (8000, 4000)))) });
    let zoom = Msg::Picture(PictureMsg::Zoom { factor: 2.0, x: 0.0, y: 0.0, shown: 0.1 });
    let effects = update(&mut state, zoom.clone());
    assert!(matches!(effects.as_slice(), [Effect::Picture { max_side: 4096, .. }]), "{effects:?}");
    assert_eq!(update(&mut state, zoom), []);
    assert_eq!(state.picture.zoom, Zoom::Scale(0.2));
    update(&mut state, Msg::Picture(PictureMsg::Zoom { factor: f32::NAN, x: 0.0, y: 0.0, shown: 0.1 }));
    assert_eq!(state.picture.zoom, Zoom::Scale(0.2));
    update(&mut state, Msg::Picture(PictureMsg::Fit));
    assert_eq!(state.picture.zoom, Zoom::Fit);
}

#[test]
fn zooming_keeps_the_point_under_the_pointer() {
    let mut pane = picture::PicturePane::default();
    pane.update(PictureMsg::Zoom { factor: 2.0, x: 100.0, y: -50.0, shown: 0.5 });
    // The picture's point under (100, -50) was at (200, -100) picture pixels from the centre and stays there.
    let Zoom::Scale(scale) = pane.zoom else { panic!() };
    assert_eq!(((100.0 - pane.pan.0) / scale, (-50.0 - pane.pan.1) / scale), (200.0, -100.0));
}

#[test]
fn small_pictures_are_asked_for_rows_on_screen_alone_and_once() {
    let names: Vec<String> = (0..100).map(|i| format!("{i}.jpg")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "verified")).collect();
    let mut state = with_files(&files);
    let effects = update(&mut state, Msg::Files(FilesMsg::Visible { start: 10, end: 20 }));
    assert_eq!(effects.len(), 10);
    let Some(Effect::Thumbnail { job, file, .. }) = effects.first() else { panic!() };
    let (job, file) = (*job, *file);
    assert_eq!(update(&mut state, Msg::Files(FilesMsg::Visible { start: 10, end: 20 })), []);
    update(&mut state, Msg::Answer { job, answer: Answer::Picture(Ok(pixels(8, 8, (8, 8)))) });
    assert!(matches!(state.thumbnails.of(file), Some(Thumbnail::Ready { .. })));
    update(&mut state, Msg::Files(FilesMsg::Visible { start: 500, end: 900 }));
}

#[test]
fn small_pictures_stay_within_their_bytes() {
    let mut thumbnails = Thumbnails::default();
    for number in 0..2_000_u32 {
        let (file, job) = (FileId(number), JobId(u64::from(number)));
        thumbnails.see(&[file]);
        thumbnails.loading(file, job);
        assert!(thumbnails.take(file, job, Some(pixels(112, 112, (112, 112)))));
    }
    let kept = (0..2_000).filter(|n| thumbnails.of(FileId(*n)).is_some()).count();
    assert!(kept * 112 * 112 * 4 <= 48 * 1024 * 1024, "{kept} kept");
    assert!(thumbnails.of(FileId(0)).is_none(), "the oldest went last");
    assert!(thumbnails.of(FileId(1_999)).is_some());
}

#[test]
fn pasted_text_gives_paths_and_nothing_else() {
    let cases: [(&str, &[&str]); 8] = [
        ("/a/b.jpg", &["/a/b.jpg"]),
        ("file:///a/b%20c.jpg\r\nfile://localhost/d.png", &["/a/b c.jpg", "/d.png"]),
        ("\"/with quotes.jpg\"", &["/with quotes.jpg"]),
        ("https://example.org/x.jpg", &[]),
        ("file://other-host/a.jpg", &[]),
        ("file:///bad%zz.jpg", &[]),
        ("just words", &[]),
        ("C:\\photos\\a.jpg", &["C:\\photos\\a.jpg"]),
    ];
    for (text, wanted) in cases {
        let wanted: Vec<PathBuf> = wanted.iter().map(PathBuf::from).collect();
        assert_eq!(pasted_paths(text), wanted, "{text}");
    }
}

#[test]
fn without_a_dialog_of_the_system_a_path_can_be_typed() {
    let mut state = State::new(Settings::default());
    let effects = update(&mut state, Msg::Command(Command::Open));
    let [Effect::Choose { job, what: Chooser::Files }] = effects.as_slice() else { panic!("{effects:?}") };
    let job = *job;
    update(&mut state, Msg::Answer { job, answer: Answer::Chosen(Chosen::NoDialog) });
    assert_eq!(state.notice, Some(Notice::NoDialog));
    assert!(matches!(state.dialog, Dialog::TypePath(_)));
    update(&mut state, Msg::PathDraft("no path".into()));
    assert_eq!(update(&mut state, Msg::PathGiven), []);
    update(&mut state, Msg::PathDraft("/x".into()));
    let effects = update(&mut state, Msg::PathGiven);
    assert!(matches!(effects.as_slice(), [Effect::Verify { .. }]));
    assert!(matches!(state.dialog, Dialog::None));
}

#[test]
fn typing_a_folder_leads_back_to_the_form() {
    let mut state = with_files(&[("a.jpg", "no-credentials")]);
    filling(&mut state);
    let effects = update(&mut state, Msg::Sign(SignMsg::ChooseFolder));
    let [Effect::Choose { job, what: Chooser::Folder }] = effects.as_slice() else { panic!("{effects:?}") };
    let job = *job;
    update(&mut state, Msg::Answer { job, answer: Answer::Chosen(Chosen::NoDialog) });
    update(&mut state, Msg::CloseDialog);
    assert!(matches!(state.dialog, Dialog::Sign(_)), "the form is gone");
    let effects = update(&mut state, Msg::Sign(SignMsg::ChooseFolder));
    let [Effect::Choose { job, .. }] = effects.as_slice() else { panic!() };
    let job = *job;
    update(&mut state, Msg::Answer { job, answer: Answer::Chosen(Chosen::NoDialog) });
    update(&mut state, Msg::PathDraft("/out".into()));
    update(&mut state, Msg::PathGiven);
    let Dialog::Sign(dialog) = &state.dialog else { panic!() };
    let SignDialog::Filling(form) = dialog.as_ref() else { panic!() };
    assert_eq!((form.output.place, form.output.folder.clone()), (Place::Folder, Some("/out".into())));
}

#[test]
fn the_first_identity_leads_on_to_the_form() {
    let mut state = with_files(&[("a.jpg", "no-credentials")]);
    update(&mut state, started(Vec::new()));
    update(&mut state, Msg::Command(Command::Sign));
    let name = IdentityForm { name: "  ".into(), ..IdentityForm::default() };
    update(&mut state, Msg::Sign(SignMsg::NewIdentity(name)));
    assert_eq!(update(&mut state, Msg::Sign(SignMsg::CreateIdentity)), [], "a blank name made an identity");
    let name = IdentityForm { name: " Ana ".into(), ..IdentityForm::default() };
    update(&mut state, Msg::Sign(SignMsg::NewIdentity(name)));
    let effects = update(&mut state, Msg::Sign(SignMsg::CreateIdentity));
    let [Effect::CreateIdentity { job, name, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    let job = *job;
    assert_eq!(name, "Ana");
    update(&mut state, Msg::Answer { job, answer: Answer::IdentityCreated(Ok(card("7", "Ana"))) });
    let Dialog::Sign(dialog) = &state.dialog else { panic!() };
    let SignDialog::Filling(form) = dialog.as_ref() else { panic!("{dialog:?}") };
    assert_eq!(form.identity.as_deref(), Some("7"));
    assert_eq!(form.statement.creator, "Ana");
}

#[test]
fn a_key_that_is_not_used_any_more_is_not_offered_to_sign_with() {
    let mut state = with_files(&[("a.jpg", "no-credentials")]);
    let retired = Standing::Retired { since: String::new(), overlap_until: String::new(), successor: "8".into() };
    let old = IdentityCard { standing: retired, ..card("7", "Ana") };
    state.settings.identity = Some("7".into());
    update(&mut state, started(vec![old, card("8", "Ana")]));
    update(&mut state, Msg::Command(Command::Sign));
    let Dialog::Sign(dialog) = &state.dialog else { panic!() };
    let SignDialog::Filling(form) = dialog.as_ref() else { panic!("{dialog:?}") };
    assert_eq!(form.identity.as_deref(), Some("8"), "neither the first nor the one that was used last");
}

#[test]
fn a_keyring_that_refuses_is_told_in_the_form() {
    let mut state = State::new(Settings::default());
    update(&mut state, started(Vec::new()));
    let form = IdentityForm { name: "Ana".into(), ..IdentityForm::default() };
    update(&mut state, Msg::Identities(IdentitiesMsg::Form(form)));
    let effects = update(&mut state, Msg::Identities(IdentitiesMsg::Create));
    let [Effect::CreateIdentity { job, .. }] = effects.as_slice() else { panic!() };
    let job = *job;
    assert_eq!(state.identities.first.progress, Creating::Working);
    assert_eq!(update(&mut state, Msg::Identities(IdentitiesMsg::Create)), [], "made twice");
    let problem = crate::problem!("no-home");
    update(&mut state, Msg::Answer { job, answer: Answer::IdentityCreated(Err(problem.clone())) });
    assert_eq!(state.identities.first.progress, Creating::Failed(problem));
}

fn filling(state: &mut State) -> super::sign::SignForm {
    update(state, Msg::Command(Command::SelectAll));
    update(state, Msg::Command(Command::Sign));
    let Dialog::Sign(dialog) = &state.dialog else { panic!() };
    let SignDialog::Filling(form) = dialog.as_ref() else { panic!() };
    form.clone()
}

#[test]
fn the_preview_counts_what_will_be_written() {
    let files = [
        ("raw.jpg", "no-credentials"),
        ("own.jpg", "verified"),
        ("other.jpg", "intact-unrecognised"),
        ("bad.jpg", "altered"),
        ("gone.jpg", "not-checked"),
    ];
    let mut state = with_files(&files);
    let mut form = filling(&mut state);
    let preview = form.preview(&state.files);
    assert_eq!((preview.created, preview.opened, preview.continued, preview.unreadable), (0, 1, 2, 1));
    assert_eq!(preview.broken, ["bad.jpg"]);
    form.statement.source_type = Some(SourceType::DigitalCapture);
    assert_eq!(form.preview(&state.files).created, 1);
    assert_eq!(form.files_to_sign(&state.files), 3);
    form.allow_broken = true;
    assert_eq!(form.files_to_sign(&state.files), 4);
    assert_eq!(preview.example, Some(("raw.jpg".into(), "raw-signed.jpg".into())));
}

#[test]
fn the_preview_promises_no_copy_of_what_is_not_signed() {
    let mut state = with_files(&[("note.txt", "not-checked"), ("raw.jpg", "no-credentials"), ("bad.jpg", "altered")]);
    let mut form = filling(&mut state);
    let preview = form.preview(&state.files);
    assert_eq!((preview.unreadable, preview.unknown), (1, 0));
    assert_eq!(preview.example, Some(("raw.jpg".into(), "raw-signed.jpg".into())), "the text file gets no copy");
    form.output.sidecar = true;
    let preview = form.preview(&state.files);
    assert_eq!((preview.unreadable, preview.unknown), (0, 1), "a sidecar signs any bytes");
    assert_eq!(preview.example, Some(("note.txt".into(), "note.c2pa".into())));
    assert_eq!(form.files_to_sign(&state.files), 2);
    form.output.name_pattern.clear();
    assert!(form.faults(&state.files).is_empty(), "a sidecar bears the original's name");
    form.files.retain(|id| state.files.entry(*id).unwrap().name == "bad.jpg");
    assert_eq!((form.files_to_sign(&state.files), form.preview(&state.files).example), (0, None));
}

#[test]
fn faults_of_the_form_keep_it_from_starting() {
    let mut state = with_files(&[("a.jpg", "no-credentials"), ("b.jpg", "no-credentials")]);
    let form = filling(&mut state);
    assert_eq!(form.faults(&state.files), []);
    type Change = fn(&mut super::sign::SignForm);
    let cases: [(Change, Fault); 6] = [
        (|f| f.identity = None, Fault::IdentityMissing),
        (|f| f.statement.license_url = "example.org/licence".into(), Fault::LicenseNotWeb),
        (|f| f.statement.license_url = "javascript://example.org".into(), Fault::LicenseNotWeb),
        (|f| f.output.name_pattern = "same".into(), Fault::PatternSameName),
        (|f| f.output.place = Place::Folder, Fault::FolderMissing),
        (|f| f.statement.ai.all = AiChoice::Constrained, Fault::TermsMissing),
    ];
    for (change, fault) in cases {
        let mut broken = form.clone();
        change(&mut broken);
        assert_eq!(broken.faults(&state.files), [fault]);
        update(&mut state, Msg::Sign(SignMsg::Edit(Box::new(broken))));
        assert_eq!(update(&mut state, Msg::Sign(SignMsg::Start)), [], "{fault:?}");
    }
}

#[test]
fn a_batch_is_ordered_followed_and_shown() {
    let mut state = with_files(&[("a.jpg", "no-credentials"), ("b.jpg", "no-credentials")]);
    let mut form = filling(&mut state);
    form.statement.ai.all = AiChoice::NotAllowed;
    form.statement.credit = " Photo desk ".into();
    update(&mut state, Msg::Sign(SignMsg::Edit(Box::new(form))));
    let effects = update(&mut state, Msg::Sign(SignMsg::Start));
    let [Effect::SaveSettings(saved), Effect::Sign { job, order }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(order.statement.credit.as_deref(), Some("Photo desk"));
    assert_eq!(order.statement.ai.training, Some(AiUse::NotAllowed));
    assert_eq!(order.existing, IfExists::Number);
    assert_eq!(saved.identity.as_deref(), Some("1"));
    let job = *job;
    update(&mut state, Msg::CloseDialog);
    assert!(matches!(state.dialog, Dialog::Sign(_)), "the dialog went while files were being signed");
    let done = SignOutcome::Done {
        target: "/p/a-signed.jpg".into(),
        report: Box::new(report("/p/a-signed.jpg", "intact-unrecognised")),
    };
    update(&mut state, Msg::Answer { job, answer: Answer::Signed { index: 0, outcome: done } });
    let failed = SignOutcome::Failed(crate::problem!("no-home"));
    update(&mut state, Msg::Answer { job, answer: Answer::Signed { index: 1, outcome: failed } });
    update(&mut state, Msg::Answer { job, answer: Answer::Finished });
    assert_eq!(state.notice, Some(Notice::Signed { files: 1, failed: 1 }));
    update(&mut state, Msg::Sign(SignMsg::ShowAll));
    assert!(matches!(state.dialog, Dialog::None));
    assert_eq!(selected(&state), ["a-signed.jpg"]);
    assert_eq!(state.files.current().unwrap().check.report().unwrap().headline, Headline::IntactUnrecognised);
}

#[test]
fn a_batch_that_breaks_off_tells_which_files_were_not_begun() {
    let mut state = with_files(&[("a.jpg", "no-credentials")]);
    filling(&mut state);
    let effects = update(&mut state, Msg::Sign(SignMsg::Start));
    let Some(Effect::Sign { job, .. }) = effects.last() else { panic!() };
    let job = *job;
    let problem = crate::problem!("job-broke-off");
    update(&mut state, Msg::Answer { job, answer: Answer::Failed(problem.clone()) });
    let Dialog::Sign(dialog) = &state.dialog else { panic!() };
    let SignDialog::Finished { run, .. } = dialog.as_ref() else { panic!() };
    assert_eq!(run.problem, Some(problem));
    assert_eq!(run.rows[0].outcome, Some(SignOutcome::Cancelled));
}

#[test]
fn names_of_signed_copies() {
    let mut output = super::settings::Output::default();
    for (name, wanted) in [("a.jpg", "a-signed.jpg"), ("no ending", "no ending-signed"), (".hidden", ".hidden-signed")]
    {
        assert_eq!(signed_name(name, &output), wanted);
    }
    output.sidecar = true;
    assert_eq!(signed_name("photo.nef", &output), "photo.c2pa");
    output.sidecar = false;
    output.name_pattern = "{name} by Ana".into();
    assert_eq!(signed_name("b.tar.png", &output), "b.tar by Ana.png");
    for (pattern, files, fault) in [
        ("", 1, Some(Fault::PatternEmpty)),
        ("a/b", 1, Some(Fault::PatternSeparator)),
        ("..", 1, Some(Fault::PatternSeparator)),
        ("x", 2, Some(Fault::PatternSameName)),
        ("x", 1, None),
        ("{name}", 9, None),
    ] {
        assert_eq!(pattern_fault(pattern, files), fault, "{pattern}");
    }
}

#[test]
fn web_addresses() {
    for good in ["https://example.org", "http://a.b/c?d#e", "HTTPS://user@example.org:8080/"] {
        assert!(super::sign::is_web_address(good), "{good}");
    }
    for bad in
        ["", "example.org", "ftp://a.b", "https://", "https:///path", "https://nodot", "https://a b.c", "https://.a"]
    {
        assert!(!super::sign::is_web_address(bad), "{bad}");
    }
}

#[test]
fn another_trust_list_has_every_file_judged_anew() {
    let mut state = with_files(&[("a", "intact-unrecognised"), ("b", "verified")]);
    state.page = Page::Trust;
    let effects = update(&mut state, Msg::Trust(TrustMsg::Remove { id: "x".into() }));
    let [Effect::RemoveTrustList { job, .. }] = effects.as_slice() else { panic!() };
    let job = *job;
    let effects = update(&mut state, Msg::Answer { job, answer: Answer::Trust(Ok(InForce::default())) });
    assert!(matches!(effects.as_slice(), [Effect::Verify { paths, .. }] if paths.len() == 2), "{effects:?}");
    assert_eq!(state.page, Page::Trust);
}

#[test]
fn settings_are_saved_when_they_change_and_mended_when_they_are_odd() {
    let mut state = State::new(Settings::default());
    let effects = update(&mut state, Msg::Command(Command::TextLarger));
    assert!(matches!(effects.as_slice(), [Effect::SaveSettings(s)] if s.text_percent == 110));
    let odd: Settings = serde_json::from_str(r#"{"text_percent": 9000, "window": {"width": -5}}"#).unwrap();
    let state = State::new(odd);
    assert_eq!(state.settings.text_percent, 200);
    assert_eq!(state.settings.window.width, 640.0);
}

#[test]
fn the_digest_is_for_the_file_that_was_asked_for() {
    let mut state = with_files(&[("a", "verified"), ("b", "verified")]);
    let effects = update(&mut state, Msg::Inspector(InspectorMsg::ComputeDigest));
    let [Effect::Digest { job, path }] = effects.as_slice() else { panic!() };
    assert_eq!(path, &PathBuf::from("/p/a"));
    let job = *job;
    pick(&mut state, 1, Pick::Only);
    let mut with_digest = report("/p/a", "verified");
    with_digest.sha256 = Some("00".repeat(32));
    update(&mut state, Msg::Answer { job, answer: Answer::Report { index: 0, report: Box::new(with_digest) } });
    let digest =
        |row: usize| state.files.entry(state.files.order()[row]).unwrap().check.report().unwrap().sha256.is_some();
    assert_eq!((digest(0), digest(1)), (true, false));
}

#[test]
fn the_systems_theme_is_kept_apart_from_the_persons() {
    let mut state = State::new(Settings::default());
    update(&mut state, Msg::SystemTheme(SystemTheme::Light));
    assert_eq!(state.system_theme, Some(SystemTheme::Light));
    assert_eq!(state.settings.theme, super::settings::ThemeChoice::System);
}
