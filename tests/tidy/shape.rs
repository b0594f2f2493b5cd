//! The shape of a source: header, lengths, names, left-over marks, `unsafe`.

use super::source::Source;

const FILE_LINES: usize = 600;
const FUNCTION_LINES: usize = 70;

/// Files that may hold `unsafe`, each for calls of the operating system that no safe crate offers.
pub const UNSAFE_FILES: &[&str] = &[];

/// Every fault of shape, as `place: what to do`.
pub fn faults(source: &Source) -> Vec<String> {
    let mut faults = Vec::new();
    if !source.text.starts_with("//! ") {
        faults
            .push(format!("{}:1: begin with a `//!` header: what the file is for and what it never does", source.path));
    }
    lengths(source, &mut faults);
    names(source, &mut faults);
    marks(source, &mut faults);
    if !UNSAFE_FILES.contains(&source.path.as_str()) {
        for at in source.word("unsafe") {
            faults.push(format!("{}: `unsafe` outside the files named in tests/tidy/shape.rs", source.place(at)));
        }
    }
    faults
}

fn lengths(source: &Source, faults: &mut Vec<String>) {
    let lines = source.lines_apart_from_tests();
    let excused = source.comments.iter().any(|c| says_why(&c.text, "//! long: "));
    if lines > FILE_LINES && !excused {
        faults.push(format!(
            "{}:1: {lines} lines without tests, {FILE_LINES} at most: split it by what it is about, or say why in `//! long: …`",
            source.path
        ));
    }
    for function in source.functions() {
        if function.lines > FUNCTION_LINES && !function_excused(source, function.first_line) {
            faults.push(format!(
                "{}:{}: fn {} has {} lines, {FUNCTION_LINES} at most: split it, or say why in `// long: …` above it",
                source.path, function.first_line, function.name, function.lines
            ));
        }
    }
}

/// Whether the comments and attributes right above the function, or its first line, say why it is long.
fn function_excused(source: &Source, first_line: usize) -> bool {
    if says_why(source.text_of_line(first_line + 1).trim(), "// long: ") {
        return true;
    }
    (1..first_line)
        .rev()
        .map(|line| source.text_of_line(line).trim())
        .take_while(|text| text.starts_with("//") || text.starts_with('#'))
        .any(|text| says_why(text, "// long: "))
}

/// The mark with at least a few words behind it.
fn says_why(text: &str, mark: &str) -> bool {
    text.strip_prefix(mark).is_some_and(|why| why.trim().len() > 10)
}

fn names(source: &Source, faults: &mut Vec<String>) {
    let stem = source.path.trim_end_matches("/mod.rs").trim_end_matches(".rs").rsplit('/').next().unwrap_or_default();
    if is_vague(stem) {
        faults.push(format!("{}:1: `{stem}` says nothing: name the file after what it is about", source.path));
    }
    for keyword in ["fn", "struct", "enum", "trait", "mod", "type"] {
        for at in source.word(keyword) {
            let rest = source.code[at + keyword.len()..].trim_start();
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if is_vague(&name) {
                faults.push(format!("{}: `{name}` says nothing: name it after what it does", source.place(at)));
            }
            if keyword == "fn" && name.starts_with("get_") && name != "get_mut" {
                faults.push(format!("{}: `{name}`: leave out `get_`", source.place(at)));
            }
        }
    }
    for at in source.word("credential") {
        faults.push(format!("{}: a bare `credential` is one of four things (DESIGN §7): say which", source.place(at)));
    }
}

/// `utils`, `FileManager`, `path_helpers`: words that hide what a thing does.
fn is_vague(name: &str) -> bool {
    let mut words: Vec<String> = vec![String::new()];
    for letter in name.chars() {
        if letter == '_' || letter.is_uppercase() {
            words.push(String::new());
        }
        if letter != '_'
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
    }
    words
        .iter()
        .any(|word| ["util", "utils", "helper", "helpers", "manager", "managers", "misc"].contains(&word.as_str()))
}

fn marks(source: &Source, faults: &mut Vec<String>) {
    for comment in &source.comments {
        for mark in ["TODO", "FIXME", "XXX", "HACK"] {
            if comment.text.split(|c: char| !c.is_alphanumeric()).any(|word| word == mark) {
                faults.push(format!("{}: {mark}: do it now, or write an issue", source.place(comment.at)));
            }
        }
    }
    for mark in ["todo!", "unimplemented!", "dbg!"] {
        for at in source.word(mark) {
            faults.push(format!("{}: `{mark}` is left over", source.place(at)));
        }
    }
}
