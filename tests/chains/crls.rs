//! A table of certificate revocation lists, good and forged, with what Lightmark makes of each.

use lightmark::provenance::report::{RevocationKind, RevocationResult};
use lightmark::provenance::trust_source::ListKind;
use lightmark::trust::{Purpose, RevocationError, TrustStore};

use crate::forge::{DAY, Draft, Issued, KU, NOW, ku, tlv, unknown};
use crate::forge_crl::{CrlDraft, certificate_issuer, delta, invalid_since, now, number, only, only_reasons, reason};
use crate::{store, time};

use Expected::{Refused, Says, Silent};
use RevocationResult::{NotRevoked, OutOfDate, Revoked, RevokedLater};

/// What comes of putting a list in force and asking about a chain.
#[derive(Debug, PartialEq)]
enum Expected {
    /// The list is not taken, for a reason whose text holds this.
    Refused(&'static str),
    Says(RevocationResult),
    /// The list is taken and does not speak of the chain.
    Silent,
}

struct Row {
    name: &'static str,
    list: Vec<u8>,
    anchors: Vec<(ListKind, Vec<Vec<u8>>)>,
    chain: Vec<Vec<u8>>,
    purpose: Purpose,
    proven: Option<i64>,
    expected: Expected,
}

fn row(name: &'static str, list: Vec<u8>, chain: &[&Issued], anchor: &Issued, expected: Expected) -> Row {
    let anchors = vec![(ListKind::House, vec![anchor.der.clone()])];
    let chain = chain.iter().map(|one| one.der.clone()).collect();
    Row { name, list, anchors, chain, purpose: Purpose::ClaimSigning, proven: None, expected }
}

impl Row {
    fn proven(mut self, at: i64) -> Self {
        self.proven = Some(at);
        self
    }

    fn stamp(mut self) -> Self {
        self.purpose = Purpose::TimeStamping;
        for (kind, _) in &mut self.anchors {
            *kind = ListKind::TimeStamping;
        }
        self
    }

    fn found(&self) -> Expected {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("list.crl");
        std::fs::write(&file, &self.list).unwrap();
        let mut trust = store(&self.anchors);
        if let Err(error) = trust.add_revocations(dir.path(), &file, &[]) {
            assert!(trust.revocation_sources().is_empty(), "{}: kept all the same", self.name);
            assert!(!error.problem().remedy.is_empty());
            let text = format!("{} {error:?}", error.problem().what);
            return match self.expected {
                Refused(part) if text.contains(part) => Refused(part),
                _ => panic!("{}: {text}", self.name),
            };
        }
        // What is kept and what travels to a worker says the same.
        let kept = TrustStore::load(dir.path()).unwrap();
        assert_eq!(kept.revocation_sources(), trust.revocation_sources());
        let travelled: TrustStore = serde_json::from_str(&serde_json::to_string(&trust).unwrap()).unwrap();
        let checks = travelled.revocation(&self.chain, self.purpose, time(NOW), self.proven.map(time));
        let told: Vec<_> = checks.iter().filter(|check| check.kind == RevocationKind::Crl).collect();
        match told.as_slice() {
            [] => Silent,
            [one] => Says(one.result),
            many => panic!("{}: {many:?}", self.name),
        }
    }
}

fn rows() -> Vec<Row> {
    [revoked(), times(), forms(), signers(), scopes()].into_iter().flatten().collect()
}

const BEFORE: i64 = NOW - 10 * DAY;

fn revoked() -> Vec<Row> {
    let root = Draft::root("Root").self_signed();
    let ica = Draft::intermediate("Issuing").by(&root);
    let (ann, ben) = (Draft::leaf("Ann").by(&root), Draft::leaf("Ben").by(&root));
    let deep = Draft::leaf("Deep").by(&ica);
    let list = CrlDraft::new();
    let by_root = |draft: CrlDraft| draft.by(&root);
    let mut padded = list.clone().revoking(&ann, BEFORE);
    padded.entries[0].serial.insert(0, 0);
    vec![
        row("a revoked leaf", by_root(list.clone().revoking(&ann, BEFORE)), &[&ann], &root, Says(Revoked)),
        row("somebody else's leaf", by_root(list.clone().revoking(&ben, BEFORE)), &[&ann], &root, Says(NotRevoked)),
        row("an empty list", by_root(list.clone()), &[&ann], &root, Says(NotRevoked)),
        row(
            "a revoked intermediate",
            by_root(list.clone().revoking(&ica, BEFORE)),
            &[&deep, &ica],
            &root,
            Says(Revoked),
        ),
        row(
            "a good intermediate",
            by_root(list.clone().revoking(&ann, BEFORE)),
            &[&deep, &ica],
            &root,
            Says(NotRevoked),
        ),
        row("a serial written with a nought", padded.by(&root), &[&ann], &root, Says(Revoked)),
        row(
            "revoked twice, the earlier counts",
            by_root(list.clone().revoking(&ann, NOW).revoking(&ann, BEFORE)),
            &[&ann],
            &root,
            Says(Revoked),
        )
        .proven(NOW - DAY),
        row(
            "removeFromCRL",
            by_root(list.clone().revoking_with(&ann, BEFORE, &[reason(8)])),
            &[&ann],
            &root,
            Says(NotRevoked),
        ),
        row(
            "certificateHold",
            by_root(list.clone().revoking_with(&ann, BEFORE, &[reason(6)])),
            &[&ann],
            &root,
            Says(Revoked),
        ),
    ]
}

fn times() -> Vec<Row> {
    let root = Draft::root("Root").self_signed();
    let ann = Draft::leaf("Ann").by(&root);
    let clock = Draft::stamper("Clock").by(&root);
    let list = CrlDraft::new();
    let revoking = |at: i64| list.clone().revoking(&ann, at).by(&root);
    let with = |leaf: &Issued, more: &[_]| list.clone().revoking_with(leaf, BEFORE, more).by(&root);
    let stale = list.clone().dated(now() - 10 * DAY, Some(now() - DAY));
    let good = &[&ann];
    vec![
        row("revoked after a proven time", revoking(BEFORE), good, &root, Says(RevokedLater)).proven(BEFORE - 1),
        row("revoked at that very time", revoking(BEFORE), good, &root, Says(Revoked)).proven(BEFORE),
        row("revoked before a proven time", revoking(BEFORE), good, &root, Says(Revoked)).proven(BEFORE + 1),
        row("revoked from tomorrow on", revoking(NOW + DAY), good, &root, Says(RevokedLater)),
        row(
            "invalid since before a proven time",
            with(&ann, &[invalid_since(BEFORE - 5 * DAY)]),
            good,
            &root,
            Says(Revoked),
        )
        .proven(BEFORE - DAY),
        row("stale, and revoked", stale.clone().revoking(&ann, BEFORE).by(&root), good, &root, Says(Revoked)),
        row("stale, and silent", stale.by(&root), good, &root, Says(OutOfDate)),
        row("no next update", list.clone().dated(now() - DAY, None).by(&root), good, &root, Says(NotRevoked)),
        row("dated in the future", list.clone().dated(now() + DAY, None).by(&root), good, &root, Refused("Future")),
        row("a clock two minutes off", list.clone().dated(now() + 120, None).by(&root), good, &root, Says(NotRevoked)),
        row("a stamper whose key was lost", with(&clock, &[reason(1)]), &[&clock], &root, Says(Revoked))
            .stamp()
            .proven(BEFORE - DAY),
        row("a stamper without a reason", with(&clock, &[]), &[&clock], &root, Says(Revoked))
            .stamp()
            .proven(BEFORE - DAY),
        row("a stamper that was replaced", with(&clock, &[reason(4)]), &[&clock], &root, Says(RevokedLater))
            .stamp()
            .proven(BEFORE - DAY),
        row("a stamp by a stamper replaced before", with(&clock, &[reason(4)]), &[&clock], &root, Says(Revoked))
            .stamp()
            .proven(BEFORE + DAY),
    ]
}

fn pem(kind: &str, der: &[u8]) -> String {
    format!("-----BEGIN {kind}-----\n{}\n-----END {kind}-----\n", openssl::base64::encode_block(der))
}

fn forms() -> Vec<Row> {
    let root = Draft::root("Root").self_signed();
    let ann = Draft::leaf("Ann").by(&root);
    let list = CrlDraft::new().revoking(&ann, BEFORE);
    let der = list.by(&root);
    let good = &[&ann];
    let trailing = [der.as_slice(), &[0]].concat();
    let text = pem("X509 CRL", &der).into_bytes();
    let with = |extension| list.clone().with(extension).by(&root);
    let entry = |extension| CrlDraft::new().revoking_with(&ann, BEFORE, &[extension]).by(&root);
    vec![
        row(
            "two lists in one file",
            pem("X509 CRL", &der).repeat(2).into_bytes(),
            good,
            &root,
            Refused("several CRLs"),
        ),
        row("as PEM", text, good, &root, Says(Revoked)),
        row("a byte too many", pem("X509 CRL", &trailing).into_bytes(), good, &root, Refused("Malformed")),
        row("cut short", der[..der.len() - 1].to_vec(), good, &root, Refused("")),
        row("a changes-only list", with(delta(1)), good, &root, Refused("Delta")),
        row("an indirect list", with(only(4)), good, &root, Refused("Indirect")),
        row("an entry of another issuer", entry(certificate_issuer(&root.subject)), good, &root, Refused("Indirect")),
        row("some reasons only", with(only_reasons()), good, &root, Refused("Partial")),
        row("attribute certificates only", with(only(5)), good, &root, Refused("Partial")),
        row("an unknown critical extension", with(unknown(true)), good, &root, Refused("UnknownCritical")),
        row("an unknown extension", with(unknown(false)), good, &root, Says(Revoked)),
        row("an unknown critical entry extension", entry(unknown(true)), good, &root, Refused("UnknownCritical")),
        row("a garbled time in an entry", entry(garbled_time()), good, &root, Refused("Malformed")),
    ]
}

fn garbled_time() -> crate::forge::Ext {
    crate::forge::Ext { oid: "2.5.29.24", critical: false, value: tlv(0x18, b"yesterday") }
}

fn signers() -> Vec<Row> {
    let root = Draft::root("Root").self_signed();
    let ica = Draft::intermediate("Issuing").by(&root);
    let (ann, deep) = (Draft::leaf("Ann").by(&root), Draft::leaf("Deep").by(&ica));
    let impostor = Draft::root("Root").self_signed();
    let mute = Draft::root("Root").with(ku(&[5])).self_signed();
    let silent = Draft::root("Root").without(KU).self_signed();
    let (by_mute, by_silent) = (Draft::leaf("Ann").by(&mute), Draft::leaf("Ann").by(&silent));
    let list = |leaf: &Issued| CrlDraft::new().revoking(leaf, BEFORE);
    let mut flipped = list(&ann).by(&root);
    let place = flipped.windows(5).position(|window| window == b"Forge").unwrap() + 60;
    flipped[place] ^= 1;
    let by_ica = list(&deep).by(&ica);
    let beside = |certificate: &Issued| (pem("X509 CRL", &by_ica) + &pem("CERTIFICATE", &certificate.der)).into_bytes();
    let by_leaf = Draft::intermediate("Issuing").by(&impostor);
    let mut contact =
        row("a contact's word on others", list(&deep).by(&ann), &[&deep, &ica], &root, Refused("UnknownIssuer"));
    contact.anchors.push((ListKind::Contacts, vec![ann.der.clone()]));
    let other_root = Draft::root("Other").self_signed();
    let mut other = row("the same serial of another issuer", list(&ann).by(&other_root), &[&ann], &root, Silent);
    other.anchors[0].1.push(other_root.der.clone());
    vec![
        row("signed by the wrong key", list(&ann).by(&impostor), &[&ann], &root, Refused("BadSignature")),
        row("one byte changed", flipped, &[&ann], &root, Refused("")),
        row("an authority on no list", list(&ann).by(&other_root), &[&ann], &root, Refused("UnknownIssuer")),
        row("an intermediate that is not at hand", by_ica.clone(), &[&deep, &ica], &root, Refused("UnknownIssuer")),
        row("an intermediate beside the list", beside(&ica), &[&deep, &ica], &root, Says(Revoked)),
        row("a forged intermediate beside it", beside(&by_leaf), &[&deep, &ica], &root, Refused("UnknownIssuer")),
        row("a listed intermediate", by_ica, &[&deep], &ica, Says(Revoked)),
        row(
            "an issuer that may not sign lists",
            list(&by_mute).by(&mute),
            &[&by_mute],
            &mute,
            Refused("UnknownIssuer"),
        ),
        row("an issuer silent about that", list(&by_silent).by(&silent), &[&by_silent], &silent, Says(Revoked)),
        contact,
        other,
    ]
}

fn scopes() -> Vec<Row> {
    let root = Draft::root("Root").self_signed();
    let ica = Draft::intermediate("Issuing").by(&root);
    let (ann, deep) = (Draft::leaf("Ann").by(&root), Draft::leaf("Deep").by(&ica));
    let list =
        |certificate: &Issued, field: u8| CrlDraft::new().revoking(certificate, BEFORE).with(only(field)).by(&root);
    vec![
        row("signers only, a signer", list(&ann, 1), &[&ann], &root, Says(Revoked)),
        row("authorities only, a signer", list(&ann, 2), &[&ann], &root, Silent),
        row("authorities only, an authority", list(&ica, 2), &[&deep, &ica], &root, Says(Revoked)),
        row("signers only, an authority", list(&ica, 1), &[&deep, &ica], &root, Silent),
    ]
}

#[test]
fn every_list_gets_its_answer() {
    let rows = rows();
    let mut names = std::collections::HashSet::new();
    let mut wrong = Vec::new();
    for row in &rows {
        assert!(names.insert(row.name), "two rows are named {}", row.name);
        let found = row.found();
        if found != row.expected {
            wrong.push(format!("{}: {found:?}, expected {:?}", row.name, row.expected));
        }
    }
    assert!(rows.len() >= 40 && wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

#[test]
fn an_older_list_never_replaces_a_newer_one() {
    let root = Draft::root("Root").self_signed();
    let ann = Draft::leaf("Ann").by(&root);
    let mut trust = store(&[(ListKind::House, vec![root.der.clone()])]);
    let dir = tempfile::tempdir().unwrap();
    let mut add = |draft: &CrlDraft| {
        let file = dir.path().join("list.crl");
        std::fs::write(&file, draft.by(&root)).unwrap();
        trust.add_revocations(dir.path(), &file, &[]).map(|source| source.entries.len())
    };
    let revoking = CrlDraft::new().revoking(&ann, BEFORE).with(number(7));
    assert_eq!(add(&revoking).unwrap(), 1);
    assert_eq!(add(&revoking).unwrap(), 1, "the same list again");
    let older = CrlDraft::new().dated(now() - 7200, None).with(number(8));
    assert!(matches!(add(&older), Err(RevocationError::Older { .. })));
    let lower = CrlDraft::new().dated(now(), None).with(number(6));
    assert!(matches!(add(&lower), Err(RevocationError::Older { .. })));
    let unnumbered = CrlDraft::new().dated(now(), None);
    assert!(matches!(add(&unnumbered), Err(RevocationError::Older { .. })));
    assert_eq!(add(&CrlDraft::new().dated(now(), None).with(number(8))).unwrap(), 0);
    assert_eq!(trust.revocation_sources().len(), 1);
}

/// Bytes turned anywhere: an answer comes, never a list that its issuer did not sign, and never a panic.
#[test]
fn a_list_with_any_byte_turned_is_not_taken() {
    let root = Draft::root("Root").self_signed();
    let ann = Draft::leaf("Ann").by(&root);
    let der = CrlDraft::new().revoking_with(&ann, BEFORE, &[reason(1)]).with(number(7)).by(&root);
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("list.crl");
    let taken = |bytes: &[u8]| {
        std::fs::write(&file, bytes).unwrap();
        store(&[(ListKind::House, vec![root.der.clone()])]).add_revocations(dir.path(), &file, &[]).is_ok()
    };
    assert!(taken(&der));
    for position in 0..der.len() {
        let mut turned = der.clone();
        turned[position] ^= 1;
        assert!(!taken(&turned), "byte {position}");
    }
}
