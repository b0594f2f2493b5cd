//! Colour profiles and the raw profiles of PNG, with a marker in each field that is no colour.

use lightmark::provenance::redaction::Group;

use super::marks::Marks;
use super::{packets, tiffs};

/// A display's profile (ICC.1:2001), with the colours of Display P3.
pub fn icc(marks: &mut Marks) -> Vec<u8> {
    // Everything but colours goes under the strict preset alone, like rights; what names one display is a device's.
    let text = |marks: &mut Marks, group, place: &str| marks.text(group, place);
    let plain = |text: String| [b"text\0\0\0\0", text.as_bytes(), b"\0"].concat();
    let long = |text: String| {
        let mut value = [&b"desc\0\0\0\0"[..], &(text.len() as u32 + 1).to_be_bytes(), text.as_bytes()].concat();
        value.resize(value.len() + 1 + 4 + 4 + 2 + 1 + 67, 0);
        value
    };
    let xyz = |parts: [f64; 3]| {
        let parts: Vec<u8> = parts.iter().flat_map(|part| ((part * 65_536.0).round() as i32).to_be_bytes()).collect();
        [&b"XYZ \0\0\0\0"[..], &parts].concat()
    };
    let curve = || b"curv\0\0\0\0\0\0\0\x01\x02\x33\0\0".to_vec();
    let values = [
        (b"desc", long(text(marks, Group::Rights, "ICC Name"))),
        (b"cprt", plain(text(marks, Group::Rights, "ICC Rights"))),
        (b"dmdd", long(text(marks, Group::Rights, "ICC Display"))),
        (b"mmod", plain(text(marks, Group::Device, "ICC Serial"))),
        (b"priv", plain(text(marks, Group::Rights, "ICC Private"))),
        (b"wtpt", xyz([0.9642, 1.0, 0.8249])),
        (b"rXYZ", xyz([0.5151, 0.2412, -0.0011])),
        (b"gXYZ", xyz([0.2920, 0.6922, 0.0419])),
        (b"bXYZ", xyz([0.1571, 0.0666, 0.7841])),
        (b"rTRC", curve()),
        (b"gTRC", curve()),
        (b"bTRC", curve()),
    ];
    let first = 128 + 4 + 12 * values.len();
    let mut table = (values.len() as u32).to_be_bytes().to_vec();
    let mut data = Vec::new();
    for (name, value) in &values {
        table.extend(
            [&name[..], &((first + data.len()) as u32).to_be_bytes(), &(value.len() as u32).to_be_bytes()].concat(),
        );
        data.extend(value);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    let date: Vec<u8> = [2031u16, 5, 17, 13, 44, 29].iter().flat_map(|part| part.to_be_bytes()).collect();
    marks.put(&date, Group::Time, "ICC Date", false);
    let mut made = ((first + data.len()) as u32).to_be_bytes().to_vec();
    made.extend(b"MkCm\x02\x20\0\0mntrRGB XYZ ");
    made.extend(&date);
    made.extend(b"acspMkPl\0\0\0\0MkMfMkMd\0\0\0\0\0\0\0\0\0\0\0\0");
    made.extend([0.9642f64, 1.0, 0.8249].iter().flat_map(|part| ((part * 65_536.0).round() as i32).to_be_bytes()));
    made.extend(b"MkCr");
    made.extend([0xA7; 16]);
    made.resize(128, 0);
    made.extend(table);
    made.extend(data);
    made
}

/// Text chunks as ImageMagick writes them: kind, and data.
pub fn raw(marks: &mut Marks) -> Vec<(&'static [u8; 4], Vec<u8>)> {
    let exif = [b"Exif\0\0".to_vec(), tiffs::exif(true, marks)].concat();
    let xmp = packets::xmp(marks);
    let fields = [
        (90, marks.text(Group::Location, "Raw IPTC City")),
        (80, marks.text(Group::Creator, "Raw IPTC By-line")),
        (116, marks.text(Group::Rights, "Raw IPTC Copyright")),
    ];
    let iptc = packets::iptc(&fields);
    let resource = [&b"8BIM\x04\x04\0\0"[..], &(iptc.len() as u32).to_be_bytes(), &iptc].concat();
    let packed = |text: &[u8]| miniz_oxide::deflate::compress_to_vec_zlib(text, 9);
    vec![
        (b"zTXt", [&b"Raw profile type exif\0\0"[..], &packed(&lines("exif", &exif))].concat()),
        (b"tEXt", [&b"Raw profile type xmp\0"[..], &lines("xmp", &xmp)].concat()),
        (b"iTXt", [&b"Raw profile type iptc\0\x01\0\0\0"[..], &packed(&lines("iptc", &resource))].concat()),
    ]
}

/// A profile in hex, 36 bytes on a line, behind its name and its length.
pub fn lines(name: &str, profile: &[u8]) -> Vec<u8> {
    let mut text = format!("\n{name}\n{:8}\n", profile.len());
    for line in profile.chunks(36) {
        text.push_str(&hex::encode(line));
        text.push('\n');
    }
    text.into_bytes()
}
