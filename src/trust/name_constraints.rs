//! Name constraints (RFC 5280 §4.2.1.10): which names an authority may certify, and which a certificate carries.
//!
//! Anything that cannot be understood fails closed: a constraint of an unsupported kind refuses every
//! certificate that carries a name of that kind.

use super::der::{self, Element};
use super::fault::PathFault;
use super::names::Name;

/// Comparisons for one path; far above any honest certificate, far below what takes noticeable time.
const MAX_COMPARISONS: usize = 1 << 18;

/// id-on-SmtpUTF8Mailbox, 1.3.6.1.5.5.7.8.9 (RFC 9598): a mail address in an otherName.
const SMTP_UTF8_MAILBOX: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x08, 0x09];

/// A name in a certificate or the base of a subtree (RFC 5280 §4.2.1.6).
#[derive(Debug, Clone, PartialEq)]
pub enum GeneralName {
    Email(String),
    Dns(String),
    Uri(String),
    Directory(Name),
    Ip(Vec<u8>),
    /// A kind that is not compared: its tag, and whether it is a mail address in disguise.
    Other {
        tag: u8,
        is_mailbox: bool,
    },
}

/// The subtrees of one authority.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NameConstraints {
    permitted: Vec<GeneralName>,
    excluded: Vec<GeneralName>,
}

/// Reads a `GeneralNames` extension value.
pub fn general_names(value: &[u8]) -> Option<Vec<GeneralName>> {
    der::sequence(value)?.into_iter().map(|element| GeneralName::read(&element)).collect()
}

impl GeneralName {
    fn read(element: &Element<'_>) -> Option<Self> {
        let text = || std::str::from_utf8(element.body).ok().map(str::to_owned);
        Some(match element.tag {
            0x81 => Self::Email(text()?),
            0x82 => Self::Dns(text()?),
            0x86 => Self::Uri(text()?),
            0x87 => Self::Ip(element.body.to_vec()),
            0xa4 => Self::Directory(Name::read(element.body)?),
            0xa0 => {
                let (kind, _) = der::element(element.body)?;
                Self::Other { tag: 0xa0, is_mailbox: kind.body == SMTP_UTF8_MAILBOX }
            }
            0x88 | 0xa3 | 0xa5 => Self::Other { tag: element.tag, is_mailbox: false },
            _ => return None,
        })
    }

    /// Whether the constraint `base` speaks about this kind of name.
    fn same_kind(&self, base: &Self) -> bool {
        match (self, base) {
            (Self::Email(_), Self::Email(_))
            | (Self::Dns(_), Self::Dns(_))
            | (Self::Uri(_), Self::Uri(_))
            | (Self::Directory(_), Self::Directory(_))
            | (Self::Ip(_), Self::Ip(_)) => true,
            (Self::Other { is_mailbox, .. }, Self::Email(_)) => *is_mailbox,
            (Self::Other { tag, .. }, Self::Other { tag: base_tag, .. }) => tag == base_tag,
            _ => false,
        }
    }

    /// Whether this name lies in the subtree `base`; `None` when that cannot be told.
    fn is_within(&self, base: &Self) -> Option<bool> {
        match (self, base) {
            (Self::Email(name), Self::Email(base)) => email_is_within(name, base),
            (Self::Dns(name), Self::Dns(base)) => Some(host_is_within(name, base, true)),
            (Self::Uri(name), Self::Uri(base)) => Some(host_is_within(uri_host(name)?, base, false)),
            (Self::Directory(name), Self::Directory(base)) => Some(name.is_within(base)),
            (Self::Ip(name), Self::Ip(base)) => ip_is_within(name, base),
            _ => None,
        }
    }
}

impl NameConstraints {
    /// Reads the extension value. A subtree with minimum or maximum, which RFC 5280 forbids, is refused.
    pub fn read(value: &[u8]) -> Option<Self> {
        let mut constraints = Self::default();
        for part in der::sequence(value)? {
            let target = match part.tag {
                0xa0 => &mut constraints.permitted,
                0xa1 => &mut constraints.excluded,
                _ => return None,
            };
            for subtree in der::children(part.body)? {
                let bases = der::children(subtree.body)?;
                let [base] = bases.as_slice() else { return None };
                target.push(GeneralName::read(base)?);
            }
        }
        Some(constraints)
    }

    /// Whether this authority may certify these names (RFC 5280 §6.1.3 (b), (c)). `work` counts comparisons
    /// over the whole path.
    pub fn check(&self, names: &[GeneralName], work: &mut usize) -> Result<(), PathFault> {
        for name in names {
            *work = work.saturating_add(self.permitted.len() + self.excluded.len() + 1);
            if *work > MAX_COMPARISONS {
                return Err(PathFault::TooComplex);
            }
            for base in self.excluded.iter().filter(|base| name.same_kind(base)) {
                if name.is_within(base).ok_or(PathFault::NameUncheckable)? {
                    return Err(PathFault::NameNotPermitted);
                }
            }
            let mut restricted = false;
            let mut permitted = false;
            for base in self.permitted.iter().filter(|base| name.same_kind(base)) {
                restricted = true;
                permitted |= name.is_within(base).ok_or(PathFault::NameUncheckable)?;
            }
            if restricted && !permitted {
                return Err(PathFault::NameNotPermitted);
            }
        }
        Ok(())
    }
}

/// A mailbox, a host (`example.com`) or every host under a domain (`.example.com`).
fn email_is_within(name: &str, base: &str) -> Option<bool> {
    let (local, host) = name.rsplit_once('@')?;
    match base.rsplit_once('@') {
        Some((base_local, base_host)) => Some(local == base_local && host.eq_ignore_ascii_case(base_host)),
        None => Some(host_is_within(host, base, false)),
    }
}

/// A host under `base`. A leading dot always means "any host under"; without one, only a DNS constraint
/// reaches down to further labels.
fn host_is_within(host: &str, base: &str, reaches_down: bool) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let base = base.trim_end_matches('.').to_ascii_lowercase();
    if base.is_empty() {
        return true;
    }
    if base.starts_with('.') {
        return host.ends_with(&base) && host.len() > base.len();
    }
    host == base || (reaches_down && host.strip_suffix(&base).is_some_and(|rest| rest.ends_with('.')))
}

/// The host of a URI with an authority; an address instead of a host name cannot be judged (RFC 5280 §4.2.1.10).
fn uri_host(uri: &str) -> Option<&str> {
    let (_, rest) = uri.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    if host.starts_with('[') {
        return None;
    }
    let host = host.split(':').next()?;
    let is_address = host.parse::<std::net::Ipv4Addr>().is_ok();
    (!host.is_empty() && !is_address).then_some(host)
}

/// An address under address and mask; `None` for lengths that are neither IPv4 nor IPv6.
fn ip_is_within(name: &[u8], base: &[u8]) -> Option<bool> {
    if !matches!(name.len(), 4 | 16) || !matches!(base.len(), 8 | 32) {
        return None;
    }
    let (address, mask) = base.split_at_checked(base.len() / 2)?;
    Some(
        name.len() == address.len()
            && name.iter().zip(address).zip(mask).all(|((name, address), mask)| name & mask == address & mask),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(permitted: &[GeneralName], excluded: &[GeneralName], name: GeneralName) -> Result<(), PathFault> {
        NameConstraints { permitted: permitted.to_vec(), excluded: excluded.to_vec() }.check(&[name], &mut 0)
    }

    fn dns(text: &str) -> GeneralName {
        GeneralName::Dns(text.into())
    }

    fn email(text: &str) -> GeneralName {
        GeneralName::Email(text.into())
    }

    fn uri(text: &str) -> GeneralName {
        GeneralName::Uri(text.into())
    }

    const REFUSED: Result<(), PathFault> = Err(PathFault::NameNotPermitted);
    const UNCHECKABLE: Result<(), PathFault> = Err(PathFault::NameUncheckable);

    #[test]
    fn dns_names() {
        let base = [dns("example.com")];
        assert_eq!(verdict(&base, &[], dns("a.b.EXAMPLE.com")), Ok(()));
        assert_eq!(verdict(&base, &[], dns("example.com.")), Ok(()));
        assert_eq!(verdict(&base, &[], dns("badexample.com")), REFUSED);
        assert_eq!(verdict(&[], &base, dns("a.example.com")), REFUSED);
        assert_eq!(verdict(&[], &[dns("")], dns("anything")), REFUSED);
        assert_eq!(verdict(&[dns(".example.com")], &[], dns("example.com")), REFUSED);
        assert_eq!(verdict(&base, &[], email("a@other.org")), Ok(()), "another kind of name is not restricted");
    }

    #[test]
    fn mail_addresses() {
        assert_eq!(verdict(&[email("example.com")], &[], email("ann@Example.com")), Ok(()));
        assert_eq!(verdict(&[email("example.com")], &[], email("ann@desk.example.com")), REFUSED);
        assert_eq!(verdict(&[email(".example.com")], &[], email("ann@desk.example.com")), Ok(()));
        assert_eq!(verdict(&[email("ann@example.com")], &[], email("Ann@example.com")), REFUSED);
        assert_eq!(verdict(&[], &[email("example.com")], email("no address")), UNCHECKABLE);
        let disguised = GeneralName::Other { tag: 0xa0, is_mailbox: true };
        assert_eq!(verdict(&[email("example.com")], &[], disguised), UNCHECKABLE);
    }

    #[test]
    fn uris_and_addresses() {
        assert_eq!(verdict(&[uri("example.com")], &[], uri("https://u@example.com:8/x")), Ok(()));
        assert_eq!(verdict(&[uri("example.com")], &[], uri("https://a.example.com/")), REFUSED);
        assert_eq!(verdict(&[uri(".example.com")], &[], uri("https://a.example.com/")), Ok(()));
        assert_eq!(verdict(&[], &[uri("example.com")], uri("https://192.0.2.1/")), UNCHECKABLE);
        assert_eq!(verdict(&[], &[uri("example.com")], uri("urn:example.com")), UNCHECKABLE);
        let net = [GeneralName::Ip(vec![10, 0, 0, 0, 255, 0, 0, 0])];
        assert_eq!(verdict(&net, &[], GeneralName::Ip(vec![10, 1, 2, 3])), Ok(()));
        assert_eq!(verdict(&net, &[], GeneralName::Ip(vec![11, 1, 2, 3])), REFUSED);
        assert_eq!(verdict(&net, &[], GeneralName::Ip(vec![10, 1])), UNCHECKABLE);
    }

    #[test]
    fn unsupported_kinds_and_endless_lists_fail_closed() {
        let other = GeneralName::Other { tag: 0xa0, is_mailbox: false };
        assert_eq!(verdict(std::slice::from_ref(&other), &[], other.clone()), UNCHECKABLE);
        assert_eq!(verdict(&[], std::slice::from_ref(&other), other.clone()), UNCHECKABLE);
        let many = vec![dns("x.example"); 1 << 10];
        let constraints = NameConstraints { permitted: many.clone(), excluded: Vec::new() };
        assert_eq!(constraints.check(&many, &mut 0), Err(PathFault::TooComplex));
    }

    #[test]
    fn a_minimum_is_refused() {
        let plain = [0x30, 0x07, 0xa0, 0x05, 0x30, 0x03, 0x82, 0x01, b'a'];
        assert!(NameConstraints::read(&plain).is_some());
        let with_minimum = [0x30, 0x0a, 0xa0, 0x08, 0x30, 0x06, 0x82, 0x01, b'a', 0x80, 0x01, 0x01];
        assert_eq!(NameConstraints::read(&with_minimum), None);
    }
}
