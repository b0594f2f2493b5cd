//! Kinds of manifest: both versions of the claim, update manifests, redacted assertions, several manifests, other
//! formats, sidecars and manifests that are elsewhere.

use c2pa::BuilderIntent;
use lightmark::provenance::report::{ContentState, Headline, HistoryState, StoreLocation};
use serde_json::json;

use crate::bench::{Bench, expect, explain};
use crate::foreign::{Foreign, Recipe, asset, find, flipped, photo, repainted};
use crate::letters::{created, edited};

#[test]
fn the_older_claim_is_read_as_well() {
    let bench = Bench::new();
    let source = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture";
    let mut recipe = Recipe::created().set("claim_version", json!(1));
    recipe.definition["assertions"] = json!([{ "label": "c2pa.actions", "data": { "actions": [
        { "action": "c2pa.created", "digitalSourceType": source, "softwareAgent": "Old Camera 0.9",
          "when": "2023-01-02T03:04:05Z" } ] } }]);
    let bytes = recipe.sign(&bench.signer, &photo());
    let report = bench.photo(&bytes);
    // Version 1 has no way to say that every action is listed.
    expect(&report, ["verified", "intact", "house", "claimed", "unrecorded", "unsigned"]);
    assert_eq!(report.history.steps[0].actions[0].software_agent.as_deref(), Some("Old Camera 0.9"));
    assert_eq!(bench.photo(&repainted(&bytes)).headline, Headline::Altered);
    // A newer manifest over an older one.
    let report = bench.photo(&edited(&bench, &bytes));
    expect(
        &report,
        ["verified", "intact", "house", "claimed", "unrecorded", "unsigned"].map(|word| match word {
            "claimed" => "none",
            word => word,
        }),
    );
}

fn updated(bench: &Bench, mime: &'static str, bytes: &[u8]) -> Vec<u8> {
    let mut recipe = Recipe::with_actions(json!([]));
    recipe.definition["assertions"] = json!([
        { "label": "org.example.approval", "data": { "decision": "approved" }, "created": true }]);
    recipe.intent = Some(BuilderIntent::Update);
    recipe.mime = mime;
    recipe.sign(&Foreign::under(&bench.root, "Cleo Approver"), bytes)
}

#[test]
fn an_update_leaves_the_picture_under_its_parents_hash() {
    let bench = Bench::new();
    for (name, mime) in [
        ("photo.jpg", "image/jpeg"),
        ("photo.png", "image/png"),
        ("photo.tiff", "image/tiff"),
        ("photo.gif", "image/gif"),
        ("photo.heic", "image/heic"),
        ("video.mp4", "video/mp4"),
    ] {
        let mut recipe = Recipe::created();
        recipe.mime = mime;
        let signed = recipe.sign(&bench.signer, &asset(name));
        let once = updated(&bench, mime, &signed);
        let twice = updated(&bench, mime, &once);
        for (bytes, steps) in [(&once, 2), (&twice, 3)] {
            let report = bench.examine(name, bytes, &bench.house());
            assert_eq!(report.headline, Headline::Verified, "{name}{}", explain(&report));
            assert_eq!(report.content.state, ContentState::Intact, "{name}{}", explain(&report));
            assert_eq!(report.history.steps.len(), steps, "{name}{}", explain(&report));
            assert_eq!(report.signer.name.as_deref(), Some("Cleo Approver"));
            // Somewhere in the picture or sound.
            for back in [30, 200] {
                let changed = flipped(bytes, picture(name, bytes) - back);
                let report = bench.examine(name, &changed, &bench.house());
                assert!(
                    matches!(report.headline, Headline::Altered | Headline::NotChecked),
                    "{name} -{back}{}",
                    explain(&report)
                );
            }
        }
    }
}

/// A place after which there is nothing but what the hash covers, or nothing at all.
fn picture(name: &str, bytes: &[u8]) -> usize {
    match name {
        "photo.jpg" | "photo.png" | "photo.gif" => bytes.len(),
        "photo.tiff" => bytes.windows(4).position(|window| window == b"jumb").unwrap() - 64,
        _ => find(bytes, b"mdat") + 300,
    }
}

#[test]
fn a_redacted_assertion_is_gone_and_nothing_is_broken() {
    let bench = Bench::new();
    let original =
        Recipe::created().and("org.example.place", json!({ "where": "a secret place" })).sign(&bench.signer, &photo());
    let context = crate::foreign::context();
    let reader =
        c2pa::Reader::from_shared_context(&context).with_stream("image/jpeg", std::io::Cursor::new(&original)).unwrap();
    let uri = reader
        .active_manifest()
        .unwrap()
        .assertion_references()
        .find(|reference| reference.url().contains("org.example.place"))
        .unwrap()
        .url();
    let uri = if uri.contains("/c2pa/") {
        uri
    } else {
        let label = reader.active_label().unwrap();
        format!("self#jumbf=/c2pa/{label}/{}", uri.trim_start_matches("self#jumbf="))
    };
    let mut recipe = Recipe::with_actions(json!([
        { "action": "c2pa.opened", "parameters": { "ingredientIds": ["parent"] } },
        { "action": "c2pa.redacted", "reason": "c2pa.PII.present", "parameters": { "redacted": uri } },
    ]))
    .from("parentOf", "parent", &original);
    recipe.definition["redactions"] = json!([uri]);
    let bytes = recipe.sign(&Foreign::under(&bench.root, "Cleo Approver"), &photo());
    assert!(!bytes.windows(14).any(|window| window == b"a secret place"));
    let report = bench.photo(&bytes);
    expect(&report, ["verified", "intact", "house", "none", "complete", "unsigned"]);
    let redacted = report.history.steps[1].actions.iter().find(|action| action.action == "c2pa.redacted").unwrap();
    assert_eq!(redacted.reason.as_deref(), Some("c2pa.PII.present"));
    // The same assertion gone without anybody saying so.
    let at = find(&original, b"org.example.place");
    let report = bench.photo(&flipped(&original, at + 2));
    assert_eq!(report.headline, Headline::Altered, "{}", explain(&report));
}

#[test]
fn a_sidecar_is_found_beside_its_file_and_nowhere_else() {
    let bench = Bench::new();
    let store = Recipe::created().sidecar(&bench.signer, &photo());
    bench.put("photo.c2pa", &store);
    let report = bench.photo(&photo());
    expect(&report, ["verified", "intact", "house", "none", "complete", "unsigned"]);
    let Some(StoreLocation::Sidecar { path }) = &report.manifest_store else { panic!("{:?}", report.manifest_store) };
    assert!(path.ends_with("photo.c2pa"), "{path}");
    assert_eq!(bench.examine("other.jpg", &photo(), &bench.house()).headline, Headline::NoCredentials);
    // Of another file, broken, empty, not one at all.
    let report = bench.photo(&repainted(&photo()));
    expect(&report, ["altered", "altered", "house", "none", "complete", "unsigned"]);
    let signature = store.len() - 40;
    for (name, broken) in [
        ("changed", flipped(&store, signature)),
        ("cut", store[..store.len() / 2].to_vec()),
        ("text", b"hello".to_vec()),
        ("empty", Vec::new()),
    ] {
        bench.put("photo.c2pa", &broken);
        let report = bench.photo(&photo());
        assert!(
            matches!(report.headline, Headline::Altered | Headline::NotChecked),
            "{name}: {}{}",
            report.headline.key(),
            explain(&report)
        );
        assert_ne!(report.content.state, ContentState::Intact, "{name}");
    }
    // A sidecar alone is no photo, and a folder of that name is no sidecar.
    let path = bench.put("lonely.c2pa", &store);
    let request = lightmark::credentials::ExamineRequest { path, at: None, digest: false };
    let report = lightmark::credentials::examine(&request, &bench.house());
    assert_eq!(report.headline, Headline::NotChecked);
    assert!(report.problem.is_some());
    std::fs::create_dir(bench.path("folder.c2pa")).unwrap();
    assert_eq!(bench.examine("folder.jpg", &photo(), &bench.house()).headline, Headline::NoCredentials);
}

#[test]
fn a_sidecar_for_another_file_of_this_name_says_nothing() {
    let bench = Bench::new();
    let raw = repainted(&photo());
    bench.put("photo.tif", &raw);
    bench.put("photo.c2pa", &Recipe::created().sidecar(&bench.signer, &raw));
    // What a camera writes beside it was never signed, and is not altered.
    let report = bench.photo(&photo());
    assert_eq!(report.headline, Headline::NoCredentials, "{}", explain(&report));
    assert!(report.manifest_store.is_none() && report.notes.iter().any(|note| note.contains("photo.tif")));
    let report = bench.examine("photo.tif", &raw, &bench.house());
    assert_eq!(report.headline, Headline::Verified, "{}", explain(&report));
    // It fits neither: then it is this file's.
    let report = bench.examine("photo.tif", &[raw.as_slice(), b"more"].concat(), &bench.house());
    assert_eq!(report.headline, Headline::Altered, "{}", explain(&report));
    assert_eq!(bench.photo(&photo()).headline, Headline::Altered);
}

#[test]
fn what_is_inside_goes_before_what_lies_beside() {
    let bench = Bench::new();
    let inside = created(&bench);
    bench.put("photo.c2pa", &Recipe::created().sidecar(&Foreign::under(&bench.root, "Somebody Else"), &photo()));
    let report = bench.photo(&inside);
    expect(&report, ["verified", "intact", "house", "none", "complete", "unsigned"]);
    assert_eq!(report.manifest_store, Some(StoreLocation::Embedded));
    assert_eq!(report.signer.name.as_deref(), Some("Ana Foreign"));
    assert_eq!(report.notes.len(), 1, "the other one is mentioned: {:?}", report.notes);
}

#[test]
fn a_manifest_elsewhere_is_named_and_not_fetched() {
    let bench = Bench::new();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}/manifest.c2pa", listener.local_addr().unwrap());
    let mut builder = Recipe::created().builder();
    builder.set_remote_url(&url);
    builder.set_no_embed(true);
    let mut copy = std::io::Cursor::new(Vec::new());
    builder.sign(&bench.signer, "image/jpeg", &mut std::io::Cursor::new(photo()), &mut copy).unwrap();
    let report = bench.photo(copy.get_ref());
    expect(&report, ["no-credentials", "not-checked", "none", "none", "none", "unsigned"]);
    assert_eq!(report.remote_manifest.as_deref(), Some(url.as_str()));
    // Inside and elsewhere: the one inside is examined, the other is named.
    let mut builder = Recipe::created().builder();
    builder.set_remote_url(&url);
    let mut copy = std::io::Cursor::new(Vec::new());
    builder.sign(&bench.signer, "image/jpeg", &mut std::io::Cursor::new(photo()), &mut copy).unwrap();
    let report = bench.photo(copy.get_ref());
    assert_eq!(report.headline, Headline::Verified, "{}", explain(&report));
    assert_eq!(report.history.state, HistoryState::Complete);
    assert!(matches!(listener.accept(), Err(error) if error.kind() == std::io::ErrorKind::WouldBlock));
}
