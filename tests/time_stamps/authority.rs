//! A time-stamp authority on this machine: OpenSSL's `ts` behind HTTP, which answers well or in one bad manner.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::ssl::{SslAcceptor, SslMethod};
use openssl::x509::extension::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAlternativeName, SubjectKeyIdentifier,
};
use openssl::x509::{X509, X509NameBuilder};

/// How the authority answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    Good,
    /// Signs the answer to another request.
    WrongNonce,
    WrongDigest,
    /// Gives the stamp of an earlier request.
    Replay,
    /// Signs with a certificate that ran out.
    Expired,
    /// Answers properly that it will not.
    Rejecting,
    Garbage,
    CutShort,
    /// The signature does not hold.
    Forged,
    Http500,
    Huge,
    /// Points to an authority that answers well.
    Redirecting,
    HangingUp,
    /// Takes the request and never says a word.
    Silent,
    /// A byte now and then.
    Slow,
    /// Nobody listens.
    NotThere,
    /// Answers well, over TLS, with a certificate under its own root.
    Secure,
}

/// A running authority. Its threads end with the test.
pub struct Authority {
    pub url: String,
    /// As rules and ledger name it.
    pub host: String,
    asked: Arc<AtomicUsize>,
    root: X509,
    /// For a redirecting one: where it points to.
    _elsewhere: Option<Box<Authority>>,
}

/// What answers need.
struct Office {
    dir: tempfile::TempDir,
    manner: Manner,
    elsewhere: Option<String>,
    earlier: Mutex<Option<Vec<u8>>>,
}

impl Authority {
    pub fn start(manner: Manner) -> Self {
        let elsewhere = (manner == Manner::Redirecting).then(|| Box::new(Self::start(Manner::Good)));
        let (office, root) = Office::open(manner, elsewhere.as_ref().map(|other| other.url.clone()));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut host = listener.local_addr().unwrap().to_string();
        if manner == Manner::NotThere {
            // Nobody listens at the port of tcpmux; a port that was given back could be another test's by now.
            host = "127.0.0.1:1".to_owned();
        }
        let scheme = if manner == Manner::Secure { "https" } else { "http" };
        let asked = Arc::new(AtomicUsize::new(0));
        if manner != Manner::NotThere {
            let (office, asked) = (Arc::new(office), Arc::clone(&asked));
            let acceptor = (manner == Manner::Secure).then(|| office.acceptor());
            std::thread::spawn(move || {
                for stream in listener.incoming().flatten() {
                    asked.fetch_add(1, Ordering::SeqCst);
                    let office = Arc::clone(&office);
                    let acceptor = acceptor.clone();
                    std::thread::spawn(move || match acceptor {
                        None => office.serve(stream),
                        // A client that does not trust us ends the handshake.
                        Some(acceptor) => drop(acceptor.accept(stream).map(|stream| office.serve(stream))),
                    });
                }
            });
        }
        Self { url: format!("{scheme}://{host}/tsa"), host, asked, root, _elsewhere: elsewhere }
    }

    /// How many connections there were.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// Writes the root that vouches for the authority, and gives its path as text.
    pub fn root_pem(&self, path: &Path) -> String {
        std::fs::write(path, self.root.to_pem().unwrap()).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

impl Office {
    fn open(manner: Manner, elsewhere: Option<String>) -> (Self, X509) {
        let dir = tempfile::tempdir().unwrap();
        let (root_key, root) = certificate("Test time root", None, (-300, 300));
        let days = if manner == Manner::Expired { (-200, -10) } else { (-10, 200) };
        let (key, leaf) = certificate("Test time authority", Some((&root, &root_key)), days);
        let file = |name: &str, content: &[u8]| std::fs::write(dir.path().join(name), content).unwrap();
        let (server_key, server) = certificate("127.0.0.1", Some((&root, &root_key)), (-1, 30));
        file("server.pem", &server.to_pem().unwrap());
        file("server.key", &server_key.private_key_to_pem_pkcs8().unwrap());
        file("root.pem", &root.to_pem().unwrap());
        file("tsa.pem", &leaf.to_pem().unwrap());
        file("tsa.key", &key.private_key_to_pem_pkcs8().unwrap());
        let digests = if manner == Manner::Rejecting { "sha512" } else { "sha256, sha384, sha512" };
        let config = format!(
            "[tsa]\ndefault_tsa = t\n[t]\ndir = {}\nserial = $dir/serial\ncrypto_device = builtin\n\
             signer_cert = $dir/tsa.pem\ncerts = $dir/root.pem\nsigner_key = $dir/tsa.key\nsigner_digest = sha256\n\
             default_policy = 1.2.3.4.1\ndigests = {digests}\naccuracy = secs:1\nordering = no\ntsa_name = no\n\
             ess_cert_id_chain = no\ness_cert_id_alg = sha256\n",
            dir.path().display()
        );
        file("tsa.cnf", config.as_bytes());
        (Self { dir, manner, elsewhere, earlier: Mutex::new(None) }, root)
    }

    /// With a server's certificate under the office's root, for the machine's number: not everywhere is its name known.
    fn acceptor(&self) -> SslAcceptor {
        let file = |name: &str| std::fs::read(self.dir.path().join(name)).unwrap();
        let mut acceptor = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls()).unwrap();
        acceptor.set_certificate(&X509::from_pem(&file("server.pem")).unwrap()).unwrap();
        acceptor.set_private_key(&PKey::private_key_from_pem(&file("server.key")).unwrap()).unwrap();
        acceptor.build()
    }

    fn serve(&self, mut stream: impl Read + Write) {
        let Some(mut query) = request(&mut stream) else { return };
        match self.manner {
            Manner::HangingUp => return,
            Manner::Silent => return std::thread::sleep(Duration::from_secs(120)),
            Manner::Slow => {
                for byte in b"HTTP/1.1 200 OK\r\nX-Slow: ".iter().chain(std::iter::repeat_n(&b'x', 240)) {
                    // The other side has given up at some time; that is what is tested.
                    if stream.write_all(&[*byte]).is_err() {
                        return;
                    }
                    std::thread::sleep(Duration::from_millis(500));
                }
                return;
            }
            Manner::WrongNonce => {
                // The nonce ends before the last element, a boolean of three bytes.
                let at = query.len() - 4;
                query[at] ^= 1;
            }
            Manner::WrongDigest => {
                let at = query.windows(2).position(|pair| pair == [4, 32]).unwrap();
                query[at + 2] ^= 1;
            }
            _ => {}
        }
        let (status, body) = match self.manner {
            Manner::Http500 => ("500 Internal Server Error".to_owned(), b"oops".to_vec()),
            Manner::Redirecting => {
                (format!("307 Temporary Redirect\r\nLocation: {}", self.elsewhere.as_ref().unwrap()), Vec::new())
            }
            Manner::Garbage => ("200 OK".into(), b"<html>Welcome to the time-stamp authority</html>".to_vec()),
            Manner::Huge => ("200 OK".into(), vec![0x30; 4_000_000]),
            _ => ("200 OK".into(), self.stamp(&query)),
        };
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/timestamp-reply\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n",
            body.len()
        );
        // Whoever has read enough hangs up.
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
    }

    fn stamp(&self, query: &[u8]) -> Vec<u8> {
        if self.manner == Manner::Replay {
            let mut earlier = self.earlier.lock().unwrap();
            if earlier.is_none() {
                let mut other = query.to_vec();
                let at = query.windows(2).position(|pair| pair == [4, 32]).unwrap();
                other[at + 2..at + 34].fill(7);
                *earlier = Some(self.openssl(&other));
            }
            return earlier.clone().unwrap();
        }
        let mut answer = self.openssl(query);
        match self.manner {
            Manner::CutShort => answer.truncate(answer.len() - 100),
            // The signature is the last thing in the answer.
            Manner::Forged => *answer.last_mut().unwrap() ^= 1,
            _ => {}
        }
        answer
    }

    fn openssl(&self, query: &[u8]) -> Vec<u8> {
        let mut file = tempfile::NamedTempFile::new_in(self.dir.path()).unwrap();
        file.write_all(query).unwrap();
        // The serial number is a file; two at once would take the same.
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        let _one = ONE_AT_A_TIME.lock().unwrap();
        let output = Command::new("openssl")
            .args(["ts", "-reply", "-config"])
            .arg(self.dir.path().join("tsa.cnf"))
            .arg("-queryfile")
            .arg(file.path())
            .output()
            .unwrap();
        assert!(!output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }
}

/// The body of one POST.
fn request(stream: &mut impl Read) -> Option<Vec<u8>> {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let read = stream.read(&mut buffer).ok().filter(|read| *read > 0)?;
        bytes.extend(&buffer[..read]);
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
        let length =
            head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok())?;
        assert!(head.contains("content-type: application/timestamp-query"), "{head}");
        if bytes.len() >= end + 4 + length {
            return Some(bytes[end + 4..end + 4 + length].to_vec());
        }
    }
}

/// A root, or a certificate for time stamps under one; `days` is its validity from today.
fn certificate(name: &str, issuer: Option<(&X509, &PKey<Private>)>, days: (i64, i64)) -> (PKey<Private>, X509) {
    let key = PKey::from_ec_key(EcKey::generate(&EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap()).unwrap());
    let key = key.unwrap();
    let mut subject = X509NameBuilder::new().unwrap();
    subject.append_entry_by_text("O", "Test time").unwrap();
    subject.append_entry_by_text("CN", name).unwrap();
    let subject = subject.build();
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    let serial = BigNum::from_u32(if issuer.is_some() { 2 } else { 1 }).unwrap().to_asn1_integer().unwrap();
    builder.set_serial_number(&serial).unwrap();
    builder.set_subject_name(&subject).unwrap();
    builder.set_issuer_name(issuer.map_or(&subject, |(issuer, _)| issuer.subject_name())).unwrap();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as i64;
    let at = |days: i64| Asn1Time::from_unix(now + days * 86400).unwrap();
    builder.set_not_before(&at(days.0)).unwrap();
    builder.set_not_after(&at(days.1)).unwrap();
    builder.set_pubkey(&key).unwrap();
    let mut extensions = Vec::new();
    if issuer.is_none() {
        extensions.push(BasicConstraints::new().critical().ca().build().unwrap());
        extensions.push(KeyUsage::new().critical().key_cert_sign().crl_sign().build().unwrap());
    } else {
        extensions.push(BasicConstraints::new().critical().build().unwrap());
        extensions.push(KeyUsage::new().critical().digital_signature().build().unwrap());
        if name == "127.0.0.1" {
            extensions.push(ExtendedKeyUsage::new().server_auth().build().unwrap());
            let context = builder.x509v3_context(None, None);
            extensions.push(SubjectAlternativeName::new().ip(name).build(&context).unwrap());
        } else {
            extensions.push(ExtendedKeyUsage::new().critical().time_stamping().build().unwrap());
        }
    }
    for extension in extensions {
        builder.append_extension(extension).unwrap();
    }
    let identifier = SubjectKeyIdentifier::new().build(&builder.x509v3_context(None, None)).unwrap();
    builder.append_extension(identifier).unwrap();
    if let Some((issuer, _)) = issuer {
        let context = builder.x509v3_context(Some(issuer), None);
        let identifier = AuthorityKeyIdentifier::new().keyid(true).build(&context).unwrap();
        builder.append_extension(identifier).unwrap();
    }
    builder.sign(issuer.map_or(&key, |(_, key)| key), MessageDigest::sha256()).unwrap();
    (key, builder.build())
}
