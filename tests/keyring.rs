//! Identities in a real Secret Service: gnome-keyring in a private D-Bus session, made by `with-keyring.sh`.
//!
//! Each test runs itself again inside a session of its own, so that a plain `cargo test` is enough. Where the
//! programs are missing it says so; in CI (`CI` is set) that is a failure.
#![cfg(target_os = "linux")]

mod common;

use std::collections::HashMap;
use std::path::Path;
use std::process::{Command, Output};

use ed25519_dalek::{Signature, VerifyingKey};
use keyring_core::Entry;
use keyring_core::api::CredentialStoreApi as _;
use lightmark::keys::{Identities, KeyError, NewIdentity, SecretStore as _, SystemKeyring};
use lightmark::locale;
use secret_service::EncryptionType;
use secret_service::blocking::SecretService;
use x509_parser::prelude::{FromDer as _, X509Certificate};
use zbus_secret_service_keyring_store::Store;
use zbus_secret_service_keyring_store::cred::Wrapper;

/// Runs `test` in a private session, by running this test again through the wrapper.
fn inside(mode: &str, name: &str, test: impl FnOnce()) {
    if std::env::var_os("LIGHTMARK_TEST_KEYRING").is_some_and(|inside| inside == mode) {
        return test();
    }
    for program in ["dbus-run-session", "gnome-keyring-daemon", "gdbus"] {
        if Command::new(program).arg("--version").output().is_err() {
            assert!(std::env::var_os("CI").is_none(), "{program} is missing, and this is CI");
            eprintln!("skipped {name}: {program} is not on this machine");
            return;
        }
    }
    let output = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/with-keyring.sh"))
        .arg(mode)
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture", "--test-threads=1"])
        .output()
        .unwrap();
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{stdout}\n{stderr}");
    assert!(stdout.contains("1 passed"), "the test did not run inside: {stdout}");
}

/// The program over the keyring of the session that this runs in.
fn lightmark(home: &common::Home, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lightmark"));
    command.args(args).env("LIGHTMARK_HOME", home.path("home")).env_remove("LIGHTMARK_KEYSTORE");
    command.stdin(std::process::Stdio::null()).output().unwrap()
}

fn open(home: &common::Home) -> Identities {
    Identities::open_with(&home.path("home/data"), Box::new(SystemKeyring::new()))
}

fn ann() -> NewIdentity {
    NewIdentity { name: "Ann Ωmega".into(), ..NewIdentity::default() }
}

/// Every entry that Lightmark has in the keyring.
fn entries() -> Vec<Entry> {
    Store::new().unwrap().search(&HashMap::from([("service", "lightmark")])).unwrap()
}

fn lock() {
    let output = Command::new("gdbus")
        .args(["call", "--session", "-d", "org.freedesktop.secrets", "-o", "/org/freedesktop/secrets"])
        .args(["-m", "org.freedesktop.Secret.Service.Lock", "['/org/freedesktop/secrets/collection/login']"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The program failed with this problem, said in full, and printed no result.
#[track_caller]
fn assert_told(output: &Output, problem: &str) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    let key = format!("problem-{problem}");
    assert!(stderr.contains(locale::text(&key)), "{stderr}");
    assert!(stderr.contains(&locale::attribute(&key, "remedy", &[])), "{stderr}");
    assert_eq!(output.status.code(), Some(3), "{stderr}");
    assert_eq!(output.stdout, b"");
}

#[test]
fn no_bus_at_all_is_told_and_nothing_is_made() {
    let home = common::Home::new();
    let mut command = home.lightmark();
    command.env("LIGHTMARK_KEYSTORE", "keyring").env("XDG_RUNTIME_DIR", home.path("none"));
    let output = command.args(["identity", "new", "--name", "Ann"]).output().unwrap();
    assert_told(&output, "keyring-no-bus");

    // An address that nobody listens at, as after the session ended.
    command.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", home.path("gone").display()));
    assert_told(&command.output().unwrap(), "keyring-no-bus");
    assert_eq!(home.lightmark().args(["identity", "list"]).output().unwrap().stdout, b"");
}

#[test]
fn a_bus_without_a_keyring_is_told() {
    inside("bare", "a_bus_without_a_keyring_is_told", || {
        let home = common::Home::new();
        assert_told(&lightmark(&home, &["identity", "new", "--name", "Ann"]), "keyring-no-service");
        assert!(open(&home).list().unwrap().is_empty());
    });
}

#[test]
fn a_service_without_a_login_keyring_is_told() {
    inside("empty", "a_service_without_a_login_keyring_is_told", || {
        let home = common::Home::new();
        assert_told(&lightmark(&home, &["identity", "new", "--name", "Ann"]), "keyring-none-yet");
        assert!(open(&home).list().unwrap().is_empty());
    });
}

#[test]
fn the_key_lies_in_the_keyring_under_its_label_and_signs() {
    inside("unlocked", "the_key_lies_in_the_keyring_under_its_label_and_signs", || {
        let home = common::Home::new();
        let card = open(&home).create(&ann()).unwrap();

        let found = entries();
        assert_eq!(found.len(), 1);
        let wrapper: &Wrapper = found[0].as_any().downcast_ref().unwrap();
        assert_eq!(wrapper.get_label().unwrap(), "Lightmark key of Ann Ωmega");
        let secret = found[0].get_password().unwrap();
        assert_eq!(secret.len(), 44, "32 bytes in base64");
        let (_, user) = found[0].get_specifiers().unwrap();
        assert!(user.starts_with(&card.id) && user.len() == 64, "named by the key's fingerprint: {user}");

        // Not a trace of it in Lightmark's own files.
        for file in walkdir::WalkDir::new(home.dir.path()).into_iter().filter(|f| f.as_ref().unwrap().path().is_file())
        {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            assert!(!String::from_utf8_lossy(&bytes).contains(&secret));
        }

        let signer = open(&home).signer(&card.id).unwrap();
        let signature = Signature::from_slice(&signer.sign(b"a claim")).unwrap();
        let (_, leaf) = X509Certificate::from_der(&signer.chain()[0]).unwrap();
        let key: [u8; 32] = leaf.public_key().subject_public_key.data.as_ref().try_into().unwrap();
        let key = VerifyingKey::from_bytes(&key).unwrap();
        key.verify_strict(b"a claim", &signature).unwrap();
        assert!(key.verify_strict(b"another claim", &signature).is_err());

        open(&home).delete("Ann Ωmega").unwrap();
        assert!(entries().is_empty());
        assert!(matches!(open(&home).signer(&card.id), Err(KeyError::UnknownIdentity { .. })));
    });
}

#[test]
fn a_key_that_vanished_is_told_and_its_identity_can_still_be_deleted() {
    inside("unlocked", "a_key_that_vanished_is_told_and_its_identity_can_still_be_deleted", || {
        let home = common::Home::new();
        let card = open(&home).create(&ann()).unwrap();
        entries()[0].delete_credential().unwrap();
        assert!(matches!(open(&home).signer(&card.id), Err(KeyError::SecretMissing { .. })));
        open(&home).delete(&card.id).unwrap();
        assert!(open(&home).list().unwrap().is_empty());
    });
}

#[test]
fn a_value_that_is_no_key_or_another_key_is_refused() {
    inside("unlocked", "a_value_that_is_no_key_or_another_key_is_refused", || {
        let home = common::Home::new();
        let card = open(&home).create(&ann()).unwrap();
        for value in [&b"hunter2"[..], b"", &[0xff; 32]] {
            entries()[0].set_secret(value).unwrap();
            assert!(matches!(open(&home).signer(&card.id), Err(KeyError::SecretNotAKey { .. })), "{value:?}");
        }
        entries()[0].set_secret("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".as_bytes()).unwrap();
        assert!(matches!(open(&home).signer(&card.id), Err(KeyError::SecretMismatch { .. })));
    });
}

#[test]
fn a_locked_keyring_is_told_and_changes_nothing() {
    inside("unlocked", "a_locked_keyring_is_told_and_changes_nothing", || {
        let home = common::Home::new();
        let card = open(&home).create(&ann()).unwrap();
        lock();
        // No one is there to answer the question of the keyring: it is dismissed.
        assert!(matches!(open(&home).signer(&card.id), Err(KeyError::KeyringLocked { .. })));
        assert_told(&lightmark(&home, &["identity", "new", "--name", "Bob"]), "keyring-locked");
        assert_told(&lightmark(&home, &["identity", "delete", "--yes", &card.id]), "keyring-locked");
        let list = lightmark(&home, &["identity", "list"]);
        assert_eq!(String::from_utf8_lossy(&list.stdout), format!("{}  Ann Ωmega\n", card.id));
    });
}

#[test]
fn two_entries_of_one_name_are_not_guessed_between() {
    inside("unlocked", "two_entries_of_one_name_are_not_guessed_between", || {
        let home = common::Home::new();
        let card = open(&home).create(&ann()).unwrap();
        let (service, user) = entries()[0].get_specifiers().unwrap();
        // As a restored backup or another program may leave it: the same attributes once more.
        let service_side = SecretService::connect(EncryptionType::Dh).unwrap();
        let attributes = HashMap::from([("service", service.as_str()), ("username", user.as_str())]);
        let login = service_side.get_default_collection().unwrap();
        login.create_item("a copy", attributes, b"other", false, "text/plain").unwrap();
        assert_eq!(entries().len(), 2);

        let Err(error) = open(&home).signer(&card.id) else { panic!("guessed") };
        assert!(matches!(error, KeyError::SecretAmbiguous { count: 2, .. }), "{error}");
        let problem = error.problem();
        assert!(problem.what.contains("Ann Ωmega") && problem.what.contains('2'), "{problem}");

        open(&home).delete(&card.id).unwrap();
        assert!(entries().is_empty(), "what is deleted is gone from everywhere");
    });
}

#[test]
fn storing_again_replaces_and_forgetting_twice_is_told() {
    inside("unlocked", "storing_again_replaces_and_forgetting_twice_is_told", || {
        let keyring = SystemKeyring::new();
        let slot = lightmark::keys::SecretSlot { key_fingerprint: "ab".repeat(32), owner: "Ann".into() };
        keyring.put(&slot, "one").unwrap();
        keyring.put(&slot, "two").unwrap();
        assert_eq!(entries().len(), 1);
        assert_eq!(*keyring.fetch(&slot).unwrap(), "two");
        keyring.remove(&slot).unwrap();
        assert!(matches!(keyring.remove(&slot), Err(KeyError::SecretMissing { .. })));
    });
}
