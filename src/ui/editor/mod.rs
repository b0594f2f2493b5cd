//! The editor: canvas, handles, sliders, histogram and recipes. Paints only.

pub(in crate::ui) mod canvas_ui;
pub(in crate::ui) mod draw_ui;
pub(in crate::ui) mod editor_ui;
pub(in crate::ui) mod format_ui;
pub(in crate::ui) mod header_ui;
pub(in crate::ui) mod histogram_ui;
pub(in crate::ui) mod marks_ui;
pub(in crate::ui) mod recipes_ui;
pub(in crate::ui) mod sliders_ui;
