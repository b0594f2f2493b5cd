//! Files that are made so that one reader sees another signer than the next: what the engine checked and what we
//! judge must be the same, or nobody is recognised.

use std::sync::Arc;

use ciborium::Value as Cbor;
use lightmark::provenance::report::{Headline, IdentityState, TimeState};
use lightmark::provenance::trust_source::ListKind;
use serde_json::json;

use crate::bench::{Bench, explain, lists};
use crate::foreign::{Authority, Foreign, Recipe, photo, root};
use crate::forge::{seq, tlv};

/// Splits DER into its elements, each whole.
fn elements(mut der: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    while !der.is_empty() {
        let (header, length) = header(der);
        let (element, rest) = der.split_at(header + length);
        found.push(element);
        der = rest;
    }
    found
}

/// Length of the header and of the content.
fn header(der: &[u8]) -> (usize, usize) {
    match der[1] {
        short @ 0..0x80 => (2, usize::from(short)),
        long => {
            let bytes = &der[2..2 + usize::from(long & 0x7f)];
            (2 + bytes.len(), bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)))
        }
    }
}

fn inside(element: &[u8]) -> Vec<&[u8]> {
    elements(&element[header(element).0..])
}

/// What an authority nobody knows would send: its own stamp, with the certificate and the name of another authority
/// added as one more signer, whose signature is nonsense.
fn with_borrowed_signer(reply: &[u8], borrowed: &[u8], comes_first: bool) -> Vec<u8> {
    let [status, token] = inside(reply)[..] else { panic!("no answer") };
    let [kind, wrapped] = inside(token)[..] else { panic!("no token") };
    let [version, digests, content, certificates, signers] = inside(inside(wrapped)[0])[..] else { panic!("no CMS") };
    let own = inside(signers)[0];
    let mut parts: Vec<Vec<u8>> = inside(own).into_iter().map(<[u8]>::to_vec).collect();
    // tbsCertificate: version, serial number, algorithm, issuer.
    let tbs = inside(inside(borrowed)[0]);
    parts[1] = seq(&[tbs[3].to_vec(), tbs[1].to_vec()]);
    let last = parts.len() - 1;
    parts[last] = tlv(0x04, &[0x30; 64]);
    let mut both = [seq(&parts), own.to_vec()];
    let mut all = [borrowed.to_vec(), certificates[header(certificates).0..].to_vec()];
    if !comes_first {
        both.reverse();
        all.reverse();
    }
    let signed = seq(&[
        version.to_vec(),
        digests.to_vec(),
        content.to_vec(),
        tlv(0xa0, &all.concat()),
        tlv(0x31, &both.concat()),
    ]);
    seq(&[status.to_vec(), seq(&[kind.to_vec(), tlv(0xa0, &signed)])])
}

#[test]
fn a_stamp_does_not_borrow_the_name_of_a_listed_authority() {
    let bench = Bench::new();
    let forger = Authority::new();
    let borrowed = bench.authority.leaf.der.clone();
    let trust = bench.house_and_time();
    let mut is_dangerous = false;
    for comes_first in [true, false] {
        let (forger, borrowed) = (Arc::clone(&forger), borrowed.clone());
        let mut signer = bench.signer.clone();
        signer.stamp =
            Some(Arc::new(move |request| with_borrowed_signer(&forger.reply(request), &borrowed, comes_first)));
        let report = bench.examine("photo.jpg", &Recipe::created().sign(&signer, &photo()), &trust);
        is_dangerous |= report.checks.iter().any(|check| check.code == "timeStamp.validated");
        assert_ne!(report.time.state, TimeState::Trusted, "first: {comes_first}{}", explain(&report));
        assert!(!report.history.steps[0].at_proven);
        assert_eq!(report.headline, Headline::Verified, "the content is what it was");
    }
    assert!(is_dangerous, "the engine is content with one signature that holds");
}

/// A COSE_Sign1 structure (RFC 9052 §4.4) over a detached payload, whose header that is not signed holds these chains.
fn cose(who: &Foreign, payload: &[u8], chains: &[(Cbor, Vec<u8>)]) -> Vec<u8> {
    let written = |value: &Cbor| {
        let mut bytes = Vec::new();
        ciborium::into_writer(value, &mut bytes).unwrap();
        bytes
    };
    let protected = written(&Cbor::Map(vec![(Cbor::from(1), Cbor::from(-8))]));
    let signed = Cbor::Array(vec![
        Cbor::from("Signature1"),
        Cbor::Bytes(protected.clone()),
        Cbor::Bytes(Vec::new()),
        Cbor::Bytes(payload.to_vec()),
    ]);
    let chains = chains.iter().map(|(key, der)| (key.clone(), Cbor::Bytes(der.clone()))).collect();
    let parts = vec![Cbor::Bytes(protected), Cbor::Map(chains), Cbor::Null, Cbor::Bytes(who.raw(&written(&signed)))];
    written(&Cbor::Tag(18, Box::new(Cbor::Array(parts))))
}

#[test]
fn an_identity_does_not_borrow_the_certificate_of_another_person() {
    let bench = Bench::new();
    let person_root = root("Person Root");
    let person = Foreign::under(&person_root, "Dora Person");
    let forger = Foreign::under(&root("Forger Root"), "Mallory");
    let trust = lists(&[(ListKind::House, &bench.root), (ListKind::Interim, &person_root)]);
    let metadata = json!({ "@context": { "dc": "http://purl.org/dc/elements/1.1/" }, "dc:creator": ["Dora Person"] });
    let state = |who: &Foreign, chains: Vec<(Cbor, Vec<u8>)>| {
        let mut signer = bench.signer.clone();
        let who = who.clone();
        signer.coser = Some(Arc::new(move |payload| cose(&who, payload, &chains)));
        let bytes = Recipe::created().and("cawg.metadata", metadata.clone()).sign(&signer, &photo());
        let report = bench.examine("photo.jpg", &bytes, &trust);
        let held = report.checks.iter().any(|check| check.code == "cawg.identity.well-formed");
        let identity = report.signer.identity.as_ref().unwrap();
        ((identity.state, held), explain(&report))
    };
    let (name, number) = (Cbor::from("x5chain"), Cbor::from(33));
    let own = |who: &Foreign| who.chain[0].clone();
    // The honest ways, so that what is refused below is refused for the right reason.
    let (found, explained) = state(&person, vec![(name.clone(), own(&person))]);
    assert_eq!(found, (IdentityState::Recognised, true), "{explained}");
    let (found, explained) = state(&forger, vec![(name.clone(), own(&forger))]);
    assert_eq!(found, (IdentityState::Unrecognised, true), "{explained}");
    for chains in [
        vec![(number.clone(), own(&person)), (name.clone(), own(&forger))],
        vec![(name.clone(), own(&forger)), (number.clone(), own(&person))],
        vec![(name.clone(), own(&person)), (number, own(&forger))],
    ] {
        let (found, explained) = state(&forger, chains);
        assert_ne!(found.0, IdentityState::Recognised, "{explained}");
    }
}
