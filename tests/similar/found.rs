//! What `library similar` finds, says and forgets.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::common::Home;
use crate::common::desk::Desk;
use crate::look;
use crate::pictures::{made, save_jpeg};

/// A desk with a signed photo that was verified.
fn desk() -> Desk {
    let desk = Desk::new();
    save_jpeg(&made(1, 900, 600), &desk.home.path("photo.jpg"), 92);
    desk.sign(&desk.home.path("photo.jpg"), "signed.jpg", &["--source-type", "digitalCapture"]);
    fs::remove_file(desk.home.path("photo.jpg")).unwrap();
    good(&desk.home, &["library", "forget", "--all"]);
    good(&desk.home, &["verify", "signed.jpg"]);
    desk
}

/// A stranger's version: smaller, packed again, without credentials.
fn stripped(home: &Home, name: &str) {
    save_jpeg(&made(1, 900, 600).thumbnail(400, 400), &home.path(name), 70);
}

fn run(home: &Home, args: &[&str]) -> (i32, String, String) {
    let output = home.lightmark().args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn good(home: &Home, args: &[&str]) -> String {
    let (code, stdout, stderr) = run(home, args);
    assert_eq!(code, 0, "{args:?}: {stderr}");
    stdout
}

fn similar(home: &Home, args: &[&str]) -> Value {
    serde_json::from_str(&good(home, &[&["library", "similar", "--json"], args].concat())).unwrap()
}

fn names(found: &Value) -> Vec<String> {
    let name = |row: &Value| row["path"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    found["similar"].as_array().unwrap().iter().map(name).collect()
}

fn database(home: &Home) -> Connection {
    Connection::open(home.path("home/data/library.sqlite3")).unwrap()
}

fn hashes(home: &Home) -> i64 {
    database(home).query_row("SELECT count(*) FROM soft_bindings", [], |row| row.get(0)).unwrap()
}

#[test]
fn a_stripped_copy_finds_the_signed_original() {
    let desk = desk();
    let home = &desk.home;
    stripped(home, "from-stranger.jpg");
    save_jpeg(&made(77, 900, 600), &home.path("other.jpg"), 92);
    good(home, &["verify", "other.jpg"]);
    let (code, stdout, stderr) = run(home, &["library", "similar", "from-stranger.jpg"]);
    assert_eq!(code, 0, "{stderr}");
    assert!(stdout.contains("signed.jpg") && stdout.contains("Nearly the same picture"), "{stdout}");
    assert!(stdout.contains("was signed by Ada Example; this one has no Content Credentials"), "{stdout}");
    assert!(!stdout.contains("other.jpg"), "{stdout}");
    assert!(stderr.contains("nobody signed it, and it proves nothing"), "{stderr}");

    let found = similar(home, &["from-stranger.jpg"]);
    assert_eq!((&found["schema"], &found["headline"]), (&json!("lightmark.similar/1"), &json!("no-credentials")));
    assert_eq!(names(&found), ["signed.jpg"]);
    let first = &found["similar"][0];
    assert_eq!(first["closeness"], "nearly-same");
    assert_eq!(first["differences"], json!([{ "kind": "lacks-credentials", "signer": "Ada Example" }]));
    assert_eq!(found["hash"], hex::encode(look(&home.path("from-stranger.jpg")).to_bytes()));
    // The other way round, it is the signed one that says more.
    let back = similar(home, &["signed.jpg"]);
    assert_eq!(names(&back), ["from-stranger.jpg"]);
    assert_eq!(back["similar"][0]["differences"][0]["kind"], "has-credentials");
}

#[test]
fn the_original_is_found_when_it_is_gone() {
    let desk = desk();
    let home = &desk.home;
    stripped(home, "from-stranger.jpg");
    assert_eq!(names(&similar(home, &["signed.jpg"])), Vec::<String>::new());
    fs::remove_file(home.path("signed.jpg")).unwrap();
    assert_eq!(names(&similar(home, &["from-stranger.jpg"])), ["signed.jpg"]);
}

#[test]
fn what_nobody_looked_at_in_time_is_counted_and_not_guessed() {
    let desk = desk();
    let home = &desk.home;
    stripped(home, "from-stranger.jpg");
    let known = similar(home, &["from-stranger.jpg", "--known-only"]);
    assert_eq!((names(&known), &known["not_compared"]), (Vec::new(), &json!(1)));
    // Written to since it was seen: what it looks like now was never seen.
    save_jpeg(&made(1, 800, 500), &home.path("signed.jpg"), 92);
    let found = similar(home, &["from-stranger.jpg"]);
    assert_eq!((names(&found), &found["not_compared"]), (Vec::new(), &json!(1)));
    let (_, _, said) = run(home, &["library", "similar", "from-stranger.jpg"]);
    assert!(said.contains("1 other remembered file could not be compared"), "{said}");
}

#[test]
fn a_file_with_other_bytes_loses_its_hash() {
    let desk = desk();
    let home = &desk.home;
    stripped(home, "from-stranger.jpg");
    assert_eq!(names(&similar(home, &["from-stranger.jpg"])), ["signed.jpg"]);
    save_jpeg(&made(50, 700, 500), &home.path("signed.jpg"), 92);
    good(home, &["verify", "signed.jpg"]);
    assert_eq!(names(&similar(home, &["from-stranger.jpg", "--known-only"])), Vec::<String>::new());
}

#[test]
fn forgetting_a_file_forgets_its_hash() {
    let desk = desk();
    let home = &desk.home;
    stripped(home, "from-stranger.jpg");
    assert_eq!(names(&similar(home, &["from-stranger.jpg"])), ["signed.jpg"]);
    let hash = look(&home.path("signed.jpg")).to_bytes();
    let holds = |file: &Path| fs::read(file).is_ok_and(|bytes| bytes.windows(hash.len()).any(|part| part == hash));
    let kept = || ["library.sqlite3", "library.sqlite3-wal"].map(|name| holds(&home.path("home/data").join(name)));
    assert!(kept().contains(&true), "this test looks in the wrong place");
    assert_eq!(hashes(home), 2);
    good(home, &["library", "forget", "signed.jpg"]);
    assert_eq!((kept(), hashes(home)), ([false, false], 1));
    assert_eq!(names(&similar(home, &["from-stranger.jpg"])), Vec::<String>::new());
    good(home, &["library", "forget", "--all"]);
    assert_eq!(hashes(home), 0);
}

#[test]
fn plain_pictures_and_sounds_are_said_to_be_no_use() {
    let home = Home::new();
    let plain = image::DynamicImage::ImageRgb8(image::RgbImage::from_pixel(300, 200, image::Rgb([200, 30, 30])));
    save_jpeg(&plain, &home.path("red.jpg"), 90);
    save_jpeg(&plain.brighten(10), &home.path("also-red.jpg"), 90);
    good(&home, &["verify", "red.jpg"]);
    let (code, stdout, stderr) = run(&home, &["library", "similar", "also-red.jpg"]);
    assert_eq!((code, stdout.as_str()), (0, ""), "{stderr}");
    assert!(stderr.contains("too little in this picture"), "{stderr}");
    assert_eq!(similar(&home, &["also-red.jpg"])["looked"], "plain");
    fs::copy(crate::fixture("formats/sound.mp3"), home.path("sound.mp3")).unwrap();
    let (code, _, stderr) = run(&home, &["library", "similar", "sound.mp3"]);
    assert!(code == 0 && stderr.contains("no picture in this file"), "{code} {stderr}");
}

#[test]
fn without_remembering_nothing_is_stored_and_nothing_searched() {
    let desk = desk();
    let home = &desk.home;
    stripped(home, "from-stranger.jpg");
    fs::create_dir_all(home.path("home/config")).unwrap();
    fs::write(home.path("home/config/settings.json"), r#"{"remember_files":false}"#).unwrap();
    let (code, stdout, stderr) = run(home, &["library", "similar", "from-stranger.jpg"]);
    assert_eq!((code, stdout.as_str()), (3, ""), "{stderr}");
    assert!(stderr.contains("remembering is switched off"), "{stderr}");
    assert_eq!(hashes(home), 0);
    assert!(!good(home, &["library", "list"]).contains("from-stranger"));
}

#[test]
fn a_file_that_cannot_be_read_is_no_look_alike() {
    let home = Home::new();
    let (code, stdout, stderr) = run(&home, &["library", "similar", "missing.jpg"]);
    assert_eq!((code, stdout.as_str()), (3, ""), "{stderr}");
}
