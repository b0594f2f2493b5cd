//! The lists that C2PA publishes, when they come from where they are published. Never fetches them.

use std::path::Path;

use super::list_file::{self, ListFile};
use super::lists::{Added, NewList, OFFICIAL_SCHEME, OFFICIAL_TSA_SCHEME, TrustError, TrustStore, is_official};
use crate::provenance::trust_source::{ListKind, TrustListCard};

impl TrustStore {
    /// Puts the newest issue of the official list of that kind (signers or time) in force, in the place of the one
    /// that is there. On an error what was in force stays in force.
    ///
    /// # Errors
    /// The file is no list, another list than the official one, or older than the one in force.
    pub fn update_published(&mut self, data_dir: &Path, file: &Path, kind: ListKind) -> Result<Added, TrustError> {
        let read = list_file::read(file)?;
        if !is_the_one(&read, kind) {
            let offered = read.scheme.clone().unwrap_or_else(|| "-".to_owned());
            let in_force = scheme(kind).to_owned();
            return Err(TrustError::OtherScheme { path: file.to_owned(), offered, in_force });
        }
        match self.published(kind).as_slice() {
            [one] => {
                let id = one.id.clone();
                self.update(data_dir, file, Some(&id))
            }
            _ => self.add_list(data_dir, &NewList { file, kind: Some(kind), name: None }),
        }
    }

    /// The official lists of that kind in force.
    pub fn published(&self, kind: ListKind) -> Vec<&TrustListCard> {
        let cards = self.lists.iter().map(|list| &list.card).filter(|card| card.kind == kind);
        // A house may have authorities for time of its own; those are another list.
        cards.filter(|card| kind == ListKind::Official || card.name == scheme(kind)).collect()
    }
}

fn scheme(kind: ListKind) -> &'static str {
    if kind == ListKind::TimeStamping { OFFICIAL_TSA_SCHEME } else { OFFICIAL_SCHEME }
}

fn is_the_one(read: &ListFile, kind: ListKind) -> bool {
    match kind {
        ListKind::Official => is_official(read),
        _ => read.scheme.as_deref() == Some(scheme(kind)),
    }
}
