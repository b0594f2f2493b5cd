//! Identities whose certificate comes from an organisation: the request, the issued chain, a key made elsewhere.
//!
//! Nothing is changed before everything that was given has been checked.

use std::path::Path;

use zeroize::Zeroizing;

use super::{Identities, may_sign};
use crate::keys::import_fault::ImportFault;
use crate::keys::profile::{self, Issued};
use crate::keys::record::{self, Record};
use crate::keys::secrets::passphrase::{FilePassphrase, Passphrase};
use crate::keys::{KeyError, NewIdentity, certificates, key_import, pile};
use crate::provenance::identity::IdentityCard;
use crate::whole_file;

/// No chain and no key comes near this.
const LIMIT_BYTES: u64 = 4 << 20;

impl Identities {
    /// A request for a certificate (PKCS #10) as PEM, to hand to an authority. Needs the key once, to show that it
    /// is there.
    pub fn request_pem(&self, id: &str) -> Result<String, KeyError> {
        let known = self.find(id)?;
        may_sign(&known.card)?;
        if known.card.practice {
            return Err(KeyError::PracticeNotCertified { name: known.card.name });
        }
        let key = self.key_of(&known)?;
        let new = NewIdentity {
            name: known.card.name,
            email: known.card.email,
            organization: known.card.organization,
            ..NewIdentity::default()
        };
        Ok(certificates::request_pem(certificates::request(&new, &key)?))
    }

    /// Takes the chain that an authority issued for this identity's key, from one file or more, in PEM, DER or
    /// PKCS #7 and any order. What does not belong to the chain is left out.
    pub fn import_chain(&self, id: &str, files: &[&Path]) -> Result<IdentityCard, KeyError> {
        let known = self.find(id)?;
        may_sign(&known.card)?;
        let first = files.first().copied().unwrap_or(Path::new(""));
        let mut all = Vec::new();
        for file in files {
            let found =
                pile::certificates_in(&read(file)?).ok_or_else(|| ImportFault::TooManyCertificates.about(file))?;
            if found.is_empty() {
                return Err(ImportFault::NoCertificate.about(file));
            }
            all.extend(found);
        }
        let present = known.chain.first().and_then(|leaf| certificates::read(leaf));
        let public_key = present.map(|said| said.public_key).unwrap_or_default();
        let not_ours = ImportFault::NotOurKey { name: known.card.name.clone() };
        let issued = assembled(&all, &public_key, not_ours).map_err(|fault| fault.about(first))?;
        let mut record = self.record_of(&known)?;
        record.certify(&issued.chain, Some(&issued.root));
        let path = record::path_in(&self.folder, &record.id);
        let certified = record.known(&path)?;
        record.write(&self.folder)?;
        Ok(certified.card)
    }

    /// Takes a key with its certificates from a PKCS #12 or PEM file of another program, as a new identity.
    pub fn import_key(&self, file: &Path, passphrase: &Passphrase) -> Result<IdentityCard, KeyError> {
        let bytes = read(file)?;
        let imported = key_import::open(&bytes, || passphrase.for_file(FilePassphrase::OpenKey))?
            .map_err(|fault| fault.about(file))?;
        let public_key = imported.key.public_key()?;
        let fingerprint = certificates::key_fingerprint(&public_key);
        let id = record::id_of(&fingerprint);
        if self.known()?.0.iter().any(|known| known.card.id == id) {
            return Err(ImportFault::KeyThere { id }.about(file));
        }
        let issued = assembled(&imported.certificates, &public_key, ImportFault::OtherKeys)
            .map_err(|fault| fault.about(file))?;
        let stated = NewIdentity { algorithm: imported.key.algorithm(), ..NewIdentity::default() };
        let now = jiff::Timestamp::now();
        let mut record = Record::new(&stated, fingerprint, format!("{now:.3}"), &issued.chain);
        record.certify(&issued.chain, Some(&issued.root));
        self.keep(record, &imported.key)
    }
}

fn assembled(pile: &[Vec<u8>], public_key: &[u8], not_ours: ImportFault) -> Result<Issued, ImportFault> {
    let now_seconds = jiff::Timestamp::now().as_second();
    match profile::assemble(pile, public_key, now_seconds) {
        None => Err(not_ours),
        Some(Err(faults)) => Err(ImportFault::Certificate { faults }),
        Some(Ok(issued)) => Ok(issued),
    }
}

fn read(file: &Path) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    whole_file::read(file, LIMIT_BYTES)
        .map(Zeroizing::new)
        .map_err(|source| ImportFault::Unreadable { source }.about(file))
}
