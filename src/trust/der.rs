//! A strict reader of DER (X.690 §10): one element at a time, exact lengths, nothing left over.
//!
//! It never guesses, allocates for a length that it was merely told, or accepts an indefinite length. It reads
//! extension values and names, where a lenient parser would let two programs see two different certificates.

/// Tags that certificates use.
pub const BOOLEAN: u8 = 0x01;
pub const INTEGER: u8 = 0x02;
pub const BIT_STRING: u8 = 0x03;
pub const OCTET_STRING: u8 = 0x04;
pub const OID: u8 = 0x06;
pub const SEQUENCE: u8 = 0x30;
pub const SET: u8 = 0x31;

/// One element: its tag and what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Element<'a> {
    pub tag: u8,
    pub body: &'a [u8],
}

/// The first element of `input` and what follows it.
pub fn element(input: &[u8]) -> Option<(Element<'_>, &[u8])> {
    let (&tag, rest) = input.split_first()?;
    // Tags above 30 take more bytes; no certificate field that is read here has one.
    if tag & 0x1f == 0x1f {
        return None;
    }
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let count = usize::from(first & 0x7f);
        if count == 0 || count > 4 {
            return None;
        }
        let (bytes, rest) = rest.split_at_checked(count)?;
        let length = bytes.iter().fold(0usize, |sum, byte| (sum << 8) | usize::from(*byte));
        // The shortest form is the only one (X.690 §10.1).
        if bytes.first() == Some(&0) || length < 0x80 {
            return None;
        }
        (length, rest)
    };
    let (body, rest) = rest.split_at_checked(length)?;
    Some((Element { tag, body }, rest))
}

/// The body of the only element in `input`, if it has that tag.
pub fn single(input: &[u8], tag: u8) -> Option<&[u8]> {
    match element(input)? {
        (found, []) if found.tag == tag => Some(found.body),
        _ => None,
    }
}

/// Every element of a constructed body.
pub fn children(mut body: &[u8]) -> Option<Vec<Element<'_>>> {
    let mut found = Vec::new();
    while !body.is_empty() {
        let (next, rest) = element(body)?;
        found.push(next);
        body = rest;
    }
    Some(found)
}

/// Every element of a SEQUENCE that fills `input`.
pub fn sequence(input: &[u8]) -> Option<Vec<Element<'_>>> {
    children(single(input, SEQUENCE)?)
}

/// The fields of the signed part of a certificate or a revocation list: a sequence of that part, the algorithm and the
/// signature, exactly (RFC 5280 §4.1, §5.1). The algorithm is said twice, byte for byte the same (§4.1.1.2, §5.1.1.2);
/// only one of the two is signed. A lenient parser steps over extra fields and does not look at the class of every tag.
pub fn signed_fields(input: &[u8]) -> Option<Vec<Element<'_>>> {
    let parts = sequence(input)?;
    let [signed, algorithm, signature] = parts.as_slice() else { return None };
    if (signed.tag, algorithm.tag, signature.tag) != (SEQUENCE, SEQUENCE, BIT_STRING) {
        return None;
    }
    let fields = children(signed.body)?;
    let signed_algorithm = fields.iter().find(|field| field.tag == SEQUENCE)?;
    (signed_algorithm == algorithm).then_some(fields)
}

/// A non-negative INTEGER that fits 32 bits.
pub fn small_number(body: &[u8]) -> Option<u32> {
    match body {
        [] => None,
        [first, ..] if first & 0x80 != 0 => None,
        [0, second, ..] if second & 0x80 == 0 => None,
        _ if body.len() > 5 => None,
        _ => u32::try_from(body.iter().fold(0u64, |sum, byte| (sum << 8) | u64::from(*byte))).ok(),
    }
}

/// A BOOLEAN; an explicit FALSE, which DER forbids as a default, is common and harmless.
pub fn truth(body: &[u8]) -> Option<bool> {
    match body {
        [0xff] => Some(true),
        [0x00] => Some(false),
        _ => None,
    }
}

/// The named bits of a BIT STRING, bit 0 lowest; bits above 15 are not kept.
pub fn named_bits(body: &[u8]) -> Option<u16> {
    let (&unused, bytes) = body.split_first()?;
    if unused > 7 || (bytes.is_empty() && unused != 0) {
        return None;
    }
    let first = bytes.first().map_or(0, |byte| u16::from(byte.reverse_bits()));
    let second = bytes.get(1).map_or(0, |byte| u16::from(byte.reverse_bits()));
    Some(first | (second << 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_indefinite_and_short_lengths_are_refused() {
        assert_eq!(element(&[0x30, 0x80, 0, 0]), None);
        assert_eq!(element(&[0x04, 0x81, 0x01, 0xaa]), None);
        assert_eq!(element(&[0x04, 0x82, 0x00, 0x80]), None);
        assert_eq!(element(&[0x04, 0x02, 0xaa]), None);
        assert_eq!(element(&[0x04, 0x84, 0xff, 0xff, 0xff, 0xff]), None);
        assert_eq!(element(&[0x1f, 0x81, 0x01, 0x00]), None);
        assert_eq!(element(&[]), None);
    }

    #[test]
    fn nothing_may_follow_a_single_element() {
        assert_eq!(single(&[0x04, 0x01, 0xaa], OCTET_STRING), Some(&[0xaa][..]));
        assert_eq!(single(&[0x04, 0x01, 0xaa, 0x00], OCTET_STRING), None);
        assert_eq!(single(&[0x04, 0x01, 0xaa], SEQUENCE), None);
    }

    #[test]
    fn numbers_are_small_positive_and_shortest() {
        assert_eq!(small_number(&[0x00]), Some(0));
        assert_eq!(small_number(&[0x00, 0xff]), Some(255));
        assert_eq!(small_number(&[0xff]), None);
        assert_eq!(small_number(&[0x00, 0x01]), None);
        assert_eq!(small_number(&[0x01, 0, 0, 0, 0]), None);
        assert_eq!(small_number(&[]), None);
    }

    #[test]
    fn named_bits_count_from_the_left() {
        assert_eq!(named_bits(&[0x07, 0x80]), Some(1));
        assert_eq!(named_bits(&[0x02, 0x04]), Some(1 << 5));
        assert_eq!(named_bits(&[0x07, 0x00, 0x80]), Some(1 << 8));
        assert_eq!(named_bits(&[0x08, 0x80]), None);
        assert_eq!(named_bits(&[]), None);
    }
}
