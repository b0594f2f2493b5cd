//! The way out, against servers on this machine that answer well and badly.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use super::*;

struct Desk {
    dir: tempfile::TempDir,
    network: Network,
}

fn desk() -> Desk {
    let dir = tempfile::tempdir().unwrap();
    let network = Network::new(&dir.path().join("config"), &dir.path().join("data"));
    Desk { dir, network }
}

/// A server that gives each of these answers to one connection, then is gone. Gives its address and what it heard.
fn server(answers: Vec<Vec<u8>>) -> (String, std::thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let heard = std::thread::spawn(move || {
        let mut heard = Vec::new();
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let (mut request, mut buffer) = (Vec::new(), [0; 4096]);
            // All of it, body too: closing with some of it unread would reset the connection.
            while !is_whole(&request) {
                let read = stream.read(&mut buffer).unwrap();
                request.extend(&buffer[..read]);
                if read == 0 {
                    break;
                }
            }
            heard.push(String::from_utf8_lossy(&request).into_owned());
            // Whoever has heard enough hangs up.
            let _ = stream.write_all(&answer);
        }
        heard
    });
    (host, heard)
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_lowercase();
    let Some((head, _)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok()).unwrap_or(0);
    let head_bytes = request.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    request.len() - head_bytes >= length
}

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn last(desk: &Desk) -> LedgerEntry {
    desk.network.ledger().unwrap().0.pop().unwrap()
}

#[test]
fn nobody_is_asked_without_a_yes_and_the_refusal_is_written_down() {
    let desk = desk();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let url = format!("http://{host}/");
    let refused = desk.network.fetch(Purpose::Lists, &url, 100);
    assert!(matches!(refused, Err(NetworkError::NotAllowed { .. })));
    desk.network.allow_once(Purpose::TimeStamps, &url).unwrap();
    assert!(matches!(desk.network.fetch(Purpose::Lists, &url, 100), Err(NetworkError::NotAllowed { .. })));
    desk.network.set(Purpose::TimeStamps, &host, Some(Say::Never)).unwrap();
    let forbidden = desk.network.fetch(Purpose::TimeStamps, &url, 100);
    assert!(matches!(forbidden, Err(NetworkError::Forbidden { .. })), "a never goes before once");
    assert!(listener.accept().is_err(), "somebody connected");
    let (entries, _) = desk.network.ledger().unwrap();
    let reasons: Vec<_> = entries.iter().map(|entry| (entry.outcome, entry.reason.as_deref().unwrap())).collect();
    let refused = RequestOutcome::Refused;
    assert_eq!(reasons, [(refused, "not-allowed"), (refused, "not-allowed"), (refused, "forbidden")]);
}

#[test]
fn an_allowed_request_says_no_more_than_it_must_and_is_written_down() {
    let desk = desk();
    let (host, heard) = server(vec![answer("200 OK", b"list")]);
    desk.network.set(Purpose::Lists, &host, Some(Say::Always)).unwrap();
    assert_eq!(desk.network.fetch(Purpose::Lists, &format!("http://{host}/a?b"), 4).unwrap(), b"list");
    let heard = heard.join().unwrap().remove(0).to_lowercase();
    let mut lines: Vec<&str> = heard.lines().filter(|line| !line.is_empty()).collect();
    lines.sort_unstable();
    let agent = format!("user-agent: lightmark/{}", env!("CARGO_PKG_VERSION"));
    let expected = ["accept: */*", "get /a?b http/1.1", &format!("host: {host}"), &agent];
    assert_eq!(lines, expected);
    let entry = last(&desk);
    assert_eq!((entry.outcome, entry.received_bytes, entry.sent_bytes), (RequestOutcome::Answered, 4, 0));
    assert_eq!(desk.network.ledger().unwrap().0.len(), 1);
}

#[test]
fn bad_answers_have_their_own_names() {
    for (raw, key) in [
        (answer("500 Oops", b""), "status"),
        (answer("404 Not Found", b"<html>"), "status"),
        (answer("200 OK", b"123456"), "too-large"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n123456\r\n0\r\n\r\n".to_vec(), "too-large"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12".to_vec(), "broken"),
        (b"SSH-2.0-OpenSSH\r\n".to_vec(), "broken"),
        (Vec::new(), "broken"),
        (format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\n", "x".repeat(40_000)).into_bytes(), "too-large"),
    ] {
        let desk = desk();
        let (host, _heard) = server(vec![raw.clone()]);
        desk.network.set(Purpose::Lists, &host, Some(Say::Always)).unwrap();
        let error = desk.network.fetch(Purpose::Lists, &format!("http://{host}/"), 5).unwrap_err();
        assert_eq!(error.key(), key, "{:?}: {error:?}", String::from_utf8_lossy(&raw[..raw.len().min(60)]));
        assert_eq!(last(&desk).reason.as_deref(), Some(key));
    }
}

#[test]
fn a_redirect_stays_within_its_host() {
    let to = |place: &str| answer(&format!("302 Found\r\nLocation: {place}"), b"");
    let desk = desk();
    let (host, _heard) = server(vec![to("/b"), answer("200 OK", b"b")]);
    desk.network.set(Purpose::Lists, &host, Some(Say::Always)).unwrap();
    assert_eq!(desk.network.fetch(Purpose::Lists, &format!("http://{host}/a"), 5).unwrap(), b"b");
    for elsewhere in ["http://127.0.0.1:1/", "//127.0.0.1:1/", "https://example.org/", ""] {
        let (host, _heard) = server(vec![to(elsewhere)]);
        desk.network.set(Purpose::Lists, &host, Some(Say::Always)).unwrap();
        let error = desk.network.fetch(Purpose::Lists, &format!("http://{host}/a"), 5).unwrap_err();
        assert_eq!(error.key(), "redirected", "{elsewhere}");
    }
    let (host, _heard) = server(vec![to("/b")]);
    desk.network.set(Purpose::Lists, &host, Some(Say::Always)).unwrap();
    let error = desk.network.post(Purpose::Lists, &format!("http://{host}/a"), "text/plain", b"x", 5).unwrap_err();
    assert_eq!(error.key(), "redirected", "what was sent is not sent on");
}

#[test]
fn the_proxy_of_the_settings_is_used_for_others_and_never_for_this_machine() {
    let desk = desk();
    let (proxy, heard) = server(vec![answer("403 Forbidden", b"")]);
    std::fs::create_dir_all(desk.dir.path().join("config")).unwrap();
    let rules = format!(r#"{{"proxy":"http://{proxy}"}}"#);
    std::fs::write(desk.dir.path().join("config/network.json"), rules).unwrap();
    desk.network.allow_once(Purpose::Lists, "https://lists.example/a").unwrap();
    let error = desk.network.fetch(Purpose::Lists, "https://lists.example/a", 5).unwrap_err();
    assert_eq!(error.key(), "proxy-failed", "{error:?}");
    assert!(heard.join().unwrap().remove(0).starts_with("CONNECT lists.example:443 HTTP/1.1"));

    let (host, _heard) = server(vec![answer("200 OK", b"here")]);
    desk.network.set(Purpose::Lists, &host, Some(Say::Always)).unwrap();
    assert_eq!(desk.network.fetch(Purpose::Lists, &format!("http://{host}/"), 5).unwrap(), b"here");
}

#[test]
fn nothing_is_asked_that_cannot_be_written_down() {
    let desk = desk();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let host = listener.local_addr().unwrap().to_string();
    desk.network.set(Purpose::Lists, &host, Some(Say::Always)).unwrap();
    std::fs::create_dir_all(desk.dir.path().join("data/network-ledger.jsonl")).unwrap();
    let error = desk.network.fetch(Purpose::Lists, &format!("http://{host}/"), 5).unwrap_err();
    assert_eq!(error.key(), "ledger-unwritable");
    assert!(listener.accept().is_err(), "somebody connected");
}

#[test]
fn broken_rules_allow_nothing() {
    let desk = desk();
    std::fs::create_dir_all(desk.dir.path().join("config")).unwrap();
    std::fs::write(desk.dir.path().join("config/network.json"), "{").unwrap();
    desk.network.allow_once(Purpose::Lists, "http://127.0.0.1:9/").unwrap();
    let error = desk.network.fetch(Purpose::Lists, "http://127.0.0.1:9/", 5).unwrap_err();
    assert_eq!(error.key(), "rules-malformed");
}

#[test]
fn a_server_that_cannot_prove_who_it_is_is_not_asked() {
    use openssl::ssl::{SslAcceptor, SslMethod};
    let mut acceptor = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls()).unwrap();
    let (key, certificate) = self_signed();
    acceptor.set_certificate(&certificate).unwrap();
    acceptor.set_private_key(&key).unwrap();
    let acceptor = acceptor.build();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap());
    let heard = std::thread::spawn(move || acceptor.accept(listener.accept().unwrap().0).is_ok());
    let desk = desk();
    desk.network.allow_once(Purpose::Lists, &url).unwrap();
    let error = desk.network.fetch(Purpose::Lists, &url, 5).unwrap_err();
    assert_eq!(error.key(), "not-secure", "{error:?}");
    assert!(!heard.join().unwrap());
}

fn self_signed() -> (openssl::pkey::PKey<openssl::pkey::Private>, openssl::x509::X509) {
    use openssl::asn1::Asn1Time;
    let group = openssl::ec::EcGroup::from_curve_name(openssl::nid::Nid::X9_62_PRIME256V1).unwrap();
    let key = openssl::pkey::PKey::from_ec_key(openssl::ec::EcKey::generate(&group).unwrap()).unwrap();
    let mut name = openssl::x509::X509NameBuilder::new().unwrap();
    name.append_entry_by_text("CN", "127.0.0.1").unwrap();
    let name = name.build();
    let mut builder = openssl::x509::X509::builder().unwrap();
    builder.set_version(2).unwrap();
    builder.set_subject_name(&name).unwrap();
    builder.set_issuer_name(&name).unwrap();
    builder.set_not_before(&Asn1Time::days_from_now(0).unwrap()).unwrap();
    builder.set_not_after(&Asn1Time::days_from_now(9).unwrap()).unwrap();
    builder.set_pubkey(&key).unwrap();
    let names = openssl::x509::extension::SubjectAlternativeName::new()
        .ip("127.0.0.1")
        .build(&builder.x509v3_context(None, None))
        .unwrap();
    builder.append_extension(names).unwrap();
    builder.sign(&key, openssl::hash::MessageDigest::sha256()).unwrap();
    (key, builder.build())
}
