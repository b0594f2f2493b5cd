//! A foreign signer: the engine used directly, with certificates made here. It shares no code with Lightmark's own
//! signing, so that what verifying makes of a file cannot lean on what signing would never write.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use c2pa::crypto::raw_signature::{RawSigner, RawSignerError};
use c2pa::crypto::time_stamp::{TimeStampError, TimeStampProvider};
use c2pa::dynamic_assertion::DynamicAssertion;
use c2pa::identity::SignerPayload;
use c2pa::identity::builder::{CredentialHolder, IdentityAssertionBuilder, IdentityBuilderError};
use c2pa::identity::x509::X509CredentialHolder;
use c2pa::{Builder, BuilderIntent, SigningAlg};
use openssl::hash::MessageDigest;
use openssl::rsa::Padding;
use openssl::sign::{RsaPssSaltlen, Signer as OpensslSigner};
use serde_json::{Value, json};

use crate::forge::{self, DAY, Draft, Issued, YEAR};

pub fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// A draft that is valid today, whenever that is.
pub fn current(draft: Draft) -> Draft {
    draft.valid(now() - DAY, now() + YEAR)
}

pub fn root(common: &str) -> Issued {
    Draft::root(common).valid(now() - YEAR, now() + 10 * YEAR).self_signed()
}

/// Has something made by a signer whose certificate soon runs out, and gives it when that has run out. Where the machine
/// was too slow for the certificate's life, all is made anew by one that lives longer.
pub fn short_lived<T>(root: &Issued, make: impl Fn(Foreign) -> c2pa::Result<T>) -> T {
    let mut life = 3;
    loop {
        let until = now() + life;
        let made = make(Foreign::of(Draft::leaf("Short Lived").valid(now() - DAY, until).by(root)));
        if now() < until {
            while now() <= until + 1 {
                std::thread::sleep(std::time::Duration::from_millis(200));
            }
            return made.unwrap();
        }
        life *= 2;
    }
}

pub fn pem(der: &[u8]) -> String {
    let encoded = openssl::base64::encode_block(der);
    let lines: Vec<&str> = encoded.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

type Transport = Arc<dyn Fn(&[u8]) -> Vec<u8> + Send + Sync>;

/// Somebody who signs.
#[derive(Clone)]
pub struct Foreign {
    pub chain: Vec<Vec<u8>>,
    pub key: forge::Key,
    pub alg: SigningAlg,
    /// Answers time-stamp requests.
    pub stamp: Option<Transport>,
    pub ocsp: Option<Vec<u8>>,
    /// Who makes a CAWG identity assertion over the assertions with these labels.
    pub identities: Vec<(Foreign, Vec<&'static str>)>,
    /// Signs an identity-claims aggregation for the payload that it is given as JSON.
    pub aggregator: Option<Aggregator>,
    /// Makes the COSE structure of an identity assertion for the payload that it is given as CBOR.
    pub coser: Option<Coser>,
}

pub type Coser = Arc<dyn Fn(&[u8]) -> Vec<u8> + Send + Sync>;

struct Cosing(Coser);

impl CredentialHolder for Cosing {
    fn sig_type(&self) -> &'static str {
        "cawg.x509.cose"
    }

    fn reserve_size(&self) -> usize {
        8192
    }

    fn sign(&self, payload: &SignerPayload) -> Result<Vec<u8>, IdentityBuilderError> {
        let mut cbor = Vec::new();
        ciborium::into_writer(payload, &mut cbor).unwrap();
        Ok((self.0)(&cbor))
    }
}

pub type Aggregator = Arc<dyn Fn(Value) -> Vec<u8> + Send + Sync>;

struct Aggregating(Aggregator);

impl CredentialHolder for Aggregating {
    fn sig_type(&self) -> &'static str {
        "cawg.identity_claims_aggregation"
    }

    fn reserve_size(&self) -> usize {
        8192
    }

    fn sign(&self, payload: &SignerPayload) -> Result<Vec<u8>, IdentityBuilderError> {
        use base64::Engine as _;
        let mut json = serde_json::to_value(payload).unwrap();
        for (reference, bound) in
            payload.referenced_assertions.iter().zip(json["referenced_assertions"].as_array_mut().unwrap())
        {
            // Bytes are base64 in JSON (CAWG Identity 1.2 §8.1.2.3).
            bound["hash"] = base64::engine::general_purpose::STANDARD.encode(reference.hash()).into();
        }
        Ok((self.0)(json))
    }
}

impl Foreign {
    pub fn of(leaf: Issued) -> Self {
        use openssl::pkey::Id;
        let alg = match (leaf.key.id(), leaf.key.bits()) {
            (Id::ED25519, _) => SigningAlg::Ed25519,
            (Id::EC, 384) => SigningAlg::Es384,
            (Id::EC, _) => SigningAlg::Es256,
            _ => SigningAlg::Ps256,
        };
        Self {
            chain: vec![leaf.der],
            key: leaf.key,
            alg,
            stamp: None,
            ocsp: None,
            identities: Vec::new(),
            aggregator: None,
            coser: None,
        }
    }

    /// An Ed25519 signer under a root.
    pub fn under(root: &Issued, common: &str) -> Self {
        Self::of(current(Draft::leaf(common)).by(root))
    }

    pub fn stamped(mut self, authority: &Arc<Authority>) -> Self {
        let authority = Arc::clone(authority);
        self.stamp = Some(Arc::new(move |request| authority.reply(request)));
        self
    }

    pub fn named(mut self, identity: Foreign, referenced: &[&'static str]) -> Self {
        self.identities.push((identity, referenced.to_vec()));
        self
    }

    pub fn raw(&self, data: &[u8]) -> Vec<u8> {
        match self.alg {
            SigningAlg::Ed25519 => {
                OpensslSigner::new_without_digest(&self.key).unwrap().sign_oneshot_to_vec(data).unwrap()
            }
            SigningAlg::Ps256 => {
                let mut signer = OpensslSigner::new(MessageDigest::sha256(), &self.key).unwrap();
                signer.set_rsa_padding(Padding::PKCS1_PSS).unwrap();
                signer.set_rsa_mgf1_md(MessageDigest::sha256()).unwrap();
                signer.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH).unwrap();
                signer.sign_oneshot_to_vec(data).unwrap()
            }
            _ => {
                let (digest, size) = match self.alg {
                    SigningAlg::Es384 => (MessageDigest::sha384(), 48),
                    _ => (MessageDigest::sha256(), 32),
                };
                let der = OpensslSigner::new(digest, &self.key).unwrap().sign_oneshot_to_vec(data).unwrap();
                let signature = openssl::ecdsa::EcdsaSig::from_der(&der).unwrap();
                let part = |number: &openssl::bn::BigNumRef| number.to_vec_padded(size).unwrap();
                [part(signature.r()), part(signature.s())].concat()
            }
        }
    }

    fn room(&self) -> usize {
        let stamp = if self.stamp.is_some() { 12_000 } else { 0 };
        2048 + self.chain.iter().map(Vec::len).sum::<usize>() + stamp + self.ocsp.as_ref().map_or(0, |o| o.len() + 256)
    }
}

impl c2pa::Signer for Foreign {
    fn sign(&self, data: &[u8]) -> c2pa::Result<Vec<u8>> {
        Ok(self.raw(data))
    }

    fn alg(&self) -> SigningAlg {
        self.alg
    }

    fn certs(&self) -> c2pa::Result<Vec<Vec<u8>>> {
        Ok(self.chain.clone())
    }

    fn reserve_size(&self) -> usize {
        self.room()
    }

    fn ocsp_val(&self) -> Option<Vec<u8>> {
        self.ocsp.clone()
    }

    fn send_timestamp_request(&self, message: &[u8]) -> Option<c2pa::Result<Vec<u8>>> {
        let transport = self.stamp.clone()?;
        Some(self.timestamp_request_body(message).map(|body| transport(&body)))
    }

    fn dynamic_assertions(&self) -> Vec<Box<dyn DynamicAssertion>> {
        self.identities
            .iter()
            .map(|(holder, referenced)| {
                let holder = X509CredentialHolder::from_raw_signer(Box::new(holder.clone()));
                let mut builder = IdentityAssertionBuilder::for_credential_holder(holder);
                builder.add_referenced_assertions(referenced);
                builder.add_roles(&["cawg.creator"]);
                Box::new(builder) as Box<dyn DynamicAssertion>
            })
            .chain(self.coser.iter().map(|coser| {
                let mut builder = IdentityAssertionBuilder::for_credential_holder(Cosing(Arc::clone(coser)));
                builder.add_referenced_assertions(&["cawg.metadata"]);
                Box::new(builder) as Box<dyn DynamicAssertion>
            }))
            .chain(self.aggregator.iter().map(|aggregator| {
                let holder = Aggregating(Arc::clone(aggregator));
                Box::new(IdentityAssertionBuilder::for_credential_holder(holder)) as Box<dyn DynamicAssertion>
            }))
            .collect()
    }
}

impl RawSigner for Foreign {
    fn sign(&self, data: &[u8]) -> Result<Vec<u8>, RawSignerError> {
        Ok(self.raw(data))
    }

    fn alg(&self) -> SigningAlg {
        self.alg
    }

    fn cert_chain(&self) -> Result<Vec<Vec<u8>>, RawSignerError> {
        Ok(self.chain.clone())
    }

    fn reserve_size(&self) -> usize {
        self.room()
    }
}

impl TimeStampProvider for Foreign {
    fn send_time_stamp_request(&self, _message: &[u8]) -> Option<Result<Vec<u8>, TimeStampError>> {
        None
    }
}

/// A time-stamp authority (RFC 3161): the `openssl` program answers.
pub struct Authority {
    dir: tempfile::TempDir,
    pub root: Issued,
    #[allow(dead_code, reason = "only the tests of revocation use it")]
    pub leaf: Issued,
}

impl Authority {
    pub fn new() -> Arc<Self> {
        let dir = tempfile::tempdir().unwrap();
        let root = root("Stamp Root");
        let curve = openssl::nid::Nid::X9_62_PRIME256V1;
        let leaf = current(Draft::stamper("Stamp Authority")).by_with(&root, forge::ec(curve));
        let write = |name: &str, text: &[u8]| std::fs::write(dir.path().join(name), text).unwrap();
        write("leaf.pem", pem(&leaf.der).as_bytes());
        write("root.pem", pem(&root.der).as_bytes());
        write("leaf.key", &leaf.key.private_key_to_pem_pkcs8().unwrap());
        write("serial", b"1000\n");
        let path = dir.path().display();
        let config = format!(
            "[tsa]\ndefault_tsa = t\n[t]\nserial = {path}/serial\ncrypto_device = builtin\n\
             signer_cert = {path}/leaf.pem\ncerts = {path}/root.pem\nsigner_key = {path}/leaf.key\n\
             signer_digest = sha256\ndefault_policy = 1.2.3.4.1\ndigests = sha256, sha384, sha512\n\
             accuracy = secs:1\nordering = no\ntsa_name = no\ness_cert_id_chain = no\ness_cert_id_alg = sha256\n"
        );
        write("tsa.cnf", config.as_bytes());
        Arc::new(Self { dir, root, leaf })
    }

    pub fn reply(&self, request: &[u8]) -> Vec<u8> {
        let query = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(query.path(), request).unwrap();
        let output = Command::new("openssl")
            .args(["ts", "-reply", "-config"])
            .arg(self.dir.path().join("tsa.cnf"))
            .arg("-queryfile")
            .arg(query.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }
}

/// The engine, set up to write what it is told and to connect to nothing.
pub fn context() -> Arc<c2pa::Context> {
    c2pa::Context::new().with_settings(settings()).unwrap().into_shared()
}

fn settings() -> c2pa::Settings {
    let mut settings = c2pa::Settings::new();
    settings.verify.verify_after_sign = false;
    settings.verify.remote_manifest_fetch = false;
    settings.verify.ocsp_fetch = false;
    settings.core.allowed_network_hosts = Some(Vec::new());
    settings.builder.thumbnail.enabled = false;
    settings.builder.actions.auto_created_action.enabled = false;
    settings.builder.actions.auto_opened_action.enabled = false;
    settings.builder.actions.auto_placed_action.enabled = false;
    settings.builder.created_assertion_labels = Some(["cawg.identity", "c2pa.ingredient"].map(str::to_owned).to_vec());
    settings
}

/// What to write: a definition in the engine's JSON, and what the asset is made from.
#[derive(Clone)]
pub struct Recipe {
    pub definition: Value,
    /// Ingredient JSON and the ingredient's bytes.
    pub from: Vec<(Value, Vec<u8>)>,
    pub intent: Option<BuilderIntent>,
    pub mime: &'static str,
}

impl Recipe {
    /// `c2pa.created`, with everything recorded.
    pub fn created() -> Self {
        let source = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture";
        Self::with_actions(json!([{ "action": "c2pa.created", "digitalSourceType": source }]))
    }

    pub fn with_actions(actions: Value) -> Self {
        Self {
            definition: json!({
                "title": "photo.jpg",
                "claim_generator_info": [{ "name": "Foreign", "version": "1.0" }],
                "assertions": [
                    { "label": "c2pa.actions.v2", "data": { "actions": actions, "allActionsIncluded": true }, "created": true }
                ],
            }),
            from: Vec::new(),
            intent: None,
            mime: "image/jpeg",
        }
    }

    /// `c2pa.opened` over a parent.
    pub fn opened(parent: &[u8]) -> Self {
        Self::with_actions(json!([
            { "action": "c2pa.opened", "parameters": { "ingredientIds": ["parent"] } },
            { "action": "c2pa.color_adjustments" },
        ]))
        .from("parentOf", "parent", parent)
    }

    pub fn from(mut self, relationship: &str, label: &str, bytes: &[u8]) -> Self {
        let json = json!({ "title": format!("{label}.jpg"), "relationship": relationship, "label": label });
        self.from.push((json, bytes.to_vec()));
        self
    }

    pub fn and(mut self, label: &str, data: Value) -> Self {
        let mut assertion = json!({ "label": label, "data": data, "created": true });
        if label.ends_with("metadata") {
            assertion["kind"] = json!("Json");
        }
        self.definition["assertions"].as_array_mut().unwrap().push(assertion);
        self
    }

    pub fn set(mut self, key: &str, value: Value) -> Self {
        self.definition[key] = value;
        self
    }

    pub fn builder(&self) -> Builder {
        let context = context();
        let mut builder = Builder::from_shared_context(&context).with_definition(self.definition.clone()).unwrap();
        for (json, bytes) in &self.from {
            builder.add_ingredient_from_stream(json.to_string(), self.mime, &mut Cursor::new(bytes)).unwrap();
        }
        if let Some(intent) = &self.intent {
            builder.set_intent(intent.clone());
        }
        builder
    }

    /// Signs a movie with a tree of hashes over pieces of so many kilobytes.
    pub fn sign_in_pieces(&self, who: &Foreign, asset: &[u8], kilobytes: usize) -> Vec<u8> {
        let mut settings = settings();
        settings.core.merkle_tree_chunk_size_in_kb = Some(kilobytes);
        let context = c2pa::Context::new().with_settings(settings).unwrap().into_shared();
        let mut builder = Builder::from_shared_context(&context).with_definition(self.definition.clone()).unwrap();
        let mut copy = Cursor::new(Vec::new());
        builder.sign(who, self.mime, &mut Cursor::new(asset), &mut copy).unwrap();
        copy.into_inner()
    }

    /// A builder that signs as this one, for those of the engine's ways that take no signer.
    pub fn builder_of(&self, who: &Foreign) -> Builder {
        let context = c2pa::Context::new().with_settings(settings()).unwrap().with_signer(who.clone()).into_shared();
        Builder::from_shared_context(&context).with_definition(self.definition.clone()).unwrap()
    }

    /// Signs a copy of the asset.
    pub fn sign(&self, who: &Foreign, asset: &[u8]) -> Vec<u8> {
        self.try_sign(who, asset).unwrap()
    }

    pub fn try_sign(&self, who: &Foreign, asset: &[u8]) -> c2pa::Result<Vec<u8>> {
        let mut copy = Cursor::new(Vec::new());
        self.builder().sign(who, self.mime, &mut Cursor::new(asset), &mut copy)?;
        Ok(copy.into_inner())
    }

    /// Signs without touching the asset; gives the manifest store.
    pub fn sidecar(&self, who: &Foreign, asset: &[u8]) -> Vec<u8> {
        let mut builder = self.builder();
        builder.set_no_embed(true);
        builder.sign(who, self.mime, &mut Cursor::new(asset), &mut Cursor::new(Vec::new())).unwrap()
    }
}

pub fn asset(name: &str) -> Vec<u8> {
    std::fs::read(asset_path(name)).unwrap()
}

fn asset_path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats").join(name)
}

/// An unsigned photo.
pub fn photo() -> Vec<u8> {
    asset("photo.jpg")
}

pub fn find(bytes: &[u8], needle: &[u8]) -> usize {
    bytes.windows(needle.len()).position(|window| window == needle).expect("not in these bytes")
}

pub fn find_last(bytes: &[u8], needle: &[u8]) -> usize {
    bytes.windows(needle.len()).rposition(|window| window == needle).expect("not in these bytes")
}

/// The bytes with one bit changed at a place.
pub fn flipped(bytes: &[u8], at: usize) -> Vec<u8> {
    let mut copy = bytes.to_vec();
    copy[at] ^= 0x01;
    copy
}

/// A photo with its picture changed.
pub fn repainted(bytes: &[u8]) -> Vec<u8> {
    flipped(bytes, bytes.len() - 40)
}

/// A photo with the signature of its active manifest changed.
pub fn forged(bytes: &[u8]) -> Vec<u8> {
    let label = find_last(bytes, b"c2pa.signature");
    // The payload, which is null, then a string of 64 bytes (RFC 9052 §4.2). By the string's head alone a part of the
    // signature, whose bytes are any, would be found now and then.
    let at = find_last(bytes, &[0xf6, 0x58, 0x40]);
    assert!(at > label, "the signature is found");
    flipped(bytes, at + 20)
}
