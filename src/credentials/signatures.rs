//! Who signed one manifest and when, with what `trust` says of both; and the CAWG identity in it.

use c2pa::Manifest;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use x509_parser::certificate::X509Certificate;
use x509_parser::pem::Pem;
use x509_parser::prelude::FromDer as _;

use super::aggregation::Aggregation;
use super::boxes::{self, CoseParts, LabelledBox};
use super::examine::Documents;
use super::limits::Limits;
use crate::provenance::did_web;
use crate::provenance::evidence::{SignatureEvidence, Status};
use crate::provenance::report::{
    CertificateSummary, CheckKind, IdentityState, NamedActor, RevocationCheck, RevocationKind, RevocationResult,
    SignerState, TimeState,
};
use crate::provenance::status::{Meaning, is_about_identity, meaning};
use crate::provenance::trust_source::ListKind;
use crate::provenance::verdict::is_time_proven;
use crate::time_stamp::Token;
use crate::trust::{Purpose, Revocation, Stapled, TrustStore, Vouched};

/// More later stamps for one signature than this are not looked at.
const MAX_LATER_TOKENS: usize = 16;

/// What the trust decision for a whole store needs.
pub(super) struct Judging<'a> {
    pub trust: &'a TrustStore,
    /// What was fetched for this file.
    pub documents: &'a Documents,
    /// When a certificate without a proven time stamp is judged.
    pub at: Timestamp,
    pub statuses: &'a [Status],
    pub boxes: &'a [LabelledBox<'a>],
    /// Label of the manifest that the engine refused for an answer that says "revoked".
    pub revoked: Option<&'a str>,
}

/// The signature of one manifest. `claimed` is the latest time that the signer itself states.
pub(super) fn signature(
    manifest: &Manifest,
    label: &str,
    claimed: Option<String>,
    judging: &Judging<'_>,
) -> Option<SignatureEvidence> {
    let info = manifest.signature_info()?;
    // The chain is the one that the engine checked the signature with; what else the structure carries counts only
    // if it is the same structure.
    let chain = pem_chain(info.cert_chain());
    let leaf = chain.first()?;
    let cose = boxes::signature_box(judging.boxes, label)
        .map(boxes::cose_parts)
        .filter(|cose| cose.chain.first() == Some(leaf))
        .unwrap_or_default();
    let stamp = stamp(&cose, info.time.as_deref(), judging);
    let is_proven =
        |stamp: &Stamp| is_time_proven(judging.statuses, label, stamp.state, stamp.is_later).then_some(stamp.at)?;
    let stamp = match stamp.as_ref().and_then(is_proven) {
        Some(_) => stamp,
        None => later_stamp(label, leaf, judging).filter(|later| is_proven(later).is_some()).or(stamp),
    };
    let stamped_later = stamp.as_ref().is_some_and(|stamp| stamp.is_later);
    let proven = stamp.as_ref().and_then(is_proven);
    let judged_at = proven.unwrap_or(judging.at);
    let (signer_state, list, fault) =
        signer_state(judging.trust.vouch(&chain, Purpose::ClaimSigning, judged_at), leaf, judged_at);
    let stapled = match judging.trust.stapled(&answers(&cose, judging), &chain, proven) {
        // The engine may know the issuer of the answer where we do not.
        answer if answer.revocation == Revocation::Unknown && judging.revoked == Some(label) => {
            Stapled::of(Revocation::Revoked)
        }
        // The engine counts a good answer that is out of date as a revoked one.
        answer => answer,
    };
    let revocation = revocation(&chain, stapled, judging, proven);
    let signer_state = if is_revoked(&revocation) { SignerState::Revoked } else { signer_state };
    let (time_state, at, authority, time_revocation) = match stamp {
        Some(stamp) => (stamp.state, stamp.at.map(|at| at.to_string()), stamp.authority, stamp.revocation),
        None if claimed.is_some() => (TimeState::Claimed, claimed, None, Vec::new()),
        None => (TimeState::None, None, None, Vec::new()),
    };
    Some(SignatureEvidence {
        algorithm: info.alg.map(|alg| alg.to_string().to_lowercase()),
        name: info.common_name.clone().or_else(|| common_name(leaf)),
        organization: info.issuer.clone(),
        fingerprint: fingerprint(leaf),
        chain: chain.iter().filter_map(|der| summary(der)).collect(),
        signer_state,
        list,
        fault,
        revocation,
        time_state,
        stamped_later,
        at,
        authority,
        time_revocation,
    })
}

/// What the revocation lists in force and the answers that came along say about a signer's chain.
fn revocation(
    chain: &[Vec<u8>],
    stapled: Stapled,
    judging: &Judging<'_>,
    proven: Option<Timestamp>,
) -> Vec<RevocationCheck> {
    let mut checks = judging.trust.revocation(chain, Purpose::ClaimSigning, judging.at, proven);
    // An answer holds for the time of signing, where that is proven; else newer ones may say something else.
    let until = proven.unwrap_or(judging.at);
    let result = match stapled.revocation {
        Revocation::Unknown => return checks,
        Revocation::Good if stapled.revoked_at.is_some() => RevocationResult::RevokedLater,
        Revocation::Good if stapled.next_update.is_some_and(|next| next < until) => RevocationResult::OutOfDate,
        Revocation::Good => RevocationResult::NotRevoked,
        Revocation::Revoked => RevocationResult::Revoked,
    };
    // An answer that came along stands for the responder that was not asked.
    checks.retain(|check| (check.kind, check.result) != (RevocationKind::Ocsp, RevocationResult::NotChecked));
    let issuer = chain.first().and_then(|leaf| issuer_name(leaf)).unwrap_or_default();
    let age = |issued: Timestamp| (judging.at.as_second() - issued.as_second()).max(0) / 86_400;
    checks.push(RevocationCheck {
        result,
        issued: stapled.issued.map(|issued| issued.to_string()),
        age_days: stapled.issued.map(age),
        revoked_at: stapled.revoked_at.map(|at| at.to_string()),
        ..RevocationCheck::of(&issuer, RevocationKind::Ocsp)
    });
    checks
}

fn is_revoked(checks: &[RevocationCheck]) -> bool {
    checks.iter().any(|check| check.result == RevocationResult::Revoked)
}

/// Every answer about a certificate's status that came along, for whichever certificate it is: beside the
/// signature, and in assertions of any manifest (a later one may bring the answer for an earlier one).
fn answers(cose: &CoseParts, judging: &Judging<'_>) -> Vec<Vec<u8>> {
    let asserted = judging
        .boxes
        .iter()
        .filter(|found| found.path.last().is_some_and(|label| label.starts_with("c2pa.certificate-status")));
    let asserted = asserted.flat_map(|found| boxes::certificate_status(found.content));
    cose.status_answers.iter().cloned().chain(asserted).collect()
}

fn pem_chain(pem: &str) -> Vec<Vec<u8>> {
    Pem::iter_from_buffer(pem.as_bytes()).filter_map(|block| block.ok().map(|block| block.contents)).collect()
}

/// The first box of a manifest with that label, or with that label and a number.
fn labelled<'a>(boxes: &'a [LabelledBox<'a>], manifest: &str, label: &str) -> Option<&'a LabelledBox<'a>> {
    boxes.iter().find(|found| {
        found.path.iter().any(|part| part == manifest)
            && found.path.last().is_some_and(|last| last == label || last.starts_with(&format!("{label}__")))
    })
}

struct Stamp {
    state: TimeState,
    at: Option<Timestamp>,
    authority: Option<String>,
    revocation: Vec<RevocationCheck>,
    /// In an assertion of a later manifest, not beside the signature itself.
    is_later: bool,
}

fn stamp(cose: &CoseParts, time: Option<&str>, judging: &Judging<'_>) -> Option<Stamp> {
    let bytes = cose.time_stamp.as_ref()?;
    // The engine takes a token for which any of several signers' signatures holds, and tells the time of the CMS
    // attribute `signingTime`, which is the authority's clock at another moment. RFC 3161 §2.4.2 allows one signer.
    let own = boxes::token(bytes);
    let at = time.and_then(|time| time.parse::<Timestamp>().ok()).map(|told| {
        let stated = own.as_ref().and_then(|own| Timestamp::from_second(own.at.as_second()).ok());
        stated.unwrap_or(told)
    });
    let (state, revocation) = match (at, &own) {
        (Some(at), Some(own)) => time_state(&own.chain, at, judging),
        // Nothing to go by; where the engine could not read a time, its statuses say why.
        _ => (TimeState::Unrecognised, Vec::new()),
    };
    let signer = own.and_then(|own| own.chain.into_iter().next()).or_else(|| boxes::token_signer(bytes));
    Some(Stamp { state, at, authority: signer.and_then(|der| common_name(&der)), revocation, is_later: false })
}

/// Who vouches for an authority at the time that it states.
fn time_state(chain: &[Vec<u8>], at: Timestamp, judging: &Judging<'_>) -> (TimeState, Vec<RevocationCheck>) {
    let revocation = judging.trust.revocation(chain, Purpose::TimeStamping, judging.at, Some(at));
    let state = match judging.trust.vouch(chain, Purpose::TimeStamping, at) {
        Vouched::By { .. } if !is_revoked(&revocation) => TimeState::Trusted,
        _ => TimeState::Unrecognised,
    };
    (state, revocation)
}

/// The earliest stamp for this manifest's signature in a `c2pa.time-stamp` assertion of any manifest (C2PA 2.4
/// §18.14) that a list vouches for. The token speaks for itself, whoever passes it on: it counts if it is over this
/// signature and its own signature holds.
fn later_stamp(label: &str, leaf: &[u8], judging: &Judging<'_>) -> Option<Stamp> {
    let is_assertion = |found: &&LabelledBox<'_>| {
        found.path.last().is_some_and(|last| last == "c2pa.time-stamp" || last.starts_with("c2pa.time-stamp__"))
    };
    let assertions = judging.boxes.iter().filter(is_assertion);
    let mut tokens = assertions.flat_map(|found| boxes::later_tokens(found.content, label)).peekable();
    tokens.peek()?;
    // The structure must be the one that the engine checked the signature with.
    let cose = boxes::signature_box(judging.boxes, label).map(boxes::cose_parts)?;
    let signature =
        boxes::signature_value(judging.boxes, label).filter(|_| cose.chain.first().is_some_and(|l| l == leaf))?;
    let stamps = tokens.take(MAX_LATER_TOKENS).filter_map(|token| {
        let token = Token::read(&token).ok().filter(|token| token.is_over(&signature))?;
        let (state, revocation) = time_state(&token.chain, token.at, judging);
        let authority = token.chain.first().and_then(|der| common_name(der));
        Some(Stamp { state, at: Some(token.at), authority, revocation, is_later: true })
    });
    stamps.filter(|stamp| stamp.state == TimeState::Trusted).min_by_key(|stamp| stamp.at)
}

fn signer_state(vouched: Vouched, leaf: &[u8], at: Timestamp) -> (SignerState, Option<String>, Option<String>) {
    match vouched {
        Vouched::By { kind, list } => {
            let state = match kind {
                ListKind::Official => SignerState::Official,
                ListKind::Interim => SignerState::Interim,
                ListKind::House => SignerState::House,
                ListKind::Contacts => SignerState::Contact,
                ListKind::Team => SignerState::Team,
                ListKind::TimeStamping => SignerState::Unrecognised,
            };
            (state, Some(list), None)
        }
        Vouched::NotValidThen { fault } => (SignerState::InvalidAtSigning, None, Some(fault.key().to_owned())),
        Vouched::NotRecognised { fault } => {
            let state = if is_valid_at(leaf, at) { SignerState::Unrecognised } else { SignerState::InvalidAtSigning };
            (state, None, fault.map(|fault| fault.key().to_owned()))
        }
    }
}

fn is_valid_at(der: &[u8], at: Timestamp) -> bool {
    X509Certificate::from_der(der).is_ok_and(|(_, certificate)| {
        let validity = certificate.validity();
        (validity.not_before.timestamp()..=validity.not_after.timestamp()).contains(&at.as_second())
    })
}

/// The CAWG identity of one manifest (CAWG Identity 1.2), if it holds one.
pub(super) fn identity(label: &str, at: Timestamp, judging: &Judging<'_>, limits: &Limits) -> Option<NamedActor> {
    let found = labelled(judging.boxes, label, "cawg.identity")?;
    let parts = boxes::identity_parts(found.content);
    let chain = boxes::cose_parts(&parts.signature).chain;
    let is_aggregation = parts.sig_type == "cawg.identity_claims_aggregation";
    let stated = boxes::cose_payload(&parts.signature).filter(|_| is_aggregation);
    let stated = stated.map(|statement| Aggregation::read(&statement, limits)).unwrap_or_default();
    let (name, organization) = match chain.first() {
        Some(leaf) if !is_aggregation => (common_name(leaf), organization(leaf)),
        _ => (stated.name(), None),
    };
    let own_label = found.path.last().map_or("", String::as_str);
    let is_only = boxes::only(judging.boxes, label, own_label).is_some();
    let state = match examined(judging.statuses, label, own_label, &parts.sig_type) {
        // The engine compares what the identity refers to with what the claim refers to, not with what is there.
        _ if is_any_changed(judging.statuses, label, own_label, &parts.binds) => IdentityState::Broken,
        Examined::Broken => IdentityState::Broken,
        // With two of one name, it is open which one the engine examined.
        _ if !is_only => IdentityState::Broken,
        Examined::NotChecked => IdentityState::NotChecked,
        Examined::Held if is_aggregation && !stated.is_valid_at(at) => IdentityState::Broken,
        // Its key would have to come from a web site, and nobody was asked.
        Examined::Held if stated.is_on_the_web() && !has_key(&stated, judging) => IdentityState::NotChecked,
        Examined::Held if is_aggregation || chain.is_empty() => IdentityState::Unrecognised,
        Examined::Held if is_identity_revoked(&chain, at, judging) => IdentityState::Broken,
        Examined::Held => match judging.trust.vouch(&chain, Purpose::Identity, at) {
            Vouched::By { .. } => IdentityState::Recognised,
            _ => IdentityState::Unrecognised,
        },
    };
    Some(NamedActor {
        name: name.unwrap_or_default(),
        organization,
        roles: parts.roles,
        state,
        kind: parts.sig_type,
        binds: parts.binds,
        accounts: stated.accounts,
        issuer: stated.issuer,
        valid_from: stated.valid_from,
        valid_until: stated.valid_until,
    })
}

/// Whether the document with the issuer's key was fetched; which key it is and whether it fits is for the engine.
fn has_key(stated: &Aggregation, judging: &Judging<'_>) -> bool {
    let address = stated.issuer.as_deref().and_then(did_web::address);
    address.is_some_and(|address| judging.documents.contains_key(&address))
}

/// `at` is earlier than the time of judging only where a trusted stamp proves it.
fn is_identity_revoked(chain: &[Vec<u8>], at: Timestamp, judging: &Judging<'_>) -> bool {
    let proven = Some(at).filter(|at| *at != judging.at);
    is_revoked(&judging.trust.revocation(chain, Purpose::Identity, judging.at, proven))
}

/// What the engine found about one identity assertion.
enum Examined {
    /// It was examined to the end and nothing was wrong.
    Held,
    Broken,
    NotChecked,
}

/// What the engine says about the identity assertion with this label. Nothing found is not good enough: where an
/// identity's signature does not match, the engine (0.90) says that its certificate is trusted and then nothing
/// more. And what it says about a second assertion of the manifest does not speak for the first.
fn examined(statuses: &[Status], manifest: &str, label: &str, kind: &str) -> Examined {
    const HELD: [&str; 3] = ["cawg.identity.well-formed", "cawg.identity.trusted", "cawg.ica.credential_valid"];
    let mut about = statuses.iter().filter(|status| {
        is_about_identity(&status.code, &status.url) && (status.manifest == manifest || status.url.contains(manifest))
    });
    let is_this = |status: &&Status| status.url.rsplit('/').next() == Some(label);
    let says = |wanted| about.clone().any(|status| meaning(&status.code, status.kind, &status.url) == wanted);
    if says(Meaning::IdentityBroken) {
        return Examined::Broken;
    }
    if says(Meaning::IdentityNotChecked) {
        return Examined::NotChecked;
    }
    let held = |status: &Status| status.kind == CheckKind::Success && HELD.contains(&status.code.as_str());
    if about.clone().filter(is_this).any(held) {
        Examined::Held
    } else if kind == "cawg.x509.cose" && about.any(|status| is_this(&status)) {
        Examined::Broken
    } else {
        Examined::NotChecked
    }
}

/// Whether the identity assertion, or one that it refers to, is not the one that the claim refers to.
fn is_any_changed(statuses: &[Status], manifest: &str, own_label: &str, binds: &[String]) -> bool {
    const CHANGED: [&str; 4] =
        ["assertion.hashedURI.mismatch", "assertion.missing", "hashedURI.mismatch", "hashedURI.missing"];
    statuses.iter().filter(|status| status.manifest == manifest && CHANGED.contains(&status.code.as_str())).any(
        |status| {
            let last = status.url.rsplit('/').next().unwrap_or_default();
            last == own_label || binds.iter().any(|bound| bound == last)
        },
    )
}

fn common_name(der: &[u8]) -> Option<String> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    certificate.subject().iter_common_name().next()?.as_str().ok().map(str::to_owned)
}

fn organization(der: &[u8]) -> Option<String> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    certificate.subject().iter_organization().next()?.as_str().ok().map(str::to_owned)
}

fn issuer_name(der: &[u8]) -> Option<String> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    certificate.issuer().iter_common_name().next()?.as_str().ok().map(str::to_owned)
}

fn fingerprint(der: &[u8]) -> String {
    hex::encode(Sha256::digest(der))
}

fn summary(der: &[u8]) -> Option<CertificateSummary> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    let time = |seconds| Timestamp::from_second(seconds).map(|at| at.to_string()).unwrap_or_default();
    Some(CertificateSummary {
        subject: certificate.subject().to_string(),
        issuer: certificate.issuer().to_string(),
        serial: certificate.raw_serial_as_string(),
        not_before: time(certificate.validity().not_before.timestamp()),
        not_after: time(certificate.validity().not_after.timestamp()),
        fingerprint: fingerprint(der),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "urn:c2pa:1";

    fn status(code: &str, assertion: &str) -> Status {
        Status {
            code: code.to_owned(),
            kind: CheckKind::Success,
            manifest: MANIFEST.to_owned(),
            url: format!("self#jumbf=/c2pa/{MANIFEST}/c2pa.assertions/{assertion}"),
            explanation: String::new(),
        }
    }

    fn first(statuses: &[Status]) -> Examined {
        examined(statuses, MANIFEST, "cawg.identity", "cawg.x509.cose")
    }

    #[test]
    fn a_trusted_certificate_alone_is_no_identity() {
        let trusted = status("signingCredential.trusted", "cawg.identity");
        assert!(matches!(first(&[]), Examined::NotChecked));
        assert!(matches!(first(std::slice::from_ref(&trusted)), Examined::Broken));
        assert!(matches!(first(&[trusted, status("cawg.identity.well-formed", "cawg.identity")]), Examined::Held));
    }

    #[test]
    fn one_identity_does_not_speak_for_another() {
        let trusted = status("signingCredential.trusted", "cawg.identity");
        let other = status("cawg.identity.well-formed", "cawg.identity__1");
        assert!(matches!(first(&[trusted, other]), Examined::Broken));
    }
}
