//! What a file holds, format by format. Never decodes pixels; never fails on broken metadata.

use super::collect::Collector;
use super::exif::{self, Place};
use super::source::Source;
use super::{Contents, MediaError, audio, bmff, gif, jpeg, photoshop, png, riff, svg};
use crate::provenance::format::Format;
use crate::provenance::left_out::LeftOut;

/// Metadata of what the source holds.
pub(crate) fn inspect(source: &mut Source<'_>, format: Format, left_out: Option<&LeftOut>) -> Contents {
    let mut into = left_out.map(Collector::apart_from).unwrap_or_default();
    match format {
        Format::Jpeg => jpeg::collect(source, &mut into),
        Format::Png => png::collect(source, &mut into),
        Format::Tiff | Format::Dng => {
            exif::collect(source, 0, Place::File, &mut into);
        }
        Format::Raw => raw(source, &mut into),
        Format::Gif => gif::collect(source, &mut into),
        // The store stands in the text itself; which words it binds is not told.
        Format::Svg => whole(&mut into, |into| svg::collect(source, into)),
        Format::WebP | Format::Wav | Format::Avi => riff::collect(source, &mut into),
        Format::Avif | Format::Heic | Format::Heif | Format::Mp4 | Format::Mov | Format::M4a => {
            bmff::collect(source, &mut into);
        }
        Format::Jxl => {
            jxl_size(source, &mut into);
            if source.u8(0) == Some(0) {
                bmff::collect(source, &mut into);
            }
        }
        Format::Mp3 => whole(&mut into, |into| audio::collect_id3(source, into)),
        Format::Flac => whole(&mut into, |into| audio::collect_flac(source, into)),
        Format::Psd => whole(&mut into, |into| photoshop::collect_psd(source, into)),
        Format::Pdf | Format::ManifestStore | Format::Unknown => {}
    }
    if source.is_exhausted() {
        into.note("media-note-cut-short");
    }
    into.finish()
}

/// Collects what is bound only if the file is bound whole.
fn whole(into: &mut Collector, collect: impl FnOnce(&mut Collector)) {
    into.within(into.binds_whole(), collect);
}

/// RAW is TIFF, ISO boxes (Canon CR3), or Fujifilm's own header with a JPEG that carries the EXIF.
fn raw(source: &mut Source<'_>, into: &mut Collector) {
    if source.bytes(4, 4) == Some(b"ftyp") {
        return bmff::collect(source, into);
    }
    if source.bytes(0, 8) == Some(b"FUJIFILM") {
        let place = source.u32_be(84).zip(source.u32_be(88));
        let jpeg = place
            .and_then(|(at, length)| source.up_to(u64::from(at), (length as usize).min(1 << 20)).map(<[u8]>::to_vec));
        return match jpeg {
            Some(bytes) => whole(into, |into| jpeg::collect(&mut Source::memory(&bytes), into)),
            None => into.note("media-note-cut-short"),
        };
    }
    if exif::collect(source, 0, Place::File, into) {
        panasonic(source, into);
    }
}

/// Panasonic RW2 keeps its EXIF in a JPEG inside (tag 0x002E).
fn panasonic(source: &mut Source<'_>, into: &mut Collector) {
    let Some(tiff) = super::tiff::Tiff::open(source, 0).filter(|tiff| tiff.magic == 0x55) else { return };
    let Some(ifd) = tiff.ifd(source, tiff.first) else { return };
    if let Some(entry) = ifd.entry(0x2E)
        && let Some(bytes) = tiff.raw(source, entry, 1 << 20)
    {
        whole(into, |into| jpeg::collect(&mut Source::memory(&bytes), into));
    }
}

/// The size in a JPEG XL header.
fn jxl_size(source: &mut Source<'_>, into: &mut Collector) {
    // Metadata boxes may stand before the picture; a header behind more than this is not looked for.
    let Some(head) = source.up_to(0, 1 << 20) else { return };
    let mut reader = jxl_oxide::JxlImage::builder()
        .pool(jxl_oxide::JxlThreadPool::none())
        .alloc_tracker(jxl_oxide::AllocTracker::with_limit(64 << 20))
        .build_uninit();
    for part in head.chunks(4_096) {
        if reader.feed_bytes(part).is_err() {
            return into.note("media-note-cut-short");
        }
        match reader.try_init() {
            Ok(jxl_oxide::InitializeResult::Initialized(picture)) => {
                let header = picture.image_header();
                return into.dimensions(header.size.width, header.size.height);
            }
            Ok(jxl_oxide::InitializeResult::NeedMoreData(more)) => reader = more,
            Err(_) => break,
        }
    }
    into.note("media-note-cut-short");
}

/// Opens and inspects.
pub(crate) fn inspect_file(
    path: &std::path::Path,
    format: Format,
    left_out: Option<&LeftOut>,
) -> Result<Contents, MediaError> {
    Ok(inspect(&mut Source::open(path)?, format, left_out))
}
