//! Nothing is lost: no copy takes the place of a file that was read for it or of another copy of the same batch, and
//! what a killed process left behind is cleared away, by the real program.

mod common;

use std::path::PathBuf;
use std::process::Output;

use common::{Home, fixture};

/// A home with files of its own: their bytes, by name.
struct Desk {
    home: Home,
    id: String,
}

impl Desk {
    fn new() -> Self {
        let home = Home::new();
        let id = home.identity("Ada Example");
        for folder in ["a", "b", "out"] {
            std::fs::create_dir(home.path(folder)).unwrap();
        }
        Self { home, id }
    }

    fn put(&self, name: &str, from: &str) -> Vec<u8> {
        let bytes = std::fs::read(fixture(from)).unwrap();
        std::fs::write(self.home.path(name), &bytes).unwrap();
        bytes
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.home.path(name)).unwrap()
    }

    fn run(&self, words: &[&str]) -> Output {
        let words = words.iter().map(|word| if *word == "ID" { &self.id } else { *word });
        self.home.lightmark().args(words).output().unwrap()
    }

    /// Runs what must be refused in part, with this sentence.
    fn refused(&self, words: &[&str], sentence: &str) {
        let output = self.run(words);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{words:?}: {said}");
        assert!(said.contains(sentence), "{words:?}: {said}");
    }

    fn hidden(&self, folder: &str) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.home.path(folder)).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| path.file_name().unwrap().as_encoded_bytes().starts_with(b".")).collect()
    }
}

const OVER_INPUT: &str = "is one of the files that are read here";
const SAME_TARGET: &str = "has the name that the copy of";

#[test]
fn a_signed_copy_never_takes_the_place_of_another_source() {
    let desk = Desk::new();
    desk.put("a/x.jpg", "formats/photo.jpg");
    let other = desk.put("a/x-signed.jpg", "media/marked.jpg");
    let words = ["sign", "a/x.jpg", "a/x-signed.jpg", "--overwrite", "--identity", "ID"];
    desk.refused(&words, OVER_INPUT);
    assert_eq!(desk.bytes("a/x-signed.jpg"), other);
    assert!(desk.home.path("a/x-signed-signed.jpg").exists(), "the rest of the batch is done");
    let words = ["sign", "a/x.jpg", "--overwrite", "--identity", "ID"];
    assert!(desk.run(&words).status.success(), "a file that is not read may be overwritten, as was asked for");
    assert_ne!(desk.bytes("a/x-signed.jpg"), other);
}

#[test]
fn a_recorded_copy_never_takes_the_place_of_the_edited_file() {
    let desk = Desk::new();
    desk.put("a/x.jpg", "media/quarters.jpg");
    let edited = desk.put("e.png", "media/quarters.png");
    let words = ["record", "a/x.jpg", "e.png", "-o", "e.png", "--overwrite", "--same-picture", "--identity", "ID"];
    desk.refused(&words, OVER_INPUT);
    assert_eq!(desk.bytes("e.png"), edited);
}

#[test]
fn a_copy_with_rights_takes_neither_the_originals_place_nor_another_copys() {
    let desk = Desk::new();
    let original = desk.put("a/x.jpg", "formats/photo.jpg");
    let other = desk.put("b/x.jpg", "media/marked.jpg");
    desk.refused(&["rights", "set", "a/x.jpg", "--creator", "A", "--out", "a", "--overwrite"], OVER_INPUT);
    desk.refused(&["rights", "set", "a/x.jpg", "b/x.jpg", "--creator", "A", "--out", "b", "--overwrite"], OVER_INPUT);
    assert_eq!((desk.bytes("a/x.jpg"), desk.bytes("b/x.jpg")), (original, other));
    desk.refused(
        &["rights", "set", "a/x.jpg", "b/x.jpg", "--creator", "A", "--out", "out", "--overwrite"],
        SAME_TARGET,
    );
    let first = desk.bytes("out/x.jpg");
    assert!(desk.run(&["rights", "set", "a/x.jpg", "--creator", "A", "--out", "out", "--overwrite"]).status.success());
    assert_eq!(desk.bytes("out/x.jpg"), first, "the copy of the first one was there");
}

#[test]
#[cfg(unix)]
fn a_link_to_the_original_is_no_way_around() {
    let desk = Desk::new();
    let original = desk.put("a/x.jpg", "formats/photo.jpg");
    std::os::unix::fs::symlink("a", desk.home.path("linked")).unwrap();
    std::os::unix::fs::symlink("../a/x.jpg", desk.home.path("b/x.jpg")).unwrap();
    for out in ["linked", "b"] {
        desk.refused(&["rights", "set", "a/x.jpg", "--creator", "A", "--out", out, "--overwrite"], OVER_INPUT);
    }
    let words = ["sign", "a/x.jpg", "-o", "b/x.jpg", "--overwrite", "--identity", "ID"];
    desk.refused(&words, "would take the place of");
    assert_eq!(desk.bytes("a/x.jpg"), original);
    assert!(desk.home.path("b/x.jpg").is_symlink());
}

#[test]
fn what_a_killed_process_left_is_cleared_away_wherever_copies_go() {
    let desk = Desk::new();
    desk.put("a/x.jpg", "media/marked.jpg");
    let runs: [&[&str]; 4] = [
        &["redact", "a/x.jpg", "--preset", "public"],
        &["rights", "set", "a/x.jpg", "--creator", "A"],
        &["rights", "set", "a/x.jpg", "--creator", "A", "--in-place"],
        &["sign", "a/x.jpg", "--identity", "ID"],
    ];
    for words in runs {
        std::fs::write(desk.home.path("a/.lightmark-tmp-0123456789ab.jpg"), b"half").unwrap();
        assert!(desk.run(words).status.success(), "{words:?}");
        assert!(desk.hidden("a").is_empty(), "{words:?} left {:?}", desk.hidden("a"));
    }
}

#[test]
fn a_photo_beside_its_signed_raw_file_can_be_signed_and_keeps_out_of_its_history() {
    let desk = Desk::new();
    desk.put("a/DSC.nef", "formats/photo.nef");
    desk.put("a/DSC.jpg", "formats/photo.jpg");
    assert!(desk.run(&["sign", "a/DSC.nef", "--sidecar", "--identity", "ID"]).status.success());
    let sidecar = desk.bytes("a/DSC.c2pa");
    for words in [
        ["sign", "a/DSC.jpg", "--identity", "ID", "--out", "out"].as_slice(),
        &["rights", "set", "a/DSC.jpg", "--creator", "A", "--out", "b"],
    ] {
        let output = desk.run(words);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let output = desk.run(&["verify", "--json", "out/DSC-signed.jpg"]);
    let report = &common::json_lines(&output)[0];
    assert_eq!(report["history"]["state"], "unsigned-step", "{report}");
    assert_eq!(desk.bytes("a/DSC.c2pa"), sidecar);
}
