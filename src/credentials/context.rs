//! The C2PA engine's settings: no network, no thumbnails of its own, our trust lists. Never a global setting.

use std::io::Cursor;
use std::sync::Arc;

use c2pa::http::http::{Request, Response};
use c2pa::http::{HttpResolverError, SyncHttpResolver};
use c2pa::{Context, Settings};

use super::did_document::with_methods_in_place;
use super::examine::Documents;
use crate::trust::{Purpose, TrustStore};

/// Refuses every request; nothing in `credentials` ever connects.
struct NoNetwork;

impl SyncHttpResolver for NoNetwork {
    fn http_resolve(&self, request: Request<Vec<u8>>) -> Result<Response<Box<dyn std::io::Read>>, HttpResolverError> {
        Err(HttpResolverError::UriDisallowed { uri: request.uri().to_string() })
    }
}

/// Gives the documents that were fetched beforehand, each for exactly its address, and refuses everything else.
struct AtHand(Documents);

impl SyncHttpResolver for AtHand {
    fn http_resolve(&self, request: Request<Vec<u8>>) -> Result<Response<Box<dyn std::io::Read>>, HttpResolverError> {
        let uri = request.uri().to_string();
        let Some(document) = self.0.get(&uri) else { return Err(HttpResolverError::UriDisallowed { uri }) };
        let body: Box<dyn std::io::Read> = Box::new(Cursor::new(document.clone().into_bytes()));
        Ok(Response::new(body))
    }
}

/// A context for reading. The engine sees signer and time-stamp roots as one set; which of them may vouch for
/// what is decided by `trust`, and both must agree.
pub(super) fn reading(trust: &TrustStore) -> Result<Arc<Context>, c2pa::Error> {
    build(reading_settings(trust))
}

/// The same, with documents that were fetched for this file.
pub(super) fn reading_with(trust: &TrustStore, documents: &Documents) -> Result<Arc<Context>, c2pa::Error> {
    let context = Context::new().with_settings(reading_settings(trust))?;
    let documents = documents.iter().map(|(address, text)| (address.clone(), with_methods_in_place(text))).collect();
    Ok(context.with_resolver(AtHand(documents)).into_shared())
}

fn reading_settings(trust: &TrustStore) -> Settings {
    let mut settings = quiet();
    let signers = trust.anchors_pem(Purpose::ClaimSigning);
    let anchors = format!("{signers}{}", trust.anchors_pem(Purpose::TimeStamping));
    settings.trust.trust_anchors = some(anchors);
    settings.trust.allowed_list = some(trust.contacts_pem());
    settings.cawg_trust.trust_anchors = some(signers);
    settings.cawg_trust.allowed_list = some(trust.contacts_pem());
    settings
}

/// A context for signing. Trust plays no part: what is written is read back and judged afterwards.
pub(super) fn quiet() -> Settings {
    let mut settings = Settings::new();
    settings.verify.remote_manifest_fetch = false;
    settings.verify.ocsp_fetch = false;
    settings.core.allowed_network_hosts = Some(Vec::new());
    settings.core.decode_identity_assertions = true;
    settings.builder.thumbnail.enabled = false;
    settings
}

/// The settings as a shared context that cannot connect.
pub(super) fn build(settings: Settings) -> Result<Arc<Context>, c2pa::Error> {
    Ok(Context::new().with_settings(settings)?.with_resolver(NoNetwork).into_shared())
}

fn some(pem: String) -> Option<String> {
    if pem.is_empty() { None } else { Some(pem) }
}
