//! What the window does after the fact, in a real window with real files, real keys and a real time-stamp authority:
//! stamps added later and from the queue, a re-sign campaign, key uses, revocation lists, a list update that fails.
#![cfg(target_os = "linux")]

#[path = "time_stamps/authority.rs"]
#[allow(dead_code, reason = "this test uses a part")]
mod authority;
mod common;
#[path = "real_window/desk.rs"]
#[allow(dead_code, reason = "this test uses a part")]
mod desk;

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use authority::{Authority, Manner};
use common::{Home, fixture, json_lines};
use desk::Desk;
use lightmark::tr;
use serde_json::Value;

/// The program's words for the person, as its own sources say them.
fn word(key: &str) -> &str {
    assert!(lightmark::locale::has(key), "{key} is no message");
    lightmark::locale::text(key)
}

fn open(home: &Home, name: &str, files: &[&str]) -> Desk {
    let mut program = home.lightmark();
    program.args(files.iter().map(|file| home.path(file)));
    Desk::start(name, "1280x800", &program)
}

fn run(home: &Home, args: &[&str]) -> String {
    let output = home.lightmark().args(args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn verify(home: &Home, file: &str) -> Value {
    json_lines(&home.lightmark().args(["verify", "--json", file]).output().unwrap()).remove(0)
}

/// A signed photo; more of `sign`'s arguments may follow.
fn signed(home: &Home, identity: &str, name: &str, more: &[&str]) {
    let source = home.path(&format!("source-{name}"));
    std::fs::copy(fixture("formats/photo.jpg"), &source).unwrap();
    let source = source.to_str().unwrap().to_owned();
    run(home, &[&["sign", &source, "--identity", identity, "-o", name], more].concat());
}

/// Types a path where the system has no dialog of its own.
fn give_path(desk: &mut Desk, path: &std::path::Path) {
    desk.type_into(word("type-path-label"), path.to_str().unwrap());
    desk.click("button", word("type-path-go"));
}

#[test]
fn a_file_signed_without_a_stamp_gets_one_later_and_so_does_one_that_waits() {
    if !desk::is_possible() {
        return;
    }
    let home = Home::new();
    let id = home.identity("Ana Ortiz");
    let authority = Authority::start(Manner::Good);
    signed(&home, &id, "plain.jpg", &[]);
    signed(&home, &id, "waits.jpg", &["--timestamp", "http://127.0.0.1:1/tsa", "--timestamp-optional"]);
    let mut desk = open(&home, "stamps-later", &["plain.jpg"]);
    desk.see_among("row", "plain.jpg");
    desk.see("heading", word("headline-intact-unrecognised"));
    desk.press(&["ctrl+t"]);
    desk.read(&tr!("stamps-count-fit", files = 1));
    desk.type_into(word("stamp-address"), &authority.url);
    desk.read(&tr!("permit-question", host = authority.host.clone()));
    desk.picture("1-form");
    assert_eq!(desk.nameless_controls(), Vec::<String>::new());
    assert_eq!(authority.asked(), 0, "asked before the person said so");
    desk.click("button", &tr!("stamps-do", files = 1));
    desk.see("heading", &tr!("stamps-finished", stamped = 1, all = 1));
    desk.picture("2-stamped");
    assert_eq!(verify(&home, "plain-stamped.jpg")["time"]["state"], "unrecognised");
    assert_eq!(verify(&home, "plain.jpg")["time"]["state"], "claimed", "the file itself was changed");
    desk.click("button", word("close"));

    desk.press(&["ctrl+4"]);
    desk.see("heading", word("queue-title"));
    desk.picture("3-queue");
    desk.click("button", &tr!("queue-try-of", name = "waits.jpg"));
    desk.click_on("radio button", word("stamps-other-authority"));
    desk.type_into(word("stamp-address"), &authority.url);
    desk.click_on("radio button", &tr!("permit-always", purpose = word("network-purpose-time-stamps")));
    desk.click("button", &tr!("stamps-do", files = 1));
    desk.see("heading", &tr!("stamps-finished", stamped = 1, all = 1));
    desk.click("button", word("close"));
    desk.see_gone("heading", &tr!("stamps-finished", stamped = 1, all = 1));
    desk.see_gone("heading", word("queue-title"));
    desk.read(&tr!("activity-allowed", purpose = word("network-purpose-time-stamps")));
    assert_eq!(desk.nameless_controls(), Vec::<String>::new());
    desk.picture("4-activity");
    assert_eq!(verify(&home, "waits.jpg")["time"]["state"], "unrecognised");
    assert!(desk.is_alive());
}

#[test]
fn a_campaign_leaves_nothing_by_the_old_key_and_says_what_stood_in_the_way() {
    if !desk::is_possible() {
        return;
    }
    let home = Home::new();
    let id = home.identity("Ana Ortiz");
    std::fs::create_dir(home.path("archive")).unwrap();
    for name in ["archive/a.jpg", "archive/b.jpg"] {
        std::fs::create_dir_all(home.path("source-archive")).unwrap();
        signed(&home, &id, name, &[]);
    }
    let altered = home.path("archive/c.jpg");
    let mut bytes = std::fs::read(home.path("archive/a.jpg")).unwrap();
    let near_the_end = bytes.len() - 200;
    bytes[near_the_end] ^= 1;
    std::fs::write(&altered, &bytes).unwrap();
    let new = run(&home, &["identity", "rotate", &id]).trim().to_owned();
    let mut desk = open(&home, "campaign", &[]);
    desk.see("heading", word("empty-title"));
    desk.press(&["ctrl+2"]);
    let act = |key: &str| tr!("identity-act-of", act = word(key), name = "Ana Ortiz");
    desk.click("button", &act("identity-act-resign"));
    desk.click("button", word("campaign-choose-folder"));
    give_path(&mut desk, &home.path("archive"));
    desk.see("button", &tr!("campaign-do", files = 2));
    desk.picture("1-counted");
    assert_eq!(desk.nameless_controls(), Vec::<String>::new());
    desk.click_on("radio button", word("campaign-themselves"));
    desk.read(word("campaign-themselves-text"));
    desk.click("button", &tr!("campaign-do", files = 2));
    desk.see("heading", word("campaign-finished"));
    desk.read(word("campaign-not-over"));
    desk.read(&tr!("campaign-failures", count = 1));
    desk.picture("2-reconciliation");
    let listed = run(&home, &["identity", "list", "--json"]);
    let cards: Vec<Value> = listed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let fingerprint = |id: &str| {
        let all = cards.iter().flat_map(|value| match value.get("identities").and_then(Value::as_array) {
            Some(all) => all.clone(),
            None => vec![value.clone()],
        });
        all.into_iter().find(|card| card["id"] == id).map(|card| card["fingerprint"].clone())
    };
    for name in ["archive/a.jpg", "archive/b.jpg"] {
        assert_eq!(Some(verify(&home, name)["signer"]["fingerprint"].clone()), fingerprint(&new), "{name}");
    }
    assert_eq!(std::fs::read(&altered).unwrap(), bytes, "an altered file was touched");
    desk.click("button", word("close"));

    desk.click("button", &act("identity-act-uses"));
    desk.see("heading", &tr!("uses-title", name = "Ana Ortiz"));
    desk.read(&tr!("uses-count", count = 2));
    desk.picture("3-uses");
    desk.click("button", word("uses-export-csv"));
    give_path(&mut desk, &home.path("uses.csv"));
    let written = lightmark::locale::elide(home.path("uses.csv").to_str().unwrap(), 100);
    desk.read(&tr!("notice-written", path = written));
    let table = std::fs::read_to_string(home.path("uses.csv")).unwrap();
    assert_eq!(table.lines().count(), 3, "{table}");
    assert!(desk.is_alive());
}

#[test]
fn a_revocation_list_is_made_comes_into_force_and_counts_on() {
    if !desk::is_possible() {
        return;
    }
    let home = Home::new();
    let id = home.identity("Ana Ortiz");
    signed(&home, &id, "mine.jpg", &[]);
    let mut desk = open(&home, "revocations", &["mine.jpg"]);
    desk.see_among("row", "mine.jpg");
    desk.press(&["ctrl+3"]);
    for (number, digit) in [(1, "a"), (2, "b")] {
        desk.click("button", word("revocations-new"));
        desk.type_into(word("revoke-list-fingerprint"), &digit.repeat(64));
        desk.read(word("revoke-list-pending"));
        desk.see_gone("label", word("revoke-list-fault-fingerprint"));
        desk.click("button", word("revoke-list-add"));
        desk.read(&tr!("revoke-list-entries", count = 1));
        desk.picture(&format!("{number}-list"));
        assert_eq!(desk.nameless_controls(), Vec::<String>::new());
        desk.click("button", word("revoke-list-save"));
        give_path(&mut desk, &home.path(&format!("list-{number}.json")));
        desk.read(&tr!("trust-page-revoked", count = number));
        let listed: Value = serde_json::from_str(&run(&home, &["trust", "list", "--json"])).unwrap();
        let text = listed.to_string();
        assert!(text.contains(&format!("\"sequence\":{number}")), "{text}");
    }
    desk.picture("3-in-force");
    assert!(home.path("list-2.json").exists());
    assert!(desk.is_alive());
}

#[test]
fn a_publisher_that_fails_leaves_the_lists_as_they_are_and_is_asked_only_when_allowed() {
    if !desk::is_possible() {
        return;
    }
    let home = Home::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let asked = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = asked.clone();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    });
    let config = home.path("home/config");
    std::fs::create_dir_all(&config).unwrap();
    let url = |name: &str| format!("http://{host}/{name}");
    let settings = serde_json::json!({ "trust_lists": { "official": url("a.json"), "tsa": url("b.json") } });
    std::fs::write(config.join("settings.json"), settings.to_string()).unwrap();
    let mut desk = open(&home, "list-update", &[]);
    desk.see("heading", word("empty-title"));
    desk.press(&["ctrl+3"]);
    desk.click("button", word("list-update-button"));
    desk.read(&tr!("permit-question", host = host.clone()));
    desk.picture("1-question");
    assert_eq!(desk.nameless_controls(), Vec::<String>::new());
    assert_eq!(asked.load(std::sync::atomic::Ordering::SeqCst), 0, "asked before the person said so");
    desk.click("button", word("list-update-do"));
    desk.read(&lightmark::problem!("network-status", host = host.clone(), status = "500").what);
    desk.read(word("list-update-none"));
    desk.picture("2-failed");
    assert_eq!(asked.load(std::sync::atomic::Ordering::SeqCst), 2);
    assert!(desk.is_alive());
}
