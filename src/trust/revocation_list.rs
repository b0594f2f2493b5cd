//! Lightmark's own revocation lists: small signed files that say which certificates no longer count, from when and
//! why. It reads and writes them; who may make one is decided where one is put in force.

use serde::{Deserialize, Serialize};

use super::certificate_text;
use super::crl::CLOCK_LEEWAY_SECONDS;
use super::revocations::{Reason, RevokedEntry};
use super::signed_text::{self, SignedTextFault};

/// Names the form of such a file.
pub const SCHEMA: &str = "lightmark.revocations/1";

/// Entries of one list. It is small: whoever has more to revoke is an authority and makes a CRL.
pub const MAX_ENTRIES: usize = 10_000;

/// Longest name of a list, in characters.
const MAX_NAME_CHARS: usize = 200;

/// What such a list says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevocationList {
    pub name: String,
    /// Counts up; a list never replaces one with a higher number.
    pub sequence: u64,
    /// RFC 3339.
    pub issued: String,
    /// RFC 3339: when it should have been replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_update: Option<String>,
    pub revoked: Vec<RevokedCertificate>,
}

/// One certificate that no longer counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokedCertificate {
    /// SHA-256 of the DER, lower-case hex.
    pub fingerprint: String,
    pub reason: Reason,
    /// RFC 3339.
    pub at: String,
}

/// Why a list is not taken.
#[derive(Debug, thiserror::Error)]
pub enum RevocationListFault {
    #[error(transparent)]
    Text(#[from] SignedTextFault),
    #[error("its content is not of the form wanted: {reason}")]
    Content { reason: String },
    #[error("it is dated in the future")]
    Future,
}

/// A list whose signature matches its first certificate.
#[derive(Debug)]
pub struct SignedList {
    pub list: RevocationList,
    /// DER, the signer's own certificate first.
    pub chain: Vec<Vec<u8>>,
    pub entries: Vec<RevokedEntry>,
}

/// Whether a file calls itself such a list, of whatever version.
pub fn is_one(bytes: &[u8]) -> bool {
    signed_text::schema(bytes).is_some_and(|schema| schema.starts_with("lightmark.revocations/"))
        // One that breaks off still begins so.
        || bytes.get(..bytes.len().min(200)).is_some_and(|head| {
            head.trim_ascii_start().first() == Some(&b'{')
                && head.windows(22).any(|window| window == b"lightmark.revocations/")
        })
}

/// Reads a list and checks its signature.
pub fn read(bytes: &[u8], now: i64) -> Result<SignedList, RevocationListFault> {
    let text = signed_text::read(bytes, SCHEMA)?;
    let content = |reason: String| RevocationListFault::Content { reason };
    let list: RevocationList = serde_json::from_value(text.body).map_err(|error| content(error.to_string()))?;
    let seconds = |date: &str| {
        let parsed: Result<jiff::Timestamp, _> = date.parse();
        parsed.map(|at| at.as_second()).map_err(|error| content(error.to_string()))
    };
    if list.revoked.len() > MAX_ENTRIES || list.name.chars().count() > MAX_NAME_CHARS {
        return Err(content("too much of it".to_owned()));
    }
    if seconds(&list.issued)? > now + CLOCK_LEEWAY_SECONDS {
        return Err(RevocationListFault::Future);
    }
    list.next_update.as_deref().map(seconds).transpose()?;
    let mut entries = Vec::new();
    for revoked in &list.revoked {
        let is_hex = revoked.fingerprint.bytes().all(|letter| matches!(letter, b'0'..=b'9' | b'a'..=b'f'));
        if revoked.fingerprint.len() != 64 || !is_hex {
            return Err(content("a fingerprint".to_owned()));
        }
        let at = seconds(&revoked.at)?;
        entries.push(RevokedEntry { key: revoked.fingerprint.clone(), at, reason: revoked.reason });
    }
    Ok(SignedList { list, chain: text.chain, entries })
}

/// Writes a list. `sign` gives a signature of the first certificate's key over the bytes.
pub fn write(
    list: &RevocationList,
    chain: &[Vec<u8>],
    sign: &dyn Fn(&[u8]) -> Vec<u8>,
) -> Result<String, RevocationListFault> {
    let body =
        serde_json::to_value(list).map_err(|error| RevocationListFault::Content { reason: error.to_string() })?;
    Ok(signed_text::write(SCHEMA, body, chain, sign)?)
}

/// Now, as such lists write it.
pub fn now() -> String {
    certificate_text::date(jiff::Timestamp::now().as_second())
}
