//! Who is believed: trust lists and certificate paths by RFC 5280. Never the window, never the network.

pub mod lists;
pub mod path;

pub use lists::{TrustError, TrustList, TrustStore};
pub use path::{PathFault, Purpose, Vouched};
