//! The Rights dialog: what is to stand in the files' own metadata, and what came of each. Never reads a file.

use std::path::PathBuf;

use super::effect::{JobId, RightsOrder};
use super::files::{Check, FileId, Files};
use super::identities::given;
use super::settings::Place;
use super::sign::{AiChoice, AiForm, StatementForm, is_web_address};
use crate::problem::Problem;
use crate::provenance::report::Headline;
use crate::provenance::rights_statement::{Release, RightsStatement, is_mail_address};
use crate::provenance::statement::{AiPermissions, AiUse};

/// What the person does in the dialog.
#[derive(Debug, Clone, PartialEq)]
pub enum RightsMsg {
    Edit(Box<RightsForm>),
    /// Fill in what a template says; its name, as `template_names` gives it.
    Template(String),
    /// A template from a file.
    LoadTemplate,
    /// Ask under which name to keep what is filled in as a template; `None` asks no more.
    NameTemplate(Option<NewTemplate>),
    KeepTemplate,
    /// List one's own templates to delete some, or list them no more.
    ListOwn(bool),
    /// Delete an own template; the second time in a row that it is said.
    DeleteTemplate(String),
    ChooseFolder,
    Start,
    Cancel,
    /// Sign the files that are signed already, with the same values.
    SignInstead,
    /// Put the copies into the list of files.
    ShowCopies,
}

/// The person's own templates, by name, for the Rights and the Sign dialog.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Templates {
    pub own: Vec<String>,
    /// What is filled in is about to be kept.
    pub new: Option<NewTemplate>,
    /// They are listed so that some can be deleted.
    pub listed: Option<OwnTemplates>,
}

/// Own templates, of which some are to be deleted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OwnTemplates {
    /// To be deleted when the person says so once more.
    pub doomed: Option<String>,
    /// Deletes one.
    pub job: Option<JobId>,
    pub problem: Option<Problem>,
}

/// A template that is about to be kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewTemplate {
    pub name: String,
    /// One of that name may be replaced.
    pub overwrite: bool,
    /// It was asked for and is not kept yet.
    pub job: Option<JobId>,
    pub problem: Option<Problem>,
}

/// Everything that the person fills in.
#[derive(Debug, Clone, PartialEq)]
pub struct RightsForm {
    pub files: Vec<FileId>,
    pub statement: StatementForm,
    pub owner: String,
    /// `YYYY-MM-DD`.
    pub expires: String,
    pub model_release: Option<Release>,
    pub property_release: Option<Release>,
    pub place: Place,
    pub folder: Option<PathBuf>,
    /// Copies of that name that are there already are replaced.
    pub overwrite: bool,
    /// A template could not be read.
    pub problem: Option<Problem>,
}

/// The dialog's situations.
#[expect(clippy::large_enum_variant, reason = "there is one dialog, and it is boxed whole")]
#[derive(Debug, Clone, PartialEq)]
pub enum RightsDialog {
    Filling(RightsForm),
    Running(RightsRun),
    Finished(RightsRun),
}

/// A batch on its way.
#[derive(Debug, Clone, PartialEq)]
pub struct RightsRun {
    pub job: JobId,
    pub rows: Vec<RightsRow>,
    pub cancelled: bool,
    pub problem: Option<Problem>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct RightsRow {
    pub source: PathBuf,
    pub outcome: Option<RightsOutcome>,
}

/// What came of one file.
#[derive(Debug, Clone, PartialEq)]
pub enum RightsOutcome {
    Done {
        target: PathBuf,
        /// `EXIF`, `IPTC`, `XMP`.
        stores: Vec<String>,
    },
    Failed(Problem),
    Cancelled,
}

/// What is wrong with a box, as the end of a locale key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RightsFault {
    LicenseNotWeb,
    LicensorNotWeb,
    LicensorNotMail,
    NotADate,
    TermsMissing,
    CreatorMissing,
    FolderMissing,
    NothingStated,
    NothingToWrite,
}

impl RightsFault {
    pub fn key(self) -> &'static str {
        match self {
            Self::LicenseNotWeb => "license-not-web",
            Self::LicensorNotWeb => "licensor-not-web",
            Self::LicensorNotMail => "licensor-not-mail",
            Self::NotADate => "not-a-date",
            Self::TermsMissing => "terms-missing",
            Self::CreatorMissing => "creator-missing",
            Self::FolderMissing => "folder-missing",
            Self::NothingStated => "nothing-stated",
            Self::NothingToWrite => "nothing-to-write",
        }
    }
}

/// Which of the files can be written to, as far as is known by now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fit {
    pub fit: Vec<FileId>,
    /// Signed: a change would break their credentials.
    pub signed: Vec<FileId>,
    /// Another format, or a file that could not be checked.
    pub unfit: Vec<FileId>,
    /// A JPEG is among them, which takes IPTC, too.
    pub takes_iptc: bool,
}

impl RightsForm {
    /// What is stated; empty boxes state nothing.
    pub fn said(&self) -> RightsStatement {
        let mut said = RightsStatement {
            owner: given(&self.owner),
            expires: given(&self.expires),
            model_release: self.model_release,
            property_release: self.property_release,
            ..RightsStatement::from(self.statement.statement())
        };
        if let (Some(creator), Some(owner)) = (said.creator.clone(), &mut said.owner) {
            *owner = owner.replace("{creator}", &creator);
        }
        said
    }

    /// Fills in what a template says; what it does not say stays.
    pub fn fill(&mut self, said: &RightsStatement) {
        self.statement.fill(said);
        let texts = [(&mut self.owner, &said.owner), (&mut self.expires, &said.expires)];
        for (own, new) in texts {
            if let Some(new) = new {
                own.clone_from(new);
            }
        }
        self.model_release = said.model_release.or(self.model_release);
        self.property_release = said.property_release.or(self.property_release);
    }

    /// The same rules as `workflow::rights` goes by, so that the dialog promises what is done.
    pub fn fit(&self, files: &Files) -> Fit {
        const WITH_IPTC: [&str; 3] = ["image/jpeg", "image/tiff", "image/x-adobe-dng"];
        const WRITABLE: [&str; 7] =
            ["image/png", "image/webp", "image/gif", "image/avif", "image/heic", "image/heif", "image/jxl"];
        let mut fit = Fit::default();
        for entry in self.files.iter().filter_map(|id| files.entry(*id)) {
            let Check::Done(report) = &entry.check else {
                fit.fit.push(entry.id);
                continue;
            };
            let is_signed = report.manifest_store.is_some() || report.remote_manifest.is_some();
            match report.headline {
                Headline::NotChecked => fit.unfit.push(entry.id),
                Headline::NoCredentials if !is_signed && WITH_IPTC.contains(&report.format.as_str()) => {
                    fit.takes_iptc = true;
                    fit.fit.push(entry.id);
                }
                Headline::NoCredentials if !is_signed && WRITABLE.contains(&report.format.as_str()) => {
                    fit.fit.push(entry.id);
                }
                Headline::NoCredentials if !is_signed => fit.unfit.push(entry.id),
                _ => fit.signed.push(entry.id),
            }
        }
        fit
    }

    /// What keeps the batch from starting.
    pub fn faults(&self, files: &Files) -> Vec<RightsFault> {
        let mut faults = Vec::new();
        let is_wrong = |text: &str| !text.trim().is_empty() && !is_web_address(text.trim());
        if is_wrong(&self.statement.license_url) {
            faults.push(RightsFault::LicenseNotWeb);
        }
        if is_wrong(&self.statement.licensor_url) {
            faults.push(RightsFault::LicensorNotWeb);
        }
        if given(&self.statement.licensor_email).is_some_and(|text| !is_mail_address(&text)) {
            faults.push(RightsFault::LicensorNotMail);
        }
        if !self.expires.trim().is_empty() && self.expires.trim().parse::<jiff::civil::Date>().is_err() {
            faults.push(RightsFault::NotADate);
        }
        if self.statement.ai.needs_terms() && self.statement.ai.terms.trim().is_empty() {
            faults.push(RightsFault::TermsMissing);
        }
        let asks = |text: &String| text.contains("{creator}");
        if self.statement.lacks_creator() || (self.statement.creator.trim().is_empty() && asks(&self.owner)) {
            faults.push(RightsFault::CreatorMissing);
        }
        if self.place == Place::Folder && self.folder.is_none() {
            faults.push(RightsFault::FolderMissing);
        }
        if self.said().is_empty() {
            faults.push(RightsFault::NothingStated);
        }
        if self.fit(files).fit.is_empty() {
            faults.push(RightsFault::NothingToWrite);
        }
        faults
    }

    /// The batch as ordered: the files that can be written to.
    pub fn order(&self, files: &Files) -> RightsOrder {
        let path = |id: &FileId| Some(files.entry(*id)?.path.clone());
        RightsOrder {
            files: self.fit(files).fit.iter().filter_map(path).collect(),
            said: self.said(),
            folder: if self.place == Place::Folder { self.folder.clone() } else { None },
            overwrite: self.overwrite,
        }
    }
}

impl RightsRun {
    pub fn done(&self) -> usize {
        self.rows.iter().filter(|row| row.outcome.is_some()).count()
    }

    pub fn failed(&self) -> usize {
        self.rows.iter().filter(|row| matches!(row.outcome, Some(RightsOutcome::Failed(_)))).count()
    }

    /// Copies that were written, in the order of the originals.
    pub fn copies(&self) -> Vec<PathBuf> {
        let target = |row: &RightsRow| match &row.outcome {
            Some(RightsOutcome::Done { target, .. }) => Some(target.clone()),
            _ => None,
        };
        self.rows.iter().filter_map(target).collect()
    }
}

impl StatementForm {
    /// Fills in what a template says; what it does not say stays.
    pub fn fill(&mut self, said: &RightsStatement) {
        let texts = [
            (&mut self.creator, &said.creator),
            (&mut self.credit, &said.credit),
            (&mut self.copyright, &said.copyright),
            (&mut self.usage_terms, &said.usage_terms),
            (&mut self.license_url, &said.license_url),
            (&mut self.licensor, &said.licensor),
            (&mut self.licensor_url, &said.licensor_url),
            (&mut self.licensor_email, &said.licensor_email),
        ];
        for (own, new) in texts {
            if let Some(new) = new {
                own.clone_from(new);
            }
        }
        self.source_type = said.source_type.or(self.source_type);
        if !said.ai.is_empty() {
            self.ai = AiForm::from(&said.ai);
        }
    }

    /// A text asks for `{creator}`, and nobody is named.
    pub fn lacks_creator(&self) -> bool {
        let texts = [&self.credit, &self.copyright, &self.usage_terms, &self.licensor];
        self.creator.trim().is_empty() && texts.iter().any(|text| text.contains("{creator}"))
    }
}

impl From<&AiPermissions> for AiForm {
    fn from(ai: &AiPermissions) -> Self {
        let choice = |said: &Option<AiUse>| match said {
            None => AiChoice::NotStated,
            Some(AiUse::Allowed) => AiChoice::Allowed,
            Some(AiUse::NotAllowed) => AiChoice::NotAllowed,
            Some(AiUse::Constrained(_)) => AiChoice::Constrained,
        };
        let rows = [&ai.training, &ai.generative_training, &ai.inference, &ai.data_mining];
        let terms = rows.iter().find_map(|row| match row {
            Some(AiUse::Constrained(terms)) => Some(terms.clone()),
            _ => None,
        });
        Self {
            each: rows.iter().any(|row| *row != &ai.training),
            all: choice(&ai.training),
            training: choice(&ai.training),
            generative_training: choice(&ai.generative_training),
            inference: choice(&ai.inference),
            data_mining: choice(&ai.data_mining),
            terms: terms.unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provenance::rights_statement::template;

    #[test]
    fn a_template_asks_for_its_creator_and_is_stated_with_it() {
        let mut form = StatementForm::default();
        form.fill(&template("all-rights-reserved").unwrap());
        assert!(form.lacks_creator());
        form.creator = " Ana ".into();
        assert!(!form.lacks_creator());
        let said = form.statement();
        assert_eq!(said.copyright.as_deref(), Some("© {year} Ana. All rights reserved."));
        assert_eq!(said.ai, AiPermissions::all(AiUse::NotAllowed));
        assert!(!form.ai.each);
    }

    #[test]
    fn rows_that_differ_stay_apart() {
        let ai = AiPermissions { inference: Some(AiUse::Constrained("ask".into())), ..AiPermissions::default() };
        let form = AiForm::from(&ai);
        assert!(form.each);
        assert_eq!(StatementForm { ai: form, ..Default::default() }.statement().ai, ai);
    }
}
