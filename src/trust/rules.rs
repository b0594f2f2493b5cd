//! Whether a path that was found is a good one: RFC 5280 §6.1 and the C2PA certificate profile (C2PA 2.4 §14.5.1).
//!
//! It judges certificates that are linked by name and signature already, and never looks for another path.
//! Policies are not processed: every policy will do and none is required (§6.1.1 (c), (e)).

use super::certificate::{Certificate, Usage};
use super::fault::PathFault;
use super::path::Purpose;

/// What comes of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    Good,
    /// Everything holds but the dates.
    NotValidThen(PathFault),
    Refused(PathFault),
}

/// Judges a path, the signer's certificate first and the anchor last, at a time in seconds since 1970.
pub fn judge(path: &[&Certificate], purpose: Purpose, at: i64) -> Judgement {
    match check(path, purpose) {
        Err(fault) => Judgement::Refused(fault),
        Ok(()) => match check_dates(path, at) {
            Err(fault) => Judgement::NotValidThen(fault),
            Ok(()) => Judgement::Good,
        },
    }
}

fn check(path: &[&Certificate], purpose: Purpose) -> Result<(), PathFault> {
    let (signer, issuers) = path.split_first().ok_or(PathFault::EmptyChain)?;
    check_signer(signer, purpose)?;
    // Authorities between this issuer and the signer, self-issued ones not counted (§6.1.4 (l)).
    let mut below = 0u32;
    for (position, issuer) in issuers.iter().enumerate() {
        let is_anchor = position + 1 == issuers.len();
        check_issuer(issuer, is_anchor, below)?;
        if !issuer.is_self_issued() {
            below += 1;
        }
    }
    check_purposes(signer, issuers, purpose)?;
    check_names(path)
}

/// The signer's own certificate: it may sign, for this purpose, and may not issue.
fn check_signer(signer: &Certificate, purpose: Purpose) -> Result<(), PathFault> {
    if signer.version != 3 {
        return Err(PathFault::OldVersion);
    }
    signer.key_kind?;
    let usage = signer.extensions.key_usage;
    if signer.is_authority() || usage.is_some_and(|usage| usage.cert_sign()) {
        return Err(PathFault::SignerIsAuthority);
    }
    // A time-stamp authority may carry contentCommitment instead (ETSI EN 319 421, and OpenSSL's own check).
    let may_sign = usage.is_some_and(|usage| {
        usage.digital_signature() || (purpose == Purpose::TimeStamping && usage.content_commitment())
    });
    if !may_sign {
        return Err(PathFault::SignerMayNotSign);
    }
    if signer.extensions.unknown_critical {
        return Err(PathFault::UnknownCritical);
    }
    check_signer_purpose(signer, purpose)
}

fn check_signer_purpose(signer: &Certificate, purpose: Purpose) -> Result<(), PathFault> {
    let stated = signer.extensions.usages.as_ref().ok_or(PathFault::NoPurpose)?;
    let usages = stated.usages.as_slice();
    if usages.is_empty() {
        return Err(PathFault::NoPurpose);
    }
    if usages.contains(&Usage::Any) {
        return Err(PathFault::AnyPurpose);
    }
    if !usages.iter().any(|usage| serves(*usage, purpose)) {
        return Err(PathFault::OtherPurpose);
    }
    match purpose {
        Purpose::TimeStamping if usages != [Usage::TimeStamping] => Err(PathFault::MixedPurposes),
        Purpose::TimeStamping if !stated.critical => Err(PathFault::TimePurposeNotBinding),
        Purpose::TimeStamping => Ok(()),
        // C2PA 2.4 §14.5.1: a certificate for time stamps or revocation answers is for nothing else.
        Purpose::ClaimSigning | Purpose::Identity
            if usages.iter().any(|usage| matches!(usage, Usage::TimeStamping | Usage::OcspSigning)) =>
        {
            Err(PathFault::MixedPurposes)
        }
        Purpose::ClaimSigning | Purpose::Identity => Ok(()),
    }
}

fn serves(usage: Usage, purpose: Purpose) -> bool {
    match purpose {
        Purpose::TimeStamping => usage == Usage::TimeStamping,
        Purpose::ClaimSigning | Purpose::Identity => {
            matches!(usage, Usage::C2paClaimSigning | Usage::EmailProtection | Usage::DocumentSigning)
        }
    }
}

/// One certificate that issued the one before it.
fn check_issuer(issuer: &Certificate, is_anchor: bool, below: u32) -> Result<(), PathFault> {
    let extensions = &issuer.extensions;
    if issuer.version != 3 {
        // A root from before version 3 says nothing about itself; whoever put it on the list says it
        // (RFC 5280 §6.1.1 (d): an anchor is a name and a key). As an intermediate it is refused (§6.1.4 (k)).
        let is_old_root = is_anchor && issuer.is_self_issued() && !extensions.present;
        return if is_old_root { Ok(()) } else { Err(PathFault::OldVersion) };
    }
    let constraints = extensions.basic_constraints.unwrap_or_default();
    if !constraints.ca {
        return Err(PathFault::IssuerNotAuthority);
    }
    // Authorities must state their key usage (§4.2.1.3). Home-made roots often do not, so an anchor may be silent.
    let may_issue = extensions.key_usage.map_or(is_anchor, |usage| usage.cert_sign());
    if !may_issue {
        return Err(PathFault::IssuerMayNotIssue);
    }
    if extensions.unknown_critical {
        return Err(PathFault::UnknownCritical);
    }
    if constraints.path_len.is_some_and(|limit| below > limit) {
        return Err(PathFault::PathTooLong);
    }
    Ok(())
}

/// Nested purposes: at least one purpose that serves must be allowed all the way up. RFC 5280 leaves this open
/// (§4.2.1.12); C2PA's lists rely on it to keep time-stamp issuers from vouching for signers.
fn check_purposes(signer: &Certificate, issuers: &[&Certificate], purpose: Purpose) -> Result<(), PathFault> {
    let stated = signer.extensions.usages.as_ref().ok_or(PathFault::NoPurpose)?;
    let mut serving: Vec<Usage> = stated.usages.iter().copied().filter(|usage| serves(*usage, purpose)).collect();
    for issuer in issuers {
        if let Some(limit) = &issuer.extensions.usages
            && !limit.usages.contains(&Usage::Any)
        {
            serving.retain(|usage| limit.usages.contains(usage));
        }
        if serving.is_empty() {
            return Err(PathFault::IssuerOtherPurpose);
        }
    }
    Ok(())
}

/// Name constraints of every issuer over everything beneath it (§6.1.3 (b), (c)); self-issued authorities are
/// exempt, the signer is not. A host name in a common name is not looked at: people sign here, not servers.
fn check_names(path: &[&Certificate]) -> Result<(), PathFault> {
    let mut work = 0;
    for (position, issuer) in path.iter().enumerate().skip(1) {
        let Some(constraints) = &issuer.extensions.name_constraints else { continue };
        for (depth, certificate) in path.iter().take(position).enumerate() {
            if depth == 0 || !certificate.is_self_issued() {
                constraints.check(&certificate.constrained_names(), &mut work)?;
            }
        }
    }
    Ok(())
}

/// Every certificate of the path was valid at that time (§6.1.3 (a) (2)), the anchor included: RFC 5280 leaves
/// that to the application, and a listed root that has expired vouches for nothing new.
fn check_dates(path: &[&Certificate], at: i64) -> Result<(), PathFault> {
    for (position, certificate) in path.iter().enumerate() {
        let is_anchor = position > 0 && position + 1 == path.len();
        if at < certificate.not_before {
            return Err(match (position, is_anchor) {
                (0, _) => PathFault::SignerNotYetValid,
                (_, true) => PathFault::AnchorNotYetValid,
                _ => PathFault::IssuerNotYetValid,
            });
        }
        if at > certificate.not_after {
            return Err(match (position, is_anchor) {
                (0, _) => PathFault::SignerExpired,
                (_, true) => PathFault::AnchorExpired,
                _ => PathFault::IssuerExpired,
            });
        }
    }
    Ok(())
}
