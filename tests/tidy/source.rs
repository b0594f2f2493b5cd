//! One Rust source, taken apart just enough: code with comments and literals blanked, the literals, the
//! comments, and which lines are tests. Never a full parser.

use std::path::Path;

/// A comment or a string literal: where it starts (byte offset) and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub at: usize,
    pub text: String,
}

/// A source file. `code` has the length and the line breaks of `text`.
#[derive(Debug)]
pub struct Source {
    /// From the package's root, with `/`.
    pub path: String,
    pub text: String,
    /// The text with comments and the insides of literals replaced by spaces.
    pub code: String,
    pub strings: Vec<Piece>,
    pub comments: Vec<Piece>,
    tests: Vec<(usize, usize)>,
}

/// A function outside tests.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    pub name: String,
    pub first_line: usize,
    pub lines: usize,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let text = text.replace("\r\n", "\n");
        let mut cut =
            Cut { bytes: text.as_bytes(), code: text.clone().into_bytes(), at: 0, strings: vec![], comments: vec![] };
        cut.run();
        let (code, strings, comments) = (cut.code, cut.strings, cut.comments);
        let code = String::from_utf8_lossy(&code).into_owned();
        let whole = path.starts_with("tests/") || path.ends_with("/tests.rs") || path.contains("/tests/");
        let tests = if whole { vec![(0, text.len())] } else { test_ranges(&code) };
        Self { path: path.to_owned(), text, code, strings, comments, tests }
    }

    /// Every `.rs` file under a folder of the package, in name order.
    pub fn all(folder: &str) -> Vec<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut sources = Vec::new();
        for entry in walkdir::WalkDir::new(root.join(folder)).sort_by_file_name() {
            let entry = entry.unwrap();
            if entry.path().extension().is_some_and(|ending| ending == "rs") {
                let path = entry.path().strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                sources.push(Self::new(&path, &std::fs::read_to_string(entry.path()).unwrap()));
            }
        }
        assert!(!sources.is_empty(), "no sources under {folder}");
        let tests: Vec<String> = sources.iter().flat_map(Self::test_files).collect();
        for source in &mut sources {
            if tests.contains(&source.path) {
                source.tests = vec![(0, source.text.len())];
            }
        }
        sources
    }

    /// The files of modules that are declared here for tests only: `#[cfg(test)] mod forged;`.
    pub fn test_files(&self) -> Vec<String> {
        let folder = self.path.strip_suffix("mod.rs").or_else(|| self.path.strip_suffix("lib.rs"));
        let folder = folder.map_or_else(|| format!("{}/", self.path.trim_end_matches(".rs")), str::to_owned);
        let mut files = Vec::new();
        for (at, mark) in self.code.match_indices("#[cfg(test)]") {
            let rest = self.code[at + mark.len()..].trim_start();
            let rest = rest.strip_prefix("pub(crate)").or_else(|| rest.strip_prefix("pub(super)")).unwrap_or(rest);
            let name = rest.trim_start().strip_prefix("mod ").and_then(|rest| rest.split_once(';'));
            if let Some((name, _)) = name.filter(|(name, _)| name.chars().all(|c| c.is_alphanumeric() || c == '_')) {
                files.push(format!("{folder}{name}.rs"));
            }
        }
        files
    }

    /// 1 is the first line.
    pub fn line(&self, at: usize) -> usize {
        self.text.as_bytes().iter().take(at).filter(|b| **b == b'\n').count() + 1
    }

    /// `src/a.rs:12`, as editors open it.
    pub fn place(&self, at: usize) -> String {
        format!("{}:{}", self.path, self.line(at))
    }

    pub fn is_test(&self, at: usize) -> bool {
        self.tests.iter().any(|(from, to)| (*from..*to).contains(&at))
    }

    /// Offsets of a word in the code, tests left out. `::`, `!` and `(` at its end are taken literally.
    pub fn word(&self, word: &str) -> Vec<usize> {
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let open_end = !word.ends_with(is_name);
        self.code
            .match_indices(word)
            .filter(|(at, _)| !self.code[..*at].ends_with(is_name))
            .filter(|(at, _)| open_end || !self.code[at + word.len()..].starts_with(is_name))
            .map(|(at, _)| at)
            .filter(|at| !self.is_test(*at))
            .collect()
    }

    /// Functions with a body, tests left out.
    pub fn functions(&self) -> Vec<Function> {
        let mut functions = Vec::new();
        for at in self.word("fn") {
            let rest = &self.code[at + 2..];
            let name: String = rest.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if name.is_empty() {
                continue; // a pointer type
            }
            let Some(open) = body_start(&self.code, at) else { continue };
            let close = matching_brace(&self.code, open);
            let (first, last) = (self.line(at), self.line(close));
            functions.push(Function { name, first_line: first, lines: last - first + 1 });
        }
        functions
    }

    /// The lines of the file that are not tests.
    pub fn lines_apart_from_tests(&self) -> usize {
        let tests: usize =
            self.tests.iter().map(|(from, to)| self.line(to.saturating_sub(1)) - self.line(*from) + 1).sum();
        self.text.lines().count().saturating_sub(tests)
    }

    /// The line's text; empty for a line that does not exist.
    pub fn text_of_line(&self, line: usize) -> &str {
        line.checked_sub(1).and_then(|index| self.text.lines().nth(index)).unwrap_or_default()
    }
}

/// The first `{` of the item that starts here, unless a `;` outside brackets ends it first.
fn body_start(code: &str, from: usize) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, byte) in code.bytes().enumerate().skip(from) {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth -= 1,
            b'{' if depth == 0 => return Some(at),
            b';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Where the brace that opens here closes; the end of the text when it does not.
fn matching_brace(code: &str, open: usize) -> usize {
    let mut depth = 0_i32;
    for (at, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            return at;
        }
    }
    code.len()
}

/// The items under `#[cfg(test)]` and `#[test]`.
fn test_ranges(code: &str) -> Vec<(usize, usize)> {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for mark in ["#[cfg(test)]", "#[test]", "#[cfg(all(test"] {
        for (at, _) in code.match_indices(mark) {
            // The attribute's own brackets are balanced, so the search for the body may start at it.
            let end = body_start(code, at)
                .map_or_else(|| code.len().min(at + mark.len()), |open| matching_brace(code, open) + 1);
            ranges.push((at, end));
        }
    }
    ranges.sort_unstable();
    let mut merged: Vec<(usize, usize)> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.0 < last.1 => last.1 = last.1.max(range.1),
            _ => merged.push(range),
        }
    }
    merged
}

/// Walks the text once and blanks what is not code.
struct Cut<'a> {
    bytes: &'a [u8],
    code: Vec<u8>,
    at: usize,
    strings: Vec<Piece>,
    comments: Vec<Piece>,
}

impl Cut<'_> {
    fn run(&mut self) {
        while self.at < self.bytes.len() {
            match self.bytes[self.at] {
                b'/' if self.next_is(b'/') => self.line_comment(),
                b'/' if self.next_is(b'*') => self.block_comment(),
                b'"' => self.string(),
                b'r' if !self.in_name() && self.raw_hashes().is_some() => self.raw_string(),
                b'\'' => self.quote(),
                _ => self.at += 1,
            }
        }
    }

    fn next_is(&self, byte: u8) -> bool {
        self.bytes.get(self.at + 1) == Some(&byte)
    }

    /// Whether the byte before belongs to the same name; `b` and `c` before a literal do not count.
    fn in_name(&self) -> bool {
        let Some(before) = self.at.checked_sub(1).map(|at| self.bytes[at]) else { return false };
        let is_name = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        let earlier = self.at.checked_sub(2).map(|at| self.bytes[at]);
        let is_prefix = matches!(before, b'b' | b'c') && !earlier.is_some_and(is_name);
        is_name(before) && !is_prefix
    }

    fn blank(&mut self, from: usize, to: usize) -> String {
        for byte in &mut self.code[from..to] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
        String::from_utf8_lossy(&self.bytes[from..to]).into_owned()
    }

    fn line_comment(&mut self) {
        let from = self.at;
        let to = self.bytes[from..].iter().position(|b| *b == b'\n').map_or(self.bytes.len(), |n| from + n);
        let text = self.blank(from, to);
        self.comments.push(Piece { at: from, text });
        self.at = to;
    }

    fn block_comment(&mut self) {
        let from = self.at;
        let mut depth = 0;
        while self.at < self.bytes.len() {
            if self.bytes[self.at..].starts_with(b"/*") {
                depth += 1;
                self.at += 2;
            } else if self.bytes[self.at..].starts_with(b"*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    break;
                }
            } else {
                self.at += 1;
            }
        }
        let to = self.at.min(self.bytes.len());
        let text = self.blank(from, to);
        self.comments.push(Piece { at: from, text });
        self.at = to;
    }

    fn string(&mut self) {
        let from = self.at + 1;
        self.at = from;
        while self.at < self.bytes.len() && self.bytes[self.at] != b'"' {
            self.at += if self.bytes[self.at] == b'\\' { 2 } else { 1 };
        }
        let to = self.at.min(self.bytes.len());
        let text = self.blank(from, to);
        self.strings.push(Piece { at: from, text });
        self.at = to + 1;
    }

    /// How many `#` stand between this `r` and its quote.
    fn raw_hashes(&self) -> Option<usize> {
        let rest = &self.bytes[self.at + 1..];
        let hashes = rest.iter().take_while(|b| **b == b'#').count();
        (rest.get(hashes) == Some(&b'"')).then_some(hashes)
    }

    fn raw_string(&mut self) {
        let hashes = self.raw_hashes().unwrap_or(0);
        let from = self.at + 1 + hashes + 1;
        let end = [b"\"".as_slice(), &b"#".repeat(hashes)].concat();
        let to = (from..self.bytes.len()).find(|at| self.bytes[*at..].starts_with(&end)).unwrap_or(self.bytes.len());
        let text = self.blank(from, to);
        self.strings.push(Piece { at: from, text });
        self.at = (to + end.len()).min(self.bytes.len());
    }

    /// A character literal is blanked; a lifetime or a loop label is left.
    fn quote(&mut self) {
        let rest = std::str::from_utf8(&self.bytes[self.at + 1..]).unwrap_or_default();
        let mut letters = rest.chars();
        let length = match letters.next() {
            Some('\\') => rest.char_indices().skip(2).find(|(_, c)| *c == '\'').map(|(at, _)| at),
            Some(letter) if letters.next() == Some('\'') => Some(letter.len_utf8()),
            _ => None,
        };
        let Some(length) = length else {
            self.at += 1;
            return;
        };
        self.blank(self.at + 1, self.at + 1 + length);
        self.at += length + 2;
    }
}
