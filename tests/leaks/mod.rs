//! Files with a marker in every place that can hide something, for every test that searches copies for them.

pub mod marks;
pub mod others;
pub mod packets;
pub mod pictures;
pub mod profiles;
pub mod tiffs;

use super::common;
