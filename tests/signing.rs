//! Signing by the real program: every format in every form, the letter-code fixtures made here, and everything that
//! may go wrong on the way; after each accident the folder holds what it held before.

mod common;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use common::moment::{go_on, has_ended, hold, signal, wait_until};
use common::{Home, fixture, json_lines, slow_tiff};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The fixtures that can hold Content Credentials, one for each of the 18 formats.
const EMBEDDABLE: [&str; 18] = [
    "photo.jpg",
    "photo.png",
    "photo.tiff",
    "photo.dng",
    "photo.gif",
    "photo.svg",
    "photo.webp",
    "photo.avif",
    "photo.heic",
    "photo.heif",
    "photo.jxl",
    "video.mp4",
    "video.mov",
    "sound.m4a",
    "sound.wav",
    "video.avi",
    "sound.mp3",
    "sound.flac",
];
/// Those that get a sidecar only.
const SIDECAR_ONLY: [&str; 2] = ["photo.psd", "photo.nef"];

/// A home with one identity, and a folder to work in.
struct Desk {
    home: Home,
    id: String,
}

impl Desk {
    fn new() -> Self {
        let (home, id) = Home::with_identity("Ada Example");
        std::fs::create_dir(home.path("work")).unwrap();
        Self { home, id }
    }

    /// A file of the work folder.
    fn file(&self, name: &str) -> PathBuf {
        self.home.path("work").join(name)
    }

    /// Puts a copy of a fixture into the work folder.
    fn put(&self, fixture_name: &str, name: &str) -> PathBuf {
        let target = self.file(name);
        std::fs::copy(fixture(&format!("formats/{fixture_name}")), &target).unwrap();
        target
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = self.home.lightmark();
        command.args(["sign", "--json", "--identity", &self.id]).args(args).current_dir(self.home.path("work"));
        command
    }

    /// Signs and gives the outcome of the one file.
    fn sign(&self, args: &[&str]) -> (Value, Output) {
        let output = self.command(args).output().unwrap();
        let lines = json_lines(&output);
        assert_eq!(lines.len(), 1, "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        (lines[0].clone(), output)
    }

    /// Signs one file, which must succeed, and gives the report.
    fn signed(&self, args: &[&str]) -> Value {
        let (outcome, output) = self.sign(args);
        assert_eq!(outcome["state"], "signed", "{args:?}: {outcome:#}");
        assert_eq!(output.status.code(), Some(0));
        outcome["report"].clone()
    }

    fn verify(&self, path: &Path) -> Value {
        let output = self.home.lightmark().args(["verify", "--json"]).arg(path).output().unwrap();
        json_lines(&output).remove(0)
    }

    /// Every file of the work folder with the hash of its bytes.
    fn contents(&self) -> BTreeMap<String, String> {
        contents(&self.home.path("work"))
    }
}

fn contents(folder: &Path) -> BTreeMap<String, String> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let hash = Sha256::digest(std::fs::read(&path).unwrap_or_default());
            (path.file_name().unwrap().to_string_lossy().into_owned(), hex::encode(hash))
        })
        .collect()
}

fn last_step(report: &Value) -> &Value {
    report["history"]["steps"].as_array().unwrap().last().unwrap()
}

fn actions(report: &Value) -> Vec<&str> {
    last_step(report)["actions"].as_array().unwrap().iter().map(|action| action["action"].as_str().unwrap()).collect()
}

/// How many roles the CAWG identity claims.
fn roles(report: &Value) -> usize {
    report["signer"]["identity"]["roles"].as_array().map_or(0, Vec::len)
}

fn stands_intact(report: &Value, what: &str) {
    assert_eq!(report["headline"], "intact-unrecognised", "{what}: {report:#}");
    assert_eq!(report["signer"]["name"], "Ada Example", "{what}");
    assert_eq!(last_step(report)["all_actions_included"], true, "{what}");
}

// ---- every format in every form

#[test]
fn every_format_signs_as_created_and_reads_back() {
    let desk = Desk::new();
    for name in EMBEDDABLE {
        let source = desk.put(name, name);
        let before = std::fs::read(&source).unwrap();
        let report = desk.signed(&[name, "--source-type", "digitalCapture", "--creator", "Ada Example"]);
        stands_intact(&report, name);
        assert_eq!(actions(&report), ["c2pa.created"], "{name}");
        assert_eq!(
            last_step(&report)["actions"][0]["digital_source_type"],
            "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
        );
        assert_eq!(report["signer"]["identity"]["roles"][0], "cawg.creator", "{name}");
        assert_eq!(std::fs::read(&source).unwrap(), before, "{name}: the original changed");
    }
}

#[test]
fn every_format_signs_as_opened_and_again_over_the_signed_copy() {
    let desk = Desk::new();
    for name in EMBEDDABLE {
        let ending = name.rsplit_once('.').unwrap().1;
        desk.put(name, name);
        let (first, second) = (format!("first.{ending}"), format!("second.{ending}"));
        let report = desk.signed(&[name, "--output", &first]);
        stands_intact(&report, name);
        assert_eq!(actions(&report), ["c2pa.opened"], "{name}");
        assert_eq!(last_step(&report)["ingredients"].as_array().unwrap().len(), 1, "{name}");
        assert!(last_step(&report)["ingredients"][0].get("manifest").is_none(), "{name}");
        assert_eq!(roles(&report), 0, "{name}");

        // A source type cannot make a file with a history a new creation; it is kept and said.
        let report = desk.signed(&[&first, "--output", &second, "--source-type", "digitalCapture"]);
        stands_intact(&report, name);
        assert_eq!(actions(&report), ["c2pa.opened"], "{name}");
        assert!(last_step(&report)["actions"][0].get("digital_source_type").is_none(), "{name}");
        assert!(last_step(&report)["ingredients"][0]["manifest"].as_str().unwrap().starts_with("urn:c2pa:"), "{name}");
        assert!(
            report["notes"].as_array().is_some_and(|notes| !notes.is_empty()),
            "{name}: no word on the source type"
        );
        let fields = report["rights"]["fields"].as_array().unwrap();
        assert!(fields.iter().any(|field| field["field"] == "digital-source-type"), "{name}: {fields:?}");
    }
}

#[test]
fn every_format_signs_with_a_sidecar_and_an_unknown_one_too() {
    let desk = Desk::new();
    std::fs::write(desk.file("notes.bin"), b"\x00\x01 bytes of no known kind").unwrap();
    for name in EMBEDDABLE.into_iter().chain(SIDECAR_ONLY).chain(["notes.bin"]) {
        let source = desk.file(name);
        if name != "notes.bin" {
            desk.put(name, name);
        }
        let before = std::fs::read(&source).unwrap();
        let report = desk.signed(&[name, "--sidecar", "--source-type", "digitalCapture"]);
        stands_intact(&report, name);
        let sidecar = source.with_extension("c2pa");
        assert_eq!(report["manifest_store"]["location"], "sidecar", "{name}");
        assert_eq!(std::fs::read(&source).unwrap(), before, "{name}: the original changed");
        stands_intact(&desk.verify(&source), name);

        // The sidecar is the history of the next signature.
        let report = desk.signed(&[name, "--sidecar", "--overwrite"]);
        assert_eq!(actions(&report), ["c2pa.opened"], "{name}");
        assert!(last_step(&report)["ingredients"][0]["manifest"].is_string(), "{name}: {report:#}");
        std::fs::remove_file(sidecar).unwrap();
        std::fs::remove_file(source).unwrap();
    }
    assert!(desk.contents().is_empty(), "{:?}", desk.contents());
}

#[test]
fn a_sidecar_under_the_number_of_a_copy_counts_where_it_fits() {
    let desk = Desk::new();
    let source = desk.put("photo.psd", "photo.psd");
    desk.signed(&["--sidecar", source.to_str().unwrap()]);
    // As a browser names a second download.
    std::fs::rename(desk.file("photo.c2pa"), desk.file("photo (2).c2pa")).unwrap();
    let report = desk.verify(&source);
    stands_intact(&report, "a numbered sidecar");
    assert!(report["manifest_store"].to_string().contains("photo (2).c2pa"), "{report:#}");
    // Of another file's sidecar nothing is said: it is no sign that this one was changed.
    let other = desk.put("photo.jpg", "photo (3).jpg");
    assert_eq!(desk.verify(&other)["headline"], "no-credentials");
    // What is signed next knows of the history.
    let again = desk.signed(&["--sidecar", source.to_str().unwrap()]);
    assert!(desk.file("photo.c2pa").exists(), "{again:#}");
    assert_eq!(desk.verify(&source)["history"]["steps"].as_array().unwrap().len(), 3);
    // And a file that got a number finds the sidecar that got none.
    std::fs::remove_file(desk.file("photo (2).c2pa")).unwrap();
    let numbered = desk.file("photo (2).psd");
    std::fs::rename(&source, &numbered).unwrap();
    stands_intact(&desk.verify(&numbered), "a numbered file");
}

#[test]
fn a_format_without_room_for_credentials_asks_for_a_sidecar() {
    let desk = Desk::new();
    for name in SIDECAR_ONLY {
        desk.put(name, name);
        let before = desk.contents();
        let (outcome, output) = desk.sign(&[name]);
        assert_eq!((outcome["state"].as_str(), output.status.code()), (Some("failed"), Some(3)));
        assert!(outcome["problem"]["remedy"].as_str().unwrap().contains("sidecar"));
        assert_eq!(desk.contents(), before);
    }
}

#[test]
fn what_is_stated_stands_in_the_manifest_and_what_the_camera_wrote_does_not() {
    let desk = Desk::new();
    desk.put("photo.jpg", "a.jpg");
    let report = desk.signed(&[
        "a.jpg",
        "--creator",
        "Ada \u{202e}Example",
        "--copyright",
        "© 2026 Ada",
        "--license",
        "https://example.org/l",
        "--usage-terms",
        "Editorial only",
        "--credit",
        "Ada/Press",
        "--ai",
        "notAllowed",
        "--data-mining",
        "constrained=ask first",
    ]);
    let stated: BTreeMap<&str, &str> = report["rights"]["fields"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|field| field["source"].as_str().unwrap().starts_with("cawg."))
        .map(|field| (field["field"].as_str().unwrap(), field["value"].as_str().unwrap()))
        .collect();
    for (field, value) in [
        ("copyright", "© 2026 Ada"),
        ("license", "https://example.org/l"),
        ("usage-terms", "Editorial only"),
        ("credit", "Ada/Press"),
    ] {
        assert_eq!(stated.get(field), Some(&value), "{stated:?}");
    }
    assert!(
        stated["ai-training"].contains("notAllowed") && stated["ai-data-mining"].contains("ask first"),
        "{stated:?}"
    );
    assert_eq!(roles(&report), 0, "the stated creator is not the identity");
    let output = desk.home.lightmark().args(["verify", "--crjson"]).arg(desk.file("a-signed.jpg")).output().unwrap();
    let manifest = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(manifest.contains("cawg.metadata"), "{manifest}");
    // Any three letters may stand in a hash.
    let manifest = without_hashes(&manifest);
    for private in ["LM000001", "GPS", "48.2", "16.4"] {
        // The seconds of a time may read like a position.
        let mut places = manifest.match_indices(private).map(|(at, _)| &manifest[..at]);
        assert!(places.all(|before| before.ends_with(':')), "{private} came into the manifest");
    }
}

/// Text without what stands in it as `b64'…'`.
fn without_hashes(text: &str) -> String {
    let mut parts = text.split("b64'");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |left, part| left + part.split_once('\'').unwrap().1)
}

// ---- the letter code: C, CA, and what was broken on the way

/// Flips one bit of the byte where `needle` begins, `offset` bytes on.
fn mutate(path: &Path, needle: &[u8], offset: usize) {
    let mut bytes = std::fs::read(path).unwrap();
    let at = bytes.windows(needle.len()).rposition(|window| window == needle).expect("the needle is in the file");
    bytes[at + offset] ^= 0x01;
    std::fs::write(path, bytes).unwrap();
}

/// E-dat: a byte of the picture; E-uri: the hash of an assertion; E-sig: the signature itself.
fn broken(desk: &Desk, code: &str) -> PathBuf {
    desk.put("photo.jpg", "C.jpg");
    let path = desk.file(&format!("{code}.jpg"));
    desk.signed(&["C.jpg", "--output", path.to_str().unwrap(), "--source-type", "digitalCapture"]);
    match code {
        // Near the end of the scan, before the end marker.
        "E-dat" => {
            let mut bytes = std::fs::read(&path).unwrap();
            let at = bytes.len() - 12;
            bytes[at] ^= 0x01;
            std::fs::write(&path, bytes).unwrap();
        }
        "E-uri" => mutate(&path, b"digitalCapture", 0),
        // The signature is the last 64 bytes of its box, which is the last of the store.
        "E-sig" => {
            let bytes = std::fs::read(&path).unwrap();
            let label = bytes.windows(14).rposition(|window| window == b"c2pa.signature").unwrap();
            let end = bytes[label..].windows(4).position(|window| window == b"\xff\xe1\x00\x00").map(|at| label + at);
            let end = end.unwrap_or_else(|| store_end(&bytes));
            let mut bytes = bytes;
            bytes[end - 20] ^= 0x01;
            std::fs::write(&path, bytes).unwrap();
        }
        _ => unreachable!(),
    }
    path
}

/// The end of the last APP11 segment of a JPEG.
fn store_end(bytes: &[u8]) -> usize {
    let (mut at, mut end) = (2, 0);
    while bytes[at] == 0xff && bytes[at + 1] != 0xda {
        let length = usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]])) + 2;
        if bytes[at + 1] == 0xeb {
            end = at + length;
        }
        at += length;
    }
    end
}

#[test]
fn a_broken_parent_is_named_and_refused_and_with_leave_the_history_shows_it() {
    for code in ["E-dat", "E-uri", "E-sig"] {
        let desk = Desk::new();
        let path = broken(&desk, code);
        assert_eq!(desk.verify(&path)["headline"], "altered", "{code}");
        let before = desk.contents();
        let name = format!("{code}.jpg");
        let (outcome, output) = desk.sign(&[&name]);
        assert_eq!((outcome["state"].as_str(), output.status.code()), (Some("refused"), Some(1)), "{code}");
        assert!(outcome["problem"]["what"].as_str().unwrap().contains(&name), "{code}: {outcome}");
        assert_eq!(desk.contents(), before, "{code}");

        let report = desk.signed(&[&name, "--allow-broken-parent"]);
        assert_eq!(report["history"]["state"], "broken-step", "{code}: {report:#}");
        let parent = &last_step(&report)["ingredients"][0];
        assert!(!parent["recorded_failures"].as_array().unwrap().is_empty(), "{code}: {parent}");
        assert_ne!(report["headline"], "verified");
    }
}

#[test]
fn a_sidecar_over_embedded_credentials_is_refused() {
    let desk = Desk::new();
    desk.put("photo.jpg", "a.jpg");
    desk.signed(&["a.jpg"]);
    let before = desk.contents();
    let (outcome, _) = desk.sign(&["a-signed.jpg", "--sidecar"]);
    assert_eq!(outcome["state"], "failed", "{outcome}");
    assert_eq!(desk.contents(), before);
}

// ---- where the copy goes

#[test]
fn an_existing_file_is_never_overwritten_unasked() {
    let desk = Desk::new();
    desk.put("photo.jpg", "a.jpg");
    std::fs::write(desk.file("a-signed.jpg"), b"mine").unwrap();
    let before = desk.contents();
    let (outcome, output) = desk.sign(&["a.jpg"]);
    assert_eq!((outcome["state"].as_str(), output.status.code()), (Some("refused"), Some(1)));
    assert!(outcome["problem"]["what"].as_str().unwrap().contains("a-signed.jpg"));
    let (outcome, _) = desk.sign(&["a.jpg", "--name-pattern", "{name}", "--overwrite"]);
    assert_eq!(outcome["state"], "refused", "the original would be overwritten: {outcome}");
    assert_eq!(desk.contents(), before);
    desk.signed(&["a.jpg", "--overwrite"]);
    assert_ne!(std::fs::read(desk.file("a-signed.jpg")).unwrap(), b"mine");
}

#[test]
fn two_files_of_a_batch_never_share_a_target() {
    let desk = Desk::new();
    for folder in ["one", "two"] {
        std::fs::create_dir(desk.file(folder)).unwrap();
        desk.put("photo.jpg", &format!("{folder}/a.jpg"));
    }
    let args = ["one/a.jpg", "two/a.jpg", "--out", "out", "--overwrite"];
    let output = desk.command(&args).output().unwrap();
    let mut states: Vec<_> =
        json_lines(&output).iter().map(|line| line["state"].as_str().unwrap().to_owned()).collect();
    states.sort();
    assert_eq!(states, ["refused", "signed"]);
}

#[test]
fn the_original_is_replaced_whole_and_keeps_its_permissions() {
    let desk = Desk::new();
    let path = desk.put("photo.jpg", "a.jpg");
    set_mode(&path, 0o640);
    let report = desk.signed(&["a.jpg", "--in-place"]);
    assert_eq!(desk.contents().len(), 1);
    assert_eq!(mode(&path), 0o640);
    assert_eq!(report["sha256"], desk.contents()["a.jpg"].as_str());
    stands_intact(&desk.verify(&path), "in place");
}

#[test]
fn odd_sources_have_their_own_sentence_and_the_rest_goes_on() {
    let desk = Desk::new();
    desk.put("photo.jpg", "good.jpg");
    desk.put("photo.jpg", "cut.jpg");
    let half = std::fs::read(desk.file("cut.jpg")).unwrap();
    std::fs::write(desk.file("cut.jpg"), &half[..300]).unwrap();
    std::fs::write(desk.file("empty.jpg"), b"").unwrap();
    std::fs::write(desk.file("text.jpg"), b"this is text\n").unwrap();
    let names = ["good.jpg", "empty.jpg", "text.jpg", "gone.jpg", "new\nline.jpg"];
    std::fs::copy(desk.file("good.jpg"), desk.file("new\nline.jpg")).unwrap();
    let output = desk.command(&names).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let lines = json_lines(&output);
    assert_eq!(lines.len(), names.len());
    let signed: Vec<_> = lines.iter().filter(|line| line["state"] == "signed").collect();
    assert_eq!(signed.len(), 2, "{lines:#?}");
    let mut sentences: Vec<_> =
        lines.iter().filter_map(|line| line["problem"]["why"].as_str()).map(str::to_owned).collect();
    sentences.sort();
    sentences.dedup();
    assert_eq!(sentences.len(), 3, "{sentences:?}");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.ends_with("2 of 5 files done, 3 not done\n"), "{told}");
    assert!(sentences.iter().any(|why| why.contains("whatever its name says")), "{sentences:?}");
}

#[test]
fn a_name_that_the_system_refuses_has_its_own_sentence() {
    let desk = Desk::new();
    let name = format!("{}.jpg", "x".repeat(248));
    desk.put("photo.jpg", &name);
    let (outcome, _) = desk.sign(&[&name]);
    assert!(outcome["problem"]["why"].as_str().unwrap().contains("too long"), "{outcome}");
    assert_eq!(desk.contents().len(), 1, "nothing is left behind");
    desk.signed(&[&name, "--output", "short.jpg"]);
}

#[test]
fn a_folder_that_was_made_for_nothing_goes_again() {
    let desk = Desk::new();
    std::fs::write(desk.file("text.jpg"), b"this is text\n").unwrap();
    std::fs::create_dir(desk.file("there")).unwrap();
    for out in ["new/deeper", "there"] {
        let (outcome, _) = desk.sign(&["text.jpg", "--out", out]);
        assert_eq!(outcome["state"], "failed", "{outcome}");
    }
    assert_eq!(desk.contents().into_keys().collect::<Vec<_>>(), ["text.jpg", "there"]);
}

// ---- accidents

#[test]
#[cfg(unix)]
fn a_folder_that_may_not_be_written_is_a_problem_and_nothing_is_left() {
    let desk = Desk::new();
    desk.put("photo.jpg", "a.jpg");
    let locked = desk.file("locked");
    std::fs::create_dir(&locked).unwrap();
    let mounted = is_root() && mount_tmpfs(&locked, "size=1m,ro");
    if is_root() && !mounted {
        eprintln!("skipped: running as root, and no read-only file system can be mounted here");
        return;
    }
    set_mode(&locked, 0o555);
    // A folder in it cannot be made either; “make the folder” would be no remedy.
    let outcomes = ["locked", "locked/new"].map(|folder| desk.sign(&["a.jpg", "--out", folder]));
    if mounted {
        unmount(&locked);
    }
    for (outcome, output) in outcomes {
        assert_eq!((outcome["state"].as_str(), output.status.code()), (Some("failed"), Some(3)), "{outcome}");
        assert!(outcome["problem"]["why"].as_str().unwrap().contains("may not write"), "{outcome}");
    }
    assert!(contents(&locked).is_empty());
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_a_problem_and_nothing_is_left() {
    let desk = Desk::new();
    let full = desk.file("full");
    std::fs::create_dir(&full).unwrap();
    if !is_root() || !mount_tmpfs(&full, "size=64k") {
        eprintln!("skipped: no small file system can be mounted here (not root, or not allowed)");
        return;
    }
    std::fs::write(full.join("filler"), vec![0_u8; 60 * 1024 - 4096]).unwrap();
    let names = ["photo.dng", "photo.nef", "photo.heic"];
    for name in names {
        desk.put(name, name);
    }
    let embedded = desk.command(&["photo.dng", "photo.heic", "--out", "full"]).output().unwrap();
    let left = contents(&full);
    unmount(&full);
    let lines = json_lines(&embedded);
    let failed: Vec<_> = lines.iter().filter(|line| line["state"] == "failed").collect();
    assert!(!failed.is_empty(), "{lines:#?}");
    for line in failed {
        assert!(line["problem"]["why"].as_str().unwrap().contains("full"), "{line}");
    }
    assert!(!left.keys().any(|name| name.starts_with('.')), "{left:?}");
    assert_eq!(embedded.status.code(), Some(3));
}

#[test]
#[cfg(unix)]
fn killed_at_any_moment_there_is_the_old_state_or_a_whole_signed_file() {
    let desk = Desk::new();
    let names: Vec<String> = (0..24).map(|number| format!("p{number}.jpg")).collect();
    for name in &names {
        desk.put("photo.jpg", name);
    }
    let originals = desk.contents();
    for round in 0_u64..12 {
        let mut batch = desk.command(&["--out", "out", "."]).stdout(std::process::Stdio::null()).spawn().unwrap();
        // A spread of moments: some before the first file, most in the middle of the batch.
        if round % 4 != 0 {
            wait_until("something is in the folder", || !contents_of(&desk.file("out")).is_empty());
        }
        std::thread::sleep(std::time::Duration::from_millis((round * 7) % 60));
        batch.kill().unwrap();
        batch.wait().unwrap();
        for (name, hash) in &originals {
            assert_eq!(desk.contents().get(name), Some(hash), "the original {name} changed");
        }
        for path in visible(&desk.file("out")) {
            let report = desk.verify(&path);
            assert_eq!(report["headline"], "intact-unrecognised", "{}: {report:#}", path.display());
        }
        if round % 3 == 2 {
            let _ = std::fs::remove_dir_all(desk.file("out"));
        }
    }
    // The next run sweeps what the killed ones left.
    desk.command(&["--out", "out", "--overwrite", "p0.jpg"]).output().unwrap();
    assert_eq!(hidden(&desk.file("out")), Vec::<String>::new());
}

#[test]
#[cfg(target_os = "linux")]
fn what_a_killed_batch_left_half_done_is_swept_away_by_the_next() {
    let desk = Desk::new();
    in_the_middle_of_a_file(&desk, |mut batch| {
        batch.kill().unwrap();
        batch.wait().unwrap();
    });
    assert_eq!(hidden(&desk.file("out")).len(), 1);
    assert_eq!(visible(&desk.file("out")).len(), 0);
    desk.put("photo.jpg", "a.jpg");
    desk.signed(&["a.jpg", "--out", "out"]);
    assert_eq!(hidden(&desk.file("out")), Vec::<String>::new());
}

/// A sound file of so many megabytes.
fn put_long_sound(desk: &Desk, megabytes: usize) -> PathBuf {
    let path = desk.put("sound.wav", "long.wav");
    let mut bytes = std::fs::read(&path).unwrap();
    let data = bytes.windows(4).position(|window| window == b"data").unwrap() + 4;
    bytes.resize(megabytes << 20, 0);
    let (whole, samples) = (bytes.len() - 8, bytes.len() - data - 4);
    bytes[4..8].copy_from_slice(&u32::try_from(whole).unwrap().to_le_bytes());
    bytes[data..data + 4].copy_from_slice(&u32::try_from(samples).unwrap().to_le_bytes());
    std::fs::write(&path, bytes).unwrap();
    path
}

/// Starts to sign a long sound and holds the program still while the copy is half written; what is done then comes before
/// the source is looked at for the last time, however fast or slow the machine is.
#[cfg(target_os = "linux")]
fn in_the_middle_of_a_file<T>(desk: &Desk, then: impl FnOnce(std::process::Child) -> T) -> T {
    let out = desk.file("out");
    let mut megabytes = 60;
    loop {
        let whole = std::fs::metadata(put_long_sound(desk, megabytes)).unwrap().len();
        let mut batch =
            desk.command(&["long.wav", "--out", "out"]).stdout(std::process::Stdio::piped()).spawn().unwrap();
        wait_until("the copy is begun", || !contents_of(&out).is_empty() || has_ended(&mut batch));
        hold(&mut batch);
        let draft = hidden(&out).pop().and_then(|name| std::fs::metadata(out.join(name)).ok());
        if draft.is_some_and(|draft| draft.len() < whole) {
            return then(batch);
        }
        // It was done before anybody looked: a longer one.
        go_on(&batch);
        assert!(batch.wait().unwrap().success());
        std::fs::remove_dir_all(&out).unwrap();
        megabytes *= 2;
        assert!(megabytes < 1024, "no file is too long for this machine");
    }
}

/// Does something to the long sound while it is signed, and gives the outcome.
#[cfg(target_os = "linux")]
fn disturb(desk: &Desk, disturbance: impl FnOnce(&Path)) -> Value {
    let output = in_the_middle_of_a_file(desk, |batch| {
        disturbance(&desk.file("long.wav"));
        go_on(&batch);
        batch.wait_with_output().unwrap()
    });
    assert_eq!(output.status.code(), Some(3));
    json_lines(&output).remove(0)
}

#[test]
#[cfg(target_os = "linux")]
fn a_source_that_changes_while_it_is_signed_is_not_signed() {
    let desk = Desk::new();
    let outcome = disturb(&desk, |source| {
        use std::io::Write;
        std::fs::OpenOptions::new().append(true).open(source).unwrap().write_all(b"more").unwrap();
    });
    assert_eq!(outcome["state"], "failed", "{outcome}");
    assert!(outcome["problem"]["what"].as_str().unwrap().contains("changed"), "{outcome}");
    assert!(!desk.file("out").exists(), "the folder was made for this file alone");
}

#[test]
#[cfg(target_os = "linux")]
fn a_source_that_vanishes_while_it_is_signed_leaves_nothing() {
    let desk = Desk::new();
    let outcome = disturb(&desk, |source| std::fs::remove_file(source).unwrap());
    assert_eq!(outcome["state"], "failed", "{outcome}");
    assert!(outcome["problem"]["what"].as_str().unwrap().contains("no longer there"), "{outcome}");
    assert!(!desk.file("out").exists(), "the folder was made for this file alone");
}

#[test]
#[cfg(unix)]
fn a_cancelled_batch_leaves_whole_files_and_says_what_was_not_begun() {
    let desk = Desk::new();
    let mut names: Vec<String> = (0..40).map(|number| format!("p{number}.jpg")).collect();
    for name in &names {
        desk.put("photo.jpg", name);
    }
    // With this at the end no batch is done before it is cancelled, on the fastest of machines.
    std::fs::write(desk.file("slow.tif"), slow_tiff()).unwrap();
    names.push("slow.tif".to_owned());
    let mut args: Vec<&str> = names.iter().map(String::as_str).collect();
    args.extend(["--out", "out"]);
    let batch = desk.command(&args).stdout(std::process::Stdio::piped()).spawn().unwrap();
    wait_until("a file is signed", || !visible(&desk.file("out")).is_empty());
    signal(&batch, "INT");
    let output = batch.wait_with_output().unwrap();
    let lines = json_lines(&output);
    assert_eq!(lines.len(), names.len(), "every file has its outcome");
    let count_of = |state: &str| lines.iter().filter(|line| line["state"] == state).count();
    assert_eq!(count_of("signed") + count_of("cancelled"), names.len(), "{lines:#?}");
    assert!(count_of("signed") > 0 && count_of("cancelled") > 0, "{lines:#?}");
    assert_eq!(output.status.code(), Some(130));
    let left = contents(&desk.file("out"));
    assert_eq!(left.len(), count_of("signed"), "{left:?}");
    for path in visible(&desk.file("out")) {
        stands_intact(&desk.verify(&path), "after a cancel");
    }
}

/// The names in a folder that may not be there yet.
fn contents_of(folder: &Path) -> Vec<std::ffi::OsString> {
    std::fs::read_dir(folder).map_or_else(|_| Vec::new(), |entries| entries.flatten().map(|e| e.file_name()).collect())
}

#[cfg(unix)]
fn hidden(folder: &Path) -> Vec<String> {
    let names = contents_of(folder).into_iter().map(|name| name.to_string_lossy().into_owned());
    names.filter(|name| name.starts_with('.')).collect()
}

#[cfg(unix)]
fn visible(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| !path.file_name().unwrap().to_string_lossy().starts_with('.'))
        .collect()
}

#[cfg(unix)]
fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}

#[cfg(unix)]
fn mount_tmpfs(at: &Path, options: &str) -> bool {
    let status = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(at).output();
    status.is_ok_and(|output| output.status.success())
}

#[cfg(unix)]
fn unmount(at: &Path) {
    let _ = Command::new("umount").arg(at).status();
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    // A file system that is mounted read-only keeps its own.
    let _ = std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode));
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}
