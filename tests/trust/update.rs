//! Official lists fetched from a server: asked for only when that is allowed, each request on record, and what is in
//! force never replaced by anything worse.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::forge::{Draft, NOW, YEAR};
use crate::lists::{Etsi, root};
use crate::{Desk, code, stderr, stdout};

/// A publisher on this machine: what it gives out can be changed.
struct Publisher {
    host: String,
    given: Arc<Mutex<(&'static str, Vec<u8>)>>,
    asked: Arc<AtomicUsize>,
}

impl Publisher {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let given = Arc::new(Mutex::new(("200 OK", Vec::new())));
        let asked = Arc::new(AtomicUsize::new(0));
        let (body, count) = (Arc::clone(&given), Arc::clone(&asked));
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                count.fetch_add(1, Ordering::SeqCst);
                let mut request = [0; 4096];
                let read = stream.read(&mut request).unwrap();
                assert!(request[..read].starts_with(b"GET /"), "{}", String::from_utf8_lossy(&request[..read]));
                let (status, body) = body.lock().unwrap().clone();
                let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
                // Whoever has read enough hangs up.
                let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
            }
        });
        Self { host, given, asked }
    }

    fn give(&self, status: &'static str, body: impl Into<Vec<u8>>) {
        *self.given.lock().unwrap() = (status, body.into());
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

/// A desk whose official list is published by this publisher.
fn desk(publisher: &Publisher) -> Desk {
    let desk = Desk::new();
    let config = desk.home.path("home/config");
    std::fs::create_dir_all(&config).unwrap();
    let url = |name: &str| format!("http://{}/{name}", publisher.host);
    let settings = json!({ "trust_lists": { "official": url("signers.json"), "tsa": url("tsa.json") } });
    std::fs::write(config.join("settings.json"), settings.to_string()).unwrap();
    desk
}

fn official(sequence: u64, common: &str) -> Etsi {
    Etsi { scheme: "C2PA Trust List", ..Etsi::new(sequence, &root(common)) }
}

fn ledger(desk: &Desk) -> Vec<Value> {
    let text = desk.good(&["network", "ledger", "--json"]);
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn nobody_is_asked_who_was_not_allowed() {
    let publisher = Publisher::start();
    publisher.give("200 OK", official(1, "Root").text());
    let desk = desk(&publisher);
    desk.refuses(&["trust", "update", "official"], 2, "was not asked");
    desk.good(&["network", "allow", "time-stamps", &publisher.host]);
    desk.refuses(&["trust", "update", "official"], 2, "was not asked");
    desk.good(&["network", "deny", "lists", &publisher.host]);
    desk.refuses(&["trust", "update", "official", "--allow-once"], 2, "was not asked");
    assert_eq!(publisher.asked(), 0);
    assert!(ledger(&desk).iter().all(|entry| entry["outcome"] == "refused" && entry["purpose"] == "lists"));
    assert_eq!(desk.ids(), Vec::<String>::new());
}

#[test]
fn without_settings_the_official_address_is_meant_and_not_asked_either() {
    let desk = Desk::new();
    desk.refuses(&["trust", "update"], 2, "raw.githubusercontent.com was not asked");
    let hosts: Vec<_> = ledger(&desk).iter().map(|entry| entry["host"].clone()).collect();
    assert_eq!(hosts, [json!("raw.githubusercontent.com"), json!("raw.githubusercontent.com")]);
}

#[test]
fn allowed_once_is_asked_once_and_stands_in_the_ledger() {
    let publisher = Publisher::start();
    let text = official(1, "Root").text();
    publisher.give("200 OK", text.clone());
    let desk = desk(&publisher);
    let id = desk.good(&["trust", "update", "official", "--allow-once"]).trim().to_owned();
    let list = &desk.listed()["lists"][0];
    assert_eq!((&list["kind"], &list["sequence"], &list["id"]), (&json!("official"), &json!(1), &json!(id)));
    assert_eq!(list["origin"], publisher.host.replace(':', "_").as_str());
    let entry = ledger(&desk).pop().unwrap();
    assert_eq!((&entry["purpose"], &entry["outcome"]), (&json!("lists"), &json!("answered")));
    assert_eq!((&entry["host"], &entry["sent_bytes"]), (&json!(publisher.host), &json!(0)));
    assert_eq!(entry["received_bytes"], text.len());
    desk.refuses(&["trust", "update", "official"], 2, "was not asked");
    assert_eq!(publisher.asked(), 1);

    desk.good(&["network", "allow", "lists", &publisher.host]);
    publisher.give("200 OK", official(2, "New Root").text());
    // By the id of the list in force, too.
    assert_eq!(desk.good(&["trust", "update", &id]).trim(), id);
    assert_eq!(desk.listed()["lists"][0]["sequence"], 2);
    assert!(desk.good(&["trust", "show", &id]).contains("New Root"));
}

#[test]
fn what_is_worse_replaces_nothing_and_the_age_of_what_stays_is_told() {
    let publisher = Publisher::start();
    let desk = desk(&publisher);
    desk.good(&["network", "allow", "lists", &publisher.host]);
    publisher.give("200 OK", official(7, "Root").text());
    desk.good(&["trust", "update", "official"]);
    let before = desk.listed();
    let tsa = Etsi { scheme: "C2PA TSA Trust List", ..official(8, "Root") }.text();
    let whole = official(8, "New Root").text();
    let cases: [(&str, Vec<u8>, &str); 9] = [
        ("200 OK", official(6, "New Root").text().into(), "older than the list in force"),
        ("200 OK", Etsi { issued: "2026-08-04T00:00:00Z", ..official(8, "Old") }.text().into(), "older than the list"),
        ("200 OK", Etsi { next: "2026-08-06T00:00:00Z", ..official(8, "Old") }.text().into(), "out of date"),
        ("200 OK", tsa.into(), "another list"),
        ("200 OK", Etsi::new(8, &root("House")).text().into(), "another list"),
        ("200 OK", whole.as_bytes()[..whole.len() / 2].to_vec(), "breaks off"),
        ("200 OK", b"<!DOCTYPE html><html>404</html>".to_vec(), "web page"),
        ("200 OK", vec![b' '; 5_000_001], "too large"),
        ("404 Not Found", b"gone".to_vec(), "gave an error"),
    ];
    for (status, body, says) in cases {
        publisher.give(if status.starts_with("404") { "404 Not Found" } else { "200 OK" }, body);
        let text = desk.refuses(&["trust", "update", "official"], 3, says);
        assert!(text.contains("Still in force: C2PA Trust List") && text.contains("days ago"), "{says}: {text}");
        assert_eq!(desk.listed(), before, "{says}");
    }
    let reasons: Vec<_> =
        ledger(&desk).iter().filter_map(|entry| entry["reason"].as_str().map(str::to_owned)).collect();
    assert_eq!(reasons, ["too-large", "status"]);
}

#[test]
fn lists_for_time_are_apart_and_a_houses_own_is_left_alone() {
    let publisher = Publisher::start();
    let desk = desk(&publisher);
    let stamper = |common: &str| Draft::root(common).valid(NOW - YEAR, NOW + 9 * YEAR).self_signed().der;
    desk.put("own.pem", crate::certificate(&stamper("House time")));
    let own = desk.good(&["trust", "add", "own.pem", "--kind", "time-stamping"]).trim().to_owned();
    publisher.give("200 OK", Etsi { scheme: "C2PA TSA Trust List", ..official(1, "Time Root") }.text());
    let output = desk.run(&["trust", "update", "tsa", "--allow-once"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_ne!(stdout(&output).trim(), own);
    let listed = desk.listed();
    let kinds: Vec<_> = listed["lists"].as_array().unwrap().iter().map(|list| list["kind"].clone()).collect();
    assert_eq!(kinds, [json!("time-stamping"), json!("time-stamping")]);
    desk.refuses(&["trust", "update", &own, "--allow-once"], 2, "cannot be fetched");
    assert_eq!(publisher.asked(), 1);
}

#[test]
fn a_list_in_force_is_renewed_from_an_address_that_the_person_names() {
    let publisher = Publisher::start();
    let desk = Desk::new();
    let house = |sequence| Etsi::new(sequence, &root("House")).text();
    desk.put("house.json", house(3));
    let id = desk.good(&["trust", "add", "house.json"]).trim().to_owned();
    let url = format!("http://{}/house.json", publisher.host);
    publisher.give("200 OK", house(4));
    desk.refuses(&["trust", "update", &id, "--from", &url], 2, "was not asked");
    assert_eq!(publisher.asked(), 0);
    assert_eq!(desk.good(&["trust", "update", &id, "--from", &url, "--allow-once"]).trim(), id);
    assert_eq!(desk.listed()["lists"][0]["sequence"], 4);
    publisher.give("200 OK", house(2));
    desk.refuses(&["trust", "update", &id, "--from", &url, "--allow-once"], 3, "older than the list in force");
}
