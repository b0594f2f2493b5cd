//! Identities that somebody verified account by account (CAWG identity-claims aggregation), made here and read back.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use ciborium::Value as Cbor;
use lightmark::locale::actors;
use lightmark::provenance::report::{IdentityState, NamedActor};
use serde_json::{Value, json};

use crate::bench::Bench;
use crate::foreign::{Recipe, photo};

/// Who aggregates: a key, and the identifier that it goes by.
pub struct Office {
    pub key: openssl::pkey::PKey<openssl::pkey::Private>,
    pub issuer: String,
}

impl Office {
    /// By its key alone.
    pub fn new() -> Self {
        let key = openssl::pkey::PKey::generate_ed25519().unwrap();
        let x = URL_SAFE_NO_PAD.encode(key.raw_public_key().unwrap());
        let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "alg": "EdDSA" }).to_string();
        Self { key, issuer: format!("did:jwk:{}", URL_SAFE.encode(jwk)) }
    }

    /// The document that its web site gives out (W3C DID Core 1.0), its key by reference.
    pub fn document(&self) -> Value {
        let x = URL_SAFE_NO_PAD.encode(self.key.raw_public_key().unwrap());
        let key = json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "alg": "EdDSA" });
        let id = format!("{}#key-1", self.issuer);
        json!({
            "@context": ["https://www.w3.org/ns/did/v1"], "id": self.issuer, "assertionMethod": [id],
            "verificationMethod": [{ "id": id, "type": "JsonWebKey2020", "controller": self.issuer, "publicKeyJwk": key }],
        })
    }

    /// A photo whose named person this office vouches for.
    pub fn vouched(self: &Arc<Self>, bench: &Bench) -> Vec<u8> {
        let (mut signer, office) = (bench.signer.clone(), Arc::clone(self));
        signer.aggregator = Some(Arc::new(move |payload| office.sign(&office.credential(&payload))));
        Recipe::created().sign(&signer, &photo())
    }

    fn credential(&self, payload: &Value) -> Value {
        let provider = |name: &str| json!({ "id": "https://provider.example", "name": name });
        json!({
            "@context": ["https://www.w3.org/ns/credentials/v2", "https://cawg.io/identity/1.1/ica/context/"],
            "type": ["VerifiableCredential", "IdentityClaimsAggregationCredential"],
            "issuer": self.issuer,
            "validFrom": "2026-01-01T00:00:00Z",
            "credentialSubject": {
                "verifiedIdentities": [
                    { "type": "cawg.social_media", "username": "ada", "uri": "https://social.example/ada",
                      "verifiedAt": "2026-01-01T10:00:00Z", "provider": provider("Social Example") },
                    { "type": "cawg.document_verification", "name": "Ada Example",
                      "verifiedAt": "2026-01-02T10:00:00Z", "provider": provider("Identity Office") },
                ],
                "c2paAsset": payload,
            },
        })
    }

    fn sign(&self, credential: &Value) -> Vec<u8> {
        let bytes = |value: &Cbor| {
            let mut bytes = Vec::new();
            ciborium::into_writer(value, &mut bytes).unwrap();
            bytes
        };
        let header = [(Cbor::from(1), Cbor::from(-8)), (Cbor::from(3), Cbor::from("application/vc"))];
        let protected = Cbor::Bytes(bytes(&Cbor::Map(header.to_vec())));
        let payload = Cbor::Bytes(credential.to_string().into_bytes());
        let signed = [Cbor::from("Signature1"), protected.clone(), Cbor::Bytes(Vec::new()), payload.clone()];
        let mut signer = openssl::sign::Signer::new_without_digest(&self.key).unwrap();
        let signature = signer.sign_oneshot_to_vec(&bytes(&Cbor::Array(signed.to_vec()))).unwrap();
        let parts = vec![protected, Cbor::Map(Vec::new()), payload, Cbor::Bytes(signature)];
        bytes(&Cbor::Tag(18, Box::new(Cbor::Array(parts))))
    }
}

/// The identity of a file whose aggregation was changed like this before it was signed, and like that afterwards.
fn identity(office: Office, before: fn(&mut Value), after: fn(&mut Vec<u8>)) -> NamedActor {
    let bench = Bench::new();
    let mut signer = bench.signer.clone();
    signer.aggregator = Some(Arc::new(move |payload| {
        let mut credential = office.credential(&payload);
        before(&mut credential);
        let mut signed = office.sign(&credential);
        after(&mut signed);
        signed
    }));
    let report = bench.photo(&Recipe::created().sign(&signer, &photo()));
    let found = report.signer.identity.clone();
    found.unwrap_or_else(|| panic!("{}", crate::bench::explain(&report)))
}

fn lines(identity: &NamedActor) -> String {
    actors::lines(identity, &|at| at.to_owned()).join("\n")
}

#[test]
fn an_aggregation_that_does_not_hold_vouches_for_nobody() {
    type Change = (&'static str, fn(&mut Value), fn(&mut Vec<u8>));
    let changes: [Change; 5] = [
        ("forged", |_| {}, |signed| *signed.last_mut().unwrap() ^= 1),
        ("not begun", |c| c["validFrom"] = json!("2126-01-01T00:00:00Z"), |_| {}),
        ("ended", |c| c["validUntil"] = json!("2026-01-02T00:00:00Z"), |_| {}),
        (
            "for another file",
            |c| c["credentialSubject"]["c2paAsset"]["referenced_assertions"][0]["hash"] = json!("AAAA"),
            |_| {},
        ),
        ("by somebody else", |c| c["issuer"] = Office::new().issuer.into(), |_| {}),
    ];
    for (name, before, after) in changes {
        let identity = identity(Office::new(), before, after);
        assert_eq!(identity.state, IdentityState::Broken, "{name}: {identity:#?}");
        assert!(lines(&identity).contains("does not hold"), "{name}");
    }
}

#[test]
fn accounts_are_shown_with_who_says_so() {
    let identity = identity(Office::new(), |_| {}, |_| {});
    assert_eq!(identity.state, IdentityState::Unrecognised, "{identity:#?}");
    assert_eq!((identity.name.as_str(), identity.accounts.len()), ("Ada Example", 2));
    assert!(identity.issuer.as_ref().unwrap().starts_with("did:jwk:"));
    assert_eq!(identity.accounts[0].username.as_deref(), Some("ada"));
    assert_eq!(identity.valid_from.as_deref(), Some("2026-01-01T00:00:00Z"));
    let said = lines(&identity);
    assert!(said.contains("ada at Social Example (account, verified 2026-01-01T10:00:00Z)"), "{said}");
    assert!(said.contains("no list of yours"), "{said}");
}

#[test]
fn a_key_on_a_web_site_is_not_asked_for_and_that_is_said() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let office = Office { issuer: format!("did:web:localhost%3A{port}"), ..Office::new() };
    let identity = identity(office, |_| {}, |_| {});
    assert_eq!(identity.state, IdentityState::NotChecked, "{identity:#?}");
    assert_eq!(identity.accounts.len(), 2, "what is stated is shown as what it is");
    assert!(lines(&identity).contains("not checked: its key is on the web site localhost"), "{}", lines(&identity));
    assert!(listener.accept().is_err(), "somebody was asked");
}
