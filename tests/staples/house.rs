//! A house that issues certificates and answers for them, and a home with an identity that it certified.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::common::{Home, fixture, json_lines};
use crate::responder::Responder;

const CONFIG: &str = "[ca]\ndefault_ca=own\n[own]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\n\
    default_md=sha256\ndefault_days=365\npolicy=any\nunique_subject=no\nemail_in_dn=no\n\
    [any]\ncommonName=optional\norganizationName=optional\norganizationalUnitName=optional\n\
    [req]\ndistinguished_name=none\nprompt=no\n[none]\n";
const AUTHORITY: &str = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n\
    subjectKeyIdentifier=hash\n";
const LEAF: &str = "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n\
    authorityKeyIdentifier=keyid\nsubjectKeyIdentifier=hash\n";

/// A home with an identity whose certificate names a responder, which listens.
pub struct Desk {
    pub home: Home,
    pub id: String,
    pub responder: Responder,
}

impl Desk {
    /// `None` when there is no OpenSSL here, which CI does not let pass.
    pub fn new() -> Option<Self> {
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

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
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
    pub fn run(&self, args: &[&str]) -> String {
        let output = self.home.lightmark().args(args).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Signs over earlier copies; gives the outcomes, the exit code and what was said.
    pub fn sign(&self, args: &[&str]) -> (Vec<Value>, Option<i32>, String) {
        let mut command = self.home.lightmark();
        command.args(["sign", "--json", "--overwrite", "--identity", &self.id]).args(args);
        let output = command.current_dir(self.path("work")).output().unwrap();
        (json_lines(&output), output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    #[track_caller]
    pub fn signed(&self, args: &[&str]) -> Vec<Value> {
        let (outcomes, code, said) = self.sign(args);
        assert_eq!(code, Some(0), "{outcomes:#?}\n{said}");
        outcomes
    }

    /// The report on a file, with the house's root believed.
    pub fn verify(&self, name: &str) -> Value {
        let mut command = self.home.lightmark();
        command.args(["verify", "--json", "--trust-list"]).arg(self.path("root.pem")).arg(name);
        let output = command.current_dir(self.path("work")).output().unwrap();
        json_lines(&output).remove(0)
    }

    pub fn allow(&self) {
        self.run(&["network", "allow", "ocsp", &self.responder.host]);
    }

    pub fn forget_answers(&self) {
        let _ = std::fs::remove_dir_all(self.path("home/data/ocsp"));
    }
}
