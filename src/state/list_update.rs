//! Fetching the official lists from where they are published: whom to ask, whether one may, and what came of it.

use crate::problem::Problem;

use super::activity::Permit;
use super::effect::JobId;
use super::trust::{InForce, ListRow};

/// What the person does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListUpdateMsg {
    Ask,
    Choose { list: Published, wanted: bool },
    Permit(Permit),
    Start,
}

/// A list that its publisher keeps at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    Official,
    Tsa,
}

impl Published {
    /// The word that the workflow has for it, and the end of its locale key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::Tsa => "tsa",
        }
    }
}

/// A list, where it comes from, and whether it is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListSource {
    pub list: Published,
    pub address: String,
    pub wanted: bool,
}

/// The dialog.
#[derive(Debug, Clone)]
pub struct ListUpdateDialog {
    pub sources: Vec<ListSource>,
    pub permit: Permit,
    pub phase: ListPhase,
}

/// How far it has come.
#[derive(Debug, Clone)]
pub enum ListPhase {
    /// Looking up where the lists are published.
    Reading(JobId),
    Filling,
    Fetching(JobId),
    Finished(Vec<ListOutcome>),
    Failed(Problem),
}

/// What came of one list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListOutcome {
    pub list: Published,
    pub problem: Option<Problem>,
    /// What is in force afterwards, with its age; nothing where there is none.
    pub in_force: Option<ListRow>,
}

/// What to fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListOrder {
    pub sources: Vec<ListSource>,
    /// Keep the yes for the hosts, too.
    pub always: bool,
}

/// What a job brings.
#[derive(Debug, Clone, PartialEq)]
pub struct ListsFetched {
    pub outcomes: Vec<ListOutcome>,
    pub in_force: InForce,
}

impl ListUpdateDialog {
    /// The addresses that would be asked.
    pub fn addresses(&self) -> Vec<String> {
        self.sources.iter().filter(|source| source.wanted).map(|source| source.address.clone()).collect()
    }
}
