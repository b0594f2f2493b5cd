//! List files, good and broken. The certificates are made here; the official lists are read where they are at hand.

use std::path::{Path, PathBuf};

use super::*;
use crate::problem;
use crate::provenance::fingerprint::Fingerprint;
use crate::trust::{NewContact, certificate_text};

/// A folder with files to add and a data folder.
struct Room {
    dir: tempfile::TempDir,
}

impl Room {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Adds a contact as a person does, after the comparison.
    fn contact(&self, store: &mut TrustStore, name: &str, der: &[u8]) -> TrustListCard {
        let compared = Fingerprint::from_hex(&certificate_text::fingerprint(der)).unwrap();
        let new = NewContact { certificate: der, name, note: None, origin: Path::new("ann.jpg") };
        store.add_contact(&self.data(), &new, &compared).unwrap()
    }

    fn refuses(&self, name: &str, bytes: impl AsRef<[u8]>, kind: ListKind, problem: &str) {
        let path = self.file(name, bytes);
        let mut store = TrustStore::default();
        let error = store.add(&self.data(), &path, kind).unwrap_err();
        assert_eq!(error.problem().what, problem!(problem, file = name.to_owned()).what, "{error:?}");
        assert!(error.problem().what.contains(name) && !error.problem().remedy.is_empty());
        assert_eq!(store, TrustStore::default(), "what was in force stays in force");
        assert!(!self.data().join("trust").exists(), "nothing is kept of a refused list");
    }
}

/// A certificate of OpenSSL's making that says what it is for, as a contact's does.
fn person(common: &str) -> Vec<u8> {
    made(common, false, true)
}

/// One that does not say it.
fn certificate(common: &str, ca: bool) -> Vec<u8> {
    made(common, ca, false)
}

fn made(common: &str, ca: bool, signs_mail: bool) -> Vec<u8> {
    use openssl::x509::extension::{BasicConstraints, ExtendedKeyUsage, KeyUsage};
    let key = openssl::pkey::PKey::generate_ed25519().unwrap();
    let mut name = openssl::x509::X509NameBuilder::new().unwrap();
    name.append_entry_by_text("CN", common).unwrap();
    let name = name.build();
    let mut builder = openssl::x509::X509::builder().unwrap();
    builder.set_version(2).unwrap();
    builder.set_subject_name(&name).unwrap();
    builder.set_issuer_name(&name).unwrap();
    builder.set_pubkey(&key).unwrap();
    let serial = openssl::bn::BigNum::from_u32(7).unwrap().to_asn1_integer().unwrap();
    builder.set_serial_number(&serial).unwrap();
    builder.set_not_before(&openssl::asn1::Asn1Time::from_unix(1_700_000_000).unwrap()).unwrap();
    builder.set_not_after(&openssl::asn1::Asn1Time::from_unix(1_900_000_000).unwrap()).unwrap();
    let mut constraints = BasicConstraints::new();
    let mut usage = KeyUsage::new();
    if ca {
        builder.append_extension(constraints.critical().ca().build().unwrap()).unwrap();
        builder.append_extension(usage.critical().key_cert_sign().build().unwrap()).unwrap();
    } else {
        builder.append_extension(usage.critical().digital_signature().build().unwrap()).unwrap();
    }
    if signs_mail {
        builder.append_extension(ExtendedKeyUsage::new().email_protection().build().unwrap()).unwrap();
    }
    builder.sign(&key, openssl::hash::MessageDigest::null()).unwrap();
    builder.build().to_der().unwrap()
}

fn pem(certificates: &[Vec<u8>]) -> String {
    list_file::pem(certificates.iter())
}

fn etsi(scheme: &str, issued: &str, certificates: &[(Vec<u8>, &str)]) -> String {
    use base64::Engine;
    let services: Vec<_> = certificates
        .iter()
        .map(|(der, status)| {
            let val = base64::engine::general_purpose::STANDARD.encode(der);
            serde_json::json!({ "ServiceInformation": {
                "ServiceName": [{ "lang": "en", "value": "A service" }],
                "ServiceDigitalIdentity": { "X509Certificates": [{ "val": val }] },
                "ServiceStatus": format!("http://c2pa.org/conformance/trust-list/{status}"),
            }})
        })
        .collect();
    serde_json::json!({ "LoTE": {
        "ListAndSchemeInformation": {
            "LoTESequenceNumber": 1,
            "SchemeName": [{ "lang": "nl", "value": "Lijst" }, { "lang": "en", "value": scheme }],
            "ListIssueDateTime": issued,
            "NextUpdate": "2027-08-05T00:00:00Z",
        },
        "TrustedEntitiesList": [{ "TrustedEntityServices": services }],
    }})
    .to_string()
}

#[test]
fn broken_files_are_refused_in_words() {
    let room = Room::new();
    let root = certificate("Root", true);
    let text = pem(std::slice::from_ref(&root));
    let house = ListKind::House;
    room.refuses("page.pem", "<!DOCTYPE html><html>404</html>", house, "trust-list-web-page");
    room.refuses("page2.pem", "\u{feff}\n  <HTML><body>", house, "trust-list-web-page");
    room.refuses("page3.pem", "Not found\n<html>", house, "trust-list-web-page");
    room.refuses("cut.pem", &text[..text.len() - 40], house, "trust-list-truncated");
    room.refuses("cut-after-one.pem", format!("{text}{}", &text[..200]), house, "trust-list-truncated");
    room.refuses("letters.pem", text.replacen('M', "!", 1), house, "trust-list-damaged");
    room.refuses("other.pem", text.replacen("\nMI", "\nMA", 1), house, "trust-list-damaged");
    room.refuses("empty.pem", "", house, "trust-list-empty");
    room.refuses("text.pem", "My roots are in the other folder.", house, "trust-list-empty");
    room.refuses("key.pem", text.replace("CERTIFICATE", "PRIVATE KEY"), house, "trust-list-empty");
    room.refuses("cut.der", &root[..root.len() - 1], house, "trust-list-truncated");
    room.refuses("long.der", [root.as_slice(), b"x"].concat(), house, "trust-list-damaged");
    room.refuses(
        "cut.json",
        &etsi("X", "2026-01-01T00:00:00Z", &[(root.clone(), "trusted")])[..200],
        house,
        "trust-list-truncated",
    );
    room.refuses("other.json", r#"{"roots": []}"#, house, "trust-list-empty");
    room.refuses("none.json", etsi("X", "2026-01-01T00:00:00Z", &[]), house, "trust-list-empty");
    room.refuses(
        "withdrawn.json",
        etsi("X", "2026-01-01T00:00:00Z", &[(root, "withdrawn")]),
        house,
        "trust-list-empty",
    );
    room.refuses("big.pem", vec![b'\n'; 5_000_001], house, "trust-list-too-big");
}

#[test]
fn too_many_certificates_are_refused() {
    let room = Room::new();
    let root = certificate("Root", true);
    // The signature is not looked at when a list is read, so its last bytes number the copies.
    let numbered = |number: usize| {
        let mut der = root.clone();
        let place = der.len() - 2;
        der[place..].copy_from_slice(&(number as u16).to_be_bytes());
        der
    };
    let many: Vec<Vec<u8>> = (0..2001).map(numbered).collect();
    room.refuses("many.pem", pem(&many), ListKind::House, "trust-list-too-big");
    let file = room.file("fits.pem", pem(&many[1..]));
    assert_eq!(TrustStore::default().add(&room.data(), &file, ListKind::House).unwrap().certificates, 2000);
}

#[test]
fn folders_and_missing_files_are_refused() {
    let room = Room::new();
    let folder = room.dir.path().join("folder");
    std::fs::create_dir(&folder).unwrap();
    let add = |path: &Path| TrustStore::default().add(&room.data(), path, ListKind::House).unwrap_err();
    assert!(matches!(add(&folder), TrustError::Folder { .. }));
    assert!(matches!(add(&room.dir.path().join("missing.pem")), TrustError::Unreadable { .. }));
    if cfg!(unix) {
        assert!(matches!(add(Path::new("/dev/zero")), TrustError::Unreadable { .. }));
    }
}

#[test]
fn a_list_serves_one_kind_of_trust() {
    let room = Room::new();
    let (root, ann) = (certificate("Root", true), certificate("Ann", false));
    let both = pem(&[root.clone(), ann.clone()]);
    room.refuses("ann.pem", pem(std::slice::from_ref(&ann)), ListKind::House, "trust-list-not-issuers");
    room.refuses("ann.pem", pem(std::slice::from_ref(&ann)), ListKind::TimeStamping, "trust-list-not-issuers");
    let time_list = list_file::parse(Path::new("root.pem"), both.as_bytes()).unwrap();
    let error = check_kind(Path::new("root.pem"), &time_list, ListKind::Contacts).unwrap_err();
    assert!(matches!(error, TrustError::NotContact { .. }), "{error:?}");
    let official = etsi("C2PA Trust List", "2026-08-05T00:00:00Z", &[(root.clone(), "trusted")]);
    let time = etsi("C2PA TSA Trust List", "2026-08-05T00:00:00Z", &[(root, "trusted")]);
    room.refuses("official.json", official, ListKind::TimeStamping, "trust-list-other-purpose");
    room.refuses("time.json", time, ListKind::Official, "trust-list-other-purpose");
}

/// The address book takes a comparison, so a list never brings somebody into it or puts another in their place.
#[test]
fn nobody_becomes_a_contact_by_way_of_a_list() {
    let room = Room::new();
    let (ann, mallory) = (person("Ann"), person("Mallory"));
    let file = pem(std::slice::from_ref(&mallory));
    room.refuses("mallory.pem", &file, ListKind::Contacts, "trust-list-not-compared");
    let mut store = TrustStore::default();
    let id = room.contact(&mut store, "Ann", &ann).id;
    let before = store.clone();
    let file = room.file("mallory.pem", file);
    let named = NewList { file: &file, kind: Some(ListKind::Contacts), name: Some("Ann") };
    let errors = [store.add_list(&room.data(), &named), store.update(&room.data(), &file, Some(&id))];
    for error in errors.map(Result::unwrap_err) {
        assert!(matches!(error, TrustError::NotCompared { .. }) && error.is_wrong_call(), "{error:?}");
    }
    assert_eq!(store, before);
    assert_eq!(TrustStore::load(&room.data()).unwrap().contacts_pem(), pem(&[ann]));
}

#[test]
fn pem_with_text_between_and_duplicates() {
    let room = Room::new();
    let (a, b) = (certificate("A", true), certificate("B", true));
    let one = |der: &Vec<u8>| pem(std::slice::from_ref(der)).replace('\n', "\r\n");
    let text = format!("Subject CN=A\r\n{}\r\nSubject CN=B\r\n{}Once more\r\n{}", one(&a), one(&b), one(&a));
    let file = room.file("list.pem", text);
    let mut store = TrustStore::default();
    let card = store.add(&room.data(), &file, ListKind::House).unwrap();
    assert_eq!((card.certificates, card.name.as_str()), (2, "list.pem"));
    assert_eq!(store.lists[0].certificates, [a.clone(), b]);
    let der = room.file("a.cer", &a);
    store.add(&room.data(), &der, ListKind::House).unwrap();
    assert_eq!(store.lists.len(), 2);
}

#[test]
fn kept_lists_come_back_and_go() {
    let room = Room::new();
    let file = room.file("house.pem", pem(&[certificate("Root", true)]));
    let mut store = TrustStore::load(&room.data()).unwrap();
    assert_eq!(store, TrustStore::default());
    let card = store.add(&room.data(), &file, ListKind::House).unwrap();
    room.contact(&mut store, "Ann", &person("Ann"));
    let again = store.add(&room.data(), &file, ListKind::House).unwrap();
    assert_eq!(again.id, card.id, "the same certificates are one list");
    let mut loaded = TrustStore::load(&room.data()).unwrap();
    assert_eq!(loaded.lists.len(), 2);
    assert!(loaded.lists.iter().all(|list| store.lists.contains(list)));
    assert!(!loaded.remove(&room.data(), "../house").unwrap());
    assert!(loaded.remove(&room.data(), &card.id).unwrap());
    assert!(!loaded.remove(&room.data(), &card.id).unwrap());
    assert_eq!(TrustStore::load(&room.data()).unwrap().lists.len(), 1);
    let left: Vec<_> = std::fs::read_dir(room.data().join("trust")).unwrap().collect();
    assert_eq!(left.len(), 1, "no temporary file stays behind");
}

#[test]
fn unknown_keys_survive_a_rewrite() {
    let room = Room::new();
    let file = room.file("house.pem", pem(&[certificate("Root", true)]));
    let mut store = TrustStore::default();
    let card = store.add(&room.data(), &file, ListKind::House).unwrap();
    let kept = room.data().join("trust").join(format!("{}.json", card.id));
    let mut value: serde_json::Value = serde_json::from_slice(&std::fs::read(&kept).unwrap()).unwrap();
    value["sequence"] = 7.into();
    value["card"]["colour"] = "blue".into();
    std::fs::write(&kept, value.to_string()).unwrap();
    let mut store = TrustStore::load(&room.data()).unwrap();
    store.add(&room.data(), &file, ListKind::House).unwrap();
    let value: serde_json::Value = serde_json::from_slice(&std::fs::read(&kept).unwrap()).unwrap();
    assert_eq!((&value["sequence"], &value["card"]["colour"]), (&7.into(), &"blue".into()));
    assert_eq!(value["schema"], "lightmark.trust-list/1");
}

#[test]
fn a_damaged_kept_list_is_told_not_dropped() {
    let room = Room::new();
    std::fs::create_dir_all(room.data().join("trust")).unwrap();
    std::fs::write(room.data().join("trust/house-1.json"), "{\"card\": ").unwrap();
    std::fs::write(room.data().join("trust/notes.txt"), "not a list").unwrap();
    let error = TrustStore::load(&room.data()).unwrap_err();
    assert!(matches!(error, TrustError::KeptDamaged { .. }));
    assert!(error.problem().what.contains("house-1.json"));
}

#[test]
fn a_newer_list_replaces_an_older_one_only() {
    let room = Room::new();
    let (a, b) = (certificate("A", true), certificate("B", true));
    let add = |store: &mut TrustStore, issued: &str, der: &Vec<u8>| {
        let text =
            etsi("C2PA Trust List", issued, &[(der.clone(), "trusted"), (certificate("Gone", true), "withdrawn")]);
        store.add(&room.data(), &room.file("official.json", text), ListKind::Official)
    };
    let mut store = TrustStore::default();
    let first = add(&mut store, "2026-08-05T00:11:39Z", &a).unwrap();
    assert_eq!((first.name.as_str(), first.certificates), ("C2PA Trust List", 1));
    assert_eq!(first.next_update.as_deref(), Some("2027-08-05T00:00:00Z"));
    assert!(matches!(add(&mut store, "2026-08-04T00:00:00Z", &b), Err(TrustError::Older { .. })));
    assert!(matches!(add(&mut store, "soon", &b), Err(TrustError::Older { .. })));
    assert_eq!(store.lists[0].certificates, std::slice::from_ref(&a));
    let newer = add(&mut store, "2026-09-05T00:00:00Z", &b).unwrap();
    assert_eq!((newer.id, store.lists.len()), (first.id, 1));
    assert_eq!(TrustStore::load(&room.data()).unwrap().lists[0].certificates, [b]);
}

#[test]
fn lists_for_one_run_are_told_apart() {
    let room = Room::new();
    let root = certificate("Root", true);
    let named = room.file("named.json", etsi("C2PA Trust List", "2026-08-05T00:00:00Z", &[(root.clone(), "trusted")]));
    let house = room.file("house.pem", pem(&[root]));
    let mut store = TrustStore::default();
    store.add_for_this_run(&named, Purpose::ClaimSigning).unwrap();
    store.add_for_this_run(&house, Purpose::Identity).unwrap();
    store.add_for_this_run(&house, Purpose::TimeStamping).unwrap();
    assert!(matches!(store.add_for_this_run(&named, Purpose::TimeStamping), Err(TrustError::OtherPurpose { .. })));
    let kinds: Vec<_> = store.lists.iter().map(|list| (list.card.kind, list.card.name.as_str())).collect();
    let expected =
        [(ListKind::Official, "named.json"), (ListKind::House, "house.pem"), (ListKind::TimeStamping, "house.pem")];
    assert_eq!(kinds, expected);
    assert!(!room.data().exists());
}

#[test]
fn a_store_travels_as_json_and_gives_pem() {
    let room = Room::new();
    let (root, ann) = (certificate("Root", true), person("Ann"));
    let mut store = TrustStore::default();
    store.add(&room.data(), &room.file("house.pem", pem(std::slice::from_ref(&root))), ListKind::House).unwrap();
    store.add(&room.data(), &room.file("time.pem", pem(std::slice::from_ref(&root))), ListKind::TimeStamping).unwrap();
    room.contact(&mut store, "Ann", &ann);
    let text = serde_json::to_string(&store).unwrap();
    assert!(text.len() < 3000, "{} bytes", text.len());
    assert_eq!(serde_json::from_str::<TrustStore>(&text).unwrap(), store);
    assert_eq!(store.anchors_pem(Purpose::ClaimSigning), pem(std::slice::from_ref(&root)));
    assert_eq!(store.anchors_pem(Purpose::TimeStamping), pem(std::slice::from_ref(&root)));
    assert_eq!(store.contacts_pem(), pem(&[ann]));
}

/// Lists are a public field; what was indexed must not outlive a change.
#[test]
fn the_index_follows_the_lists() {
    let room = Room::new();
    let ann = person("Ann");
    let mut store = TrustStore::default();
    let list = room.contact(&mut store, "Ann", &ann).name;
    let at = jiff::Timestamp::from_second(1_800_000_000).unwrap();
    let by_ann = Vouched::By { kind: ListKind::Contacts, list };
    assert_eq!(store.vouch(std::slice::from_ref(&ann), Purpose::ClaimSigning, at), by_ann);
    let copy = store.clone();
    store.lists.clear();
    assert_eq!(
        store.vouch(std::slice::from_ref(&ann), Purpose::ClaimSigning, at),
        Vouched::NotRecognised { fault: None }
    );
    assert_eq!(copy.vouch(&[ann], Purpose::ClaimSigning, at), by_ann);
}

#[test]
fn the_official_lists_where_they_are_at_hand() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Some(folder) = here.ancestors().map(|folder| folder.join("shared/trust")).find(|folder| folder.is_dir()) else {
        eprintln!("skipped: ../shared/trust is not at hand; the self-made lists carry the weight");
        return;
    };
    let mut store = TrustStore::default();
    for name in ["C2PA-TRUST-LIST.pem", "C2PA-TRUST-LIST.json"] {
        store.add_for_this_run(&folder.join(name), Purpose::ClaimSigning).unwrap();
    }
    for name in ["C2PA-TSA-TRUST-LIST.pem", "C2PA-TSA-TRUST-LIST.json"] {
        store.add_for_this_run(&folder.join(name), Purpose::TimeStamping).unwrap();
    }
    let found: Vec<_> = store.lists.iter().map(|list| (list.card.kind, list.certificates.len())).collect();
    let (official, time) = (ListKind::Official, ListKind::TimeStamping);
    assert_eq!(found, [(official, 30), (official, 30), (time, 22), (time, 22)]);
    assert_eq!(store.lists[1].card.issued.as_deref(), Some("2026-08-05T00:11:39Z"));
    // The listed intermediates are themselves certified by listed roots: real RSA and ECDSA links.
    let at = jiff::Timestamp::from_second(1_790_000_000).unwrap();
    let answers: Vec<_> = store.lists[0]
        .certificates
        .iter()
        .map(|der| store.vouch(std::slice::from_ref(der), Purpose::ClaimSigning, at))
        .collect();
    let authority = Vouched::NotRecognised { fault: Some(super::super::PathFault::SignerIsAuthority) };
    assert!(answers.iter().filter(|answer| **answer == authority).count() >= 10, "{answers:?}");
}
