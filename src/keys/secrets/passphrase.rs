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
            Self::Environment => from_environment()?.ok_or(KeyError::PassphraseNotSet)?,
            Self::EnvironmentOrTerminal => match from_environment()? {
                Some(passphrase) => passphrase,
                None => from_terminal(purpose)?,
            },
        };
        if passphrase.is_empty() { Err(KeyError::PassphraseNotSet) } else { Ok(passphrase) }
    }
}

fn from_environment() -> Result<Option<Zeroizing<String>>, KeyError> {
    match std::env::var(PASSPHRASE_VARIABLE) {
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
        Purpose::Choose => {
            let first = ask("keys-choose-passphrase")?;
            let second = ask("keys-repeat-passphrase")?;
            if *first == *second { Ok(first) } else { Err(KeyError::PassphrasesDiffer) }
        }
    }
}

fn ask(key: &str) -> Result<Zeroizing<String>, KeyError> {
    rpassword::prompt_password(format!("{} ", locale::text(key)))
        .map(Zeroizing::new)
        .map_err(|source| KeyError::PassphraseNotRead { source })
}
