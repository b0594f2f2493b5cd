//! What the file holds, by store, each field with how far a signature covers it.

use crate::locale;
use crate::provenance::report::{MetadataField, MetadataStore, Report};
use crate::tr;

use super::super::icon::Mark;
use super::rights::coverage;

/// Fields shown; a file may hold any number.
const FIELDS: usize = 2_000;

/// A line of the list: the title of a store, or a field.
#[derive(Debug, Clone)]
pub enum Line {
    Store { title: String, count: usize },
    Field { name: String, value: String, mark: Mark, word: String, copy: String },
}

/// The fields that match the filter, store by store.
pub fn lines(report: &Report, filter: &str) -> Vec<Line> {
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
            report.metadata.iter().take(FIELDS).filter(|f| f.store == store && matches(f, &wanted)).collect();
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
                copy: field.value.clone(),
            });
        }
    }
    lines
}

fn matches(field: &MetadataField, wanted: &str) -> bool {
    wanted.is_empty() || field.field.to_lowercase().contains(wanted) || field.value.to_lowercase().contains(wanted)
}

/// The list as text, for tests.
pub fn as_text(lines: &[Line]) -> String {
    let mut out = String::new();
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
