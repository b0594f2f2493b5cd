//! Asset + statement + identity → a signed copy in a file of its own.
//!
//! Writes to the target that it is given and to nothing else; never verifies what it wrote, never chooses names
//! (both are `workflow::sign`), never opens a connection.
//!
//! The asset is parsed in this process, because it must be written again here. Callers therefore have a worker
//! examine it first: what hangs, crashes or outgrows a worker never comes this far.

use std::io;
use std::path::{Path, PathBuf};

use crate::keys::SigningIdentity;
use crate::problem::Problem;
use crate::provenance::approval::Approval;
use crate::provenance::edit::Step;
use crate::provenance::format::Format;
use crate::provenance::redaction::Policy;
use crate::provenance::statement::Statement;

mod bridge;
mod definition;
mod engine;
mod hidden;
mod items;
mod later;
mod parent;
mod stream;

/// What to sign and where to put it.
#[derive(Debug, Clone)]
pub struct SignRequest {
    pub source: PathBuf,
    pub format: Format,
    /// The asset's name as it is to stand in the manifest.
    pub title: String,
    pub statement: Statement,
    /// A small JPEG of the picture, if there is one.
    pub thumbnail: Option<Vec<u8>>,
    /// What is signed in place of the source, which then is its parent.
    pub edited: Option<Edited>,
    /// The source with the stated rights in its metadata and nothing else changed; it is signed in place of the source.
    pub with_rights: Option<Vec<u8>>,
    /// What was taken out of the asset by this policy is taken out of its earlier manifests, too, and not told again by the
    /// new one. Plays its part with `edited`, or for a source without a history.
    pub policy: Option<Policy>,
    /// Take what the policy drops out of the earlier manifests by an update manifest (C2PA 2.4 §6.8, §11.2.3); the asset
    /// stays as it is. For an asset that is signed already, in a format that takes it.
    pub history_only: bool,
    /// Where to write: the signed copy, or with `sidecar` the manifest store alone. May exist; is overwritten.
    pub target: PathBuf,
    pub sidecar: bool,
    /// State this decision about the asset: by an update manifest (C2PA 2.4 §11.2.3) where the format takes one and the
    /// asset is signed already, else by a manifest over the asset as it is.
    pub approval: Option<Approval>,
    /// Add time stamps to an asset that is signed already, by an update manifest (C2PA 2.4 §11.2.3), and state
    /// nothing. Takes a stamper; what is embedded is stamped, not a sidecar.
    pub stamp_only: bool,
    /// The issuer's answer about the signer's certificate (OCSP), DER, to be stapled to the signature.
    pub staple: Option<Vec<u8>>,
}

/// A picture that was made from the source, and how.
#[derive(Debug, Clone)]
pub struct Edited {
    /// The whole file, without Content Credentials, in [`SignRequest::format`].
    pub asset: Vec<u8>,
    /// Format of the source.
    pub parent_format: Format,
    /// What was done, in order.
    pub steps: Vec<Step>,
    /// Nothing else was done.
    pub all_included: bool,
    /// A small JPEG of the source, unless it would show what the edit took out of sight.
    pub parent_thumbnail: Option<Vec<u8>>,
    /// Takes the thumbnails of earlier manifests out, because they show what the edit took out of sight.
    pub hide_earlier_thumbnails: bool,
    /// Statements of metadata that this policy drops are taken out of earlier manifests: what does not go along in the copy
    /// must not go along in its history.
    pub left_behind: Option<Policy>,
    /// Files that were put into the picture beside the source, in the order in which `steps` number them.
    pub components: Vec<Component>,
}

/// A file that was put into the picture: an ingredient of its own (C2PA 2.4 §18.16, `componentOf`), with the credentials
/// that it has.
#[derive(Debug, Clone)]
pub struct Component {
    pub path: PathBuf,
    pub format: Format,
    /// Its name as it is to stand in the manifest.
    pub title: String,
    /// A small JPEG of it.
    pub thumbnail: Option<Vec<u8>>,
}

/// What the manifest came to say, where the person could not know it beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inception {
    /// `c2pa.created`, `c2pa.opened` over an unsigned file, or over one with Content Credentials.
    pub kind: InceptionKind,
    /// A source type was stated, but the asset has a history already: it is kept as a statement in
    /// `cawg.metadata` and the manifest does not say *created* (DESIGN §4).
    pub source_type_as_metadata: bool,
}

/// How the manifest's history begins (C2PA 2.4 §18.15.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InceptionKind {
    Created,
    OpenedUnsigned,
    OpenedSigned,
    /// Nothing is begun: an update that adds time stamps or a decision, or takes assertions out.
    Stamped,
}

/// Has an authority stamp a message (RFC 3161): the whole answer in DER, already found to be the one asked for.
pub type Stamper<'a> = dyn Fn(&[u8]) -> Result<Vec<u8>, Problem> + Sync + 'a;

/// What can go wrong while signing one file, by who can mend it.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The person cancelled.
    #[error("signing was cancelled")]
    Cancelled,
    /// The machine: the source cannot be read.
    #[error("the source cannot be read")]
    SourceUnreadable { source: io::Error },
    /// The machine: the copy cannot be written.
    #[error("the signed copy cannot be written")]
    TargetUnwritable { source: io::Error },
    /// The file: its structure is broken or not what its first bytes promise.
    #[error("the file is not a sound {mime}")]
    Malformed { mime: &'static str, source: Box<c2pa::Error> },
    /// The file: Content Credentials cannot be put inside; a sidecar can carry them.
    #[error("{mime} cannot hold a manifest store")]
    NotEmbeddable { mime: &'static str },
    /// Us: the engine would move the picture's parts to where no program finds them.
    #[error("the item locations of this {mime} cannot be moved safely")]
    Unmovable { mime: &'static str },
    /// The input: the file has credentials inside, which readers would find before any sidecar.
    #[error("a sidecar beside embedded credentials would not be read")]
    SidecarOverEmbedded,
    /// The file: the sidecar beside it cannot be taken in as its history.
    #[error("the sidecar beside the file cannot be read")]
    SidecarUnreadable { source: Box<c2pa::Error> },
    /// The file: nothing in it can be stamped, or not by an update manifest.
    #[error("no signature in this {mime} can be stamped")]
    NotStampable { mime: &'static str },
    /// The identity: its certificate may not sign Content Credentials, or not now.
    #[error("the identity's certificate was refused")]
    CertificateRefused { source: Box<c2pa::Error> },
    /// The authority or the network: a time stamp was asked for and not had. The problem is in words already.
    #[error("no time stamp: {}", problem.details)]
    NoTimeStamp { problem: Box<Problem> },
    /// Us: the engine refused what we asked of it.
    #[error("the signing engine failed")]
    Engine { source: Box<c2pa::Error> },
    /// Us: the engine could not be set up.
    #[error("the signing engine could not be set up: {details}")]
    Setup { details: String },
}

impl SignError {
    /// The error in words.
    pub fn problem(&self, path: &Path) -> Problem {
        let name = crate::locale::plain(&path.file_name().unwrap_or(path.as_os_str()).to_string_lossy());
        let problem = match self {
            Self::Cancelled => crate::problem!("sign-cancelled", name = name),
            Self::SourceUnreadable { source } if source.kind() == io::ErrorKind::NotFound => {
                crate::problem!("sign-source-vanished", name = name)
            }
            Self::SourceUnreadable { source } if source.kind() == io::ErrorKind::PermissionDenied => {
                crate::problem!("sign-source-forbidden", name = name)
            }
            Self::SourceUnreadable { .. } => crate::problem!("sign-source-unreadable", name = name),
            Self::TargetUnwritable { source } => return write_problem(source, path),
            Self::NoTimeStamp { problem } => return (**problem).clone(),
            Self::Malformed { mime, .. } => crate::problem!("sign-malformed", name = name, format = *mime),
            Self::NotStampable { mime } => crate::problem!("stamp-not-stampable", name = name, format = *mime),
            Self::NotEmbeddable { mime } if *mime == Format::Unknown.mime() => {
                crate::problem!("sign-unknown-kind", name = name)
            }
            Self::NotEmbeddable { mime } => crate::problem!("sign-not-embeddable", name = name, format = *mime),
            Self::Unmovable { mime } => crate::problem!("sign-unmovable", name = name, format = *mime),
            Self::SidecarOverEmbedded => crate::problem!("sign-sidecar-over-embedded", name = name),
            Self::SidecarUnreadable { .. } => crate::problem!("sign-sidecar-unreadable", name = name),
            Self::CertificateRefused { .. } => crate::problem!("sign-certificate-refused", name = name),
            Self::Engine { .. } | Self::Setup { .. } => crate::problem!("sign-engine", name = name),
        };
        problem.with_cause(self)
    }
}

/// A failure to write, in words; shared with `workflow::sign`, which writes the names.
pub fn write_problem(error: &io::Error, path: &Path) -> Problem {
    let name = crate::locale::plain(&path.file_name().unwrap_or(path.as_os_str()).to_string_lossy());
    let folder = crate::locale::plain(&path.parent().unwrap_or(Path::new("")).to_string_lossy());
    let problem = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            crate::problem!("sign-disk-full", name = name, folder = folder)
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            crate::problem!("sign-folder-read-only", name = name, folder = folder)
        }
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            crate::problem!("sign-folder-missing", name = name, folder = folder)
        }
        io::ErrorKind::InvalidFilename => crate::problem!("sign-name-refused", name = name),
        io::ErrorKind::FileTooLarge => crate::problem!("sign-file-too-large", name = name, folder = folder),
        _ => crate::problem!("sign-write-failed", name = name, folder = folder),
    };
    problem.with_cause(error)
}

/// Writes the signed copy (or sidecar) to `request.target`, which must not be the source. Does not verify it and
/// does not flush it to disk.
///
/// With a `stamper` the signature carries its time stamp, or there is no signature: [`SignError::NoTimeStamp`].
///
/// Ends with [`SignError::Cancelled`] soon after `keep_going` says no; what stands in the target is then
/// worthless.
pub fn sign(
    request: &SignRequest,
    identity: &SigningIdentity,
    stamper: Option<&Stamper<'_>>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Result<Inception, SignError> {
    if !request.sidecar && !request.format.is_embeddable() {
        return Err(SignError::NotEmbeddable { mime: request.format.mime() });
    }
    if request.stamp_only && (request.sidecar || stamper.is_none() || !request.format.allows_update_manifest()) {
        return Err(SignError::NotStampable { mime: request.format.mime() });
    }
    let context = engine::context()?;
    let (result, no_stamp) = bridge::with_signer(identity, stamper, |mut signer| {
        signer.staple.clone_from(&request.staple);
        engine::write(request, identity.card(), &context, signer, keep_going)
    });
    match (result, no_stamp) {
        (Err(SignError::Cancelled), _) => Err(SignError::Cancelled),
        (_, Some(problem)) => Err(SignError::NoTimeStamp { problem }),
        (result, None) => result,
    }
}
