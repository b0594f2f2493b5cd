//! HTTP/1.1 over TCP and TLS, with limits on time and size. Never asks whether it may: its callers have.
//!
//! No cookies, no redirects, no compression, no name beyond the program's own and its version.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use ureq::http::{Response, header};
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};
use ureq::{Agent, Body, Proxy};

use super::NetworkError;
use super::purpose::Address;

/// For the name, the connection and TLS together.
const CONNECT_TIME: Duration = Duration::from_secs(5);
/// For everything, from the first byte to the last.
const WHOLE_TIME: Duration = Duration::from_secs(20);
const MAX_HEADER_BYTES: usize = 16 * 1024;
/// Redirects within one host.
const MAX_HOPS: usize = 3;

/// What is sent with a POST.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent<'a> {
    pub(super) content_type: &'a str,
    pub(super) body: &'a [u8],
}

/// One way out.
#[derive(Debug)]
pub(super) struct Transport {
    agent: Agent,
}

impl Transport {
    /// `proxy`: an address, an empty text for none, or `None` for what the environment names. This machine is
    /// never reached through a proxy.
    pub(super) fn new(proxy: Option<&str>, is_loopback: bool) -> Result<Self, ureq::Error> {
        let proxy = match proxy {
            _ if is_loopback => None,
            Some("") => None,
            Some(address) => Some(Proxy::new(address)?),
            None => from_environment()?,
        };
        // The system's roots; the signatures are checked by ring.
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .proxy(proxy)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .user_agent(concat!("Lightmark/", env!("CARGO_PKG_VERSION")))
            .accept_encoding("")
            .max_response_header_size(MAX_HEADER_BYTES)
            .timeout_connect(Some(CONNECT_TIME))
            .timeout_global(Some(WHOLE_TIME))
            .build();
        Ok(Self { agent: config.new_agent() })
    }

    /// Asks and gives the answer's body. A GET may be led on within its host.
    pub(super) fn exchange(
        &self,
        address: &Address,
        sent: Option<Sent<'_>>,
        limit_bytes: u64,
    ) -> Result<Vec<u8>, NetworkError> {
        let mut address = address.clone();
        for _ in 0..=MAX_HOPS {
            let response = match sent {
                Some(sent) => {
                    self.agent.post(&address.uri).header(header::CONTENT_TYPE, sent.content_type).send(sent.body)
                }
                None => self.agent.get(&address.uri).call(),
            }
            .map_err(|error| named(error, &address, limit_bytes))?;
            if !response.status().is_redirection() {
                return body(response, &address, limit_bytes);
            }
            let elsewhere = location(&response);
            match followed(&address, &elsewhere) {
                Some(next) if sent.is_none() => address = next,
                _ => return Err(NetworkError::Redirected { host: address.host, elsewhere }),
            }
        }
        Err(NetworkError::Redirected { elsewhere: address.uri.to_string(), host: address.host })
    }
}

/// The proxy that the environment names. One that cannot be understood is an error: whoever set it does not want to
/// be seen without.
fn from_environment() -> Result<Option<Proxy>, ureq::Error> {
    const NAMES: [&str; 6] = ["ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];
    let is_named = || NAMES.iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    match Proxy::try_from_env() {
        None if is_named() => Err(ureq::Error::InvalidProxyUrl),
        proxy => Ok(proxy),
    }
}

fn body(mut response: Response<Body>, address: &Address, limit_bytes: u64) -> Result<Vec<u8>, NetworkError> {
    let status = response.status();
    if !status.is_success() {
        return Err(NetworkError::Status { host: address.host.clone(), status: status.as_u16() });
    }
    // The crate calls a body too large that just reaches its limit.
    let read = response.body_mut().with_config().limit(limit_bytes.saturating_add(1)).read_to_vec();
    let body = read.map_err(|error| named(error, address, limit_bytes))?;
    if body.len() as u64 > limit_bytes {
        return Err(NetworkError::TooLarge { host: address.host.clone(), limit_bytes });
    }
    Ok(body)
}

fn location(response: &Response<Body>) -> String {
    let value = response.headers().get(header::LOCATION);
    value.and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// Where a redirect leads, if it stays with the same scheme, host and port.
fn followed(from: &Address, to: &str) -> Option<Address> {
    if to.starts_with('/') && !to.starts_with("//") {
        let mut parts = from.uri.clone().into_parts();
        parts.path_and_query = Some(to.parse().ok()?);
        return Some(Address { uri: ureq::http::Uri::from_parts(parts).ok()?, ..from.clone() });
    }
    let uri: ureq::http::Uri = to.parse().ok()?;
    let same = uri.scheme() == from.uri.scheme() && uri.authority() == from.uri.authority();
    (same && uri.authority().is_some()).then(|| Address { uri, ..from.clone() })
}

fn named(error: ureq::Error, address: &Address, limit_bytes: u64) -> NetworkError {
    use ureq::Error as E;
    let host = address.host.clone();
    match error {
        E::Timeout(_) => NetworkError::TimedOut { host },
        E::HostNotFound => NetworkError::HostNotFound { host },
        E::BodyExceedsLimit(_) | E::LargeResponseHeader(..) => NetworkError::TooLarge { host, limit_bytes },
        E::ConnectProxyFailed(_) | E::InvalidProxyUrl => NetworkError::ProxyFailed { host, source: Box::new(error) },
        E::Tls(_) | E::Rustls(_) | E::TlsRequired => NetworkError::NotSecure { host, source: Box::new(error) },
        E::Io(ref cause) if is_about_tls(cause) => NetworkError::NotSecure { host, source: Box::new(error) },
        E::Io(ref cause) if cause.kind() == io::ErrorKind::TimedOut => NetworkError::TimedOut { host },
        // A name that leads nowhere comes as an error of a kind that cannot be asked for.
        E::Io(ref cause) if !is_about_the_answer(cause) => NetworkError::Unreachable { host, source: Box::new(error) },
        E::ConnectionFailed => NetworkError::Unreachable { host, source: Box::new(error) },
        _ => NetworkError::Broken { host, source: Box::new(error) },
    }
}

/// The handshake's errors come wrapped into one of the system.
fn is_about_tls(error: &io::Error) -> bool {
    let inner = error.get_ref();
    inner.is_some_and(|inner| {
        inner.is::<rustls::Error>() || inner.source().is_some_and(|cause| cause.is::<rustls::Error>())
    })
}

/// What can go wrong with a connection that stands.
fn is_about_the_answer(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::UnexpectedEof
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::InvalidData
            | io::ErrorKind::InvalidInput
            | io::ErrorKind::Interrupted
            | io::ErrorKind::Other
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::ToSocketAddrs;

    #[test]
    fn a_name_that_leads_nowhere_is_no_broken_answer() {
        // Longer than a name may be, so that nobody is asked for it.
        let name = format!("{}.example", "a".repeat(64));
        let error = (name.as_str(), 80).to_socket_addrs().unwrap_err();
        assert!(!is_about_the_answer(&error), "{error:?}");
        assert!(is_about_the_answer(&io::ErrorKind::UnexpectedEof.into()));
    }
}
