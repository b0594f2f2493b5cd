//! The domain in the specification's words. Pure: no files, no clock, no threads, no C2PA engine, no window.
//!
//! Start with [`report`] (what we say about a file), then [`verdict`] (how we come to say it).

pub mod approval;
pub mod changed;
pub mod comparison;
pub mod did_web;
pub mod edit;
pub mod evidence;
pub mod fingerprint;
pub mod format;
pub mod identity;
pub mod left_out;
pub mod network_purpose;
pub mod recording;
pub mod redaction;
pub mod redaction_history;
pub mod redaction_names;
pub mod redaction_record;
pub mod report;
pub mod rights;
pub mod rights_statement;
pub mod soft_binding;
pub mod statement;
pub mod status;
pub mod thumbnail;
pub mod trust_source;
pub mod verdict;
pub mod watermark;
