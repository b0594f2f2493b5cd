//! Identities over the encrypted key file, end to end: the program, the library, and OpenSSL as outside reader.

mod common;

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use common::{Home, json_lines};
use lightmark::keys::{EncryptedFile, Identities, KeyError, KeyFileFault, NewIdentity, Passphrase, SigningIdentity};
use lightmark::locale;

fn run(home: &Home, args: &[&str]) -> Output {
    home.lightmark().arg("identity").args(args).stdin(Stdio::null()).output().unwrap()
}

/// The program refused with this code and this problem, said in full, and printed no result.
#[track_caller]
fn assert_told(output: &Output, code: i32, problem: &str) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains(problem), "{stderr}");
    assert_eq!(output.status.code(), Some(code), "{stderr}");
    assert_eq!(output.stdout, b"");
}

fn what(key: &str) -> &str {
    locale::text(key)
}

fn open(home: &Home, passphrase: &str) -> Identities {
    let given = Passphrase::Given(passphrase.to_owned().into());
    let file = EncryptedFile::new(home.path("keys.store"), given);
    Identities::open_with(&home.path("home/data"), Box::new(file))
}

const RIGHT: &str = "correct horse battery staple";

#[test]
fn an_identity_is_made_listed_shown_exported_and_deleted() {
    let home = Home::new();
    let made =
        run(&home, &["new", "--name", " 渋谷 花子 ", "--email", "h@example.org", "--organization", "Ōmiya News"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let printed = String::from_utf8(made.stdout).unwrap();
    let id = printed.trim_end();
    assert!(id.len() == 16 && id.bytes().all(|b| b.is_ascii_hexdigit()), "only the id: {printed:?}");
    let second = home.identity("Bob");

    let list = json_lines(&run(&home, &["list", "--json"]));
    assert_eq!(list.len(), 2);
    assert_eq!(list[0]["schema"], "lightmark.identity/1");
    assert_eq!(list[0]["id"], id);
    assert_eq!(list[0]["name"], "渋谷 花子");
    assert_eq!(list[0]["email"], "h@example.org");
    assert_eq!(list[0]["organization"], "Ōmiya News");
    assert_eq!(list[0]["algorithm"], "ed25519");
    assert_eq!(list[1]["id"], second.as_str(), "oldest first");
    assert_eq!(json_lines(&run(&home, &["show", &id[..6], "--json"]))[0], list[0]);
    let shown = String::from_utf8(run(&home, &["show", "渋谷 花子"]).stdout).unwrap();
    assert!(shown.contains(list[0]["fingerprint"].as_str().unwrap()), "{shown}");

    let file = home.path("chain.pem");
    assert!(run(&home, &["export", id, "-o", file.to_str().unwrap()]).status.success());
    let pem = std::fs::read_to_string(&file).unwrap();
    assert_eq!(String::from_utf8(run(&home, &["export", id]).stdout).unwrap(), pem);
    assert_eq!(pem.matches("BEGIN CERTIFICATE").count(), 2);
    assert!(!pem.contains("PRIVATE"));
    let again = run(&home, &["export", id, "-o", file.to_str().unwrap()]);
    assert_eq!(again.status.code(), Some(2));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), pem, "never over a file");

    assert_told(&run(&home, &["delete", id]), 2, what("problem-identity-delete-unasked"));
    assert!(run(&home, &["delete", id, "--yes"]).status.success());
    assert_eq!(run(&home, &["show", id]).status.code(), Some(2));
    assert_eq!(json_lines(&run(&home, &["list", "--json"])).len(), 1);
}

#[test]
fn nothing_is_made_of_a_name_that_cannot_be() {
    let home = Home::new();
    let cases: [(&[&str], &str); 4] = [
        (&["--name", "  "], "problem-identity-name-empty"),
        (&["--name", "Ann\u{1b}[2J"], "problem-identity-name-hidden"),
        (&["--name", "Ann", "--email", "ann"], "problem-identity-email"),
        (&["--name", "Ann", "--organization", "a\nb"], "problem-identity-organization-hidden"),
    ];
    for (args, problem) in cases {
        let output = run(&home, &[&["new"], args].concat());
        let remedy = locale::attribute(problem, "remedy", &[]);
        assert_told(&output, 2, &remedy);
        assert!(!output.stderr.contains(&0x1b), "what was typed is shown plainly");
    }
    let long = run(&home, &["new", "--name", &"x".repeat(65)]);
    assert_told(&long, 2, what("problem-identity-name-long"));
    assert!(!home.path("keys.store").exists());
}

#[test]
fn names_and_beginnings_that_fit_more_than_one_are_not_guessed_between() {
    let home = Home::new();
    let (first, second) = (home.identity("Ann"), home.identity("Ann"));
    let output = run(&home, &["show", "Ann"]);
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains(&first) && stderr.contains(&second), "{stderr}");
    assert!(run(&home, &["show", &first.to_uppercase()]).status.success());
    for unknown in ["", "ann", "An", "zz"] {
        assert_eq!(run(&home, &["show", unknown]).status.code(), Some(2), "{unknown:?}");
    }
}

#[test]
fn openssl_accepts_the_chain_and_sees_what_the_profile_asks_for() {
    let home = Home::new();
    let output = run(&home, &["new", "--name", "Ann Ωmega, \"A\"", "--email", "ann@example.org"]);
    let id = String::from_utf8(output.stdout).unwrap();
    let pem = String::from_utf8(run(&home, &["export", id.trim()]).stdout).unwrap();
    let (leaf, root) = pem.split_at(pem.rfind("-----BEGIN").unwrap());
    let (leaf_path, root_path) = (home.path("leaf.pem"), home.path("root.pem"));
    std::fs::write(&leaf_path, leaf).unwrap();
    std::fs::write(&root_path, root).unwrap();
    let openssl = |args: &[&str], file: &PathBuf| {
        let output = Command::new("openssl").args(args).arg(file).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    if Command::new("openssl").arg("version").output().is_err() {
        assert!(std::env::var_os("CI").is_none(), "openssl is missing, and this is CI");
        return eprintln!("skipped: openssl is not on this machine");
    }

    let root_argument = root_path.to_str().unwrap();
    openssl(
        &["verify", "-x509_strict", "-check_ss_sig", "-purpose", "smimesign", "-CAfile", root_argument],
        &leaf_path,
    );
    openssl(&["verify", "-x509_strict", "-check_ss_sig", "-CAfile", root_argument], &root_path);

    let text = openssl(&["x509", "-noout", "-nameopt", "utf8,sep_comma_plus", "-text", "-in"], &leaf_path);
    for part in [
        "X509v3 Key Usage: critical\n                Digital Signature\n",
        "E-mail Protection, 1.3.6.1.4.1.62558.2.1",
        "X509v3 Basic Constraints: critical\n                CA:FALSE",
        "X509v3 Authority Key Identifier",
        "email:ann@example.org",
        "Public Key Algorithm: ED25519",
        "Ωmega",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let text = openssl(&["x509", "-noout", "-text", "-in"], &root_path);
    for part in ["CA:TRUE, pathlen:0", "X509v3 Key Usage: critical\n                Certificate Sign, CRL Sign"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn a_signature_is_checked_by_openssl() {
    let home = Home::new();
    let id = home.identity("Ann");
    let identities = open(&home, RIGHT);
    let signer = identities.signer(&id).unwrap();
    let (certificate, key) = (home.path("leaf.pem"), home.path("key.pem"));
    std::fs::write(&certificate, identities.export_pem(&id).unwrap()).unwrap();
    std::fs::write(home.path("message"), b"a claim").unwrap();
    std::fs::write(home.path("signature"), signer.sign(b"a claim")).unwrap();
    let openssl = |args: &[&str]| Command::new("openssl").args(args).current_dir(home.dir.path()).output().unwrap();
    let public = openssl(&["x509", "-in", "leaf.pem", "-noout", "-pubkey"]);
    std::fs::write(key, public.stdout).unwrap();
    let verify =
        ["pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", "key.pem", "-in", "message", "-sigfile", "signature"];
    assert!(openssl(&verify).status.success());
    std::fs::write(home.path("message"), b"another claim").unwrap();
    assert!(!openssl(&verify).status.success());
}

#[test]
fn a_key_file_that_cannot_be_opened_is_told_and_left_as_it_is() {
    let home = Home::new();
    let id = home.identity("Ann");
    let path = home.path("keys.store");
    let good = std::fs::read_to_string(&path).unwrap();
    let shown = path.display().to_string();
    let named = |key: &str| locale::attribute(key, "why", &[("path", shown.as_str().into()), ("version", "2".into())]);

    let wrong = home.lightmark().env("LIGHTMARK_PASSPHRASE", "wrong").args(["identity", "new", "--name", "B"]).output();
    assert_told(&wrong.unwrap(), 3, &named("problem-key-file-passphrase"));

    let sealed_at = good.rfind("\"bytes\": \"").unwrap() + 12;
    let mut flipped = good.clone().into_bytes();
    flipped[sealed_at] = if flipped[sealed_at] == b'A' { b'B' } else { b'A' };
    let tampered = [
        (String::from_utf8(flipped).unwrap(), "problem-key-file-damaged"),
        (good[..good.len() / 2].to_owned(), "problem-key-file-damaged"),
        (String::new(), "problem-key-file-damaged"),
        ("{}".to_owned(), "problem-key-file-damaged"),
        (good.replace("\"version\": 1", "\"version\": 2"), "problem-key-file-version"),
        (good.replace("\"memory_kib\": 131072", "\"memory_kib\": 4194304"), "problem-key-file-parameters"),
        (good.replace("\"memory_kib\": 131072", "\"memory_kib\": 8"), "problem-key-file-parameters"),
        (good.replace("\"passes\": 3", "\"passes\": 4000000000"), "problem-key-file-parameters"),
        (good.replace("\"passes\": 3", "\"passes\": 2"), "problem-key-file-passphrase"),
    ];
    for (text, problem) in tampered {
        assert_ne!(text, good, "{problem}");
        std::fs::write(&path, &text).unwrap();
        assert_told(&run(&home, &["new", "--name", "Bob"]), 3, &named(problem));
        assert_told(&run(&home, &["delete", "--yes", &id]), 3, &named(problem));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text, "{problem}: the file stays as it was");
    }
    assert_eq!(json_lines(&run(&home, &["list", "--json"])).len(), 1, "nothing was made or deleted");

    std::fs::write(&path, good).unwrap();
    assert!(open(&home, RIGHT).signer(&id).is_ok(), "with the file put back all is well");
}

#[test]
fn without_a_passphrase_it_is_told_what_to_set() {
    let home = Home::new();
    for value in [None, Some("")] {
        let mut command = home.lightmark();
        match value {
            Some(value) => command.env("LIGHTMARK_PASSPHRASE", value),
            None => command.env_remove("LIGHTMARK_PASSPHRASE"),
        };
        let output = command.args(["identity", "new", "--name", "Ann"]).stdin(Stdio::null()).output().unwrap();
        assert_told(&output, 2, what("problem-passphrase-not-set"));
    }
    let odd = home.lightmark().env("LIGHTMARK_KEYSTORE", "cloud").args(["identity", "list"]).output().unwrap();
    assert_eq!(odd.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&odd.stderr).contains("cloud"));
}

/// The program on a terminal (`script` brings one) on which these lines are typed.
#[cfg(target_os = "linux")]
fn typed(home: &Home, command: &str, lines: &str) -> Option<Output> {
    use std::io::Write as _;
    if Command::new("script").arg("--version").output().is_err() {
        assert!(std::env::var_os("CI").is_none(), "script (bsdutils) is missing, and this is CI");
        eprintln!("skipped: script is not on this machine");
        return None;
    }
    let program = home.lightmark();
    let mut terminal = Command::new("script");
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => terminal.env(name, value),
            None => terminal.env_remove(name),
        };
    }
    let line = format!("'{}' {command}", program.get_program().to_str().unwrap());
    terminal.env_remove("LIGHTMARK_PASSPHRASE").args(["-qec", &line, "/dev/null"]);
    let mut child = terminal.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    Some(child.wait_with_output().unwrap())
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_is_asked_for_the_passphrase_and_before_deleting() {
    let home = Home::new();
    let Some(slip) = typed(&home, "identity new --name Ann", "one\nanother\n") else { return };
    assert!(String::from_utf8_lossy(&slip.stdout).contains(what("problem-passphrases-differ")));
    assert!(!home.path("keys.store").exists());

    let made = typed(&home, "identity new --name Ann", "secret words\nsecret words\n").unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stdout));
    assert!(open(&home, "secret words").signer("Ann").is_ok());

    let kept = typed(&home, "identity delete Ann", "no\n").unwrap();
    assert!(String::from_utf8_lossy(&kept.stdout).contains(what("keys-not-deleted")));
    assert!(open(&home, "secret words").signer("Ann").is_ok());
    let deleted = typed(&home, "identity delete Ann", "yes\nsecret words\n").unwrap();
    assert!(deleted.status.success(), "{}", String::from_utf8_lossy(&deleted.stdout));
    assert!(open(&home, "secret words").list().unwrap().is_empty());
}

#[test]
fn a_key_file_without_the_key_is_told_and_the_identity_can_be_deleted() {
    let home = Home::new();
    let (id, other) = (home.identity("Ann"), home.identity("Bob"));
    std::fs::remove_file(home.path("keys.store")).unwrap();
    let missing = |id: &str| matches!(open(&home, RIGHT).signer(id), Err(KeyError::SecretMissing { .. }));
    assert!(missing(&id));
    home.identity("Cy");
    assert!(missing(&id), "there is a file again, without this key");
    assert!(run(&home, &["delete", "--yes", &other]).status.success());
}

#[test]
fn what_is_wrong_with_one_identity_does_not_hide_the_others() {
    let home = Home::new();
    let (id, other) = (home.identity("Ann"), home.identity("Bob"));
    let file = home.path(&format!("home/data/identities/{id}.json"));
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, &text[..text.len() - 9]).unwrap();
    let list = run(&home, &["list", "--json"]);
    assert_eq!(list.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&list.stderr).contains(what("problem-identity-file-damaged")));
    assert_eq!(json_lines(&list)[0]["id"], other.as_str());
    assert_told(&run(&home, &["show", &id]), 3, what("problem-identity-file-damaged"));
}

#[test]
fn a_list_that_cannot_be_written_leaves_no_key_behind() {
    let home = Home::new();
    // A file where the folder would be: refused for everyone, root too.
    std::fs::create_dir_all(home.path("home/data")).unwrap();
    std::fs::write(home.path("home/data/identities"), b"").unwrap();
    let error = open(&home, RIGHT).create(&NewIdentity { name: "Ann".into(), ..NewIdentity::default() }).unwrap_err();
    assert!(matches!(error, KeyError::ListNotWritten { .. }), "{error}");
    let file = std::fs::read_to_string(home.path("keys.store")).unwrap();
    assert!(file.contains("\"entries\": []"), "{file}");
}

#[test]
fn many_at_once_are_all_there() {
    let home = Home::new();
    let names = ["A", "B", "C", "D"];
    let children = names
        .map(|name| home.lightmark().args(["identity", "new", "--name", name]).stdout(Stdio::piped()).spawn().unwrap());
    for child in children {
        assert!(child.wait_with_output().unwrap().status.success());
    }
    let identities = open(&home, RIGHT);
    for name in names {
        assert_eq!(identities.signer(name).unwrap().card().name, name);
    }
}

#[cfg(unix)]
#[test]
fn files_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::new();
    let id = home.identity("Ann");
    let mode = |name: &str| std::fs::metadata(home.path(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("keys.store"), 0o600);
    assert_eq!(mode(&format!("home/data/identities/{id}.json")), 0o600);
    assert_eq!(mode("home/data/identities"), 0o700);
}

#[test]
fn a_wrong_passphrase_given_by_the_window_is_the_same_problem() {
    let home = Home::new();
    let id = home.identity("Ann");
    let Err(error) = open(&home, "wrong").signer(&id) else { panic!("opened") };
    assert!(matches!(error, KeyError::KeyFile { fault: KeyFileFault::WrongPassphrase, .. }), "{error}");
    assert!(!error.problem().remedy.is_empty());
}

/// The key goes to worker threads, and no one can print it.
#[test]
fn a_signer_is_shared_between_threads() {
    let home = Home::new();
    let id = home.identity("Ann");
    let signer: SigningIdentity = open(&home, RIGHT).signer(&id).unwrap();
    let signatures: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| signer.sign(b"x"))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(signatures.windows(2).all(|pair| pair[0] == pair[1]) && signatures[0].len() == 64);
}
