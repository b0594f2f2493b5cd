//! The editor: one picture, what is to be done to it, and every step back. Never touches pixels.

use std::collections::HashMap;

use super::editor_preview::{Look, Screen, Sight};
use super::effect::JobId;
use super::files::FileId;
use super::picture::PictureMsg;
use super::recipes::middle_part;
use crate::problem::Problem;
use crate::provenance::edit::{Color, Cover, Crop, Edit, Export, ExportFormat, Output, Rect, Region, Resize};
use crate::provenance::rights_statement::RightsStatement;

/// Longest side of the picture that is edited on screen.
pub const PREVIEW_SIDE: u32 = 1600;

/// What the person does in the editor.
#[derive(Debug, Clone, PartialEq)]
pub enum EditorMsg {
    /// Controls were moved; `settled` when the hand let go, so that one gesture is one step back.
    Change {
        edit: Box<Edit>,
        settled: bool,
    },
    Output(Output),
    Tool(Tool),
    /// A rectangle was drawn with the tool, in pixels of the whole picture as the tool shows it.
    Drawn(Rect),
    RemoveRegion(usize),
    Undo,
    Redo,
    Reset,
    /// Show the original for as long as this is on.
    Before(bool),
    /// Show the original left of this share of the picture's width.
    Split(Option<f32>),
    /// Paint over what has lost its detail.
    Marks(bool),
    /// Zoom and pan.
    View(PictureMsg),
    /// What of the picture is on screen now.
    Seen(Sight),
    /// Turn to the next file of the batch, or to the one before.
    Turn {
        forward: bool,
    },
    /// Choose the picture of the watermark.
    ChooseMark,
    /// Keep this edit for other files.
    Copy,
    /// Do the edit that was kept.
    Paste,
    Export,
    Close,
}

/// What drawing on the picture means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tool {
    #[default]
    None,
    Crop,
    Cover(Cover),
}

/// One picture being edited.
#[derive(Debug, Clone)]
pub struct Editor {
    /// The one on screen.
    pub file: FileId,
    /// Everything that the edit is exported for; the one on screen among them.
    pub files: Vec<FileId>,
    pub edit: Edit,
    pub output: Output,
    /// What the recipe that was used says of the rights.
    pub rights: RightsStatement,
    pub tool: Tool,
    pub before: bool,
    /// Where the original ends and the edit begins, as a share of the picture's width.
    pub split: Option<f32>,
    /// What has lost its detail is painted over.
    pub marks: bool,
    pub screen: Screen,
    pub problem: Option<Problem>,
    /// Fetches the original.
    pub loading: Option<JobId>,
    /// The preview on its way.
    pub preview: Option<JobId>,
    past: Vec<Edit>,
    future: Vec<Edit>,
    /// The edit before the hand took hold of a control.
    held: Option<Edit>,
}

/// What is kept while no picture is being edited.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    /// The edit that was copied last.
    pub copied: Option<Edit>,
    drafts: HashMap<FileId, Draft>,
}

/// An edit that was begun and neither exported nor taken back.
#[derive(Debug, Clone)]
struct Draft {
    edit: Edit,
    output: Output,
    past: Vec<Edit>,
    future: Vec<Edit>,
}

impl Shelf {
    /// Keeps what was done so far, with every step back.
    pub fn put(&mut self, editor: Editor) {
        let Editor { file, edit, output, past, future, .. } = editor;
        if past.is_empty() && future.is_empty() {
            self.drafts.remove(&file);
        } else {
            self.drafts.insert(file, Draft { edit, output, past, future });
        }
    }

    /// Gives back what was done to the file before.
    pub fn resume(&mut self, editor: &mut Editor) {
        if let Some(draft) = self.drafts.remove(&editor.file) {
            (editor.edit, editor.output) = (draft.edit, draft.output);
            (editor.past, editor.future) = (draft.past, draft.future);
        }
    }
}

impl Editor {
    pub fn new(file: FileId, files: Vec<FileId>, loading: JobId) -> Self {
        Self {
            file,
            files,
            edit: Edit::default(),
            output: Output { color: Color::Srgb, ..Output::default() },
            rights: RightsStatement::default(),
            tool: Tool::None,
            before: false,
            split: None,
            marks: false,
            screen: Screen::default(),
            problem: None,
            loading: Some(loading),
            preview: None,
            past: Vec::new(),
            future: Vec::new(),
            held: None,
        }
    }

    /// Whether the original is there, so that something can be done to it.
    pub fn is_ready(&self) -> bool {
        self.screen.base.is_some()
    }

    /// What is to be seen now.
    pub fn look(&self) -> Look {
        Look { edit: self.on_screen(), compare: self.split.is_some() && !self.before, marks: self.marks }
    }

    /// Sides of the whole original after its quarter turns, in which a crop is placed.
    pub fn turned_size(&self) -> (u32, u32) {
        let (width, height) = self.screen.base.as_ref().map_or((1, 1), |base| base.full_size);
        if self.edit.quarter_turns % 2 == 1 { (height, width) } else { (width, height) }
    }

    /// Sides of the copy in pixels, where they are known before it is rendered: straightening cuts some off.
    pub fn result_size(&self) -> Option<(u32, u32)> {
        if self.edit.straighten != 0.0 || !self.is_ready() {
            return None;
        }
        let turned = self.turned_size();
        let (width, height) = self.crop_rect(turned).map_or(turned, |rect| (rect.width, rect.height));
        match self.edit.resize {
            None => Some((width, height)),
            Some(Resize::Exact(width, height)) => Some((width, height)),
            Some(Resize::Within(most)) if width.max(height) <= most => Some((width, height)),
            Some(Resize::Within(most)) => {
                let longest = f64::from(width.max(height));
                let side = |side: u32| ((f64::from(side) * f64::from(most) / longest).round() as u32).max(1);
                Some((side(width), side(height)))
            }
        }
    }

    /// Sides of the copy in pixels, once they are known.
    pub fn exported_size(&self) -> Option<(u32, u32)> {
        let shows_result = self.tool == Tool::None && !self.before;
        let shown = self.screen.shown.as_ref().filter(|_| shows_result && self.screen.histogram.is_some());
        self.result_size().or_else(|| shown.map(|pixels| pixels.full_size))
    }

    /// Where the crop is in a picture of these sides.
    pub fn crop_rect(&self, (width, height): (u32, u32)) -> Option<Rect> {
        match self.edit.crop? {
            Crop::Rect(rect) => Some(rect),
            Crop::Ratio(across, down) => Some(middle_part(Rect { x: 0, y: 0, width, height }, across, down)),
        }
    }

    /// Whether the crop keeps a ratio that was chosen.
    pub fn keeps_ratio(&self) -> bool {
        matches!(self.edit.crop, Some(Crop::Ratio(..)))
    }

    /// The middle quarter of what the tool shows.
    pub fn middle(&self) -> Option<Rect> {
        let (width, height) = self.screen.shown.as_ref()?.full_size;
        let (across, down) = ((width / 2).max(1), (height / 2).max(1));
        Some(Rect { x: width / 4, y: height / 4, width: across, height: down })
    }

    /// Place of the file on screen among those of the batch, from 0.
    pub fn place(&self) -> usize {
        self.files.iter().position(|file| *file == self.file).unwrap_or(0)
    }

    /// The same edit on another file of the batch.
    pub fn turned_to(self, file: FileId) -> Self {
        Self { file, screen: Screen::default(), problem: None, preview: None, held: None, ..self }
    }

    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// What the screen shows now: the whole original for the one tool, the turned one for the other.
    pub fn on_screen(&self) -> Edit {
        let edit = self.edit.clone();
        match self.tool {
            // As large as the result, so that the two can be compared.
            _ if self.before => {
                Edit { resize: edit.resize.filter(|resize| matches!(resize, Resize::Within(_))), ..Edit::default() }
            }
            Tool::None => edit,
            // A crop is placed before anything is made smaller.
            Tool::Crop => Edit { crop: None, resize: None, ..edit },
            // Parts are placed in the upright original.
            Tool::Cover(_) => {
                Edit { quarter_turns: 0, mirror: false, straighten: 0.0, crop: None, resize: None, ..edit }
            }
        }
    }

    /// What is written in the end.
    pub fn export(&self) -> Export {
        Export { edit: self.edit.clone(), output: self.output }
    }

    /// Takes a change of the controls.
    pub fn change(&mut self, edit: Edit, settled: bool) {
        if edit.fault().is_some() {
            return;
        }
        let before = std::mem::replace(&mut self.edit, edit);
        if self.held.is_none() && before != self.edit {
            self.held = Some(before);
        }
        if settled && let Some(before) = self.held.take() {
            self.remember(before);
        }
    }

    /// Does one more step, which can be taken back.
    pub fn step(&mut self, change: impl FnOnce(&mut Edit)) {
        let before = self.edit.clone();
        change(&mut self.edit);
        self.remember(before);
    }

    pub fn undo(&mut self) {
        if let Some(edit) = self.past.pop() {
            self.future.push(std::mem::replace(&mut self.edit, edit));
        }
    }

    pub fn redo(&mut self) {
        if let Some(edit) = self.future.pop() {
            self.past.push(std::mem::replace(&mut self.edit, edit));
        }
    }

    /// A rectangle drawn with the tool.
    pub fn drawn(&mut self, rect: Rect) {
        match self.tool {
            Tool::None => {}
            Tool::Crop => self.step(|edit| edit.crop = Some(Crop::Rect(rect))),
            Tool::Cover(method) => self.step(|edit| edit.regions.push(Region { rect, method })),
        }
    }

    fn remember(&mut self, before: Edit) {
        if before != self.edit {
            self.past.push(before);
            self.future.clear();
        }
    }
}

/// The formats in the order of the menu.
pub const FORMATS: [Option<ExportFormat>; 6] = [
    None,
    Some(ExportFormat::Jpeg),
    Some(ExportFormat::Png),
    Some(ExportFormat::Tiff),
    Some(ExportFormat::WebP),
    Some(ExportFormat::Avif),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provenance::edit::Tone;

    fn editor() -> Editor {
        Editor::new(FileId(1), vec![FileId(1)], JobId(1))
    }

    fn bright(exposure: f64) -> Edit {
        Edit { tone: Tone { exposure, ..Tone::default() }, ..Edit::default() }
    }

    #[test]
    fn one_gesture_is_one_step_back() {
        let mut editor = editor();
        for exposure in [0.1, 0.2, 0.3] {
            editor.change(bright(exposure), false);
        }
        editor.change(bright(0.4), true);
        editor.undo();
        assert_eq!(editor.edit, Edit::default());
        assert!(!editor.can_undo());
        editor.redo();
        assert_eq!(editor.edit, bright(0.4));
    }

    #[test]
    fn a_new_step_ends_what_could_be_done_again() {
        let mut editor = editor();
        editor.step(|edit| edit.mirror = true);
        editor.undo();
        editor.step(|edit| edit.quarter_turns = 1);
        assert!(!editor.can_redo());
    }

    #[test]
    fn what_changes_nothing_is_no_step() {
        let mut editor = editor();
        editor.change(Edit::default(), true);
        editor.step(|_| {});
        assert!(!editor.can_undo());
    }

    #[test]
    fn values_out_of_range_are_not_taken() {
        let mut editor = editor();
        editor.change(bright(9.0), true);
        assert_eq!(editor.edit, Edit::default());
    }

    #[test]
    fn what_is_made_smaller_is_shown_so_save_where_something_is_drawn() {
        let mut editor = editor();
        let small = Some(Resize::Within(800));
        editor.step(|edit| edit.resize = small);
        assert_eq!(editor.on_screen().resize, small);
        for tool in [Tool::Crop, Tool::Cover(Cover::Blur)] {
            editor.tool = tool;
            assert_eq!(editor.on_screen().resize, None, "{tool:?}");
        }
        editor.before = true;
        assert_eq!(editor.on_screen(), Edit { resize: small, ..Edit::default() });
        editor.step(|edit| edit.resize = Some(Resize::Exact(10, 300)));
        assert_eq!(editor.on_screen(), Edit::default(), "the original is not squeezed");
    }

    #[test]
    fn a_crop_is_drawn_on_the_whole_turned_picture_and_a_cover_on_the_upright_one() {
        let mut editor = editor();
        let rect = Rect { x: 1, y: 2, width: 30, height: 40 };
        editor.step(|edit| edit.quarter_turns = 1);
        editor.tool = Tool::Crop;
        editor.drawn(rect);
        assert_eq!(editor.edit.crop, Some(Crop::Rect(rect)));
        editor.tool = Tool::Crop;
        assert_eq!((editor.on_screen().crop, editor.on_screen().quarter_turns), (None, 1));
        editor.tool = Tool::Cover(Cover::Blur);
        assert_eq!((editor.on_screen().crop, editor.on_screen().quarter_turns), (None, 0));
        editor.drawn(rect);
        assert_eq!(editor.edit.regions.len(), 1);
        editor.before = true;
        assert_eq!(editor.on_screen(), Edit::default());
    }
}
