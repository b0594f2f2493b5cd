//! What is added to a signed asset later, by an update manifest (C2PA 2.4 §11.2.3): a time stamp for a signature that
//! lacks one (`c2pa.time-stamp`, §18.14), itself stamped, a decision about the asset, or that assertions were taken out of earlier manifests. Never touches the
//! asset.

use std::io::{Cursor, Read, Seek};
use std::sync::Arc;

use c2pa::BuilderIntent;
use c2pa::assertions::TimeStamp;

use super::super::boxes;
use super::bridge::BridgeSigner;
use super::definition::MadeFrom;
use super::parent::{self, History, Parent};
use super::{SignError, SignRequest, definition, hidden};
use crate::provenance::approval::{self, Approval};
use crate::provenance::redaction::Policy;
use crate::time_stamp;

/// The update manifest with a decision about the asset; `None` where the asset has no manifest of its own to update.
pub(super) fn approved(
    request: &SignRequest,
    approval: &Approval,
    context: &Arc<c2pa::Context>,
    signer: &mut BridgeSigner,
    source: &mut (impl Read + Seek + Send),
) -> Result<Option<c2pa::Builder>, SignError> {
    let ours = |source| SignError::Engine { source: Box::new(source) };
    let parent = parent::read(context, &request.source, request.format.mime(), &request.title, source)?;
    source.rewind().map_err(|source| SignError::SourceUnreadable { source })?;
    if parent.history != History::Embedded {
        return Ok(None);
    }
    let mut builder = over(request, context, parent, signer, &MadeFrom::default())?;
    builder.add_assertion_json(approval::LABEL, approval).map_err(ours)?;
    Ok(Some(builder))
}

/// The update manifest, with the stamp of the asset's present signature in it.
pub(super) fn update(
    request: &SignRequest,
    context: &Arc<c2pa::Context>,
    signer: &mut BridgeSigner,
    source: &mut (impl Read + Seek + Send),
) -> Result<c2pa::Builder, SignError> {
    let mime = request.format.mime();
    let ours = |source| SignError::Engine { source: Box::new(source) };
    let parent = parent::read(context, &request.source, mime, &request.title, source)?;
    if parent.history != History::Embedded {
        return Err(SignError::NotStampable { mime });
    }
    source.rewind().map_err(|source| SignError::SourceUnreadable { source })?;
    let reader = c2pa::Reader::from_shared_context(context)
        .with_stream(mime, &mut *source)
        .map_err(|source| SignError::Malformed { mime, source: Box::new(source) })?;
    let none = || SignError::NotStampable { mime };
    let label = reader.active_label().ok_or_else(none)?;
    let mut store = Cursor::new(Vec::new());
    reader.resource_to_stream(label, &mut store).map_err(ours)?;
    let signature = boxes::signature_value(&boxes::labelled_boxes(store.get_ref()), label).ok_or_else(none)?;
    // An answer that is no stamp was refused where it was asked for; the reason is kept there.
    let response = signer.stamp(&signature).ok_or_else(none)?;
    let token = time_stamp::token_of_response(&response).map_err(|_| none())?;

    let mut stamps = TimeStamp::new();
    stamps.add_timestamp(label, token);
    let mut builder = over(request, context, parent, signer, &MadeFrom::default())?;
    builder.add_assertion(TimeStamp::LABEL, &stamps).map_err(ours)?;
    Ok(builder)
}

/// The update manifest that takes out of the earlier manifests what the policy drops (C2PA 2.4 §6.8); it says of each
/// assertion that it was there, and why it went.
pub(super) fn redacted(
    request: &SignRequest,
    policy: &Policy,
    context: &Arc<c2pa::Context>,
    signer: &mut BridgeSigner,
    source: &mut (impl Read + Seek + Send),
) -> Result<c2pa::Builder, SignError> {
    let mime = request.format.mime();
    let parent = parent::read(context, &request.source, mime, &request.title, source)?;
    let uris = hidden::dropped(context, &parent, (mime, source), policy)?;
    // Who looked before the call found something; a history beside the file is looked at, but not updated in it.
    if parent.history != History::Embedded || uris.is_empty() {
        return Err(SignError::Setup { details: "there is no embedded assertion to take out".to_owned() });
    }
    let made = MadeFrom { redacted: &uris, policy: Some(policy), ..MadeFrom::default() };
    let mut builder = over(request, context, parent, signer, &made)?;
    builder.definition.redactions = Some(uris);
    Ok(builder)
}

/// An update manifest that states nothing yet.
fn over(
    request: &SignRequest,
    context: &Arc<c2pa::Context>,
    parent: Parent,
    signer: &mut BridgeSigner,
    made: &MadeFrom<'_>,
) -> Result<c2pa::Builder, SignError> {
    let mut builder = c2pa::Builder::from_shared_context(context)
        .with_definition(definition::update(&request.title, made, jiff::Timestamp::now()))
        .map_err(|source| SignError::Engine { source: Box::new(source) })?;
    builder.set_intent(BuilderIntent::Update);
    builder.add_ingredient(parent.ingredient);
    // An update has no hard binding, which an identity assertion must refer to (CAWG Identity 1.2 §5.1.1).
    signer.names_actor = false;
    Ok(builder)
}
