//! XMP packets and IPTC datasets with a marker in each field.

use lightmark::provenance::redaction::Group;

use super::marks::Marks;

pub fn xmp(marks: &mut Marks) -> Vec<u8> {
    use Group::{Creator, Device, Location, People, Rights, Software, Text};
    let mut text = |group, place: &str| marks.packet(group, place);
    let attributes = [
        ("photoshop:City", text(Location, "XMP City")),
        ("xmp:CreatorTool", text(Software, "XMP Tool")),
        ("aux:SerialNumber", text(Device, "XMP Serial")),
    ];
    let attributes: String = attributes.iter().map(|(name, value)| format!(" {name}=\"{value}\"")).collect();
    let list = |kind: &str, value: String| format!("<rdf:{kind}><rdf:li>{value}</rdf:li></rdf:{kind}>");
    let rights = text(Rights, "XMP Rights");
    let text_of = text(Text, "XMP Description");
    let alt = |value: String| format!("<rdf:Alt><rdf:li xml:lang=\"x-default\">{value}</rdf:li></rdf:Alt>");
    let elements = [
        ("dc:creator", list("Seq", text(Creator, "XMP Creator"))),
        ("dc:rights", alt(rights)),
        ("dc:description", alt(text_of)),
        ("Iptc4xmpExt:PersonInImage", list("Bag", text(People, "XMP Person"))),
    ];
    let elements: String = elements.iter().map(|(name, value)| format!("<{name}>{value}</{name}>")).collect();
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:photoshop=\"http://ns.adobe.com/photoshop/1.0/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:aux=\"http://ns.adobe.com/exif/1.0/aux/\" \
         xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\"{attributes}>{elements}</rdf:Description>\
         </rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>"
    )
    .into_bytes()
}

/// Datasets of record 2.
pub fn iptc(fields: &[(u8, String)]) -> Vec<u8> {
    let field = |(set, text): &(u8, String)| {
        [&[0x1C, 2, *set][..], &(text.len() as u16).to_be_bytes(), text.as_bytes()].concat()
    };
    let mut all: Vec<u8> = fields.iter().flat_map(field).collect();
    all.resize(all.len().next_multiple_of(4), 0);
    all
}
