//! Lists kept in Lightmark's own data: `trust/ID.json`, one file for each. It never reads anybody else's file.
//!
//! A file is written beside its place, synced and renamed. What a newer version of Lightmark wrote into it and
//! this one does not know stays in it.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::lists::{TrustError, TrustList};
use crate::provenance::trust_source::{ListDetails, ListedCertificate};
use crate::whole_file;

/// What this version writes.
const SCHEMA: &str = "lightmark.trust-list/1";

/// A list as it is kept: with its origin and with what it says about each certificate.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeptList {
    #[serde(flatten)]
    pub list: TrustList,
    #[serde(default)]
    pub details: ListDetails,
    #[serde(default)]
    pub listed: Vec<ListedCertificate>,
}

/// Every kept list, oldest first.
pub fn load(data_dir: &Path) -> Result<Vec<KeptList>, TrustError> {
    let kept = kept_files(&folder(data_dir))?;
    let mut lists = kept.iter().map(|(path, id)| load_one(path, id)).collect::<Result<Vec<_>, _>>()?;
    let age = |kept: &KeptList| (kept.list.card.added.clone(), kept.list.card.id.clone());
    lists.sort_by_key(age);
    Ok(lists)
}

/// The files of a folder of ours with their ids; a missing folder has none.
pub fn kept_files(folder: &Path) -> Result<Vec<(PathBuf, String)>, TrustError> {
    let unreadable = |source| TrustError::Unreadable { path: folder.to_owned(), source };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(unreadable(source)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(unreadable)?.path();
        let id = path.file_stem().and_then(|stem| stem.to_str()).filter(|stem| is_id(stem)).map(str::to_owned);
        let is_list = path.extension().is_some_and(|extension| extension == "json");
        files.extend(id.filter(|_| is_list).map(|id| (path, id)));
    }
    Ok(files)
}

/// What a list says about each of its certificates, as kept; nothing for a list that says nothing.
pub fn load_listed(data_dir: &Path, id: &str) -> Result<Vec<ListedCertificate>, TrustError> {
    let path = folder(data_dir).join(format!("{id}.json"));
    if !is_id(id) || !path.exists() {
        return Ok(Vec::new());
    }
    load_one(&path, id).map(|kept| kept.listed)
}

/// Writes one list; unknown keys of the file that it replaces are kept.
pub fn save(data_dir: &Path, list: &KeptList) -> Result<(), TrustError> {
    let folder = folder(data_dir);
    let path = folder.join(format!("{}.json", list.list.card.id));
    let failed = |source| TrustError::NotSaved { path: path.clone(), source };
    let mut kept = match std::fs::read(&path).ok().map(|bytes| serde_json::from_slice(&bytes)) {
        Some(Ok(Value::Object(kept))) => kept,
        _ => Map::new(),
    };
    let ours = serde_json::to_value(list).map_err(|error| failed(error.into()))?;
    // What the list before said about itself is not said of this one.
    kept.remove("details");
    overlay(&mut kept, ours);
    kept.insert("schema".to_owned(), SCHEMA.into());
    let text = serde_json::to_vec_pretty(&Value::Object(kept)).map_err(|error| failed(error.into()))?;
    write_whole(&path, &text)
}

/// Writes a file beside its place, syncs it and moves it there.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), TrustError> {
    let failed = |source| TrustError::NotSaved { path: path.to_owned(), source };
    whole_file::replace(path, bytes).map_err(failed)
}

/// Removes one list's file; a missing one is no error.
pub fn remove(data_dir: &Path, id: &str) -> Result<(), TrustError> {
    remove_file(&folder(data_dir), id)
}

/// The same for any folder of ours.
pub fn remove_file(folder: &Path, id: &str) -> Result<(), TrustError> {
    if !is_id(id) {
        return Ok(());
    }
    let path = folder.join(format!("{id}.json"));
    match std::fs::remove_file(&path) {
        Ok(()) => whole_file::sync_folder(folder).map_err(|source| TrustError::NotSaved { path, source }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(source) => Err(TrustError::NotSaved { path, source }),
    }
}

fn folder(data_dir: &Path) -> PathBuf {
    data_dir.join("trust")
}

/// Ids are file names here, so they hold nothing that could lead elsewhere.
fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 64
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn load_one(path: &Path, id: &str) -> Result<KeptList, TrustError> {
    let bytes = std::fs::read(path).map_err(|source| TrustError::Unreadable { path: path.to_owned(), source })?;
    let mut kept: KeptList =
        serde_json::from_slice(&bytes).map_err(|source| TrustError::KeptDamaged { path: path.to_owned(), source })?;
    kept.list.card.id = id.to_owned();
    kept.list.card.certificates = kept.list.certificates.len();
    Ok(kept)
}

/// Puts our values over the kept ones, object by object.
fn overlay(kept: &mut Map<String, Value>, ours: Value) {
    let Value::Object(ours) = ours else { return };
    for (key, value) in ours {
        match (kept.get_mut(&key), value) {
            (Some(Value::Object(inner)), value @ Value::Object(_)) => overlay(inner, value),
            (_, value) => {
                kept.insert(key, value);
            }
        }
    }
}
