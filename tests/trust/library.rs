//! What is remembered, and which files a change of trust changed, through the program itself.

use std::fs;

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::common::{Home, fixture, json_lines};
use crate::contacts::Author;
use crate::foreign::now;
use crate::forge::DAY;
use crate::forge_crl::CrlDraft;
use crate::revocations::House;
use crate::{Desk, code, stderr};

fn listed(desk: &Desk, more: &[&str]) -> Vec<Value> {
    let output = desk.run(&[&["library", "list", "--json"], more].concat());
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    json_lines(&output)
}

/// Headlines by file name.
fn headlines(rows: &[Value]) -> Vec<(String, String)> {
    let word = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    let name = |row: &Value| word(row, "path").rsplit('/').next().unwrap().to_owned();
    let mut all: Vec<_> = rows.iter().map(|row| (name(row), word(row, "headline"))).collect();
    all.sort();
    all
}

fn pair(name: &str, headline: &str) -> (String, String) {
    (name.to_owned(), headline.to_owned())
}

fn database(desk: &Desk) -> std::path::PathBuf {
    desk.home.path("home/data/library.sqlite3")
}

#[test]
fn an_imported_crl_tells_the_files_that_it_changes() {
    let house = House::new();
    let desk = &house.reader;
    desk.put("unsigned.jpg", fs::read(fixture("formats/photo.jpg")).unwrap());
    for (copy, of) in [("gone.jpg", "plain.jpg"), ("written.jpg", "plain.jpg")] {
        fs::copy(desk.home.path(of), desk.home.path(copy)).unwrap();
    }
    let files = ["plain.jpg", "stamped.jpg", "gone.jpg", "written.jpg", "unsigned.jpg"];
    desk.good(&[&["verify"], files.as_slice()].concat());
    assert_eq!(listed(desk, &[]).len(), 5);
    fs::remove_file(desk.home.path("gone.jpg")).unwrap();
    let mut longer = fs::read(desk.home.path("written.jpg")).unwrap();
    longer.push(0);
    desk.put("written.jpg", longer);

    let draft = CrlDraft::new().revoking(&house.signer, now() - DAY);
    desk.put("list.crl", draft.by(&house.root));
    let output = desk.run(&["trust", "add", "list.crl", "--json"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let said = stderr(&output);
    assert!(said.contains("4 remembered files could be touched: 2 now revoked, 1 is gone, 1 was written to"), "{said}");
    let added: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&added["schema"], &added["library"]["files"]), (&json!("lightmark.trust/1"), &json!(4)));
    let changed = added["library"]["changed"].as_array().unwrap();
    assert_eq!(changed.len(), 2);
    assert_eq!(
        (&changed[0]["before"]["headline"], &changed[0]["now"]["headline"]),
        (&json!("verified"), &json!("revoked"))
    );

    let revoked = [pair("plain.jpg", "revoked"), pair("stamped.jpg", "revoked")];
    assert_eq!(headlines(&listed(desk, &["--headline", "revoked"])), revoked);
    let output = desk.run(&["library", "changed", "--json", "--since", "2020-01-01"]);
    assert_eq!(headlines(&json_lines(&output)), revoked);
    assert!(json_lines(&output).iter().all(|row| row["cause"] == "trust" && row["schema"] == "lightmark.library/1"));
    assert!(json_lines(&desk.run(&["library", "changed", "--json", "--since", "2999-01-01"])).is_empty());
    let history = json_lines(&desk.run(&["library", "show", "plain.jpg", "--json"]));
    let said: Vec<&str> = history.iter().map(|row| row["headline"].as_str().unwrap()).collect();
    assert_eq!(said, ["revoked", "verified"]);
    assert!(listed(desk, &[]).iter().any(|row| row["gone_since"].is_string()));
}

#[test]
fn lists_contacts_and_ones_own_keys_tell_what_they_change() {
    let (author, reader) = (Author::new("Ana Ortiz"), Desk::new());
    let file = author.signs_for(&reader, "ana.jpg");
    reader.good(&["verify", &file]);
    let fingerprint = author.fingerprint();
    let add = ["trust", "contacts", "add", &file, "--name", "Ana", "--fingerprint", &fingerprint];
    let said = stderr(&reader.run(&add));
    assert!(said.contains("1 remembered file could be touched: 1 now recognised."), "{said}");
    let said = stderr(&reader.run(&["trust", "contacts", "remove", "Ana"]));
    assert!(said.contains("1 now not recognised"), "{said}");
    // The author's own program remembers what it signed.
    let mine = author.signs_for(&author.desk, "mine.jpg");
    assert_eq!(listed(&author.desk, &["--signer", "ana ort"])[0]["cause"], "signing");
    assert!(listed(&author.desk, &["--signer", "somebody else"]).is_empty());
    let revoke = ["identity", "revoke", &author.id, "--reason", "keyCompromise", "--json"];
    let output = author.desk.run(&revoke);
    let card: Value = serde_json::from_slice(&output.stdout).unwrap();
    let changed = card["library"]["changed"].as_array().unwrap();
    // Also the file that went elsewhere was signed, and so seen, here.
    assert_eq!(changed.len(), 2, "{card} {}", stderr(&output));
    assert!(changed.iter().any(|change| change["path"].as_str().unwrap().ends_with(&mine)));
    assert!(changed.iter().all(|change| change["now"]["headline"] == "revoked"));
}

#[test]
fn nothing_is_remembered_against_the_persons_word_or_by_lists_of_one_run() {
    let desk = Desk::new();
    desk.put("a.jpg", fs::read(fixture("formats/photo.jpg")).unwrap());
    desk.good(&["verify", "a.jpg", "--at", "2026-01-31T12:00:00Z"]);
    assert!(!database(&desk).exists());
    let config = desk.home.path("home/config");
    fs::create_dir_all(&config).unwrap();
    fs::write(config.join("settings.json"), r#"{"remember_files":false}"#).unwrap();
    desk.good(&["verify", "a.jpg"]);
    assert!(!database(&desk).exists());
    fs::write(config.join("settings.json"), r#"{"remember_files":true}"#).unwrap();
    desk.good(&["verify", "a.jpg"]);
    assert_eq!(listed(&desk, &[]).len(), 1);
}

#[test]
fn what_is_forgotten_leaves_no_trace() {
    let desk = Desk::new();
    fs::create_dir_all(desk.home.path("trip/deep")).unwrap();
    let photo = fs::read(fixture("formats/photo.jpg")).unwrap();
    for name in ["trip/secret-one.jpg", "trip/deep/secret-two.jpg", "trip-other.jpg"] {
        desk.put(name, &photo);
    }
    desk.good(&["verify", "."]);
    desk.refuses(&["library", "forget"], 2, "Nothing was named");
    let none = desk.run(&["library", "list", "--signer", "Nobody"]);
    assert!(stderr(&none).contains("No remembered file matches"), "{}", stderr(&none));
    assert!(stderr(&desk.run(&["library", "forget", "trip"])).contains("2 files were forgotten"));
    assert_eq!(headlines(&listed(&desk, &[])), [pair("trip-other.jpg", "no-credentials")]);
    for entry in fs::read_dir(desk.home.path("home/data")).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(10).any(|window| window == b"secret-one"));
    }
    desk.refuses(&["library", "show", "trip/secret-one.jpg"], 2, "knows nothing");
    assert!(stderr(&desk.run(&["library", "forget", "--all"])).contains("1 file was forgotten"));
    assert!(listed(&desk, &[]).is_empty());
}

#[test]
fn a_library_that_cannot_be_used_fails_no_check() {
    let desk = Desk::new();
    desk.put("a.jpg", fs::read(fixture("formats/photo.jpg")).unwrap());
    fs::create_dir_all(desk.home.path("home/data")).unwrap();
    // Damaged: set aside, told, begun anew.
    fs::write(database(&desk), [0x55; 20_000]).unwrap();
    let output = desk.run(&["verify", "a.jpg"]);
    assert_eq!(code(&output), 0);
    assert!(stderr(&output).contains("was damaged, and a new one was begun"), "{}", stderr(&output));
    assert_eq!(listed(&desk, &[]).len(), 1);
    // Newer: refused in words, left as it is.
    Connection::open(database(&desk)).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let output = desk.run(&["verify", "a.jpg"]);
    assert_eq!(code(&output), 0);
    assert!(stderr(&output).contains("from a newer Lightmark"), "{}", stderr(&output));
    desk.refuses(&["library", "list"], 3, "from a newer Lightmark");
    // No file at all.
    fs::remove_file(database(&desk)).unwrap();
    fs::create_dir(database(&desk)).unwrap();
    let output = desk.run(&["verify", "a.jpg"]);
    assert_eq!(code(&output), 0);
    assert!(stderr(&output).contains("The library cannot be used"), "{}", stderr(&output));
}

#[test]
fn two_programs_write_at_once_and_one_that_is_ended_breaks_nothing() {
    let home = Home::new();
    let photo = fs::read(fixture("formats/photo.jpg")).unwrap();
    for folder in ["one", "two"] {
        fs::create_dir(home.path(folder)).unwrap();
        for number in 0..40 {
            fs::write(home.path(&format!("{folder}/{number}.jpg")), &photo).unwrap();
        }
    }
    let start = |folder: &str| {
        let mut command = home.lightmark();
        command.args(["verify", "--jobs", "1", folder]).stdout(std::process::Stdio::null()).spawn().unwrap()
    };
    let both = ["one", "two"].map(start);
    for mut child in both {
        assert!(child.wait().unwrap().success());
    }
    let desk = Desk { home };
    assert_eq!(listed(&desk, &[]).len(), 80);
    desk.good(&["library", "forget", "two"]);
    // Ended without warning, at several moments.
    for _ in 0..5 {
        let mut command = desk.home.lightmark();
        let mut child = command.args(["verify", "two"]).stdout(std::process::Stdio::null()).spawn().unwrap();
        while listed(&desk, &[]).len() == 40 && child.try_wait().unwrap().is_none() {}
        child.kill().unwrap();
        child.wait().unwrap();
        let output = desk.run(&["library", "list", "--json"]);
        assert!(code(&output) == 0 && output.stderr.is_empty(), "{}", stderr(&output));
        desk.good(&["library", "forget", "two"]);
    }
    desk.good(&["verify", "two"]);
    assert_eq!(listed(&desk, &[]).len(), 80);
}
