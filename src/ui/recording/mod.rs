//! Recording edits that other programs made: one pair, and a watched folder. Paints only.

pub(in crate::ui) mod recording_ui;
pub(in crate::ui) mod steps_ui;
pub(in crate::ui) mod watch_ui;
