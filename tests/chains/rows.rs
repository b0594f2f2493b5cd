//! The table of chains, by subject. Every row is named for its fault.

use lightmark::provenance::trust_source::ListKind::{self, Contacts, House, Interim, Official, TimeStamping};
use lightmark::trust::PathFault as F;
use lightmark::trust::{Purpose, Vouched};

use super::forge::*;
use super::rows_of_form::{algorithms, extensions, shapes};
use super::second_opinion::Second::{self, Accepts, NotAsked, Refuses};

pub struct Row {
    pub name: &'static str,
    pub chain: Vec<Vec<u8>>,
    pub lists: Vec<(ListKind, Vec<Vec<u8>>)>,
    pub purpose: Purpose,
    pub at: i64,
    pub expected: Vouched,
    pub openssl: Second,
}

const EKU_NOT_ASKED: Second = Accepts("-purpose any asks for no extended key usage");
pub const LEAF_PROFILE: Second = Accepts("only the C2PA profile restricts the signer's own certificate here");

/// A row for a chain under one house list; refined by the methods.
pub fn row(name: &'static str, chain: &[&Issued], anchors: &[&Issued], expected: Vouched) -> Row {
    let ders = |list: &[&Issued]| list.iter().map(|one| one.der.clone()).collect::<Vec<_>>();
    let lists = vec![(House, ders(anchors))];
    Row { name, chain: ders(chain), lists, purpose: Purpose::ClaimSigning, at: NOW, expected, openssl: Second::Agrees }
}

impl Row {
    pub fn openssl(mut self, second: Second) -> Self {
        self.openssl = second;
        self
    }

    fn purpose(mut self, purpose: Purpose) -> Self {
        self.purpose = purpose;
        self
    }

    fn at(mut self, at: i64) -> Self {
        self.at = at;
        self
    }

    fn lists(mut self, lists: &[(ListKind, &[&Issued])]) -> Self {
        self.lists =
            lists.iter().map(|(kind, list)| (*kind, list.iter().map(|one| one.der.clone()).collect())).collect();
        self
    }

    fn stamp(self) -> Self {
        let mut row = self.purpose(Purpose::TimeStamping);
        for (kind, _) in &mut row.lists {
            *kind = TimeStamping;
        }
        row
    }
}

pub fn by(kind: ListKind) -> Vouched {
    Vouched::By { kind, list: format!("{kind:?}") }
}

pub fn no(fault: F) -> Vouched {
    Vouched::NotRecognised { fault: Some(fault) }
}

fn not_then(fault: F) -> Vouched {
    Vouched::NotValidThen { fault }
}

pub fn all() -> Vec<Row> {
    let parts =
        [good(), issuers(), dates(), purposes(), names(), links(), shapes(), algorithms(), extensions(), lists()];
    parts.into_iter().flatten().collect()
}

fn good() -> Vec<Row> {
    let root = Draft::root("Root").self_signed();
    let ica = Draft::intermediate("Issuing").by(&root);
    let policy = Draft::intermediate("Policy").by(&root);
    let deep = Draft::intermediate("Deep").by(&policy);
    let leaf = Draft::leaf("Ann").by(&ica);
    let deep_leaf = Draft::leaf("Ann").by(&deep);
    let direct = Draft::leaf("Ann").by(&root);
    vec![
        row("leaf under a listed root", &[&direct], &[&root], by(House)),
        row("leaf and its root in the chain", &[&direct, &root], &[&root], by(House)),
        row("leaf, intermediate, listed root", &[&leaf, &ica], &[&root], by(House)),
        row("leaf under a listed intermediate", &[&leaf], &[&ica], by(House)),
        row("listed intermediate also in the chain", &[&leaf, &ica], &[&ica], by(House)),
        row("two intermediates", &[&deep_leaf, &deep, &policy], &[&root], by(House)),
        row("shuffled intermediates", &[&deep_leaf, &root, &policy, &deep], &[&root], by(House)),
        row("a stranger's certificate among the chain", &[&leaf, &deep, &ica], &[&root], by(House)),
        row("the same certificate twice", &[&leaf, &ica, &ica], &[&root], by(House)),
        row("identity under a listed root", &[&direct], &[&root], by(House)).purpose(Purpose::Identity),
    ]
}

fn issuers() -> Vec<Row> {
    let root = Draft::root("Root").self_signed();
    let ica = Draft::intermediate("Issuing").by(&root);
    let leaf = Draft::leaf("Ann").by(&ica);
    let by_leaf = Draft::leaf("Mallory").by(&leaf);
    let not_ca = Draft::intermediate("Not a CA").with(bc(false, None)).by(&root);
    let no_bc = Draft::intermediate("No constraints").without(BC).by(&root);
    let no_sign = Draft::intermediate("No cert sign").with(ku(&[0, 6])).by(&root);
    let no_ku = Draft::intermediate("No key usage").without(KU).by(&root);
    let v1 = Draft::intermediate("Old").old(1).by(&root);
    let old_root = Draft::root("Old root").old(1).self_signed();
    let root_no_ca = Draft::root("Root").with(bc(false, None)).self_signed();
    let root_no_sign = Draft::root("Root").with(ku(&[6])).self_signed();
    let root_no_ku = Draft::root("Root").without(KU).self_signed();
    let no_key_id = Draft::leaf("Mallory").without_key_ids().by(&leaf);
    let mut rows = vec![
        row("leaf signed by leaf", &[&by_leaf, &leaf, &ica], &[&root], no(F::IssuerNotAuthority)),
        row("leaf signed by leaf, without key ids", &[&no_key_id, &leaf, &ica], &[&root], no(F::IssuerNotAuthority)),
        row("leaf signed by a listed leaf", &[&by_leaf], &[&leaf], no(F::IssuerNotAuthority)),
        row("CA flag false", &[&Draft::leaf("Ann").by(&not_ca), &not_ca], &[&root], no(F::IssuerNotAuthority)),
        row("basicConstraints absent", &[&Draft::leaf("Ann").by(&no_bc), &no_bc], &[&root], no(F::IssuerNotAuthority)),
        row("keyCertSign missing", &[&Draft::leaf("Ann").by(&no_sign), &no_sign], &[&root], no(F::IssuerMayNotIssue)),
        row("key usage missing", &[&Draft::leaf("Ann").by(&no_ku), &no_ku], &[&root], no(F::IssuerMayNotIssue)),
        row(
            "v1 certificate as issuer",
            &[&Draft::leaf("Ann").without_key_ids().by(&v1), &v1],
            &[&root],
            no(F::OldVersion),
        ),
        row("v1 root on a list", &[&Draft::leaf("Ann").by(&old_root)], &[&old_root], by(House))
            .openssl(Refuses("-x509_strict wants extensions even of a root from before they existed")),
        row("listed root is no CA", &[&Draft::leaf("Ann").by(&root_no_ca)], &[&root_no_ca], no(F::IssuerNotAuthority)),
        row(
            "listed root lacks keyCertSign",
            &[&Draft::leaf("Ann").by(&root_no_sign)],
            &[&root_no_sign],
            no(F::IssuerMayNotIssue),
        ),
        row("listed root without key usage", &[&Draft::leaf("Ann").by(&root_no_ku)], &[&root_no_ku], by(House))
            .openssl(Refuses("-x509_strict; home-made roots often lack it, and the person listed this one")),
        row("an authority signs a file", &[&ica], &[&root], no(F::SignerIsAuthority)).openssl(LEAF_PROFILE),
        row(
            "leaf may issue, without the CA flag",
            &[&Draft::leaf("Ann").with(ku(&[0, 5])).by(&root)],
            &[&root],
            no(F::SignerIsAuthority),
        ),
    ];
    rows.extend(path_lengths());
    rows
}

fn path_lengths() -> Vec<Row> {
    let limited = |len| Draft::root("Root").with(bc(true, Some(len))).self_signed();
    let (root0, root1) = (limited(0), limited(1));
    let root = Draft::root("Root").self_signed();
    let under0 = Draft::intermediate("Issuing").by(&root0);
    let a1 = Draft::intermediate("A").by(&root1);
    let b1 = Draft::intermediate("B").by(&a1);
    let ica0 = Draft::intermediate("A").with(bc(true, Some(0))).by(&root);
    let under_ica0 = Draft::intermediate("B").by(&ica0);
    // Self-issued: a new key under the same name, which is not counted.
    let rolled = Draft::intermediate("Root").by(&root0);
    let ica1 = Draft::intermediate("A").with(bc(true, Some(1))).by(&root);
    let b = Draft::intermediate("B").by(&ica1);
    let c = Draft::intermediate("C").by(&b);
    vec![
        row("root pathLen 0, leaf directly", &[&Draft::leaf("Ann").by(&root0)], &[&root0], by(House)),
        row("root pathLen 0 exceeded", &[&Draft::leaf("Ann").by(&under0), &under0], &[&root0], no(F::PathTooLong)),
        row("root pathLen 1, one between", &[&Draft::leaf("Ann").by(&a1), &a1], &[&root1], by(House)),
        row("root pathLen 1 exceeded", &[&Draft::leaf("Ann").by(&b1), &b1, &a1], &[&root1], no(F::PathTooLong)),
        row(
            "intermediate pathLen 0 exceeded",
            &[&Draft::leaf("Ann").by(&under_ica0), &under_ica0, &ica0],
            &[&root],
            no(F::PathTooLong),
        ),
        row(
            "intermediate pathLen 1 exceeded",
            &[&Draft::leaf("Ann").by(&c), &c, &b, &ica1],
            &[&root],
            no(F::PathTooLong),
        ),
        row(
            "listed intermediate pathLen 0 exceeded",
            &[&Draft::leaf("Ann").by(&under_ica0), &under_ica0],
            &[&ica0],
            no(F::PathTooLong),
        ),
        row(
            "self-issued in the path is not counted",
            &[&Draft::leaf("Ann").by(&rolled), &rolled],
            &[&root0],
            by(House),
        ),
    ]
}

fn dates() -> Vec<Row> {
    let past = (NOW - 3 * YEAR, NOW - YEAR);
    let future = (NOW + YEAR, NOW + 3 * YEAR);
    let root = Draft::root("Root").self_signed();
    let old_root = Draft::root("Root").valid(past.0, past.1).self_signed();
    let new_root = Draft::root("Root").valid(future.0, future.1).self_signed();
    let old_ica = Draft::intermediate("Issuing").valid(past.0, past.1).by(&root);
    let new_ica = Draft::intermediate("Issuing").valid(future.0, future.1).by(&root);
    let ica = Draft::intermediate("Issuing").by(&root);
    let leaf = Draft::leaf("Ann").by(&ica);
    let old_leaf = Draft::leaf("Ann").valid(past.0, past.1).by(&ica);
    let new_leaf = Draft::leaf("Ann").valid(future.0, future.1).by(&ica);
    let second = Draft::leaf("Ann").valid(NOW, NOW).by(&ica);
    let bad_too = Draft::leaf("Ann").valid(past.0, past.1).with(eku(&[SERVER])).by(&ica);
    vec![
        row("expired leaf", &[&old_leaf, &ica], &[&root], not_then(F::SignerExpired)),
        row("leaf not yet valid", &[&new_leaf, &ica], &[&root], not_then(F::SignerNotYetValid)),
        row(
            "expired intermediate",
            &[&Draft::leaf("Ann").by(&old_ica), &old_ica],
            &[&root],
            not_then(F::IssuerExpired),
        ),
        row(
            "intermediate not yet valid",
            &[&Draft::leaf("Ann").by(&new_ica), &new_ica],
            &[&root],
            not_then(F::IssuerNotYetValid),
        ),
        row("expired root", &[&Draft::leaf("Ann").by(&old_root)], &[&old_root], not_then(F::AnchorExpired)),
        row("root not yet valid", &[&Draft::leaf("Ann").by(&new_root)], &[&new_root], not_then(F::AnchorNotYetValid)),
        row("expired leaf, judged while it was valid", &[&old_leaf, &ica], &[&root], by(House)).at(NOW - 2 * YEAR),
        row("good leaf, judged before it", &[&leaf, &ica], &[&root], not_then(F::SignerNotYetValid)).at(NOW - 2 * YEAR),
        row("good leaf, judged after it", &[&leaf, &ica], &[&root], not_then(F::SignerExpired)).at(NOW + 2 * YEAR),
        row("valid for this one second", &[&second, &ica], &[&root], by(House))
            .openssl(Refuses("OpenSSL counts the last second as past; RFC 5280 §4.1.2.5 includes it")),
        row("one second late", &[&second, &ica], &[&root], not_then(F::SignerExpired)).at(NOW + 1),
        row("one second early", &[&second, &ica], &[&root], not_then(F::SignerNotYetValid)).at(NOW - 1),
        row("expired and for another purpose", &[&bad_too, &ica], &[&root], no(F::OtherPurpose)),
    ]
}

fn purposes() -> Vec<Row> {
    let root = Draft::root("Root").self_signed();
    let leaf = |purposes: &[&str]| Draft::leaf("Ann").with(eku(purposes)).by(&root);
    let ica = |purposes: &[&str]| Draft::intermediate("Issuing").with(eku(purposes)).by(&root);
    let (ica_time, ica_mail, ica_any, ica_doc) = (ica(&[TIME]), ica(&[EMAIL]), ica(&[ANY]), ica(&[DOCUMENT]));
    let ica_doc_mail = Draft::intermediate("Below").with(eku(&[EMAIL])).by(&ica_doc);
    let root_time = Draft::root("Root").with(eku(&[TIME])).self_signed();
    let no_eku = Draft::leaf("Ann").without(EKU).by(&root);
    let signer = |bits: &[u8]| Draft::leaf("Ann").with(ku(bits)).by(&root);
    let mut loose = eku(&[TIME]);
    loose.critical = false;
    let stamper = Draft::stamper("TSA").by(&root);
    let both = Draft::leaf("Ann").by(&ica_doc_mail);
    let refuse =
        |name, certificate: &Issued, fault| row(name, &[certificate], &[&root], no(fault)).openssl(EKU_NOT_ASKED);
    vec![
        row("for C2PA only", &[&leaf(&[C2PA])], &[&root], by(House)),
        row("for mail only", &[&leaf(&[EMAIL])], &[&root], by(House)),
        row("for documents only", &[&leaf(&[DOCUMENT])], &[&root], by(House)),
        row("for C2PA and web servers", &[&leaf(&[C2PA, SERVER])], &[&root], by(House)),
        refuse("no extended key usage", &no_eku, F::NoPurpose),
        refuse("anyExtendedKeyUsage", &leaf(&[ANY, C2PA]), F::AnyPurpose),
        refuse("for web servers", &leaf(&[SERVER]), F::OtherPurpose),
        refuse("mixed with time stamping", &leaf(&[EMAIL, TIME]), F::MixedPurposes),
        refuse("mixed with OCSP signing", &leaf(&[C2PA, OCSP]), F::MixedPurposes),
        refuse("time-stamp certificate signs a file", &stamper, F::OtherPurpose),
        refuse("time-stamp certificate signs an identity", &stamper, F::OtherPurpose).purpose(Purpose::Identity),
        refuse("digitalSignature missing", &signer(&[2]), F::SignerMayNotSign).openssl(LEAF_PROFILE),
        refuse("contentCommitment alone does not sign a file", &signer(&[1]), F::SignerMayNotSign)
            .openssl(LEAF_PROFILE),
        refuse("no key usage", &Draft::leaf("Ann").without(KU).by(&root), F::SignerMayNotSign).openssl(LEAF_PROFILE),
        row(
            "issuer for time only",
            &[&Draft::leaf("Ann").by(&ica_time), &ica_time],
            &[&root],
            no(F::IssuerOtherPurpose),
        )
        .openssl(EKU_NOT_ASKED),
        row(
            "issuer for one of the leaf's purposes",
            &[&Draft::leaf("Ann").by(&ica_mail), &ica_mail],
            &[&root],
            by(House),
        ),
        row("issuer for every purpose", &[&Draft::leaf("Ann").by(&ica_any), &ica_any], &[&root], by(House)),
        row(
            "issuers with no purpose in common",
            &[&both, &ica_doc_mail, &ica_doc],
            &[&root],
            no(F::IssuerOtherPurpose),
        )
        .openssl(EKU_NOT_ASKED),
        row(
            "listed root for time only",
            &[&Draft::leaf("Ann").by(&root_time)],
            &[&root_time],
            no(F::IssuerOtherPurpose),
        )
        .openssl(EKU_NOT_ASKED),
        row("time stamp", &[&stamper], &[&root], by(TimeStamping)).stamp(),
        row(
            "time stamp by a time issuer",
            &[&Draft::stamper("TSA").by(&ica_time), &ica_time],
            &[&root],
            by(TimeStamping),
        )
        .stamp(),
        row(
            "time stamp with contentCommitment",
            &[&Draft::stamper("TSA").with(ku(&[1])).by(&root)],
            &[&root],
            by(TimeStamping),
        )
        .stamp(),
        refuse("signing certificate stamps time", &leaf(&[EMAIL, C2PA]), F::OtherPurpose).stamp(),
        refuse("time stamping mixed with mail", &leaf(&[TIME, EMAIL]), F::MixedPurposes).stamp(),
        refuse("time stamping is not critical", &Draft::leaf("TSA").with(loose).by(&root), F::TimePurposeNotBinding)
            .stamp(),
        row(
            "time stamp by a mail issuer",
            &[&Draft::stamper("TSA").by(&ica_mail), &ica_mail],
            &[&root],
            no(F::IssuerOtherPurpose),
        )
        .stamp()
        .openssl(EKU_NOT_ASKED),
    ]
}

fn names() -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |title: &'static str, constraint: Ext, leaf: Draft, expected: Vouched, second: Second| {
        let root = Draft::root("Root").self_signed();
        let ica = Draft::intermediate("Issuing").with(constraint).by(&root);
        rows.push(row(title, &[&leaf.by(&ica), &ica], &[&root], expected).openssl(second));
    };
    let with = |names: &[Vec<u8>]| Draft::leaf("Ann").with(san(names));
    let desk = || directory(name_as(0x0c, "Desk", ""));
    let refused = || no(F::NameNotPermitted);
    let in_desk = |tag: u8, organization: &str| Draft::leaf("Ann").named(name_as(tag, organization, "Ann"));
    const S: Second = Second::Agrees;
    add("permitted directory name", nc(&[desk()], &[]), in_desk(0x0c, "Desk"), by(House), S);
    add("directory name outside", nc(&[desk()], &[]), Draft::leaf("Ann"), refused(), S);
    add("excluded directory name", nc(&[], &[desk()]), in_desk(0x0c, "Desk"), refused(), S);
    add("excluded directory name in other letters", nc(&[], &[desk()]), in_desk(0x13, "DESK"), refused(), S);
    add("not the excluded directory name", nc(&[], &[desk()]), in_desk(0x0c, "Desks"), by(House), S);
    add("permitted DNS name", nc(&[dns("desk.example")], &[]), with(&[dns("www.desk.example")]), by(House), S);
    add("DNS name outside", nc(&[dns("desk.example")], &[]), with(&[dns("otherdesk.example")]), refused(), S);
    add("excluded DNS name", nc(&[], &[dns("desk.example")]), with(&[dns("a.b.desk.example")]), refused(), S);
    add("permitted mail host", nc(&[email("desk.example")], &[]), with(&[email("ann@desk.example")]), by(House), S);
    add("mail host outside", nc(&[email("desk.example")], &[]), with(&[email("ann@sub.desk.example")]), refused(), S);
    add("excluded mailbox", nc(&[], &[email("ann@desk.example")]), with(&[email("ann@desk.example")]), refused(), S);
    add(
        "second mail address outside",
        nc(&[email("desk.example")], &[]),
        with(&[email("a@desk.example"), email("a@b.example")]),
        refused(),
        S,
    );
    add("permitted URI host", nc(&[uri("desk.example")], &[]), with(&[uri("https://desk.example/x")]), by(House), S);
    add("excluded URI host", nc(&[], &[uri(".desk.example")]), with(&[uri("https://a.desk.example/x")]), refused(), S);
    add("URI without a host", nc(&[], &[uri("desk.example")]), with(&[uri("urn:x")]), no(F::NameUncheckable), S);
    add(
        "constraint of a kind that cannot be checked",
        nc(&[other_name()], &[]),
        with(&[other_name()]),
        no(F::NameUncheckable),
        NotAsked("OpenSSL 3 compares otherName as well; we refuse every such name"),
    );
    add("uncheckable constraint, no such name", nc(&[other_name()], &[]), Draft::leaf("Ann"), by(House), S);
    // Self-issued certificates are exempt, but never the signer's own (RFC 5280 §6.1.3 (b)).
    let like_its_issuer = Draft::leaf("Issuing").with(san(&[dns("desk.example")]));
    add(
        "excluded name of a signer called like its issuer",
        nc(&[], &[dns("desk.example")]),
        like_its_issuer,
        refused(),
        S,
    );
    let mail_subject = seq(&[tlv(0x31, &seq(&[oid("1.2.840.113549.1.9.1"), tlv(0x16, b"ann@other.example")]))]);
    add(
        "mail address in the subject outside",
        nc(&[email("desk.example")], &[]),
        Draft::leaf("Ann").named(mail_subject),
        refused(),
        S,
    );
    let root = Draft::root("Root").with(nc(&[], &[dns("desk.example")])).self_signed();
    rows.push(row("name excluded by the listed root", &[&with(&[dns("desk.example")]).by(&root)], &[&root], refused()));
    let top = Draft::root("Root").with(nc(&[desk()], &[])).self_signed();
    let outside = Draft::intermediate("Issuing").by(&top);
    rows.push(row(
        "intermediate's own name outside",
        &[&in_desk(0x0c, "Desk").by(&outside), &outside],
        &[&top],
        refused(),
    ));
    rows
}

fn links() -> Vec<Row> {
    let root = Draft::root("Root").self_signed();
    let ica = Draft::intermediate("Issuing").by(&root);
    let leaf = Draft::leaf("Ann").by(&ica);
    let other_root = Draft::root("Root").self_signed();
    let flipped = |one: &Issued, position: usize| {
        let mut forged = one.clone();
        let place = if position == 0 { forged.der.len() - 1 } else { position };
        forged.der[place] ^= 1;
        forged
    };
    let serial_place = leaf.der.windows(3).position(|bytes| bytes[..2] == [0x02, 0x0c]).unwrap() + 5;
    let impostor = Draft::intermediate("Issuing").self_signed();
    let no_ids = Draft::leaf("Ann").without_key_ids().by(&ica);
    let wrong_aki = Draft::leaf("Ann").with(aki(&ed25519())).by(&root);
    let issuer_and_serial = seq(&[tlv(0xa1, &directory(root.subject.clone())), tlv(0x82, &[0x42])]);
    let wrong_serial = Ext { oid: AKI, critical: false, value: issuer_and_serial };
    let wrong_serial = Draft::leaf("Ann").with(wrong_serial).by(&root);
    let own = Draft::leaf("Ann").self_signed();
    let own_plain = Draft::leaf("Ann").without_key_ids().self_signed();
    // Cross-signed: one key and name, certified by two roots.
    let new_root = Draft::root("New root").self_signed();
    let crossed = Draft::intermediate("Issuing").by_with(&new_root, ica.key.clone());
    // A and B certify each other.
    let (a_key, b_key) = (ed25519(), ed25519());
    let a = Draft::intermediate("A").write(a_key.clone(), &name("B"), &b_key);
    let b = Draft::intermediate("B").write(b_key, &name("A"), &a_key);
    let looped = Draft::leaf("Ann").by(&a);
    let bridge = Draft::intermediate("A").write(a_key, &root.subject, &root.key);
    let encoded_root = Draft::root("Root").named(name_as(0x13, "FORGE", "ROOT")).self_signed_by(root.key.clone());
    vec![
        row("unknown root", &[&leaf, &ica, &root], &[&new_root], no(F::NoPath)),
        row("another root of the same name", &[&leaf, &ica], &[&other_root], no(F::KeyIdMismatch)),
        row("missing intermediate", &[&leaf], &[&root], no(F::NoPath)),
        row("forged signature, one bit", &[&flipped(&leaf, 0), &ica], &[&root], no(F::BadSignature)),
        row("tampered content, one bit", &[&flipped(&leaf, serial_place), &ica], &[&root], no(F::BadSignature)),
        row("forged intermediate, one bit", &[&leaf, &flipped(&ica, 0)], &[&root], no(F::BadSignature)),
        row("same subject, different key", &[&no_ids, &impostor], &[&root], no(F::BadSignature)),
        row("same subject, both keys offered", &[&no_ids, &impostor, &ica], &[&root], by(House))
            .openssl(Refuses("OpenSSL takes the first issuer of that name and never tries the other")),
        row("authority key id names another key", &[&wrong_aki], &[&root], no(F::KeyIdMismatch)),
        row("authority serial names another certificate", &[&wrong_serial], &[&root], no(F::KeyIdMismatch)),
        row("self-signed leaf", &[&own], &[&root], no(F::SelfSigned)),
        row("self-signed leaf on a house list", &[&own], &[&own], no(F::SelfSigned)).openssl(Accepts(
            "-partial_chain trusts any listed certificate; here only the contacts list pins a signer",
        )),
        row("self-signed leaf without key ids", &[&own_plain], &[&own_plain], no(F::SelfSigned))
            .openssl(Accepts("-partial_chain trusts any listed certificate")),
        row("listed leaf is no anchor for itself", &[&leaf], &[&leaf], no(F::NoPath))
            .openssl(Accepts("-partial_chain trusts any listed certificate")),
        row("wrong order: issuer first", &[&ica, &leaf], &[&root], no(F::WrongOrder))
            .openssl(Accepts("OpenSSL is told which certificate to check, and cannot know that it did not sign")),
        row("wrong order: root first", &[&root, &ica, &leaf], &[&root], no(F::WrongOrder))
            .openssl(Accepts("OpenSSL is told which certificate to check")),
        row("cross-signed, first root listed", &[&leaf, &crossed, &ica], &[&root], by(House))
            .openssl(Refuses("OpenSSL takes the first issuer that fits and does not go back from a dead end")),
        row("cross-signed, the way out first", &[&leaf, &ica, &crossed], &[&root], by(House)),
        row("cross-signed, second root listed", &[&leaf, &ica, &crossed], &[&new_root], by(House))
            .openssl(Refuses("OpenSSL takes the first issuer that fits and does not go back from a dead end")),
        row("loop A and B", &[&looped, &a, &b], &[&root], no(F::NoPath)),
        row("loop A and B with a way out", &[&looped, &a, &b, &bridge], &[&root], by(House))
            .openssl(NotAsked("which way OpenSSL takes depends on its version")),
        row("root's name in other letters", &[&Draft::leaf("Ann").by(&root)], &[&encoded_root], by(House)),
    ]
}

fn lists() -> Vec<Row> {
    let root = Draft::root("Root").self_signed();
    let ica = Draft::intermediate("Issuing").by(&root);
    let leaf = Draft::leaf("Ann").by(&ica);
    let stamper = Draft::stamper("TSA").by(&root);
    let own = Draft::leaf("Ann").self_signed();
    let old = Draft::leaf("Ann").valid(NOW - 2 * YEAR, NOW - YEAR).self_signed();
    let server = Draft::leaf("Ann").with(eku(&[SERVER])).self_signed();
    let old_root = Draft::root("Root").valid(NOW - 2 * YEAR, NOW - YEAR).self_signed_by(root.key.clone());
    let kinds = |name: &'static str, chain: &[&Issued], lists: &[(ListKind, &[&Issued])], expected: Vouched| {
        row(name, chain, &[], expected).lists(lists).openssl(NotAsked("OpenSSL knows no kinds of list"))
    };
    let none = Vouched::NotRecognised { fault: None };
    vec![
        kinds("official before house", &[&leaf, &ica], &[(House, &[&root]), (Official, &[&root])], by(Official)),
        kinds("interim before house", &[&leaf, &ica], &[(House, &[&ica]), (Interim, &[&root])], by(Interim)),
        kinds("house before contacts", &[&leaf, &ica], &[(Contacts, &[&leaf]), (House, &[&root])], by(House)),
        kinds(
            "valid house root before an expired official one",
            &[&leaf, &ica],
            &[(Official, &[&old_root]), (House, &[&root])],
            by(House),
        ),
        kinds("pinned self-signed contact", &[&own], &[(Contacts, &[&own])], by(Contacts)),
        kinds("pinned contact under an unknown root", &[&leaf, &ica], &[(Contacts, &[&leaf])], by(Contacts)),
        kinds("pinned contact for an identity", &[&own], &[(Contacts, &[&own])], by(Contacts))
            .purpose(Purpose::Identity),
        kinds("pinned contact has expired", &[&old], &[(Contacts, &[&old])], not_then(F::SignerExpired)),
        kinds("pinned contact for web servers", &[&server], &[(Contacts, &[&server])], no(F::OtherPurpose)),
        kinds("not the pinned contact", &[&own], &[(Contacts, &[&leaf])], no(F::SelfSigned)),
        kinds("a contact issues nothing", &[&leaf, &ica], &[(Contacts, &[&ica, &root])], no(F::NoPath)),
        kinds("pinned contact refused for time", &[&stamper], &[(Contacts, &[&stamper])], none.clone())
            .purpose(Purpose::TimeStamping),
        kinds(
            "signers' roots do not vouch for time",
            &[&stamper],
            &[(Official, &[&root]), (House, &[&root])],
            none.clone(),
        )
        .purpose(Purpose::TimeStamping),
        kinds("time roots do not vouch for signers", &[&leaf, &ica], &[(TimeStamping, &[&root])], none.clone()),
        kinds("no list at all", &[&leaf, &ica], &[], none),
    ]
}
