//! What the person set once, and the page on which they do. Holds no secret.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::problem::Problem;

use super::effect::IfExists;
use super::sign::StatementForm;
use super::watch::WatchFolders;

/// Everything that is kept between runs. Unknown keys in the file survive (`workflow::settings`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub theme: ThemeChoice,
    /// Size of text and controls in percent.
    pub text_percent: u16,
    pub output: Output,
    /// What was stated last time, offered again.
    pub statement: StatementForm,
    /// Id of the identity used last.
    pub identity: Option<String>,
    /// The folders of the watch on exports.
    pub watch: WatchFolders,
    /// The role in which decisions were given last.
    pub approval_role: String,
    /// Time-stamp authorities that were asked, the last one first.
    pub stamp_addresses: Vec<String>,
    /// Keep in the library what was checked and signed.
    pub remember_files: bool,
    pub window: WindowSize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::System,
            text_percent: 100,
            output: Output::default(),
            statement: StatementForm::default(),
            identity: None,
            watch: WatchFolders::default(),
            approval_role: String::new(),
            stamp_addresses: Vec::new(),
            remember_files: true,
            window: WindowSize::default(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThemeChoice {
    #[default]
    System,
    Light,
    Dark,
}

impl ThemeChoice {
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The end of its locale key.
    pub fn key(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// Where signed copies go and how they are named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Output {
    pub place: Place,
    /// The folder chosen last, kept while `Beside` is in force.
    pub folder: Option<PathBuf>,
    /// `{name}` is the original's name without its ending.
    pub name_pattern: String,
    pub existing: IfExists,
    pub sidecar: bool,
}

impl Default for Output {
    fn default() -> Self {
        Self {
            place: Place::Beside,
            folder: None,
            name_pattern: String::from("{name}-signed"),
            existing: IfExists::default(),
            sidecar: false,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    #[default]
    Beside,
    Folder,
}

/// Inner size of the window in points.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WindowSize {
    pub width: f32,
    pub height: f32,
}

impl Default for WindowSize {
    fn default() -> Self {
        Self { width: 1280.0, height: 800.0 }
    }
}

impl Settings {
    pub const TEXT_STEPS: [u16; 8] = [75, 90, 100, 110, 125, 150, 175, 200];

    /// Puts values that a hand edited back into their bounds.
    pub fn mend(&mut self) {
        self.text_percent = self.text_percent.clamp(75, 200);
        let bound = |value: f32, low: f32| if value.is_finite() { value.clamp(low, 16_384.0) } else { low };
        self.window.width = bound(self.window.width, 640.0);
        self.window.height = bound(self.window.height, 480.0);
        if self.output.name_pattern.trim().is_empty() {
            self.output.name_pattern = Output::default().name_pattern;
        }
    }

    /// Puts an authority's address before the others.
    pub fn remember_stamp_address(&mut self, address: &str) {
        self.stamp_addresses.retain(|known| known != address);
        self.stamp_addresses.insert(0, address.to_owned());
        self.stamp_addresses.truncate(8);
    }

    /// The next larger or smaller step of text size.
    pub fn text_step(&mut self, larger: bool) {
        let now = self.text_percent;
        let next = if larger {
            Self::TEXT_STEPS.iter().find(|step| **step > now)
        } else {
            Self::TEXT_STEPS.iter().rev().find(|step| **step < now)
        };
        self.text_percent = next.copied().unwrap_or(now);
    }
}

/// What the person does on the page.
#[derive(Debug, Clone, PartialEq)]
pub enum SettingsMsg {
    Theme(ThemeChoice),
    TextPercent(u16),
    Place(Place),
    ChooseFolder,
    NamePattern(String),
    Existing(IfExists),
    RememberFiles(bool),
}

/// Lists that are loaded in a job.
#[derive(Debug, Clone, Default)]
pub enum Loaded<T> {
    #[default]
    Loading,
    Ready(Vec<T>),
    Failed(Problem),
}

impl<T> Loaded<T> {
    /// What is there; nothing while loading.
    pub fn items(&self) -> &[T] {
        match self {
            Self::Ready(items) => items,
            Self::Loading | Self::Failed(_) => &[],
        }
    }
}

impl<T> From<Result<Vec<T>, Problem>> for Loaded<T> {
    fn from(result: Result<Vec<T>, Problem>) -> Self {
        match result {
            Ok(items) => Self::Ready(items),
            Err(problem) => Self::Failed(problem),
        }
    }
}

/// What the page shows beside the settings themselves.
#[derive(Debug, Clone, Default)]
pub struct SettingsPage {
    pub logs: Option<PathBuf>,
}
