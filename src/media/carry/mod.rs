//! Metadata that goes along from a picture into the copy that was made of it: read, cut by a redaction policy, mended where
//! the edit made it untrue, and put into the copy's bytes. Never carries a thumbnail, a preview, a MakerNote or what it
//! cannot follow; never fails because a stranger's metadata is broken.

use std::path::Path;

use super::redact::Draft;
use super::redact::photoshop::{self, Outcome};
use crate::provenance::edit::{CarriedMetadata, Color};
use crate::provenance::format::Format;
use crate::provenance::redaction::{Group, Policy};

mod exif;
mod find;
mod insert;
mod xmp;

/// What is known of the copy, by which its metadata is mended.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CopyFacts {
    pub(crate) size: (u32, u32),
    pub(crate) format: Format,
    /// What colours were converted to.
    pub(crate) color: Color,
    /// Nothing was cropped, turned or mirrored: what is said of places in the picture still holds.
    pub(crate) same_places: bool,
    /// Parts are covered, so that texts may tell what is no longer seen.
    pub(crate) covers: bool,
}

/// What goes along.
#[derive(Debug, Clone, Default)]
pub(crate) struct Carried {
    /// The original has metadata at all.
    pub(crate) had_any: bool,
    exif: Option<exif::Tables>,
    xmp: Option<Vec<u8>>,
    /// IIM datasets.
    iptc: Option<Vec<u8>>,
    /// Locale keys of sentences that the person should read (`edit-note-…`).
    pub(crate) notes: Vec<String>,
}

impl Carried {
    /// The EXIF block on its own, for encoders that write it themselves.
    pub(crate) fn exif_block(&self) -> Option<Vec<u8>> {
        self.exif.as_ref().map(exif::Tables::block)
    }

    /// Puts it into a copy that has none; what the format does not hold is told in the notes. EXIF in AVIF is the encoder's.
    pub(crate) fn put_into(mut self, copy: Vec<u8>, format: Format) -> (Vec<u8>, Vec<String>) {
        let made = insert::into(&copy, format, &mut self);
        (made.unwrap_or(copy), self.notes)
    }

    fn note(&mut self, key: &str) {
        if !self.notes.iter().any(|note| note == key) {
            self.notes.push(key.to_owned());
        }
    }
}

/// Reads what goes along from the original.
pub(crate) fn read(path: &Path, format: Format, choice: CarriedMetadata, copy: &CopyFacts) -> Carried {
    let mut carried = Carried::default();
    let Some(found) = find::blocks(path, format) else { return carried };
    carried.had_any = found.exif.is_some() || found.xmp.is_some() || found.iptc.is_some() || found.more;
    let Some(mut policy) = policy(choice) else { return carried };
    if copy.covers && choice == CarriedMetadata::Public && carried.had_any {
        policy.drop.insert(Group::Text);
        carried.note("edit-note-metadata-texts");
    }
    if found.more {
        carried.note("edit-note-metadata-left");
    }
    if let Some(tables) = found.exif {
        carried.exif = Some(tables.kept(&policy).mended(copy));
    }
    if let Some(packet) = found.xmp {
        match xmp::kept(&packet, &policy, copy) {
            Ok(kept) => carried.xmp = kept,
            Err(()) => carried.note("edit-note-metadata-left"),
        }
    }
    if let Some(datasets) = found.iptc {
        let mut draft = Draft::new(&policy);
        match photoshop::datasets(&datasets, 0, &mut draft) {
            Outcome::Same => carried.iptc = Some(datasets),
            Outcome::Changed(kept) => carried.iptc = Some(kept).filter(|kept| !kept.is_empty()),
            Outcome::Broken => carried.note("edit-note-metadata-left"),
        }
    }
    carried
}

/// What stays behind; `None` where everything does.
fn policy(choice: CarriedMetadata) -> Option<Policy> {
    let mut policy = match choice {
        CarriedMetadata::None => return None,
        CarriedMetadata::Public => Policy::public(),
        CarriedMetadata::Marketing => Policy::marketing(),
        CarriedMetadata::All => Policy::evidence(),
    };
    // Of the picture as it was before, and of the file that it stood in.
    policy.drop.extend([Group::EmbeddedPictures, Group::Credentials]);
    Some(policy)
}
