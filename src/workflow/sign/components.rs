//! Files that were put into the picture: each is looked at by a worker before it is taken in as an ingredient. Never decides
//! what they were put in for.

use std::path::{Path, PathBuf};

use super::Batch;
use super::one::{self, Stop};
use crate::credentials::sign::Component;
use crate::media::{self, MediaError};
use crate::problem::Problem;
use crate::provenance::format::Format;

/// What is to be listed, and whether a step in the history of one of them is broken.
pub(super) struct Examined {
    pub(super) components: Vec<Component>,
    pub(super) is_broken: bool,
}

/// Looks at each file. One whose own credentials are broken stops the road, unless the person asked to go on.
pub(super) fn examined(batch: &Batch<'_>, files: &[PathBuf]) -> Result<Examined, Stop> {
    let mut found = Examined { components: Vec::with_capacity(files.len()), is_broken: false };
    for path in files {
        let format = media::sniff(path).map_err(|error| unusable(path, &error))?;
        if matches!(format, Format::ManifestStore | Format::Unknown) {
            return Err(unusable(path, &MediaError::UnknownFormat).into());
        }
        found.is_broken |= one::examine_ingredient(batch, path)?;
        let title = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        found.components.push(Component { path: path.clone(), format, title, thumbnail: one::thumbnail(batch, path) });
    }
    Ok(found)
}

fn unusable(path: &Path, error: &MediaError) -> Problem {
    let file = crate::locale::elide(&path.to_string_lossy(), 200);
    crate::problem!("part-unusable", file = file, reason = error.problem().what).with_cause(error)
}

/// The files that an edit puts into the picture, in the order in which its steps name them.
pub(super) fn of_edit(edit: &crate::provenance::edit::Edit) -> Vec<PathBuf> {
    edit.watermark_image.iter().map(|mark| Path::new(&mark.file).to_owned()).collect()
}
