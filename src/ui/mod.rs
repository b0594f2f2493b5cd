//! Paints `&State` and pushes `Msg`s. Never touches a file, a thread, the keyring or a workflow.
//!
//! What a page shows is made as data first (`content`), apart from how it is painted, so that it can be
//! tested as text.

pub mod content;
pub mod icon;
pub mod theme;

mod activity_ui;
mod approval_ui;
mod campaign_ui;
mod compare_ui;
mod controls;
mod decisions_ui;
mod dialogs;
mod editor_canvas_ui;
mod editor_draw_ui;
mod editor_header_ui;
mod editor_marks_ui;
mod editor_sliders_ui;
mod editor_ui;
mod files_ui;
mod fingerprint_ui;
mod graph_ui;
mod histogram_ui;
mod identities_ui;
mod identity_life_ui;
mod inspector_ui;
mod keys;
mod library_ui;
mod list_update_ui;
mod logo;
mod metadata_ui;
mod permit_ui;
mod picture_ui;
mod recipes_ui;
mod recording_steps_ui;
mod recording_ui;
mod redaction_results_ui;
mod redaction_sign_ui;
mod redaction_ui;
mod revoke_list_ui;
mod rights_card_ui;
mod rights_form_ui;
mod rights_ui;
mod settings_ui;
mod shell;
mod sign_form_ui;
mod sign_ui;
mod stamps_ui;
mod textures;
mod trust_dialogs_ui;
mod trust_ui;
mod uses_ui;
mod watch_ui;
mod when;

pub use shell::View;
