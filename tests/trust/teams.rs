//! A team's trust in one file, through the program: made by three people, taken after a comparison, updated by the
//! rules, removed without a trace.

use serde_json::{Value, json};

use crate::foreign::{Foreign, Recipe, current, now, photo, root};
use crate::forge::{DAY, Draft, Issued};
use crate::revocations::{date, fingerprint, forged_list, states, verify};
use crate::{Desk, certificate, code, stderr, stdout};

/// Three root holders at one desk, two of whom must sign.
struct Team {
    desk: Desk,
    roots: Vec<String>,
}

impl Team {
    fn new() -> Self {
        let mut team = Self { desk: Desk::new(), roots: Vec::new() };
        for name in ["Ana", "Ben", "Cem"] {
            let made = team.run(&["key", name, &format!("{name}.key")]);
            team.roots.push(made.trim().to_owned());
        }
        let roots: Vec<&str> = team.roots.iter().flat_map(|root| ["--root", root]).collect();
        let new = ["new", "t.lightmark-trust", "--team", "Desk", "--threshold", "2"];
        team.run(&[new.as_slice(), &roots].concat());
        team
    }

    fn run(&self, args: &[&str]) -> String {
        let mut command = self.desk.home.lightmark();
        let output = command.env("LIGHTMARK_BACKUP_PASSPHRASE", "p").args(["trust", "bundle"]).args(args);
        let output = output.output().unwrap();
        assert_eq!(code(&output), 0, "{args:?}: {}", stderr(&output));
        stdout(&output)
    }

    /// Has these sign and gives the fingerprint of the roots.
    fn signed_by(&self, names: &[&str]) -> String {
        let mut told = String::new();
        for name in names {
            told = self.run(&["sign", "t.lightmark-trust", "--key", &format!("{name}.key")]);
        }
        told.trim().to_owned()
    }

    fn put(&self, part: &str, bytes: impl AsRef<[u8]>, kind: &str) {
        self.desk.put(part, bytes);
        self.run(&["put", "t.lightmark-trust", part, "--kind", kind]);
    }

    fn file(&self) -> Vec<u8> {
        std::fs::read(self.desk.home.path("t.lightmark-trust")).unwrap()
    }
}

/// Every file that the reader's Lightmark keeps, but for its logs.
fn kept(reader: &Desk) -> Vec<(String, Vec<u8>)> {
    let data = reader.home.path("home/data");
    let files = walkdir::WalkDir::new(&data).sort_by_file_name().into_iter().flatten();
    // What was checked is remembered, whoever vouches.
    let is_memory = |entry: &walkdir::DirEntry| entry.file_name().to_string_lossy().starts_with("library.sqlite3");
    let files = files.filter(|entry| entry.file_type().is_file() && !is_memory(entry));
    files.map(|entry| (entry.path().display().to_string(), std::fs::read(entry.path()).unwrap())).collect()
}

fn headline(reader: &Desk, file: &str) -> String {
    states(&verify(reader, file, &[]).0)[0].to_owned()
}

struct Press {
    house: Issued,
    signer: Vec<u8>,
    photo: Vec<u8>,
}

/// A house, and a photo signed under it.
fn press() -> Press {
    let house = root("House");
    let signer = current(Draft::leaf("Mia")).by(&house);
    let der = signer.der.clone();
    Press { photo: Recipe::created().sign(&Foreign::of(signer), &photo()), house, signer: der }
}

#[test]
fn a_team_is_recognised_updated_and_removed() {
    let (team, press, reader) = (Team::new(), press(), Desk::new());
    reader.put("mia.jpg", &press.photo);
    team.put("house.pem", certificate(&press.house.der), "house");
    let unfinished = team.signed_by(&["Ana"]);
    reader.put("t", team.file());
    let add = |fingerprint: &str| reader.run(&["trust", "bundle", "add", "t", "--root-fingerprint", fingerprint]);
    let refused = add(&unfinished);
    assert!(code(&refused) == 3 && stderr(&refused).contains("not signed by enough"), "{}", stderr(&refused));
    let told = team.signed_by(&["Cem"]);
    let one = team.file();
    reader.put("t", &one);
    // Nobody is taken unasked, nor after a comparison that failed.
    let text = reader.refuses(&["trust", "bundle", "add", "t"], 2, "was not compared");
    assert!(text.contains("Desk") && text.contains("Ben (not signed)") && text.contains(&told[..4]), "{text}");
    let differs = add(&"0".repeat(64));
    assert!(code(&differs) == 1 && stderr(&differs).contains("fingerprints differ"), "{}", stderr(&differs));
    reader.refuses(&["trust", "bundle", "update", "t"], 3, "is not in force");
    assert_eq!(headline(&reader, "mia.jpg"), "intact-unrecognised");
    let before = kept(&reader);
    let added = add(&told);
    assert_eq!(code(&added), 0, "{}", stderr(&added));
    let (report, _) = verify(&reader, "mia.jpg", &[]);
    assert_eq!(states(&report)[..2], ["verified", "house"]);
    assert_eq!(report["signer"]["list"], json!("house.pem (from team Desk, version 1)"));
    let again = add(&told);
    assert!(code(&again) == 2 && stderr(&again).contains("in force already"), "{}", stderr(&again));
    // What the team brought goes with the team only.
    let listed = reader.listed();
    let id = listed["lists"][0]["id"].as_str().unwrap();
    reader.refuses(&["trust", "remove", id], 2, "is not changed by itself");
    // The second version revokes Mia.
    let revoked = json!([{
        "at": date(now() - DAY), "fingerprint": fingerprint(&press.signer), "reason": "key-compromise"
    }]);
    let desk = current(Draft::leaf("Security")).by(&press.house);
    team.put("lost.json", forged_list(&desk, &date(now() - DAY), None, revoked).to_string(), "revocations");
    team.signed_by(&["Ben", "Cem"]);
    reader.put("t2", team.file());
    reader.good(&["trust", "bundle", "update", "t2"]);
    assert_eq!(headline(&reader, "mia.jpg"), "revoked");
    let text = reader.refuses(&["trust", "bundle", "update", "t"], 3, "older than what is in force");
    assert!(text.contains("Still in force: Desk (version 2"), "{text}");
    assert_eq!(headline(&reader, "mia.jpg"), "revoked");
    // Other roots from then on, signed by old and new ones.
    team.run(&["rotate", "t.lightmark-trust", "--drop", "Ana"]);
    team.signed_by(&["Ben", "Cem"]);
    reader.put("t3", team.file());
    let shown: Value = serde_json::from_str(&reader.good(&["trust", "bundle", "update", "t3", "--json"])).unwrap();
    assert_eq!(
        (&shown["root_version"], &shown["version"], &shown["roots"][0]["name"]),
        (&json!(2), &json!(2), &json!("Ben"))
    );
    reader.refuses(&["trust", "bundle", "update", "t2"], 3, "older than what is in force");
    let removed = reader.run(&["trust", "bundle", "remove", "Desk"]);
    assert!(stderr(&removed).contains("1 remembered file"), "{}", stderr(&removed));
    assert_eq!(headline(&reader, "mia.jpg"), "intact-unrecognised");
    assert_eq!(kept(&reader), before, "something of the team stayed");
}

#[test]
fn broken_files_change_nothing_and_ones_own_entries_stay() {
    let (team, press, reader) = (Team::new(), press(), Desk::new());
    reader.put("mia.jpg", &press.photo);
    reader.put("own.pem", certificate(&press.house.der));
    let own = reader.good(&["trust", "add", "own.pem", "--name", "My own"]).trim().to_owned();
    let lone = current(Draft::leaf("Lone")).by(&root("Elsewhere"));
    team.put("house.pem", certificate(&press.house.der), "house");
    team.put("lone.pem", certificate(&lone.der), "contact");
    let told = team.signed_by(&["Ana", "Ben"]);
    reader.put("t", team.file());
    reader.good(&["trust", "bundle", "add", "t", "--root-fingerprint", &told]);
    let compared = fingerprint(&lone.der);
    reader.put("lone.jpg", Recipe::created().sign(&Foreign::of(lone), &photo()));
    // Nobody compared this certificate: a team speaks for it, and the address book stays empty.
    let report = verify(&reader, "lone.jpg", &[]).0;
    assert_eq!(states(&report)[..2], ["verified", "team"]);
    assert_eq!(report["signer"]["list"], "lone.pem (from team Desk, version 1)");
    let text = String::from_utf8(reader.run(&["verify", "lone.jpg"]).stdout).unwrap();
    assert!(text.contains("A team vouches for this certificate") && !text.contains("In your address book"), "{text}");
    let booked: Value = serde_json::from_str(&reader.good(&["trust", "contacts", "list", "--json"])).unwrap();
    assert_eq!(booked["contacts"], json!([]));
    let listed = reader.listed()["lists"].as_array().unwrap().clone();
    assert!(listed.iter().any(|list| list["kind"] == "team") && listed.iter().all(|list| list["kind"] != "contacts"));
    // Whoever compares it has it in the address book, and that goes first.
    let add = ["trust", "contacts", "add", "lone.jpg", "--name", "Lone", "--fingerprint", &compared];
    let added = reader.good(&add).trim().to_owned();
    assert_eq!(states(&verify(&reader, "lone.jpg", &[]).0)[..2], ["verified", "contact"]);
    reader.good(&["trust", "contacts", "remove", &added]);
    assert_eq!(states(&verify(&reader, "lone.jpg", &[]).0)[..2], ["verified", "team"]);
    // The person's own list is the one that is named.
    assert_eq!(verify(&reader, "mia.jpg", &[]).0["signer"]["list"], json!("My own"));
    let text = String::from_utf8(team.file()).unwrap();
    let before = kept(&reader);
    let fifty = vec![b' '; 50_000_000];
    for (bytes, says) in [
        (fifty, "too big"),
        (b"<!doctype html>".to_vec(), "web page"),
        (text.as_bytes()[..text.len() / 2].to_vec(), "breaks off"),
        (text.replacen("\"parts\"", "\"schema\": 1, \"parts\"", 1).into_bytes(), "twice"),
        (text.replacen("\"house.pem\": \"LS0t", "\"house.pem\": \"LS0u", 1).into_bytes(), "what was signed"),
    ] {
        reader.put("bad", bytes);
        let text = reader.refuses(&["trust", "bundle", "update", "bad"], 3, says);
        assert!(text.contains("Still in force: Desk (version 1"), "{text}");
        assert!(kept(&reader) == before, "{says}");
    }
    // A part that is no list is not even put into a file.
    team.desk.put("nothing.pem", "nothing");
    let put = ["trust", "bundle", "put", "t.lightmark-trust", "nothing.pem", "--kind", "house"];
    team.desk.refuses(&put, 3, "cannot be used");
    // Programs read what the makers of a file do, too.
    let json = |args: &[&str]| -> Value { serde_json::from_str(&team.run(&[args, &["--json"]].concat())).unwrap() };
    let key = json(&["key", "Dan", "dan.key"]);
    assert_eq!((&key["name"], key["public_key"].as_str().unwrap().len()), (&json!("Dan"), 64));
    let put = json(&["put", "t.lightmark-trust", "--drop", "lone.pem"]);
    assert_eq!((&put["version"], &put["signatures"][1]["role"]), (&json!(2), &json!("targets")), "{put:#}");
    let gone = json!(["house.pem"]);
    let parts: Vec<&Value> = put["parts"].as_array().unwrap().iter().map(|part| &part["name"]).collect();
    assert_eq!(json!(parts), gone);
    // What is left beside by a crash is nobody's team.
    std::fs::write(reader.home.path("home/data/teams/.lightmark-x.tmp"), "half").unwrap();
    assert_eq!(states(&verify(&reader, "lone.jpg", &[]).0)[0], "verified");
    reader.good(&["trust", "bundle", "remove", "Desk"]);
    assert_eq!(reader.ids(), [own]);
    assert_eq!(headline(&reader, "mia.jpg"), "verified");
    assert_eq!(headline(&reader, "lone.jpg"), "intact-unrecognised");
}
