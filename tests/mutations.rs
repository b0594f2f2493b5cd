//! One byte changed in the picture, the metadata, the claim or the signature; files cut short; bytes appended.
//! For every format that a manifest store can be embedded in: never a panic, never Verified.

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use common::{Home, fixture};
use lightmark::credentials::{ExamineRequest, examine};
use lightmark::provenance::report::{ContentState, Headline, Report};
use lightmark::trust::{Purpose, TrustStore};

/// A signed file of one format, its unsigned original, and the lists that recognise its signer.
struct Signed {
    name: String,
    bytes: Vec<u8>,
    dir: PathBuf,
}

struct Bench {
    _home: Home,
    trust: TrustStore,
    files: Vec<Signed>,
}

/// Signs every fixture with the real program, once.
fn bench() -> Bench {
    let home = Home::new();
    let id = home.identity("Mutation Tester");
    let out = home.path("signed");
    std::fs::create_dir(&out).unwrap();
    let mut sign: Command = home.lightmark();
    sign.arg("sign").arg(fixture("formats")).args(["--identity", &id, "--out"]).arg(&out);
    sign.args(["--name-pattern", "{name}", "--creator", "Mutation Tester"]);
    let output = sign.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let pem = home.path("root.pem");
    let exported = home.lightmark().args(["identity", "export", &id]).output().unwrap();
    std::fs::write(&pem, exported.stdout).unwrap();
    let mut trust = TrustStore::default();
    trust.add_for_this_run(&pem, Purpose::ClaimSigning).unwrap();
    let scratch = home.path("mutated");
    std::fs::create_dir(&scratch).unwrap();
    let mut files: Vec<Signed> = std::fs::read_dir(&out)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending != "c2pa"))
        .map(|path| Signed {
            name: path.file_name().unwrap().to_string_lossy().into_owned(),
            bytes: std::fs::read(&path).unwrap(),
            dir: scratch.clone(),
        })
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(files.len() >= 18, "only {} formats were signed: {said}", files.len());
    Bench { _home: home, trust, files }
}

impl Signed {
    fn examine(&self, bytes: &[u8], trust: &TrustStore) -> Report {
        let path = self.dir.join(&self.name);
        std::fs::write(&path, bytes).unwrap();
        examine(&ExamineRequest { path, at: None, digest: false }, trust)
    }

    fn is_svg(&self) -> bool {
        Path::new(&self.name).extension().is_some_and(|ending| ending == "svg")
    }

    /// The file with its manifest store changed by `change`; `None` where the store cannot be found.
    fn with_store(&self, change: impl Fn(&mut [u8]) -> Option<()>) -> Option<Vec<u8>> {
        let mut bytes = self.bytes.clone();
        if !self.is_svg() {
            change(&mut bytes)?;
            return Some(bytes);
        }
        let text = String::from_utf8(bytes).unwrap();
        let start = text.find("<c2pa:manifest")?;
        let start = start + text[start..].find('>')? + 1;
        let end = start + text[start..].find('<')?;
        let mut store = STANDARD.decode(text[start..end].trim()).unwrap();
        change(&mut store)?;
        Some(format!("{}{}{}", &text[..start], STANDARD.encode(store), &text[end..]).into_bytes())
    }
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

fn find_last(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).rposition(|window| window == needle)
}

/// The end of a label in a store; GIF cuts its store into sub-blocks, so that only a part may be in one piece.
fn after_label(bytes: &[u8], label: &str) -> Option<usize> {
    (0..label.len() - 3).find_map(|skip| {
        let tail = &label.as_bytes()[skip..];
        find_last(bytes, tail).map(|at| at + tail.len())
    })
}

#[test]
fn untouched_files_are_verified() {
    let bench = bench();
    for file in &bench.files {
        let report = file.examine(&file.bytes, &bench.trust);
        assert_eq!(report.headline, Headline::Verified, "{}: {:?} {:?}", file.name, report.checks, report.problem);
        assert_eq!(report.content.state, ContentState::Intact, "{}", file.name);
    }
}

#[test]
fn one_byte_changed_in_the_claim_or_the_signature() {
    let bench = bench();
    for file in &bench.files {
        for offset in [20, 40, 60] {
            let mutated = file.with_store(|store| {
                let at = after_label(store, "c2pa.claim.v2")? + offset;
                *store.get_mut(at)? ^= 0x01;
                Some(())
            });
            let report = file.examine(&mutated.expect(&file.name), &bench.trust);
            assert_eq!(report.headline, Headline::Altered, "{} claim +{offset}: {:?}", file.name, report.content);
        }
        for offset in [2, 33, 65] {
            let mutated = file.with_store(|store| {
                // The claim's signature, a byte string of 64, is the last one after the last signature label.
                let label = after_label(store, "c2pa.signature")?;
                let at = label + find_last(&store[label..], &[0x58, 0x40])? + offset;
                *store.get_mut(at)? ^= 0x01;
                Some(())
            });
            let Some(mutated) = mutated else { panic!("{}: no signature found", file.name) };
            let report = file.examine(&mutated, &bench.trust);
            assert_ne!(report.headline, Headline::Verified, "{} signature +{offset}", file.name);
            assert_ne!(report.headline, Headline::IntactUnrecognised, "{} signature +{offset}", file.name);
        }
    }
}

/// Where the manifest store lies in a signed file, with its container's header before it.
fn store_range(file: &Signed) -> std::ops::Range<usize> {
    if file.is_svg() {
        let start = find(&file.bytes, b"<c2pa:manifest").unwrap();
        return start..find(&file.bytes, b"</c2pa:manifest").unwrap();
    }
    let start = find(&file.bytes, b"jumb").unwrap().saturating_sub(64);
    // The claim's signature, a byte string of 64, ends the store.
    let label = after_label(&file.bytes, "c2pa.signature").unwrap();
    let signature = label + find_last(&file.bytes[label..], &[0x58, 0x40]).unwrap();
    start..signature + 2 + 64 + 16
}

#[test]
fn one_byte_changed_anywhere_outside_the_store() {
    let bench = bench();
    for file in &bench.files {
        let store = store_range(file);
        let outside: Vec<usize> = (0..file.bytes.len()).filter(|at| !store.contains(at)).collect();
        assert!(outside.len() > 100, "{}: {} bytes, store {store:?}", file.name, file.bytes.len());
        let step = (outside.len() / 60).max(1);
        for at in outside.into_iter().step_by(step) {
            let mut bytes = file.bytes.clone();
            bytes[at] ^= 0x10;
            let report = file.examine(&bytes, &bench.trust);
            assert!(
                matches!(report.headline, Headline::Altered | Headline::NotChecked | Headline::NoCredentials),
                "{} byte {at} of {}: {:?}",
                file.name,
                file.bytes.len(),
                report.headline
            );
        }
    }
}

#[test]
fn one_byte_changed_in_the_metadata() {
    let bench = bench();
    let mut with_metadata = 0;
    for file in &bench.files {
        let marker = [&b"Exif\0\0"[..], b"http://ns.adobe.com/xap", b"<x:xmpmeta", b"<rdf:RDF"];
        let Some(at) = marker.iter().find_map(|marker| find(&file.bytes, marker)) else { continue };
        with_metadata += 1;
        let mut bytes = file.bytes.clone();
        bytes[at + 24] ^= 0x02;
        let report = file.examine(&bytes, &bench.trust);
        assert_ne!(report.headline, Headline::Verified, "{} metadata at {at}", file.name);
        assert_ne!(report.content.state, ContentState::Intact, "{} metadata at {at}", file.name);
    }
    assert!(with_metadata >= 5, "only {with_metadata} fixtures carry metadata");
}

#[test]
fn files_cut_short_at_many_lengths() {
    let bench = bench();
    for file in &bench.files {
        let step = (file.bytes.len() / 50).max(1);
        for length in (0..file.bytes.len()).step_by(step).chain([file.bytes.len() - 1]) {
            let report = file.examine(&file.bytes[..length], &bench.trust);
            assert_ne!(report.headline, Headline::Verified, "{} cut to {length}", file.name);
            assert_ne!(report.content.state, ContentState::Intact, "{} cut to {length}", file.name);
        }
    }
}

#[test]
fn bytes_appended_after_the_end() {
    let bench = bench();
    for file in &bench.files {
        let mut bytes = file.bytes.clone();
        bytes.extend_from_slice(b"one more thing..");
        let report = file.examine(&bytes, &bench.trust);
        assert_ne!(report.headline, Headline::Verified, "{}", file.name);
        assert_ne!(report.headline, Headline::IntactUnrecognised, "{}", file.name);
    }
}
