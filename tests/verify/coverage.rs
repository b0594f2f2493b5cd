//! The coverage map, field by field: which bytes a field was read from, and which of them the hard binding leaves out.

use std::io::Cursor;

use c2pa::assertions::{BoxHash, BoxMap};
use lightmark::provenance::report::{ContentState, Coverage, Headline, MetadataStore, Report};
use serde_json::json;

use crate::bench::{Bench, explain};
use crate::foreign::{Recipe, asset, find, find_last, flipped, photo, repainted};
use crate::left_out::{segment, sign};

const XMP_NAME: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";

/// How far a field found in the file is covered; where it stands several times, the least.
#[track_caller]
fn of(report: &Report, store: MetadataStore, name: &str) -> Coverage {
    let mut all: Vec<_> =
        report.metadata.iter().filter(|f| f.store == store && f.field == name).map(|f| f.coverage).collect();
    all.sort_by_key(|coverage| *coverage != Coverage::NotCovered);
    *all.first().unwrap_or_else(|| panic!("no {name} in {:?}{}", report.metadata, explain(report)))
}

fn exif(report: &Report, name: &str) -> Coverage {
    of(report, MetadataStore::Exif, name)
}

fn xmp(report: &Report, name: &str) -> Coverage {
    of(report, MetadataStore::Xmp, name)
}

fn bench_sign(bench: &Bench, asset: &[u8], also: (u64, u64)) -> Vec<u8> {
    sign(bench, "image/jpeg", asset, 2, 0, |store| vec![(also.0 + store, also.1)])
}

#[test]
fn each_field_names_the_bytes_that_it_was_read_from() {
    let bench = Bench::new();
    for (name, mime) in [("photo.jpg", "image/jpeg"), ("photo.png", "image/png"), ("photo.tiff", "image/tiff")] {
        let bytes = Recipe { mime, ..Recipe::created() }.sign(&bench.signer, &asset(name));
        let report = bench.examine(name, &bytes, &bench.house());
        let at = |field: &str| {
            let found = report.metadata.iter().find(|found| found.field == field).unwrap();
            let place = found.place.unwrap_or_else(|| panic!("{name} {field}"));
            bytes[place.start as usize..(place.start + place.length) as usize].to_vec()
        };
        assert_eq!(at("BodySerialNumber"), b"LM000001\0", "{name}");
        assert!(at("dc:creator").windows(13).any(|window| window == b"Fixture_Maker"), "{name}");
    }
}

#[test]
fn xmp_left_out_says_nothing_of_exif() {
    let bench = Bench::new();
    let bytes = bench_sign(&bench, &photo(), segment(&photo(), 0xe1, XMP_NAME));
    let changed = flipped(&bytes, find(&bytes, b"Fixture_Maker") + 3);
    for bytes in [&bytes, &changed] {
        let report = bench.photo(bytes);
        assert_eq!(report.headline, Headline::Verified, "{}", explain(&report));
        assert_eq!(report.content.state, ContentState::PartlyCovered);
        for field in &report.metadata {
            let expected = match field.store {
                MetadataStore::Exif => Coverage::Unchanged,
                _ => Coverage::NotCovered,
            };
            assert_eq!(field.coverage, expected, "{field:?}");
        }
        assert!(report.rights.fields.iter().all(|right| right.coverage == Coverage::NotCovered), "{:?}", report.rights);
    }
    // Outside of what is left out nothing may change.
    let exif_changed = bench.photo(&flipped(&bytes, find(&bytes, b"LM000001") + 3));
    assert_eq!(exif_changed.headline, Headline::Altered);
    assert_eq!(exif(&exif_changed, "Make"), Coverage::NotCovered);
    // Nor may XMP where it is not left out.
    let bytes = sign(&bench, "image/jpeg", &photo(), 2, 0, |_| Vec::new());
    assert_eq!(xmp(&bench.photo(&bytes), "dc:creator"), Coverage::Unchanged);
    let report = bench.photo(&flipped(&bytes, find(&bytes, b"Fixture_Maker") + 3));
    assert_eq!(report.headline, Headline::Altered);
    assert_eq!(xmp(&report, "dc:creator"), Coverage::NotCovered);
}

/// Bytes of the EXIF block that are left out, and of these fields which are then no longer bound: Make (a value in
/// IFD0), XResolution (shown with its unit), BodySerialNumber (in the EXIF directory), GPSLatitude.
#[test]
fn a_field_depends_on_every_byte_that_leads_to_it() {
    let bench = Bench::new();
    let photo = photo();
    let tiff = find(&photo, b"Exif\0\0MM") + 6;
    let entry = |tag: &[u8]| tiff + find(&photo[tiff..], tag);
    let names = ["Make", "XResolution", "BodySerialNumber", "GPSLatitude"];
    for (what, start, length, free) in [
        ("the value of Make", find(&photo, b"Lightmark\0"), 4, [true, false, false, false]),
        ("its entry", entry(&[0x01, 0x0f, 0, 2]) + 9, 1, [true, false, false, false]),
        ("the unit", entry(&[0x01, 0x28, 0, 3]) + 8, 2, [false, true, false, false]),
        ("the serial number", find(&photo, b"LM000001"), 8, [false, false, true, false]),
        ("the pointer to the EXIF directory", entry(&[0x87, 0x69, 0, 4]) + 8, 4, [false, false, true, false]),
        ("the pointer to the GPS directory", entry(&[0x88, 0x25, 0, 4]) + 8, 4, [false, false, false, true]),
        ("where the first directory stands", tiff + 4, 4, [true; 4]),
        ("how many entries it has", tiff + 8, 2, [true; 4]),
        ("the name of the segment", tiff - 6, 1, [true; 4]),
    ] {
        let report = bench.photo(&bench_sign(&bench, &photo, (start as u64, length)));
        assert_eq!(report.content.state, ContentState::PartlyCovered, "{what}{}", explain(&report));
        let found = names.map(|name| exif(&report, name) == Coverage::NotCovered);
        assert_eq!(found, free, "{what}: {names:?}");
        assert_eq!(xmp(&report, "dc:creator"), Coverage::Unchanged, "{what}");
    }
}

/// A JPEG segment.
fn segment_of(marker: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0xff, marker];
    bytes.extend_from_slice(&((content.len() + 2) as u16).to_be_bytes());
    bytes.extend_from_slice(content);
    bytes
}

#[test]
fn a_length_that_is_left_out_cannot_lead_into_bytes_that_say_something_else() {
    let bench = Bench::new();
    // A comment, and after it a segment that no reader looks into, in which another EXIF segment is hidden.
    let exif_segment = {
        let (start, length) = segment(&photo(), 0xe1, b"Exif\0\0");
        photo()[start as usize..(start + length) as usize].to_vec()
    };
    let hidden = [b"padding ".as_slice(), &exif_segment].concat();
    let comment = segment_of(0xfe, b"a comment");
    let mut file = photo();
    file.splice(2..2, [comment.clone(), segment_of(0xe7, &hidden)].concat());
    let (start, _) = segment(&photo(), 0xe1, b"Exif\0\0");
    let own = start as usize + comment.len() + hidden.len() + 4;
    let make = own + find(&file[own..], b"Lightmark\0");
    file[make] = b'K';
    let bytes = bench_sign(&bench, &file, (2, comment.len() as u64));
    let report = bench.photo(&bytes);
    assert_eq!(report.headline, Headline::Verified, "{}", explain(&report));
    assert_eq!(of(&report, MetadataStore::Container, "Comment"), Coverage::NotCovered);
    assert_eq!(exif(&report, "Make"), Coverage::Unchanged);
    assert!(report.metadata.iter().all(|field| field.value != "Lightmark"));
    // The comment grows over the beginning of the segment after it.
    let mut led = bytes.clone();
    let at = find(&led, b"a comment") - 2;
    led[at + 1] += 4 + 8;
    let report = bench.photo(&led);
    assert_eq!(report.content.state, ContentState::PartlyCovered, "{}", explain(&report));
    let found: Vec<_> = report.metadata.iter().filter(|field| field.field == "Make").collect();
    assert!(found.iter().any(|field| field.value == "Lightmark"), "{found:?}");
    assert!(
        found.iter().all(|field| field.coverage == Coverage::NotCovered || field.value != "Lightmark"),
        "{found:?}"
    );
}

/// IPTC datasets of record 2, and one that says which letters are used.
fn iim(datasets: &[(u8, u8, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (record, number, value) in datasets {
        bytes.extend_from_slice(&[0x1c, *record, *number]);
        bytes.extend_from_slice(&(value.len() as u16).to_be_bytes());
        bytes.extend_from_slice(value);
    }
    let mut resource = b"Photoshop 3.0\x008BIM\x04\x04\0\0".to_vec();
    resource.extend_from_slice(&(bytes.len() as u32).to_be_bytes());
    resource.extend_from_slice(&bytes);
    segment_of(0xed, &resource)
}

#[test]
fn each_dataset_of_iptc_has_its_own_coverage() {
    let bench = Bench::new();
    let (title, city, credit) = ("Headline of it", "Münchendorf", "Agency X");
    let block =
        iim(&[(1, 90, b"\x1b%G"), (2, 105, title.as_bytes()), (2, 90, city.as_bytes()), (2, 110, credit.as_bytes())]);
    let mut file = photo();
    file.splice(2..2, block);
    let at = |text: &str| find(&file, text.as_bytes()) as u64;
    let names = ["2:105 Headline", "2:90 City", "2:110 Credit"];
    for (what, start, length, free) in [
        ("a value", at(city), city.len() as u64, [false, true, false]),
        ("a length", at(title) - 2, 2, [true, true, true]),
        (
            "a dataset whole, and letters beyond ASCII after it",
            at(title) - 5,
            5 + title.len() as u64,
            [true, true, false],
        ),
        ("which letters are used", at(title) - 5 - 3, 3, [false, true, false]),
        ("the name of the block", at("Photoshop 3.0"), 1, [true, true, true]),
    ] {
        let report = bench.photo(&bench_sign(&bench, &file, (start, length)));
        let found = names.map(|name| of(&report, MetadataStore::Iptc, name) == Coverage::NotCovered);
        assert_eq!(found, free, "{what}: {names:?}");
        let credit = report.rights.fields.iter().find(|right| right.source == "IPTC 2:110 Credit").unwrap();
        assert_eq!(credit.coverage == Coverage::NotCovered, free[2], "{what}");
        assert_eq!(exif(&report, "Make"), Coverage::Unchanged, "{what}");
    }
}

/// A PNG chunk: where it stands, from its length to its checksum.
fn chunk(png: &[u8], kind: &[u8], nth: usize) -> (u64, u64) {
    let mut at = 8;
    let mut seen = 0;
    loop {
        let length = u32::from_be_bytes(png[at..at + 4].try_into().unwrap()) as usize + 12;
        if &png[at + 4..at + 8] == kind {
            if seen == nth {
                return (at as u64, length as u64);
            }
            seen += 1;
        }
        at += length;
    }
}

#[test]
fn each_chunk_of_a_png_has_its_own_coverage() {
    let bench = Bench::new();
    let png = asset("photo.png");
    let examine = |(start, length): (u64, u64)| {
        let bytes = sign(&bench, "image/png", &png, 33, 0, |store| vec![(start + store, length)]);
        bench.examine("photo.png", &bytes, &bench.house())
    };
    let found = |report: &Report| [exif(report, "Make"), xmp(report, "dc:creator")];
    let (free, bound) = (Coverage::NotCovered, Coverage::Unchanged);
    assert_eq!(found(&examine(chunk(&png, b"iTXt", 0))), [bound, free]);
    assert_eq!(found(&examine(chunk(&png, b"eXIf", 0))), [free, bound]);
    let (start, _) = chunk(&png, b"eXIf", 0);
    let value = start as usize + find(&png[start as usize..], b"LM000001");
    let report = examine((value as u64, 8));
    assert_eq!(found(&report), [bound, bound]);
    assert_eq!(exif(&report, "BodySerialNumber"), free);
}

#[test]
fn where_the_store_alone_is_left_out_every_field_of_every_format_is_bound() {
    let bench = Bench::new();
    for (name, mime) in [
        ("photo.tiff", "image/tiff"),
        ("photo.dng", "image/x-adobe-dng"),
        ("photo.webp", "image/webp"),
        ("photo.gif", "image/gif"),
        ("photo.svg", "image/svg+xml"),
        ("photo.jxl", "image/jxl"),
        ("photo.png", "image/png"),
        ("video.mp4", "video/mp4"),
        ("video.mov", "video/quicktime"),
        ("sound.m4a", "audio/mp4"),
        ("sound.wav", "audio/wav"),
        ("sound.mp3", "audio/mpeg"),
        ("sound.flac", "audio/flac"),
    ] {
        let bytes = Recipe { mime, ..Recipe::created() }.sign(&bench.signer, &asset(name));
        let report = bench.examine(name, &bytes, &bench.house());
        assert_eq!(report.content.state, ContentState::Intact, "{name}{}", explain(&report));
        assert!(!report.metadata.is_empty(), "{name}");
        let other: Vec<_> = report.metadata.iter().filter(|field| field.coverage != Coverage::Unchanged).collect();
        assert!(other.is_empty(), "{name}: {other:?}");
    }
}

const XMP_UUID: [u8; 16] =
    [0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC];

/// A box with an XMP packet in it.
fn xmp_box(creator: &str) -> Vec<u8> {
    let packet = format!(
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
         <rdf:Description xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' photoshop:Credit='{creator}'/>\
         </rdf:RDF></x:xmpmeta>"
    );
    let mut bytes = ((24 + packet.len()) as u32).to_be_bytes().to_vec();
    bytes.extend_from_slice(b"uuid");
    bytes.extend_from_slice(&XMP_UUID);
    bytes.extend_from_slice(packet.as_bytes());
    bytes
}

/// Signs an ISO file with the store at its end and these boxes left out of the hash.
fn sign_boxes(bench: &Bench, mime: &'static str, file: &[u8], exclusions: serde_json::Value) -> Vec<u8> {
    let recipe = Recipe { mime, ..Recipe::created() };
    let mut builder = recipe.builder_of(&bench.signer);
    let placeholder = builder.placeholder(mime).unwrap();
    builder.add_bmff_hash_exclusions(&exclusions.to_string()).unwrap();
    let placeholder_again = builder.placeholder(mime).unwrap();
    assert!(placeholder_again.len() >= placeholder.len());
    let mut whole = [file, &placeholder_again].concat();
    builder.update_hash_from_stream(mime, &mut Cursor::new(&whole)).unwrap();
    let store = builder.sign_embeddable(mime).unwrap();
    assert_eq!(store.len(), placeholder_again.len());
    whole.truncate(file.len());
    whole.extend_from_slice(&store);
    whole
}

#[test]
fn a_box_left_out_says_nothing_of_the_others() {
    let bench = Bench::new();
    let file = [asset("photo.heic"), xmp_box("Agency X")].concat();
    let left_out = json!([{ "xpath": "/uuid", "data": [{ "offset": 8, "value": XMP_UUID }] }]);
    let bytes = sign_boxes(&bench, "image/heic", &file, left_out);
    for bytes in [bytes.clone(), flipped(&bytes, find(&bytes, b"Agency X"))] {
        let report = bench.examine("photo.heic", &bytes, &bench.house());
        assert_eq!(report.headline, Headline::Verified, "{}", explain(&report));
        assert_eq!(report.content.state, ContentState::PartlyCovered, "{}", explain(&report));
        let range = report.content.exclusions[0];
        assert_eq!(range.start, asset("photo.heic").len() as u64);
        assert_eq!(range.length, xmp_box("Agency X").len() as u64);
        assert_eq!(xmp(&report, "photoshop:Credit"), Coverage::NotCovered);
        assert_eq!(xmp(&report, "dc:creator"), Coverage::Unchanged);
        assert_eq!(exif(&report, "Make"), Coverage::Unchanged);
    }
    // Where a table leads to other bytes, nothing that it leads to is bound.
    let bytes = sign_boxes(&bench, "image/heic", &file, json!([{ "xpath": "/meta/iloc" }]));
    let report = bench.examine("photo.heic", &bytes, &bench.house());
    assert_eq!(report.headline, Headline::NotChecked, "{}", explain(&report));
    assert_eq!(exif(&report, "Make"), Coverage::NotCovered);
    assert_eq!(xmp(&report, "photoshop:Credit"), Coverage::Unchanged);
}

#[test]
fn a_part_of_a_box_left_out_reaches_what_stands_in_it() {
    let bench = Bench::new();
    let file = [asset("photo.heic"), xmp_box("Agency X")].concat();
    let mdat = find(&file, b"mdat") - 4;
    let serial = find(&file, b"LM000001") - mdat;
    let left_out = json!([{ "xpath": "/mdat", "subset": [{ "offset": serial, "length": 8 }] }]);
    let report = bench.examine("photo.heic", &sign_boxes(&bench, "image/heic", &file, left_out), &bench.house());
    assert_eq!(report.content.state, ContentState::PartlyCovered, "{}", explain(&report));
    assert_eq!(exif(&report, "BodySerialNumber"), Coverage::NotCovered);
    assert_eq!(exif(&report, "Make"), Coverage::Unchanged);
    assert_eq!(xmp(&report, "dc:creator"), Coverage::Unchanged);
    // A condition that no box meets leaves nothing out.
    let other = json!([{ "xpath": "/uuid", "length": 7 }, { "xpath": "/moov/udta" }]);
    let report = bench.examine("photo.heic", &sign_boxes(&bench, "image/heic", &file, other), &bench.house());
    assert_eq!(exif(&report, "Make"), Coverage::Unchanged, "{}", explain(&report));
    assert_eq!(xmp(&report, "photoshop:Credit"), Coverage::Unchanged);
}

#[test]
fn a_tree_of_hashes_covers_what_the_hash_leaves_out() {
    let bench = Bench::new();
    for (name, mime) in [("video.mp4", "video/mp4"), ("video.mov", "video/quicktime")] {
        let bytes = Recipe { mime, ..Recipe::created() }.sign_in_pieces(&bench.signer, &asset(name), 1);
        let report = bench.examine(name, &bytes, &bench.house());
        assert_eq!(report.headline, Headline::Verified, "{name}{}", explain(&report));
        assert_eq!(report.content.state, ContentState::Intact, "{name}{}", explain(&report));
        assert!(!report.metadata.is_empty(), "{name}");
        let other: Vec<_> = report.metadata.iter().filter(|field| field.coverage != Coverage::Unchanged).collect();
        assert!(other.is_empty(), "{name}: {other:?}");
        let mdat = find(&bytes, b"mdat");
        let report = bench.examine(name, &flipped(&bytes, mdat + 40), &bench.house());
        assert_eq!(report.headline, Headline::Altered, "{name}{}", explain(&report));
    }
}

/// Signs a photo by the names of its segments; `free` are left out, and of the list only the first so many are kept.
fn sign_names(bench: &Bench, photo: &[u8], free: &[usize], kept: usize) -> Vec<u8> {
    let recipe = Recipe::created();
    let mut parts = lightmark::media::parts_of_bytes(photo, lightmark::provenance::format::Format::Jpeg).unwrap();
    let scans = parts.pop().unwrap();
    let end = photo.len() as u64;
    let mut named: Vec<(String, u64, u64)> =
        parts.iter().map(|part| (part.name.clone(), part.range.start, part.range.start + part.range.length)).collect();
    named.push(("SOS".into(), scans.range.start, end - 2));
    named.push(("EOI".into(), end - 2, end));
    let mut boxes: Vec<BoxMap> = named
        .iter()
        .enumerate()
        .map(|(index, (name, start, stop))| BoxMap {
            names: vec![name.clone()],
            alg: Some("sha256".into()),
            hash: openssl::sha::sha256(&photo[*start as usize..*stop as usize]).to_vec().into(),
            excluded: free.contains(&index).then_some(true),
            pad: Vec::new().into(),
            range_start: 0,
            range_len: 0,
        })
        .collect();
    boxes.truncate(kept);
    let store = BoxMap {
        names: vec!["C2PA".into()],
        alg: Some("sha256".into()),
        hash: vec![0].into(),
        excluded: None,
        pad: Vec::new().into(),
        range_start: 0,
        range_len: 0,
    };
    boxes.insert(1, store);
    let mut builder = recipe.builder();
    builder.add_assertion(BoxHash::LABEL, &BoxHash { boxes }).unwrap();
    let store = builder.sign_box_hashed_embeddable(&bench.signer, "image/jpeg").unwrap();
    let mut file = photo.to_vec();
    file.splice(2..2, store);
    file
}

#[test]
fn a_segment_left_out_by_its_name_says_nothing_of_the_others() {
    let bench = Bench::new();
    let photo = photo();
    // SOI, APP0, EXIF, XMP …
    let report = bench.photo(&sign_names(&bench, &photo, &[], usize::MAX));
    assert_eq!(report.content.state, ContentState::Intact, "{}", explain(&report));
    assert_eq!([exif(&report, "Make"), xmp(&report, "dc:creator")], [Coverage::Unchanged; 2]);
    let bytes = sign_names(&bench, &photo, &[3], usize::MAX);
    for bytes in [bytes.clone(), flipped(&bytes, find(&bytes, b"Fixture_Maker"))] {
        let report = bench.photo(&bytes);
        assert_eq!(report.headline, Headline::Verified, "{}", explain(&report));
        assert_eq!(report.content.state, ContentState::PartlyCovered, "{}", explain(&report));
        assert_eq!([exif(&report, "Make"), xmp(&report, "dc:creator")], [Coverage::Unchanged, Coverage::NotCovered]);
    }
    assert_eq!(bench.photo(&repainted(&bytes)).headline, Headline::Altered);
}

#[test]
fn a_list_of_names_that_ends_too_early_does_not_cover_the_rest() {
    let bench = Bench::new();
    let photo = photo();
    let report = bench.photo(&sign_names(&bench, &photo, &[], 3));
    assert_eq!(report.content.state, ContentState::PartlyCovered, "{}", explain(&report));
    assert_eq!(report.headline, Headline::NotChecked, "{}", explain(&report));
    assert_eq!([exif(&report, "Make"), xmp(&report, "dc:creator")], [Coverage::Unchanged, Coverage::NotCovered]);
    // All segments, but not the scan.
    let scan = find_last(&photo, &[0xff, 0xda]);
    assert!(scan > 0);
    let parts = lightmark::media::parts_of_bytes(&photo, lightmark::provenance::format::Format::Jpeg).unwrap();
    for kept in [parts.len() - 1, parts.len()] {
        let report = bench.photo(&sign_names(&bench, &photo, &[], kept));
        assert_eq!(report.headline, Headline::NotChecked, "{kept}{}", explain(&report));
    }
}
