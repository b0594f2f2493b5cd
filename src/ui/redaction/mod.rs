//! Redacting: what a file holds, what will go, and what was proved. Paints only.

mod history_ui;
pub(in crate::ui) mod redaction_ui;
pub(in crate::ui) mod results_ui;
pub(in crate::ui) mod signing_ui;
