//! Keys that a web site keeps: the real program asks a real HTTPS server on this machine, by way of a proxy that stands
//! for the whole Internet, and only where the person allowed it.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::ssl::{SslAcceptor, SslMethod};
use openssl::x509::extension::{BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAlternativeName};
use openssl::x509::{X509, X509NameBuilder};
use serde_json::{Value, json};

use crate::aggregated::Office;
use crate::bench::Bench;
use crate::common::{Home, json_lines};

const SITE: &str = "ids.example";

/// A proxy that leads every connection to one site: what that gives out can be changed.
struct Site {
    proxy: String,
    given: Arc<Mutex<(&'static str, Vec<u8>)>>,
    /// What the proxy was asked to connect to, and what the site was asked for.
    heard: Arc<Mutex<Vec<String>>>,
    asked: Arc<AtomicUsize>,
    root: Vec<u8>,
}

impl Site {
    fn start() -> Self {
        let (root_key, root) = certificate("Test web root", None);
        let (key, leaf) = certificate(SITE, Some((&root, &root_key)));
        let root_pem = root.to_pem().unwrap();
        let mut acceptor = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls()).unwrap();
        acceptor.set_certificate(&leaf).unwrap();
        acceptor.set_private_key(&key).unwrap();
        let acceptor = acceptor.build();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy = format!("http://{}", listener.local_addr().unwrap());
        let site = Self {
            proxy,
            given: Arc::new(Mutex::new(("200 OK", Vec::new()))),
            heard: Arc::default(),
            asked: Arc::default(),
            root: root_pem,
        };
        let (given, heard, asked) = (Arc::clone(&site.given), Arc::clone(&site.heard), Arc::clone(&site.asked));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                asked.fetch_add(1, Ordering::SeqCst);
                let given = given.lock().unwrap().clone();
                // Whoever does not trust us hangs up.
                let _ = serve(stream, &acceptor, &given, &heard);
            }
        });
        site
    }

    fn give(&self, status: &'static str, body: impl Into<Vec<u8>>) {
        *self.given.lock().unwrap() = (status, body.into());
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

fn serve(
    mut stream: TcpStream,
    acceptor: &SslAcceptor,
    (status, body): &(&str, Vec<u8>),
    heard: &Mutex<Vec<String>>,
) -> Option<()> {
    let connect = head(&mut stream)?;
    heard.lock().unwrap().push(connect);
    stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").ok()?;
    let mut stream = acceptor.accept(stream).ok()?;
    let get = head(&mut stream)?;
    heard.lock().unwrap().push(get);
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)).ok()
}

/// The first line of a request, when its head is whole.
fn head(stream: &mut impl Read) -> Option<String> {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    while !bytes.windows(4).any(|window| window == b"\r\n\r\n") {
        let read = stream.read(&mut buffer).ok().filter(|read| *read > 0)?;
        bytes.extend(&buffer[..read]);
    }
    String::from_utf8_lossy(&bytes).lines().next().map(str::to_owned)
}

/// A root, or a server's certificate under one.
fn certificate(name: &str, issuer: Option<(&X509, &PKey<Private>)>) -> (PKey<Private>, X509) {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    let key = PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap();
    let mut subject = X509NameBuilder::new().unwrap();
    subject.append_entry_by_text("CN", name).unwrap();
    let subject = subject.build();
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    builder.set_serial_number(&BigNum::from_u32(7).unwrap().to_asn1_integer().unwrap()).unwrap();
    builder.set_subject_name(&subject).unwrap();
    builder.set_issuer_name(issuer.map_or(&subject, |(issuer, _)| issuer.subject_name())).unwrap();
    builder.set_not_before(&Asn1Time::days_from_now(0).unwrap()).unwrap();
    builder.set_not_after(&Asn1Time::days_from_now(30).unwrap()).unwrap();
    builder.set_pubkey(&key).unwrap();
    let extensions = match issuer {
        None => vec![
            BasicConstraints::new().critical().ca().build().unwrap(),
            KeyUsage::new().critical().key_cert_sign().build().unwrap(),
        ],
        Some(_) => vec![
            ExtendedKeyUsage::new().server_auth().build().unwrap(),
            SubjectAlternativeName::new().dns(name).build(&builder.x509v3_context(None, None)).unwrap(),
        ],
    };
    extensions.into_iter().for_each(|extension| builder.append_extension(extension).unwrap());
    builder.sign(issuer.map_or(&key, |(_, key)| key), MessageDigest::sha256()).unwrap();
    (key, builder.build())
}

/// A home with two files whose named person the site's office vouches for.
struct Desk {
    home: Home,
    office: Arc<Office>,
    site: Site,
}

impl Desk {
    fn new() -> Self {
        let (home, site) = (Home::new(), Site::start());
        let office = Arc::new(Office { issuer: format!("did:web:{SITE}"), ..Office::new() });
        let photo = office.vouched(&Bench::new());
        std::fs::create_dir_all(home.path("work")).unwrap();
        std::fs::write(home.path("work/a.jpg"), &photo).unwrap();
        std::fs::write(home.path("work/b.jpg"), &photo).unwrap();
        std::fs::write(home.path("site.pem"), &site.root).unwrap();
        std::fs::create_dir_all(home.path("home/config")).unwrap();
        let rules = json!({ "schema": "lightmark.network/1", "proxy": site.proxy });
        std::fs::write(home.path("home/config/network.json"), rules.to_string()).unwrap();
        site.give("200 OK", office.document().to_string());
        Self { home, office, site }
    }

    fn verify(&self, args: &[&str]) -> Vec<Value> {
        let mut command = self.home.lightmark();
        command.args(["verify", "--json"]).args(args).current_dir(self.home.path("work"));
        command.env("SSL_CERT_FILE", self.home.path("site.pem")).env_remove("SSL_CERT_DIR");
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        json_lines(&output)
    }

    fn network(&self, args: &[&str]) -> String {
        let output = self.home.lightmark().arg("network").args(args).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

fn state(report: &Value) -> &str {
    report["signer"]["identity"]["state"].as_str().unwrap_or_else(|| panic!("{report:#}"))
}

#[test]
fn a_site_is_not_asked_without_a_say_so() {
    let desk = Desk::new();
    assert_eq!(state(&desk.verify(&["a.jpg"])[0]), "not-checked");
    desk.network(&["allow", "ocsp", SITE]);
    desk.network(&["allow", "did-web", "other.example"]);
    assert_eq!(state(&desk.verify(&["a.jpg"])[0]), "not-checked");
    // Nothing was asked for, so nothing stands in the ledger either.
    assert_eq!(desk.network(&["ledger", "--json"]), "");
    desk.network(&["deny", "did-web", SITE]);
    assert_eq!(state(&desk.verify(&["a.jpg", "--allow-once", "did-web"])[0]), "not-checked");
    assert_eq!(desk.site.asked(), 0);
}

#[test]
fn an_allowed_site_is_asked_once_and_its_key_decides() {
    let desk = Desk::new();
    let reports = desk.verify(&["a.jpg", "b.jpg", "--allow-once", "did-web"]);
    for report in &reports {
        assert_eq!(state(report), "unrecognised", "{report:#}");
        assert_eq!(report["signer"]["identity"]["issuer"], format!("did:web:{SITE}"));
    }
    assert_eq!(desk.site.asked(), 1, "once for a run");
    let heard = desk.site.heard.lock().unwrap().clone();
    assert!(heard[0].starts_with("CONNECT ids.example:443 "), "{heard:?}");
    assert!(heard[1].starts_with("GET /.well-known/did.json "), "{heard:?}");
    // The permission was for that run.
    assert_eq!(state(&desk.verify(&["a.jpg"])[0]), "not-checked");
    desk.network(&["allow", "did-web", SITE]);
    assert_eq!(state(&desk.verify(&["a.jpg"])[0]), "unrecognised");
    assert_eq!(desk.site.asked(), 2);
    // Another key: the signature is not the office's.
    let other = Office { issuer: desk.office.issuer.clone(), ..Office::new() };
    desk.site.give("200 OK", other.document().to_string());
    assert_eq!(state(&desk.verify(&["a.jpg"])[0]), "broken");
    let ledger = desk.network(&["ledger", "--json"]);
    let answered = ledger.lines().filter(|line| line.contains("\"did-web\"") && line.contains("\"answered\""));
    assert_eq!(answered.count(), 3, "{ledger}");
}

#[test]
fn a_site_that_answers_badly_vouches_for_nobody() {
    let desk = Desk::new();
    desk.network(&["allow", "did-web", SITE]);
    let stranger = Office { issuer: "did:web:other.example".into(), ..Office::new() };
    for (status, body, note) in [
        ("404 Not Found", b"gone".to_vec(), Some("gave an error")),
        ("200 OK", vec![b' '; 65_537], Some("too large")),
        ("200 OK", vec![0xff; 9], Some("not a text")),
        ("302 Found\r\nLocation: https://elsewhere.example/did.json", Vec::new(), Some("did not answer itself")),
        ("200 OK", b"<html>".to_vec(), None),
        ("200 OK", stranger.document().to_string().into_bytes(), None),
    ] {
        desk.site.give(status, body);
        let report = desk.verify(&["a.jpg"]).remove(0);
        assert!(matches!(state(&report), "not-checked" | "broken"), "{status} {note:?}: {report:#}");
        let notes = report["notes"].to_string();
        assert!(note.is_none_or(|note| notes.contains(note)), "{status} {note:?}: {notes}");
    }
    // Without its root the site is nobody.
    std::fs::write(desk.home.path("site.pem"), "").unwrap();
    let report = desk.verify(&["a.jpg"]).remove(0);
    assert!(report["notes"].to_string().contains("did not prove who it is"), "{report:#}");
    assert_eq!(state(&report), "not-checked");
}
