//! Rights fields: who made it, who owns it, what may be done with it, and where each statement stands.

use serde::{Deserialize, Serialize};

use super::report::Coverage;

/// One rights statement from one source. The same `field` may occur several times, with different sources.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RightsField {
    pub field: RightsName,
    pub value: String,
    /// Where it stands: `cawg.metadata`, `cawg.training-mining`, `XMP dc:creator`, `EXIF Artist`, `IPTC 2:80` …
    pub source: String,
    pub coverage: Coverage,
    /// Who stands behind a signed statement; nobody behind one that is only written in the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated_by: Option<StatedBy>,
}

/// Who stands behind a signed statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedBy {
    pub bond: Bond,
    /// Name of the person, or of the signer. Strangers' text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether somebody whom this person trusts vouches for them.
    #[serde(default)]
    pub recognised: bool,
}

impl StatedBy {
    /// Before anything is concluded: bound so, by whomever.
    pub fn bound(bond: Bond) -> Self {
        Self { bond, name: None, recognised: false }
    }
}

/// What binds a statement to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bond {
    /// A CAWG identity assertion that refers to it (CAWG Identity 1.2 §5.1): a named actor.
    Identity,
    /// The claim alone: whoever signed the file.
    Claim,
}

/// What a rights statement is about, whatever store it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RightsName {
    Creator,
    Credit,
    Copyright,
    UsageTerms,
    /// `xmpRights:WebStatement` or `cc:license`.
    License,
    Licensor,
    LicensorUrl,
    /// `plus:LicensorEmail`.
    LicensorEmail,
    CopyrightOwner,
    Marked,
    DigitalSourceType,
    /// `plus:DataMining`.
    DataMining,
    AiTraining,
    AiGenerativeTraining,
    AiInference,
    AiDataMining,
}
