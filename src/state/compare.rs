//! What changed: the signed thumbnail of a step laid over the present picture, and how the two are looked at.

use crate::problem::Problem;
use crate::provenance::changed::Changed;

use super::effect::JobId;
use super::picture::Pixels;

/// How far the arrow keys move the handle, as a part of the picture.
pub const KEY_STEP: f32 = 0.02;

/// How the thumbnail lies over the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// Left of a handle the thumbnail, right of it the picture.
    #[default]
    Swipe,
    /// The thumbnail over the whole picture, as strong as the person likes.
    Overlay,
    /// The thumbnail alone and whole, with the part outlined that the picture still shows.
    Whole,
}

impl Look {
    pub const ALL: [Self; 3] = [Self::Swipe, Self::Overlay, Self::Whole];

    /// The end of its locale key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Swipe => "swipe",
            Self::Overlay => "overlay",
            Self::Whole => "whole",
        }
    }
}

/// What the person does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CompareMsg {
    /// Compare with this step of the history, counted from 0.
    Open {
        step: usize,
    },
    /// Compare with the step that tells most.
    OpenTelling,
    Close,
    Look(Look),
    /// Where the handle is, from 0 (left) to 1.
    Handle(f32),
    /// How strong the thumbnail is, from 0 to 1.
    Opacity(f32),
    Outlines(bool),
}

/// What a job brought: what was measured, and the thumbnail turned as the picture is.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    pub changed: Changed,
    pub then: Pixels,
}

/// A comparison on the screen.
#[derive(Debug, Clone)]
pub struct Compare {
    /// Step of the history, counted from 0.
    pub step: usize,
    /// The thumbnail's address.
    pub uri: String,
    pub content: CompareContent,
    pub look: Look,
    pub handle: f32,
    pub opacity: f32,
    /// Whether the parts that differ are outlined.
    pub outlines: bool,
}

#[derive(Debug, Clone)]
pub enum CompareContent {
    Loading(JobId),
    Ready(Box<Compared>),
    Failed(Problem),
}

impl Compare {
    pub fn new(step: usize, uri: String, job: JobId) -> Self {
        Self {
            step,
            uri,
            content: CompareContent::Loading(job),
            look: Look::Swipe,
            handle: 0.5,
            opacity: 0.5,
            outlines: true,
        }
    }

    /// Takes what a job brought; a stale one changes nothing.
    pub fn take(&mut self, job: JobId, result: Result<Box<Compared>, Problem>) {
        if !matches!(self.content, CompareContent::Loading(id) if id == job) {
            return;
        }
        self.content = match result {
            Ok(compared) => CompareContent::Ready(compared),
            Err(problem) => CompareContent::Failed(problem),
        };
    }

    /// Handles what the person does while it is open.
    pub fn update(&mut self, msg: CompareMsg) {
        let part = |value: f32| if value.is_finite() { value.clamp(0.0, 1.0) } else { 0.5 };
        match msg {
            CompareMsg::Look(look) => self.look = look,
            CompareMsg::Handle(at) => self.handle = part(at),
            CompareMsg::Opacity(opacity) => self.opacity = part(opacity),
            CompareMsg::Outlines(on) => self.outlines = on,
            CompareMsg::Open { .. } | CompareMsg::OpenTelling | CompareMsg::Close => {}
        }
    }
}
