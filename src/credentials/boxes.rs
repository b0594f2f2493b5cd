//! The boxes of a manifest store (JUMBF, ISO/IEC 19566-5) and the COSE signatures in them, as far as our own
//! trust decision needs what the engine does not hand out: certificate chains and time-stamp tokens.

use ciborium::Value;

use crate::time_stamp;

/// Deeper nesting than this is not walked; a manifest store needs five levels.
const MAX_DEPTH: usize = 8;
/// More boxes than this are not walked.
const MAX_BOXES: usize = 100_000;

/// The content of one labelled box: the path of labels down to it and its first content box.
pub(super) struct LabelledBox<'a> {
    /// Labels from the store inwards, such as `c2pa`, the manifest's label, `c2pa.signature`.
    pub path: Vec<String>,
    pub content: &'a [u8],
    /// Its description holds a random value, which goes into its hash (C2PA 2.4 §8.4).
    pub is_salted: bool,
}

/// Every labelled box with content, in order. Broken structure ends the walk; what was found so far counts.
pub(super) fn labelled_boxes(store: &[u8]) -> Vec<LabelledBox<'_>> {
    let mut found = Vec::new();
    let mut budget = MAX_BOXES;
    walk(store, (&mut Vec::new(), false), &mut found, &mut budget);
    found
}

fn walk<'a>(
    mut bytes: &'a [u8],
    (path, is_salted): (&mut Vec<String>, bool),
    found: &mut Vec<LabelledBox<'a>>,
    budget: &mut usize,
) {
    while let Some((kind, content, rest)) = next_box(bytes) {
        if *budget == 0 || path.len() > MAX_DEPTH {
            return;
        }
        *budget -= 1;
        bytes = rest;
        if kind == *b"jumb" {
            let first = next_box(content);
            let label = first.and_then(|(kind, content, _)| description_label(kind, content));
            let is_salted = first.is_some_and(|(kind, content, _)| description_salt(kind, content));
            path.push(label.unwrap_or_default());
            walk(content, (path, is_salted), found, budget);
            path.pop();
        } else if kind != *b"jumd" {
            found.push(LabelledBox { path: path.clone(), content, is_salted });
        }
    }
}

/// Splits off one box: type, content, rest. 0 means "to the end", 1 a 64-bit length (ISO/IEC 14496-12 §4.2).
fn next_box(bytes: &[u8]) -> Option<([u8; 4], &[u8], &[u8])> {
    let length = u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?);
    let kind: [u8; 4] = bytes.get(4..8)?.try_into().ok()?;
    let (header, length) = match length {
        0 => (8, bytes.len()),
        1 => (16, usize::try_from(u64::from_be_bytes(bytes.get(8..16)?.try_into().ok()?)).ok()?),
        length => (8, usize::try_from(length).ok()?),
    };
    let content = bytes.get(header..length)?;
    Some((kind, content, bytes.get(length..)?))
}

/// The label of a description box: 16 bytes type, 1 byte toggles, then a zero-terminated label if bit 1 is set.
fn description_label(kind: [u8; 4], content: &[u8]) -> Option<String> {
    if kind != *b"jumd" || content.get(16)? & 0b10 == 0 {
        return None;
    }
    let label = content.get(17..)?.split(|byte| *byte == 0).next()?;
    Some(String::from_utf8_lossy(label).into_owned())
}

/// Whether a description box ends in a salt box: bit 4 says that there is a private box (C2PA 2.4 §8.4).
fn description_salt(kind: [u8; 4], content: &[u8]) -> bool {
    let has_private = kind == *b"jumd" && content.get(16).is_some_and(|toggles| toggles & 0b1_0000 != 0);
    has_private && content.get(17..).is_some_and(|rest| rest.windows(4).any(|name| name == b"c2sh"))
}

/// The header `rVals`, as it is called after [`hide_answers`].
const HIDDEN_ANSWERS: &str = "xVals";

/// Renames the last `rVals` header of a store, so that the engine does not see it; whether there was one. The
/// header is not under the signature, and the last one is the active manifest's.
pub(super) fn hide_answers(store: &mut [u8]) -> bool {
    const HEADER: &[u8] = b"\x65rVals";
    let Some(at) = store.windows(HEADER.len()).rposition(|window| window == HEADER) else { return false };
    match store.get_mut(at + 1) {
        Some(letter) => *letter = b'x',
        None => return false,
    }
    true
}

/// What a COSE_Sign1 structure (RFC 9052 §4.2) carries beside the signature.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct CoseParts {
    /// `x5chain` (RFC 9360 §2), leaf first; empty where there is more than one.
    pub chain: Vec<Vec<u8>>,
    /// The first RFC 3161 token of `sigTst2` or `sigTst` (C2PA 2.4 §10.3.2.5).
    pub time_stamp: Option<Vec<u8>>,
    /// OCSP answers of `rVals` (C2PA 2.4 §14.5.2), DER.
    pub status_answers: Vec<Vec<u8>>,
}

/// Reads a COSE_Sign1 structure; what is not there stays empty.
pub(super) fn cose_parts(bytes: &[u8]) -> CoseParts {
    let mut parts = CoseParts::default();
    let Ok(value) = ciborium::from_reader::<Value, _>(bytes) else { return parts };
    let value = match value {
        Value::Tag(_, inner) => *inner,
        other => other,
    };
    let Value::Array(items) = value else { return parts };
    let protected = match items.first() {
        Some(Value::Bytes(bytes)) => ciborium::from_reader::<Value, _>(bytes.as_slice()).ok(),
        _ => None,
    };
    let unprotected = items.get(1);
    let chains = [protected.as_ref(), unprotected].into_iter().flatten().flat_map(chains).collect::<Vec<_>>();
    // With two of them, it is a reader's choice whose signature this is.
    if let [only] = chains.as_slice() {
        parts.chain = chain(only);
    }
    parts.time_stamp = unprotected
        .and_then(|header| header_value(header, |key| *key == Value::from("sigTst2") || *key == Value::from("sigTst")))
        .and_then(first_token);
    parts.status_answers = unprotected
        .and_then(|header| {
            header_value(header, |key| *key == Value::from("rVals") || *key == Value::from(HIDDEN_ANSWERS))
        })
        .map(ocsp_values)
        .unwrap_or_default();
    parts
}

/// The JSON that a COSE_Sign1 structure carries, as a verifiable credential does.
pub(super) fn cose_payload(bytes: &[u8]) -> Option<serde_json::Value> {
    let value = match ciborium::from_reader::<Value, _>(bytes).ok()? {
        Value::Tag(_, inner) => *inner,
        other => other,
    };
    serde_json::from_slice(value.as_array()?.get(2)?.as_bytes()?).ok()
}

/// The OCSP answers in a `c2pa.certificate-status` assertion (C2PA 2.4 §18.24), DER.
pub(super) fn certificate_status(assertion: &[u8]) -> Vec<Vec<u8>> {
    ciborium::from_reader::<Value, _>(assertion).map(|value| ocsp_values(&value)).unwrap_or_default()
}

fn ocsp_values(map: &Value) -> Vec<Vec<u8>> {
    let values = header_value(map, |key| *key == Value::from("ocspVals"));
    values.and_then(Value::as_array).into_iter().flatten().filter_map(|item| item.as_bytes().cloned()).collect()
}

pub(super) fn header_value(header: &Value, is_key: impl Fn(&Value) -> bool) -> Option<&Value> {
    header.as_map()?.iter().find(|(key, _)| is_key(key)).map(|(_, value)| value)
}

/// Every `x5chain` of one header, by its number and by its name, which older versions of C2PA used.
fn chains(header: &Value) -> impl Iterator<Item = &Value> {
    let is_chain = |key: &Value| *key == Value::from(33) || *key == Value::from("x5chain");
    header.as_map().into_iter().flatten().filter(move |(key, _)| is_chain(key)).map(|(_, value)| value)
}

fn chain(value: &Value) -> Vec<Vec<u8>> {
    match value {
        Value::Bytes(der) => vec![der.clone()],
        Value::Array(items) => items.iter().filter_map(|item| item.as_bytes().cloned()).collect(),
        _ => Vec::new(),
    }
}

fn first_token(value: &Value) -> Option<Vec<u8>> {
    let tokens = header_value(value, |key| *key == Value::from("tstTokens"))?.as_array()?;
    header_value(tokens.first()?, |key| *key == Value::from("val"))?.as_bytes().cloned()
}

/// A CAWG identity assertion (CAWG Identity 1.2 §5.1) as it stands.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct IdentityParts {
    /// `cawg.x509.cose` or `cawg.identity_claims_aggregation`.
    pub sig_type: String,
    pub roles: Vec<String>,
    /// Labels of the referenced assertions.
    pub binds: Vec<String>,
    /// For `cawg.x509.cose`: a COSE_Sign1 structure.
    pub signature: Vec<u8>,
}

/// Reads a CAWG identity assertion; what is not there stays empty.
pub(super) fn identity_parts(assertion: &[u8]) -> IdentityParts {
    let mut parts = IdentityParts::default();
    let Ok(value) = ciborium::from_reader::<Value, _>(assertion) else { return parts };
    let entry = |value: &Value, name: &str| header_value(value, |key| *key == Value::from(name)).cloned();
    parts.signature = entry(&value, "signature").and_then(|bytes| bytes.into_bytes().ok()).unwrap_or_default();
    let Some(payload) = entry(&value, "signer_payload") else { return parts };
    parts.sig_type = entry(&payload, "sig_type").and_then(|text| text.into_text().ok()).unwrap_or_default();
    parts.roles = list(entry(&payload, "role")).into_iter().filter_map(|role| role.into_text().ok()).collect();
    parts.binds = list(entry(&payload, "referenced_assertions"))
        .iter()
        .filter_map(|reference| entry(reference, "url")?.into_text().ok())
        .filter_map(|url| url.rsplit('/').next().map(str::to_owned))
        .collect();
    parts
}

pub(super) fn list(value: Option<Value>) -> Vec<Value> {
    value.and_then(|value| value.into_array().ok()).unwrap_or_default()
}

/// The only box of one manifest with that label under that parent; none where it is not beyond doubt which it is,
/// because then the engine may have checked another.
pub(super) fn only<'a>(boxes: &'a [LabelledBox<'a>], manifest: &str, label: &str) -> Option<&'a LabelledBox<'a>> {
    let mut same = boxes.iter().filter(|found| {
        found.path.iter().any(|part| part == manifest) && found.path.last().is_some_and(|own| own == label)
    });
    same.next().filter(|_| same.next().is_none())
}

/// The box with the signature of one manifest's claim.
pub(super) fn signature_box<'a>(boxes: &'a [LabelledBox<'a>], manifest: &str) -> Option<&'a [u8]> {
    let found = only(boxes, manifest, "c2pa.signature")?;
    found.path.iter().rev().nth(1).is_some_and(|parent| parent == manifest).then_some(found.content)
}

/// The signature value of one manifest's claim, which is what is stamped later (C2PA 2.4 §18.14).
pub(super) fn signature_value(boxes: &[LabelledBox<'_>], manifest: &str) -> Option<Vec<u8>> {
    let value = match ciborium::from_reader::<Value, _>(signature_box(boxes, manifest)?).ok()? {
        Value::Tag(_, inner) => *inner,
        other => other,
    };
    value.into_array().ok()?.pop()?.into_bytes().ok()
}

/// The tokens for one manifest in a `c2pa.time-stamp` assertion (C2PA 2.4 §18.14), a map from labels to tokens.
pub(super) fn later_tokens(assertion: &[u8], manifest: &str) -> Vec<Vec<u8>> {
    let Ok(Value::Map(entries)) = ciborium::from_reader::<Value, _>(assertion) else { return Vec::new() };
    let of_this = |(key, _): &(Value, Value)| key.as_text() == Some(manifest);
    entries.into_iter().filter(of_this).filter_map(|(_, token)| token.into_bytes().ok()).collect()
}

/// An RFC 3161 token with exactly one signer, whose signature holds by our own reading, too.
pub(super) fn token(token: &[u8]) -> Option<time_stamp::Token> {
    // The older header holds the whole response.
    time_stamp::Token::read(time_stamp::token_of_response(token).unwrap_or(token)).ok()
}

/// Whom the engine takes for the signer of a token that [`token`] refuses (DER).
pub(super) fn token_signer(token: &[u8]) -> Option<Vec<u8>> {
    c2pa::crypto::time_stamp::tsa_signer_cert_der_from_token(token).ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_salt_is_seen_in_the_description_alone() {
        let in_box = |kind: &[u8], content: &[u8]| {
            let size = u32::try_from(content.len() + 8).unwrap();
            [&size.to_be_bytes(), kind, content].concat()
        };
        let salt = in_box(b"c2sh", &[7; 16]);
        let assertion = |toggles: u8, private: &[u8]| {
            let description = [&[0; 16][..], &[toggles], b"stds.exif\0", private].concat();
            in_box(b"jumb", &[in_box(b"jumd", &description), in_box(b"json", b"c2sh")].concat())
        };
        for (store, expected) in [
            (assertion(0b1_0011, &salt), true),
            (assertion(0b0_0011, b""), false),
            (assertion(0b1_0011, &in_box(b"free", &[7; 16])), false),
        ] {
            let boxes = labelled_boxes(&store);
            assert_eq!((boxes.len(), boxes[0].is_salted), (1, expected));
        }
    }
}
