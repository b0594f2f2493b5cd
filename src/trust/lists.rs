//! The trust lists in force, kept in Lightmark's own data and handed to workers as a snapshot.
//! Nothing here asks the network or decides what a person sees.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::bundle::Team;
use super::certificate::Certificate;
use super::certificate_text;
use super::index::{CachedIndex, Index};
use super::list_error::file_name;
use super::list_file::{self, ListFile};
use super::list_store::{self, KeptList};
use super::path::{Purpose, Vouched};
use super::revocation::{self, Revocation, Stapled};
use super::revocation_store;
use super::revocations::RevocationSource;
use super::search;
use crate::provenance::trust_source::{ListDetails, ListKind, ListedCertificate, TrustListCard};

use super::bundle::is_from_team;
pub use super::list_error::TrustError;

/// What the official lists call themselves in their JSON form.
pub(super) const OFFICIAL_SCHEME: &str = "C2PA Trust List";
pub(super) const OFFICIAL_TSA_SCHEME: &str = "C2PA TSA Trust List";

/// One list with its certificates (DER).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustList {
    pub card: TrustListCard,
    #[serde(with = "base64_list")]
    pub certificates: Vec<Vec<u8>>,
}

/// A list to add, and what the person says about it.
#[derive(Debug, Clone, Copy)]
pub struct NewList<'a> {
    pub file: &'a Path,
    /// `None`: told from what is in it.
    pub kind: Option<ListKind>,
    /// `None`: what the list calls itself, else the file's name.
    pub name: Option<&'a str>,
}

/// A list that was added, and what is worth a word about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    pub card: TrustListCard,
    /// Certificates that were in the file more than once; each counts once.
    pub duplicates: usize,
    /// Certificates that have expired, so that they vouch only for what a trusted stamp dates before that.
    pub expired: usize,
    /// The list itself should have been replaced by now.
    pub is_overdue: bool,
}

/// A snapshot of every list in force.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustStore {
    pub lists: Vec<TrustList>,
    /// By the id of the list.
    #[serde(default)]
    details: BTreeMap<String, ListDetails>,
    /// What no longer counts.
    #[serde(default)]
    pub(super) revocations: Vec<RevocationSource>,
    /// What teams bring stands among the lists and revocations, under ids of their own; it is never saved there.
    #[serde(skip)]
    pub(super) teams: Vec<Team>,
    #[serde(skip)]
    index: CachedIndex,
}

impl TrustStore {
    /// A store of these lists.
    pub fn of(lists: Vec<TrustList>) -> Self {
        Self { lists, ..Self::default() }
    }

    /// The lists kept under `data_dir`; none is no error.
    pub fn load(data_dir: &Path) -> Result<Self, TrustError> {
        let mut store = Self::default();
        for kept in list_store::load(data_dir)? {
            store.details.insert(kept.list.card.id.clone(), kept.details);
            store.lists.push(kept.list);
        }
        store.revocations = revocation_store::load(data_dir)?;
        store.load_teams(data_dir)?;
        Ok(store)
    }

    /// Adds a list from a PEM (or DER, or ETSI TS 119 602 JSON) file and keeps it under `data_dir`. A contact is not
    /// added here: that takes a comparison.
    ///
    /// A list that names itself and its date replaces the one of that name, unless it is older. The same
    /// certificates again replace the list that has them.
    pub fn add(&mut self, data_dir: &Path, file: &Path, kind: ListKind) -> Result<TrustListCard, TrustError> {
        self.add_list(data_dir, &NewList { file, kind: Some(kind), name: None }).map(|added| added.card)
    }

    /// As [`add`](Self::add), with a name of the person's choice, and with the kind told from the file where the
    /// person says none.
    pub fn add_list(&mut self, data_dir: &Path, new: &NewList<'_>) -> Result<Added, TrustError> {
        let read = list_file::read(new.file)?;
        let kind = match new.kind {
            Some(kind) => kind,
            None => kind_of(new.file, &read)?,
        };
        check_not_contact(new.file, kind)?;
        check_kind(new.file, &read, kind)?;
        let scheme = read.scheme.clone().unwrap_or_else(|| file_name(new.file));
        let known = self.lists.iter().position(|list| {
            list.card.kind == kind
                && !is_from_team(&list.card.id)
                && (list.certificates == read.certificates
                    || (read.issued.is_some() && list.card.issued.is_some() && list.card.name == scheme))
        });
        let name = new.name.map_or(scheme, str::to_owned);
        self.put(data_dir, new.file, Putting { place: known, name, kind, read, note: None })
    }

    /// Replaces the list of the same scheme, or the list `id`, by a newer issue of it. On an error what was in
    /// force stays in force.
    pub fn update(&mut self, data_dir: &Path, file: &Path, id: Option<&str>) -> Result<Added, TrustError> {
        let wanted = id.map(|id| self.find(id).map(|card| card.id.clone())).transpose()?;
        self.check_own(wanted.as_deref().unwrap_or_default())?;
        let read = list_file::read(file)?;
        let place = self.lists.iter().position(|list| match &wanted {
            Some(id) => list.card.id == *id,
            None => {
                !is_from_team(&list.card.id)
                    && !list.card.kind.is_single_signers()
                    && read.scheme.as_ref().is_some_and(|name| *name == list.card.name)
            }
        });
        let not_in_force = || TrustError::NotInForce { path: file.to_owned() };
        let place = place.ok_or_else(not_in_force)?;
        let card = self.lists.get(place).map(|list| list.card.clone()).ok_or_else(not_in_force)?;
        if let Some(offered) = read.scheme.as_ref().filter(|name| card.issued.is_some() && **name != card.name) {
            let (offered, in_force) = (offered.clone(), card.name);
            return Err(TrustError::OtherScheme { path: file.to_owned(), offered, in_force });
        }
        check_not_contact(file, card.kind)?;
        check_kind(file, &read, card.kind)?;
        self.put(data_dir, file, Putting { place: Some(place), name: card.name, kind: card.kind, read, note: None })
    }

    /// The lists that an update from this file was meant for, as far as can be told: what stays in force when it
    /// fails.
    pub fn stays_in_force(&self, file: &Path, id: Option<&str>) -> Vec<&TrustListCard> {
        if let Some(id) = id {
            return self.find(id).ok().into_iter().collect();
        }
        let scheme = list_file::read(file).ok().and_then(|read| read.scheme);
        let published = self.lists.iter().map(|list| &list.card).filter(|card| card.issued.is_some());
        published.filter(|card| scheme.as_ref().is_none_or(|name| *name == card.name)).collect()
    }

    /// The list that answers to this id, beginning of an id, or name.
    pub fn find(&self, query: &str) -> Result<&TrustListCard, TrustError> {
        self.find_among(query, &|_| true)
    }

    /// The same among some of the lists.
    pub(super) fn find_among(
        &self,
        query: &str,
        among: &dyn Fn(&TrustListCard) -> bool,
    ) -> Result<&TrustListCard, TrustError> {
        let answers: [&dyn Fn(&TrustListCard) -> bool; 3] =
            [&|card| card.id == query, &|card| card.name == query, &|card| {
                !query.is_empty() && card.id.starts_with(query)
            }];
        for answers in answers {
            let found: Vec<_> =
                self.lists.iter().map(|list| &list.card).filter(|card| among(card) && answers(card)).collect();
            match found.as_slice() {
                [] => {}
                [one] => return Ok(*one),
                many => {
                    let ids = many.iter().map(|card| card.id.clone()).collect();
                    return Err(TrustError::AmbiguousList { query: query.to_owned(), ids });
                }
            }
        }
        Err(TrustError::UnknownList { query: query.to_owned() })
    }

    /// What is known of a list beyond its card.
    pub fn details(&self, id: &str) -> ListDetails {
        self.details.get(id).cloned().unwrap_or_default()
    }

    /// Every certificate of a list with what the list says about it; withdrawn ones are among them.
    pub fn certificates(&self, data_dir: &Path, id: &str) -> Result<Vec<ListedCertificate>, TrustError> {
        let listed = list_store::load_listed(data_dir, id)?;
        if !listed.is_empty() {
            return Ok(listed);
        }
        let list = self.lists.iter().find(|list| list.card.id == id);
        Ok(list.into_iter().flat_map(|list| &list.certificates).map(|der| certificate_text::listed(der)).collect())
    }

    /// Removes a list; whether there was one.
    pub fn remove(&mut self, data_dir: &Path, id: &str) -> Result<bool, TrustError> {
        self.check_own(id)?;
        if !self.lists.iter().any(|list| list.card.id == id) {
            return Ok(false);
        }
        list_store::remove(data_dir, id)?;
        self.lists.retain(|list| list.card.id != id);
        self.details.remove(id);
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
        search::vouch(&self.index(), chain, purpose, at.as_second()).vouched
    }

    /// What stapled OCSP answers (DER) say about the first certificate of a chain; its issuer is looked for in the
    /// chain and on the lists. `signed` is the time of signing, where a trusted stamp proves it.
    pub fn stapled(&self, answers: &[Vec<u8>], chain: &[Vec<u8>], signed: Option<jiff::Timestamp>) -> Stapled {
        let Some((leaf, rest)) = chain.split_first().filter(|_| !answers.is_empty()) else {
            return Stapled::of(Revocation::Unknown);
        };
        let listed = self.lists.iter().flat_map(|list| &list.certificates);
        let issuers: Vec<&[u8]> = rest.iter().chain(listed).map(Vec::as_slice).collect();
        revocation::stapled(answers, leaf, &issuers, signed)
    }

    /// Every certificate that may vouch for others for this purpose, as PEM text; contacts are not among them.
    pub fn anchors_pem(&self, purpose: Purpose) -> String {
        self.pem_of(purpose.issuer_kinds())
    }

    /// The pinned certificates of contacts, and those that teams pin, as PEM text.
    pub fn contacts_pem(&self) -> String {
        self.pem_of(&[ListKind::Contacts, ListKind::Team])
    }

    /// The certificates of the lists, read.
    pub(super) fn index(&self) -> Arc<Index> {
        self.index.of(&self.lists)
    }

    /// Puts a list in force, in the place of another or beside the others, unless it is older than that other.
    pub(super) fn put(&mut self, data_dir: &Path, file: &Path, new: Putting) -> Result<Added, TrustError> {
        let now = jiff::Timestamp::now();
        let Putting { place, name, kind, read, note } = new;
        let replaced = place.and_then(|place| self.lists.get(place));
        if let Some(replaced) = replaced {
            let sequence = self.details(&replaced.card.id).sequence;
            check_newer(file, &read, &replaced.card, sequence, now)?;
        }
        let id = replaced.map_or_else(|| new_id(&read.certificates, kind), |list| list.card.id.clone());
        let note = note.or_else(|| replaced.and_then(|list| self.details(&list.card.id).note));
        let duplicates = read.duplicates;
        let expired = read.certificates.iter().filter(|der| has_expired(der, now)).count();
        let is_overdue = read.next_update.as_deref().is_some_and(|date| is_past(date, now));
        let origin = Some(file_name(file));
        let details = ListDetails { origin, sequence: read.sequence, operator: read.operator.clone(), note };
        let listed = read.listed.clone();
        let kept = KeptList { list: make_list(id.clone(), name, kind, read), details, listed };
        list_store::save(data_dir, &kept)?;
        let card = kept.list.card.clone();
        self.details.insert(id, kept.details);
        match place.and_then(|place| self.lists.get_mut(place)) {
            Some(place) => *place = kept.list,
            None => self.lists.push(kept.list),
        }
        // The person's own entries come first, so that they are the ones that are named.
        self.lists.sort_by_key(|list| is_from_team(&list.card.id));
        Ok(Added { card, duplicates, expired, is_overdue })
    }

    fn pem_of(&self, kinds: &[ListKind]) -> String {
        let lists = self.lists.iter().filter(|list| kinds.contains(&list.card.kind));
        let mut seen = HashSet::new();
        list_file::pem(lists.flat_map(|list| &list.certificates).filter(|der| seen.insert(der.as_slice())))
    }
}

/// A list on its way into force.
pub(super) struct Putting {
    /// Which list it replaces.
    pub place: Option<usize>,
    pub name: String,
    pub kind: ListKind,
    pub read: ListFile,
    /// The person's own note; none keeps the one that is there.
    pub note: Option<String>,
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

/// Nobody enters the address book, and no contact is exchanged, without a comparison:
/// [`TrustStore::add_contact`] is the one way.
fn check_not_contact(file: &Path, kind: ListKind) -> Result<(), TrustError> {
    if kind.is_single_signers() { Err(TrustError::NotCompared { path: file.to_owned() }) } else { Ok(()) }
}

/// A list serves one kind of trust: authorities for signers, authorities for time, or single signers.
pub(super) fn check_kind(file: &Path, read: &ListFile, kind: ListKind) -> Result<(), TrustError> {
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
        ListKind::Contacts | ListKind::Team if read.certificates.iter().any(issues) => {
            Err(TrustError::NotContact { path: file.to_owned() })
        }
        ListKind::Contacts | ListKind::Team => Ok(()),
        _ if read.certificates.iter().any(issues) => Ok(()),
        _ => Err(TrustError::NotIssuers { path: file.to_owned() }),
    }
}

/// A list never replaces a newer one, and an overdue one never replaces one that is not.
fn check_newer(
    file: &Path,
    read: &ListFile,
    in_force: &TrustListCard,
    sequence: Option<u64>,
    now: jiff::Timestamp,
) -> Result<(), TrustError> {
    let path = || file.to_owned();
    if let Some((offered, in_force)) = older(read, in_force) {
        return Err(TrustError::Older { path: path(), offered, in_force });
    }
    // A list that hides its number does not replace one that states it.
    if let Some(in_force) = sequence.filter(|in_force| read.sequence.is_none_or(|offered| offered < *in_force)) {
        let offered = read.sequence.map_or_else(|| "-".to_owned(), |number| number.to_string());
        return Err(TrustError::OlderSequence { path: path(), offered, in_force });
    }
    let in_force_lasts = in_force.next_update.as_deref().is_some_and(|date| !is_past(date, now));
    match read.next_update.as_deref().filter(|date| is_past(date, now) && in_force_lasts) {
        Some(date) => Err(TrustError::Expired { path: path(), next_update: date.to_owned() }),
        None => Ok(()),
    }
}

/// The dates of both lists, if the one offered is older than the one in force.
fn older(read: &ListFile, in_force: &TrustListCard) -> Option<(String, String)> {
    let in_force = in_force.issued.as_ref()?;
    let offered = read.issued.clone().unwrap_or_else(|| "-".to_owned());
    let is_older = match (offered.parse::<jiff::Timestamp>(), in_force.parse::<jiff::Timestamp>()) {
        (Ok(offered), Ok(in_force)) => offered < in_force,
        // A list that hides its date does not replace one that states it.
        (Err(_), Ok(_)) => true,
        _ => false,
    };
    is_older.then(|| (offered, in_force.clone()))
}

/// Whether a date has passed; one that cannot be read never does.
fn is_past(date: &str, now: jiff::Timestamp) -> bool {
    date.parse::<jiff::Timestamp>().is_ok_and(|date| date < now)
}

fn has_expired(der: &[u8], now: jiff::Timestamp) -> bool {
    Certificate::read(der).is_ok_and(|certificate| certificate.not_after < now.as_second())
}

/// The kind of a list, told from what is in it. A list that merely calls itself official is not taken at its word:
/// nobody has signed it, so the person must say so.
fn kind_of(file: &Path, read: &ListFile) -> Result<ListKind, TrustError> {
    match read.scheme.as_deref() {
        Some(OFFICIAL_TSA_SCHEME) => Ok(ListKind::TimeStamping),
        _ if all_known(read) => Ok(ListKind::Official),
        Some(scheme @ OFFICIAL_SCHEME) => {
            Err(TrustError::NobodysWord { path: file.to_owned(), scheme: scheme.to_owned() })
        }
        _ => Ok(ListKind::House),
    }
}

/// Whether this is the official list of signers, by its own name or because every certificate in it is known.
pub(super) fn is_official(read: &ListFile) -> bool {
    read.scheme.as_deref() == Some(OFFICIAL_SCHEME) || all_known(read)
}

fn all_known(read: &ListFile) -> bool {
    read.certificates.iter().all(|der| OFFICIAL.contains(&hex::encode(Sha256::digest(der))))
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
        ListKind::Team => "team",
        ListKind::TimeStamping => "time",
    };
    let digits: String = hex::encode(hash.finalize()).chars().take(8).collect();
    format!("{prefix}-{digits}")
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

/// One certificate as base64 text.
pub(super) mod base64_one {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(certificate: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(certificate))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        STANDARD.decode(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
