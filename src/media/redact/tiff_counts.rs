//! How many values the fields have that a picture needs (TIFF 6.0 §8; EXIF 3.0 §4.6): more than those are read by nobody.
//! Tables only, never reads a file.

use crate::media::exif::Context;
use crate::media::tiff::Entry;

/// Fields without which the pixels would be read another way.
const STRUCTURE: [u16; 20] = [
    0x0100, 0x0101, 0x0102, 0x0103, 0x0106, 0x010A, 0x0115, 0x0116, 0x011C, 0x0124, 0x0125, 0x013D, 0x0140, 0x0142,
    0x0143, 0x014C, 0x0152, 0x0153, 0x0212, 0x828D,
];

/// Whether a field of the rendering group has more values than it can have. `samples` and `bits` are those of a pixel.
pub(super) fn is_overfull(context: Context, tag: u16, count: u64, samples: u64, bits: u64) -> bool {
    let most = match context {
        Context::Interop => match tag {
            0x0001 | 0x0002 => 4,
            0x1001 | 0x1002 => 1,
            _ => 0,
        },
        Context::Gps => return false,
        _ => of_picture(tag, samples.clamp(1, 64), bits.min(16)),
    };
    count > most
}

/// Whether a text stands where the picture needs numbers.
pub(super) fn is_odd_text(context: Context, entry: &Entry) -> bool {
    const TEXT: u16 = 2;
    // Names of inks and of camera profiles.
    let is_name = matches!(entry.tag, 0x014D | 0xC6F3 | 0xC6F4 | 0xC6F6 | 0xC6F8);
    entry.kind == TEXT && !is_name && context != Context::Interop
}

/// Whether a field cannot go without a change of what is seen.
pub(super) fn is_structure(tag: u16) -> bool {
    STRUCTURE.contains(&tag)
}

fn of_picture(tag: u16, samples: u64, bits: u64) -> u64 {
    match tag {
        // Lists of free space, which no writer has kept since there were disks.
        0x0120 | 0x0121 => 0,
        0x00FE
        | 0x00FF
        | 0x0100
        | 0x0101
        | 0x0103
        | 0x0106..=0x010A
        | 0x0112
        | 0x0115
        | 0x0116
        | 0x011A..=0x011C
        | 0x011E
        | 0x011F
        | 0x0122
        | 0x0124
        | 0x0125
        | 0x0128
        | 0x013D
        | 0x0142
        | 0x0143
        | 0x014C
        | 0x014E
        | 0x0200
        | 0x0203
        | 0x0213
        | 0x9102
        | 0xA001..=0xA003
        | 0xA500 => 1,
        0x0129 | 0x013E | 0x0141 | 0x0212 | 0x828D => 2,
        0x0211 => 3,
        0x9000 | 0x9101 | 0xA000 => 4,
        0x013F | 0x0156 | 0x0214 => 6,
        0x0102 | 0x0118 | 0x0119 | 0x0152..=0x0155 => samples,
        0x0150 => samples * 2,
        0x0123 => 1 << bits,
        0x012D | 0x0140 => 3 << bits,
        _ => u64::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_has_as_many_values_as_its_standard_says() {
        assert!(is_overfull(Context::Tiff, 0x011A, 2, 3, 8) && !is_overfull(Context::Tiff, 0x011A, 1, 3, 8));
        assert!(is_overfull(Context::Tiff, 0x0102, 4, 3, 8) && !is_overfull(Context::Tiff, 0x0102, 3, 3, 8));
        assert!(is_overfull(Context::Tiff, 0x0140, 769, 1, 8) && !is_overfull(Context::Tiff, 0x0140, 768, 1, 8));
        assert!(is_overfull(Context::Interop, 0x7777, 1, 3, 8) && !is_overfull(Context::Interop, 1, 4, 3, 8));
        assert!(is_overfull(Context::Exif, 0xA001, 2, 3, 8) && !is_overfull(Context::Tiff, 0xC621, 9, 3, 8));
    }
}
