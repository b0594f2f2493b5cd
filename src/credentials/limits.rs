//! How much of a manifest store goes into a report. A stranger decides how many names, actions and parameters there
//! are and how long; the report stays readable, and fits through a worker's pipe, whatever they chose.

use std::cell::Cell;

use serde_json::Value;

/// A name, title or other text is cut after so many characters.
const MAX_TEXT_CHARS: usize = 2_000;
/// An action's parameters are left out when they are longer than this as JSON (bytes).
const MAX_PARAMETERS_BYTES: usize = 64 * 1024;
/// All actions, ingredients and statements of a store together (bytes as JSON, roughly).
const MAX_STORE_BYTES: usize = 16 * 1024 * 1024;

/// What may still be taken into the report, and whether anything was left out.
#[derive(Debug)]
pub(super) struct Limits {
    left_bytes: Cell<usize>,
    is_cut: Cell<bool>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { left_bytes: Cell::new(MAX_STORE_BYTES), is_cut: Cell::new(false) }
    }
}

impl Limits {
    /// Whether anything was left out.
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut.get()
    }

    /// Remembers that something was left out.
    pub(super) fn cut(&self) {
        self.is_cut.set(true);
    }

    /// A text, cut if it is too long.
    pub(super) fn text(&self, text: &str) -> String {
        match text.char_indices().nth(MAX_TEXT_CHARS) {
            None => text.to_owned(),
            Some((end, _)) => {
                self.cut();
                format!("{}…", text.get(..end).unwrap_or_default())
            }
        }
    }

    /// Parameters, or nothing if they are too long.
    pub(super) fn parameters(&self, parameters: Value) -> Value {
        if size_bytes(&parameters) <= MAX_PARAMETERS_BYTES {
            return parameters;
        }
        self.cut();
        Value::Null
    }

    /// Whether there is still room for this.
    pub(super) fn has_room(&self, value: &impl serde::Serialize) -> bool {
        match self.left_bytes.get().checked_sub(size_bytes(value)) {
            Some(left) => {
                self.left_bytes.set(left);
                true
            }
            None => {
                self.left_bytes.set(0);
                self.cut();
                false
            }
        }
    }

    /// The first so many of a list.
    pub(super) fn first<T>(&self, mut list: Vec<T>, most: usize) -> Vec<T> {
        if list.len() > most {
            self.cut();
            list.truncate(most);
        }
        list
    }
}

/// The length as JSON, without making the text.
fn size_bytes(value: &impl serde::Serialize) -> usize {
    struct Count(usize);
    impl std::io::Write for Count {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut count = Count(0);
    match serde_json::to_writer(&mut count, value) {
        Ok(()) => count.0,
        Err(_) => usize::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_things_are_cut_and_it_is_remembered() {
        let limits = Limits::default();
        assert_eq!(limits.text("short"), "short");
        assert_eq!(limits.parameters(serde_json::json!({ "a": 1 })), serde_json::json!({ "a": 1 }));
        assert!(!limits.is_cut());
        assert_eq!(limits.text(&"é".repeat(10_000)).chars().count(), MAX_TEXT_CHARS + 1);
        assert!(limits.is_cut());
        assert_eq!(limits.parameters(Value::String("x".repeat(MAX_PARAMETERS_BYTES))), Value::Null);
        assert!(limits.has_room(&"x".repeat(MAX_STORE_BYTES - 100)));
        assert!(!limits.has_room(&"x".repeat(200)));
        assert!(!limits.has_room(&""), "what is full stays full");
    }
}
