//! Pictures on the graphics card. Follows what the state holds; decides nothing.

use std::collections::HashMap;
use std::sync::Arc;

use egui::{ColorImage, Context, TextureFilter, TextureHandle, TextureId, TextureOptions};

use crate::state::FileId;
use crate::state::picture::Pixels;

/// Small pictures kept on the card before those off screen are let go.
const KEPT: usize = 400;

/// What was handed to the card, and of which pixels.
#[derive(Default)]
pub(super) struct Textures {
    main: Option<(u64, TextureHandle)>,
    small: HashMap<FileId, Small>,
    /// Thumbnails from manifests, by address.
    signed: HashMap<String, Small>,
    layers: HashMap<Layer, Held>,
    frame: u64,
}

/// What the editor paints, one over the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Layer {
    Whole,
    WholeOriginal,
    Detail,
    DetailOriginal,
}

struct Held {
    handle: TextureHandle,
    /// Held, so that no other picture comes to lie at its address.
    pixels: Arc<[u8]>,
    is_crisp: bool,
}

struct Small {
    handle: TextureHandle,
    pixels: *const u8,
    seen: u64,
}

impl Textures {
    /// Begins a frame.
    pub(super) fn tick(&mut self) {
        self.frame += 1;
        if self.small.len() > KEPT {
            let frame = self.frame;
            self.small.retain(|_, small| small.seen + 2 > frame);
        }
    }

    /// The picture in the middle; `version` tells when it is another one.
    pub(super) fn main(&mut self, ctx: &Context, version: u64, pixels: &Pixels) -> Option<TextureId> {
        if let Some((held, handle)) = &self.main
            && *held == version
        {
            return Some(handle.id());
        }
        let options = TextureOptions { mipmap_mode: None, ..TextureOptions::LINEAR };
        let handle = ctx.load_texture("picture", image(ctx, pixels)?, options);
        let id = handle.id();
        self.main = Some((version, handle));
        Some(id)
    }

    /// A picture of the editor. A crisp one shows its pixels as squares where it is enlarged.
    pub(super) fn layer(&mut self, ctx: &Context, layer: Layer, pixels: &Pixels, is_crisp: bool) -> Option<TextureId> {
        if let Some(held) = self.layers.get(&layer)
            && Arc::ptr_eq(&held.pixels, &pixels.rgba)
            && held.is_crisp == is_crisp
        {
            return Some(held.handle.id());
        }
        let magnification = if is_crisp { TextureFilter::Nearest } else { TextureFilter::Linear };
        let options = TextureOptions { magnification, ..TextureOptions::LINEAR };
        let image = image(ctx, pixels)?;
        let kept = pixels.rgba.clone();
        if let Some(held) = self.layers.get_mut(&layer) {
            held.handle.set(image, options);
            (held.pixels, held.is_crisp) = (kept, is_crisp);
            return Some(held.handle.id());
        }
        let handle = ctx.load_texture("editor", image, options);
        let id = handle.id();
        self.layers.insert(layer, Held { handle, pixels: kept, is_crisp });
        Some(id)
    }

    /// Lets the editor's pictures go.
    pub(super) fn forget_layers(&mut self) {
        self.layers.clear();
    }

    /// Lets the picture in the middle go.
    pub(super) fn forget_main(&mut self) {
        self.main = None;
    }

    /// A small picture of the list.
    pub(super) fn small(&mut self, ctx: &Context, file: FileId, pixels: &Pixels) -> Option<TextureId> {
        let frame = self.frame;
        if let Some(small) = self.small.get_mut(&file)
            && small.pixels == pixels.rgba.as_ptr()
        {
            small.seen = frame;
            return Some(small.handle.id());
        }
        let handle = ctx.load_texture("thumbnail", image(ctx, pixels)?, TextureOptions::LINEAR);
        let id = handle.id();
        self.small.insert(file, Small { handle, pixels: pixels.rgba.as_ptr(), seen: frame });
        Some(id)
    }

    /// A thumbnail from a manifest.
    pub(super) fn signed(&mut self, ctx: &Context, uri: &str, pixels: &Pixels) -> Option<TextureId> {
        if let Some(kept) = self.signed.get(uri)
            && kept.pixels == pixels.rgba.as_ptr()
        {
            return Some(kept.handle.id());
        }
        let handle = ctx.load_texture("signed", image(ctx, pixels)?, TextureOptions::LINEAR);
        let id = handle.id();
        self.signed.insert(uri.to_owned(), Small { handle, pixels: pixels.rgba.as_ptr(), seen: self.frame });
        Some(id)
    }

    /// Lets those go, once none is shown.
    pub(super) fn forget_signed(&mut self) {
        self.signed.clear();
    }
}

/// Nothing when the card cannot take it, or when the numbers do not add up.
fn image(ctx: &Context, pixels: &Pixels) -> Option<ColorImage> {
    let size = [usize::try_from(pixels.width).ok()?, usize::try_from(pixels.height).ok()?];
    let [width, height] = size;
    let limit = ctx.input(|input| input.max_texture_side);
    let fits = width <= limit && height <= limit && width.checked_mul(height)?.checked_mul(4)? == pixels.rgba.len();
    fits.then(|| ColorImage::from_rgba_unmultiplied(size, &pixels.rgba))
}
