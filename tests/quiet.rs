//! Nothing leaves unasked: the whole program is watched by `strace`, with all its workers and threads, and opens no
//! socket to any network, while the files in front of it and the person's rules invite it to.
//!
//! The same watch sees the one connection that is asked for; so it can see.
#![cfg(target_os = "linux")]

#[allow(dead_code, reason = "another file of tests uses the rest")]
#[path = "time_stamps/authority.rs"]
mod authority;
mod common;
#[allow(dead_code, reason = "another file of tests uses the rest")]
#[path = "real_window/desk.rs"]
mod desk;
#[allow(dead_code, reason = "another file of tests uses the rest")]
#[path = "staples/house.rs"]
mod house;
#[allow(dead_code, reason = "another file of tests uses the rest")]
#[path = "staples/responder.rs"]
mod responder;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use authority::{Authority, Manner};
use common::{Home, fixture};

/// Whether this machine lets a program be watched. In CI it has to.
fn is_possible() -> bool {
    let ran = Command::new("strace").args(["-f", "-o", "/dev/null", "true"]).stderr(Stdio::null()).status();
    if ran.is_ok_and(|status| status.success()) {
        return true;
    }
    assert!(std::env::var_os("CI").is_none(), "strace does not run here; run packaging/prepare.sh tests");
    eprintln!("skipped: strace does not run here; run packaging/prepare.sh tests");
    false
}

/// A home with files that name a server, which listens.
struct Desk {
    home: Home,
    server: TcpListener,
    trace: PathBuf,
}

impl Desk {
    fn new() -> Self {
        let home = Home::new();
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        server.set_nonblocking(true).unwrap();
        std::fs::create_dir(home.path("work")).unwrap();
        let url = format!("http://{}/manifest.c2pa", server.local_addr().unwrap());
        std::fs::write(home.path("work/remote.jpg"), with_remote_manifest(&url)).unwrap();
        for name in ["photo.jpg", "photo.png", "photo.heic", "photo.svg", "video.mp4", "photo.nef"] {
            std::fs::copy(fixture(&format!("formats/{name}")), home.path("work").join(name)).unwrap();
        }
        let trace = home.path("trace.txt");
        Self { home, server, trace }
    }

    /// The same program under watch.
    fn watched(&self, program: &Command) -> Command {
        let mut watched = Command::new("strace");
        watched.args(["-f", "-e", "trace=%network", "-o"]).arg(&self.trace).arg(program.get_program());
        watched.args(program.get_args());
        for (key, value) in program.get_envs() {
            match value {
                Some(value) => watched.env(key, value),
                None => watched.env_remove(key),
            };
        }
        watched.current_dir(self.home.path("work"));
        watched
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut program = self.home.lightmark();
        program.args(args);
        let output = self.watched(&program).output().unwrap();
        assert!(
            output.status.code().is_some_and(|code| code != 2),
            "{args:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        output
    }

    /// The watched calls that lead to a network, whole lines.
    fn internet(&self) -> Vec<String> {
        let trace = std::fs::read_to_string(&self.trace).unwrap();
        assert!(trace.contains("+++ exited") || trace.contains("+++ killed"), "nothing was watched: {trace}");
        trace.lines().filter(|line| line.contains("AF_INET") || line.contains("AF_PACKET")).map(str::to_owned).collect()
    }

    fn stays_quiet(&self, what: &str) {
        assert_eq!(self.internet(), Vec::<String>::new(), "{what}");
        assert!(self.server.accept().is_err(), "{what}: the server was asked");
        assert!(!self.home.path("home/data/network-ledger.jsonl").exists(), "{what}: there is a ledger");
    }
}

/// A photo whose XMP says that its Content Credentials are on a server (C2PA 2.4 §11.4).
fn with_remote_manifest(url: &str) -> Vec<u8> {
    let photo = std::fs::read(fixture("formats/photo.jpg")).unwrap();
    let xmp = format!(
        "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF \
         xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
         xmlns:dcterms=\"http://purl.org/dc/terms/\" dcterms:provenance=\"{url}\"/></rdf:RDF></x:xmpmeta>"
    );
    let length = u16::try_from(xmp.len() + 2).unwrap().to_be_bytes();
    [&photo[..2], &[0xff, 0xe1], &length, xmp.as_bytes(), &photo[2..]].concat()
}

#[test]
fn the_watch_sees_the_one_connection_that_is_asked_for() {
    if !is_possible() {
        return;
    }
    let desk = Desk::new();
    let id = desk.home.identity("Ada Example");
    let authority = Authority::start(Manner::Good);
    let output = desk.run(&["sign", "photo.jpg", "--identity", &id, "--timestamp", &authority.url]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let connects: Vec<String> = desk.internet().into_iter().filter(|line| line.contains("connect(")).collect();
    let port = format!("htons({})", authority.host.rsplit_once(':').unwrap().1);
    assert!(!connects.is_empty(), "the watch is blind");
    assert!(connects.iter().all(|line| line.contains(&port) && line.contains("127.0.0.1")), "{connects:#?}");
    assert!(desk.server.accept().is_err());
}

#[test]
fn no_command_connects_unasked() {
    if !is_possible() {
        return;
    }
    let desk = Desk::new();
    let server = desk.server.local_addr().unwrap().to_string();
    // Even where everything is allowed, only what is asked for is done.
    for purpose in ["lists", "time-stamps", "ocsp", "remote-manifests", "did-web"] {
        desk.run(&["network", "allow", purpose, &server]);
        desk.stays_quiet(purpose);
    }
    let output = desk.run(&["identity", "new", "--name", "Ada Example"]);
    desk.stays_quiet("identity new");
    let id = String::from_utf8(output.stdout).unwrap().trim().to_owned();
    for args in [
        &["identity", "list"][..],
        &["identity", "show", &id],
        &["identity", "export", &id],
        &["sign", ".", "--identity", &id, "--out", "signed", "--license", "http://127.0.0.1:9/licence"],
        &["sign", "photo.nef", "--identity", &id, "--sidecar"],
        &["sign", "signed", "--identity", &id, "--out", "again"],
        &["verify", ".", "--json"],
        &["verify", "remote.jpg"],
        &["verify", "again", "--crjson"],
        &["timestamp", "--queue", "--identity", &id],
        &["trust", "list"],
        &["network", "list"],
        &["network", "ledger"],
        &["--help"],
        &["--version"],
    ] {
        desk.run(args);
        desk.stays_quiet(&args.join(" "));
    }
    let signed = std::fs::read_dir(desk.home.path("work/again")).unwrap().count();
    assert!(signed >= 6, "{signed} files were signed twice");
    let report = desk.run(&["verify", "remote.jpg", "--json"]);
    let report = String::from_utf8_lossy(&report.stdout).into_owned();
    assert!(report.contains(&format!("http://{server}/manifest.c2pa")), "the invitation was not seen: {report}");
}

#[test]
fn a_certificate_that_names_a_responder_makes_no_connection_unasked() {
    if !is_possible() {
        return;
    }
    let Some(house) = house::Desk::new() else { return };
    let trace = house.path("trace.txt");
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let desk = Desk { trace, server, home: house.home };
    let sign = ["sign", "photo.jpg", "--overwrite", "--identity", &house.id];
    desk.run(&["network", "allow", "did-web", &house.responder.host]);
    for args in [&sign[..], &["verify", "photo-signed.jpg", "--json"], &["identity", "show", &house.id]] {
        desk.run(args);
        assert_eq!(desk.internet(), Vec::<String>::new(), "{args:?}");
    }
    assert_eq!(house.responder.asked(), 0);
    // The watch sees the one request that is allowed.
    desk.run(&[&sign[..], &["--allow-once", "ocsp"]].concat());
    let port = format!("htons({})", house.responder.host.rsplit_once(':').unwrap().1);
    let connects: Vec<String> = desk.internet().into_iter().filter(|line| line.contains("connect(")).collect();
    assert!(!connects.is_empty() && connects.iter().all(|line| line.contains(&port)), "{connects:#?}");
    assert_eq!(house.responder.asked(), 1);
}

#[test]
fn real_files_that_name_servers_are_examined_in_silence() {
    let Some(samples) = common::shared("samples").filter(|_| is_possible()) else { return };
    let desk = Desk::new();
    desk.run(&["verify", "--json", samples.to_str().unwrap()]);
    desk.stays_quiet("samples");
}

#[test]
fn the_window_opens_a_file_that_names_a_server_and_connects_to_nobody() {
    if !is_possible() || !desk::is_possible() {
        return;
    }
    let desk = Desk::new();
    let mut program = desk.home.lightmark();
    program.args(["remote.jpg", "photo.jpg"].map(|name| desk.home.path("work").join(name)));
    let mut window = desk::Desk::start("quiet", "1280x800", &desk.watched(&program));
    window.see_among("row", "remote.jpg");
    window.see_among("row", "photo.jpg");
    window.click_on("row", "remote.jpg");
    window.read("nothing was fetched");
    drop(window);
    desk.stays_quiet("the window");
    assert!(Path::new(&desk.trace).metadata().unwrap().len() > 0);
}
