//! To which group an XMP property belongs: by its local name whatever namespace it is put in, then by its namespace.
//! Names only; never a value.

use crate::media::xml;
use crate::provenance::redaction::Group;

/// The prefix that a known namespace usually has.
pub(super) fn usual_prefix(namespace: &str) -> Option<&'static str> {
    const MORE: [(&str, &str); 14] = [
        ("http://ns.camerabits.com/photomechanic/1.0/", "photomech"),
        ("http://ns.microsoft.com/photo/1.2/", "MP"),
        ("http://ns.microsoft.com/photo/1.2/t/RegionInfo#", "MPRI"),
        ("http://ns.microsoft.com/photo/1.2/t/Region#", "MPReg"),
        ("http://ns.google.com/photos/1.0/depthmap/", "GDepth"),
        ("http://ns.google.com/photos/1.0/image/", "GImage"),
        ("http://ns.google.com/photos/1.0/audio/", "GAudio"),
        ("http://ns.google.com/photos/1.0/container/", "Container"),
        ("http://ns.google.com/photos/1.0/container/item/", "Item"),
        ("http://ns.adobe.com/hdr-gain-map/1.0/", "hdrgm"),
        ("http://ns.apple.com/HDRGainMap/1.0/", "HDRGainMap"),
        ("http://ns.apple.com/faceinfo/1.0/", "apple-fi"),
        ("http://ns.adobe.com/xap/1.0/g/img/", "xmpGImg"),
        ("http://www.metadataworkinggroup.com/schemas/keywords/", "mwg-kw"),
    ];
    let more = MORE.iter().find(|(uri, _)| *uri == namespace).map(|(_, prefix)| *prefix);
    more.or_else(|| xml::usual_prefix(namespace))
}

/// The group of a property; `None` for members that belong to whatever they are part of, and for what is unknown.
pub(super) fn group_of(prefix: &str, local: &str) -> Option<Group> {
    anywhere(local).or_else(|| by_namespace(prefix, local))
}

/// Names that mean the same in every namespace.
fn anywhere(local: &str) -> Option<Group> {
    if local.starts_with("GPS") || local.starts_with("Gps") {
        return Some(Group::Location);
    }
    // A licensor is stated so that one can ask; how to reach a person is another thing.
    if let Some(rest) = local.strip_prefix("Licensor") {
        return Some(match rest {
            "" | "Name" | "ID" | "URL" => Group::Rights,
            _ => Group::Contact,
        });
    }
    if local.starts_with("CiAdr") || local.starts_with("CiEmail") || local.starts_with("CiTel") || local == "CiUrlWork"
    {
        return Some(Group::Contact);
    }
    if local.starts_with("PersonInImage") || local.starts_with("OrganisationInImage") {
        return Some(Group::People);
    }
    if local.starts_with("SubSecTime") || local.starts_with("OffsetTime") || local.starts_with("DateTime") {
        return Some(Group::Time);
    }
    Some(match local {
        "City" | "State" | "Country" | "CountryCode" | "CountryName" | "Location" | "Sublocation" | "SubLocation"
        | "ProvinceState" | "WorldRegion" | "LocationCreated" | "LocationShown" | "Latitude" | "Longitude"
        | "Altitude" | "AbsoluteAltitude" | "RelativeAltitude" | "PoseHeadingDegrees" | "PosePitchDegrees"
        | "PoseRollDegrees" | "coverage" => Group::Location,
        "SerialNumber"
        | "BodySerialNumber"
        | "CameraSerialNumber"
        | "LensSerialNumber"
        | "InternalSerialNumber"
        | "ImageUniqueID"
        | "ImageNumber" => Group::Device,
        "Make" | "Model" | "Lens" | "LensID" | "LensInfo" | "LensMake" | "LensModel" | "LensSpecification"
        | "LensManufacturer" | "UniqueCameraModel" => Group::CameraModel,
        "OwnerName" | "CameraOwnerName" | "CreatorContactInfo" | "CaptionWriter" | "Photographer" | "ImageEditor" => {
            Group::Contact
        }
        "CreatorTool"
        | "Software"
        | "StitchingSoftware"
        | "Firmware"
        | "CameraFirmware"
        | "RAWDevelopingSoftware"
        | "ImageEditingSoftware"
        | "MetadataEditingSoftware"
        | "NativeDigest"
        | "LegacyIPTCDigest"
        | "EmbeddedXMPDigest" => Group::Software,
        "ModelAge" | "AddlModelInfo" | "ImageRegion" | "MinorModelAgeDisclosure" => Group::People,
        "CreateDate" | "ModifyDate" | "MetadataDate" | "DateCreated" | "DateAcquired" | "FirstPhotoDate"
        | "LastPhotoDate" => Group::Time,
        "DigitalSourceType"
        | "DigitalSourcefileType"
        | "AIPromptInformation"
        | "AIPromptWriterName"
        | "AISystemUsed"
        | "AISystemVersionUsed"
        | "AltTextAccessibility"
        | "ExtDescrAccessibility" => Group::Rights,
        "MakerNote" => Group::Unknown,
        _ => return None,
    })
}

fn by_namespace(prefix: &str, local: &str) -> Option<Group> {
    Some(match (prefix, local) {
        ("x", _) => Group::Software,
        ("dc", "creator" | "contributor") | ("tiff", "Artist") | ("pdf", "Author") | ("plus", "ImageCreator") => {
            Group::Creator
        }
        ("photoshop", "Credit" | "AuthorsPosition" | "Source") => Group::Creator,
        ("dc", "rights" | "publisher") | ("tiff", "Copyright") => Group::Rights,
        ("dc", "date") | ("tiff", "DateTime") => Group::Time,
        ("dc", "format") | ("photoshop", "ColorMode" | "ICCProfile") | ("xmpNote", "HasExtendedXMP") => {
            Group::Rendering
        }
        ("dc", "identifier" | "source" | "relation") => Group::Software,
        ("dc" | "mwg-kw" | "prism", _) | ("tiff", "ImageDescription") => Group::Text,
        ("dcterms", "provenance") => Group::Credentials,
        ("xmpRights" | "plus" | "cc", _) => Group::Rights,
        ("Iptc4xmpExt", "RegistryId" | "MaxAvailHeight" | "MaxAvailWidth") => Group::Rights,
        ("xmpMM" | "xmpBJ" | "crs" | "stEvt", _) | ("Iptc4xmpExt", "DigImageGUID" | "DigitalImageGUID") => {
            Group::Software
        }
        ("xmp", "Thumbnails")
        | ("GDepth" | "GImage" | "Container" | "Item" | "hdrgm" | "HDRGainMap" | "xmpGImg", _) => {
            Group::EmbeddedPictures
        }
        ("GCamera", name) if name.starts_with("Micro") || name.starts_with("Motion") => Group::EmbeddedPictures,
        ("mwg-rs" | "MP" | "MPRI" | "MPReg" | "apple-fi", _) => Group::People,
        ("photomech" | "drone-dji", _) => Group::Location,
        ("xmp", "Rating" | "Label" | "Nickname") | ("lr", "hierarchicalSubject" | "weightedFlatSubject") => Group::Text,
        ("xmp", "Identifier" | "BaseURL" | "Advisory") | ("lr", _) => Group::Software,
        ("photoshop", "History" | "DocumentAncestors" | "SidecarForExtension") => Group::Software,
        ("photoshop", _) => Group::Text,
        ("Iptc4xmpCore", _) => Group::Text,
        ("Iptc4xmpExt", "Event" | "EventName" | "EventId" | "ArtworkOrObject" | "Genre" | "AboutCvTerm") => Group::Text,
        ("exif", "UserComment" | "RelatedSoundFile") | ("exifEX", "ImageTitle") | ("GAudio", _) => Group::Text,
        (
            "exif",
            "PixelXDimension"
            | "PixelYDimension"
            | "ColorSpace"
            | "ExifVersion"
            | "FlashpixVersion"
            | "ComponentsConfiguration"
            | "CompressedBitsPerPixel",
        ) => Group::Rendering,
        ("exif", "DeviceSettingDescription") => Group::Unknown,
        ("exif" | "exifEX", _) => Group::Capture,
        ("aux", "ApproximateFocusDistance" | "FlashCompensation") => Group::Capture,
        ("tiff", _) => Group::Rendering,
        // What a viewer needs to show a panorama; its poses are a place.
        ("GPano", "SourcePhotosCount" | "ExposureLockUsed") => Group::Capture,
        ("GPano", _) => Group::Rendering,
        ("MicrosoftPhoto", "Rating" | "LastKeywordXMP" | "LastKeywordIPTC") => Group::Text,
        ("digiKam", "TagsList" | "PickLabel" | "ColorLabel" | "CaptionsDateTimeStamps") => Group::Text,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_place_in_every_namespace() {
        for prefix in ["", "exif", "drone-dji", "tiff"] {
            assert_eq!(group_of(prefix, "GPSLatitude"), Some(Group::Location));
            assert_eq!(group_of(prefix, "LocationCreated"), Some(Group::Location));
        }
        assert_eq!(group_of("", "creator"), None, "a stranger's creator is not dc:creator");
        assert_eq!(group_of("plus", "LicensorCity"), Some(Group::Contact));
        assert_eq!(group_of("plus", "LicensorURL"), Some(Group::Rights));
    }
}
