//! What a person states about the rights in a file, and how AI permissions read in PLUS. Never says what is lawful.

use serde::{Deserialize, Serialize};

use super::rights::RightsName;
use super::statement::{AiPermissions, AiUse, SourceType, Statement};

/// The rights that are written into a file. What is absent is not stated, and stays in the file as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RightsStatement {
    /// Several creators are separated by `; `.
    pub creator: Option<String>,
    pub credit: Option<String>,
    pub copyright: Option<String>,
    pub owner: Option<String>,
    pub licensor: Option<String>,
    /// A web address, absolute.
    pub licensor_url: Option<String>,
    /// Where to ask for a licence; see [`is_mail_address`].
    pub licensor_email: Option<String>,
    pub usage_terms: Option<String>,
    /// A web address, absolute.
    pub license_url: Option<String>,
    /// The last day of the licence, `YYYY-MM-DD`.
    pub expires: Option<String>,
    pub model_release: Option<Release>,
    pub property_release: Option<Release>,
    pub source_type: Option<SourceType>,
    pub ai: AiPermissions,
}

impl RightsStatement {
    /// Whether anything is said of rights; how the picture came to be is not a right.
    pub fn says_something(&self) -> bool {
        *self != Self { source_type: self.source_type, ..Self::default() }
    }

    /// What of it signing states.
    pub fn into_statement(self) -> Statement {
        Statement {
            source_type: self.source_type,
            creator: self.creator,
            credit: self.credit,
            copyright: self.copyright,
            usage_terms: self.usage_terms,
            license_url: self.license_url,
            licensor: self.licensor,
            licensor_url: self.licensor_url,
            licensor_email: self.licensor_email,
            ai: self.ai,
        }
    }
}

impl From<Statement> for RightsStatement {
    fn from(said: Statement) -> Self {
        Self {
            creator: said.creator,
            credit: said.credit,
            copyright: said.copyright,
            usage_terms: said.usage_terms,
            license_url: said.license_url,
            licensor: said.licensor,
            licensor_url: said.licensor_url,
            licensor_email: said.licensor_email,
            source_type: said.source_type,
            ai: said.ai,
            ..Self::default()
        }
    }
}

/// Whether people or property in the picture were released (PLUS 1.0 `MR-…`, `PR-…`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Release {
    None,
    NotApplicable,
    Unlimited,
    Limited,
}

impl Release {
    /// Every value, in the order of a menu.
    pub const ALL: [Self; 4] = [Self::None, Self::NotApplicable, Self::Unlimited, Self::Limited];

    /// The word on the command line and in templates.
    pub fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::NotApplicable => "not-applicable",
            Self::Unlimited => "unlimited",
            Self::Limited => "limited",
        }
    }

    /// The ending of the PLUS term; `of` is `MR` or `PR`.
    pub fn plus(self, of: &str) -> String {
        let (models, other) = match self {
            Self::None => ("NON", "NON"),
            Self::NotApplicable => ("NAP", "NAP"),
            Self::Unlimited => ("UMR", "UPR"),
            Self::Limited => ("LMR", "LPR"),
        };
        format!("http://ns.useplus.org/ldf/vocab/{of}-{}", if of == "MR" { models } else { other })
    }
}

/// Whether the text may be an e-mail address: one `@` with something on both sides, and no blanks. Whether anyone reads what
/// is sent there cannot be known.
pub fn is_mail_address(text: &str) -> bool {
    let halves =
        text.split_once('@').filter(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'));
    halves.is_some()
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';'))
}

/// `plus:DataMining` and, where the term alone does not say it, `plus:OtherConstraints`.
///
/// PLUS has one term for what CAWG says in four rows. The term never permits more than the rows do: where no term
/// says the same, it is `DMI-PROHIBITED-SEECONSTRAINT`, and the constraint spells out the rows.
pub fn plus_data_mining(ai: &AiPermissions) -> Option<(String, Option<String>)> {
    use AiUse::{Allowed, Constrained, NotAllowed};
    if ai.is_empty() {
        return None;
    }
    let refused = |usage: &Option<AiUse>| match usage {
        Some(NotAllowed) => true,
        Some(Constrained(info)) => info.trim().is_empty(),
        _ => false,
    };
    let open = |usage: &Option<AiUse>| matches!(usage, None | Some(Allowed));
    let rows = [&ai.data_mining, &ai.inference, &ai.training, &ai.generative_training];
    let term = if rows.iter().all(|row| refused(row)) {
        "DMI-PROHIBITED"
    } else if rows.iter().all(|row| **row == Some(Allowed)) {
        "DMI-ALLOWED"
    } else if rows.iter().all(|row| open(row)) {
        // Something is left unsaid, and one term cannot say what.
        "DMI-UNSPECIFIED"
    } else if open(&ai.data_mining) && open(&ai.inference) && refused(&ai.training) && refused(&ai.generative_training)
    {
        "DMI-PROHIBITED-AIMLTRAINING"
    } else if open(&ai.data_mining) && open(&ai.inference) && open(&ai.training) && refused(&ai.generative_training) {
        "DMI-PROHIBITED-GENAIMLTRAINING"
    } else {
        "DMI-PROHIBITED-SEECONSTRAINT"
    };
    let constraint = (term == "DMI-PROHIBITED-SEECONSTRAINT").then(|| in_words(ai));
    Some((format!("http://ns.useplus.org/ldf/vocab/{term}"), constraint))
}

/// What a term of `plus:DataMining` says in the four rows of CAWG, as far as it says it: `allowed`, `notAllowed`, or
/// `constrained` where another text tells.
pub fn plus_rows(term: &str) -> Vec<(RightsName, &'static str)> {
    use RightsName::{AiDataMining, AiGenerativeTraining, AiInference, AiTraining};
    let all = [AiTraining, AiGenerativeTraining, AiInference, AiDataMining];
    let (rows, word): (&[RightsName], _) = match term.rsplit('/').next().unwrap_or(term) {
        "DMI-ALLOWED" => (&all, "allowed"),
        "DMI-PROHIBITED" => (&all, "notAllowed"),
        "DMI-PROHIBITED-AIMLTRAINING" => (&[AiTraining, AiGenerativeTraining], "notAllowed"),
        "DMI-PROHIBITED-GENAIMLTRAINING" => (&[AiGenerativeTraining], "notAllowed"),
        // An index of the web is what data mining may still be for.
        "DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING" => (&[AiTraining, AiGenerativeTraining, AiInference], "notAllowed"),
        term if term.starts_with("DMI-PROHIBITED-SEE") => (&all, "constrained"),
        _ => (&[], ""),
    };
    rows.iter().map(|row| (*row, word)).collect()
}

/// The rows as text in the file, in the words of CAWG 1.1, which are not translated.
fn in_words(ai: &AiPermissions) -> String {
    let rows = [
        ("data_mining", &ai.data_mining),
        ("ai_inference", &ai.inference),
        ("ai_training", &ai.training),
        ("ai_generative_training", &ai.generative_training),
    ];
    let said = rows.iter().filter_map(|(name, usage)| {
        Some(match usage.as_ref()? {
            AiUse::Allowed => format!("{name}: allowed"),
            AiUse::Constrained(info) if !info.trim().is_empty() => format!("{name}: constrained ({})", info.trim()),
            AiUse::NotAllowed | AiUse::Constrained(_) => format!("{name}: notAllowed"),
        })
    });
    said.collect::<Vec<_>>().join("; ")
}

/// The templates that come with Lightmark: key and licence address.
const CREATIVE_COMMONS: [(&str, &str, &str); 7] = [
    ("cc-by", "by/4.0", "CC BY 4.0"),
    ("cc-by-sa", "by-sa/4.0", "CC BY-SA 4.0"),
    ("cc-by-nd", "by-nd/4.0", "CC BY-ND 4.0"),
    ("cc-by-nc", "by-nc/4.0", "CC BY-NC 4.0"),
    ("cc-by-nc-sa", "by-nc-sa/4.0", "CC BY-NC-SA 4.0"),
    ("cc-by-nc-nd", "by-nc-nd/4.0", "CC BY-NC-ND 4.0"),
    ("cc0", "zero/1.0", "CC0 1.0"),
];

/// The names of the templates that come with Lightmark.
pub fn template_names() -> Vec<&'static str> {
    let own = ["all-rights-reserved", "editorial-only"];
    own.into_iter().chain(CREATIVE_COMMONS.iter().map(|(name, ..)| *name)).collect()
}

/// A template that comes with Lightmark, with its placeholders.
pub fn template(name: &str) -> Option<RightsStatement> {
    let notice = Some("© {year} {creator}".to_owned());
    match name {
        "all-rights-reserved" => Some(RightsStatement {
            copyright: Some("© {year} {creator}. All rights reserved.".to_owned()),
            ai: AiPermissions::all(AiUse::NotAllowed),
            ..RightsStatement::default()
        }),
        "editorial-only" => Some(RightsStatement {
            copyright: Some("© {year} {creator}. All rights reserved.".to_owned()),
            usage_terms: Some("For editorial use only.".to_owned()),
            ..RightsStatement::default()
        }),
        _ => {
            let (_, path, title) = CREATIVE_COMMONS.iter().find(|(key, ..)| *key == name)?;
            let (folder, is_zero) = if name == "cc0" { ("publicdomain", true) } else { ("licenses", false) };
            Some(RightsStatement {
                // CC0 waives the copyright; a notice would say the opposite.
                copyright: if is_zero { None } else { notice },
                usage_terms: Some((*title).to_owned()),
                license_url: Some(format!("https://creativecommons.org/{folder}/{path}/")),
                ..RightsStatement::default()
            })
        }
    }
}

/// The name of a Creative Commons licence, from its address: `CC BY-SA 4.0`. Versions and legal code pages, too.
pub fn license_name(url: &str) -> Option<String> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let rest = rest.strip_prefix("www.").unwrap_or(rest).strip_prefix("creativecommons.org/")?;
    let mut parts = rest.split('/');
    match (parts.next()?, parts.next()?, parts.next()?) {
        ("licenses", kind, version) if is_kind(kind) && is_version(version) => {
            Some(format!("CC {} {version}", kind.to_uppercase()))
        }
        ("publicdomain", "zero", version) if is_version(version) => Some(format!("CC0 {version}")),
        _ => None,
    }
}

fn is_kind(kind: &str) -> bool {
    matches!(kind, "by" | "by-sa" | "by-nd" | "by-nc" | "by-nc-sa" | "by-nc-nd")
}

fn is_version(version: &str) -> bool {
    !version.is_empty() && version.len() <= 4 && version.chars().all(|c| c.is_ascii_digit() || c == '.')
}

impl RightsStatement {
    /// Whether nothing is stated.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// This statement, with what `base` says where this one is silent.
    pub fn over(self, mut base: Self) -> Self {
        // How to reach one licensor is not how to reach another.
        if self.licensor.is_some() && base.licensor.is_some() && self.licensor != base.licensor {
            (base.licensor_url, base.licensor_email) = (None, None);
        }
        Self {
            creator: self.creator.or(base.creator),
            credit: self.credit.or(base.credit),
            copyright: self.copyright.or(base.copyright),
            owner: self.owner.or(base.owner),
            licensor: self.licensor.or(base.licensor),
            licensor_url: self.licensor_url.or(base.licensor_url),
            licensor_email: self.licensor_email.or(base.licensor_email),
            usage_terms: self.usage_terms.or(base.usage_terms),
            license_url: self.license_url.or(base.license_url),
            expires: self.expires.or(base.expires),
            model_release: self.model_release.or(base.model_release),
            property_release: self.property_release.or(base.property_release),
            source_type: self.source_type.or(base.source_type),
            ai: AiPermissions {
                data_mining: self.ai.data_mining.or(base.ai.data_mining),
                inference: self.ai.inference.or(base.ai.inference),
                training: self.ai.training.or(base.ai.training),
                generative_training: self.ai.generative_training.or(base.ai.generative_training),
            },
        }
    }

    /// Fills in `{year}` and `{creator}`. `None` when `{creator}` is asked for and nobody is named.
    pub fn filled(mut self, year: i16) -> Option<Self> {
        let creator = self.creator.clone();
        let texts = [&mut self.credit, &mut self.copyright, &mut self.owner, &mut self.licensor, &mut self.usage_terms];
        for text in texts.into_iter().flatten() {
            if text.contains("{creator}") {
                *text = text.replace("{creator}", creator.as_deref()?);
            }
            *text = text.replace("{year}", &year.to_string());
        }
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(ai: &AiPermissions) -> Option<String> {
        plus_data_mining(ai).and_then(|(term, _)| term.rsplit('/').next().map(str::to_owned))
    }

    #[test]
    fn the_plus_term_never_permits_more_than_the_rows() {
        let all = AiPermissions::all;
        let no = || Some(AiUse::NotAllowed);
        let yes = || Some(AiUse::Allowed);
        let cases = [
            (AiPermissions::default(), None),
            (all(AiUse::NotAllowed), Some("DMI-PROHIBITED")),
            (all(AiUse::Constrained(" ".into())), Some("DMI-PROHIBITED")),
            (all(AiUse::Allowed), Some("DMI-ALLOWED")),
            (all(AiUse::Constrained("ask".into())), Some("DMI-PROHIBITED-SEECONSTRAINT")),
            (AiPermissions { data_mining: yes(), ..Default::default() }, Some("DMI-UNSPECIFIED")),
            (AiPermissions { generative_training: no(), ..Default::default() }, Some("DMI-PROHIBITED-GENAIMLTRAINING")),
            (
                AiPermissions { training: no(), generative_training: no(), data_mining: yes(), inference: yes() },
                Some("DMI-PROHIBITED-AIMLTRAINING"),
            ),
            (AiPermissions { inference: no(), ..all(AiUse::Allowed) }, Some("DMI-PROHIBITED-SEECONSTRAINT")),
            (AiPermissions { training: no(), ..all(AiUse::Allowed) }, Some("DMI-PROHIBITED-SEECONSTRAINT")),
        ];
        for (ai, expected) in cases {
            assert_eq!(term(&ai).as_deref(), expected, "{ai:?}");
        }
    }

    #[test]
    fn a_term_written_for_some_rows_never_says_the_opposite_of_them() {
        let words = [AiUse::Allowed, AiUse::NotAllowed, AiUse::Constrained("ask".into())].map(Some);
        let all: Vec<Option<AiUse>> = words.into_iter().chain([None]).collect();
        for (data_mining, inference, training, generative_training) in all.iter().flat_map(|a| {
            let all = &all;
            all.iter().flat_map(move |b| {
                all.iter().flat_map(move |c| all.iter().map(move |d| (a.clone(), b.clone(), c.clone(), d.clone())))
            })
        }) {
            let ai = AiPermissions { data_mining, inference, training, generative_training };
            let Some((term, _)) = plus_data_mining(&ai) else { continue };
            for (row, word) in plus_rows(&term) {
                let said = match row {
                    RightsName::AiDataMining => &ai.data_mining,
                    RightsName::AiInference => &ai.inference,
                    RightsName::AiTraining => &ai.training,
                    _ => &ai.generative_training,
                };
                let opposite = match said {
                    Some(AiUse::Allowed) => "notAllowed",
                    Some(AiUse::NotAllowed) => "allowed",
                    _ => "",
                };
                assert_ne!(word, opposite, "{ai:?} {term}");
            }
        }
    }

    #[test]
    fn licences_are_named_from_their_addresses_only() {
        for (url, expected) in [
            ("https://creativecommons.org/licenses/by-nc-sa/4.0/", Some("CC BY-NC-SA 4.0")),
            ("http://creativecommons.org/licenses/by/2.0/legalcode", Some("CC BY 2.0")),
            ("https://creativecommons.org/publicdomain/zero/1.0/", Some("CC0 1.0")),
            ("https://creativecommons.org.example/licenses/by/4.0/", None),
            ("https://creativecommons.org/licenses/by-everything/4.0/", None),
            ("https://creativecommons.org/licenses/by/<b>/", None),
        ] {
            assert_eq!(license_name(url).as_deref(), expected, "{url}");
        }
        for name in template_names().iter().filter(|name| name.starts_with("cc")) {
            let made = template(name).unwrap();
            assert_eq!(license_name(&made.license_url.unwrap()), made.usage_terms);
        }
    }

    #[test]
    fn a_template_without_its_creator_is_not_filled() {
        let made = template("all-rights-reserved").unwrap();
        assert_eq!(made.clone().filled(2026), None);
        let named = RightsStatement { creator: Some("Ada".into()), ..Default::default() }.over(made);
        assert_eq!(named.filled(2026).unwrap().copyright.unwrap(), "© 2026 Ada. All rights reserved.");
    }
}
