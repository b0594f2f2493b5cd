//! Rights: each statement with its source, how far it is bound and by whom. What differs stands side by side.

use crate::locale::{answers, standing};
use crate::provenance::report::{Coverage, Report, SignerState};
use crate::provenance::rights::{RightsField, RightsName};
use crate::provenance::rights_statement;
use crate::tr;

use super::super::icon::{self, Mark};
use super::super::theme::Tone;
use super::{history, stranger};

/// Statements of one name that are shown.
const SAME: usize = 20;
/// Terms of `plus:DataMining` that have words of their own.
const PLUS_TERMS: [&str; 9] = [
    "dmi-unspecified",
    "dmi-allowed",
    "dmi-prohibited",
    "dmi-prohibited-aimltraining",
    "dmi-prohibited-genaimltraining",
    "dmi-prohibited-exceptsearchengineindexing",
    "dmi-prohibited-seeconstraint",
    "dmi-prohibited-seeembeddedrightsexpr",
    "dmi-prohibited-seelinkedrightsexpr",
];

/// A group of statements on the card: who, what, AI use, origin.
#[derive(Debug, Clone)]
pub struct Group {
    pub title: String,
    /// Said above the rows: which of several is the strictest.
    pub note: Option<String>,
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
    /// How far it is bound, and by whom.
    pub word: String,
    /// The same at more length.
    pub tip: &'static str,
    /// Another source says something else under this label; the rows of one label follow each other.
    pub differs: bool,
    /// Where else in the file the same stands, in agreement with what was signed.
    pub agrees_in: Option<(Mark, String)>,
    /// The host of a link or an address, spelled out; links are never opened by themselves.
    pub host: Option<String>,
    pub copy: String,
}

/// Statements in groups, each in a fixed order.
pub fn groups(report: &Report) -> Vec<Group> {
    use RightsName::*;
    let layout: [(&str, &[RightsName]); 4] = [
        ("rights-group-who", &[Creator, Credit, CopyrightOwner, Licensor, LicensorUrl, LicensorEmail]),
        ("rights-group-what", &[Copyright, UsageTerms, License, Marked]),
        ("rights-group-ai", &[AiTraining, AiGenerativeTraining, AiInference, AiDataMining, DataMining]),
        ("rights-group-origin", &[DigitalSourceType]),
    ];
    let groups = layout.into_iter().map(|(title, names)| {
        let same = |name: &RightsName| report.rights.fields.iter().filter(|f| f.field == *name).collect::<Vec<_>>();
        let mut sets: Vec<Vec<&RightsField>> = names.iter().map(same).filter(|set| !set.is_empty()).collect();
        let is_ai = title == "rights-group-ai";
        // Of several sources the most restrictive is named first.
        sets.iter_mut().for_each(|set| set.sort_by_key(|field| restriction(&field.value)));
        if is_ai {
            sets.sort_by_key(|set| set.first().map(|field| restriction(&field.value)));
        }
        let rows = sets.iter().flat_map(|set| {
            let differs = differ(set);
            let told = folded(set).into_iter().take(SAME);
            told.map(move |told| row(&told, differs, report.signer.state)).collect::<Vec<_>>()
        });
        let rows: Vec<_> = rows.collect();
        let ranks = || sets.iter().flatten().map(|field| restriction(&field.value));
        let note = rows.first().filter(|_| is_ai && ranks().min() != ranks().max()).map(|first| {
            let what = format!("{}: {}", first.label, first.value);
            tr!("rights-strictest", what = what, source = first.source.clone())
        });
        Group { title: tr!(title), note, rows }
    });
    groups.filter(|group| !group.rows.is_empty()).collect()
}

/// A statement with every place where it stands.
struct Told<'a> {
    field: &'a RightsField,
    /// Where else the same stands with the same bond.
    places: Vec<&'a str>,
    /// Where the file itself says what was signed.
    agrees: Vec<&'a str>,
}

/// The same words under one name are one statement: one card for each of four places would bury the next one.
fn folded<'a>(set: &[&'a RightsField]) -> Vec<Told<'a>> {
    let mut told: Vec<Told<'a>> = Vec::new();
    let is_same = |one: &RightsField, other: &RightsField| one.value.trim() == other.value.trim();
    let signed = |told: &Told<'_>| told.field.coverage == Coverage::Signed;
    // What was signed goes first, wherever it stood in the set.
    let (first, rest): (Vec<_>, Vec<_>) = set.iter().copied().partition(|field| field.coverage == Coverage::Signed);
    for field in first.into_iter().chain(rest) {
        let agreed =
            |one: &&mut Told<'_>| field.coverage == Coverage::Agrees && signed(one) && is_same(one.field, field);
        if let Some(one) = told.iter_mut().find(agreed) {
            one.agrees.push(&field.source);
            continue;
        }
        let alike = |one: &&mut Told<'_>| {
            one.field.coverage == field.coverage && one.field.stated_by == field.stated_by && is_same(one.field, field)
        };
        match told.iter_mut().find(alike) {
            Some(one) => one.places.push(&field.source),
            None => told.push(Told { field, places: vec![&field.source], agrees: Vec::new() }),
        }
    }
    let place = |told: &Told<'_>| set.iter().position(|field| std::ptr::eq(*field, told.field));
    told.sort_by_key(place);
    told
}

/// Whether two sources say different things; what IPTC cut short says the same.
fn differ(set: &[&RightsField]) -> bool {
    let is_cut = |short: &RightsField, long: &RightsField| {
        short.source.starts_with("IPTC") && short.value.len() >= 30 && long.value.trim().starts_with(short.value.trim())
    };
    let is_same = |a: &RightsField, b: &RightsField| a.value.trim() == b.value.trim() || is_cut(a, b) || is_cut(b, a);
    set.iter().enumerate().any(|(place, one)| set.iter().skip(place + 1).any(|other| !is_same(one, other)))
}

fn row(told: &Told<'_>, differs: bool, signer: SignerState) -> RightsRow {
    let field = told.field;
    let listed = |places: &[&str]| places.iter().map(|place| stranger(place)).collect::<Vec<_>>().join(", ");
    let agrees_in = (!told.agrees.is_empty())
        .then(|| (icon::coverage(Coverage::Agrees), tr!("rights-agrees-in", places = listed(&told.agrees))));
    let value = match field.field {
        RightsName::DigitalSourceType => history::source_type(&field.value),
        RightsName::AiTraining
        | RightsName::AiGenerativeTraining
        | RightsName::AiInference
        | RightsName::AiDataMining => ai_words(&field.value),
        RightsName::DataMining => plus_words(&field.value),
        RightsName::License => match rights_statement::license_name(&field.value) {
            Some(name) => tr!("rights-license-named", name = name, address = stranger(&field.value)),
            None => stranger(&field.value),
        },
        _ => stranger(&field.value),
    };
    let (mark, word) = bound(field, signer);
    RightsRow {
        label: tr!(name_key(field.field)),
        value,
        source: listed(&told.places),
        mark,
        word,
        tip: standing::sentence(field),
        differs,
        agrees_in,
        host: host(field),
        copy: field.value.clone(),
    }
}

/// Where a link leads or mail goes.
fn host(field: &RightsField) -> Option<String> {
    let value = field.value.trim();
    if value.starts_with("http://") || value.starts_with("https://") {
        return Some(tr!("link-leads-to", host = answers::host(value)));
    }
    let (_, host) = value.rsplit_once('@').filter(|_| field.field == RightsName::LicensorEmail)?;
    Some(tr!("rights-mail-goes-to", host = stranger(host)))
}

/// The mark and words of a statement: what an unrecognised name stands behind is not shown like what a known one does.
fn bound(field: &RightsField, signer: SignerState) -> (Mark, String) {
    match (&field.stated_by, field.coverage) {
        (Some(by), Coverage::Signed) => {
            let mark = icon::coverage(Coverage::Signed);
            (if by.recognised { mark } else { (mark.0, Tone::Info) }, standing::words(field))
        }
        // A report made before statements named who stands behind them.
        (None, Coverage::Signed) => coverage(Coverage::Signed, signer),
        (_, coverage) => (icon::coverage(coverage), standing::words(field)),
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
        other => match other.strip_prefix("constrained: ") {
            Some(terms) => tr!("ai-constrained-by", terms = stranger(terms)),
            None => stranger(other),
        },
    }
}

/// A term of PLUS in words and as it stands, or as it stands alone.
fn plus_words(value: &str) -> String {
    let key = value.to_ascii_lowercase();
    match PLUS_TERMS.contains(&key.as_str()) {
        true => format!("{} ({value})", tr!(&format!("plus-{key}"))),
        false => stranger(value),
    }
}

/// The lower, the stricter; what is not understood counts as a restriction.
fn restriction(value: &str) -> u8 {
    match value {
        "notAllowed" | "DMI-PROHIBITED" => 0,
        "DMI-UNSPECIFIED" => 2,
        "allowed" | "DMI-ALLOWED" => 3,
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
        RightsName::LicensorEmail => "rights-name-licensor-email",
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
        if let Some(note) = &group.note {
            out += &format!("    {note}\n");
        }
        for row in &group.rows {
            let host = row.host.as_deref().map(|host| format!(" ({host})")).unwrap_or_default();
            let tone = super::tone_word(&row.mark);
            let differs = if row.differs { "≠ " } else { "" };
            let (label, value) = (&row.label, &row.value);
            out += &format!("    {differs}{label}: {value}{host} [{tone}: {}] from {}\n", row.word, row.source);
            if let Some((mark, places)) = &row.agrees_in {
                out += &format!("        [{}] {places}\n", super::tone_word(mark));
            }
        }
    }
    out
}
