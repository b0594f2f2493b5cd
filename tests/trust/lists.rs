//! Lists: what is shown of them, which replaces which, and what is refused with what stays in force.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::forge::{Draft, NOW, YEAR};
use crate::{Desk, certificate, code, common, stderr, stdout};

/// A list in the JSON form of ETSI TS 119 602.
pub struct Etsi {
    pub scheme: &'static str,
    pub sequence: Option<u64>,
    pub issued: &'static str,
    pub next: &'static str,
    pub services: Vec<(Vec<u8>, &'static str)>,
}

impl Etsi {
    pub fn new(sequence: u64, root: &[u8]) -> Self {
        Self {
            scheme: "Newsroom List",
            sequence: Some(sequence),
            issued: "2026-08-05T00:11:39Z",
            next: "2126-08-05T00:11:39Z",
            services: vec![(root.to_vec(), "trusted")],
        }
    }

    pub fn text(&self) -> String {
        let entity = |(der, status): &(Vec<u8>, &str)| {
            json!({
                "TrustedEntityInformation": { "TEName": [{ "lang": "en", "value": "Newsroom Ltd" }] },
                "TrustedEntityServices": [{ "ServiceInformation": {
                    "ServiceName": [{ "lang": "en", "value": "Camera issuing" }],
                    "ServiceDigitalIdentity": { "X509Certificates": [{ "val": STANDARD.encode(der) }] },
                    "ServiceStatus": format!("http://c2pa.org/conformance/trust-list/{status}"),
                    "StatusStartingTime": "2025-11-19T18:29:44Z",
                }}],
            })
        };
        let mut scheme = json!({
            "SchemeName": [{ "lang": "en", "value": self.scheme }],
            "SchemeOperatorName": [{ "lang": "en", "value": "Newsroom Ltd, list office" }],
            "ListIssueDateTime": self.issued,
            "NextUpdate": self.next,
        });
        if let Some(sequence) = self.sequence {
            scheme["LoTESequenceNumber"] = sequence.into();
        }
        let entities: Vec<_> = self.services.iter().map(entity).collect();
        json!({ "LoTE": { "ListAndSchemeInformation": scheme, "TrustedEntitiesList": entities } }).to_string()
    }
}

pub fn root(common: &str) -> Vec<u8> {
    Draft::root(common).self_signed().der
}

#[test]
fn nothing_is_in_force_at_first() {
    let desk = Desk::new();
    let output = desk.trust(&["list"]);
    assert_eq!((code(&output), stdout(&output).as_str()), (0, ""));
    assert!(stderr(&output).contains("Nothing is in force"));
    assert_eq!(desk.listed(), json!({ "schema": "lightmark.trust/1", "lists": [], "revocations": [] }));
}

#[test]
fn a_list_is_told_with_origin_number_and_age() {
    let desk = Desk::new();
    let mut etsi = Etsi::new(7, &root("Newsroom Root"));
    etsi.services.push((root("Gone Root"), "withdrawn"));
    desk.put("list.json", etsi.text());
    let added = desk.trust(&["add", "list.json"]);
    assert_eq!(code(&added), 0, "{}", stderr(&added));
    let id = stdout(&added).trim().to_owned();
    let issued: jiff::Timestamp = "2026-08-05T00:11:39Z".parse().unwrap();
    let age = || json!((jiff::Timestamp::now().as_second() - issued.as_second()).max(0) / 86_400);
    let before = age();
    let list = &desk.listed_with_ages()["lists"][0];
    for (field, value) in [
        ("id", json!(id)),
        ("name", json!("Newsroom List")),
        ("kind", json!("house")),
        ("certificates", json!(1)),
        ("origin", json!("list.json")),
        ("sequence", json!(7)),
        ("operator", json!("Newsroom Ltd, list office")),
        ("issued", json!("2026-08-05T00:11:39Z")),
        ("next_update", json!("2126-08-05T00:11:39Z")),
        ("overdue", json!(false)),
        ("frozen", json!(false)),
    ] {
        assert_eq!(list[field], value, "{field} of {list}");
    }
    // It may grow a day older while it is asked for.
    assert!([before, age()].contains(&list["age_days"]), "{list}");
    let text = desk.good(&["trust", "list"]);
    for part in ["House lists", &id, "Newsroom List", "1 certificate,", "number 7", "from list.json", "2026-08-05"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn show_tells_each_certificate_in_the_lists_own_words() {
    let desk = Desk::new();
    let mut etsi = Etsi::new(7, &root("Newsroom Root"));
    etsi.services.push((root("Gone Root"), "withdrawn"));
    desk.put("list.json", etsi.text());
    let id = desk.good(&["trust", "add", "list.json"]).trim().to_owned();
    let shown: serde_json::Value = serde_json::from_str(&desk.good(&["trust", "show", &id, "--json"])).unwrap();
    let [first, second] = shown["entries"].as_array().unwrap().as_slice() else { panic!("{shown}") };
    assert_eq!(first["operator"], "Newsroom Ltd");
    assert_eq!(first["service"], "Camera issuing");
    assert_eq!(first["status"], "http://c2pa.org/conformance/trust-list/trusted");
    assert_eq!((&first["in_force"], &second["in_force"]), (&json!(true), &json!(false)));
    assert_eq!(first["fingerprint"].as_str().unwrap().len(), 64);
    assert!(second["subject"].as_str().unwrap().contains("Gone Root"), "{second}");
    let text = desk.good(&["trust", "show", "Newsroom List"]);
    for part in ["Newsroom Root", "Operator: Newsroom Ltd", "Service: Camera issuing", "[not in force]", "2016-"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn the_official_lists_where_they_are_at_hand() {
    let Some(folder) = common::shared("trust") else { return };
    let desk = Desk::new();
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    for name in ["C2PA-TRUST-LIST.json", "C2PA-TSA-TRUST-LIST.json"] {
        desk.good(&["trust", "add", &path(name)]);
    }
    let listed = desk.listed();
    let kinds: Vec<_> = listed["lists"].as_array().unwrap().iter().map(|list| list["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["official", "time-stamping"]);
    assert_eq!(listed["lists"][0]["sequence"], 1);
    let text = desk.good(&["trust", "show", "C2PA Trust List"]);
    assert!(text.contains("Operator: Adobe Inc") && text.contains("number 1"), "{text}");
}

#[test]
fn a_list_that_only_calls_itself_official_needs_the_persons_word() {
    let desk = Desk::new();
    let etsi = Etsi { scheme: "C2PA Trust List", ..Etsi::new(2, &root("Mallory")) };
    desk.put("list.json", etsi.text());
    desk.refuses(&["trust", "add", "list.json"], 2, "nobody has signed it");
    assert!(desk.ids().is_empty());
    desk.good(&["trust", "add", "list.json", "--kind", "house"]);
    assert_eq!(desk.listed()["lists"][0]["kind"], "house");
    desk.good(&["trust", "add", "list.json", "--kind", "official"]);
}

#[test]
fn interim_lists_are_apart_and_called_frozen() {
    let desk = Desk::new();
    desk.put("interim.pem", certificate(&root("Interim Root")));
    desk.good(&["trust", "add", "interim.pem", "--kind", "interim", "--name", "Old list"]);
    let list = &desk.listed()["lists"][0];
    assert_eq!((&list["kind"], &list["frozen"], &list["name"]), (&json!("interim"), &json!(true), &json!("Old list")));
    assert!(desk.good(&["trust", "list"]).contains("Interim lists (frozen"));
}

#[test]
fn only_a_newer_issue_replaces_a_list() {
    let desk = Desk::new();
    let old_root = root("Old Root");
    let put = |name: &str, etsi: Etsi| desk.put(name, etsi.text());
    put("seven.json", Etsi::new(7, &old_root));
    put("six.json", Etsi::new(6, &root("New Root")));
    put("unnumbered.json", Etsi { sequence: None, ..Etsi::new(0, &root("New Root")) });
    put("earlier.json", Etsi { issued: "2026-08-04T00:00:00Z", ..Etsi::new(8, &root("New Root")) });
    put("overdue.json", Etsi { next: "2026-08-06T00:00:00Z", ..Etsi::new(8, &root("New Root")) });
    put("other.json", Etsi { scheme: "Another List", ..Etsi::new(8, &root("New Root")) });
    put("eight.json", Etsi { issued: "2026-09-01T00:00:00Z", ..Etsi::new(8, &root("New Root")) });
    desk.refuses(&["trust", "update", "--from", "seven.json"], 3, "No list like");
    let id = desk.good(&["trust", "add", "seven.json"]).trim().to_owned();
    let before = desk.listed();
    for (file, says) in [
        ("six.json", "older than the list in force"),
        ("unnumbered.json", "older than the list in force"),
        ("earlier.json", "older than the list in force"),
        ("overdue.json", "out of date"),
        ("gone.json", "could not be read"),
    ] {
        let text = desk.refuses(&["trust", "update", "--from", file], 3, says);
        assert!(text.contains("Still in force: Newsroom List") && text.contains("days ago"), "{file}: {text}");
        if file != "gone.json" {
            desk.refuses(&["trust", "add", file], 3, says);
        }
        assert_eq!(desk.listed(), before, "{file}");
    }
    desk.refuses(&["trust", "update", &id, "--from", "other.json"], 3, "is another list");
    desk.refuses(&["trust", "update", "nothing", "--from", "eight.json"], 2, "no list “nothing”");
    assert_eq!(desk.listed(), before);
    desk.good(&["trust", "update", "--from", "eight.json"]);
    let after = &desk.listed()["lists"][0];
    assert_eq!((&after["sequence"], &after["id"]), (&json!(8), &json!(id)));
    assert!(desk.good(&["trust", "show", &id]).contains("New Root"));
    desk.refuses(&["trust", "update", "--from", "seven.json"], 3, "older than the list in force");
}

#[test]
fn a_list_without_a_name_is_replaced_when_it_is_named() {
    let desk = Desk::new();
    desk.put("a.pem", certificate(&root("A")));
    desk.put("b.pem", certificate(&root("B")));
    desk.good(&["trust", "add", "a.pem", "--name", "Newsroom"]);
    desk.refuses(&["trust", "update", "--from", "b.pem"], 3, "No list like");
    desk.good(&["trust", "update", "Newsroom", "--from", "b.pem"]);
    let listed = desk.listed();
    assert_eq!(listed["lists"].as_array().unwrap().len(), 1);
    assert_eq!((&listed["lists"][0]["name"], &listed["lists"][0]["origin"]), (&json!("Newsroom"), &json!("b.pem")));
    assert!(desk.good(&["trust", "show", "Newsroom"]).contains("CN=B"));
}

#[test]
fn remove_takes_one_list_out_of_force() {
    let desk = Desk::new();
    desk.put("a.pem", certificate(&root("A")));
    desk.put("b.pem", certificate(&root("B")));
    let a = desk.good(&["trust", "add", "a.pem"]).trim().to_owned();
    let b = desk.good(&["trust", "add", "b.pem"]).trim().to_owned();
    desk.refuses(&["trust", "remove", "house-"], 2, "more than one list");
    desk.refuses(&["trust", "remove", "c"], 2, "no list “c”");
    desk.good(&["trust", "remove", &a]);
    assert_eq!(desk.ids(), [b]);
}

#[test]
fn broken_lists_are_refused_in_words_and_nothing_changes() {
    let desk = Desk::new();
    desk.put("good.pem", certificate(&root("Good Root")));
    desk.good(&["trust", "add", "good.pem"]);
    let before = desk.listed();
    let text = certificate(&root("Other"));
    desk.put("page.pem", "<!DOCTYPE html><html><body>404</body></html>");
    desk.put("cut.pem", &text[..text.len() - 30]);
    desk.put("cut.json", &Etsi::new(1, &root("Other")).text()[..300]);
    desk.put("empty.pem", "");
    desk.put("leaf.pem", certificate(&Draft::leaf("Ann").by(&Draft::root("R").self_signed()).der));
    std::fs::File::create(desk.home.path("huge.pem")).unwrap().set_len(50 << 20).unwrap();
    for (file, says) in [
        ("page.pem", "is a web page"),
        ("cut.pem", "breaks off"),
        ("cut.json", "breaks off"),
        ("empty.pem", "holds no certificate"),
        ("leaf.pem", "holds no certificate authority"),
        ("huge.pem", "too big"),
        (".", "is a folder"),
    ] {
        desk.refuses(&["trust", "add", file], 3, says);
        assert_eq!(desk.listed(), before, "{file}");
    }
}

#[test]
fn doubled_and_expired_roots_are_told() {
    let desk = Desk::new();
    let old = Draft::root("Old").valid(NOW - 10 * YEAR, NOW - 5 * YEAR).self_signed().der;
    let good = root("Good");
    desk.put("list.pem", [&good, &good, &old].map(|der| certificate(der)).concat());
    let output = desk.trust(&["add", "list.pem"]);
    assert_eq!(code(&output), 0);
    let text = stderr(&output);
    assert!(text.contains("2 certificates,") && text.contains("more than once"), "{text}");
    assert!(text.contains("One certificate has expired"), "{text}");
}
