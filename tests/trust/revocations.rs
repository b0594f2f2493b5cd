//! Revocations, through the program and its workers: lists of our own form and CRLs, what they change in a verdict,
//! which are refused, and what is told of their age.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::contacts::Author;
use crate::foreign::{Authority, Foreign, Recipe, current, now, photo, root};
use crate::forge::{DAY, Draft, Issued};
use crate::forge_crl::{CrlDraft, answered_at, distributed_at};
use crate::{Desk, certificate, code, pem, stderr};

pub fn date(at: i64) -> String {
    jiff::Timestamp::from_second(at).unwrap().to_string()
}

pub fn fingerprint(der: &[u8]) -> String {
    openssl::sha::sha256(der).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The report on a file, with the exit code.
pub fn verify(desk: &Desk, file: &str, more: &[&str]) -> (Value, i32) {
    let output = desk.run(&[&["verify", "--json", file], more].concat());
    (serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", stderr(&output))), code(&output))
}

pub fn states(report: &Value) -> [&str; 3] {
    ["/headline", "/signer/state", "/time/state"].map(|pointer| report.pointer(pointer).unwrap().as_str().unwrap())
}

/// Each source's kind and result.
fn told(report: &Value) -> Vec<(String, String)> {
    let checks = report["signer"]["revocation"].as_array().cloned().unwrap_or_default();
    let word = |check: &Value, key: &str| check[key].as_str().unwrap().to_owned();
    checks.iter().map(|check| (word(check, "kind"), word(check, "result"))).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(kind, result)| ((*kind).to_owned(), (*result).to_owned())).collect()
}

/// Somebody's list, made with their own program, put on the reader's desk.
fn list_of(author: &Author, reader: &Desk, name: &str, more: &[&str]) {
    let out = reader.home.path(name).to_str().unwrap().to_owned();
    author.desk.good(&[&["trust", "revoke-list", "make", "--identity", &author.id, "--out", &out], more].concat());
}

fn befriend(reader: &Desk, author: &Author, file: &str, name: &str) {
    let fingerprint = author.fingerprint();
    reader.good(&["trust", "contacts", "add", file, "--name", name, "--fingerprint", &fingerprint]);
}

#[test]
fn a_contacts_list_revokes_until_it_is_removed() {
    let (author, desk) = (Author::new("Ana Ortiz"), Author::new("Security Desk"));
    let reader = Desk::new();
    let file = author.signs_for(&reader, "ana.jpg");
    befriend(&reader, &author, &file, "Ana");
    let revoked = format!("{}:key-compromise:{}", author.fingerprint(), date(now() - DAY));
    list_of(&desk, &reader, "lost.json", &["--revoke", &revoked, "--name", "Lost keys"]);
    // The desk is nobody here yet.
    reader.refuses(&["trust", "add", "lost.json"], 3, "does not count here");
    let (report, exit) = verify(&reader, &file, &[]);
    assert_eq!((states(&report)[0], exit, told(&report)), ("verified", 0, Vec::new()));
    let memo = desk.signs_for(&reader, "memo.jpg");
    befriend(&reader, &desk, &memo, "Desk");
    let id = reader.good(&["trust", "add", "lost.json"]).trim().to_owned();
    let (report, exit) = verify(&reader, &file, &[]);
    assert_eq!((states(&report), exit), (["revoked", "revoked", "claimed"], 1));
    let check = &report["signer"]["revocation"][0];
    assert_eq!(
        (&check["source"], &check["kind"], &check["result"]),
        (&json!("Lost keys"), &json!("list"), &json!("revoked"))
    );
    assert_eq!((&check["age_days"], &check["reason"]), (&json!(0), &json!("key-compromise")));
    assert_eq!(check["certificate"], json!("Ana Ortiz"));
    let text = reader.run(&["verify", &file]);
    let text = String::from_utf8(text.stdout).unwrap();
    let line = text.lines().find(|line| line.trim_start().starts_with("Revocation")).unwrap();
    assert!(line.contains("Lost keys (revocation list, of today): revoked"), "{line}");
    let (report, _) = verify(&reader, &memo, &[]);
    assert_eq!((states(&report)[0], told(&report)), ("verified", pairs(&[("list", "not-revoked")])));
    // Nobody revoked enters the address book.
    reader.good(&["trust", "contacts", "remove", "Ana"]);
    let fingerprint = author.fingerprint();
    let add = ["trust", "contacts", "add", &file, "--name", "Ana", "--fingerprint", &fingerprint];
    reader.refuses(&add, 3, "was revoked");
    let text = reader.good(&["trust", "list"]);
    assert!(text.contains("Revocation lists") && text.contains("Lost keys") && text.contains("lost.json"), "{text}");
    assert_eq!(reader.listed()["revocations"][0]["revoked"], 1);
    assert!(reader.good(&["trust", "show", &id]).contains("key in other hands"));
    let shown: Value = serde_json::from_str(&reader.good(&["trust", "show", "Lost keys", "--json"])).unwrap();
    assert_eq!(shown["entries"][0]["certificate"], json!(author.fingerprint()));
    reader.good(&["trust", "remove", &id]);
    assert_eq!(verify(&reader, &file, &[]).1, 0);
}

#[test]
fn ones_own_list_counts_and_many_files_go_the_same_way() {
    let author = Author::new("Ana Ortiz");
    let me = Author::new("Me");
    let revoked = format!("{}:superseded:{}", author.fingerprint(), date(now() - DAY));
    list_of(&me, &me.desk, "mine.json", &["--revoke", &revoked]);
    me.desk.good(&["trust", "add", "mine.json"]);
    std::fs::create_dir(me.desk.home.path("inbox")).unwrap();
    for number in 0..5 {
        author.signs_for(&me.desk, &format!("inbox/{number}.jpg"));
    }
    let output = me.desk.run(&["verify", "--json", "inbox"]);
    let reports = crate::common::json_lines(&output);
    assert_eq!((reports.len(), code(&output)), (5, 1));
    // Revoked is said of a signer whom nobody vouches for, too.
    assert!(reports.iter().all(|report| states(report)[0] == "revoked"), "{reports:?}");
}

#[test]
fn an_older_list_and_one_of_the_same_number_are_refused() {
    let (author, reader) = (Author::new("Ana"), Desk::new());
    let file = author.signs_for(&reader, "ana.jpg");
    befriend(&reader, &author, &file, "Ana");
    let other = "0".repeat(64);
    let entry = format!("{other}:superseded:{}", date(now() - DAY));
    list_of(&author, &reader, "one.json", &[]);
    list_of(&author, &reader, "also-one.json", &["--revoke", &entry]);
    let one = reader.home.path("one.json").to_str().unwrap().to_owned();
    list_of(&author, &reader, "two.json", &["--replaces", &one, "--revoke", &entry]);
    reader.good(&["trust", "add", "one.json"]);
    reader.refuses(&["trust", "add", "also-one.json"], 3, "with the same number");
    let id = reader.good(&["trust", "add", "two.json"]).trim().to_owned();
    reader.refuses(&["trust", "add", "one.json"], 3, "older than the revocation list in force");
    let listed = &reader.listed()["revocations"];
    assert_eq!(listed.as_array().unwrap().len(), 1);
    assert_eq!((&listed[0]["sequence"], &listed[0]["revoked"], &listed[0]["id"]), (&json!(2), &json!(1), &json!(id)));
    let two = reader.home.path("two.json").to_str().unwrap().to_owned();
    let make = ["trust", "revoke-list", "make", "--identity", &author.id, "--out", "x.json", "--replaces", &two];
    let low = [make.as_slice(), &["--sequence", "2"]].concat();
    author.desk.refuses(&low, 2, "was used before");
    for wrong in [
        "abc",
        "abc:superseded:2026-01-01T00:00:00Z",
        &format!("{other}:lost:2026-01-01T00:00:00Z"),
        &format!("{other}:superseded:soon"),
    ] {
        assert_eq!(code(&author.desk.run(&[make.as_slice(), &["--revoke", wrong]].concat())), 2, "{wrong}");
    }
    // Somebody else's list is not carried on.
    let stranger = Author::new("Stranger");
    let carried = ["trust", "revoke-list", "make", "--identity", &stranger.id, "--out", "x.json", "--replaces", &two];
    stranger.desk.refuses(&carried, 3, "does not count here");
}

/// A list written by hand, so that it may say anything.
pub fn forged_list(signer: &Issued, issued: &str, next: Option<&str>, revoked: Value) -> Value {
    let mut body = json!({ "issued": issued, "name": "Forged", "revoked": revoked, "sequence": 1 });
    if let Some(next) = next {
        body = json!({ "issued": issued, "name": "Forged", "next_update": next, "revoked": revoked, "sequence": 1 });
    }
    let message = format!("lightmark.revocations/1\n{body}");
    let mut by = openssl::sign::Signer::new_without_digest(&signer.key).unwrap();
    let signature = by.sign_oneshot_to_vec(message.as_bytes()).unwrap();
    json!({
        "schema": "lightmark.revocations/1",
        "body": body,
        "certificates": [STANDARD.encode(&signer.der)],
        "signature": STANDARD.encode(signature),
    })
}

#[test]
fn broken_and_foreign_lists_are_refused_and_the_one_in_force_stays() {
    let house = root("House");
    let ana = current(Draft::leaf("Ana")).by(&house);
    let stranger = current(Draft::leaf("Stranger")).by(&root("Elsewhere"));
    let nobody = current(Draft::leaf("Nobody")).by(&root("Elsewhere"));
    let reader = Desk::new();
    reader.put("house.pem", certificate(&house.der));
    reader.good(&["trust", "add", "house.pem"]);
    let yesterday = date(now() - DAY);
    let entry = json!([{ "at": yesterday, "fingerprint": fingerprint(&stranger.der), "reason": "superseded" }]);
    let good = forged_list(&ana, &yesterday, None, entry.clone());
    reader.put("good.json", good.to_string());
    reader.good(&["trust", "add", "good.json"]);
    let before = reader.listed();
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut list = good.clone();
        change(&mut list);
        list.to_string()
    };
    let mut short = entry.clone();
    short[0]["fingerprint"] = "ab".into();
    for (list, says) in [
        (changed(&|list| list["body"]["sequence"] = 2.into()), "was not signed by the one that it names"),
        (changed(&|list| list["body"]["revoked"] = json!([])), "was not signed by the one that it names"),
        (changed(&|list| list["certificates"] = json!([STANDARD.encode(&stranger.der)])), "was not signed by the one"),
        (changed(&|list| list["signature"] = "".into()), "Nobody has signed"),
        (changed(&|list| list["schema"] = "lightmark.revocations/2".into()), "is not a revocation list that"),
        (good.to_string()[..good.to_string().len() - 40].to_owned(), ""),
        (forged_list(&nobody, &yesterday, None, entry.clone()).to_string(), "does not count here"),
        (forged_list(&ana, &date(now() + DAY), None, entry.clone()).to_string(), "dated in the future"),
        (forged_list(&ana, "soon", None, entry.clone()).to_string(), "is not a revocation list that"),
        (forged_list(&ana, &yesterday, None, short).to_string(), "is not a revocation list that"),
    ] {
        reader.put("bad.json", list);
        reader.refuses(&["trust", "add", "bad.json"], 3, says);
        assert_eq!(reader.listed(), before, "{says}");
    }
    // A house authority's own key may sign, and a list that is out of date still counts and is said to be so.
    let old = date(now() - 30 * DAY);
    reader.put("root.json", forged_list(&house, &old, Some(&yesterday), entry).to_string());
    let added = reader.trust(&["add", "root.json"]);
    assert!(code(&added) == 0 && stderr(&added).contains("should have been replaced"), "{}", stderr(&added));
    let (report, _) = {
        reader.put("ana.jpg", Recipe::created().sign(&Foreign::of(ana), &photo()));
        verify(&reader, "ana.jpg", &[])
    };
    // Which of the two was added first within one second is not kept.
    let mut results = told(&report);
    results.sort();
    assert_eq!(results, pairs(&[("list", "not-revoked"), ("list", "out-of-date")]));
    let checks = report["signer"]["revocation"].as_array().unwrap();
    let overdue = checks.iter().find(|check| check["result"] == "out-of-date").unwrap();
    assert_eq!((states(&report)[0], &overdue["age_days"]), ("verified", &json!(30)));
}

#[test]
fn a_list_by_somebody_revoked_or_only_officially_known_does_not_count() {
    let (house, official) = (root("House"), root("Official"));
    let ana = current(Draft::leaf("Ana")).by(&house);
    let camera = current(Draft::leaf("Camera")).by(&official);
    let reader = Desk::new();
    reader.put("house.pem", certificate(&house.der));
    reader.put("official.pem", certificate(&official.der));
    reader.good(&["trust", "add", "house.pem"]);
    reader.good(&["trust", "add", "official.pem", "--kind", "official"]);
    let yesterday = date(now() - DAY);
    let entry = |der: &[u8]| json!([{ "at": yesterday, "fingerprint": fingerprint(der), "reason": "key-compromise" }]);
    reader.put("camera.json", forged_list(&camera, &yesterday, None, entry(&ana.der)).to_string());
    reader.refuses(&["trust", "add", "camera.json"], 3, "does not count here");
    reader.put("house.json", forged_list(&house, &yesterday, None, entry(&ana.der)).to_string());
    reader.good(&["trust", "add", "house.json"]);
    reader.put("ana.json", forged_list(&ana, &yesterday, None, entry(&camera.der)).to_string());
    reader.refuses(&["trust", "add", "ana.json"], 3, "was revoked");
}

/// A house with a signer, a stamp authority and lists of both on the reader's desk.
pub struct House {
    pub reader: Desk,
    pub root: Issued,
    pub signer: Issued,
    authority: std::sync::Arc<Authority>,
}

impl House {
    pub fn new() -> Self {
        let (reader, root, authority) = (Desk::new(), root("House"), Authority::new());
        let signer = current(Draft::leaf("Ana")).by(&root);
        reader.put("house.pem", certificate(&root.der));
        reader.put("time.pem", certificate(&authority.root.der));
        reader.good(&["trust", "add", "house.pem"]);
        reader.good(&["trust", "add", "time.pem", "--kind", "time-stamping"]);
        let plain = Foreign::of(signer.clone());
        reader.put("plain.jpg", Recipe::created().sign(&plain, &photo()));
        reader.put("stamped.jpg", Recipe::created().sign(&plain.stamped(&authority), &photo()));
        Self { reader, root, signer, authority }
    }

    fn add_crl(&self, draft: &CrlDraft, issuer: &Issued) -> String {
        self.reader.put("list.crl", pem("X509 CRL", &draft.by(issuer)));
        self.reader.good(&["trust", "add", "list.crl"]).trim().to_owned()
    }
}

#[test]
fn a_crl_revokes_and_one_by_the_wrong_key_is_refused() {
    let house = House::new();
    let draft = CrlDraft::new().revoking(&house.signer, now() - DAY);
    house.reader.put("wrong.crl", draft.by(&root("House")));
    house.reader.refuses(&["trust", "add", "wrong.crl"], 3, "was not signed by the one that it names");
    house.reader.put("other.crl", draft.by(&root("Elsewhere")));
    house.reader.refuses(&["trust", "add", "other.crl"], 3, "on none of your lists");
    for file in ["plain.jpg", "stamped.jpg"] {
        assert_eq!(verify(&house.reader, file, &[]).1, 0, "{file}");
    }
    house.add_crl(&draft, &house.root);
    for file in ["plain.jpg", "stamped.jpg"] {
        let (report, exit) = verify(&house.reader, file, &[]);
        assert_eq!((states(&report)[0], exit), ("revoked", 1), "{file}");
        assert_eq!(told(&report), pairs(&[("crl", "revoked")]));
    }
}

#[test]
fn what_was_stamped_before_the_revocation_stays_good() {
    let house = House::new();
    let (later, tomorrow) = (now() + 3600, date(now() + DAY));
    let draft = CrlDraft::new().revoking(&house.signer, later);
    house.add_crl(&draft, &house.root);
    // Judged today the revocation is still to come; judged tomorrow only the stamp helps.
    for (file, at, headline, result) in [
        ("plain.jpg", None, "verified", "revoked-later"),
        ("stamped.jpg", Some(tomorrow.as_str()), "verified", "revoked-later"),
        ("plain.jpg", Some(tomorrow.as_str()), "revoked", "revoked"),
    ] {
        let more: Vec<&str> = at.iter().flat_map(|at| ["--at", at]).collect();
        let (report, exit) = verify(&house.reader, file, &more);
        assert_eq!((states(&report)[0], told(&report)), (headline, pairs(&[("crl", result)])), "{file} {at:?}");
        assert_eq!(exit, i32::from(headline == "revoked"));
    }
    // A stamp that nobody on the lists vouches for does not help.
    let time = house.reader.listed()["lists"][1]["id"].as_str().unwrap().to_owned();
    house.reader.good(&["trust", "remove", &time]);
    let (report, _) = verify(&house.reader, "stamped.jpg", &["--at", &tomorrow]);
    assert_eq!(states(&report), ["revoked", "revoked", "unrecognised"]);
}

#[test]
fn a_stamp_authority_that_lost_its_key_proves_nothing() {
    let house = House::new();
    assert_eq!(states(&verify(&house.reader, "stamped.jpg", &[]).0), ["verified", "house", "trusted"]);
    let lost = CrlDraft::new().revoking_with(&house.authority.leaf, now() - 60, &[crate::forge_crl::reason(1)]);
    house.add_crl(&lost, &house.authority.root);
    let (report, _) = verify(&house.reader, "stamped.jpg", &[]);
    assert_eq!(states(&report), ["verified", "house", "unrecognised"]);
    assert_eq!(report["time"]["revocation"][0]["result"], "revoked");
    assert_eq!(told(&report), Vec::new(), "the list does not speak of the signer");
    // With the stamp gone, a later revocation of the signer finds nothing that is proven.
    let own = CrlDraft::new().revoking(&house.signer, now() + 3600);
    house.add_crl(&own, &house.root);
    let (report, _) = verify(&house.reader, "stamped.jpg", &["--at", &date(now() + DAY)]);
    assert_eq!(states(&report)[0], "revoked");
}

#[test]
fn sources_that_were_not_at_hand_are_named() {
    let house = root("House");
    let mut draft = current(Draft::leaf("Ana"));
    draft = draft.also(distributed_at("http://crl.example/house.crl")).also(answered_at("http://ocsp.example/"));
    let signer = draft.by(&house);
    let reader = Desk::new();
    reader.put("house.pem", certificate(&house.der));
    reader.good(&["trust", "add", "house.pem"]);
    reader.put("ana.jpg", Recipe::created().sign(&Foreign::of(signer.clone()), &photo()));
    let (report, exit) = verify(&reader, "ana.jpg", &[]);
    assert_eq!((states(&report)[0], exit), ("verified", 0));
    assert_eq!(told(&report), pairs(&[("crl", "not-checked"), ("ocsp", "not-checked")]));
    assert_eq!(report["signer"]["revocation"][0]["source"], "http://crl.example/house.crl");
    let text = String::from_utf8(reader.run(&["verify", "ana.jpg"]).stdout).unwrap();
    assert!(text.contains("http://ocsp.example/ (OCSP): not checked"), "{text}");
    reader.put("list.crl", CrlDraft::new().dated(now() - 3 * DAY, Some(now() + DAY)).by(&house));
    reader.good(&["trust", "add", "list.crl"]);
    let (report, _) = verify(&reader, "ana.jpg", &[]);
    assert_eq!(told(&report), pairs(&[("crl", "not-revoked"), ("ocsp", "not-checked")]));
    assert_eq!(report["signer"]["revocation"][0]["age_days"], 3);
}

#[test]
fn an_identity_in_the_file_that_was_revoked_is_broken() {
    let house = House::new();
    let person = current(Draft::leaf("Ben Person")).by(&house.root);
    let signer = Foreign::of(house.signer.clone()).named(Foreign::of(person.clone()), &["c2pa.actions.v2"]);
    house.reader.put("named.jpg", Recipe::created().sign(&signer, &photo()));
    let state =
        || verify(&house.reader, "named.jpg", &[]).0["signer"]["identity"]["state"].as_str().unwrap().to_owned();
    assert_eq!(state(), "recognised");
    house.add_crl(&CrlDraft::new().revoking(&person, now() - DAY), &house.root);
    assert_eq!(state(), "broken");
    assert_eq!(states(&verify(&house.reader, "named.jpg", &[]).0)[0], "verified", "the signer is another");
}

#[test]
fn ones_own_revoked_identity_counts_here_at_once_and_elsewhere_by_list() {
    let (me, reader) = (Author::new("Me"), Desk::new());
    let file = me.signs_for(&me.desk, "mine.jpg");
    let elsewhere = me.signs_for(&reader, "mine.jpg");
    assert_eq!(verify(&me.desk, &file, &[]).1, 0);
    befriend(&reader, &me, &elsewhere, "Me");
    let at = date(now() - DAY);
    me.desk.good(&["identity", "revoke", &me.id, "--reason", "keyCompromise", "--at", &at]);
    let (report, exit) = verify(&me.desk, &file, &[]);
    assert_eq!((states(&report)[0], exit, told(&report)), ("revoked", 1, pairs(&[("list", "revoked")])));
    assert_eq!(report["signer"]["revocation"][0]["source"], "Your own identities");
    assert_eq!(verify(&reader, &elsewhere, &[]).1, 0);
    // The revoked key signs no list; a newer identity of the same person does.
    let make = |identity: &str| {
        let out = reader.home.path("lost.json").to_str().unwrap().to_owned();
        me.desk.run(&["trust", "revoke-list", "make", "--identity", identity, "--own", "--out", &out])
    };
    assert_ne!(code(&make(&me.id)), 0);
    let newer = me.desk.home.identity("Me again");
    let made = make(&newer);
    assert!(code(&made) == 0 && stderr(&made).contains("revokes 1 certificate."), "{}", stderr(&made));
    let signer = Author { desk: me.desk, id: newer };
    let memo = signer.signs_for(&reader, "memo.jpg");
    befriend(&reader, &signer, &memo, "Me again");
    reader.good(&["trust", "add", "lost.json"]);
    let (report, exit) = verify(&reader, &elsewhere, &[]);
    assert_eq!((states(&report)[0], exit), ("revoked", 1));
}
