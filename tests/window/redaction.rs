//! The Redact page: what files hold, switches, presets, results. Real files and a real worker where one can run.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use lightmark::keys::{EncryptedFile, Identities, NewIdentity, Passphrase};
use lightmark::problem;
use lightmark::provenance::redaction::{Fate, Group, Item, Mode, Policy};
use lightmark::state::redaction::{Look, RecordPaths, Redaction, RedactionMsg, RedactionOutcome, Seen, Stage};
use lightmark::state::settings::Place;
use lightmark::state::{Answer, Effect, JobId, Msg, Page, Settings};
use lightmark::ui::content::redaction as content;
use lightmark::worker::{Pool, PoolOptions};
use lightmark::workflow::redact::{self, RecordPlan, RedactOrder, Redacted, With};

use super::desk::{Desk, Window, build, click, names, window};
use super::pages::compare;
use super::samples;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats").join(name)
}

fn item(store: &str, group: Group, tag: &str, name: &str, value: &str) -> Item {
    let (store, tag, name, value) = (store.into(), tag.into(), name.into(), value.into());
    Item { store, group, tag, name, value, at: 0, length_bytes: 900, fate: Fate::Kept }
}

/// What a worker would see, by the policy.
fn seen(policy: &Policy) -> Seen {
    let mut items = vec![
        item("EXIF GPS", Group::Location, "0x0002", "GPSLatitude", "48.0000, 12.0000, 0.0000"),
        item("EXIF GPS", Group::Location, "0x0004", "GPSLongitude", "16.0000, 23.0000, 60.0000"),
        item("EXIF Exif", Group::Device, "0xA431", "BodySerialNumber", "LM000001"),
        item("EXIF Exif", Group::Time, "0x9003", "DateTimeOriginal", "2026:05:04 10:00:00"),
        item("EXIF IFD1", Group::EmbeddedPictures, "0x0201", "Thumbnail", ""),
        item("EXIF Exif", Group::Unknown, "0x927C", "MakerNote", ""),
        item("EXIF IFD0", Group::Rendering, "0x0112", "Orientation", "1"),
    ];
    for item in &mut items {
        if policy.drops(item.group, &item.tag) {
            item.fate = Fate::Dropped;
        }
    }
    Seen { items, ..Seen::default() }
}

fn desk(paths: &[&str]) -> Desk {
    let mut desk = Desk::new(Settings::default());
    desk.start(vec![samples::identity("1", "Ana Ñandú")]);
    desk.open(paths.iter().map(|path| samples::bare(path)).collect());
    desk
}

/// The last look that was asked for.
fn look(desk: &Desk) -> (JobId, Vec<(usize, PathBuf)>, Policy) {
    let found = desk.effects.iter().rev().find_map(|effect| match effect {
        Effect::LookForRedaction { job, files, policy, .. } => Some((*job, files.clone(), (**policy).clone())),
        _ => None,
    });
    found.expect("no look was asked for")
}

/// Answers the last look as a worker would.
fn answer_look(desk: &mut Desk) {
    let (job, files, policy) = look(desk);
    for (index, _) in files {
        desk.send(Msg::Answer { job, answer: Answer::SeenForRedaction { index, seen: Ok(seen(&policy)) } });
    }
    desk.send(Msg::Answer { job, answer: Answer::Finished });
}

/// The page with everything looked into.
fn page_of(paths: &[&str]) -> Window {
    let mut window = window(desk(paths), 1280.0, 900.0);
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.run_ok();
    window.key_press_modifiers(Modifiers::COMMAND, Key::R);
    window.run_ok();
    assert_eq!(window.state().state.page, Page::Redaction);
    answer_look(window.state_mut());
    window.run_ok();
    window
}

fn page(window: &Window) -> &Redaction {
    window.state().state.redaction.as_ref().unwrap()
}

#[test]
fn without_files_there_is_nothing_to_redact() {
    let mut desk = Desk::new(Settings::default());
    desk.start(Vec::new());
    desk.send(Msg::Command(lightmark::state::Command::Redact));
    assert!(desk.state.redaction.is_none());
    assert_eq!(desk.state.page, Page::Files);
}

#[test]
fn the_page_says_what_goes_and_what_stays() {
    let window = page_of(&["/p/a.jpg"]);
    let report = samples::bare("/p/a.jpg");
    let page = page(&window);
    compare("redaction", &content::as_text(page, page.seen.as_ref().unwrap(), Some(&report)));
    window.get_by_label_contains("48.20000° north, 16.40000° east");
    window.get_by_label("In 1 file: 5 go · 2 stay");
}

#[test]
fn each_switch_asks_the_worker_again_and_an_old_answer_is_dropped() {
    let mut window = page_of(&["/p/a.jpg"]);
    click(&mut window, "Take out: Dates and times");
    let (stale, ..) = look(window.state());
    click(&mut window, "Take out Camera serial number, identifies the owner, EXIF Exif 0xA431");
    let (job, _, policy) = look(window.state());
    assert_ne!(stale, job);
    assert!(window.state().effects.contains(&Effect::Cancel(stale)));
    assert!(policy.drop.contains(&Group::Time) && policy.keep_fields.contains("0xA431"));
    let answer = Answer::SeenForRedaction { index: 0, seen: Err(problem!("redact-malformed")) };
    window.state_mut().send(Msg::Answer { job: stale, answer });
    window.run_ok();
    assert!(matches!(page(&window).files[0].look, Look::Done(_)));
    answer_look(window.state_mut());
    window.run_ok();
    window.get_by_label("In 1 file: 5 go · 2 stay");
    window.get_by_label("Changed by hand");
}

#[test]
fn source_protection_takes_everything_and_warns_of_signing() {
    let mut window = page_of(&["/p/a.jpg"]);
    window.state_mut().send(Msg::Redaction(RedactionMsg::Preset(Box::new(Policy::source_protection()))));
    answer_look(window.state_mut());
    window.run_ok();
    window.get_by_label_contains("Signing the copy names the signer");
    window.get_by_label_contains("new name that says nothing");
    let before = page(&window).policy.clone();
    window.state_mut().send(Msg::Redaction(RedactionMsg::Group { group: Group::Location, goes: false }));
    assert_eq!(page(&window).policy, before);
}

#[test]
fn nothing_begins_while_nothing_goes_or_the_folder_is_missing() {
    let mut window = page_of(&["/p/a.jpg"]);
    window.state_mut().send(Msg::Redaction(RedactionMsg::Preset(Box::new(Policy::evidence()))));
    window.run_ok();
    window.get_by_label_contains("Choose at least one group");
    click(&mut window, "Make a redacted copy");
    window.state_mut().send(Msg::Redaction(RedactionMsg::Preset(Box::new(Policy::public()))));
    window.state_mut().send(Msg::Redaction(RedactionMsg::Place(Place::Folder)));
    window.run_ok();
    window.get_by_label_contains("Choose the folder for the copies");
    window.state_mut().send(Msg::Redaction(RedactionMsg::Start));
    assert!(!window.state().effects.iter().any(|effect| matches!(effect, Effect::Redact { .. })));
}

#[test]
fn a_file_that_cannot_be_redacted_says_why_and_the_others_go_on() {
    let mut window = page_of(&["/p/a.jpg", "/p/b.nef"]);
    let job = {
        window.state_mut().send(Msg::Redaction(RedactionMsg::Show(1)));
        look(window.state()).0
    };
    let answer = Answer::SeenForRedaction { index: 1, seen: Err(problem!("redact-raw")) };
    window.state_mut().send(Msg::Answer { job, answer });
    window.run_ok();
    window.get_by_label(&problem!("redact-raw").what);
    window.get_by_label_contains("1 file cannot be redacted.");
    click(&mut window, "Previous file");
    assert_eq!(look(window.state()).1, [(0, PathBuf::from("/p/a.jpg"))]);
    answer_look(window.state_mut());
    window.run_ok();
    click(&mut window, "Make a redacted copy");
    assert!(matches!(window.state().effects.last(), Some(Effect::Redact { order, .. }) if order.files.len() == 2));
}

#[test]
fn a_preset_is_loaded_and_saved_under_the_name_of_its_file() {
    let mut window = page_of(&["/p/a.jpg"]);
    click(&mut window, "Save preset…");
    let job = window.state().job(|effect| match effect {
        Effect::Choose { job, .. } => Some(*job),
        _ => None,
    });
    let chosen = lightmark::state::msg::Chosen::Paths(vec!["/p/team desk.toml".into()]);
    window.state_mut().send(Msg::Answer { job, answer: Answer::Chosen(chosen) });
    let Some(Effect::SaveRedactionPreset { job, policy, .. }) = window.state().effects.last().cloned() else {
        panic!("nothing is saved")
    };
    assert_eq!(policy.name, "team desk");
    let wrong = Answer::RedactionPreset(Err(problem!("redact-preset-unwritable", name = "team desk.toml")));
    window.state_mut().send(Msg::Answer { job, answer: wrong });
    window.run_ok();
    window.get_by_label("The preset team desk.toml could not be saved.");
    click(&mut window, "Open preset…");
    let job = window.state().job(|effect| match effect {
        Effect::Choose { job, .. } => Some(*job),
        _ => None,
    });
    let chosen = lightmark::state::msg::Chosen::Paths(vec!["/p/team desk.toml".into()]);
    window.state_mut().send(Msg::Answer { job, answer: Answer::Chosen(chosen) });
    let Some(Effect::LoadRedactionPreset { job, .. }) = window.state().effects.last().cloned() else {
        panic!("nothing is loaded")
    };
    let own = Policy { name: "team desk".into(), ..Policy::marketing() };
    window.state_mut().send(Msg::Answer { job, answer: Answer::RedactionPreset(Ok(own.clone())) });
    window.run_ok();
    assert_eq!(page(&window).policy, own);
    assert_eq!(look(window.state()).2, own);
}

#[test]
fn a_preset_file_holds_what_was_saved() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("desk.toml");
    let mut own = Policy { name: "desk".into(), ..Policy::public() };
    own.keep_fields.insert("0xA431".into());
    redact::save_preset(&own, &file).unwrap();
    assert_eq!(redact::preset(file.to_str().unwrap()).unwrap(), own);
    assert!(redact::save_preset(&own, &folder.path().join("missing/desk.toml")).is_err());
}

#[test]
fn a_batch_can_be_stopped_and_the_page_stays_until_it_has() {
    let mut window = page_of(&["/p/a.jpg", "/p/b.jpg"]);
    click(&mut window, "Make 2 redacted copies");
    let job = window.state().job(|effect| match effect {
        Effect::Redact { job, .. } => Some(*job),
        _ => None,
    });
    click(&mut window, "Stop");
    assert!(window.state().effects.contains(&Effect::Cancel(job)));
    window.state_mut().send(Msg::Redaction(RedactionMsg::Close));
    assert_eq!(window.state().state.page, Page::Redaction);
    let outcome = RedactionOutcome::Failed(problem!("redact-not-proved", name = "a.jpg"));
    window.state_mut().send(Msg::Answer { job, answer: Answer::Redacted { index: 0, outcome } });
    window.state_mut().send(Msg::Answer { job, answer: Answer::Finished });
    window.run_ok();
    assert_eq!(page(&window).stage, Stage::Finished { cancelled: true });
    window.get_by_label("No copy was made");
    window.get_by_label(&problem!("redact-not-proved", name = "a.jpg").what);
    window.get_by_label("Not begun");
    click(&mut window, "Back to the choices");
    assert_eq!(page(&window).stage, Stage::Choosing);
    click(&mut window, "Back");
    assert_eq!(window.state().state.page, Page::Files);
}

#[test]
fn real_files_are_looked_into_and_copied_with_proof() {
    let folder = tempfile::tempdir().unwrap();
    let files = ["photo.jpg", "photo.png", "photo.nef"].map(|name| folder.path().join(name));
    for file in &files {
        std::fs::copy(fixture(file.file_name().unwrap().to_str().unwrap()), file).unwrap();
    }
    let pool =
        Pool::new(PoolOptions { program: Some(env!("CARGO_BIN_EXE_lightmark").into()), ..PoolOptions::default() });
    let mut desk = Desk::new(Settings::default());
    desk.start(Vec::new());
    desk.open(files.iter().map(|file| samples::bare(file.to_str().unwrap())).collect());
    desk.send(Msg::Command(lightmark::state::Command::SelectAll));
    desk.send(Msg::Command(lightmark::state::Command::Redact));
    let (job, asked, policy) = look(&desk);
    let answers = Mutex::new(Vec::new());
    let paths: Vec<PathBuf> = asked.iter().map(|(_, path)| path.clone()).collect();
    redact::look_all(&pool, &paths, &policy, false, &|at, seen| answers.lock().unwrap().push((at, seen)), &|| true);
    for (at, seen) in answers.into_inner().unwrap() {
        let seen = seen.map(|redaction| Seen { items: redaction.items, notes: redaction.notes, ..Seen::default() });
        desk.send(Msg::Answer { job, answer: Answer::SeenForRedaction { index: asked[at].0, seen } });
    }
    let mut window = window(desk, 1280.0, 900.0);
    window.get_by_label_contains("48.20000° north");
    window.get_by_label_contains("1 file cannot be redacted.");
    click(&mut window, "Make 2 redacted copies");
    let Some(Effect::Redact { job, order }) = window.state().effects.last().cloned() else { panic!("no order") };
    let order_of = RedactOrder { policy: order.policy.clone(), folder: order.folder.clone() };
    let outcomes = Mutex::new(Vec::new());
    redact::redact(&pool, &order.files, &order_of, &|at, done| outcomes.lock().unwrap().push((at, done)), &|| true);
    for (index, redacted) in outcomes.into_inner().unwrap() {
        let outcome = match redacted {
            Redacted::Done { target, redaction, .. } => {
                let bytes = std::fs::read(&target).unwrap();
                assert!(!bytes.windows(8).any(|part| part == b"LM000001"), "the serial number is left");
                let proof = redaction.proof.unwrap();
                let proved = proof.checks.iter().map(|check| check.what.key().to_owned()).collect();
                let (is_signed, record) = (redaction.report.is_some(), None);
                RedactionOutcome::Done { target, gone: 1, proved, notes: redaction.notes, is_signed, record }
            }
            Redacted::Failed { problem, .. } => RedactionOutcome::Failed(problem),
            Redacted::Cancelled { .. } => RedactionOutcome::Cancelled,
        };
        window.state_mut().send(Msg::Answer { job, answer: Answer::Redacted { index, outcome } });
    }
    window.state_mut().send(Msg::Answer { job, answer: Answer::Finished });
    window.run_ok();
    window.get_by_label("2 of 3 copies were made and proved");
    window.get_by_label("photo-redacted.jpg");
    window.get_by_label_contains("the same, pixel for pixel");
    click(&mut window, "Show copies");
    let shown = window.state().effects.iter().rev().find_map(|effect| match effect {
        Effect::Verify { paths, .. } => Some(paths.len()),
        _ => None,
    });
    assert_eq!(shown, Some(2));
    assert_eq!(window.state().state.page, Page::Files);
}

/// Answers the chooser that was asked for last.
fn choose_folder(window: &mut Window, folder: &Path) {
    let job = window.state().job(|effect| match effect {
        Effect::Choose { job, .. } => Some(*job),
        _ => None,
    });
    let chosen = lightmark::state::msg::Chosen::Paths(vec![folder.to_owned()]);
    window.state_mut().send(Msg::Answer { job, answer: Answer::Chosen(chosen) });
    window.run_ok();
}

#[test]
fn source_protection_is_signed_only_after_a_second_yes_that_no_other_choice_keeps() {
    let mut window = page_of(&["/p/a.jpg"]);
    click(&mut window, "Sign the copies as");
    click(&mut window, "Ana Ñandú · Photo desk");
    assert_eq!(page(&window).identity.as_deref(), Some("1"));
    assert!(page(&window).may_start());
    window.state_mut().send(Msg::Redaction(RedactionMsg::Preset(Box::new(Policy::source_protection()))));
    answer_look(window.state_mut());
    window.run_ok();
    window.get_by_label_contains("Say that the signer may be known");
    window.state_mut().send(Msg::Redaction(RedactionMsg::Start));
    assert!(!window.state().effects.iter().any(|effect| matches!(effect, Effect::Redact { .. })));
    click(&mut window, "Sign anyway: the signer may be known");
    assert!(page(&window).may_start());
    window.state_mut().send(Msg::Redaction(RedactionMsg::SignAs(Some("2".into()))));
    assert!(!page(&window).may_start(), "a yes to one signer is none to another");
    window.state_mut().send(Msg::Redaction(RedactionMsg::SignAnyway(true)));
    window.state_mut().send(Msg::Redaction(RedactionMsg::Preset(Box::new(Policy::public()))));
    window.state_mut().send(Msg::Redaction(RedactionMsg::Preset(Box::new(Policy::source_protection()))));
    assert!(!page(&window).may_start(), "a yes to one preset is none to the next");
    window.state_mut().send(Msg::Redaction(RedactionMsg::SignAs(None)));
    assert!(page(&window).may_start());
}

#[test]
fn evidence_says_that_it_needs_a_signer_and_writes_its_record_unasked() {
    let mut window = page_of(&["/p/a.jpg"]);
    window.state_mut().send(Msg::Redaction(RedactionMsg::Preset(Box::new(Policy::evidence()))));
    window.state_mut().send(Msg::Redaction(RedactionMsg::Group { group: Group::Location, goes: true }));
    answer_look(window.state_mut());
    window.run_ok();
    window.get_by_label_contains("this preset needs a signature and a record");
    window.get_by_label_contains(".redaction.private.json, holds secret numbers");
    window.state_mut().send(Msg::Redaction(RedactionMsg::Record(false)));
    window.state_mut().send(Msg::Redaction(RedactionMsg::Start));
    assert!(!window.state().effects.iter().any(|effect| matches!(effect, Effect::Redact { .. })));
    window.state_mut().send(Msg::Redaction(RedactionMsg::SignAs(Some("1".into()))));
    window.run_ok();
    click(&mut window, "Make a redacted copy");
    let Some(Effect::Redact { order, .. }) = window.state().effects.last() else { panic!("no order") };
    assert!(order.identity.as_deref() == Some("1") && order.record.is_some());
}

#[test]
fn a_real_copy_is_signed_and_its_record_lies_where_it_was_ordered() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::copy(fixture("photo.jpg"), at("photo.jpg")).unwrap();
    let secrets = EncryptedFile::new(at("keys.store"), Passphrase::Given("correct horse".to_owned().into()));
    let identities = Identities::open_with(&at("data"), Box::new(secrets));
    let card = identities.create(&NewIdentity { name: "Ana".into(), ..NewIdentity::default() }).unwrap();
    let pool =
        Pool::new(PoolOptions { program: Some(env!("CARGO_BIN_EXE_lightmark").into()), ..PoolOptions::default() });
    let mut desk = Desk::new(Settings::default());
    desk.start(vec![card.clone()]);
    desk.open(vec![samples::bare(at("photo.jpg").to_str().unwrap())]);
    desk.send(Msg::Command(lightmark::state::Command::SelectAll));
    desk.send(Msg::Command(lightmark::state::Command::Redact));
    answer_look(&mut desk);
    let mut window = window(desk, 1280.0, 1400.0);
    click(&mut window, "Sign the copies as");
    click(&mut window, "Ana");
    click(&mut window, "Write a record");
    click(&mut window, "Folder for the record…");
    choose_folder(&mut window, &at("records"));
    click(&mut window, "Folder for the private half…");
    // A folder may end like a file.
    std::fs::create_dir(at("vault.json")).unwrap();
    choose_folder(&mut window, &at("vault.json"));
    click(&mut window, "Make a redacted copy");
    let Some(Effect::Redact { job, order }) = window.state().effects.last().cloned() else { panic!("no order") };
    let signer = identities.signer(order.identity.as_deref().unwrap()).unwrap();
    let halves = order.record.clone().unwrap();
    let plan = RecordPlan { public: halves.public, private: halves.private, with_values: false };
    let with = With { identity: Some(&signer), record: Some(&plan), ..With::default() };
    let order_of = RedactOrder { policy: order.policy.clone(), folder: order.folder.clone() };
    let outcomes = Mutex::new(Vec::new());
    let keep = |_, done| outcomes.lock().unwrap().push(done);
    redact::redact_with(&pool, &order.files, &order_of, with, &keep, &|| true);
    let done = outcomes.into_inner().unwrap().remove(0);
    let Redacted::Done { target, redaction, .. } = done else { panic!("{done:?}") };
    let report = redaction.report.as_ref().unwrap();
    assert!(serde_json::to_string(report).unwrap().contains("Ana"));
    let record = redaction.record.unwrap();
    assert!(
        record.is_signed && record.public.starts_with(at("records")) && record.private.starts_with(at("vault.json"))
    );
    assert!(record.public.is_file() && record.private.is_file());
    let outcome = RedactionOutcome::Done {
        target,
        gone: 3,
        proved: vec!["picture".into()],
        notes: redaction.notes,
        is_signed: redaction.report.is_some(),
        record: Some(RecordPaths { public: record.public.clone(), private: record.private.clone() }),
    };
    window.state_mut().send(Msg::Answer { job, answer: Answer::Redacted { index: 0, outcome } });
    window.state_mut().send(Msg::Answer { job, answer: Answer::Finished });
    window.run_ok();
    window.get_by_label("The copy is signed.");
    window.get_by_label(&format!("Record: {}", record.public.display()));
    window.get_by_label(&format!("Private half, keep it apart: {}", record.private.display()));
}

#[test]
fn strange_values_are_shown_plain_and_short() {
    let mut window = page_of(&["/p/a.jpg"]);
    let (job, ..) = {
        window.state_mut().send(Msg::Redaction(RedactionMsg::Group { group: Group::Text, goes: true }));
        look(window.state())
    };
    let nasty = format!("\u{202e}evil\u{0}{}", "x".repeat(5000));
    let items = vec![item(&nasty, Group::Text, &nasty, &nasty, &nasty)];
    let seen = Seen { items, ..Seen::default() };
    window.state_mut().send(Msg::Answer { job, answer: Answer::SeenForRedaction { index: 0, seen: Ok(seen) } });
    window.run_ok();
    for name in [Role::Label, Role::CheckBox].iter().flat_map(|role| names(&window, *role)) {
        assert!(!name.contains(['\u{202e}', '\u{0}']) && name.chars().count() < 700, "{name:?}");
    }
}

#[test]
fn the_page_fits_every_size_in_both_themes() {
    for (width, height) in [(853.0, 533.0), (1280.0, 800.0), (1920.0, 1080.0)] {
        for theme in [egui::Theme::Dark, egui::Theme::Light] {
            for mode in [Mode::InPlace, Mode::Rebuild] {
                let paths: Vec<String> = (0..200).map(|number| format!("/p/photo-{number}.jpg")).collect();
                let mut desk = desk(&paths.iter().map(String::as_str).collect::<Vec<_>>());
                desk.send(Msg::Command(lightmark::state::Command::SelectAll));
                desk.send(Msg::Command(lightmark::state::Command::Redact));
                if mode == Mode::Rebuild {
                    desk.send(Msg::Redaction(RedactionMsg::Preset(Box::new(Policy::source_protection()))));
                }
                answer_look(&mut desk);
                let window = build(desk, width, height, theme, false);
                let out = super::pages::out_of_sight(&window, width, height);
                assert!(out.is_empty(), "{mode:?} at {width}×{height}: {out:?}");
            }
        }
    }
}
