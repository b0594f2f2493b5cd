//! What a bundle file says: roots, targets, parts, and signatures over canonical bytes. It checks the form only; who
//! is believed is decided in `trusted`.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::error::BundleFault;
use super::strict_json::{self, Fault};
use super::{MAX_BUNDLE_BYTES, MAX_KEYS, MAX_NAME_CHARS, MAX_PARTS, MAX_ROOTS, MAX_VERSION};
use crate::locale::plain;
use crate::provenance::fingerprint::Fingerprint;
use crate::trust::signed_text;

/// Names the form of a bundle.
pub const SCHEMA: &str = "lightmark.team-trust/1";

/// The version of TUF whose metadata this is.
pub const TUF_VERSION: &str = "1.0.34";

/// Signatures of one envelope that are looked at.
const MAX_SIGNATURES: usize = 2 * MAX_KEYS;

/// A bundle as it stands in its file. Nothing of it is believed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// From version 1 on, one after the other.
    pub(super) roots: Vec<Envelope>,
    pub(super) targets: Envelope,
    pub(super) parts: BTreeMap<String, Vec<u8>>,
}

/// Something signed, with its signatures (TUF §4.2.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    pub signed: Value,
    pub signatures: Vec<Signature>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    pub key_id: String,
    pub bytes: Vec<u8>,
}

/// Who may sign, and how many must (TUF §4.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    pub team: String,
    pub version: u64,
    pub expires: Timestamp,
    /// By key id.
    pub keys: BTreeMap<String, RootKey>,
    pub root: Role,
    pub targets: Role,
    /// SHA-256 of the root version before, lower-case hex, so that a fingerprint covers every root before it. None in
    /// the first. TUF has no such field; it lets others be added (§4.2).
    pub previous: Option<String>,
}

/// A root's key, with the name of whoever holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootKey {
    pub name: String,
    /// Ed25519 (RFC 8032).
    pub public: [u8; 32],
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    pub key_ids: BTreeSet<String>,
    pub threshold: usize,
}

/// What a bundle carries (TUF §4.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Targets {
    pub version: u64,
    pub expires: Timestamp,
    pub parts: BTreeMap<String, Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub kind: PartKind,
    pub length_bytes: u64,
    /// Lower-case hex.
    pub sha256: String,
}

/// What a part is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartKind {
    House,
    TimeStamping,
    Contact,
    Revocations,
    /// Of a newer version of Lightmark: kept, told, and without effect. Strangers' text.
    Unknown(String),
}

impl PartKind {
    /// The word in files and on the command line.
    pub fn key(&self) -> &str {
        match self {
            Self::House => "house",
            Self::TimeStamping => "time-stamping",
            Self::Contact => "contact",
            Self::Revocations => "revocations",
            Self::Unknown(key) => key,
        }
    }

    /// The kind of that word.
    pub fn of(key: &str) -> Self {
        let known = [Self::House, Self::TimeStamping, Self::Contact, Self::Revocations];
        known.into_iter().find(|kind| kind.key() == key).unwrap_or_else(|| Self::Unknown(key.to_owned()))
    }
}

/// Reads a bundle. Its form is sound then: every root and the targets parse, and the parts are decoded.
pub fn read(bytes: &[u8]) -> Result<Bundle, BundleFault> {
    if bytes.len() as u64 > MAX_BUNDLE_BYTES {
        return Err(BundleFault::TooBig);
    }
    if bytes.trim_ascii_start().first() == Some(&b'<') {
        return Err(BundleFault::WebPage);
    }
    let value = strict_json::read(bytes).map_err(|fault| match fault {
        Fault::Truncated => BundleFault::Truncated,
        Fault::Malformed(source) => BundleFault::Malformed { source },
        Fault::DuplicateKey(key) => BundleFault::DuplicateKey { key },
        Fault::TooDeep => content("it is nested too deep"),
    })?;
    Bundle::of(&value)
}

impl Bundle {
    pub(super) fn of(value: &Value) -> Result<Self, BundleFault> {
        let schema = value.get("schema").and_then(Value::as_str).unwrap_or_default();
        if schema != SCHEMA {
            return Err(BundleFault::OtherSchema { schema: schema.to_owned() });
        }
        let roots = value.get("roots").and_then(Value::as_array).ok_or_else(|| content("no roots"))?;
        if roots.is_empty() || roots.len() > MAX_ROOTS {
            return Err(content("no roots, or too many"));
        }
        let roots = roots.iter().map(Envelope::of).collect::<Result<Vec<_>, _>>()?;
        let targets = Envelope::of(value.get("targets").unwrap_or(&Value::Null))?;
        let encoded = value.get("parts").and_then(Value::as_object).ok_or_else(|| content("no parts"))?;
        let mut parts = BTreeMap::new();
        for (name, text) in encoded {
            let bytes = text.as_str().and_then(|text| STANDARD.decode(text).ok());
            parts.insert(name.clone(), bytes.ok_or_else(|| content("a part is not base64"))?);
        }
        let bundle = Self { roots, targets, parts };
        for root in &bundle.roots {
            root.root()?;
        }
        bundle.targets.targets()?;
        Ok(bundle)
    }

    pub(super) fn to_value(&self) -> Value {
        let parts: Map<String, Value> =
            self.parts.iter().map(|(name, bytes)| (name.clone(), STANDARD.encode(bytes).into())).collect();
        json!({
            "schema": SCHEMA,
            "roots": self.roots.iter().map(Envelope::to_value).collect::<Vec<_>>(),
            "targets": self.targets.to_value(),
            "parts": parts,
        })
    }

    /// The file's text.
    pub fn to_text(&self) -> String {
        // Only strings and whole numbers, which always become JSON.
        serde_json::to_string_pretty(&self.to_value()).unwrap_or_default() + "\n"
    }

    /// The newest root version, as the file says.
    pub(super) fn newest(&self) -> Result<&Envelope, BundleFault> {
        self.roots.last().ok_or_else(|| content("no roots"))
    }
}

impl Envelope {
    pub fn unsigned(signed: Value) -> Self {
        Self { signed, signatures: Vec::new() }
    }

    fn of(value: &Value) -> Result<Self, BundleFault> {
        let signed = value.get("signed").ok_or_else(|| content("nothing signed"))?.clone();
        let all = value.get("signatures").and_then(Value::as_array).ok_or_else(|| content("no signatures"))?;
        if all.len() > MAX_SIGNATURES {
            return Err(content("too many signatures"));
        }
        let mut signatures = Vec::new();
        for one in all {
            let field = |name: &str| one.get(name).and_then(Value::as_str);
            let (Some(key_id), Some(sig)) = (field("keyid"), field("sig")) else {
                return Err(content("a signature without key id"));
            };
            let bytes = hex::decode(sig).map_err(|_| content("a signature that is not hex"))?;
            signatures.push(Signature { key_id: key_id.to_owned(), bytes });
        }
        Ok(Self { signed, signatures })
    }

    fn to_value(&self) -> Value {
        let sign = |one: &Signature| json!({ "keyid": one.key_id, "sig": hex::encode(&one.bytes) });
        json!({ "signed": self.signed, "signatures": self.signatures.iter().map(sign).collect::<Vec<_>>() })
    }

    /// The bytes that are signed: canonical JSON (TUF §4.1.1). Control characters are refused, since OLPC's form and
    /// plain JSON write them differently.
    pub fn message(&self) -> Result<Vec<u8>, BundleFault> {
        if !is_plain_data(&self.signed) {
            return Err(content("control characters"));
        }
        signed_text::canonical_bytes(&self.signed).ok_or_else(|| content("a number that is not whole"))
    }

    /// SHA-256 of the canonical bytes.
    pub fn digest(&self) -> Result<Fingerprint, BundleFault> {
        Ok(Fingerprint::new(Sha256::digest(self.message()?).into()))
    }

    /// It as a root.
    pub fn root(&self) -> Result<Root, BundleFault> {
        let signed = &self.signed;
        let (version, expires) = head(signed, "root")?;
        let team = name_of(signed.get("team"))?;
        let keys = signed.get("keys").and_then(Value::as_object).ok_or_else(|| content("no keys"))?;
        if keys.len() > MAX_KEYS {
            return Err(content("too many keys"));
        }
        let names = signed.get("names").and_then(Value::as_object).ok_or_else(|| content("no names of keys"))?;
        let mut read = BTreeMap::new();
        for (id, key) in keys {
            let public = key.pointer("/keyval/public").and_then(Value::as_str).and_then(|text| hex::decode(text).ok());
            let public: Option<[u8; 32]> = public.and_then(|bytes| bytes.try_into().ok());
            let public = public.ok_or_else(|| content("a key that cannot be read"))?;
            // The id follows from the key, so that one key cannot count twice under two ids (TUF §4.2.1).
            if *key != key_value(&public) || *id != key_id(&public) {
                return Err(content("a key of another kind, or under another id"));
            }
            read.insert(id.clone(), RootKey { name: name_of(names.get(id))?, public });
        }
        let distinct: BTreeSet<&str> = read.values().map(|key| key.name.as_str()).collect();
        if distinct.len() != read.len() {
            return Err(content("two roots of one name"));
        }
        let role = |name: &str| role(signed, name, &read);
        self.message()?;
        let previous = signed.get("previous").and_then(Value::as_str).map(str::to_owned);
        Ok(Root { team, version, expires, root: role("root")?, targets: role("targets")?, keys: read, previous })
    }

    /// It as targets.
    pub fn targets(&self) -> Result<Targets, BundleFault> {
        let signed = &self.signed;
        let (version, expires) = head(signed, "targets")?;
        let listed = signed.get("targets").and_then(Value::as_object).ok_or_else(|| content("no targets"))?;
        if listed.len() > MAX_PARTS {
            return Err(content("too many parts"));
        }
        let mut parts = BTreeMap::new();
        for (name, part) in listed {
            name_of(Some(&Value::from(name.as_str())))?;
            let kind = name_of(part.pointer("/custom/kind"))?;
            let length_bytes = part.get("length").and_then(Value::as_u64).ok_or_else(|| content("no length"))?;
            let sha256 = part.pointer("/hashes/sha256").and_then(Value::as_str).ok_or_else(|| content("no digest"))?;
            let part = Part { kind: PartKind::of(&kind), length_bytes, sha256: sha256.to_owned() };
            parts.insert(name.clone(), part);
        }
        self.message()?;
        Ok(Targets { version, expires, parts })
    }
}

/// A key as TUF writes it.
pub fn key_value(public: &[u8; 32]) -> Value {
    json!({ "keytype": "ed25519", "scheme": "ed25519", "keyval": { "public": hex::encode(public) } })
}

/// SHA-256 of the key's canonical form, hex (TUF §4.2.1).
pub fn key_id(public: &[u8; 32]) -> String {
    hex::encode(Sha256::digest(signed_text::canonical_bytes(&key_value(public)).unwrap_or_default()))
}

/// Whether a text can be the name of a team, a root or a part.
pub fn is_name(text: &str) -> bool {
    !text.is_empty() && text.trim() == text && text.chars().count() <= MAX_NAME_CHARS && plain(text) == text
}

pub(super) fn content(reason: &str) -> BundleFault {
    BundleFault::Content { reason: reason.to_owned() }
}

fn head(signed: &Value, kind: &str) -> Result<(u64, Timestamp), BundleFault> {
    if signed.get("_type").and_then(Value::as_str) != Some(kind) {
        return Err(content("a role of another type"));
    }
    let spec = signed.get("spec_version").and_then(Value::as_str).unwrap_or_default();
    if !spec.starts_with("1.") {
        return Err(content("metadata of another TUF version"));
    }
    let version = signed.get("version").and_then(Value::as_u64).filter(|number| (1..=MAX_VERSION).contains(number));
    let expires = signed.get("expires").and_then(Value::as_str).and_then(|date| date.parse().ok());
    match (version, expires) {
        (Some(version), Some(expires)) => Ok((version, expires)),
        _ => Err(content("no version or no date of expiry")),
    }
}

fn role(signed: &Value, name: &str, keys: &BTreeMap<String, RootKey>) -> Result<Role, BundleFault> {
    let role = signed.pointer(&format!("/roles/{name}")).ok_or_else(|| content("a role is missing"))?;
    let ids = role.get("keyids").and_then(Value::as_array).ok_or_else(|| content("a role without keys"))?;
    let key_ids: BTreeSet<String> = ids.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    if key_ids.len() != ids.len() || !key_ids.iter().all(|id| keys.contains_key(id)) {
        return Err(content("a role with a key twice, or with one that is not there"));
    }
    let threshold = role.get("threshold").and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
    let threshold = threshold.filter(|number| (1..=key_ids.len()).contains(number));
    Ok(Role { threshold: threshold.ok_or_else(|| content("a threshold that nobody can reach"))?, key_ids })
}

fn name_of(value: Option<&Value>) -> Result<String, BundleFault> {
    let name = value.and_then(Value::as_str).filter(|name| is_name(name));
    name.map(str::to_owned).ok_or_else(|| content("a name that is missing, too long or not plain"))
}

fn is_plain_data(value: &Value) -> bool {
    let is_plain_text = |text: &str| !text.chars().any(char::is_control);
    match value {
        Value::String(text) => is_plain_text(text),
        Value::Array(items) => items.iter().all(is_plain_data),
        Value::Object(fields) => fields.iter().all(|(key, value)| is_plain_text(key) && is_plain_data(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
    }
}
