//! One change of tone for a whole picture: how far each part is from what it would be under it. Brightness that would
//! lie beyond black or white is told from a part that was painted over; never decides what is a part.

use super::align::Fit;
use super::difference::median;
use super::plane::{Part, Planes};

/// Each cell is looked at in so many parts on each side: where some of it is clipped, its mean says too little.
const FINE: usize = 4;
/// Levels up to which a part counts as black, and from which on as white, which compression does not leave alone.
const ENDS: (f64, f64) = (4.0, 251.0);
/// How often the change is found anew, without what it does not fit.
const ROUNDS: usize = 6;
/// With fewer cells that are not clipped, in parts of all, those that are count as well.
const LEAST_CERTAIN: usize = 10;
const FEATURES: usize = 6;
/// What keeps the change solvable.
const RIDGE: f64 = 1e-3;
/// What holds its bent terms down where little tells of them.
const BENT: f64 = 0.3;

type Features = [f64; FEATURES];

/// Whether a change of tone may go beyond black or white, so that what lies there says nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clips {
    No,
    Yes,
}

/// What one change of tone leaves unexplained.
pub(super) struct Unexplained {
    /// How far each cell of the grid is from what the source's would be under it, in levels of 255.
    pub(super) off: Vec<f64>,
    /// The same in the middle of the cells that tell, which those that are beyond black or white do not.
    pub(super) middle: f64,
}

/// Both pictures over a grid on the edited one, sampled once for every kind of change that is tried.
pub(super) struct Cells {
    /// Of the source, [`FINE`] times [`FINE`] for each cell, which follow one another.
    parts: Vec<Features>,
    means: Vec<Features>,
    /// The edited picture's parts, in the same order.
    to: Vec<[f64; 4]>,
}

impl Cells {
    pub(super) fn of(source: &Planes, edited: &Planes, fit: &Fit, (columns, rows): (usize, usize)) -> Self {
        let fine = (columns * FINE, rows * FINE);
        let parts: Vec<Features> = by_cell(source.grid(&fit.place, fine), columns).iter().map(features).collect();
        let means = parts.chunks(FINE * FINE).map(mean).collect();
        Self { parts, means, to: by_cell(edited.grid(&Part::WHOLE, fine), columns) }
    }

    /// Finds the change. Cells that are far off do not count for what it is.
    pub(super) fn unexplained(&self, clips: Clips) -> Unexplained {
        let mut channels = [0, 1, 2].map(|channel| Channel::of(&self.to, channel, clips));
        let mut weights = vec![1.0; self.means.len()];
        let (mut off, mut middle) = (vec![0.0; self.means.len()], 0.0);
        for _ in 0..ROUNDS {
            off.fill(0.0);
            for channel in &mut channels {
                channel.explain(&self.parts, &self.means, &weights, &mut off);
            }
            middle = median(&telling(&off, &channels));
            let limit = (middle * 3.0).max(1.0);
            for (weight, off) in weights.iter_mut().zip(&off) {
                *weight = if *off > limit { 0.0 } else { 1.0 };
            }
        }
        Unexplained { off, middle }
    }
}

/// How far those cells are off of which some channel is not beyond its end.
fn telling(off: &[f64], channels: &[Channel; 3]) -> Vec<f64> {
    let tells = |index: usize| channels.iter().any(|channel| channel.is_beyond.get(index) == Some(&false));
    off.iter().enumerate().filter(|(index, _)| tells(*index)).map(|(_, off)| *off).collect()
}

/// Whether a colour is as dark or as bright as can be in one of its channels.
pub(super) fn is_clipped(&[r, g, b, _]: &[f64; 4]) -> bool {
    [r, g, b].iter().any(|value| *value <= ENDS.0 || *value >= ENDS.1)
}

/// One channel of the edited picture, cell by cell.
struct Channel {
    wanted: Vec<f64>,
    ends: Vec<End>,
    /// The change goes beyond the end there: how far cannot be seen, so it says nothing of the change.
    is_beyond: Vec<bool>,
    clips: Clips,
}

/// Whether some of a cell is as dark or as bright as can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    None,
    Dark,
    Bright,
}

impl Channel {
    fn of(to: &[[f64; 4]], channel: usize, clips: Clips) -> Self {
        let (mut wanted, mut ends) = (Vec::new(), Vec::new());
        for cell in to.chunks(FINE * FINE) {
            let values = cell.iter().map(|part| part.get(channel).copied().unwrap_or_default());
            let (mut sum, mut end) = (0.0, End::None);
            for value in values {
                sum += value;
                end = match value {
                    _ if value <= ENDS.0 => End::Dark,
                    _ if value >= ENDS.1 => End::Bright,
                    _ => end,
                };
            }
            wanted.push(sum / cell.len().max(1) as f64);
            ends.push(end);
        }
        let certain = ends.iter().filter(|end| **end == End::None).count();
        let is_enough = clips == Clips::Yes && certain * LEAST_CERTAIN >= ends.len() && certain >= 2 * FEATURES;
        let is_beyond = ends.iter().map(|end| is_enough && *end != End::None).collect();
        Self { wanted, ends, is_beyond, clips }
    }

    /// Finds the change of this channel and adds how far each cell is from it. A cell that is clipped counts for the change
    /// once the change does not reach the end there.
    fn explain(&mut self, parts: &[Features], means: &[Features], weights: &[f64], off: &mut [f64]) {
        let counts = |(weight, is_beyond): (&f64, &bool)| if *is_beyond { 0.0 } else { *weight };
        let counted: Vec<f64> = weights.iter().zip(&self.is_beyond).map(counts).collect();
        let bent = if self.clips == Clips::Yes { BENT } else { RIDGE };
        let Some(model) = least_squares(means, &self.wanted, &counted, bent) else { return };
        let cells = parts.chunks(FINE * FINE).zip(means).zip(self.wanted.iter().zip(&self.ends));
        for ((((parts, mean), (wanted, end)), off), is_beyond) in cells.zip(off).zip(&mut self.is_beyond) {
            if self.clips == Clips::No {
                *off += (wanted - product(mean, &model)).abs() / 3.0;
                continue;
            }
            let told = parts.iter().map(|part| product(part, &model).clamp(0.0, 255.0)).sum::<f64>();
            *off += (wanted - told / parts.len().max(1) as f64).abs() / 3.0;
            *is_beyond = match end {
                End::None => false,
                End::Dark => product(mean, &model) <= *wanted,
                End::Bright => product(mean, &model) >= *wanted,
            };
        }
    }
}

/// A fine grid so that the parts of each cell follow one another.
fn by_cell(fine: Vec<[f64; 4]>, columns: usize) -> Vec<[f64; 4]> {
    let across = columns * FINE;
    let mut sorted = Vec::with_capacity(fine.len());
    for rows in fine.chunks(across * FINE) {
        for column in 0..columns {
            for row in rows.chunks(across) {
                sorted.extend(row.iter().skip(column * FINE).take(FINE));
            }
        }
    }
    sorted
}

fn features(&[r, g, b, l]: &[f64; 4]) -> Features {
    let unit = l / 255.0;
    [1.0, r / 255.0, g / 255.0, b / 255.0, unit * unit, unit * unit * unit]
}

fn mean(parts: &[Features]) -> Features {
    let mut sum = [0.0; FEATURES];
    for part in parts {
        for (sum, value) in sum.iter_mut().zip(part) {
            *sum += value / parts.len() as f64;
        }
    }
    sum
}

fn product(features: &Features, model: &Features) -> f64 {
    features.iter().zip(model).map(|(feature, weight)| feature * weight).sum()
}

/// Weighted least squares by the normal equations, kept solvable by a small ridge.
fn least_squares(features: &[[f64; FEATURES]], wanted: &[f64], weights: &[f64], bent: f64) -> Option<[f64; FEATURES]> {
    let mut matrix = [[0.0; FEATURES + 1]; FEATURES];
    for ((row, wanted), weight) in features.iter().zip(wanted).zip(weights) {
        for (line, one) in matrix.iter_mut().zip(row) {
            for (cell, other) in line.iter_mut().zip(row.iter().chain(std::iter::once(wanted))) {
                *cell += one * other * weight;
            }
        }
    }
    for (index, line) in matrix.iter_mut().enumerate() {
        // The bent terms last: a few dark cells alone would bend the bright end anywhere.
        *line.get_mut(index)? += if index < FEATURES - 2 { RIDGE } else { bent };
    }
    for pivot in 0..FEATURES {
        let line = *matrix.get(pivot)?;
        let by = *line.get(pivot)?;
        if by.abs() < 1e-12 {
            return None;
        }
        for (_, other) in matrix.iter_mut().enumerate().filter(|(index, _)| *index != pivot) {
            let factor = *other.get(pivot)? / by;
            for (cell, value) in other.iter_mut().zip(&line) {
                *cell -= factor * value;
            }
        }
    }
    let mut solution = [0.0; FEATURES];
    for (index, (value, line)) in solution.iter_mut().zip(&matrix).enumerate() {
        *value = line.get(FEATURES)? / line.get(index)?;
    }
    Some(solution)
}
