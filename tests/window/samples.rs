//! Reports as the verdict makes them, one for each headline, for painting.

use lightmark::provenance::identity::IdentityCard;
use lightmark::provenance::report::Report;
use serde_json::{Value, json};

pub fn identity(id: &str, name: &str) -> IdentityCard {
    IdentityCard {
        id: id.into(),
        name: name.into(),
        email: Some("ana@example.org".into()),
        organization: Some("Photo desk".into()),
        fingerprint: "0123456789abcdef".repeat(4),
        algorithm: "ed25519".into(),
        created: "2026-01-02T03:04:05Z".into(),
        expires: "2031-01-02T03:04:05Z".into(),
        issuer: "Lightmark personal root 0123".into(),
        days_left: 1800,
        ..IdentityCard::default()
    }
}

fn report(value: Value) -> Report {
    serde_json::from_value(value).unwrap()
}

/// A file without credentials, with metadata that nobody signed.
pub fn bare(path: &str) -> Report {
    report(json!({
        "schema": "lightmark.report/1", "path": path, "size_bytes": 2_345_678, "format": "image/jpeg",
        "headline": "no-credentials",
        "content": { "state": "not-checked" }, "signer": { "state": "none" }, "time": { "state": "none" },
        "history": { "state": "none", "steps": [] },
        "rights": { "state": "unsigned", "fields": [
            { "field": "creator", "value": "Ana", "source": "EXIF Artist", "coverage": "not-covered" },
            { "field": "license", "value": "https://good.example@evil.example/terms", "source": "XMP xmpRights:WebStatement",
              "coverage": "not-covered" },
        ] },
        "metadata": [
            { "store": "exif", "field": "Make", "value": "NIKON", "coverage": "not-covered" },
            { "store": "xmp", "field": "dc:creator", "value": "Ana", "coverage": "not-covered" },
        ],
        "checks": [], "dimensions": [4000, 3000],
        "remote_manifest": "https://credentials.example/m.c2pa",
    }))
}

/// Signed by somebody whom a list vouches for, two steps, rights signed.
pub fn verified(path: &str) -> Report {
    report(json!({
        "schema": "lightmark.report/1", "path": path, "size_bytes": 900, "format": "image/jpeg", "headline": "verified",
        "content": { "state": "partly-covered", "exclusions": [{ "start": 20, "length": 300 }] },
        "signer": { "state": "official", "name": "Camera 9", "organization": "Camera Maker", "fingerprint": "ab".repeat(32),
            "list": "C2PA", "algorithm": "es256",
            "identity": { "name": "Ana Ñandú", "state": "recognised", "kind": "cawg.x509.cose" },
            "chain": [{ "subject": "CN=Camera 9", "issuer": "CN=Root", "serial": "01", "fingerprint": "ab".repeat(32),
                "not_before": "2026-01-01T00:00:00Z", "not_after": "2027-01-01T00:00:00Z" }] },
        "time": { "state": "trusted", "at": "2026-11-04T13:02:00Z", "authority": "Stamp House" },
        "history": { "state": "complete", "steps": [
            { "manifest": "urn:c2pa:1", "title": "DSC_0412.jpg", "signer": "Camera 9", "signer_state": "official",
              "claim_generator": "Camera 9 firmware 1.2", "at": "2026-11-04T13:02:00Z", "at_proven": true,
              "actions": [{ "action": "c2pa.created",
                  "digital_source_type": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture" }],
              "ingredients": [], "state": "signed", "all_actions_included": true },
            { "manifest": "urn:c2pa:2", "signer": "Photo desk", "signer_state": "unrecognised", "at": "2026-11-04T14:00:00Z",
              "actions": [{ "action": "c2pa.cropped", "parameters": { "w": 3000 } }, { "action": "org.example.magic" }],
              "ingredients": [{ "title": "DSC_0412.jpg", "relationship": "parentOf", "manifest": "urn:c2pa:1" },
                  { "title": "logo.png", "relationship": "componentOf", "recorded_failures": ["assertion.dataHash.mismatch"] }],
              "state": "signed" },
        ] },
        "rights": { "state": "signed", "fields": [
            { "field": "ai-training", "value": "allowed", "source": "XMP plus:DataMining", "coverage": "contradicts" },
            { "field": "ai-training", "value": "notAllowed", "source": "cawg.training-mining", "coverage": "signed",
              "stated_by": { "bond": "identity", "name": "Ana Ñandú", "recognised": true } },
            { "field": "ai-inference", "value": "constrained: ask first", "source": "cawg.training-mining",
              "coverage": "signed", "stated_by": { "bond": "identity", "name": "Ana Ñandú", "recognised": true } },
            { "field": "data-mining", "value": "DMI-PROHIBITED-GENAIMLTRAINING", "source": "XMP plus:DataMining",
              "coverage": "unchanged" },
            { "field": "copyright", "value": "© Ana", "source": "cawg.metadata", "coverage": "signed",
              "stated_by": { "bond": "claim", "name": "Photo desk", "recognised": false } },
            { "field": "licensor", "value": "Agency", "source": "XMP plus:Licensor", "coverage": "not-covered" },
            { "field": "licensor-url", "value": "https://good.example@evil.example/buy", "source": "XMP plus:Licensor",
              "coverage": "not-covered" },
            { "field": "licensor-email", "value": "desk@agency.example", "source": "XMP plus:Licensor",
              "coverage": "not-covered" },
            { "field": "digital-source-type", "value": "digitalCapture", "source": "c2pa.actions", "coverage": "signed" },
        ] },
        "metadata": [
            { "store": "exif", "field": "Make", "value": "Camera Maker", "coverage": "unchanged" },
            { "store": "exif", "field": "Model", "value": "Camera 9", "coverage": "unchanged" },
            { "store": "xmp", "field": "photoshop:Credit", "value": "Agency", "coverage": "not-covered" },
        ],
        "checks": [
            { "code": "claimSignature.validated", "kind": "success", "manifest": "urn:c2pa:2", "explanation": "signature" },
            { "code": "timeStamp.trusted", "kind": "informational", "manifest": "urn:c2pa:2", "explanation": "" },
        ],
        "manifest_store": { "location": "embedded" }, "dimensions": [4000, 3000],
    }))
}

/// Changed after it was signed.
pub fn altered(path: &str) -> Report {
    let mut report = verified(path);
    let failed = json!({ "code": "assertion.dataHash.mismatch", "kind": "failure", "manifest": "urn:c2pa:2",
        "explanation": "the bytes differ" });
    report.headline = serde_json::from_value(json!("altered")).unwrap();
    report.content =
        serde_json::from_value(json!({ "state": "altered", "codes": ["assertion.dataHash.mismatch"] })).unwrap();
    report.checks.push(serde_json::from_value(failed).unwrap());
    report
}

/// Could not be checked, with the reason.
pub fn unchecked(path: &str) -> Report {
    let mut report = bare(path);
    report.headline = serde_json::from_value(json!("not-checked")).unwrap();
    report.problem = Some(lightmark::problem!("file-damaged").with_details("box ends early"));
    report
}

/// Signed by somebody whom nobody vouches for, whole.
pub fn unrecognised(path: &str) -> Report {
    let mut report = verified(path);
    report.headline = lightmark::provenance::report::Headline::IntactUnrecognised;
    report.signer.state = lightmark::provenance::report::SignerState::Unrecognised;
    report.signer.list = None;
    report
}
