//! The groups of what only TIFF and DNG files hold, by tag. Words only; never reads a file.

use super::exif;
use crate::media::exif::Context;
use crate::provenance::redaction::Group;

/// The group of a tag in a directory of a TIFF or DNG file (TIFF 6.0; DNG 1.7.1; GeoTIFF 1.1).
pub(super) fn group_of(context: Context, tag: u16) -> Group {
    if context != Context::Tiff {
        return exif::group_of(context, tag);
    }
    match tag {
        // Pages, layout, compression, colour, halftones, masks.
        0x00FE..=0x010C
        | 0x0111
        | 0x0112
        | 0x0115..=0x011C
        | 0x011E..=0x0125
        | 0x0128..=0x012D
        | 0x013D..=0x0149
        | 0x014C..=0x0159
        | 0x015B
        | 0x0200..=0x0214
        | 0x80E3..=0x80E6
        | 0x828D
        | 0x828E
        | 0x8773
        | 0x885C
        | 0x9216
        | 0x9217 => Group::Rendering,
        0x011D | 0x8568 => Group::Text,
        // GeoTIFF: where on earth the picture lies.
        0x830E | 0x8480 | 0x8482 | 0x85D8 | 0x87AF..=0x87B1 => Group::Location,
        0xC612..=0xCDFF => of_dng(tag),
        _ => exif::group_of(context, tag),
    }
}

/// DNG: what develops the picture stays; numbers, names, previews and what nobody has published may go.
fn of_dng(tag: u16) -> Group {
    match tag {
        0xC614 | 0xC615 | 0xC630 => Group::CameraModel,
        // Serial number, ids of the raw data and of the file it was made from, the owner's own name for the camera.
        0xC62F | 0xC65D | 0xC68B | 0xC71D | 0xC7A1 => Group::Device,
        0xC68C => Group::EmbeddedPictures,
        0xC6FE => Group::Rights,
        0xC716..=0xC719 | 0xC7EE => Group::Software,
        0xC71B | 0xC763 => Group::Time,
        0xC764 | 0xC772 => Group::Capture,
        0xC789 => Group::Text,
        0xCD41 => Group::Credentials,
        0xC612
        | 0xC613
        | 0xC616..=0xC62E
        | 0xC631..=0xC633
        | 0xC65A..=0xC65C
        | 0xC68D..=0xC692
        | 0xC6BF
        | 0xC6F3
        | 0xC6F4
        | 0xC6F6..=0xC6FD
        | 0xC714
        | 0xC715
        | 0xC71A
        | 0xC71C
        | 0xC71E
        | 0xC71F
        | 0xC725
        | 0xC726
        | 0xC740
        | 0xC741
        | 0xC74E
        | 0xC761
        | 0xC791..=0xC793
        | 0xC7A3..=0xC7A8
        | 0xC7B5
        | 0xC7E9..=0xC7ED
        | 0xCD2D..=0xCD40
        | 0xCD42..=0xCD4B => Group::Rendering,
        _ => Group::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_one_camera_are_never_taken_for_rendering() {
        for tag in [0xC62F, 0xC65D, 0xC68B, 0xC7A1, 0x013C] {
            assert_eq!(group_of(Context::Tiff, tag), Group::Device, "{tag:04X}");
        }
        for tag in [0xC634, 0xC4A5, 0xC6F5, 0x935C, 0xFE00] {
            assert_eq!(group_of(Context::Tiff, tag), Group::Unknown, "{tag:04X}");
        }
        for tag in [0x0111, 0xC621, 0xC628, 0xC740, 0x8773, 0x828E] {
            assert_eq!(group_of(Context::Tiff, tag), Group::Rendering, "{tag:04X}");
        }
        assert_eq!(group_of(Context::Tiff, 0x87AF), Group::Location);
    }
}
