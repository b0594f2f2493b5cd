//! Every sentence that a person sees, from `assets/locales`; never a file at run time, never a decision.
//!
//! Messages without arguments are formatted once, so that painting a label costs one look-up. A key that does
//! not exist is shown as itself; `tests/tidy.rs` finds such keys before a person does.

use std::collections::HashMap;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

pub use fluent_bundle::FluentValue;

pub mod actors;
pub mod answers;
pub mod approvals;
pub mod changed;
mod export_steps;
mod plain;
pub mod removals;
pub mod revocations;
pub mod similar;
pub mod standing;
pub mod steps;
pub use plain::{elide, plain};

/// Named arguments of a message.
pub type Args<'a> = &'a [(&'a str, FluentValue<'a>)];

/// The English sources, a file for each part of the program.
const ENGLISH: &[(&str, &str)] = &[
    ("app.ftl", include_str!("../../assets/locales/en/app.ftl")),
    ("approval.ftl", include_str!("../../assets/locales/en/approval.ftl")),
    ("approve_window.ftl", include_str!("../../assets/locales/en/approve_window.ftl")),
    ("batch.ftl", include_str!("../../assets/locales/en/batch.ftl")),
    ("changed.ftl", include_str!("../../assets/locales/en/changed.ftl")),
    ("closing.ftl", include_str!("../../assets/locales/en/closing.ftl")),
    ("cli.ftl", include_str!("../../assets/locales/en/cli.ftl")),
    ("copies.ftl", include_str!("../../assets/locales/en/copies.ftl")),
    ("editor-format.ftl", include_str!("../../assets/locales/en/editor-format.ftl")),
    ("editor.ftl", include_str!("../../assets/locales/en/editor.ftl")),
    ("export.ftl", include_str!("../../assets/locales/en/export.ftl")),
    ("export-marks.ftl", include_str!("../../assets/locales/en/export-marks.ftl")),
    ("export-steps.ftl", include_str!("../../assets/locales/en/export-steps.ftl")),
    ("found.ftl", include_str!("../../assets/locales/en/found.ftl")),
    ("inspector.ftl", include_str!("../../assets/locales/en/inspector.ftl")),
    ("keys.ftl", include_str!("../../assets/locales/en/keys.ftl")),
    ("record.ftl", include_str!("../../assets/locales/en/record.ftl")),
    ("record_window.ftl", include_str!("../../assets/locales/en/record_window.ftl")),
    ("lossless.ftl", include_str!("../../assets/locales/en/lossless.ftl")),
    ("library.ftl", include_str!("../../assets/locales/en/library.ftl")),
    ("media.ftl", include_str!("../../assets/locales/en/media.ftl")),
    ("network.ftl", include_str!("../../assets/locales/en/network.ftl")),
    ("redact.ftl", include_str!("../../assets/locales/en/redact.ftl")),
    ("redact-history.ftl", include_str!("../../assets/locales/en/redact-history.ftl")),
    ("residue.ftl", include_str!("../../assets/locales/en/residue.ftl")),
    ("redaction_history_window.ftl", include_str!("../../assets/locales/en/redaction_history_window.ftl")),
    ("redaction_window.ftl", include_str!("../../assets/locales/en/redaction_window.ftl")),
    ("rights.ftl", include_str!("../../assets/locales/en/rights.ftl")),
    ("did-web.ftl", include_str!("../../assets/locales/en/did-web.ftl")),
    ("similar.ftl", include_str!("../../assets/locales/en/similar.ftl")),
    ("staple.ftl", include_str!("../../assets/locales/en/staple.ftl")),
    ("remade.ftl", include_str!("../../assets/locales/en/remade.ftl")),
    ("rights_card.ftl", include_str!("../../assets/locales/en/rights_card.ftl")),
    ("rights_window.ftl", include_str!("../../assets/locales/en/rights_window.ftl")),
    ("sign.ftl", include_str!("../../assets/locales/en/sign.ftl")),
    ("team.ftl", include_str!("../../assets/locales/en/team.ftl")),
    ("templates_window.ftl", include_str!("../../assets/locales/en/templates_window.ftl")),
    ("trust.ftl", include_str!("../../assets/locales/en/trust.ftl")),
    ("upkeep.ftl", include_str!("../../assets/locales/en/upkeep.ftl")),
    ("verdict.ftl", include_str!("../../assets/locales/en/verdict.ftl")),
    ("watch_window.ftl", include_str!("../../assets/locales/en/watch_window.ftl")),
    ("window.ftl", include_str!("../../assets/locales/en/window.ftl")),
    ("worker.ftl", include_str!("../../assets/locales/en/worker.ftl")),
];

struct Texts {
    bundle: FluentBundle<FluentResource>,
    fixed: HashMap<String, String>,
}

static TEXTS: LazyLock<Texts> = LazyLock::new(load);

fn load() -> Texts {
    let mut bundle = FluentBundle::new_concurrent(vec![unic_langid::LanguageIdentifier::default()]);
    bundle.set_use_isolating(false);
    let mut keys = Vec::new();
    for (_, source) in ENGLISH {
        // A broken line costs its own message only; the tests refuse it.
        let resource = match FluentResource::try_new((*source).to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        for entry in resource.entries() {
            if let fluent_bundle_entry::Entry::Message(message) = entry {
                keys.push(message.id.name.to_owned());
            }
        }
        bundle.add_resource_overriding(resource);
    }
    let mut fixed = HashMap::new();
    for key in keys {
        let mut errors = Vec::new();
        if let Some(pattern) = bundle.get_message(&key).and_then(|m| m.value()) {
            let value = bundle.format_pattern(pattern, None, &mut errors).into_owned();
            if errors.is_empty() {
                fixed.insert(key, value);
            }
        }
    }
    Texts { bundle, fixed }
}

use fluent_syntax::ast as fluent_bundle_entry;

/// A message without arguments.
pub fn text(key: &str) -> &str {
    TEXTS.fixed.get(key).map_or(key, String::as_str)
}

/// A message with arguments.
pub fn text_with(key: &str, args: Args<'_>) -> String {
    if args.is_empty() {
        return text(key).to_owned();
    }
    format(key, None, args)
}

/// An attribute of a message, such as the remedy of a problem.
pub fn attribute(key: &str, attribute: &str, args: Args<'_>) -> String {
    format(key, Some(attribute), args)
}

/// Whether the message exists.
pub fn has(key: &str) -> bool {
    TEXTS.bundle.has_message(key)
}

fn format(key: &str, attribute: Option<&str>, args: Args<'_>) -> String {
    let Some(message) = TEXTS.bundle.get_message(key) else { return key.to_owned() };
    let pattern = match attribute {
        Some(name) => message.get_attribute(name).map(|a| a.value()),
        None => message.value(),
    };
    let Some(pattern) = pattern else { return String::new() };
    let mut fluent_args = FluentArgs::with_capacity(args.len());
    for (name, value) in args {
        fluent_args.set(*name, value.clone());
    }
    let mut errors = Vec::new();
    TEXTS.bundle.format_pattern(pattern, Some(&fluent_args), &mut errors).into_owned()
}

/// A localised sentence: `tr!("key")` or `tr!("key", name = value, …)`. Gives a `String`.
#[macro_export]
macro_rules! tr {
    ($key:expr) => { $crate::locale::text($key).to_owned() };
    ($key:expr, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::locale::text_with($key, &[$((stringify!($name), $crate::locale::FluentValue::from($value))),+])
    };
}

/// A problem in words: `problem!("disk-full")` or `problem!("disk-full", path = text)`.
#[macro_export]
macro_rules! problem {
    ($key:expr) => { $crate::problem::Problem::new($key, &[]) };
    ($key:expr, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::problem::Problem::new($key, &[$((stringify!($name), $crate::locale::FluentValue::from($value))),+])
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_english_source_parses() {
        for (name, source) in ENGLISH {
            if let Err((_, errors)) = FluentResource::try_new((*source).to_owned()) {
                panic!("{name}: {errors:?}");
            }
        }
    }

    #[test]
    fn no_message_is_defined_twice() {
        let mut seen = HashMap::new();
        for (name, source) in ENGLISH {
            let resource = FluentResource::try_new((*source).to_owned()).map_err(|(_, e)| e).unwrap();
            for entry in resource.entries() {
                if let fluent_bundle_entry::Entry::Message(message) = entry
                    && let Some(other) = seen.insert(message.id.name.to_owned(), name)
                {
                    panic!("{} is in {name} and in {other}", message.id.name);
                }
            }
        }
    }

    #[test]
    fn every_problem_says_why_and_what_to_do() {
        for (name, source) in ENGLISH {
            let resource = FluentResource::try_new((*source).to_owned()).map_err(|(_, e)| e).unwrap();
            for entry in resource.entries() {
                if let fluent_bundle_entry::Entry::Message(message) = entry
                    && message.id.name.starts_with("problem-")
                {
                    let attributes: Vec<_> = message.attributes.iter().map(|a| a.id.name).collect();
                    assert!(message.value.is_some(), "{name}: {} has no sentence", message.id.name);
                    assert_eq!(attributes, ["why", "remedy"], "{name}: {}", message.id.name);
                }
            }
        }
    }
}
