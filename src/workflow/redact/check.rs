//! Checks a redacted copy against its record, years later and offline: that the copy is the original without the listed
//! items, and that a value that somebody shows is the one that was taken out. Never writes, never redacts.
//!
//! The copy is made again from the record's own pieces, so that another version of the engine comes to the same answer.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::record::{self, Hashing, PUBLIC_ENDING};
use crate::locale;
use crate::media::redact::proof::Proof;
use crate::problem::Problem;
use crate::provenance::redaction_record::{
    FileFacts, PRIVATE_SCHEMA, PrivateRecord, RECORD_SCHEMA, Record, RecordedPiece,
};
use crate::trust::path::Purpose;
use crate::trust::{TrustStore, Vouched, contacts, signed_text};
use crate::whole_file;
use crate::worker::{Pool, Task};

/// No record is larger.
const MAX_RECORD_BYTES: u64 = 256 << 20;

/// What to compare with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckOrder {
    pub copy: PathBuf,
    /// Without it, only the record, the copy's digest and values that are shown are checked.
    pub original: Option<PathBuf>,
    /// `None` is beside the copy.
    pub record: Option<PathBuf>,
    pub private: Option<PathBuf>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    pub findings: Vec<Finding>,
    pub signer: Option<RecordSigner>,
    pub record: Record,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub what: Looked,
    pub passed: bool,
    /// Numbers and places; no value.
    pub details: String,
}

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Looked {
    /// The record's signature matches its certificate.
    Signature,
    /// The original is the one that the record names.
    Original,
    /// The copy is the one that the record names.
    Copy,
    /// The original and the pieces of the record give the redacted copy, byte by byte.
    Rebuilt,
    /// No listed item is carried over.
    Listed,
    /// A signed copy shows the same picture and holds none of the dropped values.
    SignedCopy,
    /// The private half's keys give the record's HMACs over the original.
    PrivateKeys,
    /// The values in the private half are those that were taken out.
    Values,
}

/// Who signed a record, by the certificate that came with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordSigner {
    /// Strangers' text.
    pub name: Option<String>,
    /// SHA-256 of the certificate, lower-case hex.
    pub fingerprint: String,
    /// The list that vouches for it, if any does. Strangers' text.
    pub list: Option<String>,
}

impl Looked {
    /// The word in JSON and in locale keys.
    pub fn key(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Original => "original",
            Self::Copy => "copy",
            Self::Rebuilt => "rebuilt",
            Self::Listed => "listed",
            Self::SignedCopy => "signed-copy",
            Self::PrivateKeys => "private-keys",
            Self::Values => "values",
        }
    }
}

impl Checked {
    /// Whether nothing that was looked at failed.
    pub fn holds(&self) -> bool {
        self.findings.iter().all(|finding| finding.passed)
    }

    fn add(&mut self, what: Looked, passed: bool, details: impl Into<String>) {
        self.findings.push(Finding { what, passed, details: details.into() });
    }
}

/// Looks at everything that there is. An error is a file that cannot be read as what it should be; what does not match
/// is a finding.
pub fn check(pool: &Pool, trust: &TrustStore, order: &CheckOrder) -> Result<Checked, Problem> {
    let path = order.record.clone().unwrap_or_else(|| {
        let mut name = order.copy.file_name().unwrap_or_default().to_owned();
        name.push(PUBLIC_ENDING);
        order.copy.with_file_name(name)
    });
    let mut checked = read_record(&path, trust)?;
    let copy = record::facts(&order.copy, false).map_err(|error| unreadable(&order.copy, &error))?;
    let is_copy = same(&copy, &checked.record.copy);
    checked.add(Looked::Copy, is_copy, copy.sha256.clone());
    let carried = checked.record.carried_over();
    let listed: Vec<String> = carried.iter().map(usize::to_string).collect();
    checked.add(
        Looked::Listed,
        carried.is_empty(),
        crate::tr!("found-items-listed", count = checked.record.items.len(), numbers = listed.join(" ")),
    );
    if let Some(original) = &order.original {
        let found = record::facts(original, false).map_err(|error| unreadable(original, &error))?;
        let is_original = same(&found, &checked.record.original);
        checked.add(Looked::Original, is_original, found.sha256);
        let rebuilt = rebuilt(&checked.record, original).map_err(|error| unreadable(original, &error))?;
        let is_same = rebuilt.as_deref() == Some(checked.record.redacted.sha256.as_str());
        checked.add(Looked::Rebuilt, is_same, rebuilt.unwrap_or_default());
        if is_copy && checked.record.copy.sha256 != checked.record.redacted.sha256 {
            signed_copy(pool, original, &order.copy, &mut checked)?;
        }
    }
    if let Some(private) = &order.private {
        check_private(private, order.original.as_deref(), &mut checked)?;
    }
    Ok(checked)
}

fn same(found: &FileFacts, recorded: &FileFacts) -> bool {
    (found.sha256.as_str(), found.size_bytes) == (recorded.sha256.as_str(), recorded.size_bytes)
}

fn unreadable(path: &Path, error: &io::Error) -> Problem {
    crate::problem!("redact-check-unreadable", path = locale::plain(&path.to_string_lossy())).with_cause(error)
}

fn read_record(path: &Path, trust: &TrustStore) -> Result<Checked, Problem> {
    let shown = locale::plain(&path.to_string_lossy());
    let bytes = whole_file::read(path, MAX_RECORD_BYTES).map_err(|error| unreadable(path, &error))?;
    let wrong = || crate::problem!("redact-check-no-record", path = shown.clone());
    let wire: Value = serde_json::from_slice(&bytes).map_err(|error| wrong().with_cause(&error))?;
    if wire.get("schema").and_then(Value::as_str) != Some(RECORD_SCHEMA) {
        return Err(wrong());
    }
    let body = wire.get("body").cloned().unwrap_or_default();
    let record: Record = serde_json::from_value(body).map_err(|error| wrong().with_cause(&error))?;
    let mut checked = Checked { findings: Vec::new(), signer: None, record };
    // A record that names certificates or a signature in any form claims to be signed.
    if wire.get("signature").is_none() && wire.get("certificates").is_none() {
        return Ok(checked);
    }
    match signed_text::read(&bytes, RECORD_SCHEMA) {
        Ok(signed) => {
            let leaf = signed.chain.first().map_or(&[][..], Vec::as_slice);
            let now = jiff::Timestamp::now();
            let at = checked.record.made.parse().unwrap_or(now);
            let list = match trust.vouch(&signed.chain, Purpose::ClaimSigning, at) {
                Vouched::By { list, .. } => Some(list),
                Vouched::NotRecognised { .. } | Vouched::NotValidThen { .. } => None,
            };
            let fingerprint = contacts::fingerprint(leaf);
            checked.add(Looked::Signature, true, fingerprint.clone());
            checked.signer = Some(RecordSigner { name: contacts::name(leaf), fingerprint, list });
        }
        Err(fault) => checked.add(Looked::Signature, false, fault.to_string()),
    }
    Ok(checked)
}

/// The digest of what the pieces make of the original; `None` where they ask for more than the record says or than there
/// is.
fn rebuilt(record: &Record, original: &Path) -> io::Result<Option<String>> {
    let mut from = File::open(original)?;
    let size_bytes = from.metadata()?.len();
    let mut hasher = Sha256::new();
    let mut room = record.redacted.size_bytes;
    // A redacted copy is hardly larger than its original; a record that says so could keep us busy for ever.
    if room > size_bytes.saturating_mul(2).saturating_add(1 << 20) {
        return Ok(None);
    }
    for piece in &record.pieces {
        let bytes;
        let (mut source, length): (Box<dyn Read + '_>, u64) = match piece {
            RecordedPiece::Original { start, length } => {
                if start.checked_add(*length).is_none_or(|end| end > size_bytes) {
                    return Ok(None);
                }
                from.seek(SeekFrom::Start(*start))?;
                (Box::new((&mut from).take(*length)), *length)
            }
            RecordedPiece::Bytes { base64 } => {
                let Ok(decoded) = STANDARD.decode(base64) else { return Ok(None) };
                bytes = decoded;
                (Box::new(bytes.as_slice()), bytes.len() as u64)
            }
            RecordedPiece::Zeros { length } => (Box::new(io::repeat(0).take(*length)), *length),
        };
        let Some(left) = room.checked_sub(length) else { return Ok(None) };
        room = left;
        io::copy(&mut source, &mut Hashing(&mut hasher))?;
    }
    Ok((room == 0).then(|| hex::encode(hasher.finalize())))
}

fn signed_copy(pool: &Pool, original: &Path, copy: &Path, checked: &mut Checked) -> Result<(), Problem> {
    let policy = Box::new(checked.record.policy.clone());
    let task = Task::ProveSigned { path: original.to_owned(), copy: copy.to_owned(), policy };
    let proof: Proof = super::answer(pool.run(task))?;
    let details: Vec<String> =
        proof.checks.iter().map(|check| format!("{}: {}", check.what.key(), check.details)).collect();
    checked.add(Looked::SignedCopy, proof.holds(), details.join("; "));
    Ok(())
}

/// The private half may hold some items only: those that are shown.
fn check_private(path: &Path, original: Option<&Path>, checked: &mut Checked) -> Result<(), Problem> {
    let shown = locale::plain(&path.to_string_lossy());
    let bytes = whole_file::read(path, MAX_RECORD_BYTES).map_err(|error| unreadable(path, &error))?;
    let wrong = || crate::problem!("redact-check-no-private", path = shown.clone());
    let private: PrivateRecord = serde_json::from_slice(&bytes).map_err(|_| wrong())?;
    if private.schema != PRIVATE_SCHEMA {
        return Err(wrong());
    }
    let mut file = match original {
        Some(path) => Some(File::open(path).map_err(|error| unreadable(path, &error))?),
        None => None,
    };
    let belongs = private.original_sha256 == checked.record.original.sha256;
    let (mut keys, mut values) = (Tally::new(belongs), Tally::new(belongs));
    for secret in &private.items {
        let recorded = checked.record.items.get(secret.item);
        let salt = hex::decode(&secret.salt).ok().filter(|salt| salt.len() == 32);
        let (Some(item), Some(salt)) = (recorded, salt) else {
            keys.note(secret.item, false);
            continue;
        };
        let expected = item.hmac_sha256.as_str();
        if let Some(file) = &mut file {
            let found = record::hmac_of_range(&salt, file, item.at, item.length_bytes);
            keys.note(secret.item, found.is_ok_and(|found| found == expected));
        }
        if let Some(value) = &secret.value {
            let found = STANDARD.decode(value).ok().and_then(|value| {
                let length = value.len() as u64;
                record::hmac_of_range(&salt, &mut io::Cursor::new(value), 0, length).ok()
            });
            values.note(secret.item, found.as_deref() == Some(expected));
        }
    }
    let nothing_shown = keys.count == 0 && values.count == 0 && !checked.record.items.is_empty();
    if keys.count > 0 || nothing_shown {
        checked.add(Looked::PrivateKeys, keys.passed() && !nothing_shown, keys.details());
    }
    if values.count > 0 {
        checked.add(Looked::Values, values.passed(), values.details());
    }
    Ok(())
}

/// How many items were looked at, and which did not match.
struct Tally {
    belongs: bool,
    count: usize,
    wrong: Vec<String>,
}

impl Tally {
    fn new(belongs: bool) -> Self {
        Self { belongs, count: 0, wrong: Vec::new() }
    }

    fn note(&mut self, item: usize, matches: bool) {
        self.count += 1;
        if !matches {
            self.wrong.push(item.to_string());
        }
    }

    fn passed(&self) -> bool {
        self.belongs && self.wrong.is_empty()
    }

    fn details(&self) -> String {
        match self.wrong.as_slice() {
            [] => crate::tr!("found-items", count = self.count),
            wrong => crate::tr!("found-items-wrong", count = self.count, numbers = wrong.join(" ")),
        }
    }
}
