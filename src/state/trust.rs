//! The Trust page: lists, address book and revocation lists in force, and the dialogs that change them.
//! Nobody enters the address book without a comparison; nothing of it is filled in beforehand.

use std::path::PathBuf;

use crate::problem::Problem;
use crate::provenance::fingerprint::Fingerprint;
use crate::provenance::report::RevocationKind;
use crate::provenance::trust_source::{ListDetails, ListKind, ListedCertificate, TeamCard, TrustListCard};

use super::effect::JobId;

/// What the person does on the page and in its dialogs.
#[derive(Debug, Clone, PartialEq)]
pub enum TrustMsg {
    Add,
    /// The kind was chosen for the file that was picked.
    Kind(ListKind),
    ConfirmAdd,
    /// A newer issue of this list is in a file.
    Update {
        id: String,
    },
    Show {
        id: String,
    },
    /// Something in the dialog that shows it.
    Certificates(CertificatesMsg),
    AskRemove {
        id: String,
    },
    Remove {
        id: String,
    },
    AddRevocations,
    RemoveRevocations {
        id: String,
    },
    /// Add the signer of the file in front of the person.
    AddSigner,
    ImportCard,
    ExportCard {
        id: String,
    },
    /// Which identity signs the card.
    CardSigner {
        identity: String,
    },
    ConfirmExportCard,
    Contact(ContactDraft),
    ConfirmContact,
    Team(TeamMsg),
}

/// What the person does to add a team.
#[derive(Debug, Clone, PartialEq)]
pub enum TeamMsg {
    Add,
    Draft(TeamDraft),
    Confirm,
}

/// What is in force, as a job read it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct InForce {
    pub lists: Vec<ListRow>,
    pub contacts: Vec<ContactRow>,
    pub revocations: Vec<RevocationRow>,
    pub teams: Vec<TeamRow>,
}

impl InForce {
    /// Whether a team brought this, so that it goes with the team only.
    pub fn is_from_team(&self, id: &str) -> bool {
        self.teams.iter().any(|row| id.strip_prefix(&row.card.id).is_some_and(|rest| rest.starts_with('-')))
    }
}

/// How far reading what is in force has come.
#[derive(Debug, Clone, Default)]
pub enum TrustContent {
    #[default]
    Loading,
    Ready(InForce),
    Failed(Problem),
}

/// How old something is, reckoned where there is a clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Age {
    /// Whole days since it was issued, or since it was added where it does not say.
    pub days: Option<i64>,
    /// By its own word it should have been replaced by now.
    pub is_overdue: bool,
}

/// A trust list; contacts are not among them.
#[derive(Debug, Clone, PartialEq)]
pub struct ListRow {
    pub card: TrustListCard,
    pub details: ListDetails,
    pub age: Age,
}

/// A single signer of the address book.
#[derive(Debug, Clone, PartialEq)]
pub struct ContactRow {
    pub id: String,
    pub name: String,
    /// RFC 3339 in UTC.
    pub added: String,
    pub note: Option<String>,
    pub fingerprint: Option<Fingerprint>,
}

/// A revocation list.
#[derive(Debug, Clone, PartialEq)]
pub struct RevocationRow {
    pub id: String,
    /// Strangers' text.
    pub name: String,
    pub kind: RevocationKind,
    /// RFC 3339.
    pub issued: String,
    pub next_update: Option<String>,
    /// Its number, as the list writes it.
    pub number: Option<String>,
    /// Certificates that it revokes.
    pub revoked: usize,
    pub age: Age,
}

/// A team in force.
#[derive(Debug, Clone, PartialEq)]
pub struct TeamRow {
    pub card: TeamCard,
    /// Days since its last update here, and whether it has expired.
    pub age: Age,
}

/// What the page shows.
#[derive(Debug, Clone, Default)]
pub struct TrustPage {
    pub content: TrustContent,
    /// What the person asked for last could not be done; what was in force stays in force.
    pub problem: Option<Problem>,
}

impl TrustPage {
    /// What is in force; nothing while it is read.
    pub fn in_force(&self) -> Option<&InForce> {
        match &self.content {
            TrustContent::Ready(in_force) => Some(in_force),
            TrustContent::Loading | TrustContent::Failed(_) => None,
        }
    }

    /// The name of a list, a contact or a revocation list.
    pub fn name(&self, id: &str) -> Option<&str> {
        let all = self.in_force()?;
        let lists = all.lists.iter().map(|row| (&row.card.id, &row.card.name));
        let contacts = all.contacts.iter().map(|row| (&row.id, &row.name));
        let revocations = all.revocations.iter().map(|row| (&row.id, &row.name));
        let teams = all.teams.iter().map(|row| (&row.card.id, &row.card.team));
        let mut named = lists.chain(contacts).chain(revocations).chain(teams);
        named.find(|(known, _)| *known == id).map(|(_, name)| name.as_str())
    }

    pub fn is_team(&self, id: &str) -> bool {
        self.in_force().is_some_and(|all| all.teams.iter().any(|row| row.card.id == id))
    }

    pub fn is_contact(&self, id: &str) -> bool {
        self.in_force().is_some_and(|all| all.contacts.iter().any(|row| row.id == id))
    }
}

/// A picked trust list whose kind is still to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustListDialog {
    pub file: PathBuf,
    pub kind: ListKind,
}

/// The certificates of a list.
#[derive(Debug, Clone)]
pub struct CertificatesDialog {
    pub name: String,
    pub content: Certificates,
    /// What the rows are filtered by.
    pub find: String,
    /// The certificate that is shown whole, by its place in the list.
    pub open: Option<usize>,
}

/// What the person does in the dialog that shows a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificatesMsg {
    Find(String),
    /// Shows a certificate whole, or closes it again.
    Fold(usize),
}

/// How far reading them has come.
#[derive(Debug, Clone)]
pub enum Certificates {
    Loading(JobId),
    Ready(Vec<ListedCertificate>),
    Failed(Problem),
}

/// A card to pass on; the person chooses who signs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportCard {
    pub id: String,
    pub identity: String,
}

/// Adding somebody to the address book.
#[derive(Debug, Clone)]
pub enum ContactDialog {
    Reading(JobId),
    Unreadable(Problem),
    Comparing(Box<Comparing>),
}

/// Somebody who may be added, and the comparison with what they said of themselves.
#[derive(Debug, Clone)]
pub struct Comparing {
    pub person: Newcomer,
    pub draft: ContactDraft,
    pub progress: Adding,
}

/// How far adding has come.
#[derive(Debug, Clone, Default)]
pub enum Adding {
    #[default]
    Filling,
    Working,
    Failed(Problem),
}

/// Somebody who signed a file or whom a card names. Names are strangers' text.
#[derive(Debug, Clone, PartialEq)]
pub struct Newcomer {
    /// The end-entity certificate, DER.
    pub certificate: Vec<u8>,
    pub fingerprint: Fingerprint,
    pub name: Option<String>,
    pub organization: Option<String>,
    /// Who signed the card, if it came by one.
    pub card: Option<CardSigner>,
    /// The file that it came from.
    pub origin: PathBuf,
}

/// Who passed a contact on. Strangers' text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardSigner {
    pub name: String,
    /// The list that vouches for them, if any.
    pub list: Option<String>,
}

/// What the person fills in; it begins empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactDraft {
    pub name: String,
    pub note: String,
    /// The fingerprint as they were told it.
    pub told: String,
    /// They compared every word.
    pub compared: bool,
}

/// Adding a team from its file.
#[derive(Debug, Clone)]
pub enum TeamDialog {
    Reading(JobId),
    Unreadable(Problem),
    Comparing(Box<ComparingTeam>),
}

/// A team that may be added, and the comparison with what it said of itself.
#[derive(Debug, Clone)]
pub struct ComparingTeam {
    pub offered: OfferedTeam,
    pub draft: TeamDraft,
    pub progress: Adding,
}

/// What a file would put in force. Names are strangers' text.
#[derive(Debug, Clone, PartialEq)]
pub struct OfferedTeam {
    pub card: TeamCard,
    /// Of its roots: what is compared.
    pub fingerprint: Fingerprint,
    pub file: PathBuf,
}

/// The comparison of a team; it begins empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TeamDraft {
    /// The fingerprint as the person was told it.
    pub told: String,
    /// They compared every word.
    pub compared: bool,
}

/// How a comparison stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    NotYet,
    /// What was typed cannot be read as a fingerprint yet.
    Unfinished,
    /// What was typed is another fingerprint.
    Differs,
    Same,
}

impl Comparison {
    /// What was typed counts before what was ticked.
    pub fn of(told: &str, compared: bool, fingerprint: &Fingerprint) -> Self {
        if told.trim().is_empty() {
            return if compared { Self::Same } else { Self::NotYet };
        }
        match Fingerprint::parse(told) {
            Err(_) => Self::Unfinished,
            Ok(told) if told == *fingerprint => Self::Same,
            Ok(_) => Self::Differs,
        }
    }
}

impl ComparingTeam {
    pub fn new(offered: OfferedTeam) -> Self {
        Self { offered, draft: TeamDraft::default(), progress: Adding::Filling }
    }

    /// How it stands.
    pub fn comparison(&self) -> Comparison {
        Comparison::of(&self.draft.told, self.draft.compared, &self.offered.fingerprint)
    }

    /// Whether it may be added.
    pub fn is_complete(&self) -> bool {
        !matches!(self.progress, Adding::Working) && self.comparison() == Comparison::Same
    }
}

impl Comparing {
    pub fn new(person: Newcomer) -> Self {
        Self { person, draft: ContactDraft::default(), progress: Adding::Filling }
    }

    /// How it stands.
    pub fn comparison(&self) -> Comparison {
        Comparison::of(&self.draft.told, self.draft.compared, &self.person.fingerprint)
    }

    /// Whether it may be added.
    pub fn is_complete(&self) -> bool {
        let working = matches!(self.progress, Adding::Working);
        !working && !self.draft.name.trim().is_empty() && self.comparison() == Comparison::Same
    }
}
