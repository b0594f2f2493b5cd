//! The picture of an image watermark, for previews: read by a worker once, kept until the file changes. Never decodes.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use crate::media::{Picture, PictureSource};
use crate::problem::Problem;
use crate::provenance::watermark::ImageMark;
use crate::worker::{Answer, Pool, Task};

/// Longest side in pixels; a mark on a preview is smaller than the preview.
const SIDE: u32 = 1024;

struct Kept {
    path: PathBuf,
    modified: Option<SystemTime>,
    picture: Arc<Picture>,
}

/// The one used last.
static KEPT: Mutex<Option<Kept>> = Mutex::new(None);

/// The mark's picture at screen size.
pub(super) fn picture(pool: &Pool, mark: &ImageMark) -> Result<Arc<Picture>, Problem> {
    let path = PathBuf::from(&mark.file);
    let modified = path.metadata().and_then(|facts| facts.modified()).ok();
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(kept) = kept.as_ref().filter(|kept| kept.path == path && kept.modified == modified) {
        return Ok(kept.picture.clone());
    }
    let named = |reason: &str| {
        crate::problem!("watermark-picture", file = crate::locale::elide(&mark.file, 200), reason = reason)
    };
    match pool.run(Task::Picture { path: path.clone(), max_side: SIDE }) {
        Answer::Picture(picture) if picture.source == PictureSource::Pixels => {
            let picture = Arc::new(picture);
            *kept = Some(Kept { path, modified, picture: picture.clone() });
            Ok(picture)
        }
        Answer::Failed(problem) => Err(named(&problem.what).with_details(problem.details)),
        _ => Err(named("")),
    }
}
