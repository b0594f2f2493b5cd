//! The Redact page where only details of the signed history go: what is offered, what keeps it from starting, and a real
//! copy by the real worker.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use lightmark::keys::{EncryptedFile, Identities, NewIdentity, Passphrase, SigningIdentity};
use lightmark::problem;
use lightmark::provenance::redaction::{Fate, Group, Policy};
use lightmark::provenance::redaction_history::{HistoryItem, HistoryRoad};
use lightmark::provenance::report::{Headline, Report};
use lightmark::provenance::statement::Statement;
use lightmark::state::redaction::{Redaction, RedactionMsg, RedactionOutcome, Scope, Seen};
use lightmark::state::{Answer, Command, Effect, JobId, Msg, Settings};
use lightmark::ui::content::redaction_history as content;
use lightmark::worker::{Answer as WorkerAnswer, Pool, PoolOptions, Task};
use lightmark::workflow::redact::{self, RedactOrder, Redacted, With};
use lightmark::workflow::sign::{Destination, Existing, SignPlan, Signed, Subject, Target, sign};

use super::desk::{Desk, Window, build, click, names, window};
use super::pages::compare;
use super::samples;

const ONLY: &str = "Only details of the signed history";
const SECRET: &str = "Ada Secret of 1 Hidden Lane";

fn desk(reports: Vec<Report>) -> Desk {
    let mut desk = Desk::new(Settings::default());
    desk.start(vec![samples::identity("1", "Ana Ñandú")]);
    desk.open(reports);
    desk.send(Msg::Command(Command::SelectAll));
    desk.send(Msg::Command(Command::Redact));
    desk
}

fn page(desk: &Desk) -> &Redaction {
    desk.state.redaction.as_ref().unwrap()
}

/// The last look that was asked for.
fn look(desk: &Desk) -> (JobId, Vec<(usize, PathBuf)>, Policy, bool) {
    let found = desk.effects.iter().rev().find_map(|effect| match effect {
        Effect::LookForRedaction { job, files, policy, history_only } => {
            Some((*job, files.clone(), (**policy).clone(), *history_only))
        }
        _ => None,
    });
    found.expect("no look was asked for")
}

fn item(manifest: &str, signer: &str, label: &str, fate: Fate, is_salted: bool) -> HistoryItem {
    HistoryItem {
        uri: format!("self#jumbf=/c2pa/{manifest}/c2pa.assertions/{label}"),
        manifest: manifest.into(),
        signer: Some(signer.into()),
        label: label.into(),
        size_bytes: 900,
        fate,
        is_salted,
    }
}

/// What a worker would see.
fn seen() -> Seen {
    let history = vec![
        item("b", "Editor", "c2pa.actions.v2", Fate::Kept, true),
        item("b", "Editor", "com.example.face", Fate::MustStay, true),
        item("a", "Ana", "c2pa.thumbnail.claim", Fate::Dropped, true),
        item("a", "Ana", "cawg.metadata", Fate::Dropped, false),
        item("a", "Ana", "c2pa.hash.data", Fate::Kept, true),
    ];
    let notes = vec!["A later reader can see that these details were removed.".to_owned()];
    Seen { history, notes, road: Some(HistoryRoad::Update), ..Seen::default() }
}

/// Answers the last look for each file.
fn answer_look(desk: &mut Desk) {
    let (job, files, ..) = look(desk);
    for (index, _) in files {
        desk.send(Msg::Answer { job, answer: Answer::SeenForRedaction { index, seen: Ok(seen()) } });
    }
    desk.send(Msg::Answer { job, answer: Answer::Finished });
}

fn answered(window: &mut Window) {
    answer_look(window.state_mut());
    window.run_ok();
}

fn starts(window: &Window) -> bool {
    window.state().effects.iter().any(|effect| matches!(effect, Effect::Redact { .. }))
}

#[test]
fn a_file_without_a_signed_history_is_not_asked_about_it() {
    let window = window(desk(vec![samples::bare("/p/a.jpg")]), 1280.0, 900.0);
    assert!(!names(&window, Role::RadioButton).iter().any(|name| name == ONLY));
}

#[test]
fn the_history_alone_is_looked_into_and_its_details_are_picked() {
    let mut window = window(desk(vec![samples::verified("/p/a.jpg")]), 1280.0, 900.0);
    click(&mut window, ONLY);
    let (_, _, policy, history_only) = look(window.state());
    assert!(history_only && policy == Policy::public());
    answered(&mut window);
    window.get_by_label("What a reader can still learn");
    window.get_by_label("In 1 file: 2 go · 2 stay · 1 cannot go");
    let words = content::as_text(page(window.state()), &seen(), Some(&samples::verified("/p/a.jpg")));
    compare("redaction-history", &words);
    let offered = names(&window, Role::CheckBox);
    assert!(!offered.iter().any(|name| name.contains("c2pa.actions") || name.contains("c2pa.hash")), "{offered:?}");
    click(&mut window, "Take out Rights and description (cawg.metadata), Step 2, signed by Ana");
    let (.., policy, _) = look(window.state());
    assert!(policy.keep_fields.contains("cawg.metadata"));
    click(&mut window, "Take out: Dates and times");
    assert!(look(window.state()).2.drop.contains(&Group::Time));
    answered(&mut window);
    click(&mut window, "Metadata of the file");
    let (.., policy, history_only) = look(window.state());
    assert!(!history_only && policy == Policy::public(), "what was picked in the history is no rule for the file");
}

#[test]
fn nothing_begins_without_a_signer_or_with_nothing_that_goes() {
    let mut window = window(desk(vec![samples::verified("/p/a.jpg")]), 1280.0, 900.0);
    click(&mut window, ONLY);
    answered(&mut window);
    window.get_by_label_contains("Choose who signs: without a signature");
    window.state_mut().send(Msg::Redaction(RedactionMsg::Start));
    assert!(!starts(&window));
    window.state_mut().send(Msg::Redaction(RedactionMsg::SignAs(Some("1".into()))));
    window.state_mut().send(Msg::Redaction(RedactionMsg::Preset(Box::new(Policy::evidence()))));
    answered(&mut window);
    window.get_by_label_contains("Choose at least one subject or detail");
    window.state_mut().send(Msg::Redaction(RedactionMsg::Group { group: Group::People, goes: true }));
    let (job, ..) = look(window.state());
    let history = vec![item("a", "Ana", "c2pa.hash.data", Fate::Kept, true)];
    let answer = Answer::SeenForRedaction { index: 0, seen: Ok(Seen { history, ..Seen::default() }) };
    window.state_mut().send(Msg::Answer { job, answer });
    window.run_ok();
    window.get_by_label_contains("None of these histories holds anything");
    window.state_mut().send(Msg::Redaction(RedactionMsg::Start));
    assert!(!starts(&window));
}

#[test]
fn source_protection_is_not_offered_and_a_loaded_one_is_refused() {
    let mut window = window(desk(vec![samples::verified("/p/a.jpg")]), 1280.0, 900.0);
    window.state_mut().send(Msg::Redaction(RedactionMsg::Preset(Box::new(Policy::source_protection()))));
    window.state_mut().send(Msg::Redaction(RedactionMsg::Scope(Scope::History)));
    answered(&mut window);
    assert_eq!(page(window.state()).preset, Policy::evidence());
    click(&mut window, "Preset");
    assert!(window.query_all_by_label("For a campaign").next().is_some());
    assert!(window.query_all_by_label("Source protection").next().is_none());
    window.state_mut().send(Msg::Redaction(RedactionMsg::Preset(Box::new(Policy::source_protection()))));
    window.run_ok();
    window.get_by_label(&problem!("redact-history-rebuild").what);
    assert_eq!(page(window.state()).preset, Policy::evidence());
}

#[test]
fn the_page_fits_every_size_in_both_themes() {
    for (width, height) in [(853.0, 533.0), (1280.0, 800.0), (1920.0, 1080.0)] {
        for theme in [egui::Theme::Dark, egui::Theme::Light] {
            let mut desk = desk(vec![samples::verified("/p/a.jpg"), samples::verified("/p/b.jpg")]);
            desk.send(Msg::Redaction(RedactionMsg::Scope(Scope::History)));
            desk.send(Msg::Redaction(RedactionMsg::SignAs(Some("1".into()))));
            answer_look(&mut desk);
            let window = build(desk, width, height, theme, false);
            let out = super::pages::out_of_sight(&window, width, height);
            assert!(out.is_empty(), "at {width}×{height}: {out:?}");
        }
    }
}

struct Signer {
    pool: Pool,
    photographer: SigningIdentity,
    editor: SigningIdentity,
}

fn signer(folder: &Path) -> Signer {
    let secrets = EncryptedFile::new(folder.join("keys.store"), Passphrase::Given("correct horse".to_owned().into()));
    let identities = Identities::open_with(&folder.join("data"), Box::new(secrets));
    let named = |name: &str| {
        let card = identities.create(&NewIdentity { name: name.into(), ..NewIdentity::default() }).unwrap();
        identities.signer(&card.id).unwrap()
    };
    let program = Some(env!("CARGO_BIN_EXE_lightmark").into());
    let pool = Pool::new(PoolOptions { program, ..PoolOptions::default() });
    Signer { pool, photographer: named("Photographer"), editor: named("Editor") }
}

impl Signer {
    /// A signed photo whose history alone names the secret.
    fn signed(&self, folder: &Path) -> PathBuf {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats/photo.jpg");
        let target = folder.join("photo.jpg");
        let to = Target {
            destination: Destination::File(target.clone()),
            name_pattern: String::new(),
            existing: Existing::Refuse,
            sidecar: false,
        };
        let statement = Statement { creator: Some(SECRET.into()), ..Statement::default() };
        let plan = SignPlan { statement, ..SignPlan::new(Subject::File, to) };
        let outcome = Mutex::new(None);
        let keep = |_, signed| *outcome.lock().unwrap() = Some(signed);
        sign(&self.pool, &self.photographer, &[source], &plan, &keep, &|| true);
        let outcome = outcome.into_inner().unwrap();
        assert!(matches!(outcome, Some(Signed::Done { .. })), "{outcome:?}");
        target
    }

    fn report(&self, path: &Path) -> Report {
        match self.pool.run(Task::Examine { path: path.to_owned(), at: None, digest: false }) {
            WorkerAnswer::Report(report) => *report,
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_real_copy_loses_the_value_and_keeps_the_first_signers_binding() {
    let folder = tempfile::tempdir().unwrap();
    let signer = signer(folder.path());
    let source = signer.signed(folder.path());
    let says = |path: &Path| memchr::memmem::find(&std::fs::read(path).unwrap(), SECRET.as_bytes()).is_some();
    assert!(says(&source));
    let mut window = window(desk(vec![signer.report(&source)]), 1280.0, 900.0);
    click(&mut window, ONLY);
    answered(&mut window);
    click(&mut window, "Take out: Creator and credit line");
    let (job, files, policy, history_only) = look(window.state());
    let paths: Vec<PathBuf> = files.into_iter().map(|(_, path)| path).collect();
    let answers = Mutex::new(Vec::new());
    let keep = |at, seen| answers.lock().unwrap().push((at, seen));
    redact::look_all(&signer.pool, &paths, &policy, history_only, &keep, &|| true);
    for (index, seen) in answers.into_inner().unwrap() {
        let seen = seen.map(|redaction| Seen {
            notes: redaction.notes,
            history: redaction.history,
            road: redaction.road,
            ..Seen::default()
        });
        window.state_mut().send(Msg::Answer { job, answer: Answer::SeenForRedaction { index, seen } });
    }
    window.run_ok();
    window.get_by_label_contains("A later reader can see that these details were removed");
    window.state_mut().send(Msg::Redaction(RedactionMsg::SignAs(Some("1".into()))));
    window.state_mut().send(Msg::Redaction(RedactionMsg::Reason("protects a witness".into())));
    window.run_ok();
    click(&mut window, "Make a redacted copy");
    let Some(Effect::Redact { job, order }) = window.state().effects.last().cloned() else { panic!("no order") };
    assert!(order.history_only && order.record.is_none());
    let with = With { identity: Some(&signer.editor), history_only: order.history_only, ..With::default() };
    let order_of = RedactOrder { policy: order.policy.clone(), folder: order.folder.clone() };
    let outcomes = Mutex::new(Vec::new());
    let keep = |_, done| outcomes.lock().unwrap().push(done);
    redact::redact_with(&signer.pool, &order.files, &order_of, with, &keep, &|| true);
    let done = outcomes.into_inner().unwrap().remove(0);
    let Redacted::Done { target, redaction, .. } = done else { panic!("{done:?}") };
    assert!(!says(&target) && says(&source));
    let report = signer.report(&target);
    assert_eq!((report.headline, report.history.steps.len()), (Headline::IntactUnrecognised, 3));
    assert!(serde_json::to_string(&report).unwrap().contains("protects a witness"));
    let outcome = RedactionOutcome::Done {
        target,
        gone: redaction.redacted_assertions.len(),
        proved: redaction.proof.unwrap().checks.iter().map(|check| check.what.key().to_owned()).collect(),
        notes: redaction.notes,
        is_signed: redaction.report.is_some(),
        record: None,
    };
    window.state_mut().send(Msg::Answer { job, answer: Answer::Redacted { index: 0, outcome } });
    window.state_mut().send(Msg::Answer { job, answer: Answer::Finished });
    window.run_ok();
    window.get_by_label_contains("The details are gone from every earlier step");
    window.get_by_label_contains("its Content Credentials fit it");
    window.get_by_label_contains("neither in the file nor in its Content Credentials put together");
    window.get_by_label("The copy is signed.");
}
