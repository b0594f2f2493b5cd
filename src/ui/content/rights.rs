//! Rights: each statement with its source and how far a signature covers it.

use crate::provenance::report::{Coverage, Report, SignerState};
use crate::provenance::rights::{RightsField, RightsName};
use crate::provenance::rights_statement;
use crate::tr;

use super::super::icon::{self, Mark};
use super::super::theme::Tone;
use super::{history, stranger};
use crate::locale::answers;

/// A group of statements on the card: who, what, AI use, origin.
#[derive(Debug, Clone)]
pub struct Group {
    pub title: String,
    pub rows: Vec<RightsRow>,
}

/// One statement.
#[derive(Debug, Clone)]
pub struct RightsRow {
    pub label: String,
    pub value: String,
    /// Where it stands.
    pub source: String,
    pub mark: Mark,
    /// How far a signature covers it, in a word or two.
    pub word: String,
    /// The host of a link, spelled out; links are never opened by themselves.
    pub host: Option<String>,
    pub copy: String,
}

/// Statements in groups, each in a fixed order.
pub fn groups(report: &Report) -> Vec<Group> {
    use RightsName::*;
    let layout: [(&str, &[RightsName]); 4] = [
        ("rights-group-who", &[Creator, Credit, CopyrightOwner, Licensor, LicensorUrl]),
        ("rights-group-what", &[Copyright, UsageTerms, License, Marked]),
        ("rights-group-ai", &[AiTraining, AiGenerativeTraining, AiInference, AiDataMining, DataMining]),
        ("rights-group-origin", &[DigitalSourceType]),
    ];
    let mut groups = Vec::new();
    for (title, names) in layout {
        let mut rows = Vec::new();
        for name in names {
            let mut same: Vec<&RightsField> = report.rights.fields.iter().filter(|f| f.field == *name).collect();
            // Of several sources the most restrictive is named first.
            same.sort_by_key(|field| restriction(&field.value));
            rows.extend(same.into_iter().take(20).map(|field| row(field, report.signer.state)));
        }
        if !rows.is_empty() {
            groups.push(Group { title: tr!(title), rows });
        }
    }
    groups
}

fn row(field: &RightsField, signer: SignerState) -> RightsRow {
    let value = match field.field {
        RightsName::DigitalSourceType => history::source_type(&field.value),
        RightsName::AiTraining
        | RightsName::AiGenerativeTraining
        | RightsName::AiInference
        | RightsName::AiDataMining => ai_words(&field.value),
        RightsName::License => match rights_statement::license_name(&field.value) {
            Some(name) => tr!("rights-license-named", name = name, address = stranger(&field.value)),
            None => stranger(&field.value),
        },
        _ => stranger(&field.value),
    };
    let is_link = field.value.starts_with("http://") || field.value.starts_with("https://");
    let (mark, word) = coverage(field.coverage, signer);
    RightsRow {
        label: tr!(name_key(field.field)),
        value,
        source: stranger(&field.source),
        mark,
        word,
        host: is_link.then(|| answers::host(&field.value)),
        copy: field.value.clone(),
    }
}

/// The mark and word of a coverage; what an unrecognised signer signed is not shown like what a known one did.
pub fn coverage(coverage: Coverage, signer: SignerState) -> (Mark, String) {
    match coverage {
        Coverage::Signed if !signer.is_recognised() => {
            ((icon::coverage(coverage).0, Tone::Info), tr!("coverage-signed-unrecognised"))
        }
        Coverage::Signed => (icon::coverage(coverage), tr!("coverage-signed")),
        Coverage::Agrees => (icon::coverage(coverage), tr!("coverage-agrees")),
        Coverage::Unchanged => (icon::coverage(coverage), tr!("coverage-unchanged")),
        Coverage::NotCovered => (icon::coverage(coverage), tr!("coverage-not-covered")),
        Coverage::Contradicts => (icon::coverage(coverage), tr!("coverage-contradicts")),
    }
}

fn ai_words(value: &str) -> String {
    match value {
        "allowed" => tr!("ai-allowed"),
        "notAllowed" => tr!("ai-not-allowed"),
        "constrained" => tr!("ai-constrained"),
        other => stranger(other),
    }
}

fn restriction(value: &str) -> u8 {
    match value {
        "notAllowed" => 0,
        "allowed" => 2,
        _ => 1,
    }
}

fn name_key(name: RightsName) -> &'static str {
    match name {
        RightsName::Creator => "rights-name-creator",
        RightsName::Credit => "rights-name-credit",
        RightsName::Copyright => "rights-name-copyright",
        RightsName::UsageTerms => "rights-name-usage-terms",
        RightsName::License => "rights-name-license",
        RightsName::Licensor => "rights-name-licensor",
        RightsName::LicensorUrl => "rights-name-licensor-url",
        RightsName::CopyrightOwner => "rights-name-copyright-owner",
        RightsName::Marked => "rights-name-marked",
        RightsName::DigitalSourceType => "rights-name-digital-source-type",
        RightsName::DataMining => "rights-name-data-mining",
        RightsName::AiTraining => "rights-name-ai-training",
        RightsName::AiGenerativeTraining => "rights-name-ai-generative-training",
        RightsName::AiInference => "rights-name-ai-inference",
        RightsName::AiDataMining => "rights-name-ai-data-mining",
    }
}

/// The card as text, for tests.
pub fn as_text(groups: &[Group]) -> String {
    let mut out = String::new();
    for group in groups {
        out += &format!("{}\n", group.title);
        for row in &group.rows {
            let host = row.host.as_deref().map(|host| format!(" ({host})")).unwrap_or_default();
            let tone = super::tone_word(&row.mark);
            out += &format!("    {}: {}{host} [{tone}: {}] from {}\n", row.label, row.value, row.word, row.source);
        }
    }
    out
}
