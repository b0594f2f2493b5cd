//! What a person says of a new identity, and which of it a certificate can hold. Never makes a certificate.

use super::KeyError;
use crate::locale::plain;
use crate::provenance::identity::KeyAlgorithm;

/// Upper bound of a common name and of an organisation's name, in characters (X.520 `ub-common-name`,
/// `ub-organization-name`; RFC 5280 appendix A.1).
const NAME_LIMIT_CHARS: usize = 64;

/// Upper bound of an e-mail address, in bytes (RFC 5321 §4.5.3.1.3 leaves 254 for the address itself).
const EMAIL_LIMIT_BYTES: usize = 254;

/// What a person says of a new identity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewIdentity {
    pub name: String,
    pub email: Option<String>,
    pub organization: Option<String>,
    /// What kind of key to make.
    pub algorithm: KeyAlgorithm,
    /// For trying things: the certificate says to every reader that it is no evidence.
    pub practice: bool,
}

impl NewIdentity {
    /// The same, trimmed, an empty optional field gone; or the reason why it cannot be in a certificate.
    pub fn checked(&self) -> Result<Self, KeyError> {
        let name = self.name.trim();
        if name.is_empty() {
            return Err(KeyError::NameEmpty);
        }
        let chars = name.chars().count();
        if chars > NAME_LIMIT_CHARS {
            return Err(KeyError::NameTooLong { chars });
        }
        if has_hidden(name) {
            return Err(KeyError::NameHidden { name: name.to_owned() });
        }
        Ok(Self {
            name: name.to_owned(),
            email: stated(self.email.as_deref()).map(email).transpose()?,
            organization: stated(self.organization.as_deref()).map(organization).transpose()?,
            algorithm: self.algorithm,
            practice: self.practice,
        })
    }
}

fn stated(field: Option<&str>) -> Option<&str> {
    field.map(str::trim).filter(|text| !text.is_empty())
}

fn organization(text: &str) -> Result<String, KeyError> {
    let chars = text.chars().count();
    if chars > NAME_LIMIT_CHARS {
        return Err(KeyError::OrganizationTooLong { chars });
    }
    if has_hidden(text) {
        return Err(KeyError::OrganizationHidden { organization: text.to_owned() });
    }
    Ok(text.to_owned())
}

/// An `rfc822Name` is an IA5String of the form local@domain (RFC 5280 §4.2.1.6). Whether the mailbox exists is not
/// ours to know, so only the shape is looked at.
fn email(text: &str) -> Result<String, KeyError> {
    let printable = text.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b'(' | b')' | b','));
    let shaped = text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.contains('@') && domain.split('.').all(|label| !label.is_empty())
    });
    if printable && shaped && text.len() <= EMAIL_LIMIT_BYTES {
        Ok(text.to_owned())
    } else {
        Err(KeyError::EmailNotUsable { email: text.to_owned() })
    }
}

/// Control characters and direction overrides: what every screen would have to show as an escape.
fn has_hidden(text: &str) -> bool {
    plain(text) != text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> NewIdentity {
        NewIdentity { name: name.to_owned(), ..NewIdentity::default() }
    }

    #[test]
    fn names_that_cannot_be_are_each_refused_for_their_reason() {
        assert!(matches!(of(" \t ").checked(), Err(KeyError::NameEmpty)));
        assert!(matches!(of(&"é".repeat(65)).checked(), Err(KeyError::NameTooLong { chars: 65 })));
        assert!(matches!(of("Ann\nSmith").checked(), Err(KeyError::NameHidden { .. })));
        assert!(matches!(of("Ann\u{0}").checked(), Err(KeyError::NameHidden { .. })));
        assert!(matches!(of("Ann \u{202E}htimS").checked(), Err(KeyError::NameHidden { .. })));
        let long = NewIdentity { organization: Some("x".repeat(65)), ..of("Ann") };
        assert!(matches!(long.checked(), Err(KeyError::OrganizationTooLong { chars: 65 })));
        let hidden = NewIdentity { organization: Some("a\u{7}b".into()), ..of("Ann") };
        assert!(matches!(hidden.checked(), Err(KeyError::OrganizationHidden { .. })));
    }

    #[test]
    fn addresses_that_no_certificate_can_hold_are_refused() {
        for bad in ["ann", "@x.org", "ann@", "a@b@c", "ann@exa mple.org", "änn@example.org", "ann@.org", "<a@b.org>"] {
            let new = NewIdentity { email: Some(bad.into()), ..of("Ann") };
            assert!(matches!(new.checked(), Err(KeyError::EmailNotUsable { .. })), "{bad}");
        }
        let long = NewIdentity { email: Some(format!("{}@example.org", "a".repeat(250))), ..of("Ann") };
        assert!(long.checked().is_err());
    }

    #[test]
    fn every_script_is_a_name_and_fields_are_trimmed() {
        for name in ["渋谷 花子", "ليلى", "Ñandú", "O'Neil, \"Bob\" <x>=+", "👩‍🚀", &"ß".repeat(64)] {
            assert_eq!(of(&format!("  {name} ")).checked().unwrap().name, *name);
        }
        let new = NewIdentity { email: Some(" ann@example.org ".into()), organization: Some("  ".into()), ..of("Ann") };
        let checked = new.checked().unwrap();
        assert_eq!(checked.email.as_deref(), Some("ann@example.org"));
        assert_eq!(checked.organization, None);
    }
}
