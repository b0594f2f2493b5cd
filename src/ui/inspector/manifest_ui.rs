//! A manifest shown whole: its lines, wrapped to the width that there is, and a search through them. Never reads it.

use egui::{FontId, Frame, Key, Margin, Rect, ScrollArea, TextEdit, Ui, pos2, vec2};
use egui_material_icons::icons::{ICON_CONTENT_COPY, ICON_KEYBOARD_ARROW_DOWN, ICON_KEYBOARD_ARROW_UP};

use crate::locale;
use crate::state::Msg;
use crate::state::inspector::{InspectorMsg, ManifestContent, ManifestDialog};
use crate::tr;

use crate::ui::controls;

const PITCH: f32 = 18.0;
const FONT: FontId = FontId::monospace(12.5);
/// What does not fit stands below, so much further in than its line begins.
const HANG: usize = 4;

/// What the view remembers: what was searched for, and which of the lines found is looked at.
#[derive(Default)]
pub(in crate::ui) struct Memory {
    find: String,
    hit: usize,
}

/// Everything below the heading.
pub(in crate::ui) fn manifest_ui(
    ui: &mut Ui,
    fresh: bool,
    memory: &mut Memory,
    dialog: &ManifestDialog,
    out: &mut Vec<Msg>,
) {
    controls::muted(ui, locale::elide(&dialog.label, 160));
    let height = (ui.ctx().content_rect().height() - 230.0).max(160.0);
    match &dialog.content {
        ManifestContent::Loading(_) => {
            ui.horizontal(|ui| {
                ui.add(egui::Spinner::new().size(18.0));
                controls::muted(ui, tr!("manifest-loading"));
            });
        }
        ManifestContent::Failed(problem) => controls::problem_card(ui, problem),
        ManifestContent::Ready { lines, hits, .. } => {
            let moved = find_ui(ui, fresh, memory, dialog, hits.len(), out);
            let looked_at = hits.get(memory.hit).copied();
            lines_ui(ui, height, lines, hits, looked_at, moved);
        }
    }
}

/// The search box; whether another line is to be looked at. Enter leads on to the next one, with Shift back.
fn find_ui(
    ui: &mut Ui,
    fresh: bool,
    memory: &mut Memory,
    dialog: &ManifestDialog,
    hits: usize,
    out: &mut Vec<Msg>,
) -> bool {
    let mut by: Option<bool> = None;
    ui.horizontal(|ui| {
        let mut text = dialog.find.clone();
        let edit = TextEdit::singleline(&mut text).hint_text(tr!("manifest-find")).desired_width(280.0);
        let response = controls::field(ui, edit.margin(Margin::symmetric(8, 6)).char_limit(200));
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(tr!("manifest-find")));
        let (entered, back) = ui.input(|input| (input.key_pressed(Key::Enter), input.modifiers.shift));
        let entered = response.lost_focus() && entered;
        if entered {
            by = Some(!back);
        }
        if fresh || entered {
            response.request_focus();
        }
        if response.changed() {
            out.push(Msg::Inspector(InspectorMsg::ManifestFind(text)));
        }
        if !dialog.find.is_empty() {
            let is_at = hits > 1 && memory.find == dialog.find;
            controls::muted(
                ui,
                match is_at {
                    true => tr!("manifest-hit-of", at = memory.hit + 1, hits = hits),
                    false => tr!("manifest-hits", hits = hits),
                },
            );
        }
        if hits > 1 {
            if controls::icon_button(ui, ICON_KEYBOARD_ARROW_UP, &tr!("manifest-before")).clicked() {
                by = Some(false);
            }
            if controls::icon_button(ui, ICON_KEYBOARD_ARROW_DOWN, &tr!("manifest-next")).clicked() {
                by = Some(true);
            }
        }
        if controls::button(ui, ICON_CONTENT_COPY, &tr!("copy")).clicked() {
            out.push(Msg::Inspector(InspectorMsg::CopyManifest));
        }
    });
    if memory.find != dialog.find {
        memory.find.clone_from(&dialog.find);
        memory.hit = 0;
        return true;
    }
    match by {
        Some(true) => memory.hit = (memory.hit + 1) % hits.max(1),
        Some(false) => memory.hit = memory.hit.checked_sub(1).unwrap_or(hits.saturating_sub(1)),
        None => return false,
    }
    true
}

fn lines_ui(ui: &mut Ui, height: f32, lines: &[String], hits: &[usize], looked_at: Option<usize>, moved: bool) {
    let p = controls::palette(ui);
    Frame::new().fill(p.bg).corner_radius(6).inner_margin(Margin::same(8)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        let wide = ui.fonts_mut(|fonts| fonts.glyph_width(&FONT, 'm')).max(1.0);
        let columns = (((ui.available_width() - 16.0) / wide) as usize).max(20);
        let starts = starts(lines, columns);
        let rows = starts.last().copied().unwrap_or(0);
        let area = ScrollArea::vertical().max_height(height).min_scrolled_height(height).auto_shrink(false);
        area.show_viewport(ui, |ui, viewport| {
            ui.set_height(rows as f32 * PITCH);
            let origin = ui.max_rect().min;
            let row_of = |line: usize| starts.get(line).copied().unwrap_or(0);
            let place = |line: usize| {
                let (from, to) = (row_of(line), row_of(line + 1));
                let top = origin.y + from as f32 * PITCH;
                Rect::from_min_size(pos2(origin.x, top), vec2(ui.max_rect().width(), (to - from) as f32 * PITCH))
            };
            if let Some(line) = looked_at.filter(|_| moved) {
                ui.scroll_to_rect(place(line), Some(egui::Align::Center));
            }
            let seen = (viewport.top() / PITCH).max(0.0) as usize;
            let last = (viewport.bottom() / PITCH).max(0.0) as usize + 1;
            let first = starts.partition_point(|start| *start <= seen).saturating_sub(1);
            for (number, line) in lines.iter().enumerate().skip(first).take_while(|(number, _)| row_of(*number) < last)
            {
                if hits.binary_search(&number).is_ok() {
                    let strength = if looked_at == Some(number) { 0.45 } else { 0.20 };
                    ui.painter().rect_filled(place(number), 3.0, p.warn.gamma_multiply(strength));
                }
                for (row, (indent, part)) in wrapped(line, columns).into_iter().enumerate() {
                    let at = origin + vec2(indent as f32 * wide, (row_of(number) + row) as f32 * PITCH);
                    ui.painter().text(at, egui::Align2::LEFT_TOP, locale::plain(&part), FONT, p.text);
                }
            }
        });
    });
}

/// The first row of each line, and the number of all rows last.
fn starts(lines: &[String], columns: usize) -> Vec<usize> {
    let mut rows = 0;
    let mut starts = Vec::with_capacity(lines.len() + 1);
    for line in lines {
        starts.push(rows);
        rows += rows_of(line, columns);
    }
    starts.push(rows);
    starts
}

fn rows_of(line: &str, columns: usize) -> usize {
    // A character takes a byte at least, so most lines need not be counted.
    if line.len() <= columns {
        return 1;
    }
    let rest = line.chars().count().saturating_sub(columns);
    1 + rest.div_ceil(columns - hang(line, columns))
}

/// How far in the rows below the first begin.
fn hang(line: &str, columns: usize) -> usize {
    let indent = line.chars().take_while(|c| *c == ' ').count();
    (indent + HANG).min(columns / 2)
}

/// The rows of a line, each with how far in it begins.
fn wrapped(line: &str, columns: usize) -> Vec<(usize, String)> {
    let mut chars = line.chars();
    let mut rows = vec![(0, chars.by_ref().take(columns).collect::<String>())];
    let hang = hang(line, columns);
    loop {
        let part: String = chars.by_ref().take(columns - hang).collect();
        if part.is_empty() {
            return rows;
        }
        rows.push((hang, part));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_wrapped_and_nothing_of_it_is_lost() {
        let lines = ["", "  short", &format!("    {}", "é".repeat(95)), &" ".repeat(200), &"x".repeat(20)];
        let lines = lines.map(str::to_owned).to_vec();
        for columns in [20, 21, 40, 99, 400] {
            let starts = starts(&lines, columns);
            for (number, line) in lines.iter().enumerate() {
                let rows = wrapped(line, columns);
                assert_eq!(rows.len(), starts[number + 1] - starts[number], "{number} in {columns}");
                assert_eq!(rows.iter().map(|(_, part)| part.as_str()).collect::<String>(), *line);
                assert!(rows.iter().all(|(indent, part)| indent + part.chars().count() <= columns));
            }
        }
    }
}
