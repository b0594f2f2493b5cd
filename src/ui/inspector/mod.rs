//! What is known of one file: answers, history, rights, metadata, comparison and graph. Paints only.

pub(in crate::ui) mod compare_ui;
pub(in crate::ui) mod decisions_ui;
pub(in crate::ui) mod graph_ui;
pub(in crate::ui) mod inspector_ui;
pub(in crate::ui) mod manifest_ui;
pub(in crate::ui) mod metadata_ui;
pub(in crate::ui) mod rights_card_ui;
