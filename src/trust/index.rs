//! The certificates of the lists, read once and found by subject. Built when first asked; never saved or sent.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use super::certificate::Certificate;
use super::lists::TrustList;
use super::names::Name;
use crate::provenance::trust_source::ListKind;

/// Links remembered at most; when full, all are forgotten, which costs time and nothing else.
const MAX_LINKS: usize = 8192;

/// A certificate that may vouch for others.
#[derive(Debug)]
pub struct Anchor {
    pub certificate: Certificate,
    pub kind: ListKind,
    pub list: String,
}

/// Every list, read.
#[derive(Debug, Default)]
pub struct Index {
    anchors: Vec<Anchor>,
    by_subject: HashMap<Vec<u8>, Vec<usize>>,
    /// Pinned certificates by their DER, with the kind and the name of their list.
    contacts: HashMap<Vec<u8>, (ListKind, String)>,
    /// Which "certificate, key" pairs matched. A signature does not change with time, and the files of one
    /// camera come with one chain.
    links: Mutex<HashMap<[u8; 32], bool>>,
}

impl Index {
    fn of(lists: &[TrustList]) -> Self {
        let mut index = Self::default();
        for list in lists {
            for der in &list.certificates {
                if list.card.kind.is_single_signers() {
                    // The address book goes before what a team says.
                    let own = (list.card.kind, list.card.name.clone());
                    let known = index.contacts.entry(der.clone()).or_insert_with(|| own.clone());
                    if own.0 == ListKind::Contacts && known.0 != ListKind::Contacts {
                        *known = own;
                    }
                    continue;
                }
                // A list is read certificate by certificate before it is taken, so this drops nothing unless
                // somebody changed the kept file by hand.
                let Ok(certificate) = Certificate::read(der) else { continue };
                index.by_subject.entry(certificate.subject.key()).or_default().push(index.anchors.len());
                index.anchors.push(Anchor { certificate, kind: list.card.kind, list: list.card.name.clone() });
            }
        }
        index
    }

    /// Anchors of one kind with that subject.
    pub fn issuers(&self, subject: &Name, kind: ListKind) -> impl Iterator<Item = &Anchor> {
        let found = self.by_subject.get(&subject.key()).map_or(&[][..], Vec::as_slice);
        found.iter().filter_map(|position| self.anchors.get(*position)).filter(move |anchor| anchor.kind == kind)
    }

    /// Whether there is any anchor of that kind.
    pub fn has(&self, kind: ListKind) -> bool {
        self.anchors.iter().any(|anchor| anchor.kind == kind)
    }

    /// Whether any single signer is pinned.
    pub fn has_contacts(&self) -> bool {
        !self.contacts.is_empty()
    }

    /// Kind and name of the list that pins this certificate.
    pub fn contact(&self, certificate: &Certificate) -> Option<(ListKind, &str)> {
        self.contacts.get(&certificate.der).map(|(kind, list)| (*kind, list.as_str()))
    }

    /// Whether `issuer`'s key signed `certificate`; remembered.
    pub fn is_link(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        let link = certificate.link(issuer);
        if let Some(known) = self.links.lock().unwrap_or_else(PoisonError::into_inner).get(&link) {
            return *known;
        }
        let matches = certificate.is_signed_by(issuer);
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        if links.len() >= MAX_LINKS {
            links.clear();
        }
        links.insert(link, matches);
        matches
    }
}

/// Holds the index of a store and notices when the lists are no longer those that it was built from.
#[derive(Debug, Default)]
pub struct CachedIndex(Mutex<Option<(u64, Arc<Index>)>>);

impl CachedIndex {
    /// The index of these lists.
    pub fn of(&self, lists: &[TrustList]) -> Arc<Index> {
        let stamp = stamp(lists);
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*held {
            Some((known, index)) if *known == stamp => Arc::clone(index),
            _ => {
                let index = Arc::new(Index::of(lists));
                *held = Some((stamp, Arc::clone(&index)));
                index
            }
        }
    }
}

/// A clone shares the index until its lists change.
impl Clone for CachedIndex {
    fn clone(&self) -> Self {
        Self(Mutex::new(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()))
    }
}

/// The index says nothing that the lists do not say.
impl PartialEq for CachedIndex {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

impl Eq for CachedIndex {}

/// Tells lists apart cheaply: a certificate ends with its signature, which is as good as random.
fn stamp(lists: &[TrustList]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for list in lists {
        list.card.kind.hash(&mut hasher);
        list.card.name.hash(&mut hasher);
        list.certificates.len().hash(&mut hasher);
        for der in &list.certificates {
            der.len().hash(&mut hasher);
            der.last_chunk::<16>().hash(&mut hasher);
        }
    }
    hasher.finish()
}
