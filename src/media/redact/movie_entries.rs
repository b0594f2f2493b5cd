//! Sample descriptions and handlers of a kept track: names of programs and paths go, what a decoder needs stays.
//! Never touches a sample.

use super::RedactError;
use super::isobmff::{Iso, Part, malformed};
use super::movie::Track;
use crate::media::collect::decode_text;
use crate::media::source::{be16, be32};
use crate::provenance::redaction::Group;

/// Boxes of a sample description that a decoder or a display needs.
const CODEC: [&[u8; 4]; 58] = [
    b"avcC", b"hvcC", b"hvcE", b"lhvC", b"vvcC", b"av1C", b"vpcC", b"evcC", b"apvC", b"esds", b"jp2h", b"d263",
    b"glbl", b"SMI ", b"colr", b"pasp", b"clap", b"btrt", b"fiel", b"gama", b"mdcv", b"clli", b"SmDm", b"CoLL",
    b"cclv", b"amve", b"ccst", b"auxi", b"dvcC", b"dvvC", b"dvwC", b"sinf", b"rinf", b"st3d", b"sv3d", b"vexu",
    b"hfov", b"chrm", b"wave", b"chan", b"alac", b"dOps", b"dfLa", b"dac3", b"dec3", b"dac4", b"ddts", b"damr",
    b"dmlp", b"chnl", b"srat", b"pinf", b"SA3D", b"ACLR", b"APRG", b"ARES", b"mhaC", b"pcmC",
];
/// Boxes of a sample table.
const TABLE: [&[u8; 4]; 22] = [
    b"stts", b"ctts", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"stss", b"stsh", b"sdtp", b"sgpd", b"sbgp",
    b"subs", b"saiz", b"saio", b"cslg", b"padb", b"stdp", b"stps", b"csgm", b"csgp", b"senc",
];

/// The handler's name and maker: `SoundHandler`, `GoPro AVC`, `Core Media Audio`.
pub(super) fn handler_name(iso: &mut Iso<'_, '_, '_>, part: &Part) -> Result<(), RedactError> {
    if part.length() < 12 {
        return Err(malformed(part.at, "a handler is too short"));
    }
    let rest = (part.start + 12, part.length() - 12);
    let value = decode_text(&iso.read(rest.0, rest.1.min(400))?);
    iso.field("hdlr", Group::Software, "hdlr", "HandlerName", rest, value.trim_matches(char::from(0)))
}

/// The `minf` box of a kept track.
pub(super) fn information(iso: &mut Iso<'_, '_, '_>, minf: &Part, track: &Track) -> Result<(), RedactError> {
    for part in iso.children(minf.start, minf.end)? {
        match &part.kind {
            b"vmhd" | b"smhd" | b"nmhd" | b"sthd" | b"hmhd" | b"gmhd" => {}
            b"hdlr" => handler_name(iso, &part)?,
            b"dinf" => data_references(iso, &part)?,
            b"stbl" => {
                for part in iso.children(part.start, part.end)? {
                    match &part.kind {
                        b"stsd" => descriptions(iso, &part, track)?,
                        kind if TABLE.contains(&kind) => {}
                        _ => iso.common(&part, "stbl")?,
                    }
                }
            }
            _ => iso.common(&part, "minf")?,
        }
    }
    Ok(())
}

/// Data references (§8.7.2): paths of other files and QuickTime aliases name disks and folders.
pub(super) fn data_references(iso: &mut Iso<'_, '_, '_>, dinf: &Part) -> Result<(), RedactError> {
    for part in iso.children(dinf.start, dinf.end)? {
        if &part.kind != b"dref" {
            iso.common(&part, "dinf")?;
            continue;
        }
        for entry in iso.children(part.start + 8, part.end)? {
            if entry.length() > 4 {
                let rest = (entry.start + 4, entry.length() - 4);
                iso.field("dref", Group::Software, &entry.name(), "DataReference", rest, "")?;
            }
        }
    }
    Ok(())
}

fn descriptions(iso: &mut Iso<'_, '_, '_>, stsd: &Part, track: &Track) -> Result<(), RedactError> {
    for entry in iso.children(stsd.start + 8, stsd.end)? {
        match &track.handler {
            b"vide" | b"pict" | b"auxv" => picture(iso, &entry)?,
            b"soun" => sound(iso, &entry)?,
            _ => {}
        }
    }
    Ok(())
}

/// A visual sample entry (§12.1.3): 78 bytes, then boxes.
fn picture(iso: &mut Iso<'_, '_, '_>, entry: &Part) -> Result<(), RedactError> {
    if entry.length() < 78 {
        return Err(malformed(entry.at, "a sample description is too short"));
    }
    iso.field("stsd", Group::Software, "vendor", "EncoderVendor", (entry.start + 12, 4), "")?;
    let name = (entry.start + 42, 32);
    let bytes = iso.read(name.0, name.1)?;
    let length = bytes.first().map_or(0, |&length| usize::from(length).min(31));
    let value = decode_text(bytes.get(1..=length).unwrap_or_default());
    iso.field("stsd", Group::Software, "compressorname", "CompressorName", name, &value)?;
    let parts = iso.children(entry.start + 78, entry.end)?;
    codec(iso, &parts)
}

/// A sound sample entry: 28 bytes in ISO files; QuickTime's versions 1 and 2 are longer.
fn sound(iso: &mut Iso<'_, '_, '_>, entry: &Part) -> Result<(), RedactError> {
    let head = iso.read(entry.start, 28)?;
    iso.field("stsd", Group::Software, "vendor", "EncoderVendor", (entry.start + 12, 4), "")?;
    let lengths: &[u64] = match be16(&head, 8) {
        Some(1) => &[44, 28],
        Some(2) => &[64],
        _ => &[28],
    };
    for length in lengths {
        if let Ok(parts) = iso.children((entry.start + length).min(entry.end), entry.end)
            && parts.iter().all(|part| part.kind.iter().all(|b| *b >= b' '))
        {
            return codec(iso, &parts);
        }
    }
    Err(malformed(entry.at, "a sound description cannot be followed"))
}

fn codec(iso: &mut Iso<'_, '_, '_>, parts: &[Part]) -> Result<(), RedactError> {
    for part in parts {
        match &part.kind {
            b"dfLa" => flac(iso, part)?,
            b"colr" => iso.colors(part)?,
            kind if CODEC.contains(&kind) => {}
            _ => iso.common(part, "stsd")?,
        }
    }
    Ok(())
}

/// FLAC in ISO carries its metadata blocks here; only the stream's own description is needed.
fn flac(iso: &mut Iso<'_, '_, '_>, part: &Part) -> Result<(), RedactError> {
    let mut at = part.start + 4;
    while at + 4 <= part.end {
        let head = iso.read(at, 4)?;
        let word = be32(&head, 0).unwrap_or_default();
        let (kind, length) = ((word >> 24) & 0x7F, u64::from(word & 0xFF_FFFF));
        if at + 4 + length > part.end {
            return Err(malformed(at, "a FLAC block is longer than its box"));
        }
        if kind != 0 && kind != 3 {
            iso.field("dfLa", Group::Unknown, "dfLa", "FlacMetadata", (at + 4, length), "")?;
        }
        at += 4 + length;
    }
    Ok(())
}
