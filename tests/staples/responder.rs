//! An OCSP responder on this machine: `openssl ocsp` behind HTTP, which answers well or in one bad manner.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How the responder answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    Good,
    Revoked,
    /// Does not know the certificate.
    Unknown,
    /// Signs with a certificate that is not for OCSP.
    NotEntitled,
    /// Signs with a certificate of its own making.
    Stranger,
    /// Answers about another certificate.
    Other,
    /// Answers with a nonce that nobody sent.
    OtherNonce,
    /// Leaves the nonce out, as prepared answers do.
    NoNonce,
    Declining,
    Garbage,
    CutShort,
    Http500,
    Huge,
    Redirecting,
    HangingUp,
    /// A byte now and then.
    Slow,
}

/// A running responder for the authority whose files are in a folder. Its threads end with the test.
pub struct Responder {
    pub url: String,
    /// As rules and ledger name it.
    pub host: String,
    asked: Arc<AtomicUsize>,
    manner: Arc<Mutex<Manner>>,
}

impl Responder {
    /// Listens; `dir` may be filled later, before it is asked.
    pub fn start(dir: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let (asked, manner) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Manner::Good)));
        let (count, how, dir) = (Arc::clone(&asked), Arc::clone(&manner), dir.to_owned());
        let own = host.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                count.fetch_add(1, Ordering::SeqCst);
                let (manner, dir, own) = (*how.lock().unwrap(), dir.clone(), own.clone());
                std::thread::spawn(move || serve(stream, manner, &dir, &own));
            }
        });
        Self { url: format!("http://{host}/ocsp"), host, asked, manner }
    }

    pub fn answers(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    /// How many connections there were.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

fn serve(mut stream: impl Read + Write, manner: Manner, dir: &Path, own: &str) {
    let Some(query) = request(&mut stream) else { return };
    let (status, body) = match manner {
        Manner::HangingUp => return,
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
        Manner::Http500 => ("500 Internal Server Error".to_owned(), b"oops".to_vec()),
        Manner::Redirecting => (format!("307 Temporary Redirect\r\nLocation: http://localhost:9/{own}"), Vec::new()),
        Manner::Garbage => ("200 OK".into(), b"<html>Welcome to the responder</html>".to_vec()),
        Manner::Huge => ("200 OK".into(), vec![0x30; 4_000_000]),
        // OCSPResponseStatus tryLater (RFC 6960 section 4.2.1).
        Manner::Declining => ("200 OK".into(), vec![0x30, 0x03, 0x0a, 0x01, 0x03]),
        _ => ("200 OK".into(), answer(&query, manner, dir)),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/ocsp-response\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    // Whoever has read enough hangs up.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
}

/// What OpenSSL answers by the authority's own list of what it issued.
fn answer(query: &[u8], manner: Manner, dir: &Path) -> Vec<u8> {
    let own = tempfile::tempdir().unwrap();
    let path = |name: &str| own.path().join(name);
    let mut query = query.to_vec();
    let rows = std::fs::read_to_string(dir.join("index.txt")).unwrap();
    let rows = match manner {
        Manner::Revoked => rows
            .lines()
            .map(|row| {
                let fields: Vec<&str> = row.split('\t').collect();
                format!("R\t{}\t260101000000Z,keyCompromise\t{}\t{}\t{}\n", fields[1], fields[3], fields[4], fields[5])
            })
            .collect(),
        Manner::Unknown => String::new(),
        _ => rows,
    };
    std::fs::write(path("index.txt"), rows).unwrap();
    match manner {
        // The nonce is the last thing in the request, the serial number stands before it.
        Manner::OtherNonce => *query.last_mut().unwrap() ^= 1,
        Manner::Other | Manner::NoNonce => query = another(dir, own.path(), manner == Manner::NoNonce),
        _ => {}
    }
    std::fs::write(path("request.der"), query).unwrap();
    let signer = match manner {
        Manner::NotEntitled => "unentitled",
        Manner::Stranger => "stranger",
        _ => "responder",
    };
    let output = Command::new("openssl")
        .args(["ocsp", "-ndays", "7"])
        .arg("-index")
        .arg(path("index.txt"))
        .arg("-CA")
        .arg(dir.join("inter.pem"))
        .arg("-rsigner")
        .arg(dir.join(format!("{signer}.pem")))
        .arg("-rkey")
        .arg(dir.join(format!("{signer}.key")))
        .arg("-reqin")
        .arg(path("request.der"))
        .arg("-respout")
        .arg(path("response.der"))
        .output()
        .unwrap();
    let mut response =
        std::fs::read(path("response.der")).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    if manner == Manner::CutShort {
        response.truncate(response.len() - 100);
    }
    response
}

/// A request without a nonce, about the certificate that was asked about or about the responder's own.
fn another(dir: &Path, own: &Path, same: bool) -> Vec<u8> {
    let target: PathBuf = own.join("other.der");
    let about = dir.join(if same { "ann.pem" } else { "responder.pem" });
    let output = Command::new("openssl")
        .args(["ocsp", "-no_nonce", "-issuer"])
        .arg(dir.join("inter.pem"))
        .arg("-cert")
        .arg(about)
        .arg("-reqout")
        .arg(&target)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    std::fs::read(target).unwrap()
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
        assert!(head.contains("content-type: application/ocsp-request"), "{head}");
        if bytes.len() >= end + 4 + length {
            return Some(bytes[end + 4..end + 4 + length].to_vec());
        }
    }
}
