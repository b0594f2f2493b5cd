//! Secrets in the operating system's keyring: Secret Service, macOS keychain, Windows Credential Manager.
//! Never decides what a secret means, never recovers a meaning from the text of an error.

use std::collections::HashMap;
use std::sync::Arc;

use keyring_core::api::CredentialStore;
use keyring_core::{Entry, Error};
use zeroize::Zeroizing;

use super::{SecretSlot, SecretStore};
use crate::keys::KeyError;
use crate::locale::plain;

/// The name under which all secrets of Lightmark are kept.
const SERVICE: &str = "lightmark";

/// The keyring of the person who is logged in.
///
/// Connected to anew for each call, so that a keyring that was started or unlocked meanwhile is found. Calls block
/// while the system asks the person to unlock it.
#[derive(Debug, Default)]
pub struct SystemKeyring {}

impl SystemKeyring {
    pub fn new() -> Self {
        Self::default()
    }

    fn entry(&self, slot: &SecretSlot) -> Result<Entry, KeyError> {
        let label = crate::tr!("keys-keyring-label", name = plain(&slot.owner));
        let modifiers: HashMap<&str, &str> = if cfg!(windows) {
            // The default would carry the key to the other machines of a Windows domain.
            HashMap::from([("persistence", "Local")])
        } else if cfg!(target_os = "macos") {
            HashMap::new()
        } else {
            HashMap::from([("label", label.as_str())])
        };
        connect()
            .and_then(|store| store.build(SERVICE, &slot.key_fingerprint, Some(&modifiers)))
            .map_err(|error| explained(error, slot))
    }
}

impl SecretStore for SystemKeyring {
    fn put(&self, slot: &SecretSlot, secret: &str) -> Result<(), KeyError> {
        self.entry(slot)?.set_secret(secret.as_bytes()).map_err(|error| explained(error, slot))
    }

    fn fetch(&self, slot: &SecretSlot) -> Result<Zeroizing<String>, KeyError> {
        let bytes = self.entry(slot)?.get_secret().map_err(|error| explained(error, slot)).map(Zeroizing::new)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| KeyError::SecretNotAKey { name: slot.owner.clone() })?;
        Ok(Zeroizing::new(text.to_owned()))
    }

    fn remove(&self, slot: &SecretSlot) -> Result<(), KeyError> {
        match self.entry(slot)?.delete_credential() {
            // All of them bear the name of the key that is to go.
            Err(Error::Ambiguous(entries)) => entries.iter().try_for_each(Entry::delete_credential),
            other => other,
        }
        .map_err(|error| explained(error, slot))
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn connect() -> Result<Arc<CredentialStore>, Error> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(target_os = "macos")]
fn connect() -> Result<Arc<CredentialStore>, Error> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(windows)]
fn connect() -> Result<Arc<CredentialStore>, Error> {
    Ok(windows_native_keyring_store::Store::new()?)
}

fn explained(error: Error, slot: &SecretSlot) -> KeyError {
    match error {
        Error::NoEntry => KeyError::SecretMissing { name: slot.owner.clone() },
        Error::Ambiguous(entries) => KeyError::SecretAmbiguous { name: slot.owner.clone(), count: entries.len() },
        // The bytes in these are the secret, so they are dropped here and never become a cause.
        Error::BadEncoding(bytes) | Error::BadDataFormat(bytes, _) => {
            drop(Zeroizing::new(bytes));
            KeyError::SecretNotAKey { name: slot.owner.clone() }
        }
        other => match situation(&other) {
            Situation::NoSessionBus => KeyError::NoSessionBus { source: other },
            Situation::NoService => KeyError::NoKeyringService { source: other },
            Situation::Locked => KeyError::KeyringLocked { source: other },
            Situation::NoKeyring => KeyError::NoLoginKeyring { source: other },
            Situation::Else => KeyError::KeyringFailed { source: other },
        },
    }
}

/// What is the matter with the keyring, as far as a person could mend it.
enum Situation {
    #[cfg_attr(any(windows, target_os = "macos"), expect(dead_code, reason = "a matter of the Secret Service"))]
    NoSessionBus,
    #[cfg_attr(any(windows, target_os = "macos"), expect(dead_code, reason = "a matter of the Secret Service"))]
    NoService,
    Locked,
    #[cfg_attr(any(windows, target_os = "macos"), expect(dead_code, reason = "a matter of the Secret Service"))]
    NoKeyring,
    Else,
}

#[cfg(all(unix, not(target_os = "macos")))]
fn situation(error: &Error) -> Situation {
    use secret_service::Error as Service;
    // The store wraps a dismissed prompt as a failure of the platform when an item is being made, and as missing
    // access otherwise; what it wraps tells them apart.
    let (Error::PlatformFailure(cause) | Error::NoStorageAccess(cause)) = error else { return Situation::Else };
    match cause.downcast_ref::<Service>() {
        Some(Service::Unavailable) => Situation::NoSessionBus,
        Some(Service::Locked | Service::Prompt | Service::PromptDisconnected) => Situation::Locked,
        Some(Service::NoResult) => Situation::NoKeyring,
        Some(Service::Zbus(error)) => bus_situation(error),
        Some(Service::ZbusFdo(error)) => fdo_situation(error),
        _ => Situation::Else,
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn bus_situation(error: &zbus::Error) -> Situation {
    match error {
        zbus::Error::Address(_)
        | zbus::Error::InputOutput(_)
        | zbus::Error::Connection(..)
        | zbus::Error::Handshake(_) => Situation::NoSessionBus,
        zbus::Error::FDO(error) => fdo_situation(error),
        zbus::Error::MethodError(name, ..) => match name.as_str() {
            "org.freedesktop.DBus.Error.ServiceUnknown" | "org.freedesktop.DBus.Error.NameHasNoOwner" => {
                Situation::NoService
            }
            "org.freedesktop.Secret.Error.IsLocked" => Situation::Locked,
            // The bus was told how to start the service, and could not.
            name if name.starts_with("org.freedesktop.DBus.Error.Spawn.") => Situation::NoService,
            _ => Situation::Else,
        },
        _ => Situation::Else,
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn fdo_situation(error: &zbus::fdo::Error) -> Situation {
    use zbus::fdo::Error as Fdo;
    match error {
        Fdo::ServiceUnknown(_) | Fdo::NameHasNoOwner(_) | Fdo::SpawnChildExited(_) | Fdo::SpawnExecFailed(_) => {
            Situation::NoService
        }
        Fdo::NoServer(_) | Fdo::Disconnected(_) => Situation::NoSessionBus,
        Fdo::ZBus(error) => bus_situation(error),
        _ => Situation::Else,
    }
}

#[cfg(any(windows, target_os = "macos"))]
fn situation(error: &Error) -> Situation {
    match error {
        Error::NoStorageAccess(_) => Situation::Locked,
        _ => Situation::Else,
    }
}
