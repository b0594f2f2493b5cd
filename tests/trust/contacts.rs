//! The address book: who gets in, after which comparison, and what it changes. Two people, two homes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::common::fixture;
use crate::forge::{Draft, Issued};
use crate::{Desk, code, stderr, stdout};

/// Somebody else's home, with an identity and a photo that it signed.
pub struct Author {
    pub desk: Desk,
    pub id: String,
}

impl Author {
    pub fn new(name: &str) -> Self {
        let desk = Desk::new();
        let id = desk.home.identity(name);
        Self { desk, id }
    }

    /// A photo signed by this author, with another person's desk as its place.
    pub fn signs_for(&self, reader: &Desk, name: &str) -> String {
        let target = reader.home.path(name).to_str().unwrap().to_owned();
        let photo = fixture("formats/photo.jpg").to_str().unwrap().to_owned();
        self.desk.good(&["sign", &photo, "--identity", &self.id, "--output", &target]);
        name.to_owned()
    }

    pub fn fingerprint(&self) -> String {
        let card: Value = serde_json::from_str(&self.desk.good(&["identity", "show", &self.id, "--json"])).unwrap();
        card["fingerprint"].as_str().unwrap().to_owned()
    }
}

fn signer(desk: &Desk, file: &str) -> (String, String) {
    let report: Value = serde_json::from_slice(&desk.run(&["verify", "--json", file]).stdout).unwrap();
    let word = |pointer: &str| report.pointer(pointer).unwrap().as_str().unwrap().to_owned();
    (word("/headline"), word("/signer/state"))
}

fn contacts(desk: &Desk) -> Vec<Value> {
    let listed: Value = serde_json::from_str(&desk.good(&["trust", "contacts", "list", "--json"])).unwrap();
    listed["contacts"].as_array().unwrap().clone()
}

#[test]
fn nobody_gets_in_without_the_comparison() {
    let (author, reader) = (Author::new("Ana Ortiz"), Desk::new());
    let file = author.signs_for(&reader, "ana.jpg");
    let stranger = Author::new("Ana Ortiz").fingerprint();
    let fingerprint = author.fingerprint();
    let add = |more: &[&str], code: i32, says: &str| {
        let args = [&["trust", "contacts", "add", &file, "--name", "Ana"], more].concat();
        let text = reader.refuses(&args, code, says);
        assert!(contacts(&reader).is_empty(), "{more:?}");
        text
    };
    let text = add(&[], 2, "was not compared");
    assert!(text.contains("Ana Ortiz") && text.contains(&fingerprint[..4]) && text.contains("██"), "{text}");
    add(&["--fingerprint", &stranger], 1, "fingerprints differ");
    add(&["--fingerprint", &fingerprint[..62]], 2, "has 62 hex digits");
    add(&["--fingerprint", ""], 2, "has 0 hex digits");
    add(&["--fingerprint", "yes"], 2, "Word 1, “yes”");
    assert_eq!(signer(&reader, &file), ("intact-unrecognised".into(), "unrecognised".into()));
}

#[test]
fn a_contact_is_added_by_words_shown_and_removed() {
    let (author, reader) = (Author::new("Ana Ortiz"), Desk::new());
    let file = author.signs_for(&reader, "ana.jpg");
    let refused = reader.run(&["trust", "contacts", "add", &file, "--name", "Ana"]);
    // The words as they stand on the screen of the one who reads them aloud.
    let shown = stderr(&refused);
    let words: Vec<&str> = shown
        .lines()
        .skip_while(|line| !line.contains("read aloud"))
        .skip(1)
        .take(8)
        .flat_map(str::split_whitespace)
        .collect();
    assert_eq!(words.len(), 32, "{shown}");
    let mut swapped = words.clone();
    swapped.swap(0, 1);
    let add = |words: &str| {
        reader.run(&[
            "trust",
            "contacts",
            "add",
            &file,
            "--name",
            "Ana",
            "--note",
            "met in Lyon",
            "--fingerprint",
            words,
        ])
    };
    let output = add(&swapped.join(" "));
    assert!(code(&output) == 2 && stderr(&output).contains("out of place"), "{}", stderr(&output));
    let output = add(&words.join(" "));
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let id = stdout(&output).trim().to_owned();
    assert_eq!(signer(&reader, &file), ("verified".into(), "contact".into()));
    let contact = &contacts(&reader)[0];
    assert_eq!(contact["fingerprint"], json!(author.fingerprint()));
    assert_eq!((&contact["name"], &contact["note"]), (&json!("Ana"), &json!("met in Lyon")));
    assert_eq!(contact["fingerprint_words"], json!(words.join(" ")));
    let text = reader.good(&["trust", "contacts", "show", "Ana"]);
    for part in ["met in Lyon", "Ana Ortiz", "ana.jpg", words[31], "██"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(reader.listed()["lists"][0]["kind"], "contacts");
    // Another signer with the same name is nobody.
    let other = Author::new("Ana Ortiz").signs_for(&reader, "other.jpg");
    assert_eq!(signer(&reader, &other).1, "unrecognised");
    reader.refuses(&["trust", "contacts", "remove", "Bob"], 2, "no list “Bob”");
    reader.good(&["trust", "contacts", "remove", &id]);
    assert_eq!(signer(&reader, &file).1, "unrecognised");
}

#[test]
fn altered_and_unsigned_files_show_nobody() {
    let (author, reader) = (Author::new("Ana"), Desk::new());
    let file = author.signs_for(&reader, "ana.jpg");
    let mut bytes = std::fs::read(reader.home.path(&file)).unwrap();
    let last = bytes.len() - 20;
    bytes[last] ^= 1;
    reader.put("altered.jpg", &bytes);
    reader.put("plain.jpg", std::fs::read(fixture("formats/photo.jpg")).unwrap());
    let fingerprint = author.fingerprint();
    for (file, says) in
        [("altered.jpg", "changed after signing"), ("plain.jpg", "has no signer"), ("gone.jpg", "no such file")]
    {
        let args = ["trust", "contacts", "add", file, "--name", "Ana", "--fingerprint", &fingerprint];
        let output = reader.run(&args);
        assert_eq!(code(&output), 3, "{file}");
        assert!(stderr(&output).contains(says), "{file}: {}", stderr(&output));
    }
    assert!(contacts(&reader).is_empty());
}

#[test]
fn names_are_plain_and_lists_are_no_contacts() {
    let (author, reader) = (Author::new("Ana"), Desk::new());
    let file = author.signs_for(&reader, "ana.jpg");
    let fingerprint = author.fingerprint();
    for name in ["", "  ", "An\u{202e}a", &"x".repeat(101)] {
        let args = ["trust", "contacts", "add", &file, "--name", name, "--fingerprint", &fingerprint];
        reader.refuses(&args, 2, "cannot be the name");
    }
    let root = Draft::root("Root").self_signed();
    reader.put("root.pem", crate::certificate(&root.der));
    let id = reader.good(&["trust", "add", "root.pem"]).trim().to_owned();
    reader.refuses(&["trust", "contacts", "remove", &id], 2, "no list");
    reader.refuses(&["trust", "contacts", "show", "root.pem"], 2, "no list");
    assert_eq!(code(&reader.run(&["trust", "add", "root.pem", "--kind", "contacts"])), 2);
}

#[test]
fn a_card_travels_and_is_compared_all_the_same() {
    let (author, sender, reader) = (Author::new("Ana Ortiz"), Author::new("Sam Sender"), Desk::new());
    let file = author.signs_for(&sender.desk, "ana.jpg");
    let fingerprint = author.fingerprint();
    let add = ["trust", "contacts", "add", &file, "--name", "Ana", "--note", "camera", "--fingerprint", &fingerprint];
    sender.desk.good(&add);
    let export = ["trust", "contacts", "export", "Ana", "--identity", &sender.id, "--out", "ana.card"];
    sender.desk.good(&export);
    sender.desk.refuses(&export, 2, "is there already");
    let card = std::fs::read_to_string(sender.desk.home.path("ana.card")).unwrap();
    reader.put("ana.card", &card);
    let import = |more: &[&str]| reader.run(&[&["trust", "contacts", "import"], more].concat());
    let unasked = import(&["ana.card"]);
    assert_eq!(code(&unasked), 2);
    let text = stderr(&unasked);
    assert!(text.contains("signed by Sam Sender") && text.contains("whom nobody you trust"), "{text}");
    assert_eq!(code(&import(&["ana.card", "--fingerprint", &sender.fingerprint()])), 1);
    assert!(contacts(&reader).is_empty());
    let done = import(&["ana.card", "--fingerprint", &fingerprint]);
    assert_eq!(code(&done), 0, "{}", stderr(&done));
    let contact = &contacts(&reader)[0];
    assert_eq!((&contact["name"], &contact["note"]), (&json!("Ana"), &json!("camera")));
    assert_eq!(contact["fingerprint"], json!(fingerprint));
    let file = author.signs_for(&reader, "later.jpg");
    assert_eq!(signer(&reader, &file), ("verified".into(), "contact".into()));
}

/// A card written by hand, so that it may say anything.
fn forged_card(signer: &Issued, certificate: &[u8]) -> Value {
    let body = json!({ "certificate": STANDARD.encode(certificate), "name": "Root" });
    let message = format!("lightmark.contact-card/1\n{body}");
    let mut by = openssl::sign::Signer::new_without_digest(&signer.key).unwrap();
    let signature = by.sign_oneshot_to_vec(message.as_bytes()).unwrap();
    json!({
        "schema": "lightmark.contact-card/1",
        "body": body,
        "certificates": [STANDARD.encode(&signer.der)],
        "signature": STANDARD.encode(signature),
    })
}

#[test]
fn broken_cards_are_refused() {
    let reader = Desk::new();
    let root = Draft::root("Root").self_signed();
    let ann = Draft::leaf("Ann").by(&root);
    let stamper = Draft::stamper("Clock").by(&root);
    let good = forged_card(&ann, &ann.der);
    let hex = |der: &[u8]| openssl::sha::sha256(der).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut card = good.clone();
        change(&mut card);
        card.to_string()
    };
    let fingerprint = hex(&ann.der);
    for (card, says) in [
        (changed(&|card| card["body"]["name"] = "Anna".into()), "not as it was signed"),
        (changed(&|card| card["body"]["certificate"] = STANDARD.encode(&stamper.der).into()), "not as it was signed"),
        (changed(&|card| card["certificates"] = json!([STANDARD.encode(&stamper.der)])), "not as it was signed"),
        (changed(&|card| card["signature"] = "".into()), "Nobody has signed"),
        (changed(&|card| card["certificates"] = json!([])), "Nobody has signed"),
        (changed(&|card| card["schema"] = "lightmark.revocations/1".into()), "is not a contact card"),
        (changed(&|card| card["schema"] = "lightmark.contact-card/2".into()), "is not a contact card"),
        (good.to_string()[..200].to_owned(), "breaks off"),
        ("<html>".to_owned(), "is not a contact card"),
    ] {
        reader.put("a.card", &card);
        reader.refuses(&["trust", "contacts", "import", "a.card", "--fingerprint", &fingerprint], 3, says);
    }
    for (certificate, says) in [(&root, "belongs to an authority"), (&stamper, "cannot be that of a contact")] {
        reader.put("a.card", forged_card(&ann, &certificate.der).to_string());
        let fingerprint = hex(&certificate.der);
        reader.refuses(&["trust", "contacts", "import", "a.card", "--fingerprint", &fingerprint], 3, says);
    }
    assert!(contacts(&reader).is_empty());
    reader.put("a.card", good.to_string());
    reader.good(&["trust", "contacts", "import", "a.card", "--fingerprint", &fingerprint]);
}
