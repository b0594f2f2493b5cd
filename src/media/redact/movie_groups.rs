//! Which group a box of user data or a named key belongs to. Tables only, never a decision.

use crate::provenance::redaction::Group;
use Group::{
    CameraModel, Capture, Contact, Creator, Device, EmbeddedPictures, Location, People, Rendering, Rights, Software,
    Text, Time, Unknown,
};

/// Groups that a child of `udta` may tell of; `None` where it is not known.
pub(super) fn user_data(kind: &[u8; 4]) -> Option<&'static [Group]> {
    if kind.first() == Some(&0xA9) {
        return Some(quicktime(kind));
    }
    Some(match kind {
        b"loci" => &[Location],
        b"titl" | b"dscp" | b"gnre" | b"albm" | b"kywd" | b"clsf" | b"rtng" | b"coll" | b"name" | b"chpl" | b"tagc"
        | b"ID32" | b"titr" | b"Xtra" | b"kind" => &[Text],
        b"auth" | b"perf" => &[Creator],
        b"cprt" => &[Rights],
        b"yrrc" | b"date" => &[Time],
        b"manu" | b"modl" | b"CNCV" | b"CNMN" => &[CameraModel],
        b"slno" | b"CAME" | b"LENS" | b"MUID" | b"GUMI" | b"HMMT" | b"BCID" => &[Device],
        b"FIRM" | b"CNFV" => &[Software],
        b"CNTH" | b"thmb" | b"THMB" | b"covr" => &[EmbeddedPictures],
        b"GPMF" | b"SETT" => &[Location, Device, Unknown],
        _ => return None,
    })
}

/// A box of QuickTime user data whose name begins with `©`, and iTunes items alike.
fn quicktime(kind: &[u8; 4]) -> &'static [Group] {
    match kind.get(1..).unwrap_or_default() {
        b"xyz" | b"gps" | b"loc" => &[Location],
        b"nam" | b"des" | b"cmt" | b"lyr" | b"gen" | b"alb" | b"grp" | b"inf" | b"trk" | b"st3" | b"key" | b"wrk"
        | b"mvn" | b"mvi" | b"mvc" | b"dis" | b"snm" => &[Text],
        b"ART" | b"wrt" | b"aut" | b"dir" | b"prd" | b"prf" | b"pub" | b"com" | b"art" | b"arg" | b"ope" | b"src" => {
            &[Creator]
        }
        b"cpy" | b"lic" | b"phg" => &[Rights],
        b"day" | b"dat" => &[Time],
        b"mak" | b"mod" | b"mal" => &[CameraModel],
        b"too" | b"enc" | b"swr" | b"fmt" | b"hst" | b"req" => &[Software],
        b"isr" | b"sn " | b"ser" => &[Device],
        _ => &[Unknown],
    }
}

/// Groups of an item of `ilst`, by its four letters or by its key.
pub(super) fn key(name: &str) -> &'static [Group] {
    if let Ok(kind) = <[u8; 4]>::try_from(name.chars().map(|c| u8::try_from(c).unwrap_or(0)).collect::<Vec<u8>>()) {
        if kind.first() == Some(&0xA9) {
            return quicktime(&kind);
        }
        return itunes(&kind);
    }
    // Without the samples that the coder added, sound would not begin and end where it did.
    if matches!(name, "iTunSMPB" | "iTunNORM") {
        return &[Rendering];
    }
    let name = name.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if has(&["location", "gps", "latitude", "longitude", "altitude"]) {
        &[Location]
    } else if has(&["identifier", "serial", "unique", "uuid", ".udid"]) {
        &[Device]
    } else if has(&["face", "person"]) {
        &[People]
    } else if has(&["email", "phone", "address", "owner", "collection.user"]) {
        &[Contact]
    } else if has(&["date", "time", "year"]) {
        &[Time]
    } else if has(&["artwork", "thumbnail", "preview"]) {
        &[EmbeddedPictures]
    } else if has(&["copyright", "license", "rights"]) {
        &[Rights]
    } else if has(&["author", "artist", "creator", "producer", "director", "performer", "publisher", "credits"]) {
        &[Creator]
    } else if has(&["focal", "capture", "exposure"]) {
        &[Capture]
    } else if has(&["make", "model", "manufacturer", "lens"]) {
        &[CameraModel]
    } else if has(&["software", "encoder", "version", "encod"]) {
        &[Software]
    } else if has(&["title", "comment", "description", "keyword", "genre", "album", "information", "displayname"]) {
        &[Text]
    } else {
        &[Unknown]
    }
}

fn itunes(kind: &[u8; 4]) -> &'static [Group] {
    match kind {
        b"loci" => &[Location],
        b"desc" | b"ldes" | b"keyw" | b"catg" | b"trkn" | b"disk" | b"tmpo" | b"gnre" | b"sonm" | b"soal" | b"tvsh"
        | b"tven" | b"tvsn" | b"tves" | b"sosn" | b"cpil" | b"stik" | b"rtng" | b"pcst" | b"hdvd" | b"pgap" => &[Text],
        b"aART" | b"soar" | b"soaa" | b"soco" | b"tvnn" => &[Creator],
        b"cprt" => &[Rights],
        b"purd" => &[Time],
        b"covr" => &[EmbeddedPictures],
        b"apID" | b"ownr" => &[Contact],
        _ => &[Unknown],
    }
}
