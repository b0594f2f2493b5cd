//! In which order a batch shows its files, and where its copies went. Never paints.

use std::path::Path;

/// How a file of a batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Waiting,
    Done,
    Failed,
}

/// The files of a batch by number, in the order in which they are shown. What failed comes first. While the batch
/// runs, what was done last follows: rows that never change would look like a batch that stands still.
pub fn order(standings: &[Standing], is_over: bool) -> Vec<usize> {
    let mut order: Vec<(u8, usize)> = Vec::with_capacity(standings.len());
    for (index, standing) in standings.iter().enumerate() {
        order.push(match (standing, is_over) {
            (Standing::Failed, _) => (0, index),
            (_, true) => (1, index),
            (Standing::Done, false) => (1, standings.len() - index),
            (Standing::Waiting, false) => (2, index),
        });
    }
    let mut numbers: Vec<usize> = (0..standings.len()).collect();
    numbers.sort_by_key(|index| order.get(*index).copied());
    numbers
}

/// The one folder that all copies are in.
pub fn folder<'a>(mut copies: impl Iterator<Item = &'a Path>) -> Option<&'a Path> {
    let folder = copies.next()?.parent()?;
    copies.all(|copy| copy.parent() == Some(folder)).then_some(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_comes_first_and_what_was_done_last_follows_while_it_runs() {
        use Standing::{Done, Failed, Waiting};
        let standings = [Done, Done, Failed, Done, Waiting, Waiting];
        assert_eq!(order(&standings, false), [2, 3, 1, 0, 4, 5]);
        assert_eq!(order(&standings, true), [2, 0, 1, 3, 4, 5]);
        assert!(order(&[], false).is_empty());
    }

    #[test]
    fn a_folder_is_named_only_where_there_is_one() {
        let paths = |names: &[&'static str]| names.iter().map(|name| Path::new(*name)).collect::<Vec<_>>();
        assert_eq!(folder(paths(&[]).into_iter()), None);
        assert_eq!(folder(paths(&["/a/1.jpg", "/b/2.jpg"]).into_iter()), None);
        assert_eq!(folder(paths(&["/a/1.jpg", "/a/2.jpg"]).into_iter()), Some(Path::new("/a")));
    }
}
