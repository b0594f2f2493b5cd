//! Where the passphrase of an encrypted key file comes from. Never keeps one longer than it takes to use it.

use std::io::IsTerminal as _;

use zeroize::Zeroizing;

use crate::keys::KeyError;
use crate::locale;

/// The environment variable that holds the passphrase of an encrypted key file.
pub const PASSPHRASE_VARIABLE: &str = "LIGHTMARK_PASSPHRASE";

/// Where to get the passphrase. Has no `Debug`.
pub enum Passphrase {
    /// This one.
    Given(Zeroizing<String>),
    /// `LIGHTMARK_PASSPHRASE` or none: for the window, which has no terminal to ask on.
    Environment,
    /// `LIGHTMARK_PASSPHRASE`, else a question on the terminal.
    EnvironmentOrTerminal,
}

/// The environment variable that holds the passphrase of a key that is imported.
pub const IMPORT_PASSPHRASE_VARIABLE: &str = "LIGHTMARK_IMPORT_PASSPHRASE";

/// The environment variable that holds the passphrase of a backup.
pub const BACKUP_PASSPHRASE_VARIABLE: &str = "LIGHTMARK_BACKUP_PASSPHRASE";

/// A file with a passphrase of its own, and what is done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::keys) enum FilePassphrase {
    /// A key of another program is opened.
    OpenKey,
    /// A backup is opened.
    OpenBackup,
    /// A backup is made: asked twice.
    ChooseBackup,
}

/// What the passphrase is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To open what is there: asked once.
    Open,
    /// For a file that is about to be made: asked twice, since a slip would lock it for ever.
    Choose,
}

impl Passphrase {
    pub(super) fn obtain(&self, purpose: Purpose) -> Result<Zeroizing<String>, KeyError> {
        let passphrase = match self {
            Self::Given(passphrase) => passphrase.clone(),
            Self::Environment => from_environment(PASSPHRASE_VARIABLE)?.ok_or(KeyError::PassphraseNotSet)?,
            Self::EnvironmentOrTerminal => match from_environment(PASSPHRASE_VARIABLE)? {
                Some(passphrase) => passphrase,
                None => from_terminal(purpose)?,
            },
        };
        if passphrase.is_empty() { Err(KeyError::PassphraseNotSet) } else { Ok(passphrase) }
    }

    /// The passphrase of another file than the key store; `None` when there is none to be had.
    pub(in crate::keys) fn for_file(&self, file: FilePassphrase) -> Result<Option<Zeroizing<String>>, KeyError> {
        let variable = match file {
            FilePassphrase::OpenKey => IMPORT_PASSPHRASE_VARIABLE,
            FilePassphrase::OpenBackup | FilePassphrase::ChooseBackup => BACKUP_PASSPHRASE_VARIABLE,
        };
        let found = match self {
            Self::Given(passphrase) => Some(passphrase.clone()),
            Self::Environment => from_environment(variable)?,
            Self::EnvironmentOrTerminal => match from_environment(variable)? {
                Some(passphrase) => Some(passphrase),
                None if !std::io::stdin().is_terminal() => None,
                None => Some(match file {
                    FilePassphrase::OpenKey => ask("keys-ask-import-passphrase")?,
                    FilePassphrase::OpenBackup => ask("keys-ask-backup-passphrase")?,
                    FilePassphrase::ChooseBackup => ask_twice("keys-choose-backup-passphrase")?,
                }),
            },
        };
        Ok(found.filter(|passphrase| !passphrase.is_empty()))
    }
}

fn from_environment(variable: &str) -> Result<Option<Zeroizing<String>>, KeyError> {
    match std::env::var(variable) {
        Ok(passphrase) if passphrase.is_empty() => Ok(None),
        Ok(passphrase) => Ok(Some(Zeroizing::new(passphrase))),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => Err(KeyError::PassphraseNotText),
    }
}

fn from_terminal(purpose: Purpose) -> Result<Zeroizing<String>, KeyError> {
    // A script without a terminal must not hang on a question that no one sees.
    if !std::io::stdin().is_terminal() {
        return Err(KeyError::PassphraseNotSet);
    }
    match purpose {
        Purpose::Open => ask("keys-ask-passphrase"),
        Purpose::Choose => ask_twice("keys-choose-passphrase"),
    }
}

fn ask_twice(key: &str) -> Result<Zeroizing<String>, KeyError> {
    let first = ask(key)?;
    let second = ask("keys-repeat-passphrase")?;
    if *first == *second { Ok(first) } else { Err(KeyError::PassphrasesDiffer) }
}

fn ask(key: &str) -> Result<Zeroizing<String>, KeyError> {
    rpassword::prompt_password(format!("{} ", locale::text(key)))
        .map(Zeroizing::new)
        .map_err(|source| KeyError::PassphraseNotRead { source })
}
