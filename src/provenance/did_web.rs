//! Issuers that are named by a web site (the DID method `web`): where the site keeps their keys. Never asks there.

/// Longest identifier that is looked at, in characters.
const MAX_CHARS: usize = 300;

/// Where the document of a `did:web` identifier is (did:web method specification §2.5.2); `None` for another method, and
/// for what is no host of the public web: a bare address would lead into somebody's own network.
pub fn address(did: &str) -> Option<String> {
    let rest = did.strip_prefix("did:web:").filter(|rest| rest.len() <= MAX_CHARS)?;
    // What follows these marks names a key within the document.
    let rest = rest.split(['#', '?', ';']).next()?;
    let mut parts = rest.split(':');
    let authority = parts.next()?.replacen("%3A", ":", 1);
    let (host, port) = authority.split_once(':').unwrap_or((&authority, "443"));
    let is_host = host.contains('.')
        && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
        && host.chars().any(|c| c.is_ascii_alphabetic())
        && !host.ends_with(".localhost");
    if !is_host || port.parse::<u16>().is_err() {
        return None;
    }
    let path: Vec<&str> = parts.collect();
    let is_path = |part: &&str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '~');
        !part.is_empty() && part.chars().all(plain) && !matches!(*part, "." | "..")
    };
    if !path.iter().all(is_path) {
        return None;
    }
    let path = if path.is_empty() { ".well-known".to_owned() } else { path.join("/") };
    Some(format!("https://{authority}/{path}/did.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_public_site_has_no_address() {
        for did in [
            "did:key:z6Mk",
            "did:web:",
            "did:web:localhost",
            "did:web:localhost%3A8080",
            "did:web:a.localhost",
            "did:web:127.0.0.1",
            "did:web:10.0.0.1%3A80",
            "did:web:[::1]",
            "did:web:user@ids.example",
            "did:web:ids.example/x",
            "did:web:ids.example:..:secret",
            "did:web:ids.example::x",
            "did:web:ids.example%3Ax",
            "did:web:ids.example%3A80%3A80",
        ] {
            assert_eq!(address(did), None, "{did}");
        }
    }

    #[test]
    fn a_site_keeps_its_keys_at_a_known_place() {
        for (did, expected) in [
            ("did:web:ids.example", "https://ids.example/.well-known/did.json"),
            ("did:web:ids.example#key-1", "https://ids.example/.well-known/did.json"),
            ("did:web:ids.example%3A8443:u:ada", "https://ids.example:8443/u/ada/did.json"),
        ] {
            assert_eq!(address(did).as_deref(), Some(expected));
        }
    }
}
