//! Time stamps added later, in words: what the selected files are, and who waits for what.

use jiff::tz::TimeZone;

use crate::locale;
use crate::state::stamps::{StampCount, Waiting};
use crate::tr;
use egui_material_icons::icons::{ICON_HOURGLASS_EMPTY, ICON_LINK_OFF};

use super::super::theme::Tone;
use super::super::when;
use super::activity::Line;

/// What will be asked for, and for which files nothing.
pub fn count(count: &StampCount) -> Vec<String> {
    let lines = [
        ("stamps-count-fit", count.fit),
        ("stamps-count-unchecked", count.unchecked),
        ("stamps-count-stamped", count.stamped),
        ("stamps-count-unsigned", count.unsigned),
        ("stamps-count-altered", count.altered),
        ("stamps-count-sidecar", count.sidecar),
    ];
    lines.into_iter().filter(|(_, files)| *files > 0).map(|(key, files)| tr!(key, files = files)).collect()
}

/// A file of the queue.
pub fn waiting(file: &Waiting, zone: &TimeZone) -> Line {
    let name = file.path.file_name().unwrap_or(file.path.as_os_str()).to_string_lossy();
    let folder = file.path.parent().map(|folder| folder.to_string_lossy().into_owned()).unwrap_or_default();
    let since = tr!("queue-since", at = when::local(&file.since, zone), host = locale::answers::host(&file.address));
    let (mark, reason) = if file.is_there {
        ((ICON_HOURGLASS_EMPTY, Tone::Info), locale::elide(&file.reason, 200))
    } else {
        ((ICON_LINK_OFF, Tone::Warn), tr!("queue-gone"))
    };
    Line { mark, title: locale::elide(&name, 80), facts: [since, reason, locale::elide(&folder, 80)].join(" · ") }
}

/// The queue as text, for tests.
pub fn as_text(files: &[Waiting], zone: &TimeZone) -> String {
    let lines = files.iter().map(|file| waiting(file, zone));
    lines.map(|line| format!("[{}] {}\n  {}\n", super::tone_word(&line.mark), line.title, line.facts)).collect()
}
