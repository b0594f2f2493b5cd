//! Rows about the form of certificates: their shape, algorithms and extensions.

use lightmark::provenance::trust_source::ListKind::House;
use lightmark::trust::PathFault as F;
use lightmark::trust::Vouched;
use openssl::nid::Nid;

use super::forge::*;
use super::rows::{LEAF_PROFILE, Row, by, no, row};
use super::second_opinion::Second::{self, Accepts, NotAsked};

pub fn shapes() -> Vec<Row> {
    let root = Draft::root("Root").self_signed();
    let leaf = Draft::leaf("Ann").by(&root);
    let raw = |name: &'static str, chain: Vec<Vec<u8>>, fault: F| {
        let mut row = row(name, &[], &[&root], no(fault)).openssl(NotAsked("not a chain of certificates"));
        row.chain = chain;
        row
    };
    let mut long = vec![Draft::root("Link 0").self_signed()];
    for position in 1..100 {
        let next = Draft::intermediate(&format!("Link {position}")).by(&long[position - 1]);
        long.push(next);
    }
    let mut long_chain: Vec<Vec<u8>> = long.iter().skip(1).rev().map(|one| one.der.clone()).collect();
    long_chain.insert(0, Draft::leaf("Ann").by(&long[99]).der);
    let deepest: Vec<&Issued> = long[1..16].iter().rev().collect();
    let deep_leaf = Draft::leaf("Ann").by(&long[15]);
    let deep_chain: Vec<&Issued> = std::iter::once(&deep_leaf).chain(deepest).collect();
    let huge = Draft::leaf("Ann").with(san(&vec![dns(&"x".repeat(200)); 400])).by(&root);
    let trailing = [leaf.der.as_slice(), &[0]].concat();
    let cut = leaf.der[..leaf.der.len() - 1].to_vec();
    // A fourth field within the outer SEQUENCE, which lenient parsers step over.
    let body = &leaf.der[4..];
    let stuffed = tlv(0x30, &[body, &[0x05, 0x00]].concat());
    let inner = Draft::leaf("Ann").with(Ext { value: [bc(false, None).value, vec![0]].concat(), ..bc(false, None) });
    let negative =
        Draft::intermediate("I").with(Ext { value: seq(&[vec![1, 1, 0xff], vec![2, 1, 0xff]]), ..bc(true, None) });
    let negative = negative.by(&root);
    let old = Draft::leaf("Ann").old(1).by(&root);
    let old_with = Draft { version: 1, ..Draft::leaf("Ann") }.by(&root);
    let mut rows = vec![
        raw("empty chain", vec![], F::EmptyChain),
        raw("garbage", vec![b"not a certificate at all".to_vec()], F::Malformed),
        raw("empty certificate", vec![Vec::new()], F::Malformed),
        raw("garbage after the leaf", vec![leaf.der.clone(), vec![0x30, 0x03, 1, 2, 3]], F::Malformed),
        raw("100 certificates", long_chain, F::TooManyCertificates),
        raw("huge certificate", vec![huge.der], F::CertificateTooBig),
        raw("trailing byte", vec![trailing], F::TrailingBytes),
        raw("truncated", vec![cut], F::Malformed),
        raw("extra field in the certificate", vec![stuffed], F::Malformed),
        raw("extra byte in an extension", vec![inner.by(&root).der], F::Malformed),
        raw("negative pathLen", vec![Draft::leaf("Ann").by(&negative).der, negative.der], F::Malformed),
        row("leaf of version 1", &[&old], &[&root], no(F::OldVersion)).openssl(LEAF_PROFILE),
        raw("version 1 with extensions", vec![old_with.der], F::Malformed),
    ];
    rows.push(row("sixteen certificates", &deep_chain, &[&long[0]], by(House)));
    let root_too: Vec<&Issued> = deep_chain.iter().copied().chain([&long[0]]).collect();
    rows.push(
        row("seventeen certificates", &root_too, &[&long[0]], no(F::TooManyCertificates))
            .openssl(Accepts("OpenSSL allows 100; sixteen is our limit for a stranger's chain")),
    );
    rows.push(tangle());
    rows
}

/// Fifteen certificates of one name and key, each able to issue each: a search without a limit never ends.
fn tangle() -> Row {
    let key = ed25519();
    let knots: Vec<Issued> =
        (0..15).map(|_| Draft::intermediate("Knot").without_key_ids().self_signed_by(key.clone())).collect();
    let leaf = Draft::leaf("Ann").without_key_ids().by(&knots[0]);
    let chain: Vec<&Issued> = std::iter::once(&leaf).chain(&knots).collect();
    let mut tangle = row("tangle of fifteen", &chain, &[&Draft::root("Root").self_signed()], no(F::TooComplex));
    tangle.openssl = NotAsked("its search takes one issuer only, so the case does not arise");
    tangle
}

pub fn algorithms() -> Vec<Row> {
    let mut rows = Vec::new();
    let rsa_key = rsa(2048);
    let p256 = || ec(Nid::X9_62_PRIME256V1);
    let mut add =
        |title: &'static str, root_key: Key, sig: Option<Sig>, leaf_key: Key, expected: Vouched, second: Second| {
            let root = Draft::root("Root").self_signed_by(root_key);
            let mut leaf = Draft::leaf("Ann");
            leaf.sig = sig;
            rows.push(row(title, &[&leaf.by_with(&root, leaf_key)], &[&root], expected).openssl(second));
        };
    const S: Second = Second::Agrees;
    let old = Accepts("verify works at security level 1 of this system's OpenSSL; C2PA 2.4 §13.2 is stricter");
    add("RSA 2048, PKCS#1", rsa_key.clone(), None, rsa_key.clone(), by(House), S);
    add("RSA 2048, PSS", rsa_key.clone(), Some(Sig::PssSha256), rsa_key.clone(), by(House), S);
    add("ECDSA P-256", p256(), None, p256(), by(House), S);
    add("ECDSA P-384", ec(Nid::SECP384R1), None, ec(Nid::SECP384R1), by(House), S);
    add("ECDSA P-521", ec(Nid::SECP521R1), None, ec(Nid::SECP521R1), by(House), S);
    add("ECDSA P-256 with SHA-384", p256(), Some(Sig::EcdsaSha384), p256(), by(House), S);
    add("P-256 leaf under RSA", rsa_key.clone(), None, p256(), by(House), S);
    add("RSA with SHA-1", rsa_key.clone(), Some(Sig::RsaSha1), p256(), no(F::WeakSignature), old);
    add("RSA with MD5", rsa_key.clone(), Some(Sig::RsaMd5), p256(), no(F::WeakSignature), old);
    add("PSS with its SHA-1 defaults", rsa_key.clone(), Some(Sig::PssDefaults), p256(), no(F::WeakSignature), old);
    add("ECDSA with SHA-1", p256(), Some(Sig::EcdsaSha1), p256(), no(F::WeakSignature), old);
    add("RSA 1024 issuer", rsa(1024), None, p256(), no(F::WeakKey), old);
    add("RSA 1024 leaf", p256(), None, rsa(1024), no(F::WeakKey), old);
    add("secp256k1 leaf", p256(), None, ec(Nid::SECP256K1), no(F::UnsupportedAlgorithm), LEAF_PROFILE);
    add("Ed448 leaf", p256(), None, PKey448::make(), no(F::UnsupportedAlgorithm), LEAF_PROFILE);
    rows
}

/// A key of a kind that the profile leaves out.
struct PKey448;

impl PKey448 {
    fn make() -> Key {
        Key::generate_ed448().unwrap()
    }
}

pub fn extensions() -> Vec<Row> {
    let root = Draft::root("Root").self_signed();
    let strict_ica = Draft::intermediate("Issuing").with(unknown(true)).by(&root);
    let strict_root = Draft::root("Root").with(unknown(true)).self_signed();
    let leaf = |extension: Ext| Draft::leaf("Ann").also(extension).by(&root);
    let policy = Ext { oid: "2.5.29.36", critical: true, value: seq(&[tlv(0x80, &[0])]) };
    let policies = Ext { oid: "2.5.29.32", critical: true, value: seq(&[seq(&[oid("1.3.6.1.4.1.62558.1.1")])]) };
    let again = Draft::leaf("Ann").also(bc(false, None)).by(&root);
    let twice_ku = Draft::leaf("Ann").also(ku(&[0, 5])).by(&root);
    vec![
        row("unknown critical extension", &[&leaf(unknown(true))], &[&root], no(F::UnknownCritical)),
        row("unknown extension, not critical", &[&leaf(unknown(false))], &[&root], by(House)),
        row(
            "unknown critical extension in an intermediate",
            &[&Draft::leaf("Ann").by(&strict_ica), &strict_ica],
            &[&root],
            no(F::UnknownCritical),
        ),
        row(
            "unknown critical extension in the root",
            &[&Draft::leaf("Ann").by(&strict_root)],
            &[&strict_root],
            no(F::UnknownCritical),
        ),
        row("critical policy constraints", &[&leaf(policy)], &[&root], no(F::UnknownCritical))
            .openssl(NotAsked("OpenSSL processes policies; Lightmark does not, and so refuses")),
        row("critical certificate policies", &[&leaf(policies)], &[&root], by(House)),
        row("duplicate extension", &[&again], &[&root], no(F::DuplicateExtension)),
        row("duplicate key usage", &[&twice_ku], &[&root], no(F::DuplicateExtension)),
    ]
}
