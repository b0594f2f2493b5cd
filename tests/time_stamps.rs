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
        let (home, id) = Home::with_identity("Ada Example");
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

    /// The files that wait for a stamp.
    fn waiting(&self) -> Vec<String> {
        let text = std::fs::read(self.home.path("home/data/time-stamp-queue.json")).unwrap();
        let whole: Value = serde_json::from_slice(&text).unwrap();
        whole["files"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap().to_owned()).collect()
    }

    /// Every file of the work folder with its bytes.
    fn contents(&self) -> Vec<(String, Vec<u8>)> {
        let read = |name: String| (name.clone(), std::fs::read(self.home.path("work").join(name)).unwrap());
        self.names().into_iter().map(read).collect()
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

/// Formats in which a stamp can be added later.
const UPDATABLE: [&str; 12] = [
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

#[test]
fn a_stamp_is_added_later_in_every_format_that_allows_it() {
    let desk = Desk::new();
    let authority = Authority::start(Manner::Good);
    let root = authority.root_pem(&desk.home.path("tsa-root.pem"));
    let pem = desk.home.lightmark().args(["identity", "export", &desk.id]).output().unwrap().stdout;
    let own_root = openssl::x509::X509::stack_from_pem(&pem).unwrap().pop().unwrap();
    let list = desk.home.path("signers.pem");
    std::fs::write(&list, own_root.to_pem().unwrap()).unwrap();
    UPDATABLE.iter().for_each(|name| drop(desk.put(name)));
    let mut args = UPDATABLE.to_vec();
    args.push("--in-place");
    desk.signed(&args);
    for name in UPDATABLE {
        let before = std::fs::read(desk.home.path("work").join(name)).unwrap();
        let (outcomes, code, said) = desk.timestamp(&[name, "--timestamp", &authority.url]);
        assert_eq!(code, Some(0), "{name}: {outcomes:#?} {said}");
        let target = outcomes[0]["target"].as_str().unwrap();
        assert!(target.contains("-stamped."), "{target}");
        let report = desk.verify(&[target, "--tsa-trust-list", &root]);
        stands_trusted(&report, name);
        let steps = report["history"]["steps"].as_array().unwrap();
        let update = steps.last().unwrap();
        assert_eq!(steps.len(), 3, "{name}: the unsigned file, its signature, the stamp");
        assert_eq!((&update["at_proven"], &update["all_actions_included"]), (&true.into(), &true.into()), "{name}");
        assert_eq!(steps[1]["at_proven"], true, "{name}: the signature that was stamped");
        assert_eq!(std::fs::read(desk.home.path("work").join(name)).unwrap(), before, "{name}");
        // Long after every certificate ran out, with both lists.
        let mut args = vec![target, "--trust-list", list.to_str().unwrap(), "--tsa-trust-list", &root];
        args.extend(["--at", "2080-01-01T00:00:00Z"]);
        assert_eq!(desk.verify(&args)["headline"], "verified", "{name}");
    }
    assert_eq!(authority.asked(), 2 * UPDATABLE.len());
    let json =
        desk.home.lightmark().args(["verify", "--crjson"]).arg(desk.home.path("work/photo-stamped.jpg")).output();
    assert!(String::from_utf8_lossy(&json.unwrap().stdout).contains("c2pa.time-stamp"));
}

#[test]
fn what_cannot_be_stamped_later_is_left_alone_with_a_sentence() {
    let desk = Desk::new();
    let (authority, bad) = (Authority::start(Manner::Good), Authority::start(Manner::WrongNonce));
    ["video.mp4", "photo.png", "photo.webp", "sound.mp3", "photo.nef"].iter().for_each(|name| drop(desk.put(name)));
    desk.signed(&["photo.webp", "sound.mp3", "photo.png", "--in-place"]);
    desk.signed(&["photo.nef", "--sidecar"]);
    desk.signed(&["photo.png", "--output", "stamped.png", "--timestamp", &authority.url]);
    let mut altered = std::fs::read(desk.home.path("work/photo.png")).unwrap();
    let at = altered.windows(4).position(|window| window == b"IDAT").unwrap() + 20;
    altered[at] ^= 1;
    std::fs::write(desk.home.path("work/altered.png"), altered).unwrap();
    let (before, asked) = (desk.contents(), authority.asked());
    for (name, url, code, part) in [
        ("video.mp4", &authority.url, 1, "no signature to stamp"),
        ("stamped.png", &authority.url, 1, "has a time stamp already"),
        ("photo.nef", &authority.url, 1, "cannot get a time stamp later"),
        ("altered.png", &authority.url, 1, "was altered"),
        ("photo.webp", &authority.url, 3, "cannot get a time stamp later"),
        ("sound.mp3", &authority.url, 3, "cannot get a time stamp later"),
        ("photo.png", &bad.url, 3, "not for this request"),
    ] {
        let (outcomes, exit, said) = desk.timestamp(&[name, "--in-place", "--timestamp", url]);
        assert_eq!(exit, Some(code), "{name}: {outcomes:#?} {said}");
        let what = outcomes[0]["problem"]["what"].as_str().unwrap();
        assert!(what.contains(part), "{name}: {what}");
        assert_eq!(desk.contents(), before, "{name}: something changed");
    }
    assert_eq!(authority.asked(), asked, "somebody was asked for nothing");
}

#[test]
fn a_file_signed_without_its_stamp_waits_in_the_queue_until_it_has_one() {
    let desk = Desk::new();
    let (absent, authority) = (Authority::start(Manner::NotThere), Authority::start(Manner::Good));
    let root = authority.root_pem(&desk.home.path("tsa-root.pem"));
    ["photo.jpg", "photo.png", "photo.heic", "photo.webp"].iter().for_each(|name| drop(desk.put(name)));
    let args = ["photo.jpg", "photo.png", "photo.heic", "photo.webp", "--timestamp", &absent.url];
    let outcomes = desk.signed(&[&args[..], &["--timestamp-optional"]].concat());
    for outcome in &outcomes {
        assert_eq!(outcome["report"]["time"]["state"], "claimed", "{outcome:#}");
        let notes = outcome["report"]["notes"].to_string();
        // After a few failures in a row an authority is left alone; whether the last file comes so late is chance.
        let why = ["could not be reached", "was not asked again"].map(|why| notes.contains(why));
        assert!(notes.contains("without a time stamp") && why != [false, false], "{notes}");
        let waits = !outcome["path"].as_str().unwrap().ends_with("webp");
        assert_eq!(notes.contains("waits for a stamp"), waits, "{notes}");
        assert_eq!(notes.contains("sign it again"), !waits, "{notes}");
    }
    assert_eq!(desk.waiting().len(), 3);
    std::fs::remove_file(desk.home.path("work/photo-signed.heic")).unwrap();

    // The authority that was named is still down: everything goes on waiting, but for what is gone.
    let (outcomes, code, said) = desk.timestamp(&["--queue"]);
    assert_eq!((outcomes.len(), code), (2, Some(3)), "{said}");
    assert!(said.contains("photo-signed.heic"), "{said}");
    assert_eq!(desk.waiting().len(), 2);

    let (outcomes, code, said) = desk.timestamp(&["--queue", "--timestamp", &authority.url]);
    assert_eq!((outcomes.len(), code), (2, Some(0)), "{said}");
    assert_eq!(desk.waiting(), Vec::<String>::new());
    for name in ["photo-signed.jpg", "photo-signed.png"] {
        stands_trusted(&desk.verify(&[name, "--tsa-trust-list", &root]), name);
    }
    let (outcomes, code, said) = desk.timestamp(&["--queue"]);
    assert_eq!((outcomes.len(), code), (0, Some(0)), "{said}");
    assert!(said.contains("No file waits"), "{said}");
}

#[test]
fn a_decision_a_record_an_export_and_a_redaction_go_without_a_stamp_only_when_told_to() {
    let desk = Desk::new();
    let absent = Authority::start(Manner::NotThere);
    desk.put("photo.jpg");
    let work = |name: &str| desk.home.path("work").join(name).to_str().unwrap().to_owned();
    let (photo, edit, out) = (work("photo.jpg"), work("edit.jpg"), work("out"));
    image::open(&photo).unwrap().brighten(20).save(&edit).unwrap();
    for call in [
        vec!["approve", &photo, "--out", &out],
        vec!["record", &photo, &edit],
        vec!["export", &photo, "--resize", "40", "--out", &out],
        vec!["redact", &photo, "--preset", "public", "--out", &out],
    ] {
        let args = [&call[..], &["--json", "--identity", &desk.id, "--timestamp", &absent.url]].concat();
        let run = |more: &[&str]| desk.home.lightmark().args(&args).args(more).output().unwrap();
        assert_eq!(run(&[]).status.code(), Some(3), "{call:?}");
        let output = run(&["--timestamp-optional"]);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && said.contains("without a time stamp"), "{call:?}: {said}");
    }
}

#[test]
fn a_watch_stamps_what_it_records_and_leaves_what_gets_no_stamp() {
    use std::io::{BufRead as _, BufReader};
    let desk = Desk::new();
    let (absent, authority) = (Authority::start(Manner::NotThere), Authority::start(Manner::Good));
    let [sources, exports] = ["sources", "exports"].map(|name| desk.home.path(name));
    for folder in [&sources, &exports] {
        std::fs::create_dir(folder).unwrap();
    }
    std::fs::copy(desk.put("photo.jpg"), sources.join("photo.jpg")).unwrap();
    image::open(sources.join("photo.jpg")).unwrap().brighten(20).save(exports.join("photo-web.jpg")).unwrap();
    for (args, state, time) in [
        (vec![absent.url.as_str()], "left", None),
        (vec![&authority.url], "recorded", Some("unrecognised")),
        (vec![&absent.url, "--timestamp-optional"], "recorded", Some("claimed")),
    ] {
        let out = desk.home.path(&format!("out-{}-{}", args.len(), state));
        let mut command = desk.home.lightmark();
        command.args(["record", "--json", "--identity", &desk.id, "--watch"]).arg(&exports).arg("--sources");
        command.arg(&sources).arg("--out").arg(&out).arg("--timestamp").args(&args);
        let mut watch = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(watch.stdout.take().unwrap()).lines().map_while(Result::ok);
        let told = lines.find(|line| !line.contains("\"watching\"")).unwrap();
        watch.kill().unwrap();
        watch.wait().unwrap();
        let told: Value = serde_json::from_str(&told).unwrap();
        assert_eq!(told["state"], state, "{args:?}: {told:#}");
        assert_eq!(told["report"]["time"]["state"].as_str(), time, "{args:?}: {told:#}");
        assert_eq!(std::fs::read_dir(&out).unwrap().count(), usize::from(state == "recorded"), "{args:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn over_tls_the_systems_roots_decide() {
    let desk = Desk::new();
    let authority = Authority::start(Manner::Secure);
    let root = authority.root_pem(&desk.home.path("root.pem"));
    desk.put("photo.jpg");
    for (roots, code) in [(None, 3), (Some(&root), 0)] {
        let mut command = desk.home.lightmark();
        command.args(["sign", "--json", "photo.jpg", "--identity", &desk.id, "--timestamp", &authority.url]);
        // Where the system's roots are on Linux; elsewhere the platform is asked, which a test must not change.
        command.env("SSL_CERT_FILE", roots.map_or("/dev/null", String::as_str));
        command.env_remove("SSL_CERT_DIR");
        let output = command.current_dir(desk.home.path("work")).output().unwrap();
        let outcome = json_lines(&output).remove(0);
        assert_eq!(output.status.code(), Some(code), "{roots:?}: {outcome:#}");
        if code == 3 {
            assert!(outcome["problem"]["what"].as_str().unwrap().contains("did not prove who it is"), "{outcome:#}");
        }
    }
    let reasons: Vec<_> = desk.ledger().iter().map(|entry| entry["reason"].clone()).collect();
    assert_eq!(reasons, [Value::from("not-secure"), Value::Null]);
}

#[test]
fn the_proxy_of_the_environment_is_used_and_a_broken_one_is_not_passed_by() {
    let desk = Desk::new();
    desk.put("photo.jpg");
    let proxy = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", proxy.local_addr().unwrap());
    let heard = std::thread::spawn(move || {
        let (mut stream, _) = proxy.accept().unwrap();
        // The whole head is taken in: closing with some of it unread would reset the connection.
        let head = std::io::BufRead::lines(std::io::BufReader::new(&stream)).map_while(Result::ok);
        let head: Vec<String> = head.take_while(|line| !line.is_empty()).collect();
        std::io::Write::write_all(&mut stream, b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n").unwrap();
        head[0].clone()
    });
    for (proxy, outcome) in [(address.as_str(), "failed"), ("http://[broken", "refused")] {
        let mut command = desk.home.lightmark();
        command.args(["sign", "--json", "photo.jpg", "--identity", &desk.id, "--timestamp", "http://tsa.example/t"]);
        for name in ["HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy", "all_proxy", "NO_PROXY", "no_proxy"] {
            command.env_remove(name);
        }
        let output = command.env("ALL_PROXY", proxy).current_dir(desk.home.path("work")).output().unwrap();
        let signed = json_lines(&output).remove(0);
        assert!(signed["problem"]["what"].as_str().unwrap().contains("through the proxy"), "{proxy}: {signed:#}");
        let entry = desk.ledger().pop().unwrap();
        assert_eq!((entry["outcome"].as_str(), entry["reason"].as_str()), (Some(outcome), Some("proxy-failed")));
        assert_eq!(entry["host"], "tsa.example");
    }
    assert_eq!(heard.join().unwrap(), "CONNECT tsa.example:80 HTTP/1.1");
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
