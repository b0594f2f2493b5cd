//! The Trust page: what is in force in words, and how somebody comes into the address book.

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use lightmark::problem;
use lightmark::provenance::fingerprint::Fingerprint;
use lightmark::provenance::report::RevocationKind;
use lightmark::provenance::trust_source::{
    ListDetails, ListKind, ListedCertificate, TeamCard, TeamPart, TeamRoot, TrustListCard,
};
use lightmark::state::effect::Chooser;
use lightmark::state::msg::Chosen;
use lightmark::state::trust::{
    Age, CertificatesMsg, ContactRow, InForce, ListRow, Newcomer, RevocationRow, TeamRow, TrustMsg,
};
use lightmark::state::{Answer, Command, Dialog, Effect, JobId, Msg, Page, Settings};
use lightmark::ui::content::trust;

use super::desk::{Desk, Window, click, window};
use super::{pages, samples};

fn list(id: &str, name: &str, kind: ListKind) -> ListRow {
    ListRow {
        card: TrustListCard {
            id: id.into(),
            name: name.into(),
            kind,
            certificates: 9,
            added: "2026-11-20T12:00:00Z".into(),
            issued: None,
            next_update: None,
        },
        details: ListDetails { origin: Some("list.pem".into()), ..ListDetails::default() },
        age: Age { days: Some(1), is_overdue: false },
    }
}

/// Two of three have signed; one part is of a kind of tomorrow.
fn team() -> TeamRow {
    let root =
        |name: &str, signed| TeamRoot { name: name.into(), public_key: "0".repeat(64), signed, signed_root: signed };
    let part = |name: &str, kind: &str| TeamPart {
        name: name.into(),
        kind: kind.into(),
        is_known: kind != "policy",
        size_bytes: 900,
    };
    let card = TeamCard {
        id: "team-0a0b0c0d".into(),
        team: "Night desk".into(),
        version: 7,
        root_version: 2,
        expires: "2027-02-01T12:00:00Z".into(),
        root_fingerprint: "0".repeat(64),
        threshold: 2,
        roots: vec![root("Ana", true), root("Ben", false), root("Cem", true)],
        parts: vec![part("house.pem", "house"), part("lost.json", "revocations"), part("rules", "policy")],
        added: "2026-11-01T12:00:00Z".into(),
        updated: "2026-11-18T12:00:00Z".into(),
        origin: "desk.lightmark-trust".into(),
    };
    TeamRow { card, age: Age { days: Some(3), is_overdue: false } }
}

/// One of everything, with a list that is out of date.
pub fn in_force() -> InForce {
    let mut official = list("o", "C2PA Trust List", ListKind::Official);
    official.card.issued = Some("2026-11-01T12:00:00Z".into());
    official.card.next_update = Some("2027-05-01T12:00:00Z".into());
    official.details.sequence = Some(12);
    official.details.operator = Some("C2PA".into());
    official.age.days = Some(19);
    let mut stamps = list("t", "C2PA TSA Trust List", ListKind::TimeStamping);
    stamps.card.issued = Some("2026-01-01T12:00:00Z".into());
    stamps.card.next_update = Some("2026-07-01T12:00:00Z".into());
    stamps.age = Age { days: Some(323), is_overdue: true };
    InForce {
        lists: vec![
            stamps,
            list("h", "Our desk", ListKind::House),
            official,
            list("i", "Interim list", ListKind::Interim),
        ],
        contacts: vec![ContactRow {
            id: "c".into(),
            name: "Ana Ñandú".into(),
            added: "2026-11-20T12:00:00Z".into(),
            note: Some("Met at the conference".into()),
            fingerprint: Some(Fingerprint::new(std::array::from_fn(|place| (place * 7) as u8))),
        }],
        revocations: vec![RevocationRow {
            id: "r".into(),
            name: "Our desk".into(),
            kind: RevocationKind::List,
            issued: "2026-11-10T12:00:00Z".into(),
            next_update: None,
            number: Some("3".into()),
            revoked: 2,
            age: Age { days: Some(10), is_overdue: false },
        }],
        teams: vec![team()],
    }
}

pub fn desk() -> Desk {
    let mut desk = Desk::new(Settings::default());
    desk.start_with(vec![samples::identity("1", "Ana Ñandú")], in_force());
    desk.send(Msg::Command(Command::ShowTrust));
    desk
}

fn chosen(window: &mut Window, path: &str) {
    let job = job(window, |effect| match effect {
        Effect::Choose { job, .. } => Some(*job),
        _ => None,
    });
    window.state_mut().send(Msg::Answer { job, answer: Answer::Chosen(Chosen::Paths(vec![path.into()])) });
    window.run_ok();
}

fn job(window: &Window, pick: impl Fn(&Effect) -> Option<JobId>) -> JobId {
    window.state().job(pick)
}

#[test]
fn the_page_says_what_is_in_force() {
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(1));
    pages::compare("trust", &trust::as_text(&in_force(), &zone));
}

#[test]
fn a_list_is_asked_for_then_its_kind() {
    let mut window = window(desk(), 1280.0, 1400.0);
    click(&mut window, "Add list…");
    chosen(&mut window, "/p/house.pem");
    click(&mut window, "House list");
    click(&mut window, "Add list");
    let effect = window.state().effects.last().cloned();
    let Some(Effect::AddTrustList { job, kind: ListKind::House, .. }) = effect else { panic!("{effect:?}") };
    window.state_mut().send(Msg::Answer { job, answer: Answer::Trust(Ok(InForce::default())) });
    window.run_ok();
    window.get_by_label_contains("There is no list yet");
}

#[test]
fn an_older_issue_leaves_the_list_in_force() {
    let mut window = window(desk(), 1280.0, 1400.0);
    click(&mut window, "Update C2PA Trust List from file…");
    chosen(&mut window, "/p/older.json");
    let effect = window.state().effects.last().cloned();
    let Some(Effect::UpdateTrustList { job, id, .. }) = effect else { panic!("{effect:?}") };
    assert_eq!(id, "o");
    let problem = problem!("trust-list-older", file = "older.json", offered = "1", in_force = "2");
    window.state_mut().send(Msg::Answer { job, answer: Answer::Trust(Err(problem.clone())) });
    window.run_ok();
    window.get_by_label(&problem.what);
    window.get_by_label("What was in force stays in force.");
    window.get_by_label("C2PA Trust List");
}

#[test]
fn what_a_team_brought_is_changed_with_the_team_only() {
    let mut desk = Desk::new(Settings::default());
    let mut all = in_force();
    all.lists.push(list("team-0a0b0c0d-11", "house.pem (from team Night desk, version 7)", ListKind::House));
    desk.start_with(Vec::new(), all);
    desk.send(Msg::Command(Command::ShowTrust));
    let mut window = window(desk, 1280.0, 1800.0);
    let brought = "house.pem (from team Night desk, version 7)";
    window.get_by_label(brought);
    assert!(window.query_by_label(&format!("Remove {brought}…")).is_none());
    assert!(window.query_by_label(&format!("Update {brought} from file…")).is_none());
    click(&mut window, "Update Night desk from file…");
    let asked = window.state().effects.last();
    assert!(matches!(asked, Some(Effect::Choose { what: Chooser::Team, .. })), "{asked:?}");
    chosen(&mut window, "/p/desk.lightmark-trust");
    let effect = window.state().effects.last().cloned();
    assert!(matches!(effect, Some(Effect::UpdateTrustList { id, .. }) if id == "team-0a0b0c0d"));
    click(&mut window, "Remove Night desk…");
    window.get_by_label_contains("Everything that the team brought");
    click(&mut window, "Remove team");
    let effect = window.state().effects.last().cloned();
    assert!(matches!(effect, Some(Effect::RemoveTrustList { id, .. }) if id == "team-0a0b0c0d"));
}

#[test]
fn removing_names_what_follows() {
    for (button, consequence, does) in [
        ("Remove Interim list…", "will not be recognised any more", "Remove list"),
        ("Remove Ana Ñandú…", "you will have to compare the fingerprint again", "Remove contact"),
    ] {
        let mut window = window(desk(), 1280.0, 1400.0);
        click(&mut window, button);
        window.get_by_label_contains(consequence);
        assert!(!window.state().effects.iter().any(|e| matches!(e, Effect::RemoveTrustList { .. })));
        click(&mut window, does);
        assert!(matches!(window.state().effects.last(), Some(Effect::RemoveTrustList { .. })));
    }
}

/// A certificate of a list with that name.
fn listed(number: usize) -> ListedCertificate {
    ListedCertificate {
        fingerprint: format!("{number:064x}"),
        subject: format!("C=US, O=Desk, Field and Sons, CN=House root {number}"),
        issuer: format!("C=US, O=Desk, Field and Sons, CN=House root {number}"),
        not_before: "2026-01-01T00:00:00Z".into(),
        not_after: "2036-01-01T00:00:00Z".into(),
        ..ListedCertificate::default()
    }
}

/// The dialog with the certificates of a list.
fn certificates(count: usize) -> Window {
    let mut window = window(desk(), 1280.0, 800.0);
    click(&mut window, "Show certificates of Our desk");
    let job = job(&window, |effect| match effect {
        Effect::ListedCertificates { job, .. } => Some(*job),
        _ => None,
    });
    let listed = (1..=count).map(listed).collect();
    window.state_mut().send(Msg::Answer { job, answer: Answer::ListedCertificates(Ok(listed)) });
    window.run_ok();
    window
}

#[test]
fn the_certificates_of_a_list_can_be_read() {
    let mut window = certificates(1);
    window.get_by_label_contains("Desk, Field and Sons · ");
    assert!(window.query_by_label("not in force").is_none(), "unfolded before anybody asked");
    click(&mut window, "House root 1");
    window.get_by_label("C=US, O=Desk, Field and Sons, CN=House root 1");
    window.get_by_label("not in force");
    click(&mut window, "House root 1");
    assert!(window.query_by_label("not in force").is_none());
}

#[test]
fn one_of_a_hundred_certificates_is_found_by_name_or_fingerprint() {
    let mut window = certificates(100);
    window.get_by_label("100 certificates");
    assert!(window.query_by_label("House root 100").is_none(), "it is far below");
    let find = |window: &mut Window, text: &str| {
        window.state_mut().send(Msg::Trust(TrustMsg::Certificates(CertificatesMsg::Find(text.into()))));
        window.run_ok();
    };
    find(&mut window, "ROOT 100");
    window.get_by_role_and_label(Role::Button, "House root 100");
    window.get_by_label("1 of 100");
    find(&mut window, "0000 0063");
    window.get_by_role_and_label(Role::Button, "House root 99");
    find(&mut window, "nobody");
    window.get_by_label("No certificate matches");
}

/// A file of somebody unknown is open, and the person wants them in the address book.
fn comparing() -> (Window, Fingerprint) {
    let mut desk = desk();
    desk.open(vec![samples::unrecognised("/p/a.jpg")]);
    desk.send(Msg::Command(Command::ShowFiles));
    let mut window = window(desk, 1280.0, 1100.0);
    window.get_by_label_contains("Signer: ").click();
    window.run_ok();
    click(&mut window, "Add to address book…");
    let fingerprint = Fingerprint::new(std::array::from_fn(|place| (place * 5) as u8));
    let person = Newcomer {
        certificate: vec![1],
        fingerprint,
        name: Some("Bo".into()),
        organization: None,
        card: None,
        origin: "/p/a.jpg".into(),
    };
    let job = job(&window, |effect| match effect {
        Effect::FileSigner { job, .. } => Some(*job),
        _ => None,
    });
    window.state_mut().send(Msg::Answer { job, answer: Answer::Newcomer(Ok(person)) });
    window.run_ok();
    (window, fingerprint)
}

#[test]
fn a_signer_is_added_after_the_words_were_typed() {
    let (mut window, fingerprint) = comparing();
    window.get_by_label(fingerprint.words()[0]);
    window.get_by_label("As a pattern (a hint only)");
    click(&mut window, "Add contact");
    assert!(!window.state().effects.iter().any(|e| matches!(e, Effect::AddContact { .. })), "one click was enough");
    let mut type_into = |label: &str, text: &str| {
        window.get_all_by_label(label).next_back().unwrap().focus();
        window.run_ok();
        window.event(egui::Event::Text(text.into()));
        window.run_ok();
    };
    type_into("Their fingerprint, as they told you", &fingerprint.words().join(" "));
    type_into("Your name for them", "Bo from the desk");
    window.get_by_label("It is the same fingerprint.");
    click(&mut window, "Add contact");
    let effect = window.state().effects.last().cloned();
    let Some(Effect::AddContact { name, compared, .. }) = effect else { panic!("{effect:?}") };
    assert_eq!((name.as_str(), compared), ("Bo from the desk", fingerprint));
}

#[test]
fn a_contact_is_passed_on_by_an_identity_of_ones_own() {
    let mut window = window(desk(), 1280.0, 1400.0);
    click(&mut window, "Export card of Ana Ñandú…");
    window.get_by_label_contains("still has to compare the fingerprint");
    click(&mut window, "Export card…");
    chosen(&mut window, "/p/ana.json");
    let effect = window.state().effects.last().cloned();
    assert!(matches!(effect, Some(Effect::ExportCard { identity, .. }) if identity == "1"));
}

#[test]
fn the_page_is_reached_by_its_tab() {
    let mut desk = desk();
    desk.send(Msg::Command(Command::ShowFiles));
    let mut window = window(desk, 1280.0, 800.0);
    click(&mut window, "Trust");
    assert_eq!(window.state().state.page, Page::Trust);
    assert!(window.query_by_role_and_label(Role::Heading, "Trust").is_some());
    window.state_mut().send(Msg::Trust(TrustMsg::ImportCard));
    chosen(&mut window, "/p/card.json");
    assert!(matches!(window.state().state.dialog, Dialog::Contact(_)));
}
