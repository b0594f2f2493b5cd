//! Files received from others: made here by a foreign signer, then examined. Each kind of file that the C2PA's own
//! test files, the specification and an attacker would make, with the answers that a person must get.

mod common;

#[path = "verify/aggregated.rs"]
mod aggregated;
#[path = "verify/bench.rs"]
mod bench;
#[path = "verify/contract.rs"]
mod contract;
#[path = "verify/coverage.rs"]
mod coverage;
#[path = "verify/did_web.rs"]
mod did_web;
#[path = "verify/dropped.rs"]
mod dropped;
#[path = "verify/foreign.rs"]
mod foreign;
#[allow(dead_code, reason = "the table of chains uses the rest")]
#[path = "chains/forge.rs"]
mod forge;
#[path = "verify/hostile.rs"]
mod hostile;
#[path = "verify/kinds.rs"]
mod kinds;
#[path = "verify/later.rs"]
mod later;
#[path = "verify/left_out.rs"]
mod left_out;
#[path = "verify/letters.rs"]
mod letters;
#[path = "verify/people.rs"]
mod people;
#[path = "verify/revocation.rs"]
mod revocation;
#[path = "verify/substituted.rs"]
mod substituted;
#[path = "verify/time.rs"]
mod time;
#[path = "verify/vouching.rs"]
mod vouching;
#[path = "verify/words.rs"]
mod words;
