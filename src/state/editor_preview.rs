//! The picture in the editor: which pixels are on screen, which are wanted, which are there. Never renders any.
//!
//! The whole picture is always there at screen size. Where it is looked at more closely than that, the part in sight is
//! made from a finer copy of the original and painted over it.

use super::effect::JobId;
use super::histogram::Histogram;
use super::picture::{Pixels, Viewport};
use crate::provenance::edit::{Edit, Rect};

/// Longest side of the finest copy of the original that is fetched; what a worker hands over at most.
const FINEST_SIDE: u32 = 8_192;
/// How much coarser than the screen pixels may be before finer ones are fetched.
const SLACK: f32 = 1.05;
/// Added around the part in sight, in parts of its sides, so that a small move shows no blur.
const MARGIN: u32 = 5;

/// What of the picture is on screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sight {
    /// In pixels of the whole picture as it is shown.
    pub part: Rect,
    /// Screen pixels for each of these.
    pub scale: f32,
}

/// What is to be seen.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Look {
    pub edit: Edit,
    /// The original in the same shape, too, to set beside it.
    pub compare: bool,
    /// What has lost its detail is painted over.
    pub marks: bool,
}

/// What a job is to render.
#[derive(Debug, Clone, PartialEq)]
pub struct PreviewOrder {
    /// The original at screen size.
    pub base: Pixels,
    pub look: Look,
    /// Make the whole picture, not the part alone.
    pub whole: bool,
    pub detail: Option<DetailOrder>,
}

/// A part to be made from finer pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct DetailOrder {
    pub from: Pixels,
    /// In pixels of the whole result as it will be exported.
    pub part: Rect,
}

/// What a job rendered.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Preview {
    pub whole: Option<Whole>,
    pub detail: Option<Detail>,
}

/// The whole picture at screen size.
#[derive(Debug, Clone, PartialEq)]
pub struct Whole {
    pub pixels: Pixels,
    /// The original in the same shape, where that was asked for.
    pub original: Option<Pixels>,
    pub histogram: Histogram,
    /// Sides of the result before it is resized; those of `pixels.full_size` are after it.
    pub cropped: (u32, u32),
}

/// A part of it, finer.
#[derive(Debug, Clone, PartialEq)]
pub struct Detail {
    pub pixels: Pixels,
    pub original: Option<Pixels>,
    /// Left, top, right and lower edge, as shares of the whole.
    pub place: [f64; 4],
}

/// Everything that the canvas paints from.
#[derive(Debug, Clone, Default)]
pub struct Screen {
    /// The original at screen size; nothing before it came.
    pub base: Option<Pixels>,
    /// What the edit comes to; the original until the first preview came.
    pub shown: Option<Pixels>,
    pub original: Option<Pixels>,
    pub detail: Option<Detail>,
    pub histogram: Option<Histogram>,
    pub view: Viewport,
    pub sight: Option<Sight>,
    /// Fetches a finer copy of the original.
    pub refining: Option<JobId>,
    /// Finer copies of the original, the coarser first.
    fine: Vec<Pixels>,
    /// Sides of what is shown before it was resized.
    cropped: Option<(u32, u32)>,
    /// No finer copy is to be had.
    is_coarse: bool,
    /// What `shown` was made for.
    made: Option<Look>,
    /// What `detail` was made for: of which part, from a copy with which longest side.
    detailed: Option<(Look, Rect, u32)>,
    ordered: Option<Ordered>,
}

/// What is on its way.
#[derive(Debug, Clone)]
struct Ordered {
    look: Look,
    whole: bool,
    /// Of which part, from a copy with which longest side.
    detail: Option<(Rect, u32)>,
}

impl Screen {
    /// Takes the original at screen size.
    pub fn begin(&mut self, base: Pixels) {
        *self =
            Self { base: Some(base.clone()), shown: Some(base), view: self.view, sight: self.sight, ..Self::default() };
    }

    /// The longest side of a finer copy that is to be fetched for what is in sight.
    pub fn wants_finer(&self) -> Option<u32> {
        let level = self.level()?;
        let have = self.fine.last().map_or(0, longest);
        (self.refining.is_none() && !self.is_coarse && have + 2 < level).then_some(level)
    }

    /// Takes a finer copy, or that there is none.
    pub fn refine(&mut self, finer: Option<Pixels>) {
        self.refining = None;
        match finer {
            Some(pixels) => {
                self.fine.push(pixels);
                self.fine.sort_by_key(longest);
            }
            None => self.is_coarse = true,
        }
    }

    /// What is to be rendered so that `look` is to be seen; nothing when all is there.
    pub fn order(&mut self, look: &Look) -> Option<PreviewOrder> {
        let base = self.base.clone()?;
        let whole = self.made.as_ref() != Some(look);
        let detail = self.detail_order(look, whole);
        if !whole && detail.is_none() {
            return None;
        }
        let made_from = detail.as_ref().map(|detail| (detail.part, longest(&detail.from)));
        self.ordered = Some(Ordered { look: look.clone(), whole, detail: made_from });
        Some(PreviewOrder { base, look: look.clone(), whole, detail })
    }

    /// Takes what was rendered; nothing when that failed.
    pub fn take(&mut self, preview: Option<Preview>) {
        let Some(Ordered { look, whole, detail }) = self.ordered.take() else { return };
        // What failed once is not asked for again.
        if whole {
            self.made = Some(look.clone());
            self.detailed = None;
        }
        if let Some((part, side)) = detail {
            self.detailed = Some((look, part, side));
        }
        let Some(preview) = preview else { return };
        if let Some(made) = preview.whole {
            self.shown = Some(made.pixels);
            self.original = made.original;
            self.histogram = Some(made.histogram);
            self.cropped = Some(made.cropped);
            self.detail = None;
        }
        if preview.detail.is_some() {
            self.detail = preview.detail;
        }
    }

    /// Whether finer pixels are on their way.
    pub fn is_refining(&self) -> bool {
        self.refining.is_some()
    }

    /// The longest side of the copy that the present sight calls for; nothing where screen size does.
    fn level(&self) -> Option<u32> {
        let (base, sight) = (self.base.as_ref()?, self.sight?);
        let full = base.full_size.0.max(base.full_size.1);
        let have = longest(base);
        let shrink = self.shrink();
        let scale = sight.scale * shrink;
        // What was made smaller is seen to its pixels only where it is made from the original's own.
        let to_the_pixel = shrink < 1.0 && sight.scale * SLACK >= 1.0;
        if have >= full || (!to_the_pixel && scale * full as f32 <= have as f32 * SLACK) {
            return None;
        }
        let finest = full.min(FINEST_SIDE);
        let half = finest.div_ceil(2);
        Some(if !to_the_pixel && scale <= 0.5 && half > have { half } else { finest })
    }

    /// Pixels of the result for each of the original, along the longest side.
    fn shrink(&self) -> f32 {
        let (Some(shown), Some(cropped)) = (&self.shown, self.cropped) else { return 1.0 };
        let side = |(width, height): (u32, u32)| width.max(height).max(1) as f32;
        side(shown.full_size) / side(cropped)
    }

    fn detail_order(&self, look: &Look, whole: bool) -> Option<DetailOrder> {
        // Many pixels make one of a smaller result. While a slider moves, the whole does; the part follows.
        if whole && (look.edit.resize.is_some() || self.shrink() < 1.0) {
            return None;
        }
        let (level, sight) = (self.level()?, self.sight?);
        let from = self.fine.iter().find(|copy| longest(copy) + 2 >= level).or(self.fine.last())?;
        let is_there = self.detailed.as_ref().is_some_and(|(of, part, side)| {
            of == look && holds(part, &sight.part) && *side >= longest(from).min(level.saturating_sub(2))
        });
        if is_there && !whole {
            return None;
        }
        // While a slider moves, nothing is rendered that is not in sight.
        let part = if whole { sight.part } else { widened(sight.part) };
        Some(DetailOrder { from: from.clone(), part })
    }
}

fn longest(pixels: &Pixels) -> u32 {
    pixels.width.max(pixels.height)
}

fn holds(outer: &Rect, inner: &Rect) -> bool {
    let within = |at: u32, length: u32, inner: u32, inner_length: u32| {
        at <= inner && inner.saturating_add(inner_length) <= at.saturating_add(length)
    };
    within(outer.x, outer.width, inner.x, inner.width) && within(outer.y, outer.height, inner.y, inner.height)
}

fn widened(part: Rect) -> Rect {
    let side = |at: u32, length: u32| {
        let by = length / MARGIN;
        let near = at.saturating_sub(by);
        (near, at.saturating_add(length).saturating_add(by) - near)
    };
    let ((x, width), (y, height)) = (side(part.x, part.width), side(part.y, part.height));
    Rect { x, y, width, height }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provenance::edit::Resize;
    use crate::state::picture::Origin;

    fn pixels(width: u32, height: u32) -> Pixels {
        let rgba = vec![0; (width * height * 4) as usize].into();
        Pixels { width, height, rgba, full_size: (600, 400), origin: Origin::File }
    }

    fn screen(scale: f32, x: u32) -> Screen {
        let mut screen = Screen::default();
        screen.begin(pixels(60, 40));
        screen.sight = Some(Sight { part: Rect { x, y: 0, width: 50, height: 50 }, scale });
        screen
    }

    fn whole() -> Preview {
        let whole =
            Whole { pixels: pixels(60, 40), original: None, histogram: Histogram::of(&[]), cropped: (600, 400) };
        Preview { whole: Some(whole), detail: None }
    }

    fn detailed() -> Preview {
        Preview { whole: None, detail: Some(Detail { pixels: pixels(5, 5), original: None, place: [0.0; 4] }) }
    }

    #[test]
    fn screen_size_asks_for_nothing_finer() {
        assert_eq!(screen(0.1, 0).wants_finer(), None);
        assert_eq!(screen(0.3, 0).wants_finer(), Some(300));
        assert_eq!(screen(1.0, 0).wants_finer(), Some(600));
        let mut screen = screen(1.0, 0);
        screen.refine(None);
        assert_eq!(screen.wants_finer(), None, "what is not to be had is not asked for twice");
    }

    #[test]
    fn what_is_there_is_not_rendered_again() {
        let (mut screen, look) = (screen(0.1, 0), Look::default());
        assert!(screen.order(&look).is_some_and(|order| order.whole && order.detail.is_none()));
        screen.take(Some(whole()));
        assert_eq!(screen.order(&look), None);
        let other = Look { marks: true, ..look };
        assert!(screen.order(&other).is_some());
        screen.take(None);
        assert_eq!(screen.order(&other), None, "what failed is not tried for ever");
    }

    #[test]
    fn what_is_made_smaller_is_seen_to_its_pixels() {
        // A result of 120 pixels across, of an original with 600.
        let small = |scale: f32| {
            let mut screen = screen(scale, 0);
            let look = Look { edit: Edit { resize: Some(Resize::Within(120)), ..Edit::default() }, ..Look::default() };
            let order = screen.order(&look).unwrap();
            assert!(order.whole && order.detail.is_none());
            let pixels = Pixels { full_size: (120, 80), ..pixels(60, 40) };
            let whole = Whole { pixels, original: None, histogram: Histogram::of(&[]), cropped: (600, 400) };
            screen.take(Some(Preview { whole: Some(whole), detail: None }));
            (screen, look)
        };
        // 120 pixels on 30 points are fewer than the copy on screen has; at 100 % they are the original's own.
        assert_eq!(small(0.25).0.wants_finer(), None);
        assert_eq!(small(1.0).0.wants_finer(), Some(600));
        let (mut screen, look) = small(1.0);
        screen.refine(Some(pixels(600, 400)));
        let order = screen.order(&look).unwrap();
        assert!(!order.whole && order.detail.is_some(), "the part follows the whole");
        screen.take(Some(detailed()));
        // While a slider moves, only the whole is made.
        let other = Look { edit: Edit { mirror: true, ..look.edit.clone() }, ..look };
        let order = screen.order(&other).unwrap();
        assert!(order.whole && order.detail.is_none());
    }

    #[test]
    fn a_part_in_sight_is_made_from_finer_pixels_and_kept_while_it_covers() {
        let (mut screen, look) = (screen(1.0, 100), Look::default());
        screen.order(&look);
        screen.take(Some(whole()));
        screen.refine(Some(pixels(600, 400)));
        let order = screen.order(&look).unwrap();
        let part = order.detail.unwrap().part;
        assert_eq!((order.whole, part), (false, Rect { x: 90, y: 0, width: 70, height: 60 }));
        screen.take(Some(detailed()));
        screen.sight = Some(Sight { part: Rect { x: 105, y: 5, width: 50, height: 50 }, scale: 1.0 });
        assert_eq!(screen.order(&look), None);
        screen.sight = Some(Sight { part: Rect { x: 300, y: 5, width: 50, height: 50 }, scale: 1.0 });
        assert!(screen.order(&look).is_some());
        screen.take(Some(detailed()));
        // Another edit makes both anew, the part no larger than what is in sight.
        let other = Look { edit: Edit { mirror: true, ..Edit::default() }, ..look };
        let order = screen.order(&other).unwrap();
        assert!(order.whole && order.detail.is_some_and(|detail| detail.part.x == 300));
        screen.take(Some(whole()));
        assert!(screen.detail.is_none(), "a part of another edit was kept");
    }
}
