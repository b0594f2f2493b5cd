//! Sample descriptions and handlers of a kept track: names of programs and paths go, what a decoder needs stays.
//! Never touches a sample.

use super::RedactError;
use super::isobmff::{Iso, Part, malformed};
use super::movie::Track;
use crate::media::collect::decode_text;
use crate::media::source::{be16, be32};
use crate::provenance::redaction::Group;

/// Boxes of a sample description that a decoder or a display needs.
const CODEC: [&[u8; 4]; 54] = [
    b"avcC", b"hvcC", b"hvcE", b"lhvC", b"vvcC", b"av1C", b"vpcC", b"evcC", b"apvC", b"esds", b"jp2h", b"d263",
    b"glbl", b"SMI ", b"colr", b"pasp", b"clap", b"btrt", b"fiel", b"gama", b"mdcv", b"clli", b"SmDm", b"CoLL",
    b"cclv", b"amve", b"ccst", b"auxi", b"dvcC", b"dvvC", b"dvwC", b"st3d", b"vexu", b"hfov", b"chrm", b"chan",
    b"alac", b"dOps", b"dfLa", b"dac3", b"dec3", b"dac4", b"ddts", b"damr", b"dmlp", b"chnl", b"srat", b"pinf",
    b"SA3D", b"ACLR", b"APRG", b"ARES", b"mhaC", b"pcmC",
];
/// Boxes of a sample table.
const TABLE: [&[u8; 4]; 5] = [b"stsz", b"stz2", b"stco", b"co64", b"cslg"];

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
            b"vmhd" | b"smhd" | b"nmhd" | b"sthd" | b"hmhd" => iso.known(&part, "minf")?,
            b"gmhd" => {}
            b"hdlr" => handler_name(iso, &part)?,
            b"dinf" => data_references(iso, &part)?,
            b"stbl" => table(iso, &part, track)?,
            _ => iso.common(&part, "minf")?,
        }
    }
    Ok(())
}

/// The sample table.
fn table(iso: &mut Iso<'_, '_, '_>, stbl: &Part, track: &Track) -> Result<(), RedactError> {
    let parts = iso.children(stbl.start, stbl.end)?;
    let sizes = parts.iter().find(|part| matches!(&part.kind, b"stsz" | b"stz2"));
    let head = sizes.map(|part| iso.read(part.start, part.length().min(12))).transpose()?;
    let samples = head.and_then(|head| be32(&head, 8)).map(u64::from);
    let places = parts.iter().find(|part| matches!(&part.kind, b"stco" | b"co64"));
    let head = places.map(|part| iso.read(part.start, part.length().min(8))).transpose()?;
    let chunks = head.and_then(|head| be32(&head, 4)).map_or(0, u64::from);
    for part in parts {
        match &part.kind {
            b"stsd" => descriptions(iso, &part, track)?,
            b"stts" | b"ctts" | b"stsc" | b"stss" | b"stps" => iso.rows(&part, samples.unwrap_or(0), chunks)?,
            b"sgpd" => _ = iso.grouping(&part, "stbl")?,
            b"sbgp" => {
                if iso.grouping(&part, "stbl")? && part.length() >= 12 {
                    iso.rows(&part, samples.unwrap_or(0), chunks)?;
                }
            }
            b"stsh" | b"sdtp" | b"subs" | b"padb" | b"stdp" => iso.remarks(&part, "stbl", samples)?,
            // Of encrypted streams; those are no part of a rebuilt copy.
            b"saiz" | b"saio" | b"senc" if !iso.is_rebuilt() => {}
            kind if TABLE.contains(&kind) => iso.known(&part, "stbl")?,
            _ => iso.common(&part, "stbl")?,
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
            // A reference of no known kind leads nowhere; its place in the list stays.
            let is_known = matches!(&entry.kind, b"url " | b"urn " | b"alis" | b"rsrc" | b"imdt" | b"snim");
            if !is_known && iso.goes(Group::Unknown, "dref") {
                iso.draft.edits.replace(entry.at + 4, b"url ".to_vec());
            }
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
    described(iso, entry, &[(0, 6), (16, 8), (36, 4)])?;
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
    if entry.length() < 28 {
        return Err(malformed(entry.at, "a sample description is too short"));
    }
    let head = iso.read(entry.start, 28)?;
    described(iso, entry, &[(0, 6)])?;
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

/// What each description has before its own fields; a rebuilt copy has zeros where these places are reserved.
fn described(iso: &mut Iso<'_, '_, '_>, entry: &Part, reserved: &[(u64, u64)]) -> Result<(), RedactError> {
    iso.field("stsd", Group::Software, "vendor", "EncoderVendor", (entry.start + 12, 4), "")?;
    iso.blanked(entry, "stsd", reserved)
}

fn codec(iso: &mut Iso<'_, '_, '_>, parts: &[Part]) -> Result<(), RedactError> {
    for part in parts {
        match &part.kind {
            b"dfLa" => flac(iso, part)?,
            b"colr" => iso.colors(part)?,
            // Encryption names who may decrypt, and whoever may not sees nothing.
            b"sinf" | b"rinf" if iso.is_rebuilt() => {
                return Err(RedactError::CannotRemove { part: crate::tr!("found-encrypted-stream") });
            }
            b"sinf" | b"rinf" => {}
            b"wave" => wave(iso, part)?,
            b"sv3d" => spherical(iso, part)?,
            kind if CODEC.contains(&kind) => iso.decoder(part, "stsd")?,
            _ => iso.common(part, "stsd")?,
        }
    }
    Ok(())
}

/// QuickTime's own description of coded sound: boxes, and one of no kind at their end.
fn wave(iso: &mut Iso<'_, '_, '_>, wave: &Part) -> Result<(), RedactError> {
    for part in iso.children(wave.start, wave.end)? {
        match &part.kind {
            b"frma" | b"enda" | b"chan" | b"alac" | b"esds" | b"mp4a" => iso.decoder(&part, "wave")?,
            [0, 0, 0, 0] => iso.rest(&part, "wave", 0)?,
            _ => iso.common(&part, "wave")?,
        }
    }
    Ok(())
}

/// How a round picture is laid out (Spherical Video V2), and the name of the program that says so.
fn spherical(iso: &mut Iso<'_, '_, '_>, sv3d: &Part) -> Result<(), RedactError> {
    for part in iso.children(sv3d.start, sv3d.end)? {
        match &part.kind {
            b"svhd" => {
                let name = (part.start + 4, part.length().saturating_sub(4));
                iso.field("sv3d", Group::Software, "svhd", "MetadataSource", name, "")?;
            }
            b"proj" => iso.inner(&part, "proj", &[b"prhd", b"equi", b"cbmp", b"mshp"])?,
            _ => iso.common(&part, "sv3d")?,
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
