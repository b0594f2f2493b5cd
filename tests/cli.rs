//! The command line as scripts see it: exit codes, JSON, what goes to which stream, and how it stops.

mod common;

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Output, Stdio};

use common::{Home, fixture, json_lines};

fn photo() -> PathBuf {
    fixture("formats/photo.jpg")
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A photo signed by an identity of this home, and its certificates as a trust list.
fn signed(home: &Home) -> (PathBuf, PathBuf) {
    let id = home.identity("Ada Lovelace");
    let target = home.path("signed.jpg");
    let output =
        home.lightmark().arg("sign").arg(photo()).args(["--identity", &id, "-o"]).arg(&target).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let list = home.path("list.pem");
    let pem = home.lightmark().args(["identity", "export", &id]).output().unwrap().stdout;
    std::fs::write(&list, pem).unwrap();
    (target, list)
}

// Wrong calls.

#[test]
fn wrong_calls_are_exit_code_2_and_say_so_on_standard_error() {
    let home = Home::new();
    let photo = photo();
    let photo = photo.to_str().unwrap();
    for args in [
        &["verify"][..],
        &["verify", "--json", "--crjson", photo],
        &["verify", "--nonsense", photo],
        &["verify", "--at", "yesterday", photo],
        &["verify", "--at", "2026-01-31T12:00:00", photo],
        &["verify", "--jobs", "0", photo],
        &["verify", "--trust-list", "gone.pem", photo],
        &["verify", "--tsa-trust-list", photo, photo],
        &["verfy", photo],
    ] {
        let output = home.lightmark().args(args).output().unwrap();
        assert_eq!(code(&output), 2, "{args:?}: {}", stderr(&output));
        assert!(output.stdout.is_empty(), "{args:?} printed to standard output");
        assert!(!output.stderr.is_empty(), "{args:?} said nothing");
    }
}

#[test]
fn help_and_version_are_results() {
    let home = Home::new();
    for args in [&["--help"][..], &["--version"], &["verify", "--help"], &["help", "verify"]] {
        let output = home.lightmark().args(args).output().unwrap();
        assert_eq!(code(&output), 0, "{args:?}");
        assert!(!output.stdout.is_empty() && output.stderr.is_empty(), "{args:?}");
        assert!(!String::from_utf8_lossy(&output.stdout).contains("worker"), "the hidden command is hidden");
    }
}

// Results.

#[test]
fn a_report_has_every_key_of_the_contract() {
    let home = Home::new();
    let (signed, list) = signed(&home);
    let output = home.lightmark().args(["verify", "--json", "--trust-list"]).arg(list).arg(&signed).output().unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let [report] = &json_lines(&output)[..] else { panic!("one object for one file") };
    assert_eq!(report["schema"], "lightmark.report/1");
    assert_eq!(report["path"], signed.to_str().unwrap());
    assert_eq!(report["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(report["format"], "image/jpeg");
    assert_eq!(report["headline"], "verified", "{report}");
    assert_eq!(report["content"]["state"], "intact");
    assert_eq!(report["signer"]["state"], "house");
    for key in ["name", "fingerprint", "list", "identity"] {
        assert!(!report["signer"][key].is_null(), "signer.{key}: {report}");
    }
    assert!(["claimed", "none"].contains(&report["time"]["state"].as_str().unwrap()), "no stamp was asked for");
    assert!(report["history"]["state"].is_string());
    let step = report["history"]["steps"].as_array().unwrap().last().unwrap();
    for key in ["manifest", "signer", "actions", "ingredients", "state"] {
        assert!(!step[key].is_null(), "step.{key}: {step}");
    }
    assert!(report["rights"]["state"].is_string() && report["rights"]["fields"].is_array());
    for key in ["code", "kind", "manifest", "explanation"] {
        assert!(report["checks"][0][key].is_string(), "checks.{key}");
    }
    assert!(report["problem"].is_null(), "a problem only where nothing could be checked");
}

#[test]
fn exit_codes_tell_altered_from_unrecognised() {
    let home = Home::new();
    let (signed, _) = signed(&home);
    let mut bytes = std::fs::read(&signed).unwrap();
    let last = bytes.len() - 40;
    bytes[last] ^= 1;
    let altered = home.path("altered.jpg");
    std::fs::write(&altered, bytes).unwrap();
    let verify = |paths: &[&PathBuf], strict: bool| {
        let mut command = home.lightmark();
        command.arg("verify").args(paths);
        if strict {
            command.arg("--strict");
        }
        let output = command.output().unwrap();
        (code(&output), String::from_utf8(output.stdout).unwrap())
    };
    let unsigned = photo();
    let gone = home.path("gone.jpg");
    assert_eq!(verify(&[&signed, &unsigned], false).0, 0);
    assert_eq!(verify(&[&signed], true).0, 1);
    assert_eq!(verify(&[&unsigned], true).0, 1);
    assert_eq!(verify(&[&signed, &altered], false).0, 1);
    assert_eq!(verify(&[&gone, &altered], false).0, 3, "what could not be checked goes before what is altered");
    let (_, text) = verify(&[&altered], false);
    assert!(text.lines().any(|line| line == "  Altered"), "{text}");
    assert!(!text.contains("not recognised\n  "), "altered and unrecognised never share a headline: {text}");
}

#[test]
fn crjson_of_one_file_is_bare_and_of_many_has_its_path() {
    let home = Home::new();
    let (signed, _) = signed(&home);
    let one = home.lightmark().args(["verify", "--crjson"]).arg(&signed).output().unwrap();
    assert_eq!(code(&one), 0, "{}", stderr(&one));
    let bare = json_lines(&one).remove(0);
    assert!(bare["manifests"].is_array(), "{bare}");
    let many = home.lightmark().args(["verify", "--crjson"]).arg(&signed).arg(photo()).output().unwrap();
    let lines = json_lines(&many);
    assert_eq!(lines[0]["path"], signed.to_str().unwrap());
    assert!(lines[0]["crjson"]["manifests"].is_array());
    assert!(lines[1]["crjson"].is_null());
    let none = home.lightmark().args(["verify", "--crjson"]).arg(photo()).output().unwrap();
    assert!(none.stdout.is_empty() && !none.stderr.is_empty());
}

#[test]
fn a_folder_gives_a_line_for_each_file_in_name_order() {
    let home = Home::new();
    std::fs::create_dir_all(home.path("shoot/day 2")).unwrap();
    let mut names: Vec<String> = (0..40).map(|n| format!("shoot/{n:02}.jpg")).collect();
    names.push("shoot/day 2/x.jpg".to_owned());
    for name in &names {
        std::fs::copy(photo(), home.path(name)).unwrap();
    }
    std::fs::write(home.path("shoot/notes.txt"), "no media").unwrap();
    let output = home.lightmark().args(["verify", "--json", "shoot", "--jobs", "3"]).output().unwrap();
    let paths: Vec<_> = json_lines(&output).iter().map(|line| line["path"].as_str().unwrap().to_owned()).collect();
    assert_eq!(paths, names);
    assert!(stderr(&output).contains("41 files"), "a summary on standard error: {}", stderr(&output));
}

#[test]
fn a_folder_with_one_file_still_gives_lines_and_an_empty_one_says_so() {
    let home = Home::new();
    std::fs::create_dir(home.path("empty")).unwrap();
    let output = home.lightmark().args(["verify", "--json", "empty"]).output().unwrap();
    assert_eq!(code(&output), 0);
    assert!(output.stdout.is_empty());
    assert!(stderr(&output).contains("No media files"), "{}", stderr(&output));
}

#[test]
fn results_to_a_file_or_pipe_hold_no_colours_and_messages_stay_apart() {
    let home = Home::new();
    let output = home.lightmark().arg("verify").arg(photo()).env("TERM", "xterm-256color").output().unwrap();
    assert!(!output.stdout.contains(&0x1b), "escape sequences in a pipe");
    assert!(output.stderr.is_empty(), "nothing to say about one ordinary file: {}", stderr(&output));
    let chatty = home.lightmark().args(["verify", "-vv"]).arg(photo()).output().unwrap();
    assert_eq!(chatty.stdout, output.stdout, "more messages, the same result");
    assert!(!chatty.stderr.is_empty());
}

#[test]
fn the_log_has_its_place_and_no_secret() {
    let home = Home::new();
    home.identity("Ada Lovelace");
    home.lightmark().args(["verify", "gone.jpg", "-vvv"]).output().unwrap();
    let logs: Vec<_> = std::fs::read_dir(home.path("home/cache/logs")).unwrap().map(|e| e.unwrap().path()).collect();
    assert_eq!(logs.len(), 1, "{logs:?}");
    assert!(!std::fs::read_to_string(&logs[0]).unwrap().contains("battery staple"));
}

// How it stops.

#[test]
fn a_reader_that_has_seen_enough_ends_it_quietly() {
    let home = Home::new();
    for n in 0..300 {
        std::fs::copy(photo(), home.path(&format!("{n:03}.jpg"))).unwrap();
    }
    let mut child =
        home.lightmark().args(["verify", "--json", "."]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::with_capacity(64, child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(!stderr(&output).contains("panicked"), "{}", stderr(&output));
    assert!([0, 3].contains(&code(&output)), "{}", stderr(&output));
}

#[cfg(unix)]
#[test]
fn ctrl_c_stops_in_the_middle_of_a_file_and_keeps_what_was_found() {
    let home = Home::new();
    std::fs::copy(photo(), home.path("a.jpg")).unwrap();
    // Takes minutes to read; see tests/hostile.rs.
    std::fs::write(home.path("b.tif"), slow_tiff()).unwrap();
    let mut child = home
        .lightmark()
        .args(["verify", "--json", "--time-limit", "3000", "a.jpg", "b.tif"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    output.read_line(&mut first).unwrap();
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let mut rest = String::new();
    output.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(first.contains("a.jpg") && rest.is_empty(), "{first}{rest}");
}

#[cfg(unix)]
fn slow_tiff() -> Vec<u8> {
    let (directories, entries) = (100_000_u32, 30_000_u16);
    let mut bytes = [b"II*\0".as_slice(), &[8, 0, 0, 0, 1, 0, 0x4a, 1, 4, 0]].concat();
    bytes.extend(directories.to_le_bytes());
    bytes.extend([26, 0, 0, 0, 0, 0, 0, 0]);
    bytes.extend((26 + 4 * directories).to_le_bytes().repeat(directories as usize));
    bytes.extend(entries.to_le_bytes());
    bytes.extend([0, 0xC0, 4, 0, 1, 0, 0, 0, 0, 0, 0, 0].repeat(usize::from(entries)));
    bytes.extend([0; 4]);
    bytes
}
