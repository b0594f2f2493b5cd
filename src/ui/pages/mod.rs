//! The pages that are no room of their own: files with their picture, library, activity and settings. Paints only.

pub(in crate::ui) mod activity_ui;
pub(in crate::ui) mod files_ui;
pub(in crate::ui) mod library_ui;
pub(in crate::ui) mod picture_ui;
pub(in crate::ui) mod settings_ui;
