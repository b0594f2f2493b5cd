//! Revocation lists put in force and taken out of it, kept as `revocations/ID.json` in Lightmark's own data. It
//! decides who may make one; a list never replaces a newer one of the same signer.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::crl::{self, Crl, CrlFile};
use super::list_error::{TrustError, file_name};
use super::lists::TrustStore;
use super::path::{Purpose, Vouched};
use super::revocation_error::RevocationError;
use super::revocation_list::{self, RevocationList, SignedList};
use super::revocations::{self, Question, Reason, RevocationSource, RevokedEntry};
use super::{certificate_text, list_file, list_store, search};
use crate::provenance::identity::OwnRevocation;
use crate::provenance::report::{RevocationCheck, RevocationKind, RevocationResult};
use crate::provenance::trust_source::ListKind;

/// What this version writes.
const SCHEMA: &str = "lightmark.revocation-source/1";

/// Entries of all lists together: they travel to every worker.
pub(super) const MAX_ENTRIES: usize = 300_000;

#[derive(Serialize, Deserialize)]
struct Kept {
    schema: String,
    #[serde(flatten)]
    source: RevocationSource,
}

/// Whether a file holds revocations and not issuers. One that cannot be read holds none.
pub fn holds_revocations(file: &Path) -> bool {
    list_file::read_bytes(file).is_ok_and(|bytes| revocation_list::is_one(&bytes) || crl::find(&bytes).is_some())
}

impl TrustStore {
    /// What the revocation lists in force say about a chain (DER, the signer's certificate first) that is judged
    /// at that time. `proven`: when it signed, if a trusted time stamp says so.
    pub fn revocation(
        &self,
        chain: &[Vec<u8>],
        purpose: Purpose,
        at: jiff::Timestamp,
        proven: Option<jiff::Timestamp>,
    ) -> Vec<RevocationCheck> {
        let index = self.index();
        let found = search::vouch(&index, chain, purpose, proven.unwrap_or(at).as_second()).path;
        let question = Question {
            path: if found.is_empty() { chain } else { &found },
            purpose,
            at: at.as_second(),
            proven: proven.map(|proven| proven.as_second()),
            now: jiff::Timestamp::now().as_second(),
        };
        revocations::check(&self.revocations, &index, &question)
    }

    /// The revocation lists in force, oldest first.
    pub fn revocation_sources(&self) -> &[RevocationSource] {
        &self.revocations
    }

    /// The revocation list that answers to this id, beginning of an id, or name; none if several do.
    pub fn find_revocations(&self, query: &str) -> Option<&RevocationSource> {
        let exact = self.revocations.iter().find(|source| source.id == query || source.name == query);
        exact.or_else(|| {
            let mut found = self.revocations.iter().filter(|s| !query.is_empty() && s.id.starts_with(query));
            found.next().filter(|_| found.next().is_none())
        })
    }

    /// Puts a revocation list in force: one of Lightmark's own form, or a CRL. `own` are the fingerprints of this
    /// person's identities (lower-case hex), who may revoke as house authorities and contacts may.
    pub fn add_revocations(
        &mut self,
        data_dir: &Path,
        file: &Path,
        own: &[String],
    ) -> Result<RevocationSource, RevocationError> {
        let bytes = list_file::read_bytes(file)?;
        let now = jiff::Timestamp::now();
        let mut source = match crl::find(&bytes) {
            Some(found) => self.crl_source(file, &found, now)?,
            None => {
                let signed = revocation_list::read(&bytes, now.as_second())
                    .map_err(|source| RevocationError::Own { path: file.to_owned(), source })?;
                self.check_entitled(file, &signed, own, now)?;
                own_source(file, signed, now)
            }
        };
        source.entries.sort_by(|a, b| (&a.key, a.at).cmp(&(&b.key, b.at)));
        let place = self.revocations.iter().position(|known| known.id == source.id);
        if let Some(known) = place.and_then(|place| self.revocations.get(place)) {
            check_newer(file, &source, known)?;
        }
        let others = self.revocations.iter().filter(|known| known.id != source.id);
        if others.map(|known| known.entries.len()).sum::<usize>() + source.entries.len() > MAX_ENTRIES {
            return Err(RevocationError::TooMany { path: file.to_owned() });
        }
        save(data_dir, &source)?;
        match place.and_then(|place| self.revocations.get_mut(place)) {
            Some(place) => *place = source.clone(),
            None => self.revocations.push(source.clone()),
        }
        Ok(source)
    }

    /// A revocation list that a team brings, with its entries in order. The team's signatures say who may make it;
    /// a CRL must be by an authority on the lists of this store.
    pub(super) fn read_revocations(
        &self,
        file: &Path,
        bytes: &[u8],
        now: jiff::Timestamp,
    ) -> Result<RevocationSource, RevocationError> {
        let mut source = match crl::find(bytes) {
            Some(found) => self.crl_source(file, &found, now)?,
            None => {
                let signed = revocation_list::read(bytes, now.as_second())
                    .map_err(|source| RevocationError::Own { path: file.to_owned(), source })?;
                own_source(file, signed, now)
            }
        };
        source.entries.sort_by(|a, b| (&a.key, a.at).cmp(&(&b.key, b.at)));
        Ok(source)
    }

    /// Puts the revocations of this person's own identities in force, for as long as this store lives.
    pub fn revoke_own(&mut self, own: &[OwnRevocation]) {
        if own.is_empty() {
            return;
        }
        let now = certificate_text::date(jiff::Timestamp::now().as_second());
        let mut entries: Vec<RevokedEntry> = own.iter().map(own_entry).collect();
        entries.sort_by(|a, b| (&a.key, a.at).cmp(&(&b.key, b.at)));
        self.revocations.push(RevocationSource {
            id: "own".to_owned(),
            name: crate::tr!("revocation-own"),
            kind: RevocationKind::List,
            issued: now.clone(),
            next_update: None,
            sequence: None,
            number: None,
            added: now,
            origin: String::new(),
            signer: Vec::new(),
            covers_signers: true,
            covers_authorities: true,
            entries,
        });
    }

    /// Takes a revocation list out of force; whether there was one.
    pub fn remove_revocations(&mut self, data_dir: &Path, id: &str) -> Result<bool, TrustError> {
        self.check_own(id)?;
        if !self.revocations.iter().any(|source| source.id == id) {
            return Ok(false);
        }
        list_store::remove_file(&folder(data_dir), id)?;
        self.revocations.retain(|source| source.id != id);
        Ok(true)
    }

    /// The highest number of a list in force that this certificate (DER) signed.
    pub fn last_sequence(&self, signer: &[u8]) -> Option<u64> {
        let signed = self.revocations.iter().filter(|source| source.signer == signer);
        signed.filter_map(|source| source.sequence).max()
    }

    fn crl_source(
        &self,
        file: &Path,
        found: &CrlFile,
        now: jiff::Timestamp,
    ) -> Result<RevocationSource, RevocationError> {
        // A contact vouches for itself only, so it is nobody's authority.
        let lists = self.lists.iter().filter(|list| !list.card.kind.is_single_signers());
        let anchors: Vec<&[u8]> = lists.flat_map(|list| &list.certificates).map(Vec::as_slice).collect();
        let crl = crl::read(found, &anchors, now.as_second())
            .map_err(|source| RevocationError::Crl { path: file.to_owned(), source })?;
        Ok(source_of_crl(file, crl, now))
    }

    /// An own list counts when it comes from this person, a contact, or a house authority or somebody under one.
    fn check_entitled(
        &self,
        file: &Path,
        signed: &SignedList,
        own: &[String],
        now: jiff::Timestamp,
    ) -> Result<(), RevocationError> {
        let leaf = signed.chain.first().map(Vec::as_slice).unwrap_or_default();
        let name = || certificate_text::name(leaf).unwrap_or_default();
        let checks = self.revocation(&signed.chain, Purpose::ClaimSigning, now, None);
        if checks.iter().any(|check| check.result == RevocationResult::Revoked) {
            return Err(RevocationError::SignerRevoked { path: file.to_owned(), name: name() });
        }
        let is_own = own.contains(&certificate_text::fingerprint(leaf));
        let is_house = self.lists.iter().any(|list| {
            list.card.kind == ListKind::House && list.certificates.iter().any(|certificate| certificate == leaf)
        });
        let vouched = self.vouch(&signed.chain, Purpose::ClaimSigning, now);
        let is_vouched =
            matches!(vouched, Vouched::By { kind: ListKind::House | ListKind::Contacts | ListKind::Team, .. });
        match is_own || is_house || is_vouched {
            true => Ok(()),
            false => Err(RevocationError::NotEntitled { path: file.to_owned(), name: name() }),
        }
    }
}

/// A revocation list as a file to pass on, signed by `sign` with the key of the first certificate of `chain`.
pub fn make(
    list: &RevocationList,
    chain: &[Vec<u8>],
    sign: &dyn Fn(&[u8]) -> Vec<u8>,
) -> Result<String, RevocationError> {
    revocation_list::write(list, chain, sign).map_err(|source| RevocationError::NotMade { source })
}

/// Reads a list that this certificate's holder made before, to carry its entries on.
pub fn read_own(file: &Path, signer: &[u8]) -> Result<RevocationList, RevocationError> {
    let bytes = list_file::read_bytes(file)?;
    let now = jiff::Timestamp::now().as_second();
    let signed =
        revocation_list::read(&bytes, now).map_err(|source| RevocationError::Own { path: file.to_owned(), source })?;
    match signed.chain.first() {
        Some(leaf) if leaf == signer => Ok(signed.list),
        leaf => {
            let name = leaf.and_then(|leaf| certificate_text::name(leaf)).unwrap_or_default();
            Err(RevocationError::NotEntitled { path: file.to_owned(), name })
        }
    }
}

/// A date that cannot be read is taken as "always".
fn own_entry(own: &OwnRevocation) -> RevokedEntry {
    let at = own.at.parse::<jiff::Timestamp>().map_or(i64::MIN, |at| at.as_second());
    RevokedEntry { key: own.fingerprint.clone(), at, reason: Reason::of_own(own.reason) }
}

/// Every kept revocation list, oldest first.
pub fn load(data_dir: &Path) -> Result<Vec<RevocationSource>, TrustError> {
    let mut sources = Vec::new();
    for (path, id) in list_store::kept_files(&folder(data_dir))? {
        let bytes = std::fs::read(&path).map_err(|source| TrustError::Unreadable { path: path.clone(), source })?;
        let kept: Kept =
            serde_json::from_slice(&bytes).map_err(|source| TrustError::KeptDamaged { path: path.clone(), source })?;
        let mut source = kept.source;
        source.id = id;
        source.entries.sort_by(|a, b| (&a.key, a.at).cmp(&(&b.key, b.at)));
        sources.push(source);
    }
    sources.sort_by(|a, b| (&a.added, &a.id).cmp(&(&b.added, &b.id)));
    Ok(sources)
}

fn save(data_dir: &Path, source: &RevocationSource) -> Result<(), TrustError> {
    let folder = folder(data_dir);
    let path = folder.join(format!("{}.json", source.id));
    let kept = Kept { schema: SCHEMA.to_owned(), source: source.clone() };
    let text =
        serde_json::to_vec(&kept).map_err(|error| TrustError::NotSaved { path: path.clone(), source: error.into() })?;
    list_store::write_whole(&path, &text)
}

fn folder(data_dir: &Path) -> PathBuf {
    data_dir.join("revocations")
}

/// One signer has one list in force.
fn id_of(prefix: &str, signer: &[u8]) -> String {
    let digits: String = hex::encode(Sha256::digest(signer)).chars().take(8).collect();
    format!("{prefix}-{digits}")
}

fn own_source(file: &Path, signed: SignedList, now: jiff::Timestamp) -> RevocationSource {
    let signer = signed.chain.into_iter().next().unwrap_or_default();
    RevocationSource {
        id: id_of("revocations", &signer),
        name: signed.list.name,
        kind: RevocationKind::List,
        issued: signed.list.issued,
        next_update: signed.list.next_update,
        sequence: Some(signed.list.sequence),
        number: None,
        added: certificate_text::date(now.as_second()),
        origin: file_name(file),
        signer,
        covers_signers: true,
        covers_authorities: true,
        entries: signed.entries,
    }
}

fn source_of_crl(file: &Path, crl: Crl, now: jiff::Timestamp) -> RevocationSource {
    // An authority may keep one list for signers and one for authorities.
    let prefix = match (crl.covers_signers, crl.covers_authorities) {
        (true, true) => "crl",
        (true, false) => "crl-signers",
        (false, _) => "crl-authorities",
    };
    RevocationSource {
        id: id_of(prefix, &crl.issuer),
        name: certificate_text::name(&crl.issuer).unwrap_or(crl.issuer_name),
        kind: RevocationKind::Crl,
        issued: certificate_text::date(crl.this_update),
        next_update: crl.next_update.map(certificate_text::date),
        sequence: None,
        number: crl.number,
        added: certificate_text::date(now.as_second()),
        origin: file_name(file),
        signer: crl.issuer,
        covers_signers: crl.covers_signers,
        covers_authorities: crl.covers_authorities,
        entries: crl.entries,
    }
}

/// A list never replaces a newer one, nor one of the same number that says something else.
fn check_newer(file: &Path, offered: &RevocationSource, known: &RevocationSource) -> Result<(), RevocationError> {
    let path = file.to_owned();
    if let (Some(offered_number), Some(known_number)) = (offered.sequence, known.sequence) {
        if offered_number < known_number {
            let (offered, in_force) = (offered_number.to_string(), known_number.to_string());
            return Err(RevocationError::Older { path, offered, in_force });
        }
        if offered_number == known_number && (&offered.entries, &offered.issued) != (&known.entries, &known.issued) {
            return Err(RevocationError::SameNumber { path, sequence: known_number });
        }
        return Ok(());
    }
    let date = |source: &RevocationSource| source.issued.parse::<jiff::Timestamp>().ok();
    let number = |source: &RevocationSource| source.number.as_ref().map(|number| (number.len(), number.clone()));
    // An authority that numbers its lists goes on numbering them (RFC 5280 §5.2.3).
    if date(offered) < date(known) || number(offered) < number(known) {
        let (offered, in_force) = (offered.issued.clone(), known.issued.clone());
        return Err(RevocationError::Older { path, offered, in_force });
    }
    Ok(())
}
