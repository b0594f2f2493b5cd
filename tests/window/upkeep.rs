//! What the window does after the fact: stamps added later, re-signing, key uses, revocation lists, list updates.

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use lightmark::problem;
use lightmark::provenance::fingerprint::Fingerprint;
use lightmark::provenance::identity::KeyUse;
use lightmark::provenance::report::{Report, StoreLocation, TimeState};
use lightmark::state::activity::{Activity, Permit, Purpose, Rule, Say};
use lightmark::state::campaign::{CampaignMsg, CampaignTask, Pass, Step, Sum};
use lightmark::state::inspector::{Fold, InspectorMsg, Question};
use lightmark::state::list_update::{ListOutcome, ListSource, ListUpdateMsg, ListsFetched, Published};
use lightmark::state::msg::{Chosen, SignOutcome};
use lightmark::state::revoke_list::{MadeList, RevokeListMsg};
use lightmark::state::stamps::{StampPlace, StampsDialog, Waiting};
use lightmark::state::trust::{InForce, Newcomer};
use lightmark::state::uses::{UsesFormat, UsesMsg};
use lightmark::state::{Answer, Command, Dialog, Effect, JobId, Msg, Page, Settings};
use lightmark::ui::content::{campaign, named_actor, stamps};

use super::desk::{Desk, Window, click, window};
use super::{identities, pages, samples, trust};

const ADDRESS: &str = "http://stamps.example/tsa";

fn unstamped(path: &str) -> Report {
    let mut report = samples::verified(path);
    report.time.state = TimeState::Claimed;
    report
}

fn desk() -> Desk {
    let mut desk = Desk::new(Settings { stamp_addresses: vec![ADDRESS.into()], ..Settings::default() });
    desk.start_with(identities::cards(), trust::in_force());
    let mut aside = unstamped("/p/e.jpg");
    aside.manifest_store = Some(StoreLocation::Sidecar { path: "/p/e.c2pa".into() });
    desk.open(vec![
        unstamped("/p/a.jpg"),
        samples::verified("/p/b.jpg"),
        samples::bare("/p/c.jpg"),
        samples::altered("/p/d.jpg"),
        aside,
        unstamped("/p/f.jpg"),
    ]);
    desk
}

fn job(window: &Window, pick: impl Fn(&Effect) -> Option<JobId>) -> JobId {
    window.state().job(pick)
}

fn answer(window: &mut Window, job: JobId, answer: Answer) {
    window.state_mut().send(Msg::Answer { job, answer });
    window.run_ok();
}

fn chosen(window: &mut Window, path: &str) {
    let job = job(window, |effect| match effect {
        Effect::Choose { job, .. } => Some(*job),
        _ => None,
    });
    answer(window, job, Answer::Chosen(Chosen::Paths(vec![path.into()])));
}

fn rules(window: &mut Window, say: Say, purpose: Purpose, host: &str) {
    let job = job(window, |effect| match effect {
        Effect::LoadActivity { job } => Some(*job),
        _ => None,
    });
    let rules = vec![Rule { purpose, host: host.into(), say }];
    answer(window, job, Answer::Activity(Ok(Activity { rules, ..Activity::default() })));
}

fn stamped(window: &Window) -> bool {
    window.state().effects.iter().any(|effect| matches!(effect, Effect::Stamp { .. }))
}

fn waiting() -> Vec<Waiting> {
    let one = |path: &str, address: &str, is_there| Waiting {
        path: path.into(),
        address: address.into(),
        since: "2026-11-20T12:00:00Z".into(),
        reason: "stamps.example could not be reached.".into(),
        is_there,
    };
    vec![
        one("/p/a-signed.jpg", ADDRESS, true),
        one("/p/b-signed.jpg", "https://other.example/", true),
        one("/p/gone.jpg", ADDRESS, false),
    ]
}

/// The Activity page with files that wait.
fn queue() -> Window {
    let mut desk = desk();
    desk.send(Msg::Command(Command::ShowActivity));
    let job = desk.job(|effect| match effect {
        Effect::LoadQueue { job } => Some(*job),
        _ => None,
    });
    desk.send(Msg::Answer { job, answer: Answer::Queue(Ok(waiting())) });
    super::activity::fill(&mut desk);
    window(desk, 1280.0, 1200.0)
}

#[test]
fn only_signed_whole_files_without_a_stamp_are_sent_for_one() {
    let mut desk = desk();
    desk.send(Msg::Command(Command::SelectAll));
    let mut window = window(desk, 1280.0, 1000.0);
    click(&mut window, "More");
    click(&mut window, "Add time stamp…");
    let Dialog::Stamps(dialog) = &window.state().state.dialog else { panic!("no dialog") };
    let StampsDialog::Filling(form) = dialog.as_ref() else { panic!("{dialog:?}") };
    let lines = stamps::count(&form.count(&window.state().state.files)).join("\n") + "\n";
    pages::compare("stamps-count", &lines);
    window.get_by_label("May Lightmark ask stamps.example?");
    click(&mut window, "Ask for 2 stamps");
    let Some(Effect::Stamp { job, order }) = window.state().effects.last().cloned() else { panic!() };
    assert_eq!(order.files(), ["/p/a.jpg", "/p/f.jpg"].map(std::path::PathBuf::from));
    assert_eq!((order.place, order.always, order.from_queue), (StampPlace::Copies, false, false));
    let target = "/p/a-stamped.jpg";
    let done = SignOutcome::Done { target: target.into(), report: Box::new(samples::verified(target)) };
    answer(&mut window, job, Answer::Signed { index: 0, outcome: done });
    let failed = SignOutcome::Failed(problem!("stamp-given-up", times = 3));
    answer(&mut window, job, Answer::Signed { index: 1, outcome: failed });
    answer(&mut window, job, Answer::Finished);
    window.get_by_label("1 of 2 files have their time stamp");
    window.get_by_label(&problem!("stamp-given-up", times = 3).remedy);
    click(&mut window, "Show stamped files");
    assert_eq!(window.state().state.page, Page::Files);
    assert!(window.state().state.files.paths().contains(&target.into()));
}

#[test]
fn the_persons_word_on_a_host_is_asked_kept_and_heeded() {
    let open = || {
        let mut desk = desk();
        desk.send(Msg::Command(Command::SelectAll));
        desk.send(Msg::Command(Command::AddStamp));
        window(desk, 1280.0, 1000.0)
    };
    let mut window = open();
    click(&mut window, "No, never for time stamps");
    click(&mut window, "Keep my no");
    assert!(!stamped(&window));
    let Some(Effect::SetRule { host, say: Some(Say::Never), .. }) = window.state().effects.last() else { panic!() };
    assert_eq!(host, "stamps.example");

    let mut window = open();
    rules(&mut window, Say::Never, Purpose::TimeStamps, "stamps.example");
    window.get_by_label_contains("You said that stamps.example is never asked for time stamps.");
    click(&mut window, "Ask for 2 stamps");
    assert!(!stamped(&window));

    let mut window = open();
    click(&mut window, "Yes, always for time stamps");
    click(&mut window, "Ask for 2 stamps");
    assert!(matches!(window.state().effects.last(), Some(Effect::Stamp { order, .. }) if order.always));

    let mut window = open();
    rules(&mut window, Say::Always, Purpose::TimeStamps, "stamps.example");
    window.get_by_label("You always allow stamps.example for time stamps.");
    assert!(window.query_by_label("May Lightmark ask stamps.example?").is_none(), "asked what was said already");
}

#[test]
fn the_queue_says_who_waits_and_why_and_can_be_tried_or_left() {
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(1));
    pages::compare("queue", &stamps::as_text(&waiting(), &zone));
    let mut window = queue();
    assert!(window.query_by_label("Try now for gone.jpg…").is_none(), "a file that is gone cannot be stamped");
    click(&mut window, "Take gone.jpg out of the queue");
    let Some(Effect::LeaveQueue { job, path }) = window.state().effects.last().cloned() else { panic!() };
    assert_eq!(path, std::path::PathBuf::from("/p/gone.jpg"));
    answer(&mut window, job, Answer::Queue(Ok(waiting()[..2].to_vec())));
    click(&mut window, "Try all now…");
    window.get_by_label("May Lightmark ask other.example, stamps.example?");
    click(&mut window, "Ask for 2 stamps");
    let Some(Effect::Stamp { job, order }) = window.state().effects.last().cloned() else { panic!() };
    assert_eq!((order.batches.len(), order.place), (2, StampPlace::Themselves));
    click(&mut window, "Stop");
    assert_eq!(window.state().effects.last(), Some(&Effect::Cancel(job)));
}

#[test]
fn a_queue_that_cannot_be_read_is_told_and_the_page_stays() {
    let mut window = queue();
    let problem = problem!("stamp-queue-malformed", path = "q.json");
    click(&mut window, "Take gone.jpg out of the queue");
    let Some(Effect::LeaveQueue { job, .. }) = window.state().effects.last().cloned() else { panic!() };
    answer(&mut window, job, Answer::Queue(Err(problem.clone())));
    window.get_by_label(&problem.what);
    window.get_by_label("a-signed.jpg");
}

#[test]
fn a_campaign_counts_first_and_ends_with_a_reconciliation() {
    let mut desk = identities::desk();
    desk.effects.clear();
    let mut window = window(desk, 1280.0, 2400.0);
    assert!(window.query_by_label("Re-sign files… Ana Ñandú").is_none(), "its key is in use");
    click(&mut window, "Re-sign files… Ana of old");
    click(&mut window, "Choose folder…");
    chosen(&mut window, "/archive");
    let Some(Effect::Campaign { job, order }) = window.state().effects.last().cloned() else { panic!() };
    assert_eq!((order.task, order.old.as_str(), order.new.as_str()), (CampaignTask::Count, "2", "1"));
    answer(&mut window, job, Answer::CampaignStep(Step { pass: Pass::Looking, done: 4, all: 9 }));
    window.get_by_role_and_label(Role::ProgressIndicator, "4 of 9 files looked at");
    let altered = problem!("resign-altered", name = "x.jpg");
    let sum = Sum {
        files: 9,
        of_old: 4,
        verified: 3,
        left: 4,
        done_before: 1,
        others: 4,
        failures: vec![("/archive/x.jpg".into(), altered.clone())],
        ..Sum::default()
    };
    answer(&mut window, job, Answer::Campaign(Ok(Box::new(sum.clone()))));
    pages::compare("campaign-counted", &campaign::as_text(&campaign::counted(&sum)));
    click(&mut window, "Re-sign 3 files");
    let begun = window.state().effects.iter().filter(|effect| matches!(effect, Effect::Campaign { .. })).count();
    assert_eq!(begun, 1, "copies have no folder yet");
    click(&mut window, "In the files themselves");
    click(&mut window, "Re-sign 3 files");
    let Some(Effect::Campaign { job, order }) = window.state().effects.last().cloned() else { panic!() };
    assert_eq!(order.task, CampaignTask::InPlace);
    window.key_press(egui::Key::Escape);
    window.run_ok();
    answer(&mut window, job, Answer::CampaignStep(Step { pass: Pass::Signing, done: 1, all: 3 }));
    window.get_by_role_and_label(Role::ProgressIndicator, "1 of 3 files signed anew");
    let sum = Sum { resigned: 3, left: 1, ..sum };
    pages::compare("campaign-finished", &campaign::as_text(&campaign::finished(&sum)));
    answer(&mut window, job, Answer::Campaign(Ok(Box::new(sum))));
    window.get_by_label(&altered.what);
    window.get_by_label("One file could not be re-signed");
}

#[test]
fn uses_are_filtered_and_what_is_shown_is_saved() {
    let mut window = window(identities::desk(), 1280.0, 2400.0);
    click(&mut window, "Record of uses… Stolen");
    let load = job(&window, |effect| match effect {
        Effect::KeyUses { job, .. } => Some(*job),
        _ => None,
    });
    let used = |file: &str, sha256: Option<String>| KeyUse {
        at: "2026-11-20T12:00:00Z".into(),
        identity: "6".into(),
        certificate: "00".into(),
        file: file.into(),
        sha256,
        purpose: "sign".into(),
    };
    let uses = vec![used("rally\u{202e}gpj.jpg", Some("ab".repeat(32))), used("dunes.jpg", None)];
    answer(&mut window, load, Answer::KeyUses(Ok((uses, 2))));
    window.get_by_label("2 uses");
    let filter = "Filter by name, digest, purpose or date";
    window.get_by_role_and_label(Role::TextInput, filter).focus();
    window.run_ok();
    window.get_by_role_and_label(Role::TextInput, filter).type_text("dunes");
    window.run_ok();
    window.get_by_label("one use");
    click(&mut window, "Save as CSV…");
    chosen(&mut window, "/p/uses.csv");
    let Some(Effect::ExportUses { export, .. }) = window.state().effects.last() else { panic!() };
    assert_eq!((export.format, export.uses.len()), (UsesFormat::Csv, 1));
}

#[test]
fn a_revocation_list_is_made_of_a_files_signer() {
    let mut desk = trust::desk();
    desk.send(Msg::RevokeList(RevokeListMsg::Ask));
    let mut window = window(desk, 1280.0, 1400.0);
    window.get_by_label("Signer of a file…").scroll_to_me();
    window.run_ok();
    click(&mut window, "Signer of a file…");
    chosen(&mut window, "/p/x.jpg");
    let read = job(&window, |effect| match effect {
        Effect::FileSigner { job, .. } => Some(*job),
        _ => None,
    });
    let person = Newcomer {
        certificate: vec![1],
        fingerprint: Fingerprint::new([9; 32]),
        name: Some("Left the desk".into()),
        organization: None,
        card: None,
        origin: "/p/x.jpg".into(),
    };
    answer(&mut window, read, Answer::Newcomer(Ok(person)));
    window.get_by_label("Signs as Left the desk");
    click(&mut window, "Sign and save…");
    assert!(!matches!(window.state().effects.last(), Some(Effect::Choose { .. })), "half an entry would be lost");
    click(&mut window, "Reason");
    click(&mut window, "no longer with the organisation");
    click(&mut window, "Add to the list");
    click(&mut window, "Sign and save…");
    chosen(&mut window, "/p/desk.json");
    let Some(Effect::MakeRevocations { job, order }) = window.state().effects.last().cloned() else { panic!() };
    assert_eq!((order.entries.len(), order.entries[0].why.key()), (1, "affiliation-changed"));
    let made = MadeList { path: "/p/desk.json".into(), number: 4, revoked: 3 };
    answer(&mut window, job, Answer::RevocationsMade(Ok(Box::new((made, InForce::default())))));
    window.get_by_label_contains("Revocation list number 4 with 3 certificates was saved");
}

#[test]
fn official_lists_are_fetched_when_allowed_and_failures_say_what_stays() {
    let mut window = window(trust::desk(), 1280.0, 1400.0);
    click(&mut window, "Update official lists…");
    let read = job(&window, |effect| match effect {
        Effect::ListSources { job } => Some(*job),
        _ => None,
    });
    let source =
        |list, name: &str| ListSource { list, address: format!("https://lists.example/{name}.json"), wanted: true };
    let sources = vec![source(Published::Official, "a"), source(Published::Tsa, "b")];
    answer(&mut window, read, Answer::ListSources(Ok(sources)));
    window.get_by_label("May Lightmark ask lists.example?");
    window.state_mut().send(Msg::ListUpdate(ListUpdateMsg::Permit(Permit::Always)));
    window.run_ok();
    click(&mut window, "Update now");
    let Some(Effect::FetchLists { job, order }) = window.state().effects.last().cloned() else { panic!() };
    assert!(order.always);
    let problem = problem!("network-timed-out", host = "lists.example");
    let in_force = trust::in_force();
    let old = in_force.lists.first().cloned();
    let outcomes = vec![
        ListOutcome { list: Published::Official, problem: None, in_force: in_force.lists.get(2).cloned() },
        ListOutcome { list: Published::Tsa, problem: Some(problem.clone()), in_force: old },
    ];
    answer(&mut window, job, Answer::ListsFetched(Ok(Box::new(ListsFetched { outcomes, in_force }))));
    window.get_by_label("The newest issue is in force.");
    window.get_by_label(&problem.what);
    assert!(window.query_all_by_label_contains("323 days").count() > 1, "the dialog does not say how old it is");
}

#[test]
fn a_certificate_that_ends_soon_is_announced_where_one_signs() {
    let mut desk = Desk::new(Settings { identity: Some("3".into()), ..Settings::default() });
    desk.start(identities::cards());
    desk.open(vec![samples::bare("/p/a.jpg")]);
    desk.send(Msg::Command(Command::Sign));
    let window = window(desk, 1280.0, 900.0);
    window.get_by_label_contains("5 days");
}

#[test]
fn every_new_dialog_fits_a_small_window_and_closes() {
    let opens: [fn(&mut Desk); 5] = [
        |desk| desk.send(Msg::Command(Command::AddStamp)),
        |desk| desk.send(Msg::Campaign(CampaignMsg::Ask { id: "2".into() })),
        |desk| desk.send(Msg::Uses(UsesMsg::Ask { id: "1".into() })),
        |desk| desk.send(Msg::RevokeList(RevokeListMsg::Ask)),
        |desk| desk.send(Msg::ListUpdate(ListUpdateMsg::Ask)),
    ];
    for open in opens {
        let mut desk = desk();
        desk.send(Msg::Command(Command::SelectAll));
        open(&mut desk);
        assert!(!matches!(desk.state.dialog, Dialog::None));
        let mut window = window(desk, 853.0, 533.0);
        let out = pages::out_of_sight(&window, 853.0, 533.0);
        assert!(out.is_empty(), "{:?}: {out:?}", window.state().state.dialog);
        window.key_press(egui::Key::Escape);
        window.run_ok();
        assert!(matches!(window.state().state.dialog, Dialog::None), "{:?}", window.state().state.dialog);
    }
}

#[test]
fn an_identity_of_verified_accounts_is_shown_whole_and_never_alike_in_two_states() {
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(1));
    let actor = |state: &str, issuer: &str| {
        let account = |kind: &str, name: &str, provider: &str| serde_json::json!({ "kind": kind, "name": name, "provider": provider, "verified_at": "2026-10-01T09:00:00Z" });
        serde_json::from_value(serde_json::json!({
            "name": "Ana Ñandú", "state": state, "kind": "cawg.identity_claims_aggregation", "issuer": issuer,
            "roles": ["cawg.creator", "org.example.fixer\u{202e}"], "binds": ["c2pa.hash.data"],
            "valid_from": "2026-10-01T09:00:00Z", "valid_until": "2027-10-01T09:00:00Z",
            "accounts": [account("cawg.social_media", "ana.nandu", "Pictures Online"),
                account("cawg.affiliation", "Photo desk", "Press Council")],
        }))
        .unwrap()
    };
    let all = [
        actor("unrecognised", "did:jwk:abc"),
        actor("broken", "did:jwk:abc"),
        actor("not-checked", "did:web:ids.example:desk"),
    ];
    let text: Vec<String> = all.iter().map(|actor| named_actor::as_text(&named_actor::named(actor, &zone))).collect();
    pages::compare("named-actor", &text.join("\n"));
    let mut desk = Desk::new(Settings::default());
    let mut report = samples::verified("/p/a.jpg");
    report.signer.identity = Some(all[2].clone());
    desk.start(Vec::new());
    desk.open(vec![report]);
    let mut window = window(desk, 1280.0, 1400.0);
    window.state_mut().send(Msg::Inspector(InspectorMsg::Toggle(Fold::Answer(Question::Signer))));
    window.run_ok();
    window.get_by_label("Names Ana Ñandú, which was not checked");
    window.get_by_label_contains("its key is on the web site ids.example");
}
