//! What the person does in the editor, and the previews that follow. One preview is on its way at a time, always of
//! the newest edit.

use super::editor::{Editor, EditorMsg, PREVIEW_SIDE, Tool};
use super::effect::{Effect, JobId};
use super::picture::{Origin, Pixels};
use super::running::Work;
use super::{Dialog, Page, State, update_sign};
use crate::problem::Problem;
use crate::provenance::edit::Edit;

/// Opens the editor for the current file.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    let Some((file, path)) = state.files.current().map(|entry| (entry.id, entry.path.clone())) else {
        return Vec::new();
    };
    if !matches!(state.dialog, Dialog::None) {
        return Vec::new();
    }
    state.page = Page::Editor;
    if state.editor.as_ref().is_some_and(|editor| editor.file == file) {
        return Vec::new();
    }
    let job = state.running.begin(Work::Editor);
    state.editor = Some(Editor::new(file, job));
    vec![Effect::Picture { job, path, max_side: PREVIEW_SIDE.min(state.picture.max_side) }]
}

pub(super) fn update(state: &mut State, msg: EditorMsg) -> Vec<Effect> {
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
        EditorMsg::Export => {
            let (file, export) = (editor.file, editor.export());
            return update_sign::open_export(state, file, export);
        }
        EditorMsg::Close => {
            state.editor = None;
            state.page = Page::Files;
            return Vec::new();
        }
    }
    preview(state)
}

/// Takes the original, or why there is none.
pub(super) fn loaded(state: &mut State, job: JobId, result: Result<Pixels, Problem>) -> Vec<Effect> {
    let Some(editor) = state.editor.as_mut().filter(|editor| editor.loading == Some(job)) else { return Vec::new() };
    editor.loading = None;
    editor.version += 1;
    match result {
        Ok(pixels) if pixels.origin == Origin::File => {
            editor.base = Some(pixels.clone());
            editor.shown = Some(pixels);
        }
        // A preview that another program made is not the picture that would be exported.
        Ok(_) => editor.problem = Some(crate::problem!("editor-no-pixels")),
        Err(problem) => editor.problem = Some(problem),
    }
    preview(state)
}

/// Takes a preview; another follows when something changed meanwhile.
pub(super) fn previewed(state: &mut State, job: JobId, result: Result<Pixels, Problem>) -> Vec<Effect> {
    let Some(editor) = state.editor.as_mut().filter(|editor| editor.preview == Some(job)) else { return Vec::new() };
    editor.preview = None;
    match result {
        Ok(pixels) => {
            editor.shown = Some(pixels);
            editor.version += 1;
            editor.problem = None;
        }
        Err(problem) => editor.problem = Some(problem),
    }
    if std::mem::take(&mut editor.stale) { preview(state) } else { Vec::new() }
}

fn preview(state: &mut State) -> Vec<Effect> {
    let Some(editor) = &mut state.editor else { return Vec::new() };
    let Some(base) = editor.base.clone() else { return Vec::new() };
    if editor.preview.is_some() {
        editor.stale = true;
        return Vec::new();
    }
    let edit = Box::new(editor.on_screen());
    let job = state.running.begin(Work::Preview);
    editor.preview = Some(job);
    vec![Effect::EditPreview { job, base, edit }]
}
