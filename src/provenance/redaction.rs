//! What can be taken out of a file, by group, and what a policy says about it. Pure; never touches a file.
//!
//! The groups and presets are those of the redaction notes (metadata groups by tag id in every IFD and by local name
//! in XMP). The engine that acts on them is `media::redact`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// What a piece of metadata tells about, whatever store it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// Where the picture was taken or what place it shows.
    Location,
    /// Serial numbers and other numbers that identify one device or its owner's equipment.
    Device,
    /// Make, model and lens: a kind of device, not one of them.
    CameraModel,
    /// Exposure, focal length and other settings of the shot.
    Capture,
    /// Name of the creator, and the credit line.
    Creator,
    /// Address, telephone, e-mail and the like of creator, owner or licensor; the owner's name.
    Contact,
    /// Dates and times, sub-seconds and time zones.
    Time,
    /// Thumbnails, previews, second pictures, depth maps, motion, trailers.
    EmbeddedPictures,
    /// Programs used, editing history, settings, prompts, document ids.
    Software,
    /// Persons in the picture: names, faces, ages.
    People,
    /// Title, description, keywords, comments, sound notes.
    Text,
    /// Copyright, licence, usage terms, AI permissions, digital source type.
    Rights,
    /// MakerNotes, private and unknown parts.
    Unknown,
    /// The C2PA manifest store and references to a remote one.
    Credentials,
    /// What the picture needs to look the same: orientation, colour, size, structure. Never dropped.
    Rendering,
}

impl Group {
    /// Every group, in the order in which a person reads them.
    pub const ALL: [Self; 15] = [
        Self::Location,
        Self::Device,
        Self::CameraModel,
        Self::Capture,
        Self::Creator,
        Self::Contact,
        Self::Time,
        Self::EmbeddedPictures,
        Self::Software,
        Self::People,
        Self::Text,
        Self::Rights,
        Self::Unknown,
        Self::Credentials,
        Self::Rendering,
    ];

    /// The word in JSON, in preset files and in locale keys (`group-<key>`).
    pub fn key(self) -> &'static str {
        match self {
            Self::Location => "location",
            Self::Device => "device",
            Self::CameraModel => "camera-model",
            Self::Capture => "capture",
            Self::Creator => "creator",
            Self::Contact => "contact",
            Self::Time => "time",
            Self::EmbeddedPictures => "embedded-pictures",
            Self::Software => "software",
            Self::People => "people",
            Self::Text => "text",
            Self::Rights => "rights",
            Self::Unknown => "unknown",
            Self::Credentials => "credentials",
            Self::Rendering => "rendering",
        }
    }
}

/// How the copy is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// An allow-list of container parts; no byte of the original's metadata is carried over.
    Rebuild,
    /// Every kept byte stays where it is; what goes is zeroed or cut.
    InPlace,
}

/// What goes and what stays. A field rule wins over its group's; keep wins over drop; `Rendering` is never dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Policy {
    /// Name of the preset, as the person sees it.
    pub name: String,
    pub mode: Mode,
    pub drop: BTreeSet<Group>,
    /// Single fields by tag, as [`Item::tag`] gives it (`dc:creator`, `0x013B`, `2:80` …), that go.
    #[serde(default)]
    pub drop_fields: BTreeSet<String>,
    /// Single fields that stay although their group goes.
    #[serde(default)]
    pub keep_fields: BTreeSet<String>,
    /// Why, for the record and for `c2pa.redacted`: a `c2pa.` reason of the specification or a sentence.
    #[serde(default)]
    pub reason: String,
}

impl Policy {
    /// For publishing: no position, serial numbers, contact details, embedded pictures, people, history, unknown parts.
    pub fn public() -> Self {
        use Group::{Contact, Device, EmbeddedPictures, Location, People, Software, Unknown};
        Self::preset("public", Mode::InPlace, &[Location, Device, Contact, EmbeddedPictures, People, Software, Unknown])
    }

    /// For protecting a source: everything that is not needed to show the picture, the manifest store included.
    pub fn source_protection() -> Self {
        let all: Vec<Group> = Group::ALL.into_iter().filter(|group| *group != Group::Rendering).collect();
        Self::preset("source-protection", Mode::Rebuild, &all)
    }

    /// For a campaign: creator, credit, licensor, description and keywords stay.
    pub fn marketing() -> Self {
        use Group::{Device, EmbeddedPictures, Location, People, Software, Unknown};
        Self::preset("marketing", Mode::InPlace, &[Location, Device, EmbeddedPictures, Software, Unknown, People])
    }

    /// For evidence: nothing until the person picks groups.
    pub fn evidence() -> Self {
        Self::preset("evidence", Mode::InPlace, &[])
    }

    /// The presets that come with Lightmark, in the order in which they are offered.
    pub fn presets() -> [Self; 4] {
        [Self::public(), Self::source_protection(), Self::marketing(), Self::evidence()]
    }

    /// Whether a field of this group and tag goes.
    pub fn drops(&self, group: Group, tag: &str) -> bool {
        if group == Group::Rendering || self.keep_fields.contains(tag) {
            return false;
        }
        self.drop_fields.contains(tag) || self.drop.contains(&group)
    }

    fn preset(name: &str, mode: Mode, drop: &[Group]) -> Self {
        Self {
            name: name.to_owned(),
            mode,
            drop: drop.iter().copied().collect(),
            drop_fields: BTreeSet::new(),
            keep_fields: BTreeSet::new(),
            reason: String::new(),
        }
    }
}

/// What becomes of one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    Kept,
    Dropped,
    /// The policy would drop it, but the file would no longer show the same picture.
    MustStay,
}

/// One thing that a file holds, found by the engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Where it stands: `EXIF IFD0`, `EXIF GPS`, `XMP`, `IPTC`, `PNG tEXt`, `moov/udta`, `after the picture` …
    pub store: String,
    pub group: Group,
    /// The tag in the store's own words: `0xC62F`, `dc:creator`, `2:80`, `©xyz`, `Comment`.
    pub tag: String,
    /// The standard's name of the tag, for the screen: `CameraSerialNumber`; the tag again where it has none.
    pub name: String,
    /// The value, shortened for the screen; empty where it is not text or numbers. Strangers' text.
    pub value: String,
    /// Where it begins in the original, in bytes.
    pub at: u64,
    pub length_bytes: u64,
    pub fate: Fate,
}
