//! What of a photo's metadata goes along into an exported copy, by the real program, read by Lightmark and by ExifTool.

mod common;

use std::path::Path;

use common::desk::{Desk, actions, exiftool, parameters};
use common::fixture;

const FORMATS: [&str; 5] = ["jpg", "png", "tif", "webp", "avif"];

fn holds(path: &Path, text: &str) -> bool {
    std::fs::read(path).unwrap().windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn nothing_goes_along_where_nothing_is_asked_for() {
    let desk = Desk::new();
    for ending in FORMATS {
        let copy = desk.export(&fixture("media/marked.jpg"), &format!("none.{ending}"), &["--metadata", "none"]);
        assert!(!holds(&copy, "arker-") && !holds(&copy, "MarkerM"), "{ending}");
        let report = desk.report(&copy);
        assert!(!report["metadata"].to_string().contains("arker"), "{ending}");
        assert_eq!(parameters(&report, "c2pa.edited.metadata")["app.lightmark.carriedMetadata"], "none", "{ending}");
    }
}

#[test]
fn by_default_rights_and_camera_go_along_and_the_place_does_not() {
    let desk = Desk::new();
    for ending in FORMATS {
        let args = ["--resize", "32", "--exposure", "0.1"];
        let copy = desk.export(&fixture("media/marked.jpg"), &format!("public.{ending}"), &args);
        let report = desk.report(&copy);
        assert_eq!(report["headline"], "intact-unrecognised", "{ending}");
        assert!(actions(&report).contains(&"c2pa.edited.metadata".to_owned()), "{ending}");
        for kept in ["marker-exif-artist", "marker-exif-copyright", "MarkerModel", "marker-exif-description"] {
            assert!(holds(&copy, kept), "{ending}: {kept}");
        }
        // Comments outside of EXIF, XMP and IPTC never go along.
        assert!(!holds(&copy, "marker-comment"), "{ending}");
        let in_xmp = ["marker-xmp-rights", "marker-owner", "https://marker.example/licence"];
        assert!(in_xmp.iter().all(|text| holds(&copy, text)), "{ending}");
        let by_line = report["metadata"].to_string().contains("marker-iptc-byline");
        assert_eq!(by_line, ["jpg", "tif", "png"].contains(&ending), "{ending}: {}", report["metadata"]);
        let Some(found) = exiftool(&copy) else { continue };
        assert!(!found.keys().any(|tag| tag.starts_with("GPS:")), "{ending}: {found:?}");
        assert_eq!(found["IFD0:Artist"], "marker-exif-artist", "{ending}");
        assert_eq!(found["XMP-dc:Rights"], "marker-xmp-rights", "{ending}");
        assert_eq!(found.get("IPTC:By-line").is_some(), by_line, "{ending}");
        assert!(!found.contains_key("ExifTool:Warning") && !found.contains_key("IPTC:City"), "{ending}: {found:?}");
        assert_eq!(found["ExifIFD:ExposureTime"], "1/250", "{ending}");
        assert!(found["IFD0:Software"].as_str().unwrap().starts_with("Lightmark "), "{ending}");
        assert_eq!(found["IFD0:Orientation"], "Horizontal (normal)", "{ending}");
        if ending != "tif" {
            assert_eq!((&found["ExifIFD:ExifImageWidth"], &found["ExifIFD:ExifImageHeight"]), (&32.into(), &24.into()));
        }
    }
}

#[test]
fn all_carries_the_place_and_still_no_thumbnail() {
    let desk = Desk::new();
    for ending in FORMATS {
        let copy = desk.export(&fixture("media/marked.jpg"), &format!("all.{ending}"), &["--metadata", "all"]);
        let Some(found) = exiftool(&copy) else { return };
        assert!(found["GPS:GPSLatitude"].as_str().unwrap().starts_with("12 deg 30'"), "{ending}");
        assert!(!found.keys().any(|tag| tag.starts_with("IFD1:ThumbnailOffset") || tag.contains("MakerNote")));
    }
}

#[test]
fn what_every_format_holds_comes_out_of_every_other() {
    let desk = Desk::new();
    for ending in ["jpg", "png", "tif", "webp", "avif", "jxl"] {
        let copy = desk.export(&fixture(&format!("media/marked.{ending}")), &format!("from-{ending}.jpg"), &[]);
        let Some(found) = exiftool(&copy) else { return };
        assert_eq!(found["IFD0:Artist"], "marker-exif-artist", "{ending}: {found:?}");
        assert_eq!(found["XMP-dc:Rights"], "marker-xmp-rights", "{ending}");
        assert!(!found.keys().any(|tag| tag.starts_with("GPS:")), "{ending}");
    }
    let copy = desk.export(&fixture("media/marked.gif"), "from-gif.png", &[]);
    assert!(holds(&copy, "marker-xmp-rights"), "what a GIF says in XMP");
}

#[test]
fn iptc_fields_go_on_from_each_format_that_holds_them_and_a_loss_is_told() {
    let desk = Desk::new();
    let mut from = fixture("media/marked.jpg");
    for (step, ending) in ["png", "tif", "png", "jpg", "tif", "jpg"].into_iter().enumerate() {
        from = desk.export(&from, &format!("{step}.{ending}"), &["--metadata", "all"]);
        let fields = desk.report(&from)["metadata"].to_string();
        assert!(fields.contains("marker-iptc-byline"), "{step} {ending}: {fields}");
        let Some(found) = exiftool(&from) else { continue };
        assert_eq!(found["IPTC:By-line"], "marker-iptc-byline", "{step} {ending}");
    }
    for ending in ["webp", "avif"] {
        let target = desk.home.path(&format!("lost.{ending}"));
        let output = desk.run("export", &[from.to_str().unwrap(), "-o", target.to_str().unwrap()]);
        let told = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && told.contains("IPTC fields stayed behind"), "{ending}: {told}");
    }
}

/// Pixels as another program decodes them; `None` where it is not installed.
fn pixels(path: &Path) -> Option<Vec<u8>> {
    let made = path.with_extension("decoded.png");
    let done = std::process::Command::new("avifdec").args([path, &made]).output().ok()?.status.success();
    assert!(done, "{}", path.display());
    Some(image::open(&made).unwrap().into_rgba8().into_raw())
}

#[test]
fn metadata_beside_the_picture_changes_no_pixel_of_an_avif() {
    let desk = Desk::new();
    for (name, source) in [("opaque", "media/marked.jpg"), ("clear", "media/quarters-alpha.png")] {
        let with = desk.export(&fixture(source), &format!("{name}-with.avif"), &["--copyright", "© Ada"]);
        let without = desk.export(&fixture(source), &format!("{name}.avif"), &["--metadata", "none"]);
        assert!(holds(&with, "© Ada") && !holds(&without, "© Ada"));
        let (Some(one), Some(other)) = (pixels(&with), pixels(&without)) else { return };
        assert!(one == other, "{name}");
    }
}

#[test]
fn rights_that_are_stated_go_before_those_that_came_along() {
    let desk = Desk::new();
    for ending in FORMATS {
        let args = ["--copyright", "© 2026 New Owner", "--creator", "New Creator"];
        let copy = desk.export(&fixture("media/marked.jpg"), &format!("rights.{ending}"), &args);
        let report = desk.report(&copy);
        assert_eq!(report["rights"]["state"], "signed", "{ending}: {}", report["rights"]);
        assert!(!holds(&copy, "marker-exif-copyright") && !holds(&copy, "marker-xmp-creator"), "{ending}");
        assert!(!report["metadata"].to_string().contains("marker-iptc-byline"), "{ending}: {}", report["metadata"]);
        let Some(found) = exiftool(&copy) else { return };
        assert_eq!(found["IFD0:Copyright"], "© 2026 New Owner", "{ending}");
        assert_eq!(found["XMP-dc:Creator"], "New Creator", "{ending}");
        assert_eq!(found["IFD0:Model"], "MarkerModel", "{ending}");
    }
}

#[test]
fn a_caption_stays_behind_where_a_part_is_covered() {
    let desk = Desk::new();
    let args = ["--black-out", "0,0,16,16"];
    let copy = desk.export(&fixture("media/marked.jpg"), "covered.jpg", &args);
    for gone in ["marker-exif-description", "marker-user-comment"] {
        assert!(!holds(&copy, gone), "{gone}");
    }
    assert!(holds(&copy, "marker-exif-artist"));
    let mut wanted = args.to_vec();
    wanted.extend(["--metadata", "marketing"]);
    assert!(holds(&desk.export(&fixture("media/marked.jpg"), "asked.jpg", &wanted), "marker-exif-description"));
}

#[test]
fn broken_metadata_costs_itself_and_not_the_picture() {
    let desk = Desk::new();
    let whole = std::fs::read(fixture("media/marked.jpg")).unwrap();
    let exif = whole.windows(6).position(|window| window == b"Exif\0\0").unwrap() + 6;
    let xmp = whole.windows(9).position(|window| window == b"<x:xmpmet").unwrap();
    for (name, at, bytes) in [
        ("offset", exif + 4, &[0xFF; 4][..]),
        ("count", exif + 8, &[0xFF; 2][..]),
        ("packet", xmp, b"<<<<<<<<<"),
        ("first", exif, b"XX"),
    ] {
        let mut broken = whole.clone();
        broken[at..at + bytes.len()].copy_from_slice(bytes);
        let source = desk.home.path(&format!("{name}.jpg"));
        std::fs::write(&source, broken).unwrap();
        for choice in ["public", "all"] {
            let copy = desk.export(&source, &format!("{name}-{choice}.png"), &["--metadata", choice]);
            assert_eq!(desk.report(&copy)["headline"], "intact-unrecognised", "{name}");
            if name == "packet" {
                assert!(!holds(&copy, "marker-xmp-rights"), "a packet that cannot be followed goes whole");
            }
        }
    }
}

#[test]
fn a_recipe_says_what_goes_along_and_what_is_stated() {
    let desk = Desk::new();
    let recipe = desk.home.path("web.toml");
    std::fs::write(
        &recipe,
        "name = \"Web, no location\"\n[output]\nformat = \"jpeg\"\nquality = 82\ncolor = \"srgb\"\nmetadata = \"public\"\n\
         [edit]\nresize = { within = 2048 }\n[rights]\ncopyright = \"© {year} {creator}\"\ncreator = \"Ada Example\"\n",
    )
    .unwrap();
    let copy = desk.export(&fixture("media/marked.png"), "web.jpg", &["--recipe", recipe.to_str().unwrap()]);
    let report = desk.report(&copy);
    assert_eq!(report["rights"]["state"], "signed");
    assert!(report["rights"]["fields"].to_string().contains(" Ada Example"), "{}", report["rights"]);
    assert!(!report["metadata"].to_string().contains("GPSLatitude"));
    let shown = desk.home.lightmark().args(["recipe", "list"]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&shown.stdout).lines().count(), 3);
    let shown = desk.home.lightmark().args(["recipe", "show", "social-square"]).output().unwrap();
    std::fs::write(&recipe, shown.stdout).unwrap();
    let square = desk.export(&fixture("formats/photo.jpg"), "square.jpg", &["--recipe", recipe.to_str().unwrap()]);
    let square = image::open(square).unwrap();
    assert_eq!(square.width(), square.height());
}
