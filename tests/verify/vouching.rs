//! Who vouches for a signer: each kind of list, nobody, certificates that may not sign, two that disagree.

use lightmark::provenance::report::{Headline, SignerState};
use lightmark::provenance::trust_source::ListKind;

use crate::bench::{Bench, expect, explain, lists};
use crate::common::{Home, json_lines};
use crate::foreign::{Foreign, Recipe, current, now, pem, photo, root};
use crate::forge::{self, Draft};

#[test]
fn every_algorithm_and_every_kind_of_list() {
    let bench = Bench::new();
    let keys = [
        ("ed25519", forge::ed25519()),
        ("es256", forge::ec(openssl::nid::Nid::X9_62_PRIME256V1)),
        ("es384", forge::ec(openssl::nid::Nid::SECP384R1)),
        ("ps256", forge::rsa(2048)),
    ];
    for (name, key) in keys {
        let signer = Foreign::of(current(Draft::leaf("Ana Foreign")).by_with(&bench.root, key));
        let bytes = Recipe::created().sign(&signer, &photo());
        for (kind, state) in
            [(ListKind::Official, "official"), (ListKind::Interim, "interim"), (ListKind::House, "house")]
        {
            let report = bench.examine("photo.jpg", &bytes, &lists(&[(kind, &bench.root)]));
            expect(&report, ["verified", "intact", state, "none", "complete", "unsigned"]);
            assert_eq!(report.signer.list, Some(format!("List of {kind:?}")));
            assert_eq!(report.signer.algorithm.as_deref(), Some(name));
        }
    }
}

#[test]
fn a_contact_is_recognised_by_its_own_certificate_and_nothing_else_is() {
    let bench = Bench::new();
    let leaf = current(Draft::leaf("Ana Foreign")).by(&bench.root);
    let bytes = Recipe::created().sign(&Foreign::of(leaf.clone()), &photo());
    let report = bench.examine("photo.jpg", &bytes, &lists(&[(ListKind::Contacts, &leaf)]));
    expect(&report, ["verified", "intact", "contact", "none", "complete", "unsigned"]);
    let other = current(Draft::leaf("Ana Foreign")).by(&bench.root);
    let report = bench.examine("photo.jpg", &bytes, &lists(&[(ListKind::Contacts, &other)]));
    expect(&report, ["intact-unrecognised", "intact", "unrecognised", "none", "complete", "unsigned"]);
    // A pinned certificate vouches for nobody beneath it.
    let beneath = Foreign::of(current(Draft::leaf("Beneath")).by(&leaf));
    let bytes = Recipe::created().sign(&beneath, &photo());
    let report = bench.examine("photo.jpg", &bytes, &lists(&[(ListKind::Contacts, &leaf)]));
    assert_eq!(report.headline, Headline::IntactUnrecognised, "{}", explain(&report));
}

#[test]
fn nobody_vouches() {
    let bench = Bench::new();
    let bytes = Recipe::created().sign(&bench.signer, &photo());
    let none = lightmark::trust::TrustStore::default();
    let report = bench.examine("photo.jpg", &bytes, &none);
    expect(&report, ["intact-unrecognised", "intact", "unrecognised", "none", "complete", "unsigned"]);
    assert_eq!((report.signer.fault, report.signer.list), (None, None));
    // Another root with the same name.
    let report = bench.examine("photo.jpg", &bytes, &lists(&[(ListKind::House, &root("House Root"))]));
    expect(&report, ["intact-unrecognised", "intact", "unrecognised", "none", "complete", "unsigned"]);
    assert!(report.signer.fault.is_some());
}

#[test]
fn certificates_that_may_not_sign_are_never_recognised() {
    let bench = Bench::new();
    let leaf = current(Draft::leaf("Leaf")).by(&bench.root);
    let by_leaf = current(Draft::leaf("By Leaf")).by(&leaf);
    let mut chained = Foreign::of(by_leaf);
    chained.chain.push(leaf.der.clone());
    let wrong_usage = Foreign::of(current(Draft::leaf("Server").with(forge::eku(&[forge::SERVER]))).by(&bench.root));
    let any_usage = Foreign::of(current(Draft::leaf("Any").with(forge::eku(&[forge::ANY]))).by(&bench.root));
    let mixed = forge::eku(&[forge::EMAIL, forge::OCSP]);
    let mixed = Foreign::of(current(Draft::leaf("Mixed").with(mixed)).by(&bench.root));
    let no_usage = Foreign::of(current(Draft::leaf("None").without(forge::EKU)).by(&bench.root));
    let self_signed = Foreign::of(current(Draft::leaf("Self")).self_signed());
    let authority = Foreign::of(bench.root.clone());
    let trust = lists(&[(ListKind::House, &bench.root)]);
    let mut signed = 0;
    for (name, signer) in [
        ("leaf under leaf", chained),
        ("server", wrong_usage),
        ("any", any_usage),
        ("mixed", mixed),
        ("none", no_usage),
        ("self-signed", self_signed),
        ("authority", authority),
    ] {
        // The engine refuses to sign with some; who wants to deceive uses another engine.
        let Ok(bytes) = Recipe::created().try_sign(&signer, &photo()) else {
            eprintln!("the engine refuses to sign: {name}");
            continue;
        };
        signed += 1;
        let report = bench.examine("photo.jpg", &bytes, &trust);
        assert!(!report.signer.state.is_recognised(), "{name}{}", explain(&report));
        assert_eq!(report.headline, Headline::IntactUnrecognised, "{name}{}", explain(&report));
        let report = bench.examine_at("photo.jpg", &bytes, &trust, Some(now()));
        assert!(!report.signer.state.is_recognised(), "as of now: {name}{}", explain(&report));
    }
    assert!(signed >= 2, "only {signed} were signed");
}

#[test]
fn an_intermediate_that_came_along_leads_to_the_root_and_a_foreign_one_does_not() {
    let bench = Bench::new();
    let middle = current(Draft::intermediate("Middle")).by(&bench.root);
    let mut signer = Foreign::under(&middle, "Under Middle");
    let alone = Recipe::created().sign(&signer, &photo());
    signer.chain.push(middle.der.clone());
    let along = Recipe::created().sign(&signer, &photo());
    let trust = bench.house();
    assert_eq!(bench.examine("photo.jpg", &along, &trust).signer.state, SignerState::House);
    assert_eq!(bench.examine("photo.jpg", &alone, &trust).signer.state, SignerState::Unrecognised);
}

#[test]
fn a_signature_by_another_key_than_the_certificates_is_altered() {
    let bench = Bench::new();
    let mut thief = bench.signer.clone();
    thief.key = forge::ed25519();
    let report = bench.photo(&Recipe::created().sign(&thief, &photo()));
    expect(&report, ["altered", "altered", "none", "none", "broken-step", "unsigned"]);
    assert_eq!(report.signer.fault.as_deref(), Some("signature"));
}

/// A list of signers in the form of the official one (ETSI TS 119 602), under a name.
fn named_list(name: &str, issued: &str, root: &[u8]) -> String {
    serde_json::json!({ "LoTE": {
        "ListAndSchemeInformation": {
            "LoTEVersionIdentifier": 1,
            "LoTESequenceNumber": 1,
            "SchemeName": [{ "lang": "en", "value": name }],
            "ListIssueDateTime": issued,
            "NextUpdate": "2099-01-01T00:00:00Z"
        },
        "TrustedEntitiesList": [{
            "TrustedEntityInformation": { "TEName": [{ "lang": "en", "value": "Forge" }] },
            "TrustedEntityServices": [{ "ServiceInformation": {
                "ServiceName": [{ "lang": "en", "value": "Signers" }],
                "ServiceDigitalIdentity": { "X509Certificates": [{ "val": openssl::base64::encode_block(root) }] },
                "ServiceStatus": "http://c2pa.org/conformance/trust-list/trusted"
            } }]
        }]
    } })
    .to_string()
}

/// Through the program, with lists from files: what a list calls itself decides what it is.
#[test]
fn lists_from_files() {
    let bench = Bench::new();
    let home = Home::new();
    let stamped = bench.signer.clone().stamped(&bench.authority);
    std::fs::write(home.path("photo.jpg"), Recipe::created().sign(&stamped, &photo())).unwrap();
    let write = |name: &str, text: &str| std::fs::write(home.path(name), text).unwrap();
    write("official.json", &named_list("C2PA Trust List", "2026-01-01T00:00:00Z", &bench.root.der));
    write("house.json", &named_list("Our own list", "2026-01-01T00:00:00Z", &bench.root.der));
    write("house.pem", &pem(&bench.root.der));
    write("time.pem", &pem(&bench.authority.root.der));
    let verify = |arguments: &[&str]| {
        let output = home.lightmark().args(["verify", "photo.jpg", "--json"]).args(arguments).output().unwrap();
        let report = json_lines(&output).remove(0);
        ["/headline", "/signer/state", "/time/state"].map(|pointer| report.pointer(pointer).unwrap().clone())
    };
    for (arguments, expected) in [
        (&[][..], ["intact-unrecognised", "unrecognised", "unrecognised"]),
        (&["--trust-list", "official.json"], ["verified", "official", "unrecognised"]),
        (&["--trust-list", "house.json"], ["verified", "house", "unrecognised"]),
        (&["--trust-list", "house.pem", "--tsa-trust-list", "time.pem"], ["verified", "house", "trusted"]),
        (&["--trust-list", "house.pem", "--trust-list", "time.pem"], ["verified", "house", "unrecognised"]),
        (&["--tsa-trust-list", "house.pem"], ["intact-unrecognised", "unrecognised", "unrecognised"]),
        (
            &["--tsa-trust-list", "time.pem", "--trust-list", "house.pem", "--at", "2099-01-01T00:00:00Z"],
            ["verified", "house", "trusted"],
        ),
        (
            &["--trust-list", "house.pem", "--at", "2099-01-01T00:00:00Z"],
            ["intact-unrecognised", "invalid-at-signing", "unrecognised"],
        ),
    ] {
        assert_eq!(verify(arguments), expected, "{arguments:?}");
    }
    // The official list of signers vouches for nobody's time.
    let output = home.lightmark().args(["verify", "photo.jpg", "--tsa-trust-list", "official.json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
}
