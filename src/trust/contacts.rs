//! The address book: single signers that this person added by hand after comparing a fingerprint. Nothing enters
//! it without that comparison, nothing is in it beforehand, and nothing in it ever vouches for a time.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::certificate::Certificate;
use super::certificate_text;
use super::list_error::shown;
use super::list_file::{self, ListFile};
use super::lists::{Putting, TrustError, TrustStore};
use super::path::{PathFault, Purpose};
use super::rules::{self, Judgement};
use super::signed_text::{self, SignedTextFault};
use crate::locale::{elide, plain, text};
use crate::problem;
use crate::problem::Problem;
use crate::provenance::fingerprint::{Fingerprint, FingerprintFault};
use crate::provenance::trust_source::{ListKind, TrustListCard};

/// Names the form of a contact card file.
pub const CARD_SCHEMA: &str = "lightmark.contact-card/1";

/// Longest name and note, in characters.
const MAX_NAME_CHARS: usize = 100;
const MAX_NOTE_CHARS: usize = 1000;

/// Somebody to add.
#[derive(Debug, Clone, Copy)]
pub struct NewContact<'a> {
    /// The end-entity certificate, DER.
    pub certificate: &'a [u8],
    pub name: &'a str,
    pub note: Option<&'a str>,
    /// The file that it came from.
    pub origin: &'a Path,
}

/// A contact as somebody else passed it on. Nothing in it is believed before the fingerprint is compared.
#[derive(Debug)]
pub struct ContactCard {
    pub certificate: Vec<u8>,
    pub name: String,
    pub note: Option<String>,
    /// Who signed the card: DER, their own certificate first.
    pub signed_by: Vec<Vec<u8>>,
}

/// What can go wrong with a contact. The address book stays as it was.
#[derive(Debug, thiserror::Error)]
pub enum ContactError {
    #[error("the name is empty, too long or holds hidden characters")]
    Name { name: String },
    #[error("the note has {chars} characters")]
    NoteTooLong { chars: usize },
    #[error("not a fingerprint")]
    Fingerprint { source: FingerprintFault },
    #[error("the certificate has the fingerprint {found}, the one compared is {compared}")]
    Differs { found: String, compared: String },
    #[error("the certificate is an authority's")]
    Authority,
    #[error("the certificate cannot be used: {fault:?}")]
    Unusable { fault: PathFault },
    #[error("{path} is not a contact card")]
    Card { path: PathBuf, source: SignedTextFault },
    #[error("the contact card cannot be made")]
    NotMade { source: SignedTextFault },
    #[error(transparent)]
    List(#[from] TrustError),
}

impl ContactError {
    /// The error in words.
    pub fn problem(&self) -> Problem {
        let problem = match self {
            Self::Name { name } => problem!("contact-name", name = elide(name, 80)),
            Self::NoteTooLong { chars } => problem!("contact-note-long", count = *chars),
            Self::Fingerprint { source } => return fingerprint_problem(source).with_cause(self),
            Self::Differs { .. } => problem!("contact-differs"),
            Self::Authority => problem!("contact-authority"),
            Self::Unusable { fault } => {
                problem!("contact-unusable", reason = text(&format!("trust-fault-{}", fault.key())))
            }
            Self::Card { path, source } => return card_problem(path, source).with_cause(self),
            Self::NotMade { .. } => problem!("contact-card-not-made"),
            Self::List(error) => return error.problem(),
        };
        problem.with_cause(self)
    }

    /// Whether the person asked for something that cannot be, so that nothing was tried.
    pub fn is_wrong_call(&self) -> bool {
        match self {
            Self::Name { .. } | Self::NoteTooLong { .. } | Self::Fingerprint { .. } => true,
            Self::List(error) => error.is_wrong_call(),
            _ => false,
        }
    }
}

impl From<FingerprintFault> for ContactError {
    fn from(source: FingerprintFault) -> Self {
        Self::Fingerprint { source }
    }
}

impl TrustStore {
    /// Adds a single signer. `compared` is the fingerprint that the person got from that signer by another way;
    /// without it being the certificate's own nothing is added. A contact with that certificate gets the new name.
    pub fn add_contact(
        &mut self,
        data_dir: &Path,
        new: &NewContact<'_>,
        compared: &Fingerprint,
    ) -> Result<TrustListCard, ContactError> {
        let name = new.name.trim();
        if name.is_empty() || name.chars().count() > MAX_NAME_CHARS || plain(name) != name {
            return Err(ContactError::Name { name: name.to_owned() });
        }
        let note = new.note.map(str::trim).filter(|note| !note.is_empty());
        if let Some(chars) = note.map(|note| note.chars().count()).filter(|chars| *chars > MAX_NOTE_CHARS) {
            return Err(ContactError::NoteTooLong { chars });
        }
        check_usable(new.certificate)?;
        let found = certificate_text::fingerprint(new.certificate);
        if found != compared.hex() {
            return Err(ContactError::Differs { found, compared: compared.hex() });
        }
        let place = self.lists.iter().position(|list| {
            list.card.kind == ListKind::Contacts && list.certificates.iter().any(|der| der == new.certificate)
        });
        let read = ListFile { certificates: vec![new.certificate.to_vec()], ..ListFile::default() };
        let kind = ListKind::Contacts;
        let putting = Putting { place, name: name.to_owned(), kind, read, note: note.map(str::to_owned) };
        Ok(self.put(data_dir, new.origin, putting)?.card)
    }

    /// Everybody in the address book.
    pub fn contacts(&self) -> impl Iterator<Item = &TrustListCard> {
        self.lists.iter().map(|list| &list.card).filter(|card| card.kind == ListKind::Contacts)
    }

    /// The contact that answers to this id, beginning of an id, or name.
    pub fn contact(&self, query: &str) -> Result<&TrustListCard, TrustError> {
        self.find_among(query, &|card| card.kind == ListKind::Contacts)
    }

    /// The certificate of a contact, DER.
    pub fn contact_certificate(&self, id: &str) -> Option<&[u8]> {
        let list = self.lists.iter().find(|list| list.card.id == id && list.card.kind == ListKind::Contacts)?;
        list.certificates.first().map(Vec::as_slice)
    }

    /// A contact as a card file to pass on, signed by `sign` with the key of the first certificate of `chain`.
    pub fn contact_card(
        &self,
        id: &str,
        chain: &[Vec<u8>],
        sign: &dyn Fn(&[u8]) -> Vec<u8>,
    ) -> Result<String, ContactError> {
        let card = self.contact(id)?;
        let der = self.contact_certificate(&card.id).unwrap_or_default();
        let body = json!({
            "name": card.name,
            "note": self.details(&card.id).note,
            "certificate": STANDARD.encode(der),
            "made": certificate_text::date(jiff::Timestamp::now().as_second()),
        });
        signed_text::write(CARD_SCHEMA, body, chain, sign).map_err(|source| ContactError::NotMade { source })
    }
}

/// Reads a contact card; its signature matches its signer, whoever that is.
pub fn read_card(path: &Path) -> Result<ContactCard, ContactError> {
    let bytes = list_file::read_bytes(path)?;
    let failed = |source| ContactError::Card { path: path.to_owned(), source };
    let signed = signed_text::read(&bytes, CARD_SCHEMA).map_err(failed)?;
    let field = |name: &str| signed.body.get(name).and_then(Value::as_str).map(str::to_owned);
    let certificate = field("certificate").and_then(|text| STANDARD.decode(text).ok());
    let certificate = certificate.ok_or_else(|| failed(SignedTextFault::BadCertificate))?;
    let name = field("name").unwrap_or_default();
    Ok(ContactCard { certificate, name, note: field("note"), signed_by: signed.chain })
}

/// SHA-256 of a certificate, lower-case hex.
pub fn fingerprint(der: &[u8]) -> String {
    certificate_text::fingerprint(der)
}

/// The name in a certificate. Strangers' text.
pub fn name(der: &[u8]) -> Option<String> {
    certificate_text::name(der)
}

/// A certificate that could vouch for a signature at some time, and for nobody else.
pub(super) fn check_usable(der: &[u8]) -> Result<(), ContactError> {
    let certificate = Certificate::read(der).map_err(|fault| ContactError::Unusable { fault })?;
    if certificate.is_authority() || certificate.version < 3 {
        return Err(ContactError::Authority);
    }
    match rules::judge(&[&certificate], Purpose::ClaimSigning, certificate.not_before) {
        Judgement::Refused(fault) => Err(ContactError::Unusable { fault }),
        Judgement::Good | Judgement::NotValidThen(_) => Ok(()),
    }
}

fn fingerprint_problem(fault: &FingerprintFault) -> Problem {
    match fault {
        FingerprintFault::HexLength { digits } => problem!("fingerprint-hex-length", count = *digits),
        FingerprintFault::WordCount { words } => problem!("fingerprint-word-count", count = *words),
        FingerprintFault::UnknownWord { place, word } => {
            problem!("fingerprint-unknown-word", place = *place, word = elide(word, 40))
        }
        FingerprintFault::MisplacedWord { place, word } => {
            problem!("fingerprint-misplaced-word", place = *place, word = elide(word, 40))
        }
    }
}

fn card_problem(path: &Path, fault: &SignedTextFault) -> Problem {
    let file = shown(path);
    match fault {
        SignedTextFault::Truncated => problem!("contact-card-truncated", file = file),
        SignedTextFault::Malformed { .. } | SignedTextFault::OtherSchema { .. } | SignedTextFault::NotCanonical => {
            problem!("contact-card-other", file = file)
        }
        SignedTextFault::Unsigned => problem!("contact-card-unsigned", file = file),
        SignedTextFault::BadCertificate | SignedTextFault::BadSignature => {
            problem!("contact-card-damaged", file = file)
        }
    }
}
