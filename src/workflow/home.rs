//! Where Lightmark keeps its own files: `LIGHTMARK_HOME`, else the platform's folders.

use std::path::PathBuf;

/// Lightmark's own folders. They are made when first written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// Identities, trust lists.
    pub data: PathBuf,
    /// Settings.
    pub config: PathBuf,
    /// Logs and anything that may be deleted.
    pub cache: PathBuf,
}

impl Home {
    /// From `LIGHTMARK_HOME` or the platform; `None` when the system has no home folder for this person.
    pub fn find() -> Option<Self> {
        if let Some(root) = std::env::var_os("LIGHTMARK_HOME").filter(|root| !root.is_empty()) {
            let root = PathBuf::from(root);
            return Some(Self { data: root.join("data"), config: root.join("config"), cache: root.join("cache") });
        }
        let dirs = directories::ProjectDirs::from("", "", "lightmark")?;
        Some(Self {
            data: dirs.data_dir().to_owned(),
            config: dirs.config_dir().to_owned(),
            cache: dirs.cache_dir().to_owned(),
        })
    }
}
