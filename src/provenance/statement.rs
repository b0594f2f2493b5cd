//! What a person states when signing, and what may be claimed from it (DESIGN §4).

use serde::{Deserialize, Serialize};

/// Everything that the person states about the asset. What is absent is not stated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// With a source type an unsigned original becomes a *created* manifest; without one, an *opened* one.
    pub source_type: Option<SourceType>,
    pub creator: Option<String>,
    pub credit: Option<String>,
    pub copyright: Option<String>,
    pub usage_terms: Option<String>,
    /// A web address, absolute.
    pub license_url: Option<String>,
    /// Who gives licences.
    #[serde(default)]
    pub licensor: Option<String>,
    /// A web address, absolute.
    #[serde(default)]
    pub licensor_url: Option<String>,
    /// Where to ask for a licence.
    #[serde(default)]
    pub licensor_email: Option<String>,
    pub ai: AiPermissions,
}

/// The four entries of `cawg.training-mining` 1.1.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AiPermissions {
    pub data_mining: Option<AiUse>,
    pub inference: Option<AiUse>,
    pub training: Option<AiUse>,
    pub generative_training: Option<AiUse>,
}

impl AiPermissions {
    /// The same permission for all four uses.
    pub fn all(usage: AiUse) -> Self {
        Self {
            data_mining: Some(usage.clone()),
            inference: Some(usage.clone()),
            training: Some(usage.clone()),
            generative_training: Some(usage),
        }
    }

    /// Whether nothing is stated.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Whether one AI use is permitted. `Constrained` without information counts as not allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "use", content = "constraint_info")]
pub enum AiUse {
    Allowed,
    NotAllowed,
    Constrained(String),
}

/// IPTC digital source types that a person may state (C2PA 2.4 §18.15.4.5; newscodes.org/digitalsourcetype).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SourceType {
    DigitalCapture,
    ComputationalCapture,
    NegativeFilm,
    PositiveFilm,
    Print,
    HumanEdits,
    CompositeCapture,
    DigitalCreation,
    DataDrivenMedia,
    TrainedAlgorithmicMedia,
    CompositeWithTrainedAlgorithmicMedia,
    AlgorithmicMedia,
    ScreenCapture,
    VirtualRecording,
    Composite,
    CompositeSynthetic,
}

impl SourceType {
    /// Every type, in the order that a menu shows.
    pub const ALL: [Self; 16] = [
        Self::DigitalCapture,
        Self::ComputationalCapture,
        Self::NegativeFilm,
        Self::PositiveFilm,
        Self::Print,
        Self::HumanEdits,
        Self::CompositeCapture,
        Self::DigitalCreation,
        Self::DataDrivenMedia,
        Self::ScreenCapture,
        Self::VirtualRecording,
        Self::Composite,
        Self::AlgorithmicMedia,
        Self::TrainedAlgorithmicMedia,
        Self::CompositeWithTrainedAlgorithmicMedia,
        Self::CompositeSynthetic,
    ];

    /// The newscode, as on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Self::DigitalCapture => "digitalCapture",
            Self::ComputationalCapture => "computationalCapture",
            Self::NegativeFilm => "negativeFilm",
            Self::PositiveFilm => "positiveFilm",
            Self::Print => "print",
            Self::HumanEdits => "humanEdits",
            Self::CompositeCapture => "compositeCapture",
            Self::DigitalCreation => "digitalCreation",
            Self::DataDrivenMedia => "dataDrivenMedia",
            Self::TrainedAlgorithmicMedia => "trainedAlgorithmicMedia",
            Self::CompositeWithTrainedAlgorithmicMedia => "compositeWithTrainedAlgorithmicMedia",
            Self::AlgorithmicMedia => "algorithmicMedia",
            Self::ScreenCapture => "screenCapture",
            Self::VirtualRecording => "virtualRecording",
            Self::Composite => "composite",
            Self::CompositeSynthetic => "compositeSynthetic",
        }
    }

    /// The full URI as it stands in a manifest.
    pub fn uri(self) -> String {
        format!("http://cv.iptc.org/newscodes/digitalsourcetype/{}", self.code())
    }

    /// From a newscode or a full URI.
    pub fn parse(text: &str) -> Option<Self> {
        let code = text.rsplit('/').next().unwrap_or(text);
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}
