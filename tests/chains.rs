//! A table of chains, good and forged, with what Lightmark and OpenSSL make of each.

#[path = "chains/crls.rs"]
mod crls;
#[path = "chains/forge.rs"]
mod forge;
#[path = "chains/forge_crl.rs"]
mod forge_crl;
#[path = "chains/rows.rs"]
mod rows;
#[path = "chains/rows_of_form.rs"]
mod rows_of_form;
#[path = "chains/second_opinion.rs"]
mod second_opinion;

use lightmark::provenance::trust_source::{ListKind, TrustListCard};
use lightmark::trust::{Purpose, TrustList, TrustStore, Vouched};
use second_opinion::Second;

fn store(lists: &[(ListKind, Vec<Vec<u8>>)]) -> TrustStore {
    let list = |(kind, certificates): &(ListKind, Vec<Vec<u8>>)| TrustList {
        card: TrustListCard {
            id: format!("{kind:?}").to_lowercase(),
            name: format!("{kind:?}"),
            kind: *kind,
            certificates: certificates.len(),
            added: "2026-06-01T00:00:00Z".into(),
            issued: None,
            next_update: None,
        },
        certificates: certificates.clone(),
    };
    TrustStore::of(lists.iter().map(list).collect())
}

fn time(at: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_second(at).unwrap()
}

#[test]
fn every_chain_gets_its_answer() {
    let rows = rows::all();
    assert!(rows.len() >= 60, "only {} rows", rows.len());
    let mut names = std::collections::HashSet::new();
    let mut wrong = Vec::new();
    for row in &rows {
        assert!(names.insert(row.name), "two rows are named {}", row.name);
        let answer = store(&row.lists).vouch(&row.chain, row.purpose, time(row.at));
        if answer != row.expected {
            wrong.push(format!("{}: {answer:?}, expected {:?}", row.name, row.expected));
        }
    }
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

#[test]
fn openssl_agrees_save_where_the_table_says_why_not() {
    if !second_opinion::is_there() {
        eprintln!("skipped: no openssl program here; the table itself is checked by the other test");
        return;
    }
    let mut wrong = Vec::new();
    for row in rows::all() {
        let ours = matches!(row.expected, Vouched::By { .. });
        let theirs = match row.openssl {
            Second::Agrees => ours,
            Second::Accepts(reason) | Second::Refuses(reason) => {
                assert_eq!(ours, matches!(row.openssl, Second::Refuses(_)), "{}: no difference", row.name);
                println!("{}: {reason}", row.name);
                !ours
            }
            Second::NotAsked(reason) => {
                println!("{}, not asked: {reason}", row.name);
                continue;
            }
        };
        let anchors: Vec<Vec<u8>> = row.lists.iter().flat_map(|(_, certificates)| certificates.clone()).collect();
        let (accepts, messages) = second_opinion::accepts(&row.chain, &anchors, row.at);
        if accepts != theirs {
            wrong.push(format!("{}: openssl {}: {messages}", row.name, if accepts { "accepts" } else { "refuses" }));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every fault that a chain can have is shown by at least one row.
#[test]
fn the_table_shows_every_fault() {
    let mut missing: Vec<_> = lightmark::trust::PathFault::ALL.to_vec();
    for row in rows::all() {
        if let Vouched::NotRecognised { fault: Some(fault) } | Vouched::NotValidThen { fault } = row.expected {
            missing.retain(|known| *known != fault);
        }
    }
    assert!(missing.is_empty(), "no row shows {missing:?}");
}

/// No bit of a good chain can be turned without losing it, save in the listed root itself.
#[test]
fn every_byte_of_a_leaf_counts() {
    let root = forge::Draft::root("Root").self_signed();
    let leaf = forge::Draft::leaf("Ann").by(&root);
    let store = store(&[(ListKind::House, vec![root.der.clone()])]);
    let judge = |der: Vec<u8>| store.vouch(&[der], Purpose::ClaimSigning, time(forge::NOW));
    assert!(matches!(judge(leaf.der.clone()), Vouched::By { .. }));
    for position in 0..leaf.der.len() {
        for bit in [0x01, 0x80] {
            let mut der = leaf.der.clone();
            der[position] ^= bit;
            assert!(!matches!(judge(der), Vouched::By { .. }), "byte {position} of {:02x?}", leaf.der);
        }
    }
    for length in 0..leaf.der.len() {
        assert!(!matches!(judge(leaf.der[..length].to_vec()), Vouched::By { .. }), "cut at {length}");
    }
}

/// Bytes turned anywhere, in chain and list: an answer comes, whatever it is, and never a panic.
#[test]
fn mutations_get_an_answer() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let mut mutate = |der: &mut Vec<u8>| {
        for _ in 0..=next(3) {
            match (der.len(), next(4)) {
                (0, _) => der.push(0x30),
                (length, 0) => der.truncate(next(length)),
                (length, 1) => der.insert(next(length), next(256) as u8),
                (length, _) => der[next(length)] = next(256) as u8,
            }
        }
    };
    for mut row in rows::all() {
        if row.chain.len() > 20 {
            continue;
        }
        for _ in 0..20 {
            let mut chain = row.chain.clone();
            chain.iter_mut().for_each(&mut mutate);
            store(&row.lists).vouch(&chain, row.purpose, time(row.at));
        }
        let leaf: Vec<_> = row.chain.iter().take(1).cloned().collect();
        row.lists.iter_mut().flat_map(|(_, certificates)| certificates).for_each(&mut mutate);
        store(&row.lists).vouch(&leaf, row.purpose, time(row.at));
    }
}

/// A key that rcgen is lent, as the identities of `keys` lend theirs.
struct Lent(ed25519_dalek::SigningKey, [u8; 32]);

impl Lent {
    fn new() -> Self {
        let mut seed = [0u8; 32];
        getrandom::fill(&mut seed).unwrap();
        let key = ed25519_dalek::SigningKey::from_bytes(&seed);
        let public = key.verifying_key().to_bytes();
        Self(key, public)
    }
}

impl rcgen::PublicKeyData for Lent {
    fn der_bytes(&self) -> &[u8] {
        &self.1
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        &rcgen::PKCS_ED25519
    }
}

impl rcgen::SigningKey for Lent {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        use ed25519_dalek::Signer;
        Ok(self.0.sign(message).to_bytes().to_vec())
    }
}

fn rcgen_params(common: &str, id: u8) -> rcgen::CertificateParams {
    let mut params = rcgen::CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(rcgen::DnType::CommonName, common);
    params.not_before = time::OffsetDateTime::from_unix_timestamp(forge::NOW - forge::DAY).unwrap();
    params.not_after = time::OffsetDateTime::from_unix_timestamp(forge::NOW + forge::DAY).unwrap();
    params.serial_number = Some(rcgen::SerialNumber::from_slice(&[1, id]));
    params.key_identifier_method = rcgen::KeyIdMethod::PreSpecified(vec![id; 20]);
    params
}

/// What `rcgen` writes, the maker of our own identities, is read as it is meant.
#[test]
fn a_chain_of_another_maker_is_good() {
    let (root_key, leaf_key) = (Lent::new(), Lent::new());
    let mut root = rcgen_params("Personal root", 1);
    root.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Constrained(0));
    root.key_usages = vec![rcgen::KeyUsagePurpose::KeyCertSign, rcgen::KeyUsagePurpose::CrlSign];
    let root_der = root.self_signed(&root_key).unwrap().der().to_vec();
    let mut leaf = rcgen_params("Ann", 2);
    leaf.is_ca = rcgen::IsCa::ExplicitNoCa;
    leaf.key_usages = vec![rcgen::KeyUsagePurpose::DigitalSignature];
    leaf.use_authority_key_identifier_extension = true;
    leaf.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::EmailProtection];
    let issuer = rcgen::Issuer::new(root, root_key);
    let leaf_der = leaf.signed_by(&leaf_key, &issuer).unwrap().der().to_vec();
    let store = store(&[(ListKind::House, vec![root_der.clone()])]);
    let good = Vouched::By { kind: ListKind::House, list: "House".into() };
    let chain = [leaf_der, root_der];
    assert_eq!(store.vouch(&chain, Purpose::ClaimSigning, time(forge::NOW)), good);
    assert_eq!(store.vouch(&chain, Purpose::Identity, time(forge::NOW)), good);
    assert_ne!(store.vouch(&chain, Purpose::ClaimSigning, time(forge::NOW + 2 * forge::DAY)), good);
}

fn real(name: &str) -> Vec<Vec<u8>> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/chains/real").join(name);
    let text = std::fs::read(path).unwrap();
    x509_parser::pem::Pem::iter_from_buffer(&text).map(|block| block.unwrap().contents).collect()
}

/// Chains that came with published files, made by other people's software.
#[test]
fn chains_from_the_wild() {
    for (name, purpose, kind, within, expired) in [
        (
            "c2pa-test-signer.pem",
            Purpose::ClaimSigning,
            ListKind::House,
            "2026-11-20T00:00:00Z",
            "2040-01-01T00:00:00Z",
        ),
        (
            "digicert-time.pem",
            Purpose::TimeStamping,
            ListKind::TimeStamping,
            "2025-10-01T00:00:00Z",
            "2040-01-01T00:00:00Z",
        ),
    ] {
        let certificates = real(name);
        let [leaf, issuer, root] = certificates.as_slice() else { panic!("{name} holds {}", certificates.len()) };
        let chain = [leaf.clone(), issuer.clone()];
        let under = |anchor: &Vec<u8>, purpose, at: &str| {
            store(&[(kind, vec![anchor.clone()])]).vouch(&chain, purpose, at.parse().unwrap())
        };
        let good = Vouched::By { kind, list: format!("{kind:?}") };
        assert_eq!(under(root, purpose, within), good, "{name} under its root");
        assert_eq!(under(issuer, purpose, within), good, "{name} under its issuer");
        assert!(matches!(under(root, purpose, expired), Vouched::NotValidThen { .. }), "{name} later");
        let other = if purpose == Purpose::TimeStamping { Purpose::ClaimSigning } else { Purpose::TimeStamping };
        assert_eq!(under(root, other, within), Vouched::NotRecognised { fault: None }, "{name} for another purpose");
    }
}
