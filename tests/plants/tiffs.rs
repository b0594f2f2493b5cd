//! Plants in TIFF: more values than a field has, more strips than a picture has, and more data than a strip needs.

use super::SECRET;

/// Tag, type, number of values, and the value in little-endian order.
type Field = (u16, u16, u32, Vec<u8>);

fn short(tag: u16, value: u16) -> Field {
    (tag, 3, 1, value.to_le_bytes().to_vec())
}

/// A file with one directory; `strips` stand behind its values.
fn file(fields: &[Field], strips: &[Vec<u8>]) -> Vec<u8> {
    let mut fields = fields.to_vec();
    let (count, mut at) = (strips.len() as u32, 8);
    let mut body = Vec::new();
    let mut offsets = Vec::new();
    for strip in strips {
        offsets.extend((at as u32).to_le_bytes());
        body.extend(strip);
        body.resize(body.len().next_multiple_of(2), 0);
        at = 8 + body.len();
    }
    fields.push((0x0111, 4, count, offsets));
    fields.push((0x0117, 4, count, strips.iter().flat_map(|strip| (strip.len() as u32).to_le_bytes()).collect()));
    fields.sort_by_key(|field| field.0);
    let mut table = (fields.len() as u16).to_le_bytes().to_vec();
    for (tag, kind, count, value) in &fields {
        table.extend([&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes()].concat());
        if value.len() <= 4 {
            table.extend(value);
            table.resize(table.len() + 4 - value.len(), 0);
        } else {
            table.extend((8 + body.len() as u32).to_le_bytes());
            body.extend(value);
            body.resize(body.len().next_multiple_of(2), 0);
        }
    }
    table.extend([0; 4]);
    let first = 8 + body.len() as u32;
    [b"II\x2A\0".to_vec(), first.to_le_bytes().to_vec(), body, table].concat()
}

/// Sixteen by eight grey pixels in two strips, coded in this way.
fn picture(compression: u16, strips: &[Vec<u8>], more: &[Field]) -> Vec<u8> {
    let mut fields = vec![
        short(0x0100, 16),
        short(0x0101, 8),
        short(0x0102, 8),
        short(0x0103, compression),
        short(0x0106, 1),
        short(0x0115, 1),
        short(0x0116, 4),
    ];
    fields.retain(|field| more.iter().all(|one| one.0 != field.0));
    fields.extend_from_slice(more);
    file(&fields, strips)
}

fn lines(from: u8) -> Vec<u8> {
    (0..64).map(|index| from.wrapping_add(index * 3)).collect()
}

/// Codes of nine bits: one for each byte, with a clear before each hundred of them, and the sign of the end.
fn lzw(bytes: &[u8]) -> Vec<u8> {
    let codes = bytes.chunks(100).flat_map(|part| std::iter::once(256).chain(part.iter().map(|byte| u32::from(*byte))));
    let bits: Vec<bool> =
        codes.chain([257]).flat_map(|code| (0..9).rev().map(move |place| code >> place & 1 == 1)).collect();
    bits.chunks(8)
        .map(|eight| eight.iter().enumerate().fold(0, |byte, (at, bit)| byte | u8::from(*bit) << (7 - at)))
        .collect()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    bytes.chunks(128).flat_map(|part| [&[part.len() as u8 - 1][..], part].concat()).collect()
}

/// Pictures without a plant, by name: each has to stay as it is.
pub fn clean() -> Vec<(&'static str, Vec<u8>)> {
    let zlib = |bytes: &[u8]| miniz_oxide::deflate::compress_to_vec_zlib(bytes, 6);
    let each = |code: &dyn Fn(&[u8]) -> Vec<u8>| [code(&lines(0)), code(&lines(99))];
    vec![
        ("as it is", picture(1, &each(&|bytes| bytes.to_vec()), &[])),
        ("LZW", picture(5, &each(&lzw), &[])),
        ("zlib", picture(8, &each(&zlib), &[])),
        ("packed", picture(32773, &each(&packed), &[])),
    ]
}

/// In each place.
pub fn planted() -> Vec<(String, Vec<u8>)> {
    let zlib = |bytes: &[u8]| miniz_oxide::deflate::compress_to_vec_zlib(bytes, 6);
    let mut files = Vec::new();
    let plain = [lines(0), lines(99)];
    let mut strips = |name: &str, compression: u16, code: &dyn Fn(&[u8]) -> Vec<u8>| {
        for number in 0..2 {
            let mut strips = plain.clone().map(|lines| code(&lines));
            strips[number].extend(SECRET);
            files.push((format!("strip {number}, {name}, and more"), picture(compression, &strips, &[])));
        }
        let mut strips = plain.clone().map(|lines| code(&lines)).to_vec();
        strips.push(SECRET.to_vec());
        files.push((format!("a third strip, {name}"), picture(compression, &strips, &[])));
    };
    strips("as it is", 1, &|bytes| bytes.to_vec());
    strips("LZW", 5, &lzw);
    strips("zlib", 8, &zlib);
    strips("packed", 32773, &packed);
    for tag in [
        0x00FE, 0x00FF, 0x0100, 0x0101, 0x0102, 0x0103, 0x0106, 0x0107, 0x0108, 0x0109, 0x010A, 0x0112, 0x0115, 0x0116,
        0x0118, 0x0119, 0x011A, 0x011B, 0x011C, 0x011E, 0x011F, 0x0120, 0x0121, 0x0122, 0x0124, 0x0125, 0x0128, 0x0129,
        0x013D, 0x013E, 0x013F, 0x0141, 0x014C, 0x014E, 0x0150, 0x0152, 0x0153, 0x0154, 0x0155, 0x0156, 0x0200, 0x0203,
        0x0211, 0x0212, 0x0213, 0x0214, 0x7777,
    ] {
        let value = |first: u16| [&first.to_le_bytes()[..], SECRET].concat();
        let first = match tag {
            0x0100 => 16,
            0x0101 | 0x0102 => 8,
            0x0116 => 4,
            _ => 1,
        };
        let count = value(first).len() as u32 / 2;
        let more = [(tag, 3, count, value(first))];
        files.push((format!("field {tag:04X} with more values"), picture(1, &plain, &more)));
    }
    files
}
