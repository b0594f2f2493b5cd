//! Redaction of signed files and its record, by the real program with real keys: what no longer tells, what can be shown
//! later, and which changes are found out.

mod common;

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use common::{Home, fixture, json_lines};
use serde_json::Value;

/// In the file's own metadata and in the signed history.
const SECRET: &str = "Ada Secret of 1 Hidden Lane";
const PUBLIC: &str = "Example Press";

struct Desk {
    home: Home,
    id: String,
}

impl Desk {
    fn new() -> Self {
        let (home, id) = Home::with_identity("Desk Example");
        Self { home, id }
    }

    fn run(&self, args: &[&str]) -> Output {
        self.home.lightmark().args(args).output().unwrap()
    }

    /// A photo whose metadata and whose signed history name the secret.
    fn signed(&self) -> PathBuf {
        self.signed_from("formats/photo.jpg")
    }

    fn signed_from(&self, name: &str) -> PathBuf {
        let source = fixture(name);
        let target = self.home.path("signed").with_extension(source.extension().unwrap());
        let (source, goal) = (source.to_str().unwrap(), target.to_str().unwrap());
        let args = ["sign", source, "-o", goal, "--identity", &self.id, "--creator", SECRET, "--copyright", PUBLIC];
        let output = self.run(&[&args[..], &["--source-type", "digitalCapture"]].concat());
        assert!(output.status.success(), "{}", said(&output));
        assert!(holds(&target, SECRET), "the history is to name the secret");
        target
    }

    fn redact(&self, args: &[&str]) -> Output {
        self.run(&[&["redact"], args].concat())
    }

    /// An evidence copy without creator, as JSON.
    fn evidence(&self, source: &Path, more: &[&str]) -> Value {
        let source = source.to_str().unwrap();
        let args = [source, "--preset", "evidence", "--drop", "creator", "--identity", &self.id, "--json"];
        let output = self.redact(&[&args[..], more].concat());
        assert!(output.status.success(), "{}{}", said(&output), String::from_utf8_lossy(&output.stdout));
        json_lines(&output).remove(0)
    }

    fn report(&self, path: &Path) -> Value {
        json_lines(&self.run(&["verify", "--json", path.to_str().unwrap()])).remove(0)
    }

    fn check(&self, args: &[&str]) -> (Option<i32>, Value) {
        let output = self.redact(&[args, &["--json"]].concat());
        (output.status.code(), json_lines(&output).pop().unwrap_or_default())
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn holds(path: &Path, text: &str) -> bool {
    std::fs::read(path).unwrap().windows(text.len()).any(|window| window == text.as_bytes())
}

fn path(value: &Value) -> PathBuf {
    PathBuf::from(value.as_str().unwrap())
}

fn failed(check: &Value) -> Vec<&str> {
    let findings = check["findings"].as_array().unwrap();
    findings.iter().filter(|one| one["passed"] == false).map(|one| one["what"].as_str().unwrap()).collect()
}

fn last_actions(report: &Value) -> Vec<Value> {
    report["history"]["steps"].as_array().unwrap().last().unwrap()["actions"].as_array().unwrap().clone()
}

#[test]
fn calls_that_would_prove_nothing_or_tell_too_much_are_refused() {
    let desk = Desk::new();
    let source = desk.signed();
    let source = source.to_str().unwrap();
    for args in [
        vec![source, "--preset", "evidence", "--drop", "creator"],
        vec![source, "--preset", "source-protection", "--identity", &desk.id],
        vec![source, "--preset", "public", "--sign-anyway"],
        vec![source, "--preset", "public", "--original", source],
        vec!["--check", source, "--preset", "public"],
        vec![source, source, "--preset", "public", "--record", "one.json"],
        vec![source, "--preset", "public", "--identity", "nobody"],
    ] {
        let output = desk.redact(&args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", said(&output));
    }
    let left: Vec<_> = std::fs::read_dir(desk.home.dir.path()).unwrap().flatten().collect();
    assert!(left.iter().all(|entry| !entry.file_name().to_string_lossy().contains("redact")), "{left:?}");
}

#[test]
fn a_history_that_tells_what_was_taken_out_is_not_signed() {
    let desk = Desk::new();
    // The signer bears the name that is to go: it stands in every certificate.
    let secret = desk.home.identity(SECRET);
    let source = desk.signed();
    let before = std::fs::read_dir(desk.home.dir.path()).unwrap().count();
    let args = [source.to_str().unwrap(), "--preset", "evidence", "--drop", "creator", "--identity", &secret];
    let output = desk.redact(&args);
    assert_eq!(output.status.code(), Some(3));
    assert!(!said(&output).contains(SECRET), "the refusal tells no value: {}", said(&output));
    assert_eq!(std::fs::read_dir(desk.home.dir.path()).unwrap().count(), before, "nothing is left behind");
}

#[test]
fn a_changed_record_copy_or_original_is_found_out() {
    let desk = Desk::new();
    let source = desk.signed();
    let made = desk.evidence(&source, &["--keep-values"]);
    let (copy, record) = (path(&made["target"]), path(&made["record"]["public"]));
    let private = path(&made["record"]["private"]);
    let (copy, original) = (copy.to_str().unwrap(), source.to_str().unwrap());
    let text = std::fs::read_to_string(&record).unwrap();
    let changed = desk.home.path("changed.json");
    let with = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        std::fs::write(&changed, text.replacen(from, to, 1)).unwrap();
        desk.check(&["--check", copy, "--original", original, "--record", changed.to_str().unwrap()])
    };
    let digest = |name: &str| {
        let json: Value = serde_json::from_str(&text).unwrap();
        json["body"][name]["sha256"].as_str().unwrap().to_owned()
    };
    for name in ["original", "copy", "redacted"] {
        let (code, check) = with(&digest(name), &"0".repeat(64));
        assert_eq!(code, Some(1), "{name}");
        assert!(failed(&check).contains(&"signature"), "{name}: {check:#}");
        assert!(failed(&check).len() >= 2, "{name}: {check:#}");
    }
    let (code, check) = with("\"creator\"", "\"unknown\"");
    assert_eq!((code, failed(&check)), (Some(1), vec!["signature"]));

    // An unsigned record that leads astray is found out by the files themselves.
    let mut json: Value = serde_json::from_str(&text).unwrap();
    let fields = json.as_object_mut().unwrap();
    fields.remove("signature");
    fields.remove("certificates");
    json["body"]["pieces"] = serde_json::json!([{ "from": "original", "start": 0, "length": u64::MAX }]);
    std::fs::write(&changed, json.to_string()).unwrap();
    let (code, check) = desk.check(&["--check", copy, "--original", original, "--record", changed.to_str().unwrap()]);
    assert_eq!((code, failed(&check)), (Some(1), vec!["listed", "rebuilt"]), "{check:#}");
    assert!(check["signer"].is_null());

    let other = desk.home.path("other.jpg");
    let mut bytes = std::fs::read(&source).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&other, &bytes).unwrap();
    let record = record.to_str().unwrap();
    let (code, check) = desk.check(&["--check", copy, "--original", other.to_str().unwrap(), "--record", record]);
    assert_eq!(code, Some(1));
    assert!(failed(&check).contains(&"original"), "{check:#}");
    let (code, check) = desk.check(&["--check", other.to_str().unwrap(), "--record", record]);
    assert_eq!((code, failed(&check)), (Some(1), vec!["copy"]));

    // A value that is not the one that was taken out, and a key that is another's.
    let secret: Value = serde_json::from_str(&std::fs::read_to_string(&private).unwrap()).unwrap();
    for (field, wrong) in [("value", "QWxpY2U=".to_owned()), ("salt", "00".repeat(32))] {
        let mut secret = secret.clone();
        secret["items"][0][field] = wrong.into();
        std::fs::write(&changed, secret.to_string()).unwrap();
        let (code, check) = desk.check(&["--check", copy, "--record", record, "--private", changed.to_str().unwrap()]);
        assert_eq!((code, failed(&check)), (Some(1), vec!["values"]), "{field}");
    }
    let (code, _) = desk.check(&["--check", copy, "--record", private.to_str().unwrap()]);
    assert_eq!(code, Some(3), "the private half is no record");
}

#[test]
fn the_record_proves_the_copy_and_shows_one_value_alone() {
    let desk = Desk::new();
    let source = desk.signed();
    let before = std::fs::read(&source).unwrap();
    let made = desk.evidence(&source, &["--reason", "protects a witness", "--keep-values"]);
    assert_eq!(std::fs::read(&source).unwrap(), before);
    let (copy, public) = (path(&made["target"]), path(&made["record"]["public"]));
    let private = path(&made["record"]["private"]);
    assert_eq!(made["record"]["signed"], true);
    assert!(!holds(&public, "Ada") && !holds(&copy, SECRET));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(private.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    let (copy, original) = (copy.to_str().unwrap(), source.to_str().unwrap());
    let (code, check) = desk.check(&["--check", copy, "--original", original, "--private", private.to_str().unwrap()]);
    assert_eq!((code, failed(&check)), (Some(0), vec![]), "{check:#}");
    let looked: Vec<&str> =
        check["findings"].as_array().unwrap().iter().map(|one| one["what"].as_str().unwrap()).collect();
    for what in ["signature", "copy", "listed", "original", "rebuilt", "signed-copy", "private-keys", "values"] {
        assert!(looked.contains(&what), "{what}: {looked:?}");
    }
    assert_eq!(check["signer"]["name"], "Desk Example");
    assert_eq!(check["items"][0]["reason"], "protects a witness");

    // One item alone, without the original: what a court is shown.
    let mut secret: Value = serde_json::from_str(&std::fs::read_to_string(&private).unwrap()).unwrap();
    let items = secret["items"].as_array_mut().unwrap();
    items.truncate(1);
    let shown = desk.home.path("shown.json");
    std::fs::write(&shown, secret.to_string()).unwrap();
    let (code, check) = desk.check(&["--check", copy, "--private", shown.to_str().unwrap()]);
    assert_eq!((code, failed(&check)), (Some(0), vec![]), "{check:#}");
    // In words, too.
    let output = desk.redact(&["--check", copy, "--original", original]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && text.contains("byte by byte") && text.contains("Desk Example"), "{text}");
}

#[test]
fn a_signed_file_is_redacted_as_an_edit_and_its_history_goes_through_the_policy() {
    let desk = Desk::new();
    for name in ["formats/photo.jpg", "formats/photo.png"] {
        let source = desk.signed_from(name);
        let made = desk.evidence(&source, &["--reason", "c2pa.trade-secret.present"]);
        let copy = path(&made["target"]);
        assert!(!holds(&copy, SECRET), "{name}: no byte of it is left, in metadata or history");
        assert!(holds(&copy, PUBLIC), "{name}: what the policy keeps stays");
        let report = desk.report(&copy);
        assert_eq!(report["headline"], "intact-unrecognised", "{name}: {report:#}");
        assert_eq!(report["content"]["state"], "intact");
        let steps = report["history"]["steps"].as_array().unwrap();
        assert_eq!((steps.len(), report["history"]["state"].as_str()), (2, Some("complete")), "{name}: {report:#}");
        let actions = last_actions(&report);
        let edited = actions.iter().find(|action| action["action"] == "c2pa.edited.metadata").unwrap();
        let groups = edited["parameters"]["app.lightmark.removedGroups"].as_str().unwrap();
        assert!(groups.split(',').any(|group| group == "creator"), "{name}: {groups}");
        let redacted: Vec<&Value> = actions.iter().filter(|action| action["action"] == "c2pa.redacted").collect();
        assert!(!redacted.is_empty() && redacted.iter().all(|one| one["reason"] == "c2pa.trade-secret.present"));
        assert_eq!(redacted.len(), made["redacted_assertions"].as_array().unwrap().len());
        std::fs::remove_file(&source).unwrap();
    }
}

/// The names in a folder that nobody hides.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| !name.starts_with('.'));
    names.sort();
    names
}

#[cfg(unix)]
#[test]
fn who_is_killed_while_a_copy_appears_leaves_no_copy_without_its_record() {
    let desk = Desk::new();
    let source = desk.signed();
    let plain = desk.home.path("plain.jpg");
    std::fs::copy(fixture("formats/photo.jpg"), &plain).unwrap();
    let (out, source, plain) = (desk.home.path("out"), source.to_str().unwrap(), plain.to_str().unwrap());
    let goal = out.to_str().unwrap();
    let signed = ["redact", source, "--preset", "evidence", "--drop", "creator", "--identity", &desk.id, "--out", goal];
    let unsigned = ["redact", plain, "--preset", "public", "--record", goal, "--private", goal, "--out", goal];
    for args in [&signed[..], &unsigned] {
        // Killed when the first, the second and the third file has a name, as fast as one can look.
        for files in 1..=3 {
            let _ = std::fs::remove_dir_all(&out);
            std::fs::create_dir(&out).unwrap();
            let mut command = desk.home.lightmark();
            let mut child = command.args(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            while names(&out).len() < files && child.try_wait().unwrap().is_none() {}
            let _ = child.kill();
            child.wait().unwrap();
            let left = names(&out);
            for copy in left.iter().filter(|name| name.ends_with(".jpg")) {
                for ending in [".redaction.json", ".redaction.private.json"] {
                    assert!(left.contains(&format!("{copy}{ending}")), "{args:?}, {files}: {left:?}");
                }
            }
            // What was left is in nobody's way, and the next copy holds what its record says.
            let output = desk.run(args);
            assert!(output.status.success(), "{args:?}, {files}: {}", said(&output));
            let copies = names(&out).into_iter().filter(|name| name.ends_with(".jpg") && !left.contains(name));
            let copies: Vec<String> = copies.collect();
            assert_eq!(copies.len(), 1, "{:?}", names(&out));
            let (copy, record) = (out.join(&copies[0]), out.join(format!("{}.redaction.json", copies[0])));
            let check = ["--check", copy.to_str().unwrap(), "--record", record.to_str().unwrap()];
            assert_eq!(desk.check(&check).0, Some(0), "{copies:?}");
        }
    }
}

#[test]
fn a_record_that_is_there_already_refuses_the_copy() {
    let desk = Desk::new();
    let source = desk.signed();
    let (record, out) = (desk.home.path("mine.json"), desk.home.path("out"));
    std::fs::write(&record, b"mine").unwrap();
    let args = [source.to_str().unwrap(), "--preset", "evidence", "--identity", &desk.id, "--json"];
    let place = ["--out", out.to_str().unwrap(), "--record", record.to_str().unwrap()];
    let output = desk.redact(&[&args[..], &place].concat());
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert_eq!(json_lines(&output)[0]["state"], "refused");
    assert_eq!((names(&out), std::fs::read(&record).unwrap()), (Vec::new(), b"mine".to_vec()));
}

#[test]
fn thumbnails_of_earlier_steps_go_with_embedded_pictures() {
    let desk = Desk::new();
    let source = desk.signed();
    let args = [source.to_str().unwrap(), "--preset", "public", "--drop", "creator", "--identity", &desk.id, "--json"];
    let output = desk.redact(&args);
    assert!(output.status.success(), "{}{}", said(&output), String::from_utf8_lossy(&output.stdout));
    let made = json_lines(&output).remove(0);
    let gone: Vec<&str> =
        made["redacted_assertions"].as_array().unwrap().iter().map(|uri| uri.as_str().unwrap()).collect();
    assert!(gone.iter().any(|uri| uri.contains("c2pa.thumbnail")), "{gone:?}");
    assert!(!gone.iter().any(|uri| uri.contains("c2pa.actions") || uri.contains("c2pa.hash")), "{gone:?}");
    assert!(made["record"].is_null(), "nobody asked for a record");
}

#[test]
fn an_unsigned_file_becomes_a_parent_without_a_history() {
    let desk = Desk::new();
    let source = desk.home.path("plain.jpg");
    std::fs::copy(fixture("formats/photo.jpg"), &source).unwrap();
    let args = [source.to_str().unwrap(), "--preset", "public", "--identity", &desk.id, "--json"];
    let output = desk.redact(&args);
    assert!(output.status.success(), "{}{}", said(&output), String::from_utf8_lossy(&output.stdout));
    let report = desk.report(&path(&json_lines(&output)[0]["target"]));
    assert_eq!(
        (report["headline"].as_str(), report["content"]["state"].as_str()),
        (Some("intact-unrecognised"), Some("intact"))
    );
    let actions: Vec<Value> = last_actions(&report);
    assert_eq!(actions[0]["action"], "c2pa.opened");
    assert_eq!(actions[1]["action"], "c2pa.edited.metadata");
}

#[test]
fn a_source_is_protected_from_name_time_history_and_signature() {
    let desk = Desk::new();
    let source = desk.signed();
    let neutral = std::time::UNIX_EPOCH + std::time::Duration::from_secs(315_532_800);
    let plain = desk.redact(&[source.to_str().unwrap(), "--preset", "source-protection", "--json"]);
    assert!(plain.status.success(), "{}", said(&plain));
    let copy = path(&json_lines(&plain)[0]["target"]);
    assert_eq!(desk.report(&copy)["headline"], "no-credentials");
    assert_eq!(copy.metadata().unwrap().modified().unwrap(), neutral);

    let args = [source.to_str().unwrap(), "--preset", "source-protection", "--identity", &desk.id, "--sign-anyway"];
    let output = desk.redact(&[&args[..], &["--json"]].concat());
    assert!(output.status.success(), "{}{}", said(&output), String::from_utf8_lossy(&output.stdout));
    let copy = path(&json_lines(&output)[0]["target"]);
    assert_eq!(copy.metadata().unwrap().modified().unwrap(), neutral);
    for tell in [SECRET, PUBLIC, "signed.jpg", "digitalCapture", "c2pa.thumbnail"] {
        assert!(!holds(&copy, tell), "{tell}");
    }
    let report = desk.report(&copy);
    assert_eq!(report["content"]["state"], "intact");
    assert!(last_actions(&report).iter().all(|action| action["when"].is_null()), "{report:#}");
}
