//! What measuring found between a signed thumbnail and the present picture, in words; told once for the window and the
//! command line.

use super::{text, text_with};
use crate::provenance::changed::{Change, Changed};
use crate::provenance::thumbnail::{Thumbnail, ThumbnailState};

/// A line for each kind of change; one that says so where there is none.
pub fn lines(changed: &Changed) -> Vec<String> {
    let changes = changed.changes();
    if changes.is_empty() {
        return vec![text("changed-none").to_owned()];
    }
    changes.into_iter().map(line).collect()
}

/// How it was measured, and what that cannot show.
pub fn notes(changed: &Changed) -> Vec<String> {
    let found = &changed.comparison;
    let mut notes = vec![text("changed-small").to_owned()];
    if found.of_previews {
        notes.push(text("changed-of-preview").to_owned());
    }
    if found.is_same_picture() {
        let whole = |number: f64| number.round().max(1.0) as i64;
        notes.push(text_with(
            "changed-measured",
            &[
                ("block", whole(changed.block_pixels).into()),
                ("width", found.source_size.0.into()),
                ("height", found.source_size.1.into()),
                ("levels", whole(changed.limit_levels).into()),
            ],
        ));
    }
    notes
}

/// Why nothing is compared with this thumbnail; `None` where it is.
pub fn refusal(thumbnail: Option<&Thumbnail>) -> Option<&'static str> {
    match thumbnail {
        None => Some(text("changed-thumbnail-none")),
        Some(Thumbnail { state: ThumbnailState::Signed, .. }) => None,
        Some(Thumbnail { state: ThumbnailState::Removed, .. }) => Some(text("changed-thumbnail-removed")),
        Some(Thumbnail { state: ThumbnailState::Changed, .. }) => Some(text("changed-thumbnail-changed")),
        Some(Thumbnail { state: ThumbnailState::NotSigned, .. }) => Some(text("changed-thumbnail-not-signed")),
    }
}

fn line(change: Change) -> String {
    let number = |key: &str, name: &str, value: i64| text_with(key, &[(name, value.into())]);
    let signed = |more: &str, less: &str, name: &str, value: i16| {
        number(if value < 0 { less } else { more }, name, i64::from(value).abs())
    };
    match change {
        Change::OtherPicture => text("changed-other-picture").to_owned(),
        Change::Turned { degrees } => number("changed-turned", "degrees", degrees.into()),
        Change::Mirrored => text("changed-mirrored").to_owned(),
        Change::Cropped { percent } => number("changed-cropped", "percent", percent.into()),
        Change::Stretched => text("changed-stretched").to_owned(),
        Change::Brightness { levels } => signed("changed-brighter", "changed-darker", "levels", levels),
        Change::Contrast { percent } => signed("changed-contrast-more", "changed-contrast-less", "percent", percent),
        Change::Saturation { percent } => signed("changed-colour-more", "changed-colour-less", "percent", percent),
        Change::BlackAndWhite => text("changed-black-and-white").to_owned(),
        Change::Regions { count, percent } => {
            text_with("changed-regions", &[("count", count.into()), ("percent", u32::from(percent).into())])
        }
    }
}
