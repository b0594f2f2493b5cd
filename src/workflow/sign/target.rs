//! Where a signed copy goes and what it is called. Never writes.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::{Destination, Existing, SignPlan, Subject};
use crate::locale;
use crate::problem::Problem;
use crate::provenance::format::Format;

/// After this many numbers a free name is no longer looked for.
const MAX_NUMBER: u32 = 10_000;
/// Characters of a file name that are shown.
const SHOWN_CHARS: usize = 80;

/// A file's name as it may be shown.
pub(in crate::workflow) fn shown_name(path: &Path) -> String {
    locale::elide(&path.file_name().unwrap_or(path.as_os_str()).to_string_lossy(), SHOWN_CHARS)
}

/// The folder that a path is in; the current one for a bare name.
pub(in crate::workflow) fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Whether somebody marked the file that stands there as not to be written, as cameras do with protected photos.
pub(in crate::workflow) fn is_protected(target: &Path) -> bool {
    target.metadata().is_ok_and(|facts| facts.permissions().readonly())
}

/// The names to try for this source, best first; more than one only when numbers are allowed.
///
/// Refuses names that lead elsewhere and targets that are the source itself.
pub(super) fn candidates(
    source: &Path,
    format: Format,
    plan: &SignPlan,
    several: bool,
) -> Result<impl Iterator<Item = PathBuf> + use<>, Problem> {
    let first = first(source, format, plan, several)?;
    // Under a number no reader would look for a sidecar.
    let last = if plan.target.existing == Existing::Number && !plan.target.sidecar { MAX_NUMBER } else { 1 };
    Ok((1..=last).map(move |number| if number == 1 { first.clone() } else { numbered(&first, number) }))
}

/// Whether both lead to the same file.
pub(super) fn is_same_file(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}

fn first(source: &Path, format: Format, plan: &SignPlan, several: bool) -> Result<PathBuf, Problem> {
    let folder = match &plan.target.destination {
        Destination::File(_) if several => {
            return Err(crate::problem!("sign-one-file-only", name = shown_name(source)));
        }
        Destination::File(file) => return Ok(file.clone()),
        Destination::Replace if plan.target.replaces() => return Ok(replaced(source)),
        // No “./” before the name of a file that was named without one.
        Destination::Beside | Destination::Replace => source.parent().map(Path::to_owned).unwrap_or_default(),
        Destination::Folder(folder) => folder.clone(),
    };
    let stem = source.file_stem().unwrap_or_default();
    if plan.target.sidecar {
        let mut name = stem.to_owned();
        name.push(".c2pa");
        return Ok(folder.join(name));
    }
    let mut name = by_pattern(&plan.target.name_pattern, stem)?;
    if let Some(ending) = ending(source, format, plan) {
        name.push(".");
        name.push(ending);
    }
    Ok(folder.join(name))
}

/// The file itself under the name that the person gave. A link stays a link; the file that it leads to is replaced.
fn replaced(source: &Path) -> PathBuf {
    let named = source.to_owned();
    if source.is_symlink() { source.canonicalize().unwrap_or(named) } else { named }
}

/// The original's, unless an edit makes another format of it.
fn ending(source: &Path, format: Format, plan: &SignPlan) -> Option<OsString> {
    if let Subject::Edited(export) = &plan.subject {
        let to = export.output.format_for(format);
        if to.format() != format {
            return Some(to.ending().into());
        }
    }
    source.extension().map(OsStr::to_owned)
}

fn by_pattern(pattern: &str, stem: &OsStr) -> Result<OsString, Problem> {
    let leads_elsewhere = pattern.contains(['/', '\\', '\0']) || pattern.trim().is_empty();
    let mut name = OsString::new();
    for (index, part) in pattern.split("{name}").enumerate() {
        if index > 0 {
            name.push(stem);
        }
        name.push(part);
    }
    if leads_elsewhere || name.is_empty() || name == "." || name == ".." {
        return Err(crate::problem!("sign-name-pattern", pattern = locale::elide(pattern, SHOWN_CHARS)));
    }
    Ok(name)
}

fn numbered(first: &Path, number: u32) -> PathBuf {
    let mut name = first.file_stem().unwrap_or_default().to_owned();
    name.push(format!("-{number}"));
    if let Some(ending) = first.extension() {
        name.push(".");
        name.push(ending);
    }
    first.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::super::Target;
    use super::*;

    fn plan(destination: Destination, pattern: &str, existing: Existing, sidecar: bool) -> SignPlan {
        SignPlan::new(Subject::File, Target { destination, name_pattern: pattern.to_owned(), existing, sidecar })
    }

    fn names(source: &str, plan: &SignPlan) -> Vec<PathBuf> {
        candidates(Path::new(source), Format::Jpeg, plan, false).unwrap().take(3).collect()
    }

    #[test]
    fn a_pattern_may_not_lead_out_of_the_folder() {
        for pattern in ["../{name}", "a/b", "a\\b", "", "  ", "..", "."] {
            let plan = plan(Destination::Beside, pattern, Existing::Refuse, false);
            assert!(candidates(Path::new("x.jpg"), Format::Jpeg, &plan, false).is_err(), "{pattern:?}");
        }
    }

    #[test]
    fn one_target_file_cannot_take_several_sources() {
        let plan = plan(Destination::File("out.jpg".into()), "{name}", Existing::Refuse, false);
        assert!(candidates(Path::new("x.jpg"), Format::Jpeg, &plan, true).is_err());
    }

    #[test]
    fn the_ending_is_kept_and_numbers_go_before_it() {
        let numbered = plan(Destination::Folder("out".into()), "{name}-signed", Existing::Number, false);
        let expected = ["out/a.b-signed.JPG", "out/a.b-signed-2.JPG", "out/a.b-signed-3.JPG"];
        assert_eq!(names("in/a.b.JPG", &numbered), expected.map(PathBuf::from));
        let refusing = plan(Destination::Beside, "{name}-signed", Existing::Refuse, false);
        assert_eq!(names("noending", &refusing), [PathBuf::from("noending-signed")]);
    }

    #[test]
    fn a_sidecar_stands_where_readers_look_for_it() {
        let plan = plan(Destination::Replace, "{name}-signed", Existing::Refuse, true);
        assert_eq!(names("in/photo.nef", &plan), [PathBuf::from("in/photo.c2pa")]);
        let numbered = SignPlan { target: Target { existing: Existing::Number, ..plan.target }, ..plan };
        assert_eq!(names("in/photo.nef", &numbered), [PathBuf::from("in/photo.c2pa")]);
    }
}
