//! Where in the source an edited picture lies: every turn and mirroring, crops down to a fifth of the side, by the
//! normalised correlation of brightness, coarse to fine. Never looks at colour.

use super::plane::{Part, Planes};

/// Sides of the grids that are compared, coarse to fine.
const COARSE: usize = 14;
const MIDDLE: usize = 28;
const FINE: usize = 72;
/// Longer side of the grid by which a crop is placed at last, and how alike the two must be for that to be of use.
const POLISH: usize = 160;
const HOPEFUL: f64 = 0.25;
/// The smallest crop that is looked for, as a part of the largest possible one.
const SMALLEST: f64 = 0.2;
/// How much better than the whole picture a crop must fit to be taken for one.
const GAIN: f64 = 0.01;
/// From here on no other turn is tried.
const CERTAIN: f64 = 0.95;

/// How the edited picture lies over the source.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fit {
    /// Quarter turns clockwise of the source, then mirrored.
    pub(super) turns: u8,
    pub(super) mirror: bool,
    /// The part of the turned source.
    pub(super) place: Part,
    pub(super) is_stretched: bool,
    /// −1 to 1.
    pub(super) similarity: f64,
}

impl Fit {
    /// Whether all of the source is shown, but for a rounded pixel or two.
    pub(super) fn is_whole(&self) -> bool {
        self.place == Part::WHOLE
    }
}

/// The best fit that there is.
pub(super) fn fit(source: &Planes, edited: &Planes) -> Fit {
    let mut best: Option<Fit> = None;
    for (mirror, turns) in [(false, 0), (false, 1), (false, 3), (false, 2), (true, 0), (true, 2), (true, 1), (true, 3)]
    {
        let found = fit_turned(&source.turned(turns, mirror), edited, turns, mirror);
        // A turn must fit clearly better than none.
        if best.is_none_or(|best| found.similarity > best.similarity + GAIN) {
            best = Some(found);
        }
        if best.is_some_and(|best| best.similarity > CERTAIN) {
            break;
        }
    }
    let none = Fit { turns: 0, mirror: false, place: Part::WHOLE, is_stretched: false, similarity: -1.0 };
    best.map_or(none, |best| polished(source, edited, best))
}

/// The same fit, its crop placed to within a pixel or so: a crop that is off by a hundredth makes every edge in the
/// picture a change.
fn polished(source: &Planes, edited: &Planes, fit: Fit) -> Fit {
    if fit.is_whole() || fit.similarity < HOPEFUL {
        return fit;
    }
    let source = source.turned(fit.turns, fit.mirror);
    let ratio = edited.width as f64 / edited.height.max(1) as f64;
    let grid = sides(ratio, POLISH);
    let sharp = |planes: &Planes, part: &Part| {
        let brightness: Vec<f64> = planes.grid(part, grid).iter().map(|cell| cell[3]).collect();
        standing_out(&brightness, grid)
    };
    let target = sharp(edited, &Part::WHOLE);
    let score = |place: &Part| correlation(&sharp(&source, place), &target);
    let before = score(&fit.place);
    // The sides of a crop have the ratio of the edited picture.
    let from = source.width as f64 / source.height.max(1) as f64;
    let largest = if ratio > from { (1.0, from / ratio) } else { (ratio / from, 1.0) };
    let place = ascend(score, fit.place, largest, 0.012, 0.0002);
    let after = score(&place);
    if after > before { Fit { place, similarity: fit.similarity.max(after), ..fit } } else { fit }
}

fn fit_turned(source: &Planes, edited: &Planes, turns: u8, mirror: bool) -> Fit {
    let ratio = |planes: &Planes| planes.width as f64 / planes.height.max(1) as f64;
    let (from, to) = (ratio(source), ratio(edited));
    // Sizes are rounded to whole pixels, and these were made smaller.
    let is_stretched = (from / to - 1.0).abs() > 0.015;
    let fine = sides(to, FINE);
    let target = edited.rough(&Part::WHOLE, fine);
    let whole = correlation(&source.rough(&Part::WHOLE, fine), &target);
    let mut best = Fit { turns, mirror, place: Part::WHOLE, is_stretched, similarity: whole };
    if is_stretched || whole <= CERTAIN + 0.035 {
        // The largest part with the sides of the edited picture.
        let largest = if to > from { (1.0, from / to) } else { (to / from, 1.0) };
        let middle = sides(to, MIDDLE);
        let middle_target = edited.rough(&Part::WHOLE, middle);
        for start in starts(source, edited, to, largest) {
            let near = climb(source, &middle_target, middle, start, largest, 0.04);
            let place = climb(source, &target, fine, near, largest, 0.006);
            let similarity = correlation(&source.rough(&place, fine), &target);
            if similarity > best.similarity + if best.is_whole() { GAIN } else { 0.0 } {
                best = Fit { turns, mirror, place, is_stretched: false, similarity };
            }
        }
    }
    // A crop of next to nothing is how programs round.
    if best.place.width > 0.992 && best.place.height > 0.992 {
        best.place = Part::WHOLE;
    }
    // Soft light and shadow are alike in many pictures; what stands out from its surroundings is not.
    let sharp = |planes: &Planes, part: &Part| standing_out(&planes.rough(part, fine), fine);
    best.similarity = correlation(&sharp(source, &best.place), &sharp(edited, &Part::WHOLE));
    best
}

/// The most promising places of a coarse search.
fn starts(source: &Planes, edited: &Planes, ratio: f64, largest: (f64, f64)) -> Vec<Part> {
    let grid = sides(ratio, COARSE);
    let target = edited.rough(&Part::WHOLE, grid);
    let mut found: Vec<(f64, Part)> = Vec::new();
    let mut scale = 1.0;
    while scale >= SMALLEST {
        let (width, height) = (largest.0 * scale, largest.1 * scale);
        let steps = |room: f64, size: f64| ((room / (size / 7.0)).ceil() as usize).max(usize::from(room > 1e-6));
        let (across, down) = (steps(1.0 - width, width), steps(1.0 - height, height));
        for row in 0..=down {
            for column in 0..=across {
                let part = |room: f64, at: usize, of: usize| if of == 0 { 0.0 } else { room * at as f64 / of as f64 };
                let place =
                    Part { x: part(1.0 - width, column, across), y: part(1.0 - height, row, down), width, height };
                found.push((correlation(&source.rough(&place, grid), &target), place));
            }
        }
        scale *= 0.88;
    }
    found.sort_by(|one, other| other.0.total_cmp(&one.0));
    found.into_iter().take(3).map(|(_, place)| place).collect()
}

/// Moves and scales a place, to whole pixels, as long as that fits better, in smaller and smaller steps.
fn climb(source: &Planes, target: &[f64], grid: (usize, usize), start: Part, largest: (f64, f64), step: f64) -> Part {
    ascend(|place| correlation(&source.rough(place, grid), target), start, largest, step, 0.0008)
}

fn ascend(score: impl Fn(&Part) -> f64, start: Part, largest: (f64, f64), step: f64, least: f64) -> Part {
    let (mut best, mut step) = (start, step);
    let mut best_score = score(&best);
    while step > least {
        let moves = [
            (step, 0.0, 0.0),
            (-step, 0.0, 0.0),
            (0.0, step, 0.0),
            (0.0, -step, 0.0),
            (0.0, 0.0, step),
            (0.0, 0.0, -step),
        ];
        let tried = moves.iter().filter_map(|&(x, y, grow)| {
            // Around its middle, with the same ratio of the sides.
            let scale = (best.width / largest.0 + grow).clamp(SMALLEST / 2.0, 1.0);
            let (width, height) = (largest.0 * scale, largest.1 * scale);
            let x = (best.x + x + (best.width - width) / 2.0).clamp(0.0, 1.0 - width);
            let y = (best.y + y + (best.height - height) / 2.0).clamp(0.0, 1.0 - height);
            let place = Part { x, y, width, height };
            (place != best).then(|| (score(&place), place))
        });
        match tried.max_by(|one, other| one.0.total_cmp(&other.0)) {
            Some((score, place)) if score > best_score + 1e-7 => (best_score, best) = (score, place),
            _ => step /= 2.0,
        }
    }
    best
}

/// Each cell against the mean of those around it.
fn standing_out(cells: &[f64], (columns, rows): (usize, usize)) -> Vec<f64> {
    let mut out = Vec::with_capacity(cells.len());
    for y in 0..rows {
        for x in 0..columns {
            let (mut sum, mut count) = (0.0, 0.0);
            for row in y.saturating_sub(2)..=(y + 2).min(rows - 1) {
                let line = row * columns;
                let near = cells.get(line + x.saturating_sub(2)..=line + (x + 2).min(columns - 1)).unwrap_or_default();
                sum += near.iter().sum::<f64>();
                count += near.len() as f64;
            }
            out.push(cells.get(y * columns + x).copied().unwrap_or_default() - sum / count);
        }
    }
    out
}

/// A grid with this longer side for a picture with these sides.
pub(super) fn sides(ratio: f64, longer: usize) -> (usize, usize) {
    let shorter = |ratio: f64| ((longer as f64 * ratio).round() as usize).clamp(3, longer);
    if ratio >= 1.0 { (longer, shorter(1.0 / ratio)) } else { (shorter(ratio), longer) }
}

/// Normalised cross-correlation. Two even surfaces are alike.
fn correlation(one: &[f64], other: &[f64]) -> f64 {
    let count = one.len().min(other.len()).max(1) as f64;
    let (a, b) = (one.iter().sum::<f64>() / count, other.iter().sum::<f64>() / count);
    let (mut product, mut square_one, mut square_other) = (0.0, 0.0, 0.0);
    for (one, other) in one.iter().zip(other) {
        let (da, db) = (one - a, other - b);
        product += da * db;
        square_one += da * da;
        square_other += db * db;
    }
    let even = |square: f64| square / count < 0.01;
    match (even(square_one), even(square_other)) {
        (true, true) => 1.0,
        (true, false) | (false, true) => 0.0,
        (false, false) => product / (square_one * square_other).sqrt(),
    }
}
