//! Small pictures that signed manifests carry: which of them shows a step, and whether a signature stands for it. Pure;
//! never decides about the file.

use serde::{Deserialize, Serialize};

use super::evidence::Status;
use super::report::{CheckKind, ContentState, Report, Step};

/// A picture in a manifest's assertion store (C2PA 2.4 §18.20), by its address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thumbnail {
    /// The assertion's JUMBF URI (`self#jumbf=/c2pa/…/c2pa.assertions/c2pa.thumbnail.claim`). Strangers' text.
    pub uri: String,
    pub state: ThumbnailState,
}

/// Whether somebody's signature stands for a thumbnail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThumbnailState {
    /// The claim that lists it is signed, and it is what was signed.
    Signed,
    /// Redacted by a later signer (C2PA 2.4 §6.8).
    Removed,
    /// It is not what was signed.
    Changed,
    /// The signature of the claim that lists it does not hold.
    NotSigned,
}

impl ThumbnailState {
    /// The end of its locale key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::NotSigned => "not-signed",
        }
    }
}

impl Thumbnail {
    /// The label of the manifest whose signer vouches for it.
    pub fn holder(&self) -> Option<&str> {
        holder(&self.uri)
    }

    /// What the checks say of it. Fails closed: the active manifest's signature must have been seen to hold, and no
    /// check of the holder's claim may have failed. What was removed stays removed.
    pub fn judged(&self, active: &str, statuses: &[Status]) -> ThumbnailState {
        if self.state == ThumbnailState::Removed {
            return self.state;
        }
        let Some(holder) = self.holder() else { return ThumbnailState::NotSigned };
        let of_holder = || statuses.iter().filter(|status| status.manifest == holder);
        let fails = |status: &&Status| status.kind == CheckKind::Failure;
        let held = of_holder().any(|s| s.kind == CheckKind::Success && s.code == "claimSignature.validated");
        let is_claim = |code: &str| {
            ["claim.", "claimSignature.", "general.", "algorithm."].iter().any(|prefix| code.starts_with(prefix))
        };
        if (holder == active && !held) || of_holder().filter(fails).any(|status| is_claim(&status.code)) {
            return ThumbnailState::NotSigned;
        }
        let name = self.uri.rsplit('/').next().unwrap_or_default();
        let about_it = |status: &Status| status.url.rsplit('/').next() == Some(name);
        if of_holder().filter(fails).any(about_it) { ThumbnailState::Changed } else { ThumbnailState::Signed }
    }
}

/// The label of the manifest that a JUMBF URI leads into.
pub fn holder(uri: &str) -> Option<&str> {
    let path = uri.strip_prefix("self#jumbf=").unwrap_or(uri);
    path.strip_prefix("/c2pa/")?.split('/').next().filter(|label| !label.is_empty())
}

/// The thumbnail that shows the file after a step: its own, else the one that whoever went on from there took. One that
/// is signed goes before one that is not.
pub fn of_step<'a>(report: &'a Report, step: &'a Step) -> Option<&'a Thumbnail> {
    let taken = report.history.steps.iter().flat_map(|later| &later.ingredients).filter(|ingredient| {
        !step.manifest.is_empty() && ingredient.manifest.as_deref() == Some(step.manifest.as_str())
    });
    let mut all = step.thumbnail.iter().chain(taken.filter_map(|ingredient| ingredient.thumbnail.as_ref()));
    let first = all.next();
    if first.is_some_and(|thumbnail| thumbnail.state == ThumbnailState::Signed) {
        return first;
    }
    all.find(|thumbnail| thumbnail.state == ThumbnailState::Signed).or(first)
}

/// The step whose comparison with the present picture tells most, counted from 0: for an altered file the newest, which
/// it no longer matches, else the newest one that the last was made from. `None` where none of them has a signed
/// thumbnail. Parts of a composite are left out: they show another picture.
pub fn most_telling(report: &Report) -> Option<usize> {
    let steps = &report.history.steps;
    let is_signed = |number: &usize| {
        let shown = steps.get(*number).and_then(|step| of_step(report, step));
        shown.is_some_and(|thumbnail| thumbnail.state == ThumbnailState::Signed)
    };
    let parents = parents(steps);
    let altered = report.content.state == ContentState::Altered;
    let newest = parents.iter().copied().find(is_signed);
    if altered { newest } else { parents.iter().skip(1).copied().find(is_signed).or(newest) }
}

/// The last step, its parent, and so on, each counted from 0.
fn parents(steps: &[Step]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut next = steps.len().checked_sub(1);
    while let Some(number) = next.filter(|number| !found.contains(number)) {
        found.push(number);
        let of = steps.get(number).and_then(|step| step.ingredients.iter().find(|one| one.relationship == "parentOf"));
        next = of.and_then(|parent| {
            steps.iter().position(|step| match &parent.manifest {
                Some(label) => step.manifest == *label,
                None => step.manifest.is_empty() && step.title == parent.title && step.thumbnail == parent.thumbnail,
            })
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const URI: &str = "self#jumbf=/c2pa/urn:c2pa:1/c2pa.assertions/c2pa.thumbnail.claim";

    fn status(code: &str, kind: CheckKind, manifest: &str, url: &str) -> Status {
        Status { code: code.into(), kind, manifest: manifest.into(), url: url.into(), explanation: String::new() }
    }

    fn judged(active: &str, statuses: &[Status]) -> ThumbnailState {
        Thumbnail { uri: URI.into(), state: ThumbnailState::Signed }.judged(active, statuses)
    }

    #[test]
    fn only_what_is_seen_to_be_signed_counts_in_the_active_manifest() {
        let held = status("claimSignature.validated", CheckKind::Success, "urn:c2pa:1", "");
        assert_eq!(judged("urn:c2pa:1", &[]), ThumbnailState::NotSigned);
        assert_eq!(judged("urn:c2pa:1", std::slice::from_ref(&held)), ThumbnailState::Signed);
        let of_another = status("claimSignature.validated", CheckKind::Success, "urn:c2pa:2", "");
        assert_eq!(judged("urn:c2pa:1", &[of_another]), ThumbnailState::NotSigned);
        let failed = status("claimSignature.mismatch", CheckKind::Failure, "urn:c2pa:1", "");
        assert_eq!(judged("urn:c2pa:1", &[held, failed.clone()]), ThumbnailState::NotSigned);
        assert_eq!(judged("urn:c2pa:2", &[failed]), ThumbnailState::NotSigned);
        assert_eq!(judged("urn:c2pa:2", &[]), ThumbnailState::Signed);
    }

    #[test]
    fn a_mismatch_counts_where_it_is() {
        let code = "assertion.hashedURI.mismatch";
        let other = "self#jumbf=/c2pa/urn:c2pa:1/c2pa.assertions/stds.exif";
        assert_eq!(judged("a", &[status(code, CheckKind::Failure, "urn:c2pa:1", URI)]), ThumbnailState::Changed);
        assert_eq!(judged("a", &[status(code, CheckKind::Failure, "urn:c2pa:1", other)]), ThumbnailState::Signed);
        assert_eq!(judged("a", &[status(code, CheckKind::Failure, "urn:c2pa:9", URI)]), ThumbnailState::Signed);
        // A picture that does not match its hard binding is what the thumbnail is compared with.
        let altered = status("assertion.dataHash.mismatch", CheckKind::Failure, "urn:c2pa:1", "x/c2pa.hash.data");
        assert_eq!(judged("a", &[altered]), ThumbnailState::Signed);
    }

    #[test]
    fn an_address_without_a_manifest_is_nobodys() {
        for uri in ["", "self#jumbf=c2pa.assertions/c2pa.thumbnail.claim", "self#jumbf=/c2pa/", "/etc/passwd"] {
            assert_eq!(holder(uri), None, "{uri}");
            let thumbnail = Thumbnail { uri: uri.into(), state: ThumbnailState::Signed };
            assert_eq!(thumbnail.judged("a", &[]), ThumbnailState::NotSigned);
        }
    }
}
