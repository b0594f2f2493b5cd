//! The rules of a bundle, broken one at a time.

use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};

use super::metadata::{Bundle, Envelope, Signature, key_id};
use super::trusted::{Freshness, alone, following};
use super::*;
use crate::keys::TeamKey;

type Fault = Result<(), BundleFault>;

struct Holder(TeamKey);

impl Holder {
    fn new(name: &str) -> Self {
        Self(TeamKey::generate(name).unwrap())
    }

    fn root(&self) -> NewRoot {
        NewRoot { name: self.0.name().to_owned(), public_key: hex::encode(self.0.public_key().unwrap()) }
    }

    fn sign(&self, draft: &mut Draft) {
        draft.sign(self.0.name(), &self.0.public_key().unwrap(), &|message| self.0.sign(message)).unwrap();
    }

    /// A signature put into an envelope by hand.
    fn sign_by_hand(&self, envelope: &mut Envelope) {
        let public: [u8; 32] = self.0.public_key().unwrap().try_into().unwrap();
        let bytes = self.0.sign(&envelope.message().unwrap());
        envelope.signatures.push(Signature { key_id: key_id(&public), bytes });
    }
}

fn holders() -> [Holder; 3] {
    ["Ana", "Ben", "Cem"].map(Holder::new)
}

/// Two of three must sign; there is one part of a kind of tomorrow.
fn draft(holders: &[Holder; 3]) -> Draft {
    let mut draft = Draft::new("Desk", 2, &holders.each_ref().map(Holder::root), 30).unwrap();
    draft.put(vec![part(b"one")], &[], 30).unwrap();
    draft
}

fn part(bytes: &[u8]) -> NewPart {
    NewPart { name: "rules".into(), kind: PartKind::Unknown("policy".into()), bytes: bytes.to_vec() }
}

fn bundle(draft: &Draft) -> Bundle {
    read(draft.to_text().as_bytes()).unwrap()
}

fn signed(holders: &[Holder; 3]) -> (Draft, Bundle) {
    let mut draft = draft(holders);
    holders[0].sign(&mut draft);
    holders[1].sign(&mut draft);
    let bundle = bundle(&draft);
    (draft, bundle)
}

fn fresh(bundle: &Bundle) -> Fault {
    alone(bundle, Freshness::Required(Timestamp::now())).map(|_| ())
}

fn next(in_force: &Bundle, offered: &Bundle) -> Fault {
    following(in_force, offered, Timestamp::now()).map(|_| ())
}

/// Changes what is signed and has the first two sign that.
fn resigned(envelope: &mut Envelope, holders: &[Holder], change: impl Fn(&mut Value)) {
    change(&mut envelope.signed);
    envelope.signatures.clear();
    holders.iter().take(2).for_each(|holder| holder.sign_by_hand(envelope));
}

#[test]
fn enough_different_keys_must_have_signed() {
    let all = holders();
    let few = |result: Fault, has: usize| {
        assert!(
            matches!(result, Err(BundleFault::Threshold { has: found, needs: 2, .. }) if found == has),
            "{result:?}, {has}"
        );
    };
    let mut one = draft(&all);
    few(fresh(&bundle(&one)), 0);
    all[0].sign(&mut one);
    few(fresh(&bundle(&one)), 1);
    // The same key once more, as it stands and under the id of another.
    all[0].sign(&mut one);
    few(fresh(&bundle(&one)), 1);
    let mut twice = bundle(&one);
    for envelope in [&mut twice.roots[0], &mut twice.targets] {
        let mut again = envelope.signatures[0].clone();
        envelope.signatures.push(again.clone());
        again.key_id = key_id(&all[1].0.public_key().unwrap().try_into().unwrap());
        envelope.signatures.push(again);
    }
    few(fresh(&twice), 1);
    // Somebody who is no root.
    let mut stranger = bundle(&one);
    Holder::new("Dov").sign_by_hand(&mut stranger.roots[0]);
    few(fresh(&stranger), 1);
    let (_, good) = signed(&all);
    fresh(&good).unwrap();
    let mut wrong = good.clone();
    wrong.targets.signatures[0].bytes[5] ^= 1;
    few(fresh(&wrong), 1);
    let mut changed = good;
    changed.targets.signed["version"] = 9.into();
    few(fresh(&changed), 0);
}

#[test]
fn one_key_is_one_root_under_whatever_name() {
    let ana = Holder::new("Ana");
    let other = NewRoot { name: "Ben".into(), ..ana.root() };
    assert!(matches!(Draft::new("Desk", 2, &[ana.root(), other], 30), Err(BundleError::PublicKey { .. })));
    // By hand: the key once more, under an id that is not its own.
    let (_, mut good) = signed(&holders());
    let keys = good.roots[0].signed["keys"].as_object_mut().unwrap();
    let key = keys.values().next().unwrap().clone();
    keys.insert("0".repeat(64), key);
    assert!(matches!(read(good.to_text().as_bytes()), Err(BundleFault::Content { .. })));
}

#[test]
fn expired_is_not_put_in_force_but_stays() {
    let all = holders();
    let (_, good) = signed(&all);
    for which in ["root", "targets"] {
        let mut old = good.clone();
        let envelope = if which == "root" { &mut old.roots[0] } else { &mut old.targets };
        resigned(envelope, &all, |signed| signed["expires"] = json!("2020-01-01T00:00:00Z"));
        let result = fresh(&old);
        assert!(
            matches!(result, Err(BundleFault::RootExpired { .. } | BundleFault::Expired { .. })),
            "{which}: {result:?}"
        );
        alone(&old, Freshness::AsKept).unwrap();
    }
    let later = Timestamp::now() + (31 * 24).hours();
    assert!(alone(&good, Freshness::Required(later)).is_err());
    assert!(following(&good, &good, later).is_err());
}

#[test]
fn versions_go_up_only() {
    let all = holders();
    let (mut draft, one) = signed(&all);
    draft.put(vec![part(b"two")], &[], 30).unwrap();
    all[1].sign(&mut draft);
    all[2].sign(&mut draft);
    let two = bundle(&draft);
    assert_eq!((one.targets.targets().unwrap().version, two.targets.targets().unwrap().version), (1, 2));
    next(&one, &two).unwrap();
    next(&two, &two).unwrap();
    assert!(matches!(next(&two, &one), Err(BundleFault::Rollback { offered: 1, in_force: 2 })));
    // Two different ones of one number.
    let mut other = two.clone();
    resigned(&mut other.targets, &all, |signed| signed["spec_version"] = json!("1.0.0"));
    fresh(&other).unwrap();
    assert!(matches!(next(&two, &other), Err(BundleFault::Fork { version: 2 })));
}

#[test]
fn roots_rotate_by_old_and_new_and_leave_out_no_step() {
    let all = holders();
    let (mut draft, one) = signed(&all);
    let dov = Holder::new("Dov");
    let change = Rotation { threshold: None, add: vec![dov.root()], drop: vec!["Ana".into()] };
    draft.rotate(&change, 30).unwrap();
    let lacks = |draft: &Draft, wanted: RoleKind| {
        let result = next(&one, &bundle(draft));
        assert!(matches!(result, Err(BundleFault::Threshold { role, .. }) if role == wanted), "{result:?}");
    };
    // New ones only, then old ones only.
    let mut new_only = draft.clone();
    all[1].sign(&mut new_only);
    dov.sign(&mut new_only);
    lacks(&new_only, RoleKind::RootBefore);
    let mut old_only = draft.clone();
    all[0].sign(&mut old_only);
    all[1].sign(&mut old_only);
    lacks(&old_only, RoleKind::Root);
    all[0].sign(&mut draft);
    all[1].sign(&mut draft);
    dov.sign(&mut draft);
    let two = bundle(&draft);
    next(&one, &two).unwrap();
    assert!(matches!(next(&two, &one), Err(BundleFault::RootRollback { offered: 1, in_force: 2 })));
    draft.rotate(&Rotation { threshold: Some(1), ..Rotation::default() }, 30).unwrap();
    dov.sign(&mut draft);
    all[1].sign(&mut draft);
    let three = bundle(&draft);
    next(&one, &three).unwrap();
    next(&two, &three).unwrap();
    // Root 2 left out.
    let mut skipped = three.clone();
    skipped.roots.remove(1);
    assert!(matches!(fresh(&skipped), Err(BundleFault::RootSkipped { expected: 2, found: 3 })));
    let mut headless = three;
    headless.roots.remove(0);
    assert!(matches!(fresh(&headless), Err(BundleFault::RootSkipped { expected: 1, found: 2 })));
}

#[test]
fn nobody_puts_a_root_of_their_own_before_a_compared_one() {
    let all = holders();
    let (mut draft, _) = signed(&all);
    draft.rotate(&Rotation::default(), 30).unwrap();
    all[0].sign(&mut draft);
    all[1].sign(&mut draft);
    let mut forged = bundle(&draft);
    fresh(&forged).unwrap();
    // The first root becomes a stranger's, who adds a signature to the second, which is not changed.
    let stranger = Holder::new("Eve");
    let mut first = bundle(&Draft::new("Desk", 1, &[stranger.root()], 30).unwrap()).roots.remove(0);
    stranger.sign_by_hand(&mut first);
    forged.roots[0] = first;
    stranger.sign_by_hand(&mut forged.roots[1]);
    assert!(matches!(fresh(&forged), Err(BundleFault::Fork { version: 1 })));
}

#[test]
fn parts_are_those_that_were_signed() {
    let (_, good) = signed(&holders());
    let with = |change: &dyn Fn(&mut Bundle)| {
        let mut bundle = good.clone();
        change(&mut bundle);
        fresh(&bundle)
    };
    let swapped = with(&|bundle| bundle.parts.get_mut("rules").unwrap()[0] ^= 1);
    assert!(matches!(swapped, Err(BundleFault::PartDigest { .. })));
    let longer = with(&|bundle| bundle.parts.get_mut("rules").unwrap().push(0));
    assert!(matches!(longer, Err(BundleFault::PartLength { .. })));
    let missing = with(&|bundle| bundle.parts.clear());
    assert!(matches!(missing, Err(BundleFault::PartMissing { .. })));
    let more = with(&|bundle| drop(bundle.parts.insert("more".into(), Vec::new())));
    assert!(matches!(more, Err(BundleFault::PartUnsigned { .. })));
}

#[test]
fn what_is_no_bundle_is_refused_and_no_cut_is_taken() {
    let (_, good) = signed(&holders());
    let text = good.to_text();
    assert_eq!(read(text.as_bytes()).unwrap(), good);
    assert!(matches!(read(b"<html>"), Err(BundleFault::WebPage)));
    assert!(matches!(read(&vec![b' '; 16_000_001]), Err(BundleFault::TooBig)));
    assert!(matches!(read(b"{}"), Err(BundleFault::OtherSchema { .. })));
    for length in (0..text.trim_end().len()).step_by(13) {
        assert!(read(&text.as_bytes()[..length]).is_err(), "cut to {length}");
    }
    let twice = text.replacen("\"parts\": {", "\"parts\": {}, \"parts\": {", 1);
    assert!(matches!(read(twice.as_bytes()), Err(BundleFault::DuplicateKey { key }) if key == "parts"));
    for (path, value) in [
        ("/roots/0/signed/roles/root/threshold", json!(4)),
        ("/roots/0/signed/roles/root/threshold", json!(0)),
        ("/roots/0/signed/version", json!(0)),
        ("/roots/0/signed/version", json!(1.5)),
        ("/roots/0/signed/expires", json!("soon")),
        ("/roots/0/signed/team", json!("De\u{202e}sk")),
        ("/targets/signed/_type", json!("root")),
        ("/targets/signed/spec_version", json!("2.0.0")),
    ] {
        let mut value_of: Value = serde_json::from_str(&text).unwrap();
        *value_of.pointer_mut(path).unwrap() = value.clone();
        assert!(read(value_of.to_string().as_bytes()).is_err(), "{path} {value}");
    }
}

/// What is offered is checked like what is added, so that nobody compares the fingerprint of a file that is refused.
#[test]
fn what_is_offered_could_be_added() {
    let room = tempfile::tempdir().unwrap();
    let (data, file) = (room.path().join("data"), room.path().join("t.lightmark-trust"));
    let all = holders();
    let mut one = draft(&all);
    all[0].sign(&mut one);
    std::fs::write(&file, one.to_text()).unwrap();
    let mut store = crate::trust::TrustStore::default();
    let refused = store.offered_team(&file);
    assert!(matches!(refused, Err(BundleError::Refused { source: BundleFault::Threshold { .. }, .. })), "{refused:?}");
    let (good, _) = signed(&all);
    std::fs::write(&file, good.to_text()).unwrap();
    let offered = store.offered_team(&file).unwrap();
    assert_eq!((offered.team.as_str(), store.teams().len()), ("Desk", 0), "reading put it in force");
    let fingerprint = |hex: &str| crate::provenance::fingerprint::Fingerprint::from_hex(hex).unwrap();
    let other = store.add_team(&data, &file, &fingerprint(&"0".repeat(64)));
    assert!(matches!(other, Err(BundleError::Differs { .. })), "{other:?}");
    store.add_team(&data, &file, &fingerprint(&offered.root_fingerprint)).unwrap();
    assert!(matches!(store.offered_team(&file), Err(BundleError::InForce { .. })));
}
