//! The command line as scripts see it: exit codes, JSON, what goes to which stream, and how it stops.

mod common;

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Output, Stdio};

use common::{Home, fixture, json_lines, slow_tiff};

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

#[test]
fn v_tells_what_is_done_wherever_it_stands_and_the_log_file_names_no_file() {
    let home = Home::new();
    let secret = home.path("secret-name.jpg");
    std::fs::copy(photo(), &secret).unwrap();
    for args in [["-v", "verify"], ["verify", "-v"]] {
        let output = home.lightmark().args(args).arg(&secret).output().unwrap();
        assert_eq!(code(&output), 0, "{args:?}: {}", stderr(&output));
        assert!(stderr(&output).lines().any(|line| line.contains("secret-name.jpg")), "{}", stderr(&output));
    }
    let quiet = home.lightmark().arg("verify").arg(&secret).output().unwrap();
    assert_eq!((code(&quiet), stderr(&quiet).as_str()), (0, ""));
    let logs = std::fs::read_dir(home.path("home/cache/logs")).unwrap();
    let logs: String = logs.map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap()).collect();
    assert!(logs.contains("started") && logs.contains("verifying ended"), "{logs}");
    assert!(!logs.contains("secret-name"), "{logs}");
}

// What went wrong has its exit code and its name, in every command.

/// Every command that goes over files, with what it needs besides them.
fn batches(id: &str) -> Vec<Vec<&str>> {
    vec![
        vec!["sign", "--identity", id, "--out", "out-sign"],
        vec!["export", "--identity", id, "--out", "out-export"],
        vec!["approve", "--identity", id, "--out", "out-approve"],
        vec!["redact", "--preset", "public", "--out", "out-redact"],
        vec!["redact", "--preset", "public", "--dry-run"],
        vec!["rights", "set", "--creator", "Ada", "--out", "out-rights"],
        vec!["rights", "show"],
        vec!["verify"],
    ]
}

#[test]
fn a_file_that_is_not_there_is_named_and_told_apart_from_a_refusal() {
    let home = Home::new();
    let id = home.identity("Ada Lovelace");
    for args in batches(&id) {
        let output = home.lightmark().args(&args).arg("gone.jpg").arg(photo()).output().unwrap();
        let told = [output.stdout.clone(), output.stderr.clone()].concat();
        assert_eq!(code(&output), 3, "{args:?}: {}", stderr(&output));
        assert!(String::from_utf8_lossy(&told).contains("gone.jpg"), "{args:?}: {}", stderr(&output));
        let output = home.lightmark().args(&args).args(["--json", "gone.jpg"]).output().unwrap();
        let [line] = &json_lines(&output)[..] else { panic!("{args:?}: a line for each file") };
        assert_eq!((code(&output), &line["path"]), (3, &"gone.jpg".into()), "{args:?}");
        assert!(line["schema"].as_str().is_some_and(|schema| schema.starts_with("lightmark.")), "{args:?}: {line}");
        assert!(!line["problem"]["remedy"].as_str().unwrap().is_empty(), "{args:?}");
    }
    let twice = || home.lightmark().args(["rights", "set", "--creator", "Ada", "--json"]).arg(photo_in(&home)).output();
    assert_eq!(code(&twice().unwrap()), 0);
    let refused = twice().unwrap();
    assert_eq!((code(&refused), &json_lines(&refused)[0]["state"]), (1, &"refused".into()), "{}", stderr(&refused));
}

fn photo_in(home: &Home) -> PathBuf {
    let path = home.path("photo.jpg");
    std::fs::copy(photo(), &path).unwrap();
    path
}

#[test]
fn two_files_of_which_one_cannot_be_read_are_no_refused_pair() {
    let home = Home::new();
    let photo = photo();
    let photo = photo.to_str().unwrap();
    for (pair, wanted) in [([photo, "gone.jpg"], 3), (["gone.jpg", photo], 3), ([photo, photo], 1)] {
        let output = home.lightmark().arg("record").args(pair).args(["--dry-run"]).output().unwrap();
        assert_eq!(code(&output), wanted, "{pair:?}: {}", stderr(&output));
        let output = home.lightmark().arg("record").args(pair).args(["--dry-run", "--json"]).output().unwrap();
        assert_eq!(code(&output), wanted);
        let line = &json_lines(&output)[0];
        assert_eq!(line["schema"], "lightmark.recording/1");
        assert!(!line["problem"]["what"].as_str().unwrap().is_empty());
    }
    let output = home.lightmark().args(["compare", "--json", "gone.jpg"]).output().unwrap();
    assert_eq!((code(&output), &json_lines(&output)[0]["schema"]), (3, &"lightmark.comparison/1".into()));
    let output = home.lightmark().args(["redact", "--json", "--check", "gone.jpg"]).output().unwrap();
    assert_eq!((code(&output), &json_lines(&output)[0]["schema"]), (3, &"lightmark.redaction-check/1".into()));
}

#[test]
fn an_own_store_that_cannot_be_read_is_no_wrong_call() {
    let home = Home::new();
    let id = home.identity("Ada Lovelace");
    let locked = |args: &[&str]| {
        let mut command = home.lightmark();
        command.args(args).arg(photo()).env("LIGHTMARK_PASSPHRASE", "not this one");
        code(&command.output().unwrap())
    };
    assert_eq!(locked(&["sign", "--identity", &id, "--out", "out"]), 3);
    assert_eq!(locked(&["redact", "--preset", "public", "--identity", &id, "--out", "out"]), 3);
    assert_eq!(locked(&["sign", "--identity", "nobody", "--out", "out"]), 2);
}

#[test]
fn an_identity_that_a_list_in_force_revokes_is_refused_by_name() {
    let home = Home::new();
    let id = home.identity("Ada Lovelace");
    let run = |args: &[&str]| home.lightmark().args(args).output().unwrap();
    let card = &json_lines(&run(&["identity", "show", &id, "--json"]))[0];
    // The reason may be spelt as “identity revoke” has it.
    let entry = format!("{}:keyCompromise:2026-01-01T00:00:00Z", card["fingerprint"].as_str().unwrap());
    let made = run(&["trust", "revoke-list", "make", "--identity", &id, "-o", "lost.json", "--revoke", &entry]);
    assert!(made.status.success(), "{}", stderr(&made));
    assert!(run(&["trust", "add", "lost.json"]).status.success());
    let output = home.lightmark().args(["sign", "--identity", &id, "--out", "out"]).arg(photo()).output().unwrap();
    assert_eq!(code(&output), 1, "{}", stderr(&output));
    assert!(stderr(&output).contains("certificate of this identity is revoked"), "{}", stderr(&output));
    assert_eq!(std::fs::read_dir(home.path("out")).map_or(0, Iterator::count), 0);
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_that_cannot_be_written_is_told_and_one_that_is_closed_is_not() {
    let home = Home::new();
    let id = home.identity("Ada Lovelace");
    let others = [
        vec!["recipe", "list"],
        vec!["rights", "template", "list"],
        vec!["redact", "--list-presets"],
        vec!["identity", "list"],
        vec!["trust", "list", "--json"],
        vec!["completions", "bash"],
    ];
    let files = batches(&id).into_iter().map(|args| (args, true));
    for (args, wants_file) in files.chain(others.into_iter().map(|args| (args, false))) {
        let command = || {
            let mut command = home.lightmark();
            command.args(&args).args(wants_file.then(photo)).stderr(Stdio::piped());
            command
        };
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output = command().stdout(full).output().unwrap();
        assert_eq!(code(&output), 3, "{args:?}: {}", stderr(&output));
        assert!(stderr(&output).contains("results could not be written"), "{args:?}: {}", stderr(&output));
        for folder in ["out-sign", "out-export", "out-approve", "out-redact", "out-rights"] {
            let _ = std::fs::remove_dir_all(home.path(folder));
        }
        let mut child = command().stdout(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(code(&output), 0, "{args:?}: {}", stderr(&output));
        assert!(!stderr(&output).contains("panicked"), "{args:?}");
    }
}

// Results.

#[test]
fn whatever_prints_an_id_or_a_list_prints_json_with_a_schema() {
    let home = Home::new();
    let run = |args: &[&str]| {
        let output = home.lightmark().args(args).env("LIGHTMARK_BACKUP_PASSPHRASE", "p").output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", stderr(&output));
        let lines = json_lines(&output);
        let named =
            |line: &serde_json::Value| line["schema"].as_str().is_some_and(|name| name.starts_with("lightmark."));
        assert!(!lines.is_empty() && lines.iter().all(named), "{args:?}: {lines:?}");
        lines
    };
    let made = &run(&["identity", "new", "--name", "Ada", "--json"])[0];
    let id = made["id"].as_str().unwrap();
    assert_eq!(made["standing"]["state"], "active");
    let new = &run(&["identity", "rotate", id, "--json"])[0];
    assert_ne!(new["id"], *id);
    assert_eq!(run(&["identity", "list", "--json"]).len(), 2);
    for args in [
        &["recipe", "list", "--json"][..],
        &["recipe", "show", "web", "--json"],
        &["rights", "template", "list", "--json"],
        &["rights", "template", "show", "cc-by", "--json"],
        &["redact", "--list-presets", "--json"],
        &["trust", "list", "--json"],
        &["trust", "contacts", "list", "--json"],
        &["trust", "bundle", "list", "--json"],
    ] {
        run(args);
    }
}

#[test]
fn a_template_that_is_printed_is_taken_again() {
    let home = Home::new();
    let shown = home.lightmark().args(["rights", "template", "show", "cc-by"]).output().unwrap();
    std::fs::write(home.path("own.toml"), &shown.stdout).unwrap();
    let mut set = home.lightmark();
    set.args(["rights", "set", "--template", "own.toml", "--creator", "Ada"]).arg(photo_in(&home));
    let output = set.output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let shown = home.lightmark().args(["rights", "show", "photo-rights.jpg"]).output().unwrap();
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(shown.contains("CC BY 4.0") && shown.contains("Creator: Ada"), "{shown}");
}

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
fn a_file_without_credentials_still_shows_what_is_in_it() {
    let home = Home::new();
    let output = home.lightmark().arg("verify").arg(photo()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(code(&output), 0, "{said}");
    for part in
        ["No credentials", "Metadata  Written in the file, where anyone could", "Model: Fixture_1", "GPSLatitude: 48"]
    {
        assert!(said.contains(part), "no {part} in {said}");
    }
    // Of a signed file the answers are told; what of its metadata is covered stands in the report.
    let (signed, _) = signed(&home);
    let said = String::from_utf8(home.lightmark().arg("verify").arg(signed).output().unwrap().stdout).unwrap();
    assert!(!said.contains("Model: Fixture_1"), "{said}");
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
