//! The trust lists in force, kept in Lightmark's own data and handed to workers as a snapshot.
//! Nothing here asks the network or decides what a person sees.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::certificate::Certificate;
use super::index::CachedIndex;
use super::list_file::{self, ListFile};
use super::list_store;
use super::path::{Purpose, Vouched};
use super::revocation::{self, Revocation};
use super::search;
use crate::problem;
use crate::problem::Problem;
use crate::provenance::trust_source::{ListKind, TrustListCard};

/// What the official lists call themselves in their JSON form.
const OFFICIAL_SCHEME: &str = "C2PA Trust List";
const OFFICIAL_TSA_SCHEME: &str = "C2PA TSA Trust List";

/// What can go wrong with a list. What was in force stays in force.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    #[error("cannot read {path}")]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{path} is a folder")]
    Folder { path: PathBuf },
    #[error("{path} is too big for a list")]
    TooBig { path: PathBuf },
    #[error("{path} is a web page")]
    WebPage { path: PathBuf },
    #[error("{path} breaks off")]
    Truncated { path: PathBuf },
    #[error("certificate {number} in {path} cannot be read")]
    Damaged { path: PathBuf, number: usize },
    #[error("{path} holds no certificate")]
    NoCertificates { path: PathBuf },
    #[error("{path} is a list for another purpose")]
    OtherPurpose { path: PathBuf },
    #[error("{path} was issued on {offered}, the list in force on {in_force}")]
    Older { path: PathBuf, offered: String, in_force: String },
    #[error("{path} holds no certificate authority")]
    NotIssuers { path: PathBuf },
    #[error("{path} holds a certificate authority, not a contact")]
    NotContact { path: PathBuf },
    #[error("cannot write {path}")]
    NotSaved { path: PathBuf, source: std::io::Error },
    #[error("{path} is not a kept list")]
    KeptDamaged { path: PathBuf, source: serde_json::Error },
}

impl TrustError {
    /// The error in words.
    pub fn problem(&self) -> Problem {
        let problem = match self {
            Self::Unreadable { path, .. } => problem!("trust-list-unreadable", file = shown(path)),
            Self::Folder { path } => problem!("trust-list-folder", file = shown(path)),
            Self::TooBig { path } => problem!("trust-list-too-big", file = shown(path)),
            Self::WebPage { path } => problem!("trust-list-web-page", file = shown(path)),
            Self::Truncated { path } => problem!("trust-list-truncated", file = shown(path)),
            Self::Damaged { path, number } => {
                problem!("trust-list-damaged", file = shown(path), number = number.to_string())
            }
            Self::NoCertificates { path } => problem!("trust-list-empty", file = shown(path)),
            Self::OtherPurpose { path } => problem!("trust-list-other-purpose", file = shown(path)),
            Self::Older { path, offered, in_force } => problem!(
                "trust-list-older",
                file = shown(path),
                offered = crate::locale::elide(offered, 40),
                in_force = crate::locale::elide(in_force, 40)
            ),
            Self::NotIssuers { path } => problem!("trust-list-not-issuers", file = shown(path)),
            Self::NotContact { path } => problem!("trust-list-not-contact", file = shown(path)),
            Self::NotSaved { path, .. } => problem!("trust-list-not-saved", file = shown(path)),
            Self::KeptDamaged { path, .. } => problem!(
                "trust-list-kept-damaged",
                file = shown(path),
                path = crate::locale::elide(&path.to_string_lossy(), 200)
            ),
        };
        problem.with_cause(self)
    }
}

/// One list with its certificates (DER).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustList {
    pub card: TrustListCard,
    #[serde(with = "base64_list")]
    pub certificates: Vec<Vec<u8>>,
}

/// A snapshot of every list in force.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustStore {
    pub lists: Vec<TrustList>,
    #[serde(skip)]
    index: CachedIndex,
}

impl TrustStore {
    /// A store of these lists.
    pub fn of(lists: Vec<TrustList>) -> Self {
        Self { lists, index: CachedIndex::default() }
    }

    /// The lists kept under `data_dir`; none is no error.
    pub fn load(data_dir: &Path) -> Result<Self, TrustError> {
        list_store::load(data_dir).map(Self::of)
    }

    /// Adds a list from a PEM (or DER, or ETSI TS 119 602 JSON) file and keeps it under `data_dir`.
    ///
    /// A list that names itself and its date replaces the one of that name, unless it is older. The same
    /// certificates again replace the list that has them.
    pub fn add(&mut self, data_dir: &Path, file: &Path, kind: ListKind) -> Result<TrustListCard, TrustError> {
        let read = list_file::read(file)?;
        check_kind(file, &read, kind)?;
        let name = read.scheme.clone().unwrap_or_else(|| file_name(file));
        let known = self.lists.iter().position(|list| {
            list.card.kind == kind
                && (list.certificates == read.certificates
                    || (read.issued.is_some() && list.card.issued.is_some() && list.card.name == name))
        });
        let replaced = known.and_then(|position| self.lists.get(position));
        if let Some((offered, in_force)) = older(&read, replaced) {
            return Err(TrustError::Older { path: file.to_owned(), offered, in_force });
        }
        let id = replaced.map_or_else(|| new_id(&read.certificates, kind), |list| list.card.id.clone());
        let list = make_list(id, name, kind, read);
        list_store::save(data_dir, &list)?;
        let card = list.card.clone();
        match known.and_then(|position| self.lists.get_mut(position)) {
            Some(place) => *place = list,
            None => self.lists.push(list),
        }
        Ok(card)
    }

    /// Removes a list; whether there was one.
    pub fn remove(&mut self, data_dir: &Path, id: &str) -> Result<bool, TrustError> {
        if !self.lists.iter().any(|list| list.card.id == id) {
            return Ok(false);
        }
        list_store::remove(data_dir, id)?;
        self.lists.retain(|list| list.card.id != id);
        Ok(true)
    }

    /// Adds a list for this run only (`--trust-list`, `--tsa-trust-list`). The kind of a signer list is told
    /// from what is in it: the official list is recognised, anything else is a house list.
    pub fn add_for_this_run(&mut self, file: &Path, purpose: Purpose) -> Result<(), TrustError> {
        let read = list_file::read(file)?;
        let kind = match purpose {
            Purpose::TimeStamping => ListKind::TimeStamping,
            Purpose::ClaimSigning | Purpose::Identity if is_official(&read) => ListKind::Official,
            Purpose::ClaimSigning | Purpose::Identity => ListKind::House,
        };
        check_kind(file, &read, kind)?;
        let id = format!("run-{}", self.lists.len() + 1);
        self.lists.push(make_list(id, file_name(file), kind, read));
        Ok(())
    }

    /// Whether somebody on the lists vouches for this chain (leaf first, DER) at that time. Where several do,
    /// the strongest kind of list is named: official, interim, house, contacts.
    pub fn vouch(&self, chain: &[Vec<u8>], purpose: Purpose, at: jiff::Timestamp) -> Vouched {
        search::vouch(&self.index.of(&self.lists), chain, purpose, at.as_second())
    }

    /// What stapled OCSP answers (DER) say about the first certificate of a chain; its issuer is looked for in the
    /// chain and on the lists. `signed` is the time of signing, where a trusted stamp proves it.
    pub fn stapled(&self, answers: &[Vec<u8>], chain: &[Vec<u8>], signed: Option<jiff::Timestamp>) -> Revocation {
        let Some((leaf, rest)) = chain.split_first().filter(|_| !answers.is_empty()) else {
            return Revocation::Unknown;
        };
        let listed = self.lists.iter().flat_map(|list| &list.certificates);
        let issuers: Vec<&[u8]> = rest.iter().chain(listed).map(Vec::as_slice).collect();
        revocation::stapled(answers, leaf, &issuers, signed)
    }

    /// Every certificate that may vouch for others for this purpose, as PEM text; contacts are not among them.
    pub fn anchors_pem(&self, purpose: Purpose) -> String {
        self.pem_of(purpose.issuer_kinds())
    }

    /// The pinned certificates of contacts as PEM text.
    pub fn contacts_pem(&self) -> String {
        self.pem_of(&[ListKind::Contacts])
    }

    fn pem_of(&self, kinds: &[ListKind]) -> String {
        let lists = self.lists.iter().filter(|list| kinds.contains(&list.card.kind));
        let mut seen = HashSet::new();
        list_file::pem(lists.flat_map(|list| &list.certificates).filter(|der| seen.insert(der.as_slice())))
    }
}

fn make_list(id: String, name: String, kind: ListKind, read: ListFile) -> TrustList {
    let now = jiff::Timestamp::now();
    let card = TrustListCard {
        id,
        name,
        kind,
        certificates: read.certificates.len(),
        added: jiff::Timestamp::from_second(now.as_second()).unwrap_or(now).to_string(),
        issued: read.issued,
        next_update: read.next_update,
    };
    TrustList { card, certificates: read.certificates }
}

/// A list serves one kind of trust: authorities for signers, authorities for time, or single signers.
fn check_kind(file: &Path, read: &ListFile, kind: ListKind) -> Result<(), TrustError> {
    let names_itself = read.scheme.as_deref();
    let is_other = match kind {
        ListKind::TimeStamping => names_itself == Some(OFFICIAL_SCHEME),
        _ => names_itself == Some(OFFICIAL_TSA_SCHEME),
    };
    if is_other {
        return Err(TrustError::OtherPurpose { path: file.to_owned() });
    }
    let issues = |der: &Vec<u8>| {
        // A root from before version 3 cannot say that it is an authority.
        Certificate::read(der).is_ok_and(|read| read.is_authority() || (read.version < 3 && read.is_self_issued()))
    };
    match kind {
        ListKind::Contacts if read.certificates.iter().any(issues) => {
            Err(TrustError::NotContact { path: file.to_owned() })
        }
        ListKind::Contacts => Ok(()),
        _ if read.certificates.iter().any(issues) => Ok(()),
        _ => Err(TrustError::NotIssuers { path: file.to_owned() }),
    }
}

/// The dates of both lists, if the one offered is older than the one in force.
fn older(read: &ListFile, replaced: Option<&TrustList>) -> Option<(String, String)> {
    let offered = read.issued.as_ref()?;
    let in_force = replaced?.card.issued.as_ref()?;
    let is_older = match (offered.parse::<jiff::Timestamp>(), in_force.parse::<jiff::Timestamp>()) {
        (Ok(offered), Ok(in_force)) => offered < in_force,
        // A list that hides its date does not replace one that states it.
        (Err(_), Ok(_)) => true,
        _ => false,
    };
    is_older.then(|| (offered.clone(), in_force.clone()))
}

/// Whether this is the official list of signers, by its own name or because every certificate in it is known.
fn is_official(read: &ListFile) -> bool {
    read.scheme.as_deref() == Some(OFFICIAL_SCHEME)
        || read.certificates.iter().all(|der| OFFICIAL.contains(&hex::encode(Sha256::digest(der))))
}

/// SHA-256 of each certificate on the official list as known when this program was built.
static OFFICIAL: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let text = include_str!("../../assets/trust/official-fingerprints.txt");
    text.lines().map(str::trim).filter(|line| line.len() == 64).map(str::to_owned).collect()
});

/// Stable for the same certificates, and short enough to type.
fn new_id(certificates: &[Vec<u8>], kind: ListKind) -> String {
    let mut hash = Sha256::new();
    for der in certificates {
        hash.update(Sha256::digest(der));
    }
    let prefix = match kind {
        ListKind::Official => "official",
        ListKind::Interim => "interim",
        ListKind::House => "house",
        ListKind::Contacts => "contact",
        ListKind::TimeStamping => "time",
    };
    let digits: String = hex::encode(hash.finalize()).chars().take(8).collect();
    format!("{prefix}-{digits}")
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy()).chars().take(200).collect()
}

fn shown(path: &Path) -> String {
    crate::locale::elide(&file_name(path), 60)
}

/// Certificates as base64 text in JSON: a third of the size of lists of numbers.
mod base64_list {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(certificates: &[Vec<u8>], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(certificates.iter().map(|der| STANDARD.encode(der)))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Vec<u8>>, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        texts.iter().map(|text| STANDARD.decode(text).map_err(serde::de::Error::custom)).collect()
    }
}

#[cfg(test)]
mod tests;
