//! Bytes that the hard binding leaves out: one's own metadata, the picture itself, more than the store.

use std::io::Cursor;

use c2pa::HashRange;
use c2pa::assertions::DataHash;
use lightmark::provenance::report::{ContentState, Coverage, Headline, MetadataStore};

use crate::bench::{Bench, explain};
use crate::foreign::{Recipe, asset, find, flipped, photo};

/// Signs with the store put at `at` and a hash that leaves out the store, `stretch` bytes after it, and `also`
/// (start and length in the finished file, given the store's length).
pub fn sign(
    bench: &Bench,
    mime: &'static str,
    asset: &[u8],
    at: usize,
    stretch: u64,
    also: impl Fn(u64) -> Vec<(u64, u64)>,
) -> Vec<u8> {
    sign_as(bench, &Recipe { mime, ..Recipe::created() }, asset, at, stretch, also)
}

pub fn sign_as(
    bench: &Bench,
    recipe: &Recipe,
    asset: &[u8],
    at: usize,
    stretch: u64,
    also: impl Fn(u64) -> Vec<(u64, u64)>,
) -> Vec<u8> {
    let mime = recipe.mime;
    let mut builder = recipe.builder();
    let placeholder = builder.data_hashed_placeholder(c2pa::Signer::reserve_size(&bench.signer), mime).unwrap();
    let length = placeholder.len() as u64;
    let mut file = asset.to_vec();
    file.splice(at..at, placeholder);
    let mut hash = DataHash::new("jumbf manifest", "sha256");
    hash.add_exclusion(HashRange::new(at as u64, length + stretch));
    for (start, length) in also(length) {
        hash.add_exclusion(HashRange::new(start, length));
    }
    hash.gen_hash_from_stream(&mut Cursor::new(&file)).unwrap();
    let store = builder.sign_data_hashed_embeddable(&bench.signer, &hash, mime).unwrap();
    assert_eq!(store.len() as u64, length);
    file.splice(at..at + store.len(), store);
    file
}

pub fn segment(bytes: &[u8], marker: u8, content: &[u8]) -> (u64, u64) {
    let start = find(bytes, content) - 4;
    assert_eq!(&bytes[start..start + 2], [0xff, marker]);
    let length = u64::from(u16::from_be_bytes([bytes[start + 2], bytes[start + 3]])) + 2;
    (start as u64, length)
}

#[test]
fn the_store_alone_is_nothing_left_out() {
    let bench = Bench::new();
    let bytes = sign(&bench, "image/jpeg", &photo(), 2, 0, |_| Vec::new());
    let report = bench.photo(&bytes);
    assert_eq!(report.headline, Headline::Verified, "{}", explain(&report));
    assert_eq!(report.content.state, ContentState::Intact, "{}", explain(&report));
    let png = sign(&bench, "image/png", &asset("photo.png"), 33, 0, |_| Vec::new());
    let report = bench.examine("photo.png", &png, &bench.house());
    assert_eq!(report.content.state, ContentState::Intact, "{}", explain(&report));
}

#[test]
fn metadata_left_out_is_said_and_its_fields_are_not_covered() {
    let bench = Bench::new();
    let (start, length) = segment(&photo(), 0xe1, b"Exif\0\0");
    let bytes = sign(&bench, "image/jpeg", &photo(), 2, 0, |store| vec![(start + store, length)]);
    for bytes in [bytes.clone(), flipped(&bytes, find(&bytes, b"Fixture") + 3)] {
        let report = bench.photo(&bytes);
        assert_eq!(report.headline, Headline::Verified, "{}", explain(&report));
        assert_eq!(report.content.state, ContentState::PartlyCovered, "{}", explain(&report));
        assert_eq!(report.content.exclusions.len(), 1);
        assert!(!report.metadata.is_empty());
        let mut exif = report.metadata.iter().filter(|field| field.store == MetadataStore::Exif);
        assert!(exif.all(|field| field.coverage == Coverage::NotCovered), "{:?}", report.metadata);
    }
    // Everything else is still covered.
    let report = bench.photo(&flipped(&bytes, bytes.len() - 40));
    assert_eq!(report.headline, Headline::Altered);
}

#[test]
fn a_picture_left_out_is_never_verified() {
    let bench = Bench::new();
    let photo = photo();
    let scan = find(&photo, &[0xff, 0xda]) as u64;
    for (start, length) in [
        (scan + 20, 100),
        (scan, photo.len() as u64 - scan),
        // A metadata segment and the first byte after it.
        {
            let (start, length) = segment(&photo, 0xe1, b"Exif\0\0");
            (start, length + 1)
        },
        // Two tables of the picture.
        segment_of(&photo, 0xdb),
    ] {
        let bytes = sign(&bench, "image/jpeg", &photo, 2, 0, |store| vec![(start + store, length)]);
        let report = bench.photo(&bytes);
        assert_eq!(report.headline, Headline::NotChecked, "{start} {length}{}", explain(&report));
        assert!(report.problem.is_some_and(|problem| !problem.remedy.is_empty()));
    }
}

/// An assertion may be called anything; what the engine checked is another one.
#[test]
fn an_assertion_that_is_called_like_a_hard_binding_is_none() {
    let bench = Bench::new();
    let photo = photo();
    let scan = find(&photo, &[0xff, 0xda]) as u64;
    let empty = serde_json::json!({ "exclusions": [], "alg": "sha256", "hash": [1, 2, 3], "pad": [] });
    for label in ["c2pa.hash.collection.decoy", "c2pa.hash.multi-asset", "c2pa.hash.aaa"] {
        let recipe = Recipe::created().and(label, empty.clone());
        let honest = sign_as(&bench, &recipe, &photo, 2, 0, |_| Vec::new());
        let report = bench.photo(&honest);
        assert_eq!(report.content.state, ContentState::Intact, "{label}{}", explain(&report));
        let bytes = sign_as(&bench, &recipe, &photo, 2, 0, |store| vec![(scan + 20 + store, 100)]);
        let report = bench.photo(&bytes);
        assert_eq!(report.headline, Headline::NotChecked, "{label}{}", explain(&report));
    }
}

fn segment_of(bytes: &[u8], marker: u8) -> (u64, u64) {
    let start = find(bytes, &[0xff, marker]);
    (start as u64, u64::from(u16::from_be_bytes([bytes[start + 2], bytes[start + 3]])) + 2)
}

#[test]
fn an_exclusion_that_runs_beyond_the_store_is_seen() {
    let bench = Bench::new();
    for stretch in [1, 8, 40, 600] {
        let bytes = sign(&bench, "image/jpeg", &photo(), 2, stretch, |_| Vec::new());
        let report = bench.photo(&bytes);
        assert_eq!(report.headline, Headline::NotChecked, "jpeg +{stretch}{}", explain(&report));
        let bytes = sign(&bench, "image/png", &asset("photo.png"), 33, stretch, |_| Vec::new());
        let report = bench.examine("photo.png", &bytes, &bench.house());
        assert_ne!(report.content.state, ContentState::Intact, "png +{stretch}{}", explain(&report));
        assert_ne!(report.headline, Headline::Verified, "png +{stretch}{}", explain(&report));
    }
}

#[test]
fn something_that_looks_like_a_store_is_not_one() {
    let bench = Bench::new();
    let mut png = asset("photo.png");
    // A private chunk that holds the word by which a store is known.
    let mut data = 16u32.to_be_bytes().to_vec();
    data.extend_from_slice(b"jumb");
    data.extend_from_slice(b"whatever");
    let mut chunk = (data.len() as u32).to_be_bytes().to_vec();
    chunk.extend_from_slice(b"caBy");
    chunk.extend_from_slice(&data);
    chunk.extend_from_slice(&[0; 4]);
    let length = chunk.len() as u64;
    png.splice(33..33, chunk);
    let bytes = sign(&bench, "image/png", &png, 33, 0, |store| vec![(33 + store, length)]);
    let report = bench.examine("photo.png", &bytes, &bench.house());
    assert_ne!(report.content.state, ContentState::Intact, "{}", explain(&report));
    assert_ne!(report.headline, Headline::Verified, "{}", explain(&report));
}
