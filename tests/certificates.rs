//! Certificates from an organisation: OpenSSL is the authority that signs our requests, and everything that an
//! authority may get wrong is told, with nothing changed. What is taken signs, and our verifier reads it.

mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use common::{Home, fixture, json_lines};
use lightmark::locale;

const GOOD: &str = "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n\
    extendedKeyUsage=emailProtection,1.3.6.1.4.1.62558.2.1\nauthorityKeyIdentifier=keyid\nsubjectKeyIdentifier=hash\n";

const CONFIG: &str = "[ca]\ndefault_ca=own\n[own]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\n\
    default_md=sha256\ndefault_days=365\npolicy=any\nunique_subject=no\nemail_in_dn=no\n\
    [any]\ncommonName=optional\norganizationName=optional\norganizationalUnitName=optional\n\
    [req]\ndistinguished_name=none\nprompt=no\n[none]\n";

/// A home, and beside it an authority with a root and an intermediate.
struct Desk {
    home: Home,
}

impl Desk {
    /// `None` when there is no OpenSSL here, which CI does not let pass.
    fn new() -> Option<Self> {
        if Command::new("openssl").arg("version").output().is_err() {
            assert!(std::env::var_os("CI").is_none(), "openssl is missing, and this is CI");
            eprintln!("skipped: openssl is not on this machine");
            return None;
        }
        let desk = Self { home: Home::new() };
        desk.write("ca.cnf", CONFIG);
        desk.write("index.txt", "");
        desk.write("serial", "1000\n");
        desk.write("root.ext", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n");
        desk.authority("root", "P-256", None);
        desk.authority("inter", "P-384", Some("root"));
        Some(desk)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        std::fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    #[track_caller]
    fn openssl(&self, args: &str) {
        let output = Command::new("openssl").args(args.split('|')).current_dir(self.home.dir.path()).output().unwrap();
        assert!(output.status.success(), "{args}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Makes `name.key` and `name.pem`, self-signed or under another authority.
    fn authority(&self, name: &str, curve: &str, parent: Option<&str>) {
        self.openssl(&format!("genpkey|-algorithm|EC|-pkeyopt|ec_paramgen_curve:{curve}|-out|{name}.key"));
        self.openssl(&format!(
            "req|-new|-config|ca.cnf|-subj|/O=Newsroom/CN=Newsroom {name}|-key|{name}.key|-out|{name}.csr"
        ));
        match parent {
            Some(parent) => self.issue_under(parent, name, &self.read("root.ext"), ""),
            None => self.openssl(&format!(
                "x509|-req|-in|{name}.csr|-signkey|{name}.key|-days|3650|-extfile|root.ext|-out|{name}.pem"
            )),
        }
    }

    /// Signs `name.csr` to `name.pem`, under the intermediate.
    fn issue(&self, name: &str, extensions: &str) {
        self.issue_under("inter", name, extensions, "");
    }

    fn issue_under(&self, authority: &str, name: &str, extensions: &str, more: &str) {
        self.write("one.ext", extensions);
        self.openssl(&format!(
            "ca|-batch|-notext|-config|ca.cnf|-cert|{authority}.pem|-keyfile|{authority}.key|-in|{name}.csr|-out|{name}.pem|-extfile|one.ext{more}"
        ));
    }

    fn run(&self, args: &[&str]) -> Output {
        self.home.lightmark().arg("identity").args(args).stdin(Stdio::null()).output().unwrap()
    }

    #[track_caller]
    fn ok(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// An identity of this algorithm, and its request in `name.csr`.
    fn requested(&self, name: &str, algorithm: &str) -> String {
        let id = self.ok(&["new", "--name", "Ann Ωmega", "--organization", "Newsroom", "--algorithm", algorithm]);
        self.write(&format!("{name}.csr"), self.ok(&["csr", &id]) + "\n");
        id
    }

    /// Writes a file of several others, in this order.
    fn bundle(&self, name: &str, parts: &[&str]) -> PathBuf {
        let text: String = parts.iter().map(|part| self.read(&format!("{part}.pem"))).collect();
        self.write(name, text)
    }

    /// Refused with exit code 3, with this sentence, and the identity is what it was.
    #[track_caller]
    fn refused(&self, id: &str, files: &[&Path], sentence: &str) {
        let before = self.everything();
        let files: Vec<&str> = files.iter().map(|file| file.to_str().unwrap()).collect();
        let output = self.run(&[&["import", id], files.as_slice()].concat());
        assert_told(&output, sentence);
        assert_eq!(self.everything(), before, "a failed import changes nothing");
    }

    /// The list of identities and the key store, byte for byte.
    fn everything(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let folder = std::fs::read_dir(self.path("home/data/identities")).into_iter().flatten();
        let mut files: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).collect();
        files.push(self.path("keys.store"));
        files.sort();
        files.into_iter().map(|file| (file.clone(), std::fs::read(file).unwrap_or_default())).collect()
    }

    /// Signs a photo, has the program verify it with the authority's root, and gives the report.
    #[track_caller]
    fn signs(&self, id: &str, list: &str) -> serde_json::Value {
        let target = self.path(&format!("signed-{id}.jpg"));
        let mut sign = self.home.lightmark();
        sign.arg("sign").arg(fixture("formats/photo.jpg")).args(["--identity", id, "--overwrite", "-o"]).arg(&target);
        let output = sign.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut verify = self.home.lightmark();
        verify.args(["verify", "--json", "--trust-list"]).arg(self.path(list)).arg(&target);
        json_lines(&verify.output().unwrap()).remove(0)
    }
}

#[track_caller]
fn assert_told(output: &Output, sentence: &str) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains(sentence), "{sentence}: {stderr}");
    assert_eq!(output.status.code(), Some(3), "{stderr}");
    assert_eq!(output.stdout, b"");
}

fn what(key: &str) -> &str {
    locale::text(key)
}

#[test]
fn a_newsroom_certifies_every_kind_of_key_and_what_it_signs_is_verified() {
    let Some(desk) = Desk::new() else { return };
    for algorithm in ["ed25519", "es256", "es384"] {
        let id = desk.requested("ann", algorithm);
        desk.openssl("req|-in|ann.csr|-noout|-verify");
        desk.issue("ann", GOOD);
        let shuffled = desk.bundle("chain.pem", &["root", "inter", "ann"]);
        assert_eq!(desk.ok(&["import", &id, shuffled.to_str().unwrap()]), id);
        let card = &json_lines(&desk.run(&["show", &id, "--json"]))[0];
        assert_eq!(card["issuer"], "Newsroom inter");
        assert_eq!(card["algorithm"], algorithm);
        assert_eq!((&card["name"], &card["organization"]), (&"Ann Ωmega".into(), &"Newsroom".into()));
        assert!((363..=365).contains(&card["days_left"].as_i64().unwrap()), "{card}");

        let report = desk.signs(&id, "root.pem");
        assert_eq!(report["headline"], "verified", "{algorithm}: {report:#}");
        assert_eq!(report["signer"]["algorithm"], algorithm);
        assert_eq!(report["signer"]["fingerprint"], card["fingerprint"]);
        assert_eq!(report["signer"]["chain"].as_array().unwrap().len(), 2, "the root stays at home");
        assert_eq!(desk.ok(&["export", &id]).matches("BEGIN CERTIFICATE").count(), 3, "but it is exported");
    }
}

#[test]
fn a_new_key_of_every_kind_signs_at_once() {
    let Some(desk) = Desk::new() else { return };
    for algorithm in ["ed25519", "es256", "es384"] {
        let id = desk.ok(&["new", "--name", algorithm, "--algorithm", algorithm]);
        desk.ok(&["export", &id, "-o", desk.path(&format!("{id}.pem")).to_str().unwrap()]);
        let report = desk.signs(&id, &format!("{id}.pem"));
        assert_eq!((&report["headline"], &report["signer"]["algorithm"]), (&"verified".into(), &algorithm.into()));
    }
    assert_eq!(desk.run(&["new", "--name", "x", "--algorithm", "rsa"]).status.code(), Some(2));
}

#[test]
fn chains_come_in_every_form() {
    let Some(desk) = Desk::new() else { return };
    let id = desk.requested("ann", "es256");
    desk.issue("ann", GOOD);
    desk.authority("stranger", "P-256", None);
    let with_extras = desk.bundle("extras.pem", &["stranger", "inter", "ann", "stranger", "inter", "root"]);
    desk.openssl("x509|-in|ann.pem|-outform|DER|-out|ann.der");
    desk.openssl("x509|-in|inter.pem|-outform|DER|-out|inter.der");
    desk.openssl("x509|-in|root.pem|-outform|DER|-out|root.der");
    let der = ["inter.der", "root.der", "ann.der"].map(|name| std::fs::read(desk.path(name)).unwrap()).concat();
    let der = desk.write("all.der", der);
    desk.openssl("crl2pkcs7|-nocrl|-certfile|extras.pem|-out|all.p7b");
    desk.openssl("crl2pkcs7|-nocrl|-certfile|extras.pem|-outform|DER|-out|all.p7c");
    for file in [with_extras, der, desk.path("all.p7b"), desk.path("all.p7c")] {
        assert_eq!(desk.ok(&["import", &id, file.to_str().unwrap()]), id, "{file:?}");
    }
    let one_by_one = ["root.der", "ann.pem", "inter.der"].map(|name| desk.path(name));
    let files: Vec<&str> = one_by_one.iter().map(|file| file.to_str().unwrap()).collect();
    desk.ok(&[&["import", &id], files.as_slice()].concat());
    assert_eq!(desk.signs(&id, "root.pem")["headline"], "verified");
}

#[test]
fn each_fault_of_a_certificate_is_told_and_changes_nothing() {
    let Some(desk) = Desk::new() else { return };
    let id = desk.requested("ann", "ed25519");
    let without =
        |line: &str| GOOD.lines().filter(|l| !l.starts_with(line)).map(|l| format!("{l}\n")).collect::<String>();
    let with = |line: &str, instead: &str| format!("{}{instead}\n", without(line));
    let cases = [
        (without("extendedKeyUsage"), "keys-fault-no-purpose"),
        (with("extendedKeyUsage", "extendedKeyUsage=serverAuth"), "keys-fault-other-purpose"),
        (with("extendedKeyUsage", "extendedKeyUsage=emailProtection,timeStamping"), "keys-fault-other-purpose"),
        (with("extendedKeyUsage", "extendedKeyUsage=emailProtection,2.5.29.37.0"), "keys-fault-any-purpose"),
        (without("keyUsage"), "keys-fault-no-key-usage"),
        (with("keyUsage", "keyUsage=critical,keyEncipherment"), "keys-fault-no-digital-signature"),
        (with("basicConstraints", "basicConstraints=critical,CA:TRUE"), "keys-fault-authority"),
        (with("keyUsage", "keyUsage=critical,digitalSignature,keyCertSign"), "keys-fault-signs-certificates"),
        (with("authorityKeyIdentifier", "authorityKeyIdentifier=none"), "keys-fault-no-authority-key"),
        (format!("{GOOD}1.2.3.4.5=critical,ASN1:NULL\n"), "keys-fault-unknown-critical"),
    ];
    for (extensions, sentence) in cases {
        desk.issue("ann", &extensions);
        let chain = desk.bundle("chain.pem", &["ann", "inter", "root"]);
        desk.refused(&id, &[&chain], what(sentence));
    }
    desk.issue_under("inter", "ann", GOOD, "|-startdate|20200101000000Z|-enddate|20210101000000Z");
    desk.refused(&id, &[&desk.bundle("chain.pem", &["ann", "inter", "root"])], "2021-01-01T00:00:00Z");
    desk.issue_under("inter", "ann", GOOD, "|-startdate|20400101000000Z|-enddate|20410101000000Z");
    desk.refused(&id, &[&desk.bundle("chain.pem", &["ann", "inter", "root"])], "2040-01-01T00:00:00Z");
    desk.issue_under("inter", "ann", GOOD, "|-md|sha1");
    desk.refused(&id, &[&desk.bundle("chain.pem", &["ann", "inter", "root"])], what("keys-fault-weak"));
    desk.issue_under("inter", "ann", GOOD, "|-subj|/CN=Ann");
    desk.refused(&id, &[&desk.bundle("chain.pem", &["ann", "inter", "root"])], what("keys-fault-no-organization"));

    // Several faults are told at once.
    desk.issue("ann", "keyUsage=critical,keyAgreement\nauthorityKeyIdentifier=none\n");
    let chain = desk.bundle("chain.pem", &["ann", "inter", "root"]);
    for sentence in ["keys-fault-no-digital-signature", "keys-fault-no-purpose", "keys-fault-no-authority-key"] {
        desk.refused(&id, &[&chain], what(sentence));
    }
}

#[test]
fn a_chain_that_is_not_whole_or_not_ours_is_told_and_changes_nothing() {
    let Some(desk) = Desk::new() else { return };
    let id = desk.requested("ann", "es384");
    desk.issue("ann", GOOD);
    let missing = |issuer: &str| format!("CN=Newsroom {issuer}");
    desk.refused(&id, &[&desk.path("ann.pem")], &missing("inter"));
    desk.refused(&id, &[&desk.bundle("a.pem", &["ann", "root"])], &missing("inter"));
    desk.refused(&id, &[&desk.bundle("b.pem", &["ann", "inter"])], &missing("root"));
    desk.refused(&id, &[&desk.bundle("c.pem", &["inter", "root"])], what("problem-import-not-our-key"));
    let html = desk.write("page.html", "<html><body>502 Bad Gateway</body></html>");
    desk.refused(&id, &[&html], what("problem-import-no-certificate"));
    desk.refused(&id, &[&desk.path("gone.pem")], what("problem-import-unreadable"));
    let der = std::fs::read(desk.path("ann.pem")).unwrap();
    let cut = desk.write("cut.pem", &der[..der.len() / 2]);
    desk.refused(&id, &[&cut], what("problem-import-no-certificate"));
    let huge = desk.write("huge.pem", vec![b'x'; 5 << 20]);
    desk.refused(&id, &[&huge], what("problem-import-unreadable"));

    // The intermediate of the same name with another key did not sign it.
    std::fs::rename(desk.path("inter.pem"), desk.path("true.pem")).unwrap();
    desk.authority("inter", "P-384", Some("root"));
    desk.refused(&id, &[&desk.bundle("d.pem", &["ann", "inter", "root"])], &missing("inter"));
    desk.ok(&["import", &id, desk.bundle("e.pem", &["ann", "inter", "root", "true"]).to_str().unwrap()]);
}

#[test]
fn an_issuer_that_may_not_issue_is_told_and_changes_nothing() {
    let Some(desk) = Desk::new() else { return };
    let id = desk.requested("ann", "es256");
    desk.issue("ann", GOOD);
    let authority = desk.read("root.ext");
    let cases = [
        ("basicConstraints=CA:FALSE\nkeyUsage=keyCertSign\n".to_owned(), "", "keys-fault-issuer-not-authority"),
        ("basicConstraints=critical,CA:TRUE\nkeyUsage=cRLSign\n".to_owned(), "", "keys-fault-issuer-not-authority"),
        (authority.clone(), "|-startdate|20200101000000Z|-enddate|20210101000000Z", "keys-fault-issuer-not-valid"),
        (authority.clone(), "|-md|sha1", "keys-fault-issuer-weak"),
    ];
    for (extensions, more, key) in cases {
        desk.issue_under("root", "inter", &extensions, more);
        let issuer = if key == "keys-fault-issuer-not-authority" { "CN=Newsroom inter" } else { "Newsroom inter" };
        let sentence = locale::text_with(key, &[("issuer", "|".into())]);
        let end = sentence.rsplit('|').next().unwrap();
        let chain = desk.bundle("chain.pem", &["ann", "inter", "root"]);
        desk.refused(&id, &[&chain], end);
        desk.refused(&id, &[&chain], issuer);
    }
    // A root that allows no authority beneath it.
    desk.issue_under("root", "inter", &authority, "");
    desk.write("root.ext", "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign\n");
    desk.openssl("x509|-req|-in|root.csr|-signkey|root.key|-days|3650|-extfile|root.ext|-out|root.pem");
    let chain = desk.bundle("chain.pem", &["ann", "inter", "root"]);
    desk.refused(&id, &[&chain], "CN=Newsroom root");
}

#[test]
fn a_certificate_by_the_root_itself_takes_the_root_along() {
    let Some(desk) = Desk::new() else { return };
    let id = desk.requested("ann", "es256");
    desk.issue_under("root", "ann", GOOD, "");
    let chain = desk.bundle("chain.pem", &["ann", "root"]);
    desk.ok(&["import", &id, chain.to_str().unwrap()]);
    let report = desk.signs(&id, "root.pem");
    assert_eq!(report["headline"], "verified");
    assert_eq!(report["signer"]["chain"].as_array().unwrap().len(), 2);
}

#[test]
fn a_request_for_another_key_does_not_certify_this_one() {
    let Some(desk) = Desk::new() else { return };
    let id = desk.requested("ann", "es256");
    desk.requested("bob", "es256");
    desk.issue("bob", GOOD);
    let chain = desk.bundle("chain.pem", &["bob", "inter", "root"]);
    desk.refused(&id, &[&chain], what("problem-import-not-our-key"));
}

#[test]
fn keys_of_other_programs_are_taken_from_pkcs12_and_pem() {
    let Some(desk) = Desk::new() else { return };
    for (kind, algorithm) in [
        ("EC|-pkeyopt|ec_paramgen_curve:P-256", "es256"),
        ("EC|-pkeyopt|ec_paramgen_curve:P-384", "es384"),
        ("ED25519", "ed25519"),
    ] {
        desk.openssl(&format!("genpkey|-algorithm|{kind}|-out|other.key"));
        desk.openssl("req|-new|-config|ca.cnf|-subj|/O=Agency/CN=Old Program|-key|other.key|-out|other.csr");
        desk.issue("other", GOOD);
        desk.bundle("issuers.pem", &["inter", "root"]);
        desk.openssl(
            "pkcs12|-export|-inkey|other.key|-in|other.pem|-certfile|issuers.pem|-passout|pass:geheim|-out|other.p12",
        );
        desk.openssl("pkey|-in|other.key|-aes256|-passout|pass:geheim|-out|locked.key");
        let with = |name: &str, key: &str| {
            let text = [desk.read("root.pem"), desk.read(key), desk.read("other.pem"), desk.read("inter.pem")].concat();
            desk.write(name, text)
        };
        let files = [desk.path("other.p12"), with("locked.pem", "locked.key"), with("open.pem", "other.key")];
        let import = |file: &Path, passphrase: Option<&str>| {
            let mut command = desk.home.lightmark();
            command.args(["identity", "import-key"]).arg(file).stdin(Stdio::null());
            if let Some(passphrase) = passphrase {
                command.env("LIGHTMARK_IMPORT_PASSPHRASE", passphrase);
            }
            command.output().unwrap()
        };
        let before = desk.everything();
        for file in &files[..2] {
            assert_told(&import(file, Some("falsch")), what("problem-import-passphrase"));
            assert_told(&import(file, None), what("problem-import-passphrase-needed"));
        }
        assert_eq!(desk.everything(), before);
        for (n, file) in files.iter().enumerate() {
            let output = import(file, Some("geheim"));
            assert!(output.status.success(), "{kind} {n}: {}", String::from_utf8_lossy(&output.stderr));
            let id = String::from_utf8(output.stdout).unwrap().trim().to_owned();
            assert_told(&import(file, Some("geheim")), &id);
            let report = desk.signs(&id, "root.pem");
            assert_eq!(report["headline"], "verified", "{kind} {n}");
            assert_eq!(
                (&report["signer"]["name"], &report["signer"]["algorithm"]),
                (&"Old Program".into(), &algorithm.into())
            );
            desk.ok(&["delete", &id, "--yes"]);
        }
    }
}

#[test]
fn keys_that_cannot_be_used_are_told() {
    let Some(desk) = Desk::new() else { return };
    let before = desk.everything();
    let import = |name: &str| desk.run(&["import-key", desk.path(name).to_str().unwrap()]);
    desk.openssl("genpkey|-algorithm|RSA|-out|rsa.key");
    desk.openssl("genpkey|-algorithm|EC|-pkeyopt|ec_paramgen_curve:P-256|-out|ec.key");
    assert_told(&import("rsa.key"), what("problem-import-key-kind"));
    assert_told(&import("ec.key"), what("problem-import-no-certificate"));
    assert_told(&import("root.pem"), what("problem-import-no-key"));
    desk.write("mixed.pem", [desk.read("ec.key"), desk.read("root.pem")].concat());
    assert_told(&import("mixed.pem"), what("problem-import-other-keys"));
    desk.write("ca.pem", [desk.read("root.key"), desk.read("root.pem")].concat());
    assert_told(&import("ca.pem"), what("keys-fault-self-signed"));
    desk.write("cut.p12", [0x30, 0x82, 0x10, 0x00, 0x02]);
    assert_told(&import("cut.p12"), what("problem-import-no-key"));
    assert_eq!(desk.everything(), before);
}

#[test]
fn a_person_is_warned_before_the_certificate_ends() {
    let Some(desk) = Desk::new() else { return };
    let id = desk.requested("ann", "ed25519");
    for (days, key) in [(90, None), (45, Some("60")), (20, Some("30")), (3, Some("7"))] {
        desk.issue_under("inter", "ann", GOOD, &format!("|-days|{days}"));
        let chain = desk.bundle("chain.pem", &["ann", "inter", "root"]);
        desk.ok(&["import", &id, chain.to_str().unwrap()]);
        let photo = fixture("formats/photo.jpg");
        let out = desk.path(&format!("{days}.jpg"));
        let mut sign = desk.home.lightmark();
        sign.arg("sign").arg(photo).args(["--identity", &id, "-o"]).arg(out);
        for output in [desk.run(&["list"]), desk.run(&["show", &id]), sign.output().unwrap()] {
            let stderr = String::from_utf8_lossy(&output.stderr);
            match key {
                None => assert_eq!(stderr, ""),
                Some("60") => assert!(stderr.contains("days, at") && !stderr.contains("soon"), "{stderr}"),
                Some("30") => assert!(stderr.contains("soon"), "{stderr}"),
                Some(_) => assert!(stderr.contains("now"), "{stderr}"),
            }
        }
    }
}
