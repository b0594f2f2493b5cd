//! The verdict table: every code, every pair of answers that decides a headline, and the refusals.

use super::*;
use crate::provenance::evidence::Exclusion;
use crate::provenance::report::{
    ByteRange, Coverage, IdentityState, Ingredient, MetadataField, MetadataStore, StepState, StoreLocation,
};
use crate::provenance::rights::{Bond, RightsField, RightsName, StatedBy};
use crate::provenance::status;

const ACTIVE: &str = "urn:c2pa:active";
const PARENT: &str = "urn:c2pa:parent";

fn status(code: &str, kind: CheckKind, manifest: &str) -> Status {
    Status {
        code: code.to_owned(),
        kind,
        manifest: manifest.to_owned(),
        url: format!("self#jumbf=/c2pa/{manifest}/c2pa.signature"),
        explanation: String::new(),
    }
}

fn failure(code: &str) -> Status {
    status(code, CheckKind::Failure, ACTIVE)
}

fn signature(state: SignerState) -> SignatureEvidence {
    SignatureEvidence {
        stamped_later: false,
        algorithm: Some("ed25519".to_owned()),
        name: Some("Ana".to_owned()),
        organization: None,
        fingerprint: "ab".to_owned(),
        chain: Vec::new(),
        signer_state: state,
        list: Some("House list".to_owned()),
        fault: None,
        revocation: Vec::new(),
        time_state: TimeState::None,
        at: None,
        authority: None,
        time_revocation: Vec::new(),
    }
}

fn manifest(label: &str, state: SignerState) -> ManifestEvidence {
    ManifestEvidence {
        label: label.to_owned(),
        title: None,
        claim_generator: None,
        signature: Some(signature(state)),
        identity: None,
        actions: Vec::new(),
        all_actions_included: true,
        ingredients: Vec::new(),
        metadata: Vec::new(),
        rights: Vec::new(),
        has_thumbnail: false,
        thumbnail: None,
        approval: None,
    }
}

fn parent(label: Option<&str>, recorded: &[&str]) -> Ingredient {
    Ingredient {
        title: Some("before.jpg".to_owned()),
        format: None,
        relationship: "parentOf".to_owned(),
        manifest: label.map(str::to_owned),
        recorded_failures: recorded.iter().map(|code| (*code).to_owned()).collect(),
        has_thumbnail: false,
        thumbnail: None,
    }
}

/// A store in which everything held and a house CA vouches for the signer.
fn good() -> StoreEvidence {
    StoreEvidence {
        location: StoreLocation::Embedded,
        active: ACTIVE.to_owned(),
        manifests: vec![manifest(ACTIVE, SignerState::House)],
        statuses: vec![
            status("claimSignature.validated", CheckKind::Success, ACTIVE),
            status("assertion.dataHash.match", CheckKind::Success, ACTIVE),
        ],
        exclusions: Vec::new(),
        remote_url: None,
    }
}

fn evidence(outcome: Outcome) -> Evidence {
    Evidence {
        path: "a.jpg".to_owned(),
        sha256: None,
        size_bytes: 1,
        format: "image/jpeg".to_owned(),
        dimensions: None,
        as_of: None,
        outcome,
        metadata: Vec::new(),
        rights: Vec::new(),
        notes: Vec::new(),
    }
}

fn judged(change: impl FnOnce(&mut StoreEvidence)) -> Report {
    let mut store = good();
    change(&mut store);
    judge(evidence(Outcome::Examined(Box::new(store))))
}

#[test]
fn everything_held_and_a_house_ca_vouches() {
    let report = judged(|_| {});
    assert_eq!(report.headline, Headline::Verified);
    assert_eq!(report.content.state, ContentState::Intact);
    assert_eq!(report.signer.state, SignerState::House);
    assert_eq!(report.history.state, HistoryState::Complete);
}

#[test]
fn each_failure_code_gives_its_headline_and_no_failure_is_verified_as_if_nothing_were() {
    use Meaning as M;
    for code in FAILURES {
        let report = judged(|store| store.statuses.push(failure(code)));
        let expected = match status::known(code).expect(code) {
            M::Altered | M::IngredientBroken => Headline::Altered,
            M::NotChecked => Headline::NotChecked,
            M::SignerRevoked => Headline::Revoked,
            M::SignerUnrecognised | M::SignerInvalid | M::SignerExpired => Headline::IntactUnrecognised,
            M::TimeBroken | M::TimeUnrecognised | M::IdentityBroken | M::IdentityNotChecked => Headline::Verified,
            other => panic!("{code} is listed as a failure but means {other:?}"),
        };
        assert_eq!(report.headline, expected, "{code}");
    }
}

const FAILURES: &[&str] = &[
    "claim.missing",
    "claim.multiple",
    "claim.malformed",
    "claim.cbor.invalid",
    "claim.required.missing",
    "claim.hardBindings.missing",
    "claimSignature.missing",
    "claimSignature.mismatch",
    "claimSignature.outsideValidity",
    "hashedURI.missing",
    "hashedURI.mismatch",
    "general.error",
    "manifest.multipleParents",
    "manifest.update.invalid",
    "manifest.update.wrongParents",
    "manifest.compressed.invalid",
    "manifest.inaccessible",
    "algorithm.unsupported",
    "assertion.hashedURI.mismatch",
    "assertion.missing",
    "assertion.multipleHardBindings",
    "assertion.undeclared",
    "assertion.inaccessible",
    "assertion.outsideManifest",
    "assertion.notRedacted",
    "assertion.selfRedacted",
    "assertion.required.missing",
    "assertion.cbor.invalid",
    "assertion.json.invalid",
    "assertion.action.malformed",
    "assertion.action.ingredientMismatch",
    "assertion.action.redacted",
    "assertion.action.redactionMismatch",
    "assertion.dataHash.mismatch",
    "assertion.dataHash.malformed",
    "assertion.dataHash.redacted",
    "assertion.bmffHash.mismatch",
    "assertion.bmffHash.malformed",
    "assertion.boxesHash.mismatch",
    "assertion.boxesHash.malformed",
    "assertion.boxesHash.unknownBox",
    "assertion.collectionHash.mismatch",
    "assertion.collectionHash.malformed",
    "assertion.collectionHash.invalidURI",
    "assertion.cloud-data.malformed",
    "assertion.cloud-data.hardBinding",
    "assertion.cloud-data.actions",
    "assertion.metadata.disallowed",
    "assertion.ingredient.malformed",
    "assertion.timestamp.malformed",
    "ingredient.hashedURI.mismatch",
    "ingredient.manifest.missing",
    "ingredient.manifest.mismatch",
    "ingredient.claimSignature.missing",
    "ingredient.claimSignature.mismatch",
    "signingCredential.untrusted",
    "signingCredential.invalid",
    "signingCredential.expired",
    "signingCredential.ocsp.revoked",
    "timeStamp.mismatch",
    "timeStamp.malformed",
    "timeStamp.outsideValidity",
    "timeStamp.untrusted",
    "cawg.identity.cbor.invalid",
    "cawg.identity.assertion.mismatch",
    "cawg.ica.signature_mismatch",
    "cawg.ica.did_unavailable",
];

#[test]
fn a_failure_that_nobody_knows_is_altered() {
    let report = judged(|store| store.statuses.push(failure("org.example.something.new")));
    assert_eq!(report.headline, Headline::Altered);
    assert_eq!(report.content.codes, ["org.example.something.new"]);
}

#[test]
fn silence_is_not_good_enough() {
    for missing in ["claimSignature.validated", "assertion.dataHash.match"] {
        let report = judged(|store| store.statuses.retain(|status| status.code != missing));
        assert_eq!(report.content.state, ContentState::NotChecked, "without {missing}");
        assert_eq!(report.headline, Headline::NotChecked);
        assert!(report.problem.is_some_and(|problem| !problem.remedy.is_empty()));
    }
}

#[test]
fn an_identitys_signature_does_not_stand_in_for_the_claims() {
    let report = judged(|store| {
        for status in &mut store.statuses {
            status.url = format!("self#jumbf=/c2pa/{ACTIVE}/c2pa.assertions/cawg.identity");
        }
    });
    assert_eq!(report.headline, Headline::NotChecked);
}

#[test]
fn a_failure_about_nobody_counts_against_the_content() {
    let report = judged(|store| {
        let mut status = failure("assertion.missing");
        status.manifest = "urn:c2pa:not-in-the-store".to_owned();
        store.statuses.push(status);
    });
    assert_eq!(report.headline, Headline::Altered);
}

#[test]
fn a_store_without_its_active_manifest_is_altered() {
    let report = judged(|store| store.manifests.clear());
    assert_eq!(report.headline, Headline::Altered);
    assert_eq!(report.signer.state, SignerState::None);
}

#[test]
fn only_recognised_signers_are_verified() {
    for (state, headline) in [
        (SignerState::Official, Headline::Verified),
        (SignerState::Interim, Headline::Verified),
        (SignerState::House, Headline::Verified),
        (SignerState::Contact, Headline::Verified),
        (SignerState::Team, Headline::Verified),
        (SignerState::Unrecognised, Headline::IntactUnrecognised),
        (SignerState::InvalidAtSigning, Headline::IntactUnrecognised),
        (SignerState::Revoked, Headline::Revoked),
        (SignerState::None, Headline::IntactUnrecognised),
    ] {
        let report = judged(|store| store.manifests[0].signature = Some(signature(state)));
        assert_eq!(report.headline, headline, "{state:?}");
        assert_eq!(report.signer.list.is_some(), state.is_recognised(), "{state:?}");
    }
}

#[test]
fn both_must_agree_that_a_signer_is_recognised() {
    let report = judged(|store| store.statuses.push(failure("signingCredential.untrusted")));
    assert_eq!(report.signer.state, SignerState::Unrecognised);
    assert_eq!(report.signer.fault.as_deref(), Some("second-opinion"));
}

#[test]
fn inside_validity_and_expired_at_once_is_not_valid_at_signing() {
    let report = judged(|store| {
        store.statuses.push(status("claimSignature.insideValidity", CheckKind::Success, ACTIVE));
        store.statuses.push(failure("signingCredential.expired"));
    });
    assert_eq!(report.signer.state, SignerState::InvalidAtSigning);
    assert_eq!(report.headline, Headline::IntactUnrecognised);
}

#[test]
fn as_of_another_time_our_own_path_check_decides() {
    let mut store = good();
    store.statuses.push(failure("signingCredential.expired"));
    let mut evidence = evidence(Outcome::Examined(Box::new(store)));
    evidence.as_of = Some("2024-01-01T00:00:00Z".to_owned());
    assert_eq!(judge(evidence).headline, Headline::Verified);
}

#[test]
fn a_time_is_proven_only_when_the_stamp_was_seen_to_hold() {
    let stamped = |own: TimeState, codes: &[(&str, CheckKind)]| {
        judged(|store| {
            let signature = store.manifests[0].signature.as_mut().unwrap();
            signature.time_state = own;
            signature.at = Some("2026-01-01T00:00:00Z".to_owned());
            store.statuses.extend(codes.iter().map(|(code, kind)| status(code, *kind, ACTIVE)));
        })
        .time
        .state
    };
    let ok = CheckKind::Success;
    let note = CheckKind::Informational;
    assert_eq!(stamped(TimeState::Trusted, &[("timeStamp.validated", ok)]), TimeState::Trusted);
    assert_eq!(stamped(TimeState::Trusted, &[]), TimeState::Unrecognised);
    assert_eq!(stamped(TimeState::Unrecognised, &[("timeStamp.trusted", ok)]), TimeState::Unrecognised);
    assert_eq!(
        stamped(TimeState::Trusted, &[("timeStamp.validated", ok), ("timeStamp.mismatch", note)]),
        TimeState::Broken
    );
    assert_eq!(stamped(TimeState::Claimed, &[]), TimeState::Claimed);
}

#[test]
fn a_broken_parent_is_a_broken_step_whatever_the_engine_says() {
    for recorded in ["assertion.dataHash.mismatch", "claimSignature.mismatch", "org.example.unheard.of"] {
        let report = judged(|store| {
            store.manifests[0].ingredients.push(parent(Some(PARENT), &[recorded]));
            store.manifests.push(manifest(PARENT, SignerState::House));
        });
        assert_eq!(report.history.state, HistoryState::BrokenStep, "{recorded}");
        assert_eq!(report.headline, Headline::Altered, "{recorded}");
        assert_eq!(report.content.state, ContentState::Intact);
    }
}

#[test]
fn a_parent_whose_signer_the_editor_did_not_know_or_whose_certificate_had_expired_is_whole() {
    let report = judged(|store| {
        let recorded = ["signingCredential.untrusted", "signingCredential.expired", "timeStamp.untrusted"];
        store.manifests[0].ingredients.push(parent(Some(PARENT), &recorded));
        store.manifests.push(manifest(PARENT, SignerState::Unrecognised));
    });
    assert_eq!(report.history.state, HistoryState::Complete);
    assert_eq!(report.headline, Headline::Verified);
    let labels: Vec<_> = report.history.steps.iter().map(|step| step.manifest.as_str()).collect();
    assert_eq!(labels, [PARENT, ACTIVE], "oldest first");
}

#[test]
fn a_missing_parent_is_a_broken_step() {
    let report = judged(|store| store.manifests[0].ingredients.push(parent(Some(PARENT), &[])));
    assert_eq!(report.history.steps[0].codes, ["ingredient.manifest.missing"]);
    assert_eq!(report.headline, Headline::Altered);
}

#[test]
fn an_unsigned_original_is_said_and_held_against_nobody() {
    let report = judged(|store| store.manifests[0].ingredients.push(parent(None, &[])));
    assert_eq!(report.history.state, HistoryState::UnsignedStep);
    assert_eq!(report.history.steps[0].state, StepState::Unsigned);
    assert_eq!(report.headline, Headline::Verified);
}

#[test]
fn a_recorder_that_does_not_say_all_may_have_left_steps_out() {
    let report = judged(|store| store.manifests[0].all_actions_included = false);
    assert_eq!(report.history.state, HistoryState::Unrecorded);
}

#[test]
fn a_mismatch_reported_for_the_parent_of_an_update_still_means_altered_content() {
    let report = judged(|store| {
        store.manifests[0].ingredients.push(parent(Some(PARENT), &[]));
        store.manifests.push(manifest(PARENT, SignerState::House));
        store.statuses.push(status("assertion.dataHash.mismatch", CheckKind::Failure, PARENT));
    });
    assert_eq!(report.content.state, ContentState::Altered);
}

#[test]
fn ancestors_that_go_round_in_a_circle_end() {
    let report = judged(|store| {
        store.manifests[0].ingredients.push(parent(Some(PARENT), &[]));
        let mut other = manifest(PARENT, SignerState::House);
        other.ingredients.push(parent(Some(ACTIVE), &[]));
        store.manifests.push(other);
    });
    assert_eq!(report.history.steps.len(), 2);
}

#[test]
fn what_one_editor_recorded_counts_even_where_another_recorded_nothing() {
    for recorded in [[&["claimSignature.mismatch"][..], &[]], [&[], &["claimSignature.mismatch"]]] {
        let report = judged(|store| {
            store.manifests[0].ingredients = recorded.map(|codes| parent(Some(PARENT), codes)).to_vec();
            store.manifests.push(manifest(PARENT, SignerState::House));
        });
        assert_eq!(report.history.state, HistoryState::BrokenStep);
        assert_eq!(report.history.steps[0].state, StepState::Broken);
        assert_eq!(report.headline, Headline::Altered);
    }
}

#[test]
fn steps_that_are_not_told_are_judged() {
    let with = |broken: Option<usize>| {
        judged(|store| {
            let recorded = |number| if broken == Some(number) { &["claimSignature.mismatch"][..] } else { &[] };
            store.manifests[0].ingredients = (0..3_000).map(|number| parent(None, recorded(number))).collect();
        })
    };
    assert_eq!(with(None).history.steps.len(), 1_000);
    assert_eq!(with(None).history.state, HistoryState::UnsignedStep);
    for broken in [0, 1_500, 2_999] {
        let report = with(Some(broken));
        assert_eq!(report.history.state, HistoryState::BrokenStep, "{broken}");
        assert!(report.history.steps.iter().any(|step| step.state == StepState::Broken), "{broken}");
    }
}

#[test]
fn a_changed_identity_assertion_is_altered() {
    let report = judged(|store| {
        let mut status = failure("assertion.hashedURI.mismatch");
        status.url = format!("self#jumbf=/c2pa/{ACTIVE}/c2pa.assertions/cawg.identity");
        store.statuses.push(status);
    });
    assert_eq!(report.headline, Headline::Altered);
}

#[test]
fn bytes_left_out_are_said_and_a_picture_left_out_is_never_verified() {
    let with = |is_metadata| {
        judged(|store| store.exclusions.push(Exclusion { range: ByteRange { start: 100, length: 50 }, is_metadata }))
    };
    assert_eq!(with(true).content.state, ContentState::PartlyCovered);
    assert_eq!(with(true).headline, Headline::Verified);
    assert_eq!(with(false).headline, Headline::NotChecked);
}

#[test]
fn outcomes_without_a_store() {
    let problem = Problem::new("file-damaged", &[]);
    for (outcome, headline) in [
        (Outcome::NoManifest, Headline::NoCredentials),
        (Outcome::RemoteOnly { url: "https://example.org/x".to_owned() }, Headline::NoCredentials),
        (Outcome::NotChecked(problem), Headline::NotChecked),
        (
            Outcome::Broken { codes: vec!["claim.cbor.invalid".to_owned()], explanation: String::new() },
            Headline::Altered,
        ),
        (
            Outcome::Broken { codes: vec!["signingCredential.ocsp.revoked".to_owned()], explanation: String::new() },
            Headline::Revoked,
        ),
    ] {
        assert_eq!(judge(evidence(outcome.clone())).headline, headline, "{outcome:?}");
    }
}

fn rights(value: &str, source: &str) -> RightsField {
    RightsField {
        field: RightsName::Creator,
        value: value.to_owned(),
        source: source.to_owned(),
        coverage: Coverage::NotCovered,
        stated_by: None,
    }
}

fn with_rights(signed: Option<&str>, found: Option<(&str, &str)>, break_claim: bool) -> Report {
    let mut store = good();
    store.manifests[0].rights.extend(signed.map(|value| rights(value, "cawg.metadata")));
    if break_claim {
        store.statuses.push(failure("assertion.hashedURI.mismatch"));
    }
    let mut evidence = evidence(Outcome::Examined(Box::new(store)));
    let bound = |field| RightsField { coverage: Coverage::Unchanged, ..field };
    evidence.rights.extend(found.map(|(value, source)| bound(rights(value, source))));
    judge(evidence)
}

#[test]
fn rights_say_who_states_them() {
    let coverage = |report: &Report| report.rights.fields.iter().map(|field| field.coverage).collect::<Vec<_>>();
    let agreeing = with_rights(Some("Ana"), Some(("Ana", "XMP dc:creator")), false);
    assert_eq!(agreeing.rights.state, RightsState::Signed);
    assert_eq!(coverage(&agreeing), [Coverage::Signed, Coverage::Agrees]);
    let conflicting = with_rights(Some("Ana"), Some(("Bob", "XMP dc:creator")), false);
    assert_eq!(conflicting.rights.state, RightsState::Conflict);
    assert_eq!(coverage(&conflicting), [Coverage::Signed, Coverage::Contradicts]);
    let unstated = with_rights(None, Some(("Bob", "XMP dc:creator")), false);
    assert_eq!(unstated.rights.state, RightsState::Unsigned);
    assert_eq!(coverage(&unstated), [Coverage::Unchanged]);
    let broken = with_rights(Some("Ana"), Some(("Bob", "XMP dc:creator")), true);
    assert_eq!(coverage(&broken), [Coverage::NotCovered], "a broken claim states nothing");
}

#[test]
fn only_the_short_fields_of_iptc_may_be_cut() {
    let long = "Ana Ortiz for Example Pictures of Vienna";
    let cut = &long[..32];
    for (source, expected) in [("IPTC 80 By-line", Coverage::Agrees), ("XMP dc:creator", Coverage::Contradicts)] {
        let report = with_rights(Some(long), Some((cut, source)), false);
        assert_eq!(report.rights.fields[1].coverage, expected, "{source}");
    }
}

#[test]
fn what_a_broken_parent_states_about_rights_is_nobodys_word() {
    for (code, expected) in [(None, RightsState::Signed), (Some("assertion.hashedURI.mismatch"), RightsState::None)] {
        let report = judged(|store| {
            store.manifests[0].ingredients.push(parent(Some(PARENT), &[]));
            let mut before = manifest(PARENT, SignerState::House);
            before.rights.push(rights("Ana", "cawg.metadata"));
            store.manifests.push(before);
            store.statuses.extend(code.map(|code| status(code, CheckKind::Failure, PARENT)));
        });
        assert_eq!(report.rights.state, expected, "{code:?}");
    }
}

#[test]
fn a_revocation_that_an_editor_recorded_counts_and_is_no_change() {
    let recorded = |codes: &[&str]| {
        judged(|store| {
            store.manifests[0].ingredients.push(parent(Some(PARENT), codes));
            store.manifests.push(manifest(PARENT, SignerState::House));
        })
    };
    let report = recorded(&["signingCredential.ocsp.revoked"]);
    assert_eq!((report.history.state, report.headline), (HistoryState::BrokenStep, Headline::Revoked));
    assert_eq!(breach(&report.history), Breach::Withdrawn);
    let report = recorded(&["signingCredential.ocsp.revoked", "assertion.dataHash.mismatch"]);
    assert_eq!(report.headline, Headline::Altered);
    assert_eq!(breach(&report.history), Breach::Several);
}

#[test]
fn a_statement_is_of_the_person_who_refers_to_it_while_that_holds() {
    let by = |bond, identity: Option<IdentityState>, signer: SignerState| {
        let mut store = good();
        let active = &mut store.manifests[0];
        active.identity = identity.map(|state| {
            let json = serde_json::json!({ "name": "Dora", "state": state, "kind": "cawg.x509.cose" });
            serde_json::from_value(json).unwrap()
        });
        active.signature.as_mut().unwrap().signer_state = signer;
        active.rights.push(RightsField { stated_by: Some(StatedBy::bound(bond)), ..rights("Ana", "cawg.metadata") });
        let report = judge(evidence(Outcome::Examined(Box::new(store))));
        let by = report.rights.fields[0].stated_by.clone().unwrap();
        (by.bond, by.name.unwrap(), by.recognised)
    };
    let signer = good().manifests[0].signature.clone().unwrap().name.unwrap();
    let (house, nobody) = (SignerState::House, SignerState::Unrecognised);
    let (known, unknown) = (Some(IdentityState::Recognised), Some(IdentityState::Unrecognised));
    assert_eq!(by(Bond::Identity, known, nobody), (Bond::Identity, "Dora".to_owned(), true));
    assert_eq!(by(Bond::Identity, unknown, house), (Bond::Identity, "Dora".to_owned(), false));
    assert_eq!(by(Bond::Claim, known, house), (Bond::Claim, signer.clone(), true));
    assert_eq!(by(Bond::Claim, known, nobody), (Bond::Claim, signer.clone(), false));
    for broken in [Some(IdentityState::Broken), Some(IdentityState::NotChecked), None] {
        assert_eq!(by(Bond::Identity, broken, house), (Bond::Claim, signer.clone(), true), "{broken:?}");
    }
    // What is only written in the file is nobody's word.
    assert_eq!(with_rights(None, Some(("Bob", "XMP dc:creator")), false).rights.fields[0].stated_by, None);
}

#[test]
fn one_term_for_all_ai_uses_is_held_against_the_signed_rows() {
    let judged = |term: &str, rows: &[(RightsName, &str)]| {
        let mut store = good();
        let signed =
            rows.iter().map(|(field, value)| RightsField { field: *field, ..rights(value, "cawg.training-mining") });
        store.manifests[0].rights.extend(signed);
        let mut evidence = evidence(Outcome::Examined(Box::new(store)));
        let coverage = Coverage::Unchanged;
        let found = rights(term, "XMP plus:DataMining");
        evidence.rights.push(RightsField { field: RightsName::DataMining, coverage, ..found });
        let report = judge(evidence);
        let found = report.rights.fields.iter().find(|field| field.field == RightsName::DataMining).unwrap();
        (found.coverage, report.rights.state)
    };
    use RightsName::{AiDataMining, AiGenerativeTraining, AiInference, AiTraining};
    let all = |word| [AiTraining, AiGenerativeTraining, AiInference, AiDataMining].map(|name| (name, word));
    let training = [(AiTraining, "notAllowed"), (AiGenerativeTraining, "notAllowed")];
    let contradicts = (Coverage::Contradicts, RightsState::Conflict);
    let agrees = (Coverage::Agrees, RightsState::Signed);
    let unchanged = (Coverage::Unchanged, RightsState::Signed);
    assert_eq!(judged("DMI-ALLOWED", &training), contradicts);
    assert_eq!(judged("DMI-PROHIBITED", &[(AiInference, "allowed")]), contradicts);
    assert_eq!(judged("DMI-PROHIBITED", &all("notAllowed")), agrees);
    assert_eq!(judged("DMI-PROHIBITED-AIMLTRAINING", &training), agrees);
    assert_eq!(judged("DMI-PROHIBITED", &training), unchanged, "it says more than was signed");
    assert_eq!(judged("DMI-UNSPECIFIED", &training), unchanged);
    assert_eq!(judged("something else", &training), unchanged);
}

#[test]
fn a_by_line_cut_by_iptc_agrees() {
    let long = "Maximiliana von und zu Hohenstein-Langenfeld";
    let report = with_rights(Some(long), Some((&long[..32], "IPTC 2:80 By-line")), false);
    assert_eq!(report.rights.state, RightsState::Signed);
}

#[test]
fn metadata_in_an_unsigned_file_is_covered_by_nothing() {
    let mut evidence = evidence(Outcome::NoManifest);
    evidence.metadata.push(make(Coverage::Unchanged));
    assert_eq!(judge(evidence).metadata[0].coverage, Coverage::NotCovered);
}

fn make(coverage: Coverage) -> MetadataField {
    MetadataField {
        store: MetadataStore::Exif,
        field: "Make".to_owned(),
        value: "NIKON".to_owned(),
        coverage,
        place: None,
    }
}

#[test]
fn a_field_is_bound_while_the_binding_holds_and_its_bytes_are_not_left_out() {
    let coverage = |found, change: fn(&mut StoreEvidence)| {
        let mut store = good();
        change(&mut store);
        let mut evidence = evidence(Outcome::Examined(Box::new(store)));
        evidence.metadata.push(make(found));
        judge(evidence).metadata[0].coverage
    };
    let exclude = |store: &mut StoreEvidence| {
        let range = ByteRange { start: 100, length: 50 };
        store.exclusions.push(Exclusion { range, is_metadata: true });
    };
    let unbind = |store: &mut StoreEvidence| store.statuses.retain(|status| !status.code.contains("dataHash"));
    assert_eq!(coverage(Coverage::Unchanged, |_| {}), Coverage::Unchanged);
    assert_eq!(coverage(Coverage::Unchanged, exclude), Coverage::Unchanged);
    assert_eq!(coverage(Coverage::NotCovered, exclude), Coverage::NotCovered);
    assert_eq!(coverage(Coverage::Signed, |_| {}), Coverage::NotCovered, "what is found states nothing");
    assert_eq!(coverage(Coverage::Unchanged, unbind), Coverage::NotCovered);
    assert_eq!(
        coverage(Coverage::Unchanged, |store| store.statuses.push(failure("assertion.dataHash.mismatch"))),
        Coverage::NotCovered
    );
    assert_eq!(coverage(Coverage::Unchanged, |store| store.manifests.clear()), Coverage::NotCovered);
}

#[test]
fn a_name_beside_a_broken_signature_vouches_for_nothing() {
    let report = judged(|store| {
        store.statuses.retain(|status| status.code != "claimSignature.validated");
        store.statuses.push(failure("claimSignature.mismatch"));
    });
    assert_eq!(report.signer.state, SignerState::None);
    assert_eq!(report.signer.list, None);
    assert_eq!(report.history.steps[0].signer_state, SignerState::None);
}
