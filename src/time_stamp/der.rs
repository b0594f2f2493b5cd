//! As much of DER (ITU-T X.690) as a time-stamp request and answer need. Never more than one level at a time.

pub(super) const BOOLEAN: u8 = 0x01;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const OCTETS: u8 = 0x04;
pub(super) const NULL: u8 = 0x05;
pub(super) const OID: u8 = 0x06;
pub(super) const TIME: u8 = 0x18;
pub(super) const SEQUENCE: u8 = 0x30;

/// More parts than this no element here has.
const MAX_CHILDREN: usize = 64;

/// One element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Element<'a> {
    pub(super) tag: u8,
    pub(super) content: &'a [u8],
    /// With its tag and length.
    pub(super) whole: &'a [u8],
}

impl<'a> Element<'a> {
    /// The first element of the bytes, and what follows it. Lengths are definite and at most four bytes long.
    pub(super) fn read(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (&tag, &first) = (bytes.first()?, bytes.get(1)?);
        let (header, length) = match first {
            0..=0x7f => (2, usize::from(first)),
            0x81..=0x84 => {
                let header = 2 + usize::from(first & 0x7f);
                let length = bytes.get(2..header)?.iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
                (header, usize::try_from(length).ok()?)
            }
            _ => return None,
        };
        let end = header.checked_add(length)?;
        let element = Self { tag, content: bytes.get(header..end)?, whole: bytes.get(..end)? };
        Some((element, bytes.get(end..)?))
    }

    /// The elements in this one, if it has this tag and is made of whole elements.
    pub(super) fn children(&self, tag: u8) -> Option<Vec<Self>> {
        let (mut children, mut rest) = (Vec::new(), self.content);
        while self.tag == tag && !rest.is_empty() && children.len() < MAX_CHILDREN {
            let (child, after) = Self::read(rest)?;
            children.push(child);
            rest = after;
        }
        (self.tag == tag && rest.is_empty()).then_some(children)
    }

    /// A number that is not negative and has at most eight bytes.
    pub(super) fn number(&self) -> Option<u64> {
        let fits = self.tag == INTEGER && (1..=8).contains(&self.content.len()) && *self.content.first()? < 0x80;
        fits.then(|| self.content.iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte)))
    }
}

/// An element of these parts, which together are shorter than 128 bytes.
pub(super) fn encode(tag: u8, parts: &[Vec<u8>]) -> Vec<u8> {
    let content = parts.concat();
    // A request is 60 bytes long; the longer form of a length is never needed.
    let mut element = vec![tag, u8::try_from(content.len()).unwrap_or(u8::MAX) & 0x7f];
    element.extend(content);
    element
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_lengths_end_the_reading() {
        for bytes in [
            &[][..],
            &[0x30],
            &[0x30, 0x01],
            &[0x30, 0x80, 0, 0],
            &[0x30, 0x81],
            &[0x30, 0x85, 0, 0, 0, 0, 1, 0],
            &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
        ] {
            assert_eq!(Element::read(bytes), None, "{bytes:?}");
        }
        let half = Element::read(&[0x30, 3, 2, 2, 1]).unwrap().0;
        assert_eq!(half.children(SEQUENCE), None, "the number in it is cut off");
        assert_eq!(half.children(OCTETS), None);
    }

    #[test]
    fn numbers_are_whole_and_not_negative() {
        let number = |bytes: &[u8]| Element::read(bytes).unwrap().0.number();
        assert_eq!(number(&[2, 1, 5]), Some(5));
        assert_eq!(number(&[2, 2, 1, 0]), Some(256));
        assert_eq!(number(&[2, 1, 0xff]), None);
        assert_eq!(number(&[2, 0]), None);
        assert_eq!(number(&[4, 1, 5]), None);
    }
}
