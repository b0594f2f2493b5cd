//! What an edited copy is written as: format, quality, colours, metadata. Offers only what means something for the copy.

use egui::Ui;

use crate::provenance::edit::{CarriedMetadata, Color, ExportFormat, Lossless, Output};
use crate::provenance::format::Format;
use crate::state::editor::{Editor, EditorMsg, FORMATS};
use crate::state::{Msg, State};
use crate::tr;

use super::sliders_ui::{Range, range_ui};
use crate::ui::controls;

/// The last part of the editor's controls.
pub(in crate::ui) fn format_ui(ui: &mut Ui, editor: &Editor, state: &State, out: &mut Vec<Msg>) {
    ui.add_space(6.0);
    controls::section(ui, &tr!("editor-format"));
    let mut output = editor.output;
    let original = original(editor, state);
    format(ui, &mut output);
    let written = output.format_for(original);
    if matches!(written, ExportFormat::Jpeg | ExportFormat::Avif) {
        quality_ui(ui, &mut output);
    }
    if written == ExportFormat::Jpeg {
        controls::checkbox(ui, &mut output.progressive, tr!("editor-progressive"));
        controls::muted(ui, tr!("editor-progressive-text"));
        controls::checkbox(ui, &mut output.subsample, tr!("editor-subsample"));
        controls::muted(ui, tr!("editor-subsample-text"));
    }
    trim_ui(ui, editor, original, &mut output);
    colors_ui(ui, written, &mut output);
    metadata_ui(ui, &mut output);
    if output != editor.output {
        out.push(Msg::Editor(EditorMsg::Output(output)));
    }
}

/// The format of the file on screen, as its check found it.
fn original(editor: &Editor, state: &State) -> Format {
    let report = state.files.entry(editor.file).and_then(|entry| entry.check.report());
    let format = report.and_then(|report| Format::EMBEDDABLE.into_iter().find(|known| known.mime() == report.format));
    format.unwrap_or(Format::Unknown)
}

fn format(ui: &mut Ui, output: &mut Output) {
    let words = |format: Option<ExportFormat>| match format {
        None => tr!("editor-format-same"),
        Some(ExportFormat::Jpeg) => "JPEG".to_owned(),
        Some(ExportFormat::Png) => "PNG".to_owned(),
        Some(ExportFormat::Tiff) => "TIFF".to_owned(),
        Some(ExportFormat::WebP) => tr!("editor-format-webp"),
        Some(ExportFormat::Avif) => "AVIF".to_owned(),
    };
    let wide = ui.available_width();
    controls::choice(ui, &tr!("editor-format-label"), &words(output.format), wide, |ui| {
        for format in FORMATS {
            if ui.selectable_label(output.format == format, words(format)).clicked() {
                output.format = format;
            }
        }
    });
}

fn quality_ui(ui: &mut Ui, output: &mut Output) {
    let range = Range { least: 1.0, most: 100.0, slider_most: 100.0, step: 1.0, decimals: 0, usual: 90.0 };
    let mut value = f64::from(output.quality);
    range_ui(ui, "editor-quality", &mut value, range, &mut false);
    output.quality = value.round().clamp(1.0, 100.0) as u8;
}

/// Offered where a JPEG may keep its own values and an edge decides whether it does.
fn trim_ui(ui: &mut Ui, editor: &Editor, original: Format, output: &mut Output) {
    let edit = &editor.edit;
    let has_edges = edit.crop.is_some() || edit.quarter_turns != 0 || edit.mirror;
    if !has_edges || !output.may_keep_values(original, edit) {
        return;
    }
    controls::muted(ui, tr!("editor-lossless-text"));
    let mut on = output.lossless == Lossless::Trim;
    if controls::checkbox(ui, &mut on, tr!("editor-trim")).changed() {
        output.lossless = if on { Lossless::Trim } else { Lossless::WhenPossible };
    }
    controls::muted(ui, tr!("editor-trim-text"));
}

fn colors_ui(ui: &mut Ui, written: ExportFormat, output: &mut Output) {
    // What is written in one space only offers no choice.
    let kept = Output { color: Color::Keep, ..*output };
    if kept.color_in(written) != Color::Keep {
        controls::muted(ui, tr!("editor-color-only-srgb"));
        return;
    }
    let words = |color: Color| tr!(&format!("editor-color-{}", color.key()));
    let wide = ui.available_width();
    controls::choice(ui, &tr!("editor-color"), &words(output.color), wide, |ui| {
        for color in Color::ALL {
            if ui.selectable_label(output.color == color, words(color)).clicked() {
                output.color = color;
            }
        }
    });
    controls::muted(ui, tr!(&format!("editor-color-{}-text", output.color.key())));
}

fn metadata_ui(ui: &mut Ui, output: &mut Output) {
    let words = |kind: CarriedMetadata| tr!(&format!("editor-metadata-{}", kind.key()));
    let wide = ui.available_width();
    controls::choice(ui, &tr!("editor-metadata"), &words(output.metadata), wide, |ui| {
        for kind in CarriedMetadata::ALL {
            if ui.selectable_label(output.metadata == kind, words(kind)).clicked() {
                output.metadata = kind;
            }
        }
    });
}
