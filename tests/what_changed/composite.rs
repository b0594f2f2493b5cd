//! Files of another program, which keeps every thumbnail: a crop, and a composite of several files.

use image::imageops;
use serde_json::json;

use crate::foreign::{Foreign, Recipe, context, root};
use crate::scene::{jpeg, paint, scene};

fn program() -> Foreign {
    Foreign::under(&root("Studio Root"), "Ben Studio")
}

/// Left, top, width and height of the scene, made from the signed file.
pub fn cropped(signed: &[u8], [x, y, width, height]: [u32; 4]) -> Vec<u8> {
    let picture = imageops::crop_imm(&scene(0.0), x, y, width, height).to_image();
    let recipe = Recipe::with_actions(json!([
        { "action": "c2pa.opened", "parameters": { "ingredientIds": ["parent"] } },
        { "action": "c2pa.cropped" },
    ]));
    recipe.from("parentOf", "parent", signed).sign(&program(), &jpeg(&picture))
}

/// A scene whose claim carries these bytes as its thumbnail.
pub fn with_thumbnail(bytes: &[u8]) -> Vec<u8> {
    let mut builder = Recipe::created().builder();
    builder.set_thumbnail("image/jpeg", &mut std::io::Cursor::new(bytes)).unwrap();
    let mut out = std::io::Cursor::new(Vec::new());
    builder.sign(&program(), "image/jpeg", &mut std::io::Cursor::new(jpeg(&scene(0.0))), &mut out).unwrap();
    out.into_inner()
}

/// A sky that somebody else signed and a logo that nobody did, placed on the signed file; a text went in, too.
pub fn composite(signed: &[u8]) -> Vec<u8> {
    let context = context();
    let sky = {
        let mut builder =
            c2pa::Builder::from_shared_context(&context).with_definition(Recipe::created().definition).unwrap();
        builder.set_thumbnail("image/jpeg", &mut std::io::Cursor::new(thumbnail(2.9))).unwrap();
        let mut out = std::io::Cursor::new(Vec::new());
        let sky = Foreign::under(&root("Sky Root"), "Cleo Sky");
        builder.sign(&sky, "image/jpeg", &mut std::io::Cursor::new(jpeg(&scene(2.9))), &mut out).unwrap();
        out.into_inner()
    };
    let mut picture = scene(0.0);
    paint(&mut picture, [540, 60, 180, 120], [20, 90, 240]);
    let source = "http://cv.iptc.org/newscodes/digitalsourcetype/composite";
    let mut recipe = Recipe::with_actions(json!([
        { "action": "c2pa.opened", "parameters": { "ingredientIds": ["scene"] } },
        { "action": "c2pa.placed", "parameters": { "ingredientIds": ["sky", "logo"] }, "digitalSourceType": source },
    ]));
    recipe = recipe.set("title", json!("composite.jpg"));
    recipe = recipe.from("parentOf", "scene", signed).from("componentOf", "sky", &sky);
    let logo = jpeg(&scene(4.1));
    let mut builder = recipe.builder();
    let mut add = |relationship: &str, label: &str, thumbnail: Option<Vec<u8>>| {
        let json = json!({ "title": format!("{label}.jpg"), "relationship": relationship, "label": label });
        let ingredient = builder
            .add_ingredient_from_stream(json.to_string(), "image/jpeg", &mut std::io::Cursor::new(&logo))
            .unwrap();
        if let Some(bytes) = thumbnail {
            ingredient.set_thumbnail("image/jpeg", bytes).unwrap();
        }
    };
    add("componentOf", "logo", Some(thumbnail(4.1)));
    add("inputTo", "prompt", None);
    let mut out = std::io::Cursor::new(Vec::new());
    builder.sign(&program(), "image/jpeg", &mut std::io::Cursor::new(jpeg(&picture)), &mut out).unwrap();
    out.into_inner()
}

fn thumbnail(seed: f64) -> Vec<u8> {
    jpeg(&imageops::resize(&scene(seed), 300, 200, imageops::FilterType::Triangle))
}
