//! Settings on disk: one JSON file, written whole or not at all. Never knows what the settings mean.
//!
//! Keys that this version does not know survive: what is saved is laid over what the file holds, so that an
//! older Lightmark does not wipe a newer one's settings.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::problem::Problem;
use crate::whole_file;

const FILE: &str = "settings.json";
/// Where a file that is no JSON is kept when it is replaced.
const BROKEN: &str = "settings.broken.json";
/// A settings file is a few kilobytes; anything far larger is none.
const LIMIT_BYTES: u64 = 4 * 1024 * 1024;

/// What can go wrong with the settings file.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error("cannot read {path}")]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{path} is not a settings file")]
    Malformed { path: PathBuf, source: serde_json::Error },
    #[error("cannot write {path}")]
    Unwritable { path: PathBuf, source: std::io::Error },
    #[error("settings cannot be put into JSON")]
    Unserialisable { source: serde_json::Error },
}

impl SettingsError {
    /// The error in words.
    pub fn problem(&self) -> Problem {
        let shown = |path: &Path| path.to_string_lossy().into_owned();
        match self {
            Self::Unreadable { path, .. } => crate::problem!("settings-unreadable", path = shown(path)),
            Self::Malformed { path, .. } => crate::problem!("settings-malformed", path = shown(path)),
            Self::Unwritable { path, .. } => crate::problem!("settings-unwritable", path = shown(path)),
            Self::Unserialisable { .. } => crate::problem!("settings-unserialisable"),
        }
        .with_cause(self)
    }
}

/// The settings under `config_dir`; the defaults when there are none yet.
pub fn load<T: DeserializeOwned + Default>(config_dir: &Path) -> Result<T, SettingsError> {
    let path = config_dir.join(FILE);
    let Some(value) = read(&path)? else { return Ok(T::default()) };
    serde_json::from_value(value).map_err(|source| SettingsError::Malformed { path, source })
}

/// Lays `settings` over what the file under `config_dir` holds.
pub fn save<T: Serialize>(config_dir: &Path, settings: &T) -> Result<(), SettingsError> {
    let path = config_dir.join(FILE);
    let own = serde_json::to_value(settings).map_err(|source| SettingsError::Unserialisable { source })?;
    let mut whole = match read(&path) {
        Ok(value) => value.unwrap_or(Value::Null),
        Err(SettingsError::Malformed { .. }) => {
            let aside = config_dir.join(BROKEN);
            fs::rename(&path, &aside).map_err(|source| SettingsError::Unwritable { path: aside, source })?;
            Value::Null
        }
        Err(other) => return Err(other),
    };
    lay_over(&mut whole, own);
    let text = serde_json::to_vec_pretty(&whole).map_err(|source| SettingsError::Unserialisable { source })?;
    whole_file::replace(&path, &text).map_err(|source| SettingsError::Unwritable { path, source })
}

fn read(path: &Path) -> Result<Option<Value>, SettingsError> {
    let unreadable = |source| SettingsError::Unreadable { path: path.to_owned(), source };
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    };
    let mut bytes = Vec::new();
    file.take(LIMIT_BYTES).read_to_end(&mut bytes).map_err(unreadable)?;
    serde_json::from_slice(&bytes)
        .map(Some)
        .map_err(|source| SettingsError::Malformed { path: path.to_owned(), source })
}

/// Objects are merged key by key; anything else is replaced.
fn lay_over(base: &mut Value, over: Value) {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => {
            for (key, value) in over {
                lay_over(base.entry(key).or_insert(Value::Null), value);
            }
        }
        (base, over) => *base = over,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
    #[serde(default)]
    struct Own {
        theme: String,
        output: Inner,
    }

    #[derive(Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
    #[serde(default)]
    struct Inner {
        pattern: String,
    }

    #[test]
    fn keys_of_a_newer_version_survive() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(FILE), r#"{"theme":"dark","new":[1],"output":{"pattern":"a","later":true}}"#)
            .unwrap();
        let mut own: Own = load(dir.path()).unwrap();
        assert_eq!(own.theme, "dark");
        own.theme = "light".into();
        save(dir.path(), &own).unwrap();
        let whole: Value = serde_json::from_slice(&fs::read(dir.path().join(FILE)).unwrap()).unwrap();
        assert_eq!(whole["theme"], "light");
        assert_eq!(whole["new"][0], 1);
        assert_eq!(whole["output"]["later"], true);
    }

    #[test]
    fn a_broken_file_is_told_and_kept_aside() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(FILE), "{ not json").unwrap();
        let error = load::<Own>(dir.path()).unwrap_err();
        assert!(matches!(error, SettingsError::Malformed { .. }));
        assert!(!error.problem().remedy.is_empty());
        save(dir.path(), &Own::default()).unwrap();
        assert_eq!(fs::read_to_string(dir.path().join(BROKEN)).unwrap(), "{ not json");
        assert_eq!(load::<Own>(dir.path()).unwrap(), Own::default());
    }

    #[test]
    fn no_file_gives_the_defaults_and_saving_leaves_no_other_file() {
        let dir = tempfile::tempdir().unwrap();
        let config = dir.path().join("config");
        assert_eq!(load::<Own>(&config).unwrap(), Own::default());
        save(&config, &Own::default()).unwrap();
        assert_eq!(fs::read_dir(&config).unwrap().count(), 1);
    }
}
