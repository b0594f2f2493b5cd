//! Files that were put into `tests/fixtures/verify`, and the samples beside this clone: each is a test by its name.

use std::path::Path;

use lightmark::credentials::{ExamineRequest, examine};
use lightmark::provenance::report::{Headline, Report};
use lightmark::trust::TrustStore;

use crate::bench::{Bench, expect, explain};
use crate::common::{fixture, shared};
use crate::foreign::{Recipe, forged, photo, repainted};
use crate::letters::{created, edited, with_ingredients};

/// What the letter code in a file's name promises; `None` where there is none.
fn promised(name: &str) -> Option<Headline> {
    let stem = name.split(['.', '_']).next()?;
    let parts: Vec<&str> = stem.split('-').collect();
    let dated = parts.get(1).is_some_and(|part| part.len() == 8 && part.bytes().all(|byte| byte.is_ascii_digit()));
    let code = if dated { parts[2..].join("-") } else { stem.to_owned() };
    let letters = code.chars().all(|letter| letter.is_ascii_alphabetic() || letter == '-');
    match code.as_str() {
        _ if !letters => None,
        "A" | "I" => Some(Headline::NoCredentials),
        _ if ["E-dat-", "E-sig-", "E-uri-", "E-clm-", "CIE-", "X"].iter().any(|start| code.starts_with(start)) => {
            Some(Headline::Altered)
        }
        _ if code.starts_with('C') && code.chars().all(|letter| "CAI".contains(letter)) => {
            Some(Headline::IntactUnrecognised)
        }
        _ => None,
    }
}

fn report(path: &Path) -> Report {
    examine(&ExamineRequest { path: path.to_owned(), at: None, digest: false }, &TrustStore::default())
}

#[track_caller]
fn check_folder(folder: &Path) -> usize {
    let mut checked = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name == "README.md" || name.ends_with(".c2pa") {
            continue;
        }
        let expected = promised(&name).unwrap_or_else(|| panic!("{name} has no letter code; see README.md there"));
        let report = report(&path);
        assert_eq!(report.headline, expected, "{name}{}", explain(&report));
        checked += 1;
    }
    checked
}

#[test]
fn names_promise_headlines() {
    for (name, headline) in [
        ("adobe-20220124-CACA.jpg", Some(Headline::IntactUnrecognised)),
        ("C_with_CAWG_data.jpg", Some(Headline::IntactUnrecognised)),
        ("I.jpg", Some(Headline::NoCredentials)),
        ("nikon-20221019-XCA.jpg", Some(Headline::Altered)),
        ("E-clm-CAICAI.png", Some(Headline::Altered)),
        ("CIE-sig-CA.jpg", Some(Headline::Altered)),
        ("holiday.jpg", None),
        ("Café.jpg", None),
    ] {
        assert_eq!(promised(name), headline, "{name}");
    }
}

#[test]
fn every_file_in_the_folder_is_as_its_name_says() {
    let bench = Bench::new();
    let (c, ca) = (created(&bench), edited(&bench, &photo()));
    let cie = with_ingredients(&bench, &[&forged(&c)]).sign(&bench.signer, &photo());
    let caicai = edited(&bench, &Recipe::opened(&c).from("componentOf", "part", &ca).sign(&bench.signer, &photo()));
    std::fs::create_dir(bench.path("dropped")).unwrap();
    for (name, bytes) in [
        ("self-20261120-A.jpg", photo()),
        ("self-20261120-C.jpg", c.clone()),
        ("self-20261120-CA.jpg", ca.clone()),
        ("self-20261120-CAICAI.jpg", caicai),
        ("self-20261120-E-dat-CA.jpg", repainted(&ca)),
        ("self-20261120-E-sig-CA.jpg", forged(&ca)),
        ("self-20261120-XCA.jpg", [ca.as_slice(), b"more"].concat()),
        ("self-20261120-CIE-sig-CA.jpg", cie),
    ] {
        bench.put(&format!("dropped/{name}"), &bytes);
    }
    assert_eq!(check_folder(&bench.path("dropped")), 8);
    check_folder(&fixture("verify"));
}

#[test]
fn the_samples_get_their_five_answers() {
    let Some(folder) = shared("samples/credentials") else { return };
    assert_eq!(check_folder(&folder), 8);
    for (name, expected) in [
        (
            "C_with_CAWG_data.jpg",
            ["intact-unrecognised", "intact", "unrecognised", "unrecognised", "complete", "signed"],
        ),
        (
            "adobe-20220124-C.jpg",
            ["intact-unrecognised", "intact", "unrecognised", "unrecognised", "unrecorded", "signed"],
        ),
        (
            "adobe-20220124-CA.jpg",
            ["intact-unrecognised", "intact", "unrecognised", "unrecognised", "unsigned-step", "signed"],
        ),
        (
            "adobe-20220124-CACA.jpg",
            ["intact-unrecognised", "intact", "unrecognised", "unrecognised", "unsigned-step", "signed"],
        ),
        (
            "adobe-20220124-E-dat-CA.jpg",
            ["altered", "altered", "unrecognised", "unrecognised", "unsigned-step", "signed"],
        ),
        ("adobe-20220124-E-sig-CA.jpg", ["altered", "altered", "none", "broken", "broken-step", "none"]),
        ("adobe-20220124-E-uri-CA.jpg", ["altered", "altered", "unrecognised", "unrecognised", "broken-step", "none"]),
        ("adobe-20220124-I.jpg", ["no-credentials", "not-checked", "none", "none", "none", "none"]),
    ] {
        let report = report(&folder.join(name));
        eprintln!("{name}");
        expect(&report, expected);
    }
    let cawg = report(&folder.join("C_with_CAWG_data.jpg")).signer.identity.unwrap();
    assert_eq!(cawg.binds, ["cawg.training-mining", "c2pa.hash.data"]);
}
