//! What the manifests of a file say, assertion by assertion: what a policy takes out of them, and whether it is gone
//! from a copy. Runs inside a worker child, but for the list that signing goes by. Never writes.

use std::borrow::Cow;
use std::fs::File;
use std::io::Cursor;
use std::path::Path;

use c2pa::{Manifest, Reader};
use serde_json::Value;

use super::boxes::{self, LabelledBox};
use super::open::{self, Opened};
use super::readable::unreadable;
use super::{asset, examine};
use crate::media;
use crate::media::redact::proof::{self, Check, Proof, What};
use crate::problem;
use crate::problem::Problem;
use crate::provenance::format::Format;
use crate::provenance::redaction::{Fate, Policy};
use crate::provenance::redaction_history::{HistoryItem, HistoryPlan};
use crate::provenance::redaction_names;
use crate::provenance::report::StoreLocation;
use crate::trust::TrustStore;

/// A value this long is no chance find in the bytes of a picture; a shorter one is looked for in the manifests alone.
const LONG_BYTES: usize = 8;
/// A value shorter than this tells nothing.
const SHORT_BYTES: usize = 4;
/// A picture longer than this is looked for in parts, so that no container and no other box around it hides it.
const WHOLE_BYTES: usize = 1024;
/// So long is a part, and so many are looked for.
const PART_BYTES: usize = 64;
const PARTS: usize = 16;
/// More values than this are not looked for one by one.
const MAX_VALUES: usize = 10_000;

/// One assertion, with what proves that it is gone.
pub(super) struct Told {
    pub(super) item: HistoryItem,
    /// What its fields say that the policy drops; all that they say where the assertion goes whatever they say.
    values: Vec<String>,
    /// What its fields say, where it stays.
    kept: Vec<String>,
    /// Its boxes' contents.
    contents: Vec<Vec<u8>>,
}

/// What a file's manifests hold and what the policy would take out. A file without manifests has an empty plan.
///
/// # Errors
/// The file or its manifests cannot be read.
pub fn plan(path: &Path, policy: &Policy) -> Result<HistoryPlan, Problem> {
    let Some((reader, store)) = reader(path)? else { return Ok(HistoryPlan::default()) };
    let items = told(&reader, policy).map_err(|error| problem!("manifest-unreadable").with_cause(&error))?;
    Ok(HistoryPlan { items: items.into_iter().map(|told| told.item).collect(), store: Some(store) })
}

/// Whether what the policy drops is gone from the copy's manifests and from its bytes, and everything else is there.
///
/// # Errors
/// A file or its manifests cannot be read.
pub fn prove(path: &Path, copy: &Path, policy: &Policy) -> Result<Proof, Problem> {
    let cannot = |error: c2pa::Error| problem!("manifest-unreadable").with_cause(&error);
    let (before, _) = reader(path)?.ok_or_else(|| problem!("no-manifest"))?;
    let (after, _) = reader(copy)?.ok_or_else(|| problem!("no-manifest"))?;
    let (was, is) = (told(&before, policy).map_err(cannot)?, told(&after, policy).map_err(cannot)?);
    let format = media::sniff(copy).map_err(|error| error.problem())?;
    let mut file = File::open(copy).map_err(|error| unreadable(&error))?;
    let store = c2pa::jumbf_io::load_jumbf_from_stream(format.mime(), &mut file).map_err(cannot)?;
    let mut checks = vec![left(copy, &store, &was)?, assertions(&was, &is), again(&was, &is)];
    checks.extend(proof::same_picture(path, copy, format).map_err(|error| error.problem())?);
    Ok(Proof { checks })
}

/// Every assertion of every manifest that can be reached, in the order of the URIs. What was taken out before is not
/// there any more.
pub(super) fn told(reader: &Reader, policy: &Policy) -> Result<Vec<Told>, c2pa::Error> {
    let mut flat = Cursor::new(Vec::new());
    if let Some(active) = reader.active_label() {
        reader.resource_to_stream(active, &mut flat)?;
    }
    let boxes = boxes::labelled_boxes(flat.get_ref());
    let mut found = Vec::new();
    for manifest in reader.iter_manifests() {
        for reference in manifest.assertion_references() {
            found.extend(one(manifest, reference.url(), &boxes, policy));
        }
    }
    found.sort_by(|one: &Told, other| one.item.uri.cmp(&other.item.uri));
    found.dedup_by(|one, other| one.item.uri == other.item.uri);
    Ok(found)
}

/// One reference of a claim; `None` where nothing stands behind it.
fn one(manifest: &Manifest, uri: String, boxes: &[LabelledBox<'_>], policy: &Policy) -> Option<Told> {
    let label = uri.rsplit('/').next().unwrap_or_default().to_owned();
    let of = manifest.label().unwrap_or_default();
    let own: Vec<&LabelledBox<'_>> = boxes.iter().filter(|found| is_of(found, of, &label)).collect();
    let value = manifest.assertions().iter().find(|assertion| assertion.label_with_instance() == label);
    let value = value.and_then(|assertion| assertion.value().ok());
    if own.is_empty() && value.is_none() {
        return None;
    }
    let mut names = Vec::new();
    value.into_iter().for_each(|value| collect_names(value, &mut names));
    let fate = redaction_names::fate(policy, &label, names.iter().map(String::as_str));
    let (mut values, mut kept) = (Vec::new(), Vec::new());
    if let Some(value) = value {
        match fate {
            Fate::Dropped => {
                let is_named = names.iter().any(|name| redaction_names::drops_name(policy, name));
                if is_named || redaction_names::says_in_fields(&label) {
                    collect_values(&said(&label, value), policy, !is_named, &mut values);
                }
            }
            // What may not be taken out is no excuse for a value that is to go.
            Fate::MustStay => {}
            Fate::Kept => collect_values(value, policy, true, &mut kept),
        }
    }
    let contents: Vec<Vec<u8>> = own.iter().map(|found| found.content.to_vec()).collect();
    let item = HistoryItem {
        size_bytes: contents.iter().map(|content| content.len() as u64).sum(),
        is_salted: own.iter().all(|found| found.is_salted),
        manifest: of.to_owned(),
        signer: manifest.signature_info().and_then(|signature| signature.common_name.clone()),
        uri,
        label,
        fate,
    };
    Some(Told { item, values, kept, contents })
}

/// What an assertion says of a person or a file. How an identity is signed, and what it is bound to, stands in every other
/// identity in the same words.
fn said<'a>(label: &str, value: &'a Value) -> Cow<'a, Value> {
    const OF_SIGNATURE: [&str; 7] =
        ["signer_payload", "referenced_assertions", "sig_type", "signature", "signature_info", "pad1", "pad2"];
    match value {
        Value::Object(fields) if label.starts_with("cawg.identity") => {
            let own = fields.iter().filter(|(name, _)| !OF_SIGNATURE.contains(&name.as_str()));
            Cow::Owned(own.map(|(name, value)| (name.clone(), value.clone())).collect())
        }
        _ => Cow::Borrowed(value),
    }
}

fn is_of(found: &LabelledBox<'_>, manifest: &str, label: &str) -> bool {
    let mut inwards = found.path.iter().rev();
    inwards.next().is_some_and(|own| own == label)
        && inwards.next().is_some_and(|store| store == "c2pa.assertions")
        && inwards.next().is_some_and(|parent| parent == manifest)
}

/// The names of all fields, at any depth. The engine bounds the depth of what it reads.
fn collect_names(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                // Namespaces are no statements.
                if name != "@context" {
                    names.push(name.clone());
                    collect_names(value, names);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_names(item, names)),
        _ => {}
    }
}

/// What the fields say: all of them, or those that the policy drops by name, with everything in them.
fn collect_values(value: &Value, policy: &Policy, is_whole: bool, values: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields.iter().filter(|(name, _)| !name.starts_with('@')) {
                collect_values(value, policy, is_whole || redaction_names::drops_name(policy, name), values);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_values(item, policy, is_whole, values)),
        // Types and addresses of vocabularies stand everywhere.
        Value::String(text) if is_whole && !is_term(text) => values.push(text.trim().to_owned()),
        Value::Number(number) if is_whole => values.push(number.to_string()),
        _ => {}
    }
}

fn is_term(text: &str) -> bool {
    let is_one_word = !text.trim().contains(char::is_whitespace);
    is_one_word && (text.contains("://") || text.starts_with("urn:") || media_type(text))
}

/// Whether the text is a media type, such as `image/jpeg`.
fn media_type(text: &str) -> bool {
    let kinds = ["image", "video", "audio", "application", "text"];
    text.split_once('/').is_some_and(|(kind, rest)| kinds.contains(&kind) && !rest.contains('/'))
}

/// What is left of the dropped assertions in the copy, in its bytes or in the manifests put together.
fn left(copy: &Path, store: &[u8], was: &[Told]) -> Result<Check, Problem> {
    let kept: Vec<&str> = was.iter().flat_map(|told| &told.kept).map(String::as_str).collect();
    let (mut owners, mut needles) = (Vec::new(), Vec::new());
    let mut short = Vec::new();
    for told in was.iter().filter(|told| told.item.fate == Fate::Dropped) {
        let values = told.values.iter().filter(|value| value.len() >= SHORT_BYTES);
        // Where the person keeps the same words elsewhere, they are no leak.
        for value in values.filter(|value| !kept.iter().any(|kept| kept.contains(value.as_str()))).take(MAX_VALUES) {
            if value.len() < LONG_BYTES {
                short.push((&told.item, value.as_bytes()));
            } else {
                owners.push(&told.item);
                needles.push(value.clone().into_bytes());
            }
        }
        let parts = told.contents.iter().flat_map(|content| parts(&told.item.label, content));
        needles.extend(parts.inspect(|_| owners.push(&told.item)));
    }
    let left = proof::left_in(copy, store, &needles).map_err(|error| error.problem())?;
    let mut found: Vec<&str> =
        left.iter().filter_map(|index| owners.get(*index)).map(|item| item.label.as_str()).collect();
    found.extend(
        short.iter().filter(|(_, value)| memchr::memmem::find(store, value).is_some()).map(|(item, _)| &*item.label),
    );
    found.dedup();
    let details =
        if found.is_empty() { format!("{} looked for", needles.len()) } else { format!("left: {}", found.join(", ")) };
    Ok(Check { what: What::Values, passed: found.is_empty(), details })
}

/// By what a content is found again: the whole, and of a picture parts of its later three quarters, because files of one
/// kind begin alike. Parts of anything else stand elsewhere by right, as certificates do.
fn parts(label: &str, content: &[u8]) -> Vec<Vec<u8>> {
    if !label.starts_with("c2pa.thumbnail") || content.len() <= WHOLE_BYTES {
        // A type or a name of a file stands in many boxes.
        return if content.len() < PART_BYTES { Vec::new() } else { vec![content.to_vec()] };
    }
    let first = content.len() / 4;
    let step = (content.len() - first - PART_BYTES) / PARTS;
    let part = |index: usize| content.get(first + index * step..first + index * step + PART_BYTES);
    let says_something = |part: &&[u8]| part.iter().any(|byte| Some(byte) != part.first());
    (0..PARTS).filter_map(part).filter(says_something).map(<[u8]>::to_vec).collect()
}

/// None of the dropped assertions is there, every other is there as it was.
fn assertions(was: &[Told], is: &[Told]) -> Check {
    let mut wrong = Vec::new();
    for told in was {
        let now = is.iter().find(|now| now.item.uri == told.item.uri);
        let is_right = match told.item.fate {
            Fate::Dropped => {
                now.is_none_or(|now| now.contents.iter().all(|content| content.iter().all(|byte| *byte == 0)))
            }
            Fate::Kept | Fate::MustStay => now.is_some_and(|now| now.contents == told.contents),
        };
        if !is_right {
            wrong.push(told.item.label.as_str());
        }
    }
    let gone = was.iter().filter(|told| told.item.fate == Fate::Dropped).count();
    let details =
        if wrong.is_empty() { format!("{gone} gone, {} as they were", was.len() - gone) } else { wrong.join(", ") };
    Check { what: What::Assertions, passed: wrong.is_empty() && gone > 0, details }
}

/// A second redaction of the same manifests would find nothing. The new manifest speaks for itself.
fn again(was: &[Told], is: &[Told]) -> Check {
    let is_earlier = |now: &&Told| was.iter().any(|told| told.item.manifest == now.item.manifest);
    let again = is.iter().filter(is_earlier).filter(|told| told.item.fate == Fate::Dropped);
    let again: Vec<&str> = again.map(|told| told.item.label.as_str()).collect();
    Check { what: What::Again, passed: again.is_empty(), details: again.join(", ") }
}

/// The file's manifests, where it has some.
fn reader(path: &Path) -> Result<Option<(Box<Reader>, StoreLocation)>, Problem> {
    let context = examine::context_for(&TrustStore::default())
        .map_err(|error| problem!("engine-settings").with_details(error))?;
    let opened = asset::with(path, |asset| {
        let format = asset.format().map_err(|error| error.problem())?;
        Ok(if format == Format::ManifestStore { Opened::None } else { open::open(&asset, format, &context) })
    });
    match opened.map_err(|error| unreadable(&error))?? {
        Opened::Store { reader, sidecar: None, .. } => Ok(Some((reader, StoreLocation::Embedded))),
        Opened::Store { reader, sidecar: Some(path), .. } => {
            Ok(Some((reader, StoreLocation::Sidecar { path: path.to_string_lossy().into_owned() })))
        }
        Opened::None | Opened::OfAnother { .. } | Opened::Remote { .. } => Ok(None),
        Opened::Broken { explanation, .. } => Err(problem!("manifest-unreadable").with_details(explanation)),
        Opened::NotChecked(problem) => Err(problem),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provenance::redaction::Group;
    use serde_json::json;
    use sha2::{Digest as _, Sha256};

    #[test]
    fn names_are_found_at_any_depth_and_namespaces_are_none() {
        let mut names = Vec::new();
        collect_names(
            &json!({ "@context": { "exif": "x" }, "author": [{ "name": "A", "x:y": { "z": 1 } }] }),
            &mut names,
        );
        names.sort();
        assert_eq!(names, ["author", "name", "x:y", "z"]);
    }

    #[test]
    fn the_values_of_dropped_names_alone_are_looked_for() {
        let mut policy = Policy::evidence();
        policy.drop.insert(Group::Location);
        let said = json!({ "exif:GPSLatitude": "48,8.2N", "exif:GPSAltitude": 519.25, "dc:rights": "Ada",
            "Iptc4xmpExt:LocationShown": [{ "Iptc4xmpExt:Sublocation": "Backyard" }] });
        let mut values = Vec::new();
        collect_values(&said, &policy, false, &mut values);
        values.sort();
        assert_eq!(values, ["48,8.2N", "519.25", "Backyard"]);
    }

    #[test]
    fn how_an_identity_is_signed_is_nothing_that_it_says() {
        let value = json!({ "signer_payload": { "sig_type": "cawg.x509.cose", "url": "self#jumbf=c2pa.hash.data" },
            "signature": [1], "verifiedIdentities": [{ "name": "Ada" }] });
        assert_eq!(*said("cawg.identity__1", &value), json!({ "verifiedIdentities": [{ "name": "Ada" }] }));
        assert_eq!(*said("cawg.metadata", &value), value);
    }

    #[test]
    fn a_long_content_is_looked_for_in_its_later_parts() {
        let content: Vec<u8> = (0..625_u32).flat_map(|at| Sha256::digest(at.to_be_bytes())).collect();
        let parts = parts("c2pa.thumbnail.claim", &content);
        assert_eq!((parts.len(), parts[0].len()), (PARTS, PART_BYTES));
        assert!(parts.iter().all(|part| memchr::memmem::find(&content[..5_000], part).is_none()));
        assert!(super::parts("c2pa.thumbnail.claim", &[7; 5_000]).is_empty(), "zeros and the like are everywhere");
    }
}
