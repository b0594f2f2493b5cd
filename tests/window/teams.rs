//! Adding a team on the Trust page: a file that three people made and two signed, compared, and in force after that.

use std::path::{Path, PathBuf};

use egui_kittest::kittest::Queryable as _;
use lightmark::keys::TeamKey;
use lightmark::provenance::fingerprint::Fingerprint;
use lightmark::state::effect::Chooser;
use lightmark::state::msg::Chosen;
use lightmark::state::trust::{Age, InForce, OfferedTeam, TeamRow};
use lightmark::state::{Answer, Command, Dialog, Effect, Msg, Settings};
use lightmark::trust::TrustStore;
use lightmark::trust::bundle::{Draft, NewPart, NewRoot, PartKind};
use lightmark::ui::content::trust;

use super::desk::{Desk, Window, build, click, window};
use super::pages;

/// A room with a team's file, and what the person has in force.
struct Room {
    dir: tempfile::TempDir,
    store: TrustStore,
}

impl Room {
    /// Two of three must sign; these do.
    fn signed_by(signers: &[&str]) -> Self {
        let keys = ["Ana", "Ben", "Cem"].map(|name| TeamKey::generate(name).unwrap());
        let root =
            |key: &TeamKey| NewRoot { name: key.name().to_owned(), public_key: hex::encode(key.public_key().unwrap()) };
        let mut draft = Draft::new("Night desk", 2, &keys.each_ref().map(root), 30).unwrap();
        let kind = PartKind::Unknown("policy".into());
        draft.put(vec![NewPart { name: "rules".into(), kind, bytes: b"one".to_vec() }], &[], 30).unwrap();
        for key in keys.iter().filter(|key| signers.contains(&key.name())) {
            draft.sign(key.name(), &key.public_key().unwrap(), &|message| key.sign(message)).unwrap();
        }
        let room = Self { dir: tempfile::tempdir().unwrap(), store: TrustStore::default() };
        std::fs::write(room.file(), draft.to_text()).unwrap();
        room
    }

    fn file(&self) -> PathBuf {
        self.dir.path().join("desk.lightmark-trust")
    }

    /// Does what the window asked for, as the job does it.
    fn answer(&mut self, window: &mut Window) {
        let effect = window.state().effects.last().cloned();
        let (job, answer) = match effect {
            Some(Effect::Choose { job, what }) => {
                assert_eq!(what, Chooser::Team);
                (job, Answer::Chosen(Chosen::Paths(vec![self.file()])))
            }
            Some(Effect::ReadTeam { job, file }) => (job, Answer::TeamOffered(self.offered(&file))),
            Some(Effect::AddTeam { job, file, compared }) => {
                let added = self.store.add_team(&self.dir.path().join("data"), &file, &compared);
                (job, Answer::Trust(added.map(|_| self.in_force()).map_err(|error| error.problem())))
            }
            effect => panic!("{effect:?}"),
        };
        window.state_mut().send(Msg::Answer { job, answer });
        window.run_ok();
    }

    fn offered(&self, file: &Path) -> Result<Box<OfferedTeam>, lightmark::problem::Problem> {
        let card = self.store.offered_team(file).map_err(|error| error.problem())?;
        let fingerprint = Fingerprint::from_hex(&card.root_fingerprint).unwrap();
        Ok(Box::new(OfferedTeam { card, fingerprint, file: file.to_owned() }))
    }

    fn in_force(&self) -> InForce {
        let row = |card: &lightmark::provenance::trust_source::TeamCard| TeamRow {
            card: card.clone(),
            age: Age { days: Some(0), is_overdue: false },
        };
        InForce { teams: self.store.teams().iter().map(|team| row(&team.card)).collect(), ..InForce::default() }
    }

    /// The Trust page, and on it what came of choosing the file.
    fn chosen(&mut self, height: f32) -> Window {
        let mut desk = Desk::new(Settings::default());
        desk.start_with(Vec::new(), self.in_force());
        desk.send(Msg::Command(Command::ShowTrust));
        let mut window = window(desk, 1280.0, height);
        click(&mut window, "Add team file…");
        self.answer(&mut window);
        self.answer(&mut window);
        window
    }
}

fn told(window: &mut Window, text: &str) {
    window.get_all_by_label("The fingerprint, as the team told you").next_back().unwrap().focus();
    window.run_ok();
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    window.run_ok();
    window.event(egui::Event::Text(text.into()));
    window.run_ok();
}

fn asked_to_add(window: &Window) -> bool {
    window.state().effects.iter().any(|effect| matches!(effect, Effect::AddTeam { .. }))
}

#[test]
fn a_team_is_added_after_the_words_were_typed() {
    let mut room = Room::signed_by(&["Ana", "Cem"]);
    let mut window = room.chosen(1400.0);
    let fingerprint = room.offered(&room.file()).unwrap().fingerprint;
    for shown in ["Night desk", "Ana · signed", "Ben · not signed", "Cem · signed", fingerprint.words()[0]] {
        assert!(window.query_all_by_label(shown).next().is_some(), "{shown} is not shown");
    }
    click(&mut window, "Add team");
    assert!(!asked_to_add(&window), "one click was enough");
    told(&mut window, &Fingerprint::new([9; 32]).words().join(" "));
    window.get_by_label("This is another fingerprint. Do not add this team; ask them again.");
    click(&mut window, "Add team");
    assert!(!asked_to_add(&window), "another fingerprint was enough");
    told(&mut window, &fingerprint.words()[..9].join(" "));
    click(&mut window, "Add team");
    assert!(!asked_to_add(&window), "a part of it was enough");
    told(&mut window, &fingerprint.words().join(" "));
    window.get_by_label("It is the same fingerprint.");
    click(&mut window, "Add team");
    assert!(asked_to_add(&window) && room.store.teams().is_empty());
    room.answer(&mut window);
    assert_eq!(room.store.teams().len(), 1);
    assert!(matches!(window.state().state.dialog, Dialog::None));
    window.get_by_label("Night desk");
    window.get_by_label("Signed by Ana, Cem (2 of 3 must sign)");
}

#[test]
fn a_file_that_cannot_be_added_is_told_before_anybody_compares() {
    let mut room = Room::signed_by(&["Ana"]);
    let window = room.chosen(1000.0);
    window.get_by_label("desk.lightmark-trust is not signed by enough of the team’s people.");
    window.get_by_label("What was in force stays in force.");
    assert!(window.query_by_label("Add team").is_none());

    let mut room = Room::signed_by(&["Ana", "Ben"]);
    let offered = room.offered(&room.file()).unwrap();
    room.store.add_team(&room.dir.path().join("data"), &room.file(), &offered.fingerprint).unwrap();
    let window = room.chosen(1000.0);
    window.get_by_label("The team “Night desk” is in force already.");
    assert!(window.query_by_label("Add team").is_none());
}

/// The file is another by the time that the person has compared.
#[test]
fn a_file_that_was_exchanged_meanwhile_is_refused() {
    let mut room = Room::signed_by(&["Ana", "Ben"]);
    let mut window = room.chosen(1400.0);
    std::fs::copy(Room::signed_by(&["Ana", "Ben"]).file(), room.file()).unwrap();
    click(&mut window, "Instead of typing: I compared every word with them");
    click(&mut window, "Add team");
    room.answer(&mut window);
    window.get_by_label("The fingerprints differ.");
    assert!(room.store.teams().is_empty());
    assert!(matches!(window.state().state.dialog, Dialog::Team(_)));
}

#[test]
fn the_dialog_says_what_is_offered() {
    let mut room = Room::signed_by(&["Ana", "Cem"]);
    let mut offered = *room.offered(&room.file()).unwrap();
    offered.card.expires = "2027-02-01T12:00:00Z".into();
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(1));
    let words = trust::offered(&offered, &zone);
    let mut text = format!("{}\n{}\n", words.name, words.facts);
    for (title, lines) in [words.roots, words.brings] {
        text += &format!("{title}\n");
        lines.iter().for_each(|line| text += &format!("  {line}\n"));
    }
    pages::compare("team-offered", &text);
    // Strangers' text, and more roots than fit.
    let root = offered.card.roots[0].clone();
    offered.card.team = "two\nlines \u{202E}exe".into();
    offered.card.roots = vec![root; 50];
    let mut desk = Desk::new(Settings::default());
    desk.start(Vec::new());
    desk.send(Msg::Command(Command::ShowTrust));
    let mut window = build(desk, 900.0, 600.0, egui::Theme::Light, false);
    click(&mut window, "Add team file…");
    room.answer(&mut window);
    let job = window.state().job(|effect| match effect {
        Effect::ReadTeam { job, .. } => Some(*job),
        _ => None,
    });
    window.state_mut().send(Msg::Answer { job, answer: Answer::TeamOffered(Ok(Box::new(offered))) });
    window.run_ok();
    assert!(window.query_by_label_contains("two\nlines").is_none());
    let add = window.query_all_by_label("Add team").last().unwrap().rect();
    assert!(add.bottom() < 600.0, "the button is below the window: {add:?}");
}
