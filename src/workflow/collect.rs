//! Paths that a person gave → files to work on. Folders are walked; what cannot be read is a problem of its own.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::media::is_media_name;
use crate::problem;
use crate::problem::Problem;

/// One thing found on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    File(PathBuf),
    /// A path that leads nowhere, or a folder that may not be read.
    Unreadable {
        path: PathBuf,
        problem: Problem,
    },
}

/// Walks folders in name order, lazily, without following links out of them. Files named by the person are
/// taken whatever they are; in folders only media files (by ending) are, and hidden ones are left out.
///
/// A link in a folder is taken when it leads to a file in the same folder. One that leads elsewhere or nowhere
/// is reported, so that nobody believes that it was checked.
pub fn collect(paths: Vec<PathBuf>) -> impl Iterator<Item = Found> + Send {
    paths.into_iter().flat_map(|path| {
        let found: Box<dyn Iterator<Item = Found> + Send> = match path.metadata() {
            Ok(metadata) if metadata.is_dir() => Box::new(walk(path)),
            Ok(_) => Box::new(std::iter::once(Found::File(path))),
            Err(error) => {
                let problem = crate::worker::unreadable(&error);
                Box::new(std::iter::once(Found::Unreadable { path, problem }))
            }
        };
        found
    })
}

fn walk(root: PathBuf) -> impl Iterator<Item = Found> + Send {
    // Only regular entries are ever descended into, so a loop of links cannot be entered.
    let entries = WalkDir::new(&root).follow_links(false).sort_by_file_name().into_iter();
    entries.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry)).filter_map(move |entry| match entry {
        Ok(entry) => take(&root, entry),
        Err(error) => {
            let path = error.path().unwrap_or(&root).to_owned();
            Some(Found::Unreadable { path, problem: problem!("folder-unreadable").with_cause(&error) })
        }
    })
}

fn take(root: &Path, entry: DirEntry) -> Option<Found> {
    // A sidecar belongs to the file beside it and is no file of its own here.
    let is_sidecar = entry.path().extension().is_some_and(|ending| ending.eq_ignore_ascii_case("c2pa"));
    if entry.file_type().is_dir() || is_sidecar || !is_media_name(entry.path()) {
        return None;
    }
    if !entry.file_type().is_symlink() {
        return Some(Found::File(entry.into_path()));
    }
    let path = entry.into_path();
    match (path.canonicalize(), root.canonicalize()) {
        (Ok(target), _) if target.is_dir() => None,
        (Ok(target), Ok(root)) if target.starts_with(&root) => Some(Found::File(path)),
        (Err(error), _) => {
            let problem = crate::worker::unreadable(&error);
            Some(Found::Unreadable { path, problem })
        }
        _ => Some(Found::Unreadable { path, problem: problem!("link-leads-out") }),
    }
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(root: &Path, found: impl Iterator<Item = Found>) -> Vec<String> {
        let name = |path: PathBuf| path.strip_prefix(root).unwrap().display().to_string().replace('\\', "/");
        found
            .map(|found| match found {
                Found::File(path) => name(path),
                Found::Unreadable { path, .. } => format!("! {}", name(path)),
            })
            .collect()
    }

    #[test]
    fn folders_give_media_files_in_name_order() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("b/.hidden")).unwrap();
        for name in ["b/2.JPG", "b/1.png", "a.heic", "z.txt", "b/1.png.c2pa", ".x.jpg", "b/.hidden/3.jpg", "noending"] {
            std::fs::write(dir.path().join(name), b"").unwrap();
        }
        assert_eq!(names(dir.path(), collect(vec![dir.path().to_owned()])), ["a.heic", "b/1.png", "b/2.JPG"]);
    }

    #[test]
    fn a_file_named_by_the_person_is_taken_whatever_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let files = [dir.path().join(".x.txt"), dir.path().join("a.c2pa")];
        files.iter().for_each(|file| std::fs::write(file, b"").unwrap());
        assert_eq!(names(dir.path(), collect(files.to_vec())), [".x.txt", "a.c2pa"]);
    }

    #[test]
    fn a_path_that_leads_nowhere_is_reported_and_the_rest_goes_on() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("a.jpg"), b"").unwrap();
        let paths = vec![dir.path().join("gone.jpg"), dir.path().join("a.jpg/below"), dir.path().join("a.jpg")];
        assert_eq!(names(dir.path(), collect(paths)), ["! gone.jpg", "! a.jpg/below", "a.jpg"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed_out_of_a_folder_nor_round_in_it() {
        use std::os::unix::fs::symlink;
        let outside = tempfile::tempdir().unwrap();
        std::fs::write(outside.path().join("secret.jpg"), b"").unwrap();
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("a.jpg"), b"").unwrap();
        symlink("a.jpg", dir.path().join("b.jpg")).unwrap();
        symlink("nowhere.jpg", dir.path().join("c.jpg")).unwrap();
        symlink(outside.path().join("secret.jpg"), dir.path().join("d.jpg")).unwrap();
        symlink(outside.path(), dir.path().join("e")).unwrap();
        symlink(".", dir.path().join("f")).unwrap();
        symlink("g.jpg", dir.path().join("g.jpg")).unwrap();
        let found = names(dir.path(), collect(vec![dir.path().to_owned()]));
        assert_eq!(found, ["a.jpg", "b.jpg", "! c.jpg", "! d.jpg", "! g.jpg"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_named_through_a_link_is_walked() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("real")).unwrap();
        std::fs::write(dir.path().join("real/a.jpg"), b"").unwrap();
        std::os::unix::fs::symlink("real", dir.path().join("link")).unwrap();
        assert_eq!(names(dir.path(), collect(vec![dir.path().join("link")])), ["link/a.jpg"]);
    }
}
