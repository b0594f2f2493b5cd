//! The way out, with the rules and the ledger of this person. Never connects by itself; `network` decides and does.

use super::home::Home;

pub use crate::network::{LedgerEntry, Network, NetworkError, Purpose, RequestOutcome, Rule, Say, host};

/// The network with the rules and the ledger that are kept in these folders.
pub fn open(home: &Home) -> Network {
    Network::new(&home.config, &home.data)
}

/// The host of a web address as rules and ledger name it; nothing when it is no address.
pub fn host_of(address: &str) -> Option<String> {
    let (_, rest) = address.trim().split_once("://")?;
    host(rest.split(['/', '?', '#']).next().unwrap_or_default())
}
