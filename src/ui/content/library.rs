//! The Library page in words.

use jiff::tz::TimeZone;

use crate::locale::{self, answers, similar};
use crate::state::library::{AlikeCount, LibraryRow, RowAlike};
use crate::tr;

use super::super::icon::{self, Mark};
use super::super::when;

/// A file that was seen before.
#[derive(Debug, Clone)]
pub struct Line {
    pub mark: Mark,
    pub title: String,
    pub facts: String,
    /// How it is like the file in question, and what else was said of it.
    pub alike: Option<String>,
    /// The whole path, for when the row has no room for it.
    pub path: String,
}

/// One row.
pub fn line(row: &LibraryRow, zone: &TimeZone) -> Line {
    let mut facts: Vec<String> = Vec::new();
    facts.extend(row.headline.map(|headline| answers::headline(headline).to_owned()));
    facts.extend(row.before.map(|before| tr!("library-before", headline = answers::headline(before))));
    facts.extend(row.signer.as_ref().map(|name| tr!("library-by", name = locale::elide(name, 60))));
    facts.push(when::local(&row.checked, zone));
    if row.is_gone {
        facts.push(tr!("library-is-gone"));
    }
    // The folder comes last: it is what may be cut.
    facts.extend(row.path.parent().map(|folder| locale::elide(&folder.to_string_lossy(), 160)));
    let name = row.path.file_name().unwrap_or(row.path.as_os_str());
    Line {
        mark: icon::headline(row.headline.unwrap_or(crate::provenance::report::Headline::NotChecked)),
        title: locale::elide(&name.to_string_lossy(), 120),
        facts: facts.join(" · "),
        alike: row.alike.as_ref().map(alike),
        path: locale::elide(&row.path.to_string_lossy(), 600),
    }
}

/// How many files seen before look like the one in the inspector; `None` where there is nothing to show.
pub fn alike_count(count: AlikeCount) -> Option<String> {
    match count {
        AlikeCount::Files(files) if files > 0 => Some(tr!("similar-count", count = files)),
        _ => None,
    }
}

/// The same for the details, where it is also told that there are none.
pub fn alike_details(count: AlikeCount) -> Option<String> {
    match count {
        AlikeCount::Unknown | AlikeCount::Asking(_) => None,
        AlikeCount::Files(0) => Some(tr!("similar-none")),
        AlikeCount::Files(files) => Some(tr!("similar-count", count = files)),
        AlikeCount::Plain => Some(tr!("similar-plain")),
        AlikeCount::NoPicture => Some(tr!("similar-no-picture")),
    }
}

fn alike(alike: &RowAlike) -> String {
    let mut parts = vec![similar::closeness(alike.closeness).to_owned()];
    parts.extend(similar::differences(&alike.differences));
    parts.join(" · ")
}

/// The rows as text, for tests.
pub fn as_text(rows: &[LibraryRow], zone: &TimeZone) -> String {
    let lines = rows.iter().map(|row| line(row, zone));
    let more = |line: &Line| line.alike.as_ref().map(|alike| format!("  {alike}\n")).unwrap_or_default();
    let text =
        |line: Line| format!("[{}] {}\n  {}\n{}", super::tone_word(&line.mark), line.title, line.facts, more(&line));
    lines.map(text).collect()
}
