//! The page of identities, and the form that makes a new one.

use crate::problem::Problem;
use crate::provenance::identity::IdentityCard;

use super::settings::Loaded;

/// What the person does with identities.
#[derive(Debug, Clone, PartialEq)]
pub enum IdentitiesMsg {
    New,
    Form(IdentityForm),
    Create,
    Export { id: String },
    AskDelete { id: String },
    Delete { id: String },
    Retry,
}

/// A new identity as far as it is filled in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct IdentityForm {
    pub name: String,
    pub email: String,
    pub organization: String,
    pub more: bool,
    pub progress: Creating,
}

/// How far making an identity has come.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Creating {
    #[default]
    Filling,
    Working,
    Failed(Problem),
}

impl IdentityForm {
    /// Whether there is enough to make an identity.
    pub fn is_complete(&self) -> bool {
        !self.name.trim().is_empty() && self.progress != Creating::Working
    }
}

/// What the page shows.
#[derive(Debug, Clone, Default)]
pub struct IdentitiesPage {
    pub list: Loaded<IdentityCard>,
    /// The single field of the first start.
    pub first: IdentityForm,
    /// Exporting or deleting failed.
    pub problem: Option<Problem>,
}

impl IdentitiesPage {
    pub fn find(&self, id: &str) -> Option<&IdentityCard> {
        self.list.items().iter().find(|card| card.id == id)
    }
}

/// Text without blanks around it, or nothing.
pub(super) fn given(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
