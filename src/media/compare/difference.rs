//! What differs once two pictures lie over each other: tone over the whole, detail, and parts that the change of tone
//! does not explain. Never decides whether they are the same picture.

use super::align::{Fit, sides};
use super::plane::{Part, Planes};
use super::tone::{self, Clips};
use crate::provenance::comparison::ToneChange;

/// Longer side of the grid that parts are told by, at most.
const CELLS: usize = 96;
/// A cell has at least so many pixels of the coarser picture on each side: fewer are noise of compression.
const CELL_PIXELS: f64 = 3.0;
/// Longer side of the grid that detail is measured on.
const DETAIL: usize = 384;
/// A cell differs when it is off by this many levels of 255 …
const LEAST: f64 = 9.0;
/// … and by this many times what the cells are off by in the middle.
const TIMES: f64 = 6.0;
/// Where the source changes from cell to cell, scaling it otherwise moves each by up to this part of that change.
const LEEWAY: f64 = 0.3;
/// A part of fewer cells is noise.
const FEWEST_CELLS: usize = 3;
/// Parts beyond this are not told one by one.
const MAX_REGIONS: usize = 20;

/// What was measured.
pub(super) struct Found {
    pub(super) tone: ToneChange,
    pub(super) detail: f64,
    /// In parts of the edited picture.
    pub(super) regions: Vec<Part>,
    /// Levels of 255 from which on a cell counts as different.
    pub(super) limit: f64,
    /// Side of a cell, in pixels of the source.
    pub(super) cell: f64,
}

/// Measures, with the source turned already.
pub(super) fn measure(source: &Planes, edited: &Planes, fit: &Fit) -> Found {
    let ratio = edited.width as f64 / edited.height.max(1) as f64;
    let shown = fit.place.width * source.width as f64;
    let grid = sides(ratio, cells(edited, shown, ratio));
    let (from, to) = (source.grid(&fit.place, grid), edited.grid(&Part::WHOLE, grid));
    let leeway = spreads(&from, grid);
    let compared = tone::Cells::of(source, edited, fit, grid);
    let under = |clips| {
        let tone::Unexplained { off, middle } = compared.unexplained(clips);
        let limit = (middle * TIMES).max(LEAST);
        let differs = off.iter().zip(&leeway).map(|(off, spread)| *off > limit + spread * LEEWAY);
        (differs.collect::<Vec<bool>>(), limit)
    };
    let left = |(differs, _): &(Vec<bool>, f64)| differs.iter().filter(|differs| **differs).count();
    // Whichever change explains more is the one that was made.
    let (plain, clipped) = (under(Clips::No), under(Clips::Yes));
    let (differs, limit) = if left(&clipped) < left(&plain) { clipped } else { plain };
    let (kept_from, kept_to): (Vec<_>, Vec<_>) =
        from.iter().zip(&to).zip(&differs).filter(|(_, differs)| !**differs).map(|((a, b), _)| (*a, *b)).unzip();
    Found {
        tone: tone_change(&kept_from, &kept_to),
        detail: detail(source, edited, fit, ratio),
        regions: regions(&differs, grid),
        limit,
        cell: shown / grid.0.max(1) as f64,
    }
}

/// Longer side of the grid, as fine as both pictures carry. `shown` is the width that is compared, in the source.
fn cells(edited: &Planes, shown: f64, ratio: f64) -> usize {
    let longer = if ratio < 1.0 { shown / ratio } else { shown };
    let longer = longer.min(edited.width.max(edited.height) as f64);
    ((longer / CELL_PIXELS) as usize).clamp(8, CELLS)
}

fn tone_change(from: &[[f64; 4]], to: &[[f64; 4]]) -> ToneChange {
    let count = from.len().max(1) as f64;
    let mean = |grid: &[[f64; 4]]| grid.iter().map(|cell| cell[3]).sum::<f64>() / count;
    let (mean_from, mean_to) = (mean(from), mean(to));
    let spread =
        |grid: &[[f64; 4]], mean: f64| (grid.iter().map(|cell| (cell[3] - mean).powi(2)).sum::<f64>() / count).sqrt();
    let colour = |grid: &[[f64; 4]]| {
        let of = |&[r, g, b, _]: &[f64; 4]| r.max(g).max(b) - r.min(g).min(b);
        grid.iter().map(of).sum::<f64>() / count
    };
    let ratio = |to: f64, from: f64, least: f64| if from < least { 1.0 } else { to / from };
    let (colour_from, colour_to) = (colour(from), colour(to));
    ToneChange {
        brightness: mean_to - mean_from,
        contrast: ratio(spread(to, mean_to), spread(from, mean_from), 2.0),
        saturation: ratio(colour_to, colour_from, 4.0),
        black_and_white: colour_to < 2.5 && colour_from > 6.0,
    }
}

/// How strong fine detail is, against the source at the same size and spread of brightness.
fn detail(source: &Planes, edited: &Planes, fit: &Fit, ratio: f64) -> f64 {
    // Only as fine as both pictures are.
    let shown = fit.place.width * source.width as f64;
    let longest = (edited.width.max(edited.height) as f64).min(shown * if ratio < 1.0 { 1.0 / ratio } else { 1.0 });
    let grid = sides(ratio, (longest / 2.0).clamp(16.0, DETAIL as f64) as usize);
    let (from, to) = (source.grid(&fit.place, grid), edited.grid(&Part::WHOLE, grid));
    // What is clipped shows no detail, whatever was done to it.
    let is_clipped: Vec<bool> = to.iter().map(tone::is_clipped).collect();
    let edges = |cells: &[[f64; 4]]| -> Vec<f64> {
        let rows = cells.chunks_exact(grid.0).flat_map(|row| row.windows(3));
        let clipped = is_clipped.chunks_exact(grid.0).flat_map(|row| row.windows(3));
        rows.zip(clipped)
            .filter_map(|(three, clipped)| match (three, clipped) {
                (&[[.., a], [.., b], [.., c]], [false, false, false]) => Some((b - (a + c) / 2.0).abs()),
                _ => None,
            })
            .collect()
    };
    let spread = |cells: &[[f64; 4]]| {
        let seen = cells.iter().zip(&is_clipped).filter(|(_, is_clipped)| !**is_clipped);
        let values: Vec<f64> = seen.map(|(cell, _)| cell[3]).collect();
        let middle = median(&values);
        median(&values.iter().map(|value| (value - middle).abs()).collect::<Vec<_>>()).max(1.0)
    };
    // The ninth tenth: noise does not reach it, and a part that was painted over does not fill it.
    let strong = |cells: &[[f64; 4]]| {
        let mut sorted = edges(cells);
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() * 9 / 10).copied().unwrap_or_default()
    };
    let (from_edges, to_edges) = (strong(&from), strong(&to));
    if from_edges < 1.5 { 1.0 } else { to_edges / from_edges * spread(&from) / spread(&to) }
}

/// How far brightness goes up and down around each cell.
fn spreads(cells: &[[f64; 4]], (columns, rows): (usize, usize)) -> Vec<f64> {
    let mut out = Vec::with_capacity(cells.len());
    for y in 0..rows {
        for x in 0..columns {
            let (mut least, mut most) = (f64::MAX, f64::MIN);
            for row in y.saturating_sub(1)..=(y + 1).min(rows - 1) {
                let line = row * columns;
                let near = cells.get(line + x.saturating_sub(1)..=line + (x + 1).min(columns - 1)).unwrap_or_default();
                for &[.., light] in near {
                    (least, most) = (least.min(light), most.max(light));
                }
            }
            out.push((most - least).max(0.0));
        }
    }
    out
}

pub(super) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// Cells that hang together, over a gap of one, as rectangles; the largest first.
fn regions(differs: &[bool], (columns, rows): (usize, usize)) -> Vec<Part> {
    let mut seen = vec![false; differs.len()];
    let mut found: Vec<(usize, Part)> = Vec::new();
    for start in 0..differs.len() {
        if !differs.get(start).copied().unwrap_or(false) || seen.get(start).copied().unwrap_or(true) {
            continue;
        }
        let (mut left, mut right, mut top, mut bottom, mut count) = (columns, 0, rows, 0, 0);
        let mut todo = vec![start];
        while let Some(cell) = todo.pop() {
            match seen.get_mut(cell) {
                Some(seen) if !*seen => *seen = true,
                _ => continue,
            }
            let (x, y) = (cell % columns, cell / columns);
            (left, right, top, bottom) = (left.min(x), right.max(x), top.min(y), bottom.max(y));
            count += 1;
            for ny in y.saturating_sub(2)..=(y + 2).min(rows - 1) {
                for nx in x.saturating_sub(2)..=(x + 2).min(columns - 1) {
                    let near = ny * columns + nx;
                    if differs.get(near) == Some(&true) && seen.get(near) == Some(&false) {
                        todo.push(near);
                    }
                }
            }
        }
        if count >= FEWEST_CELLS {
            let (w, h) = (columns as f64, rows as f64);
            let (x, y) = (left as f64 / w, top as f64 / h);
            let part = Part { x, y, width: (right + 1) as f64 / w - x, height: (bottom + 1) as f64 / h - y };
            found.push((count, part));
        }
    }
    found.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    found.into_iter().take(MAX_REGIONS).map(|(_, part)| part).collect()
}
