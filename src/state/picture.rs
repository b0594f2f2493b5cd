//! The picture in the middle and the small ones in the list: what is shown, at what size, what is still to come.

use std::collections::HashMap;
use std::sync::Arc;

use super::effect::JobId;
use super::files::FileId;
use crate::problem::Problem;

/// Longest side that is fetched to fit the pane; larger only when the person zooms in.
pub const FIT_SIDE: u32 = 2048;
/// Longest side of a small picture in the list, for screens with twice the pixels.
pub const THUMBNAIL_SIDE: u32 = 112;
/// Small pictures kept, in bytes of pixels.
const THUMBNAIL_BYTES: usize = 48 * 1024 * 1024;
const ZOOM_RANGE: (f32, f32) = (0.02, 16.0);

/// Pixels to show: upright, 8-bit sRGB with alpha, not premultiplied.
#[derive(Debug, Clone, PartialEq)]
pub struct Pixels {
    pub width: u32,
    pub height: u32,
    /// `width * height * 4` bytes.
    pub rgba: Arc<[u8]>,
    /// Size of the whole picture before it was made smaller.
    pub full_size: (u32, u32),
    pub origin: Origin,
}

/// Where the pixels come from; anything but the file's own picture is said to the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    File,
    EmbeddedPreview,
    ManifestThumbnail,
}

/// What the person does with the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PictureMsg {
    /// Scale by `factor` with the point at `(x, y)` from the pane's centre staying where it is, in points.
    /// `shown` is the scale in points for each picture pixel before.
    Zoom {
        factor: f32,
        x: f32,
        y: f32,
        shown: f32,
    },
    /// Move by points.
    Pan {
        x: f32,
        y: f32,
    },
    Fit,
    /// One picture pixel for each screen pixel.
    Full {
        pixels_per_point: f32,
    },
    /// The graphics card takes no texture with a longer side.
    MaxSide(u32),
}

/// How large the picture is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Zoom {
    Fit,
    /// Points for each pixel of the whole picture.
    Scale(f32),
}

/// How large a picture is shown, and where.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Viewport {
    pub zoom: Zoom,
    /// Offset of the picture's centre from the pane's, in points.
    pub pan: (f32, f32),
}

impl Default for Viewport {
    fn default() -> Self {
        Self { zoom: Zoom::Fit, pan: (0.0, 0.0) }
    }
}

/// What the pane has to show.
#[derive(Debug, Clone)]
pub enum Shown {
    Nothing,
    Loading(JobId),
    Ready(Pixels),
    Failed(Problem),
}

/// The pane in the middle.
#[derive(Debug, Clone)]
pub struct PicturePane {
    pub file: Option<FileId>,
    pub shown: Shown,
    /// A larger version is on its way.
    pub sharper: Option<JobId>,
    pub zoom: Zoom,
    /// Offset of the picture's centre from the pane's, in points.
    pub pan: (f32, f32),
    pub max_side: u32,
    /// Grows whenever other pixels are shown.
    pub version: u64,
}

impl Default for PicturePane {
    fn default() -> Self {
        Self {
            file: None,
            shown: Shown::Nothing,
            sharper: None,
            zoom: Zoom::Fit,
            pan: (0.0, 0.0),
            max_side: 2048,
            version: 0,
        }
    }
}

impl PicturePane {
    /// Turns to another file; its pixels are on their way as `job`.
    pub fn turn_to(&mut self, file: Option<FileId>, job: Option<JobId>) {
        self.file = file;
        self.shown = job.map_or(Shown::Nothing, Shown::Loading);
        self.sharper = None;
        self.zoom = Zoom::Fit;
        self.pan = (0.0, 0.0);
        self.version += 1;
    }

    /// Takes what a job brought; whether it was wanted.
    pub fn take(&mut self, job: JobId, result: Result<Pixels, Problem>) -> bool {
        let first = matches!(self.shown, Shown::Loading(id) if id == job);
        let sharper = self.sharper == Some(job);
        if !first && !sharper {
            return false;
        }
        if sharper {
            self.sharper = None;
        }
        match result {
            Ok(pixels) => self.shown = Shown::Ready(pixels),
            Err(problem) if first => self.shown = Shown::Failed(problem),
            Err(_) => {}
        }
        self.version += 1;
        true
    }

    /// The longest side to fetch for the present zoom, when what is there is too coarse.
    pub fn wants_sharper(&self) -> Option<u32> {
        let Shown::Ready(pixels) = &self.shown else { return None };
        let Zoom::Scale(scale) = self.zoom else { return None };
        let full = pixels.full_size.0.max(pixels.full_size.1);
        let have = pixels.width.max(pixels.height);
        let limit = self.max_side.min(8192);
        let coarse = scale * full as f32 > have as f32 * 1.1;
        (coarse && have < full.min(limit) && self.sharper.is_none()).then(|| full.min(limit))
    }

    /// Handles one thing that the person did.
    pub fn update(&mut self, msg: PictureMsg) {
        if let PictureMsg::MaxSide(side) = msg {
            self.max_side = side;
        }
        let mut view = Viewport { zoom: self.zoom, pan: self.pan };
        view.update(msg);
        (self.zoom, self.pan) = (view.zoom, view.pan);
    }
}

impl Viewport {
    /// Handles one thing that the person did; the largest texture is none of its business.
    pub fn update(&mut self, msg: PictureMsg) {
        match msg {
            PictureMsg::Zoom { factor, x, y, shown } => {
                if !(factor.is_finite() && shown.is_finite()) || shown <= 0.0 {
                    return;
                }
                let scale = (shown * factor).clamp(ZOOM_RANGE.0, ZOOM_RANGE.1);
                let real = scale / shown;
                self.pan = (x - (x - self.pan.0) * real, y - (y - self.pan.1) * real);
                self.zoom = Zoom::Scale(scale);
            }
            PictureMsg::Pan { x, y } => {
                if matches!(self.zoom, Zoom::Scale(_)) {
                    self.pan = (self.pan.0 + x, self.pan.1 + y);
                }
            }
            PictureMsg::Fit => *self = Self::default(),
            PictureMsg::Full { pixels_per_point } => {
                self.zoom = Zoom::Scale(1.0 / pixels_per_point.max(0.1));
                self.pan = (0.0, 0.0);
            }
            PictureMsg::MaxSide(_) => {}
        }
    }
}

/// One small picture.
#[derive(Debug, Clone)]
pub enum Thumbnail {
    Loading(JobId),
    Ready {
        pixels: Pixels,
        used: u64,
    },
    /// There is none; it is not asked for again.
    None,
}

/// The small pictures in the list. The least recently seen go first when there are too many.
#[derive(Debug, Clone, Default)]
pub struct Thumbnails {
    kept: HashMap<FileId, Thumbnail>,
    bytes: usize,
    tick: u64,
}

impl Thumbnails {
    pub fn of(&self, file: FileId) -> Option<&Thumbnail> {
        self.kept.get(&file)
    }

    /// Notes that these are on screen and gives those that are neither here nor on their way.
    pub fn see(&mut self, files: &[FileId]) -> Vec<FileId> {
        self.tick += 1;
        let tick = self.tick;
        let mut missing = Vec::new();
        for file in files {
            match self.kept.get_mut(file) {
                Some(Thumbnail::Ready { used, .. }) => *used = tick,
                Some(_) => {}
                None => missing.push(*file),
            }
        }
        missing
    }

    pub fn loading(&mut self, file: FileId, job: JobId) {
        self.kept.insert(file, Thumbnail::Loading(job));
    }

    /// Takes what a job brought; whether it was wanted.
    pub fn take(&mut self, file: FileId, job: JobId, pixels: Option<Pixels>) -> bool {
        if !matches!(self.kept.get(&file), Some(Thumbnail::Loading(id)) if *id == job) {
            return false;
        }
        let entry = match pixels {
            Some(pixels) => {
                self.bytes += pixels.rgba.len();
                Thumbnail::Ready { pixels, used: self.tick }
            }
            None => Thumbnail::None,
        };
        self.kept.insert(file, entry);
        if self.bytes > THUMBNAIL_BYTES {
            self.shrink();
        }
        true
    }

    /// Forgets pictures of files that left the list, and jobs that will bring none.
    pub fn forget(&mut self, file: FileId) {
        if let Some(Thumbnail::Ready { pixels, .. }) = self.kept.remove(&file) {
            self.bytes = self.bytes.saturating_sub(pixels.rgba.len());
        }
    }

    /// Drops the longest unseen until a quarter is free, so that this runs seldom.
    fn shrink(&mut self) {
        let mut ages: Vec<(u64, FileId)> = self
            .kept
            .iter()
            .filter_map(|(file, thumbnail)| match thumbnail {
                Thumbnail::Ready { used, .. } => Some((*used, *file)),
                Thumbnail::Loading(_) | Thumbnail::None => None,
            })
            .collect();
        ages.sort_unstable();
        for (_, file) in ages {
            if self.bytes <= THUMBNAIL_BYTES / 4 * 3 {
                break;
            }
            self.forget(file);
        }
    }
}
