//! What was found before anything is concluded: the input of [`super::verdict`].
//!
//! `credentials` fills this from the manifest store, `trust` adds who vouches, `media` adds what the file holds.

use serde::{Deserialize, Serialize};

use super::approval::Approval;
use super::report::{
    Action, ByteRange, CertificateSummary, CheckKind, Ingredient, MetadataField, NamedActor, RevocationCheck,
    SignerState, StoreLocation, TimeState,
};
use super::rights::RightsField;
use super::thumbnail::Thumbnail;
use crate::problem::Problem;

/// Everything known about a file before the verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    pub path: String,
    pub sha256: Option<String>,
    pub size_bytes: u64,
    pub format: String,
    pub dimensions: Option<(u32, u32)>,
    /// RFC 3339: certificates were judged as of this time at the person's wish, not as of now.
    pub as_of: Option<String>,
    pub outcome: Outcome,
    /// Found in the file, whatever is signed. `coverage` is `Unchanged` where none of the bytes that decide the value
    /// is left out of the hard binding, else `NotCovered`; the verdict says whether the binding holds, and the rest.
    pub metadata: Vec<MetadataField>,
    /// Rights found in the file, outside manifests; their `coverage` likewise.
    pub rights: Vec<RightsField>,
    pub notes: Vec<String>,
}

/// What reading the file's Content Credentials came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    /// The file was read whole and holds no manifest store.
    NoManifest,
    /// There is none inside, but the file names one on the network; it was not fetched.
    RemoteOnly { url: String },
    /// A manifest store was found and examined.
    Examined(Box<StoreEvidence>),
    /// A manifest store is there but is too broken to be examined; the codes say how.
    Broken { codes: Vec<String>, explanation: String },
    /// The file could not be read; the reason is the problem.
    NotChecked(Problem),
}

/// A manifest store that could be examined.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoreEvidence {
    pub location: StoreLocation,
    /// Label of the active manifest.
    pub active: String,
    /// All manifests, in no particular order.
    pub manifests: Vec<ManifestEvidence>,
    pub statuses: Vec<Status>,
    /// Exclusions of the active hard binding, other than the manifest store itself.
    pub exclusions: Vec<Exclusion>,
    /// Another manifest URL that the asset names, not fetched.
    pub remote_url: Option<String>,
}

/// Bytes that the hard binding leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exclusion {
    pub range: ByteRange,
    /// Whether the range lies wholly in metadata containers, so that no picture or sound is in it.
    pub is_metadata: bool,
}

/// One status code, with what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    pub code: String,
    pub kind: CheckKind,
    /// Label of the manifest that it is about; the active one for its own statuses.
    pub manifest: String,
    pub url: String,
    pub explanation: String,
}

/// One manifest as it stands, with what `trust` says of its signer and its time stamp.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ManifestEvidence {
    pub label: String,
    pub title: Option<String>,
    pub claim_generator: Option<String>,
    pub signature: Option<SignatureEvidence>,
    pub identity: Option<NamedActor>,
    pub actions: Vec<Action>,
    pub all_actions_included: bool,
    pub ingredients: Vec<Ingredient>,
    /// Metadata stated in signed assertions (`c2pa.metadata`, `cawg.metadata`, `stds.*`).
    pub metadata: Vec<MetadataField>,
    /// Rights stated in signed assertions.
    pub rights: Vec<RightsField>,
    pub has_thumbnail: bool,
    /// Where that picture is; whether it is the one that was signed is not judged yet.
    #[serde(default)]
    pub thumbnail: Option<Thumbnail>,
    /// What the signer decided about the asset, where they say so.
    #[serde(default)]
    pub approval: Option<Approval>,
}

/// Who signed one manifest and when, and what `trust` says of both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignatureEvidence {
    pub algorithm: Option<String>,
    pub name: Option<String>,
    pub organization: Option<String>,
    pub fingerprint: String,
    pub chain: Vec<CertificateSummary>,
    /// Our own finding on the certificate path.
    pub signer_state: SignerState,
    pub list: Option<String>,
    /// Locale key of the fault, when the path was refused.
    pub fault: Option<String>,
    /// Which revocation sources were asked, and what they said.
    #[serde(default)]
    pub revocation: Vec<RevocationCheck>,
    /// Our own finding on the time stamp.
    pub time_state: TimeState,
    /// Whether the stamp stands in a later manifest (C2PA 2.4 §18.14); then nothing but our own finding speaks for it.
    #[serde(default)]
    pub stamped_later: bool,
    /// RFC 3339: the stamp's time when there is a stamp, else the signer's.
    pub at: Option<String>,
    pub authority: Option<String>,
    /// Which revocation sources were asked about the authority.
    #[serde(default)]
    pub time_revocation: Vec<RevocationCheck>,
}
