//! The file that another program made, signed in place of its source. Never measures, never decodes here.

use std::fs;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::Batch;
use super::one::{self, Stop};
use super::target::shown_name;
use crate::credentials::sign::{Edited, SignError};
use crate::media;
use crate::provenance::format::Format;
use crate::workflow::record::Recorded;

/// A larger edited file is not taken into memory.
const MAX_BYTES: u64 = 1024 * 1024 * 1024;

/// Takes in the edited file, which was examined when it was measured: its format, a small JPEG, and the record.
pub(super) fn edited(
    batch: &Batch<'_>,
    source: &Path,
    parent_format: Format,
    recorded: &Recorded,
) -> Result<(Format, Option<Vec<u8>>, Edited), Stop> {
    let unreadable = |source| SignError::SourceUnreadable { source }.problem(&recorded.edited);
    let format = media::sniff(&recorded.edited).map_err(|error| error.problem())?;
    if fs::metadata(&recorded.edited).map_err(unreadable)?.len() > MAX_BYTES {
        return Err(crate::problem!("file-too-large").into());
    }
    let asset = fs::read(&recorded.edited).map_err(unreadable)?;
    let is_measured = |sha256: &String| *sha256 == hex::encode(Sha256::digest(&asset));
    if !recorded.sha256.as_ref().is_none_or(is_measured) {
        return Err(crate::problem!("record-changed", name = shown_name(&recorded.edited)).into());
    }
    let edited = Edited {
        asset,
        parent_format,
        steps: recorded.steps.clone(),
        all_included: false,
        parent_thumbnail: if recorded.hides { None } else { one::thumbnail(batch, source) },
        hide_earlier_thumbnails: recorded.hides,
        left_behind: None,
        components: Vec::new(),
    };
    Ok((format, one::thumbnail(batch, &recorded.edited), edited))
}
