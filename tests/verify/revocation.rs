//! Certificates that were revoked: answers (OCSP) stapled to the signature, made by the `openssl` program.

use std::process::Command;

use lightmark::locale::answers;
use lightmark::provenance::report::{ContentState, Headline, SignerState};
use lightmark::provenance::trust_source::ListKind;

use crate::bench::{Bench, expect, explain, lists};
use crate::foreign::{Foreign, Recipe, current, now, pem, photo, repainted};
use crate::forge::{self, Draft, Issued};

enum Says {
    Good,
    /// Revoked so many seconds ago.
    Revoked(i64),
}

/// What `responder`, a certificate of the issuer's or the issuer itself, answers about a certificate.
fn answer(issuer: &Issued, responder: &Issued, leaf: &Issued, says: &Says) -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    let write = |name: &str, text: &[u8]| std::fs::write(path(name), text).unwrap();
    write("issuer.pem", pem(&issuer.der).as_bytes());
    write("responder.pem", pem(&responder.der).as_bytes());
    write("responder.key", &responder.key.private_key_to_pem_pkcs8().unwrap());
    write("leaf.pem", pem(&leaf.der).as_bytes());
    let output =
        Command::new("openssl").args(["x509", "-noout", "-serial", "-in"]).arg(path("leaf.pem")).output().unwrap();
    let serial = String::from_utf8(output.stdout).unwrap().trim().trim_start_matches("serial=").to_owned();
    let time = |at: i64| jiff::Timestamp::from_second(at).unwrap().strftime("%y%m%d%H%M%SZ").to_string();
    let until = time(now() + 100_000_000);
    let row = match says {
        Says::Good => format!("V\t{until}\t\t{serial}\tunknown\t/CN=x\n"),
        Says::Revoked(ago) => format!("R\t{until}\t{},keyCompromise\t{serial}\tunknown\t/CN=x\n", time(now() - ago)),
    };
    write("index.txt", row.as_bytes());
    let request = Command::new("openssl")
        .args(["ocsp", "-no_nonce", "-issuer"])
        .arg(path("issuer.pem"))
        .arg("-cert")
        .arg(path("leaf.pem"))
        .arg("-reqout")
        .arg(path("request.der"))
        .output()
        .unwrap();
    assert!(request.status.success(), "{}", String::from_utf8_lossy(&request.stderr));
    let output = Command::new("openssl")
        .args(["ocsp", "-ndays", "7", "-index"])
        .arg(path("index.txt"))
        .arg("-CA")
        .arg(path("issuer.pem"))
        .arg("-rsigner")
        .arg(path("responder.pem"))
        .arg("-rkey")
        .arg(path("responder.key"))
        .arg("-reqin")
        .arg(path("request.der"))
        .arg("-respout")
        .arg(path("response.der"))
        .output()
        .unwrap();
    std::fs::read(path("response.der")).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// A house whose keys OpenSSL's responder can use.
struct House {
    bench: Bench,
    root: Issued,
    leaf: Issued,
    responder: Issued,
}

fn house() -> House {
    let ec = || forge::ec(openssl::nid::Nid::X9_62_PRIME256V1);
    let root = Draft::root("Revoking Root").valid(now() - forge::YEAR, now() + forge::YEAR).self_signed_by(ec());
    let leaf = current(Draft::leaf("Ana Revoked")).by_with(&root, ec());
    let responder = current(Draft::leaf("Responder").with(forge::eku(&[forge::OCSP]))).by_with(&root, ec());
    House { bench: Bench::new(), root, leaf, responder }
}

impl House {
    fn signer(&self, ocsp: Vec<u8>, with_issuer: bool) -> Foreign {
        let mut signer = Foreign::of(self.leaf.clone());
        if with_issuer {
            signer.chain.push(self.root.der.clone());
        }
        signer.ocsp = Some(ocsp);
        signer
    }

    fn trust(&self) -> lightmark::trust::TrustStore {
        lists(&[(ListKind::House, &self.root), (ListKind::TimeStamping, &self.bench.authority.root)])
    }
}

#[test]
fn a_stapled_revocation_is_seen_with_and_without_the_issuer_in_the_chain() {
    let house = house();
    for responder in [&house.responder, &house.root] {
        let revoked = answer(&house.root, responder, &house.leaf, &Says::Revoked(3600));
        for with_issuer in [false, true] {
            let bytes = Recipe::created().sign(&house.signer(revoked.clone(), with_issuer), &photo());
            let report = house.bench.examine("photo.jpg", &bytes, &house.trust());
            expect(&report, ["revoked", "intact", "revoked", "none", "broken-step", "unsigned"]);
            assert_eq!(report.signer.name.as_deref(), Some("Ana Revoked"));
            assert!(report.checks.iter().any(|check| check.code == "signingCredential.ocsp.revoked"));
        }
    }
}

#[test]
fn a_revoked_signer_over_a_changed_picture_is_altered() {
    let house = house();
    let revoked = answer(&house.root, &house.responder, &house.leaf, &Says::Revoked(3600));
    for with_issuer in [false, true] {
        let bytes = Recipe::created().sign(&house.signer(revoked.clone(), with_issuer), &photo());
        let report = house.bench.examine("photo.jpg", &crate::foreign::repainted(&bytes), &house.trust());
        assert_eq!(report.headline, Headline::Altered, "{}", explain(&report));
        assert_eq!(report.signer.state, SignerState::Revoked);
    }
}

#[test]
fn a_good_answer_changes_nothing() {
    let house = house();
    let good = answer(&house.root, &house.responder, &house.leaf, &Says::Good);
    for with_issuer in [false, true] {
        let bytes = Recipe::created().sign(&house.signer(good.clone(), with_issuer), &photo());
        let report = house.bench.examine("photo.jpg", &bytes, &house.trust());
        expect(&report, ["verified", "intact", "house", "none", "complete", "unsigned"]);
    }
}

#[test]
fn what_was_signed_before_the_revocation_stands_if_a_trusted_stamp_says_so() {
    let house = house();
    let revoked_later = answer(&house.root, &house.responder, &house.leaf, &Says::Revoked(-3600));
    for with_issuer in [false, true] {
        let signer = house.signer(revoked_later.clone(), with_issuer).stamped(&house.bench.authority);
        let bytes = Recipe::created().sign(&signer, &photo());
        let report = house.bench.examine("photo.jpg", &bytes, &house.trust());
        expect(&report, ["verified", "intact", "house", "trusted", "complete", "unsigned"]);
        // Without anybody who vouches for the stamp, a thief could have set any time.
        let report = house.bench.examine("photo.jpg", &bytes, &lists(&[(ListKind::House, &house.root)]));
        assert_eq!(report.headline, Headline::Revoked, "{}", explain(&report));
    }
}

#[test]
fn an_answer_by_somebody_else_or_about_somebody_else_accuses_nobody() {
    let house = house();
    let stranger = Draft::root("Revoking Root")
        .valid(now() - forge::YEAR, now() + forge::YEAR)
        .self_signed_by(forge::ec(openssl::nid::Nid::X9_62_PRIME256V1));
    let not_entitled =
        current(Draft::leaf("Not Entitled")).by_with(&house.root, forge::ec(openssl::nid::Nid::X9_62_PRIME256V1));
    let other = current(Draft::leaf("Other")).by_with(&house.root, forge::ec(openssl::nid::Nid::X9_62_PRIME256V1));
    let mut changed = answer(&house.root, &house.responder, &house.leaf, &Says::Revoked(3600));
    let middle = changed.len() / 3;
    changed[middle] ^= 1;
    for (name, answer) in [
        ("stranger", answer(&house.root, &stranger, &house.leaf, &Says::Revoked(3600))),
        ("not entitled", answer(&house.root, &not_entitled, &house.leaf, &Says::Revoked(3600))),
        ("about another", answer(&house.root, &house.responder, &other, &Says::Revoked(3600))),
        ("changed", changed),
        ("garbage", vec![0x30, 0x03, 1, 2, 3]),
        ("empty", Vec::new()),
    ] {
        let bytes = Recipe::created().sign(&house.signer(answer, false), &photo());
        let report = house.bench.examine("photo.jpg", &bytes, &house.trust());
        assert_eq!(report.headline, Headline::Verified, "{name}{}", explain(&report));
        assert_eq!(report.content.state, ContentState::Intact);
    }
}

#[test]
fn a_revoked_ingredient_is_a_broken_step() {
    let house = house();
    let revoked = answer(&house.root, &house.responder, &house.leaf, &Says::Revoked(3600));
    let parent = Recipe::created().sign(&house.signer(revoked, false), &photo());
    let bytes = Recipe::opened(&parent).sign(&house.bench.signer, &photo());
    let trust = lists(&[(ListKind::House, &house.root), (ListKind::Interim, &house.bench.root)]);
    let report = house.bench.examine("photo.jpg", &bytes, &trust);
    // Nothing was changed, so that it is not called altered.
    expect(&report, ["revoked", "intact", "interim", "none", "broken-step", "unsigned"]);
    assert!(answers::headline_sentence(&report).starts_with("Unchanged since Ana Foreign signed it, but"));
    let history = &answers::answers(&report, &str::to_owned)[3];
    assert_eq!(history.sentence, "A step was signed with a certificate that was withdrawn.");
    // With a change as well, the change is told.
    let report = house.bench.examine("photo.jpg", &repainted(&bytes), &trust);
    assert_eq!(report.headline, Headline::Altered, "{}", explain(&report));
}
