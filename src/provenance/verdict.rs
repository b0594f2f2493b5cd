//! The verdict: evidence → five answers → one headline. Pure, and fails closed.
//!
//! The order of the decision, which is also the order of this file: content (are these the signed bytes?),
//! signer, time, history, rights, and last the headline, from the answers alone. What an engine calls "trusted"
//! is one input: our own path check must agree with it, and neither can outweigh a failed check.

mod coverage;
mod history;
mod same_value;

pub use history::{Breach, breach, broken_codes};

use super::evidence::{Evidence, ManifestEvidence, Outcome, SignatureEvidence, Status, StoreEvidence};
use super::identity::PRACTICE_ORGANIZATION;
use super::report::{
    Check, CheckKind, ContentAnswer, ContentState, Headline, HistoryAnswer, HistoryState, Report, RightsAnswer,
    RightsState, SCHEMA, SignerAnswer, SignerState, TimeAnswer, TimeState,
};
use super::status::{Meaning, is_about_identity, meaning};
use crate::problem::Problem;

/// Codes that say that the asset's bytes match a hard binding; one of them must be there.
const BINDING_HELD: [&str; 5] = [
    "assertion.dataHash.match",
    "assertion.bmffHash.match",
    "assertion.boxesHash.match",
    "assertion.collectionHash.match",
    "assertion.multiAssetHash.match",
];

/// More checks than this are not listed; all of them count.
const MAX_CHECKS: usize = 10_000;

/// Concludes from the evidence. The only function that does.
pub fn judge(mut evidence: Evidence) -> Report {
    let outcome = std::mem::replace(&mut evidence.outcome, Outcome::NoManifest);
    let as_of = evidence.as_of.is_some();
    let mut report = blank(evidence);
    match outcome {
        Outcome::NotChecked(problem) => {
            report.headline = Headline::NotChecked;
            report.problem = Some(problem);
        }
        Outcome::NoManifest => report.headline = Headline::NoCredentials,
        Outcome::RemoteOnly { url } => {
            report.headline = Headline::NoCredentials;
            report.remote_manifest = Some(url);
        }
        Outcome::Broken { codes, explanation } => broken(&mut report, codes, &explanation),
        Outcome::Examined(store) => {
            examined(&mut report, *store, as_of);
            return report;
        }
    }
    coverage::forget(&mut report);
    report
}

fn blank(evidence: Evidence) -> Report {
    let rights_state = if evidence.rights.is_empty() { RightsState::None } else { RightsState::Unsigned };
    Report {
        schema: SCHEMA.to_owned(),
        path: evidence.path,
        sha256: evidence.sha256,
        size_bytes: evidence.size_bytes,
        format: evidence.format,
        headline: Headline::NotChecked,
        content: ContentAnswer { state: ContentState::NotChecked, exclusions: Vec::new(), codes: Vec::new() },
        signer: no_signer(),
        time: TimeAnswer { state: TimeState::None, at: None, authority: None, revocation: Vec::new() },
        history: HistoryAnswer { state: HistoryState::None, steps: Vec::new(), removed: Vec::new() },
        rights: RightsAnswer { state: rights_state, fields: evidence.rights },
        metadata: evidence.metadata,
        checks: Vec::new(),
        manifest_store: None,
        remote_manifest: None,
        dimensions: evidence.dimensions,
        notes: evidence.notes,
        problem: None,
    }
}

/// A store that could not be examined. A certificate known to be revoked is a signer's fault, not the content's.
fn broken(report: &mut Report, codes: Vec<String>, explanation: &str) {
    report.checks = codes.iter().map(|code| broken_check(code, explanation)).collect();
    let is_revoked = |code: &String| meaning(code, CheckKind::Failure, "") == Meaning::SignerRevoked;
    if codes.iter().all(is_revoked) {
        report.headline = Headline::Revoked;
        report.signer.state = SignerState::Revoked;
    } else {
        report.headline = Headline::Altered;
        report.content = ContentAnswer { state: ContentState::Altered, exclusions: Vec::new(), codes };
    }
}

fn broken_check(code: &str, explanation: &str) -> Check {
    Check {
        code: code.to_owned(),
        kind: CheckKind::Failure,
        manifest: String::new(),
        explanation: explanation.to_owned(),
    }
}

fn examined(report: &mut Report, store: StoreEvidence, as_of: bool) {
    report.content = content(&store);
    if let Some(active) = store.manifests.iter().find(|manifest| manifest.label == store.active) {
        report.signer = signer(&store, active, as_of);
        report.time = time(&store, active);
        report.history = history::history(&store, active, as_of);
        coverage::cover(report, &store, active);
    } else {
        coverage::forget(report);
    }
    report.headline = headline(report, &store);
    if report.headline == Headline::NotChecked {
        report.problem = Some(not_checked_problem(report));
    }
    report.checks = checks(store.statuses);
    report.manifest_store = Some(store.location);
    report.remote_manifest = store.remote_url;
}

/// The checks as they were reported or, where there are very many, the most telling ones.
fn checks(mut statuses: Vec<Status>) -> Vec<Check> {
    if statuses.len() > MAX_CHECKS {
        statuses.sort_by_key(|status| match status.kind {
            CheckKind::Failure => 0,
            CheckKind::Informational => 1,
            CheckKind::Success => 2,
        });
        statuses.truncate(MAX_CHECKS);
    }
    statuses.into_iter().map(check).collect()
}

fn check(status: Status) -> Check {
    Check { code: status.code, kind: status.kind, manifest: status.manifest, explanation: status.explanation }
}

/// Content: intact only when the claim's signature and a hard binding were seen to hold, and nothing failed.
fn content(store: &StoreEvidence) -> ContentAnswer {
    let about_content = |status: &&Status| {
        is_active(store, status) || is_hard_binding(&status.code) || !names_a_manifest(store, status)
    };
    let mut codes: Vec<String> = Vec::new();
    let mut not_checked = false;
    let partly = !store.exclusions.is_empty();
    for status in store.statuses.iter().filter(about_content) {
        match meaning(&status.code, status.kind, &status.url) {
            Meaning::Altered if !codes.contains(&status.code) => codes.push(status.code.clone()),
            Meaning::NotChecked => not_checked = true,
            _ => {}
        }
    }
    if !store.manifests.iter().any(|manifest| manifest.label == store.active) {
        codes.push("claim.missing".to_owned());
    }
    let state = if !codes.is_empty() {
        ContentState::Altered
    } else if not_checked || !signature_held(store) || !binding_held(store) {
        ContentState::NotChecked
    } else if partly {
        ContentState::PartlyCovered
    } else {
        ContentState::Intact
    };
    let exclusions = store.exclusions.iter().map(|exclusion| exclusion.range).collect();
    ContentAnswer { state, exclusions, codes }
}

fn is_active(store: &StoreEvidence, status: &Status) -> bool {
    status.manifest == store.active
}

fn names_a_manifest(store: &StoreEvidence, status: &Status) -> bool {
    store.manifests.iter().any(|manifest| manifest.label == status.manifest)
}

/// An update manifest has no hard binding of its own (C2PA 2.4 §11.2.3): its parent's then binds the asset, so
/// a mismatch counts whichever manifest it is reported for.
fn is_hard_binding(code: &str) -> bool {
    const KINDS: [&str; 5] = ["dataHash.", "bmffHash.", "boxesHash.", "collectionHash.", "multiAssetHash."];
    code.strip_prefix("assertion.").is_some_and(|rest| KINDS.iter().any(|kind| rest.starts_with(kind)))
}

fn held(status: &Status, code: &str) -> bool {
    status.kind == CheckKind::Success && status.code == code && !is_about_identity(&status.code, &status.url)
}

fn signature_held(store: &StoreEvidence) -> bool {
    store.statuses.iter().any(|status| is_active(store, status) && held(status, "claimSignature.validated"))
}

fn binding_held(store: &StoreEvidence) -> bool {
    store.statuses.iter().any(|status| BINDING_HELD.iter().any(|code| held(status, code)))
}

fn signer(store: &StoreEvidence, active: &ManifestEvidence, as_of: bool) -> SignerAnswer {
    let Some(signature) = &active.signature else {
        return SignerAnswer { identity: active.identity.clone(), ..no_signer() };
    };
    // A certificate beside a signature that does not hold names somebody who may have signed nothing.
    let (state, fault) = match signature_held(store) {
        true => signer_state(store, &active.label, signature, as_of),
        false => (SignerState::None, Some("signature".to_owned())),
    };
    SignerAnswer {
        state,
        name: signature.name.clone(),
        organization: signature.organization.clone(),
        practice: signature.organization.as_deref() == Some(PRACTICE_ORGANIZATION),
        fingerprint: Some(signature.fingerprint.clone()),
        list: if state.is_recognised() { signature.list.clone() } else { None },
        fault,
        algorithm: signature.algorithm.clone(),
        identity: active.identity.clone(),
        chain: signature.chain.clone(),
        revocation: signature.revocation.clone(),
    }
}

fn no_signer() -> SignerAnswer {
    SignerAnswer {
        state: SignerState::None,
        name: None,
        organization: None,
        practice: false,
        fingerprint: None,
        list: None,
        fault: None,
        algorithm: None,
        identity: None,
        chain: Vec::new(),
        revocation: Vec::new(),
    }
}

/// The signer's state for one manifest: our own path check, unless the engine's checks speak against it.
///
/// The engine judges certificates as of now. When the person asked for another time (`as_of`), its word on
/// validity and trust does not count, and ours alone decides.
fn signer_state(
    store: &StoreEvidence,
    label: &str,
    signature: &SignatureEvidence,
    as_of: bool,
) -> (SignerState, Option<String>) {
    let own = (signature.signer_state, signature.fault.clone());
    let says = |wanted: Meaning| {
        store.statuses.iter().any(|s| s.manifest == label && meaning(&s.code, s.kind, &s.url) == wanted)
    };
    if says(Meaning::SignerRevoked) || own.0 == SignerState::Revoked {
        return (SignerState::Revoked, None);
    }
    if says(Meaning::SignerInvalid) {
        return (SignerState::Unrecognised, own.1.or_else(|| Some("profile".to_owned())));
    }
    if as_of {
        return own;
    }
    if says(Meaning::SignerExpired) {
        return (SignerState::InvalidAtSigning, own.1.or_else(|| Some("expired".to_owned())));
    }
    if own.0.is_recognised() && says(Meaning::SignerUnrecognised) {
        return (SignerState::Unrecognised, Some("second-opinion".to_owned()));
    }
    own
}

fn time(store: &StoreEvidence, active: &ManifestEvidence) -> TimeAnswer {
    let Some(signature) = &active.signature else {
        return TimeAnswer { state: TimeState::None, at: None, authority: None, revocation: Vec::new() };
    };
    TimeAnswer {
        state: time_state(&store.statuses, &active.label, signature.time_state, signature.stamped_later),
        at: signature.at.clone(),
        authority: signature.authority.clone(),
        revocation: signature.time_revocation.clone(),
    }
}

/// A stamp that the engine found broken is broken; one that only our path check vouches for must also have been
/// seen to hold. The engine says nothing of a stamp that a later manifest brought; that it holds is our own finding.
fn time_state(statuses: &[Status], label: &str, own: TimeState, stamped_later: bool) -> TimeState {
    let about = |wanted: Meaning| {
        statuses.iter().any(|s| {
            s.manifest == label && !is_about_identity(&s.code, &s.url) && meaning(&s.code, s.kind, &s.url) == wanted
        })
    };
    if about(Meaning::TimeBroken) {
        return TimeState::Broken;
    }
    let held = statuses
        .iter()
        .any(|s| s.manifest == label && (held(s, "timeStamp.validated") || held(s, "timeStamp.trusted")));
    match own {
        TimeState::Trusted if !held && !stamped_later => TimeState::Unrecognised,
        own => own,
    }
}

/// Whether a manifest's time stamp may be relied on to judge certificates, given what our path check said.
pub fn is_time_proven(statuses: &[Status], label: &str, own: TimeState, stamped_later: bool) -> bool {
    time_state(statuses, label, own, stamped_later) == TimeState::Trusted
}

/// The headline, from the answers alone, worst first.
fn headline(report: &Report, store: &StoreEvidence) -> Headline {
    let covered = store.exclusions.iter().all(|exclusion| exclusion.is_metadata);
    match (report.content.state, report.signer.state, report.history.state) {
        (ContentState::Altered, _, _) => Headline::Altered,
        (_, SignerState::Revoked, _) => Headline::Revoked,
        // A certificate that was withdrawn is not a change, whoever's it is.
        (_, _, HistoryState::BrokenStep) if breach(&report.history) == Breach::Withdrawn => Headline::Revoked,
        (_, _, HistoryState::BrokenStep) => Headline::Altered,
        (ContentState::NotChecked, _, _) => Headline::NotChecked,
        (ContentState::PartlyCovered, _, _) if !covered => Headline::NotChecked,
        (_, signer, _) if signer.is_recognised() => Headline::Verified,
        _ => Headline::IntactUnrecognised,
    }
}

fn not_checked_problem(report: &Report) -> Problem {
    let key = match report.content.state {
        ContentState::PartlyCovered => "picture-not-covered",
        _ => "checks-incomplete",
    };
    Problem::new(key, &[])
}

#[cfg(test)]
mod tests;
