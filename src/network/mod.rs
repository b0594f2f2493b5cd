//! The only place that connects: permissions by purpose and host, the ledger, the transport, time stamps.
//!
//! Nothing is asked that the person did not allow, for this purpose and this host: once (for one run), always or
//! never. Every request stands in the ledger, also the refused ones; what cannot be written down is not done.
//! Never decides what an answer means, except whether a time stamp is the one that was asked for.

mod error;
mod http;
mod ledger;
mod permissions;
mod purpose;
pub mod time_stamp;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

pub use error::NetworkError;
pub use ledger::{LedgerEntry, RequestOutcome};
pub use permissions::{Rule, Say};
pub use purpose::{Purpose, host};

use http::{Sent, Transport};
use ledger::Ledger;
use permissions::Permissions;
use purpose::Address;

/// The way out, with the person's rules before it and the ledger beside it.
#[derive(Debug)]
pub struct Network {
    config_dir: PathBuf,
    ledger: Ledger,
    /// What was allowed for this run.
    once: Mutex<BTreeSet<(Purpose, String)>>,
}

impl Network {
    /// With the rules under `config_dir` and the ledger under `data_dir`. Reads and connects to nothing yet.
    pub fn new(config_dir: &Path, data_dir: &Path) -> Self {
        Self { config_dir: config_dir.to_owned(), ledger: Ledger::new(data_dir), once: Mutex::default() }
    }

    /// The person's say-so for the host of this address, until this value is dropped. A *never* still counts.
    ///
    /// # Errors
    /// [`NetworkError::BadAddress`] and [`NetworkError::PlainHttp`].
    pub fn allow_once(&self, purpose: Purpose, url: &str) -> Result<(), NetworkError> {
        let address = Address::parse(url, purpose)?;
        self.once.lock().unwrap_or_else(PoisonError::into_inner).insert((purpose, address.host));
        Ok(())
    }

    /// Remembers what the person says about a purpose and a host (as [`host`] writes it); `None` takes it back.
    ///
    /// # Errors
    /// Those of the rules' file.
    pub fn set(&self, purpose: Purpose, host: &str, say: Option<Say>) -> Result<(), NetworkError> {
        Permissions::load(&self.config_dir)?.set(purpose, host, say)
    }

    /// Every remembered rule.
    ///
    /// # Errors
    /// Those of the rules' file.
    pub fn rules(&self) -> Result<Vec<Rule>, NetworkError> {
        Ok(Permissions::load(&self.config_dir)?.rules())
    }

    /// Every request ever made or refused, oldest first, and how many lines of the ledger could not be understood.
    ///
    /// # Errors
    /// [`NetworkError::LedgerUnreadable`].
    pub fn ledger(&self) -> Result<(Vec<LedgerEntry>, usize), NetworkError> {
        self.ledger.entries()
    }

    /// Whether this address may be asked now, by a rule or for this run. Asks nobody and writes nothing down.
    pub fn allows(&self, purpose: Purpose, url: &str) -> bool {
        let address = Address::parse(url, purpose);
        address.is_ok_and(|address| self.way_out(purpose, &address).is_ok())
    }

    /// Gets what is at the address, at most `limit_bytes`. Blocks, 20 seconds at most.
    ///
    /// # Errors
    /// What was not allowed, and what went wrong.
    pub fn fetch(&self, purpose: Purpose, url: &str, limit_bytes: u64) -> Result<Vec<u8>, NetworkError> {
        self.exchange(purpose, url, None, limit_bytes)
    }

    /// Sends `body` to the address and gives the answer, at most `limit_bytes`. Blocks, 20 seconds at most.
    ///
    /// # Errors
    /// What was not allowed, and what went wrong.
    pub fn post(
        &self,
        purpose: Purpose,
        url: &str,
        content_type: &str,
        body: &[u8],
        limit_bytes: u64,
    ) -> Result<Vec<u8>, NetworkError> {
        self.exchange(purpose, url, Some(Sent { content_type, body }), limit_bytes)
    }

    fn exchange(
        &self,
        purpose: Purpose,
        url: &str,
        sent: Option<Sent<'_>>,
        limit_bytes: u64,
    ) -> Result<Vec<u8>, NetworkError> {
        let address = Address::parse(url, purpose)?;
        let mut entry = LedgerEntry {
            id: new_id(),
            at: jiff::Timestamp::now().to_string(),
            purpose,
            host: address.host.clone(),
            outcome: RequestOutcome::Begun,
            reason: None,
            sent_bytes: 0,
            received_bytes: 0,
        };
        let transport = match self.way_out(purpose, &address) {
            Ok(transport) => transport,
            Err(error) => {
                entry.outcome = RequestOutcome::Refused;
                entry.reason = Some(error.key().to_owned());
                // Nothing is sent, so a ledger that cannot be written takes nothing away from the answer.
                let _ = self.ledger.write(&entry);
                return Err(error);
            }
        };
        entry.sent_bytes = sent.map_or(0, |sent| sent.body.len() as u64);
        self.ledger.write(&entry)?;
        let answer = transport.exchange(&address, sent, limit_bytes);
        match &answer {
            Ok(body) => {
                entry.outcome = RequestOutcome::Answered;
                entry.received_bytes = body.len() as u64;
            }
            Err(error) => {
                entry.outcome = RequestOutcome::Failed;
                entry.reason = Some(error.key().to_owned());
                if matches!(error, NetworkError::HostNotFound { .. } | NetworkError::Unreachable { .. }) {
                    entry.sent_bytes = 0;
                }
            }
        }
        self.ledger.write(&entry)?;
        answer
    }

    /// The transport, if the person allowed this purpose for this host.
    fn way_out(&self, purpose: Purpose, address: &Address) -> Result<Transport, NetworkError> {
        let permissions = Permissions::load(&self.config_dir)?;
        let host = address.host.clone();
        let once = self.once.lock().unwrap_or_else(PoisonError::into_inner).contains(&(purpose, host.clone()));
        match permissions.say(purpose, &host) {
            Some(Say::Never) => return Err(NetworkError::Forbidden { purpose, host }),
            Some(Say::Always) => {}
            None if once => {}
            None => return Err(NetworkError::NotAllowed { purpose, host }),
        }
        Transport::new(permissions.proxy(), address.is_loopback)
            .map_err(|source| NetworkError::ProxyFailed { host, source: Box::new(source) })
    }
}

/// An id that two processes do not share.
fn new_id() -> String {
    let mut bytes = [0; 8];
    // Without randomness the ledger's lines could only be tied together wrongly; the time keeps them apart.
    if getrandom::fill(&mut bytes).is_err() {
        return jiff::Timestamp::now().as_nanosecond().to_string();
    }
    hex::encode(bytes)
}

#[cfg(test)]
mod tests;
