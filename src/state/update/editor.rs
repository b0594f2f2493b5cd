//! What the person does in the editor, and the previews that follow. One preview is on its way at a time, always of
//! the newest edit.

use super::{choose, recipes, sign};
use crate::problem::Problem;
use crate::provenance::edit::Edit;
use crate::provenance::watermark::ImageMark;
use crate::state::editor::{Editor, EditorMsg, PREVIEW_SIDE, Tool};
use crate::state::editor_preview::Preview;
use crate::state::effect::{Chooser, Effect, JobId};
use crate::state::files::FileId;
use crate::state::picture::{Origin, Pixels};
use crate::state::running::{ChooseFor, Work};
use crate::state::{Command, Dialog, Notice, Page, State};

/// Opens the editor for the current file.
pub(in crate::state) fn open(state: &mut State) -> Vec<Effect> {
    let Some(file) = state.files.current().map(|entry| entry.id) else { return Vec::new() };
    if !matches!(state.dialog, Dialog::None) {
        return Vec::new();
    }
    let mut files = state.files.selection();
    if !files.contains(&file) {
        files = vec![file];
    }
    state.page = Page::Editor;
    if let Some(editor) = state.editor.as_mut().filter(|editor| editor.file == file) {
        editor.files = files;
        return Vec::new();
    }
    if let Some(editor) = state.editor.take() {
        state.shelf.put(editor);
    }
    let mut editor = Editor::new(file, files, JobId(0));
    state.shelf.resume(&mut editor);
    load(state, editor)
}

/// Opens the editor for the selected files and does the copied edit to them.
pub(in crate::state) fn paste(state: &mut State) -> Vec<Effect> {
    let Some(copied) = state.shelf.copied.clone() else {
        state.notice = Some(Notice::NothingToPaste);
        return Vec::new();
    };
    let mut effects = if state.page == Page::Editor { Vec::new() } else { open(state) };
    if state.page == Page::Editor
        && let Some(editor) = &mut state.editor
    {
        editor.step(|edit| *edit = copied);
        state.notice = Some(Notice::EditsPasted { files: editor.files.len() });
        effects.extend(preview(state));
    }
    effects
}

/// Keeps the edit on screen for other files.
pub(in crate::state) fn copy(state: &mut State) -> Vec<Effect> {
    if let Some(editor) = &state.editor {
        state.shelf.copied = Some(editor.edit.clone());
        state.notice = Some(Notice::EditsCopied);
    }
    Vec::new()
}

/// Another way to look at the picture, on or off.
pub(in crate::state) fn toggle(state: &mut State, command: Command) -> Vec<Effect> {
    let Some(editor) = &state.editor else { return Vec::new() };
    let msg = match (command, editor.split) {
        (Command::SplitView, None) => EditorMsg::Split(Some(0.5)),
        (Command::SplitView, Some(_)) => EditorMsg::Split(None),
        _ => EditorMsg::Marks(!editor.marks),
    };
    update(state, msg)
}

// long: one arm for each thing that can be done.
pub(in crate::state) fn update(state: &mut State, msg: EditorMsg) -> Vec<Effect> {
    let Some(editor) = &mut state.editor else { return Vec::new() };
    match msg {
        EditorMsg::Change { edit, settled } => editor.change(*edit, settled),
        EditorMsg::Output(output) => {
            editor.output = output;
            return Vec::new();
        }
        EditorMsg::Tool(tool) => editor.tool = if editor.tool == tool { Tool::None } else { tool },
        EditorMsg::Drawn(rect) => editor.drawn(rect),
        EditorMsg::RemoveRegion(index) => editor.step(|edit| {
            if index < edit.regions.len() {
                edit.regions.remove(index);
            }
        }),
        EditorMsg::Undo => editor.undo(),
        EditorMsg::Redo => editor.redo(),
        EditorMsg::Reset => editor.step(|edit| *edit = Edit::default()),
        EditorMsg::Before(on) => editor.before = on,
        EditorMsg::Split(share) => editor.split = share.map(|share| share.clamp(0.0, 1.0)),
        EditorMsg::Marks(on) => editor.marks = on,
        EditorMsg::View(msg) => editor.screen.view.update(msg),
        EditorMsg::Seen(sight) => editor.screen.sight = Some(sight),
        EditorMsg::ChooseMark => return choose(state, Chooser::Mark, ChooseFor::Mark),
        EditorMsg::Turn { forward } => return turn(state, forward),
        EditorMsg::Copy => return copy(state),
        EditorMsg::Paste => return paste(state),
        EditorMsg::Export => {
            let (files, export) = (editor.files.clone(), editor.export());
            return sign::open_export(state, files, export);
        }
        EditorMsg::Close => {
            if let Some(editor) = state.editor.take() {
                state.shelf.put(editor);
            }
            state.page = Page::Files;
            return Vec::new();
        }
    }
    preview(state)
}

/// Takes the original or a finer copy of it, or why there is none.
pub(in crate::state) fn loaded(state: &mut State, job: JobId, result: Result<Pixels, Problem>) -> Vec<Effect> {
    let Some(editor) = state.editor.as_mut() else { return Vec::new() };
    if editor.screen.refining == Some(job) {
        editor.screen.refine(result.ok().filter(|pixels| pixels.origin == Origin::File));
        return preview(state);
    }
    if editor.loading != Some(job) {
        return Vec::new();
    }
    editor.loading = None;
    match result {
        Ok(pixels) if pixels.origin == Origin::File => editor.screen.begin(pixels),
        // A preview that another program made is not the picture that would be exported.
        Ok(_) => editor.problem = Some(crate::problem!("editor-no-pixels")),
        Err(problem) => editor.problem = Some(problem),
    }
    preview(state)
}

/// Takes a preview; another follows when something changed meanwhile.
pub(in crate::state) fn previewed(state: &mut State, job: JobId, result: Result<Preview, Problem>) -> Vec<Effect> {
    let Some(editor) = state.editor.as_mut().filter(|editor| editor.preview == Some(job)) else { return Vec::new() };
    editor.preview = None;
    match result {
        Ok(preview) => {
            editor.screen.take(Some(preview));
            editor.problem = None;
        }
        Err(problem) => {
            editor.screen.take(None);
            editor.problem = Some(problem);
        }
    }
    preview(state)
}

/// Takes the picture of a watermark.
pub(in crate::state) fn mark_picked(state: &mut State, path: std::path::PathBuf) -> Vec<Effect> {
    let Some(editor) = &mut state.editor else { return Vec::new() };
    let Some(file) = path.to_str() else {
        state.notice = Some(Notice::Trouble(crate::problem!("export-mark-name")));
        return Vec::new();
    };
    let kept = editor.edit.watermark_image.clone().unwrap_or_default();
    editor.step(|edit| edit.watermark_image = Some(ImageMark { file: file.to_owned(), ..kept }));
    preview(state)
}

/// Another file of the batch, with the same edit.
fn turn(state: &mut State, forward: bool) -> Vec<Effect> {
    let Some(editor) = &state.editor else { return Vec::new() };
    let step = if forward { 1 } else { editor.files.len().saturating_sub(1) };
    let next = (editor.place() + step) % editor.files.len().max(1);
    let Some(file) = editor.files.get(next).copied().filter(|file| *file != editor.file) else { return Vec::new() };
    let Some(editor) = state.editor.take() else { return Vec::new() };
    load(state, editor.turned_to(file))
}

/// Puts the editor on the screen and fetches its picture.
fn load(state: &mut State, mut editor: Editor) -> Vec<Effect> {
    let Some(path) = path_of(state, editor.file) else { return Vec::new() };
    let job = state.running.begin(Work::Editor);
    editor.loading = Some(job);
    state.editor = Some(editor);
    let mut effects = vec![Effect::Picture { job, path, max_side: PREVIEW_SIDE.min(state.picture.max_side) }];
    effects.extend(recipes::load(state));
    effects
}

fn path_of(state: &State, file: FileId) -> Option<std::path::PathBuf> {
    state.files.entry(file).map(|entry| entry.path.clone())
}

pub(in crate::state) fn preview(state: &mut State) -> Vec<Effect> {
    let mut effects = refine(state);
    let Some(editor) = &mut state.editor else { return effects };
    if editor.preview.is_some() {
        return effects;
    }
    let look = editor.look();
    let Some(order) = editor.screen.order(&look) else { return effects };
    let job = state.running.begin(Work::Preview);
    editor.preview = Some(job);
    effects.push(Effect::EditPreview { job, order: Box::new(order) });
    effects
}

/// Fetches a finer copy of the original where the person looks closely.
fn refine(state: &mut State) -> Vec<Effect> {
    let Some(editor) = &mut state.editor else { return Vec::new() };
    let Some(max_side) = editor.screen.wants_finer() else { return Vec::new() };
    let Some(path) = state.files.entry(editor.file).map(|entry| entry.path.clone()) else { return Vec::new() };
    let job = state.running.begin(Work::Editor);
    editor.screen.refining = Some(job);
    vec![Effect::Picture { job, path, max_side }]
}
