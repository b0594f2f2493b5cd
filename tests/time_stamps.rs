//! Time stamps by the real program from a real authority: OpenSSL's `ts` behind a small HTTP server on this machine,
//! and every way in which such an authority answers badly.

#[path = "time_stamps/authority.rs"]
mod authority;
mod common;

use std::path::PathBuf;

use authority::{Authority, Manner};
use common::{Home, fixture, json_lines};
use serde_json::Value;

/// A home with one identity and a folder to work in.
struct Desk {
    home: Home,
    id: String,
}

impl Desk {
    fn new() -> Self {
        let home = Home::new();
        let id = home.identity("Ada Example");
        std::fs::create_dir(home.path("work")).unwrap();
        Self { home, id }
    }

    fn put(&self, name: &str) -> PathBuf {
        let target = self.home.path("work").join(name);
        std::fs::copy(fixture(&format!("formats/{name}")), &target).unwrap();
        target
    }

    /// Signs in the work folder; gives the outcomes, the exit code and what was said.
    fn sign(&self, args: &[&str]) -> (Vec<Value>, Option<i32>, String) {
        let mut command = self.home.lightmark();
        command.args(["sign", "--json", "--identity", &self.id]).args(args).current_dir(self.home.path("work"));
        let output = command.output().unwrap();
        (json_lines(&output), output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    fn timestamp(&self, args: &[&str]) -> (Vec<Value>, Option<i32>, String) {
        let mut command = self.home.lightmark();
        command.args(["timestamp", "--json", "--identity", &self.id]).args(args).current_dir(self.home.path("work"));
        let output = command.output().unwrap();
        (json_lines(&output), output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    fn signed(&self, args: &[&str]) -> Vec<Value> {
        let (outcomes, code, said) = self.sign(args);
        assert_eq!(code, Some(0), "{outcomes:#?}\n{said}");
        outcomes
    }

    fn verify(&self, args: &[&str]) -> Value {
        let mut command = self.home.lightmark();
        let output =
            command.args(["verify", "--json"]).args(args).current_dir(self.home.path("work")).output().unwrap();
        assert!(!output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        json_lines(&output).remove(0)
    }

    fn network(&self, args: &[&str]) -> Vec<Value> {
        let output = self.home.lightmark().arg("network").args(args).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        json_lines(&output)
    }

    fn ledger(&self) -> Vec<Value> {
        self.network(&["ledger", "--json"])
    }

    /// Names in the work folder, hidden ones too.
    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.home.path("work")).unwrap();
        let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

#[test]
fn bad_answers_fail_the_signing_each_with_its_own_sentence() {
    let desk = Desk::new();
    desk.put("photo.jpg");
    let before = desk.names();
    let mut sentences = Vec::new();
    for (manner, part, reason) in [
        (Manner::WrongNonce, "not for this request", None),
        (Manner::WrongDigest, "for another file", None),
        (Manner::Replay, "for another file", None),
        (Manner::Expired, "not valid today", None),
        (Manner::Rejecting, "gave no time stamp", None),
        (Manner::Garbage, "no time stamp", None),
        (Manner::CutShort, "no time stamp", None),
        (Manner::Forged, "does not hold", None),
        (Manner::Http500, "gave an error", Some("status")),
        (Manner::Huge, "too large", Some("too-large")),
        (Manner::Redirecting, "did not answer itself", Some("redirected")),
        (Manner::HangingUp, "broke off", Some("broken")),
        (Manner::NotThere, "could not be reached", Some("unreachable")),
    ] {
        let authority = Authority::start(manner);
        let (outcomes, code, said) = desk.sign(&["photo.jpg", "--timestamp", &authority.url]);
        assert_eq!(code, Some(3), "{manner:?}: {outcomes:#?} {said}");
        assert_eq!(outcomes[0]["state"], "failed", "{manner:?}");
        let what = outcomes[0]["problem"]["what"].as_str().unwrap();
        assert!(what.contains(part), "{manner:?}: {}", outcomes[0]["problem"]);
        assert_eq!(desk.names(), before, "{manner:?}: something was left behind");
        let entry = desk.ledger().pop().unwrap();
        assert_eq!(entry["host"], authority.host, "{manner:?}");
        assert_eq!(entry["reason"].as_str(), reason, "{manner:?}");
        assert_eq!(entry["outcome"], if reason.is_some() { "failed" } else { "answered" }, "{manner:?}");
        sentences.push(what.replace(&authority.host, "HOST"));
    }
    sentences.sort();
    sentences.dedup();
    assert_eq!(sentences.len(), 11, "{sentences:#?}");
}

#[test]
fn a_silent_and_a_slow_authority_are_given_up_on() {
    std::thread::scope(|scope| {
        for manner in [Manner::Silent, Manner::Slow] {
            scope.spawn(move || {
                let desk = Desk::new();
                desk.put("photo.jpg");
                let authority = Authority::start(manner);
                let (outcomes, code, _) = desk.sign(&["photo.jpg", "--timestamp", &authority.url]);
                assert_eq!(code, Some(3), "{manner:?}");
                let what = outcomes[0]["problem"]["what"].as_str().unwrap();
                assert!(what.contains("did not answer in time"), "{manner:?}: {what}");
                assert_eq!(desk.ledger()[0]["reason"], "timed-out", "{manner:?}");
                assert_eq!(desk.names(), ["photo.jpg"], "{manner:?}");
            });
        }
    });
}

#[test]
fn a_never_goes_before_the_call_and_nobody_is_asked() {
    let desk = Desk::new();
    desk.put("photo.jpg");
    let authority = Authority::start(Manner::Good);
    desk.network(&["deny", "time-stamps", &authority.host]);
    let (outcomes, code, _) = desk.sign(&["photo.jpg", "--timestamp", &authority.url]);
    assert_eq!(code, Some(3));
    assert!(outcomes[0]["problem"]["why"].as_str().unwrap().contains("never"), "{outcomes:#?}");
    assert_eq!(authority.asked(), 0);
    let entry = desk.ledger().remove(0);
    assert_eq!((entry["outcome"].as_str(), entry["reason"].as_str()), (Some("refused"), Some("forbidden")));
    assert_eq!(entry["sent_bytes"], 0);

    desk.network(&["forget", "time-stamps", &authority.host]);
    desk.signed(&["photo.jpg", "--timestamp", &authority.url]);
    assert_eq!(authority.asked(), 1);
    assert_eq!(desk.network(&["list", "--json"]), Vec::<Value>::new(), "a yes for once is not remembered");
}

#[test]
fn an_allowed_host_is_not_asked_without_the_option() {
    let desk = Desk::new();
    desk.put("photo.jpg");
    let authority = Authority::start(Manner::Good);
    desk.network(&["allow", "time-stamps", &authority.host]);
    let rules = desk.network(&["list", "--json"]);
    assert_eq!((rules[0]["host"].as_str(), rules[0]["say"].as_str()), (Some(authority.host.as_str()), Some("always")));
    let outcome = desk.signed(&["photo.jpg"]).remove(0);
    assert_eq!(outcome["report"]["time"]["state"], "claimed", "{:#}", outcome["report"]["time"]);
    assert_eq!((authority.asked(), desk.ledger().len()), (0, 0));
}

#[test]
fn a_stamp_is_trusted_by_the_authoritys_list_alone_in_every_form() {
    let desk = Desk::new();
    let authority = Authority::start(Manner::Good);
    let root = authority.root_pem(&desk.home.path("tsa-root.pem"));
    let names = ["photo.jpg", "photo.png", "photo.heic", "photo.webp", "video.mp4", "sound.mp3"];
    names.iter().for_each(|name| drop(desk.put(name)));
    let mut args = names.to_vec();
    args.extend(["--timestamp", &authority.url]);
    let outcomes = desk.signed(&args);
    assert_eq!(outcomes.len(), names.len());
    desk.put("photo.nef");
    desk.signed(&["photo.nef", "--sidecar", "--timestamp", &authority.url]);

    for outcome in &outcomes {
        assert_eq!(outcome["report"]["time"]["state"], "unrecognised", "nobody vouches for the authority yet");
        let target = outcome["target"].as_str().unwrap();
        stands_trusted(&desk.verify(&[target, "--tsa-trust-list", &root]), target);
        let report = desk.verify(&[target, "--trust-list", &root]);
        assert_eq!(report["time"]["state"], "unrecognised", "{target}: a signers' list does not vouch for time");
    }
    stands_trusted(&desk.verify(&["photo.nef", "--tsa-trust-list", &root]), "sidecar");

    let ledger = desk.ledger();
    assert_eq!((ledger.len(), authority.asked()), (names.len() + 1, names.len() + 1));
    for entry in ledger {
        assert_eq!((entry["outcome"].as_str(), entry["purpose"].as_str()), (Some("answered"), Some("time-stamps")));
        assert_eq!(entry["host"], authority.host);
        assert!(entry["sent_bytes"].as_u64().unwrap() < 100, "only a digest is sent: {entry}");
        assert!(entry["received_bytes"].as_u64().unwrap() > 500, "{entry}");
    }
}

fn stands_trusted(report: &Value, what: &str) {
    assert_eq!(report["headline"], "intact-unrecognised", "{what}: {report:#}");
    assert_eq!(report["time"]["state"], "trusted", "{what}: {:#}", report["time"]);
    assert_eq!(report["time"]["authority"], "Test time authority", "{what}");
    assert!(report["time"]["at"].as_str().unwrap().ends_with('Z'), "{what}");
}

#[test]
fn a_certificate_that_ran_out_since_stays_good_with_a_stamp_only() {
    let desk = Desk::new();
    let authority = Authority::start(Manner::Good);
    let tsa_root = authority.root_pem(&desk.home.path("tsa-root.pem"));
    desk.put("photo.jpg");
    desk.signed(&["photo.jpg", "--output", "plain.jpg"]);
    desk.signed(&["photo.jpg", "--output", "stamped.jpg", "--timestamp", &authority.url]);
    let pem = desk.home.lightmark().args(["identity", "export", &desk.id]).output().unwrap().stdout;
    let own_root = openssl::x509::X509::stack_from_pem(&pem).unwrap().pop().unwrap();
    let list = desk.home.path("signers.pem");
    std::fs::write(&list, own_root.to_pem().unwrap()).unwrap();
    let later = ["--trust-list", list.to_str().unwrap(), "--tsa-trust-list", &tsa_root, "--at", "2080-01-01T00:00:00Z"];
    let state = |name: &str| {
        let mut args = vec![name];
        args.extend(later);
        desk.verify(&args)
    };
    let stamped = state("stamped.jpg");
    assert_eq!((stamped["headline"].as_str(), stamped["signer"]["state"].as_str()), (Some("verified"), Some("house")));
    let plain = state("plain.jpg");
    assert_eq!(plain["signer"]["state"], "invalid-at-signing", "{:#}", plain["signer"]);
    assert_ne!(plain["headline"], "verified");
}

#[test]
fn a_file_is_signed_without_a_stamp_only_where_that_was_allowed_and_gets_one_later() {
    let desk = Desk::new();
    let (absent, authority) = (Authority::start(Manner::NotThere), Authority::start(Manner::Good));
    let root = authority.root_pem(&desk.home.path("tsa-root.pem"));
    let names = [
        "photo.jpg",
        "photo.png",
        "photo.tiff",
        "photo.dng",
        "photo.gif",
        "photo.svg",
        "photo.avif",
        "photo.heic",
        "photo.jxl",
        "video.mp4",
        "video.mov",
        "sound.m4a",
    ];
    names.iter().for_each(|name| drop(desk.put(name)));
    let mut args = names.to_vec();
    args.extend(["--timestamp", &absent.url, "--timestamp-optional", "--in-place"]);
    for outcome in desk.signed(&args) {
        assert_eq!(outcome["report"]["time"]["state"], "claimed", "{outcome:#}");
        let notes = outcome["report"]["notes"].to_string();
        assert!(notes.contains("without a time stamp") && notes.contains("could not be reached"), "{notes}");
    }
    for name in names {
        let (outcomes, code, said) = desk.timestamp(&[name, "--timestamp", &authority.url]);
        assert_eq!(code, Some(0), "{name}: {outcomes:#?} {said}");
        let target = outcomes[0]["target"].as_str().unwrap();
        let report = desk.verify(&[target, "--tsa-trust-list", &root]);
        stands_trusted(&report, name);
        let steps = report["history"]["steps"].as_array().unwrap();
        println!("{name}: {steps:#?} {:#}", report["checks"]);
    }
    assert_eq!(authority.asked(), 2 * names.len());
}

#[test]
fn wrong_calls_are_refused_before_anything_is_asked() {
    let desk = Desk::new();
    desk.put("photo.jpg");
    for url in ["tsa.example", "ftp://tsa.example", "http://"] {
        let (outcomes, code, said) = desk.sign(&["photo.jpg", "--timestamp", url]);
        assert_eq!((outcomes.len(), code), (0, Some(2)), "{url}: {said}");
    }
    for args in [&["allow", "mind-reading", "a.example"][..], &["allow", "lists", "https://a.example/"], &["allow"]] {
        let output = desk.home.lightmark().arg("network").args(args).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}");
    }
    assert_eq!(desk.ledger().len(), 0);
}
