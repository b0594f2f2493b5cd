//! Everything that the window may ask of the world. `jobs` performs these on threads of their own and answers
//! with a `Msg` that carries the job's id; a stale answer is dropped.

use std::path::PathBuf;

use crate::provenance::edit::Export;
use crate::provenance::fingerprint::Fingerprint;
use crate::provenance::identity::{KeyAlgorithm, RevocationReason};
use crate::provenance::redaction::Policy;
use crate::provenance::rights_statement::RightsStatement;
use crate::provenance::statement::Statement;
use crate::provenance::trust_source::ListKind;

use super::activity::{Permit, Purpose, Say};
use super::approval::ApprovalOrder;
use super::campaign::CampaignOrder;
use super::editor_preview::PreviewOrder;
use super::files::FileId;
use super::identities::Secret;
use super::library::{Forget, LibraryQuery};
use super::list_update::ListOrder;
use super::recipes::RecipeOrder;
use super::recording::RecordingOrder;
use super::revoke_list::RevokeListOrder;
use super::settings::Settings;
use super::stamps::StampOrder;
use super::uses::UsesExport;
use super::watch::WatchOrder;

/// Tells one piece of work from every other in this run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId(pub u64);

/// One thing to do outside of the state.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Load identities, trust lists and the time zone, and watch the system's theme.
    Start,
    /// Walk these paths and verify every file found.
    Verify {
        job: JobId,
        paths: Vec<PathBuf>,
    },
    /// Verify one file again and compute its SHA-256.
    Digest {
        job: JobId,
        path: PathBuf,
    },
    /// Fetch a picture to show, no side longer than `max_side` pixels.
    Picture {
        job: JobId,
        path: PathBuf,
        max_side: u32,
    },
    /// Fetch a small picture for the list. The newest wish is served first.
    Thumbnail {
        job: JobId,
        file: FileId,
        path: PathBuf,
        max_side: u32,
    },
    /// Fetch one manifest whole.
    Manifest {
        job: JobId,
        path: PathBuf,
        label: String,
    },
    /// Measure what changed from a signed thumbnail to the file's picture.
    Compare {
        job: JobId,
        path: PathBuf,
        uri: String,
    },
    /// Fetch a thumbnail from a manifest, no side longer than `max_side` pixels.
    SignedThumbnail {
        job: JobId,
        path: PathBuf,
        uri: String,
        max_side: u32,
    },
    /// Ask the person for paths with the system's dialog.
    Choose {
        job: JobId,
        what: Chooser,
    },
    ListIdentities {
        job: JobId,
    },
    CreateIdentity {
        job: JobId,
        name: String,
        email: Option<String>,
        organization: Option<String>,
        algorithm: KeyAlgorithm,
        practice: bool,
    },
    /// Write a request for a certificate (PKCS #10).
    RequestCertificate {
        job: JobId,
        id: String,
        target: PathBuf,
    },
    /// Take the certificates that an authority issued, in any order.
    ImportCertificate {
        job: JobId,
        id: String,
        files: Vec<PathBuf>,
    },
    RotateIdentity {
        job: JobId,
        id: String,
        overlap_days: u32,
    },
    /// From now on; it cannot be taken back.
    RevokeIdentity {
        job: JobId,
        id: String,
        reason: RevocationReason,
    },
    BackUpIdentity {
        job: JobId,
        id: String,
        target: PathBuf,
        passphrase: Secret,
    },
    RestoreIdentity {
        job: JobId,
        file: PathBuf,
        passphrase: Secret,
    },
    /// Take a key with its certificates from another program.
    ImportKey {
        job: JobId,
        file: PathBuf,
        passphrase: Secret,
    },
    /// Write the certificate chain, never the key, to a file.
    ExportIdentity {
        job: JobId,
        id: String,
        target: PathBuf,
    },
    DeleteIdentity {
        job: JobId,
        id: String,
    },
    AddTrustList {
        job: JobId,
        file: PathBuf,
        kind: ListKind,
    },
    /// Replace a list by the newer issue in a file.
    UpdateTrustList {
        job: JobId,
        id: String,
        file: PathBuf,
    },
    /// Remove a list or a contact.
    RemoveTrustList {
        job: JobId,
        id: String,
    },
    ListedCertificates {
        job: JobId,
        id: String,
    },
    AddRevocations {
        job: JobId,
        file: PathBuf,
    },
    RemoveRevocations {
        job: JobId,
        id: String,
    },
    /// Read who signed a file, with the certificate to compare.
    FileSigner {
        job: JobId,
        path: PathBuf,
    },
    /// Read a contact card.
    ReadCard {
        job: JobId,
        file: PathBuf,
    },
    AddContact {
        job: JobId,
        /// DER.
        certificate: Vec<u8>,
        name: String,
        note: Option<String>,
        origin: PathBuf,
        /// The fingerprint that the person compared.
        compared: Fingerprint,
    },
    /// Read what a team's file would put in force.
    ReadTeam {
        job: JobId,
        file: PathBuf,
    },
    AddTeam {
        job: JobId,
        file: PathBuf,
        /// The fingerprint of the roots that the person compared.
        compared: Fingerprint,
    },
    /// Write a contact to a card file, signed by this identity.
    ExportCard {
        job: JobId,
        id: String,
        identity: String,
        target: PathBuf,
    },
    /// Read what may be asked of the network, and what was.
    LoadActivity {
        job: JobId,
    },
    /// Keep what the person says about a host; `None` takes it back.
    SetRule {
        job: JobId,
        purpose: Purpose,
        host: String,
        say: Option<Say>,
    },
    /// Read a portion of what is remembered.
    LoadLibrary {
        job: JobId,
        query: LibraryQuery,
    },
    /// Count the files seen before that look like this one.
    CountAlike {
        job: JobId,
        path: PathBuf,
    },
    /// Forget remembered files, then read a portion of what is left.
    ForgetRemembered {
        job: JobId,
        what: Forget,
        query: LibraryQuery,
    },
    /// Do an edit to the picture on screen.
    EditPreview {
        job: JobId,
        order: Box<PreviewOrder>,
    },
    /// Read, save, delete, take in or hand out export recipes.
    Recipes {
        job: JobId,
        order: Box<RecipeOrder>,
    },
    Sign {
        job: JobId,
        order: Box<SignOrder>,
    },
    /// Read which files wait for a time stamp.
    LoadQueue {
        job: JobId,
    },
    /// A file waits no more; it stays as it is.
    LeaveQueue {
        job: JobId,
        path: PathBuf,
    },
    /// Ask for time stamps for files that were signed without.
    Stamp {
        job: JobId,
        order: Box<StampOrder>,
    },
    /// Count or re-sign what a replaced key signed.
    Campaign {
        job: JobId,
        order: CampaignOrder,
    },
    /// Read what a key was used for.
    KeyUses {
        job: JobId,
        id: String,
    },
    ExportUses {
        job: JobId,
        export: UsesExport,
    },
    /// Sign a revocation list, write it and put it in force.
    MakeRevocations {
        job: JobId,
        order: Box<RevokeListOrder>,
    },
    /// Look up where the official lists are published; asks nobody.
    ListSources {
        job: JobId,
    },
    FetchLists {
        job: JobId,
        order: ListOrder,
    },
    /// Tell what these files hold and what would become of it. Nothing is written.
    LookForRedaction {
        job: JobId,
        /// Each with its number on the page.
        files: Vec<(usize, PathBuf)>,
        policy: Box<Policy>,
        /// Look into the signed history alone.
        history_only: bool,
    },
    /// Make redacted copies, each proved before it gets its name.
    Redact {
        job: JobId,
        order: Box<RedactionOrder>,
    },
    LoadRedactionPreset {
        job: JobId,
        file: PathBuf,
    },
    SaveRedactionPreset {
        job: JobId,
        policy: Box<Policy>,
        target: PathBuf,
    },
    /// Write rights into copies, each read back before it gets its name.
    WriteRights {
        job: JobId,
        order: Box<RightsOrder>,
    },
    /// Sign a decision about files.
    Approve {
        job: JobId,
        order: Box<ApprovalOrder>,
    },
    /// Measure what changed from the original to the file that another program made of it.
    MeasureEdit {
        job: JobId,
        source: PathBuf,
        edited: PathBuf,
    },
    /// Record each edit that appears in a folder, until it is cancelled.
    Watch {
        job: JobId,
        order: Box<WatchOrder>,
    },
    /// Sign an edit that was made in another program.
    Record {
        job: JobId,
        order: Box<RecordingOrder>,
    },
    /// Read a rights template by its name or from a file.
    RightsTemplate {
        job: JobId,
        name: String,
    },
    /// List the person's own rights templates, after keeping one.
    RightsTemplates {
        job: JobId,
        keep: Option<Box<KeptTemplate>>,
    },
    /// Delete an own rights template, then list the others.
    DeleteTemplate {
        job: JobId,
        name: String,
    },
    SaveSettings(Box<Settings>),
    /// Put text on the clipboard.
    Copy(String),
    /// Stop a job as soon as it can.
    Cancel(JobId),
}

/// Which dialog of the system to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chooser {
    Files,
    Folder,
    /// A file to save to, with a suggested name.
    SaveAs {
        name: String,
    },
    /// A trust list: PEM, DER or JSON.
    TrustList,
    /// Revocation lists and CRLs.
    Revocations,
    /// A contact card.
    Card,
    /// A team's file.
    Team,
    /// Issued certificates, one file or several.
    Certificates,
    Backup,
    /// A redaction preset: TOML.
    Preset,
    /// An export recipe: TOML.
    Recipe,
    /// The picture of a watermark.
    Mark,
    /// A rights template: TOML or JSON.
    Template,
    /// A key with its certificates: PKCS #12 or PEM.
    Key,
}

/// A rights template to keep under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptTemplate {
    pub name: String,
    pub said: RightsStatement,
    pub overwrite: bool,
}

/// A whole batch to sign, as the person ordered it.
#[derive(Debug, Clone, PartialEq)]
pub struct SignOrder {
    pub files: Vec<PathBuf>,
    /// Id of the identity.
    pub identity: String,
    pub statement: Statement,
    /// `None` is beside each original.
    pub folder: Option<PathBuf>,
    pub name_pattern: String,
    pub existing: IfExists,
    pub sidecar: bool,
    /// Sign over credentials that do not hold; the person was told.
    pub allow_broken_parent: bool,
    /// The authority to ask for a time stamp for each file; naming it is the person's say-so for this batch.
    pub timestamp: Option<String>,
    /// Sign without a stamp where none is to be had.
    pub timestamp_optional: bool,
    /// What is made from each file and signed in its place.
    pub export: Option<Export>,
    /// What the person says about the host that answers for the identity's certificate (OCSP).
    pub ocsp: Option<Permit>,
}

/// A whole batch to redact.
#[derive(Debug, Clone, PartialEq)]
pub struct RedactionOrder {
    pub files: Vec<PathBuf>,
    pub policy: Policy,
    /// Only details of the signed history go.
    pub history_only: bool,
    /// `None` is beside each original.
    pub folder: Option<PathBuf>,
    /// Id of the identity that signs the copies.
    pub identity: Option<String>,
    /// The authority to ask for a time stamp for each signed copy; naming it is the person's say-so for this batch.
    pub timestamp: Option<String>,
    /// Sign without a stamp where none is to be had.
    pub timestamp_optional: bool,
    pub record: Option<RedactionRecord>,
}

/// Folders for the halves of the record; `None` is beside the copy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RedactionRecord {
    pub public: Option<PathBuf>,
    pub private: Option<PathBuf>,
}

/// A whole batch to write rights into.
#[derive(Debug, Clone, PartialEq)]
pub struct RightsOrder {
    pub files: Vec<PathBuf>,
    pub said: RightsStatement,
    /// `None` is beside each original.
    pub folder: Option<PathBuf>,
    pub overwrite: bool,
}

/// What to do when a signed copy's name is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IfExists {
    #[default]
    Number,
    Refuse,
    Overwrite,
}
