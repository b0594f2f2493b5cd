//! What a connection is for, and to whom: the two things that a person says yes or no to. Never connects.

use serde::{Deserialize, Serialize};
use ureq::http::Uri;

use super::NetworkError;

/// Why Lightmark would connect. Each is allowed or refused on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Trust lists from their publishers.
    Lists,
    /// Time stamps by an authority (RFC 3161).
    TimeStamps,
    /// Whether a certificate is revoked (OCSP, RFC 6960).
    Ocsp,
    /// Content Credentials that a file keeps on a server.
    RemoteManifests,
    /// Identities that live on a web site (did:web, CAWG).
    DidWeb,
}

impl Purpose {
    /// Every purpose, for tables.
    pub const ALL: [Self; 5] = [Self::Lists, Self::TimeStamps, Self::Ocsp, Self::RemoteManifests, Self::DidWeb];

    /// The word on the command line, in JSON and in the locale keys.
    pub fn key(self) -> &'static str {
        match self {
            Self::Lists => "lists",
            Self::TimeStamps => "time-stamps",
            Self::Ocsp => "ocsp",
            Self::RemoteManifests => "remote-manifests",
            Self::DidWeb => "did-web",
        }
    }

    /// The purpose with this word.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.key() == key)
    }

    /// Time-stamp tokens and OCSP answers are signed and bound to the request or dated, and most of those who give
    /// them answer over plain HTTP only.
    fn may_be_plain(self) -> bool {
        matches!(self, Self::TimeStamps | Self::Ocsp)
    }
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
        if !is_secure && !is_loopback && !purpose.may_be_plain() {
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
