//! The Sign dialog: what the person fills in, what will be written and stated, and what came of it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::problem::Problem;
use crate::provenance::edit::Export;
use crate::provenance::format::Format;
use crate::provenance::report::{Headline, HistoryState, Report, StoreLocation};
use crate::provenance::rights_statement::is_mail_address;
use crate::provenance::statement::{AiPermissions, AiUse, SourceType, Statement};

use super::activity::Permit;
use super::effect::{JobId, SignOrder};
use super::files::{Check, FileId, Files};
use super::identities::{IdentityForm, given};
use super::msg::SignOutcome;
use super::settings::{Output, Place, Settings};

/// What the person does in the dialog.
#[derive(Debug, Clone, PartialEq)]
pub enum SignMsg {
    /// The form was edited.
    Edit(Box<SignForm>),
    ChooseFolder,
    /// The identity form inside the dialog was edited.
    NewIdentity(IdentityForm),
    CreateIdentity,
    Start,
    Cancel,
    /// Show one signed copy in the list.
    Show {
        index: usize,
    },
    ShowAll,
    /// Fill the form again, for the files that got no copy.
    Rest,
}

/// The statement as text boxes hold it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StatementForm {
    pub source_type: Option<SourceType>,
    pub creator: String,
    pub credit: String,
    pub copyright: String,
    pub usage_terms: String,
    pub license_url: String,
    pub licensor: String,
    pub licensor_url: String,
    pub licensor_email: String,
    pub ai: AiForm,
}

/// AI permissions: one choice for all, or four.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AiForm {
    pub each: bool,
    pub all: AiChoice,
    pub training: AiChoice,
    pub generative_training: AiChoice,
    pub inference: AiChoice,
    pub data_mining: AiChoice,
    /// The terms, where a choice is `Constrained`.
    pub terms: String,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AiChoice {
    #[default]
    NotStated,
    Allowed,
    NotAllowed,
    Constrained,
}

impl AiChoice {
    pub const ALL: [Self; 4] = [Self::NotStated, Self::Allowed, Self::NotAllowed, Self::Constrained];

    /// The end of its locale key.
    pub fn key(self) -> &'static str {
        match self {
            Self::NotStated => "not-stated",
            Self::Allowed => "allowed",
            Self::NotAllowed => "not-allowed",
            Self::Constrained => "constrained",
        }
    }

    fn stated(self, terms: &str) -> Option<AiUse> {
        match self {
            Self::NotStated => None,
            Self::Allowed => Some(AiUse::Allowed),
            Self::NotAllowed => Some(AiUse::NotAllowed),
            Self::Constrained => Some(AiUse::Constrained(terms.trim().to_owned())),
        }
    }
}

impl AiForm {
    /// Whether terms are asked for.
    pub fn needs_terms(&self) -> bool {
        let four = [self.training, self.generative_training, self.inference, self.data_mining];
        if self.each { four.contains(&AiChoice::Constrained) } else { self.all == AiChoice::Constrained }
    }

    fn stated(&self) -> AiPermissions {
        let choice = |own: AiChoice| (if self.each { own } else { self.all }).stated(&self.terms);
        AiPermissions {
            data_mining: choice(self.data_mining),
            inference: choice(self.inference),
            training: choice(self.training),
            generative_training: choice(self.generative_training),
        }
    }
}

impl StatementForm {
    /// What is stated; empty boxes state nothing. `{creator}` of a template is filled in.
    pub fn statement(&self) -> Statement {
        let given = |text: &str| given(&text.replace("{creator}", self.creator.trim()));
        Statement {
            source_type: self.source_type,
            creator: given(&self.creator),
            credit: given(&self.credit),
            copyright: given(&self.copyright),
            usage_terms: given(&self.usage_terms),
            license_url: given(&self.license_url),
            licensor: given(&self.licensor),
            licensor_url: given(&self.licensor_url),
            licensor_email: given(&self.licensor_email),
            ai: self.ai.stated(),
        }
    }
}

/// Everything that the person fills in.
#[derive(Debug, Clone, PartialEq)]
pub struct SignForm {
    pub files: Vec<FileId>,
    /// Id of the identity.
    pub identity: Option<String>,
    pub statement: StatementForm,
    pub output: Output,
    /// What is made from the file and signed in its place.
    pub export: Option<Export>,
    /// The recipe that the export goes by, by its number.
    pub recipe: Option<usize>,
    pub allow_broken: bool,
    pub stamp: StampForm,
    /// Whether the identity's issuer may be asked for an answer about revocation; `None` asks nobody but those who are
    /// always allowed.
    pub ocsp: Option<Permit>,
}

/// Whether an authority is asked for time stamps, and which. Asking is chosen anew for each batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StampForm {
    pub is_wanted: bool,
    pub address: String,
    /// Sign without one where none is to be had.
    pub is_optional: bool,
}

impl StampForm {
    /// Nobody is asked; the address that was asked last is at hand.
    pub fn new(settings: &Settings) -> Self {
        Self { address: settings.stamp_addresses.first().cloned().unwrap_or_default(), ..Self::default() }
    }

    /// Whom to ask, where somebody is.
    pub fn authority(&self) -> Option<String> {
        self.is_wanted.then(|| self.address.trim().to_owned())
    }

    /// Whether the address that is to be asked is none.
    pub fn is_wrong(&self) -> bool {
        self.is_wanted && !is_web_address(self.address.trim())
    }
}

/// The dialog's situations.
#[derive(Debug, Clone, PartialEq)]
pub enum SignDialog {
    /// There is no identity yet: one name is asked for, then the form comes.
    FirstIdentity {
        form: SignForm,
        identity: IdentityForm,
    },
    Filling(SignForm),
    /// The form stays with the batch, so that what is left of it is signed in the same way.
    Running {
        run: SignRun,
        form: Box<SignForm>,
    },
    Finished {
        run: SignRun,
        form: Box<SignForm>,
    },
}

/// A batch on its way.
#[derive(Debug, Clone, PartialEq)]
pub struct SignRun {
    pub job: JobId,
    pub rows: Vec<SignRow>,
    pub cancelled: bool,
    /// The batch as a whole failed, before any file was begun.
    pub problem: Option<Problem>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct SignRow {
    pub source: PathBuf,
    pub outcome: Option<SignOutcome>,
}

impl SignRun {
    /// Files that are through; one that was not begun is not.
    pub fn done(&self) -> usize {
        self.rows.iter().filter(|row| !matches!(row.outcome, None | Some(SignOutcome::Cancelled))).count()
    }

    /// Files that were not begun, because the person stopped or the batch failed as a whole.
    pub fn not_begun(&self) -> usize {
        self.rows.iter().filter(|row| matches!(row.outcome, Some(SignOutcome::Cancelled))).count()
    }

    /// Signed copies, in the order of the originals.
    pub fn signed(&self) -> impl Iterator<Item = (&PathBuf, &Report)> {
        self.rows.iter().filter_map(|row| match &row.outcome {
            Some(SignOutcome::Done { target, report }) => Some((target, report.as_ref())),
            _ => None,
        })
    }

    /// Files that failed.
    pub fn failed(&self) -> usize {
        self.rows.iter().filter(|row| matches!(row.outcome, Some(SignOutcome::Failed(_)))).count()
    }
}

/// What is wrong with a box, as the end of a locale key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    LicenseNotWeb,
    LicensorNotWeb,
    LicensorNotMail,
    CreatorMissing,
    PatternEmpty,
    PatternSeparator,
    PatternSameName,
    FolderMissing,
    StampAddress,
    TermsMissing,
    IdentityMissing,
    NothingToSign,
}

impl Fault {
    pub fn key(self) -> &'static str {
        match self {
            Self::LicenseNotWeb => "license-not-web",
            Self::LicensorNotWeb => "licensor-not-web",
            Self::LicensorNotMail => "licensor-not-mail",
            Self::CreatorMissing => "creator-missing",
            Self::PatternEmpty => "pattern-empty",
            Self::PatternSeparator => "pattern-separator",
            Self::PatternSameName => "pattern-same-name",
            Self::FolderMissing => "folder-missing",
            Self::StampAddress => "stamp-address",
            Self::TermsMissing => "terms-missing",
            Self::IdentityMissing => "identity-missing",
            Self::NothingToSign => "nothing-to-sign",
        }
    }
}

/// What will be written for the files, before anything is. Each file counts once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// Unsigned originals that begin a history of their own.
    pub created: usize,
    /// Unsigned files taken as they were found.
    pub opened: usize,
    /// Files whose credentials are continued.
    pub continued: usize,
    /// Files that are not checked yet: what they hold is found out while signing.
    pub unchecked: usize,
    /// Files of no known kind, which a sidecar signs as they are.
    pub unknown: usize,
    /// Names of files whose credentials do not hold.
    pub broken: Vec<String>,
    /// Files that could not be checked, which are never signed.
    pub unreadable: usize,
    /// Files whose format holds no credentials, while no sidecar was chosen.
    pub unfit: usize,
    /// Files with credentials inside, which take no sidecar.
    pub inside: usize,
    /// Original and signed name of the first file that is signed.
    pub example: Option<(String, String)>,
}

impl SignForm {
    /// What keeps the batch from starting, the first of each box.
    pub fn faults(&self, files: &Files) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self.identity.is_none() {
            faults.push(Fault::IdentityMissing);
        }
        if !self.statement.license_url.trim().is_empty() && !is_web_address(self.statement.license_url.trim()) {
            faults.push(Fault::LicenseNotWeb);
        }
        if given(&self.statement.licensor_url).is_some_and(|text| !is_web_address(&text)) {
            faults.push(Fault::LicensorNotWeb);
        }
        if given(&self.statement.licensor_email).is_some_and(|text| !is_mail_address(&text)) {
            faults.push(Fault::LicensorNotMail);
        }
        if self.statement.lacks_creator() {
            faults.push(Fault::CreatorMissing);
        }
        if self.statement.ai.needs_terms() && self.statement.ai.terms.trim().is_empty() {
            faults.push(Fault::TermsMissing);
        }
        if !self.output.sidecar {
            faults.extend(pattern_fault(&self.output.name_pattern, self.files.len()));
        }
        if self.output.place == Place::Folder && self.output.folder.is_none() {
            faults.push(Fault::FolderMissing);
        }
        if self.stamp.is_wrong() {
            faults.push(Fault::StampAddress);
        }
        if self.files_to_sign(files) == 0 {
            faults.push(Fault::NothingToSign);
        }
        faults
    }

    /// What will be written.
    pub fn preview(&self, files: &Files) -> Preview {
        let mut preview = Preview::default();
        for entry in self.files.iter().filter_map(|id| files.entry(*id)) {
            let signed_before = self.signed(&preview);
            match &entry.check {
                Check::Done(report) => self.count(report, &entry.name, &mut preview),
                Check::Waiting | Check::Stopped => preview.unchecked += 1,
            }
            if preview.example.is_none() && self.signed(&preview) > signed_before {
                preview.example = Some((entry.name.clone(), self.name_of(&entry.name, &entry.check)));
            }
        }
        preview
    }

    /// How many files will be signed, as far as is known by now.
    pub fn files_to_sign(&self, files: &Files) -> usize {
        self.signed(&self.preview(files))
    }

    fn signed(&self, preview: &Preview) -> usize {
        let broken = if self.allow_broken { preview.broken.len() } else { 0 };
        preview.created + preview.opened + preview.continued + preview.unchecked + preview.unknown + broken
    }

    /// The batch as ordered.
    pub fn order(&self, files: &Files) -> Option<SignOrder> {
        Some(SignOrder {
            files: self.files.iter().filter_map(|id| Some(files.entry(*id)?.path.clone())).collect(),
            identity: self.identity.clone()?,
            statement: self.statement.statement(),
            folder: match self.output.place {
                Place::Beside => None,
                Place::Folder => self.output.folder.clone(),
            },
            name_pattern: self.output.name_pattern.trim().to_owned(),
            existing: self.output.existing,
            sidecar: self.output.sidecar,
            allow_broken_parent: self.allow_broken,
            timestamp: self.stamp.authority(),
            timestamp_optional: self.stamp.is_optional,
            export: self.export.clone(),
            ocsp: self.ocsp,
        })
    }

    fn name_of(&self, name: &str, check: &Check) -> String {
        let signed = signed_name(name, &self.output);
        let Some(export) = &self.export else { return signed };
        let mime = check.report().map(|report| report.format.as_str());
        let format = Format::EMBEDDABLE.into_iter().find(|format| Some(format.mime()) == mime);
        let to = export.output.format_for(format.unwrap_or(Format::Unknown));
        match signed.rsplit_once('.') {
            Some((stem, _)) if format != Some(to.format()) => format!("{stem}.{}", to.ending()),
            _ => signed,
        }
    }

    /// The same rules as `workflow::sign` goes by, so that the preview promises what is done.
    fn count(&self, report: &Report, name: &str, preview: &mut Preview) {
        let holds_credentials = Format::EMBEDDABLE.iter().any(|format| format.mime() == report.format);
        match report.headline {
            Headline::NotChecked if self.output.sidecar && is_of_unknown_kind(report) => preview.unknown += 1,
            Headline::NotChecked => preview.unreadable += 1,
            _ if self.output.sidecar && report.manifest_store == Some(StoreLocation::Embedded) => preview.inside += 1,
            _ if !self.output.sidecar && self.export.is_none() && !holds_credentials => preview.unfit += 1,
            Headline::Altered | Headline::Revoked => preview.broken.push(name.to_owned()),
            _ if report.history.state == HistoryState::BrokenStep => preview.broken.push(name.to_owned()),
            Headline::Verified | Headline::IntactUnrecognised => preview.continued += 1,
            Headline::NoCredentials if self.statement.source_type.is_some() && self.export.is_none() => {
                preview.created += 1
            }
            Headline::NoCredentials => preview.opened += 1,
        }
    }
}

/// Whether nobody knows what the bytes are, and there are some. Nothing in them is parsed, so they are as good as any.
pub(super) fn is_of_unknown_kind(report: &Report) -> bool {
    report.format == Format::Unknown.mime() && report.size_bytes > 0
}

/// What is wrong with a name pattern for that many files.
pub fn pattern_fault(pattern: &str, files: usize) -> Option<Fault> {
    let pattern = pattern.trim();
    if pattern.is_empty() {
        Some(Fault::PatternEmpty)
    } else if pattern.contains(['/', '\\', ':', '\0']) || pattern.starts_with('.') {
        Some(Fault::PatternSeparator)
    } else if files > 1 && !pattern.contains("{name}") {
        Some(Fault::PatternSameName)
    } else {
        None
    }
}

/// The name of a signed copy.
pub fn signed_name(name: &str, output: &Output) -> String {
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem, Some(ending)),
        _ => (name, None),
    };
    let new = output.name_pattern.trim().replace("{name}", stem);
    match ending {
        // Readers look for a sidecar under the original's own name.
        _ if output.sidecar => format!("{stem}.c2pa"),
        Some(ending) => format!("{new}.{ending}"),
        None => new,
    }
}

/// Whether the text is an absolute `http` or `https` address with a host and no blanks.
pub fn is_web_address(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    let blank = text.chars().any(|c| c.is_whitespace() || c.is_control());
    let dotted = name.contains('.') && !name.starts_with('.') && !name.ends_with('.');
    ["http", "https"].contains(&scheme.to_ascii_lowercase().as_str()) && dotted && !blank
}
