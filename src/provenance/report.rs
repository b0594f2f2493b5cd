//! What Lightmark says about one file: five answers, each with a state and its evidence, and one headline.
//!
//! This is also the JSON of `lightmark verify --json` (`lightmark.report/1`, DESIGN §5). States serialise in
//! kebab-case. The sentence for a state is not here but in `assets/locales`, keyed by the state's name.

use serde::{Deserialize, Serialize};

use super::approval::Approval;
use super::redaction_history::RemovedDetail;
use super::rights::RightsField;
use super::thumbnail::Thumbnail;
use crate::problem::Problem;

/// The JSON schema's name and version. Fields are only ever added within a version.
pub const SCHEMA: &str = "lightmark.report/1";

/// Everything that is known about one file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub schema: String,
    /// The path as it was given; bytes that are not UTF-8 are replaced by U+FFFD.
    pub path: String,
    /// SHA-256 of the whole file, 64 lower-case hex digits; computed only when asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    pub size_bytes: u64,
    /// MIME type by content, never by name; `application/octet-stream` when not known.
    pub format: String,
    pub headline: Headline,
    pub content: ContentAnswer,
    pub signer: SignerAnswer,
    pub time: TimeAnswer,
    pub history: HistoryAnswer,
    pub rights: RightsAnswer,
    /// What the file itself holds (EXIF, XMP, IPTC), each with its coverage.
    #[serde(default)]
    pub metadata: Vec<MetadataField>,
    pub checks: Vec<Check>,
    /// Where the manifest store was found; `None` when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest_store: Option<StoreLocation>,
    /// A remote manifest that the file names and that was not fetched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote_manifest: Option<String>,
    /// Pixel width and height as stored (before orientation), when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<(u32, u32)>,
    /// Things worth knowing that are no failure: broken metadata, limits reached. Whole sentences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Present only when the file could not be checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// The one line that stands above the five answers. Derived from them, never set on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Headline {
    Verified,
    IntactUnrecognised,
    Altered,
    Revoked,
    NoCredentials,
    NotChecked,
}

impl Headline {
    /// Every headline, for tables and filters.
    pub const ALL: [Self; 6] =
        [Self::Verified, Self::IntactUnrecognised, Self::Altered, Self::Revoked, Self::NoCredentials, Self::NotChecked];

    /// The key in the locale files and the word in JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::IntactUnrecognised => "intact-unrecognised",
            Self::Altered => "altered",
            Self::Revoked => "revoked",
            Self::NoCredentials => "no-credentials",
            Self::NotChecked => "not-checked",
        }
    }
}

/// Content: are these the bytes that were signed?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentAnswer {
    pub state: ContentState,
    /// Byte ranges that the hard binding leaves out, other than the manifest store itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclusions: Vec<ByteRange>,
    /// The failure codes that made it altered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
}

/// Whether these are the bytes that were signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContentState {
    Intact,
    /// Intact, but parts of the file are left out of what was signed.
    PartlyCovered,
    Altered,
    NotChecked,
}

/// Half-open byte range `[start, start + length)` in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByteRange {
    pub start: u64,
    pub length: u64,
}

/// Signer: who signed, and who vouches for them?
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignerAnswer {
    pub state: SignerState,
    /// Common name in the signing certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Organisation in the signing certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// SHA-256 of the signing certificate's DER, lower-case hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// Whether the certificate itself says that the key is for practice and what it signs is no evidence.
    #[serde(default)]
    pub practice: bool,
    /// Name of the trust list that vouches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// Why the certificate path was refused, as a locale key of `trust-fault-*`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// Signature algorithm by C2PA name: `ed25519`, `es256`, `ps256` …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub algorithm: Option<String>,
    /// The person or organisation by a CAWG identity assertion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<NamedActor>,
    /// Certificates from the signer towards the root.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chain: Vec<CertificateSummary>,
    /// Which revocation sources were asked about these certificates, and which could not be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revocation: Vec<RevocationCheck>,
}

/// What one source of revocations says about the certificates of a signer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevocationCheck {
    /// Name of the list, or the address that the certificate names. Strangers' text.
    pub source: String,
    pub kind: RevocationKind,
    /// When the source was issued, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_days: Option<i64>,
    pub result: RevocationResult,
    /// RFC 3339; with `revoked` and `revoked-later` only, as are the next two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Name of the certificate that was revoked: the signer's, or an authority's above it. Strangers' text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
}

impl RevocationCheck {
    /// A check of that source of which nothing more is known.
    pub fn of(source: &str, kind: RevocationKind) -> Self {
        Self {
            source: source.to_owned(),
            kind,
            issued: None,
            age_days: None,
            result: RevocationResult::NotChecked,
            revoked_at: None,
            reason: None,
            certificate: None,
        }
    }
}

/// What kind of source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RevocationKind {
    /// A revocation list of Lightmark's own form.
    List,
    /// An authority's certificate revocation list (RFC 5280 §5).
    Crl,
    /// An answer of an authority (RFC 6960).
    Ocsp,
}

/// What one source says about the signer's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RevocationResult {
    NotRevoked,
    Revoked,
    /// Revoked, but only after the signature was made, as a trusted time stamp proves.
    RevokedLater,
    /// Not named in it, but the source is out of date, so that newer revocations may be missing.
    OutOfDate,
    /// The source was not at hand.
    NotChecked,
}

/// Who vouches for the signer, if anybody does, and what speaks against them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignerState {
    /// On the official list of C2PA.
    Official,
    /// On the older list of C2PA, frozen since the official one began.
    Interim,
    /// Under an organisation's own root.
    House,
    /// In this person's address book: compared by hand.
    Contact,
    /// A team's bundle vouches for this very certificate.
    Team,
    /// Nobody whom this person trusts vouches for them; no accusation.
    Unrecognised,
    Revoked,
    /// The certificate was not valid when the file was signed, as far as can be proved.
    InvalidAtSigning,
    /// Nobody signed.
    None,
}

impl SignerState {
    /// Whether somebody whom this person trusts vouches for the signer.
    pub fn is_recognised(self) -> bool {
        matches!(self, Self::Official | Self::Interim | Self::House | Self::Contact | Self::Team)
    }
}

/// One certificate, as much of it as a person wants to see. Times are RFC 3339 in UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateSummary {
    pub subject: String,
    pub issuer: String,
    pub serial: String,
    pub not_before: String,
    pub not_after: String,
    pub fingerprint: String,
}

/// The named actor of a CAWG identity assertion (CAWG Identity 1.2 §5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedActor {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// Roles with respect to the asset, such as `cawg.creator`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// Whether the identity's signature and certificate path held.
    pub state: IdentityState,
    /// `cawg.x509.cose` or `cawg.identity_claims_aggregation`.
    pub kind: String,
    /// Labels of the assertions that the identity is bound to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub binds: Vec<String>,
    /// For an aggregation: the accounts that its issuer says it verified. Strangers' text, as is the issuer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<VerifiedAccount>,
    /// For an aggregation: who verified, by its decentralised identifier (`did:jwk:…`, `did:web:…`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// For an aggregation: from when until when it counts, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
}

/// One account of a named actor (CAWG Identity 1.2 §8.1.2), as whoever verified it states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifiedAccount {
    /// What was verified, such as `cawg.social_media`.
    pub kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// User name or address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// With whom the account is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<String>,
}

/// How far the statement about a named person (CAWG) holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdentityState {
    /// The signature holds and a trust list vouches for its certificate.
    Recognised,
    /// The signature holds; nobody we trust vouches for it.
    Unrecognised,
    /// The signature or its binding does not hold.
    Broken,
    /// Of a kind that could not be examined here.
    NotChecked,
}

/// Time: when, and who says so?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeAnswer {
    pub state: TimeState,
    /// RFC 3339 in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Name of the time-stamp authority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// Which revocation sources were asked about the authority, and which could not be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revocation: Vec<RevocationCheck>,
}

/// What the time of signing rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimeState {
    /// A time stamp that holds, by an authority that is recognised.
    Trusted,
    /// The signer's word alone.
    Claimed,
    /// A time stamp that holds, by an authority that nobody vouches for.
    Unrecognised,
    /// A time stamp that does not hold.
    Broken,
    /// No time is stated.
    None,
}

/// History: is every step recorded and signed?
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HistoryAnswer {
    pub state: HistoryState,
    /// Oldest first; the last one is the active manifest.
    pub steps: Vec<Step>,
    /// What later steps took out of earlier ones: that it was there, not what it said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<RemovedDetail>,
}

/// What is known of the steps that led to this file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HistoryState {
    /// Every step is recorded and signed, and says that it lists all that was done.
    Complete,
    /// There may be steps that nobody recorded.
    Unrecorded,
    /// Something that nobody signed went in.
    UnsignedStep,
    /// A step failed a check, now or when an earlier editor recorded it.
    BrokenStep,
    /// Nothing is recorded.
    None,
}

/// One manifest: what one signer recorded at one time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The manifest's label (`urn:c2pa:…`), or empty for a step that nobody signed.
    pub manifest: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Name of whoever signed this step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<String>,
    pub signer_state: SignerState,
    /// The app or device that made the claim, with its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim_generator: Option<String>,
    /// RFC 3339 in UTC; proven only when `at_proven`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    #[serde(default)]
    pub at_proven: bool,
    pub actions: Vec<Action>,
    pub ingredients: Vec<Ingredient>,
    pub state: StepState,
    /// Whether the recorder said that all actions are listed (`allActionsIncluded`).
    #[serde(default)]
    pub all_actions_included: bool,
    /// Failure codes found or recorded for this step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// Whether the manifest carries a picture of its asset.
    #[serde(default)]
    pub has_thumbnail: bool,
    /// Where that picture is, and whether it is the one that was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<Thumbnail>,
    /// What the signer of this step decided about the file, in Lightmark's own assertion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<Approval>,
}

/// How one step of the history stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepState {
    /// Recorded and signed, and the signature holds.
    Signed,
    /// Made from a file that had no Content Credentials.
    Unsigned,
    /// A check of this step failed, now or when an earlier editor recorded it.
    Broken,
}

/// One recorded action (C2PA 2.4 §18.15).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Action {
    /// The action's label, such as `c2pa.cropped`.
    pub action: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub software_agent: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digital_source_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    pub parameters: serde_json::Value,
}

/// What a step was made from (C2PA 2.4 §18.16).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ingredient {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// `parentOf`, `componentOf` or `inputTo`.
    pub relationship: String,
    /// Label of the ingredient's own manifest, if it had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest: Option<String>,
    /// Failures that the editor recorded when it took the ingredient in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recorded_failures: Vec<String>,
    #[serde(default)]
    pub has_thumbnail: bool,
    /// Where that picture is, and whether it is the one that was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<Thumbnail>,
}

/// Rights: what may I do with it?
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RightsAnswer {
    pub state: RightsState,
    pub fields: Vec<RightsField>,
}

/// Whether what is stated about rights is signed, and whether it agrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RightsState {
    Signed,
    Unsigned,
    Conflict,
    None,
}

/// One metadata field that the file holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetadataField {
    pub store: MetadataStore,
    /// The field's name in its standard: `Make`, `dc:creator`, `2:80 By-line`.
    pub field: String,
    pub value: String,
    pub coverage: Coverage,
    /// The bytes of the file that it was read from: the value's own, or the packet's that holds it; absent where they
    /// are not one run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<ByteRange>,
}

/// Where in the file a metadata field stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MetadataStore {
    Exif,
    Xmp,
    Iptc,
    /// Anything of the container itself: PNG text, QuickTime keys, comments.
    Container,
    /// Said by a signed manifest (`c2pa.metadata`, `cawg.metadata`).
    Manifest,
}

/// How far a signature covers a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Coverage {
    /// Stated by the signer in a signed assertion.
    Signed,
    /// Written in the file, and the same as the signed statement.
    Agrees,
    /// Written in the file's signed bytes, so unchanged since signing, but not stated by the signer.
    Unchanged,
    /// Written in the file where no signature reaches; anyone can change this.
    NotCovered,
    /// Written in the file, and different from the signed statement.
    Contradicts,
}

/// One validation status (C2PA 2.4 §15.2.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    pub code: String,
    pub kind: CheckKind,
    /// Label of the manifest that it is about, or empty.
    pub manifest: String,
    pub explanation: String,
}

/// The three lists of C2PA 2.4 §15.2.2 in which a validation status may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckKind {
    Success,
    Informational,
    Failure,
}

/// Where a manifest store was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "location")]
pub enum StoreLocation {
    Embedded,
    Sidecar { path: String },
}
