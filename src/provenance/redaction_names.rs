//! What a signed statement tells about: from the label of an assertion and the names in it to groups. Pure.
//!
//! A manifest assertion is redacted whole (C2PA 2.4 §6.8), so one name of a dropped group takes all of it.

use super::approval;
use super::redaction::{Fate, Group, Policy};

/// Labels of assertions that are never redacted: the specification forbids it (C2PA 2.4 §6.8), or the history would
/// fall apart without them.
const NEVER: &[&str] = &[
    "c2pa.actions",
    "c2pa.hash.",
    "c2pa.ingredient",
    "c2pa.soft-binding",
    "c2pa.time-stamp",
    "c2pa.certificate-status",
];

/// What becomes of an assertion with this label, which holds fields with these names. An assertion can be named by its
/// label as a field is; keep wins.
pub fn fate<'a>(policy: &Policy, label: &str, mut names: impl Iterator<Item = &'a str>) -> Fate {
    let bare = label.split("__").next().unwrap_or(label);
    if [label, bare].iter().any(|label| policy.keep_fields.contains(*label)) {
        return Fate::Kept;
    }
    let is_named = [label, bare].iter().any(|label| policy.drop_fields.contains(*label));
    let is_dropped = match of_label(label) {
        _ if is_named => true,
        Some(group) => policy.drops(group, label),
        None => names.any(|name| drops_name(policy, name)),
    };
    match (is_dropped, may_go(label)) {
        (false, _) => Fate::Kept,
        (true, false) => Fate::MustStay,
        (true, true) => Fate::Dropped,
    }
}

/// Whether an assertion with this label may be redacted at all.
pub fn may_go(label: &str) -> bool {
    !NEVER.iter().any(|never| label.starts_with(never))
}

/// Whether the policy drops a field of this name.
pub fn drops_name(policy: &Policy, name: &str) -> bool {
    !name.starts_with('@') && policy.drops(of_name(name), name)
}

/// Whether an assertion with this label says what it says in its fields, in words or numbers.
pub fn says_in_fields(label: &str) -> bool {
    matches!(of_label(label), None | Some(Group::Unknown | Group::Text))
}

/// What an assertion tells about whatever is in it; `None` where that depends on its fields.
fn of_label(label: &str) -> Option<Group> {
    let is_metadata = label.contains(".metadata") || label.starts_with("stds.");
    match label {
        // Of these, too, only what their fields tell would be dropped.
        _ if !may_go(label) => None,
        // A decision about the file is no part that nobody has published.
        _ if label.starts_with(approval::LABEL) => Some(Group::Text),
        _ if label.starts_with("c2pa.thumbnail") || label.starts_with("c2pa.depthmap") => Some(Group::EmbeddedPictures),
        _ if label.starts_with("c2pa.embedded-data") => Some(Group::EmbeddedPictures),
        _ if label.contains("training-mining") => Some(Group::Rights),
        _ if label.starts_with("cawg.identity") => Some(Group::Creator),
        _ if is_metadata => None,
        _ => Some(Group::Unknown),
    }
}

/// What a field tells about, by its name in XMP, EXIF, IPTC or schema.org, with or without a prefix.
fn of_name(name: &str) -> Group {
    let (prefix, local) = name.rsplit_once(':').unwrap_or(("", name));
    let is = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(local));
    let has = |parts: &[&str]| parts.iter().any(|part| local.contains(part));
    match prefix {
        "crs" | "xmpMM" | "stEvt" => return Group::Software,
        "mwg-rs" | "MP" => return Group::People,
        "drone-dji" | "GPano" | "photomech" => return Group::Location,
        "xmpRights" | "cc" => return Group::Rights,
        // Parts of a value that is named above it, as schema.org has them.
        "" if is(&["name"]) => return Group::Creator,
        "" if is(&["identifier", "credential"]) => return Group::Contact,
        "" if is(&["url"]) => return Group::Rights,
        "" if is(&["value", "type", "id", "lang", "version"]) => return Group::Rendering,
        "plus" if !local.starts_with("Licensor") => return Group::Rights,
        _ => {}
    }
    match () {
        () if local.starts_with("GPS") || has(&["Location", "City", "Country", "State", "Address", "Place"]) => {
            Group::Location
        }
        () if has(&["Serial", "UniqueID", "UniqueId"]) => Group::Device,
        () if is(&["Make", "Model"]) || local.starts_with("Lens") => Group::CameraModel,
        () if has(&["ContactInfo", "Licensor", "OwnerName", "email", "telephone"]) => Group::Contact,
        () if is(&["creator", "author", "Artist", "Credit", "AuthorsPosition", "byline", "producer", "publisher"]) => {
            Group::Creator
        }
        () if has(&["PersonInImage", "ModelAge", "ImageRegion", "Regions"]) => Group::People,
        () if has(&["Thumbnail", "Preview"]) => Group::EmbeddedPictures,
        () if has(&["Software", "CreatorTool", "History", "Ancestors"]) => Group::Software,
        () if has(&["Date", "Time", "SubSec"]) => Group::Time,
        () if has(&["opyright", "icense", "UsageTerms", "DigitalSourceType"]) || is(&["rights"]) => Group::Rights,
        () if is(&["Orientation", "ColorSpace", "XResolution", "YResolution", "ResolutionUnit"])
            || has(&["Dimension", "ImageWidth", "ImageLength", "ImageHeight"]) =>
        {
            Group::Rendering
        }
        () if is(&["title", "description", "subject", "Headline", "Instructions", "UserComment", "keywords"])
            || has(&["ImageDescription", "Caption", "caption"]) =>
        {
            Group::Text
        }
        () if matches!(prefix, "exif" | "exifEX" | "tiff" | "aux") => Group::Capture,
        () => Group::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drops(policy: &Policy, label: &str, names: &[&str]) -> bool {
        fate(policy, label, names.iter().copied()) == Fate::Dropped
    }

    #[test]
    fn what_holds_the_history_together_is_never_taken_out() {
        let all = Policy::source_protection();
        for label in ["c2pa.actions.v2", "c2pa.hash.data", "c2pa.hash.bmff.v3", "c2pa.ingredient.v3__2"] {
            assert!(!drops(&all, label, &["exif:GPSLatitude"]), "{label}");
        }
    }

    #[test]
    fn one_name_of_a_dropped_group_takes_the_whole_assertion() {
        let public = Policy::public();
        assert!(drops(&public, "stds.exif", &["@context", "exif:FNumber", "exif:GPSLatitude"]));
        assert!(drops(&public, "c2pa.metadata", &["exifEX:BodySerialNumber"]));
        assert!(drops(&public, "cawg.metadata", &["Iptc4xmpCore:CreatorContactInfo"]));
        assert!(drops(&public, "c2pa.thumbnail.claim", &[]) && drops(&public, "org.vendor.face", &[]));
        assert!(!drops(&public, "stds.exif", &["@context", "exif:FNumber", "tiff:Model", "exif:DateTimeOriginal"]));
        assert!(!drops(&public, "cawg.metadata", &["@context", "dc:creator", "dc:rights", "xmpRights:UsageTerms"]));
        assert!(!drops(&public, "cawg.identity", &[]) && !drops(&public, "cawg.training-mining", &[]));
    }

    #[test]
    fn a_policy_that_drops_the_creator_takes_names_and_identities() {
        let mut policy = Policy::evidence();
        policy.drop.insert(Group::Creator);
        assert!(drops(&policy, "stds.schema-org.CreativeWork", &["@type", "author"]));
        assert!(drops(&policy, "cawg.identity__1", &[]));
        assert!(!drops(&policy, "stds.exif", &["exif:GPSLatitude"]));
        policy.keep_fields.insert("author".into());
        assert!(!drops(&policy, "stds.schema-org.CreativeWork", &["@type", "author"]));
        let work = ["@type", "author", "name"];
        assert!(!drops(&Policy::public(), "stds.schema-org.CreativeWork", &work));
        assert!(drops(&Policy::public(), "stds.schema-org.CreativeWork", &[&work[..], &["identifier"]].concat()));
    }

    #[test]
    fn an_assertion_can_be_named_and_a_decision_is_known() {
        let mut policy = Policy::evidence();
        policy.drop_fields.extend(["stds.exif".to_owned(), "c2pa.hash.data".to_owned()]);
        assert!(drops(&policy, "stds.exif__2", &["exif:FNumber"]));
        assert_eq!(fate(&policy, "c2pa.hash.data", std::iter::empty()), Fate::MustStay);
        policy.keep_fields.insert("stds.exif__2".into());
        assert!(!drops(&policy, "stds.exif__2", &[]) && drops(&policy, "stds.exif", &[]));
        assert!(!drops(&Policy::public(), approval::LABEL, &["note"]));
        policy.drop.insert(Group::Text);
        assert!(drops(&policy, approval::LABEL, &[]));
    }
}
