//! The engine at work: settings without any network, bytes in, bytes out.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Arc, LazyLock};

use super::bridge::BridgeSigner;
use super::definition::MadeFrom;
use super::parent::{self, History};
use super::stream::Watch;
use super::{Inception, InceptionKind, SignError, SignRequest, definition, hidden, items, later};
use crate::provenance::approval;
use crate::provenance::edit::Step;
use crate::provenance::format::Format;
use crate::provenance::identity::IdentityCard;

/// Up to this size a file is read once and signed in memory; parsers then seek at no cost, and the copy is
/// written in one go. Larger files are streamed.
const IN_MEMORY_BYTES: u64 = 64 * 1024 * 1024;

/// A HEIF or AVIF photo is always signed in memory, because its item locations are looked at before and after.
const MAX_ITEM_FILE_BYTES: u64 = 1024 * 1024 * 1024;

/// Refuses every request: signing never connects.
struct NoNetwork;

impl c2pa::http::SyncHttpResolver for NoNetwork {
    fn http_resolve(
        &self,
        request: c2pa::http::http::Request<Vec<u8>>,
    ) -> Result<c2pa::http::http::Response<Box<dyn Read>>, c2pa::http::HttpResolverError> {
        Err(c2pa::http::HttpResolverError::UriDisallowed { uri: request.uri().to_string() })
    }
}

static CONTEXT: LazyLock<Result<Arc<c2pa::Context>, String>> = LazyLock::new(|| {
    let context = c2pa::Context::new().with_settings(settings()).map_err(|error| error.to_string())?;
    Ok(context.with_resolver(NoNetwork).into_shared())
});

/// The one context that everything is signed in.
pub(super) fn context() -> Result<Arc<c2pa::Context>, SignError> {
    CONTEXT.clone().map_err(|details| SignError::Setup { details })
}

fn settings() -> c2pa::Settings {
    let mut settings = c2pa::Settings::new();
    settings.verify.remote_manifest_fetch = false;
    settings.verify.ocsp_fetch = false;
    // The engine does not compare signature and certificate otherwise. Whether the signer is trusted is asked
    // when the copy is read back, not here.
    settings.verify.verify_after_sign = true;
    settings.core.allowed_network_hosts = Some(Vec::new());
    settings.core.backing_store_memory_threshold_in_mb = 64;
    settings.builder.thumbnail.enabled = false;
    settings.builder.actions.auto_created_action.enabled = false;
    settings.builder.actions.auto_opened_action.enabled = false;
    settings.builder.actions.auto_placed_action.enabled = false;
    // What the engine itself adds for us is the signer's own word, too.
    settings.builder.created_assertion_labels = Some(
        ["cawg.identity", "c2pa.ingredient", "c2pa.thumbnail.claim", "c2pa.time-stamp", approval::LABEL]
            .map(str::to_owned)
            .to_vec(),
    );
    settings
}

/// Signs one asset and writes the copy or the sidecar.
pub(super) fn write(
    request: &SignRequest,
    card: &IdentityCard,
    context: &Arc<c2pa::Context>,
    signer: BridgeSigner,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Result<Inception, SignError> {
    let unreadable = |source| SignError::SourceUnreadable { source };
    let file = File::open(&request.source).map_err(unreadable)?;
    if let Some(made) = request.edited.as_ref().map(|edited| &edited.asset).or(request.with_rights.as_ref()) {
        return in_place_of(request, made, card, context, signer, keep_going, file);
    }
    let size_bytes = file.metadata().map_err(unreadable)?.len();
    let limit_bytes = if has_items(request) { MAX_ITEM_FILE_BYTES } else { IN_MEMORY_BYTES };
    if size_bytes > limit_bytes && has_items(request) {
        return Err(SignError::Unmovable { mime: request.format.mime() });
    }
    if size_bytes > limit_bytes {
        return streamed(request, card, context, signer, keep_going, file);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size_bytes.min(limit_bytes)).unwrap_or_default());
    // A file that grows meanwhile is cut here; the caller compares sizes and refuses it.
    file.take(limit_bytes).read_to_end(&mut bytes).map_err(unreadable)?;
    let unmovable = |_| SignError::Unmovable { mime: request.format.mime() };
    let prepared = if has_items(request) { items::prepare(&bytes).map_err(unmovable)? } else { None };
    let (from, to) = (Watch::new(keep_going), Watch::new(keep_going));
    let mut copy = Cursor::new(Vec::with_capacity(bytes.len().saturating_add(256 * 1024)));
    let mut source = from.stream(Cursor::new(bytes.as_slice()));
    let result = Draft::new(request, card, context, signer, &mut source).and_then(|draft| match &prepared {
        Some(prepared) => draft.sign(&mut from.stream(Cursor::new(prepared.as_slice())), &mut to.stream(&mut copy)),
        None => draft.sign(&mut source, &mut to.stream(&mut copy)),
    });
    let (inception, store) = settle(result, &from, &to)?;
    let written = if request.sidecar { store } else { copy.into_inner() };
    if has_items(request) {
        items::are_same(&bytes, &written).map_err(unmovable)?;
    }
    put(&request.target, &written).map_err(|source| SignError::TargetUnwritable { source })?;
    Ok(inception)
}

/// The same for a file that was made from the source: the source is taken in as its parent and not copied.
fn in_place_of(
    request: &SignRequest,
    made: &[u8],
    card: &IdentityCard,
    context: &Arc<c2pa::Context>,
    signer: BridgeSigner,
    keep_going: &(dyn Fn() -> bool + Sync),
    source: File,
) -> Result<Inception, SignError> {
    let unmovable = |_| SignError::Unmovable { mime: request.format.mime() };
    let prepared = if has_items(request) { items::prepare(made).map_err(unmovable)? } else { None };
    let (from, to) = (Watch::new(keep_going), Watch::new(keep_going));
    let mut copy = Cursor::new(Vec::with_capacity(made.len().saturating_add(256 * 1024)));
    let result = Draft::new(request, card, context, signer, &mut from.stream(source))
        .and_then(|draft| draft.sign(&mut Cursor::new(prepared.as_deref().unwrap_or(made)), &mut to.stream(&mut copy)));
    let (inception, _) = settle(result, &from, &to)?;
    if has_items(request) {
        items::are_same(made, copy.get_ref()).map_err(unmovable)?;
    }
    put(&request.target, copy.get_ref()).map_err(|source| SignError::TargetUnwritable { source })?;
    Ok(inception)
}

/// Whether the copy's item locations will be moved.
fn has_items(request: &SignRequest) -> bool {
    !request.sidecar && matches!(request.format, Format::Heic | Format::Heif | Format::Avif)
}

/// The same for files that are not held in memory.
fn streamed(
    request: &SignRequest,
    card: &IdentityCard,
    context: &Arc<c2pa::Context>,
    signer: BridgeSigner,
    keep_going: &(dyn Fn() -> bool + Sync),
    file: File,
) -> Result<Inception, SignError> {
    let unwritable = |source| SignError::TargetUnwritable { source };
    let (from, to) = (Watch::new(keep_going), Watch::new(keep_going));
    let copy = if request.sidecar {
        // The engine copies the asset while it makes a sidecar; the copy is not wanted.
        tempfile::tempfile().map_err(unwritable)?
    } else {
        File::options().read(true).write(true).create(true).truncate(true).open(&request.target).map_err(unwritable)?
    };
    let mut source = from.stream(file);
    let result = Draft::new(request, card, context, signer, &mut source)
        .and_then(|draft| draft.sign(&mut source, &mut to.stream(copy)));
    let (inception, store) = settle(result, &from, &to)?;
    if request.sidecar {
        put(&request.target, &store).map_err(unwritable)?;
    }
    Ok(inception)
}

/// Writes a file part by part. Linux looks for memory in pieces as large as what is written at once, and on ext4 finding
/// 2 MB in one piece takes it four times as long as copying them into eight.
fn put(target: &Path, bytes: &[u8]) -> io::Result<()> {
    const PART_BYTES: usize = 256 * 1024;
    let mut file = File::create(target)?;
    bytes.chunks(PART_BYTES).try_for_each(|part| file.write_all(part))
}

/// A manifest that is ready to be signed.
struct Draft {
    builder: c2pa::Builder,
    signer: BridgeSigner,
    inception: Inception,
    mime: &'static str,
    signed_as: &'static str,
}

impl Draft {
    /// Takes in the asset and builds the manifest.
    fn new(
        request: &SignRequest,
        card: &IdentityCard,
        context: &Arc<c2pa::Context>,
        mut signer: BridgeSigner,
        source: &mut (impl Read + Seek + Send),
    ) -> Result<Self, SignError> {
        let mime = request.format.mime();
        if let Some(builder) = update(request, context, &mut signer, source)? {
            let inception = Inception { kind: InceptionKind::Stamped, source_type_as_metadata: false };
            return Ok(Self { builder, signer, inception, mime, signed_as: mime });
        }
        let parent_mime = request.edited.as_ref().map_or(mime, |edited| edited.parent_format.mime());
        let mut parent = parent::read(context, &request.source, parent_mime, &request.title, source)?;
        if request.sidecar && parent.history == History::Embedded {
            return Err(SignError::SidecarOverEmbedded);
        }
        let stated = request.statement.source_type.is_some();
        let kind = match parent.history {
            History::None if stated && request.edited.is_none() => InceptionKind::Created,
            History::None => InceptionKind::OpenedUnsigned,
            History::Embedded | History::Sidecar => InceptionKind::OpenedSigned,
        };
        let ours = |source| SignError::Engine { source: Box::new(source) };
        let all_included = request.edited.as_ref().is_none_or(|edited| edited.all_included);
        let mut steps = request.edited.as_ref().map_or_else(Vec::new, |edited| edited.steps.clone());
        // A created asset came with its metadata; to any other it was added.
        if request.with_rights.is_some() && kind != InceptionKind::Created {
            steps.push(Step::rights_written());
        }
        let mut redacted = hidden::of_request(request, context, &mut parent, (parent_mime, source))?;
        let components = components(request, context, &mut redacted)?;
        let made =
            MadeFrom { steps: &steps, redacted: &redacted, leaves_out: !all_included, policy: request.policy.as_ref() };
        let now = jiff::Timestamp::now();
        let definition = definition::definition(&request.title, &request.statement, kind, &made, now);
        let mut builder = c2pa::Builder::from_shared_context(context).with_definition(definition).map_err(ours)?;
        if !redacted.is_empty() {
            builder.definition.redactions = Some(redacted);
        }
        if let Some(picture) = request.edited.as_ref().and_then(|edited| edited.parent_thumbnail.clone()) {
            parent.ingredient.set_thumbnail("image/jpeg", picture).map_err(ours)?;
        }
        if kind != InceptionKind::Created {
            builder.add_ingredient(parent.ingredient);
        }
        components.into_iter().for_each(|component| _ = builder.add_ingredient(component));
        add_thumbnail(&mut builder, request)?;
        if let Some(approval) = &request.approval {
            builder.add_assertion_json(approval::LABEL, approval).map_err(ours)?;
        }
        builder.set_no_embed(request.sidecar);
        signer.roles = definition::roles(&request.statement, card);
        let inception = Inception { kind, source_type_as_metadata: stated && kind != InceptionKind::Created };
        let signed_as = if request.sidecar { sidecar_mime(request.format) } else { mime };
        Ok(Self { builder, signer, inception, mime, signed_as })
    }

    /// Has the engine sign, and gives the manifest store as well.
    fn sign(
        mut self,
        source: &mut (impl Read + Seek + Send),
        copy: &mut (impl Read + Write + Seek + Send),
    ) -> Result<(Inception, Vec<u8>), SignError> {
        source.seek(SeekFrom::Start(0)).map_err(|source| SignError::SourceUnreadable { source })?;
        let store = self
            .builder
            .sign(&self.signer, self.signed_as, source, copy)
            .map_err(|error| by_who_can_mend(error, self.mime))?;
        Ok((self.inception, store))
    }
}

/// The files that were put into the asset. What is to go from their manifests is added to `redacted`: what must not go along in
/// the history of the asset must not come in by that of a file that was put into it.
fn components(
    request: &SignRequest,
    context: &Arc<c2pa::Context>,
    redacted: &mut Vec<String>,
) -> Result<Vec<c2pa::Ingredient>, SignError> {
    let Some(edited) = &request.edited else { return Ok(Vec::new()) };
    let mut made = Vec::with_capacity(edited.components.len());
    for (index, component) in edited.components.iter().enumerate() {
        let (ingredient, dropped) = parent::component(context, component, index, edited.left_behind.as_ref())?;
        made.push(ingredient);
        // Both may have been made from the same file.
        redacted.extend(dropped.into_iter().filter(|uri| !redacted.contains(uri)).collect::<Vec<_>>());
    }
    Ok(made)
}

/// Adds the asset's own small picture.
fn add_thumbnail(builder: &mut c2pa::Builder, request: &SignRequest) -> Result<(), SignError> {
    if let Some(thumbnail) = &request.thumbnail {
        let ours = |source| SignError::Engine { source: Box::new(source) };
        builder.set_thumbnail("image/jpeg", &mut Cursor::new(thumbnail)).map_err(ours)?;
    }
    Ok(())
}

/// The update manifest, where that is what was asked for and can be had.
fn update(
    request: &SignRequest,
    context: &Arc<c2pa::Context>,
    signer: &mut BridgeSigner,
    source: &mut (impl Read + Seek + Send),
) -> Result<Option<c2pa::Builder>, SignError> {
    if request.stamp_only {
        return later::update(request, context, signer, source).map(Some);
    }
    if let (Some(policy), true) = (&request.policy, request.history_only) {
        return later::redacted(request, policy, context, signer, source).map(Some);
    }
    let approval = request.approval.as_ref().filter(|_| request.format.allows_update_manifest() && !request.sidecar);
    match approval {
        Some(approval) => later::approved(request, approval, context, signer, source),
        None => Ok(None),
    }
}

/// Under which type the asset of a sidecar is hashed. For MP3 and FLAC the engine rewrites the tags in order to
/// take out a manifest store, even where there is none, and then hashes bytes that are in no file; under a type
/// that it does not know it hashes the file as it is.
fn sidecar_mime(format: Format) -> &'static str {
    match format {
        Format::Mp3 => "audio/x-mpeg",
        Format::Flac => "audio/x-flac",
        _ => format.mime(),
    }
}

/// A cancel or an error of the system goes before whatever the engine made of it.
fn settle<T>(result: Result<T, SignError>, from: &Watch<'_>, to: &Watch<'_>) -> Result<T, SignError> {
    if from.cancelled() || to.cancelled() {
        return Err(SignError::Cancelled);
    }
    result.map_err(|error| match (from.take_error(), to.take_error()) {
        (Some(source), _) => SignError::SourceUnreadable { source },
        (None, Some(source)) => SignError::TargetUnwritable { source },
        (None, None) => error,
    })
}

fn by_who_can_mend(error: c2pa::Error, mime: &'static str) -> SignError {
    use c2pa::Error as E;
    match error {
        E::OperationCancelled => SignError::Cancelled,
        E::UnsupportedType => SignError::NotEmbeddable { mime },
        E::IoError(source) if source.kind() == io::ErrorKind::StorageFull => SignError::TargetUnwritable { source },
        E::CoseInvalidCert
        | E::CoseNoCerts
        | E::CertificateProfileError(_)
        | E::CertificateTrustError(_)
        | E::InvalidCertificateError(_) => SignError::CertificateRefused { source: Box::new(error) },
        E::InvalidAsset(_)
        | E::EmbeddingError
        | E::IoError(_)
        | E::InsufficientMemory
        | E::TooManyManifestStores
        | E::BmffError(_)
        | E::GifError(_)
        | E::JpegError(_)
        | E::FlacError(_)
        | E::PngError(_)
        | E::RiffError(_)
        | E::SvgError(_)
        | E::TiffError(_) => SignError::Malformed { mime, source: Box::new(error) },
        _ => SignError::Engine { source: Box::new(error) },
    }
}
