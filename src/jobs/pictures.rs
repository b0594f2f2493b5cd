//! Pictures and manifests from workers.

use std::path::{Path, PathBuf};

use crate::media::{Picture, PictureSource};
use crate::state::compare::Compared;
use crate::state::msg::Answer;
use crate::state::picture::{Origin, Pixels};
use crate::worker::{self, Pool, Task};
use crate::workflow::changed;

pub(super) fn picture(pool: &Pool, path: PathBuf, max_side: u32) -> Answer {
    run(pool, Task::Picture { path, max_side })
}

/// Does a task that gives a picture.
pub(super) fn run(pool: &Pool, task: Task) -> Answer {
    match pool.run(task) {
        worker::Answer::Picture(picture) => Answer::Picture(checked(picture)),
        worker::Answer::Failed(problem) => Answer::Picture(Err(problem)),
        _ => Answer::Failed(crate::problem!("job-broke-off")),
    }
}

/// What changed from a signed thumbnail to the file's picture.
pub(super) fn compared(pool: &Pool, path: &Path, uri: &str) -> Answer {
    let measured = changed::measure(pool, path, uri);
    Answer::Compared(measured.and_then(|(changed, then)| Ok(Box::new(Compared { changed, then: checked(then)? }))))
}

pub(super) fn manifest(pool: &Pool, path: PathBuf, label: String) -> Answer {
    match pool.run(Task::Manifest { path, label }) {
        worker::Answer::Json(value) => Answer::Manifest(Ok(value)),
        worker::Answer::Failed(problem) => Answer::Manifest(Err(problem)),
        _ => Answer::Failed(crate::problem!("job-broke-off")),
    }
}

/// A worker that reads a hostile file may be made to lie; the window paints only what adds up.
pub(super) fn checked(picture: Picture) -> Result<Pixels, crate::problem::Problem> {
    let pixels = u64::from(picture.width) * u64::from(picture.height);
    if pixels == 0 || pixels * 4 != picture.rgba.len() as u64 {
        return Err(crate::problem!("picture-does-not-add-up"));
    }
    Ok(Pixels {
        width: picture.width,
        height: picture.height,
        rgba: picture.rgba.into(),
        full_size: picture.full_size,
        origin: match picture.source {
            PictureSource::Pixels => Origin::File,
            PictureSource::EmbeddedPreview => Origin::EmbeddedPreview,
            PictureSource::ManifestThumbnail => Origin::ManifestThumbnail,
        },
    })
}
