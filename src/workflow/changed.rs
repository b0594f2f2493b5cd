//! What changed: from a file and a step of its history to what measuring found between the step's signed thumbnail and
//! the picture as it is now. Never compares with a thumbnail that nobody's signature stands for.

use std::path::Path;

use crate::media::Picture;
use crate::problem::Problem;
use crate::provenance::changed::Changed;
use crate::provenance::report::{Report, Step};
use crate::provenance::thumbnail::{self, Thumbnail, ThumbnailState};
use crate::worker::{Answer, Pool, Task};

/// A step of the history, counted from 0, and the signed thumbnail that shows it.
#[derive(Debug, Clone, Copy)]
pub struct Chosen<'a> {
    pub number: usize,
    pub step: &'a Step,
    pub thumbnail: &'a Thumbnail,
}

/// The step to compare with: the one that the person named, counted from 1, or else the one that tells most.
///
/// # Errors
/// There is no such step; its thumbnail is missing, was removed, or nobody's signature stands for it; no step has one.
pub fn choose(report: &Report, step: Option<usize>) -> Result<Chosen<'_>, Problem> {
    let steps = &report.history.steps;
    let Some(wanted) = step else {
        return thumbnail::most_telling(report)
            .and_then(|number| chosen(report, number))
            .ok_or_else(|| crate::problem!("compare-nothing"));
    };
    let no_step = || crate::problem!("compare-no-step", count = steps.len());
    let number = wanted.checked_sub(1).ok_or_else(no_step)?;
    let step = steps.get(number).ok_or_else(no_step)?;
    match thumbnail::of_step(report, step).map(|thumbnail| thumbnail.state) {
        Some(ThumbnailState::Signed) => chosen(report, number).ok_or_else(|| crate::problem!("check-no-picture")),
        Some(ThumbnailState::Removed) => Err(crate::problem!("thumbnail-removed")),
        Some(ThumbnailState::Changed) => Err(crate::problem!("thumbnail-changed")),
        Some(ThumbnailState::NotSigned) => Err(crate::problem!("thumbnail-not-signed")),
        None => Err(crate::problem!("check-no-picture")),
    }
}

/// Measures in a worker. Gives the thumbnail, too, turned as the picture is.
///
/// # Errors
/// The file shows no picture, or the thumbnail is not one that a signature stands for.
pub fn measure(pool: &Pool, path: &Path, uri: &str) -> Result<(Changed, Picture), Problem> {
    match pool.run(Task::WhatChanged { path: path.to_owned(), uri: uri.to_owned() }) {
        // A worker that reads a hostile file may be made to lie.
        Answer::Changed(changed, then) if changed.adds_up() => Ok((*changed, then)),
        Answer::Failed(problem) => Err(problem),
        _ => Err(crate::problem!("compare-failed")),
    }
}

fn chosen(report: &Report, number: usize) -> Option<Chosen<'_>> {
    let step = report.history.steps.get(number)?;
    let thumbnail = thumbnail::of_step(report, step)?;
    Some(Chosen { number, step, thumbnail })
}
