//! Makes and writes the record of a redaction: a public half that is signed if there is an identity, and a private half
//! for its owner alone. Reads ranges of the original, never interprets them.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{RecordFiles, RecordPlan, redacted_assertions};
use crate::keys::SigningIdentity;
use crate::media::redact::{Piece, Plan};
use crate::problem::Problem;
use crate::provenance::redaction::{Item, Mode, Policy};
use crate::provenance::redaction_record::{
    FileFacts, PRIVATE_SCHEMA, PrivateItem, PrivateRecord, RECORD_SCHEMA, Record, RecordedItem, RecordedPiece,
    taken_out,
};
use crate::provenance::report::Report;
use crate::trust::signed_text;
use crate::whole_file::{self, Readers};
use crate::worker::lock;
use crate::workflow::not_done::NotDone;
use crate::workflow::sign::redacted::Companion;

/// How the names of the halves end, after the copy's.
pub(super) const PUBLIC_ENDING: &str = ".redaction.json";
const PRIVATE_ENDING: &str = ".redaction.private.json";
/// A value longer than this is not kept in the private half; its HMAC covers it all the same.
const KEPT_VALUE_BYTES: u64 = 1 << 20;
/// How much is read in one go.
const CHUNK_BYTES: u64 = 1 << 20;

type HmacSha256 = Hmac<Sha256>;

/// A record that waits for the copy's final bytes.
pub(super) struct Made {
    record: Record,
    salts: Vec<[u8; 32]>,
    source: PathBuf,
}

/// Everything that is known before the copy has its name. `redacted` is the copy before it is signed.
pub(super) fn made(
    source: &Path,
    redacted: &Path,
    plan: &Plan,
    policy: &Policy,
    checks: Vec<String>,
) -> Result<Made, Problem> {
    let unreadable = |error: io::Error| crate::problem!("redact-unreadable").with_cause(&error);
    // A copy that protects a source does not lead back to the original's name.
    let named = policy.mode == Mode::InPlace;
    let original = facts(source, named).map_err(unreadable)?;
    let redacted = facts(redacted, false).map_err(unreadable)?;
    let mut file = File::open(source).map_err(unreadable)?;
    let (mut items, mut salts) = (Vec::new(), Vec::new());
    for item in taken_out(&plan.items) {
        let mut salt = [0; 32];
        getrandom::fill(&mut salt).map_err(|error| crate::problem!("redact-no-name").with_cause(&error))?;
        let hmac = hmac_of_range(&salt, &mut file, item.at, item.length_bytes).map_err(unreadable)?;
        items.push(recorded(item, policy, hmac));
        salts.push(salt);
    }
    let record = Record {
        tool: format!("Lightmark {}", env!("CARGO_PKG_VERSION")),
        made: format!("{:.0}", jiff::Timestamp::now()),
        original,
        copy: redacted.clone(),
        redacted,
        policy: policy.clone(),
        items,
        pieces: plan.pieces.iter().map(piece).collect(),
        checks,
        redacted_assertions: Vec::new(),
    };
    Ok(Made { record, salts, source: source.to_owned() })
}

/// Writes a record for the copy it is about, before that copy has its name: whoever is interrupted leaves no copy without its
/// record. What may be left is a record, which says which copy it is of.
pub(super) struct Recording<'a> {
    made: Made,
    plan: &'a RecordPlan,
    identity: Option<&'a SigningIdentity>,
    files: Mutex<Option<RecordFiles>>,
}

impl<'a> Recording<'a> {
    pub(super) fn new(made: Made, plan: &'a RecordPlan, identity: Option<&'a SigningIdentity>) -> Self {
        Self { made, plan, identity, files: Mutex::new(None) }
    }

    /// What was written, if the copy has its name.
    pub(super) fn into_files(self) -> Option<RecordFiles> {
        self.files.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Both halves; neither takes the place of a file that is there.
    fn create(&self, record: &Record, public: &Path, private: &Path) -> Result<(), NotDone> {
        let text = text(record, self.identity)?;
        let values_of = self.plan.with_values.then_some(self.made.source.as_path());
        let secret = private_half(record, &self.made.salts, values_of)?;
        let create = |path: &Path, text: &str, readers| {
            whole_file::create(path, text.as_bytes(), readers).map_err(|error| not_written(path, &error))
        };
        create(public, &text, Readers::Usual)?;
        if let Err(not_done) = create(private, &secret, Readers::Owner) {
            // Half a record is none.
            let _ = std::fs::remove_file(public);
            return Err(not_done);
        }
        let Some(identity) = self.identity else { return Ok(()) };
        let name = record.copy.name.clone().unwrap_or_default();
        identity.record_use(&name, Some(record.copy.sha256.as_str()), "redaction-record").map_err(|error| {
            remove(public, private);
            error.problem().into()
        })
    }
}

impl Companion for Recording<'_> {
    fn write(&self, draft: &Path, target: &Path, report: Option<&Report>) -> Result<bool, NotDone> {
        let mut record = self.made.record.clone();
        record.copy = facts(draft, false).map_err(|error| crate::problem!("redact-unreadable").with_cause(&error))?;
        record.copy.name = target.file_name().map(|name| name.to_string_lossy().into_owned());
        record.redacted_assertions = report.map(redacted_assertions).unwrap_or_default();
        let (public, is_named) = path(self.plan.public.as_deref(), target, PUBLIC_ENDING)?;
        let (private, is_private_named) = path(self.plan.private.as_deref(), target, PRIVATE_ENDING)?;
        match self.create(&record, &public, &private) {
            Ok(()) => {}
            // An interrupted run may have left it; the next name has a record of its own.
            Err(NotDone::Refused(_)) if !is_named && !is_private_named => return Ok(false),
            Err(not_done) => return Err(not_done),
        }
        let files = RecordFiles { public, private, is_signed: self.identity.is_some() };
        *lock(&self.files) = Some(files);
        Ok(true)
    }

    fn take_back(&self) {
        let files = lock(&self.files).take();
        if let Some(RecordFiles { public, private, .. }) = files {
            remove(&public, &private);
        }
    }
}

/// Both halves go; one that cannot be removed says itself which copy it was for.
fn remove(public: &Path, private: &Path) {
    for half in [public, private] {
        let _ = std::fs::remove_file(half);
    }
}

/// HMAC-SHA-256 over a range of a file; lower-case hex. A range beyond the end is an error.
pub(super) fn hmac_of_range(salt: &[u8], file: &mut (impl Read + Seek), at: u64, length: u64) -> io::Result<String> {
    let mut mac = HmacSha256::new_from_slice(salt).map_err(io::Error::other)?;
    file.seek(SeekFrom::Start(at))?;
    let mut left = length;
    let mut chunk = Vec::new();
    while left > 0 {
        chunk.clear();
        let read = file.by_ref().take(left.min(CHUNK_BYTES)).read_to_end(&mut chunk)? as u64;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        mac.update(&chunk);
        left -= read;
    }
    Ok(hex::encode(mac.finalize().into_bytes()))
}

/// Name, digest and size of a file.
pub(super) fn facts(path: &Path, named: bool) -> io::Result<FileFacts> {
    let mut hasher = Sha256::new();
    let size_bytes = io::copy(&mut File::open(path)?, &mut Hashing(&mut hasher))?;
    let name = named.then(|| path.file_name().unwrap_or_default().to_string_lossy().into_owned());
    Ok(FileFacts { name, sha256: hex::encode(hasher.finalize()), size_bytes })
}

/// Takes bytes in and keeps none.
pub(super) struct Hashing<'a>(pub(super) &'a mut Sha256);

impl Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn recorded(item: &Item, policy: &Policy, hmac_sha256: String) -> RecordedItem {
    let reason = match policy.reason.trim() {
        "" => format!("{}: {}", policy.name, item.group.key()),
        reason => reason.to_owned(),
    };
    RecordedItem {
        store: item.store.clone(),
        group: item.group,
        tag: item.tag.clone(),
        name: item.name.clone(),
        at: item.at,
        length_bytes: item.length_bytes,
        reason,
        hmac_sha256,
    }
}

fn piece(piece: &Piece) -> RecordedPiece {
    match piece {
        Piece::Original { start, length } => RecordedPiece::Original { start: *start, length: *length },
        Piece::Bytes(bytes) => RecordedPiece::Bytes { base64: STANDARD.encode(bytes) },
        Piece::Zeros { length } => RecordedPiece::Zeros { length: *length },
    }
}

fn text(record: &Record, identity: Option<&SigningIdentity>) -> Result<String, Problem> {
    let failed = |error: &dyn std::error::Error| crate::problem!("redact-record-not-made").with_cause(&error);
    let body = serde_json::to_value(record).map_err(|error| failed(&error))?;
    match identity {
        Some(identity) => signed_text::write(RECORD_SCHEMA, body, identity.chain(), &|message| identity.sign(message))
            .map_err(|error| failed(&error)),
        None => serde_json::to_string_pretty(&json!({ "schema": RECORD_SCHEMA, "body": body }))
            .map(|text| text + "\n")
            .map_err(|error| failed(&error)),
    }
}

fn private_half(record: &Record, salts: &[[u8; 32]], values_of: Option<&Path>) -> Result<String, Problem> {
    let unreadable = |error: io::Error| crate::problem!("redact-unreadable").with_cause(&error);
    let mut items = Vec::new();
    for (index, (item, salt)) in record.items.iter().zip(salts).enumerate() {
        let value = match values_of.filter(|_| item.length_bytes <= KEPT_VALUE_BYTES) {
            Some(source) => {
                let mut file = File::open(source).map_err(unreadable)?;
                file.seek(SeekFrom::Start(item.at)).map_err(unreadable)?;
                let mut value = Vec::new();
                file.take(item.length_bytes).read_to_end(&mut value).map_err(unreadable)?;
                Some(STANDARD.encode(value))
            }
            None => None,
        };
        items.push(PrivateItem { item: index, salt: hex::encode(salt), value });
    }
    let schema = PRIVATE_SCHEMA.to_owned();
    let half = PrivateRecord { schema, original_sha256: record.original.sha256.clone(), items };
    serde_json::to_string_pretty(&half)
        .map(|text| text + "\n")
        .map_err(|error| crate::problem!("redact-record-not-made").with_cause(&error))
}

/// Where one half goes, and whether the person named that very file. A folder is made when it is not there.
fn path(wanted: Option<&Path>, copy: &Path, ending: &str) -> Result<(PathBuf, bool), NotDone> {
    let mut name = copy.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    match wanted {
        None => Ok((copy.with_file_name(name), false)),
        Some(file) if file.extension().is_some_and(|ending| ending == "json") && !file.is_dir() => {
            Ok((file.to_owned(), true))
        }
        Some(folder) => {
            std::fs::create_dir_all(folder).map_err(|error| not_written(folder, &error))?;
            Ok((folder.join(name), false))
        }
    }
}

fn not_written(path: &Path, error: &io::Error) -> NotDone {
    let path = crate::locale::plain(&path.to_string_lossy());
    match error.kind() {
        io::ErrorKind::AlreadyExists => NotDone::Refused(crate::problem!("redact-record-exists", path = path)),
        _ => NotDone::Failed(crate::problem!("redact-record-not-written", path = path).with_cause(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hmac_is_the_known_one_and_a_range_past_the_end_has_none() {
        // RFC 4231, test case 2.
        let mut file = io::Cursor::new(b"..what do ya want for nothing?..".to_vec());
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hmac_of_range(b"Jefe", &mut file, 2, 28).unwrap(), expected);
        assert!(hmac_of_range(b"Jefe", &mut file, 20, 28).is_err());
        assert_ne!(hmac_of_range(b"jefe", &mut file, 2, 28).unwrap(), expected);
    }
}
