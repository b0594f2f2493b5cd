//! Opening a file's manifest store: embedded, else the sidecar beside it; and what each failure to do so means.

use std::fs::File;
use std::io::{Cursor, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use c2pa::{Context, Error, Reader};

use super::asset::Asset;
use super::boxes;
use super::readable::unreadable;
use crate::media;
use crate::problem;
use crate::problem::Problem;
use crate::provenance::format::Format;
use crate::whole_file;

/// A sidecar larger than this is not read into memory.
const MAX_SIDECAR_BYTES: u64 = 256 * 1024 * 1024;
/// As many files of one name are asked whether a sidecar is theirs.
const MAX_NEIGHBOURS: usize = 8;
/// As many copies of one file are looked for.
const MAX_COPIES: u32 = 9;
/// What a JPEG XL codestream begins with (ISO/IEC 18181-1 §9.1); a container begins with a box.
const CODESTREAM: [u8; 2] = [0xFF, 0x0A];
/// How far a file that cannot be parsed is searched for signs of a manifest store.
const MAX_SEARCH_BYTES: u64 = 64 * 1024 * 1024;

/// What came of opening.
pub(super) enum Opened {
    Store {
        reader: Box<Reader>,
        sidecar: Option<PathBuf>,
        /// The engine refused the store for an answer that says "revoked"; it was read again without the answer.
        revoked: bool,
    },
    None,
    /// Nothing but a sidecar of this file's name, which is for another file beside it.
    OfAnother {
        owner: PathBuf,
    },
    Remote {
        url: String,
    },
    /// There is a manifest store, but it is too broken to be examined.
    Broken {
        codes: Vec<String>,
        explanation: String,
    },
    NotChecked(Problem),
}

/// Opens the store of a file whose format is known by content.
pub(super) fn open(asset: &Asset<'_>, format: Format, context: &Arc<Context>) -> Opened {
    let path = asset.path;
    if !format.is_embeddable() || is_bare_codestream(asset, format) {
        return sidecar(path, format, context).unwrap_or(Opened::None);
    }
    match short_way(asset, format, context) {
        Some(Short::Intact(reader)) => return Opened::Store { reader, sidecar: None, revoked: false },
        Some(Short::NoStore) => return sidecar(path, format, context).unwrap_or(Opened::None),
        None => {}
    }
    let reader = Reader::from_shared_context(context);
    let reader = match asset.bytes() {
        Some(bytes) => reader.with_stream(format.mime(), Cursor::new(bytes)),
        None => match File::open(path) {
            Ok(file) => reader.with_stream(format.mime(), file),
            Err(error) => return Opened::NotChecked(unreadable(&error)),
        },
    };
    match reader {
        Ok(reader) => Opened::Store { reader: Box::new(reader), sidecar: None, revoked: false },
        Err(Error::CertificateTrustError(error)) => {
            revoked(path, format, context, None).unwrap_or_else(|| failed(path, Error::CertificateTrustError(error)))
        }
        Err(Error::JumbfNotFound | Error::UnsupportedType) => sidecar(path, format, context).unwrap_or(Opened::None),
        Err(error) => failed(path, error),
    }
}

/// Whether this is a JPEG XL picture without the container that a manifest store would stand in. To the engine it is broken.
fn is_bare_codestream(asset: &Asset<'_>, format: Format) -> bool {
    let mut head = [0; 2];
    format == Format::Jxl
        && match asset.bytes() {
            Some(bytes) => bytes.starts_with(&CODESTREAM),
            None => {
                File::open(asset.path).and_then(|mut file| file.read_exact(&mut head)).is_ok() && head == CODESTREAM
            }
        }
}

/// What the short way may answer.
enum Short {
    Intact(Box<Reader>),
    /// Neither a store nor a link to one stands before the first scan, behind which the engine looks for neither.
    NoStore,
}

/// The short way for what nearly every JPEG is: unsigned, or whole and bound by a hash over its bytes, which the engine
/// asks for by length. Whatever else comes of it is not believed but asked again, with a stream that hides nothing.
fn short_way(asset: &Asset<'_>, format: Format, context: &Arc<Context>) -> Option<Short> {
    if format != Format::Jpeg {
        return None;
    }
    let reader = match Reader::from_shared_context(context).with_stream(format.mime(), asset.jpeg_stream()?) {
        Ok(reader) => reader,
        Err(Error::JumbfNotFound) => return Some(Short::NoStore),
        Err(_) => return None,
    };
    let checks = reader.validation_results()?.active_manifest()?;
    let is_bound = checks.success().iter().any(|one| one.code() == "assertion.dataHash.match");
    let is_whole = is_bound && checks.failure().iter().all(|one| !one.code().contains("Hash"));
    is_whole.then(|| Short::Intact(Box::new(reader)))
}

/// The sidecar `name.c2pa` beside `name.ext` (C2PA 2.4 §11.4), if there is one.
pub(super) fn sidecar_path(path: &Path) -> Option<PathBuf> {
    let candidate = path.with_extension("c2pa");
    (candidate != path && candidate.is_file()).then_some(candidate)
}

/// Sidecars whose name or whose file's name got a number on the way, as downloads and copies do: `photo (2).c2pa` for
/// `photo.jpg`, `photo.c2pa` for `photo (2).jpg`. Each may as well be another file's, so it counts only where it fits.
pub(super) fn numbered_sidecars(path: &Path) -> impl Iterator<Item = PathBuf> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let bare = bare_name(&stem).to_owned();
    let names = std::iter::once(bare.clone()).chain((1..=MAX_COPIES).map(move |number| format!("{bare} ({number})")));
    names
        .filter(move |name| *name != stem)
        .map(|name| path.with_file_name(name + ".c2pa"))
        .filter(|path| path.is_file())
}

/// The name without the number of a copy.
fn bare_name(stem: &str) -> &str {
    let number = stem.strip_suffix(')').and_then(|rest| rest.rsplit_once(" ("));
    match number {
        Some((bare, number))
            if !bare.is_empty() && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) =>
        {
            bare
        }
        _ => stem,
    }
}

/// Whether the manifests of a sidecar are bound to the very bytes that they were read with.
pub(super) fn fits(reader: &Reader) -> bool {
    let checks = reader.validation_results().and_then(|results| results.active_manifest());
    let has =
        |suffix: &str| checks.is_some_and(|checks| checks.success().iter().any(|one| one.code().ends_with(suffix)));
    has("Hash.match")
}

/// The sidecar, or one under a number that fits; of those that do not fit nothing is said.
fn sidecar(path: &Path, format: Format, context: &Arc<Context>) -> Option<Opened> {
    if let Some(sidecar) = sidecar_path(path) {
        let opened = from_sidecar(sidecar.clone(), path, format, context);
        let fits_here = matches!(&opened, Opened::Store { reader, .. } if fits(reader));
        let owner = if fits_here { None } else { owner(path, &sidecar, context) };
        return Some(owner.map_or(opened, |owner| Opened::OfAnother { owner }));
    }
    if format == Format::Unknown {
        return None;
    }
    numbered_sidecars(path)
        .map(|sidecar| from_sidecar(sidecar, path, format, context))
        .find(|opened| matches!(opened, Opened::Store { reader, .. } if fits(reader)))
}

/// The file beside `path` that the sidecar fits, of those that share its name without the ending: a camera writes
/// `photo.nef` and `photo.jpg`, and `photo.c2pa` can be for one of them alone (C2PA 2.4 §11.4). Asked only of a sidecar
/// that does not fit `path`.
pub(super) fn owner(path: &Path, sidecar: &Path, context: &Arc<Context>) -> Option<PathBuf> {
    let stem = path.file_stem()?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let store = whole_file::read(sidecar, MAX_SIDECAR_BYTES).ok()?;
    let others = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).filter(|other| {
        let is_other = other.file_name() != path.file_name() && other.file_name() != sidecar.file_name();
        is_other && other.file_stem() == Some(stem) && other.is_file()
    });
    let is_owner = |other: &PathBuf| {
        let (Ok(format), Ok(file)) = (media::sniff(other), File::open(other)) else { return false };
        let reader = Reader::from_shared_context(context).with_manifest_data_and_stream(&store, format.mime(), file);
        reader.is_ok_and(|reader| fits(&reader))
    };
    others.take(MAX_NEIGHBOURS).find(is_owner)
}

fn from_sidecar(sidecar: PathBuf, path: &Path, format: Format, context: &Arc<Context>) -> Opened {
    let store = match whole_file::read(&sidecar, MAX_SIDECAR_BYTES) {
        Ok(store) => store,
        Err(error) => return Opened::NotChecked(unreadable(&error)),
    };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) => return Opened::NotChecked(unreadable(&error)),
    };
    let reader = Reader::from_shared_context(context).with_manifest_data_and_stream(&store, format.mime(), file);
    match reader {
        Ok(reader) => Opened::Store { reader: Box::new(reader), sidecar: Some(sidecar), revoked: false },
        Err(Error::CertificateTrustError(error)) => revoked(path, format, context, Some((sidecar, store)))
            .unwrap_or_else(|| failed(path, Error::CertificateTrustError(error))),
        // Here a manifest store was handed over, so whatever is wrong is wrong with it.
        Err(error) => match failed(path, error) {
            Opened::NotChecked(problem) => Opened::NotChecked(problem),
            Opened::Broken { codes, explanation } => Opened::Broken { codes, explanation },
            _ => broken("claim.missing", crate::tr!("check-sidecar-empty")),
        },
    }
}

/// Opens a store that the engine refuses because of a stapled answer that says "revoked", without that answer:
/// who signed what, and whether it is intact, can then still be told. `None` where that does not help.
fn revoked(path: &Path, format: Format, context: &Arc<Context>, sidecar: Option<(PathBuf, Vec<u8>)>) -> Option<Opened> {
    let mut file = File::open(path).ok()?;
    let (sidecar, mut store) = match sidecar {
        Some((sidecar, store)) => (Some(sidecar), store),
        None => (None, c2pa::jumbf_io::load_jumbf_from_stream(format.mime(), &mut file).ok()?),
    };
    if !boxes::hide_answers(&mut store) {
        return None;
    }
    file.rewind().ok()?;
    let reader = Reader::from_shared_context(context).with_manifest_data_and_stream(&store, format.mime(), file);
    let reader = Box::new(reader.ok()?);
    let checks = reader.validation_results()?.active_manifest()?.success();
    let is_whole = checks.iter().any(|status| status.code() == "claimSignature.validated");
    is_whole.then_some(Opened::Store { reader, sidecar, revoked: true })
}

/// What an engine's error means. A file that cannot be parsed is called altered only when there are signs of a
/// manifest store in it; otherwise it is merely damaged, and nothing is said about its content.
fn failed(path: &Path, error: Error) -> Opened {
    let explanation = error.to_string();
    match error {
        Error::JumbfNotFound | Error::UnsupportedType | Error::ProvenanceMissing => Opened::None,
        Error::RemoteManifestUrl(url) | Error::RemoteManifestFetch(url) => Opened::Remote { url },
        Error::CertificateTrustError(_) => broken("signingCredential.ocsp.revoked", explanation),
        Error::OperationCancelled => Opened::NotChecked(problem!("examine-cancelled")),
        Error::IoError(error) if is_environmental(&error) => Opened::NotChecked(unreadable(&error)),
        Error::InsufficientMemory => Opened::NotChecked(problem!("file-too-large").with_details(explanation)),
        Error::PrereleaseError | Error::VersionCompatibility(_) => {
            Opened::NotChecked(problem!("manifest-version").with_details(explanation))
        }
        Error::HashMismatch(_) => broken("assertion.dataHash.mismatch", explanation),
        Error::ClaimMissing { .. } => broken("claim.missing", explanation),
        Error::AssertionMissing { .. } => broken("assertion.missing", explanation),
        Error::TooManyManifestStores => broken("claim.multiple", explanation),
        _ if has_signs_of_a_store(path) => broken("general.error", explanation),
        _ => Opened::NotChecked(problem!("file-damaged").with_details(explanation)),
    }
}

fn broken(code: &str, explanation: String) -> Opened {
    Opened::Broken { codes: vec![code.to_owned()], explanation }
}

/// Errors of the machine, not of the bytes.
fn is_environmental(error: &std::io::Error) -> bool {
    !matches!(
        error.kind(),
        std::io::ErrorKind::UnexpectedEof
            | std::io::ErrorKind::InvalidData
            | std::io::ErrorKind::InvalidInput
            | std::io::ErrorKind::Other
    )
}

/// Whether the bytes name a claim: the label of every claim box starts so (C2PA 2.4 §10.1). In an SVG the store
/// is base64 text, in a GIF it may be cut there; the element's and the extension's names give those away.
fn has_signs_of_a_store(path: &Path) -> bool {
    const SIGNS: [&[u8]; 3] = [b"c2pa.claim", b"c2pa:manifest", b"C2PA_GIF"];
    let has_sign = |window: &[u8]| SIGNS.iter().any(|sign| window.windows(sign.len()).any(|bytes| bytes == *sign));
    let Ok(mut file) = File::open(path) else { return false };
    let mut window = Vec::new();
    let mut searched = 0;
    while searched < MAX_SEARCH_BYTES {
        let Ok(read) = file.by_ref().take(1 << 20).read_to_end(&mut window) else { return false };
        if read == 0 {
            return false;
        }
        if has_sign(&window) {
            return true;
        }
        searched += read as u64;
        let keep = window.len().saturating_sub(16);
        window.drain(..keep);
    }
    // The rest of a huge file is not searched, only its end, where some formats keep the store.
    file.seek(SeekFrom::End(-(1 << 20))).is_ok() && file.read_to_end(&mut window).is_ok() && has_sign(&window)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn the_number_of_a_copy_is_no_part_of_its_name() {
        for (stem, bare) in [
            ("photo (2)", "photo"),
            ("photo (12)", "photo"),
            ("photo", "photo"),
            ("photo (b)", "photo (b)"),
            ("photo ()", "photo ()"),
            (" (2)", " (2)"),
            ("(2)", "(2)"),
        ] {
            assert_eq!(bare_name(stem), bare);
        }
    }

    /// Signed in memory by a signer of the engine's own, with so many bytes after the picture's end.
    fn signed(extra: usize) -> tempfile::NamedTempFile {
        let photo = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats/photo.jpg");
        let mut photo = std::fs::read(photo).unwrap();
        photo.resize(photo.len() + extra, 7);
        let context = Arc::new(Context::new());
        let mut builder = c2pa::Builder::from_shared_context(&context)
            .with_definition(r#"{"assertions":[{"label":"c2pa.actions.v2","data":{"actions":[{"action":"c2pa.created","digitalSourceType":"http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"}]}}]}"#)
            .unwrap();
        let signer = c2pa::EphemeralSigner::new("lightmark.test").unwrap();
        let mut target = Cursor::new(Vec::new());
        builder.sign(&signer, "image/jpeg", &mut Cursor::new(photo), &mut target).unwrap();
        let mut file = tempfile::Builder::new().suffix(".jpg").tempfile().unwrap();
        file.write_all(target.get_ref()).unwrap();
        file
    }

    #[test]
    fn the_short_way_answers_for_intact_jpegs_alone() {
        let context = super::super::examine::context_for(&crate::trust::TrustStore::default()).unwrap();
        let short = |path: &Path| {
            super::super::asset::with(path, |asset| {
                matches!(short_way(&asset, Format::Jpeg, &context), Some(Short::Intact(_)))
            })
            .unwrap()
        };
        let unsigned = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats/photo.jpg");
        super::super::asset::with(&unsigned, |asset| {
            assert!(matches!(short_way(&asset, Format::Jpeg, &context), Some(Short::NoStore)));
        })
        .unwrap();
        for extra in [0, 300_000] {
            let file = signed(extra);
            assert!(short(file.path()), "{extra}");
            let mut bytes = std::fs::read(file.path()).unwrap();
            for at in [bytes.len() - 1, bytes.len() - 500] {
                bytes[at] ^= 1;
                std::fs::write(file.path(), &bytes).unwrap();
                assert!(!short(file.path()), "{extra} {at}");
                super::super::asset::with(file.path(), |asset| match open(&asset, Format::Jpeg, &context) {
                    Opened::Store { reader, .. } => {
                        let failures =
                            reader.validation_results().unwrap().active_manifest().unwrap().failure().clone();
                        assert!(failures.iter().any(|one| one.code() == "assertion.dataHash.mismatch"), "{failures:?}");
                    }
                    _ => panic!("{extra} {at}: no store"),
                })
                .unwrap();
                bytes[at] ^= 1;
            }
            bytes.truncate(bytes.len() - 1);
            std::fs::write(file.path(), &bytes).unwrap();
            assert!(!short(file.path()));
        }
    }
}
