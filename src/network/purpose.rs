//! What a connection is for, and to whom: the two things that a person says yes or no to. Never connects.

use ureq::http::Uri;

use super::NetworkError;
pub use crate::provenance::network_purpose::Purpose;

/// Time-stamp tokens and OCSP answers are signed and bound to the request or dated, and most of those who give
/// them answer over plain HTTP only.
fn may_be_plain(purpose: Purpose) -> bool {
    matches!(purpose, Purpose::TimeStamps | Purpose::Ocsp)
}

/// A web address that may be asked, once it is allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) uri: Uri,
    /// As [`host`] writes it.
    pub(super) host: String,
    /// Whether the host is this machine.
    pub(super) is_loopback: bool,
}

impl Address {
    /// Takes `https://…`; `http://…` only where nothing is lost by it, and for this machine.
    pub(super) fn parse(url: &str, purpose: Purpose) -> Result<Self, NetworkError> {
        let bad = || NetworkError::BadAddress { url: url.to_owned() };
        let uri: Uri = url.parse().map_err(|_| bad())?;
        let authority = uri.authority().ok_or_else(bad)?;
        // A name and password in an address would stand in the ledger, and they mislead readers about the host.
        if authority.as_str().contains('@') {
            return Err(bad());
        }
        let is_secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(bad()),
        };
        let host = host(authority.as_str()).ok_or_else(bad)?;
        let is_loopback = is_loopback(authority.host());
        if !is_secure && !is_loopback && !may_be_plain(purpose) {
            return Err(NetworkError::PlainHttp { host });
        }
        Ok(Self { uri, host, is_loopback })
    }
}

/// A host as rules and ledger name it: lower case, with the port unless it is the usual one (80, 443); `None` when
/// it is no host.
pub fn host(text: &str) -> Option<String> {
    let authority: ureq::http::uri::Authority = text.trim().parse().ok()?;
    let name = authority.host().trim_end_matches('.').to_ascii_lowercase();
    if name.is_empty() || authority.as_str().contains('@') {
        return None;
    }
    match authority.port_u16() {
        // What stands behind the host is no port.
        None if authority.as_str().len() > authority.host().len() => None,
        None | Some(80 | 443) => Some(name),
        Some(port) => Some(format!("{name}:{port}")),
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_mislead_or_lead_elsewhere_are_refused() {
        for url in [
            "",
            "example.org",
            "ftp://example.org/",
            "file:///etc/passwd",
            "https://",
            "https://user:secret@example.org/",
            "https://example.org@evil.example/",
            "/tsa",
        ] {
            let refused = Address::parse(url, Purpose::TimeStamps);
            assert!(matches!(refused, Err(NetworkError::BadAddress { .. })), "{url}");
        }
    }

    #[test]
    fn plain_http_is_for_signed_answers_and_this_machine() {
        for purpose in Purpose::ALL {
            let plain = Address::parse("http://example.org/x", purpose);
            assert_eq!(plain.is_ok(), matches!(purpose, Purpose::TimeStamps | Purpose::Ocsp), "{purpose:?}");
            assert!(Address::parse("http://127.0.0.1:8080/x", purpose).is_ok());
            assert!(Address::parse("http://[::1]/x", purpose).is_ok());
            assert!(Address::parse("https://example.org/x", purpose).is_ok());
            assert!(Address::parse("http://127.0.0.1.example.org/x", Purpose::Lists).is_err());
        }
    }

    #[test]
    fn a_host_has_one_way_of_writing() {
        assert_eq!(host("Example.ORG."), Some("example.org".into()));
        assert_eq!(host("example.org:443"), host("example.org:80"));
        assert_eq!(host("127.0.0.1:8318"), Some("127.0.0.1:8318".into()));
        assert_eq!(host("[::1]:8318"), Some("[::1]:8318".into()));
        for none in ["", " ", "a b", "https://example.org", "a@b", "example.org/x", "example.org:99999"] {
            assert_eq!(host(none), None, "{none:?}");
        }
    }
}
