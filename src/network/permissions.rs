//! What the person said yes or no to, for a purpose and a host: `network.json` among the settings. Never connects.
//!
//! Nothing is allowed that is not written here or said for one run. Keys that this version does not know survive.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{NetworkError, Purpose};
use crate::whole_file;

const FILE: &str = "network.json";
const SCHEMA: &str = "lightmark.network/1";
/// A few rules; anything far larger is no file of ours.
const LIMIT_BYTES: u64 = 1024 * 1024;

/// What was said about one purpose and one host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Say {
    Always,
    Never,
}

impl Say {
    /// The word in JSON and in the locale keys.
    pub fn key(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Never => "never",
        }
    }
}

/// One rule of the person's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    pub purpose: Purpose,
    /// As [`super::host`] writes it.
    pub host: String,
    pub say: Say,
}

/// The file, as it was read.
#[derive(Debug)]
pub(super) struct Permissions {
    path: PathBuf,
    whole: Map<String, Value>,
}

impl Permissions {
    /// Reads the file under `config_dir`; no file means no rule. One that cannot be understood allows nothing.
    pub(super) fn load(config_dir: &Path) -> Result<Self, NetworkError> {
        let path = config_dir.join(FILE);
        let whole = match read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|source| NetworkError::RulesMalformed { path: path.clone(), source })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Map::new(),
            Err(source) => return Err(NetworkError::RulesUnreadable { path, source }),
        };
        Ok(Self { path, whole })
    }

    /// What was said, if anything.
    pub(super) fn say(&self, purpose: Purpose, host: &str) -> Option<Say> {
        // If a hand-made file says both, the no counts.
        let said: Vec<Say> =
            self.rules().into_iter().filter(|r| r.purpose == purpose && r.host == host).map(|r| r.say).collect();
        if said.contains(&Say::Never) { Some(Say::Never) } else { said.first().copied() }
    }

    /// Every rule that this version understands, in order of purpose and host.
    pub(super) fn rules(&self) -> Vec<Rule> {
        let mut rules: Vec<Rule> =
            self.entries().iter().filter_map(|value| serde_json::from_value(value.clone()).ok()).collect();
        rules.sort_by(|a, b| (a.purpose, &a.host).cmp(&(b.purpose, &b.host)));
        rules
    }

    /// The proxy that the settings name: `http://HOST:PORT`, or an empty text for none at all.
    pub(super) fn proxy(&self) -> Option<&str> {
        self.whole.get("proxy").and_then(Value::as_str)
    }

    /// Replaces what was said about this purpose and host; `None` takes it back. Written whole or not at all.
    pub(super) fn set(&mut self, purpose: Purpose, host: &str, say: Option<Say>) -> Result<(), NetworkError> {
        let is_same = |value: &Value| {
            value.get("purpose").and_then(Value::as_str) == Some(purpose.key())
                && value.get("host").and_then(Value::as_str) == Some(host)
        };
        let mut entries = self.entries().to_vec();
        entries.retain(|value| !is_same(value));
        if let Some(say) = say {
            entries.push(serde_json::json!({ "purpose": purpose.key(), "host": host, "say": say.key() }));
        }
        self.whole.entry("schema").or_insert_with(|| Value::from(SCHEMA));
        self.whole.insert("rules".to_owned(), Value::Array(entries));
        write(&self.path, &self.whole)
            .map_err(|source| NetworkError::RulesUnwritable { path: self.path.clone(), source })
    }

    fn entries(&self) -> &[Value] {
        self.whole.get("rules").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LIMIT_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn write(path: &Path, whole: &Map<String, Value>) -> io::Result<()> {
    whole_file::replace(path, &serde_json::to_vec_pretty(whole)?)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_a_newer_version_wrote_survives() {
        let dir = tempfile::tempdir().unwrap();
        let text = r#"{"later":{"a":1},"rules":[{"purpose":"mind-reading","host":"x","say":"always"},
            {"purpose":"lists","host":"a.example","say":"always","why":"asked"}]}"#;
        fs::write(dir.path().join(FILE), text).unwrap();
        let mut permissions = Permissions::load(dir.path()).unwrap();
        assert_eq!(permissions.rules().len(), 1);
        permissions.set(Purpose::TimeStamps, "b.example", Some(Say::Never)).unwrap();
        let whole: Value = serde_json::from_slice(&fs::read(dir.path().join(FILE)).unwrap()).unwrap();
        assert_eq!(whole["later"]["a"], 1);
        assert_eq!(whole["rules"][0]["purpose"], "mind-reading");
        assert_eq!(whole["rules"][1]["why"], "asked");
        assert_eq!(Permissions::load(dir.path()).unwrap().say(Purpose::TimeStamps, "b.example"), Some(Say::Never));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside");
    }

    #[test]
    fn a_yes_is_for_its_purpose_and_host_alone_and_can_be_taken_back() {
        let dir = tempfile::tempdir().unwrap();
        let mut permissions = Permissions::load(dir.path()).unwrap();
        permissions.set(Purpose::Lists, "a.example", Some(Say::Always)).unwrap();
        assert_eq!(permissions.say(Purpose::Lists, "a.example"), Some(Say::Always));
        assert_eq!(permissions.say(Purpose::Ocsp, "a.example"), None);
        assert_eq!(permissions.say(Purpose::Lists, "www.a.example"), None);
        permissions.set(Purpose::Lists, "a.example", None).unwrap();
        assert_eq!(Permissions::load(dir.path()).unwrap().rules(), []);
    }

    #[test]
    fn a_broken_file_allows_nothing_and_is_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(FILE), "[]").unwrap();
        assert!(matches!(Permissions::load(dir.path()), Err(NetworkError::RulesMalformed { .. })));
        assert_eq!(fs::read_to_string(dir.path().join(FILE)).unwrap(), "[]");
    }

    #[test]
    fn a_no_goes_before_a_yes() {
        let dir = tempfile::tempdir().unwrap();
        let text =
            r#"{"rules":[{"purpose":"lists","host":"a","say":"always"},{"purpose":"lists","host":"a","say":"never"}]}"#;
        fs::write(dir.path().join(FILE), text).unwrap();
        assert_eq!(Permissions::load(dir.path()).unwrap().say(Purpose::Lists, "a"), Some(Say::Never));
    }
}
