//! What becomes of a key, by the real program: used and recorded, retired, revoked, backed up and restored; and keys
//! that are for practice only. The age tool opens our backups as an outside reader.

mod common;

use std::path::Path;
use std::process::{Command, Output, Stdio};

use common::{Home, fixture, json_lines};
use lightmark::keys::{EncryptedFile, Identities, NewIdentity, Passphrase};
use lightmark::locale;
use lightmark::provenance::identity::{KeyAlgorithm, RevocationReason};
use sha2::{Digest, Sha256};

const SECRET: &str = "a long passphrase for the backup";

fn identity(home: &Home, args: &[&str]) -> Output {
    let mut command = home.lightmark();
    command.arg("identity").args(args).env("LIGHTMARK_BACKUP_PASSPHRASE", SECRET).stdin(Stdio::null());
    command.output().unwrap()
}

#[track_caller]
fn ok(home: &Home, args: &[&str]) -> String {
    let output = identity(home, args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn sign(home: &Home, id: &str, target: &Path) -> Output {
    let mut command = home.lightmark();
    command.arg("sign").arg(fixture("formats/photo.jpg")).args(["--identity", id, "-o"]).arg(target);
    command.output().unwrap()
}

fn verify(home: &Home, file: &Path) -> serde_json::Value {
    json_lines(&home.lightmark().args(["verify", "--json"]).arg(file).output().unwrap()).remove(0)
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[track_caller]
fn assert_refused(output: &Output, code: i32, problem: &str) {
    let stderr = told(output);
    // The sentence up to its first argument: the rest is the test's own data.
    let what = locale::text_with(&format!("problem-{problem}"), &[("name", "Ann".into())]);
    assert!(stderr.contains(what.split('{').next().unwrap()), "{what}: {stderr}");
    assert_eq!(output.status.code(), Some(code), "{stderr}");
    assert_eq!(output.stdout, b"");
}

fn open(home: &Home) -> Identities {
    let given = Passphrase::Given("correct horse battery staple".to_owned().into());
    let file = EncryptedFile::new(home.path("keys.store"), given);
    Identities::open_with(&home.path("home/data"), Box::new(file))
}

#[test]
fn a_retired_key_signs_until_its_overlap_ends_and_what_it_signed_stays_good() {
    let home = Home::new();
    let old = ok(&home, &["new", "--name", "Ann", "--algorithm", "es256", "--organization", "Newsroom"]);
    let photo = home.path("before.jpg");
    assert!(sign(&home, &old, &photo).status.success());
    let before = verify(&home, &photo);

    let new = ok(&home, &["rotate", &old, "--overlap", "10"]);
    assert_ne!(new, old);
    let cards = json_lines(&identity(&home, &["list", "--json"]));
    assert_eq!(
        (&cards[0]["standing"]["state"], &cards[0]["standing"]["successor"]),
        (&"retired".into(), &new.as_str().into())
    );
    assert_eq!((&cards[1]["standing"]["state"], &cards[1]["algorithm"]), (&"active".into(), &"es256".into()));
    assert_eq!((&cards[1]["name"], &cards[1]["organization"]), (&"Ann".into(), &"Newsroom".into()));
    let during = sign(&home, &old, &home.path("during.jpg"));
    assert!(during.status.success() && told(&during).contains(&new), "{}", told(&during));
    assert!(sign(&home, "Ann", &home.path("by-name.jpg")).status.success());
    assert_eq!(verify(&home, &home.path("by-name.jpg"))["signer"]["fingerprint"], cards[1]["fingerprint"]);
    assert_eq!(verify(&home, &photo), before, "what the old key signed is what it was");
    assert_refused(&identity(&home, &["rotate", &old]), 2, "identity-retired-already");
    assert_refused(&identity(&home, &["rotate", &new, "--overlap", "99999"]), 2, "identity-overlap-long");
    assert_eq!(identity(&home, &["delete", "Ann", "--yes"]).status.code(), Some(2), "which Ann is not guessed");

    let newest = ok(&home, &["rotate", &new, "--overlap", "0"]);
    assert_eq!(sign(&home, &new, &home.path("after.jpg")).status.code(), Some(2));
    let refusal = told(&sign(&home, &new, &home.path("after.jpg")));
    assert!(refusal.contains(&newest) && !home.path("after.jpg").exists(), "{refusal}");
    assert_eq!(identity(&home, &["csr", &new]).status.code(), Some(2));
}

#[test]
fn a_campaign_re_signs_what_the_old_key_signed_and_ends_at_nothing_left() {
    let home = Home::new();
    let (old, bob) = (home.identity("Ann"), home.identity("Bob"));
    let work = home.path("work");
    std::fs::create_dir(&work).unwrap();
    for name in ["1.jpg", "2.jpg", "broken.jpg"] {
        assert!(sign(&home, &old, &work.join(name)).status.success());
    }
    assert!(sign(&home, &bob, &work.join("bob.jpg")).status.success());
    std::fs::copy(fixture("formats/photo.jpg"), work.join("plain.jpg")).unwrap();
    std::fs::copy(fixture("formats/photo.psd"), work.join("scan.psd")).unwrap();
    let mut sidecar = home.lightmark();
    sidecar.args(["sign", "--sidecar", "--identity", &old]).arg(work.join("scan.psd"));
    assert!(sidecar.output().unwrap().status.success());
    let mut bytes = std::fs::read(work.join("broken.jpg")).unwrap();
    let whole = bytes.clone();
    let near_end = bytes.len() - 50;
    bytes[near_end] ^= 1;
    std::fs::write(work.join("broken.jpg"), &bytes).unwrap();

    let resign = |more: &[&str]| identity(&home, &[&["resign", &old, "--json", work.to_str().unwrap()], more].concat());
    assert_refused(&resign(&["--in-place"]), 2, "resign-no-successor");
    let new = ok(&home, &["rotate", &old, "--overlap", "0"]);
    assert_eq!(resign(&[]).status.code(), Some(2), "where to is not guessed");
    let before = std::fs::read(work.join("1.jpg")).unwrap();
    let dry = &json_lines(&resign(&["--dry-run"]))[0];
    assert_eq!((&dry["of_old"], &dry["left"], &dry["resigned"]), (&4.into(), &4.into(), &0.into()), "{dry:#}");
    assert_eq!(std::fs::read(work.join("1.jpg")).unwrap(), before);

    let known = |name: &str| {
        let output = home.lightmark().args(["library", "show", "--json"]).arg(work.join(name)).output().unwrap();
        json_lines(&output).len()
    };
    let known_before = ["1.jpg", "2.jpg", "broken.jpg"].map(known);
    let output = resign(&["--in-place"]);
    let sum = &json_lines(&output)[0];
    assert_eq!(output.status.code(), Some(1), "{sum:#}");
    let [one, two, broken] = known_before;
    assert_eq!(["1.jpg", "2.jpg", "broken.jpg"].map(known), [one + 1, two + 1, broken], "the library knows of it");
    assert_eq!((&sum["of_old"], &sum["verified"]), (&4.into(), &3.into()), "{sum:#}");
    assert_eq!((&sum["resigned"], &sum["left"], &sum["others"]), (&3.into(), &1.into(), &2.into()), "{sum:#}");
    assert!(sum["failures"][0]["path"].as_str().unwrap().ends_with("broken.jpg"));
    assert_eq!(std::fs::read(work.join("broken.jpg")).unwrap(), bytes, "what is altered is left alone");
    let fingerprint = json_lines(&identity(&home, &["show", &new, "--json"]))[0]["fingerprint"].clone();
    for name in ["1.jpg", "2.jpg", "scan.psd"] {
        let report = verify(&home, &work.join(name));
        assert_eq!(
            (&report["signer"]["fingerprint"], &report["headline"]),
            (&fingerprint, &"intact-unrecognised".into())
        );
        // The unsigned original, what the old key signed, and what the new one did.
        assert_eq!(report["history"]["steps"].as_array().unwrap().len(), 3, "the old signature stays in the history");
    }

    std::fs::write(work.join("broken.jpg"), whole).unwrap();
    let output = resign(&["--in-place"]);
    let sum = &json_lines(&output)[0];
    assert_eq!((&sum["resigned"], &sum["done_before"], &sum["left"]), (&1.into(), &3.into(), &0.into()), "{sum:#}");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_revoked_key_never_signs_again_and_its_revocation_is_kept() {
    let home = Home::new();
    let id = home.identity("Ann");
    let revoke = |args: &[&str]| identity(&home, &[&["revoke", &id], args].concat());
    assert_eq!(revoke(&[]).status.code(), Some(2), "a reason is asked for");
    assert_eq!(revoke(&["--reason", "bored"]).status.code(), Some(2));
    assert_eq!(revoke(&["--reason", "superseded", "--at", "yesterday"]).status.code(), Some(2));
    assert_refused(
        &revoke(&["--reason", "superseded", "--at", "2999-01-01T00:00:00Z"]),
        2,
        "identity-revoked-in-future",
    );
    assert!(open(&home).revocations().unwrap().is_empty());
    assert!(sign(&home, &id, &home.path("before.jpg")).status.success());

    let done = revoke(&["--reason", "keyCompromise", "--at", "2026-11-01T12:00:00+01:00", "--json"]);
    assert_eq!(json_lines(&done)[0]["standing"]["reason"], "keyCompromise");
    assert_eq!(json_lines(&done)[0]["standing"]["at"], "2026-11-01T11:00:00Z");
    assert_refused(&revoke(&["--reason", "superseded"]), 2, "identity-revoked-already");
    assert_refused(&sign(&home, &id, &home.path("after.jpg")), 2, "identity-revoked");
    assert_refused(&identity(&home, &["rotate", &id]), 2, "identity-revoked");
    assert_refused(&identity(&home, &["delete", &id, "--yes"]), 2, "identity-revocation-kept");

    let card = &json_lines(&identity(&home, &["show", &id, "--json"]))[0];
    let file = std::fs::read_to_string(home.path(&format!("home/data/identities/{id}.json"))).unwrap();
    assert!(file.contains("lightmark.identity-file/2"), "an older Lightmark must not sign with it: {file}");
    let revocations = open(&home).revocations().unwrap();
    assert_eq!(revocations.len(), 1);
    assert_eq!(revocations[0].fingerprint, card["fingerprint"]);
    assert_eq!(revocations[0].reason, RevocationReason::KeyCompromise);
    assert_eq!(revocations[0].issuer, format!("CN=Lightmark personal root {id}"));
    assert_eq!(revocations[0].serial.len(), 32);
}

#[test]
fn each_use_of_a_key_is_on_record_and_no_more() {
    let home = Home::new();
    let (ann, bob) = (home.identity("Ann"), home.identity("Bob"));
    let uses = |id: &str| json_lines(&identity(&home, &["uses", id, "--json"]));
    assert!(uses(&ann).is_empty());
    for name in ["1.jpg", "2.jpg"] {
        assert!(sign(&home, &ann, &home.path(name)).status.success());
    }
    assert!(sign(&home, &bob, &home.path("3.jpg")).status.success());
    assert!(!sign(&home, &bob, &home.path("3.jpg")).status.success(), "refused: the target exists");
    let recorded = uses(&ann);
    assert_eq!((recorded.len(), uses(&bob).len()), (2, 1));
    for (line, name) in recorded.iter().zip(["1.jpg", "2.jpg"]) {
        let digest = hex::encode(Sha256::digest(std::fs::read(home.path(name)).unwrap()));
        assert_eq!(line["sha256"], digest, "the digest of the signed file");
        assert_eq!((&line["schema"], &line["purpose"]), (&"lightmark.key-use/1".into(), &"sign".into()));
        assert_eq!((&line["file"], &line["identity"]), (&"photo.jpg".into(), &ann.as_str().into()));
    }
    assert!(ok(&home, &["uses", &ann]).lines().count() == 2);

    // A line that someone spoiled is counted, and the others are still there.
    let path = home.path("home/data/key-uses.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("\"schema\"", "\"scheme\"", 1)).unwrap();
    let output = identity(&home, &["uses", &ann, "--json"]);
    assert_eq!((json_lines(&output).len(), output.status.code()), (1, Some(3)));
}

#[test]
fn without_a_record_of_its_use_no_file_is_signed() {
    let home = Home::new();
    let id = home.identity("Ann");
    // A folder where the record would be: refused for everyone, root too.
    std::fs::create_dir(home.path("home/data/key-uses.jsonl")).unwrap();
    let output = sign(&home, &id, &home.path("signed.jpg"));
    assert_refused(&output, 3, "key-use-not-recorded");
    assert!(!home.path("signed.jpg").exists());
}

#[test]
fn practice_keys_say_so_everywhere() {
    let home = Home::new();
    let id = ok(&home, &["new", "--name", "Ann", "--organization", "Newsroom", "--practice"]);
    let photo = home.path("practice.jpg");
    let signed = sign(&home, &id, &photo);
    assert!(told(&signed).contains("practice identity"), "{}", told(&signed));
    let report = verify(&home, &photo);
    assert_eq!((&report["signer"]["practice"], &report["headline"]), (&true.into(), &"intact-unrecognised".into()));
    assert_eq!(report["signer"]["organization"], "Practice, not for evidence", "other readers show the organisation");
    let text = home.lightmark().arg("verify").arg(&photo).output().unwrap();
    assert!(String::from_utf8_lossy(&text.stdout).contains("practice key, not for evidence"));
    for args in [&["list"][..], &["show", &id]] {
        assert!(ok(&home, args).contains("Practice, not for evidence"), "{args:?}");
    }
    assert_refused(&identity(&home, &["csr", &id]), 2, "identity-practice-csr");
    let next = ok(&home, &["rotate", &id]);
    assert_eq!(json_lines(&identity(&home, &["show", &next, "--json"]))[0]["practice"], true);

    let serious = home.identity("Ann");
    assert!(sign(&home, &serious, &home.path("serious.jpg")).status.success());
    assert_eq!(verify(&home, &home.path("serious.jpg"))["signer"]["practice"], false);
}

#[test]
fn a_backup_brings_an_identity_back_on_another_machine() {
    let home = Home::new();
    let id = ok(&home, &["new", "--name", "Ann", "--algorithm", "es384"]);
    let backup = home.path("ann.age");
    let file = backup.to_str().unwrap();
    ok(&home, &["backup", &id, file]);
    assert_refused(&identity(&home, &["backup", &id, file]), 2, "backup-exists");
    assert_refused(&identity(&home, &["restore", file]), 3, "backup-identity-there");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&backup).unwrap().permissions().mode() & 0o777, 0o600);
    }

    let other = Home::new();
    assert_eq!(ok(&other, &["restore", file]), id);
    assert_eq!(identity(&other, &["list", "--json"]).stdout, identity(&home, &["list", "--json"]).stdout);
    assert!(sign(&other, &id, &other.path("there.jpg")).status.success());

    // Only the key was lost.
    std::fs::remove_file(other.path("keys.store")).unwrap();
    assert!(!sign(&other, &id, &other.path("lost.jpg")).status.success());
    assert_eq!(ok(&other, &["restore", file]), id);
    assert!(sign(&other, &id, &other.path("found.jpg")).status.success());
    opened_by_the_age_tool(&home, &backup, &id);
}

/// The age tool asks for the passphrase on a terminal, so it is given one.
fn opened_by_the_age_tool(home: &Home, backup: &Path, id: &str) {
    if [("age", "--version"), ("script", "--version")]
        .iter()
        .any(|(tool, arg)| Command::new(tool).arg(arg).output().is_err())
    {
        assert!(std::env::var_os("CI").is_none(), "age or script is missing, and this is CI");
        return eprintln!("skipped: age or script is not on this machine");
    }
    let out = home.path("opened.json");
    let command = format!("age -d -o {} {}", out.display(), backup.display());
    let mut child = Command::new("script")
        .args(["-qec", &command, "/dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), format!("{SECRET}\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(out.exists(), "{}", String::from_utf8_lossy(&output.stdout));
    let inside: serde_json::Value = serde_json::from_slice(&std::fs::read(out).unwrap()).unwrap();
    assert_eq!((&inside["schema"], &inside["identity"]["id"]), (&"lightmark.backup/1".into(), &id.into()));
}

#[test]
fn a_backup_that_does_not_open_is_told_and_changes_nothing() {
    let home = Home::new();
    let id = home.identity("Ann");
    let backup = home.path("ann.age");
    ok(&home, &["backup", &id, backup.to_str().unwrap()]);
    let whole = std::fs::read(&backup).unwrap();
    let other = Home::new();
    let restore = |bytes: &[u8], passphrase: Option<&str>| {
        std::fs::write(other.path("it.age"), bytes).unwrap();
        let mut command = other.lightmark();
        command.args(["identity", "restore"]).arg(other.path("it.age")).stdin(Stdio::null());
        if let Some(passphrase) = passphrase {
            command.env("LIGHTMARK_BACKUP_PASSPHRASE", passphrase);
        }
        command.output().unwrap()
    };
    assert_refused(&restore(&whole, Some("wrong")), 3, "backup-passphrase");
    assert_refused(&restore(&whole, None), 2, "backup-passphrase-needed");
    let mut flipped = whole.clone();
    *flipped.last_mut().unwrap() ^= 1;
    assert_refused(&restore(&flipped, Some(SECRET)), 3, "backup-damaged");
    let mut flipped = whole.clone();
    flipped[60] ^= 1;
    assert_eq!(restore(&flipped, Some(SECRET)).status.code(), Some(3));
    assert_refused(&restore(&whole[..whole.len() - 100], Some(SECRET)), 3, "backup-damaged");
    assert_refused(&restore(b"", Some(SECRET)), 3, "backup-not-one");
    assert_refused(&restore(b"<html></html>", Some(SECRET)), 3, "backup-not-one");
    assert_eq!(identity(&other, &["restore", "/nowhere"]).status.code(), Some(3));
    assert!(!other.path("home/data/identities").exists() && !other.path("keys.store").exists());

    // One whose passphrase is not given is not made.
    let mut command = home.lightmark();
    command.args(["identity", "backup", &id]).arg(home.path("no.age")).stdin(Stdio::null());
    assert_refused(&command.output().unwrap(), 2, "backup-passphrase-needed");
    assert!(!home.path("no.age").exists());
    let new = NewIdentity { name: "Bob".into(), algorithm: KeyAlgorithm::Es256, ..NewIdentity::default() };
    let bob = open(&home).create(&new).unwrap();
    let nowhere = home.path("no/such/folder.age");
    assert_refused(&identity(&home, &["backup", &bob.id, nowhere.to_str().unwrap()]), 3, "backup-not-written");
}
