//! Which group a frame of ID3, a Vorbis comment or a RIFF chunk of text belongs to. Tables only, never a decision.

use crate::media::collect::decode_text;
use crate::provenance::redaction::Group;

/// Group and name of an ID3 frame.
pub(super) fn frame(id: &str, content: &[u8]) -> (Group, String) {
    let group = match id {
        "TPE1" | "TPE2" | "TPE3" | "TPE4" | "TP1" | "TP2" | "TP3" | "TP4" | "TCOM" | "TCM" | "TEXT" | "TXT"
        | "TOLY" | "TOPE" | "TOL" | "TOA" | "TPUB" | "TPB" | "TRSN" | "TRSO" | "TSOP" | "TSO2" | "TSOC" | "TIPL"
        | "TMCL" | "IPLS" | "IPL" => Group::Creator,
        "TCOP" | "TCR" | "WCOP" | "WCP" | "TPRO" | "WPAY" | "USER" | "TSRC" | "TRC" | "COMR" => Group::Rights,
        "OWNE" | "TOWN" | "POPM" | "POP" | "WOAR" | "WAR" => Group::Contact,
        "TYER" | "TYE" | "TDAT" | "TDA" | "TIME" | "TIM" | "TDRC" | "TDEN" | "TDOR" | "TDRL" | "TDTG" | "TRDA"
        | "TRD" | "TORY" | "TOR" => Group::Time,
        "TSSE" | "TSS" | "TENC" | "TEN" | "TOFN" | "TOF" => Group::Software,
        "APIC" | "PIC" => Group::EmbeddedPictures,
        // Loudness and seeking: the sound would be played in another way.
        "RVA2" | "RVAD" | "RVA" | "EQU2" | "EQUA" | "EQU" | "MLLT" | "MLL" | "RVRB" | "REV" | "TLEN" | "TLE"
        | "TDLY" | "TDY" => Group::Rendering,
        "GEOB" | "GEO" if is_manifest_store(content) => Group::Credentials,
        "TXXX" | "TXX" => return user_text(content),
        "COMM" | "COM" | "USLT" | "ULT" | "SYLT" | "SLT" | "WXXX" | "WXX" | "GRP1" | "MVNM" | "MVIN" | "CHAP"
        | "CTOC" => Group::Text,
        _ if id.starts_with(['T', 'W']) => Group::Text,
        _ => Group::Unknown,
    };
    (group, id.to_owned())
}

/// C2PA keeps its store in a general object of this type (C2PA 2.4 §A.3.5).
fn is_manifest_store(content: &[u8]) -> bool {
    let head = content.get(..content.len().min(200)).unwrap_or_default();
    ["application/x-c2pa-manifest-store", "application/c2pa"]
        .iter()
        .any(|mime| head.windows(mime.len()).any(|window| window == mime.as_bytes()))
}

/// A text that the writer named.
fn user_text(content: &[u8]) -> (Group, String) {
    let name: String = decode_text(content.get(..content.len().min(200)).unwrap_or_default())
        .chars()
        .filter(|c| !matches!(c, '\u{0}'..='\u{3}'))
        .take(60)
        .collect();
    let group = match comment(&name) {
        Group::Text => Group::Unknown,
        group => group,
    };
    (group, name)
}

/// Group of a Vorbis comment, or of a name that someone chose.
pub(super) fn comment(name: &str) -> Group {
    let name = name.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if has(&["replaygain", "waveformatextensible", "r128_"]) {
        Group::Rendering
    } else if has(&["location", "gps", "latitude", "longitude", "geo", "venue", "city", "country"]) {
        Group::Location
    } else if has(&["serial", "device", "discid", "accurate", "musicbrainz", "acoustid", "catalog"]) {
        Group::Device
    } else if has(&["email", "phone", "address", "contact", "owner"]) {
        Group::Contact
    } else if has(&["date", "year", "time"]) {
        Group::Time
    } else if has(&["picture", "coverart", "artwork"]) {
        Group::EmbeddedPictures
    } else if has(&["copyright", "license", "isrc", "rights"]) {
        Group::Rights
    } else if has(&["encod", "software", "tool", "vendor", "xmp"]) {
        Group::Software
    } else if has(&["artist", "performer", "composer", "lyricist", "author", "organization", "publisher", "label"]) {
        Group::Creator
    } else if has(&["title", "album", "track", "disc", "genre", "comment", "description", "lyrics", "version", "bpm"]) {
        Group::Text
    } else {
        Group::Unknown
    }
}

/// Group of a chunk of `LIST INFO` (RIFF, and what tools add).
pub(super) fn info(kind: &[u8; 4]) -> Group {
    match kind {
        b"IART" | b"IDIR" | b"IPRO" | b"IWRI" | b"ISTR" | b"IMUS" | b"ICMS" | b"IDST" | b"IPDS" => Group::Creator,
        b"IENG" | b"ITCH" | b"IARL" => Group::Contact,
        b"ICOP" => Group::Rights,
        b"ICRD" | b"IDIT" | b"ISMP" | b"TLEN" | b"IDPI" => Group::Time,
        b"ISFT" | b"IENC" | b"ISRF" => Group::Software,
        b"ILOC" | b"ICNT" => Group::Location,
        b"IMAK" | b"IMOD" => Group::CameraModel,
        b"INAM" | b"ICMT" | b"ISBJ" | b"IGNR" | b"IKEY" | b"IPRD" | b"ITRK" | b"IPRT" | b"ILNG" | b"IMED" | b"ISRC"
        | b"ILIB" | b"IRTD" => Group::Text,
        _ => Group::Unknown,
    }
}
