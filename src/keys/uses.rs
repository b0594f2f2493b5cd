//! The record of key uses: when, which identity, which file, what for. Only ever added to; never holds a secret.
//!
//! One JSON object a line in one file. A line that was cut by a crash spoils itself only: the next one begins on a
//! line of its own.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::KeyError;
use crate::provenance::identity::KeyUse;
use crate::whole_file;

/// Names the shape of a line.
const SCHEMA: &str = "lightmark.key-use/1";

/// Some millions of uses; a file above it is not ours.
const LIMIT_BYTES: u64 = 1 << 30;

/// What was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Uses {
    pub uses: Vec<KeyUse>,
    /// Lines that are damaged or of a newer version.
    pub unreadable_lines: usize,
}

#[derive(Serialize, Deserialize)]
struct Line {
    schema: String,
    #[serde(flatten)]
    key_use: KeyUse,
}

/// Adds a use and makes it last.
pub(super) fn record(path: &Path, key_use: &KeyUse) -> Result<(), KeyError> {
    append(path, key_use).map_err(|source| KeyError::UseNotRecorded { path: path.to_owned(), source })
}

fn append(path: &Path, key_use: &KeyUse) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        whole_file::make_private_folder(folder)?;
    }
    let mut options = File::options();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    // Held until the line is whole, so that two programs never mix theirs.
    file.lock()?;
    let mut bytes = serde_json::to_vec(&Line { schema: SCHEMA.to_owned(), key_use: key_use.clone() })?;
    bytes.push(b'\n');
    if !ends_with_a_line(&mut file)? {
        bytes.insert(0, b'\n');
    }
    file.write_all(&bytes)?;
    // Whoever waits writes meanwhile, and one sync then serves them all.
    file.unlock()?;
    file.sync_data()
}

fn ends_with_a_line(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    let mut last = [0_u8; 1];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

/// The uses of one identity.
pub(super) fn read(path: &Path, identity: &str) -> Result<Uses, KeyError> {
    let bytes = match whole_file::read(path, LIMIT_BYTES) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Uses::default()),
        Err(source) => return Err(KeyError::UsesUnreadable { path: path.to_owned(), source }),
    };
    let mut read = Uses::default();
    for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        match serde_json::from_slice::<Line>(line) {
            Ok(line) if line.schema == SCHEMA => {
                read.uses.extend(Some(line.key_use).filter(|u| u.identity == identity))
            }
            _ => read.unreadable_lines += 1,
        }
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(identity: &str, file: &str) -> KeyUse {
        KeyUse {
            at: "2026-11-20T00:00:00Z".into(),
            identity: identity.into(),
            certificate: "00".into(),
            file: file.into(),
            sha256: None,
            purpose: "sign".into(),
        }
    }

    #[test]
    fn a_cut_line_spoils_itself_only() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("new/key-uses.jsonl");
        record(&path, &of("a", "1.jpg")).unwrap();
        record(&path, &of("b", "2.jpg")).unwrap();
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() - 9]).unwrap();
        record(&path, &of("a", "3\n.jpg")).unwrap();
        let read = read(&path, "a").unwrap();
        assert_eq!(read.uses, [of("a", "1.jpg"), of("a", "3\n.jpg")]);
        assert_eq!(read.unreadable_lines, 1);
    }

    #[test]
    fn writers_at_once_mix_no_lines() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key-uses.jsonl");
        std::thread::scope(|scope| {
            for n in 0..8 {
                let path = &path;
                scope.spawn(move || (0..10).for_each(|k| record(path, &of("a", &format!("{n}-{k}"))).unwrap()));
            }
        });
        let read = read(&path, "a").unwrap();
        assert_eq!((read.uses.len(), read.unreadable_lines), (80, 0));
    }
}
