//! The sentences: keys that code names exist, keys that exist are named, no forbidden word, no text in code.

use std::collections::BTreeMap;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::source::Source;

/// A message of `assets/locales/en`: where it is, its value and attributes as plain text.
pub struct Message {
    pub place: String,
    pub value: Option<String>,
    pub attributes: Vec<(String, String)>,
}

/// Keys that the code puts together in a way that a reader of literals cannot see, and where.
/// A prefix that stands in the code as `format!("prefix-{…}")` is found without being listed.
const DYNAMIC: &[(&str, &str)] = &[];

/// Words that no screen says (DESIGN §2): a verdict is never a badge of truth.
const FORBIDDEN: &[&str] = &["real", "fake", "true", "authentic", "really", "truly", "genuine", "authenticity"];

pub fn messages() -> BTreeMap<String, Message> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/locales/en");
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        parse(&name, &std::fs::read_to_string(&path).unwrap(), &mut all);
    }
    all
}

/// Adds the messages of one file. A file that does not parse fails the test here.
pub fn parse(file: &str, text: &str, all: &mut BTreeMap<String, Message>) {
    let resource = fluent_syntax::parser::parse(text).unwrap_or_else(|(_, errors)| panic!("{file}: {errors:?}"));
    for entry in &resource.body {
        let (id, value, attributes) = match entry {
            Entry::Message(message) => (message.id.name.to_owned(), message.value.as_ref(), &message.attributes),
            Entry::Term(term) => (format!("-{}", term.id.name), Some(&term.value), &term.attributes),
            _ => continue,
        };
        let line = text
            .lines()
            .position(|line| line.trim_end().starts_with(&format!("{id} =")) || line.starts_with(&format!("{id}=")))
            .unwrap_or(0);
        let message = Message {
            place: format!("assets/locales/en/{file}:{}", line + 1),
            value: value.map(words_of),
            attributes: attributes.iter().map(|a| (a.id.name.to_owned(), words_of(&a.value))).collect(),
        };
        all.insert(id, message);
    }
}

/// The words of a pattern, with `{name}` for what is put in; every variant of a choice counts.
fn words_of(pattern: &Pattern<&str>) -> String {
    let mut words = String::new();
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => words.push_str(value),
            PatternElement::Placeable { expression } => words.push_str(&words_of_expression(expression)),
        }
    }
    words
}

fn words_of_expression(expression: &Expression<&str>) -> String {
    match expression {
        Expression::Inline(InlineExpression::StringLiteral { value }) => (*value).to_owned(),
        Expression::Inline(InlineExpression::MessageReference { id, .. }) => format!("{{{}}}", id.name),
        Expression::Inline(InlineExpression::TermReference { id, .. }) => format!("{{-{}}}", id.name),
        Expression::Inline(InlineExpression::Placeable { expression }) => words_of_expression(expression),
        Expression::Inline(_) => "{}".to_owned(),
        Expression::Select { variants, .. } => {
            variants.iter().map(|v| words_of(&v.value)).collect::<Vec<_>>().join(" ")
        }
    }
}

/// Faults of the sentences themselves.
pub fn faults_of_messages(messages: &BTreeMap<String, Message>) -> Vec<String> {
    let mut faults = Vec::new();
    for (id, message) in messages {
        let place = &message.place;
        let attributes = message.attributes.iter().map(|(_, text)| text);
        for text in message.value.iter().chain(attributes) {
            if let Some(word) = forbidden_word(text) {
                faults.push(format!("{place}: {id} says “{word}” (DESIGN §2): say what was checked instead"));
            }
            if text.trim().is_empty() {
                faults.push(format!("{place}: {id} has an empty text"));
            }
        }
        if id.starts_with("problem-") {
            for wanted in ["why", "remedy"] {
                match message.attributes.iter().find(|(name, _)| name == wanted) {
                    None => faults.push(format!("{place}: {id} has no .{wanted}")),
                    Some((_, text)) if !is_sentence(text) => {
                        faults.push(format!("{place}: {id}.{wanted} is not a whole sentence: “{text}”"));
                    }
                    Some(_) => {}
                }
            }
            if !message.value.as_deref().is_some_and(|what| what.trim().contains(' ') && is_sentence(what)) {
                faults.push(format!("{place}: {id} does not say what happened in a whole sentence"));
            }
        }
    }
    faults
}

/// Ends like a sentence, or with what is put in, and has more than one word.
fn is_sentence(text: &str) -> bool {
    let text = text.trim();
    text.ends_with(['.', '?', '!', '…', '}', '”']) && (text.contains(' ') || text.starts_with('{'))
}

pub fn forbidden_word(text: &str) -> Option<&'static str> {
    let words: Vec<String> = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
    FORBIDDEN.iter().find(|word| words.iter().any(|w| w == *word)).copied()
}

/// Keys that the code names and no file has.
pub fn missing_keys(source: &Source, messages: &BTreeMap<String, Message>) -> Vec<String> {
    // A source may have a `text` of its own, which then is not the one of `locale`.
    let own_text = ["fn text", "let text", "let attribute"].into_iter().any(|own| !source.word(own).is_empty());
    let mut missing = Vec::new();
    for literal in source.strings.iter().filter(|s| !source.is_test(s.at)) {
        let before = source.code[..literal.at - 1].trim_end();
        let called = |name: &str| {
            before
                .strip_suffix(name)
                .is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.'))
        };
        let called_on_type = |name: &str| before.strip_suffix(name).is_some_and(|rest| rest.ends_with(':'));
        let key = if called("problem!(") || called("Problem::new(") {
            format!("problem-{}", literal.text)
        } else if ["tr!(", "locale::text(", "text_with(", "locale::attribute(", "locale::has("].into_iter().any(called)
            || (!own_text && ["text(", "attribute("].into_iter().any(|name| called(name) && !called_on_type(name)))
        {
            literal.text.clone()
        } else {
            continue;
        };
        if !messages.contains_key(&key) {
            missing.push(format!(
                "{}: `{key}` is in no file of assets/locales/en: add it to your room's file",
                source.place(literal.at)
            ));
        }
    }
    missing
}

/// Keys that no literal, no `format!("prefix-{…}")` and no other message names.
pub fn unused_keys(sources: &[Source], messages: &BTreeMap<String, Message>) -> Vec<String> {
    let literals: Vec<&str> = sources.iter().flat_map(|s| s.strings.iter().map(|piece| piece.text.as_str())).collect();
    let patterns: Vec<(&str, &str)> = literals.iter().filter_map(|text| around_placeholder(text)).collect();
    // `format!("{key}-sentence")`, where each key stands as a literal of its own.
    let endings: Vec<&str> = literals
        .iter()
        .filter_map(|text| text.strip_prefix('{')?.split_once('}'))
        .filter(|(_, ending)| ending.starts_with('-') && ending.len() >= 3)
        .map(|(_, ending)| ending)
        .collect();
    let referenced = |id: &str| {
        let reference = format!("{{{id}}}");
        messages
            .values()
            .any(|m| m.value.iter().chain(m.attributes.iter().map(|(_, t)| t)).any(|t| t.contains(&reference)))
    };
    let mut unused = Vec::new();
    for (id, message) in messages {
        let name = id.strip_prefix("problem-").unwrap_or(id);
        let named = literals.contains(&id.as_str())
            || literals.contains(&name)
            || endings.iter().any(|ending| id.strip_suffix(ending).is_some_and(|stem| literals.contains(&stem)));
        let built = [id.as_str(), name]
            .into_iter()
            .any(|id| patterns.iter().any(|(from, to)| id.starts_with(from) && id.ends_with(to)));
        let listed = DYNAMIC.iter().any(|(prefix, _)| id.starts_with(prefix));
        if !(named || built || listed || referenced(id)) {
            unused.push(format!(
                "{}: `{id}` is named nowhere: remove it, or list its prefix with the reason in tests/tidy/texts.rs",
                message.place
            ));
        }
    }
    unused
}

/// `verdict-{state}-why` → (`verdict-`, `-why`); none where the fixed part could be anything.
fn around_placeholder(literal: &str) -> Option<(&str, &str)> {
    let (before, rest) = literal.split_once('{')?;
    let (_, after) = rest.rsplit_once('}')?;
    let is_key = |text: &str| text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    // The constructor of every problem builds its key; it says nothing of one.
    let telling = before.len() >= 3 && before.ends_with('-') && before != "problem-";
    (telling && is_key(before) && is_key(after)).then_some((before, after))
}

/// Text for the screen that stands in the code of the window.
pub fn texts_in_code(source: &Source) -> Vec<String> {
    // A page as text is for snapshots; no person sees it.
    let snapshots: Vec<_> = source.functions().into_iter().filter(|function| function.name == "as_text").collect();
    let in_snapshot = |line: usize| snapshots.iter().any(|f| (f.first_line..f.first_line + f.lines).contains(&line));
    let mut faults = Vec::new();
    for literal in source.strings.iter().filter(|s| !source.is_test(s.at) && !in_snapshot(source.line(s.at))) {
        let before = source.code[..literal.at - 1].trim_end();
        if is_screen_text(&literal.text, before) {
            let text: String = literal.text.chars().take(60).collect();
            faults.push(format!(
                "{}: “{text}” belongs in assets/locales/en, named here through tr!",
                source.place(literal.at)
            ));
        }
    }
    faults
}

/// Words of a sentence anywhere, or one word where a widget takes its text.
fn is_screen_text(literal: &str, before: &str) -> bool {
    const UNSEEN: &[&str] = &[
        "Id::new(",
        "id_salt(",
        "id_source(",
        "make_persistent_id(",
        ".with(",
        "expect(",
        "reason =",
        "error(",
        "debug!(",
        "info!(",
        "warn!(",
        "trace!(",
        "error!(",
        "include_str!(",
        "include_bytes!(",
        "expected =",
        "request_discard(",
    ];
    const SHOWN: &[&str] = &[
        "label(",
        "button(",
        "Button::new(",
        "heading(",
        "strong(",
        "weak(",
        "small(",
        "monospace(",
        "RichText::new(",
        "on_hover_text(",
        "hint_text(",
        "Label::new(",
        "checkbox(",
        "radio(",
        "link(",
        "hyperlink_to(",
        "menu_button(",
        "CollapsingHeader::new(",
        "Window::new(",
        "collapsing(",
        "selectable_label(",
        "with_title(",
    ];
    if UNSEEN.iter().any(|call| before.ends_with(call)) || literal.starts_with('<') {
        return false;
    }
    let plain = without_placeholders(literal);
    let words = plain.split_whitespace().filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() >= 2).count();
    let letters = plain.chars().filter(|c| c.is_alphabetic()).count();
    words >= 2
        || (words >= 1 && plain.contains(' ') && plain != literal)
        || (letters >= 2 && SHOWN.iter().any(|call| before.ends_with(call)))
}

fn without_placeholders(literal: &str) -> String {
    let mut plain = String::new();
    let mut depth = 0;
    for letter in literal.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ if depth == 0 => plain.push(letter),
            _ => {}
        }
    }
    plain
}

/// Forbidden words in what the command line says of itself: the doc comments that clap shows.
pub fn forbidden_in_help(source: &Source) -> Vec<String> {
    if !["clap::", "#[arg", "#[command"].iter().any(|mark| source.code.contains(mark)) {
        return Vec::new();
    }
    source
        .comments
        .iter()
        .filter(|c| c.text.starts_with("///"))
        .filter_map(|c| {
            forbidden_word(&c.text).map(|word| format!("{}: `--help` says “{word}” (DESIGN §2)", source.place(c.at)))
        })
        .collect()
}
