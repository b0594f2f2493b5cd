//! Makes and writes the record of a redaction: a public half that is signed if there is an identity, and a private half
//! for its owner alone. Reads ranges of the original, never interprets them.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{RecordFiles, RecordPlan};
use crate::keys::SigningIdentity;
use crate::media::redact::{Piece, Plan};
use crate::problem::Problem;
use crate::provenance::redaction::{Item, Mode, Policy};
use crate::provenance::redaction_record::{
    FileFacts, PRIVATE_SCHEMA, PrivateItem, PrivateRecord, RECORD_SCHEMA, Record, RecordedItem, RecordedPiece,
    taken_out,
};
use crate::trust::signed_text;
use crate::whole_file::{self, Readers};

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

/// Writes both halves; neither takes the place of a file that is there.
pub(super) fn write(
    made: Made,
    copy: &Path,
    redacted_assertions: Vec<String>,
    plan: &RecordPlan,
    identity: Option<&SigningIdentity>,
) -> Result<RecordFiles, Problem> {
    let Made { mut record, salts, source } = made;
    record.copy = facts(copy, true).map_err(|error| crate::problem!("redact-unreadable").with_cause(&error))?;
    record.redacted_assertions = redacted_assertions;
    let public = path(plan.public.as_deref(), copy, PUBLIC_ENDING)?;
    let private = path(plan.private.as_deref(), copy, PRIVATE_ENDING)?;
    let text = text(&record, identity)?;
    let secret = private_half(&record, &salts, plan.with_values.then_some(source.as_path()))?;
    let create = |path: &Path, text: &str, readers| {
        whole_file::create(path, text.as_bytes(), readers).map_err(|error| not_written(path, &error))
    };
    create(&public, &text, Readers::Usual)?;
    let written = create(&private, &secret, Readers::Owner).and_then(|()| match identity {
        Some(identity) => {
            let name = record.copy.name.clone().unwrap_or_default();
            let sha256 = Some(record.copy.sha256.as_str());
            identity.record_use(&name, sha256, "redaction-record").map_err(|error| error.problem())
        }
        None => Ok(()),
    });
    if let Err(problem) = written {
        // Half a record is none.
        let _ = std::fs::remove_file(&public);
        return Err(problem);
    }
    Ok(RecordFiles { public, private, is_signed: identity.is_some() })
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

/// Where one half goes. A folder is made when it is not there.
fn path(wanted: Option<&Path>, copy: &Path, ending: &str) -> Result<PathBuf, Problem> {
    let mut name = copy.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    match wanted {
        None => Ok(copy.with_file_name(name)),
        Some(file) if file.extension().is_some_and(|ending| ending == "json") && !file.is_dir() => Ok(file.to_owned()),
        Some(folder) => {
            std::fs::create_dir_all(folder).map_err(|error| not_written(folder, &error))?;
            Ok(folder.join(name))
        }
    }
}

fn not_written(path: &Path, error: &io::Error) -> Problem {
    let path = crate::locale::plain(&path.to_string_lossy());
    match error.kind() {
        io::ErrorKind::AlreadyExists => crate::problem!("redact-record-exists", path = path),
        _ => crate::problem!("redact-record-not-written", path = path).with_cause(error),
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
