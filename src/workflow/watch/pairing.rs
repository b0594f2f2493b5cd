//! Which original an edit was made from: by its name first, then by what both show. Never takes one that does not fit.

use std::cmp::Reverse;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::problem::Problem;
use crate::provenance::recording::Proposal;
use crate::worker::Pool;
use crate::workflow::collect::{Found, collect};
use crate::workflow::record::measure;
use crate::workflow::sign::target::shown_name;

/// Originals of a likely name that are measured against one edit.
const MAX_CANDIDATES: usize = 8;
/// Two that fit this nearly as well are told apart by their names and sizes.
const NEARLY: f64 = 0.02;

/// By what a change of a file is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Facts {
    pub(super) size_bytes: u64,
    /// Since 1970; 0 where the system does not say.
    pub(super) modified_ns: u64,
}

impl Facts {
    pub(super) fn of(path: &Path) -> Option<Self> {
        path.metadata().ok().filter(Metadata::is_file).map(|facts| Self {
            size_bytes: facts.len(),
            modified_ns: facts
                .modified()
                .ok()
                .and_then(|at| at.duration_since(UNIX_EPOCH).ok())
                .map_or(0, |since| u64::try_from(since.as_nanos()).unwrap_or(0)),
        })
    }
}

/// Every original in the folder, except in these folders.
pub(super) fn originals(folder: &Path, except: &[&Path]) -> Vec<(PathBuf, Facts)> {
    let of_ours = |path: &Path| except.iter().any(|other| !folder.starts_with(other) && path.starts_with(other));
    collect(vec![folder.to_owned()])
        .filter_map(|found| match found {
            Found::File(path) if !of_ours(&path) => Facts::of(&path).map(|facts| (path, facts)),
            _ => None,
        })
        .collect()
}

/// Originals that the edit is named after, the longest name first.
pub(super) fn candidates(edited: &Path, originals: &[(PathBuf, Facts)]) -> Vec<(PathBuf, Facts)> {
    let stem = stem(edited);
    let mut named: Vec<(usize, &(PathBuf, Facts))> = originals
        .iter()
        .map(|original| (self::stem(&original.0), original))
        .filter(|(own, _)| is_named_after(&stem, own))
        .map(|(own, original)| (own.len(), original))
        .collect();
    named.sort_by_key(|(length, original)| (Reverse(*length), &original.0));
    named.into_iter().take(MAX_CANDIDATES).map(|(_, original)| original.clone()).collect()
}

/// The candidate that fits best, with what was measured.
///
/// # Errors
/// No candidate, or none that shows the same picture.
pub(super) fn best(
    pool: &Pool,
    edited: &Path,
    candidates: &[(PathBuf, Facts)],
) -> Result<(PathBuf, Proposal), Problem> {
    let mut fits: Vec<(PathBuf, Proposal)> = Vec::new();
    let mut problems: Vec<Problem> = Vec::new();
    for (source, _) in candidates {
        match measure(pool, source, edited, false) {
            Ok(proposal) => fits.push((source.clone(), proposal)),
            Err(not_done) => problems.push(not_done.problem()),
        }
    }
    let most = fits.iter().map(|(_, proposal)| proposal.comparison.similarity).fold(f64::MIN, f64::max);
    let length = |(source, _): &(PathBuf, Proposal)| stem(source).len();
    let pixels = |(_, proposal): &(PathBuf, Proposal)| {
        let (width, height) = proposal.comparison.source_size;
        u64::from(width) * u64::from(height)
    };
    let near = fits.into_iter().filter(|(_, proposal)| proposal.comparison.similarity >= most - NEARLY);
    // The first of those that are alike in everything, so that the choice is the same each time.
    if let Some(found) = near.reduce(|a, b| if (length(&b), pixels(&b)) > (length(&a), pixels(&a)) { b } else { a }) {
        return Ok(found);
    }
    let name = shown_name(edited);
    match problems.as_slice() {
        [] => Err(crate::problem!("watch-no-source", name = name)),
        [first, rest @ ..] if rest.iter().all(|other| other.what == first.what) && is_of_the_edit(first, rest) => {
            Err(first.clone())
        }
        all => {
            let details = all.iter().map(|problem| problem.what.as_str()).collect::<Vec<_>>().join(" ");
            Err(crate::problem!("watch-none-fits", count = all.len(), name = name).with_details(details))
        }
    }
}

/// A lone problem is told as it is; the same of several only when it does not speak of the pair.
fn is_of_the_edit(first: &Problem, rest: &[Problem]) -> bool {
    rest.is_empty() || first.what != crate::problem!("record-other-picture").what
}

/// `DSC_0412-web`, `DSC_0412 (2)` and `web_DSC_0412` are named after `DSC_0412`; `DSC_04123` is not.
fn is_named_after(edited: &str, source: &str) -> bool {
    if source.is_empty() {
        return false;
    }
    let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    edited.strip_prefix(source).is_some_and(|rest| apart(rest.chars().next()))
        || edited.strip_suffix(source).is_some_and(|rest| apart(rest.chars().next_back()))
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(edited: &str, originals: &[&str]) -> Vec<String> {
        let facts = Facts { size_bytes: 1, modified_ns: 1 };
        let originals: Vec<_> = originals.iter().map(|path| (PathBuf::from(path), facts)).collect();
        let found = candidates(Path::new(edited), &originals);
        found.into_iter().map(|(path, _)| path.to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_longer_number_is_another_photo() {
        for edited in ["DSC_04123.jpg", "XDSC_0412.jpg", "DSC_041.jpg", "other.jpg"] {
            assert!(named(edited, &["s/DSC_0412.NEF", "s/.jpg"]).is_empty(), "{edited}");
        }
    }

    #[test]
    fn what_programs_put_behind_and_before_a_name_is_passed_over() {
        for edited in ["DSC_0412.jpg", "dsc_0412-Edit.tif", "DSC_0412_web.jpg", "DSC_0412 (1).png", "web-DSC_0412.jpg"]
        {
            assert_eq!(named(edited, &["s/DSC_0412.NEF"]), ["s/DSC_0412.NEF"], "{edited}");
        }
    }

    #[test]
    fn the_longest_name_comes_first() {
        let originals = ["s/a.jpg", "s/a-2.jpg", "s/b/a-2.NEF"];
        assert_eq!(named("a-2-web.jpg", &originals), ["s/a-2.jpg", "s/b/a-2.NEF", "s/a.jpg"]);
    }
}
