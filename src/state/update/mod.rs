//! The one function that changes the state, and what the person does on the Files page.

mod activity;
mod answers;
mod approval;
mod campaign;
mod compare;
mod editor;
mod identities;
mod library;
mod list_update;
mod recipes;
mod recording;
mod redaction;
mod revoke_list;
mod rights;
mod settings;
mod sign;
mod stamps;
mod team;
mod trust;
mod uses;
mod watch;

use std::path::PathBuf;

use crate::state::command::Command;
use crate::state::editor::EditorMsg;
use crate::state::effect::{Chooser, Effect};
use crate::state::files::{FileId, FilesMsg};
use crate::state::inspector::{InspectorMsg, ManifestDialog};
use crate::state::msg::{Msg, Started};
use crate::state::picture::{FIT_SIDE, PictureMsg, THUMBNAIL_SIDE};
use crate::state::running::{ChooseFor, VerifyRun, Work};
use crate::state::stamps::StampsDialog;
use crate::state::trust::TrustContent;
use crate::state::typed::{self, Leaving};
use crate::state::{Dialog, Notice, Page, State, TypePath};

/// Changes the state by one thing that happened; gives what is to be done in the world.
pub fn update(state: &mut State, msg: Msg) -> Vec<Effect> {
    update_all(state, std::iter::once(msg))
}

/// Changes the state by several things that happened, in their order. What follows from all of them, such as the
/// order of the list, is worked out once.
pub fn update_all(state: &mut State, msgs: impl IntoIterator<Item = Msg>) -> Vec<Effect> {
    let mut effects = Vec::new();
    for msg in msgs {
        effects.extend(one(state, msg));
        Leaving::follow(state);
    }
    state.files.refresh();
    effects.extend(follow(state));
    effects
}

fn one(state: &mut State, msg: Msg) -> Vec<Effect> {
    match msg {
        // Several keys can come in one frame: what the first of them opened keeps the others from the list.
        Msg::Command(command) if !command.is_allowed(state) => Vec::new(),
        Msg::Command(command) => self::command(state, command),
        Msg::Opened(paths) => open(state, paths),
        Msg::Pasted(text) => paste(state, &text),
        Msg::PathDraft(text) => {
            if let Dialog::TypePath(typed) = &mut state.dialog {
                typed.text = text;
            }
            Vec::new()
        }
        Msg::PathGiven => path_given(state),
        Msg::CloseDialog if state.leaving.is_asked => {
            state.leaving.is_asked = false;
            Vec::new()
        }
        Msg::CloseDialog if may_close(state) && typed::would_be_lost(state) => {
            state.leaving.is_asked = true;
            Vec::new()
        }
        Msg::CloseDialog | Msg::ThrowAway => close_dialog(state),
        Msg::DismissNotice => {
            state.notice = None;
            Vec::new()
        }
        Msg::Resized { width, height } => {
            state.settings.window = crate::state::settings::WindowSize { width, height };
            Vec::new()
        }
        Msg::Files(msg) => files(state, msg),
        Msg::Picture(msg) => picture(state, msg),
        Msg::Inspector(msg) => inspector(state, msg),
        Msg::Compare(msg) => compare::update(state, msg),
        Msg::Graph(msg) => compare::graph(state, msg),
        Msg::Editor(msg) => editor::update(state, msg),
        Msg::Recipes(msg) => recipes::update(state, msg),
        Msg::Rights(msg) => rights::update(state, msg),
        Msg::Approval(msg) => approval::update(state, msg),
        Msg::Recording(msg) => recording::update(state, msg),
        Msg::Watch(msg) => watch::update(state, msg),
        Msg::Redaction(msg) => redaction::update(state, msg),
        Msg::Sign(msg) => sign::update(state, msg),
        Msg::Campaign(msg) => campaign::update(state, msg),
        Msg::Uses(msg) => uses::update(state, msg),
        Msg::RevokeList(msg) => revoke_list::update(state, msg),
        Msg::ListUpdate(msg) => list_update::update(state, msg),
        Msg::Stamps(msg) => stamps::update(state, msg),
        Msg::Identities(msg) => identities::update(state, msg),
        Msg::Trust(msg) => trust::update(state, msg),
        Msg::Activity(msg) => activity::update(state, msg),
        Msg::Library(msg) => library::update(state, msg),
        Msg::TrustEffect(effect) => library::trust_changed(state, effect),
        Msg::Settings(msg) => settings::update(state, msg),
        Msg::SystemTheme(theme) => {
            state.system_theme = Some(theme);
            Vec::new()
        }
        Msg::Started(started) => self::started(state, *started),
        Msg::Answer { job, answer } => answers::answer(state, job, answer),
        Msg::Trouble(problem) => {
            state.notice = Some(Notice::Trouble(problem));
            Vec::new()
        }
    }
}

/// Keeps the picture and the inspector with the current file.
fn follow(state: &mut State) -> Vec<Effect> {
    if state.picture.file == state.files.current {
        return Vec::new();
    }
    state.inspector.turn_to_another_file();
    (state.compare, state.graph) = (None, None);
    let Some(entry) = state.files.current() else {
        state.picture.turn_to(None, None);
        return Vec::new();
    };
    let (file, path) = (entry.id, entry.path.clone());
    let job = state.running.begin(Work::Picture);
    state.picture.turn_to(Some(file), Some(job));
    let mut effects = vec![Effect::Picture { job, path, max_side: FIT_SIDE.min(state.picture.max_side) }];
    effects.extend(library::count_alike(state));
    effects
}

fn command(state: &mut State, command: Command) -> Vec<Effect> {
    match command {
        Command::Open => choose(state, Chooser::Files, ChooseFor::Open),
        Command::OpenFolder => choose(state, Chooser::Folder, ChooseFor::Open),
        Command::AddPath => dialog(state, Dialog::TypePath(TypePath::new(ChooseFor::Open))),
        Command::Sign => sign::open_dialog(state),
        Command::AddStamp => stamps::ask(state),
        Command::Edit => editor::open(state),
        Command::Redact => redaction::open(state),
        Command::Rights => rights::open(state),
        Command::Approve => approval::open(state),
        Command::Record => recording::open(state),
        Command::Undo => editor::update(state, EditorMsg::Undo),
        Command::Redo => editor::update(state, EditorMsg::Redo),
        Command::CopyEdits => editor::copy(state),
        Command::PasteEdits => editor::paste(state),
        Command::SplitView | Command::ShowClipping => editor::toggle(state, command),
        Command::Remove => remove(state),
        Command::CheckAgain => {
            let files = state.files.selection();
            let paths = files.iter().filter_map(|id| Some(state.files.entry(*id)?.path.clone())).collect();
            open(state, paths)
        }
        Command::Stop => stop(state),
        Command::SelectAll => {
            state.files.refresh();
            state.files.select_all();
            Vec::new()
        }
        // Where the keyboard is belongs to the view.
        Command::FindFile | Command::ShowFiles => page(state, Page::Files),
        Command::ShowIdentities => page(state, Page::Identities),
        Command::ShowTrust => page(state, Page::Trust),
        Command::ShowActivity => {
            state.page = Page::Activity;
            let mut effects = activity::load(state);
            effects.extend(stamps::load(state));
            effects
        }
        Command::ShowLibrary => {
            state.page = Page::Library;
            state.library.query.alike = None;
            library::load(state)
        }
        Command::ShowSettings => page(state, Page::Settings),
        Command::Shortcuts => dialog(state, Dialog::Shortcuts),
        // These depend on the size of the pane, so the view sends `PictureMsg` instead.
        Command::ZoomIn | Command::ZoomOut | Command::ZoomFull | Command::ZoomDouble => Vec::new(),
        Command::ZoomFit if state.page == Page::Editor => editor::update(state, EditorMsg::View(PictureMsg::Fit)),
        Command::ZoomFit => picture(state, PictureMsg::Fit),
        Command::TextLarger | Command::TextSmaller | Command::TextNormal => settings::text_size(state, command),
    }
}

fn page(state: &mut State, page: Page) -> Vec<Effect> {
    state.page = page;
    Vec::new()
}

fn dialog(state: &mut State, dialog: Dialog) -> Vec<Effect> {
    if matches!(state.dialog, Dialog::None) {
        state.dialog = dialog;
    }
    Vec::new()
}

/// Asks for a path; one dialog of the system at a time.
pub(in crate::state) fn choose(state: &mut State, what: Chooser, purpose: ChooseFor) -> Vec<Effect> {
    let job = state.running.begin(Work::Choose(purpose));
    vec![Effect::Choose { job, what }]
}

/// Adds files and folders to the list and verifies them.
pub(in crate::state) fn open(state: &mut State, paths: Vec<PathBuf>) -> Vec<Effect> {
    if paths.is_empty() {
        return Vec::new();
    }
    state.page = Page::Files;
    let job = state.running.begin(Work::Verify(VerifyRun::default()));
    vec![Effect::Verify { job, paths }]
}

fn paste(state: &mut State, text: &str) -> Vec<Effect> {
    let paths = pasted_paths(text);
    if paths.is_empty() {
        return dialog(state, Dialog::TypePath(TypePath::new(ChooseFor::Open)));
    }
    open(state, paths)
}

fn path_given(state: &mut State) -> Vec<Effect> {
    let Dialog::TypePath(typed) = &mut state.dialog else { return Vec::new() };
    let paths = pasted_paths(&typed.text);
    if paths.is_empty() {
        return Vec::new();
    }
    let purpose = typed.purpose.clone();
    state.dialog = std::mem::take(typed.back.as_mut());
    answers::take_paths(state, purpose, paths)
}

/// Whether nothing is under way that the dialog shows.
fn may_close(state: &State) -> bool {
    match &state.dialog {
        Dialog::Sign(dialog) => sign::may_close(dialog),
        Dialog::Stamps(dialog) => !matches!(dialog.as_ref(), StampsDialog::Running(_)),
        Dialog::Campaign(dialog) => campaign::may_close(dialog),
        Dialog::Approval(dialog) => approval::may_close(dialog),
        Dialog::Recording(dialog) => recording::may_close(dialog),
        Dialog::Rights(dialog) => rights::may_close(dialog),
        _ => true,
    }
}

fn close_dialog(state: &mut State) -> Vec<Effect> {
    state.leaving.is_asked = false;
    if !may_close(state) {
        return Vec::new();
    }
    let effects = match &state.dialog {
        Dialog::Campaign(dialog) => campaign::closed(dialog),
        _ => Vec::new(),
    };
    state.dialog = match std::mem::take(&mut state.dialog) {
        Dialog::TypePath(typed) => *typed.back,
        _ => Dialog::None,
    };
    effects
}

fn stop(state: &mut State) -> Vec<Effect> {
    let jobs: Vec<_> = state.running.verifying().map(|(id, _)| id).collect();
    for job in &jobs {
        if let Some(Work::Verify(run)) = state.running.get_mut(*job) {
            run.cancelled = true;
        }
    }
    jobs.into_iter().map(Effect::Cancel).collect()
}

fn remove(state: &mut State) -> Vec<Effect> {
    let gone = state.files.selected.clone();
    if gone.is_empty() {
        return Vec::new();
    }
    for id in &gone {
        state.thumbnails.forget(*id);
    }
    state.files.remove(&gone);
    state.notice = Some(Notice::Removed { files: gone.len() });
    Vec::new()
}

fn files(state: &mut State, msg: FilesMsg) -> Vec<Effect> {
    let seen = matches!(msg, FilesMsg::Visible { .. });
    // Steps and ranges go by the order as it is now.
    state.files.refresh();
    state.files.update(msg);
    if !seen {
        return Vec::new();
    }
    let (start, end) = state.files.visible;
    let visible: Vec<FileId> =
        state.files.order().get(start..end.min(state.files.order().len())).unwrap_or(&[]).to_vec();
    let mut effects = Vec::new();
    for file in state.thumbnails.see(&visible) {
        let Some(path) = state.files.entry(file).map(|entry| entry.path.clone()) else { continue };
        let job = state.running.begin(Work::Thumbnail { file });
        state.thumbnails.loading(file, job);
        effects.push(Effect::Thumbnail { job, file, path, max_side: THUMBNAIL_SIDE });
    }
    effects
}

fn picture(state: &mut State, msg: PictureMsg) -> Vec<Effect> {
    state.picture.update(msg);
    let Some(max_side) = state.picture.wants_sharper() else { return Vec::new() };
    let Some(path) = state.picture.file.and_then(|id| Some(state.files.entry(id)?.path.clone())) else {
        return Vec::new();
    };
    let job = state.running.begin(Work::Picture);
    state.picture.sharper = Some(job);
    vec![Effect::Picture { job, path, max_side }]
}

fn inspector(state: &mut State, msg: InspectorMsg) -> Vec<Effect> {
    match msg {
        InspectorMsg::Turn(part) => state.inspector.part = part,
        InspectorMsg::Toggle(fold) => state.inspector.toggle(fold),
        InspectorMsg::Filter(text) => state.inspector.filter = text,
        InspectorMsg::Covered(only) => state.inspector.covered = only,
        InspectorMsg::ShowManifest { label } => {
            let Some(path) = state.files.current().map(|entry| entry.path.clone()) else { return Vec::new() };
            let job = state.running.begin(Work::Manifest);
            state.dialog = Dialog::Manifest(ManifestDialog::new(label.clone(), job));
            return vec![Effect::Manifest { job, path, label }];
        }
        InspectorMsg::ManifestFind(text) => {
            if let Dialog::Manifest(dialog) = &mut state.dialog {
                dialog.find(text);
            }
        }
        InspectorMsg::CopyManifest => {
            if let Dialog::Manifest(dialog) = &state.dialog
                && let Some(text) = dialog.text()
            {
                return copy(state, text);
            }
        }
        InspectorMsg::CopyReport => {
            let json = state
                .files
                .current()
                .and_then(|entry| entry.check.report().map(|r| serde_json::to_string_pretty(r.as_ref())));
            if let Some(Ok(text)) = json {
                return copy(state, text);
            }
        }
        InspectorMsg::CopyText(text) => return copy(state, text),
        InspectorMsg::ComputeDigest => {
            let Some((file, path)) = state.files.current().map(|entry| (entry.id, entry.path.clone())) else {
                return Vec::new();
            };
            let job = state.running.begin(Work::Digest { file });
            state.inspector.digest = Some(job);
            return vec![Effect::Digest { job, path }];
        }
    }
    Vec::new()
}

fn copy(state: &mut State, text: String) -> Vec<Effect> {
    state.notice = Some(Notice::Copied);
    vec![Effect::Copy(text)]
}

fn started(state: &mut State, started: Started) -> Vec<Effect> {
    state.zone = started.zone;
    state.identities.list = started.identities.into();
    state.trust.content = match started.trust {
        Ok(in_force) => TrustContent::Ready(in_force),
        Err(problem) => TrustContent::Failed(problem),
    };
    state.settings_page.logs = started.logs;
    Vec::new()
}

/// Paths in pasted text: one each line, plain or as `file://` addresses (RFC 8089); anything else is left out.
pub fn pasted_paths(text: &str) -> Vec<PathBuf> {
    text.lines().take(10_000).filter_map(|line| pasted_path(line.trim().trim_matches(['"', '\'']))).collect()
}

fn pasted_path(line: &str) -> Option<PathBuf> {
    let path = match line.strip_prefix("file://") {
        // A host other than this one is no file of ours.
        Some(rest) => decoded(rest.strip_prefix("localhost").unwrap_or(rest))?,
        None => line.to_owned(),
    };
    let drive = path.as_bytes().get(1) == Some(&b':');
    (path.starts_with('/') || drive || path.starts_with("\\\\")).then(|| PathBuf::from(path))
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}
