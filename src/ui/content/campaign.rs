//! A re-sign campaign in words: the reconciliation, row by row.

use crate::state::campaign::Sum;
use crate::tr;

use super::Pair;

/// What was counted before anything is signed.
pub fn counted(sum: &Sum) -> Vec<Pair> {
    rows(&[
        ("resign-files", sum.files),
        ("resign-of-old", sum.of_old),
        ("resign-verified", sum.verified),
        ("resign-done-before", sum.done_before),
        ("resign-others", sum.others),
        ("resign-not-looked-at", sum.not_checked),
    ])
}

/// What came of it.
pub fn finished(sum: &Sum) -> Vec<Pair> {
    rows(&[
        ("resign-files", sum.files),
        ("resign-of-old", sum.of_old),
        ("resign-verified", sum.verified),
        ("resign-resigned", sum.resigned),
        ("resign-left", sum.left),
        ("resign-done-before", sum.done_before),
        ("resign-others", sum.others),
        ("resign-not-looked-at", sum.not_checked),
    ])
}

fn rows(all: &[(&str, usize)]) -> Vec<Pair> {
    all.iter().map(|(key, count)| Pair::new(tr!(*key), count.to_string())).collect()
}

/// The reconciliation as text, for tests.
pub fn as_text(pairs: &[Pair]) -> String {
    pairs.iter().map(|pair| format!("{}: {}\n", pair.label, pair.value)).collect()
}
