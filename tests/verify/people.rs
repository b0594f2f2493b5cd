//! The person behind a manifest (CAWG identity), what they state about rights, and how far that agrees with what the
//! file itself says.

use lightmark::provenance::report::{Coverage, Headline, IdentityState, MetadataStore, Report};
use lightmark::provenance::rights::RightsName;
use lightmark::provenance::trust_source::ListKind;
use lightmark::trust::TrustStore;
use serde_json::{Value, json};

use crate::bench::{Bench, expect, explain, lists};
use crate::foreign::{Foreign, Recipe, current, find, find_last, flipped, photo, root};
use crate::forge::{self, Draft, Issued};

fn metadata(creator: &str, rights: &str) -> Value {
    json!({
        "@context": { "dc": "http://purl.org/dc/elements/1.1/", "xmpRights": "http://ns.adobe.com/xap/1.0/rights/" },
        "dc:creator": [creator],
        "dc:rights": { "x-default": rights },
        "xmpRights:WebStatement": "https://example.org/licence",
    })
}

fn mining() -> Value {
    json!({ "entries": {
        "cawg.ai_training": { "use": "notAllowed" },
        "cawg.ai_generative_training": { "use": "constrained", "constraint_info": "ask first" },
        "cawg.data_mining": { "use": "allowed" },
    } })
}

fn recipe() -> Recipe {
    Recipe::created().and("cawg.metadata", metadata("Fixture_Maker", "(c) Ana")).and("cawg.training-mining", mining())
}

/// A house signer, and a person whose own certificate is under a root of their own.
struct People {
    bench: Bench,
    person_root: Issued,
    signer: Foreign,
}

fn people() -> People {
    let bench = Bench::new();
    let person_root = root("Person Root");
    let person = Foreign::under(&person_root, "Dora Person");
    let signer = bench.signer.clone().named(person, &["cawg.metadata", "cawg.training-mining"]);
    People { bench, person_root, signer }
}

impl People {
    fn trust(&self) -> TrustStore {
        lists(&[(ListKind::House, &self.bench.root), (ListKind::Interim, &self.person_root)])
    }

    fn identity(&self, bytes: &[u8], trust: &TrustStore) -> (IdentityState, Report) {
        let report = self.bench.examine("photo.jpg", bytes, trust);
        let state = report.signer.identity.as_ref().map(|identity| identity.state);
        (state.unwrap_or_else(|| panic!("no identity{}", explain(&report))), report)
    }
}

#[test]
fn an_identity_is_recognised_by_its_own_certificate() {
    let people = people();
    let bytes = recipe().sign(&people.signer, &photo());
    let (state, report) = people.identity(&bytes, &people.trust());
    assert_eq!(state, IdentityState::Recognised, "{}", explain(&report));
    let identity = report.signer.identity.as_ref().unwrap();
    assert_eq!(identity.name, "Dora Person");
    assert_eq!(identity.kind, "cawg.x509.cose");
    assert_eq!(identity.roles, ["cawg.creator"]);
    for label in ["cawg.metadata", "cawg.training-mining", "c2pa.hash.data"] {
        assert!(identity.binds.iter().any(|bound| bound == label), "{label}: {:?}", identity.binds);
    }
    expect(&report, ["verified", "intact", "house", "none", "complete", "signed"]);
    // The signer's list says nothing about the person, and the person's nothing about the signer.
    let (state, report) = people.identity(&bytes, &people.bench.house());
    assert_eq!((state, report.headline), (IdentityState::Unrecognised, Headline::Verified), "{}", explain(&report));
    let (state, report) = people.identity(&bytes, &lists(&[(ListKind::House, &people.person_root)]));
    assert_eq!((state, report.headline), (IdentityState::Recognised, Headline::IntactUnrecognised));
    let (state, _) = people.identity(&bytes, &lists(&[(ListKind::TimeStamping, &people.person_root)]));
    assert_eq!(state, IdentityState::Unrecognised);
}

#[test]
fn an_identity_that_is_tampered_with_is_broken() {
    let people = people();
    let trust = people.trust();
    // A person who signs with another key than their certificate's.
    let mut thief = Foreign::under(&people.person_root, "Dora Person");
    thief.key = forge::ed25519();
    let signer = people.bench.signer.clone().named(thief, &["cawg.metadata"]);
    let (state, report) = people.identity(&recipe().sign(&signer, &photo()), &trust);
    assert_eq!(state, IdentityState::Broken, "{}", explain(&report));
    // The picture and the claim are whole; the signer is who they say.
    assert_eq!(report.headline, Headline::Verified);
    // A certificate for something else.
    let server = Draft::leaf("Dora Person").with(forge::eku(&[forge::SERVER]));
    let server = Foreign::of(current(server).by(&people.person_root));
    let signer = people.bench.signer.clone().named(server, &["cawg.metadata"]);
    let (state, report) = people.identity(&recipe().sign(&signer, &photo()), &trust);
    assert_ne!(state, IdentityState::Recognised, "{}", explain(&report));
    // Changed after signing: then the claim is broken as well.
    let bytes = recipe().sign(&people.signer, &photo());
    let assertion = find(&bytes, b"signer_payload");
    for (name, at) in [
        ("payload", assertion + 30),
        ("signature", find_last(&bytes[..find_last(&bytes, b"c2pa.claim.v2")], b"Dora Person") + 200),
        ("what it refers to", find(&bytes, b"Fixture_Maker")),
    ] {
        let report = people.bench.examine("photo.jpg", &flipped(&bytes, at), &trust);
        assert_eq!(report.headline, Headline::Altered, "{name}{}", explain(&report));
        let state = report.signer.identity.as_ref().map(|identity| identity.state);
        // Where its structure is broken, too, nothing of the manifest can be read.
        let expected = if report.history.steps.is_empty() { None } else { Some(IdentityState::Broken) };
        assert_eq!(state, expected, "{name}{}", explain(&report));
    }
}

fn right(report: &Report, name: RightsName, coverage: Coverage) -> Vec<String> {
    let fields = report.rights.fields.iter().filter(|field| field.field == name && field.coverage == coverage);
    fields.map(|field| field.value.clone()).collect()
}

/// The photo with an XMP packet in the place of its own.
fn with_xmp(inside: &str) -> Vec<u8> {
    const NAME: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
    let mut bytes = photo();
    let start = find(&bytes, NAME) - 4;
    let length = usize::from(u16::from_be_bytes([bytes[start + 2], bytes[start + 3]])) + 2;
    let packet = format!(
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
         <rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/' \
         xmlns:xmpRights='http://ns.adobe.com/xap/1.0/rights/'>{inside}</rdf:Description></rdf:RDF></x:xmpmeta>"
    );
    let mut segment = vec![0xff, 0xe1];
    segment.extend_from_slice(&((2 + NAME.len() + packet.len()) as u16).to_be_bytes());
    segment.extend_from_slice(NAME);
    segment.extend_from_slice(packet.as_bytes());
    bytes.splice(start..start + length, segment);
    bytes
}

fn creator(name: &str) -> String {
    format!("<dc:creator><rdf:Seq><rdf:li>{name}</rdf:li></rdf:Seq></dc:creator>")
}

#[test]
fn rights_that_are_signed_agree_contradict_or_are_only_there() {
    let bench = Bench::new();
    let agrees = with_xmp(&creator("Fixture_Maker"));
    let report = bench.photo(&recipe().sign(&bench.signer, &agrees));
    expect(&report, ["verified", "intact", "house", "none", "complete", "signed"]);
    assert_eq!(right(&report, RightsName::Creator, Coverage::Signed), ["Fixture_Maker"]);
    assert_eq!(right(&report, RightsName::Creator, Coverage::Agrees), ["Fixture_Maker"]);
    assert_eq!(right(&report, RightsName::Copyright, Coverage::Signed), ["(c) Ana"]);
    assert_eq!(right(&report, RightsName::AiTraining, Coverage::Signed), ["notAllowed"]);
    assert_eq!(right(&report, RightsName::AiGenerativeTraining, Coverage::Signed), ["constrained: ask first"]);
    let contradicts = with_xmp(&creator("Somebody Else"));
    let report = bench.photo(&recipe().sign(&bench.signer, &contradicts));
    expect(&report, ["verified", "intact", "house", "none", "complete", "conflict"]);
    assert_eq!(right(&report, RightsName::Creator, Coverage::Contradicts), ["Somebody Else"]);
    assert_eq!(right(&report, RightsName::Creator, Coverage::Signed), ["Fixture_Maker"]);
    // Nothing stated: what is in the file is unchanged since, but nobody's word.
    let report = bench.photo(&Recipe::created().sign(&bench.signer, &contradicts));
    expect(&report, ["verified", "intact", "house", "none", "complete", "unsigned"]);
    assert_eq!(right(&report, RightsName::Creator, Coverage::Unchanged), ["Somebody Else"]);
    // No credentials at all.
    let report = bench.photo(&contradicts);
    assert_eq!(right(&report, RightsName::Creator, Coverage::NotCovered), ["Somebody Else"]);
    // Nothing anywhere.
    let report = bench.photo(&Recipe::created().sign(&bench.signer, &with_xmp("")));
    expect(&report, ["verified", "intact", "house", "none", "complete", "none"]);
}

#[test]
fn every_field_of_the_file_has_its_coverage() {
    let bench = Bench::new();
    let context = json!({ "tiff": "http://ns.adobe.com/tiff/1.0/", "exif": "http://ns.adobe.com/exif/1.0/",
        "dc": "http://purl.org/dc/elements/1.1/" });
    let stated = json!({ "@context": context, "tiff:Make": "Lightmark", "tiff:Model": "Another",
        "exif:ExposureTime": "1/250", "exif:FNumber": "28/5", "exif:DateTimeOriginal": "2026-05-04T10:00:00",
        "tiff:YCbCrPositioning": "1", "dc:title": "Another" });
    let bytes = Recipe::created().and("cawg.metadata", stated).sign(&bench.signer, &photo());
    let report = bench.photo(&bytes);
    let coverage = |store: MetadataStore, name: &str| {
        let found = report.metadata.iter().find(|field| field.store == store && field.field.ends_with(name));
        found.unwrap_or_else(|| panic!("{name}: {:?}", report.metadata)).coverage
    };
    assert_eq!(coverage(MetadataStore::Manifest, "Make"), Coverage::Signed);
    assert_eq!(coverage(MetadataStore::Exif, "Make"), Coverage::Agrees);
    assert_eq!(coverage(MetadataStore::Exif, "Model"), Coverage::Contradicts);
    // The same, written in another way.
    for name in ["ExposureTime", "FNumber", "DateTimeOriginal"] {
        assert_eq!(coverage(MetadataStore::Exif, name), Coverage::Agrees, "{name}");
    }
    // A number beside a word says neither.
    assert_eq!(coverage(MetadataStore::Exif, "YCbCrPositioning"), Coverage::Unchanged);
    assert_eq!(coverage(MetadataStore::Exif, "ColorSpace"), Coverage::Unchanged);
    assert_eq!(coverage(MetadataStore::Xmp, "title"), Coverage::Contradicts);
    // A changed picture: the fields in the file are no longer known to be as they were.
    let report = bench.photo(&crate::foreign::repainted(&bytes));
    let in_file: Vec<_> = report.metadata.iter().filter(|field| field.store == MetadataStore::Exif).collect();
    assert!(!in_file.is_empty());
    assert!(in_file.iter().all(|field| field.coverage != Coverage::Unchanged), "{in_file:?}");
}

#[test]
fn rights_of_a_broken_claim_are_nobodys_word() {
    let bench = Bench::new();
    let bytes = recipe().sign(&bench.signer, &photo());
    let report = bench.photo(&crate::foreign::forged(&bytes));
    assert!(report.rights.fields.iter().all(|field| field.coverage != Coverage::Signed), "{:?}", report.rights);
    let report = bench.photo(&flipped(&bytes, find_last(&bytes, b"(c) Ana")));
    assert!(report.rights.fields.iter().all(|field| field.coverage != Coverage::Signed), "{:?}", report.rights);
    // Taken over from the parent, unless something is recorded against it.
    let report = bench.photo(&crate::letters::edited(&bench, &bytes));
    assert_eq!(right(&report, RightsName::Copyright, Coverage::Signed), ["(c) Ana"]);
    let report = bench.photo(&crate::letters::edited(&bench, &crate::foreign::repainted(&bytes)));
    assert_eq!(right(&report, RightsName::Copyright, Coverage::Signed), [""; 0]);
}
