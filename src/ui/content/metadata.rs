//! What the file holds, by store, each field with how far a signature covers it.

use crate::locale::{self, standing};
use crate::provenance::report::{Coverage, MetadataField, MetadataStore, Report};
use crate::tr;

use super::super::icon::Mark;
use super::rights::coverage;

/// Fields shown; a file may hold any number.
const FIELDS: usize = 2_000;

/// A line of the list: the title of a store, or a field.
#[derive(Debug, Clone)]
pub enum Line {
    Store {
        title: String,
        count: usize,
    },
    Field {
        name: String,
        value: String,
        mark: Mark,
        word: String,
        /// Where in the file it stands.
        place: Option<String>,
        copy: String,
    },
}

/// One entry of the legend: a coverage, and how many fields have it.
#[derive(Debug, Clone)]
pub struct Legend {
    pub coverage: Coverage,
    pub mark: Mark,
    pub word: String,
    /// What it means.
    pub tip: &'static str,
    pub count: usize,
}

/// The coverages that occur, the best bound first.
pub fn legend(report: &Report) -> Vec<Legend> {
    use Coverage::{Agrees, Contradicts, NotCovered, Signed, Unchanged};
    let count = |wanted| report.metadata.iter().take(FIELDS).filter(|field| field.coverage == wanted).count();
    let entry = |wanted: Coverage| {
        let (mark, word) = coverage(wanted, report.signer.state);
        Legend { coverage: wanted, mark, word, tip: standing::coverage_sentence(wanted), count: count(wanted) }
    };
    [Signed, Agrees, Unchanged, NotCovered, Contradicts].map(entry).into_iter().filter(|one| one.count > 0).collect()
}

/// The fields that match the filter, store by store; with `only`, those that are covered so.
pub fn lines(report: &Report, filter: &str, only: Option<Coverage>) -> Vec<Line> {
    let wanted = filter.trim().to_lowercase();
    let stores = [
        (MetadataStore::Manifest, "store-manifest"),
        (MetadataStore::Exif, "store-exif"),
        (MetadataStore::Xmp, "store-xmp"),
        (MetadataStore::Iptc, "store-iptc"),
        (MetadataStore::Container, "store-container"),
    ];
    let mut lines = Vec::new();
    for (store, title) in stores {
        let fields: Vec<&MetadataField> =
            report.metadata.iter().take(FIELDS).filter(|f| f.store == store && matches(f, &wanted, only)).collect();
        if fields.is_empty() {
            continue;
        }
        lines.push(Line::Store { title: tr!(title), count: fields.len() });
        for field in fields {
            let (mark, word) = coverage(field.coverage, report.signer.state);
            lines.push(Line::Field {
                name: locale::elide(&field.field, 80),
                value: locale::elide(&field.value, 200),
                mark,
                word,
                place: field.place.map(|range| tr!("metadata-place", start = range.start, length = range.length)),
                copy: field.value.clone(),
            });
        }
    }
    lines
}

fn matches(field: &MetadataField, wanted: &str, only: Option<Coverage>) -> bool {
    if only.is_some_and(|only| field.coverage != only) {
        return false;
    }
    wanted.is_empty() || field.field.to_lowercase().contains(wanted) || field.value.to_lowercase().contains(wanted)
}

/// Legend and list as text, for tests.
pub fn as_text(legend: &[Legend], lines: &[Line]) -> String {
    let mut out = String::new();
    for one in legend {
        out += &format!("[{}] {} ({}): {}\n", super::tone_word(&one.mark), one.word, one.count, one.tip);
    }
    for line in lines {
        match line {
            Line::Store { title, count } => out += &format!("{title} ({count})\n"),
            Line::Field { name, value, mark, word, .. } => {
                out += &format!("    {name}: {value} [{}: {word}]\n", super::tone_word(mark));
            }
        }
    }
    out
}
