//! Pictures, films and packets inside of a picture: second pictures of a JPEG, gain maps, motion photos, extended XMP,
//! the auxiliary items of HEIF. Each fixture is made here, byte by byte, with a marker in every part that is to go.

mod common;

use std::fs::File;
use std::path::Path;
use std::process::Command;

use common::{Home, fixture};
use lightmark::media::redact::proof::prove;
use lightmark::media::redact::{Plan, plan, write};
use lightmark::provenance::format::Format;
use lightmark::provenance::redaction::{Fate, Group, Policy};

/// Plans, writes, proves; a copy and its plan.
fn redacted(home: &Home, bytes: &[u8], format: Format, policy: &Policy) -> (Vec<u8>, Plan) {
    let (original, copy) = (home.path("original"), home.path("copy"));
    std::fs::write(&original, bytes).unwrap();
    let plan = plan(&original, format, policy).unwrap_or_else(|error| panic!("{}: {error}", policy.name));
    write(&plan.pieces, &mut File::open(&original).unwrap(), &mut File::create(&copy).unwrap()).unwrap();
    let proof = prove(&original, &copy, format, policy).unwrap();
    assert!(proof.holds(), "{}: {proof:?}", policy.name);
    (std::fs::read(copy).unwrap(), plan)
}

fn holds(bytes: &[u8], text: &str) -> bool {
    memchr::memmem::find(bytes, text.as_bytes()).is_some()
}

fn segment(marker: u8, payload: &[u8]) -> Vec<u8> {
    [&[0xFF, marker][..], &(payload.len() as u16 + 2).to_be_bytes(), payload].concat()
}

fn xmp_segment(packet: &str) -> Vec<u8> {
    segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", packet.as_bytes()].concat())
}

/// A packet whose one description has these attributes and elements.
fn packet(attributes: &str, elements: &str) -> String {
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF \
         xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:GCamera=\"http://ns.google.com/photos/1.0/camera/\" \
         xmlns:GDepth=\"http://ns.google.com/photos/1.0/depthmap/\" \
         xmlns:photoshop=\"http://ns.adobe.com/photoshop/1.0/\" xmlns:xmpNote=\"http://ns.adobe.com/xmp/note/\" \
         xmlns:Container=\"http://ns.google.com/photos/1.0/container/\" \
         xmlns:Item=\"http://ns.google.com/photos/1.0/container/item/\" \
         xmlns:hdrgm=\"http://ns.adobe.com/hdr-gain-map/1.0/\" {attributes}>{elements}</rdf:Description></rdf:RDF>\
         </x:xmpmeta><?xpacket end=\"w\"?>"
    )
}

const RIGHTS: &str = "<dc:rights><rdf:Alt><rdf:li xml:lang=\"x-default\">KEPT-RIGHTS</rdf:li></rdf:Alt></dc:rights>";

fn jpeg(name: &str) -> Vec<u8> {
    std::fs::read(fixture(name)).unwrap()
}

/// A JPEG with these segments behind its first two bytes.
fn with_segments(base: &[u8], segments: &[Vec<u8>]) -> Vec<u8> {
    [&base[..2], &segments.concat(), &base[2..]].concat()
}

fn pixels(home: &Home, bytes: &[u8]) -> Vec<u8> {
    let path = home.path("pixels.jpg");
    std::fs::write(&path, bytes).unwrap();
    image::open(path).unwrap().into_rgb8().into_raw()
}

/// A multi-picture index (CIPA DC-007 §5.2) of two pictures; the first has `first` bytes, the second stands `offset`
/// bytes behind the index's own head.
fn mpf(first: u32, second: u32, offset: u32) -> Vec<u8> {
    let mut block = b"MM\0\x2A\0\0\0\x08\0\x03".to_vec();
    block.extend(b"\xB0\0\0\x07\0\0\0\x040100");
    block.extend(b"\xB0\x01\0\x04\0\0\0\x01\0\0\0\x02");
    block.extend(b"\xB0\x02\0\x07\0\0\0\x20\0\0\0\x32");
    block.extend([0; 4]);
    assert_eq!(block.len(), 0x32);
    block.extend([0x2003_0000, first, 0, 0, 0, second, offset, 0].map(u32::to_be_bytes).concat());
    segment(0xE2, &[b"MPF\0".to_vec(), block].concat())
}

/// Two pictures with an index, the second one with a comment of its own; other segments stand before the index.
fn two_pictures(before: &[Vec<u8>], secret: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let second = [&[segment(0xFE, secret.as_bytes())], more].concat();
    let second = with_segments(&jpeg("media/quarters-grey.jpg"), &second);
    let base = jpeg("media/noise-420.jpg");
    let index_at = 2 + before.concat().len();
    let first = base.len() + before.concat().len() + mpf(0, 0, 0).len();
    let offset = first - (index_at + 4 + 4);
    let index = mpf(first as u32, second.len() as u32, offset as u32);
    [with_segments(&base, &[before.concat(), index]), second].concat()
}

#[test]
fn a_second_picture_goes_with_its_index() {
    let home = Home::new();
    let bytes = two_pictures(&[segment(0xFE, b"KEPT-COMMENT")], "SECOND-SECRET", &[]);
    assert!(holds(&bytes, "SECOND-SECRET") && holds(&bytes, "MPF\0"));
    for policy in [Policy::public(), Policy::marketing(), Policy::source_protection()] {
        let (copy, plan) = redacted(&home, &bytes, Format::Jpeg, &policy);
        assert!(!holds(&copy, "SECOND-SECRET") && !holds(&copy, "MPF\0"), "{}", policy.name);
        assert_eq!(pixels(&home, &bytes), pixels(&home, &copy));
        let gone: Vec<&str> =
            plan.items.iter().filter(|item| item.fate == Fate::Dropped).map(|item| item.tag.as_str()).collect();
        assert!(gone.contains(&"MPF") && gone.contains(&"trailer"), "{gone:?}");
    }
}

#[test]
fn a_gain_map_goes_with_everything_that_names_it() {
    let home = Home::new();
    let container = "<Container:Directory><rdf:Seq><rdf:li rdf:parseType=\"Resource\"><Container:Item \
        Item:Semantic=\"Primary\" Item:Mime=\"image/jpeg\"/></rdf:li><rdf:li rdf:parseType=\"Resource\"><Container:Item \
        Item:Semantic=\"GainMap\" Item:Mime=\"image/jpeg\" Item:Length=\"1234\"/></rdf:li></rdf:Seq></Container:Directory>";
    let main = packet("hdrgm:Version=\"1.0\"", &[RIGHTS, container].concat());
    let iso = segment(0xE2, b"urn:iso:std:iso:ts:21496:-1\0\0\0\0\0");
    let map = xmp_segment(&packet("hdrgm:Version=\"1.0\" hdrgm:GainMapMax=\"2.5\"", ""));
    let bytes = two_pictures(&[xmp_segment(&main), iso.clone()], "GAINMAP-SECRET", &[map, iso]);
    for policy in [Policy::public(), Policy::marketing(), Policy::source_protection()] {
        let (copy, _) = redacted(&home, &bytes, Format::Jpeg, &policy);
        for gone in ["GAINMAP-SECRET", "GainMap", "hdrgm", "hdr-gain-map", "21496", "Container", "MPF\0"] {
            assert!(holds(&bytes, gone) && !holds(&copy, gone), "{}: {gone}", policy.name);
        }
        assert_eq!(holds(&copy, "KEPT-RIGHTS"), policy.name != "source-protection");
        assert_eq!(pixels(&home, &bytes), pixels(&home, &copy));
    }
    // Who keeps embedded pictures keeps the map and what says how it is used.
    let mut policy = Policy::public();
    policy.drop.remove(&Group::EmbeddedPictures);
    let (copy, _) = redacted(&home, &bytes, Format::Jpeg, &policy);
    for kept in ["GAINMAP-SECRET", "hdrgm:GainMapMax", "21496", "Item:Semantic=\"GainMap\"", "MPF\0"] {
        assert!(holds(&copy, kept), "{kept}");
    }
}

#[test]
fn further_pictures_that_stay_are_found_after_something_before_them_went() {
    let home = Home::new();
    let before = [segment(0xFE, b"GONE-COMMENT"), segment(0xE7, b"GONE-SEGMENT")];
    // What is dropped goes from the second picture, too, and the rest of it stays.
    let bytes = two_pictures(&before, "GONE-SECOND", &[xmp_segment(&packet("", RIGHTS))]);
    let mut policy = Policy::evidence();
    policy.drop.extend([Group::Text, Group::Unknown]);
    let (copy, _) = redacted(&home, &bytes, Format::Jpeg, &policy);
    assert!(!holds(&copy, "GONE") && holds(&copy, "KEPT-RIGHTS") && copy.len() < bytes.len());
    let path = home.path("copy.jpg");
    std::fs::write(&path, &copy).unwrap();
    let output = Command::new("exiftool").args(["-b", "-MPImage2"]).arg(&path).output().unwrap();
    let second = memchr::memmem::rfind(&copy, &[0xFF, 0xD8, 0xFF]).unwrap();
    assert!(
        !output.stdout.is_empty() && output.stdout == copy[second..],
        "the second picture is not where the index says"
    );
    assert!(holds(&output.stdout, "KEPT-RIGHTS"));
    assert_eq!(
        image::load_from_memory(&output.stdout).unwrap(),
        image::open(fixture("media/quarters-grey.jpg")).unwrap()
    );
    // An index that cannot be followed is no reason to leave anything in, so there is no copy.
    let mut broken = bytes.clone();
    let at = memchr::memmem::find(&broken, b"MPF\0").unwrap() + 8;
    broken[at + 2] = 0xFF;
    std::fs::write(home.path("original"), &broken).unwrap();
    assert!(plan(&home.path("original"), Format::Jpeg, &policy).is_err());
}

#[test]
fn a_picture_that_stays_may_not_tell_what_goes() {
    let home = Home::new();
    let cleaned = |bytes: &[u8], format: Format, policy: &Policy| {
        let (copy, _) = redacted(&home, bytes, format, policy);
        assert!(holds(bytes, "SECRET") && !holds(&copy, "SECRET"));
    };
    let (mut text, mut place) = (Policy::evidence(), Policy::evidence());
    text.drop.insert(Group::Text);
    place.drop.insert(Group::Location);
    let second = two_pictures(&[], "SECOND-SECRET", &[]);
    cleaned(&second, Format::Jpeg, &text);
    let (copy, _) = redacted(&home, &second, Format::Jpeg, &place);
    assert!(holds(&copy, "SECOND-SECRET"));
    let film = std::fs::read(fixture("formats/video.mp4")).unwrap();
    let title = [&film[..], &part(b"moov", &part(b"udta", &part(b"titl", b"\0\0\0\0\x15\xc7SECRET\0")))].concat();
    cleaned(&[jpeg("media/noise-420.jpg"), title, b"behind".to_vec()].concat(), Format::Jpeg, &text);
    // The cover of a sound, with a place of its own.
    let city = "<photoshop:City>PLACE-SECRET</photoshop:City>";
    let cover = with_segments(&jpeg("media/quarters-grey.jpg"), &[xmp_segment(&packet("", city))]);
    let sound = std::fs::read(fixture("formats/sound.flac")).unwrap();
    let picture =
        [&[0, 0, 0, 3, 0, 0, 0, 10][..], b"image/jpeg", &[0; 20], &(cover.len() as u32).to_be_bytes(), &cover];
    let picture = picture.concat();
    let block = [&[6][..], &(picture.len() as u32).to_be_bytes()[1..], &picture].concat();
    let sound = [&sound[..42], &block, &sound[42..]].concat();
    cleaned(&sound, Format::Flac, &place);
    let (copy, _) = redacted(&home, &sound, Format::Flac, &Policy::public());
    assert!(!holds(&copy, "PLACE-SECRET"));
    redacted(&home, &sound, Format::Flac, &text);
}

#[test]
fn a_motion_photo_loses_its_film_and_every_mention_of_it() {
    let home = Home::new();
    let film = home.path("film.mp4");
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=64x48:d=1", "-metadata", "title=FILM-SECRET"])
        .arg(&film)
        .status();
    assert!(made.unwrap().success());
    let film = std::fs::read(film).unwrap();
    let camera = "GCamera:MotionPhoto=\"1\" GCamera:MotionPhotoVersion=\"1\" GCamera:MicroVideoOffset=\"4321\" \
        GCamera:MotionPhotoPresentationTimestampUs=\"968644\"";
    let container = "<Container:Directory><rdf:Seq><rdf:li rdf:parseType=\"Resource\"><Container:Item \
        Item:Semantic=\"MotionPhoto\" Item:Mime=\"video/mp4\" Item:Length=\"4321\"/></rdf:li></rdf:Seq></Container:Directory>";
    let main = xmp_segment(&packet(camera, &[RIGHTS, container].concat()));
    let base = with_segments(&jpeg("media/noise-420.jpg"), &[main]);
    let bytes = [base, film, b"SEFHe\0\0\0MotionPhoto_DataSEFT".to_vec()].concat();
    for policy in [Policy::public(), Policy::marketing(), Policy::source_protection()] {
        let (copy, _) = redacted(&home, &bytes, Format::Jpeg, &policy);
        for gone in ["FILM-SECRET", "ftyp", "Motion", "MicroVideo", "968644", "video/mp4", "SEFT", "GCamera"] {
            assert!(holds(&bytes, gone) && !holds(&copy, gone), "{}: {gone}", policy.name);
        }
        assert_eq!(holds(&copy, "KEPT-RIGHTS"), policy.name != "source-protection");
        assert_eq!(pixels(&home, &bytes), pixels(&home, &copy));
    }
}

fn exiftool(path: &Path, args: &[&str]) -> String {
    let output = Command::new("exiftool").args(args).arg(path).output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn an_extended_packet_is_cut_and_still_belongs_to_its_picture() {
    let home = Home::new();
    let depth = "Zm9ybSBvZiBhIGRlcHRoIG1hcA".repeat(3_000);
    let extension = packet(&format!("photoshop:City=\"EXTENDED-CITY\" GDepth:Data=\"{depth}\""), RIGHTS);
    let guid = md5(&home, extension.as_bytes());
    let main = packet(&format!("xmpNote:HasExtendedXMP=\"{guid}\" photoshop:Country=\"MAIN-COUNTRY\""), "");
    let parts: Vec<Vec<u8>> = extension
        .as_bytes()
        .chunks(40_000)
        .enumerate()
        .map(|(index, part)| {
            let place = [extension.len() as u32, index as u32 * 40_000].map(u32::to_be_bytes).concat();
            segment(0xE1, &[b"http://ns.adobe.com/xmp/extension/\0", guid.as_bytes(), &place, part].concat())
        })
        .collect();
    assert!(parts.len() > 1);
    let bytes = with_segments(&jpeg("media/noise-420.jpg"), &[vec![xmp_segment(&main)], parts].concat());
    for policy in [Policy::public(), Policy::marketing()] {
        let (copy, _) = redacted(&home, &bytes, Format::Jpeg, &policy);
        for gone in ["EXTENDED-CITY", "MAIN-COUNTRY", "Zm9ybSBv", &guid] {
            assert!(holds(&bytes, gone) && !holds(&copy, gone), "{}: {gone}", policy.name);
        }
        let path = home.path("copy.jpg");
        std::fs::write(&path, &copy).unwrap();
        let said = exiftool(&path, &["-a", "-G1", "-s", "-Warning", "-XMP-dc:Rights"]);
        assert!(said.contains("KEPT-RIGHTS") && !said.contains("Warning"), "{said}");
    }
    let (copy, _) = redacted(&home, &bytes, Format::Jpeg, &Policy::source_protection());
    assert!(!holds(&copy, "ns.adobe.com") && !holds(&copy, "KEPT"));
}

fn md5(home: &Home, bytes: &[u8]) -> String {
    let path = home.path("for-md5");
    std::fs::write(&path, bytes).unwrap();
    let output = Command::new("md5sum").arg(path).output().unwrap();
    String::from_utf8_lossy(&output.stdout).split_whitespace().next().unwrap().to_uppercase()
}

fn part(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    [&(data.len() as u32 + 8).to_be_bytes()[..], kind, data].concat()
}

fn full(kind: &[u8; 4], flags: u32, data: &[u8]) -> Vec<u8> {
    part(kind, &[&flags.to_be_bytes()[..], data].concat())
}

/// The first box of this kind, wherever it stands.
fn found(bytes: &[u8], kind: &[u8; 4]) -> Vec<u8> {
    let at = memchr::memmem::find(bytes, kind).unwrap() - 4;
    let length = u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    bytes[at..at + length].to_vec()
}

/// An AVIF whose picture is shown cropped, with a thumbnail, a depth map, a gain map of Apple's and one of ISO 21496-1,
/// each with a marker in its data.
fn nested_avif() -> Vec<u8> {
    let base = std::fs::read(fixture("media/quarters-420.avif")).unwrap();
    let coded = found(&base, b"mdat")[8..].to_vec();
    let ispe = found(&base, b"ispe");
    let (width, height) = (&ispe[12..16], &ispe[16..20]);
    let number = |four: &[u8]| u32::from_be_bytes(four.try_into().unwrap());
    let one = 1u32.to_be_bytes();
    let half = |side: u32| [&(side / 2).to_be_bytes()[..], &one].concat();
    let clap = part(
        b"clap",
        &[half(number(width)), half(number(height)), vec![0; 4], one.to_vec(), vec![0; 4], one.to_vec()].concat(),
    );
    let auxiliary = |kind: &str| full(b"auxC", 0, &[kind.as_bytes(), b"\0"].concat());
    let properties = [
        ispe.clone(),
        found(&base, b"av1C"),
        found(&base, b"pixi"),
        clap,
        auxiliary("urn:mpeg:mpegB:cicp:systems:auxiliary:depth"),
        auxiliary("urn:com:apple:photo:2020:aux:hdrgainmap"),
    ];
    /// Kind, name, content, and which properties count for it.
    type Item<'a> = (&'a [u8; 4], &'a str, Vec<u8>, &'a [u8]);
    let items: [Item<'_>; 5] = [
        (b"av01", "", coded.clone(), &[1, 0x82, 3, 0x84]),
        (b"av01", "NAME-THUMB", [&coded[..], b"DATA-THUMB"].concat(), &[1, 0x82, 3]),
        (b"av01", "NAME-DEPTH", [&coded[..], b"DATA-DEPTH"].concat(), &[1, 0x82, 3, 5]),
        (b"av01", "NAME-GAIN", [&coded[..], b"DATA-GAIN"].concat(), &[1, 0x82, 3, 6]),
        (b"tmap", "NAME-TONE", b"DATA-TONE-MAP".to_vec(), &[1, 3]),
    ];
    let (mut infos, mut rows, mut places, mut media) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (index, (kind, name, data, links)) in items.iter().enumerate() {
        let id = index as u16 + 1;
        infos.extend(full(
            b"infe",
            2 << 24,
            &[&id.to_be_bytes()[..], &[0, 0], &kind[..], name.as_bytes(), b"\0"].concat(),
        ));
        rows.extend([&id.to_be_bytes()[..], &[links.len() as u8], links].concat());
        places.push((id, media.len(), data.len()));
        media.extend(data);
    }
    let reference = |kind: &[u8; 4], from: u16, to: &[u16]| {
        let to: Vec<u8> = to.iter().flat_map(|id| id.to_be_bytes()).collect();
        part(kind, &[&from.to_be_bytes()[..], &(to.len() as u16 / 2).to_be_bytes(), &to].concat())
    };
    let references = [
        reference(b"thmb", 2, &[1]),
        reference(b"auxl", 3, &[1]),
        reference(b"auxl", 4, &[1]),
        reference(b"dimg", 5, &[1, 4]),
    ];
    let group = full(b"altr", 0, &[9u32, 2, 5, 1].map(u32::to_be_bytes).concat());
    let head = |start: usize| {
        let mut rows_of_places = Vec::new();
        for (id, at, length) in &places {
            rows_of_places.extend([&id.to_be_bytes()[..], &[0, 0, 0, 1]].concat());
            rows_of_places.extend([(start + at) as u32, *length as u32].map(u32::to_be_bytes).concat());
        }
        let count = (items.len() as u16).to_be_bytes();
        let meta = [
            full(b"hdlr", 0, b"\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0"),
            full(b"pitm", 0, &[0, 1]),
            full(b"iloc", 0, &[&[0x44, 0][..], &count, &rows_of_places].concat()),
            full(b"iinf", 0, &[&count[..], &infos].concat()),
            full(b"iref", 0, &references.concat()),
            part(
                b"iprp",
                &[
                    part(b"ipco", &properties.concat()),
                    full(b"ipma", 0, &[&(items.len() as u32).to_be_bytes()[..], &rows].concat()),
                ]
                .concat(),
            ),
            part(b"grpl", &group),
        ];
        [part(b"ftyp", b"avif\0\0\0\0avifmif1miaftmap"), full(b"meta", 0, &meta.concat())].concat()
    };
    let start = head(0).len() + 8;
    [head(start), part(b"mdat", &media)].concat()
}

#[test]
fn auxiliary_pictures_of_heif_go_with_every_mention() {
    let home = Home::new();
    let bytes = nested_avif();
    let decoded = |bytes: &[u8], name: &str| {
        let (path, png) = (home.path(&format!("{name}.avif")), home.path(&format!("{name}.png")));
        std::fs::write(&path, bytes).unwrap();
        let output = Command::new("avifdec").args([&path, &png]).output().unwrap();
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        image::open(png).unwrap().into_rgba8()
    };
    let before = decoded(&bytes, "before");
    for policy in [Policy::public(), Policy::marketing(), Policy::source_protection()] {
        let (copy, plan) = redacted(&home, &bytes, Format::Avif, &policy);
        for gone in [
            "NAME-THUMB",
            "DATA-THUMB",
            "NAME-DEPTH",
            "DATA-DEPTH",
            "NAME-GAIN",
            "DATA-GAIN",
            "NAME-TONE",
            "DATA-TONE",
            "thmb",
            "auxl",
            "altr",
            "hdrgainmap",
            "auxiliary:depth",
        ] {
            assert!(holds(&bytes, gone) && !holds(&copy, gone), "{}: {gone}", policy.name);
        }
        for note in ["redact-note-iso-clap", "redact-note-iso-gain-map"] {
            assert!(plan.notes.iter().any(|one| one == note), "{}: {:?}", policy.name, plan.notes);
        }
        assert!(decoded(&copy, &policy.name) == before, "{}", policy.name);
        assert_eq!(copy.len(), bytes.len());
    }
    let mut policy = Policy::evidence();
    policy.drop.insert(Group::Location);
    let (copy, _) = redacted(&home, &bytes, Format::Avif, &policy);
    assert!(copy == bytes, "who keeps embedded pictures keeps all of them");
}
