//! The picture that is signed in place of the file: rendered by a worker, with the record of what was done.
//! Never decodes here, never writes.

use std::path::Path;

use super::Batch;
use super::components::{self, Examined};
use super::one::{self, Stop};
use super::target::shown_name;
use crate::credentials::sign::Edited;
use crate::provenance::edit::{CarriedMetadata, Export, Step};
use crate::provenance::format::Format;
use crate::provenance::redaction::{Group, Policy};
use crate::worker::{Answer, Task};

/// What there is to sign.
pub(super) struct Made {
    pub(super) format: Format,
    /// A small JPEG of the result.
    pub(super) thumbnail: Option<Vec<u8>>,
    pub(super) edited: Edited,
    /// Whole sentences that the person should read.
    pub(super) notes: Vec<String>,
    /// A file that was put in has a broken step in its history; the person knows.
    pub(super) component_is_broken: bool,
}

/// Has a worker render the edit, and tells it as steps.
pub(super) fn render(batch: &Batch<'_>, source: &Path, format: Format, export: &Export) -> Result<Made, Stop> {
    let Export { edit, output } = export;
    if let Some(field) = edit.fault() {
        return Err(crate::problem!("export-out-of-range", field = field).into());
    }
    let Examined { components, is_broken } = components::examined(batch, &components::of_edit(edit))?;
    let task = Task::Render { path: source.to_owned(), edit: Box::new(edit.clone()), output: *output };
    let rendered = match batch.pool.run(task) {
        Answer::Rendered(rendered) => rendered,
        Answer::Failed(problem) => return Err(problem.into()),
        _ => return Err(crate::problem!("sign-worker-answer", name = shown_name(source)).into()),
    };
    let mut steps = edit.steps(&rendered.facts.applied);
    if rendered.facts.had_metadata {
        steps.push(Step::metadata_carried(output.metadata));
    }
    let edited = Edited {
        asset: rendered.bytes,
        parent_format: format,
        steps,
        all_included: true,
        // A small picture of the whole would show what was cropped away or covered.
        parent_thumbnail: if edit.hides() { None } else { one::thumbnail(batch, source) },
        hide_earlier_thumbnails: edit.hides(),
        left_behind: left_behind(output.metadata),
        components,
    };
    let mut notes: Vec<String> = rendered.facts.notes.iter().map(|key| crate::locale::text(key).to_owned()).collect();
    if edit.hides() {
        notes.push(crate::tr!("export-note-hidden"));
    }
    Ok(Made {
        component_is_broken: is_broken,
        notes,
        format: rendered.facts.format,
        thumbnail: rendered.thumbnail,
        edited,
    })
}

/// What is taken out of earlier manifests: where a picture was taken and whom it shows is signed there as well. Signed
/// statements are taken out whole, so nothing else makes one go.
fn left_behind(choice: CarriedMetadata) -> Option<Policy> {
    let groups: &[Group] = match choice {
        CarriedMetadata::All => return None,
        CarriedMetadata::Marketing => &[Group::Location, Group::Device, Group::People],
        CarriedMetadata::None | CarriedMetadata::Public => {
            &[Group::Location, Group::Device, Group::Contact, Group::People]
        }
    };
    let mut policy = Policy::evidence();
    policy.drop.extend(groups);
    Some(policy)
}
