//! XMP (ISO 16684-1): what a policy drops and what the edit made untrue is cut out of the packet. Never keeps part of a
//! packet that it cannot follow.

use super::CopyFacts;
use crate::media::redact::{Draft, xmp};
use crate::provenance::redaction::{Fate, Item, Policy};

/// What speaks of the file as it was: how it is laid out, when it was last changed, which bytes it is.
const UNTRUE: &[&str] = &[
    "tiff:Orientation",
    "tiff:ImageWidth",
    "tiff:ImageLength",
    "tiff:BitsPerSample",
    "tiff:Compression",
    "tiff:PhotometricInterpretation",
    "tiff:SamplesPerPixel",
    "tiff:PlanarConfiguration",
    "tiff:YCbCrSubSampling",
    "tiff:YCbCrPositioning",
    "tiff:NativeDigest",
    "tiff:DateTime",
    "exif:NativeDigest",
    "exif:PixelXDimension",
    "exif:PixelYDimension",
    "exif:ColorSpace",
    "exif:ComponentsConfiguration",
    "exif:CompressedBitsPerPixel",
    "exif:SubjectArea",
    "exif:SubjectLocation",
    "exif:MakerNote",
    "photoshop:ICCProfile",
    "photoshop:ColorMode",
    "photoshop:LegacyIPTCDigest",
    "dc:format",
    "xmp:ModifyDate",
    "xmp:MetadataDate",
    "xmp:Thumbnails",
    "xmpMM:InstanceID",
    "xmpNote:HasExtendedXMP",
    "dcterms:provenance",
];
/// Settings of raw converters, which would be applied to the copy once more; panoramas, depth and gain maps, which are said
/// in pixels of the original or stand in parts that stay behind.
const UNTRUE_SPACES: &[&str] =
    &["crs:", "GPano:", "GDepth:", "GImage:", "GAudio:", "GCamera:", "Container:", "Item:", "hdrgm:", "HDRGainMap:"];
/// Frames around things in the picture.
const PLACES: &[&str] = &["mwg-rs:", "MP:", "MPRI:", "MPReg:", "apple-fi:", "stArea:", "Iptc4xmpExt:ImageRegion"];

/// The packet as it goes along; nothing where nothing is left to say. Errors: it cannot be followed.
pub(super) fn kept(packet: &[u8], policy: &Policy, copy: &CopyFacts) -> Result<Option<Vec<u8>>, ()> {
    let everything = Policy::evidence();
    let mut draft = Draft::new(&everything);
    xmp::redacted(packet, 0, &[], &mut draft);
    let items = draft.in_place(0).items;
    let tags: Vec<&str> = items.iter().map(|item| item.tag.as_str()).filter(|tag| is_untrue(tag, copy)).collect();
    let mut draft = Draft::new(policy);
    let made = xmp::redacted(packet, 0, &tags, &mut draft);
    let plan = draft.in_place(0);
    // A packet that cannot be followed is one item; with a policy that drops nothing it would stay whole.
    if items.iter().any(|item| item.tag == WHOLE) || !plan.notes.is_empty() {
        return Err(());
    }
    let says =
        |item: &&Item| item.fate != Fate::Dropped && !item.tag.starts_with("x:") && !item.tag.starts_with("rdf:");
    if !plan.items.iter().any(|item| says(&item)) {
        return Ok(None);
    }
    Ok(Some(without_padding(made.as_deref().unwrap_or(packet))))
}

/// The tag of a packet as a whole.
const WHOLE: &str = "XMP";

fn is_untrue(tag: &str, copy: &CopyFacts) -> bool {
    let in_space = |spaces: &[&str]| spaces.iter().any(|space| tag.starts_with(space));
    UNTRUE.contains(&tag) || in_space(UNTRUE_SPACES) || (!copy.same_places && in_space(PLACES))
}

/// The packet without the blanks that make room for editing it in place.
fn without_padding(packet: &[u8]) -> Vec<u8> {
    let end = memchr::memmem::rfind(packet, b"<?xpacket end").unwrap_or(packet.len());
    let (body, tail) = packet.split_at(end);
    [body.trim_ascii_end(), tail.trim_ascii_end()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provenance::edit::Color;
    use crate::provenance::format::Format;

    const COPY: CopyFacts =
        CopyFacts { size: (64, 48), format: Format::Jpeg, color: Color::Keep, same_places: false, covers: false };
    const PACKET: &str = "<?xpacket begin='' id='x'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>\
        <rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' \
        xmlns:tiff='http://ns.adobe.com/tiff/1.0/' tiff:Orientation='6' tiff:ImageWidth='4000' tiff:Model='Camera' \
        xmlns:crs='http://ns.adobe.com/camera-raw-settings/1.0/' crs:Exposure2012='+1.00' \
        xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' photoshop:City='Rome' photoshop:Credit='Agency' \
        xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmp:ModifyDate='2026-01-01' xmp:Rating='5'>\
        </rdf:Description></rdf:RDF></x:xmpmeta>          <?xpacket end='w'?>   ";

    #[test]
    fn what_became_untrue_goes_even_where_all_is_asked_for() {
        let made = String::from_utf8(kept(PACKET.as_bytes(), &Policy::evidence(), &COPY).unwrap().unwrap()).unwrap();
        for gone in ["Orientation", "4000", "Exposure2012", "ModifyDate='"] {
            assert!(!made.contains(gone), "{gone}: {made}");
        }
        for stays in ["Camera", "Rome", "Agency", "xmp:Rating='5'", "<?xpacket end='w'?>"] {
            assert!(made.contains(stays), "{stays}: {made}");
        }
        assert!(!made.contains("   "), "{made}");
    }

    #[test]
    fn a_position_stays_behind_and_a_packet_with_nothing_left_too() {
        let made = String::from_utf8(kept(PACKET.as_bytes(), &Policy::public(), &COPY).unwrap().unwrap()).unwrap();
        assert!(!made.contains("Rome") && made.contains("Agency"), "{made}");
        let empty = PACKET.replace("photoshop:Credit='Agency'", "").replace("tiff:Model='Camera'", "");
        let empty = empty.replace("xmp:Rating='5'", "");
        assert_eq!(kept(empty.as_bytes(), &Policy::public(), &COPY), Ok(None));
    }

    #[test]
    fn a_packet_that_cannot_be_followed_stays_behind_whole() {
        for end in [10, 200, 400] {
            for policy in [Policy::public(), Policy::evidence()] {
                assert_eq!(kept(&PACKET.as_bytes()[..end], &policy, &COPY), Err(()), "{end}");
            }
        }
    }
}
