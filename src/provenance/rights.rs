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
