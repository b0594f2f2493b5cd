//! What `openssl verify` says about the same chain, as a second opinion.

use std::process::Command;

/// How OpenSSL's answer relates to ours.
#[derive(Clone, Copy)]
pub enum Second {
    /// Accepts what we accept, refuses what we refuse.
    Agrees,
    /// Accepts what we refuse, for the reason given.
    Accepts(&'static str),
    /// Refuses what we accept, for the reason given.
    Refuses(&'static str),
    /// Cannot be asked, for the reason given.
    NotAsked(&'static str),
}

/// Whether the program is there to be asked.
pub fn is_there() -> bool {
    Command::new("openssl").arg("version").output().is_ok_and(|output| output.status.success())
}

/// Whether OpenSSL accepts the chain (signer first) under these anchors at that time.
pub fn accepts(chain: &[Vec<u8>], anchors: &[Vec<u8>], at: i64) -> (bool, String) {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, certificates: &[Vec<u8>]| {
        let path = dir.path().join(name);
        let pems: Vec<Vec<u8>> = certificates.iter().map(|der| pem(der)).collect();
        std::fs::write(&path, pems.concat()).unwrap();
        path
    };
    let (leaf, others) = chain.split_first().unwrap();
    let mut command = Command::new("openssl");
    command.args(["verify", "-x509_strict", "-partial_chain", "-no-CApath", "-no-CAstore", "-purpose", "any"]);
    command.args(["-attime", &at.to_string()]).arg("-CAfile").arg(write("anchors.pem", anchors));
    if !others.is_empty() {
        command.arg("-untrusted").arg(write("others.pem", others));
    }
    let output = command.arg(write("leaf.pem", std::slice::from_ref(leaf))).output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn pem(der: &[u8]) -> Vec<u8> {
    let encoded = openssl::base64::encode_block(der);
    let lines: Vec<&str> = encoded.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n")).into_bytes()
}
