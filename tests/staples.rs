//! The issuer's answer about revocation, from a real authority: OpenSSL issues the certificate and answers as its
//! responder on this machine, in every bad manner, too. Signing goes on without an answer, and stops at "revoked".

mod common;
#[path = "staples/responder.rs"]
mod responder;

use std::path::PathBuf;
use std::process::Command;

use common::{Home, fixture, json_lines};
use lightmark::trust::status_answer::{self, AnswerFault};
use responder::{Manner, Responder};
use serde_json::Value;

const CONFIG: &str = "[ca]\ndefault_ca=own\n[own]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\n\
    default_md=sha256\ndefault_days=365\npolicy=any\nunique_subject=no\nemail_in_dn=no\n\
    [any]\ncommonName=optional\norganizationName=optional\norganizationalUnitName=optional\n\
    [req]\ndistinguished_name=none\nprompt=no\n[none]\n";
const AUTHORITY: &str = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n\
    subjectKeyIdentifier=hash\n";
const LEAF: &str = "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n\
    authorityKeyIdentifier=keyid\nsubjectKeyIdentifier=hash\n";

/// A home with an identity whose certificate names a responder, which listens.
struct Desk {
    home: Home,
    id: String,
    responder: Responder,
}

impl Desk {
    /// `None` when there is no OpenSSL here, which CI does not let pass.
    fn new() -> Option<Self> {
        if Command::new("openssl").arg("version").output().is_err() {
            assert!(std::env::var_os("CI").is_none(), "openssl is missing, and this is CI");
            eprintln!("skipped: openssl is not on this machine");
            return None;
        }
        let home = Home::new();
        let responder = Responder::start(home.dir.path());
        let mut desk = Self { home, id: String::new(), responder };
        desk.write("ca.cnf", CONFIG);
        desk.write("index.txt", "");
        desk.write("serial", "1000\n");
        desk.key("root");
        desk.write("one.ext", AUTHORITY);
        desk.openssl("x509|-req|-in|root.csr|-signkey|root.key|-days|3650|-extfile|one.ext|-out|root.pem");
        desk.key("inter");
        desk.issue("root", "inter", AUTHORITY);
        desk.key("responder");
        desk.issue("inter", "responder", &format!("{LEAF}extendedKeyUsage=OCSPSigning\n"));
        desk.key("unentitled");
        desk.issue("inter", "unentitled", &format!("{LEAF}extendedKeyUsage=emailProtection\n"));
        desk.key("stranger");
        desk.write("one.ext", &format!("{LEAF}extendedKeyUsage=OCSPSigning\n"));
        desk.openssl("x509|-req|-in|stranger.csr|-signkey|stranger.key|-days|30|-extfile|one.ext|-out|stranger.pem");
        desk.id = desk.run(&["identity", "new", "--name", "Ann Example", "--organization", "Newsroom"]);
        let request = desk.run(&["identity", "csr", &desk.id]);
        desk.write("ann.csr", &(request + "\n"));
        let usage = "extendedKeyUsage=emailProtection,1.3.6.1.4.1.62558.2.1\n";
        desk.issue("inter", "ann", &format!("{LEAF}{usage}authorityInfoAccess=OCSP;URI:{}\n", desk.responder.url));
        let chain: String = ["ann", "inter", "root"].map(|name| desk.read(&format!("{name}.pem"))).concat();
        desk.write("chain.pem", &chain);
        desk.run(&["identity", "import", &desk.id, desk.path("chain.pem").to_str().unwrap()]);
        std::fs::create_dir(desk.path("work")).unwrap();
        for name in ["photo.jpg", "photo.png"] {
            std::fs::copy(fixture(&format!("formats/{name}")), desk.path("work").join(name)).unwrap();
        }
        Some(desk)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    #[track_caller]
    fn openssl(&self, args: &str) {
        let output = Command::new("openssl").args(args.split('|')).current_dir(self.home.dir.path()).output().unwrap();
        assert!(output.status.success(), "{args}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn key(&self, name: &str) {
        self.openssl(&format!("genpkey|-algorithm|EC|-pkeyopt|ec_paramgen_curve:P-256|-out|{name}.key"));
        self.openssl(&format!(
            "req|-new|-config|ca.cnf|-subj|/O=Newsroom/CN=Newsroom {name}|-key|{name}.key|-out|{name}.csr"
        ));
    }

    fn issue(&self, authority: &str, name: &str, extensions: &str) {
        self.write("one.ext", extensions);
        self.openssl(&format!(
            "ca|-batch|-notext|-config|ca.cnf|-cert|{authority}.pem|-keyfile|{authority}.key|-in|{name}.csr|-out|{name}.pem|-extfile|one.ext"
        ));
    }

    #[track_caller]
    fn run(&self, args: &[&str]) -> String {
        let output = self.home.lightmark().args(args).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Signs over earlier copies; gives the outcomes, the exit code and what was said.
    fn sign(&self, args: &[&str]) -> (Vec<Value>, Option<i32>, String) {
        let mut command = self.home.lightmark();
        command.args(["sign", "--json", "--overwrite", "--identity", &self.id]).args(args);
        let output = command.current_dir(self.path("work")).output().unwrap();
        (json_lines(&output), output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    #[track_caller]
    fn signed(&self, args: &[&str]) -> Vec<Value> {
        let (outcomes, code, said) = self.sign(args);
        assert_eq!(code, Some(0), "{outcomes:#?}\n{said}");
        outcomes
    }

    /// The report on a file, with the house's root believed.
    fn verify(&self, name: &str) -> Value {
        let mut command = self.home.lightmark();
        command.args(["verify", "--json", "--trust-list"]).arg(self.path("root.pem")).arg(name);
        let output = command.current_dir(self.path("work")).output().unwrap();
        json_lines(&output).remove(0)
    }

    fn allow(&self) {
        self.run(&["network", "allow", "ocsp", &self.responder.host]);
    }

    fn forget_answers(&self) {
        let _ = std::fs::remove_dir_all(self.path("home/data/ocsp"));
    }
}

/// The checks of a report that are about OCSP.
fn ocsp(report: &Value) -> Vec<Value> {
    let checks = report["signer"]["revocation"].as_array().cloned().unwrap_or_default();
    checks.into_iter().filter(|check| check["kind"] == "ocsp").collect()
}

fn notes(outcome: &Value) -> String {
    outcome["report"]["notes"].to_string()
}

#[test]
fn without_a_say_so_nobody_is_asked_and_files_are_signed_all_the_same() {
    let Some(desk) = Desk::new() else { return };
    let outcomes = desk.signed(&["photo.jpg", "photo.png"]);
    assert_eq!(desk.responder.asked(), 0);
    let told = outcomes.iter().filter(|outcome| notes(outcome).contains("without the issuer")).count();
    assert_eq!(told, 1, "said once for a batch: {outcomes:#?}");
    for outcome in &outcomes {
        assert_eq!(outcome["staple"]["state"], "not-stapled", "{outcome:#}");
        assert_eq!(outcome["staple"]["responder"], *desk.responder.url);
        let remedy = outcome["staple"]["problem"]["remedy"].as_str().unwrap();
        assert!(remedy.contains(&format!("network allow ocsp {}", desk.responder.host)), "{remedy}");
    }
    let checks = ocsp(&desk.verify("photo-signed.jpg"));
    assert_eq!(checks.len(), 1);
    assert_eq!(
        (&checks[0]["result"], &checks[0]["source"]),
        (&"not-checked".into(), &desk.responder.url.clone().into())
    );
    // A "never" goes before this call's permission.
    desk.run(&["network", "deny", "ocsp", &desk.responder.host]);
    desk.signed(&["photo.jpg", "--allow-once", "ocsp"]);
    assert_eq!(desk.responder.asked(), 0);
    let ledger = desk.run(&["network", "ledger", "--json"]);
    assert!(ledger.lines().all(|line| line.contains("refused") && line.contains("\"ocsp\"")), "{ledger}");
}

#[test]
fn bad_answers_are_not_stapled_and_each_has_its_own_sentence() {
    let Some(desk) = Desk::new() else { return };
    desk.allow();
    let mut sentences = Vec::new();
    for (manner, part) in [
        (Manner::Unknown, "does not know"),
        (Manner::NotEntitled, "does not hold"),
        (Manner::Stranger, "does not hold"),
        (Manner::Other, "another certificate"),
        (Manner::OtherNonce, "not for this request"),
        (Manner::Declining, "declined"),
        (Manner::Garbage, "nothing about revocation"),
        (Manner::CutShort, "nothing about revocation"),
        (Manner::Http500, "gave an error"),
        (Manner::Huge, "too large"),
        (Manner::Redirecting, "did not answer itself"),
        (Manner::HangingUp, "broke off"),
        (Manner::Slow, "in time"),
    ] {
        desk.responder.answers(manner);
        let outcome = desk.signed(&["photo.jpg"]).remove(0);
        assert_eq!(outcome["staple"]["state"], "not-stapled", "{manner:?}: {outcome:#}");
        let what = outcome["staple"]["problem"]["what"].as_str().unwrap();
        assert!(what.contains(part), "{manner:?}: {what}");
        assert!(notes(&outcome).contains(part), "{manner:?}: {}", notes(&outcome));
        sentences.push(what.to_owned());
        let checks = ocsp(&desk.verify("photo-signed.jpg"));
        assert_eq!(checks[0]["result"], "not-checked", "{manner:?}: {checks:#?}");
        assert!(!desk.path("home/data/ocsp").exists(), "{manner:?} was kept");
    }
    sentences.sort();
    sentences.dedup();
    assert_eq!(sentences.len(), 11, "{sentences:#?}");
}

#[test]
fn a_good_answer_is_in_the_signature_and_is_asked_for_once() {
    let Some(desk) = Desk::new() else { return };
    for manner in [Manner::Good, Manner::NoNonce] {
        desk.forget_answers();
        desk.responder.answers(manner);
        let before = desk.responder.asked();
        let outcomes = desk.signed(&["photo.jpg", "photo.png", "--allow-once", "ocsp"]);
        for outcome in &outcomes {
            assert_eq!(outcome["staple"]["state"], "stapled", "{manner:?}: {outcome:#}");
            assert!(outcome["staple"]["next_update"].is_string() && outcome["staple"]["kept"].is_null(), "{outcome:#}");
        }
        assert_eq!(desk.responder.asked() - before, 1, "{manner:?}");
    }
    let asked = desk.responder.asked();
    // The next batch has it at hand: no request, and none is allowed.
    let outcome = desk.signed(&["photo.jpg"]).remove(0);
    assert_eq!((&outcome["staple"]["state"], &outcome["staple"]["kept"]), (&"stapled".into(), &true.into()));
    let report = desk.verify("photo-signed.jpg");
    assert_eq!(report["headline"], "verified", "{report:#}");
    let checks = ocsp(&report);
    assert_eq!(checks.len(), 1, "{checks:#?}");
    assert_eq!((&checks[0]["result"], &checks[0]["age_days"]), (&"not-revoked".into(), &0.into()));
    assert!(checks[0]["issued"].is_string());
    assert_eq!(desk.responder.asked(), asked);
    // A damaged answer is not believed, and asked for anew where that is allowed.
    let kept = std::fs::read_dir(desk.path("home/data/ocsp")).unwrap().next().unwrap().unwrap().path();
    std::fs::write(&kept, "damaged").unwrap();
    assert_eq!(desk.signed(&["photo.jpg"])[0]["staple"]["state"], "not-stapled");
    assert_eq!(desk.signed(&["photo.jpg", "--allow-once", "ocsp"])[0]["staple"]["state"], "stapled");
    let ledger = desk.run(&["network", "ledger", "--json"]);
    assert_eq!(ledger.lines().filter(|line| line.contains("\"answered\"")).count(), 3, "{ledger}");
}

#[test]
fn an_answer_of_another_time_is_not_taken() {
    let Some(desk) = Desk::new() else { return };
    desk.signed(&["photo.jpg", "--allow-once", "ocsp"]);
    let kept = std::fs::read_dir(desk.path("home/data/ocsp")).unwrap().next().unwrap().unwrap().path();
    let answer = std::fs::read(kept).unwrap();
    let der = |name: &str| openssl::x509::X509::from_pem(desk.read(name).as_bytes()).unwrap().to_der().unwrap();
    let (leaf, issuer) = (der("ann.pem"), der("inter.pem"));
    let read_at = |hours: i64| {
        let now = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(hours);
        status_answer::read(&answer, &leaf, &issuer, None, now)
    };
    assert!(read_at(0).is_ok_and(|answer| answer.revoked.is_none()));
    for hours in [-24, 24 * 8] {
        assert_eq!(read_at(hours), Err(AnswerFault::OutOfDate), "{hours}");
    }
    let wrong_issuer = status_answer::read(&answer, &leaf, &der("root.pem"), None, jiff::Timestamp::now());
    assert_eq!(wrong_issuer, Err(AnswerFault::NotEntitled));
}

#[test]
fn a_stale_answer_tells_its_age_later() {
    let Some(desk) = Desk::new() else { return };
    desk.signed(&["photo.jpg", "--allow-once", "ocsp"]);
    let later = (jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * 20)).to_string();
    let mut command = desk.home.lightmark();
    command.args(["verify", "--json", "--at", &later, "photo-signed.jpg"]).current_dir(desk.path("work"));
    let checks = ocsp(&json_lines(&command.output().unwrap())[0]);
    assert_eq!((&checks[0]["result"], &checks[0]["age_days"]), (&"out-of-date".into(), &20.into()), "{checks:#?}");
}

#[test]
fn a_revoked_certificate_signs_nothing_also_when_the_responder_is_gone() {
    let Some(desk) = Desk::new() else { return };
    desk.allow();
    desk.responder.answers(Manner::Revoked);
    for manner in [Manner::Revoked, Manner::HangingUp] {
        desk.responder.answers(manner);
        let (outcomes, code, said) = desk.sign(&["photo.jpg", "photo.png"]);
        assert_eq!(code, Some(1), "{manner:?}: {outcomes:#?} {said}");
        for outcome in &outcomes {
            assert_eq!(outcome["state"], "refused");
            let what = outcome["problem"]["what"].as_str().unwrap();
            assert!(what.contains("revoked") && what.contains("Ann Example"), "{what}");
        }
        assert!(!desk.path("work/photo-signed.jpg").exists());
    }
    // The issuer took it back.
    desk.responder.answers(Manner::Good);
    assert_eq!(desk.signed(&["photo.jpg"])[0]["staple"]["state"], "stapled");
}
