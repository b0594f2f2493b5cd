//! What a person typed into the dialog that is open, and the question before it is thrown away. Never holds a passphrase.

use std::mem::{Discriminant, discriminant};

use super::approval::ApprovalDialog;
use super::identities::IdentityForm;
use super::recipes::RecipesDialog;
use super::recording::RecordingDialog;
use super::rights::RightsDialog;
use super::sign::{SignDialog, StatementForm};
use super::stamps::StampsDialog;
use super::trust::{ContactDialog, TeamDialog};
use super::{Dialog, State};

/// The dialog as it came up, and whether the person is asked about leaving it.
#[derive(Debug, Clone, Default)]
pub struct Leaving {
    situation: Option<Situation>,
    /// What stood in its boxes when it came up.
    words: Vec<String>,
    /// The question is on screen, in the dialog's place.
    pub is_asked: bool,
}

/// Which dialog, and which of its situations.
type Situation = (Discriminant<Dialog>, u8);

impl Leaving {
    /// Remembers what stands in a dialog that has just come up. Call it after whatever may have changed the dialog.
    pub(super) fn follow(state: &mut State) {
        // A path that is typed leads back to the dialog before it, with all that was typed there.
        if matches!(state.dialog, Dialog::TypePath(_)) {
            return;
        }
        let situation = Some((discriminant(&state.dialog), stage(&state.dialog)));
        if state.leaving.situation != situation {
            state.leaving = Self { situation, words: words(state), is_asked: false };
        }
    }
}

/// Whether closing the dialog would lose something that was typed.
pub(super) fn would_be_lost(state: &State) -> bool {
    let now = words(state);
    match &state.dialog {
        Dialog::TypePath(_) => !now.is_empty(),
        _ => !now.is_empty() && now != state.leaving.words,
    }
}

/// A form that follows a question is another form.
fn stage(dialog: &Dialog) -> u8 {
    match dialog {
        Dialog::Sign(dialog) => match dialog.as_ref() {
            SignDialog::FirstIdentity { .. } => 0,
            SignDialog::Filling(_) => 1,
            // After these the form may come again, for what is left.
            SignDialog::Running { .. } | SignDialog::Finished { .. } => 2,
        },
        Dialog::Contact(dialog) => u8::from(matches!(dialog, ContactDialog::Comparing(_))),
        Dialog::Team(dialog) => u8::from(matches!(dialog, TeamDialog::Comparing(_))),
        Dialog::Recipes(dialog) => u8::from(matches!(dialog, RecipesDialog::Saving(_))),
        _ => 0,
    }
}

/// What stands in the boxes of the dialog; blanks do not count. What is being done already is not lost by closing.
fn words(state: &State) -> Vec<String> {
    let mut words: Vec<String> = match &state.dialog {
        Dialog::TypePath(typed) => vec![typed.text.clone()],
        Dialog::Sign(dialog) => match dialog.as_ref() {
            SignDialog::FirstIdentity { identity, .. } => of_identity(identity),
            SignDialog::Filling(form) => {
                let mut words = of_statement(&form.statement);
                words.extend([form.output.name_pattern.clone(), form.stamp.address.clone()]);
                words
            }
            SignDialog::Running { .. } | SignDialog::Finished { .. } => Vec::new(),
        },
        Dialog::Rights(dialog) => of_rights(dialog),
        Dialog::Approval(dialog) => match dialog.as_ref() {
            ApprovalDialog::Filling(form) => {
                vec![form.role.clone(), form.note.clone(), form.stamp.address.clone()]
            }
            ApprovalDialog::Running(_) | ApprovalDialog::Finished(_) => Vec::new(),
        },
        Dialog::Recording(dialog) => of_recording(dialog),
        Dialog::Stamps(dialog) => match dialog.as_ref() {
            StampsDialog::Filling(form) => vec![form.address.clone()],
            StampsDialog::Running(_) | StampsDialog::Finished(_) => Vec::new(),
        },
        Dialog::Watch if state.watching.run.is_none() => vec![state.watching.stamp.address.clone()],
        Dialog::RevokeList(form) => {
            let mut words = vec![form.name.clone(), form.draft.fingerprint.clone(), form.draft.from.clone()];
            words.extend(form.entries.iter().map(|entry| format!("{:?}", entry.fingerprint)));
            words
        }
        Dialog::Recipes(RecipesDialog::Saving(form)) => vec![form.name.clone()],
        Dialog::NewIdentity(form) => of_identity(form),
        Dialog::Contact(ContactDialog::Comparing(comparing)) => {
            let draft = &comparing.draft;
            vec![draft.name.clone(), draft.note.clone(), draft.told.clone()]
        }
        Dialog::Team(TeamDialog::Comparing(comparing)) => vec![comparing.draft.told.clone()],
        // What was typed there is a word to look for, a secret, or nothing.
        Dialog::None
        | Dialog::Shortcuts
        | Dialog::Manifest(_)
        | Dialog::Campaign(_)
        | Dialog::Uses(_)
        | Dialog::ListUpdate(_)
        | Dialog::Watch
        | Dialog::Recipes(RecipesDialog::Listing { .. })
        | Dialog::DeleteIdentity { .. }
        | Dialog::RotateIdentity(_)
        | Dialog::RevokeIdentity(_)
        | Dialog::Passphrase(_)
        | Dialog::TrustList(_)
        | Dialog::RemoveTrustList { .. }
        | Dialog::Forget(_)
        | Dialog::Certificates(_)
        | Dialog::Contact(_)
        | Dialog::Team(_)
        | Dialog::ExportCard(_) => Vec::new(),
    };
    if matches!(state.dialog, Dialog::Sign(_) | Dialog::Rights(_)) {
        words.extend(state.templates.new.iter().map(|new| new.name.clone()));
    }
    words.retain(|word| !word.trim().is_empty());
    words
}

fn of_identity(form: &IdentityForm) -> Vec<String> {
    vec![form.name.clone(), form.email.clone(), form.organization.clone()]
}

fn of_statement(form: &StatementForm) -> Vec<String> {
    let StatementForm { source_type: _, creator, credit, copyright, usage_terms, license_url, ai, .. } = form;
    let StatementForm { licensor, licensor_url, licensor_email, .. } = form;
    let rights = [creator, credit, copyright, usage_terms, license_url, licensor, licensor_url, licensor_email];
    rights.into_iter().chain([&ai.terms]).cloned().collect()
}

fn of_rights(dialog: &RightsDialog) -> Vec<String> {
    let RightsDialog::Filling(form) = dialog else { return Vec::new() };
    let mut words = of_statement(&form.statement);
    words.extend([form.owner.clone(), form.expires.clone()]);
    words
}

/// What the person made of what was measured; what was measured is measured again.
fn of_recording(dialog: &RecordingDialog) -> Vec<String> {
    let RecordingDialog::Filling(form) = dialog else { return Vec::new() };
    let mut words = vec![form.stamp.address.clone()];
    for row in &form.rows {
        words.push(row.note.clone());
        if row.measured.is_none() || row.is_corrected() {
            words.push(format!("{:?}", row.step));
        }
    }
    words
}
