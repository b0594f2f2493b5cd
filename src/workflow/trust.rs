//! Who is believed, with what this person revoked; and the signer of a file in front of you, with the certificate to
//! compare. Never adds anybody.

use std::path::Path;

use sha2::{Digest, Sha256};
use x509_parser::pem::Pem;

use crate::keys::Identities;
use crate::locale::elide;
use crate::problem;
use crate::problem::Problem;
use crate::provenance::report::{ContentState, Headline, SignerState};
use crate::trust::{TrustError, TrustStore};
use crate::worker::{Answer, Pool, Task};

/// The lists in force, and the revocations of this person's own identities.
pub fn load(data_dir: &Path) -> Result<TrustStore, TrustError> {
    let mut store = TrustStore::load(data_dir)?;
    match Identities::open(data_dir).and_then(|identities| identities.revocations()) {
        Ok(own) => store.revoke_own(&own),
        // Files of others can be judged without them; the page of identities tells what is wrong.
        Err(error) => tracing::warn!(%error, "own revocations could not be read"),
    }
    Ok(store)
}

/// Who signed a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSigner {
    /// The end-entity certificate, DER.
    pub certificate: Vec<u8>,
    /// Strangers' text.
    pub name: Option<String>,
    pub organization: Option<String>,
}

/// Reads who signed the file. Refused for a file that is altered, not signed, or whose signer is revoked: such a
/// file says nothing about who stands behind it.
pub fn file_signer(pool: &Pool, path: &Path) -> Result<FileSigner, Problem> {
    let shown = elide(&path.to_string_lossy(), 80);
    let report = match pool.run(Task::Examine { path: path.to_owned(), at: None, digest: false }) {
        Answer::Report(report) => report,
        Answer::Failed(problem) => return Err(problem),
        _ => return Err(problem!("check-crashed")),
    };
    if let Some(problem) = report.problem {
        return Err(problem);
    }
    let label = report.history.steps.last().map(|step| step.manifest.clone());
    let fingerprint = report.signer.fingerprint.clone();
    let (Some(label), Some(fingerprint)) = (label, fingerprint) else {
        return Err(problem!("contact-no-signer", file = shown));
    };
    match (report.headline, report.content.state, report.signer.state) {
        (_, ContentState::Altered, _) | (Headline::Altered, ..) | (_, _, SignerState::None) => {
            return Err(problem!("contact-altered", file = shown));
        }
        (_, _, SignerState::Revoked) => return Err(problem!("contact-revoked", file = shown)),
        _ => {}
    }
    let manifest = match pool.run(Task::Manifest { path: path.to_owned(), label: label.clone() }) {
        Answer::Json(manifest) => manifest,
        Answer::Failed(problem) => return Err(problem),
        _ => return Err(problem!("check-crashed")),
    };
    let pem = manifest.get(&label).and_then(|manifest| manifest.get("signing_certificates")?.as_str());
    let certificate = Pem::iter_from_buffer(pem.unwrap_or_default().as_bytes()).next().and_then(Result::ok);
    match certificate.map(|block| block.contents) {
        // The file may have changed between the two looks.
        Some(certificate) if hex::encode(Sha256::digest(&certificate)) == fingerprint => {
            Ok(FileSigner { certificate, name: report.signer.name, organization: report.signer.organization })
        }
        _ => Err(problem!("contact-no-signer", file = shown)),
    }
}
