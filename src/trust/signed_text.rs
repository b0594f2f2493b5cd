//! Statements that people pass on as files: JSON with a signature of whoever makes them (contact cards, revocation
//! lists). It checks that the signature matches the certificate that comes along, never who that is.
//!
//! The signature is over the schema, a line feed and the body in canonical form: no spaces, keys in the order of
//! their bytes, numbers whole. A signature for one schema is therefore none for another, nor for a claim.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::certificate::Certificate;
use super::path::MAX_CHAIN;

/// What is wrong with such a file.
#[derive(Debug, thiserror::Error)]
pub enum SignedTextFault {
    #[error("it breaks off")]
    Truncated,
    #[error("not JSON of the form wanted")]
    Malformed { source: serde_json::Error },
    #[error("schema {schema:?}")]
    OtherSchema { schema: String },
    #[error("nobody has signed it")]
    Unsigned,
    #[error("the certificate of its signer cannot be read")]
    BadCertificate,
    #[error("the signature does not match")]
    BadSignature,
    #[error("a number that is not whole")]
    NotCanonical,
}

/// A statement whose signature matches its first certificate.
#[derive(Debug)]
pub struct SignedText {
    pub body: Value,
    /// DER, the signer's own certificate first.
    pub chain: Vec<Vec<u8>>,
}

#[derive(Serialize, Deserialize)]
struct Wire {
    schema: String,
    body: Value,
    #[serde(default)]
    certificates: Vec<String>,
    #[serde(default)]
    signature: String,
}

/// The schema that a file names, if it is JSON that names one.
pub fn schema(bytes: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Named {
        schema: String,
    }
    serde_json::from_slice::<Named>(bytes).ok().map(|named| named.schema)
}

/// Reads a statement and checks its signature.
pub fn read(bytes: &[u8], schema: &str) -> Result<SignedText, SignedTextFault> {
    let wire: Wire = serde_json::from_slice(bytes).map_err(|source| match source.is_eof() {
        true => SignedTextFault::Truncated,
        false => SignedTextFault::Malformed { source },
    })?;
    if wire.schema != schema {
        return Err(SignedTextFault::OtherSchema { schema: wire.schema });
    }
    if wire.signature.is_empty() || wire.certificates.is_empty() || wire.certificates.len() > MAX_CHAIN {
        return Err(SignedTextFault::Unsigned);
    }
    let decoded = wire.certificates.iter().map(|text| STANDARD.decode(text));
    let chain = decoded.collect::<Result<Vec<_>, _>>().map_err(|_| SignedTextFault::BadCertificate)?;
    let leaf = chain.first().ok_or(SignedTextFault::Unsigned)?;
    let leaf = Certificate::read(leaf).map_err(|_| SignedTextFault::BadCertificate)?;
    let signature = STANDARD.decode(&wire.signature).map_err(|_| SignedTextFault::BadSignature)?;
    let message = message(schema, &wire.body).ok_or(SignedTextFault::NotCanonical)?;
    match leaf.has_signed(&message, &signature) {
        true => Ok(SignedText { body: wire.body, chain }),
        false => Err(SignedTextFault::BadSignature),
    }
}

/// Writes a statement. `sign` gives a signature of the first certificate's key over the bytes.
pub fn write(
    schema: &str,
    body: Value,
    chain: &[Vec<u8>],
    sign: &dyn Fn(&[u8]) -> Vec<u8>,
) -> Result<String, SignedTextFault> {
    let message = message(schema, &body).ok_or(SignedTextFault::NotCanonical)?;
    let wire = Wire {
        schema: schema.to_owned(),
        body,
        certificates: chain.iter().map(|der| STANDARD.encode(der)).collect(),
        signature: STANDARD.encode(sign(&message)),
    };
    let text = serde_json::to_string_pretty(&wire).map_err(|source| SignedTextFault::Malformed { source })?;
    // What nobody could read back is not handed out, whatever the key did.
    read(text.as_bytes(), schema).map(|_| text + "\n")
}

fn message(schema: &str, body: &Value) -> Option<Vec<u8>> {
    let mut text = format!("{schema}\n");
    canonical(body, &mut text)?;
    Some(text.into_bytes())
}

/// A value in canonical form; none for a number that is not whole.
pub fn canonical_bytes(value: &Value) -> Option<Vec<u8>> {
    let mut text = String::new();
    canonical(value, &mut text)?;
    Some(text.into_bytes())
}

fn canonical(value: &Value, text: &mut String) -> Option<()> {
    match value {
        Value::Object(fields) => {
            let mut keys: Vec<&String> = fields.keys().collect();
            keys.sort();
            text.push('{');
            for (number, key) in keys.into_iter().enumerate() {
                if number > 0 {
                    text.push(',');
                }
                text.push_str(&serde_json::to_string(key).ok()?);
                text.push(':');
                canonical(fields.get(key)?, text)?;
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (number, item) in items.iter().enumerate() {
                if number > 0 {
                    text.push(',');
                }
                canonical(item, text)?;
            }
            text.push(']');
        }
        Value::Number(number) if number.is_f64() => return None,
        other => text.push_str(&serde_json::to_string(other).ok()?),
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_canonical_form_knows_no_order_and_no_spaces() {
        let one: Value = serde_json::from_str(r#"{ "b": [1, {"d": null, "c": "\u00e9\n"}], "a": true }"#).unwrap();
        let text = String::from_utf8(message("s/1", &one).unwrap()).unwrap();
        assert_eq!(text, "s/1\n{\"a\":true,\"b\":[1,{\"c\":\"é\\n\",\"d\":null}]}");
        assert_eq!(message("s", &json!(1.5)), None);
    }
}
