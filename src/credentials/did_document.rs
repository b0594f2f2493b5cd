//! A DID document as the engine can read it: it takes the first assertion method only, and only where the key stands in
//! its place and not by reference (W3C DID Core 1.0 §5.3.2 allows both). Never decides which key fits.

use serde_json::Value;

/// The document with every reference among its assertion methods replaced by the method that it names. What is no such
/// document stays as it is.
pub(super) fn with_methods_in_place(text: &str) -> String {
    let Ok(mut document) = serde_json::from_str::<Value>(text) else { return text.to_owned() };
    let id = document.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let methods = document.get("verificationMethod").and_then(Value::as_array).cloned().unwrap_or_default();
    let absolute = |name: &str| if name.starts_with('#') { format!("{id}{name}") } else { name.to_owned() };
    let Some(assertions) = document.get_mut("assertionMethod").and_then(Value::as_array_mut) else {
        return text.to_owned();
    };
    for assertion in assertions.iter_mut() {
        let Some(name) = assertion.as_str().map(absolute) else { continue };
        let is_meant =
            |method: &&Value| method.get("id").and_then(Value::as_str).is_some_and(|method| absolute(method) == name);
        if let Some(method) = methods.iter().find(is_meant) {
            let mut method = method.clone();
            if let Some(own) = method.get_mut("id") {
                *own = Value::from(name);
            }
            *assertion = method;
        }
    }
    document.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_no_document_or_names_nothing_stays() {
        let dangling = json!({ "id": "did:web:a.example", "assertionMethod": ["#gone", 7] }).to_string();
        for text in ["", "<html>", "[]", "{}", "{\"assertionMethod\":{}}", &dangling] {
            assert_eq!(with_methods_in_place(text), text);
        }
    }

    #[test]
    fn a_method_is_put_where_it_is_named() {
        let method = |id: &str| json!({ "id": id, "type": "JsonWebKey", "publicKeyJwk": { "kty": "OKP" } });
        for (own, named) in [("#k", "did:web:a.example#k"), ("did:web:a.example#k", "#k")] {
            let document = json!({
                "id": "did:web:a.example", "verificationMethod": [method("#other"), method(own)],
                "assertionMethod": [named],
            });
            let made: Value = serde_json::from_str(&with_methods_in_place(&document.to_string())).unwrap();
            assert_eq!(made["assertionMethod"], json!([method("did:web:a.example#k")]));
        }
    }
}
