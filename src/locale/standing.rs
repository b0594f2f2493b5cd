//! How far a statement of rights is bound, and by whom, in words: the same in the window and on the command line.

use super::{elide, text, text_with};
use crate::provenance::report::Coverage;
use crate::provenance::rights::{Bond, RightsField};

/// Longest name that is shown, in characters.
const MAX_NAME_CHARS: usize = 80;

/// Who signed a statement, or how far what is written in the file can be relied on.
pub fn words(field: &RightsField) -> String {
    match (field.coverage, &field.stated_by) {
        (Coverage::Signed, Some(by)) => {
            let key = match (by.bond, by.recognised) {
                (Bond::Identity, true) => "rights-by-identity",
                (Bond::Identity, false) => "rights-by-identity-unrecognised",
                (Bond::Claim, true) => "rights-by-claim",
                (Bond::Claim, false) => "rights-by-claim-unrecognised",
            };
            let name = by.name.as_deref().filter(|name| !name.trim().is_empty());
            let name = name.map_or_else(|| text("rights-by-somebody").to_owned(), |name| elide(name, MAX_NAME_CHARS));
            text_with(key, &[("name", name.into())])
        }
        (Coverage::NotCovered, _) => text("rights-anyone").to_owned(),
        (Coverage::Signed, None) => text("coverage-signed").to_owned(),
        (Coverage::Agrees, _) => text("coverage-agrees").to_owned(),
        (Coverage::Unchanged, _) => text("coverage-unchanged").to_owned(),
        (Coverage::Contradicts, _) => text("coverage-contradicts").to_owned(),
    }
}

/// The same at more length.
pub fn sentence(field: &RightsField) -> &'static str {
    match (field.coverage, field.stated_by.as_ref().map(|by| by.bond)) {
        (Coverage::Signed, Some(Bond::Identity)) => text("rights-by-identity-tip"),
        (Coverage::Signed, Some(Bond::Claim)) => text("rights-by-claim-tip"),
        (coverage, _) => coverage_sentence(coverage),
    }
}

/// What a coverage means.
pub fn coverage_sentence(coverage: Coverage) -> &'static str {
    text(match coverage {
        Coverage::Signed => "coverage-signed-tip",
        Coverage::Agrees => "coverage-agrees-tip",
        Coverage::Unchanged => "coverage-unchanged-tip",
        Coverage::NotCovered => "coverage-not-covered-tip",
        Coverage::Contradicts => "coverage-contradicts-tip",
    })
}
