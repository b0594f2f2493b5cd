//! Distinguished names in a form that can be compared (RFC 5280 §7.1). Never shown: screens use the file's text.
//!
//! Two encodings of one name (PrintableString "ACME  Ltd" and UTF8String "acme ltd") are equal: text is folded
//! to lower case and its white space to single spaces, as OpenSSL does. A name constraint could otherwise be
//! dodged by writing the excluded name in another alphabet of ASN.1.

use super::der;

/// id-emailAddress, 1.2.840.113549.1.9.1: the legacy place for a mail address (RFC 5280 §4.1.2.6).
const EMAIL_ADDRESS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x01];

/// A name as comparable steps, the most general first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Name {
    steps: Vec<Vec<u8>>,
    /// Mail addresses found in the name, folded no further than to text.
    pub emails: Vec<String>,
}

impl Name {
    /// Reads a `Name` (the whole SEQUENCE). `None` when it is not strict DER.
    pub fn read(raw: &[u8]) -> Option<Self> {
        let mut name = Self::default();
        for set in der::sequence(raw)? {
            if set.tag != der::SET {
                return None;
            }
            let mut attributes = Vec::new();
            for attribute in der::children(set.body)? {
                attributes.push(name.attribute(attribute)?);
            }
            if attributes.is_empty() {
                return None;
            }
            // A SET has no order of its own.
            attributes.sort();
            name.steps.push(attributes.concat());
        }
        Some(name)
    }

    /// Whether there is nothing in the name.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Whether this name lies at or under `base` in the directory.
    pub fn is_within(&self, base: &Self) -> bool {
        self.steps.starts_with(&base.steps)
    }

    /// Whether both are the same name.
    pub fn matches(&self, other: &Self) -> bool {
        self.steps == other.steps
    }

    /// The name as one key for a table.
    pub fn key(&self) -> Vec<u8> {
        let mut key = Vec::new();
        for step in &self.steps {
            push_part(&mut key, step);
        }
        key
    }

    /// One attribute as bytes that are equal exactly when the attributes are.
    fn attribute(&mut self, attribute: der::Element<'_>) -> Option<Vec<u8>> {
        if attribute.tag != der::SEQUENCE {
            return None;
        }
        let parts = der::children(attribute.body)?;
        let [kind, value] = parts.as_slice() else { return None };
        if kind.tag != der::OID {
            return None;
        }
        let mut out = Vec::new();
        push_part(&mut out, kind.body);
        match text(value) {
            Some(text) => {
                if kind.body == EMAIL_ADDRESS {
                    self.emails.push(text.trim().to_owned());
                }
                out.push(b't');
                push_part(&mut out, folded(&text).as_bytes());
            }
            None => {
                out.push(value.tag);
                push_part(&mut out, value.body);
            }
        }
        Some(out)
    }
}

/// Appends with a length before, so that no two lists of parts give the same bytes.
fn push_part(out: &mut Vec<u8>, part: &[u8]) {
    out.extend_from_slice(&(part.len() as u64).to_be_bytes());
    out.extend_from_slice(part);
}

/// The text of an ASN.1 string; `None` for anything else, which is then compared byte for byte.
fn text(value: &der::Element<'_>) -> Option<String> {
    match value.tag {
        // UTF8String, NumericString, PrintableString, IA5String, VisibleString
        0x0c | 0x12 | 0x13 | 0x16 | 0x1a => std::str::from_utf8(value.body).ok().map(str::to_owned),
        // TeletexString: everybody who still writes it means Latin-1.
        0x14 => Some(value.body.iter().map(|byte| char::from(*byte)).collect()),
        // BMPString
        0x1e => {
            let (pairs, rest) = value.body.as_chunks::<2>();
            let units = pairs.iter().map(|pair| u16::from_be_bytes(*pair));
            rest.is_empty().then(|| char::decode_utf16(units).collect::<Result<String, _>>().ok()).flatten()
        }
        // UniversalString
        0x1c => {
            let (quads, rest) = value.body.as_chunks::<4>();
            let chars = quads.iter().map(|quad| char::from_u32(u32::from_be_bytes(*quad)));
            rest.is_empty().then(|| chars.collect::<Option<String>>()).flatten()
        }
        _ => None,
    }
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(steps: &[(u8, u8, &[u8])]) -> Name {
        let mut body = Vec::new();
        for (kind, tag, value) in steps {
            let mut attribute = vec![0x06, 0x03, 0x55, 0x04, *kind, *tag, value.len() as u8];
            attribute.extend_from_slice(value);
            let mut set = vec![0x30, attribute.len() as u8];
            set.extend(attribute);
            body.extend([0x31, set.len() as u8]);
            body.extend(set);
        }
        let mut raw = vec![0x30, body.len() as u8];
        raw.extend(body);
        Name::read(&raw).unwrap()
    }

    #[test]
    fn encodings_case_and_spaces_do_not_make_another_name() {
        let utf8 = name(&[(10, 0x0c, b"acme ltd")]);
        assert!(name(&[(10, 0x13, b" ACME  Ltd ")]).matches(&utf8));
        assert!(name(&[(10, 0x1e, b"\0A\0c\0m\0e\0 \0L\0t\0d")]).matches(&utf8));
        assert!(!name(&[(10, 0x0c, b"acme")]).matches(&utf8));
        assert!(!name(&[(11, 0x0c, b"acme ltd")]).matches(&utf8));
    }

    #[test]
    fn a_name_lies_within_its_own_beginning_only() {
        let base = name(&[(6, 0x13, b"NL"), (10, 0x0c, b"Acme")]);
        assert!(name(&[(6, 0x13, b"nl"), (10, 0x0c, b"ACME"), (3, 0x0c, b"Ann")]).is_within(&base));
        assert!(!name(&[(10, 0x0c, b"Acme"), (6, 0x13, b"NL"), (3, 0x0c, b"Ann")]).is_within(&base));
        assert!(!name(&[(6, 0x13, b"NL")]).is_within(&base));
        assert!(!name(&[(6, 0x13, b"NL"), (10, 0x0c, b"Acme2")]).is_within(&base));
    }

    #[test]
    fn broken_names_are_no_names() {
        assert_eq!(Name::read(&[0x30, 0x02, 0x31, 0x00]), None);
        assert_eq!(Name::read(&[0x30, 0x00, 0x00]), None);
        assert!(Name::read(&[0x30, 0x00]).unwrap().is_empty());
    }
}
