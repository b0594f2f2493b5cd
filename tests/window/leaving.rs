//! Esc: it closes, cancels or goes back wherever it is pressed, and asks before anything that was typed is gone.

use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use lightmark::state::approval::{ApprovalDialog, ApprovalMsg};
use lightmark::state::editor::EditorMsg;
use lightmark::state::identities::{IdentitiesMsg, IdentityForm, Secret};
use lightmark::state::recipes::{RecipeMsg, RecipesDialog, SaveForm};
use lightmark::state::recording::{RecordingDialog, RecordingMsg, StepRow};
use lightmark::state::redaction::RedactionMsg;
use lightmark::state::revoke_list::RevokeListMsg;
use lightmark::state::rights::{RightsDialog, RightsMsg};
use lightmark::state::sign::{SignDialog, SignMsg, StampForm};
use lightmark::state::stamps::{StampsDialog, StampsMsg};
use lightmark::state::watch::WatchMsg;
use lightmark::state::{Answer, Command, Dialog, Effect, Msg, Page, Settings};

use super::desk::{Desk, Window, click, window};
use super::editor::editing;
use super::samples;

const QUESTION: &str = "Throw away what you typed?";

fn desk() -> Desk {
    let mut desk = Desk::new(Settings::default());
    desk.start(vec![samples::identity("1", "Ana Ñandú")]);
    let mut unstamped = samples::verified("/p/b.jpg");
    unstamped.time.state = lightmark::provenance::report::TimeState::Claimed;
    desk.open(vec![samples::bare("/p/a.jpg"), unstamped]);
    desk.send(Msg::Command(Command::SelectAll));
    desk
}

fn escape(window: &mut Window) {
    window.key_press(Key::Escape);
    window.run_ok();
}

fn is_open(window: &Window) -> bool {
    !matches!(window.state().state.dialog, Dialog::None)
}

fn is_asked(window: &Window) -> bool {
    assert_eq!(
        window.query_by_role_and_label(Role::Heading, QUESTION).is_some(),
        window.state().state.leaving.is_asked
    );
    window.state().state.leaving.is_asked
}

type Act = fn(&mut Desk);

/// Each dialog with text boxes: how it opens, and what types into it.
const TYPED: [(Act, Act); 10] = [
    (
        |desk| desk.send(Msg::Command(Command::Sign)),
        |desk| {
            let Dialog::Sign(dialog) = &desk.state.dialog else { panic!() };
            let SignDialog::Filling(form) = dialog.as_ref() else { panic!() };
            let mut form = form.clone();
            form.statement.credit = "Photo desk".into();
            desk.send(Msg::Sign(SignMsg::Edit(Box::new(form))));
        },
    ),
    (
        |desk| desk.send(Msg::Command(Command::Rights)),
        |desk| {
            let Dialog::Rights(dialog) = &desk.state.dialog else { panic!() };
            let RightsDialog::Filling(form) = dialog.as_ref() else { panic!() };
            let mut form = form.clone();
            form.statement.licensor = "Agency".into();
            desk.send(Msg::Rights(RightsMsg::Edit(Box::new(form))));
        },
    ),
    (
        |desk| desk.send(Msg::Command(Command::Approve)),
        |desk| {
            let Dialog::Approval(dialog) = &desk.state.dialog else { panic!() };
            let ApprovalDialog::Filling(form) = dialog.as_ref() else { panic!() };
            let mut form = form.clone();
            form.note = "Seen by the desk".into();
            desk.send(Msg::Approval(ApprovalMsg::Edit(Box::new(form))));
        },
    ),
    (
        |desk| desk.send(Msg::Command(Command::Record)),
        |desk| {
            let Dialog::Recording(dialog) = &desk.state.dialog else { panic!() };
            let RecordingDialog::Filling(form) = dialog.as_ref() else { panic!() };
            let mut form = form.clone();
            form.rows.push(StepRow::added("c2pa.drawing", None));
            desk.send(Msg::Recording(RecordingMsg::Edit(Box::new(form))));
        },
    ),
    (
        |desk| desk.send(Msg::Command(Command::AddStamp)),
        |desk| {
            let Dialog::Stamps(dialog) = &desk.state.dialog else { panic!() };
            let StampsDialog::Filling(form) = dialog.as_ref() else { panic!() };
            let mut form = form.clone();
            form.address = "https://tsa.example".into();
            desk.send(Msg::Stamps(StampsMsg::Edit(Box::new(form))));
        },
    ),
    (
        |desk| desk.send(Msg::Watch(WatchMsg::Open)),
        |desk| {
            let stamp = StampForm { is_wanted: true, address: "https://tsa.example".into(), is_optional: false };
            desk.send(Msg::Watch(WatchMsg::Stamp(stamp)));
        },
    ),
    (
        |desk| desk.send(Msg::Identities(IdentitiesMsg::New)),
        |desk| {
            let form = IdentityForm { name: "Ada".into(), ..IdentityForm::default() };
            desk.send(Msg::Identities(IdentitiesMsg::Form(form)));
        },
    ),
    (
        |desk| desk.send(Msg::RevokeList(RevokeListMsg::Ask)),
        |desk| {
            let Dialog::RevokeList(form) = &desk.state.dialog else { panic!() };
            let mut form = form.clone();
            form.draft.fingerprint = "ab cd".into();
            desk.send(Msg::RevokeList(RevokeListMsg::Form(form)));
        },
    ),
    (|desk| desk.send(Msg::Command(Command::AddPath)), |desk| desk.send(Msg::PathDraft("/p/c.jpg".into()))),
    (
        |desk| {
            desk.send(Msg::Command(Command::Edit));
            desk.send(Msg::Recipes(RecipeMsg::AskSave));
        },
        |desk| {
            let Dialog::Recipes(RecipesDialog::Saving(form)) = &desk.state.dialog else { panic!() };
            let form = SaveForm { name: "Web".into(), ..form.clone() };
            desk.send(Msg::Recipes(RecipeMsg::Form(form)));
        },
    ),
];

#[test]
fn a_dialog_into_which_nothing_was_typed_closes_at_once_and_another_asks() {
    for (open, write) in TYPED {
        let mut desk = desk();
        open(&mut desk);
        let mut window = window(desk, 1280.0, 900.0);
        assert!(is_open(&window));
        escape(&mut window);
        assert!(!is_open(&window), "an empty {:?} stayed", window.state().state.dialog);

        let page = window.state().state.page;
        if page == Page::Editor {
            window.state_mut().send(Msg::Editor(EditorMsg::Close));
        }
        open(window.state_mut());
        window.run_ok();
        write(window.state_mut());
        window.run_ok();
        let typed = format!("{:?}", window.state().state.dialog);
        escape(&mut window);
        assert!(is_asked(&window), "not asked: {typed}");
        // Esc leads back to the form, which holds what it held, and so does the button that has the word.
        escape(&mut window);
        assert!(!is_asked(&window));
        assert_eq!(format!("{:?}", window.state().state.dialog), typed);
        escape(&mut window);
        click(&mut window, "Go on filling in");
        assert_eq!(format!("{:?}", window.state().state.dialog), typed);
        window.state_mut().send(Msg::CloseDialog);
        window.run_ok();
        assert!(is_asked(&window), "the close button threw it away: {typed}");
        click(&mut window, "Throw away");
        assert!(!is_open(&window), "{typed}");
        // The next one begins anew.
        open(window.state_mut());
        window.run_ok();
        assert!(is_open(&window) && !is_asked(&window));
    }
}

#[test]
fn a_path_that_was_typed_for_a_form_is_asked_about_and_leads_back_to_the_form() {
    let mut desk = desk();
    desk.send(Msg::Command(Command::Sign));
    (TYPED[0].1)(&mut desk);
    desk.send(Msg::Sign(SignMsg::ChooseFolder));
    let job = desk.job(|effect| match effect {
        Effect::Choose { job, .. } => Some(*job),
        _ => None,
    });
    desk.send(Msg::Answer { job, answer: Answer::Chosen(lightmark::state::msg::Chosen::NoDialog) });
    assert!(matches!(desk.state.dialog, Dialog::TypePath(_)), "{:?}", desk.state.dialog);
    let mut window = window(desk, 1280.0, 900.0);
    escape(&mut window);
    assert!(matches!(window.state().state.dialog, Dialog::Sign(_)), "nothing was typed there");
    escape(&mut window);
    assert!(is_asked(&window), "what was typed before the path is forgotten");
    click(&mut window, "Throw away");
    assert!(!is_open(&window));
}

#[test]
fn a_passphrase_is_not_kept_for_the_question() {
    let mut desk = desk();
    desk.send(Msg::Identities(IdentitiesMsg::AskBackUp { id: "1".into() }));
    let secret = || Secret::new("correct horse".into());
    desk.send(Msg::Identities(IdentitiesMsg::Passphrase { first: secret(), again: secret() }));
    let mut window = window(desk, 1280.0, 900.0);
    escape(&mut window);
    assert!(!is_open(&window));
    assert!(!format!("{:?}", window.state().state).contains("correct horse"));
}

#[test]
fn escape_goes_back_from_redacting_and_what_was_filled_in_is_kept() {
    let mut desk = desk();
    desk.send(Msg::Command(Command::Redact));
    desk.send(Msg::Redaction(RedactionMsg::Reason("c2pa.PII.present".into())));
    desk.send(Msg::Redaction(RedactionMsg::SignAs(Some("1".into()))));
    desk.send(Msg::Redaction(RedactionMsg::Record(true)));
    let stamp = StampForm { is_wanted: true, address: "https://tsa.example".into(), is_optional: true };
    desk.send(Msg::Redaction(RedactionMsg::Stamp(stamp.clone())));
    let mut window = window(desk, 1280.0, 900.0);
    assert_eq!(window.state().state.page, Page::Redaction);
    // Under a dialog it closes the dialog only.
    window.state_mut().send(Msg::Command(Command::Shortcuts));
    window.run_ok();
    escape(&mut window);
    assert!(!is_open(&window) && window.state().state.page == Page::Redaction);
    // In a text box it ends writing.
    let reason = |window: &Window| {
        let boxes = window.query_all_by_role(Role::TextInput);
        boxes.into_iter().next().map(|first| first.is_focused())
    };
    window.query_all_by_role(Role::TextInput).next().expect("a text box").focus();
    window.run_ok();
    assert_eq!(reason(&window), Some(true));
    escape(&mut window);
    assert_eq!((reason(&window), window.state().state.page), (Some(false), Page::Redaction));
    escape(&mut window);
    assert_eq!(window.state().state.page, Page::Files);
    window.state_mut().send(Msg::Command(Command::Redact));
    let page = window.state().state.redaction.as_ref().unwrap();
    assert_eq!((page.policy.reason.as_str(), page.identity.as_deref()), ("c2pa.PII.present", Some("1")));
    assert_eq!((&page.stamp, page.wants_record), (&stamp, true));
}

#[test]
fn escape_does_not_hide_a_redaction_under_way() {
    let mut desk = desk();
    desk.send(Msg::Command(Command::Redact));
    desk.send(Msg::Redaction(RedactionMsg::Start));
    let mut window = window(desk, 1280.0, 900.0);
    escape(&mut window);
    assert_eq!(window.state().state.page, Page::Redaction);
    let job = window.state().job(|effect| match effect {
        Effect::Redact { job, .. } => Some(*job),
        _ => None,
    });
    window.state_mut().send(Msg::Answer { job, answer: Answer::Finished });
    window.run_ok();
    escape(&mut window);
    assert_eq!(window.state().state.page, Page::Files);
}

#[test]
fn escape_ends_drawing_first_and_then_goes_back_from_the_editor_with_the_edit_kept() {
    let mut window = editing();
    click(&mut window, "Turn right");
    click(&mut window, "Crop");
    escape(&mut window);
    assert_eq!(window.state().state.page, Page::Editor);
    escape(&mut window);
    assert_eq!(window.state().state.page, Page::Files);
    click(&mut window, "Edit…");
    assert_eq!(window.state().state.editor.as_ref().unwrap().edit.quarter_turns, 1);
}
